"""Frames between the judge and a runner: a length, then a message as msgpack.

The length is checked against a limit before a byte of the body is read. The body decodes only into the types
below, and nothing is ever unpickled. Anything else is a `ProtocolError`.
"""

from __future__ import annotations

import socket
import struct
from typing import TypeVar

import msgspec
from msgspec import Struct

from grader.core.errors import MachineError
from grader.core.fact import Shown
from grader.core.model import Case, Failure, Observation, Portability, Requirements, Trace
from grader.runner import reasons
from grader.runner.probes import Probes

LARGEST_FRAME = 128 * 2**20
LARGEST_ANSWER = 64 * 2**20
"""The most bytes of a frame from a submission's process.

Its values are cut to half of that where they are recorded.
"""
_LENGTH = struct.Struct("<I")
_encoder = msgspec.msgpack.Encoder()


RECORDING_FAILED = 70
"""The exit code of a child in which our own code failed.

A submission may break everything that our code depends on.
"""


class ProtocolError(MachineError):
    """The other side sent an invalid message, or ended in the middle of one."""


# ------------------------------------------------------------------------------- what is to be run


class Piece(Struct, frozen=True):
    """One top-level statement of a submission: its line, and its text from column 0.

    `filename` is what a traceback shows (`a.ipynb#3` for cell 3). `names` are those that it binds at the top
    level; if it fails, they stay unbound. `tasks` are the graded functions that need it.
    """

    filename: str
    line: int
    text: str
    names: tuple[str, ...]
    tasks: tuple[str, ...]


def cell_of(filename: str) -> int | None:
    """Return the cell in a piece's file name: 3 for `a.ipynb#3`; None for a script."""
    number = filename.rpartition("#")[2]
    return int(number) if "#" in filename and number.isdigit() else None


