"""Texts that are safe to show, and points in a short form."""

from __future__ import annotations

import unicodedata


def digits(value: float) -> str:
    """Points without needless digits: `1`, `0.5`, `0.33`."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def clean(text: str) -> str:
    """Spell out the control and direction characters of a text."""
    return "".join(character if _harmless(character) else _spelt(character) for character in text)


def _harmless(character: str) -> bool:
    return character == "\n" or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def _spelt(character: str) -> str:
    return "    " if character == "\t" else character.encode("unicode_escape").decode()
