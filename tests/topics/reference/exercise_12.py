"""Linear regression with the library: layers, losses, optimizers, and a fit of any design. D2L 3.5."""

import torch
from torch import nn

from grader.course import Exercise, each, made, tensors

exercise = Exercise("Linear regression with the library")


# ── 1 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={"layer": made("nn.Linear(40, 50)", "nn.Linear(1000, 2)", "nn.Linear(2, 1000)")},
    seen_as="result\n(layer.weight.detach(), layer.bias.detach())",
    seeds=5,
)
def initialise(layer):
    nn.init.normal_(layer.weight, mean=0, std=0.01)
    nn.init.zeros_(layer.bias)


# Bounds are 5.5 deviations of what they bound, or more: one draw in 2 · 10⁷ is farther away. Of the n = 2,000
# weights of a layer, the mean has the deviation 0.01 / √n = 0.00022, the deviation 0.01 / √(2n) = 0.00016,
# and the share within one deviation √(0.683 · 0.317 / n) = 0.0104.
@initialise.holds
def bias_is_zero(result):
    """All elements of the bias are 0."""
    return not result[1].any().item()


@initialise.holds
def mean_is_near_zero(result):
    """The mean of the weights is near 0: not farther than 0.0014."""
    mean = result[0].mean().item()
    return abs(mean) <= 0.0014, f"a mean of {mean:.5f}"


@initialise.holds
def deviation_is_a_hundredth(result):
    """The standard deviation of the weights is near 0.01: between 0.009 and 0.011."""
    deviation = result[0].std().item()
    return 0.009 <= deviation <= 0.011, f"a standard deviation of {deviation:.5f}"


@initialise.holds
def weights_are_normal(result):
    """The weights are normally distributed: about 68 % of them are nearer to the mean than one deviation."""
    weights = result[0].double()
    share = ((weights - weights.mean()).abs() < weights.std()).double().mean().item()
    return 0.62 <= share <= 0.74, f"{100 * share:.0f} % within one deviation"


@initialise.right
def under_no_grad(layer):
    with torch.no_grad():
        layer.weight.copy_(0.01 * torch.randn(layer.weight.shape, device=layer.weight.device))
        layer.bias.fill_(0)
    return layer


@initialise.right
def through_data(layer):
    layer.weight.data.normal_(0, 0.01)
    layer.bias.data = torch.zeros_like(layer.bias)


@initialise.right
def new_parameters(layer):
    layer.weight = nn.Parameter(torch.normal(0.0, 0.01, layer.weight.shape).to(layer.bias.device))
    layer.bias = nn.Parameter(torch.zeros_like(layer.bias))


@initialise.right
def by_a_state_dict(layer):
    state = {name: torch.zeros_like(value) for name, value in layer.state_dict().items()}
    state["weight"] = torch.empty_like(layer.weight).normal_(std=0.01)
    layer.load_state_dict(state)


@initialise.misconception
def variance_for_deviation(layer):
    """The numbers are a hundredth too small. N(0, 0.01²) has the *deviation* 0.01, and `normal_` takes the
    deviation, not the variance.
    """
    nn.init.normal_(layer.weight, 0, 0.01**2)
    nn.init.zeros_(layer.bias)


@initialise.misconception
def root_for_deviation(layer):
    """The deviation is 0.1. In N(0, 0.01²), the deviation is 0.01, and its square is the variance."""
    nn.init.normal_(layer.weight, 0, 0.01**0.5)
    nn.init.zeros_(layer.bias)


@initialise.misconception
def bias_as_it_was(layer):
    """The bias is as `nn.Linear` made it: random, not 0."""
    nn.init.normal_(layer.weight, 0, 0.01)


@initialise.misconception
def evenly_distributed(layer):
    """These numbers are distributed evenly. `normal_` or `torch.randn` draws normal ones."""
    bound = 0.01 * 3**0.5
    nn.init.uniform_(layer.weight, -bound, bound)
    nn.init.zeros_(layer.bias)


@initialise.misconception
def positive_numbers(layer):
    """`torch.rand` draws from 0 to 1, so all weights are positive. `torch.randn` draws on both sides of 0."""
    layer.weight.data = 0.01 * torch.rand_like(layer.weight)
    layer.bias.data.zero_()


