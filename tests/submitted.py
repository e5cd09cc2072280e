"""Submitted files for tests: their cells, what is chosen of them, and what is said of the rest."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from grader.core.errors import SubmissionError
from grader.locale.messages import sentence
from grader.submission import Submission, needed, read

Write = Callable[..., Path]


def code_cell(source: object) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}


def notebook(*cells: object, **others: object) -> str:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells, **others})


def grade(path: Path, *tasks: str, whole: bool = False, stubs: Mapping[str, str] | None = None) -> Submission:
    return needed(read(path), tasks or ("f",), stubs=stubs or {}, whole=whole)


def texts(submission: Submission) -> list[str]:
    return [piece.text for piece in submission.program.pieces]


def reasons(submission: Submission) -> list[tuple[int, str, str]]:
    return [(skipped.line, skipped.text, sentence(skipped.why)) for skipped in submission.skipped]


def refusal(path: Path, *tasks: str, whole: bool = False) -> str:
    with pytest.raises(SubmissionError) as caught:
        grade(path, *tasks, whole=whole)
    return str(caught.value)


def function(source: str) -> ast.FunctionDef:
    node = ast.parse(dedent(source)).body[0]
    assert isinstance(node, ast.FunctionDef)
    return node
