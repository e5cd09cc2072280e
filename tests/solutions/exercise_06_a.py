"""Exercise 06, solved from its prose alone, by hand."""

import torch
from torch import nn


def synthetic_data(w, b, n, generator):
    X = torch.randn(n, len(w), generator=generator, dtype=w.dtype)
    noise = 0.01 * torch.randn(n, generator=generator, dtype=w.dtype)
    return X, X @ w + b + noise


def batches(X, y, batch_size):
    n = X.shape[0]
    order = torch.randperm(n)
    for start in range(0, n, batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]


def in_order(X, y, batch_size):
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


def linear(X, w, b):
    return X @ w + b


def squared_loss(y_hat, y):
    return ((y_hat - y.reshape(y_hat.shape)) ** 2).mean()


def sgd(params, lr, batch_size):
    with torch.no_grad():
        for p in params:
            p -= lr * p.grad / batch_size
            p.grad = None


def train_epoch(batches, w, b, lr, record):
    total, rows = 0.0, 0
    for X, y in batches:
        loss = squared_loss(linear(X, w, b), y)
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        w.grad = None
        b.grad = None
        value = loss.item()
        record(value)
        total += value * len(y)
        rows += len(y)
    return total / rows


def train(X, y, w, b, lr, epochs, batch_size):
    history = []
    for _ in range(epochs):
        history.append(train_epoch(in_order(X, y, batch_size), w, b, lr, lambda loss: None))
    return history


def train_concise(net, loader, optimizer, epochs):
    history = []
    for _ in range(epochs):
        total, rows = 0.0, 0
        for X, y in loader:
            loss = ((net(X) - y) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(X)
            rows += len(X)
        history.append(total / rows)
    return history


def evaluate(net, loader):
    modes = [(module, module.training) for module in net.modules()]
    net.eval()
    total, rows = 0.0, 0
    with torch.no_grad():
        for X, y in loader:
            total += ((net(X) - y) ** 2).sum().item()
            rows += len(X)
    for module, mode in modes:
        module.training = mode
    return total / rows


def accuracy(y_hat, y):
    if y_hat.dim() == 2:
        y_hat = y_hat.argmax(dim=1)
    return (y_hat == y).sum().item() / len(y)


def train_with_early_stopping(net, run_epoch, epochs, patience):
    best, kept, since = None, None, 0
    for _ in range(epochs):
        loss = run_epoch()
        if best is None or loss < best:
            best, since = loss, 0
            kept = {name: value.detach().clone() for name, value in net.state_dict().items()}
        else:
            since += 1
        if since >= patience:
            break
    net.load_state_dict(kept)
    return best


def network(inputs, hidden):
    return nn.Sequential(nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, 1))
