"""Exercise 02, as somebody writes it who comes from NumPy, MATLAB and pandas."""

import torch
from torch import Tensor


def broadcast_shape(s: tuple[int, ...], t: tuple[int, ...]) -> tuple[int, ...]:
    try:  # tensors on "meta" have a shape but take no memory
        a, b = torch.broadcast_tensors(torch.empty(s, device="meta"), torch.empty(t, device="meta"))
    except RuntimeError as error:
        raise ValueError(str(error)) from error
    return tuple(a.shape)


def outer_sum(x: Tensor, y: Tensor) -> Tensor:
    return torch.outer(x, torch.ones_like(y)) + torch.outer(torch.ones_like(x), y)


def add_bias(X: Tensor, b: Tensor) -> None:
    torch.add(X, b.unsqueeze(0).expand_as(X), out=X)


def row_shares(X: Tensor) -> Tensor:
    return torch.true_divide(X, torch.einsum("ij->i", X).unsqueeze(-1).expand(X.shape))


def centre_columns(X: Tensor) -> Tensor:
    return X.sub(X.mean(dim=0).unsqueeze(0).expand(X.shape))


def mean_along(X: Tensor, axis: int) -> Tensor:
    return X.mean(dim=axis).unsqueeze(axis)


def cumulative_shares(X: Tensor) -> Tensor:
    n = X.shape[1]
    upper = torch.ones(n, n, dtype=X.dtype).triu()  # column j of the product adds columns 0 … j
    return torch.einsum("ik,kj->ij", X / X.sum(dim=1)[:, None], upper)


def squared_error(y_hat: Tensor, y: Tensor) -> Tensor:
    d = y_hat[:, 0] - y
    return torch.einsum("i,i->", d, d) / d.shape[0]


def squared_distances(A: Tensor, B: Tensor) -> Tensor:
    P, Q = torch.broadcast_tensors(A[:, None, :], B[None, :, :])
    D = P - Q
    return torch.einsum("ijk,ijk->ij", D, D)


def one_hot(labels: Tensor, classes: int) -> Tensor:
    out = torch.zeros((labels.shape[0], classes), dtype=torch.float32, device=labels.device)
    return out.scatter_(1, labels.unsqueeze(1), 1.0)


def column_spread(X: Tensor) -> Tensor:
    D = X - X.mean(dim=0)
    return torch.einsum("ij,ij->j", D, D).div(X.shape[0]).sqrt()


def below_row_maximum(X: Tensor) -> Tensor:
    where = X.argmax(dim=1, keepdim=True)
    return X - torch.gather(X, 1, where)
