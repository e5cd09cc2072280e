"""Exercise 02: broadcasting.

Fill in the functions below, then run

    grade exercise_02.py

as often as you like. You do not have to finish all of them first: each function is graded
separately. Replace `raise NotImplementedError` with your own code. Helper functions are welcome.

What holds for all tasks, unless a task says something else:

- Tensors hold floats, either float32 or float64. If there are several, they have the same dtype.
  The result has it, too.
- A dimension may have any size, including 0 and 1. A tensor may be a slice or a transpose of another,
  so that its numbers do not lie in memory row by row.
- Do not change the tensors that you are given. A result may share memory with them.
- Arguments are always valid. Small differences from rounding do not count as mistakes.
- Loops are allowed, but no task needs one: that is what broadcasting is for.
"""

import torch
from torch import Tensor

# 1 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Can two tensors be added, and which shape does the sum have? Write the two shapes one below the
# other, aligned at the right end. If one is shorter, fill it up with 1s on the left. Then compare the
# two sizes at each position. If they are equal, the result has this size. If one of them is 1, the
# result has the other one (so 1 and 0 give 0, not 1). In all other cases the shapes do not fit: raise
# a ValueError. (torch itself raises a RuntimeError.) A shape may be empty: ().
#
#     broadcast_shape((4, 1), (3,))  ->  (4, 3)
#     broadcast_shape((), (3,))      ->  (3,)
#     broadcast_shape((2,), (3,))    raises ValueError


def broadcast_shape(s: tuple[int, ...], t: tuple[int, ...]) -> tuple[int, ...]:
    """The shape of the sum of tensors of shapes s and t, as a tuple; ValueError if there is none."""
    raise NotImplementedError


# 2 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Make a table of all sums: element (i, j) of the result is x[i] + y[j]. The two vectors may have
# different lengths. Give x the shape of a column, (m, 1): then column plus row gives the table.
#
#     outer_sum(torch.tensor([10., 20.]), torch.tensor([1., 2., 3.]))
#         ->  tensor([[11., 12., 13.], [21., 22., 23.]])


def outer_sum(x: Tensor, y: Tensor) -> Tensor:
    """All sums of an element of x, shape (m,), and one of y, shape (n,): shape (m, n)."""
    raise NotImplementedError


# 3 ─────────────────────────────────────────────────────────────────────────────────────────────────
# A layer of a network adds the same vector b to every row of X. Do it in place, which saves memory:
# the function must change the caller's own X. What you return does not matter.
#
#     X = torch.tensor([[1., 2.], [3., 4.]])
#     add_bias(X, torch.tensor([10., 20.]))
#     X  ->  tensor([[11., 22.], [13., 24.]])


def add_bias(X: Tensor, b: Tensor) -> None:
    """Add b, shape (n,), to every row of the caller's X, shape (m, n), in place."""
    raise NotImplementedError


# 4 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Divide each row by its own sum, so that the elements of each row add up to 1. All elements are
# positive. X may also hold integers (int64), for example counts: then the result is float32.
#
#     row_shares(torch.tensor([[1., 3.], [4., 4.]]))  ->  tensor([[0.2500, 0.7500], [0.5000, 0.5000]])


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
# Compute the mean over one axis (torch also calls it `dim`) of a matrix (m, n), or of a stack of
# matrices (b, m, n). Over axis 0, a matrix has one mean for each column. The axis is kept, with size
# 1, so that the result can be subtracted from X directly. `axis` counts from 0, and may be -1, which
# is the last one. It has at least size 1.
#
#     mean_along(torch.tensor([[1., 2.], [3., 6.]]), 0)  ->  tensor([[2., 4.]])
#     mean_along(torch.tensor([[1., 2.], [3., 6.]]), 1)  ->  tensor([[1.5000], [4.5000]])


def mean_along(X: Tensor, axis: int) -> Tensor:
    """The mean of X, (m, n) or (b, m, n), over an axis, which keeps its place with size 1."""
    raise NotImplementedError


