"""The learner's own code by cell and line, with the values that one call computed."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from grader.compare.values import kind_of
from grader.core.fact import Fact, Shown
from grader.core.limits import LONGEST_LINE
from grader.core.model import ComputedValue, Step
from grader.core.notation import shape, shown
from grader.core.value import Array, Atom, Value
from grader.core.verdict import Glimpse, Listing, TracedLine
from grader.runner.wire import Piece, Program, cell_of

LONGEST_LISTING = 120
TENSORS = ("tensor", "Parameter")
FEW_ELEMENTS = 4
LONGEST_VALUE = 36

Place = tuple[int | None, int]
"""A cell (None in a script) and a line in it."""


class Part(NamedTuple):
    """A top-level statement of the learner's code, and its cell."""

    node: ast.stmt
    cell: int | None
    nodes: tuple[ast.AST, ...]
    """All nodes in it."""


class SourceLines:
    """The code of a submission's program, parsed on first use."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._pieces = program.pieces

    def text(self, place: Place) -> str:
        """Return the line at a place, without indentation; "" if there is none."""
        for piece, lines in self._texts:
            if cell_of(piece.filename) == place[0] and 0 <= place[1] - piece.line < len(lines):
                return _short(lines[place[1] - piece.line].strip())
        return ""

    def statement(self, place: Place) -> ast.stmt | None:
        """Return the innermost statement that begins at a place."""
        return self._statements.get(place)

    def listing(self, task: str, places: Sequence[Place]) -> tuple[Listing, ...]:
        """Return the graded function and the statements at the places, in file order."""
        wanted = [node for node, piece in self._tops if _defines(node, task)][-1:]
        for place in places:
            wanted += [
                node for node, piece in self._tops if _covers(node, piece, place) and node not in wanted
            ]
        chosen = [(node, piece) for node, piece in self._tops if node in wanted]
        return tuple(self._listed(node, piece) for node, piece in chosen)

    def reached(self, task: str) -> tuple[Part, ...]:
        """Return the statement that defines a task, then those that define what it uses."""
        found: list[Part] = []
        seen, todo = {task}, [task]
        while todo:
            name = todo.pop()
            made = [part for part in self._parts if _binds(part.node, name)]
            for part in made[-1:]:
                found += [part] if part not in found else []
                read = {node.id for node in part.nodes if isinstance(node, ast.Name)} - seen
                seen |= read
                todo += sorted(read)
        return tuple(found)

    def bound(self) -> frozenset[str]:
        """Return the names that the code binds at its top level."""
        return frozenset(name for piece in self._pieces for name in piece.names)

    @cached_property
    def _texts(self) -> list[tuple[Piece, list[str]]]:
        return [(piece, piece.text.split("\n")) for piece in self._pieces]

    @cached_property
    def _tops(self) -> list[tuple[ast.stmt, Piece]]:
        """The top-level statements, with lines counted as in the learner's file."""
        return [(node, piece) for piece in self._pieces for node in _parsed(piece)]

    @cached_property
    def _parts(self) -> list[Part]:
        return [Part(node, cell_of(piece.filename), tuple(ast.walk(node))) for node, piece in self._tops]

    @cached_property
    def _statements(self) -> dict[Place, ast.stmt]:
        return {
            (part.cell, node.lineno): node
            for part in self._parts
            for node in part.nodes
            if isinstance(node, ast.stmt)
        }

    def _listed(self, node: ast.stmt, piece: Piece) -> Listing:
        first = _first(node)
        last = min(node.end_lineno or first, first + LONGEST_LISTING - 1)
        lines = piece.text.split("\n")[first - piece.line : last - piece.line + 1]
        return Listing(first, cell_of(piece.filename), "\n".join(_short(line.rstrip()) for line in lines))


def _short(line: str) -> str:
    """Return a line as it is shown; the end of a very long one is left out."""
    return line if len(line) <= LONGEST_LINE else line[:LONGEST_LINE] + " …"


def _parsed(piece: Piece) -> Iterator[ast.stmt]:
    try:
        tree = ast.parse(piece.text)
    except (
        SyntaxError,
        ValueError,
        RecursionError,
        MemoryError,
    ):  # the piece is a whole file that cannot be parsed
        return iter(())
    ast.increment_lineno(tree, piece.line - 1)
    return iter(tree.body)


def _first(node: ast.stmt) -> int:
    """Return the first line of a statement, with its decorators."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


_DEFINITION = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def _defines(node: ast.stmt, name: str) -> bool:
    """Whether a top-level statement defines a function or a class, or assigns to a name."""
    if isinstance(node, _DEFINITION):
        return node.name == name
    parts = list(ast.walk(node))
    if any(isinstance(part, _DEFINITION) and part.name == name for part in parts):
        return True
    stored = (part.id for part in parts if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store))
    return name in stored


def _binds(node: ast.stmt, name: str) -> bool:
    """Whether a top-level statement gives a name its value; names inside functions do not count."""
    return node.name == name if isinstance(node, _DEFINITION) else _defines(node, name)


def _covers(node: ast.stmt, piece: Piece, place: Place) -> bool:
    return cell_of(piece.filename) == place[0] and _first(node) <= place[1] <= (
        node.end_lineno or node.lineno
    )


# ------------------------------------------------------------------------------------ as computed


def traced(step: Step, lines: SourceLines, mark: Fact | None) -> TracedLine:
    """Return one step with the text of its line."""
    return TracedLine(
        line=step.line,
        cell=step.cell,
        text=lines.text((step.cell, step.line)),
        visit=step.visit,
        visits=step.visits,
        depth=step.depth,
        computed=tuple(map(_glimpse, step.computed)),
        mark=mark,
    )


def _glimpse(computed: ComputedValue) -> Glimpse:
    value = computed.value
    kind = _kind(value)
    if isinstance(value, Array) and value.kind in TENSORS:
        return Glimpse(computed.name, kind, _text(value), computed.graph, value.shape, value.dtype)
    return Glimpse(computed.name, kind, _text(value), computed.graph)


def _kind(value: Value) -> Shown:
    """Return `(2,) float32` for a tensor, else the Python type or the kind."""
    if isinstance(value, Array) and value.kind in TENSORS:
        return f"{shape(value.shape)} {value.dtype}"
    if isinstance(value, Array) and value.is_python:
        return value.kind
    kind = kind_of(value)
    return str(kind.args["type"]) if kind.code == "kind.type" else kind


def _text(value: Value) -> str:
    """Write the value itself, if it is short."""
    if isinstance(value, Array) and (value.data is None or math.prod(value.shape) > FEW_ELEMENTS):
        return ""
    text = shown(value) if isinstance(value, Array | Atom) else ""
    return text if len(text) <= LONGEST_VALUE else ""
