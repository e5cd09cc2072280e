"""Exercise 09: indexing, reductions and matrices in depth.

Fill in the functions below, then run

    grade exercise_09.py

as often as you like. You do not have to finish all of them first: each function is graded
separately. Replace `raise NotImplementedError` with your own code. Helper functions are welcome,
and so is NumPy.

What holds for all tasks, unless a task says something else:

- Tensors hold floats, either float32 or float64. If there are several, they have the same dtype.
  The results have it, too. The numbers that you are given are finite, and none of them is larger than
  2000 in absolute value.
- A dimension may have any size, including 0 and 1. A tensor may be a slice or a transpose of another,
  so that its numbers do not lie in memory row by row. Names of sizes, such as m and n, are those in
  the docstring of the function.
- Do not change the tensors and lists that you are given. A result may share memory with them.
- No tensor requires grad. All tensors are on the CPU, unless you grade on a GPU.
- Arguments are always valid. Small differences from rounding do not count as mistakes.
- Rows, columns and axes are counted from 0, and numbers of rows and columns are never negative.
- Several results are returned as a tuple, in the order in which the task names them. A pair that torch
  returns, such as that of `X.max(dim=1)`, is a tuple, too.
"""

import torch
from torch import Tensor

# 1 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Take four pieces out of a matrix: the last row, as a vector; the rows `start` up to `stop`, without
# row `stop` itself; column j, as a matrix with one column; and the element in row `start`, column j,
# as a tensor without dimensions. All four must be views: they share their memory with X, so that
# writing into one of them would also write into X. Both a number and a slice make views, but a number
# removes its dimension. A list of numbers makes a copy. Here, 0 <= start < stop <= m and 0 <= j < n.
#
#     pieces(torch.tensor([[1., 2.], [3., 4.], [5., 6.]]), 0, 2, 1)
#         ->  (tensor([5., 6.]), tensor([[1., 2.], [3., 4.]]), tensor([[2.], [4.], [6.]]), tensor(2.))


