"""Slips in statements: `==` for `=`, a method without brackets, a lost or early `return`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.compare.values import NOTHING
from grader.core.fact import Fact
from grader.core.model import Aspect, Mismatch
from grader.core.value import ASPECT, INPUT, Opaque
from grader.core.verdict import Slip
from grader.judge.advice import FUNCTIONS
from grader.judge.slips.evidence import Evidence, Function, code_of, names, own, reads, root, slip

ACTIONS = {
    *("backward", "step", "zero_grad", "zero_", "detach_", "eval", "train", "requires_grad_"),
    *("append", "extend", "sort", "reverse", "clear", "fill_", "add_", "sub_", "mul_", "div_", "copy_"),
}
"""Methods that do something to their object, so that a call as a statement makes sense."""
WITH_ARGUMENTS = {"append", "extend", "fill_", "add_", "sub_", "mul_", "div_", "copy_"}
METHODS = {
    *("sum", "mean", "sqrt", "abs", "exp", "log", "max", "min", "item", "detach", "clone", "numpy", "tolist"),
    *("size", "dim", "numel", "t", "float", "double", "long", "int", "bool", "square", "norm", "prod", "pow"),
    *("parameters", "flatten", "contiguous", "cpu", "argmax", "argmin", "any", "all", "std", "var"),
    *("cumsum", "softmax", "sigmoid", "relu", "tanh", "squeeze", "dot", "round", "floor", "backward"),
}
"""Methods whose result is meant where their name stands without brackets."""
NONE_METHODS = {"append", "extend", "sort", "reverse", "clear", "backward", "step", "zero_grad"}
LOOPS: tuple[type[ast.For | ast.While], ...] = (ast.For, ast.While)
OPERATIONS: tuple[type[ast.BinOp | ast.AugAssign], ...] = (ast.BinOp, ast.AugAssign)
NEW_VALUE = {
    *(
        "float",
        "double",
        "half",
        "long",
        "int",
        "to",
        "type",
        "detach",
        "clone",
        "reshape",
        "view",
        "flatten",
    ),
    *("squeeze", "unsqueeze", "transpose", "permute", "t", "contiguous", "cpu", "expand", "repeat"),
}
"""Methods that make a new tensor or a view, and whose result is meant."""
WITH_TWIN = {
    *("sub", "mul", "div", "abs", "sqrt", "exp", "log", "clamp", "neg", "pow", "square", "round", "floor"),
    *("scatter", "scatter_add", "masked_fill", "index_fill", "index_add", "index_copy", "cumsum", "relu"),
}
"""Methods that make a new tensor, and have a twin with a `_` that changes their own."""
A_FUNCTION = re.compile("builtin_function_or_method|'(function|method)'")
LIBRARIES = ("torch", "np", "math", "F", "nn")
UNDEFINED = ("NameError", "UnboundLocalError", "KeyError")
IN_PLACE = {ast.Sub: "-=", ast.Add: "+=", ast.Mult: "*=", ast.Div: "/="}


def comparison(evidence: Evidence) -> Slip | None:
    """A statement `a == b`: it compares, and nothing uses the answer."""
    for node, cell in evidence.statements(ast.Expr):
        match node.value:
            case ast.Compare(ast.Name() | ast.Attribute() | ast.Subscript() as left, [ast.Eq()]) if (
                _may_be_assignment(evidence, node, left, cell)
            ):
                code = "comparison_in_place" if _is_to_be_changed(evidence, left) else "comparison"
                return slip(code, node, cell, left=code_of(left))
    return None


def _may_be_assignment(evidence: Evidence, node: ast.Expr, left: ast.expr, cell: int | None) -> bool:
    """Whether an assignment in its place would change what was seen."""
    name = root(left)
    if evidence.raised_in(node, cell):
        missing = isinstance(left, ast.Attribute) and f"no attribute '{left.attr}'" in evidence.error
        return missing or (evidence.error.startswith(UNDEFINED) and repr(name) in evidence.error)
    is_explained = evidence.is_explained and isinstance(left, ast.Name)
    if is_explained or not evidence.can_lead_to_error(name):
        return False
    return not isinstance(left, ast.Name) or any(
        name in reads(other)
        for other, _ in evidence.found(ast.stmt)
        if other is not node and not isinstance(other, Function | ast.ClassDef | ast.Try)
    )


def _is_to_be_changed(evidence: Evidence, left: ast.expr) -> bool:
    """Whether an input was to be changed, so that a new value for a name does not help."""
    return isinstance(left, ast.Name) and _is_of_input(evidence)


def _is_of_input(evidence: Evidence) -> bool:
    """Whether what is wrong is an input after the call."""
    mismatch = evidence.mismatch
    if mismatch is None or mismatch.aspect is Aspect.GRADIENT:
        return False
    return mismatch.path[:1] != () and mismatch.path[0][0] == INPUT


def compared_with_nan(evidence: Evidence) -> Slip | None:
    """`x == np.nan`, which is False for every x, and `!=`, which is True."""
    for node, cell in evidence.found(ast.Compare):
        sides = zip(node.ops, [node.left, *node.comparators], node.comparators, strict=False)
        for operator, left, right in sides:
            if isinstance(operator, ast.Eq | ast.NotEq) and (_is_nan(left) or _is_nan(right)):
                return slip("compared_with_nan", node, cell, code=code_of(node))
    return None


def _is_nan(node: ast.expr) -> bool:
    match node:
        case ast.Attribute(_, "nan" | "NaN" | "NAN"):
            return True
        case ast.Call(ast.Name("float"), [ast.Constant(str() as text)]):
            return text.lower() == "nan"
    return False


def action_not_called(evidence: Evidence) -> Slip | None:
    """A statement `loss.backward`: it names a method and does not call it."""
    for node, cell in evidence.statements(ast.Expr):
        match node.value:
            case ast.Attribute(value, method) as named if (
                method in ACTIONS and not evidence.raised_in(node, cell)
            ) and (
                (method == "backward" and "None" in evidence.error) or evidence.can_lead_to_error(root(value))
            ):
                return _not_called(named, cell)
    return None


def result_not_called(evidence: Evidence) -> Slip | None:
    """A method without brackets where its result is meant: `n = x.sum`."""
    if evidence.has_raised and not A_FUNCTION.search(evidence.error):
        return None
    if not evidence.has_raised and not _is_function(evidence.mismatch):
        return None
    node = evidence.failing
    error = evidence.result.error
    if node is not None and error is not None and (inside := _uncalled(node)):
        return _not_called(inside[0], error.cell) if len(inside) == 1 else None
    return _kept_method(evidence)


def _kept_method(evidence: Evidence) -> Slip | None:
    """Find the line that gave a name to a method, or returned it."""
    for step in reversed(evidence.steps):
        node = evidence.lines.statement((step.cell, step.line))
        value = getattr(node, "value", None)
        is_method = any(_type(computed.value) in FUNCTIONS for computed in step.computed)
        if is_method and isinstance(value, ast.Attribute) and _is_method(value):
            return _not_called(value, step.cell)
    return None


def _type(value: object) -> str:
    return value.type if isinstance(value, Opaque) else ""


def _is_function(mismatch: Mismatch | None) -> bool:
    got = mismatch.got if mismatch is not None else None
    return isinstance(got, Fact) and got.args.get("type") in FUNCTIONS


def _uncalled(node: ast.stmt) -> list[ast.Attribute]:
    """Return the methods in a statement that are named and not called."""
    called = {id(part.func) for part in ast.walk(node) if isinstance(part, ast.Call)}
    return [
        part
        for part in ast.walk(node)
        if isinstance(part, ast.Attribute) and _is_method(part) and id(part) not in called
    ]


def _is_method(node: ast.Attribute) -> bool:
    """Whether it names a method of a tensor, and not a function of a library."""
    return node.attr in METHODS and root(node) not in LIBRARIES


def _not_called(node: ast.Attribute, cell: int | None) -> Slip:
    if node.attr == "size":  # a number in NumPy
        return slip("size_not_called", node, cell)
    inside = "…" if node.attr in WITH_ARGUMENTS else ""
    return slip("not_called", node, cell, method=node.attr, call=f"{node.attr}({inside})")


def caret(evidence: Evidence) -> Slip | None:
    """`^` for `**`."""
    for node, cell in evidence.found(OPERATIONS):
        if isinstance(node.op, ast.BitXor) and _is_power(evidence, node, cell):
            return slip("caret", node, cell)
    return None


def _is_power(evidence: Evidence, node: ast.BinOp | ast.AugAssign, cell: int | None) -> bool:
    if evidence.has_raised:
        return evidence.raised_in(node, cell) and any(text in evidence.error for text in ("^", "bitwise_xor"))
    right = node.right if isinstance(node, ast.BinOp) else node.value
    is_number = isinstance(right, ast.Constant) and type(right.value) is int and right.value > 1
    return is_number and evidence.has_run(node, cell)


# ---------------------------------------------------------------------------------- without effect


def unused(evidence: Evidence) -> Slip | None:
    """A statement that makes a value which nothing uses: `X - mean`, `x.float()`, `torch.no_grad()`."""
    for node, cell in evidence.statements(ast.Expr):
        match node.value:
            case ast.BinOp(left, operator):
                if not _is_of_input(evidence):
                    return slip("unused", node, cell, code=code_of(node.value))
                sign = IN_PLACE.get(type(operator))
                return (
                    slip(
                        "unused_in_place",
                        node,
                        cell,
                        code=code_of(node.value),
                        left=code_of(left),
                        operator=sign,
                    )
                    if sign
                    else None
                )
            case ast.Call(ast.Attribute(ast.Name("torch"), "no_grad" | "inference_mode" as method)):
                return slip("unused_context", node, cell, method=method)
            case ast.Call(ast.Attribute(value, method)) if root(value) not in LIBRARIES:
                if method in WITH_TWIN:
                    return slip("unused_twin", node, cell, method=method)
                if method in NEW_VALUE and not _is_of_input(evidence):
                    return slip("unused", node, cell, code=code_of(node.value))
    return None


def shuffled_rows(evidence: Evidence) -> Slip | None:
    """`random.shuffle` of a tensor, which loses rows of it."""
    function = evidence.function
    if function is None:
        return None
    tensors = {argument.arg for argument in function[0].args.args}
    for assigned, _ in evidence.statements(ast.Assign):
        match assigned:
            case ast.Assign([ast.Name(name)], value):
                is_of_torch = isinstance(value, ast.Call) and root(value.func) == "torch"
                tensors = tensors | {name} if is_of_torch else tensors - {name}
    for node, cell in evidence.statements(ast.Expr):
        match node.value:
            case ast.Call(ast.Attribute(ast.Name("random"), "shuffle"), [ast.Name(name)]) if name in tensors:
                return slip("shuffled_rows", node, cell, name=name)
    return None


# ------------------------------------------------------------------------------------------ rebound


def rebound(evidence: Evidence) -> Slip | None:
    """`w = w - …`, where the tensor itself is to be changed."""
    for index, mark in evidence.marks.items():
        if mark.code == "mark.no_leaf":
            step = evidence.steps[index]
            return _rebound("rebound_leaf", evidence.lines.statement((step.cell, step.line)), step.cell)
    advice = evidence.result.advice
    if advice is None or advice.code != "advice.in_place":
        return None
    made = (_rebound("rebound", *found) for found in evidence.statements(ast.Assign))
    return next((one for one in made if one and one.message.args["name"] == advice.args["name"]), None)


def _rebound(code: str, node: ast.stmt | None, cell: int | None) -> Slip | None:
    match node:
        case ast.Assign([ast.Name(name)], ast.BinOp(ast.Name(left), operator)) if name == left:
            sign = IN_PLACE.get(type(operator))
            return slip(code, node, cell, name=name, operator=sign) if sign else None
    return None


# ------------------------------------------------------------------------------------------- return


def early_return(evidence: Evidence) -> Slip | None:
    """A `return` that ends a loop in its first pass, although the loop adds something up."""
    if evidence.has_raised:
        return None
    for loop, cell in evidence.statements(LOOPS):
        last = loop.body[-1]
        if isinstance(last, ast.Return) and evidence.has_run(last, cell) and _collected(loop) & reads(last):
            return slip("early_return", last, cell)
        if (decision := _decision(loop)) is not None and evidence.has_run(decision, cell):
            return slip("early_decision", decision, cell, code=code_of(decision))
    return None


def _decision(loop: ast.For | ast.While) -> ast.Return | None:
    """Return the `return True` or `return False` that a loop reaches in its first pass if no other is."""
    match loop.body:
        case [*_, ast.If(_, [*_, ast.Return(ast.Constant(bool() as other))], []), ast.Return() as last]:
            pass
        case [*_, ast.If(_, [*_, ast.Return(ast.Constant(bool() as other))], [ast.Return() as last])]:
            pass
        case _:
            return None
    is_opposite = isinstance(last.value, ast.Constant) and last.value.value is (not other)
    return last if is_opposite else None


def _collected(loop: ast.For | ast.While) -> set[str]:
    """Return the names to which a loop adds in each pass."""
    return {name for part in loop.body for node in ast.walk(part) for name in _added(node)}


def _added(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.AugAssign(target) | ast.Assign([ast.Subscript() as target]):
            yield root(target)
        case ast.Assign([ast.Name(name)], value) if name in names(value, ast.Load):
            yield name
        case ast.Call(ast.Attribute(ast.Name(name), "append" | "extend")):
            yield name


def lost_result(evidence: Evidence) -> Slip | None:
    """A function without `return`, or one that returns what is always None."""
    mismatch = evidence.mismatch
    if mismatch is None or mismatch.got != NOTHING:
        return None
    found = evidence.function if not mismatch.path else _forward(evidence, mismatch)
    return _lost(*found) if found is not None else None


def _forward(evidence: Evidence, mismatch: Mismatch) -> tuple[Function, int | None] | None:
    """Return the only `forward` of the code, if the output of a network is None."""
    found = [(node, cell) for node, cell in evidence.found(ast.FunctionDef) if node.name == "forward"]
    return found[0] if len(found) == 1 and mismatch.path[0] == (ASPECT, "output") else None


def _lost(function: Function, cell: int | None) -> Slip | None:
    nodes = list(own(function))
    if any(isinstance(node, ast.Yield | ast.YieldFrom) for node in nodes):
        return None
    returns = [node for node in nodes if isinstance(node, ast.Return) and node.value is not None]
    return _of_returns(returns, cell) if returns else _without_return(function, cell)


def _of_returns(returns: list[ast.Return], cell: int | None) -> Slip | None:
    """Find the only `return`, with a call that gives None."""
    match returns:
        case [ast.Return(ast.Call(ast.Name("print"), [shown])) as node]:
            return slip("printed", node, cell, code=code_of(shown))
        case [ast.Return(ast.Call(ast.Attribute(_, method))) as node] if method in NONE_METHODS:
            return slip("returns_none", node, cell, method=method)
        case [ast.Return(ast.Call(ast.Attribute(_, method), keywords=words)) as node] if any(
            map(_in_place, words)
        ):
            return slip("returns_none_in_place", node, cell, method=method)
    return None


def _in_place(word: ast.keyword) -> bool:
    """Whether it is `inplace=True`."""
    return word.arg == "inplace" and isinstance(word.value, ast.Constant) and word.value.value is True


def _without_return(function: Function, cell: int | None) -> Slip | None:
    last = function.body[-1]
    match last:
        case ast.Expr(ast.Call(ast.Name("print"), [shown])):
            return slip("printed", last, cell, code=code_of(shown))
        case ast.Expr(ast.Call(ast.Attribute(_, method))) if method in ACTIONS:
            return _last_name(function, cell)
        case ast.Expr(ast.Constant()):
            return None
        case ast.Expr(ast.Compare()):
            return None
        case ast.Expr(value):
            return slip("lost_result", last, cell, code=code_of(value))
    return _last_name(function, cell)


def _last_name(function: Function, cell: int | None) -> Slip | None:
    """Find the variable that a function without `return` gave a value last."""
    for node in reversed(function.body):
        match node:
            case ast.Assign([ast.Name(name)]) | ast.AugAssign(ast.Name(name)):
                return slip("lost_name", node, cell, name=name)
    return None
