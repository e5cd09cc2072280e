"""Exercise 04: detach, or what gets a gradient.

Fill in the functions below, then run

    grade exercise_04.py

as often as you like. You do not have to finish all of them first: each function is graded
separately. Replace `raise NotImplementedError` with your own code. Helper functions are welcome.

torch remembers how a result was computed from tensors that require grad: this record is the graph,
and gradients flow back along it. In this exercise the values are often easy, and the graph is what
matters. Two functions with the same values can have different gradients.

What holds for all tasks, unless a task says something else:

- Tensors hold floats, either float32 or float64. If there are several, they have the same dtype.
  The result has it, too.
- A dimension may have any size, including 0 and 1.
- Do not change the tensors that you are given. What `backward()` leaves in their `.grad` does not
  matter: before the call, `.grad` is None.
- "The gradient is graded" means: gradients of your result with respect to the arguments are
  compared, too. So use tensor operations from beginning to end where a gradient should flow.
- Arguments are always valid. Small differences from rounding do not count as mistakes.
"""

import numpy as np
import torch
from torch import Tensor

# 1 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The function y = 2 xᵀx takes a vector and gives a number: twice the sum of the squares. Let torch
# compute its gradient at x: call `backward()` on y, and look at `x.grad`. x requires grad already.
#
#     gradient_of_quadratic(torch.tensor([0., 1., 2.], requires_grad=True))  ->  tensor([0., 4., 8.])


def gradient_of_quadratic(x: Tensor) -> Tensor:
    """The gradient of 2 xᵀx at x, shape (n,), which requires grad: a tensor of shape (n,)."""
    raise NotImplementedError


# 2 ─────────────────────────────────────────────────────────────────────────────────────────────────
# `backward()` without arguments works on a single number only. If the result has more elements, sum
# them first: then each element of x gets the gradient of the whole sum. f is a function that you may
# call. It takes a tensor, and computes from it a tensor of the same shape. x requires grad and may have
# any shape.
#
#     gradient_of_sum(lambda x: x * x, torch.tensor([1., -3.], requires_grad=True))  ->  tensor([2., -6.])


def gradient_of_sum(f, x: Tensor) -> Tensor:
    """The gradient of the sum of all elements of f(x) with respect to x, in the shape of x."""
    raise NotImplementedError


# 3 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Compute u · x element by element, where u = x · x. But u is to be treated as a constant: no gradient
# may flow through it. So the values are those of x³, while the gradient is u, and not 3 x².
# The gradient is graded.
#
#     x = torch.tensor([2., 3.], requires_grad=True)
#     z = product_with_constant(x)     z  ->  tensor([8., 27.])
#     z.sum().backward()               x.grad  ->  tensor([4., 9.])


def product_with_constant(x: Tensor) -> Tensor:
    """X times u = x · x, for an x of any shape; u is a constant for the gradient."""
    raise NotImplementedError


# 4 ─────────────────────────────────────────────────────────────────────────────────────────────────
# What is computed under `with torch.no_grad():` is not in the graph. Use it here: divide x by its
# length, the root of the sum of its squares. The length is a constant for the gradient, as u was in
# task 3, but x itself is not. x has an element that is not 0. The gradient is graded.
#
#     x = torch.tensor([3., 4.], requires_grad=True)
#     z = over_its_length(x)           z  ->  tensor([0.6000, 0.8000])
#     z.sum().backward()               x.grad  ->  tensor([0.2000, 0.2000])


def over_its_length(x: Tensor) -> Tensor:
    """x, shape (n,), divided by its length, which is a constant for the gradient."""
    raise NotImplementedError


# 5 ─────────────────────────────────────────────────────────────────────────────────────────────────
# In reinforcement learning, a network's guess v is drawn towards a target made from its own later
# guess: target = r + gamma · v_next. The loss is the mean of the squares of v - target. Only v is to
# be drawn towards the target: the target gets no gradient. n is at least 1. The gradient is graded.
#
#     v, v_next = torch.tensor([1.], requires_grad=True), torch.tensor([4.], requires_grad=True)
#     loss = td_loss(v, torch.tensor([1.]), v_next, 0.5)     loss  ->  tensor(4.)
#     loss.backward()                                        v.grad  ->  tensor([-4.])
#                                                            v_next.grad  ->  None


def td_loss(v: Tensor, r: Tensor, v_next: Tensor, gamma: float) -> Tensor:
    """The mean of (v - target)², target = r + gamma · v_next, a constant; v, r, v_next: shape (n,)."""
    raise NotImplementedError


