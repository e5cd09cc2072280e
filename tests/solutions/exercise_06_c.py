"""Exercise 06, solved from its prose alone, with functions of functions."""

import math
import random
from collections import OrderedDict

import torch
from torch import nn
from torch.func import functional_call, grad, grad_and_value


def synthetic_data(w, b, n, generator):
    X = w.new_empty(n, w.shape[0]).normal_(generator=generator)
    noise = w.new_empty(n).normal_(0, 0.01, generator=generator)
    return X, (X * w).sum(1) + b + noise


def batches(X, y, batch_size):
    order = list(range(X.shape[0]))
    random.shuffle(order)
    order = torch.tensor(order, dtype=torch.int64)
    parts = zip(X[order].split(batch_size), y[order].split(batch_size), strict=True)
    return [(rows, targets) for rows, targets in parts if len(targets) > 0]


def linear(X, w, b):
    return torch.addmm(b, X, w)


def squared_loss(y_hat, y):
    return torch.square(y_hat.squeeze(1) - y).mean()


def sgd(params, lr, batch_size):
    for p in params:
        p.data.sub_(p.grad.data, alpha=lr / batch_size)
        p.grad = torch.zeros_like(p)


def loss_of(parameters, X, y):
    return squared_loss(linear(X, *parameters), y)


def train_epoch(batches, w, b, lr, record):
    losses, sizes = [], []
    for X, y in batches:
        old = (w.detach(), b.detach())
        loss = loss_of(old, X, y).item()
        slopes = grad(loss_of)(old, X, y)
        for p, slope in zip((w, b), slopes, strict=True):
            p.data.copy_(p.data - lr * slope)
        record(loss)
        losses.append(loss)
        sizes.append(len(y))
    return math.fsum(loss * size for loss, size in zip(losses, sizes, strict=True)) / sum(sizes)


def train(X, y, w, b, lr, epochs, batch_size):
    parts = list(zip(X.split(batch_size), y.split(batch_size), strict=True))
    means = []
    for _ in range(epochs):
        losses = []
        train_epoch(parts, w, b, lr, losses.append)
        means.append(sum(loss * len(part[1]) for loss, part in zip(losses, parts, strict=True)) / len(y))
    return means


def train_concise(net, loader, optimizer, epochs):
    parameters = {name: p for name, p in net.named_parameters() if p.requires_grad}

    def loss_of_net(values, X, y):
        return nn.functional.mse_loss(functional_call(net, values, (X,)), y)

    means = []
    for _ in range(epochs):
        squares, count = 0.0, 0
        for X, y in loader:
            values = {name: p.detach() for name, p in parameters.items()}
            slopes, loss = grad_and_value(loss_of_net)(values, X, y)
            for name, p in parameters.items():
                p.grad = slopes[name]
            optimizer.step()
            squares += float(loss) * y.shape[0]
            count += y.shape[0]
        means.append(squares / count)
    return means


def evaluate(net, loader):
    modes = [module.training for module in net.modules()]
    net.train(False)
    values = {name: p.detach() for name, p in net.named_parameters()}
    with torch.set_grad_enabled(False):
        errors = [functional_call(net, values, (X,)) - y for X, y in loader]
    for module, mode in zip(net.modules(), modes, strict=True):
        module.training = mode
    return torch.cat(errors).square().mean().item()


def accuracy(y_hat, y):
    predicted = y_hat if y_hat.shape == y.shape else y_hat.topk(1, dim=1).indices[:, 0]
    right = [p == t for p, t in zip(predicted.tolist(), y.tolist(), strict=True)]
    return sum(right) / len(right)


def snapshot(net):
    return [t.detach().clone() for t in [*net.parameters(), *net.buffers()]]


def restore(net, values):
    for t, value in zip([*net.parameters(), *net.buffers()], values, strict=True):
        t.data.copy_(value)


def train_with_early_stopping(net, run_epoch, epochs, patience):
    losses = []
    best = 0
    values = None
    for epoch in range(epochs):
        losses.append(run_epoch())
        if epoch == 0 or losses[epoch] < losses[best]:
            best = epoch
            values = snapshot(net)
        if epoch - best >= patience:
            break
    restore(net, values)
    return losses[best]


def network(inputs, hidden):
    layers = OrderedDict()
    layers["first"] = nn.Linear(inputs, hidden)
    layers["relu"] = nn.ReLU()
    layers["second"] = nn.Linear(hidden, 1)
    return nn.Sequential(layers)
