"""The judge's side of the runner: a warm process and its sessions.

Each submission has a session. A session has a child of the warm process. If a child dies, hangs or grows too
large, only its current task is lost. A new child observes the remaining tasks. A warm process that dies is
replaced, once for each submission.
"""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import msgspec

from grader.core.errors import MachineError
from grader.core.model import CPU, Failure, Outcome, Portability, Trace
from grader.runner import reasons
from grader.runner.process.child import Child, LostWhileLoading
from grader.runner.process.warm import Warm
from grader.runner.protocol import TaskRun
from grader.runner.sandbox.readable import installation
from grader.runner.sandbox.tiers import UNCONFINED, Tier
from grader.runner.wire import (
    LARGEST_ANSWER,
    Assignment,
    Channel,
    Ended,
    Fork,
    Forked,
    Limits,
    MoveCall,
    Program,
    Run,
    Stop,
    TraceCall,
)

_Told = TypeVar("_Told")
_Failures = tuple[tuple[tuple[str, ...], Failure], ...]


FORKS = sys.platform == "linux"
"""Whether children are forked; if not, each child is a newly started process.

On other systems, some libraries do not survive a fork.
"""


class Pool:
    """One warm process in a sandbox tier, started at once; used as a context manager.

    `hidden` are paths that a confined submission may not read, even inside the Python installation. They are
    the course, the keys and the submissions. Submissions compute on the `device`. `cancelled` is called often
    while a submission runs. If it returns True, the child is ended and Cancelled is raised.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        tier: Tier = UNCONFINED,
        hidden: Iterable[Path] = (),
        *,
        device: str = CPU,
        forks: bool = FORKS,
    ) -> None:
        self.limits = limits or Limits()
        self.cancelled: Callable[[], bool] = lambda: False
        self.device = device
        self._tier, self._forks, self._hidden = tier, forks, tuple(hidden)
        self._readable = installation(self._hidden, device) if tier.confines else None
        self._other: Pool | None = None
        self._warm = self._started()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self._warm.end()
        if self._other is not None:
            self._other.__exit__()

    @property
    def tier(self) -> str:
        """The name of the sandbox tier in which submissions run."""
        return self._tier.name

    @property
    def scratch(self) -> str | None:
        """The folder on this machine in which submissions write.

        It is None if they write in the sandbox only.
        """
        return self._warm.scratch

    @property
    def torch(self) -> str:
        """The version of torch in the runner; waits until torch is imported."""
        return self._warm.torch

    @property
    def warm(self) -> Warm:
        """The current warm process."""
        return self._warm

    def restart(self) -> None:
        """Replace a warm process that has failed."""
        self._warm.end()
        self._warm = self._started()

    def know(self, modules: Iterable[str]) -> dict[str, str]:
        """Import modules for the next children; return the packages that are absent, with Python's reason."""
        new = [module for module in dict.fromkeys(modules) if module not in self._known]
        if new:
            self._absent |= self._warm.know(new)
            self._known |= set(new)
        return self._absent

    def _started(self) -> Warm:
        self._known: set[str] = set()
        self._absent: dict[str, str] = {}
        with _of_the_machine():
            return Warm(self._tier, self._readable, forks=self._forks, device=self.device)

    def session(self, program: Program) -> PoolSession:
        """Return a session that runs one program, with a new child after each lost one."""
        return PoolSession(self, program)

    def beside(self) -> Pool:
        """Return this pool, or another one if the warm process is itself its only child."""
        if self._forks:
            return self
        if self._other is None:
            self._other = Pool(self.limits, self._tier, self._hidden, device=self.device, forks=False)
        return self._other

    # ---------------------------------------------------------------------------------- for children

    def fork(self, more_seconds: float = 0.0) -> tuple[int, int, Channel]:
        """Fork a child; return its pid for the warm process, its pid here, its channel."""
        limits = msgspec.structs.replace(self.limits, total_seconds=self.limits.total_seconds + more_seconds)
        with _of_the_machine():
            mine, theirs = socket.socketpair()
            try:
                with theirs:
                    self._warm.send(Fork(limits), (theirs.fileno(),))
                    forked = self._warm.expect(Forked)
                mine.setblocking(False)
                pid = _known_here(forked.pid, self._warm.descriptor(), self._tier)
            except BaseException:
                mine.close()
                raise
        return forked.pid, pid, Channel(mine, largest=LARGEST_ANSWER)

    def end(self, pid: int, grace_seconds: float) -> Ended:
        """Kill a child and all that it started; return how it ended."""
        if not self._warm.forks:
            ended = self._warm.kill(grace_seconds)
            self.restart()
            return ended
        self._warm.send(Stop(pid, grace_seconds))
        return self._warm.expect(Ended)


def _lacks(assignment: Assignment, absent: Mapping[str, str]) -> list[str]:
    """Return the packages that a task needs and that are absent."""
    needed = dict.fromkeys(module.partition(".")[0] for _, module in assignment.asked.knows)
    return [package for package in needed if package in absent]


def _no_package(packages: Sequence[str]) -> MachineError:
    return MachineError(reasons.NO_PACKAGE, packages=" ".join(packages))


