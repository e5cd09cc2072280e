"""Jacobians and vector-Jacobian products, and what is built from them. D2L 2.5, automatic differentiation.

Where a Jacobian does not depend on x, autograd gives a constant that is not connected to x. The tasks on
higher derivatives have such functions, and the task whose result must be connected has none.
"""

from functools import partial

import numpy as np
import torch
import torch.nn.functional as F

from grader.course import Exercise, computed, each, functions, made, one_of, tensors

exercise = Exercise("Jacobians and vector-Jacobian products", after=("exercise_05", "exercise_10"))

CASES = 24
"""Calls to draw for a task: each row of a Jacobian costs as much as another call elsewhere."""

constants = partial(tensors, factors=("", "/ 3"))
leaf = partial(constants, requires_grad=True)
LEFT_OR_NONE = ("left", "none")
VECTOR_MAPS = functions(
    "lambda x: x * x.sum()",
    "lambda x: torch.cat((x * x, x.sum()[None]))",
    "lambda x: torch.stack((x.sum(), (x * x).sum()))",
    "lambda x: x.flip(0).cumsum(0)",
)


def weights_like(y):
    """Whole numbers from -3 to 3 in the shape of y."""
    return ((3 * torch.arange(y.numel()) + 2) % 7 - 3).to(y.dtype).reshape(y.shape)


# ------------------------------------------------------------------------------------ a linear layer


@exercise.task(
    inputs={"X": constants("n d", n=(0, 6), d=(1, 5)), "W": leaf("m d", m=(1, 5)), "b": leaf("m")},
    cases=CASES,
)
def layer_gradients(X, W, b):
    return torch.autograd.grad((X @ W.T + b).sum(), (W, b))


@layer_gradients.right
def from_grad(X, W, b):
    F.linear(X, W, b).sum().backward()
    return W.grad, b.grad


@layer_gradients.right
def by_formula(X, W, b):
    return X.sum(0).repeat(len(W), 1), torch.full_like(b, len(X))


@layer_gradients.right
def as_a_product(X, W, b):
    ones = X.new_ones(len(X), len(W))
    return ones.T @ X, ones.sum(0)


@layer_gradients.right
def row_by_row(X, W, b):
    at_W, at_b = torch.zeros_like(W), torch.zeros_like(b)
    for x in X:
        for i in range(len(W)):
            at_W[i] += x
            at_b[i] += 1
    return at_W, at_b


layer_gradients.misconception.edit(
    "mean_for_sum",
    {".sum()": ".mean()"},
    """Both gradients are too small: these are the gradients of the mean of Y, which divides by the number of
    its elements. The task asks for the sum.""",
)
layer_gradients.misconception.edit(
    "without_a_sum",
    {".sum()": ""},
    """Autograd goes back from a single number, or it needs a weight for each element. Y is a matrix: take the
    sum of all its elements first.""",
)
layer_gradients.misconception.edit(
    "in_the_other_order",
    {"(W, b)": "(b, W)"},
    "The two gradients are in the wrong order: first the one for W, then the one for b.",
)
layer_gradients.misconception.edit(
    "untransposed_weights",
    {"W.T": "W"},
    """X has shape (n, d) and W has shape (m, d). Their product exists only if m = d, and then it is another
    one. Transpose W.""",
)
layer_gradients.misconception.edit(
    "only_for_the_weights",
    {"(W, b))": "W)[0]"},
    """Two gradients are asked, as a tuple. Here only the one for W is returned: b has a gradient, too.""",
)


@layer_gradients.misconception
def transposed_gradient(X, W, b):
    """The gradient for W has shape (d, m) here. A gradient has the shape of what it belongs to: W has shape
    (m, d).
    """
    at_W, at_b = torch.autograd.grad((X @ W.T + b).sum(), (W, b))
    return at_W.T, at_b


@layer_gradients.misconception
def one_row_for_all(X, W, b):
    """The first gradient has d elements in all, as if W had one row. W has m rows, and each of them has made
    a column of Y: each row has a gradient of its own, so the numbers occur m times.
    """
    return X.sum(0), torch.full_like(b, len(X))


@layer_gradients.misconception
def bias_counted_once(X, W, b):
    """The gradient for b is all ones. This is right for one row of X only: b is added to each of the n rows,
    and each of them has a share in the sum.
    """
    return torch.autograd.grad((X @ W.T + b).sum(), W)[0], torch.ones_like(b)


@layer_gradients.misconception
def means_over_the_rows(X, W, b):
    """Both gradients are too small by the factor n, the number of rows: here they are averages over the rows.
    The gradient of a sum is the sum of what all rows contribute.
    """
    return torch.autograd.grad((X @ W.T + b).mean(0).sum(), (W, b))


@layer_gradients.misconception
def first_row_only(X, W, b):
    """For the gradient of W, only the first row of X counts here, so there is an error without rows. "Each
    of them is x" is true for a single row of X only. With more rows, their contributions add up.
    """
    return X[0].repeat(len(W), 1), torch.full_like(b, len(X))


@layer_gradients.misconception
def bias_as_a_number(X, W, b):
    """The gradient for b is a single number here. A gradient has the shape of what it belongs to: b has shape
    (m,).
    """
    at_W, at_b = torch.autograd.grad((X @ W.T + b).sum(), (W, b))
    return at_W, at_b.sum()


layer_gradients.misconception.edit(
    "both_counted_twice",
    {".sum()": ".sum() * 2"},
    """Both gradients are twice as large as they should be. Perhaps you went back two times: `backward()` adds
    to what is in `.grad`. One `backward()` leaves the gradients of W and of b.""",
)


@layer_gradients.misconception
def rows_below_each_other(X, W, b):
    """The first gradient has n · m rows: all rows of X, m times, one below the other. It has the shape of W,
    (m, d), and each of its m rows is the sum of all rows of X.
    """
    return X.repeat(len(W), 1), torch.full_like(b, len(X))


@layer_gradients.misconception
def bias_counts_the_columns(X, W, b):
    """The gradient for b holds m, the number of columns of Y. Each element of b is added to one column, that
    is to n numbers: one for each row of X.
    """
    return torch.autograd.grad((X @ W.T + b).sum(), W)[0], torch.full_like(b, len(W))


@layer_gradients.misconception
def mean_times_the_rows(X, W, b):
    """Without rows, the first gradient is nan: the mean of no rows is 0 / 0. The sum of no rows is 0."""
    return (X.mean(0) * len(X)).repeat(len(W), 1), torch.full_like(b, len(X))


@layer_gradients.misconception
def integers_for_the_bias(X, W, b):
    """The gradient for b holds integers. A tensor that is made of a Python int does, as with `torch.full`,
    unless you give a dtype. `torch.full_like(b, …)` takes the dtype of b.
    """
    return X.sum(0).repeat(len(W), 1), torch.full((len(W),), len(X), device=X.device)


@layer_gradients.misconception(device=True)
def ones_on_the_cpu(X, W, b):
    """`torch.ones(…)` makes its tensor on the CPU, wherever X is. `X.new_ones(…)` makes it where X is, and
    autograd needs no ones.
    """
    ones = torch.ones(len(X), len(W), dtype=X.dtype)
    return ones.T @ X, ones.sum(0)


layer_gradients.hint("Which shape does a gradient have? Compare the shape of W with that of your result.")
layer_gradients.hint("How often is b added, if X has n rows?")
layer_gradients.hint("torch.autograd.grad takes several tensors, and returns a gradient for each of them.")


# ---------------------------------------------------------------------------- products from the left


@exercise.task(
    inputs={
        "f": functions(
            "lambda x: x ** 3",
            "lambda x: x.flatten().cumsum(0) ** 2",
            "lambda x: (x * x).sum()[None]",
            "lambda x: (x * x).swapaxes(0, -1)",
        ),
        "x": one_of(leaf("n", grads=LEFT_OR_NONE, n=(1, 4)), leaf("m n", grads=("left",), m=(1, 3))),
        "w": one_of(
            computed(lambda f, x: weights_like(f(x))),
            made("f(x).detach().swapaxes(0, -1).contiguous().swapaxes(0, -1)"),  # not row by row in memory
        ),
    },
    cases=CASES,
)
def both_ways(f, x, w):
    x.grad = None
    f(x).backward(w)
    first, x.grad = x.grad, None
    (f(x) * w).sum().backward()
    return first, x.grad


@both_ways.right
def past_the_old_gradient(f, x, w):
    y = f(x)
    first = torch.autograd.grad(y, x, w, retain_graph=True)[0]
    return first, torch.autograd.grad((y * w).sum(), x)[0]


@both_ways.right
def zeroed_and_copied(f, x, w):
    if x.grad is not None:
        x.grad.zero_()
    y = f(x)
    y.backward(w, retain_graph=True)
    first = x.grad.clone()
    x.grad.zero_()
    torch.dot(y.flatten(), w.flatten()).backward()
    return first, x.grad.clone()


@both_ways.right
def at_copies_of_x(f, x, w):
    u, v = x.detach().requires_grad_(), x.detach().requires_grad_()
    f(u).backward(w)
    torch.sum(w * f(v)).backward()
    return u.grad, v.grad


both_ways.misconception.edit(
    "old_gradient_in_the_first",
    {"x.grad = None\n": "pass\n"},
    """The first result has the old gradient in it: `backward()` adds to what is in x.grad. Clear it before
    the first way, too.""",
)
both_ways.misconception.edit(
    "first_in_the_second",
    {"first, x.grad = x.grad, None": "first = x.grad.clone()"},
    """The second result is the sum of both gradients, so it is twice as large as it should be: `backward()`
    adds to what is in x.grad. Clear it between the two.""",
)
both_ways.misconception.edit(
    "one_tensor_with_both",
    {"first, x.grad = x.grad, None": "first = x.grad"},
    """Both results are twice as large as they should be, because they are one and the same tensor: `x.grad`
    itself, to which the second `backward()` adds. Clear it between the two. A copy of
    the first one alone is not enough: the second `backward()` still adds to x.grad.""",
)
both_ways.misconception.edit(
    "never_cleared",
    {"x.grad = None\n": "pass\n", "first, x.grad = x.grad, None": "first = x.grad.clone()"},
    """The old gradient is in both results, and the first gradient is in the second result: `backward()` adds
    to what is in x.grad, and nothing cleared it.""",
)
both_ways.misconception.edit(
    "zeroes_none",
    {"x.grad = None\n": "x.grad.zero_()\n"},
    """Before the first `backward()`, x.grad may be None, and None has no method `zero_()`. Ask for it first,
    or set x.grad to None, which always works.""",
)
both_ways.misconception.edit(
    "zero_without_its_underscore",
    {"x.grad = None\n": "if x.grad is not None: x.grad.zero()\n"},
    """A tensor has no method `zero()`. Methods that change a tensor in place end in an underscore:
    `zero_()`.""",
)
both_ways.misconception.edit(
    "without_w",
    {"f(x).backward(w)": "f(x).sum().backward()", "(f(x) * w)": "f(x)"},
    """w has no effect on either result: both are the gradient of the plain sum of y. Weight its elements by
    w.""",
)
both_ways.misconception.edit(
    "second_without_w",
    {"(f(x) * w)": "f(x)"},
    """The second result is the gradient of the plain sum of y. Its number is (y * w).sum(): w is missing.""",
)
both_ways.misconception.edit(
    "weights_of_x",
    {
        "f(x).backward(w)": "f(x).sum().backward()",
        "(f(x) * w)": "f(x)",
        "return first, x.grad": "return first * w, x.grad * w",
    },
    """w is multiplied in too late: here it weighs the elements of x. It has the shape of y, and weighs the
    elements of y before the derivatives are added up. The two are equal only if y[i] depends on x[i]
    alone.""",
)
both_ways.misconception.edit(
    "backward_without_w",
    {"backward(w)": "backward()"},
    """`backward()` without arguments needs a single number, and y has more elements. Give w to `backward` in
    the first way, and take the sum in the second way.""",
)
both_ways.misconception.edit(
    "sum_is_missing",
    {".sum()": ""},
    """`backward()` without arguments needs a single number, and y · w has more elements. Take the sum of the
    products in the second way.""",
    same_as="backward_without_w",
)
both_ways.misconception.edit(
    "mean_for_sum",
    {".sum()": ".mean()"},
    """The second result is too small: a mean divides by the number of the elements of y. Take the sum.""",
)
both_ways.misconception.edit(
    "w_for_a_number",
    {"f(x).backward(w)": "f(x).sum().backward(w)"},
    """The argument of `backward` has the shape of what you go back from. A sum has the shape (), and w has
    the shape of y. Go back from y itself.""",
)


