"""How much of one submitted file is read: counts, so that no verdict depends on how busy a machine is.

At each of these limits, reading and choosing what runs takes at most about two seconds on two slow cores. No
file that a learner writes comes near them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from grader.core.errors import SubmissionError
from grader.core.message import Message

SCRIPT_BYTES = 5_000_000
"""A script is text alone; data belongs into other files."""
NOTEBOOK_BYTES = 100_000_000
"""The outputs of a notebook hold pictures, and tens of megabytes of them are usual."""
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
    """A count of which a file has at most so many, and the message if it has more."""

    most: int
    message: Message


VALUES = Limit(
    5_000_000,
    Message(
        "{file} has {count:,} commas; at most {most:,} are read. Clear its outputs in Jupyter (Kernel, "
        "Restart Kernel and Clear Outputs) and save it.",
        code="file.many_values",
    ),
)
"""Each value in the JSON of a notebook takes memory, and a comma stands between two of them."""
CELLS = Limit(
    2_000,
    Message(
        "{file} has {count:,} cells with code; at most {most:,} are read. Delete cells that no answer needs.",
        code="file.many_cells",
    ),
)
"""Each cell is parsed by itself."""
LINES = Limit(
    100_000,
    Message(
        "{file} has {count:,} lines of code; at most {most:,} are read. Keep only code in it, and load data "
        "from other files.",
        code="file.many_lines",
    ),
)
"""In broken code, each line may begin a statement."""
TOKENS = Limit(
    200_000,
    Message(
        "{file} has {count:,} tokens, such as names and numbers; at most {most:,} are read. Keep only code "
        "in it, and load data from other files.",
        code="file.many_tokens",
    ),
)
"""Each token is a part of the tree that is searched for names."""
STATEMENTS = Limit(
    10_000,
    Message(
        "{file} has {count:,} statements outside of functions, or more; at most {most:,} are read. Keep only "
        "code in it that an answer needs.",
        code="file.many_statements",
    ),
)
"""Each statement is compared with the names that the graded functions need."""


COMMANDS = Limit(
    150_000,
    Message(
        "{file} has broken code with notebook commands that takes {count:,} steps to read, or more; at most "
        "{most:,} are taken. Delete cells that no answer needs.",
        code="file.many_commands",
    ),
)
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
