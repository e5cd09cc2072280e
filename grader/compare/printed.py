"""Compare what two calls print, line by line.

Spaces at the end of a line, and empty lines at the end, do not count. Numbers are compared as numbers, since
another formula rounds otherwise.
"""

from __future__ import annotations

import math
import re
from itertools import zip_longest

from grader.core.fact import Fact, Shown
from grader.core.model import Aspect, Mismatch
from grader.core.value import PRINTED

UNROUNDED = 8
"""With so many digits after the point, a number is not rounded."""
ROUNDING = 1e-5
NOTHING_MORE = Fact("printed.nothing")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?", re.IGNORECASE)


def departure(mine: str, yours: str) -> Mismatch | None:
    """Return the first line of `yours` that is not as in `mine`."""
    both = zip_longest(_lines(mine), _lines(yours))
    for number, (left, right) in enumerate(both, start=1):
        if left is None or right is None or not _is_such(left, right):
            return Mismatch(Aspect.VALUES, ((PRINTED, number),), _shown(left), _shown(right), "printed")
    return None


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().split("\n")] if text.strip() else []


def _shown(line: str | None) -> Shown:
    return NOTHING_MORE if line is None else repr(line)


def _is_such(mine: str, yours: str) -> bool:
    """Whether two lines have the same text, and numbers that agree."""
    if mine == yours:
        return True
    if _NUMBER.split(mine) != _NUMBER.split(yours):
        return False
    return all(map(_agree, _NUMBER.findall(mine), _NUMBER.findall(yours)))


def _agree(mine: str, yours: str) -> bool:
    """Whether two numbers agree as far as they are written.

    Whole numbers are exact. Fractions of as many digits may differ by one in the last digit. A number of many
    digits was not rounded when it was written: it may differ as results in float32 do.
    """
    if mine == yours:
        return True
    places = _places(mine), _places(yours)
    if not all(places):
        return False
    if max(places) >= UNROUNDED:
        return math.isclose(float(mine), float(yours), rel_tol=ROUNDING, abs_tol=ROUNDING)
    return places[0] == places[1] and abs(float(mine) - float(yours)) < 1.5 * _last_digit(mine)


def _places(number: str) -> int:
    """Return how many digits a number has after its point."""
    return len(number.lower().partition("e")[0].partition(".")[2])


def _last_digit(number: str) -> float:
    """Return what one in the last digit is worth, such as 0.01 for `3.14`."""
    exponent = int(number.lower().partition("e")[2] or 0)
    return float(f"1e{exponent - _places(number)}")
