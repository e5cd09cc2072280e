"""Each rule on how wrong numbers relate to the right ones: true where it speaks, silent on a near miss."""

import numpy as np
import pytest
from making import expected, number, tensor

from grader.compare.observations import compare
from grader.core.model import Case, Expected, Observation, TaskKey
from grader.core.notation import numbers
from grader.core.value import Items
from grader.judge.relations.relation import relation
from grader.locale.messages import sentence

VECTORS = ([3.0, -4.0, 1.5], [2.0, 5.25, -6.0, 7.5], [-1.25, 8.0, 0.5, 2.75, 3.0])
TABLES = (
    [[3.0, -4.0, 1.5], [2.0, 5.25, -6.0]],
    [[1.0, 7.0, 2.5], [8.0, -3.0, 0.25], [4.5, 6.0, -2.0]],
    [[0.5, 9.0], [1.5, -7.0], [2.25, 3.0]],
)
MEANS = [1.5, -2.0, 4.0]
AROUND, SHARES, BELOW = np.array([-1.0, 0.0, 1.0]), np.array([0.25, 0.25, 0.5]), np.array([0.0, 1.0, 3.5])
SAME_SIZE = ([3.0, -4.0, 1.5], [2.0, 5.25, -6.0], [-1.25, 8.0, 0.5])


def told(right, change, inputs=None):
    """What is said of an answer whose numbers are the changed right ones."""
    right = [np.asarray(numbers, "float64") for numbers in right]
    inputs = inputs or [(tensor([1.0]),)] * len(right)
    names = ("x", "n")[: len(inputs[0])]
    cases = tuple(Case(values, names, 0) for values in inputs)
    want = tuple(expected(tensor(numbers, "float64")) for numbers in right)
    task = TaskKey("f", names, 1.0, (), {"values": 1}, cases, want, (), {})
    seen = [
        Observation(value=tensor(change(numbers, place), "float64")) for place, numbers in enumerate(right)
    ]
    verdicts = [compare(one, answer, names, ()) for one, answer in zip(want, seen, strict=True)]
    assert all(verdicts)
    return " ".join(sentence(fact) for fact in relation(task, seen, verdicts))


def of(change):
    return lambda numbers, _place: change(numbers)


def moved(numbers):
    """Each number one place later, and another one first."""
    return np.concatenate([[99.0], numbers[:-1]])


def table(numbers):
    """Other numbers everywhere but on the diagonal."""
    return numbers + np.arange(len(numbers))[:, None] * (1 - np.eye(len(numbers)))


RULES = {
    # what is said: the right numbers, and what the answer makes of them
    "is 7 in each element.": (VECTORS, lambda numbers: np.full_like(numbers, 7.0)),
    "is 0 in each element.": (VECTORS, np.zeros_like),
    "not a number (nan)": (VECTORS, lambda numbers: np.full_like(numbers, np.nan)),
    "minus the expected one": (VECTORS, np.negative),
    "exactly twice": (VECTORS, lambda numbers: numbers * 2),
    "exactly 3 times": (VECTORS, lambda numbers: numbers * 3),
    "exactly half": (VECTORS, lambda numbers: numbers / 2),
    "exactly 1/3": (VECTORS, lambda numbers: numbers / 3),
    "exactly 100 times the expected one": (VECTORS, lambda numbers: numbers * 100),
    "plus 1": (VECTORS, lambda numbers: numbers + 1),
    "minus 2": (VECTORS, lambda numbers: numbers - 2),
    "without its sign": (VECTORS, np.abs),
    "the square of": (VECTORS, np.square),
    "the square root of": (np.abs(SAME_SIZE), np.sqrt),
    "1 minus the expected one": (VECTORS, lambda numbers: 1 - numbers),
    "1 divided by the expected one": (VECTORS, lambda numbers: 1 / numbers),
    "rounded down": (VECTORS, np.floor),
    "without its decimals": (VECTORS, np.trunc),
    "rounded to a whole number": (VECTORS, np.round),
    "only the sign": (VECTORS, np.sign),
    "e to the power of": (VECTORS, np.exp),
    "the natural logarithm": (np.abs(SAME_SIZE), np.log),
    "transposed": (TABLES, lambda numbers: numbers.T),
    "in reverse order": (VECTORS, lambda numbers: numbers[::-1]),
    "one place too late": (VECTORS, moved),
    "one place too early": (VECTORS, lambda numbers: np.concatenate([numbers[1:], [99.0]])),
    "a running total": (VECTORS, np.cumsum),
    "a table of all pairs": (VECTORS, table),
    "not averaged to the end; the mean of its elements is the expected one": (
        MEANS,
        lambda mean: mean + AROUND,
    ),
    "not added up to the end; the sum of its elements is the expected one": (
        MEANS,
        lambda total: total * SHARES,
    ),
    "not reduced to one number; the largest of its elements is the expected one": (
        MEANS,
        lambda most: most - BELOW,
    ),
    "the mean of its elements is exactly half of the expected one": (MEANS, lambda mean: mean / 2 + AROUND),
    "not reduced over axis 0; the mean over it is the expected one": (
        VECTORS,
        lambda mean: mean + AROUND[:, None],
    ),
    "only the mean of the expected numbers.": (VECTORS, np.mean),
    "only the sum of the expected numbers.": (VECTORS, np.sum),
    "only the sum of the expected numbers over axis 0": (TABLES, lambda numbers: numbers.sum(0)),
    "only the first entry": (VECTORS, lambda numbers: numbers[0]),
    "only the last entry": (VECTORS, lambda numbers: numbers[-1]),
    "only the first entries": (VECTORS, lambda numbers: numbers[:-1]),
    "with further entries after it": (VECTORS, lambda numbers: np.append(numbers, 99.0)),
    "in another shape": (VECTORS, lambda numbers: numbers[:, None]),
    "in another order": (VECTORS, lambda numbers: np.concatenate([numbers[1::2], numbers[::2]])),
}


