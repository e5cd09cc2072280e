"""Exercise 03, solution b: by hand, with loops and small helper functions."""

import torch
from torch import Tensor


def _zero(x):
    return torch.zeros((), dtype=x.dtype, device=x.device)


def _dot(x, y):
    return (x * y).sum()


def dot_two_ways(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    first = torch.dot(x, y)
    second = _dot(x, y)
    return first, second


def matvec(A: Tensor, x: Tensor) -> Tensor:
    m = A.shape[0]
    result = torch.zeros(m, dtype=x.dtype, device=x.device)
    for i in range(m):
        result[i] = _dot(A[i].to(x.dtype), x)
    return result


def matmul(A: Tensor, B: Tensor) -> Tensor:
    m, n = A.shape[0], B.shape[1]
    C = torch.zeros((m, n), dtype=A.dtype, device=A.device)
    for i in range(m):
        for j in range(n):
            C[i, j] = _dot(A[i, :], B[:, j])
    return C


def hadamard(A: Tensor, B: Tensor) -> Tensor:
    C = torch.empty_like(A)
    for i in range(A.shape[0]):
        for j in range(A.shape[1]):
            C[i, j] = A[i, j] * B[i, j]
    return C


def l2_norm(x: Tensor) -> Tensor:
    return _dot(x, x) ** 0.5


def l1_and_max_norm(x: Tensor) -> tuple[Tensor, Tensor]:
    total = _zero(x)
    biggest = _zero(x)
    for value in x.reshape(-1):
        if value < 0:
            value = -value
        total = total + value
        if value > biggest:
            biggest = value.clone()
    return total, biggest


def lp_norm(x: Tensor, p: float) -> Tensor:
    total = _zero(x)
    for value in x:
        total = total + abs(value) ** p
    return total ** (1 / p)


def frobenius_norm(A: Tensor) -> Tensor:
    if A.dim() == 2:
        return l2_norm(A)
    norms = torch.zeros(A.shape[0], dtype=A.dtype, device=A.device)
    for k in range(A.shape[0]):
        norms[k] = l2_norm(A[k])
    return norms


def unit_vector(x: Tensor) -> Tensor:
    length = l2_norm(x)
    if length == 0:
        return x * 0
    return x / length


def cosine_similarity(x: Tensor, y: Tensor) -> Tensor:
    return _dot(x, y) / (l2_norm(x) * l2_norm(y))


def _is_symmetric_matrix(A):
    rows = A.tolist()
    for i in range(len(rows)):
        for j in range(i):
            if rows[i][j] != rows[j][i]:
                return False
    return True


def is_symmetric(A: Tensor) -> bool:
    if A.shape[-2] != A.shape[-1]:
        return False
    if A.dim() == 2:
        return _is_symmetric_matrix(A)
    for matrix in A:
        if not _is_symmetric_matrix(matrix):
            return False
    return True


def stable_l2_norm(x: Tensor) -> Tensor:
    scale = max(abs(value) for value in x)
    if scale == 0:
        return _zero(x)
    return scale * l2_norm(x / scale)
