"""Which of the failing calls is shown: the smallest typical one that shows what is wrong.

With sizes of 1 only, a wrong shape does not show: `(1, 1)` for `(1,)` may be an axis too many, or a table of
all pairs. Nor do zeros, equal numbers or empty tensors show which number went where.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from grader.core.model import Case, Expected, Mismatch, TaskKey
from grader.core.notation import numbers
from grader.core.value import INEXACT, Array, Made, leaves
from grader.judge.score import CHAIN

MOST_ELEMENTS = 24
"""A case with more elements is not shown in place of a smaller one."""
FURTHER = 2
"""So many more calls are shown if nothing explains the first."""
SCALED = (" / ", " * ", "generator")
"""Parts of the code of an argument whose numbers are harder to follow."""


def shown_case(task: TaskKey, verdicts: Sequence[tuple[Mismatch, ...]]) -> int:
    """Return the first case with a wrong result, else the first that fails at all.

    If there are cases like it that say more, return the first of these that says most.
    """
    failing = [index for index, verdict in enumerate(verdicts) if verdict]
    wrong = [index for index in failing if any(mismatch.aspect in CHAIN for mismatch in verdicts[index])]
    first = (wrong or failing)[0]
    best, least = first, _says_little(task, first, verdicts[first][0])
    for index in wrong or failing:
        if not least:
            break
        is_like = _kind(verdicts[index][0]) == _kind(verdicts[first][0])
        if is_like and _is_such(task.cases[index], task.cases[first]):
            little = _says_little(task, index, verdicts[index][0])
            best, least = min((best, least), (index, little), key=lambda found: found[1])
    return best


def further_cases(task: TaskKey, verdicts: Sequence[tuple[Mismatch, ...]], first: int) -> list[int]:
    """Return a few more failing cases like the first, with other sizes or numbers among the arguments."""
    found: dict[tuple[object, ...], int] = {_sizes(task.cases[first]): first}
    for index, verdict in enumerate(verdicts):
        is_like = bool(verdict) and _kind(verdict[0]) == _kind(verdicts[first][0])
        if len(found) > FURTHER or not is_like or not _is_such(task.cases[index], task.cases[first]):
            continue
        if _says_little(task, index, verdict[0]) <= _says_little(task, first, verdicts[first][0]):
            found.setdefault(_sizes(task.cases[index]), index)
    return [index for index in found.values() if index != first]


def _sizes(case: Case) -> tuple[object, ...]:
    arrays = (value for value in case.arguments if isinstance(value, Array))
    return tuple(array.data if array.is_python else array.shape for array in arrays)


def _kind(mismatch: Mismatch) -> tuple[object, ...]:
    return mismatch.aspect, mismatch.path, mismatch.kind


def _says_little(task: TaskKey, index: int, mismatch: Mismatch) -> int:
    """Return in how many ways a case hides what is wrong in it."""
    arrays = [value for value in task.cases[index].arguments if isinstance(value, Array)]
    tensors = [array for array in arrays if not array.is_python and array.data is not None]
    sizes = [size for array in tensors for size in array.shape]
    return (
        4 * (0 in sizes)
        + 2 * _is_flat(mismatch)
        + 2 * _is_zero(task.expected[index])
        + (bool(sizes) and set(sizes) == {1})
        + _has_equal_numbers(tensors)
    )


def _is_flat(mismatch: Mismatch) -> bool:
    """Whether both shapes of a departure have only sizes of 1; False for another departure."""
    shapes = [shape for shape in (mismatch.expected, mismatch.got) if isinstance(shape, tuple)]
    return bool(shapes) and all(size == 1 for shape in shapes for size in shape)


def _is_zero(expected: Expected) -> bool:
    """Whether all numbers of the right result are 0."""
    value = expected.observation.value
    found = [array for _, array in leaves(value)] if value is not None else []
    return any(array.dtype in INEXACT for array in found) and not any(
        numbers(array).any() for array in found if array.data is not None
    )


def _has_equal_numbers(tensors: Sequence[Array]) -> bool:
    """Whether two elements of the arguments are the same number."""
    elements = [number for array in tensors if array.dtype in INEXACT for number in numbers(array).flat]
    return len(np.unique(elements)) < len(elements)


def _is_such(case: Case, first: Case) -> bool:
    """Whether a case is small, and unusual in nothing in which another one is not."""
    values = list(zip(case.inputs, first.inputs, strict=True))
    if any(isinstance(mine, Made) and mine != yours for mine, yours in values):
        return False
    pairs = [
        (mine, yours)
        for mine, yours in values
        if isinstance(mine, Array) and isinstance(yours, Array) and not mine.is_python
    ]
    counts = [math.prod(mine.shape) for mine, _ in pairs]
    codes = zip(case.code, first.code, strict=False)
    return (
        (0 not in counts or any(0 in yours.shape for _, yours in pairs))
        and sum(counts) <= MOST_ELEMENTS
        and all(_traits(mine) == _traits(yours) for mine, yours in pairs)
        and all(_is_scaled(mine) <= _is_scaled(yours) for mine, yours in codes)
    )


def _traits(array: Array) -> tuple[str, str, bool]:
    return array.dtype, array.memory, array.requires_grad


def _is_scaled(code: str) -> bool:
    """Whether the numbers of an argument are multiplied or divided, or random."""
    return any(mark in code for mark in SCALED)
