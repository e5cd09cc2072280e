"""How a task can be graded on a GPU, and how its misconceptions fail there; found out on the CPU."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from grader.core.errors import CourseError
from grader.core.model import (
    ANYWHERE,
    ON_CPU,
    RANDOM,
    WITH_INPUTS,
    Case,
    DeviceFault,
    Portable,
    Property,
    fault_of,
)
from grader.course import words
from grader.course.trial import is_random

if TYPE_CHECKING:
    from grader.course.task import Task
    from grader.course.variant import Variant


def gpu_mode(
    task: Task, cases: Sequence[Case], properties: Sequence[Property]
) -> tuple[tuple[Portable, ...], str]:
    """Return cases on which the reference would work on a GPU, and the GPU mode.

    The cases are those on which a right function is tried: few, because each trial costs as much as ten
    calls. The mode says how the task can be graded on a GPU.
    """
    from grader.runner.recording.portable import portability

    indices = _spread(cases)
    told = {index: portability(task.reference, cases[index], task.asked) for index in indices}
    if not task.gpu or any(result.fault is not None for result in told.values()):
        return (), ON_CPU
    works = [index for index in indices if told[index].told]
    shown = {index: _shown(task, Portable(index, told[index].there), cases) for index in works or indices}
    portable = tuple(Portable(index, told[index].there) for index in _few(shown))
    if not task.shuffled and not properties and any(is_random(task, cases[index]) for index in indices):
        return portable, RANDOM
    if len(works) < len(indices) or any(told[index].here for index in works):
        return portable, ANYWHERE
    return portable, WITH_INPUTS


def device_fault(
    task: Task, variant: Variant, cases: Sequence[Case], portable: tuple[Portable, ...]
) -> DeviceFault:
    """Return how a misconception fails on a GPU; raises CourseError if it does not."""
    from grader.runner.recording.portable import portability

    found = [portability(variant.function, cases[case.index], task.asked) for case in portable]
    for told, case in zip(found, portable, strict=True):
        fault = fault_of(told, case)
        if fault is not None:
            return DeviceFault(variant.name, fault.kind, fault.operation, fault.moved)
    if not task.gpu:
        text = words.DEVICE_WITHOUT_GPU
    elif not portable:
        text = words.DEVICE_UNTOLD
    else:
        text = words.DEVICE_WORKS if any(told.told for told in found) else words.DEVICE_DEPENDS
    raise CourseError(text, name=variant.name, task=task.name)


def _shown(task: Task, portable: Portable, cases: Sequence[Case]) -> frozenset[object]:
    """Return what a case shows: the reference's operations, and misconceptions that fail on a GPU."""
    from grader.runner.recording.portable import operations, portability

    case = cases[portable.index]
    failing = (
        variant.name
        for variant in task.device_misconceptions
        if fault_of(portability(variant.function, case, task.asked), portable) is not None
    )
    return operations(task.reference, case, task.asked).union(failing)


def _few(shown: dict[int, frozenset[object]]) -> list[int]:
    """Return the first of the cases that show most, and further ones for what is left."""
    chosen = [max(shown, key=lambda index: len(shown[index]))]
    while left := frozenset().union(*shown.values()).difference(*(shown[index] for index in chosen)):
        chosen.append(max(shown, key=lambda index: len(shown[index] & left)))
    return chosen


def _spread(cases: Sequence[Case]) -> list[int]:
    """Return some indices, by size: middle, large, small, and between."""
    count, places = len(cases), sorted(range(len(cases)), key=lambda index: cases[index].rank)
    wanted = [int(count * share) for share in (0.5, 0.999, 0, 0.25, 0.75, 0.1, 0.9, 0.4, 0.6)]
    return [places[n] for n in dict.fromkeys(min(index, count - 1) for index in wanted)]