# 7 ─────────────────────────────────────────────────────────────────────────────────────────────────
# In each row, add up the elements from the left, and divide by the sum of the whole row: element
# (i, j) of the result is the sum of the elements 0 to j of row i, divided by the sum of all elements
# of row i. So every row ends with 1. All elements are positive.
#
#     cumulative_shares(torch.tensor([[1., 3.], [4., 4.]]))
#         ->  tensor([[0.2500, 1.0000], [0.5000, 1.0000]])


def cumulative_shares(X: Tensor) -> Tensor:
    """The running sum along each row of X, shape (m, n), divided by the row's sum."""
    raise NotImplementedError


# 8 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Compute the mean of the squared differences between predictions and labels (not half of it, and not
# its root). The predictions come from a model, one per row: shape (n, 1). The labels are a plain
# vector: shape (n,). Take care: if you simply subtract the two, torch raises no error, but the result
# is wrong, although it still looks like a loss. n is at least 1.
#
#     squared_error(torch.tensor([[1.], [2.]]), torch.tensor([1., 4.]))  ->  tensor(2.)


def squared_error(y_hat: Tensor, y: Tensor) -> Tensor:
    """The mean squared error of y_hat, shape (n, 1), and y, shape (n,): a tensor of shape ()."""
    raise NotImplementedError


# 9 ─────────────────────────────────────────────────────────────────────────────────────────────────
# You are given m points, the rows of A, and n other points, the rows of B. Each has d coordinates.
# Element (i, j) of the result is the squared distance from point i of A to point j of B: the sum of
# the squares of the differences of their coordinates. The result is a matrix even if m or n is 1.
#
#     squared_distances(torch.tensor([[0., 0.], [1., 1.]]), torch.tensor([[3., 4.], [1., 0.], [1., 1.]]))
#         ->  tensor([[25., 1., 2.], [13., 1., 0.]])


def squared_distances(A: Tensor, B: Tensor) -> Tensor:
    """The squared distances between the rows of A, (m, d), and of B, (n, d): shape (m, n)."""
    raise NotImplementedError


# 10 ────────────────────────────────────────────────────────────────────────────────────────────────
# One-hot encoding turns each label into a row: the element in the label's own column is 1, and all
# others are 0. Labels are integers (int64) from 0 to classes - 1; not every class has to appear.
# Compare the labels, as a column, with the numbers of all classes, as a row. The result is float32.
#
#     one_hot(torch.tensor([2, 0]), 3)  ->  tensor([[0., 0., 1.], [1., 0., 0.]])


def one_hot(labels: Tensor, classes: int) -> Tensor:
    """Labels of shape (n,) as rows with a single 1: shape (n, classes), dtype float32."""
    raise NotImplementedError


# 11 ────────────────────────────────────────────────────────────────────────────────────────────────
# Compute the standard deviation of each column: the square root of the mean of the squared
# deviations from the column's mean. Divide by the number of rows m. (torch divides by m - 1 unless
# you tell it otherwise, which gives nan for a single row.) Subtract the mean before you square;
# otherwise rounding can make the result nan. m is at least 1; for m = 1 all results are 0.
#
#     column_spread(torch.tensor([[2., 1.], [4., 1.]]))  ->  tensor([1., 0.])


def column_spread(X: Tensor) -> Tensor:
    """The standard deviation (dividing by m) of each column of X, shape (m, n): shape (n,)."""
    raise NotImplementedError


# 12 ────────────────────────────────────────────────────────────────────────────────────────────────
# Subtract from each row its maximum, so that the largest element becomes 0, and no element is
# positive. This is the first step of a softmax that does not overflow. n is at least 1.
#
#     below_row_maximum(torch.tensor([[1., 3.], [7., 5.]]))  ->  tensor([[-2., 0.], [0., -2.]])


def below_row_maximum(X: Tensor) -> Tensor:
    """X, shape (m, n), with each row's maximum subtracted from the row."""
    raise NotImplementedError
