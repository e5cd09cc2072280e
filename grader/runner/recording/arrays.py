"""From arrays of NumPy that hold texts or objects to plain values, and back."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from grader.core.limits import MOST_TEXTS, TEXTS_OF_AN_ITEM
from grader.core.notation import flipped_axes
from grader.core.value import DATETIME, NDARRAY, TEXT, Array, Atom, Column, Opaque, Table, Value
from grader.runner.recording.budget import LONGEST_TEXT, Budget, TooLongError, well_formed

Elements = np.ndarray[Any, Any]
Read = Callable[[Any], Value]
"""Reads an element that is an object."""

OBJECT, STRUCTURED, MASKED = "object", "structured ndarray", "MaskedArray"
TIMEDELTA = "timedelta64"
NO_NAME = Atom("NoneType", "None")


def elements_of(array: Elements, read: Read, budget: Budget) -> Value:
    """Return an array of texts, objects or points in time as a plain value; others are only named."""
    kind = array.dtype.kind
    flat = array.reshape(-1)
    if array.dtype.names is not None or kind not in "USOMm":
        return Opaque(STRUCTURED if array.dtype.names is not None else array.dtype.name[:100])
    if kind == "O":
        gone = np.fromiter(map(_is_missing, flat), bool, flat.size)
        column = object_column(flat, gone, read, budget)
    elif kind in "Mm":
        name = DATETIME if kind == "M" else TIMEDELTA
        column = text_column(name, flat.astype(str), np.isnat(flat), budget)
    else:
        column = text_column(TEXT if kind == "U" else "bytes", flat, np.zeros(flat.size, bool), budget)
    return Table(NDARRAY, flat.size, (column,), (NO_NAME,), shape=tuple(array.shape))


def _is_missing(thing: Any) -> bool:
    return thing is None or (type(thing) is float and thing != thing)


def object_column(cells: Elements, gone: Elements, read: Read, budget: Budget) -> Column:
    """Return a column of objects; if all are texts, it is one of texts."""
    if all(lost or issubclass(type(cell), str) for cell, lost in zip(cells, gone, strict=True)):
        return text_column(TEXT, cells, gone, budget)
    found = tuple(NO_NAME if lost else read(cell) for cell, lost in zip(cells, gone, strict=True))
    return Column(OBJECT, cells=found, missing=_marks(gone))


def text_column(dtype: str, cells: Iterable[Any], gone: Elements, budget: Budget) -> Column:
    """Return a column of texts; without them if they are too large."""
    if len(gone) > MOST_TEXTS:
        raise TooLongError
    budget.item(len(gone) // TEXTS_OF_AN_ITEM)
    texts = tuple("" if lost else _text(cell) for cell, lost in zip(cells, gone, strict=True))
    if not budget.take(sum(map(len, texts))):
        return Column(dtype)
    return Column(dtype, texts=texts, missing=_marks(gone))


def _text(cell: Any) -> str:
    text = str.__str__(cell) if issubclass(type(cell), str) else str(cell)
    return well_formed(text[:LONGEST_TEXT])


def _marks(gone: Elements) -> bytes:
    return gone.astype(np.uint8).tobytes() if gone.any() else b""


def layout(array: Elements) -> str:
    """Return how an array lies in memory: contiguous, transposed, or flipped along some axes."""
    flipped = [str(axis) for axis, stride in enumerate(array.strides) if stride < 0 < array.size]
    if flipped:
        return " ".join(("flipped", *flipped))
    is_transposed = array.flags.f_contiguous and not array.flags.c_contiguous
    return "transposed" if is_transposed else "contiguous"


def built(array: Array) -> Elements:
    """Make the array that a plain one describes, in its layout."""
    plain = np.frombuffer(array.data or b"", array.dtype).reshape(array.shape).copy()
    if axes := flipped_axes(array.memory):
        return np.flip(np.flip(plain, axes).copy(), axes)
    return np.asfortranarray(plain) if array.memory == "transposed" else plain


def built_of(table: Table, build: Callable[[Value], Any]) -> Elements:
    """Make an array of texts or objects."""
    column = table.columns[0]
    missing: Sequence[int] = column.missing or bytes(table.rows)
    cells = column.texts if column.texts is not None else tuple(map(build, column.cells or ()))
    listed = [None if lost else cell for cell, lost in zip(cells, missing, strict=True)]
    if column.dtype in (DATETIME, TIMEDELTA):
        return np.array(listed, dtype=column.dtype).reshape(table.shape)
    if column.dtype == TEXT and None not in listed:
        return np.array(listed, dtype=str).reshape(table.shape)
    array = np.empty(math.prod(table.shape), dtype=object)
    array[:] = listed
    return array.reshape(table.shape)
