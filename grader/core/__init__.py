"""The types that all packages share: plain values, observations, grades, errors.

This package imports no other package of the grader.

    message, fact           a message that is translated when it is shown; a code and arguments that travel
    errors                  errors that are not a student's wrong answer
    spelling                the known words that are nearest to an unknown one
    value                   the plain data that a Python object is reduced to, and the paths into it
    model                   one call observed; the answer key; aspects, outcomes and mismatches
    verdict                 the grade: codes, paths and arguments, no sentence
    notation, cotangent     values as Python writes them; the weights of a gradient

Nothing here imports torch. A value that comes from a submission's process is checked when it is decoded.
"""
