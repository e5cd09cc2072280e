"""The same protocol as the pool's, in this process: for trusted code and for tests.

No deadline, no memory limit, no protection: never for a submission.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from grader.model import Failure
from grader.runner.observe import observe
from grader.runner.pool import TaskRun
from grader.runner.program import Loader
from grader.runner.wire import Assignment, Loaded, Observed, Program, Unfit


class InProcess:
    """Observes a program's functions here."""

    def run(self, program: Program, assignments: Sequence[Assignment]) -> Iterator[TaskRun]:
        """Load the program and observe each assignment, in order."""
        loader = Loader()
        failures: tuple[tuple[tuple[str, ...], Failure], ...] = ()
        for answer in loader.load(program):
            if isinstance(answer, Loaded):
                failures = answer.failures
        for assignment in assignments:
            answers = list(loader.run(assignment))
            seen = tuple(answer.observation for answer in answers if isinstance(answer, Observed))
            unfit = next((answer.signature for answer in answers if isinstance(answer, Unfit)), None)
            yield TaskRun(assignment.task, seen, signature=unfit, failures=failures)


def observe_function(function: Callable[..., Any], assignment: Assignment) -> TaskRun:
    """Observe a function that is at hand, such as a reference or a misconception."""
    seen = (
        observe(function, case, gradient=assignment.gradient, aliasing=assignment.aliasing)
        for case in assignment.cases
    )
    return TaskRun(assignment.task, tuple(seen))
