"""Slips in the order of computing: a result computed once before the loop; a value that is always None."""

from __future__ import annotations

import ast

from grader.core.value import Atom
from grader.core.verdict import Slip
from grader.judge.lines import Part
from grader.judge.slips.evidence import Evidence, Function, names, own, reads, slip
from grader.judge.slips.statements import NONE_METHODS

FREED = "backward through the graph a second time"
LEAF = "leaf"
UPDATES = ("no_grad", "data", "step")


def before_loop(evidence: Evidence) -> Slip | None:
    """A result that is computed once, before the loop that trains: `backward()` fails in the second step."""
    if FREED not in evidence.error or evidence.function is None:
        return None
    function, cell = evidence.function
    for loop in function.body:
        if isinstance(loop, ast.For | ast.While) and evidence.raised_in(loop, cell) and _trains(loop):
            inside = set(names(loop, ast.Load)) - set(names(loop, ast.Store))
            made = [node for node in function.body[: function.body.index(loop)] if _makes(node, inside)]
            for node in reversed(made):
                if name := _with_graph(evidence, node, cell):
                    return slip("before_loop", node, cell, name=name)
    return None


def _trains(loop: ast.For | ast.While) -> bool:
    """Whether the loop changes parameters: then old results are of no use."""
    return any(isinstance(node, ast.Attribute) and node.attr in UPDATES for node in ast.walk(loop))


def _makes(node: ast.stmt, wanted: set[str]) -> bool:
    match node:
        case ast.Assign([ast.Name(name)]):
            return name in wanted
    return False


def _with_graph(evidence: Evidence, node: ast.stmt, cell: int | None) -> str:
    """Return the name that a statement gave to a tensor that was computed with a graph; else ""."""
    for step in evidence.steps:
        for computed in step.computed if (step.cell, step.line) == (cell, node.lineno) else ():
            if computed.graph not in ("", LEAF):
                return computed.name
    return ""


def none_kept(evidence: Evidence) -> Slip | None:
    """A name that was given None: by a method that changes its object, or by a function without `return`."""
    if "NoneType" not in evidence.error or evidence.failing is None:
        return None
    wanted = reads(evidence.failing)
    for step in reversed(evidence.steps):
        if any(_is_none(computed.value) and computed.name in wanted for computed in step.computed):
            node = evidence.lines.statement((step.cell, step.line))
            return _of_call(evidence, node, step.cell) if node is not None else None
    return None


def _is_none(value: object) -> bool:
    return isinstance(value, Atom) and value.type == "NoneType"


def _of_call(evidence: Evidence, node: ast.stmt, cell: int | None) -> Slip | None:
    match node:
        case ast.Assign([ast.Name(name)], ast.Call(ast.Attribute(_, method))) if method in NONE_METHODS:
            return slip("none_of_method", node, cell, name=name, method=method)
        case ast.Assign([ast.Name(name)], ast.Call(ast.Name(helper))) if any(
            _never_returns(part, helper) for part in evidence.parts
        ):
            return slip("none_of_helper", node, cell, name=name, helper=helper)
    return None


def _never_returns(part: Part, helper: str) -> bool:
    """Whether a part defines a function of that name that has no `return` with a value."""
    node = part.node
    return (
        isinstance(node, Function)
        and node.name == helper
        and not any(isinstance(inner, ast.Return) and inner.value is not None for inner in own(node))
    )
