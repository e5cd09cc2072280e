"""Exercise 07: memory, views and NumPy, or which names mean the same numbers."""

import numpy as np
import torch


def _bytes(t):
    offsets = np.zeros(1, dtype=np.int64)
    for size, stride in zip(t.shape, t.stride()):
        offsets = np.add.outer(offsets, stride * np.arange(size, dtype=np.int64))
    width = t.element_size()
    return np.add.outer(t.data_ptr() + width * offsets.ravel(), np.arange(width)).ravel()


def object_and_memory(f, x):
    y = f(x)
    return y is x, np.intersect1d(_bytes(x), _bytes(y)).size > 0


def add_in_place(X, Y):
    X[...] += Y
    return X


def sum_into(X, Y, Z):
    torch.add(X, Y, out=Z)


def first_row_plus(X, step):
    return torch.cat([X[:1] + step, X[1:]], dim=0)


def flat_rows(X):
    b, m, n = X.shape
    sb, sm, sn = X.stride()
    if b * m * n == 0:
        return X.view(b, m * n)
    if m == 1 or sm == n * sn:
        return X.as_strided((b, m * n), (sb, sn))
    if n == 1:
        return X.as_strided((b, m * n), (sb, sm))
    return torch.cat([X[:, i] for i in range(m)], dim=1)


def without_channel(X):
    return X[:, 0, :]


def as_number(x):
    return x.detach().cpu().numpy().item()


def two_arrays(x):
    shared = np.asarray(x.detach())
    return shared, np.array(shared, copy=True)


def two_tensors(a):
    return torch.as_tensor(a), torch.from_numpy(np.array(a, copy=True))


def last_row_first(a):
    return torch.from_numpy(a[np.arange(a.shape[0] - 1, -1, -1)])


def predict(a, w):
    A = torch.asarray(a, dtype=w.dtype, device=w.device)
    return (A * w).sum(dim=1)


def through_numpy(f, x):
    original = x.detach().cpu().numpy()
    arr = np.empty_like(original)
    arr[...] = original
    result = np.array(f(arr), dtype=original.dtype, order="C")
    return torch.from_numpy(result).to(x.device)
