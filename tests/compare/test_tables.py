"""When two tables are the same: columns, rows, index, dtypes, cells."""

import numpy as np
import pandas as pd
import pytest
from making import expected, words

from grader.compare.observations import compare
from grader.compare.values import difference
from grader.core.model import ANY_DTYPE, Observation
from grader.judge.alike import alike
from grader.judge.differences import fact
from grader.locale.messages import sentence
from grader.runner.recording import frames  # noqa: F401  # it makes the tables known
from grader.runner.recording.values import plain
from grader.workshop.noise import noisy

FRAME = pd.DataFrame({"Price": [1.0, 2.0, None], "Alley": ["Pave", None, "Grvl"], "n": [1, 2, 3]})


def told(mine, yours, dtypes=()):
    """The sentences on all that differs."""
    want = expected(plain(mine))
    found = difference(want.observation.value, plain(yours), want.tolerances, dtypes=dtypes)
    return [sentence(fact(mismatch)) for mismatch in found]


def changed(**columns):
    return FRAME.assign(**columns)


SAME = [
    (FRAME, FRAME.copy()),
    (FRAME, changed(Price=[1.0 + 1e-9, 2.0, np.nan])),
    (FRAME, changed(Alley=pd.array(["Pave", None, "Grvl"], dtype="string"))),
    (FRAME, FRAME.set_axis(pd.Index([0, 1, 2], dtype="float64"))),
    (FRAME, FRAME.rename_axis("id")),
    (pd.Series([1], name="a"), pd.Series([1])),
    (pd.Series([None, "a"], dtype=object), pd.Series([np.nan, "a"], dtype=object)),
    (pd.Series([1, "a"], dtype=object), pd.Series([1.0, "a"], dtype=object)),
    (pd.DataFrame({"a": pd.Series([], dtype=object)}), pd.DataFrame({"a": pd.Series([], dtype="string")})),
    (pd.Series([1, None], dtype="Int64"), pd.Series([1, pd.NA], dtype="Int64")),
    (
        pd.Series(["a"], dtype=pd.CategoricalDtype(["a", "b"])),
        pd.Series(["a"], dtype=pd.CategoricalDtype(["a"])),
    ),
]


@pytest.mark.parametrize(("mine", "yours"), SAME)
def test_these_are_the_same(mine, yours):
    assert told(mine, yours) == []


OTHER = [
    (FRAME, FRAME["Price"], "The result is a pandas Series; a pandas DataFrame is expected."),
    (
        FRAME,
        FRAME.drop(columns="n"),
        "The result has the columns ['Price', 'Alley']; ['Price', 'Alley', 'n'] are expected.",
    ),
    (
        FRAME,
        FRAME[["n", "Price", "Alley"]],
        "The result has its columns in the order ['n', 'Price', 'Alley']; "
        "['Price', 'Alley', 'n'] is expected.",
    ),
    (FRAME, FRAME.iloc[:2], "The result has shape (2, 3); shape (3, 3) is expected."),
    (
        FRAME,
        changed(Price=[1.0, 2.5, None]),
        "1 of 3 cells are wrong in column 'Price'. The first is in row 1: it is 2.5, 2.0 is expected.",
    ),
    (
        FRAME,
        changed(Price=[1.0, 2.0, 0.0]),
        "1 of 3 cells are wrong in column 'Price'. The first is in row 2: it is 0.0, missing is expected.",
    ),
    (
        FRAME,
        changed(Alley=["Pave", "NA", "Grvl"]),
        "1 of 3 cells are wrong in column 'Alley'. The first is in row 1: it is 'NA', missing is expected.",
    ),
    (FRAME, changed(n=[1.0, 2.0, 3.0]), "Column 'n' of the result has dtype float64; int64 is expected."),
    (
        FRAME,
        changed(n=pd.array([1, 2, 3], dtype="Int64")),
        "Column 'n' of the result has dtype Int64; int64 is expected.",
    ),
    (
        FRAME,
        FRAME.set_axis(["a", "b", "c"]),
        "3 of 3 cells are wrong in the index. The first is in row 0: it is 'a', 0 is expected.",
    ),
    (
        pd.Series([1.0, 2.0]),
        pd.Series([1.0, 3.0]),
        "1 of 2 cells are wrong in the result. The first is in row 1: it is 3.0, 2.0 is expected.",
    ),
    (pd.Series([1.0]), pd.Series([3.0]), "The result is 3.0; 1.0 is expected."),
    (
        pd.Series([1, None], dtype="Int64"),
        pd.Series([1, 0], dtype="Int64"),
        "1 of 2 cells are wrong in the result. The first is in row 1: it is 0, missing is expected.",
    ),
    (
        pd.Series([True, "a"], dtype=object),
        pd.Series([1, "a"], dtype=object),
        "1 of 2 cells are wrong in the result. The first is in row 0: it is 1, True is expected.",
    ),
    (
        pd.DataFrame([[1, 2]], columns=["a", "a"]),
        pd.DataFrame([[1, 3]], columns=["a", "a"]),
        "Part .iloc[:, 1] of the result is 3; 2 is expected.",
    ),
    (
        pd.Index([1, 2]),
        pd.Index([1, 3]),
        "1 of 2 cells are wrong in the result. The first is in row 1: it is 3, 2 is expected.",
    ),
]


