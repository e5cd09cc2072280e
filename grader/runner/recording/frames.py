"""From tables of pandas to plain values, and back.

Importing this module imports pandas, and makes `values.plain` and `building.build` know its tables. A process
that runs a submission imports it before the submission is loaded. What a submission changes in pandas
afterwards can only break what it returns itself: then the value cannot be read.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped,unused-ignore]  # its types are a package of its own

from grader.core.value import (
    CATEGORY,
    CELLS,
    DATETIME,
    FRAME,
    INDEX,
    ITEM_BYTES,
    ORDERED,
    SERIES,
    TEXT,
    Array,
    Atom,
    Column,
    Items,
    Table,
    Value,
)
from grader.runner.recording import building, values
from grader.runner.recording.arrays import TIMEDELTA, object_column, text_column
from grader.runner.recording.budget import LONGEST_TEXT, Budget, well_formed
from grader.runner.recording.values import Read, type_name

_FRAME, _SERIES, _INDEX, _MULTI = pd.DataFrame, pd.Series, pd.Index, pd.MultiIndex
_CATEGORICAL, _DATES, _STRINGS = pd.CategoricalDtype, pd.DatetimeTZDtype, pd.StringDtype
_infer, _is_extension = pd.api.types.infer_dtype, pd.api.types.is_extension_array_dtype
_ATOMS: tuple[type, ...] = (pd.Timestamp, pd.Timedelta, pd.Period, pd.Interval, type(pd.NaT), type(pd.NA))
NUMBERS = "biufc"
NONE = Atom("NoneType", "None")


# ------------------------------------------------------------------------------------------- reading


def _frame(thing: Any, depth: int, budget: Budget, read: Read) -> Value:
    frame = thing if type(thing) is _FRAME else _FRAME(thing)
    rows, width = frame.shape
    reader = _Reader(depth, budget, read)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        names = tuple(reader.label(name) for name in frame.columns)
        columns = tuple(reader.column(frame.iloc[:, place]) for place in range(width))
        return Table(FRAME, rows, columns, names, *reader.index(frame.index))


def _series(thing: Any, depth: int, budget: Budget, read: Read) -> Value:
    series = thing if type(thing) is _SERIES else _SERIES(thing)
    reader = _Reader(depth, budget, read)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        column = reader.column(series)
        return Table(
            SERIES, len(series), (column,), (reader.label(series.name),), *reader.index(series.index)
        )


def _index(thing: Any, depth: int, budget: Budget, read: Read) -> Value:
    reader = _Reader(depth, budget, read)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        column = reader.column(thing)
        return Table(INDEX, len(thing), (column,), (reader.label(thing.name),))


def _atom(thing: Any, _depth: int, _budget: Budget, _read: Read) -> Value:
    return Atom(type_name(thing), well_formed(str(thing)[:LONGEST_TEXT]))


class _Reader:
    """Reads the parts of one table."""

    def __init__(self, depth: int, budget: Budget, read: Read) -> None:
        self._depth, self._budget, self._read = depth, budget, read

    def label(self, name: Any) -> Value:
        """Return the name of a column or of an index."""
        return self._read(_python(name), self._depth + 1, self._budget)

    def index(self, index: Any) -> tuple[Column | None, tuple[Value, ...]]:
        """Return the labels of the rows and their names; no labels if they count the rows."""
        names = tuple(self.label(name) for name in index.names)
        if all(name == NONE for name in names):
            names = ()
        if type(index) is pd.RangeIndex and (index.start, index.step) == (0, 1):
            return None, names
        column = self.column(index)
        counts = column.numbers is not None and column.dtype == "int64"
        if counts and column.numbers is not None and _counts(column.numbers, len(index)):
            return None, names
        return column, names

    def column(self, cells: Any) -> Column:
        """Return the cells of a Series or an Index."""
        self._budget.item()
        dtype = cells.dtype
        if isinstance(dtype, _CATEGORICAL):
            return self._categorical(cells, dtype)
        if isinstance(dtype, _STRINGS) or (dtype.kind in "US" and not _is_extension(dtype)):
            return text_column(TEXT, cells.to_numpy(dtype=object), _gone(cells), self._budget)
        if dtype.kind in NUMBERS:
            return self._numbers(cells, dtype)
        if dtype.kind in "mM" or _is_extension(dtype):
            return self._times(cells, dtype)
        return self._objects(cells)

    def _categorical(self, cells: Any, dtype: Any) -> Column:
        plain = cells.astype(dtype.categories.dtype if not _has_gap(cells) else object)
        column = self.column(plain if not isinstance(plain.dtype, _CATEGORICAL) else plain.astype(object))
        categories = tuple(self.label(name) for name in dtype.categories)
        return Column(
            ORDERED if dtype.ordered else CATEGORY,
            column.numbers,
            column.texts,
            column.cells,
            column.missing,
            categories,
        )

    def _numbers(self, cells: Any, dtype: Any) -> Column:
        """Return a column of numbers; those that a nullable dtype marks as missing are 0 or NaN."""
        name = str(dtype)
        if _is_extension(dtype):
            plain = getattr(dtype, "numpy_dtype", None) or np.dtype(getattr(dtype, "subtype", object))
            if plain.kind not in NUMBERS:
                return self._objects(cells)
            filled: Any = np.nan if plain.kind in "fc" else plain.type(0)
            array = (
                cells.to_numpy(dtype=plain, na_value=filled) if _has_gap(cells) else np.asarray(cells, plain)
            )
            gone = _gone(cells) if plain.kind not in "fc" else np.zeros(len(array), bool)
        else:
            array, gone = cells.to_numpy(), np.zeros(0, bool)
        if array.dtype.name not in ITEM_BYTES or not self._budget.take(array.nbytes):
            return Column(name)
        numbers = Array(CELLS, array.dtype.name, (len(array),), np.ascontiguousarray(array).tobytes())
        return Column(name, numbers, missing=gone.tobytes() if gone.any() else b"")

    def _times(self, cells: Any, dtype: Any) -> Column:
        """Return points in time, periods and the like as text."""
        zone = getattr(dtype, "tz", None)
        name = str(dtype)
        if zone is not None:
            name = f"{DATETIME}, {zone}"
        elif name.startswith("string"):
            name = TEXT
        elif dtype.kind in "mM":
            name = DATETIME if dtype.kind == "M" else TIMEDELTA
        return text_column(name, cells.astype(object).to_numpy(), _gone(cells), self._budget)

    def _objects(self, cells: Any) -> Column:
        array = cells.to_numpy()
        if _infer(array, skipna=True) in ("string", "empty"):
            return text_column(TEXT, array, _gone(cells), self._budget)
        return object_column(array, _gone(cells), self._read_cell, self._budget)

    def _read_cell(self, cell: Any) -> Value:
        return self._read(_python(cell), self._depth + 1, self._budget)


def _python(thing: Any) -> Any:
    """Return a number as Python's own: which one a cell holds is not seen."""
    return thing.item() if issubclass(type(thing), np.number | np.bool_) else thing


