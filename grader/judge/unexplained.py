"""The verdict on a task if the grader fails to judge it or to explain it.

The comparison alone then decides. Where not even the comparison of every call succeeds, a call that was shown
to be wrong makes the answer wrong. Otherwise the task is ungraded, and its points stay open.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from grader.compare.observations import compare
from grader.core.errors import CourseError, GraderError
from grader.core.fact import Fact
from grader.core.model import Aspect, Expected, Mismatch, Observation, Outcome, TaskKey
from grader.core.verdict import Difference, Error, TaskResult
from grader.judge import differences
from grader.judge.devices.asked import seen_on
from grader.judge.reading import easiest_first, rearranged
from grader.judge.result import empty
from grader.judge.score import CHAIN, score
from grader.runner.protocol import TaskRun


def unexplained(task: TaskKey, run: TaskRun, device: str, fault: Exception) -> TaskResult:
    """Return what the comparison alone shows, after `fault` ended the judging."""
    message = Fact("unexplained", {"fault": _told(fault)})
    if run.outcome is not None and not run.partial:
        return empty(task, run.outcome, message)
    try:
        run = seen_on(task, run, device)
    except Exception:  # the same fault as before, perhaps: then nothing can be compared
        return ungraded(task, fault)
    task, run = rearranged(task, run, easiest_first(task, run))
    calls = [_compared(task, *pair) for pair in zip(task.expected, run.observations, strict=False)]
    found = [mismatch for mismatches, _ in calls for mismatch in mismatches]
    broken = {mismatch.aspect for mismatch in found}
    complete = run.outcome is None and not task.properties and all(complete for _, complete in calls)
    if not broken & CHAIN and not complete:
        return ungraded(task, fault)
    return TaskResult(
        task.name,
        Outcome.FAILED if broken else Outcome.PASSED,
        score(task.points, task.weights, broken),
        task.points,
        differences=tuple(_differences(found)),
        error=Error(message, None) if broken else None,
        tried=len(calls),
        wrong=sum(bool(mismatches) for mismatches, _ in calls),
    )


def ungraded(task: TaskKey, fault: Exception) -> TaskResult:
    """Return the result of a task that the grader could not grade.

    The task gives no points yet, and it keeps its maximum.
    """
    is_course = isinstance(fault, CourseError)
    message = Fact("ungraded.task" if is_course else "ungraded", {"fault": _told(fault)})
    return msgspec.structs.replace(empty(task, Outcome.UNGRADED), error=Error(message, None))


def _compared(task: TaskKey, expected: Expected, seen: Observation) -> tuple[list[Mismatch], bool]:
    """Return what is wrong in one call, and whether every aspect could be compared."""
    found: list[Mismatch] = []
    complete = True
    for aspects in ((), *((aspect,) for aspect in task.aspects)):
        try:
            found += compare(expected, seen, task.parameters, aspects)
        except Exception:  # this aspect stays open; the others are compared all the same
            complete = False
        if any(mismatch.aspect in CHAIN for mismatch in found):
            break
    return found, complete


def _differences(found: list[Mismatch]) -> Iterator[Difference]:
    """Yield the first mismatch of each aspect, as far as it can be told."""
    told: set[Aspect] = set()
    for mismatch in found:
        if mismatch.aspect in told:
            continue
        told.add(mismatch.aspect)
        try:
            expected, got = map(differences.side, (mismatch.expected, mismatch.got))
            fact = differences.fact(mismatch)
            yield Difference(mismatch.aspect, mismatch.path, fact, expected, got)
        except Exception:  # noqa: S112  # the aspect is wrong, whether or not it can be told
            continue


def _told(fault: Exception) -> Fact:
    if isinstance(fault, GraderError):
        return fault.fact
    return Fact("text", {"text": f"{type(fault).__name__}: {fault}".rstrip(".") + "."})
