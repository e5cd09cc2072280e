"""Exercise 09: indexing, reductions and matrices in depth."""

import torch
from torch import Tensor


def pieces(X: Tensor, start: int, stop: int, j: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    last_row = X[-1, :]
    some_rows = X[start:stop, :]
    column = X[:, j].unsqueeze(1)
    element = X[start, :][j]
    return last_row, some_rows, column, element


def block(X: Tensor, rows: list[int], columns: list[int]) -> Tensor:
    # The row numbers stand below each other, so that they broadcast against the column numbers
    row_index = torch.tensor(rows).reshape(-1, 1)
    column_index = torch.tensor(columns).reshape(1, -1)
    return X[row_index, column_index]


def clear_all_but_first(x: Tensor, low: float, high: float) -> Tensor:
    mask = torch.logical_and(x > low, x < high)
    found = x[mask]
    new_values = torch.zeros_like(found)
    new_values[:1] = found[:1]
    x[mask] = new_values
    return found


def thinned_and_reversed(X: Tensor) -> tuple[Tensor, Tensor]:
    num_rows, num_columns = X.shape
    thinned = X[:, torch.arange(0, num_columns, 2)]
    reversed_rows = X[torch.arange(num_rows - 1, -1, -1)]
    return thinned, reversed_rows


def one_of_each_row(X: Tensor, columns: Tensor) -> Tensor:
    return X[torch.arange(X.shape[0]), columns]


def reductions(T: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    sum_first = T.sum(axis=0)
    mean_each = T.sum(axis=[1, 2]) / (T.shape[1] * T.shape[2])
    sum_middle = T.sum(axis=1, keepdims=True)
    mean_all = T.sum() / T.numel()
    return sum_first, mean_each, sum_middle, mean_all


def shares_and_running_sums(X: Tensor, axis: int) -> tuple[Tensor, Tensor]:
    sums = X.sum(axis=axis).unsqueeze(axis)
    # A triangle of ones adds up each element and all that come before it
    if axis == 0:
        running = torch.ones(len(X), len(X), dtype=X.dtype).tril() @ X
    else:
        n = X.shape[1]
        running = X @ torch.ones(n, n, dtype=X.dtype).triu()
    return X / sums, running


def largest(X: Tensor) -> tuple[Tensor, Tensor, int, int]:
    row_max = X.amax(dim=1)
    where = X.argmax(dim=1)
    row = row_max.argmax().item()
    column = where[row].item()
    return row_max, where, row, column


def deviations(x: Tensor) -> tuple[Tensor, Tensor]:
    n = len(x)
    centred = x - x.mean()
    total = (centred**2).sum()
    return torch.sqrt(total / (n - 1)), torch.sqrt(total / n)


def positive_definite(A: Tensor) -> tuple[Tensor, bool]:
    S = (A + A.T) / 2
    # The Cholesky decomposition exists exactly if S is positive definite
    _, info = torch.linalg.cholesky_ex(S.double())
    return S, info.item() == 0


def eigenpairs(A: Tensor) -> tuple[Tensor, Tensor]:
    values, vectors = torch.linalg.eig(A.double())
    values, order = torch.sort(values.real)
    vectors = vectors.real[:, order]
    vectors = vectors / vectors.norm(dim=0)
    return values.to(A.dtype), vectors.to(A.dtype)


def trace_and_eigenvalues(A: Tensor) -> tuple[Tensor, Tensor]:
    eigenvalues, _ = torch.linalg.eig(A)
    return torch.diagonal(A).sum(), eigenvalues
