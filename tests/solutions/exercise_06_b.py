"""Exercise 06, solved from its prose alone, with the library."""

from copy import deepcopy

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def synthetic_data(w, b, n, generator):
    X = torch.normal(0.0, 1.0, (n, w.numel()), generator=generator, dtype=w.dtype)
    noise = torch.normal(0.0, 0.01, (n,), generator=generator, dtype=w.dtype)
    return X, torch.mv(X, w).add(b).add(noise)


def batches(X, y, batch_size):
    if len(X) == 0:
        return []
    return DataLoader(TensorDataset(X, y), batch_size=batch_size, shuffle=True)


def linear(X, w, b):
    return F.linear(X, w.T, b)


def squared_loss(y_hat, y):
    return nn.MSELoss()(y_hat, y.unsqueeze(1))


def sgd(params, lr, batch_size):
    if not params:
        return
    optimizer = torch.optim.SGD(params, lr=lr / batch_size)
    optimizer.step()
    optimizer.zero_grad(set_to_none=False)


class Mean:
    """A running mean, with a weight for each value."""

    def __init__(self):
        self.total = 0.0
        self.weight = 0

    def add(self, value, weight):
        self.total += value * weight
        self.weight += weight

    def value(self):
        return self.total / self.weight


def train_epoch(batches, w, b, lr, record):
    optimizer = torch.optim.SGD([w, b], lr=lr)
    mean = Mean()
    for X, y in batches:
        optimizer.zero_grad(set_to_none=False)
        loss = squared_loss(linear(X, w, b), y)
        loss.backward()
        optimizer.step()
        record(loss.item())
        mean.add(loss.item(), X.size(0))
    return mean.value()


def train(X, y, w, b, lr, epochs, batch_size):
    loader = DataLoader(TensorDataset(X, y), batch_size=batch_size, shuffle=False)
    return [train_epoch(loader, w, b, lr, float) for _ in range(epochs)]


def train_concise(net, loader, optimizer, epochs):
    criterion = nn.MSELoss()
    losses = []
    for _ in range(epochs):
        mean = Mean()
        for X, y in loader:
            optimizer.zero_grad(set_to_none=False)
            loss = criterion(net(X), y)
            loss.backward()
            optimizer.step()
            mean.add(loss.item(), X.size(0))
        losses.append(mean.value())
    return losses


@torch.inference_mode()
def evaluate(net, loader):
    criterion = nn.MSELoss()
    was_training = {module: module.training for module in net.modules()}
    mean = Mean()
    try:
        net.eval()
        for X, y in loader:
            mean.add(criterion(net(X), y).item(), X.size(0))
    finally:
        for module, training in was_training.items():
            module.training = training
    return mean.value()


def accuracy(y_hat, y):
    classes = y_hat.max(dim=1).indices if y_hat.ndim > 1 else y_hat
    return classes.eq(y).double().mean().item()


def train_with_early_stopping(net, run_epoch, epochs, patience):
    best_loss = run_epoch()
    best_state = deepcopy(net.state_dict())
    best_epoch = 1
    epoch = 1
    while epoch < epochs and epoch - best_epoch < patience:
        epoch += 1
        loss = run_epoch()
        if loss < best_loss:
            best_loss, best_epoch = loss, epoch
            best_state = deepcopy(net.state_dict())
    net.load_state_dict(best_state)
    return best_loss


class Network(nn.Module):
    def __init__(self, inputs, hidden):
        super().__init__()
        self.hidden = nn.Linear(inputs, hidden)
        self.output = nn.Linear(hidden, 1)

    def forward(self, X):
        return self.output(F.relu(self.hidden(X)))


def network(inputs, hidden):
    return Network(inputs, hidden)
