"""Cumulative gradients: what `backward()` adds up, and who clears it. D2L 2.5, automatic differentiation."""

import math
from functools import partial

import torch

from grader.course import Exercise, each, functions, list_of, made, tensors

exercise = Exercise("Cumulative gradients", after="exercise_04")

leaf = partial(tensors, requires_grad=True)
LEFT, LEFT_OR_NONE = ("left",), ("left", "none")
PARAMETERS = list_of(leaf("m n", grads=LEFT), leaf("n", grads=LEFT_OR_NONE), leaf("m", grads=LEFT))
PAIR = list_of(leaf("m n", grads=LEFT_OR_NONE), leaf("n", grads=LEFT))
SINE = {"x": leaf("*s"), "h": made("torch.sin(x)")}
MAPS = functions("lambda x: x * x", "lambda x: x ** 3", "lambda x: torch.sin(x)", "lambda x: x * x.sum()")
VECTOR_MAPS = functions(
    "lambda x: x.cumsum(0)", "lambda x: x * x.flip(0)", "lambda x: x * x.sum()", "lambda x: torch.sin(x)"
)
MAPS_TO_OTHER_LENGTHS = functions(
    "lambda x: x * x.sum()",
    "lambda x: x[:-1] * x[1:]",
    "lambda x: torch.stack((x.sum(), (x * x).sum()))",
    "lambda x: x.cumsum(0) ** 2",
)


@exercise.task(inputs={"f": MAPS, "g": MAPS, "x": leaf("*s")})
def sum_of_gradients(f, g, x):
    f(x).sum().backward()
    g(x).sum().backward()
    return x.grad


@sum_of_gradients.right
def gradient_of_the_sum(f, g, x):
    return torch.autograd.grad((f(x) + g(x)).sum(), x)[0]


@sum_of_gradients.right
def adds_them_itself(f, g, x):
    f(x).sum().backward()
    first, x.grad = x.grad, None
    g(x).sum().backward()
    return first + x.grad


sum_of_gradients.misconception.edit(
    "clears_between",
    {"g(x)": "x.grad.zero_(); g(x)"},
    """This is the gradient of g alone: what f had left in `x.grad` was cleared, or never went there. Call
    `backward()` twice, and clear nothing between: the second call adds to what the first has left.""",
)
sum_of_gradients.misconception.edit(
    "only_the_first", {"g(x).sum().backward()": "pass"}, "This is the gradient of f alone. g has one, too."
)
sum_of_gradients.misconception.edit(
    "adds_once_more",
    {"g(x)": "first = x.grad; g(x)", "return x.grad": "return first + x.grad"},
    """The sum was counted twice. `first = x.grad` makes no copy: it is another name for the tensor to which
    the second `backward()` adds, so that `first` holds the sum already. Return `x.grad` as it is.""",
)
sum_of_gradients.misconception.edit(
    "one_after_the_other",
    {"f(x).sum().backward()": "pass", "g(x)": "g(f(x))"},
    "Here f was put into g. The two are independent of each other: f(x) and g(x).",
)
sum_of_gradients.misconception.edit(
    "without_sums",
    {"f(x).sum()": "f(x)", "g(x).sum()": "g(x)"},
    "`backward()` without arguments needs a single number, and f(x) has the shape of x: sum it first.",
)
sum_of_gradients.misconception.edit(
    "f_twice",
    {
        "f(x).sum().backward()": "loss = f(x).sum(); loss.backward(retain_graph=True)",
        "g(x).sum().backward()": "(loss + g(x).sum()).backward()",
    },
    """The second `backward()` goes through f as well, since the result of g was added to that of f: f counts
    twice. Go back from `g(x).sum()` alone.""",
)
sum_of_gradients.misconception.edit(
    "means_for_sums",
    {"f(x).sum()": "f(x).mean()", "g(x).sum()": "g(x).mean()"},
    "The gradient is too small by the number of elements: `mean()` divides by it. Sums are asked.",
)


@sum_of_gradients.misconception
def joins_tuples(f, g, x):
    """`torch.autograd.grad` gives a tuple, with one gradient for each input. `+` puts two tuples one after
    the other, and adds nothing. Take the gradients out first: `[0]`.
    """
    return torch.autograd.grad(f(x).sum(), x) + torch.autograd.grad(g(x).sum(), x)


@sum_of_gradients.misconception
def gradient_in_a_tuple(f, g, x):
    """This is a tuple that holds the gradient. `torch.autograd.grad` gives a tuple, with one gradient for
    each input. Take it out: `[0]`.
    """
    return torch.autograd.grad((f(x) + g(x)).sum(), x)


sum_of_gradients.hint("What does a second backward() do with what the first has left in x.grad?")


@exercise.task(inputs={"f": MAPS, "x": leaf("*s", grads=LEFT_OR_NONE)}, calls=2)
def fresh_gradient(f, x):
    x.grad = None
    f(x).sum().backward()
    return x.grad


@fresh_gradient.right
def past_the_grad(f, x):
    return torch.autograd.grad(f(x).sum(), x)[0]


@fresh_gradient.right
def zeroes_and_copies(f, x):
    if x.grad is not None:
        x.grad.zero_()
    f(x).sum().backward()
    return x.grad.clone()


