"""Words: the message of each code that travels, and the catalogues of other languages.

    messages      from a fact to a sentence, in the language of the moment
    phrases       what sentences of a verdict speak of
    differences   in what a result differs; what became of a task
    outcomes      what was not run to its end, and what was raised
    advice        what to do about a kind of mistake
    patterns      what failing calls have in common; marks on lines
    submission    why code was not run, and why a file cannot be read
    runner        how a run ended
    classroom     what is kept of a class
    catalogue     makes the catalogues; for developers

A message that does not travel is marked where it is defined, as a `grader.core.message.Message`.
"""
