"""On which device a result was seen, what it is on others, and what that says of how it was confined."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.model import CPU, Outcome
from grader.core.verdict import Grade, TaskResult
from grader.judge.remark import aspect, state
from grader.locale.messages import sentence
from grader.report import labels as words
from grader.report.text import clean
from grader.runner.sandbox.tiers import UNCONFINED


def named(device: str) -> str:
    """A device in words."""
    return str(words.THE_CPU) if device == CPU else device


def confinement(grade: Grade) -> str:
    """How the submission was confined, and that a GPU's driver was within its reach."""
    labels = words.FACT_NAMES
    if grade.device != CPU and grade.tier != UNCONFINED.name:
        labels = words.FACT_NAMES_ON_GPU
    return str(labels[grade.tier]) if grade.tier in labels else grade.tier


def seen(result: TaskResult) -> Iterator[str]:
    """Where a result was seen, and what it is on the other devices that were asked."""
    others = [one for one in result.devices if one.device != result.device and one.outcome is not None]
    if result.outcome is not Outcome.PASSED and others:
        yield words.SHOWN_ON.format(device=named(result.device))
    for one in others:
        if one.outcome is None or one.outcome is Outcome.UNGRADED:
            yield words.UNGRADED_ON.format(
                device=named(one.device), why=clean(sentence(one.message) if one.message is not None else "")
            )
        elif result.outcome is not Outcome.PASSED:
            shown = list(map(aspect, one.aspects)) or [state(one.outcome)]
            how = ", ".join(map(sentence, shown))
            form = words.RIGHT_ON if one.outcome is Outcome.PASSED else words.WRONG_ON
            yield form.format(device=named(one.device), how=how)
