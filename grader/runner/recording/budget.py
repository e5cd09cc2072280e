"""How much of an object is read: a count of items and of bytes for each value."""

from __future__ import annotations

LONGEST_TEXT = 2_000
"""The characters of a text that are kept."""


class TooLongError(Exception):
    """The value has more items than are sent."""


class Budget:
    """The items and bytes that one value may still use; `grads` says whether a `.grad` is read."""

    def __init__(self, items: int, bytes_: int, grads: bool = False) -> None:
        self.items = items
        self.bytes = bytes_
        self.grads = grads

    def item(self, count: int = 1) -> None:
        """Use some items; raises TooLongError if too few are left."""
        self.items -= count
        if self.items < 0:
            raise TooLongError

    def take(self, size: int) -> bool:
        """Use some bytes; returns whether they were left."""
        self.bytes -= size
        return self.bytes >= 0


def well_formed(text: str) -> str:
    """Return the text in a form that can be encoded.

    Half a character (a lone surrogate) becomes a question mark.
    """
    return text.encode("utf-8", "replace").decode("utf-8")
