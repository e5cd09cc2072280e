"""The protocol of the pool in this process: for trusted code and for tests.

It has no deadline, no memory limit and no protection. Never use it for a submission.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

from grader.core.model import CPU, Portability, Trace
from grader.runner.probes import with_memory
from grader.runner.protocol import TaskRun
from grader.runner.recording.folder import in_folder_of
from grader.runner.recording.observe import observe
from grader.runner.recording.program import ProgramLoader
from grader.runner.sandbox.tiers import UNCONFINED
from grader.runner.wire import Assignment, Loaded, MoveCall, Observed, Program, TraceCall, Unfit


class InProcess:
    """Observes a program's functions in this process."""

    tier = UNCONFINED.name
    device = CPU

    @contextmanager
    def session(self, program: Program) -> Iterator[InProcessSession]:
        """Load the program."""
        with in_folder_of(program.files) if program.files else nullcontext():
            yield InProcessSession(program)

    def beside(self) -> InProcess:
        """Return this runner."""
        return self


class InProcessSession:
    """One program, loaded into this process."""

    def __init__(self, program: Program) -> None:
        self._loader, self._files = ProgramLoader(), program.files
        answers = list(self._loader.load(program))
        self._failures = next(answer.failures for answer in answers if isinstance(answer, Loaded))

    def run(self, assignments: Sequence[Assignment]) -> Iterator[TaskRun]:
        """Observe each assignment, in order."""
        for assignment in assignments:
            answers = list(self._loader.run(assignment))
            told = [answer for answer in answers if isinstance(answer, Observed)]
            seen = tuple(with_memory(answer.observation, answer.probes) for answer in told)
            unfit = next((answer for answer in answers if isinstance(answer, Unfit)), None)
            signature, kind = (unfit.signature, unfit.kind) if unfit is not None else (None, "")
            yield TaskRun(
                assignment.task,
                seen,
                signature=signature,
                failures=self._failures,
                kind=kind,
                files=self._files,
            )

    def trace(self, request: TraceCall) -> Trace | None:
        """Make one more call, line by line."""
        return self._loader.trace(request).trace

    def move(self, request: MoveCall) -> Portability | None:
        """Make one more call, on tensors in place of a GPU's."""
        return self._loader.move(request).portability


def observe_function(function: Callable[..., Any], assignment: Assignment) -> TaskRun:
    """Observe a given function, such as a reference or a misconception."""
    seen = (observe(function, case, assignment.asked) for case in assignment.cases)
    return TaskRun(assignment.task, tuple(seen))
