"""The learner's own lines, with what each line computed on the shown call."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from grader.core.model import Aspect
from grader.core.value import INEXACT
from grader.core.verdict import Glimpse, Listing, TaskResult, TracedLine
from grader.locale.messages import said, sentence
from grader.report import labels as words
from grader.report.text import clean

HEADERS = ("for ", "while ", "async for ", "with ", "async with ")
GRAPH = {Aspect.OUTCOME, Aspect.STRUCTURE, Aspect.GRAPH, Aspect.ATTACHED, Aspect.GRADIENT}
"""If the first difference is in one of these aspects, lines show the graph, too."""


@dataclass(frozen=True)
class LinePass:
    """What one pass over a line computed, in words."""

    passes: str
    parts: tuple[str, ...]
    mark: str = ""


@dataclass(frozen=True)
class CodeLine:
    """A line of the learner's code, with what it computed on the shown call.

    `failing` is true for the line of the error.
    """

    number: int
    text: str
    computed: tuple[LinePass, ...] = ()
    mark: str = ""
    failing: bool = False


@dataclass(frozen=True)
class CodeBlock:
    """A piece of the learner's own code; `place` names a notebook's cell."""

    heading: str
    place: str
    lines: tuple[CodeLine, ...]


@dataclass(frozen=True)
class TraceRow:
    """One pass over one line, in the order of the run."""

    number: int
    depth: int
    text: str
    passes: str
    parts: tuple[str, ...]
    mark: str


def lines_heading(result: TaskResult) -> str:
    """The heading above the traced lines."""
    if not result.trace_call:
        return str(words.LINES)
    return words.LINES_IN_CALL.format(number=result.trace_call)


def code_block(listing: Listing, result: TaskResult, *, is_first: bool) -> CodeBlock:
    """A piece of code, each line with what it computed."""
    computed: dict[int, list[LinePass]] = {}
    marks: dict[int, str] = {}
    for traced in result.trace:
        if traced.cell == listing.cell:
            row = LinePass(_passes(traced, result.trace_stopped), _parts(traced, result), _mark(traced))
            computed.setdefault(traced.line, []).append(row)
            marks[traced.line] = marks.get(traced.line) or _mark(traced)
    error = result.error
    failing = error.line if error is not None and error.cell == listing.cell else None
    docstring = _docstring(listing.text)
    lines = tuple(
        CodeLine(
            number,
            clean(text),
            tuple(row for row in computed.get(number, ()) if row.parts),
            marks.get(number, ""),
            number == failing,
        )
        for number, text in enumerate(listing.text.split("\n"), start=listing.line)
        if number - listing.line not in docstring
    )
    place = words.CELL.format(cell=listing.cell) if listing.cell is not None else ""
    return CodeBlock(_heading(result.trace_call, place) if is_first else place, place, lines)


def _docstring(text: str) -> range:
    """The lines of the docstring of a function, counted from 0; the task's page has it already."""
    try:
        found = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # a part of a function, such as its end
        return range(0)
    match found:
        case [ast.FunctionDef(body=[ast.Expr(ast.Constant(str())) as first, _, *_])]:
            return range(first.lineno - 1, first.end_lineno or first.lineno)
    return range(0)


def _heading(call: int, place: str) -> str:
    """The heading above the first lines of code, with the call and the cell."""
    if call:
        in_place, alone = words.CODE_IN_CALL_AND_PLACE, words.CODE_IN_CALL
    else:
        in_place, alone = words.CODE_IN_PLACE, words.CODE
    return (in_place if place else alone).format(number=call, place=place)


def trace_row(traced: TracedLine, result: TaskResult) -> TraceRow:
    """One pass over a line, in words."""
    return TraceRow(
        traced.line,
        traced.depth,
        clean(traced.text),
        _passes(traced, result.trace_stopped),
        _parts(traced, result),
        _mark(traced),
    )


def _mark(traced: TracedLine) -> str:
    return clean(sentence(traced.mark)) if traced.mark is not None else ""


def _passes(traced: TracedLine, stopped: bool) -> str:
    """Which pass over the line this is; empty if there is only one.

    It is empty for the header of a loop, too. A header runs once more than the body, so its number says
    nothing.
    """
    if traced.visits <= 1 or traced.text.startswith(HEADERS):
        return ""
    # for a stopped call, the total number of passes is unknown
    return (words.VISIT if stopped else words.VISIT_OF).format(visit=traced.visit, visits=traced.visits)


def _parts(traced: TracedLine, result: TaskResult) -> tuple[str, ...]:
    """What a line computed; with the graph, if the first difference is about it."""
    first = result.differences[0].aspect if result.differences else Aspect.OUTCOME
    with_graph = first in GRAPH and any(glimpse.graph for row in result.trace for glimpse in row.computed)
    return tuple(_part(glimpse, with_graph=with_graph) for glimpse in traced.computed)


def _part(glimpse: Glimpse, *, with_graph: bool) -> str:
    """A value as text, such as `s: (2,) float32 = tensor([3., 7.])`.

    With the graph, a part such as `grad_fn=<SumBackward1>` follows.
    """
    name = clean(glimpse.name) or str(words.RETURNS)
    kind, value = clean(said(glimpse.kind)), clean(glimpse.value)
    if glimpse.shape is None:  # a number or similar shows its type by itself
        return f"{name}: {value or kind}"
    graph = f", {_graph(glimpse.graph)}" if with_graph and glimpse.dtype in INEXACT else ""
    return f"{name}: {kind}" + (f" = {value}" if value else "") + graph


def _graph(operation: str) -> str:
    """How a tensor is connected to the graph, as torch prints it."""
    if operation == "leaf":
        return words.LEAF
    return f"grad_fn=<{clean(operation)}>" if operation else str(words.NO_GRAPH)
