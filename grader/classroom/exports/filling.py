"""Write scores into a sheet: match students to rows, and report what was done.

A row is a student's only if that is certain: matched by an id, or by a name that no other student has.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from grader.classroom.book.standing import Student
from grader.classroom.exports import words
from grader.classroom.exports.cells import CsvTable, neutral
from grader.classroom.exports.roll import Mark, State
from grader.core.message import Message, Plural, languages, speaking
from grader.report.text import clean, digits

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_CHINESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True)
class FilledSheet:
    """A filled file: its bytes, the number of entries, and remarks for the teacher."""

    data: bytes
    written: int
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Clue:
    """A column that identifies students: its rows by key, and the keys of a student.

    `weak`: a teacher should check what is matched by it.
    """

    rows: Mapping[str, tuple[int, ...]]
    keys: Callable[[Student], Iterable[str]]
    weak: bool = False


@dataclass(frozen=True)
class FilledColumn:
    """A student's row, and whether a teacher should check the match."""

    row: int
    weak: bool


@dataclass(frozen=True)
class Target:
    """Where scores go.

    `column` is for scores, `comment` for comments (or -1). Scores are scaled to `points`. `comma`: numbers of
    the sheet have a decimal comma. `kept` are cells that no score may replace.
    """

    column: int
    comment: int = -1
    points: float | None = None
    comma: bool = False
    kept: tuple[str, ...] = ()


@dataclass
class _Log:
    """Students' names for each remark, while a sheet is being filled."""

    names: dict[Message, list[str]] = field(default_factory=dict)

    def add(self, remark: Message, name: str) -> None:
        self.names.setdefault(remark, []).append(clean(name))


def enter(
    sheet: CsvTable,
    marks: Sequence[Mark],
    *,
    people: Mapping[int, str],
    clues: Sequence[Clue],
    target: Target,
) -> tuple[CsvTable, int, tuple[str, ...]]:
    """Write the settled marks; returns the sheet, the number written, and remarks.

    `people` are the rows of students, with their names in the sheet.
    """
    log, done = _Log(), set[int]()
    written = 0
    for mark, place in zip(marks, places([mark.student for mark in marks], clues), strict=True):
        remark = _obstacle(sheet, mark, place, target)
        if remark is not None:
            log.add(remark, mark.student.called)
        if place is None or mark.state is State.ABSENT:
            continue
        done.add(place.row)
        if remark is None:
            sheet = _write(sheet, mark, place.row, target)
            written += 1
            _note(log, mark, place)
    for row in sorted(people.keys() - done):
        log.add(words.ABSENT, people[row])
    return sheet, written, tuple(_remarks(log, sheet.name))


def _obstacle(sheet: CsvTable, mark: Mark, place: FilledColumn | None, target: Target) -> Message | None:
    """Why a mark cannot be written; None if it can, or if nothing is to be written."""
    if mark.state is State.ABSENT:
        return None
    if place is None:
        return words.LOST
    if mark.state is State.OPEN:
        return words.OPEN
    if sheet.rows[place.row].text(target.column).upper() in target.kept:
        return words.EXCUSED
    return None


def _write(sheet: CsvTable, mark: Mark, row: int, target: Target) -> CsvTable:
    score = mark.score * factor(mark.max_score, target.points)
    sheet = sheet.with_cell(row, target.column, shown(score, comma=target.comma))
    if target.comment < 0:
        return sheet
    there = sheet.rows[row].text(target.comment)
    if there and not is_own(there):  # a teacher's own comment stays
        return sheet
    return sheet.with_cell(row, target.comment, neutral(clean(mark.comment)))


def is_own(comment: str) -> bool:
    """Whether an earlier export wrote this comment, in any language."""
    return _own_comment().fullmatch(comment) is not None


@cache
def _own_comment() -> re.Pattern[str]:
    comments = []
    for language in languages():
        with speaking(language):
            comments.append(_comment())
    one = f"(?:{'|'.join(comments)})"
    return re.compile(rf"{one}(?: · {one})*")


def _comment() -> str:
    """A regular expression for the comments of `words` in the current language."""
    score = _pattern(str(words.SCORE), score=r"[\d.]+", most=r"[\d.]+")
    late = {_pattern(str(words.JUST_LATE)), *_counted(words.DAYS_LATE), *_counted(words.DAYS_COST)}
    comment = rf"{score}(?:; (?:{'|'.join(sorted(late))}))?"
    return f"{comment}|{_pattern(str(words.OF_EXERCISE), exercise='[^·]*', remark=comment)}"