both_ways.misconception.edit(
    "first_without_w",
    {"f(x).backward(w)": "f(x).sum().backward()"},
    """The first result is the gradient of the plain sum of y: w has no effect on it. Give w itself to
    `backward`.""",
)
both_ways.misconception.edit(
    "second_weights_of_x",
    {"(f(x) * w)": "f(x)", "return first, x.grad": "return first, x.grad * w"},
    """In the second way, w is multiplied in too late: there it weighs the elements of x. It has the shape of
    y, and weighs the elements of y before the derivatives are added up.""",
)
both_ways.misconception.edit(
    "product_of_the_sums",
    {"(f(x) * w).sum()": "(f(x).sum() * w.sum())"},
    """In the second result, each element of y is weighted by the sum of w. Multiply y and w element by
    element first, and then take the sum: (y * w).sum().""",
)
both_ways.misconception.edit(
    "graph_is_freed",
    {"f(x).backward(w)": "y = f(x)\n    y.backward(w)", "(f(x) * w)": "(y * w)"},
    """Going back once frees the graph of y, and here you go back through it a second time. Keep it the first
    time, with `retain_graph=True`, or compute f(x) again.""",
)
both_ways.misconception.edit(
    "matrix_product_for_the_sum",
    {"(f(x) * w).sum()": "(w @ f(x))"},
    """`@` gives the sum of the products only if y and w are vectors, and y may be a matrix. Multiply element
    by element, and take the sum.""",
)
both_ways.misconception.edit(
    "dot_product_for_the_sum",
    {"(f(x) * w).sum()": "torch.dot(w, f(x))"},
    """`torch.dot` takes vectors only, and y may be a matrix. Multiply element by element, and take the
    sum.""",
)
both_ways.misconception.edit(
    "views_transposes",
    {"(f(x) * w).sum()": "torch.dot(f(x).view(-1), w.view(-1))"},
    """`view` cannot flatten a tensor whose numbers do not lie in memory row by row, such as a transpose.
    `reshape` and `flatten` copy it if they must.""",
)
both_ways.misconception.edit(
    "views_the_transpose_of_y",
    {"(f(x) * w).sum()": "torch.dot(f(x).view(-1), w.flatten())"},
    """`view` cannot flatten a tensor whose numbers do not lie in memory row by row, such as a transpose.
    `reshape` and `flatten` copy it if they must.""",
)
both_ways.misconception.edit(
    "views_the_transpose_of_w",
    {"(f(x) * w).sum()": "torch.dot(f(x).flatten(), w.view(-1))"},
    """`view` cannot flatten a tensor whose numbers do not lie in memory row by row, such as a transpose.
    `reshape` and `flatten` copy it if they must.""",
)


@both_ways.misconception
def old_gradient_without_a_copy(f, x, w):
    """If there was an old gradient, the first result is 0. Perhaps you subtracted it without a copy:
    `backward()` adds to that very tensor, so that nothing is left after `x.grad - old`. Keep
    `x.grad.clone()`, or set x.grad to None first.
    """
    gradient = torch.autograd.grad(f(x), x, w)[0]
    return (gradient if x.grad is None else torch.zeros_like(gradient)), gradient


@both_ways.misconception
def gradients_in_tuples(f, x, w):
    """Each of the two is a tuple that holds a gradient. `torch.autograd.grad` returns a tuple, with one
    gradient for each input. Take the gradient out.
    """
    return torch.autograd.grad(f(x), x, w), torch.autograd.grad((f(x) * w).sum(), x)


@both_ways.misconception
def one_way_only(f, x, w):
    """This is one gradient. The task asks for two, one for each way, as a tuple."""
    return torch.autograd.grad(f(x), x, w)[0]


both_ways.hint("What is in x.grad before the first backward, and what is there before the second one?")
both_ways.hint("In the first way, w is the argument of backward. In the second way, backward needs none.")


# ---------------------------------------------------------------------------------------- row by row


@exercise.task(
    inputs={
        "y": made(
            "x * x.sum()",
            "torch.cat((x * x, x.sum()[None]))",
            "torch.stack((x.sum(), (x * x).sum()))",
            "(x * x).sum()[None]",
        ),
        "x": leaf("n", grads=LEFT_OR_NONE, n=(1, 3)),
    },
    cases=CASES,
)
def jacobian_of_result(y, x):
    rows = []
    for element in y:
        x.grad = None
        element.backward(retain_graph=True)
        rows.append(x.grad)
    return torch.stack(rows)


@jacobian_of_result.right
def zeroed_between_the_rows(y, x):
    J = x.new_zeros(len(y), len(x))
    for i in range(len(y)):
        if x.grad is not None:
            x.grad.zero_()
        y[i].backward(retain_graph=True)
        J[i] = x.grad
    return J


@jacobian_of_result.right
def products_with_unit_vectors(y, x):
    units = torch.eye(len(y), dtype=y.dtype, device=y.device)
    return torch.stack([torch.autograd.grad(y, x, unit, retain_graph=True)[0] for unit in units])


@jacobian_of_result.right
def copied_rows(y, x):
    old = 0 if x.grad is None else x.grad.clone()
    rows = []
    for element in y:
        element.backward(retain_graph=True)
        rows.append(x.grad - old)
        old = x.grad.clone()
    return torch.vstack(rows)


jacobian_of_result.misconception.edit(
    "rows_add_up",
    {"x.grad = None": "x.grad = x.grad if rows else None", "(x.grad)": "(x.grad.clone())"},
    """Each row holds the sum of all rows up to it: `backward()` adds to what is in x.grad. Clear it before
    each row.""",
)
jacobian_of_result.misconception.edit(
    "old_gradient_and_rows_add_up",
    {"x.grad = None": "pass", "(x.grad)": "(x.grad.clone())"},
    """Each row holds the sum of all rows up to it, and the old gradient as well: `backward()` adds to what is
    in x.grad, and nothing cleared it. Clear it before each row.""",
)
jacobian_of_result.misconception.edit(
    "old_gradient_in_the_first_row",
    {"x.grad = None": "x.grad = None if rows else x.grad"},
    """The first row has the old gradient in it: `backward()` adds to what is in x.grad. Clear it before each
    row, and not only after it.""",
)
jacobian_of_result.misconception.edit(
    "rows_are_one",
    {"x.grad = None": "if x.grad is not None: x.grad.zero_()"},
    """All rows are equal to the last row: they are one and the same tensor, `x.grad`, into which each row was
    written. Keep a copy of each row, or let each row begin with an x.grad of its own.""",
)
jacobian_of_result.misconception.edit(
    "rows_are_one_and_add_up",
    {"x.grad = None": "x.grad = x.grad if rows else None"},
    """All rows are equal: each is the sum of all rows, the gradient of the sum of y. Perhaps it was repeated,
    or one tensor, `x.grad`, is in the list several times. Go back from each element of y by itself, into an
    x.grad of its own.""",
)
jacobian_of_result.misconception.edit(
    "zeroes_none",
    {"x.grad = None": "x.grad.zero_()", "(x.grad)": "(x.grad.clone())"},
    """Before the first `backward()`, x.grad may be None, and None has no method `zero_()`. Ask for it first,
    or set x.grad to None, which always works.""",
)
jacobian_of_result.misconception.edit(
    "zero_without_its_underscore",
    {"x.grad = None": "if x.grad is not None: x.grad.zero()", "(x.grad)": "(x.grad.clone())"},
    """A tensor has no method `zero()`. Methods that change a tensor in place end in an underscore:
    `zero_()`.""",
)
jacobian_of_result.misconception.edit(
    "graph_is_freed",
    {"retain_graph=True": ""},
    """`backward` and `torch.autograd.grad` free the graph that they went through, and the next element of y
    needs it, too. Tell them to keep it for every row but the last.""",
)
jacobian_of_result.misconception.edit(
    "transposed",
    {"torch.stack(rows)": "torch.stack(rows, 1)"},
    """This is the Jacobian transposed. Row i belongs to the element i of y, and column j to the element j of
    x. So the Jacobian has as many rows as y has elements.""",
)
jacobian_of_result.misconception.edit(
    "sum_of_the_rows",
    {"torch.stack(rows)": "torch.stack(rows).sum(0)"},
    """This is one vector, the gradient of the sum of y: the sum of all rows. Take the gradient of each
    element of y by itself.""",
)
jacobian_of_result.misconception.edit(
    "backward_on_a_vector",
    {"element.backward(": "y.backward("},
    """`backward()` without arguments needs a single number, and y has several elements. Go back from one
    element at a time.""",
)
jacobian_of_result.misconception.edit(
    "only_the_first_row",
    {"rows.append(x.grad)": "rows.append(x.grad)\n        break"},
    "Only the first row is there. The Jacobian has a row for each element of y.",
)
jacobian_of_result.misconception.edit(
    "zeros_below_the_first_row",
    {"torch.stack(rows)": "torch.stack([rows[0], *(0 * row for row in rows[1:])])"},
    """Only the first row is there, and the others are zeros. Perhaps you subtract what x.grad was before, and
    keep no copy of it: `backward()` adds to that very tensor. Clear x.grad before each row.""",
)
jacobian_of_result.misconception.edit(
    "all_zeros",
    {"torch.stack(rows)": "torch.zeros_like(torch.stack(rows))"},
    """The Jacobian is all zeros. Perhaps a function that returns the finished y, such as `lambda x: y`, was
    differentiated: it is constant in its argument. Or all rows are one tensor, `x.grad`, which was cleared in
    the end. Go back from each element of y to x, and keep a copy of each row.""",
)


@jacobian_of_result.misconception
def as_many_rows_as_x(y, x):
    """Only as many rows were computed as x has elements, and y may have more. If it has fewer, there is an
    error. The Jacobian has a row for each element of y.
    """
    rows = [torch.autograd.grad(y[i], x, retain_graph=True)[0] for i in range(len(x))]
    return torch.stack(rows)


