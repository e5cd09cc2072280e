"""The mutants of a reference as code: single edits of it, and of what it uses in its file."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from grader.runner.wire import Piece
from grader.workshop.edit_kinds import Scope
from grader.workshop.edits import Edit, edits

FILENAME = "mutant"


@dataclass(frozen=True)
class Mutant:
    """An edit of a definition, and its name as a function of the program."""

    name: str
    edit: Edit
    piece: Piece


def mutants_of(source: str, task: str, scope: Scope) -> tuple[Mutant, ...]:
    """Return the mutants of a task's reference; none twice."""
    known = _definitions(source, task)
    return tuple(_mutants(_used(known, task), task, scope))


def _mutants(used: Mapping[str, ast.stmt], task: str, scope: Scope) -> Iterator[Mutant]:
    plain = {name: ast.unparse(definition) for name, definition in used.items()}
    found = ((name, edit) for name, definition in used.items() for edit in edits(definition, scope))
    for number, (edited, edit) in enumerate(found):
        name = f"{task}__mutant_{number}"
        body = "\n".join({**plain, edited: edit.text}.values())
        text = f"def _mutant():\n{textwrap.indent(body, '    ')}\n    return {task}\n{name} = _mutant()"
        yield Mutant(name, edit, Piece(FILENAME, 1, text, (name,), ()))


def _definitions(source: str, task: str) -> dict[str, ast.stmt]:
    """Return the file's functions, classes and constants by name.

    Among several of one name, the task counts, then what is not a variant or misconception.
    """
    found: dict[str, ast.stmt] = {}
    declared: set[str] = set()
    for node in ast.parse(source).body:
        name = _constant(node)
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            name = node.name
            if any(_is_variant(decorator, declared) for decorator in node.decorator_list):
                continue
            if any(_declares(decorator) for decorator in node.decorator_list):
                declared.add(name)
            node.decorator_list = [known for known in node.decorator_list if not _declares(known)]
        if name:
            found[name] = node
    assert task in found, task
    return found


def _constant(node: ast.stmt) -> str:
    """Return the name of a top-level constant that is written as a literal."""
    match node:
        case ast.Assign([ast.Name(name)], value):
            try:
                ast.literal_eval(value)
            except ValueError:
                return ""
            return name
    return ""


def _declares(decorator: ast.expr) -> bool:
    """Whether this is `@exercise.task(…)`, `@exercise.variable` or `@exercise.variable(…)`."""
    if isinstance(decorator, ast.Attribute):
        return decorator.attr == "variable"
    return (
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and decorator.func.attr in ("task", "variable")
    )


def _is_variant(decorator: ast.expr, declared: set[str]) -> bool:
    """Whether this is `@norm.right` or `@norm.misconception(…)`."""
    node = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in declared


def _free(definition: ast.stmt) -> set[str]:
    """Return the names that a definition reads and does not bind itself."""
    nodes = list(ast.walk(definition))
    names = [node for node in nodes if isinstance(node, ast.Name)]
    bound = {node.id for node in names if not isinstance(node.ctx, ast.Load)}
    bound |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    return {node.id for node in names} - bound


def _used(known: Mapping[str, ast.stmt], task: str) -> dict[str, ast.stmt]:
    """Return a task's definition and all that it uses, directly or not, in the order of the file."""
    names, left = {task}, [task]
    while left:
        new = (_free(known[left.pop()]) & known.keys()) - names
        names |= new
        left += sorted(new)
    return {name: definition for name, definition in known.items() if name in names}
