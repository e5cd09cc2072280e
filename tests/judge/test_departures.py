"""What is reported beside the first departure: of other aspects, other parts, and behind wrong numbers."""

import pytest
import torch

from grader.course.exercise import Exercise
from grader.course.inputs import tensors
from grader.course.task_key import TaskMaker
from grader.judge.grade import assignment
from grader.judge.result import judge
from grader.locale.messages import sentence
from grader.runner.inprocess import observe_function

pytestmark = pytest.mark.slow


def total(x):
    return (x * x).sum()


@pytest.fixture(scope="module")
def key():
    inputs = {"x": tensors("n", n=(1, 4), low=1, high=9, requires_grad=(False, True))}
    task = Exercise("Sums").task(inputs=inputs, gradient=True, cases=20)(total)
    return TaskMaker("exercise_test", task).make()


def told(key, function):
    found = judge(key, observe_function(function, assignment(key)))
    return " ".join(sentence(difference.message) for difference in found.differences)


def test_an_argument_that_was_changed_is_told_beside_wrong_numbers(key):
    def changes(x):
        x.data.mul_(2)
        return x.sum() + 1

    assert "changed its input x" in told(key, changes)
    assert "changed its input" not in told(key, lambda x: x.sum() + 1)


def test_a_lost_graph_is_told_beside_wrong_numbers(key):
    assert "graph" in told(key, lambda x: torch.tensor(x.sum().item() + 1, dtype=x.dtype))
    assert "graph" not in told(key, lambda x: x.sum() + 1)
