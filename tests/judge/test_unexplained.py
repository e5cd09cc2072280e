"""What becomes of an answer when the judge itself fails: no right one is punished, no wrong one is saved."""

import functools
import time

import msgspec
import pytest
from making import expected, tensor

from grader.core.model import Aspect, Case, Observation, Outcome, TaskKey
from grader.core.value import Array
from grader.judge import grade, result
from grader.judge.lines import SourceLines
from grader.judge.unexplained import unexplained
from grader.locale.messages import sentence
from grader.runner.inprocess import InProcess
from grader.runner.protocol import TaskRun
from grader.runner.wire import Program

X = tensor([1.0], requires_grad=True)
RIGHT, WRONG = tensor([2.0]), tensor([3.0])
FAULT = ZeroDivisionError("oh")


def task(count=2, aspects=("gradient",)):
    case = Case((X,), ("x",), 0)
    want = expected(RIGHT, inputs=(X,), gradient=(tensor([1.0]),))
    return TaskKey(
        "f", ("x",), 3.0, aspects, {"values": 2, "gradient": 1}, (case,) * count, (want,) * count, (), {}
    )


ONE = tensor([1.0])


def seen(value, gradient=ONE):
    return Observation(value=value, inputs=(X,), gradient=(gradient,))


def judged(*observations, **more):
    return unexplained(task(len(observations)), TaskRun("f", observations, **more), "cpu", FAULT)


BROKEN = Array("tensor", "float32", (-1,))  # comparing it raises


def test_a_right_answer_keeps_its_points():
    told = judged(seen(RIGHT), seen(RIGHT))
    assert (told.outcome, told.score, told.max_score, told.error) == (Outcome.PASSED, 3.0, 3.0, None)


def test_a_wrong_value_fails_and_says_that_it_cannot_be_explained():
    told = judged(seen(RIGHT), seen(WRONG))
    assert (told.outcome, told.score, told.max_score) == (Outcome.FAILED, 0.0, 3.0)
    assert sentence(told.error.message) == (
        "This answer is wrong, but the grader failed to explain it: ZeroDivisionError: oh. "
        "Please report this."
    )
    assert [difference.aspect for difference in told.differences] == [Aspect.VALUES]


def test_of_a_wrong_gradient_only_its_points_are_lost():
    told = judged(seen(RIGHT, tensor([5.0])))
    assert (told.outcome, told.score) == (Outcome.FAILED, 2.0)


def test_an_outcome_that_the_clock_decided_stays():
    told = judged(outcome=Outcome.TIMED_OUT)
    assert (told.outcome, told.score, told.max_score) == (Outcome.TIMED_OUT, 0.0, 3.0)


@pytest.fixture
def comparison_fails(monkeypatch):
    """A comparison that raises for one value."""

    def compare(want, got, parameters, aspects, honest=result.compare):
        if got.value == BROKEN:
            raise FAULT
        return honest(want, got, parameters, aspects)

    monkeypatch.setattr("grader.judge.unexplained.compare", compare)
    monkeypatch.setattr("grader.judge.result.compare", compare)


@pytest.mark.usefixtures("comparison_fails")
def test_where_nothing_was_shown_to_be_wrong_the_points_stay_open():
    told = judged(seen(RIGHT), seen(BROKEN))
    assert (told.outcome, told.score, told.max_score) == (Outcome.UNGRADED, 0.0, 3.0)
    assert sentence(told.error.message) == (
        "The grader itself failed here: ZeroDivisionError: oh. The points are still open. Please report this."
    )


@pytest.mark.usefixtures("comparison_fails")
def test_a_call_that_was_shown_to_be_wrong_stays_wrong():
    told = judged(seen(BROKEN), seen(WRONG))
    assert (told.outcome, told.score, told.max_score) == (Outcome.FAILED, 0.0, 3.0)


@pytest.mark.usefixtures("comparison_fails")
def test_the_grade_falls_back_on_it():
    told = grade._judged(task(), TaskRun("f", (seen(BROKEN), seen(WRONG))), InProcess()).result
    assert (told.outcome, told.score, told.max_score) == (Outcome.FAILED, 0.0, 3.0)
    assert msgspec.json.encode(told)


def test_a_judge_that_does_not_come_back_is_ended_and_the_points_stay_open(monkeypatch):
    monkeypatch.setattr(grade, "judged", lambda *_: time.sleep(600))
    monkeypatch.setattr(grade, "in_time", functools.partial(grade.in_time, seconds=0.2))
    told = grade._judged(task(), TaskRun("f", (seen(RIGHT),), items=5_000), InProcess()).result
    assert (told.outcome, told.score, told.max_score) == (Outcome.UNGRADED, 0.0, 3.0)
    assert sentence(told.error.message) == (
        "The grader itself failed here: It took longer than 0.2 seconds, and was ended. "
        "The points are still open. Please report this."
    )


def test_many_values_are_judged_as_few_are():
    few = grade._judged(task(), TaskRun("f", (seen(RIGHT), seen(WRONG))), InProcess())
    assert grade._judged(task(), TaskRun("f", (seen(RIGHT), seen(WRONG)), items=5_000), InProcess()) == few


def test_an_explanation_that_fails_leaves_the_verdict():
    class Breaks:
        def trace(self, _request):
            return 1 / 0

    told = result.judged(task(), TaskRun("f", (seen(RIGHT), seen(WRONG))))
    lines = SourceLines(Program(()))
    assert grade._explained(task(), told, lines, Breaks(), InProcess()) == told.result
