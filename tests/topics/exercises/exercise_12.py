"""Exercise 12: linear regression with the library.

Fill in the functions below, then run

    grade exercise_12.py

as often as you like. Each function is graded separately.

What holds for all tasks, unless a task says something else:

- Tensors hold floats.
- What you return is judged by what it computes, and not by how it is made.
- Do not change the tensors that you are given.
- Small differences from rounding do not count as mistakes.
"""

from torch import Tensor, nn

# 1 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Give a layer its first parameters: draw the weights from the normal distribution N(0, 0.01²), and set the
# bias to 0. Change the layer itself. Its weights are judged by their mean and their deviation. What you
# return does not matter.
#
#     layer = nn.Linear(2, 1)
#     initialise(layer)
#     layer.bias.detach()  ->  tensor([0.])


def initialise(layer: nn.Linear) -> None:
    """Draw layer.weight from N(0, 0.01²), and set layer.bias to 0, in the layer itself."""
    raise NotImplementedError


# 2 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Return a loss: a function, or another object that can be called with predictions and labels. It computes
# half the squared difference of each element. With the reduction "mean" it returns their mean, with "sum"
# their sum, and with "none" all of them. y_hat and y have the shape (n, 1).
#
#     loss = half_squared_loss("sum")
#     loss(torch.tensor([[3.], [1.]]), torch.tensor([[1.], [1.]]))  ->  tensor(2.)


def half_squared_loss(reduction: str):
    """A loss that takes y_hat and y, and reduces (y_hat - y)² / 2 by "mean", "sum" or "none"."""
    raise NotImplementedError


# 3 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Huber's loss of a difference e is e² / 2 if |e| is at most delta. Beyond that it goes on as a line, and is
# delta · (|e| - delta / 2). Return a loss that computes the mean over all elements. y_hat and y have the
# shape (n,).
#
#     loss = huber(0.5)
#     loss(torch.tensor([2.]), torch.tensor([0.]))  ->  tensor(0.8750)


def huber(delta: float):
    """A loss that takes y_hat and y, and returns the mean of Huber's loss with this delta."""
    raise NotImplementedError


# 4 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Return an optimizer: an object whose method step() changes w and b by plain gradient descent, with the
# gradients that are in their `.grad`. w decays, b does not: decay · w is added to the gradient of w.
#
#     w, b = torch.tensor([1.], requires_grad=True), torch.tensor([1.], requires_grad=True)
#     optimizer = optimizer_with_decay(w, b, 0.5, 0.2)
#     w.grad, b.grad = torch.tensor([1.]), torch.tensor([1.])
#     optimizer.step()
#     (w.detach(), b.detach())  ->  (tensor([0.4000]), tensor([0.5000]))


def optimizer_with_decay(w: Tensor, b: Tensor, lr: float, decay: float):
    """An optimizer of w, shape (d,), and b, shape (1,): SGD with the rate lr, and a decay for w alone."""
    raise NotImplementedError


# 5 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Fit a linear model to the data, in any way: by an optimizer, by the normal equation, or by a function of
# torch.linalg. Return what can be called with new rows, and returns their predictions. The labels have noise
# with a deviation of 0.1. For 50 new rows, the root of the mean squared error, without the noise, has to be
# below 0.1. A call may take 20 seconds.
#
#     model = fit(torch.tensor([[0., 0.], [1., 0.], [0., 1.]]), torch.tensor([[1.], [3.], [4.]]))
#     model(torch.tensor([[1., 1.]])).detach()  ->  tensor([[6.]])


def fit(X: Tensor, y: Tensor):
    """A model of y, shape (n, 1), for rows X, shape (n, 2): it takes (m, 2) and returns (m, 1)."""
    raise NotImplementedError
