"""Activations: slopes, curves, vanishing gradients, and why units must not begin equal. D2L 5.1 to 5.4."""

import matplotlib.pyplot as plt
import torch
from torch import nn

from grader.course import Exercise, each, functions, made, tensors

exercise = Exercise("Activations", knows={"plt": "matplotlib.pyplot"})


# ── 1 ───────────────────────────────────────────────────────────────────────────────────────────────
ZEROS = "for p in net.parameters(): nn.init.zeros_(p)\nnet"
LEARN = """
result
net.zero_grad()
((net(X) - y) ** 2).mean().backward()
[torch.cat([net[0].weight, net[0].bias[:, None]], 1).detach(), net[0].weight.grad.clone()]
""".strip()


@exercise.task(
    inputs={
        "net": made(
            f"net = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))\n{ZEROS}",
            f"net = nn.Sequential(nn.Linear(2, 6), nn.Sigmoid(), nn.Linear(6, 1))\n{ZEROS}",
        ),
        "X": made("torch.randn(20, net[0].in_features)"),
        "y": made("X.sum(1, keepdim=True) + 1"),
    },
    seen_as=LEARN,
    seeds=4,
)
def initialise(net):
    for layer in (net[0], net[2]):
        nn.init.normal_(layer.weight, std=0.1)
        nn.init.zeros_(layer.bias)


@initialise.holds
def units_differ(result):
    """The hidden units begin with different weights. Otherwise they compute the same, and stay equal."""
    return differ(result[0])


@initialise.holds
def every_unit_learns(result):
    """Every hidden unit gets a gradient that is not 0."""
    sizes = result[1].norm(dim=1)
    return bool((sizes > 0).all())


@initialise.holds
def gradients_differ(result):
    """The hidden units get different gradients."""
    return differ(result[1])


@initialise.holds
def weights_are_small(result):
    """No weight of the hidden layer is larger than 2 in absolute value."""
    largest = result[0].abs().max().item()
    return largest <= 2, f"a weight of {largest:.2f}"


def differ(rows):
    gaps = torch.cdist(rows.double(), rows.double(), compute_mode="donot_use_mm_for_euclid_dist")
    return bool((gaps + torch.eye(len(rows), dtype=gaps.dtype) > 1e-9).all())


@initialise.right
def by_xavier(net):
    for parameter in net.parameters():
        if parameter.dim() == 2:
            nn.init.xavier_uniform_(parameter)
        else:
            nn.init.constant_(parameter, 0.01)
    return net


@initialise.right
def as_the_library_does(net):
    for layer in net:
        if isinstance(layer, nn.Linear):
            layer.reset_parameters()


@initialise.right
def small_numbers_under_no_grad(net):
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.copy_(0.2 * torch.rand(parameter.shape).to(parameter.device) - 0.1)


@initialise.right
def without_chance(net):
    """All different is enough."""
    with torch.no_grad():
        for parameter in net.parameters():
            count = parameter.numel()
            parameter.copy_((torch.arange(1.0, count + 1) / count).reshape(parameter.shape))


@initialise.misconception
def all_zeros(net):
    """All parameters are 0, so all units compute the same, and get the same gradients. Draw the weights
    at random.
    """
    for parameter in net.parameters():
        nn.init.zeros_(parameter)


@initialise.misconception
def one_constant(net):
    """All weights are one number, so all units compute the same, and get the same gradients. Draw them at
    random.
    """
    for parameter in net.parameters():
        nn.init.constant_(parameter, 0.1)


@initialise.misconception
def zeros_in_the_last_layer(net):
    """The weights of the last layer are 0, so no gradient gets through it to the hidden units. Draw them at
    random, too.
    """
    nn.init.normal_(net[0].weight, std=0.1)
    nn.init.zeros_(net[0].bias)
    nn.init.zeros_(net[2].weight)


@initialise.misconception
def far_too_large(net):
    """The weights are too large: tanh and sigmoid are nearly flat there, so the gradients vanish."""
    for parameter in net.parameters():
        nn.init.normal_(parameter, std=10)


initialise.hint("Look at net[0].weight.grad after one backward(): are its rows equal?")


