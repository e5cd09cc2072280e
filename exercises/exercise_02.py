"""Exercise 02: broadcasting.

Fill in the functions below, then run

    grade exercise_02.py

as often as you like. You need not finish all of them first: each function is graded by itself.
Replace `raise NotImplementedError` by your own lines. Helper functions of your own are welcome.

Unless a task says otherwise, tensors hold floats (float32 or float64), the result has the dtype of
the input, sizes may be anything, 0 and 1 among them, and the tensors you are given stay as they
were. No task here needs a loop over elements: that is what broadcasting is for.
"""

import torch
from torch import Tensor

# 1 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Two shapes are written below one another so that their last dimensions stand in one column. In each
# column the sizes must be equal, or one of them must be 1 and is stretched to the other, or missing,
# which counts as 1. (So 1 and 0 give 0: it is not always the larger one.) The shape of the result
# has the size of every column. Where the sizes do not go together, raise a ValueError.
#
#     broadcast_shape((4, 1), (3,))  ->  (4, 3)
#     broadcast_shape((2,), (3,))    raises ValueError


def broadcast_shape(s: tuple[int, ...], t: tuple[int, ...]) -> tuple[int, ...]:
    """The shape of the sum of tensors of shapes s and t, as a tuple; ValueError if there is none."""
    raise NotImplementedError


# 2 ─────────────────────────────────────────────────────────────────────────────────────────────────
# A table of all sums: element (i, j) of the result is x[i] + y[j]. The two vectors may have
# different lengths. A column plus a row gives a table, if the column has the shape of one.
#
#     outer_sum(torch.tensor([10., 20.]), torch.tensor([1., 2., 3.]))
#         ->  tensor([[11., 12., 13.], [21., 22., 23.]])


def outer_sum(x: Tensor, y: Tensor) -> Tensor:
    """All sums of an element of x, shape (m,), and one of y, shape (n,): shape (m, n)."""
    raise NotImplementedError


# 3 ─────────────────────────────────────────────────────────────────────────────────────────────────
# A layer of a network adds the same vector b to every row of X. Do it in place, as torch does where
# memory matters: the caller's X itself is changed. What you return does not matter.
#
#     X = torch.tensor([[1., 2.], [3., 4.]])
#     add_bias(X, torch.tensor([10., 20.]))
#     X  ->  tensor([[11., 22.], [13., 24.]])


def add_bias(X: Tensor, b: Tensor) -> None:
    """Add b, shape (n,), to every row of the caller's X, shape (m, n), in place."""
    raise NotImplementedError


# 4 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Divide each row by its own sum, so that the elements of each row add up to 1. All elements are
# positive. X may hold integers (int64), as tables of counts do: then the result is float32.
#
#     row_shares(torch.tensor([[1., 3.], [2., 2.]]))  ->  tensor([[0.2500, 0.7500], [0.5000, 0.5000]])


def row_shares(X: Tensor) -> Tensor:
    """X, shape (m, n), with each row divided by the row's sum."""
    raise NotImplementedError


# 5 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Centre the columns: subtract from every column its own mean, so that each column has mean 0.
#
#     centre_columns(torch.tensor([[1., 10.], [3., 30.]]))  ->  tensor([[-1., -10.], [1., 10.]])


def centre_columns(X: Tensor) -> Tensor:
    """X, shape (m, n), with each column's mean subtracted from the column."""
    raise NotImplementedError


# 6 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The mean along one axis of a matrix or of a stack of matrices. The axis is not dropped but kept with
# size 1, so that the result can be subtracted from X without further ado. Axes count from 0, and
# axis -1 is the last one.
#
#     mean_along(torch.tensor([[1., 2.], [3., 6.]]), 1)  ->  tensor([[1.5000], [4.5000]])


def mean_along(X: Tensor, axis: int) -> Tensor:
    """The mean of X, (m, n) or (b, m, n), along an axis, which keeps its place with size 1."""
    raise NotImplementedError


# 7 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Along each row, which share of the row's total is reached by each column? So the last column of the
# result is 1. All elements are positive.
#
#     cumulative_shares(torch.tensor([[1., 3.], [2., 2.]]))  ->  tensor([[0.2500, 1.], [0.5000, 1.]])


def cumulative_shares(X: Tensor) -> Tensor:
    """The running sum along each row of X, shape (m, n), divided by the row's total."""
    raise NotImplementedError


# 8 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The mean of the squared differences between predictions and labels. The predictions come from a
# model, one in each row: shape (n, 1). The labels are a plain vector: shape (n,). No error tells you
# if the two are subtracted just so, and what comes out even looks like a loss. n is at least 1.
#
#     squared_error(torch.tensor([[1.], [2.]]), torch.tensor([1., 4.]))  ->  tensor(2.)


def squared_error(y_hat: Tensor, y: Tensor) -> Tensor:
    """The mean squared error of y_hat, shape (n, 1), and y, shape (n,): a tensor of shape ()."""
    raise NotImplementedError


# 9 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Given are m points and n other points, as the rows of A and B. Element (i, j) of the result is the
# squared distance from point i of A to point j of B: the sum of the squares of the differences of
# their d coordinates. The result is a matrix, also if m or n is 1.
#
#     squared_distances(torch.tensor([[0., 0.]]), torch.tensor([[3., 4.], [1., 0.]]))  ->  tensor([[25., 1.]])


def squared_distances(A: Tensor, B: Tensor) -> Tensor:
    """The squared distances between the rows of A, (m, d), and of B, (n, d): shape (m, n)."""
    raise NotImplementedError


# 10 ────────────────────────────────────────────────────────────────────────────────────────────────
# One-hot encoding: the row of a label has a 1 in the label's column, and 0 elsewhere. Labels are
# integers (int64) from 0 to classes - 1. One comparison is enough, if the shapes are right. The
# result holds float32, as networks want it.
#
#     one_hot(torch.tensor([2, 0]), 3)  ->  tensor([[0., 0., 1.], [1., 0., 0.]])


def one_hot(labels: Tensor, classes: int) -> Tensor:
    """Labels of shape (n,) as rows of zeros and a one: shape (n, classes), dtype float32."""
    raise NotImplementedError


# 11 ────────────────────────────────────────────────────────────────────────────────────────────────
# The standard deviation of each column: the root of the mean of the squared deviations from the
# column's mean. It is a mean like any other: divide by the number of rows m, not by m - 1. There is
# at least one row; of one row, all deviations are 0.
#
#     column_spread(torch.tensor([[2., 1.], [4., 1.]]))  ->  tensor([1., 0.])


def column_spread(X: Tensor) -> Tensor:
    """The standard deviation (dividing by m) of each column of X, shape (m, n): shape (n,)."""
    raise NotImplementedError


# 12 ────────────────────────────────────────────────────────────────────────────────────────────────
# How far is each element below the largest one of its row? Subtract from each row its maximum, so
# that the largest element becomes 0. This is the first step of a softmax that does not overflow.
# There is at least one column.
#
#     below_row_maximum(torch.tensor([[1., 3.], [7., 5.]]))  ->  tensor([[-2., 0.], [0., -2.]])


def below_row_maximum(X: Tensor) -> Tensor:
    """X, shape (m, n), with each row's maximum subtracted from the row."""
    raise NotImplementedError
