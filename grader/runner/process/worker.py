"""The warm process: it imports torch once and forks a child for each submission.

It is started as `python -m grader.runner.process.worker FD`; FD is a Unix socket to the judge. It has no
answer key and no reference. A fork is safe, because it opens no GPU, runs one thread and never calls
`backward`.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import itertools
import os
import signal
import socket
import sys
import time
import types
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NoReturn

import msgspec

from grader.core.errors import MachineError
from grader.core.fact import Fact, Shown
from grader.core.message import Message
from grader.runner import reasons
from grader.runner.recording.folder import write
from grader.runner.sandbox import scratch
from grader.runner.wire import (
    RECORDING_FAILED,
    Answer,
    Broken,
    Channel,
    Ended,
    Fork,
    Forked,
    Know,
    Known,
    Limits,
    Load,
    MoveCall,
    Opened,
    Ready,
    Request,
    Run,
    Setup,
    Stop,
    TraceCall,
    answers,
    orders,
    requests,
)

if TYPE_CHECKING:
    from grader.runner.recording.program import ProgramLoader
    from grader.runner.sandbox.confine import Confinement

CHANNEL = 3
"""The descriptor of the channel, in the warm process and in each child."""
LONGEST_REASON = 500
ONE_THREAD = {"NUMEXPR_MAX_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}
"""The environment in which packages are imported: some would start a thread, which no fork survives."""
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


def main() -> None:
    """Serve the judge on the socket that the command line names."""
    channel = Channel(_moved(int(sys.argv[1])), takes_descriptors=True)
    _no_terminal()
    setup = channel.receive(orders)
    if not isinstance(setup, Setup):
        return
    try:
        import torch

        import grader.runner.recording.program  # noqa: F401  # so that every child has it
        from grader.runner import torch_patches
        from grader.runner.sandbox.confine import Confinement

        torch_patches.do_without_compiling()
        confinement = Confinement(setup)
        torch.set_num_threads(1)
        torch.set_warn_always(True)
        _rehearse()
    except Exception as error:  # a broken installation, or a torch that does not fit, can raise anything
        channel.send(Broken(_reason(error)))
        return
    channel.send(Ready(str(torch.__version__)))
    _adopt_orphans()
    if not setup.forks:
        _be_the_child(channel, setup, confinement)
    gc.freeze()  # otherwise a child's collector would touch, and copy, every page of what is loaded
    try:
        _ForkServer(channel, setup, confinement).serve()
    finally:
        _give_back(setup)
    os._exit(0)  # nothing to clean up, and ending torch normally is slow


def _reason(error: Exception) -> Shown:
    """Return what is wrong: one of our own facts, or Python's message."""
    if isinstance(error, MachineError) and isinstance(error.message, Message):
        return Fact(error.message.code, {name: str(value) for name, value in error.arguments.items()})
    return f"{type(error).__name__}: {error}"


def _rehearse() -> None:
    """Do once what every child does first, so children need not set it up again.

    Nothing here has a graph.
    """
    from grader.core.model import Case
    from grader.core.value import Array
    from grader.runner.recording.program import ProgramLoader
    from grader.runner.wire import Assignment, Piece, Program

    text = (
        "import math, torch\nimport torch.nn.functional as F\nfrom torch import nn\n"
        "def f(x):\n    y = (x * x).sum().sqrt() + torch.linalg.vector_norm(x) + x @ x + x.abs().max()\n"
        "    return [y, torch.einsum('i,i->', x, x), F.normalize(x, dim=0)]\n"
    )
    value = Array("tensor", "float32", (1,), bytes(4))
    loader = ProgramLoader()
    program = Program((Piece("rehearsal", 1, text, ("f",), ("f",)),))
    often = 12  # until Python has specialised the code that runs for each call
    assignment = Assignment("f", 1, (Case((value,), ("",), 0),) * often)
    for answer in (*loader.load(program), *loader.run(assignment)):
        answers.decode(msgspec.msgpack.encode(answer))


