"""The judge's handle on the warm process: it starts it, talks to it and ends it."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from typing import TypeVar

import msgspec

from grader.core.errors import MachineError
from grader.core.fact import Fact
from grader.core.model import CPU
from grader.runner import cuda, reasons
from grader.runner.process import fonts
from grader.runner.sandbox import bubblewrap as sandbox
from grader.runner.sandbox.readable import Readable
from grader.runner.sandbox.tiers import FLAT, NAMESPACES, Tier
from grader.runner.wire import (
    Broken,
    Channel,
    Ended,
    Know,
    Known,
    ProtocolError,
    Ready,
    Report,
    Setup,
    reports,
)

START_SECONDS = 120.0
"""The seconds for the import of torch on a slow disk.

They are also the limit for removing what a child has written.
"""

MATPLOTLIB = "matplotlib"
_Expected = TypeVar("_Expected")


class Warm:
    """One warm process, in a separate process session."""

    def __init__(
        self, tier: Tier, readable: Readable | None, *, forks: bool = True, device: str = CPU
    ) -> None:
        """Start the process and do not wait."""
        self.forks = forks
        self._scratch = None if tier.name == NAMESPACES.name else _scratch(tier)
        mine, theirs = socket.socketpair()
        mine.settimeout(START_SECONDS)
        self._channel = Channel(mine, takes_descriptors=True)
        self._ready: Ready | None = None
        try:
            with theirs:
                program = [sys.executable, "-P", "-m", "grader.runner.process.worker", str(theirs.fileno())]
                self._process = _started(tier, readable, program, theirs.fileno(), device)
        except BaseException:
            mine.close()
            self._remove_scratch()
            raise
        with contextlib.suppress(ProtocolError):  # waiting for its answer shows that it has ended
            setup = _setup(tier, readable, self._scratch or sandbox.SCRATCH)
            self._channel.send(msgspec.structs.replace(setup, forks=forks, device=device))

    @property
    def pid(self) -> int:
        """The pid of the started process; in a sandbox, that of the process around it."""
        return self._process.pid

    @property
    def scratch(self) -> str | None:
        """The folder on this machine in which children write.

        It is None if they write in the sandbox only.
        """
        return self._scratch

    @property
    def torch(self) -> str:
        """The version of torch in the runner; waits until torch is imported."""
        if self._ready is None:
            self._ready = self.expect(Ready)
        return self._ready.torch

    def send(self, order: object, descriptors: tuple[int, ...] = ()) -> None:
        """Send an order; raises MachineError if the process has ended."""
        try:
            self._channel.send(order, descriptors)  # type: ignore[arg-type]  # an order is a message
        except ProtocolError as error:
            raise MachineError(reasons.ENDED) from error

    def expect(self, kind: type[_Expected]) -> _Expected:
        """Return the answer to an order.

        Raises MachineError if it is of another kind, or if none comes.
        """
        report: Report | None = None
        try:
            report = self._channel.receive(reports)
        except ProtocolError as error:
            raise MachineError(reasons.NONSENSE, why=error) from error
        if isinstance(report, Broken):
            why = reasons.as_error(report.why) if isinstance(report.why, Fact) else report.why
            raise MachineError(reasons.NOT_STARTED, why=why)
        if not isinstance(report, kind):
            raise MachineError(reasons.ENDED)
        return report

    def know(self, modules: Sequence[str]) -> dict[str, str]:
        """Let the process import modules; return the packages that are absent, with Python's reason."""
        draws = any(module.partition(".")[0] == MATPLOTLIB for module in modules)
        self.send(Know(tuple(modules), fonts.files() if draws else ()))
        return dict(self.expect(Known).absent)

    def descriptor(self) -> int | None:
        """Return a descriptor that came with the last answer, if one did."""
        return self._channel.descriptors.pop() if self._channel.descriptors else None

    def kill(self, grace_seconds: float) -> Ended:
        """End the process that is itself the child, and all processes in its session."""
        killed = False
        try:
            self._process.wait(timeout=grace_seconds)
        except subprocess.TimeoutExpired:
            killed = True
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                kill(self._process.pid, signal.SIGKILL)
        return Ended(self._process.pid, self._process.wait(), killed)

    def end(self) -> None:
        """Let the process end, and kill it if it does not; its children end with it."""
        self._channel.socket.close()
        if self._ready is None:
            self._process.kill()  # it is still importing torch, and has no children
        try:
            self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._remove_scratch()

    def _remove_scratch(self) -> None:
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)


def _setup(tier: Tier, readable: Readable | None, scratch: str) -> Setup:
    """Return how the warm process must confine its children."""
    if readable is None:
        return Setup(tier.layers, scratch)
    whole, listed = readable.split()
    own = tier.name == NAMESPACES.name
    return Setup(
        tier.layers,
        scratch,
        shared=(sandbox.SHARED_MEMORY,) if own else (),
        readable=(*whole, *readable.process),
        listable=listed,
        usable=readable.usable,
    )


def _scratch(tier: Tier) -> str:
    folder = os.path.realpath(tempfile.mkdtemp(prefix="grade-"))
    if tier.name == FLAT.name and sandbox.is_root():
        os.chown(folder, sandbox.NOBODY, sandbox.NOBODY)
    return folder


def _started(
    tier: Tier, readable: Readable | None, program: list[str], descriptor: int, device: str
) -> subprocess.Popen[bytes]:
    given = {**os.environ, **sandbox.QUIET, **cuda.environment(device)}
    becomes: int | None = None
    if readable is not None:
        if "environment" in tier.layers:
            given = sandbox.environment(readable, sandbox.SCRATCH)
        if tier.name == NAMESPACES.name:
            program = sandbox.command(tier, readable, program)
        elif sandbox.is_root():
            becomes = sandbox.NOBODY
    return subprocess.Popen(  # noqa: S603  # our own module, by this interpreter
        program,
        pass_fds=(descriptor,),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=given,
        cwd="/" if readable is not None else None,
        start_new_session=True,
        user=becomes,
        group=becomes,
        extra_groups=None if becomes is None else (),
    )
