"""The gradebook that a teacher exported from Canvas, with scores filled in.

Only score cells of students change, since Canvas reads the file again. Canvas creates an assignment for a
header that it does not know. It deletes a score where a cell is emptied.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.classroom.book.standing import Standing
from grader.classroom.exports import words
from grader.classroom.exports.cells import CsvTable
from grader.classroom.exports.filling import (
    Clue,
    FilledSheet,
    Target,
    clue,
    enter,
    factor,
    name_clue,
    number,
    shown,
    tokens,
)
from grader.classroom.exports.roll import by_exercise, mark
from grader.core.errors import UsageError

POINTS = "Points Possible"
READ_ONLY = "(read only)"
NO_STUDENT = {"", "Muted", "Manual Posting"}
TEST_STUDENT = ("student", "test")
EXCUSED = ("EX",)
NAMES = ("Student", "LastName", "FirstName")

_ASSIGNMENT = re.compile(r"(?P<title>.*?)\s*\((?P<id>\d+)\)")
_DECIMAL_COMMA = re.compile(r"\d+,\d+")


@dataclass(frozen=True)
class _CanvasTable:
    """The sheet: which rows are students, and the points of each assignment."""

    sheet: CsvTable
    people: Mapping[int, str]
    points: Mapping[int, str]
    clues: tuple[Clue, ...]


def fill(
    sheet: CsvTable, standings: Sequence[Standing], *, columns: Mapping[str, str] | None = None
) -> FilledSheet:
    """Fill the gradebook; `columns` gives an exercise's column, by header or id.

    Raises UsageError where the sheet is not a gradebook of Canvas. Also where an exercise's column is missing
    or uncertain.
    """
    book = _read(sheet)
    chosen = _columns(book, standings, columns or {})
    written, remarks = 0, list[str]()
    for exercise, those in by_exercise(standings).items():
        column = chosen[exercise]
        points = book.points.get(column, "")
        target = Target(
            column, points=number(points), comma=bool(_DECIMAL_COMMA.fullmatch(points)), kept=EXCUSED
        )
        sheet, count, said = enter(
            sheet, [mark(standing) for standing in those], people=book.people, clues=book.clues, target=target
        )
        written += count
        said = (*_scaled(book, those[0], target), *said)
        remarks += said if len(chosen) == 1 else (_about(exercise, remark) for remark in said)
    return FilledSheet(sheet.data(), written, tuple(remarks))


def _about(exercise: str, remark: str) -> str:
    return words.OF_EXERCISE.format(exercise=exercise, remark=remark)


def _scaled(book: _CanvasTable, standing: Standing, target: Target) -> Iterator[str]:
    if target.points is not None and factor(standing.max_score, target.points) != 1:
        header = book.sheet.headers[target.column]
        yield words.SCALED.format(
            most=shown(standing.max_score), points=shown(target.points), header=repr(header)
        )


# ---------------------------------------------------------------------------------------- the sheet


def _read(sheet: CsvTable) -> _CanvasTable:
    headers = [header.casefold() for header in sheet.headers]
    if not {"student", "lastname"} & set(headers[:1]) or "id" not in headers:
        shown_headers = ", ".join(sheet.headers[:6]) or str(words.EMPTY)
        raise UsageError(words.NOT_CANVAS, name=sheet.name, headers=shown_headers, how=words.GET_CANVAS)
    people = dict(_people(sheet, headers))
    points = {
        column: row.text(column)
        for row in sheet.rows
        if POINTS in row.text(0)
        for column in range(len(row.cells))
    }
    return _CanvasTable(sheet, people, points, tuple(_clues(sheet, headers, people)))


def _people(sheet: CsvTable, headers: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The rows of students, and the students' names in them."""
    columns = [headers.index(name.casefold()) for name in NAMES if name.casefold() in headers]
    for number_, row in enumerate(sheet.rows[1:], start=1):
        name = " ".join(row.text(column) for column in columns).strip()
        is_student = {row.text(column) for column in range(len(row.cells))} - NO_STUDENT
        if is_student and POINTS not in row.text(0) and tuple(sorted(tokens(name))) != TEST_STUDENT:
            yield number_, name or row.text(headers.index("id"))


def _clues(sheet: CsvTable, headers: Sequence[str], people: Mapping[int, str]) -> Iterator[Clue]:
    yield clue(sheet, people, column=headers.index("id"), said=lambda student: (student.lms,))
    for header in ("sis user id", "sis login id"):
        if header in headers:
            yield clue(
                sheet,
                people,
                column=headers.index(header),
                said=lambda student: (student.id, student.email),
            )
    yield name_clue(people)


# ------------------------------------------------------------------------------------ the assignments


def _columns(book: _CanvasTable, standings: Sequence[Standing], named: Mapping[str, str]) -> dict[str, int]:
    """The column of each exercise.

    Raises UsageError where a column is missing or uncertain, or where two exercises share one.
    """
    chosen: dict[str, int] = {}
    for exercise, those in by_exercise(standings).items():
        column = (
            _named(book, exercise, named) if exercise in named else _found(book, exercise, those[0].title)
        )
        for earlier, taken in chosen.items():
            if taken == column:
                raise UsageError(
                    words.SAME_COLUMN,
                    name=book.sheet.name,
                    header=book.sheet.headers[column],
                    first=earlier,
                    second=exercise,
                )
        chosen[exercise] = column
    return chosen


def _assignments(book: _CanvasTable) -> dict[int, str]:
    """The headers of the columns that can hold scores, by column."""
    return {
        column: header
        for column, header in enumerate(book.sheet.headers)
        if _ASSIGNMENT.fullmatch(header)
        and READ_ONLY not in header
        and READ_ONLY not in book.points.get(column, "")
    }


def _named(book: _CanvasTable, exercise: str, named: Mapping[str, str]) -> int:
    """The column that --column gives, by its whole header or by its id."""
    wanted = named[exercise].strip()
    there = _assignments(book)
    for column, header in there.items():
        if wanted == header or header.endswith(f"({wanted.strip('()')})"):
            return column
    raise UsageError(
        words.NO_SUCH_COLUMN,
        name=book.sheet.name,
        wanted=wanted,
        exercise=exercise,
        headers=_listed(there.values()),
    )


def _found(book: _CanvasTable, exercise: str, title: str) -> int:
    """The one column with the exercise's name or title; raises UsageError.

    A column whose whole title fits comes before one whose title contains it.
    """
    there = _assignments(book)
    wanted = [found for found in (tokens(exercise), tokens(title)) if found]
    wanted.append(tuple(word for found in wanted for word in found))
    titles = {column: tokens(_ASSIGNMENT.sub(r"\g<title>", header)) for column, header in there.items()}
    exact = [column for column, found in titles.items() if found in wanted]
    near = [column for column, found in titles.items() if any(_contains(found, name) for name in wanted)]
    fitting = exact or near
    if len(fitting) == 1:
        return fitting[0]
    message = words.SEVERAL_COLUMNS if fitting else words.NO_COLUMN
    headers = [there[column] for column in fitting or there]
    raise UsageError(
        message,
        name=book.sheet.name,
        exercise=exercise,
        title=title,
        headers=_listed(headers),
        example=next(iter(headers), "Homework 3 (12345)"),
    )


def _contains(found: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    starts = range(len(found) - len(wanted) + 1)
    return any(found[start : start + len(wanted)] == wanted for start in starts)


def _listed(headers: Iterable[str]) -> str:
    return ", ".join(headers) or str(words.EMPTY)