def _counts(array: Array, rows: int) -> bool:
    """Whether labels count the rows from 0."""
    return bool((np.frombuffer(array.data or b"", np.int64) == np.arange(rows)).all())


def _gone(cells: Any) -> Any:
    """Return a mask of the missing cells."""
    if isinstance(cells, _MULTI):
        return np.zeros(len(cells), bool)
    return np.asarray(cells.isna())


def _has_gap(cells: Any) -> bool:
    return bool(_gone(cells).any())


# ------------------------------------------------------------------------------------------ building


def _built(table: Table) -> Any:
    """Make the table that a plain one describes; missing texts are None."""
    if table.kind == INDEX:
        index = _labels(table.columns[0])
        return index.rename(building.build(table.names[0]))
    labels = _labels(table.index) if table.index is not None else pd.RangeIndex(table.rows)
    if table.index_names:
        labels = labels.set_names([building.build(name) for name in table.index_names])
    columns = [_cells(column) for column in table.columns]
    if table.kind == SERIES:
        return _SERIES(columns[0], index=labels, name=building.build(table.names[0]))
    frame = _FRAME(dict(enumerate(columns)), index=labels)
    frame.columns = _named([building.build(name) for name in table.names])
    return frame


def _named(names: Sequence[Any]) -> Any:
    if names and all(isinstance(name, tuple) for name in names):
        return _MULTI.from_tuples(names)
    return _INDEX(names)


def _labels(column: Column) -> Any:
    if column.cells and all(isinstance(cell, Items) for cell in column.cells):
        return _MULTI.from_tuples([building.build(cell) for cell in column.cells])
    return _INDEX(_cells(column))


def _cells(column: Column) -> Any:
    """Return what makes a column with its dtype."""
    listed = _listed(column)
    if column.dtype in (CATEGORY, ORDERED):
        categories = [building.build(category) for category in column.categories]
        return pd.Categorical(listed, categories=categories, ordered=column.dtype == ORDERED)
    if column.numbers is not None and column.dtype == column.numbers.dtype:
        return np.frombuffer(column.numbers.data or b"", column.dtype).copy()
    kind, _, zone = column.dtype.partition(", ")
    special: dict[str, Callable[[], Any]] = {
        DATETIME: lambda: pd.DatetimeIndex(listed, tz=zone or None),
        TIMEDELTA: lambda: pd.to_timedelta(listed),
        TEXT: lambda: (
            _SERIES(listed).array if any(cell is not None for cell in listed) else _as_objects(listed)
        ),
        "object": lambda: _as_objects(listed),
    }
    return special.get(kind, lambda: pd.array(listed, dtype=column.dtype))()


def _listed(column: Column) -> list[Any]:
    """Return the cells as Python objects; those that are missing are None."""
    if column.numbers is not None:
        array = np.frombuffer(column.numbers.data or b"", column.numbers.dtype)
        gone = np.frombuffer(column.missing, np.uint8) if column.missing else np.zeros(len(array), np.uint8)
        return [
            None if lost or cell != cell else cell for cell, lost in zip(array.tolist(), gone, strict=True)
        ]
    cells = list(column.texts) if column.texts is not None else list(map(building.build, column.cells or ()))
    missing = column.missing or bytes(len(cells))
    return [None if lost else cell for cell, lost in zip(cells, missing, strict=True)]


def _as_objects(cells: Sequence[Any]) -> Any:
    array = np.empty(len(cells), dtype=object)
    array[:] = cells
    return array


def _built_atom(atom: Atom) -> Any:
    if atom.type == type(pd.NA).__name__:
        return pd.NA
    if atom.type == type(pd.NaT).__name__:
        return pd.NaT
    return getattr(pd, atom.type)(atom.text)


for _type, _reader in ((_FRAME, _frame), (_SERIES, _series), (_INDEX, _index)):
    values.read_also(_type, _reader)
for _type in _ATOMS:
    values.read_also(_type, _atom)
building.build_also((FRAME, SERIES, INDEX), _built)
building.build_also([type_.__name__ for type_ in _ATOMS], _built_atom)
