"""An exercise's answer key for a process that runs a learner's code.

If the key has to be made, a child process makes it.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from grader.core.errors import CourseError
from grader.core.message import Message
from grader.core.model import Key
from grader.course import key as keys
from grader.course.load import Course
from grader.grading.language import environment

MAKING_ELSEWHERE = Message(
    "Making the answer key of {name}: only the first time, and it takes up to a minute …"
)


def to_stderr(text: str) -> None:
    """Print a progress message to standard error at once."""
    print(text, file=sys.stderr, flush=True)


def key_without_making(course: Course, name: str, *, say: Callable[[str], None] = to_stderr) -> Key:
    """Return an exercise's answer key.

    If the key has to be made, `say` gets a message, and a child process makes it. This process never loads
    the references or the code that draws the cases.
    """
    with _one_at_a_time(course):
        _make_elsewhere(course, course.check(name), say)
    return keys.obtain(course, name, progress=lambda _task: None)


@contextmanager
def _one_at_a_time(course: Course) -> Iterator[None]:
    """Let one of several processes make a key; the rest wait and then find it."""
    descriptor = os.open(course.root, os.O_RDONLY)
    try:
        with suppress(OSError):  # some file systems have no locks; then each process makes its own key
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _make_elsewhere(course: Course, name: str, say: Callable[[str], None]) -> None:
    if keys.is_made(course, name):
        return
    say(MAKING_ELSEWHERE.format(name=name))
    words = [sys.executable, "-P", "-m", "grader", "key", name, "--course", str(course.root)]
    done = subprocess.run(  # noqa: S603  # Python itself
        words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, env=environment()
    )
    if done.returncode:
        raise CourseError(done.stderr.strip().rpartition("\n")[2].removeprefix("grade: "))
