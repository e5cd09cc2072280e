"""Training loops: data, batches, the loop by hand and with the library, evaluation. D2L 3.2 to 3.6."""

import copy
import random

import torch
from torch import nn

from grader.course import Exercise, each, list_of, made, one_of, record, size, tensors

exercise = Exercise("Training loops")


# ── 1 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={
        "w": tensors("d"),
        "b": each(4.5, 0.0, -2.0),
        "n": each(3, 1, 20, 0),
        "generator": made("torch.Generator().manual_seed(7)", "torch.Generator().manual_seed(42)"),
    },
    gpu=False,
)
def synthetic_data(w, b, n, generator):
    X = torch.randn(n, len(w), generator=generator, dtype=w.dtype)
    noise = 0.01 * torch.randn(n, generator=generator, dtype=w.dtype)
    return X, X @ w + b + noise


@synthetic_data.right
def with_torch_normal(w, b, n, generator):
    X = torch.normal(0, 1, (n, len(w)), generator=generator, dtype=w.dtype)
    y = torch.matmul(X, w) + b
    return X, y + torch.normal(0, 0.01, y.shape, generator=generator, dtype=w.dtype)


@synthetic_data.right
def filled_in_place(w, b, n, generator):
    X = w.new_empty(n, len(w)).normal_(generator=generator)
    y = (X * w).sum(1) + b
    y += w.new_empty(n).normal_(0, 0.01, generator=generator)
    return X, y


@synthetic_data.misconception
def leaves_the_generator_aside(w, b, n, _generator):
    """The numbers do not come from the generator that you were given: without `generator=generator`, torch
    draws from its global one.
    """
    X = torch.randn(n, len(w), dtype=w.dtype)
    return X, X @ w + b + 0.01 * torch.randn(n, dtype=w.dtype)


@synthetic_data.misconception
def without_noise(w, b, n, generator):
    """The noise is missing in y: real measurements do not lie on a line."""
    X = torch.randn(n, len(w), generator=generator, dtype=w.dtype)
    return X, X @ w + b


@synthetic_data.misconception
def large_noise(w, b, n, generator):
    """The noise is a hundred times too large: its standard deviation is 0.01."""
    X = torch.randn(n, len(w), generator=generator, dtype=w.dtype)
    return X, X @ w + b + torch.randn(n, generator=generator, dtype=w.dtype)


@synthetic_data.misconception
def noise_comes_first(w, b, n, generator):
    """X is to be drawn first, and then the noise: a generator gives other numbers in another order."""
    noise = 0.01 * torch.randn(n, generator=generator, dtype=w.dtype)
    X = torch.randn(n, len(w), generator=generator, dtype=w.dtype)
    return X, X @ w + b + noise


@synthetic_data.misconception
def even_numbers(w, b, n, generator):
    """`torch.rand` draws evenly between 0 and 1. Normal numbers come from `torch.randn`."""
    X = torch.rand(n, len(w), generator=generator, dtype=w.dtype)
    return X, X @ w + b + 0.01 * torch.randn(n, generator=generator, dtype=w.dtype)


@synthetic_data.misconception
def a_column_of_targets(w, b, n, generator):
    """y is a column of shape (n, 1) here. It is to be a vector, of shape (n,)."""
    X = torch.randn(n, len(w), generator=generator, dtype=w.dtype)
    y = (X @ w + b).reshape(-1, 1)
    return X, y + 0.01 * torch.randn(n, 1, generator=generator, dtype=w.dtype)


synthetic_data.hint("torch.randn(n, d, generator=generator, dtype=w.dtype) draws X.")
synthetic_data.hint("Normal numbers with a standard deviation of 0.01 are 0.01 times those with one of 1.")


# ── 2 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={"X": tensors("n d"), "y": tensors("n"), "batch_size": each(3, 1, 5, 50)},
    shuffled=("X", "y", "batch_size"),
)
def batches(X, y, batch_size):
    order = torch.randperm(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]


@batches.right
def with_random_shuffle(X, y, batch_size):
    order = list(range(len(X)))
    random.shuffle(order)
    return [
        (X[order[start : start + batch_size]], y[order[start : start + batch_size]])
        for start in range(0, len(X), batch_size)
    ]


@batches.right
def with_a_loader(X, y, batch_size):
    if not len(X):
        return []
    data = torch.utils.data.TensorDataset(X, y)
    return torch.utils.data.DataLoader(data, batch_size=batch_size, shuffle=True)


@batches.misconception
def loses_the_last_batch(X, y, batch_size):
    """The last batch is missing. When the size does not divide the number of rows, it is smaller than the
    others, and it counts as well: a slice such as `order[start:start + batch_size]` ends where its tensor
    ends.
    """
    order = torch.randperm(len(X))
    for start in range(0, len(X) - batch_size + 1, batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]


@batches.misconception
def loses_a_row(X, y, batch_size):
    """One row never comes: the end of a slice is exclusive, so that `min(start + batch_size, n - 1)` leaves
    out the last one. Write n, or nothing: a slice may go beyond the end.
    """
    order = torch.randperm(len(X))
    n = len(X)
    for start in range(0, n - 1, batch_size):
        rows = order[start : min(start + batch_size, n - 1)]
        yield X[rows], y[rows]


@batches.misconception
def shuffles_apart(X, y, batch_size):
    """The rows of X and the elements of y have come apart: each was shuffled by itself. Draw one order, and
    take both in that order.
    """
    X, y = X[torch.randperm(len(X))], y[torch.randperm(len(y))]
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


@batches.misconception
def never_shuffles(X, y, batch_size):
    """The rows come in their own order. Draw a random one each time: `torch.randperm(len(X))`."""
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


@batches.misconception
def the_same_order_always(X, y, batch_size):
    """The order is the same each time: the seed was set inside of your function. Leave that to the caller."""
    order = torch.randperm(len(X), generator=torch.Generator().manual_seed(0))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]


@batches.misconception
def draws_with_replacement(X, y, batch_size):
    """Some rows come several times, and others never: they were drawn with `randint` or `choice`. Draw an
    *order* of all rows: `torch.randperm(len(X))`.
    """
    for start in range(0, len(X), batch_size):
        rows = torch.randint(0, len(X), (min(batch_size, len(X) - start),))
        yield X[rows], y[rows]


