"""Plain values: the data that a Python object is reduced to, with paths into it.

Plain values are sent between processes and packages. Everything here is a `msgspec.Struct`, and imports no
torch: decoding checks every type.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta, Struct

from grader.core.limits import MOST_DIMENSIONS, MOST_ITEMS, MOST_TEXTS

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
"""The dtypes whose numbers can be sent, with the bytes of one element."""

PYTHON_NUMBERS = ("bool", "int", "float", "complex")
FRAME, SERIES, INDEX, NDARRAY = "DataFrame", "Series", "Index", "ndarray"
"""The kinds of tables."""
TEXT, DATETIME, CATEGORY, ORDERED = "text", "datetime64", "category", "ordered category"
"""Dtypes of columns that stand for several of pandas, or have no other name."""
CELLS = "column"
"""The kind of an Array that holds the cells of a column."""
INEXACT = ("float16", "bfloat16", "float32", "float64", "complex64", "complex128")


class Array(Struct, frozen=True, tag_field="is", tag="array", omit_defaults=True):
    """Numbers with a shape: a tensor, an ndarray, a NumPy scalar, a Python number.

    `kind` says which ("tensor", "Parameter", "ndarray", "numpy scalar", "float", …). `data` holds the
    elements in C order, little endian. It is None if they cannot be read (meta, sparse, quantized). `memory`
    describes an input's layout in memory: contiguous, transposed, strided or expanded. `leaf` is False for a
    tensor that was computed from one that requires grad. `grad` is the `.grad` that `backward()` left in a
    leaf, if the task observes it.
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
        """Check that the data fits shape and dtype; raises ValueError if not."""
        if self.data is None:
            return
        if self.dtype not in ITEM_BYTES or min(self.shape, default=0) < 0:
            raise ValueError(f"no elements can travel for dtype {self.dtype[:40]!r}, shape {self.shape[:8]}")
        if math.prod(self.shape) * ITEM_BYTES[self.dtype] != len(self.data):
            raise ValueError(f"{len(self.data)} bytes do not fill shape {self.shape[:8]} of {self.dtype}")

    @property
    def is_python(self) -> bool:
        """Whether this is a Python number rather than a tensor or an array."""
        return self.kind in PYTHON_NUMBERS


class Atom(Struct, frozen=True, tag_field="is", tag="atom"):
    """A value given by its type and text.

    Such a value is None, a str, a torch.dtype, a torch.device or a slice.
    """

    type: str
    text: str


class Items(Struct, frozen=True, tag_field="is", tag="items"):
    """A list, tuple, torch.Size or set; or the results of several calls.

    The items are in order; those of a set are sorted by their text.
    """

    type: str
    items: Annotated[tuple[Value, ...], Meta(max_length=MOST_ITEMS)]


class Mapping(Struct, frozen=True, tag_field="is", tag="mapping"):
    """A dict: pairs of key and value in the order of insertion."""

    type: str
    pairs: Annotated[tuple[tuple[Value, Value], ...], Meta(max_length=MOST_ITEMS)]


class Column(Struct, frozen=True, omit_defaults=True):
    """The cells of one column of a table, or of its index.

    `dtype` is the one that a learner sees, without what only a version of pandas shows: TEXT for every dtype
    of texts, DATETIME without its unit. Only one of `numbers`, `texts` and `cells` is given. None of them is
    if the cells were not sent. `missing` has a byte for each row, which is 1 if the row has no value. It is
    empty if every row has one. A missing number is NaN, or 0 if its dtype has no NaN. `categories` are those
    of a categorical column.
    """

    dtype: str
    numbers: Array | None = None
    texts: Annotated[tuple[str, ...], Meta(max_length=MOST_TEXTS)] | None = None
    cells: Annotated[tuple[Value, ...], Meta(max_length=MOST_ITEMS)] | None = None
    missing: bytes = b""
    categories: Annotated[tuple[Value, ...], Meta(max_length=MOST_ITEMS)] = ()

    @property
    def is_sent(self) -> bool:
        """Whether the cells are known."""
        return self.numbers is not None or self.texts is not None or self.cells is not None

    def fits(self, rows: int) -> bool:
        """Whether it has as many cells as a table has rows."""
        sizes = [len(part) for part in (self.texts, self.cells) if part is not None]
        if (numbers := self.numbers) is not None:
            sizes.append(numbers.shape[0] if len(numbers.shape) == 1 and numbers.data is not None else -1)
        return all(size == rows for size in sizes) and len(sizes) <= 1 and len(self.missing) in (0, rows)


