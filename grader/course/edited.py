"""A misconception that is the reference with a few edits of its source."""

from __future__ import annotations
import __future__

import ast
import functools
import inspect
import itertools
import linecache
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from grader.core.errors import CourseError
from grader.course import words

DECLARED = ("task", "variable")
"""The decorators such as `@exercise.task(…)`; those below them belong to the function or class."""


@dataclass(frozen=True)
class EditedSource:
    """The source of a function or class after the edits, from column 0, and its first line in the file."""

    line: int
    text: str

    def compiled(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Make the function or class; its file, its lines and its globals are those of the original.

        Raises SyntaxError if an edit made the source invalid.
        """
        names = _globals_of(function)
        is_future = names.get("annotations") is __future__.annotations
        flags = __future__.annotations.compiler_flag if is_future else 0
        text = "\n" * (self.line - 1) + self.text
        code = compile(text, _file_of(function), "exec", flags=flags, dont_inherit=True)
        made: dict[str, Any] = {}
        exec(code, names, made)  # noqa: S102  # a course's own code, trusted like any module
        result: Callable[..., Any] = made[function.__name__]
        return result


def _globals_of(function: Callable[..., Any]) -> dict[str, Any]:
    """Return the names of the module in which a function or class is defined."""
    if isinstance(function, type):
        return vars(sys.modules[function.__module__])
    found: dict[str, Any] = inspect.unwrap(function).__globals__
    return found


def _file_of(function: Callable[..., Any]) -> str:
    if isinstance(function, type):
        return str(sys.modules[function.__module__].__file__)
    return str(inspect.unwrap(function).__code__.co_filename)


def edited(function: Callable[..., Any], edits: Mapping[str, str]) -> EditedSource:
    """Apply edits to the source of a reference function; all at once, each to one place.

    Raises CourseError if an old text does not occur exactly once, or if two edits overlap.
    """
    line, text = _source(function)
    places: list[tuple[int, int, str]] = []
    for old, new in edits.items():
        count = text.count(old) if old else 0
        if count != 1:
            raise CourseError(words.EDIT_NOT_ONCE, old=old, count=count)
        if old == new:
            raise CourseError(words.EDIT_OF_NOTHING, old=old)
        places.append((text.index(old), text.index(old) + len(old), new))
    places.sort()
    for (_, end, _), (start, stop, _) in itertools.pairwise(places):
        if start < end:
            raise CourseError(words.EDITS_OVERLAP, old=text[start:stop])
    for start, end, new in reversed(places):
        text = text[:start] + new + text[end:]
    return EditedSource(line, text)


def _source(function: Callable[..., Any]) -> tuple[int, str]:
    """Return the source at the top level without the decorator that declares it, and its first line."""
    path = _file_of(function)
    linecache.checkcache(path)
    lines = linecache.getlines(path)
    for node in _definitions("".join(lines)):
        if _is_source(node, function):
            kept = node.decorator_list[_declarations(node) :]
            first = min([node.lineno, *(decorator.lineno for decorator in kept)])
            return first, "".join(lines[first - 1 : node.end_lineno])
    raise CourseError(words.NO_SOURCE, function=function.__name__)


@functools.lru_cache(maxsize=1)
def _definitions(source: str) -> tuple[ast.FunctionDef | ast.ClassDef, ...]:
    """Return a file's functions and classes; all edits of a file ask for them, and parsing takes longest."""
    body = ast.parse(source).body
    return tuple(node for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef))


def _is_source(node: ast.FunctionDef | ast.ClassDef, function: Callable[..., Any]) -> bool:
    """Whether a function or class is defined here; a class does not know its line, but is declared once."""
    if isinstance(function, type):
        return node.name == function.__name__ and _declarations(node) > 0
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    return bool(first == inspect.unwrap(function).__code__.co_firstlineno)


def _declarations(node: ast.FunctionDef | ast.ClassDef) -> int:
    """Return how many decorators there are down to `@exercise.task(…)`."""
    for n, decorator in enumerate(node.decorator_list):
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        if isinstance(called, ast.Attribute) and called.attr in DECLARED:
            return n + 1
    return 0
