"""One call, recorded: the same for the reference, a submission and every known wrong answer.

What a call prints, warns, raises, returns, does to its inputs and leaves of the graph goes into one
`Observation`. The random sources are seeded before the call, and memory that it allocates but does
not fill holds NaN (integers their largest value), so that `torch.empty` is never right by luck; torch's
global state is put back after it. Only the student's call stands inside the first `try`; our own
recording does not.
"""

from __future__ import annotations

import io
import random
import time
import warnings
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
import torch

from grader.core.cotangent import weights
from grader.core.fact import Fact, Shown
from grader.core.model import CPU, EXACT, LOOSE, Asked, Case, Failure, Observation
from grader.core.value import CALLS, Array, Items, Made, Value
from grader.runner import cuda, reasons
from grader.runner.recording import memory
from grader.runner.recording.building import build_all
from grader.runner.recording.failures import describe, text_of
from grader.runner.recording.memory import tensors
from grader.runner.recording.recorder import Recorder
from grader.runner.recording.results import used
from grader.runner.recording.state import restore, usual
from grader.runner.recording.values import plain, well_formed
from grader.runner.torch_patches import NoWorkersWarning, do_without_workers, spare_the_compiler

LONGEST_OUTPUT = 10_000
MOST_WARNINGS = 5
MOST_WORKERS = 10**6
"""Of more than these nobody means the number; they are told in Python's words."""

USUAL = Asked()
spare_the_compiler()
do_without_workers()


class Capped(io.TextIOBase):
    """A text stream that keeps the first `LONGEST_OUTPUT` characters, and an ellipsis for all others."""

    def __init__(self) -> None:
        self._kept: list[str] = []
        self._room = LONGEST_OUTPUT

    def writable(self) -> bool:
        """Text may always be written."""
        return True

    def write(self, text: str) -> int:
        """Keep what there is room for; pretend that all was written."""
        if self._room > 0:
            kept = str.__str__(text)[: self._room]
            self._kept.append(kept)
            self._room -= len(kept)
            if self._room == 0:
                self._kept.append("\n…")
        return len(text)

    def text(self) -> str:
        """Everything that was kept."""
        return well_formed("".join(self._kept))


def observe(
    function: Callable[..., Any],
    case: Case,
    asked: Asked = USUAL,
    *,
    sources: Collection[str] = (),
    device: str = CPU,
) -> Observation:
    """Call `function` on a case's inputs and record what it does, and what else is `asked`.

    The random sources are seeded before each call, of several calls every other one alike. The gradient
    is d(sum of result · cotangent)/d(input) for every input that requires grad, with the cotangent of
    `grader.core.cotangent`. `sources` are the file names whose lines are the learner's; the inputs lie on the
    `device`. Raises Unusable where the call has left that of no further use to this process.
    """
    if any(isinstance(value, Made) for value in case.inputs):
        seed_all(case.seed)  # what is made may be random
    try:
        inputs = build_all(case, device)
    except torch.OutOfMemoryError as error:  # earlier calls have kept what the device has
        call = 1 if asked.calls > 1 else 0
        seen = Observation(failure=describe(error, sources), inputs=case.arguments, call=call)
        raise Unusable(seen) from error
    given = inputs[: len(case.arguments)]
    probe = inputs[case.names.index(asked.probe)] if asked.probe else None
    before = [list(thing) if isinstance(thing, list) and asked.grads else thing for thing in given]
    grads = memory.grads(given) if asked.grads == EXACT else {}
    called = _call(function, given, case.seed, asked, probe, sources, device)
    results, failed = called.results, called.failure is not None
    if failed and not cuda.is_usable(device):
        raise Unusable(_without_a_look(case, called, asked))
    value = None if failed else _value(results, called.values)
    taken, taken_failure = None, None
    if asked.gradient and not failed:
        taken, taken_failure = _gradient(results[0], given, sources, device)
        if taken_failure is not None and not cuda.is_usable(device):
            seen = _without_a_look(case, called, asked)
            raise Unusable(
                msgspec.structs.replace(seen, value=value, gradient=taken, gradient_failure=taken_failure)
            )
    return Observation(
        value=value,
        failure=called.failure,
        inputs=tuple(
            _afterwards(value, old if _is_as_long(old, new) else new, asked.grads)
            for value, old, new in zip(case.arguments, before, given, strict=True)
        ),
        gradient=taken,
        gradient_failure=taken_failure,
        shares=memory.shares(results[0], given) if asked.aliasing and not failed else (),
        overlap=not failed and memory.overlap(results),
        moved=memory.moved(grads, before),
        call=len(results) + 1 if failed and asked.calls > 1 else 0,
        stdout=called.stdout,
        warnings=called.warnings,
        seconds=called.seconds,
    )


class Unusable(Exception):  # noqa: N818  # the learner's call has failed, not this process
    """The device answers no more; what is known of the call that was the last one."""

    def __init__(self, seen: Observation) -> None:
        super().__init__(seen)
        self.seen = seen


def _without_a_look(case: Case, called: _Called, asked: Asked) -> Observation:
    """What there is to say of a call after which nothing can be read from the device: inputs as they were."""
    return Observation(
        failure=called.failure,
        inputs=case.arguments,
        call=len(called.results) + 1 if called.failure is not None and asked.calls > 1 else 0,
        stdout=called.stdout,
        warnings=called.warnings,
        seconds=called.seconds,
    )


@dataclass(frozen=True)
class _Called:
    """What came of the calls: results as objects and, of several, as they were returned; or a failure."""

    results: Sequence[Any]
    values: Sequence[Value]
    failure: Failure | None
    stdout: str
    warnings: tuple[Shown, ...]
    seconds: float


