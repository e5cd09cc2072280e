"""Standings for the tests of the exports: three students, two exercises, and texts that mean harm."""

from dataclasses import replace
from datetime import UTC, datetime

from grader.classroom.book.standing import Late, Override, Standing, Student, TaskStanding
from grader.core.fact import Fact, verbatim
from grader.core.model import Outcome

ADA = Student("2024001", "Ada Lovelace", "ada@example.com", "A", lms="11", in_roster=True)
ALAN = Student("2024002", "Alan Turing", "alan@example.com", "B", lms="12", in_roster=True)
WANG = Student("2024003", "王小明", "wang@example.cn", "B", lms="13", in_roster=True)

RIGHT = TaskStanding("dot", Outcome.PASSED, 6, 6, 6, duration=0.25)
WRONG = TaskStanding(
    "lp_norm",
    Outcome.FAILED,
    4,
    4,
    6,
    remark=Fact("aspect.values"),
    misconception="no_abs",
    message="Without the absolute value, odd powers cancel.",
    patterns=(verbatim("Wrong whenever x has a negative element."),),
    duration=0.5,
)
TWICE = replace(
    WRONG,
    certain=False,
    besides=(Fact("beside.twice"),),
    second="a_mean",
    second_message="This is a mean.",
    slip=Fact("slip.caret"),
)
UNSURE = TaskStanding(
    "lp_norm", Outcome.UNGRADED, 0, 0, 6, remark=Fact("state.ungraded"), message="The grader failed."
)
BY_HAND = Override(5.0, "The idea is right.", "Grace Hopper", datetime(2026, 3, 2, 9, 30, tzinfo=UTC))

HOSTILE = (
    "=cmd|' /C calc'!A0\",\"<img src=x onerror=1>|`*_[a](javascript:b)\n"
    "## @ada www.example.com\x1b[2J\u202e;+1"
)


def standing(student=ADA, *tasks, **changes):
    """What a student reached in exercise_03, by default 10 of 12 points in a file of Moodle's."""
    tasks = tasks or (RIGHT, WRONG)
    raw = sum(task.score for task in tasks)
    default = {
        "exercise": "exercise_03",
        "title": "Norms and linear algebra",
        "max_score": 12.0,
        "raw": raw,
        "score": raw,
        "file": f"{student.name}_{student.lms}_assignsubmission_file/exercise_03.py",
        "time": datetime(2026, 3, 1, 23, 5, tzinfo=UTC),
        "attempts": 1,
        "page": f"students/{student.id}.html",
    }
    return Standing(student, tasks=tasks, **(default | changes))


def absent(student, **changes):
    """A student who handed in nothing."""
    default = {"exercise": "exercise_03", "title": "Norms and linear algebra", "max_score": 12.0}
    return Standing(student, **(default | changes))


def late(student=ADA, days=2, penalty=0.2, **changes):
    """A student who was late, and loses a share of the score by it."""
    return standing(student, late=Late(days, penalty), score=round(10 * (1 - penalty), 6), **changes)
