"""Which losses are drawn: those of the call that is shown, or of a longer one; none that show nothing."""

import pytest
from making import expected, number
from msgspec import structs

from grader.core.model import Case, Failure, Observation, TaskKey
from grader.core.value import Atom, Items, Mapping
from grader.judge.curves import ENOUGH, curves
from grader.locale.messages import sentence


def losses(*values):
    return Items("list", tuple(map(number, map(float, values))))


def task(*right):
    return TaskKey(
        name="train",
        parameters=(),
        points=1.0,
        aspects=(),
        weights={"values": 1.0},
        cases=(Case((), (), 0),) * len(right),
        expected=tuple(expected(losses(*values)) for values in right),
        misconceptions=(),
        dropped={},
    )


def drawn(right, wrong, shown=0):
    seen = [Observation(value=losses(*values)) for values in wrong]
    return curves(task(*right), seen, range(len(seen)), shown)


LOSS = Atom("str", "loss")
LONG, OTHER = tuple(range(9, 0, -1)), (9, 8, 8, 8, 8, 8, 8, 8, 8)
SHORT, BESIDE = (3, 2), (3, 3)


def test_the_call_that_is_shown_is_drawn_if_it_is_long_enough():
    (curve,) = drawn([LONG, range(12)], [OTHER, [0] * 12])
    assert (sentence(curve.label), curve.expected, curve.first) == ("numbers of the returned list", LONG, 2)
    assert len(LONG) >= ENOUGH


def test_a_longer_call_is_drawn_in_place_of_a_short_one():
    (curve,) = drawn([SHORT, LONG], [BESIDE, OTHER])
    assert sentence(curve.label) == "numbers of the returned list, on a longer call that fails"
    assert curve.expected == LONG


def test_a_short_one_is_drawn_where_there_is_no_longer_one():
    (curve,) = drawn([SHORT, LONG], [BESIDE, LONG])
    assert (curve.expected, curve.got, curve.first) == (SHORT, BESIDE, 1)


@pytest.mark.parametrize("values", [(SHORT, SHORT), ((3,), (2,)), (SHORT, ())])
def test_what_does_not_depart_or_is_no_curve_is_not_drawn(values):
    right, wrong = values
    assert drawn([right], [wrong]) == ()


def test_a_call_that_raised_has_no_curve():
    seen = Observation(failure=Failure("ValueError", "no"), inputs=())
    assert curves(task(LONG), [seen], [0], 0) == ()


def recorded(*values):
    return Items("trajectory", tuple(Mapping("step", ((LOSS, number(float(value))),)) for value in values))


def test_recorded_losses_are_drawn_but_not_those_up_to_an_error():
    want = structs.replace(
        expected(number(1.0)), observation=Observation(value=number(1.0), inputs=(recorded(*LONG),))
    )
    asked = structs.replace(task(LONG), expected=(want,))
    seen = Observation(value=number(1.0), inputs=(recorded(9, 7),))
    (curve,) = curves(asked, [seen], [0], 0)
    assert (sentence(curve.label), curve.got, curve.first) == ("loss at each step", (9.0, 7.0), 1)
    raised = structs.replace(seen, value=None, failure=Failure("RuntimeError", "no graph"))
    assert curves(asked, [raised], [0], 0) == ()


def test_recorded_losses_of_a_longer_call_are_drawn():
    want = [
        structs.replace(
            expected(number(1.0)), observation=Observation(value=number(1.0), inputs=(recorded(*values),))
        )
        for values in (SHORT, LONG)
    ]
    asked = structs.replace(task(SHORT, LONG), expected=tuple(want))
    seen = [Observation(value=number(1.0), inputs=(recorded(*values),)) for values in (BESIDE, OTHER)]
    (curve,) = curves(asked, seen, [0, 1], 0)
    assert sentence(curve.label) == "loss at each step, on a longer call that fails"