@jacobian_of_result.misconception
def as_many_filled_rows_as_x(y, x):
    """Only as many rows were computed as x has elements, and y may have more. If it has fewer, there is an
    error. The Jacobian has a row for each element of y.
    """
    J = x.new_zeros(len(y), len(x))
    for i in range(len(x)):
        J[i] = torch.autograd.grad(y[i], x, retain_graph=True)[0]
    return J


@jacobian_of_result.misconception
def all_rows_at_once(y, x):
    """The argument of `backward` has the shape of y: one weight for each element. One `backward` gives one
    row, or a sum of rows. Go back once for each row of the identity matrix.
    """
    return torch.autograd.grad(y, x, torch.eye(len(y), dtype=y.dtype, device=y.device))[0]


@jacobian_of_result.misconception
def rows_in_tuples(y, x):
    """The rows are tuples here, and not tensors. `torch.autograd.grad` returns a tuple, with one gradient for
    each input. Take the gradient out.
    """
    return torch.stack([torch.autograd.grad(element, x, retain_graph=True) for element in y])


@jacobian_of_result.misconception
def always_float32(y, x):
    """The result is always float32, also if x is float64: a new tensor of zeros is float32 unless you say
    otherwise. The result must have the dtype of x.
    """
    J = torch.zeros(len(y), len(x), device=x.device)
    for i, element in enumerate(y):
        J[i] = torch.autograd.grad(element, x, retain_graph=True)[0]
    return J


@jacobian_of_result.misconception(device=True)
def filled_on_the_cpu(y, x):
    """Rows can be written from a GPU into a tensor on the CPU, without an error, and there they stay.
    `x.new_zeros(…)` makes a tensor where x is, and `torch.stack` needs none.
    """
    J = torch.zeros(len(y), len(x), dtype=x.dtype)
    for i, element in enumerate(y):
        J[i] = torch.autograd.grad(element, x, retain_graph=True)[0]
    return J


@jacobian_of_result.misconception(device=True)
def through_numpy(y, x):
    """A tensor on a GPU has no NumPy array. The rows are tensors already: put them together with torch."""
    rows = [torch.autograd.grad(element, x, retain_graph=True)[0].numpy() for element in y]
    return torch.from_numpy(np.stack(rows))


jacobian_of_result.hint("Row i is the gradient of y[i], a single number.")
jacobian_of_result.hint("What does backward do with the graph, and with what is in x.grad?")
jacobian_of_result.hint("Are your rows several tensors, or one tensor several times?")


# ------------------------------------------------------------------------------------- two arguments


@exercise.task(
    inputs={
        "f": functions(
            "lambda a, b: a.sum() * b",
            "lambda a, b: torch.outer(a, b).flatten()",
            "lambda a, b: torch.cat((a * a, b.sum() * b))",
            "lambda a, b: ((a * a).sum() + b.sum())[None]",
        ),
        "a": leaf("p", p=(1, 2)),
        "b": leaf("q", q=(1, 3)),
    },
    cases=CASES,
)
def two_jacobians(f, a, b):
    rows = [torch.autograd.grad(element, (a, b), retain_graph=True) for element in f(a, b)]
    at_a, at_b = (torch.stack(part) for part in zip(*rows, strict=True))
    return at_a, at_b


@two_jacobians.right
def with_functional(f, a, b):
    return torch.autograd.functional.jacobian(f, (a, b))


@two_jacobians.right
def with_jacrev(f, a, b):
    return torch.func.jacrev(f, argnums=(0, 1))(a.detach(), b.detach())


@two_jacobians.right
def one_after_the_other(f, a, b):
    first = torch.autograd.functional.jacobian(lambda u: f(u, b.detach()), a.detach())
    return first, torch.autograd.functional.jacobian(lambda u: f(a.detach(), u), b.detach())


@two_jacobians.right
def from_the_grads(f, a, b):
    y = f(a, b)
    at_a, at_b = a.new_empty(len(y), len(a)), b.new_empty(len(y), len(b))
    for i in range(len(y)):
        a.grad = b.grad = None
        y[i].backward(retain_graph=True)
        at_a[i], at_b[i] = a.grad, b.grad
    return at_a, at_b


two_jacobians.misconception.edit(
    "only_the_first",
    {"return at_a, at_b": "return at_a"},
    """This is the Jacobian with respect to a alone. The task asks for two. `torch.func.jacrev`, for example,
    takes only the first argument of f unless you say otherwise.""",
)
two_jacobians.misconception.edit(
    "only_the_first_with_its_graph",
    {"retain_graph=True": "create_graph=True", "return at_a, at_b": "return at_a"},
    """This is the Jacobian with respect to a alone. The task asks for two. `torch.func.jacrev`, for example,
    takes only the first argument of f unless you say otherwise.""",
)
two_jacobians.misconception.edit(
    "in_the_other_order",
    {"return at_a, at_b": "return at_b, at_a"},
    "The two Jacobians are in the wrong order: first the one with respect to a, then the one for b.",
)
two_jacobians.misconception.edit(
    "transposed",
    {"torch.stack(part)": "torch.stack(part, 1)"},
    """Both Jacobians are transposed. The rows belong to the elements of f(a, b), and the columns to those of
    a or b.""",
)
two_jacobians.misconception.edit(
    "sums_of_rows",
    {"torch.stack(part)": "torch.stack(part).sum(0)"},
    """These are two vectors: the gradients of the sum of f(a, b). A Jacobian has a row for each element of
    f(a, b).""",
)
two_jacobians.misconception.edit(
    "side_by_side",
    {"return at_a, at_b": "return torch.cat((at_a, at_b), 1)"},
    "This is one matrix, with the two Jacobians side by side. Return them as a tuple of two tensors.",
)
two_jacobians.misconception.edit(
    "zeros_of_a_closure",
    {"return at_a, at_b": "return torch.zeros_like(at_a), torch.zeros_like(at_b)"},
    """Both Jacobians are all zeros. The function that you differentiate must use its own arguments. If it
    uses the a and b from outside, it is constant in its arguments.""",
)
two_jacobians.misconception.edit(
    "rows_in_a_list",
    {"(torch.stack(part) for": "(list(part) for"},
    "The rows are in a list or tuple here, and not in a matrix. Stack the rows of each Jacobian.",
)
two_jacobians.misconception.edit(
    "graph_is_freed",
    {"retain_graph=True": ""},
    """The first row frees the graph, and the second row needs it, too. Tell autograd to keep it, or compute
    f(a, b) anew for each row.""",
)
two_jacobians.misconception.edit(
    "backward_on_a_vector",
    {"element, (a, b), retain_graph=True) for element in f(a, b)": "f(a, b), (a, b)) for _ in f(a, b)"},
    """Autograd goes back from a single number, or it needs a weight for each element. f(a, b) is a vector: go
    back from one element at a time, or give the function itself to one that computes Jacobians.""",
)


two_jacobians.misconception.edit(
    "rows_add_up",
    {"torch.stack(part)": "torch.stack(part).cumsum(0)"},
    """Each row holds the sum of all rows up to it: `backward()` adds to what is in a.grad and b.grad. Clear
    both before each row.""",
)
two_jacobians.misconception.edit(
    "rows_of_the_first_add_up",
    {"return at_a, at_b": "return at_a.cumsum(0), at_b"},
    """Each row of the first Jacobian holds the sum of all rows up to it: `backward()` adds to what is in
    a.grad. Clear it before each row, and not only b.grad.""",
)
two_jacobians.misconception.edit(
    "rows_of_the_second_add_up",
    {"return at_a, at_b": "return at_a, at_b.cumsum(0)"},
    """Each row of the second Jacobian holds the sum of all rows up to it: `backward()` adds to what is in
    b.grad. Clear it before each row, and not only a.grad.""",
)
two_jacobians.misconception.edit(
    "sum_in_each_row",
    {"torch.stack(part)": "torch.stack(part).sum(0).repeat(len(part), 1)"},
    """All rows of a Jacobian are equal: each is the sum of all rows, the gradient of the sum of f(a, b).
    Perhaps this one gradient was repeated, or one tensor, such as `a.grad`, is in the list several times.
    Row i is the gradient of the element i alone.""",
)
two_jacobians.misconception.edit(
    "cut_between_rows",
    {"return at_a, at_b": "J = torch.cat((at_a, at_b), 1)\n    return J[: len(a)], J[len(a) :]"},
    """The Jacobian with respect to a and b together has shape (m, p + q). Its rows were split here. The
    columns belong to the elements of a and b: the first p of them are the Jacobian for a.""",
)


@two_jacobians.misconception
def second_with_exchanged_arguments(f, a, b):
    """For the second Jacobian, f got b first and a second. Keep a at the first place and b at the second, and
    differentiate with respect to the second argument: `lambda u: f(a, u)`, or `argnums=1` of `jacrev`.
    """
    jacobian = torch.func.jacrev(f)
    return jacobian(a.detach(), b.detach()), jacobian(b.detach(), a.detach())


@two_jacobians.misconception
def other_vector_is_zero(f, a, b):
    """The other vector is all zeros here: b in the first Jacobian, a in the second one. It must stay the
    same, with its own values.
    """
    first, second = torch.func.jacrev(f), torch.func.jacrev(f, argnums=1)
    return first(a.detach(), torch.zeros_like(b)), second(torch.zeros_like(a), b.detach())


@two_jacobians.misconception
def result_for_function(f, a, b):
    """`jacobian` and `jacrev` take the function itself, because they call it. f(a, b) is a tensor already,
    and a tensor cannot be called.
    """
    return torch.autograd.functional.jacobian(f(a, b), (a, b))


two_jacobians.hint("What are the shapes of the two Jacobians, if f(a, b) has m elements?")
two_jacobians.hint("For functional.jacobian, the inputs may be a tuple.")
two_jacobians.hint("jacrev has an argument that says with respect to which arguments of f.")


# --------------------------------------------------------------------------- products from the right


@exercise.task(inputs={"f": VECTOR_MAPS, "x": leaf("n", n=(1, 4)), "v": constants("n")}, cases=CASES)
def jacobian_vector_product(f, x, v):
    J = torch.stack([torch.autograd.grad(element, x, retain_graph=True)[0] for element in f(x)])
    return J @ v


@jacobian_vector_product.right
def back_twice(f, x, v):
    y = f(x)
    u = torch.zeros_like(y, requires_grad=True)
    from_the_left = torch.autograd.grad(y, x, u, create_graph=True)[0]
    return torch.autograd.grad(from_the_left, u, v)[0]


@jacobian_vector_product.right
def with_functional_jvp(f, x, v):
    return torch.autograd.functional.jvp(f, x, v)[1]


@jacobian_vector_product.right
def number_by_number(f, x, v):
    y = f(x)
    product = torch.zeros_like(y)
    for i in range(len(y)):
        row = torch.autograd.grad(y[i], x, retain_graph=True)[0]
        for j in range(len(x)):
            product[i] = product[i] + row[j] * v[j]
    return product


