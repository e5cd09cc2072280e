"""A class's misconceptions: students grouped by misconception or failure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from grader.classroom import words
from grader.classroom.book.grades import CountedFile, is_wrong
from grader.core.long_code import without_long_lists
from grader.core.model import Aspect, Outcome
from grader.core.verdict import TaskResult
from grader.locale.messages import said, sentence
from grader.report.class_page.view import Cluster, Member
from grader.report.sheet import remark_text

LONGEST_CODE = 2_000
SMALLEST_UNNAMED = 2
"""An unnamed failure of fewer students is not a cluster: a teacher looks at it."""

Place = tuple[str, str, str, str, bool]
"""Exercise, task, label, message, and whether it is a misconception with a name."""


@dataclass
class _Gathered:
    """The students in one cluster, and the clearest example so far."""

    members: list[Member] = field(default_factory=list)
    example: tuple[int, str, str, str, str] | None = None


class Patterns:
    """Gathers results, one file at a time."""

    def __init__(self) -> None:
        self._found: dict[Place, _Gathered] = defaultdict(_Gathered)

    def add(self, graded: CountedFile) -> None:
        """Add one student's file."""
        for result in graded.tasks:
            if is_wrong(result.outcome):
                self._add(graded, result)

    def _add(self, graded: CountedFile, result: TaskResult) -> None:
        standing = graded.standing
        task = next(task for task in standing.tasks if task.task == result.task)
        named = [(task.misconception, task.message), (task.second, task.second_message)]
        for label, message in filter(any, named):
            self._join(graded, result, (standing.exercise, result.task, label, message, True))
        if not task.misconception:
            reasons = [task.slip] if task.slip is not None else result.patterns
            message = " ".join(map(sentence, reasons))
            self._join(graded, result, (standing.exercise, result.task, shared(result), message, False))

    def _join(self, graded: CountedFile, result: TaskResult, place: Place) -> None:
        """Make a student a member of one cluster, and perhaps its example."""
        gathered = self._found[place]
        gathered.members.append(Member(graded.standing.student.called, graded.standing.page))
        example, code = (
            result.counterexample,
            "\n".join(listing.text for listing in result.code)[:LONGEST_CODE],
        )
        if example is not None:
            sides = said(example.expected), said(example.got)
            call = without_long_lists(example.code)
            shown = (len(code) or LONGEST_CODE, call, *sides, code)
            gathered.example = min(gathered.example or shown, shown)

    def clusters(self) -> tuple[Cluster, ...]:
        """The clusters, largest first."""
        found = [
            Cluster(
                exercise,
                task,
                label,
                message,
                named,
                tuple(gathered.members),
                *(gathered.example or ("",) * 5)[1:],
            )
            for (exercise, task, label, message, named), gathered in self._found.items()
            if named or len(gathered.members) >= SMALLEST_UNNAMED
        ]
        return tuple(sorted(found, key=lambda one: (-len(one.members), one.exercise, one.task, one.label)))


def shared(result: TaskResult) -> str:
    """What unnamed failures have in common: `wrong shape`, `raised ValueError`."""
    raised = [difference.got for difference in result.differences if difference.aspect is Aspect.OUTCOME]
    if result.outcome is Outcome.RAISED and raised:
        return words.RAISED.format(error=said(raised[0]))
    return remark_text(result)
