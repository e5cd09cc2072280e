"""Exercise 16: a whole experiment.

Fill in the functions below, then run

    grade exercise_16.py

as often as you like. Each function is graded separately.

What holds for all tasks, unless a task says something else:

- Arguments are always valid.
- Do not change the arguments that you are given.
- Random numbers are judged by what they are like, and not by how they are drawn.
"""

import torch
from matplotlib.figure import Figure
from torch import nn

# 1 ─────────────────────────────────────────────────────────────────────────────────────────────────
# torch, NumPy and Python each have a generator of random numbers. Seed all three with the same number, so
# that what `torch.rand`, `np.random.rand` and `random.random` draw afterwards is always the same. What you
# return does not matter.
#
#     seed_everything(1)
#     random.random()  ->  0.1344


def seed_everything(seed: int) -> None:
    """Seed the generators of torch, NumPy and Python with the number seed."""
    raise NotImplementedError


# 2 ─────────────────────────────────────────────────────────────────────────────────────────────────
# `run` draws random numbers with torch, and returns them. Return what run() returns with this seed. What is
# drawn after your call must be as if you had drawn nothing: leave torch's generator in its old state.
#
#     same = reproducible(lambda: torch.rand(3), 5) - reproducible(lambda: torch.rand(3), 5)
#     same  ->  tensor([0., 0., 0.])


def reproducible(run, seed: int):
    """What run() returns if torch is seeded with seed; afterwards torch's generator is as it was."""
    raise NotImplementedError


# 3 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Split the rows 0 to n - 1 at random into training rows and test rows. The test has share · n rows, rounded
# down, and every row is in one of the two parts. The same seed gives the same split, whatever was drawn
# before. Return two lists of ints, in any order.
#
#     training, test = random_split(4, 0.25, 1)
#     sorted(training + test)  ->  [0, 1, 2, 3]


def random_split(n: int, share: float, seed: int) -> tuple[list[int], list[int]]:
    """The numbers of the training rows, and those of the test rows: two lists."""
    raise NotImplementedError


# 4 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Draw 10,000 numbers from the normal distribution with this mean and this standard deviation. They are
# judged by their mean, their deviation, and their distribution.
#
#     normal_numbers(3.0, 0.0).mean()  ->  tensor(3.)


def normal_numbers(mean: float, deviation: float) -> torch.Tensor:
    """10,000 normal numbers with this mean and standard deviation: a float32 tensor of shape (10000,)."""
    raise NotImplementedError


# 5 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Check the configuration of an experiment. If "lr" or "epochs" is missing, raise a KeyError. If lr is not
# above 0, or epochs is less than 1, raise a ValueError. Else return both, first lr.
#
#     check_config({"lr": 0.1, "epochs": 3})  ->  (0.1, 3)
#     check_config({"lr": 0.1})  raises  KeyError


def check_config(config: dict) -> tuple[float, int]:
    """The values of "lr" and "epochs", a tuple or a list; KeyError or ValueError if they cannot be used."""
    raise NotImplementedError


# 6 ─────────────────────────────────────────────────────────────────────────────────────────────────
# `history` has a pair for each epoch: training loss and validation loss. Print a line for each epoch, with
# three digits after the point, and then the epoch with the lowest validation loss. Of several, print the
# first. For [(0.5, 0.75), (0.25, 1.0)] print:
#
#     epoch 1: 0.500 0.750
#     epoch 2: 0.250 1.000
#     best epoch: 1


def report(history: list[tuple[float, float]]) -> None:
    """Print the losses of each epoch, counted from 1, and the best epoch."""
    raise NotImplementedError


# 7 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Train until it gets no better. Call train(epoch) for epoch 0, 1, 2, …: it changes the parameters of the
# model. After it, the validation loss is losses[epoch]. Stop as soon as `patience` epochs in a row were no
# better than the best before them, or at the end of losses. Then the model must have the parameters that it
# had after the best epoch, the first of several. Return the best loss, and how many epochs were trained.
#
#     model = nn.Linear(1, 1)
#     train = lambda epoch: [p.data.fill_(epoch) for p in model.parameters()]
#     stop_early(model, [2.0, 1.0, 3.0], 1, train)  ->  (1.0, 3)


def stop_early(model: nn.Module, losses: list[float], patience: int, train) -> tuple[float, int]:
    """The best loss, and the number of trained epochs; the model gets its best parameters back."""
    raise NotImplementedError


# 8 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Plot such a history. Return a figure of matplotlib with one pair of axes, and two lines. The first has the
# label "training", and the second one the label "validation". The horizontal axis has the epochs, counted
# from 1, and the label "epoch". The scale of the losses is logarithmic. Colours and styles do not matter.
#
#     lines = plot_history([(0.5, 0.75), (0.25, 1.0)]).axes[0].lines
#     lines[1].get_xydata().tolist()  ->  [[1.0, 0.75], [2.0, 1.0]]


def plot_history(history: list[tuple[float, float]]) -> Figure:
    """A figure with the losses of each epoch on a logarithmic scale."""
    raise NotImplementedError
