"""The language of the messages: the requested one, the course's or the system's."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from grader.core.errors import UsageError
from grader.core.message import VARIABLE, Message, known, languages, preferred

if TYPE_CHECKING:
    from grader.course.load import Course

NO_LANGUAGE = Message("{given}: grade does not speak this language. It speaks: {languages}.")


def checked(word: str, *, given: str) -> str:
    """Return the language that a word names.

    Raises UsageError for an unknown language; the message shows how it was `given`.
    """
    found = known(word)
    if found is None:
        raise UsageError(NO_LANGUAGE, given=given, languages=", ".join(languages()))
    return found


def chosen(given: str | None, course: Course | None = None) -> str:
    """Return the given language, else that of GRADE_LANG, the course or the system."""
    return preferred(given, os.environ.get(VARIABLE), course.language if course is not None else None)
