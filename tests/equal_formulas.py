"""Formulas that are equal in mathematics and round differently, in families."""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F

from grader.course.inputs import tensors


@dataclass(frozen=True)
class Family:
    """Formulas for one result, an almost right one that drops a term, and the inputs.

    Inputs for which `defined` is False are left out: there the formulas differ in mathematics, too.
    """

    inputs: dict
    formulas: tuple
    dropped: object
    defined: object = lambda *_: True


def not_empty(*given):
    return all(tensor.numel() for tensor in given)


def varied(x):
    return len(x) > 1 and bool((x != x[0]).any())


def varied_columns(X):
    return len(X) > 1 and X.shape[1] > 0 and bool((X[0] != X).any(0).all())


def naive_softmax(x):
    e = x.exp()
    return e / e.sum(0, keepdim=True)


def shifted_softmax(x):
    e = (x - x.amax(0, keepdim=True)).exp()
    return e / e.sum(0, keepdim=True)


def squares(A):
    return (A * A).sum(1)


def dots(x, y):
    return (x * y).sum()


def picked(table, y):
    return table[range(len(y)), y]


def eye(x):
    return torch.eye(len(x), dtype=x.dtype)


def ones(x):
    return torch.ones(len(x), len(x), dtype=x.dtype)


def spread(X):
    return X.var(1, correction=0, keepdim=True)


X = {"x": tensors("n")}
XY = {"x": tensors("n"), "y": tensors("n")}
X_Y = {"x": tensors("n"), "y": tensors("n", low=1)}
POSITIVE = {"x": tensors("n", low=1), "y": tensors("n", low=1)}
TABLE = {"X": tensors("m n")}
ROWS = {"A": tensors("m d"), "B": tensors("n d")}
CLASSES = {"z": tensors("m 3"), "y": tensors("m", dtypes=("int64",), low=0, high=2)}
BITS = {"z": tensors("n", low=-3, high=3), "y": tensors("n", low=0, high=1, factors=("",))}

