"""Read a download: which student handed in which exercise, and what is left over.

A file's name decides which exercise it solves; only if it says nothing is the file parsed. No submission is
run here. Its content is read once, passed to `keep`, and not held. No file is dropped without a reason.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path, PurePosixPath

from grader import submission
from grader.classroom.book.standing import HandedFile, IntakeNotes, Leftover, Student, UngradedFile
from grader.classroom.intake.archive import Unreadable, open_archive
from grader.classroom.intake.layouts import ONLY_CODE, Layout, Upload, recognise
from grader.classroom.intake.naming import KnownStudents
from grader.classroom.intake.roster import LONGEST_ID, Roster, line
from grader.core.errors import SubmissionError
from grader.core.fact import Fact
from grader.course.key import tasks as tasks_of
from grader.course.load import Course
from grader.submission.decode import kind

Keep = Callable[[bytes, str], Path]
"""Keeps a file by its content and suffix, and returns its path.

The file's name is the SHA-256 of its content.
"""
Key = tuple[str, str]
"""The key of a student in the download: `who` and `shown`."""


@dataclass(frozen=True)
class Intake:
    """The content of a download.

    `unmatched` are the students not in the roster. `ungraded` are students' files that are not graded, of
    exercises for which the student handed in no other file. `only_ungraded` are students without any file
    that is graded.
    """

    layout: str
    found: tuple[HandedFile, ...]
    leftovers: tuple[Leftover, ...]
    unmatched: tuple[Student, ...] = ()
    remarks: tuple[Fact, ...] = ()
    ungraded: tuple[UngradedFile, ...] = ()
    only_ungraded: tuple[Student, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """The names of all files of the download."""
        left = (leftover.name for leftover in self.leftovers)
        return frozenset((*(handed.name for handed in self.found), *left))

    @property
    def notes(self) -> IntakeNotes:
        """The notes on the download that are kept for the pages."""
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
    """Find the files of a download, their students and their exercises.

    `path` is a folder or a zip file; `keep` stores each file. Files without an exercise get `exercise`.
    """
    exercises = _Exercises(course, None if exercise is None else course.check(exercise))
    known = KnownStudents(roster.ids, roster.has) if roster else KnownStudents()
    with open_archive(path) as archive:
        read = recognise(archive, exercises.names, layout, known=known)
        files = dict(_files(read.uploads, exercises, keep))
    people = _People(roster)
    owners = people.owners((*read.uploads, *read.ungraded))
    found = tuple(
        _found(upload, student, *file, roster)
        for upload in read.uploads
        if isinstance(file := files[upload.name], tuple)
        for student in owners[upload.who, upload.shown]
    )
    unread = [file for file in files.values() if isinstance(file, Leftover)]
    aside = _Aside(exercises, people, owners, found)
    ungraded = tuple(aside.files(read, {leftover.name: leftover.why for leftover in unread}))
    mine = {file.name: file.student for file in aside.theirs}
    leftovers = sorted((*archive.leftovers, *read.leftovers, *unread), key=lambda one: one.name)
    strangers = {
        handed.student.id: handed.student for handed in found if roster and not handed.student.in_roster
    }
    return Intake(
        read.name,
        found,
        tuple(replace(leftover, student=mine.get(leftover.name, "")) for leftover in leftovers),
        tuple(strangers.values()),
        tuple(people.remarks),
        ungraded,
        tuple(aside.students.values()),
    )


def _found(upload: Upload, student: Student, path: Path, exercise: str, roster: Roster | None) -> HandedFile:
    time = upload.time or (roster.time_of(student) if roster else None)
    name, digest = upload.name, path.stem
    return HandedFile(student, exercise, name, digest, time=time, late=upload.late, rank=upload.rank)


def _files(
    uploads: Iterable[Upload], exercises: _Exercises, keep: Keep
) -> Iterator[tuple[str, tuple[Path, str] | Leftover]]:
    """Each file's path and exercise, or a leftover with the reason.

    A file appears once, even if several students have handed it in.
    """
    for name, upload in {upload.name: upload for upload in uploads}.items():
        try:
            path = keep(upload.entry.read(), kind(name))
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
    """The exercises of a course; finds the exercise that a file solves.

    `otherwise` is the exercise of a file that shows none.
    """

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
        """The exercise by the file's name, then its folders, then what it defines.

        Raises SubmissionError where an unreadable file has no other exercise.
        """
        if (name := self.named(upload)) is not None:
            return name
        try:
            defined = submission.defined_names(submission.read(path, called=upload.name))
        except SubmissionError:
            if self.otherwise is None:
                raise
            return self.otherwise
        return self._defined_by(defined) or self.otherwise

    def named(self, upload: Upload) -> str | None:
        """The exercise by the file's name, then by its folders; None if they say none."""
        parts = reversed(PurePosixPath(upload.hint).parts)
        return next((name for part in parts if (name := self._named_by(part)) is not None), None)

    def _named_by(self, part: str) -> str | None:
        # Cached, as a course reads its folder each time. Only the exercises' names in the stem matter.
        stem = Path(part).stem.lower()
        inside = tuple(name for name in self.names if name.lower() in stem)
        if inside not in self.known:
            self.known[inside] = self.course.named_by(Path(part))
        return self.known[inside]

    def _defined_by(self, defined: frozenset[str]) -> str | None:
        shared = Counter({name: len(defined.intersection(tasks)) for name, tasks in self.tasks.items()})
        (best, most), *others = [*shared.most_common(2), ("", 0)]
        return best if most and most > others[0][1] else None


