"""On which device a result was seen, what it is on others, and what that says of how it was confined."""

from __future__ import annotations

from collections.abc import Iterator

from grader.model import CPU, Outcome
from grader.report import words
from grader.report.text import clean
from grader.runner.tiers import UNCONFINED
from grader.verdict import Grade, TaskResult


def named(device: str) -> str:
    """A device in words."""
    return words.THE_CPU if device == CPU else device


def reach(grade: Grade) -> str:
    """What a confined submission could reach beside the CPU."""
    return words.DRIVER_IN_REACH if grade.device != CPU and grade.tier != UNCONFINED.name else ""


def fails_on_gpu(result: TaskResult) -> bool:
    """Whether what is right on the CPU would not be so on a GPU."""
    return result.on_gpu is not None and result.on_gpu.state == "fails"


def seen(result: TaskResult) -> Iterator[str]:
    """Where a result was seen, and what it is on the other devices that were asked."""
    others = [one for one in result.devices if one.device != result.device and one.outcome is not None]
    if result.outcome is not Outcome.PASSED and others:
        yield words.SHOWN_ON.format(device=named(result.device))
    for one in others:
        if one.outcome is Outcome.UNGRADED:
            yield words.UNGRADED_ON.format(device=named(one.device), why=clean(one.message))
        elif result.outcome is not Outcome.PASSED:
            how = ", ".join(words.ASPECTS[aspect] for aspect in one.aspects) or str(one.outcome)
            form = words.RIGHT_ON if one.outcome is Outcome.PASSED else words.WRONG_ON
            yield form.format(device=named(one.device), how=how)
