"""Too many or too few numbers: the mean is missing, or one too many was taken.

Each rule returns what the returned numbers are, if that is so in all pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from grader.core.fact import Arguments, Fact
from grader.judge.relations.factors import constant
from grader.judge.relations.pair import Numbers, Pair

ITSELF = Fact("related.itself")
REDUCTIONS: tuple[tuple[str, Callable[..., Numbers]], ...] = (
    ("mean", np.mean),
    ("sum", np.sum),
    ("largest", np.max),
    ("smallest", np.min),
    ("product", np.prod),
)
AXES = (None, 0, -1, 1)
"""The axes over which to reduce; None stands for all of them."""


def not_reduced(pairs: Sequence[Pair]) -> Fact | None:
    """A sum or mean of the returned numbers is the expected one, or a simple share of it."""
    if not _has_more_in(pairs, lambda pair: (pair.yours, pair.mine)):
        return None
    for share in (_equal, _share):
        for name, axis, reduced in _reduced([pair.yours for pair in pairs]):
            if (how := share(pairs, reduced)) is not None:
                if axis is None and name == "smallest" and all(pair.logical for pair in pairs):
                    return Fact("related.not_reduced_all")
                return _told("not_reduced", name, axis, pairs[0].yours.ndim, how)
    return None


def reduced_too_far(pairs: Sequence[Pair]) -> Fact | None:
    """The returned numbers are a sum or mean of the expected ones."""
    if not _has_more_in(pairs, lambda pair: (pair.mine, pair.yours)):
        return None
    for name, axis, reduced in _reduced([pair.mine for pair in pairs]):
        if all(pair.near(numbers, pair.yours) for pair, numbers in zip(pairs, reduced, strict=True)):
            return _told("reduced_too_far", name, axis, pairs[0].mine.ndim)
    return None


def _told(kind: str, name: str, axis: int | None, dimensions: int, how: Fact | None = None) -> Fact:
    args: Arguments = {"how": how} if how is not None else {}
    if axis is None or dimensions == 1:
        return Fact(f"related.{kind}_{name}", args)
    return Fact(f"related.{kind}_{name}_over", {**args, "axis": axis})


def _has_more_in(pairs: Sequence[Pair], both: Callable[[Pair], tuple[Numbers, Numbers]]) -> bool:
    """Whether the first of two arrays has more dimensions in all pairs, and more numbers in some."""
    some = [both(pair) for pair in pairs]
    return all(more.ndim > less.ndim and more.size for more, less in some) and any(
        more.size > less.size for more, less in some
    )


def _reduced(arrays: Sequence[Numbers]) -> Iterator[tuple[str, int | None, list[Numbers]]]:
    """Yield reductions of arrays, with their names and axes, if the shapes may fit."""
    fewest = min(array.ndim for array in arrays)
    for axis in AXES:
        if axis is not None and (fewest < 2 or axis >= fewest):
            continue
        for name, function in REDUCTIONS:
            with np.errstate(all="ignore"):
                yield name, axis, [np.asarray(function(array, axis=axis)) for array in arrays]


def _equal(pairs: Sequence[Pair], reduced: Sequence[Numbers]) -> Fact | None:
    """Return that reduced numbers are the expected ones, if they are."""
    near = all(pair.near(pair.mine, numbers) for pair, numbers in zip(pairs, reduced, strict=True))
    return ITSELF if near else None


def _share(pairs: Sequence[Pair], reduced: Sequence[Numbers]) -> Fact | None:
    """Return what reduced numbers are of the expected ones: twice, half."""
    factors = [Pair(pair.mine, numbers).factor for pair, numbers in zip(pairs, reduced, strict=True)]
    known = [factor for factor in factors if factor is not None]
    if len(known) < len(factors) or not np.allclose(known, known[0], rtol=1e-4, atol=0):
        return None
    return constant(known[0])


def table(pairs: Sequence[Pair]) -> Fact | None:
    """A table of all pairs, with the expected numbers on its diagonal."""
    if all(
        pair.yours.ndim == pair.mine.ndim + 1
        and pair.yours.shape[:2] == (len(pair.mine),) * 2
        and pair.near(pair.mine, _diagonal(pair.yours))
        for pair in pairs
        if pair.mine.ndim
    ) and all(pair.mine.ndim for pair in pairs):
        return Fact("related.table")
    return None


def _diagonal(numbers: Numbers) -> Numbers:
    at = np.arange(len(numbers))
    return np.asarray(numbers[at, at])


def one_entry(pairs: Sequence[Pair]) -> Fact | None:
    """Only the first or the last entry of the expected ones."""
    if (
        not all(pair.mine.ndim and len(pair.mine) for pair in pairs)
        or max(len(pair.mine) for pair in pairs) < 2
    ):
        return None
    of = "_row" if all(pair.mine.ndim == 2 for pair in pairs) else ""
    for code, place in (("related.first", 0), ("related.last", -1)):
        if all(pair.near(np.asarray(pair.mine[place]), pair.yours) for pair in pairs):
            return Fact(f"{code}{of}")
    return None


def some_entries(pairs: Sequence[Pair]) -> Fact | None:
    """Only the first entries of the expected ones, or further entries after them."""
    lengths = [(len(pair.mine), len(pair.yours)) for pair in pairs if pair.mine.ndim and pair.yours.ndim]
    if len(lengths) < len(pairs):
        return None
    common = [(pair, min(ours)) for pair, ours in zip(pairs, lengths, strict=True)]
    if not all(count and pair.near(pair.mine[:count], pair.yours[:count]) for pair, count in common):
        return None
    if all(yours < mine for mine, yours in lengths):
        return Fact("related.too_few")
    return Fact("related.too_many") if all(yours > mine for mine, yours in lengths) else None
