"""A line of Python with the classes of its words, for a page."""

from __future__ import annotations

from functools import cache
from typing import Any

from markupsafe import Markup, escape
from pygments.lexers.python import PythonLexer  # type: ignore[import-untyped]  # pygments has no types
from pygments.token import Comment, Keyword, Number, Operator, String  # type: ignore[import-untyped]  # as above

CLASSES: tuple[tuple[Any, str], ...] = (
    (Keyword, "word"),
    (Operator.Word, "word"),
    (String, "string"),
    (Number, "digits"),
    (Comment, "comment"),
)
"""The classes of a page's style, by the kinds of words that have one."""


def coloured(text: str) -> Markup:
    """Turn a line of code into elements with classes; all text is escaped."""
    parts = []
    for kind, word in _lexer().get_tokens(text):
        name = next((name for known, name in CLASSES if kind in known), "")
        told = escape(word.rstrip("\n"))
        parts.append(Markup('<span class="{0}">{1}</span>').format(name, told) if name and told else told)
    return Markup("").join(parts)


@cache
def _lexer() -> PythonLexer:
    """Return the reader of Python, which leaves blanks as they are."""
    return PythonLexer(stripnl=False, ensurenl=False)
