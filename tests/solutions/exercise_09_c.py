"""Exercise 09: indexing, reductions and matrices in depth."""

import numpy as np
import torch


def pieces(X, start, stop, j):
    return X[-1, ...], X[np.s_[start:stop, :]], X[:, j, np.newaxis], X[start, j]


def block(X, rows, columns):
    return torch.from_numpy(X.numpy()[np.ix_(rows, columns)])


def clear_all_but_first(x, low, high):
    a = x.numpy()  # the same memory
    where = np.flatnonzero((a > low) & (a < high))
    found = a[where]
    a[where[1:]] = 0
    return torch.from_numpy(found)


def thinned_and_reversed(X):
    a = X.numpy()
    return torch.from_numpy(a[:, ::2].copy()), torch.from_numpy(a[::-1].copy())


def one_of_each_row(X, columns):
    picked = np.take_along_axis(X.numpy(), columns.numpy()[:, None], axis=1)
    return torch.from_numpy(picked[:, 0])


def reductions(T):
    b, m, n = T.shape
    each = T.reshape(b, m * n).mean(-1)
    return torch.einsum("bmn->mn", T), each, torch.einsum("bmn->bn", T)[:, None, :], each.mean()


def shares_and_running_sums(X, axis):
    a = X.numpy()
    shares = a / a.sum(axis=axis, keepdims=True)
    return torch.from_numpy(shares), torch.from_numpy(np.cumsum(a, axis=axis))


def largest(X):
    a = X.numpy()
    i, j = np.unravel_index(np.argmax(a), a.shape)
    return torch.from_numpy(a.max(axis=1)), torch.from_numpy(a.argmax(axis=1)), int(i), int(j)


def deviations(x):
    a = x.numpy().astype(np.float64)
    return torch.tensor(a.std(ddof=1), dtype=x.dtype), torch.tensor(a.std(), dtype=x.dtype)


def positive_definite(A):
    S = 0.5 * (A + A.T)
    smallest = np.linalg.eigvalsh(S.numpy().astype(np.float64)).min()
    return S, bool(smallest > 0)


def eigenpairs(A):
    w, v = np.linalg.eigh(A.numpy())
    return torch.from_numpy(w), torch.from_numpy(v)


def trace_and_eigenvalues(A):
    a = A.numpy()
    w = np.linalg.eigvals(a)
    w = w.astype(np.result_type(w.dtype, np.complex64))
    return torch.tensor(np.trace(a), dtype=A.dtype), torch.from_numpy(w)
