"""One forked child process from the judge's side.

The judge sends requests, and watches the time and the memory from outside. It never trusts what a child
reports about these.
"""

from __future__ import annotations

import contextlib
import os
import resource
import selectors
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from grader.core.errors import MachineError
from grader.core.fact import Fact
from grader.core.limits import MOST_ITEMS_OF_A_TASK
from grader.core.message import Message
from grader.core.model import CPU, Failure, Observation, Outcome, Portability, Trace
from grader.runner import reasons
from grader.runner.probes import with_memory
from grader.runner.process.validation import (
    count_items,
    is_valid,
    is_valid_misfit,
    is_valid_portability,
    is_valid_probes,
    is_valid_trace,
    with_known_time,
)
from grader.runner.protocol import Cancelled, TaskRun
from grader.runner.sandbox.scratch import ScratchWatch
from grader.runner.wire import (
    RECORDING_FAILED,
    Answer,
    Assignment,
    Began,
    Channel,
    Done,
    Ended,
    Limits,
    Load,
    Loaded,
    Lost,
    MoveCall,
    Moved,
    Observed,
    Opened,
    Program,
    ProtocolError,
    Request,
    TraceCall,
    Traced,
    Unfit,
    answers,
    frame,
)

TICK_SECONDS = 0.02
GRACE_SECONDS = 0.5
CHUNK_BYTES = 2**18
GATHER_SECONDS = 0.002
"""The judge waits this long for more answers, if there may be more: each wake-up costs both sides.

A fast child answers every 0.1 ms.
"""
LONGEST_WAIT = 9.0
"""How many times as long as its limit a call may wait for a processor.

The time for which a call waits does not count: it is not the call that is slow. A call that waits even longer
was not tried.
"""
MOST_ANSWER_BYTES = 512 * 2**20
"""The most bytes of all answers to one task.

The judge keeps them until it has compared them.
"""
OPEN_SECONDS = 60.0
"""The seconds that opening a GPU may take.

The first time, a driver reads much from the disk.
"""
TRACE_SECONDS = 3.0
"""The seconds that a traced call may take.

An explanation is not worth a longer wait.
"""


class Parent(Protocol):
    """The object that forks and ends children."""

    limits: Limits
    device: str
    cancelled: Callable[[], bool]

    @property
    def scratch(self) -> str | None:
        """The folder on this machine in which children write, if it has to be watched."""

    def fork(self, more_seconds: float) -> tuple[int, int, Channel]:
        """Fork a child that may compute for some more seconds than the limits say.

        Return its pid for the parent, its pid here and its channel.
        """

    def end(self, pid: int, grace_seconds: float) -> Ended:
        """Kill a child and all that it started; return how it ended."""


class Death(Exception):  # noqa: N818  # a child's end, not an error of ours
    """A child can no longer be used: how it ended, and why."""

    starved = False

    def __init__(self, outcome: Outcome, why: Fact) -> None:
        super().__init__(why)
        self.outcome, self.why = outcome, why


class _TooSlow(Death):
    """No single call took too long, but all calls of a task together."""


class LostWhileLoading(Death):
    """A child was lost while it ran a piece of the program."""

    def __init__(self, outcome: Outcome, why: Fact, piece: int) -> None:
        super().__init__(outcome, why)
        self.piece = piece


def _crash(message: Message, **arguments: str | int) -> Death:
    """Return the death of a child that ended without an answer, and why."""
    return Death(Outcome.CRASHED, Fact(message.code, {**arguments}))


@dataclass(frozen=True)
class _Seconds:
    """How long a call of a task may take, and all calls of the task together."""

    call: float
    task: float


