"""The width of a text in a terminal, where a Chinese character takes two columns."""

from __future__ import annotations

import unicodedata


def columns(text: str) -> int:
    """The number of columns that a text takes."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def padded(text: str, width: int) -> str:
    """Add blanks to a text up to a width; a wider text stays unchanged."""
    return text + " " * max(0, width - columns(text))
