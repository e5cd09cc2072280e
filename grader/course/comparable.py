"""Whether the result of a reference can be compared; what cannot is refused when the key is made."""

from __future__ import annotations

import math
from collections.abc import Iterator

from grader.core.errors import CourseError
from grader.core.model import VARIABLE, Requirements
from grader.core.notation import PANDAS_ATOMS, PANDAS_TIMES, shown
from grader.core.value import (
    CALLS,
    FRAME,
    INDEX,
    LONG,
    MODULE,
    NDARRAY,
    NETWORK,
    SEEN,
    SERIES,
    UNSEEN,
    Array,
    Atom,
    Items,
    Mapping,
    Opaque,
    Table,
    Value,
    key_text,
)
from grader.course import words

UNFINISHED = {"NoneType": "None", "ellipsis": "..."}
"""The types of what an unfinished variable is."""

TABLES = (FRAME, SERIES, INDEX)
"""What only an exercise that knows pandas can compare."""


def check_comparable(value: Value | None, task: str, asked: Requirements) -> None:
    """Raise a CourseError for a result that has no numbers, or that an option of the task must read."""
    if asked.kind == VARIABLE and isinstance(value, Atom) and value.type in UNFINISHED:
        raise CourseError(words.VARIABLE_IS_NOTHING, task=task, value=UNFINISHED[value.type])
    if isinstance(value, Opaque) and value.type == "generator" and not asked.iterates:
        raise CourseError(words.GENERATOR, task=task)
    if isinstance(value, Mapping) and value.type == MODULE:
        raise CourseError(words.MODULE, task=task)
    text = asked.seen_as
    unseen = list(unreadable(value))
    if text and unseen and unseen[0].why == UNSEEN:
        raise CourseError(words.SEEN_AS_RAISED, text=text, task=task, why=unseen[0].detail.rstrip("."))
    if value is not None and any(map(_is_too_large, parts(value))):
        raise CourseError(words.TOO_LARGE, task=task)
    if unseen and unseen[0].type in TABLES:
        raise CourseError(words.TABLE, task=task, kind=unseen[0].type)
    if unseen:
        raise CourseError(words.NOT_COMPARABLE, task=task, kind=unseen[0].type)
    if text and value is not None:
        _check_text(text, value, task, asked)


def _check_text(text: str, value: Value, task: str, asked: Requirements) -> None:
    """Raise a CourseError if what a text reads is only a claim, or if there is no module to be read."""
    results = value.items if isinstance(value, Items) and value.type == CALLS else (value,)
    for result in results:
        seen = _seen_of(result) if asked.probe else result
        if seen is None:
            raise CourseError(words.SEEN_AS_NO_MODULE, text=text, task=task)
        if _is_claim(seen):
            raise CourseError(words.SEEN_AS_CLAIM, text=text, task=task, value=shown(seen))


def _seen_of(value: Value) -> Value | None:
    """Return what a text read of a network, or None."""
    if not isinstance(value, Mapping) or value.type != NETWORK:
        return None
    return next((part for key, part in value.pairs if key_text(key) == repr(SEEN)), None)


def unreadable(value: Value | None) -> Iterator[Opaque]:
    """Yield the parts of a value that cannot be compared."""
    every = parts(value) if value is not None else ()
    yield from (part for part in every if isinstance(part, Opaque))


def raised_text(value: Value | None) -> str:
    """Return the error of a text of the course that could not read a result, or nothing."""
    return next((part.detail.rstrip(".") for part in unreadable(value) if part.why == UNSEEN), "")


def parts(value: Value) -> Iterator[Value]:
    """Yield a value and all that is inside it."""
    yield value
    if isinstance(value, Items):
        for item in value.items:
            yield from parts(item)
    elif isinstance(value, Mapping):
        for pair in value.pairs:
            yield from (part for item in pair for part in parts(item))
    elif isinstance(value, Table):
        for part in value.values():
            yield from parts(part)


def _is_too_large(value: Value) -> bool:
    """Whether a value, or a column in it, was not sent because of its size."""
    if isinstance(value, Table):
        return not all(column.is_sent for column in value.columns)
    return isinstance(value, Opaque) and value.why == LONG


def needs_pandas(value: Value) -> bool:
    """Whether a process must know pandas to read or make this value."""
    return any(
        (isinstance(part, Table) and part.kind != NDARRAY)
        or (isinstance(part, Atom) and part.type in (*PANDAS_ATOMS, *PANDAS_TIMES))
        for part in parts(value)
    )


def _is_claim(value: Value | None) -> bool:
    """Whether a value says only yes or no, or a word: the process of a submission could just claim it.

    A list, tuple or dict of nothing but these is a claim, too.
    """
    match value:
        case Atom(type="str"):
            return True
        case Array():
            return value.dtype == "bool" and math.prod(value.shape) <= 1
        case Items():
            return bool(value.items) and all(map(_is_claim, value.items))
        case Mapping():
            return bool(value.pairs) and all(_is_claim(part) for _, part in value.pairs)
    return False
