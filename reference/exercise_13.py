"""Softmax regression: probabilities, losses and their gradient, classes, accuracy, a model, and its training.
D2L 4.1 to 4.5.

Only the tasks on overflow have scores beyond 30: no other task asks for more than the textbook's formula.
"""

from functools import partial

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from grader.course import Exercise, computed, each, functions, held_out, indices, made, one_of, tensors

exercise = Exercise(
    "Softmax regression",
    after="exercise_11",
    data=("digits.npz", "digits.txt"),
    check="digits_check.npz",
    hidden="digits_hidden.npz",
)

CASES = 32
"""Calls to draw for a task: shapes matter here, and large tensors show no more than small ones."""

plain = partial(tensors, factors=("", "/ 3"))


def far_apart(X):
    """Rows around 1000 and -1000 in turn: what is subtracted must be each row's own."""
    sign = 1 - 2 * (torch.arange(len(X)) % 2)
    return X + 1000 * sign[:, None].to(X.dtype)


def without_ties(X):
    """Whole numbers, each column with another fraction; random numbers hardly ever tie."""
    return X + torch.arange(X.shape[-1]).to(X.dtype) / 8


LARGE = one_of(
    plain("n q", n=(1, 6), q=(1, 6)),
    tensors("n q", factors=("* 100",)),
    tensors("n q", low=-5, high=5, factors=("",)).map(far_apart),
)
SHARES = {
    "P": computed(lambda X: torch.softmax(X / 2, 1)),
    "X": plain("n q", n=(1, 6), q=(1, 6)),
}
CLASSES = indices("q", "n")


# ------------------------------------------------------------------------------------- probabilities


@exercise.task(
    inputs={"X": one_of(plain("n q"), plain("q"), plain("b n q", b=(1, 3), n=(1, 5), q=(1, 6)))}, cases=CASES
)
def softmax(X):
    E = X.exp()
    return E / E.sum(dim=-1, keepdim=True)


@softmax.right
def by_the_library(X):
    return torch.softmax(X, dim=-1)


@softmax.right
def example_by_example(X):
    rows = [row.exp() / row.exp().sum() for row in X.reshape(-1, X.shape[-1])]
    return torch.stack(rows).reshape(X.shape)


@softmax.right
def through_the_logarithm(X):
    return torch.exp(X - torch.logsumexp(X, -1).unsqueeze(-1))


softmax.misconception.edit(
    "along_the_first_dimension",
    {"dim=-1": "dim=0"},
    """The probabilities add up to 1 along the first dimension. This is right only for a single example. The
    scores of an example lie along the last dimension.""",
)
softmax.misconception.edit(
    "along_the_second_dimension",
    {"dim=-1": "dim=1"},
    """This is right for a matrix alone. The scores of a single example have one dimension, and groups of
    examples have three. Which number means the last dimension in all cases?""",
)
softmax.misconception.edit(
    "as_torch_chooses",
    {"dim=-1": "dim=1 if X.dim() == 2 else 0"},
    """For groups of examples, the probabilities add up to 1 along the first dimension. `F.softmax` chooses it
    for three dimensions if you do not name one, and warns you. Name the last dimension.""",
)
softmax.misconception.edit(
    "of_all_examples",
    {"E.sum(dim=-1, keepdim=True)": "E.sum()"},
    """All probabilities of all examples together add up to 1. Those of each single example must add up to
    1.""",
)
softmax.misconception.edit(
    "sums_without_their_dimension",
    {", keepdim=True": ""},
    """The sums have lost the dimension that was added up. They do not line up with the examples any more, so
    torch raises an error, or divides by the sum of another example. Keep the dimension.""",
)
softmax.misconception.edit(
    "shares_of_the_scores",
    {"X.exp()": "X"},
    """The scores themselves were divided by their sum. Scores may be negative, and their sum may be 0. Take
    exp of them first.""",
)
softmax.misconception.edit(
    "not_divided",
    {"E / E.sum(dim=-1, keepdim=True)": "E"},
    "These are the numbers exp(x[j]). They do not add up to 1 yet: divide each by the sum of its example.",
)
softmax.misconception.edit(
    "divided_by_the_sum_of_scores",
    {"E.sum(": "X.sum("},
    """exp(x[j]) was divided by the sum of the scores. Take exp of the scores before you add them up, too.""",
)
softmax.misconception.edit(
    "each_by_itself",
    {"E / E.sum(dim=-1, keepdim=True)": "E / (1 + E)"},
    """Each probability depends on its own score alone. This is the sigmoid. In softmax, all scores of an
    example share one sum.""",
)
softmax.misconception.edit(
    "logarithms",
    {"E / E.sum(dim=-1, keepdim=True)": "(E / E.sum(dim=-1, keepdim=True)).log()"},
    "These are the logarithms of the probabilities. The probabilities themselves are asked.",
)
softmax.misconception.edit(
    "into_the_input",
    {"X.exp()": "X.exp_()"},
    """Your input X was changed: methods whose names end in `_` write into their tensor. Leave X as it is.""",
)


@softmax.misconception
def always_float32(X):
    """The result is float32, also if X is float64. A new tensor of zeros is float32 unless you say otherwise.
    The result must have the dtype of X.
    """
    out = torch.zeros(X.shape, device=X.device)
    out[...] = torch.softmax(X, -1)
    return out


@softmax.misconception(device=True)
def filled_on_the_cpu(X):
    """The result is made on the CPU, wherever X is. Numbers can be written into it from a GPU, and they stay
    on the CPU. `torch.zeros_like(X)` makes a tensor where X is, and here you need none.
    """
    out = torch.zeros(X.shape, dtype=X.dtype)
    out[...] = torch.softmax(X, -1)
    return out


softmax.hint("Do the probabilities of each example add up to 1? Add them up for all three shapes.")
softmax.hint("Negative numbers count dimensions from the end.")
softmax.hint("The sums must line up with the examples: see keepdim.")


# ------------------------------------------------------------------------------------- large scores


@exercise.task(inputs={"X": LARGE}, cases=CASES)
def stable_softmax(X):
    E = (X - X.amax(dim=1, keepdim=True)).exp()
    return E / E.sum(dim=1, keepdim=True)


@stable_softmax.right
def by_softmax_itself(X):
    return F.softmax(X, dim=1)


@stable_softmax.right
def row_after_row(X):
    out = torch.empty_like(X)
    for i, row in enumerate(X):
        powers = torch.exp(row - row.max())
        out[i] = powers / powers.sum()
    return out


@stable_softmax.right
def exp_of_log_softmax(X):
    return X.log_softmax(-1).exp()


