"""Exercise 7: memory, views and NumPy.

Fill in the functions below, then run

    grade exercise_07.py

as often as you like. Each function is graded separately.

What holds for all tasks, unless a task says something else:

- Tensors hold floats, either float32 or float64. The result has the same dtype.
- Do not change the tensors and arrays that you are given.
"""

import numpy as np
from torch import Tensor

# 1 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Some functions return the very object that they were given, others make a new one. Call f(x) once, and
# return whether it is the very object x. f may change x in place.
#
#     same_object(lambda x: x.add_(1), torch.ones(2))  ->  True
#     same_object(lambda x: x.view(2), torch.ones(2))  ->  False


def same_object(f, x: Tensor) -> bool:
    """Whether f(x) is the very object x: True or False."""
    raise NotImplementedError


# 2 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Return a second tensor on the memory of x. It has the same shape and numbers, and what is written into it
# is in x, too. But it is another object: if one of them gets another shape, the other one keeps its shape.
#
#     second_view(torch.ones(1, 2))  ->  tensor([[1., 1.]])


def second_view(x: Tensor) -> Tensor:
    """Another object with the memory, the shape and the numbers of x, shape (m, n)."""
    raise NotImplementedError


# 3 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Add Y to X, in X itself: whoever has X, or a view of X, sees the sum. What you return does not matter.
#
#     X = torch.ones(1, 2)
#     add_to(X, torch.ones(1, 2))
#     X + 0  ->  tensor([[2., 2.]])


def add_to(X: Tensor, Y: Tensor) -> None:
    """Add Y to X in place. Both have the shape (m, n)."""
    raise NotImplementedError


# 4 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Write X + Y into Z. Its old numbers are replaced, and it keeps its memory: a view of Z sees the sum. What
# you return does not matter.
#
#     Z = torch.ones(1, 2)
#     sum_into(torch.ones(1, 2), torch.ones(1, 2), Z)
#     Z + 0  ->  tensor([[2., 2.]])


def sum_into(X: Tensor, Y: Tensor, Z: Tensor) -> None:
    """Write X + Y into Z in place. All have the shape (m, n)."""
    raise NotImplementedError


# 5 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Return a copy of x whose first row is 0. It shares no memory with x. x has at least one row.
#
#     first_row_zero(torch.ones(2, 2))  ->  tensor([[0., 0.], [1., 1.]])


def first_row_zero(x: Tensor) -> Tensor:
    """A copy of x, shape (m, n), with zeros in the first row: shape (m, n)."""
    raise NotImplementedError


# 6 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Return an array of NumPy that shares its memory with x: what is written into the array is in x, too. x may
# require grad.
#
#     shared_array(torch.ones(2))  ->  array([1., 1.], float32)


def shared_array(x: Tensor) -> np.ndarray:
    """The numbers of x, shape (m, n), as an array of NumPy on the same memory."""
    raise NotImplementedError


# 7 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The other way round: return a tensor that shares its memory with the array a, and has its dtype. a may hold
# integers.
#
#     shared_tensor(array([1, 2]))  ->  tensor([1, 2])


def shared_tensor(a: np.ndarray) -> Tensor:
    """The numbers of a, shape (m, n), as a tensor on the same memory."""
    raise NotImplementedError


# 8 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Return a tensor with the rows of the array a in reverse order, in the dtype of a. It may share memory with
# a, or have its own.
#
#     rows_reversed(array([[1, 2], [3, 4]]))  ->  tensor([[3, 4], [1, 2]])


def rows_reversed(a: np.ndarray) -> Tensor:
    """The rows of a, shape (m, n), from the last to the first, as a tensor."""
    raise NotImplementedError


# 9 ─────────────────────────────────────────────────────────────────────────────────────────────────
# NumPy computes in float64, and models usually have weights in float32. Multiply the rows in the array a with
# the weights w. The result is a tensor in float32. An error of 0.0001 is allowed.
#
#     predict(array([[1., 2.]]), torch.ones(2))  ->  tensor([3.])


def predict(a: np.ndarray, w: Tensor) -> Tensor:
    """a w for a, shape (m, n), in float64, and w, shape (n,), in float32: shape (m,), in float32."""
    raise NotImplementedError


# 10 ────────────────────────────────────────────────────────────────────────────────────────────────
# x has one element, and any number of dimensions. Return it as a Python number: a float if x holds floats, an
# int if x holds integers.
#
#     as_number(torch.tensor([[7]]))  ->  7


def as_number(x: Tensor) -> float | int:
    """The only element of x as a float or an int."""
    raise NotImplementedError
