"""Softmax regression: scores and probabilities, losses for each row, accuracy over batches. D2L 4.1 to
4.5.
"""

import torch
from torch import nn

from grader.course import Exercise, each, functions, made, tensors

exercise = Exercise("Softmax regression")


# ── 1 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={"P": tensors("n d").map(lambda X: torch.softmax(X / 2, 1))},
    seen_as="torch.softmax(result, 1)",
    cases=48,
)
def scores_of(P):
    return P.log()


@scores_of.right
def shifted_by_a_constant(P):
    return P.log() + 3


@scores_of.right
def as_odds_against_the_first(P):
    return torch.log(P / P[:, :1])


@scores_of.right
def with_the_mean_zero(P):
    scores = torch.stack([row.log() for row in P]) if len(P) else P.clone()
    return scores - scores.mean(1, keepdim=True) if P.shape[1] else scores


@scores_of.misconception
def probabilities_again(P):
    """These are the probabilities themselves. Softmax takes `exp` first, so its inverse begins with `log`."""
    return P.clone()


@scores_of.misconception
def log_of_the_odds(P):
    """This is the inverse of the *sigmoid*, log(p / (1 - p)). The inverse of softmax is log(p), and any
    constant in each row.
    """
    return torch.log(P / (1 - P).clamp(min=1e-6))


@scores_of.misconception
def softmax_once_more(P):
    """You took softmax once more. Its inverse is asked."""
    return torch.softmax(P, 1)


@scores_of.misconception
def exp_for_log(P):
    """Softmax takes `exp`, so its inverse takes `log`."""
    return P.exp()


@scores_of.misconception
def another_constant_in_each_column(P):
    """You added another number to each *column*. Softmax stays the same only if a *row* gets one constant."""
    return P.log() + torch.arange(P.shape[1], device=P.device)


scores_of.hint("softmax(x) is exp(x) divided by the sum of the row. What undoes exp?")


# ── 2 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"X": tensors("n d"), "c": each(2.0, -1.0, 0.5, 10.0)}, cases=48, atol=1e-5)
def softmax_changes(X, c):
    if not X.numel():
        raise ValueError("there is no largest of nothing")
    P = torch.softmax(X, 1)
    added, scaled = torch.softmax(X + c, 1), torch.softmax(X * c, 1)
    return (added - P).abs().max().item(), (scaled - P).abs().max().item()


@softmax_changes.right
def from_the_definition(X, c):
    def softmax(X):
        E = torch.exp(X - X.amax(1, keepdim=True))
        return E / E.sum(1, keepdim=True)

    P = softmax(X)
    return tuple(float((softmax(Y) - P).abs().max()) for Y in (X + c, c * X))


@softmax_changes.right
def zero_is_known(X, c):
    """Adding a constant changes nothing."""
    P, scaled = torch.softmax(X, dim=-1), torch.softmax(c * X, -1).flatten().tolist()
    return 0.0, max(abs(a - b) for a, b in zip(scaled, P.flatten().tolist(), strict=True))


@softmax_changes.right
def through_log_softmax(X, c):
    P = nn.functional.log_softmax(X, 1).exp()
    both = torch.stack([X + c, X * c])
    return tuple((both.log_softmax(2).exp() - P).abs().amax((1, 2)).tolist())


@softmax_changes.misconception
def nothing_changes(X, c):
    """Adding a constant changes nothing, but scaling does: larger scores make the largest probability
    larger.
    """
    return 0.0, 0.0


@softmax_changes.misconception
def the_wrong_way_round(X, c):
    """The two numbers are swapped: first comes the change by adding, then that by scaling."""
    added, scaled = softmax_changes(X, c)
    return scaled, added


@softmax_changes.misconception
def sums_for_the_largest(X, c):
    """These are sums of the changes. The largest change is asked."""
    P = torch.softmax(X, 1)
    added, scaled = torch.softmax(X + c, 1), torch.softmax(X * c, 1)
    return (added - P).abs().sum().item(), (scaled - P).abs().sum().item()


@softmax_changes.misconception
def along_the_columns(X, c):
    """You took softmax along the columns. Each *row* has the scores of one example: `dim=1`."""
    P = torch.softmax(X, 0)
    return 0.0, (torch.softmax(X * c, 0) - P).abs().max().item()


@softmax_changes.misconception
def without_absolute_values(X, c):
    """Take the absolute values before the maximum. A probability that falls has changed, too."""
    P = torch.softmax(X, 1)
    return 0.0, (torch.softmax(X * c, 1) - P).max().item()


softmax_changes.hint("exp(x + c) = exp(x) exp(c), and the factor exp(c) is in the sum, too.")


# ── 3 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={
        "X": tensors("n 4"),
        "y": tensors("n", dtypes=("int64",), low=0, high=3),
        "per_row": each(True, False),
    },
    gradient=True,
    cases=48,
)
def cross_entropy(X, y, per_row):
    if not len(y):
        raise ValueError("there is no mean of nothing")
    return nn.functional.cross_entropy(X, y, reduction="none" if per_row else "mean")


@cross_entropy.right
def by_gather(X, y, per_row):
    losses = -torch.log_softmax(X, 1).gather(1, y[:, None])[:, 0]
    return losses if per_row else losses.mean()