FAMILIES = {
    "softmax": Family(
        X,
        (
            shifted_softmax,
            naive_softmax,
            lambda x: torch.softmax(x, 0),
            lambda x: torch.log_softmax(x, 0).exp(),
        ),
        lambda x: (x - x.amax(0)).exp() / x.exp().sum(0),
        not_empty,
    ),
    "log-softmax": Family(
        X,
        (
            lambda x: torch.log_softmax(x, 0),
            lambda x: x - x.logsumexp(0),
            lambda x: naive_softmax(x).log(),
            lambda x: x - x.amax(0) - (x - x.amax(0)).exp().sum(0).log(),
        ),
        lambda x: x - x.amax(0),
        not_empty,
    ),
    "logsumexp": Family(
        X,
        (
            lambda x: x.logsumexp(0),
            lambda x: x.exp().sum(0).log(),
            lambda x: x.amax(0) + (x - x.amax(0)).exp().sum(0).log(),
        ),
        lambda x: x.amax(0),
        not_empty,
    ),
    "variance": Family(
        X,
        (
            lambda x: x.var(0, correction=0),
            lambda x: ((x - x.mean(0)) ** 2).mean(0),
            lambda x: (x * x).mean(0) - x.mean(0) ** 2,
        ),
        lambda x: (x * x).mean(0),
    ),
    "standard deviation": Family(
        X,
        (
            lambda x: x.std(0, correction=0),
            lambda x: ((x - x.mean(0)) ** 2).mean(0).sqrt(),
            lambda x: (x - x.mean(0)).norm() / math.sqrt(len(x)),
        ),
        lambda x: (x * x).mean(0).sqrt(),
        varied,
    ),
    "norm": Family(
        X,
        (lambda x: x.norm(), lambda x: (x @ x).sqrt(), lambda x: dots(x, x).sqrt()),
        lambda x: x[1:].norm(),
    ),
    "l1 norm": Family(
        X,
        (lambda x: x.abs().sum(), lambda x: dots(x, x.sign()), lambda x: (x.relu() + (-x).relu()).sum()),
        lambda x: x.relu().sum(),
    ),
    "squared distances": Family(
        ROWS,
        (
            lambda A, B: ((A[:, None] - B) ** 2).sum(-1),
            lambda A, B: squares(A)[:, None] + squares(B) - 2 * A @ B.T,
            lambda A, B: (A[:, None] * A[:, None] - 2 * A[:, None] * B + B * B).sum(-1),
        ),
        lambda A, B: squares(A)[:, None] + squares(B),
    ),
    "squared distance": Family(
        XY,
        (lambda x, y: ((x - y) ** 2).sum(), lambda x, y: x @ x - 2 * x @ y + y @ y),
        lambda x, y: x @ x + y @ y,
    ),
    "sigmoid": Family(
        X,
        (
            lambda x: torch.sigmoid(x),
            lambda x: 1 / (1 + (-x).exp()),
            lambda x: x.exp() / (1 + x.exp()),
            lambda x: (1 + (x / 2).tanh()) / 2,
        ),
        lambda x: x.exp() / (1.001 + x.exp()),
    ),
    "tanh": Family(
        X,
        (
            lambda x: x.tanh(),
            lambda x: (x.exp() - (-x).exp()) / (x.exp() + (-x).exp()),
            lambda x: 2 * torch.sigmoid(2 * x) - 1,
        ),
        lambda x: x.exp() / (x.exp() + (-x).exp()),
    ),
    "layer norm": Family(
        TABLE,
        (
            lambda X: F.layer_norm(X, X.shape[1:]),
            lambda X: (X - X.mean(1, keepdim=True)) / (spread(X) + 1e-5).sqrt(),
            lambda X: (X - X.sum(1, keepdim=True) / X.shape[1]) * torch.rsqrt(spread(X) + 1e-5),
        ),
        lambda X: X / (spread(X) + 1e-5).sqrt(),
    ),
    "cross-entropy": Family(
        CLASSES,
        (
            lambda z, y: F.cross_entropy(z, y),
            lambda z, y: -picked(torch.log_softmax(z, 1), y).mean(),
            lambda z, y: -picked(torch.softmax(z, 1), y).log().mean(),
            lambda z, y: (z.logsumexp(1) - picked(z, y)).mean(),
        ),
        lambda z, y: -picked(z, y).mean(),
    ),
    "binary cross-entropy": Family(
        BITS,
        (
            lambda z, y: F.binary_cross_entropy_with_logits(z, y),
            lambda z, y: -(y * torch.sigmoid(z).log() + (1 - y) * (1 - torch.sigmoid(z)).log()).mean(),
            lambda z, y: (F.softplus(z) - y * z).mean(),
        ),
        lambda z, y: -(y * F.logsigmoid(z)).mean(),
    ),
    "projection": Family(
        X_Y,
        (
            lambda x, y: (x @ y) / (y @ y) * y,
            lambda x, y: (x @ (y / y.norm())) * (y / y.norm()),
            lambda x, y: (torch.outer(y, y) / (y @ y)) @ x,
        ),
        lambda x, y: (x @ y) * y,
    ),
    "what a projection leaves": Family(
        X_Y,
        (
            lambda x, y: x - (x @ y) / (y @ y) * y,
            lambda x, y: x - (x @ (y / y.norm())) * (y / y.norm()),
            lambda x, y: (eye(x) - torch.outer(y, y) / (y @ y)) @ x,
        ),
        lambda x, y: x - (x @ y) * y,
    ),
    "cosine similarity": Family(
        POSITIVE,
        (
            lambda x, y: F.cosine_similarity(x, y, dim=0),
            lambda x, y: x @ y / (x.norm() * y.norm()),
            lambda x, y: (x / x.norm()) @ (y / y.norm()),
        ),
        lambda x, y: x @ y / x.norm(),
        not_empty,
    ),
    "mean squared error": Family(
        XY,
        (
            lambda x, y: F.mse_loss(x, y),
            lambda x, y: ((x - y) ** 2).mean(),
            lambda x, y: (x * x).mean() - 2 * (x * y).mean() + (y * y).mean(),
        ),
        lambda x, y: (x * x).mean() + (y * y).mean(),
    ),
    "product of three matrices": Family(
        {"A": tensors("a b"), "B": tensors("b c"), "C": tensors("c d")},
        (lambda A, B, C: (A @ B) @ C, lambda A, B, C: A @ (B @ C)),
        lambda A, B, C: (A[:, 1:] @ B[1:]) @ C,
    ),
    "prefix sums": Family(
        X,
        (
            lambda x: x.cumsum(0),
            lambda x: ones(x).tril() @ x,
            lambda x: x.sum() - x.flip(0).cumsum(0).flip(0) + x,
        ),
        lambda x: x.sum() - x.flip(0).cumsum(0).flip(0),
    ),
    "softplus": Family(
        X,
        (lambda x: F.softplus(x), lambda x: x.exp().log1p(), lambda x: (1 + x.exp()).log()),
        lambda x: x.relu(),
    ),
    "log-sigmoid": Family(
        X,
        (lambda x: F.logsigmoid(x), lambda x: torch.sigmoid(x).log(), lambda x: -(1 + (-x).exp()).log()),
        lambda x: -(-x).relu(),
    ),
    "centred columns": Family(
        TABLE,
        (
            lambda X: X - X.mean(0),
            lambda X: X - X.sum(0) / len(X),
            lambda X: (eye(X) - ones(X) / len(X)) @ X,
        ),
        lambda X: X,
    ),
    "standard scores": Family(
        TABLE,
        (
            lambda X: (X - X.mean(0)) / (X.std(0, correction=0) + 1e-3),
            lambda X: (X - X.mean(0)) / (((X - X.mean(0)) ** 2).mean(0).sqrt() + 1e-3),
        ),
        lambda X: X / (X.std(0, correction=0) + 1e-3),
        varied_columns,
    ),
    "covariance": Family(
        TABLE,
        (
            lambda X: (X - X.mean(0)).T @ (X - X.mean(0)) / len(X),
            lambda X: X.T @ X / len(X) - torch.outer(X.mean(0), X.mean(0)),
        ),
        lambda X: X.T @ X / len(X),
    ),
    "cube of a difference": Family(
        X,
        (lambda x: (x - 1) ** 3, lambda x: x**3 - 3 * x**2 + 3 * x - 1, lambda x: ((x - 3) * x + 3) * x - 1),
        lambda x: x**3 - 3 * x**2 + 3 * x,
    ),
    "difference of squares": Family(
        XY, (lambda x, y: x * x - y * y, lambda x, y: (x - y) * (x + y)), lambda x, y: x * x
    ),
    "log of a ratio": Family(
        POSITIVE, (lambda x, y: (x / y).log(), lambda x, y: x.log() - y.log()), lambda x, y: x.log()
    ),
    "trace of a product": Family(
        {"A": tensors("m n"), "B": tensors("n m")},
        (lambda A, B: (A @ B).trace(), lambda A, B: (A * B.T).sum()),
        lambda A, B: (A[1:] * B.T[1:]).sum(),
    ),
    "geometric mean": Family(
        {"x": tensors("n", low=1)},
        (lambda x: x.log().mean().exp(), lambda x: x.prod() ** (1 / len(x))),
        lambda x: x.prod(),
        not_empty,
    ),
    "entropy": Family(
        X,
        (
            lambda x: -dots(torch.softmax(x, 0), torch.log_softmax(x, 0)),
            lambda x: x.logsumexp(0) - dots(torch.softmax(x, 0), x),
        ),
        lambda x: x.logsumexp(0),
        not_empty,
    ),
    "divergence": Family(
        XY,
        (
            lambda x, y: dots(torch.softmax(x, 0), torch.log_softmax(x, 0) - torch.log_softmax(y, 0)),
            lambda x, y: dots(torch.softmax(x, 0), (torch.softmax(x, 0) / torch.softmax(y, 0)).log()),
        ),
        lambda x, y: dots(torch.softmax(x, 0), torch.log_softmax(x, 0)),
    ),
}

ALWAYS_ZERO = {
    "sum of deviations": Family(
        X,
        (lambda x: (x - x.mean()).sum(), lambda x: x.sum() - len(x) * x.mean()),
        lambda x: x.sum(),
        not_empty,
    ),
    "sum of a softmax, minus 1": Family(
        X,
        (lambda x: shifted_softmax(x).sum() - 1, lambda x: torch.softmax(x, 0).sum() - 1),
        lambda x: shifted_softmax(x)[1:].sum() - 1,
        not_empty,
    ),
}
"""Families whose result and gradient are zero on every input, except for rounding."""
