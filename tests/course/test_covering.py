"""Few cases cover all pairs of traits that many cases have."""

from itertools import combinations, product

from grader.course.covering import covering, order_of_gain

NOTHING = frozenset()


def test_each_pair_that_meets_in_a_case_meets_in_a_chosen_one():
    cases = [frozenset(enumerate(row)) for row in product(range(3), repeat=4)]
    chosen = covering(cases, [NOTHING] * len(cases))
    every = {pair for case in cases for pair in combinations(sorted(case), 2)}
    covered = {pair for index in chosen for pair in combinations(sorted(cases[index]), 2)}
    assert covered == every
    assert len(chosen) < len(cases) / 3


def test_of_each_trait_the_easiest_case_is_chosen():
    traits = [{"a"}, {"a", "b"}, {"b"}, {"c", "a"}, {"c"}, {"b", "c"}]
    cases = [frozenset((name,) for name in names) for names in traits]
    assert covering(cases, [NOTHING] * 6) == [0, 1, 3, 5]


def test_a_trait_that_stands_alone_is_covered_without_its_pairs():
    paired = [frozenset({("size", n % 2)}) for n in range(20)]
    alone = [frozenset({("text", n // 5)}) for n in range(20)]
    assert covering(paired, alone) == [0, 1, 5, 10, 15]


def test_cases_without_traits_and_no_cases():
    assert covering([], []) == []
    assert covering([NOTHING] * 8, [NOTHING] * 8) == [0]


def test_the_first_case_is_called_first_and_then_those_that_add_most():
    traits = ["", "a", "abc", "ab", "d", "d"]
    cases = [frozenset((name,) for name in names) for names in traits]
    assert order_of_gain(cases) == [0, 2, 4, 1, 3, 5]
    assert order_of_gain([]) == []