@pytest.mark.parametrize("words", RULES)
def test_a_rule_says_what_is_so(words):
    right, change = RULES[words]
    assert words in told(right, of(change))


@pytest.mark.parametrize("words", RULES)
def test_a_rule_is_silent_if_one_call_is_otherwise(words):
    right, change = RULES[words]

    def but_once(numbers, place):
        changed = np.array(change(numbers))
        if place == 0:
            changed.flat = np.nan_to_num(changed) + np.linspace(0.37, 0.73, changed.size).reshape(
                changed.shape
            )
        return changed

    assert words not in told(right, but_once)


def test_what_is_not_reduced_yet_is_said_to_lack_its_mean_or_its_sum():
    assert told(MEANS, of(lambda mean: mean + AROUND)).endswith(
        "not averaged to the end; the mean of its elements is the expected one. So a mean is still missing."
    )
    assert told(MEANS, of(lambda total: total * SHARES)).endswith("So a sum is still missing.")
    assert "missing" not in told(MEANS, of(lambda most: most - BELOW))


NAMED = {
    "times `len(x)`": lambda numbers, x, _n: numbers * len(x),
    "divided by `len(x)`": lambda numbers, x, _n: numbers / len(x),
    "times n": lambda numbers, _x, n: numbers * n,
    "divided by n": lambda numbers, _x, n: numbers / n,
    "the argument x as it was before the call": lambda _numbers, x, _n: np.asarray(x),
}
XS, NS = ([1.0, 2.5], [4.0, 0.5, -2.0], [3.0, 3.5, 1.0, 7.0]), (11, 13, 17)
GIVEN = [(tensor(x, "float64"), number(n)) for x, n in zip(XS, NS, strict=True)]


@pytest.mark.parametrize("words", NAMED)
def test_a_size_or_an_argument_is_named(words):
    change = NAMED[words]
    assert words in told(VECTORS, lambda numbers, place: change(numbers, XS[place], NS[place]), GIVEN)


@pytest.mark.parametrize("words", NAMED)
def test_a_size_or_an_argument_of_another_call_is_not_named(words):
    change = NAMED[words]
    assert words not in told(
        VECTORS, lambda numbers, place: change(numbers, XS[place - 1], NS[place - 1]), GIVEN
    )


def seen_beside(values, want):
    """What is said of results that may be of another kind, or missing."""
    cases = (Case((tensor([1.0]),), ("x",), 0),) * len(values)
    task = TaskKey("f", ("x",), 1.0, (), {"values": 1}, cases, want, (), {})
    seen = [Observation(value=value) for value in values]
    verdicts = [compare(one, answer, ("x",), ()) for one, answer in zip(want, seen, strict=True)]
    return " ".join(sentence(fact) for fact in relation(task, seen, verdicts))


def losses(*values):
    return Items("list", tuple(number(value) for value in values))


def of_losses(value):
    seen = Observation(value=value)
    return Expected(seen, dict(expected(tensor([1.0])).tolerances))


def test_a_list_of_losses_is_told_as_a_whole():
    want = [expected(losses(9.0, 4.0, 1.0)), expected(losses(16.0, 8.0, 2.0, 0.5))]
    late = [losses(20.0, 9.0, 4.0), losses(30.0, 16.0, 8.0, 2.0)]
    assert "one place too late" in seen_beside(late, want)
    total = [losses(9.0, 13.0, 14.0), losses(16.0, 24.0, 26.0, 26.5)]
    assert "a running total" in seen_beside(total, want)


