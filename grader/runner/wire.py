"""Frames between the judge and a runner: a length, then msgpack of one known message.

The length is checked against a cap before a byte of the body is read, and the body decodes only into
the types below; nothing is ever unpickled. Anything else is a `ProtocolError`.
"""

from __future__ import annotations

import socket
import struct
from typing import TypeVar

import msgspec
from msgspec import Struct

from grader.core.errors import MachineError
from grader.core.fact import Shown
from grader.core.model import Asked, Case, Failure, Observation, Portability, Trace
from grader.runner import reasons

LARGEST_FRAME = 128 * 2**20
LARGEST_ANSWER = 64 * 2**20
"""Bytes of a frame from a submission's process; its values are cut to half of that where they are taken."""
_LENGTH = struct.Struct("<I")
_encoder = msgspec.msgpack.Encoder()


RECORDING_FAILED = 70
"""The exit code of a child in which our own code failed: a submission may break whatever that is built on."""


class ProtocolError(MachineError):
    """The other side sent something that is not a message, or ended in the middle of one."""


# ------------------------------------------------------------------------------- what is to be run


class Piece(Struct, frozen=True):
    """One top-level statement of a submission: where it stands, and its text from column 0.

    `filename` is what a traceback shows (`a.ipynb#3` for cell 3). `names` are those it binds at the
    top level; when it fails they stay unbound. `tasks` are the graded functions that need it.
    """

    filename: str
    line: int
    text: str
    names: tuple[str, ...]
    tasks: tuple[str, ...]


def cell_of(filename: str) -> int | None:
    """The cell that a piece's file name carries: 3 for `a.ipynb#3`; None for a script."""
    number = filename.rpartition("#")[2]
    return int(number) if "#" in filename and number.isdigit() else None


class Program(Struct, frozen=True):
    """The pieces that the graded functions need, in order; `whole` runs them as the file stands."""

    pieces: tuple[Piece, ...]
    whole: bool = False


class Limits(Struct, frozen=True):
    """What a submission may use: seconds a call, a task, in all; bytes of memory beyond torch's own.

    As many bytes it may have of a GPU's.
    """

    call_seconds: float = 10.0
    task_seconds: float = 20.0
    total_seconds: float = 240.0
    memory_bytes: int = 2 * 2**30


class Assignment(Struct, frozen=True):
    """One task to observe: the function's name, how many arguments it gets, its cases."""

    task: str
    arity: int
    cases: tuple[Case, ...]
    asked: Asked = Asked()


# -------------------------------------------------------------------------------- judge to runner


class Setup(Struct, frozen=True, tag="setup"):
    """What the warm process is told first, once: where children write, and how they are confined.

    `scratch` is the folder of their folders, `shared` are places that all may write to in turn; both are
    emptied after each child. `readable`, `listable` and `usable` are the paths that they may reach.
    Where `forks` is False, the process is the only child itself. Children compute on the `device`.
    """

    layers: tuple[str, ...]
    scratch: str
    forks: bool = True
    shared: tuple[str, ...] = ()
    readable: tuple[str, ...] = ()
    listable: tuple[str, ...] = ()
    usable: tuple[str, ...] = ()
    device: str = "cpu"


class Fork(Struct, frozen=True, tag="fork"):
    """Make a child for one submission; its end of a socket pair comes with this frame."""

    limits: Limits


class Stop(Struct, frozen=True, tag="stop"):
    """Kill a child and all it started, after some seconds to end by itself, and wait for it."""

    pid: int
    grace_seconds: float


class Load(Struct, frozen=True, tag="load"):
    """Run a program's pieces."""

    program: Program


class Run(Struct, frozen=True, tag="run"):
    """Observe a task's function on its cases, one `Observed` each, then `Done`."""

    assignment: Assignment


class TraceCall(Struct, frozen=True, tag="trace"):
    """Call a task's function as asked once more, one of its calls line by line, and answer `Traced`."""

    task: str
    case: Case
    asked: Asked = Asked()
    call: int = 1


class MoveCall(Struct, frozen=True, tag="move"):
    """Call a task's function on tensors that stand for a GPU's, and answer `Moved`."""

    task: str
    case: Case
    asked: Asked = Asked()


