"""Exercise 04, solved from its prose alone, with `torch.autograd.grad`, `torch.func` and own Functions."""

import math

import numpy as np
import torch
import torch.nn.functional as F


class _RoundThrough(torch.autograd.Function):
    @staticmethod
    def forward(x):
        return torch.round(x)

    @staticmethod
    def setup_context(ctx, inputs, output):
        pass

    @staticmethod
    def backward(ctx, grad):
        return grad


class _CentredExp(torch.autograd.Function):
    @staticmethod
    def forward(x):
        y = torch.exp(x)
        return y - y.mean()

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx, grad):
        (x,) = ctx.saved_tensors
        return torch.exp(x) * (grad - grad.mean())


def gradient_of_quadratic(x):
    return torch.func.grad(lambda t: 2 * torch.dot(t, t))(x.detach())


def gradient_of_sum(f, x):
    with torch.enable_grad():
        y = f(x)
    if not y.requires_grad:
        return torch.zeros_like(x)
    (gradient,) = torch.autograd.grad(y, x, torch.ones_like(y), allow_unused=True, materialize_grads=True)
    return gradient


def product_with_constant(x):
    with torch.no_grad():
        u = x.square()
    return torch.mul(u, x)


def over_its_length(x):
    length = torch.linalg.vector_norm(x.detach())
    return x * length.reciprocal()


def td_loss(v, r, v_next, gamma):
    with torch.no_grad():
        target = torch.add(r, v_next, alpha=gamma)
    return F.mse_loss(v, target)


def round_through(x):
    return _RoundThrough.apply(x)


def three_of_x(x):
    in_graph = x * 1
    shared = x.data
    own = torch.from_numpy(shared.numpy().copy())
    return in_graph, shared, own


def mean_for_the_log(losses):
    values = losses.tolist()
    return sum(values) / len(values) if values else 0.0


def to_numpy(x):
    dtype = np.float32 if x.dtype == torch.float32 else np.float64
    return np.array(x.tolist(), dtype=dtype).reshape(x.shape)


@torch.no_grad()
def clipped_copy(x):
    return torch.where(x < 0, torch.zeros_like(x), x)


def centred_exp(x):
    return _CentredExp.apply(x)


def double_until(a):
    values = a.tolist()
    length = 2 * math.hypot(*values)
    doublings = 1
    while 0 < length < 1000:
        length *= 2
        doublings += 1
    b = a
    for _ in range(doublings):
        b = b + b
    if length == 0 or b.sum().item() > 0:
        return b
    return b.mul(100)
