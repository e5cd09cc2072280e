"""`grade batch`: grade a class, with progress and a summary."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.classroom import session as classes
from grader.classroom.batch.tally import BatchProgress, Counts
from grader.classroom.book.gradebook import Gradebook
from grader.classroom.book.grades import Grades
from grader.classroom.book.rules import Rules
from grader.classroom.book.standing import Student
from grader.classroom.book.store import Store
from grader.classroom.session import BatchRequest, ClassSession, opened
from grader.classroom.words import FILES, STUDENTS
from grader.cli import progress
from grader.cli.command import command as defined
from grader.cli.command import option
from grader.cli.exit_codes import FAULT, FULL
from grader.cli.language import follow
from grader.cli.options import (
    A_FILE,
    DEVICE,
    JOBS,
    NEW_FOLDER,
    TIMEOUT,
    SpokenPath,
    complete_exercise,
    course_option,
)
from grader.cli.progress import going_on, say, tell_migrated
from grader.cli.status import note
from grader.core.message import Message, Plural
from grader.course import load
from grader.course.load import Course
from grader.grading.devices import Meant
from grader.locale.messages import sentence
from grader.report.text import clean

if TYPE_CHECKING:
    from grader.classroom.intake.download import Intake
    from grader.classroom.overview.review import Look

HELP = Message("Grade a class: a folder or zip file of submissions.")
COURSE_OF_CLASS = Message("The course; otherwise the one above the submissions, or the built-in one.")
LAYOUTS = ("flat", "folders", "nbgrader", "canvas", "moodle", "gradescope")

TAKEN_IN = Message("Layout {layout}: {files} of {students}.")
CLOSING = Message("{files} of {students}: {full} with full marks.")
CLOSING_WITH_PROBLEMS = Message(
    "{files} of {students}: {full} with full marks, {problems} could not be graded."
)
NOTHING_CHANGED = Message("Nothing has changed, so nothing was graded again.")
SOME_NOW = Plural(
    "Of these, {count} file had to be graded now; the others were graded before.",
    "Of these, {count} files had to be graded now; the others were graded before.",
)
ABSENT = Plural(
    "{count} student of the roster handed nothing in.", "{count} students of the roster handed nothing in."
)
UNSURE = Message("These files are not graded, or their student is not certain:")
UNSURE_LINE = Message("{who}: {why}")
UNSURE_PLACE = Message("{who}, {where}: {why}")
MORE_UNSURE = Plural("{count} more: see `grade review`.", "{count} more: see `grade review`.")
MOST_UNSURE = 10
"""At most so many files are named that are not graded or are nobody's."""
LEFTOVERS = Plural(
    "{count} file in the download is not a submission; the class page says why.",
    "{count} files in the download are not submissions; the class page says why.",
)
LOOKS = Plural(
    "{count} thing to look at before you publish.", "{count} things to look at before you publish."
)
NEXT = Message(
    "The class:   {page}\nTo look at:  grade review {folder}\nTo publish:  grade export {folder} --format csv"
)


@defined("batch", HELP)
@click.argument("submissions", type=SpokenPath(exists=True, path_type=Path))
@option(
    "-o",
    "--out",
    type=NEW_FOLDER,
    required=True,
    metavar="DIR",
    says=Message("The folder of the class: gradebook, pages. A second run continues the first."),
)
@option(
    "--roster",
    type=A_FILE,
    metavar="CSV",
    says=Message("The students: id, name, email, group, extension."),
)
@option(
    "--layout",
    type=click.Choice(LAYOUTS),
    says=Message("The layout of the submissions, if it is not recognised."),
)
@option(
    "-e",
    "--exercise",
    metavar="NAME",
    shell_complete=complete_exercise,
    says=Message("The exercise of files that do not say it by name or functions."),
)
@course_option(COURSE_OF_CLASS)
@option(
    "--rules",
    type=A_FILE,
    metavar="TOML",
    says=Message("Due dates and what lateness costs; otherwise course.toml in the course's folder."),
)
@option(
    "--secret",
    metavar="TEXT",
    says=Message("Draw hidden cases from this text, in addition to the public ones."),
)
@option("--title", default="", metavar="TEXT", says=Message("The title of the class page."))
@JOBS
@TIMEOUT
@DEVICE
@option(
    "--whole-file",
    is_flag=True,
    says=Message("Run all of each file, not only what the functions need."),
)
@option(
    "--unconfined",
    is_flag=True,
    says=Message("Run submissions unconfined: only where they can harm nothing."),
)
def command(**options: Any) -> None:
    """Grade a class."""
    sys.exit(grade_class(BatchRequest(**options)))


