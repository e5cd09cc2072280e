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
    """Something that does not travel: a module, a generator, a function, a value too deep or too large."""

    type: str
    why: str = ""


Value = Array | Atom | Items | Mapping | Made | Opaque

CALLS, TRAJECTORY, ITERATED = "calls", "trajectory", "iterator"
"""The types of items that are the results of consecutive calls, the steps of a training loop, or what an
iterator gave."""
MODULE, NETWORK = "module", "network"
"""The types of mappings that are the state of a module, or what a module that was returned is and does."""


def leaves(value: Value, path: str = "") -> Iterator[tuple[str, Array]]:
    """Walk the arrays of a nested value with their paths: `[0]`, `['l1']`, `[1][2].grad`, `call 2[0]`."""
    if isinstance(value, Array):
        yield path, value
        if value.grad is not None:
            yield f"{path}.grad", value.grad
    elif isinstance(value, Items):
        for index, item in enumerate(value.items):
            yield from leaves(item, item_path(value, path, index))
    elif isinstance(value, Mapping):
        for key, item in value.pairs:
            yield from leaves(item, pair_path(value, path, key))


def item_path(items: Items, path: str, index: int) -> str:
    """Where an item of something at a path is: `[1][0]`, `call 2` of several, ` step 3` of training."""
    if items.type == TRAJECTORY:
        return f"{path} step {index + 1}"
    return f"call {index + 1}" if items.type == CALLS else f"{path}[{index}]"


def pair_path(mapping: Mapping, path: str, key: Value) -> str:
    """Where a value of something at a path is: `['l1']`, or ` output` of a network."""
    if mapping.type == NETWORK and isinstance(key, Atom):
        return f"{path} {key.text}"
    return f"{path}[{key_text(key)}]"


def key_text(key: Value) -> str:
    """Write a mapping's key as it would stand between brackets."""
    if isinstance(key, Atom):
        return repr(key.text) if key.type == "str" else key.text
    return str(key.kind if isinstance(key, Array) else getattr(key, "type", ""))
