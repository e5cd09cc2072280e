"""Answers in other words than the misconceptions that they hold, and near misses that hold none of them."""

import copy
import math
from collections.abc import Callable

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from grader.core.model import Outcome
from grader.judge.grade import assignment
from grader.judge.result import judge
from grader.runner.inprocess import observe_function

ANSWERS: list[tuple[str, str, str, Callable]] = []


def named(exercise, task, name):
    """An answer to a task, and the misconception that it is to be named; "" for none."""

    def take(function):
        ANSWERS.append((exercise, task, name, function))
        return function

    return take


# --------------------------------------------------------------------------------- training loops


@named("exercise_06", "train", "predictions_before_the_loop")
def predicts_once_for_all_epochs(X, y, w, b, lr, epochs, batch_size):
    predictions, losses = X @ w + b, []
    for _ in range(epochs):
        total = 0.0
        for i in range(0, len(X), batch_size):
            difference = predictions[i : i + batch_size].reshape(-1) - y[i : i + batch_size]
            loss = difference.pow(2).mean()
            loss.backward()
            for p in (w, b):
                p.data -= lr * p.grad
                p.grad.zero_()
            total += loss.item() * len(difference)
        losses.append(total / len(X))
    return losses


@named("exercise_06", "train", "old_predictions_in_an_epoch")
def predicts_once_an_epoch_and_keeps_the_graph(X, y, w, b, lr, epochs, batch_size):
    losses = []
    for _ in range(epochs):
        predictions, total = (X @ w + b).reshape(-1), 0.0
        for part, targets in zip(predictions.split(batch_size), y.split(batch_size), strict=True):
            w.grad = b.grad = None
            loss = F.mse_loss(part, targets)
            loss.backward(retain_graph=True)
            with torch.no_grad():
                w -= lr * w.grad
                b -= lr * b.grad
            total += loss.item() * len(targets)
        losses.append(total / len(X))
    return losses


@named("exercise_06", "train", "")
def goes_back_through_the_sum_of_losses(X, y, w, b, lr, epochs, batch_size):
    losses = []
    for _ in range(epochs):
        total = 0.0
        for i in range(0, len(X), batch_size):
            targets = y[i : i + batch_size]
            total = total + ((X[i : i + batch_size] @ w + b).reshape(-1) - targets).pow(2).sum()
            total.backward()
            for p in (w, b):
                p.data -= lr * p.grad
                p.grad.zero_()
        losses.append(total.item() / len(X))
    return losses


@named("exercise_06", "train_concise", "mean_runs_on")
def keeps_counting(net, loader, optimizer, epochs):
    losses, total, rows = [], 0.0, 0
    for _ in range(epochs):
        for X, y in loader:
            optimizer.zero_grad()
            loss = F.mse_loss(net(X), y)
            loss.backward()
            optimizer.step()
            total, rows = total + float(loss) * len(X), rows + len(X)
        losses.append(total / rows)
    return losses


@named("exercise_06", "train_concise", "zero_grad_once_an_epoch")
def clears_where_the_epoch_ends(net, loader, optimizer, epochs):
    losses = []
    for _ in range(epochs):
        total, rows = 0.0, 0
        for X, y in loader:
            loss = ((net(X) - y) ** 2).mean()
            loss.backward()
            optimizer.step()
            total, rows = total + loss.item() * len(X), rows + len(X)
        net.zero_grad()
        losses.append(total / rows)
    return losses


@named("exercise_06", "train_epoch", "new_leaves")
def trains_copies(batches, w, b, lr, record):
    w, b = copy.deepcopy(w), copy.deepcopy(b)
    total, rows = 0.0, 0
    for X, y in batches:
        loss = F.mse_loss((X @ w + b).reshape(-1), y)
        loss.backward()
        for p in (w, b):
            p.data -= lr * p.grad
            p.grad = None
        record(loss.item())
        total, rows = total + loss.item() * len(y), rows + len(y)
    return total / rows


