"""Exercise 01: tensor operations.

Fill in the functions below, then run

    grade exercise_01.py

as often as you like. You need not finish all of them first: each function is graded by itself.
Replace `raise NotImplementedError` by your own lines. Helper functions of your own are welcome.

Unless a task says otherwise, tensors hold floats (float32 or float64), their sizes may be anything,
0 and 1 among them, and the tensors you are given stay as they were: the caller still needs them.
"""

import torch
from torch import Tensor

# 1 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Almost every example begins with a few numbers in a row: 0, 1, 2, … up to n - 1, which makes n of
# them. Give them as floats (float32), so that means, norms and gradients can be computed from them.
# If n is 0, the vector is empty.
#
#     row_vector(4)  ->  tensor([0., 1., 2., 3.])


def row_vector(n: int) -> Tensor:
    """The numbers 0, 1, …, n - 1 as a vector of shape (n,) and dtype float32."""
    raise NotImplementedError


# 2 ─────────────────────────────────────────────────────────────────────────────────────────────────
# How many numbers does a tensor hold in all? x may have any number of dimensions, none among them:
# a tensor without dimensions holds one number. Answer with a Python int, not with a tensor.
#
#     number_of_elements(torch.zeros(2, 3))  ->  6


def number_of_elements(x: Tensor) -> int:
    """How many elements x has, whatever its shape, as a Python int."""
    raise NotImplementedError


# 3 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Two ways to give a matrix another shape, which are easily taken for one another. To reshape is to
# read the numbers row by row and to write them, in the same order, into rows of another length. To
# transpose is to swap rows and columns. Both can end in the same shape, with different numbers in it.
#
# Reshape X into a matrix with the given number of columns (it always divides evenly; let torch work
# out how many rows that makes), and transpose X. Return both in a tuple. X may itself be the
# transpose of another matrix, so its numbers may lie in memory in another order than you see them.
#
#     reshape_and_transpose(torch.tensor([[1., 2., 3.], [4., 5., 6.]]), 2)
#         ->  (tensor([[1., 2.], [3., 4.], [5., 6.]]), tensor([[1., 4.], [2., 5.], [3., 6.]]))


def reshape_and_transpose(X: Tensor, columns: int) -> tuple[Tensor, Tensor]:
    """X, shape (m, n), reshaped to (m * n / columns, columns), and transposed to (n, m)."""
    raise NotImplementedError


# 4 ─────────────────────────────────────────────────────────────────────────────────────────────────
# A tensor of zeros and a tensor of ones, both "like" X: of the same shape and the same dtype (X may
# also hold integers, int64), on the same device. Return them in a tuple, as two separate tensors.
#
#     zeros_and_ones(torch.tensor([[5., 6.]]))  ->  (tensor([[0., 0.]]), tensor([[1., 1.]]))


def zeros_and_ones(X: Tensor) -> tuple[Tensor, Tensor]:
    """Zeros and ones with the shape, dtype and device of X, which may have any shape."""
    raise NotImplementedError


# 5 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Data often arrive as Python numbers: one number, a list of them, or a list of rows, as ints or as
# floats. Make a tensor of double precision (float64) from them. A single number becomes a tensor
# without dimensions. float32 keeps only 7 digits of 0.1, and digits that are lost do not come back.
#
#     from_numbers([[1, 2], [3, 4]])  ->  tensor([[1., 2.], [3., 4.]], dtype=torch.float64)
#     from_numbers(3)                 ->  tensor(3., dtype=torch.float64)


def from_numbers(data: float | list) -> Tensor:
    """A number, a list of numbers or a list of rows as a tensor of dtype float64."""
    raise NotImplementedError


# 6 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The ordinary operators work element by element on two tensors of one shape. Return six tensors in
# a tuple: sum, difference (x minus y), product, quotient (x by y), power (x to the y), and the
# exponential function of x. The elements of y are 1, 2 or 3.
#
#     arithmetic(torch.tensor([4.]), torch.tensor([2.]))
#         ->  (tensor([6.]), tensor([2.]), tensor([8.]), tensor([2.]), tensor([16.]), tensor([54.5982]))


