"""The weights of a gradient: the same for ever, and different from element to element."""

import numpy as np
import pytest

from grader.core.cotangent import LARGEST_WEIGHT, weights


def test_a_single_number_is_not_weighed():
    assert weights(()).tolist() == 1
    assert weights((1,)).tolist() == [1]


@pytest.mark.parametrize("shape", [(2,), (3, 4), (0,), (2, 0, 3), (5, 5, 5)])
def test_weights_are_small_whole_numbers_in_the_shape_that_is_asked(shape):
    found = weights(shape)
    assert (found.shape, found.dtype) == (shape, np.float64)
    assert set(found.flat) <= set(range(1, LARGEST_WEIGHT + 1))


def test_weights_do_not_change_from_run_to_run():
    assert weights((6,)).tolist() == [3, 2, 4, 5, 3, 3]


def test_parts_of_a_result_are_weighed_differently():
    assert weights((6,), 1).tolist() != weights((6,)).tolist()