@initialise.misconception
def a_copy_is_initialised(layer):
    """The layer is as it was. `weight = 0.01 * torch.randn(…)` binds a name, and the layer knows nothing
    of it. Write into `layer.weight`.
    """
    weight = 0.01 * torch.randn(layer.weight.shape)
    bias = torch.zeros(len(layer.bias))
    return nn.Linear(*weight.T.shape), bias


initialise.hint("Functions in nn.init whose names end in _ write into a parameter.")


# ── 2 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={"reduction": each("mean", "sum", "none"), "y_hat": tensors("n 1"), "y": tensors("n 1")},
    seen_as="result(y_hat, y)",
    cases=48,
)
def half_squared_loss(reduction):
    def loss(y_hat, y):
        half = (y_hat - y) ** 2 / 2
        if reduction == "none":
            return half
        return half.mean() if reduction == "mean" else half.sum()

    return loss


class HalfSquaredLoss(nn.Module):
    def __init__(self, reduction):
        super().__init__()
        self.reduction = reduction

    def forward(self, y_hat, y):
        losses = 0.5 * (y_hat - y).square()
        return {"none": losses, "sum": losses.sum(), "mean": losses.mean()}[self.reduction]


@half_squared_loss.right
def a_module(reduction):
    return HalfSquaredLoss(reduction)


@half_squared_loss.right
def half_of_the_library(reduction):
    mse = nn.MSELoss(reduction=reduction)
    return lambda y_hat, y: mse(y_hat, y) / 2


@half_squared_loss.right
def huber_without_its_ends(reduction):
    """For differences below delta, Huber's loss is half the square."""
    return nn.HuberLoss(reduction=reduction, delta=1e6)


@half_squared_loss.misconception
def without_the_half(reduction):
    """`nn.MSELoss` has no ½. Half of its result is asked."""
    return nn.MSELoss(reduction=reduction)


@half_squared_loss.misconception
def always_the_mean(reduction):
    """The reduction was not used: this is always the mean."""
    mse = nn.MSELoss()
    return lambda y_hat, y: mse(y_hat, y) / 2


@half_squared_loss.misconception
def half_of_the_absolute(reduction):
    """`nn.L1Loss` takes absolute values. Squares are asked."""
    l1 = nn.L1Loss(reduction=reduction)
    return lambda y_hat, y: l1(y_hat, y) / 2


@half_squared_loss.misconception
def sum_for_none(reduction):
    """With "none", nothing is added up: one loss for each row, in the shape of y."""
    mse = nn.MSELoss(reduction="mean" if reduction == "mean" else "sum")
    return lambda y_hat, y: mse(y_hat, y) / 2


half_squared_loss.hint("Return a function of y_hat and y, or an object that can be called with them.")


# ── 3 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={"delta": each(1.0, 0.5, 3.0), "y_hat": tensors("n"), "y": tensors("n")},
    seen_as="result(y_hat, y)",
    cases=48,
)
def huber(delta):
    return nn.HuberLoss(delta=delta)


@huber.right
def scaled_smooth_l1(delta):
    """SmoothL1Loss divides by its beta."""
    smooth = nn.SmoothL1Loss(beta=delta)
    return lambda y_hat, y: delta * smooth(y_hat, y)


@huber.right
def with_where(delta):
    def loss(y_hat, y):
        e = (y_hat - y).abs()
        return torch.where(e < delta, e * e / 2, delta * (e - delta / 2)).mean()

    return loss


@huber.right
def with_clamp(delta):
    def loss(y_hat, y):
        e = (y_hat - y).abs()
        inner = e.clamp(max=delta)
        return (inner**2 / 2 + delta * (e - inner)).mean()

    return loss


@huber.misconception
def smooth_l1(delta):
    """`nn.SmoothL1Loss(beta=delta)` is Huber's loss divided by delta. They are equal only for delta = 1."""
    return nn.SmoothL1Loss(beta=delta)


