"""From aspects to points."""

from hypothesis import given
from hypothesis import strategies as st

from grader.core.model import Aspect
from grader.judge.score import CHAIN, score

WEIGHTS = {"values": 1.0, "gradient": 1.0, "inputs": 1.0}
aspects = st.sets(st.sampled_from(list(Aspect)))


def test_full_marks_when_everything_holds():
    assert score(2.0, WEIGHTS, set()) == 2.0


def test_no_value_no_points():
    for aspect in CHAIN:
        assert score(2.0, WEIGHTS, {aspect}) == 0.0


def test_each_weighed_aspect_earns_its_share():
    assert score(3.0, WEIGHTS, {Aspect.GRADIENT}) == 2.0
    assert score(3.0, WEIGHTS, {Aspect.GRADIENT, Aspect.INPUTS}) == 1.0
    assert score(4.0, {"values": 3.0, "inputs": 1.0}, {Aspect.INPUTS}) == 3.0


def test_the_graph_is_scored_with_the_gradient():
    assert score(3.0, WEIGHTS, {Aspect.ATTACHED}) == 2.0
    assert score(3.0, WEIGHTS, {Aspect.ATTACHED, Aspect.GRADIENT}) == 2.0


@given(st.floats(0.1, 100), aspects, aspects)
def test_a_score_is_bounded_and_never_grows_with_more_faults(points, some, more):
    first, second = score(points, WEIGHTS, some), score(points, WEIGHTS, some | more)
    assert 0 <= second <= first <= points
