"""The score to write for a student, or nothing while it is not known.

A score counts when the grader or a teacher has given points for every task. Where a task could not be
graded, nothing is written: a fault of the grader never costs a student points.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from grader.classroom.book.standing import Standing, Student
from grader.classroom.exports import words


class State(StrEnum):
    """Whether a score can be written."""

    ABSENT = "absent"
    OPEN = "open"
    SETTLED = "settled"


@dataclass(frozen=True)
class Mark:
    """A student's score, valid only if it is settled; `comment` is one line on it."""

    student: Student
    state: State
    score: float
    max_score: float
    comment: str = ""
    late_unknown: bool = False


def state(standing: Standing) -> State:
    """Whether the score of a student in an exercise can be written."""
    by_hand = any(task.override is not None for task in standing.tasks)
    if not standing.is_submitted and standing.problem is None and not by_hand:
        return State.ABSENT
    if (standing.problem is not None and not by_hand) or standing.ungraded:
        return State.OPEN
    return State.SETTLED


def mark(standing: Standing) -> Mark:
    """The score to write for a student in one exercise."""
    return Mark(
        student=standing.student,
        state=state(standing),
        score=standing.score,
        max_score=standing.max_score,
        comment=words.comment(standing),
        late_unknown=standing.late.unknown,
    )


def total(standings: Sequence[Standing]) -> Mark:
    """The score to write for a student in all exercises together."""
    if len(standings) == 1:
        return mark(standings[0])
    handed_in = [standing for standing in standings if state(standing) is not State.ABSENT]
    states = {state(standing) for standing in handed_in}
    said = (
        words.OF_EXERCISE.format(exercise=standing.title or standing.exercise, remark=words.comment(standing))
        for standing in handed_in
    )
    return Mark(
        student=standings[0].student,
        state=State.OPEN if State.OPEN in states else State.SETTLED if states else State.ABSENT,
        score=sum(standing.score for standing in handed_in),
        max_score=sum(standing.max_score for standing in standings),
        comment=" · ".join(said),
        late_unknown=any(standing.late.unknown for standing in handed_in),
    )


def by_student(standings: Iterable[Standing]) -> Mapping[str, tuple[Standing, ...]]:
    """The standings of each student, in the order of the roster."""
    found: dict[str, tuple[Standing, ...]] = {}
    for standing in standings:
        found[standing.student.id] = (*found.get(standing.student.id, ()), standing)
    return found


def by_exercise(standings: Iterable[Standing]) -> Mapping[str, tuple[Standing, ...]]:
    """The standings by exercise, in the order of first appearance."""
    found: dict[str, list[Standing]] = {}
    for standing in standings:
        found.setdefault(standing.exercise, []).append(standing)
    return {exercise: tuple(those) for exercise, those in found.items()}
