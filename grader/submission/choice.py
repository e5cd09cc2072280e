"""Which part of a submitted file runs, and where the graded functions are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from grader.core.errors import SubmissionError
from grader.core.fact import Fact
from grader.core.spelling import nearest
from grader.core.verdict import Skipped
from grader.runner.wire import Piece, Program
from grader.submission.functions import canonical, defined_functions, delegate, functions, is_stub
from grader.submission.reasons import NO_FUNCTION, WHOLE_FILE, defined_again, skip, syntax_error
from grader.submission.slice import Slice, Steps
from grader.submission.source import Place, Source
from grader.submission.syntax import Function
from grader.submission.table import Table


@dataclass(frozen=True)
class Submission:
    """The part of a file that runs, the skipped part, and the functions' places.

    `found` are the wanted functions that the file defines, and `stubs` the unfinished ones. `unchanged` are
    those `stubs` that do what the starter's function does, which may be right. `broken` are the wanted
    functions whose lines do not parse, each with its report. `similar` gives, for a missing function, another
    function of the file with a similar name.
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
    similar: Mapping[str, str]


@dataclass(frozen=True)
class _Definition:
    """Where a function is defined last, and its `def` if it has one."""

    place: Place
    function: Function | None

    @property
    def is_stub(self) -> bool:
        """Whether the `def` does nothing yet."""
        return self.function is not None and is_stub(self.function)

    def is_unchanged(self, starter: str | None) -> bool:
        """Whether the `def` does something, and only what the starter's does."""
        return not self.is_stub and self.function is not None and canonical(self.function) == starter

    @property
    def delegate(self) -> str | None:
        """The function that this one only calls."""
        return delegate(self.function) if self.function is not None else None


def needed(
    source: Source, tasks: Sequence[str], *, stubs: Mapping[str, str], whole: bool = False
) -> Submission:
    """Choose what the tasks' functions need; `whole` takes the whole file unchanged.

    `stubs` gives, for each task, the `canonical` text of the starter's function. Raises SubmissionError for a
    script that does not parse, if `whole` or if none of its functions can be read.
    """
    wanted = tuple(dict.fromkeys(tasks))
    table = Table(source.statements, wanted=frozenset(wanted), whole=whole)
    found = {task: _definition(table, task) for task in wanted if task in table.bound}
    _refuse_broken(source, whole=whole, is_lost=bool(wanted) and not found)
    steps = Steps()
    slices = {task: Slice(table, task, steps) for task in found if not whole}
    pieces = _units(source, table, wanted) if whole else _statements(table, slices)
    places = {task: definition.place for task, definition in found.items()}
    kept = set(table.allowed if whole else ()).union(*(slice_.kept for slice_ in slices.values()))
    skipped = [*source.lost, *_skipped(table, kept, places)]
    idle, unchanged = _unfinished(table, found, stubs)
    return Submission(
        name=source.name,
        path=source.path,
        program=Program(tuple(pieces), whole),
        skipped=tuple(sorted(skipped, key=lambda one: (one.cell or 0, one.line))),
        found=frozenset(found),
        stubs=idle | unchanged,
        unchanged=unchanged,
        broken={task: lost for task in wanted if task not in found and (lost := _lost(source, task))},
        places=places,
        similar=_similar(source, [task for task in wanted if task not in found], set(wanted)),
    )


def _unfinished(
    table: Table, found: Mapping[str, _Definition], stubs: Mapping[str, str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the functions that do nothing, and those that do only what the starter's do.

    A function of the starter that only calls another function of the file is as finished as that one.
    """
    idle = {task for task, definition in found.items() if definition.is_stub}
    done: set[str] = set()
    unchanged = {task for task, definition in found.items() if definition.is_unchanged(stubs.get(task))}
    for task in sorted(unchanged):
        other = found[task].delegate
        while other in unchanged and found[other].delegate not in (None, other, task):
            other = found[other].delegate
        if other in table.bound and other not in unchanged:
            (idle if _definition(table, other).is_stub else done).add(task)
    return frozenset(idle), frozenset(unchanged - idle - done)


def _similar(source: Source, missing: Sequence[str], wanted: Set[str]) -> Mapping[str, str]:
    """Map each missing function to an unwanted function with a similar name."""
    others = sorted(defined_functions(source) - wanted) if missing else []
    found = {task: nearest(task, others, cutoff=0.75) for task in missing}
    return {task: near for task, near in found.items() if near}


def _definition(table: Table, task: str) -> _Definition:
    """Return the last `def` of a function, else the first statement that binds it."""
    history = table.history(task)
    first, last = history.span(table.end)
    events = history.events[first:last]
    binders = [table.statements[index] for index in events if task in table.facts[index].binds]
    defs = [
        (statement.place.cell, def_)
        for statement in binders
        for def_ in functions(statement.node)
        if def_.name == task
    ]
    if not defs:
        return _Definition(binders[0].place, None)
    cell, function = defs[-1]
    return _Definition(Place(cell, function.lineno), function)


def _lost(source: Source, task: str) -> Skipped | None:
    """Return the report of the block that contained a function's broken `def`."""
    units = [unit for unit in source.units if task in unit.broken and unit.lost]
    named = [
        skipped for unit in units for skipped in unit.lost if re.search(rf"\bdef\s+{task}\b", skipped.text)
    ]
    return next(iter([*named, *(unit.lost[0] for unit in units)]), None)


def _refuse_broken(source: Source, *, whole: bool, is_lost: bool) -> None:
    """Raise SubmissionError if a script's syntax error leaves nothing to grade."""
    error = syntax_error(source) if source.is_script else None
    if error and whole:
        raise SubmissionError(WHOLE_FILE, error=error)
    if error and is_lost:
        raise SubmissionError(NO_FUNCTION, error=error)


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
