"""Which module names one top-level statement binds, and which it reads.

It tells names read now from names read later. The body of a function is read later, when the function is
called. The rest is read now. Annotations are never evaluated. The names in those of functions and classes are
kept apart, because code such as `torch.jit.script` looks them up. The walk does not recurse, so any depth of
nesting works.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

from grader.submission.functions import parameters
from grader.submission.syntax import Function, parse

_Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


@dataclass
class _Scope:
    """The names loaded and bound in one scope, and when it runs: now, later or both."""

    kind: str
    parent: _Scope | None = None
    now: bool = True
    later: bool = False
    loads: set[str] = field(default_factory=set)
    binds: set[str] = field(default_factory=set)
    outer: set[str] = field(default_factory=set)

    def hides(self, name: str) -> bool:
        """Whether this scope or an outer function or comprehension binds the name."""
        scope: _Scope | None = self
        while scope is not None and scope.kind != "module":
            # A class may not have bound it yet, and methods do not see the names of a class.
            if scope.kind != "class" and name in scope.binds and name not in scope.outer:
                return True
            scope = scope.parent
        return False


class Names:
    """What a statement does with names, found by a walk over its tree.

    `running` are the nodes that run with the statement, outer ones first.
    """

    def __init__(self, statement: ast.stmt) -> None:
        self.running: list[ast.AST] = []
        self._module = _Scope("module")
        self._scopes = [self._module]
        self._todo: list[tuple[ast.AST, _Scope]] = [(statement, self._module)]
        while self._todo:
            self._visit(*self._todo.pop())

    @property
    def binds(self) -> frozenset[str]:
        """The module names that the statement binds."""
        return frozenset(self._module.binds)

    def reads(self, *, later: bool) -> frozenset[str]:
        """Return the module names that are read now, when it runs, or later."""
        return _free(scope for scope in self._scopes if (scope.later if later else scope.now))

    @property
    def hints(self) -> frozenset[str]:
        """The module names in the annotations of functions and classes."""
        return _free(scope for scope in self._scopes if scope.kind == "annotation")

    def _visit(self, node: ast.AST, scope: _Scope) -> None:
        if scope.now:
            self.running.append(node)
        # A node with a name binds it: def, class, except, match, type parameters.
        own = getattr(node, "name", None) or getattr(node, "rest", None)
        if isinstance(own, str):
            scope.binds.add(own)
        match node:
            case ast.Name():
                self._name(node, scope)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                self._function(node, scope)
            case ast.ClassDef():
                self._class(node, scope)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                self._comprehension(node, scope)
            case ast.NamedExpr():
                self._walrus(node, scope)
            case ast.Import() | ast.ImportFrom():
                scope.binds.update(imported(node).keys() - {"*"})
            case ast.Global() | ast.Nonlocal():
                scope.outer.update(node.names)
            case ast.AnnAssign():
                self._push(scope, node.target if node.value else None, node.value)
                if scope is not self._module:
                    self._annotated(scope, node.annotation)
            case _:
                if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
                    scope.loads.add(node.target.id)  # in addition to being bound
                self._push(scope, *ast.iter_child_nodes(node))

    def _push(self, scope: _Scope, *nodes: ast.AST | None) -> None:
        self._todo.extend((node, scope) for node in nodes if node is not None)

    def _open(self, kind: str, parent: _Scope, *, now: bool, later: bool) -> _Scope:
        scope = _Scope(kind, parent, now, later)
        self._scopes.append(scope)
        return scope

    def _name(self, node: ast.Name, scope: _Scope) -> None:
        if isinstance(node.ctx, ast.Load):
            scope.loads.add(node.id)
        elif isinstance(node.ctx, ast.Store) or scope is not self._module:
            scope.binds.add(node.id)

    def _function(self, node: Function | ast.Lambda, scope: _Scope) -> None:
        """Decorators and defaults are read now, and the body of a def later.

        The body of a lambda may be read now as well.
        """
        inner = self._open("function", scope, now=scope.now and isinstance(node, ast.Lambda), later=True)
        inner.binds.update(parameter.arg for parameter in parameters(node.args))
        hints = [parameter.annotation for parameter in parameters(node.args)]
        self._annotated(scope, *hints, getattr(node, "returns", None))
        self._push(inner, *([node.body] if isinstance(node, ast.Lambda) else node.body))
        self._push(inner, *getattr(node, "type_params", ()))
        self._push(scope, *getattr(node, "decorator_list", ()))
        self._push(scope, *node.args.defaults, *node.args.kw_defaults)

    def _annotated(self, scope: _Scope, *annotations: ast.expr | None) -> None:
        """Keep the names in annotations apart, also those in a string."""
        inner = self._open("annotation", scope, now=False, later=False)
        self._push(inner, *(_unquoted(hint) for hint in annotations if hint is not None))

    def _class(self, node: ast.ClassDef, scope: _Scope) -> None:
        inner = self._open("class", scope, now=scope.now, later=scope.later)
        self._push(scope, *node.decorator_list, *node.bases, *node.keywords)
        self._push(inner, *node.body, *getattr(node, "type_params", ()))

    def _comprehension(self, node: _Comprehension, scope: _Scope) -> None:
        """The first iterable is read outside; a generator may run now or later."""
        later = scope.later or isinstance(node, ast.GeneratorExp)
        inner = self._open("comprehension", scope, now=scope.now, later=later)
        for index, part in enumerate(node.generators):
            self.running += [part] if scope.now else []
            self._push(inner, part.target, *part.ifs)
            self._push(inner if index else scope, part.iter)
        self._push(inner, *([node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]))

    def _walrus(self, node: ast.NamedExpr, scope: _Scope) -> None:
        self._push(scope, node.value)
        while scope.kind == "comprehension" and scope.parent is not None:
            scope = scope.parent
        scope.binds.add(node.target.id)


def _free(scopes: Iterable[_Scope]) -> frozenset[str]:
    """Return the names that scopes load from the module."""
    return frozenset(name for scope in scopes for name in scope.loads if not scope.hides(name))


def _unquoted(annotation: ast.expr) -> ast.AST:
    """Return the tree of an annotation that is a string, else the annotation."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        tree = parse(annotation.value.strip())
        return tree if isinstance(tree, ast.Module) else annotation
    return annotation


def imported(node: ast.Import | ast.ImportFrom) -> dict[str, str]:
    """Map the names that an import binds to full names; `*` means all of a module."""
    if isinstance(node, ast.ImportFrom):
        names = node.names if node.module != "__future__" else []
        return {alias.asname or alias.name: f"{node.module or ''}.{alias.name}" for alias in names}
    roots = {alias: alias.name.partition(".")[0] for alias in node.names}
    return {alias.asname or root: alias.name if alias.asname else root for alias, root in roots.items()}
