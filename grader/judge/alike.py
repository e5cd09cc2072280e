"""Whether two wrong answers are the same; this recognises misconceptions.

The comparison is looser than `grader.compare.observations`, since it only selects words and never points.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from grader.compare import printed
from grader.compare.numbers import all_near
from grader.compare.observations import graded_gradients, shuffled_departure
from grader.compare.tables import same_but_numbers
from grader.compare.values import accepts, difference, pairs, structures
from grader.core.model import Aspect, Expected, Failure, Observation, Tolerance
from grader.core.notation import numbers
from grader.core.value import INEXACT, UNSEEN, Array, Opaque, Path, Value, leaves
from grader.judge.causes import letters, same_cause

PYTHON = 1e-6
"""The tolerance for Python floats: one may come from a float32."""
NEAR, NEAR_ZERO, NEAR_DIGITS = 0.15, 0.05, 5
"""How near two numbers are that are drawn in the same way: as a share, and near zero.

Near zero, they differ by at most 5 of the last digit that is written.
"""
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?")
MOST_ALLOWED = 0.02
"""The largest tolerance of a task that counts, as a share of the largest number.

With a larger one, two wrong answers may be near by chance.
"""
ALIKE = {"float16": 2e-2, "bfloat16": 2e-2, "float32": 1e-4, "complex64": 1e-4}


def alike(
    known: Observation,
    got: Observation,
    expected: Expected,
    *,
    asked: Collection[str] = (),
    graph: bool = True,
) -> bool:
    """Whether two observations are the same wrong answer.

    Gradients count if they are graded, and with `graph` the connection of the result to the graph.
    Exceptions match by their cause (`grader.judge.causes`). Exceptions
    that the task asks for match by type alone: a learner raises them with a message of their own.
    """
    if known.failure is not None or got.failure is not None:
        return _failures_alike(known.failure, got.failure, asked)
    if known.value is None or got.value is None or known.shares != got.shares:
        return False
    if expected.shuffled:
        return _broken(expected, known) == _broken(expected, got)
    if expected.free_values:
        return _alike_in_properties(known, got)
    if expected.prints and printed.departure(known.stdout, got.stdout) is not None:
        return False
    if not expected.free and not _results_alike(known.value, got.value, expected, graph=graph):
        return False
    if not all(_values_alike(*pair) for pair in zip(known.inputs, got.inputs, strict=False)):
        return False
    graded = graded_gradients(expected)
    return all(
        _gradients_alike((known.gradient or ())[n], got.gradient[n] if got.gradient else None) for n in graded
    ) and (not graded or _gradient_failures_alike(known.gradient_failure, got.gradient_failure))


def _results_alike(mine: Value, yours: Value, expected: Expected, *, graph: bool) -> bool:
    """Whether two results are alike; where no gradient is taken, a new leaf is another result."""
    if not _values_alike(mine, yours, expected.dtypes, expected.tolerances, graph=graph):
        return False
    is_taken = expected.observation.gradient is not None
    return not graph or is_taken or _new_leaves(mine) == _new_leaves(yours)


def _new_leaves(value: Value) -> list[bool]:
    """Return for each array whether it requires grad, and is connected to nothing before it."""
    return [array.requires_grad and array.leaf for _, array in leaves(value)]


def _gradient_failures_alike(mine: Failure | None, yours: Failure | None) -> bool:
    if mine is None or yours is None:
        return mine is yours
    return same_cause(mine, yours)


def _broken(expected: Expected, observed: Observation) -> list[tuple[Aspect, Path, str]]:
    """Return what is wrong with shuffled batches, in any order."""
    found = shuffled_departure(expected, observed)
    return [(mismatch.aspect, mismatch.path, mismatch.kind) for mismatch in found]


def _alike_in_properties(known: Observation, got: Observation) -> bool:
    """Whether two results are alike, or do not have the same property and show the same in it.

    Two wrong answers of different kinds may break the same property. Then what the property says of them
    differs: a mean of 0.02 and a mean of 4.2.
    """
    mine, yours = known.broken, got.broken
    assert known.value is not None
    assert got.value is not None
    if (mine and mine.property) != (yours and yours.property):
        return False
    if difference(known.value, got.value, {}, free_values=True):
        return False
    if _values_alike(known.value, got.value):
        return True
    return mine is not None and yours is not None and mine.got != "" and _says_the_same(mine.got, yours.got)


def _says_the_same(mine: str, yours: str) -> bool:
    """Whether two texts are equal but for their numbers, and the numbers are near."""
    if _NUMBER.split(mine) != _NUMBER.split(yours):
        return False
    pairs = zip(_NUMBER.findall(mine), _NUMBER.findall(yours), strict=True)
    return all(math.isclose(float(a), float(b), rel_tol=NEAR, abs_tol=_room(a, b)) for a, b in pairs)


def _room(mine: str, yours: str) -> float:
    """Return how far apart two numbers near zero may be, by the digits with which they are written."""
    return min(NEAR_ZERO, NEAR_DIGITS * min(map(_last_digit, (mine, yours))))


def _last_digit(number: str) -> float:
    """Return what the last digit of a number counts: 0.01 for "3.14"."""
    digits, _, exponent = number.partition("e")
    return float(10.0 ** (int(exponent or 0) - len(digits.partition(".")[2])))


def _failures_alike(mine: Failure | None, yours: Failure | None, asked: Collection[str]) -> bool:
    if mine is None or yours is None:
        return False
    if any(mine.is_a(type_) and yours.is_a(type_) for type_ in asked):
        return True
    return same_cause(mine, yours)


def _values_alike(
    mine: Value,
    yours: Value,
    dtypes: Sequence[str] = (),
    tolerances: Mapping[Path, Tolerance] = MappingProxyType({}),
    *,
    graph: bool = True,
) -> bool:
    if isinstance(mine, Opaque) and isinstance(yours, Opaque) and mine.why == UNSEEN == yours.why:
        return mine.type == yours.type and letters(mine.detail) == letters(yours.detail)
    if isinstance(mine, Array) and mine.dtype in INEXACT and mine == yours:
        return True  # as most arguments are after a call
    if any(structures(mine, yours, ())) or not same_but_numbers(mine, yours, dtypes):
        return False
    return all(
        (not graph or left.requires_grad == right.requires_grad)
        and _arrays_alike(left, right, dtypes, tolerances.get(path))
        for path, left, right in pairs(mine, yours)
    )


def _gradients_alike(mine: Array | None, yours: Array | None) -> bool:
    if mine is None or yours is None:
        some = mine or yours
        return some is None or (some.data is not None and not numbers(some).any())
    return _arrays_alike(mine, yours)


def _arrays_alike(
    mine: Array, yours: Array, dtypes: Sequence[str] = (), tolerance: Tolerance | None = None
) -> bool:
    """Whether two arrays are alike; `dtypes` are accepted beside that of `mine`.

    Where the task allows much, as with a free step of a difference quotient, wrong answers may differ by as
    much.
    """
    if (mine.shape, mine.device) != (yours.shape, yours.device) or not accepts(dtypes, mine, yours):
        return False
    if mine.data is None or yours.data is None:
        return mine.data is yours.data
    left, right = numbers(mine), numbers(yours)
    if mine.dtype not in INEXACT:
        return bool((left == right).all())
    near = PYTHON if mine.is_python else max(ALIKE.get(array.dtype, 1e-9) for array in (mine, yours))
    with np.errstate(all="ignore"):
        largest = np.abs(left[np.isfinite(left)]).max(initial=0.0)
        if all_near(right, left, near, largest):
            return True
        bound = np.frombuffer(tolerance.bound, np.float64).max(initial=0.0) if tolerance is not None else 0.0
        return near * largest < bound < MOST_ALLOWED * largest and bool((np.abs(right - left) <= bound).all())
