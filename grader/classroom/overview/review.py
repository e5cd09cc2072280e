"""What a teacher should look at before grades are published, with the reasons."""

from __future__ import annotations

import shlex
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from grader.classroom.book.gradebook import Result
from grader.classroom.book.grades import CountedFile, is_wrong
from grader.classroom.book.standing import IntakeNotes, Standing, Student, UngradedFile
from grader.classroom.overview.clusters import shared
from grader.core.fact import Fact, plain
from grader.core.model import Outcome
from grader.core.verdict import TaskResult
from grader.judge.remark import state
from grader.locale.submission import ELSEWHERE

FEW = 0.05
"""An answer that is wrong on at most this share of the calls may be a right one."""
ENOUGH = 10
COMMON = 0.1
MANY = 5
"""An answer of more than `MANY` students, and of more than this share, is common."""
ALIKE = 0.75
LEAST_ALIKE = 3
"""The share and number of equal longer answers that make two near-identical."""


UNCLEAR = ("intake.several", "intake.same_name", "intake.like_id")
"""The remarks on a download after which a teacher has to decide whose a file is."""
MOST_OF_NOBODY = 20
"""At most so many files of nobody are listed one by one."""
NOT_HANDED_IN = ("leftover.junk", "leftover.own", "leftover.not_submitted", "leftover.replaced")
"""The reasons of leftovers that no student misses."""
SAME = "look.alike"
"""The code of the fact on near-identical answers."""
UNEXPLAINED = "unexplained"
"""The code of the fact that the grader could not explain a wrong answer."""
UNNAMED = (Outcome.FAILED, Outcome.RAISED)
"""Outcomes that a misconception would explain; the others explain themselves."""


@dataclass(frozen=True)
class Look:
    """One thing to look at: which students, in which exercise and task, and why.

    `file` is a file of the download for which no student is known. `is_about_files`: it is about who handed
    in what, or a file that cannot be graded, not about an answer.
    """

    students: tuple[Student, ...]
    exercise: str
    task: str
    why: Fact
    page: str = ""
    file: str = ""
    is_about_files: bool = False


