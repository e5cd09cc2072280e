"""From Python objects to plain values.

Only this module looks into a student's objects. It trusts no object. Types are read from C slots. Containers
are walked with the methods of the built-in types. Subclasses of Tensor are reduced to Tensor before anything
is read. Every depth, length and size is limited. An object that cannot be read becomes `Opaque`.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch

from grader.core.limits import MOST_BYTES, MOST_ITEMS
from grader.core.value import (
    DEEP,
    ITEM_BYTES,
    ITERATED,
    LONG,
    MODULE,
    NETWORK,
    SEEN,
    UNREADABLE,
    UNSEEN,
    WIDE,
    Array,
    Atom,
    Items,
    Mapping,
    Opaque,
    Value,
)
from grader.runner.recording import tensor_access as access
from grader.runner.recording.arrays import MASKED, elements_of
from grader.runner.recording.budget import LONGEST_TEXT, Budget, TooLongError, well_formed
from grader.runner.recording.results import IteratedResult, Network, Unseen

DEEPEST = 20

DTYPES: dict[str, torch.dtype] = {name: getattr(torch, name) for name in ITEM_BYTES if hasattr(torch, name)}
_TYPE_NAME = type.__dict__["__name__"].__get__
_TYPE_MRO = type.__dict__["__mro__"].__get__
_ATOMS = (str, torch.dtype, torch.device, torch.layout, torch.memory_format, type(...), slice, range, bytes)

_SEQUENCES: tuple[tuple[str, type, Callable[[Any], Any]], ...] = (
    (ITERATED, IteratedResult, tuple.__iter__),
    ("torch.Size", torch.Size, tuple.__iter__),
    ("tuple", tuple, tuple.__iter__),
    ("list", list, list.__iter__),
)


def type_name(thing: object) -> str:
    """Return the name of an object's type; the object cannot change it."""
    return well_formed(str(_TYPE_NAME(type(thing)))[:200])


def base_names(thing: object) -> Iterator[str]:
    """Yield the names of an object's type and its base types, without `object`."""
    return (well_formed(str(_TYPE_NAME(base))[:200]) for base in _TYPE_MRO(type(thing))[:-1])


def dtype_name(dtype: torch.dtype) -> str:
    """Return `float32` for torch.float32."""
    return str(dtype).removeprefix("torch.")


class _DtypeNames(dict[torch.dtype, str]):
    """The name of each dtype, which is looked up once."""

    def __missing__(self, dtype: torch.dtype) -> str:
        return self.setdefault(dtype, dtype_name(dtype))


_DTYPE_NAMES = _DtypeNames()


def plain(
    thing: object, *, most_items: int = MOST_ITEMS, most_bytes: int = MOST_BYTES, grads: bool = False
) -> Value:
    """Reduce any object to a plain value; never raises for what the object does.

    Of a value with more items, only that is sent. Parts beyond the limit on bytes are sent without their
    content. `grads` says whether the `.grad`
    of leaves is part of the value.
    """
    try:
        return _plain(thing, 0, Budget(most_items, most_bytes, grads))
    except TooLongError:
        return Opaque(type_name(thing), LONG, f"{most_items:,}")
    except (Exception, SystemExit, GeneratorExit) as error:  # a student's object may raise anything
        return Opaque(type_name(thing), UNREADABLE, type_name(error))


def _plain(thing: Any, depth: int, budget: Budget) -> Value:
    if depth > DEEPEST:
        return Opaque(type_name(thing), DEEP, str(DEEPEST))
    budget.item()
    kind = type(thing)
    if thing is None:
        return Atom("NoneType", "None")
    if kind in (bool, int, float, complex):
        return _number(thing)
    if issubclass(kind, torch.Tensor):
        return _tensor(thing, budget)
    if issubclass(kind, np.ma.MaskedArray):
        return Opaque(MASKED)
    if issubclass(kind, np.ndarray):
        return _ndarray(np.ndarray.view(thing, np.ndarray), depth, budget)
    if issubclass(kind, np.generic) and not issubclass(kind, np.str_):
        return _scalar(np.asarray(thing), budget)
    if issubclass(kind, str):
        return Atom("str", well_formed(str.__str__(thing)[:LONGEST_TEXT]))
    if kind in _ATOMS:
        return Atom(type_name(thing), well_formed(repr(thing)[:LONGEST_TEXT]))
    return _container(thing, kind, depth, budget)


def _container(thing: Any, kind: type, depth: int, budget: Budget) -> Value:
    if issubclass(kind, torch.nn.Module):
        return Mapping(MODULE, tuple(_module(thing, "", depth, budget)))
    if kind is Unseen:
        result, why = tuple.__iter__(thing)
        return Opaque(result, UNSEEN, why[:LONGEST_TEXT])
    for name, base, walk in _SEQUENCES:
        if issubclass(kind, base):
            return Items(name, tuple(_plain(item, depth + 1, budget) for item in walk(thing)))
    for base, walk in ((set, set.__iter__), (frozenset, frozenset.__iter__)):
        if issubclass(kind, base):
            members = [_plain(item, depth + 1, budget) for item in walk(thing)]
            return Items(base.__name__, tuple(sorted(members, key=repr)))
    if issubclass(kind, dict):
        pairs = (
            (_plain(key, depth + 1, budget), _plain(item, depth + 1, budget))
            for key, item in dict.items(thing)
        )
        return _with_seen(thing, tuple(pairs)) if kind is Network else Mapping("dict", tuple(pairs))
    for base, read in _FURTHER.items():
        if issubclass(kind, base):
            return read(thing, depth, budget, _plain)
    return Opaque(type_name(thing))


