"""Training loops: data, batches, the loop by hand and with the library, evaluation. D2L 3.2 to 3.6."""

import copy
import random
from functools import partial

import torch
from torch import nn

from grader.course import Exercise, each, list_of, made, one_of, record, size, tensors

exercise = Exercise("Training loops", after=("exercise_02", "exercise_05"))

small, large = partial(tensors, low=-2, high=2), partial(tensors, low=-5, high=5)
left = partial(tensors, requires_grad=True, grads=("left",))
GENERATOR = made("torch.Generator().manual_seed(7)", "torch.Generator().manual_seed(42)")
DATA = {"X": small("n d"), "y": large("n")}
MODEL = {"w": small("d 1", requires_grad=True), "b": small("1", requires_grad=True)}
BATCHES = made(
    "list(zip(X.split(2), y.split(2)))",
    "torch.utils.data.DataLoader(torch.utils.data.TensorDataset(X, y), batch_size=3)",
    "list(zip(X.split(1), y.split(1)))",
)
NET_DATA = {"X": small("n d"), "Y": large("n 1"), "W": small("1 d"), "c": small("1")}
NET = made(
    "net = torch.nn.Linear(X.shape[1], 1).to(X.dtype)\nnet.load_state_dict({'weight': W, 'bias': c})\nnet"
)
LOADER = made(
    "torch.utils.data.DataLoader(torch.utils.data.TensorDataset(X, Y), batch_size=2)",
    "torch.utils.data.DataLoader(torch.utils.data.TensorDataset(X, Y), batch_size=3)",
)
OPTIMIZER = made(
    "torch.optim.SGD(net.parameters(), lr=0.05)", "torch.optim.SGD(net.parameters(), lr=0.02, momentum=0.9)"
)
WATCH = (
    "net = torch.nn.Sequential(torch.nn.BatchNorm1d(X.shape[1]), torch.nn.Dropout(0.5), "
    "torch.nn.Linear(X.shape[1], 1)).to(X.dtype)\n"
    "net[2].load_state_dict({'weight': W, 'bias': c})\n"
    "net.register_buffer('passes_that_built_a_graph', torch.tensor(0))\n"
    "def count(net, _, output):\n"
    "    net.passes_that_built_a_graph += output.requires_grad\n"
    "net.register_forward_hook(count)\n"
)
SCORES = tensors("n 3", factors=("",)).map(lambda S: 3 * S + torch.arange(3, dtype=S.dtype))
LABELS = tensors("n", dtypes=("int64",), low=0, high=2)
LOSSES = each(
    [3.0, 2.0, 4.0, 1.0, 5.0, 6.0, 0.5], [3.0], [2.0, 3.0], [4.0, 5.0, 3.0, 3.0, 3.5, 2.0, 6.0, 1.0],
    [5.0, 4.0, 3.0, 2.0], [6.0, 7.0, 5.0, 5.5, 5.7, 4.0, 4.5, 4.6, 4.7, 1.0], [1.0, 3.0, 2.0, 1.5, 4.0],
    [1.0, 2.0, 3.0, 4.0, 0.0], [3e10, 2e10, 4e10, 5e10],
)  # fmt: skip
EPOCHS = {"epochs": made("len(losses)"), "patience": each(2, 1, 3), "losses": LOSSES}
COUNTER = made("""net = torch.nn.Linear(1, 1)
net.load_state_dict({'weight': torch.zeros(1, 1), 'bias': torch.ones(1)})
net""")
RUN_EPOCH = made("""left = list(losses)
def run_epoch():
    assert left, 'run_epoch was called more often than epochs says'
    with torch.no_grad():
        net.weight += 1
    return left.pop(0)
run_epoch""")


@exercise.task(
    inputs={"w": tensors("d"), "b": each(4.5, 0.0, -2.0), "n": each(3, 1, 20, 0), "generator": GENERATOR},
    gpu=False,
)
def synthetic_data(w, b, n, generator):
    draw = partial(torch.randn, generator=generator, dtype=w.dtype)
    X = draw(n, len(w))
    noise = 0.01 * draw(n)
    return X, X @ w + b + noise


@synthetic_data.right
def with_torch_normal(w, b, n, generator):
    X = torch.normal(0, 1, (n, len(w)), generator=generator, dtype=w.dtype)
    y = torch.matmul(X, w) + b
    return X, y + torch.normal(0, 0.01, y.shape, generator=generator, dtype=w.dtype)


@synthetic_data.right
def filled_in_place(w, b, n, generator):
    X = w.new_empty(n, len(w)).normal_(generator=generator)
    return X, w.new_empty(n).normal_(0, 0.01, generator=generator).add_((X * w).sum(1) + b)


synthetic_data.misconception.edit(
    "leaves_the_generator_aside",
    {"generator=generator, ": ""},
    """The numbers do not come from the generator that you were given: without `generator=generator`, torch
    draws from its global one.""",
)
synthetic_data.misconception.edit(
    "without_noise", {" + noise": ""}, "The noise is missing in y: real measurements do not lie on a line."
)
synthetic_data.misconception.edit(
    "large_noise", {"0.01 * ": ""}, "The noise is a hundred times too large: its standard deviation is 0.01."
)
synthetic_data.misconception.edit(
    "root_of_the_deviation",
    {"0.01 * ": "0.1 * "},
    "The noise is ten times too large. 0.01 is its standard deviation, not the square of it: take no root.",
)
synthetic_data.misconception.edit(
    "noise_from_elsewhere",
    {"draw(n)\n": "torch.randn(n, dtype=w.dtype)\n"},
    """The noise does not come from the generator that you were given: without `generator=generator`, torch
    draws from its global one.""",
)
synthetic_data.misconception.edit(
    "noise_comes_first",
    {"X = draw(n, len(w))": "noise = 0.01 * draw(n)", "noise = 0.01 * draw(n)": "X = draw(n, len(w))"},
    "X is to be drawn first, and then the noise: a generator gives other numbers in another order.",
)
synthetic_data.misconception.edit(
    "even_numbers",
    {"draw(n, len(w))": "torch.rand(n, len(w), generator=generator, dtype=w.dtype)"},
    "`torch.rand` draws evenly between 0 and 1. Normal numbers come from `torch.randn`.",
)
synthetic_data.misconception.edit(
    "a_column_of_targets",
    {"X @ w + b + noise": "(X @ w + b + noise).reshape(-1, 1)"},
    "y is a column of shape (n, 1) here. It is to be a vector, of shape (n,).",
)
synthetic_data.misconception.edit(
    "a_table_of_noise",
    {"draw(n)": "draw(n, 1)"},
    """X w is a vector (n,), and a column (n, 1) of noise stretches it to a matrix (n, n). torch does not
    complain. Draw as many numbers as X w has: n.""",
)
synthetic_data.hint("torch.randn(n, d, generator=generator, dtype=w.dtype) draws X.")
synthetic_data.hint("Normal numbers with a standard deviation of 0.01 are 0.01 times those with one of 1.")


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
    parts = [order[start : start + batch_size] for start in range(0, len(X), batch_size)]
    return [(X[rows], y[rows]) for rows in parts]


