"""`grade release`: write what students get of a course, or what Gradescope gets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from grader.classroom.book.rules import read_rules
from grader.classroom.session import check_secret
from grader.cli import combinations
from grader.cli.command import command as defined
from grader.cli.command import option
from grader.cli.language import follow
from grader.cli.options import ANY_PATH, complete_exercise, course_option
from grader.cli.status import obtain_key, status
from grader.core.errors import UsageError
from grader.core.message import Message, Plural
from grader.core.model import Key
from grader.course import key as keys
from grader.course import load
from grader.course.load import Course
from grader.report.text import digits
from grader.workshop import autograder
from grader.workshop import release as releases

HELP = Message("Write what students get of a course, into DIR.")
NO_EXERCISES = Message("{course} has no exercises to release.")
ONE_EXERCISE = Message("--gradescope makes the autograder of one exercise at a time. Name one of: {names}.")
SECRET_NEEDS_GRADESCOPE = Message(
    "--secret goes with --gradescope: a release for students holds no hidden cases. Leave it out."
)
NOTEBOOK_FOR_STUDENTS = Message(
    "--notebook and --no-notebook go with a release for students: an autograder holds no notebooks. Leave it "
    "out."
)
DRAWING = Message("Drawing the hidden cases of {name} …")

NAME, TITLE, TASKS = Message("exercise"), Message("title"), Message("tasks")
CASES, SIZE = Message("cases"), Message("size")
WROTE = Message("Wrote {folder}: starters, answer keys, README.md.")
READABLE = Message(
    "They contain no reference. A key contains the expected results of the calls that students see, and a "
    "student can read it. To grade for marks, use hidden cases (--secret)."
)
NEXT = Message("Next: look at README.md, zip the folder and send it to your students.")

COUNTED_TASKS = Plural("{count} task", "{count} tasks")
COUNTED_CASES = Plural("{count} case", "{count} cases")
COUNTED_HIDDEN = Plural("{count} hidden one", "{count} hidden ones")
WROTE_ZIP = Message("Wrote {path}: {tasks}, {cases}, no hidden ones; {size}.")
WROTE_ZIP_HIDDEN = Message("Wrote {path}: {tasks}, {cases}, {hidden}; {size}.")
NEXT_ZIP = Message(
    "It contains answer keys: give it to nobody but Gradescope.\nNext: in Gradescope, make a programming "
    "assignment with {points} autograder points. Upload the zip under Configure Autograder. Give the "
    "container at least 2 GB of memory."
)
FOR_STUDENTS = Message(
    "{folder} holds a release for students, but an autograder's zip is for teachers only. Name another "
    "folder."
)
ZIP_OF_OTHERS = Message(
    "{path} exists already and is not an autograder of grade. Move it away, or name another folder."
)
ZIP_THERE = Message("{path} exists already. Add --replace to replace it, or name another folder.")
MEGABYTES = "{size:.1f} MB"


@dataclass(frozen=True)
class ReleaseRequest:
    """What the command line asks for."""

    folder: Path
    exercises: tuple[str, ...] = ()
    course: Path | None = None
    notebook: bool = True
    replace: bool = False
    gradescope: bool = False
    secret: str | None = None


@defined("release", HELP)
@click.argument("folder", type=ANY_PATH, metavar="DIR")
@click.argument("exercises", nargs=-1, metavar="[EXERCISE]...", shell_complete=complete_exercise)
@course_option(
    Message("The course to release; otherwise the one around the current folder, or the built-in one.")
)
@option(
    "--notebook/--no-notebook", default=True, says=Message("Also write starters as notebooks (the default).")
)
@option("--replace", is_flag=True, says=Message("Replace an earlier release, and nothing else."))
@option(
    "--gradescope",
    is_flag=True,
    says=Message("Make the autograder of one exercise for Gradescope instead."),
)
@option(
    "--secret",
    metavar="TEXT",
    says=Message(
        "For --gradescope: draw hidden cases from this text; otherwise from the secret of the course."
    ),
)
def command(**options: Any) -> None:
    """Write what students get, or an autograder."""
    combinations.never_with(click.get_current_context(), "notebook", "gradescope", why=NOTEBOOK_FOR_STUDENTS)
    release(ReleaseRequest(**options))


def release(request: ReleaseRequest) -> None:
    """Write what students or Gradescope get, and say what was written."""
    course = follow(load.find(request.course, Path.cwd() / "submission.py"))
    names = [course.check(name) for name in request.exercises] or list(course.names)
    if not names:
        raise UsageError(NO_EXERCISES, course=course.root)
    if request.gradescope:
        _release_autograder(request, course, names)
        return
    if request.secret is not None:
        raise UsageError(SECRET_NEEDS_GRADESCOPE)
    releases.check_place(request.folder, replace=request.replace)
    found = releases.bundle(course, [obtain_key(course, name) for name in names], notebook=request.notebook)
    releases.write(found, request.folder, replace=request.replace)
    _show(found.parts)
    for line in (WROTE.format(folder=request.folder), READABLE, NEXT):
        click.echo(line)


def _show(parts: Iterable[releases.ReleasePart]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for heading in (NAME, TITLE, TASKS, CASES, SIZE):
        is_text = heading in (NAME, TITLE)
        table.add_column(str(heading), justify="left" if is_text else "right", overflow="fold")
    for part in parts:
        title = Text(part.title)
        table.add_row(Text(part.name), title, str(part.tasks), str(part.cases), _megabytes(part.size))
    Console(highlight=False).print(table)


def _megabytes(size: int) -> str:
    return MEGABYTES.format(size=size / 1e6)


def _release_autograder(request: ReleaseRequest, course: Course, names: Sequence[str]) -> None:
    if len(names) != 1:
        raise UsageError(ONE_EXERCISE, names=", ".join(names))
    check_secret(course, names, request.secret)
    path = request.folder / f"{names[0]}-autograder.zip"
    _check_zip(path, replace=request.replace)
    public = obtain_key(course, names[0])
    hidden = _hidden_key(course, names[0], public, request.secret)
    content = autograder.autograder(course, public, hidden)
    releases.put(path, content)
    drawn = _cases(hidden) if hidden else 0
    wrote = WROTE_ZIP_HIDDEN if drawn else WROTE_ZIP
    told = wrote.format(
        path=path,
        tasks=COUNTED_TASKS.format(count=len(public.tasks)),
        cases=COUNTED_CASES.format(count=_cases(public)),
        hidden=COUNTED_HIDDEN.format(count=drawn),
        size=_megabytes(len(content)),
    )
    click.echo(told)
    click.echo(NEXT_ZIP.format(points=digits(_points(public))))


def _check_zip(path: Path, *, replace: bool) -> None:
    """Raise UsageError if the zip would overwrite a file.

    A teacher's file must not be among those for students, either.
    """
    if releases.is_release(path.parent):
        raise UsageError(FOR_STUDENTS, folder=path.parent)
    if path.exists() and not autograder.is_autograder(path):
        raise UsageError(ZIP_OF_OTHERS, path=path)
    if path.exists() and not replace:
        raise UsageError(ZIP_THERE, path=path)


def _hidden_key(course: Course, name: str, public: Key, given: str | None) -> Key | None:
    """The key of hidden cases; None if there are none.

    They are drawn from the secret that was given, or from the course's own.
    """
    secret = given if given is not None else read_rules(course.root).secret
    if not keys.has_hidden(course, public, secret):
        return None
    with status(DRAWING.format(name=name)) as update:
        update("")
        return keys.obtain_hidden(course, name, secret, progress=lambda step: update(step.task))


def _cases(key: Key) -> int:
    return sum(len(task.cases) for task in key.tasks)


def _points(key: Key) -> float:
    return sum(task.points for task in key.tasks)