@cross_entropy.right
def logsumexp_minus_the_score(X, y, per_row):
    rows = torch.arange(len(y), device=X.device)
    losses = torch.logsumexp(X, 1) - X[rows, y]
    return losses if per_row else losses.sum() / len(losses)


@cross_entropy.right
def with_nll_loss(X, y, per_row):
    loss = nn.NLLLoss(reduction="none" if per_row else "mean")
    return loss(X.log_softmax(-1), y)


@cross_entropy.misconception
def softmax_twice(X, y, per_row):
    """`cross_entropy` takes scores, and computes softmax itself. You gave it probabilities, so softmax was
    taken twice.
    """
    return nn.functional.cross_entropy(torch.softmax(X, 1), y, reduction="none" if per_row else "mean")


@cross_entropy.misconception
def nll_of_probabilities(X, y, per_row):
    """`nll_loss` takes *logarithms* of probabilities. Write `log_softmax`, not `softmax`."""
    return nn.functional.nll_loss(torch.softmax(X, 1), y, reduction="none" if per_row else "mean")


@cross_entropy.misconception
def always_mean(X, y, per_row):
    """The result is always the mean. If per_row is True, one loss for each row is asked:
    `reduction="none"`.
    """
    return nn.functional.cross_entropy(X, y)


@cross_entropy.misconception
def the_flag_turned_round(X, y, per_row):
    """The two are swapped: the losses of all rows are asked if per_row is True, and their mean if it is
    False.
    """
    return nn.functional.cross_entropy(X, y, reduction="mean" if per_row else "none")


@cross_entropy.misconception
def sum_for_mean(X, y, per_row):
    """This is the sum of the losses. The mean divides it by n."""
    return nn.functional.cross_entropy(X, y, reduction="none" if per_row else "sum")


@cross_entropy.misconception
def a_column_of_losses(X, y, per_row):
    """The losses are a column of shape (n, 1): `gather` keeps the dimension. A vector of shape (n,) is
    asked.
    """
    losses = -torch.log_softmax(X, 1).gather(1, y[:, None])
    return losses if per_row else losses.mean()


cross_entropy.hint("nn.functional.cross_entropy takes scores, and has the argument reduction.")


# ── 4 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={
        "model": functions(
            "lambda X: X", "lambda X: X @ torch.tensor([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])"
        ),
        "batches": made(
            "list(zip(X.split(k), y.split(k)))",
            "torch.utils.data.DataLoader(torch.utils.data.TensorDataset(X, y), batch_size=k)",
        ),
        "X": tensors("n 3", dtypes=("float32",)),
        "y": tensors("n", dtypes=("int64",), low=0, high=2),
        "k": each(3, 2, 1, 5),
    },
    gpu=False,
    cases=60,
)
def accuracy(model, batches):
    right = total = 0
    for X, y in batches:
        scores = model(X)
        best = scores.topk(2, dim=1).values
        if (best[:, 0] == best[:, 1]).any():
            raise ValueError("two classes have the largest score")
        right += (scores.argmax(1) == y).sum().item()
        total += len(y)
    if not total:
        raise ValueError("there is no share of nothing")
    return right / total


@accuracy.right
def all_at_once(model, batches):
    pairs = [(model(X).argmax(1), y) for X, y in batches]
    hits = torch.cat([predicted == y for predicted, y in pairs])
    return hits.double().mean().item()


@accuracy.right
def weighted_by_size(model, batches):
    shares = [((model(X).max(dim=1).indices == y).double().mean().item(), len(y)) for X, y in batches]
    return sum(share * size for share, size in shares) / sum(size for _, size in shares)


@accuracy.right
def row_after_row(model, batches):
    hits = []
    for X, y in batches:
        for scores, label in zip(model(X).tolist(), y.tolist(), strict=True):
            hits.append(scores.index(max(scores)) == label)
    return sum(hits) / len(hits)


@accuracy.misconception
def mean_of_the_batches(model, batches):
    """This is the mean of the batches' accuracies. The last batch may be smaller, and its rows would
    count for more. Count over all batches, and divide once.
    """
    shares = [(model(X).argmax(1) == y).double().mean().item() for X, y in batches]
    return sum(shares) / len(shares)


@accuracy.misconception
def each_with_each(model, batches):
    """A vector and a column were compared, so that each prediction met every label. Both need the shape
    (n,).
    """
    right = total = 0
    for X, y in batches:
        right += (model(X).argmax(1) == y.reshape(-1, 1)).sum().item()
        total += len(y)
    return right / total


@accuracy.misconception
def only_the_last_batch(model, batches):
    """This is the accuracy of the last batch: the counts begin anew in each batch. Set them to 0 before the
    loop.
    """
    for X, y in batches:
        right = total = 0
        right += (model(X).argmax(1) == y).sum().item()
        total += len(y)
    return right / total


@accuracy.misconception
def counts_for_a_share(model, batches):
    """This is how many predictions are right. Divide by the number of all rows."""
    return float(sum((model(X).argmax(1) == y).sum().item() for X, y in batches))


@accuracy.misconception
def model_left_out(model, batches):
    """The model was never called: X has the features, not the scores."""
    right = total = 0
    for X, y in batches:
        right += (X.argmax(1) == y).sum().item()
        total += len(y)
    return right / total


accuracy.hint("Count right predictions and rows over all batches. Divide at the end.")