stable_softmax.misconception.edit(
    "overflows",
    {"(X - X.amax(dim=1, keepdim=True)).exp()": "X.exp()"},
    """For large scores, the result is nan: exp(1000) is inf, and inf / inf is nan. exp(-1000) is 0, and 0 / 0
    is nan, too. Subtract a number from the scores of each row before you take exp.""",
)
stable_softmax.misconception.edit(
    "maximum_of_all_rows",
    {"X.amax(dim=1, keepdim=True)": "X.max()"},
    """The same number was subtracted in all rows, the largest score of X. In a row far below it, every exp
    becomes 0, and 0 / 0 is nan. Each row needs a number of its own.""",
)
stable_softmax.misconception.edit(
    "maximum_of_each_column",
    {"X.amax(dim=1, keepdim=True)": "X.amax(dim=0)"},
    """Other numbers were subtracted in each column, so the probabilities changed. Within a row, all scores
    must lose the same number.""",
)
stable_softmax.misconception.edit(
    "mean_of_the_row",
    {"amax": "mean"},
    """The mean was subtracted from each row. The probabilities stay the same, but the largest score may still
    be large, and then exp of it is inf. What must be subtracted, so that no score is above 0?""",
)
stable_softmax.misconception.edit(
    "minimum_of_the_row",
    {"amax": "amin"},
    """The smallest score was subtracted from each row. The others are now above 0, and exp of a large number
    is inf. What must be subtracted, so that no score is above 0?""",
)
stable_softmax.misconception.edit(
    "subtracts_in_place",
    {"(X - X.amax(dim=1, keepdim=True)).exp()": "X.sub_(X.amax(dim=1, keepdim=True)).exp()"},
    """The result is right, but your input X was changed: `-=` writes into X itself, also through a row of X.
    Make a new tensor.""",
)
stable_softmax.misconception.edit(
    "nan_becomes_zero",
    {
        "(X - X.amax(dim=1, keepdim=True)).exp()": "X.exp()",
        "E / E.sum(dim=1, keepdim=True)": "(E / E.sum(dim=1, keepdim=True)).nan_to_num(0)",
    },
    """For large scores, the result is 0 where it should not be. If a nan is replaced, the probability is
    lost. Avoid the overflow instead.""",
)
stable_softmax.misconception.edit(
    "scores_are_cut",
    {"X - X.amax(dim=1, keepdim=True)": "X.clamp(-80, 80)"},
    """Scores beyond some limit were cut to the limit, so they became equal. But 1000 and 1001 have the same
    softmax as 0 and 1: only the differences between scores matter.""",
)
stable_softmax.misconception.edit(
    "divides_by_the_largest",
    {"X - X.amax(dim=1, keepdim=True)": "X / X.abs().amax(dim=1, keepdim=True).clamp(min=1)"},
    """The scores were divided by the largest of them. This avoids the overflow, but softmax changes if scores
    are scaled. It stays as it is if you add or subtract a number.""",
)
stable_softmax.misconception.edit(
    "below_only_above_the_line",
    {"E / E.sum(dim=1, keepdim=True)": "E / X.exp().sum(dim=1, keepdim=True)"},
    """The rows do not add up to 1. The number was subtracted from the scores above the line, and not from
    those in the sum. Use the same scores in both places.""",
)
stable_softmax.misconception.edit(
    "the_pair_of_max",
    {"amax": "max"},
    """`max` with a dimension returns a pair: the largest numbers, and their places. A pair cannot be
    subtracted from a tensor. Take the numbers out of it.""",
)
stable_softmax.misconception.edit(
    "columns_for_rows",
    {"E.sum(dim=1, keepdim=True)": "E.sum(dim=0)"},
    """Each exp was divided by the sum of its column. The scores of an example are in a row, so the rows must
    add up to 1.""",
)


@stable_softmax.misconception(device=True)
def through_numpy(X):
    """NumPy takes no tensors on a GPU. torch has all of these functions, too, and they work wherever X is."""
    E = np.exp(X.numpy() - X.numpy().max(axis=1, keepdims=True))
    return torch.from_numpy(E / E.sum(axis=1, keepdims=True))


stable_softmax.hint("For which scores can exp not overflow?")
stable_softmax.hint("What is the largest exp in a row, if you subtract the largest score of this row?")
stable_softmax.hint("Does each row have a number of its own? Try rows around 1000 and around -1000.")


# ---------------------------------------------------------------------- logarithms of probabilities


@exercise.task(inputs={"X": LARGE}, gradient=True, cases=CASES)
def log_softmax(X):
    Z = X - X.amax(dim=1, keepdim=True)
    return Z - Z.exp().sum(dim=1, keepdim=True).log()


@log_softmax.right
def by_the_function(X):
    return torch.log_softmax(X, dim=1)


@log_softmax.right
def by_logsumexp(X):
    return X - torch.logsumexp(X, dim=1, keepdim=True)


@log_softmax.right
def rows_stacked(X):
    rows = []
    for row in X:
        largest = row.max().item()
        rows.append(row - largest - (row - largest).exp().sum().log())
    return torch.stack(rows)


@log_softmax.right
def by_a_module(X):
    return nn.LogSoftmax(dim=-1)(X)


log_softmax.misconception.edit(
    "logarithm_of_softmax",
    {"Z - Z.exp().sum(dim=1, keepdim=True).log()": "torch.softmax(X, dim=1).log()"},
    """For large scores, the result is -inf: a small probability is rounded to 0, and log(0) is -inf. The
    probability itself must not be computed: use log(a / b) = log(a) - log(b).""",
)
log_softmax.misconception.edit(
    "sum_overflows",
    {"X - X.amax(dim=1, keepdim=True)": "X"},
    """For large scores, the sum of exp is inf, or it is 0. Subtract the largest score of each row from the
    row, before you take exp.""",
)
log_softmax.misconception.edit(
    "maximum_of_all",
    {"X.amax(dim=1, keepdim=True)": "X.max()"},
    """The same number was subtracted in all rows. In a row far below it, the sum of exp becomes 0, and its
    logarithm is -inf. Each row needs a number of its own.""",
)
log_softmax.misconception.edit(
    "a_small_number_added",
    {"Z - Z.exp().sum(dim=1, keepdim=True).log()": "(torch.softmax(X, dim=1) + 1e-12).log()"},
    """A small number was added to the probabilities, so their logarithms never fall below a limit. But the
    right results do. Compute them from the scores, without the probabilities.""",
)
log_softmax.misconception.edit(
    "a_larger_number_added",
    {"Z - Z.exp().sum(dim=1, keepdim=True).log()": "(torch.softmax(X, dim=1) + 1e-8).log()"},
    """A small number was added to the probabilities, so their logarithms never fall below a limit. But the
    right results do. Compute them from the scores, without the probabilities.""",
)
log_softmax.misconception.edit(
    "another_number_added",
    {"Z - Z.exp().sum(dim=1, keepdim=True).log()": "(torch.softmax(X, dim=1) + 1e-9).log()"},
    """A small number was added to the probabilities, so their logarithms never fall below a limit. But the
    right results do. Compute them from the scores, without the probabilities.""",
)
log_softmax.misconception.edit(
    "probabilities_cut_below",
    {"Z - Z.exp().sum(dim=1, keepdim=True).log()": "torch.softmax(X, dim=1).clamp(min=1e-12).log()"},
    """Small probabilities were raised to a limit, so their logarithms never fall below another one. But the
    right results do. Compute them from the scores, without the probabilities.""",
)
log_softmax.misconception.edit(
    "maximum_is_not_put_back",
    {"return Z": "return X"},
    """Each row is off by its largest score. This number was subtracted in the sum of exp, and not from the
    score before it. Use the same scores in both places.""",
)
log_softmax.misconception.edit(
    "probabilities",
    {"Z - Z.exp().sum(dim=1, keepdim=True).log()": "torch.softmax(X, dim=1)"},
    "These are the probabilities. Their logarithms are asked.",
)
log_softmax.misconception.edit(
    "without_the_logarithm",
    {".log()": ""},
    "The sum of exp was subtracted, and not its logarithm.",
)
log_softmax.misconception.edit(
    "signs_turned",
    {"return Z - Z.exp().sum(dim=1, keepdim=True).log()": "return Z.exp().sum(1, keepdim=True).log() - Z"},
    """All signs are wrong. A probability is at most 1, so its logarithm is at most 0. Only losses have the
    other sign.""",
)
log_softmax.misconception.edit(
    "along_the_columns",
    {"X.amax(dim=1, keepdim=True)": "X.amax(dim=0)", "sum(dim=1, keepdim=True)": "sum(dim=0)"},
    """This is the logarithm of softmax along each column. The scores of an example are in a row.""",
)
log_softmax.misconception.edit(
    "row_sums_side_by_side",
    {"sum(dim=1, keepdim=True)": "sum(dim=1)"},
    """The sums of the rows lie side by side, so torch raises an error, or subtracts the sum of another row.
    Keep them as a column.""",
)
log_softmax.misconception.edit(
    "sum_is_a_constant",
    {".log()": ".log().detach()"},
    """The values are right, and the gradient is not: the logarithm of the sum was taken out of the graph, as
    if it did not depend on the scores.""",
)
log_softmax.misconception.edit(
    "out_of_the_graph",
    {"return Z - Z.exp().sum(dim=1, keepdim=True).log()": "return torch.log_softmax(X.detach(), 1)"},
    """The values are right, but the result is not connected to the graph, so no gradient flows back to X.""",
)
log_softmax.misconception.edit(
    "subtracts_in_the_input",
    {"Z = X - X.amax(dim=1, keepdim=True)": "Z = X; Z -= X.amax(dim=1, keepdim=True)"},
    """Your input X was changed, or torch raised an error, since a leaf that requires grad must not be changed
    in place. Make a new tensor.""",
)