@fresh_gradient.right
def at_a_copy(f, x):
    x = x.detach().requires_grad_()
    f(x).sum().backward()
    return x.grad


fresh_gradient.misconception.edit(
    "adds_to_what_is_left",
    {"x.grad = None": "pass"},
    """`backward()` adds to what is in `x.grad` already, from before the call or from the call before. Clear
    it first: `x.grad = None`.""",
)
fresh_gradient.misconception.edit(
    "zeroes_what_is_not_there",
    {"x.grad = None": "x.grad.zero_()", "return x.grad": "return x.grad.clone()"},
    """Before the first `backward()`, `x.grad` is None: it has no `zero_()`, and it cannot be subtracted.
    Ask `if x.grad is not None`, or set `x.grad = None`, which works always.""",
)
fresh_gradient.misconception.edit(
    "zero_without_its_underscore",
    {"x.grad = None": "if x.grad is not None: x.grad.zero()", "return x.grad": "return x.grad.clone()"},
    """A tensor has no method `zero()`: it is `zero_()`, as everything that changes a tensor in place ends in
    `_`.""",
)
fresh_gradient.misconception.edit(
    "hands_out_its_grad",
    {"x.grad = None": "if x.grad is not None: x.grad.zero_()"},
    """What was returned is `x.grad` itself. The next call zeroes it in place and writes into it, so that the
    result of the earlier call changes, too. Return a copy, or start with `x.grad = None`: then `backward()`
    makes a new tensor.""",
)
fresh_gradient.misconception.edit(
    "clears_too_late",
    {"x.grad = None": "if x.grad is not None: x.grad.zero_()", "return x.grad": "return x.grad.zero_()"},
    """The gradient that is returned is 0. `gradient = x.grad` makes no copy: what is done to `x.grad` later,
    by `zero_()` or by the next `backward()`, is done to it, too. Clear `x.grad` *before* `backward()`.""",
)
fresh_gradient.misconception.edit(
    "clears_afterwards",
    {"x.grad = None": "pass", "return x.grad": "gradient, x.grad = x.grad, None; return gradient"},
    """`backward()` adds to what is in `x.grad` already, and at the first call something may be in it from
    before. You clear it only afterwards. Clear it *before* `backward()`.""",
)
fresh_gradient.misconception.edit(
    "asks_a_gradient",
    {"x.grad = None": "if x.grad: x.grad.zero_()", "return x.grad": "return x.grad.clone()"},
    """`if` needs one answer, and a tensor of several numbers gives many. `if x.grad:` does not ask whether
    there is a gradient, but whether its number is 0. Ask with `if x.grad is not None:`.""",
)


@fresh_gradient.misconception
def fresh_gradient_in_a_tuple(f, x):
    """This is a tuple that holds the gradient. `torch.autograd.grad` gives a tuple, with one gradient for
    each input. Take it out: `[0]`.
    """
    return torch.autograd.grad(f(x).sum(), x)


fresh_gradient.hint("What is in x.grad when your function is called the second time?")
fresh_gradient.hint("x.grad = None is allowed, whatever was there.")


@exercise.task(inputs={"X": tensors("n d"), "y": tensors("n"), "w": leaf("d"), "k": each(2, 1, 3, 5)})
def full_batch_gradient(X, y, w, k):
    if not len(y):
        raise ValueError("there is no mean of nothing")
    for start in range(0, len(y), k):
        rows = slice(start, start + k)
        loss = ((X[rows] @ w - y[rows]) ** 2).sum() / len(y)
        loss.backward()
    return w.grad


@full_batch_gradient.right
def weighted_means(X, y, w, k):
    for rows, targets in zip(X.split(k), y.split(k), strict=True):
        loss = torch.nn.functional.mse_loss(rows @ w, targets)
        (loss * len(targets) / len(y)).backward()
    return w.grad


@full_batch_gradient.right
def all_at_once(X, y, w, _k):
    return torch.autograd.grad(((X @ w - y) ** 2).mean(), w)[0]


@full_batch_gradient.right
def by_hand(X, y, w, _k):
    return 2 / len(y) * X.T @ (X @ w.detach() - y)


