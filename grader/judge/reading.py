"""A task and its run with the cases that are easiest to read first.

The runner calls them in the order in which they find most wrong answers. What is shown is the smallest call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from grader.core.model import Misconception, TaskKey
from grader.runner.protocol import TaskRun


def easiest_first(task: TaskKey, run: TaskRun) -> list[int]:
    """Return the indices of the cases that were observed, the easiest to read first."""
    return sorted(range(len(run.observations)), key=lambda index: task.cases[index].rank)


def rearranged(task: TaskKey, run: TaskRun, order: Sequence[int]) -> tuple[TaskKey, TaskRun]:
    """Return the task and the run with the observed cases in this order.

    The cases that were not observed come after them, in their old order.
    """
    left = range(len(order), len(task.cases))
    observations = tuple(run.observations[index] for index in order)
    return only(task, [*order, *left]), replace(run, observations=observations)


def only(task: TaskKey, kept: Sequence[int]) -> TaskKey:
    """Return the task with some of its cases, in this order."""
    places = {index: place for place, index in enumerate(kept)}
    return msgspec.structs.replace(
        task,
        cases=tuple(task.cases[index] for index in kept),
        expected=tuple(task.expected[index] for index in kept),
        misconceptions=tuple(_with_cases(misconception, places) for misconception in task.misconceptions),
        portable=tuple(
            msgspec.structs.replace(portable, index=places[portable.index])
            for portable in task.portable
            if portable.index in places
        ),
    )


def _with_cases(one: Misconception, places: dict[int, int]) -> Misconception:
    """Return a misconception with the remaining cases, by their new numbers."""
    left = sorted((places[n], seen) for n, seen in one.observations if n in places)
    return msgspec.structs.replace(one, observations=tuple(left))