@log_softmax.misconception(device=True)
def sums_on_the_cpu(X):
    """The logarithms of the sums are in a tensor on the CPU, wherever X is. They cannot be subtracted from a
    tensor on a GPU. Leave them where X is; `X.new_zeros(…)` makes a new tensor there.
    """
    return X - X.logsumexp(dim=1, keepdim=True).cpu()


log_softmax.hint("What is log(a / b), written with log(a) and log(b)?")
log_softmax.hint("How did you avoid the overflow in the task before? The same works here.")


# --------------------------------------------------------------------------------------------- losses


@exercise.task(inputs={**SHARES, "y": CLASSES}, gradient=True, cases=CASES)
def cross_entropy_of_probabilities(P, y):
    chosen = P.gather(1, y[:, None])
    return -chosen.log().squeeze(1)


@cross_entropy_of_probabilities.right
def pairs_of_indices(P, y):
    return -torch.log(P[range(len(P)), y])


@cross_entropy_of_probabilities.right
def by_nll_loss(P, y):
    return F.nll_loss(P.log(), y, reduction="none")


@cross_entropy_of_probabilities.right
def one_after_the_other(P, y):
    return torch.stack([-P[i, label].log() for i, label in enumerate(y.tolist())])


@cross_entropy_of_probabilities.right
def with_one_hot_rows(P, y):
    return -(F.one_hot(y, P.shape[1]) * P.log()).sum(1)


cross_entropy_of_probabilities.misconception.edit(
    "n_by_n",
    {"P.gather(1, y[:, None])": "P[:, y]", ".squeeze(1)": ""},
    """This is a matrix (n, n): from each row, the probabilities of all n classes in y were taken. Row i needs
    one element, the one in column y[i].""",
)
cross_entropy_of_probabilities.misconception.edit(
    "a_column_of_losses",
    {".squeeze(1)": ""},
    """The numbers are right, but they are a column of shape (n, 1). A vector of shape (n,) is asked.""",
)
cross_entropy_of_probabilities.misconception.edit(
    "mean_of_the_losses",
    {".squeeze(1)": ".mean()"},
    "This is the mean of the losses. The loss of each example is asked: a vector of shape (n,).",
)
cross_entropy_of_probabilities.misconception.edit(
    "sum_of_the_losses",
    {".squeeze(1)": ".sum()"},
    "This is the sum of the losses. The loss of each example is asked: a vector of shape (n,).",
)
cross_entropy_of_probabilities.misconception.edit(
    "without_the_minus",
    {"-chosen": "chosen"},
    """All signs are wrong: the logarithm of a probability is at most 0, and a loss is at least 0.""",
)
cross_entropy_of_probabilities.misconception.edit(
    "without_a_logarithm",
    {".log()": ""},
    """This is minus the probability itself. `F.nll_loss` gives this, too, if it gets probabilities: it wants
    their logarithms.""",
)
cross_entropy_of_probabilities.misconception.edit(
    "softmax_of_probabilities",
    {"P.gather(1, y[:, None])": "P.softmax(1).gather(1, y[:, None])"},
    """Softmax was taken of P, but P already has probabilities. `F.cross_entropy` takes softmax itself.""",
)
cross_entropy_of_probabilities.misconception.edit(
    "all_classes",
    {"chosen.log().squeeze(1)": "P.log().sum(1)"},
    "The logarithms of all classes were added up. Only the right class of each row counts.",
)
cross_entropy_of_probabilities.misconception.edit(
    "most_probable_class",
    {"chosen.log().squeeze(1)": "P.amax(1).log()"},
    """This uses the largest probability of each row. The loss asks for the probability of the right class,
    also if another class has a larger one.""",
)
cross_entropy_of_probabilities.misconception.edit(
    "a_small_number_added_to_p",
    {"chosen.log()": "(chosen + 1e-8).log()"},
    """A small number was added to the probabilities, so the results are not exact. Here, no probability is 0,
    and its logarithm needs no such help.""",
)
cross_entropy_of_probabilities.misconception.edit(
    "losses_without_a_graph",
    {".squeeze(1)": ".squeeze(1).detach()"},
    """The values are right, but the result is not connected to the graph, so no gradient flows back to P.
    Python floats, NumPy and `detach()` leave the graph.""",
)
cross_entropy_of_probabilities.misconception.edit(
    "losses_of_other_classes",
    {"chosen.log()": "(1 - chosen).log()"},
    """This is -log(1 - p), with the probability that the class is not the right one. The loss is -log(p).""",
)


@cross_entropy_of_probabilities.misconception
def row_and_column_swapped(P, y):
    """The element was taken from row y[i] and column i, or there was an error where there is no such place.
    Examples are rows, and classes are columns.
    """
    return torch.stack([-P[label, i].log() for i, label in enumerate(y.tolist())])


@cross_entropy_of_probabilities.misconception(device=True)
def collected_on_the_cpu(P, y):
    """The losses are written into a tensor on the CPU, wherever P is. Numbers from a GPU can be written into
    it, and they stay on the CPU. `P.new_zeros(…)` makes a tensor where P is, and `gather` needs none.
    """
    losses = torch.zeros(len(P), dtype=P.dtype)
    losses[:] = -P.gather(1, y[:, None]).squeeze(1).log()
    return losses


cross_entropy_of_probabilities.hint("Which element of row i is the probability of its right class?")
cross_entropy_of_probabilities.hint(
    "gather(1, …) takes elements out of each row. It wants their places as a column."
)
cross_entropy_of_probabilities.hint("Which shape does your result have?")


@exercise.task(
    inputs={"X": LARGE, "y": one_of(CLASSES, CLASSES.map(lambda y: y.int()))}, gradient=True, cases=CASES
)
def cross_entropy(X, y):
    losses = F.cross_entropy(X, y.long(), reduction="none")
    return losses, losses.mean()


@cross_entropy.right
def by_log_softmax(X, y):
    losses = -torch.log_softmax(X, dim=1).gather(1, y.to(torch.int64).unsqueeze(1)).reshape(-1)
    return losses, losses.sum() / len(losses)


@cross_entropy.right
def logsumexp_minus_score(X, y):
    rows = torch.arange(len(y), device=X.device)
    losses = torch.logsumexp(X, 1) - X[rows, y.long()]
    return losses, torch.mean(losses)


@cross_entropy.right
def example_after_example(X, y):
    losses = []
    for scores, label in zip(X, y.tolist(), strict=True):
        shifted = scores - scores.max()
        losses.append(shifted.exp().sum().log() - shifted[label])
    return torch.stack(losses), sum(losses) / len(losses)


@cross_entropy.right
def two_modules(X, y):
    y = y.long()
    return nn.CrossEntropyLoss(reduction="none")(X, y), nn.CrossEntropyLoss()(X, y)


