"""One call, recorded the same for references, submissions and misconceptions.

An `Observation` holds what a call prints, warns, raises and returns. It also holds what the call does to its
inputs, and what it leaves of the graph. The random sources are seeded before the call. Memory that the call
allocates but does not fill holds NaN (integers hold their largest value). So `torch.empty` is never right by
luck. Torch's global state is restored after the call. Only the student's call is inside the first `try`; our
own recording is not.
"""

from __future__ import annotations

import random
import re
import time
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import msgspec
import numpy as np
import torch

from grader.core.cotangent import weights
from grader.core.fact import Fact, Shown
from grader.core.interrupts import Interrupts
from grader.core.limits import MOST_WARNINGS
from grader.core.model import CPU, EXACT, LOOSE, Case, Failure, Observation, Requirements
from grader.core.value import CALLS, Array, Items, Made, Table, Value
from grader.runner import cuda, reasons
from grader.runner.probes import Probes, with_memory
from grader.runner.recording import memory, packages
from grader.runner.recording.building import build_all
from grader.runner.recording.failures import describe, text_of
from grader.runner.recording.memory import tensors
from grader.runner.recording.output import Output
from grader.runner.recording.recorder import Recorder
from grader.runner.recording.results import used
from grader.runner.recording.seeing import seen_as
from grader.runner.recording.state import State, restore, usual
from grader.runner.recording.values import plain
from grader.runner.torch_patches import NoWorkersWarning, patch

MOST_WORKERS = 10**6
"""A larger number of workers is not meant; its warning keeps Python's words."""

USUAL = Requirements()
_clock = time.perf_counter  # a submission may replace the one in `time`
patch()


def observe(
    function: Callable[..., Any], case: Case, asked: Requirements = USUAL, *, device: str = CPU
) -> Observation:
    """Record a call of a function that can be trusted, such as a reference; see `record`.

    A signal, such as that of Ctrl-C, ends it: this is no answer of the function.
    """
    with Interrupts():
        return with_memory(*record(function, case, asked, device=device))


def record(
    function: Callable[..., Any],
    case: Case,
    asked: Requirements = USUAL,
    *,
    sources: Collection[str] = (),
    device: str = CPU,
    output: Output | None = None,
    state: State | None = None,
) -> tuple[Observation, Probes]:
    """Call `function` on a case's inputs, and record what it does.

    `asked` says what else to record. The random sources are seeded before each call. Of several calls, every
    second one has the same seed. The gradient is d(sum of result · cotangent)/d(input) for every input that
    requires grad, with the cotangent of `grader.core.cotangent`. `sources` are the file names whose lines are
    the learner's. The inputs are on the `device`. `output` are the submission's streams. `state` is torch's
    global state before the submission was loaded; it is the current one if it is not given. Raises Unusable
    if the device no longer works in this process after the call.

    The observation does not say yet which tensors share memory: the judge finds that out from the probes.
    """
    if any(isinstance(value, Made) for value in case.inputs):
        seed_all(case.seed)  # inputs that are made may be random
    known = packages.names(asked.knows)
    try:
        inputs = build_all(case, device, known)
    except torch.OutOfMemoryError as error:  # earlier calls still use the memory of the device
        call = 1 if asked.calls > 1 else 0
        seen = Observation(failure=describe(error, sources), inputs=case.arguments, call=call)
        raise Unusable(seen) from error
    given = inputs[: len(case.arguments)]
    probe = inputs[case.names.index(asked.probe)] if asked.probe else None
    before = [
        list(argument) if isinstance(argument, list) and asked.grads else argument for argument in given
    ]
    grads = memory.grads(given) if asked.grads == EXACT else {}
    made = [
        _seen(argument, asked.grads) if isinstance(value, Made) else value
        for value, argument in zip(case.arguments, given, strict=True)
    ]

    def left() -> tuple[Value, ...]:
        """Return the inputs as they are now."""
        return tuple(
            _afterwards(value, was, old if _is_as_long(old, new) else new, asked.grads)
            for value, was, old, new in zip(case.arguments, made, before, given, strict=True)
        )

    named = known | dict(zip(case.names, inputs, strict=False))
    one = _Call(function, given, case.seed, asked, probe, named)
    called = one.run(sources, device, output or Output(), left, state or usual())
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
    seen = Observation(
        value=value,
        failure=called.failure,
        inputs=left() if called.inputs is None else called.inputs,
        gradient=taken,
        gradient_failure=taken_failure,
        call=len(results) + 1 if failed and asked.calls > 1 else 0,
        stdout=called.stdout,
        warnings=called.warnings,
        seconds=called.seconds,
    )
    return seen, memory.probes(() if failed else results, before, grads, aliasing=asked.aliasing)


