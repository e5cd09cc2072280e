"""Multilayer perceptrons: classes, modules, modes, counts, and a training of any design. D2L 5.1 to 5.6."""

import math
from itertools import pairwise

import numpy as np
import torch
from torch import nn

from grader.course import Exercise, each, held_out, indices, made, tensors

exercise = Exercise(
    "Multilayer perceptrons", data="rings.npz", check="rings_check.npz", hidden="rings_hidden.npz"
)


# ── 1 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"X": tensors("n h w", n=(1, 40))})
def flatten(X):
    return X.flatten(1)


@flatten.right
def by_reshape(X):
    n, h, w = X.shape
    return X.reshape(n, h * w)


@flatten.right
def row_by_row(X):
    return torch.stack([image.reshape(-1) for image in X])


@flatten.right
def by_a_layer(X):
    return nn.Flatten()(X)


@flatten.right
def line_by_line(X):
    return torch.cat(X.unbind(1), 1) if X.shape[1] else X.reshape(len(X), 0)


@flatten.misconception
def one_row_for_all(X):
    """All images became one row: `flatten(1)` leaves the first dimension alone."""
    return X.flatten()


@flatten.misconception
def column_by_column(X):
    """You took the numbers column by column. Line by line is asked."""
    return X.mT.flatten(1)


@flatten.misconception
def view_of_anything(X):
    """`view` fails if the numbers do not lie one after another in memory, as in a transposed tensor."""
    return X.view(X.shape[0], X.shape[1] * X.shape[2])


@flatten.misconception
def reshaped_by_width(X):
    """You made rows of width numbers, so an image became several rows. Each image is one row."""
    return X.reshape(X.shape[0] * X.shape[1], X.shape[2])


flatten.hint("Keep the first dimension, and put the others together.")


# ── 2 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={
        "inputs": each(3, 1, 4),
        "hidden": each(5, 1, 2),
        "outputs": each(2, 1, 3),
        "X": made("torch.randn(6, inputs)"),
    },
    probe="X",
    cases=24,
)
class MLP(nn.Module):
    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        self.hidden = nn.Linear(inputs, hidden)
        self.output = nn.Linear(hidden, outputs)

    def forward(self, X):
        return self.output(torch.relu(self.hidden(X)))


@MLP.right
class InASequential(nn.Module):
    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, outputs))

    def forward(self, X):
        return self.net(X)


@MLP.right
class InAModuleList(nn.Module):
    def __init__(self, *sizes):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise(sizes))

    def forward(self, X):
        *first, last = self.layers
        for layer in first:
            X = layer(X).clamp(min=0)
        return last(X)


@MLP.right
class IsASequential(nn.Sequential):
    def __init__(self, inputs, hidden, outputs):
        super().__init__(nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, outputs))


@MLP.misconception
class LayersInAList(nn.Module):
    """`parameters()` finds nothing: layers in a plain list do not count. Use `nn.ModuleList`."""

    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        self.layers = [nn.Linear(inputs, hidden), nn.Linear(hidden, outputs)]

    def forward(self, X):
        return self.layers[1](torch.relu(self.layers[0](X)))


@MLP.misconception
class WithoutActivation(nn.Module):
    """There is no activation between the layers, so they are one linear map. Put ReLU between them."""

    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        self.hidden = nn.Linear(inputs, hidden)
        self.output = nn.Linear(hidden, outputs)

    def forward(self, X):
        return self.output(self.hidden(X))


@MLP.misconception
class ActivatedAtTheEnd(nn.Module):
    """ReLU also follows the last layer, so the outputs cannot be negative. Leave it out there."""

    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        self.hidden = nn.Linear(inputs, hidden)
        self.output = nn.Linear(hidden, outputs)

    def forward(self, X):
        return torch.relu(self.output(torch.relu(self.hidden(X))))


