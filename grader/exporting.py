"""`grade export`: grades for other systems, written where nothing is overwritten."""

from __future__ import annotations

import io
import os
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from grader.batching import rules_of
from grader.classroom import store as folder
from grader.classroom import words
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
from grader.classroom.exports.cells import Sheet
from grader.classroom.exports.filling import Filled
from grader.classroom.gradebook import Gradebook
from grader.classroom.grades import Grades
from grader.classroom.standing import Standing
from grader.classroom.store import Store
from grader.errors import UsageError
from grader.meaning import student_of

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
SUMMARY = "GITHUB_STEP_SUMMARY"


@dataclass(frozen=True)
class Request:
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


def export(request: Request) -> None:
    """Write grades in a format; what could not be written of whom is said."""
    check_fill(request.form, given=request.fill is not None)
    store = folder.find(request.folder)
    book = Gradebook(store.gradebook)
    standings = _standings(store, book, request)
    made = _made(request, standings)
    for remark in made.remarks:
        click.echo(remark, err=True)
    if request.feedback is not None:
        zipped = _feedback(request, store, standings)
        for remark in zipped.remarks:
            click.echo(remark, err=True)
        _write(request.feedback, zipped.data, request)
    _put(request, store, made.data)


def _standings(store: Store, book: Gradebook, request: Request) -> list[Standing]:
    found = list(Grades(store, book, rules_of(store, book)).standings())
    if request.exercise is not None:
        known = sorted({one.exercise for one in found})
        if request.exercise not in known:
            raise UsageError(words.NO_EXERCISE.format(name=request.exercise, known=", ".join(known)))
        found = [one for one in found if one.exercise == request.exercise]
    if request.student is not None:
        student = student_of(book, request.student)
        found = [one for one in found if one.student.id == student.id]
    if not found:
        raise UsageError(words.NOTHING_GRADED.format(folder=store.folder))
    return found


def _made(request: Request, standings: Sequence[Standing]) -> Filled:
    """The file of a format."""
    columns = _columns(request.columns)
    if request.fill is not None:
        sheet = Sheet.read(_read(request.fill), name=str(request.fill))
        match request.form:
            case "canvas":
                return canvas.fill(sheet, standings, columns=columns)
            case "moodle":
                return moodle.fill(sheet, standings, columns=columns)
        return table.fill(sheet, standings)
    match request.form:
        case "csv":
            return Filled(table.table(standings), len(standings), ())
        case "github":
            return Filled(github.summary(standings).encode(), len(standings), ())
        case "gradescope":
            return Filled(_results(request, standings), len(standings), ())
    return Filled(MAKERS[request.form](standings), len(standings), ())


def _results(request: Request, standings: Sequence[Standing]) -> bytes:
    """One student's results.json, or a zip with one for each."""
    if request.student is not None:
        return gradescope.results(standings)
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, ones in enumerate(roll.by_student(standings).values(), start=1):
            place = Path(ones[0].page).stem or f"nothing-{number}"
            entry = zipfile.ZipInfo(f"{place}/results.json", (1980, 1, 1, 0, 0, 0))
            archive.writestr(entry, gradescope.results(ones))
    return data.getvalue()


def _columns(given: Sequence[str]) -> Mapping[str, str]:
    found = {}
    for word in given:
        exercise, sign, header = word.partition("=")
        if not sign or not exercise or not header:
            raise UsageError(words.NO_COLUMN.format(word=word))
        found[exercise.strip()] = header
    return found


def _feedback(request: Request, store: Store, standings: Sequence[Standing]) -> Filled:
    """The students' pages, to be uploaded in bulk."""
    make = {"canvas": feedback.canvas_zip, "moodle": feedback.moodle_zip}.get(request.form)
    if make is None:
        raise UsageError(words.NO_FEEDBACK.format(form=request.form))
    return make(standings, lambda one: _read(store.folder / one.page))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(words.UNREAD.format(path=path, why=error.strerror)) from error


def _put(request: Request, store: Store, data: bytes) -> None:
    """Write to the file that was asked for, to GitHub's summary, to a pipe, else into the class's folder."""
    summary = os.environ.get(SUMMARY) if request.form == "github" and request.output is None else None
    if summary:
        with open(summary, "ab") as file:
            file.write(data)
        click.echo(words.WROTE.format(path=summary), err=True)
    elif request.output == Path("-") or (request.output is None and _into_pipe(request)):
        sys.stdout.buffer.write(data)
    else:
        name = "results.json" if request.form == "gradescope" and request.student else NAMES[request.form]
        _write(request.output or store.folder / name, data, request, ours=request.output is None)


def _into_pipe(request: Request) -> bool:
    """Whether somebody takes what is written, as text; a zip file is for nobody's eyes."""
    is_zip = request.form == "gradescope" and request.student is None
    return not sys.stdout.isatty() and not is_zip


def _write(path: Path, data: bytes, request: Request, *, ours: bool = False) -> None:
    if path.exists() and not request.replace and not ours:
        raise UsageError(words.EXISTS.format(path=path))
    try:
        path.write_bytes(data)
    except OSError as error:
        raise UsageError(words.NOT_WRITTEN.format(path=path, why=error.strerror)) from error
    click.echo(words.WROTE.format(path=path), err=True)