def grade_class(request: BatchRequest) -> int:
    """Grade all of a class that has not been graded yet, and return the exit code."""
    from grader.classroom.intake.download import take_in
    from grader.classroom.intake.roster import read_roster

    course = follow(load.find(request.course, request.submissions))
    classes.check_secret(course, course.names, request.secret)
    meant = classes.resolved(request, note)
    rules = classes.checked_rules(course, request.rules)
    roster = read_roster(request.roster, zone=rules.zone) if request.roster else None
    if roster is not None and request.roster is not None:
        classes.check_extensions(request.roster, roster.students, rules)
    store = Store(request.out)
    store.prepare()
    with store.alone(), going_on():
        intake = take_in(
            request.submissions,
            course,
            roster=roster,
            layout=request.layout,
            exercise=request.exercise,
            keep=store.keep,
        )
        students = roster.students if roster else ()
        return _grade(request, course, rules, store, intake, students, meant)


def _grade(
    request: BatchRequest,
    course: Course,
    rules: Rules,
    store: Store,
    intake: Intake,
    students: Sequence[Student],
    meant: Meant,
) -> int:
    """Grade the submissions that were taken in."""
    with opened(store) as book:
        tell_migrated(book)
        if request.course is None:
            classes.check_course(store, book, course)
        classes.check_class(store, book, intake)
        book.record(intake.found, (*students, *intake.only_ungraded))
        book.keep_notes(intake.notes)
        book.keep_ungraded(intake.ungraded, intake.names)
        book.set_facts(classes.facts(request, course, intake, meant))
        settings = classes.settings_of(request, course, rules, meant)
        session = ClassSession(store, book, course, rules, settings)
        progress.prepare(session, {file.exercise for file in intake.found})
        people = {file.student.id for file in intake.found}
        say(_taken_in(intake.layout, len(intake.found), len(people)))
        for remark in intake.remarks:
            say(sentence(remark))
        told = {file.name for file in intake.ungraded}
        leftovers = sum(leftover.name not in told for leftover in intake.leftovers)
        del intake  # a class may be large
        state = progress.run(session)
        _close(state, store, book, leftovers)
    return FAULT if state.faults else FULL


def _taken_in(layout: str, files: int, people: int) -> str:
    """The recognised layout, and the numbers of files and students."""
    return TAKEN_IN.format(
        layout=layout, files=FILES.format(count=files), students=STUDENTS.format(count=people)
    )


def _close(state: BatchProgress, store: Store, book: Gradebook, leftovers: int) -> None:
    """Print the summary of a class, and what to do next."""
    from grader.classroom.overview.overview import Overview

    grades = Grades(store, book, classes.rules_of(store, book))
    overview = Overview(grades, book)
    for graded in grades.graded():
        overview.add(graded)
    for line in (
        *_closing(overview.counts(), state, leftovers),
        *unsure(overview.looks()),
        *overview.promises(),
    ):
        click.echo(line)
    click.echo(f"\n{NEXT.format(page=store.class_page, folder=shlex.quote(str(store.folder)))}")


def unsure(looks: Sequence[Look]) -> Iterator[str]:
    """The files that are not graded, and those of nobody that is known, with the reasons."""
    from grader.classroom.overview.overview import issue

    found = [issue(look) for look in looks if look.is_about_files]
    if found:
        yield str(UNSURE)
    for entry in found[:MOST_UNSURE]:
        form = UNSURE_PLACE if entry.where else UNSURE_LINE
        yield clean("  " + form.format(who=entry.who, where=entry.where, why=entry.why))
    if len(found) > MOST_UNSURE:
        yield "  " + MORE_UNSURE.format(count=len(found) - MOST_UNSURE)


def _closing(counts: Counts, state: BatchProgress, leftovers: int) -> Iterator[str]:
    """The summary of a class, sentence by sentence."""
    yield (CLOSING_WITH_PROBLEMS if counts.problems else CLOSING).format(
        files=FILES.format(count=counts.files),
        students=STUDENTS.format(count=counts.students),
        full=counts.full,
        problems=counts.problems,
    )
    if state.total == 0:
        yield str(NOTHING_CHANGED)
    elif state.total < counts.files:
        yield SOME_NOW.format(count=state.total)
    counted = ((ABSENT, counts.absent), (LEFTOVERS, leftovers), (LOOKS, counts.looks))
    yield from (message.format(count=count) for message, count in counted if count)
