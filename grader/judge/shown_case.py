"""Which of the failing calls is shown: the smallest one that shows what is wrong.

With sizes of 1 only, a wrong shape does not: `(1, 1)` for `(1,)` may be an axis too many, or a table of all
pairs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from grader.core.model import Aspect, Case, Mismatch, TaskKey
from grader.core.value import Array
from grader.judge.score import CHAIN

MOST_ELEMENTS = 24
"""A case with more elements is not shown in place of a smaller one."""


def shown_case(task: TaskKey, verdicts: Sequence[tuple[Mismatch, ...]]) -> int:
    """Return the first case with a wrong result, else the first that fails at all.

    If its sizes are all 1 where a shape is wrong, return the next case like it that has other sizes.
    """
    failing = [index for index, verdict in enumerate(verdicts) if verdict]
    wrong = [index for index in failing if any(mismatch.aspect in CHAIN for mismatch in verdicts[index])]
    first = (wrong or failing)[0]
    mismatch = verdicts[first][0]
    if not _has_wrong_shape(mismatch) or not _is_flat(mismatch):
        return first
    clearer = (
        index
        for index in wrong
        if index > first
        and _has_wrong_shape(verdicts[index][0])
        and not _is_flat(verdicts[index][0])
        and _is_such(task.cases[index], task.cases[first])
    )
    return next(clearer, first)


def _has_wrong_shape(mismatch: Mismatch) -> bool:
    return mismatch.aspect is Aspect.SHAPE


def _is_flat(mismatch: Mismatch) -> bool:
    """Whether both shapes of a departure have only sizes of 1."""
    sizes = [
        size for shape in (mismatch.expected, mismatch.got) if isinstance(shape, tuple) for size in shape
    ]
    return all(size == 1 for size in sizes)


def _is_such(case: Case, first: Case) -> bool:
    """Whether a case is small, and unusual in nothing in which another one is not."""
    pairs = [
        (mine, yours)
        for mine, yours in zip(case.inputs, first.inputs, strict=True)
        if isinstance(mine, Array) and isinstance(yours, Array)
    ]
    counts = [math.prod(mine.shape) for mine, _ in pairs]
    return (
        0 not in counts
        and sum(counts) <= MOST_ELEMENTS
        and all(_traits(mine) == _traits(yours) for mine, yours in pairs)
    )


def _traits(array: Array) -> tuple[str, str, bool]:
    return array.dtype, array.memory, array.requires_grad
