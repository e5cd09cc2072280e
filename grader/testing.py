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

from grader.core.errors import GraderError, MachineError, UsageError
from grader.core.message import Message
from grader.core.model import Outcome
from grader.core.verdict import Feedback
from grader.integrations.functions import NOT_AT_TOP, grades, in_language
from grader.locale.messages import sentence

NOT_WRITTEN = Message("{name} is not written yet.")
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
    lang: str | None = None,
) -> None:
    """Grade one function as its task, from its source; raises AssertionError with the feedback if it fails.

    `exercise` says which one it is, where several have a task of that name. `course` is the folder of a
    course of your own; otherwise the nearest one above the function's file, or the built-in one. `timeout`
    is in seconds, for one call. `lang` is the language of the feedback; otherwise that of GRADE_LANG, of the
    course, or of the system. The function is not called here: what it needs of its file is run in a
    process of its own, so that an endless loop fails, too.

    Raises UsageError for what is no function at the top level of a file or no task, SubmissionError where
    the file cannot be read, CourseError where the course is broken, and MachineError where the grader failed.
    """
    __tracebackhide__ = True
    try:
        feedback = _feedback(function, exercise, Path(course) if course is not None else None, timeout, lang)
    except GraderError as error:
        raise error.with_traceback(None) from None  # to whoever runs the test, our own lines tell nothing
    if feedback:
        raise AssertionError(feedback)


def _feedback(
    function: Callable[..., Any], exercise: str | None, course: Path | None, timeout: float, lang: str | None
) -> str:
    """What there is to say of a function that is not right; empty of one that is."""
    with in_language(lang, course):
        feedback = _graded(function, exercise, course, timeout)
        return _told(feedback) if feedback.grade.tasks[0].outcome is not Outcome.PASSED else ""


def _graded(
    function: Callable[..., Any], exercise: str | None, course: Path | None, timeout: float
) -> Feedback:
    """The grade of one function; raises GraderError where there is none."""
    (feedback,) = grades([function], exercise=exercise, course=course, timeout=timeout)
    (result,) = feedback.grade.tasks
    if result.outcome is Outcome.MISSING:
        raise UsageError(NOT_AT_TOP, name=result.task)
    if result.outcome is Outcome.UNGRADED and result.error is not None:
        raise MachineError(sentence(result.error.message))
    return feedback


def _told(found: Feedback) -> str:
    """What there is to say of a task that is not right."""
    from grader.report.sheet import sheets
    from grader.report.terminal import feedback

    (sheet,) = sheets([found])
    card = replace(sheet.cards[0], hints=())  # these are for whoever wrote it, not for whoever tests it
    if found.grade.tasks[0].outcome is Outcome.NOT_FINISHED:
        return NOT_WRITTEN.format(name=card.name)
    width = min(WIDEST, max(NARROWEST, shutil.get_terminal_size().columns - MARGIN))
    return FAILED.format(name=card.name, feedback=feedback(card, sheet.submission, width))
