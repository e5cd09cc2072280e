"""An exercise's answer keys for a process that runs a learner's code.

If a key has to be made, another process makes it. This process never loads the references, or the code that
draws the cases.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from grader.core.message import Message
from grader.course.key import Keys, Step
from grader.course.load import Course

MAKING_ELSEWHERE = Message("Making the answer key of {name}: only the first time, and it takes a moment …")


def to_stderr(text: str) -> None:
    """Print a progress message to standard error at once."""
    print(text, file=sys.stderr, flush=True)


def keys_without_making(course: Course, name: str) -> Keys:
    """Return the keys of an exercise; another process makes what is missing."""
    return Keys(course, course.check(name), apart=True)


def telling(name: str, say: Callable[[str], None] = to_stderr) -> Callable[[Step], None]:
    """Return what says once that keys of an exercise are made."""
    said: list[str] = []

    def tell(_step: Step) -> None:
        if not said:
            said.append(MAKING_ELSEWHERE.format(name=name))
            say(said[0])

    return tell
