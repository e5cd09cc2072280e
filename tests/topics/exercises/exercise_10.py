"""Exercise 10: calculus.

Fill in the functions below, then run

    grade exercise_10.py

as often as you like. Each function is graded separately.

What holds for all tasks, unless a task says something else:

- Tensors hold floats of the dtype float64. The result has the same dtype.
- A dimension may have any size from 1.
- f and g are functions that you may call as often as you like.
- Do not change the tensors that you are given.
- Small differences from rounding do not count as mistakes.
"""

from torch import Tensor

# 1 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The central difference (f(x + h) - f(x - h)) / (2h) is near the derivative of f at x. Return a
# *function* that computes it for any x. f computes a tensor element by element.
#
#     central_difference(lambda x: x ** 3, 0.5)(torch.tensor([1., 2.]))  ->  tensor([3.2500, 12.2500])


def central_difference(f, h: float):
    """A function that takes x, of shape (n,), and returns (f(x + h) - f(x - h)) / (2h)."""
    raise NotImplementedError


# 2 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Return the derivative of f as a function, in any way: by differences or by autograd. Each number may be
# off by 0.001. f computes a tensor element by element.
#
#     derivative(lambda x: x * x)(torch.tensor([1., 2.], dtype=torch.float64))
#         ->  torch.tensor([2., 4.], dtype=torch.float64)


def derivative(f):
    """A function that takes x, of shape (n,), and returns the derivative of f at each element of x."""
    raise NotImplementedError


# 3 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The tangent at a is the line that touches the curve of f there: it has the height and the slope of f at
# a. Return it as a function of x. Each number may be off by 0.001.
#
#     line = tangent(lambda x: x * x, torch.tensor(3., dtype=torch.float64))
#     line(torch.tensor([0., 4.], dtype=torch.float64))  ->  torch.tensor([-9., 15.], dtype=torch.float64)


def tangent(f, a: Tensor):
    """The tangent of f at a, a tensor of shape (), as a function that takes x, of shape (n,)."""
    raise NotImplementedError


# 4 ─────────────────────────────────────────────────────────────────────────────────────────────────
# f computes one number from a vector. Its gradient has one derivative for each coordinate. Compute it by
# the central difference with the step h, one coordinate at a time.
#
#     x = torch.tensor([1., 2.])
#     numerical_gradient(lambda x: x.prod(), x, 0.5)  ->  tensor([2., 1.])


def numerical_gradient(f, x: Tensor, h: float) -> Tensor:
    """The central differences of f at x, of shape (n,), in each coordinate: shape (n,)."""
    raise NotImplementedError


# 5 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The gradient of the number xᵀ A x with respect to x. A need not be symmetric. Here tensors are float32 or
# float64.
#
#     A = torch.tensor([[0., 1.], [0., 0.]])
#     gradient_of_the_form(A, torch.tensor([2., 5.]))  ->  tensor([5., 2.])


def gradient_of_the_form(A: Tensor, x: Tensor) -> Tensor:
    """The gradient of xᵀ A x at x; A: (n, n), x: (n,), the result: (n,)."""
    raise NotImplementedError


# 6 ─────────────────────────────────────────────────────────────────────────────────────────────────
# f and g are pairs: a function and its derivative. Return the derivative of f(x) / g(x) as a function. The
# function in g is never 0.
#
#     f, g = (torch.sin, torch.cos), (torch.exp, torch.exp)
#     quotient_rule(f, g)(torch.tensor([0.]))  ->  tensor([1.])


def quotient_rule(f: tuple, g: tuple):
    """The derivative of f[0](x) / g[0](x), as a function that takes x, of shape (n,)."""
    raise NotImplementedError


# 7 ─────────────────────────────────────────────────────────────────────────────────────────────────
# f and g are pairs: a function and its derivative. Return the derivative of f(g(x)) as a function.
#
#     f, g = (torch.sin, torch.cos), (lambda x: 3 * x, lambda x: 3 * torch.ones_like(x))
#     chain_rule(f, g)(torch.tensor([0.]))  ->  tensor([3.])


def chain_rule(f: tuple, g: tuple):
    """The derivative of f[0](g[0](x)), as a function that takes x, of shape (n,)."""
    raise NotImplementedError


# 8 ─────────────────────────────────────────────────────────────────────────────────────────────────
# How steep is f at x if one walks in the direction of v? It is the derivative of f(x + t u) at t = 0,
# where u has the direction of v and length 1. v is not 0. f computes one number from a vector.
#
#     x, v = torch.tensor([1., 1.]), torch.tensor([0., 3.])
#     directional_derivative(lambda x: (x * x).sum(), x, v)  ->  tensor(2.)


def directional_derivative(f, x: Tensor, v: Tensor) -> Tensor:
    """The slope of f at x in the direction of v, both of shape (n,): a tensor of shape ()."""
    raise NotImplementedError


# 9 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Do the numerical and the automatic gradient agree? Compute the gradient of f by central differences with
# the step h, and by autograd. Return the largest absolute difference of their elements, as a Python float.
# It may be off by a millionth. n is at least 1.
#
#     gap(lambda x: (x ** 3).sum(), torch.tensor([1., 2.], dtype=torch.float64), 0.5)  ->  0.25


def gap(f, x: Tensor, h: float) -> float:
    """The largest difference between both gradients of f at x, of shape (n,): a Python float."""
    raise NotImplementedError
