"""Make a sentence from a fact.

Only this module makes the sentences of verdicts and of what is stored about a class.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

from grader.core.fact import TEXT, Argument, Fact, Shown
from grader.core.message import Message, Plural
from grader.locale import (
    advice,
    classroom,
    differences,
    outcomes,
    patterns,
    phrases,
    runner,
    slips,
    submission,
)

LIST = "list"
"""The code of several facts, one after the other."""
AND = Message("{before} and {last}")

MESSAGES: Mapping[str, Message | Plural] = {
    **phrases.PHRASES,
    **differences.MESSAGES,
    **outcomes.MESSAGES,
    **advice.MESSAGES,
    **patterns.MESSAGES,
    **slips.MESSAGES,
    **runner.MESSAGES,
    **submission.MESSAGES,
    **classroom.MESSAGES,
}
"""The message of each code."""
_remembered: ContextVar[Mapping[str, str]] = ContextVar("remembered", default=MappingProxyType({}))


@contextmanager
def remembering(texts: Mapping[str, str]) -> Iterator[None]:
    """Use texts for codes that have no message here.

    They are codes of another version of this grader.
    """
    before = _remembered.set(texts)
    try:
        yield
    finally:
        _remembered.reset(before)


def sentence(fact: Fact) -> str:
    """Return the sentence of a fact, in the current language."""
    if fact.code == TEXT:
        return str(fact.args[TEXT])
    if fact.code in phrases.SUBJECTS:
        subject = phrases.SUBJECTS[fact.code].inside
        return subject.format(**_arguments(fact))
    if fact.code == LIST:
        return ", ".join(_parts(fact.args["parts"]))
    message = MESSAGES.get(fact.code)
    arguments = _arguments(fact)
    if message is None:  # from another version, and its text was not stored
        return _remembered.get().get(fact.code, fact.code).format(**arguments)
    return message.format(**arguments)  # type: ignore[arg-type]  # of a plural, `count` is among them


class Sentence:
    """A fact that fills a placeholder of a message; worded when the message is shown."""

    __slots__ = ("fact",)

    def __init__(self, fact: Fact) -> None:
        self.fact = fact

    def __str__(self) -> str:
        text = sentence(self.fact)
        return text if text.endswith((".", "?", "!")) else f"{text}."


def said(shown: Shown) -> str:
    """Return a text unchanged, or the sentence or phrase of a fact."""
    return sentence(shown) if isinstance(shown, Fact) else shown


def joined(parts: list[str]) -> str:
    """Join texts: `a`, `a and b`, `a, b and c`."""
    *before, last = parts or [""]
    return AND.format(before=", ".join(before), last=last) if before else last


def _arguments(fact: Fact) -> dict[str, object]:
    """Return the values for the placeholders of a message.

    A phrase is worded; a subject is given in each of its forms.
    """
    found: dict[str, object] = {}
    for name, argument in fact.args.items():
        if isinstance(argument, Fact) and argument.code in phrases.SUBJECTS:
            subject, inner = phrases.SUBJECTS[argument.code], _arguments(argument)
            found["What"] = subject.beginning.format(**inner)
            found["what"] = subject.inside.format(**inner)
            found["within"] = subject.within.format(**inner)
        else:
            found[name] = _said(argument)
    return found


def _said(argument: Argument) -> object:
    if isinstance(argument, Fact):
        return sentence(argument)
    return joined(list(_parts(argument))) if isinstance(argument, tuple) else argument


def _parts(argument: Argument) -> Iterator[str]:
    for part in argument if isinstance(argument, tuple) else (argument,):
        yield sentence(part) if isinstance(part, Fact) else str(part)