@MLP.misconception
class WithoutBias(nn.Module):
    """A linear layer has a bias. You left it out."""

    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        self.hidden = nn.Linear(inputs, hidden, bias=False)
        self.output = nn.Linear(hidden, outputs, bias=False)

    def forward(self, X):
        return self.output(torch.relu(self.hidden(X)))


MLP.hint("Two nn.Linear in __init__, and relu between them in forward.")


# ── 3 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={
        "height": each(2, 3),
        "width": each(3, 1, 4),
        "hidden": each(4, 2),
        "outputs": each(3, 2),
        "X": made("torch.randn(5, height, width)"),
    },
    probe="X",
    cases=24,
    gpu=False,
)
def image_net(height, width, hidden, outputs):
    return nn.Sequential(
        nn.Flatten(), nn.Linear(height * width, hidden), nn.ReLU(), nn.Linear(hidden, outputs)
    )


@image_net.right
def layer_by_layer(height, width, hidden, outputs):
    net = nn.Sequential()
    net.add_module("rows", nn.Flatten(1))
    net.add_module("hidden", nn.Linear(width * height, hidden))
    net.add_module("relu", nn.LeakyReLU(0.0))
    net.add_module("output", nn.Linear(hidden, outputs))
    return net


@image_net.right
def sequential_in_sequential(height, width, hidden, outputs):
    block = nn.Sequential(nn.Flatten(), nn.Linear(height * width, hidden), nn.ReLU())
    return nn.Sequential(block, nn.Linear(hidden, outputs))


@image_net.right
def by_a_class(height, width, hidden, outputs):
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.first, self.second = nn.Linear(height * width, hidden), nn.Linear(hidden, outputs)

        def forward(self, X):
            return self.second(nn.functional.relu(self.first(X.reshape(len(X), -1))))

    return Net()


image_net.misconception.edit(
    "not_flattened",
    {"nn.Flatten(), ": ""},
    "The linear layer gets images and not rows. Put `nn.Flatten()` before it.",
)
image_net.misconception.edit(
    "sigmoid_for_relu", {"nn.ReLU()": "nn.Sigmoid()"}, "The activation is the sigmoid. ReLU is asked."
)
image_net.misconception.edit(
    "no_activation", {"nn.ReLU(), ": ""}, "Without ReLU between them, the two layers are one linear map."
)
image_net.misconception.edit(
    "softmax_at_the_end",
    {"nn.Linear(hidden, outputs)": "nn.Linear(hidden, outputs), nn.Softmax(1)"},
    "The last layer is softmax. Scores are asked: torch's cross-entropy has a softmax of its own.",
)

image_net.hint("nn.Flatten keeps the first dimension.")


# ── 4 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.variable(seen_as="[tuple(shape) for shape in result]")
def parameter_shapes():
    return [(5, 8), (5,), (3, 5), (3,)]


@parameter_shapes.right
def found_by_python():
    net = nn.Sequential(nn.Linear(8, 5), nn.ReLU(), nn.Linear(5, 3))
    return [p.shape for p in net.parameters()]


@parameter_shapes.right
def found_by_name():
    net = nn.Sequential(nn.Linear(8, 5), nn.ReLU(), nn.Linear(5, 3))
    return [tuple(value.shape) for _, value in net.named_parameters()]


@parameter_shapes.right
def computed_of_sizes():
    sizes = (8, 5, 3)
    return [shape for a, b in pairwise(sizes) for shape in ((b, a), (b,))]


@parameter_shapes.misconception
def inputs_first():
    """`nn.Linear(8, 5)` stores its weight with a row for each *output*: (5, 8)."""
    return [(8, 5), (5,), (5, 3), (3,)]


@parameter_shapes.misconception
def weights_alone():
    """The biases are missing. They are parameters, too."""
    return [(5, 8), (3, 5)]


@parameter_shapes.misconception
def relu_counted():
    """ReLU has no parameters, so it has no shape in the list."""
    return [(5, 8), (5,), (), (3, 5), (3,)]


parameter_shapes.hint("What does nn.Linear(8, 5).weight.shape say?")


