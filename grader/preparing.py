"""What grading takes before anything runs: the exercise that a source solves, its key, what is needed."""

from __future__ import annotations

import difflib
import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from grader import submission
from grader.course import key as keys
from grader.course.load import Course
from grader.errors import CourseError, UsageError
from grader.model import Key
from grader.runner.wire import Limits
from grader.status import status
from grader.submission import Source, Submission

MAKING = "Making the answer key of {name} (only the first time) …"
MAKING_ELSEWHERE = "Making the answer key of {name}: only the first time, and it takes up to a minute …"


@dataclass(frozen=True)
class Prepared:
    """A submission as it is to be run, and the key to compare it with."""

    submission: Submission
    key: Key


def prepare(source: Source, key: Key, *, whole: bool = False) -> Prepared:
    """Choose what of a source the tasks of a key need."""
    stubs = {task.name: submission.stub(task.stub) for task in key.tasks}
    return Prepared(submission.needed(source, list(stubs), stubs=stubs, whole=whole), key)


def exercise_of(source: Source, course: Course, named: str | None = None, *, dashes: str = "--") -> str:
    """The exercise that a source solves: the one that is named, else what the file's name or functions say.

    Raises UsageError where there is no such exercise, or nothing says which it is; options are named there
    as they begin with `dashes`.
    """
    if (name := named or course.named_by(Path(source.name))) is not None:
        return course.check(name)
    defined = submission.defined_functions(source)
    shared = {name: len(defined.intersection(keys.tasks(course, name))) for name in course.names}
    most = max(shared.values(), default=0)
    best = [name for name, count in shared.items() if count == most]
    if most and len(best) == 1:
        return best[0]
    options = ", ".join(best if most else course.names)
    raise UsageError(
        f"{source.name}: neither its name nor its functions say which exercise it solves. "
        f"Name it with {dashes}exercise; there are: {options}. "
        f"For a course of your own, add {dashes}course DIR."
    )


def check_tasks(tasks: Sequence[str], key: Key) -> None:
    """Raise UsageError, with what may have been meant, for a task that an exercise has not."""
    known = [task.name for task in key.tasks]
    for task in tasks:
        if task not in known:
            near = difflib.get_close_matches(task, known, n=1, cutoff=0.5)
            remedy = f"Did you mean {near[0]!r}?" if near else f"It has: {', '.join(known)}."
            raise UsageError(f"{key.exercise} has no task {task!r}. {remedy}")


def limits(seconds: float) -> Limits:
    """The deadlines that go with one for a call: a task may take twice as long, all of them 24 times."""
    usual = Limits()
    return Limits(
        call_seconds=seconds,
        task_seconds=max(usual.task_seconds, 2 * seconds),
        total_seconds=max(usual.total_seconds, 24 * seconds),
    )


# -------------------------------------------------------------------------------------------- keys


def obtain_key(course: Course, name: str) -> Key:
    """The key of an exercise; if it has to be made, a line says so."""
    with status() as update:
        return keys.obtain(course, name, progress=lambda task: update(f"{MAKING.format(name=name)} {task}"))


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Of several processes, the first makes a key, and the others wait and find it made."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some file systems have no locks; then each makes its own
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def key_without_making(course: Course, name: str) -> Key:
    """The key of an exercise; if it has to be made, another process makes it.

    For processes in which a learner's code runs, too: references and what draws the cases stay out of them.
    """
    with _one_at_a_time(course.root):
        _make_elsewhere(course, course.check(name))
    return obtain_key(course, name)


def _make_elsewhere(course: Course, name: str) -> None:
    if not keys.is_made(course, name):
        print(MAKING_ELSEWHERE.format(name=name), file=sys.stderr, flush=True)
        words = [sys.executable, "-P", "-m", "grader", "key", name, "--course", str(course.root)]
        done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)  # noqa: S603  # Python itself
        if done.returncode:
            raise CourseError(done.stderr.strip().rpartition("\n")[2].removeprefix("grade: "))