# ── 2 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={
        "f": functions("torch.tanh", "torch.sigmoid", "lambda x: x * torch.sigmoid(x)"),
        "low": each(-2.0, -8.0, 0.5),
        "high": each(2.0, 3.0),
        "count": each(5, 2, 9),
    },
    attached=True,
    gpu=False,
    cases=36,
)
def curve(f, low, high, count):
    x = torch.linspace(low, high, count, requires_grad=True)
    y = f(x)
    y.sum().backward()
    return x.detach(), y.detach(), x.grad


@curve.right
def with_ones(f, low, high, count):
    x = torch.linspace(low, high, count).requires_grad_()
    y = f(x)
    y.backward(torch.ones_like(x))
    return x.data, y.data, x.grad.clone()


@curve.right
def with_vmap(f, low, high, count):
    x = low + (high - low) * torch.arange(count) / (count - 1)
    return x, f(x), torch.func.vmap(torch.func.grad(f))(x)


@curve.right
def point_by_point(f, low, high, count):
    x, y, slopes = torch.linspace(low, high, count), [], []
    for number in x.tolist():
        point = torch.tensor(number, requires_grad=True)
        height = f(point)
        (slope,) = torch.autograd.grad(height, point)
        y.append(height.item())
        slopes.append(slope.item())
    return x, torch.tensor(y), torch.tensor(slopes)


@curve.misconception
def without_the_end(f, low, high, count):
    """The last point is missing: `torch.arange` stops before its end. `torch.linspace` takes both ends,
    and the number of points.
    """
    x = torch.arange(count) * ((high - low) / count) + low
    return x, f(x), torch.func.vmap(torch.func.grad(f))(x)


@curve.misconception
def still_in_the_graph(f, low, high, count):
    """The numbers are right, but x and y are still in the graph, and matplotlib takes no such tensors. Return
    `x.detach()` and `y.detach()`.
    """
    x = torch.linspace(low, high, count, requires_grad=True)
    y = f(x)
    y.sum().backward()
    return x, y, x.grad


@curve.misconception
def mean_gradient(f, low, high, count):
    """The slopes are too small by the number of points: `mean()` divides by it. Use `sum()`."""
    x = torch.linspace(low, high, count, requires_grad=True)
    y = f(x)
    y.mean().backward()
    return x.detach(), y.detach(), x.grad


@curve.misconception
def differences(f, low, high, count):
    """These are differences between neighbours, one less than there are points. Autograd gives the slope
    at each point.
    """
    x = torch.linspace(low, high, count)
    y = f(x)
    return x, y, y.diff() / x.diff()


@curve.misconception
def two_passes(f, low, high, count):
    """The slopes are twice too large: `backward()` ran twice, and the gradients added up."""
    x = torch.linspace(low, high, count, requires_grad=True)
    y = f(x)
    y.sum().backward(retain_graph=True)
    y.backward(torch.ones_like(y))
    return x.detach(), y.detach(), x.grad


curve.hint("y is a vector: sum it, and go back once.")


# ── 3 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"x": tensors("n"), "k": each(2, 1, 3, 6, 0)}, cases=48)
def slope_of_sigmoids(x, k):
    slope = torch.ones_like(x)
    for _ in range(k):
        x = torch.sigmoid(x)
        slope = slope * x * (1 - x)
    return slope


@slope_of_sigmoids.right
def sigmoids_by_autograd(x, k):
    leaf = x.detach().requires_grad_()
    y = leaf
    for _ in range(k):
        y = torch.sigmoid(y)
    return torch.autograd.grad(y.sum(), leaf)[0]


@slope_of_sigmoids.right
def sigmoids_forwards(x, k):
    def chain(x):
        for _ in range(k):
            x = 1 / (1 + torch.exp(-x))
        return x * 1.0

    return torch.func.jvp(chain, (x.clone(),), (torch.ones(x.shape, dtype=x.dtype, device=x.device),))[1]


@slope_of_sigmoids.right
def by_recursion(x, k):
    if k == 0:
        return x.new_ones(x.shape)
    s = torch.sigmoid(x)
    return s * torch.sigmoid(-x) * by_recursion(s, k - 1)