@batches.misconception
def never_ends(X, y, batch_size):
    """The iterator begins again and again: one epoch is one pass over the rows. Leave the repetition to the
    caller.
    """
    while len(X):
        order = torch.randperm(len(X))
        for start in range(0, len(X), batch_size):
            rows = order[start : start + batch_size]
            yield X[rows], y[rows]


@batches.misconception
def row_by_row(X, y, batch_size):
    """Single rows came instead of batches. Index with several rows at once: `X[order[start:start +
    batch_size]]`.
    """
    for row in torch.randperm(len(X)):
        yield X[row], y[row]


batches.hint("One random order of the row numbers for both: torch.randperm(len(X)).")
batches.hint("A batch is order[start:start + batch_size]; the last one may be shorter.")


# ── 3 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"X": tensors("n d"), "w": tensors("d 1"), "b": tensors("1")}, gradient=True)
def linear(X, w, b):
    return X @ w + b


@linear.misconception(device=True)
def ones_on_the_cpu(X, w, b):
    """`torch.ones(…)` lies on the CPU, wherever X lies, and the two cannot be put together there.
    `X.new_ones(len(X), 1)` lies where X does; `X @ w + b` needs no ones.
    """
    ones = torch.ones(len(X), 1, dtype=X.dtype)
    return torch.cat([X, ones], dim=1) @ torch.cat([w, b[:, None]])


@linear.right
def as_the_library_does(X, w, b):
    return nn.functional.linear(X, w.T, b)


@linear.right
def with_einsum(X, w, b):
    return torch.einsum("nd,dk->nk", X, w) + b


@linear.misconception
def forgets_the_bias(X, w, b):
    """The bias b is missing."""
    return X @ w + 0 * b


@linear.misconception
def a_flat_result(X, w, b):
    """The numbers are right, but the result is a vector. X w is a column, of shape (n, 1)."""
    return (X @ w + b).squeeze(1)


@linear.misconception
def element_by_element(X, w, b):
    """`*` multiplies element by element, and leaves all columns. The matrix product `@` adds them up."""
    return X * w.T + b


@linear.misconception
def a_constant_bias(X, w, b):
    """The values are right, but b gets no gradient: `.item()`, `float()` or `detach()` cut it off, and it
    would never be learned.
    """
    return X @ w + b.detach()


linear.hint("X @ w has shape (n, 1), and b is stretched to it.")


# ── 4 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"y_hat": tensors("n 1"), "y": tensors("n")}, gradient=True)
def squared_loss(y_hat, y):
    if not len(y):
        raise ValueError("there is no mean of nothing")
    return ((y_hat.reshape(y.shape) - y) ** 2).mean()


@squared_loss.misconception(device=True)
def errors_kept_on_the_cpu(y_hat, y):
    """Numbers may be written from a GPU into a tensor on the CPU, without an error, and there they stay, the
    loss among them. Compute with whole tensors, and nothing has to be made for them.
    """
    errors = torch.zeros(len(y), dtype=y.dtype)
    for i in range(len(y)):
        errors[i] = (y_hat[i, 0] - y[i]) ** 2
    return errors.mean()


@squared_loss.right
def with_mse_loss(y_hat, y):
    return nn.functional.mse_loss(y_hat, y.reshape(-1, 1))


@squared_loss.right
def as_a_dot_product(y_hat, y):
    difference = y_hat.squeeze(1) - y
    return difference @ difference / len(y)


@squared_loss.misconception
def n_by_n(y_hat, y):
    """A column (n, 1) minus a vector (n,) is stretched to a matrix (n, n): each prediction was compared with
    every target. torch does not complain. Bring both to one shape first: `y_hat.reshape(y.shape)`.
    """
    return ((y_hat - y) ** 2).mean()


@squared_loss.misconception
def sum_of_the_squares(y_hat, y):
    """This is the sum of the squares. The mean divides it by their number."""
    return ((y_hat.squeeze(1) - y) ** 2).sum()


@squared_loss.misconception
def half_of_it(y_hat, y):
    """This is half of what is asked. Some books put a ½ before the square; here there is none."""
    return ((y_hat.squeeze(1) - y) ** 2).mean() / 2


@squared_loss.misconception
def not_reduced(y_hat, y):
    """These are the losses of all rows. One number is asked: their mean."""
    return (y_hat.squeeze(1) - y) ** 2


@squared_loss.misconception
def root_of_it(y_hat, y):
    """This is the root of the mean. The mean itself is asked."""
    return ((y_hat.squeeze(1) - y) ** 2).mean().sqrt()


squared_loss.hint("What is the shape of y_hat - y?")
squared_loss.hint("y_hat.reshape(y.shape) has the shape of y.")


# ── 5 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={
        "params": list_of(
            tensors("d 1", requires_grad=True, grads=("left",)),
            tensors("1", requires_grad=True, grads=("left",)),
        ),
        "lr": each(0.5, 0.1),
        "batch_size": each(4, 10, 1),
    },
    grads=True,
)
def sgd(params, lr, batch_size):
    with torch.no_grad():
        for p in params:
            p -= lr * p.grad / batch_size
            p.grad.zero_()


@sgd.right
def with_a_scaled_rate(params, lr, batch_size):
    torch.optim.SGD(params, lr=lr / batch_size).step()
    for p in params:
        p.grad = None


@sgd.right
def past_the_graph(params, lr, batch_size):
    for p in params:
        p.data.add_(p.grad, alpha=-lr / batch_size)
        p.grad.data.zero_()


@sgd.misconception
def without_the_division(params, lr, batch_size):
    """The step is batch_size times too long: the gradients are those of a *sum* over the batch. Divide by
    batch_size.
    """
    with torch.no_grad():
        for p in params:
            p -= lr * p.grad
            p.grad.zero_()


@sgd.misconception
def leaves_the_gradients(params, lr, batch_size):
    """The parameters are right, but their `.grad` was left: the next `backward()` would add to it. Clear it
    after the step.
    """
    with torch.no_grad():
        for p in params:
            p -= lr * p.grad / batch_size


