"""The line of a reference file that a fault of a task is about."""

import pytest

from grader.core.errors import CourseError
from grader.core.message import Message
from grader.course.places import line_of

SOURCE = '''
exercise = Exercise("Norms")

def late():
    return 0

@exercise.task(
    inputs={},
    seen_as="result.tolist()",
)
def norm(x):
    return x

@norm.holds
def is_large(x):
    """It is large."""

@norm.misconception(device=True)
def here(x):
    """It is here."""

@exercise.variable
def late_value():
    return 1

@late_value.right
def is_large():
    return 1
'''


@pytest.mark.parametrize(
    ("task", "facts", "line"),
    [
        ("norm", {"name": "is_large"}, 15),
        ("norm", {"name": "here"}, 19),
        ("norm", {"text": "result.tolist()"}, 9),
        ("norm", {"name": "unknown"}, 11),
        ("norm", {}, 11),
        ("late_value", {"name": "is_large"}, 27),
        ("late_value", {"name": "here"}, 23),
        ("late_value", {"text": "result"}, 23),
        ("made_elsewhere", {}, 1),
    ],
)
def test_the_line_of_a_fault(task, facts, line):
    assert line_of(CourseError(Message("It is broken."), **facts), task=task, source=SOURCE) == line
