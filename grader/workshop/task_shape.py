"""What a task looks like in a file: its kind, its parameters, and the methods of a class."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from grader.core.model import CLASS, FUNCTION, VARIABLE
from grader.course.places import declarations
from grader.course.stubs import stub_of

INIT = "__init__"
MODULE = "torch.nn.Module"


@dataclass(frozen=True)
class Method:
    """A method of a class: its name, and its parameters as they are written."""

    name: str
    parameters: str


@dataclass(frozen=True)
class TaskShape:
    """The kind of a task, its parameters, and for a class also its base and its methods."""

    kind: str = FUNCTION
    parameters: tuple[str, ...] = ()
    base: str = ""
    methods: tuple[Method, ...] = ()

    @property
    def is_module(self) -> bool:
        """Whether it is a class of modules of torch."""
        return self.base.rpartition(".")[2] == "Module"


def new_shape(kind: str, parameters: tuple[str, ...]) -> TaskShape:
    """Return the shape of a new task; a class is a module of torch."""
    if kind != CLASS:
        return TaskShape(kind, parameters)
    init = Method(INIT, ", ".join(("self", *parameters)))
    return TaskShape(kind, parameters, MODULE, (init, Method("forward", "self, x")))


def shape_in_starter(source: str, name: str) -> TaskShape | None:
    """Return the shape of a stub in a starter; None if there is none of this name."""
    for node in ast.parse(source).body:
        stub = stub_of(node, source)
        if stub is not None and stub.name == name:
            return _shape(node, stub.kind)
    return None


def shape_in_reference(source: str, name: str) -> TaskShape | None:
    """Return the shape of a task in a reference; None if there is none of this name."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name:
            for word in declarations(node):
                return _shape(node, _kind(node, word))
    return None


def _kind(node: ast.FunctionDef | ast.ClassDef, word: str) -> str:
    if word == VARIABLE:
        return VARIABLE
    return CLASS if isinstance(node, ast.ClassDef) else FUNCTION


def _shape(node: ast.stmt, kind: str) -> TaskShape:
    if isinstance(node, ast.ClassDef):
        base = ast.unparse(node.bases[0]) if node.bases else ""
        made = next((part for part in _methods(node) if part.name == INIT), None)
        methods = tuple(Method(part.name, ast.unparse(part.args)) for part in _methods(node))
        return TaskShape(kind, _names(made)[1:] if made else (), base, methods)
    return TaskShape(kind, _names(node) if isinstance(node, ast.FunctionDef) else ())


def _methods(node: ast.ClassDef) -> Iterator[ast.FunctionDef]:
    yield from (part for part in node.body if isinstance(part, ast.FunctionDef))


def _names(node: ast.FunctionDef) -> tuple[str, ...]:
    given = node.args
    return tuple(one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs))