def arithmetic(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Sum, difference, product, quotient and power of x and y, of one shape, and exp of x."""
    raise NotImplementedError


# 7 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Three ways to put two matrices of one shape (m, n) together: B below A, which gives (2m, n);
# B to the right of A, which gives (m, 2n); and A and B one behind the other along a new dimension
# that comes first, which gives (2, m, n). Return all three in a tuple, in this order.
#
#     join(torch.tensor([[1., 2.]]), torch.tensor([[3., 4.]]))
#         ->  (tensor([[1., 2.], [3., 4.]]), tensor([[1., 2., 3., 4.]]), tensor([[[1., 2.]], [[3., 4.]]]))


def join(A: Tensor, B: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """B below A, (2m, n); B beside A, (m, 2n); A and B along a new first dimension, (2, m, n)."""
    raise NotImplementedError


# 8 ─────────────────────────────────────────────────────────────────────────────────────────────────
# `==` compares element by element and gives a tensor of True and False. For floats it is seldom what
# you want: in double precision 0.1 + 0.2 is not 0.3 but 0.30000000000000004.
#
# Return two tensors of booleans in a tuple, each of the shape of x: where the sum x + y equals z
# exactly, and where it equals z up to rounding, that is, where the two differ by at most 0.00001.
#
#     sums_to(torch.tensor([1., 1.]), torch.tensor([2., 2.]), torch.tensor([3., 4.]))
#         ->  (tensor([True, False]), tensor([True, False]))


def sums_to(x: Tensor, y: Tensor, z: Tensor) -> tuple[Tensor, Tensor]:
    """Where x + y equals z exactly, and where up to 1e-5; x, y and z have one shape."""
    raise NotImplementedError


# 9 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The sum of all elements and their mean, whatever the shape of x, as two tensors without dimensions.
# x holds at least one number. It may hold integers (int64): then the sum is an integer, too, and the
# mean is a float32. If x holds floats, both have the dtype of x.
#
#     total_and_mean(torch.tensor([[1, 2], [3, 5]]))  ->  (tensor(11), tensor(2.7500))


def total_and_mean(x: Tensor) -> tuple[Tensor, Tensor]:
    """The sum (dtype of x) and the mean (a float) of all elements of x, each of shape ()."""
    raise NotImplementedError


# 10 ────────────────────────────────────────────────────────────────────────────────────────────────
# Two pieces of a matrix that has at least one row. First its last row, as a matrix of shape (1, n),
# and as a view: it shares its memory with X, so that writing into it would write into X. Then the
# rows from `first` up to and including `last`, counted from 0, as a copy: whoever changes it leaves
# X as it was. A slice with `:` is a view. Return both pieces in a tuple.
#
#     two_pieces(torch.tensor([[1., 2.], [3., 4.], [5., 6.]]), 0, 1)
#         ->  (tensor([[5., 6.]]), tensor([[1., 2.], [3., 4.]]))


def two_pieces(X: Tensor, first: int, last: int) -> tuple[Tensor, Tensor]:
    """The last row of X, (1, n), as a view, and rows first to last, last included, as a copy."""
    raise NotImplementedError


# 11 ────────────────────────────────────────────────────────────────────────────────────────────────
# Now change a tensor. Write a value into row i, column j of the matrix that you are given: the
# caller looks at their X afterwards, so a changed copy is of no use to them. What you return does
# not matter.
#
#     X = torch.tensor([[1., 2.], [3., 4.]])
#     write_element(X, 0, 1, 9.)
#     X  ->  tensor([[1., 9.], [3., 4.]])


def write_element(X: Tensor, i: int, j: int, value: float) -> None:
    """Write value into element (i, j) of the caller's X, shape (m, n), in place."""
    raise NotImplementedError


# 12 ────────────────────────────────────────────────────────────────────────────────────────────────
# The same with whole rows. `rows` is a list of row numbers, in any order; it may be empty, and a
# number may come twice. Every element of these rows of the caller's X becomes `value`.
#
#     X = torch.tensor([[1., 2.], [3., 4.], [5., 6.]])
#     fill_rows(X, [2, 0], 9.)
#     X  ->  tensor([[9., 9.], [3., 4.], [9., 9.]])


def fill_rows(X: Tensor, rows: list[int], value: float) -> None:
    """Write value into all elements of the given rows of the caller's X, shape (m, n), in place."""
    raise NotImplementedError
