"""What is said of a submission, before it is put into words: a code and its arguments.

A fact travels: in grades, in the gradebook, between processes. `grader.locale` has the message of each code,
and makes the sentence when it is shown, in the language that is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta, Struct

MOST_ARGUMENTS, MOST_PARTS = 50, 10_000
"""How much a fact may hold that comes from a submission's process: counted before it is read."""


class Fact(Struct, frozen=True):
    """A code, and what its message needs; an argument that is a fact itself is a phrase in the sentence."""

    code: str
    args: Annotated[dict[str, Argument], Meta(max_length=MOST_ARGUMENTS)] = {}


Argument = str | int | float | Fact | Annotated[tuple[str | int | Fact, ...], Meta(max_length=MOST_PARTS)]
"""Text of a learner's or of Python's, a number, a phrase, or several of them."""

Arguments = dict[str, Argument]

Shown = str | Fact
"""A value as Python writes it, or a phrase where there is no value to be written."""


def texts(fact: Fact) -> Iterator[str]:
    """The texts among the arguments of a fact, and of the facts within it: what Python said is among them."""
    for argument in fact.args.values():
        for part in argument if isinstance(argument, tuple) else (argument,):
            if isinstance(part, Fact):
                yield from texts(part)
            elif isinstance(part, str):
                yield part


TEXT = "text"
"""The code of what is a text already, such as one of Python's: its argument `text` is shown as it is."""


def verbatim(text: str) -> Fact:
    """A text that is shown as it is in every language."""
    return Fact(TEXT, {"text": plain(text)})


def plain(text: str) -> str:
    """A text without lone surrogates, which no file and no process takes."""
    return text.encode("utf-8", "backslashreplace").decode()