full_batch_gradient.misconception.edit(
    "adds_up_means",
    {".sum() / len(y)": ".mean()"},
    """The gradients of the batches' *means* were added up. Each batch's loss is to be divided by the number
    of all rows, n, and not by the number of its own: if k divides n, the sum is n / k times too large.""",
)
full_batch_gradient.misconception.edit(
    "mean_of_batch_means",
    {".sum() / len(y)": ".mean() / len(y.split(k))"},
    """This is the average of the batches' means, in which each batch counts alike. The last batch may be
    smaller, so its rows would count for more. Each *row* is to count alike: divide by n.""",
)
full_batch_gradient.misconception.edit(
    "drops_the_last",
    {"for start": "w.grad = torch.zeros_like(w)\n    for start", "len(y), k)": "len(y) - k + 1, k)"},
    """The last rows are missing: when n is no multiple of k, there is a last batch that is smaller. `range(0,
    n, k)` begins it, and a slice ends where the tensor ends.""",
)
full_batch_gradient.misconception.edit(
    "only_the_last_batch",
    {"loss.backward()": "w.grad = None; loss.backward()"},
    """Only the last batch is left: `w.grad` was cleared before each one. Here the gradients of all batches
    are to add up, so clear nothing between them.""",
)
full_batch_gradient.misconception.edit(
    "divides_by_k", {"/ len(y)": "/k"}, "Each batch was divided by k. It should be n, the number of all rows."
)
full_batch_gradient.misconception.edit(
    "sum_for_mean",
    {" / len(y)": ""},
    """The loss is the *mean* of the squares over all n rows. Here it is their sum: the division by n is
    missing.""",
)
full_batch_gradient.misconception.edit(
    "divides_twice",
    {".sum()": ".mean()"},
    """Each batch was divided twice: `mean()` divides by the number of its rows, and then you divide by n. Add
    up the squares of a batch with `sum()`, and divide by n alone.""",
)
full_batch_gradient.misconception.edit(
    "n_by_n",
    {"X[rows] @ w": "(X[rows] @ w)[:, None]"},
    """A column (n, 1) minus a vector (n,) is stretched to a matrix (n, n): each prediction was compared with
    every target. torch raises no error. Bring both to one shape first: `X @ w` is a vector, as y is.""",
)
full_batch_gradient.misconception.edit(
    "only_full_batches",
    {"len(y), k)": "len(y) - k + 1, k)"},
    """The last rows are missing: when n is no multiple of k, there is a last batch that is smaller. With
    fewer rows than k there was no batch at all, and `w.grad` stayed None. `range(0, n, k)` begins the smaller
    batch, too.""",
)
full_batch_gradient.misconception.edit(
    "n_by_n_means",
    {"y[rows]": "y[rows, None]", ".sum() / len(y)": ".mean() * len(y[rows]) / len(y)"},
    """A column (n, 1) minus a vector (n,) is stretched to a matrix (n, n): each prediction was compared with
    every target. torch raises no error. Bring both to one shape first: `X @ w` is a vector, as y is.""",
)
full_batch_gradient.misconception.edit(
    "n_by_n_mean_of_means",
    {"y[rows]": "y[rows, None]", ".sum() / len(y)": ".mean() / len(y.split(k))"},
    """A column (n, 1) minus a vector (n,) is stretched to a matrix (n, n): each prediction was compared with
    every target. Bring both to one shape first. Besides, the batches' means were averaged, though the last
    batch may be smaller: each *row* is to count alike, so divide by n.""",
)
full_batch_gradient.misconception.edit(
    "weighs_by_k",
    {".sum() / len(y)": ".mean() * k / len(y)"},
    """Each batch's mean was weighed with k / n. The last batch may have fewer than k rows: weigh each mean
    with its own number of rows.""",
)
full_batch_gradient.misconception.edit(
    "loss_adds_up",
    {
        "for start": "total = 0.0\n    for start",
        "loss.backward()": "total = total + loss; total.backward(retain_graph=True)",
    },
    """The loss holds the earlier batches, too, and each `backward()` goes through them again: the first batch
    counts as often as there are batches. Go back from each batch's own loss. Then no `retain_graph` is
    needed.""",
)
full_batch_gradient.misconception.edit(
    "only_the_first_batch",
    {"len(y), k)": "min(k, len(y)), k)"},
    """Only the rows of the first batch count. A slice is `[begin : end]`, so that `[i : k]` is empty from
    i = k on, and a loop must go on to the last row. The batch that begins at i is `[i : i + k]`.""",
)
full_batch_gradient.misconception.edit(
    "half_of_it",
    {"/ len(y)": "/ len(y) / 2"},
    "This is half of what is asked. Some books put a ½ before the square; here there is none.",
)


@full_batch_gradient.misconception
def batch_gradient_in_a_tuple(X, y, w, _k):
    """This is a tuple that holds the gradient. `torch.autograd.grad` gives a tuple, with one gradient for
    each input. Take it out: `[0]`.
    """
    return torch.autograd.grad(((X @ w - y) ** 2).mean(), w)


full_batch_gradient.hint(
    "The mean over n rows is a sum of terms, each divided by n. Which batch has which terms?"
)
full_batch_gradient.hint("X[start:start + k] is right for the last batch, too, though it may be smaller.")


@exercise.task(inputs={"a": made("h.sum()"), "b": made("(h * h).sum()", "(x * h).sum()"), **SINE})
def both_gradients(a, b, x):
    a.backward(retain_graph=True)
    first, x.grad = x.grad, None
    b.backward()
    return first, x.grad


@both_gradients.right
def with_copies(a, b, x):
    a.backward(retain_graph=True)
    first = x.grad.clone()
    x.grad.zero_()
    b.backward()
    return first, x.grad


@both_gradients.right
def with_autograd_grad(a, b, x):
    return tuple(torch.autograd.grad(result, x, retain_graph=True)[0] for result in (a, b))


@both_gradients.right
def with_the_difference(a, b, x):
    a.backward(retain_graph=True)
    first = x.grad.clone()
    b.backward()
    return first, x.grad - first


