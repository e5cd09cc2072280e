"""Exercise 07: memory, views and NumPy, or which names mean the same numbers."""

import numpy as np
import torch


def all_bytes(t):
    size_of_one = t.element_size()
    places = [t.data_ptr()]
    for size, stride in zip(t.shape, t.stride()):
        more = []
        for place in places:
            for i in range(size):
                more.append(place + i * stride * size_of_one)
        places = more
    result = set()
    for place in places:
        for k in range(size_of_one):
            result.add(place + k)
    return result


def object_and_memory(f, x):
    y = f(x)
    of_x = all_bytes(x)
    shared = False
    for place in all_bytes(y):
        if place in of_x:
            shared = True
    return y is x, shared


def add_in_place(X, Y):
    m, n = X.shape
    for i in range(m):
        for j in range(n):
            X[i, j] = X[i, j] + Y[i, j]
    return X


def sum_into(X, Y, Z):
    m, n = X.shape
    for i in range(m):
        for j in range(n):
            Z[i, j] = X[i, j] + Y[i, j]


def first_row_plus(X, step):
    m, n = X.shape
    if X.dtype == torch.int64:
        dtype = torch.float32
    else:
        dtype = X.dtype
    out = torch.zeros(m, n, dtype=dtype, device=X.device)
    for i in range(m):
        for j in range(n):
            if i == 0:
                out[i, j] = X[i, j] + step
            else:
                out[i, j] = X[i, j]
    return out


def flat_rows(X):
    b, m, n = X.shape
    try:
        return X.view(b, m * n)
    except RuntimeError:
        out = torch.zeros(b, m * n, dtype=X.dtype, device=X.device)
        for k in range(b):
            for i in range(m):
                for j in range(n):
                    out[k, i * n + j] = X[k, i, j]
        return out


def without_channel(X):
    b, _, n = X.shape
    out = torch.zeros(b, n, dtype=X.dtype, device=X.device)
    for k in range(b):
        for j in range(n):
            out[k, j] = X[k, 0, j]
    return out


def as_number(x):
    value = x.tolist()
    while isinstance(value, list):
        if len(value) != 1:
            raise ValueError("x must have exactly one element")
        value = value[0]
    return value


def two_arrays(x):
    shared = x.detach().numpy()
    m, n = shared.shape
    copy = np.zeros((m, n), dtype=shared.dtype)
    for i in range(m):
        for j in range(n):
            copy[i, j] = shared[i, j]
    return shared, copy


def two_tensors(a):
    shared = torch.from_numpy(a)
    m, n = shared.shape
    copy = torch.zeros(m, n, dtype=shared.dtype)
    for i in range(m):
        for j in range(n):
            copy[i, j] = shared[i, j]
    return shared, copy


def last_row_first(a):
    A = torch.from_numpy(a)
    m, n = A.shape
    out = torch.zeros(m, n, dtype=A.dtype)
    for i in range(m):
        for j in range(n):
            out[i, j] = A[m - 1 - i, j]
    return out


def predict(a, w):
    m, n = a.shape
    # The empty start keeps the result on the device, and in the graph, of w also if m is 0
    parts = [w[:0]]
    for i in range(m):
        total = w[:0].sum()
        for j in range(n):
            total = total + float(a[i, j]) * w[j]
        parts.append(total.reshape(1))
    return torch.cat(parts)


def through_numpy(f, x):
    m, n = x.shape
    if x.dtype == torch.float64:
        a = np.zeros((m, n), dtype=np.float64)
    else:
        a = np.zeros((m, n), dtype=np.float32)
    for i in range(m):
        for j in range(n):
            a[i, j] = x[i, j].item()
    result = f(a)
    out = torch.zeros(result.shape, dtype=x.dtype, device=x.device)
    for i in range(len(result)):
        if result.ndim == 1:
            out[i] = float(result[i])
        else:
            for j in range(result.shape[1]):
                out[i, j] = float(result[i, j])
    return out
