"""Exercise 01: tensor operations.

Fill in the functions below, then run

    grade exercise_01.py

as often as you like. You do not have to finish all of them first: each function is graded
separately. Replace `raise NotImplementedError` with your own code. Helper functions are welcome.

What holds for all tasks, unless a task says something else:

- Tensors hold floats, either float32 or float64. If there are several, they have the same dtype.
  The result has it, too.
- A dimension may have any size, including 0 and 1. A tensor may be a slice or a transpose of another,
  so that its numbers do not lie in memory row by row.
- Do not change the tensors and lists that you are given. A result may share memory with them.
- Several results are returned in a tuple: `return a, b`.
- Arguments are always valid. Small differences from rounding do not count as mistakes.
"""

import torch
from torch import Tensor

# 1 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Almost every example begins with a few numbers in a row. Make a vector of the n numbers
# 0, 1, …, n - 1. It has one dimension, and holds floats (float32), so that means and gradients can
# be computed from it later. If n is 0, the vector is empty.
#
#     row_vector(4)  ->  tensor([0., 1., 2., 3.])


def row_vector(n: int) -> Tensor:
    """The numbers 0, 1, …, n - 1 as a vector of shape (n,) and dtype float32."""
    raise NotImplementedError


# 2 ─────────────────────────────────────────────────────────────────────────────────────────────────
# How many numbers does a tensor hold in total? x may have any number of dimensions, even 0: such a
# tensor, of shape (), holds one number. Answer with a Python int, not with a tensor.
#
#     number_of_elements(torch.zeros(2, 3))  ->  6


def number_of_elements(x: Tensor) -> int:
    """How many elements x has, whatever its shape, as a Python int."""
    raise NotImplementedError


# 3 ─────────────────────────────────────────────────────────────────────────────────────────────────
# There are two ways to give a matrix another shape, and they are easily confused. To reshape it,
# read its numbers row by row, and write them in the same order into rows of a different length.
# To transpose it, swap rows and columns. Both can give the same shape, but the numbers then stand in
# different places.
#
# Reshape X into a matrix with the given number of columns (let torch compute the number of rows), and
# transpose X. Return both. `columns` is at least 1, and the numbers always fill whole rows.
#
#     reshape_and_transpose(torch.tensor([[1., 2., 3.], [4., 5., 6.]]), 2)
#         ->  (tensor([[1., 2.], [3., 4.], [5., 6.]]), tensor([[1., 4.], [2., 5.], [3., 6.]]))


def reshape_and_transpose(X: Tensor, columns: int) -> tuple[Tensor, Tensor]:
    """X, shape (m, n), reshaped to (m * n / columns, columns), and transposed to (n, m)."""
    raise NotImplementedError


# 4 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Make a tensor of zeros and a tensor of ones, both "like" X: with the same shape, the same dtype and
# on the same device. X may have any shape, and may also hold integers (int64). Return two new
# tensors: they share no memory with X or with each other.
#
#     zeros_and_ones(torch.tensor([[5, 6]]))  ->  (tensor([[0, 0]]), tensor([[1, 1]]))


def zeros_and_ones(X: Tensor) -> tuple[Tensor, Tensor]:
    """Zeros and ones with the shape, dtype and device of X, which may have any shape."""
    raise NotImplementedError


# 5 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Data often come as Python numbers, ints or floats: a single number, a list of numbers, or a list of
# rows of the same length. Make a tensor of double precision (float64) from them. A single number
# becomes a tensor without dimensions.
#
# float32 is precise to about 7 digits only: it stores 0.1 as 0.10000000149. To convert this to
# float64 later does not repair it.
#
#     from_numbers([[1, 2], [3, 4]])  ->  tensor([[1., 2.], [3., 4.]], dtype=torch.float64)
#     from_numbers(3)                 ->  tensor(3., dtype=torch.float64)


def from_numbers(data: float | list) -> Tensor:
    """A number, a list of numbers or a list of rows as a tensor of dtype float64."""
    raise NotImplementedError


# 6 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The ordinary operators work element by element on two tensors of the same shape. Return six
# tensors: the sum, the difference (x minus y), the product, the quotient (x divided by y), the power
# (x raised to y), and the exponential function of x. The elements of y are 1, 2 or 3; those of x may
# be negative or 0.
#
#     arithmetic(torch.tensor([2.]), torch.tensor([3.]))
#         ->  (tensor([5.]), tensor([-1.]), tensor([6.]), tensor([0.6667]), tensor([8.]), tensor([7.3891]))


