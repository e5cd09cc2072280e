"""A submitted file, .py or .ipynb, as the code that the graded functions need.

Reading never runs anything. A learner's mistake in a file is reported (`Skipped`) and costs only
the statement it stands in; a file of which nothing can be read is a `SubmissionError`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import SubmissionError
from grader.model import Skipped
from grader.runner.wire import Piece, Program
from grader.submission.read import (
    AGAIN_IN_CELL,
    AGAIN_IN_LINE,
    CHANGES_LIBRARY,
    DOES_NOT_PARSE,
    NOT_NEEDED,
    NOTEBOOK_COMMAND,
    ONLY_AS_SCRIPT,
    SETS_STATE,
    Place,
    Source,
    Statement,
    read,
    skip,
)
from grader.submission.slice import Function, Slice, Table, canonical, functions, is_main_guard, is_stub

__all__ = [
    "AGAIN_IN_CELL",
    "AGAIN_IN_LINE",
    "CHANGES_LIBRARY",
    "DOES_NOT_PARSE",
    "NOTEBOOK_COMMAND",
    "NOT_NEEDED",
    "ONLY_AS_SCRIPT",
    "SETS_STATE",
    "Place",
    "Source",
    "Statement",
    "Submission",
    "canonical",
    "defined_functions",
    "needed",
    "read",
]


@dataclass(frozen=True)
class Submission:
    """What of a file is to be run, what is not, and where the graded functions stand.

    `found` are the wanted functions that the file defines, `stubs` those that are not finished.
    """

    name: str
    path: Path
    program: Program
    skipped: tuple[Skipped, ...]
    found: frozenset[str]
    stubs: frozenset[str]
    places: Mapping[str, Place]


def defined_functions(source: Source) -> frozenset[str]:
    """The names of all top-level functions, those among them that do not parse as well."""
    nodes = [statement.node for statement in source.statements]
    lambdas = (
        target.id
        for node in nodes
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda)
        for target in node.targets
        if isinstance(target, ast.Name)
    )
    defined = (function.name for node in nodes for function in functions(node))
    return source.broken.union(defined, lambdas)


def needed(
    source: Source, tasks: Sequence[str], *, stubs: Mapping[str, str], whole: bool = False
) -> Submission:
    """Choose what the tasks' functions need; `whole` takes the file as it stands.

    `stubs` gives, per task, the `canonical` text of the starter's function. SubmissionError where a
    script does not parse and `whole`, or none of its functions, could be had all the same.
    """
    wanted = tuple(dict.fromkeys(tasks))
    table = Table(source.statements, whole=whole)
    found = [task for task in wanted if task in table.binders]
    _refuse_broken(source, whole=whole, is_lost=bool(wanted) and not found)
    chosen = _whole(source, table, wanted) if whole else _sliced(table, found)
    unfinished = {task for task in found if _is_unfinished(table, task, starter=stubs.get(task))}
    return Submission(
        name=source.name,
        path=source.path,
        program=chosen[0],
        skipped=_in_order([*source.lost, *chosen[1]]),
        found=frozenset(found),
        stubs=frozenset(unfinished),
        places={task: _place(table, task) for task in found},
    )


def _refuse_broken(source: Source, *, whole: bool, is_lost: bool) -> None:
    """Raise where a script's syntax error leaves nothing that could be graded."""
    if source.fault is None or not source.is_script:
        return
    if whole:
        raise SubmissionError(f"{source.fault} The whole file can run only when all of it parses.")
    if is_lost:
        raise SubmissionError(
            f"{source.fault} Correct this line first: "
            f"the rest of the file defines no function of this exercise."
        )


def _whole(source: Source, table: Table, tasks: Sequence[str]) -> tuple[Program, list[Skipped]]:
    """The units as they stand, notebook commands commented out."""
    names: dict[str, set[str]] = {unit.filename: set() for unit in source.units}
    skipped = []
    for statement, fact in zip(table.statements, table.facts, strict=True):
        if is_main_guard(statement.node):
            skipped.append(_skip(statement, ONLY_AS_SCRIPT))
        else:
            names[statement.filename] |= fact.binds
    pieces = (
        Piece(unit.filename, 1, unit.text, tuple(sorted(names[unit.filename])), tuple(tasks))
        for unit in source.units
    )
    return Program(tuple(pieces), whole=True), skipped


def _sliced(table: Table, found: Sequence[str]) -> tuple[Program, list[Skipped]]:
    """Only the statements that the found functions need; the others as far as they are missed."""
    slices = {task: Slice(table, task) for task in found}
    places = {task: _place(table, task) for task in found}
    pieces, skipped = [], []
    for index, statement in enumerate(table.statements):
        tasks = tuple(task for task in found if index in slices[task].kept)
        if tasks:
            given = (slices[task].stars.get(index, ()) for task in tasks)
            names = table.facts[index].binds.union(*given)
            pieces.append(
                Piece(statement.filename, statement.place.line, statement.text, tuple(sorted(names)), tasks)
            )
        elif why := table.refusal(index) or _again(table, index, places) or table.remark(index):
            skipped.append(_skip(statement, why))
    return Program(tuple(pieces)), skipped


def _again(table: Table, index: int, places: Mapping[str, Place]) -> str | None:
    """Say where a wanted function that this statement defines is defined once more."""
    for name in sorted(places.keys() & table.facts[index].binds):
        place = places[name]
        if place.cell == table.statements[index].place.cell:
            return AGAIN_IN_LINE.format(name=name, line=place.line)
        return AGAIN_IN_CELL.format(name=name, cell=place.cell)
    return None


def _skip(statement: Statement, why: str) -> Skipped:
    return skip(statement.place, filename=statement.filename, text=statement.text, why=why)


def _in_order(skipped: Iterable[Skipped]) -> tuple[Skipped, ...]:
    return tuple(sorted(skipped, key=lambda one: (one.cell or 0, one.line)))


def _definitions(table: Table, task: str) -> Iterator[tuple[Statement, Function | None]]:
    """The statements that bind a function in the end, each with its `def` where it has one."""
    binders = set(table.binders[task])
    for index in table.effective(task, table.end):
        statement = table.statements[index]
        defs = [function for function in functions(statement.node) if function.name == task]
        if index in binders:
            yield statement, defs[-1] if defs else None


def _place(table: Table, task: str) -> Place:
    """Where a function is defined: its last `def`, else the first statement that binds it."""
    definitions = list(_definitions(table, task))
    for statement, function in reversed(definitions):
        if function is not None:
            return Place(statement.place.cell, function.lineno)
    return definitions[0][0].place


def _is_unfinished(table: Table, task: str, *, starter: str | None) -> bool:
    """Whether the last `def` of a function does nothing yet, or only what the starter's does."""
    defs = [function for _, function in _definitions(table, task) if function is not None]
    return bool(defs) and (is_stub(defs[-1]) or canonical(defs[-1]) == starter)
