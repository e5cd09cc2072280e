"""The JSON contract, version 1: a `grader.model.Grade`, or a list of them for several files."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from grader.model import Grade


def render(grades: Sequence[Grade]) -> str:
    """One object for one submission, a list for several; two spaces of indentation."""
    content = grades[0] if len(grades) == 1 else list(grades)
    return msgspec.json.format(msgspec.json.encode(content), indent=2).decode() + "\n"
