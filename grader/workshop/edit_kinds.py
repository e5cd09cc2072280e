"""The kinds of single edits: constants, operators, arguments, methods, statements and their order.

Each kind is a generator of replacements for one expression, one statement or one list of nodes. It yields
the code of the kind with each replacement. To add a kind, write a generator and add it to a table below.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

Expression = Iterator[tuple[str, ast.expr]]
Statement = Iterator[tuple[str, str, object]]
Nodes = Iterator[tuple[str, list[Any]]]

SMALL_STEP, TINY, ROUGH = 1.001, 1e-6, 0.1
STARTS = (0.0, 100.0, 1e9)
PAIRS = ("max", "min")
"""With a dimension, these give values and indices."""
AXES = (0, 1, -1, 2)
AXIS_WORDS = ("dim", "axis")
MODULES = ("torch", "nn", "F", "np", "math", "copy", "random")
OTHER_OPERATORS: Mapping[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add, ast.Mult),
    ast.Mult: (ast.Add, ast.Div, ast.Pow),
    ast.Div: (ast.Mult, ast.FloorDiv, ast.Sub),
    ast.FloorDiv: (ast.Div, ast.Mult),
    ast.Mod: (ast.FloorDiv, ast.Mult),
    ast.Pow: (ast.Mult, ast.Add),
    ast.MatMult: (ast.Mult, ast.Add),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
}
ORDERED = (ast.Sub, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)
COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
OPPOSITES: Mapping[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
TEXTS = {"sum": "mean", "mean": "sum", "inf": "-inf"}
REDUCTIONS = ("sum", "mean", "max", "min", "amax", "amin", "norm", "vector_norm", "argmax", "prod", "std")
OTHER_NAMES: Mapping[str, tuple[str, ...]] = {
    "sum": ("mean", "amax", "prod"),
    "mean": ("sum", "median"),
    "max": ("min",),
    "min": ("max",),
    "amax": ("amin",),
    "amin": ("amax",),
    "argmax": ("argmin",),
    "argmin": ("argmax",),
    "any": ("all",),
    "all": ("any",),
    "exp": ("exp2",),
    "sqrt": ("square", "abs"),
    "abs": ("square", "relu"),
    "round": ("floor", "ceil", "trunc"),
    "cumsum": ("cumprod",),
    "zeros_like": ("ones_like", "empty_like"),
    "ones_like": ("zeros_like",),
    "zero_": ("exp_",),
    "randn": ("rand",),
    "rand": ("randn",),
    "randperm": ("arange",),
    "cat": ("stack",),
    "stack": ("cat",),
    "vector_norm": ("matrix_norm",),
    "dot": ("mul",),
    "mv": ("matmul",),
    "eval": ("train",),
    "train": ("eval",),
    "equal": ("allclose",),
    "mse_loss": ("l1_loss",),
    "ReLU": ("Sigmoid", "Identity"),
    "reshape": ("view",),
    "clone": ("detach",),
    "detach": ("clone",),
    "deepcopy": ("copy",),
    "float": ("double", "int"),
    "float32": ("float64",),
    "float64": ("float32",),
}
BOUNDS = {"min": "max", "max": "min"}
SLICE_PARTS = ("lower", "upper", "step")
ORDERS = (1.0, float("inf"))


@dataclass(frozen=True)
class Scope:
    """What matters for the edits of a definition, besides its code.

    `graph` says whether the task grades the graph, and `raises` which exceptions it asks for. `parameters`
    are those of the definition.
    """

    graph: bool = True
    raises: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()

    def of(self, definition: ast.stmt) -> Scope:
        """Return the scope with the parameters of a function; other definitions have none."""
        if not isinstance(definition, ast.FunctionDef):
            return replace(self, parameters=())
        return replace(self, parameters=tuple(argument.arg for argument in definition.args.args))

    def leaves_out(self, node: ast.AST) -> bool:
        """Whether a statement only leaves cases out: `if …: raise`, with an exception that is not asked."""
        match node:
            case ast.If(body=[ast.Raise(exc=ast.Call(func=ast.Name(name)) | ast.Name(name))], orelse=[]):
                return name not in self.raises
        return False


# ------------------------------------------------------------------------------------ expressions


def numbers(node: ast.expr, holder: ast.AST, _scope: Scope) -> Expression:
    """Move a number, and change its sign; a float also by a thousandth."""
    value = number_of(node)
    if value is None or (isinstance(holder, ast.UnaryOp) and number_of(holder) is not None):
        return
    near: tuple[float, ...] = (value + 1, value - 1, 0, 1, -value, 2 * value)
    if isinstance(value, float):
        near = (0.0, 1.0, -value, 2 * value, SMALL_STEP * value, value / 2)
    for new in near:
        if new != value:
            yield "number", literal(new)


def flags(node: ast.expr, _holder: ast.AST, _scope: Scope) -> Expression:
    """Change True to False, and some texts to others."""
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield "flag", ast.Constant(not node.value)
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in TEXTS:
        yield "text", ast.Constant(TEXTS[node.value])


def operators(node: ast.expr, _holder: ast.AST, _scope: Scope) -> Expression:
    """Use another operator, exchange the operands, or leave one out."""
    if isinstance(node, ast.UnaryOp) and number_of(node) is None:
        yield "operand", node.operand
    if not isinstance(node, ast.BinOp):
        return
    for other in OTHER_OPERATORS.get(type(node.op), ()):
        yield "operator", ast.BinOp(node.left, other(), node.right)
    if isinstance(node.op, ORDERED):
        yield "operand", ast.BinOp(node.right, node.op, node.left)
    yield "operand", node.left
    yield "operand", node.right


def comparisons(node: ast.expr, _holder: ast.AST, _scope: Scope) -> Expression:
    """Compare in another way."""
    if not isinstance(node, ast.Compare) or len(node.ops) != 1:
        return
    kind = type(node.ops[0])
    others = [other for other in COMPARISONS if other is not kind] if kind in COMPARISONS else []
    for other in (*others, *([OPPOSITES[kind]] if kind in OPPOSITES else [])):
        yield "comparison", ast.Compare(node.left, [other()], node.comparators)


def logic(node: ast.expr, holder: ast.AST, _scope: Scope) -> Expression:
    """Change `and` to `or`, leave a condition out, negate it, or take it as met."""
    if isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield "logic", ast.BoolOp(other, node.values)
        for n in range(len(node.values)):
            left = [*node.values[:n], *node.values[n + 1 :]]
            yield "logic", left[0] if len(left) == 1 else ast.BoolOp(node.op, left)
    if isinstance(node, ast.IfExp):
        yield "condition", node.body
        yield "condition", node.orelse
    if isinstance(holder, ast.If | ast.While | ast.IfExp) and node is holder.test:
        yield "condition", ast.UnaryOp(ast.Not(), node)
        yield "condition", ast.Constant(False)
        if not isinstance(holder, ast.While):
            yield "condition", ast.Constant(True)


def axes(node: ast.expr, _holder: ast.AST, _scope: Scope) -> Expression:
    """Work along another dimension, and keep it or not."""
    if not isinstance(node, ast.Call):
        return
    for keyword in node.keywords:
        if keyword.arg in AXIS_WORDS and isinstance(number_of(keyword.value), int):
            for axis in AXES:
                yield "dimension", with_keyword(node, str(keyword.arg), literal(axis))
    has = {keyword.arg for keyword in node.keywords}
    if name_of(node.func) in REDUCTIONS and "keepdim" not in has and (node.args or has & set(AXIS_WORDS)):
        yield "keepdim", with_keyword(node, "keepdim", ast.Constant(True))


def arguments(node: ast.expr, _holder: ast.AST, _scope: Scope) -> Expression:
    """Leave an argument out, or exchange two."""
    if not isinstance(node, ast.Call):
        return
    for n in range(len(node.args)):
        yield "argument", ast.Call(node.func, [*node.args[:n], *node.args[n + 1 :]], node.keywords)
    for n in range(len(node.args) - 1):
        first, second = node.args[n : n + 2]
        args = [*node.args[:n], second, first, *node.args[n + 2 :]]
        yield "argument", ast.Call(node.func, args, node.keywords)
    for keyword in node.keywords:
        yield "argument", with_keyword(node, str(keyword.arg), None)


def methods(node: ast.expr, _holder: ast.AST, _scope: Scope) -> Expression:
    """Use another function or method, leave the call out, or exchange a bound for the other."""
    if isinstance(node, ast.Attribute):
        for other in OTHER_NAMES.get(node.attr, ()):
            yield "method", ast.Attribute(node.value, other, node.ctx)
        if root_of(node) not in MODULES and isinstance(node.ctx, ast.Load):
            yield "attribute", node.value
    if not isinstance(node, ast.Call):
        return
    if isinstance(node.func, ast.Attribute) and root_of(node.func) not in MODULES:
        yield "call", node.func.value
    elif node.args:
        yield "call", node.args[0]
    if name_of(node.func) in ("clamp", "clamp_"):
        for keyword in node.keywords:
            if keyword.arg in BOUNDS:
                bound = ast.keyword(BOUNDS[keyword.arg], keyword.value)
                kept = [bound if known is keyword else known for known in node.keywords]
                yield "bound", ast.Call(node.func, node.args, kept)
    if name_of(node.func) in ("norm", "vector_norm"):
        for order in ORDERS:
            yield "norm", with_keyword(node, "p" if name_of(node.func) == "norm" else "ord", literal(order))


def ranges(node: ast.expr, holder: ast.AST, _scope: Scope) -> Expression:
    """Move an end of a range or a slice, or leave it out."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range":
        for n, bound in enumerate(node.args):
            for step in (1, -1):
                args = [*node.args[:n], moved(bound, step), *node.args[n + 1 :]]
                yield "range", ast.Call(node.func, args, [])
        if len(node.args) == 1:
            yield "range", ast.Call(node.func, [literal(1), *node.args], [])
    if isinstance(node, ast.Slice):
        for part in SLICE_PARTS:
            bound = getattr(node, part)
            if bound is not None:
                for new in (None, moved(bound, 1), moved(bound, -1)):
                    ends = [new if name == part else getattr(node, name) for name in SLICE_PARTS]
                    yield "slice", ast.Slice(*ends)
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        yield "subscript", node.value
    if isinstance(holder, ast.Subscript) and node is holder.slice and not isinstance(node, ast.Slice):
        yield "subscript", ast.Slice(node, None, None)