both_gradients.misconception.edit(
    "graph_is_gone",
    {"retain_graph=True": ""},
    """The first `backward()`, or `autograd.grad`, frees the graph that it has gone through, and b needs a
    part of the same one. Keep it for the second: `retain_graph=True` in the first.""",
)
both_gradients.misconception.edit(
    "adds_up",
    {"first, x.grad = x.grad, None": "first = x.grad.clone()"},
    """The second is the sum of both gradients: `backward()` adds to what is in `x.grad`. Clear it between the
    two.""",
)
both_gradients.misconception.edit(
    "one_tensor_twice",
    {"first, x.grad = x.grad, None": "first = x.grad; x.grad.zero_()"},
    """Both parts are one and the same tensor, `x.grad` itself: what was put there last is in both. `first =
    x.grad` makes no copy. Write `x.grad.clone()`, or `x.grad = None` between the two.""",
)
both_gradients.misconception.edit(
    "sum_in_both",
    {"first, x.grad = x.grad, None": "first = x.grad"},
    """Both parts are the sum of the gradients of a and of b. `x.grad` adds them up if it is not cleared
    between the two, and `first = x.grad` is no copy of it. `torch.autograd.grad` adds them up if it gets a
    and b together. Take one after the other; with `backward()`, set `x.grad = None` between them.""",
)
both_gradients.misconception.edit(
    "b_comes_first",
    {"a.backward(": "b.backward(", "b.backward()": "a.backward()"},
    "They come in the wrong order: first the gradient of a, then that of b.",
)


@both_gradients.misconception
def tuples_of_one(a, b, x):
    """Both parts are tuples that hold a gradient. `torch.autograd.grad` gives a tuple, with one gradient for
    each input. Take it out: `[0]`.
    """
    return tuple(torch.autograd.grad(result, x, retain_graph=True) for result in (a, b))


both_gradients.hint("a and b share a part of their graph. Who may free it?")
both_gradients.hint("a.backward(retain_graph=True) keeps it.")


@exercise.task(inputs={"f": VECTOR_MAPS, "x": leaf("n"), "v": tensors("n")})
def vector_jacobian_product(f, x, v):
    if not len(x):
        raise ValueError("an empty Jacobian is not asked")
    f(x).backward(v)
    return x.grad


@vector_jacobian_product.right
def gradient_of_the_dot_product(f, x, v):
    return torch.autograd.grad(torch.dot(f(x), v), x)[0]


@vector_jacobian_product.right
def with_grad_outputs(f, x, v):
    return torch.autograd.grad(f(x), x, grad_outputs=v)[0]


vector_jacobian_product.misconception.edit(
    "leaves_out_v",
    {"f(x).backward(v)": "f(x).sum().backward()"},
    "This is the gradient of the plain sum: v was left out. Give it to `backward()`.",
)
vector_jacobian_product.misconception.edit(
    "multiplies_afterwards",
    {"f(x).backward(v)": "f(x).sum().backward()", "return x.grad": "return x.grad * v"},
    """v is multiplied in too late: it weighs the elements of f(x), not those of x. That is the same only
    where the element i of f(x) depends on the element i of x alone. Give v to `backward()`.""",
)
vector_jacobian_product.misconception.edit(
    "product_from_the_right",
    {"f(x).backward(v)": "J = torch.func.jacrev(f)(x.detach())", "return x.grad": "return J @ v"},
    "This is J v, and vᵀ J is asked. They are the same only where J is symmetric.",
)
vector_jacobian_product.misconception.edit(
    "needs_a_number",
    {"backward(v)": "backward()"},
    """`backward()` without arguments needs a single number, and f(x) is a vector. It takes v as its argument:
    `f(x).backward(v)`.""",
)
vector_jacobian_product.misconception.edit(
    "products_without_their_sum",
    {"f(x).backward(v)": "(v * f(x)).backward()"},
    """`backward()` without arguments needs a single number, and f(x) is a vector. Add up the products first,
    or give v to `backward()`: `f(x).backward(v)`.""",
)
vector_jacobian_product.misconception.edit(
    "v_into_f",
    {"f(x).backward(v)": "f(x * v).sum().backward()"},
    "v was put into f together with x. It weighs the results of f, and comes after it.",
)


@vector_jacobian_product.misconception
def product_in_a_tuple(f, x, v):
    """This is a tuple that holds the gradient. `torch.autograd.grad` gives a tuple, with one gradient for
    each input. Take it out: `[0]`.
    """
    return torch.autograd.grad(f(x), x, v)


vector_jacobian_product.hint("It is the gradient of the number v · f(x).")
vector_jacobian_product.hint("backward() has an argument for it.")


@exercise.task(inputs={"f": MAPS_TO_OTHER_LENGTHS, "x": leaf("n")})
def jacobian(f, x):
    y = f(x)
    if not len(y):
        raise ValueError("a Jacobian without rows is not asked")
    rows = []
    for element in y:
        x.grad = None
        element.backward(retain_graph=True)
        rows.append(x.grad)
    return torch.stack(rows)


@jacobian.right
def with_jacrev(f, x):
    return torch.func.jacrev(f)(x.detach())


@jacobian.right
def with_functional(f, x):
    return torch.autograd.functional.jacobian(f, x.detach())


@jacobian.right
def fills_its_rows(f, x):
    J = x.new_zeros(len(f(x)), len(x))
    for row, element in zip(J, f(x), strict=True):
        if x.grad is not None:
            x.grad.zero_()
        element.backward(retain_graph=True)
        row += x.grad
    return J


