"""What the inputs of failing cases share."""

import msgspec
import numpy as np
import pytest
from making import expected, number, tensor

from grader.core.model import Case, TaskKey
from grader.core.value import Atom, Items
from grader.judge.explain import pattern
from grader.locale.messages import sentence


def task(*cases, parameters=("x",), misconceptions=()):
    """A task whose expected results are the numbers of its cases: 0, 1, 2, …"""
    return TaskKey(
        name="f",
        parameters=parameters,
        points=1.0,
        aspects=("inputs",),
        weights={"values": 1.0},
        cases=tuple(Case(inputs, tuple("?" for _ in inputs), 0) for inputs in cases),
        expected=tuple(expected(tensor(float(n)), inputs=inputs) for n, inputs in enumerate(cases)),
        misconceptions=misconceptions,
        dropped={},
    )


def told(failing, passing, parameters=("x",)):
    """The pattern of failure, given the inputs of failing and of passing cases."""
    cases = [inputs if isinstance(inputs, tuple) else (inputs,) for inputs in (*failing, *passing)]
    verdicts = [False] * len(failing) + [True] * len(passing)
    forwards = said(task(*cases, parameters=parameters), verdicts)
    backwards = said(task(*reversed(cases), parameters=parameters), verdicts[::-1])
    assert forwards == backwards
    return forwards


def said(task, passing):
    """A pattern in words; empty where there is none."""
    return " ".join(map(sentence, pattern(task, passing)))


def ones(*shape, **more):
    return tensor(np.ones(shape), **more)


# ---------------------------------------------------------------------------------- one trait alone

FLAT, MATRIX = ones(3), ones(3, 2)
SEPARATED = {
    "scalar": ([ones(), tensor(-2.0)], [ones(1), FLAT], "x has no dimensions", "x has dimensions"),
    "two or more dimensions": (
        [MATRIX, ones(1, 4), ones(2, 1, 3)],
        [ones(), FLAT, ones(1)],
        "x has two or more dimensions",
        "x has fewer than two dimensions",
    ),
    "three dimensions": (
        [ones(2, 2, 2), ones(1, 2, 3)],
        [MATRIX, FLAT, ones(2, 2)],
        "x has three dimensions",
        "x has fewer than three dimensions",
    ),
    "size one": (
        [ones(1, 3), ones(2, 1), ones(3, 1, 2)],
        [ones(2, 3), ones(2, 2), ones(3)],
        "a dimension of x has size 1",
        "no dimension of x has size 1",
    ),
    "one row": (
        [ones(1, 3), ones(1, 2)],
        [ones(2, 3), ones(3, 1), FLAT],
        "x has one row",
        "x does not have just one row",
    ),
    "one column": (
        [ones(3, 1), ones(2, 1)],
        [ones(3, 2), ones(1, 3), FLAT],
        "x has one column",
        "x does not have just one column",
    ),
    "square": (
        [ones(2, 2), ones(3, 3), ones(4, 4)],
        [ones(2, 3), ones(3, 2), ones(4, 2, 2), FLAT],
        "x is square",
        "x is not square",
    ),
    "integers": (
        [tensor([1, 2], "int64"), tensor(3, "int64")],
        [FLAT, ones()],
        "x holds integers",
        "x holds floats",
    ),
    "float64": (
        [tensor([1.0, 2.0], "float64"), tensor(3.0, "float64")],
        [FLAT, ones(), tensor(3, "int64")],
        "x is float64",
        "x is not float64",
    ),
    "negative": (
        [tensor([1.0, -2.0]), tensor(-3.0)],
        [FLAT, ones(), tensor([0.0, 2.0]), tensor([1.0, 3.0])],
        "x has a negative element",
        "x has no negative element",
    ),
    "fraction": (
        [tensor([1.0, 0.5]), tensor(-0.25)],
        [FLAT, tensor(-3.0)],
        "x has elements that are not whole numbers",
        "x has only whole numbers",
    ),
    "huge": (
        [tensor([1.0, 1e30]), tensor(-1e30)],
        [FLAT, tensor(-3.0), tensor(1e-30)],
        "elements of x are huge (over 1e18)",
        "no element of x is huge",
    ),
    "extreme": (
        [tensor([1.0, 1e30]), tensor([1e-30, 1e-29])],
        [FLAT, tensor(0.5), tensor([0.0, 0.5])],
        "elements of x are huge or tiny (over 1e18, or all under 1e-18)",
        "the elements of x are neither huge nor tiny",
    ),
    "layout": (
        [ones(3, 2, memory="transposed"), ones(3, memory="strided")],
        [MATRIX, FLAT],
        "x is not contiguous in memory (a transposed or strided view)",
        "x is contiguous in memory",
    ),
    "requires grad": (
        [ones(3, requires_grad=True), ones(requires_grad=True)],
        [FLAT, ones()],
        "x requires grad",
        "x does not require grad",
    ),
    "number": ([number(3), number(3)], [number(1), number(2), number(1.5)], "x is 3", "x is not 3"),
    "fractional number in full": (
        [number(2.5), number(2.5)],
        [number(2), number(1.5), number(3)],
        "x is 2.5",
        "x is not 2.5",
    ),
    "even": ([number(2), number(4)], [number(1), number(3)], "x is even", "x is not even"),
    "odd": ([number(1), number(3)], [number(2), number(4), number(1.5)], "x is odd", "x is not odd"),
    "fractional number": (
        [number(1.5), number(2.5)],
        [number(1), number(2)],
        "x is not a whole number",
        "x is a whole number",
    ),
}


