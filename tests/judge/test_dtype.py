"""The dtype is asked only if it is asked, and a wrong one does not hide wrong values."""

import pytest

from grader.core.verdict import Named
from grader.course.exercise import Exercise
from grader.course.inputs import tensors
from grader.course.task_key import TaskMaker
from grader.judge.grade import assignment
from grader.judge.remark import remark
from grader.judge.result import judge
from grader.locale.messages import sentence
from grader.runner.inprocess import observe_function

pytestmark = pytest.mark.slow


def mean(x):
    if not len(x):
        raise ValueError  # leaves such cases out
    return x.mean()


def total(x):
    """This is the sum."""
    return x.sum()


def made(**options):
    task = Exercise("Means").task(inputs={"x": tensors("n", low=1)}, cases=30, **options)(mean)
    task.misconception(total)
    return TaskMaker("exercise_test", task).make()


def result(key, function):
    return judge(key, observe_function(function, assignment(key)))


def told(key, function):
    """The score, the remark, and the first sentences on what is wrong."""
    found = result(key, function)
    note = remark(found)
    sentences = [sentence(difference.message) for difference in found.differences]
    return found.score, sentence(note) if note else "", sentences


@pytest.fixture(scope="module")
def asked():
    return made()


@pytest.fixture(scope="module")
def released():
    return made(dtype=False)


def test_a_wrong_dtype_alone_is_told_alone(asked):
    assert told(asked, lambda x: x.double().mean()) == (
        0.0,
        "wrong dtype",
        ["The result has dtype float64; float32 is expected."],
    )


def test_a_wrong_dtype_and_wrong_values_are_both_told(asked):
    score, note, (dtype, values) = told(asked, lambda x: x.double().mean() + 1)
    assert (score, note) == (0.0, "wrong dtype, wrong values")
    assert dtype == "The result has dtype float64; float32 is expected."
    assert values == "The result is 5.0; 4.0 is expected."


def test_what_is_whole_by_chance_in_the_first_call_is_told_from_another_call(asked):
    score, note, (dtype, values) = told(asked, lambda x: x.sum().long() // len(x))
    assert (score, note) == (0.0, "wrong dtype, wrong values")
    assert dtype == "The result has dtype int64; float32 is expected."
    assert values.startswith("The result is ")


def test_where_no_dtype_is_asked_any_is_right_and_the_values_count(released):
    assert told(released, lambda x: x.double().mean()) == (1.0, "", [])
    assert told(released, lambda x: x.float().mean()) == (1.0, "", [])
    for wrong in (
        lambda x: x.double().mean() * (1 + 1e-4),
        lambda x: x.mean().long(),
        lambda x: x.half().mean(),
    ):
        assert result(released, wrong).score == 0.0


def test_a_half_precision_is_told_as_a_wrong_dtype(released):
    assert told(released, lambda x: x.mean().half())[2][0] == (
        "The result has dtype float16; float32 is expected."
    )


def test_dtypes_that_are_named_are_told():
    key = made(dtype=("float32", "float64"))
    assert told(key, lambda x: x.double().mean()) == (1.0, "", [])
    assert told(key, lambda x: x.sum().long())[2][0] == (
        "The result has dtype int64; one of float32, float64 is expected."
    )


def test_a_misconception_is_recognised_in_an_accepted_dtype(asked, released):
    assert result(released, lambda x: x.double().sum()).misconception == Named("total", True)
    assert result(asked, lambda x: x.double().sum()).misconception == Named("total", False, in_form=True)
