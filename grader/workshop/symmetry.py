"""Whether a result is the same when its dimensions are reversed, up to rounding."""

from __future__ import annotations

import numpy as np

from grader.core.model import Observation
from grader.core.notation import numbers
from grader.core.value import Array, leaves

ROUNDINGS = 1000
"""Two elements that are at most so many roundings of the largest one apart are the same."""
EPS = {"float16": 1e-3, "bfloat16": 8e-3, "float32": 1.2e-7, "complex64": 1.2e-7}
"""The rounding of narrow dtypes; that of the others is that of float64, or they are exact."""
WIDE = 2.3e-16


def is_symmetric(seen: Observation) -> bool:
    """Whether each array that a call returns equals its transpose, up to rounding."""
    value = seen.value
    return value is not None and all(_is_symmetric(array) for _, array in leaves(value))


def _is_symmetric(array: Array) -> bool:
    if array.data is None or array.shape != array.shape[::-1]:
        return False
    found = numbers(array)
    if found.size == 0 or found.dtype == np.bool_ or found.dtype.kind in "iu":
        return bool((found == found.T).all())
    bound = ROUNDINGS * EPS.get(array.dtype, WIDE) * np.abs(np.nan_to_num(found)).max()
    return bool(np.allclose(found, found.T, rtol=0.0, atol=bound, equal_nan=True))
