"""Exercise 11: Jacobians and vector-Jacobian products.

Fill in the functions below, then run

    grade exercise_11.py

as often as you like. You do not have to finish all of them first: each function is graded
separately. Replace `raise NotImplementedError` with your own code. Helper functions are welcome.

If y is computed from x, the Jacobian J has a row for each element of y and a column for each element
of x: J[i, j] is the derivative of y[i] with respect to x[j].

What holds for all tasks, unless a task says something else:

- Tensors hold finite floats, either float32 or float64. If there are several, they have the same dtype.
  The result has it, too.
- Every dimension has at least size 1. A tensor may be a slice or a transpose of another, so that its
  numbers do not lie in memory row by row.
- f, g and loss are functions that you may call as often as you like. They compute tensors with torch.
  Autograd and `torch.func` can differentiate them, any number of times.
- Tensors with respect to which you differentiate are leaves that require grad. The others do not
  require grad, except for the y of task 3. f, g and loss hold no other tensors that require grad.
- Before the call, each `.grad` is None. What you leave there does not matter.
- A result may be connected to the graph or not. It may be a `.grad` itself.
- Where several tensors are asked, return them as a tuple.
- Do not change the values of the tensors that you are given, nor whether they require grad. You may
  change what is in a `.grad`.
- Arguments are always valid. Small differences from rounding do not count as mistakes. Difference
  quotients are not exact enough.
- You may use loops and everything that torch has, such as `torch.autograd.functional` and `torch.func`.
"""

import torch
from torch import Tensor

# 1 ─────────────────────────────────────────────────────────────────────────────────────────────────
# A linear layer computes Y = X Wᵀ + b: each row of X gives a row of Y, and b is added to every row.
# Take the sum of all elements of Y. Return its gradient with respect to W, in the shape of W, and its
# gradient with respect to b, in the shape of b. For a single row x, the first one has m rows, and each
# of them is x. X may have no rows (n = 0): then both gradients are zeros.
#
#     X = torch.tensor([[1., 2., 3.]])
#     W, b = torch.ones(2, 3, requires_grad=True), torch.ones(2, requires_grad=True)
#     layer_gradients(X, W, b)  ->  (tensor([[1., 2., 3.], [1., 2., 3.]]), tensor([1., 1.]))