jacobian.misconception.edit(
    "rows_add_up",
    {"x.grad = None": "pass", "rows.append(x.grad)": "rows.append(x.grad.clone())"},
    """Each row holds all the rows before it, too: `backward()` adds to what is in `x.grad`. Clear it before
    each row.""",
)
jacobian.misconception.edit(
    "rows_are_one",
    {"x.grad = None": "if x.grad is not None: x.grad.zero_()"},
    """All rows are the same: the list holds one tensor, `x.grad`, several times, and the last row was written
    over the others. Append `x.grad.clone()`, or set `x.grad = None` before each row.""",
)
jacobian.misconception.edit(
    "rows_are_one_and_add_up",
    {"x.grad = None": "pass"},
    """All rows are the same, the sum of all: the list holds one tensor, `x.grad`, several times, and each
    `backward()` adds to it. Set `x.grad = None` before each row.""",
)
jacobian.misconception.edit(
    "transposed",
    {"torch.stack(rows)": "torch.stack(rows).T"},
    """This is the transposed Jacobian. The row i belongs to the element i of f(x), the column j to the
    element j of x.""",
)
jacobian.misconception.edit(
    "sum_of_the_rows",
    {"torch.stack(rows)": "torch.stack(rows).sum(0)"},
    """This is one gradient, that of the sum of f(x): it adds up the rows of the Jacobian. Take each element
    of f(x) by itself.""",
)
jacobian.misconception.edit(
    "graph_is_freed",
    {"retain_graph=True": ""},
    """The first `backward()`, or `autograd.grad`, frees the graph, and the second element needs it as well.
    Keep it: `retain_graph=True`.""",
)
jacobian.misconception.edit(
    "past_its_argument",
    {"torch.stack(rows)": "torch.autograd.functional.jacobian(lambda _x: f(x.detach()), x.detach())"},
    """The Jacobian is 0 everywhere. Perhaps the function that was differentiated does not use its own
    argument, but the x from outside. Or all rows are one tensor, such as `x.grad`, which was cleared: copy
    each row.""",
)
jacobian.misconception.edit(
    "rows_in_tuples",
    {
        "element.backward(retain_graph=True)": "pass",
        "x.grad)": "torch.autograd.grad(element, x, retain_graph=True))",
    },
    """`torch.stack` takes tensors, and the rows are tuples here. `torch.autograd.grad` gives a tuple, with
    one gradient for each input. Take it out: `[0]`.""",
)


@jacobian.misconception
def as_many_rows_as_x(f, x):
    """The Jacobian has as many rows as f(x) has elements, `len(f(x))`. Here it has as many as x, or there was
    an error: the two need not be equal.
    """
    J = x.new_zeros(len(x), len(x))
    for i in range(len(x)):
        J[i] = torch.autograd.grad(f(x)[i], x)[0]
    return J


@jacobian.misconception
def a_square_of_zeros(f, x):
    """The Jacobian has as many rows as f(x) has elements, `len(f(x))`. Here it has as many as x: the two need
    not be equal.
    """
    J = x.new_zeros(len(x), len(x))
    for i in range(len(f(x))):
        J[i] = torch.autograd.grad(f(x)[i], x)[0]
    return J


jacobian.hint("The row i is the gradient of f(x)[i].")
jacobian.hint("Keep the graph, and begin each row with x.grad = None.")


@exercise.task(inputs={"f": MAPS, "x": leaf("n")}, gradient=True, grads=True)
def gradient_penalty(f, x):
    gradient = torch.autograd.grad(f(x).sum(), x, create_graph=True)[0]
    if not gradient.any():
        raise ValueError("a length of 0 has no derivative")
    return (gradient.norm() - 1) ** 2


@gradient_penalty.right
def root_of_the_squares(f, x):
    gradient = torch.autograd.grad(f(x).sum(), [x], create_graph=True)[0]
    return ((gradient * gradient).sum().sqrt() - 1).square()


@gradient_penalty.right
def with_torch_func(f, x):
    return (torch.linalg.vector_norm(torch.func.grad(lambda x: f(x).sum())(x)) - 1).pow(2)


