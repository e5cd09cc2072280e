"""Choose few of many cases that find nearly all wrong answers that all of them find.

Each pair of traits that meets in one of all cases meets in one of those that are chosen ("pairwise
testing"). That this is enough was measured: see `tests/benchmarks/enough_cases.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from grader.course.traits import Trait

Incidence = np.ndarray[Any, Any]
"""Booleans: which case, by row, has which trait or pair of traits, by column."""


def covering(paired: Sequence[frozenset[Trait]], alone: Sequence[frozenset[Trait]]) -> list[int]:
    """Return the indices of the cases to try, sorted.

    Cases are sorted, the easiest to read first. Of each trait, the case that is easiest to read is chosen:
    it may be shown to a learner. Further cases cover each pair of traits in `paired`.
    """
    if not paired:
        return []
    single = _incidence(paired)
    every = np.concatenate([single, _incidence(alone)], axis=1)
    easiest = {0, *every.argmax(axis=0).tolist()}  # of True and False, the first True
    return sorted(_greedy(_pairs(single), easiest))


def order_of_gain(traits: Sequence[frozenset[Trait]]) -> list[int]:
    """Return the indices of all cases, the first one first, then those that add most pairs of traits."""
    found = _greedy(_pairs(_incidence(traits)), [0]) if traits else []
    return [*found, *sorted(set(range(len(traits))) - set(found))]


def _greedy(pairs: Incidence, first: Iterable[int]) -> list[int]:
    """Return the first cases, then those that add most of what is left, until nothing is left."""
    chosen = list(first)
    left = ~pairs[chosen].any(axis=0)
    free = np.ones(len(pairs), bool)
    free[chosen] = False
    while (best := _best(pairs[:, left], free)) is not None:
        chosen.append(best)
        free[best] = False
        left &= ~pairs[best]
    return chosen


def _best(left: Incidence, free: Incidence) -> int | None:
    """Return the free case that has most of what is left; None if no case has any."""
    gain = np.where(free, left.sum(axis=1), 0)
    return int(gain.argmax()) if gain.any() else None


def _incidence(traits: Sequence[frozenset[Trait]]) -> Incidence:
    """Return which case has which trait; those that all cases have are left out."""
    every = sorted(frozenset().union(*traits) - frozenset.intersection(*traits), key=repr)
    return np.array([[trait in found for trait in every] for found in traits], bool).reshape(len(traits), -1)


def _pairs(single: Incidence) -> Incidence:
    """Return which case has which two traits; a trait with itself is a pair, too."""
    first, second = np.triu_indices(single.shape[1])
    pairs = single[:, first] & single[:, second]
    return pairs[:, pairs.any(axis=0)]
