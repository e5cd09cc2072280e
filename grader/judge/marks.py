"""The learner's lines that went wrong, as far as one call's trace shows.

The search starts at the returned value. It goes back to the line where the wrong shape or dtype began, or
where the graph was cut. The chain of values that have it must be unbroken, and the arguments must not have
it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from grader.compare.observations import CUT
from grader.core.fact import Fact, Shown
from grader.core.model import Aspect, ComputedValue, Mismatch, Side, Step
from grader.core.notation import shape
from grader.core.value import INEXACT, ITEM, STEP, Array, Path, Value, leaves, tables
from grader.judge.differences import side
from grader.judge.lines import SourceLines

LEAF = "leaf"
SPREAD = ("add", "sub", "subtract", "mul", "multiply", "div", "divide", "pow", "eq", "mse_loss", "l1_loss")
"""Functions of two tensors that are broadcast."""
AFTER_A_MODEL = (
    *("to", "type_as", "expand_as", "view_as", "reshape_as"),
    *("zeros_like", "ones_like", "empty_like", "full_like", "rand_like", "randn_like"),
)
"""Calls that take only the form of their first argument."""
FORM = ("dtype", "shape", "device", "ndim", "layout")
CUTTING_METHODS = ("item", "detach", "detach_", "tolist", "numpy")

Known = Mapping[str, Value]
Wrong = Callable[[Value], bool]


def marks(
    steps: Sequence[Step], lines: SourceLines, *, inputs: Known, mismatch: Mismatch | None
) -> dict[int, Fact]:
    """Return what went wrong, by the index of the step."""
    raised = {n: Fact("mark.raised", {"type": step.raised}) for n, step in _last_raised(steps)}
    chain = _Chain(steps, lines, inputs)
    if raised or mismatch is None:
        return {**(chain.no_leaf() if mismatch and _may_be_rebound(mismatch) else {}), **raised}
    match mismatch.aspect:
        case Aspect.SHAPE | Aspect.DTYPE as aspect:
            forms = _shapes if aspect is Aspect.SHAPE else _dtypes
            return chain.origin(
                lambda value: mismatch.got in forms(value),
                aspect,
                got=side(mismatch.got),
                part=_part(mismatch.path),
            )
        case Aspect.ATTACHED:
            return chain.cut() if mismatch.got == CUT else {}
        case Aspect.STRUCTURE:
            return chain.cut() if _is_number(mismatch.got) else {}
        case Aspect.GRAPH:
            return chain.kept()
        case Aspect.INPUTS:
            return chain.changed(str(mismatch.path[0][1]))
        case Aspect.VALUES if _may_be_rebound(mismatch) and (found := chain.no_leaf()):
            return found
        case Aspect.VALUES | Aspect.GRADIENT:
            return chain.stretched(wanted=_shape(mismatch.expected))
    return {}


def _last_raised(steps: Sequence[Step]) -> list[tuple[int, Step]]:
    """Return the innermost step that an exception left for good."""
    if not steps or not any(step.raised for step in steps):
        return []
    index = max(n for n, step in enumerate(steps) if step.raised)
    outermost = [n for n, step in enumerate(steps) if step.raised and step.depth == 0]
    after = [step for step in steps[index + 1 :] if step.depth <= steps[index].depth]
    return [] if after or not outermost else [(index, steps[index])]


def _is_number(argument: Side) -> bool:
    return isinstance(argument, Fact) and argument.code == "kind.number"


def _shape(value: object) -> tuple[int, ...] | None:
    return value.shape if isinstance(value, Array) and not value.is_python else None


def _dtype(value: Value) -> str:
    return value.dtype if isinstance(value, Array) and not value.is_python else ""


def _shapes(value: Value) -> list[object]:
    """Return the shapes of all tensors in a value."""
    return [_shape(array) for _, array in leaves(value)]


def _dtypes(value: Value) -> list[object]:
    """Return the dtypes of all tensors in a value."""
    return [_dtype(array) for _, array in leaves(value)]


def _attached(value: Value) -> bool:
    return any(array.requires_grad for _, array in leaves(value))


def _may_be_cut(value: Value) -> bool:
    """Whether this is a number that could be connected to the graph and is not."""
    return isinstance(value, Array) and value.dtype in INEXACT and not value.requires_grad


class _Chain:
    """From the returned value back through the lines of the graded function."""

    def __init__(self, steps: Sequence[Step], lines: SourceLines, inputs: Known) -> None:
        self._steps, self._lines, self._inputs = steps, lines, inputs
        self._known = list(_states(steps, inputs))

    def origin(self, wrong: Wrong, aspect: Aspect, *, got: Shown, part: int | None) -> dict[int, Fact]:
        """Return the line in which the error began.

        If an argument has the error, too, return the line that returns it.
        """
        ends = [n for n, step in enumerate(self._steps) if step.depth == 0 and _returns(step, wrong)]
        if not ends:
            return {}
        at = ends[-1]
        if any(map(wrong, self._inputs.values())):
            return {at: Fact(f"mark.{aspect}_returned", {"got": got})}
        others = self._other_parts(at, part)
        while (earlier := self._made_before(at, wrong, part, others)) is not None:
            is_made_here = self._may_reduce(at, wrong, part) or self._takes_a_part(at, wrong, part)
            if aspect is Aspect.SHAPE and is_made_here:
                return {at: Fact(f"mark.{aspect}_returned", {"got": got})} if at == ends[-1] else {}
            at, part = earlier, None
        if self._reads_table(at, part):
            return {}  # what is wrong began in the table, and many steps of one have the same shape
        return {self._made_within(at, wrong): Fact(f"mark.{aspect}_begins", {"got": got})}

    def _reads_table(self, at: int, part: int | None) -> bool:
        known = (self._known[at].get(name) for name in self._reads(at, part))
        return any(value is not None and any(tables(value)) for value in known)

    def _may_reduce(self, at: int, wrong: Wrong, part: int | None) -> bool:
        """Whether a step also reads a tensor of another size, so that the wrong shape may be made there."""
        values = [self._known[at][name] for name in self._reads(at, part) if name in self._known[at]]
        shapes = [(_shape(value) or (), wrong(value)) for value in values]
        return not all(_fits(other, one) for one, is_wrong in shapes if is_wrong for other, _ in shapes)

    def _takes_a_part(self, at: int, wrong: Wrong, part: int | None) -> bool:
        """Whether a step takes an index or a slice of each wrong value that it reads."""
        node = self._node(at, part)
        known = self._known[at]
        if node is None:
            return False
        indexed = {
            name.id
            for inner in ast.walk(node)
            if isinstance(inner, ast.Subscript)
            for name in ast.walk(inner.value)
            if isinstance(name, ast.Name)
        }
        names = [name for name in _reads(node) if name in known and wrong(known[name])]
        return bool(names) and indexed.issuperset(names)

    def _made_within(self, at: int, wrong: Wrong) -> int:
        """Return the first step of a helper that made something wrong.

        The helper ran inside the step `at`. If there is none, return that step itself.
        """
        for n in range(at + 1, len(self._steps)):
            if self._steps[n].depth == 0:
                break
            if any(wrong(computed.value) for computed in self._steps[n].computed):
                return n
        return at

    def _made_before(
        self, at: int, wrong: Wrong, part: int | None, others: Collection[str] = ()
    ) -> int | None:
        """Return the last step before another that made a wrong value which it reads.

        In a statement that returns a tuple, only the names of the wrong part count. The values of `others`
        are not wrong.
        """
        reads = [name for name in self._reads(at, part) if name not in others]
        names = [name for name in reads if name in self._known[at] and wrong(self._known[at][name])]
        makers = (
            n
            for n in reversed(range(at))
            if self._steps[n].depth == 0
            and not isinstance(
                self._statement(n), ast.For
            )  # its elements have the shape of what it goes over
            and any(self._makes(n, computed, names, wrong) for computed in self._steps[n].computed)
        )
        return next(makers, None)

    def _makes(self, n: int, computed: ComputedValue, names: Sequence[str], wrong: Wrong) -> bool:
        """Whether a step makes one of these values, and does not only write into its elements."""
        if computed.name not in names or not wrong(computed.value):
            return False
        node = self._statement(n)
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        is_written = isinstance(node, ast.Assign | ast.AugAssign) and not _rebinds(node, computed.name)
        is_element = is_written and any(isinstance(target, ast.Subscript) for target in targets)
        return not (isinstance(computed.value, Array) and is_element)

    def _other_parts(self, at: int, part: int | None) -> set[str]:
        """Return the variables that a step returns as other parts of a tuple."""
        match self._statement(at):
            case ast.Return(ast.Tuple(elts)) if part is not None:
                return {one.id for n, one in enumerate(elts) if n != part and isinstance(one, ast.Name)}
        return set()

    def cut(self) -> dict[int, Fact]:
        """Return the line that cuts the graph on the way to the result.

        Its operands are connected to the graph, and its result is not.
        """
        ends = [n for n, step in enumerate(self._steps) if step.depth == 0 and _returned(step)]
        at = ends[-1] if ends else None
        while at is not None and not any(
            _attached(self._known[at][name]) for name in self._values(at) if name in self._known[at]
        ):
            at = self._made_before(at, _may_be_cut, None)
        if at is None or not any(_may_be_cut(array) for array in _made(self._steps[at])):
            return {}
        by = _cutter(self._statement(at))
        return {at: Fact("mark.cut_by", {"operation": by}) if by else Fact("mark.cut")}

    def no_leaf(self) -> dict[int, Fact]:
        """Return the first line that rebinds a leaf's name to a computed tensor.

        Such a tensor is not a leaf.
        """
        leaves = {name for name, value in self._inputs.items() if _is_leaf(value)}
        for n, step in enumerate(self._steps):
            for computed in step.computed if step.depth == 0 else ():
                if (
                    computed.name in leaves
                    and computed.graph != LEAF
                    and _computes(self._statement(n), computed.name)
                ):
                    return {n: Fact("mark.no_leaf", {"name": computed.name})}
                (leaves.add if computed.graph == LEAF else leaves.discard)(computed.name)
        return {}

    def kept(self) -> dict[int, Fact]:
        """Return the first line that rebinds a number's name to a tensor with a graph."""
        for n, step in enumerate(self._steps):
            for computed in step.computed if step.depth == 0 else ():
                before = self._known[n].get(computed.name)
                if isinstance(before, Array) and before.is_python and _attached(computed.value):
                    return {n: Fact("mark.kept", {"name": computed.name})}
        return {}

    def changed(self, name: str) -> dict[int, Fact]:
        """Return the first line that changes an argument in place.

        The search ends where the argument's name is rebound.
        """
        for n, step in enumerate(self._steps):
            if step.depth == 0 and any(computed.name == name for computed in step.computed):
                return {} if _rebinds(self._statement(n), name) else {n: Fact("mark.changed", {"name": name})}
        return {}

    def stretched(self, wanted: tuple[int, ...] | None) -> dict[int, Fact]:
        """Return the first line in which two shapes were broadcast to a third one.

        If that is the expected shape, it may well be right.
        """
        for n, step in enumerate(self._steps):
            known = self._known[n] if step.depth == 0 else {}
            shapes = [_shape(known[name]) for name in _operands(self._statement(n)) if name in known]
            operands = [sizes for sizes in dict.fromkeys(shapes) if sizes]
            made = [_shape(computed.value) for computed in step.computed]
            third = _third(operands) if len(operands) == 2 else None
            if third is not None and third in made and third != wanted:
                first, second = map(shape, operands)
                return {n: Fact("mark.stretched", {"first": first, "second": second, "made": shape(third)})}
        return {}

    def _statement(self, n: int) -> ast.stmt | None:
        return self._lines.statement((self._steps[n].cell, self._steps[n].line))

    def _reads(self, n: int, part: int | None = None) -> list[str]:
        """Return the names that a step's statement reads.

        With `part`, only that part of the returned tuple counts.
        """
        node = self._node(n, part)
        return list(dict.fromkeys(_reads(node))) if node is not None else []

    def _node(self, n: int, part: int | None) -> ast.stmt | ast.expr | None:
        """Return a step's statement, or one part of the tuple that it returns."""
        node: ast.stmt | ast.expr | None = self._statement(n)
        if part is not None and isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
            node = node.value.elts[part] if part < len(node.value.elts) else node
        return node

    def _values(self, n: int) -> list[str]:
        """Return the names whose numbers a step reads; others give it only their dtype or shape."""
        node = self._statement(n)
        models = {
            name.id
            for inner in (ast.walk(node) if node is not None else ())
            for name in _models(inner)
            if isinstance(name, ast.Name)
        }
        return [name for name in self._reads(n) if name not in models]


