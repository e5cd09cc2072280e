"""The list of a class: its students, and which student a file belongs to.

A table as spreadsheets and other systems write it: separated by commas, semicolons or tabs, with English
or Chinese headers. A name that fits several students is matched to none: a wrong guess would give a student
another student's grade.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import cached_property
from pathlib import Path

from grader.classroom.book.standing import Student
from grader.classroom.intake.layouts import Upload, moment
from grader.core.errors import UsageError
from grader.core.message import Message
from grader.report.text import clean
from grader.submission.encoding import likely

UNREAD = Message("{path} cannot be read: {why}. Check the file and its permissions.")
WORKBOOK = Message("{path} is a workbook, not a table as text. Save it as CSV (UTF-8) and name that file.")
NOT_TEXT = Message("{path} is not text. Save the roster as CSV (UTF-8) and name that file.")
BROKEN = Message("{path}, line {line}: this cannot be read as a table: {why}. Fix that line.")
EMPTY = Message(
    "{path} names no student. Write a line of headers, such as id,name, then a line for each student."
)
NO_COLUMN = Message(
    "{path}, line {line}: no column is called id or name. The columns are: {known}. Call one id (or 学号) "
    "and one name (or 姓名)."
)
TWICE = Message("{path}, line {line}: line {first} has the same id {id}. Remove one line, or correct its id.")
SHORTENED = Message(
    "{path}, line {line}: a spreadsheet has shortened the id {id}. In the spreadsheet, give the column the "
    "format Text, and write the ids again."
)
NO_TIME = Message(
    "{path}, line {line}: {value!r} is not a time. Write it as 2026-03-31 23:59, or leave it out."
)

HEADERS: Mapping[str, tuple[str, ...]] = {
    "id": (
        *("student id", "id", "sid", "student number", "id number", "学号", "学工号", "学生编号"),
        *("username", "user name", "login"),
    ),
    "name": ("name", "student", "full name", "student name", "姓名", "学生姓名"),
    "first": ("first name", "firstname", "given name", "名"),
    "last": ("last name", "lastname", "surname", "family name", "姓"),
    "email": ("email", "e-mail", "mail", "email address", "邮箱", "电子邮件", "电子邮箱"),
    "group": ("group", "section", "class", "班级", "组", "小组"),
    "extension": ("extension", "延期"),
    "submitted": ("submitted", "time", "submission time", "提交时间"),
    "lms": ("identifier", "canvas id", "canvas user id", "participant id"),
}
"""The headers of each column; of several in a table, the first here counts."""
DELIMITERS = ",;\t"
HEADER_WITHIN = 10
"""The number of first rows searched for headers; systems write titles above them."""
POINTS_POSSIBLE = "points possible"
"""The name in the second row of Canvas's gradebook."""
LONGEST_ID = 100


