"""`grade new`: write the skeleton of a task into a course."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from grader.cli.command import command as defined
from grader.cli.command import option
from grader.cli.language import follow
from grader.cli.options import complete_exercise, course_option
from grader.core.message import Message
from grader.core.model import CLASS, FUNCTION, VARIABLE
from grader.workshop import new as skeletons

HELP = Message("Write the skeleton of TASK into a course, for you to fill in. For authors.")
WROTE = Message("Wrote {task} to {path}.")
KEPT = Message("{path} has {task} already. It was not changed.")
NEXT = Message("Next: replace every text that begins with {mark}, then run:")


@defined("new", HELP)
@click.argument("task", metavar="TASK")
@option(
    "--in",
    "exercise",
    required=True,
    metavar="EXERCISE",
    shell_complete=complete_exercise,
    says=Message("The exercise that gets the task. It is created if it does not exist."),
)
@option(
    "--kind",
    type=click.Choice([FUNCTION, CLASS, VARIABLE]),
    says=Message("What the task asks for; otherwise a function, or what one of the two files has."),
)
@option(
    "--inputs",
    metavar="NAMES",
    says=Message(
        "The parameters of the task, such as 'x, y'; otherwise x for a function, and none for others."
    ),
)
@option("--right", is_flag=True, says=Message("Add another right answer, to be filled in."))
@option("--holds", is_flag=True, says=Message("Add a property of the result, to be filled in."))
@option(
    "--title",
    metavar="TEXT",
    says=Message("The title of a new exercise; otherwise its name."),
)
@course_option(
    Message("The folder of the course; otherwise the course around the current folder, or this folder.")
)
def command(
    task: str,
    exercise: str,
    kind: str | None,
    inputs: str | None,
    right: bool,
    holds: bool,
    title: str | None,
    course: Path | None,
) -> None:
    """Write the skeleton, and say what to do next."""
    from grader.workshop.skeleton import MARK

    found = follow(skeletons.place(course, Path.cwd()))
    names = None if inputs is None else skeletons.parameters(inputs)
    asked = skeletons.NewTask(task, exercise, names, title, kind or "", right, holds)
    written = skeletons.add(found, asked)
    for path in (found.starter(exercise), found.reference(exercise)):
        click.echo((WROTE if path in written else KEPT).format(task=task, path=_short(path)))
    words = ["grade", "verify", exercise, "-t", task, *(["--course", str(course)] if course else [])]
    click.echo(f"\n{NEXT.format(mark=MARK)}\n\n    {shlex.join(words)}")


def _short(path: Path) -> Path:
    """A path from the current folder, if it is in it."""
    here = Path.cwd().resolve()
    return path.relative_to(here) if path.is_relative_to(here) else path
