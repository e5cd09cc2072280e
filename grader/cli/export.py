"""`grade export`: write grades for other systems, and overwrite nothing."""

from __future__ import annotations

import io
import os
import sys
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from grader.classroom.book import store as folders
from grader.classroom.book.gradebook import Gradebook
from grader.classroom.book.grades import Grades
from grader.classroom.book.standing import Standing
from grader.classroom.book.store import Store
from grader.classroom.exports import (
    as_json,
    canvas,
    check_fill,
    feedback,
    github,
    gradescope,
    junit,
    moodle,
    roll,
    table,
)
from grader.classroom.exports.cells import CsvTable
from grader.classroom.exports.filling import FilledSheet
from grader.classroom.lookup import student_of
from grader.classroom.session import course_of, rules_of
from grader.cli.command import command as defined
from grader.cli.command import option
from grader.cli.language import follow
from grader.cli.options import A_FILE, IN_FOLDER, NEW_FILE
from grader.cli.progress import tell_migrated
from grader.core.errors import UsageError
from grader.core.message import Message

NAMES = {
    "csv": "grades.csv",
    "canvas": "canvas.csv",
    "moodle": "moodle.csv",
    "gradescope": "gradescope.zip",
    "junit": "junit.xml",
    "json": "grades.json",
    "github": "summary.md",
}
MAKERS: Mapping[str, Callable[[Sequence[Standing]], bytes]] = {"junit": junit.junit, "json": as_json.as_json}
FEEDBACK = {"canvas": feedback.canvas_zip, "moodle": feedback.moodle_zip}
SUMMARY = "GITHUB_STEP_SUMMARY"
FILLED_BY_COLUMN = ("canvas", "moodle")
"""The formats that fill a column of a file."""

HELP = Message("Export grades for other systems.")
NO_COLUMN_HERE = Message(
    "--column has no effect with --format {form}, only with canvas and moodle. Leave it out."
)
NO_EXERCISE = Message("--exercise {name}: nobody has handed that in. The exercises are: {known}.")
NOTHING_GRADED = Message("{folder}: there is nothing to export.")
NO_COLUMN = Message("--column {word!r}: write EXERCISE=HEADER, such as exercise_03='Homework 3 (12345)'.")
COLUMN_OF_NOTHING = Message(
    "--column {word!r}: no exercise of that name is exported. The exercises are: {known}."
)
NO_FEEDBACK = Message("--feedback makes a zip for Canvas or Moodle, not for --format {form}. Leave it out.")
UNREAD = Message("{path} cannot be read: {why}.")
EXISTS = Message("{path} exists already. Choose another name, or add --replace.")
NOT_WRITTEN = Message("{path} cannot be written: {why}. Choose another place.")
WROTE = Message("Wrote {path}.")
UNREADABLE = Message(
    "In the gradebook, the result of {student} in {exercise}, {task} cannot be read. It is exported as not "
    "graded. `grade regrade` grades it again."
)


@dataclass(frozen=True)
class ExportRequest:
    """What the command line asks for."""

    folder: Path | None
    form: str
    fill: Path | None = None
    output: Path | None = None
    feedback: Path | None = None
    exercise: str | None = None
    student: str | None = None
    columns: tuple[str, ...] = ()
    replace: bool = False


@defined("export", HELP)
@IN_FOLDER
@option(
    "-f",
    "--format",
    "form",
    type=click.Choice(list(NAMES)),
    required=True,
    says=Message("For which system."),
)
@option(
    "--fill",
    type=A_FILE,
    metavar="FILE",
    says=Message("A file that you downloaded: scores are filled in, the rest stays."),
)
@option(
    "-o",
    "--output",
    type=NEW_FILE,
    metavar="FILE",
    says=Message("Where to write; - is standard output. Otherwise into the class's folder, or into a pipe."),
)
@option(
    "--feedback",
    type=NEW_FILE,
    metavar="ZIP",
    says=Message("Also make a zip of all feedback pages, for Canvas or Moodle."),
)
@option("-e", "--exercise", metavar="NAME", says=Message("This exercise only."))
@option("--student", metavar="STUDENT", says=Message("This student only."))
@option(
    "--column",
    "columns",
    multiple=True,
    metavar="EXERCISE=HEADER",
    says=Message("The column of an exercise in the file, if it is not recognised."),
)
@option("--replace", is_flag=True, says=Message("Replace files that exist already."))
def command(**options: Any) -> None:
    """Export grades."""
    export(ExportRequest(**options))


def export(request: ExportRequest) -> None:
    """Write grades in a format, and report what could not be written, and for whom."""
    _check(request)
    store = folders.find(request.folder)
    book = Gradebook(store.gradebook)
    follow(course_of(store, book))
    tell_migrated(book)
    standings = _standings(store, book, request)
    made = _made(request, standings)
    for remark in (*_unreadable(book), *made.remarks):
        click.echo(remark, err=True)
    if request.feedback is not None:
        zipped = _feedback(request, store, standings)
        for remark in zipped.remarks:
            click.echo(remark, err=True)
        _write(request.feedback, zipped.data, request)
    _put(request, store, made.data)


