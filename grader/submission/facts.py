"""What one top-level statement does with the names of its module: binds, reads, changes, imports.

A change is seen where its form tells of it: an assignment to a part, a method that is called for its
effect or known by its name, a function whose name ends in `_`. Changes through other names are not seen.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.submission.names import Names, imported
from grader.submission.syntax import outside_definitions

_LOOP = ast.For | ast.AsyncFor | ast.While
_COMPOUND = ast.If | _LOOP | ast.With | ast.AsyncWith | ast.Try | ast.TryStar | ast.Match
_LIST_METHODS = ("append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort")
_CHANGING_METHODS = (*_LIST_METHODS, "add", "discard", "popitem", "setdefault", "update")
_CHANGING_FUNCTIONS = ("setattr", "delattr")


@dataclass(frozen=True)
class Facts:
    """The names that a statement binds, reads (now, or later in a function's body) and changes.

    `stores` are the changed ones to whose parts it assigns. `imports` gives imported names their full
    names; `packages` are those of which it imports a submodule.
    """

    node: ast.stmt
    binds: frozenset[str]
    now: frozenset[str]
    later: frozenset[str]
    stores: frozenset[str]
    changes: frozenset[str]
    imports: Mapping[str, str]
    packages: frozenset[str]

    @property
    def is_conditional(self) -> bool:
        """Whether what the statement binds may as well stay as it was."""
        return isinstance(self.node, _COMPOUND)


def facts(statement: ast.stmt) -> Facts:
    """Tell what a statement does with names."""
    names = Names(statement)
    inner = outside_definitions(statement)
    imports = [node for node in inner if isinstance(node, ast.Import | ast.ImportFrom)]
    return Facts(
        node=statement,
        binds=names.binds,
        now=names.reads(later=False),
        later=names.reads(later=True),
        stores=frozenset(_stores(names.running)),
        changes=_changes(names.running),
        # Of `try: import a as x` and `except: import b as x`, the first tells what x is.
        imports={name: full for node in reversed(imports) for name, full in imported(node).items()},
        packages=frozenset(package for node in imports for package in _packages(node)),
    )


def _packages(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    """The names that an import binds though what it imports is a part of theirs."""
    for alias in node.names:
        root, dot, _ = alias.name.partition(".")
        if dot and not alias.asname:
            yield root


def _changes(running: Sequence[ast.AST]) -> frozenset[str]:
    """The names whose values the running nodes change."""
    changes = {*_stores(running), *(name for node in running for name in _changed_by(node))}
    for node in reversed(running):  # inner loops first
        if isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
            changes.update(_names(node.iter) if changes & set(_names(node.target)) else ())
    return frozenset(changes)


def _stores(running: Sequence[ast.AST]) -> Iterator[str]:
    """The names to whose parts is assigned: `w.grad = None`, `B[0] = 1`, `del B[0]`."""
    for node in running:
        if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            yield from _roots(node)


def _changed_by(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Expr(value=ast.Call(func=ast.Attribute() as method)):
            yield from _roots(method)
        case ast.Call():
            yield from _changed_by_call(node)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            for decorator in node.decorator_list:  # `@add_to_class(Net)`
                if isinstance(decorator, ast.Call):
                    yield from _roots(*decorator.args)


def _changed_by_call(node: ast.Call) -> Iterator[str]:
    """The roots that `B.append(4)`, `w.zero_()` or `nn.init.zeros_(w)` change."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    in_place = name.endswith("_") and not name.endswith("__")
    if isinstance(node.func, ast.Attribute) and (in_place or name in _CHANGING_METHODS):
        yield from _roots(node.func)
    if in_place or name in _CHANGING_FUNCTIONS:
        yield from _roots(*node.args, *node.keywords)


def _roots(*nodes: ast.AST) -> Iterator[str]:
    """The names at the root of `w`, `w.grad`, `net[0].weight.data.add_(1)`; none for `f(x).y`."""
    for node in nodes:
        while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred | ast.keyword) or (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        ):
            node = node.func if isinstance(node, ast.Call) else node.value
        if isinstance(node, ast.Name):
            yield node.id


def _names(node: ast.AST) -> Iterator[str]:
    return (part.id for part in ast.walk(node) if isinstance(part, ast.Name))
