"""Write tables as code that makes them: `pd.DataFrame({"a": [1, 2]})`.

It can be pasted where pandas is `pd` and NumPy is `np`. The caller says how a single cell is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from grader.core.value import (
    CATEGORY,
    DATETIME,
    FRAME,
    INDEX,
    NDARRAY,
    ORDERED,
    TEXT,
    Array,
    Atom,
    Column,
    Items,
    Table,
    Value,
)

Write = Callable[[Value], str]
"""Writes a value."""
WriteNumber = Callable[[Any], str]
"""Writes an element of an array."""

INFERRED = ("int64", "float64", "bool")
"""The dtypes that pandas gives to a list of Python numbers."""
TIMEDELTA = "timedelta64"
CELLS_CODE = ("[", "np.array", "pd.array", "pd.Categorical")
"""How code begins that makes the cells of an index, and not an index itself."""
UNKNOWN = "..."
"""Stands for cells that were not sent."""


def table_code(table: Table, write: Write, number: WriteNumber) -> str:
    """Write the code that makes a table."""
    if table.kind == NDARRAY:
        return _ndarray_code(table, write)
    writer = _TableWriter(table, write, number)
    if table.kind == FRAME:
        return writer.frame()
    return writer.series() if table.kind != INDEX else writer.index()


def table_summary(table: Table, write: Write) -> str:
    """Name a table by its kind, its shape and its first columns."""
    if table.kind == NDARRAY:
        return f"<ndarray: size={table.shape}, dtype={table.columns[0].dtype}>"
    if table.kind != FRAME:
        return f"<{table.kind}: size=({table.rows},), dtype={table.columns[0].dtype}>"
    names = [write(name) for name in table.names[:MOST_NAMED]]
    more = ", …" if len(table.names) > MOST_NAMED else ""
    return f"<DataFrame: shape={(table.rows, len(table.columns))}, columns=[{', '.join(names)}{more}]>"


MOST_NAMED = 8


def table_cells(table: Table) -> int:
    """Return how many cells a table has."""
    return table.rows * max(len(table.columns), 1)


class _TableWriter:
    """Writes one table."""

    def __init__(self, table: Table, write: Write, number: WriteNumber) -> None:
        self._table, self._write, self._number = table, write, number

    def frame(self) -> str:
        table = self._table
        keys = [self._write(name) for name in table.names]
        twice = len(set(keys)) < len(keys)
        pairs = zip(map(str, range(len(keys))) if twice else keys, table.columns, strict=True)
        inner = ", ".join(f"{key}: {self._column(column)}" for key, column in pairs)
        index = self._index_option()
        if not table.columns:
            return f"pd.DataFrame({index or self._bare_index()}){self._renamed()}"
        made = f"pd.DataFrame({{{inner}}}{', ' if index else ''}{index})"
        return made + (f".set_axis([{', '.join(keys)}], axis=1)" if twice else "") + self._renamed()

    def series(self) -> str:
        name = self._table.names[0]
        parts = [self._column(self._table.columns[0], lists_infer=self._table.rows > 0)]
        parts += [self._index_option()] if self._index_option() else []
        parts += [f"name={self._write(name)}"] if name != Atom("NoneType", "None") else []
        return f"pd.Series({', '.join(parts)}){self._renamed()}"

    def index(self) -> str:
        name = self._table.names[0]
        code = self._labels(self._table.columns[0])
        return code if name == Atom("NoneType", "None") else f"{code}.rename({self._write(name)})"

    def _bare_index(self) -> str:
        return f"index=range({self._table.rows})" if self._table.rows else ""

    def _index_option(self) -> str:
        index = self._table.index
        return "" if index is None else f"index={self._labels(index, inside=True)}"

    def _labels(self, column: Column, *, inside: bool = False) -> str:
        """Write the labels of an index, inside a call that makes an index of a list."""
        if column.cells and all(isinstance(cell, Items) for cell in column.cells):
            return f"pd.MultiIndex.from_tuples([{', '.join(map(self._write, column.cells))}])"
        has_gap = any(column.missing) or (column.numbers is not None and "nan" in self._elements(column))
        code = self._column(column, lists_infer=not has_gap)
        return code if inside or not code.startswith(CELLS_CODE) else f"pd.Index({code})"

    def _renamed(self) -> str:
        names = self._table.index_names
        if not any(name != Atom("NoneType", "None") for name in names):
            return ""
        texts = [self._write(name) for name in names]
        return f".rename_axis({texts[0] if len(texts) == 1 else '[' + ', '.join(texts) + ']'})"

    def _column(self, column: Column, *, lists_infer: bool = True) -> str:
        """Write the cells as a list, or as a call that gives them their dtype."""
        if not column.is_sent:
            return UNKNOWN
        if column.dtype in (CATEGORY, ORDERED):
            return self._categorical(column)
        if column.numbers is not None:
            return self._numbers(column, column.numbers, lists_infer=lists_infer)
        listed = f"[{', '.join(self._elements(column))}]"
        kind, _, zone = column.dtype.partition(", ")
        if kind == DATETIME:
            return f"pd.DatetimeIndex({listed}, tz={zone!r})" if zone else f"pd.to_datetime({listed})"
        if kind == TIMEDELTA:
            return f"pd.to_timedelta({listed})"
        if column.dtype in (TEXT, "object"):
            is_mixed = column.dtype == "object" and not _stays_object(column)
            return f"np.array({listed}, dtype=object)" if is_mixed else listed
        return f"pd.array({listed}, dtype={column.dtype!r})"

    def _numbers(self, column: Column, numbers: Array, *, lists_infer: bool) -> str:
        elements = self._elements(column)
        is_numpys = column.dtype == numbers.dtype
        some = any(text != "nan" for text in elements)
        if is_numpys and lists_infer and some and column.dtype in INFERRED:
            return f"[{', '.join('None' if text == 'nan' else text for text in elements)}]"
        if is_numpys:
            listed = ", ".join("np.nan" if text == "nan" else text for text in elements)
            return f"np.array([{listed}], dtype={column.dtype!r})"
        listed = ", ".join("None" if text == "nan" else text for text in elements)
        return f"pd.array([{listed}], dtype={column.dtype!r})"

    def _categorical(self, column: Column) -> str:
        cells = ", ".join("None" if text == "nan" else text for text in self._elements(column))
        categories = ", ".join(map(self._write, column.categories))
        ordered = ", ordered=True" if column.dtype == ORDERED else ""
        return f"pd.Categorical([{cells}], categories=[{categories}]{ordered})"

    def _elements(self, column: Column) -> list[str]:
        """Write each cell; a missing one is None, or nan among numbers."""
        missing = column.missing or bytes(self._table.rows)
        if column.numbers is not None:
            array = np.frombuffer(column.numbers.data or b"", column.numbers.dtype)
            pairs = zip(array, missing, strict=True)
            return ["nan" if gone or cell != cell else _finite(cell, self._number) for cell, gone in pairs]
        cells: Sequence[Value | str] = column.texts if column.texts is not None else column.cells or ()
        return ["None" if gone else self._cell(cell) for cell, gone in zip(cells, missing, strict=True)]

    def _cell(self, cell: Value | str) -> str:
        return repr(cell) if isinstance(cell, str) else self._write(cell)


def _finite(cell: Any, number: WriteNumber) -> str:
    if isinstance(cell, np.floating) and np.isinf(cell):
        return f"float('{'-' if cell < 0 else ''}inf')"
    return number(cell)


def _stays_object(column: Column) -> bool:
    """Whether pandas keeps the cells in a list as objects: they are not all numbers."""
    return not all(isinstance(cell, Array) and cell.is_python for cell in column.cells or ())


def _ndarray_code(table: Table, write: Write) -> str:
    """Write an ndarray of texts or of objects."""
    column = table.columns[0]
    if not column.is_sent:
        return table_summary(table, write)
    texts = [repr(text) for text in column.texts or ()] or [write(cell) for cell in column.cells or ()]
    missing = column.missing or bytes(len(texts))
    cells = ["None" if gone else text for text, gone in zip(texts, missing, strict=True)]
    dtype = "" if column.dtype == TEXT and not any(missing) else ", dtype=object"
    return f"np.array({nested(iter(cells), table.shape)}{dtype})"


def nested(cells: Iterator[str], shape: tuple[int, ...]) -> str:
    """Write cells in nested brackets."""
    if not shape:
        return next(cells)
    return f"[{', '.join(nested(cells, shape[1:]) for _ in range(shape[0]))}]"