@sgd.misconception
def clears_before_the_step(params, lr, batch_size):
    """The gradients are cleared, but the parameters are as they were. Perhaps the gradients were cleared
    before they were used: first the step, then clear. Or `p = p - …` made a new tensor under the name p:
    `p -= …` changes the caller's.
    """
    with torch.no_grad():
        for p in params:
            p.grad.zero_()
            p -= lr * p.grad / batch_size


@sgd.misconception
def step_in_the_graph(params, lr, batch_size):
    """A leaf that requires grad may not be changed in place while torch records a graph. Put the step under
    `with torch.no_grad():`.
    """
    for p in params:
        p -= lr * p.grad / batch_size
        p.grad.zero_()


@sgd.misconception
def new_parameters(params, lr, batch_size):
    """Nothing has changed for the caller: `p = p - …` makes a new tensor and calls it p. `p -= …`
    under `no_grad` changes the caller's.
    """
    with torch.no_grad():
        for p in params:
            p = p - lr * p.grad / batch_size


@sgd.misconception
def up_the_slope(params, lr, batch_size):
    """This is a step uphill. Subtract."""
    with torch.no_grad():
        for p in params:
            p += lr * p.grad / batch_size
            p.grad.zero_()


sgd.hint("with torch.no_grad(): p -= lr * p.grad / batch_size")


# ── 6 ───────────────────────────────────────────────────────────────────────────────────────────────
DATA = {"X": tensors("n d", low=-2, high=2), "y": tensors("n", low=-5, high=5)}
PARAMETERS = {
    "w": tensors("d 1", low=-2, high=2, requires_grad=True),
    "b": tensors("1", low=-2, high=2, requires_grad=True),
}
BATCHES = made(
    "list(zip(X.split(2), y.split(2)))",
    "torch.utils.data.DataLoader(torch.utils.data.TensorDataset(X, y), batch_size=3)",
    "list(zip(X.split(1), y.split(1)))",
)


@exercise.task(
    inputs={"batches": BATCHES, **PARAMETERS, "lr": each(0.05, 0.1), "record": record("w", "b"), **DATA},
    cases=36,
)
def train_epoch(batches, w, b, lr, record):
    total, rows = 0.0, 0
    for X, y in batches:
        loss = squared_loss(linear(X, w, b), y)
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        w.grad = b.grad = None
        record(loss.item())
        total += loss.item() * len(y)
        rows += len(y)
    return total / rows


@train_epoch.right
def by_an_optimizer(batches, w, b, lr, record):
    optimizer = torch.optim.SGD([w, b], lr=lr)
    losses, sizes = [], []
    for X, y in batches:
        optimizer.zero_grad()
        loss = nn.functional.mse_loss((X @ w + b).squeeze(1), y)
        loss.backward()
        optimizer.step()
        record(float(loss))
        losses.append(float(loss))
        sizes.append(len(y))
    return sum(loss * n for loss, n in zip(losses, sizes, strict=True)) / sum(sizes)


@train_epoch.right
def by_torch_func(batches, w, b, lr, record):
    def loss_of(w, b, X, y):
        return ((X @ w + b - y[:, None]) ** 2).mean()

    total, rows = 0.0, 0
    for X, y in batches:
        grads, loss = torch.func.grad_and_value(loss_of, argnums=(0, 1))(w.detach(), b.detach(), X, y)
        for p, g in zip((w, b), grads, strict=True):
            p.data.sub_(lr * g)
        record(loss.item())
        total += loss.item() * len(X)
        rows += len(X)
    return total / rows


def _one_step(w, b, lr):
    """The step as it should be, from gradients that are there."""
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
    w.grad = b.grad = None


def _epoch(batches, w, b, record, step, loss_of=None):
    """An epoch that is right but for what `step` makes of each loss, or for the loss itself."""
    total, rows = 0.0, 0
    for X, y in batches:
        loss = loss_of(X, y) if loss_of else squared_loss(linear(X, w, b), y)
        step(loss)
        record(loss.item())
        total += loss.item() * len(y)
        rows += len(y)
    return total / rows


@train_epoch.misconception
def never_zeroes(batches, w, b, lr, record):
    """The first step is right, and the later ones are too long: `backward()` adds each gradient to those of
    the steps before. Clear `.grad` in each step.
    """

    def step(loss):
        loss.backward()
        for p in (w, b):
            p.data -= lr * p.grad

    return _epoch(batches, w, b, record, step)


@train_epoch.misconception
def zeroes_before_the_step(batches, w, b, lr, record):
    """The parameters never change: the gradients were cleared between `backward()` and the step. The order
    is: clear, `backward()`, step; or `backward()`, step, clear.
    """

    def step(loss):
        loss.backward()
        w.grad.zero_()
        b.grad.zero_()
        _one_step(w, b, lr)

    return _epoch(batches, w, b, record, step)


@train_epoch.misconception
def steps_before_backward(batches, w, b, lr, record):
    """The step comes before `backward()`, where there is no gradient yet: `.grad` is None. First the loss,
    then `backward()`, then the step.
    """

    def step(loss):
        _one_step(w, b, lr)
        loss.backward()

    return _epoch(batches, w, b, record, step)


@train_epoch.misconception
def updates_in_the_graph(batches, w, b, lr, record):
    """A leaf that requires grad may not be changed in place while torch records a graph. Put the update
    under `with torch.no_grad():`.
    """

    def step(loss):
        loss.backward()
        for p in (w, b):
            p -= lr * p.grad

    return _epoch(batches, w, b, record, step)


@train_epoch.misconception
def rebinds_the_parameters(batches, w, b, lr, record):
    """The caller's w and b never change: `w = w - …` makes a new tensor and calls it w. After that it is no
    leaf any more, and its `.grad` stays None. Write `w -= …` under `no_grad`, which changes the tensor
    itself.
    """
    total, rows = 0.0, 0
    for X, y in batches:
        loss = squared_loss(linear(X, w, b), y)
        loss.backward()
        w = w - lr * w.grad
        b = b - lr * b.grad
        record(loss.item())
        total += loss.item() * len(y)
        rows += len(y)
    return total / rows


