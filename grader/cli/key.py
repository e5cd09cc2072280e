"""`grade key`: make answer keys that are missing now, so that nobody waits for them later."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.command import command as defined
from grader.cli.language import follow
from grader.cli.options import complete_exercise, course_option
from grader.cli.status import obtain_key
from grader.core.message import Message, Plural
from grader.course import load

HELP = Message(
    "Make the answer keys of exercises, all or one.\n\nWithout it, `grade` makes each key when it is needed."
)
READY = Plural("{name}: the keys of {count} task are ready.", "{name}: the keys of {count} tasks are ready.")


@defined("key", HELP)
@click.argument("exercise", required=False, shell_complete=complete_exercise)
@course_option(Message("The course; otherwise the one around the current folder, or the built-in one."))
def command(exercise: str | None, course: Path | None) -> None:
    """Make the answer keys of an exercise, or of all."""
    found = follow(load.find(course, Path.cwd() / "submission.py"))
    chosen = (found.called(exercise) or found.check(exercise),) if exercise else found.names
    for name in chosen:
        key = obtain_key(found, name)
        click.echo(READY.format(name=name, count=len(key.tasks)))
