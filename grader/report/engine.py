"""The template engine and the title that pages and documents share."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from grader.core.message import language
from grader.report import labels as words
from grader.report.sheet import Sheet


@cache
def environment(*, autoescape: bool) -> Environment:
    """The template engine; an unknown name in a template is an error."""
    made = Environment(
        loader=PackageLoader("grader.report"),
        autoescape=autoescape,  # noqa: S701  # Markdown has its own escaping
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["breakable"] = breakable
    made.globals |= {"words": words, "language": language}
    return made


def breakable(name: str) -> Markup:
    """A long name of Python as HTML: where it does not fit, it is broken after an underscore."""
    return escape(name).replace("_", Markup("_<wbr>"))


def title(sheets: Sequence[Sheet]) -> str:
    """The title of a report."""
    if len(sheets) == 1:
        return words.TITLE.format(name=sheets[0].submission)
    return words.SEVERAL.format(count=len(sheets))
