"""`assert_task`: grade a function as a task inside a test.

It is for courses that already have tests. In a course's own test module, say `test_norms.py`:

    import norms  # your own solutions, or a student's
    from grader.testing import assert_task

    def test_l2_norm():
        assert_task(norms.l2_norm, exercise="exercise_03")

A failing test shows the same feedback as `grade`:

    AssertionError: l2_norm: The result is 9.0; 3.0 is expected.

    call       l2_norm(torch.tensor([3.]))
    expected   tensor(3.)
    got        tensor(9.)

    Why        This is the squared norm: the square root is missing.

    norms.py:12: failed

A class is given like a function. A variable is given by its name, with its module:

    assert_task("x", module=norms)
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

from grader.core.errors import GraderError, MachineError, UsageError
from grader.core.message import Message
from grader.core.model import Outcome
from grader.core.verdict import Feedback
from grader.integrations.functions import NOT_AT_TOP, NamedIn, What, grades, in_language
from grader.locale.messages import sentence

NOT_WRITTEN = Message("{name} is not written yet.")
NO_MODULE = Message("Name the module that has {name!r}: assert_task({name!r}, module=norms).")
FAILED = "{name}: {feedback}"
NARROWEST, WIDEST = 60, 100
MARGIN = 4
"""The columns on the left that pytest uses itself."""


def assert_task(
    function: Callable[..., Any] | str,
    *,
    exercise: str | None = None,
    course: str | Path | None = None,
    timeout: float = 10.0,
    lang: str | None = None,
    module: ModuleType | str | Path | None = None,
) -> None:
    """Grade one function, class or variable as its task, from its source.

    Raises AssertionError with the feedback if it fails.

    A variable is given by its name, and `module` is the module or the file that has it.

    `exercise` names the exercise; it is needed where several exercises have a task of that name. `course` is
    the folder of your own course. Without it, the nearest course above the function's file is used, or else
    the built-in one. `timeout` is in seconds, for one call. `lang` is the language of the feedback. Without
    it, the language comes from GRADE_LANG, the course or the system. The function is not called in this
    process. The code that it needs runs in a child process, so an endless loop fails, too.

    Raises UsageError if `function` is not a function at the top level of a file, or not a task. Raises
    SubmissionError if the file cannot be read, CourseError if the course is broken, and MachineError if the
    grader failed.
    """
    __tracebackhide__ = True
    try:
        what = _named(function, module) if isinstance(function, str) else function
        feedback = _feedback(what, exercise, Path(course) if course is not None else None, timeout, lang)
    except GraderError as error:
        raise error.with_traceback(None) from None  # our own frames would not help the user who runs the test
    if feedback:
        raise AssertionError(feedback)


def _named(name: str, module: ModuleType | str | Path | None) -> NamedIn:
    """Return the task of that name in a file; raises UsageError if no file is given."""
    path = module.__file__ if isinstance(module, ModuleType) else module
    if path is None:
        raise UsageError(NO_MODULE, name=name)
    return NamedIn(name, Path(path))


def _feedback(
    function: What, exercise: str | None, course: Path | None, timeout: float, lang: str | None
) -> str:
    """Return the feedback on a function that is not right; "" if it is right."""
    with in_language(lang, course):
        feedback = _graded(function, exercise, course, timeout)
        return _told(feedback) if feedback.grade.tasks[0].outcome is not Outcome.PASSED else ""


def _graded(function: What, exercise: str | None, course: Path | None, timeout: float) -> Feedback:
    """Grade one function; raises GraderError if it has no grade."""
    (feedback,) = grades([function], exercise=exercise, course=course, timeout=timeout)
    (result,) = feedback.grade.tasks
    if result.outcome is Outcome.MISSING:
        if isinstance(function, NamedIn) and result.error is not None:
            raise UsageError(sentence(result.error.message))
        raise UsageError(NOT_AT_TOP, name=result.task)
    if result.outcome is Outcome.UNGRADED and result.error is not None:
        raise MachineError(sentence(result.error.message))
    return feedback


def _told(found: Feedback) -> str:
    """Write the feedback on a task that is not right."""
    from grader.report.sheet import sheets
    from grader.report.terminal import feedback

    (sheet,) = sheets([found])
    card = replace(sheet.cards[0], hints=())  # hints are for the author of the function, not for the tester
    if found.grade.tasks[0].outcome is Outcome.NOT_FINISHED:
        return NOT_WRITTEN.format(name=card.name)
    width = min(WIDEST, max(NARROWEST, shutil.get_terminal_size().columns - MARGIN))
    return FAILED.format(name=card.name, feedback=feedback(card, sheet.submission, width))
