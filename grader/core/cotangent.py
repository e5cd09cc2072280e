"""The weights with which a result is summed before its gradient is taken; known to runner and judge."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

LARGEST_WEIGHT = 5


def weights(shape: Sequence[int], place: int = 0) -> np.ndarray[Any, Any]:
    """Whole numbers from 1 to 5, float64, for the `place`-th tensor of a result; 1 for a single number.

    A plain sum would hide whatever makes up for itself in it: the elements of a softmax add up to 1.
    """
    size = math.prod(shape)
    if size == 1 and place == 0:
        return np.ones(tuple(shape))
    random = np.random.RandomState(size + 1000 * place)  # its numbers are the same for ever
    return random.randint(1, LARGEST_WEIGHT + 1, tuple(shape)).astype(np.float64)
