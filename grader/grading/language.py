"""In which language is spoken: the one that was asked for, the course's, else the system's."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from grader.core.errors import UsageError
from grader.core.message import VARIABLE, Message, known, language, languages, preferred

if TYPE_CHECKING:
    from grader.course.load import Course

NO_LANGUAGE = Message("{given}: there is no such language. There are: {languages}.")


def checked(word: str, *, given: str) -> str:
    """The language that a word names; raises UsageError, which shows how it was `given`, where it is none."""
    found = known(word)
    if found is None:
        raise UsageError(NO_LANGUAGE, given=given, languages=", ".join(languages()))
    return found


def chosen(given: str | None, course: Course | None = None) -> str:
    """The language that was given, else that of GRADE_LANG, of the course, or of the system."""
    return preferred(given, os.environ.get(VARIABLE), course.language if course is not None else None)


def environment() -> dict[str, str]:
    """The environment of a process that shows words, so that it speaks as this one does."""
    return {**os.environ, VARIABLE: language()}