def arithmetic(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Sum, difference, product, quotient and power of x and y, of the same shape, and exp of x."""
    raise NotImplementedError


# 7 ─────────────────────────────────────────────────────────────────────────────────────────────────
# There are three ways to put two matrices of the same shape (m, n) together. Return all three: B
# below A, which has shape (2m, n); B to the right of A, which has shape (m, 2n); and A and B stacked
# along a new first dimension, which has shape (2, m, n), so that its part 0 is A and its part 1 is B.
#
#     join(torch.tensor([[1., 2.]]), torch.tensor([[3., 4.]]))
#         ->  (tensor([[1., 2.], [3., 4.]]), tensor([[1., 2., 3., 4.]]), tensor([[[1., 2.]], [[3., 4.]]]))


def join(A: Tensor, B: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """B below A, (2m, n); B beside A, (m, 2n); A and B along a new first dimension, (2, m, n)."""
    raise NotImplementedError


# 8 ─────────────────────────────────────────────────────────────────────────────────────────────────
# `==` compares two tensors element by element and gives a tensor of True and False. For floats that
# were computed, it is often not what you want: in float64, 0.1 + 0.2 is 0.30000000000000004 and
# therefore not equal to 0.3.
#
# Compute x + y, and return two tensors of booleans: where the sum equals z exactly, and where it is
# close to z. Close means that the two differ by at most 0.00001, however large they are.
#
#     x, y, z = torch.tensor([[1., 0.1], [2., 0.2], [3., 0.3]], dtype=torch.float64)
#     sums_to(x, y, z)  ->  (tensor([True, False]), tensor([True, True]))


def sums_to(x: Tensor, y: Tensor, z: Tensor) -> tuple[Tensor, Tensor]:
    """Where x + y equals z exactly, and where it does up to 1e-5; all three have the same shape."""
    raise NotImplementedError


# 9 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Compute the sum of all elements and their mean, whatever the shape of x, as two tensors without
# dimensions. x holds at least one number. It may also hold integers (int64): then the sum is an
# int64 tensor, and the mean a float32 tensor.
#
#     total_and_mean(torch.tensor([[1, 2], [3, 5]]))  ->  (tensor(11), tensor(2.7500))


def total_and_mean(x: Tensor) -> tuple[Tensor, Tensor]:
    """The sum of all elements in the dtype of x, and their mean (float32 for int64), of shape ()."""
    raise NotImplementedError


# 10 ────────────────────────────────────────────────────────────────────────────────────────────────
# Take two pieces out of a matrix. The first piece is its bottom row, as a matrix of shape (1, n), and
# as a view: it shares its memory with X, so that writing into it would also write into X. The second
# piece is made of the rows number `first` to number `last`, both included, as a copy: changing it does not
# change X. A slice with `:` is a view, so for the copy a slice alone is not enough.
#
# Rows are counted from 0, and 0 <= first <= last < m.
#
#     two_pieces(torch.tensor([[1., 2.], [3., 4.], [5., 6.]]), 0, 1)
#         ->  (tensor([[5., 6.]]), tensor([[1., 2.], [3., 4.]]))


def two_pieces(X: Tensor, first: int, last: int) -> tuple[Tensor, Tensor]:
    """The bottom row of X, (1, n), as a view, and its rows first to last, both included, as a copy."""
    raise NotImplementedError


# 11 ────────────────────────────────────────────────────────────────────────────────────────────────
# Here you do change a tensor. Write a value into row i, column j of the matrix that you are given.
# The function must change the caller's own X: a changed copy does not help the caller. i and j count
# from 0. What you return does not matter.
#
#     X = torch.tensor([[1., 2.], [3., 4.]])
#     write_element(X, 0, 1, 9.5)
#     X  ->  tensor([[1.0000, 9.5000], [3.0000, 4.0000]])


def write_element(X: Tensor, i: int, j: int, value: float) -> None:
    """Write value into element (i, j) of the caller's X, shape (m, n), in place."""
    raise NotImplementedError


# 12 ────────────────────────────────────────────────────────────────────────────────────────────────
# Now write a value into whole rows. `rows` is a list of row numbers, counted from 0, in any order.
# The same number may appear more than once. If the list is empty, X does not change. Again, the
# caller's own X must change, and what you return does not matter.
#
#     X = torch.tensor([[1., 2.], [3., 4.], [5., 6.]])
#     fill_rows(X, [2, 0], 9.)
#     X  ->  tensor([[9., 9.], [3., 4.], [9., 9.]])


def fill_rows(X: Tensor, rows: list[int], value: float) -> None:
    """Write value into all elements of the given rows of the caller's X, shape (m, n), in place."""
    raise NotImplementedError
