"""Make task keys in a process of its own, which has a worker for each core.

The process ends when this one does, whatever ends it, and at once when it is closed.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from typing import IO

import msgspec

from grader.core.errors import CourseError, MachineError
from grader.core.message import VARIABLE, language
from grader.core.model import Key, TaskKey
from grader.course import words
from grader.course.load import Course

MODULE = "grader.course.maker"


class Job(msgspec.Struct, frozen=True):
    """What is to be made: tasks of an exercise; without tasks, only its outline.

    In the background, it is made with low priority, and kept without an answer.
    """

    root: str
    name: str
    tasks: tuple[str, ...] = ()
    background: bool = False


class Answer(msgspec.Struct, frozen=True):
    """A key that is ready, or the fault of the course that prevents it."""

    outline: Key | None = None
    task: TaskKey | None = None
    fault: str = ""


Waiting = Callable[[], None] | None
"""Called often while an answer is awaited."""
LOOK_SECONDS = 0.02
_encoder = msgspec.msgpack.Encoder()
_job_decoder = msgspec.msgpack.Decoder(Job)
_answer_decoder = msgspec.msgpack.Decoder(Answer)
_SIZE = 8
"""The bytes before each message, which say how long it is."""


def encoded(message: Job | Answer) -> bytes:
    """Return the bytes of a message."""
    return _encoder.encode(message)


def send(data: bytes, stream: IO[bytes]) -> None:
    """Write the bytes of a message to a pipe."""
    stream.write(len(data).to_bytes(_SIZE) + data)
    stream.flush()


def receive_job(stream: IO[bytes]) -> Job | None:
    """Read a job from a pipe; None at its end."""
    data = _received(stream)
    return _job_decoder.decode(data) if data is not None else None


def _received(stream: IO[bytes], waiting: Waiting = None) -> bytes | None:
    """Read a message from an unbuffered pipe; None at its end."""
    head = _exactly(_SIZE, stream, waiting)
    return _exactly(int.from_bytes(head), stream, waiting) if head is not None else None


def _exactly(count: int, stream: IO[bytes], waiting: Waiting) -> bytes | None:
    data = b""
    while len(data) < count:
        if waiting is not None and not select.select([stream], [], [], LOOK_SECONDS)[0]:
            waiting()
            continue
        part = stream.read(count - len(data))
        if not part:
            return None
        data += part
    return data


class Elsewhere:
    """A process that makes task keys and keeps them in the cache; each is sent when it is ready.

    Raises CourseError if the exercise cannot be loaded, and MachineError if the process ends by itself.
    """

    def __init__(self, course: Course, name: str, *, waiting: Waiting = None) -> None:
        self._course, self._name, self._waiting = course, name, waiting
        with contextlib.ExitStack() as stack:
            self._said = stack.enter_context(tempfile.TemporaryFile())
            self._process = subprocess.Popen(  # noqa: S603  # Python itself
                [sys.executable, "-P", "-m", MODULE],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._said,
                bufsize=0,
                start_new_session=True,  # Ctrl-C reaches this process alone, which then ends that one
                env={**os.environ, VARIABLE: language()},
            )
            stack.pop_all()

    @cached_property
    def outline(self) -> Key:
        """The key without cases."""
        self._ask(())
        answer = self._answer()
        assert answer.outline is not None
        return answer.outline

    def make(self, tasks: Sequence[str]) -> Iterator[TaskKey]:
        """Begin to make tasks, and return an iterator that waits for the next one that is ready."""
        self._ask(tasks)
        return self._ready(len(tasks))

    def prepare(self, tasks: Sequence[str]) -> None:
        """Begin to make tasks in the background; they are kept, and no answer comes."""
        self._ask(tasks, background=True)

    def _ready(self, count: int) -> Iterator[TaskKey]:
        for _ in range(count):
            task = self._answer().task
            assert task is not None
            yield task

    def close(self) -> None:
        """End the process with its workers."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                stream.close()  # type: ignore[union-attr]  # both are pipes
        self._process.wait()
        self._said.close()

    def _ask(self, tasks: Sequence[str], *, background: bool = False) -> None:
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # `_answer` says why it has ended
            job = Job(str(self._course.root), self._name, tuple(tasks), background)
            send(encoded(job), self._process.stdin)

    def _answer(self) -> Answer:
        """Return the next answer; raises CourseError if it is a fault."""
        assert self._process.stdout is not None
        data = _received(self._process.stdout, self._waiting)
        if data is None:
            raise MachineError(words.MAKER_ENDED, name=self._name, why=self._last_words())
        answer = _answer_decoder.decode(data)
        if answer.fault:
            raise CourseError(answer.fault)
        return answer

    def _last_words(self) -> str:
        """Return the last line that the process printed, or how it ended."""
        self._said.seek(0)
        lines = self._said.read().decode(errors="replace").strip().splitlines()
        return lines[-1].rstrip(".") if lines else f"exit code {self._process.wait()}"
