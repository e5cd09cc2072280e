"""What a reference file says about its exercise, without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from grader.core.errors import CourseError
from grader.course import words

EXERCISE = "Exercise"
EXAMPLES = {
    "data": 'data="house.csv"',
    "knows": 'knows={"pd": "pandas"}',
    "check": 'check="check.npz"',
    "hidden": 'hidden="hidden.npz"',
}
"""The options that are read without running the file, each as it is written out."""


def declared(text: bytes, option: str) -> Any:
    """Return the value of an option of `Exercise(…)` in a reference file.

    It is None if the option is not given, or if its value is not written out.
    """
    if option.encode() not in text:
        return None
    call = _exercise(text)
    found = [keyword.value for keyword in call.keywords if keyword.arg == option] if call else []
    return _literal(found[0]) if found else None


def check_written(path: Path) -> None:
    """Raise CourseError, with the line, for an option that is read from the text and is not written out."""
    call = _exercise(path.read_bytes())
    for keyword in call.keywords if call is not None else ():
        is_none = isinstance(keyword.value, ast.Constant) and keyword.value.value is None
        if keyword.arg in EXAMPLES and _literal(keyword.value) is None and not is_none:
            raise _not_written(path, keyword.arg, keyword.value.lineno)


def check_same(path: Path, given: Mapping[str, Any]) -> None:
    """Raise CourseError, with the line, if an exercise got other values of its options than its text says."""
    text = path.read_bytes()
    for option, value in given.items():
        if _plain(declared(text, option)) != _plain(value):
            call = _exercise(text)
            raise _not_written(path, option, call.lineno if call is not None else 1)


def _not_written(path: Path, option: str, line: int) -> CourseError:
    why = CourseError(words.NOT_WRITTEN_OUT, option=option, example=EXAMPLES[option])
    return CourseError(words.IN_LINE, path=path, line=line, why=why)


def _plain(value: Any) -> Any:
    """Return a value as it is compared: one name is as good as a tuple of one, and nothing as None."""
    return ((value,) if isinstance(value, str) else value) if value else None


def _exercise(text: bytes) -> ast.Call | None:
    """Return the first call of `Exercise(…)`; None if there is none, or if the text is not valid Python."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return None
    return next(_calls(tree), None)


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == EXERCISE:
            yield node


def _literal(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        return None