@train_epoch.misconception
def rebinds_without_graph(batches, w, b, lr, record):
    """The caller's w and b never change: `w = w - …` makes a new tensor and calls it w. Made under `no_grad`,
    it does not even require grad, so that the next `backward()` fails. Write `w -= …`.
    """
    total, rows = 0.0, 0
    for X, y in batches:
        loss = squared_loss(linear(X, w, b), y)
        loss.backward()
        with torch.no_grad():
            w = w - lr * w.grad
            b = b - lr * b.grad
        record(loss.item())
        total += loss.item() * len(y)
        rows += len(y)
    return total / rows


@train_epoch.misconception
def n_by_n_loss(batches, w, b, lr, record):
    """A column (n, 1) minus a vector (n,) is stretched to a matrix (n, n), so each prediction was compared
    with every target. Bring both to one shape, as in task 4.
    """

    def step(loss):
        loss.backward()
        _one_step(w, b, lr)

    return _epoch(batches, w, b, record, step, lambda X, y: ((X @ w + b - y) ** 2).mean())


@train_epoch.misconception
def averages_the_batches(batches, w, b, lr, record):
    """The training is right, but what is returned is the average of the batches' means: a last batch that is
    smaller would count as much as the others. Weigh each mean with its number of rows.
    """
    losses = []

    def step(loss):
        losses.append(loss.item())
        loss.backward()
        _one_step(w, b, lr)

    _epoch(batches, w, b, record, step)
    return sum(losses) / len(losses)


@train_epoch.misconception
def sums_up_graphs(batches, w, b, lr, record):
    """The sum of the losses was kept as a tensor, and with it the graphs of all batches: memory grows from
    step to step. Add up `loss.item()`.
    """
    total, rows = 0, 0
    for X, y in batches:
        loss = squared_loss(linear(X, w, b), y)
        loss.backward()
        _one_step(w, b, lr)
        record(loss.item())
        total = total + loss * len(y)
        rows += len(y)
    return total / rows


@train_epoch.misconception
def records_tensors(batches, w, b, lr, record):
    """`record` got the loss as a tensor, and whoever keeps it keeps its graph: memory grows from step to
    step. Give it a Python float: `loss.item()`.
    """

    def step(loss):
        loss.backward()
        _one_step(w, b, lr)
        record(loss)

    return _epoch(batches, w, b, lambda _loss: None, step)


@train_epoch.misconception
def loss_after_the_step(batches, w, b, lr, record):
    """The loss was computed anew after the step. The one that `backward()` was called on is asked: from
    before the step.
    """
    total, rows = 0.0, 0
    for X, y in batches:
        squared_loss(linear(X, w, b), y).backward()
        _one_step(w, b, lr)
        loss = squared_loss(linear(X, w, b), y)
        record(loss.item())
        total += loss.item() * len(y)
        rows += len(y)
    return total / rows


@train_epoch.misconception
def records_before_the_step(batches, w, b, lr, record):
    """`record` was called before the step, so w and b were still as they had been. Call it after the step,
    with the loss from before it.
    """

    def step(loss):
        record(loss.item())
        loss.backward()
        _one_step(w, b, lr)

    return _epoch(batches, w, b, lambda _loss: None, step)


@train_epoch.misconception
def one_step_for_all(batches, w, b, lr, record):
    """There was one step for the whole epoch, after all batches. Each batch has a step of its own."""
    mean = _epoch(batches, w, b, record, lambda loss: loss.backward())
    _one_step(w, b, lr)
    return mean


train_epoch.hint("For each batch: loss, backward, step under no_grad, clear the gradients, record.")
train_epoch.hint("The mean over all rows: add up loss.item() * len(y), and divide by the number of rows.")


# ── 7 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={
        **DATA,
        **PARAMETERS,
        "lr": each(0.05, 0.1),
        "epochs": each(3, 8, 0),
        "batch_size": each(2, 3, 50),
    },
    cases=36,
)
def train(X, y, w, b, lr, epochs, batch_size):
    losses = []
    for _ in range(epochs):
        total = 0.0
        for start in range(0, len(X), batch_size):
            rows = slice(start, start + batch_size)
            loss = squared_loss(linear(X[rows], w, b), y[rows])
            loss.backward()
            with torch.no_grad():
                w -= lr * w.grad
                b -= lr * b.grad
            w.grad = b.grad = None
            total += loss.item() * len(y[rows])
        losses.append(total / len(X))
    return losses


@train.right
def in_splits(X, y, w, b, lr, epochs, batch_size):
    losses = []
    for _ in range(epochs):
        of_rows = []
        for rows, targets in zip(X.split(batch_size), y.split(batch_size), strict=True):
            w.grad, b.grad = torch.zeros_like(w), torch.zeros_like(b)
            each_loss = ((rows @ w + b).flatten() - targets) ** 2
            each_loss.mean().backward()
            w.data -= lr * w.grad
            b.data -= lr * b.grad
            of_rows += each_loss.tolist()
        losses.append(sum(of_rows) / len(of_rows))
    return losses


@train.right
def by_a_loader(X, y, w, b, lr, epochs, batch_size):
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(X, y), batch_size=batch_size)
    optimizer = torch.optim.SGD([w, b], lr=lr)
    losses = []
    for _ in range(epochs):
        total = torch.zeros((), dtype=X.dtype, device=X.device)
        for rows, targets in loader:
            loss = nn.MSELoss()(rows @ w + b, targets.unsqueeze(1))
            optimizer.zero_grad(set_to_none=False)
            loss.backward()
            optimizer.step()
            total += loss.detach() * len(targets)
        losses.append((total / len(X)).item())
    return losses


def _silent(_loss):
    """Nobody asks for the losses of single steps."""


def _in_order(X, y, batch_size):
    return list(zip(X.split(batch_size), y.split(batch_size), strict=True))


@train.misconception
def gradients_carry_over(X, y, w, b, lr, epochs, batch_size):
    """The gradients carry over from step to step: `backward()` adds to what is in `.grad`. Clear it in each
    step.
    """
    return [never_zeroes(_in_order(X, y, batch_size), w, b, lr, _silent) for _ in range(epochs)]


@train.misconception
def clears_between_the_two(X, y, w, b, lr, epochs, batch_size):
    """Nothing is learned: the gradients were cleared between `backward()` and the step."""
    return [zeroes_before_the_step(_in_order(X, y, batch_size), w, b, lr, _silent) for _ in range(epochs)]


