"""`grade watch`: grade a file again whenever it is saved.

loop        what happens when a file is saved or a key is pressed
watched     one file: what has changed in it, and its grade so far
changes     reports of saved files from the system
keyboard    keys, one at a time
screen      what is shown
words       every sentence of it
"""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.command import command as defined
from grader.cli.options import A_SUBMISSION, COURSE_OF_FILE, EXERCISE_OF_FILE, TIMEOUT, WHOLE_FILE
from grader.core.message import Message

HELP = Message("Grade a file again whenever you save it.")


@defined("watch", HELP)
@click.argument("files", nargs=-1, type=A_SUBMISSION, metavar="[FILE]...")
@EXERCISE_OF_FILE
@COURSE_OF_FILE
@WHOLE_FILE
@TIMEOUT
def command(
    files: tuple[Path, ...], exercise: str | None, course: Path | None, whole_file: bool, timeout: float
) -> None:
    """Grade files whenever they are saved."""
    from grader.cli.watch.loop import watch
    from grader.cli.watch.watched import Choice

    watch(files, Choice(exercise, course, whole_file), timeout=timeout)
