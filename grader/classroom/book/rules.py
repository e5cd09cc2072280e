"""A course's own rules, from its `course.toml`: due dates, lateness, extensions.

language = "zh_CN"                # the default language of the course's texts
timezone = "Asia/Shanghai"        # for dates without a time zone; the default is this machine's
secret = "…"                      # hidden cases are drawn from it

[late]
penalty_per_day = 0.1             # share of the score that each day costs
cap = 0.5                         # the most that lateness costs
grace_days = 1                    # days that cost nothing

[exercises.exercise_03]
due = 2026-11-20T23:59:00         # until the end of that minute

[extensions]
"2023001" = 3                     # days, or a date: for one student
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from grader.classroom.book.standing import Late, Student
from grader.core.errors import CourseError
from grader.core.message import Message

FILE = "course.toml"
DAY = 86_400.0
KNOWN = {
    "": {"language", "timezone", "secret", "late", "exercises", "extensions"},
    "late": {"penalty_per_day", "cap", "grace_days"},
    "exercises": {"due"},
}

UNREADABLE = Message("{path} cannot be read: {why}. Check the file.")
NOT_UTF8 = Message("{path} cannot be read: it is not UTF-8. Check the file.")
NOT_TOML = Message("{path}: this is not TOML: {why}. Fix that line.")
NOT_KNOWN = Message("{path}: {place} is not known. Known here: {known}.")
NO_TABLE = Message("{path}: {name} is {value!r}. Make it a table: [{name}].")
NO_EXERCISE = Message("{path}: exercises.{name} is {value!r}. Write [exercises.{name}] above due = …")
NO_NUMBER = Message("{path}: {name} = {value!r}. Give a number from 0 to {most:g}.")
NO_TEXT = Message("{path}: {name} = {value!r}. Give a text in quotation marks.")
NO_ZONE = Message("{path}: timezone = {value!r} is not known. Write a name such as Europe/London.")
NO_DAYS = Message("{place} is {value!r}. Give a number of days, or a date.")
NO_DAYS_OF = Message("the extension of {name} is {value!r}. Give a number of days, or a date.")
NO_DATE = Message("{place} is {value!r}. Give a date such as 2026-11-20T23:59:00.")
NO_DATE_OF = Message("the extension of {name} is {value!r}. Give a date such as 2026-11-20T23:59:00.")

Where = str | Student
"""Where a date is: in the course's file, or as an extension in the roster."""


@dataclass(frozen=True)
class Rules:
    """The course's rules on time.

    `due` are moments by exercise; `extensions` are days or moments by student. `penalty_per_day` and `cap`
    are shares of the score, 0 to 1. `zone` is for moments without a time zone. `secret` is for hidden cases.
    """

    due: Mapping[str, datetime] = field(default_factory=dict)
    penalty_per_day: float = 0.0
    cap: float = 1.0
    grace_days: int = 0
    extensions: Mapping[str, float | datetime] = field(default_factory=dict)
    zone: tzinfo | None = None
    secret: str = ""


def lateness(
    rules: Rules, exercise: str, *, student: Student, submitted: datetime | None, said_late: bool = False
) -> Late:
    """How late a submission is, and what that costs: a pure function.

    A due date in whole minutes lasts until its minute ends, any other until its second ends. A day that has
    begun counts. A grace day costs nothing; the days after it count from one. A download may say "late" and
    give no time: then a teacher decides how much that costs.
    """
    due = due_date(rules, exercise, student)
    if submitted is None:
        return Late(unknown=said_late)
    if due is None:
        return Late()
    days = max(0, math.ceil((_with_zone(submitted, rules.zone) - _end(due)).total_seconds() / DAY))
    counted = max(0, days - rules.grace_days)
    return Late(days, min(rules.cap, counted * rules.penalty_per_day))


def due_date(rules: Rules, exercise: str, student: Student) -> datetime | None:
    """When a submission is due, with extensions; None where the course does not say."""
    due = rules.due.get(exercise)
    if due is None:
        return None
    extension = extension_of(rules, student)
    if extension is None:
        return due
    return max(due, extension) if isinstance(extension, datetime) else due + timedelta(days=extension)


def _end(due: datetime) -> datetime:
    """The last moment of a due date's minute, or of its second if it names one."""
    lasts = timedelta(seconds=1) if due.second else timedelta(minutes=1)
    return due.replace(microsecond=0) + lasts - timedelta(microseconds=1)


def extension_of(rules: Rules, student: Student) -> float | datetime | None:
    """A student's extension, in days or as a moment; raises CourseError."""
    if student.id in rules.extensions:
        return rules.extensions[student.id]
    if not student.extension:
        return None
    return _extension(student.extension, student, rules.zone)


# ------------------------------------------------------------------------------------------- reading


