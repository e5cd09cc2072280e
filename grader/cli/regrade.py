"""`grade regrade`: grade again what a change of the course affects."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from grader.classroom.book import store as folders
from grader.classroom.book.gradebook import Gradebook, Move
from grader.classroom.lookup import student_of
from grader.classroom.session import course_of, opened, restored
from grader.cli import progress
from grader.cli.command import command as defined
from grader.cli.command import option
from grader.cli.exit_codes import FULL
from grader.cli.language import follow
from grader.cli.options import JOBS, NEW_FOLDER, course_option
from grader.cli.progress import going_on, tell_migrated
from grader.cli.status import note
from grader.core.fact import Fact
from grader.core.message import Message, Plural
from grader.locale.messages import sentence
from grader.report.text import digits

HELP = Message("Grade what a change of the course affects; show which scores moved.")
NOBODY_MOVED = Message("Nobody's score has moved.")
GRADED = Plural(
    "{count} file was graded again; all pages are up to date.",
    "{count} files were graded again; all pages are up to date.",
)
MOVED = Plural("The scores of {count} student have moved.", "The scores of {count} students have moved.")
COLUMNS = (Message("student"), Message("exercise"), Message("task"), Message("score"), Message("why"))


@defined("regrade", HELP)
@click.argument("folder", required=False, type=NEW_FOLDER, metavar="[DIR]")
@course_option(Message("The course; otherwise the one that the class was graded with."))
@option("--student", "students", multiple=True, metavar="STUDENT", says=Message("Grade this student again."))
@JOBS
def command(folder: Path | None, course: Path | None, students: tuple[str, ...], jobs: int | None) -> None:
    """Grade again what a change of the course affects."""
    sys.exit(regrade(folder, course, jobs, students))


def regrade(given: Path | None, course: Path | None, jobs: int | None, students: Sequence[str] = ()) -> int:
    """Grade again what a change of the course can affect, and show moved scores.

    All files of the given students are graded again, too. Returns the exit code.
    """
    store = folders.find(given)
    with store.alone(), going_on(), opened(store) as book:
        follow(course_of(store, book))
        tell_migrated(book)
        for who in students:
            book.forget(student_of(book, who).id)
        session = restored(store, book, course=course, jobs=jobs, say=note)
        found = session.regraded(why=Fact("move.course_changed"), grade=progress.grade)
        click.echo(GRADED.format(count=found.files))
        show_moves(found.moves, book)
    return FULL


def show_moves(moves: Sequence[Move], book: Gradebook) -> None:
    """Print a table of the scores that have moved: whose, how far, and why."""
    from rich.console import Console
    from rich.table import Table

    if not moves:
        click.echo(NOBODY_MOVED)
        return
    names = {student.id: student.called for student in book.students()}
    table = Table(*map(str, COLUMNS), box=None, header_style="bold", pad_edge=False)
    for move in moves:
        step = f"{digits(move.before)} → {digits(move.after)}"
        table.add_row(
            names.get(move.student, move.student), move.exercise, move.task, step, sentence(move.why)
        )
    Console(highlight=False, markup=False).print(table)
    click.echo(MOVED.format(count=len({move.student for move in moves})))
