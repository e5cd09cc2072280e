"""Exercise 06: training loops, by hand and with the library.

Fill in the functions below, then run

    grade exercise_06.py

as often as you like. You do not have to finish all of them first: each function is graded
separately. Replace `raise NotImplementedError` with your own code. Helper functions are welcome,
and one task may call your solution of another.

What holds for all tasks, unless a task says something else:

- Tensors hold floats, either float32 or float64. If there are several, they have the same dtype.
  The result has it, too.
- A dimension may have any size, including 0 and 1.
- batch_size is at least 1, and may be more than n.
- X holds one example in each row, d numbers long, and y the n targets. w, of shape (d, 1), and b, of
  shape (1,), are leaves that require grad.
- "The mean over all rows" counts each row alike: a last batch that is smaller counts for less.
- Do not change the tensors that you are given, except where the task is to train them. What you
  leave in `.grad` does not matter unless a task says so; before the call it is None.
- "The gradient is graded" means: gradients of your result with respect to the arguments are
  compared, too.
- Arguments are always valid. Small differences from rounding do not count as mistakes.
"""

import torch
from torch import Tensor, nn

# 1 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Make data to train on: first X, n rows of standard normal numbers (mean 0, standard deviation 1),
# then noise for the targets, n normal numbers with a standard deviation of 0.01. The targets are
# y = X w + b + noise. Draw from the given generator, X at once and the noise at once, both in the dtype
# of w, so that the same generator gives the same data. Here, w has shape (d,) and needs no gradient,
# and b is a float.
#
#     g = torch.Generator().manual_seed(0)
#     X, y = synthetic_data(torch.tensor([2., -3.]), 4.0, 3, g)
#     (X.shape, y.shape)  ->  ((3, 2), (3,))