def layer_gradients(X: Tensor, W: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """The gradients of (X Wᵀ + b).sum() for W and for b; X: (n, d), W: (m, d), b: (m,)."""
    raise NotImplementedError


# 2 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Let y = f(x). With a tensor w in the shape of y, `y.backward(w)` computes the gradient of the number
# (y * w).sum() with respect to x: the derivative of each element of y is multiplied by the element of w
# at its place. Compute this gradient in both ways, once with w as an argument of `backward` or of
# `torch.autograd.grad`, and once from the number. Return the two gradients, which are equal. x.grad may
# be None, or hold an old gradient. The old gradient must not be part of the results. x is a vector or a
# matrix; y may have another shape.
#
#     x = torch.tensor([1., 2.], requires_grad=True)
#     both_ways(lambda x: x * x, x, torch.tensor([1., 10.]))  ->  (tensor([2., 40.]), tensor([2., 40.]))


def both_ways(f, x: Tensor, w: Tensor) -> tuple[Tensor, Tensor]:
    """The gradient of (f(x) * w).sum() at x, two times: two tensors in the shape of x."""
    raise NotImplementedError


# 3 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The vector y was computed from the vector x, and you do not know how: there is no f that you could
# call again. Return the Jacobian. Its row i is the gradient of y[i]. Note that one `backward` frees
# the graph unless you say otherwise. x.grad may be None, or hold an old gradient, which must not be
# part of the result. Afterwards, nobody needs the graph of y.
#
#     x = torch.tensor([1., 2., 3.], requires_grad=True)
#     jacobian_of_result(x[:2] * x[2], x)  ->  tensor([[3., 0., 1.], [0., 3., 2.]])


def jacobian_of_result(y: Tensor, x: Tensor) -> Tensor:
    """The Jacobian of y, shape (m,), with respect to x, shape (n,): a tensor of shape (m, n)."""
    raise NotImplementedError


# 4 ─────────────────────────────────────────────────────────────────────────────────────────────────
# A function of two vectors has two Jacobians: one with respect to a, while b stays the same, and one
# with respect to b, while a stays the same. Return both. f uses both vectors.
# `torch.autograd.functional.jacobian` and `torch.func.jacrev` can do this in one call. Both take the
# function itself, and not its result.
#
#     a = torch.tensor([1., 2.], requires_grad=True)
#     b = torch.tensor([5.], requires_grad=True)
#     two_jacobians(lambda a, b: a * b, a, b)  ->  (tensor([[5., 0.], [0., 5.]]), tensor([[1.], [2.]]))


def two_jacobians(f, a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """The Jacobians of f(a, b), (m,), for a, (p,), and for b, (q,): shapes (m, p) and (m, q)."""
    raise NotImplementedError


# 5 ─────────────────────────────────────────────────────────────────────────────────────────────────
# `backward` computes products from the left, wᵀ J. Now compute the product from the right, J v, with J
# the Jacobian of f at x. It says how fast f(x) changes if x moves in the direction v: its element i is
# the sum of J[i, j] · v[j] over all j. J has m rows and n columns, and m and n may differ.
#
#     x = torch.tensor([1., 2., 3.], requires_grad=True)
#     v = torch.tensor([1., 0., 10.])
#     jacobian_vector_product(lambda x: x[:2] * x[2], x, v)  ->  tensor([13., 20.])


def jacobian_vector_product(f, x: Tensor, v: Tensor) -> Tensor:
    """The product J v, J the Jacobian of f at x; x and v: (n,), f(x): (m,); a tensor of shape (m,)."""
    raise NotImplementedError


# 6 ─────────────────────────────────────────────────────────────────────────────────────────────────
# X is a matrix, and Y = f(X) is a matrix or a vector. The Jacobian then has the shape of Y, followed by
# the shape of X. If Y is a matrix, J[i, j, k, l] is the derivative of Y[i, j] with respect to X[k, l].
# If Y is a vector, J[i, k, l] is the derivative of Y[i] with respect to X[k, l].
#
#     X = torch.tensor([[1., 2.]], requires_grad=True)
#     matrix_jacobian(lambda X: X.mT * X.sum(), X)  ->  tensor([[[[4., 1.]]], [[[2., 5.]]]])
#     matrix_jacobian(lambda X: (X * X).sum(1), X)  ->  tensor([[[2., 4.]]])


def matrix_jacobian(f, X: Tensor) -> Tensor:
    """The Jacobian of f at X, X of shape (p, q): a tensor of the shape of f(X), then that of X."""
    raise NotImplementedError


# 7 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Networks are chains of functions. Let h = f(x) and y = g(h), all of them vectors. Return two
# gradients of the number (y * w).sum(): the one with respect to h, and the one with respect to x.
# h is no leaf, so `backward` leaves no gradient in h.grad unless you ask for it. If G is the Jacobian of
# g at h, and F is the Jacobian of f at x, the two gradients are wᵀ G and wᵀ G F.
#
#     x = torch.tensor([1., 2.], requires_grad=True)
#     w = torch.tensor([1., 10.])
#     back_in_two_steps(lambda x: 3 * x, lambda h: h * h, x, w)  ->  (tensor([6., 120.]), tensor([18., 360.]))


def back_in_two_steps(f, g, x: Tensor, w: Tensor) -> tuple[Tensor, Tensor]:
    """The gradients of (g(f(x)) * w).sum() for h = f(x), shape (k,), and for x, shape (n,); w: (m,)."""
    raise NotImplementedError


# 8 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Softmax makes shares of scores: p[i] = exp(x[i]) / (sum of exp(x[k]) over all k). Return its Jacobian:
# the element [i, j] is the derivative of p[i] with respect to x[j]. You may use `torch.softmax`, a
# formula, or autograd. The scores may be large, such as 1000 or -1000, and exp(1000) is inf. Softmax
# and its Jacobian are finite all the same: they stay as they are if one adds a number to all scores.
#
#     x = torch.tensor([1000., 1000.], requires_grad=True)
#     softmax_jacobian(x)  ->  tensor([[0.25, -0.25], [-0.25, 0.25]])


def softmax_jacobian(x: Tensor) -> Tensor:
    """The Jacobian of softmax at the scores x, shape (n,): a tensor of shape (n, n)."""
    raise NotImplementedError


# 9 ─────────────────────────────────────────────────────────────────────────────────────────────────
# `backward` adds up the gradients of all examples. But sometimes you need each example's own gradient,
# for example to clip it later, or to find wrong labels. `loss(w, x, t)` computes the loss of one
# example, a tensor of shape (), from the weights w, one row x of X and its target t of shape (), one
# element of y. Return a matrix: its row i is the gradient with respect to w of the loss of example i.
#
#     X, y = torch.tensor([[1., 2.], [3., 0.]]), torch.tensor([0., 1.])
#     w = torch.tensor([1., 1.], requires_grad=True)
#     per_example_gradients(lambda w, x, t: (x @ w - t) ** 2, w, X, y)  ->  tensor([[6., 12.], [12., 0.]])


def per_example_gradients(loss, w: Tensor, X: Tensor, y: Tensor) -> Tensor:
    """The gradient of loss(w, X[i], y[i]) for w in row i; w: (d,), X: (n, d), y: (n,); shape (n, d)."""
    raise NotImplementedError


# 10 ────────────────────────────────────────────────────────────────────────────────────────────────
# The Hessian says how a function bends. f computes a tensor of shape () from a vector. The element
# [i, j] of the Hessian is the derivative with respect to x[j] of the derivative of f with respect to
# x[i]. So the Hessian is the Jacobian of the gradient. f depends on x, but it may be linear: then its
# gradient is constant, and the Hessian is all zeros. (Autograd may raise an error if you differentiate
# a constant gradient.)
#
#     x = torch.tensor([3., 5.], requires_grad=True)
#     hessian(lambda x: x[0] ** 2 * x[1], x)  ->  tensor([[10., 6.], [6., 0.]])
#     hessian(lambda x: x.sum(), x)           ->  tensor([[0., 0.], [0., 0.]])


def hessian(f, x: Tensor) -> Tensor:
    """The Hessian of f at x, x of shape (n,), f(x) of shape (): a tensor of shape (n, n)."""
    raise NotImplementedError


# 11 ────────────────────────────────────────────────────────────────────────────────────────────────
# The n-th derivative of f at each element of x. f works element by element, so f(x) has the shape of x,
# and each of its elements depends on the element of x at the same place alone. n is at most 4. It may
# be 0: then the result is f(x). x has the shape (), or is a vector or a matrix. f(x) depends on x, but a
# derivative may be constant, and all later ones are zeros: the third derivative of x * x is 0. (Autograd
# may raise an error there, because a constant is not connected to x.)
#
#     x = torch.tensor([1., 2.], requires_grad=True)
#     nth_derivative(lambda x: x ** 3, x, 2)  ->  tensor([6., 12.])
#     nth_derivative(lambda x: x * x, x, 3)   ->  tensor([0., 0.])


def nth_derivative(f, x: Tensor, n: int) -> Tensor:
    """The n-th derivative of f at each element of x, n at least 0: a tensor in the shape of x."""
    raise NotImplementedError


# 12 ────────────────────────────────────────────────────────────────────────────────────────────────
# Some losses contain a Jacobian, such as a penalty for a network that reacts too strongly. They are
# differentiated, so the Jacobian must be connected to the graph, back to x. Return such a Jacobian of f
# at x. Here J always depends on x, as no f is linear. But single rows of J may be constant. The gradient
# with respect to x of a weighted sum of all elements of J is graded, too.
#
#     x = torch.tensor([1., 3.], requires_grad=True)
#     J = connected_jacobian(lambda x: x * x, x)     J  ->  tensor([[2., 0.], [0., 6.]])
#     x.grad = None
#     J.sum().backward()                             x.grad  ->  tensor([2., 2.])


def connected_jacobian(f, x: Tensor) -> Tensor:
    """The Jacobian of f at x, x: (n,), f(x): (m,), connected to the graph: a tensor of shape (m, n)."""
    raise NotImplementedError
