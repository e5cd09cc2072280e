"""Exercise 05, solved from its prose alone, in few words."""

import torch


def sum_of_gradients(f, g, x):
    return torch.autograd.grad(f(x).sum() + g(x).sum(), x)[0]


def fresh_gradient(f, x):
    return torch.autograd.grad(f(x).sum(), x)[0]


def full_batch_gradient(X, y, w, k):
    for rows, targets in zip(X.split(k), y.split(k), strict=True):
        ((rows @ w - targets).square().sum() / len(X)).backward()
    return w.grad


def both_gradients(a, b, x):
    return torch.autograd.grad(a, x, retain_graph=True)[0], torch.autograd.grad(b, x)[0]


def vector_jacobian_product(f, x, v):
    return torch.autograd.grad(f(x), x, v)[0]


def jacobian(f, x):
    return torch.func.jacrev(f)(x.detach())


def gradient_penalty(f, x):
    return (torch.autograd.grad(f(x).sum(), x, create_graph=True)[0].norm() - 1) ** 2


def clip_gradients(params, max_norm):
    grads = [p.grad for p in params if p.grad is not None]
    length = sum(g.double().square().sum().item() for g in grads) ** 0.5
    if length > max_norm:
        torch._foreach_mul_(grads, max_norm / length)
    return length


@torch.no_grad()
def sgd_step(params, lr):
    for p in params:
        if p.grad is not None:
            p.sub_(p.grad, alpha=lr)
            p.grad = None


def zero_gradients(params, keep):
    for p in params:
        if not keep:
            p.grad = None
        elif p.grad is not None:
            p.grad.zero_()


def small_parameter(values):
    return (0.01 * values.detach()).requires_grad_()