@named("exercise_06", "batches", "")
def a_list_with_the_first_batch(X, y, batch_size):
    order = torch.randperm(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        return [(X[rows], y[rows])]


@named("exercise_06", "accuracy", "largest_with_their_places")
def compares_a_pair(y_hat, y):
    if y_hat.dim() > 1:
        y_hat = torch.max(y_hat, 1)
    return (y_hat == y).float().mean().item()


@named("exercise_06", "accuracy", "")
def asks_numpy_for_a_mean(y_hat, y):
    return ((y_hat.argmax(dim=1) if y_hat.dim() > 1 else y_hat) == y).average()


@named("exercise_06", "network", "foward")
def misspells_forward(inputs, hidden):
    class Regression(nn.Module):
        def __init__(self, inputs, hidden):
            super().__init__()
            self.layers = nn.Sequential(nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, 1))

        def froward(self, X):
            return self.layers(X)

    return Regression(inputs, hidden)


@named("exercise_06", "network", "single_underscores")
def misspells_init(inputs, hidden):
    class Regression(nn.Module):
        def _init_(self, inputs, hidden):
            super().__init__()
            self.layers = nn.Sequential(nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, 1))

        def forward(self, X):
            return self.layers(X)

    return Regression(inputs, hidden)


# ------------------------------------------------------------------------------ gradients and graphs


@named("exercise_05", "gradient_penalty", "length_of_a_tuple")
def squares_a_tuple(f, x):
    gradient = torch.autograd.grad(f(x).sum(), x, create_graph=True)
    return (gradient.pow(2).sum().sqrt() - 1) ** 2


@named("exercise_05", "gradient_penalty", "")
def misspells_norm(f, x):
    gradient = torch.autograd.grad(f(x).sum(), x, create_graph=True)[0]
    return (gradient.length() - 1) ** 2


@named("exercise_05", "gradient_penalty", "")
def spoils_its_graph(f, x):
    gradient = torch.autograd.grad(f(x).sum(), x, create_graph=True)[0]
    penalty = (gradient.norm() - 1) ** 2
    gradient.zero_()
    return penalty


@named("exercise_04", "clipped_copy", "clips_into_a_new_leaf")
def clips_a_deep_copy(x):
    y = copy.deepcopy(x)
    y.data.clamp_(min=0)
    return y


@named("exercise_04", "clipped_copy", "still_in_the_graph")
def chooses_in_the_graph(x):
    return torch.where(x > 0, x, torch.zeros_like(x))


@named("exercise_04", "three_of_x", "new_leaf_for_the_copy")
def copies_deeply(x):
    return copy.deepcopy(x), x.detach(), x.detach().clone()


# --------------------------------------------------------------------------------- sums and roots


@named("exercise_03", "lp_norm", "divides_by_p")
def takes_the_power_first(x, p):
    total = torch.zeros((), dtype=x.dtype)
    for element in x:
        total = total + abs(element) ** p
    return total**1 / p


@named("exercise_03", "l2_norm", "norm_as_a_new_leaf")
def makes_a_parameter_of_a_number(x):
    return torch.tensor(math.hypot(*x.tolist()), dtype=x.dtype).requires_grad_()


@named("exercise_02", "one_hot", "labels_minus_one")
def counts_classes_from_one(labels, classes):
    out = torch.zeros(len(labels), classes)
    for row, label in enumerate(labels):
        out[row, label - 1] = 1.0
    return out


@pytest.mark.slow
@pytest.mark.parametrize(
    ("exercise", "name", "misconception", "function"), ANSWERS, ids=[answer[3].__name__ for answer in ANSWERS]
)
def test_an_answer_is_named_for_what_it_does(keys, exercise, name, misconception, function):
    task = next(task for task in keys[exercise].tasks if task.name == name)
    result = judge(task, observe_function(function, assignment(task)))
    assert result.outcome is not Outcome.PASSED
    assert (result.misconception.name if result.misconception else "") == misconception


def test_a_task_that_trains_never_advises_to_keep_the_graph(keys):
    for name in ("train_epoch", "train", "train_concise"):
        messages = keys["exercise_06"].text.task(name).messages
        assert messages
        assert "retain_graph" not in " ".join(messages.values())