@batches.right
def with_a_loader(X, y, batch_size):
    data = torch.utils.data.TensorDataset(X, y)
    return torch.utils.data.DataLoader(data, batch_size=batch_size, shuffle=True) if len(X) else []


batches.misconception.edit(
    "loses_the_last_batch",
    {"range(0, len(X), batch_size)": "range(0, len(X) - batch_size + 1, batch_size)"},
    """The last batch is missing. When the size does not divide the number of rows, it is smaller than the
    others, and it counts as well: a slice such as `order[start:start + batch_size]` ends where its tensor
    ends.""",
)
batches.misconception.edit(
    "loses_a_row",
    {"len(X), batch": "len(X) - 1, batch", "start + batch_size]": "min(start + batch_size, len(X) - 1)]"},
    """One row never comes: the end of a slice is exclusive, so that `min(start + batch_size, n - 1)` leaves
    out the last one. Write n, or nothing: a slice may go beyond the end.""",
)
batches.misconception.edit(
    "shuffles_apart",
    {
        "order = torch.randperm(len(X))": "X, y = X[torch.randperm(len(X))], y[torch.randperm(len(y))]",
        "order[start : start + batch_size]": "slice(start, start + batch_size)",
    },
    """The rows of X and the elements of y have come apart: each was shuffled by itself. Draw one order, and
    take both in that order.""",
)
batches.misconception.edit(
    "never_shuffles",
    {"order[start : start + batch_size]": "slice(start, start + batch_size)"},
    "The rows come in their own order. Draw a random one each time: `torch.randperm(len(X))`.",
)
batches.misconception.edit(
    "the_same_order_always",
    {"randperm(len(X))": "randperm(len(X), generator=torch.Generator().manual_seed(0))"},
    "The order is the same each time: the seed was set inside of your function. Leave that to the caller.",
)
batches.misconception.edit(
    "draws_with_replacement",
    {
        "order = torch.randperm(len(X))": "pass",
        "order[start : start + batch_size]": "torch.randint(0, len(X), (min(batch_size, len(X) - start),))",
    },
    """Some rows come several times, and others never: they were drawn with `randint` or `choice`. Draw an
    *order* of all rows: `torch.randperm(len(X))`.""",
)
batches.misconception.edit(
    "never_ends",
    {"order = torch": "while len(X):\n      order = torch", "for start": "  for start"},
    """The iterator begins again and again: one epoch is one pass over the rows. Leave the repetition to the
    caller.""",
)
batches.misconception.edit(
    "row_by_row",
    {"range(0, len(X), batch_size)": "range(len(X))", "order[start : start + batch_size]": "order[start]"},
    """Single rows came instead of batches. Index with several rows at once: `X[order[start:start +
    batch_size]]`.""",
)
batches.misconception.edit(
    "return_for_yield",
    {"yield X": "return X"},
    """This is one pair, where many were asked, one after the other. `return` ends the function at once, even
    inside of a loop. `yield` gives out a batch, and the function goes on with the next one.""",
)
batches.hint("One random order of the row numbers for both: torch.randperm(len(X)).")
batches.hint("A batch is order[start:start + batch_size]; the last one may be shorter.")


@exercise.task(inputs={"X": tensors("n d"), "w": tensors("d 1"), "b": tensors("1")}, gradient=True)
def linear(X, w, b):
    return X @ w + b


@linear.right
def as_the_library_does(X, w, b):
    return nn.functional.linear(X, w.T, b)


@linear.right
def with_einsum(X, w, b):
    return torch.einsum("nd,dk->nk", X, w) + b


linear.misconception.edit(
    "ones_on_the_cpu",
    {"X @ w + b": "torch.cat([X, torch.ones(len(X), 1, dtype=X.dtype)], dim=1) @ torch.cat([w, b[:, None]])"},
    """`torch.ones(…)` lies on the CPU, wherever X lies, and the two cannot be put together there.
    `X.new_ones(len(X), 1)` lies where X does; `X @ w + b` needs no ones.""",
    device=True,
)
linear.misconception.edit("forgets_the_bias", {"+ b": "+ 0 * b"}, "The bias b is missing.")
linear.misconception.edit(
    "a_flat_result",
    {"X @ w + b": "(X @ w + b).squeeze(1)"},
    "The numbers are right, but the result is a vector. X w is a column, of shape (n, 1).",
)
linear.misconception.edit(
    "element_by_element",
    {"X @ w": "X * w.T"},
    "`*` multiplies element by element, and leaves all columns. The matrix product `@` adds them up.",
)
linear.misconception.edit(
    "element_by_element_with_the_column",
    {"X @ w": "X * w"},
    """`*` multiplies element by element. A column w is stretched for that, where it fits X at all. The matrix
    product `@` multiplies each row of X by w, and adds up.""",
)
linear.misconception.edit(
    "a_constant_bias",
    {"+ b": "+ b.detach()"},
    """The values are right, but b gets no gradient: `.item()`, `float()` or `detach()` cut it off, and it
    would never be learned.""",
)
linear.misconception.edit(
    "out_of_the_graph",
    {"X @ w + b": "(X @ w + b).detach()"},
    """The values are right, but the result is not connected to w and b, so that they would never be learned.
    `no_grad`, `detach()`, `.data` and `.item()` leave the graph. `no_grad` belongs to the step, not to the
    prediction.""",
)
linear.hint("X @ w has shape (n, 1), and b is stretched to it.")


@exercise.task(inputs={"y_hat": tensors("n 1"), "y": tensors("n")}, gradient=True)
def squared_loss(y_hat, y):
    if not len(y):
        raise ValueError("there is no mean of nothing")
    return ((y_hat.reshape(y.shape) - y) ** 2).mean()


@squared_loss.right
def with_mse_loss(y_hat, y):
    return nn.functional.mse_loss(y_hat, y.reshape(-1, 1))


@squared_loss.right
def as_a_dot_product(y_hat, y):
    difference = y_hat.squeeze(1) - y
    return difference @ difference / len(y)


squared_loss.misconception.edit(
    "errors_kept_on_the_cpu",
    {"return (": "loss = torch.zeros(len(y), dtype=y.dtype); loss[:] = (", ".mean()": "; return loss.mean()"},
    """Numbers may be written from a GPU into a tensor on the CPU, without an error, and there they stay, the
    loss among them. Compute with whole tensors, and nothing has to be made for them.""",
    device=True,
)
squared_loss.misconception.edit(
    "n_by_n",
    {"y_hat.reshape(y.shape)": "y_hat"},
    """A column (n, 1) minus a vector (n,) is stretched to a matrix (n, n): each prediction was compared with
    every target. torch raises no error. Bring both to one shape first: `y_hat.reshape(y.shape)`.""",
)
squared_loss.misconception.edit(
    "sum_of_the_squares",
    {".mean()": ".sum()"},
    "This is the sum of the squares. The mean divides it by their number.",
)
squared_loss.misconception.edit(
    "half_of_it",
    {".mean()": ".mean() / 2"},
    "This is half of what is asked. Some books put a ½ before the square; here there is none.",
)
squared_loss.misconception.edit(
    "not_reduced", {".mean()": ""}, "These are the losses of all rows. One number is asked: their mean."
)
squared_loss.misconception.edit(
    "root_of_it", {".mean()": ".mean().sqrt()"}, "This is the root of the mean. The mean itself is asked."
)
squared_loss.misconception.edit(
    "square_of_the_mean",
    {"** 2).mean()": ").mean() ** 2"},
    """The mean was taken first, and then the square: differences above and below 0 cancel each other. Square
    each difference, and take the mean of the squares.""",
)
squared_loss.misconception.edit(
    "out_of_the_graph",
    {".mean()": ".mean().detach()"},
    """The value is right, but no gradient flows back from it to y_hat: `.item()`, `detach()` and `no_grad`
    leave the graph. Stay with tensor operations.""",
)
squared_loss.misconception.edit(
    "a_new_leaf",
    {".mean()": ".mean().detach().requires_grad_()"},
    """The loss requires grad, but as a leaf of its own: `requires_grad_()` and `torch.tensor(…)` begin a new
    graph, and none leads back to y_hat. Stay with tensor operations.""",
)
squared_loss.hint("What is the shape of y_hat - y?")
squared_loss.hint("y_hat.reshape(y.shape) has the shape of y.")


