"""A page that explains itself: one self-contained HTML file, without scripts and without the network.

Every text of a submission is escaped by the template engine.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

from grader.core.verdict import Feedback
from grader.report.engine import environment, title
from grader.report.sheet import sheets
from grader.report.text import clean

MARK = "<!-- Report of grade -->"
"""The second line of a page, by which a later one knows that it may replace it."""

_INLINE = re.compile(r"`([^`\n]+)`|(?<![\w*])\*(\w[^*\n]*?)\*(?![\w*])")


def render(feedbacks: Sequence[Feedback], *, notes: Sequence[str] = (), heading: str = "") -> str:
    """One page for all submissions; with an index where there are several.

    `notes` stand above the feedback; `heading` is what the page is called, if not after its files.
    """
    engine = environment(autoescape=True)
    engine.filters["inline"] = inline
    found = sheets(feedbacks)
    template = engine.get_template("report.html.j2")
    above = {"title": clean(heading) or title(found), "notes": tuple(map(clean, notes))}
    return template.render(**above, sheets=found, mark=Markup(MARK))  # noqa: S704  # our own constant


def inline(text: str) -> Markup:
    """A message with its `code` and *emphasis* as elements, all else escaped."""
    parts: list[Markup] = []
    end = 0
    for match in _INLINE.finditer(text):
        parts.append(escape(text[end : match.start()]))
        tag = "code" if match[1] is not None else "em"
        parts.append(Markup("<{0}>{1}</{0}>").format(tag, match[1] or match[2]))
        end = match.end()
    return Markup("").join([*parts, escape(text[end:])])