def elements(node: ast.expr, _holder: ast.AST, _scope: Scope) -> Expression:
    """Exchange two elements of a tuple or a list."""
    if not isinstance(node, ast.Tuple | ast.List):
        return
    for n in range(len(node.elts) - 1):
        first, second = node.elts[n : n + 2]
        yield "elements", type(node)([*node.elts[:n], second, first, *node.elts[n + 2 :]], node.ctx)


def variables(node: ast.expr, _holder: ast.AST, scope: Scope) -> Expression:
    """Use another parameter."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in scope.parameters:
        for other in scope.parameters:
            if other != node.id:
                yield "variable", ast.Name(other, ast.Load())


def insertions(node: ast.expr, holder: ast.AST, scope: Scope) -> Expression:
    """Add an operation: to a result, to a parameter, or to what is divided by."""
    if isinstance(holder, ast.Return) and not isinstance(node, ast.Tuple):
        yield from _of_result(node, scope)
    if (
        isinstance(holder, ast.Tuple)
        and isinstance(holder.ctx, ast.Load)
        and not isinstance(node, ast.Constant)
    ):
        yield "insertion", ast.UnaryOp(ast.USub(), node)
        yield "insertion", ast.BinOp(literal(2), ast.Mult(), node)
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in scope.parameters:
        yield "insertion", ast.UnaryOp(ast.USub(), node)
        if scope.graph:
            yield "insertion", called(node, "detach")
    if isinstance(holder, ast.BinOp) and isinstance(holder.op, ast.Div) and node is holder.right:
        yield "insertion", ast.BinOp(node, ast.Add(), literal(TINY))
        yield "insertion", called(node, "clamp", ast.keyword("min", literal(1.0)))


def tolerances(node: ast.expr, _holder: ast.AST, _scope: Scope) -> Expression:
    """Compare roughly in place of exactly."""
    if isinstance(node, ast.Call) and name_of(node.func) == "equal" and len(node.args) == 2:
        for rtol in (ROUGH, SMALL_STEP - 1):
            text = f"a.shape == b.shape and torch.allclose(a, b, rtol={rtol:.6g})"
            yield "tolerance", with_names(text, {"a": node.args[0], "b": node.args[1]})


def starts(node: ast.expr, _holder: ast.AST, _scope: Scope) -> Expression:
    """Search a maximum or a minimum from a number that only seems extreme."""
    found = node.value if isinstance(node, ast.Attribute) and node.attr == "values" else node
    if not isinstance(found, ast.Call) or (
        found is node and has_axis(found) and name_of(found.func) in PAIRS
    ):
        return
    for names, bound, sign in ((("max", "amax"), "min", -1.0), (("min", "amin"), "max", 1.0)):
        if isinstance(found.func, ast.Attribute) and found.func.attr in names:
            for size in STARTS:
                yield "start", called(node, "clamp", ast.keyword(bound, literal(sign * size or 0.0)))


def _of_result(node: ast.expr, scope: Scope) -> Expression:
    for operator, number in ((ast.Mult(), -1), (ast.Mult(), 2), (ast.Add(), 1)):
        yield "insertion", ast.BinOp(node, operator, literal(number))
    for name in ("abs", "round", *(("detach",) if scope.graph else ())):
        yield "insertion", called(node, name)


EXPRESSIONS: tuple[Callable[[ast.expr, ast.AST, Scope], Expression], ...] = (
    axes,
    numbers,
    flags,
    operators,
    comparisons,
    logic,
    arguments,
    methods,
    ranges,
    elements,
    variables,
    insertions,
    tolerances,
    starts,
)

# ------------------------------------------------------------------------------------- statements


def in_place(node: ast.stmt) -> Statement:
    """Use another operator in `+=`."""
    if isinstance(node, ast.AugAssign):
        for other in OTHER_OPERATORS.get(type(node.op), ()):
            yield "operator", "op", other()


def targets(node: ast.stmt) -> Statement:
    """Assign to one name less, in `a = b = None`."""
    if isinstance(node, ast.Assign) and len(node.targets) > 1:
        for n in range(len(node.targets)):
            yield "target", "targets", [*node.targets[:n], *node.targets[n + 1 :]]


STATEMENTS: tuple[Callable[[ast.stmt], Statement], ...] = (in_place, targets)


def deleted(field: str, items: list[Any], scope: Scope) -> Nodes:
    """Leave a statement out."""
    for n, item in enumerate(items):
        if field in ("body", "orelse") and isinstance(item, ast.stmt) and not _says_nothing(item, scope):
            yield "statement", [*items[:n], ast.Pass(), *items[n + 1 :]]


def reordered(field: str, items: list[Any], scope: Scope) -> Nodes:
    """Exchange two statements that follow each other."""
    for n in range(len(items) - 1):
        pair = items[n : n + 2]
        are_statements = field in ("body", "orelse") and all(isinstance(item, ast.stmt) for item in pair)
        if are_statements and not any(_says_nothing(item, scope) for item in pair):
            yield "order", [*items[:n], pair[1], pair[0], *items[n + 2 :]]


def rewritten(field: str, items: list[Any], _scope: Scope) -> Nodes:
    """Write a statement in another form: no `with`, `=` in place of `+=`, `continue` for `break`."""
    for n, item in enumerate(items):
        if field in ("body", "orelse") and isinstance(item, ast.stmt):
            for kind, new in _other_forms(item):
                yield kind, [*items[:n], *new, *items[n + 1 :]]


def _other_forms(node: ast.stmt) -> Nodes:
    if isinstance(node, ast.With):
        yield "context", list(node.body)
    if isinstance(node, ast.Break):
        yield "jump", [ast.Continue()]
    if isinstance(node, ast.AugAssign):
        read = ast.parse(ast.unparse(node.target), mode="eval").body
        yield "in place", [_at(ast.Assign([node.target], node.value), node)]
        yield "in place", [_at(ast.Assign([node.target], ast.BinOp(read, node.op, node.value)), node)]


LISTS: tuple[Callable[[str, list[Any], Scope], Nodes], ...] = (deleted, reordered, rewritten)


def _says_nothing(node: ast.stmt, scope: Scope) -> bool:
    """Whether this is a docstring, `pass`, a definition in the function, or only leaves cases out."""
    is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return is_text or isinstance(node, ast.Pass | ast.FunctionDef) or scope.leaves_out(node)


def _at(new: ast.stmt, old: ast.stmt) -> ast.stmt:
    return ast.copy_location(new, old)


# ------------------------------------------------------------------------------------ parts of code


def number_of(node: ast.AST) -> int | float | None:
    """Return the number that a literal stands for, also a negative one."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = number_of(node.operand)
        return None if inner is None or isinstance(node.operand, ast.UnaryOp) else -inner
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return node.value  # type: ignore[return-value]  # of one of these two types
    return None