def _moved(descriptor: int) -> socket.socket:
    """Return the socket, moved to the number CHANNEL."""
    if descriptor != CHANNEL:
        os.dup2(descriptor, CHANNEL)
        os.close(descriptor)
    return socket.socket(fileno=CHANNEL)


def _no_terminal() -> None:
    """Make standard input empty, and discard output that bypasses Python's streams."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    os.closerange(CHANNEL + 1, os.sysconf("SC_OPEN_MAX"))


def _be_the_child(channel: Channel, setup: Setup, confinement: Confinement) -> None:
    """Serve one submission in this process, where a fork is not safe.

    The judge ends this process.
    """
    while isinstance(order := channel.receive(orders), Know):
        channel.send(_known(order, setup, confinement))
    if isinstance(order, Fork):
        folder = scratch.make(setup.scratch, 1)
        channel.send(Forked(os.getpid()))
        channel.socket.close()
        own = Channel(_moved(channel.descriptors.pop()))
        enter = confinement.enter
        serve_submission(
            own, lambda: enter(order.limits, folder), order.limits, setup.device, own=_own_modules()
        )
    _give_back(setup)
    os._exit(0)


def _known(order: Know, setup: Setup, confinement: Confinement) -> Known:
    """Import the modules of an order, so that every child has them.

    matplotlib finds its list of fonts in a folder that no child can write to.
    """
    from grader.runner.recording.packages import prepare

    os.environ |= ONE_THREAD
    if order.fonts:
        folder = os.environ["MPLCONFIGDIR"] = os.path.join(setup.scratch, "fonts")
        os.makedirs(folder, exist_ok=True)
        for name, content in order.fonts:
            with open(os.path.join(folder, os.path.basename(name)), "wb") as file:
                file.write(content)
        confinement.also_readable(folder)
    absent = prepare(order.modules)
    gc.collect()  # what the imports left would be copied with every child
    gc.freeze()
    return Known(tuple(absent.items()))


def _threads() -> int:
    """Return how many threads this process has; 1 where the system does not say."""
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return 1


def _give_back(setup: Setup) -> None:
    """Remove the children's folder.

    The judge removes it, too, unless it was killed.
    """
    with contextlib.suppress(OSError):
        scratch.remove(setup.scratch)


class _ForkServer:
    """Forks and ends children on order, one at a time; ends when the judge does."""

    def __init__(self, channel: Channel, setup: Setup, confinement: Confinement) -> None:
        self._channel, self._setup, self._confinement = channel, setup, confinement
        self._children: dict[int, str] = {}
        """The scratch folder of each child, by its pid."""
        self._numbers = itertools.count(1)

    def serve(self) -> None:
        try:
            while (order := self._channel.receive(orders)) is not None:
                if isinstance(order, Know):
                    self._channel.send(_known(order, self._setup, self._confinement))
                elif isinstance(order, Fork):
                    self._fork(order, self._channel.descriptors.pop())
                elif isinstance(order, Stop):
                    self._channel.send(self._end(order.pid, order.grace_seconds))
        finally:
            for pid in list(self._children):
                self._end(pid, grace_seconds=0)

    def _fork(self, order: Fork, descriptor: int) -> None:
        if (count := _threads()) != 1:
            os.close(descriptor)
            self._channel.send(Broken(Fact(reasons.THREADS.code, {"count": count})))
            return
        folder = scratch.make(self._setup.scratch, next(self._numbers))
        own = _own_modules()  # a child that looks at all names would copy their memory
        pid = os.fork()
        if pid == 0:
            self._channel.socket.close()
            channel = Channel(_moved(descriptor))
            enter = self._confinement.enter
            serve_submission(
                channel, lambda: enter(order.limits, folder), order.limits, self._setup.device, own=own
            )
        os.close(descriptor)
        self._children[pid] = folder
        with _descriptor_of(pid) as handle:
            self._channel.send(Forked(pid), handle)

    def _end(self, pid: int, grace_seconds: float) -> Ended:
        """Kill a child's whole session, reap it and remove its files.

        Until it is reaped, its pid cannot belong to another process.
        """
        folder = self._children.pop(pid)
        killed = not _is_dead(pid, grace_seconds)
        code = _kill(pid)
        for orphan in _adopted(set(self._children)):
            _kill(orphan)
        scratch.remove(folder)
        for shared in self._setup.shared if not self._children else ():
            scratch.empty(shared)
        return Ended(pid, code, killed)


@contextlib.contextmanager
def _descriptor_of(pid: int) -> Iterator[tuple[int, ...]]:
    """Yield a descriptor of a process, or nothing if the system has none.

    With it, the judge finds the process under another pid.
    """
    try:
        handle = os.pidfd_open(pid)
    except (AttributeError, OSError):
        yield ()
        return
    try:
        yield (handle,)
    finally:
        os.close(handle)


def _is_dead(pid: int, seconds: float) -> bool:
    """Wait for a child that is ending, so its exit code is its own.

    Returns whether it ended. The child still has to be reaped.
    """
    deadline = time.monotonic() + seconds
    while True:
        if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            return True
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.005)


def _kill(pid: int) -> int:
    """Kill a process and the session that it may lead, and reap it."""
    for kill in (os.killpg, os.kill):
        try:
            kill(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def _adopt_orphans() -> None:
    """Become the parent of orphans that a child leaves in a separate session.

    Only a parent can end them.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _adopted(known: set[int]) -> Iterator[int]:
    """Yield children that this process did not fork itself, until none are left."""
    listing = f"/proc/self/task/{os.getpid()}/children"
    while os.path.exists(listing):
        with open(listing) as file:
            strangers = {int(pid) for pid in file.read().split()} - known
        if not strangers:
            return
        yield from strangers


