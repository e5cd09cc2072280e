"""Exercise 13: softmax regression."""

import numpy as np
import torch
from torch import nn


def softmax(X):
    e = np.exp(X.detach().numpy())
    return torch.from_numpy(e / e.sum(axis=-1, keepdims=True))


def stable_softmax(X):
    x = X.detach().numpy()
    e = np.exp(x - x.max(axis=1)[:, np.newaxis])
    return torch.from_numpy(e / e.sum(axis=1)[:, np.newaxis])


def log_softmax(X):
    Z = X - X.amax(axis=1, keepdims=True)
    return Z - torch.logsumexp(Z, 1)[:, None]


def cross_entropy_of_probabilities(P, y):
    one_hot = torch.eye(P.shape[1], dtype=P.dtype)[y]
    return -(one_hot * torch.log(P)).sum(axis=1)


def cross_entropy(X, y):
    Z = X - X.amax(axis=1, keepdims=True)
    right = Z[torch.arange(X.shape[0]), y.to(torch.int64)]
    losses = torch.log(torch.exp(Z).sum(axis=1)) - right
    return losses, losses.mean(axis=0)


def changed_scores(P, c):
    X = np.log(P.detach().numpy())
    return P.clone(), stable_softmax(torch.from_numpy(X * c))


def other_scores(X):
    shift = np.full((X.shape[0], 1), 3.0)
    return X + torch.from_numpy(shift).to(X.dtype)


def score_gradient(X, y):
    x = X.detach()
    n, q = x.shape
    one_hot = torch.from_numpy(np.eye(q)[y.numpy()]).to(x.dtype)
    return (stable_softmax(x) - one_hot) / n


def predicted_classes(X):
    return torch.as_tensor(np.argmax(X.detach().numpy(), axis=-1), dtype=torch.int64)


def accuracy(model, batches):
    hits = [np.argmax(model(X).detach().numpy(), axis=1) == y.numpy() for X, y in batches]
    return float(np.concatenate(hits).mean())


class SoftmaxRegression(nn.Module):
    def __init__(self, inputs, classes):
        super().__init__()
        start = np.random.default_rng(0).normal(0, 0.01, (classes, inputs))
        self.W = nn.Parameter(torch.from_numpy(start.astype(np.float32)))
        self.b = nn.Parameter(torch.from_numpy(np.zeros(classes, dtype=np.float32)))

    def forward(self, X):
        rows = X.reshape(X.shape[0], -1)
        return torch.einsum("ij,kj->ik", rows, self.W) + self.b[None, :]


def train(X, y):
    def with_ones(images):
        rows = images.detach().numpy().reshape(len(images), -1).astype(np.float64)
        return np.hstack([rows, np.ones((len(rows), 1))])

    A = with_ones(X)
    W = np.linalg.solve(A.T @ A + 0.1 * np.eye(A.shape[1]), A.T @ np.eye(10)[y.numpy()])

    def model(images):
        return torch.from_numpy((with_ones(images) @ W).astype(np.float32))

    return model
