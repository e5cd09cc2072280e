"""The traits of a case: what is unusual in its inputs, and in what the reference makes of them.

A wrong answer fails on inputs of some kind: empty ones, negative ones, those with equal sizes. A trait names
such a kind. Two traits that meet in one case are a pair.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from itertools import combinations, islice
from typing import Any

import numpy as np

from grader.core.model import Case, Observation
from grader.core.notation import numbers
from grader.core.value import INEXACT, INPUT, Array, Path, Value, leaves, tables

Trait = tuple[Hashable, ...]

MOST_ARRAYS = 12
"""So many arrays of one value have traits."""
SIZES = 3
"""Sizes from here on are one trait; 0, 1 and 2 have their own."""
MANY = 30
"""An array of more elements has more than one can read."""
NEAR = 1e-3
"""Two numbers are nearly equal if their relative difference is smaller."""
DECADES = 4
"""Magnitudes that are not further apart, in powers of ten, are one trait."""
BALANCED = 1e-6
"""A sum of at most this share of the sum of magnitudes is zero."""
MOST_OPTIONS = 16
"""An input that has at most so many texts is one of some options, and each is a trait."""
RESULT = (("result", 0),)


def traits(case: Case, known: Observation) -> frozenset[Trait]:
    """Return the traits of a case, with those of what the reference does on it."""
    found: set[Trait] = set()
    for n, value in enumerate(case.inputs):
        found.update(_of_value(value, ((INPUT, n),)))
    if known.failure is not None:
        found.add(("raises", known.failure.type))
    if known.value is not None:
        found.update(_of_value(known.value, RESULT))
    return frozenset([*found, *_equal_sizes(case)])


def _of_value(value: Value, path: Path) -> Iterator[Trait]:
    yield path, "kind", type(value).__name__, getattr(value, "type", "")
    for where, array in islice(leaves(value, path), MOST_ARRAYS):
        yield from ((where, *trait) for trait in _of_array(array))
    for where, table in tables(value, path):
        yield where, "missing", any(column.missing for _, column in table.parts())


def _of_array(array: Array) -> Iterator[Trait]:
    yield "dtype", array.dtype
    yield "rank", len(array.shape)
    yield from (("size", axis, min(size, SIZES)) for axis, size in enumerate(array.shape))
    yield "equal sizes", len(set(array.shape)) < len(array.shape)
    yield "memory", array.memory
    yield "grad", array.requires_grad, array.grad is not None
    if array.data is not None:
        yield from _of_numbers(numbers(array), array.dtype)


def _of_numbers(found: np.ndarray[Any, Any], dtype: str) -> Iterator[Trait]:
    """Yield the traits of the elements of an array; none of an empty one."""
    yield "many", found.size > MANY
    if not found.size:
        return
    flat = np.abs(found.ravel()) if dtype.startswith("complex") else found.ravel().astype(np.float64)
    finite = flat[np.isfinite(flat)]
    yield "finite", finite.size == flat.size
    if not finite.size:
        return
    largest, distinct = np.abs(finite).max(), np.unique(finite)
    shares = finite / (largest or 1.0)
    yield "zero", bool((finite == 0).any()), bool(finite.any())
    yield "sign", bool(distinct[0] < 0), bool(distinct[-1] > 0)
    yield "whole", dtype in INEXACT and bool((finite != np.round(finite)).any())
    yield "magnitude", int(np.floor(np.log10(largest) / DECADES)) if largest else None
    yield "constant", len(distinct) == 1
    yield "repeated", len(distinct) < len(finite)
    yield "nearly equal", bool((np.diff(distinct) < NEAR * np.abs(distinct[1:])).any())
    yield "balanced", bool(abs(shares.sum()) <= BALANCED * np.abs(shares).sum())
    yield "begins with", bool(finite[0] == distinct[0]), bool(finite[0] == distinct[-1])


def _equal_sizes(case: Case) -> Iterator[Trait]:
    """Yield the pairs of dimensions, of all inputs, that have the same size."""
    arrays = [(n, value) for n, value in enumerate(case.inputs) if isinstance(value, Array)]
    sizes = [(n, axis, size) for n, array in arrays for axis, size in enumerate(array.shape)]
    for first, second in combinations(sizes, 2):
        if first[2] == second[2]:
            yield "same size", first[:2], second[:2]


def options(texts: Sequence[Sequence[Hashable]]) -> list[frozenset[Trait]]:
    """Return for each case which of a few texts each of its inputs has.

    `texts` are the lines of the inputs, and what else is said of them, for each case. An input with more
    than `MOST_OPTIONS` different texts has no such trait.
    """
    columns = [set(column) for column in zip(*texts, strict=True)]
    few = [n for n, column in enumerate(columns) if len(column) <= MOST_OPTIONS]
    return [frozenset((n, "text", row[n]) for n in few) for row in texts]