jacobian_vector_product.misconception.edit(
    "from_the_left",
    {"J @ v": "J.T @ v"},
    """Here v is multiplied from the left, as `backward(v)` does. This needs a v with m elements, and is
    another product. The task asks for J v.""",
)
jacobian_vector_product.misconception.edit(
    "with_backward",
    {"return J @ v": "return torch.autograd.grad(f(x), x, v)[0]"},
    """`backward(v)` multiplies v from the left, and needs a v in the shape of f(x). Here v has the shape of
    x, and the product is J v.""",
)
jacobian_vector_product.misconception.edit(
    "columns_not_added",
    {"J @ v": "J * v"},
    """Each column of J was multiplied by an element of v, but the columns were not added: the sum over j.""",
)
jacobian_vector_product.misconception.edit(
    "forgets_v",
    {"J @ v": "J.sum(1)"},
    "v has no effect: the columns of J were added as they are. Multiply column j by v[j] first.",
)
jacobian_vector_product.misconception.edit(
    "derivative_of_the_sum",
    {"J @ v": "J.sum(0) @ v"},
    """This is a single number: the derivative of the sum of f(x) in the direction v. The result has an
    element for each element of f(x).""",
)
jacobian_vector_product.misconception.edit(
    "gradient_times_v",
    {"J @ v": "J.sum(0) * v"},
    """This is the gradient of the sum of f(x), multiplied by v element by element. It has the shape of x. The
    result has the shape of f(x): its element i needs the derivatives of f(x)[i] alone.""",
)
jacobian_vector_product.misconception.edit(
    "with_the_value",
    {"J @ v": "f(x).detach(), J @ v"},
    "This is a tuple: the value of f(x) and the product. The product alone is asked.",
)
jacobian_vector_product.misconception.edit(
    "f_of_v",
    {"return J @ v": "return f(v)"},
    """This is f(v), which is equal to J v only if f is linear. For other functions, J depends on x, and you
    need the derivatives at x.""",
)
jacobian_vector_product.misconception.edit(
    "difference_of_values",
    {"return J @ v": "return f(x + v) - f(x)"},
    """This is how much f changes on the way from x to x + v. A derivative says how fast f changes at x
    itself, and the two are equal only if f is linear.""",
)
jacobian_vector_product.misconception.edit(
    "difference_without_a_graph",
    {"return J @ v": "return (f(x + v) - f(x)).detach()"},
    """This is how much f changes on the way from x to x + v. A derivative says how fast f changes at x
    itself, and the two are equal only if f is linear.""",
    same_as="difference_of_values",
)
jacobian_vector_product.misconception.edit(
    "difference_quotient",
    {"return J @ v": "return ((f(x + 1e-6 * v) - f(x)) / 1e-6).detach()"},
    """This is near the right result, but not exact: it is a difference quotient, (f(x + h · v) - f(x)) / h.
    In float32, two values of f that lie so near have only a few digits that differ. Autograd is exact.""",
)
jacobian_vector_product.misconception.edit(
    "value_alone",
    {"return J @ v": "return f(x).detach()"},
    """This is f(x) itself. If you use `jvp`, it returns two tensors, first f(x) and then the product: take
    the second one.""",
)
jacobian_vector_product.misconception.edit(
    "rows_add_up",
    {"J @ v": "J.cumsum(0) @ v"},
    """Each element holds the sum of all elements up to it: `backward()` adds to what is in x.grad. Clear it
    before each row of J.""",
)
jacobian_vector_product.misconception.edit(
    "as_many_elements_as_x",
    {"element, x, retain_graph=True)[0] for element in f(x)": "f(x)[i], x)[0] for i in range(len(x))"},
    """Only as many elements were computed as x has, and f(x) may have more. If it has fewer, there is an
    error. The result has an element for each row of J, m in all.""",
)
jacobian_vector_product.misconception.edit(
    "divided_by_the_length",
    {"J @ v": "J @ v / v.norm().clamp(min=1e-30)"},
    """The product was divided by the length of v. This gives the slope per unit of length. J v takes v as it
    is: twice the v gives twice the result.""",
)
jacobian_vector_product.misconception.edit(
    "forward_without_a_graph",
    {"f(x)])": "f(x.detach())])"},
    """f(x) is not connected to the graph, so there is no way back to x. Compute it from x itself, and with
    the graph recorded: not under `torch.no_grad()`.""",
)


@jacobian_vector_product.misconception
def x_and_v_exchanged(f, x, v):
    """x and v have changed places: this is the Jacobian at v, times x. The Jacobian is taken at x."""
    v = v.clone().requires_grad_()
    J = torch.stack([torch.autograd.grad(element, v, retain_graph=True)[0] for element in f(v)])
    return J @ x.detach()


jacobian_vector_product.hint("How many elements has the result, and which row of J does its element i use?")
jacobian_vector_product.hint("If you have all of J, it is one product of a matrix and a vector.")
jacobian_vector_product.hint(
    "Without J: wᵀ J is linear in w. Its derivative with respect to w, multiplied by v from the left, is J v."
)


# ----------------------------------------------------------------------------- matrices as arguments


@exercise.task(
    inputs={
        "f": functions(
            "lambda X: X.mT * X.sum()",
            "lambda X: (X * X).sum(1)",
            "lambda X: X @ X.mT",
            "lambda X: 2 * X.mT",
        ),
        "X": leaf("p q", p=(1, 2), q=(1, 3)),
    },
    cases=CASES,
)
def matrix_jacobian(f, X):
    Y = f(X)
    parts = [torch.autograd.grad(element, X, retain_graph=True)[0] for element in Y.flatten()]
    return torch.stack(parts).reshape(Y.shape + X.shape)


@matrix_jacobian.right
def with_functional_jacobian(f, X):
    return torch.autograd.functional.jacobian(f, X)


@matrix_jacobian.right
def place_by_place(f, X):
    Y = f(X)
    J = X.new_zeros(*Y.shape, *X.shape)
    for place in np.ndindex(*Y.shape):
        X.grad = None
        Y[place].backward(retain_graph=True)
        J[place] = X.grad
    return J


@matrix_jacobian.right
def rows_of_rows(f, X):
    def part(Y):
        if Y.dim():
            return torch.stack([part(row) for row in Y])
        return torch.autograd.grad(Y, X, retain_graph=True)[0]

    return part(f(X))


matrix_jacobian.misconception.edit(
    "two_flat_dimensions",
    {"(Y.shape + X.shape)": "(Y.numel(), X.numel())"},
    """Here the Jacobian is a matrix, as if f(X) and X were vectors. The numbers are right, but the shape is
    not: it must be the shape of f(X), followed by the shape of X.""",
)
matrix_jacobian.misconception.edit(
    "flat_rows",
    {".reshape(Y.shape + X.shape)": ""},
    """The elements of f(X) lie in one dimension here. This is right if f(X) is a vector. If it is a matrix,
    the result begins with both its dimensions.""",
)
matrix_jacobian.misconception.edit(
    "flat_columns",
    {".reshape(Y.shape + X.shape)": ".reshape(*Y.shape, -1)"},
    """The derivatives with respect to the elements of X lie in one dimension. They have the shape of X: (p,
    q).""",
)
matrix_jacobian.misconception.edit(
    "shape_of_x_first",
    {".reshape(Y.shape + X.shape)": ".flatten(1).T.reshape(X.shape + Y.shape)"},
    """The result begins with the shape of X, and the shape of f(X) follows. It is the other way round: first
    the place in f(X), then the place in X.""",
)
matrix_jacobian.misconception.edit(
    "mixed_shapes",
    {"Y.shape + X.shape": "X.shape + Y.shape"},
    """The shape begins with that of X, and the numbers are in the order of f(X): a reshape moves no number.
    First comes the place in f(X), then the place in X.""",
)
matrix_jacobian.misconception.edit(
    "gradient_of_the_sum",
    {"torch.stack(parts).reshape(Y.shape + X.shape)": "torch.stack(parts).sum(0)"},
    """This has the shape of X: it is the gradient of the sum of f(X). The Jacobian has such a matrix for each
    element of f(X).""",
)
matrix_jacobian.misconception.edit(
    "sums_of_the_rows",
    {
        "element in Y.flatten()": "element in (row.sum() for row in Y)",
        "Y.shape + X.shape": "Y.shape[:1] + X.shape",
    },
    """There is a matrix for each row of f(X), and not for each element: the elements of a row were added up.
    If f(X) is a matrix, go through its columns, too.""",
)
matrix_jacobian.misconception.edit(
    "backward_on_a_row",
    {"element in Y.flatten()": "element in Y"},
    """If f(X) is a matrix, its parts are rows, and autograd goes back from a single number only. Take one
    element after the other.""",
)
matrix_jacobian.misconception.edit(
    "column_by_column",
    {"Y.flatten()": "Y.movedim(0, -1).flatten()"},
    """The elements of f(X) were taken column by column, and then laid out row by row. So the derivatives are
    at wrong places if f(X) is a matrix.""",
)
matrix_jacobian.misconception.edit(
    "views_a_transpose",
    {"Y.flatten()": "Y.view(-1)"},
    """`view` cannot flatten a tensor whose numbers do not lie in memory row by row, such as a transpose.
    `reshape` and `flatten` copy it if they must.""",
)
matrix_jacobian.misconception.edit(
    "zeros_of_a_closure",
    {"torch.stack(parts).reshape(Y.shape + X.shape)": "X.new_zeros(Y.shape + X.shape)"},
    """The Jacobian is all zeros. The function that you differentiate must use its own argument. If it uses
    the X from outside, it is constant in its argument.""",
)
matrix_jacobian.misconception.edit(
    "graph_is_freed",
    {"retain_graph=True": ""},
    """The first element frees the graph, and the second one needs it, too. Tell autograd to keep it.""",
)
matrix_jacobian.misconception.edit(
    "elements_add_up",
    {"torch.stack(parts)": "torch.stack(parts).cumsum(0)"},
    """For each element of f(X), this is the sum of the derivatives of all elements up to it: `backward()`
    adds to what is in X.grad. Clear it before each element.""",
)
matrix_jacobian.misconception.edit(
    "axes_of_x_swapped",
    {"(Y.shape + X.shape)": "(Y.shape + X.shape).mT"},
    """The last two dimensions are swapped: they must be those of X, first its rows and then its columns.""",
)
matrix_jacobian.misconception.edit(
    "without_sizes_of_1",
    {"(Y.shape + X.shape)": "(Y.shape + X.shape).squeeze()"},
    """All dimensions of size 1 are missing, as after `squeeze()`. The result has the shape of f(X), followed
    by the shape of X, also if a size is 1.""",
)
matrix_jacobian.misconception.edit(
    "unpacks_two_sizes",
    {"Y = f(X)": "Y = f(X)\n    rows, columns = Y.shape"},
    """If f(X) is a vector, there is an error: its shape is a single number, and not a pair. Y may be a matrix
    or a vector.""",
)
matrix_jacobian.misconception.edit(
    "asks_for_the_second_size",
    {"Y = f(X)": "Y = f(X)\n    Y.shape[1]"},
    """If f(X) is a vector, there is an error: its shape is a single number, so there is no `Y.shape[1]`. Y
    may be a matrix or a vector.""",
)


@matrix_jacobian.misconception
def vector_for_the_matrix(f, X):
    """f got a vector, such as a single row of X, or an X that was flattened. f takes a matrix: give it the
    whole X.
    """
    return torch.autograd.functional.jacobian(f, X.flatten())


matrix_jacobian.hint("For one element of f(X), the derivatives form a matrix in the shape of X.")
matrix_jacobian.hint("How many such matrices are there, and in which shape do you arrange them?")


# ----------------------------------------------------------------------------------------- two steps


