"""Relations that are one factor: twice, a share of a size, times an argument.

Each rule returns what the returned numbers are, if that is so in all pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from grader.core.fact import Fact
from grader.judge.relations.pair import NEAR, Pair

TWICE = Fact("related.twice")
LARGEST_FACTOR = 10
PERCENT = 100
FEWEST_DIFFERENT = 2
"""With fewer different factors, a size cannot be told from a constant."""


def constant_factor(pairs: Sequence[Pair]) -> Fact | None:
    """The same factor in all calls: minus, twice, a half, a percentage."""
    known = _factors(pairs)
    if not known or not all(abs(factor - known[0]) <= NEAR * abs(known[0]) for factor in known):
        return None
    return constant(known[0])


def argument_factor(pairs: Sequence[Pair]) -> Fact | None:
    """A number among the arguments is the factor, or 1 divided by it."""
    return _named(pairs, lambda pair: pair.arguments.single, "argument")


def size_factor(pairs: Sequence[Pair]) -> Fact | None:
    """A size of the arguments is the factor, or 1 divided by it."""
    return _named(pairs, lambda pair: pair.arguments.sizes, "size") or _some_size(pairs)


def _named(pairs: Sequence[Pair], of: Callable[[Pair], Mapping[str, float]], kind: str) -> Fact | None:
    """Return the first number with a name that is the factor in all pairs."""
    factors = _factors(pairs)
    if len({f"{factor:.4g}" for factor in factors}) < FEWEST_DIFFERENT:
        return None
    known = list(map(of, pairs))
    for name in known[0]:
        if not all(name in found for found in known):
            continue
        numbers = [found[name] for found in known]
        for code, power in (("times", 1), ("over", -1)):
            if all(map(_is_power, factors, numbers, [power] * len(numbers))):
                return Fact(f"related.{code}_{kind}", {"name": name})
    return None


def _some_size(pairs: Sequence[Pair]) -> Fact | None:
    """Return that the factor is a size in each pair, not the same one in all."""
    factors = _factors(pairs)
    if len({f"{factor:.4g}" for factor in factors}) < FEWEST_DIFFERENT:
        return None
    for code, power in (("related.times_some_size", 1), ("related.over_some_size", -1)):
        fits = (
            any(_is_power(factor, size, power) for size in pair.arguments.sizes.values())
            for factor, pair in zip(factors, pairs, strict=True)
        )
        if all(fits):
            return Fact(code)
    return None


def _is_power(factor: float, number: float, power: int) -> bool:
    with np.errstate(all="ignore"):
        return number != 0 and bool(abs(factor - number**power) <= NEAR * abs(factor))


def _factors(pairs: Sequence[Pair]) -> list[float]:
    """Return the factor of each pair; none if a pair has none."""
    found = list(_each_factor(pairs))
    return found if len(found) == len(pairs) else []


def _each_factor(pairs: Sequence[Pair]) -> Iterator[float]:
    for pair in pairs:
        if pair.factor is None:
            return
        yield pair.factor


def constant(factor: float) -> Fact | None:
    """Describe a factor: twice the expected one, a third of it, minus it."""
    if abs(factor - PERCENT) <= NEAR * PERCENT:
        return Fact("related.percent")
    whole = round(factor)
    if abs(factor - whole) <= NEAR * abs(factor) and 0 < abs(whole) <= LARGEST_FACTOR and whole != 1:
        if whole == -1:
            return Fact("related.negated")
        return TWICE if whole == 2 else Fact("related.times", {"factor": whole})
    if abs(factor) * (LARGEST_FACTOR + 1) < 1:  # 1 / factor may even be too large for a float
        return None
    share = round(1 / factor)
    if abs(1 / factor - share) <= NEAR * abs(share) and 1 < abs(share) <= LARGEST_FACTOR:
        return Fact("related.half") if share == 2 else Fact("related.share", {"factor": share})
    return None
