"""Exercise 03: norms and linear algebra.

Fill in the functions below, then run

    grade exercise_03.py

as often as you like. You do not have to finish all of them first: each function is graded
separately. Replace `raise NotImplementedError` with your own code. Helper functions are welcome.

What holds for all tasks, unless a task says something else:

- Tensors hold floats, either float32 or float64. If there are several, they have the same dtype.
  The result has it, too.
- A dimension may have any size, including 0 and 1; a vector without elements has norm 0. A tensor may
  be a slice or a transpose of another, so that its numbers do not lie in memory row by row.
- Do not change the tensors that you are given. A result may share memory with them.
- Several results are returned in a tuple: `return a, b`.
- Arguments are always valid. Small differences from rounding do not count as mistakes.
"""

import torch
from torch import Tensor

# 1 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The dot product of two vectors multiplies them element by element and adds everything up. It can be
# written in two ways, so write both: once with torch's own function for it, and once as a product
# followed by a sum. Return the two results, as two tensors without dimensions.
#
#     dot_two_ways(torch.tensor([1., 2.]), torch.tensor([3., 4.]))  ->  (tensor(11.), tensor(11.))


def dot_two_ways(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """The dot product of two vectors of shape (n,), computed in two ways."""
    raise NotImplementedError


# 2 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Multiply a matrix by a vector: element i of the result is the dot product of row i of A with x.
# A may also hold integers (int64), for example counts. The result always has the dtype of x. Most of
# torch's products refuse two different dtypes; NumPy would convert, torch leaves that to you.
#
#     matvec(torch.tensor([[1., 0., 2.], [0., 1., 0.]]), torch.tensor([3., 4., 5.]))  ->  tensor([13., 4.])


def matvec(A: Tensor, x: Tensor) -> Tensor:
    """The product of A, shape (m, n), and x, shape (n,): a vector of shape (m,) and the dtype of x."""
    raise NotImplementedError


# 3 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Multiply a matrix by a matrix: entry (i, j) is the dot product of row i of A with column j of B.
#
#     matmul(torch.tensor([[1., 2.]]), torch.tensor([[3.], [4.]]))  ->  tensor([[11.]])


def matmul(A: Tensor, B: Tensor) -> Tensor:
    """The matrix product of A, shape (m, k), and B, shape (k, n): shape (m, n)."""
    raise NotImplementedError


# 4 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The Hadamard product multiplies two matrices of the same shape element by element. It is not the
# matrix product, but the two are easily confused: for square matrices neither raises an error.
#
#     hadamard(torch.tensor([[1., 2.]]), torch.tensor([[3., 4.]]))  ->  tensor([[3., 8.]])


def hadamard(A: Tensor, B: Tensor) -> Tensor:
    """The element-wise product of A and B, both of shape (m, n)."""
    raise NotImplementedError


# 5 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The L2 norm is the length of a vector, by Pythagoras: the square root of the sum of the squares.
# It is often a part of a loss, so gradients must be able to flow through it: use tensor operations
# from beginning to end, and return a tensor without dimensions.
#
#     l2_norm(torch.tensor([3., -4.]))  ->  tensor(5.)


def l2_norm(x: Tensor) -> Tensor:
    """The L2 norm of a vector of shape (n,), as a tensor of shape (); autograd can follow it."""
    raise NotImplementedError


# 6 ─────────────────────────────────────────────────────────────────────────────────────────────────
# There are more ways to say how large something is. The L1 norm is the sum of the absolute values,
# which makes it less sensitive to a few large ones. The maximum norm is the largest absolute value.
# Return both, as tensors without dimensions. x may have any shape, and holds at least one number; all
# its numbers count, as if they stood in one long list. x may also hold integers (int64): both results
# have the dtype of x, so they are integers, too.
#
#     l1_and_max_norm(torch.tensor([3., -4.]))  ->  (tensor(7.), tensor(4.))


def l1_and_max_norm(x: Tensor) -> tuple[Tensor, Tensor]:
    """The L1 norm and the maximum norm of all elements of x, each of shape () and the dtype of x."""
    raise NotImplementedError


# 7 ─────────────────────────────────────────────────────────────────────────────────────────────────
# L1 and L2 belong to one family: the p-norm is (|x₁|ᵖ + … + |xₙ|ᵖ) to the power 1/p.
# p is a Python number from 1 to 10, and does not have to be whole.
#
#     lp_norm(torch.tensor([3., -4.]), 3)  ->  tensor(4.4979)


def lp_norm(x: Tensor, p: float) -> Tensor:
    """The p-norm of a vector of shape (n,), as a tensor of shape ()."""
    raise NotImplementedError


# 8 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The Frobenius norm of a matrix is the L2 norm of all its entries, as if they stood in one vector.
# A may also be a stack of matrices, shape (b, m, n). Then each matrix has its own norm, and the
# result has shape (b,). The last two dimensions are always those of the matrix.
#
#     frobenius_norm(torch.tensor([[1., 2.], [2., 4.]]))  ->  tensor(5.)


def frobenius_norm(A: Tensor) -> Tensor:
    """The Frobenius norm of a matrix (m, n), shape (); of each matrix in a stack (b, m, n), shape (b,)."""
    raise NotImplementedError


# 9 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Divide a vector by its L2 norm: it keeps its direction, and its length becomes 1. The zero vector
# has no direction: return zeros for it. Divide by the norm itself: a small number added to it "to be
# safe" would make every result a little too short.
#
#     unit_vector(torch.tensor([3., -4.]))  ->  tensor([0.6000, -0.8000])


def unit_vector(x: Tensor) -> Tensor:
    """A vector of shape (n,) scaled to length 1; zeros for the zero vector."""
    raise NotImplementedError


# 10 ────────────────────────────────────────────────────────────────────────────────────────────────
# The cosine similarity of two vectors is their dot product divided by the product of their L2 norms:
# 1 for the same direction, 0 for a right angle, -1 for opposite directions. Neither of them is the
# zero vector. Return a tensor without dimensions through which gradients can flow.
#
#     cosine_similarity(torch.tensor([1., 0.]), torch.tensor([3., 4.]))  ->  tensor(0.6000)


def cosine_similarity(x: Tensor, y: Tensor) -> Tensor:
    """The cosine of the angle between two nonzero vectors of shape (n,), shape (); autograd can follow it."""
    raise NotImplementedError


# 11 ────────────────────────────────────────────────────────────────────────────────────────────────
# A matrix is symmetric if it equals its transpose. Answer with Python's own True or False, not with
# a tensor. A matrix that is not square is not symmetric. A may also be a stack of one or more
# matrices, shape (b, m, n): the answer is True if every matrix in it is symmetric.
#
#     is_symmetric(torch.tensor([[1., 2.], [2., 3.]]))  ->  True


def is_symmetric(A: Tensor) -> bool:
    """Whether a matrix (m, n), or every matrix in a stack (b, m, n), equals its own transpose."""
    raise NotImplementedError


# 12 ────────────────────────────────────────────────────────────────────────────────────────────────
# The formula in the textbook squares first, and the square of 1e30 is more than float32 can hold: the
# result is inf, although the true norm is not. In the same way the square of 1e-30 becomes 0. Find an
# order of operations in which this does not happen. x has at least one element, and each of them is 0
# or between 1e-30 and 1e31 in absolute value. The norm of the zero vector is 0.
#
#     stable_l2_norm(torch.tensor([3e30, -4e30]))  ->  tensor(5.0000e+30)


def stable_l2_norm(x: Tensor) -> Tensor:
    """The L2 norm of a vector of shape (n,), right for huge and tiny elements, shape ()."""
    raise NotImplementedError