cross_entropy.misconception.edit(
    "int64_only",
    {"y.long()": "y"},
    """There is an error if y holds int32: many functions of torch want classes in int64. Change the dtype of
    y first.""",
)
cross_entropy.misconception.edit(
    "classes_as_floats",
    {"y.long()": "y.to(X.dtype)"},
    """There was an error: a class is a whole number, and torch wants it in int64. Floats would mean
    probabilities, one for each class.""",
)
cross_entropy.misconception.edit(
    "arguments_swapped",
    {"(X, y.long(),": "(y.long(), X,"},
    """There was an error: scores and classes were swapped. `F.cross_entropy` takes the scores first, then
    the classes.""",
)
cross_entropy.misconception.edit(
    "softmax_twice",
    {"F.cross_entropy(X,": "F.cross_entropy(X.softmax(1),"},
    """Softmax was taken twice. `F.cross_entropy` wants scores, and computes softmax itself. With
    probabilities in their place, no loss gets near 0. Training still seems to work, but slowly.""",
)
cross_entropy.misconception.edit(
    "nll_of_probabilities",
    {"F.cross_entropy(X,": "F.nll_loss(X.softmax(1),"},
    """The losses are negative: they are minus the probabilities. `F.nll_loss` wants logarithms of
    probabilities, and does not compute them.""",
)
cross_entropy.misconception.edit(
    "nll_of_scores",
    {"F.cross_entropy(X,": "F.nll_loss(X,"},
    """This is minus the score of the right class. Softmax and its logarithm are missing: `F.nll_loss` wants
    logarithms of probabilities.""",
)
cross_entropy.misconception.edit(
    "rounds_to_zero",
    {"F.cross_entropy(X,": "F.nll_loss(X.softmax(1).log(),"},
    """For large scores, some losses are inf: a small probability is rounded to 0, and log(0) is -inf. Use
    the logarithm of softmax as a whole, as in task 3.""",
)
cross_entropy.misconception.edit(
    "exp_overflows",
    {"F.cross_entropy(X,": "F.nll_loss((X.exp() / X.exp().sum(1, keepdim=True)).log(),"},
    """For large scores, some losses are nan or inf: exp(1000) is inf, and exp(-1000) is 0. Use the logarithm
    of softmax as a whole, as in task 3.""",
)
cross_entropy.misconception.edit(
    "probabilities_are_cut",
    {"F.cross_entropy(X,": "F.nll_loss(X.softmax(1).clamp(min=1e-12).log(),"},
    """Small probabilities were raised to a limit, so no loss gets above another limit. Use the logarithm of
    softmax as a whole, as in task 3.""",
)
cross_entropy.misconception.edit(
    "sum_for_mean",
    {"losses.mean()": "losses.sum()"},
    "The second result is the sum of the losses. The mean is the sum, divided by the number of examples.",
)
cross_entropy.misconception.edit(
    "mean_over_all_scores",
    {"losses.mean()": "losses.sum() / X.numel()"},
    """The second result was divided by n · q, the number of all scores. There is one loss for each example,
    so divide by n.""",
)
cross_entropy.misconception.edit(
    "mean_alone",
    {"return losses, losses.mean()": "return losses.mean()"},
    "This is only the mean. The losses of all examples are asked, too: return a tuple of both.",
)
cross_entropy.misconception.edit(
    "losses_alone",
    {"return losses, losses.mean()": "return losses"},
    "These are only the losses of the examples. Their mean is asked, too: return a tuple of both.",
)
cross_entropy.misconception.edit(
    "mean_twice",
    {"reduction=": "reduction='mean' or "},
    """Both results are the mean, a single number. `F.cross_entropy` takes the mean unless you say otherwise.
    The first result must have the shape (n,).""",
)
cross_entropy.misconception.edit(
    "in_the_other_order",
    {"return losses, losses.mean()": "return losses.mean(), losses"},
    "The two results are in the wrong order: first the losses of all examples, then their mean.",
)
cross_entropy.misconception.edit(
    "losses_as_a_column",
    {"return losses,": "return losses[:, None],"},
    """The losses are a column of shape (n, 1). A vector of shape (n,) is asked.""",
)
cross_entropy.misconception.edit(
    "mean_as_a_float",
    {"losses.mean()": "losses.mean().item()"},
    """The mean is a Python float here, which has left the graph. A tensor of shape () is asked: training goes
    back from it.""",
)


@cross_entropy.misconception
def every_class_in_every_row(X, y):
    """The losses are a matrix (n, n): from each row, the elements of all n classes in y were taken. Row i
    needs one element, the one in column y[i].
    """
    losses = -torch.log_softmax(X, 1)[:, y.long()]
    return losses, losses.mean()


@cross_entropy.misconception(device=True)
def losses_on_the_cpu(X, y):
    """The losses are written into a tensor on the CPU, wherever X is. Numbers from a GPU can be written into
    it, and they stay on the CPU. Compute with whole tensors, and you need no new one.
    """
    losses = torch.zeros(len(X), dtype=X.dtype)
    losses[:] = F.cross_entropy(X, y.long(), reduction="none")
    return losses, losses.mean()


cross_entropy.hint("The logarithm of a probability: you have computed it from scores in task 3.")
cross_entropy.hint("Which dtype does y have, and which one does your function want?")
cross_entropy.hint("The argument reduction of F.cross_entropy says whether it takes the mean.")


# -------------------------------------------------------------------------------- scores that change


@exercise.task(inputs={**SHARES, "c": each(2.0, -1.0, 0.0, 0.5, 3.0)}, cases=CASES)
def changed_scores(P, c):
    Q = P**c
    return P, Q / Q.sum(dim=1, keepdim=True)


@changed_scores.right
def softmax_of_logarithms(P, c):
    X = P.log()
    return torch.softmax(X + c, 1), torch.softmax(X * c, 1)


@changed_scores.right
def normalised_powers(P, c):
    return P.clone(), F.normalize(P.pow(c), p=1, dim=1)


@changed_scores.right
def row_by_row(P, c):
    scaled = []
    for row in P:
        powers = torch.exp(c * torch.log(row))
        scaled.append(powers / sum(powers))
    return P * 1, torch.stack(scaled)


changed_scores.misconception.edit(
    "nothing_changes",
    {"return P, Q / Q.sum(dim=1, keepdim=True)": "return P, P"},
    """The second result is P itself, as if softmax did not change when scores are scaled. Some notes say so,
    and it is wrong: twice the scores have other probabilities. Only adding changes nothing.""",
)
changed_scores.misconception.edit(
    "probabilities_are_scaled",
    {"P**c": "P * c"},
    """The probabilities were multiplied by c, and then divided by their sum. So c cancels, or there is nan if
    it is 0. It is the scores that are multiplied: what happens to exp(x) then?""",
)
changed_scores.misconception.edit(
    "probabilities_for_scores",
    {"return P, Q / Q.sum(dim=1, keepdim=True)": "return P, torch.softmax(P * c, 1)"},
    """Softmax was taken of P · c, as if P had the scores. P has probabilities. Which scores have P as their
    softmax?""",
)
changed_scores.misconception.edit(
    "probabilities_for_scores_in_both",
    {"return P, Q / Q.sum(dim=1, keepdim=True)": "return torch.softmax(P + c, 1), torch.softmax(P * c, 1)"},
    """Softmax was taken of P + c and of P · c, as if P had the scores. P has probabilities. Which scores have
    P as their softmax?""",
)
changed_scores.misconception.edit(
    "powers_alone",
    {"Q / Q.sum(dim=1, keepdim=True)": "Q"},
    "The rows of the second result do not add up to 1. Divide each row by its sum.",
)
changed_scores.misconception.edit(
    "c_is_added_to_probabilities",
    {"return P,": "return (P + c) / (P + c).sum(dim=1, keepdim=True),"},
    """In the first result, c was added to the probabilities. It is added to the scores. exp(x + c) is exp(x)
    times exp(c): does this factor change the shares?""",
)
changed_scores.misconception.edit(
    "factor_is_not_in_the_sum",
    {"return P,": "return P * 2.718281828459045**c,"},
    """The rows of the first result do not add up to 1. The factor exp(c) is in the sum, too.""",
)
changed_scores.misconception.edit(
    "sum_of_everything",
    {"Q.sum(dim=1, keepdim=True)": "Q.sum()"},
    "All of the second result adds up to 1. Each of its rows must add up to 1.",
)
changed_scores.misconception.edit(
    "sums_of_columns",
    {"Q.sum(dim=1, keepdim=True)": "Q.sum(dim=0)"},
    "The columns of the second result add up to 1. Its rows must: each row is an example.",
)
changed_scores.misconception.edit(
    "sums_of_rows_side_by_side",
    {", keepdim=True": ""},
    """The sums of the rows lie side by side, so torch raises an error, or divides by the sum of another row.
    Keep them as a column.""",
)
changed_scores.misconception.edit(
    "results_swapped",
    {"return P, Q / Q.sum(dim=1, keepdim=True)": "return Q / Q.sum(dim=1, keepdim=True), P"},
    "The two results are in the wrong order: first the softmax of X + c, then that of X · c.",
)
changed_scores.misconception.edit(
    "divided_by_c",
    {"P**c": "P ** (1 / c)"},
    """This is the softmax of X / c, or an error if c is 0. The scores are multiplied by c.""",
)
changed_scores.misconception.edit(
    "only_the_scaled",
    {"return P, Q": "return Q"},
    "This is only the second result. The softmax of X + c is asked, too: return a tuple of both.",
)


