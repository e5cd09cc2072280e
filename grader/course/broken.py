"""An error of a course file, with the line that is being read."""

from __future__ import annotations

import inspect
import math
from typing import Any

from grader.core.errors import CourseError
from grader.core.message import Message
from grader.course import words


def broken(message: Message, **arguments: Any) -> CourseError:
    """Make a CourseError at the line of the course file that is being read."""
    return at_line(CourseError(message, **arguments))


def at_line(error: CourseError) -> CourseError:
    """Return an error with the line of the course file that is being read."""
    frame = inspect.currentframe()
    while frame is not None and frame.f_globals.get("__name__", "").partition(".")[0] == "grader":
        frame = frame.f_back
    if frame is None:
        return error
    return CourseError(words.IN_LINE, path=frame.f_code.co_filename, line=frame.f_lineno, why=error)


def is_amount(number: Any) -> bool:
    """Whether this is a finite number that is not negative."""
    return isinstance(number, int | float) and math.isfinite(number) and number >= 0
