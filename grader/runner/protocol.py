"""What a runner does, whichever it is: a session a submission, a run an assignment, a trace a call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from grader.core.fact import Fact
from grader.core.model import Failure, Observation, Outcome, Portability, Trace
from grader.runner.wire import Assignment, MoveCall, Program, TraceCall


@dataclass(frozen=True)
class TaskRun:
    """What became of one assignment.

    `outcome` is None when every case was observed; else how it ended before that, and `why`: a phrase of
    `grader.runner.reasons`.
    `partial` tells that it was ended since going on would only take longer: what was observed stands.
    `signature` is what an unfit function can be called with. `failures` are those of loading;
    `starved`: when its time was over, it had waited long for a processor.
    `while_loading`: a child was lost before any function was called, in the top-level `line`, if known.
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


class Cancelled(Exception):  # noqa: N818  # nothing has failed
    """What is run is not wanted any more."""


class LoadedProgram(Protocol):
    """One program, loaded, and its functions at hand."""

    def run(self, assignments: Sequence[Assignment]) -> Iterator[TaskRun]:
        """Observe each assignment, in order."""

    def trace(self, request: TraceCall) -> Trace | None:
        """One more call, line by line; None where it cannot be had."""

    def move(self, request: MoveCall) -> Portability | None:
        """One more call, on tensors that stand for a GPU's; None where it cannot be had."""


class Runner(Protocol):
    """Observes a program's functions: the process pool, or the process itself for trusted code."""

    @property
    def tier(self) -> str:
        """How the program is confined, by the tier's name."""

    @property
    def device(self) -> str:
        """The device on which the functions get their arguments: `cpu`, `cuda:0`."""

    def session(self, program: Program) -> AbstractContextManager[LoadedProgram]:
        """Load a program when it is first needed; whatever it started ends with the session."""


class Runners(Protocol):
    """A runner for each device that is asked, and for the CPU."""

    devices: tuple[str, ...]

    def __getitem__(self, device: str) -> Runner:
        """The runner of a device."""
