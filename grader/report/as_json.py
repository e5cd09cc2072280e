"""The JSON contract, version 1: a `grader.model.Grade`, or a list of them for several files."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from grader.verdict import Grade


def render(grades: Sequence[Grade], *, several: bool = False) -> str:
    """One object for one submission, a list where `several` were asked for; indented by two spaces."""
    content = list(grades) if several or len(grades) > 1 else grades[0]
    return msgspec.json.format(msgspec.json.encode(content), indent=2).decode() + "\n"