@exercise.task(
    inputs={"params": list_of(left("d 1"), left("1")), "lr": each(0.5, 0.1), "batch_size": each(4, 10, 1)},
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


sgd.misconception.edit(
    "without_the_division",
    {" / batch_size": ""},
    """The step is batch_size times too long: the gradients are those of a *sum* over the batch. Divide by
    batch_size.""",
)
sgd.misconception.edit(
    "leaves_the_gradients",
    {"p.grad.zero_()": "pass"},
    """The parameters are right, but their `.grad` was left: the next `backward()` would add to it. Clear it
    after the step.""",
)
sgd.misconception.edit(
    "clears_before_the_step",
    {"p -= lr * p.grad / batch_size": "p.grad.zero_()", "p.grad.zero_()": "p -= lr * p.grad / batch_size"},
    """The gradients are cleared, but the parameters are as they were. Perhaps the gradients were cleared
    before they were used: first the step, then clear. Or `p = p - …` made a new tensor under the name p: `p
    -= …` changes the caller's.""",
)
sgd.misconception.edit(
    "step_in_the_graph",
    {"with torch.no_grad():": "if True:"},
    """A leaf that requires grad may not be changed in place while torch records a graph. Put the step under
    `with torch.no_grad():`.""",
)
sgd.misconception.edit(
    "new_parameters",
    {"p -= lr * p.grad": "p = p - lr * p.grad", "p.grad.zero_()": "pass"},
    """The parameters that you were given do not change: `p = p - …`, or a new list of such tensors, makes new
    ones. Write `p -= …` under `no_grad`. Clear the gradients, too.""",
)
sgd.misconception.edit("up_the_slope", {"p -= lr": "p += lr"}, "This is a step uphill. Subtract.")
sgd.misconception.edit(
    "without_the_learning_rate",
    {"lr * p.grad": "p.grad"},
    "The step is as long as the gradient: the learning rate `lr` is missing. Multiply the gradient by it.",
)
sgd.misconception.edit(
    "divides_twice",
    {"/ batch_size": "/ batch_size / batch_size"},
    "The step is batch_size times too short: it was divided by batch_size twice. Divide once.",
)
sgd.misconception.edit(
    "whole_division",
    {"/ batch_size": "// batch_size"},
    "`//` rounds the quotient down to a whole number. The quotient itself is `/`.",
)
sgd.misconception.edit(
    "whole_division_of_the_gradient",
    {"p -= lr * p.grad / batch_size": "p -= lr * (p.grad // batch_size)"},
    "`//` rounds the quotient down to a whole number. The quotient itself is `/`.",
)
sgd.misconception.edit(
    "clears_only_the_last",
    {"p.grad.zero_()": "pass\n        p.grad.zero_()"},
    """Only the `.grad` of the last parameter was cleared. Perhaps the line stands after the loop: each
    parameter has a gradient of its own, so clear it inside of the loop.""",
)
sgd.misconception.edit(
    "stops_after_the_first",
    {"p.grad.zero_()": "p.grad.zero_(); return"},
    """Only the first parameter was changed. Perhaps a `return` inside of the loop ends it after the first
    one: all parameters are to make their step.""",
)
sgd.misconception.edit(
    "new_parameters_without_a_gradient",
    {"p -= lr * p.grad": "p = p - lr * p.grad"},
    """Some `.grad` is None here. `p = p - …` makes a new tensor and calls it p, and the new one has no
    gradient: write `p -= …` under `no_grad`, which changes your input itself. Or the gradient was set to None
    before it was used.""",
)
sgd.misconception.edit(
    "asks_a_gradient",
    {"p -= lr": "if p.grad: p -= lr"},
    """`if` needs one answer, and a tensor of several numbers gives many. `if p.grad:` does not ask whether
    there is a gradient, but whether its number is 0. Ask with `if p.grad is not None:`.""",
)
sgd.hint("with torch.no_grad(): p -= lr * p.grad / batch_size")


@exercise.task(
    inputs={"batches": BATCHES, **MODEL, "lr": each(0.05, 0.1), "record": record("w", "b"), **DATA},
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
    seen = []
    for X, y in batches:
        optimizer.zero_grad()
        loss = nn.functional.mse_loss((X @ w + b).squeeze(1), y)
        loss.backward()
        optimizer.step()
        record(float(loss))
        seen.append((float(loss), len(y)))
    return sum(loss * n for loss, n in seen) / sum(n for _, n in seen)


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


train_epoch.misconception.edit(
    "never_zeroes",
    {"w.grad = b.grad = None": "pass"},
    """The first step is right, and the later ones are not: `backward()` adds each gradient to those of the
    steps before. Clear `.grad` in each step.""",
)
train_epoch.misconception.edit(
    "zeroes_before_the_step",
    {"loss.backward()": "loss.backward(); w.grad.zero_(); b.grad.zero_()"},
    """The parameters never change: the gradients were cleared between `backward()` and the step. The order
    is: clear, `backward()`, step; or `backward()`, step, clear.""",
)
train_epoch.misconception.edit(
    "steps_before_backward",
    {"loss.backward()": "pass", "w.grad = b.grad = None": "w.grad = b.grad = None; loss.backward()"},
    """Some `.grad` is None here. Before `backward()` there is no gradient yet: first the loss, then
    `backward()`, then the step. A new tensor has none either, such as `w = w - …` makes one: write `w -= …`
    under `no_grad`.""",
)
train_epoch.misconception.edit(
    "updates_in_the_graph",
    {"with torch.no_grad():": "if True:"},
    """A leaf that requires grad may not be changed in place while torch records a graph. Put the update under
    `with torch.no_grad():`.""",
)
train_epoch.misconception.edit(
    "rebinds_the_parameters",
    {"with torch.no_grad()": "if True", "w -= ": "w = w - ", "b -= ": "b = b - "},
    """The caller's w and b never change: `w = w - …` makes a new tensor and calls it w. After that it is no
    leaf any more, and its `.grad` stays None. Write `w -= …` under `no_grad`, which changes the tensor
    itself.""",
)
train_epoch.misconception.edit(
    "rebinds_without_graph",
    {"w -= ": "w = w - ", "b -= ": "b = b - "},
    """The caller's w and b never change: `w = w - …` makes a new tensor and calls it w. Made under `no_grad`,
    it does not even require grad, so that the next `backward()` fails. Write `w -= …`.""",
)
train_epoch.misconception.edit(
    "n_by_n_loss",
    {"squared_loss(linear(X, w, b), y)": "((X @ w + b - y) ** 2).mean()"},
    """A column (n, 1) minus a vector (n,) is stretched to a matrix (n, n), so each prediction was compared
    with every target. Bring both to one shape, as in task 4.""",
)
train_epoch.misconception.edit(
    "averages_the_batches",
    {" * len(y)": "", "rows += len(y)": "rows += 1"},
    """The training is right, but what is returned is the average of the batches' means: a last batch that is
    smaller would count as much as the others. Weigh each mean with its number of rows.""",
)
train_epoch.misconception.edit(
    "sums_up_graphs",
    {"total += loss.item()": "total = total + loss"},
    """The sum of the losses was kept as a tensor, and with it the graphs of all batches: memory grows from
    step to step. Add up `loss.item()`.""",
)
train_epoch.misconception.edit(
    "records_tensors",
    {"record(loss.item())": "record(loss)"},
    """`record` got the loss as a tensor, and a list of such losses keeps their graphs: memory grows from step
    to step. Give it a Python float: `loss.item()`.""",
)
train_epoch.misconception.edit(
    "loss_after_the_step",
    {"record(loss.item())": "loss = squared_loss(linear(X, w, b), y); record(loss.item())"},
    """The loss was computed anew after the step. The one that `backward()` was called on is asked: from
    before the step.""",
)
train_epoch.misconception.edit(
    "records_before_the_step",
    {"loss.backward()": "record(loss.item()); loss.backward()", "record(loss.item())": "pass"},
    """`record` was called before the step, so w and b were still as they had been. Call it after the step,
    with the loss from before it.""",
)
train_epoch.misconception.edit(
    "one_step_for_all",
    {
        "with torch.no_grad():": "if False:",
        "w.grad = b.grad = None": "pass",
        "return total": "w.data -= lr * w.grad; b.data -= lr * b.grad; return total",
    },
    "There was one step for the whole epoch, after all batches. Each batch has a step of its own.",
)
train_epoch.misconception.edit(
    "steps_uphill",
    {"w -= ": "w += ", "b -= ": "b += "},
    "These are steps uphill: the loss grows in the direction of the gradient. Subtract.",
)
train_epoch.misconception.edit(
    "without_the_learning_rate",
    {"lr * w.grad": "w.grad", "lr * b.grad": "b.grad"},
    """The steps are as long as the gradients: the learning rate `lr` is missing. Multiply each gradient by
    it.""",
)
train_epoch.misconception.edit(
    "divides_by_the_rows_again",
    {"lr * w.grad": "lr * w.grad / len(y)", "lr * b.grad": "lr * b.grad / len(y)"},
    """The steps are too short: they were divided by the number of rows in the batch. The loss is a mean, so
    its gradient is divided by this number already.""",
)
train_epoch.misconception.edit(
    "half_the_loss",
    {"squared_loss(linear(X, w, b), y)": "squared_loss(linear(X, w, b), y) / 2"},
    """The loss is half of what is asked, and so are its gradients. Some books put a ½ before the square; here
    there is none.""",
)
train_epoch.misconception.edit(
    "clears_only_w",
    {"w.grad = b.grad = None": "w.grad = None"},
    """Only the gradient of w was cleared: that of b adds up from step to step. Both parameters have a `.grad`
    of their own. Clear both.""",
)
train_epoch.misconception.edit(
    "clears_only_b",
    {"w.grad = b.grad = None": "b.grad = None"},
    """Only the gradient of b was cleared: that of w adds up from step to step. Both parameters have a `.grad`
    of their own. Clear both.""",
)
train_epoch.misconception.edit(
    "new_leaves",
    {
        "with torch.no_grad()": "if True",
        "w -= lr * w.grad": "w = (w - lr * w.grad).detach().requires_grad_()",
        "b -= lr * b.grad": "b = (b - lr * b.grad).detach().requires_grad_()",
    },
    """The caller's w and b never change: new tensors were made and trained, and the caller never gets them.
    Write `w -= …` under `no_grad`, which changes your input itself.""",
)
train_epoch.misconception.edit(
    "loss_of_the_last_batch",
    {"total / rows": "loss.item()"},
    """This is the loss of the last batch alone. Asked is the mean over all rows: add up `loss.item() *
    len(y)` in each step, and divide by the number of rows.""",
)
train_epoch.misconception.edit(
    "means_over_rows",
    {" * len(y)": ""},
    """The training is right, but what is returned was divided by the size of the batches twice: the batches'
    means were added up, and then divided by the number of rows. Weigh each mean with its number of rows.""",
)
train_epoch.misconception.edit(
    "print_for_return",
    {"return total / rows": "print(total / rows)"},
    """The function returned None. `print` shows a number on the screen, but does not give it to the caller.
    That is what `return` does.""",
)
train_epoch.misconception.edit(
    "returns_in_the_loop",
    {"rows += len(y)": "rows += len(y); return total / rows"},
    """Only the first batch was used. Perhaps a `return` inside of the loop ends it after the first pass:
    return after the loop.""",
)
train_epoch.hint("For each batch: loss, backward, step under no_grad, clear the gradients, record.")
train_epoch.hint("The mean over all rows: add up loss.item() * len(y), and divide by the number of rows.")


@exercise.task(
    inputs={**DATA, **MODEL, "lr": each(0.05, 0.1), "epochs": each(2, 5, 0), "batch_size": each(2, 3, 50)},
    cases=36,
)
def train(X, y, w, b, lr, epochs, batch_size):
    losses = []
    for _ in range(epochs):
        total, n = 0.0, 0
        for rows, targets in zip(X.split(batch_size), y.split(batch_size), strict=True):
            loss = squared_loss(linear(rows, w, b), targets)
            loss.backward()
            with torch.no_grad():
                w -= lr * w.grad
                b -= lr * b.grad
            w.grad = b.grad = None
            total += loss.item() * len(targets)
            n += len(targets)
        losses.append(total / n)
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


train.misconception.edit(
    "gradients_carry_over",
    {"w.grad = b.grad = None": "pass"},
    """The gradients carry over from step to step: `backward()` adds to what is in `.grad`. Clear it in each
    step.""",
)
train.misconception.edit(
    "clears_between_the_two",
    {"loss.backward()": "loss.backward(); w.grad.zero_(); b.grad.zero_()"},
    "Nothing is learned: the gradients were cleared between `backward()` and the step.",
)
train.misconception.edit(
    "without_the_last_batch",
    {"loss = ": "if len(rows) < batch_size: break\n            loss = ", "/ n": "/ max(1, n)"},
    """The last batch was left out where it is smaller than the others. `range(0, n, batch_size)` begins it,
    too.""",
)
train.misconception.edit(
    "mean_of_the_means",
    {" * len(targets)": "", "n += len(targets)": "n += 1"},
    """The training is right, but the losses are averages of the batches' means, in which a smaller last batch
    counts as much as the others. Weigh each mean with its number of rows.""",
)
train.misconception.edit(
    "keeps_the_graphs",
    {"total += loss.item()": "total = total + loss"},
    """The losses are tensors that are connected to their graphs: a list of them keeps all graphs of the
    training, and memory grows. Keep Python floats: `loss.item()`.""",
)
train.misconception.edit(
    "a_matrix_of_differences",
    {"squared_loss(linear(rows, w, b), targets)": "((rows @ w + b - targets) ** 2).mean()"},
    """The predictions are a column (n, 1), the targets a vector (n,): their difference is stretched to (n,
    n). Bring both to one shape, as in task 4.""",
)
train.misconception.edit(
    "trains_copies",
    {"losses = []": "losses = []; w, b = (p.detach().clone().requires_grad_() for p in (w, b))"},
    """The losses are right, but the caller's w and b are as they were: copies of them were trained. Change
    the tensors themselves, in place.""",
)
train.misconception.edit(
    "forgets_to_zip",
    {"zip(": "(", ", strict=True": ""},
    """`for rows, targets in X.split(…), y.split(…)` goes over a pair: first all the batches of X, then all of
    those of y. `zip(…)` goes over both at once.""",
)
train.misconception.edit(
    "clears_once_an_epoch",
    {"w.grad = b.grad = None": "pass", "total, n =": "w.grad = b.grad = None\n        total, n ="},
    """The gradients add up from batch to batch within an epoch: they were cleared only once an epoch. Clear
    them in each step, so inside of the inner loop.""",
)
train.misconception.edit(
    "clears_only_w",
    {"w.grad = b.grad = None": "w.grad = None"},
    """Only the gradient of w was cleared: that of b adds up from step to step. Both parameters have a `.grad`
    of their own. Clear both.""",
)
train.misconception.edit(
    "clears_only_b",
    {"w.grad = b.grad = None": "b.grad = None"},
    """Only the gradient of b was cleared: that of w adds up from step to step. Both parameters have a `.grad`
    of their own. Clear both.""",
)
train.misconception.edit(
    "steps_uphill",
    {"w -= ": "w += ", "b -= ": "b += "},
    "These are steps uphill: the loss grows in the direction of the gradient. Subtract.",
)
train.misconception.edit(
    "without_the_learning_rate",
    {"lr * w.grad": "w.grad", "lr * b.grad": "b.grad"},
    """The steps are as long as the gradients: the learning rate `lr` is missing. Multiply each gradient by
    it.""",
)
train.misconception.edit(
    "divides_by_the_rows_again",
    {"lr * w.grad": "lr * w.grad / len(targets)", "lr * b.grad": "lr * b.grad / len(targets)"},
    """The steps are too short: they were divided by the number of rows in the batch. The loss is a mean, so
    its gradient is divided by this number already.""",
)
train.misconception.edit(
    "divides_by_the_batch_size_again",
    {"lr * w.grad": "lr * w.grad / batch_size", "lr * b.grad": "lr * b.grad / batch_size"},
    """The steps are too short: they were divided by batch_size. The loss is a mean, so its gradient is
    divided by the number of rows already.""",
)
train.misconception.edit(
    "half_the_loss",
    {"squared_loss(linear(rows, w, b), targets)": "squared_loss(linear(rows, w, b), targets) / 2"},
    """The loss is half of what is asked, and so are its gradients. Some books put a ½ before the square; here
    there is none.""",
)
train.misconception.edit(
    "predictions_before_the_loop",
    {
        "losses = []": "losses = []; y_hat = linear(X, w, b)",
        "squared_loss(linear(rows, w, b), targets)": "squared_loss(y_hat[n : n + len(targets)], targets)",
    },
    """`backward()` came to a graph that was used up. Perhaps the predictions were computed only once, before
    the loop, with the w and b of the beginning, or `backward()` was called twice. Compute predictions and
    loss in each step anew, from its batch alone, and go back once.""",
)
train.misconception.edit(
    "predictions_once_an_epoch",
    {
        "total, n = 0.0, 0": "total, n, y_hat = 0.0, 0, linear(X, w, b)",
        "squared_loss(linear(rows, w, b), targets)": "squared_loss(y_hat[n : n + len(targets)], targets)",
    },
    """`backward()` came to a graph that an earlier step of the epoch has used up. Perhaps the predictions of
    all batches were computed at once, before the first step, or the losses were added up as tensors. Compute
    both in each step anew, from its batch alone.""",
)
train.misconception.edit(
    "loss_of_the_last_batch",
    {"losses.append(total / n)": "losses.append(loss.item())"},
    """The losses are those of each epoch's last batch alone. The mean over all rows of the epoch is asked:
    add up `loss.item() * len(targets)` in each step, and divide by the number of rows.""",
)
train.misconception.edit(
    "means_over_rows",
    {" * len(targets)": ""},
    """The training is right, but the losses were divided by the size of the batches twice: the batches' means
    were added up, and then divided by the number of rows. Weigh each mean with its number of rows.""",
)
train.misconception.edit(
    "total_runs_on",
    {"losses = []": "losses, total = [], 0.0", "total, n = 0.0, 0": "n = 0"},
    """The training is right, but each loss also holds those of the epochs before: the running total was not
    set back to 0 when a new epoch began.""",
)
train.misconception.edit(
    "mean_runs_on",
    {"losses = []": "losses, total, n = [], 0.0, 0", "total, n = 0.0, 0": "pass"},
    """The training is right, but each loss is a mean over this epoch and all epochs before it: the running
    total and the number of rows were not set back to 0 when a new epoch began.""",
)
train.misconception.edit(
    "loss_after_the_step",
    {
        "w.grad = b.grad = None": "w.grad = b.grad = None\n"
        "            loss = squared_loss(linear(rows, w, b), targets)"
    },
    """The training is right, but each batch's loss was computed anew after its step. The one from before the
    step is asked, on which `backward()` was called.""",
)
train.misconception.edit(
    "loss_after_the_epoch",
    {"losses.append(total / n)": "losses.append(squared_loss(linear(X, w, b), y).item())"},
    """The training is right, but the losses were computed on all rows after the steps of each epoch. Asked is
    the mean of the losses from before each step, on which `backward()` was called.""",
)
train.misconception.edit(
    "print_for_return",
    {"return losses": "print(losses)"},
    """The function returned None. `print` shows the losses on the screen, but does not give them to the
    caller. That is what `return` does.""",
)
train.misconception.edit(
    "old_predictions",
    {
        "losses = []": "losses = []; y_hat = linear(X, w, b)",
        "squared_loss(linear(rows, w, b), targets)": "squared_loss(y_hat[n : n + len(targets)], targets)",
        "loss.backward()": "loss.backward(retain_graph=True)",
    },
    """The losses are the same in each epoch, though w and b change: the predictions were computed only once,
    before the loop, with the w and b of the beginning. Compute them in each step anew, from its batch.""",
)
train.misconception.edit(
    "old_predictions_in_an_epoch",
    {
        "total, n = 0.0, 0": "total, n, y_hat = 0.0, 0, linear(X, w, b)",
        "squared_loss(linear(rows, w, b), targets)": "squared_loss(y_hat[n : n + len(targets)], targets)",
        "loss.backward()": "loss.backward(retain_graph=True)",
    },
    """Within an epoch, the predictions are those of the w and b from before its first step. Perhaps they were
    computed for all batches at once. Compute them in each step anew, from its batch.""",
)
train.misconception.edit(
    "a_loss_for_each_batch",
    {"losses.append(total / n)": "pass", "total += loss.item()": "losses.append(loss.item()); total += 1"},
    """The list holds a loss for each batch. One for each epoch is asked, the mean over its rows: append it
    after the inner loop.""",
)
train.misconception.edit(
    "returns_in_the_loop",
    {"losses.append(total / n)": "losses.append(total / n); return losses"},
    """There was only one epoch. Perhaps a `return` inside of the loop ends it after the first pass: return
    after the loop.""",
)
train.hint("One epoch is task 6, with the batches cut from X and y in their order.")
train.hint("X[start:start + batch_size] for start in range(0, len(X), batch_size)")


@exercise.task(
    inputs={"net": NET, "loader": LOADER, "optimizer": OPTIMIZER, "epochs": each(2, 1, 5), **NET_DATA},
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


train_concise.misconception.edit(
    "no_zero_grad",
    {"optimizer.zero_grad()": "pass"},
    "The gradients add up from step to step. Call `optimizer.zero_grad()` in each.",
)
train_concise.misconception.edit(
    "zero_grad_after_backward",
    {"optimizer.zero_grad()": "loss.backward()", "loss.backward()": "optimizer.zero_grad()"},
    """The network never changes: `zero_grad()` comes between `backward()` and `step()`, and clears what the
    step needs. Or there is no `step()` at all, or the optimizer has other parameters.""",
)
train_concise.misconception.edit(
    "step_before_backward",
    {"optimizer.zero_grad()": "optimizer.step(); optimizer.zero_grad()", "optimizer.step()": "pass"},
    """`step()` comes before `backward()`: the first step does nothing, and each later one uses the gradient
    of the batch before. The order is `zero_grad()`, `backward()`, `step()`.""",
)
train_concise.misconception.edit(
    "mean_of_batch_means",
    {" * len(y)": "", "rows += len(y)": "rows += 1"},
    """The training is right, but what is returned are averages of the batches' means: a smaller last batch
    counts as much as the others. Weigh each mean with its number of rows.""",
)
train_concise.misconception.edit(
    "keeps_loss_tensors",
    {"total += loss.item()": "total = total + loss"},
    """The losses are tensors that are connected to their graphs, and a list of them keeps all graphs: memory
    grows. Keep `loss.item()`.""",
)
train_concise.misconception.edit(
    "one_step_an_epoch",
    {
        "optimizer.zero_grad()": "if rows == 0: optimizer.zero_grad()",
        "optimizer.step()": "pass",
        "losses.append": "optimizer.step(); losses.append",
    },
    "There is one step an epoch. Each batch is to have its own.",
)
train_concise.misconception.edit(
    "optimizer_of_other_tensors",
    {"losses = []": "losses = []; net, optimizer = copy.deepcopy((net, optimizer))"},
    """The losses are right, but the caller's network is as it was. A copy of it was trained, which the caller
    never gets to see.""",
)
train_concise.misconception.edit(
    "zero_grad_once_an_epoch",
    {"optimizer.zero_grad()": "pass", "total, rows =": "optimizer.zero_grad()\n        total, rows ="},
    """The gradients add up from batch to batch within an epoch: they were cleared only once an epoch.
    `optimizer.zero_grad()` belongs into the inner loop, so that each step starts from 0.""",
)
train_concise.misconception.edit(
    "one_step_with_the_last_batch",
    {"optimizer.step()": "pass", "losses.append": "optimizer.step(); losses.append"},
    """There is one step an epoch, and it uses the gradient of the last batch alone. `optimizer.step()`
    belongs into the inner loop: each batch is to have a step of its own.""",
)
train_concise.misconception.edit(
    "loss_of_the_last_batch",
    {"losses.append(total / rows)": "losses.append(loss.item())"},
    """The training is right, but the losses are those of each epoch's last batch alone. The mean over all
    rows of the epoch is asked: add up `loss.item() * len(y)` in each step, and divide by the number of
    rows.""",
)
train_concise.misconception.edit(
    "means_over_rows",
    {" * len(y)": ""},
    """The training is right, but the losses were divided by the size of the batches twice: the batches' means
    were added up, and then divided by the number of rows. Weigh each mean with its number of rows.""",
)
train_concise.misconception.edit(
    "total_runs_on",
    {"losses = []": "losses, total = [], 0.0", "total, rows = 0.0, 0": "rows = 0"},
    """The training is right, but each loss also holds those of the epochs before: the running total was not
    set back to 0 when a new epoch began.""",
)
train_concise.misconception.edit(
    "mean_runs_on",
    {"losses = []": "losses, total, rows = [], 0.0, 0", "total, rows = 0.0, 0": "pass"},
    """The training is right, but each loss is a mean over this epoch and all epochs before it: the running
    total and the number of rows were not set back to 0 when a new epoch began.""",
)
train_concise.misconception.edit(
    "loss_after_the_step",
    {"optimizer.step()": "optimizer.step()\n            loss = nn.functional.mse_loss(net(X), y)"},
    """The training is right, but each batch's loss was computed anew after its step. The one from before the
    step is asked, on which `backward()` was called.""",
)
train_concise.misconception.edit(
    "loss_after_the_epoch",
    {
        "losses.append(total / rows)": "losses.append("
        "sum(((net(X) - y) ** 2).sum().item() for X, y in loader) / rows)"
    },
    """The training is right, but the losses were computed on all rows after the steps of each epoch. Asked is
    the mean of the losses from before each step, on which `backward()` was called.""",
)
train_concise.misconception.edit(
    "half_the_loss",
    {"mse_loss(net(X), y)": "mse_loss(net(X), y) / 2"},
    """The loss is half of what is asked, and so are its gradients. Some books put a ½ before the square; here
    there is none.""",
)
train_concise.misconception.edit(
    "an_optimizer_of_its_own",
    {
        "losses = []": 'losses, lr = [], optimizer.param_groups[0]["lr"]; '
        "optimizer = torch.optim.SGD(net.parameters(), lr=lr)"
    },
    """The steps are those of SGD without momentum. The optimizer that you were given may have momentum: use
    that one, and make none of your own.""",
)
train_concise.misconception.edit(
    "print_for_return",
    {"return losses": "print(losses)"},
    """The function returned None. `print` shows the losses on the screen, but does not give them to the
    caller. That is what `return` does.""",
)
train_concise.misconception.edit(
    "an_optimizer_in_each_epoch",
    {
        "total, rows =": "optimizer = type(optimizer)(net.parameters(), **optimizer.defaults)\n"
        "        total, rows ="
    },
    """The optimizer forgets its momentum at the end of each epoch, as a new one does that is made in the
    loop. Use the one that you were given all the time.""",
)
train_concise.misconception.edit(
    "a_loss_for_each_batch",
    {"losses.append(total / rows)": "pass", "total += loss.item()": "losses.append(loss.item()); total += 1"},
    """The list holds a loss for each batch. One for each epoch is asked, the mean over its rows: append it
    after the inner loop.""",
)
train_concise.misconception.edit(
    "returns_in_the_loop",
    {"losses.append(total / rows)": "losses.append(total / rows); return losses"},
    """There was only one epoch. Perhaps a `return` inside of the loop ends it after the first pass: return
    after the loop.""",
)
train_concise.hint("zero_grad, backward, step: in this order, for each batch.")


@exercise.task(
    inputs={"net": made(f"{WATCH}net.train()\nnet", f"{WATCH}net.eval()\nnet"), "loader": LOADER, **NET_DATA},
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
    seen = []
    for X, y in loader:
        with torch.no_grad():
            seen.append((float(nn.MSELoss()(net(X), y)), X.shape[0]))
    if training:
        net.train()
    return sum(loss * n for loss, n in seen) / sum(n for _, n in seen)


evaluate.misconception.edit(
    "stays_in_eval_mode",
    {"net.train(was_training)": "pass"},
    """The network was left in eval mode: if it was in training mode before, training would go on without
    dropout. Remember `net.training`, and put it back with `net.train(…)`.""",
)
evaluate.misconception.edit(
    "always_trains_afterwards",
    {"net.train(was_training)": "net.train()"},
    """The network is always in training mode afterwards, even if it was in eval mode before. Put back the
    mode in which it was: `net.train(was_training)`.""",
)
evaluate.misconception.edit(
    "never_in_eval_mode",
    {"net.eval()": "pass"},
    """The network was not in eval mode: dropout threw elements away, and batch normalisation took the
    statistics of each batch, and changed its own. Call `net.eval()` first.""",
)
evaluate.misconception.edit(
    "builds_graphs",
    {"with torch.no_grad():": "if True:"},
    """Each forward pass has built a graph that nobody needs, which costs memory and time. Compute under
    `torch.no_grad()`.""",
)
evaluate.misconception.edit(
    "average_of_batches",
    {".item()": ".item() / len(y)", "rows += len(y)": "rows += 1"},
    """This is the average of the batches' means: a smaller last batch counts as much as the others. Weigh
    each mean with its number of rows.""",
)
evaluate.misconception.edit(
    "full_batches_assumed",
    {"rows += len(y)": "rows += loader.batch_size"},
    """The sum was divided by the number of batches times the size of a batch. The last batch may be smaller:
    count the rows that really came.""",
)
evaluate.misconception.edit(
    "total_loss", {"total / rows": "total"}, "This is the sum over all rows. Divide it by their number."
)
evaluate.misconception.edit(
    "loss_of_the_last_batch",
    {"total +=": "total =", "rows +=": "rows ="},
    """This is the mean over the last batch alone. Add up over all batches, and divide by the number of all
    rows.""",
)
evaluate.misconception.edit(
    "means_over_rows",
    {', reduction="sum"': ""},
    """The loss was divided by the size of the batches twice: the batches' means were added up, and then
    divided by the number of rows. Weigh each mean with its number of rows.""",
)
evaluate.misconception.edit(
    "half_the_loss",
    {"total / rows": "total / rows / 2"},
    "This is half of what is asked. Some books put a ½ before the square; here there is none.",
)
evaluate.misconception.edit(
    "print_for_return",
    {"return total / rows": "print(total / rows)"},
    """The function returned None. `print` shows a number on the screen, but does not give it to the caller.
    That is what `return` does.""",
)
evaluate.misconception.edit(
    "returns_in_the_loop",
    {"rows += len(y)": "rows += len(y); return total / rows"},
    """This is the mean over the first batch alone, and the mode was not put back. Perhaps a `return` inside
    of the loop ends the function after the first pass: return after the loop.""",
)
evaluate.hint("net.training tells the mode; net.train(mode) sets it.")
evaluate.hint("with torch.no_grad(): no graph is built.")


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


accuracy.misconception.edit(
    "over_everything",
    {"dim=1": ""},
    """`argmax()` without `dim` gives one place in the whole matrix. Each row has a class of its own:
    `argmax(dim=1)`.""",
)
accuracy.misconception.edit(
    "along_the_columns",
    {"dim=1": "dim=0", ".sum().item() / len(y)": ".double().mean().item()"},
    """`argmax(dim=0)` looks for the largest of each *column*. The scores of one example stand in a row:
    `argmax(dim=1)`. With as many rows as classes, torch does not complain.""",
)
accuracy.misconception.edit(
    "counted_along_the_columns",
    {"dim=1": "dim=0"},
    """`argmax(dim=0)` looks for the largest of each *column*. The scores of one example stand in a row:
    `argmax(dim=1)`. With as many rows as classes, torch does not complain.""",
    same_as="along_the_columns",
)
accuracy.misconception.edit(
    "a_column_of_labels",
    {"== y).sum().item() / len(y)": "== y.reshape(-1, 1)).double().mean().item()"},
    "A vector was compared with a column: (n,) == (n, 1) is stretched to (n, n). Leave y as it is.",
)
accuracy.misconception.edit(
    "mean_of_bools",
    {"sum().item() / len(y)": "mean().item()"},
    "`mean()` does not work on bools. Make floats of them first, or count them with `sum()`.",
)
accuracy.misconception.edit(
    "number_of_hits",
    {"(y_hat == y).sum().item() / len(y)": "float((y_hat == y).sum())"},
    "This is the number of right ones. The share divides it by the number of all.",
)
accuracy.misconception.edit(
    "length_for_dimensions",
    {"dim() == 2": "dim() > 1 and len(y_hat) > 1", ".sum().item() / len(y)": ".double().mean().item()"},
    """`len(y_hat)` is the number of rows. You want to know how many dimensions there are: `y_hat.dim()` or
    `len(y_hat.shape)`. With a single row, the two are not the same.""",
)
accuracy.misconception.edit(
    "rows_for_dimensions",
    {"y_hat.dim() == 2": "len(y_hat) > 1"},
    """`len(y_hat)` is the number of rows. You want to know how many dimensions there are: `y_hat.dim()` or
    `len(y_hat.shape)`. With a single row, the two are not the same.""",
)
accuracy.misconception.edit(
    "always_the_place_of_the_largest",
    {"if y_hat.dim() == 2:": "if True:", "argmax(dim=1)": "argmax(dim=-1)"},
    """y_hat may hold the classes themselves, with one dimension. Then there is no `argmax` to take: ask for
    `y_hat.dim()`.""",
)
accuracy.misconception.edit(
    "only_scores",
    {"if y_hat.dim() == 2:": "if True:"},
    """y_hat may hold the classes themselves, with one dimension. Then there is no `argmax` to take: ask for
    `y_hat.dim()`.""",
)
accuracy.misconception.edit(
    "a_tensor_of_one",
    {".sum().item() / len(y)": ".double().mean()"},
    "This is a tensor. A Python float is asked: `.item()`.",
)
accuracy.misconception.edit(
    "largest_with_their_places",
    {"y_hat.argmax(dim=1)": "y_hat.max(dim=1)"},
    """With a dim, `max` gives two tensors: the largest scores, and where they stand. The classes are the
    second: `.indices`, or `argmax(dim=1)`.""",
)
accuracy.misconception.edit(
    "scores_for_classes",
    {"y_hat.argmax(dim=1)": "y_hat.amax(dim=1)"},
    """The largest scores were compared with the classes. The class of a row is the *place* of its largest
    score: `argmax(dim=1)`.""",
)
accuracy.misconception.edit(
    "whole_division",
    {"/ len(y)": "// len(y)"},
    "`//` rounds the share down to a whole number: nearly always 0. The quotient itself is `/`.",
)
accuracy.misconception.edit(
    "print_for_return",
    {"return (y_hat == y).sum().item() / len(y)": "print((y_hat == y).sum().item() / len(y))"},
    """The function returned None. `print` shows a number on the screen, but does not give it to the caller.
    That is what `return` does.""",
)
accuracy.hint("The class of a row is where its largest score stands.")
accuracy.hint("(classes == y).sum().item() / len(y)")


@exercise.task(inputs={"net": COUNTER, "run_epoch": RUN_EPOCH, **EPOCHS})
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


train_with_early_stopping.misconception.edit(
    "keeps_no_copy",
    {"copy.deepcopy(net.state_dict())": "net.state_dict()"},
    """The parameters are those of the last epoch. Perhaps those of the best one were never copied:
    `net.state_dict()` holds the parameters themselves, which go on changing, so keep
    `copy.deepcopy(net.state_dict())`. Or the copy was never put back into the network that you were given,
    with `net.load_state_dict(…)`: `net = …` only gives the name to another network.""",
)
train_with_early_stopping.misconception.edit(
    "never_restores",
    {"net.load_state_dict(state)": "pass"},
    """The parameters are those of the last epoch. Put back those of the best one, with
    `net.load_state_dict(…)`.""",
    same_as="keeps_no_copy",
)
train_with_early_stopping.misconception.edit(
    "never_stops_early",
    {"if waited == patience": "if False"},
    "All epochs were run. The training is to stop as soon as the best loss is `patience` epochs ago.",
)
train_with_early_stopping.misconception.edit(
    "stops_an_epoch_late",
    {"waited == patience": "waited > patience"},
    """The training stopped an epoch too late: it is over when there have been `patience` epochs without a
    better loss, and not one more.""",
)
train_with_early_stopping.misconception.edit(
    "counts_all_bad_epochs",
    {"state_dict()), 0": "state_dict()), waited"},
    """All the epochs without a better loss were counted together. The count begins anew with each better
    loss.""",
)
train_with_early_stopping.misconception.edit(
    "compares_with_the_last",
    {
        "for _ in": "loss = best\n    for _ in",
        "loss = run_epoch()": "before, loss = loss, run_epoch()",
        "if loss < best": "if loss < before",
        "= loss, copy": "= min(best, loss), copy",
    },
    "Each loss was compared with the one before. Compare it with the best so far.",
)
train_with_early_stopping.misconception.edit(
    "equal_is_better",
    {"loss < best": "loss <= best"},
    "An equal loss was taken for a better one: `<=`. It does not beat the best, so ask with `<`.",
)
train_with_early_stopping.misconception.edit(
    "the_last_loss",
    {"return best": "return loss"},
    "This is the loss of the last epoch. The best one is asked.",
)
train_with_early_stopping.misconception.edit(
    "restores_only_when_it_stops",
    {"break": "net.load_state_dict(state); break", "net.load_state_dict(state)": "pass"},
    """The best parameters are put back only if the training stops early. If it runs through all epochs, the
    network keeps those of the last one. Put them back after the loop, in both cases.""",
)
train_with_early_stopping.hint(
    "Keep the best loss, a copy of the parameters, and for how long it has been the best."
)
train_with_early_stopping.hint("copy.deepcopy(net.state_dict()) is a copy; net.state_dict() is none.")


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
    for layer in (nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, 1)):
        net.append(layer)
    return net


network.misconception.edit(
    "nothing_between",
    {"nn.ReLU(), ": ""},
    """There is nothing between the two layers, and two linear layers in a row are no more than one. Put a
    ReLU between them.""",
)
network.misconception.edit(
    "relu_at_the_end",
    {"nn.Linear(hidden, 1)": "nn.Linear(hidden, 1), nn.ReLU()"},
    "There is a ReLU behind the last layer, so that no prediction can be negative.",
)
network.misconception.edit(
    "no_bias",
    {"inputs, hidden),": "inputs, hidden, bias=False),", "hidden, 1)": "hidden, 1, bias=False)"},
    "The layers have no bias. Leave out `bias=False`.",
)
network.misconception.edit(
    "sigmoid_for_relu", {"nn.ReLU()": "nn.Sigmoid()"}, "The activation is another one. A ReLU is asked."
)
network.misconception.edit(
    "as_many_outputs_as_inputs",
    {"nn.Linear(hidden, 1)": "nn.Linear(hidden, inputs)"},
    "The last layer gives as many numbers as there are inputs. One is asked.",
)
network.misconception.edit(
    "in_eval_mode",
    {"nn.Linear(hidden, 1))": "nn.Linear(hidden, 1)).eval()"},
    "The network is in eval mode. It is to be trained: leave it in training mode, in which it is made.",
)
network.misconception.edit(
    "relu_only_at_the_end",
    {"nn.ReLU(), nn.Linear(hidden, 1)": "nn.Linear(hidden, 1), nn.ReLU()"},
    """The ReLU stands behind the last layer, and none between the two. So the two layers are no more than
    one, and no prediction can be negative. It belongs between them.""",
)


@network.misconception
def layers_in_a_list(inputs, hidden):
    """The network has no parameters: layers in a plain Python list are not found. Keep them in
    `nn.ModuleList(…)` or `nn.Sequential(…)`, or give each one an attribute of its own.
    """

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = [nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, 1)]

        def forward(self, X):
            for layer in self.layers:
                X = layer(X)
            return X

    return Net()


@network.misconception
def without_super(inputs, hidden):
    """A module can take layers only when `nn.Module` has prepared it. Begin your `__init__` with
    `super().__init__()`.
    """

    class Net(nn.Module):
        def __init__(self):
            self.first = nn.Linear(inputs, hidden)
            self.second = nn.Linear(hidden, 1)

        def forward(self, X):
            return self.second(torch.relu(self.first(X)))

    return Net()


@network.misconception
def single_underscores(inputs, hidden):
    """`nn.Module` itself got your arguments, and it takes none. Perhaps your class has no `__init__`: this
    name has *two* underscores on each side. Or you gave them to `super().__init__()`, which takes none.
    """

    class Net(nn.Module):
        def _init_(self, inputs, hidden):
            super().__init__()
            self.first = nn.Linear(inputs, hidden)
            self.second = nn.Linear(hidden, 1)

        def forward(self, X):
            return self.second(torch.relu(self.first(X)))

    return Net(inputs, hidden)


@network.misconception
def foward(inputs, hidden):
    """Your class has no `forward`, which is what a network does when it is called. Look how you wrote its
    name, and whether it stands inside of the class.
    """

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.first = nn.Linear(inputs, hidden)
            self.second = nn.Linear(hidden, 1)

        def foward(self, X):
            return self.second(torch.relu(self.first(X)))

    return Net()


network.hint("nn.Sequential(…) puts modules one after the other.")