@pytest.mark.parametrize(("mine", "yours", "text"), OTHER)
def test_these_are_not_and_the_words_name_column_and_row(mine, yours, text):
    assert told(mine, yours)[:1] == [text]


def test_wrong_cells_are_told_beside_a_wrong_dtype():
    assert told(FRAME, changed(n=[1.0, 2.0, 4.0])) == [
        "Column 'n' of the result has dtype float64; int64 is expected.",
        "1 of 3 cells are wrong in column 'n'. The first is in row 2: it is 4.0, 3 is expected.",
    ]


def test_dtypes_can_be_free():
    assert told(FRAME, changed(n=[1.0, 2.0, 3.0]), dtypes=(ANY_DTYPE,)) == []
    assert told(pd.Series([1, None], dtype="Int64"), pd.Series([1.0, np.nan]), dtypes=(ANY_DTYPE,)) == []
    assert told(pd.Series([True, False]), pd.Series([1, 0]), dtypes=("int64",)) == []


def test_an_object_in_a_cell_is_never_right():
    assert told(pd.Series([object(), 1], dtype=object), pd.Series([object(), 1], dtype=object)) == [
        "1 of 2 cells are wrong in the result. The first is in row 0: it is <object>, <object> is expected."
    ]


@pytest.mark.parametrize(
    ("after", "before", "now", "place"),
    [
        (changed(Price=[1.0, 5.0, None]), "2.0", "5.0", "df['Price'].iloc[1]"),
        (changed(Alley=["Pave", "x", "Grvl"]), "NaN", "'x'", "df['Alley'].iloc[1]"),
        (changed(n=[1.0, 2.0, 3.0]), "<column: dtype=int64>", "<column: dtype=float64>", "df['n']"),
    ],
    ids=["number", "text", "dtype"],
)
def test_a_changed_input_is_told_with_the_first_cell(after, before, now, place):
    value = plain(FRAME)
    want = expected(plain(FRAME), inputs=(value,))
    got = Observation(value=plain(FRAME), inputs=(plain(after),))
    (mismatch,) = compare(want, got, ("df",), ("inputs",))
    assert words(mismatch.expected) == before
    assert sentence(fact(mismatch, before)) == (
        f"Your function changed its input {place}: it was {before}, now it is {now}."
    )


def test_wrong_tables_are_alike_up_to_rounding_and_only_with_the_same_texts():
    def seen(frame):
        return Observation(value=plain(frame), inputs=())

    want = expected(plain(FRAME))
    wrong = changed(Price=[2.0, 4.0, None])
    assert alike(seen(wrong), seen(changed(Price=[2.0 + 1e-12, 4.0, None])), want)
    for other in (
        changed(Price=[2.0, 4.1, None]),
        changed(Price=[2.0, 4.0, 0.0]),
        changed(Price=[2.0, 4.0, None], Alley=["Pave", "x", "Grvl"]),
        changed(Price=[2.0, 4.0, None], n=[1.0, 2.0, 3.0]),
        wrong.set_axis([1, 2, 3]),
    ):
        assert not alike(seen(wrong), seen(other), want)


def test_noise_moves_a_number_in_a_column_and_in_a_cell():
    frame = pd.DataFrame({"a": [1.0, 2.0], "b": np.array([1.5, "x"], dtype=object)})
    want = expected(plain(frame), bound=1e-3)
    found = [difference(want.observation.value, seen.value, want.tolerances) for seen in noisy(want)]
    assert [[sentence(fact(one)) for one in some] for some in found] == [
        ["1 of 2 cells are wrong in column 'a'. The first is in row 0: it is 1.002, 1.0 is expected."],
        ["1 of 2 cells are wrong in column 'b'. The first is in row 0: it is 1.502, 1.5 is expected."],
    ]
