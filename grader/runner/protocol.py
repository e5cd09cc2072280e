"""What every runner does: a session for a submission, a run for an assignment.

It also traces and moves single calls.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from grader.core.errors import MachineError
from grader.core.fact import Fact
from grader.core.model import Failure, Observation, Outcome, Portability, Trace
from grader.runner.wire import Assignment, MoveCall, Program, TraceCall


@dataclass(frozen=True)
class TaskRun:
    """The result of one assignment.

    `outcome` is None if every case was observed. Else it says how the run ended before, and `why` is a phrase
    of `grader.runner.reasons`. `partial` means that the run was ended because more calls would only take
    time; its observations are valid. `signature` says how an unfit function can be called. `kind` says what
    the task's name stands for, if the task asks for something else. `failures` are those of loading.
    `starved` means that the time was over after a long wait for a processor. `while_loading` means that a
    child was lost before any function was called. `line` is then the top-level line, if known. `items` counts
    the items of all values. `fault` is set if the machine cannot run the task. `files` are
    the exercise's data.
    """

    task: str
    observations: tuple[Observation, ...] = ()
    outcome: Outcome | None = None
    why: Fact | None = None
    partial: bool = False
    signature: str | None = None
    failures: tuple[tuple[tuple[str, ...], Failure], ...] = ()
    while_loading: bool = False
    line: int | None = None
    starved: bool = False
    items: int = 0
    kind: str = ""
    fault: MachineError | None = None
    files: tuple[tuple[str, bytes], ...] = ()


class Cancelled(Exception):  # noqa: N818  # nothing has failed
    """The result of a run is not wanted any more."""


class LoadedProgram(Protocol):
    """One loaded program, with its functions."""

    def run(self, assignments: Sequence[Assignment]) -> Iterator[TaskRun]:
        """Observe each assignment, in order."""

    def trace(self, request: TraceCall) -> Trace | None:
        """Make one more call, line by line; returns None if that is not possible."""

    def move(self, request: MoveCall) -> Portability | None:
        """Make one more call, on tensors in place of a GPU's.

        Returns None if that is not possible.
        """


class Runner(Protocol):
    """Observes a program's functions in the process pool.

    For trusted code, it observes them in this process.
    """

    @property
    def tier(self) -> str:
        """The name of the sandbox tier that confines the program."""

    @property
    def device(self) -> str:
        """The device on which the functions get their arguments: `cpu`, `cuda:0`."""

    def session(self, program: Program) -> AbstractContextManager[LoadedProgram]:
        """Load a program when it is first needed.

        All that the program started ends with the session.
        """

    def beside(self) -> Runner:
        """Return a runner whose sessions may be open while one of this runner is."""


class Runners(Protocol):
    """A runner for each requested device, and for the CPU."""

    devices: tuple[str, ...]

    def __getitem__(self, device: str) -> Runner:
        """Return the runner of a device."""
