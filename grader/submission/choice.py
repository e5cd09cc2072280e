"""What of a submitted file is to be run for the graded functions, and where they stand."""

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
from grader.submission.functions import canonical, defined_functions, functions, is_stub
from grader.submission.reasons import NO_FUNCTION, WHOLE_FILE, defined_again, skip, syntax_error
from grader.submission.slice import Slice
from grader.submission.source import Place, Source
from grader.submission.syntax import Function
from grader.submission.table import Table


@dataclass(frozen=True)
class Submission:
    """What of a file is to be run, what is not, and where the graded functions stand.

    `found` are the wanted functions that the file defines, `stubs` those that are not finished, and
    `broken` those whose lines do not parse, with what is reported of these. `similar` gives, for those
    that are not there, another function of the file that has nearly the name.
    """

    name: str
    path: Path
    program: Program
    skipped: tuple[Skipped, ...]
    found: frozenset[str]
    stubs: frozenset[str]
    broken: Mapping[str, Skipped]
    places: Mapping[str, Place]
    similar: Mapping[str, str]


@dataclass(frozen=True)
class _Definition:
    """Where a function is defined in the end, and its `def` where it has one."""

    place: Place
    function: Function | None

    def is_unfinished(self, starter: str | None) -> bool:
        """Whether the `def` does nothing yet, or only what the starter's does."""
        function = self.function
        return function is not None and (is_stub(function) or canonical(function) == starter)


def needed(
    source: Source, tasks: Sequence[str], *, stubs: Mapping[str, str], whole: bool = False
) -> Submission:
    """Choose what the tasks' functions need; `whole` takes the file as it stands.

    `stubs` gives, per task, the `canonical` text of the starter's function. SubmissionError where a
    script does not parse and `whole`, or none of its functions, could be had all the same.
    """
    wanted = tuple(dict.fromkeys(tasks))
    table = Table(source.statements, wanted=frozenset(wanted), whole=whole)
    found = {task: _definition(table, task) for task in wanted if task in table.bound}
    _refuse_broken(source, whole=whole, is_lost=bool(wanted) and not found)
    slices = {task: Slice(table, task) for task in found if not whole}
    pieces = _units(source, table, wanted) if whole else _statements(table, slices)
    places = {task: definition.place for task, definition in found.items()}
    kept = set(table.allowed if whole else ()).union(*(one.kept for one in slices.values()))
    skipped = [*source.lost, *_skipped(table, kept, places)]
    return Submission(
        name=source.name,
        path=source.path,
        program=Program(tuple(pieces), whole),
        skipped=tuple(sorted(skipped, key=lambda one: (one.cell or 0, one.line))),
        found=frozenset(found),
        stubs=frozenset(task for task, one in found.items() if one.is_unfinished(stubs.get(task))),
        broken={task: one for task in wanted if task not in found and (one := _lost(source, task))},
        places=places,
        similar=_similar(source, [task for task in wanted if task not in found], set(wanted)),
    )


def _similar(source: Source, missing: Sequence[str], wanted: Set[str]) -> Mapping[str, str]:
    """For each missing function, the one that has nearly its name and is not wanted itself."""
    others = sorted(defined_functions(source) - wanted) if missing else []
    found = {task: nearest(task, others, cutoff=0.75) for task in missing}
    return {task: near for task, near in found.items() if near}


def _definition(table: Table, task: str) -> _Definition:
    """The last `def` of a function, else the first statement that binds it."""
    history = table.history(task)
    first, last = history.span(table.end)
    events = history.events[first:last]
    binders = [table.statements[index] for index in events if task in table.facts[index].binds]
    defs = [(one.place.cell, def_) for one in binders for def_ in functions(one.node) if def_.name == task]
    if not defs:
        return _Definition(binders[0].place, None)
    cell, function = defs[-1]
    return _Definition(Place(cell, function.lineno), function)


def _lost(source: Source, task: str) -> Skipped | None:
    """What is reported of the block that a function's `def` was lost with."""
    units = [unit for unit in source.units if task in unit.broken and unit.lost]
    named = [one for unit in units for one in unit.lost if re.search(rf"\bdef\s+{task}\b", one.text)]
    return next(iter([*named, *(unit.lost[0] for unit in units)]), None)


def _refuse_broken(source: Source, *, whole: bool, is_lost: bool) -> None:
    """Raise where a script's syntax error leaves nothing that could be graded."""
    error = syntax_error(source) if source.is_script else None
    if error and whole:
        raise SubmissionError(WHOLE_FILE, error=error)
    if error and is_lost:
        raise SubmissionError(NO_FUNCTION, error=error)


def _units(source: Source, table: Table, tasks: Sequence[str]) -> Iterator[Piece]:
    """The units as they stand, notebook commands commented out."""
    names: dict[str, set[str]] = {unit.filename: set() for unit in source.units}
    for index in table.allowed:
        names[table.statements[index].filename] |= table.facts[index].binds
    for unit in source.units:
        yield Piece(unit.filename, 1, unit.text, tuple(sorted(names[unit.filename])), tuple(tasks))


def _statements(table: Table, slices: Mapping[str, Slice]) -> Iterator[Piece]:
    """Only the statements that the functions need, each for the tasks that need it.

    A name that several star imports may give is the first one's: a later one that fails leaves it bound.
    """
    given: set[str] = set()
    for index, statement in enumerate(table.statements):
        needing = {task: one for task, one in slices.items() if index in one.kept}
        if needing:
            stars = set().union(*(one.stars.get(index, ()) for one in needing.values())) - given
            names = table.facts[index].binds | stars
            given |= stars
            line = statement.place.line
            yield Piece(statement.filename, line, statement.text, tuple(sorted(names)), tuple(needing))


def _skipped(table: Table, kept: Set[int], places: Mapping[str, Place]) -> Iterator[Skipped]:
    """Report the statements that are not run, as far as a reader would miss them."""
    for index, statement in enumerate(table.statements):
        if index in kept:
            continue
        if why := table.refusals[index] or _again(table, index, places) or table.remark(index):
            yield skip(statement, why)


def _again(table: Table, index: int, places: Mapping[str, Place]) -> Fact | None:
    """Say where a wanted function that this statement defines is defined once more."""
    names = places.keys() & table.facts[index].binds
    if not names:
        return None
    name = min(names)
    return defined_again(name, at=table.statements[index].place, later=places[name])
