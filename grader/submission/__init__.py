"""A submitted file, .py or .ipynb, as the code that the graded functions need.

    read ──► Source ──► needed ──► Submission

    choice                      what runs, what is skipped, where the functions are
    elsewhere                   where an answer is that does not count
    slice, table, effects       which statements a name needs; which never run
    facts, names, functions     what one statement binds, reads, changes, defines
    read                        from a path to a Source
    blocks, commands, syntax    code that does not parse; notebook commands; Python text
    remedy                      what is wrong in a line that Python cannot read, and what to type
    lexical, limits             tokens and brackets, without parsing; how much of a file is read
    notebook, decode            a notebook's cells; a file's text
    reasons, source             the sentences on what does not run; the data

A module imports only from modules below it. Reading never runs anything. A learner's mistake in a file is
reported (`Skipped`), and only its statement is lost. A file that cannot be read at all raises
`SubmissionError`.
"""

from grader.submission.choice import Submission, needed
from grader.submission.elsewhere import ELSEWHERE
from grader.submission.functions import canonical, defined_names, stub
from grader.submission.read import read, read_cells
from grader.submission.reasons import (
    CHANGES_LIBRARY,
    NOT_NEEDED,
    NOTEBOOK_COMMAND,
    ONLY_AS_SCRIPT,
    SETS_STATE,
)
from grader.submission.source import Place, Source, Statement

__all__ = [
    "CHANGES_LIBRARY",
    "ELSEWHERE",
    "NOTEBOOK_COMMAND",
    "NOT_NEEDED",
    "ONLY_AS_SCRIPT",
    "SETS_STATE",
    "Place",
    "Source",
    "Statement",
    "Submission",
    "canonical",
    "defined_names",
    "needed",
    "read",
    "read_cells",
    "stub",
]
