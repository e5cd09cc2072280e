"""A reference file as a program in which the runner can call every function.

The runner has no course. So code that only declares is left out: decorators, hints, imports of the grader.
Lines keep their numbers. Each function gets its own name, such as `l2_norm__by_hand`.
"""

from __future__ import annotations

import ast
import inspect
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.core.model import CLASS, FUNCTION
from grader.course.exercise import Exercise
from grader.course.task import Task
from grader.runner.recording.folder import Files
from grader.runner.wire import Piece, Program
from grader.workshop.generic import KINDS, MAKERS, WITH_PARAMETERS

REFERENCE = "the reference"
_FROM_COURSE = "import sys; sys.path.insert(0, {folder!r})"


@dataclass(frozen=True)
class Candidate:
    """One function or class on the bench: its task, its kind, and its name in the program.

    `stands_for` says whether it is a function or a class.
    """

    task: str
    kind: str
    name: str
    stands_for: str = FUNCTION


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


def lay_out(path: Path, exercise: Exercise, data: Files = ()) -> Bench:
    """Put all functions and classes of an exercise's reference file on the bench, with its data."""
    classes = _classes(path, exercise)
    entries = {task.name: _entries(task, classes) for task in exercise.tasks}
    lines = {line: entry.name for found in entries.values() for line, entry in found if line}
    pieces = [
        Piece(path.name, 1, _FROM_COURSE.format(folder=str(path.parent)), (), ()),
        *_pieces(path, exercise, lines),
        *(piece for task in exercise.tasks for piece in _edited(path, task)),
        Piece("generic wrong answers", 1, MAKERS, (), ()),
    ]
    generics = {task.name: tuple(_generics(task)) for task in exercise.tasks}
    for task, made in generics.items():
        for entry in made:
            text = f"{entry.name} = {KINDS[entry.kind]}({_name(task, 'reference')})"
            pieces.append(Piece("generic wrong answers", 1, text, (entry.name,), ()))
    groups = {task.name: _groups(task, [entry for _, entry in entries[task.name]]) for task in exercise.tasks}
    references, rights, misconceptions, on_devices = (
        {task: found[number] for task, found in groups.items()} for number in range(4)
    )
    return Bench(
        Program(tuple(pieces), files=data),
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


def _generics(task: Task) -> Iterator[Candidate]:
    for kind, maker in KINDS.items():
        if task.parameters or kind not in WITH_PARAMETERS:
            yield Candidate(task.name, kind, _name(task.name, maker))


def _classes(path: Path, exercise: Exercise) -> dict[tuple[str, str], int]:
    """The first line of each class that is declared for a task, by task and name.

    A class does not know its line, and another task may have a class of the same name.
    """
    tree = ast.parse(path.read_text("utf-8"))
    tasks = {task.name for task in exercise.tasks}
    found = {}
    for node in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        for decorator in node.decorator_list:
            root = root_of(decorator)
            found[root if root in tasks else node.name, node.name] = _first(node)
    return found


def _first(node: ast.stmt) -> int:
    """The first line of a statement, with its decorators."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _entries(task: Task, classes: dict[tuple[str, str], int]) -> list[tuple[int, Candidate]]:
    """The functions or classes of a task, each with its first line; an edit of the reference has none.

    They are the reference, the right variants and the misconceptions.
    """

    def line(function: Callable[..., Any]) -> int:
        if isinstance(function, type):
            return classes.get((task.name, function.__name__), 0)
        return int(inspect.unwrap(function).__code__.co_firstlineno)

    def candidate(kind: str, name: str) -> Candidate:
        return Candidate(task.name, kind, _name(task.name, name), stands_for)

    stands_for = CLASS if task.kind == CLASS else FUNCTION
    variants = (*task.rights, *task.misconceptions, *task.device_misconceptions)
    return [
        (line(task.reference), candidate(REFERENCE, "reference")),
        *(
            (
                0 if variant.source is not None else line(variant.function),
                candidate(variant.name, variant.name),
            )
            for variant in variants
        ),
    ]


def _edited(path: Path, task: Task) -> Iterator[Piece]:
    """The edits of a reference; after them, the name of the reference is its own again."""
    for variant in (*task.misconceptions, *task.device_misconceptions):
        if variant.source is not None:
            alias, line = _name(task.name, variant.name), variant.source.line
            yield Piece(path.name, line, variant.source.text, (alias,), ())
            text = f"{alias} = {task.name}; {task.name} = {_name(task.name, 'reference')}"
            yield Piece(path.name, line, text, (alias,), ())


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
        first = _first(node)
        kept = lines[first - 1 : node.end_lineno]
        for decorator in getattr(node, "decorator_list", []):
            if root_of(decorator) in declared:
                for line in range(decorator.lineno, (decorator.end_lineno or decorator.lineno) + 1):
                    kept[line - first] = ""
        alias = names.get(first) if isinstance(node, ast.FunctionDef | ast.ClassDef) else None
        yield Piece(path.name, first, "\n".join(kept), (alias,) if alias else (), ())
        if alias:
            yield Piece(path.name, node.lineno, f"{alias} = {_defined(node)}", (alias,), ())


def _exercises(node: ast.stmt) -> Iterator[str]:
    """The names that a statement assigns an Exercise to."""
    if (
        isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and root_of(node.value) == "Exercise"
    ):
        yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def _defined(node: ast.stmt) -> str:
    assert isinstance(node, ast.FunctionDef | ast.ClassDef)
    return node.name


def _only_declares(node: ast.stmt) -> bool:
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").partition(".")[0] in ("grader", "hypothesis")
    if isinstance(node, ast.Import):
        return all(alias.name.partition(".")[0] in ("grader", "hypothesis") for alias in node.names)
    return isinstance(node, ast.Expr) or any(True for _ in _exercises(node))


def root_of(node: ast.expr) -> str:
    """The name at the root of `exercise.task(…)` or `norm.right`."""
    while isinstance(node, ast.Call | ast.Attribute):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
