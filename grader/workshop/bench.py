"""A reference file as a program in which the runner can call every function.

The runner has no course. So code that only declares is left out: decorators, hints, imports of the grader.
Lines keep their numbers. Each function gets its own name, such as `l2_norm__by_hand`.
"""

from __future__ import annotations

import ast
import inspect
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.course.authoring import Exercise, Task
from grader.runner.wire import Piece, Program
from grader.workshop.generic import KINDS, MAKERS

REFERENCE = "the reference"
_FROM_COURSE = "import sys; sys.path.insert(0, {folder!r})"


@dataclass(frozen=True)
class Candidate:
    """One function on the bench: its task, its kind, and its name in the program."""

    task: str
    kind: str
    name: str


@dataclass(frozen=True)
class Bench:
    """The program, and the functions that can be called in it, by task.

    They are references, right variants, misconceptions and generic wrong answers.
    """

    program: Program
    references: dict[str, Candidate]
    rights: dict[str, tuple[Candidate, ...]]
    misconceptions: dict[str, tuple[Candidate, ...]]
    device_misconceptions: dict[str, tuple[Candidate, ...]]
    generics: dict[str, tuple[Candidate, ...]]


def lay_out(path: Path, exercise: Exercise) -> Bench:
    """Put all functions of an exercise's reference file on the bench."""
    entries = {task.name: _entries(task) for task in exercise.tasks}
    lines = {line: entry.name for found in entries.values() for line, entry in found}
    pieces = [
        Piece(path.name, 1, _FROM_COURSE.format(folder=str(path.parent)), (), ()),
        *_pieces(path, exercise, lines),
        Piece("generic wrong answers", 1, MAKERS, (), ()),
    ]
    generics = {task.name: tuple(_generic(task.name, kind) for kind in KINDS) for task in exercise.tasks}
    for task, made in generics.items():
        for entry in made:
            text = f"{entry.name} = {KINDS[entry.kind]}({_name(task, 'reference')})"
            pieces.append(Piece("generic wrong answers", 1, text, (entry.name,), ()))
    groups = {task.name: _groups(task, [entry for _, entry in entries[task.name]]) for task in exercise.tasks}
    references, rights, misconceptions, on_devices = (
        {task: found[number] for task, found in groups.items()} for number in range(4)
    )
    return Bench(
        Program(tuple(pieces)),
        references={task: found[0] for task, found in references.items()},
        rights=rights,
        misconceptions=misconceptions,
        device_misconceptions=on_devices,
        generics=generics,
    )


def _groups(task: Task, entries: list[Candidate]) -> tuple[tuple[Candidate, ...], ...]:
    """The entries of a task by kind, in the order in which they are made."""
    sizes = (1, len(task.rights), len(task.misconceptions), len(task.device_misconceptions))
    left = iter(entries)
    return tuple(tuple(itertools.islice(left, size)) for size in sizes)


def _name(task: str, variant: str) -> str:
    return f"{task}__{variant}"


def _generic(task: str, kind: str) -> Candidate:
    return Candidate(task, kind, _name(task, KINDS[kind]))


def _entries(task: Task) -> list[tuple[int, Candidate]]:
    """The functions of a task, each with its first line.

    They are the reference, the right variants and the misconceptions.
    """
    functions = [("reference", REFERENCE, task.reference)]
    variants = (*task.rights, *task.misconceptions, *task.device_misconceptions)
    functions += [(variant.name, variant.name, variant.function) for variant in variants]
    return [
        (inspect.unwrap(function).__code__.co_firstlineno, Candidate(task.name, kind, _name(task.name, name)))
        for name, kind, function in functions
    ]


def _pieces(path: Path, exercise: Exercise, names: dict[int, str]) -> Iterator[Piece]:
    """The file's statements that do more than declare.

    After a function, a piece gives it its name on the bench.
    """
    text = path.read_text("utf-8")
    lines = text.split("\n")
    tasks = {task.name for task in exercise.tasks}
    declared = tasks | {name for node in ast.parse(text).body for name in _exercises(node)}
    for node in ast.parse(text).body:
        if _only_declares(node):
            continue
        first = min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", []))])
        kept = lines[first - 1 : node.end_lineno]
        for decorator in getattr(node, "decorator_list", []):
            if _root(decorator) in declared:
                for line in range(decorator.lineno, (decorator.end_lineno or decorator.lineno) + 1):
                    kept[line - first] = ""
        alias = names.get(first) if isinstance(node, ast.FunctionDef) else None
        yield Piece(path.name, first, "\n".join(kept), (alias,) if alias else (), ())
        if alias:
            yield Piece(path.name, node.lineno, f"{alias} = {_defined(node)}", (alias,), ())


def _exercises(node: ast.stmt) -> Iterator[str]:
    """The names that a statement assigns an Exercise to."""
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and _root(node.value) == "Exercise":
        yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def _defined(node: ast.stmt) -> str:
    assert isinstance(node, ast.FunctionDef)
    return node.name


def _only_declares(node: ast.stmt) -> bool:
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").partition(".")[0] in ("grader", "hypothesis")
    if isinstance(node, ast.Import):
        return all(alias.name.partition(".")[0] in ("grader", "hypothesis") for alias in node.names)
    return isinstance(node, ast.Expr) or any(True for _ in _exercises(node))


def _root(node: ast.expr) -> str:
    """The name at the root of `exercise.task(…)` or `norm.right`."""
    while isinstance(node, ast.Call | ast.Attribute):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
