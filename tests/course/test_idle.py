"""Parameters that a right answer need not read: that an answer does not read them is no mistake."""

import pytest

from grader.course.exercise import Exercise
from grader.course.inputs import tensors


def first(x, y):
    z = 3
    kept = x
    return kept + z


def both(x, y):
    total = 0
    kept = y
    return kept + x + total


def inside(x, y):
    def more():
        return y

    return x + more()


@pytest.mark.parametrize(
    ("reference", "rights", "idle"),
    [
        (first, (), ("y",)),
        (both, (), ()),
        (inside, (), ()),
        (both, (first,), ("y",)),
        (inside, (both,), ()),
        (both, (lambda x, y: x,), ("y",)),
    ],
)
def test_a_parameter_is_idle_if_a_right_answer_does_not_read_it(reference, rights, idle):
    task = Exercise("Sums").task(inputs={"x": tensors("n"), "y": tensors("n")})(reference)
    for right in rights:
        task.right(right)
    assert task.idle == idle
