"""`grade hint TASK [FILE]`: one hint at a time."""

from __future__ import annotations

from pathlib import Path

import click

from grader import submission
from grader.cli.command import command as defined
from grader.cli.language import follow
from grader.cli.options import A_SUBMISSION, COURSE_OF_FILE, EXERCISE_OF_FILE, TASK
from grader.core.errors import UsageError
from grader.core.message import Message
from grader.course import load
from grader.course.key import outline, tasks
from grader.grading import history as progress
from grader.grading.session import Session, exercise_of

HELP = Message("Show the next hint for a task.")
NEXT = Message("Hint {number} of {count} for {task}: {hint}")
LAST = Message("That was the last hint. `grade FILE` shows what your function does.")
ALL_SHOWN = Message("All hints for {task} have been shown:")
NONE = Message("{task} has no hints.")
NO_TASK = Message("Name the task, too: grade hint TASK {file}")
NO_FILE = Message("No file in this folder has the task {task!r}. Name the file: grade hint {task} FILE")
TASK_FIRST = Message("{word} is a file. Write the task before it: {command}")


@defined("hint", HELP)
@TASK
@click.argument("file", required=False, type=A_SUBMISSION, metavar="[FILE]")
@EXERCISE_OF_FILE
@COURSE_OF_FILE
def command(task: str, file: Path | None, exercise: str | None, course: Path | None) -> None:
    """Show the next hint for a task; without a file, for the one here that has it."""
    if file is None:
        file = _file_with(task, load.find(course, Path.cwd() / "submission.py"))
    check_order(task, file, command="grade hint")
    show_hint(task, file, exercise=exercise, course=course)


def _file_with(task: str, course: load.Course) -> Path:
    """Return the file in this folder whose exercise has the task; raises UsageError if there is none."""
    if task.endswith((".py", ".ipynb")):
        raise UsageError(NO_TASK, file=task)
    for path in sorted(Path().glob("*.py")) + sorted(Path().glob("*.ipynb")):
        name = course.named_by(path)
        if name is not None and task in tasks(course, name):
            return path
    raise UsageError(NO_FILE, task=task)


def check_order(task: str, file: Path, *, command: str) -> None:
    """Raise UsageError if the file is in the place of the task."""
    if task.endswith((".py", ".ipynb")) and not file.suffix:
        raise UsageError(TASK_FIRST, word=task, command=f"{command} {file} {task}")


def show_hint(task: str, path: Path, *, exercise: str | None, course: Path | None) -> None:
    """Print the next hint of a task, and remember that it was shown."""
    found = follow(load.find(course, path))
    session = Session(outline(found, _exercise(found, path, exercise)), found)
    session.check_tasks([task])
    hints, name = session.text(task).hints, session.key.exercise
    if not hints:
        click.echo(NONE.format(task=task))
        return
    if progress.read(path.parent).task(name, task).hints >= len(hints):
        click.echo(ALL_SHOWN.format(task=task))
        for number, hint in enumerate(hints, start=1):
            click.echo(f"  {number}. {hint}")
        return
    number, count = progress.one_more_hint(path.parent, name, task), len(hints)
    click.echo(NEXT.format(number=number, count=count, task=task, hint=hints[number - 1]))
    if number == count:
        click.echo(LAST)


def _exercise(course: load.Course, path: Path, given: str | None) -> str:
    """The exercise of a file, by the file's name if possible.

    In this case, the file need not be readable.
    """
    named = given or course.named_by(path)
    if named and path.is_file():
        return course.check(named)
    return exercise_of(submission.read(path), course)