def pieces(X: Tensor, start: int, stop: int, j: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Views of X, (m, n): last row, (n,); rows start to stop - 1; column j, (m, 1); an element, ()."""
    raise NotImplementedError


# 2 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Take the block where some rows and some columns cross: element (a, b) of the result is the element of
# X in row rows[a] and column columns[b]. Both are lists of at least one number, in any order. The
# same number may appear more than once. X has at least one row and one column. Two lists inside one
# pair of brackets do something else: they pair up, as in `zip`, and each pair gives one element.
#
#     block(torch.tensor([[1., 2., 3.], [4., 5., 6.], [7., 8., 9.]]), [0, 2], [2, 1])
#         ->  tensor([[3., 2.], [9., 8.]])


def block(X: Tensor, rows: list[int], columns: list[int]) -> Tensor:
    """The given rows and columns of X, (m, n): shape (len(rows), len(columns))."""
    raise NotImplementedError


# 3 ─────────────────────────────────────────────────────────────────────────────────────────────────
# A comparison makes a mask: a tensor of booleans that can be used as an index. `low` and `high` are whole
# numbers, as floats, and low < high. Find the elements of x that are greater than `low` and less than
# `high` (equal to neither). There may be none. In x itself, the tensor that you are given, set all of
# them to 0 except the first one. The first one and all other elements stay as they are. Return all that
# you found, the first one included, as a vector: in their order in x, and with the values that they had
# before. Take care: reading through a mask makes a copy.
#
#     x = torch.tensor([5., 1., -3., 2., 3.])
#     found = clear_all_but_first(x, 0., 4.)     found  ->  tensor([1., 2., 3.])
#                                                x  ->  tensor([5., 1., -3., 0., 0.])


def clear_all_but_first(x: Tensor, low: float, high: float) -> Tensor:
    """Find what lies between low and high in x, (n,); zero all of it but the first in x; return it."""
    raise NotImplementedError


# 4 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Return every second column of X, beginning with column 0, and X with its rows in reverse order: the
# last row first. Both results must have memory of their own, not that of X: if somebody writes into
# them later, X must not change. So a slice alone is not enough. And unlike a list or an array of NumPy,
# a tensor has no slices with a negative step.
#
#     thinned_and_reversed(torch.tensor([[1., 2., 3.], [4., 5., 6.]]))
#         ->  (tensor([[1., 3.], [4., 6.]]), tensor([[4., 5., 6.], [1., 2., 3.]]))


def thinned_and_reversed(X: Tensor) -> tuple[Tensor, Tensor]:
    """Columns 0, 2, 4, … of X, shape (m, n), and X with its rows reversed, (m, n); both are copies."""
    raise NotImplementedError


# 5 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Take one element from each row: element i of the result is X[i, columns[i]]. `columns` is a tensor of
# integers (int64) with exactly one number for each row, each from 0 to n - 1. n is 0 only if X has no
# rows. This is how a loss finds the probability that a model gave to the right class. Look up `gather`,
# or index with two vectors.
#
#     one_of_each_row(torch.tensor([[1., 2.], [3., 4.], [5., 6.]]), torch.tensor([1, 0, 1]))
#         ->  tensor([2., 3., 6.])


def one_of_each_row(X: Tensor, columns: Tensor) -> Tensor:
    """X[i, columns[i]] for every row i of X, shape (m, n); columns and the result have shape (m,)."""
    raise NotImplementedError


# 6 ─────────────────────────────────────────────────────────────────────────────────────────────────
# T is a stack of b matrices with m rows and n columns. Each size is at least 1. Return four tensors:
# the sum over the first axis, shape (m, n); the mean over the last two axes together, one number for
# each matrix, shape (b,); the sum over the middle axis, which is kept with size 1, shape (b, 1, n); and
# the mean of all elements, shape (). The axis that you name disappears, unless you keep it.
#
#     reductions(torch.tensor([[[1., 2.], [3., 6.]], [[0., 0.], [0., 4.]]]))
#         ->  (tensor([[1., 2.], [3., 10.]]), tensor([3., 1.]), tensor([[[4., 8.]], [[0., 4.]]]), tensor(2.))


def reductions(T: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Sum over axis 0, mean over axes 1 and 2, sum over axis 1 (kept), and mean of T, shape (b, m, n)."""
    raise NotImplementedError


# 7 ─────────────────────────────────────────────────────────────────────────────────────────────────
# All elements of X are at least 0.01. `axis` is 0, 1 or -1, and -1 means the last axis. Return two
# matrices of the shape of X: first the shares, in which each element is divided by the sum over the
# axis, so that the columns (axis 0) or the rows (axis 1 or -1) add up to 1; then the running sums of X
# itself along the axis: each element plus all that come before it, down its column (axis 0) or in its
# row (axis 1 or -1). If you divide by sums whose axis was dropped, no error warns you when X is square.
#
#     shares_and_running_sums(torch.tensor([[1., 2.], [3., 6.]]), 0)
#         ->  (tensor([[0.2500, 0.2500], [0.7500, 0.7500]]), tensor([[1., 2.], [4., 8.]]))


def shares_and_running_sums(X: Tensor, axis: int) -> tuple[Tensor, Tensor]:
    """X divided by its sums over an axis, and the running sums of X along it; all of shape (m, n)."""
    raise NotImplementedError


# 8 ─────────────────────────────────────────────────────────────────────────────────────────────────
# What is largest, and where? Return four things: the largest element of each row, shape (m,); the
# column in which it stands, for each row, as integers (int64) of shape (m,); and then, as two Python
# ints, the row and the column of the largest element of all of X. Largest does not mean absolute
# value: 1 is larger than -5. X has at least one element, and no number appears in it twice.
#
#     largest(torch.tensor([[1., 7., -9.], [5., 2., 3.]]))
#         ->  (tensor([7., 5.]), tensor([1, 0]), 0, 1)


def largest(X: Tensor) -> tuple[Tensor, Tensor, int, int]:
    """The maximum of each row of X, (m, n), its column, and the row and the column of X's maximum."""
    raise NotImplementedError


# 9 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Subtract the mean from x, square the differences, add them up, divide, and take the square root: this
# is the standard deviation. There are two of them. One divides by n - 1 (Bessel's correction), the
# other one divides by n. torch computes the first unless you say otherwise; NumPy computes the second.
# Return both, first the one with n - 1, as tensors of shape (). n is at least 2. The numbers may be
# near 1000 and close together: subtract before you square, or rounding spoils the result.
#
#     deviations(torch.tensor([2., 4.]))  ->  (tensor(1.4142), tensor(1.))


def deviations(x: Tensor) -> tuple[Tensor, Tensor]:
    """The standard deviations of x, shape (n,), dividing by n - 1 and by n: two tensors of shape ()."""
    raise NotImplementedError


# 10 ────────────────────────────────────────────────────────────────────────────────────────────────
# The symmetric part of a square matrix is S = (A + Aᵀ) / 2. A is positive definite if xᵀ A x is more
# than 0 for every vector x that is not zero. A need not be symmetric. But xᵀ A x is always equal to
# xᵀ S x, so S decides: A is positive definite exactly if all eigenvalues of S are greater than 0.
# Return S, and whether A is positive definite, as Python's own True or False. A has 1 to 4 rows. No
# element of A is larger than 100 in absolute value. No eigenvalue of S lies between -0.1 and 0.1.
#
#     positive_definite(torch.tensor([[2., 2.], [0., 2.]]))  ->  (tensor([[2., 1.], [1., 2.]]), True)
#     positive_definite(torch.tensor([[1., 2.], [2., 1.]]))  ->  (tensor([[1., 2.], [2., 1.]]), False)


def positive_definite(A: Tensor) -> tuple[Tensor, bool]:
    """The symmetric part of A, shape (n, n), and whether A is positive definite."""
    raise NotImplementedError


# 11 ────────────────────────────────────────────────────────────────────────────────────────────────
# A symmetric matrix with n rows has n real eigenvalues λ, and eigenvectors v of length 1 at right
# angles to each other: A v = λ v. Return the eigenvalues in ascending order (-3 comes before 1), shape
# (n,), and a matrix whose *column* j is an eigenvector of length 1 for eigenvalue j. Both have the
# dtype of A, so they are not complex. A is exactly symmetric and has 1 to 4 rows. No element of A is
# larger than 100 in absolute value, and its eigenvalues are at least 0.1 apart. Each eigenvector may have
# either sign: v and -v are both right. So for each column, A v - λ v is zero, and VᵀV is the identity
# matrix, where V is the matrix of eigenvectors. Each number of these, and each eigenvalue, may be off by
# 0.01.
#
#     eigenpairs(torch.tensor([[2., 0.], [0., 1.]]))  ->  (tensor([1., 2.]), tensor([[0., 1.], [1., 0.]]))


def eigenpairs(A: Tensor) -> tuple[Tensor, Tensor]:
    """The eigenvalues of a symmetric A, ascending, (n,), and its eigenvectors as columns, (n, n)."""
    raise NotImplementedError


# 12 ────────────────────────────────────────────────────────────────────────────────────────────────
# The trace of a square matrix is the sum of its diagonal, from the top left to the bottom right. It is
# also the sum of all eigenvalues, which is a good check. A need not be symmetric, so its eigenvalues
# may be complex. Return the trace, as a tensor of shape () and of the dtype of A, and the n eigenvalues,
# in any order, as a tensor of shape (n,). The tensor of eigenvalues is always complex, also if all of
# them are real: complex64 if A is float32, complex128 if A is float64. A has 1 to 4 rows. No element of
# A is larger than 10 in absolute value. Any two eigenvalues are at least 0.1 apart. Each number may be off
# by 0.01 (a complex number: in absolute value).
#
#     trace_and_eigenvalues(torch.tensor([[0., -1.], [1., 0.]]))  ->  (tensor(0.), tensor([1j, -1j]))


def trace_and_eigenvalues(A: Tensor) -> tuple[Tensor, Tensor]:
    """The trace of A, shape (n, n), and its eigenvalues in any order, complex, shape (n,)."""
    raise NotImplementedError