@pytest.mark.parametrize("name", SEPARATED)
def test_a_trait_that_failing_cases_have_and_passing_ones_have_not_is_told(name):
    failing, passing, such, others = SEPARATED[name]
    assert told(failing, passing) == f"Of the calls tried, right whenever {others}, wrong whenever {such}."


def test_signs_are_not_told_where_only_equal_numbers_are_positive():
    """Perhaps the numbers have to be equal, so that it is right."""
    assert told([tensor([1.0, -2.0]), tensor([3.0, -4.0])], [FLAT, ones(), tensor([2.0, 2.0])]) == ""


@pytest.mark.parametrize("name", SEPARATED)
def test_a_trait_that_failing_cases_lack_and_passing_ones_have_is_told(name):
    failing, passing, such, others = SEPARATED[name]
    assert told(passing, failing) == f"Of the calls tried, right whenever {such}, wrong whenever {others}."


@pytest.mark.parametrize(
    ("failing", "passing", "such", "others"),
    [
        ([ones(0), ones(0, 2)], [ones(1), FLAT], "x has no elements", "x has elements"),
        (
            [ones(0), ones(1), ones(1, 1)],
            [FLAT, MATRIX],
            "x has at most one element",
            "x has more than one element",
        ),
        (
            [tensor([0.0, 0.0]), tensor(0.0)],
            [FLAT, ones()],
            "all elements of x are zero",
            "some element of x is not zero",
        ),
        (
            [ones(1), tensor([[5.0]])],
            [FLAT, MATRIX, ones(0)],
            "x has one element",
            "x has more than one element, or none",
        ),
    ],
)
def test_empty_and_zero_inputs_are_traits_where_they_fail_or_tell_apart(failing, passing, such, others):
    assert told(failing, passing) == f"Of the calls tried, right whenever {others}, wrong whenever {such}."


def test_a_relation_of_two_inputs_is_told():
    failing = [(MATRIX, ones(2, 3)), (FLAT, ones(4))]
    passing = [(MATRIX, MATRIX), (FLAT, FLAT)]
    assert told(failing, passing, ("A", "B")) == (
        "Of the calls tried, right whenever all inputs have the same shape, wrong whenever the inputs have "
        "different shapes."
    )


def test_the_parameter_is_named_that_tells_apart():
    failing = [(FLAT, number(1)), (ones(2), number(3))]
    passing = [(FLAT, number(2)), (ones(2), number(4))]
    assert (
        told(failing, passing, ("x", "p"))
        == "Of the calls tried, right whenever p is even, wrong whenever p is not even."
    )


@pytest.mark.parametrize(("even", "is_told"), [((0,), False), ((0, 2), True)])
def test_of_few_different_numbers_it_is_chance_which_are_odd(even, is_told):
    failing = pairs([FLAT], *[1, 3] * 3)
    passing = pairs([FLAT], 1, *even * 6)
    found = told(failing, passing, ("x", "steps"))
    assert ("steps is odd" in found) is is_told


