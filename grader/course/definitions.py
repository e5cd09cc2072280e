"""A function of a reference file with all that it uses there, as code of its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.core.errors import CourseError
from grader.course import words

CLOCKS = ("time", "datetime")
"""The modules that tell the time: what is asked of a result must not depend on it."""


def code_of(source: str, name: str, line: int, tasks: frozenset[str]) -> str:
    """Return the code of the function that begins in a line, with the definitions and imports that it needs.

    It is without decorators. Raises CourseError if it needs a task, whose solution would then be given away,
    or the time.
    """
    body = ast.parse(source).body
    (wanted,) = (node for node in body if isinstance(node, ast.FunctionDef) and _first_line(node) == line)
    for node in body:
        _strip(node)
    known = {**{bound: node for node in body for bound in _bound(node)}, name: wanted}
    kept, left = {name}, [name]
    while left:
        node = known[left.pop()]
        used = (_read(node) & known.keys()) - kept
        if solutions := sorted(used & tasks):
            raise CourseError(words.PROPERTY_NEEDS_TASK, name=name, task=solutions[0])
        kept |= used
        left += sorted(used)
    nodes = list(dict.fromkeys(node for bound, node in known.items() if bound in kept))
    if clock := next((module for node in nodes for module in _imported(node) if module in CLOCKS), ""):
        raise CourseError(words.PROPERTY_NEEDS_TIME, name=name, module=clock)
    nodes.sort(key=lambda node: node.lineno)
    return "\n\n".join(map(ast.unparse, nodes))


def _first_line(node: ast.FunctionDef) -> int:
    """Return the line of a function's first decorator, or of the function."""
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


def _bound(node: ast.stmt) -> Iterator[str]:
    """Yield the names that a top-level statement binds."""
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            yield from ((alias.asname or alias.name).partition(".")[0] for alias in aliases)
        case _:
            names = (part for part in ast.walk(node) if isinstance(part, ast.Name))
            yield from (part.id for part in names if isinstance(part.ctx, ast.Store))


def _read(node: ast.stmt) -> set[str]:
    """Return the names that a statement reads."""
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _strip(node: ast.stmt) -> None:
    """Take away the decorators and the docstring of a definition."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        node.decorator_list = []
        node.body = (node.body[1:] if ast.get_docstring(node) is not None else node.body) or [ast.Pass()]


def _imported(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.Import(names=aliases):
            yield from (alias.name.partition(".")[0] for alias in aliases)
        case ast.ImportFrom(module=str(module)):
            yield module.partition(".")[0]
