"""An exercise's key where a learner's code runs, too: another process makes it, if it has to be made."""

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
    """Say something on standard error at once: what long work is under way."""
    print(text, file=sys.stderr, flush=True)


def key_without_making(course: Course, name: str, *, say: Callable[[str], None] = to_stderr) -> Key:
    """The key of an exercise; if it has to be made, `say` is told, and another process makes it.

    References and what draws the cases stay out of this process.
    """
    with _one_at_a_time(course):
        _make_elsewhere(course, course.check(name), say)
    return keys.obtain(course, name, progress=lambda _task: None)


@contextmanager
def _one_at_a_time(course: Course) -> Iterator[None]:
    """Of several processes, the first makes a key, and the others wait and find it made."""
    descriptor = os.open(course.root, os.O_RDONLY)
    try:
        with suppress(OSError):  # some file systems have no locks; then each makes its own
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
