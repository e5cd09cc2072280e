"""Whether a function would work on a GPU.

One call on tensors without numbers is watched. The arguments are `meta` tensors in place of a GPU's. Tensors
that the function makes without a device are on the CPU. A dispatch mode sees every operation. It stops at the
first operation in which both devices meet in a way that CUDA does not allow. CUDA allows tensors without
dimensions on any device, indices on the CPU, and copies between devices. A result that depends on numbers is
unknown.
"""

from __future__ import annotations

import sys
import types
import warnings
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from grader.core.model import Case, GpuFault, Portability, Requirements, Spot
from grader.core.value import ITEM, KEY, Path
from grader.runner.recording.building import build_all
from grader.runner.recording.observe import seed_all
from grader.runner.recording.output import Output
from grader.runner.recording.packages import names
from grader.runner.recording.results import used
from grader.runner.recording.state import restore, usual
from grader.runner.torch_patches import with_plain_sizes
from grader.runner.wire import cell_of

ELSEWHERE = "meta"
MOST_DEPTH = 12

aten = torch.ops.aten
INDEXING = {
    aten.index.Tensor,
    aten._unsafe_index.Tensor,
    aten.index_put.default,
    aten.index_put_.default,
    aten._index_put_impl_.default,
    aten._unsafe_index_put.default,
}
ONTO = {
    packet.Tensor
    for packet in (aten.add_, aten.sub_, aten.mul_, aten.div_, aten.remainder_, aten.floor_divide_, aten.pow_)
}
"""Operations that write into the first operand.

The first operand must be on the same device as the rest, for any size.
"""
COPYING = {aten.copy_.default, aten.copy.default, aten._to_copy.default}
READING = {
    aten._local_scalar_dense.default,
    aten.nonzero.default,
    aten.masked_select.default,
    aten.equal.default,
    aten.is_nonzero.default,
    aten._unique2.default,
    aten.unique_dim.default,
    aten.unique_consecutive.default,
    aten.repeat_interleave.Tensor,
    aten.bincount.default,
}
"""Operations with results that depend on numbers."""
NO_CUDA = ("Torch not compiled with CUDA enabled", "Found no NVIDIA driver", "No CUDA GPUs are available")
NO_NUMPY = "device type tensor to numpy"


class _FaultFound(BaseException):
    """A fault; no `except Exception` of the learner catches it."""

    def __init__(self, fault: GpuFault) -> None:
        super().__init__(fault)
        self.fault = fault


class _Unknown(BaseException):
    """The next step depends on numbers that do not exist."""


def portability(
    function: Callable[..., Any], case: Case, asked: Requirements, *, sources: Collection[str] = ()
) -> Portability:
    """Call a function on tensors in place of a GPU's, and report what would fail.

    `sources` are the file names whose lines are the learner's. Never raises for what the function does.
    """
    state = usual()
    watch = _DeviceMode(sources)
    try:
        with (
            Output().recorded(),
            warnings.catch_warnings(),
            with_plain_sizes(),
        ):
            warnings.simplefilter("ignore")
            return _called(function, case, asked, watch)
    except _FaultFound as found:
        return Portability(fault=found.fault)
    except (_Unknown, Exception, SystemExit, GeneratorExit, KeyboardInterrupt) as error:
        fault = _known(error, sources)
        return Portability(told=fault is not None, fault=fault)
    finally:
        restore(state)


def operations(function: Callable[..., Any], case: Case, asked: Requirements) -> frozenset[Any]:
    """Return the operations of torch that a call does on the CPU, as `torch._ops.OpOverload`.

    Use it for the course's own functions only.
    """
    state, watch = usual(), _Operations()
    seed_all(case.seed)
    inputs = build_all(case, packages=names(asked.knows))
    probe = inputs[case.names.index(asked.probe)] if asked.probe else None
    with Output().recorded(), warnings.catch_warnings(), suppress(Exception), with_plain_sizes(), watch:
        warnings.simplefilter("ignore")
        used(function(*inputs[: len(case.arguments)]), asked, probe)
    restore(state)
    return frozenset(watch.seen)


