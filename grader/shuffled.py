"""What must hold of shuffled batches, since their order itself is random: named properties, one by one.

A task's function is called three times, with two seeds: s, t, and s again. Each call gives batches of
pairs (rows of features, their targets).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from grader.model import Aspect, Mismatch
from grader.notation import numbers, shape
from grader.value import ITERATED, Array, Items, Value

CALLS = 3
ENOUGH = 12
"""With as many different rows, no order comes twice by chance (once in 479 million)."""

Row = tuple[bytes, bytes]


@dataclass(frozen=True)
class Data:
    """The rows that are to be dealt out, and how many to a batch."""

    features: Array
    targets: Array
    size: int

    def rows(self) -> list[Row]:
        """Each row with its element of y."""
        return list(_rows(self.features, self.targets))


def departure(data: Data, calls: Sequence[Value]) -> Mismatch | None:
    """The first property that does not hold, in the first call in which it does not."""
    dealt: list[list[Row]] = []
    for number, given in enumerate(calls, start=1):
        path = f"call {number}"
        if (malformed := _form(data, given, path)) is not None:
            return malformed
        assert isinstance(given, Items)
        batches = [_pair(batch) for batch in given.items]
        rows = [row for pair in batches for row in _rows(*pair)]
        for look in IN_ONE_CALL:
            if (told := look(data, batches, rows)) is not None:
                return _broken(path, *told)
        dealt.append(rows)
    return _orders(data, dealt)


def _broken(path: str, name: str, expected: str, got: str) -> Mismatch:
    return Mismatch(Aspect.VALUES, path, expected, got, {"property": name})


# ------------------------------------------------------------------------------------------ the form


def _form(data: Data, given: Value, path: str) -> Mismatch | None:
    """Batches that are pairs of tensors, of the right dtype and shape."""
    if not isinstance(given, Items) or given.type not in (ITERATED, "list", "tuple"):
        return Mismatch(Aspect.STRUCTURE, path, "an iterator of batches", _kind(given))
    for place, batch in enumerate(given.items):
        here = f"{path}[{place}]"
        if getattr(batch, "type", "") == "ellipsis":
            return _broken(path, "ends", _counted(_count(data), "batch", "batches"), "batches without end")
        if not (isinstance(batch, Items) and len(batch.items) == 2):
            return Mismatch(Aspect.STRUCTURE, here, "a pair of tensors", _kind(batch))
        for part, whole, name in zip(batch.items, (data.features, data.targets), "01", strict=True):
            if not isinstance(part, Array) or part.kind != "tensor" or part.data is None:
                return Mismatch(Aspect.STRUCTURE, f"{here}[{name}]", "a tensor", _kind(part))
            if len(part.shape) != len(whole.shape) or part.shape[1:] != whole.shape[1:]:
                wanted = "(rows" + "".join(f", {size}" for size in whole.shape[1:]) + ")"
                wanted = wanted.replace("(rows)", "(rows,)")
                return Mismatch(Aspect.SHAPE, f"{here}[{name}]", wanted, shape(part.shape))
            if part.device != whole.device:
                return Mismatch(Aspect.DEVICE, f"{here}[{name}]", whole.device, part.device)
            if part.dtype != whole.dtype:
                return Mismatch(Aspect.DTYPE, f"{here}[{name}]", whole.dtype, part.dtype)
        features, targets = (one.shape[0] for one in _pair(batch))
        if features != targets:
            told = f"{_counted(features, 'row', 'rows')} and {_counted(targets, 'target', 'targets')}"
            return _broken(here, "lengths", "as many rows as targets", told)
    return None


def _counted(number: int, one: str, more: str) -> str:
    """`1 row`, `2 rows`."""
    return f"{number} {one if number == 1 else more}"


def _kind(value: Value) -> str:
    if isinstance(value, Array):
        return f"a tensor of shape {shape(value.shape)}"
    if isinstance(value, Items):
        return f"a {value.type} of {len(value.items)}"
    return "None" if getattr(value, "text", "") == "None" else f"a {getattr(value, 'type', 'function')}"


def _pair(batch: Value) -> tuple[Array, Array]:
    assert isinstance(batch, Items)
    features, targets = batch.items
    assert isinstance(features, Array)
    assert isinstance(targets, Array)
    return features, targets


def _rows(features: Array, targets: Array) -> Iterator[Row]:
    left, right = numbers(features), numbers(targets)
    return ((np.ascontiguousarray(left[n]).tobytes(), right[n].tobytes()) for n in range(len(left)))


# ------------------------------------------------------------------------------------ in each call

Told = tuple[str, str, str]
Look = Callable[[Data, Sequence[tuple[Array, Array]], list[Row]], Told | None]


def _count(data: Data) -> int:
    return -(-data.features.shape[0] // data.size)


def _every_row(data: Data, _batches: Sequence[tuple[Array, Array]], rows: list[Row]) -> Told | None:
    asked, dealt = Counter(row for row, _ in data.rows()), Counter(row for row, _ in rows)
    missing, extra = (asked - dealt).total(), (dealt - asked).total()
    if not missing and not extra:
        return None
    whole = data.features.shape[0]
    rest = whole % data.size
    if missing == rest and not extra:
        return "last", f"a last batch of {rest}", "no last, smaller batch"
    got = [f"{missing} of {_counted(whole, 'row', 'rows')} missing"] if missing else []
    got += [f"{_counted(extra, 'row', 'rows')} too many or changed"] if extra else []
    return "rows", "every row once", ", ".join(got)


def _together(data: Data, _batches: Sequence[tuple[Array, Array]], rows: list[Row]) -> Told | None:
    apart = (Counter(data.rows()) - Counter(rows)).total()
    return (
        ("together", "each row with its own target", f"{_counted(apart, 'row', 'rows')} with another target")
        if apart
        else None
    )


def _sizes(data: Data, batches: Sequence[tuple[Array, Array]], _rows: list[Row]) -> Told | None:
    whole, size = data.features.shape[0], data.size
    asked = [min(size, whole - start) for start in range(0, whole, size)]
    got = [features.shape[0] for features, _ in batches]
    return None if got == asked else ("sizes", f"batches of {asked}", f"batches of {got}")


IN_ONE_CALL: tuple[Look, ...] = (_every_row, _together, _sizes)


# ------------------------------------------------------------------------------- from call to call


def _orders(data: Data, dealt: Sequence[list[Row]]) -> Mismatch | None:
    many = len(set(data.rows())) >= ENOUGH
    if many and dealt[0] == data.rows():
        return _broken("call 1", "shuffled", "a random order", "the order in which they were given")
    if many and dealt[0] == dealt[1]:
        return _broken("call 2", "new order", "another order than in the first call", "the same order")
    if dealt[0] != dealt[2]:
        return _broken("call 3", "same seed", "the order of the first call: the same seed", "another order")
    return None
