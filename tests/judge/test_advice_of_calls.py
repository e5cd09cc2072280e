"""General advice that depends on what the calls of a task give: several axes, arrays, tables."""

import pandas as pd
import pytest
import torch

from grader.course import Exercise, each, made, tensors
from grader.course.task_key import TaskMaker
from grader.judge.grade import assignment
from grader.judge.result import judge
from grader.runner.inprocess import observe_function
from grader.runner.recording.packages import prepare

pytestmark = pytest.mark.slow
prepare(["pandas"])  # as when a reference file is loaded


def advised(reference, answer, *, knows=None, **options):
    """The code of the advice to an answer."""
    exercise = Exercise("Advice", knows=knows or {})
    key = TaskMaker("exercise_test", exercise.task(**options)(reference)).make()
    advice = judge(key, observe_function(answer, assignment(key))).advice
    return advice.code if advice else ""


def test_squeeze_drops_one_axis_in_one_call_and_two_in_another():
    def product(A, B):
        return A @ B

    inputs = {"A": tensors("m n"), "B": tensors("n p")}
    found = advised(product, lambda A, B: (A @ B).squeeze(), inputs=inputs, cases=30)
    assert found in ("advice.axis_missing", "advice.axes_missing")
    assert advised(product, lambda A, B: (A @ B).flatten(), inputs=inputs, cases=30) == ""


def test_the_dtype_of_an_array_is_none_of_torch():
    def shared(a):
        return torch.from_numpy(a)

    arrays = made("np.array([1.0, 2.0], dtype='float32')", "np.array([3.0, 4.0, 5.0])")
    found = advised(shared, lambda a: torch.tensor(a.tolist()), inputs={"a": arrays})
    assert found == "advice.float32_some"


def test_a_tensor_that_a_text_has_made_is_a_tensor():
    def doubled(X):
        return 2 * X

    def in_place(X):
        X *= 2
        return X.clone()

    tensors_made = made("torch.arange(3) / 2 + 1", "torch.eye(2)")
    assert advised(doubled, in_place, inputs={"X": tensors_made}) == "advice.inputs"


def test_a_column_that_was_converted_is_not_to_be_converted_back():
    def copied(df):
        return df.copy()

    houses = each(pd.DataFrame({"a": [1, 2], "b": [0.5, 2.0]}), pd.DataFrame({"a": [7], "b": [3.0]}))
    options = {"inputs": {"df": houses}, "knows": {"pd": "pandas"}}
    assert advised(copied, lambda df: df.astype("float64"), **options) == "advice.column_converted"


def test_a_column_gets_another_dtype_by_astype():
    def words(df):
        return df[["b"]].astype(str)

    def whole(df):
        return df[["b"]].astype("int64")

    tables = made("pd.DataFrame({'a': [1, 2], 'b': [0.5, 2.0]})", "pd.DataFrame({'a': [7], 'b': [3.0]})")
    options = {"inputs": {"df": tables}, "knows": {"pd": "pandas"}}
    assert advised(whole, lambda df: df[["b"]] // 1, **options) == "advice.astype"
    assert advised(words, lambda df: df[["b"]], **options) == ""
