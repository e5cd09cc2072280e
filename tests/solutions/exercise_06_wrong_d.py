"""Wrong solutions of exercise 06 by an author who saw only the starter.

torch, math, torch.nn.functional as F and Tensor are imported for them.
"""

WRONG: list[tuple[str, str, str]] = [
    # ── synthetic_data ────────────────────────
    (
        "synthetic_data",
        "gives the generator to the features only; the noise comes from the global one, as in the book",
        """
def synthetic_data(w, b, n, generator):
    X = torch.randn(n, len(w), generator=generator, dtype=w.dtype)
    y = torch.matmul(X, w) + b
    y += torch.normal(0.0, 0.01, y.shape)
    return X, y
""",
    ),
    # ── batches ───────────────────────────────
    (
        "batches",
        "random.shuffle on a tensor: the swaps go through views, so rows get lost and others come twice",
        """
import random


def batches(X, y, batch_size):
    data = torch.cat([X, y.reshape(-1, 1)], dim=1)
    random.shuffle(data)      # 打乱顺序
    for i in range(0, len(data), batch_size):
        part = data[i:i + batch_size]
        yield part[:, :-1], part[:, -1]
""",
    ),
    # ── train_epoch ───────────────────────────
    (
        "train_epoch",
        "divides the gradient by the number of rows, although the loss is a mean already"
        " AND clears the gradient of w, but never that of b",
        """
def train_epoch(batches, w, b, lr, record):
    total, rows = 0.0, 0
    for X, y in batches:
        y_hat = X @ w + b
        loss = ((y_hat - y.reshape(y_hat.shape)) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad / len(X)
            b -= lr * b.grad / len(X)
        w.grad.zero_()
        record(loss.item())
        total += loss.item() * len(X)
        rows += len(X)
    return total / rows
""",
    ),
    # ── train ─────────────────────────────────
    (
        "train",
        "makes the batches once with zip before the epochs; zip is used up after the first one",
        """
def train(X, y, w, b, lr, epochs, batch_size):
    data_iter = zip(X.split(batch_size), y.split(batch_size))
    history = []
    for epoch in range(epochs):
        total = 0.0
        for Xb, yb in data_iter:
            loss = ((Xb @ w + b).squeeze(1) - yb).pow(2).mean()
            loss.backward()
            with torch.no_grad():
                for p in (w, b):
                    p -= lr * p.grad
                    p.grad.zero_()
            total += loss.item() * len(yb)
        history.append(total / len(y))
    return history
""",
    ),
    # ── train_concise ─────────────────────────
    (
        "train_concise",
        "sums the squares so that the epoch's mean is easy, and so steps with a gradient that is too large",
        """
from torch import nn


def train_concise(net, loader, optimizer, epochs):
    loss_fn = nn.MSELoss(reduction="sum")
    history = []
    for _ in range(epochs):
        total, rows = 0.0, 0
        for X, y in loader:
            loss = loss_fn(net(X), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
            rows += len(y)
        history.append(total / rows)
    return history
""",
    ),
    # ── evaluate ──────────────────────────────
    (
        "evaluate",
        "freezes the parameters to get no graph, and never thaws them"
        " AND takes the mean of the batches' means",
        """
def evaluate(net, loader):
    was_training = net.training
    net.eval()
    net.requires_grad_(False)
    total = 0.0
    for X, y in loader:
        total += F.mse_loss(net(X), y).item()
    net.train(was_training)
    return total / len(loader)
""",
    ),
    # ── accuracy ──────────────────────────────
    (
        "accuracy",
        "writes len(y_hat) > 1 where the book has len(y_hat.shape) > 1",
        """
def accuracy(y_hat, y):
    if len(y_hat) > 1:
        y_hat = y_hat.argmax(dim=1)
    cmp = y_hat.type(y.dtype) == y
    return float(cmp.sum()) / len(y)
""",
    ),
    # ── train_with_early_stopping ─────────────
    (
        "train_with_early_stopping",
        "a shallow copy of the state dict, whose tensors go on training"
        " AND counts all bad epochs, not those in a row",
        """
import copy


def train_with_early_stopping(net, run_epoch, epochs, patience):
    best, bad = float("inf"), 0
    best_state = copy.copy(net.state_dict())
    for _ in range(epochs):
        loss = run_epoch()
        if loss < best:
            best = loss
            best_state = copy.copy(net.state_dict())
        else:
            bad += 1
            if bad >= patience:
                break
    net.load_state_dict(best_state)
    return best
""",
    ),
    # ── network ───────────────────────────────
    (
        "network",
        "flattens the output so that it fits a vector of targets: (n,) instead of (n, 1)",
        """
from torch import nn


def network(inputs, hidden):
    return nn.Sequential(
        nn.Linear(inputs, hidden),
        nn.ReLU(),
        nn.Linear(hidden, 1),
        nn.Flatten(0),
    )
""",
    ),
]
