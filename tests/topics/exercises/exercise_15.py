"""Exercise 15: multilayer perceptrons.

Fill in the functions, the class and the variable below, then run

    grade exercise_15.py

as often as you like. Each of them is graded separately.

What holds for all tasks, unless a task says something else:

- Tensors hold floats, either float32 or float64. The result has the same dtype.
- Do not change the tensors that you are given.
- rings.npz is a file of data beside this one.
"""

from torch import Tensor, nn

# 1 ─────────────────────────────────────────────────────────────────────────────────────────────────
# A linear layer takes rows. Make a row of each image: all its numbers, line by line. X has at least one
# image.
#
#     flatten(torch.ones(2, 1, 3))  ->  tensor([[1., 1., 1.], [1., 1., 1.]])


def flatten(X: Tensor) -> Tensor:
    """The images X, shape (n, height, width), as rows: shape (n, height · width)."""
    raise NotImplementedError


# 2 ─────────────────────────────────────────────────────────────────────────────────────────────────
# A multilayer perceptron as a class: a linear layer from inputs to hidden, ReLU, and a linear layer from
# hidden to outputs. All parameters are found by parameters(), in this order.
#
#     list(MLP(3, 5, 2)(torch.ones(4, 3)).shape)  ->  [4, 2]


class MLP(nn.Module):
    """A multilayer perceptron with one hidden layer."""

    def __init__(self, inputs: int, hidden: int, outputs: int):
        super().__init__()
        raise NotImplementedError

    def forward(self, X: Tensor) -> Tensor:
        """The outputs for the rows X, shape (n, inputs): shape (n, outputs)."""
        raise NotImplementedError


# 3 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The same for images: return a module that makes rows of images of height times width, and has hidden units
# with ReLU, and then `outputs` outputs. nn.Sequential puts layers in a row.
#
#     list(image_net(2, 3, 4, 5)(torch.ones(6, 2, 3)).shape)  ->  [6, 5]


def image_net(height: int, width: int, hidden: int, outputs: int) -> nn.Module:
    """A perceptron with one hidden layer for images, shape (n, height, width)."""
    raise NotImplementedError


# 4 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The shapes of the parameters of nn.Sequential(nn.Linear(8, 5), nn.ReLU(), nn.Linear(5, 3)), in their order:
# a list of tuples. You may write them down, or let Python find them.

parameter_shapes = ...


# 5 ─────────────────────────────────────────────────────────────────────────────────────────────────
# How many numbers does a model learn? Count the elements of all its parameters that require grad.
#
#     count_parameters(nn.Linear(3, 2))  ->  8


def count_parameters(net: nn.Module) -> int:
    """The number of elements of all parameters of net that require grad."""
    raise NotImplementedError


# 6 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Return what net gives for X without dropout, and not connected to the graph. Afterwards, net is in the mode
# in which it was before.
#
#     evaluate(nn.Sequential(nn.Dropout(0.5)), torch.ones(2))  ->  tensor([1., 1.])


def evaluate(net: nn.Module, X: Tensor) -> Tensor:
    """The outputs of net for X in evaluation mode, without a graph; the mode of net stays as it was."""
    raise NotImplementedError


# 7 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Dropout by hand. In training, each element becomes 0 with the probability p, and the others are divided by
# 1 - p, so that the mean stays. Otherwise, X comes back as it is. p is less than 1.
#
#     dropout(torch.ones(2), 0.5, False)  ->  tensor([1., 1.])


def dropout(X: Tensor, p: float, training: bool) -> Tensor:
    """X, shape (n,), with dropout if training is True: shape (n,)."""
    raise NotImplementedError


# 8 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Count which classes a model confuses. In row i and column j stands how many rows of class i got the
# prediction j. There are k classes, and all numbers are int64.
#
#     confusion(torch.tensor([0, 1, 1]), torch.tensor([0, 0, 1]), 2)  ->  tensor([[1, 1], [0, 1]])


def confusion(predicted: Tensor, y: Tensor, k: int) -> Tensor:
    """The confusion matrix of predicted classes and true classes y, both of shape (n,): shape (k, k)."""
    raise NotImplementedError


# 9 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Train a model of any design, on the rows X with the labels y, 0 or 1. The rows of class 0 lie inside a ring
# of rows of class 1, so no straight line parts them. Return what can be called with rows, shape (m, 2), and
# gives scores, shape (m, 2). The larger score decides. At least 90 % of new rows must get their right labels,
# and you have 10 seconds. The rows of rings.npz are the ones that you train on:
#
#     X = torch.tensor([[0., 0.], [2., 0.]] * 20)
#     model = train(X, torch.tensor([0, 1] * 20))
#     model(X[:2]).argmax(1)  ->  tensor([0, 1])


def train(X: Tensor, y: Tensor):
    """A trained model: it takes rows, shape (m, 2), and gives two scores for each, shape (m, 2)."""
    raise NotImplementedError
