"""Exercise 03, solution c: einsum, broadcasting and other unusual ways."""

import torch
from torch import Tensor


def dot_two_ways(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    return torch.inner(x, y), torch.mul(x, y).sum(dim=-1)


def matvec(A: Tensor, x: Tensor) -> Tensor:
    return (A.type_as(x) * x[None, :]).sum(dim=1)


def matmul(A: Tensor, B: Tensor) -> Tensor:
    return (A[:, :, None] * B[None, :, :]).sum(dim=1)


def hadamard(A: Tensor, B: Tensor) -> Tensor:
    return torch.einsum("ij,ij->ij", A, B)


def l2_norm(x: Tensor) -> Tensor:
    return torch.einsum("i,i->", x, x).sqrt()


def l1_and_max_norm(x: Tensor) -> tuple[Tensor, Tensor]:
    both = torch.stack([x, -x]).reshape(2, -1).amax(dim=0)  # max(v, -v) is |v|
    l1 = both.sum()
    return l1, torch.cat([torch.zeros_like(l1)[None], both]).sort().values[-1]


def lp_norm(x: Tensor, p: float) -> Tensor:
    return x.abs().float_power(p).sum().float_power(1 / p).to(x.dtype)


def frobenius_norm(A: Tensor) -> Tensor:
    return torch.einsum("...ij,...ij->...", A, A).sqrt()


def unit_vector(x: Tensor) -> Tensor:
    norm = torch.sqrt(x @ x)
    return x / (norm + (norm == 0))  # adds 1 only where the norm is 0, and 0 otherwise


def cosine_similarity(x: Tensor, y: Tensor) -> Tensor:
    xy = torch.stack([x, y])
    gram = xy @ xy.T
    lengths = gram.diagonal().sqrt()
    return (gram / torch.outer(lengths, lengths))[0, 1]


def is_symmetric(A: Tensor) -> bool:
    return A.size(-1) == A.size(-2) and bool((A == torch.einsum("...ij->...ji", A)).all())


def stable_l2_norm(x: Tensor) -> Tensor:
    # a tournament: hypot(a, b) is the norm of two numbers, so halve the list until one is left
    v = x.abs()
    while len(v) > 1:
        if len(v) % 2:
            v = torch.cat([v, v.new_zeros(1)])
        v = torch.hypot(v[0::2], v[1::2])
    return v[0]
