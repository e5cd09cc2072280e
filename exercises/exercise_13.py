"""Exercise 13: softmax regression, or from scores to probabilities, losses and classes.

Fill in the functions below, then run

    grade exercise_13.py

as often as you like. You do not have to finish all of them first: each function is graded
separately. Replace `raise NotImplementedError` with your own code. Helper functions are welcome,
and one task may call your solution of another.

A model for q classes gives q scores for each example, also called logits. Softmax makes probabilities
of the scores. The loss says how small the probability of the right class is.

What holds for all tasks, unless a task says something else:

- Tensors hold floats, either float32 or float64. If there are several, they have the same dtype.
  The result has it, too.
- A row of X has the q scores of one example. Scores are between -30 and 30, unless a task says that
  they may be large. y has the right class of each example: an integer (int64) from 0 to q - 1.
- Every dimension has at least size 1. A tensor may be a slice or a transpose of another, so that its
  numbers do not lie in memory row by row.
- Do not change the tensors that you are given. A result may share memory with them.
- "The gradient is graded" means: gradients of your result with respect to X or P are compared, too.
  X or P may require grad then. In the other tasks, no tensor requires grad unless the task says so,
  and a result may be connected to the graph or not.
- Arguments are always valid. Small differences from rounding do not count as mistakes.
- You may use loops and everything that torch has, such as `torch.softmax` and `torch.nn.functional`.
"""

import numpy as np
import torch
from torch import Tensor, nn

# 1 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Softmax makes probabilities of scores: softmax(x)[j] is exp(x[j]), divided by the sum of exp(x[k])
# over all k. The scores of an example lie along the last dimension. So X has the shape (q,) for a
# single example, (n, q) for n examples, or (b, n, q) for b groups of n examples. The probabilities of
# each example add up to 1.
#
#     softmax(torch.tensor([[0., 0.], [0., 1.]]))  ->  tensor([[0.5000, 0.5000], [0.2689, 0.7311]])


def softmax(X: Tensor) -> Tensor:
    """The softmax of X along its last dimension, in the shape of X: (q,), (n, q) or (b, n, q)."""
    raise NotImplementedError


# 2 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The same along the rows of a matrix, but with scores that may be large, such as 1000 or -1000. (In
# this exercise, large scores lie between -10,000 and 10,000.) They may also differ a lot from row to
# row. exp(1000) is inf, and inf / inf is nan. exp(-1000) is 0, and 0 / 0 is nan. But the softmax of a
# row stays as it is if you subtract one and the same number from all scores of this row. So all
# results are finite. X itself must stay as it is.
#
#     stable_softmax(torch.tensor([[1000., 1000.], [-1000., -999.]]))
#         ->  tensor([[0.5000, 0.5000], [0.2689, 0.7311]])


def stable_softmax(X: Tensor) -> Tensor:
    """The softmax along each row of X, shape (n, q), also for large scores: shape (n, q)."""
    raise NotImplementedError


# 3 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Losses need logarithms of probabilities. Compute the logarithm of softmax along each row of X. The
# scores may be large, and all results are finite. The logarithm of `torch.softmax` is not enough: a
# small probability is rounded to 0, and log(0) is -inf. But the logarithm of exp(x[j]) is just x[j], so
# only the logarithm of the sum is left to compute. The gradient is graded.
#
#     log_softmax(torch.tensor([[0., 0.], [0., 1000.]]))  ->  tensor([[-0.6931, -0.6931], [-1000., 0.]])


def log_softmax(X: Tensor) -> Tensor:
    """The logarithm of softmax along each row of X, shape (n, q), also for large scores: shape (n, q)."""
    raise NotImplementedError


# 4 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The cross-entropy of an example is -log(p), where p is the probability of its right class. Row i of P
# has the probabilities of example i, one for each class, and y[i] is its right class. P does not hold
# scores, and none of its probabilities is 0. Return the loss of each example, not their mean: a vector
# of shape (n,). The gradient is graded.
#
#     P = torch.tensor([[0.5, 0.25, 0.25], [0.1, 0.2, 0.7]])
#     cross_entropy_of_probabilities(P, torch.tensor([0, 1]))  ->  tensor([0.6931, 1.6094])


def cross_entropy_of_probabilities(P: Tensor, y: Tensor) -> Tensor:
    """-log of the probability of the right class in each row; P: (n, q), y: (n,); shape (n,)."""
    raise NotImplementedError


# 5 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Now compute the cross-entropy from scores. They may be large, and all results are finite. Return a
# tuple of two tensors: the losses of all examples, of shape (n,), and the mean of these losses, of shape
# (). Here y holds int64 or int32. Take care: many functions of torch want classes in int64, and
# `torch.nn.functional.cross_entropy` wants scores, not probabilities. The gradient of both is graded.
#
#     X = torch.tensor([[0., 0.], [1000., 0.]])
#     cross_entropy(X, torch.tensor([0, 1]))  ->  (tensor([0.6931, 1000.]), tensor(500.3466))


