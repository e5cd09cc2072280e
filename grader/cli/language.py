"""The language of a command: from the command line, else from the course."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import click

from grader.core.message import known, speak
from grader.grading.language import checked, chosen

if TYPE_CHECKING:
    from grader.course.load import Course

OPTION = "--lang"
LANGUAGE_KEY = "grader.language"
"""The key in a click context's `meta` for the language that was asked for."""


def first_chosen(words: Sequence[str]) -> str:
    """The language before the words are parsed, and for words that cannot be parsed."""
    given = [after for word, after in pairwise(words) if word == OPTION]
    given += [word.partition("=")[2] for word in words if word.startswith(f"{OPTION}=")]
    return chosen(next((word for word in given if known(word)), None))


def leading(words: Sequence[str]) -> int:
    """How many words at the start choose the language."""
    count = 0
    while count < len(words) and (words[count] == OPTION or words[count].startswith(f"{OPTION}=")):
        count += 2 if words[count] == OPTION else 1
    return min(count, len(words))


def speak_as_asked(word: str) -> str:
    """Use the language that a word after `--lang` names, and return it.

    Raises UsageError if the language does not exist.
    """
    language = checked(word, given=f"{OPTION} {word}")
    speak(language)
    return language


def follow(course: Course) -> Course:
    """Use a course's language from here on, unless another one was asked for.

    Returns the course.
    """
    context = click.get_current_context(silent=True)
    if context is not None:
        speak(chosen(context.meta.get(LANGUAGE_KEY), course))
    return course