Order = Setup | Fork | Stop
Request = Load | Run | TraceCall | MoveCall

# -------------------------------------------------------------------------------- runner to judge


class Ready(Struct, frozen=True, tag="ready"):
    """The warm process has imported torch."""

    torch: str


class Broken(Struct, frozen=True, tag="broken"):
    """The warm process cannot work, and why: Python's words, or a fact of `grader.runner.reasons`."""

    why: Shown


class Forked(Struct, frozen=True, tag="forked"):
    """A child was made; where the system has such, a descriptor of the process comes with this frame."""

    pid: int


class Ended(Struct, frozen=True, tag="ended"):
    """A child is gone: its exit code, or minus the signal that ended it.

    `killed` tells that it was still alive when it was to end.
    """

    pid: int
    code: int
    killed: bool = False


class Opened(Struct, frozen=True, tag="opened"):
    """A child has opened its device, or could not, and why; from one on the CPU there is no such word."""

    why: str = ""


class Began(Struct, frozen=True, tag="began"):
    """A piece is about to run, so that the judge knows which one a child was lost in."""

    index: int


class Loaded(Struct, frozen=True, tag="loaded"):
    """The pieces were run; failures by the names that stay unbound because of them."""

    failures: tuple[tuple[tuple[str, ...], Failure], ...]


class Unfit(Struct, frozen=True, tag="unfit"):
    """The function cannot be called as the task calls it.

    `signature` is how it can be called; it is empty where there is no such function at all.
    """

    signature: str


class Observed(Struct, frozen=True, tag="observed"):
    """What one call did."""

    index: int
    observation: Observation


class Done(Struct, frozen=True, tag="done"):
    """All cases of the task were observed."""


class Lost(Struct, frozen=True, tag="lost"):
    """The last call that was observed has left the device of no further use to this child."""


class Traced(Struct, frozen=True, tag="traced"):
    """What the lines of one call computed; `lost`: it has left the device of no further use to this child."""

    trace: Trace
    lost: bool = False


class Moved(Struct, frozen=True, tag="moved"):
    """What would go wrong on a GPU."""

    portability: Portability


Report = Ready | Broken | Forked | Ended
Answer = Opened | Began | Loaded | Unfit | Observed | Done | Lost | Traced | Moved

_Message = TypeVar("_Message")


def frame(message: Struct) -> bytes:
    """One message as it goes over the wire."""
    body = _encoder.encode(message)
    if len(body) > LARGEST_FRAME:
        raise ProtocolError(reasons.TOO_LARGE, size=len(body))
    return _LENGTH.pack(len(body)) + body


class Channel:
    """Whole messages over a stream socket.

    Only between judge and warm process do descriptors travel, too; those that came are in `descriptors`.
    """

    def __init__(
        self, sock: socket.socket, *, takes_descriptors: bool = False, largest: int = LARGEST_FRAME
    ) -> None:
        self.socket = sock
        self.received = 0
        """Bytes that have come in all."""
        self._largest = largest
        self.descriptors: list[int] = []
        self._takes_descriptors = takes_descriptors
        self._buffer = bytearray()

    def send(self, message: Struct, descriptors: tuple[int, ...] = ()) -> None:
        """Send one message, and with it descriptors (for `Fork` and `Forked`)."""
        data = frame(message)
        try:
            if descriptors:
                socket.send_fds(self.socket, [data], list(descriptors))
            else:
                self.socket.sendall(data)
        except OSError as error:
            raise ProtocolError(reasons.GONE) from error

    def take(self, decoder: msgspec.msgpack.Decoder[_Message]) -> _Message | None:
        """Decode the next message that has arrived whole, if one has."""
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
        """Read what has arrived; False when the other side has closed, or is silent for too long."""
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
        """Wait for the next message; None when the other side has closed."""
        while (message := self.take(decoder)) is None:
            if not self.fill():
                return None
        return message


orders = msgspec.msgpack.Decoder(Order)
requests = msgspec.msgpack.Decoder(Request)
reports = msgspec.msgpack.Decoder(Report)
answers = msgspec.msgpack.Decoder(Answer)
