"""`grade list`: exercises, or the tasks of one, with the results in this folder."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.command import command as defined
from grader.cli.language import follow
from grader.cli.options import complete_exercise, course_option
from grader.cli.status import note
from grader.core.errors import CourseError
from grader.core.message import Message, Plural
from grader.core.model import Aspect, Expected, Key, TaskKey
from grader.core.value import TRAJECTORY, Items
from grader.course import load
from grader.course.key import Keys, outline
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
NOT_MADE = Message("…: known when the task has been graded once, or after: {command}")
EXERCISE, TITLE, TASKS = Message("exercise"), Message("title"), Message("tasks")
POINTS, YOURS = Message("points"), Message("yours here")
TASK, WHAT = Message("task"), Message("what is graded")
NOT_YET = "-"
AFTER = Message("builds on")
NEXT = Message("Next: {name}. Run: {command}")
ALL_DONE = Message("All exercises are done.")
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
        list_tasks(found.called(exercise) or found.check(exercise), found)


def list_exercises(course: Course) -> None:
    """Print a line for each exercise of the course."""
    from rich.text import Text

    known, keys, broken = progress.read(Path.cwd()), {}, {}
    for name in course.names:
        try:
            keys[name] = outline(course, name)
        except CourseError as error:  # the other exercises can still be listed
            broken[name] = error
    following = known.following({name: [task.name for task in key.tasks] for name, key in keys.items()})
    builds = any(key.text.after for key in keys.values())
    table = _table("", EXERCISE, TITLE, TASKS, POINTS, YOURS, *([AFTER] if builds else []))
    for name in course.names:
        if name in broken:
            table.add_row("", Text(name, "red"), str(BROKEN))
        else:
            table.add_row(*_exercise(known, keys[name], is_next=name == following))
    console = _console()
    console.print(table)
    if keys:
        console.print(Text(f"\n{_next(following, course)}"), soft_wrap=True)  # the command can be pasted
    for fault in broken.values():
        note(fault)


def _exercise(known: FolderHistory, key: Key, *, is_next: bool) -> Iterator[Text | str]:
    """The cells of one exercise: sign, name, title, tasks, points, what was reached, what comes before."""
    from rich.text import Text

    from grader.core.model import Outcome
    from grader.report.sheet import SIGNS
    from grader.report.terminal import STYLES

    if is_next:
        yield Text("→", "bold")
    elif known.is_done(key.exercise, [task.name for task in key.tasks]):
        sign, kind = SIGNS[Outcome.PASSED]
        yield Text(sign, STYLES[kind])
    else:
        yield ""
    yield key.exercise
    yield key.text.title
    yield str(len(key.tasks))
    yield digits(sum(task.points for task in key.tasks))
    yield _reached(known, key)
    yield ", ".join(map(_short, key.text.after))


def _short(name: str) -> str:
    """The number at the end of a name, or else the name."""
    number = re.search(r"\d+$", name)
    return number[0] if number else name


def _next(name: str | None, course: Course) -> str:
    """Say where to go next, with the command."""
    if name is None:
        return str(ALL_DONE)
    files = [f"{name}{suffix}" for suffix in (".py", ".ipynb") if Path(f"{name}{suffix}").is_file()]
    words = ["watch", files[0]] if files else ["init", name]
    more = [] if course == load.builtin() else ["--course", str(course.root)]
    return NEXT.format(name=name, command=shlex.join(["grade", *words, *more]))


def list_tasks(name: str, course: Course) -> None:
    """Print a line for each task of an exercise."""
    from rich.text import Text

    known = progress.read(Path.cwd())
    keys = Keys(course, name)
    ready = {task.name: task for task in keys.kept([task.name for task in keys.outline.tasks])}
    key = keys.outline
    table = _table("", TASK, POINTS, YOURS, WHAT)
    for task in key.tasks:
        mine = known.task(name, task.name)
        score = digits(mine.score) if mine.outcome else NOT_YET
        table.add_row(
            _sign(mine),
            task.name,
            digits(task.points),
            score,
            _graded(ready.get(task.name), mine, len(key.text.task(task.name).hints)),
        )
    console = _console()
    console.print(Text.assemble((name, "bold"), " · ", key.text.title))
    console.print(table)
    console.print(Text(f"\n{ALWAYS}", "dim"))
    if len(ready) < len(key.tasks):
        console.print(Text(NOT_MADE.format(command=shlex.join(["grade", "key", name])), "dim"))


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


def _graded(task: TaskKey | None, mine: TaskHistory, hints: int) -> Text:
    """What a task's points are for, as far as it is known, and how many hints were shown."""
    from rich.text import Text

    shown = HINTS_SHOWN.format(count=mine.hints, all=hints) if mine.hints else ""
    parts = _parts(task) if task is not None else ["…"]
    return Text(", ".join(map(str, parts))).append(f"  {shown}" if shown else "", "dim")


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