@train.misconception
def without_the_last_batch(X, y, w, b, lr, epochs, batch_size):
    """The last batch was left out where it is smaller than the others. `range(0, n, batch_size)` begins it,
    too.
    """
    full = [pair for pair in _in_order(X, y, batch_size) if len(pair[0]) == batch_size]
    return [train_epoch(full, w, b, lr, _silent) if full else 0.0 for _ in range(epochs)]


@train.misconception
def mean_of_the_means(X, y, w, b, lr, epochs, batch_size):
    """The training is right, but the losses are averages of the batches' means, in which a smaller last
    batch counts as much as the others. Weigh each mean with its number of rows.
    """
    return [averages_the_batches(_in_order(X, y, batch_size), w, b, lr, _silent) for _ in range(epochs)]


@train.misconception
def keeps_the_graphs(X, y, w, b, lr, epochs, batch_size):
    """The losses are tensors that hang on their graphs: a list of them keeps all graphs of the training, and
    memory grows. Keep Python floats: `loss.item()`.
    """
    return [sums_up_graphs(_in_order(X, y, batch_size), w, b, lr, _silent) for _ in range(epochs)]


@train.misconception
def a_matrix_of_differences(X, y, w, b, lr, epochs, batch_size):
    """The predictions are a column (n, 1), the targets a vector (n,): their difference is stretched to (n,
    n). Bring both to one shape, as in task 4.
    """
    return [n_by_n_loss(_in_order(X, y, batch_size), w, b, lr, _silent) for _ in range(epochs)]


@train.misconception
def trains_copies(X, y, w, b, lr, epochs, batch_size):
    """The losses are right, but the caller's w and b are as they were: copies of them were trained. Change
    the tensors themselves, in place.
    """
    w, b = w.detach().clone().requires_grad_(), b.detach().clone().requires_grad_()
    return train(X, y, w, b, lr, epochs, batch_size)


@train.misconception
def forgets_to_zip(X, y, w, b, lr, epochs, batch_size):
    """`for rows, targets in X.split(…), y.split(…)` goes over a pair: first all the batches of X, then all of
    those of y. `zip(…)` goes over both at once.
    """
    pair = (X.split(batch_size), y.split(batch_size))
    return [train_epoch(pair, w, b, lr, _silent) for _ in range(epochs)]


train.hint("One epoch is task 6, with the batches cut from X and y in their order.")
train.hint("X[start:start + batch_size] for start in range(0, len(X), batch_size)")


# ── 8 ───────────────────────────────────────────────────────────────────────────────────────────────
NET = made(
    "net = torch.nn.Linear(X.shape[1], 1).to(X.dtype)\nnet.load_state_dict({'weight': W, 'bias': c})\nnet"
)
LOADER = made(
    "torch.utils.data.DataLoader(torch.utils.data.TensorDataset(X, Y), batch_size=2)",
    "torch.utils.data.DataLoader(torch.utils.data.TensorDataset(X, Y), batch_size=3)",
)
OF_THE_NET = {
    "X": tensors("n d", low=-2, high=2),
    "Y": tensors("n 1", low=-5, high=5),
    "W": tensors("1 d", low=-2, high=2),
    "c": tensors("1", low=-2, high=2),
}


