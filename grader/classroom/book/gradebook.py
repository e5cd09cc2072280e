"""The gradebook: one SQLite file, written by one process at a time, read by any.

Each change is a transaction. If the process is killed, nothing that was reported is lost.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import msgspec
from sqlalchemy import Connection, Table, func, select, update
from sqlalchemy.dialects.sqlite import Insert, insert

from grader.classroom.batch.worker import GradedFile
from grader.classroom.book import migration
from grader.classroom.book import tables as t
from grader.classroom.book.database import Database
from grader.classroom.book.standing import HandedFile, IntakeNotes, Override, Student, UngradedFile
from grader.core.fact import Fact
from grader.core.message import SOURCE
from grader.core.model import Outcome
from grader.core.verdict import Grade, TaskResult
from grader.submission.decode import kind

_result = msgspec.json.Decoder(TaskResult)
_grade = msgspec.json.Decoder(Grade)
_fact = msgspec.json.Decoder(Fact)
_notes = msgspec.json.Decoder(IntakeNotes)
_pairs = msgspec.json.Decoder(tuple[tuple[str, str], ...])
_ungraded = msgspec.json.Decoder(tuple[UngradedFile, ...])


@dataclass(frozen=True)
class KeyFacts:
    """A key as the gradebook keeps it.

    `tasks` are names, points and digests, in the key's order.
    """

    exercise: str
    title: str
    digest: str
    tasks: tuple[tuple[str, float, str], ...]

    @property
    def max_score(self) -> float:
        """The points of all tasks."""
        return sum(points for _, points, _ in self.tasks)


@dataclass(frozen=True)
class Attempt:
    """A file that counts: where it is kept, its name, what it was last graded with."""

    id: int
    student: Student
    exercise: str
    name: str
    digest: str
    suffix: str
    time: datetime | None
    late: bool
    graded_with: str
    problem: Fact | None
    fault: bool
    attempts: int

    @property
    def is_outdated(self) -> bool:
        """Whether only its points are known, from a gradebook of version 1."""
        return self.graded_with == migration.OUTDATED


@dataclass(frozen=True)
class Result:
    """One task's public and hidden results; `content` is a digest of their input.

    If a result `is_unreadable`, the task counts as not graded, until it is graded again.
    """

    task: str
    content: str
    public: TaskResult
    hidden: TaskResult | None
    loaded: bool
    is_unreadable: bool = False


@dataclass(frozen=True)
class BadRow:
    """The place of a result that cannot be read; the task is empty for the file itself."""

    attempt: int
    student: str
    exercise: str
    task: str


@dataclass(frozen=True)
class Move:
    """A score that has changed, because of the course or of a teacher's decision."""

    student: str
    exercise: str
    task: str
    before: float
    after: float
    why: Fact


