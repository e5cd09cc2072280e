"""General advice, held against the code that it speaks of: what the code does not have is not named."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from grader.core.fact import Fact
from grader.judge.slips.evidence import Evidence, root

LEAVING_METHODS = ("item", "tolist", "detach", "detach_", "numpy")
LEAVING_CALLS = ("float", "int")
NO_GRAPH = {"no_grad", "inference_mode", "set_grad_enabled"}
MAKERS = {
    *("zeros", "ones", "empty", "full", "eye", "arange", "linspace", "tensor", "Tensor", "rand", "randn"),
    *("as_tensor", "FloatTensor"),
}
CASTS = {"float", "float32", "FloatTensor"}
"""Attributes; the name `float` alone is Python's, which has 64 bits."""
NUMBERS = {"item", "tolist", "float", "int", "len", "math"}
ONE_BOOL = {"equal", "allclose", "all", "any", "bool"}
COPIES = {"clone", "reshape", "flatten", "contiguous", "to", "type", "float", "double", "repeat"}
REDUCTIONS = {"sum", "mean", "max", "min", "amax", "amin", "prod", "norm", "std", "var", "argmax", "argmin"}


class Words:
    """Which names, attributes and kinds of expressions the learner's code has."""

    def __init__(self, evidence: Evidence) -> None:
        self.nodes = [node for part in evidence.parts for node in _walk(part.node)]

    @cached_property
    def all(self) -> frozenset[str]:
        """Every name and attribute."""
        names = {node.id for node in self.nodes if isinstance(node, ast.Name)}
        return frozenset(names | {node.attr for node in self.nodes if isinstance(node, ast.Attribute)})

    @cached_property
    def casts(self) -> bool:
        """Whether something is converted to float32."""
        attributes = {node.attr for node in self.nodes if isinstance(node, ast.Attribute)}
        return bool(attributes & CASTS or self.all & (CASTS - {"float"}))

    def has(self, *kinds: type[ast.AST]) -> bool:
        """Whether there is a node of one of these kinds."""
        return any(isinstance(node, kinds) for node in self.nodes)

    @cached_property
    def leaving(self) -> tuple[str, ...]:
        """The operations whose results are not connected to the graph, as they are written."""
        found = [f"`.{name}()`" for name in LEAVING_METHODS if name in self._called_on]
        found += ["`.data`"] if any(_is(node, "data") for node in self.nodes) else []
        found += [f"`{name}()`" for name in LEAVING_CALLS if name in self._called]
        found += ["`torch.tensor()`"] if "torch.tensor" in self._called else []
        libraries = {function.partition(".")[0] for function in self._called if "." in function}
        found += [f"`{name}`" for name in ("math", "np", "numpy") if name in libraries]
        return tuple(found)

    @property
    def makers(self) -> tuple[str, ...]:
        """The calls that make a tensor of a dtype of their own, as they are written."""
        made = (name for name in sorted(self._called) if name.rpartition(".")[2] in MAKERS)
        return tuple(f"`{name}(…)`" for name in made)

    @cached_property
    def _called(self) -> frozenset[str]:
        return frozenset(ast.unparse(node.func) for node in self.nodes if isinstance(node, ast.Call))

    @cached_property
    def _called_on(self) -> frozenset[str]:
        """The methods that are called."""
        functions = (node.func for node in self.nodes if isinstance(node, ast.Call))
        return frozenset(function.attr for function in functions if isinstance(function, ast.Attribute))

    def copies(self, name: str) -> tuple[str, ...]:
        """Return the methods called on a name that may give a new tensor, as they are written."""
        functions = (node.func for node in self.nodes if isinstance(node, ast.Call))
        found = [
            f"`{name}.{function.attr}(…)`"
            for function in functions
            if isinstance(function, ast.Attribute)
            and function.attr in COPIES
            and isinstance(function.value, ast.Name)
            and function.value.id == name
        ]
        return tuple(dict.fromkeys(found))

    def binds(self, name: str) -> bool:
        """Whether an assignment gives the name to another value."""
        return any(
            isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)
            for node in self.nodes
        )

    @property
    def has_bare_gradient(self) -> bool:
        """Whether a gradient is computed that has no graph of its own, or not always one."""
        calls = (node for node in self.nodes if isinstance(node, ast.Call) and _is(node.func, "grad"))
        return any(not any(map(_asks_for_graph, call.keywords)) for call in calls)

    @property
    def has_number_index(self) -> bool:
        """Whether an index, or one in a tuple of indices, is a number or a name."""
        indices = (node.slice for node in self.nodes if isinstance(node, ast.Subscript))
        parts = (part for index in indices for part in getattr(index, "elts", [index]))
        kinds = ast.Constant | ast.UnaryOp | ast.Name
        return any(isinstance(part, kinds) and not _is_none(part) for part in parts)

    @property
    def has_reduction(self) -> bool:
        """Whether a sum or the like is taken over an axis that is not kept."""
        return any(
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in REDUCTIONS
            and len(node.args) + len(node.keywords) > (root(node.func) == "torch")
            and not any(word.arg == "keepdim" for word in node.keywords)
            for node in self.nodes
        )

    @property
    def adds_axis(self) -> bool:
        """Whether `keepdim`, `None` as an index, or brackets around a list may add an axis."""
        indices = (node.slice for node in self.nodes if isinstance(node, ast.Subscript))
        new = any(_is_none(part) for index in indices for part in getattr(index, "elts", [index]))
        return self.keeps_axes or new or self.has(ast.List)

    @property
    def keeps_axes(self) -> bool:
        """Whether there is a `keepdim`."""
        return any(isinstance(node, ast.keyword) and node.arg == "keepdim" for node in self.nodes)


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and all nodes inside it, except annotations."""
    yield node
    for name, value in ast.iter_fields(node):
        if name not in ("annotation", "returns"):
            for inner in value if isinstance(value, list) else [value]:
                yield from _walk(inner) if isinstance(inner, ast.AST) else ()


def _is(node: ast.AST, attribute: str) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == attribute


def _asks_for_graph(word: ast.keyword) -> bool:
    """Whether it is `create_graph=True`."""
    return word.arg == "create_graph" and isinstance(word.value, ast.Constant) and word.value.value is True


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def suited(evidence: Evidence) -> Fact | None:
    """Return a result's advice without what its code does not have; None if nothing is left."""
    advice = evidence.result.advice
    suit = SUITS.get(advice.code) if advice is not None else None
    if advice is None or suit is None or not evidence.parts:
        return advice
    return suit(advice, Words(evidence), evidence)


