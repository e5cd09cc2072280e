"""Exercise 07: memory, views and NumPy, or which names mean the same numbers.

Fill in the functions below, then run

    grade exercise_07.py

as often as you like. You do not have to finish all of them first: each function is graded
separately. Replace `raise NotImplementedError` with your own code. Helper functions are welcome.

Two names may mean one object. Two objects may lie in the same memory. A view is a tensor that shares
the memory of another one: what you write into one of them, the other one has, too. A copy has memory
of its own.

What holds for all tasks, unless a task says something else:

- Tensors hold floats, either float32 or float64. If there are several, they have the same dtype.
  The result has it, too. No tensor requires grad.
- A dimension may have any size, including 0 and 1. A tensor may be a slice or a transpose of another,
  so that its numbers do not lie in memory row by row.
- The tensors of a call lie on one device, which may be a GPU. The result lies there, too.
- The arguments of a call share no memory with each other. Arrays of NumPy can be written to, and have
  no negative strides.
- Do not change the tensors and arrays that you are given: neither their numbers, nor their shape, nor
  whether they require grad. A result may share memory with them.
- Arguments are always valid. Small differences from rounding do not count as mistakes.
"""

import numpy as np
import torch
from torch import Tensor

# 1 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Some functions return the very object that they were given. Others return a new object on the same
# memory, and others a copy. Call f(x) exactly once. Then say two things about the result: whether it is
# the very object x, and whether it shares memory with x. The result is x, a view of x or of a part of
# it, or a tensor in memory of its own. A part of x shares memory with x, though it may begin at another
# place of it. f may change the numbers of x in place: after your call, x has to be as f left it.
# Neither x nor the result of f is empty.
#
#     object_and_memory(lambda x: x.view(2, 1), torch.ones(1, 2))  ->  (False, True)
#     object_and_memory(lambda x: x.add_(1), torch.ones(1, 2))     ->  (True, True)
#     object_and_memory(lambda x: x + 1, torch.ones(1, 2))         ->  (False, False)


def object_and_memory(f, x: Tensor) -> tuple[bool, bool]:
    """Whether f(x) is the very object x, and whether it shares memory with x, shape (m, n)."""
    raise NotImplementedError


# 2 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Add Y to X in place. X may have other names, and there may be views of it: all of them must see the
# sum. So X has to keep its memory. Return X itself, the very object, as torch's own methods with a `_`
# at the end do.
#
#     X = torch.tensor([[1., 2.]])
#     row = X[0]
#     add_in_place(X, torch.tensor([[10., 20.]]))
#     row  ->  tensor([11., 22.])


def add_in_place(X: Tensor, Y: Tensor) -> Tensor:
    """Add Y to X itself, both of shape (m, n), in place, and return the very object X."""
    raise NotImplementedError


# 3 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Large results should not need new memory each time. Here you get room for the sum: the tensor Z. Write
# X + Y into Z, in the memory that Z has, so that views of Z see the sum, too. Z has the shape and the
# dtype of the sum. Its old numbers do not count. They can be anything, even nan. X and Y stay as they
# are. What you return does not matter.
#
#     Z = torch.empty(1, 2)
#     sum_into(torch.tensor([[1., 2.]]), torch.tensor([[10., 20.]]), Z)
#     Z  ->  tensor([[11., 22.]])


def sum_into(X: Tensor, Y: Tensor, Z: Tensor) -> None:
    """Write X + Y into Z itself. All three have the shape (m, n)."""
    raise NotImplementedError


# 4 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Return a copy of X in which the Python float `step` is added to each element of the first row. X stays
# as it is, and the copy shares no memory with it. X may also hold integers (int64). The result is then
# float32, since integers cannot hold what `step` has after the point. Otherwise the result has the
# dtype of X. X has at least one row.
#
#     first_row_plus(torch.tensor([[1., 2.], [3., 4.]]), 0.5)  ->  tensor([[1.5000, 2.5000], [3., 4.]])
#     first_row_plus(torch.tensor([[1, 2], [3, 4]]), 0.5)      ->  tensor([[1.5000, 2.5000], [3., 4.]])


def first_row_plus(X: Tensor, step: float) -> Tensor:
    """A copy of X, shape (m, n), with step added to its first row; float32 if X holds integers."""
    raise NotImplementedError


# 5 ─────────────────────────────────────────────────────────────────────────────────────────────────
# X is a batch of b matrices. Make a row of each matrix: its first row, then its second row, and so on.
# If torch can make the result as a view of X, then it has to be a view, without a copy. If torch cannot,
# the result is a copy. Which of the two it is depends on how the numbers of X lie in memory. `view`
# never copies: it raises an error where there is no such view. Who shares memory is graded. b, m and n
# may be 0. A size that you leave to torch as -1 cannot be worked out if another size is 0.
#
#     flat_rows(torch.tensor([[[1., 2.], [3., 4.]], [[5., 6.], [7., 8.]]]))
#         ->  tensor([[1., 2., 3., 4.], [5., 6., 7., 8.]])


def flat_rows(X: Tensor) -> Tensor:
    """X, shape (b, m, n), with each matrix as a row: shape (b, m * n), a view if there is one."""
    raise NotImplementedError


