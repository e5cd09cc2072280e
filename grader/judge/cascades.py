"""Wrong tasks that use another of the learner's functions that is wrong, too.

Of such a task nothing else is explained: what it does may come from the other one.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from grader.core.fact import Fact
from grader.core.model import Aspect, Outcome
from grader.core.verdict import TaskResult
from grader.runner.wire import Program

USES_WRONG, UNFINISHED = "advice.uses_wrong", "advice.unfinished"
CAUSES = {USES_WRONG, UNFINISHED}
"""The codes of advice that names another task to do first."""
RIGHT = (Outcome.PASSED, Outcome.UNGRADED)
TRIED = (Outcome.FAILED, Outcome.RAISED, Outcome.TIMED_OUT)
UNWRITTEN = (Outcome.NOT_FINISHED, Outcome.MISSING)


def with_cascades(results: Mapping[str, TaskResult], program: Program) -> dict[str, TaskResult]:
    """Return the results in which a wrong task that uses a wrong one says so, in place of other advice."""
    wrong = {name for name, result in results.items() if result.outcome not in RIGHT}
    told = {}
    for name, result in results.items():
        is_tried = name in wrong and result.outcome in TRIED and not _is_unfit(result)
        cause = _cause(name, wrong, program) if is_tried else None
        told[name] = _told(result, results[cause]) if cause is not None else result
    return told


def _cause(name: str, wrong: set[str], program: Program) -> str | None:
    """Return the first wrong task that a task's code needs.

    None if there is none, or if that one needs this one, too.
    """
    if program.whole:
        return None
    defining = [piece for piece in program.pieces if name in piece.tasks]
    needed = (known for piece in defining for known in piece.names if known in wrong and known != name)
    return next((known for known in needed if not _needs(known, name, program)), None)


def _is_unfit(result: TaskResult) -> bool:
    """Whether a function was not even called, because its parameters are wrong."""
    return any(difference.aspect is Aspect.SIGNATURE for difference in result.differences)


def _needs(name: str, other: str, program: Program) -> bool:
    """Whether a task's code needs the definition of another one."""
    return any(other in piece.names and name in piece.tasks for piece in program.pieces)


def _told(result: TaskResult, cause: TaskResult) -> TaskResult:
    """Return a result that says which task to fix first.

    A misconception that is certain stays: it is what the task does, whatever the reason.
    """
    code = UNFINISHED if cause.outcome in UNWRITTEN else USES_WRONG
    named = result.misconception if result.misconception and result.misconception.certain else None
    return msgspec.structs.replace(
        result, misconception=named, second=None, patterns=(), advice=Fact(code, {"name": cause.task})
    )
