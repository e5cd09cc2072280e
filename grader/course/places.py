"""The line of a reference file that a fault of a task is about."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from grader.core.errors import CourseError

DECLARING = ("task", "variable")
"""The decorators of a task: `@exercise.task(…)`, `@exercise.variable`."""
SEEN_AS = "seen_as"
TEXT, NAME = "text", "name"
"""The arguments of an error that hold the value of this option, and the name of a function."""


def line_of(error: CourseError, *, task: str, source: str) -> int:
    """Return the line of the property, the variant or the option that an error is about.

    If it is about none of them, it is the line of the task.
    """
    tree = ast.parse(source)
    declared = dict(_declared_for(task, tree))
    if (name := error.arguments.get(NAME)) in declared:
        return declared[str(name)]
    node = _task(task, tree)
    if node is None:
        return 1
    options = _options(node)
    return options.get(SEEN_AS, node.lineno) if TEXT in error.arguments else node.lineno


def _task(name: str, tree: ast.Module) -> ast.FunctionDef | ast.ClassDef | None:
    """Return the definition of a task's reference; None if it is not at the top level."""
    found = (node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef))
    return next((node for node in found if node.name == name and _declarations(node)), None)


def _declarations(node: ast.FunctionDef | ast.ClassDef) -> list[ast.expr]:
    """Return the decorators of a definition that make it a task."""
    called = [(one, one.func if isinstance(one, ast.Call) else one) for one in node.decorator_list]
    return [one for one, name in called if isinstance(name, ast.Attribute) and name.attr in DECLARING]


def _options(node: ast.FunctionDef | ast.ClassDef) -> Mapping[str, int]:
    """Return the lines of a task's options, by name."""
    calls = (one for one in _declarations(node) if isinstance(one, ast.Call))
    return {option.arg: option.lineno for call in calls for option in call.keywords if option.arg}


def _declared_for(task: str, tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield the functions and classes that are declared for a task, with their lines."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            roots = (ast.unparse(one).partition(".")[0] for one in node.decorator_list)
            if any(root == task for root in roots):
                yield node.name, node.lineno