@slope_of_sigmoids.misconception
def power_of_the_first_slope(x, k):
    """Each sigmoid gets the result of the one before, so each slope is taken at another place. You took
    all at x.
    """
    s = torch.sigmoid(x)
    return (s * (1 - s)) ** k


@slope_of_sigmoids.misconception
def always_a_quarter(x, k):
    """¼ is the *largest* slope of the sigmoid, at 0. Elsewhere it is smaller."""
    return torch.full_like(x, 0.25**k)


@slope_of_sigmoids.misconception
def sum_of_the_slopes(x, k):
    """By the chain rule, the slopes are multiplied. You added them."""
    slope = torch.zeros_like(x)
    for _ in range(k):
        x = torch.sigmoid(x)
        slope = slope + x * (1 - x)
    return slope if k else torch.ones_like(x)


@slope_of_sigmoids.misconception
def sigmoid_of_the_sigmoid(x, k):
    """The slope is s (1 - s), where s is the *result* of the sigmoid. You took the sigmoid of s once more."""
    slope = torch.ones_like(x)
    for _ in range(k):
        x = torch.sigmoid(x)
        slope = slope * torch.sigmoid(x) * (1 - torch.sigmoid(x))
    return slope


@slope_of_sigmoids.misconception
def only_the_last_slope(x, k):
    """This is the slope of the last sigmoid alone. Multiply all k of them."""
    slope = torch.ones_like(x)
    for _ in range(k):
        x = torch.sigmoid(x)
        slope = x * (1 - x)
    return slope


slope_of_sigmoids.hint("The slope of a sigmoid whose result is s is s (1 - s).")


# ── 4 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={
        "f": functions(
            "torch.relu",
            "lambda x: torch.where(x > 0, x, 0.25 * x)",
            "torch.abs",
            "torch.tanh",
            "lambda x: torch.where(x > 0, x, torch.exp(x) - 1)",
            "lambda x: -torch.relu(3 * x)",
        )
    },
    atol=1e-2,
    gpu=False,
)
def slopes_at_zero(f):
    beside = torch.tensor([-1e-4, 1e-4], dtype=torch.float64, requires_grad=True)
    left, right = torch.autograd.grad(f(beside).sum(), beside)[0].tolist()
    return left, right


@slopes_at_zero.right
def one_sided_differences(f):
    h, zero = torch.tensor(1e-4, dtype=torch.float64), torch.tensor(0.0, dtype=torch.float64)
    return ((f(zero) - f(-h)) / h).item(), ((f(h) - f(zero)) / h).item()


@slopes_at_zero.right
def one_after_the_other(f):
    found = []
    for number in (-0.001, 0.001):
        x = torch.tensor(number, requires_grad=True)
        f(x).backward()
        found.append(float(x.grad))
    return tuple(found)


@slopes_at_zero.right
def central_differences_beside(f):
    def slope(x):
        x = torch.tensor([x - 1e-5, x + 1e-5], dtype=torch.float64)
        return (f(x).diff() / x.diff()).item()

    return slope(-1e-3), slope(1e-3)


@slopes_at_zero.misconception
def slope_at_zero_itself(f):
    """You asked autograd at 0, and got the same number twice. At a kink, it returns one of many possible
    numbers. Ask it a little to the left, and a little to the right.
    """
    x = torch.tensor(0.0, requires_grad=True)
    f(x).backward()
    return x.grad.item(), x.grad.item()


@slopes_at_zero.misconception
def mean_of_both(f):
    """The central difference looks to both sides of 0: at a kink, it gives the mean of both slopes."""
    h = torch.tensor(1e-4, dtype=torch.float64)
    slope = ((f(h) - f(-h)) / (2 * h)).item()
    return slope, slope


@slopes_at_zero.misconception
def right_before_left(f):
    """The two are swapped: first comes the slope on the left, then that on the right."""
    left, right = slopes_at_zero(f)
    return right, left


@slopes_at_zero.misconception
def too_far_away(f):
    """These are the slopes at -1 and 1. Go nearer to 0: such as -0.0001 and 0.0001."""
    x = torch.tensor([-1.0, 1.0], requires_grad=True)
    left, right = torch.autograd.grad(f(x).sum(), x)[0].tolist()
    return left, right