# ------------------------------------------------------------------------------ files that are not graded

SEVERAL_STUDENTS = Fact("leftover.several")
MOST_UNGRADED = 20
"""Of one student's files that are not graded, at most so many are kept."""


@dataclass
class _Aside:
    """The students' files that are not graded.

    `theirs` are all such files, `students` those students who have no other file.
    """

    exercises: _Exercises
    people: _People
    owners: Mapping[Key, tuple[Student, ...]]
    found: Sequence[HandedFile]
    theirs: list[UngradedFile] = field(default_factory=list)
    students: dict[str, Student] = field(default_factory=dict)

    def files(self, read: Layout, unread: Mapping[str, Fact]) -> Iterator[UngradedFile]:
        """The files to be told: of exercises for which nothing is graded.

        `unread` are reasons of files that only seemed to be gradable.
        """
        for upload in (*read.ungraded, *(upload for upload in read.uploads if upload.name in unread)):
            why = unread.get(upload.name) or upload.why
            assert why is not None
            for student in self._certain(upload):
                self.theirs.append(self._file(student, upload, why))
        for upload in (*read.uploads, *read.ungraded):
            for student in self.people.perhaps.get((upload.who, upload.shown), ()):
                self.theirs.append(replace(self._file(student, upload, SEVERAL_STUDENTS), certain=False))
        yield from self._told()

    def _certain(self, upload: Upload) -> tuple[Student, ...]:
        owners = self.owners[upload.who, upload.shown]
        return tuple(student for student in owners if student.in_roster or self.people.roster is None)

    def _file(self, student: Student, upload: Upload, why: Fact) -> UngradedFile:
        if not any(handed.student.id == student.id for handed in self.found):
            self.students[student.id] = student
        exercise = self.exercises.named(upload) or self.exercises.otherwise or ""
        return UngradedFile(student.id, exercise, upload.name, why)

    def _told(self) -> Iterator[UngradedFile]:
        graded = {(handed.student.id, handed.exercise) for handed in self.found}
        count: Counter[str] = Counter()
        for file in self.theirs:
            is_data = not file.exercise and file.why == ONLY_CODE and file.student not in self.students
            if (file.student, file.exercise) not in graded and not is_data:
                count[file.student] += 1
                if count[file.student] <= MOST_UNGRADED:
                    yield file