# ── 5 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={
        "net": made(
            "nn.Linear(3, 2)",
            "nn.Sequential(nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 1))",
            "nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.Linear(3, 2, bias=False))",
            "nn.Sequential(nn.Linear(2, 3).requires_grad_(False), nn.Linear(3, 1))",
            "nn.ReLU()",
        )
    },
)
def count_parameters(net):
    return sum(p.numel() for p in net.parameters() if p.requires_grad)


@count_parameters.right
def by_shapes(net):
    return sum(math.prod(p.shape) for _, p in net.named_parameters() if p.requires_grad)


@count_parameters.right
def one_after_another(net):
    count = 0
    for p in net.parameters():
        if p.requires_grad:
            count += len(p.reshape(-1))
    return count


@count_parameters.right
def layer_by_layer_below(net):
    own = [p for part in net.modules() for p in part.parameters(recurse=False)]
    return int(np.sum([p.numel() for p in own if p.requires_grad]))


@count_parameters.misconception
def how_many_tensors(net):
    """This is the number of tensors. Each has many elements: sum `p.numel()`."""
    return len([p for p in net.parameters() if p.requires_grad])


@count_parameters.misconception
def also_the_frozen(net):
    """You also counted parameters that do not require grad. They are not learned."""
    return sum(p.numel() for p in net.parameters())


@count_parameters.misconception
def the_whole_state(net):
    """`state_dict()` also holds buffers, such as the running means of `BatchNorm1d`. They are not learned."""
    return sum(value.numel() for value in net.state_dict().values())


@count_parameters.misconception
def only_rows(net):
    """`len` gives the size of the first dimension. `numel()` counts all elements."""
    return sum(len(p) for p in net.parameters() if p.requires_grad)


count_parameters.hint("A tensor knows the number of its elements: numel().")


# ── 6 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={
        "net": made(
            "nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Dropout(0.5), nn.Linear(8, 2))",
            "nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Dropout(0.5), nn.Linear(8, 2)).eval()",
            "nn.Sequential(nn.Dropout(0.9), nn.Linear(3, 1))",
        ),
        "X": made("torch.randn(6, 3)"),
    },
    seen_as="[result, net.training, result.requires_grad]",
    cases=12,
)
def evaluate(net, X):
    mode = net.training
    net.eval()
    with torch.no_grad():
        outputs = net(X)
    net.train(mode)
    return outputs


@evaluate.right
def in_a_copy(net, X):
    import copy

    return copy.deepcopy(net).eval()(X).detach()


@evaluate.right
def at_last_put_back(net, X):
    was = net.training
    try:
        return net.train(False)(X).detach()
    finally:
        net.train(was)


@evaluate.right
def only_if_it_trains(net, X):
    with torch.inference_mode():
        if not net.training:
            return net(X).clone()
        outputs = net.eval()(X)
        net.train()
        return outputs


evaluate.misconception.edit(
    "in_training_mode",
    {"    net.eval()\n": ""},
    "Dropout is still on, so the outputs are random. `net.eval()` turns it off.",
)
evaluate.misconception.edit(
    "never_back",
    {"    net.train(mode)\n": ""},
    "The network stays in evaluation mode, so the next epoch is trained without dropout.",
)
evaluate.misconception.edit(
    "always_into_training",
    {"net.train(mode)": "net.train()"},
    "You always end in training mode. A network in evaluation mode has to stay in it.",
)
evaluate.misconception.edit(
    "with_a_graph",
    {"with torch.no_grad():": "if True:"},
    "`eval()` does not turn off the graph. `torch.no_grad()` does.",
)
evaluate.misconception.edit(
    "only_without_a_graph",
    {"    net.eval()\n": "", "    net.train(mode)\n": ""},
    "`torch.no_grad()` does not turn off dropout. `net.eval()` does.",
    same_as="in_training_mode",
)

evaluate.hint("net.training tells the mode.")


