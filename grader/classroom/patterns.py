"""What a class misunderstands: students gathered by the misconception, or by what their failures share."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from grader.classroom import words
from grader.classroom.grades import Graded, is_wrong
from grader.report.class_view import Cluster, Member
from grader.verdict import TaskResult

LONGEST_CODE = 2_000
SMALLEST_UNNAMED = 2
"""Fewer students who fail in a way without a name are no pattern: a person looks at them."""

Place = tuple[str, str, str, bool]


@dataclass
class _Gathered:
    """The students in one cluster, and the clearest example so far."""

    message: str = ""
    members: list[Member] = field(default_factory=list)
    example: tuple[int, str, str, str, str] | None = None


class Patterns:
    """Gathers results, one file at a time."""

    def __init__(self) -> None:
        self._found: dict[Place, _Gathered] = defaultdict(_Gathered)

    def add(self, graded: Graded) -> None:
        """One more student's file."""
        for result in graded.tasks:
            if is_wrong(result.outcome):
                self._add(graded, result)

    def _add(self, graded: Graded, result: TaskResult) -> None:
        standing, named = graded.standing, result.misconception
        label = named.name if named else shared(result)
        gathered = self._found[standing.exercise, result.task, label, named is not None]
        gathered.message = named.message if named else result.pattern or ""
        gathered.members.append(Member(standing.student.called, standing.page))
        example, code = result.counterexample, "\n".join(one.text for one in result.code)[:LONGEST_CODE]
        if example is not None:
            shown = (len(code) or LONGEST_CODE, example.code, example.expected, example.got, code)
            gathered.example = min(gathered.example or shown, shown)

    def clusters(self) -> tuple[Cluster, ...]:
        """The clusters, those with most students first."""
        found = [
            Cluster(
                exercise, task, label, one.message, named, tuple(one.members), *(one.example or ("",) * 5)[1:]
            )
            for (exercise, task, label, named), one in self._found.items()
            if named or len(one.members) >= SMALLEST_UNNAMED
        ]
        return tuple(sorted(found, key=lambda one: (-len(one.members), one.exercise, one.task, one.label)))


def shared(result: TaskResult) -> str:
    """What tells one failure without a name from others: its outcome, what is wrong, on which inputs."""
    aspects = ", ".join(dict.fromkeys(str(one.aspect) for one in result.differences))
    error = result.error.message.partition("\n")[0] if result.error else ""
    what = aspects or error.partition(":")[0]
    return words.UNNAMED.format(outcome=result.outcome, what=what) if what else str(result.outcome)
