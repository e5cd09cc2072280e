"""The runner's own process: import torch once, then fork a child per submission.

Started as `python -m grader.runner.worker FD SCRATCH`: a Unix socket to the judge, and the children's
folder. It holds no key and no reference, sees no GPU, runs one thread and never calls `backward`, so
that a fork is safe.
"""

from __future__ import annotations

import ctypes
import gc
import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Iterator
from typing import Any, NoReturn

import msgspec

from grader.runner.wire import (
    Broken,
    Channel,
    Ended,
    Fork,
    Forked,
    Load,
    Ready,
    Run,
    answers,
    orders,
    requests,
)

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


def main() -> None:
    """Serve the judge on the socket that the command line names."""
    descriptor = int(sys.argv[1])
    channel = Channel(socket.socket(fileno=descriptor))
    _no_terminal(keep=descriptor)
    try:
        import torch

        import grader.runner.program  # noqa: F401  # so that every child has it
    except Exception as error:  # a broken installation may raise anything when it is imported
        channel.send(Broken(f"{type(error).__name__}: {error}"))
        return
    torch.set_num_threads(1)
    torch.set_warn_always(True)
    _rehearse()
    channel.send(Ready(str(torch.__version__)))
    _adopt_orphans()
    gc.freeze()  # so that a child's collector does not touch, and copy, every page of what is loaded
    try:
        _Warm(channel).serve()
    finally:
        shutil.rmtree(sys.argv[2], ignore_errors=True)  # the judge does so, too, unless it was killed
    os._exit(0)  # nothing to tidy up, and taking torch down takes long


def _rehearse() -> None:
    """Do once what every child does first, so that it need not be set up in each; nothing with a graph."""
    from grader.model import Case
    from grader.runner.program import Loader
    from grader.runner.wire import Assignment, Piece, Program
    from grader.value import Array

    text = (
        "import math, torch\nimport torch.nn.functional as F\nfrom torch import nn\n"
        "def f(x):\n    y = (x * x).sum().sqrt() + torch.linalg.vector_norm(x) + x @ x + x.abs().max()\n"
        "    return [y, torch.einsum('i,i->', x, x), F.normalize(x, dim=0)]\n"
    )
    value = Array("tensor", "float32", (1,), bytes(4))
    loader = Loader()
    program = Program((Piece("rehearsal", 1, text, ("f",), ("f",)),))
    assignment = Assignment("f", 1, (Case((value,), ("",), 0),))
    for answer in (*loader.load(program), *loader.run(assignment)):
        answers.decode(msgspec.msgpack.encode(answer))


def _no_terminal(keep: int) -> None:
    """Standard input is empty; what is written past Python's own streams goes nowhere."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    os.closerange(3, keep)


class _Warm:
    """Forks children on order and ends them on order; ends when the judge does."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._children: set[int] = set()

    def serve(self) -> None:
        try:
            while (received := self._receive()) is not None:
                order, descriptors = received
                if isinstance(order, Fork):
                    self._fork(order, descriptors[0])
                else:
                    self._channel.send(Ended(order.pid, self._end(order.pid, order.grace_seconds)))
        finally:
            for pid in list(self._children):
                self._end(pid, grace_seconds=0)

    def _receive(self) -> tuple[Any, list[int]] | None:
        """One order and the descriptors that came with it; the judge waits for each answer."""
        descriptors: list[int] = []
        while (order := self._channel.take(orders)) is None:
            data, got, _, _ = socket.recv_fds(self._channel.socket, 2**16, 4)
            descriptors += got
            if not data:
                return None
            self._channel.feed(data)
        return order, descriptors

    def _fork(self, order: Fork, descriptor: int) -> None:
        pid = os.fork()
        if pid == 0:
            self._channel.socket.close()
            serve_submission(Channel(socket.socket(fileno=descriptor)), order)
        os.close(descriptor)
        self._children.add(pid)
        self._channel.send(Forked(pid))

    def _end(self, pid: int, grace_seconds: float) -> int:
        """Kill a child's whole session and reap it; its pid cannot be another's before that."""
        self._children.discard(pid)
        _wait_until_dead(pid, grace_seconds)
        code = _kill(pid)
        for orphan in _adopted(self._children):
            _kill(orphan)
        return code


def _wait_until_dead(pid: int, seconds: float) -> None:
    """Let a child that is ending end, so that its exit code is its own; it stays to be reaped."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            return
        time.sleep(0.005)


def _kill(pid: int) -> int:
    """Kill a process and the session it may lead, and reap it."""
    for kill in (os.killpg, os.kill):
        try:
            kill(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def _adopt_orphans() -> None:
    """Become the parent of what a child leaves behind in a session of its own, so that it can be ended."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _adopted(known: set[int]) -> Iterator[int]:
    """Children that this process did not fork itself, until there are none."""
    listing = f"/proc/self/task/{os.getpid()}/children"
    while os.path.exists(listing):
        with open(listing) as file:
            strangers = {int(pid) for pid in file.read().split()} - known
        if not strangers:
            return
        yield from strangers


def serve_submission(channel: Channel, order: Fork) -> NoReturn:
    """Be one submission's process: load it, observe it, answer until the judge hangs up."""
    try:
        _answer(channel, order)
    except BaseException:  # nothing may unwind from here into the warm process's own loop
        os._exit(70)
    os._exit(0)


def _answer(channel: Channel, order: Fork) -> None:
    from grader.runner import confine
    from grader.runner.program import Loader

    _die_with_parent()
    confine.enter(order.limits, order.scratch)
    loader = Loader()
    while (request := channel.receive(requests)) is not None:
        if isinstance(request, Load):
            given = loader.load(request.program)
        else:
            given = (
                loader.run(request.assignment) if isinstance(request, Run) else iter([loader.trace(request)])
            )
        for answer in given:
            channel.send(answer)


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    main()
