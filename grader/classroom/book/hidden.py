"""Hidden cases: what a student learns of the calls that they may not see."""

from __future__ import annotations

import msgspec

from grader.core.fact import Fact
from grader.core.model import Aspect, Outcome
from grader.core.verdict import Difference, Error, TaskResult

PROPERTIES = ("values.property", "values.property_got")
"""What is said of a property; it holds no numbers of the data."""


def told(public: TaskResult, hidden: TaskResult | None) -> TaskResult:
    """A task's result as its student sees it.

    Of hidden cases it says only that one failed, and which misconception was recognised. The score is the
    lower one of the public and the hidden cases.
    """
    if hidden is None or hidden.outcome is Outcome.UNGRADED:
        return public
    if public.is_by_teacher:
        return _by_teacher(hidden)
    if public.outcome is Outcome.UNGRADED:
        return public
    if hidden.score >= public.score:
        return public
    if public.outcome is not Outcome.PASSED:
        also = Difference(Aspect.VALUES, (), Fact("hidden.too"), "", "")
        return msgspec.structs.replace(public, score=hidden.score, differences=(*public.differences, also))
    return TaskResult(
        public.task,
        hidden.outcome,
        hidden.score,
        public.max_score,
        misconception=hidden.misconception,
        second=hidden.second,
        error=Error(Fact("hidden.only"), None),
        duration=public.duration,
    )


def _by_teacher(hidden: TaskResult) -> TaskResult:
    """A task that has only hidden cases: it says which property does not hold, and shows no call."""
    told = tuple(
        msgspec.structs.replace(difference, expected="", got="", call="")
        for difference in hidden.differences
        if difference.message.code in PROPERTIES
    )
    is_right = hidden.outcome is Outcome.PASSED
    return TaskResult(
        hidden.task,
        hidden.outcome,
        hidden.score,
        hidden.max_score,
        misconception=hidden.misconception,
        second=hidden.second,
        differences=told,
        error=None if is_right or told else Error(Fact("hidden.teacher"), None),
        duration=hidden.duration,
    )
