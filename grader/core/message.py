"""A message that somebody reads: marked where it is defined, translated when it is shown.

    NO_TASK = Message("{exercise} has no task {task!r}.")
    NO_TASK.format(exercise="exercise_03", task="norm")

English is the source. Every other language is a gettext catalogue in `grader/locale`, of which one is loaded
when the first message is shown in it. A message is a whole sentence with named placeholders, or a label.
"""

from __future__ import annotations

import gettext as _gettext
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

SOURCE = "en"
"""The language that messages are written in."""
CATALOGUES = Path(__file__).parents[1] / "locale"
DOMAIN = "grade"
VARIABLE = "GRADE_LANG"
PSEUDO = "xx"
"""A language that wraps each message in marks: what stands outside them was left out. It is not offered."""
MARKS = "⟦⟧"
MANY = 100
"""A number of which a language writes its general plural."""

_chosen: ContextVar[str] = ContextVar("language", default=SOURCE)


class Message:
    """A sentence or a label in the source language, with named placeholders.

    `code` names it where it travels as a fact, without its words.
    """

    __slots__ = ("code", "text")

    def __init__(self, text: str, *, code: str = "") -> None:
        self.text, self.code = text, code

    def __str__(self) -> str:
        return _catalogue(_chosen.get()).gettext(self.text) if self.text else ""

    def __repr__(self) -> str:
        return f"Message({self.text!r})"

    def format(self, **arguments: object) -> str:
        """The message in the language of this moment, its placeholders filled."""
        return str(self).format(**arguments)


class Plural:
    """A message about a number of things: how it is written of one, and of `count`."""

    __slots__ = ("code", "many", "one")

    def __init__(self, one: str, many: str, *, code: str = "") -> None:
        self.one, self.many, self.code = one, many, code

    def __repr__(self) -> str:
        return f"Plural({self.one!r}, {self.many!r})"

    @property
    def of_many(self) -> str:
        """How it is written of many things in the language of this moment, its placeholders as they are."""
        return translated_plural(self.one, self.many, MANY)

    def format(self, *, count: int, **arguments: object) -> str:
        """The message of that many things in the language of this moment."""
        return translated_plural(self.one, self.many, count).format(count=count, **arguments)


@cache
def _catalogue(language: str) -> _gettext.NullTranslations:
    """The messages of a language; the source has none, and neither has one of which there is no catalogue."""
    path = CATALOGUES / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
    if language == SOURCE or not path.is_file():
        return _gettext.NullTranslations()
    with path.open("rb") as file:
        return _gettext.GNUTranslations(file)


def translated(text: str) -> str:
    """A text of somebody else's code, such as a library's, in the language of this moment."""
    return _catalogue(_chosen.get()).gettext(text)


def translated_plural(one: str, many: str, count: int) -> str:
    """A text of somebody else's about a number of things, in the language of this moment."""
    return _catalogue(_chosen.get()).ngettext(one, many, count)


# ------------------------------------------------------------------------------------ which language


def language() -> str:
    """The language of this moment, such as `en` or `zh_CN`."""
    return _chosen.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Show messages in a language; afterwards in the one before."""
    before = _chosen.set(language)
    try:
        yield
    finally:
        _chosen.reset(before)


def speak(language: str) -> None:
    """Show messages in a language from now on, in this thread; one that starts later begins in the source."""
    _chosen.set(language)


def languages() -> tuple[str, ...]:
    """The languages that messages can be shown in, the source first."""
    found = {path.parents[1].name for path in CATALOGUES.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")}
    return (SOURCE, *sorted(found - {SOURCE, PSEUDO}))


def known(wanted: str) -> str | None:
    """The language that is meant by a name such as `zh`, `zh-CN` or `zh_CN.UTF-8`; None where there is none.

    A language of another country is taken where the one of this country is missing.
    """
    name = re.split(r"[.@]", wanted.strip(), maxsplit=1)[0].replace("-", "_").lower()
    if name in ("c", "posix"):
        return SOURCE
    names = (*languages(), PSEUDO)
    exact = [found for found in names if found.lower() == name]
    related = [found for found in names if _base(found) == _base(name)]
    return next(iter((*exact, *related)), None)


def preferred(*wanted: str | None) -> str:
    """The first language that is asked for and is there, else the system's, else the source."""
    for name in (*wanted, *_of_the_system()):
        if name and (found := known(name)):
            return found
    return SOURCE


def _base(name: str) -> str:
    return name.lower().partition("_")[0]


def _of_the_system() -> tuple[str, ...]:
    """What the environment says of the language, most important first, as GNU gettext reads it.

    The first of three variables decides; LANGUAGE goes before it, unless that first one asks for no language.
    """
    values = map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))
    value = next(filter(None, values), "C")
    if value in ("C", "POSIX"):
        return ()
    return (*os.environ.get("LANGUAGE", "").split(":"), value)