@exercise.task(
    inputs={
        "net": NET,
        "loader": LOADER,
        "optimizer": made(
            "torch.optim.SGD(net.parameters(), lr=0.05)",
            "torch.optim.SGD(net.parameters(), lr=0.02, momentum=0.9)",
        ),
        "epochs": each(3, 1, 8),
        **OF_THE_NET,
    },
    cases=32,
)
def train_concise(net, loader, optimizer, epochs):
    losses = []
    for _ in range(epochs):
        total, rows = 0.0, 0
        for X, y in loader:
            loss = nn.functional.mse_loss(net(X), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(y)
            rows += len(y)
        losses.append(total / rows)
    return losses


@train_concise.right
def clears_after_the_step(net, loader, optimizer, epochs):
    criterion = nn.MSELoss(reduction="none")
    losses = []
    for _ in range(epochs):
        of_rows = []
        for X, y in loader:
            each_loss = criterion(net(X), y)
            each_loss.mean().backward()
            optimizer.step()
            optimizer.zero_grad(set_to_none=False)
            of_rows.append(each_loss.detach())
        losses.append(torch.cat(of_rows).mean().item())
    return losses


@train_concise.right
def sets_training_mode(net, loader, optimizer, epochs):
    net.train()
    losses = []
    for _ in range(epochs):
        sums, rows = [], 0
        for X, y in loader:
            net.zero_grad()
            loss = ((net(X) - y) ** 2).sum() / len(X)
            loss.backward()
            optimizer.step()
            sums.append(loss.item() * len(X))
            rows += len(X)
        losses.append(sum(sums) / rows)
    return losses


def _stepping(optimizer):
    """A step as it should be."""

    def step(loss):
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    return step


def _epochs(net, loader, epochs, step):
    """Epochs that are right but for what `step` makes of each loss."""
    losses = []
    for _ in range(epochs):
        total, rows = 0.0, 0
        for X, y in loader:
            loss = nn.functional.mse_loss(net(X), y)
            step(loss)
            total += loss.item() * len(y)
            rows += len(y)
        losses.append(total / rows)
    return losses


@train_concise.misconception
def no_zero_grad(net, loader, optimizer, epochs):
    """The gradients add up from step to step. Call `optimizer.zero_grad()` in each."""

    def step(loss):
        loss.backward()
        optimizer.step()

    return _epochs(net, loader, epochs, step)


@train_concise.misconception
def zero_grad_after_backward(net, loader, optimizer, epochs):
    """The network never changes: `zero_grad()` comes between `backward()` and `step()`, and clears what the
    step needs. Or there is no `step()` at all, or the optimizer has other parameters.
    """

    def step(loss):
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()

    return _epochs(net, loader, epochs, step)


@train_concise.misconception
def step_before_backward(net, loader, optimizer, epochs):
    """`step()` comes before `backward()`: the first step does nothing, and each later one uses the gradient
    of the batch before. The order is `zero_grad()`, `backward()`, `step()`.
    """

    def step(loss):
        optimizer.step()
        optimizer.zero_grad()
        loss.backward()

    return _epochs(net, loader, epochs, step)


@train_concise.misconception
def mean_of_batch_means(net, loader, optimizer, epochs):
    """The training is right, but what is returned are averages of the batches' means: a smaller last batch
    counts as much as the others. Weigh each mean with its number of rows.
    """
    losses = []

    def step(loss):
        losses[-1].append(loss.item())
        _stepping(optimizer)(loss)

    for _ in range(epochs):
        losses.append([])
        _epochs(net, loader, 1, step)
    return [sum(means) / len(means) for means in losses]


@train_concise.misconception
def keeps_loss_tensors(net, loader, optimizer, epochs):
    """The losses are tensors that hang on their graphs, and a list of them keeps all graphs: memory grows.
    Keep `loss.item()`.
    """
    losses = []
    for _ in range(epochs):
        total, rows = 0, 0
        for X, y in loader:
            loss = nn.functional.mse_loss(net(X), y)
            _stepping(optimizer)(loss)
            total = total + loss * len(y)
            rows += len(y)
        losses.append(total / rows)
    return losses


@train_concise.misconception
def one_step_an_epoch(net, loader, optimizer, epochs):
    """There is one step an epoch. Each batch is to have its own."""
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        losses += _epochs(net, loader, 1, lambda loss: loss.backward())
        optimizer.step()
    return losses


@train_concise.misconception
def optimizer_of_other_tensors(net, loader, optimizer, epochs):
    """The losses are right, but the caller's network is as it was. A copy of it was trained, which the
    caller never gets to see.
    """
    other = copy.deepcopy(net)
    fresh = torch.optim.SGD(other.parameters(), **{k: optimizer.defaults[k] for k in ("lr", "momentum")})
    return train_concise(other, loader, fresh, epochs)


train_concise.hint("zero_grad, backward, step: in this order, for each batch.")


# ── 9 ───────────────────────────────────────────────────────────────────────────────────────────────
WATCHED = (
    "net = torch.nn.Sequential(torch.nn.BatchNorm1d(X.shape[1]), torch.nn.Dropout(0.5), "
    "torch.nn.Linear(X.shape[1], 1)).to(X.dtype)\n"
    "net[2].load_state_dict({'weight': W, 'bias': c})\n"
    "net.register_buffer('passes_that_built_a_graph', torch.tensor(0))\n"
    "def count(net, *_):\n"
    "    net.passes_that_built_a_graph += torch.is_grad_enabled()\n"
    "net.register_forward_hook(count)\n"
)


@exercise.task(
    inputs={
        "net": made(f"{WATCHED}net.train()\nnet", f"{WATCHED}net.eval()\nnet"),
        "loader": LOADER,
        **OF_THE_NET,
    },
    cases=40,
)
def evaluate(net, loader):
    was_training = net.training
    net.eval()
    total, rows = 0.0, 0
    with torch.no_grad():
        for X, y in loader:
            total += nn.functional.mse_loss(net(X), y, reduction="sum").item()
            rows += len(y)
    net.train(was_training)
    return total / rows


@evaluate.right
@torch.inference_mode()
def in_inference_mode(net, loader):
    mode = net.training
    net.train(False)
    losses = [(net(X) - y) ** 2 for X, y in loader]
    net.train(mode)
    return torch.cat(losses).mean().item()


@evaluate.right
def weighted_by_rows(net, loader):
    training = net.training
    net.eval()
    losses, sizes = [], []
    for X, y in loader:
        with torch.no_grad():
            losses.append(float(nn.MSELoss()(net(X), y)))
        sizes.append(X.shape[0])
    if training:
        net.train()
    return sum(loss * n for loss, n in zip(losses, sizes, strict=True)) / sum(sizes)


def _mean_loss(net, loader):
    """The mean over all rows, whatever the mode of the network, and with a graph or without."""
    total, rows = 0.0, 0
    for X, y in loader:
        total += nn.functional.mse_loss(net(X), y, reduction="sum").item()
        rows += len(y)
    return total / rows


@evaluate.misconception
def stays_in_eval_mode(net, loader):
    """The network was left in eval mode: if it was in training mode before, training would go on without
    dropout. Remember `net.training`, and put it back with `net.train(…)`.
    """
    net.eval()
    with torch.no_grad():
        return _mean_loss(net, loader)


@evaluate.misconception
def always_trains_afterwards(net, loader):
    """The network is always in training mode afterwards, even if it was in eval mode before. Put back the
    mode in which it was: `net.train(was_training)`.
    """
    net.eval()
    with torch.no_grad():
        loss = _mean_loss(net, loader)
    net.train()
    return loss


@evaluate.misconception
def never_in_eval_mode(net, loader):
    """The network was not in eval mode: dropout threw elements away, and batch normalisation used, and
    changed, its statistics. Call `net.eval()` first.
    """
    with torch.no_grad():
        return _mean_loss(net, loader)


@evaluate.misconception
def builds_graphs(net, loader):
    """Each forward pass has built a graph that nobody needs, which costs memory and time. Compute under
    `torch.no_grad()`.
    """
    was_training = net.training
    net.eval()
    loss = _mean_loss(net, loader)
    net.train(was_training)
    return loss


@evaluate.misconception
def average_of_batches(net, loader):
    """This is the average of the batches' means: a smaller last batch counts as much as the others. Weigh
    each mean with its number of rows.
    """
    means = [evaluate(net, [pair]) for pair in loader]
    return sum(means) / len(means)


@evaluate.misconception
def full_batches_assumed(net, loader):
    """The sum was divided by the number of batches times the size of a batch. The last batch may be smaller:
    count the rows that really came.
    """
    rows = sum(len(y) for _, y in loader)
    return evaluate(net, loader) * rows / (len(loader) * loader.batch_size)


@evaluate.misconception
def total_loss(net, loader):
    """This is the sum over all rows. Divide it by their number."""
    return evaluate(net, loader) * sum(len(y) for _, y in loader)


evaluate.hint("net.training tells the mode; net.train(mode) sets it.")
evaluate.hint("with torch.no_grad(): no graph is built.")


# ── 10 ──────────────────────────────────────────────────────────────────────────────────────────────
SCORES = tensors("n 3", factors=("",)).map(lambda S: 3 * S + torch.arange(3, dtype=S.dtype))
LABELS = tensors("n", dtypes=("int64",), low=0, high=2)


@exercise.task(inputs={"y_hat": one_of(SCORES, LABELS), "y": LABELS}, rtol=1e-6)
def accuracy(y_hat, y):
    if y_hat.dim() == 2:
        y_hat = y_hat.argmax(dim=1)
    return (y_hat == y).sum().item() / len(y)


@accuracy.right
def mean_of_floats(y_hat, y):
    classes = y_hat if y_hat.dim() == 1 else y_hat.max(dim=1).indices
    return (classes == y).double().mean().item()


@accuracy.right
def counts_in_python(y_hat, y):
    if y_hat.ndim > 1:
        y_hat = torch.softmax(y_hat, dim=-1).argmax(-1)
    return sum(a == b for a, b in zip(y_hat.tolist(), y.tolist(), strict=True)) / len(y)


@accuracy.misconception
def over_everything(y_hat, y):
    """`argmax()` without `dim` gives one place in the whole matrix. Each row has a class of its own:
    `argmax(dim=1)`.
    """
    if y_hat.dim() == 2:
        return (y_hat.argmax() == y).sum().item() / len(y)
    return (y_hat == y).sum().item() / len(y)


@accuracy.misconception
def along_the_columns(y_hat, y):
    """`argmax(dim=0)` looks for the largest of each *column*. The scores of one example stand in a row:
    `argmax(dim=1)`. With as many rows as classes, torch does not complain.
    """
    if y_hat.dim() == 2:
        y_hat = y_hat.argmax(dim=0)
    return (y_hat == y).double().mean().item()


@accuracy.misconception(same_as="along_the_columns")
def counted_along_the_columns(y_hat, y):
    """`argmax(dim=0)` looks for the largest of each *column*. The scores of one example stand in a row:
    `argmax(dim=1)`. With as many rows as classes, torch does not complain.
    """
    if y_hat.dim() == 2:
        y_hat = y_hat.argmax(dim=0)
    return (y_hat == y).sum().item() / len(y)


@accuracy.misconception
def a_column_of_labels(y_hat, y):
    """A vector was compared with a column: (n,) == (n, 1) is stretched to (n, n). Leave y as it is."""
    if y_hat.dim() == 2:
        y_hat = y_hat.argmax(dim=1)
    return (y_hat == y.reshape(-1, 1)).double().mean().item()


@accuracy.misconception
def mean_of_bools(y_hat, y):
    """`mean()` does not work on bools. Make floats of them first, or count them with `sum()`."""
    if y_hat.dim() == 2:
        y_hat = y_hat.argmax(dim=1)
    return (y_hat == y).mean().item()


@accuracy.misconception
def number_of_hits(y_hat, y):
    """This is the number of right ones. The share divides it by the number of all."""
    if y_hat.dim() == 2:
        y_hat = y_hat.argmax(dim=1)
    return float((y_hat == y).sum())


@accuracy.misconception
def length_for_dimensions(y_hat, y):
    """`len(y_hat)` is the number of rows. You want to know how many dimensions there are: `y_hat.dim()` or
    `len(y_hat.shape)`. With a single row, the two are not the same.
    """
    if len(y_hat) > 1 and y_hat.dim() > 1:
        y_hat = y_hat.argmax(dim=1)
    return (y_hat == y).double().mean().item()


@accuracy.misconception
def only_scores(y_hat, y):
    """y_hat may hold the classes themselves, with one dimension. Then there is no `argmax` to take: ask for
    `y_hat.dim()`.
    """
    return (y_hat.argmax(dim=1) == y).sum().item() / len(y)


@accuracy.misconception
def a_tensor_of_one(y_hat, y):
    """This is a tensor. A Python float is asked: `.item()`."""
    if y_hat.dim() == 2:
        y_hat = y_hat.argmax(dim=1)
    return (y_hat == y).double().mean()


accuracy.hint("The class of a row is where its largest score stands.")
accuracy.hint("(classes == y).sum().item() / len(y)")


# ── 11 ──────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={
        "net": made(
            "net = torch.nn.Linear(1, 1)\n"
            "net.load_state_dict({'weight': torch.zeros(1, 1), 'bias': torch.ones(1)})\n"
            "net"
        ),
        "run_epoch": made(
            "left = list(losses)\n"
            "def run_epoch():\n"
            "    assert left, 'run_epoch was called more often than epochs says'\n"
            "    with torch.no_grad():\n"
            "        net.weight += 1\n"
            "    return left.pop(0)\n"
            "run_epoch"
        ),
        "epochs": made("len(losses)"),
        "patience": each(2, 1, 3),
        "losses": each(
            [3.0, 2.0, 4.0, 1.0, 5.0, 6.0, 0.5],
            [3.0],
            [2.0, 3.0],
            [4.0, 5.0, 3.0, 3.0, 3.5, 2.0, 6.0, 1.0],
            [5.0, 4.0, 3.0, 2.0],
            [6.0, 7.0, 5.0, 5.5, 5.7, 4.0, 4.5, 4.6, 4.7, 1.0],
            [1.0, 3.0, 2.0, 1.5, 4.0],
            [1.0, 2.0, 3.0, 4.0, 0.0],
            [3e10, 2e10, 4e10, 5e10],
        ),
    },
)
def train_with_early_stopping(net, run_epoch, epochs, patience):
    best, state, waited = float("inf"), None, 0
    for _ in range(epochs):
        loss = run_epoch()
        if loss < best:
            best, state, waited = loss, copy.deepcopy(net.state_dict()), 0
        else:
            waited += 1
            if waited == patience:
                break
    net.load_state_dict(state)
    return best


