"""Which cases a task is tried on: few of many that are drawn, and small ones for its misconceptions."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from grader.core.model import Case
from grader.core.value import Made
from grader.course.covering import covering, order_of_gain
from grader.course.traits import Trait, options, traits
from grader.course.trial import Content, Pairs, Trial, content_of

if TYPE_CHECKING:
    from grader.course.drawing import DrawnCases
    from grader.course.task import Task
    from grader.course.variant import Variant

TINY, NEAR = 45, 1.25
"""How many characters a case may have to be small enough to show a misconception.

Or it may have `NEAR` times as many as the task's smallest case. No smaller one is searched then: of 44
searches that were made from there, 34 found nothing shorter.
"""
SHRINK_TRIES = 150
OFTEN = 3
"""On so many of the cases that are tried, each misconception shows, if so many are drawn."""


class Selection:
    """Draws the cases of a task, and chooses those that it is tried on."""

    def __init__(
        self, exercise: str, task: Task, trial: Trial, *, secret: str = "", named: bool = False
    ) -> None:
        self._task, self._trial = task, trial
        self._named = named or task.refers or task.asked.calls > 1
        seed = f"{exercise}.{task.name}" + (f".{secret}" if secret else "")
        self._start = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4], "big")
        self._cases: dict[tuple[tuple[tuple[str, ...], ...], int], Case] = {}
        self._known_traits: dict[Content, frozenset[Trait]] = {}
        self._shortest: set[tuple[tuple[str, ...], ...]] = set()

    def drawn(self) -> list[DrawnCases]:
        """Draw about as many cases as the task says, the easiest to read first."""
        from grader.course.drawing import boundaries, drawn

        task = self._task
        explicit = list(boundaries(task.inputs, gradient=task.asked.gradient))
        room = max(task.cases - len(explicit), task.cases // 3, 1)
        return in_order(
            [*explicit, *drawn(task.inputs, gradient=task.asked.gradient, count=room, start=self._start)]
        )

    def more(self, count: int) -> list[DrawnCases]:
        """Draw cases without explicit boundaries, the easiest to read first."""
        from grader.course.drawing import drawn

        task = self._task
        return in_order(drawn(task.inputs, gradient=task.asked.gradient, count=count, start=self._start))

    def cases(self, drawn: Iterable[DrawnCases]) -> list[Case]:
        """Build drawn cases, each with every seed that the task asks for."""
        seeds = range(self._task.seeds)
        return [case for one in drawn for seed in seeds for case in (self.case(one, seed),)]

    def case(self, drawn: DrawnCases, seed: int = 0) -> Case:
        """Build a drawn case.

        Its inputs get names if several calls, other inputs or properties need them. If the task asks for
        several seeds, the case has one of them.
        """
        place = drawn.content, seed
        if place not in self._cases:
            self._cases[place] = self._built(drawn, seed)
        return self._cases[place]

    def _built(self, drawn: DrawnCases, seed: int) -> Case:
        task = self._task
        case = drawn.case(task.names, len(task.parameters), named=self._named)
        if task.seeds == 1:
            return case
        line = f"torch.manual_seed({seed})"
        is_made = any(isinstance(value, Made) for value in case.inputs)  # these may be random themselves
        setup = (*((line,) if is_made else ()), *case.setup, line)
        return msgspec.structs.replace(case, seed=seed, setup=setup)

    def chosen(self, drawn: Sequence[DrawnCases]) -> Pairs:
        """Return the cases to try, the easiest to read first, with what the reference does on them.

        They are some of the drawn ones, and small ones that show misconceptions.
        """
        usable = [one for one in drawn if self._is_usable(one)]
        chosen, pairs = self._covering(usable)
        tried = list(chosen)
        for variant in self._task.misconceptions:
            tried += self._showing(variant, usable, tried, pairs)
            tried += self._smaller(variant, usable, tried, pairs)
        return pairs if len(tried) == len(chosen) else self._trial.expect(self.cases(in_order(tried)))

    def _is_usable(self, one: DrawnCases) -> bool:
        """Whether the reference works with some seed; all seeds are tried, so that each is counted."""
        return any(list(map(self._trial.is_usable, self.cases([one]))))

    def _covering(self, usable: list[DrawnCases]) -> tuple[list[DrawnCases], Pairs]:
        """Return the drawn cases that cover all pairs of traits, with what the reference does on them.

        Those on which it departs from itself are removed from `usable`, and others are taken.
        """
        while True:
            paired = [self._traits(self.case(one)) for one in usable]
            alone = options([(*one.content, *one.ways) for one in usable])
            chosen = [usable[index] for index in covering(paired, alone)]
            pairs = self._trial.expect(self.cases(chosen))
            lost = [one for one in chosen if all(map(self._trial.reason, self.cases([one])))]
            if not lost:
                return chosen, pairs
            for one in lost:
                usable.remove(one)

    def in_order_of_gain(self, pairs: Pairs, shown: Sequence[frozenset[Trait]]) -> list[int]:
        """Return the indices of all pairs in the order in which they add most.

        `shown` says which misconceptions each of them shows.
        """
        return order_of_gain(
            [self._traits(case) | more for (case, _), more in zip(pairs, shown, strict=True)]
        )

    def _traits(self, case: Case) -> frozenset[Trait]:
        content = content_of(case)
        if content not in self._known_traits:
            self._known_traits[content] = traits(case, self._trial.known(case))
        return self._known_traits[content]

    def _showing(
        self, variant: Variant, usable: Sequence[DrawnCases], tried: Sequence[DrawnCases], pairs: Pairs
    ) -> list[DrawnCases]:
        """Return drawn cases that are not tried yet, and show a misconception.

        They are the one that is easiest to read, and as many more as it takes to show it often.
        """
        shows = self._test_of(variant, pairs)
        left = OFTEN - sum(map(shows, tried))
        first = next(filter(shows, usable), None)
        if first is None and left == OFTEN:  # it differs by little, if at all
            shows = self._test_of(variant, self._trial.expect(self.cases(usable)))
            first = next(filter(shows, usable), None)
        known = {one.content for one in tried}
        others = (one for one in usable if one.content not in known and shows(one))
        is_new = first is not None and first.content not in known  # then it is the first of the others
        return list(islice(others, max(left, int(is_new))))

    def _test_of(self, variant: Variant, pairs: Pairs) -> Callable[[DrawnCases], bool]:
        """Return a test whether a case shows a misconception; on those in `pairs`, it is exact."""
        expected = {content_of(case): expected for case, expected in pairs}

        def shows(one: DrawnCases) -> bool:
            return any(
                self._trial.differs(variant, case, expected.get(content_of(case)))
                for case in self.cases([one])
            )

        return shows

    def _smaller(
        self, variant: Variant, usable: Sequence[DrawnCases], tried: Sequence[DrawnCases], pairs: Pairs
    ) -> list[DrawnCases]:
        """Return a smaller case than those that were drawn, which shows a misconception; or none.

        None is searched if a drawn one is small, or if one that was searched for another misconception shows
        this one, too. Where one search found nothing shorter than a case, no other is made.
        """
        from grader.course.drawing import smallest

        shows = self._test_of(variant, pairs)
        first = next(filter(shows, usable), None)
        small = max(TINY, NEAR * _characters(self.case(usable[0]))) if usable else TINY
        if first is not None and (_characters(self.case(first)) <= small or first.content in self._shortest):
            return []
        drawn = {one.content for one in usable}
        if any(shows(one) for one in tried if one.content not in drawn):
            return []
        found = smallest(
            self._task.inputs,
            lambda one: self._trial.shows(variant, self.case(one)),
            gradient=self._task.asked.gradient,
            tries=SHRINK_TRIES,
            start=self._start,
        )
        if found is not None and (first is None or self._is_shorter(found, first)):
            return [found]
        if first is not None:
            self._shortest.add(first.content)
        return []

    def _is_shorter(self, one: DrawnCases, other: DrawnCases) -> bool:
        return _characters(self.case(one)) < _characters(self.case(other))


def _characters(case: Case) -> int:
    return sum(map(len, (*case.setup, *case.code)))


def in_order(cases: list[DrawnCases]) -> list[DrawnCases]:
    """Sort distinct cases, the ones that are easiest to read first."""
    distinct = {drawn.content: drawn for drawn in cases}
    return sorted(distinct.values(), key=lambda drawn: (drawn.weight(), drawn.code, drawn.content))