# -------------------------------------------------------------------------------------- of a result


def _none(advice: Fact, words: Words, evidence: Evidence) -> Fact | None:
    """Say which `return` gave None, or that none was reached."""
    if evidence.mismatch is not None and evidence.mismatch.path:
        return Fact("meaning.grad_none_yet") if "grad" in words.all else None
    if evidence.function is None or not evidence.steps:
        return advice
    returns = [node for node in words.nodes if isinstance(node, ast.Return) and node.value is not None]
    ran = [node for node, _ in evidence.statements(ast.Return) if node in returns]
    if not returns:
        return Fact("advice.no_return")
    if not ran:
        return Fact("advice.return_not_reached")
    if any(_is(part, "grad") for node in ran for part in ast.walk(node)):
        return Fact("advice.none_is_grad")
    return Fact("advice.return_of_none")


def _number(advice: Fact, words: Words, _evidence: Evidence) -> Fact:
    return advice if words.all & NUMBERS else Fact("advice.number_only")


def _bool(advice: Fact, words: Words, _evidence: Evidence) -> Fact:
    return advice if words.all & ONE_BOOL or words.has(ast.If, ast.IfExp) else Fact("advice.bool_only")


def _network(advice: Fact, words: Words, evidence: Evidence) -> Fact | None:
    """Speak of the order of the parameters only if there are as many as expected."""
    has_list = words.has(ast.List, ast.ListComp) and "ModuleList" not in words.all
    got = evidence.mismatch.got if evidence.mismatch is not None else None
    if isinstance(got, Fact) and got.code == "kind.items":
        return Fact("advice.network_lost") if has_list else None
    return Fact("advice.network_list") if has_list else advice


def _generator(advice: Fact, words: Words, _evidence: Evidence) -> Fact | None:
    if words.has(ast.Yield, ast.YieldFrom):
        return advice
    return Fact("advice.generator_expression") if words.has(ast.GeneratorExp) else None


def _axis_missing(_advice: Fact, words: Words, _evidence: Evidence) -> Fact:
    if {"flatten", "Flatten"} & words.all:
        return Fact("advice.axis_flattened")
    if {"squeeze", "squeeze_"} & words.all:
        return Fact("advice.axis_squeezed")
    if words.has_number_index:
        return Fact("advice.axis_missing" if words.has_reduction else "advice.axis_indexed")
    return Fact("advice.axis_reduced" if words.has_reduction else "advice.axis_to_add")


def _axes_missing(advice: Fact, words: Words, _evidence: Evidence) -> Fact:
    return Fact("advice.axes_squeezed", advice.args) if {"squeeze", "squeeze_"} & words.all else advice


