"""The form of a result: what does not change its numbers, such as a dtype, a kind, axes of size 1."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from grader.core.model import Expected, Observation
from grader.core.notation import numbers
from grader.core.value import ITEM_BYTES, Array, Items, Value, leaves

NEAR = 1e-4
"""Numbers that differ by less are the same, whatever they were rounded to."""
REAL = {dtype for dtype in ITEM_BYTES if dtype != "bfloat16" and "complex" not in dtype}
"""The dtypes to which NumPy can convert numbers."""


def in_form_of(mine: Observation, yours: Observation, right: Expected) -> Observation:
    """Return what a misconception does, in the form of an answer.

    The form is what does not change the numbers: kinds, dtypes, axes of size 1, a lost graph, and arguments
    that the task leaves as they are. The gradients of wrong numbers are form, too. Where the misconception
    itself departs from the right form, its own form stays: else its words would not be true.
    """
    known = right.observation
    if mine.value is None or yours.value is None or known.value is None:
        return mine
    if not len(mine.inputs) == len(yours.inputs) == len(known.inputs):
        return mine
    inputs = zip(mine.inputs, yours.inputs, known.inputs, strict=True)
    is_cut = _is_attached(mine.value) and not _is_attached(yours.value)
    is_other = is_cut or has_other_numbers(mine.value, known.value)
    return msgspec.structs.replace(
        mine,
        value=_value_in_form_of(mine.value, yours.value, known.value),
        inputs=tuple(
            other if one == asked and n not in right.changed else one
            for n, (one, other, asked) in enumerate(inputs)
        ),
        gradient=yours.gradient if is_other else mine.gradient,
        gradient_failure=yours.gradient_failure if is_other else mine.gradient_failure,
        shares=yours.shares if mine.shares == known.shares else mine.shares,
    )


def has_other_numbers(mine: Value, right: Value) -> bool:
    """Whether two values differ in their numbers, in whatever form they are."""
    others = dict(leaves(right))
    for path, array in leaves(mine):
        other = others.get(path)
        if other is None or array.data is None or other.data is None:
            continue
        one, two = numbers(array).ravel(), numbers(other).ravel()
        if one.shape != two.shape or not np.allclose(one, two, rtol=NEAR, atol=NEAR, equal_nan=True):
            return True
    return False


def _is_attached(value: Value) -> bool:
    return any(array.requires_grad for _, array in leaves(value))


def _value_in_form_of(mine: Value, yours: Value, right: Value) -> Value:
    if isinstance(mine, Items) and isinstance(yours, Items) and isinstance(right, Items):
        if not len(mine.items) == len(yours.items) == len(right.items):
            return mine
        parts = tuple(map(_value_in_form_of, mine.items, yours.items, right.items))
        return Items(yours.type if mine.type == right.type else mine.type, parts)
    if not (isinstance(mine, Array) and isinstance(yours, Array) and isinstance(right, Array)):
        return mine
    if mine.data is None or yours.data is None or not {mine.dtype, yours.dtype} <= REAL:
        return mine
    form = {
        name: getattr(yours, name)
        for name in ("kind", "dtype", "layout", "requires_grad", "leaf")
        if getattr(mine, name) == getattr(right, name)
    }
    if mine.shape == right.shape and _same_but_ones(mine.shape, yours.shape):
        form["shape"] = yours.shape
    with np.errstate(all="ignore"):
        changed = numbers(mine).astype(form.get("dtype", mine.dtype))
    return msgspec.structs.replace(mine, data=changed.tobytes(), **form)


def _same_but_ones(mine: Sequence[int], yours: Sequence[int]) -> bool:
    return [size for size in mine if size != 1] == [size for size in yours if size != 1]
