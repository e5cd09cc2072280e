"""Which failing call is shown: with sizes of 1, a wrong shape does not show what is wrong."""

import pytest
from making import tensor

from grader.core.model import Aspect, Case, Mismatch, TaskKey
from grader.judge.shown_case import shown_case

PLAIN = (
    # the sizes of the input, the shape that is expected, and the shape that came
    ((1,), (1,), (1, 1)),
    ((2,), (2,), (2, 2)),
    ((3,), (3,), (3, 3)),
)


def shown(*calls, aspect=Aspect.SHAPE, **more):
    """The index of the call that is shown; `more` are the features of the inputs after the first."""
    inputs = [tensor([[0.5]] if sizes == (1, 1) else [0.5] * sizes[0]) for sizes, *_ in calls]
    inputs[1:] = [tensor([0.5] * sizes[0], **more) for sizes, *_ in calls[1:]]
    cases = tuple(Case((value,), ("",), 0) for value in inputs)
    verdicts = [(Mismatch(aspect, (), want, got),) if want != got else () for _, want, got in calls]
    return shown_case(TaskKey("f", ("x",), 1.0, (), {}, cases, (), (), {}), verdicts)


def test_of_wrong_shapes_the_first_that_is_not_all_ones_is_shown():
    assert shown(*PLAIN) == 1


def test_a_shape_that_is_wrong_in_a_size_is_shown_at_once():
    assert shown(((1,), (2,), (1,)), *PLAIN) == 0


def test_a_right_call_is_not_shown():
    assert shown(PLAIN[0], ((2,), (2,), (2,)), PLAIN[2]) == 2


@pytest.mark.parametrize("more", [{"dtype": "float64"}, {"requires_grad": True}, {"memory": "strided"}])
def test_a_call_that_is_unusual_in_something_else_is_not_shown_instead(more):
    assert shown(*PLAIN, **more) == 0


def test_a_large_or_an_empty_call_is_not_shown_instead():
    assert shown(PLAIN[0], ((0,), (0,), (0, 0))) == 0
    assert shown(PLAIN[0], ((25,), (25,), (25, 25))) == 0
    assert shown(PLAIN[0], ((24,), (24,), (24, 24))) == 1


def test_other_departures_are_shown_by_the_smallest_call():
    assert shown(*PLAIN, aspect=Aspect.VALUES) == 0


def test_what_is_wrong_comes_before_what_was_changed():
    case = Case((tensor([0.5]),), ("",), 0)
    changed, wrong = Mismatch(Aspect.INPUTS, (), "1", "2"), Mismatch(Aspect.VALUES, (), "1", "2")
    key = TaskKey("f", ("x",), 1.0, (), {}, (case,) * 3, (), (), {})
    assert shown_case(key, [(), (changed,), (wrong,)]) == 2
    assert shown_case(key, [(), (changed,), (changed,)]) == 1
