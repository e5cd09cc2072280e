"""A compact card for a notebook's output: HTML without scripts.

The card contains its own style. It works in light and dark notebooks, and is readable without the style.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from markupsafe import Markup

from grader.core.verdict import Feedback
from grader.report import labels as words
from grader.report.colours import coloured
from grader.report.engine import environment
from grader.report.page import inline
from grader.report.sheet import sheets

MOST_PRINTED = 1_500
MOST_LINES = 14
"""The most traced lines on a card; the command line and pages show more."""


def render(feedback: Feedback, *, live: bool = True) -> str:
    """Render one card as HTML.

    With `live`, the feedback is on cells that were run. Cells have the numbers that the notebook shows.
    """
    engine = environment(autoescape=True)
    engine.filters |= {"inline": inline, "coloured": coloured, "short": _short}
    template = engine.get_template("notebook.html.j2")
    found = sheets([feedback], missing=words.MISSING_CELLS if live else words.MISSING)
    return template.render(sheets=found, style=_style(), most=MOST_LINES, live=live)


def _short(text: str) -> str:
    return text if len(text) <= MOST_PRINTED else f"{text[:MOST_PRINTED]} …"


@cache
def _style() -> Markup:
    return Markup(files("grader.report").joinpath("templates/notebook.css").read_text("utf-8"))  # noqa: S704  # ours