def cross_entropy(X: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """The loss of each row of scores, shape (n,), and the mean loss, shape (); X: (n, q), y: (n,)."""
    raise NotImplementedError


# 6 ─────────────────────────────────────────────────────────────────────────────────────────────────
# P is the softmax of some scores X, row by row. The scores are lost: P is all that you have, and none
# of its probabilities is 0. Return a tuple of two matrices: the softmax of the scores X + c, and the
# softmax of the scores X * c. c is a Python float between -3 and 3. Some notes say that softmax does
# not change if the scores are scaled. Is it so?
#
#     P = torch.tensor([[0.2, 0.8]])
#     changed_scores(P, 2.0)  ->  (tensor([[0.2000, 0.8000]]), tensor([[0.0588, 0.9412]]))


def changed_scores(P: Tensor, c: float) -> tuple[Tensor, Tensor]:
    """The softmax of X + c and of X * c, both (n, q), if P, (n, q), is the softmax of X."""
    raise NotImplementedError


# 7 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Nobody can see from probabilities which scores they come from. Return other scores, whose softmax is
# the softmax of X in each row. Each of your scores must differ by at least 1 from the score in the same
# place of X, up to rounding. Many answers are right. An absolute error of 0.001 is allowed in the
# probabilities. (In float32, 100 million has no digits left for small scores, so do not make your
# scores too large.)
#
#     X = torch.tensor([[0., 1.]])
#     torch.softmax(other_scores(X), 1)  ->  tensor([[0.2689, 0.7311]])


def other_scores(X: Tensor) -> Tensor:
    """Scores of shape (n, q) with the softmax of X, (n, q), and each at least 1 away from that of X."""
    raise NotImplementedError


# 8 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Training needs the gradient of the loss. Here the loss is the mean of the cross-entropies of all n
# examples, computed from the scores X. Return its gradient with respect to X, in the shape of X. Autograd
# can compute it. There is also a short formula, with the softmax of X and the one-hot rows of y. X is a
# leaf that requires grad, and X.grad is None. What you leave in X.grad does not matter.
#
#     X = torch.zeros(2, 2, requires_grad=True)
#     score_gradient(X, torch.tensor([0, 1]))  ->  tensor([[-0.2500, 0.2500], [0.2500, -0.2500]])


def score_gradient(X: Tensor, y: Tensor) -> Tensor:
    """The gradient of the mean cross-entropy of the scores X, (n, q), for X; y: (n,); shape (n, q)."""
    raise NotImplementedError


# 9 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The model predicts the class with the largest score. If X has the shape (n, q), return the classes of
# all n examples: shape (n,). If X has the shape (q,), it has the scores of a single example: return its
# class as a tensor of shape (). Both are in int64. No two scores of an example are equal.
#
#     predicted_classes(torch.tensor([[1., 5., 2.], [7., 0., 3.]]))  ->  tensor([1, 0])
#     predicted_classes(torch.tensor([[1., 5., 2.]]))                ->  tensor([1])
#     predicted_classes(torch.tensor([1., 5., 2.]))                  ->  tensor(1)


def predicted_classes(X: Tensor) -> Tensor:
    """The class with the largest score: shape (n,) for X of shape (n, q), and () for (q,); int64."""
    raise NotImplementedError


# 10 ────────────────────────────────────────────────────────────────────────────────────────────────
# The accuracy is the share of examples whose predicted class is the right one. The examples come in
# batches: a list or a DataLoader, which gives pairs (X, y). The model is a function, and `model(X)` gives
# the scores of a batch, shape (k, q). No two scores of an example are equal. y has the shape (k,). The
# last batch may be smaller than the others, and each example of all batches counts the same. Return a
# Python float from 0 to 1. An absolute error of 0.000001 is allowed.
#
#     first = (torch.tensor([[1., 5.], [2., 0.]]), torch.tensor([1, 1]))
#     accuracy(lambda X: X, [first, (torch.tensor([[3., 4.]]), torch.tensor([1]))])  ->  0.6667


def accuracy(model, batches) -> float:
    """The share of right predictions among all examples of all batches, a Python float."""
    raise NotImplementedError


# 11 ────────────────────────────────────────────────────────────────────────────────────────────────
# Write the model as a module. It takes a batch of images, shape (n, h, w). It makes a row of each image,
# pixel row by pixel row, with inputs = h * w numbers, and gives q = classes scores for each row x: W x + b.
# It returns scores, not probabilities, since the loss computes softmax. The module has two parameters,
# in this order: W, of shape (classes, inputs), and b, of shape (classes,). You may use nn.Linear. The
# numbers that W and b begin with are free. They are float32, as X is. (Other numbers are put in their
# place, and the scores are graded then.)
#
#     SoftmaxRegression(6, 4)(torch.zeros(5, 2, 3)).shape  ->  (5, 4)


class SoftmaxRegression(nn.Module):
    """A linear model from images, (n, h, w) with h * w = inputs, to scores, (n, classes)."""

    def __init__(self, inputs: int, classes: int):
        super().__init__()
        raise NotImplementedError

    def forward(self, X: Tensor) -> Tensor:
        """The scores of a batch of images X, shape (n, h, w): shape (n, classes)."""
        raise NotImplementedError


# 12 ────────────────────────────────────────────────────────────────────────────────────────────────
# Train a model on handwritten digits. X has 1,078 images of shape (8, 8), in float32. Their pixels were
# divided by 16, so they are from 0 to 1. y has their classes, 0 to 9, in int64. Return the trained model:
# a module or a function that takes images of shape (k, 8, 8) and gives a tensor of scores, shape (k, 10),
# in any dtype of floats. It gets other images, also divided by 16. For at least 85 % of them, the right
# class must have the largest score. Any kind of model is right, and softmax regression is enough.
# Training may take up to 10 seconds.
#
#     data = np.load("digits.npz")
#     X, y = torch.from_numpy(data["X"] / 16).float(), torch.from_numpy(data["y"]).long()
#     train(X, y)(X[:5]).shape  ->  (5, 10)


def train(X: Tensor, y: Tensor):
    """A model trained on X, shape (n, 8, 8), and y, shape (n,): from images to scores, shape (k, 10)."""
    raise NotImplementedError
