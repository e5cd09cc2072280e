"""Exercise 04, solved from its prose alone, in few words."""

import torch


def gradient_of_quadratic(x):
    (2 * x @ x).backward()
    return x.grad


def gradient_of_sum(f, x):
    return torch.autograd.grad(f(x).sum(), x)[0]


def product_with_constant(x):
    return x.detach() ** 2 * x


def over_its_length(x):
    with torch.no_grad():
        length = torch.linalg.vector_norm(x)
    return x / length


def td_loss(v, r, v_next, gamma):
    return torch.nn.functional.mse_loss(v, (r + gamma * v_next).detach())


def round_through(x):
    return x + (x.round() - x).detach()


def three_of_x(x):
    return x.clone(), x.detach(), x.detach().clone()


def mean_for_the_log(losses):
    return losses.mean().item() if len(losses) else 0.0


def to_numpy(x):
    return x.numpy(force=True)


def clipped_copy(x):
    return x.detach().relu()


def centred_exp(x):
    return (y := x.exp()) - y.mean()


def double_until(a):
    b = 2 * a
    if not a.any():
        return b
    while b.norm() < 1000:
        b = 2 * b
    return b if b.sum() > 0 else 100 * b
