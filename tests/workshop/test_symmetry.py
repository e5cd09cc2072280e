"""Symmetric results: the same with their dimensions reversed, up to rounding."""

import numpy as np
import pytest
from making import number, tensor

from grader.core.model import Observation
from grader.core.value import Items
from grader.workshop.symmetry import is_symmetric


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (tensor([[1.0, 2.0], [2.0, 3.0]]), True),
        (tensor([[1.0, 2.0], [2.00001, 3.0]]), True),
        (tensor([[1.0, 2.0], [2.01, 3.0]]), False),
        (tensor([[1.0, 2.0], [2.00001, 3.0]], "float64"), False),
        (tensor([[1, 2], [2, 3]], "int64"), True),
        (tensor([[1, 2], [3, 3]], "int64"), False),
        (tensor([[1.0, np.nan], [np.nan, 3.0]]), True),
        (tensor([[1.0, 2.0, 3.0]]), False),
        (tensor([1.0, 2.0]), True),
        (tensor(np.zeros((0, 0))), True),
        (number(3.0), True),
        (Items("tuple", (tensor([[1.0, 2.0], [2.0, 1.0]]), number(1))), True),
        (Items("tuple", (tensor([[1.0, 2.0], [2.0, 1.0]]), tensor([[1.0, 2.0], [0.0, 1.0]]))), False),
    ],
)
def test_a_result_is_symmetric_or_not(value, expected):
    assert is_symmetric(Observation(value=value)) is expected


def test_a_call_that_returned_nothing_is_not():
    assert not is_symmetric(Observation())
