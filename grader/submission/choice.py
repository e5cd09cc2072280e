"""Which part of a submitted file runs, and where the graded functions, classes and variables are."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from grader.core.errors import SubmissionError
from grader.core.fact import Fact
from grader.core.model import CLASS, FUNCTION, VARIABLE
from grader.core.spelling import nearest
from grader.core.verdict import Skipped
from grader.runner.wire import Piece, Program
from grader.submission.elsewhere import Elsewhere, across
from grader.submission.functions import (
    Definition,
    defined,
    definitions,
    delegate,
    is_stub,
    is_unchanged,
    kind_of,
)
from grader.submission.reasons import (
    NO_FUNCTION,
    ONLY_AS_SCRIPT,
    WHOLE_FILE,
    defined_again,
    deleted,
    only_inside,
    renamed,
    skip,
    syntax_error,
)
from grader.submission.slice import Slice, Steps
from grader.submission.source import Place, Source
from grader.submission.syntax import Function
from grader.submission.table import Table


@dataclass(frozen=True)
class Submission:
    """The part of a file that runs, the skipped part, and the functions' places.

    `found` are the wanted functions, classes and variables that the file defines, and `stubs` the unfinished
    ones. `unchanged` are those `stubs` that do what the starter's does, which may be right. `broken` are
    those whose lines do not parse, each with its report. `advice` says of a missing one what the learner may
    have meant, and of any where an answer is that does not count. `kinds` says which of those that are
    found have a `def` or a `class`.
    """

    name: str
    path: Path
    program: Program
    skipped: tuple[Skipped, ...]
    found: frozenset[str]
    stubs: frozenset[str]
    unchanged: frozenset[str]
    broken: Mapping[str, Skipped]
    places: Mapping[str, Place]
    advice: Mapping[str, Fact]
    kinds: Mapping[str, str]


@dataclass(frozen=True)
class _Definition:
    """Where a name is defined last, and its `def`, `class` or assignment if it has one."""

    place: Place
    node: ast.stmt | None

    @property
    def is_stub(self) -> bool:
        """Whether it does nothing yet.

        A class without methods may be what is asked for, so that is found out by running it.
        """
        return self.node is not None and not isinstance(self.node, ast.ClassDef) and is_stub(self.node)

    def is_unchanged(self, starter: str | None, kind: str) -> bool:
        """Whether it does something, and only what the starter's does."""
        if self.node is None or self.is_stub:
            return False
        if isinstance(self.node, ast.ClassDef):
            return kind == CLASS and is_unchanged(self.node, starter or "")
        return starter is not None and is_unchanged(self.node, starter)

    @property
    def delegate(self) -> str | None:
        """The function that this one only calls."""
        return delegate(self.node) if isinstance(self.node, Function) else None


def needed(
    source: Source,
    tasks: Sequence[str],
    *,
    stubs: Mapping[str, str],
    whole: bool = False,
    kinds: Mapping[str, str] | None = None,
) -> Submission:
    """Choose what the tasks' functions need; `whole` takes the whole file unchanged.

    `stubs` gives, for each task, the `canonical` text of the starter's function. `kinds` says which tasks ask
    for a class or a variable. Raises SubmissionError for a script that does not parse, if `whole` or if none
    of its functions can be read.
    """
    wanted = {task: (kinds or {}).get(task, FUNCTION) for task in tasks}
    table = Table(source.statements, wanted=wanted, whole=whole)
    removed = _removed(table, wanted)
    bound = [task for task in wanted if task in table.bound and task not in removed]
    found = {task: _definition(table, task, wanted[task]) for task in bound}
    _refuse_broken(source, whole=whole, is_lost=bool(wanted) and not found)
    steps = Steps()
    slices = {task: Slice(table, task, steps) for task in found if not whole}
    pieces = _units(source, table, list(wanted)) if whole else _statements(table, slices)
    missing = [task for task in wanted if task not in found]
    variables = tuple(task for task, kind in wanted.items() if kind == VARIABLE)
    places = {task: definition.place for task, definition in found.items()}
    kept = set(table.allowed if whole else ()).union(*(slice_.kept for slice_ in slices.values()))
    skipped = [*source.lost, *_skipped(table, kept, places)]
    idle, unchanged = _unfinished(table, found, stubs, wanted)
    return Submission(
        name=source.name,
        path=source.path,
        program=Program(tuple(pieces), whole, variables),
        skipped=tuple(sorted(skipped, key=lambda one: (one.cell or 0, one.line))),
        found=frozenset(found),
        stubs=idle | unchanged,
        unchanged=unchanged,
        broken={task: lost for task in missing if (lost := _lost(source, task))},
        places=places,
        advice=_advice(source, table, missing, wanted)
        | _elsewhere(source, table, wanted, found, idle | unchanged, stubs)
        | removed,
        kinds={
            task: kind_of(definition.node)
            for task, definition in found.items()
            if isinstance(definition.node, Definition)
        },
    )


