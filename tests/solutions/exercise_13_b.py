"""Exercise 13: softmax regression."""

import torch
from torch import nn
from torch.utils import data


def softmax(X):
    X_exp = torch.exp(X)
    partition = X_exp.sum(-1, keepdim=True)
    return X_exp / partition


def stable_softmax(X):
    X_exp = torch.exp(X - X.max(dim=1, keepdim=True).values)
    return X_exp / X_exp.sum(1, keepdim=True)


def log_softmax(X):
    shifted = X - X.detach().max(dim=1, keepdim=True).values
    return shifted - torch.log(torch.exp(shifted).sum(1, keepdim=True))


def cross_entropy_of_probabilities(P, y):
    return -torch.log(P[list(range(len(P))), y])


def cross_entropy(X, y):
    loss = nn.CrossEntropyLoss(reduction="none")
    l = loss(X, y.type(torch.int64))  # noqa: E741
    return l, l.sum() / l.numel()


def changed_scores(P, c):
    X = torch.log(P)
    return stable_softmax(X), stable_softmax(X * c)


def other_scores(X):
    return X - 5.0


def score_gradient(X, y):
    _, mean_loss = cross_entropy(X, y)
    mean_loss.backward()
    return X.grad


def predicted_classes(X):
    return torch.max(X, dim=-1).indices


def accuracy(model, batches):
    metric = [0.0, 0.0]
    for X, y in batches:
        y_hat = model(X).argmax(axis=1)
        cmp = y_hat.type(y.dtype) == y
        metric[0] += float(cmp.type(torch.int64).sum())
        metric[1] += y.numel()
    return metric[0] / metric[1]


class SoftmaxRegression(nn.Module):
    def __init__(self, inputs, classes):
        super().__init__()
        self.W = nn.Parameter(torch.normal(0, 0.01, size=(classes, inputs)))
        self.b = nn.Parameter(torch.zeros(classes))

    def forward(self, X):
        return torch.matmul(X.reshape(X.shape[0], -1), self.W.T) + self.b


def train(X, y):
    net = SoftmaxRegression(64, 10)
    trainer = torch.optim.SGD(net.parameters(), lr=0.3)
    train_iter = data.DataLoader(data.TensorDataset(X, y), batch_size=64, shuffle=True)
    for _ in range(30):
        for X_batch, y_batch in train_iter:
            trainer.zero_grad()
            _, loss = cross_entropy(net(X_batch), y_batch)
            loss.backward()
            trainer.step()
    return net
