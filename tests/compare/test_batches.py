"""Shuffled batches: what must hold of them is held, one property at a time, whatever their order."""

import numpy as np
import pytest
from making import number, tensor, words

from grader.compare.batches import CALLS, Data, departure
from grader.core.model import Aspect
from grader.core.value import CALL, ITEM, Array, Atom, Items

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


FIRST, SECOND, THIRD = (((CALL, number),) for number in (1, 2, 3))
BATCH = (*FIRST, (ITEM, 0))
ROWS_OF_BATCH = (*BATCH, (ITEM, 0))
WIDE = Items("tuple", (tensor(ROWS[:4], "float64"), tensor(TARGETS[:4])))
RIGHT = (dealt(ORDERS[0]), dealt(ORDERS[1]), dealt(ORDERS[0]))


def broken(*calls):
    found = departure(DATA, calls)
    return None if found is None else (found.path, found.kind or found.aspect)


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
        (dealt(ORDERS[0][:12]), (FIRST, "batches.last")),
        (dealt(ORDERS[0][:13]), (FIRST, "batches.rows_once")),
        (dealt(np.append(ORDERS[0][:13], ORDERS[0][0])), (FIRST, "batches.rows_once")),
        (dealt(ORDERS[0], targets=TARGETS[::-1].copy()), (FIRST, "batches.together")),
        (dealt(ORDERS[0], size=5), (FIRST, "batches.sizes")),
        (Items("iterator", (*RIGHT[0].items[:3], Atom("ellipsis", "Ellipsis"))), (FIRST, "batches.ends")),
        (Items("iterator", (batch(ROWS[:4], TARGETS[:3]),)), (BATCH, "batches.lengths")),
        (Items("iterator", (batch(ROWS[:4, :1], TARGETS[:4]),)), (ROWS_OF_BATCH, Aspect.SHAPE)),
        (Items("iterator", (batch(ROWS[0], TARGETS[0]),)), (ROWS_OF_BATCH, Aspect.SHAPE)),
        (Items("iterator", (WIDE,)), (ROWS_OF_BATCH, Aspect.DTYPE)),
        (Items("iterator", (tensor(ROWS[:4]),)), (BATCH, Aspect.STRUCTURE)),
        (
            Items("iterator", (Items("tuple", (Atom("str", "a"), tensor(TARGETS))),)),
            (ROWS_OF_BATCH, Aspect.STRUCTURE),
        ),
        (Atom("NoneType", "None"), (FIRST, Aspect.STRUCTURE)),
        (tensor(ROWS), (FIRST, Aspect.STRUCTURE)),
    ],
)
def test_what_does_not_hold_is_named(first, what):
    assert broken(first, *RIGHT[1:]) == what


def test_an_order_that_is_no_random_one_is_named():
    plain = dealt(np.arange(14))
    assert broken(plain, RIGHT[1], plain) == (FIRST, "batches.shuffled")
    assert broken(RIGHT[0], RIGHT[0], RIGHT[0]) == (SECOND, "batches.new_order")
    assert broken(RIGHT[0], RIGHT[1], RIGHT[1]) == (THIRD, "batches.same_seed")


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


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (number(1.0), "a Python float"),
        (tensor([1.0, 2.0]), "a tensor of shape (2,)"),
        (Items("list", ()), "a list of 0"),
        (Atom("NoneType", "None"), "None"),
    ],
)
def test_what_is_no_pair_is_told_by_its_kind(given, kind):
    found = departure(DATA, (Items("iterator", (given,)), *RIGHT[1:]))
    assert (words(found.expected), words(found.got)) == ("a pair of tensors", kind)
