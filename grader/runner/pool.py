"""The judge's side of the runner: a warm process, a child per submission, the clock, the kill.

The judge keeps the time and watches the memory from outside; what a child says about itself is never
used for that. A child that dies, hangs or grows too large costs its current task only: the remaining
tasks are observed in a fresh child.
"""

from __future__ import annotations

import contextlib
import os
import resource
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from grader.errors import MachineError
from grader.model import Failure, Observation, Outcome
from grader.runner.wire import (
    Answer,
    Assignment,
    Began,
    Broken,
    Channel,
    Done,
    Ended,
    Fork,
    Forked,
    Limits,
    Load,
    Loaded,
    Observed,
    Program,
    ProtocolError,
    Ready,
    Report,
    Run,
    Stop,
    Unfit,
    answers,
    frame,
    reports,
)

TICK_SECONDS = 0.02
GRACE_SECONDS = 0.5
CHUNK_BYTES = 2**18
GATHER_SECONDS = 0.0005
"""A child that answers every 0.1 ms is not waited for answer by answer: each waking costs both sides."""
START_SECONDS = 120.0

UNREADABLE = "what it sent could not be read"
ENDED_BY = "the system ended its process with {name}"
ENDED_ITSELF = "it ended its own process, with exit code {code}"

_Expected = TypeVar("_Expected")


@dataclass(frozen=True)
class TaskRun:
    """What became of one assignment.

    `outcome` is None when every case was observed; else how it ended before that, and `why`.
    `signature` is what an unfit function can be called with. `failures` are those of loading;
    `line` is the top-level line in which a child was lost.
    """

    task: str
    observations: tuple[Observation, ...] = ()
    outcome: Outcome | None = None
    why: str = ""
    signature: str | None = None
    failures: tuple[tuple[tuple[str, ...], Failure], ...] = ()
    line: int | None = None


class Runner(Protocol):
    """Observes a program's functions: the process pool, or the process itself for trusted code."""

    def run(self, program: Program, assignments: Sequence[Assignment]) -> Iterator[TaskRun]:
        """Observe each assignment, in order."""


class _Death(Exception):  # noqa: N818  # a child's end, not an error of ours
    """A child is not to be used further: how it ended, and why in words."""

    def __init__(self, outcome: Outcome, why: str) -> None:
        super().__init__(why)
        self.outcome, self.why = outcome, why


class _LostWhileLoading(_Death):
    """A child was lost in a piece of the program."""

    def __init__(self, outcome: Outcome, why: str, piece: int) -> None:
        super().__init__(outcome, why)
        self.piece = piece


def _nonsense() -> _Death:
    return _Death(Outcome.CRASHED, UNREADABLE)


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

    # ------------------------------------------------------------------------------- one submission

    def run(self, program: Program, assignments: Sequence[Assignment]) -> Iterator[TaskRun]:
        """Observe each assignment in a child; in a fresh one after a child was lost."""
        if not assignments:
            return
        assert self.torch
        end = time.monotonic() + self.limits.total_seconds
        remaining = list(assignments)
        while remaining:
            with _Child(self, end) as child:
                try:
                    failures = child.load(program)
                except _LostWhileLoading as lost:
                    culprit = program.pieces[lost.piece]
                    program = Program(tuple(p for p in program.pieces if p is not culprit), program.whole)
                    for assignment in [a for a in remaining if a.task in culprit.tasks]:
                        remaining.remove(assignment)
                        yield TaskRun(assignment.task, outcome=lost.outcome, why=lost.why, line=culprit.line)
                    continue
                yield from _until_lost(child, remaining, failures)

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


def _until_lost(
    child: _Child, remaining: list[Assignment], failures: tuple[tuple[tuple[str, ...], Failure], ...]
) -> Iterator[TaskRun]:
    """Observe what remains; the child goes on to the next task while the judge looks at this one."""
    for assignment in remaining:
        child.ask(Run(assignment))
    while remaining:
        run = child.finish(remaining.pop(0))
        yield replace(run, failures=failures)
        if run.outcome is not None:
            return


