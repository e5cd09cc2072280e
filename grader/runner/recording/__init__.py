"""All that one call of a function does, as plain values.

These modules run in the process of the function.

    program                 a submission's code: run its pieces, find its functions
    observe                 one call, recorded
    building, results       from plain inputs to Python objects; how a result is used
    values, memory          from Python objects to plain values; where tensors are in memory
    arrays, frames, budget  arrays of texts and objects; tables of pandas; how much is read
    recorder                the recorded steps of a training loop
    state, failures         torch's global state; an exception as plain text
    trace, debugger         one call line by line; one call in a debugger
    portable                one call on tensors in place of a GPU's

The modules change when torch does. They import torch. Apart from `course`, which makes answer keys with them,
no other package imports them at module level.
"""
