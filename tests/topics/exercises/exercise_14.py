"""Exercise 14: activations.

Fill in the functions below, then run

    grade exercise_14.py

as often as you like. Each function is graded separately.

What holds for all tasks, unless a task says something else:

- Tensors hold floats, either float32 or float64. The result has the same dtype.
- f is an activation: a function that computes a tensor element by element.
- Do not change the tensors that you are given.
- Small differences from rounding do not count as mistakes.
"""

from matplotlib.figure import Figure
from torch import Tensor, nn

# 1 ─────────────────────────────────────────────────────────────────────────────────────────────────
# All parameters of a small network are 0. Give it better ones. It has a hidden layer, net[0], an activation,
# and an output, net[2]. Its hidden units must learn different things: after one `backward()`, each of them
# has a gradient that is not 0, and no two are equal. No weight of the hidden layer is larger than 2 in
# absolute value. Change the network itself. What you return does not matter.
#
#     net = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
#     initialise(net)
#     torch.equal(net[0].weight[0], net[0].weight[1])  ->  False


def initialise(net: nn.Sequential) -> None:
    """Set the parameters of net, in net itself, so that all hidden units learn, and differ."""
    raise NotImplementedError


# 2 ─────────────────────────────────────────────────────────────────────────────────────────────────
# For a plot one needs points: x from low to high, both included, at equal distances; y = f(x); and the
# slope of f at each x. Return three tensors of the dtype float32 that are not connected to the graph.
# count is at least 2.
#
#     x, y, slope = curve(torch.sigmoid, 0., 1., 2)
#     torch.stack([x, y, slope])  ->  tensor([[0., 1.], [0.5000, 0.7311], [0.2500, 0.1966]])


def curve(f, low: float, high: float, count: int) -> tuple[Tensor, Tensor, Tensor]:
    """x, f(x) and the slope of f at x, for count points from low to high: three tensors of shape (count,)."""
    raise NotImplementedError


# 3 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Put k sigmoids one after the other: each takes the result of the one before. Return the derivative of the
# last result with respect to x. For k = 0 there is no sigmoid, and the derivative is 1. With each sigmoid
# it becomes smaller: gradients vanish.
#
#     slope_of_sigmoids(torch.tensor([0.]), 1)  ->  tensor([0.2500])


def slope_of_sigmoids(x: Tensor, k: int) -> Tensor:
    """The derivative of k sigmoids in a row at each element of x, shape (n,): shape (n,)."""
    raise NotImplementedError


# 4 ─────────────────────────────────────────────────────────────────────────────────────────────────
# At 0, some activations have a kink: the slope on the left differs from that on the right. Return both, first
# the left one, as Python floats. f takes tensors of any shape. An error of 0.01 is allowed.
#
#     slopes_at_zero(torch.abs)  ->  (-1.0, 1.0)


def slopes_at_zero(f) -> tuple[float, float]:
    """The slopes of f a little to the left and a little to the right of 0."""
    raise NotImplementedError


# 5 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Plot the activation f, and its slope, at the points x. Return a figure of matplotlib with one pair of axes,
# and two lines. The first has the label "f", and the second one the label "slope". The horizontal axis has
# the label "x". Colours, styles and titles do not matter.
#
#     x = torch.tensor([0., 1.])
#     plot_activation(torch.relu, x).axes[0].lines[0].get_xydata().tolist()  ->  [[0., 0.], [1., 1.]]


def plot_activation(f, x: Tensor) -> Figure:
    """A figure with f(x) and the slope of f at x, for points x of shape (n,)."""
    raise NotImplementedError