@train_with_early_stopping.right
def with_clones(net, run_epoch, epochs, patience):
    losses, states = [], []
    while len(losses) < epochs:
        losses.append(run_epoch())
        states.append({name: tensor.clone() for name, tensor in net.state_dict().items()})
        best = losses.index(min(losses))
        if len(losses) - 1 - best == patience:
            break
    net.load_state_dict(states[best])
    return losses[best]


@train_with_early_stopping.right
def parameter_by_parameter(net, run_epoch, epochs, patience):
    best, kept, bad = None, [], 0
    for _ in range(epochs):
        loss = run_epoch()
        if best is None or loss < best:
            best, kept, bad = loss, [p.detach().clone() for p in net.parameters()], 0
        else:
            bad += 1
        if bad >= patience:
            break
    with torch.no_grad():
        for p, value in zip(net.parameters(), kept, strict=True):
            p.copy_(value)
    return best


def _stopping(net, run_epoch, epochs, *, enough, better=float.__lt__, copied=copy.deepcopy, count="in a row"):
    """The loop with another rule for when to stop, what is better, what is kept, or what is counted."""
    best, before, state, waited = float("inf"), float("inf"), None, 0
    for _ in range(epochs):
        loss = run_epoch()
        if better(loss, before if count == "since the last" else best):
            best, state = min(best, loss), copied(net.state_dict())
            waited = waited if count == "all" else 0
        else:
            waited += 1
        before = loss
        if enough(waited):
            break
    net.load_state_dict(state)
    return best, loss


