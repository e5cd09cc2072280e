"""Where an answer is that does not count: in another cell, in a class, or under a condition.

It is looked for only if a task is missing, unfinished or wrong. What is found is a fact for the learner, and
for the teacher. It carries no points.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from grader.core.fact import Fact
from grader.submission.effects import never_runs
from grader.submission.functions import definitions
from grader.submission.reasons import ONLY_AS_SCRIPT, in_place, line_in_place
from grader.submission.source import OtherCell, Place, Source, Statement
from grader.submission.syntax import Function, last_line, parse
from grader.submission.table import Table

ELSEWHERE = "elsewhere."
"""How the codes of these facts begin."""
SPLIT, BODY = "elsewhere.split", "elsewhere.body"
LONGEST_TEXT = 20_000
"""The characters of a cell of text in which a definition is looked for."""

_INDENTED = re.compile(r"(?:[^\S\n]*(?:#[^\n]*)?\n)*+[ \t]++[^\s#]")
"""A text whose first line of code is indented."""

Work = Callable[[ast.stmt], bool]
"""Whether a definition does more than the starter's."""


@dataclass(frozen=True)
class Across:
    """Two cells over which a function may go; `is_ended`: it ends in the first one already."""

    cell: int
    below: int
    is_ended: bool


@dataclass(frozen=True)
class Elsewhere:
    """The places in a file where an answer to a task may be.

    `works` tells an answer from a starter's copy. `across` are the functions that may go on in the next cell.
    """

    source: Source
    table: Table
    task: str
    works: Work
    across: Mapping[str, Across]

    def missing(self) -> Fact | None:
        """Return where a missing answer is."""
        found = (*self._guarded(), *self._inside(), *self._in_text())
        return next(iter(found), None)

    def unfinished(self, copy: Place) -> Fact | None:
        """Return where an answer is, if an unfinished copy of it counts."""
        found = (*self._above(copy), *self._guarded(), *self._inside(), *self._cut(BODY), *self._in_text())
        return next(iter(found), None)

    def wrong(self) -> Fact | None:
        """Return where the rest of a wrong function is that is never reached."""
        return next(iter((*self._cut(SPLIT), *self._below_stub())), None)

    def _definitions(self) -> Iterator[tuple[int, Statement, ast.stmt]]:
        """Yield the definitions of the task at the top level that do something."""
        for index, statement in enumerate(self.source.statements):
            for node in definitions(statement.node):
                if node.name == self.task and self.works(node):
                    yield index, statement, node

    def _above(self, copy: Place) -> Iterator[Fact]:
        """An answer above an unfinished copy, which replaces it."""
        for index, statement, node in reversed(list(self._definitions())):
            place = Place(statement.place.cell, node.lineno)
            if self.table.refusals[index] is None and place != copy:
                yield _replaced(self.task, place, copy)

    def _guarded(self) -> Iterator[Fact]:
        """An answer under a condition that does not hold here."""
        for index, statement, node in self._definitions():
            place = Place(statement.place.cell, node.lineno)
            if self.table.refusals[index] == ONLY_AS_SCRIPT:
                yield in_place("elsewhere.script", place, name=self.task)
            elif never_runs(statement.node):
                yield in_place("elsewhere.never", place, name=self.task)

    def _inside(self) -> Iterator[Fact]:
        """An answer that is a method of a class, or in another function."""
        for statement in self.source.statements:
            for outer in definitions(statement.node):
                for node in ast.walk(outer):
                    if node is not outer and isinstance(node, Function) and self._is_answer(node):
                        kind = "class" if isinstance(outer, ast.ClassDef) else "function"
                        place = Place(statement.place.cell, node.lineno)
                        yield in_place(f"elsewhere.{kind}", place, name=self.task, outer=outer.name)

    def _is_answer(self, node: Function) -> bool:
        return node.name == self.task and self.works(node)

    def _cut(self, code: str) -> Iterator[Fact]:
        """The rest of a function in the next cell, which begins indented."""
        found = self.across.get(self.task)
        if found is not None and not (found.is_ended and code == SPLIT):
            yield Fact(code, {"name": self.task, "cell": found.cell, "next": found.below})

    def _below_stub(self) -> Iterator[Fact]:
        """An answer below the starter's `raise` or `return` in the same function."""
        for _, statement, node in list(self._definitions())[-1:]:
            if isinstance(node, Function) and (end := _early_end(node)) is not None:
                kind = "raise" if isinstance(end, ast.Raise) else "return"
                place = Place(statement.place.cell, end.lineno)
                yield line_in_place(f"elsewhere.below_{kind}", place, name=self.task)

    def _in_text(self) -> Iterator[Fact]:
        """An answer in a cell of Markdown, or in a raw one."""
        for cell in self.source.others:
            code = _definition_in(self.task, cell)
            tree = parse(code) if code else None
            if isinstance(tree, ast.Module) and len(tree.body) == 1 and self.works(tree.body[0]):
                is_alone = isinstance(parse(cell.text), ast.Module)
                code = "elsewhere.raw" if cell.kind == "raw" else "elsewhere.markdown"
                code = code if is_alone else f"{code}_part"
                yield Fact(code, {"cell": cell.cell, "name": self.task})


def _early_end(function: Function) -> ast.stmt | None:
    """Return the line of a starter that ends a function before its other lines."""
    for statement in function.body[:-1]:
        match statement:
            case ast.Raise(ast.Name("NotImplementedError") | ast.Call(ast.Name("NotImplementedError"))):
                return statement
            case ast.Return(None | ast.Constant(None)):
                return statement
    return None


def _replaced(task: str, place: Place, copy: Place) -> Fact:
    """Return the fact that an unfinished copy replaces an answer."""
    if place.cell is None or copy.cell is None:
        return Fact("elsewhere.above", {"name": task, "line": place.line, "copy": copy.line})
    if place.cell == copy.cell:
        code, number = "elsewhere.above_in_one_cell", copy.line
    else:
        code, number = "elsewhere.above_in_cell", copy.cell
    return Fact(code, {"name": task, "cell": place.cell, "copy": number})


def across(source: Source) -> dict[str, Across]:
    """Map the functions that may go on in the next cell to both cells."""
    found: dict[str, Across] = {}
    for unit, below in pairwise(source.units):
        if unit.cell is not None and below.cell is not None and _INDENTED.match(below.written):
            for name, is_ended in _joined(unit.written.rstrip(), below.written):
                found[name] = Across(unit.cell, below.cell, is_ended)
    return found


def _joined(above: str, below: str) -> Iterator[tuple[str, bool]]:
    """Yield the functions that begin in one text and end in the next, if both together are Python.

    Each comes with whether it ends with a `return` or a `raise` in the first text already.
    """
    tree = parse(f"{above}\n{below}")
    lines = above.count("\n") + 1
    for node in tree.body if isinstance(tree, ast.Module) else ():
        if isinstance(node, Function) and node.lineno <= lines < last_line(node):
            before = [statement for statement in node.body if statement.lineno <= lines]
            yield node.name, bool(before) and isinstance(before[-1], ast.Return | ast.Raise)


def _definition_in(task: str, cell: OtherCell) -> str:
    """Return the lines of a definition in a text; empty if it has none."""
    pattern = rf"^def\s+{re.escape(task)}\s*\(.*\n(?:(?:[ \t].*)?(?:\n|\Z))*"
    match = re.search(pattern, cell.text[:LONGEST_TEXT], re.MULTILINE)
    return match[0] if match else ""
