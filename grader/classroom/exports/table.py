"""A table of all students as CSV, and a teacher's own table, filled in.

In our table, no student's text can become a formula. In a teacher's table, only score and comment cells
change, in rows whose student is known.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.classroom.book.standing import Standing
from grader.classroom.exports import words
from grader.classroom.exports.cells import CsvRow, CsvTable, neutral
from grader.classroom.exports.filling import Clue, FilledSheet, Target, clue, enter, name_clue
from grader.classroom.exports.roll import State, by_exercise, by_student, state, total
from grader.core.errors import UsageError
from grader.locale.messages import sentence
from grader.report.text import clean, digits

ID = ("学号", "学工号", "学生学号", "student id", "id")
NAME = ("姓名", "name")
SCORE = ("成绩", "得分", "分数", "总分", "score", "grade")
COMMENT = ("评语", "批语", "评论", "备注", "comment")
HEADER_ROWS = 10
"""The number of first rows that are searched for a teacher's header."""

_BRACKETS = re.compile(r"\s*[(\uff08][^()\uff08\uff09]*[)\uff09]$")

# ------------------------------------------------------------------------------------------ our own


def table(standings: Sequence[Standing]) -> bytes:
    """One row for each student, with columns for each exercise.

    UTF-8 with a byte order mark, by which Excel recognises it.
    """
    exercises = tuple(by_exercise(standings))
    page = io.StringIO(newline="")
    writer = csv.writer(page)
    writer.writerow(_header(exercises))
    for those in by_student(standings).values():
        writer.writerow(_row(those, exercises))
    return page.getvalue().encode("utf-8-sig")


def _header(exercises: Sequence[str]) -> Iterator[str]:
    yield from map(str, (words.ID, words.NAME, words.EMAIL, words.GROUP))
    for exercise in exercises:
        for column in (*words.EXERCISE_COLUMNS, words.PROBLEM_COLUMN):
            yield neutral(column.format(exercise=exercise))
    yield str(words.TOTAL)


def _row(standings: Sequence[Standing], exercises: Sequence[str]) -> Iterator[str]:
    student = standings[0].student
    for text in (student.id, student.name, student.email, student.group):
        yield neutral(clean(text))
    there = {standing.exercise: standing for standing in standings}
    for exercise in exercises:
        yield from _cells(there[exercise]) if exercise in there else ("",) * 5
    settled = [standing.score for standing in standings if state(standing) is State.SETTLED]
    yield digits(sum(settled)) if settled else ""


def _cells(standing: Standing) -> Iterator[str]:
    """The score, the maximum, days late, the penalty and the problem.

    The score is empty where it is not settled.
    """
    late = standing.late
    yield digits(standing.score) if state(standing) is State.SETTLED else ""
    yield digits(standing.max_score)
    yield words.DAYS_UNKNOWN if late.unknown else str(late.days)
    yield f"{late.penalty:g}"
    yield neutral(clean(_problem(standing)))


def _problem(standing: Standing) -> str:
    if standing.problem is not None:
        return sentence(standing.problem)
    if state(standing) is State.ABSENT:
        return str(words.NOTHING)
    names = ", ".join(task.task for task in standing.ungraded)
    return words.UNGRADED.format(tasks=names) if names else ""


# ------------------------------------------------------------------------------------ a teacher's own


@dataclass(frozen=True)
class _Header:
    """The header's row, and the known columns; -1 for a missing one."""

    row: int
    id: int
    name: int
    score: int
    comment: int


def fill(sheet: CsvTable, standings: Sequence[Standing]) -> FilledSheet:
    """Fill a teacher's own table; raises UsageError where it has no header.

    Of several exercises, the sum is written.
    """
    header = _find_header(sheet)
    rows = range(header.row + 1, len(sheet.rows))
    people = {row: called for row in rows if (called := _called(sheet.rows[row], header))}
    marks = [total(those) for those in by_student(standings).values()]
    sheet, written, remarks = enter(
        sheet,
        marks,
        people=people,
        clues=tuple(_clues(sheet, header, people)),
        target=Target(header.score, comment=header.comment),
    )
    return FilledSheet(sheet.data(), written, remarks)


def _find_header(sheet: CsvTable) -> _Header:
    if not sheet.rows:
        raise UsageError(words.NO_ROWS, name=sheet.name)
    for number, row in enumerate(sheet.rows[:HEADER_ROWS]):
        names = [_BRACKETS.sub("", cell.text.strip()).casefold() for cell in row.cells]
        id_, name, score = (_column(sheet, names, aliases) for aliases in (ID, NAME, SCORE))
        if score >= 0 and max(id_, name) >= 0:
            return _Header(number, id_, name, score, _column(sheet, names, COMMENT))
    raise UsageError(
        words.NO_HEADER,
        name=sheet.name,
        count=HEADER_ROWS,
        who=", ".join((*ID, *NAME)),
        score=", ".join(SCORE),
    )


def _column(sheet: CsvTable, names: Sequence[str], aliases: Sequence[str]) -> int:
    """The column of the first alias found, or -1.

    Raises UsageError where two columns have it.
    """
    alias = next((alias for alias in aliases if alias in names), None)
    if alias is None:
        return -1
    if names.count(alias) > 1:
        raise UsageError(words.SAME_HEADER, name=sheet.name, header=alias)
    return names.index(alias)


def _called(row: CsvRow, header: _Header) -> str:
    name = row.text(header.name) if header.name >= 0 else ""
    return name or (row.text(header.id) if header.id >= 0 else "")


def _clues(sheet: CsvTable, header: _Header, people: Mapping[int, str]) -> Iterator[Clue]:
    if header.id >= 0:
        yield clue(sheet, people, column=header.id, said=lambda student: (student.id, student.lms))
    if header.name >= 0:
        yield name_clue(people)
