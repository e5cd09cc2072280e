"""A fact about a submission: a code and its arguments, not yet words.

A fact is stored in grades and in the gradebook, and sent between processes. `grader.locale` has the message
of each code. It makes the sentence when it is shown, in the requested language.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta, Struct

MOST_ARGUMENTS, MOST_PARTS = 50, 10_000
"""How much a fact from a submission's process may hold.

The counts are checked before the fact is read.
"""


class Fact(Struct, frozen=True):
    """A code and the arguments of its message.

    An argument that is a fact itself is a phrase in the sentence.
    """

    code: str
    args: Annotated[dict[str, Argument], Meta(max_length=MOST_ARGUMENTS)] = {}


Argument = str | int | float | Fact | Annotated[tuple[str | int | Fact, ...], Meta(max_length=MOST_PARTS)]
"""A text of a learner or of Python, a number, a phrase, or several of them."""

Arguments = dict[str, Argument]

Shown = str | Fact
"""A value as Python writes it, or a phrase if no value can be written."""


def texts(fact: Fact) -> Iterator[str]:
    """Yield the texts in a fact's arguments, and in the facts inside it.

    Python's own messages are among them.
    """
    for argument in fact.args.values():
        for part in argument if isinstance(argument, tuple) else (argument,):
            if isinstance(part, Fact):
                yield from texts(part)
            elif isinstance(part, str):
                yield part


TEXT = "text"
"""The code of a fact that is a text already, such as a message of Python.

Its argument `text` is shown unchanged.
"""


def verbatim(text: str) -> Fact:
    """Make a fact from a text that is shown unchanged in every language."""
    return Fact(TEXT, {"text": plain(text)})


def plain(text: str) -> str:
    """Escape lone surrogates, which cannot be written to files or sent to processes."""
    return text.encode("utf-8", "backslashreplace").decode()
