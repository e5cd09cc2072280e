"""Why cases of a task were left out of its key."""

from __future__ import annotations

from dataclasses import dataclass

from grader.course import words

DEPARTS, EXPANDED, UNREAD = "departs", "expanded", "unread"
"""Why a case is left out.

Otherwise the reason is the type of the exception that the reference raised.
"""


@dataclass(frozen=True)
class DropReason:
    """Why a case was left out, by its code; worded when it is shown."""

    code: str

    def __str__(self) -> str:
        """Write the reason as a phrase."""
        known = words.DROPPED.get(self.code)
        return str(known) if known is not None else words.REFERENCE_RAISED.format(type=self.code)


@dataclass(frozen=True)
class DropReasons:
    """How many cases were left out for each reason, by the reasons' codes.

    It is worded when it is shown.
    """

    counts: dict[str, int]

    def __str__(self) -> str:
        """Write each reason with its number."""
        return ", ".join(f"{DropReason(code)} ({count})" for code, count in self.counts.items())
