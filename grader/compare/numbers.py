"""Compare the numbers of two arrays of the same shape, with a tolerance or exactly."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.core.fact import Arguments
from grader.core.model import Tolerance
from grader.core.notation import numbers, python_number
from grader.core.value import INEXACT, Array

Numbers = np.ndarray[Any, Any]

EPS = {
    "bfloat16": 2.0**-7,
    "float16": 2.0**-10,
    "float32": 2.0**-23,
    "complex64": 2.0**-23,
    "float64": 2.0**-52,
    "complex128": 2.0**-52,
}
"""The distance from 1 to the next number, of each dtype whose numbers are rounded."""
HALF = ("float16", "bfloat16")
"""The dtypes that a task has to accept by name: with 3 digits, much that is wrong looks right."""


def same_bits(mine: Array, yours: Array) -> bool:
    """Whether two arrays are identical; a shortcut for the comparison.

    The reference's own result is right, since the key was checked against itself.
    """
    return (
        mine.data is not None
        and mine.data == yours.data
        and (mine.kind, mine.dtype, mine.shape) == (yours.kind, yours.dtype, yours.shape)
    )


def departures(mine: Array, yours: Array, tolerance: Tolerance | None) -> Numbers | None:
    """Return a mask of where `yours` departs by more than the bound.

    It is None if the numbers cannot be read. Without a tolerance the comparison is exact. NaN and infinity
    match only themselves; -0.0 is 0.0. If `yours` is of a narrower dtype, the bound is that of this dtype.
    """
    if mine.data is None or yours.data is None:
        return None
    theirs = numbers(yours)
    if tolerance is None or mine.dtype not in INEXACT:
        ours = numbers(mine)
        return np.asarray(~((ours == theirs) | ((ours != ours) & (theirs != theirs))))
    wide = np.complex128 if mine.dtype.startswith("complex") else np.float64
    truth = np.frombuffer(tolerance.truth, wide).reshape(mine.shape)
    bound = _bound_in(yours.dtype, mine.dtype, tolerance).reshape(mine.shape)
    exact = theirs.astype(np.complex128 if np.iscomplexobj(theirs) else wide)
    with np.errstate(all="ignore"):
        near = np.abs(exact - truth) <= bound
    return np.asarray(~(near | (theirs == truth) | ((truth != truth) & (theirs != theirs))))


def all_near(mine: Numbers, yours: Numbers, share: float, largest: float) -> bool:
    """Whether no element of `yours` is farther from `mine` than a share of it and of `largest`.

    It is what `numpy.allclose` says with `equal_nan`, in a third of its time if all numbers are finite.
    """
    with np.errstate(all="ignore"):
        if not np.isfinite(mine).all() or not np.isfinite(yours).all():
            return bool(np.allclose(yours, mine, rtol=share, atol=share * largest, equal_nan=True))
        return bool((np.abs(yours - mine) <= share * largest + share * np.abs(mine)).all())


def _bound_in(yours: str, mine: str, tolerance: Tolerance) -> Numbers:
    """Return the bound of a tolerance, wider if `yours` is a narrower dtype than `mine`.

    Bounds grow with the eps of the dtype, but not beyond the most that they may be.
    """
    bound = np.frombuffer(tolerance.bound, np.float64)
    times = EPS.get(yours, 0.0) / EPS.get(mine, 1.0)
    return bound if times <= 1 else np.maximum(bound, np.minimum(times * bound, tolerance.most))


def _texts(array: Array, mine: Any, yours: Any) -> tuple[str, str]:
    """Write two numbers; for Python floats, without digits that do not matter."""
    if (
        array.is_python
        and (short := (python_number(mine.item()), python_number(yours.item())))[0] != short[1]
    ):
        return short
    return str(mine), str(yours)


def first_wrong(mine: Array, yours: Array, wrong: Numbers) -> Arguments:
    """Return where numbers first differ, and how many do."""
    first = tuple(int(index) for index in np.argwhere(wrong)[0]) if wrong.ndim else ()
    mine_text, yours_text = _texts(mine, numbers(mine)[first], numbers(yours)[first])
    index = f"[{', '.join(map(str, first))}]" if first else ""
    return {
        "index": index,
        "expected": mine_text,
        "got": yours_text,
        "wrong": int(wrong.sum()),
        "elements": int(wrong.size),
    }
