"""Shuffled batches: what must hold of them is held, one property at a time, whatever their order."""

import numpy as np
import pytest
from making import tensor

from grader.model import Aspect
from grader.shuffled import CALLS, Data, departure
from grader.value import Array, Atom, Items

ROWS = np.arange(28, dtype="float32").reshape(14, 2)
TARGETS = np.arange(14, dtype="float32")
DATA = Data(tensor(ROWS), tensor(TARGETS), 4)
ORDERS = (np.random.RandomState(1).permutation(14), np.random.RandomState(2).permutation(14))


def batch(rows, targets):
    return Items("tuple", (tensor(rows), tensor(targets)))


def dealt(order, size=4, targets=TARGETS):
    starts = range(0, len(order), size)
    return Items(
        "iterator", tuple(batch(ROWS[order[n : n + size]], targets[order[n : n + size]]) for n in starts)
    )


WIDE = Items("tuple", (tensor(ROWS[:4], "float64"), tensor(TARGETS[:4])))
RIGHT = (dealt(ORDERS[0]), dealt(ORDERS[1]), dealt(ORDERS[0]))


def broken(*calls):
    found = departure(DATA, calls)
    return None if found is None else (found.path, found.facts.get("property", found.aspect))


def test_right_batches_have_all_properties():
    assert len(RIGHT) == CALLS
    assert broken(*RIGHT) is None


def test_lists_of_lists_are_as_good_as_an_iterator_of_tuples():
    def listed(call):
        return Items("list", tuple(Items("list", pair.items) for pair in call.items))

    assert broken(*map(listed, RIGHT)) is None


@pytest.mark.parametrize(
    ("first", "what"),
    [
        (dealt(ORDERS[0][:12]), ("call 1", "last")),
        (dealt(ORDERS[0][:13]), ("call 1", "rows")),
        (dealt(np.append(ORDERS[0][:13], ORDERS[0][0])), ("call 1", "rows")),
        (dealt(ORDERS[0], targets=TARGETS[::-1].copy()), ("call 1", "together")),
        (dealt(ORDERS[0], size=5), ("call 1", "sizes")),
        (Items("iterator", (*RIGHT[0].items[:3], Atom("ellipsis", "Ellipsis"))), ("call 1", "ends")),
        (Items("iterator", (batch(ROWS[:4], TARGETS[:3]),)), ("call 1[0]", "lengths")),
        (Items("iterator", (batch(ROWS[:4, :1], TARGETS[:4]),)), ("call 1[0][0]", Aspect.SHAPE)),
        (Items("iterator", (batch(ROWS[0], TARGETS[0]),)), ("call 1[0][0]", Aspect.SHAPE)),
        (Items("iterator", (WIDE,)), ("call 1[0][0]", Aspect.DTYPE)),
        (Items("iterator", (tensor(ROWS[:4]),)), ("call 1[0]", Aspect.STRUCTURE)),
        (
            Items("iterator", (Items("tuple", (Atom("str", "a"), tensor(TARGETS))),)),
            ("call 1[0][0]", Aspect.STRUCTURE),
        ),
        (Atom("NoneType", "None"), ("call 1", Aspect.STRUCTURE)),
        (tensor(ROWS), ("call 1", Aspect.STRUCTURE)),
    ],
)
def test_what_does_not_hold_is_named(first, what):
    assert broken(first, *RIGHT[1:]) == what


def test_an_order_that_is_no_random_one_is_named():
    plain = dealt(np.arange(14))
    assert broken(plain, RIGHT[1], plain) == ("call 1", "shuffled")
    assert broken(RIGHT[0], RIGHT[0], RIGHT[0]) == ("call 2", "new order")
    assert broken(RIGHT[0], RIGHT[1], RIGHT[1]) == ("call 3", "same seed")


def test_few_rows_may_come_in_any_order():
    few = Data(tensor(ROWS[:2]), tensor(TARGETS[:2]), 4)
    call = Items("iterator", (batch(ROWS[:2], TARGETS[:2]),))
    assert departure(few, (call, call, call)) is None


def test_rows_that_are_alike_tell_nothing_of_an_order():
    zeros = (
        Array("tensor", "float32", (14, 2), bytes(4 * 28)),
        Array("tensor", "float32", (14,), bytes(4 * 14)),
    )
    whole = Items(
        "iterator",
        tuple(
            Items("tuple", (tensor(np.zeros((n, 2), "float32")), tensor(np.zeros(n, "float32"))))
            for n in (4, 4, 4, 2)
        ),
    )
    assert departure(Data(*zeros, 4), (whole, whole, whole)) is None


def test_no_rows_are_no_batches():
    none = Data(tensor(ROWS[:0]), tensor(TARGETS[:0]), 4)
    empty = Items("iterator", ())
    assert departure(none, (empty, empty, empty)) is None
