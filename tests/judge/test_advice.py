"""What is said of a kind of mistake in general, and that nothing is said where nothing fits."""

import pytest

from grader.judge.advice import advice
from grader.model import Aspect, Mismatch

SAID = {
    "no return": (Mismatch(Aspect.STRUCTURE, "", "a tensor", "None"), "Nothing was returned."),
    "a number for a tensor": (Mismatch(Aspect.STRUCTURE, "", "a tensor", "a Python float"), "`.item()`"),
    "a list for a tuple": (Mismatch(Aspect.STRUCTURE, "", "a tuple of 2", "a list of 2"), "Several results"),
    "an axis is missing": (Mismatch(Aspect.SHAPE, "", "(2, 1)", "(2,)"), "An axis of size 1 is missing."),
    "an axis too many": (Mismatch(Aspect.SHAPE, "[0]", "()", "(1,)"), "There is an axis of size 1 too many."),
    "float32 for float64": (Mismatch(Aspect.DTYPE, "", "float64", "float32"), "What torch makes anew"),
    "integers for floats": (Mismatch(Aspect.DTYPE, "", "float32", "int64"), "`.to(torch.float32)`"),
    "booleans for floats": (Mismatch(Aspect.DTYPE, "", "float64", "bool"), "`.to(torch.float64)`"),
    "a changed argument": (Mismatch(Aspect.INPUTS, "A", "1", "2"), "`A += …`, `A[…] = …` and methods"),
    "not in place": (Mismatch(Aspect.VALUES, "X", "1", "2", {"afterwards": 1}), "`X = …` gives the name"),
}
NOT_SAID = [
    Mismatch(Aspect.STRUCTURE, "", "a Python int", "a tensor"),
    Mismatch(Aspect.SHAPE, "", "(2, 3)", "(3, 2)"),
    Mismatch(Aspect.SHAPE, "", "(2,)", "()"),
    Mismatch(Aspect.DTYPE, "", "int64", "float32"),
    Mismatch(Aspect.VALUES, "", "1", "2", {"elements": 1}),
    Mismatch(Aspect.OUTCOME, "", "tensor(1.)", "RuntimeError"),
    Mismatch(Aspect.ALIASING, "", "a copy", "a view of X"),
]


@pytest.mark.parametrize("name", SAID)
def test_a_kind_of_mistake_has_advice(name):
    mismatch, start = SAID[name]
    assert advice(mismatch, tensor="A").startswith(start)


def test_advice_names_the_learners_own_argument():
    text = advice(SAID["float32 for float64"][0], tensor="A")
    assert "`dtype=A.dtype`, `torch.zeros_like(A)`." in text


@pytest.mark.parametrize("mismatch", NOT_SAID, ids=str)
def test_nothing_is_said_where_nothing_general_fits(mismatch):
    assert advice(mismatch, tensor="A") == ""