class _Child:
    """One forked child, with its deadlines and its memory limit."""

    def __init__(self, pool: Pool, end: float) -> None:
        self._pool, self._end = pool, end
        self._pid, self._channel = pool.fork()
        self._code: int | None = None
        self._unsent = bytearray()
        self._next_look = 0.0
        self._ceiling = _resident_bytes(self._pid) + pool.limits.memory_bytes
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._channel.socket, selectors.EVENT_READ)

    def __enter__(self) -> _Child:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop(grace_seconds=0)
        self._selector.close()
        self._channel.socket.close()

    def _stop(self, grace_seconds: float) -> int:
        if self._code is None:
            self._code = self._pool.end(self._pid, grace_seconds)
        return self._code

    def load(self, program: Program) -> tuple[tuple[tuple[str, ...], Failure], ...]:
        """Run the program's pieces; the failures of those that raised. Raises _LostWhileLoading."""
        piece = 0
        try:
            self.ask(Load(program))
            while True:
                match self._receive():
                    case Began(index) if piece <= index < len(program.pieces):
                        piece = index
                    case Loaded(failures):
                        return failures
                    case _:
                        raise _nonsense()
        except _Death as death:
            raise _LostWhileLoading(death.outcome, death.why, piece) from None

    def finish(self, assignment: Assignment) -> TaskRun:
        """Take in what a started task does, as far as the child goes."""
        seen: list[Observation] = []
        try:
            while True:
                match self._receive():
                    case Observed(index, seen_now) if index == len(seen) < len(assignment.cases) and _fits(
                        seen_now, assignment
                    ):
                        seen.append(seen_now)
                    case Done() if len(seen) == len(assignment.cases):
                        return TaskRun(assignment.task, tuple(seen))
                    case Unfit(signature) if not seen:
                        return TaskRun(assignment.task, signature=signature)
                    case _:
                        raise _nonsense()
        except _Death as death:
            return TaskRun(assignment.task, tuple(seen), death.outcome, death.why)

    def ask(self, request: Load | Run) -> None:
        """Put a request into the queue; it is sent as the child reads, while its answers are received."""
        self._unsent += frame(request)

    def _deadline(self) -> float:
        return min(time.monotonic() + self._pool.limits.call_seconds, self._end)

    def _receive(self) -> Answer:
        deadline = self._deadline()
        while (answer := self._take()) is None:
            if not self._exchange():
                raise self._death()
            now = time.monotonic()
            if now > self._next_look:
                self._next_look = now + TICK_SECONDS
                if _resident_bytes(self._pid) > self._ceiling:
                    raise _Death(Outcome.OUT_OF_MEMORY, _gigabytes(self._pool.limits.memory_bytes))
            if now > deadline:
                raise self._too_late()
        return answer

    def _take(self) -> Answer | None:
        try:
            answer: Answer | None = self._channel.take(answers)
        except ProtocolError:
            raise _nonsense() from None
        return answer

    def _exchange(self) -> bool:
        """Send and receive what can be, within a tick; False when the child has hung up."""
        wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if self._unsent else 0)
        self._selector.modify(self._channel.socket, wanted)
        for _, ready in self._selector.select(TICK_SECONDS):
            if ready & selectors.EVENT_WRITE:
                with contextlib.suppress(OSError):  # a child that is gone is noticed by what follows
                    del self._unsent[: self._channel.socket.send(self._unsent[:CHUNK_BYTES])]
            if ready & selectors.EVENT_READ:
                time.sleep(GATHER_SECONDS)
                return self._channel.fill()
        return True

    def _too_late(self) -> _Death:
        limits = self._pool.limits
        if time.monotonic() > self._end:
            return _Death(Outcome.NOT_RUN, f"{limits.total_seconds:g} s")
        return _Death(Outcome.TIMED_OUT, f"{limits.call_seconds:g} s")

    def _death(self) -> _Death:
        """The child has hung up: how did it end?"""
        code = self._stop(grace_seconds=GRACE_SECONDS)
        if code < 0:
            return _Death(Outcome.CRASHED, ENDED_BY.format(name=signal.Signals(-code).name))
        return _Death(Outcome.CRASHED, ENDED_ITSELF.format(code=code))


def _fits(observation: Observation, assignment: Assignment) -> bool:
    """Whether an observation has the form that a call of this task has: it comes from a student's process."""
    count, taken = len(assignment.cases[0].inputs), observation.gradient
    shared = {index for inputs in observation.shares for index in inputs}
    return (
        len(observation.inputs) == count
        and (taken is None or len(taken) == count)
        and shared <= set(range(count))
    )


def _gigabytes(size: int) -> str:
    return f"{size / 2**30:.1f} GB".replace(".0 ", " ")


def _resident_bytes(pid: int) -> int:
    """Bytes of memory that the process has touched, shared memory included; 0 when it is gone."""
    try:
        with open(f"/proc/{pid}/statm") as file:
            fields = file.read().split()
    except OSError:
        return 0
    return int(fields[1]) * resource.getpagesize()


def _environment() -> dict[str, str]:
    """The environment, with one thread a process and no GPU."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    return {**os.environ, **threads, "CUDA_VISIBLE_DEVICES": ""}