def _with_seen(network: Network, pairs: tuple[tuple[Value, Value], ...]) -> Value:
    """Return a network's description, with what a text of the course read of it."""
    seen = () if network.seen is None else ((Atom("str", SEEN), network.seen),)
    return Mapping(NETWORK, (*pairs, *seen))


Read = Callable[[Any, int, Budget], Value]
"""Reads an object that is so deep inside another."""
_FURTHER: dict[type, Callable[[Any, int, Budget, Read], Value]] = {}
"""The readers of types of packages that are imported only if an exercise knows them."""


def read_also(base: type, reader: Callable[[Any, int, Budget, Read], Value]) -> None:
    """Let `plain` read objects of one more type, before a submission is loaded."""
    _FURTHER[base] = reader


_NUMBERS: dict[type, tuple[str, Callable[..., bytes]]] = {
    bool: ("bool", struct.Struct("<?").pack),
    int: ("int64", struct.Struct("<q").pack),
    float: ("float64", struct.Struct("<d").pack),
}
_COMPLEX = struct.Struct("<dd").pack


def _number(number: Any) -> Value:
    kind = type(number)
    if kind is int and not -(2**63) <= number < 2**63:
        return Opaque("int", WIDE)
    if kind is complex:
        return Array("complex", "complex128", (), _COMPLEX(number.real, number.imag))
    dtype, packed = _NUMBERS[kind]
    return Array(kind.__name__, dtype, (), packed(number))


def _ndarray(array: np.ndarray[Any, Any], depth: int, budget: Budget) -> Value:
    name = array.dtype.name
    if array.dtype.kind not in "biufc":
        return elements_of(array, lambda cell: _plain(cell, depth + 1, budget), budget)
    if name not in ITEM_BYTES or not budget.take(array.nbytes):
        return Array("ndarray", name[:100], tuple(array.shape))
    return Array("ndarray", name, tuple(array.shape), np.ascontiguousarray(array).tobytes())


def _scalar(array: np.ndarray[Any, Any], budget: Budget) -> Value:
    name = array.dtype.name
    if array.dtype.kind in "Mm":
        return Atom(name[:100], well_formed(str(array)[:LONGEST_TEXT]))
    if name not in ITEM_BYTES or not budget.take(array.nbytes):
        return Array("numpy scalar", name[:100])
    return Array("numpy scalar", name, (), array.tobytes())


def _tensor(tensor: torch.Tensor, budget: Budget) -> Array:
    kind = "Parameter" if isinstance(tensor, torch.nn.Parameter) else "tensor"
    if type(tensor) is access.TENSOR:
        return _read(tensor, kind, budget)
    with torch._C.DisableTorchFunctionSubclass(), torch.no_grad():
        return _read(access.plain_tensor(tensor), kind, budget)


def _read(base: torch.Tensor, kind: str, budget: Budget) -> Array:
    """Return the value of a tensor that has no methods of a derived class."""
    dtype, device, grad = _DTYPE_NAMES[access.dtype(base)], access.device(base), access.requires_grad(base)
    layout, place, leaf = access.layout(base), str(device), access.is_leaf(base)
    kept = str(layout).removeprefix("torch.")
    if access.is_nested(base):
        return Array(kind, dtype, (), None, place, "nested", grad)
    shape = tuple(access.shape(base))
    numbers = layout is torch.strided and device.type != "meta" and not access.is_quantized(base)
    if not numbers or dtype not in ITEM_BYTES or not budget.take(access.numel(base) * ITEM_BYTES[dtype]):
        return Array(kind, dtype, shape, None, place, kept, grad)
    gradient = access.grad(base) if budget.grads and leaf else None
    left = _tensor(gradient, budget) if gradient is not None else None
    return Array(kind, dtype, shape, access.data_of(base), place, kept, grad, leaf=leaf, grad=left)


def _module(module: Any, prefix: str, depth: int, budget: Budget) -> Iterator[tuple[Value, Value]]:
    """Yield a module's parameters and buffers by name, and the modes of its parts.

    The modes are the training modes.
    """
    state = object.__getattribute__(module, "__dict__")
    if depth > DEEPEST:
        return
    for kind in ("_parameters", "_buffers"):
        for name, tensor in dict.items(state[kind]):
            if isinstance(tensor, torch.Tensor):
                budget.item()
                yield Atom("str", f"{prefix}{name}"[:LONGEST_TEXT]), _tensor(tensor, budget)
    yield Atom("str", f"{prefix}training"[:LONGEST_TEXT]), _number(bool(state["training"]))
    for name, part in dict.items(state["_modules"]):
        if isinstance(part, torch.nn.Module):
            budget.item()
            yield from _module(part, f"{prefix}{name}.", depth + 1, budget)
