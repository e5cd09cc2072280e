"""Tables of pandas as plain values: every dtype, and objects that do not want to be read."""

import numpy as np
import pandas as pd
import pytest

from grader.core.value import (
    LONG,
    UNREADABLE,
    Array,
    Atom,
    Column,
    Items,
    Opaque,
    Table,
)
from grader.runner.recording import frames  # noqa: F401  # it makes the tables known
from grader.runner.recording.building import build
from grader.runner.recording.values import plain

NONE = Atom("NoneType", "None")


def cells(array, dtype):
    return Array("column", dtype, (len(array),), np.array(array, dtype).tobytes())


def text(name):
    return Atom("str", name)


def column(things, **more):
    return plain(pd.Series(things, **more)).columns[0]


@pytest.mark.parametrize(
    ("series", "known"),
    [
        (pd.Series([1, 2]), Column("int64", cells([1, 2], "int64"))),
        (pd.Series([1, 2], dtype="float32"), Column("float32", cells([1, 2], "float32"))),
        (pd.Series([True]), Column("bool", cells([True], "bool"))),
        (pd.Series([1, None], dtype="Int64"), Column("Int64", cells([1, 0], "int64"), missing=b"\0\1")),
        (pd.Series([1.0, None], dtype="Float64"), Column("Float64", cells([1, np.nan], "float64"))),
        (pd.Series(["a", None]), Column("text", texts=("a", ""), missing=b"\0\1")),
        (pd.Series(["a", None], dtype="string"), Column("text", texts=("a", ""), missing=b"\0\1")),
        (pd.Series(["a", None], dtype=object), Column("text", texts=("a", ""), missing=b"\0\1")),
        (pd.Series([None], dtype=object), Column("text", texts=("",), missing=b"\1")),
        (pd.Series([], dtype=object), Column("text", texts=())),
        (
            pd.Series(["a", 1, pd.NA], dtype=object),
            Column(
                "object",
                cells=(text("a"), Array("int", "int64", (), np.int64(1).tobytes()), NONE),
                missing=b"\0\0\1",
            ),
        ),
        (
            pd.Series(["a", None], dtype="category"),
            Column("category", texts=("a", ""), missing=b"\0\1", categories=(text("a"),)),
        ),
        (
            pd.Series(pd.to_datetime(["2024-01-02", None])),
            Column("datetime64", texts=("2024-01-02 00:00:00", ""), missing=b"\0\1"),
        ),
        (
            pd.Series(pd.to_datetime(["2024-01-02"]).tz_localize("UTC")),
            Column("datetime64, UTC", texts=("2024-01-02 00:00:00+00:00",)),
        ),
        (pd.Series(pd.period_range("2024", periods=1, freq="Y")), Column("period[Y-DEC]", texts=("2024",))),
        (pd.Series(pd.arrays.SparseArray([0, 1])), Column("Sparse[int64, 0]", cells([0, 1], "int64"))),
    ],
    ids=lambda part: str(part.dtype) if isinstance(part, pd.Series) else "",
)
def test_a_column_has_the_dtype_that_a_learner_sees(series, known):
    assert plain(series) == Table("Series", len(series), (known,), (NONE,))


def test_a_frame_has_its_columns_in_order_and_the_labels_of_its_rows():
    frame = pd.DataFrame({"b": [1], "a": [2.0]}, index=["x"])
    assert plain(frame) == Table(
        "DataFrame",
        1,
        (Column("int64", cells([1], "int64")), Column("float64", cells([2], "float64"))),
        (text("b"), text("a")),
        Column("text", texts=("x",)),
    )


@pytest.mark.parametrize("index", [pd.RangeIndex(2), pd.Index([0, 1]), pd.Index(np.array([0, 1]))], ids=repr)
def test_an_index_that_counts_the_rows_is_not_written(index):
    assert plain(pd.Series([5, 6], index=index)).index is None


def test_a_missing_value_alone_and_a_point_in_time_are_known_by_their_text():
    assert plain(pd.NA) == Atom("NAType", "<NA>")
    assert plain(pd.NaT) == Atom("NaTType", "NaT")
    assert plain([pd.Timestamp("2024-01-02")]) == Items("list", (Atom("Timestamp", "2024-01-02 00:00:00"),))
    for thing in (pd.NA, pd.NaT, pd.Timestamp("2024-01-02"), pd.Timedelta("1D")):
        assert plain(build(plain(thing))) == plain(thing)


class Own(pd.DataFrame):
    @property
    def shape(self):
        raise RuntimeError("not yours")

    @property
    def iloc(self):
        raise RuntimeError("not yours")


def test_a_class_derived_from_a_frame_is_read_as_a_frame():
    assert plain(Own({"a": [1]})) == plain(pd.DataFrame({"a": [1]}))


class Lying:
    """An object whose every look raises."""

    def __getattribute__(self, name):
        raise RuntimeError("not yours")


class Shy:
    """An object that can be neither compared nor shown."""

    def __eq__(self, other):
        raise RuntimeError("not yours")

    def __repr__(self):
        raise RuntimeError("not yours")


def test_an_object_in_a_cell_is_only_named():
    assert plain(pd.Series([Shy(), 1], dtype=object)).columns[0].cells[0] == Opaque("Shy")
    cells = np.array([None, 1], dtype=object)
    cells[0] = Lying()
    assert plain(pd.Series(cells, dtype=object)) == Opaque("Series", UNREADABLE, "RuntimeError")


def test_a_frame_that_raises_when_it_is_read_cannot_be_read():
    frame = pd.DataFrame({"a": [1]})
    object.__setattr__(frame, "_mgr", Lying())
    assert plain(frame) == Opaque("DataFrame", UNREADABLE, "RuntimeError")


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"a": ["x"] * 1_000_000}),
        pd.DataFrame(np.zeros((1, 10_000))),
        pd.DataFrame({"a": [[0] * 5_000, [0]]}),
        pd.DataFrame({"a": [1, "x"] * 5_000}),
    ],
    ids=["rows", "columns", "cells", "mixed"],
)
def test_a_frame_of_too_many_items_is_sent_without_them(frame):
    assert plain(frame) == Opaque("DataFrame", LONG, "4,000")


def test_cells_that_are_too_large_are_left_out():
    big = plain(pd.DataFrame({"a": np.zeros(5_000_000), "b": range(5_000_000)}))
    assert (big.rows, [part.is_sent for part in big.columns]) == (5_000_000, [False, False])
    huge = plain(pd.DataFrame({"a": ["x" * 2_000] * 20_000}))
    assert [part.is_sent for part in huge.columns] == [False]


def test_numbers_in_cells_are_pythons():
    assert column([np.int64(1), "a"], dtype=object) == column([1, "a"], dtype=object)


def test_arrays_of_texts_objects_and_times_are_tables_with_a_shape():
    assert plain(np.array([["a", "b"]])) == Table(
        "ndarray", 2, (Column("text", texts=("a", "b")),), (NONE,), shape=(1, 2)
    )
    assert plain(np.array(["2024-01-02"], "datetime64[D]")).columns[0].texts == ("2024-01-02",)
    assert plain(np.array([1, "a", None], dtype=object)).columns[0].dtype == "object"
    assert plain(np.str_("a")) == text("a")


def test_masked_and_structured_arrays_are_only_named():
    assert plain(np.ma.array([1, 2], mask=[True, False])) == Opaque("MaskedArray")
    assert plain(np.zeros(2, dtype=[("a", "int64")])) == Opaque("structured ndarray")
    assert plain(np.random.default_rng(0)) == Opaque("Generator")
