"""A call that did exactly what the reference did is right without a comparison, and only that."""

import pytest
from making import expected, number, tensor
from msgspec import structs

from grader.compare.observations import compare
from grader.compare.sameness import is_same, is_same_call
from grader.core.model import Aspect, Failure, Observation
from grader.core.value import Array, Atom, Items, Made, Mapping, Opaque

X = tensor([1.0, 2.0], requires_grad=True)
Y = tensor([2.0, 4.0], requires_grad=True, leaf=False)
WANT = expected(Y, inputs=(X,), gradient=(tensor([2.0, 2.0]),))
SAME = structs.replace(WANT.observation, seconds=1.0, stdout="hello\n", warnings=("be careful",))
ALL = (Aspect.ATTACHED, Aspect.GRADIENT, Aspect.ALIASING, Aspect.INPUTS)


def test_time_output_and_warnings_are_not_judged():
    assert is_same_call(WANT, SAME)
    assert compare(WANT, SAME, ("x",), ALL) == ()


@pytest.mark.parametrize(
    "change",
    [
        {"value": tensor([2.0, 5.0], requires_grad=True, leaf=False)},
        {"value": tensor([2.0, 4.0], leaf=False)},
        {"value": tensor([2.0, 4.0], "float64", requires_grad=True, leaf=False)},
        {"inputs": (tensor([1.0, 3.0], requires_grad=True),)},
        {"inputs": (tensor([1.0, 2.0]),)},
        {"gradient": (tensor([2.0, 3.0]),)},
        {"gradient": None},
        {"gradient_failure": Failure("RuntimeError", "no graph")},
        {"shares": ((0,),)},
        {"overlap": True},
        {"moved": ((("input", 0), ("grad", "")),)},
        {"value": None, "failure": Failure("ValueError", "no")},
    ],
)
def test_whatever_is_judged_and_differs_has_to_be_compared(change):
    assert not is_same_call(WANT, structs.replace(SAME, **change))


def test_printed_lines_count_where_they_are_asked_for():
    printing = structs.replace(WANT, prints=True)
    assert not is_same_call(printing, SAME)
    assert is_same_call(printing, structs.replace(SAME, stdout=""))


@pytest.mark.parametrize("change", [{"free_values": True}, {"shuffled": (0, 0, 0)}])
def test_what_properties_judge_is_never_settled_by_being_the_same(change):
    assert not is_same_call(structs.replace(WANT, **change), SAME)


def test_two_calls_that_raise_are_compared():
    failed = structs.replace(WANT, observation=Observation(failure=Failure("ValueError", "no")))
    assert not is_same_call(failed, failed.observation)


UNREAD = Array("tensor", "float32", (2,), None, layout="sparse_coo")


@pytest.mark.parametrize(
    ("value", "same"),
    [
        (number(3), True),
        (Atom("NoneType", "None"), True),
        (Made("lambda x: x"), True),
        (Items("tuple", (X, number(1.5))), True),
        (Mapping("dict", ((Atom("str", "a"), X),)), True),
        (tensor([1.0], grad=tensor([2.0])), True),
        (UNREAD, False),
        (tensor([1.0], grad=UNREAD), False),
        (Opaque("function"), False),
        (Items("list", (X, Opaque("generator"))), False),
        (Mapping("dict", ((Atom("str", "a"), UNREAD),)), False),
    ],
)
def test_only_what_was_read_is_the_same_as_itself(value, same):
    assert is_same(value, value) is same


def test_a_result_that_cannot_be_read_is_still_reported():
    (mismatch,) = compare(expected(UNREAD), Observation(value=UNREAD), (), ())
    assert (mismatch.aspect, mismatch.kind) == (Aspect.VALUES, "unseen")
