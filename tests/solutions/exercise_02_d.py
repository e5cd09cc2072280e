"""Exercise 02 - complete solution with explanations and input validation."""

from __future__ import annotations

import torch
from torch import Tensor


def broadcast_shape(s: tuple[int, ...], t: tuple[int, ...]) -> tuple[int, ...]:
    """Return the broadcast shape of s and t, or raise ValueError."""
    # Step 1: make both shapes equally long by adding ones ON THE LEFT.
    length = max(len(s), len(t))
    padded_s = (1,) * (length - len(s)) + tuple(s)
    padded_t = (1,) * (length - len(t)) + tuple(t)
    # Step 2: go through the columns.
    result: list[int] = []
    for size_s, size_t in zip(padded_s, padded_t):
        if size_s == size_t:
            result.append(size_s)
        elif size_s == 1:
            result.append(size_t)  # stretched (also to 0)
        elif size_t == 1:
            result.append(size_s)
        else:
            raise ValueError(f"shapes {s} and {t} cannot be broadcast together")
    return tuple(result)


def outer_sum(x: Tensor, y: Tensor) -> Tensor:
    """Return the table x[i] + y[j]."""
    if x.dim() != 1 or y.dim() != 1:
        raise ValueError("x and y must be vectors")
    m = x.shape[0]
    n = y.shape[0]
    column = x.reshape(m, 1)  # shape (m, 1)
    row = y.reshape(1, n)  # shape (1, n)
    table = column + row  # broadcasting: (m, n)
    assert table.shape == (m, n)
    return table


def add_bias(X: Tensor, b: Tensor) -> None:
    """Add b to each row of X in place."""
    if X.shape[1] != b.shape[0]:
        raise ValueError("b must have one element for each column of X")
    # The trailing underscore means: in place.
    X.add_(b)


def row_shares(X: Tensor) -> Tensor:
    """Return X with every row divided by its sum."""
    # Integer tables are converted to float32 first; float64 must stay float64.
    if not torch.is_floating_point(X):
        values = X.to(dtype=torch.float32)
    else:
        values = X
    row_sums = torch.sum(values, dim=1, keepdim=True)  # (m, 1)
    # `/` creates a new tensor, so the caller's X is not modified.
    return values / row_sums


def centre_columns(X: Tensor) -> Tensor:
    """Return X with zero-mean columns."""
    column_means = X.mean(dim=0, keepdim=True)  # (1, n)
    centred = X - column_means
    assert centred.shape == X.shape and centred.dtype == X.dtype
    return centred


def mean_along(X: Tensor, axis: int) -> Tensor:
    """Return the mean along `axis`, keeping that axis with size 1."""
    if not -X.dim() <= axis < X.dim():
        raise IndexError(f"axis {axis} is out of range for a tensor with {X.dim()} dimensions")
    # Normalise a negative axis, so that -1 is the last one.
    if axis < 0:
        axis = axis + X.dim()
    number = X.shape[axis]
    mean = X.sum(dim=axis, keepdim=True) / number
    expected_shape = list(X.shape)
    expected_shape[axis] = 1
    assert list(mean.shape) == expected_shape
    return mean


def cumulative_shares(X: Tensor) -> Tensor:
    """Return cumulative row sums divided by the row totals."""
    running = torch.cumsum(X, dim=1)  # (m, n)
    totals = running[:, -1:]  # (m, 1), or (m, 0) if there are no columns
    return running / totals


def squared_error(y_hat: Tensor, y: Tensor) -> Tensor:
    """Return the mean squared error as a scalar tensor."""
    # WARNING: (n, 1) - (n,) would broadcast to (n, n)! Bring both to one shape first.
    predictions = y_hat.reshape(-1)
    labels = y.reshape(-1)
    if predictions.shape != labels.shape:
        raise ValueError("there must be one prediction for each label")
    differences = predictions - labels
    squared = differences * differences
    loss = squared.mean()
    assert loss.dim() == 0
    return loss


def squared_distances(A: Tensor, B: Tensor) -> Tensor:
    """Return the matrix of squared Euclidean distances."""
    if A.dim() != 2 or B.dim() != 2 or A.shape[1] != B.shape[1]:
        raise ValueError("A and B must be matrices with the same number of columns")
    m, d = A.shape
    n = B.shape[0]
    # Start with zeros and add one coordinate after the other, which needs less memory than (m, n, d).
    result = torch.zeros((m, n), dtype=A.dtype, device=A.device)
    for k in range(d):
        difference = A[:, k].unsqueeze(1) - B[:, k].unsqueeze(0)
        result += difference**2
    return result


def one_hot(labels: Tensor, classes: int) -> Tensor:
    """Return the one-hot encoding as float32."""
    # Compare every label, as a column, with every class number, as a row.
    label_column = labels.reshape(labels.shape[0], 1)
    class_row = torch.arange(classes, device=labels.device).reshape(1, classes)
    matches = label_column == class_row  # bool, (n, classes)
    return matches.to(torch.float32)


def column_spread(X: Tensor) -> Tensor:
    """Return the population standard deviation of each column."""
    m = X.shape[0]
    if m < 1:
        raise ValueError("at least one row is needed")
    mean = X.mean(dim=0, keepdim=True)
    deviations = X - mean
    variance = (deviations**2).sum(dim=0) / m
    return torch.sqrt(variance)


def below_row_maximum(X: Tensor) -> Tensor:
    """Return X minus the maximum of each row."""
    if X.shape[1] == 0:
        raise ValueError("there must be at least one column")
    # torch.max with a dimension returns a pair (values, indices): take the values.
    maxima, _ = torch.max(X, dim=1, keepdim=True)
    return X - maxima
