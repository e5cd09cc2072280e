"""Exercise 09: reductions and matrix properties.

Fill in the functions below, then run

    grade exercise_09.py

as often as you like. Each function is graded separately.

What holds for all tasks, unless a task says something else:

- Tensors hold floats, either float32 or float64. The result has the same dtype.
- A dimension may have any size, including 0 and 1.
- Do not change the tensors that you are given.
- Small differences from rounding do not count as mistakes.
"""

from torch import Tensor

# 1 ─────────────────────────────────────────────────────────────────────────────────────────────────
# A number λ is an eigenvalue of A if there is a vector v, not 0, with A v = λ v. A symmetric matrix has
# n real eigenvalues. Return them in ascending order, each as often as it occurs.
#
#     symmetric_eigenvalues(torch.tensor([[1., 2.], [2., 1.]]))  ->  tensor([-1., 3.])


def symmetric_eigenvalues(A: Tensor) -> Tensor:
    """The eigenvalues of A, symmetric, of shape (n, n), in ascending order: shape (n,)."""
    raise NotImplementedError


# 2 ─────────────────────────────────────────────────────────────────────────────────────────────────
# A symmetric matrix has n eigenvectors that have length 1 and are at right angles to each other. Put them
# into the columns of a matrix. Their order and their signs are free: if v is an eigenvector, -v is one, too.
# An error of a thousandth is allowed.
#
#     eigenvectors(torch.tensor([[3.]])).abs()  ->  tensor([[1.]])


def eigenvectors(A: Tensor) -> Tensor:
    """Orthonormal eigenvectors of A, symmetric, of shape (n, n), in the columns of an (n, n) matrix."""
    raise NotImplementedError


# 3 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The eigenvalues of a matrix that is not symmetric may be complex. Return all n of them in any order, as a
# complex tensor: complex64 if A is float32, and complex128 if it is float64. n is at least 1.
#
#     any_eigenvalues(torch.tensor([[2.]]))  ->  tensor([2.+0.j])


def any_eigenvalues(A: Tensor) -> Tensor:
    """The eigenvalues of A, shape (n, n), in any order: a complex tensor of shape (n,)."""
    raise NotImplementedError


# 4 ─────────────────────────────────────────────────────────────────────────────────────────────────
# A symmetric matrix is positive definite if xᵀ A x > 0 for every vector x that is not 0. Then the surface
# of xᵀ A x is a bowl, and has a single lowest point. n is at least 1.
#
#     is_positive_definite(torch.tensor([[1., 2.], [2., 1.]]))  ->  False
#     is_positive_definite(torch.tensor([[2., -1.], [-1., 2.]]))  ->  True


def is_positive_definite(A: Tensor) -> bool:
    """Whether A, symmetric, of shape (n, n), is positive definite: a Python bool."""
    raise NotImplementedError


# 5 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The standard deviation of n numbers is the root of the mean of their squared differences from their mean.
# Here the mean divides by n. n is at least 1.
#
#     deviation(torch.tensor([2., 4.]))  ->  tensor(1.)


def deviation(x: Tensor) -> Tensor:
    """The standard deviation of x, shape (n,), with the divisor n: a tensor of shape ()."""
    raise NotImplementedError


# 6 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Return the largest element of each row, and its place: the number of its column. If it occurs several
# times in a row, any of its places is right. A row has at least one element.
#
#     largest_of_each_row(torch.tensor([[1., 5., 2.]]))  ->  (tensor([5.]), tensor([1]))


def largest_of_each_row(X: Tensor) -> tuple[Tensor, Tensor]:
    """The largest elements of the rows of X, shape (m, n), and their places (int64): both of shape (m,)."""
    raise NotImplementedError


# 7 ─────────────────────────────────────────────────────────────────────────────────────────────────
# From row i of X, take the element in column y[i]. So one takes the probability of the right class.
#
#     X = torch.tensor([[1., 2., 3., 4.], [5., 6., 7., 8.]])
#     one_of_each_row(X, torch.tensor([3, 0]))  ->  tensor([4., 5.])


def one_of_each_row(X: Tensor, y: Tensor) -> Tensor:
    """The element y[i] of each row i; X: (n, 4), y: (n,), int64, from 0 to 3; the result: (n,)."""
    raise NotImplementedError
