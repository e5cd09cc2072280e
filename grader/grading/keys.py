"""An exercise's answer keys for a process that runs a learner's code.

If a key has to be made, another process makes it. This process never loads the references, or the code that
draws the cases.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from grader.core.message import Message
from grader.course.key import Keys
from grader.course.load import Course

MAKING_ELSEWHERE = Message("Making the answer key of {name}: only the first time, and it takes a moment …")


def to_stderr(text: str) -> None:
    """Print a progress message to standard error at once."""
    print(text, file=sys.stderr, flush=True)


def keys_without_making(course: Course, name: str, *, say: Callable[[str], None] = to_stderr) -> Keys:
    """Return the keys of an exercise; another process makes what is missing, which `say` then tells."""
    checked = course.check(name)
    return Keys(course, checked, apart=True, begin=lambda: say(MAKING_ELSEWHERE.format(name=checked)))
