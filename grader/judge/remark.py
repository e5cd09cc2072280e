"""A task's remark: a few words that explain its score."""

from __future__ import annotations

from grader.core.fact import Fact
from grader.core.model import CPU, Aspect, Outcome
from grader.core.verdict import Difference, TaskResult

NOT_ON_GPU, CPU_ALONE = Fact("remark.not_on_gpu"), Fact("remark.cpu_alone")
NO_ERROR = Fact("aspect.no_error")
OTHER_KIND = {
    "signature.variable_for_function": "aspect.no_function",
    "signature.variable_for_class": "aspect.no_class",
    "signature.function_for_class": "aspect.no_class",
}
"""The remark if a name stands for something else than the task asks for."""
ERROR_ASKED = ("outcome.returned", "outcome.other_error")
"""The codes of differences where an error is expected and none of its type came."""


def remark(result: TaskResult) -> Fact | None:
    """Return what is wrong with a task, by its aspects or its outcome.

    For a right task, it is a note such as "not on a GPU", or None.
    """
    if result.outcome is Outcome.PASSED:
        if fails_on_gpu(result):
            return NOT_ON_GPU
        return CPU_ALONE if any(device.outcome is None for device in result.devices) else None
    told = state(result.outcome)
    if result.outcome is Outcome.FAILED and result.differences:
        aspects = tuple({fact.code: fact for fact in map(_of_aspect, result.differences)}.values())
        told = aspects[0] if len(aspects) == 1 else Fact("list", {"parts": aspects})
    if not any(device.outcome is Outcome.PASSED for device in result.devices):
        return told
    if result.device == CPU:
        return Fact("remark.on_cpu", {"remark": told})
    return Fact("remark.on_device", {"remark": told, "device": result.device})


def fails_on_gpu(result: TaskResult) -> bool:
    """Whether a result that is right on the CPU would be wrong on a GPU."""
    return result.on_gpu is not None and result.on_gpu.state == "fails"


def state(outcome: Outcome) -> Fact:
    """Return the outcome's label."""
    return Fact(f"state.{outcome.replace(' ', '_')}")


def aspect(aspect: Aspect) -> Fact:
    """Return the label of an aspect that did not hold.

    A cut graph is reported as the missing gradient.
    """
    return Fact(f"aspect.{Aspect.GRADIENT if aspect is Aspect.ATTACHED else aspect}")


def _of_aspect(difference: Difference) -> Fact:
    code = difference.message.code
    if difference.aspect is Aspect.SIGNATURE and code in OTHER_KIND:
        return Fact(OTHER_KIND[code])
    is_asked = difference.aspect is Aspect.OUTCOME and difference.message.code in ERROR_ASKED
    return NO_ERROR if is_asked else aspect(difference.aspect)