# ── 7 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={
        "X": made("torch.ones(20_000)", "torch.arange(1.0, 20_001.0)"),
        "p": each(0.5, 0.2, 0.0),
        "training": each(True, False),
    },
    seeds=2,
    gpu=False,
)
def dropout(X, p, training):
    if not training:
        return X
    return X * (torch.rand(X.shape) >= p) / (1 - p)


@dropout.holds
def kept_elements_are_scaled(result, X, p, training):
    """Each element is 0, or X divided by 1 - p in training, and X otherwise."""
    scaled = X / (1 - p) if training else X
    return bool(((result == 0) | ((result - scaled).abs() <= 1e-5 * scaled)).all())


@dropout.holds
def share_of_zeros_is_near_p(result, p, training):
    """In training, the share of zeros is near p. Otherwise, there is no zero."""
    # The share's deviation is at most √(0.25 / 20,000) = 0.0035.
    share = (result == 0).double().mean().item()
    return abs(share - (p if training else 0)) < 0.02, f"a share of {share:.2f}"


@dropout.holds
def elements_are_dropped_one_by_one(result, p, training):
    """Neighbours are dropped independently of each other."""
    kept = (result != 0).double()
    both = (kept[1:] * kept[:-1]).mean().item()
    return not training or abs(both - (1 - p) ** 2) < 0.03, f"{both:.2f} of all pairs are kept"


@dropout.right
def by_torch(X, p, training):
    return nn.functional.dropout(X, p, training)


@dropout.right
def by_bernoulli(X, p, training):
    if training and p > 0:
        return torch.bernoulli(torch.full_like(X, 1 - p)) * X / (1 - p)
    return X.clone()


@dropout.right
def by_places(X, p, training):
    y = X.clone()
    if training:
        y[torch.rand(len(X)) < p] = 0
        y /= 1 - p
    return y


dropout.misconception.edit(
    "not_scaled",
    {" / (1 - p)": ""},
    "The kept elements were not divided by 1 - p, so the mean gets smaller.",
)
dropout.misconception.edit(
    "p_kept",
    {">= p": "< p"},
    "You kept each element with the probability p. That is the probability to drop it.",
)


@dropout.misconception
def also_outside_training(X, p, training):
    """Dropout is on outside of training, too. There, X comes back as it is."""
    return X * (torch.rand(X.shape) >= p) / (1 - p)


@dropout.misconception
def all_or_none(X, p, training):
    """One random number decides for all elements. Draw one for each: `torch.rand(X.shape)`."""
    return X * (torch.rand(1) >= p) / (1 - p) if training else X


dropout.hint("Compare torch.rand(X.shape) with p.")


# ── 8 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={"predicted": indices("k", "n"), "y": indices("k", "n"), "k": tensors("k", k=(1, 6)).map(len)},
    cases=48,
    gpu=False,
)
def confusion(predicted, y, k):
    return torch.bincount(y * k + predicted, minlength=k * k).reshape(k, k)


@confusion.right
def counted_in_a_loop(predicted, y, k):
    table = torch.zeros(k, k, dtype=torch.int64)
    for i, j in zip(y.tolist(), predicted.tolist(), strict=True):
        table[i, j] += 1
    return table


@confusion.right
def by_one_hot(predicted, y, k):
    classes = torch.arange(k)
    return (y[:, None] == classes).long().T @ (predicted[:, None] == classes).long()


@confusion.right
def accumulated(predicted, y, k):
    table = torch.zeros(k, k, dtype=torch.long)
    return table.index_put_((y, predicted), torch.tensor(1), accumulate=True)


@confusion.misconception
def rows_are_predictions(predicted, y, k):
    """Rows and columns are swapped. The true class is the row, and the prediction the column."""
    return torch.bincount(predicted * k + y, minlength=k * k).reshape(k, k)


@confusion.misconception
def each_pair_once(predicted, y, k):
    """With `+=` on a list of places, a place that occurs twice counts once. Use a loop."""
    table = torch.zeros(k, k, dtype=torch.int64)
    table[y, predicted] += 1
    return table


