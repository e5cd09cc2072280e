"""One call, recorded: the same for the reference, a submission and every known wrong answer.

What a call prints, warns, raises, returns, does to its inputs and leaves of the graph goes into one
`Observation`. The random sources are seeded before the call, and memory that it allocates but does
not fill holds NaN (integers their largest value), so that `torch.empty` is never right by luck; grad
mode and default dtype are put back after it. Only the student's call stands inside the first `try`;
our own recording does not.
"""

from __future__ import annotations

import builtins
import difflib
import io
import itertools
import random
import re
import sys
import time
import types
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Any

import msgspec
import numpy as np
import torch

from grader.cotangent import weights
from grader.model import CALLS, EXACT, LOOSE, Array, Asked, Case, Failure, Items, Made, Observation, Value
from grader.runner.building import build_all
from grader.runner.recorder import Recorder
from grader.runner.results import used
from grader.runner.state import restore, usual
from grader.runner.uncompiled import spare_the_compiler
from grader.runner.values import base_names, plain, type_name
from grader.runner.wire import cell_of

LONGEST_OUTPUT = 10_000
LONGEST_MESSAGE = 1_000
MOST_WARNINGS = 5
MOST_BASES = 10
LIBRARIES = ("torch", "torch.nn", "torch.nn.functional", "torch.linalg", "torch.optim", "math", "numpy")
"""Where a misspelt name is looked for."""

USUAL = Asked()
spare_the_compiler()


class Capped(io.TextIOBase):
    """A text stream that keeps the first `LONGEST_OUTPUT` characters and counts no further."""

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
                self._kept.append("\n… (more was printed)")
        return len(text)

    def text(self) -> str:
        """Everything that was kept."""
        return "".join(self._kept)


def observe(
    function: Callable[..., Any],
    case: Case,
    asked: Asked = USUAL,
    *,
    sources: Collection[str] = (),
) -> Observation:
    """Call `function` on a case's inputs and record what it does, and what else is `asked`.

    The random sources are seeded before each call, of several calls every other one alike.

    The gradient is d(sum of result · cotangent)/d(input) for every input that requires grad, with the
    cotangent of `grader.cotangent`. `sources` are the file names whose lines are the learner's.
    """
    _seed(case.seed)  # an input that is made may be random
    inputs = build_all(case)
    given = inputs[: len(case.arguments)]
    probe = inputs[case.names.index(asked.probe)] if asked.probe else None
    before = [list(thing) if isinstance(thing, list) and asked.grads else thing for thing in given]
    grads = _grads(given) if asked.grads == EXACT else {}
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
            _seed(case.seed + turn % 2)
            try:
                results.append(used(function(*given), asked, probe))
            except (
                BaseException
            ) as error:  # SystemExit and KeyboardInterrupt from a student's call are answers too
                raised = error
                break
            if asked.calls > 1:
                values.append(plain(results[-1]))
    seconds = time.perf_counter() - start
    restore(state)
    said = tuple(_text(warning.message) for warning in caught[:MOST_WARNINGS])
    failure = describe(raised, sources) if raised is not None else None
    raised = None  # its traceback holds this frame, a cycle that would keep all that the call had allocated
    taken, taken_failure = None, None
    if asked.gradient and failure is None:
        taken, taken_failure = _gradient(results[0], given, sources)
    return Observation(
        value=None if failure else _value(results, values),
        failure=failure,
        inputs=tuple(
            _afterwards(value, old if _is_as_long(old, new) else new, asked.grads)
            for value, old, new in zip(case.arguments, before, given, strict=True)
        ),
        gradient=taken,
        gradient_failure=taken_failure,
        shares=_shares(results[0], given) if asked.aliasing and failure is None else (),
        overlap=failure is None and _overlap(results),
        moved=_moved(grads, before),
        call=len(results) + 1 if failure is not None and asked.calls > 1 else 0,
        stdout=stream.text(),
        warnings=said,
        seconds=seconds,
    )


def _value(results: Sequence[Any], values: Sequence[Value]) -> Value:
    """What one call returned, or what each of several did."""
    return Items(CALLS, tuple(values)) if values else plain(results[0])


def _overlap(results: Sequence[Any]) -> bool:
    """Whether results of different calls share memory."""
    places = [{place for tensor in _tensors(result) if (place := _storage(tensor))} for result in results]
    return any(one & other for one, other in itertools.combinations(places, 2))


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
    zeros = Array("tensor", value.dtype, value.shape, bytes(len(value.data or b"")))
    return msgspec.structs.replace(value, grad=zeros)


_INTERNALS = re.compile(r"\s*\(Triggered internally at [^()]*\)")
"""What torch says of its own files in a warning."""
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


def _seed(seed: int) -> None:
    torch.default_generator.manual_seed(seed)
    np.random.seed(seed % 2**32)
    random.seed(seed)


# --------------------------------------------------------------------------------------- gradient


