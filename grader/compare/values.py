"""Compare two values: kinds, then shape, dtype, device and numbers of each array.

Nothing broadcasts. Numbers may differ by the bound of a tolerance; without one they must be equal.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

from grader.compare import tables
from grader.compare.numbers import HALF, departures, first_wrong, same_bits
from grader.compare.sameness import is_same
from grader.core import value as plain
from grader.core.fact import Fact, Shown
from grader.core.model import ANY_DTYPE, Aspect, Mismatch, Tolerance
from grader.core.notation import named_keys, shown
from grader.core.value import (
    CELLS,
    GRAD,
    ROW,
    Array,
    Atom,
    Items,
    Made,
    Opaque,
    Path,
    Table,
    Value,
    item_part,
    leaves,
    pair_part,
)

Pair = tuple[Path, Array, Array]
Yardsticks = Mapping[Path, Tolerance]
Look = Callable[[Pair, Tolerance | None], Mismatch | None]
"""Compares one aspect of two arrays."""

NOTHING, TENSOR = Fact("kind.none"), Fact("kind.tensor")
"""The kinds of None and of a usual tensor."""


def difference(
    mine: Value,
    yours: Value,
    tolerances: Yardsticks,
    *,
    path: Path = (),
    prefix: Path = (),
    dtypes: Sequence[str] = (),
    free_values: bool = False,
) -> tuple[Mismatch, ...]:
    """Return the first differences: in kinds, or else in the arrays.

    Of the arrays, all that differ in the first failing aspect are returned. If that is the dtype, those that
    differ in their values follow. `path` is where both values are. With `prefix` before it, it names an
    array's tolerance. `dtypes` are accepted beside those of `mine`. With `free_values`, numbers and texts may
    differ, but the numbers must be readable.
    """
    if is_same(mine, yours):
        return ()
    for differs in structures(mine, yours, path):
        if not free_values or differs.aspect is not Aspect.VALUES:
            return (differs,)
    arrays = [pair for pair in pairs(mine, yours, path) if not _is_in_table(pair)]
    framed = list(tables.pairs(mine, yours, path))
    dtype, last = _dtype_of(dtypes), _readable if free_values else _values
    looks: tuple[Look, ...] = (_shape, dtype, _device, last)
    for look in looks:
        found = _found(look, arrays, tolerances, prefix)
        if look is dtype:
            found += tuple(told for pair in framed for told in tables.wrong_dtypes(*pair, dtypes))
        if look is last:
            found += _wrong_cells(framed, tolerances, prefix, free_values=free_values)
        if found and found[0].aspect is Aspect.DTYPE and not free_values:
            readable = [pair for pair in arrays if pair[2].data is not None]
            wrong = _found(_values, readable, tolerances, prefix)
            return (*found, *wrong, *_wrong_cells(framed, tolerances, prefix))
        if found:
            return found
    return ()


def _is_in_table(pair: Pair) -> bool:
    """Whether an array holds cells of a table, which are compared as such."""
    return pair[1].kind == CELLS or any(kind == ROW for kind, _ in pair[0])


def _wrong_cells(
    framed: Sequence[tables.Pair], tolerances: Yardsticks, prefix: Path, *, free_values: bool = False
) -> tuple[Mismatch, ...]:
    if free_values:
        return tuple(told for pair in framed for told in tables.unsent(*pair))
    return tuple(told for pair in framed for told in tables.wrong_cells(*pair, tolerances, prefix))


def _found(look: Look, arrays: Sequence[Pair], tolerances: Yardsticks, prefix: Path) -> tuple[Mismatch, ...]:
    found = (look(pair, tolerances.get((*prefix, *pair[0]))) for pair in arrays)
    return tuple(mismatch for mismatch in found if mismatch is not None)


def accepts(dtypes: Sequence[str], mine: Array, yours: Array) -> bool:
    """Whether the dtype of `yours` is as good as that of `mine`."""
    if mine.dtype == yours.dtype or yours.dtype in dtypes:
        return True
    return ANY_DTYPE in dtypes and yours.dtype not in HALF


def structures(mine: Value | None, yours: Value | None, path: Path) -> Iterator[Mismatch]:
    """Yield the differences in kind.

    Examples are a number for a tensor, a list for a tuple, another length, other keys.
    """
    if mine is None or yours is None:
        return
    if isinstance(mine, Items) and isinstance(yours, Items) and _is_such(yours, mine.type):
        if len(mine.items) == len(yours.items):
            for index, (left, right) in enumerate(zip(mine.items, yours.items, strict=True)):
                yield from structures(left, right, (*path, item_part(mine, index)))
            return
    elif isinstance(mine, plain.Mapping) and isinstance(yours, plain.Mapping) and mine.type == yours.type:
        ours, theirs = dict(mine.pairs), dict(yours.pairs)
        if ours.keys() == theirs.keys():  # the order of the keys does not matter
            for key, left in ours.items():
                yield from structures(left, theirs[key], (*path, pair_part(mine, key)))
            return
    elif isinstance(mine, Table) and isinstance(yours, Table) and mine.kind == yours.kind:
        yield from tables.structure(mine, yours, path)
        return
    elif isinstance(mine, Array) and isinstance(yours, Array):
        if _kind(mine) == _kind(yours):
            if mine.grad is not None and yours.grad is not None:
                yield from structures(mine.grad, yours.grad, (*path, GRAD))
            elif mine.grad is not yours.grad:
                yield Mismatch(Aspect.STRUCTURE, (*path, GRAD), _grad_text(mine), _grad_text(yours))
            return
    elif mine == yours and not isinstance(yours, Opaque):
        return
    if isinstance(mine, Atom) and isinstance(yours, Atom) and mine.type == yours.type:
        yield Mismatch(Aspect.VALUES, path, shown(mine), shown(yours), "text")
        return
    aspect = Aspect.GRAPH if _is_number_with_graph(mine, yours) else Aspect.STRUCTURE
    yield Mismatch(aspect, path, kind_of(mine), kind_of(yours))


def _grad_text(array: Array) -> str:
    return "None" if array.grad is None else shown(array.grad)


def _is_number_with_graph(mine: Value, yours: Value) -> bool:
    """Whether a number is expected and a tensor of one element with a graph came."""
    if not (isinstance(mine, Array) and mine.is_python and isinstance(yours, Array)):
        return False
    return yours.requires_grad and math.prod(yours.shape) == 1


def _is_such(items: Items, type_: str) -> bool:
    """Whether the items are of a type; a torch.Size is a tuple, too."""
    return items.type == type_ or (type_ == "tuple" and items.type == "torch.Size")


def _kind(array: Array) -> tuple[str, str]:
    return ("tensor" if array.kind == "Parameter" else array.kind, array.layout)


def kind_of(value: Value) -> Fact:
    """Return the kind of a value: a tensor, a Python float, a tuple of two parts."""
    match value:
        case Array(kind="tensor" | "Parameter", layout="strided"):
            return TENSOR
        case Array(kind="tensor" | "Parameter"):
            return Fact("kind.tensor_of_layout", {"layout": value.layout})
        case Array(kind="ndarray"):
            return Fact("kind.ndarray")
        case Array(kind="numpy scalar"):
            return Fact("kind.numpy_scalar", {"dtype": value.dtype})
        case Array():
            return Fact("kind.number", {"type": value.kind})
        case Atom(type="NoneType"):
            return NOTHING
        case Items(type=plain.TRAJECTORY | plain.ITERATED):
            return Fact(f"kind.{value.type}", {"count": len(value.items)})
        case Items():
            return Fact("kind.items", {"type": value.type, "count": len(value.items)})
        case plain.Mapping(type=plain.MODULE | plain.NETWORK):
            return Fact("kind.module")
        case plain.Mapping():
            return Fact("kind.dict", {"keys": named_keys(value)})
        case Table(kind=plain.NDARRAY):
            return Fact("kind.ndarray_of", {"dtype": value.columns[0].dtype})
        case Table():
            return Fact("kind.table", {"type": value.kind})
        case Made():
            return Fact("text", {"text": value.text})
        case Opaque() if value.why:
            return Fact(f"kind.{value.why}", {"type": value.type, "detail": value.detail})
    return Fact("kind.type", {"type": value.type})


def pairs(mine: Value, yours: Value, path: Path = ()) -> Iterator[Pair]:
    """Yield the arrays that two values have at the same path.

    For values of the same structure, these are all arrays.
    """
    theirs = dict(leaves(yours, path))
    return ((where, array, theirs[where]) for where, array in leaves(mine, path) if where in theirs)


def _shape(pair: Pair, _: Tolerance | None) -> Mismatch | None:
    path, mine, yours = pair
    if mine.shape == yours.shape:
        return None
    return Mismatch(Aspect.SHAPE, path, mine.shape, yours.shape)


def _dtype_of(dtypes: Sequence[str]) -> Look:
    """Make the comparison of dtypes for a task that accepts some."""

    def dtype(pair: Pair, _: Tolerance | None) -> Mismatch | None:
        path, mine, yours = pair
        if accepts(dtypes, mine, yours):
            return None
        return Mismatch(Aspect.DTYPE, path, _asked(dtypes, mine.dtype), yours.dtype)

    return dtype


def _asked(dtypes: Sequence[str], mine: str) -> Shown:
    several = tuple(dict.fromkeys((mine, *(dtype for dtype in dtypes if dtype != ANY_DTYPE))))
    return mine if len(several) == 1 else Fact("dtype.one_of", {"dtypes": ", ".join(several)})


def _device(pair: Pair, _: Tolerance | None) -> Mismatch | None:
    path, mine, yours = pair
    return None if mine.device == yours.device else Mismatch(Aspect.DEVICE, path, mine.device, yours.device)


def _readable(pair: Pair, _: Tolerance | None) -> Mismatch | None:
    path, mine, yours = pair
    if yours.data is not None or mine.data is None:
        return None
    return Mismatch(Aspect.VALUES, path, mine, yours, "unseen")


def _values(pair: Pair, tolerance: Tolerance | None) -> Mismatch | None:
    path, mine, yours = pair
    if same_bits(mine, yours):
        return None
    wrong = departures(mine, yours, tolerance)
    if wrong is None:
        return Mismatch(Aspect.VALUES, path, mine, yours, "unseen")
    if not wrong.any():
        return None
    return Mismatch(Aspect.VALUES, path, mine, yours, "numbers", first_wrong(mine, yours, wrong))
