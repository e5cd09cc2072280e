"""A line of code that is not valid Python, with carets below the place that is meant."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from grader.core.errors import GraderError, SubmissionError
from grader.core.verdict import Spot
from grader.report.text import clean

TAB = "→   "
"""How a tab is shown: spaces would hide that it is one."""
WIDEST = 100
"""The columns that a line may take where nobody knows how many there are."""
CUT = "…"


@dataclass(frozen=True)
class SpotLine:
    """The line in three parts: before the place, the place, and after it.

    The place is empty if something is missing there. `has_place` is false if the whole line is meant.
    """

    number: int
    before: str
    meant: str
    after: str
    has_place: bool = True

    def lines(self, width: int = WIDEST) -> tuple[str, ...]:
        """The line and the carets below it, cut to a width around the place."""
        room = max(width, 8)
        before, meant, after = self.before, self.meant, self.after
        while columns(before + meant) > room - 2 and before:
            before = CUT + before.lstrip(CUT)[1:] if len(before) > 1 else ""
        meant, after = (
            _fitting(meant, room - columns(before)),
            _fitting(after, room - columns(before + meant)),
        )
        if not self.has_place:
            return (before + meant + after,)
        return before + meant + after, " " * columns(before) + "^" * max(columns(meant), 1)


def spot_line(spot: Spot) -> SpotLine:
    """Make the line of a spot, safe to be shown."""
    text, column = spot.text.rstrip(), spot.column - 1
    if spot.column == 0:
        return SpotLine(spot.line, "", "", _shown(text), has_place=False)
    meant = text[column : column + spot.width]
    return SpotLine(spot.line, _shown(text[:column]), _shown(meant), _shown(text[column + len(meant) :]))


def refusal(error: GraderError) -> str:
    """The text of an error; of a file that is not valid Python, also its line with carets."""
    spot = error.spot if isinstance(error, SubmissionError) else None
    if spot is None:
        return str(error)
    number = f"  {spot.line}  "
    text, *carets = spot_line(spot).lines()
    return "\n".join([str(error), number + text, *(" " * len(number) + line for line in carets)])


def columns(text: str) -> int:
    """The columns that a text takes in a terminal; a Chinese sign takes two."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _shown(text: str) -> str:
    return clean(text.replace("\t", TAB)).replace("\n", " ")


def _fitting(text: str, room: int) -> str:
    """Cut a text at a number of columns."""
    if columns(text) <= room:
        return text
    while text and columns(text) > room - 1:
        text = text[:-1]
    return f"{text}{CUT}" if room > 0 else ""
