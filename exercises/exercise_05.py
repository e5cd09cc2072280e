"""Exercise 05: cumulative gradients, or what `backward()` adds up and who clears it.

Fill in the functions below, then run

    grade exercise_05.py

as often as you like. You do not have to finish all of them first: each function is graded
separately. Replace `raise NotImplementedError` with your own code. Helper functions are welcome.

`backward()` does not put gradients into `.grad`: it *adds* them to what is there. If there is
nothing yet, `.grad` is None, and `backward()` makes a new tensor. Nobody clears it but you.

What holds for all tasks, unless a task says something else:

- Tensors hold floats, either float32 or float64. If there are several, they have the same dtype.
  The result has it, too.
- A dimension may have any size, including 0 and 1.
- f and g are functions that you may call. They take a tensor and compute a tensor from it, of the
  same shape unless a task says something else.
- x and w are leaves that require grad, as are all parameters.
- Do not change the values of the tensors that you are given. What you leave in their `.grad` does
  not matter, and before the call it is None.
- Arguments are always valid. Small differences from rounding do not count as mistakes.
"""

import torch
from torch import Tensor

# 1 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Go back from two results: from the sum of all elements of f(x), and from the sum of all elements of
# g(x). What is in `x.grad` in the end, if you clear nothing in between?
#
#     x = torch.tensor([1., 3.], requires_grad=True)
#     sum_of_gradients(lambda x: x * x, lambda x: 10 * x, x)  ->  tensor([12., 16.])


def sum_of_gradients(f, g, x: Tensor) -> Tensor:
    """The gradient of the sum of f(x) plus that of the sum of g(x), in the shape of x."""
    raise NotImplementedError


# 2 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The gradient of the sum of f(x), and nothing but that: whatever an earlier `backward()` has left in
# `x.grad` must not be in it. `x.grad` may be None as well. Your function is called twice on the same
# x. What it returned the first time must still be the same after the second call.
#
#     x = torch.tensor([1., 3.], requires_grad=True)
#     x.grad = torch.tensor([5., 5.])
#     fresh_gradient(lambda x: x * x, x)  ->  tensor([2., 6.])
#     fresh_gradient(lambda x: x * x, x)  ->  tensor([2., 6.])


def fresh_gradient(f, x: Tensor) -> Tensor:
    """The gradient of the sum of f(x) at x, whatever is in x.grad, in the shape of x."""
    raise NotImplementedError


# 3 ─────────────────────────────────────────────────────────────────────────────────────────────────
# If all rows do not fit into memory at once, one goes through them in batches, and lets the gradients
# add up. The loss is the mean over all n rows of (X w - y)², n is at least 1. Go through the rows in
# order, k at a time, and call `backward()` for each batch. If n is no multiple of k, the last batch is
# smaller; k is at least 1, and may be more than n. In the end, `w.grad` is to be the gradient of the
# mean over *all* rows: return it.
#
#     X, y = torch.tensor([[1.], [2.], [3.]]), torch.tensor([0., 0., 0.])
#     w = torch.tensor([3.], requires_grad=True)
#     full_batch_gradient(X, y, w, 2)  ->  tensor([28.])


def full_batch_gradient(X: Tensor, y: Tensor, w: Tensor, k: int) -> Tensor:
    """The gradient of the mean of (X w - y)² at w; X: (n, d), y: (n,), w: (d,); k rows at a time."""
    raise NotImplementedError


# 4 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The numbers a and b were both computed from x, and a part of the way they went together: they share
# a part of their graph. Return the gradient of a, and that of b, both with respect to x. You cannot
# compute a and b anew. Afterwards nobody needs their graph any more.
#
#     x = torch.tensor([1., 2.], requires_grad=True)
#     h = x * x
#     both_gradients(h.sum(), (h * h).sum(), x)  ->  (tensor([2., 4.]), tensor([4., 32.]))


def both_gradients(a: Tensor, b: Tensor, x: Tensor) -> tuple[Tensor, Tensor]:
    """The gradients of a and of b, both of shape (), with respect to x: two tensors in the shape of x."""
    raise NotImplementedError


# 5 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The Jacobian J of f at x has the derivatives of the element i of f(x) in its row i. For the product
# vᵀ J nobody needs J itself: it is the gradient of the number v · f(x), and `backward()` computes it
# from f(x) if you give it v. n is at least 1.
#
#     x = torch.tensor([1., 2.], requires_grad=True)
#     vector_jacobian_product(lambda x: x.cumsum(0), x, torch.tensor([3., 4.]))  ->  tensor([7., 4.])


def vector_jacobian_product(f, x: Tensor, v: Tensor) -> Tensor:
    """The product vᵀ J, J the Jacobian of f at x; x, v and f(x) have shape (n,), and so has the result."""
    raise NotImplementedError


