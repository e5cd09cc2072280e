"""The judge's side of the runner: a warm process, and a session with a child of it per submission.

A child that dies, hangs or grows too large costs its current task only: the remaining tasks are
observed in a fresh child.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from grader.errors import MachineError
from grader.model import Failure, Outcome, Trace
from grader.runner.child import Child, LostWhileLoading
from grader.runner.protocol import TaskRun
from grader.runner.wire import (
    Assignment,
    Broken,
    Channel,
    Ended,
    Fork,
    Forked,
    Limits,
    Program,
    ProtocolError,
    Ready,
    Report,
    Run,
    Stop,
    TraceCall,
    reports,
)

START_SECONDS = 120.0

_Expected = TypeVar("_Expected")
_Failures = tuple[tuple[tuple[str, ...], Failure], ...]


class Pool:
    """One warm process, started at once, used as a context manager."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._scratch = tempfile.mkdtemp(prefix="grade-")
        mine, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  # our own module, by this interpreter
                [sys.executable, "-P", "-m", "grader.runner.worker", str(theirs.fileno()), self._scratch],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                start_new_session=True,
            )
        self._warm = Channel(mine)
        self._ready: Ready | None = None

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self._warm.socket.close()
        if self._ready is None:
            self._process.kill()  # it is still importing torch, and has no children
        try:
            self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        shutil.rmtree(self._scratch, ignore_errors=True)

    @property
    def torch(self) -> str:
        """The version of torch in the runner; waits until it is imported."""
        if self._ready is None:
            self._warm.socket.settimeout(START_SECONDS)
            self._ready = self._expect(Ready)
        return self._ready.torch

    def _expect(self, kind: type[_Expected]) -> _Expected:
        report: Report | None = None
        try:
            report = self._warm.receive(reports)
        except ProtocolError as error:
            raise MachineError(f"The runner process sent something unreadable: {error}.") from error
        if isinstance(report, Broken):
            raise MachineError(f"The runner process could not start: {report.why}")
        if not isinstance(report, kind):
            raise MachineError(
                "The runner process ended unexpectedly. Run `grade doctor` to look for the cause."
            )
        return report

    def session(self, program: Program) -> PoolSession:
        """Children for one program, one after the other as they are lost."""
        return PoolSession(self, program)

    # ---------------------------------------------------------------------------------- for children

    def fork(self) -> tuple[int, Channel]:
        """A new child and the channel to it."""
        mine, theirs = socket.socketpair()
        with theirs:
            self._warm.send(Fork(self.limits, self._scratch), (theirs.fileno(),))
            forked = self._expect(Forked)
        mine.setblocking(False)
        return forked.pid, Channel(mine)

    def end(self, pid: int, grace_seconds: float) -> int:
        """Kill a child and all it started; its exit code, or minus the signal that ended it."""
        self._warm.send(Stop(pid, grace_seconds))
        return self._expect(Ended).code


class PoolSession:
    """One submission: a child as long as it lives, then a fresh one; used as a context manager."""

    def __init__(self, pool: Pool, program: Program) -> None:
        self._pool, self._program = pool, program
        self._end: float | None = None
        self._child: Child | None = None
        self._failures: _Failures = ()

    def __enter__(self) -> PoolSession:
        return self

    def __exit__(self, *_: object) -> None:
        self._drop()

    def run(self, assignments: Sequence[Assignment]) -> Iterator[TaskRun]:
        """Observe each assignment in a child; in a fresh one after a child was lost."""
        remaining = list(assignments)
        while remaining:
            try:
                child = self._loaded()
            except LostWhileLoading as lost:
                yield from self._without(lost, remaining)
                continue
            yield from self._until_lost(child, remaining)

    def trace(self, request: TraceCall) -> Trace | None:
        """One more call, line by line; None where no child can be had or the call does not come back."""
        try:
            child = self._loaded()
        except LostWhileLoading:
            self._drop()
            return None
        trace = child.trace(request)
        if trace is None:
            self._drop()
        return trace

    def _loaded(self) -> Child:
        """The child, with the program loaded; raises LostWhileLoading."""
        if self._child is None:
            assert self._pool.torch
            self._end = self._end or time.monotonic() + self._pool.limits.total_seconds
            self._child = Child(self._pool, self._end)
            self._failures = self._child.load(self._program)
        return self._child

    def _drop(self) -> None:
        if self._child is not None:
            self._child.close()
            self._child = None

    def _without(self, lost: LostWhileLoading, remaining: list[Assignment]) -> Iterator[TaskRun]:
        """Give up the piece in which a child was lost, and the tasks that need it."""
        self._drop()
        if lost.outcome is Outcome.NOT_RUN:  # the time is up, whatever was being loaded
            while remaining:
                yield TaskRun(remaining.pop(0).task, outcome=lost.outcome, why=lost.why)
            return
        culprit = self._program.pieces[lost.piece]
        pieces = tuple(piece for piece in self._program.pieces if piece is not culprit)
        self._program = Program(pieces, self._program.whole)
        for assignment in [one for one in remaining if one.task in culprit.tasks]:
            remaining.remove(assignment)
            line = None if self._program.whole else culprit.line
            yield TaskRun(assignment.task, outcome=lost.outcome, why=lost.why, while_loading=True, line=line)

    def _until_lost(self, child: Child, remaining: list[Assignment]) -> Iterator[TaskRun]:
        """Observe what remains; the child goes on to the next task while the judge looks at this one."""
        for assignment in remaining:
            child.ask(Run(assignment))
        while remaining:
            run = child.finish(remaining.pop(0))
            yield replace(run, failures=self._failures)
            if run.outcome is not None:
                self._drop()
                return


def _environment() -> dict[str, str]:
    """The environment, with one thread a process and no GPU."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    return {**os.environ, **threads, "CUDA_VISIBLE_DEVICES": ""}
