"""Compare shuffled batches by named properties, since their order is random.

A task's function is called three times, with two seeds: s, t, and s again. Each call gives batches, which
are pairs (rows of features, their targets).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from grader.compare.values import TENSOR, kind_of
from grader.core.fact import Arguments, Fact
from grader.core.model import Aspect, Mismatch
from grader.core.notation import numbers, shape
from grader.core.value import CALL, ITEM, ITERATED, Array, Items, Path, Value

CALLS = 3
OPEN = "rows"
"""In an expected shape, a size that may be any number."""
ENOUGH = 12
"""With as many different rows, no order comes twice by chance.

The probability is 1 in 479 million.
"""

Row = tuple[bytes, bytes]


@dataclass(frozen=True)
class Data:
    """The rows that the batches have to contain, and the batch size."""

    features: Array
    targets: Array
    size: int

    def rows(self) -> list[Row]:
        """Return each row with its element of y."""
        return list(_rows(self.features, self.targets))


def departure(data: Data, calls: Sequence[Value]) -> Mismatch | None:
    """Return the first property that does not hold, in the first call that breaks it."""
    dealt: list[list[Row]] = []
    for number, given in enumerate(calls, start=1):
        path = ((CALL, number),)
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


def _broken(path: Path, name: str, expected: Fact, got: Fact) -> Mismatch:
    return Mismatch(Aspect.VALUES, path, expected, got, f"batches.{name}")


# ------------------------------------------------------------------------------------------ the form


def _form(data: Data, given: Value, path: Path) -> Mismatch | None:
    """Check that the batches are pairs of tensors of the right dtype and shape."""
    if not isinstance(given, Items) or given.type not in (ITERATED, "list", "tuple"):
        return Mismatch(Aspect.STRUCTURE, path, Fact("batches.iterator"), _kind(given))
    for place, batch in enumerate(given.items):
        here = (*path, (ITEM, place))
        if getattr(batch, "type", "") == "ellipsis":
            return _broken(path, "ends", _batches_of(_count(data)), Fact("batches.endless"))
        if not (isinstance(batch, Items) and len(batch.items) == 2):
            return Mismatch(Aspect.STRUCTURE, here, Fact("batches.pair"), _kind(batch))
        for index, (part, whole) in enumerate(zip(batch.items, (data.features, data.targets), strict=True)):
            where = (*here, (ITEM, index))
            if not isinstance(part, Array) or part.kind != "tensor" or part.data is None:
                return Mismatch(Aspect.STRUCTURE, where, TENSOR, _kind(part))
            if len(part.shape) != len(whole.shape) or part.shape[1:] != whole.shape[1:]:
                return Mismatch(Aspect.SHAPE, where, (OPEN, *whole.shape[1:]), part.shape)
            if part.device != whole.device:
                return Mismatch(Aspect.DEVICE, where, whole.device, part.device)
            if part.dtype != whole.dtype:
                return Mismatch(Aspect.DTYPE, where, whole.dtype, part.dtype)
        features, targets = (part.shape[0] for part in _pair(batch))
        if features != targets:
            counts: Arguments = {"rows": _rows_of(features), "targets": _targets_of(targets)}
            got = Fact("batches.rows_and_targets", counts)
            return _broken(here, "lengths", Fact("batches.as_many"), got)
    return None


def _batches_of(count: int) -> Fact:
    return Fact("batches.count", {"count": count})


def _rows_of(count: int) -> Fact:
    return Fact("batches.rows", {"count": count})


def _targets_of(count: int) -> Fact:
    return Fact("batches.targets", {"count": count})


def _kind(value: Value) -> Fact:
    kind = kind_of(value)
    if isinstance(value, Array) and kind == TENSOR:
        return Fact("kind.tensor_of_shape", {"shape": shape(value.shape)})
    return kind


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

Broken = tuple[str, Fact, Fact]
"""The name of a property that does not hold, what is expected, and what came."""
Look = Callable[[Data, Sequence[tuple[Array, Array]], list[Row]], Broken | None]


def _count(data: Data) -> int:
    return -(-data.features.shape[0] // data.size)


def _every_row(data: Data, _batches: Sequence[tuple[Array, Array]], rows: list[Row]) -> Broken | None:
    asked, dealt = Counter(row for row, _ in data.rows()), Counter(row for row, _ in rows)
    missing, extra = (asked - dealt).total(), (dealt - asked).total()
    if not missing and not extra:
        return None
    whole = data.features.shape[0]
    rest = whole % data.size
    if missing == rest and not extra:
        return "last", Fact("batches.last_of", {"count": rest}), Fact("batches.no_last")
    args: Arguments = {"missing": missing, "rows": _rows_of(whole), "extra": _rows_of(extra)}
    kind = "missing_and_extra" if missing and extra else "missing" if missing else "extra"
    return "rows_once", Fact("batches.every_row"), Fact(f"batches.{kind}", args)


def _together(data: Data, _batches: Sequence[tuple[Array, Array]], rows: list[Row]) -> Broken | None:
    apart = (Counter(data.rows()) - Counter(rows)).total()
    return (
        ("together", Fact("batches.own_target"), Fact("batches.other_target", {"count": apart}))
        if apart
        else None
    )


def _sizes(data: Data, batches: Sequence[tuple[Array, Array]], _rows: list[Row]) -> Broken | None:
    whole, size = data.features.shape[0], data.size
    asked = [min(size, whole - start) for start in range(0, whole, size)]
    got = [features.shape[0] for features, _ in batches]
    if got == asked:
        return None
    return "sizes", Fact("batches.of", {"sizes": str(asked)}), Fact("batches.of", {"sizes": str(got)})


IN_ONE_CALL: tuple[Look, ...] = (_every_row, _together, _sizes)


# ------------------------------------------------------------------------------- from call to call


def _orders(data: Data, dealt: Sequence[list[Row]]) -> Mismatch | None:
    many = len(set(data.rows())) >= ENOUGH
    if many and dealt[0] == data.rows():
        return _broken(((CALL, 1),), "shuffled", Fact("order.random"), Fact("order.given"))
    if many and dealt[0] == dealt[1]:
        return _broken(((CALL, 2),), "new_order", Fact("order.another"), Fact("order.same"))
    if dealt[0] != dealt[2]:
        return _broken(((CALL, 3),), "same_seed", Fact("order.of_first"), Fact("order.other"))
    return None
