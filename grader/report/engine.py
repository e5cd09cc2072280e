"""What the templates of pages and documents share: the engine, and the title."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from grader.core.message import language
from grader.report import labels as words
from grader.report.sheet import Sheet


@cache
def environment(*, autoescape: bool) -> Environment:
    """The template engine; a name that a template misspells is an error, not an empty place."""
    made = Environment(
        loader=PackageLoader("grader.report"),
        autoescape=autoescape,  # noqa: S701  # Markdown has an escaping of its own
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"words": words, "language": language}
    return made


def title(sheets: Sequence[Sheet]) -> str:
    """What a report is about."""
    if len(sheets) == 1:
        return words.TITLE.format(name=sheets[0].submission)
    return words.SEVERAL.format(count=len(sheets))