@dataclass(frozen=True)
class Roster:
    """The students of a class, in the order of the list, and times of submission.

    `times` are by the student's id, for students whose time the list gives.
    """

    students: tuple[Student, ...]
    times: Mapping[str, datetime] = field(default_factory=dict)

    def time_of(self, student: Student) -> datetime | None:
        """When a student handed in, by the roster; None if it does not say."""
        return self.times.get(student.id)

    def match(self, upload: Upload) -> Student | None:
        """The student of a file, if that is certain; else None."""
        found = self.candidates(upload)
        return found[0] if len(found) == 1 else None

    def candidates(self, upload: Upload) -> tuple[Student, ...]:
        """The possible students of a file.

        They are matched by id or address, then by number, by name, and by parts of the name. An id that is
        the same to the letter comes first.
        """
        keys = (upload.who, upload.shown) if upload.who != upload.lms else (upload.shown,)
        for key in keys:
            if same := self._letters.get(_composed(key)):
                return (same,)
        for index, key in (
            *((self._ids, key) for key in keys),
            *((self._emails, key) for key in (upload.email, upload.who, upload.shown)),
            (self._locals, upload.email.partition("@")[0]),
            *((self._locals, key) for key in keys),
            (self._lms, upload.lms),
        ):
            if found := index.get(_exact(key)):
                return found
        # another system's number may equal a student's own: the name is more reliable
        numbered = self._ids.get(_exact(upload.lms), ())
        if found := self._names.get(folded(upload.shown), ()) or self._in_team(upload):
            return tuple(student for student in found if student in numbered) or found
        return numbered or self._within(upload.shown)

    def has(self, name: str) -> bool:
        """Whether a name is the id, the address or the name of a student."""
        key = _exact(name)
        indexes = (self._ids, self._emails, self._locals)
        return any(key in index for index in indexes) or folded(name) in self._names

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all students."""
        return frozenset(self._letters)

    def _in_team(self, upload: Upload) -> tuple[Student, ...]:
        """The students by a name after a team's name.

        The team must be the student's group, or all names of the download must have a team.
        """
        readings = [(team, self._names.get(folded(name), ())) for team, name in upload.teams]
        for team, found in readings:
            if members := tuple(student for student in found if _exact(student.group) == _exact(team)):
                return members
        return next((found for _, found in readings if found), ()) if upload.in_teams else ()

    def members(self, group: str) -> tuple[Student, ...]:
        """The students of a group."""
        return tuple(student for student in self.students if group and student.group == group)

    def _within(self, shown: str) -> tuple[Student, ...]:
        """The students in a longer name, such as 2021001_王小明_作业.

        They are matched by an id, or by a name in Chinese.
        """
        words = [word for word in re.split(r"[\W_]+", shown) if word]
        for found in (
            [self._ids.get(_exact(word), ()) for word in words if len(word) >= 4],
            [self._names.get(folded(word), ()) for word in words if not word.isascii() and len(word) >= 2],
        ):
            if named := tuple({student.id: student for group in found for student in group}.values()):
                return named
        return ()

    @cached_property
    def _letters(self) -> Mapping[str, Student]:
        return {_composed(student.id): student for student in self.students}

    @cached_property
    def _ids(self) -> Mapping[str, tuple[Student, ...]]:
        return _index((_exact(student.id), student) for student in self.students)

    @cached_property
    def _lms(self) -> Mapping[str, tuple[Student, ...]]:
        return _index((_exact(student.lms), student) for student in self.students)

    @cached_property
    def _emails(self) -> Mapping[str, tuple[Student, ...]]:
        return _index((_exact(student.email), student) for student in self.students)

    @cached_property
    def _locals(self) -> Mapping[str, tuple[Student, ...]]:
        return _index((_exact(student.email).partition("@")[0], student) for student in self.students)

    @cached_property
    def _names(self) -> Mapping[str, tuple[Student, ...]]:
        return _index((key, student) for student in self.students for key in _orders(student.name))


def _index(pairs: Iterator[tuple[str, Student]]) -> Mapping[str, tuple[Student, ...]]:
    index: dict[str, dict[str, Student]] = {}
    for key, student in pairs:
        if key:
            index.setdefault(key, {})[student.id] = student
    return {key: tuple(found.values()) for key, found in index.items()}


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def _exact(text: str) -> str:
    return _composed(text).casefold()


def folded(name: str) -> str:
    """A name without case, accents of Latin letters, spaces and punctuation."""
    plain = re.sub(r"[\u0300-\u036f]", "", unicodedata.normalize("NFKD", name)).casefold()
    return "".join(letter for letter in plain if letter.isalnum() or unicodedata.category(letter) == "Mc")


def _orders(name: str) -> set[str]:
    """A name in every order that systems use: each of its words may be the first."""
    words = [folded(word) for word in re.split(r"[\s,_]+", name)]
    return {"".join((*words[start:], *words[:start])) for start in range(len(words))}


# ------------------------------------------------------------------------------------------ reading


def read_roster(path: Path, *, zone: tzinfo | None = None) -> Roster:
    """Read the list of a class; a UsageError names the line, value and remedy.

    `zone` is for times without a zone; its default is this machine's.
    """
    rows = _rows(path, _text(path))
    at, columns = _columns(path, rows)
    students: dict[str, tuple[int, Student]] = {}
    times = {}
    for number, row in rows[at + 1 :]:
        cells = {field: row[index].strip() for field, index in columns.items() if index < len(row)}
        student = _student(cells)
        if not student.id or folded(student.name) == folded(POINTS_POSSIBLE):
            continue
        if re.fullmatch(r"\d(?:[.,]\d+)?E\+\d+", student.id, re.IGNORECASE):
            raise UsageError(SHORTENED, path=path, line=number, id=student.id)
        if student.id in students:
            first = students[student.id][0]
            raise UsageError(TWICE, path=path, line=number, id=student.id, first=first)
        students[student.id] = (number, student)
        if time := _time(path, number, cells.get("submitted", ""), zone):
            times[student.id] = time
    if not students:
        raise UsageError(EMPTY, path=path)
    return Roster(tuple(student for _, student in students.values()), times)


def _student(cells: Mapping[str, str]) -> Student:
    """A row as a student; without an id, the address or the name is the id."""
    name = cells.get("name") or " ".join(cells[part] for part in ("first", "last") if cells.get(part))
    email = cells.get("email", "")
    lms = re.sub(r"^\D+(?=\d+$)", "", cells.get("lms", ""))
    return Student(
        id=line(cells.get("id") or email or name)[:LONGEST_ID],
        name=line(name),
        email=line(email),
        group=line(cells.get("group", "")),
        extension=line(cells.get("extension", "")),
        lms=line(lms),
        in_roster=True,
    )


def line(text: str) -> str:
    """A text on one line, with its control and direction characters spelt out."""
    return clean(text.replace("\n", " "))


def _time(path: Path, number: int, value: str, zone: tzinfo | None) -> datetime | None:
    time = moment(value, zone=zone)
    if value and time is None:
        raise UsageError(NO_TIME, path=path, line=number, value=value)
    return time


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(UNREAD, path=path, why=error.strerror or error) from error
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise UsageError(WORKBOOK, path=path)
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", likely(data) or "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UsageError(NOT_TEXT, path=path)


def _rows(path: Path, text: str) -> list[tuple[int, list[str]]]:
    """The rows that are not empty, with their line numbers.

    Of all delimiters, the one that shows most headers is used.
    """
    tables = [_table(path, text, delimiter) for delimiter in DELIMITERS]
    return max(tables, key=lambda rows: max((len(_known(row)) for _, row in rows[:HEADER_WITHIN]), default=0))


def _table(path: Path, text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise UsageError(BROKEN, path=path, line=reader.line_num, why=error) from error


def _columns(path: Path, rows: Sequence[tuple[int, list[str]]]) -> tuple[int, Mapping[str, int]]:
    """The row of the headers, and the position of each column; raises UsageError."""
    if not rows:
        raise UsageError(EMPTY, path=path)
    for at, (_, row) in enumerate(rows[:HEADER_WITHIN]):
        known = _known(row)
        if known.keys() & {"id", "name", "first", "last"}:
            return at, known
    number, row = rows[0]
    known_names = ", ".join(repr(line(cell.strip())) for cell in row)
    raise UsageError(NO_COLUMN, path=path, line=number, known=known_names)


def _known(row: Sequence[str]) -> dict[str, int]:
    """The positions of the columns whose headers are known."""
    cells = [re.sub(r"[\s_]+", " ", cell).strip().casefold() for cell in row]
    return {
        column: cells.index(header)
        for column, headers in HEADERS.items()
        if (header := next((header for header in headers if header in cells), None)) is not None
    }