class Unusable(Exception):  # noqa: N818  # the learner's call has failed, not this process
    """The device no longer works; `seen` is what is known of its last call."""

    def __init__(self, seen: Observation) -> None:
        super().__init__(seen)
        self.seen = seen


def _without_a_look(case: Case, called: _Called, asked: Requirements) -> Observation:
    """Return the observation of a call after which the device cannot be read.

    The inputs are those before the call.
    """
    return Observation(
        failure=called.failure,
        inputs=case.arguments,
        call=len(called.results) + 1 if called.failure is not None and asked.calls > 1 else 0,
        stdout=called.stdout,
        warnings=called.warnings,
        seconds=called.seconds,
    )


class _Called(NamedTuple):
    """The results of the calls, or a failure.

    `results` are objects. For several calls, `values` are the results as they were returned. `inputs` are
    those after the last call, if a text of the course has read its result.
    """

    results: Sequence[Any]
    values: Sequence[Value]
    failure: Failure | None
    stdout: str
    warnings: tuple[Shown, ...]
    seconds: float
    inputs: tuple[Value, ...] | None


class _Call(NamedTuple):
    """A call that is to be made: a function, its arguments, and what is asked of it.

    `inputs` are all inputs of the case by name, if they have names.
    """

    function: Callable[..., Any]
    given: Sequence[Any]
    seed: int
    asked: Requirements
    probe: Any
    inputs: Mapping[str, Any]

    def run(
        self,
        sources: Collection[str],
        device: str,
        output: Output,
        left: Callable[[], tuple[Value, ...]],
        state: State,
    ) -> _Called:
        """Call the function as often as asked; then restore torch's global state.

        A text of the course may change the inputs, so `left` returns them before the text reads the result.
        """
        results: list[Any] = []
        values: list[Value] = []
        raised, inputs = None, None
        text, named = self.asked.seen_as, self.inputs
        read = (lambda result: plain(seen_as(text, result, named))) if text else None
        start = _clock()
        with (
            warnings.catch_warnings(record=True) as caught,
            output.recorded(),
            _unset_memory_shows(),
        ):
            warnings.filters = [*_FILTERS]
            for turn in range(self.asked.calls):
                seed_all(self.seed + turn % 2)
                cuda.seed(device, self.seed + turn % 2)
                try:
                    result = used(self.function(*self.given), self.asked, self.probe, read)
                    cuda.settle(device)
                except (
                    BaseException
                ) as error:  # SystemExit and KeyboardInterrupt from a student's call are answers, too
                    raised = error
                    break
                if text and not self.asked.probe:
                    inputs = left()
                    result = seen_as(text, result, named)
                results.append(result)
                if self.asked.calls > 1:
                    values.append(plain(results[-1]))
        seconds = _clock() - start
        restore(state)
        said = tuple(_said(warning.message) for warning in caught[:MOST_WARNINGS])
        failure = describe(raised, sources) if raised is not None else None
        raised = None  # its traceback holds this frame: this cycle would keep all memory of the call
        return _Called(results, values, failure, output.text(), said, seconds, inputs)


def _said(warning: object) -> Shown:
    """Return a warning's text; for a warning of our own, return a fact."""
    count = warning.count if type(warning) is NoWorkersWarning else None
    if type(count) is int and 0 < count <= MOST_WORKERS:
        return Fact(reasons.WITHOUT_WORKERS.code, {"count": count})
    return text_of(warning)


def _value(results: Sequence[Any], values: Sequence[Value]) -> Value:
    """Return the result of one call, or the results of several."""
    return Items(CALLS, tuple(values)) if values else plain(results[0])


