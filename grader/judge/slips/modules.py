"""Slips with classes of torch: `_init_`, `foward`, no `super().__init__()`; a pair for a tensor."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.core.fact import Fact
from grader.core.model import Outcome
from grader.core.spelling import nearest
from grader.core.verdict import Slip
from grader.judge.slips.evidence import Evidence, Function, own, reads, slip

INIT, FORWARD = "__init__", "forward"
NEARLY_INIT = re.compile(r"_+(init|int|inti|intit)_*|init_+")
NO_ARGUMENTS = re.compile(r"takes (no|\d+) (positional )?arguments?\b|has no attribute '_")
BEFORE_INIT = re.compile(r"before Module\.__init__\(\) call|has no attribute '_(modules|parameters|buffers)'")
PAIRS = {"max": "argmax", "min": "argmin", "sort": "", "topk": "", "median": "", "mode": ""}
"""Functions that return values and indices, and one that returns only the indices."""
NOT_A_TENSOR = re.compile(r"'(bool|tuple|torch\.return_types\.\w+)'|torch\.return_types\.|not tuple|tuple of")


def misspelt_init(evidence: Evidence) -> Slip | None:
    """`_init_` for `__init__`: Python does not call it."""
    for node, cell, methods in _classes(evidence):
        if INIT in methods or (evidence.error and not NO_ARGUMENTS.search(evidence.error)):
            continue
        for name, method in methods.items():
            if NEARLY_INIT.fullmatch(name):
                return slip("init", method, cell, name=name, of=node.name)
    return None


def misspelt_forward(evidence: Evidence) -> Slip | None:
    """`foward` for `forward`, in a module that has none."""
    if 'missing the required "forward"' not in evidence.error:
        return None
    for node, cell, methods in _modules(evidence):
        name = nearest(FORWARD, methods, cutoff=0.8)
        if name and FORWARD not in methods:
            return slip("forward", methods[name], cell, name=name, of=node.name)
    return None


def no_super(evidence: Evidence) -> Slip | None:
    """A module that does not call `super().__init__()`, or calls it after it was needed."""
    if not BEFORE_INIT.search(evidence.error):
        return None
    for node, cell, methods in _modules(evidence):
        init = methods.get(INIT)
        if init is None or not (evidence.raised_in(init, cell) or _is_only(evidence, node)):
            continue
        calls = [part for part in own(init) if isinstance(part, ast.Attribute) and part.attr == INIT]
        if not calls:
            return slip("no_super", init, cell, of=node.name)
        called = {id(part.func) for part in own(init) if isinstance(part, ast.Call)}
        code = "super_late" if id(calls[-1]) in called else "super_not_called"
        return slip(code, calls[-1], cell)
    return None


def super_brackets(evidence: Evidence) -> Slip | None:
    """`super.__init__()` without the brackets after `super`."""
    if "of 'super' object needs an argument" not in evidence.error:
        return None
    for node, cell in evidence.found(ast.Attribute):
        match node:
            case ast.Attribute(ast.Name("super"), "__init__") if evidence.raised_in(node, cell):
                return slip("super_brackets", node, cell)
    return None


def _classes(evidence: Evidence) -> Iterator[tuple[ast.ClassDef, int | None, dict[str, Function]]]:
    for node, cell in evidence.found(ast.ClassDef):
        yield node, cell, {part.name: part for part in node.body if isinstance(part, Function)}


def _modules(evidence: Evidence) -> Iterator[tuple[ast.ClassDef, int | None, dict[str, Function]]]:
    """Yield the classes that are derived from a class of torch."""
    for node, cell, methods in _classes(evidence):
        if any(ast.unparse(base).endswith("Module") for base in node.bases):
            yield node, cell, methods


def _is_only(evidence: Evidence, node: ast.ClassDef) -> bool:
    return [one for one, _, _ in _modules(evidence)] == [node]


# ------------------------------------------------------------------------------------------- a pair


def pair(evidence: Evidence) -> Slip | None:
    """`torch.max(x, 1)` used as a tensor: it returns values and indices."""
    if evidence.result.outcome is Outcome.RAISED and not NOT_A_TENSOR.search(evidence.error):
        return None
    failing = evidence.failing
    if failing is not None and evidence.result.error is not None and (used := _operand(failing)):
        return _of_pair(used, failing, evidence.result.error.cell)
    for node, cell in evidence.statements(ast.stmt):
        name, value = _kept(node)
        method = _method(value) if value is not None else ""
        if method and (_is_misused(evidence, name) or _is_returned(evidence, node, name)):
            return _of_pair(method, node, cell)
    return None


def _of_pair(method: str, node: ast.stmt, cell: int | None) -> Slip:
    index = PAIRS[method]
    return slip("pair_index" if index else "pair", node, cell, method=method, index=index)


def _operand(node: ast.stmt) -> str:
    """Return the function whose pair is compared or computed with in a statement."""
    for part in ast.walk(node):
        match part:
            case ast.Compare(left, _, others):
                operands = [left, *others]
            case ast.BinOp(left, _, right):
                operands = [left, right]
            case _:
                continue
        if found := next(filter(None, map(_method, operands)), ""):
            return found
    return ""


def _kept(node: ast.stmt) -> tuple[str, ast.expr | None]:
    """Return the name that a statement gives its whole value to, "" for `return`, and the value."""
    match node:
        case ast.Assign([ast.Name(name)], value):
            return name, value
        case ast.Return(value):
            return "", value
    return "", None


def _method(node: ast.expr) -> str:
    """Return the function of torch in a call that returns a pair; "" if it may return something else."""
    match node:
        case ast.Call(ast.Attribute(ast.Name("torch"), method), [_, *more], keywords) if method in PAIRS:
            pass
        case ast.Call(ast.Attribute(_, method), more, keywords) if method in PAIRS:
            pass
        case _:
            return ""
    is_axis = any(word.arg in ("dim", "axis") for word in keywords) or any(map(_is_integer, more[:1]))
    return method if is_axis or method in ("sort", "topk") else ""


def _is_integer(node: ast.expr) -> bool:
    match node:
        case ast.Constant(int()) | ast.UnaryOp(ast.USub(), ast.Constant(int())):
            return True
    return False


def _is_returned(evidence: Evidence, node: ast.stmt, name: str) -> bool:
    """Whether the pair, or the name that it got, is returned where the task asks for something else."""
    got = evidence.mismatch.got if evidence.mismatch is not None else None
    if evidence.has_raised or not (isinstance(got, Fact) and got.code == "kind.items"):
        return False
    return isinstance(node, ast.Return) or any(
        isinstance(part, ast.Name) and part.id == name
        for returned, _ in evidence.statements(ast.Return)
        for part in (returned.value.elts if isinstance(returned.value, ast.Tuple) else [returned.value])
    )


def _is_misused(evidence: Evidence, name: str) -> bool:
    """Whether the statement that raised uses the name as a whole, as one uses a tensor."""
    failing = evidence.failing
    if not name or failing is None or name not in reads(failing):
        return False
    taken = {
        id(part.value)
        for part in ast.walk(failing)
        if isinstance(part, ast.Subscript)
        or (isinstance(part, ast.Attribute) and part.attr in ("values", "indices"))
    }
    return any(
        isinstance(part, ast.Name) and part.id == name and id(part) not in taken for part in ast.walk(failing)
    )