@huber.misconception
def delta_left_out(delta):
    """delta was not used: this is the loss for delta = 1."""
    return nn.HuberLoss()


@huber.misconception
def a_jump_at_delta(delta):
    """Your loss jumps at delta: beyond it, it is delta · (|e| - delta / 2), not delta · |e|."""

    def loss(y_hat, y):
        e = (y_hat - y).abs()
        return torch.where(e < delta, e * e / 2, delta * e).mean()

    return loss


@huber.misconception
def square_is_not_halved(delta):
    """Within delta, Huber's loss is *half* the square."""

    def loss(y_hat, y):
        e = (y_hat - y).abs()
        return torch.where(e < delta, e * e, delta * (e - delta / 2)).mean()

    return loss


huber.hint("Half the square near 0, and a line beyond delta that continues it.")


# ── 4 ───────────────────────────────────────────────────────────────────────────────────────────────
TWO_STEPS = """
for number in (1.0, -3.0):
    w.grad, b.grad = torch.full_like(w, number), torch.full_like(b, 2 * number)
    result.step()
(w.detach().clone(), b.detach().clone())
""".strip()


@exercise.task(
    inputs={
        "w": tensors("d", requires_grad=True),
        "b": tensors("1", requires_grad=True),
        "lr": each(0.1, 0.5),
        "decay": each(0.1, 0.5, 0.0),
    },
    seen_as=TWO_STEPS,
    cases=40,
)
def optimizer_with_decay(w, b, lr, decay):
    return torch.optim.SGD([{"params": [w], "weight_decay": decay}, {"params": [b]}], lr=lr)


class Descent:
    def __init__(self, w, b, lr, decay):
        self.w, self.b, self.lr, self.decay = w, b, lr, decay

    @torch.no_grad()
    def step(self):
        self.w -= self.lr * (self.w.grad + self.decay * self.w)
        self.b -= self.lr * self.b.grad


@optimizer_with_decay.right
def an_object_of_its_own(w, b, lr, decay):
    return Descent(w, b, lr, decay)


@optimizer_with_decay.right
def added_as_a_group(w, b, lr, decay):
    optimizer = torch.optim.SGD([w], lr, weight_decay=decay)
    optimizer.add_param_group({"params": b, "weight_decay": 0})
    return optimizer


class Both:
    def __init__(self, *optimizers):
        self.optimizers = optimizers

    def step(self):
        for optimizer in self.optimizers:
            optimizer.step()


@optimizer_with_decay.right
def one_for_each(w, b, lr, decay):
    return Both(torch.optim.SGD([w], lr, weight_decay=decay), torch.optim.SGD([b], lr))


@optimizer_with_decay.misconception
def decays_the_bias(w, b, lr, decay):
    """The bias decays, too. Only w should: give the optimizer two groups of parameters."""
    return torch.optim.SGD([w, b], lr=lr, weight_decay=decay)


@optimizer_with_decay.misconception
def never_decays(w, b, lr, decay):
    """w does not decay: `weight_decay` is missing."""
    return torch.optim.SGD([w, b], lr=lr)


@optimizer_with_decay.misconception
def forgets_the_bias(w, b, lr, decay):
    """The optimizer does not know b, so b never changes."""
    return torch.optim.SGD([w], lr=lr, weight_decay=decay)


@optimizer_with_decay.misconception
def knows_a_copy(w, b, lr, decay):
    """The optimizer changes copies, and w and b are as they were: `clone()` and `detach()` make other
    tensors. Give it w and b themselves.
    """
    copies = [w.detach().clone().requires_grad_(), b.detach().clone().requires_grad_()]
    return torch.optim.SGD(copies, lr=lr, weight_decay=decay)


@optimizer_with_decay.misconception
def with_momentum(w, b, lr, decay):
    """The second step uses the gradient of the first as well: that is momentum, and none is asked."""
    return torch.optim.SGD([{"params": [w], "weight_decay": decay}, {"params": [b]}], lr=lr, momentum=0.9)


@optimizer_with_decay.misconception
def adam(w, b, lr, decay):
    """Adam divides each step by the size of the gradients. Plain SGD is asked."""
    return torch.optim.Adam([{"params": [w], "weight_decay": decay}, {"params": [b]}], lr=lr)


