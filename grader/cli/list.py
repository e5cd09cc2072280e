"""`grade list`: exercises, or the tasks of one, with the results in this folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.command import command as defined
from grader.cli.language import follow
from grader.cli.options import complete_exercise, course_option
from grader.cli.status import note, obtain_key
from grader.core.errors import CourseError
from grader.core.message import Message, Plural
from grader.core.model import Aspect, Expected, Key, TaskKey
from grader.core.value import TRAJECTORY, Items
from grader.course import load
from grader.course.key import outline
from grader.course.load import Course
from grader.grading import history as progress
from grader.grading.history import FolderHistory, TaskHistory
from grader.report.text import digits

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

HELP = Message("List the exercises, or the tasks of one, with what you have reached in this folder.")

RESULT = Message("result")
CHANGE = Message("change in place")
ERRORS = Message("errors")
GRADED = {
    Aspect.GRADIENT: Message("gradient"),
    Aspect.ATTACHED: Message("graph"),
    Aspect.ALIASING: Message("view or copy"),
}
LEFT_IN_GRAD = Message("what is left in .grad")
CALLS = Plural("{count} call", "{count} calls")
STEPS, BATCHES = Message("each step"), Message("shuffled batches")
PROPERTIES, PRINTED = Message("properties of the result"), Message("what is printed")
ALWAYS = Message(
    "In every task, leaving the arguments unchanged is graded, too, unless the task asks to change them."
)
EXERCISE, TITLE, TASKS = Message("exercise"), Message("title"), Message("tasks")
POINTS, YOURS = Message("points"), Message("yours here")
TASK, WHAT = Message("task"), Message("what is graded")
NOT_YET = "-"
BROKEN = Message("(cannot be used: see below)")
HINTS_SHOWN = Message("({count} of {all} hints shown)")


@defined("list", HELP)
@click.argument("exercise", required=False, shell_complete=complete_exercise)
@course_option(Message("The course; otherwise the one around the current folder, or the built-in one."))
def command(exercise: str | None, course: Path | None) -> None:
    """List the exercises, or the tasks of one."""
    found = follow(load.find(course, Path.cwd() / "submission.py"))
    if exercise is None:
        list_exercises(found)
    else:
        list_tasks(exercise, found)


def list_exercises(course: Course) -> None:
    """Print a line for each exercise of the course."""
    from rich.text import Text

    known = progress.read(Path.cwd())
    table = _table(EXERCISE, TITLE, TASKS, POINTS, YOURS)
    broken = []
    for name in course.names:
        try:
            key = outline(course, name)
        except CourseError as error:  # the other exercises can still be listed
            table.add_row(Text(name, "red"), str(BROKEN))
            broken.append(error)
            continue
        points = sum(task.points for task in key.tasks)
        table.add_row(name, key.text.title, str(len(key.tasks)), digits(points), _reached(known, key))
    _console().print(table)
    for fault in broken:
        note(fault)


def list_tasks(name: str, course: Course) -> None:
    """Print a line for each task of an exercise."""
    from rich.text import Text

    known = progress.read(Path.cwd())
    key = obtain_key(course, course.check(name))
    table = _table("", TASK, POINTS, YOURS, WHAT)
    for task in key.tasks:
        mine = known.task(name, task.name)
        score = digits(mine.score) if mine.outcome else NOT_YET
        table.add_row(
            _sign(mine),
            task.name,
            digits(task.points),
            score,
            _graded(task, mine, len(key.text.task(task.name).hints)),
        )
    console = _console()
    console.print(Text.assemble((name, "bold"), " · ", key.text.title))
    console.print(table)
    console.print(Text(f"\n{ALWAYS}", "dim"))


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False)


def _table(*headings: Message | str) -> Table:
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for heading in headings:
        numeric = heading in (TASKS, POINTS)
        table.add_column(str(heading), justify="right" if numeric else "left", overflow="fold")
    return table


def _reached(known: FolderHistory, key: Key) -> str:
    mine = known.exercises.get(key.exercise, {})
    if not any(task.outcome for task in mine.values()):
        return NOT_YET
    return digits(sum(mine[task.name].score for task in key.tasks if task.name in mine))


def _sign(mine: TaskHistory) -> Text:
    from rich.text import Text

    from grader.report.sheet import SIGNS, WRONG
    from grader.report.terminal import STYLES

    if mine.outcome is None:
        return Text("")
    sign, kind = SIGNS.get(mine.outcome, WRONG)
    return Text(sign, STYLES[kind])


def _is_trajectory(expected: Expected) -> bool:
    return any(isinstance(value, Items) and value.type == TRAJECTORY for value in expected.observation.inputs)


def _graded(task: TaskKey, mine: TaskHistory, hints: int) -> Text:
    """What a task's points are for, and how many hints were shown."""
    from rich.text import Text

    shown = HINTS_SHOWN.format(count=mine.hints, all=hints) if mine.hints else ""
    return Text(", ".join(map(str, _parts(task)))).append(f"  {shown}" if shown else "", "dim")


def _parts(task: TaskKey) -> list[Message | str]:
    """What a task's points are for, part by part."""
    if any(expected.shuffled for expected in task.expected):
        return [BATCHES]
    if task.properties:
        return [PROPERTIES]
    in_place = any(expected.free for expected in task.expected)
    result = [CHANGE if in_place else RESULT]
    parts: list[Message | str] = [*([] if in_place and task.asked.prints else result)]
    parts += [PRINTED] if task.asked.prints else []
    changes = not in_place and any(expected.changed for expected in task.expected)
    parts += [CHANGE] if changes and not task.asked.grads else []
    parts += [ERRORS] if any(expected.observation.failure for expected in task.expected) else []
    parts += [label for aspect, label in GRADED.items() if task.weights.get(aspect)]
    parts += [LEFT_IN_GRAD] if task.asked.grads else []
    parts += [STEPS] if any(map(_is_trajectory, task.expected)) else []
    return [*parts, *([CALLS.format(count=task.asked.calls)] if task.asked.calls > 1 else [])]
