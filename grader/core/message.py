"""A message for a reader: marked where it is defined, translated when shown.

    NO_TASK = Message("{exercise} has no task {task!r}.")
    NO_TASK.format(exercise="exercise_03", task="norm")

English is the source language. Every other language is a gettext catalogue in `grader/locale`. A catalogue
is loaded when the first message is shown in its language. A message is a whole sentence with named
placeholders, or a label.
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
"""The language in which the messages are written."""
CATALOGUES = Path(__file__).parents[1] / "locale"
DOMAIN = "grade"
VARIABLE = "GRADE_LANG"
PSEUDO = "xx"
"""A test language that wraps each translated message in marks.

Text outside the marks was not marked for translation. The language is not offered to users.
"""
MARKS = "⟦⟧"
MANY = 100
"""A number for which a language uses its general plural."""

_chosen: ContextVar[str] = ContextVar("language", default=SOURCE)


class Message:
    """A sentence or a label in the source language, with named placeholders.

    `code` identifies the message where it is sent as a fact, without its words.
    """

    __slots__ = ("code", "text")

    def __init__(self, text: str, *, code: str = "") -> None:
        self.text, self.code = text, code

    def __str__(self) -> str:
        return _catalogue(_chosen.get()).gettext(self.text) if self.text else ""

    def __repr__(self) -> str:
        return f"Message({self.text!r})"

    def format(self, **arguments: object) -> str:
        """Return the message in the current language, with its placeholders filled."""
        return str(self).format(**arguments)


class Plural:
    """A message about a number of things: one form for 1, one for `count`."""

    __slots__ = ("code", "many", "one")

    def __init__(self, one: str, many: str, *, code: str = "") -> None:
        self.one, self.many, self.code = one, many, code

    def __repr__(self) -> str:
        return f"Plural({self.one!r}, {self.many!r})"

    @property
    def of_many(self) -> str:
        """The plural form in the current language, its placeholders not filled."""
        return translated_plural(self.one, self.many, MANY)

    def format(self, *, count: int, **arguments: object) -> str:
        """Return the form for `count` things in the current language."""
        return translated_plural(self.one, self.many, count).format(count=count, **arguments)


@cache
def _catalogue(language: str) -> _gettext.NullTranslations:
    """Load the messages of a language.

    The source language has no catalogue. A language without a catalogue gets an empty one.
    """
    path = CATALOGUES / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
    if language == SOURCE or not path.is_file():
        return _gettext.NullTranslations()
    with path.open("rb") as file:
        return _gettext.GNUTranslations(file)


def translated(text: str) -> str:
    """Translate a text of other code, such as a library's, into the current language."""
    return _catalogue(_chosen.get()).gettext(text)


def translated_plural(one: str, many: str, count: int) -> str:
    """Translate a text of other code about a number of things.

    The text is shown in the current language.
    """
    return _catalogue(_chosen.get()).ngettext(one, many, count)


# ------------------------------------------------------------------------------------ which language


def language() -> str:
    """Return the current language, such as `en` or `zh_CN`."""
    return _chosen.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Show messages in a language inside a `with` block, then restore the old one."""
    before = _chosen.set(language)
    try:
        yield
    finally:
        _chosen.reset(before)


def speak(language: str) -> None:
    """Show messages in a language from now on, in this thread.

    A thread that starts later begins with the source language.
    """
    _chosen.set(language)


def languages() -> tuple[str, ...]:
    """List the languages that have messages, the source first."""
    found = {path.parents[1].name for path in CATALOGUES.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")}
    return (SOURCE, *sorted(found - {SOURCE, PSEUDO}))


def known(wanted: str) -> str | None:
    """Find the language for a name such as `zh`, `zh-CN` or `zh_CN.UTF-8`.

    If the country's own variant is missing, another country's variant is returned. None if no language fits.
    """
    name = re.split(r"[.@]", wanted.strip(), maxsplit=1)[0].replace("-", "_").lower()
    if name in ("c", "posix"):
        return SOURCE
    names = (*languages(), PSEUDO)
    exact = [found for found in names if found.lower() == name]
    related = [found for found in names if _base(found) == _base(name)]
    return next(iter((*exact, *related)), None)


def preferred(*wanted: str | None) -> str:
    """Return the first known language of those that are asked for.

    If none is known, it is the system's language, or else the source.
    """
    for name in (*wanted, *_of_the_system()):
        if name and (found := known(name)):
            return found
    return SOURCE


def _base(name: str) -> str:
    return name.lower().partition("_")[0]


def _of_the_system() -> tuple[str, ...]:
    """Read the languages from the environment as GNU gettext does, best first.

    The first of LC_ALL, LC_MESSAGES and LANG that is set decides. LANGUAGE takes precedence over it, unless
    that variable asks for no language (C or POSIX).
    """
    values = map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))
    value = next(filter(None, values), "C")
    if value in ("C", "POSIX"):
        return ()
    return (*os.environ.get("LANGUAGE", "").split(":"), value)
