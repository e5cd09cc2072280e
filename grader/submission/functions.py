"""The functions, classes and variables that a file defines, and which of them are not finished."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator, Sequence, Set

from grader.core.model import CLASS, FUNCTION, KINDS, VARIABLE
from grader.submission.source import Source
from grader.submission.syntax import Function, outside_definitions

TOO_DEEP = "(nested too deeply to be written down)"

Definition = Function | ast.ClassDef


def defined_names(source: Source) -> frozenset[str]:
    """Return the names of all top-level functions, classes and variables, even those that do not parse."""
    return frozenset().union(*(defined(source, kind) for kind in KINDS))


def defined(source: Source, kind: str) -> frozenset[str]:
    """Return the names of all top-level functions, classes or variables, even those that do not parse."""
    found = {name for statement in source.statements for name in _defined_by(statement.node, kind)}
    return frozenset(found | {name for name, broken in source.broken.items() if broken == kind})


def _defined_by(statement: ast.stmt, kind: str) -> Iterator[str]:
    if kind != VARIABLE:
        yield from (node.name for node in definitions(statement) if kind_of(node) == kind)
    for name, is_function in _assigned(statement):
        if (FUNCTION if is_function else VARIABLE) == kind:
            yield name


def _assigned(statement: ast.stmt) -> Iterator[tuple[str, bool]]:
    """Yield the names that a statement assigns to, each with whether it gets a lambda."""
    for node in outside_definitions(statement):
        is_function = isinstance(getattr(node, "value", None), ast.Lambda)
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        for target in targets:
            parts = getattr(target, "elts", [target])
            yield from ((part.id, is_function) for part in parts if isinstance(part, ast.Name))


def definitions(statement: ast.stmt) -> Iterator[Definition]:
    """Yield the functions and classes that a statement defines at the top level.

    One within `if` or `try` counts, too.
    """
    return (node for node in outside_definitions(statement) if isinstance(node, Definition))


def kind_of(node: ast.stmt) -> str:
    """Return what a statement defines: a function, a class or a variable."""
    if isinstance(node, Function):
        return FUNCTION
    return CLASS if isinstance(node, ast.ClassDef) else VARIABLE


def parameters(arguments: ast.arguments) -> Sequence[ast.arg]:
    """Return the parameters of a function in order."""
    first, last = [*arguments.posonlyargs, *arguments.args], arguments.kwonlyargs
    return [
        parameter for parameter in (*first, arguments.vararg, *last, arguments.kwarg) if parameter is not None
    ]


def canonical(node: ast.stmt) -> str:
    """Return what a definition does as text, without its docstring.

    Of a function, parameters appear by position, not by name. Of a class, it is a line for each statement in
    it that does something. Of a variable, it is what is assigned.
    """
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return _body_of(node)
        case ast.ClassDef():
            return "\n".join(sorted(_work_of_class(node)))
        case ast.Assign(value=ast.expr() as value) | ast.AnnAssign(value=ast.expr() as value):
            return _dumped(value)
    return _dumped(node)


def _dumped(node: ast.AST) -> str:
    """Return a tree as text, the same for all versions of Python."""
    try:
        text = ast.dump(node)
    except RecursionError:
        return TOO_DEEP
    return re.sub(r"(, )?\b\w+=\[\]", "", text).replace("(, ", "(")  # as ast.dump itself does from 3.13 on


def _work_of_class(node: ast.ClassDef) -> Iterator[str]:
    """Yield the statements of a class that do something, as text: bases, methods, assignments."""
    for statement in _work(node):
        if isinstance(statement, Function):
            if not is_stub(statement):
                yield f"{statement.name}: {_body_of(statement)}"
        elif isinstance(statement, ast.AnnAssign) or not _is_idle(statement, frozenset()):
            yield _dumped(statement)  # a field of a dataclass has no value


def _body_of(function: Function) -> str:
    places = {parameter.arg: f"${index}" for index, parameter in enumerate(parameters(function.args))}
    text = "; ".join(map(_dumped, _work(function)))
    return re.sub(r"\bName\(id='(\w+)'", lambda m: f"Name(id='{places.get(m[1], m[1])}'", text)


def stub(source: str) -> str:
    """Return the `canonical` text of a starter's definition, given as source."""
    (node,) = ast.parse(source).body
    return canonical(node)


def is_unchanged(node: ast.stmt, starter: str) -> bool:
    """Whether a definition does only what the starter's does; `starter` is its `canonical` text.

    A class has no work in it that the starter's does not have. So it is unchanged, too, if something is left
    out.
    """
    if isinstance(node, ast.ClassDef):
        return set(canonical(node).split("\n")) <= {"", *starter.split("\n")}
    return canonical(node) == starter


def is_stub(node: ast.stmt) -> bool:
    """Whether a definition does nothing yet.

    A function has only `pass`, constants, imports, NotImplementedError, and names that are None or `...`. A
    class has only such methods. A variable is None or `...`.
    """
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return _does_nothing(node)
        case ast.ClassDef():
            return not any(True for _ in _work_of_class(node))
    return any(True for _ in _idle_names(node))


def _does_nothing(function: Function) -> bool:
    work = _work(function)
    if not all(_is_idle(statement, None) for statement in work):
        return False  # so do most, and to look for the names takes longer
    names = frozenset(name for statement in ast.walk(function) for name in _idle_names(statement))
    return all(_is_idle(statement, names) for statement in work)


def delegate(function: Function) -> str | None:
    """Return the function that another one calls and does nothing else, as in `return g(x)`."""
    match _work(function):
        case [ast.Return(ast.Call(ast.Name(name)))]:
            return name
    return None


def _work(node: Definition) -> Sequence[ast.stmt]:
    has_docstring = ast.get_docstring(node, clean=False) is not None
    return node.body[1:] if has_docstring else node.body


def _is_idle(statement: ast.stmt, names: Set[str] | None) -> bool:
    """Whether a statement does nothing; `names` are those that hold no value yet, None stands for all."""
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


def _is_nothing(value: ast.expr, names: Set[str] | None) -> bool:
    """Whether an expression is None, `...`, or several of them."""
    match value:
        case ast.Constant(None) | ast.Constant(builtins.Ellipsis) | ast.Name("NotImplemented"):
            return True
        case ast.Name(name):
            return names is None or name in names
        case ast.Tuple(parts) | ast.List(parts) if parts:
            return all(_is_nothing(part, names) for part in parts)
    return False
