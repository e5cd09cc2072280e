"""How wrong numbers relate to the right ones, also where a factor is hardly a number."""

import numpy as np
import pytest
from making import expected, tensor

from grader.compare.observations import compare
from grader.core.model import Case, Observation, TaskKey
from grader.judge.relation import relation
from grader.locale.messages import sentence

X = tensor([1.0])
NUMBERS = ([1.0, 2.0, 4.0], [3.0, -5.0, 7.0])


def told(change, dtype="float64", right=NUMBERS):
    """What is said of an answer whose numbers are the changed right ones."""
    want = tuple(expected(tensor(numbers, dtype)) for numbers in right)
    case = Case((X,), ("x",), 0)
    task = TaskKey("f", ("x",), 1.0, (), {"values": 1}, (case, case), want, (), {})
    seen = [Observation(value=tensor(change(np.asarray(numbers)), dtype)) for numbers in right]
    verdicts = [compare(one, answer, ("x",), ()) for one, answer in zip(want, seen, strict=True)]
    assert all(verdicts)
    return [sentence(fact) for fact in relation(task, seen, verdicts)]


@pytest.mark.parametrize(
    ("factor", "ending"), [(2, "twice"), (0.5, "half"), (-1, "minus"), (3, "3"), (1 / 3, "3")]
)
def test_a_factor_is_told(factor, ending):
    (text,) = told(lambda numbers: numbers * factor)
    assert ending in text.lower()


@pytest.mark.parametrize("factor", [1e-310, 1e-200, 1e-3, 0.09, 1.7, 1e300, np.inf, np.nan])
def test_a_factor_that_says_nothing_is_not_told(factor):
    with np.errstate(all="ignore"):
        assert told(lambda numbers: numbers * factor) == []


def test_complex_numbers_have_no_factor():
    assert told(lambda numbers: numbers * 2j, "complex128") == []


@pytest.mark.parametrize("right", [([2.0], [2.0]), ([1.0, -1.0], [2.0, -2.0]), ([3.0, 4.0], [3.0, 4.0])])
def test_few_numbers_or_numbers_that_change_places_show_no_relation(right):
    assert told(lambda numbers: -numbers, right=right) == []


@pytest.mark.parametrize("right", [([2.0], [3.0]), ([1.0, 2.0, 4.0], [1.0, 2.0, 4.0])])
def test_two_different_calls_or_three_numbers_show_a_relation(right):
    assert told(lambda numbers: -numbers, right=right) == [
        "In every failing call, the result is minus the expected one."
    ]
