"""What all rooms speak of, and which speaks of none of them: plain values, observations, grades, errors.

    message, fact           a message that is translated when it is shown; a code and arguments that travel
    errors                  what can go wrong that is not a student's wrong answer
    spelling                what may have been meant by a word that is not known
    value                   what a Python object is reduced to, and the paths into it
    model                   one call observed; the answer key; aspects, outcomes and mismatches
    verdict                 the grade: codes, paths and arguments, no sentence
    notation, cotangent     values as Python writes them; the weights of a gradient

Nothing here imports torch, and a value that comes from a submission's process is checked as it is decoded.
"""
