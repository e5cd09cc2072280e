"""The functions that a file defines, and which of them are not finished."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator, Sequence, Set

from grader.submission.source import Source
from grader.submission.syntax import Function, outside_definitions


def defined_functions(source: Source) -> frozenset[str]:
    """Return the names of all top-level functions, even those that do not parse."""
    nodes = [statement.node for statement in source.statements]
    lambdas = (
        target.id
        for node in nodes
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda)
        for target in node.targets
        if isinstance(target, ast.Name)
    )
    return source.broken.union(lambdas, (function.name for node in nodes for function in functions(node)))


def functions(statement: ast.stmt) -> Iterator[Function]:
    """Yield the functions that a statement defines at the top level.

    A function within `if` or `try` counts, too.
    """
    return (node for node in outside_definitions(statement) if isinstance(node, Function))


def parameters(arguments: ast.arguments) -> Sequence[ast.arg]:
    """Return the parameters of a function in order."""
    first, last = [*arguments.posonlyargs, *arguments.args], arguments.kwonlyargs
    return [
        parameter for parameter in (*first, arguments.vararg, *last, arguments.kwarg) if parameter is not None
    ]


def canonical(function: Function) -> str:
    """Return the body as text, without its docstring.

    Parameters appear by position, not by name.
    """
    places = {parameter.arg: f"${index}" for index, parameter in enumerate(parameters(function.args))}
    try:
        text = "; ".join(ast.dump(statement) for statement in _work(function))
    except RecursionError:
        return "(nested too deeply to be written down)"
    text = re.sub(r"(, )?\b\w+=\[\]", "", text).replace("(, ", "(")  # as ast.dump itself does from 3.13 on
    return re.sub(r"\bName\(id='(\w+)'", lambda m: f"Name(id='{places.get(m[1], m[1])}'", text)


def stub(source: str) -> str:
    """Return the `canonical` text of a starter's function, given as source."""
    (function,) = ast.parse(source).body
    assert isinstance(function, Function)
    return canonical(function)


def is_stub(function: Function) -> bool:
    """Whether a function does nothing yet.

    It has only `pass`, constants, imports, NotImplementedError, and names that are None or `...`.
    """
    names = frozenset(name for statement in ast.walk(function) for name in _idle_names(statement))
    return all(_is_idle(statement, names) for statement in _work(function))


def delegate(function: Function) -> str | None:
    """Return the function that another one calls and does nothing else, as in `return g(x)`."""
    match _work(function):
        case [ast.Return(ast.Call(ast.Name(name)))]:
            return name
    return None


def _work(function: Function) -> Sequence[ast.stmt]:
    has_docstring = ast.get_docstring(function, clean=False) is not None
    return function.body[1:] if has_docstring else function.body


def _is_idle(statement: ast.stmt, names: Set[str]) -> bool:
    """Whether a statement does nothing; `names` are those that hold no value yet."""
    match statement:
        case ast.Pass() | ast.Import() | ast.ImportFrom() | ast.Expr(ast.Constant()) | ast.Return(None):
            return True
        case ast.Raise(exc) if exc is not None:
            raised = exc.func if isinstance(exc, ast.Call) else exc
            name = raised.attr if isinstance(raised, ast.Attribute) else getattr(raised, "id", "")
            return name in ("NotImplementedError", "NotImplemented")
        case ast.Assign() | ast.AnnAssign():
            return statement.value is None or any(True for _ in _idle_names(statement))
        case ast.Return(ast.expr() as value):
            return _is_nothing(value, names)
        case ast.With(body=body):
            return all(_is_idle(inner, names) for inner in body)
    return False


def _idle_names(statement: ast.AST) -> Iterator[str]:
    """Yield the names to which a statement assigns no value yet: None or `...`."""
    match statement:
        case ast.Assign(targets, value) if _is_nothing(value, frozenset()):
            parts = [part for target in targets for part in getattr(target, "elts", [target])]
            if all(isinstance(part, ast.Name) for part in parts):
                yield from (part.id for part in parts)
        case ast.AnnAssign(ast.Name(name), _, ast.expr() as value) if _is_nothing(value, frozenset()):
            yield name


def _is_nothing(value: ast.expr, names: Set[str]) -> bool:
    """Whether an expression is None, `...`, or several of them."""
    match value:
        case ast.Constant(None) | ast.Constant(builtins.Ellipsis) | ast.Name("NotImplemented"):
            return True
        case ast.Name(name):
            return name in names
        case ast.Tuple(parts) | ast.List(parts) if parts:
            return all(_is_nothing(part, names) for part in parts)
    return False
