"""Exercise 11: Jacobians and vector-Jacobian products."""

import torch
from torch.autograd import grad
from torch.autograd import functional as AF


def layer_gradients(X, W, b):
    return grad((X @ W.T + b).sum(), (W, b))


def both_ways(f, x, w):
    return grad(f(x), x, w) + grad((f(x) * w).sum(), x)


def jacobian_of_result(y, x):
    return torch.stack([grad(v, x, retain_graph=True)[0] for v in y])


def two_jacobians(f, a, b):
    return AF.jacobian(f, (a, b))


def jacobian_vector_product(f, x, v):
    return AF.jacobian(f, x) @ v


def matrix_jacobian(f, X):
    return AF.jacobian(f, X)


def back_in_two_steps(f, g, x, w):
    h = f(x)
    return grad(g(h), (h, x), w)


def softmax_jacobian(x):
    return AF.jacobian(lambda s: s.softmax(0), x)


def per_example_gradients(loss, w, X, y):
    return AF.jacobian(lambda u: torch.stack([loss(u, x, t) for x, t in zip(X, y)]), w)


def hessian(f, x):
    return AF.hessian(f, x)


def nth_derivative(f, x, n):
    y = f(x)
    for _ in range(n):
        if not y.requires_grad:
            return torch.zeros_like(x)
        (y,) = grad(y.sum(), x, create_graph=True, materialize_grads=True)
    return y


def connected_jacobian(f, x):
    return AF.jacobian(f, x, create_graph=True)