def draws(found: Collection[Any]) -> bool:
    """Whether one of these operations draws random numbers."""
    return any(torch.Tag.nondeterministic_seeded in operation.tags for operation in found)


class _Operations(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch is untyped here
    """Remembers all operations."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # torch is untyped here
        self.seen: set[Any] = set()

    def __torch_dispatch__(self, func: Any, _types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.seen.add(func)
        return func(*args, **(kwargs or {}))


def _called(function: Callable[..., Any], case: Case, asked: Requirements, watch: _DeviceMode) -> Portability:
    seed_all(case.seed)
    inputs = build_all(case, ELSEWHERE, names(asked.knows))
    given = inputs[: len(case.arguments)]
    probe = inputs[case.names.index(asked.probe)] if asked.probe else None
    results = []
    for turn in range(asked.calls):
        seed_all(case.seed + turn % 2)
        with watch:
            results.append(used(function(*given), asked, probe))
    found = list(_tensors(results if asked.calls > 1 else results[0], (), 0))
    return Portability(
        here=tuple(watch.on_the_cpu(path, tensor) for path, tensor in found if tensor.device.type == "cpu"),
        there=tuple(path for path, tensor in found if tensor.device.type == ELSEWHERE),
    )


def _tensors(thing: Any, path: Path, depth: int) -> Iterator[tuple[Path, torch.Tensor]]:
    """Yield the tensors of a result, with their paths."""
    if isinstance(thing, torch.Tensor):
        yield path, thing
    elif depth < MOST_DEPTH and isinstance(thing, list | tuple):
        for number, item in enumerate(thing):
            yield from _tensors(item, (*path, (ITEM, number)), depth + 1)
    elif depth < MOST_DEPTH and isinstance(thing, dict):
        for key, item in thing.items():
            yield from _tensors(item, (*path, (KEY, repr(str(key)[:50]))), depth + 1)


def _known(error: BaseException, sources: Collection[str]) -> GpuFault | None:
    """Return the fault of an exception, if a GPU or a missing GPU is its reason."""
    try:
        text = str(error)[:1000]
    except BaseException:  # a learner's own exception may not be printable
        return None
    kind = "cuda" if any(words in text for words in NO_CUDA) else "numpy" if NO_NUMPY in text else ""
    return GpuFault(kind, spot=_raised_at(error, sources)) if kind else None


def _raised_at(error: BaseException, sources: Collection[str]) -> Spot | None:
    spot, trace = None, error.__traceback__
    while trace is not None:
        filename = trace.tb_frame.f_code.co_filename
        spot = Spot(trace.tb_lineno, cell_of(filename)) if filename in sources else spot
        trace = trace.tb_next
    return spot


@dataclass(frozen=True)
class _Origin:
    """Where a tensor on the CPU was made, and whether it was moved to the CPU.

    `blank` means that it has no numbers.
    """

    spot: Spot | None
    moved: bool = False
    blank: bool = False


class _DeviceMode(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch is untyped here
    """Sees every operation, and remembers where each tensor on the CPU was made."""

    def __init__(self, sources: Collection[str]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # torch is untyped here
        self._sources = sources
        self._origins: dict[int, _Origin] = {}
        self._kept: list[torch.Tensor] = []

    def on_the_cpu(self, path: Path, tensor: torch.Tensor) -> GpuFault:
        """Return the fault for a part of the result that should not be on the CPU."""
        origin = self._origin([tensor])
        return GpuFault("result", path=path, maker=origin.spot, moved=origin.moved)

    def __torch_dispatch__(self, func: Any, _types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Run an operation.

        Raises _FaultFound if CUDA would not allow it, and _Unknown if it needs numbers.
        """
        kwargs = kwargs or {}
        tensors = [tensor for tensor in tree_leaves((args, kwargs)) if isinstance(tensor, torch.Tensor)]
        there = [tensor for tensor in tensors if tensor.device.type == ELSEWHERE]
        here = [tensor for tensor in tensors if tensor.device.type == "cpu"]
        if func in READING and (there or self._origin(here).blank):
            raise _Unknown
        if func in COPYING and there:
            return self._copied(func, args, kwargs)
        if there and here:
            self._met(func, args, here)
        result = func(*args, **kwargs)
        self._remember(result, here)
        return result

    def _met(self, func: Any, args: Sequence[Any], here: Sequence[torch.Tensor]) -> None:
        """Check an operation on tensors of both devices.

        Raises _FaultFound if CUDA would not allow it.
        """
        strangers = [tensor for tensor in here if tensor.dim() > 0]
        if func in INDEXING and args[0].device.type == ELSEWHERE:
            indices = {id(tensor) for tensor in args[1] if isinstance(tensor, torch.Tensor)}
            strangers = [tensor for tensor in strangers if id(tensor) not in indices]
        elif not strangers and func in ONTO and not _is_there(args[0]):
            strangers = [args[0]]
        elif not strangers and func._schema.is_mutable and not _is_there(args[0]):
            raise _Unknown
        if strangers:
            origin = self._origin(strangers)
            name = func.overloadpacket.__name__.strip("_")
            raise _FaultFound(GpuFault("mixed", name, (), self._spot(), origin.spot, origin.moved))

    def _copied(self, func: Any, args: Any, kwargs: Any) -> Any:
        """Copy between devices; a copy to the CPU has zeros, because no numbers exist."""
        if func is aten._to_copy.default:
            source, target = args[0], torch.device(kwargs.get("device") or args[0].device)
        else:
            source, target = args[1], args[0].device
        if source.device.type != ELSEWHERE or target.type != "cpu":
            return func(*args, **kwargs)
        if func is aten.copy_.default:
            self._note(args[0], replace(self._origin([args[0]]), blank=True))
            return args[0]
        result = torch.zeros(source.shape, dtype=kwargs.get("dtype") or source.dtype)
        self._note(result, _Origin(self._spot(), moved=True, blank=True))
        return result

    def _remember(self, result: Any, here: Sequence[torch.Tensor]) -> None:
        """Remember where results on the CPU come from.

        It is the origin of the arguments, or else the current line.
        """
        for value in tree_leaves(result):
            is_new = isinstance(value, torch.Tensor) and _memory(value) not in self._origins
            if is_new and value.device.type == "cpu":
                known = self._origin(here)
                self._note(value, known if known.spot is not None else replace(known, spot=self._spot()))

    def _note(self, tensor: torch.Tensor, origin: _Origin) -> None:
        self._kept.append(tensor)  # otherwise another tensor could get its memory
        self._origins[_memory(tensor)] = origin

    def _origin(self, tensors: Sequence[torch.Tensor]) -> _Origin:
        known = [self._origins[_memory(tensor)] for tensor in tensors if _memory(tensor) in self._origins]
        spot = next((origin.spot for origin in known if origin.spot is not None), None)
        moved, blank = any(origin.moved for origin in known), any(origin.blank for origin in known)
        return _Origin(spot, moved, blank)

    def _spot(self) -> Spot | None:
        """Return the learner's innermost line that is running."""
        frame: types.FrameType | None = sys._getframe(1)
        while frame is not None:
            if frame.f_code.co_filename in self._sources:
                return Spot(frame.f_lineno, cell_of(frame.f_code.co_filename))
            frame = frame.f_back
        return None


def _is_there(thing: Any) -> bool:
    return isinstance(thing, torch.Tensor) and thing.device.type == ELSEWHERE


def _memory(tensor: torch.Tensor) -> int:
    """Return a number that all views of the same memory share."""
    return int(tensor.untyped_storage()._cdata)
