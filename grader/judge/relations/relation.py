"""The simplest relation of wrong numbers to the right ones that holds in all failing calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from grader.core.fact import Fact
from grader.core.model import Aspect, Mismatch, Observation, TaskKey
from grader.judge.relations import elements, factors, places, reductions
from grader.judge.relations.pair import Group, Pair, groups

FEWEST_CALLS, FEWEST_NUMBERS = 2, 3
"""Different calls, or different numbers, that have to fit: fewer may be a coincidence."""

Rule = Callable[[Sequence[Pair]], Fact | None]
RULES: tuple[Rule, ...] = (
    elements.not_a_number,
    elements.same_number,
    elements.argument,
    factors.constant_factor,
    factors.argument_factor,
    factors.size_factor,
    elements.shifted_by,
    elements.changed,
    places.transposed,
    places.reversed_,
    places.one_place_off,
    places.running_total,
    reductions.table,
    reductions.not_reduced,
    reductions.reduced_too_far,
    reductions.one_entry,
    reductions.some_entries,
    places.another_shape,
    places.another_order,
)
"""The rules, the simplest first."""
OF_CHANGES: tuple[Rule, ...] = (
    factors.constant_factor,
    factors.argument_factor,
    factors.size_factor,
)
"""The rules for how an argument changes, such as a step of training."""
MISSING = {
    "related.not_reduced_mean": "related.mean_missing",
    "related.not_reduced_mean_over": "related.mean_missing",
    "related.not_reduced_sum": "related.sum_missing",
    "related.not_reduced_sum_over": "related.sum_missing",
}
"""What is said of a result that still has one number for each entry."""
SIGNLESS = {factors.constant_factor, elements.changed, elements.shifted_by}
"""Rules to which a call whose numbers only change places says nothing: 1 and -1 show no sign."""
OF_PLACES = {places.reversed_, places.one_place_off, places.another_order, places.running_total}
"""Rules that need a call with three different numbers: two that have changed places show no order."""
OF_PARTS = {
    reductions.not_reduced,
    reductions.reduced_too_far,
    reductions.one_entry,
    reductions.some_entries,
}
"""Rules that need a call with two different numbers: of equal ones, each is the first and the mean."""
MOVED = {
    *("related.transposed", "related.reversed", "related.reversed_rows", "related.reversed_columns"),
    *("related.later", "related.earlier", "related.order", "related.shape"),
}
"""The relations of numbers that are right, at other places."""


def relation(
    task: TaskKey, observations: Sequence[Observation], verdicts: Sequence[tuple[Mismatch, ...]]
) -> Iterator[Fact]:
    """Yield what the wrong numbers have in common, for each part whose numbers are wrong."""
    for group in groups(task, observations, verdicts):
        how = _simplest(group)
        is_negation = how is not None and how.code == "related.negation"
        if how is None or (is_negation and (not group.whole or _is_idle(group, all(verdicts)))):
            continue
        if how == places.SHAPE and not group.whole:
            yield Fact("related.shape_there", {"what": group.of})
        elif group.of.code == "what.call" and not group.whole:
            yield Fact("related.there_in_call", {**group.of.args, "how": how})
        else:
            yield Fact("related" if group.whole else "related.there", {"what": group.of, "how": how})
        if group.aspect is Aspect.GRADIENT and how == factors.TWICE:
            yield Fact("related.added_up")
        if how.code in MISSING:
            yield Fact(MISSING[how.code])


def _is_idle(group: Group, every: bool) -> bool:
    """Whether it says nothing that an answer is the opposite: another wrong one does not exist."""
    return not every and not any(pair.mine.ndim for pair in group.pairs)


def is_of_places(related: Fact) -> bool:
    """Whether the numbers are right, and only at other places."""
    how = related.args.get("how")
    return isinstance(how, Fact) and how.code in MOVED


def _simplest(group: Group) -> Fact | None:
    pairs = [pair for pair in group.pairs if not _are_zeros(pair)]
    if not _differ(pairs):
        return None
    for rule in OF_CHANGES if group.aspect is Aspect.INPUTS else RULES:
        told = rule(pairs)
        if told is not None and _is_evidence(pairs, rule):
            return told
    return None


def _are_zeros(pair: Pair) -> bool:
    """Whether both are all zero in the same shape, or one is empty: nothing tells how they relate."""
    is_bare = pair.mine.shape == pair.yours.shape or not (pair.mine.size and pair.yours.size)
    return is_bare and not (pair.mine.any() or pair.yours.any())


def _is_evidence(pairs: Sequence[Pair], rule: Rule) -> bool:
    """Whether the calls differ in what a rule is about: in signs, in places, or within a call."""
    if rule in OF_PLACES:
        return max(len(set(pair.mine.flat)) for pair in pairs) >= FEWEST_NUMBERS
    if rule in OF_PARTS:
        return any(len(set(array.flat)) > 1 for pair in pairs for array in (pair.mine, pair.yours))
    if rule in SIGNLESS:
        return _differ([pair for pair in pairs if not _is_rearranged(pair)], of=len(pairs))
    return True


def _differ(pairs: Sequence[Pair], *, of: int = 0) -> bool:
    """Whether the calls differ enough: two different ones, or three different numbers."""
    calls = {(pair.mine.shape, tuple(pair.mine.flatten().tolist())) for pair in pairs}
    numbers = {number for _, call in calls for number in call}
    return max(len(pairs), of) > 1 and (len(calls) >= FEWEST_CALLS or len(numbers) >= FEWEST_NUMBERS)


def _is_rearranged(pair: Pair) -> bool:
    return np.array_equal(np.sort(pair.mine, axis=None), np.sort(pair.yours, axis=None))