@exercise.task(
    inputs={
        "f": functions(
            "lambda x: x * x",
            "lambda x: torch.cat((x, x.sum()[None]))",
            "lambda x: torch.stack((x.sum(), (x * x).sum()))",
        ),
        "g": functions(
            "lambda h: h * h.sum()",
            "lambda h: torch.cat((h * h, h))",
            "lambda h: (h * h).sum()[None]",
        ),
        "x": leaf("n", n=(1, 4)),
        "w": computed(lambda f, g, x: weights_like(g(f(x)))),
    },
    cases=CASES,
)
def back_in_two_steps(f, g, x, w):
    h = f(x)
    at_h = torch.autograd.grad(g(h), h, w)[0]
    at_x = torch.autograd.grad(h, x, at_h)[0]
    return at_h, at_x


@back_in_two_steps.right
def keeps_the_grad_of_h(f, g, x, w):
    h = f(x)
    h.retain_grad()
    g(h).backward(w)
    return h.grad, x.grad


@back_in_two_steps.right
def both_at_once(f, g, x, w):
    h = f(x)
    return torch.autograd.grad((g(h) * w).sum(), [h, x])


@back_in_two_steps.right
def cut_and_joined(f, g, x, w):
    h = f(x)
    cut = h.detach().requires_grad_()
    (g(cut) * w).sum().backward()
    h.backward(cut.grad)
    return cut.grad, x.grad


@back_in_two_steps.right
def with_matrices(f, g, x, w):
    x = x.detach()
    G = torch.autograd.functional.jacobian(g, f(x))
    J = torch.autograd.functional.jacobian(f, x)
    return G.T @ w, J.T @ (G.T @ w)


back_in_two_steps.misconception.edit(
    "no_grad_of_h",
    {
        "torch.autograd.grad(g(h), h, w)[0]": "None",
        "torch.autograd.grad(h, x, at_h)[0]": "(g(h).backward(w), x.grad)[1]",
    },
    """The first gradient is None. `backward` leaves gradients in leaves only, unless you ask for more:
    `h.retain_grad()`, before you go back. And y must be computed from this very h: `y = g(h)`.""",
)
back_in_two_steps.misconception.edit(
    "cut_at_h",
    {"torch.autograd.grad(h, x, at_h)[0]": "None"},
    """The second gradient is None: the graph does not lead from y back to x. Perhaps h was made a new leaf.
    Then continue from h to x in a second step.""",
)
back_in_two_steps.misconception.edit(
    "in_the_other_order",
    {"return at_h, at_x": "return at_x, at_h"},
    "The two gradients are in the wrong order: first the one with respect to h, then the one for x.",
)
back_in_two_steps.misconception.edit(
    "only_at_x",
    {"return at_h, at_x": "return at_x"},
    """This is the gradient with respect to x alone. The task asks for two, as a tuple: also the one for
    h.""",
)
back_in_two_steps.misconception.edit(
    "without_w",
    {"g(h), h, w": "g(h).sum(), h"},
    """w has no effect on the gradient for h: this is the gradient of the plain sum of y. Weight the elements
    of y by w.""",
)
back_in_two_steps.misconception.edit(
    "without_any_weights",
    {"g(h), h, w": "g(h), h"},
    """Autograd goes back from a single number, or it needs a weight for each element. y is a vector: use w as
    the weights.""",
)
back_in_two_steps.misconception.edit(
    "counted_twice",
    {"at_h)[0]": "at_h)[0] * 2"},
    """The gradient for x is twice as large as it should be. Perhaps you went back to x two times, first from
    y and then from h: `backward` adds to what is in x.grad.""",
)
back_in_two_steps.misconception.edit(
    "both_counted_twice",
    {"return at_h, at_x": "return 2 * at_h, 2 * at_x"},
    """Both gradients are twice as large as they should be. Perhaps you went back through the graph two times:
    `backward` adds to what is in a `.grad`, also to that of h if you have asked for it.""",
)
back_in_two_steps.misconception.edit(
    "second_step_alone",
    {"h, x, at_h": "h.sum(), x"},
    """The gradient for x is the one of the sum of h: g and w have no effect on it. Begin the second step with
    the gradient with respect to h.""",
)
back_in_two_steps.misconception.edit(
    "element_by_element",
    {"torch.autograd.grad(h, x, at_h)[0]": "at_h * torch.autograd.grad(h.sum(), x)[0]"},
    """Two gradients were multiplied element by element. The chain rule does so only if each element of h
    depends on one element of x. In general, it multiplies by the Jacobian of f: a vector-Jacobian
    product.""",
)
back_in_two_steps.misconception.edit(
    "w_for_f",
    {"h, x, at_h": "h, x, w"},
    """In the second step, w was used again, which has the shape of y. Going back from h, the weights are the
    gradient with respect to h.""",
)
back_in_two_steps.misconception.edit(
    "gradients_in_tuples",
    {"h, w)[0]": "h, w)", "at_h)[0]": "at_h)"},
    """Each of the two is a tuple that holds a gradient. `torch.autograd.grad` returns a tuple, with one
    gradient for each input. Take the gradient out.""",
)
back_in_two_steps.misconception.edit(
    "graph_is_freed",
    {"g(h), h, w": "y := g(h), (h, x), w", "(h, x, at_h)": "(y, x, w)"},
    """Going back once frees the graph, and here you go back through the same part again. Ask for both
    gradients at once, or go on from h.""",
)
back_in_two_steps.misconception.edit(
    "g_first",
    {"f(x)": "g(x)", "g(h)": "f(h)"},
    "The functions have changed places: this goes through g first. h is f(x), and y is g(h).",
)


@back_in_two_steps.misconception
def from_the_right(f, g, x, w):
    """w was multiplied from the right, G w. Gradients are products from the left, wᵀ G: `w @ G` or `G.T @ w`.
    G has a row for each element of y, as w has.
    """
    x = x.detach()
    at_h = torch.autograd.functional.jacobian(g, f(x)) @ w
    return at_h, at_h @ torch.autograd.functional.jacobian(f, x)


@back_in_two_steps.misconception
def g_at_x(f, g, x, w):
    """The Jacobian of g was taken at x. In y = g(h), g gets h: its Jacobian is taken at h = f(x)."""
    x = x.detach()
    at_h = w @ torch.autograd.functional.jacobian(g, x)
    return at_h, at_h @ torch.autograd.functional.jacobian(f, x)


@back_in_two_steps.misconception
def f_at_h(f, g, x, w):
    """The Jacobian of f was taken at h. In h = f(x), f gets x: its Jacobian is taken at x."""
    h = f(x).detach()
    at_h = w @ torch.autograd.functional.jacobian(g, h)
    return at_h, at_h @ torch.autograd.functional.jacobian(f, h)


back_in_two_steps.hint("Where does backward leave a gradient, and where does it not?")
back_in_two_steps.hint("The gradient with respect to h is the weight with which you go back from h to x.")
back_in_two_steps.hint("torch.autograd.grad also takes tensors that are no leaves.")


# ------------------------------------------------------------------------------------------- softmax


@exercise.task(
    inputs={
        "x": one_of(
            leaf("n", n=(1, 6)),
            leaf("n", low=-2, high=2).map(lambda x: x + 1000),
            leaf("n", low=-2, high=2).map(lambda x: x - 1000),
            leaf("n", factors=("* 100",)),
            leaf("n", low=-2, high=2).map(lambda x: x + 100),
            leaf("n", factors=("* 100",)).map(lambda x: x.flip(0)),
        )
    }
)
def softmax_jacobian(x):
    p = torch.softmax(x, 0)
    return torch.diag(p) - torch.outer(p, p)


@softmax_jacobian.right
def with_backward(x):
    p = x.softmax(0)
    J = torch.zeros(len(x), len(x), dtype=x.dtype, device=x.device)
    for i in range(len(x)):
        x.grad = None
        p[i].backward(retain_graph=True)
        J[i] = x.grad
    return J


@softmax_jacobian.right
def jacobian_of_softmax(x):
    return torch.autograd.functional.jacobian(lambda x: F.softmax(x, dim=0), x)


@softmax_jacobian.right
def by_hand(x):
    powers = torch.exp(x - x.max())
    p = powers / powers.sum()
    return p[:, None] * (torch.eye(len(p), dtype=p.dtype, device=p.device) - p)


softmax_jacobian.misconception.edit(
    "overflows",
    {"torch.softmax(x, 0)": "x.exp() / x.exp().sum()"},
    """For large scores, the result is nan: exp(1000) is inf, and inf / inf is nan. exp(-1000) is 0, and 0 / 0
    is nan, too. Use the fact that softmax does not change if you add a number to all scores.""",
)
softmax_jacobian.misconception.edit(
    "nan_becomes_zero",
    {"torch.softmax(x, 0)": "(x.exp() / x.exp().sum()).nan_to_num(0)"},
    """For large scores, the result is 0 where it should not be. If a nan is replaced, the share is lost.
    Avoid the nan: add a number to all scores before you take exp, so that the largest exp is 1.""",
)
softmax_jacobian.misconception.edit(
    "scores_are_cut",
    {"torch.softmax(x, 0)": "torch.softmax(x.clamp(-80, 80), 0)"},
    """Scores beyond some limit were cut to the limit, so that they all became equal. Only the differences
    between the scores matter: 1000 and 1001 have the same shares as 0 and 1.""",
)
softmax_jacobian.misconception.edit(
    "divides_by_the_largest",
    {"torch.softmax(x, 0)": "torch.softmax(x / x.abs().max().clamp(min=1e-30), 0)"},
    """The scores were divided by the largest one. This avoids an overflow, but softmax changes if the scores
    are scaled. It stays as it is if you add or subtract a number.""",
)
softmax_jacobian.misconception.edit(
    "only_the_diagonal",
    {"torch.diag(p) - torch.outer(p, p)": "torch.diag(p * (1 - p))"},
    """Only the diagonal is right. All shares depend on all scores, because the scores share one sum: the
    derivatives beside the diagonal are -p[i] · p[j].""",
)
softmax_jacobian.misconception.edit(
    "vector_of_the_diagonal",
    {"torch.diag(p) - torch.outer(p, p)": "p * (1 - p)"},
    """This is a vector: the derivative of each share with respect to its own score. The Jacobian also has the
    derivatives with respect to all other scores.""",
)
softmax_jacobian.misconception.edit(
    "wrong_sign",
    {"torch.diag(p) - torch.outer(p, p)": "torch.outer(p, p) - torch.diag(p)"},
    "All signs are wrong. If a score grows, its own share grows, and the other shares shrink.",
)
softmax_jacobian.misconception.edit(
    "plus_for_minus",
    {"torch.diag(p) - ": "torch.diag(p) + "},
    """The signs beside the diagonal are wrong, and the diagonal is too large. If a score grows, the other
    shares shrink. The sum of all shares stays 1, so each column of the Jacobian adds up to 0.""",
)
softmax_jacobian.misconception.edit(
    "squares_in_each_row",
    {"torch.outer(p, p)": "p * p"},
    """In each row, the squares p[j]² were subtracted. The element [i, j] needs the product of two shares,
    p[i] and p[j]: all products of pairs, a matrix.""",
)
softmax_jacobian.misconception.edit(
    "of_log_softmax",
    {"torch.diag(p) - torch.outer(p, p)": "torch.eye(len(p), dtype=p.dtype, device=p.device) - p"},
    """This is the Jacobian of the logarithm of softmax: 1 on the diagonal, minus p[j]. For softmax itself,
    row i is multiplied by p[i].""",
)
softmax_jacobian.misconception.edit(
    "gradient_of_the_sum",
    {"torch.diag(p) - torch.outer(p, p)": "torch.autograd.grad(p.sum(), x)[0]"},
    """These are n zeros, up to rounding: the gradient of the sum of all shares, which is always 1. The
    Jacobian is a matrix, with a row for each share.""",
)
softmax_jacobian.misconception.edit(
    "gradient_of_the_sum_in_each_row",
    {"torch.diag(p) - torch.outer(p, p)": "torch.autograd.grad(p.sum(), x)[0].expand(len(p), -1)"},
    """All rows are zeros, up to rounding: each is the gradient of the sum of all shares, which is always 1.
    Row i is the gradient of p[i] alone.""",
)
softmax_jacobian.misconception.edit(
    "without_products_on_the_diagonal",
    {"torch.outer(p, p)": "torch.outer(p, p).fill_diagonal_(0)"},
    """The diagonal is p[i] here. If x[i] grows, the sum in the denominator grows, too: the derivative is p[i]
    · (1 - p[i]).""",
)
softmax_jacobian.misconception.edit(
    "shares_alone",
    {"return torch.diag(p) - torch.outer(p, p)": "return p"},
    "These are the shares, softmax itself. Its derivatives are asked: a matrix of shape (n, n).",
)


