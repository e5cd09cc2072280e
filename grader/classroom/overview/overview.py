"""The class as a whole, gathered one file at a time, for its page."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from grader.classroom import words
from grader.classroom.batch.tally import Counts
from grader.classroom.book.gradebook import Gradebook
from grader.classroom.book.grades import CountedFile, Grades
from grader.classroom.book.standing import Standing, Student
from grader.classroom.overview.clusters import Patterns
from grader.classroom.overview.review import (
    SAME,
    Look,
    Queue,
    near_identical,
    of_download,
    of_ungraded,
)
from grader.core.fact import Fact
from grader.core.model import CPU, Outcome
from grader.locale.messages import sentence
from grader.report.class_page.view import ClassView, Issue, Member, StudentRow, TaskRow, histogram
from grader.report.text import digits
from grader.runner.sandbox.tiers import UNCONFINED

SORTS = {
    Outcome.PASSED: "right",
    Outcome.NOT_FINISHED: "todo",
    Outcome.MISSING: "todo",
    Outcome.UNGRADED: "unsure",
}
NAMED = 5
"""At most this many students of a group are named; the others are counted."""
FACTS = ("layout", "tier", "torch", "device")


@dataclass(frozen=True, slots=True)
class _StudentScore:
    """The part of a standing that a row needs; a class may be large."""

    exercise: str
    score: float
    max_score: float
    problem: Fact | None
    is_late: bool
    page: str
    remarks: tuple[str, ...]
    is_pending: bool = False

    @property
    def share(self) -> float:
        return self.score / self.max_score

    @property
    def counts(self) -> bool:
        """Whether the score is known; points that are still open would make it too low."""
        return self.max_score > 0 and not self.is_pending


def _place(standing: Standing) -> _StudentScore:
    late = standing.late.days > 0 or standing.late.unknown
    return _StudentScore(
        standing.exercise,
        standing.score,
        standing.max_score,
        standing.problem,
        late,
        standing.page,
        tuple(_remarks(standing)),
        standing.pending > 0,
    )


class Overview:
    """The content of the class page, from the files that were added so far."""

    def __init__(self, grades: Grades, book: Gradebook) -> None:
        self._grades, self._book = grades, book
        self._patterns = Patterns()
        self._queue = Queue(has_roster=any(student.in_roster for student in book.students()))
        self._became: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self._earned: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
        self._places: dict[str, list[_StudentScore]] = defaultdict(list)

    def add(self, graded: CountedFile) -> None:
        """Add one file."""
        if not graded.attempt.is_outdated:  # its reasons are not known any more
            self._patterns.add(graded)
        self._queue.add(graded)
        standing = graded.standing
        for task in standing.tasks:
            place = (standing.exercise, task.task)
            sort = "right" if task.score >= task.max_score > 0 else SORTS.get(task.outcome, "wrong")
            self._became[place][sort] += 1
            self._became[place]["cpu only"] += sort == "right" and task.cpu_only
            self._earned[place][0] += task.score
            self._earned[place][1] += 0.0 if task.is_open else task.max_score
        self._places[standing.student.id].append(_place(standing))

    def _everyone(self) -> Iterator[_StudentScore]:
        return (entry for found in self._places.values() for entry in found)

    def counts(self) -> Counts:
        """The numbers that sum up a class."""
        everyone = list(self._everyone())
        return Counts(
            students=sum(1 for _ in self._book.students()),
            absent=len(list(self._absent())),
            files=len(everyone),
            full=sum(entry.share >= 1 for entry in everyone if entry.counts),
            problems=sum(entry.problem is not None for entry in everyone),
            looks=len(self.looks()),
        )

    def looks(self) -> tuple[Look, ...]:
        """What a teacher should look at."""
        students = {student.id: student for student in self._book.students()}
        in_vain = (
            of_ungraded(student, exercise, file)
            for student, exercise in self._without_a_grade()
            if (file := self._grades.in_vain(student, exercise)) is not None
        )
        graded = self._queue.looks(near_identical(self._book.answers(), students))
        return (*of_download(self._book.notes()), *in_vain, *graded)

    def _without_a_grade(self) -> Iterator[tuple[Student, str]]:
        """Each student with each exercise for which no file of theirs was graded."""
        for student in self._book.students():
            known = {entry.exercise for entry in self._places.get(student.id, ())}
            for exercise in self._grades.exercises:
                if exercise not in known:
                    yield student, exercise

    def _absent(self) -> Iterator[Student]:
        """The students who handed nothing in."""
        in_vain = {
            student.id
            for student, exercise in self._without_a_grade()
            if self._grades.in_vain(student, exercise) is not None
        }
        for student in self._book.students():
            if student.id not in self._places and student.id not in in_vain:
                yield student

    def view(self) -> ClassView:
        """The class page's content."""
        exercises = self._grades.exercises
        return ClassView(
            title=self._book.fact("title") or str(words.CLASS),
            summary=tuple(self._summary()),
            columns=exercises,
            distributions=tuple((name, histogram(self._shares(name))) for name in exercises),
            tasks=tuple(self._tasks()),
            clusters=self._patterns.clusters(),
            rows=tuple(map(self._row, self._book.students())),
            ungraded=tuple(self._ungraded()),
            review=tuple(map(issue, self.looks())),
            absent=tuple(Member(student.called, "") for student in self._absent()),
            leftovers=tuple(
                (leftover.name, sentence(leftover.why)) for leftover in self._book.notes().leftovers
            ),
            facts=tuple(self._facts()),
        )

    def _shares(self, exercise: str) -> list[float]:
        return [entry.share for entry in self._everyone() if entry.exercise == exercise and entry.counts]

    def _ungraded(self) -> Iterator[Issue]:
        for student in self._book.students():
            for entry in self._places.get(student.id, ()):
                if entry.problem is not None:
                    yield Issue(student.called, entry.page, entry.exercise, sentence(entry.problem))
        for student, exercise in self._without_a_grade():
            if (problem := self._grades.nothing(student, exercise).problem) is not None:
                yield Issue(student.called, "", exercise, sentence(problem))

    def _summary(self) -> Iterator[str]:
        counts = self.counts()
        yield words.SUMMARY.format(
            students=words.STUDENTS.format(count=counts.students),
            files=words.FILES.format(count=counts.files),
            handed=counts.students - counts.absent,
        )
        shares = [entry.share for entry in self._everyone() if entry.counts]
        if shares:
            mean = sum(shares) / len(shares)
            yield words.MEAN.format(mean=f"{mean:.0%}", count=counts.full)
        if late := sum(entry.is_late for entry in self._everyone()):
            yield words.LATE_ONES.format(count=late)
        yield from map(sentence, self._book.notes().remarks)

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

    def _row(self, student: Student) -> StudentRow:
        found = {entry.exercise: entry for entry in self._places.get(student.id, ())}
        entries = [found.get(name) or self._given(student, name) for name in self._grades.exercises]
        # a student who handed nothing in has 0 of all points
        most = sum(
            entry.max_score if entry else self._grades.key(name).max_score
            for name, entry in zip(self._grades.exercises, entries, strict=True)
        )
        total = sum(entry.score for entry in entries if entry)
        page = next((entry.page for entry in entries if entry), "")
        return StudentRow(
            student.called,
            student.id,
            student.group,
            page,
            tuple(
                digits(entry.score) if entry and entry.problem is None else words.NONE for entry in entries
            ),
            words.OF.format(score=digits(total), most=digits(most)),
            total / most if most else 0.0,
            ", ".join(remark for entry in entries if entry for remark in entry.remarks),
        )

    def _given(self, student: Student, exercise: str) -> _StudentScore | None:
        """The score of a student without a graded file: a teacher's, or a problem."""
        standing = self._grades.nothing(student, exercise)
        return _place(standing) if standing.tasks or standing.problem is not None else None

    def promises(self) -> Iterator[str]:
        """How submissions were confined, and the limits of that confinement."""
        tier, device = self._book.fact("tier"), self._book.fact("device")
        yield str(words.TIERS[tier])
        if device not in ("", CPU) and tier != UNCONFINED.name:
            yield str(words.DRIVER_IN_REACH)

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
    if standing.problem is not None:
        yield str(words.NOT_READ)
    if standing.late.unknown:
        yield str(words.LATE_SOMEHOW)
    elif standing.late.days:
        yield words.LATE_BY.format(count=standing.late.days)
    if standing.pending and standing.problem is None:
        yield words.STILL_OPEN.format(points=digits(standing.pending))
    if any(task.override for task in standing.tasks):
        yield str(words.BY_HAND)


def issue(look: Look) -> Issue:
    """A `Look` as the class page shows it."""
    count = len(look.students)
    # near-identical answers concern the whole group: name everyone
    named = look.students if look.why.code == SAME else look.students[:NAMED]
    who = ", ".join(student.called for student in named) or look.file
    if count > len(named):
        who = words.AND_OTHERS.format(names=who, count=count - len(named))
    where = f"{look.exercise} {look.task}".strip()
    return Issue(who, look.page, where, sentence(look.why))
