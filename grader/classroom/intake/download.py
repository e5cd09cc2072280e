"""A download taken in: which student handed in which exercise, and what is left over.

A file's name decides which exercise it solves; only if it says nothing is the file parsed. Nothing of a
submission is run here, its content is read once and given away, and no file is dropped without a reason.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path, PurePosixPath

from grader import submission
from grader.classroom.book.standing import HandedFile, IntakeNotes, Leftover, Student
from grader.classroom.intake.archive import Unreadable, open_archive
from grader.classroom.intake.layouts import Upload, recognise
from grader.classroom.intake.roster import LONGEST_ID, Roster, line
from grader.core.errors import SubmissionError
from grader.core.fact import Fact
from grader.course.key import tasks as tasks_of
from grader.course.load import Course

Keep = Callable[[bytes, str], Path]
"""Keeps a file by its content and suffix, under the SHA-256 of its content; where it lies then."""
Key = tuple[str, str]
"""By what the download knows a student: `who` and `shown`."""


@dataclass(frozen=True)
class Intake:
    """What a download holds. `unmatched` are the students that are not in the roster."""

    layout: str
    found: tuple[HandedFile, ...]
    leftovers: tuple[Leftover, ...]
    unmatched: tuple[Student, ...] = ()
    remarks: tuple[Fact, ...] = ()

    @property
    def notes(self) -> IntakeNotes:
        """What is kept of it, for the pages."""
        strangers = (Fact("intake.stranger", {"name": student.called}) for student in self.unmatched)
        return IntakeNotes(self.leftovers, (*self.remarks, *strangers))


def take_in(
    path: Path,
    course: Course,
    *,
    roster: Roster | None,
    layout: str | None,
    exercise: str | None,
    keep: Keep,
) -> Intake:
    """Find the files of a folder or zip file, their students and their exercises; `keep` stores each file."""
    exercises = _Exercises(course, None if exercise is None else course.check(exercise))
    with open_archive(path) as archive:
        read = recognise(archive, exercises.names, layout)
        files = dict(_files(read.uploads, exercises, keep))
    people = _People(roster)
    owners = people.owners(read.uploads)
    found = tuple(
        _found(upload, student, *file, roster)
        for upload in read.uploads
        if isinstance(file := files[upload.name], tuple)
        for student in owners[upload.who, upload.shown]
    )
    unread = [file for file in files.values() if isinstance(file, Leftover)]
    leftovers = sorted((*archive.leftovers, *read.leftovers, *unread), key=lambda one: one.name)
    strangers = {one.student.id: one.student for one in found if roster and not one.student.in_roster}
    return Intake(read.name, found, tuple(leftovers), tuple(strangers.values()), tuple(people.remarks))


def _found(upload: Upload, student: Student, path: Path, exercise: str, roster: Roster | None) -> HandedFile:
    time = upload.time or (roster.time_of(student) if roster else None)
    name, digest = upload.name, path.stem
    return HandedFile(student, exercise, name, digest, time=time, late=upload.late, rank=upload.rank)


def _files(
    uploads: Iterable[Upload], exercises: _Exercises, keep: Keep
) -> Iterator[tuple[str, tuple[Path, str] | Leftover]]:
    """Each file once, though several may have handed it in: where it is and its exercise, or why not."""
    for name, upload in {upload.name: upload for upload in uploads}.items():
        try:
            path = keep(upload.entry.read(), PurePosixPath(name).suffix.lower())
            exercise = exercises.of(upload, path)
            yield name, Leftover(name, NO_EXERCISE) if exercise is None else (path, exercise)
        except Unreadable as error:
            yield name, Leftover(name, error.why)
        except SubmissionError as error:
            yield name, Leftover(name, Fact("leftover.unread", {"why": error.fact}))


NO_EXERCISE = Fact("leftover.no_exercise")


# --------------------------------------------------------------------------------------- exercises


@dataclass
class _Exercises:
    """The exercises of a course, and which of them a file solves; `otherwise` is taken where nothing says."""

    course: Course
    otherwise: str | None
    known: dict[tuple[str, ...], str | None] = field(default_factory=dict)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The exercises' names."""
        return self.course.names

    @cached_property
    def tasks(self) -> dict[str, tuple[str, ...]]:
        """The tasks of each exercise."""
        return {name: tasks_of(self.course, name) for name in self.names}

    def of(self, upload: Upload, path: Path) -> str | None:
        """The exercise by the file's name, then by its folders', then by what it defines."""
        for part in reversed(PurePosixPath(upload.hint).parts):
            if (name := self._named_by(part)) is not None:
                return name
        try:
            defined = submission.defined_functions(submission.read(path, called=upload.name))
        except SubmissionError:
            if self.otherwise is None:
                raise
            return self.otherwise
        return self._defined_by(defined) or self.otherwise

    def _named_by(self, part: str) -> str | None:
        # this hangs on the exercises' names in it alone, and a course looks into its folder each time
        stem = Path(part).stem.lower()
        inside = tuple(name for name in self.names if name.lower() in stem)
        if inside not in self.known:
            self.known[inside] = self.course.named_by(Path(part))
        return self.known[inside]

    def _defined_by(self, defined: frozenset[str]) -> str | None:
        shared = Counter({name: len(defined.intersection(tasks)) for name, tasks in self.tasks.items()})
        (best, most), *others = [*shared.most_common(2), ("", 0)]
        return best if most and most > others[0][1] else None