@changed_scores.misconception(device=True)
def factor_on_the_cpu(P, c):
    """`torch.tensor([c])` is on the CPU, wherever P is, and cannot be multiplied with a tensor on a GPU. A
    Python float goes with any tensor.
    """
    return P, torch.softmax(P.log() * torch.tensor([c], dtype=P.dtype), 1)


changed_scores.hint("exp(x + c) is exp(x) · exp(c). Where else does the factor exp(c) occur in softmax?")
changed_scores.hint("Which function undoes exp? Any scores whose softmax is P will do.")
changed_scores.hint("Try the scores 0 and 1, and their doubles 0 and 2.")


@exercise.task(inputs={"X": plain("n q", n=(1, 6), q=(1, 6))}, cases=36)
def other_scores(X):
    return X + 2


@other_scores.holds
def probabilities_are_the_same(scores, X):
    """The softmax of each row must be that of the row of X, up to 0.001."""
    yours, given = scores.double(), X.double()
    off = (torch.softmax(yours, 1) - torch.softmax(given, 1)).abs().max().item()
    times = (yours * given).sum() / (given * given).sum()
    if off > 0.001 and bool(((yours - times * given).abs() <= 1e-4 * yours.abs().max()).all()):
        return False, "the scores of X, multiplied by a number"
    return off <= 0.001, f"a probability that is off by {off:.2g}"


@other_scores.holds
def every_score_is_another_one(scores, X):
    """Each score must differ by at least 1 from the score in the same place of X."""
    least = (scores.double() - X.double()).abs().min().item()
    return least >= 0.999, f"a score that differs by {least:.2g}"  # X + 1 is rounded


@other_scores.right
def another_number_in_each_row(X):
    return X - torch.arange(1, len(X) + 1, device=X.device)[:, None]


@other_scores.right
def far_below(X):
    return torch.log_softmax(X, dim=1) - 100


@other_scores.right
def one_more(X):
    return torch.stack([row + 1 for row in X])


@other_scores.right
def above_the_largest(X):
    return X + 1 + X.abs().amax(1, keepdim=True)


other_scores.misconception.edit(
    "doubled",
    {"X + 2": "X * 2"},
    """The scores were multiplied by a number. This changes the probabilities. Some notes say that softmax
    does not change when scores are scaled, and they are wrong. What changes nothing?""",
)
other_scores.misconception.edit(
    "tripled",
    {"X + 2": "X * 3"},
    """The scores were multiplied by a number. This changes the probabilities. Some notes say that softmax
    does not change when scores are scaled, and they are wrong. What changes nothing?""",
)
other_scores.misconception.edit(
    "times_ten",
    {"X + 2": "X * 10"},
    """The scores were multiplied by a number. This changes the probabilities. Some notes say that softmax
    does not change when scores are scaled, and they are wrong. What changes nothing?""",
)
other_scores.misconception.edit(
    "halved",
    {"X + 2": "X / 2"},
    """The scores were multiplied by a number. This changes the probabilities. Some notes say that softmax
    does not change when scores are scaled, and they are wrong. What changes nothing?""",
)
other_scores.misconception.edit(
    "the_same_scores", {"X + 2": "X.clone()"}, "These are the scores of X. Others are asked."
)
other_scores.misconception.edit(
    "another_number_in_each_column",
    {"X + 2": "X + torch.arange(2, X.shape[1] + 2, device=X.device)"},
    """In each row, the scores were changed by different numbers. The probabilities stay the same only if all
    scores of a row change by one and the same number.""",
)
other_scores.misconception.edit(
    "random_numbers_added",
    {"X + 2": "X + 2 + torch.rand_like(X)"},
    """In each row, random numbers were added to the scores, one for each score. The probabilities stay the
    same only if all scores of a row change by one and the same number.""",
)
other_scores.misconception.edit(
    "probabilities_for_scores_again",
    {"X + 2": "torch.softmax(X, 1)"},
    """These are the probabilities, and not scores. Their own softmax is another one.""",
)
other_scores.misconception.edit(
    "logarithms_of_probabilities",
    {"X + 2": "torch.log_softmax(X, 1)"},
    """The logarithms of the probabilities have the right softmax. But in some rows they are too near to X:
    each score must differ by at least 1.""",
)
other_scores.misconception.edit(
    "too_little",
    {"X + 2": "X + 0.5"},
    "The probabilities are right, but the scores differ by less than 1 from those of X.",
)
other_scores.misconception.edit(
    "far_too_large",
    {"X + 2": "X + 1e9"},
    """So large a number has no digits left for the scores in float32: 1000000001 and 1000000003 are rounded
    to the same number. Add a smaller one.""",
)
other_scores.misconception.edit(
    "added_in_place",
    {"return X + 2": "X += 2\n    return X"},
    "Your input X was changed: `+=` writes into X itself, also through a row of X. Make a new tensor.",
)


@other_scores.misconception(device=True)
def a_column_on_the_cpu(X):
    """The numbers that are added are in a tensor on the CPU, wherever X is, so torch raises an error for an X
    on a GPU. `X.new_ones(…)` makes a tensor where X is, and a Python number goes with any tensor.
    """
    return X + 2 * torch.ones(len(X), 1, dtype=X.dtype)


other_scores.hint("What may happen to all scores of a row, so that exp(x[j]) / sum stays as it is?")
other_scores.hint("exp(x + c) is exp(x) · exp(c).")


# ----------------------------------------------------------------------------------------- gradient


@exercise.task(inputs={"X": plain("n q", n=(1, 6), q=(1, 6), requires_grad=True), "y": CLASSES}, cases=CASES)
def score_gradient(X, y):
    P, Y = torch.softmax(X, dim=1), F.one_hot(y, X.shape[1])
    return (P - Y) / len(X)


@score_gradient.right
def by_autograd(X, y):
    return torch.autograd.grad(F.cross_entropy(X, y), X)[0]


@score_gradient.right
def by_backward(X, y):
    loss = (torch.logsumexp(X, 1) - X.gather(1, y[:, None])[:, 0]).mean()
    loss.backward()
    return X.grad


@score_gradient.right
def one_subtracted(X, y):
    G = X.detach().softmax(1)
    for i in range(len(y)):
        G[i, y[i]] -= 1
    return G / len(y)


@score_gradient.right
def by_scatter(X, y):
    ones = torch.zeros_like(X).scatter_(1, y.unsqueeze(1), 1.0)
    E = X.exp()
    return (E / E.sum(1, keepdim=True) - ones).detach() / X.shape[0]


