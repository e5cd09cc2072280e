"""`grade FILE…`: find the exercise, have the key, grade each file, show the result."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from grader import confining, progress
from grader.course import load
from grader.course.key import obtain
from grader.course.key import tasks as tasks_of
from grader.course.load import Course
from grader.errors import GraderError, UsageError
from grader.model import Key, Outcome
from grader.runner.pool import Pool
from grader.runner.wire import Limits
from grader.showing import SUFFIXES, check_output, show
from grader.verdict import Grade

WORST_FIRST = (3, 4, 2, 1, 0)


@dataclass(frozen=True)
class Request:
    """What the command line asks for."""

    files: tuple[Path, ...]
    tasks: tuple[str, ...] = ()
    exercise: str | None = None
    form: str | None = None
    output: Path | None = None
    opened: bool = False
    course: Path | None = None
    whole_file: bool = False
    timeout: float = 10.0
    exit_zero: bool = False
    confined: bool = False


def grade_files(request: Request) -> int:
    """Grade every file and show all results; a file that cannot be graded does not stop the others."""
    check_output(request.output)
    form = _form(request)
    codes, grades = [], []
    courses = [load.find(request.course, path) for path in request.files]
    hidden = confining.hidden(courses, request.files)
    with Pool(limits(request.timeout), confining.tier_for(request.confined), hidden) as pool:
        for path in request.files:
            try:
                grades.append(grade_file(path, request, pool))
                codes.append(_code(grades[-1], request))
                progress.record(path.parent, grades[-1])
            except GraderError as error:
                click.echo(f"grade: {error}", err=True)
                codes.append(error.exit_code)
    if grades:
        several, beside = len(request.files) > 1, request.files[0].parent
        show(grades, form=form, output=request.output, several=several, opened=request.opened, beside=beside)
    return next(code for code in WORST_FIRST if code in codes)


def limits(seconds: float) -> Limits:
    """The deadlines that go with one for a call: a task may take twice as long, all of them 24 times."""
    usual = Limits()
    return Limits(
        call_seconds=seconds,
        task_seconds=max(usual.task_seconds, 2 * seconds),
        total_seconds=max(usual.total_seconds, 24 * seconds),
    )


def _form(request: Request) -> str:
    """The format that was asked for, else what --open needs, what the output's name says, the terminal."""
    if request.opened and request.form not in (None, "html"):
        raise UsageError(
            f"--open shows a page, so that --format {request.form} does not go with it. Leave it out."
        )
    if request.form is not None:
        return request.form
    if request.opened:
        return "html"
    return SUFFIXES[request.output.suffix.lower()] if request.output else "terminal"


def _is_task(course: Course, word: str) -> bool:
    return any(word in tasks_of(course, name) for name in course.names)


def _code(grade: Grade, request: Request) -> int:
    if any(task.outcome is Outcome.UNGRADED for task in grade.tasks):
        return 3
    full = all(task.score >= task.max_score for task in grade.tasks)
    return 0 if full or request.exit_zero else 1


def grade_file(path: Path, request: Request, pool: Pool) -> Grade:
    """Grade one file; raises GraderError when that cannot be done."""
    from grader import submission
    from grader.judge.grade import grade

    course = load.find(request.course, path)
    if "." not in path.name and not path.exists() and _is_task(course, path.name):
        raise UsageError(f"{path} is a task, not a file. To grade it alone, write: grade FILE --task {path}")
    source = submission.read(path)
    name = request.exercise or exercise_of(course, path, submission.defined_functions(source))
    key = obtain_key(course, course.check(name))
    _check_tasks(request.tasks, key)
    stubs = {task.name: submission.stub(task.stub) for task in key.tasks}
    needed = submission.needed(source, list(stubs), stubs=stubs, whole=request.whole_file)
    with _status(f"Grading {path.name}") as update:
        return grade(needed, key, pool, tasks=request.tasks, progress=update)


def exercise_of(course: Course, path: Path, defined: frozenset[str]) -> str:
    """The exercise by the file's name, else the one whose functions the file defines."""
    if (named := course.named_by(path)) is not None:
        return named
    shared = {name: len(defined.intersection(tasks_of(course, name))) for name in course.names}
    most = max(shared.values(), default=0)
    best = [name for name, count in shared.items() if count == most]
    if most and len(best) == 1:
        return best[0]
    options = ", ".join(best if most else course.names)
    raise UsageError(
        f"{path}: neither its name nor its functions say which exercise it solves. "
        f"Name it with --exercise; there are: {options}. For a course of your own, add --course DIR."
    )


def _check_tasks(tasks: Sequence[str], key: Key) -> None:
    known = [task.name for task in key.tasks]
    for task in tasks:
        if task not in known:
            near = difflib.get_close_matches(task, known, n=1, cutoff=0.5)
            remedy = f"Did you mean {near[0]!r}?" if near else f"It has: {', '.join(known)}."
            raise UsageError(f"{key.exercise} has no task {task!r}. {remedy}")


# -------------------------------------------------------------------------------------------- keys


def obtain_key(course: Course, name: str) -> Key:
    """The key of an exercise; if it has to be made, a line says so."""
    with _status() as update:
        return obtain(course, name, progress=lambda task: update(f"{MAKING.format(name=name)} {task}"))


MAKING = "Making the answer key of {name} (only the first time) …"


@contextmanager
def _status(text: str = "") -> Iterator[Status]:
    status = Status(text)
    try:
        yield status
    finally:
        status.clear()


class Status:
    """One line of progress on a terminal's standard error; elsewhere only the first line of long work."""

    def __init__(self, text: str) -> None:
        self._live = sys.stderr.isatty()
        self._base, self._said = text, False

    def __call__(self, text: str) -> None:
        """Show what is being done now."""
        line = f"{self._base} {text}".strip()
        if self._live:
            click.echo(f"\r\x1b[2K{line}", nl=False, err=True)
        elif not self._base and not self._said:
            click.echo(line.rpartition(" ")[0], err=True)
        self._said = True

    def clear(self) -> None:
        """Leave the line empty."""
        if self._live and self._said:
            click.echo("\r\x1b[2K", nl=False, err=True)
