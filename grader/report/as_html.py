"""A page that explains itself: one self-contained HTML file, without scripts and without the network.

Every text of a submission is escaped by the template engine; a name that a template misspells is an
error, not an empty place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from grader.report import words
from grader.report.view import sheets
from grader.verdict import Grade

MARK = "<!-- Report of grade -->"
"""The second line of a page, by which a later one knows that it may replace it."""

_INLINE = re.compile(r"`([^`\n]+)`|(?<![\w*])\*(\w[^*\n]*?)\*(?![\w*])")


def render(grades: Sequence[Grade]) -> str:
    """One page for all submissions; with an index where there are several."""
    found = sheets(grades)
    title = (
        words.TITLE.format(name=found[0].submission)
        if len(found) == 1
        else words.SEVERAL.format(count=len(found))
    )
    template = _environment().get_template("report.html.j2")
    return template.render(title=title, sheets=found, mark=Markup(MARK))  # noqa: S704  # our own constant


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("grader.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["words"] = words
    environment.filters["inline"] = inline
    return environment


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
