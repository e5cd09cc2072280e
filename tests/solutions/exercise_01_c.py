"""Exercise 01, as somebody writes it who comes from NumPy, MATLAB and pandas."""

import torch
from torch import Tensor


def row_vector(n: int) -> Tensor:
    # cumsum(ones) - 1, the old MATLAB way to write 0:n-1
    return torch.ones(n, dtype=torch.float32).cumsum(dim=0) - 1


def number_of_elements(x: Tensor) -> int:
    return int(torch.tensor(x.shape, dtype=torch.int64).prod())  # prod(size(x)); the empty product is 1


def reshape_and_transpose(X: Tensor, columns: int) -> tuple[Tensor, Tensor]:
    reshaped = X.ravel().unflatten(0, (-1, columns))
    return reshaped, torch.einsum("ij->ji", X)


def zeros_and_ones(X: Tensor) -> tuple[Tensor, Tensor]:
    return torch.full_like(X, 0), torch.full_like(X, 1)


def from_numbers(data: float | list) -> Tensor:
    return torch.asarray(data, dtype=torch.float64)


def arithmetic(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:
    return (
        torch.add(x, y),
        torch.subtract(x, y),
        torch.multiply(x, y),
        torch.true_divide(x, y),
        torch.pow(x, y),
        x.exp(),
    )


def join(A: Tensor, B: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    m, n = A.shape
    pages = A.new_empty((2, m, n))  # a 3-D array, filled page by page
    pages[0] = A
    pages[1] = B
    below = pages.clone().reshape(2 * m, n)
    beside = torch.einsum("kij->ikj", pages).reshape(m, 2 * n).clone()
    return below, beside, pages


def sums_to(x: Tensor, y: Tensor, z: Tensor) -> tuple[Tensor, Tensor]:
    s = torch.add(x, y)
    return torch.eq(s, z), torch.isclose(s, z, rtol=0.0, atol=1e-5)


def total_and_mean(x: Tensor) -> tuple[Tensor, Tensor]:
    total = torch.sum(x)
    count = torch.ones_like(x).sum()
    return total, torch.true_divide(total, count)  # integer by integer gives float32


def two_pieces(X: Tensor, first: int, last: int) -> tuple[Tensor, Tensor]:
    end = X.narrow(0, X.size(0) - 1, 1)
    rows = torch.arange(first, last + 1, device=X.device)
    return end, X.index_select(0, rows)


def write_element(X: Tensor, i: int, j: int, value: float) -> None:
    X.index_put_((torch.tensor(i), torch.tensor(j)), X.new_tensor(value))


def fill_rows(X: Tensor, rows: list[int], value: float) -> None:
    mask = torch.zeros(X.shape[0], dtype=torch.bool)
    mask[torch.tensor(rows, dtype=torch.int64)] = True
    X.masked_fill_(mask.unsqueeze(1), value)
