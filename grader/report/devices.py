"""Results on several devices, and how a submission was confined, in words."""

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
    """The name of a device in words."""
    return str(words.THE_CPU) if device == CPU else device


def confinement(grade: Grade) -> str:
    """How the submission was confined, and whether it could reach a GPU's driver."""
    labels = words.FACT_NAMES
    if grade.device != CPU and grade.tier != UNCONFINED.name:
        labels = words.FACT_NAMES_ON_GPU
    return str(labels[grade.tier]) if grade.tier in labels else grade.tier


def seen(result: TaskResult) -> Iterator[str]:
    """Where a result was seen, and what it is on the other devices that were used."""
    others = [
        found for found in result.devices if found.device != result.device and found.outcome is not None
    ]
    if result.outcome is not Outcome.PASSED and others:
        yield words.SHOWN_ON.format(device=named(result.device))
    for found in others:
        if found.outcome is None or found.outcome is Outcome.UNGRADED:
            yield words.UNGRADED_ON.format(
                device=named(found.device),
                why=clean(sentence(found.message) if found.message is not None else ""),
            )
        elif result.outcome is not Outcome.PASSED:
            shown = list(map(aspect, found.aspects)) or [state(found.outcome)]
            how = ", ".join(map(sentence, shown))
            form = words.RIGHT_ON if found.outcome is Outcome.PASSED else words.WRONG_ON
            yield form.format(device=named(found.device), how=how)