gradient_penalty.misconception.edit(
    "gradient_without_graph",
    {", create_graph=True": ""},
    """The value is right, but no gradient flows back: a gradient has no graph of its own, unless
    `create_graph=True` asks for it.""",
)
gradient_penalty.misconception.edit(
    "length_of_the_value",
    {"gradient.norm()": "f(x).norm()"},
    "This is the length of f(x), and not that of its gradient. Take the gradient of `f(x).sum()` first.",
)
gradient_penalty.misconception.edit(
    "not_squared", {" ** 2": ""}, "The square is missing: a length of less than 1 is to cost something, too."
)
gradient_penalty.misconception.edit(
    "square_of_the_length",
    {"gradient.norm()": "(gradient**2).sum()"},
    "The root is missing: the sum of the squares is the *square* of the length.",
)
gradient_penalty.misconception.edit(
    "each_element",
    {"(gradient.norm() - 1) ** 2": "((gradient - 1) ** 2).sum()"},
    "Here each element of the gradient is drawn to 1, and not the length of the whole.",
)
gradient_penalty.misconception.edit(
    "size_of_each_element",
    {"(gradient.norm() - 1) ** 2": "((gradient.abs() - 1) ** 2).sum()"},
    "Here the size of each element of the gradient is drawn to 1, and not the length of the whole.",
)
gradient_penalty.misconception.edit(
    "squares_before_the_subtraction",
    {"(gradient.norm() - 1) ** 2": "gradient.norm() ** 2 - 1"},
    "The length was squared before the 1 was subtracted. Subtract the 1 from the length, then square that.",
)
gradient_penalty.misconception.edit(
    "leaves_a_gradient_in_x",
    {"gradient =": "f(x).sum().backward(create_graph=True); gradient =", "gradient.norm()": "x.grad.norm()"},
    """The penalty is right, but the first `backward()` has left a gradient in `x.grad`, and that of the
    penalty would be added to it. `torch.autograd.grad(…, create_graph=True)` gives a gradient, and leaves
    nothing behind.""",
)
gradient_penalty.misconception.edit(
    "begins_a_new_graph",
    {", create_graph=True)[0]": ")[0].requires_grad_()"},
    """The value is right, but no gradient flows back to x: `requires_grad_()`, `torch.tensor(…)` and
    `deepcopy` make a new leaf, and no graph leads from it to x. Ask for the gradient with its graph:
    `create_graph=True`.""",
)
gradient_penalty.misconception.edit(
    "length_of_a_tuple",
    {"create_graph=True)[0]": "create_graph=True)", "if not gradient.any()": "if False"},
    """`torch.autograd.grad` gives a tuple, with one gradient for each input, and a tuple is no tensor: it
    has no `norm()`. Take the gradient out: `[0]`.""",
)
gradient_penalty.hint("torch.autograd.grad(…, create_graph=True) makes the gradient a part of the graph.")


@exercise.task(inputs={"params": PARAMETERS, "max_norm": each(1.0, 5.0, 1000.0)}, grads=True, rtol=1e-5)
def clip_gradients(params, max_norm):
    gradients = [p.grad for p in params if p.grad is not None]
    norm = math.sqrt(sum((g * g).sum().item() for g in gradients))
    for g in gradients:
        if norm > max_norm:
            g *= max_norm / norm
    return norm


@clip_gradients.right
def with_the_library(params, max_norm):
    return torch.nn.utils.clip_grad_norm_(params, max_norm).item()


@clip_gradients.right
def new_gradients(params, max_norm):
    gradients = [p.grad.flatten() for p in params if p.grad is not None]
    norm = torch.cat(gradients).norm().item() if gradients else 0.0
    for p in params:
        if p.grad is not None and norm > max_norm:
            p.grad = p.grad / norm * max_norm
    return norm


clip_gradients.misconception.edit(
    "each_by_itself",
    {"if norm > max_norm": "if g.norm() > max_norm", "max_norm / norm": "max_norm / g.norm()"},
    """Each gradient was shortened by itself. The length is that of all of them together, as if they were one
    long vector, and all are multiplied by the same factor: else they would point into another direction.""",
)
clip_gradients.misconception.edit(
    "clamps_elements",
    {"g *= max_norm / norm": "g.clamp_(-max_norm, max_norm)"},
    """The elements were clamped one by one. Here the whole is multiplied by one factor, so that its direction
    stays as it is.""",
)
clip_gradients.misconception.edit(
    "always_scales",
    {"norm > max_norm": "norm > 0"},
    "Short gradients were made longer: they are to stay as they are if their length is at most max_norm.",
)
clip_gradients.misconception.edit(
    "sum_of_lengths",
    {"math.sqrt(sum((g * g).sum().item() for g in gradients))": "sum(g.norm().item() for g in gradients)"},
    """The lengths of the gradients were added up. The length of the whole is the root of the sum of all
    squares.""",
)
clip_gradients.misconception.edit(
    "forgets_the_root", {"math.sqrt": ""}, "The root is missing: this is the sum of the squares."
)
clip_gradients.misconception.edit(
    "scales_parameters",
    {"for g in gradients:": "for p in params:", "g *= max_norm / norm": "p.data *= max_norm / norm"},
    "The parameters themselves were shortened. Only their gradients are to be.",
)
clip_gradients.misconception.edit(
    "scales_parameters_with_a_gradient",
    {
        "for g in gradients:": "for p in [p for p in params if p.grad is not None]:",
        "g *= max_norm / norm": "p.data *= max_norm / norm",
    },
    "The parameters themselves were shortened. Only their gradients are to be.",
)
clip_gradients.misconception.edit(
    "expects_a_gradient_everywhere",
    {" if p.grad is not None": ""},
    "A parameter that was not used in the loss has `.grad` None. Leave it out.",
)
clip_gradients.misconception.edit(
    "length_afterwards",
    {"return norm": "return min(norm, max_norm)"},
    "The gradients are right. But the length *before* the clipping is to be returned.",
)
clip_gradients.misconception.edit(
    "scales_a_name",
    {"g *= max_norm / norm": "g = g * (max_norm / norm)"},
    """The gradients are as they were. `g = g * …` would only give the name g to a new tensor: `g *= …`
    changes the tensor itself.""",
)
clip_gradients.misconception.edit(
    "asks_a_gradient",
    {"if p.grad is not None": "if p.grad"},
    """`if` needs one answer, and a tensor of several numbers gives many. `if p.grad` does not ask whether
    there is a gradient, but whether its number is 0. Ask with `if p.grad is not None`.""",
)
clip_gradients.hint("First the length of all gradients together, then one factor for all of them.")
clip_gradients.hint("norm = (sum of (p.grad ** 2).sum() over all p with a gradient) ** 0.5")


