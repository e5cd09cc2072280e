"""What is said of a kind of mistake in general, and that nothing is said where nothing fits."""

import pytest
from making import expected, number, tensor

from grader.judge import words
from grader.judge.advice import advice
from grader.model import Aspect, Case, Mismatch, Observation, TaskKey
from grader.value import Items

X = tensor([3.0, 4.0])
ROWS = Items("list", (number(1),))
SAID = {
    "no return": (Mismatch(Aspect.STRUCTURE, "", "a tensor", "None"), "None was returned."),
    "a number for a tensor": (Mismatch(Aspect.STRUCTURE, "", "a tensor", "a Python float"), "`.item()`"),
    "a bool for a tensor": (Mismatch(Aspect.STRUCTURE, "", "a tensor", "a Python bool"), "`==` and `<`"),
    "a tensor for a number": (Mismatch(Aspect.STRUCTURE, "", "a Python int", "a tensor"), "`.item()` makes"),
    "a generator for a list": (Mismatch(Aspect.STRUCTURE, "", "a list of 2", "a generator"), "With `yield`"),
    "a network in another order": (
        Mismatch(Aspect.VALUES, " output", "1", "2", {"elements": 1}),
        "The param",
    ),
    "a method": (
        Mismatch(Aspect.STRUCTURE, "", "a Python int", "a builtin_function_or_method"),
        "This is a function itself",
    ),
    "a list for a tuple": (Mismatch(Aspect.STRUCTURE, "", "a tuple of 2", "a list of 2"), "A tuple is asked"),
    "an axis is missing": (Mismatch(Aspect.SHAPE, "", "(2, 1)", "(2,)"), "An axis of size 1 is missing."),
    "an axis too many": (Mismatch(Aspect.SHAPE, "[0]", "()", "(1,)"), "There is an axis of size 1 too many."),
    "float32 for float64": (
        Mismatch(Aspect.DTYPE, "", "float64", "float32"),
        "float32 comes from `.float()`",
    ),
    "integers for floats": (Mismatch(Aspect.DTYPE, "", "float32", "int64"), "`.to(torch.float32)`"),
    "booleans for floats": (Mismatch(Aspect.DTYPE, "", "float64", "bool"), "`.to(torch.float64)`"),
    "a cut graph": (Mismatch(Aspect.ATTACHED, "", words.ATTACHED, words.CUT), "Gradients flow back"),
    "a changed tensor": (Mismatch(Aspect.INPUTS, "x", "1", "2"), "`x += …`, `x[…] = …` and methods"),
    "a changed list": (Mismatch(Aspect.INPUTS, "rows", "1", "2"), "`.pop()`, `.append()`"),
    "not in place": (
        Mismatch(Aspect.VALUES, "x", "1", "2", {"afterwards": 1}),
        "The caller's x is as it was",
    ),
}
NOT_SAID = [
    Mismatch(Aspect.STRUCTURE, "", "a Python int", "a dict with keys 'n'"),
    Mismatch(Aspect.SHAPE, "", "(2, 3)", "(3, 2)"),
    Mismatch(Aspect.SHAPE, "", "(2, 1)", "(1, 2)"),
    Mismatch(Aspect.SHAPE, "", "(2, 1, 1)", "(1, 2, 1)"),
    Mismatch(Aspect.SHAPE, "", "(2,)", "()"),
    Mismatch(Aspect.DTYPE, "", "int64", "float32"),
    Mismatch(Aspect.VALUES, "", "1", "2", {"elements": 1}),
    Mismatch(Aspect.OUTCOME, "", "tensor(1.)", "RuntimeError"),
    Mismatch(Aspect.ALIASING, "", "a copy", "a view of X"),
    Mismatch(Aspect.ATTACHED, "", words.CUT, words.ATTACHED),
]


def task(value):
    return TaskKey(
        name="f",
        parameters=("x", "rows"),
        points=1.0,
        aspects=("inputs",),
        weights={"values": 1.0},
        hints=(),
        stub="",
        cases=(Case((X, ROWS), ("", ""), 0),),
        expected=(expected(value, inputs=(X, ROWS)),),
        misconceptions=(),
        dropped={},
    )


def said(mismatch, value=None, got=None, inputs=(X, ROWS)):
    value = X if value is None else value
    seen = Observation(value=X if got is None else got, inputs=inputs)
    return advice(task(value), 0, seen, mismatch)


@pytest.mark.parametrize("name", SAID)
def test_a_kind_of_mistake_has_advice(name):
    mismatch, start = SAID[name]
    assert said(mismatch).startswith(start)


def test_advice_names_the_learners_own_argument():
    assert "`dtype=x.dtype`, `torch.zeros_like(x)`" in said(SAID["float32 for float64"][0])


@pytest.mark.parametrize("mismatch", NOT_SAID, ids=str)
def test_nothing_is_said_where_nothing_general_fits(mismatch):
    assert said(mismatch) == ""


def test_an_argument_that_was_changed_in_another_way_was_not_left_alone():
    mismatch, _ = SAID["not in place"]
    assert said(mismatch, inputs=(tensor([9.0, 4.0]), ROWS)) == ""


def parts(*values):
    return Items("tuple", values)


A, B, C = tensor([1.0]), tensor([2.0]), tensor([[1.0]])
ANY = Mismatch(Aspect.VALUES, "[0]", "1", "2", {"elements": 1})


@pytest.mark.parametrize(
    ("got", "order"),
    [
        (parts(B, A, C), True),
        (parts(C, A, B), True),
        (parts(A, A, C), False),
        (parts(A, B, A), False),
        (parts(B, A), False),
        (parts(B, A, B), False),
        (A, False),
    ],
)
def test_parts_in_another_order_are_told(got, order):
    assert (said(ANY, parts(A, B, C), got) == words.ADVICE_ORDER) is order
