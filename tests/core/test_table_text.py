"""Tables as code that makes them: what is pasted gives the same table again."""

import numpy as np
import pandas as pd
import pytest

from grader.core.notation import code, shown
from grader.course.specs import PlainSpec
from grader.runner.recording import frames  # noqa: F401  # it makes the tables known
from grader.runner.recording.building import build
from grader.runner.recording.values import plain

HOUSE = pd.DataFrame(
    {"NumRooms": [None, 2.0, 4.0], "Alley": ["Pave", None, None], "Price": [127500, 106000, 178100]}
)
TABLES = [
    (
        HOUSE,
        "pd.DataFrame({'NumRooms': [None, 2.0, 4.0], 'Alley': ['Pave', None, None], "
        "'Price': [127500, 106000, 178100]})",
    ),
    (pd.DataFrame(), "pd.DataFrame()"),
    (pd.DataFrame(index=range(2)), "pd.DataFrame(index=range(2))"),
    (pd.DataFrame({"a": [1, 2]}, index=["x", "y"]), "pd.DataFrame({'a': [1, 2]}, index=['x', 'y'])"),
    (
        pd.DataFrame([[1, 2]], columns=["a", "a"]),
        "pd.DataFrame({0: [1], 1: [2]}).set_axis(['a', 'a'], axis=1)",
    ),
    (pd.DataFrame({0: [True, False]}), "pd.DataFrame({0: [True, False]})"),
    (pd.DataFrame({"a": [1]}).rename_axis("id"), "pd.DataFrame({'a': [1]}).rename_axis('id')"),
    (pd.Series([1.5, 2.0]), "pd.Series([1.5, 2.0])"),
    (pd.Series([1.5], name="Price"), "pd.Series([1.5], name='Price')"),
    (pd.Series([1, None], dtype="Int64"), "pd.Series(pd.array([1, None], dtype='Int64'))"),
    (pd.Series([True, None], dtype="boolean"), "pd.Series(pd.array([True, None], dtype='boolean'))"),
    (pd.Series([1, 2], dtype="int32"), "pd.Series(np.array([1, 2], dtype='int32'))"),
    (pd.Series([None, None], dtype="float64"), "pd.Series(np.array([np.nan, np.nan], dtype='float64'))"),
    (pd.Series([], dtype="int64"), "pd.Series(np.array([], dtype='int64'))"),
    (pd.Series([float("inf"), 0.1]), "pd.Series([float('inf'), 0.1])"),
    (pd.Series(["x", 1, None], dtype=object), "pd.Series(['x', 1, None])"),
    (pd.Series([1, 2], dtype=object), "pd.Series(np.array([1, 2], dtype=object))"),
    (
        pd.Series(["a", None], dtype=pd.CategoricalDtype(["b", "a"], ordered=True)),
        "pd.Series(pd.Categorical(['a', None], categories=['b', 'a'], ordered=True))",
    ),
    (
        pd.Series(pd.to_datetime(["2024-01-02", None])),
        "pd.Series(pd.to_datetime(['2024-01-02 00:00:00', None]))",
    ),
    (pd.Series(pd.to_timedelta(["1D"])), "pd.Series(pd.to_timedelta(['1 days 00:00:00']))"),
    (
        pd.Series([1], index=pd.MultiIndex.from_tuples([("a", 1)])),
        "pd.Series([1], index=pd.MultiIndex.from_tuples([('a', 1)]))",
    ),
    (pd.Index(["a", "b"]), "pd.Index(['a', 'b'])"),
    (pd.Index([1.0, None]), "pd.Index(np.array([1.0, np.nan], dtype='float64'))"),
    (pd.Index([3, 4], name="id"), "pd.Index([3, 4]).rename('id')"),
]


@pytest.mark.parametrize(("table", "text"), TABLES, ids=lambda part: part if isinstance(part, str) else "")
def test_a_table_is_code_that_makes_it(table, text):
    value = plain(table)
    assert code(value) == text
    pasted = eval(text, {"pd": pd, "np": np})
    assert plain(pasted) == value
    assert plain(build(value)) == value


def test_a_large_table_is_named_by_its_shape_and_columns():
    table = plain(pd.DataFrame({"a": range(100), "b": range(100)}))
    assert shown(table) == "<DataFrame: shape=(100, 2), columns=['a', 'b']>"
    assert shown(plain(pd.Series(range(100)))) == "<Series: size=(100,), dtype=int64>"


ARRAYS = [
    (np.arange(3), "np.array([0, 1, 2])"),
    (np.arange(3)[::-1], "np.array([0, 1, 2])[::-1]"),
    (np.arange(4).reshape(2, 2)[:, ::-1], "np.array([[0, 1], [2, 3]])[:, ::-1]"),
    (np.arange(4).reshape(2, 2).T, "np.array([[0, 1], [2, 3]]).T"),
    (np.array([0.1], "float32"), "np.array([0.1], dtype='float32')"),
    (np.array([np.inf, 1.0]), "np.array([float('inf'), 1.0])"),
    (np.empty((0, 2)), "np.empty((0, 2), dtype='float64')"),
    (np.array(["a", "bc"]), "np.array(['a', 'bc'])"),
    (np.array([["a", 1], [None, 2.5]], dtype=object), "np.array([['a', 1], [None, 2.5]], dtype=object)"),
    (np.array(["x", None], dtype=object), "np.array(['x', None], dtype=object)"),
]


@pytest.mark.parametrize(("array", "text"), ARRAYS, ids=lambda part: part if isinstance(part, str) else "")
def test_an_array_is_code_that_makes_it_in_its_layout(array, text):
    spec = PlainSpec(array)
    assert spec.code() == text
    pasted, built = eval(text, {"np": np}), build(spec.value())
    for made in (pasted, built):
        assert (made.dtype, made.shape) == (array.dtype, array.shape)
        assert (made == array).all()
    if array.size:
        assert [stride < 0 for stride in built.strides] == [stride < 0 for stride in array.strides]
