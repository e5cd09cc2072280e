"""`grade list`: the exercises, or the tasks of one, and what was reached in this folder."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader import progress
from grader.course import load
from grader.errors import CourseError
from grader.model import Aspect, Expected, Key, TaskKey
from grader.preparing import obtain_key
from grader.progress import TaskProgress
from grader.report.terminal import STYLES
from grader.report.text import digits
from grader.report.view import SIGNS, WRONG
from grader.value import TRAJECTORY, Items

RESULT = "result"
CHANGE = "change in place"
ERRORS = "errors"
GRADED = {Aspect.GRADIENT: "gradient", Aspect.ATTACHED: "graph", Aspect.ALIASING: "view or copy"}
LEFT_IN_GRAD, TWICE = "what is left in .grad", "{calls} calls"
STEPS, BATCHES = "each step", "shuffled batches"
ALWAYS = "In every task, arguments that are not to be changed are to be left alone, too."
EXERCISE, TITLE, TASKS, POINTS, YOURS = "exercise", "title", "tasks", "points", "yours here"
TASK, WHAT = "task", "what is graded"
NOT_YET = "-"
BROKEN = "(cannot be used: see below)"
HINTS_SHOWN = "{count} of {all} hints shown"


def list_exercises(course_folder: Path | None) -> None:
    """Print a line for each exercise of the course."""
    course, known = _course(course_folder), progress.read(Path.cwd())
    table = _table(EXERCISE, TITLE, TASKS, POINTS, YOURS)
    broken = []
    for name in course.names:
        try:
            key = obtain_key(course, name)
        except CourseError as error:  # the others can be listed all the same
            table.add_row(Text(name, "red"), BROKEN)
            broken.append(error)
            continue
        points = sum(task.points for task in key.tasks)
        table.add_row(name, key.title, str(len(key.tasks)), digits(points), _reached(known, key))
    _console().print(table)
    for fault in broken:
        click.echo(f"grade: {fault}", err=True)


def list_tasks(name: str, course_folder: Path | None) -> None:
    """Print a line for each task of an exercise."""
    course, known = _course(course_folder), progress.read(Path.cwd())
    key = obtain_key(course, course.check(name))
    table = _table("", TASK, POINTS, YOURS, WHAT)
    for task in key.tasks:
        mine = known.task(name, task.name)
        sign, style = _sign(mine)
        score = digits(mine.score) if mine.outcome else NOT_YET
        table.add_row(Text(sign, style), task.name, digits(task.points), score, _graded(task, mine))
    console = _console()
    console.print(Text.assemble((name, "bold"), " · ", key.title))
    console.print(table)
    console.print(Text(f"\n{ALWAYS}", "dim"))


def _course(folder: Path | None) -> load.Course:
    return load.find(folder, Path.cwd() / "submission.py")


def _console() -> Console:
    return Console(highlight=False)


def _table(*headings: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for heading in headings:
        numeric = heading in (TASKS, POINTS)
        table.add_column(heading, justify="right" if numeric else "left", overflow="fold")
    return table


def _reached(known: progress.Progress, key: Key) -> str:
    mine = known.exercises.get(key.exercise, {})
    if not any(task.outcome for task in mine.values()):
        return NOT_YET
    return digits(sum(mine[task.name].score for task in key.tasks if task.name in mine))


def _sign(mine: TaskProgress) -> tuple[str, str]:
    if mine.outcome is None:
        return "", ""
    sign, kind = SIGNS.get(mine.outcome, WRONG)
    return sign, STYLES[kind]


def _is_trajectory(expected: Expected) -> bool:
    return any(isinstance(value, Items) and value.type == TRAJECTORY for value in expected.observation.inputs)


def _graded(task: TaskKey, mine: TaskProgress) -> Text:
    """What a task's points are for, and how many hints were shown."""
    in_place = any(expected.free for expected in task.expected)
    parts = [CHANGE if in_place else RESULT]
    changes = not in_place and any(expected.changed for expected in task.expected)
    parts += [CHANGE] if changes and not task.asked.grads else []
    parts += [ERRORS] if any(expected.observation.failure for expected in task.expected) else []
    parts += [text for aspect, text in GRADED.items() if task.weights.get(aspect)]
    parts += [LEFT_IN_GRAD] if task.asked.grads else []
    parts += [STEPS] if any(map(_is_trajectory, task.expected)) else []
    if any(expected.shuffled for expected in task.expected):
        parts = [BATCHES]
    elif task.asked.calls > 1:
        parts.append(TWICE.format(calls=task.asked.calls))
    shown = HINTS_SHOWN.format(count=mine.hints, all=len(task.hints)) if mine.hints else ""
    return Text(", ".join(parts)).append(f"  ({shown})" if shown else "", "dim")