softmax_jacobian.misconception.edit(
    "products_without_minus",
    {"torch.diag(p) - torch.outer(p, p)": "torch.diag(p * (1 - p) - p * p) + torch.outer(p, p)"},
    """The diagonal is right, and beside it the minus is missing. If a score grows, the other shares shrink:
    the derivative is -p[i] · p[j].""",
)
softmax_jacobian.misconception.edit(
    "one_minus_p_everywhere",
    {"torch.diag(p) - torch.outer(p, p)": "torch.outer(p, 1 - p)"},
    """Only the diagonal is right. Beside it, p[i] · (1 - p[j]) was taken as well: there the derivative is
    -p[i] · p[j], without the 1.""",
)
softmax_jacobian.misconception.edit(
    "one_number_for_all_products",
    {"torch.outer(p, p)": "p @ p"},
    """One number was subtracted everywhere, the sum of the squares p[k]²: for vectors, `p @ p.T` is `p @ p`.
    All products of pairs are a matrix: `torch.outer(p, p)`, or `p[:, None] * p`.""",
)
softmax_jacobian.misconception.edit(
    "subtracts_the_mean",
    {"torch.softmax(x, 0)": "(x - x.mean()).exp() / (x - x.mean()).exp().sum()"},
    """The result is nan if the scores lie far apart: if you subtract a number such as their mean, the largest
    score may still be so large that exp of it is inf. Subtract the largest score: then no exp is larger
    than 1.""",
)
softmax_jacobian.misconception.edit(
    "subtracts_the_smallest",
    {"torch.softmax(x, 0)": "(x - x.min()).exp() / (x - x.min()).exp().sum()"},
    """The result is nan if the scores lie far apart: if you subtract a number such as the smallest score, the
    largest one may still be so large that exp of it is inf. Subtract the largest score: then no exp is larger
    than 1.""",
)
softmax_jacobian.misconception.edit(
    "subtracts_the_first",
    {"torch.softmax(x, 0)": "(x - x[0]).exp() / (x - x[0]).exp().sum()"},
    """The result is nan if the scores lie far apart: if you subtract a number such as the first score, the
    largest one may still be so large that exp of it is inf. Subtract the largest score: then no exp is larger
    than 1.""",
)
softmax_jacobian.misconception.edit(
    "subtracts_the_largest_size",
    {"torch.softmax(x, 0)": "(x - x.abs().max()).exp() / (x - x.abs().max()).exp().sum()"},
    """The result is nan if the scores are large and negative: so much is subtracted that each exp is 0, and
    0 / 0 is nan. Subtract the largest score itself, also if it is negative.""",
)
softmax_jacobian.misconception.edit(
    "changes_the_scores",
    {"p = torch.softmax(x, 0)": "x.data -= x.data.max()\n    p = torch.softmax(x, 0)"},
    """The result is right, but x has changed: its largest score was subtracted in place. Keep the difference
    under a name of its own, such as `z = x - x.max()`.""",
)
softmax_jacobian.misconception.edit(
    "changes_the_scores_without_a_graph",
    {"p = torch.softmax(x, 0)": "x.data -= x.data.max()\n    p = torch.softmax(x.detach(), 0)"},
    """The result is right, but x has changed: its largest score was subtracted in place. Keep the difference
    under a name of its own, such as `z = x - x.max()`.""",
    same_as="changes_the_scores",
)


@softmax_jacobian.misconception(device=True)
def identity_on_the_cpu(x):
    """`torch.eye(n)` makes its tensor on the CPU, wherever x is. Say on which device you want it."""
    p = torch.softmax(x, 0)
    return p[:, None] * (torch.eye(len(p), dtype=p.dtype) - p)


softmax_jacobian.hint("Does p[i] depend on x[j] if i and j differ?")
softmax_jacobian.hint(
    "On the diagonal: p[i] · (1 - p[i]). Beside it, the quotient rule gives another product."
)
softmax_jacobian.hint("Which number can you subtract from all scores, so that no exp is too large?")


# -------------------------------------------------------------------------- one gradient per example


@exercise.task(
    inputs={
        "loss": functions(
            "lambda w, x, t: (x @ w - t) ** 2",
            "lambda w, x, t: (x * w * w).sum() * t",
            "lambda w, x, t: x @ w",
        ),
        "w": leaf("d", d=(1, 4)),
        "X": constants("n d", n=(1, 3)),
        "y": constants("n"),
    },
    cases=CASES,
)
def per_example_gradients(loss, w, X, y):
    rows = []
    for x, t in zip(X, y, strict=True):
        w.grad = None
        loss(w, x, t).backward()
        rows.append(w.grad)
    return torch.stack(rows)


@per_example_gradients.right
def with_autograd_grad(loss, w, X, y):
    return torch.stack([torch.autograd.grad(loss(w, X[i], y[i]), w)[0] for i in range(len(X))])


@per_example_gradients.right
def jacobian_of_the_losses(loss, w, X, y):
    losses = torch.stack([loss(w, x, t) for x, t in zip(X, y, strict=True)])
    J = torch.empty_like(X)
    for i, one in enumerate(losses):
        J[i] = torch.autograd.grad(one, w, retain_graph=True)[0]
    return J


@per_example_gradients.right
def with_copies_of_w(loss, w, X, y):
    copies = w.detach().repeat(len(X), 1).requires_grad_()
    sum(loss(copies[i], X[i], y[i]) for i in range(len(X))).backward()
    return copies.grad


per_example_gradients.misconception.edit(
    "rows_add_up",
    {"w.grad = None": "pass", "(w.grad)": "(w.grad.clone())"},
    """Row i holds the sum of the gradients of all examples up to i: `backward()` adds to what is in w.grad.
    Clear it before each example.""",
)
per_example_gradients.misconception.edit(
    "rows_are_one",
    {"w.grad = None": "if w.grad is not None: w.grad.zero_()"},
    """All rows are equal to the last row: they are one and the same tensor, `w.grad`, into which each
    gradient was written. Keep a copy of each, or let each example begin with a w.grad of its own.""",
)
per_example_gradients.misconception.edit(
    "batch_gradient_in_each_row",
    {"w.grad = None": "pass"},
    """All rows are equal: each is the gradient of the whole batch, the sum over all examples. Perhaps one
    tensor, `w.grad`, is in the list several times. Each example needs a gradient of its own.""",
)
per_example_gradients.misconception.edit(
    "batch_gradient",
    {"torch.stack(rows)": "torch.stack(rows).sum(0)"},
    """This is one gradient, that of the whole batch: the sum over all examples. The sum cannot be taken apart
    afterwards. Go back from the loss of each example by itself.""",
)
per_example_gradients.misconception.edit(
    "mean_of_the_batch",
    {"torch.stack(rows)": "torch.stack(rows).mean(0)"},
    """This is one gradient, that of the mean loss. The task asks for a row for each example: go back from the
    loss of each example by itself.""",
)
per_example_gradients.misconception.edit(
    "divided_by_n",
    {"torch.stack(rows)": "torch.stack(rows) / len(y)"},
    """Each row is too small by the factor n: it is the share of this example in the mean loss. Here each
    example has its own loss, and nothing is averaged.""",
)
per_example_gradients.misconception.edit(
    "only_the_last",
    {"torch.stack(rows)": "w.grad"},
    "This is the gradient of the last example alone. The result has a row for each example.",
)
per_example_gradients.misconception.edit(
    "transposed",
    {"torch.stack(rows)": "torch.stack(rows, 1)"},
    "The gradients are the columns here. Row i of the result belongs to example i.",
)
per_example_gradients.misconception.edit(
    "zeroes_none",
    {"w.grad = None": "w.grad.zero_()", "(w.grad)": "(w.grad.clone())"},
    """Before the first `backward()`, w.grad is None, and None has no method `zero_()`. Ask for it first, or
    set w.grad to None, which always works.""",
)
per_example_gradients.misconception.edit(
    "losses_alone",
    {"rows.append(w.grad)": "rows.append(loss(w, x, t).detach())"},
    """These are the losses of the examples, one number each. Their gradients are asked: d numbers each.""",
)


@per_example_gradients.misconception
def gradients_of_the_rows(loss, w, X, y):
    """These are the gradients with respect to the rows of X. They have the same shape as the right result,
    but they belong to the data, and not to the weights w.
    """
    X = X.clone().requires_grad_()
    return torch.autograd.grad(sum(loss(w, X[i], y[i]) for i in range(len(X))), X)[0]


@per_example_gradients.misconception
def whole_batch_at_once(loss, w, X, y):
    """The loss got all of X and y at once, or its shape was not (): the loss is a function of one row and one
    target. Call it for each example.
    """
    loss(w, X, y).backward()
    return w.grad


@per_example_gradients.misconception
def float32_rows(loss, w, X, y):
    """The result is always float32, also if w is float64: a new tensor of zeros is float32 unless you say
    otherwise. The result must have the dtype of w.
    """
    J = torch.zeros(len(X), len(w), device=w.device)
    for i in range(len(X)):
        J[i] = torch.autograd.grad(loss(w, X[i], y[i]), w)[0]
    return J


@per_example_gradients.misconception
def whole_batch_in_a_jacobian(loss, w, X, y):
    """The loss got all of X and y at once. It is a function of one row and one target, and may add up what it
    gets. Call it for each example.
    """
    return torch.autograd.functional.jacobian(lambda w: loss(w, X, y), w)


@per_example_gradients.misconception
def vmap_goes_through_w(loss, w, X, y):
    """`vmap` goes through w as well, one element for each example. All examples have the same w: say so with
    `in_dims=(None, 0, 0)`.
    """
    return torch.func.vmap(torch.func.grad(loss))(w, X, y)


@per_example_gradients.misconception
def gradient_of_the_squared_error(loss, w, X, y):
    """These are the gradients of the squared error (x @ w - t)², whatever the loss is. Any function may be
    given: call `loss`, and differentiate what it returns.
    """
    return (2 * (X @ w - y)[:, None] * X).detach()