def _unreadable(book: Gradebook) -> Iterator[str]:
    """A remark for each result that cannot be read."""
    for row in book.bad_rows():
        if row.task:
            yield UNREADABLE.format(student=row.student, exercise=row.exercise, task=row.task)


def _check(request: ExportRequest) -> None:
    """Raise UsageError for an option that a format lacks or would ignore."""
    if request.columns and request.form not in FILLED_BY_COLUMN:
        raise UsageError(NO_COLUMN_HERE, form=request.form)
    check_fill(request.form, given=request.fill is not None)
    if request.feedback is not None and request.form not in FEEDBACK:
        raise UsageError(NO_FEEDBACK, form=request.form)


def _standings(store: Store, book: Gradebook, request: ExportRequest) -> list[Standing]:
    found = list(Grades(store, book, rules_of(store, book)).standings())
    if request.exercise is not None:
        known = sorted({standing.exercise for standing in found})
        if request.exercise not in known:
            raise UsageError(NO_EXERCISE, name=request.exercise, known=", ".join(known))
        found = [standing for standing in found if standing.exercise == request.exercise]
    if request.student is not None:
        student = student_of(book, request.student)
        found = [standing for standing in found if standing.student.id == student.id]
    if not found:
        raise UsageError(NOTHING_GRADED, folder=store.folder)
    return found


def _made(request: ExportRequest, standings: Sequence[Standing]) -> FilledSheet:
    """Make the file of a format."""
    columns = _columns(request.columns, {standing.exercise for standing in standings})
    if request.fill is not None:
        sheet = CsvTable.read(_read(request.fill), name=str(request.fill))
        match request.form:
            case "canvas":
                return canvas.fill(sheet, standings, columns=columns)
            case "moodle":
                return moodle.fill(sheet, standings, columns=columns)
        return table.fill(sheet, standings)
    match request.form:
        case "csv":
            return FilledSheet(table.table(standings), len(standings), ())
        case "github":
            return FilledSheet(github.summary(standings).encode(), len(standings), ())
        case "gradescope":
            return FilledSheet(_results(request, standings), len(standings), ())
    return FilledSheet(MAKERS[request.form](standings), len(standings), ())


def _results(request: ExportRequest, standings: Sequence[Standing]) -> bytes:
    """One student's results.json, or a zip with one for each student."""
    if request.student is not None:
        return gradescope.results(standings)
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, mine in enumerate(roll.by_student(standings).values(), start=1):
            place = Path(mine[0].page).stem or f"nothing-{number}"
            entry = zipfile.ZipInfo(f"{place}/results.json", (1980, 1, 1, 0, 0, 0))
            archive.writestr(entry, gradescope.results(mine))
    return data.getvalue()


def _columns(given: Sequence[str], exercises: Collection[str]) -> Mapping[str, str]:
    """The header that is given for each exercise.

    Raises UsageError for a malformed option, and for an exercise that is not exported.
    """
    found = {}
    for word in given:
        exercise, sign, header = word.partition("=")
        if not sign or not exercise or not header:
            raise UsageError(NO_COLUMN, word=word)
        if exercise.strip() not in exercises:
            raise UsageError(COLUMN_OF_NOTHING, word=word, known=", ".join(sorted(exercises)))
        found[exercise.strip()] = header
    return found


def _feedback(request: ExportRequest, store: Store, standings: Sequence[Standing]) -> FilledSheet:
    """A zip of the students' pages, for a bulk upload."""
    return FEEDBACK[request.form](standings, lambda standing: _read(store.folder / standing.page))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(UNREAD, path=path, why=error.strerror) from error


def _put(request: ExportRequest, store: Store, data: bytes) -> None:
    """Write the data to its destination.

    It is the file that was asked for. Otherwise it is GitHub's summary, a pipe, or the class's folder.
    """
    summary = os.environ.get(SUMMARY) if request.form == "github" and request.output is None else None
    if summary:
        with open(summary, "ab") as file:
            file.write(data)
        click.echo(WROTE.format(path=summary), err=True)
    elif request.output == Path("-") or (request.output is None and _into_pipe(request)):
        sys.stdout.buffer.write(data)
    else:
        name = "results.json" if request.form == "gradescope" and request.student else NAMES[request.form]
        _write(request.output or store.folder / name, data, request, ours=request.output is None)


def _into_pipe(request: ExportRequest) -> bool:
    """Whether standard output takes the data.

    It does if it is not a terminal, and if the data is text and not a zip file.
    """
    is_zip = request.form == "gradescope" and request.student is None
    return not sys.stdout.isatty() and not is_zip


def _write(path: Path, data: bytes, request: ExportRequest, *, ours: bool = False) -> None:
    if path.exists() and not request.replace and not ours:
        raise UsageError(EXISTS, path=path)
    try:
        path.write_bytes(data)
    except OSError as error:
        raise UsageError(NOT_WRITTEN, path=path, why=error.strerror) from error
    click.echo(WROTE.format(path=path), err=True)