@exercise.task(inputs={"params": PARAMETERS, "lr": each(0.5, 0.1)}, grads=True)
def sgd_step(params, lr):
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p -= lr * p.grad
                p.grad = None


@sgd_step.right
def zeroes_in_place(params, lr):
    for p in params:
        if p.grad is not None:
            p.data.sub_(p.grad, alpha=lr)
            p.grad.zero_()


@sgd_step.right
def with_an_optimizer(params, lr):
    optimizer = torch.optim.SGD(params, lr=lr)
    optimizer.step()
    optimizer.zero_grad()


sgd_step.misconception.edit(
    "outside_of_no_grad",
    {"with torch.no_grad():": "if True:"},
    """A leaf that requires grad may not be changed in place while torch records a graph. The update is no
    part of the model: put it under `with torch.no_grad():`.""",
)
sgd_step.misconception.edit(
    "rebinds",
    {"with torch.no_grad():": "if True:", "p -= lr * p.grad": "p = p - lr * p.grad"},
    """Nothing has changed for the caller: `p = p - …` makes a new tensor, and calls that p. What is done to
    the new p afterwards does not reach the caller's either. Write `p -= …`.""",
)
sgd_step.misconception.edit(
    "never_cleared",
    {"p.grad = None": "pass"},
    """The parameters are right, but their `.grad` was left: the next `backward()` would add to it, and the
    next step would be too long. Set `p.grad = None`, or zero it.""",
)
sgd_step.misconception.edit(
    "clears_first",
    {"p -= lr * p.grad": "p.grad.zero_()", "p.grad = None": "p -= lr * p.grad"},
    """The gradients are cleared, but the parameters are as they were. Perhaps the gradients were cleared
    before they were used: first the step, then clear. Or `p = p - …` made a new tensor under the name p: `p
    -= …` changes the caller's.""",
)
sgd_step.misconception.edit(
    "uphill",
    {"p -= lr * p.grad": "p += lr * p.grad"},
    "This is a step uphill. The loss gets smaller *against* the direction of the gradient: subtract.",
)
sgd_step.misconception.edit(
    "every_gradient_is_there",
    {"if p.grad is not None:": "if True:"},
    "A parameter that was not used in the loss has `.grad` None. Leave it as it is.",
)
sgd_step.misconception.edit(
    "no_underscore",
    {"p.grad = None": "p.grad.zero()"},
    "A tensor has no method `zero()`: it is `zero_()`, as all that changes a tensor in place ends in `_`.",
)
sgd_step.misconception.edit(
    "without_the_learning_rate",
    {"lr * p.grad": "p.grad"},
    "The step is as long as the gradient: the learning rate `lr` is missing. Multiply the gradient by it.",
)
sgd_step.misconception.edit(
    "clears_only_a_name",
    {"p -= lr * p.grad": "g = p.grad; p -= lr * g", "p.grad = None": "g = None"},
    """The parameters are right, but their `.grad` was left. `g = None` only gives the name g to something
    else: write `p.grad = None`.""",
    same_as="never_cleared",
)
sgd_step.misconception.edit(
    "clears_only_the_last",
    {"p.grad = None": "pass\n        p.grad = None"},
    """Only the `.grad` of the last parameter was cleared. Perhaps the line stands after the loop: each
    parameter has a gradient of its own, so clear it inside of the loop.""",
)
sgd_step.misconception.edit(
    "stops_after_the_first",
    {"p.grad = None": "p.grad = None; return"},
    """Only the first parameter was changed. Perhaps a `return` inside of the loop ends it after the first
    one: all parameters are to make their step.""",
)
sgd_step.misconception.edit(
    "asks_a_gradient",
    {"if p.grad is not None": "if p.grad"},
    """`if` needs one answer, and a tensor of several numbers gives many. `if p.grad:` does not ask whether
    there is a gradient, but whether its number is 0. Ask with `if p.grad is not None:`.""",
)
sgd_step.misconception.edit(
    "new_parameters_without_a_gradient",
    {"p -= lr * p.grad": "p = p - lr * p.grad", "p.grad = None": "p.grad.zero_()"},
    """Some `.grad` is None here, though you asked for one that is not. `p = p - …` makes a new tensor and
    calls it p, and the new one has no gradient: write `p -= …`, which changes your input itself. Or the
    gradient was set to None before it was used.""",
)
sgd_step.hint("with torch.no_grad(): and an operation in place, such as p -= …")


@exercise.task(inputs={"params": PAIR, "keep": each(True, False)}, grads="exact")
def zero_gradients(params, keep):
    for p in params:
        if not keep:
            p.grad = None
        elif p.grad is not None:
            p.grad.zero_()


