"""The reference's own observations, moved: by nothing at all, or by just more than the tolerance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np

from grader.core.model import Expected, Observation, Yardstick
from grader.core.notation import numbers
from grader.core.value import (
    GRAD,
    GRADIENT,
    INEXACT,
    INPUT,
    Array,
    Items,
    Mapping,
    Path,
    Value,
    item_part,
    pair_part,
)

NOISE = "noise"
"""The code of this wrong answer, beside those of `grader.workshop.generic`."""
TIMES = 2.0
"""How many times its bound an element is moved."""


def exactly(expected: Expected, known: Observation) -> Expected:
    """The same expectation without tolerance: what the reference itself gave, and nothing else."""
    arrays = dict(known.arrays())
    sticks = {path: _without_bound(arrays[path]) for path in expected.yardsticks if path in arrays}
    return msgspec.structs.replace(expected, observation=known, yardsticks=sticks)


def _without_bound(array: Array) -> Yardstick:
    truth = numbers(array).astype(np.complex128 if array.dtype.startswith("complex") else np.float64)
    return Yardstick(truth.tobytes(), np.zeros(truth.shape).tobytes())


def noisy(expected: Expected) -> Iterator[Observation]:
    """What the reference did, with one element of each array that has a bound moved beyond it."""
    known = expected.observation
    for path, array in known.arrays():
        if path not in expected.yardsticks or array.dtype not in INEXACT or array.data is None:
            continue
        moved = _moved(array, expected.yardsticks[path])
        if moved is not None:
            yield _with(known, path, moved)


def _moved(array: Array, yardstick: Yardstick) -> Array | None:
    """The array with its first finite element moved; None where there is none, or it cannot be moved."""
    if array.dtype == "bfloat16":
        return None  # NumPy has no such dtype in which an element could be moved
    wide = np.complex128 if array.dtype.startswith("complex") else np.float64
    truth = np.frombuffer(yardstick.truth, wide)
    bound = np.frombuffer(yardstick.bound, np.float64)
    changed = numbers(array).flatten()
    for place in np.flatnonzero(np.isfinite(truth) & np.isfinite(changed)):
        changed[place] = _beyond(truth[place], bound[place], changed.dtype)
        if np.isfinite(changed[place]):
            return msgspec.structs.replace(array, data=changed.tobytes())
        changed[place] = numbers(array).flatten()[place]
    return None


def _beyond(truth: Any, bound: float, dtype: np.dtype[Any]) -> Any:
    """A number of a dtype that is twice the bound from the truth, or as much more as rounding asks."""
    step = max(TIMES * bound, float(np.finfo(dtype).tiny))
    while abs((near := dtype.type(truth + step)) - truth) <= bound:
        step *= 2
    return near


def _with(known: Observation, path: Path, array: Array) -> Observation:
    """An observation in which the array at a yardstick's path is another."""
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
    """A nested value with another array at a path, as `grader.core.value.leaves` gives it."""
    if isinstance(value, Array):
        if (*here, GRAD) == path:
            return msgspec.structs.replace(value, grad=array)
        return msgspec.structs.replace(array, grad=value.grad) if here == path else value
    if isinstance(value, Items):
        items = (_put(item, (*here, item_part(value, n)), path, array) for n, item in enumerate(value.items))
        return Items(value.type, tuple(items))
    if isinstance(value, Mapping):
        pairs = ((key, _put(item, (*here, pair_part(value, key)), path, array)) for key, item in value.pairs)
        return Mapping(value.type, tuple(pairs))
    return value
