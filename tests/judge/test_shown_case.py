"""Which failing call is shown: with sizes of 1, a wrong shape does not show what is wrong."""

import numpy as np
import pytest
from making import expected, tensor

from grader.core.model import Aspect, Case, Mismatch, TaskKey
from grader.judge.shown_case import further_cases, shown_case

PLAIN = (
    # the sizes of the input, the shape that is expected, and the shape that came
    ((1,), (1,), (1, 1)),
    ((2,), (2,), (2, 2)),
    ((3,), (3,), (3, 3)),
)


def task(*cases, right=None):
    right = right or [tensor([2.0])] * len(cases)
    return TaskKey("f", ("x",), 1.0, (), {}, cases, tuple(map(expected, right)), (), {})


def shown(*calls, aspect=Aspect.SHAPE, **more):
    """The index of the call that is shown; `more` are the features of the inputs after the first."""
    inputs = [tensor(np.arange(1.0, 1 + sizes[0])) for sizes, *_ in calls]
    inputs[1:] = [tensor(np.arange(1.0, 1 + sizes[0]), **more) for sizes, *_ in calls[1:]]
    cases = tuple(Case((value,), ("",), 0) for value in inputs)
    verdicts = [(Mismatch(aspect, (), want, got),) if want != got else () for _, want, got in calls]
    return shown_case(task(*cases), verdicts)


def test_of_wrong_shapes_the_first_that_is_not_all_ones_is_shown():
    assert shown(*PLAIN) == 1


def test_a_right_call_is_not_shown():
    assert shown(PLAIN[0], ((2,), (2,), (2,)), PLAIN[2]) == 2


@pytest.mark.parametrize("more", [{"dtype": "float64"}, {"requires_grad": True}, {"memory": "strided"}])
def test_a_call_that_is_unusual_in_something_else_is_not_shown_instead(more):
    assert shown(*PLAIN, **more) == 0


def test_a_large_or_an_empty_call_is_not_shown_instead():
    assert shown(PLAIN[0], ((0,), (0,), (0, 0))) == 0
    assert shown(PLAIN[0], ((25,), (25,), (25, 25))) == 0
    assert shown(PLAIN[0], ((24,), (24,), (24, 24))) == 1


def wrong(cases, right=None, aspect=Aspect.VALUES):
    """The index of the call that is shown, of inputs of which all are wrong, with their code."""
    made = [Case((tensor(values, **more),), (code,), 0) for values, code, more in cases]
    return shown_case(task(*made, right=right), [(Mismatch(aspect, (), "1", "2"),)] * len(made))


ONE, TWO = ([3.0], "x", {}), ([3.0, -4.0], "x", {})


def test_one_number_is_not_shown_if_there_are_two_different_ones():
    assert wrong([ONE, TWO]) == 1
    assert wrong([TWO, ([3.0, -4.0, 1.0], "x", {})]) == 0


@pytest.mark.parametrize("less", [([2.0, 2.0], "x", {}), ([[3.0]], "x", {})])
def test_equal_numbers_and_sizes_of_one_are_not_shown_if_there_are_others(less):
    assert wrong([less, TWO]) == 1


def test_a_result_of_zeros_is_not_shown_if_there_is_another():
    assert wrong([TWO, ([1.0, 5.0], "x", {})], [tensor([0.0]), tensor([2.0])]) == 1
    assert wrong([TWO, ([1.0, 5.0], "x", {})], [tensor([2.0]), tensor([2.0])]) == 0


def test_an_empty_call_is_shown_only_if_there_is_no_other():
    assert wrong([([], "x", {}), TWO]) == 1
    assert wrong([([], "x", {})]) == 0


@pytest.mark.parametrize("code", ["x / 3", "x * 1e30", "torch.randn(2, generator=g)"])
def test_numbers_that_are_hard_to_follow_are_not_shown_instead(code):
    assert wrong([ONE, ([1.0, 2.0], code, {})]) == 0


@pytest.mark.parametrize("more", [{"dtype": "float64"}, {"requires_grad": True}, {"memory": "strided"}])
def test_an_unusual_call_is_not_shown_instead_of_a_number_alone(more):
    assert wrong([ONE, ([3.0, -4.0], "x", more)]) == 0


def test_a_call_that_departs_in_another_way_is_not_shown_instead():
    cases = [Case((tensor(values),), ("x",), 0) for values, *_ in (ONE, TWO)]
    first, other = Mismatch(Aspect.VALUES, (), "1", "2"), Mismatch(Aspect.SHAPE, (), (2,), (1,))
    assert shown_case(task(*cases), [(first,), (other,)]) == 0


def test_what_is_wrong_comes_before_what_was_changed():
    case = Case((tensor([0.5]),), ("",), 0)
    changed, wrong = Mismatch(Aspect.INPUTS, (), "1", "2"), Mismatch(Aspect.VALUES, (), "1", "2")
    key = task(case, case, case)
    assert shown_case(key, [(), (changed,), (wrong,)]) == 2
    assert shown_case(key, [(), (changed,), (changed,)]) == 1


def more(cases, first=0):
    made = [Case((tensor(values, **given),), (code,), 0) for values, code, given in cases]
    return further_cases(task(*made), [(Mismatch(Aspect.VALUES, (), "1", "2"),)] * len(made), first)


THREE, SQUARE = ([3.0, -4.0, 1.0], "x", {}), ([[3.0, -4.0], [1.0, 2.0]], "x", {})


def test_further_calls_have_other_sizes_than_the_first_and_each_other():
    assert more([TWO, ([1.0, 5.0], "x", {}), THREE, ([1.0, 5.0, 2.0], "x", {}), SQUARE]) == [2, 4]


def test_a_right_an_unusual_or_a_poorer_call_is_no_further_one():
    assert more([TWO, ([1.0, 2.0, 3.0], "x / 3", {}), ([1.0, 2.0, 4.0], "x", {"dtype": "float64"})]) == []
    assert more([TWO, ([3.0], "x", {}), ([2.0, 2.0, 2.0], "x", {})]) == []
    cases = [Case((tensor(values),), ("x",), 0) for values, *_ in (TWO, THREE, SQUARE)]
    wrong = (Mismatch(Aspect.VALUES, (), "1", "2"),)
    assert further_cases(task(*cases), [wrong, (), wrong], 0) == [2]
