"""The class as a whole, gathered one file at a time, for its page."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from grader.classroom import words
from grader.classroom.gradebook import Gradebook
from grader.classroom.grades import Graded, Grades
from grader.classroom.patterns import Patterns
from grader.classroom.review import Look, Queue, near_identical
from grader.classroom.standing import Standing, Student
from grader.classroom.tally import Counts
from grader.model import CPU, Outcome
from grader.report.class_view import ClassView, Issue, Member, Row, TaskRow, histogram
from grader.report.text import digits
from grader.report.words import NOT_ON_GPU
from grader.runner.tiers import UNCONFINED

SORTS = {
    Outcome.PASSED: "right",
    Outcome.NOT_FINISHED: "todo",
    Outcome.MISSING: "todo",
    Outcome.UNGRADED: "unsure",
}
NAMED = 5
"""So many students of a group are named; the others are counted."""
FACTS = ("layout", "tier", "torch", "device")


@dataclass(frozen=True, slots=True)
class _Place:
    """What a row needs of a standing; a class may be large."""

    exercise: str
    score: float
    max_score: float
    problem: str
    is_late: bool
    page: str
    remarks: tuple[str, ...]

    @property
    def share(self) -> float:
        return self.score / self.max_score


def _place(standing: Standing) -> _Place:
    late = standing.late.days > 0 or standing.late.unknown
    return _Place(
        standing.exercise,
        standing.score,
        standing.max_score,
        standing.problem,
        late,
        standing.page,
        tuple(_remarks(standing)),
    )


class Overview:
    """What the class page shows, as far as it was gathered."""

    def __init__(self, grades: Grades, book: Gradebook) -> None:
        self._grades, self._book = grades, book
        self._patterns, self._queue = Patterns(), Queue()
        self._became: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self._earned: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
        self._places: dict[str, list[_Place]] = defaultdict(list)

    def add(self, graded: Graded) -> None:
        """One more file."""
        self._patterns.add(graded)
        self._queue.add(graded)
        standing = graded.standing
        for task in standing.tasks:
            place = (standing.exercise, task.task)
            sort = "right" if task.score >= task.max_score > 0 else SORTS.get(task.outcome, "wrong")
            self._became[place][sort] += 1
            self._became[place]["cpu only"] += sort == "right" and task.remark == NOT_ON_GPU
            self._earned[place][0] += task.score
            self._earned[place][1] += task.max_score
        self._places[standing.student.id].append(_place(standing))

    def _everyone(self) -> Iterator[_Place]:
        return (one for found in self._places.values() for one in found)

    def counts(self) -> Counts:
        """The numbers that sum a class up."""
        students = [student.id for student in self._book.students()]
        everyone = list(self._everyone())
        return Counts(
            students=len(students),
            absent=sum(student not in self._places for student in students),
            files=len(everyone),
            full=sum(one.share >= 1 for one in everyone if one.max_score),
            problems=sum(bool(one.problem) for one in everyone),
            looks=len(self.looks()),
        )

    def looks(self) -> tuple[Look, ...]:
        """What a person should look at."""
        students = {student.id: student for student in self._book.students()}
        return self._queue.looks(near_identical(self._book.answers(), students))

    def view(self) -> ClassView:
        """The class page's content."""
        exercises = self._grades.exercises
        return ClassView(
            title=self._book.fact("title") or words.CLASS,
            summary=tuple(self._summary()),
            columns=exercises,
            distributions=tuple((name, histogram(self._shares(name))) for name in exercises),
            tasks=tuple(self._tasks()),
            clusters=self._patterns.clusters(),
            rows=tuple(map(self._row, self._book.students())),
            ungraded=tuple(self._ungraded()),
            review=tuple(map(issue, self.looks())),
            absent=tuple(
                Member(one.called, "") for one in self._book.students() if one.id not in self._places
            ),
            leftovers=tuple((name, why) for name, why in self._intake().get("leftovers", ())),
            facts=tuple(self._facts()),
        )

    def _shares(self, exercise: str) -> list[float]:
        return [one.share for one in self._everyone() if one.exercise == exercise and one.max_score]

    def _ungraded(self) -> Iterator[Issue]:
        for student in self._book.students():
            for one in self._places.get(student.id, ()):
                if one.problem:
                    yield Issue(student.called, one.page, one.exercise, one.problem)

    def _intake(self) -> dict[str, list[list[str]]]:
        found: dict[str, list[list[str]]] = json.loads(self._book.fact("intake") or "{}")
        return found

    def _summary(self) -> Iterator[str]:
        counts = self.counts()
        yield words.SUMMARY.format(
            students=words.students(counts.students),
            files=words.files(counts.files),
            handed=counts.students - counts.absent,
        )
        shares = [one.share for one in self._everyone() if one.max_score]
        if shares:
            mean = sum(shares) / len(shares)
            yield words.MEAN.format(mean=f"{mean:.0%}", full=words.files(counts.full))
        if late := sum(one.is_late for one in self._everyone()):
            yield words.LATE_ONES.format(files=words.files(late))
        yield from self._intake().get("remarks", ())  # type: ignore[misc]  # texts, one each

    def _tasks(self) -> Iterator[TaskRow]:
        for exercise in self._grades.exercises:
            for name, _, _ in self._grades.key(exercise).tasks:
                count, (earned, most) = self._became[exercise, name], self._earned[exercise, name]
                yield TaskRow(
                    exercise,
                    name,
                    right=count["right"],
                    wrong=count["wrong"],
                    todo=count["todo"],
                    unsure=count["unsure"],
                    mean=earned / most if most else 0.0,
                    cpu_only=count["cpu only"],
                )

    def _row(self, student: Student) -> Row:
        found = {one.exercise: one for one in self._places.get(student.id, ())}
        ones = [found.get(name) for name in self._grades.exercises]
        # who handed nothing in has nothing of all its points
        most = sum(
            one.max_score if one else self._grades.key(name).max_score
            for name, one in zip(self._grades.exercises, ones, strict=True)
        )
        total = sum(one.score for one in ones if one)
        page = next((one.page for one in ones if one), "")
        return Row(
            student.called,
            student.id,
            student.group,
            page,
            tuple(digits(one.score) if one and not one.problem else words.NONE for one in ones),
            words.OF.format(score=digits(total), most=digits(most)),
            total / most if most else 0.0,
            ", ".join(remark for one in ones if one for remark in one.remarks),
        )

    def promises(self) -> Iterator[str]:
        """How submissions were confined, and what that does not hold."""
        tier, device = self._book.fact("tier"), self._book.fact("device")
        yield words.TIERS[tier]
        if device not in ("", CPU) and tier != UNCONFINED.name:
            yield words.DRIVER_IN_REACH

    def _facts(self) -> Iterator[str]:
        for name in FACTS:
            if value := self._book.fact(name):
                if name == "tier":
                    yield from self.promises()
                else:
                    yield words.FACT[name].format(value=value)
        for name, key in self._book.keys().items():
            yield words.KEY.format(exercise=name, digest=key.digest.removeprefix("sha256:")[:12])
        for name, key in self._book.keys(hidden=True).items():
            yield words.HIDDEN_KEY.format(exercise=name, digest=key.digest.removeprefix("sha256:")[:12])


def _remarks(standing: Standing) -> Iterator[str]:
    if standing.problem:
        yield words.NOT_READ
    if standing.late.unknown:
        yield words.LATE_SOMEHOW
    elif standing.late.days:
        yield words.LATE_BY.format(days=words.days(standing.late.days))
    if any(task.override for task in standing.tasks):
        yield words.BY_HAND


def issue(look: Look) -> Issue:
    """A thing to look at, as the page shows it."""
    count = len(look.students)
    named = (
        look.students if not look.task else look.students[:NAMED]
    )  # without a task it is about all of them
    who = ", ".join(student.called for student in named)
    if count > len(named):
        who = words.AND_OTHERS.format(names=who, count=count - len(named))
    where = f"{look.exercise} {look.task}".strip()
    return Issue(who, look.page, where, look.why)
