"""A notebook's text as the code of its cells, whichever version of the format it is in.

Versions from 4 on are read as they are: nbformat's validation refuses notebooks whose code is intact.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grader.errors import SubmissionError
from grader.submission.decode import newlines, printable
from grader.submission.reasons import MERGE_CONFLICT

OLD_VERSIONS = (1, 2, 3)


def cells(text: str, *, name: str) -> Iterator[tuple[int, str]]:
    """Give the code cells of a notebook with their numbers, counted over all cells."""
    content = _json(text, name)
    found = content.get("cells")
    if content.get("nbformat") in OLD_VERSIONS or (not found and content.get("worksheets")):
        found = _converted(content, name)
    for number, cell in enumerate(found if isinstance(found, list) else [], start=1):
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            source = cell.get("source")
            lines = source if isinstance(source, list) else [source]
            code = "".join(line for line in lines if isinstance(line, str))
            yield number, newlines(printable(code))


def refuse_notebook(text: str, *, name: str) -> None:
    """Raise SubmissionError where a script's text is a notebook's, which is Python that does nothing."""
    try:
        content = json.loads(text) if text.lstrip().startswith("{") else None
    except (ValueError, RecursionError):
        return
    if isinstance(content, dict) and not content.keys().isdisjoint(("cells", "worksheets")):
        raise SubmissionError(
            f"{name} holds a notebook, not a script. Rename it to {Path(name).with_suffix('.ipynb').name}."
        )


def _json(text: str, name: str) -> dict[str, Any]:
    if not text.strip():
        return {}
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SubmissionError(_damage(text, name, error)) from error
    if not isinstance(content, dict):
        raise SubmissionError(
            f"{name} is JSON, but no notebook. Open your work in Jupyter and save it as .ipynb, "
            f"or copy its code to a .py file."
        )
    return content


def _damage(text: str, name: str, error: Exception) -> str:
    """Say why a text is no JSON, and what to do."""
    if conflict := re.search("^<{7} ", text, re.MULTILINE):
        line = text.count("\n", 0, conflict.start()) + 1
        return (
            f"{name}, line {line}: {MERGE_CONFLICT}. In a text editor, keep one side of each conflict, "
            f"delete the lines that begin with <<<<<<<, ======= and >>>>>>>, and save it."
        )
    begins = text.strip().partition("\n")[0]
    if not begins.startswith(("{", "[")):
        python = Path(name).with_suffix(".py").name
        return (
            f"{name} is not a notebook: it begins with {begins[:40]!r}. "
            f"If it is Python code, rename it to {python}; if not, save or download your notebook again."
        )
    where = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
    return (
        f"{name}{where}: this is not a notebook (its JSON is damaged). "
        f"Open it in Jupyter and save it again, or copy its code to a .py file."
    )


def _converted(content: dict[str, Any], name: str) -> object:
    """The cells of a notebook older than version 4, as version 4 has them."""
    import nbformat

    version = content.get("nbformat") if content.get("nbformat") in (1, 2) else 3
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            whole = {"metadata": {}, "nbformat_minor": 0, **content, "nbformat": version}
            old = nbformat.reader.reads(json.dumps(whole))  # type: ignore[no-untyped-call]  # nbformat is untyped
            return nbformat.convert(old, 4).get("cells")  # type: ignore[no-untyped-call]  # likewise
    except Exception as error:  # its converters raise whatever a damaged notebook makes them raise
        raise SubmissionError(
            f"{name} is a notebook of the old format {version} that could not be converted. "
            f"Open it in Jupyter and save it again, or copy its code to a .py file."
        ) from error
