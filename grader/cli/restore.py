"""`grade restore`: save what can be read of a damaged gradebook."""

from __future__ import annotations

from pathlib import Path

import click

from grader.classroom.book import damage
from grader.classroom.book import store as folders
from grader.classroom.book.restore import restore
from grader.cli.command import command as defined
from grader.cli.options import IN_FOLDER
from grader.core.message import Message, Plural

HELP = Message("Save what can be read of a damaged gradebook.")
RESTORED = Message(
    "{path} is a new gradebook, made of all that can be read. Students: {students}. Files: {files}. Results: "
    "{results}. Decisions of teachers: {decisions}. The damaged gradebook is {damaged}."
)
AGAIN = Plural(
    "{count} file must be graded again: run `grade regrade {folder}`.",
    "{count} files must be graded again: run `grade regrade {folder}`.",
)
LOST = Plural(
    "Of {count} file, the student is not known any more. Run the same `grade batch` again, with the "
    "download.",
    "Of {count} files, the students are not known any more. Run the same `grade batch` again, with the "
    "download.",
)


@defined("restore", HELP)
@IN_FOLDER
def command(folder: Path | None) -> None:
    """Save what can be read of a damaged gradebook."""
    store = folders.find(folder)
    with store.alone():
        damage.check_damaged(store.gradebook)
        found = restore(store.gradebook)
    click.echo(
        RESTORED.format(
            path=store.gradebook,
            students=found.students,
            files=found.files,
            results=found.results,
            decisions=found.decisions,
            damaged=found.damaged,
        )
    )
    if found.again:
        click.echo(AGAIN.format(count=found.again, folder=store.folder))
    if found.lost:
        click.echo(LOST.format(count=found.lost))
