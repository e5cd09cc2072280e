"""Files as learners hand them in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from textwrap import dedent

import pytest
from submitted import Write, code_cell, notebook


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a script's text, a notebook's cells or bytes into the current folder; return a relative path."""
    monkeypatch.chdir(tmp_path)

    def to_file(content: str | bytes | Sequence[str], name: str = "") -> Path:
        if isinstance(content, bytes):
            path = Path(name or "exercise_03.py")
            path.write_bytes(content)
        elif isinstance(content, str):
            path = Path(name or "exercise_03.py")
            path.write_text(dedent(content), encoding="utf-8")
        else:
            path = Path(name or "exercise_03.ipynb")
            path.write_text(notebook(*(code_cell(dedent(source)) for source in content)), encoding="utf-8")
        return path

    return to_file
