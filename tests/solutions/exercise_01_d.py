"""Exercise 01 - complete solution with explanations and input validation."""

from __future__ import annotations

from typing import Union

import torch
from torch import Tensor


def row_vector(n: int) -> Tensor:
    """Return a 1-D float32 tensor [0, 1, ..., n-1]."""
    # Step 1: validate the input.
    if n < 0:
        raise ValueError(f"n must be non-negative, got {n}")
    # Step 2: torch.arange would give int64 here, so we request float32 explicitly.
    result = torch.arange(start=0, end=n, step=1, dtype=torch.float32)
    # Step 3: sanity check.
    assert result.shape == (n,)
    return result


def number_of_elements(x: Tensor) -> int:
    """Return the total number of elements as a plain Python int."""
    if not isinstance(x, torch.Tensor):
        raise TypeError("x must be a torch.Tensor")
    # Multiply all sizes together. We start with 1, so that a 0-D tensor counts as one element.
    count = 1
    for size in x.shape:
        count = count * int(size)
    return count


def reshape_and_transpose(X: Tensor, columns: int) -> tuple[Tensor, Tensor]:
    """Return (X reshaped to `columns` columns, X transposed)."""
    if X.dim() != 2:
        raise ValueError("X must be a matrix")
    if columns <= 0 or X.numel() % columns != 0:
        raise ValueError("the number of columns must divide the number of elements")
    # .contiguous() makes sure that the numbers lie in memory row by row, which .view() needs.
    reshaped = X.contiguous().view(X.numel() // columns, columns)
    # .transpose(0, 1) swaps the two axes.
    transposed = X.transpose(0, 1)
    return (reshaped, transposed)


def zeros_and_ones(X: Tensor) -> tuple[Tensor, Tensor]:
    """Return a tensor of zeros and a tensor of ones like X."""
    # We pass dtype and device explicitly, so that nothing depends on the defaults.
    zeros = torch.zeros(X.shape, dtype=X.dtype, device=X.device)
    ones = torch.ones(X.shape, dtype=X.dtype, device=X.device)
    return (zeros, ones)


def from_numbers(data: Union[float, list]) -> Tensor:
    """Convert Python numbers to a float64 tensor."""
    # Case 1: a single number.
    if isinstance(data, (int, float)):
        return torch.tensor(float(data), dtype=torch.float64)
    # Case 2: a list, or a list of rows. dtype must be given at creation: a later .double() comes too late.
    if isinstance(data, (list, tuple)):
        return torch.tensor(data, dtype=torch.float64)
    raise TypeError(f"expected a number or a list, got {type(data).__name__}")


def arithmetic(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Return (x + y, x - y, x * y, x / y, x ** y, exp(x))."""
    if x.shape != y.shape:
        raise ValueError("x and y must have the same shape")
    total = x + y
    difference = x - y
    product = x * y
    quotient = x / y
    power = x**y
    exponential = torch.exp(x)
    return (total, difference, product, quotient, power, exponential)


def join(A: Tensor, B: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Concatenate along rows, along columns, and stack along a new axis."""
    if A.shape != B.shape:
        raise ValueError(f"shapes differ: {tuple(A.shape)} and {tuple(B.shape)}")
    m, n = A.shape
    below = torch.cat([A, B], dim=0)
    beside = torch.cat([A, B], dim=1)
    stacked = torch.cat([A.unsqueeze(0), B.unsqueeze(0)], dim=0)
    # Double-check the shapes.
    assert below.shape == (2 * m, n), below.shape
    assert beside.shape == (m, 2 * n), beside.shape
    assert stacked.shape == (2, m, n), stacked.shape
    return (below, beside, stacked)


def sums_to(x: Tensor, y: Tensor, z: Tensor) -> tuple[Tensor, Tensor]:
    """Return (exactly equal, equal up to a tolerance of 1e-5)."""
    tolerance = 1e-5
    computed = x + y
    exactly_equal = computed == z
    # Do NOT use torch.allclose here (one bool), nor torch.isclose with its defaults (relative tolerance).
    absolute_difference = torch.abs(computed - z)
    almost_equal = absolute_difference <= tolerance
    return (exactly_equal, almost_equal)


def total_and_mean(x: Tensor) -> tuple[Tensor, Tensor]:
    """Return (sum, mean) as 0-D tensors."""
    if x.numel() == 0:
        raise ValueError("x must hold at least one number")
    total = x.sum()
    # .mean() is not implemented for integer tensors, therefore convert these (and only these) first.
    if x.is_floating_point():
        mean = x.mean()
    else:
        mean = x.to(torch.float32).mean()
    return (total, mean)


def two_pieces(X: Tensor, first: int, last: int) -> tuple[Tensor, Tensor]:
    """Return (last row as a view, rows first..last inclusive as a copy)."""
    number_of_rows = X.shape[0]
    if number_of_rows == 0:
        raise ValueError("X must have at least one row")
    # A slice keeps the dimension and is a view; X[-1] would lose the dimension.
    last_row = X[number_of_rows - 1 : number_of_rows, :]
    # Python slices exclude their end, so add 1. .clone() allocates new memory.
    copied_rows = X[first : last + 1, :].clone().detach()
    return (last_row, copied_rows)


def write_element(X: Tensor, i: int, j: int, value: float) -> None:
    """Set X[i, j] = value in place."""
    rows, cols = X.shape
    if not (-rows <= i < rows and -cols <= j < cols):
        raise IndexError(f"({i}, {j}) is outside a matrix of shape {tuple(X.shape)}")
    # Item assignment modifies the tensor in place. `X = ...` would only rebind the local name.
    with torch.no_grad():
        X[i, j] = value


def fill_rows(X: Tensor, rows: list[int], value: float) -> None:
    """Fill the given rows of X with value, in place."""
    # Using a loop, an empty list and repeated row numbers need no special treatment.
    for row in rows:
        if not -X.shape[0] <= row < X.shape[0]:
            raise IndexError(f"row {row} does not exist")
        X[row, :].fill_(value)
    return None
