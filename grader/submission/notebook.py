"""The text of a notebook's cells, for every version of the notebook format.

Notebooks from version 4 on are read without nbformat. Its validation refuses notebooks whose code is intact.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grader.core.errors import SubmissionError
from grader.submission.decode import newlines, printable, stem
from grader.submission.limits import OLD_CELLS, VALUES, Tally
from grader.submission.reasons import (
    CONFLICT,
    DAMAGED,
    DAMAGED_AT,
    IS_NOTEBOOK,
    NO_NOTEBOOK,
    OLD_FORMAT,
    OTHER_JSON,
)

OLD_VERSIONS = (1, 2, 3)


CODE = "code"
"""The kind of a cell with code; others are `markdown` and `raw`."""


def cells(text: str, *, name: str) -> Iterator[tuple[int, str, str]]:
    """Yield the cells of a notebook: number, kind and text."""
    content = _json(text, name)
    found = content.get("cells")
    if content.get("nbformat") in OLD_VERSIONS or (not found and content.get("worksheets")):
        found = _converted(content, name)
    for number, cell in enumerate(found if isinstance(found, list) else [], start=1):
        if isinstance(cell, dict):
            source = cell.get("source")
            lines = source if isinstance(source, list) else [source]
            code = "".join(line for line in lines if isinstance(line, str))
            yield number, str(cell.get("cell_type")), newlines(printable(code))


def refuse_notebook(text: str, *, name: str) -> None:
    """Raise SubmissionError if a script's text is that of a notebook.

    Such a text is valid Python that does nothing.
    """
    try:
        content = json.loads(text) if text.lstrip().startswith("{") else None
    except (ValueError, RecursionError):
        return
    if isinstance(content, dict) and not content.keys().isdisjoint(("cells", "worksheets")):
        raise SubmissionError(IS_NOTEBOOK, file=name, name=stem(Path(name).name) + ".ipynb")


def _json(text: str, name: str) -> dict[str, Any]:
    if not text.strip():
        return {}
    Tally(name).check(VALUES, text.count(","))
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _damage(text, name, error) from error
    if not isinstance(content, dict):
        raise SubmissionError(OTHER_JSON, file=name)
    return content


def _damage(text: str, name: str, error: Exception) -> SubmissionError:
    """Return why a text is not JSON, and what to do."""
    if conflict := re.search("^<{7} ", text, re.MULTILINE):
        line = text.count("\n", 0, conflict.start()) + 1
        return SubmissionError(CONFLICT, file=name, line=line)
    begins = text.strip().partition("\n")[0]
    if not begins.startswith(("{", "[")):
        python = stem(Path(name).name) + ".py"
        return SubmissionError(NO_NOTEBOOK, file=name, begins=begins[:40], python=python)
    if isinstance(error, json.JSONDecodeError):
        return SubmissionError(DAMAGED_AT, file=name, line=error.lineno)
    return SubmissionError(DAMAGED, file=name)


def _converted(content: dict[str, Any], name: str) -> object:
    """Return the cells of a notebook older than version 4, converted to version 4."""
    import nbformat

    sheets = content.get("worksheets")
    sheets = [content, *(sheets if isinstance(sheets, list) else ())]
    found = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
    Tally(name).check(OLD_CELLS, sum(len(cells) for cells in found if isinstance(cells, list)))
    version = content.get("nbformat") if content.get("nbformat") in (1, 2) else 3
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            whole = {"metadata": {}, "nbformat_minor": 0, **content, "nbformat": version}
            old = nbformat.reader.reads(json.dumps(whole))  # type: ignore[no-untyped-call]  # nbformat is untyped
            return nbformat.convert(old, 4).get("cells")  # type: ignore[no-untyped-call]  # as above
    except Exception as error:  # its converters can raise any exception for a damaged notebook
        raise SubmissionError(OLD_FORMAT, file=name, version=version) from error