def _known_here(pid: int, descriptor: int | None, tier: Tier) -> int:
    """Return the pid of a process here; it may differ from the pid in its sandbox."""
    if descriptor is None:
        if "pid" in tier.layers:
            raise MachineError(reasons.NO_DESCRIPTOR)
        return pid
    try:
        with open(f"/proc/self/fdinfo/{descriptor}") as file:
            fields = dict(line.split(":", 1) for line in file.read().splitlines())
    finally:
        os.close(descriptor)
    return int(fields.get("Pid", pid))


@contextmanager
def _of_the_machine() -> Iterator[None]:
    """Turn a refusal of the system into a MachineError.

    An example is that no more descriptors can be opened.
    """
    try:
        yield
    except OSError as error:
        raise MachineError(reasons.REFUSED, why=error.strerror or str(error)) from error


class PoolSession:
    """One submission: a child, and a new one if it is lost.

    It is used as a context manager.
    """

    def __init__(self, pool: Pool, program: Program) -> None:
        self._pool, self._program = pool, program
        self._end: float | None = None
        self._more = 0.0
        """The seconds that some tasks ask for, in addition to the usual ones for a whole file."""
        self._child: Child | None = None
        self._failures: _Failures = ()
        self._restarted = False
        self._modules: set[str] = set()

    def __enter__(self) -> PoolSession:
        return self

    def __exit__(self, *_: object) -> None:
        self._drop()

    def run(self, assignments: Sequence[Assignment]) -> Iterator[TaskRun]:
        """Observe each assignment in a child; a new one replaces a lost child."""
        remaining = list(assignments)
        self._more = sum(assignment.seconds for assignment in assignments)
        self._modules |= {module for assignment in remaining for _, module in assignment.asked.knows}
        while remaining:
            try:
                with _of_the_machine():
                    yield from self._some(remaining)
            except MachineError:
                if self._restarted:
                    raise
                self._restart()

    def _some(self, remaining: list[Assignment]) -> Iterator[TaskRun]:
        """Observe as many of the remaining assignments as one child can."""
        assert self._pool.torch
        absent = self._pool.know(self._modules)
        for assignment in [waiting for waiting in remaining if _lacks(waiting, absent)]:
            remaining.remove(assignment)
            yield TaskRun(assignment.task, fault=_no_package(_lacks(assignment, absent)))
        if not remaining:
            return
        try:
            child = self._loaded()
        except LostWhileLoading as lost:
            yield from self._without(lost, remaining)
            return
        yield from self._until_lost(child, remaining)

    def _restart(self) -> None:
        """Replace the failed warm process; its child is lost, too.

        The next child continues with the remaining assignments.
        """
        self._restarted = True
        if self._child is not None:
            self._child.abandon()
            self._child = None
        self._pool.restart()

    def trace(self, request: TraceCall) -> Trace | None:
        """Make one more call, line by line.

        Returns None if no child can be started, or if the call does not return.
        """
        self._modules |= {module for _, module in request.asked.knows}
        trace = self._once_more(lambda child: child.trace(request))
        if self._child is not None and self._child.lost:
            self._drop()
        return trace

    def move(self, request: MoveCall) -> Portability | None:
        """Make one more call, on tensors in place of a GPU's.

        Returns None if the call does not return.
        """
        self._modules |= {module for _, module in request.asked.knows}
        return self._once_more(lambda child: child.move(request))

    def _once_more(self, ask: Callable[[Child], _Told | None]) -> _Told | None:
        with _of_the_machine():
            try:
                child = self._loaded()
            except LostWhileLoading:
                self._drop()
                return None
            told = ask(child)
        if told is None:
            self._drop()
        return told

    def _loaded(self) -> Child:
        """Return the child, with the program loaded; raises LostWhileLoading."""
        if self._child is None:
            assert self._pool.torch
            self._end = self._end or time.monotonic() + self._pool.limits.total_seconds + self._more
            self._pool.know(self._modules)
            self._child = Child(self._pool, self._end, self._more)
            self._failures = self._child.load(self._program)
        return self._child

    def _drop(self) -> None:
        if self._child is not None:
            if self._end is not None:  # the next child does not pay for the waiting of this one
                self._end += self._child.waited_seconds()
            self._child.close()
            self._child = None

    def _without(self, lost: LostWhileLoading, remaining: list[Assignment]) -> Iterator[TaskRun]:
        """Drop the piece in which a child was lost, and the tasks that need it."""
        self._drop()
        if lost.outcome is Outcome.NOT_RUN:  # the time is over, no matter which piece was loading
            while remaining:
                yield TaskRun(remaining.pop(0).task, outcome=lost.outcome, why=lost.why)
            return
        culprit = self._program.pieces[lost.piece]
        pieces = tuple(piece for piece in self._program.pieces if piece is not culprit)
        self._program = msgspec.structs.replace(self._program, pieces=pieces)
        for assignment in [waiting for waiting in remaining if waiting.task in culprit.tasks]:
            remaining.remove(assignment)
            line = None if self._program.whole else culprit.line
            yield TaskRun(assignment.task, outcome=lost.outcome, why=lost.why, while_loading=True, line=line)

    def _until_lost(self, child: Child, remaining: list[Assignment]) -> Iterator[TaskRun]:
        """Observe what remains.

        The child continues with the next task while the judge compares this one.
        """
        for assignment in remaining:
            child.ask(Run(assignment))
        while remaining:
            run = child.finish(remaining[0])
            if run.outcome is not None:
                self._drop()
            del remaining[0]
            yield replace(run, failures=self._failures, files=self._program.files)
            if run.outcome is not None:
                return
