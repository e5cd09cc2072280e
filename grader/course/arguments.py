"""The arguments of a word of a reference file: an unknown option is explained, with the nearest known one."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeVar

from grader.core.errors import CourseError
from grader.core.spelling import suggestion
from grader.course import words
from grader.course.broken import broken

Given = ParamSpec("Given")
Made = TypeVar("Made")

NEAR = 0.65
"""How much alike an option and the one that may be meant are, from 0 to 1."""
LONGEST = 60
"""The most characters of a value in an error."""


def checked(word: str, example: str) -> Callable[[Callable[Given, Made]], Callable[Given, Made]]:
    """Let a word raise CourseError, with the line and the remedy, for arguments that it does not take.

    `word` is its name as authors write it, and `example` is a call.
    """

    def decorate(function: Callable[Given, Made]) -> Callable[Given, Made]:
        signature = inspect.signature(function)

        @functools.wraps(function)
        def checking(*args: Given.args, **options: Given.kwargs) -> Made:
            try:
                signature.bind(*args, **options)
            except TypeError as error:
                raise _refused(word, example, signature, options) from error
            return function(*args, **options)

        return checking

    return decorate


def _refused(word: str, example: str, signature: inspect.Signature, given: Mapping[str, Any]) -> CourseError:
    """Make the error for a call that the signature does not allow."""
    taken = [one for one in signature.parameters.values() if one.kind is not one.VAR_POSITIONAL]
    known = [one.name for one in taken if one.kind is one.KEYWORD_ONLY]
    unknown = next((name for name in given if name not in [one.name for one in taken]), None)
    if unknown is None:
        return broken(words.WRONG_ARGUMENTS, word=word, example=example)
    facts = {"word": word, "option": unknown, "value": _short(repr(given[unknown]))}
    if not known:
        return broken(words.NO_OPTIONS, **facts)
    return broken(words.UNKNOWN_OPTION, **facts, remedy=suggestion(unknown, known, cutoff=NEAR))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