# 6 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The images of a batch have one channel. Remove its dimension, the middle one, and no other: the result
# has two dimensions for all b and n, also if b or n is 1 or 0. X itself keeps its shape.
#
#     without_channel(torch.tensor([[[1., 2.]], [[3., 4.]]]))  ->  tensor([[1., 2.], [3., 4.]])
#     without_channel(torch.tensor([[[1., 2.]]]))              ->  tensor([[1., 2.]])


def without_channel(X: Tensor) -> Tensor:
    """X, shape (b, 1, n), without its middle dimension: shape (b, n)."""
    raise NotImplementedError


# 7 ─────────────────────────────────────────────────────────────────────────────────────────────────
# If x has exactly one element, return it as a number of Python, and not of NumPy: a float if x holds
# floats, and an int if x holds integers (int64). An int has to be exact, also if it is large. x may have
# any number of dimensions, for example the shape (), (1,) or (1, 1). If x has no element, or more than
# one, raise a ValueError. (torch itself raises a RuntimeError.)
#
#     as_number(torch.tensor([[7]]))     ->  7
#     as_number(torch.tensor(2.5))       ->  2.5
#     as_number(torch.tensor([1., 2.]))  raises ValueError


def as_number(x: Tensor) -> float | int:
    """The only element of x as a float or an int; ValueError if x does not have exactly one."""
    raise NotImplementedError


# 8 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Make two arrays of NumPy with the shape, the numbers and the dtype of x, in a tuple:
#   - one that shares its memory with x: what is written into the array, x has, too;
#   - one with memory of its own.
# x lies on the CPU. It may require grad, and NumPy knows nothing of gradients. Who shares memory with x
# is graded.
#
#     two_arrays(torch.tensor([[1., 2.]]))[0]  ->  array([[1., 2.]], dtype=float32)


def two_arrays(x: Tensor) -> tuple[np.ndarray, np.ndarray]:
    """x, shape (m, n), as two arrays of the same dtype: (on the memory of x, copy)."""
    raise NotImplementedError


# 9 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The other way round: make two tensors with the shape, the numbers and the dtype of the array a, in a
# tuple. The first one shares its memory with a, the second one has memory of its own. a holds float32,
# float64 or int64. Take care: some books and many notes say that `torch.tensor(a)` shares the memory of
# a. It does not. Who shares memory with a is graded.
#
#     two_tensors(array([[1, 2]]))[0]  ->  tensor([[1, 2]])


def two_tensors(a: np.ndarray) -> tuple[Tensor, Tensor]:
    """a, shape (m, n), as two tensors of the same dtype: (on the memory of a, copy)."""
    raise NotImplementedError


# 10 ────────────────────────────────────────────────────────────────────────────────────────────────
# Make a tensor of the array a, with its rows in reverse order: the last one comes first. In NumPy,
# `a[::-1]` is a view that goes backwards through the memory of a: it has a negative stride. Tensors have
# no negative strides. a holds float32, float64 or int64, and the tensor has the dtype of a. a has at
# least two rows.
#
#     last_row_first(array([[1, 2], [3, 4], [5, 6]]))  ->  tensor([[5, 6], [3, 4], [1, 2]])


def last_row_first(a: np.ndarray) -> Tensor:
    """The rows of the array a, shape (m, n), from the last to the first, as a tensor of the same dtype."""
    raise NotImplementedError


# 11 ────────────────────────────────────────────────────────────────────────────────────────────────
# Predict with a linear model without a bias: the matrix a times the vector w. a is an array from NumPy,
# and it holds float64, as NumPy does by default. w is a tensor, float32 or float64, and it may require
# grad. The result is a tensor in the dtype of w, where w lies (w may be on a GPU). If w requires grad,
# gradients must flow back to it: the gradient is graded. torch raises an error for `@` between tensors
# of two dtypes.
#
#     predict(array([[1., 2.], [3., 4.]]), torch.tensor([10., 1.]))  ->  tensor([12., 34.])


def predict(a: np.ndarray, w: Tensor) -> Tensor:
    """The product of the float64 array a, shape (m, n), and w, shape (n,): shape (m,), dtype of w."""
    raise NotImplementedError


# 12 ────────────────────────────────────────────────────────────────────────────────────────────────
# f is a function for arrays of NumPy: it takes one, and returns one with one or two dimensions and no
# negative strides. Call it once, with an array that has the shape, the numbers and the dtype of x.
# Return its result as a tensor that does not require grad, in the dtype of x, and on the device of x.
# Four things can go wrong. x may require grad. x may lie on a GPU, which NumPy cannot reach. f may write
# into the array that it gets, and x has to stay as it is. f may return an array in another dtype, for
# example float64 for float32.
#
#     through_numpy(lambda a: a.cumsum(axis=1), torch.tensor([[1., 2.]]))  ->  tensor([[1., 3.]])


def through_numpy(f, x: Tensor) -> Tensor:
    """What f returns for the numbers of x, shape (m, n), as a tensor with the dtype and device of x."""
    raise NotImplementedError