def _unfinished(
    table: Table, found: Mapping[str, _Definition], stubs: Mapping[str, str], wanted: Mapping[str, str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the functions that do nothing, and those that do only what the starter's do.

    A function of the starter that only calls another function of the file is as finished as that one.
    """
    idle = {task for task, definition in found.items() if definition.is_stub}
    done: set[str] = set()
    unchanged = {
        task for task, definition in found.items() if definition.is_unchanged(stubs.get(task), wanted[task])
    }
    for task in sorted(unchanged):
        other = found[task].delegate
        while other in unchanged and found[other].delegate not in (None, other, task):
            other = found[other].delegate
        if other in table.bound and other not in unchanged:
            (idle if _definition(table, other, FUNCTION).is_stub else done).add(task)
    return frozenset(idle), frozenset(unchanged - idle - done)


def _removed(table: Table, wanted: Mapping[str, str]) -> dict[str, Fact]:
    """Map each variable that a statement deletes for good to the fact that it does."""
    found: dict[str, Fact] = {}
    for task in (task for task, kind in wanted.items() if kind == VARIABLE):
        events = table.history(task).events
        last = table.facts[events[-1]] if events else None
        if last is not None and isinstance(last.node, ast.Delete) and task in last.deletes:
            found[task] = deleted(task, table.statements[events[-1]].place)
    return found


def _advice(
    source: Source, table: Table, missing: Sequence[str], wanted: Mapping[str, str]
) -> dict[str, Fact]:
    """Map missing names to what the learner may have meant.

    It exists only in a script or in a function, or another name of the file is nearly the same.
    """
    kinds = {wanted[task] for task in missing}
    others = {kind: sorted(defined(source, kind) - wanted.keys()) for kind in kinds}
    guarded = _guarded(table)
    found: dict[str, Fact] = {}
    for task in missing:
        kind = wanted[task]
        function = _function_with(source, task) if kind == VARIABLE else None
        if task in guarded:
            found[task] = Fact("missing.in_script", {"name": task})
        elif function is not None:
            found[task] = only_inside(task, function)
        elif near := nearest(task, others[kind], cutoff=0.75):
            found[task] = renamed(task, near, kind)
    return found


def _elsewhere(
    source: Source,
    table: Table,
    wanted: Mapping[str, str],
    found: Mapping[str, _Definition],
    unfinished: Set[str],
    stubs: Mapping[str, str],
) -> dict[str, Fact]:
    """Map functions to the place of an answer that does not count."""
    facts: dict[str, Fact | None] = {}
    cut = across(source)
    for task in (task for task, kind in wanted.items() if kind == FUNCTION):
        answers = Elsewhere(source, table, task, partial(_works, starter=stubs.get(task)), cut)
        if task not in found:
            facts[task] = answers.wrong() or answers.missing()
        elif task in unfinished:
            facts[task] = answers.unfinished(found[task].place)
        else:
            facts[task] = answers.wrong()
    return {task: fact for task, fact in facts.items() if fact is not None}


def _works(node: ast.stmt, *, starter: str | None) -> bool:
    """Whether a definition does more than the starter's."""
    return not is_stub(node) and not (starter is not None and is_unchanged(node, starter))


def _guarded(table: Table) -> frozenset[str]:
    """Return the names that are bound only where the file runs as a script."""
    pairs = zip(table.refusals, table.facts, strict=True)
    return frozenset(name for why, fact in pairs if why == ONLY_AS_SCRIPT for name in fact.binds)


def _function_with(source: Source, name: str) -> str | None:
    """Return the first top-level function in which a name is assigned."""
    every = (statement.node for statement in source.statements)
    found = (function for node in every for function in _functions_with(node, name))
    return next(found, None)


def _functions_with(statement: ast.stmt, name: str) -> Iterator[str]:
    """Yield the top-level functions in which a name is assigned."""
    for function in definitions(statement):
        stored = (node for node in ast.walk(function) if isinstance(node, ast.Name))
        is_inside = any(node.id == name and isinstance(node.ctx, ast.Store) for node in stored)
        if isinstance(function, Function) and is_inside:
            yield function.name


def _definition(table: Table, task: str, kind: str) -> _Definition:
    """Return the last `def` or `class` of a name, else the first statement that binds it.

    A variable is defined by the last statement that binds it.
    """
    history = table.history(task)
    first, last = history.span(table.end)
    events = history.events[first:last]
    binders = [table.statements[index] for index in events if task in table.facts[index].binds]
    defs = [
        (statement, node)
        for statement in binders
        for node in definitions(statement.node)
        if node.name == task
    ]
    if kind == VARIABLE and not (defs and defs[-1][0] is binders[-1]):
        return _Definition(binders[-1].place, binders[-1].node if len(binders) == 1 else None)
    if not defs:
        return _Definition(binders[0].place, None)
    statement, definition = defs[-1]
    return _Definition(Place(statement.place.cell, definition.lineno), definition)


def _lost(source: Source, task: str) -> Skipped | None:
    """Return the report of the block that contained a broken definition."""
    units = [unit for unit in source.units if task in unit.broken and unit.lost]
    named = [
        skipped
        for unit in units
        for skipped in unit.lost
        if re.search(rf"\b(def|class)\s+{task}\b|^{task}\s*[:=]", skipped.text)
    ]
    return next(iter([*named, *(unit.lost[0] for unit in units)]), None)


def _refuse_broken(source: Source, *, whole: bool, is_lost: bool) -> None:
    """Raise SubmissionError if a script's syntax error leaves nothing to grade."""
    error = syntax_error(source) if source.is_script else None
    if error and whole:
        raise SubmissionError(WHOLE_FILE, error=error).at(error.spot)
    if error and is_lost:
        raise SubmissionError(NO_FUNCTION, error=error).at(error.spot)


def _units(source: Source, table: Table, tasks: Sequence[str]) -> Iterator[Piece]:
    """Yield the units unchanged, with notebook commands commented out."""
    names: dict[str, set[str]] = {unit.filename: set() for unit in source.units}
    for index in table.allowed:
        names[table.statements[index].filename] |= table.facts[index].binds
    for unit in source.units:
        yield Piece(unit.filename, 1, unit.text, tuple(sorted(names[unit.filename])), tuple(tasks))


def _statements(table: Table, slices: Mapping[str, Slice]) -> Iterator[Piece]:
    """Yield only the statements that the functions need, each with its tasks.

    If several star imports may give a name, the name belongs to the first one. A later one that fails leaves
    it bound.
    """
    given: set[str] = set()
    for index, statement in enumerate(table.statements):
        needing = {task: slice_ for task, slice_ in slices.items() if index in slice_.kept}
        if needing:
            stars = set().union(*(slice_.stars.get(index, ()) for slice_ in needing.values())) - given
            names = table.facts[index].binds | stars
            given |= stars
            line = statement.place.line
            yield Piece(statement.filename, line, statement.text, tuple(sorted(names)), tuple(needing))


def _skipped(table: Table, kept: Set[int], places: Mapping[str, Place]) -> Iterator[Skipped]:
    """Report the statements that do not run, if a reader would miss them."""
    for index, statement in enumerate(table.statements):
        if index in kept:
            continue
        if why := table.refusals[index] or _again(table, index, places) or table.remark(index):
            yield skip(statement, why)


def _again(table: Table, index: int, places: Mapping[str, Place]) -> Fact | None:
    """Report where a wanted function that this statement defines is defined again."""
    names = places.keys() & table.facts[index].binds
    if not names:
        return None
    name = min(names)
    return defined_again(name, at=table.statements[index].place, later=places[name])