@dataclass
class Queue:
    """Gathers what a teacher should look at, one file at a time.

    If there is a roster, students who are not in it are looked at.
    """

    has_roster: bool = False
    _single: list[Look] = field(default_factory=list)
    _outdated: dict[str, list[Student]] = field(default_factory=lambda: defaultdict(list))
    _unnamed: dict[tuple[str, str, str], list[tuple[Student, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add(self, graded: CountedFile) -> None:
        """Add one student's file."""
        standing = graded.standing
        if self.has_roster and not standing.student.in_roster:
            why = Fact("look.stranger", {"file": plain(standing.file)})
            self._single.append(self._look(standing, "", why, is_about_files=True))
        for task, why in _reasons(graded):
            self._single.append(self._look(standing, task, why, is_about_files=why == standing.problem))
        if graded.attempt.is_outdated:
            self._outdated[standing.exercise].append(standing.student)
        else:
            self._add_unnamed(graded)

    @staticmethod
    def _look(standing: Standing, task: str, why: Fact, *, is_about_files: bool) -> Look:
        who, page = (standing.student,), standing.page
        return Look(who, standing.exercise, task, why, page, is_about_files=is_about_files)

    def _add_unnamed(self, graded: CountedFile) -> None:
        standing = graded.standing
        seen = {task.task for task in standing.tasks if task.override}
        seen |= {task for task, _ in _reasons(graded)}
        for result in graded.tasks:
            if result.outcome in UNNAMED and result.misconception is None and result.task not in seen:
                self._unnamed[standing.exercise, result.task, shared(result)].append(
                    (standing.student, standing.page)
                )

    def looks(self, identical: Iterator[Look]) -> tuple[Look, ...]:
        """All of it, in order.

        First the single ones, then files to be graded again, unnamed failures and near-identical answers.
        """
        outdated = (
            Look(tuple(students), exercise, "", Fact("look.outdated", {"count": len(students)}))
            for exercise, students in self._outdated.items()
        )
        unnamed = (
            Look(
                tuple(student for student, _ in found),
                exercise,
                task,
                Fact("look.no_name", {"what": what}),
                found[0][1],
            )
            for (exercise, task, what), found in self._unnamed.items()
        )
        return (*self._single, *outdated, *unnamed, *identical)


def of_download(notes: IntakeNotes) -> Iterator[Look]:
    """What to look at in a download: unclear names, and files of nobody."""
    for remark in notes.remarks:
        if remark.code in UNCLEAR:
            yield Look((), "", "", remark, file=str(remark.args["shown"]), is_about_files=True)
    nobody = [
        leftover
        for leftover in notes.leftovers
        if not leftover.student and leftover.why.code not in NOT_HANDED_IN
    ]
    for leftover in nobody[:MOST_OF_NOBODY]:
        why = Fact("look.nobody", {"why": leftover.why})
        yield Look((), "", "", why, file=leftover.name, is_about_files=True)
    if more := nobody[MOST_OF_NOBODY:]:
        why = Fact("look.nobody_more", {"count": len(more)})
        yield Look((), "", "", why, file=more[0].name, is_about_files=True)


def of_ungraded(student: Student, exercise: str, file: UngradedFile) -> Look:
    """A student's file that is not graded, where no other file is."""
    name = plain(PurePosixPath(file.name).name)
    if file.certain:
        why = Fact("look.not_gradable", {"file": name, "why": file.why})
    else:
        why = Fact("look.perhaps", {"file": name})
    return Look((student,), exercise, "", why, is_about_files=True)


def _reasons(graded: CountedFile) -> Iterator[tuple[str, Fact]]:
    standing = graded.standing
    if standing.problem is not None:
        yield "", standing.problem
    if standing.late.unknown:
        yield "", Fact("look.late")
    decided = {task.task for task in standing.tasks if task.override}
    for result in () if graded.attempt.is_outdated else graded.results:
        if result.task not in decided and (why := _reason(result, standing.student)) is not None:
            yield result.task, why


def _elsewhere(result: TaskResult) -> Fact | None:
    """Where an answer is that does not count; the teacher may count it."""
    found = (result.advice, result.error.message if result.error else None)
    return next((fact for fact in found if fact is not None and fact.code in ELSEWHERE), None)


def _reason(result: Result, student: Student) -> Fact | None:
    public = result.hidden if result.public.is_by_teacher and result.hidden else result.public
    if public.outcome is not Outcome.PASSED and (elsewhere := _elsewhere(result.public)) is not None:
        return elsewhere
    if public.outcome is Outcome.UNGRADED:
        return public.error.message if public.error else state(public.outcome)
    if public.error is not None and public.error.message.code == UNEXPLAINED:
        return public.error.message
    if result.loaded:
        return Fact("look.loaded", {"student": shlex.quote(student.id)})
    named = public.misconception is not None
    if (
        is_wrong(public.outcome)
        and not named
        and public.tried >= ENOUGH
        and public.wrong <= FEW * public.tried
    ):
        return Fact("look.few", {"wrong": public.wrong, "tried": public.tried})
    return None


def near_identical(
    answers: Iterator[tuple[str, str, tuple[tuple[str, str], ...]]], students: dict[str, Student]
) -> Iterator[Look]:
    """Groups of students whose longer answers are the same and are not common ones."""
    by_exercise: dict[str, dict[str, frozenset[tuple[str, str]]]] = defaultdict(dict)
    once: dict[tuple[str, str], tuple[str, str]] = {}  # equal pairs share one object, to save memory
    for student, exercise, pairs in answers:
        by_exercise[exercise][student] = frozenset(once.setdefault(pair, pair) for pair in pairs)
    for exercise, found in sorted(by_exercise.items()):
        for group, count in _groups(found):
            who = tuple(students[student] for student in group)
            yield Look(who, exercise, "", Fact("look.alike", {"count": count}))


def _groups(found: dict[str, frozenset[tuple[str, str]]]) -> Iterator[tuple[tuple[str, ...], int]]:
    """Each group, and the least number of answers that its members share."""
    often = Counter(pair for pairs in found.values() for pair in pairs)
    common = {pair for pair, count in often.items() if count > max(MANY, COMMON * len(found))}
    rare = {student: pairs - common for student, pairs in found.items()}
    holders: dict[tuple[str, str], list[str]] = defaultdict(list)
    for student, pairs in rare.items():
        for pair in pairs:
            holders[pair].append(student)
    joined: dict[str, set[str]] = {}
    least: dict[str, int] = {}
    for student, pairs in rare.items():
        shared_with = Counter(
            classmate for pair in pairs for classmate in holders[pair] if classmate > student
        )
        for classmate, count in sorted(shared_with.items()):
            if count >= max(LEAST_ALIKE, ALIKE * min(len(found[student]), len(found[classmate]))):
                group = joined.get(student, {student}) | joined.get(classmate, {classmate})
                fewest = min(count, *(least.get(member, count) for member in group))
                for member in group:
                    joined[member], least[member] = group, fewest
    for members in sorted({tuple(sorted(group)) for group in joined.values()}):
        yield members, least[members[0]]
