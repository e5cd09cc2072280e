"""Worker processes that grade side by side.

Each works on one file, and already holds the next one. A batch needs an `Executor`: this one,
or one that uses more machines.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Protocol

from grader.classroom.batch.worker import GradedFile, Job, Page, Plan, Worker
from grader.core.errors import GraderError, MachineError
from grader.core.fact import Fact
from grader.core.message import Message

AHEAD = 2
"""Jobs that a lane holds: it need not wait while its last result is written."""
PR_SET_PDEATHSIG = 1
PAGE_LOST = Message("A process of the grader ended while it wrote {page}. Please report it.")


class Executor(Protocol):
    """Grades jobs in any order and on any machine, each exactly once."""

    def run(self, jobs: Iterable[Job | Page]) -> Iterator[GradedFile]:
        """The result of each job, as soon as it is ready; a page has no result."""


class WorkerProcesses:
    """Some worker processes on this machine, used as a context manager."""

    def __init__(self, plan: Plan, count: int) -> None:
        self._plan = plan
        self._lanes = [_WorkerProcess(plan) for _ in range(count)]

    def __enter__(self) -> WorkerProcesses:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        for lane in self._lanes:
            lane.stop(at_once=kind is not None)
        for lane in self._lanes:
            lane.wait()

    @property
    def pids(self) -> tuple[int, ...]:
        """The ids of the current worker processes."""
        return tuple(lane.pid for lane in self._lanes)

    def run(self, jobs: Iterable[Job | Page]) -> Iterator[GradedFile]:
        """Hand out jobs and yield their results; a lost worker is replaced."""
        fresh, again, lost = iter(jobs), deque[Job | Page](), set[int]()
        while True:
            self._fill(again, fresh)
            busy = {lane.connection: lane for lane in self._lanes if lane.jobs}
            if not busy:
                return
            for connection in wait(list(busy)):
                lane = busy[connection]  # type: ignore[index]  # `wait` returns some of the connections it was given
                try:
                    result = lane.take()
                except (EOFError, OSError):
                    yield from self._replaced(lane, again, lost)
                    continue
                if result is not None:
                    yield result

    def _fill(self, again: deque[Job | Page], fresh: Iterator[Job | Page]) -> None:
        """Give each lane a job, and then one more in advance."""
        for depth in range(1, AHEAD + 1):
            for lane in self._lanes:
                if len(lane.jobs) < depth:
                    job = again.popleft() if again else next(fresh, None)
                    if job is None:
                        return
                    lane.give(job)

    def _replaced(
        self, lane: _WorkerProcess, again: deque[Job | Page], lost: set[int]
    ) -> Iterator[GradedFile]:
        """Replace a worker that ended early; its file is tried once more, in another one.

        Raises MachineError if the worker ended while it wrote a page.
        """
        culprit, *others = lane.jobs
        self._lanes[self._lanes.index(lane)] = _WorkerProcess(self._plan)
        lane.stop(at_once=True)
        lane.wait()
        again.extendleft(reversed(others))
        if isinstance(culprit, Page):
            raise MachineError(PAGE_LOST, page=culprit.path)
        if culprit.attempt in lost:
            yield GradedFile(
                culprit.attempt,
                problem=Fact("problem.lane_ended"),
                fault=True,
                fingerprint=culprit.fingerprint,
            )
        else:
            lost.add(culprit.attempt)
            again.appendleft(culprit)


class _WorkerProcess:
    """One worker process and the jobs that it holds; it works on the first one."""

    def __init__(self, plan: Plan) -> None:
        mine, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-P", "-m", "grader.classroom.batch.processes", str(theirs.fileno())]
            self._process = subprocess.Popen(  # noqa: S603  # our own module, by this interpreter
                command, pass_fds=(theirs.fileno(),), stdin=subprocess.DEVNULL, start_new_session=True
            )
        self.connection = Connection(mine.detach())
        self.jobs: deque[Job | Page] = deque()
        with contextlib.suppress(OSError):  # `take` notices that the process is gone
            self.connection.send(plan)

    @property
    def pid(self) -> int:
        """The id of the worker process."""
        return self._process.pid

    def give(self, job: Job | Page) -> None:
        """Add a job behind those that the worker has."""
        self.jobs.append(job)
        with contextlib.suppress(OSError):
            self.connection.send(job)

    def take(self) -> GradedFile | None:
        """The result of the first job; raises EOFError or OSError if the process is gone.

        Raises the worker's GraderError if it sent one.
        """
        result = self.connection.recv()
        self.jobs.popleft()
        if isinstance(result, GraderError):
            raise result
        assert result is None or isinstance(result, GradedFile)
        return result

    def stop(self, *, at_once: bool) -> None:
        """Tell the process to end, and do not wait."""
        self.connection.close()
        if at_once:
            self._process.terminate()

    def wait(self) -> None:
        """Wait until the process has ended; kill it if it does not end."""
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def serve(connection: Connection) -> None:
    """Run as a worker: take the plan, then jobs, until the connection closes."""
    try:
        try:
            worker = Worker(connection.recv())
        except GraderError as error:
            connection.send(error)
            return
        try:
            while True:
                job = connection.recv()
                connection.send(_done(worker, job))
        finally:
            worker.close()
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _done(worker: Worker, job: Job | Page) -> GradedFile | GraderError | None:
    if isinstance(job, Job):
        return worker.grade(job)
    try:
        worker.page(job)
    except GraderError as error:
        return error
    return None


def _die_with_parent() -> None:
    """End this worker, and its child processes, as soon as the batch is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the batch says when to stop
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    if sys.platform == "linux":
        parent = os.getppid()
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


if __name__ == "__main__":
    _die_with_parent()
    serve(Connection(int(sys.argv[1])))