class Table(Struct, frozen=True, tag_field="is", tag="table", omit_defaults=True):
    """A DataFrame, Series or Index of pandas, or an ndarray of texts or of objects.

    `names` are those of the columns. `index` is None if it counts the rows from 0. A Series, an Index and an
    ndarray have one column. `shape` is that of an ndarray, whose cells are in C order.
    """

    kind: str
    rows: int
    columns: Annotated[tuple[Column, ...], Meta(max_length=MOST_ITEMS)] = ()
    names: Annotated[tuple[Value, ...], Meta(max_length=MOST_ITEMS)] = ()
    index: Column | None = None
    index_names: Annotated[tuple[Value, ...], Meta(max_length=MOST_ITEMS)] = ()
    shape: Annotated[tuple[int, ...], Meta(max_length=MOST_DIMENSIONS)] = ()

    def __post_init__(self) -> None:
        """Check that all columns have as many cells as there are rows; raises ValueError if not."""
        parts = (*self.columns, *((self.index,) if self.index is not None else ()))
        if self.rows < 0 or not all(column.fits(self.rows) for column in parts):
            raise ValueError(f"a column does not have {self.rows} cells")
        if len(self.names) != len(self.columns) or (self.kind != FRAME and len(self.columns) != 1):
            raise ValueError(f"{len(self.columns)} columns have {len(self.names)} names")
        if self.kind == NDARRAY and math.prod(self.shape) != self.rows:
            raise ValueError(f"{self.rows} cells do not fill shape {self.shape[:8]}")

    def values(self) -> Iterator[Value]:
        """Yield the names, the cells that are values, and the categories."""
        yield from (*self.names, *self.index_names)
        for column in (*self.columns, *((self.index,) if self.index is not None else ())):
            yield from (*(column.cells or ()), *column.categories)

    def parts(self, path: Path = ()) -> Iterator[tuple[Path, Column]]:
        """Yield the columns with their paths; the only column of a Series has that of the Series."""
        if self.kind != FRAME:
            yield path, self.columns[0]
            return
        known: set[str] = set()
        for place, (name, column) in enumerate(zip(self.names, self.columns, strict=True)):
            text = key_text(name)
            yield (*path, (COLUMN, text) if text not in known else (PLACE, place)), column
            known.add(text)


class Made(Struct, frozen=True, tag_field="is", tag="made"):
    """An input that the runner makes by running the course's own `text`.

    The text is statements with an expression last. The other inputs of the case are known in it by their
    names.
    """

    text: str


class Opaque(Struct, frozen=True, tag_field="is", tag="opaque"):
    """A value that cannot be sent: a module, a generator, a function, one too large.

    A value that is nested too deep is one, too. `why` is one of UNREADABLE, DEEP, LONG, WIDE and HOLDS, or
    empty. `detail` names the error or the limit.
    """

    type: str
    why: str = ""
    detail: str = ""


Value = Array | Atom | Items | Mapping | Made | Opaque | Table

UNREADABLE, DEEP, LONG, WIDE, HOLDS = "unreadable", "deep", "long", "wide", "holds"
UNSEEN = "unseen"
"""Why a value was not sent.

UNREADABLE: it raised when it was read. DEEP: it is nested too deep. LONG: it holds too many items. WIDE: it
is an integer beyond 64 bits. HOLDS: only the number of its items is reported. UNSEEN: the text of the course
that reads it raised.
"""
REASONS = ("", UNREADABLE, DEEP, LONG, WIDE, HOLDS, UNSEEN)
CALLS, TRAJECTORY, ITERATED = "calls", "trajectory", "iterator"
"""The types of `Items` other than Python's own.

They are the results of consecutive calls, the steps of a training loop, or the items of an iterator.
"""
MODULE, NETWORK = "module", "network"
SEEN = "seen"
"""The part of a network that a text of the course read."""
"""The types of `Mapping` other than a dict.

They are the state of a module, or what a returned module is and does.
"""


