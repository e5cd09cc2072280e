"""Exercise 13: softmax regression.

Fill in the functions below, then run

    grade exercise_13.py

as often as you like. Each function is graded separately.

What holds for all tasks, unless a task says something else:

- Tensors hold floats, either float32 or float64. The result has the same dtype.
- A row of X has the scores of one example, one for each class.
- A dimension may have any size, including 0 and 1.
- Do not change the tensors that you are given.
- Small differences from rounding do not count as mistakes.
"""

from torch import Tensor

# 1 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Softmax makes probabilities of scores. Go back: P has probabilities, and each row adds up to 1. Return
# scores whose softmax is P. There are many, and all are right.
#
#     torch.softmax(scores_of(torch.tensor([[0.75, 0.25]])), 1)  ->  tensor([[0.7500, 0.2500]])


def scores_of(P: Tensor) -> Tensor:
    """Scores of the shape (n, d) whose softmax along the rows is P, of shape (n, d)."""
    raise NotImplementedError


# 2 ─────────────────────────────────────────────────────────────────────────────────────────────────
# How much does the softmax of the rows change if c is added to all scores, and how much if all scores are
# multiplied by c? Return two Python floats: each is the largest absolute change of a probability. An error
# of 0.00001 is allowed. X is not empty.
#
#     softmax_changes(torch.tensor([[0., 1.]]), 0.)  ->  (0.0, 0.2311)


def softmax_changes(X: Tensor, c: float) -> tuple[float, float]:
    """The largest change of softmax(X) by adding c, and by multiplying with c; X: (n, d)."""
    raise NotImplementedError


# 3 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The cross-entropy of a row is minus the logarithm of the probability of its right class. X has scores, not
# probabilities. If per_row is true, return the loss of each row, else their mean. n is at least 1. The
# gradient is graded, too.
#
#     X, y = torch.zeros(2, 4), torch.tensor([0, 3])
#     cross_entropy(X, y, True)  ->  tensor([1.3863, 1.3863])
#     cross_entropy(X, y, False)  ->  tensor(1.3863)


def cross_entropy(X: Tensor, y: Tensor, per_row: bool) -> Tensor:
    """The losses, of shape (n,), or their mean, of shape (); X: (n, 4), y: (n,), int64, from 0 to 3."""
    raise NotImplementedError


# 4 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The accuracy is the share of rows whose largest score is that of the right class. The rows come in batches:
# go through them with a `for` loop, and call the model with each X. The last batch may be smaller. There is
# at least one row, and in each row one score is the largest.
#
#     batches = [(torch.tensor([[1., 0., 0.], [0., 1., 0.]]), torch.tensor([0, 2]))]
#     accuracy(lambda X: X, batches)  ->  0.5


def accuracy(model, batches) -> float:
    """The accuracy of the model over all batches, pairs of X: (k, 3) and y: (k,): a Python float."""
    raise NotImplementedError
