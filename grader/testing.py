"""`assert_task`: a function graded in a test, for those who have tests already.

In a course's own test module, say `test_norms.py`:

    import norms  # solutions of your own, or a student's
    from grader.testing import assert_task

    def test_l2_norm():
        assert_task(norms.l2_norm, exercise="exercise_03")

It fails with the feedback that `grade` gives:

    AssertionError: l2_norm: The result is 9.0; 3.0 is expected.

    call       l2_norm(torch.tensor([3.]))
    expected   tensor(3.)
    got        tensor(9.)

    Why        This is the squared norm: the square root is missing.

    norms.py:12: failed
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from grader.checking import NOT_AT_TOP, grades
from grader.errors import GraderError, MachineError, UsageError
from grader.model import Outcome
from grader.verdict import Grade

NOT_WRITTEN = "{name} is not written yet."
FAILED = "{name}: {feedback}"
NARROWEST, WIDEST = 60, 100
MARGIN = 4
"""Columns that pytest takes for itself on the left."""


def assert_task(
    function: Callable[..., Any],
    *,
    exercise: str | None = None,
    course: str | Path | None = None,
    timeout: float = 10.0,
) -> None:
    """Grade one function as its task, from its source; raises AssertionError with the feedback if it fails.

    `exercise` says which one it is, where several have a task of that name. `course` is the folder of a
    course of your own; otherwise the nearest one above the function's file, or the built-in one. `timeout`
    is in seconds, for one call. The function is not called here: what it needs of its file is run in a
    process of its own, so that an endless loop fails, too.

    Raises UsageError for what is no function at the top level of a file or no task, SubmissionError where
    the file cannot be read, CourseError where the course is broken, and MachineError where the grader failed.
    """
    __tracebackhide__ = True
    try:
        grade = _graded(function, exercise, Path(course) if course is not None else None, timeout)
    except GraderError as error:
        raise error.with_traceback(None) from None  # to whoever runs the test, our own lines tell nothing
    if grade.tasks[0].outcome is not Outcome.PASSED:
        raise AssertionError(_told(grade))


def _graded(function: Callable[..., Any], exercise: str | None, course: Path | None, timeout: float) -> Grade:
    """The grade of one function; raises GraderError where there is none."""
    (grade,) = grades([function], exercise=exercise, course=course, timeout=timeout)
    (result,) = grade.tasks
    if result.outcome is Outcome.MISSING:
        raise UsageError(NOT_AT_TOP.format(name=result.task))
    if result.outcome is Outcome.UNGRADED and result.error is not None:
        raise MachineError(result.error.message)
    return grade


def _told(grade: Grade) -> str:
    """What there is to say of a task that is not right."""
    from grader.report.terminal import feedback
    from grader.report.view import sheets

    (sheet,) = sheets([grade])
    card = replace(sheet.cards[0], hints=())  # these are for whoever wrote it, not for whoever tests it
    if grade.tasks[0].outcome is Outcome.NOT_FINISHED:
        return NOT_WRITTEN.format(name=card.name)
    width = min(WIDEST, max(NARROWEST, shutil.get_terminal_size().columns - MARGIN))
    return FAILED.format(name=card.name, feedback=feedback(card, sheet.submission, width))
