"""One class as several commands need it: gradebook, course, rules and settings.

It also says which scores regrading has moved. Nothing is printed here: messages are returned, or passed
to `say`.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.classroom.batch.batch import Batch, Settings, changes
from grader.classroom.batch.tally import BatchProgress
from grader.classroom.book.gradebook import Gradebook, Move
from grader.classroom.book.grades import Grades
from grader.classroom.book.rules import Rules, extension_of, read_rules, rules_in, rules_text
from grader.classroom.book.standing import Student
from grader.classroom.book.store import Store
from grader.core.errors import CourseError, UsageError
from grader.core.fact import Fact
from grader.core.message import Message, Plural
from grader.core.model import CPU
from grader.course import load
from grader.course.load import Course
from grader.grading import confinement as confining
from grader.grading import devices
from grader.grading.devices import Meant
from grader.grading.session import limits
from grader.runner.sandbox.tiers import UNCONFINED

if TYPE_CHECKING:
    from grader.classroom.intake.download import Intake

NO_BATCH = Message("{folder}: nothing has been graded here yet. Run `grade batch` first.")
OTHER_CLASS = Plural(
    "{folder} holds another class: the {count} student who handed something in here is not known there. "
    "Choose another folder with --out; with a --roster, students of several downloads are the same ones.",
    "{folder} holds another class: none of the {count} students who handed something in here is known there. "
    "Choose another folder with --out; with a --roster, students of several downloads are the same ones.",
)
OTHER_COURSE = Message(
    "{folder} was graded with the course {kept}, not with {found}. "
    "Name the course to grade with: --course DIR."
)
BAD_EXTENSION = Message("{roster}: {why} A number of days is allowed, too.")
SECRET_IGNORED = Message(
    "--secret: {course} already contains the hidden cases of {exercise}. Leave --secret out."
)

Say = Callable[[str], None]
"""Receives messages that come in addition to the result, one sentence at a time."""


@dataclass(frozen=True)
class BatchRequest:
    """What a user asked for when a class is to be graded."""

    submissions: Path
    out: Path
    course: Path | None = None
    roster: Path | None = None
    layout: str | None = None
    exercise: str | None = None
    rules: Path | None = None
    title: str = ""
    jobs: int | None = None
    unconfined: bool = False
    timeout: float = 10.0
    whole_file: bool = False
    secret: str | None = None
    device: str = CPU


Place = tuple[str, str, str]
"""A student, an exercise and a task."""


@dataclass(frozen=True)
class Regrading:
    """The result of grading a class again: the number of files, and the moved scores."""

    files: int
    moves: Sequence[Move]


@dataclass(frozen=True)
class ClassSession:
    """A class's folder and open gradebook, with its course, rules and settings."""

    store: Store
    book: Gradebook
    course: Course
    rules: Rules
    settings: Settings

    @property
    def batch(self) -> Batch:
        """The batch that grades the class and writes its pages."""
        return Batch(self.store, self.book, self.course, self.rules, self.settings)

    def scores(self) -> dict[tuple[str, str, str], float]:
        """The score of each task, by student, exercise and task."""
        grades = Grades(self.store, self.book, self.rules)
        return {
            (graded.standing.student.id, graded.standing.exercise, task.task): task.score
            for graded in grades.graded()
            for task in graded.standing.tasks
        }

    def _open_tasks(self) -> set[Place]:
        """The tasks for which neither the grader nor a teacher has given points."""
        grades = Grades(self.store, self.book, self.rules)
        standings = (graded.standing for graded in grades.graded())
        return {
            (standing.student.id, standing.exercise, task.task)
            for standing in standings
            for task in standing.ungraded
        }

    def regraded(self, *, why: Fact, grade: Callable[[ClassSession], BatchProgress]) -> Regrading:
        """Grade again with `grade`, and keep the moved scores with the reason."""
        before = self.scores()
        bad = {(row.student, row.exercise, row.task) for row in self.book.bad_rows()}
        not_graded = self._open_tasks() - bad
        progress = grade(self)
        moves = [
            Move(*place, old, new, _reason(place, why, bad=bad, not_graded=not_graded))
            for place, old, new in changes(before, self.scores())
        ]
        self.book.moved(moves)
        return Regrading(progress.total, moves)


def _reason(place: Place, why: Fact, *, bad: Set[Place], not_graded: Set[Place]) -> Fact:
    """Return why a score has moved: `why`, unless the task had no score before."""
    if place in bad:
        return Fact("move.unreadable")
    return Fact("move.not_graded") if place in not_graded else why


@contextmanager
def opened(store: Store) -> Iterator[Gradebook]:
    """Open the gradebook for writing."""
    book = Gradebook(store.gradebook, writes=True)
    try:
        yield book
    finally:
        book.close()


