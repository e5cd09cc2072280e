"""Wrong solutions of exercise 13 by an author who saw only the starter.

math, torch, torch.nn.functional as F and Tensor are imported for them.
"""

WRONG: list[tuple[str, str, str]] = [
    # ── softmax ───────────────────────────────
    (
        "softmax",
        "dim=1 is the last dimension of a matrix only",
        """
def softmax(X):
    return torch.softmax(X, dim=1)
""",
    ),
    (
        "softmax",
        "the sums lose their dimension and are broadcast along the wrong one",
        """
def softmax(X):
    e = torch.exp(X)
    return e / e.sum(-1)
""",
    ),
    (
        "softmax",
        "makes a matrix of X and never goes back to the shape of X",
        """
def softmax(X: Tensor) -> Tensor:
    rows = X.reshape(-1, X.shape[-1]).exp()
    return rows / rows.sum(dim=1, keepdim=True)
""",
    ),
    (
        "softmax",
        "divides by the sum over the whole tensor AND casts to float32, also if X is float64",
        """
def softmax(X):
    exps = torch.exp(X.float())
    total = exps.sum()
    return exps / total
""",
    ),
    # ── stable_softmax ────────────────────────
    (
        "stable_softmax",
        "subtracts the largest score of the whole matrix, so a row far below it becomes 0 / 0",
        """
def stable_softmax(X):
    E = torch.exp(X - X.max())
    return E / E.sum(dim=1, keepdim=True)
""",
    ),
    (
        "stable_softmax",
        "cuts large scores off, so that differences between them are lost",
        """
def stable_softmax(X: Tensor) -> Tensor:
    X = X.clamp(-80, 80)
    return X.exp() / X.exp().sum(1, keepdim=True)
""",
    ),
    (
        "stable_softmax",
        "-= writes into the caller's X",
        """
def stable_softmax(X):
    for row in X:
        row -= row.max()
    E = X.exp()
    return E / E.sum(1).reshape(-1, 1)
""",
    ),
    (
        "stable_softmax",
        "subtracts the largest score of each column AND does so in the caller's X",
        """
def stable_softmax(X):
    X -= X.max(dim=0).values
    E = X.exp()
    return E / E.sum(dim=1, keepdim=True)
""",
    ),
    # ── log_softmax ───────────────────────────
    (
        "log_softmax",
        "takes the logarithm of probabilities that were rounded to 0",
        """
def log_softmax(X):
    shifted = X - X.max(dim=1, keepdim=True)[0]
    e = torch.exp(shifted)
    return torch.log(e / e.sum(dim=1, keepdim=True))
""",
    ),
    (
        "log_softmax",
        "adds a small number against log(0), which makes -23 of -1000",
        """
def log_softmax(X):
    return torch.log(torch.softmax(X, dim=1) + 1e-10)
""",
    ),
    (
        "log_softmax",
        "goes through .data, so the gradient is lost",
        """
def log_softmax(X: Tensor) -> Tensor:
    out = torch.zeros_like(X)
    for i, row in enumerate(X.data):
        out[i] = row - torch.logsumexp(row, 0)
    return out
""",
    ),
    (
        "log_softmax",
        "sums over the examples and not over the classes AND takes the logarithm to base 2",
        """
def log_softmax(X):
    Z = X - X.max(dim=1, keepdim=True).values
    return Z - torch.log2(Z.exp().sum(dim=0, keepdim=True))
""",
    ),
    # ── cross_entropy_of_probabilities ────────
    (
        "cross_entropy_of_probabilities",
        "P[:, y] takes all columns y of all rows: shape (n, n)",
        """
def cross_entropy_of_probabilities(P, y):
    return -torch.log(P[:, y])
""",
    ),
    (
        "cross_entropy_of_probabilities",
        "F.cross_entropy takes the probabilities for scores",
        """
def cross_entropy_of_probabilities(P, y):
    return F.cross_entropy(P, y, reduction="none")
""",
    ),
    (
        "cross_entropy_of_probabilities",
        "item() cuts the result off from the graph",
        """
def cross_entropy_of_probabilities(P, y):
    losses = torch.zeros(len(y), dtype=P.dtype)
    for i in range(len(y)):
        losses[i] = -math.log(P[i, y[i]].item())
    return losses
""",
    ),
    (
        "cross_entropy_of_probabilities",
        "forgets the minus AND returns the mean of the losses",
        """
def cross_entropy_of_probabilities(P: Tensor, y: Tensor) -> Tensor:
    right = P.gather(1, y.unsqueeze(1)).squeeze(1)
    return right.log().mean()
""",
    ),
    # ── cross_entropy ─────────────────────────
    (
        "cross_entropy",
        "classes in int32 are not made int64",
        """
def cross_entropy(X, y):
    return F.cross_entropy(X, y, reduction="none"), F.cross_entropy(X, y)
""",
    ),
    (
        "cross_entropy",
        "gives probabilities to F.cross_entropy, so softmax is applied twice",
        """
def cross_entropy(X, y):
    P = torch.softmax(X, dim=1)
    losses = F.cross_entropy(P, y.long(), reduction="none")
    return losses, losses.mean()
""",
    ),
    (
        "cross_entropy",
        "log of a probability that was rounded to 0 is -inf",
        """
def cross_entropy(X, y):
    P = X.softmax(1)
    losses = -torch.log(P[torch.arange(len(X)), y.long()])
    return losses, losses.sum() / len(losses)
""",
    ),
    (
        "cross_entropy",
        "clamps small probabilities, so no loss is above 21 AND returns the sum in place of the mean",
        """
def cross_entropy(X: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    P = torch.softmax(X, dim=-1).clamp(min=1e-9)
    losses = -P[range(P.shape[0]), y.long()].log()
    return losses, losses.sum()
""",
    ),
    # ── changed_scores ────────────────────────
    (
        "changed_scores",
        "believes that softmax does not change if the scores are scaled",
        """
def changed_scores(P, c):
    return P.clone(), P.clone()
""",
    ),
    (
        "changed_scores",
        "takes the probabilities for the scores",
        """
def changed_scores(P, c):
    return torch.softmax(P + c, dim=1), torch.softmax(P * c, dim=1)
""",
    ),
    (
        "changed_scores",
        "the powers of probabilities are not divided by their sum",
        """
def changed_scores(P: Tensor, c: float):
    return P, P**c
""",
    ),
    (
        "changed_scores",
        "exp(log(P) + c) is not divided by its sum AND scaled scores get softmax along the columns",
        """
def changed_scores(P, c):
    X = torch.log(P)
    plus = torch.exp(X + c)
    times = torch.softmax(X * c, 0)
    return plus, times
""",
    ),
    # ── other_scores ──────────────────────────
    (
        "other_scores",
        "scaling scores changes their softmax",
        """
def other_scores(X):
    return 2 * X
""",
    ),
    (
        "other_scores",
        "the log-probabilities may be much nearer than 1 to the scores",
        """
def other_scores(X):
    return F.log_softmax(X, dim=1)
""",
    ),
    (
        "other_scores",
        "+= changes X itself",
        """
def other_scores(X):
    X += 5
    return X
""",
    ),
    (
        "other_scores",
        "adds another number in each column AND leaves column 0 as it is",
        """
def other_scores(X: Tensor) -> Tensor:
    Z = X.clone()
    for j in range(X.shape[1]):
        Z[:, j] += 2 * j
    return Z
""",
    ),
    # ── score_gradient ────────────────────────
    (
        "score_gradient",
        "gradient of the sum of the losses, not of their mean",
        """
def score_gradient(X, y):
    loss = F.cross_entropy(X, y, reduction="sum")
    loss.backward()
    return X.grad
""",
    ),
    (
        "score_gradient",
        "divides by the number of all scores, n * q",
        """
def score_gradient(X, y):
    P = torch.softmax(X.detach(), dim=1)
    Y = F.one_hot(y, X.shape[1]).to(X.dtype)
    return (P - Y) / X.numel()
""",
    ),
    (
        "score_gradient",
        "applies softmax before F.cross_entropy, which applies it again",
        """
def score_gradient(X, y):
    P = torch.softmax(X, dim=1)
    (grad,) = torch.autograd.grad(F.cross_entropy(P, y), X)
    return grad
""",
    ),
    (
        "score_gradient",
        "P[:, y] -= 1 changes these columns in all rows AND does not divide by n",
        """
def score_gradient(X, y):
    with torch.no_grad():
        P = torch.softmax(X, dim=1)
        P[:, y] -= 1
    return P
""",
    ),
    # ── predicted_classes ─────────────────────
    (
        "predicted_classes",
        "argmax without a dimension gives one place in the flattened matrix",
        """
def predicted_classes(X):
    return X.argmax()
""",
    ),
    (
        "predicted_classes",
        "a single example of shape (q,) has no dimension 1",
        """
def predicted_classes(X):
    values, classes = X.max(dim=1)
    return classes
""",
    ),
    (
        "predicted_classes",
        "squeeze makes shape () of one example in a matrix of shape (1, q)",
        """
def predicted_classes(X):
    rows = X.reshape(-1, X.shape[-1])
    return rows.argmax(dim=1).squeeze()
""",
    ),
    (
        "predicted_classes",
        "argsort begins with the smallest score AND makes the classes int32",
        """
def predicted_classes(X: Tensor) -> Tensor:
    order = X.argsort(dim=-1)
    return order[..., 0].int()
""",
    ),
    # ── accuracy ──────────────────────────────
    (
        "accuracy",
        "the mean of the shares of the batches, so examples of a small batch count more",
        """
def accuracy(model, batches):
    shares = []
    for X, y in batches:
        shares.append((model(X).argmax(dim=1) == y).double().mean().item())
    return sum(shares) / len(shares)
""",
    ),
    (
        "accuracy",
        "returns a tensor, not a Python float",
        """
def accuracy(model, batches):
    right, total = 0, 0
    for X, y in batches:
        right += (model(X).argmax(1) == y).sum()
        total += len(y)
    return right / total
""",
    ),
    (
        "accuracy",
        "starts to count again in each batch, so only the last one counts",
        """
def accuracy(model, batches) -> float:
    for X, y in batches:
        right = 0
        scores = model(X)
        for i in range(len(y)):
            if scores[i].argmax().item() == y[i].item():
                right += 1
    return right / len(y)
""",
    ),
    (
        "accuracy",
        "takes the largest score of each column AND divides by the number of batches",
        """
def accuracy(model, batches):
    right = 0
    for X, y in batches:
        guess = model(X).argmax(dim=0)
        right += sum(int(a == b) for a, b in zip(guess, y))
    return right / len(batches)
""",
    ),
    # ── SoftmaxRegression ─────────────────────
    (
        "SoftmaxRegression",
        "returns probabilities, not scores",
        """
class SoftmaxRegression(torch.nn.Module):
    def __init__(self, inputs, classes):
        super().__init__()
        self.linear = torch.nn.Linear(inputs, classes)

    def forward(self, X):
        return torch.softmax(self.linear(X.flatten(1)), dim=1)
""",
    ),
    (
        "SoftmaxRegression",
        "does not make rows of the images",
        """
class SoftmaxRegression(torch.nn.Module):
    def __init__(self, inputs: int, classes: int):
        super().__init__()
        self.net = torch.nn.Linear(inputs, classes)

    def forward(self, X: Tensor) -> Tensor:
        return self.net(X)
""",
    ),
    (
        "SoftmaxRegression",
        "W and b are plain tensors, so the module has no parameters",
        """
class SoftmaxRegression(torch.nn.Module):
    def __init__(self, inputs, classes):
        super().__init__()
        self.W = torch.normal(0, 0.01, (classes, inputs), requires_grad=True)
        self.b = torch.zeros(classes, requires_grad=True)

    def forward(self, X):
        return X.reshape(len(X), -1) @ self.W.T + self.b
""",
    ),
    (
        "SoftmaxRegression",
        "W has the shape (inputs, classes) AND flattens the images column by column",
        """
class SoftmaxRegression(torch.nn.Module):
    def __init__(self, inputs, classes):
        super().__init__()
        self.W = torch.nn.Parameter(torch.randn(inputs, classes) * 0.01)
        self.b = torch.nn.Parameter(torch.zeros(classes))

    def forward(self, X):
        rows = X.transpose(1, 2).reshape(X.shape[0], -1)
        return rows @ self.W + self.b
""",
    ),
    # ── train ─────────────────────────────────
    (
        "train",
        "the model takes rows of 64 numbers, not images of shape (k, 8, 8)",
        """
def train(X, y):
    net = torch.nn.Linear(64, 10)
    opt = torch.optim.Adam(net.parameters(), lr=0.05)
    rows = X.reshape(-1, 64)
    for step in range(300):
        loss = F.cross_entropy(net(rows), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
    return net
""",
    ),
    (
        "train",
        "never calls opt.step(), so the model stays as it was",
        """
def train(X, y):
    net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(64, 10))
    opt = torch.optim.SGD(net.parameters(), lr=0.3)
    for epoch in range(200):
        opt.zero_grad()
        loss = F.cross_entropy(net(X), y)
        loss.backward()
    return net
""",
    ),
    (
        "train",
        "centres the pixels in the caller's X",
        """
def train(X, y):
    mean = X.mean(dim=0)
    X -= mean
    net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(64, 10))
    opt = torch.optim.Adam(net.parameters(), lr=0.05)
    for _ in range(300):
        opt.zero_grad()
        F.cross_entropy(net(X), y).backward()
        opt.step()
    return lambda images: net(images - mean)
""",
    ),
    (
        "train",
        "adds the gradients in place of subtracting them AND the model returns classes, not scores",
        """
def train(X: Tensor, y: Tensor):
    W = torch.zeros(64, 10, requires_grad=True)
    b = torch.zeros(10, requires_grad=True)
    for _ in range(300):
        loss = F.cross_entropy(X.flatten(1) @ W + b, y)
        loss.backward()
        with torch.no_grad():
            for p in (W, b):
                p += 0.1 * p.grad
                p.grad.zero_()
    return lambda images: (images.flatten(1) @ W + b).argmax(dim=1)
""",
    ),
]
