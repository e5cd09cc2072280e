"""Run a function in a process of its own that is ended if it takes too long.

Limits on counts bound the work on what comes from a submission. The watchdog is for what they do not bound.
"""

from __future__ import annotations

import os
import pickle
import select
import signal
import sys
import time
from collections.abc import Callable
from typing import TypeVar

from grader.core.errors import MachineError
from grader.core.message import Message

SECONDS = 30.0
TOO_LONG = Message("It took longer than {seconds:g} seconds, and was ended.", code="watchdog.too_long")
LOST = Message("The process that worked on it was ended from outside.", code="watchdog.lost")
MESSAGES = {message.code: message for message in (TOO_LONG, LOST)}
_Result = TypeVar("_Result")


class EndedError(MachineError):
    """A process was ended before it had a result."""


def in_time(function: Callable[[], _Result], *, seconds: float = SECONDS) -> _Result:
    """Call a function in a forked process, and return what it returns or raise what it raises.

    Raises EndedError. Where a fork is not safe, the function is called in this process.
    """
    if sys.platform != "linux":
        return function()
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(ours)
        _answer(function, theirs)
    os.close(theirs)
    try:
        data = _read(ours, time.monotonic() + seconds)
    finally:
        os.close(ours)
        os.kill(pid, signal.SIGKILL)  # it has nothing more to do
        os.waitpid(pid, 0)
    if data is None:
        raise EndedError(TOO_LONG, seconds=seconds)
    if not data:
        raise EndedError(LOST)
    succeeded, result = pickle.loads(data)  # noqa: S301  # from our own process, which runs nobody else's code
    if not succeeded:
        raise result
    return result  # type: ignore[no-any-return]  # pickle's


def _answer(function: Callable[[], object], descriptor: int) -> None:
    try:
        try:
            data = pickle.dumps((True, function()))
        except Exception as error:  # it is raised again in the other process
            data = pickle.dumps((False, error))
        with open(descriptor, "wb") as file:
            file.write(data)
    finally:
        os._exit(0)  # nothing of the parent's is cleaned up here


def _read(descriptor: int, end: float) -> bytes | None:
    """Read until the other side closes; returns None if the time is over."""
    data = bytearray()
    while True:
        ready, _, _ = select.select([descriptor], [], [], max(end - time.monotonic(), 0))
        if not ready:
            return None
        part = os.read(descriptor, 2**16)
        if not part:
            return bytes(data)
        data += part