score_gradient.misconception.edit(
    "gradient_of_the_sum",
    {" / len(X)": ""},
    """This is the gradient of the sum of all losses. The loss is their mean, so the gradient is divided by
    n, too.""",
)
score_gradient.misconception.edit(
    "divided_by_all_scores",
    {"len(X)": "X.numel()"},
    "The gradient was divided by n · q, the number of all scores. The loss is a mean over n examples.",
)
score_gradient.misconception.edit(
    "divided_by_the_classes",
    {"len(X)": "X.shape[1]"},
    "The gradient was divided by q, the number of classes. The loss is a mean over n examples.",
)
score_gradient.misconception.edit(
    "signs_are_turned",
    {"P - Y": "Y - P"},
    """All signs are wrong. If the score of the right class grows, the loss falls: there, the gradient is
    negative.""",
)
score_gradient.misconception.edit(
    "probabilities_over_n",
    {"P - Y": "P"},
    """These are the probabilities, divided by n. The right classes do not occur in the result. The gradient
    must be negative at the right class of each row.""",
)
score_gradient.misconception.edit(
    "one_everywhere",
    {"P - Y": "P - 1"},
    """1 was subtracted from all probabilities. It is subtracted only at the right class of each row. Then
    each row adds up to 0.""",
)
score_gradient.misconception.edit(
    "logarithms_minus_one_hot",
    {"torch.softmax": "torch.log_softmax"},
    """The result has the logarithms of the probabilities in it. The derivative of the logarithm of the sum of
    exp is softmax itself.""",
)
score_gradient.misconception.edit(
    "scores_minus_one_hot",
    {"torch.softmax(X, dim=1)": "X"},
    """The one-hot rows were subtracted from the scores. Softmax is missing: the derivative of the logarithm
    of the sum of exp is softmax.""",
)
score_gradient.misconception.edit(
    "gradient_for_probabilities",
    {"return (P - Y) / len(X)": "return -Y / P / len(X)"},
    """This is the gradient for the probabilities: -1 / p at the right class, and 0 elsewhere. The gradient
    for the scores is asked. All scores of a row change the probability of its right class.""",
)
score_gradient.misconception.edit(
    "at_the_right_class_only",
    {"(P - Y)": "(P - 1) * Y"},
    """The gradient is right at the right class of each row, and 0 elsewhere. But the other scores are in the
    sum of softmax, too: if they grow, the loss grows.""",
)
score_gradient.misconception.edit(
    "a_vector_of_n",
    {"(P - Y)": "((P - 1) * Y).sum(1)"},
    """This is a vector with one number for each example. A gradient has the shape of what it belongs to:
    (n, q).""",
)
score_gradient.misconception.edit(
    "softmax_before_the_loss",
    {"return (P - Y) / len(X)": "return torch.autograd.grad(F.cross_entropy(P, y), X)[0]"},
    """Softmax was taken twice: `F.cross_entropy` wants scores, and computes softmax itself.""",
)
score_gradient.misconception.edit(
    "a_tuple",
    {"return (P - Y) / len(X)": "return torch.autograd.grad(F.cross_entropy(X, y), X)"},
    """The gradient is in a tuple. `torch.autograd.grad` returns a tuple, with one gradient for each tensor.
    Take the gradient out.""",
)


@score_gradient.misconception
def ones_in_all_these_columns(X, y):
    """In each row, 1 was subtracted in the columns of all classes in y. Row i has one right class, y[i]."""
    G = torch.softmax(X.detach(), 1)
    G[:, y] -= 1
    return G / len(y)


@score_gradient.misconception
def along_columns(X, y):
    """Softmax was taken along the columns. The scores of an example are in a row."""
    return (torch.softmax(X, 0) - F.one_hot(y, X.shape[1])) / len(X)


@score_gradient.misconception(device=True)
def identity_on_the_cpu(X, y):
    """`torch.eye(q)` makes its tensor on the CPU, wherever X is, so torch raises an error for tensors on a
    GPU. `F.one_hot(y, q)` makes its rows where y is.
    """
    return (torch.softmax(X, 1) - torch.eye(X.shape[1], dtype=X.dtype)[y]) / len(X)


score_gradient.hint("What is the derivative of log(sum of exp(x[k])) with respect to x[j]?")
score_gradient.hint("Each row of the gradient adds up to 0. Which element of it is negative?")
score_gradient.hint("The loss is a mean over n examples. What does that do to the gradient?")


# ------------------------------------------------------------------------------ classes and accuracy


@exercise.task(
    inputs={
        "X": one_of(tensors("n q", n=(1, 6)).map(without_ties), tensors("q", q=(1, 6)).map(without_ties))
    },
    cases=CASES,
)
def predicted_classes(X):
    return X.argmax(dim=-1)


@predicted_classes.right
def places_of_the_largest(X):
    return X.max(dim=-1).indices


@predicted_classes.right
def of_the_probabilities(X):
    return torch.softmax(X, X.dim() - 1).argmax(X.dim() - 1)


@predicted_classes.right
def by_sorting(X):
    return X.sort(dim=-1, descending=True)[1][..., 0]


@predicted_classes.right
def in_a_loop(X):
    if X.dim() == 1:
        best = 0
        for j in range(len(X)):
            if X[j] > X[best]:
                best = j
        return torch.tensor(best, device=X.device)
    return torch.stack([in_a_loop(row) for row in X])


predicted_classes.misconception.edit(
    "over_everything",
    {"X.argmax(dim=-1)": "X.argmax()"},
    """This is one place in the whole matrix, counted through all rows. Each example has a class of its own:
    name the dimension along which to look.""",
)
predicted_classes.misconception.edit(
    "largest_of_each_column",
    {"X.argmax(dim=-1)": "X.argmax(dim=0)"},
    """For a matrix, this looks for the largest score of each column. There is one number for each class then,
    and not for each example. The scores of an example are in a row.""",
)
predicted_classes.misconception.edit(
    "matrices_only",
    {"X.argmax(dim=-1)": "X.argmax(dim=1)"},
    """This is right for a matrix. A single example has one dimension, and there is no dimension 1. Which
    number means the last dimension in both cases?""",
)
predicted_classes.misconception.edit(
    "rows_counted_for_dimensions",
    {"X.argmax(dim=-1)": "X.argmax(dim=1) if len(X) > 1 else X.argmax()"},
    """A matrix with one row was taken for a single example, and a single example for a matrix. `len(X)` is
    the size of the first dimension. How do you ask for the number of dimensions?""",
)
predicted_classes.misconception.edit(
    "sizes_for_dimensions",
    {"X.argmax(dim=-1)": "X.argmax(dim=1) if len(X) > 1 and X.shape[1] > 1 else X.argmax()"},
    """A matrix with one row, or with one column, was taken for a single example. `len(X)` is the size of the
    first dimension, and a single example has no `X.shape[1]`. How many dimensions does X have?""",
)
predicted_classes.misconception.edit(
    "squeezed",
    {"X.argmax(dim=-1)": "X.argmax(dim=-1).squeeze()"},
    """For a matrix with one row, the result has the shape (), and it must have the shape (1,). Do not remove
    the dimension of the examples.""",
)
predicted_classes.misconception.edit(
    "a_column_of_classes",
    {"dim=-1)\n": "dim=-1, keepdim=True)\n"},
    """The result has a dimension of size 1 too many at its end. For n examples, a vector of shape (n,) is
    asked.""",
)
predicted_classes.misconception.edit(
    "always_a_vector",
    {"X.argmax(dim=-1)": "X.reshape(-1, X.shape[-1]).argmax(dim=1)"},
    """For a single example, the result has the shape (1,). It must have the shape ().""",
)
predicted_classes.misconception.edit(
    "largest_scores",
    {"X.argmax(dim=-1)": "X.amax(dim=-1)"},
    "These are the largest scores themselves. The classes are asked: the places of the largest scores.",
)
predicted_classes.misconception.edit(
    "scores_with_their_places",
    {"X.argmax(dim=-1)": "X.max(dim=-1)"},
    """This is a pair: the largest scores, and their places. The places alone are asked.""",
)
predicted_classes.misconception.edit(
    "classes_as_floats_or_scores",
    {"X.argmax(dim=-1)": "X.argmax(dim=-1).to(X.dtype)"},
    "The classes are floats here. They must be integers, in int64.",
)
predicted_classes.misconception.edit(
    "a_number_for_one_example",
    {"X.argmax(dim=-1)": "X.argmax(dim=-1) if X.dim() == 2 else X.argmax().item()"},
    """For a single example, the result is a Python int. A tensor of shape () is asked.""",
)
predicted_classes.misconception.edit(
    "smallest_score",
    {"argmax": "argmin"},
    "This is the class with the smallest score. The largest one wins.",
)
predicted_classes.misconception.edit(
    "a_row_for_each_example",
    {"return X.argmax(dim=-1)": "return F.one_hot(X.argmax(dim=-1), X.shape[-1])"},
    "These are one-hot rows. The numbers of the classes are asked.",
)


@predicted_classes.misconception(device=True)
def places_by_numpy(X):
    """NumPy takes no tensors on a GPU. torch finds the places itself, wherever X is."""
    return torch.from_numpy(np.asarray(X.numpy().argmax(-1)))


