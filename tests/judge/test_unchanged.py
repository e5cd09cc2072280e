"""Functions that are as the starter has them: right ones are graded, others are not finished."""

import pytest

from grader import submission
from grader.core.model import Outcome
from grader.course.key import obtain
from grader.course.load import Course
from grader.grading.session import OnlyRunner, Session

pytestmark = pytest.mark.slow

REFERENCE = """
import torch

from grader.course import Exercise, tensors

exercise = Exercise("Small")


@exercise.task(inputs={"x": tensors("n")})
def square(x):
    return x * x


@exercise.task(inputs={"x": tensors("n")})
def power(x):
    return x * x


@exercise.task(inputs={"x": tensors("n")})
def double(x):
    return 2 * x
"""
STARTER = """
def square(x):
    y = None
    pass
    return y


def power(x):
    return square(x)


def double(x):
    return {double}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    for name in ("reference", "exercises"):
        (folder / name).mkdir()
    (folder / "reference" / "small.py").write_text(REFERENCE)
    return folder


@pytest.fixture
def outcomes(folder, pool):
    """How the starter's tasks end, with some of its lines replaced."""

    def grade(*changes, double="x + x"):
        starter = STARTER.format(double=double)
        (folder / "exercises" / "small.py").write_text(starter)
        course = Course(folder)
        session = Session(obtain(course, "small", progress=lambda _task: None), course)
        for before, after in changes:
            starter = starter.replace(before, after)
        (folder / "small.py").write_text(starter)
        needed = session.prepare(submission.read(folder / "small.py"))
        result = session.grade(needed, OnlyRunner(pool)).grade
        assert result.max_score == 3
        return [(task.outcome, task.score) for task in result.tasks]

    return grade


OPEN, RIGHT, WRONG = (Outcome.NOT_FINISHED, 0.0), (Outcome.PASSED, 1.0), (Outcome.FAILED, 0.0)


def test_a_right_function_of_the_starter_is_graded(outcomes):
    assert outcomes() == [OPEN, OPEN, RIGHT]
    assert outcomes(("y = None", "y = x * x")) == [RIGHT, RIGHT, RIGHT]


def test_a_function_that_only_calls_a_wrong_one_is_wrong(outcomes):
    assert outcomes(("y = None", "y = x * 3")) == [WRONG, WRONG, RIGHT]


def test_a_function_of_the_starter_that_is_not_right_is_not_finished(outcomes):
    assert outcomes(double="x") == [OPEN, OPEN, OPEN]
    assert outcomes(("return x\n", "return x * 3\n"), double="x") == [OPEN, OPEN, WRONG]
    assert outcomes(double="x.no_such_method()") == [OPEN, OPEN, OPEN]
