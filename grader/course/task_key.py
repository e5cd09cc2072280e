"""One task's part of a key.

It has the cases to try, with the reference and the misconceptions observed on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from grader.core.errors import CourseError
from grader.core.model import (
    Case,
    Expected,
    Failure,
    Misconception,
    Observation,
    Property,
    Requirements,
    TaskKey,
)
from grader.course import words
from grader.course.comparable import check_comparable, needs_pandas
from grader.course.dropped import DropReasons
from grader.course.gpu_mode import device_fault, gpu_mode
from grader.course.packages import check_installed
from grader.course.selection import Selection
from grader.course.trial import Pairs, Trial, call_of, content_of

if TYPE_CHECKING:
    from grader.course.drawing import DrawnCases
    from grader.course.task import Task
    from grader.course.variant import Variant

FIRST_CASES = 3
"""The first cases show whether the texts of a task end."""
HIDDEN_CASES = 20
"""The number of hidden cases of a task, in addition to the public ones.

They are drawn from a secret.
"""
PANDAS = "pandas"


@dataclass(frozen=True)
class DroppedCase:
    """A case that was left out: its call, and what the reference raised on it, if it did."""

    call: str
    failure: Failure | None


class TaskMaker:
    """Make one task's part of the key; with a secret, of the key of hidden cases."""

    def __init__(
        self, exercise: str, task: Task, secret: str = "", properties: Sequence[Property] = ()
    ) -> None:
        self.name = task.name
        self._task, self._properties = task, tuple(properties)
        self._trial = Trial(task, properties)
        self._selection = Selection(exercise, task, self._trial, secret=secret, named=bool(properties))

    def cases(self, drawn: Iterable[DrawnCases]) -> list[Case]:
        """Build drawn cases, each with every seed that the task asks for."""
        return self._selection.cases(drawn)

    def expect(self, cases: Sequence[Case]) -> Pairs:
        """Return the usable ones of some cases, each with what the reference does."""
        return self._trial.expect(cases)

    def make(self) -> TaskKey:
        """Draw cases, choose those to try, observe and freeze.

        Raises CourseError if the reference works on no case.
        """
        task = self._task
        check_installed(task.name, task.asked.knows)
        if task.judged_with and not self._properties:
            raise CourseError(words.JUDGED_WITH_NOTHING, task=task.name)
        drawn = self._selection.drawn()
        self._trial.check_ends(self.cases(drawn[:FIRST_CASES]))
        pairs = self._selection.chosen(drawn)
        if not pairs:
            raise self._works_on_none(self.cases(drawn))
        return self._frozen(pairs, drawn=len(self.cases(drawn)))

    def make_all(self, also: Sequence[Case] = ()) -> TaskKey:
        """Do the same with all cases that are drawn, and with further ones."""
        drawn = {content_of(case): case for case in (*self.cases(self._selection.drawn()), *also)}
        pairs = self.expect(list(drawn.values()))
        return self._frozen(pairs, drawn=len(drawn))

    def make_hidden(self, public: TaskKey) -> TaskKey | None:
        """Freeze cases that are not in the public key; None if all are.

        If the public key has none, because a teacher judges the task, they are all that it has.
        """
        if public.is_by_teacher:
            return self.make()
        check_installed(self._task.name, self._task.asked.knows)
        known = {content_of(case) for case in public.cases}
        drawn = self.cases(self._selection.more(3 * HIDDEN_CASES))
        cases = [case for case in drawn if content_of(case) not in known]
        step = max(1, len(cases) // HIDDEN_CASES)  # take small and large cases, not only the smallest
        pairs = self.expect(cases[::step][:HIDDEN_CASES])
        return self._frozen(pairs, drawn=len(drawn)) if pairs else None

    def _frozen(self, pairs: Pairs, drawn: int) -> TaskKey:
        """Return the key of cases that are sorted, the easiest to read first."""
        task, trial = self._task, self._trial
        apart = [[trial.differs(known, *pair) for pair in pairs] for known in task.misconceptions]
        shown = [
            frozenset(("shows", n) for n, row in enumerate(apart) if row[place])
            for place in range(len(pairs))
        ]
        order = self._selection.in_order_of_gain(pairs, shown)
        cases = tuple(msgspec.structs.replace(pairs[place][0], rank=place) for place in order)
        portable, gpu = gpu_mode(task, cases, self._properties)
        return TaskKey(
            name=task.name,
            parameters=task.parameters,
            points=task.points,
            aspects=task.aspects,
            weights=task.weights,
            asked=self._asked(pairs),
            cases=cases,
            expected=tuple(pairs[place][1] for place in order),
            misconceptions=tuple(
                self._misconception(known, [row[place] for place in order])
                for known, row in zip(task.misconceptions, apart, strict=True)
            ),
            dropped=trial.dropped,
            portable=portable,
            device_faults=tuple(
                device_fault(task, variant, cases, portable) for variant in task.device_misconceptions
            ),
            gpu=gpu,
            properties=self._properties,
            drawn=drawn,
            idle=task.idle,
        )

    def _asked(self, pairs: list[tuple[Case, Expected]]) -> Requirements:
        """Return what to observe; a process that reads or makes tables knows pandas."""
        found = (
            value
            for case, expected in pairs
            for value in (*case.inputs, expected.observation.value, *expected.observation.inputs)
            if value is not None
        )
        return self._task.knowing(PANDAS) if any(map(needs_pandas, found)) else self._task.asked

    def first_dropped(self, reason: str) -> DroppedCase | None:
        """Return the first case that is left out for a reason."""
        for case in self.cases(self._selection.drawn()):
            self.expect([case])
            if self._trial.reason(case) == reason:
                return DroppedCase(call_of(self._task, case), self._trial.known(case).failure)
        return None

    def _works_on_none(self, cases: Sequence[Case]) -> CourseError:
        """Make the error for a task without a usable case.

        It says how many cases were dropped for each reason, and where to look.
        """
        known: dict[str, Any] = {
            "task": self._task.name,
            "count": len(cases),
            "reasons": DropReasons(self._trial.dropped),
        }
        looked = ((case, self._trial.known(case).failure) for case in cases)
        case, failure = next(
            ((case, failure) for case, failure in looked if failure is not None), (None, None)
        )
        unread = self._trial.unread()
        if failure is None and unread is not None:
            check_comparable(unread, self._task.name, self._task.asked)  # raises with the error of the text
        if case is None or failure is None:
            return CourseError(words.WORKS_ON_NONE, **known)
        known |= {"call": call_of(self._task, case), "type": failure.type, "why": failure.message.rstrip(".")}
        if failure.line is None:
            return CourseError(words.RAISES_ON_ALL, **known)
        return CourseError(words.RAISES_ON_ALL_IN_LINE, line=failure.line, **known)

    def _misconception(self, variant: Variant, row: Sequence[Observation | None]) -> Misconception:
        apart = tuple((n, seen) for n, seen in enumerate(row) if seen is not None)
        return Misconception(variant.name, apart, self._family(variant))

    def _family(self, variant: Variant) -> tuple[str, ...]:
        """Return the names that were declared the same, directly or through another."""
        head = {known.name: known.same_as or known.name for known in self._task.misconceptions}

        def first(name: str) -> str:
            return name if head[name] == name else first(head[name])

        return tuple(name for name in head if first(name) == first(variant.name))
