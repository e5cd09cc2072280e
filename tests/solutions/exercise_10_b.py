"""Exercise 10: calculus."""

import torch
from torch import Tensor


def backward_slope(f, x: Tensor) -> Tensor:
    """x.grad after the backward pass through f(x).sum()."""
    x = x.detach().clone().requires_grad_()
    y = f(x)
    if y.requires_grad:
        y.sum().backward()
    return torch.zeros_like(x) if x.grad is None else x.grad


def gradient_matrix(y: Tensor, x: Tensor) -> Tensor:
    """Column j is the gradient of y[j] with respect to x."""
    matrix = torch.zeros(len(x), len(y), dtype=x.dtype)
    for j in range(len(y)):
        (column,) = torch.autograd.grad(y[j], x, retain_graph=True)
        matrix[:, j] = column
    return matrix


def forward_difference(f, x: Tensor, h: float) -> Tensor:
    numerator = f(x + h) - f(x)
    return numerator / h


def central_difference(f, x: Tensor, h: float) -> Tensor:
    right = f(x + h)
    left = f(x - h)
    return (right - left) / (2 * h)


def derivative(f):
    def df(x: Tensor) -> Tensor:
        return backward_slope(f, x)

    return df


def tangent(f, a: Tensor):
    value = f(a).clone()
    slope = central_difference(f, a, 1e-5)
    point = a.clone()

    def line(x: Tensor) -> Tensor:
        return value + slope * (x - point)

    return line


def numerical_gradient(f, x: Tensor) -> Tensor:
    h = 1e-5
    gradient = torch.zeros_like(x)
    for i in range(len(x)):
        right = x.to(torch.float64, copy=True)
        left = x.to(torch.float64, copy=True)
        right[i] += h
        left[i] -= h
        gradient[i] = (f(right) - f(left)) / (2 * h)
    return gradient


def linear_gradients(A: Tensor, B: Tensor, x: Tensor) -> tuple[Tensor, Tensor]:
    x = x.detach().clone().requires_grad_()
    return gradient_matrix(torch.mv(A, x), x), gradient_matrix(torch.mv(B.T, x), x)


def quadratic_gradient(A: Tensor, x: Tensor) -> Tensor:
    x = x.detach().clone().requires_grad_()
    y = torch.dot(x, torch.mv(A, x))
    y.backward()
    return x.grad


def norm_gradients(x: Tensor, X: Tensor) -> tuple[Tensor, Tensor]:
    return backward_slope(lambda w: w**2, x), backward_slope(lambda W: W**2, X)


def derivative_rules(c: float, f, df, g, dg) -> list:
    def constant_multiple(x):
        return c * df(x)

    def sum_rule(x):
        return df(x) + dg(x)

    def product_rule(x):
        return f(x) * dg(x) + g(x) * df(x)

    def quotient_rule(x):
        return (g(x) * df(x) - f(x) * dg(x)) / g(x) ** 2

    return [constant_multiple, sum_rule, product_rule, quotient_rule]


def chain_rule(dz: list, u: list, du: list):
    def dz_dx(x: Tensor) -> Tensor:
        values = [u_i(x) for u_i in u]
        total = torch.zeros_like(x)
        for dz_i, du_i in zip(dz, du):
            total = total + dz_i(*values) * du_i(x)
        return total

    return dz_dx


def directional_derivative(f, x: Tensor, v: Tensor) -> Tensor:
    v = v / torch.max(torch.abs(v))
    unit = v / torch.norm(v)
    return torch.dot(backward_slope(f, x), unit)


def derivative_gap(f, x: Tensor, h: float) -> float:
    if x.numel() == 0:
        return 0.0
    numerical = central_difference(f, x, h)
    automatic = backward_slope(f, x)
    return float(torch.max(torch.abs(numerical - automatic)))