@per_example_gradients.misconception
def as_many_rows_as_w(loss, w, X, y):
    """Only as many rows were computed as w has elements, and there may be more examples. If there are fewer,
    there is an error. The result has a row for each example.
    """
    return torch.stack([torch.autograd.grad(loss(w, X[i], y[i]), w)[0] for i in range(len(w))])


@per_example_gradients.misconception
def as_many_filled_rows_as_w(loss, w, X, y):
    """Only as many rows were computed as w has elements, and there may be more examples. If there are fewer,
    there is an error. The result has a row for each example.
    """
    J = torch.zeros_like(X)
    for i in range(len(w)):
        J[i] = torch.autograd.grad(loss(w, X[i], y[i]), w)[0]
    return J


@per_example_gradients.misconception(device=True)
def rows_on_the_cpu(loss, w, X, y):
    """Rows can be written from a GPU into a tensor on the CPU, without an error, and there they stay.
    `torch.empty_like(X)` makes a tensor where X is, and `torch.stack` needs none.
    """
    J = torch.zeros(len(X), len(w), dtype=w.dtype)
    for i in range(len(X)):
        J[i] = torch.autograd.grad(loss(w, X[i], y[i]), w)[0]
    return J


per_example_gradients.hint("What does backward do with the gradients of several examples?")
per_example_gradients.hint("The result is the Jacobian of the vector of all losses with respect to w.")


# -------------------------------------------------------------------------------- higher derivatives


@exercise.task(
    inputs={
        "f": functions(
            "lambda x: x.sum()",
            "lambda x: (x ** 5).sum() + x[0] * x.sum()",
            "lambda x: (x[:-1] * x[1:]).sum()",
        ),
        "x": leaf("n", n=(1, 3)),
    },
    cases=CASES,
)
def hessian(f, x):
    gradient = torch.autograd.grad(f(x), x, create_graph=True)[0]
    if not gradient.requires_grad:
        return x.new_zeros(len(x), len(x))
    return torch.stack([torch.autograd.grad(element, x, retain_graph=True)[0] for element in gradient])


@hessian.right
def with_functional_hessian(f, x):
    return torch.autograd.functional.hessian(f, x)


@hessian.right
def jacobian_of_the_gradient(f, x):
    def gradient(x):
        return torch.autograd.grad(f(x), x, create_graph=True)[0]

    return torch.autograd.functional.jacobian(gradient, x)


@hessian.right
def nothing_added(f, x):
    gradient = torch.autograd.grad(f(x) + 0 * (x * x).sum(), x, create_graph=True)[0]
    H = torch.zeros(len(x), len(x), dtype=x.dtype, device=x.device)
    for i in range(len(x)):
        H[i] = torch.autograd.grad(gradient[i], x, retain_graph=True)[0]
    return H


hessian.misconception.edit(
    "linear_functions_raise",
    {"if not gradient.requires_grad": "if False"},
    """There is an error if f is linear: its gradient is constant, and not connected to the graph. Then the
    Hessian is all zeros.""",
)
hessian.misconception.edit(
    "gradient_without_graph",
    {"create_graph=True": "", "if not gradient.requires_grad": "if False"},
    """The gradient is not connected to the graph, so it cannot be differentiated. Ask for its graph when you
    compute the gradient. A constant gradient is never connected: see to this case, too.""",
)
hessian.misconception.edit(
    "zeros_without_graph",
    {"create_graph=True": ""},
    """The Hessian is all zeros. A gradient that is not connected to the graph may be constant, or its graph
    was never recorded. Ask for the graph when you compute the gradient.""",
)
hessian.misconception.edit(
    "gradient_alone",
    {"return torch.stack(": "return gradient; torch.stack(", "x.new_zeros(len(x), len(x))": "gradient"},
    """This is the gradient, a vector of first derivatives. The Hessian has the derivatives of the
    gradient.""",
)
hessian.misconception.edit(
    "sums_of_the_rows",
    {"for element in gradient])": "for element in gradient]).sum(0)", "len(x), len(x)": "len(x)"},
    """This is a vector: the gradient of the sum of all first derivatives. It adds up the rows of the Hessian.
    Differentiate each element of the gradient by itself.""",
)
hessian.misconception.edit(
    "diagonal_of_sums",
    {"for element in gradient])": "for element in gradient]).sum(0).diag()"},
    """The sums of the rows are on the diagonal here, and zeros beside it. The mixed derivatives belong beside
    the diagonal: differentiate each element of the gradient with respect to all elements of x.""",
)
hessian.misconception.edit(
    "diagonal_alone",
    {"for element in gradient])": "for element in gradient]).diag().diag()"},
    """The diagonal is right, and beside it there are zeros. There belong the mixed derivatives: how the
    derivative with respect to x[i] changes with x[j].""",
)
hessian.misconception.edit(
    "products_of_the_gradient",
    {
        "return torch.stack(": "return torch.outer(gradient, gradient); torch.stack(",
        "x.new_zeros(len(x), len(x))": "torch.outer(gradient, gradient)",
    },
    """These are products of first derivatives. A second derivative is the derivative of a derivative, and not
    a product of two.""",
)
hessian.misconception.edit(
    "half_of_it",
    {"for element in gradient])": "for element in gradient]) / 2"},
    """This is half of the Hessian. The factor ½ belongs to Taylor's formula, and not to the Hessian
    itself.""",
)
hessian.misconception.edit(
    "graph_is_freed",
    {"retain_graph=True": ""},
    """The first row frees the graph of the gradient, and the second row needs it, too. Tell autograd to keep
    it.""",
)


hessian.misconception.edit(
    "rows_add_up",
    {"for element in gradient])": "for element in gradient]).cumsum(0)"},
    """Each row holds the sum of all rows up to it: `backward()` adds to what is in x.grad. Clear it before
    each row.""",
)
hessian.misconception.edit(
    "only_the_first_row",
    {
        "return torch.stack(": "H = torch.stack(",
        "for element in gradient])": "for element in gradient])\n    H[1:] = 0\n    return H",
    },
    """Only the first row is there, and the others are zeros. Perhaps an `except` hides an error: the first
    row frees the graph of the gradient, and the second row needs it, too. Tell autograd to keep it.""",
)
hessian.misconception.edit(
    "upper_triangle_alone",
    {
        "return torch.stack(": "H = torch.stack(",
        "for element in gradient])": "for element in gradient])\n    return H.triu()",
    },
    """Below the diagonal, there are zeros. A Hessian is symmetric: the numbers above the diagonal stand below
    it, too.""",
)
hessian.misconception.edit(
    "lower_triangle_alone",
    {
        "return torch.stack(": "H = torch.stack(",
        "for element in gradient])": "for element in gradient])\n    return H.tril()",
    },
    """Above the diagonal, there are zeros. A Hessian is symmetric: the numbers below the diagonal stand above
    it, too.""",
)
hessian.misconception.edit(
    "twice_the_hessian",
    {"for element in gradient])": "for element in gradient]) * 2"},
    """This is twice the Hessian. Perhaps its transpose was added to it: the Hessian is symmetric already, so
    H + Hᵀ is 2 H.""",
)
hessian.misconception.edit(
    "vector_of_zeros",
    {"x.new_zeros(len(x), len(x))": "torch.zeros_like(x)"},
    """If f is linear, the result has the shape of x. The Hessian is a matrix of shape (n, n), also if it is
    all zeros.""",
)


@hessian.misconception
def gradient_and_rows_add_up(f, x):
    """Each row holds the gradient and the sum of all rows up to it: `backward()` adds to what is in x.grad.
    Clear it before each row.
    """
    gradient = torch.autograd.grad(f(x), x, create_graph=True)[0]
    if not gradient.requires_grad:
        return x.new_zeros(len(x), len(x))
    H = torch.stack([torch.autograd.grad(element, x, retain_graph=True)[0] for element in gradient])
    return gradient.detach() + H.cumsum(0)


@hessian.misconception
def difference_quotients(f, x):
    """This is near the right result at best, but not exact: these are difference quotients, the change of the
    gradient in a short step, divided by the step. In float32, two gradients that lie so near have only a few
    digits that differ. Autograd is exact.
    """

    def gradient(u):
        u = u.detach().requires_grad_()
        return torch.autograd.grad(f(u), u)[0]

    steps = 1e-6 * torch.eye(len(x), dtype=x.dtype, device=x.device)
    return torch.stack([(gradient(x + step) - gradient(x)) / 1e-6 for step in steps])


@hessian.misconception(device=True)
def hessian_on_the_cpu(f, x):
    """`torch.zeros(…)` makes its tensor on the CPU, wherever x is. `x.new_zeros(…)` makes it where x is."""
    H = torch.zeros(len(x), len(x), dtype=x.dtype)
    gradient = torch.autograd.grad(f(x), x, create_graph=True)[0]
    if gradient.requires_grad:
        for i in range(len(x)):
            H[i] = torch.autograd.grad(gradient[i], x, retain_graph=True)[0]
    return H


hessian.hint("Of another function, the Hessian is the Jacobian. Which one is it?")
hessian.hint("What must you tell autograd, so that a gradient can be differentiated?")
hessian.hint("Is the gradient of a linear function connected to the graph?")


@exercise.task(
    inputs={
        "f": functions(
            "lambda x: x ** 3",
            "lambda x: x * x",
            "lambda x: torch.sin(2 * x)",
            "lambda x: 3 * x + 1",
        ),
        "x": one_of(leaf("n", n=(1, 4)), leaf("m n", m=(1, 3)), leaf("")),
        "n": each(0, 1, 2, 3, 4),
    },
    cases=CASES,
)
def nth_derivative(f, x, n):
    y = f(x)
    for _ in range(n):
        if not y.requires_grad:
            return torch.zeros_like(x)
        y = torch.autograd.grad(y.sum(), x, create_graph=True)[0]
    return y


@nth_derivative.right
def function_of_a_function(f, x, n):
    def derivative(g):
        return lambda x: torch.autograd.grad(g(x).sum() + 0 * (x * x).sum(), x, create_graph=True)[0]

    for _ in range(n):
        f = derivative(f)
    return f(x)


@nth_derivative.right
def by_recursion(f, x, n):
    if n == 0:
        return f(x)
    y = by_recursion(f, x, n - 1)
    if y.grad_fn is None:
        return 0 * x
    return torch.autograd.grad(y, x, torch.ones_like(y), create_graph=True)[0]


@nth_derivative.right
def catches_the_error(f, x, n):
    y = f(x)
    for _ in range(n):
        try:
            (y,) = torch.autograd.grad(y.sum(), x, create_graph=True)
        except RuntimeError:
            return torch.zeros_like(x)
    return y.detach()