def test_wrong_numbers_are_told_beside_a_wrong_kind():
    want = [expected(number(value)) for value in (3.0, 5.0, 7.5)]
    twice = [tensor(2 * numbers(one.observation.value)) for one in want]
    assert seen_beside(twice, want) == (
        "In every failing call, the result is exactly twice the expected one."
    )
    mixed = [tensor(3.0), *twice[1:]]  # here only the kind is wrong
    assert seen_beside(mixed, want) == (
        "Where the result has wrong numbers, it is exactly twice the expected one."
    )


@pytest.mark.parametrize("change", [lambda truth: not truth, lambda _truth: True])
def test_the_opposite_is_told_of_answers_that_are_true_or_false(change):
    want = [expected(tensor(values, "bool")) for values in ([True, False, False], [False, False])]
    got = [tensor([change(bool(truth)) for truth in numbers(one.observation.value)], "bool") for one in want]
    text = seen_beside(got, want)
    assert ("the opposite" in text) == (not change(True))
    assert ("is True" in text) == bool(change(True))


NUMBERS = ([1.0, 2.0, 4.0], [3.0, -5.0, 7.0])


@pytest.mark.parametrize("factor", [1e-310, 1e-200, 1e-3, 0.09, 1.7, 1e300, np.inf])
def test_a_factor_that_says_nothing_is_not_told(factor):
    with np.errstate(all="ignore"):
        assert told(NUMBERS, lambda numbers, _: numbers * factor) == ""


def test_complex_numbers_have_no_factor():
    want = [expected(tensor(values, "complex128")) for values in NUMBERS]
    assert seen_beside([tensor(2j * np.asarray(values), "complex128") for values in NUMBERS], want) == ""


@pytest.mark.parametrize("right", [([2.0], [2.0]), ([1.0, -1.0], [2.0, -2.0]), ([3.0, 4.0], [3.0, 4.0])])
def test_few_numbers_or_numbers_that_change_places_show_no_relation(right):
    assert told(right, of(np.negative)) == ""


@pytest.mark.parametrize("right", [([2.0], [3.0]), ([1.0, 2.0, 4.0], [1.0, 2.0, 4.0])])
def test_two_different_calls_or_three_numbers_show_a_relation(right):
    assert told(right, of(np.negative)) == "In every failing call, the result is minus the expected one."


# --------------------------------------------------------------------- what fits by chance, or nearly


def test_one_minus_the_number_is_not_told_of_zeros_and_ones():
    """A share of one row is 0 or 1, and any other wrong share is 1 minus it."""
    assert told([[0.0, 1.0, 1.0], [1.0, 1.0, 1.0, 0.0]], of(lambda truth: 1 - truth)) == ""
    assert "1 minus the expected one" in told([[0.0, 0.25, 1.0], [1.0, 0.5]], of(lambda truth: 1 - truth))


def test_the_opposite_is_not_told_where_one_answer_never_occurs():
    want = [expected(tensor([True] * length, "bool")) for length in (2, 3)]
    got = [tensor([False] * length, "bool") for length in (2, 3)]
    assert seen_beside(got, want) == "In every failing call, the result is False in each element."


def test_the_same_number_is_not_told_where_it_is_the_right_one():
    """Only the shape is wrong: ones are asked for."""
    text = told([[1.0, 1.0], [1.0, 1.0, 1.0]], of(lambda ones: ones[:, None]))
    assert "is 1." not in text


def test_a_part_is_told_of_all_calls_in_which_its_numbers_are_wrong():
    """Numbers are compared only where shapes are right; a wrong shape of another part hides some."""
    square, wide = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    cases = tuple(Case((tensor(X, "float64"),), ("X",), 0) for X in (square, square + 1, wide))
    parts = [(X.sum(0), X.T) for X in (square, square + 1, wide)]
    want = tuple(expected(Items("tuple", tuple(tensor(p, "float64") for p in two))) for two in parts)
    answers = [(total, X) for (total, _), X in zip(parts[:2], (square, square + 1), strict=True)]
    answers.append((parts[2][0][None], wide.reshape(3, 2)))
    seen = [Observation(value=Items("tuple", tuple(tensor(p, "float64") for p in two))) for two in answers]
    tried = TaskKey("f", ("X",), 1.0, (), {"values": 1}, cases, want, (), {})
    verdicts = [compare(one, answer, ("X",), ()) for one, answer in zip(want, seen, strict=True)]
    said = " ".join(sentence(fact) for fact in relation(tried, seen, verdicts))
    assert "the argument X" not in said
    said = " ".join(sentence(fact) for fact in relation(tried, seen, [*verdicts[:2], ()]))
    assert "the argument X" in said


