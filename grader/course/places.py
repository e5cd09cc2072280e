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
    return next((node for node in found if node.name == name and any(declarations(node))), None)


def declarations(node: ast.FunctionDef | ast.ClassDef) -> Iterator[str]:
    """Yield the words by which a definition becomes a task: "task" or "variable"."""
    for decorator in node.decorator_list:
        name = decorator.func if isinstance(decorator, ast.Call) else decorator
        if isinstance(name, ast.Attribute) and name.attr in DECLARING:
            yield name.attr


def _options(node: ast.FunctionDef | ast.ClassDef) -> Mapping[str, int]:
    """Return the lines of the options in the decorators of a definition, by name."""
    calls = (one for one in node.decorator_list if isinstance(one, ast.Call))
    return {option.arg: option.lineno for call in calls for option in call.keywords if option.arg}


def _declared_for(task: str, tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield the functions and classes that are declared for a task, with their lines."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            roots = (ast.unparse(one).partition(".")[0] for one in node.decorator_list)
            if any(root == task for root in roots):
                yield node.name, node.lineno
