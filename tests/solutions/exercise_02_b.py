"""Exercise 02: broadcasting, by hand."""

import math

import torch


def broadcast_shape(s, t):
    """Pad the shorter shape with ones on the left, then compare column by column."""
    s, t = list(s), list(t)
    while len(s) < len(t):
        s.insert(0, 1)
    while len(t) < len(s):
        t.insert(0, 1)
    result = []
    for p, q in zip(s, t):
        if p == q or q == 1:
            result.append(p)
        elif p == 1:
            result.append(q)
        else:
            raise ValueError("sizes %d and %d do not go together" % (p, q))
    return tuple(result)


def _empty(X, *shape):
    """Uninitialised memory; the dtype of X, but float32 if X holds integers."""
    dtype = X.dtype if X.is_floating_point() else torch.float32
    return torch.empty(shape, dtype=dtype, device=X.device)


def outer_sum(x, y):
    """Make both tables in full, then add them."""
    m, n = x.size(0), y.size(0)
    column = x.reshape(m, 1).expand(m, n)
    row = y.reshape(1, n).expand(m, n)
    return torch.add(column, row)


def add_bias(X, b):
    """Row by row, each row being a view of the caller's X."""
    for i in range(X.shape[0]):
        X[i].add_(b)


def row_shares(X):
    """Python sums, row by row."""
    m, n = X.shape
    result = _empty(X, m, n)
    for i in range(m):
        total = sum(X[i].tolist())
        for j in range(n):
            result[i, j] = X[i, j].item() / total
    return result


def _column_mean(X, j):
    numbers = X[:, j].tolist()
    return sum(numbers) / len(numbers)


def centre_columns(X):
    """Work on a copy; without rows there is nothing to do."""
    result = X.clone()
    m, n = X.shape
    if m == 0:
        return result
    for j in range(n):
        mean = _column_mean(X, j)
        for i in range(m):
            result[i, j] = X[i, j].item() - mean
    return result


def mean_along(X, axis):
    """Add up the slices along the axis in double precision; 0 / 0 gives nan, as in torch."""
    shape = list(X.shape)
    size = shape[axis]
    shape[axis] = 1
    total = torch.zeros(shape, dtype=torch.float64, device=X.device)
    for k in range(size):
        total += torch.narrow(X, axis, k, 1)
    return torch.div(total, size).to(X.dtype)


def cumulative_shares(X):
    """A running sum in each row, divided by the row's total at the end."""
    m, n = X.shape
    result = _empty(X, m, n)
    for i in range(m):
        numbers = X[i].tolist()
        total = sum(numbers)
        running = 0.0
        for j in range(n):
            running += numbers[j]
            result[i, j] = running / total
    return result


def squared_error(y_hat, y):
    """Turn the labels into a column, so that both have shape (n, 1)."""
    n = y.shape[0]
    difference = torch.sub(y_hat, y.reshape(n, 1))
    return torch.div(torch.sum(torch.mul(difference, difference)), n)


def squared_distances(A, B):
    """Every pair of points, one at a time."""
    m, n = A.shape[0], B.shape[0]
    result = _empty(A, m, n)
    for i in range(m):
        for j in range(n):
            difference = A[i] - B[j]
            result[i, j] = torch.dot(difference, difference)
    return result


def one_hot(labels, classes):
    """Zeros, then a one in each row."""
    result = torch.zeros((len(labels), classes), dtype=torch.float32, device=labels.device)
    for i, label in enumerate(labels.tolist()):
        result[i][label] = 1.0
    return result


def column_spread(X):
    """Mean and root by hand, column by column."""
    m, n = X.shape
    result = _empty(X, n)
    for j in range(n):
        mean = _column_mean(X, j)
        squares = 0.0
        for i in range(m):
            squares += (X[i, j].item() - mean) ** 2
        result[j] = math.sqrt(squares / m)
    return result


def below_row_maximum(X):
    """Repeat each row's maximum n times, then subtract table from table."""
    m, n = X.shape
    maxima, _ = torch.max(X, dim=1)
    table = maxima.reshape(m, 1).repeat(1, n)
    return torch.sub(X, table)
