"""The tokens of Python text, seen without parsing it: how many, and how far brackets reach.

Any text will do, however broken. Every character is looked at a fixed number of times.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
      \#[^\n]*+
    | (?P<long>\"{3}|'{3})
    | (?P<short>"(?:[^"\\\n]++|\\.)*+ | '(?:[^'\\\n]++|\\.)*+)(?P<closed>["'])?+
    | (?P<open>[(\[{])
    | (?P<close>[)\]}])
    | \w++
    | [^\s\\]
    """,
    re.VERBOSE | re.DOTALL,
)
_END = {
    '"""': re.compile(r'(?:[^"\\]++|\\.|"(?!""))*+"""', re.DOTALL),
    "'''": re.compile(r"(?:[^'\\]++|\\.|'(?!''))*+'''", re.DOTALL),
}
_PARTNER = {")": "(", "]": "[", "}": "{"}


def count(text: str) -> int:
    """Return the number of tokens; a string and a comment are one token each.

    In a string with the prefix f, all of its text counts as code does.
    """
    number, tokens = 0, _Tokens(text)
    for token, _ in tokens:
        number += 1
        if text[token.start() - 1 : token.start()] in ("f", "F") and (token["long"] or token["short"]):
            number += text.count("{", token.start(), tokens.at)  # two nodes of a tree are in each brace
            number += sum(1 for _ in _TOKEN.finditer(text, token.start() + 1, tokens.at - 1))
    return number


class _Tokens:
    """The tokens of a text, one after the other, each with its end.

    `at` is where the next token is looked for; it may be set.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._endless: set[str] = set()
        self.at = 0

    def __iter__(self) -> Iterator[tuple[re.Match[str], bool]]:
        """Yield each token, and whether it is a string that ends."""
        while (token := _TOKEN.search(self._text, self.at)) is not None:
            self.at = token.end()
            yield token, self._ends(token)

    def _ends(self, token: re.Match[str]) -> bool:
        if (kind := token["long"]) is None:
            return token["closed"] is not None
        end = _END[kind].match(self._text, self.at) if kind not in self._endless else None
        if end is None:
            self._endless.add(kind)  # all of the text was looked at, once
            return False
        self.at = end.end()
        return True


@dataclass(frozen=True)
class Bracket:
    """A bracket, with its line and its column; both count from 1."""

    sign: str
    line: int
    column: int


def open_bracket(text: str) -> Bracket | None:
    """Return the first bracket that is still open at the end of a text."""
    opened: list[tuple[str, int]] = []
    for token, _ in _Tokens(text):
        if token["open"]:
            opened.append((token["open"], token.start()))
        elif token["close"] and opened and opened[-1][0] == _PARTNER[token["close"]]:
            opened.pop()
    if not opened:
        return None
    sign, at = opened[0]
    return Bracket(sign, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))


class Reach:
    """How far the brackets and strings of each line reach, in a text of any kind.

    A line that is `skipped` outside of brackets has no tokens.
    """

    def __init__(self, lines: Sequence[str], *, skipped: Callable[[str], bool]) -> None:
        self._never = len(lines)
        self._last = list(range(len(lines)))
        self._open: list[tuple[str, int]] = []
        text, line, seen = "\n".join(lines), 0, 0
        tokens = _Tokens(text)
        for token, ends in tokens:
            line, seen = line + text.count("\n", seen, token.start()), token.start()
            begins = text[seen - 1 : seen] in ("", "\n")
            rest = seen + len(lines[line]) if begins else text.find("\n", seen) % (len(text) + 1)
            if begins and not self._open and skipped(lines[line]):
                tokens.at = rest
            elif token["long"] or token["short"]:
                self._string(line, line + text.count("\n", seen, tokens.at), ends=ends)
                tokens.at = rest if token["long"] and not ends else tokens.at
            else:
                self._bracket(token, line)
        self._give_up()

    def _string(self, first: int, last: int, *, ends: bool) -> None:
        if ends:
            self._last[first] = max(self._last[first], last)
        else:
            self._last[first] = self._never
            self._give_up()

    def _bracket(self, token: re.Match[str], line: int) -> None:
        if token["open"]:
            self._open.append((token["open"], line))
        elif token["close"] and self._open:
            if self._open[-1][0] != _PARTNER[token["close"]]:
                self._give_up()
                return
            first = self._open.pop()[1]
            self._last[first] = max(self._last[first], line)

    def _give_up(self) -> None:
        """No bracket that is open here will ever end."""
        for _, line in self._open:
            self._last[line] = self._never
        self._open.clear()

    def ends(self, starts: Sequence[int]) -> list[int | None]:
        """Return for each block where it ends, as an index of `starts`; None: never.

        The last of the `starts` is the number of lines, and no block begins there.
        """
        found: list[int | None] = [None] * len(starts)
        for at in reversed(range(len(starts) - 1)):
            last = max(self._last[starts[at] : starts[at + 1]], default=0)
            if last < starts[at + 1]:
                found[at] = at + 1
            elif last < self._never:
                found[at] = found[bisect_right(starts, last) - 1]
        return found