def _axis_too_many(advice: Fact, words: Words, _evidence: Evidence) -> Fact:
    if words.adds_axis:
        return Fact("advice.axis_too_many")
    dim = advice.args.get("dim")
    return Fact("advice.axis_to_drop") if dim is None else Fact("advice.axis_to_drop_here", {"dim": dim})


def _axes_too_many(advice: Fact, words: Words, _evidence: Evidence) -> Fact:
    return Fact("advice.axes_kept", advice.args) if words.keeps_axes else advice


def _gradient(advice: Fact, words: Words, _evidence: Evidence) -> Fact | None:
    if words.leaving:
        return Fact("advice.gradient_cut", {"ways": words.leaving})
    return advice if words.has_bare_gradient else None


def _float32(advice: Fact, words: Words, _evidence: Evidence) -> Fact:
    """Name what gives float32 in the code."""
    makers = words.makers
    if words.casts and makers:
        return advice
    suffix = "cast" if words.casts else "made" if makers else "other"
    return Fact(f"{advice.code}_{suffix}", {**advice.args, **({"ways": makers} if makers else {})})


def _cut(_advice: Fact, words: Words, _evidence: Evidence) -> Fact:
    under = bool(words.all & NO_GRAPH)
    if words.leaving:
        return Fact("advice.cut_and_under" if under else "advice.cut_by", {"ways": words.leaving})
    return Fact("advice.cut_under" if under else "advice.cut_somewhere")


def _in_place(advice: Fact, words: Words, evidence: Evidence) -> Fact:
    name = str(advice.args["name"])
    if words.binds(name):
        return advice
    writes = [node for node in words.nodes if _writes(node, name)]
    if evidence.steps and writes:
        has_run = any(node in writes for node, _ in evidence.statements(ast.stmt))
        return Fact("advice.in_place_nothing" if has_run else "advice.in_place_not_reached", advice.args)
    if copies := words.copies(name):
        return Fact("advice.in_place_copy", {"name": name, "ways": copies})
    return Fact("advice.in_place_only", advice.args)


def _writes(node: ast.AST, name: str) -> bool:
    """Whether a statement writes into a part of what has the name."""
    match node:
        case ast.Assign([ast.Subscript() as target]) | ast.AugAssign(ast.Subscript() as target):
            return root(target) == name
    return False


# ------------------------------------------------------------------------------------- of an error


def _freed(advice: Fact, words: Words, _evidence: Evidence) -> Fact:
    """Never advise `retain_graph` to a loop that trains."""
    return Fact("meaning.freed_in_training") if words.has(ast.For, ast.While) and _trains(words) else advice


def _trains(words: Words) -> bool:
    """Whether the code changes parameters: with an optimizer, or in place and outside the graph."""
    return "step" in words.all or (bool(words.all & {*NO_GRAPH, "data"}) and words.has(ast.AugAssign))


def _no_graph(_advice: Fact, words: Words, _evidence: Evidence) -> Fact:
    under = bool(words.all & NO_GRAPH)
    if words.leaving:
        return Fact("meaning.no_graph_or_cut" if under else "meaning.no_graph_cut", {"ways": words.leaving})
    return Fact("meaning.no_graph_under" if under else "meaning.no_graph_leaf")


def _grad_none(advice: Fact, words: Words, evidence: Evidence) -> Fact:
    if evidence.failing is not None and not any(_is(part, "grad") for part in ast.walk(evidence.failing)):
        return Fact("meaning.none")
    sets = "zero_grad" in words.all or any(map(_sets_grad, words.nodes))
    return advice if sets else Fact("meaning.grad_none_yet")


def _sets_grad(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Assign)
        and _is_none(node.value)
        and any(_is(one, "grad") for one in node.targets)
    )


def _dtypes(advice: Fact, words: Words, _evidence: Evidence) -> Fact:
    return advice if words.all & MAKERS else Fact("meaning.dtypes_only")


SUITS: Mapping[str, Callable[[Fact, Words, Evidence], Fact | None]] = {
    "advice.none": _none,
    "advice.number": _number,
    "advice.bool": _bool,
    "advice.network": _network,
    "advice.generator": _generator,
    "advice.axis_missing": _axis_missing,
    "advice.axes_missing": _axes_missing,
    "advice.axis_too_many": _axis_too_many,
    "advice.axes_too_many": _axes_too_many,
    "advice.gradient": _gradient,
    "advice.float32": _float32,
    "advice.float32_some": _float32,
    "advice.cut": _cut,
    "advice.in_place": _in_place,
    "meaning.freed": _freed,
    "meaning.no_graph": _no_graph,
    "meaning.grad_none": _grad_none,
    "meaning.dtypes": _dtypes,
}
"""What is done to an advice that names causes."""
