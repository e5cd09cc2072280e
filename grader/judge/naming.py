"""Which misconceptions a wrong answer holds: one, one beside another departure, or several.

An answer is held against what each known misconception does on the same cases. Two mistakes in one answer
hide each other. So what a second fact explains is taken out before the comparison: a form (a kind, a dtype,
an axis, a lost graph), a factor, another part of the result, other calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

import msgspec

from grader.compare.observations import departs_in_form
from grader.core.fact import Fact
from grader.core.model import Aspect, Case, Expected, Misconception, Observation, TaskKey
from grader.core.value import Array, Items, Value, leaves
from grader.core.verdict import Named
from grader.judge.alike import alike
from grader.judge.form import has_other_numbers, in_form_of
from grader.judge.relations import elements, factors
from grader.judge.relations.pair import Pair, pair_of

MOST_EXPLAINED = 0.5
"""The share of failing cases that a misconception must explain.

The answer then "looks like" it.
"""
FEWEST = 2
"""The cases that must show a misconception beside another departure."""
FEWEST_OF_SOME = 3
"""So many failing calls must show a misconception that other calls do not show."""
MOST_NAMES = 2
BESIDE: tuple[Callable[[Sequence[Pair]], Fact | None], ...] = (
    factors.constant_factor,
    factors.argument_factor,
    factors.size_factor,
    elements.changed,
)
"""What may have been done to the numbers of a misconception."""
TOLD_BESIDE = {
    *("negated", "twice", "times", "half", "share", "percent", "absolute", "squared", "root"),
    *("times_argument", "over_argument", "times_size", "over_size"),
}
"""Those of the relations that have a sentence of their own beside a misconception."""


def name_misconceptions(
    task: TaskKey, observations: Sequence[Observation], passing: Sequence[bool], shown: int | None = None
) -> tuple[Named, ...]:
    """Return the misconceptions that explain the failing cases, the one to fix first at the beginning.

    The first of these that holds. One behaves like the submission on every case; only then it is certain.
    One explains at least half of the failing cases, among them the case `shown`. One explains all of them
    but for a form or a factor. Several do in different parts of the result, or in different calls. One
    explains all calls that do not raise.

    None of the passing cases contradicts a misconception that is returned, except where an empty input is
    refused. What properties say of a result is less than its values: then only one on every case is returned.
    """
    if all(passing):
        return ()
    answer = _Answer(task, observations, passing)
    found = _names(task, answer, shown)
    placed = [answer.placed(named, shown) for named in found]
    return tuple(sorted(placed, key=lambda named: named.on_others))


def _names(task: TaskKey, answer: _Answer, shown: int | None) -> tuple[Named, ...]:
    """Return the misconceptions by the first way that finds one."""
    alone = answer.alone(shown)
    if alone is not None and alone.certain:
        return (alone,)
    if task.properties:
        return answer.in_right_form()
    if any(expected.shuffled for expected in task.expected):
        return (alone,) if alone is not None else ()
    if alone is not None:
        if answer.is_a_form(alone):
            beside = answer.in_form()
        else:
            beside = answer.beside_in_calls(alone) or answer.in_parts()
        return (alone, *[one for one in beside if one.name != alone.name][:1])
    return (
        answer.in_form()
        or answer.scaled()
        or answer.in_parts()
        or answer.in_calls()
        or answer.where_it_returns()
        or answer.where_it_fails()
    )


class _Answer:
    """A wrong answer, held against the misconceptions of its task."""

    def __init__(self, task: TaskKey, observations: Sequence[Observation], passing: Sequence[bool]) -> None:
        self._task, self._seen, self._passing = task, observations, passing
        self._failing = [index for index, passes in enumerate(passing) if not passes]
        self._apart = {known.name: dict(known.observations) for known in task.misconceptions}
        self._same_form: dict[tuple[str, int], bool] = {}
        """By misconception and case, whether they are the same but for the form; several rules ask."""
        self._telling: dict[int, bool] = {}
        self._contradicted: dict[str, bool] = {}
        self._asked = {
            failure.type for expected in task.expected if (failure := expected.observation.failure)
        }
        self._graph = bool({Aspect.ATTACHED, Aspect.GRADIENT} & set(task.aspects))
        """Whether the connection to the graph is graded; else it does not matter beside wrong numbers."""

    def alone(self, shown: int | None) -> Named | None:
        """Return the misconception that explains most of the failing cases as it is."""
        best: tuple[float, Misconception] | None = None
        for known in self._task.misconceptions:
            share = self._explained(known, shown)
            if share and (
                best is None or (share, -self._claims([known])) > (best[0], -self._claims([best[1]]))
            ):
                best = (share, known)
        if best is None or best[0] < MOST_EXPLAINED:
            return None
        return Named(best[1].name, best[0] == 1.0)

    def _explained(self, known: Misconception, shown: int | None) -> float | None:
        """Return the share of failing cases on which a misconception does the same.

        None if a passing case contradicts it, or if it does not explain the case `shown`. A passing case that
        only another torch refuses contradicts nothing, but it is not explained.
        """
        apart = self._apart[known.name]
        against = [index for index, passes in enumerate(self._passing) if passes and index in apart]
        if not all(_may_be_refused(self._task.cases[index], apart[index]) for index in against):
            return None
        if shown is not None and not self._is_same(known, shown):
            return None  # most misconceptions end here, after one comparison
        same = sum(index == shown or self._is_same(known, index) for index in self._failing)
        return same / (len(self._failing) + len(against))

    def _is_same(self, known: Misconception, index: int) -> bool:
        mine = self._apart[known.name].get(index)
        return mine is not None and self._alike(mine, index)

    def _alike(self, mine: Observation, index: int) -> bool:
        expected, yours = self._task.expected[index], self._seen[index]
        if alike(mine, yours, expected, asked=self._asked):
            return True
        if self._graph or mine.value is None or expected.observation.value is None or yours.value is None:
            return False
        if [one.requires_grad for _, one in leaves(mine.value)] == [
            one.requires_grad for _, one in leaves(yours.value)
        ]:
            return False
        is_of_numbers = has_other_numbers(mine.value, expected.observation.value)
        return is_of_numbers and alike(mine, yours, expected, asked=self._asked, graph=False)

    # -------------------------------------------------------------------------- beside a wrong form

    def _in_its_form(self, known: Misconception, index: int) -> bool:
        """Whether a misconception does the same in a case, but for the form of the result."""
        if index not in self._apart[known.name]:
            return not self._is_telling(index)
        if (known.name, index) not in self._same_form:
            mine = in_form_of(self._apart[known.name][index], self._seen[index], self._task.expected[index])
            self._same_form[known.name, index] = self._alike(mine, index)
        return self._same_form[known.name, index]

    def _with(self, known: Misconception, index: int) -> Observation:
        """Return what is observed in a case with a misconception."""
        return self._apart[known.name].get(index) or self._task.expected[index].observation

    def _is_telling(self, index: int) -> bool:
        """Whether more is wrong in a failing case than a form."""
        if index not in self._telling:
            right = self._task.expected[index]
            in_form = in_form_of(right.observation, self._seen[index], right)
            self._telling[index] = not self._alike(in_form, index)
        return self._telling[index]

    def _is_contradicted(self, known: Misconception) -> bool:
        """Whether a passing case differs from what a misconception does there in more than a form."""
        if known.name not in self._contradicted:
            self._contradicted[known.name] = any(
                self._passing[index]
                and not _may_be_refused(self._task.cases[index], mine)
                and not self._in_its_form(known, index)
                for index, mine in self._apart[known.name].items()
            )
        return self._contradicted[known.name]

    def _explains(self, known: Misconception, cases: Iterable[int]) -> bool:
        """Whether a misconception does the same in all these cases but for the form, in two for certain."""
        shown = 0
        for index in cases:
            if not self._in_its_form(known, index):
                return False
            shown += self._is_telling(index)
        return shown >= FEWEST and not self._is_contradicted(known)

    def in_form(self) -> tuple[Named, ...]:
        """Return a misconception beside a wrong kind, dtype, axis, graph or argument."""
        for known in self._task.misconceptions:
            if self._explains(known, self._failing):
                return (Named(known.name, False, in_form=True),)
        return ()

    def in_right_form(self) -> tuple[Named, ...]:
        """Return a misconception that explains the failing calls whose result has the right form.

        A property is asked only of these.
        """
        formed = [n for n in self._failing if not departs_in_form(self._task.expected[n], self._seen[n])]
        if len(formed) < FEWEST or len(formed) == len(self._failing):
            return ()
        for known in self._task.misconceptions:
            if all(self._is_same(known, index) for index in formed) and not self._is_contradicted(known):
                return (Named(known.name, False, in_form=True),)
        return ()

    def placed(self, named: Named, shown: int | None) -> Named:
        """Say whether a misconception shows only in calls other than the one that is shown."""
        if named.certain or named.elsewhere or named.sometimes or shown is None:
            return named
        mine, raised = self._apart[named.name].get(shown), self._seen[shown].failure
        if mine is not None and (raised is None or mine.failure is not None):
            return named
        return msgspec.structs.replace(named, elsewhere=raised is not None, on_others=True)

    def is_a_form(self, named: Named) -> bool:
        """Whether a misconception gives the right numbers in another form."""
        apart = self._apart[named.name]
        for index in self._failing:
            right = self._task.expected[index]
            if index in apart and not alike(
                in_form_of(right.observation, apart[index], right), apart[index], right
            ):
                return False
        return True

    def where_it_returns(self) -> tuple[Named, ...]:
        """Return a misconception that explains all failing calls that return, if others raise."""
        returning = [index for index in self._failing if self._seen[index].failure is None]
        if len(returning) == len(self._failing):
            return ()
        for known in self._task.misconceptions:
            if self._explains(known, returning):
                return (Named(known.name, False, elsewhere=True),)
        return ()

    def where_it_fails(self) -> tuple[Named, ...]:
        """Return a misconception that explains all failing calls, though it would make others fail, too.

        Only memory may be wrong: a copy that is made of some layouts or dtypes. With wrong numbers, answers
        to some calls are alike by chance.
        """
        telling = [index for index in self._failing if not _is_empty(self._task.cases[index])]
        if len(telling) < FEWEST_OF_SOME or not all(map(self._is_only_memory, self._failing)):
            return ()
        for known in self._task.misconceptions:
            if all(self._is_same(known, index) for index in self._failing):
                return (Named(known.name, False, sometimes=True),)
        return ()

    def _is_only_memory(self, index: int) -> bool:
        """Whether a call gives the right result, and is wrong in its arguments or in what shares memory."""
        right, seen = self._task.expected[index].observation, self._seen[index]
        if seen.failure is not None or right.failure is not None:
            return False
        same = msgspec.structs.replace(seen, inputs=right.inputs, shares=right.shares)
        return not self._alike(right, index) and alike(right, same, self._task.expected[index])

    # ----------------------------------------------------------------------------- beside a factor

    def scaled(self) -> tuple[Named, ...]:
        """Return a misconception whose numbers were multiplied, squared or given another sign.

        What relates the numbers to the right ones is simpler, so then there is none.
        """
        right = self._pairs(None)
        if right is not None and (not self._are_changed(right) or _first(BESIDE, right) is not None):
            return ()
        for known in self._task.misconceptions:
            if not self._may_be_scaled(known):
                continue
            pairs = self._pairs(known)
            if pairs is None or not self._are_changed(pairs) or self._is_contradicted(known):
                continue
            how = _first(BESIDE, pairs)
            code = how.code.removeprefix("related.") if how is not None else ""
            if how is not None and code in TOLD_BESIDE:
                return (Named(known.name, False, besides=(Fact(f"beside.{code}", how.args),)),)
        return ()

    def _pairs(self, known: Misconception | None) -> list[Pair] | None:
        """Return the numbers of a misconception, or the right ones, with those of the answer.

        They are those of each failing case. None if a case has no such numbers, or they have another shape.
        Zeros are left out.
        """
        found = []
        for index in self._failing:
            mine = self._task.expected[index].observation if known is None else self._with(known, index)
            pair = self._pair(index, mine)
            if pair is None:
                return None
            if pair.mine.any() or pair.yours.any():
                found.append(pair)
        return found

    def _pair(self, index: int, mine: Observation) -> Pair | None:
        """Return the numbers of an observation with those of the answer; None if their shapes differ."""
        yours = self._seen[index]
        if mine.failure is not None or yours.failure is not None:
            return None
        pair = pair_of(self._task, self._task.cases[index], mine.value, yours.value)
        return pair if pair is not None and pair.mine.shape == pair.yours.shape else None

    def _may_be_scaled(self, known: Misconception) -> bool:
        """Whether some change of its numbers gives those of the first failing case in which it shows."""
        showing = [index for index in self._failing if index in self._apart[known.name]]
        if len(showing) < FEWEST:
            return False
        pair = self._pair(showing[0], self._apart[known.name][showing[0]])
        return pair is not None and (pair.factor is not None or elements.changed([pair]) is not None)

    @staticmethod
    def _are_changed(pairs: Sequence[Pair]) -> bool:
        """Whether the numbers differ in calls with different ones: one number may fit by chance."""
        return (
            len({tuple(pair.mine.flat) for pair in pairs if not pair.near(pair.mine, pair.yours)}) >= FEWEST
        )

    # ------------------------------------------------------------------- in other parts, or in other calls

    def in_parts(self) -> tuple[Named, ...]:
        """Return misconceptions that explain different parts of the result."""
        found: dict[str, Named] = {}
        for part in filter(self._is_wrong, range(self._parts)):
            known = next((known for known in self._task.misconceptions if self._is_of(known, part)), None)
            if known is not None:
                found[known.name] = Named(known.name, False)
        return tuple(found.values())[:MOST_NAMES]

    @cached_property
    def _parts(self) -> int:
        """The number of parts of the result; 0 if it is not the same everywhere."""
        counts = {
            len(value.items) if isinstance(value, Items) else 0
            for index in self._failing
            for value in (self._task.expected[index].observation.value, self._seen[index].value)
        }
        return counts.pop() if len(counts) == 1 else 0

    def _is_wrong(self, part: int) -> bool:
        return any(not self._part_alike(self._task.expected[i].observation, i, part) for i in self._failing)

    def _is_of(self, known: Misconception, part: int) -> bool:
        """Whether a misconception explains a part in all cases, and is not contradicted in another part."""
        shown = 0
        for index in self._failing:
            mine, right = self._with(known, index), self._task.expected[index].observation
            if not self._part_alike(mine, index, part):
                return False
            shown += not self._part_alike(right, index, part)
            if not self._changes_alike(mine, index):
                return False
            others = (other for other in range(self._parts) if other != part)
            if not all(
                self._part_alike(mine, index, other) or _same_part(mine, right, other) for other in others
            ):
                return False
        return shown >= FEWEST and not self._is_contradicted(known)

    def _changes_alike(self, mine: Observation, index: int) -> bool:
        """Whether the arguments that a misconception changes were changed in the same way."""
        right, yours = self._task.expected[index].observation, self._seen[index]
        return all(
            one == asked or self._changed_alike(one, other, asked)
            for one, other, asked in zip(mine.inputs, yours.inputs, right.inputs, strict=False)
        )

    @staticmethod
    def _changed_alike(mine: Value, yours: Value, right: Value) -> bool:
        expected = Expected(Observation(value=right), {})
        return alike(Observation(value=mine), Observation(value=yours), expected)

    def _part_alike(self, mine: Observation, index: int, part: int) -> bool:
        one, other = _part(mine, part), _part(self._seen[index], part)
        if one is None or other is None:
            return False
        expected = self._task.expected[index]
        right = msgspec.structs.replace(
            expected, observation=Observation(value=_part(expected.observation, part)), tolerances={}
        )
        return alike(Observation(value=one), Observation(value=other), right)

    def beside_in_calls(self, named: Named) -> tuple[Named, ...]:
        """Return a misconception that explains the failing calls which another one does not."""
        return tuple(one for one in self.in_calls(named.name) if one.name != named.name)

    def in_calls(self, first: str = "") -> tuple[Named, ...]:
        """Return two misconceptions that explain different failing calls, and together all of them.

        With `first`, one of them must be the one of that name.
        """
        found = []
        for one in self._task.misconceptions:
            if first == one.name or (not first and self._shows(one, self._failing[0])):
                found += [(one, other) for other in self._explaining_the_rest(one)]
        if not found or not all(map(self._is_telling, self._failing)):
            return ()
        pairs = found if first else [(max(pair, key=self._size), min(pair, key=self._size)) for pair in found]
        best = max(pairs, key=lambda pair: (self._size(pair[0]), -self._claims(pair)))
        return tuple(Named(known.name, False) for known in best)

    def _explaining_the_rest(self, one: Misconception) -> list[Misconception]:
        """Return the misconceptions that explain the failing calls which another one does not."""
        some = self._where_it_shows(one)
        rest = frozenset(self._failing) - some
        if len(rest) < FEWEST or self._is_contradicted(one):
            return []
        return [
            other
            for other in self._task.misconceptions
            if all(self._shows(other, index) for index in rest)
            and len(some - self._where_it_shows(other)) >= FEWEST
            and not self._is_contradicted(other)
        ]

    def _where_it_shows(self, known: Misconception) -> frozenset[int]:
        return frozenset(index for index in self._failing if self._shows(known, index))

    def _claims(self, pair: Iterable[Misconception]) -> int:
        """Return in how many calls these would be wrong; of several that fit, the smallest claim is true."""
        return sum(len(self._apart[known.name]) for known in pair)

    def _size(self, known: Misconception) -> int:
        return len(self._where_it_shows(known))

    def _shows(self, known: Misconception, index: int) -> bool:
        """Whether a misconception explains a call that goes wrong with it."""
        return index in self._apart[known.name] and self._in_its_form(known, index)


def _may_be_refused(case: Case, known: Observation) -> bool:
    """Whether it depends on the version of torch that a call raised: an input is empty."""
    return known.failure is not None and _is_empty(case)


def _is_empty(case: Case) -> bool:
    """Whether an input has no elements."""
    return any(isinstance(value, Array) and 0 in value.shape for value in case.inputs)


def _first(rules: Sequence[Callable[[Sequence[Pair]], Fact | None]], pairs: Sequence[Pair]) -> Fact | None:
    return next((told for rule in rules if (told := rule(pairs)) is not None), None)


def _part(seen: Observation, part: int) -> Value | None:
    value = seen.value
    return value.items[part] if isinstance(value, Items) and part < len(value.items) else None


def _same_part(mine: Observation, right: Observation, part: int) -> bool:
    return _part(mine, part) == _part(right, part)
