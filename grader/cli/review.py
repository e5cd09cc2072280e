"""`grade review`: what a teacher looks at before grades are published."""

from __future__ import annotations

from pathlib import Path

import click

from grader.classroom.book import store as folders
from grader.classroom.book.gradebook import Gradebook
from grader.classroom.book.grades import Grades
from grader.classroom.overview.overview import Overview, issue
from grader.classroom.session import course_of, rules_of
from grader.cli.command import command as defined
from grader.cli.language import follow
from grader.cli.options import IN_FOLDER
from grader.cli.progress import tell_migrated
from grader.core.message import Message
from grader.report.text import clean

HELP = Message("List what to check before you publish grades.")
LOOKS = Message(
    "To look at: {count}. Decide with `grade override` or `grade accept`. Other scores stay as they are."
)
NO_LOOKS = Message("There is nothing to look at.")


@defined("review", HELP)
@IN_FOLDER
def command(folder: Path | None) -> None:
    """List what a teacher should look at."""
    from rich.console import Console

    store = folders.find(folder)
    book = Gradebook(store.gradebook)
    follow(course_of(store, book))
    tell_migrated(book)
    grades = Grades(store, book, rules_of(store, book))
    overview = Overview(grades, book)
    for graded in grades.graded():
        overview.add(graded)
    console = Console(highlight=False, markup=False, soft_wrap=True)
    found = overview.looks()
    for look in map(issue, found):
        console.print(clean(": ".join(part for part in (look.who, look.where) if part)), style="bold")
        console.print(f"  {clean(look.why)}")
        if look.page:
            console.print(f"  {store.folder / look.page}", style="dim")
    click.echo(f"\n{LOOKS.format(count=len(found))}" if found else NO_LOOKS)