predicted_classes.hint("What does argmax() without an argument give for a matrix?")
predicted_classes.hint("Which shapes do your results have for X of shape (3, 2), (1, 2) and (2,)?")


@exercise.task(
    inputs={
        "model": functions("lambda X: X", "lambda X: -X"),
        "batches": made(
            "list(zip(X.split(k), y.split(k)))",
            "torch.utils.data.DataLoader(torch.utils.data.TensorDataset(X, y), batch_size=k)",
        ),
        "X": tensors("n q", n=(1, 9), q=(1, 4)).map(without_ties),
        "y": CLASSES,
        "k": each(3, 2, 1),
    },
    atol=1e-6,
    cases=CASES,
)
def accuracy(model, batches):
    right = total = 0
    for X, y in batches:
        right += (model(X).argmax(dim=1) == y).sum().item()
        total += len(y)
    return right / total


@accuracy.right
def all_hits_at_once(model, batches):
    hits = torch.cat([model(X).max(1).indices == y for X, y in batches])
    return hits.float().mean().item()


@accuracy.right
def shares_times_sizes(model, batches):
    total, rows = 0.0, 0
    for X, y in batches:
        total += float((model(X).argmax(-1) == y).double().mean()) * len(X)
        rows += len(X)
    return total / rows


@accuracy.right
def in_python(model, batches):
    hits = []
    for X, y in batches:
        for scores, label in zip(model(X).tolist(), y.tolist(), strict=True):
            hits.append(max(range(len(scores)), key=scores.__getitem__) == label)
    return sum(hits) / len(hits)


accuracy.misconception.edit(
    "mean_of_the_batches",
    {".sum().item()": ".double().mean().item()", "len(y)": "1"},
    """This is the mean of the accuracies of the batches. If the last batch is smaller, its examples count for
    more than the others. Count over all batches, and divide once.""",
)
accuracy.misconception.edit(
    "size_of_the_first_batch",
    {
        "right = total = 0": "right = total = 0; batches = list(batches)",
        "total += len(y)": "total += len(batches[0][1])",
    },
    """All batches were counted as if they had the size of the first one. The last batch may be smaller: count
    the examples that are there.""",
)
accuracy.misconception.edit(
    "counts_anew_in_each_batch",
    {"for X, y in batches:": "for X, y in batches:\n        right = total = 0"},
    """This is the accuracy of the last batch alone. Count the right predictions of all batches, from a 0
    before the loop, and divide by the number of examples of all batches.""",
)
accuracy.misconception.edit(
    "first_batch_alone",
    {"total += len(y)": "total += len(y)\n        break"},
    """This is the accuracy of the first batch alone. If there is a `return` inside of the loop, it ends the
    loop.""",
)
accuracy.misconception.edit(
    "every_prediction_with_every_label",
    {"== y)": "== y.reshape(-1, 1))"},
    """A vector and a column of labels were compared, so each prediction met every label: that is a matrix.
    Both must have the shape (k,).""",
)
accuracy.misconception.edit(
    "one_place_for_all_rows",
    {"argmax(dim=1)": "argmax()"},
    """One number was compared with all labels: the place of the largest score in the whole batch. Each
    example has a class of its own.""",
)
accuracy.misconception.edit(
    "largest_in_each_column",
    {"argmax(dim=1)": "argmax(dim=0)"},
    """There is a prediction for each column, and not for each row. The scores of an example are in a row.
    torch raises an error, unless the two numbers fit by chance.""",
)
accuracy.misconception.edit(
    "how_many_are_right",
    {"right / total": "float(right)"},
    "This is how many predictions are right. The share is asked: divide by the number of all examples.",
)
accuracy.misconception.edit(
    "in_percent",
    {"right / total": "100 * right / total"},
    "This is a percentage. The share is asked, from 0 to 1.",
)
accuracy.misconception.edit(
    "rounded_down",
    {"right / total": "float(right // total)"},
    "The share was rounded down to a whole number, 0 or 1: this is what `//` does.",
)
accuracy.misconception.edit(
    "a_tensor_is_returned",
    {".sum().item()": ".sum()"},
    "This is a tensor. A Python float is asked.",
)
accuracy.misconception.edit(
    "mean_of_bools",
    {".sum().item()": ".mean().item() * len(y)"},
    """There was an error: torch takes no mean of True and False. Count them, or make floats of them.""",
)
accuracy.misconception.edit(
    "model_is_left_out",
    {"model(X)": "X"},
    "The model was not used: X has the inputs of the model, and not its scores.",
)
accuracy.misconception.edit(
    "scores_compared_with_classes",
    {"argmax(dim=1)": "amax(dim=1)"},
    """The largest scores were compared with the labels. The places of these scores are the predicted
    classes.""",
)


@accuracy.misconception
def errors_counted(model, batches):
    """This is the share of wrong predictions. The share of right ones is asked."""
    wrong = total = 0
    for X, y in batches:
        wrong += (model(X).argmax(1) != y).sum().item()
        total += len(y)
    return wrong / total


accuracy.hint("Count two things over all batches: right predictions, and examples.")
accuracy.hint("Does your function still work if the last batch has one example?")
accuracy.hint("Compare the shapes of the predictions and of the labels.")


# -------------------------------------------------------------------------------------------- model


@exercise.task(
    inputs={
        "inputs": computed(lambda X: X.shape[1] * X.shape[2]),
        "classes": each(3, 1, 5, 2),
        "X": plain("n h w", n=(1, 4), h=(1, 3), w=(1, 3), dtypes=("float32",)).map(lambda X: X.clone()),
    },
    probe="X",
    cases=CASES,
)
class SoftmaxRegression(nn.Module):
    def __init__(self, inputs, classes):
        super().__init__()
        self.linear = nn.Linear(inputs, classes)

    def forward(self, X):
        return self.linear(X.flatten(1))


@SoftmaxRegression.right
class InASequential(nn.Module):
    def __init__(self, inputs, classes):
        super().__init__()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(inputs, classes))

    def forward(self, X):
        return self.net(X)


@SoftmaxRegression.right
class ParametersByHand(nn.Module):
    def __init__(self, inputs, classes):
        super().__init__()
        self.W = nn.Parameter(torch.normal(0, 0.01, (classes, inputs)))
        self.b = nn.Parameter(torch.zeros(classes))

    def forward(self, X):
        return X.reshape(-1, self.W.shape[1]) @ self.W.T + self.b


@SoftmaxRegression.right
class IsASequential(nn.Sequential):
    def __init__(self, inputs, classes):
        super().__init__(nn.Flatten(), nn.Linear(inputs, classes))