class Child:
    """One forked child, with its deadlines and its memory limit."""

    def __init__(self, parent: Parent, end: float, more_seconds: float = 0.0) -> None:
        self._parent, self._end = parent, end
        self._pid, self._pid_here, self._channel = parent.fork(more_seconds)
        self.lost = False
        """Whether the child has reported that it can no longer use its device."""
        self._ended: Ended | None = None
        self._unsent = bytearray()
        self._next_look = 0.0
        self._seconds = _Seconds(parent.limits.call_seconds, parent.limits.task_seconds)
        self._began = self._task_began = _Moment.now(self._pid_here)
        self._last = self._began
        try:
            self._files = ScratchWatch(parent.scratch) if parent.scratch is not None else None
            self._ceiling = _resident_bytes(self._pid_here) + parent.limits.memory_bytes
            self._selector = selectors.DefaultSelector()
            self._selector.register(self._channel.socket, selectors.EVENT_READ)
        except BaseException:
            self._channel.socket.close()
            raise

    def close(self) -> None:
        """End the child, and all that it started."""
        try:
            self._stop(grace_seconds=0)
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Close the channel, for a child that ended together with its parent."""
        self._selector.close()
        self._channel.socket.close()

    def _stop(self, grace_seconds: float) -> Ended:
        if self._ended is None:
            self._ended = self._parent.end(self._pid, grace_seconds)
        return self._ended

    def load(self, program: Program) -> tuple[tuple[tuple[str, ...], Failure], ...]:
        """Run the program's pieces; return the failures of those that raised.

        Raises LostWhileLoading, and MachineError if the device cannot be used.
        """
        if self._parent.device != CPU:
            self._open()
        piece = -1
        try:
            self.ask(Load(program))
            while True:
                match self._receive():
                    case Began(index) if index == piece + 1 < len(program.pieces):
                        piece = index
                    case Loaded(failures):
                        return failures
                    case _:
                        raise _crash(reasons.UNREADABLE)
        except Death as death:
            raise LostWhileLoading(death.outcome, death.why, max(piece, 0)) from None

    def _open(self) -> None:
        """Wait until the device is open.

        The memory counts from then on. No code of the program runs before.
        """
        try:
            answer = self._receive(at_least=OPEN_SECONDS)
        except Death as death:
            if death.outcome is Outcome.NOT_RUN:  # the time for the whole file is up
                raise LostWhileLoading(death.outcome, death.why, 0) from None
            raise self._not_opened(reasons.as_error(death.why)) from death
        if not isinstance(answer, Opened):
            raise self._not_opened(MachineError(reasons.UNREADABLE))
        if answer.why:
            raise self._not_opened(answer.why.rstrip("."))
        self._ceiling = _resident_bytes(self._pid_here) + self._parent.limits.memory_bytes

    def _not_opened(self, why: MachineError | str) -> MachineError:
        return MachineError(reasons.NOT_OPENED, device=self._parent.device, why=why)

    def finish(self, assignment: Assignment) -> TaskRun:
        """Collect what a started task does, until the end or until the child is lost."""
        seen: list[Observation] = []
        limits = self._parent.limits
        self._task_began = _Moment.now(self._pid_here)
        self._seconds = _Seconds(
            assignment.asked.seconds or limits.call_seconds, max(limits.task_seconds, assignment.seconds)
        )
        end = self._task_began.clock + self._seconds.task
        most = self._channel.received + MOST_ANSWER_BYTES
        items = 0
        try:
            while True:
                if self._channel.received > most:
                    raise _crash(reasons.SENT_TOO_MUCH)
                match self._receive(task_end=end):
                    case Observed(index, seen_now, probes) if (
                        index == len(seen) < len(assignment.cases)
                        and is_valid(seen_now, assignment)
                        and is_valid_probes(probes, assignment)
                    ):
                        known = with_memory(seen_now, probes)
                        seen.append(with_known_time(known, time.monotonic() - self._task_began.clock))
                        items += count_items(seen_now)
                        if items > MOST_ITEMS_OF_A_TASK:
                            many = Fact(reasons.RETURNED_TOO_MUCH.code, {"count": MOST_ITEMS_OF_A_TASK})
                            return TaskRun(
                                assignment.task, tuple(seen), Outcome.CRASHED, many, partial=True, items=items
                            )
                        if seen_now.failure is not None and seen_now.failure.is_out_of_memory:
                            why = _gigabytes(limits.memory_bytes)  # the other calls would take as long
                            return TaskRun(assignment.task, tuple(seen), Outcome.OUT_OF_MEMORY, why, True)
                    case Done() if len(seen) == len(assignment.cases):
                        return TaskRun(assignment.task, tuple(seen), items=items)
                    case Lost() if seen and (seen[-1].failure or seen[-1].gradient_failure):
                        lost = Fact(reasons.LOST_DEVICE.code)
                        return TaskRun(assignment.task, tuple(seen), Outcome.CRASHED, lost, partial=True)
                    case Unfit(signature, kind) as unfit if not seen and is_valid_misfit(unfit, assignment):
                        return TaskRun(assignment.task, signature=signature, kind=kind)
                    case _:
                        raise _crash(reasons.UNREADABLE)
        except Death as death:
            slow = isinstance(death, _TooSlow)
            return TaskRun(
                assignment.task,
                tuple(seen),
                death.outcome,
                death.why,
                slow,
                starved=death.starved,
                items=items,
            )

    def trace(self, request: TraceCall) -> Trace | None:
        """Make one more call, line by line.

        Returns None if the call does not return; the child is then lost.
        """
        match self._answer(request):
            case Traced(trace, lost) if is_valid_trace(trace):
                self.lost = lost
                return trace
        return None

    def move(self, request: MoveCall) -> Portability | None:
        """Make one more call, on tensors in place of a GPU's.

        Returns None if the call does not return.
        """
        match self._answer(request):
            case Moved(portability) if is_valid_portability(portability):
                return portability
        return None

    def _answer(self, request: TraceCall | MoveCall) -> Answer | None:
        """Return the answer to a request that only explains; None if the child dies."""
        self.ask(request)
        try:
            return self._receive(within=TRACE_SECONDS)
        except Death:
            return None

    def ask(self, request: Request) -> None:
        """Put a request into the queue.

        It is sent as the child reads, while its answers are received.
        """
        self._unsent += frame(request)

    def _receive(
        self, within: float | None = None, task_end: float | None = None, at_least: float = 0.0
    ) -> Answer:
        seconds = max(self._seconds.call, at_least)
        call_end = time.monotonic() + min(seconds, within or seconds)
        deadline = min(call_end, self._end, task_end or call_end)
        while (answer := self._take()) is None:
            if not self._exchange(gathers=within is None):
                raise self._death()
            now = time.monotonic()
            if now > self._next_look:
                self._next_look = now + TICK_SECONDS
                if self._parent.cancelled():
                    raise Cancelled
                if _resident_bytes(self._pid_here) > self._ceiling:
                    raise Death(Outcome.OUT_OF_MEMORY, _gigabytes(self._parent.limits.memory_bytes))
                if self._files is not None and self._files.exceeded():
                    raise _crash(reasons.WROTE_TOO_MUCH)
            if now > deadline:
                own_end = min(call_end, task_end or call_end)
                self._check_time(now, own_end, is_explained=within is not None, task=own_end != call_end)
        return answer

    def _check_time(self, now: float, own_end: float, *, is_explained: bool, task: bool) -> None:
        """Raise Death where the time is over, without the time of waiting for a processor.

        A call that explains does not get more time.
        """
        limits, waited = self._parent.limits, self.waited_seconds()
        seconds = self._seconds.task if task else self._seconds.call
        mine, most = self._last.waited_since(self._task_began), LONGEST_WAIT * seconds
        if now > own_end + (0.0 if is_explained else min(mine, most)):
            death = (_TooSlow if task else Death)(Outcome.TIMED_OUT, _seconds(seconds))
            death.starved = mine > most
            raise death
        most = LONGEST_WAIT * limits.total_seconds
        if now > self._end + min(waited, most):
            death = Death(Outcome.NOT_RUN, _seconds(limits.total_seconds))
            death.starved = waited > most
            raise death

    def waited_seconds(self) -> float:
        """Return the seconds for which the child has waited for a processor, so far."""
        now = _Moment.now(self._pid_here)
        if now.waited >= self._last.waited:  # otherwise the process has ended
            self._last = now
        return self._last.waited_since(self._began)

    def _take(self) -> Answer | None:
        try:
            answer: Answer | None = self._channel.take(answers)
        except ProtocolError:
            raise _crash(reasons.UNREADABLE) from None
        return answer

    def _exchange(self, *, gathers: bool) -> bool:
        """Send and receive what is possible within a tick.

        `gathers` says whether more answers may come soon. Returns False when the child has closed the
        channel.
        """
        wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if self._unsent else 0)
        self._selector.modify(self._channel.socket, wanted)
        for _, ready in self._selector.select(TICK_SECONDS):
            if ready & selectors.EVENT_WRITE:
                with contextlib.suppress(OSError):  # what follows notices a child that has ended
                    del self._unsent[: self._channel.socket.send(self._unsent[:CHUNK_BYTES])]
            if ready & selectors.EVENT_READ:
                if gathers and self._channel.unread < CHUNK_BYTES // 4:  # else a large answer is on its way
                    time.sleep(GATHER_SECONDS)
                return self._channel.fill()
        return True

    def _death(self) -> Death:
        """Return how a child ended that has closed the channel."""
        ended = self._stop(grace_seconds=GRACE_SECONDS)
        if ended.killed:
            return _crash(reasons.HUNG_UP)
        if ended.code < 0:
            return _killed(-ended.code)
        if ended.code == RECORDING_FAILED:
            return _crash(reasons.BROKE_RECORDING)
        return _crash(reasons.ENDED_ITSELF, status=ended.code)


def _killed(number: int) -> Death:
    """Return the death of a child that a signal ended.

    A real-time signal has a number, but not a name.
    """
    try:
        return _crash(reasons.ENDED_BY, signal=signal.Signals(number).name)
    except ValueError:
        return _crash(reasons.ENDED_BY_NUMBER, number=number)


def _seconds(seconds: float) -> Fact:
    return Fact(reasons.SECONDS.code, {"seconds": seconds})


def _gigabytes(size: int) -> Fact:
    return Fact(reasons.GIGABYTES.code, {"gigabytes": round(size / 2**30, 1)})


@dataclass(frozen=True)
class _Moment:
    """The clock, and for how long a process has computed and waited for a processor."""

    clock: float
    computed: float
    waited: float

    @classmethod
    def now(cls, pid: int) -> _Moment:
        return cls(time.monotonic(), _computed_seconds(pid), _waited_seconds(pid))

    def waited_since(self, earlier: _Moment) -> float:
        """The seconds of waiting since another moment.

        A process does not wait while one of its own threads computes.
        """
        idle = (self.clock - earlier.clock) - (self.computed - earlier.computed)
        return max(0.0, min(self.waited - earlier.waited, idle))


def _computed_seconds(pid: int) -> float:
    """Return the seconds for which all threads of a process have computed."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return 0.0


def _waited_seconds(pid: int) -> float:
    """Return the seconds that a process was ready but waited for a processor.

    It is 0 if the system does not report it.
    """
    try:
        with open(f"/proc/{pid}/schedstat") as file:
            return int(file.read().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


def _resident_bytes(pid: int) -> int:
    """Return the bytes of memory that a process has touched, with shared memory.

    It is 0 when the process has ended.
    """
    try:
        with open(f"/proc/{pid}/statm") as file:
            fields = file.read().split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(fields[1]) * resource.getpagesize()