# ---------------------------------------------------------------------------------------- students


@dataclass
class _People:
    """Matches files to students, and collects remarks on the matching.

    `perhaps` are the students of the roster who may have handed a file in, where that is not clear.
    """

    roster: Roster | None
    remarks: list[Fact] = field(default_factory=list)
    perhaps: dict[Key, tuple[Student, ...]] = field(default_factory=dict)

    def owners(self, uploads: Sequence[Upload]) -> dict[Key, tuple[Student, ...]]:
        """The students by the key in the download; a team has several."""
        ones = {(upload.who, upload.shown): upload for upload in uploads}
        owners = {key: self._of(upload) for key, upload in ones.items()}
        for student, keys in _claims(ones, owners).items():
            guessed = [key for key in keys if not _is_sure(ones[key], student)]
            if guessed and len({ones[key].lms for key in keys}) > 1:
                shown = line(ones[guessed[0]].shown)
                self.remarks.append(
                    Fact("intake.same_name", {"count": len(keys), "shown": shown, "id": student.id})
                )
                owners |= {key: (stranger(ones[key]),) for key in guessed}
                self.perhaps |= dict.fromkeys(guessed, (student,))
        owners |= dict(self._lookalikes(ones, owners))
        return {
            key: tuple(replace(student, lms=ones[key].lms or student.lms) for student in students)
            for key, students in owners.items()
        }

    def _lookalikes(
        self, ones: Mapping[Key, Upload], owners: Mapping[Key, tuple[Student, ...]]
    ) -> Iterator[tuple[Key, tuple[Student, ...]]]:
        """Names like the id of a student who has a file under the id itself, as strangers."""
        exact = {upload.who for upload in ones.values()}
        for key, students in owners.items():
            one, student = ones[key], students[0]
            if len(students) == 1 and student.in_roster and student.id in exact - {one.who}:
                by_number = bool(one.lms) and one.lms in (student.lms, student.id)
                if not by_number and not _by_address(one, student):
                    shown, name = line(one.shown), line(one.name)
                    self.remarks.append(
                        Fact("intake.like_id", {"shown": shown, "name": name, "id": student.id})
                    )
                    yield key, (stranger(one),)

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
            self.perhaps[one.who, one.shown] = candidates
        return candidates if len(candidates) == 1 else (stranger(one),)


def _claims(ones: dict[Key, Upload], owners: dict[Key, tuple[Student, ...]]) -> dict[Student, list[Key]]:
    """Students of the roster who match several numbered accounts, with their keys."""
    claims: dict[Student, list[Key]] = defaultdict(list)
    for key, students in owners.items():
        if ones[key].lms and len(students) == 1 and students[0].in_roster:
            claims[students[0]].append(key)
    return {student: keys for student, keys in claims.items() if len(keys) > 1}


def _is_sure(one: Upload, student: Student) -> bool:
    """Whether more than the name shows whose file it is."""
    return _by_address(one, student) or one.lms == student.lms or student.id in (one.who, one.lms)


def _by_address(one: Upload, student: Student) -> bool:
    return bool(one.email) and one.email.casefold() == student.email.casefold()


def stranger(upload: Upload) -> Student:
    """A student as the download knows them."""
    name = line(upload.shown) if upload.shown != upload.who else ""
    return Student(identifier(upload.who), name, email=line(upload.email), lms=line(upload.lms))


def identifier(who: str) -> str:
    """An id that can be shown.

    Where the id was changed for this, a part of its digest keeps different ids apart.
    """
    shown = line(who)
    if shown == who and len(who) <= LONGEST_ID:
        return who
    digest = hashlib.sha256(who.encode("utf-8", "backslashreplace")).hexdigest()[:8]
    return f"{shown[: LONGEST_ID - 9]}~{digest}"
