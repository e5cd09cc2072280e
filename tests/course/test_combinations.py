"""Combinations of choices: every two meet, in few rows."""

import itertools

import pytest

from grader.course.combinations import combinations, every_row


@pytest.mark.parametrize("counts", [(2, 3), (4, 4), (2, 3, 2, 5), (1, 1), (3,), ()])
def test_all_pairs_of_choices_meet(counts):
    rows = every_row(counts)
    for i, j in itertools.combinations(range(len(counts)), 2):
        met = {(row[i], row[j]) for row in rows}
        assert met == set(itertools.product(range(counts[i]), range(counts[j])))


def test_no_row_of_choices_is_made_for_what_meets_in_step():
    assert combinations((2, 3)) == [(0, 1), (1, 0), (1, 2)]
    assert combinations((2, 2)) == [(0, 1), (1, 0)]
    assert combinations((1, 5)) == []


def test_the_rows_in_step_come_first():
    assert every_row((2, 3)) == [(0, 0), (1, 1), (0, 2), (0, 1), (1, 0), (1, 2)]
    assert every_row((2, 1)) == [(0, 0), (1, 0)]