@confusion.misconception
def only_the_errors(predicted, y, k):
    """The right predictions are missing. They belong on the diagonal."""
    wrong = y != predicted
    return torch.bincount(y[wrong] * k + predicted[wrong], minlength=k * k).reshape(k, k)


@confusion.misconception
def as_many_classes_as_occur(predicted, y, k):
    """You counted the classes that occur. The table is always k by k."""
    n = int(max(y.max(), predicted.max())) + 1
    return torch.bincount(y * n + predicted, minlength=n * n).reshape(n, n)


confusion.hint("Number the pairs: y * k + predicted.")


# ── 9 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={
        "X": made("torch.from_numpy(np.load('rings.npz')['X'])"),
        "y": made("torch.from_numpy(np.load('rings.npz')['y'])"),
        "X_new": held_out("X").map(torch.from_numpy),
    },
    judged_with={"labels": held_out("y")},
    seen_as="result(X_new).argmax(1)",
    seconds=10,
    gpu=False,
)
def train(X, y):
    net = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 2))
    optimizer = torch.optim.Adam(net.parameters(), lr=0.05)
    for _ in range(100):
        optimizer.zero_grad()
        nn.functional.cross_entropy(net(X), y).backward()
        optimizer.step()
    return net


@train.holds
def nine_of_ten(predicted, labels):
    """At least 90 % of the new rows get their right labels."""
    is_right = predicted.numpy() == labels
    first, second = (is_right[labels == label].mean() for label in (0, 1))
    return bool(is_right.mean() >= 0.9), f"{first:.1%} of class 0 and {second:.1%} of class 1"


@train.right
def by_batches(X, y):
    net = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Dropout(0.1), nn.Linear(16, 2))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.3, momentum=0.9)
    for _ in range(60):
        for rows in torch.randperm(len(X)).split(32):
            optimizer.zero_grad()
            nn.functional.cross_entropy(net(X[rows]), y[rows]).backward()
            optimizer.step()
    return net.eval()


@train.right
def nearest_neighbours(X, y):
    def scores(new):
        near = torch.cdist(new, X).topk(5, largest=False).indices
        votes = y[near].float().mean(1)
        return torch.stack([1 - votes, votes], 1)

    return scores


@train.right
def with_squares(X, y):
    w = torch.zeros(3, requires_grad=True)
    inputs = torch.stack([(X**2).sum(1), (X**4).sum(1), torch.ones(len(X))], 1)
    optimizer = torch.optim.Adam([w], lr=0.1)
    for _ in range(300):
        optimizer.zero_grad()
        nn.functional.binary_cross_entropy_with_logits(inputs @ w, y.float()).backward()
        optimizer.step()

    def scores(new):
        logits = torch.stack([(new**2).sum(1), (new**4).sum(1), torch.ones(len(new))], 1) @ w.detach()
        return torch.stack([-logits, logits], 1)

    return scores


train.misconception.edit(
    "never_trained",
    {"optimizer.step()": "optimizer.zero_grad()"},
    "The parameters never changed. Call `optimizer.step()` before you clear the gradients.",
)
train.misconception.edit(
    "one_linear_layer",
    {"nn.ReLU(), ": ""},
    "Without an activation, the model parts the plane by a straight line. Put ReLU between the layers.",
)


@train.misconception
def always_one_class(X, y):
    """Your model gives the same scores for all rows."""
    return lambda new: torch.tensor([[0.0, 1.0]]).expand(len(new), 2)


@train.misconception
def scores_swapped(X, y):
    """The two scores are swapped: the first one is that of class 0."""
    return lambda new: torch.stack([new.norm(dim=1) - 1.1, 1.1 - new.norm(dim=1)], 1)


@train.misconception
def predicts_the_old_rows(X, y):
    """Your model does not use the rows that it is called with. It has to predict for *new* rows."""
    return lambda new: nn.functional.one_hot(y.repeat(2)[: len(new)], 2).float()


train.hint("Hidden units with ReLU, and cross_entropy as the loss.")
