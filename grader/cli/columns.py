"""How wide a text stands in a terminal, where a sign of Chinese takes two columns."""

from __future__ import annotations

import unicodedata


def columns(text: str) -> int:
    """The columns that a text takes."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def padded(text: str, width: int) -> str:
    """A text with blanks behind it, up to a width; a wider one as it is."""
    return text + " " * max(0, width - columns(text))