# -------------------------------------------------------------------------------------------- paths

Part = tuple[str, int | str]
"""One step into a value: a kind, and a number or a name."""
Path = tuple[Part, ...]
"""The path into an observation.

`(("call", 2), ("item", 0))` is the first part of the second call's result.
"""

ITEM, KEY = "item", "key"
"""An item of a list or tuple by index; a dict's value by its key as text."""
COLUMN, PLACE, ROW = "column", "place", "row"
"""A column of a table by its name as text, or by its number if an earlier one has the same name; a row."""
LABELS: Part = ("index", "")
"""The index of a table."""
CALL, STEP, ASPECT = "call", "step", "network"
PRINTED = "printed"
"""The result of one of several calls, a step of training, an aspect of a module, a printed line.

Calls, steps and lines are counted from 1.
"""
INPUT, GRADIENT = "input", "gradient"
"""An argument after the call, and the gradient of an argument.

The argument is given by its number or its parameter.
"""
GRAD: Part = ("grad", "")
"""The `.grad` of a tensor."""
FLAG: Part = ("requires_grad", "")
"""Whether a tensor requires grad."""


def leaves(value: Value, path: Path = ()) -> Iterator[tuple[Path, Array]]:
    """Yield the arrays of a nested value with their paths.

    The numbers of a table's column are one of them.
    """
    if isinstance(value, Table):
        for where, column in value.parts(path):
            yield from _cells(column, where)
    elif isinstance(value, Array):
        yield path, value
        if value.grad is not None:
            yield (*path, GRAD), value.grad
    elif isinstance(value, Items):
        for index, item in enumerate(value.items):
            yield from leaves(item, (*path, item_part(value, index)))
    elif isinstance(value, Mapping):
        for key, item in value.pairs:
            yield from leaves(item, (*path, pair_part(value, key)))


def _cells(column: Column, path: Path) -> Iterator[tuple[Path, Array]]:
    """Yield the numbers of a column, or those in its cells."""
    if column.numbers is not None:
        yield path, column.numbers
    for row, cell in enumerate(column.cells or ()):
        yield from leaves(cell, (*path, (ROW, row)))


def tables(value: Value, path: Path = ()) -> Iterator[tuple[Path, Table]]:
    """Yield the tables of a nested value with their paths."""
    if isinstance(value, Table):
        yield path, value
    elif isinstance(value, Items):
        for index, item in enumerate(value.items):
            yield from tables(item, (*path, item_part(value, index)))
    elif isinstance(value, Mapping):
        for key, item in value.pairs:
            yield from tables(item, (*path, pair_part(value, key)))


def item_part(items: Items, index: int) -> Part:
    """Return the path step to one of several items.

    The result of a call and a step of training are counted from 1.
    """
    if items.type == TRAJECTORY:
        return STEP, index + 1
    return (CALL, index + 1) if items.type == CALLS else (ITEM, index)


def pair_part(mapping: Mapping, key: Value) -> Part:
    """Return the path step to a value of a dict, or to an aspect of a network."""
    if mapping.type == NETWORK and isinstance(key, Atom):
        return ASPECT, key.text
    return KEY, key_text(key)


_FORMATS = {"bool": "?", "int": "<q", "float": "<d"}


def _number_text(key: Array) -> str:
    """Write a Python number that is a key."""
    form = _FORMATS.get(key.kind)
    return repr(struct.unpack(form, key.data or b"")[0]) if form is not None else key.kind


def key_text(key: Value) -> str:
    """Write a mapping's key as it would be written between brackets."""
    if isinstance(key, Atom):
        return repr(key.text) if key.type == "str" else key.text
    if isinstance(key, Array) and key.is_python and key.data is not None:
        return _number_text(key)
    if isinstance(key, Items):
        return f"({', '.join(map(key_text, key.items))})"
    return str(key.kind if isinstance(key, Array) else getattr(key, "type", ""))
