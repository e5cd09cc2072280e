"""Exercise 11: Jacobians and vector-Jacobian products."""

import torch


def layer_gradients(X, W, b):
    n, d = X.shape
    m = len(b)
    dW = torch.zeros(m, d, dtype=X.dtype)
    db = torch.zeros(m, dtype=X.dtype)
    for i in range(m):
        for k in range(n):
            for j in range(d):
                dW[i, j] += X[k, j]
            db[i] += 1
    return dW, db


def both_ways(f, x, w):
    x.grad = None
    f(x).backward(w)
    first = x.grad

    x.grad = None
    ys = f(x).reshape(-1)
    ws = w.reshape(-1)
    total = 0
    for i in range(len(ys)):
        total = total + ys[i] * ws[i]
    total.backward()
    second = x.grad
    return first, second


def jacobian_of_result(y, x):
    m = len(y)
    n = len(x)
    J = torch.zeros(m, n, dtype=x.dtype)
    for i in range(m):
        x.grad = None
        y[i].backward(retain_graph=True)
        for j in range(n):
            J[i, j] = x.grad[j]
    return J


def two_jacobians(f, a, b):
    y = f(a, b)
    m = len(y)
    A = torch.zeros(m, len(a), dtype=a.dtype)
    B = torch.zeros(m, len(b), dtype=b.dtype)
    for i in range(m):
        a.grad = None
        b.grad = None
        y[i].backward(retain_graph=True)
        if a.grad is not None:
            for j in range(len(a)):
                A[i, j] = a.grad[j]
        if b.grad is not None:
            for j in range(len(b)):
                B[i, j] = b.grad[j]
    return A, B


def jacobian_vector_product(f, x, v):
    y = f(x)
    out = torch.zeros(len(y), dtype=x.dtype)
    for i in range(len(y)):
        x.grad = None
        y[i].backward(retain_graph=True)
        for j in range(len(x)):
            out[i] += x.grad[j] * v[j]
    return out


def matrix_jacobian(f, X):
    Y = f(X)
    J = torch.zeros(*Y.shape, *X.shape, dtype=X.dtype)
    for i in range(Y.shape[0]):
        if Y.dim() == 1:
            X.grad = None
            Y[i].backward(retain_graph=True)
            J[i] = X.grad
        else:
            for j in range(Y.shape[1]):
                X.grad = None
                Y[i, j].backward(retain_graph=True)
                J[i, j] = X.grad
    return J


def back_in_two_steps(f, g, x, w):
    h = f(x).detach().clone()
    h.requires_grad_(True)
    y = g(h)
    total = 0
    for i in range(len(y)):
        total = total + y[i] * w[i]
    total.backward()
    dh = h.grad

    x.grad = None
    h = f(x)
    total = 0
    for k in range(len(h)):
        total = total + h[k] * dh[k]
    total.backward()
    return dh, x.grad


def softmax_jacobian(x):
    x = x.detach()
    n = len(x)
    largest = x[0]
    for k in range(n):
        if x[k] > largest:
            largest = x[k]
    total = 0
    for k in range(n):
        total = total + torch.exp(x[k] - largest)
    J = torch.zeros(n, n, dtype=x.dtype)
    for i in range(n):
        p_i = torch.exp(x[i] - largest) / total
        for j in range(n):
            p_j = torch.exp(x[j] - largest) / total
            if i == j:
                J[i, j] = p_i * (1 - p_i)
            else:
                J[i, j] = -p_i * p_j
    return J


def per_example_gradients(loss, w, X, y):
    n = len(X)
    d = len(w)
    out = torch.zeros(n, d, dtype=w.dtype)
    for i in range(n):
        w.grad = None
        loss(w, X[i], y[i]).backward()
        for j in range(d):
            out[i, j] = w.grad[j]
    return out


def hessian(f, x):
    n = len(x)
    H = torch.zeros(n, n, dtype=x.dtype)
    for i in range(n):
        slopes = torch.autograd.grad(f(x), x, create_graph=True)[0]
        if slopes.requires_grad:
            row = torch.autograd.grad(slopes[i], x, allow_unused=True)[0]
            if row is not None:
                for j in range(n):
                    H[i, j] = row[j]
    return H


def nth_derivative(f, x, n):
    y = f(x)
    for _ in range(n):
        if not y.requires_grad:
            return torch.zeros_like(x)
        flat = y.reshape(-1)
        total = 0
        for k in range(len(flat)):
            total = total + flat[k]
        y = torch.autograd.grad(total, x, create_graph=True, allow_unused=True)[0]
        if y is None:
            return torch.zeros_like(x)
    return y


def connected_jacobian(f, x):
    y = f(x)
    m = len(y)
    n = len(x)
    J = torch.zeros(m, n, dtype=x.dtype)
    for i in range(m):
        row = torch.autograd.grad(y[i], x, create_graph=True)[0]
        for j in range(n):
            J[i, j] = row[j]
    return J
