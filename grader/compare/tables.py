"""Compare two tables: columns and their order, rows, dtypes, index, cells.

A value that is missing is only missing: None, NaN, NaT and NA are the same. The names of an index and of a
Series are not compared, nor is the dtype of an index.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from grader.compare.numbers import HALF, Numbers, departures
from grader.core import value as plain
from grader.core.fact import Argument, Fact
from grader.core.limits import MOST_KEYS
from grader.core.model import ANY_DTYPE, Aspect, Mismatch, Tolerance
from grader.core.notation import numbers, python_number, shown
from grader.core.value import (
    FRAME,
    LABELS,
    NDARRAY,
    ROW,
    Array,
    Column,
    Opaque,
    Path,
    Table,
    Value,
    tables,
)

Pair = tuple[Path, Table, Table]
Yardsticks = Mapping[Path, Tolerance]

MISSING = Fact("table.missing")
"""A cell without a value."""
NEAR = 1e-9
"""How near the labels of an index must be if they are floats, as a share of the largest."""
NO_NAME = plain.Atom("NoneType", "None")


def pairs(mine: Value, yours: Value, path: Path = ()) -> Iterator[Pair]:
    """Yield the tables of the same kind that two values have at the same path."""
    theirs = dict(tables(yours, path))
    for where, table in tables(mine, path):
        other = theirs.get(where)
        if other is not None and (table.kind, len(table.columns)) == (other.kind, len(other.columns)):
            yield where, table, other


def structure(mine: Table, yours: Table, path: Path) -> Iterator[Mismatch]:
    """Yield the differences in columns, their order, and the number of rows."""
    if mine.kind == FRAME and mine.names != yours.names:
        names, others = (sorted(map(shown, table.names)) for table in (mine, yours))
        kind = "columns" if names != others else "columns.order"
        yield Mismatch(Aspect.STRUCTURE, path, _names(mine), _names(yours), kind)
    elif _shape(mine) != _shape(yours):
        yield Mismatch(Aspect.SHAPE, path, _shape(mine), _shape(yours))


def _names(table: Table) -> str:
    named = [shown(name) for name in table.names[:MOST_KEYS]]
    return f"[{', '.join([*named, '…'] if len(table.names) > MOST_KEYS else named)}]"


def _shape(table: Table) -> tuple[int, ...]:
    if table.kind == NDARRAY:
        return table.shape
    return (table.rows, len(table.columns)) if table.kind == FRAME else (table.rows,)


# -------------------------------------------------------------------------------------------- dtypes


def wrong_dtypes(path: Path, mine: Table, yours: Table, accepted: Sequence[str] = ()) -> Iterator[Mismatch]:
    """Yield the columns with another dtype, without those that are accepted."""
    if mine.kind == plain.INDEX:
        return
    for (where, left), (_, right) in zip(mine.parts(path), yours.parts(path), strict=True):
        if not _accepts(accepted, left.dtype, right.dtype):
            yield Mismatch(Aspect.DTYPE, where, left.dtype, right.dtype)


def _accepts(accepted: Sequence[str], mine: str, yours: str) -> bool:
    return mine == yours or yours in accepted or (ANY_DTYPE in accepted and yours not in HALF)


# --------------------------------------------------------------------------------------------- cells


def wrong_cells(
    path: Path, mine: Table, yours: Table, tolerances: Yardsticks, prefix: Path = ()
) -> Iterator[Mismatch]:
    """Yield the first wrong label of the index, or else the first wrong cell of each column."""
    wrong = _wrong_labels(mine, yours)
    if wrong is not None and wrong.any():
        labels = (_labels(mine), _labels(yours))
        yield _first((*path, LABELS), *labels, wrong, mine)
        return
    for (where, left), (_, right) in zip(mine.parts(path), yours.parts(path), strict=True):
        wrong = _wrong(left, right, tolerances, (*prefix, *where))
        if wrong is None:
            yield Mismatch(Aspect.VALUES, where, shown(mine), shown(yours), "unseen")
        elif wrong.any():
            yield _first(where, left, right, wrong, mine)


def unsent(path: Path, mine: Table, yours: Table) -> Iterator[Mismatch]:
    """Yield the columns whose cells were not sent."""
    for where, column in yours.parts(path):
        if not column.is_sent:
            yield Mismatch(Aspect.VALUES, where, shown(mine), shown(yours), "unseen")


def _first(path: Path, mine: Column, yours: Column, wrong: Numbers, table: Table) -> Mismatch:
    """Return the mismatch of the first wrong cell, with the number of wrong ones."""
    row = int(np.argmax(wrong))
    expected, got = _cell_text(mine, row), _cell_text(yours, row)
    place: Argument = row
    if table.kind == NDARRAY:
        place = f"[{', '.join(str(int(index)) for index in np.unravel_index(row, table.shape))}]"
    args: dict[str, Argument] = {
        "row": place,
        "expected": expected,
        "got": got,
        "wrong": int(wrong.sum()),
        "elements": int(wrong.size),
    }
    kind = "cell" if wrong.size == 1 else "cells" if table.kind != NDARRAY else "elements"
    return Mismatch(Aspect.VALUES, path, expected, got, kind, args)


def _wrong_labels(mine: Table, yours: Table) -> Numbers | None:
    if mine.index is None and yours.index is None:
        return None
    left, right = _labels(mine), _labels(yours)
    if left.numbers is None or right.numbers is None:
        wrong = _wrong(left, right, {}, ())
        return np.ones(1, bool) if wrong is None else wrong
    ours, theirs = numbers(left.numbers), numbers(right.numbers)
    with np.errstate(all="ignore"):
        near = np.isclose(ours, theirs, rtol=NEAR, atol=0.0, equal_nan=True)
    return np.asarray(~near)


def _labels(table: Table) -> Column:
    """Return the index of a table; one that counts the rows is written out."""
    if table.index is not None:
        return table.index
    counted = np.arange(table.rows, dtype=np.int64)
    return Column("int64", Array(plain.CELLS, "int64", (table.rows,), counted.tobytes()))


def _wrong(mine: Column, yours: Column, tolerances: Yardsticks, path: Path) -> Numbers | None:
    """Return a mask of the wrong cells; None if they were not sent."""
    if not mine.is_sent or not yours.is_sent:
        return None
    gone, missing = _missing(mine), _missing(yours)
    if mine.numbers is not None and yours.numbers is not None:
        wrong = departures(mine.numbers, yours.numbers, tolerances.get(path))
        assert wrong is not None
    elif mine.texts is not None and yours.texts is not None:
        both = zip(mine.texts, yours.texts, strict=True)
        wrong = np.fromiter((left != right for left, right in both), bool, len(mine.texts))
    else:
        cells = zip(_cells(mine), _cells(yours), strict=True)
        wrong = np.fromiter(
            (not _is_same(*cell, tolerances.get((*path, (ROW, row)))) for row, cell in enumerate(cells)),
            bool,
        )
    return np.asarray((gone != missing) | (wrong & ~gone & ~missing))


def _missing(column: Column) -> Numbers:
    """Return a mask of the cells without a value."""
    rows = _rows(column)
    gone = np.frombuffer(column.missing, np.uint8).astype(bool) if column.missing else np.zeros(rows, bool)
    if column.numbers is not None:
        cells = numbers(column.numbers)
        gone = gone | (cells != cells)
    return np.asarray(gone)


def _rows(column: Column) -> int:
    if column.numbers is not None:
        return column.numbers.shape[0]
    return len(column.texts if column.texts is not None else column.cells or ())


def _cells(column: Column) -> list[Value]:
    """Return the cells of any column as values."""
    if column.cells is not None:
        return list(column.cells)
    if column.texts is not None:
        return [plain.Atom("str", text) for text in column.texts]
    assert column.numbers is not None
    return [_python(cell) for cell in numbers(column.numbers)]


def _python(cell: Any) -> Array:
    kind = type(cell.item()).__name__
    wide = {"bool": np.bool_, "int": np.int64, "float": np.float64, "complex": np.complex128}[kind]
    return Array(kind, np.dtype(wide).name, (), wide(cell).tobytes())


def _is_same(mine: Value, yours: Value, tolerance: Tolerance | None) -> bool:
    """Whether two cells are the same; a number may be an int or a float."""
    if isinstance(mine, Opaque) or isinstance(yours, Opaque):
        return False
    if isinstance(mine, Array) and isinstance(yours, Array) and mine.is_python and yours.is_python:
        if "bool" in (mine.kind, yours.kind):
            return mine == yours
        wrong = departures(mine, yours, tolerance)
        return wrong is not None and not wrong.any()
    return mine == yours


def _cell_text(column: Column, row: int) -> str | Fact:
    """Write one cell."""
    if row >= _rows(column) or _missing(column)[row]:
        return MISSING
    if column.numbers is not None:
        return python_number(numbers(column.numbers)[row].item())
    return repr(column.texts[row]) if column.texts is not None else shown((column.cells or ())[row])


# --------------------------------------------------------------------------------- changed in place


def first_departure(
    path: Path, mine: Table, yours: Table, tolerances: Yardsticks, prefix: Path
) -> Path | None:
    """Return the path of the first part that differs in a table with the same columns and rows."""
    if (dtype := next(wrong_dtypes(path, mine, yours), None)) is not None:
        return dtype.path
    found = next(wrong_cells(path, mine, yours, tolerances, prefix), None)
    if found is None:
        return None
    row = found.args.get("row")
    return (*found.path, (ROW, row)) if isinstance(row, int) and found.path[-1:] != (LABELS,) else found.path


def state(value: Value, part: Path) -> str | None:
    """Write the part of a table that a path leads to; None if it leads to no table."""
    for where, table in tables(value):
        if part[: len(where)] == where:
            return _part_text(table, part[len(where) :])
    return None


def _part_text(table: Table, rest: Path) -> str:
    columns = dict(table.parts())
    match rest:
        case ():
            return shown(table)
        case (part,) if part == LABELS:
            return shown(Table(plain.INDEX, table.rows, (_labels(table),), (NO_NAME,)))
        case _ if rest in columns:
            return f"<column: dtype={columns[rest].dtype}>"
        case (*before, (kind, int(row))) if kind == ROW and tuple(before) in columns:
            text = _cell_text(columns[tuple(before)], row)
            return text if isinstance(text, str) else "NaN"
    return shown(table)


def same_but_numbers(mine: Value, yours: Value, dtypes: Sequence[str]) -> bool:
    """Whether two values of the same structure have the same tables, apart from the numbers in them."""
    for path, left, right in pairs(mine, yours):
        if next(wrong_dtypes(path, left, right, dtypes), None) is not None:
            return False
        wrong = _wrong_labels(left, right)
        if wrong is not None and wrong.any():
            return False
        columns = zip(left.columns, right.columns, strict=True)
        if not all(_is_alike(*column) for column in columns):
            return False
    return True


def _is_alike(mine: Column, yours: Column) -> bool:
    if not mine.is_sent or not yours.is_sent:
        return mine.is_sent is yours.is_sent
    if not np.array_equal(_missing(mine), _missing(yours)):
        return False
    if mine.numbers is not None and yours.numbers is not None:
        return True
    wrong = _wrong(mine, yours, {}, ())
    return wrong is not None and not wrong.any()
