"""The same numbers in other places: transposed, reversed, one place too late.

Each rule returns what the returned numbers are, if that is so in all pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from grader.core.fact import Fact
from grader.judge.relations.pair import Numbers, Pair

SHAPE = Fact("related.shape")


def transposed(pairs: Sequence[Pair]) -> Fact | None:
    """The last two axes are swapped."""
    if all(pair.mine.ndim >= 2 and pair.is_changed_by(_transposed) for pair in pairs):
        return Fact("related.transposed")
    return None


def _transposed(numbers: Numbers) -> Numbers:
    return np.swapaxes(numbers, -1, -2)


def reversed_(pairs: Sequence[Pair]) -> Fact | None:
    """The order along the first or the last axis is reversed."""
    for axis in (0, -1):
        if all(pair.mine.ndim and pair.is_changed_by(_flipped(axis)) for pair in pairs):
            if not all(pair.mine.ndim == 2 for pair in pairs):
                return Fact("related.reversed")
            return Fact("related.reversed_rows" if axis == 0 else "related.reversed_columns")
    return None


def _flipped(axis: int) -> Callable[[Numbers], Numbers]:
    return lambda numbers: np.flip(numbers, axis)


def one_place_off(pairs: Sequence[Pair]) -> Fact | None:
    """Each number stands one place later, or earlier, along the first axis."""
    if not all(pair.mine.ndim and pair.mine.shape == pair.yours.shape for pair in pairs):
        return None
    if max(len(pair.mine) for pair in pairs) < 3:
        return None
    if all(pair.near(pair.mine[:-1], pair.yours[1:]) for pair in pairs):
        return Fact("related.later")
    if all(pair.near(pair.mine[1:], pair.yours[:-1]) for pair in pairs):
        return Fact("related.earlier")
    return None


def running_total(pairs: Sequence[Pair]) -> Fact | None:
    """Each number is the sum of the expected ones up to it."""
    if all(pair.mine.ndim == 1 and pair.is_changed_by(np.cumsum) for pair in pairs):
        return Fact("related.running_total")
    return None


def another_order(pairs: Sequence[Pair]) -> Fact | None:
    """The same numbers, in another order."""
    if all(
        pair.mine.shape == pair.yours.shape
        and pair.mine.size > 1
        and pair.near(np.sort(pair.mine, axis=None), np.sort(pair.yours, axis=None))
        for pair in pairs
    ):
        return Fact("related.order")
    return None


def another_shape(pairs: Sequence[Pair]) -> Fact | None:
    """The same numbers in the same order, in another shape."""
    if all(
        pair.tensors
        and pair.mine.shape != pair.yours.shape
        and pair.near(pair.mine.reshape(-1), pair.yours.reshape(-1))
        for pair in pairs
    ):
        return SHAPE
    return None
