"""What learners fill in: the functions, classes and variables that a starter leaves open.

Every top-level function is one. A class is one if a method of it does nothing yet. A variable is one if it is
None or `...`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.core.model import CLASS, FUNCTION, VARIABLE

RULE = "─"
"""In a comment, it makes a line that separates tasks."""
_METHOD = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Stub:
    """One definition of a starter: its name, what it is, its text and its line.

    `certain` says that it can be nothing but a stub. A variable that is None may be meant.
    """

    name: str
    kind: str
    text: str
    line: int
    certain: bool = True

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of a function's parameters, or of those of a class's `__init__` without `self`."""
        (node,) = ast.parse(self.text).body
        if isinstance(node, ast.ClassDef):
            made = [part for part in node.body if isinstance(part, _METHOD) and part.name == "__init__"]
            return tuple(argument.arg for part in made[-1:] for argument in part.args.args[1:])
        return tuple(argument.arg for argument in node.args.args) if isinstance(node, _METHOD) else ()


def stubs_of(tree: ast.Module, source: str) -> Iterator[Stub]:
    """Yield the stubs of a starter, in its order."""
    for node in tree.body:
        if (found := stub_of(node, source)) is not None:
            yield found


def stub_of(node: ast.stmt, source: str) -> Stub | None:
    """Return the stub that a top-level statement is; None if it is none."""
    match node:
        case ast.FunctionDef(name=name):
            return Stub(name, FUNCTION, ast.get_source_segment(source, node) or "", node.lineno)
        case ast.ClassDef(name=name) if _is_open(node):
            return Stub(name, CLASS, ast.get_source_segment(source, node) or "", node.lineno)
        case (
            ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=value))
            | ast.AnnAssign(target=ast.Name(id=name), value=ast.Constant(value=value))
        ) if value is None or value is ...:
            return Stub(name, VARIABLE, _with_comments(node, source.split("\n")), node.lineno, value is ...)
    return None


def _is_open(node: ast.ClassDef) -> bool:
    """Whether a method of a class does nothing yet, or nothing is in the class at all."""
    methods = [part for part in node.body if isinstance(part, _METHOD)]
    return any(_does_nothing(method.body) for method in methods) or _does_nothing(node.body)


def _does_nothing(body: Sequence[ast.stmt]) -> bool:
    return all(
        isinstance(part, ast.Pass | ast.Raise)
        or (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant))
        for part in body
    )


def _with_comments(node: ast.stmt, lines: Sequence[str]) -> str:
    """Return a statement with the comments above it and in its line, since it has no docstring."""
    first = node.lineno - 1
    while first and lines[first - 1].startswith("#") and RULE not in lines[first - 1]:
        first -= 1
    return "\n".join(lines[first : node.end_lineno])
