"""Charts of two curves over the steps of a training.

A chart has two forms: a plot in characters, and the geometry of a drawing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from grader.core.verdict import Curve
from grader.locale.messages import sentence
from grader.report import labels as words
from grader.report.text import clean

ROWS = 8
WIDEST = 56
NARROWEST = 24
EXPECTED, GOT, BOTH = "o", "x", "*"

WIDTH, HEIGHT = 480, 190
LEFT, RIGHT, TOP, BOTTOM = 82, 12, 12, 30
LOG_FROM = 30
"""The scale is logarithmic from this ratio of the largest to the smallest number."""
MOST_TICKS = 8

Numbers = Sequence[float | None]


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: its position and its text."""

    at: float
    text: str


@dataclass(frozen=True)
class Chart:
    """Two curves, ready to be shown.

    `expected` and `got` are polylines of points "x,y x,y …", broken where a number is not finite. `first` is
    the position of the first number that differs. `lines` is the same chart in characters.
    """

    label: str
    summary: str
    expected: tuple[str, ...]
    got: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]
    first: tuple[float, float] | None
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    lines: tuple[str, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM
    top: int = TOP


@dataclass(frozen=True)
class _Scale:
    """Maps a number to its height, from 0 (lowest) to 1 (highest)."""

    low: float
    high: float
    logarithmic: bool

    @classmethod
    def of(cls, values: Sequence[float]) -> _Scale:
        low, high = min(values), max(values)
        return cls(low, high, low > 0 and high / low >= LOG_FROM)

    def height(self, number: float) -> float:
        low, high, value = self.low, self.high, number
        if self.logarithmic:
            low, high, value = math.log(low), math.log(high), math.log(number)
        return 0.5 if high == low else (value - low) / (high - low)

    def middle(self) -> float:
        if self.logarithmic:
            return math.exp((math.log(self.low) + math.log(self.high)) / 2)
        return (self.low + self.high) / 2


def chart(curve: Curve) -> Chart | None:
    """Make a chart of a curve; None if the curve has no finite number."""
    values = [number for number in (*curve.expected, *curve.got) if number is not None]
    if not values:
        return None
    scale, count = _Scale.of(values), max(len(curve.expected), len(curve.got))
    label = clean(sentence(curve.label))
    label = words.LOG_SCALE.format(label=label) if scale.logarithmic else label
    first = None
    if 0 <= curve.first < len(curve.got) and (number := curve.got[curve.first]) is not None:
        first = _point(curve.first, number, count, scale)
    return Chart(
        label=label,
        summary=_summary(curve),
        expected=_stretches(curve.expected, count, scale),
        got=_stretches(curve.got, count, scale),
        dots=tuple(
            _point(n, number, count, scale) for n, number in enumerate(curve.got) if number is not None
        )
        if count <= WIDEST / 2
        else (),
        first=first,
        across=_across(count),
        up=_up(scale),
        lines=tuple(_lines(curve, count, scale)),
    )


def _summary(curve: Curve) -> str:
    """Say which number differs first, and which is the first that is not finite."""
    lost = next((n for n, number in enumerate(curve.got) if number is None), None)
    told = _departure(curve)
    if lost is None or lost == curve.first:
        return told
    return f"{told} {words.NOT_FINITE_FROM.format(number=lost + 1)}"


def _departure(curve: Curve) -> str:
    if curve.first < 0:
        return str(words.NONE_DEPARTS if len(curve.got) == len(curve.expected) else words.TOO_MANY_NUMBERS)
    expected = curve.expected[curve.first] if curve.first < len(curve.expected) else None
    got = curve.got[curve.first] if curve.first < len(curve.got) else None
    return words.FIRST_DEPARTS.format(
        number=curve.first + 1,
        expected=words.NOT_FINITE if expected is None else f"{expected:.6g}",
        got=words.NOT_THERE
        if curve.first >= len(curve.got)
        else words.NOT_FINITE
        if got is None
        else f"{got:.6g}",
    )


# ---------------------------------------------------------------------------------------- as a drawing


def _point(place: int, number: float, count: int, scale: _Scale) -> tuple[float, float]:
    across = LEFT + (WIDTH - LEFT - RIGHT) * (place / (count - 1) if count > 1 else 0.5)
    up = HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * scale.height(number)
    return round(across, 1), round(up, 1)


def _stretches(values: Numbers, count: int, scale: _Scale) -> tuple[str, ...]:
    """Join points into polylines; a number that is not finite ends a polyline."""
    stretches: list[list[str]] = [[]]
    for place, number in enumerate(values):
        if number is None:
            stretches.append([])
        else:
            across, up = _point(place, number, count, scale)
            stretches[-1].append(f"{across},{up}")
    return tuple(" ".join(points) for points in stretches if points)


def _across(count: int) -> tuple[Tick, ...]:
    step = max(1, -(-count // MOST_TICKS))
    places = range(0, count, step)
    return tuple(
        Tick(round(LEFT + (WIDTH - LEFT - RIGHT) * (n / (count - 1) if count > 1 else 0.5), 1), str(n + 1))
        for n in places
    )


def _up(scale: _Scale) -> tuple[Tick, ...]:
    heights = dict.fromkeys((scale.low, scale.middle(), scale.high))
    bottom, room = HEIGHT - BOTTOM, HEIGHT - TOP - BOTTOM
    return tuple(Tick(round(bottom - room * scale.height(n), 1), f"{n:.4g}") for n in heights)


# -------------------------------------------------------------------------------------- in characters


def _lines(curve: Curve, count: int, scale: _Scale) -> list[str]:
    """The plot as lines of characters, with the scale on the left and a legend below."""
    width = max(NARROWEST, min(WIDEST, 2 * count))
    marks: dict[tuple[int, int], str] = {}
    for values, mark in ((curve.expected, EXPECTED), (curve.got, GOT)):
        for place, number in enumerate(values):
            if number is not None:
                column = round(place * (width - 1) / (count - 1)) if count > 1 else width // 2
                at = (ROWS - 1 - round(scale.height(number) * (ROWS - 1)), column)
                marks[at] = mark if marks.get(at, mark) == mark else BOTH
    labels = {0: f"{scale.high:.4g}", ROWS - 1: f"{scale.low:.4g}"}
    margin = max(map(len, labels.values()))
    rows = ["".join(marks.get((row, column), " ") for column in range(width)).rstrip() for row in range(ROWS)]
    lines = [f"{labels.get(row, ''):>{margin}} │{text}" for row, text in enumerate(rows)]
    last = str(count)
    lines.append(f"{'':>{margin}} └{'─' * width}")
    lines.append(f"{'':>{margin}}  1{last:>{width - 1}}")
    lines.append(f"{'':>{margin}}  {words.LEGEND.format(expected=EXPECTED, got=GOT, both=BOTH)}")
    return lines