# ---------------------------------------------------------------------------------------- students


@dataclass
class _People:
    """Whose files are whose, and what there is to say of it."""

    roster: Roster | None
    remarks: list[Fact] = field(default_factory=list)

    def owners(self, uploads: Sequence[Upload]) -> dict[Key, tuple[Student, ...]]:
        """The students by the key and the name in the download; a team may be several."""
        ones = {(upload.who, upload.shown): upload for upload in uploads}
        owners = {key: self._of(one) for key, one in ones.items()}
        for student, keys in _claims(ones, owners).items():
            guessed = [key for key in keys if not _is_sure(ones[key], student)]
            if guessed and len({ones[key].lms for key in keys}) > 1:
                shown = line(ones[guessed[0]].shown)
                self.remarks.append(
                    Fact("intake.same_name", {"count": len(keys), "shown": shown, "id": student.id})
                )
                owners |= {key: (stranger(ones[key]),) for key in guessed}
        return {
            key: tuple(replace(one, lms=ones[key].lms or one.lms) for one in students)
            for key, students in owners.items()
        }

    def _of(self, one: Upload) -> tuple[Student, ...]:
        if self.roster is None:
            return (stranger(one),)
        candidates = self.roster.candidates(one)
        if not candidates and one.lms and (team := self.roster.members(one.shown)):
            self.remarks.append(Fact("intake.for_all", {"shown": line(one.shown), "count": len(team)}))
            return team
        if len(candidates) > 1:
            students = ", ".join(f"{student.called} ({student.id})" for student in candidates)
            shown, name = line(one.shown), line(one.name)
            self.remarks.append(Fact("intake.several", {"shown": shown, "name": name, "students": students}))
        return candidates if len(candidates) == 1 else (stranger(one),)


def _claims(ones: dict[Key, Upload], owners: dict[Key, tuple[Student, ...]]) -> dict[Student, list[Key]]:
    """The numbered accounts that would be a student's of the roster, where there are several."""
    claims: dict[Student, list[Key]] = defaultdict(list)
    for key, students in owners.items():
        if ones[key].lms and len(students) == 1 and students[0].in_roster:
            claims[students[0]].append(key)
    return {student: keys for student, keys in claims.items() if len(keys) > 1}


def _is_sure(one: Upload, student: Student) -> bool:
    """Whether more than the name says whose it is."""
    by_address = bool(one.email) and one.email.casefold() == student.email.casefold()
    return by_address or one.lms == student.lms or student.id in (one.who, one.lms)


def stranger(upload: Upload) -> Student:
    """A student as the download knows them."""
    name = line(upload.shown) if upload.shown != upload.who else ""
    return Student(identifier(upload.who), name, email=line(upload.email), lms=line(upload.lms))


def identifier(who: str) -> str:
    """An id that can be shown; where that changes it, a part of its digest keeps two of them apart."""
    shown = line(who)
    if shown == who and len(who) <= LONGEST_ID:
        return who
    digest = hashlib.sha256(who.encode("utf-8", "backslashreplace")).hexdigest()[:8]
    return f"{shown[: LONGEST_ID - 9]}~{digest}"
