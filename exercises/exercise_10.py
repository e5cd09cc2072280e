"""Exercise 10: calculus, or slopes by differences, by rules and by autograd.

Fill in the functions below, then run

    grade exercise_10.py

as often as you like. You do not have to finish all of them first: each function is graded
separately. Replace `raise NotImplementedError` with your own code. Helper functions are welcome.

What holds for all tasks, unless a task says something else:

- Tensors hold floats, either float32 or float64. If there are several, they have the same dtype.
  The result has it, too. "float64" in a task means that all its tensors are float64.
- A tensor of any shape may have shape (), and a dimension may have any size, including 0 and 1. A tensor
  may be a slice or a transpose of another, so that its numbers do not lie in memory row by row.
- Tensors that you, or functions that you return, are given do not require grad. Leave them as they are:
  when you are done, they hold exactly the same numbers. Do not call `requires_grad_()` on them, which
  changes the tensor itself. For autograd, take `x.detach().requires_grad_()`, a new tensor with the same
  numbers. A result may share memory with these tensors, and it does not matter whether it requires grad.
- Functions that you are given take float32 and float64, and give the dtype that they get. Call them as
  often as you like. They use torch operations, so give them tensors. All of them are differentiable
  everywhere, and autograd gives the right derivative.
- Those called f are not constant, and give new tensors, never x or a view of it. They are smooth: where
  you choose h yourself, a forward difference with h = 0.001 in float64 is near enough.
- An *elementwise* function takes a tensor of any shape and gives one of the same shape and dtype. It does
  the same to each element by itself, as in `lambda x: x * x`.
- A function that you return may be called several times, also twice with the same x. It gives the same
  numbers again, and leaves earlier results as they are.
- Arguments are always valid. Small differences from rounding do not count as mistakes. Where a task
  says "may be off by 0.01", this is an absolute error, and allowed in each number.
"""

import torch
from torch import Tensor

# 1 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The derivative of f at x is the limit of (f(x + h) - f(x)) / h, where h goes to 0. For one given h,
# this quotient is the *forward difference*: the slope between the points x and x + h. Compute the
# quotient itself for the given h, and not its limit. h is a float, 0.1 or more. f is elementwise.
#
#     forward_difference(lambda x: x * x, torch.tensor([1., 3.]), 0.5)  ->  tensor([2.5000, 6.5000])


def forward_difference(f, x: Tensor, h: float) -> Tensor:
    """(f(x + h) - f(x)) / h for each element of x, in the shape of x; f is elementwise."""
    raise NotImplementedError


# 2 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The *central difference* is the slope between the points x - h and x + h, which are 2 h apart. For a
# small h it is usually much nearer to the derivative: its error shrinks with h², and that of the
# forward difference only with h. Again, compute the quotient for the given h. h is a float, 0.1 or
# more. f is elementwise.
#
#     central_difference(lambda x: x ** 3, torch.tensor([1., 2.]), 0.5)  ->  tensor([3.2500, 12.2500])


def central_difference(f, x: Tensor, h: float) -> Tensor:
    """The slope of f between x - h and x + h for each element of x, in the shape of x."""
    raise NotImplementedError


# 3 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The derivative of a function is a function itself. Return it: a function that takes a float64 tensor x
# of any shape, and gives f'(x) for each element, in the shape of x. f is elementwise. You may use
# differences, with a small h of your choice, or autograd. The result may be off by 0.01. The numbers in
# x lie between -3 and 3.
#
#     df = derivative(lambda x: 3 * x ** 2 - 4 * x)
#     df(torch.tensor([0., 1.], dtype=torch.float64))  ->  tensor([-4., 2.], dtype=torch.float64)


def derivative(f):
    """The derivative of the elementwise function f: a function of a float64 tensor of any shape."""
    raise NotImplementedError