nth_derivative.misconception.edit(
    "constants_raise",
    {"if not y.requires_grad": "if False"},
    """There is an error once a derivative is constant: it is not connected to the graph. All derivatives
    after it are zeros.""",
)
nth_derivative.misconception.edit(
    "derivative_without_graph",
    {", create_graph=True": "", "if not y.requires_grad": "if False"},
    """The second derivative raises an error: the first one is not connected to the graph. Ask for its graph
    when you compute it. A constant is never connected: see to this case, too.""",
)
nth_derivative.misconception.edit(
    "zeros_without_graph",
    {", create_graph=True": ""},
    """From the second on, all derivatives are 0. A derivative that is not connected to the graph may be
    constant, or its graph was never recorded. Ask for the graph when you compute it.""",
)
nth_derivative.misconception.edit(
    "constants_stay",
    {"return torch.zeros_like(x)": "break"},
    """Once a derivative is constant, all later results are this constant. The derivative of a constant is
    0.""",
)
nth_derivative.misconception.edit(
    "one_too_few",
    {"range(n)": "range(n - 1)"},
    "One derivative is missing: this is number n - 1. For n = 1, you have to differentiate once.",
)
nth_derivative.misconception.edit(
    "one_too_many",
    {"range(n)": "range(n + 1)"},
    "This is derivative number n + 1. For n = 0, the result is f(x) itself.",
)
nth_derivative.misconception.edit(
    "at_least_the_first",
    {"range(n)": "range(max(n, 1))"},
    "For n = 0, this is the first derivative. The result is f(x) itself then.",
)
nth_derivative.misconception.edit(
    "always_the_first",
    {"range(n)": "range(min(n, 1))"},
    "From n = 2 on, this is still the first derivative. Differentiate the derivative again.",
)
nth_derivative.misconception.edit(
    "power_of_the_first",
    {"range(n)": "range(min(n, 1))", "return y": "return y**max(n, 1)"},
    """This is the first derivative to the power of n. The n-th derivative is the derivative of a derivative,
    n times.""",
)
nth_derivative.misconception.edit(
    "power_without_a_graph",
    {"range(n)": "range(min(n, 1))", "return y": "return (y**max(n, 1)).detach()"},
    """This is the first derivative to the power of n. The n-th derivative is the derivative of a derivative,
    n times.""",
    same_as="power_of_the_first",
)
nth_derivative.misconception.edit(
    "means_for_sums",
    {"y.sum()": "y.mean()"},
    """The result is too small if x has several elements: a mean divides by their number, for each derivative
    once more. Take the sum.""",
)
nth_derivative.misconception.edit(
    "backward_without_a_sum",
    {"y.sum()": "y"},
    """Autograd goes back from a single number, or it needs a weight for each element. Take the sum first:
    each element of f(x) depends on its own element of x alone, so the sum mixes nothing.""",
)
nth_derivative.misconception.edit(
    "derivatives_add_up",
    {
        "y = torch.autograd": "y = (y if _ else 0) + torch.autograd",
        "if not y.requires_grad": "if False",
    },
    """From n = 2 on, the derivatives before are part of the result: `backward` adds to what is in x.grad.
    Clear it before each derivative, or use a function that returns gradients. A constant derivative is not
    connected to the graph: see to this case, too.""",
)
nth_derivative.misconception.edit(
    "derivatives_before_are_added",
    {"y = torch.autograd": "y = (y if _ else 0) + torch.autograd"},
    """From n = 2 on, the derivatives before are part of the result: `backward` adds to what is in x.grad.
    Clear it before each derivative, or use a function that returns gradients.""",
)
nth_derivative.misconception.edit(
    "new_leaf_each_time",
    {"create_graph=True)[0]": "create_graph=True)[0].detach().requires_grad_()"},
    """The second derivative raises an error: the first one was made a new leaf, and no graph leads from it to
    x. Keep the graph of each derivative.""",
)
nth_derivative.misconception.edit(
    "derivative_in_a_tuple",
    {"create_graph=True)[0]": "create_graph=True)", "if not y.requires_grad": "if False"},
    """`torch.autograd.grad` returns a tuple, with one gradient for each input. A tuple is no tensor, and it
    cannot be differentiated. Take the gradient out.""",
)
nth_derivative.misconception.edit(
    "zero_as_a_number",
    {"torch.zeros_like(x)": "0.0"},
    """Once a derivative is constant, this is a Python number. The result is a tensor in the shape of x.""",
)
nth_derivative.misconception.edit(
    "zero_without_dimensions",
    {"torch.zeros_like(x)": "x.new_zeros(())"},
    """Once a derivative is constant, the result is a single 0, of shape (). It has the shape of x: a zero for
    each element.""",
)
nth_derivative.misconception.edit(
    "vector_of_zeros",
    {"torch.zeros_like(x)": "x.new_zeros(len(x))"},
    """Once a derivative is constant, the result is a vector, also if x is a matrix; for an x of shape (),
    there is an error. The zeros have the shape of x.""",
)
nth_derivative.misconception.edit(
    "x_for_its_value",
    {"y = f(x)": "y = f(x) if n else x"},
    """For n = 0, this is x itself. The result is f(x) then.""",
)
nth_derivative.misconception.edit(
    "divided_by_the_factorial",
    {"return y": "return y / float(np.prod(np.arange(1, n + 1)))"},
    """The result was divided by n!. That gives the coefficient of Taylor's formula, and not the derivative
    itself.""",
)


@nth_derivative.misconception
def derivative_as_the_new_x(f, x, n):
    """From n = 2 on, this is the first derivative of f at another place: the derivative was put in as the new
    x. Differentiate the derivative itself, with respect to x.
    """
    z = x
    for _ in range(n):
        z = z.detach().requires_grad_()
        z = torch.autograd.grad(f(z).sum(), z)[0]
    return z if n else f(x)


nth_derivative.hint("How often do you have to differentiate for n = 0, and how often for n = 1?")
nth_derivative.hint("A derivative that is differentiated again needs a graph of its own.")
nth_derivative.hint("How can you see that a tensor is not connected to the graph?")


@exercise.task(
    inputs={
        "f": functions(
            "lambda x: x * x.sum()",
            "lambda x: torch.stack((x.sum(), (x * x).sum()))",
            "lambda x: (x ** 3).sum()[None]",
        ),
        "x": leaf("n", n=(1, 3)),
    },
    gradient=True,
    cases=CASES,
)
def connected_jacobian(f, x):
    return torch.stack([torch.autograd.grad(element, x, create_graph=True)[0] for element in f(x)])


@connected_jacobian.right
def with_functional_and_its_graph(f, x):
    return torch.autograd.functional.jacobian(f, x, create_graph=True)


@connected_jacobian.right
def written_into_zeros(f, x):
    y = f(x)
    J = x.new_zeros(len(y), len(x))
    for i in range(len(y)):
        J[i] = torch.autograd.grad(y[i], x, create_graph=True)[0]
    return J


@connected_jacobian.right
def as_connected_products(f, x):
    y = f(x)
    units = torch.eye(len(y), dtype=x.dtype, device=x.device)
    return torch.stack([torch.autograd.grad(y @ unit, x, create_graph=True)[0] for unit in units])


connected_jacobian.misconception.edit(
    "without_a_graph",
    {"create_graph=True": "retain_graph=True"},
    """The result is not connected to the graph. Perhaps its rows never were: `torch.autograd` gives gradients
    a graph only with `create_graph=True`. Or something has cut the graph, at x or at the rows: `.detach()`,
    `.data`, `.tolist()` and `torch.tensor` do so.""",
)
connected_jacobian.misconception.edit(
    "begins_a_new_graph",
    {"for element in f(x)])": "for element in f(x)]).detach().requires_grad_()"},
    """The result requires grad, but no gradient flows from it back to x: a new leaf, or a copy of x, is not
    connected to x. Differentiate at x itself, with `create_graph=True`, and return these gradients as they
    are.""",
)
connected_jacobian.misconception.edit(
    "transposed",
    {"for element in f(x)])": "for element in f(x)], 1)"},
    """This is the Jacobian transposed. Row i belongs to the element i of f(x), and column j to the element j
    of x.""",
)
connected_jacobian.misconception.edit(
    "sum_of_the_rows",
    {"for element in f(x)])": "for element in f(x)]).sum(0)"},
    "This is one vector, the gradient of the sum of f(x): it adds up the rows of the Jacobian.",
)
connected_jacobian.misconception.edit(
    "graph_is_freed",
    {"create_graph=True": ""},
    """The first row frees the graph, and the second row needs it, too. A graph that is to be differentiated
    again must be kept, and the rows need graphs of their own.""",
)
connected_jacobian.misconception.edit(
    "rows_in_tuples",
    {"create_graph=True)[0]": "create_graph=True)"},
    """The rows are tuples here, and not tensors. `torch.autograd.grad` returns a tuple, with one gradient for
    each input. Take the gradient out.""",
)
connected_jacobian.misconception.edit(
    "numbers_without_graphs",
    {
        "torch.stack(": "torch.tensor(",
        "create_graph=True)[0]": "create_graph=True)[0].tolist()",
        "for element in f(x)]": "for element in f(x)], dtype=x.dtype, device=x.device",
    },
    """The result is not connected to the graph. Perhaps its rows never were: `torch.autograd` gives gradients
    a graph only with `create_graph=True`. Or something has cut the graph, at x or at the rows: `.detach()`,
    `.data`, `.tolist()` and `torch.tensor` do so.""",
    same_as="without_a_graph",
)


connected_jacobian.misconception.edit(
    "only_the_last_row_is_connected",
    {
        "return torch.stack(": "rows = ",
        "for element in f(x)])": "for element in f(x)]\n"
        "    return torch.stack([*(row.detach() for row in rows[:-1]), rows[-1]])",
    },
    """Only the last row is connected to the graph. All rows need a graph of their own: ask for it with
    `create_graph=True` in every row.""",
)
connected_jacobian.misconception.edit(
    "as_many_rows_as_x",
    {"element, x": "f(x)[i], x", "element in f(x)": "i in range(len(x))"},
    """Only as many rows were computed as x has elements, and f(x) may have more. If it has fewer, there is an
    error. The Jacobian has a row for each element of f(x).""",
)


@connected_jacobian.misconception
def sums_on_the_diagonal(f, x):
    """The gradient of the sum of f(x) is on the diagonal, and beside it there are zeros. This is right only
    if f works element by element. The gradient of each element of f(x) by itself is a row.
    """
    return torch.diag(torch.autograd.grad(f(x).sum(), x, create_graph=True)[0])


@connected_jacobian.misconception
def rows_add_up(f, x):
    """Each row holds the sum of all rows up to it: `backward()` adds to what is in x.grad. Clear it before
    each row.
    """
    rows = [torch.autograd.grad(element, x, create_graph=True)[0] for element in f(x)]
    return torch.stack(rows).cumsum(0)


@connected_jacobian.misconception
def differentiates_twice(f, x):
    """This has the derivatives of the derivatives already. The Jacobian itself is asked: it is differentiated
    after your function has returned it.
    """
    gradient = torch.autograd.grad(f(x).sum(), x, create_graph=True)[0]
    return torch.stack([torch.autograd.grad(element, x, create_graph=True)[0] for element in gradient])


@connected_jacobian.misconception(same_as="begins_a_new_graph")
def past_x(f, x):
    """The result requires grad, but no gradient flows from it back to x: a new leaf, or a copy of x, is not
    connected to x. Differentiate at x itself, with `create_graph=True`, and return these gradients as they
    are.
    """
    u = x.detach().requires_grad_()
    return torch.stack([torch.autograd.grad(element, u, create_graph=True)[0] for element in f(u)])


connected_jacobian.hint("What must you tell autograd, so that a gradient can be differentiated?")
connected_jacobian.hint("Does your result have a grad_fn? Does the graph lead back to x itself?")