def restored(
    store: Store,
    book: Gradebook,
    *,
    course: Path | None = None,
    jobs: int | None = None,
    say: Say,
    grades: bool = True,
) -> ClassSession:
    """A class that was graded before, with the settings of that time.

    With `grades`, the course's folder must exist. To write pages only, the kept data is enough.
    """
    given = _given(store, book)
    found, rules = course_of(store, book), rules_of(store, book)
    if grades:
        found = load.find(course or found.root, None)
        file = Path(given["rules"]) if given["rules"] else None
        rules = checked_rules(found, file)
        book.set_facts({"rules": rules_text(found.root, file)})
    request = BatchRequest(
        store.folder,
        store.folder,
        jobs=jobs,
        unconfined=given["unconfined"],
        timeout=given["timeout"],
        whole_file=given["whole"],
        secret=given["secret"],
        device=given.get("device", CPU),  # older classes have no device in their settings
    )
    settings = settings_of(request, found, rules, resolved(request, say))
    return ClassSession(store, book, found, rules, settings)


# ------------------------------------------------------------------------------- the course and its rules


def course_of(store: Store, book: Gradebook) -> Course:
    """The course that a class was graded with, even if its folder is gone."""
    return Course(Path(_given(store, book)["course"]))


def rules_of(store: Store, book: Gradebook) -> Rules:
    """The class's current rules, or the kept ones where these are gone."""
    given = _given(store, book)
    folder, file = Path(given["course"]), Path(given["rules"]) if given["rules"] else None
    if file.is_file() if file else folder.is_dir():
        return read_rules(folder, file)
    return rules_in(book.fact("rules"), file or folder)


def checked_rules(course: Course, given: Path | None) -> Rules:
    """The course's rules; raises UsageError where they name an unknown exercise."""
    rules = read_rules(course.root, given)
    for name in rules.due:
        course.check(name)
    return rules


def check_extensions(roster: Path, students: Sequence[Student], rules: Rules) -> None:
    """Raise UsageError now, not after an hour, for an extension that cannot be read."""
    for student in students:
        try:
            extension_of(rules, student)
        except CourseError as error:
            raise UsageError(BAD_EXTENSION, roster=roster, why=error) from error


def check_secret(course: Course, names: Sequence[str], secret: str | None) -> None:
    """Raise UsageError for a secret that would not be used."""
    for name in names:
        if secret and course.released_hidden(name).is_file():
            raise UsageError(SECRET_IGNORED, course=course.root, exercise=name)


def check_course(store: Store, book: Gradebook, course: Course) -> None:
    """Raise UsageError where a class was graded with another course.

    Call this only for a course that the user did not name.
    """
    if book.fact("request") and (kept := course_of(store, book).root) != course.root:
        raise UsageError(OTHER_COURSE, folder=store.folder, kept=kept, found=course.root)


def check_class(store: Store, book: Gradebook, intake: Intake) -> None:
    """Raise UsageError where the folder holds another class.

    It is the same class if the folder knows at least one student of the download.
    """
    known = {student.id for student in book.students()}
    handed = {file.student.id for file in intake.found}
    if known and handed and not known & handed:
        raise UsageError(OTHER_CLASS, folder=store.folder, count=len(handed))


# ------------------------------------------------------------------------------------------ settings


def resolved(request: BatchRequest, say: Say) -> Meant:
    """The devices that the request names, as they are called on this machine."""
    meant = devices.resolve(request.device)
    if meant.remark:
        say(meant.remark)
    return meant


def settings_of(request: BatchRequest, course: Course, rules: Rules, meant: Meant) -> Settings:
    """The settings of a batch; raises MachineError where it cannot be confined."""
    secret = request.secret if request.secret is not None else rules.secret
    tier = UNCONFINED if request.unconfined else confining.tier_for_others()
    paths = [request.submissions, *([request.roster] if request.roster else [])]
    return Settings(
        tier.name,
        confining.hidden([course], paths),
        request.jobs or min(cores(), meant.fit or cores()),
        limits(request.timeout),
        request.whole_file,
        secret,
        meant.devices,
    )


def facts(request: BatchRequest, course: Course, intake: Intake, meant: Meant) -> dict[str, str]:
    """Facts on how the class was graded, for the pages and for the next run."""
    from importlib.metadata import version

    given = {
        "course": str(course.root),
        "rules": str(request.rules.resolve()) if request.rules else "",
        "unconfined": request.unconfined,
        "timeout": request.timeout,
        "whole": request.whole_file,
        "secret": request.secret,
        "device": ",".join(meant.devices),
    }
    return {
        "title": request.title or request.submissions.resolve().stem,
        "layout": intake.layout,
        "torch": version("torch"),
        "device": ", ".join(meant.devices),
        "request": json.dumps(given),
        "rules": rules_text(course.root, request.rules),
    }


def _given(store: Store, book: Gradebook) -> dict[str, Any]:
    """The kept request; raises UsageError where the class was never graded."""
    kept = book.fact("request")
    if not kept:
        raise UsageError(NO_BATCH, folder=store.folder)
    given: dict[str, Any] = json.loads(kept)
    return given


def cores() -> int:
    """The number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
