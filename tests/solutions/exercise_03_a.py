"""Exercise 03, solution a: terse, with torch's library functions."""

import torch
import torch.nn.functional as F
from torch import Tensor


def dot_two_ways(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    return torch.dot(x, y), (x * y).sum()


def matvec(A: Tensor, x: Tensor) -> Tensor:
    return torch.mv(A.to(x.dtype), x)


def matmul(A: Tensor, B: Tensor) -> Tensor:
    return A @ B


def hadamard(A: Tensor, B: Tensor) -> Tensor:
    return A * B


def l2_norm(x: Tensor) -> Tensor:
    return torch.linalg.vector_norm(x)


def l1_and_max_norm(x: Tensor) -> tuple[Tensor, Tensor]:
    a = F.pad(x.abs().flatten(), (0, 1))  # one zero more, so that max() has something to look at
    return a.sum(), a.max()


def lp_norm(x: Tensor, p: float) -> Tensor:
    return torch.linalg.vector_norm(x, ord=p)


def frobenius_norm(A: Tensor) -> Tensor:
    return torch.linalg.matrix_norm(A)


def unit_vector(x: Tensor) -> Tensor:
    n = torch.linalg.vector_norm(x)
    return x / n if n > 0 else torch.zeros_like(x)


def cosine_similarity(x: Tensor, y: Tensor) -> Tensor:
    return F.cosine_similarity(x, y, dim=0, eps=0)


def is_symmetric(A: Tensor) -> bool:
    return torch.equal(A, A.mT)


def stable_l2_norm(x: Tensor) -> Tensor:
    return torch.linalg.vector_norm(x, dtype=torch.float64).to(x.dtype)