def _call(
    function: Callable[..., Any],
    given: Sequence[Any],
    seed: int,
    asked: Asked,
    probe: Any,
    sources: Collection[str],
    device: str,
) -> _Called:
    """Call as often as asked, with torch's global state put back in the end."""
    state = usual()
    stream = Capped()
    results: list[Any] = []
    values: list[Value] = []
    raised = None
    start = time.perf_counter()
    with (
        warnings.catch_warnings(record=True) as caught,
        redirect_stdout(stream),
        redirect_stderr(stream),
        _unset_memory_shows(),
    ):
        warnings.simplefilter("always")
        warnings.filterwarnings("ignore", message=_OF_THE_MODE)
        for turn in range(asked.calls):
            seed_all(seed + turn % 2)
            cuda.seed(device, seed + turn % 2)
            try:
                result = used(function(*given), asked, probe)
                cuda.settle(device)
                results.append(result)
            except (
                BaseException
            ) as error:  # SystemExit and KeyboardInterrupt from a student's call are answers too
                raised = error
                break
            if asked.calls > 1:
                values.append(plain(results[-1]))
    seconds = time.perf_counter() - start
    restore(state)
    said = tuple(_said(warning.message) for warning in caught[:MOST_WARNINGS])
    failure = describe(raised, sources) if raised is not None else None
    raised = None  # its traceback holds this frame, a cycle that would keep all that the call had allocated
    return _Called(results, values, failure, stream.text(), said, seconds)


def _said(warning: object) -> Shown:
    """A warning's words; of one of ours, what it is about."""
    count = warning.count if type(warning) is NoWorkersWarning else None
    if type(count) is int and 0 < count <= MOST_WORKERS:
        return Fact(reasons.WITHOUT_WORKERS.code, {"count": count})
    return text_of(warning)


def _value(results: Sequence[Any], values: Sequence[Value]) -> Value:
    """What one call returned, or what each of several did."""
    return Items(CALLS, tuple(values)) if values else plain(results[0])


def _afterwards(given: Value, thing: object, grads: str) -> Value:
    """What became of an input; what the runner has made, such as a function, cannot be changed.

    Of a list of parameters it is those that were given, whatever stands in the list now.
    """
    if isinstance(thing, Recorder):
        return thing.trajectory()
    if isinstance(given, Made) and not isinstance(thing, torch.nn.Module):
        return given
    return plain(thing, grads=bool(grads)) if grads != LOOSE else _with_zeros(plain(thing, grads=True))


def _is_as_long(old: object, new: object) -> bool:
    """Whether a list has not grown or shrunk; what is no list has not."""
    return not (isinstance(old, list) and isinstance(new, list)) or len(old) == len(new)


def _with_zeros(value: Value) -> Value:
    """The same, with zeros for the `.grad` of leaves that have none."""
    if isinstance(value, Items):
        return Items(value.type, tuple(map(_with_zeros, value.items)))
    if not isinstance(value, Array) or not value.requires_grad or value.grad is not None or not value.leaf:
        return value
    zeros = Array("tensor", value.dtype, value.shape, bytes(len(value.data or b"")), value.device)
    return msgspec.structs.replace(value, grad=zeros)


_OF_THE_MODE = ".*does not have a deterministic implementation"


@contextmanager
def _unset_memory_shows() -> Iterator[None]:
    """Let torch fill what is allocated and not set: torch does so in its deterministic mode."""
    was_on, warned_only = (
        torch._C._get_deterministic_algorithms(),
        torch._C._get_deterministic_algorithms_warn_only(),
    )
    torch._C._set_deterministic_algorithms(True, warn_only=True)  # torch's own door imports its compiler
    try:
        yield
    finally:
        torch._C._set_deterministic_algorithms(was_on, warn_only=warned_only)


def seed_all(seed: int) -> None:
    """Seed every source of random numbers that a task may use."""
    torch.default_generator.manual_seed(seed)
    np.random.seed(seed % 2**32)
    random.seed(seed)


# --------------------------------------------------------------------------------------- gradient


def _gradient(
    result: object, inputs: Sequence[Any], sources: Collection[str], device: str
) -> tuple[tuple[Array | None, ...], Failure | None]:
    wanted = [index for index, thing in enumerate(inputs) if _wants_grad(thing)]
    outputs = [tensor for tensor in tensors(result) if tensor.requires_grad]
    nothing: list[Array | None] = [None] * len(inputs)
    if not wanted or not outputs:
        return tuple(nothing), None
    try:
        pairs = zip(outputs, _cotangents(outputs), strict=True)
        total = sum((output * cotangent).sum() for output, cotangent in pairs)
        taken = torch.autograd.grad(total, [inputs[index] for index in wanted], allow_unused=True)  # type: ignore[arg-type]
        cuda.settle(device)
    except BaseException as error:  # a hook or an autograd.Function of the student's may raise anything
        return tuple(nothing), describe(error, sources)
    for index, grad in zip(wanted, taken, strict=True):
        value = plain(grad) if grad is not None else None
        nothing[index] = value if isinstance(value, Array) else None
    return tuple(nothing), None


def _wants_grad(thing: object) -> bool:
    return isinstance(thing, torch.Tensor) and thing.requires_grad


def _cotangents(outputs: Sequence[torch.Tensor]) -> Iterator[torch.Tensor]:
    return (
        torch.from_numpy(weights(output.shape, n)).to(output.device, output.dtype)
        for n, output in enumerate(outputs)
    )