@zero_gradients.right
def with_an_optimizer_of_its_own(params, keep):
    torch.optim.SGD(params, lr=0.1).zero_grad(set_to_none=not keep)


@zero_gradients.right
def fills_with_zeros(params, keep):
    for p in params:
        p.grad = p.grad.fill_(0) if keep and p.grad is not None else None


zero_gradients.misconception.edit(
    "new_zeros",
    {"p.grad.zero_()": "p.grad = torch.zeros_like(p)"},
    """New tensors of zeros were made. With keep, the memory of the old ones is to be used again: write the
    zeros into them, with `zero_()`.""",
)
zero_gradients.misconception.edit(
    "always_none",
    {"if not keep:": "if True:"},
    "With keep, the `.grad` are to stay, filled with zeros. Here they became None.",
)
zero_gradients.misconception.edit(
    "always_zeros",
    {"if not keep:": "if False:"},
    "Without keep, the memory is to be given back: `p.grad = None`. Here zeros were left in it.",
)
zero_gradients.misconception.edit(
    "zeros_for_none",
    {"p.grad.zero_()": "p.grad.zero_()\n        else:\n            p.grad = torch.zeros_like(p)"},
    "A `.grad` that was None became a tensor of zeros. What is None stays None.",
)
zero_gradients.misconception.edit(
    "none_has_no_zero",
    {"for p in params:": "for p in params:\n        p.grad.zero_()"},
    "A `.grad` may be None, and None has no `zero_()`. Ask first: `if p.grad is not None`.",
)
zero_gradients.misconception.edit(
    "the_other_way_round", {"not keep": "keep"}, "It is the other way round: zeros with keep, None without."
)
zero_gradients.misconception.edit(
    "zeroes_parameters",
    {"if not keep:": "if True:", "p.grad = None": "p.data.zero_()"},
    "The parameters themselves were set to 0. Only their gradients are to be: `p.grad`, not p.",
)
zero_gradients.misconception.edit(
    "none_for_a_name",
    {"p.grad = None": "g = p.grad; g = None"},
    """Without keep, the `.grad` were left as they were. `g = None` only gives the name g to something else:
    write `p.grad = None`.""",
)
zero_gradients.misconception.edit(
    "asks_a_gradient",
    {"elif p.grad is not None": "elif p.grad"},
    """`if` needs one answer, and a tensor of several numbers gives many. `if p.grad:` does not ask whether
    there is a gradient, but whether its number is 0. Ask with `if p.grad is not None:`.""",
)
zero_gradients.misconception.edit(
    "only_the_first",
    {"in params": "in params[:1]"},
    """Only the `.grad` of the first parameter was cleared. Perhaps a `return` inside of the loop ends it
    after the first one.""",
)
zero_gradients.hint("zero_() writes into the memory that is there; p.grad = None lets go of it.")


@exercise.task(inputs={"values": tensors("*s", dtypes=("float", "int64"))}, attached=True, aliasing=True)
def small_parameter(values):
    return (values * 0.01).requires_grad_()


@small_parameter.right
def as_a_parameter(values):
    return torch.nn.Parameter(0.01 * values)


@small_parameter.right
def filled_under_no_grad(values):
    p = torch.zeros_like(0.01 * values, requires_grad=True)
    with torch.no_grad():
        p += 0.01 * values
    return p


small_parameter.misconception.edit(
    "computed_from_a_leaf",
    {"(values * 0.01).requires_grad_()": "(values * 1.0).requires_grad_() * 0.01"},
    """The result requires grad, but it is no leaf: it was computed from a tensor that requires grad, and that
    one would get the gradients. So its own `.grad` stays None, and it never learns. Multiply first, and ask
    for grad last.""",
)
small_parameter.misconception.edit(
    "without_requires_grad",
    {".requires_grad_()": ""},
    "The numbers are right, but the tensor does not require grad. Call `requires_grad_()` on it.",
)
small_parameter.misconception.edit(
    "whole_numbers",
    {"(values * 0.01)": "(values.clone().requires_grad_() * 0.01).detach()"},
    """Whole numbers have no gradient: "only Tensors of floating point and complex dtype can require
    gradients". Make floats of them first; the product with 0.01 does so.""",
)
small_parameter.misconception.edit(
    "leaf_in_place",
    {"return (values * 0.01).requires_grad_()": "p = (values * 1.0).requires_grad_(); p *= 0.01; return p"},
    """A leaf that requires grad may not be changed in place while torch records a graph. Multiply first, and
    ask for grad last; or change it under `torch.no_grad()`.""",
)
small_parameter.misconception.edit(
    "ten_times_too_large", {"0.01": "0.1"}, "These are a tenth of the values. A hundredth is asked: 0.01."
)


@small_parameter.misconception
def shrinks_the_values(values):
    """The caller's values were changed: `nn.Parameter(values)`, `detach()` and `.data` lie in the same
    memory, and so does what `float()` makes of float32; `*=` writes into it. Write `0.01 * values`, which
    makes a new tensor.
    """
    p = torch.nn.Parameter(values if values.is_floating_point() else values.float())
    p.data *= 0.01
    return p


small_parameter.hint("What is computed from a tensor that requires grad is no leaf.")
small_parameter.hint("(0.01 * values).requires_grad_()")
