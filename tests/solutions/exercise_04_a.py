"""Exercise 04, solved from its prose alone, with `backward()` and `detach()`."""

import torch


def gradient_of_quadratic(x):
    y = 2 * x @ x
    y.backward()
    return x.grad


def gradient_of_sum(f, x):
    total = f(x).sum()
    if total.requires_grad:
        total.backward()
    return torch.zeros_like(x) if x.grad is None else x.grad


def product_with_constant(x):
    u = x * x
    return u.detach() * x


def over_its_length(x):
    with torch.no_grad():
        length = (x**2).sum().sqrt()
    return x / length


def td_loss(v, r, v_next, gamma):
    target = (r + gamma * v_next).detach()
    return ((v - target) ** 2).mean()


def round_through(x):
    return x + (torch.round(x) - x).detach()


def three_of_x(x):
    return x.clone(), x.detach(), x.detach().clone()


def mean_for_the_log(losses):
    if len(losses) == 0:
        return 0.0
    return losses.mean().item()


def to_numpy(x):
    return x.detach().numpy()


def clipped_copy(x):
    copy = x.detach().clone()
    copy[copy < 0] = 0
    return copy


def centred_exp(x):
    y = x.exp()
    return y - y.mean()


def double_until(a):
    b = a * 2
    if not a.any():
        return b
    while b.norm() < 1000:
        b = b * 2
    if b.sum() > 0:
        return b
    return 100 * b