def literal(number: float) -> ast.expr:
    """Return a number as code; infinity as Python can read it."""
    number = float(f"{number:.12g}") if isinstance(number, float) else number
    return ast.parse(f"float('{number}')" if abs(number) == float("inf") else repr(number), mode="eval").body


def moved(bound: ast.expr, step: int) -> ast.expr:
    """Return a bound, one more or one less."""
    value = number_of(bound)
    if isinstance(value, int):
        return literal(value + step)
    return ast.BinOp(bound, ast.Add() if step > 0 else ast.Sub(), literal(1))


def with_keyword(call: ast.Call, name: str, value: ast.expr | None) -> ast.Call:
    """Return a call with another value for a keyword; without the keyword for None."""
    new = [] if value is None else [ast.keyword(name, value)]
    at = next((n for n, known in enumerate(call.keywords) if known.arg == name), len(call.keywords))
    return ast.Call(call.func, call.args, [*call.keywords[:at], *new, *call.keywords[at + 1 :]])


def called(node: ast.expr, name: str, *keywords: ast.keyword) -> ast.Call:
    """Return a call of a method without positional arguments."""
    return ast.Call(ast.Attribute(node, name, ast.Load()), [], list(keywords))


def with_names(text: str, parts: Mapping[str, ast.expr]) -> ast.expr:
    """Return the code of a text in which some names stand for other code."""

    class Filler(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:  # ast's own name
            return parts.get(node.id, node)

    filled = Filler().visit(ast.parse(text, mode="eval").body)
    assert isinstance(filled, ast.expr)
    return filled


def has_axis(call: ast.Call) -> bool:
    """Whether a method is called with a dimension."""
    return bool(call.args) or any(keyword.arg in AXIS_WORDS for keyword in call.keywords)


def name_of(function: ast.expr) -> str:
    """Return the last part of a called name: `sum` of `x.sum`."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def root_of(node: ast.expr) -> str:
    """Return the first part of a dotted name: `torch` of `torch.linalg.norm`."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