optimizer_with_decay.hint("An optimizer takes a list of dicts: {'params': [w], 'weight_decay': 0.1}.")


# ── 5 ───────────────────────────────────────────────────────────────────────────────────────────────
NOISE = 0.1


@exercise.task(
    inputs={
        "X": made("torch.randn(200, 2)", "3 * torch.randn(100, 2) + 1"),
        "y": made("X @ w + b + 0.1 * torch.randn(len(X), 1)"),
        "w": each(torch.tensor([[2.0], [-3.4]]), torch.tensor([[0.5], [1.5]]), torch.tensor([[-1.0], [0.0]])),
        "b": each(4.2, -1.0, 2.0),
        "X_new": made("torch.randn(50, 2)"),
    },
    seen_as="result(X_new)",
    seconds=20,
    cases=8,
)
def fit(X, y):
    ones = torch.ones(len(X), 1, device=X.device)
    parameters = torch.linalg.lstsq(torch.cat([X, ones], 1), y).solution
    return lambda X: X @ parameters[:2] + parameters[2]


@fit.holds
def predictions_are_near(predictions, X_new, w, b):
    """For rows that your function never saw, the root of the mean squared error is below 0.1."""
    # The reference's error has a deviation of 0.1 · √(3 / 100) = 0.017. 0.1 is for fits that stop early.
    error = (predictions - (X_new @ w + b)).square().mean().sqrt().item()
    return error < 0.1, f"an error of {error:.3g}"


@fit.right
def trained_by_sgd(X, y):
    torch.manual_seed(1)
    net = nn.Linear(2, 1).to(X.device)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.03)
    for _ in range(60):
        for rows in torch.randperm(len(X), device=X.device).split(20):
            optimizer.zero_grad()
            nn.functional.mse_loss(net(X[rows]), y[rows]).backward()
            optimizer.step()
    return net


@fit.right
def normal_equation(X, y):
    mean, centre = X.mean(0), y.mean(0)
    w = torch.linalg.solve((X - mean).T @ (X - mean), (X - mean).T @ (y - centre))
    return lambda X: (X - mean) @ w + centre


@fit.right
def by_adam_in_full_batches(X, y):
    w = torch.zeros(2, 1, device=X.device, requires_grad=True)
    b = torch.zeros(1, device=X.device, requires_grad=True)
    optimizer = torch.optim.Adam([w, b], lr=0.1)
    for _ in range(400):
        optimizer.zero_grad()
        (X @ w + b - y).square().mean().backward()
        optimizer.step()

    def model(X):
        with torch.no_grad():
            return X @ w + b

    return model


@fit.misconception
def never_trained(X, y):
    """The model was made, but never trained: its parameters are random."""
    torch.manual_seed(0)
    return nn.Linear(2, 1)


@fit.misconception
def without_a_bias(X, y):
    """Your model has no bias, so it predicts 0 for the row [0, 0]. Add one, or a column of ones."""
    w = torch.linalg.lstsq(X, y).solution
    return lambda X: X @ w


@fit.misconception
def gradients_never_cleared(X, y):
    """The gradients were never cleared, so each step uses the sum of all gradients before it. Call
    `optimizer.zero_grad()` before each `backward()`.
    """
    torch.manual_seed(0)
    net = nn.Linear(2, 1)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.03)
    for _ in range(150):
        nn.functional.mse_loss(net(X), y).backward()
        optimizer.step()
    return net


@fit.misconception
def mean_of_the_labels(X, y):
    """Your model predicts the mean of the labels for every row: its weights do nothing."""
    mean = y.mean()
    return lambda X: mean.expand(len(X), 1)


@fit.misconception
def predictions_of_the_old_rows(X, y):
    """Your model does not use the rows that it is called with. It has to predict for *new* rows."""
    ones = torch.ones(len(X), 1)
    parameters = torch.linalg.lstsq(torch.cat([X, ones], 1), y).solution
    return lambda _X: X[:50] @ parameters[:2] + parameters[2]


fit.hint("Return what can be called with rows: a module, or a function.")
