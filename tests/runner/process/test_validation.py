"""What is bounded where it enters: durations, warnings, items, the names of a trace."""

import math

import pytest
from making import number, tensor

from grader.core.limits import LONGEST_NAME, LONGEST_TRACE, MOST_COMPUTED, MOST_WARNINGS
from grader.core.model import Broken, Case, ComputedValue, Observation, Requirements, Step, TaskKey, Trace
from grader.core.value import Array, Atom, Items, Mapping
from grader.judge.result import judge
from grader.locale.messages import sentence
from grader.runner.probes import Probes, Reading
from grader.runner.process.validation import (
    count_items,
    is_valid,
    is_valid_misfit,
    is_valid_probes,
    is_valid_trace,
    with_known_time,
)
from grader.runner.protocol import TaskRun
from grader.runner.wire import Assignment, Unfit

X = tensor([1.0])
CASES = (Case((X,), ("x",), 0),)
ASSIGNMENT = Assignment("f", 1, CASES)


@pytest.mark.parametrize(
    ("told", "known"),
    [(0.25, 0.25), (0.0, 0.0), (2.0, 2.0), (2.1, 2.0), (1.7e308, 2.0), (math.inf, 2.0), (-1.0, 0.0)],
)
def test_a_duration_is_at_most_the_time_that_the_judge_measured(told, known):
    assert with_known_time(Observation(seconds=told), 2.0).seconds == known


def test_a_duration_that_is_no_number_is_none_at_all():
    assert with_known_time(Observation(seconds=math.nan), 2.0).seconds == 0.0


def test_a_call_has_few_warnings():
    seen = Observation(value=X, inputs=(X,), warnings=("w",) * MOST_WARNINGS)
    assert is_valid(seen, ASSIGNMENT)
    assert not is_valid(Observation(value=X, inputs=(X,), warnings=("w",) * (MOST_WARNINGS + 1)), ASSIGNMENT)


@pytest.mark.parametrize(
    ("shape", "data", "is_sound"),
    [
        ((3, 2**40), None, True),
        ((2**57,), None, False),
        ((2**30, 2**30), None, False),
        ((-1, 2), None, False),
        ((0, 2), b"", True),
        ((0, 2**57), b"", False),
    ],
)
def test_a_tensor_without_numbers_has_a_shape_that_is_possible(shape, data, is_sound):
    """Numbers that were sent prove their shape; here none were."""
    unread = Array("tensor", "float32", shape, data)
    assert is_valid(Observation(value=unread, inputs=(X,)), ASSIGNMENT) is is_sound
    assert is_valid(Observation(value=X, inputs=(unread,)), ASSIGNMENT) is is_sound


def test_a_process_cannot_say_which_properties_its_results_have():
    """Only the judge tries them."""
    assert is_valid(Observation(value=X, inputs=(X,)), ASSIGNMENT)
    assert not is_valid(Observation(value=X, inputs=(X,), is_tried=True), ASSIGNMENT)
    assert not is_valid(Observation(value=X, inputs=(X,), broken=Broken("p")), ASSIGNMENT)


@pytest.mark.parametrize(
    ("value", "count"),
    [
        (None, 1),
        (number(1), 2),
        (Items("list", (number(1), number(2))), 4),
        (Mapping("dict", ((Atom("str", "a"), Items("tuple", (X,))),)), 5),
    ],
)
def test_items_are_counted_with_all_that_is_inside_and_with_the_inputs(value, count):
    assert count_items(Observation(value=value, inputs=(X,))) == count


def steps(count, name="y", each=10):
    return Trace(tuple(Step(1, 1, 1, (ComputedValue(name, number(1)),) * each) for _ in range(count)))


def test_a_trace_has_no_more_values_and_names_than_a_page_can_hold():
    assert is_valid_trace(steps(MOST_COMPUTED // 10))
    assert not is_valid_trace(steps(MOST_COMPUTED // 10 + 1))
    fit = LONGEST_TRACE // LONGEST_NAME // 10
    assert is_valid_trace(steps(fit, "y" * LONGEST_NAME))
    assert not is_valid_trace(steps(fit + 1, "y" * LONGEST_NAME))


def test_memory_is_probed_only_where_the_task_asks():
    shared = Probes(shares=((Reading(b"a", b"b"),),))
    assert not is_valid_probes(shared, ASSIGNMENT)
    asking = Assignment("f", 1, CASES, Requirements(aliasing=True))
    assert is_valid_probes(shared, asking)
    assert not is_valid_probes(Probes(shares=((Reading(b"a", b"b"),) * 2,)), asking)


MISFITS = [
    ("function", Unfit(""), True),
    ("function", Unfit("f(x, y)"), True),
    ("function", Unfit("int", "variable"), True),
    ("function", Unfit("f(x)", "function"), False),
    ("function", Unfit("", "variable"), False),
    ("class", Unfit("f(x)", "function"), True),
    ("class", Unfit("int", "variable"), True),
    ("class", Unfit("f(x)", "class"), False),
    ("class", Unfit("f(x)", "anything"), False),
    ("variable", Unfit(""), True),
    ("variable", Unfit("x"), False),
    ("variable", Unfit("x", "function"), False),
]


@pytest.mark.parametrize(("kind", "unfit", "valid"), MISFITS)
def test_what_a_name_stands_for_is_something_that_the_task_does_not_ask_for(kind, unfit, valid):
    assert is_valid_misfit(unfit, Assignment("f", 1, CASES, Requirements(kind=kind))) is valid


@pytest.mark.parametrize(("kind", "unfit"), [(kind, unfit) for kind, unfit, valid in MISFITS if valid])
def test_what_passes_can_be_told(kind, unfit):
    task = TaskKey("f", ("x",), 1.0, (), {"values": 1.0}, CASES, (), (), {}, Requirements(kind=kind))
    result = judge(task, TaskRun("f", signature=unfit.signature, kind=unfit.kind))
    told = [result.error.message] if result.error else [one.message for one in result.differences]
    assert sentence(told[0])