def _gradient(
    result: object, inputs: Sequence[Any], sources: Collection[str]
) -> tuple[tuple[Array | None, ...], Failure | None]:
    wanted = [index for index, thing in enumerate(inputs) if _wants_grad(thing)]
    outputs = [tensor for tensor in _tensors(result) if tensor.requires_grad]
    nothing: list[Array | None] = [None] * len(inputs)
    if not wanted or not outputs:
        return tuple(nothing), None
    try:
        pairs = zip(outputs, _cotangents(outputs), strict=True)
        total = sum((output * cotangent).sum() for output, cotangent in pairs)
        taken = torch.autograd.grad(total, [inputs[index] for index in wanted], allow_unused=True)  # type: ignore[arg-type]
    except BaseException as error:  # a hook or an autograd.Function of the student's may raise anything
        return tuple(nothing), describe(error, sources)
    for index, grad in zip(wanted, taken, strict=True):
        value = plain(grad) if grad is not None else None
        nothing[index] = value if isinstance(value, Array) else None
    return tuple(nothing), None


def _wants_grad(thing: object) -> bool:
    return isinstance(thing, torch.Tensor) and thing.requires_grad


def _tensors(thing: object) -> list[torch.Tensor]:
    """The tensors of a nested result, in order, down to the depth that results have in practice."""
    found: list[torch.Tensor] = []
    stack: list[tuple[object, int]] = [(thing, 0)]
    while stack and len(found) < 100:
        item, depth = stack.pop()
        if type(item) is torch.Tensor:
            found.append(item)
        elif isinstance(item, torch.Tensor):
            found.append(torch.Tensor.as_subclass(item, torch.Tensor))
        elif isinstance(item, (list, tuple)) and depth < 5:
            stack.extend((inner, depth + 1) for inner in reversed(item))
        elif isinstance(item, dict) and depth < 5:
            stack.extend((inner, depth + 1) for inner in reversed(list(item.values())))
    return found


def _cotangents(outputs: Sequence[torch.Tensor]) -> Iterator[torch.Tensor]:
    return (torch.from_numpy(weights(output.shape, n)).to(output.dtype) for n, output in enumerate(outputs))


# ----------------------------------------------------------------------------------------- aliasing


def _shares(result: object, inputs: Sequence[Any]) -> tuple[tuple[int, ...], ...]:
    """Per tensor of the result, the inputs that lie in the same storage."""
    storages = [_storage(thing) if isinstance(thing, torch.Tensor) else 0 for thing in inputs]
    return tuple(
        tuple(index for index, storage in enumerate(storages) if storage and storage == _storage(tensor))
        for tensor in _tensors(result)
    )


def _grads(given: Sequence[Any]) -> dict[str, int]:
    """Where in memory the `.grad` of each input lies, by path."""
    found = {}
    for n, thing in enumerate(given):
        tensors = list(enumerate(thing)) if isinstance(thing, list) else [(None, thing)]
        for k, tensor in tensors:
            if isinstance(tensor, torch.Tensor) and tensor.is_leaf and tensor.grad is not None:
                found[f"input {n}{'' if k is None else f'[{k}]'}.grad"] = _storage(tensor.grad)
    return found


def _moved(before: Mapping[str, int], given: Sequence[Any]) -> tuple[str, ...]:
    """The paths of the `.grad` that lie elsewhere than before."""
    now = _grads(given) if before else {}
    return tuple(path for path, place in before.items() if path in now and now[path] != place)


def _storage(tensor: torch.Tensor) -> int:
    """The address of a tensor's storage; 0 where it has none or holds no elements."""
    try:
        base = tensor if type(tensor) is torch.Tensor else torch.Tensor.as_subclass(tensor, torch.Tensor)
        return torch.Tensor.untyped_storage(base).data_ptr()
    except (RuntimeError, NotImplementedError):  # sparse tensors have none
        return 0


# ----------------------------------------------------------------------------------------- failures


def describe(error: BaseException, sources: Collection[str]) -> Failure:
    """Turn an exception into plain text, with the innermost line that is the learner's own."""
    line, cell = None, None
    names: dict[str, Any] = {}
    trace: types.TracebackType | None = error.__traceback__
    while trace is not None:
        filename = trace.tb_frame.f_code.co_filename
        if filename in sources:
            line, cell = trace.tb_lineno, cell_of(filename)
            names = {**trace.tb_frame.f_globals, **trace.tb_frame.f_locals}
        trace = trace.tb_next
    if isinstance(error, SyntaxError) and line is None:
        line = error.lineno
    name = error.name if isinstance(error, NameError) else None
    return Failure(
        type_name(error),
        _text(error),
        line,
        cell,
        name if isinstance(name, str) else None,
        tuple(base_names(error))[1:MOST_BASES],
        _nearest(error, names),
    )


def _nearest(error: BaseException, names: Mapping[str, Any]) -> str:
    """The name nearest to a misspelt one: among those at hand, in a library, or of a tensor's methods."""
    if type(error) is NameError:
        known = [*names, *dir(builtins)]
    elif type(error) is AttributeError and isinstance(error.obj, torch.Tensor):
        known = dir(torch.Tensor)
    elif type(error) is AttributeError and any(error.obj is sys.modules.get(name) for name in LIBRARIES):
        known = list(vars(error.obj))
    else:
        return ""
    wanted = error.name if isinstance(error.name, str) else ""
    public = (name for name in known if type(name) is str and not name.startswith("_"))
    return next(iter(difflib.get_close_matches(wanted, public, n=1, cutoff=0.7)), "")


def _text(error: object) -> str:
    """The text of an exception or warning; its own `__str__` may raise or lie about its type."""
    try:
        text = str(error)
    except BaseException:  # a student's exception may not be printable
        return "(its message could not be printed)"
    return _INTERNALS.sub("", str.__str__(text)[: 2 * LONGEST_MESSAGE])[:LONGEST_MESSAGE]