def serve_submission(
    channel: Channel, confine: Callable[[], None], limits: Limits, device: str, *, own: Sequence[str]
) -> NoReturn:
    """Run one submission's process: load it, observe it, and answer the judge.

    It ends when the judge closes the channel. `own` are the names of the grader's modules.
    """
    try:
        _answer(channel, confine, limits, device, own)
    except BaseException:  # no exception may reach the warm process's own loop
        os._exit(RECORDING_FAILED)
    os._exit(0)


def _answer(
    channel: Channel, confine: Callable[[], None], limits: Limits, device: str, own: Sequence[str]
) -> None:
    from grader.core.model import CPU
    from grader.runner.recording.program import ProgramLoader

    _die_with_parent()
    confine()
    if device != CPU:
        channel.send(_opened(device, limits))
    loader = ProgramLoader(device)
    _hide_modules(own)
    while (request := channel.receive(requests)) is not None:
        for answer in _answers(loader, request):
            channel.send(answer)


def _own_modules() -> list[str]:
    """Return the names of the grader's modules."""
    return [name for name in sys.modules if name.partition(".")[0] == "grader"]


def _hide_modules(own: Sequence[str]) -> None:
    """Remove the grader's modules from the places where a submission finds modules by name.

    A submission that imports one gets a new module, which nothing here uses.
    """
    for name in own:
        sys.modules.pop(name, None)
    sys.modules["__main__"] = types.ModuleType("__main__")


def _opened(device: str, limits: Limits) -> Opened:
    from grader.runner.cuda import open_device

    try:
        open_device(device, limits.memory_bytes)
    except Exception as error:  # a missing or broken driver can make torch raise anything
        return Opened(f"{type(error).__name__}: {error}"[:LONGEST_REASON])
    return Opened()


def _answers(loader: ProgramLoader, request: Request) -> Iterator[Answer]:
    match request:
        case Load(program):
            write(program.files)
            yield from loader.load(program)
        case Run(assignment):
            yield from loader.run(assignment)
        case TraceCall():
            yield loader.trace(request)
        case MoveCall():
            yield loader.move(request)


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    main()
