"""The message of each code in a fact, and the catalogues of other languages.

    messages      from a fact to a sentence, in the current language
    phrases       the phrases in the sentences of a verdict
    differences   how a result differs; how a task ended
    outcomes      runs that did not end, and exceptions
    advice        what to do about a kind of mistake
    patterns      what failing calls have in common; marks on lines
    submission    why code was not run, and why a file cannot be read
    runner        how a run ended
    classroom     what is stored about a class
    catalogue     makes the catalogues; for developers

A message that is not sent as a fact is marked where it is defined, as a `grader.core.message.Message`.
"""