def _operands(node: ast.stmt | None) -> list[str]:
    """Return the two names of the first operation that has a name on both sides: `y_hat - y`."""
    for part in ast.walk(node) if node is not None else ():
        match part:
            case (
                ast.BinOp(left=ast.Name(id=first), right=ast.Name(id=second))
                | ast.Compare(left=ast.Name(id=first), comparators=[ast.Name(id=second)])
                | ast.AugAssign(target=ast.Name(id=first), value=ast.Name(id=second))
            ) if not isinstance(getattr(part, "op", None), ast.MatMult):
                return [first, second]
            case ast.Call(ast.Attribute(attr=name), [ast.Name(id=first), ast.Name(id=second)]) if (
                name in SPREAD
            ):
                return [first, second]
    return []


def _rebinds(node: ast.stmt | None, name: str) -> bool:
    """Whether a statement binds a name, instead of changing its value in place."""
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AnnAssign | ast.For | ast.AsyncFor):
        targets = [node.target]
    bound = (part for target in targets for part in ast.walk(target))
    return any(
        isinstance(part, ast.Name) and part.id == name and isinstance(part.ctx, ast.Store) for part in bound
    )


def _may_be_rebound(mismatch: Mismatch) -> bool:
    """Whether the error may come from rebinding a parameter's name."""
    message = str(mismatch.args.get("message", ""))
    lost = "'NoneType'" in message or "does not require grad" in message
    in_step = mismatch.path[:1] != () and mismatch.path[0][0] == STEP
    return lost or in_step or mismatch.kind in ("afterwards", "moved")


