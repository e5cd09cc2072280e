"""Exercise 13: softmax regression."""

import torch
import torch.nn.functional as F
from torch import nn


def softmax(X):
    return X.softmax(-1)


def stable_softmax(X):
    return torch.softmax(X, dim=1)


def log_softmax(X):
    return F.log_softmax(X, dim=1)


def cross_entropy_of_probabilities(P, y):
    return F.nll_loss(P.log(), y, reduction="none")


def cross_entropy(X, y):
    losses = F.cross_entropy(X, y.long(), reduction="none")
    return losses, losses.mean()


def changed_scores(P, c):
    return P, (c * P.log()).softmax(1)


def other_scores(X):
    return X + 2


def score_gradient(X, y):
    return torch.autograd.grad(F.cross_entropy(X, y), X)[0]


def predicted_classes(X):
    return X.argmax(-1)


def accuracy(model, batches):
    hits = torch.cat([model(X).argmax(1) == y for X, y in batches])
    return hits.double().mean().item()


class SoftmaxRegression(nn.Sequential):
    def __init__(self, inputs, classes):
        super().__init__(nn.Flatten(), nn.Linear(inputs, classes))


def train(X, y):
    net = SoftmaxRegression(64, 10)
    opt = torch.optim.Adam(net.parameters(), lr=0.05)
    for _ in range(300):
        opt.zero_grad()
        F.cross_entropy(net(X), y).backward()
        opt.step()
    return net