class Program(Struct, frozen=True):
    """The pieces that the graded functions need, in order.

    `whole` means that the whole file runs unchanged. `variables` are the tasks that ask for a variable.
    `files` are the exercise's data: names and contents of files in the folder in which the pieces run.
    """

    pieces: tuple[Piece, ...]
    whole: bool = False
    variables: tuple[str, ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()


class Limits(Struct, frozen=True):
    """What a submission may use.

    The seconds are for a call, a task, and all together. The bytes of memory are in addition to torch's own.
    The same number of bytes is the limit on a GPU.
    """

    call_seconds: float = 10.0
    task_seconds: float = 20.0
    total_seconds: float = 240.0
    memory_bytes: int = 2 * 2**30


class Assignment(Struct, frozen=True):
    """One task to observe: its function's name, number of arguments and cases."""

    task: str
    arity: int
    cases: tuple[Case, ...]
    asked: Requirements = Requirements()

    @property
    def seconds(self) -> float:
        """The seconds that all calls may take, or 0 if the task does not say how long a call may take."""
        return self.asked.seconds * len(self.cases)


# -------------------------------------------------------------------------------- judge to runner


class Setup(Struct, frozen=True, tag="setup"):
    """The first message to the warm process.

    It says where children write, and how they are confined. `scratch` is the folder of their folders.
    `shared` are places that all children may write to in turn. Both are emptied after each child. `readable`,
    `listable` and `usable` are the paths that children can access. If `forks` is False, the process is itself
    the only child. Children compute on the `device`.
    """

    layers: tuple[str, ...]
    scratch: str
    forks: bool = True
    shared: tuple[str, ...] = ()
    readable: tuple[str, ...] = ()
    listable: tuple[str, ...] = ()
    usable: tuple[str, ...] = ()
    device: str = "cpu"


class Know(Struct, frozen=True, tag="know"):
    """Import modules that the children of the next submissions will use.

    `fonts` are files for the folder in which matplotlib looks for its list of fonts.
    """

    modules: tuple[str, ...]
    fonts: tuple[tuple[str, bytes], ...] = ()


class Fork(Struct, frozen=True, tag="fork"):
    """Make a child for one submission.

    The child's end of a socket pair comes with this frame.
    """

    limits: Limits


class Stop(Struct, frozen=True, tag="stop"):
    """Kill a child and all that it started, and wait for it.

    First, the child gets some seconds to end by itself.
    """

    pid: int
    grace_seconds: float


class Load(Struct, frozen=True, tag="load"):
    """Run a program's pieces."""

    program: Program


class Run(Struct, frozen=True, tag="run"):
    """Observe a task's function on its cases: one `Observed` for each, then `Done`."""

    assignment: Assignment


class TraceCall(Struct, frozen=True, tag="trace"):
    """Call a task's function once more, and answer `Traced`.

    One of the calls is traced line by line.
    """

    task: str
    case: Case
    asked: Requirements = Requirements()
    call: int = 1


class MoveCall(Struct, frozen=True, tag="move"):
    """Call a task's function on tensors in place of a GPU's, and answer `Moved`."""

    task: str
    case: Case
    asked: Requirements = Requirements()


Order = Setup | Know | Fork | Stop
Request = Load | Run | TraceCall | MoveCall

# -------------------------------------------------------------------------------- runner to judge


class Ready(Struct, frozen=True, tag="ready"):
    """The warm process has imported torch."""

    torch: str


class Broken(Struct, frozen=True, tag="broken"):
    """The warm process cannot work, and why.

    The reason is Python's text, or a fact of `grader.runner.reasons`.
    """

    why: Shown


class Known(Struct, frozen=True, tag="known"):
    """The modules were imported, except those of packages that are absent, each with Python's reason."""

    absent: tuple[tuple[str, str], ...] = ()


class Forked(Struct, frozen=True, tag="forked"):
    """A child was made.

    If the system has process descriptors, one comes with this frame.
    """

    pid: int


class Ended(Struct, frozen=True, tag="ended"):
    """A child has ended: its exit code, or minus the signal that ended it.

    `killed` means that it was still alive when it had to end.
    """

    pid: int
    code: int
    killed: bool = False


class Opened(Struct, frozen=True, tag="opened"):
    """A child has opened its device, or could not, and why.

    A child on the CPU sends no such message.
    """

    why: str = ""


class Began(Struct, frozen=True, tag="began"):
    """A piece is about to run; the judge then knows in which piece a child was lost."""

    index: int


class Loaded(Struct, frozen=True, tag="loaded"):
    """The pieces have run; failures by the names that stay unbound because of them."""

    failures: tuple[tuple[tuple[str, ...], Failure], ...]


class Unfit(Struct, frozen=True, tag="unfit"):
    """The function cannot be called as the task calls it.

    `signature` says how it can be called. It is empty if no such function exists. If the name stands for
    something else than the task asks for, `kind` says what it is. Of a variable, `signature` is then the
    type.
    """

    signature: str
    kind: str = ""


class Observed(Struct, frozen=True, tag="observed"):
    """What one call did, and what was read after writing into its results."""

    index: int
    observation: Observation
    probes: Probes = Probes()


class Done(Struct, frozen=True, tag="done"):
    """All cases of the task were observed."""


class Lost(Struct, frozen=True, tag="lost"):
    """After the last observed call, this child can no longer use the device."""


class Traced(Struct, frozen=True, tag="traced"):
    """What the lines of one call computed.

    `lost` means that this child can no longer use the device.
    """

    trace: Trace
    lost: bool = False


class Moved(Struct, frozen=True, tag="moved"):
    """What would go wrong on a GPU."""

    portability: Portability


Report = Ready | Broken | Known | Forked | Ended
Answer = Opened | Began | Loaded | Unfit | Observed | Done | Lost | Traced | Moved

_Message = TypeVar("_Message")


def frame(message: Struct) -> bytes:
    """Return one message as bytes on the wire."""
    body = _encoder.encode(message)
    if len(body) > LARGEST_FRAME:
        raise ProtocolError(reasons.TOO_LARGE, size=len(body))
    return _LENGTH.pack(len(body)) + body


class Channel:
    """Whole messages over a stream socket.

    Descriptors also travel, but only between the judge and the warm process. Those that arrived are in
    `descriptors`.
    """

    def __init__(
        self, sock: socket.socket, *, takes_descriptors: bool = False, largest: int = LARGEST_FRAME
    ) -> None:
        self.socket = sock
        self.received = 0
        """The number of all bytes that have arrived."""
        self._largest = largest
        self.descriptors: list[int] = []
        self._takes_descriptors = takes_descriptors
        self._buffer = bytearray()

    @property
    def unread(self) -> int:
        """The number of bytes that have arrived but were not taken yet."""
        return len(self._buffer)

    def send(self, message: Struct, descriptors: tuple[int, ...] = ()) -> None:
        """Send one message, and descriptors with it (for `Fork` and `Forked`)."""
        data = frame(message)
        try:
            if descriptors:
                socket.send_fds(self.socket, [data], list(descriptors))
            else:
                self.socket.sendall(data)
        except OSError as error:
            raise ProtocolError(reasons.GONE) from error

    def take(self, decoder: msgspec.msgpack.Decoder[_Message]) -> _Message | None:
        """Decode the next complete message, if one has arrived."""
        if len(self._buffer) < _LENGTH.size:
            return None
        (length,) = _LENGTH.unpack_from(self._buffer)
        if length > self._largest:
            raise ProtocolError(reasons.TOO_LARGE, size=length)
        end = _LENGTH.size + length
        if len(self._buffer) < end:
            return None
        body = bytes(self._buffer[_LENGTH.size : end])
        del self._buffer[:end]
        try:
            return decoder.decode(body)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            raise ProtocolError(reasons.UNDECODED, why=str(error)[:200]) from error

    def feed(self, data: bytes) -> None:
        """Add bytes that were read from the socket elsewhere."""
        self._buffer += data
        self.received += len(data)

    def fill(self) -> bool:
        """Read what has arrived.

        Returns False if the other side has closed, or was silent for too long.
        """
        try:
            if self._takes_descriptors:
                data, came, _, _ = socket.recv_fds(self.socket, 2**16, 4)
                self.descriptors += came
            else:
                data = self.socket.recv(2**20)
        except OSError:
            return False
        self.feed(data)
        return bool(data)

    def receive(self, decoder: msgspec.msgpack.Decoder[_Message]) -> _Message | None:
        """Wait for the next message; returns None if the other side has closed."""
        while (message := self.take(decoder)) is None:
            if not self.fill():
                return None
        return message


orders = msgspec.msgpack.Decoder(Order)
requests = msgspec.msgpack.Decoder(Request)
reports = msgspec.msgpack.Decoder(Report)
answers = msgspec.msgpack.Decoder(Answer)