def _is_leaf(value: Value) -> bool:
    return isinstance(value, Array) and value.requires_grad and value.leaf


def _computes(node: ast.stmt | None, name: str) -> bool:
    """Whether a statement computes a value from a name and rebinds it: `w = w - …`."""
    return isinstance(node, ast.Assign) and _rebinds(node, name) and name in set(_reads(node))


def _fits(small: tuple[int, ...], large: tuple[int, ...]) -> bool:
    """Whether a tensor together with a larger one is broadcast to the shape of the larger one."""
    ends = zip(reversed(small), reversed(large), strict=False)
    return len(small) <= len(large) and all(size in (1, other) for size, other in ends)


def _third(shapes: Sequence[tuple[int, ...]]) -> tuple[int, ...] | None:
    """Return the shape that two shapes broadcast to, if it is neither of them."""
    longest = max(map(len, shapes))
    padded = [(1,) * (longest - len(sizes)) + sizes for sizes in shapes]
    if any(a != b and 1 not in (a, b) for a, b in zip(*padded, strict=True)):
        return None
    together = tuple(b if a == 1 else a for a, b in zip(*padded, strict=True))
    return together if together not in shapes else None


def _cutter(node: ast.stmt | None) -> str:
    """Write the innermost operation in a statement that is known to cut the graph."""
    for part in reversed(list(ast.walk(node))) if node is not None else ():
        match part:
            case ast.Call(ast.Attribute(_, name)) if name in CUTTING_METHODS:
                return f".{name}()"
            case ast.Call(ast.Attribute(ast.Name("math"), name)):
                return f"math.{name}()"
            case ast.Call(ast.Attribute(ast.Name("torch"), "tensor")):
                return "torch.tensor()"
            case ast.Call(ast.Name("float" | "int" as name)):
                return f"{name}()"
            case ast.Attribute(_, "data"):
                return ".data"
    return ""