@slopes_at_zero.misconception
def signs_of_the_steps(f):
    """The sign of the left slope is wrong: going from -h to 0, f changes by f(0) - f(-h)."""
    h = torch.tensor(1e-4, dtype=torch.float64)
    zero = 0 * h
    return ((f(-h) - f(zero)) / h).item(), ((f(h) - f(zero)) / h).item()


slopes_at_zero.hint("Take the gradient at a small negative number, and at a small positive one.")


# ── 5 ───────────────────────────────────────────────────────────────────────────────────────────────
LINES = """
axes = result.axes[0]
plt.close("all")
[(line.get_label(), line.get_xydata()) for line in axes.lines] + [axes.get_xlabel(), axes.get_yscale()]
""".strip()


@exercise.task(
    inputs={
        "f": functions("torch.tanh", "torch.sigmoid", "lambda x: x * torch.sigmoid(x)"),
        "x": tensors("n", n=(2, 20), dtypes=("float32",), factors=("", "/ 3")),
    },
    seen_as=LINES,
    atol=1e-5,
    gpu=False,
    cases=12,
)
def plot_activation(f, x):
    leaf = x.detach().requires_grad_()
    y = f(leaf)
    (slope,) = torch.autograd.grad(y.sum(), leaf)
    figure, axes = plt.subplots()
    axes.plot(x, y.detach(), label="f")
    axes.plot(x, slope, label="slope")
    axes.set_xlabel("x")
    return figure


@plot_activation.right
def with_pyplot(f, x):
    leaf = x.detach().requires_grad_()
    y = f(leaf)
    y.sum().backward()
    figure = plt.figure()
    plt.plot(x.numpy(), y.detach().numpy(), "r--", label="f")
    plt.plot(x.numpy(), leaf.grad.numpy(), label="slope")
    plt.xlabel("x")
    plt.legend()
    return figure


@plot_activation.right
def from_lists(f, x):
    slopes = torch.func.vmap(torch.func.grad(f))(x)
    figure = plt.figure(figsize=(3, 2))
    axes = figure.add_subplot()
    for label, y in {"f": f(x), "slope": slopes}.items():
        axes.plot(x.tolist(), y.tolist(), marker="o", label=label)
    axes.set(xlabel="x", title="An activation")
    return figure


@plot_activation.right
def lines_labelled_last(f, x):
    leaf = x.detach().requires_grad_()
    y = f(leaf)
    y.backward(torch.ones_like(y))
    figure, axes = plt.subplots()
    lines = axes.plot(x, torch.stack([y.detach(), leaf.grad], 1))
    for line, label in zip(lines, ("f", "slope"), strict=True):
        line.set_label(label)
    axes.set_xlabel("x")
    return figure


plot_activation.misconception.edit(
    "connected_to_the_graph",
    {"y.detach()": "y"},
    "matplotlib takes no tensor that requires grad. Plot `y.detach()`.",
)
plot_activation.misconception.edit(
    "without_x",
    {"axes.plot(x, y.detach(), ": "axes.plot(y.detach(), ", "axes.plot(x, slope, ": "axes.plot(slope, "},
    "You gave `plot` no x, so it took 0, 1, 2, … for it.",
)
plot_activation.misconception.edit(
    "labels_swapped",
    {'label="f"': 'label="slope"', 'label="slope"': 'label="f"'},
    "The labels of the two lines are swapped.",
)
plot_activation.misconception.edit(
    "without_a_label_of_x",
    {'    axes.set_xlabel("x")\n': ""},
    'The horizontal axis has no label. `axes.set_xlabel("x")` sets it.',
)
plot_activation.misconception.edit(
    "the_axes",
    {"return figure": "return axes"},
    "These are the axes. The figure is asked, which has the axes in it.",
)
plot_activation.misconception.edit(
    "one_line",
    {'    axes.plot(x, slope, label="slope")\n': ""},
    "The line of the slope is missing.",
)

plot_activation.hint("Call plot twice on the same axes, each time with a label.")
