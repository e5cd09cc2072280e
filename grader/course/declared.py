"""What a reference file says about its exercise, without running it."""

from __future__ import annotations

import ast
from typing import Any

EXERCISE = "Exercise"


def declared(text: bytes, option: str) -> Any:
    """Return the value of an option of `Exercise(…)` in a reference file.

    It is None if the option is not given, or if its value is not written out.
    """
    if option.encode() not in text:
        return None
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == EXERCISE:
            found = [keyword.value for keyword in node.keywords if keyword.arg == option]
            return _literal(found[0]) if found else None
    return None


def _literal(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        return None