def test_inputs_that_are_no_numbers_have_no_traits():
    failing = [(FLAT, Atom("str", "sum")), (ones(2), Atom("str", "sum"))]
    passing = [(FLAT, Atom("str", "mean")), (ones(2), Atom("NoneType", "None"))]
    assert told(failing, passing, ("x", "how")) == ""


# ------------------------------------------------------------------------- several traits, and none

NEGATIVE = [tensor([-1.0, 2.0]), tensor([-3.0]), tensor([4.0, -5.0, 6.0])]
POSITIVE = [tensor([1.0, 2.0]), tensor([3.0]), tensor([4.0, 5.0, 6.0])]


def pairs(vectors, *powers):
    return [(vector, number(power)) for vector in vectors for power in powers]


def test_two_traits_that_only_together_are_wrong_are_told():
    failing = pairs(NEGATIVE, 1, 3, 1.5)
    passing = [*pairs(NEGATIVE, 2, 4), *pairs(POSITIVE, 1, 2, 3, 4, 1.5)]
    assert told(failing, passing, ("x", "p")) == (
        "Of the calls tried, wrong whenever x has a negative element and p is not even, right otherwise."
    )


def test_a_sign_is_no_reason_where_numbers_are_only_at_other_places():
    tried = task(*[(vector,) for vector in (*NEGATIVE, *POSITIVE)])
    passing = [False] * len(NEGATIVE) + [True] * len(POSITIVE)
    assert "negative" in said(tried, passing)
    assert list(pattern(tried, passing, signs=False)) == []


def test_a_sign_is_told_of_a_tensor_that_varies_itself():
    """A call with one number in x shows nothing, whatever the numbers of y are."""
    several = [(tensor([3.0, -4.0]), tensor([6.0, 2.0])), (tensor([-3.0, 5.0, 2.0]), tensor([1.0]))]
    single = [(tensor([3.0]), tensor([6.0, -2.0])), (tensor([4.0]), tensor([1.0, -2.0, 3.0]))]
    assert "negative" not in told(several, single, ("x", "y"))
    varied = [(tensor([3.0, 4.0]), tensor([6.0])), (tensor([2.0, 5.0]), tensor([6.0, 2.0]))]
    assert told(several, varied, ("x", "y")).endswith("wrong whenever x has a negative element.")


def test_empty_and_zero_inputs_are_set_aside_though_one_of_them_fails():
    failing = [tensor([[2.0], [3.0]]), tensor([[5.0], [7.0], [1.0]]), ones(0, 2)]
    passing = [tensor([[2.0, 3.0]]), tensor([[7.0, 1.0, 4.0]]), tensor([[0.0], [0.0]])]
    assert told(failing, passing) == (
        "Of the calls tried, right whenever x has one row, wrong whenever x does not have just one row. "
        "(Empty inputs and zeros aside.)"
    )


def test_of_no_elements_it_is_not_said_that_some_are_not_zero():
    failing = [ones(0), *NEGATIVE, *POSITIVE]
    assert "some element" not in told(failing, [tensor([0.0]), tensor([0.0, 0.0])] * 4)


def test_the_order_of_rows_is_not_wrong_because_of_numbers():
    tried = task(*[(vector,) for vector in (*NEGATIVE, *POSITIVE)])
    passing = [False] * len(NEGATIVE) + [True] * len(POSITIVE)
    shuffled = tuple(msgspec.structs.replace(one, shuffled=True) for one in tried.expected)
    assert list(pattern(msgspec.structs.replace(tried, expected=shuffled), passing)) == []


def test_two_traits_are_not_told_of_few_cases():
    failing, passing = pairs(NEGATIVE[:1], 1, 3), [*pairs(NEGATIVE[:1], 2), *pairs(POSITIVE[:2], 1, 2)]
    assert "and p" not in told(failing, passing, ("x", "p"))


def test_what_all_failing_and_few_passing_cases_share_is_told_with_numbers():
    failing = NEGATIVE
    passing = [*POSITIVE, *POSITIVE, tensor([-7.0, 7.0])]
    assert (
        told(failing, passing)
        == "Of the calls tried, wrong only when x has a negative element (3 of 4 such calls)."
    )