def read_rules(folder: Path, given: Path | None = None) -> Rules:
    """The rules of a course's folder, or of a given file; empty rules without a file."""
    return rules_in(rules_text(folder, given), given or folder / FILE)


def rules_text(folder: Path, given: Path | None = None) -> str:
    """The text of the rules' file, empty without a file; raises CourseError."""
    path = given or folder / FILE
    if given is None and not path.is_file():
        return ""
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise CourseError(UNREADABLE, path=path, why=error.strerror or error) from error
    except UnicodeDecodeError as error:
        raise CourseError(NOT_UTF8, path=path) from error


def rules_in(text: str, path: Path) -> Rules:
    """The rules in a text; `path` is its file, for the messages of a CourseError."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CourseError(NOT_TOML, path=path, why=error) from error
    return _rules(content, path) if text else Rules()


def _rules(content: Mapping[str, object], path: Path) -> Rules:
    _check(content, "", path)
    zone = _zone(content.get("timezone"), path)
    _text(content, "language", path)  # `Course.language` reads it
    late = _table(content, "late", path)
    _check(late, "late", path)
    due = {}
    for name, entry in _table(content, "exercises", path).items():
        if not isinstance(entry, Mapping):
            raise CourseError(NO_EXERCISE, path=path, name=name, value=entry)
        _check(entry, "exercises", path)
        if "due" in entry:
            due[name] = _moment(entry["due"], f"{path}: exercises.{name}.due", zone, end_of_day=True)
    extensions = {
        str(student): _extension(value, f"{path}: extensions.{student}", zone)
        for student, value in _table(content, "extensions", path).items()
    }
    return Rules(
        due=due,
        penalty_per_day=_number(late, "penalty_per_day", path, most=1.0),
        cap=_number(late, "cap", path, most=1.0, default=1.0),
        grace_days=int(_number(late, "grace_days", path, most=3650)),
        extensions=extensions,
        zone=zone,
        secret=_text(content, "secret", path),
    )


def _check(table: Mapping[str, object], name: str, path: Path) -> None:
    for key in table:
        if key not in KNOWN[name]:
            place = f"{name}.{key}" if name else key
            raise CourseError(NOT_KNOWN, path=path, place=place, known=", ".join(sorted(KNOWN[name])))


def _table(content: Mapping[str, object], name: str, path: Path) -> Mapping[str, object]:
    found = content.get(name, {})
    if not isinstance(found, Mapping):
        raise CourseError(NO_TABLE, path=path, name=name, value=found)
    return found


def _number(
    table: Mapping[str, object], name: str, path: Path, *, most: float, default: float = 0.0
) -> float:
    value = table.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise CourseError(NO_NUMBER, path=path, name=name, value=value, most=most)
    return float(value)


def _text(content: Mapping[str, object], name: str, path: Path) -> str:
    value = content.get(name, "")
    if not isinstance(value, str):
        raise CourseError(NO_TEXT, path=path, name=name, value=value)
    return value


def _zone(value: object, path: Path) -> tzinfo | None:
    if value is None:
        return None
    try:
        return ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise CourseError(NO_ZONE, path=path, value=value) from error


def _extension(value: object, place: Where, zone: tzinfo | None) -> float | datetime:
    """An extension: a number of days, or a moment."""
    try:
        days = float(str(value))
    except ValueError:
        return _moment(value, place, zone, end_of_day=True)
    if isinstance(value, bool) or not math.isfinite(days) or abs(days) > 3650:
        raise _refused(value, place, NO_DAYS, NO_DAYS_OF)
    return days


def _moment(value: object, place: Where, zone: tzinfo | None, *, end_of_day: bool = False) -> datetime:
    """A moment with its zone.

    With `end_of_day` a date alone is the end of its day, otherwise the start.
    """
    found = value
    if isinstance(found, str):
        try:
            found = (
                datetime.fromisoformat(found.strip())
                if len(found.strip()) > 10
                else date.fromisoformat(found)
            )
        except ValueError as error:
            raise _refused(value, place, NO_DATE, NO_DATE_OF) from error
    if isinstance(found, datetime):
        return _with_zone(found, zone)
    if isinstance(found, date):
        return _with_zone(datetime.combine(found, time(23, 59, 59) if end_of_day else time()), zone)
    raise _refused(value, place, NO_DATE, NO_DATE_OF)


def _refused(value: object, place: Where, in_course: Message, in_roster: Message) -> CourseError:
    if isinstance(place, Student):
        return CourseError(in_roster, name=place.called, value=value)
    return CourseError(in_course, place=place, value=value)


def _with_zone(moment: datetime, zone: tzinfo | None) -> datetime:
    """The moment in UTC.

    A moment without a zone is in `zone`, else in this machine's zone.
    """
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone) if zone is not None else moment.astimezone()
    return moment.astimezone(UTC)
