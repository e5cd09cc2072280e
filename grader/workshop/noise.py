"""The reference's own observations, exact or moved beyond the tolerance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np

from grader.core.model import Expected, Observation, Tolerance
from grader.core.notation import numbers
from grader.core.value import (
    GRAD,
    GRADIENT,
    INEXACT,
    INPUT,
    ROW,
    Array,
    Column,
    Items,
    Mapping,
    Path,
    Table,
    Value,
    item_part,
    pair_part,
)

NOISE = "noise"
"""The code of this wrong answer, next to those of `grader.workshop.generic`."""
TIMES = 2.0
"""An element is moved by this many times its bound."""


def exactly(expected: Expected, known: Observation) -> Expected:
    """The same expectation without tolerance: exactly what the reference gave."""
    arrays = dict(known.arrays())
    sticks = {path: _without_bound(arrays[path]) for path in expected.tolerances if path in arrays}
    return msgspec.structs.replace(expected, observation=known, tolerances=sticks)


def _without_bound(array: Array) -> Tolerance:
    truth = numbers(array).astype(np.complex128 if array.dtype.startswith("complex") else np.float64)
    return Tolerance(truth.tobytes(), np.zeros(truth.shape).tobytes())


def noisy(expected: Expected) -> Iterator[Observation]:
    """Move one element beyond its bound, in each array that has a bound.

    The arrays are those of the reference. Each array gives one observation.
    """
    known = expected.observation
    for path, array in known.arrays():
        if path not in expected.tolerances or array.dtype not in INEXACT or array.data is None:
            continue
        moved = _moved(array, expected.tolerances[path])
        if moved is not None:
            yield _with(known, path, moved)


def _moved(array: Array, tolerance: Tolerance) -> Array | None:
    """The array with its first finite element moved.

    None if no element is finite, or if none can be moved.
    """
    if array.dtype == "bfloat16":
        return None  # NumPy does not have this dtype
    wide = np.complex128 if array.dtype.startswith("complex") else np.float64
    truth = np.frombuffer(tolerance.truth, wide)
    bound = np.frombuffer(tolerance.bound, np.float64)
    changed = numbers(array).flatten()
    for place in np.flatnonzero(np.isfinite(truth) & np.isfinite(changed)):
        changed[place] = _beyond(truth[place], bound[place], changed.dtype)
        if np.isfinite(changed[place]):
            return msgspec.structs.replace(array, data=changed.tobytes())
        changed[place] = numbers(array).flatten()[place]
    return None


def _beyond(truth: Any, bound: float, dtype: np.dtype[Any]) -> Any:
    """A number of a dtype that is twice the bound from the truth.

    It is farther away if rounding makes that necessary.
    """
    step = max(TIMES * bound, float(np.finfo(dtype).tiny))
    while abs((near := dtype.type(truth + step)) - truth) <= bound:
        step *= 2
    return near


def _with(known: Observation, path: Path, array: Array) -> Observation:
    """An observation with another array at a tolerance's path."""
    kind, n = path[0] if path else ("", 0)
    if kind == GRADIENT and isinstance(n, int):
        taken = known.gradient or ()
        return msgspec.structs.replace(known, gradient=(*taken[:n], array, *taken[n + 1 :]))
    if kind == INPUT:
        inputs = tuple(_put(value, ((INPUT, n),), path, array) for n, value in enumerate(known.inputs))
        return msgspec.structs.replace(known, inputs=inputs)
    assert known.value is not None
    return msgspec.structs.replace(known, value=_put(known.value, (), path, array))


def _put(value: Value, here: Path, path: Path, array: Array) -> Value:
    """A nested value with another array at a path.

    Paths are those of `grader.core.value.leaves`.
    """
    if isinstance(value, Array):
        if (*here, GRAD) == path:
            return msgspec.structs.replace(value, grad=array)
        return msgspec.structs.replace(array, grad=value.grad) if here == path else value
    if isinstance(value, Table):
        parts = [_put_in(column, where, path, array) for where, column in value.parts(here)]
        return msgspec.structs.replace(value, columns=tuple(parts))
    if isinstance(value, Items):
        items = (_put(item, (*here, item_part(value, n)), path, array) for n, item in enumerate(value.items))
        return Items(value.type, tuple(items))
    if isinstance(value, Mapping):
        pairs = ((key, _put(item, (*here, pair_part(value, key)), path, array)) for key, item in value.pairs)
        return Mapping(value.type, tuple(pairs))
    return value


def _put_in(column: Column, here: Path, path: Path, array: Array) -> Column:
    """A column with other numbers, or another cell, at a path."""
    if here == path and column.numbers is not None:
        return msgspec.structs.replace(column, numbers=array)
    cells = tuple(_put(cell, (*here, (ROW, row)), path, array) for row, cell in enumerate(column.cells or ()))
    return msgspec.structs.replace(column, cells=cells) if cells else column
