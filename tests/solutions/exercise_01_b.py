"""Exercise 01: tensor operations, step by step."""

import math

import torch


def row_vector(n):
    """Allocate n float32 zeros, then count."""
    v = torch.zeros(n, dtype=torch.float32)
    for i in range(n):
        v[i] = float(i)
    return v


def number_of_elements(x):
    """The product of all sizes; the empty product is 1."""
    count = 1
    for size in x.size():
        count = count * int(size)
    return count


def reshape_and_transpose(X, columns):
    """Both results are filled element by element."""
    m, n = X.shape
    rows = (m * n) // columns
    reshaped = torch.empty((rows, columns), dtype=X.dtype, device=X.device)
    transposed = torch.empty((n, m), dtype=X.dtype, device=X.device)
    k = 0
    for i in range(m):
        for j in range(n):
            reshaped[k // columns, k % columns] = X[i, j]
            transposed[j, i] = X[i, j]
            k += 1
    return (reshaped, transposed)


def _filled(X, number):
    t = torch.empty(X.size(), dtype=X.dtype, device=X.device)
    t.fill_(number)
    return t


def zeros_and_ones(X):
    """Two fresh tensors with the attributes of X."""
    return (_filled(X, 0), _filled(X, 1))


def _shape_of(data):
    if not isinstance(data, list):
        return ()
    if len(data) > 0 and isinstance(data[0], list):
        return (len(data), len(data[0]))
    return (len(data),)


def from_numbers(data):
    """Allocate float64 first, so that no digit passes through float32."""
    shape = _shape_of(data)
    result = torch.zeros(shape, dtype=torch.float64)
    if len(shape) == 0:
        result.fill_(float(data))
    elif len(shape) == 1:
        for i in range(shape[0]):
            result[i] = float(data[i])
    else:
        for i in range(shape[0]):
            for j in range(shape[1]):
                result[i, j] = float(data[i][j])
    return result


def _power(x, y):
    square = torch.mul(x, x)
    cube = torch.mul(square, x)
    return torch.where(torch.eq(y, 1), x, torch.where(torch.eq(y, 2), square, cube))


def arithmetic(x, y):
    """Named functions instead of operators."""
    total = torch.add(x, y)
    difference = torch.sub(x, y)
    product = torch.mul(x, y)
    quotient = torch.div(x, y)
    exponential = torch.empty(x.shape, dtype=x.dtype, device=x.device)
    torch.exp(x, out=exponential)
    return (total, difference, product, quotient, _power(x, y), exponential)


def join(A, B):
    """Allocate the three results, then copy A and B into their places."""
    m, n = A.shape
    below = torch.empty(2 * m, n, dtype=A.dtype, device=A.device)
    below[:m, :] = A
    below[m:, :] = B
    beside = torch.empty(m, 2 * n, dtype=A.dtype, device=A.device)
    beside[:, :n] = A
    beside[:, n:] = B
    behind = torch.empty(2, m, n, dtype=A.dtype, device=A.device)
    behind[0] = A
    behind[1] = B
    return (below, beside, behind)


def sums_to(x, y, z):
    """Element by element, over flattened copies; the sum is rounded in the dtype of x."""
    xs, ys, zs = x.flatten(), y.flatten(), z.flatten()
    exact = torch.zeros(xs.shape[0], dtype=torch.bool, device=x.device)
    close = torch.zeros(xs.shape[0], dtype=torch.bool, device=x.device)
    for k in range(xs.shape[0]):
        s = xs[k] + ys[k]
        exact[k] = bool(s == zs[k])
        close[k] = math.fabs(s.item() - zs[k].item()) <= 0.00001
    return (exact.reshape(x.shape), close.reshape(x.shape))


def total_and_mean(x):
    """Add up Python numbers: exact for ints, in double precision for floats."""
    total = 0
    count = 0
    for number in x.flatten().tolist():
        total += number
        count += 1
    mean_dtype = x.dtype if x.is_floating_point() else torch.float32
    return (
        torch.tensor(total, dtype=x.dtype, device=x.device),
        torch.tensor(total / count, dtype=mean_dtype, device=x.device),
    )


def two_pieces(X, first, last):
    """narrow gives the view; the copy is allocated and filled."""
    m, n = X.shape
    last_row = torch.narrow(X, 0, m - 1, 1)
    how_many = last - first + 1
    rows = torch.empty((how_many, n), dtype=X.dtype, device=X.device)
    for k in range(how_many):
        rows[k].copy_(X[first + k])
    return (last_row, rows)


def write_element(X, i, j, value):
    """A view of row i, then a view of its element j."""
    row = X.select(0, i)
    row.select(0, j).fill_(value)


def fill_rows(X, rows, value):
    """One element after another."""
    n = X.shape[1]
    for i in rows:
        for j in range(n):
            X[i, j] = value