@train_with_early_stopping.misconception
def keeps_no_copy(net, run_epoch, epochs, patience):
    """The parameters are those of the last epoch. `net.state_dict()` makes no copy: it holds the parameters
    themselves, and they went on changing. Copy it: `copy.deepcopy(net.state_dict())`. And put them back with
    `net.load_state_dict(…)`: `net = …` only gives the name to another network.
    """
    return _stopping(net, run_epoch, epochs, enough=patience.__eq__, copied=lambda state: state)[0]


@train_with_early_stopping.misconception(same_as="keeps_no_copy")
def never_restores(net, run_epoch, epochs, patience):
    """The parameters are those of the last epoch. Put back those of the best one, with
    `net.load_state_dict(…)`.
    """
    best, waited = float("inf"), 0
    for _ in range(epochs):
        loss = run_epoch()
        waited = 0 if loss < best else waited + 1
        best = min(best, loss)
        if waited == patience:
            break
    return best


@train_with_early_stopping.misconception
def never_stops_early(net, run_epoch, epochs, _patience):
    """All epochs were run. The training is to stop as soon as the best loss is `patience` epochs ago."""
    return _stopping(net, run_epoch, epochs, enough=lambda _waited: False)[0]


@train_with_early_stopping.misconception
def stops_an_epoch_late(net, run_epoch, epochs, patience):
    """The training stopped an epoch too late: it is over when there have been `patience` epochs without a
    better loss, and not one more.
    """
    return _stopping(net, run_epoch, epochs, enough=lambda waited: waited > patience)[0]


@train_with_early_stopping.misconception
def counts_all_bad_epochs(net, run_epoch, epochs, patience):
    """All the epochs without a better loss were counted together. The count begins anew with each better
    loss.
    """
    return _stopping(net, run_epoch, epochs, enough=patience.__eq__, count="all")[0]


@train_with_early_stopping.misconception
def compares_with_the_last(net, run_epoch, epochs, patience):
    """Each loss was compared with the one before. Compare it with the best so far."""
    return _stopping(net, run_epoch, epochs, enough=patience.__eq__, count="since the last")[0]


@train_with_early_stopping.misconception
def equal_is_better(net, run_epoch, epochs, patience):
    """An equal loss was taken for a better one: `<=`. It does not beat the best, so ask with `<`."""
    return _stopping(net, run_epoch, epochs, enough=patience.__eq__, better=float.__le__)[0]


@train_with_early_stopping.misconception
def the_last_loss(net, run_epoch, epochs, patience):
    """This is the loss of the last epoch. The best one is asked."""
    return _stopping(net, run_epoch, epochs, enough=patience.__eq__)[1]


train_with_early_stopping.hint(
    "Keep the best loss, a copy of the parameters, and for how long it has been the best."
)
train_with_early_stopping.hint("copy.deepcopy(net.state_dict()) is a copy; net.state_dict() is none.")


# ── 12 ──────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={"inputs": size("d"), "hidden": each(3, 1, 8), "X": tensors("n d", dtypes=("float32",))},
    probe="X",
    gpu=False,
)
def network(inputs, hidden):
    return nn.Sequential(nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, 1))


class _Network(nn.Module):
    def __init__(self, inputs, hidden):
        super().__init__()
        self.first = nn.Linear(inputs, hidden)
        self.second = nn.Linear(hidden, 1)

    def forward(self, X):
        return self.second(torch.relu(self.first(X)))


@network.right
def as_a_class(inputs, hidden):
    return _Network(inputs, hidden)


@network.right
def piece_by_piece(inputs, hidden):
    net = nn.Sequential()
    net.append(nn.Linear(inputs, hidden))
    net.append(nn.ReLU())
    net.append(nn.Linear(hidden, 1))
    return net


@network.misconception
def nothing_between(inputs, hidden):
    """There is nothing between the two layers, and two linear layers in a row are no more than one. Put a
    ReLU between them.
    """
    return nn.Sequential(nn.Linear(inputs, hidden), nn.Linear(hidden, 1))


@network.misconception
def relu_at_the_end(inputs, hidden):
    """There is a ReLU behind the last layer, so that no prediction can be negative."""
    return nn.Sequential(nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, 1), nn.ReLU())


@network.misconception
def no_bias(inputs, hidden):
    """The layers have no bias. Leave out `bias=False`."""
    return nn.Sequential(nn.Linear(inputs, hidden, bias=False), nn.ReLU(), nn.Linear(hidden, 1, bias=False))


@network.misconception
def sigmoid_for_relu(inputs, hidden):
    """The activation is another one. A ReLU is asked."""
    return nn.Sequential(nn.Linear(inputs, hidden), nn.Sigmoid(), nn.Linear(hidden, 1))


@network.misconception
def as_many_outputs_as_inputs(inputs, hidden):
    """The last layer gives as many numbers as there are inputs. One is asked."""
    return nn.Sequential(nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, inputs))


@network.misconception
def in_eval_mode(inputs, hidden):
    """The network is in eval mode. It is to be trained: leave it in training mode, in which it is made."""
    return nn.Sequential(nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, 1)).eval()


network.hint("nn.Sequential(…) puts modules one after the other.")
