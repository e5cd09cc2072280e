"""What is reported beside the first departure: of other aspects, other parts, and behind wrong numbers."""

import pytest
import torch

from grader.course import each, made, tensors
from grader.course.exercise import Exercise
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


def key_of(function, **options):
    return TaskMaker("exercise_test", Exercise("Sums").task(**options)(function)).make()


def test_a_second_part_that_shares_memory_in_other_calls_is_told():
    def halves(x):
        return x[:1], x[1:]

    def copies(x):
        return (x[:1].clone(), x[1:]) if len(x) < 4 else (x[:1], x[1:].clone())

    key = key_of(halves, inputs={"x": tensors("n", n=(2, 6))}, aliasing=True, cases=20)
    said = told(key, copies)
    assert "part [0] of the result is a copy" in said
    assert "part [1] of the result is a copy" in said
    assert "part [1]" not in told(key, lambda x: (x[:1].clone(), x[1:]))


def test_of_an_argument_that_other_calls_change_it_is_said_what_it_should_be():
    def clears(x, k):
        x[:k] = [0.0] * k

    def clears_all(x, k):
        x[: k or len(x)] = [0.0] * (k or len(x))

    inputs = {"x": each([3.0, 1.0], [2.0, 5.0, 4.0]), "k": each(0, 1)}
    said = told(key_of(clears, inputs=inputs, cases=20), clears_all)
    assert "changed its input" not in said
    assert "After the call, your input x" in said


def test_the_old_value_of_an_argument_that_is_another_input_is_written_out():
    def adds(x):
        x += 1
        return x.sum() - x.numel()

    inputs = {"a": tensors("n", n=(2, 4), low=1, high=9), "x": made("a")}
    said = told(key_of(plain_sum, inputs=inputs, cases=12), adds)
    assert "it was tensor(" in said


def plain_sum(x):
    return x.sum()


def test_an_argument_that_was_changed_is_told_beside_wrong_numbers(key):
    def changes(x):
        x.data.mul_(2)
        return x.sum() + 1

    assert "changed its input x" in told(key, changes)
    assert "changed its input" not in told(key, lambda x: x.sum() + 1)


def test_a_lost_graph_is_told_beside_wrong_numbers(key):
    lost = told(key, lambda x: torch.tensor(x.sum().item() + 1, dtype=x.dtype))
    assert "Besides, the result is cut from the graph" in lost
    assert "The values are right" not in lost
    assert "graph" not in told(key, lambda x: x.sum() + 1)
