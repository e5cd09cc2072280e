"""Exercise 05, solved from its prose alone, step by step."""

import math

import torch


def add_up(values):
    total = 0
    for value in values.reshape(-1):
        total = total + value
    return total


def sum_of_gradients(f, g, x):
    if x.numel() == 0:
        return torch.zeros_like(x)
    first = add_up(f(x))
    first.backward()
    second = add_up(g(x))
    second.backward()
    return x.grad


def fresh_gradient(f, x):
    if x.numel() == 0:
        return torch.zeros_like(x)
    x.grad = None
    total = add_up(f(x))
    total.backward()
    return x.grad.clone()


def full_batch_gradient(X, y, w, k):
    n = X.shape[0]
    d = X.shape[1]
    if d == 0:
        w.grad = torch.zeros_like(w)
        return w.grad
    start = 0
    while start < n:
        end = min(start + k, n)
        loss = 0
        for i in range(start, end):
            prediction = 0
            for j in range(d):
                prediction = prediction + X[i, j] * w[j]
            error = prediction - y[i]
            loss = loss + error * error / n
        loss.backward()
        start = end
    return w.grad


def both_gradients(a, b, x):
    a.backward(retain_graph=True)
    gradient_a = x.grad.clone()
    x.grad = None
    b.backward()
    gradient_b = x.grad.clone()
    return gradient_a, gradient_b


def vector_jacobian_product(f, x, v):
    n = x.shape[0]
    if n == 0:
        return torch.zeros_like(x)
    y = f(x)
    total = 0
    for i in range(n):
        total = total + v[i] * y[i]
    total.backward()
    return x.grad


def jacobian(f, x):
    y = f(x)
    rows = []
    for i in range(y.shape[0]):
        x.grad = None
        y[i].backward(retain_graph=True)
        rows.append(x.grad.clone())
    return torch.stack(rows)


def gradient_penalty(f, x):
    if x.shape[0] == 0:
        return (x.sum() - 1) ** 2
    total = add_up(f(x))
    (gradient,) = torch.autograd.grad(total, x, create_graph=True)
    squares = add_up(gradient * gradient)
    length = torch.sqrt(squares)
    return (length - 1) ** 2


def clip_gradients(params, max_norm):
    squares = 0.0
    for p in params:
        if p.grad is not None:
            for element in p.grad.reshape(-1):
                squares = squares + element.item() * element.item()
    length = math.sqrt(squares)
    if length > max_norm:
        for p in params:
            if p.grad is not None:
                p.grad.data *= max_norm / length
    return length


def sgd_step(params, lr):
    for p in params:
        if p.grad is not None:
            p.data -= lr * p.grad.data
            p.grad = None


def zero_gradients(params, keep):
    for p in params:
        if p.grad is None:
            continue
        if keep:
            p.grad.data.zero_()
        else:
            p.grad = None


def small_parameter(values):
    dtype = torch.float64 if values.dtype == torch.float64 else torch.float32
    numbers = []
    for value in values.reshape(-1):
        numbers.append(0.01 * value.item())
    parameter = torch.tensor(numbers, dtype=dtype).reshape(values.shape)
    parameter.requires_grad = True
    return parameter
