"""Plain values: what a Python object is reduced to where it crosses rooms, with the paths into it.

Everything here is a `msgspec.Struct`, and imports no torch: decoding checks every type.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta, Struct

MOST_ITEMS, MOST_DIMENSIONS = 10_000, 64
"""How much a list or dict, and a shape, may hold that comes from a submission's process; torch has no more
dimensions. The count is looked at before anything is made of what follows."""

ITEM_BYTES = {
    "bool": 1,
    "uint8": 1,
    "uint16": 2,
    "uint32": 4,
    "uint64": 8,
    "int8": 1,
    "int16": 2,
    "int32": 4,
    "int64": 8,
    "float16": 2,
    "bfloat16": 2,
    "float32": 4,
    "float64": 8,
    "complex64": 8,
    "complex128": 16,
}
"""The dtypes whose numbers travel, with the bytes of one element."""

PYTHON_NUMBERS = ("bool", "int", "float", "complex")
INEXACT = ("float16", "bfloat16", "float32", "float64", "complex64", "complex128")


class Array(Struct, frozen=True, tag_field="is", tag="array", omit_defaults=True):
    """Numbers with a shape: a tensor, an ndarray, a NumPy scalar or a Python number.

    `kind` says which ("tensor", "Parameter", "ndarray", "numpy scalar", "float", …). `data` holds the
    elements in C order, little endian; it is None where they cannot be had (meta, sparse, quantized).
    `memory` describes an input's layout in memory: contiguous, transposed, strided or expanded. `leaf` is
    False of a tensor that was computed from one that requires grad; `grad` is what `backward()` left in a
    leaf, where that is observed.
    """

    kind: str
    dtype: str
    shape: Annotated[tuple[int, ...], Meta(max_length=MOST_DIMENSIONS)] = ()
    data: bytes | None = None
    device: str = "cpu"
    layout: str = "strided"
    requires_grad: bool = False
    memory: str = "contiguous"
    leaf: bool = True
    grad: Array | None = None

    def __post_init__(self) -> None:
        """Refuse data whose length is not that of shape and dtype (ValueError)."""
        if self.data is None:
            return
        if self.dtype not in ITEM_BYTES or any(size < 0 for size in self.shape):
            raise ValueError(f"no elements can travel for dtype {self.dtype[:40]!r}, shape {self.shape[:8]}")
        if math.prod(self.shape) * ITEM_BYTES[self.dtype] != len(self.data):
            raise ValueError(f"{len(self.data)} bytes do not fill shape {self.shape[:8]} of {self.dtype}")

    @property
    def is_python(self) -> bool:
        """Whether this is a Python number rather than a tensor or an array."""
        return self.kind in PYTHON_NUMBERS


class Atom(Struct, frozen=True, tag_field="is", tag="atom"):
    """A value that is its type and its text: None, a str, a torch.dtype, a torch.device, a slice."""

    type: str
    text: str


class Items(Struct, frozen=True, tag_field="is", tag="items"):
    """A list, tuple, torch.Size or set, in order (sets: sorted by their text); or the results of calls."""

    type: str
    items: Annotated[tuple[Value, ...], Meta(max_length=MOST_ITEMS)]


class Mapping(Struct, frozen=True, tag_field="is", tag="mapping"):
    """A dict: pairs of key and value in the order of insertion."""

    type: str
    pairs: Annotated[tuple[tuple[Value, Value], ...], Meta(max_length=MOST_ITEMS)]


class Made(Struct, frozen=True, tag_field="is", tag="made"):
    """An input that the runner makes by running the course's own `text`: statements, and an expression last.

    The other inputs of the case are known in it by their names.
    """

    text: str


class Opaque(Struct, frozen=True, tag_field="is", tag="opaque"):
    """Something that does not travel: a module, a generator, a function, a value too deep or too large.

    `why` is one of UNREADABLE, DEEP, LONG, WIDE and HOLDS, or empty; `detail` names the error or the limit.
    """

    type: str
    why: str = ""
    detail: str = ""


Value = Array | Atom | Items | Mapping | Made | Opaque

UNREADABLE, DEEP, LONG, WIDE, HOLDS = "unreadable", "deep", "long", "wide", "holds"
"""Why a value did not travel: it raised when it was read; it is nested too deep, holds too many items, is an
integer beyond 64 bits; or it is only told how many items it holds."""
REASONS = ("", UNREADABLE, DEEP, LONG, WIDE, HOLDS)
CALLS, TRAJECTORY, ITERATED = "calls", "trajectory", "iterator"
"""The types of items that are the results of consecutive calls, the steps of a training loop, or what an
iterator gave."""
MODULE, NETWORK = "module", "network"
"""The types of mappings that are the state of a module, or what a module that was returned is and does."""


# -------------------------------------------------------------------------------------------- paths

Part = tuple[str, int | str]
"""One step into a value: a kind, and a number or a name."""
Path = tuple[Part, ...]
"""The way into an observation: `(("call", 2), ("item", 0))` is the first part of the second call's result."""

ITEM, KEY = "item", "key"
"""An item of a list or tuple, by its index; a value of a dict, by its key as Python writes it."""
CALL, STEP, ASPECT = "call", "step", "network"
"""What one of several calls returned, and a step of training, counted from 1; what is seen of a module."""
INPUT, GRADIENT = "input", "gradient"
"""An argument after the call, and the gradient that arrived at one: by its number, or by its parameter."""
GRAD: Part = ("grad", "")
"""The `.grad` of a tensor."""
FLAG: Part = ("requires_grad", "")
"""Whether a tensor requires grad."""


def leaves(value: Value, path: Path = ()) -> Iterator[tuple[Path, Array]]:
    """Walk the arrays of a nested value with their paths."""
    if isinstance(value, Array):
        yield path, value
        if value.grad is not None:
            yield (*path, GRAD), value.grad
    elif isinstance(value, Items):
        for index, item in enumerate(value.items):
            yield from leaves(item, (*path, item_part(value, index)))
    elif isinstance(value, Mapping):
        for key, item in value.pairs:
            yield from leaves(item, (*path, pair_part(value, key)))


def item_part(items: Items, index: int) -> Part:
    """The step to an item of several: a call's result and a step of training are counted from 1."""
    if items.type == TRAJECTORY:
        return STEP, index + 1
    return (CALL, index + 1) if items.type == CALLS else (ITEM, index)


def pair_part(mapping: Mapping, key: Value) -> Part:
    """The step to a value of a dict, or to what is seen of a network."""
    if mapping.type == NETWORK and isinstance(key, Atom):
        return ASPECT, key.text
    return KEY, key_text(key)


def key_text(key: Value) -> str:
    """Write a mapping's key as it would stand between brackets."""
    if isinstance(key, Atom):
        return repr(key.text) if key.type == "str" else key.text
    return str(key.kind if isinstance(key, Array) else getattr(key, "type", ""))
