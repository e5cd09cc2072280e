"""Exercise 06, solved from its prose alone, step by step."""

import copy
import random

import torch
from torch import nn


def synthetic_data(w, b, n, generator):
    num_inputs = len(w)
    X = torch.normal(0.0, 1.0, (n, num_inputs), generator=generator, dtype=w.dtype)
    noise = torch.normal(0.0, 0.01, (n,), generator=generator, dtype=w.dtype)
    y = torch.matmul(X, w) + b
    y += noise
    return X, y


def batches(X, y, batch_size):
    num_examples = len(X)
    indices = list(range(num_examples))
    # The examples are read at random, in no particular order
    random.shuffle(indices)
    for i in range(0, num_examples, batch_size):
        batch_indices = torch.tensor(indices[i : min(i + batch_size, num_examples)])
        yield X[batch_indices], y[batch_indices]


def linear(X, w, b):
    return torch.matmul(X, w) + b


def squared_loss(y_hat, y):
    l = (y_hat - y.reshape(y_hat.shape)) ** 2
    return l.mean()


def sgd(params, lr, batch_size):
    with torch.no_grad():
        for param in params:
            param -= lr * param.grad / batch_size
            param.grad.zero_()


def train_epoch(batches, w, b, lr, record):
    metric = [0.0, 0]  # sum of the losses, number of examples
    for X, y in batches:
        y_hat = linear(X, w, b)
        l = squared_loss(y_hat, y)
        l.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        w.grad.zero_()
        b.grad.zero_()
        record(l.item())
        metric[0] += l.item() * len(y)
        metric[1] += len(y)
    return metric[0] / metric[1]


def train(X, y, w, b, lr, epochs, batch_size):
    losses = []
    for epoch in range(epochs):
        total = 0.0
        for i in range(0, len(X), batch_size):
            X_batch = X[i : i + batch_size]
            y_batch = y[i : i + batch_size]
            l = squared_loss(linear(X_batch, w, b), y_batch)
            l.backward()
            with torch.no_grad():
                w -= lr * w.grad
                b -= lr * b.grad
                w.grad.zero_()
                b.grad.zero_()
            total += float(l) * len(X_batch)
        losses.append(total / len(X))
    return losses


def train_concise(net, loader, optimizer, epochs):
    loss = nn.MSELoss()
    history = []
    for epoch in range(epochs):
        metric = [0.0, 0]
        for X, y in loader:
            l = loss(net(X), y)
            optimizer.zero_grad()
            l.backward()
            optimizer.step()
            metric[0] += float(l) * X.shape[0]
            metric[1] += X.shape[0]
        history.append(metric[0] / metric[1])
    return history


def evaluate(net, loader):
    was_training = net.training
    net.eval()
    metric = [0.0, 0]
    with torch.no_grad():
        for X, y in loader:
            l = (net(X) - y) ** 2
            metric[0] += float(l.sum())
            metric[1] += len(y)
    if was_training:
        net.train()
    return metric[0] / metric[1]


def accuracy(y_hat, y):
    if len(y_hat.shape) > 1:
        y_hat = y_hat.argmax(axis=1)
    cmp = y_hat.type(y.dtype) == y
    return float(cmp.type(y.dtype).sum()) / len(y)


def train_with_early_stopping(net, run_epoch, epochs, patience):
    best_loss = None
    best_params = None
    epochs_without_progress = 0
    for epoch in range(epochs):
        loss = run_epoch()
        if best_loss is None or loss < best_loss:
            best_loss = loss
            best_params = copy.deepcopy(net.state_dict())
            epochs_without_progress = 0
        else:
            epochs_without_progress += 1
            if epochs_without_progress >= patience:
                break
    net.load_state_dict(best_params)
    return best_loss


class MLP(nn.Module):
    def __init__(self, inputs, hidden):
        super().__init__()
        self.hidden = nn.Linear(inputs, hidden)
        self.relu = nn.ReLU()
        self.out = nn.Linear(hidden, 1)

    def forward(self, X):
        H = self.relu(self.hidden(X))
        return self.out(H)


def network(inputs, hidden):
    net = MLP(inputs, hidden)
    return net