def test_what_many_passing_cases_share_too_is_not_told():
    assert told(NEGATIVE, [*POSITIVE, *NEGATIVE]) == ""


def test_no_pattern_is_made_up():
    assert told([FLAT, MATRIX], [FLAT, MATRIX]) == ""


@pytest.mark.parametrize(("failing", "passing"), [(1, 3), (3, 1), (3, 0), (0, 3)])
def test_one_case_is_no_pattern(failing, passing):
    assert told([tensor([-1.0, 2.0])] * failing, [tensor([1.0, 2.0])] * passing) == ""


# --------------------------------------------------------------------------- empty inputs and zeros


def test_right_answers_on_empty_and_zero_inputs_are_set_aside():
    """A root that is missing does no harm at zero; that tells nothing of where it is wrong."""
    failing = [tensor([2.0, 3.0], "float64"), tensor([5.0], "float64")]
    passing = [FLAT, tensor([7.0]), tensor([0.0, 0.0], "float64"), ones(0, dtype="float64")]
    assert told(failing, passing) == (
        "Of the calls tried, right whenever x is not float64, wrong whenever x is float64. (Empty inputs "
        "and zeros aside.)"
    )


def test_they_are_not_mentioned_where_nothing_has_to_be_set_aside():
    failing = [tensor([2.0, 3.0], "float64"), tensor([5.0], "float64")]
    passing = [FLAT, tensor([7.0]), tensor([0.0, 0.0]), ones(0)]
    assert (
        told(failing, passing)
        == "Of the calls tried, right whenever x is not float64, wrong whenever x is float64."
    )


def test_only_those_that_are_right_are_set_aside():
    failing = [tensor([2.0, 3.0], "float64"), tensor([0.0, 0.0], "float64")]
    passing = [FLAT, tensor([7.0]), tensor([0.0], "float64")]
    assert told(failing, passing).endswith("wrong whenever x is float64. (Empty inputs and zeros aside.)")
    assert "aside" not in told([*failing, tensor([0.0])], passing)


def test_a_run_that_was_cut_short_has_a_pattern_of_what_was_seen():
    cut = task((FLAT,), (MATRIX,), (ones(2),), (ones(2, 2),), (ones(5),))
    assert said(cut, [True, False, True, False]) == (
        "Of the calls tried, right whenever x has fewer than two dimensions, wrong whenever x has two or "
        "more dimensions."
    )


def test_what_is_right_only_where_there_is_nothing_to_be_wrong_about_has_no_pattern():
    assert told([FLAT, tensor([7.0]), MATRIX], [ones(0), ones(0, 3), tensor([0.0])]) == ""


def test_what_nearly_all_cases_share_is_not_told_of_those_that_fail():
    assert told([*NEGATIVE] * 5, [*POSITIVE[:2], tensor([-7.0, 7.0])]) == ""


def test_empty_inputs_are_not_set_aside_if_they_alone_fail():
    failing = [ones(0, 2), ones(0, 3), ones(0, 1)]
    passing = [ones(2, 0), tensor([[2.0]]), tensor([[5.0]]), tensor([[5.0, 7.0]]), tensor([[4.0], [9.0]])]
    assert told(failing, passing) == (
        "Of the calls tried, wrong only when x has no elements (3 of 4 such calls)."
    )


def test_it_is_not_said_that_inputs_without_elements_are_set_aside_and_are_wrong():
    failing = [tensor([2.0, 5.0]), tensor([3.0, 7.0, 1.0]), ones(0, 3)]
    passing = [tensor([4.0]), tensor([6.0]), ones(0), ones(2, 0)]
    assert "or none" not in told(failing, passing)
    assert told(failing[:2], passing).endswith("wrong whenever x has more than one element.")


def test_that_nothing_is_right_where_nothing_is_asked_is_not_said():
    cases = [(tensor([float(n) + 5, 2.0]), number(n)) for n in (0, 0, 3, 4, 7)]
    made = task(*cases, parameters=("x", "n"))
    nothing = [expected(Items("list", ())), expected(Items("list", ()))]
    some = [expected(Items("list", (number(1.0),))) for _ in range(3)]
    passing = [True, True, False, False, False]
    assert "n is 0" in said(made, passing)
    assert "n is 0" not in said(msgspec.structs.replace(made, expected=(*nothing, *some)), passing)
