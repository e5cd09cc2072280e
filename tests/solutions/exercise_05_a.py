"""Exercise 05, solved from its prose alone, with `backward()` and `.grad`."""

import torch
from torch import Tensor


def sum_of_gradients(f, g, x: Tensor) -> Tensor:
    f(x).sum().backward()
    g(x).sum().backward()
    return x.grad


def fresh_gradient(f, x: Tensor) -> Tensor:
    if x.grad is not None:
        x.grad.zero_()
    f(x).sum().backward()
    return x.grad.clone()


def full_batch_gradient(X: Tensor, y: Tensor, w: Tensor, k: int) -> Tensor:
    n = X.shape[0]
    for start in range(0, n, k):
        residual = X[start : start + k] @ w - y[start : start + k]
        ((residual**2).sum() / n).backward()
    return w.grad


def both_gradients(a: Tensor, b: Tensor, x: Tensor) -> tuple[Tensor, Tensor]:
    a.backward(retain_graph=True)
    first = x.grad.clone()
    x.grad.zero_()
    b.backward()
    return first, x.grad


def vector_jacobian_product(f, x: Tensor, v: Tensor) -> Tensor:
    f(x).backward(v)
    return x.grad


def jacobian(f, x: Tensor) -> Tensor:
    y = f(x)
    J = x.new_empty(len(y), len(x))
    for i in range(len(y)):
        y[i].backward(retain_graph=True)
        J[i] = x.grad
        x.grad.zero_()
    return J


def gradient_penalty(f, x: Tensor) -> Tensor:
    (gradient,) = torch.autograd.grad(f(x).sum(), x, create_graph=True)
    length = (gradient * gradient).sum().sqrt()
    return (length - 1) ** 2


def clip_gradients(params: list[Tensor], max_norm: float) -> float:
    squares = 0.0
    for p in params:
        if p.grad is not None:
            squares += (p.grad.double() ** 2).sum().item()
    length = squares**0.5
    if length > max_norm:
        for p in params:
            if p.grad is not None:
                p.grad *= max_norm / length
    return length


def sgd_step(params: list[Tensor], lr: float) -> None:
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p -= lr * p.grad
                p.grad.zero_()


def zero_gradients(params: list[Tensor], keep: bool) -> None:
    for p in params:
        if not keep:
            p.grad = None
        elif p.grad is not None:
            p.grad.zero_()


def small_parameter(values: Tensor) -> Tensor:
    return (0.01 * values.detach()).requires_grad_()