SoftmaxRegression.misconception.edit(
    "GivesProbabilities",
    {"self.linear(X.flatten(1))": "self.linear(X.flatten(1)).softmax(1)"},
    """The model returns probabilities. The loss computes softmax itself, so it would be computed twice.
    Return the scores.""",
)
SoftmaxRegression.misconception.edit(
    "GivesLogarithms",
    {"self.linear(X.flatten(1))": "self.linear(X.flatten(1)).log_softmax(1)"},
    "The model returns logarithms of probabilities. Return the scores.",
)
SoftmaxRegression.misconception.edit(
    "SoftmaxOfColumns",
    {"self.linear(X.flatten(1))": "self.linear(X.flatten(1)).softmax(0)"},
    """The model returns numbers that add up to 1 in each column. Return the scores: the loss computes softmax
    itself, and along the rows.""",
)
SoftmaxRegression.misconception.edit(
    "GivesClasses",
    {"self.linear(X.flatten(1))": "self.linear(X.flatten(1)).argmax(1)"},
    "The model returns the predicted classes. They have no gradient: return the scores.",
)
SoftmaxRegression.misconception.edit(
    "NotFlattened",
    {"X.flatten(1)": "X"},
    """The linear layer gets images, and not rows of h · w numbers. Make a row of each image first.""",
)
SoftmaxRegression.misconception.edit(
    "OneRowForTheBatch",
    {"X.flatten(1)": "X.flatten()"},
    """All images of the batch became one row. Each image needs its own: keep the first dimension.""",
)
SoftmaxRegression.misconception.edit(
    "ColumnByColumn",
    {"X.flatten(1)": "X.mT.flatten(1)"},
    "The pixels were taken column by column. They are asked pixel row by pixel row.",
)
SoftmaxRegression.misconception.edit(
    "WithoutBias",
    {"(inputs, classes)": "(inputs, classes, bias=False)"},
    "The model has no b. It has two parameters: W and b.",
)
SoftmaxRegression.misconception.edit(
    "Activated",
    {"self.linear(X.flatten(1))": "self.linear(X.flatten(1)).relu()"},
    "No score can be negative here. The scores are W x + b, without an activation.",
)
SoftmaxRegression.misconception.edit(
    "InputsAndClassesSwapped",
    {"(inputs, classes)": "(classes, inputs)"},
    """The linear layer takes as many numbers as there are classes. It must take `inputs` numbers, and give
    one score for each class.""",
)
SoftmaxRegression.misconception.edit(
    "MadeInForward",
    {
        "self.linear = nn.Linear(inputs, classes)": "self.sizes = inputs, classes",
        "self.linear(X": "nn.Linear(*self.sizes)(X",
    },
    """The module has no parameters. A layer that is made in `forward` is a new one in each call, so nothing
    can be learned. Make it in `__init__`.""",
)
SoftmaxRegression.misconception.edit(
    "NothingReturned",
    {"return self": "self"},
    "`forward` returns None. Return the scores.",
)
SoftmaxRegression.misconception.edit(
    "OneClassWithoutItsDimension",
    {"self.linear(X.flatten(1))": "self.linear(X.flatten(1)).squeeze()"},
    """Where n or the number of classes is 1, the scores lose a dimension. Their shape is always
    (n, classes).""",
)


@SoftmaxRegression.misconception
class PlainTensors(nn.Module):
    """The module has no parameters: W and b are plain tensors, so an optimizer does not find them."""

    def __init__(self, inputs, classes):
        super().__init__()
        self.W = torch.normal(0, 0.01, (classes, inputs), requires_grad=True)
        self.b = torch.zeros(classes, requires_grad=True)

    def forward(self, X):
        return X.flatten(1) @ self.W.T + self.b


@SoftmaxRegression.misconception
class TransposedWeights(nn.Module):
    """W has the shape (inputs, classes). It is asked with a row for each class: (classes, inputs)."""

    def __init__(self, inputs, classes):
        super().__init__()
        self.W = nn.Parameter(torch.normal(0, 0.01, (inputs, classes)))
        self.b = nn.Parameter(torch.zeros(classes))

    def forward(self, X):
        return X.flatten(1) @ self.W + self.b


@SoftmaxRegression.misconception
class BiasFirst(nn.Module):
    """The parameters are in the wrong order: first W, then b. Assign them in this order in `__init__`."""

    def __init__(self, inputs, classes):
        super().__init__()
        self.b = nn.Parameter(torch.zeros(classes))
        self.W = nn.Parameter(torch.normal(0, 0.01, (classes, inputs)))

    def forward(self, X):
        return X.flatten(1) @ self.W.T + self.b


SoftmaxRegression.hint("Which module makes a row of each image? Which one computes W x + b?")
SoftmaxRegression.hint("What do the losses of nn.functional want: scores or probabilities?")


# ----------------------------------------------------------------------------------------- training

DIGITS = "np.load('digits.npz')"


@exercise.task(
    inputs={
        "X": made(f"torch.from_numpy({DIGITS}['X'] / 16).float()"),
        "y": made(f"torch.from_numpy({DIGITS}['y']).long()"),
        "X_new": held_out("X").map(lambda X: torch.from_numpy(X / 16).float()),
    },
    judged_with={"labels": held_out("y")},
    seen_as="result(X_new)",
    dtype=False,
    seeds=3,
    seconds=10,
    gpu=False,
)
def train(X, y):
    net = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
    optimizer = torch.optim.Adam(net.parameters(), lr=0.05)
    for _ in range(60):
        optimizer.zero_grad()
        loss = F.cross_entropy(net(X), y)
        loss.backward()
        optimizer.step()
    return net


@train.holds
def most_digits_are_recognised(scores, labels):
    """For at least 85 % of the new images, the right class must have the largest score."""
    predicted = scores.argmax(1)
    share = (predicted.numpy() == labels).mean()
    if len(predicted.unique()) == 1:
        return False, "the same class for all images"
    if share < 0.35:
        return False, "the right class no more often than by chance"
    return bool(share >= 0.85), f"the right class for {100 * share:.1f} %"


@train.right
def by_hand_in_batches(X, y):
    X = X.reshape(-1, 64)
    W, b = torch.zeros(64, 10), torch.zeros(10)
    for _ in range(8):
        for rows in torch.randperm(len(X)).split(32):
            P = torch.softmax(X[rows] @ W + b, 1)
            G = (P - F.one_hot(y[rows], 10)) / len(rows)
            W -= 0.5 * X[rows].T @ G
            b -= 0.5 * G.sum(0)
    return lambda images: images.reshape(-1, 64) @ W + b


@train.right
def by_sgd_with_a_loader(X, y):
    model = SoftmaxRegression(64, 10)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(X, y), batch_size=64, shuffle=True)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    for _ in range(8):
        for images, labels in loader:
            loss = F.cross_entropy(model(images), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return model.eval()


@train.right
def by_least_squares(X, y):
    A = torch.cat([X.flatten(1), torch.ones(len(X), 1)], 1)
    W = torch.linalg.solve(A.T @ A + torch.eye(65), A.T @ F.one_hot(y, 10).float())
    return lambda images: torch.cat([images.flatten(1), torch.ones(len(images), 1)], 1) @ W


@train.right
def nearest_images(X, y):
    def scores(images):
        nearest = torch.cdist(images.flatten(1), X.flatten(1)).topk(3, largest=False).indices
        return F.one_hot(y[nearest], 10).sum(1)

    return scores


train.misconception.edit(
    "never_a_step",
    {"optimizer.step()": "pass"},
    """Your model is no better than one that guesses. Look whether its parameters change, and whether X and y
    still belong together. Look also whether it predicts from the images that it is called with.""",
)
train.misconception.edit(
    "gradients_cleared_before_the_step",
    {"optimizer.step()": "optimizer.zero_grad(); optimizer.step()"},
    "The gradients were cleared between `backward()` and the step, so no parameter changes.",
    same_as="never_a_step",
)
train.misconception.edit(
    "images_and_labels_apart",
    {"optimizer = torch": "y = y[torch.randperm(len(y))]\n    optimizer = torch"},
    "The images were shuffled, and their labels were not.",
    same_as="never_a_step",
)


@train.misconception(same_as="never_a_step")
def optimizer_of_another_model(X, y):
    """The optimizer knows the parameters of another model than the one that is returned."""
    torch.manual_seed(0)
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 10))


@train.misconception
def always_one_class(X, y):
    """Your model predicts the same class for all images. Does the loss fall in training? Do the scores differ
    from image to image?
    """
    return lambda images: torch.eye(10)[:1].expand(len(images), 10)


@train.misconception
def returns_classes(X, y):
    """Your model returns the predicted classes. Scores are asked: a row of 10 numbers for each image."""
    return lambda images: torch.zeros(len(images), dtype=torch.int64)


train.misconception.edit(
    "eleven_scores",
    {"64, 10)": "64, 11)"},
    "Your model does not give 10 scores for each image. There are 10 classes, from 0 to 9.",
)
train.misconception.edit(
    "steps_uphill",
    {"loss.backward()": "(-loss).backward()"},
    "The loss grows in each step.",
    same_as="always_one_class",
)


@train.misconception(same_as="never_a_step")
def labels_of_the_old_images(X, y):
    """The model does not look at the images that it is called with."""
    return lambda images: F.one_hot(y[: len(images)], 10)


train.hint("Try it yourself: train on the first 800 images, and count how many of the others are right.")
train.hint("Does the loss fall? If it falls slowly, take a larger learning rate or more epochs.")
train.hint("Does your loss want scores, and does it get scores?")