def test_an_argument_is_returned_only_if_it_is_the_same_number():
    """A hundred more is little beside 1e10, but it is not the argument itself."""
    given = [(tensor([4e10, 5e10], "float64"),), (tensor([-3e10, 2e10], "float64"),)]
    right = [[1.0, 2.0], [3.0, 4.0]]
    for more, is_told in ((0.0, True), (100.0, False)):
        said = told(right, lambda _right, n, more=more: numbers(given[n][0]) + more, inputs=given)
        assert ("the argument x as it was before the call" in said) is is_told


def test_a_wrong_answer_to_one_question_is_always_the_opposite():
    want = [expected(tensor(True, "bool")), expected(tensor(False, "bool")), expected(tensor(True, "bool"))]
    other = [tensor(value, "bool") for value in (False, True, False)]
    assert "opposite" in seen_beside(other, want)
    assert seen_beside([*other[:2], tensor(True, "bool")], want) == ""


def test_a_number_of_python_has_no_other_shape():
    want = [expected(number(value)) for value in (3.0, 4.0, 5.0)]
    assert seen_beside([tensor([value]) for value in (3.0, 4.0, 5.0)], want) == ""


def test_only_the_shape_is_told_where_other_calls_are_wrong_in_other_ways():
    want = [expected(tensor(values)) for values in NUMBERS] + [expected(tensor([1.0]))]
    got = [*(tensor([[one] for one in values]) for values in NUMBERS), tensor([1.0], "int64")]
    assert seen_beside(got, want) == "Where the shape of the result is wrong, its numbers are right."


def test_answers_that_are_not_reduced_are_told():
    answers = [[True, False, True], [True, True], [False, False, False, False], [False, True]]
    want = [expected(tensor(all(row), "bool")) for row in answers]
    text = seen_beside([tensor(row, "bool") for row in answers], want)
    assert "several answers; the expected one says whether all of them are True" in text


def test_zeros_of_another_shape_are_not_left_out():
    want = [expected(tensor(row, "float64")) for row in ([3.0, -4.0], [2.0, 5.0, 1.0], [0.0, 0.0])]
    twice = [tensor([6.0, -8.0], "float64"), tensor([4.0, 10.0, 2.0], "float64")]
    assert "twice" in seen_beside(twice, want[:2])
    assert seen_beside([*twice, tensor([0.0], "float64")], want) == ""


def test_entries_that_are_missing_are_not_a_constant():
    want = [expected(tensor(row, "float64")) for row in ([2.0, -4.0], [2.0, 5.0, 7.0], [2.0, 3.0])]
    said = seen_beside([tensor([2.0], "float64")] * 3, want)
    first = "In every failing call, the result is only the first entries of the expected one"
    assert said == f"{first}; the last are missing."


def test_a_constant_in_each_element_is_told_so():
    want = [expected(tensor(row, "float64")) for row in ([2.0, -4.0], [1.0, 5.0, 7.0])]
    everywhere = [tensor([7.0] * n, "float64") for n in (2, 3)]
    assert seen_beside(everywhere, want) == "In every failing call, the result is 7 in each element."


def test_equal_numbers_are_no_mean_of_each_other():
    zeros = [expected(tensor([0.0] * n, "float64")) for n in (3, 2)]
    assert seen_beside([tensor(0.0, "float64")] * 2, zeros) == ""
    assert seen_beside([tensor([5.0, 5.0], "float64")] * 2, [expected(tensor(5.0, "float64"))] * 2) == ""


def test_of_a_table_it_is_said_whether_rows_or_columns_are_reversed():
    assert told(TABLES, lambda numbers, _: numbers[::-1]).endswith("with its rows in reverse order.")
    assert told(TABLES, lambda numbers, _: numbers[:, ::-1]).endswith("with its columns in reverse order.")
    assert told(VECTORS, lambda numbers, _: numbers[::-1]).endswith("the expected one in reverse order.")


def test_of_a_table_the_first_entry_is_a_row():
    assert told(TABLES, lambda numbers, _: numbers[0]).endswith("only the first row of the expected one.")
    assert told(TABLES, lambda numbers, _: numbers[-1]).endswith("only the last row of the expected one.")
    assert told(VECTORS, lambda numbers, _: numbers[0]).endswith("only the first entry of the expected one.")


def test_that_one_of_several_answers_is_the_opposite_says_nothing():
    def both(first, second):
        return Items("tuple", (tensor(first, "bool"), tensor(second, "bool")))

    want = [
        expected(both(*answer)) for answer in ((True, False), (False, False), (True, True), (False, True))
    ]
    seen = [both(False, False), both(True, False), both(True, False), both(False, False)]
    assert "opposite" not in seen_beside(seen, want)
