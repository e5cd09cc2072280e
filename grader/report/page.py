"""A page of feedback: one self-contained HTML file, without scripts or network.

Every text of a submission is escaped by the template engine.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

from grader.core.verdict import Feedback
from grader.report.colours import coloured
from grader.report.engine import environment, title
from grader.report.sheet import sheets
from grader.report.text import clean

MARK = "<!-- Report of grade -->"
"""The second line of a page; it marks a file that a later page may replace."""

_INLINE = re.compile(r"`([^`\n]+)`|(?<![\w*])\*(\w[^*\n]*?)\*(?![\w*])")


def render(feedbacks: Sequence[Feedback], *, notes: Sequence[str] = (), heading: str = "") -> str:
    """Render one page for all submissions, with an index if there are several.

    `notes` are shown above the feedback. `heading` is the title; if it is empty, the files give the title.
    """
    engine = environment(autoescape=True)
    engine.filters |= {"inline": inline, "coloured": coloured}
    found = sheets(feedbacks)
    template = engine.get_template("report.html.j2")
    above = {"title": clean(heading) or title(found), "notes": tuple(map(clean, notes))}
    return template.render(**above, sheets=found, mark=Markup(MARK))  # noqa: S704  # our own constant


def inline(text: str) -> Markup:
    """Turn `code` and *emphasis* in a message into elements, and escape the rest."""
    parts: list[Markup] = []
    end = 0
    for match in _INLINE.finditer(text):
        parts.append(escape(text[end : match.start()]))
        tag = "code" if match[1] is not None else "em"
        parts.append(Markup("<{0}>{1}</{0}>").format(tag, match[1] or match[2]))
        end = match.end()
    return Markup("").join([*parts, escape(text[end:])])