def _afterwards(given: Value, was: Value, thing: object, grads: str) -> Value:
    """Return an input after the call.

    An input that the course's text has made is that text as long as it has not changed: `was` is its value
    before the call. An object such as a function cannot change. For a list of parameters, it is the
    parameters that were given, even if the list now holds different ones.
    """
    if isinstance(thing, Recorder):
        return thing.trajectory()
    if not isinstance(given, Made) or isinstance(thing, torch.nn.Module):
        return _seen(thing, grads)
    if not _can_change(was):
        return given
    now = _seen(thing, grads)
    return given if now == was else now


def _can_change(value: Value) -> bool:
    """Whether this is the value of a tensor, an array or a table, which may change in place."""
    return isinstance(value, Table) or (isinstance(value, Array) and value.kind in CHANGING)


CHANGING = ("tensor", "Parameter", "ndarray")
"""The kinds of arrays that may change in place."""


def _seen(thing: object, grads: str) -> Value:
    """Return the value of an input; if the task asks for it, with its `.grad`."""
    return plain(thing, grads=bool(grads)) if grads != LOOSE else _with_zeros(plain(thing, grads=True))


def _is_as_long(old: object, new: object) -> bool:
    """Whether a list still has its length; True for other objects."""
    return not (isinstance(old, list) and isinstance(new, list)) or len(old) == len(new)


def _with_zeros(value: Value) -> Value:
    """Return the value with zeros for the `.grad` of leaves that have none."""
    if isinstance(value, Items):
        return Items(value.type, tuple(map(_with_zeros, value.items)))
    if not isinstance(value, Array) or not value.requires_grad or value.grad is not None or not value.leaf:
        return value
    zeros = Array("tensor", value.dtype, value.shape, bytes(len(value.data or b"")), value.device)
    return msgspec.structs.replace(value, grad=zeros)


_OF_THE_MODE = re.compile(".*does not have a deterministic implementation", re.IGNORECASE)
_FILTERS = [("ignore", _OF_THE_MODE, Warning, None, 0), ("always", None, Warning, None, 0)]
"""All warnings, without that of the mode: what `warnings.filterwarnings` would make again for each call."""


@contextmanager
def _unset_memory_shows() -> Iterator[None]:
    """Fill memory that is allocated but not set.

    Torch does so in its deterministic mode.
    """
    was_on, warned_only = (
        torch._C._get_deterministic_algorithms(),
        torch._C._get_deterministic_algorithms_warn_only(),
    )
    torch._C._set_deterministic_algorithms(True, warn_only=True)  # the public API imports the compiler
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
    wanted = [index for index, argument in enumerate(inputs) if _wants_grad(argument)]
    outputs = [tensor for tensor in tensors(result) if tensor.requires_grad]
    nothing: list[Array | None] = [None] * len(inputs)
    if not wanted or not outputs:
        return tuple(nothing), None
    try:
        pairs = zip(outputs, _cotangents(outputs), strict=True)
        total = sum((output * cotangent).sum() for output, cotangent in pairs)
        found = torch.autograd.grad(total, [inputs[index] for index in wanted], allow_unused=True)  # type: ignore[arg-type]
        taken = [_dense(grad) if grad is not None else None for grad in found]
        cuda.settle(device)
    except BaseException as error:  # a student's hook or autograd.Function may raise anything
        return tuple(nothing), describe(error, sources)
    for index, grad in zip(wanted, taken, strict=True):
        value = plain(grad) if grad is not None else None
        nothing[index] = value if isinstance(value, Array) else None
    return tuple(nothing), None


def _dense(gradient: torch.Tensor) -> torch.Tensor:
    """Return a gradient with all its elements; torch may keep only those that are not zero."""
    return gradient if gradient.layout is torch.strided else gradient.to_dense()


def _wants_grad(thing: object) -> bool:
    return isinstance(thing, torch.Tensor) and thing.requires_grad


def _cotangents(outputs: Sequence[torch.Tensor]) -> Iterator[torch.Tensor]:
    return (
        torch.from_numpy(weights(output.shape, n)).to(output.device, output.dtype)
        for n, output in enumerate(outputs)
    )
