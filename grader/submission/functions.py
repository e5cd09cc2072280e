"""The functions that a file defines, and which of them are not finished."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

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
    """Whether a function has only pass, `...`, constants and NotImplementedError."""
    return all(_is_idle(statement) for statement in _work(function))


def _work(function: Function) -> Sequence[ast.stmt]:
    has_docstring = ast.get_docstring(function, clean=False) is not None
    return function.body[1:] if has_docstring else function.body


def _is_idle(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Raise) and statement.exc is not None:
        raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
        name = raised.attr if isinstance(raised, ast.Attribute) else getattr(raised, "id", "")
        return name in ("NotImplementedError", "NotImplemented")
    is_constant = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return is_constant or isinstance(statement, ast.Pass)
