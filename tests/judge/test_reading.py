"""The smallest call is shown, in whatever order the calls are made."""

import random

import msgspec
import pytest
import torch

from grader.core.model import Observation, Outcome
from grader.core.notation import numbers
from grader.course import tensors
from grader.course.exercise import Exercise
from grader.course.task_key import TaskMaker
from grader.judge.grade import assignment
from grader.judge.reading import easiest_first, only, rearranged
from grader.judge.result import judge
from grader.runner.inprocess import observe_function
from grader.runner.protocol import TaskRun


def norm(x):
    return torch.linalg.vector_norm(x)


def squared(x):
    """The root is missing."""
    return (x * x).sum()


@pytest.fixture(scope="module")
def key():
    task = Exercise("Test").task(inputs={"x": tensors("n")})(norm)
    task.misconception(squared)
    return TaskMaker("exercise_test", task).make()


def shuffled(key, seed):
    order = list(range(len(key.cases)))
    random.Random(seed).shuffle(order)
    return only(key, order)


def run_of(key, function):
    return observe_function(function, assignment(key))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("answer", [norm, squared, lambda x: x.abs().max(), lambda x: x[0]])
def test_the_order_of_the_calls_changes_nothing_of_a_verdict(key, answer, seed):
    other = shuffled(key, seed)
    usual, changed = judge(key, run_of(key, answer)), judge(other, run_of(other, answer))
    assert msgspec.structs.replace(changed, duration=0.0) == msgspec.structs.replace(usual, duration=0.0)


def test_the_first_shown_call_is_the_easiest_that_fails_and_has_two_different_numbers(key):
    ranks = {case.code: case.rank for case in key.cases}
    result = judge(key, run_of(key, squared))
    failing = [key.cases[index] for index, _ in key.misconceptions[0].observations]
    clear = [case for case in failing if len(set(numbers(case.inputs[0]).tolist())) > 1]
    easiest = min(clear, key=lambda case: case.rank)
    assert result.counterexample.code == f"norm({easiest.code[0]})"
    assert ranks[easiest.code] == easiest.rank


def test_the_call_that_never_returned_is_shown_though_easier_ones_were_not_made(key):
    other = shuffled(key, 1)
    whole = run_of(other, norm)
    run = TaskRun("norm", whole.observations[:7], outcome=Outcome.TIMED_OUT)
    result = judge(other, run)
    assert result.outcome is Outcome.TIMED_OUT
    assert result.counterexample.code == f"norm({other.cases[7].code[0]})"
    assert result.tried == 8


def test_only_the_observed_cases_are_sorted(key):
    other = shuffled(key, 2)
    run = TaskRun("norm", tuple(Observation(seconds=float(n)) for n in range(6)))
    task, sorted_run = rearranged(other, run, easiest_first(other, run))
    ranks = [case.rank for case in task.cases]
    assert ranks[:6] == sorted(case.rank for case in other.cases[:6])
    assert ranks[6:] == [case.rank for case in other.cases[6:]]
    asked = [other.cases[int(seen.seconds)].rank for seen in sorted_run.observations]
    assert asked == ranks[:6]