def synthetic_data(w: Tensor, b: float, n: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """X, shape (n, d), and y = X w + b + noise, shape (n,), in the dtype of w, which has shape (d,)."""
    raise NotImplementedError


# 2 ─────────────────────────────────────────────────────────────────────────────────────────────────
# One pass over the data in batches: go through all rows in a random order, a new one in each call, and
# give batch_size of them at a time, as pairs (rows of X, elements of y). Each row comes once, together
# with its own y. If batch_size does not divide n, the last batch is smaller; if n is 0, there is none.
# A generator function (with `yield`) is the usual way; a list of pairs, or anything else that a for
# loop can go through, is right as well. Random numbers come from the global generator of torch, NumPy
# or Python. Do not seed it: if it is seeded before the call, the order is the same again.
#
#     X, y = torch.arange(14.).reshape(7, 2), torch.arange(7.)
#     [len(rows) for rows, targets in batches(X, y, 3)]  ->  [3, 3, 1]


def batches(X: Tensor, y: Tensor, batch_size: int):
    """Go once through X, shape (n, d), and y, shape (n,), in a random order: pairs (X_batch, y_batch)."""
    raise NotImplementedError


# 3 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The linear model: X w + b. The gradient is graded.
#
#     X, w, b = torch.tensor([[1., 2.], [3., 4.]]), torch.tensor([[1.], [-1.]]), torch.tensor([10.])
#     linear(X, w, b)  ->  tensor([[9.], [9.]])


def linear(X: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """The predictions X w + b, shape (n, 1); X: (n, d), w: (d, 1), b: (1,)."""
    raise NotImplementedError


# 4 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The mean of the squared differences between predictions and targets. The predictions are a column,
# the targets a vector: look at what `y_hat - y` gives. n is at least 1. The gradient is graded.
#
#     squared_loss(torch.tensor([[1.], [2.], [3.]]), torch.tensor([1., 2., 6.]))  ->  tensor(3.)


def squared_loss(y_hat: Tensor, y: Tensor) -> Tensor:
    """The mean of (y_hat - y)², shape (); y_hat: (n, 1), y: (n,)."""
    raise NotImplementedError


# 5 ─────────────────────────────────────────────────────────────────────────────────────────────────
# One step of mini-batch SGD, for gradients of a loss that was *summed* over the batch: subtract
# lr times the gradient, divided by batch_size. Change the parameters in place, all of them have a
# gradient; then clear the gradients, to None or to zeros. Nothing is returned. What is left in `.grad`
# is graded.
#
#     w = torch.tensor([1.], requires_grad=True)
#     w.grad = torch.tensor([20.])
#     sgd([w], 0.1, 4)
#     w  ->  tensor([0.5000])


def sgd(params: list[Tensor], lr: float, batch_size: int) -> None:
    """Change each parameter by - lr · gradient / batch_size in place, and clear its gradient."""
    raise NotImplementedError


# 6 ─────────────────────────────────────────────────────────────────────────────────────────────────
# One epoch of training, by hand. Go through the batches, pairs (X, y), in the order in which they come.
# For each, compute the loss (the mean of the squares over the rows of the batch, tasks 3 and 4), go
# back, and make a step p -= lr * gradient with w and b in place. *After* the step, call record(loss)
# with the loss that you went back from, as a Python float. Gradients must not carry over from batch to
# batch. Return the mean of these losses over all rows. Each batch has at least one row.
#
#     X, w = torch.tensor([[1.]]), torch.tensor([[2.]], requires_grad=True)
#     b = torch.tensor([0.], requires_grad=True)
#     train_epoch([(X, torch.tensor([0.]))], w, b, 0.25, print)     w  ->  tensor([[1.]])


def train_epoch(batches, w: Tensor, b: Tensor, lr: float, record) -> float:
    """Train w and b for one epoch; return the mean of the losses over all rows."""
    raise NotImplementedError


# 7 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The whole loop. In each of the epochs, go through the rows in their order (no shuffling), batch_size
# at a time, and train w and b in place as in task 6. Return a list with a float for each epoch: the
# mean of the losses over all rows, as they were in the steps. n is at least 1, epochs may be 0.
#
#     X, w = torch.tensor([[1.]]), torch.tensor([[2.]], requires_grad=True)
#     b = torch.tensor([0.], requires_grad=True)
#     train(X, torch.tensor([0.]), w, b, 0.25, 2, 1)  ->  [4.0, 0.0]


def train(X: Tensor, y: Tensor, w: Tensor, b: Tensor, lr: float, epochs: int, batch_size: int) -> list[float]:
    """Train w and b on X, y for some epochs; return the mean loss of each epoch."""
    raise NotImplementedError


# 8 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The same with the library: net is an nn.Linear, loader a DataLoader that gives pairs (X, y) with y of
# shape (rows, 1), optimizer an optimizer over the parameters of net. The loss is the mean of the
# squares, as nn.MSELoss computes it. Make a step with the optimizer for each batch. Return a list with
# a float for each epoch: the mean of the losses over all rows, as they were in the steps. The loader
# has at least one row.
#
#     net, data = nn.Linear(1, 1), torch.utils.data.TensorDataset(torch.ones(2, 1), torch.ones(2, 1))
#     loader, optimizer = torch.utils.data.DataLoader(data), torch.optim.SGD(net.parameters(), lr=0.25)
#     len(train_concise(net, loader, optimizer, 3))  ->  3


def train_concise(net: nn.Module, loader, optimizer: torch.optim.Optimizer, epochs: int) -> list[float]:
    """Train net for some epochs; return the mean loss of each epoch."""
    raise NotImplementedError


# 9 ─────────────────────────────────────────────────────────────────────────────────────────────────
# How good is a network on data that it was not trained on? Compute the mean over all rows of the
# squared difference between net(X) and y, both of shape (rows, 1). Dropout must be off, and batch
# normalisation must not learn: net belongs in eval mode meanwhile, and afterwards in the mode in which
# it was before. No graph may be built, since nobody goes back: net counts the passes that build one.
# There is at least one row.
#
#     data = torch.utils.data.TensorDataset(torch.ones(3, 1), torch.ones(3, 1))
#     evaluate(nn.Flatten(), torch.utils.data.DataLoader(data, batch_size=2))  ->  0.0


def evaluate(net: nn.Module, loader) -> float:
    """The mean over all rows of (net(X) - y)², in eval mode and without a graph; net is left as it was."""
    raise NotImplementedError


# 10 ────────────────────────────────────────────────────────────────────────────────────────────────
# The share of right predictions. y_hat has a score for each of q > 1 classes in its row, (n, q), and the
# predicted class is the one with the largest score; no two scores of a row are equal. Or y_hat holds
# the predicted classes themselves, shape (n,), int64. y holds the right classes. n is at least 1.
#
#     accuracy(torch.tensor([[0.1, 0.7, 0.2], [0.5, 0.2, 0.3]]), torch.tensor([1, 2]))  ->  0.5


def accuracy(y_hat: Tensor, y: Tensor) -> float:
    """The share of rows whose class is right, a Python float from 0 to 1; y: (n,), int64."""
    raise NotImplementedError


# 11 ────────────────────────────────────────────────────────────────────────────────────────────────
# Train as long as it helps. Each call of run_epoch() trains net for one epoch, and gives the loss on
# validation data, a float. Call it at most `epochs` times, and stop as soon as the best loss so far has
# not been beaten for `patience` epochs in a row; an equal loss does not beat it. Both are at least 1.
# In the end, net is to have the parameters that it had after its best epoch. Return the best loss.
#
#     net, losses = nn.Linear(1, 1), [3.0, 1.0, 2.0, 2.5, 0.5]
#     train_with_early_stopping(net, lambda: losses.pop(0), 5, 2)  ->  1.0


def train_with_early_stopping(net: nn.Module, run_epoch, epochs: int, patience: int) -> float:
    """Train until the best loss is `patience` epochs ago; leave net at its best, return its loss."""
    raise NotImplementedError


# 12 ────────────────────────────────────────────────────────────────────────────────────────────────
# Make a small network: a linear layer from `inputs` numbers to `hidden` ones, a ReLU, and a linear
# layer to one number. Both layers have a bias. The numbers that it begins with are those of nn.Linear,
# and random. So they are not compared: other numbers are put in their place, in the order of
# `net.parameters()`, and what the network makes of an X then is graded, as are the shapes. In a class of
# your own, define the layers in the order in which they are used.
#
#     network(3, 5)(torch.zeros(4, 3)).shape  ->  (4, 1)


def network(inputs: int, hidden: int) -> nn.Module:
    """A network from (n, inputs) to (n, 1) with one hidden layer, in training mode."""
    raise NotImplementedError
