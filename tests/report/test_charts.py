"""Curves: drawn on their scale, in characters and as geometry, whatever numbers there are."""

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grader.core.fact import Fact
from grader.core.verdict import Curve
from grader.report.charts import BOTH, BOTTOM, EXPECTED, GOT, HEIGHT, LEFT, RIGHT, ROWS, TOP, WIDTH, chart

LOSS = Fact("curve.recorded")
NUMBERS = st.lists(st.none() | st.floats(-1e30, 1e30), max_size=80).map(tuple)


def test_a_curve_in_characters():
    drawn = chart(Curve(LOSS, (8.0, 4.0, 2.0, 1.0), (8.0, 8.0, 8.0, None), 1))
    assert drawn.lines == (
        "8 │*       x      x",
        "  │",
        "  │",
        "  │",
        "  │        o",
        "  │",
        "  │               o",
        "1 │                       o",
        "  └────────────────────────",
        "   1                      4",
        "   o expected   x got   * both",
    )
    assert drawn.summary == (
        "The first number that differs is number 2: it is 8, 4 is expected. "
        "From number 4 on, values are nan or inf. They are not drawn."
    )


@pytest.mark.parametrize(
    ("curve", "summary"),
    [
        (Curve(LOSS, (1.0, 2.0), (1.0, 2.0)), "None of these numbers differs."),
        (Curve(LOSS, (1.0, 2.0), (1.0, 2.0, 3.0)), "There are more numbers than expected."),
        (
            Curve(LOSS, (1.0, 2.0), (1.0,), 1),
            "The first number that differs is number 2: it is nothing, 2 is expected.",
        ),
        (
            Curve(LOSS, (1.0, 2.0), (1.0, None), 1),
            "The first number that differs is number 2: it is nan or inf, 2 is expected.",
        ),
    ],
)
def test_what_a_curve_shows_is_told_in_words(curve, summary):
    assert chart(curve).summary == summary


def test_a_wide_range_has_a_logarithmic_scale():
    drawn = chart(Curve(LOSS, (1000.0, 10.0, 0.1), (1000.0, 10.0, 0.1)))
    assert drawn.label == "loss at each step (logarithmic scale)"
    heights = [float(point.split(",")[1]) for point in drawn.expected[0].split()]
    assert heights[1] - heights[0] == pytest.approx(heights[2] - heights[1], abs=0.2)


def test_a_curve_is_broken_where_a_number_is_not_finite():
    drawn = chart(Curve(LOSS, (1.0, 2.0, 3.0), (1.0, None, 3.0), 1))
    assert [len(points.split()) for points in drawn.got] == [1, 1]
    assert drawn.first is None


def test_nothing_finite_is_no_chart():
    assert chart(Curve(LOSS, (None, None), (None,), 0)) is None


@pytest.mark.slow
@example((1e-323, 1e-30), (1e-323,))
@example((0.0, 1e-323), ())
@given(NUMBERS, NUMBERS)
def test_all_points_lie_within_their_frame(expected, got):
    drawn = chart(Curve(LOSS, expected, got, 0 if got else -1))
    if drawn is None:
        return
    points = [point.split(",") for stretch in (*drawn.expected, *drawn.got) for point in stretch.split()]
    for x, y in points:
        assert LEFT <= float(x) <= WIDTH - RIGHT
        assert TOP <= float(y) <= HEIGHT - BOTTOM
        assert math.isfinite(float(x) + float(y))
    assert len(drawn.lines) == ROWS + 3
    plot = "".join(line.partition("│")[2] for line in drawn.lines[:ROWS])
    assert set(plot) <= {EXPECTED, GOT, BOTH, " "}
    assert any(mark in plot for mark in (EXPECTED, GOT, BOTH))