def _states(steps: Sequence[Step], inputs: Known) -> Iterator[dict[str, Value]]:
    """Yield the values of the graded function's names before each step."""
    known = dict(inputs)
    for step in steps:
        yield dict(known)
        if step.depth == 0:
            known.update({computed.name: computed.value for computed in step.computed if computed.name})


def _made(step: Step) -> Iterator[Array]:
    """Yield all arrays that a step computed."""
    return (array for computed in step.computed for _, array in leaves(computed.value))


def _returned(step: Step) -> bool:
    return any(not computed.name for computed in step.computed)


def _returns(step: Step, wrong: Wrong) -> bool:
    """Whether a step returns a wrong value."""
    return any(not computed.name and wrong(computed.value) for computed in step.computed)


def _part(path: Path) -> int | None:
    """Return the place in the result's tuple that a path begins with."""
    kind, number = path[0] if path else ("", "")
    return number if kind == ITEM and isinstance(number, int) else None


def _reads(node: ast.stmt | ast.expr) -> Iterator[str]:
    """Yield the names that a statement reads; for a compound one those of its header."""
    parts: list[ast.AST] = [node]
    if isinstance(node, ast.For | ast.AsyncFor):
        parts = [node.iter]
    elif isinstance(node, ast.While | ast.If):
        parts = [node.test]
    elif isinstance(node, ast.With | ast.AsyncWith):
        parts = list(node.items)
    elif hasattr(node, "body"):
        parts = []
    for part in parts:
        about = {id(inner) for outer in ast.walk(part) for inner in _described(outer)}
        for name in ast.walk(part):
            if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Load) and id(name) not in about:
                yield name.id
        if isinstance(part, ast.AugAssign) and isinstance(part.target, ast.Name):
            yield part.target.id


def _models(node: ast.AST) -> Iterator[ast.expr]:
    """Yield the tensors after whose form a call makes its own: `y.to(w)`, `torch.zeros_like(w)`."""
    match node:
        case ast.Call(ast.Attribute(_, name), arguments) if name in AFTER_A_MODEL:
            yield from arguments


def _described(node: ast.AST) -> Iterator[ast.expr]:
    """Yield expressions that are read only for their form.

    Examples are x in `x.dtype`, `x.shape[0]` and `len(x)`.
    """
    match node:
        case ast.Attribute(value, attribute) if attribute in FORM:
            yield value
        case ast.Call(ast.Name("len"), [argument]):
            yield argument
