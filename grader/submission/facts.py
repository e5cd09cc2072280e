"""What one top-level statement does with names: binds, reads, changes, imports.

A change is seen only if the syntax shows it. That is an assignment to a part, or a method called for its
effect or known by its name. A function whose name ends in `_` counts, too. Changes through other names are
not seen.
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
    """The names that a statement binds, reads and changes.

    `now` are read by the statement, and `later` in the body of a function. `hints` are those in annotations,
    which only a decorator may look up. `stores` are the changed names to
    whose parts it assigns. `imports` maps imported names to full names. `packages` are the names whose
    submodule it imports. `deletes` are the names that it deletes.
    """

    node: ast.stmt
    binds: frozenset[str]
    now: frozenset[str]
    later: frozenset[str]
    hints: frozenset[str]
    stores: frozenset[str]
    changes: frozenset[str]
    imports: Mapping[str, str]
    packages: frozenset[str]
    deletes: frozenset[str] = frozenset()

    @property
    def is_decorated(self) -> bool:
        """Whether a decorator sees the function or class that the statement defines."""
        return bool(getattr(self.node, "decorator_list", ()))

    @property
    def is_conditional(self) -> bool:
        """Whether the names that the statement binds may also stay unchanged."""
        return isinstance(self.node, _COMPOUND)


def facts(statement: ast.stmt) -> Facts:
    """Return what a statement does with names."""
    names = Names(statement)
    inner = list(outside_definitions(statement))
    imports = [node for node in inner if isinstance(node, ast.Import | ast.ImportFrom)]
    return Facts(
        node=statement,
        binds=names.binds,
        now=names.reads(later=False),
        later=names.reads(later=True),
        hints=names.hints,
        stores=frozenset(_stores(names.running)),
        changes=_changes(names.running),
        # In `try: import a as x` and `except: import b as x`, the first says what x is.
        imports={name: full for node in reversed(imports) for name, full in imported(node).items()},
        packages=frozenset(package for node in imports for package in _packages(node)),
        deletes=frozenset(_deleted(inner)),
    )


def _deleted(inner: Sequence[ast.AST]) -> Iterator[str]:
    """Yield the names that `del` unbinds at the top level."""
    for node in inner:
        if isinstance(node, ast.Delete):
            for target in node.targets:
                parts = target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
                yield from (part.id for part in parts if isinstance(part, ast.Name))


def _packages(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    """Yield the names that an import of a submodule binds."""
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
    """Yield the names to whose parts the nodes assign.

    Examples are `w.grad = None`, `B[0] = 1` and `del B[0]`.
    """
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
            for decorator in node.decorator_list:  # `@add_to_class(Net)`, `@f.register`
                called = decorator.func if isinstance(decorator, ast.Call) else decorator
                yield from _roots(*(decorator.args if isinstance(decorator, ast.Call) else ()))
                yield from _roots(called) if isinstance(called, ast.Attribute) else ()


def _changed_by_call(node: ast.Call) -> Iterator[str]:
    """Yield the names that `B.append(4)`, `w.zero_()` or `nn.init.zeros_(w)` change."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    in_place = name.endswith("_") and not name.endswith("__")
    if isinstance(node.func, ast.Attribute) and (in_place or name in _CHANGING_METHODS):
        yield from _roots(node.func)
    if in_place or name in _CHANGING_FUNCTIONS:
        yield from _roots(*node.args, *node.keywords)


def _roots(*nodes: ast.AST) -> Iterator[str]:
    """Yield the names at the root of expressions.

    Examples are `w`, `w.grad` and `net[0].weight.data.add_(1)`; `f(x).y` has none.
    """
    for node in nodes:
        while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred | ast.keyword) or (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        ):
            node = node.func if isinstance(node, ast.Call) else node.value
        if isinstance(node, ast.Name):
            yield node.id


def _names(node: ast.AST) -> Iterator[str]:
    return (part.id for part in ast.walk(node) if isinstance(part, ast.Name))
