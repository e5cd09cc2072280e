"""`grade FILE --hint TASK`: one hint at a time."""

from __future__ import annotations

import difflib
from pathlib import Path

import click

from grader import progress, submission
from grader.course import load
from grader.errors import UsageError
from grader.grading import Request
from grader.model import TaskKey
from grader.preparing import exercise_of, obtain_key

NEXT = "Hint {number} of {count} for {task}: {hint}"
LAST = "That was the last hint. grade FILE shows what your function does."
ALL_SHOWN = "All hints for {task} have been shown:"
NONE = "{task} has no hints."
ONE_FILE = "--hint shows a hint for one file, and {count} were given. Name the file that you work on."
NO_TASK = "{exercise} has no task {task!r}. {remedy}"


def show_hint(request: Request, name: str) -> None:
    """Print the next hint of a task, and remember that it was shown."""
    if len(request.files) != 1:
        raise UsageError(ONE_FILE.format(count=len(request.files)))
    (path,) = request.files
    course = load.find(request.course, path)
    exercise = course.check(request.exercise or _named(course, path))
    task = _task(obtain_key(course, exercise).tasks, exercise, name)
    if not task.hints:
        click.echo(NONE.format(task=name))
        return
    if progress.read(path.parent).task(exercise, name).hints >= len(task.hints):
        click.echo(ALL_SHOWN.format(task=name))
        for number, hint in enumerate(task.hints, start=1):
            click.echo(f"  {number}. {hint}")
        return
    number, count = progress.one_more_hint(path.parent, exercise, name), len(task.hints)
    click.echo(NEXT.format(number=number, count=count, task=name, hint=task.hints[number - 1]))
    if number == count:
        click.echo(LAST)


def _named(course: load.Course, path: Path) -> str:
    """The exercise, by the file's name if that says it, so that the file need not be readable."""
    named = course.named_by(path)
    return named or exercise_of(submission.read(path), course)


def _task(tasks: tuple[TaskKey, ...], exercise: str, name: str) -> TaskKey:
    for task in tasks:
        if task.name == name:
            return task
    known = [task.name for task in tasks]
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    remedy = f"Did you mean {near[0]!r}?" if near else f"It has: {', '.join(known)}."
    raise UsageError(NO_TASK.format(exercise=exercise, task=name, remedy=remedy))
