"""Exercise 11: Jacobians and vector-Jacobian products."""

import torch
from torch import Tensor


def layer_gradients(X: Tensor, W: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    Y = torch.matmul(X, W.T) + b
    Y.sum().backward()
    return W.grad, b.grad


def both_ways(f, x: Tensor, w: Tensor) -> tuple[Tensor, Tensor]:
    if x.grad is not None:
        x.grad.zero_()
    y = f(x)
    y.backward(gradient=w, retain_graph=True)
    first = x.grad
    # PyTorch accumulates gradients, so the second one needs a fresh start
    x.grad = None
    (y * w).sum().backward()
    return first, x.grad


def jacobian_of_result(y: Tensor, x: Tensor) -> Tensor:
    rows = []
    for i in range(len(y)):
        x.grad = None
        y[i].backward(retain_graph=True)
        rows.append(x.grad)
    return torch.stack(rows, dim=0)


def two_jacobians(f, a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    J_a = torch.autograd.functional.jacobian(lambda a_: f(a_, b), a)
    J_b = torch.autograd.functional.jacobian(lambda b_: f(a, b_), b)
    return J_a, J_b


def jacobian_vector_product(f, x: Tensor, v: Tensor) -> Tensor:
    _, Jv = torch.autograd.functional.jvp(f, x, v)
    return Jv


def matrix_jacobian(f, X: Tensor) -> Tensor:
    Y = f(X)
    gradients = [torch.autograd.grad(element, X, retain_graph=True)[0] for element in Y.reshape(-1)]
    return torch.stack(gradients).reshape(Y.shape + X.shape)


def back_in_two_steps(f, g, x: Tensor, w: Tensor) -> tuple[Tensor, Tensor]:
    h = f(x)
    h.retain_grad()
    y = g(h)
    y.backward(w)
    return h.grad, x.grad


def softmax_jacobian(x: Tensor) -> Tensor:
    p = torch.softmax(x, dim=0)
    return torch.diag(p) - torch.outer(p, p)


def per_example_gradients(loss, w: Tensor, X: Tensor, y: Tensor) -> Tensor:
    rows = []
    for i in range(X.shape[0]):
        w.grad = None
        l = loss(w, X[i], y[i])
        l.backward()
        rows.append(w.grad)
    return torch.stack(rows)


def hessian(f, x: Tensor) -> Tensor:
    (gradient,) = torch.autograd.grad(f(x), x, create_graph=True)
    if not gradient.requires_grad:
        return torch.zeros(len(x), len(x), dtype=x.dtype)
    rows = []
    for i in range(len(x)):
        (row,) = torch.autograd.grad(gradient[i], x, retain_graph=True, allow_unused=True)
        rows.append(torch.zeros_like(x) if row is None else row)
    return torch.stack(rows)


def nth_derivative(f, x: Tensor, n: int) -> Tensor:
    derivative = f(x)
    for _ in range(n):
        if not derivative.requires_grad:
            return torch.zeros_like(x)
        (derivative,) = torch.autograd.grad(
            derivative, x, grad_outputs=torch.ones_like(x), create_graph=True, allow_unused=True
        )
        if derivative is None:
            return torch.zeros_like(x)
    return derivative


def connected_jacobian(f, x: Tensor) -> Tensor:
    y = f(x)
    rows = []
    for i in range(len(y)):
        (row,) = torch.autograd.grad(y[i], x, create_graph=True)
        rows.append(row)
    return torch.stack(rows, dim=0)
