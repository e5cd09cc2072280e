"""Shorten code in a message: nobody reads a wall of numbers."""

from __future__ import annotations

MOST_INSIDE = 120
"""The most characters between two brackets that are kept."""
KEPT = 60
MOST_LINES = 12
LONGEST_LINE = 1_000
ELLIPSIS = "…"


def shortened(text: str) -> str:
    """Return a text whose long lists are cut; so are many lines, and what is long without brackets."""
    lines = text.split("\n")
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 2], ELLIPSIS, lines[-1]]
    return "\n".join(map(_line, lines))


def _line(line: str) -> str:
    kept: list[str] = []
    at = 0
    for start, end in _long_lists(line):
        if start >= at:
            kept.append(f"{line[at : start + KEPT]}{ELLIPSIS}]")
            at = end + 1
    text = "".join([*kept, line[at:]])
    if len(text) <= LONGEST_LINE:
        return text
    return f"{text[: LONGEST_LINE // 2]}{ELLIPSIS}{text[-LONGEST_LINE // 2 :]}"


def _long_lists(line: str) -> list[tuple[int, int]]:
    """Return where long lists open and close, in order; outer ones before those inside."""
    opened: list[int] = []
    found: list[tuple[int, int]] = []
    for at, letter in enumerate(line):
        if letter == "[":
            opened.append(at)
        elif letter == "]" and opened:
            start = opened.pop()
            if at - start > MOST_INSIDE:
                found.append((start, at))
    return sorted(found)
