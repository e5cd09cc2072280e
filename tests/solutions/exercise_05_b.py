"""Exercise 05, solved from its prose alone, with `torch.autograd.grad`, `torch.func` and `torch.optim`."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset


def sum_of_gradients(f, g, x: Tensor) -> Tensor:
    return torch.autograd.grad([f(x).sum(), g(x).sum()], x)[0]


def fresh_gradient(f, x: Tensor) -> Tensor:
    return torch.func.grad(lambda t: f(t).sum())(x.detach())


def full_batch_gradient(X: Tensor, y: Tensor, w: Tensor, k: int) -> Tensor:
    w.grad = None
    for rows, targets in DataLoader(TensorDataset(X, y), batch_size=k, shuffle=False):
        share = len(rows) / len(X)
        loss = F.mse_loss(torch.mv(rows, w), targets) * share
        loss.backward()
    return w.grad


def both_gradients(a: Tensor, b: Tensor, x: Tensor) -> tuple[Tensor, Tensor]:
    (grad_a,) = torch.autograd.grad(a, x, retain_graph=True)
    (grad_b,) = torch.autograd.grad(b, x)
    return grad_a, grad_b


def vector_jacobian_product(f, x: Tensor, v: Tensor) -> Tensor:
    _, pull_back = torch.func.vjp(f, x.detach())
    return pull_back(v)[0]


def jacobian(f, x: Tensor) -> Tensor:
    return torch.func.jacrev(f)(x.detach())


def gradient_penalty(f, x: Tensor) -> Tensor:
    slope = torch.func.grad(lambda t: f(t).sum())(x)
    return (torch.linalg.vector_norm(slope) - 1).square()


def clip_gradients(params: list[Tensor], max_norm: float) -> float:
    return nn.utils.clip_grad_norm_(params, max_norm).item()


def sgd_step(params: list[Tensor], lr: float) -> None:
    if params:
        optimizer = torch.optim.SGD(params, lr=lr)
        optimizer.step()
        optimizer.zero_grad()


def zero_gradients(params: list[Tensor], keep: bool) -> None:
    if params:
        torch.optim.SGD(params, lr=1.0).zero_grad(set_to_none=not keep)


def small_parameter(values: Tensor) -> Tensor:
    return nn.Parameter(values.detach() / 100)