def _counted(message: Plural) -> Iterator[str]:
    """Each plural form of a message; the days of a month cover every form."""
    for days in range(1, 32):
        text = message.format(count=days, percent="{percent}")
        yield _pattern(text.replace(str(days), "{days}"), days=r"\d+", percent=r"[\d.]+")


def _pattern(template: str, **parts: str) -> str:
    """A regular expression for the texts that a template makes."""
    pattern = re.escape(template)
    for name, part in parts.items():
        pattern = pattern.replace(rf"\{{{name}\}}", part)
    return f"(?:{pattern})"


def _note(log: _Log, mark: Mark, place: FilledColumn) -> None:
    if place.weak:
        log.add(words.BY_NAME, mark.student.called)
    if mark.late_unknown:
        log.add(words.LATE_UNKNOWN, mark.student.called)


def _remarks(log: _Log, name: str) -> Iterator[str]:
    order = (words.LOST, words.OPEN, words.EXCUSED, words.BY_NAME, words.LATE_UNKNOWN, words.ABSENT)
    for remark in order:
        if remark in log.names:
            yield remark.format(name=name, names="; ".join(log.names[remark]))


# ------------------------------------------------------------------------------- which row is whose


def places(students: Sequence[Student], clues: Sequence[Clue]) -> tuple[FilledColumn | None, ...]:
    """The row of each student: from the first clue that matches only this student."""
    found: dict[int, FilledColumn] = {}
    for clue in clues:
        taken = {place.row for place in found.values()}
        claims: dict[int, list[int]] = {}
        for number, student in enumerate(students):
            rows = {row for key in clue.keys(student) if key for row in clue.rows.get(key, ())}
            if number not in found and len(rows) == 1:
                claims.setdefault(rows.pop(), []).append(number)
        for row, numbers in claims.items():
            if len(numbers) == 1 and row not in taken:
                found[numbers[0]] = FilledColumn(row, clue.weak)
    return tuple(found.get(number) for number in range(len(students)))


def clue(
    sheet: CsvTable, rows: Iterable[int], *, column: int, said: Callable[[Student], Iterable[str]]
) -> Clue:
    """A column of ids or addresses; `said` gives those of a student."""
    return Clue(_rows_by(sheet, rows, column, known), lambda student: map(known, said(student)))


def name_clue(people: Mapping[int, str]) -> Clue:
    """The rows by name, with its parts in any order; a teacher should check matches."""
    found: dict[str, tuple[int, ...]] = {}
    for row, name in people.items():
        found[name_key(name)] = (*found.get(name_key(name), ()), row)
    return Clue(found, lambda student: (name_key(student.name),), weak=True)


def _rows_by(
    sheet: CsvTable, rows: Iterable[int], column: int, key: Callable[[str], str]
) -> Mapping[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for row in rows:
        text = key(sheet.rows[row].text(column))
        found[text] = (*found.get(text, ()), row)
    return found


def known(text: str) -> str:
    """An id or an address in the form that is compared.

    It is without case, and without the signs that stop Excel from changing the value.
    """
    return text.strip().lstrip("='`\"").rstrip('"').strip().casefold()


def tokens(text: str) -> tuple[str, ...]:
    """The words and numbers of a text, without case, accents and leading zeros."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    found = re.findall(r"\d+|[^\W\d_]+", plain.casefold())
    return tuple(word.lstrip("0") or "0" if word.isdecimal() else word for word in found)


def name_key(text: str) -> str:
    """A name in the form that is compared.

    `Lovelace, Ada` is the same as `Ada Lovelace`, and `王 小明` is the same as `王小明`.
    """
    parts = tokens(text)
    return "".join(parts) if _CHINESE.search(text) else "".join(sorted(parts))


# ------------------------------------------------------------------------------------------ numbers


def number(text: str) -> float | None:
    """The number in a cell, with a point or a comma; None if it is not a number."""
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def shown(value: float, *, comma: bool = False) -> str:
    """A score with at most two decimals."""
    return digits(value).replace(".", ",") if comma else digits(value)


def factor(most: float, points: float | None) -> float:
    """The factor that scales a score out of `most` to a score out of `points`."""
    return points / most if points and most else 1.0
