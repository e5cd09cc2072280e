"""The grading worksheet of a Moodle assignment, with grades filled in.

Moodle names the columns in the site's language and reads them by these names. So headers, identifiers and
dates stay unchanged.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

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
)
from grader.classroom.exports.roll import by_exercise, mark
from grader.core.errors import UsageError

# English, and both Chinese scripts.
IDENTIFIER = ("identifier", "识别码", "標識符", "编号", "标识符", "id")
GRADE = ("grade", "成绩", "分数", "得分", "成績", "分數")
MOST = ("maximum grade", "最高成绩", "最高分", "最高分数", "最高成績")
SCALE = ("scale", "等级", "量表")
COMMENTS = ("feedback comments", "评语反馈", "反馈评论", "反馈意见", "評語回饋")
NAME = ("full name", "全名", "姓名")
EMAIL = ("email address", "email", "电子邮件地址", "电子邮件", "email地址", "邮箱", "電子郵件信箱")
ID_NUMBER = ("id number", "id号", "学号", "学工号", "學號")

_PARTICIPANT = re.compile(r"(?P<word>\D+?)\s*(?P<number>\d+)")
_DECIMAL_COMMA = re.compile(r"\d+,\d+")


def fill(
    sheet: CsvTable,
    standings: Sequence[Standing],
    *,
    columns: Mapping[str, str] | None = None,
    comments: bool = True,
) -> FilledSheet:
    """Fill the worksheet; `columns` gives the header of the exercise's grades.

    `columns` is needed only if that header is not known. Feedback comments get a line each, unless a teacher
    has written one. Raises UsageError where the sheet is not a worksheet, or with several exercises.
    """
    exercise, those = _only(sheet, standings)
    identifier = _identifier(sheet)
    people = {row: _called(sheet, row, identifier) for row in _rows(sheet, identifier)}
    target = _target(sheet, exercise, columns or {}, comments=comments)
    remarks = tuple(_scaled(sheet, those, target))
    filled, written, said = enter(
        sheet,
        [mark(standing) for standing in those],
        people=people,
        clues=tuple(_clues(sheet, identifier, people)),
        target=target,
    )
    return FilledSheet(filled.data(), written, (*remarks, *said))


def _only(sheet: CsvTable, standings: Sequence[Standing]) -> tuple[str, Sequence[Standing]]:
    exercises = by_exercise(standings)
    if len(exercises) > 1:
        raise UsageError(words.ONE_WORKSHEET, name=sheet.name, exercises=", ".join(exercises))
    return next(iter(exercises.items()), ("", ()))


def _scaled(sheet: CsvTable, standings: Sequence[Standing], target: Target) -> Iterator[str]:
    most = standings[0].max_score if standings else 0.0
    if target.points is not None and factor(most, target.points) != 1:
        header = repr(sheet.headers[target.column])
        yield words.SCALED.format(most=shown(most), points=shown(target.points), header=header)


# -------------------------------------------------------------------------------------- the columns


def _plain(header: str) -> str:
    """A header in the form that is compared: full-width brackets become ASCII ones."""
    return unicodedata.normalize("NFKC", header).casefold()


def _column(sheet: CsvTable, names: Sequence[str]) -> int:
    """The column that has one of these headers, or -1.

    Raises UsageError where several columns have the same header.
    """
    headers = list(map(_plain, sheet.headers))
    for name in names:
        if headers.count(name) > 1:
            header = sheet.headers[headers.index(name)]
            raise UsageError(words.SAME_HEADER, name=sheet.name, header=header)
        if name in headers:
            return headers.index(name)
    return -1


def _identifier(sheet: CsvTable) -> int:
    """The column of `Participant 12345`, by its header or else by its cells.

    The cells are recognised in any language. Raises UsageError where no column has them.
    """
    columns: list[int] = [_column(sheet, IDENTIFIER), *range(len(sheet.headers))]
    for column in columns:
        if column >= 0 and _holds_participants(sheet, column):
            return column
    raise UsageError(words.NOT_MOODLE, name=sheet.name, headers=_listed(sheet), how=words.GET_MOODLE)


def _holds_participants(sheet: CsvTable, column: int) -> bool:
    """Whether all cells have one word and different numbers."""
    texts = [text for row in sheet.rows[1:] if (text := row.text(column))]
    found = [match for text in texts if (match := _PARTICIPANT.fullmatch(text))]
    is_one_word = len({match["word"] for match in found}) == 1
    return is_one_word and len(found) == len(texts) == len({match["number"] for match in found})


def _target(sheet: CsvTable, exercise: str, columns: Mapping[str, str], *, comments: bool) -> Target:
    scale = _column(sheet, SCALE)
    if scale >= 0 and _column(sheet, MOST) < 0:
        raise UsageError(words.ON_A_SCALE, name=sheet.name, header=repr(sheet.headers[scale]))
    column = _named(sheet, exercise, columns) if exercise in columns else _column(sheet, GRADE)
    if column < 0:
        example = next(iter(sheet.headers[4:5]), sheet.headers[-1])
        raise UsageError(
            words.NO_GRADE_COLUMN, name=sheet.name, headers=_listed(sheet), exercise=exercise, example=example
        )
    most = _most(sheet)
    return Target(
        column,
        comment=_column(sheet, COMMENTS) if comments else -1,
        points=number(most),
        comma=bool(_DECIMAL_COMMA.fullmatch(most)),
    )


def _named(sheet: CsvTable, exercise: str, columns: Mapping[str, str]) -> int:
    wanted = columns[exercise].strip()
    if wanted not in sheet.headers:
        raise UsageError(
            words.NO_SUCH_COLUMN, name=sheet.name, wanted=wanted, exercise=exercise, headers=_listed(sheet)
        )
    return sheet.headers.index(wanted)


def _most(sheet: CsvTable) -> str:
    """The maximum grade, as written in the rows; empty where none is given."""
    column = _column(sheet, MOST)
    texts = [row.text(column) for row in sheet.rows[1:] if column >= 0]
    return next((text for text in texts if text), "")


def _listed(sheet: CsvTable) -> str:
    return ", ".join(sheet.headers) or str(words.EMPTY)


# ---------------------------------------------------------------------------------------- the people


def _rows(sheet: CsvTable, identifier: int) -> Iterator[int]:
    for number_, row in enumerate(sheet.rows[1:], start=1):
        if row.text(identifier):
            yield number_


def _called(sheet: CsvTable, row: int, identifier: int) -> str:
    column = _column(sheet, NAME)
    name = sheet.rows[row].text(column) if column >= 0 else ""
    return name or sheet.rows[row].text(identifier)


def _clues(sheet: CsvTable, identifier: int, people: Mapping[int, str]) -> Iterator[Clue]:
    numbers = {
        match["number"]: (row,)
        for row in people
        if (match := _PARTICIPANT.fullmatch(sheet.rows[row].text(identifier)))
    }
    yield Clue(numbers, lambda student: (student.lms,))
    email, id_number = _column(sheet, EMAIL), _column(sheet, ID_NUMBER)
    if email >= 0:
        yield clue(sheet, people, column=email, said=lambda student: (student.email, student.id))
    if id_number >= 0:
        yield clue(sheet, people, column=id_number, said=lambda student: (student.id,))
    yield name_clue(people)
