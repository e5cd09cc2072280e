"""Whether two wrong answers are the same: also how their results are connected to the graph."""

from making import expected, tensor

from grader.core.model import Failure, Observation
from grader.judge.alike import alike

X = tensor([3.0], requires_grad=True)
SPOILT = Failure("RuntimeError", "a variable has been modified by an inplace operation", bases=("Exception",))


def test_a_new_leaf_is_another_result_than_a_tensor_in_the_graph():
    attached = Observation(value=tensor([9.0], requires_grad=True, leaf=False))
    leaf = Observation(value=tensor([9.0], requires_grad=True, leaf=True))
    right = expected(tensor([9.0]))
    assert not alike(attached, leaf, right)
    assert alike(leaf, leaf, right)
    assert alike(attached, attached, right)


def test_a_constant_is_the_same_whether_it_counts_as_a_leaf_or_not():
    one, other = (Observation(value=tensor([9.0], leaf=leaf)) for leaf in (True, False))
    assert alike(one, other, expected(tensor([3.0])))


def test_a_result_that_is_not_graded_may_be_missing():
    returned = Observation(value=X, inputs=(X,))
    none = Observation(value=tensor(0.0), inputs=(X,))
    right = expected(tensor([9.0]), inputs=(tensor([9.0], requires_grad=True),))
    free = type(right)(right.observation, right.tolerances, free=True)
    assert alike(returned, none, free)


def test_a_gradient_that_cannot_be_taken_is_not_one_that_is_missing():
    right = expected(tensor([9.0]), inputs=(X,), gradient=(tensor([6.0]),))
    missing = Observation(value=tensor([9.0]), inputs=(X,), gradient=(None,))
    spoilt = Observation(value=tensor([9.0]), inputs=(X,), gradient=(None,), gradient_failure=SPOILT)
    assert not alike(missing, spoilt, right)
    assert not alike(spoilt, missing, right)
    assert alike(missing, missing, right)
    assert alike(spoilt, spoilt, right)


def test_where_much_is_allowed_wrong_numbers_may_differ_by_as_much():
    """A difference quotient with another step is the same mistake; numbers that are near by chance: no."""
    one, other = (Observation(value=tensor([3.0 + more, -40.0], "float64")) for more in (0.0, 0.1))
    assert not alike(one, other, expected(tensor([1.0, 1.0], "float64")))
    assert alike(one, other, expected(tensor([1.0, 1.0], "float64"), bound=0.2))
    assert not alike(one, other, expected(tensor([1.0, 1.0], "float64"), bound=0.05))
    assert not alike(one, other, expected(tensor([1.0, 1.0], "float64"), bound=2.0))