class Gradebook:
    """The gradebook in a file; with `writes` it can be changed.

    `migrated` is the message of an update: opening an older gradebook updates it once.
    """

    def __init__(self, path: Path, *, writes: bool = False) -> None:
        self._database = Database(path, writes=writes)
        self.migrated = self._database.migrated

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    # -------------------------------------------------------------------------------- facts, keys

    def fact(self, name: str) -> str:
        """A fact of the class, such as its title; empty where it is not known."""
        with self._database.reading() as connection:
            return connection.scalar(select(t.facts.c.value).where(t.facts.c.name == name)) or ""

    def set_facts(self, facts: Mapping[str, str]) -> None:
        """Keep facts, in place of those with the same names."""
        with self._database.writing() as connection:
            for name, value in facts.items():
                row = insert(t.facts).values(name=name, value=value)
                connection.execute(row.on_conflict_do_update(["name"], set_={"value": value}))

    def keys(self, *, hidden: bool = False) -> dict[str, KeyFacts]:
        """The keys that the class was last graded with, by exercise."""
        query = select(t.keys).where(t.keys.c.hidden == hidden).order_by(t.keys.c.exercise)
        with self._database.reading() as connection:
            return {
                row.exercise: KeyFacts(
                    row.exercise, row.title, row.digest, tuple(tuple(task) for task in json.loads(row.tasks))
                )
                for row in connection.execute(query)
            }

    def exercises(self) -> tuple[str, ...]:
        """The exercises for which a student has handed something in."""
        query = select(t.submissions.c.exercise).distinct().order_by(t.submissions.c.exercise)
        with self._database.reading() as connection:
            return tuple(connection.scalars(query))

    def set_key(self, key: KeyFacts, *, hidden: bool = False) -> None:
        """Keep the facts of the key that an exercise is graded with."""
        values = {"title": key.title, "digest": key.digest, "tasks": json.dumps(key.tasks)}
        row = insert(t.keys).values(exercise=key.exercise, hidden=hidden, **values)
        with self._database.writing() as connection:
            connection.execute(row.on_conflict_do_update(["exercise", "hidden"], set_=values))

    def keep_notes(self, notes: IntakeNotes) -> None:
        """Keep the notes on the last download."""
        self.set_facts({"intake": msgspec.json.encode(notes).decode()})

    def notes(self) -> IntakeNotes:
        """The notes on the last download."""
        kept = self.fact("intake")
        return _notes.decode(kept) if kept else IntakeNotes()

    def keep_ungraded(self, files: Iterable[UngradedFile], names: Collection[str]) -> None:
        """Keep the students' files that are not graded, beside those of earlier downloads.

        `names` are all files of this download: what was known of them before is forgotten.
        """
        earlier = (file for file in self.ungraded() if file.name not in names)
        self.set_facts({"ungraded": msgspec.json.encode((*earlier, *files)).decode()})

    def ungraded(self) -> tuple[UngradedFile, ...]:
        """The students' files that are not graded, of all downloads."""
        kept = self.fact("ungraded")
        return _ungraded.decode(kept) if kept else ()

    # ------------------------------------------------------------------------------------- texts

    def keep_texts(self, language: str, texts: Mapping[str, str]) -> None:
        """Keep a course's texts by their codes; a later text replaces an earlier one."""
        rows = [{"code": code, "language": language, "text": text} for code, text in texts.items()]
        if rows:
            with self._database.writing() as connection:
                connection.execute(_KEEP_TEXT, rows)

    def texts(self, language: str) -> dict[str, str]:
        """The texts by their codes: in that language, else in English, else in any."""
        found: dict[str, tuple[int, str]] = {}
        order = {language: 0, SOURCE: 1}
        with self._database.reading() as connection:
            for row in connection.execute(select(t.texts).order_by(t.texts.c.language)):
                entry = (order.get(row.language, 2), row.text)
                if row.code not in found or entry[0] < found[row.code][0]:
                    found[row.code] = entry
        return {code: text for code, (_, text) in sorted(found.items())}

    # ------------------------------------------------------------------ students and their files

    def record(self, found: Sequence[HandedFile], students: Sequence[Student]) -> None:
        """Keep students and their files; the latest file of each exercise counts.

        If a file was a stranger's before, and its student is known now, the stranger is forgotten.
        """
        with self._database.writing() as connection:
            known = {student.id: student for student in [*students, *(file.student for file in found)]}
            first = (connection.scalar(select(func.max(t.students.c.position))) or 0) + 1
            for position, student in enumerate(known.values(), start=first):
                _keep_student(connection, student, position)
            latest: dict[tuple[str, str], tuple[tuple[float | str, ...], int, int]] = {}
            for file in found:
                submission, attempt = _keep_attempt(connection, file)
                entry = (file.rank, attempt, submission)
                place = (file.student.id, file.exercise)
                latest[place] = max(latest.get(place, entry), entry)
            for _, attempt, submission in latest.values():
                connection.execute(
                    update(t.submissions).where(t.submissions.c.id == submission).values(counted=attempt)
                )
            _forget_strangers(connection, found)

    def students(self) -> Iterator[Student]:
        """All students, in the roster's order."""
        with self._database.reading() as connection:
            for row in connection.execute(select(t.students).order_by(t.students.c.position)):
                yield _student(row)

    def attempts(self, *, student: str | None = None, number: int | None = None) -> Iterator[Attempt]:
        """The files that count, by student and exercise."""
        several = (
            select(func.count())
            .select_from(t.attempts)
            .where(t.attempts.c.submission == t.submissions.c.id)
            .correlate(t.submissions)
            .scalar_subquery()
        )
        file, person = t.attempts.c, t.students.c
        query = (
            select(
                *(file[name].label(f"file_{name}") for name in _FILE),
                *(person[name] for name in _PERSON),
                t.submissions.c.exercise,
                several.label("several"),
            )
            .select_from(t.attempts)
            .join(t.submissions, t.submissions.c.counted == t.attempts.c.id)
            .join(t.students, t.students.c.id == t.submissions.c.student)
            .order_by(t.students.c.position, t.submissions.c.exercise)
        )
        if student is not None:
            query = query.where(t.students.c.id == student)
        if number is not None:
            query = query.where(t.attempts.c.id == number)
        with self._database.reading() as connection:
            for row in connection.execute(query):
                yield _attempt(row)

    # ----------------------------------------------------------------------------------- results

    def contents(self, attempt: int) -> tuple[tuple[str, str], ...]:
        """The kept results' contents, by task: digests of what each result depends on.

        Results that cannot be read are left out.
        """
        results = self.results(attempt)
        return tuple((result.task, result.content) for result in results if not result.is_unreadable)

    def bad_rows(self) -> tuple[BadRow, ...]:
        """The results that count and cannot be read, and the files whose grade cannot be."""
        owner = t.submissions.c
        query = (
            select(t.results, owner.student, owner.exercise)
            .join(t.submissions, owner.counted == t.results.c.attempt)
            .order_by(owner.id, t.results.c.position)
        )
        heads = (
            select(t.attempts.c.id, t.attempts.c.grade, owner.student, owner.exercise)
            .join(t.submissions, owner.counted == t.attempts.c.id)
            .where(t.attempts.c.grade.is_not(None))
            .order_by(owner.id)
        )
        with self._database.reading() as connection:
            results = tuple(
                BadRow(row.attempt, row.student, row.exercise, row.task)
                for row in connection.execute(query)
                if _result_of(row).is_unreadable
            )
            return results + tuple(
                BadRow(row.id, row.student, row.exercise, "")
                for row in connection.execute(heads)
                if _read(_grade, row.grade) is None
            )

    def write(self, graded: Iterable[GradedFile]) -> None:
        """Keep the results of some attempts in one transaction: all or nothing."""
        with self._database.writing() as connection:
            for file in graded:
                _write(connection, file)

    def forget(self, student: str) -> None:
        """Mark a student's counted files to be graded again; old results stay until then."""
        mine = select(t.submissions.c.counted).where(t.submissions.c.student == student)
        with self._database.writing() as connection:
            connection.execute(update(t.results).where(t.results.c.attempt.in_(mine)).values(content=""))
            connection.execute(
                update(t.attempts)
                .where(t.attempts.c.id.in_(mine), t.attempts.c.graded_with.is_not(None))
                .values(graded_with="anew")
            )

    def results(self, attempt: int) -> tuple[Result, ...]:
        """The results of an attempt, task by task."""
        query = select(t.results).where(t.results.c.attempt == attempt).order_by(t.results.c.position)
        with self._database.reading() as connection:
            return tuple(map(_result_of, connection.execute(query)))

    def grade(self, attempt: int) -> Grade | None:
        """The grade of an attempt without its tasks.

        None where the file could not be graded, or where its grade cannot be read.
        """
        with self._database.reading() as connection:
            found = connection.scalar(select(t.attempts.c.grade).where(t.attempts.c.id == attempt))
        return _read(_grade, found) if found else None

    def answers(self) -> Iterator[tuple[str, str, tuple[tuple[str, str], ...]]]:
        """Student, exercise and digests of the functions, for each file that counts."""
        query = (
            select(t.submissions.c.student, t.submissions.c.exercise, t.attempts.c.answers)
            .join(t.attempts, t.submissions.c.counted == t.attempts.c.id)
            .order_by(t.submissions.c.id)
        )
        with self._database.reading() as connection:
            for row in connection.execute(query):
                yield row.student, row.exercise, _read(_pairs, row.answers or "[]") or ()

    def state(self) -> str:
        """A digest of all that is kept here, except the pages."""
        digest = hashlib.sha256()
        queries = (
            select(*(t.students.c[name] for name in _PERSON)).order_by(t.students.c.position),
            select(t.submissions).order_by(t.submissions.c.id),
            select(*(t.attempts.c[name] for name in _FILE)).order_by(t.attempts.c.id),
            select(t.overrides).order_by(t.overrides.c.id),
            select(t.keys).order_by(t.keys.c.exercise, t.keys.c.hidden),
            select(t.texts).order_by(t.texts.c.code, t.texts.c.language),
            select(t.facts).where(t.facts.c.name.in_(("intake", "ungraded"))),
        )
        with self._database.reading() as connection:
            for query in queries:
                for row in connection.execute(query):
                    digest.update(repr(tuple(row)).encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    def pages(self) -> dict[str, str]:
        """A digest of the content of each student's page, by student."""
        with self._database.reading() as connection:
            return {row.student: row.content for row in connection.execute(select(t.pages))}

    def set_pages(self, fresh: Mapping[str, str], state: str) -> None:
        """Keep which pages were written, and for which state of the gradebook."""
        with self._database.writing() as connection:
            for student, content in fresh.items():
                row = insert(t.pages).values(student=student, content=content)
                connection.execute(row.on_conflict_do_update(["student"], set_={"content": content}))
        self.set_facts({"pages": state})

    # ---------------------------------------------------------------------- a teacher's decisions

    def override(
        self, student: str, exercise: str, task: str, *, score: float | None, reason: str, author: str
    ) -> None:
        """Keep a score that a teacher gives; with None the grader's own counts again."""
        row = insert(t.overrides).values(
            student=student,
            exercise=exercise,
            task=task,
            score=score,
            reason=reason,
            author=author,
            time=_now(),
        )
        with self._database.writing() as connection:
            connection.execute(row)

    def overrides(self) -> dict[tuple[str, str, str], Override]:
        """The overrides that are in force, by student, exercise and task."""
        found: dict[tuple[str, str, str], Override] = {}
        with self._database.reading() as connection:
            for row in connection.execute(select(t.overrides).order_by(t.overrides.c.id)):
                place = (row.student, row.exercise, row.task)
                found.pop(place, None)
                if row.score is not None:
                    time = _time(row.time) or datetime.fromtimestamp(0, UTC)
                    found[place] = Override(row.score, row.reason, row.author, time)
        return found

    def accept(self, student: str, exercise: str, task: str, *, attempt: int, author: str) -> None:
        """Keep that an answer was accepted as right."""
        row = insert(t.accepted).values(
            student=student, exercise=exercise, task=task, attempt=attempt, author=author, time=_now()
        )
        with self._database.writing() as connection:
            connection.execute(row)

    def accepted(self) -> tuple[tuple[str, str, str, int], ...]:
        """Exercise, task, student and attempt of each answer that was accepted."""
        with self._database.reading() as connection:
            rows = connection.execute(select(t.accepted).order_by(t.accepted.c.id))
            return tuple((row.exercise, row.task, row.student, row.attempt) for row in rows)

    def file_of(self, attempt: int) -> tuple[str, str, str]:
        """Digest, suffix and name of an attempt's file."""
        query = select(t.attempts.c.digest, t.attempts.c.suffix, t.attempts.c.name)
        with self._database.reading() as connection:
            row = connection.execute(query.where(t.attempts.c.id == attempt)).one()
        return row.digest, row.suffix, row.name

    def moved(self, moves: Sequence[Move]) -> None:
        """Keep which scores have moved, and why."""
        with self._database.writing() as connection:
            for move in moves:
                connection.execute(
                    insert(t.moves).values(
                        student=move.student,
                        exercise=move.exercise,
                        task=move.task,
                        before=move.before,
                        after=move.after,
                        why=_kept(move.why),
                        time=_now(),
                    )
                )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _keep_student(connection: Connection, student: Student, position: int) -> None:
    values = {
        "name": student.name,
        "email": student.email,
        "group": student.group,
        "extension": student.extension,
        "lms": student.lms,
        "in_roster": student.in_roster,
    }
    row = insert(t.students).values(id=student.id, position=position, **values)
    connection.execute(row.on_conflict_do_update(["id"], set_=values))


def _keep_attempt(connection: Connection, one: HandedFile) -> tuple[int, int]:
    """Keep a file; returns the ids of its submission and of the attempt."""
    place = {"student": one.student.id, "exercise": one.exercise}
    connection.execute(insert(t.submissions).values(**place).on_conflict_do_nothing())
    submission = connection.execute(select(t.submissions.c.id).filter_by(**place)).scalar_one()
    file = {"submission": submission, "name": one.name, "digest": one.digest}
    values = {"time": one.time.isoformat() if one.time else None, "late": one.late}
    suffix = kind(one.name)
    row = insert(t.attempts).values(**file, **values, suffix=suffix)
    connection.execute(row.on_conflict_do_update(["submission", "name", "digest"], set_=values))
    return submission, connection.execute(select(t.attempts.c.id).filter_by(**file)).scalar_one()


def _forget_strangers(connection: Connection, found: Sequence[HandedFile]) -> None:
    """Forget the files of strangers that are another student's now; decisions are kept."""
    owners: dict[tuple[str, str], set[str]] = {}
    for file in found:
        owners.setdefault((file.name, file.digest), set()).add(file.student.id)
    query = (
        select(t.submissions.c.id, t.submissions.c.student, t.attempts.c.name, t.attempts.c.digest)
        .join(t.attempts, t.submissions.c.counted == t.attempts.c.id)
        .join(t.students, t.students.c.id == t.submissions.c.student)
        .where(~t.students.c.in_roster)
        .where(t.students.c.id.not_in(select(t.overrides.c.student)))
        .where(t.students.c.id.not_in(select(t.accepted.c.student)))
    )
    for row in connection.execute(query).all():
        now = owners.get((row.name, row.digest), set())
        if now and row.student not in now:
            _forget_submission(connection, row.id, row.student)


def _forget_submission(connection: Connection, submission: int, student: str) -> None:
    """Forget a submission, and its student if no other is left."""
    mine = select(t.attempts.c.id).where(t.attempts.c.submission == submission)
    connection.execute(t.results.delete().where(t.results.c.attempt.in_(mine)))
    connection.execute(t.attempts.delete().where(t.attempts.c.submission == submission))
    connection.execute(t.submissions.delete().where(t.submissions.c.id == submission))
    others = select(t.submissions.c.id).where(t.submissions.c.student == student)
    if connection.execute(others).first() is None:
        for table in (t.moves, t.pages):
            connection.execute(table.delete().where(table.c.student == student))
        connection.execute(t.students.delete().where(t.students.c.id == student))


def _write(connection: Connection, one: GradedFile) -> None:
    connection.execute(
        update(t.attempts)
        .where(t.attempts.c.id == one.attempt)
        .values(
            graded_with=one.fingerprint,
            grade=one.grade or None,
            problem=_kept(one.problem) if one.problem is not None else "",
            fault=one.fault,
            answers=json.dumps(one.answers),
        )
    )
    names = [scored.task for scored in one.tasks]
    gone = t.results.delete().where(t.results.c.attempt == one.attempt, t.results.c.task.not_in(names))
    connection.execute(gone)
    rows = [
        {
            "attempt": one.attempt,
            "task": scored.task,
            "position": position,
            "content": scored.content,
            "result": scored.result,
            "hidden": scored.hidden,
            "loaded": scored.loaded,
        }
        for position, scored in enumerate(one.tasks)
        if scored.result is not None
    ]
    if rows:
        connection.execute(_KEEP_RESULT, rows)
    for position, scored in enumerate(one.tasks):
        if scored.result is None:  # the kept result is still valid
            place = {"attempt": one.attempt, "task": scored.task}
            connection.execute(update(t.results).filter_by(**place).values(position=position))


def _or_replace(table: Table, *key: str) -> Insert:
    """Insert rows; an existing row with the same key is changed."""
    row = insert(table)
    return row.on_conflict_do_update(
        key,
        set_={
            name: row.excluded[name] for name in (column.name for column in table.columns) if name not in key
        },
    )


_KEEP_RESULT = _or_replace(t.results, "attempt", "task")
_KEEP_TEXT = _or_replace(t.texts, "code", "language")


def _kept(fact: Fact) -> str:
    return msgspec.json.encode(fact).decode()


_Kept = TypeVar("_Kept")
_BAD = (msgspec.MsgspecError, UnicodeError, TypeError, ValueError, RecursionError)
"""What is raised for a row that cannot be read."""


def _read(decoder: msgspec.json.Decoder[_Kept], content: bytes | str) -> _Kept | None:
    """What a row keeps; None if it cannot be read."""
    try:
        return decoder.decode(content)
    except _BAD:
        return None


def _result_of(row) -> Result:  # type: ignore[no-untyped-def]  # a row has what its query names
    """A row as a result; a task is not graded if its row cannot be read."""
    public = _read(_result, row.result)
    hidden = _read(_result, row.hidden) if row.hidden else None
    if public is None or (row.hidden and hidden is None):
        public = TaskResult(row.task, Outcome.UNGRADED, 0.0, 0.0)
        return Result(row.task, "", public, None, loaded=False, is_unreadable=True)
    return Result(row.task, row.content, public, hidden, row.loaded)


def _time(text: str | None) -> datetime | None:
    """A kept time; None if it is not known, or cannot be read."""
    try:
        return datetime.fromisoformat(text) if text else None
    except _BAD:
        return None


def _student(row) -> Student:  # type: ignore[no-untyped-def]  # a row has what its query names
    return Student(row.id, row.name, row.email, row.group, row.extension, row.lms, row.in_roster)


_FILE = ("id", "name", "digest", "suffix", "time", "late", "graded_with", "problem", "fault")
_PERSON = ("id", "name", "email", "group", "extension", "lms", "in_roster")


def _attempt(row) -> Attempt:  # type: ignore[no-untyped-def]  # likewise
    problem = _read(_fact, row.file_problem) if row.file_problem else None
    is_lost = bool(row.file_problem) and problem is None  # the reason: the file is graded again
    return Attempt(
        row.file_id,
        _student(row),
        row.exercise,
        row.file_name,
        row.file_digest,
        row.file_suffix,
        _time(row.file_time),
        row.file_late,
        "" if is_lost else row.file_graded_with or "",
        problem,
        row.file_fault,
        row.several,
    )