# 6 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Now all of the Jacobian. f takes a vector with n elements, and computes one with m elements from it;
# m is at least 1. The element [i, j] is the derivative of f(x)[i] with respect to x[j]. Go row by row
# with `backward()`, or use `torch.func`.
#
#     x = torch.tensor([1., 2., 3.], requires_grad=True)
#     jacobian(lambda x: x[:-1] * x[1:], x)  ->  tensor([[2., 1., 0.], [0., 3., 2.]])


def jacobian(f, x: Tensor) -> Tensor:
    """The Jacobian of f at x, x of shape (n,), f(x) of shape (m,): a tensor of shape (m, n)."""
    raise NotImplementedError


# 7 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Some losses contain a gradient, such as the penalty with which a Wasserstein GAN keeps the slope of a
# network near 1. Take the gradient of the sum of f(x) at x, and its length: the root of the sum of the
# squares of all its elements, never 0 here. The penalty is the square of (length - 1). It will be
# differentiated itself, so it has to be connected to the graph, and nothing may be left in `x.grad`,
# to which it would be added. The gradient is graded, and so is `x.grad`.
#
#     x = torch.tensor([1., 0.], requires_grad=True)
#     p = gradient_penalty(lambda x: x * x, x)     p  ->  tensor(1.)
#     p.backward()                                 x.grad  ->  tensor([4., 0.])


def gradient_penalty(f, x: Tensor) -> Tensor:
    """(length of the gradient of the sum of f(x) at x - 1)², x of shape (n,): a tensor of shape ()."""
    raise NotImplementedError


# 8 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Gradients that have become too long are clipped before the step. Take all the gradients together as
# one long vector; its length is the root of the sum of the squares of all elements. If it is more than
# max_norm, multiply all gradients by max_norm / length, so that the length is max_norm afterwards. The
# clipped gradients are to be in the parameters' `.grad`, whether you write into it or put a new tensor
# there; those that have None there keep it. The parameters themselves stay as they are. Return the
# length as it was before: a Python float, 0.0 if no parameter has a gradient. A relative error of a
# hundred-thousandth is allowed in all numbers.
#
#     w = torch.tensor([1., 1.], requires_grad=True)
#     w.grad = torch.tensor([3., 4.])
#     length = clip_gradients([w], 1.0)     length  ->  5.0
#                                           w.grad  ->  tensor([0.6000, 0.8000])


def clip_gradients(params: list[Tensor], max_norm: float) -> float:
    """Clip the gradients of params to max_norm, which is more than 0; return their length before that."""
    raise NotImplementedError


# 9 ─────────────────────────────────────────────────────────────────────────────────────────────────
# One step of gradient descent: subtract lr times its gradient from each parameter. Change the caller's
# tensors themselves. Parameters without a gradient stay as they are. Afterwards clear the gradients,
# so that the next `backward()` begins anew: None or zeros, as you like. Nothing is returned.
#
#     w = torch.tensor([1., 2.], requires_grad=True)
#     w.grad = torch.tensor([10., 0.])
#     sgd_step([w], 0.1)
#     w  ->  tensor([0., 2.])


def sgd_step(params: list[Tensor], lr: float) -> None:
    """Change each of params, leaves that require grad, by - lr times its .grad; then clear their .grad."""
    raise NotImplementedError


# 10 ────────────────────────────────────────────────────────────────────────────────────────────────
# There are two ways to clear gradients. If keep is true, they become zeros, in the same memory as
# before: no new tensors are made. If keep is false, their memory is given back, and `.grad` is None.
# A `.grad` that is None before is None afterwards in both cases. Nothing is returned.
#
#     w = torch.tensor([1., 2.], requires_grad=True)
#     w.grad = torch.tensor([10., 0.])
#     zero_gradients([w], True)
#     w.grad  ->  tensor([0., 0.])


def zero_gradients(params: list[Tensor], keep: bool) -> None:
    """Clear the .grad of each of params: zeros in the memory that they have if keep, None if not."""
    raise NotImplementedError


# 11 ────────────────────────────────────────────────────────────────────────────────────────────────
# Make a parameter of the given numbers: a tensor with a hundredth of each, which requires grad, and is
# a leaf, so that `backward()` leaves a gradient in its `.grad`. It has memory of its own. The numbers
# may be integers (int64); the parameter is float32 then, else it has their dtype. Whether the
# parameter is a leaf is graded, and whether it shares memory.
#
#     p = small_parameter(torch.tensor([1, -300]))     p  ->  tensor([0.0100, -3.0000])
#     (p.requires_grad, p.is_leaf)  ->  (True, True)


def small_parameter(values: Tensor) -> Tensor:
    """A leaf that requires grad, with the numbers 0.01 · values, for values of any shape."""
    raise NotImplementedError
