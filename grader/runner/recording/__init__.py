"""In the process that runs a function: everything that one call does, as plain values.

    program                 a submission's code: run its pieces, find its functions
    observe                 one call, recorded
    building, results       from plain inputs to Python objects; what a result is made to tell
    values, memory          from Python objects to plain values; where tensors lie in memory
    recorder                what a training loop tells of its steps
    state, failures         torch's global state; an exception as plain text
    trace, debugger         one call line by line; one call in a debugger
    portable                one call on tensors that stand for a GPU's

These modules change when torch does. They import torch, and no other room imports them at its top but
`course`, which makes answer keys with them.
"""
