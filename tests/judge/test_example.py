"""What is drawn of a counterexample: arguments, what was expected, what came out and how wrong it is."""

import numpy as np
import pytest
import torch

from grader.course import load
from grader.judge.grade import assignment
from grader.judge.result import judge
from grader.locale.messages import said
from grader.runner.inprocess import observe_function


@pytest.fixture
def pictures(keys):
    def drawn(exercise, name, function):
        task = next(task for task in keys[exercise].tasks if task.name == name)
        result = judge(task, observe_function(function, assignment(task)))
        return result.counterexample.pictures

    return drawn


def labels(found):
    return [(picture.role, said(picture.label), picture.shape) for picture in found]


def test_elements_are_off_by_their_share_of_the_largest(pictures):
    *_, expected, got = pictures(
        "exercise_03", "hadamard", lambda A, B: torch.where(A.max() == A, A * B, A * B + 1)
    )
    assert (expected.role, got.role) == ("expected", "got")
    assert len(got.off) == len(got.elements) == int(np.prod(got.shape))
    assert max(got.off) >= 0.2
    assert all(share == 0 or 0.2 <= share <= 1 for share in got.off)


def test_another_shape_is_drawn_without_a_comparison(pictures):
    found = pictures("exercise_02", "mean_along", lambda X, axis: X.mean(axis))
    assert labels(found) == [
        ("input", "X", (1, 2)),
        ("expected", "expected", (1, 2)),
        ("got", "got", (2,)),
    ]
    assert [picture.off for picture in found] == [(), (), ()]


def test_of_several_parts_the_wrong_ones_are_drawn_with_their_places(pictures):
    found = pictures("exercise_03", "dot_two_ways", lambda x, y: (torch.dot(x, y), x * y))
    assert labels(found)[2:] == [
        ("expected", "expected [1]", ()),
        ("got", "got [1]", (2,)),
    ]


def test_of_many_parts_only_those_that_are_wrong_are_drawn(pictures):
    found = pictures(
        "exercise_01", "arithmetic", lambda x, y: (x + y, x - y, x * y, x / y + 1, x**y, torch.exp(x))
    )
    assert [label for _, label, _ in labels(found)] == ["x", "y", "expected [3]", "got [3]"]


def test_where_only_the_dtype_differs_both_texts_tell_it(keys):
    task = next(task for task in keys["exercise_03"].tasks if task.name == "hadamard")
    found = judge(task, observe_function(lambda A, B: (A * B).double(), assignment(task))).counterexample
    assert "dtype=float32" in found.expected
    assert "dtype=float64" in found.got


def test_the_right_columns_of_a_table_are_not_drawn(pictures):
    found = pictures("exercise_08", "split", lambda df: (df.iloc[:, :-1], df.iloc[:, -1:]))
    assert {label for role, label, _ in labels(found)} == {"expected [1]", "got [1]['y']"}


def test_a_gradient_is_drawn_in_place_of_the_result(pictures):
    def doubled(x):
        norm = x.norm()
        return norm.detach() + 2 * (norm - norm.detach())

    found = pictures("exercise_03", "l2_norm", doubled)
    assert labels(found) == [
        ("input", "x", (1,)),
        ("expected", "expected, gradient of x", (1,)),
        ("got", "got, gradient of x", (1,)),
    ]
    assert found[-1].off == (1.0,)


def test_a_drawing_tells_how_a_tensor_hangs_on_the_graph(pictures):
    found = pictures("exercise_04", "clipped_copy", lambda x: x.clamp(min=0))
    assert [(picture.role, picture.graph) for picture in found] == [
        ("input", "leaf"),
        ("expected", "cut"),
        ("got", "inside"),
    ]


@pytest.mark.parametrize(
    ("exercise", "name", "function", "label"),
    [
        ("exercise_02", "add_bias", lambda X, b: X + b, "got, X afterwards"),
        ("exercise_03", "hadamard", lambda A, B: A.mul_(B), "got, A afterwards"),
    ],
)
def test_a_changed_argument_is_drawn_as_it_is_afterwards(pictures, exercise, name, function, label):
    found = pictures(exercise, name, function)
    assert said(found[-1].label) == label


def test_where_many_results_are_right_none_is_drawn_as_the_expected_one(pictures):
    def in_order(X, y, batch_size):
        for start in range(0, len(X), batch_size):
            yield X[start : start + batch_size], y[start : start + batch_size]

    assert {role for role, *_ in labels(pictures("exercise_06", "batches", in_order))} == {"input"}
    swapped = pictures("exercise_09", "eigenpairs", lambda A: tuple(torch.linalg.eigh(A))[::-1])
    assert [label for role, label, _ in labels(swapped) if role != "input"] == ["got [0]", "got [1]"]
    assert not any(picture.off for picture in swapped)


def test_where_many_results_are_right_the_one_of_the_course_is_an_example(keys):
    task = next(task for task in keys["exercise_09"].tasks if task.name == "eigenpairs")
    result = judge(task, observe_function(lambda A: 1 / 0, assignment(task)))
    assert said(result.counterexample.expected).startswith("for example ")


def test_python_numbers_are_not_drawn(pictures):
    assert [picture.role for picture in pictures("exercise_01", "number_of_elements", lambda x: 7)] == [
        "input"
    ]
    assert pictures("exercise_02", "broadcast_shape", lambda s, t: s) == ()


def test_what_is_large_has_no_elements(keys):
    from making import tensor

    from grader.judge.example import MOST_ELEMENTS, _picture

    large = _picture("got", "got", tensor(np.zeros(MOST_ELEMENTS + 1)))
    assert (large.shape, large.elements, large.off) == ((MOST_ELEMENTS + 1,), (), ())
    deep = _picture("got", "got", tensor(np.zeros((1, 1, 1, 1))))
    assert deep.elements == ()


def test_the_course_is_there(keys):
    assert set(keys) == set(load.builtin().names)