# 4 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The tangent line of f at the point a is the straight line that touches the curve there: at a it has
# the same value as f, and everywhere it has the slope f'(a). Return it as a function, which takes a
# float64 tensor x of any shape, and gives the height of the line at each element of x, in the shape of
# x. f is elementwise. a is a float64 tensor of shape (). a and the numbers in x lie between -3 and 3.
# Each height may be off by 0.1, so a difference with h = 0.001 is good enough for the slope.
#
#     line = tangent(lambda x: x * x, torch.tensor(1., dtype=torch.float64))
#     line(torch.tensor([0., 1., 3.], dtype=torch.float64))  ->  tensor([-1., 1., 5.], dtype=torch.float64)


def tangent(f, a: Tensor):
    """The tangent line of the elementwise function f at a: a function of a tensor of any shape."""
    raise NotImplementedError


# 5 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Here f takes a vector, shape (n,), and gives one number, a tensor of shape (). Its partial derivative
# with respect to x[i] says how f changes if x[i] alone moves, and all other elements stay as they are.
# The gradient holds all n of them. Compute it by differences, one coordinate after the other; autograd
# is accepted, too. n is at most 5, and may be 0: then the gradient has no elements. The numbers in x lie
# between -3 and 3. The result may be off by 0.01. Take care with float32, which has only about seven
# digits: 1 + 1e-8 is exactly 1 in it. You may compute in float64, but the result has the dtype of x.
#
#     numerical_gradient(lambda x: (x * x).sum(), torch.tensor([1., 2., -3.]))  ->  tensor([2., 4., -6.])


def numerical_gradient(f, x: Tensor) -> Tensor:
    """The gradient of f at x, shape (n,), where f(x) has shape (): a tensor of shape (n,)."""
    raise NotImplementedError


# 6 ─────────────────────────────────────────────────────────────────────────────────────────────────
# If y is a vector that was computed from x, D2L writes the gradient of y with respect to x as a matrix
# with one row for each element of x: element [i, j] is the derivative of y[j] with respect to x[i].
# (The Jacobian, as in `torch.autograd.functional.jacobian`, has it the other way round.) Return two such
# matrices, as a tuple: that of y = A x, and that of y = xᵀ B. A has shape (m, n), B (n, k) and x (n,).
# All sizes are at least 1.
#
#     A = torch.tensor([[1., 2., 3.], [4., 5., 6.]])
#     B = torch.tensor([[7.], [8.], [9.]])
#     linear_gradients(A, B, torch.tensor([1., 0., 2.]))
#         ->  (tensor([[1., 4.], [2., 5.], [3., 6.]]), tensor([[7.], [8.], [9.]]))


def linear_gradients(A: Tensor, B: Tensor, x: Tensor) -> tuple[Tensor, Tensor]:
    """The gradients of A x, shape (n, m), and of xᵀ B, shape (n, k), with respect to x, as above."""
    raise NotImplementedError


# 7 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The number xᵀ A x is a sum in which x stands twice. Return its gradient with respect to x, as a vector
# in the shape of x. A is square, but need not be symmetric. Gradients of this kind lead to the solution
# of least squares.
#
#     quadratic_gradient(torch.tensor([[1., 2.], [0., 3.]]), torch.tensor([1., 1.]))  ->  tensor([4., 8.])


def quadratic_gradient(A: Tensor, x: Tensor) -> Tensor:
    """The gradient of xᵀ A x with respect to x, shape (n,), for A of shape (n, n): shape (n,)."""
    raise NotImplementedError


# 8 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Regularization adds the square of a norm to the loss. For a vector x it is ‖x‖², the sum of the
# squares of its elements. For a matrix X it is the square of the Frobenius norm, ‖X‖²: the sum of the
# squares of all its elements. Return the gradient of ‖x‖² with respect to x, and that of ‖X‖² with
# respect to X, as a tuple of two tensors in the shapes of x and X. They must be right where some or all
# elements are 0, too.
#
#     norm_gradients(torch.tensor([3., -4.]), torch.tensor([[1., 2., 0.]]))
#         ->  (tensor([6., -8.]), tensor([[2., 4., 0.]]))


def norm_gradients(x: Tensor, X: Tensor) -> tuple[Tensor, Tensor]:
    """The gradients of ‖x‖², x of shape (n,), and of the squared Frobenius norm of X, shape (m, n)."""
    raise NotImplementedError


