"""Relations of each number by itself: squared, rounded, without its sign.

Each rule returns what the returned numbers are, if that is so in all pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from grader.core.fact import Fact
from grader.judge.relations.pair import NEAR, Numbers, Pair

CHANGES: tuple[tuple[str, Callable[[Numbers], Numbers]], ...] = (
    ("related.absolute", np.abs),
    ("related.squared", np.square),
    ("related.root", np.sqrt),
    ("related.opposite", lambda numbers: 1 - numbers),
    ("related.reciprocal", lambda numbers: 1 / numbers),
    ("related.floor", np.floor),
    ("related.cut", np.trunc),
    ("related.rounded", np.round),
    ("related.sign", np.sign),
    ("related.exponential", np.exp),
    ("related.logarithm", np.log),
)
"""What may have been done to each number, the simplest first."""


def changed(pairs: Sequence[Pair]) -> Fact | None:
    """One of `CHANGES` was made to each number."""
    found = (code for code, change in CHANGES if all(pair.is_changed_by(change) for pair in pairs))
    code = next(found, None)
    if code == "related.opposite":
        return _opposite(pairs)
    return Fact(code) if code is not None else None


def _opposite(pairs: Sequence[Pair]) -> Fact | None:
    """Return that numbers are the opposite; 0 and 1 alone may be so by chance."""
    if all(pair.logical for pair in pairs):
        return Fact("related.negation")
    expected = {float(number) for pair in pairs for number in pair.mine.flat}
    return Fact("related.opposite") if expected - {0.0, 1.0} else None


def same_number(pairs: Sequence[Pair]) -> Fact | None:
    """All returned numbers of all calls are the same one."""
    if any(pair.mine.ndim == pair.yours.ndim and pair.mine.shape != pair.yours.shape for pair in pairs):
        return None  # entries are missing, and that is what is wrong
    found = {float(number) for pair in pairs for number in pair.yours.flat}
    if len(found) != 1 or not all(pair.yours.size for pair in pairs):
        return None
    (number,) = found
    if all((pair.mine == number).all() for pair in pairs):
        return None  # the numbers are right
    text = str(bool(number)) if all(pair.logical for pair in pairs) else f"{number:g}"
    is_one = all(pair.yours.ndim == 0 for pair in pairs)
    return Fact("related.constant" if is_one else "related.constant_all", {"number": text})


def not_a_number(pairs: Sequence[Pair]) -> Fact | None:
    """All returned numbers are nan."""
    are_nan = all(pair.yours.size and np.isnan(pair.yours).all() for pair in pairs)
    return Fact("related.nan") if are_nan else None


def argument(pairs: Sequence[Pair]) -> Fact | None:
    """The returned numbers are those of an argument."""
    for name in pairs[0].arguments.arrays:
        if all(
            (array := pair.arguments.arrays.get(name)) is not None
            and np.array_equal(array, pair.yours, equal_nan=True)
            for pair in pairs
        ):
            return Fact("related.argument", {"name": name})
    return None


def shifted_by(pairs: Sequence[Pair]) -> Fact | None:
    """The same number was added to each expected one, or subtracted from it."""
    if not all(pair.mine.shape == pair.yours.shape and pair.mine.size for pair in pairs):
        return None
    with np.errstate(all="ignore"):
        by = float((pairs[0].yours - pairs[0].mine).flat[0])
        largest = max(float(np.abs(pair.mine).max()) for pair in pairs)
    whole = round(by) if np.isfinite(by) else 0
    is_whole = abs(by - whole) <= NEAR * abs(by) and abs(by) > 10 * NEAR * largest
    if not whole or not is_whole or not all(pair.is_changed_by(lambda mine: mine + whole) for pair in pairs):
        return None
    return Fact("related.more" if whole > 0 else "related.less", {"number": abs(whole)})
