"""Exercise 11: Jacobians.

Fill in the functions below, then run

    grade exercise_11.py

as often as you like. Each function is graded separately.

What holds for all tasks, unless a task says something else:

- Tensors hold floats, either float32 or float64. The result has the same dtype.
- A dimension may have any size from 1. The result of f may be empty.
- f is a function that you may call as often as you like. It uses torch, so autograd works.
- Do not change the tensors that you are given.
- Small differences from rounding do not count as mistakes.
"""

from torch import Tensor

# 1 ─────────────────────────────────────────────────────────────────────────────────────────────────
# f takes a matrix, and computes a tensor of any shape from it. Its Jacobian has the derivative of each
# element of f(X) with respect to each element of X. Its shape is that of f(X), and then that of X.
#
#     jacobian_of_a_matrix(lambda X: X.sum(0), torch.tensor([[1.], [2.]]))
#         ->  torch.tensor([[[1.], [1.]]])


def jacobian_of_a_matrix(f, X: Tensor) -> Tensor:
    """The Jacobian of f at X, of shape (m, n): its shape is (*f(X).shape, m, n)."""
    raise NotImplementedError


# 2 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The product J v says how f changes if x moves in the direction of v. J is the Jacobian of f at x: row i has
# the derivatives of the element i of f(x).
#
#     x, v = torch.tensor([1., 2., 3.]), torch.tensor([1., 0., 0.])
#     jacobian_vector_product(lambda x: x[:-1] * x[1:], x, v)  ->  tensor([2., 0.])


def jacobian_vector_product(f, x: Tensor, v: Tensor) -> Tensor:
    """The product J v; x and v have shape (n,), f(x) has shape (m,), and so has the result."""
    raise NotImplementedError


# 3 ─────────────────────────────────────────────────────────────────────────────────────────────────
# f computes one number from a vector. Its Hessian has all second derivatives: in row i and column j, that
# with respect to x_i and x_j.
#
#     hessian(lambda x: x[0] * x[1] ** 2, torch.tensor([1., 2.]))  ->  tensor([[0., 4.], [4., 2.]])


def hessian(f, x: Tensor) -> Tensor:
    """The Hessian of f at x, of shape (n,): shape (n, n)."""
    raise NotImplementedError


# 4 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Return the n-th derivative of f as a function. f computes a tensor element by element; n is at least 0,
# and the derivative 0 is f itself. Here tensors are float64, and do not require grad.
#
#     nth_derivative(lambda x: x ** 3, 2)(torch.tensor([1., 2.]))  ->  tensor([6., 12.])


def nth_derivative(f, n: int):
    """The n-th derivative of f, as a function that takes x, of shape (k,), and returns that shape."""
    raise NotImplementedError


# 5 ─────────────────────────────────────────────────────────────────────────────────────────────────
# A linear model predicts X[i] @ w for row i, and its loss is (X[i] @ w - y[i])². Return the gradient of
# the loss of *each row* with respect to w.
#
#     w, X, y = torch.tensor([1.]), torch.tensor([[1.], [2.]]), torch.tensor([0., 0.])
#     gradient_of_each_row(w, X, y)  ->  tensor([[2.], [8.]])


def gradient_of_each_row(w: Tensor, X: Tensor, y: Tensor) -> Tensor:
    """The gradients of the rows' losses at w; w: (d,), X: (n, d), y: (n,), the result: (n, d)."""
    raise NotImplementedError


# 6 ─────────────────────────────────────────────────────────────────────────────────────────────────
# A penalty on the Jacobian is part of some losses. Then the Jacobian itself is differentiated, so it has to
# be connected to the graph of x. x requires grad. f(x) has at least one element.
#
#     x = torch.tensor([1., 2.], requires_grad=True)
#     lasting_jacobian(lambda x: x * x, x)  ->  tensor([[2., 0.], [0., 4.]])


def lasting_jacobian(f, x: Tensor) -> Tensor:
    """The Jacobian of f at x, of shape (n,), connected to the graph: (m, n), where f(x) has shape (m,)."""
    raise NotImplementedError


# 7 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The Jacobian of the softmax of a vector: in row i and column j, the derivative of the probability i with
# respect to x_j.
#
#     jacobian_of_softmax(torch.tensor([0., 0.]))  ->  tensor([[0.2500, -0.2500], [-0.2500, 0.2500]])


def jacobian_of_softmax(x: Tensor) -> Tensor:
    """The Jacobian of the softmax at x, of shape (n,): shape (n, n)."""
    raise NotImplementedError