# 9 ─────────────────────────────────────────────────────────────────────────────────────────────────
# f and g are elementwise functions, df and dg are their derivatives, and c is a float. Return a list of
# four functions, which are the derivatives of these four, in this order: c · f, f + g, f · g and f / g.
# Each takes a tensor x of any shape, and gives a tensor in the shape of x. Use the rules of calculus:
# no differences and no autograd are needed. g(x) is never nearer to 0 than 0.1.
#
#     f, df = lambda x: x * x, lambda x: 2 * x
#     g, dg = lambda x: x + 1, lambda x: torch.ones_like(x)
#     rules = derivative_rules(10., f, df, g, dg)
#     [rule(torch.tensor(1.)) for rule in rules]  ->  [tensor(20.), tensor(3.), tensor(5.), tensor(0.7500)]


def derivative_rules(c: float, f, df, g, dg) -> list:
    """The derivatives of c · f, f + g, f · g and f / g: a list of four functions of a tensor."""
    raise NotImplementedError


# 10 ────────────────────────────────────────────────────────────────────────────────────────────────
# z depends on m numbers, and each of these on x: z(u₁(x), …, uₘ(x)). By the chain rule, the derivative
# of z with respect to x is a sum over i of ∂z/∂uᵢ · duᵢ/dx. For m = 1 it is the rule for z(u(x)). You are
# given lists of m functions each, m is at least 1: u holds the inner functions, and du their derivatives.
# dz holds the partial derivatives of z. Each function in dz takes m tensors, which are the values of
# u₁ to uₘ. All functions are elementwise, those in dz in each of their m tensors, which have one shape.
# They may give back an argument itself. Return the derivative, as a function that takes a tensor x of any
# shape, and gives a tensor in its shape. In the example z is u₁ · u₂.
#
#     u, du = [lambda x: x ** 2, lambda x: x ** 3], [lambda x: 2 * x, lambda x: 3 * x ** 2]
#     dz = [lambda a, b: b, lambda a, b: a]
#     chain_rule(dz, u, du)(torch.tensor(2.))  ->  tensor(80.)


def chain_rule(dz: list, u: list, du: list):
    """The derivative of z(u₁(x), …, uₘ(x)) with respect to x: a function of a tensor of any shape."""
    raise NotImplementedError


# 11 ────────────────────────────────────────────────────────────────────────────────────────────────
# How fast does f grow if you walk from x in the direction of v? The directional derivative is the
# change of f for each unit of length that you walk, so the length of v must not matter: scale v to
# length 1 first. (Some books do not scale it. Here you do.) It is the dot product of the gradient and
# the scaled v. f takes a vector, and gives a tensor of shape (). x and v are float64 vectors, shape
# (n,), and n is from 1 to 5. The numbers in x lie between -3 and 3, and v is at least 0.1 long. Use
# autograd or a difference: the result may be off by 0.01.
#
#     x = torch.tensor([1., 2.], dtype=torch.float64)
#     v = torch.tensor([3., 4.], dtype=torch.float64)
#     directional_derivative(lambda x: (x * x).sum(), x, v)  ->  tensor(4.4000, dtype=torch.float64)


def directional_derivative(f, x: Tensor, v: Tensor) -> Tensor:
    """The derivative of f at x in the direction of v, scaled to length 1: a tensor of shape ()."""
    raise NotImplementedError


# 12 ────────────────────────────────────────────────────────────────────────────────────────────────
# A numerical derivative is a good check of an automatic one. Compute both for each element of x: the
# central difference for the given h, as in task 2, and the derivative by autograd. Return how far they
# are apart where they differ most: the largest absolute difference, as a Python float. If x has no
# elements, it is 0.0. f is elementwise, x is a float64 tensor of any shape with numbers between -3 and
# 3, and h is a float, 0.1 or more. The result may be off by 0.00001.
#
#     derivative_gap(lambda x: x ** 3, torch.tensor([1., 2.], dtype=torch.float64), 0.1)  ->  0.01


def derivative_gap(f, x: Tensor, h: float) -> float:
    """The largest distance between central difference and derivative of f at the elements of x."""
    raise NotImplementedError
