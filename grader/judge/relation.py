"""How wrong numbers relate to the right ones: twice them, a share of them, zero.

The relation has to hold in all failing calls.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from grader.core.fact import Fact
from grader.core.model import Aspect, Mismatch, Observation, TaskKey
from grader.core.notation import numbers
from grader.core.value import INEXACT, Array, Path
from grader.judge.differences import named

NEAR = 1e-4
TWICE = Fact("related.twice")
LARGEST_FACTOR = 10
FEWEST_CALLS, FEWEST_NUMBERS = 2, 3
"""Different calls, or different numbers, that have to fit: fewer may be a coincidence."""


@dataclass(frozen=True)
class _Pair:
    """The expected and the returned numbers of one failing call.

    `sizes` are the sizes that a factor may be.
    """

    mine: np.ndarray
    yours: np.ndarray
    sizes: frozenset[int]


def relation(
    task: TaskKey, observations: Sequence[Observation], verdicts: Sequence[tuple[Mismatch, ...]]
) -> Iterator[Fact]:
    """Yield what the numbers of all failing calls have in common, if anything."""
    failing = [(index, verdict[0]) for index, verdict in enumerate(verdicts) if verdict]
    kinds = {(mismatch.aspect, mismatch.path) for _, mismatch in failing}
    if len(kinds) != 1:
        return
    (aspect, path), *_ = kinds
    if aspect not in (Aspect.VALUES, Aspect.GRADIENT) or failing[0][1].kind in ("afterwards", "moved"):
        return
    pairs = [pair for index, _ in failing for pair in _pairs(task, observations, index, aspect, path)]
    told = _told([pair for pair in pairs if pair.mine.any() or pair.yours.any()])
    if told is None:
        return
    of = Fact("related.result")
    if aspect is Aspect.GRADIENT:
        of = Fact("related.gradient", {"name": named(path)})
    yield Fact("related", {"of": of, "how": told})
    if aspect is Aspect.GRADIENT and told == TWICE:
        yield Fact("related.added_up")


def _pairs(
    task: TaskKey, observations: Sequence[Observation], index: int, aspect: Aspect, path: Path
) -> Iterator[_Pair]:
    known, seen = task.expected[index].observation, observations[index]
    mine, yours = known.value, seen.value
    if aspect is Aspect.GRADIENT:
        n = task.parameters.index(str(path[0][1]))
        mine, yours = (known.gradient or ())[n], (seen.gradient or (None,) * (n + 1))[n]
    if (
        not isinstance(mine, Array)
        or not isinstance(yours, Array)
        or mine.dtype not in INEXACT
        or "complex" in mine.dtype + yours.dtype
        or mine.data is None
        or yours.data is None
    ):
        yield _Pair(np.ones(1), np.full(1, np.nan), frozenset())
        return
    inputs = [value for value in task.cases[index].inputs if isinstance(value, Array)]
    sizes = {size for value in inputs for size in (*value.shape, int(np.prod(value.shape)))}
    yield _Pair(numbers(mine), numbers(yours), frozenset(sizes))


def _told(pairs: Sequence[_Pair]) -> Fact | None:
    """Return the relation of all calls, or None.

    It is the same factor in all calls; or in each call a size of an input, or 1 divided by it.
    """
    factors = [_factor(pair) for pair in pairs]
    known = [factor for factor in factors if factor is not None]
    if len(known) < 2 or len(known) < len(pairs) or not _is_evidence(pairs):
        return None
    if all(factor == 0 for factor in known):
        return Fact("related.zero")
    first = known[0]
    if abs(first - 1) > NEAR and all(abs(factor - first) <= NEAR * abs(first) for factor in known):
        return _constant(first)
    for code, expected in (("related.times_size", 1), ("related.share_of_size", -1)):
        fits = (
            any(abs(factor - float(size) ** expected) <= NEAR * abs(factor) for size in pair.sizes if size)
            for factor, pair in zip(known, pairs, strict=True)
        )
        if len({round(factor, 4) for factor in known}) > 1 and all(fits):
            return Fact(code)
    return None


def _is_evidence(pairs: Sequence[_Pair]) -> bool:
    """Whether the calls differ enough: two different ones, or three different numbers.

    A call whose numbers only change places, such as 1 and -1, shows no sign.
    """
    telling = [pair for pair in pairs if not _is_rearranged(pair)]
    calls = {tuple(pair.mine.flatten().tolist()) for pair in telling}
    return len(calls) >= FEWEST_CALLS or len({number for call in calls for number in call}) >= FEWEST_NUMBERS


def _is_rearranged(pair: _Pair) -> bool:
    return np.array_equal(np.sort(pair.mine, axis=None), np.sort(pair.yours, axis=None))


def _factor(pair: _Pair) -> float | None:
    """Return the one factor from all right elements to the wrong ones, or None."""
    if pair.mine.shape != pair.yours.shape or not pair.mine.any():
        return None
    with np.errstate(all="ignore"):
        at = np.abs(pair.mine).argmax()
        factor = float(pair.yours.flat[at] / pair.mine.flat[at])
        near = np.allclose(
            pair.yours, factor * pair.mine, rtol=NEAR, atol=NEAR * float(np.abs(pair.mine).max())
        )
    return factor if near and np.isfinite(factor) else None


def _constant(factor: float) -> Fact | None:
    """Describe a factor: twice the expected one, a third of it, minus it."""
    whole = round(factor)
    if abs(factor - whole) <= NEAR * abs(factor) and 0 < abs(whole) <= LARGEST_FACTOR:
        if whole == -1:
            return Fact("related.negated")
        return TWICE if whole == 2 else Fact("related.times", {"factor": whole})
    if abs(factor) * (LARGEST_FACTOR + 1) < 1:  # 1 / factor may even be too large for a float
        return None
    share = round(1 / factor)
    if abs(1 / factor - share) <= NEAR * abs(share) and 0 < abs(share) <= LARGEST_FACTOR:
        return Fact("related.half") if share == 2 else Fact("related.share", {"factor": share})
    return None
