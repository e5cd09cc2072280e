"""How much of one submitted file is read: counts, so that no verdict depends on how busy a machine is.

At each of these limits, reading and choosing what runs takes at most about two seconds on two slow cores. No
file that a learner writes comes near them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from grader.core.errors import SubmissionError
from grader.core.message import Message
from grader.submission.reasons import (
    MANY_CELLS,
    MANY_CHARACTERS,
    MANY_COMMANDS,
    MANY_LINES,
    MANY_OLD_CELLS,
    MANY_STATEMENTS,
    MANY_TOKENS,
    MANY_VALUES,
)

SCRIPT_BYTES = 3_000_000
"""A script is text alone; data belongs into other files."""
NOTEBOOK_BYTES = 100_000_000
"""The outputs of a notebook hold pictures, and tens of megabytes of them are usual."""
UNWATCHED_CHARACTERS = 100_000
"""More code is first read in a process that can be ended."""
PARSED_IN_VAIN = 500_000
"""The characters of statements over several lines that do not parse, and are read again line by line.

After that, every statement ends in its own line if the text around it does not parse.
"""
COMMAND_STEPS = 50_000
"""The steps that IPython may take to read one block of broken code; a longer one stays broken."""
SLICE_STEPS = 60_000
"""The steps from name to name in search of what the functions need; after that, all of the file is needed."""


@dataclass(frozen=True)
class Limit:
    """The largest count that a file may have, and the message if it has more."""

    most: int
    message: Message


VALUES = Limit(5_000_000, MANY_VALUES)
"""Each value in the JSON of a notebook takes memory, and a comma stands between two of them."""
CELLS = Limit(2_000, MANY_CELLS)
"""Each cell is parsed by itself."""
OLD_CELLS = Limit(2_000, MANY_OLD_CELLS)
"""A notebook of an old format is converted with all of its cells."""
CHARACTERS = Limit(3_000_000, MANY_CHARACTERS)
"""All of the code is looked through for tokens; a script of the largest size has as many."""
LINES = Limit(75_000, MANY_LINES)
"""In broken code, each line may begin a statement."""
TOKENS = Limit(120_000, MANY_TOKENS)
"""Each token is a part of the tree that is searched for names."""
STATEMENTS = Limit(10_000, MANY_STATEMENTS)
"""Each statement is compared with the names that the graded functions need."""
COMMANDS = Limit(150_000, MANY_COMMANDS)
"""IPython reads code that does not parse, once for each command in it."""


class Tally:
    """What has been counted of one file; `file` is its name in messages.

    `in_vain` are the characters that were parsed together and do not parse.
    """

    def __init__(self, file: str) -> None:
        self._file = file
        self.in_vain = 0
        self._counts: Counter[str] = Counter()

    def add(self, limit: Limit, count: int) -> None:
        """Count more of something; raises SubmissionError if it is too much."""
        self.check(limit, count)
        self._counts[limit.message.code] += count

    def check(self, limit: Limit, count: int) -> None:
        """Raise SubmissionError if so much more of something would be too much."""
        every = self._counts[limit.message.code] + count
        if every > limit.most:
            raise SubmissionError(limit.message, file=self._file, count=every, most=limit.most)