# 6 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Rounding has gradient 0 almost everywhere, so nothing can be learned through it. Networks with
# rounded numbers use a trick: the values are those of `torch.round(x)`, but the gradient is that of
# x itself, which is 1. Write the result as x plus something that is a constant for the gradient.
# The gradient is graded.
#
#     x = torch.tensor([0.3, 1.8], requires_grad=True)
#     z = round_through(x)             z  ->  tensor([0., 2.])
#     z.sum().backward()               x.grad  ->  tensor([1., 1.])


def round_through(x: Tensor) -> Tensor:
    """The values of torch.round(x), for an x of any shape, with the gradient of x."""
    raise NotImplementedError


# 7 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Make three tensors with the values of x, in a tuple:
#   - one with memory of its own, which is connected to the graph: gradients flow back to x;
#   - one that is cut from the graph, and shares the memory of x;
#   - one that is cut from the graph, and has memory of its own.
# The gradient is graded, and so is who shares memory with x.
#
#     x = torch.tensor([1., -2.], requires_grad=True)
#     [part.requires_grad for part in three_of_x(x)]  ->  [True, False, False]


def three_of_x(x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """x, which requires grad and has any shape, three times: (copy in the graph, cut view, cut copy)."""
    raise NotImplementedError


# 8 ─────────────────────────────────────────────────────────────────────────────────────────────────
# A training loop writes the mean of its losses into a log. If you keep a loss as a tensor, you keep
# the whole graph behind it, and memory grows and grows. So return a Python float. If there are no
# losses, the mean is 0.0.
#
#     mean_for_the_log(torch.tensor([1., 2., 6.], requires_grad=True))  ->  3.0


def mean_for_the_log(losses: Tensor) -> float:
    """The mean of losses, shape (n,), which requires grad: a Python float, 0.0 if n is 0."""
    raise NotImplementedError


# 9 ─────────────────────────────────────────────────────────────────────────────────────────────────
# NumPy knows nothing of gradients. So torch refuses to make an array of a tensor that requires grad:
# cut it from the graph first. The array has the shape and the dtype of x. Whether it shares memory
# with x does not matter.
#
#     to_numpy(torch.tensor([1., 2.], requires_grad=True))  ->  array([1., 2.], dtype=float32)


def to_numpy(x: Tensor) -> np.ndarray:
    """x, which requires grad and has any shape, as a NumPy array of the same shape and dtype."""
    raise NotImplementedError


# 10 ────────────────────────────────────────────────────────────────────────────────────────────────
# Copy x, and set the negative elements of the copy to 0. The result is cut from the graph. Keep your
# hands off the caller's x, which requires grad: a tensor from `detach()` lies in the same memory as x.
# Whether the result is cut is graded, though there is no gradient to compare.
#
#     clipped_copy(torch.tensor([1., -2.], requires_grad=True))  ->  tensor([1., 0.])


def clipped_copy(x: Tensor) -> Tensor:
    """The values of x, of any shape, with 0 for negative ones: a tensor that is cut from the graph."""
    raise NotImplementedError


# 11 ────────────────────────────────────────────────────────────────────────────────────────────────
# Compute y = exp(x), and subtract the mean of y from each element of it. This time nothing is a
# constant: gradients flow through y and through the mean. To compute them, torch needs y as it was,
# so do not write into it: `y -= …` would. n is at least 1. The gradient is graded.
#
#     centred_exp(torch.tensor([0., 0.]))  ->  tensor([0., 0.])


def centred_exp(x: Tensor) -> Tensor:
    """exp(x) minus the mean of exp(x), for an x of shape (n,)."""
    raise NotImplementedError


# 12 ────────────────────────────────────────────────────────────────────────────────────────────────
# The graph is made while your code runs, so gradients flow through `while` and `if` as well. Double
# a once: b = 2 a. Then double b as long as its length, the root of the sum of its squares, is less
# than 1000. If the elements of b add up to more than 0, return b, otherwise 100 b. If all elements of
# a are 0, that would never end: return a times 2 then. The gradient is graded.
#
#     double_until(torch.tensor([300.]))          ->  tensor([1200.])
#     double_until(torch.tensor([-300., -400.]))  ->  tensor([-60000., -80000.])


def double_until(a: Tensor) -> Tensor:
    """b, shape (n,): 2 a, doubled until its length is at least 1000; 100 b if its sum is not over 0."""
    raise NotImplementedError
