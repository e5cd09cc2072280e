"""`grade key`: make an answer key, for processes that should not make it."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.command import command as defined
from grader.cli.options import course_option
from grader.cli.status import obtain_key
from grader.core.message import Message
from grader.course import load

HELP = Message("Make an answer key if it is missing, for processes that should not make one themselves.")


@defined("key", HELP, hidden=True)
@click.argument("exercise")
@course_option(Message("The exercise's course."), required=True)
def command(exercise: str, course: Path) -> None:
    """Make an answer key."""
    found = load.find(course, None)
    obtain_key(found, found.check(exercise))
