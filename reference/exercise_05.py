"""Cumulative gradients: what `backward()` adds up, and who clears it. D2L 2.5, automatic differentiation."""

import math

import torch

from grader.course import Exercise, each, functions, list_of, made, tensors

exercise = Exercise("Cumulative gradients")

FUNCTIONS = functions(
    "lambda x: x * x",
    "lambda x: x ** 3",
    "lambda x: torch.sin(x)",
    "lambda x: x * x.sum()",
)
LEAF = tensors("*s", requires_grad=True)
PARAMETERS = list_of(
    tensors("m n", requires_grad=True, grads=("left",)),
    tensors("n", requires_grad=True, grads=("left", "none")),
    tensors("m", requires_grad=True, grads=("left",)),
)


# ── 1 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"f": FUNCTIONS, "g": FUNCTIONS, "x": LEAF})
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


@sum_of_gradients.misconception
def clears_between(f, g, x):
    """This is the gradient of g alone: what f had left in `x.grad` was cleared, or never went there. Call
    `backward()` twice, and clear nothing between: the second call adds to what the first has left.
    """
    f(x).sum().backward()
    x.grad.zero_()
    g(x).sum().backward()
    return x.grad


@sum_of_gradients.misconception
def only_the_first(f, g, x):
    """This is the gradient of f alone. g has one, too."""
    f(x).sum().backward()
    return x.grad


@sum_of_gradients.misconception
def adds_once_more(f, g, x):
    """The sum was counted twice. `first = x.grad` makes no copy: it is another name for the tensor to which
    the second `backward()` adds, so that `first` holds the sum already. Return `x.grad` as it is.
    """
    f(x).sum().backward()
    first = x.grad
    g(x).sum().backward()
    return first + x.grad


@sum_of_gradients.misconception
def one_after_the_other(f, g, x):
    """Here f was put into g. The two are independent of each other: f(x) and g(x)."""
    g(f(x)).sum().backward()
    return x.grad


@sum_of_gradients.misconception
def without_sums(f, g, x):
    """`backward()` without arguments needs a single number, and f(x) has the shape of x: sum it first."""
    f(x).backward()
    g(x).backward()
    return x.grad


@sum_of_gradients.misconception
def means_for_sums(f, g, x):
    """The gradient is too small by the number of elements: `mean()` divides by it. Sums are asked."""
    f(x).mean().backward()
    g(x).mean().backward()
    return x.grad


sum_of_gradients.hint("What does a second backward() do with what the first has left in x.grad?")


# ── 2 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={"f": FUNCTIONS, "x": tensors("*s", requires_grad=True, grads=("left", "none"))}, calls=2
)
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


@fresh_gradient.misconception
def adds_to_what_is_left(f, x):
    """`backward()` adds to what is in `x.grad` already, from before the call or from the call before. Clear
    it first: `x.grad = None`.
    """
    f(x).sum().backward()
    return x.grad


@fresh_gradient.misconception
def zeroes_what_is_not_there(f, x):
    """Before the first `backward()`, `x.grad` is None, and None has no `zero_()`. Ask `if x.grad is not
    None`, or set `x.grad = None`, which works always.
    """
    x.grad.zero_()
    f(x).sum().backward()
    return x.grad.clone()


@fresh_gradient.misconception
def zero_without_its_underscore(f, x):
    """A tensor has no method `zero()`: it is `zero_()`, as everything that changes a tensor in place ends in
    `_`.
    """
    if x.grad is not None:
        x.grad.zero()
    f(x).sum().backward()
    return x.grad.clone()


@fresh_gradient.misconception
def hands_out_its_grad(f, x):
    """What was returned is `x.grad` itself. The next call zeroes it in place and writes into it, so that the
    result of the earlier call changes, too. Return a copy, or start with `x.grad = None`: then `backward()`
    makes a new tensor.
    """
    if x.grad is not None:
        x.grad.zero_()
    f(x).sum().backward()
    return x.grad


@fresh_gradient.misconception
def clears_too_late(f, x):
    """The gradient was cleared before it was returned: `gradient = x.grad` makes no copy, so `zero_()` clears
    both. Clear *before* `backward()`.
    """
    if x.grad is not None:
        x.grad.zero_()
    f(x).sum().backward()
    gradient = x.grad
    x.grad.zero_()
    return gradient


fresh_gradient.hint("What is in x.grad when your function is called the second time?")
fresh_gradient.hint("x.grad = None is allowed, whatever was there.")


# ── 3 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={
        "X": tensors("n d"),
        "y": tensors("n"),
        "w": tensors("d", requires_grad=True),
        "k": each(2, 1, 3, 5),
    }
)
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


@full_batch_gradient.misconception
def adds_up_means(X, y, w, k):
    """The gradients of the batches' *means* were added up. Each batch's loss is to be divided by the number
    of all rows, n, and not by its own: with as many batches as fit, the sum is that many times too large.
    """
    for rows, targets in zip(X.split(k), y.split(k), strict=True):
        ((rows @ w - targets) ** 2).mean().backward()
    return w.grad


@full_batch_gradient.misconception
def mean_of_batch_means(X, y, w, k):
    """This is the average of the batches' means, in which each batch counts alike. The last batch may be
    smaller, so its rows would count for more. Each *row* is to count alike: divide by n.
    """
    batches = len(y.split(k))
    for rows, targets in zip(X.split(k), y.split(k), strict=True):
        (((rows @ w - targets) ** 2).mean() / batches).backward()
    return w.grad


@full_batch_gradient.misconception
def drops_the_last(X, y, w, k):
    """The last rows are missing: when n is no multiple of k, there is a last batch that is smaller.
    `range(0, n, k)` begins it, and a slice ends where the tensor ends.
    """
    w.grad = torch.zeros_like(w)
    for start in range(0, len(y) - k + 1, k):
        rows = slice(start, start + k)
        (((X[rows] @ w - y[rows]) ** 2).sum() / len(y)).backward()
    return w.grad


@full_batch_gradient.misconception
def only_the_last_batch(X, y, w, k):
    """Only the last batch is left: `w.grad` was cleared before each one. Here the gradients of all batches
    are to add up, so clear nothing between them.
    """
    for rows, targets in zip(X.split(k), y.split(k), strict=True):
        w.grad = None
        (((rows @ w - targets) ** 2).sum() / len(y)).backward()
    return w.grad


@full_batch_gradient.misconception
def divides_by_k(X, y, w, k):
    """Each batch was divided by k. It should be n, the number of all rows."""
    for rows, targets in zip(X.split(k), y.split(k), strict=True):
        (((rows @ w - targets) ** 2).sum() / k).backward()
    return w.grad


@full_batch_gradient.misconception
def sum_for_mean(X, y, w, k):
    """The loss is the *mean* of the squares over all n rows. Here it is their sum: the division by n is
    missing.
    """
    for rows, targets in zip(X.split(k), y.split(k), strict=True):
        ((rows @ w - targets) ** 2).sum().backward()
    return w.grad


full_batch_gradient.hint(
    "The mean over n rows is a sum of terms, each divided by n. Which batch has which terms?"
)
full_batch_gradient.hint("X[start:start + k] is right for the last batch, too, though it may be smaller.")


# ── 4 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={
        "a": made("h.sum()"),
        "b": made("(h * h).sum()", "(x * h).sum()"),
        "x": LEAF,
        "h": made("torch.sin(x)"),
    }
)
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
    (first,) = torch.autograd.grad(a, x, retain_graph=True)
    (second,) = torch.autograd.grad(b, x)
    return first, second


@both_gradients.right
def with_the_difference(a, b, x):
    a.backward(retain_graph=True)
    first = x.grad.clone()
    b.backward()
    return first, x.grad - first


@both_gradients.misconception
def graph_is_gone(a, b, x):
    """The first `backward()` frees the graph that it has gone through, and b needs a part of the same one.
    Keep it for the second: `a.backward(retain_graph=True)`.
    """
    a.backward()
    first, x.grad = x.grad, None
    b.backward()
    return first, x.grad


@both_gradients.misconception
def adds_up(a, b, x):
    """The second is the sum of both gradients: `backward()` adds to what is in `x.grad`. Clear it between the
    two.
    """
    a.backward(retain_graph=True)
    first = x.grad.clone()
    b.backward()
    return first, x.grad


@both_gradients.misconception
def one_tensor_twice(a, b, x):
    """Both parts are one and the same tensor, `x.grad` itself: what was put there last is in both. `first =
    x.grad` makes no copy. Write `x.grad.clone()`, or `x.grad = None` between the two.
    """
    a.backward(retain_graph=True)
    first = x.grad
    x.grad.zero_()
    b.backward()
    return first, x.grad


@both_gradients.misconception
def sum_in_both(a, b, x):
    """Both parts are the sum of the gradients: `x.grad` was not cleared, and not copied either."""
    a.backward(retain_graph=True)
    first = x.grad
    b.backward()
    return first, x.grad


@both_gradients.misconception
def b_comes_first(a, b, x):
    """They come in the wrong order: first the gradient of a, then that of b."""
    b.backward(retain_graph=True)
    second, x.grad = x.grad, None
    a.backward()
    return second, x.grad


both_gradients.hint("a and b share a part of their graph. Who may free it?")
both_gradients.hint("a.backward(retain_graph=True) keeps it.")


# ── 5 ───────────────────────────────────────────────────────────────────────────────────────────────
VECTOR_FUNCTIONS = functions(
    "lambda x: x.cumsum(0)",
    "lambda x: x * x.flip(0)",
    "lambda x: x * x.sum()",
    "lambda x: torch.sin(x)",
)


@exercise.task(inputs={"f": VECTOR_FUNCTIONS, "x": tensors("n", requires_grad=True), "v": tensors("n")})
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


@vector_jacobian_product.misconception
def leaves_out_v(f, x, _v):
    """This is the gradient of the plain sum: v was left out. Give it to `backward()`."""
    f(x).sum().backward()
    return x.grad


@vector_jacobian_product.misconception
def multiplies_afterwards(f, x, v):
    """v is multiplied in too late: it weighs the elements of f(x), not those of x. That is the same only
    where the element i of f(x) depends on the element i of x alone. Give v to `backward()`.
    """
    f(x).sum().backward()
    return x.grad * v


@vector_jacobian_product.misconception
def product_from_the_right(f, x, v):
    """This is J v, and vᵀ J is asked. They are the same only where J is symmetric."""
    x = x.detach()
    return torch.func.jacrev(f)(x) @ v


@vector_jacobian_product.misconception
def needs_a_number(f, x, _v):
    """`backward()` without arguments needs a single number, and f(x) is a vector. It takes v as its
    argument: `f(x).backward(v)`.
    """
    f(x).backward()
    return x.grad


@vector_jacobian_product.misconception
def v_into_f(f, x, v):
    """v was put into f together with x. It weighs the results of f, and comes after it."""
    f(x * v).sum().backward()
    return x.grad


vector_jacobian_product.hint("It is the gradient of the number v · f(x).")
vector_jacobian_product.hint("backward() has an argument for it.")


# ── 6 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={
        "f": functions(
            "lambda x: x * x.sum()",
            "lambda x: x[:-1] * x[1:]",
            "lambda x: torch.stack((x.sum(), (x * x).sum()))",
            "lambda x: x.cumsum(0) ** 2",
        ),
        "x": tensors("n", requires_grad=True),
    }
)
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
    y = f(x)
    J = x.new_zeros(len(y), len(x))
    for i in range(len(y)):
        if x.grad is not None:
            x.grad.zero_()
        y[i].backward(retain_graph=True)
        J[i] = x.grad
    return J


@jacobian.misconception
def rows_add_up(f, x):
    """Each row holds all the rows before it, too: `backward()` adds to what is in `x.grad`. Clear it before
    each row.
    """
    y = f(x)
    rows = []
    for element in y:
        element.backward(retain_graph=True)
        rows.append(x.grad.clone())
    return torch.stack(rows)


@jacobian.misconception
def rows_are_one(f, x):
    """All rows are the same: the list holds one tensor, `x.grad`, several times, and the last row was written
    over the others. Append `x.grad.clone()`, or set `x.grad = None` before each row.
    """
    y = f(x)
    rows = []
    for element in y:
        if x.grad is not None:
            x.grad.zero_()
        element.backward(retain_graph=True)
        rows.append(x.grad)
    return torch.stack(rows)


@jacobian.misconception
def rows_are_one_and_add_up(f, x):
    """All rows are the same, the sum of all: the list holds one tensor, `x.grad`, several times, and each
    `backward()` adds to it. Set `x.grad = None` before each row.
    """
    y = f(x)
    rows = []
    for element in y:
        element.backward(retain_graph=True)
        rows.append(x.grad)
    return torch.stack(rows)


@jacobian.misconception
def transposed(f, x):
    """This is the transposed Jacobian. The row i belongs to the element i of f(x), the column j to the
    element j of x.
    """
    return torch.func.jacrev(f)(x.detach()).T


@jacobian.misconception
def sum_of_the_rows(f, x):
    """This is one gradient, that of the sum of f(x): it adds up the rows of the Jacobian. Take each element
    of f(x) by itself.
    """
    f(x).sum().backward()
    return x.grad


@jacobian.misconception
def graph_is_freed(f, x):
    """The first `backward()` frees the graph, and the second element needs it as well. Keep it:
    `backward(retain_graph=True)`.
    """
    y = f(x)
    rows = []
    for element in y:
        x.grad = None
        element.backward()
        rows.append(x.grad)
    return torch.stack(rows)


@jacobian.misconception
def past_its_argument(f, x):
    """The Jacobian is 0 everywhere: the function that was differentiated does not use its own argument, but
    the x from outside. Pass f itself.
    """
    return torch.autograd.functional.jacobian(lambda _x: f(x.detach()), x.detach())


jacobian.hint("The row i is the gradient of f(x)[i].")
jacobian.hint("Keep the graph, and begin each row with x.grad = None.")


# ── 7 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"f": FUNCTIONS, "x": tensors("n", requires_grad=True)}, gradient=True, grads=True)
def gradient_penalty(f, x):
    (gradient,) = torch.autograd.grad(f(x).sum(), x, create_graph=True)
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


@gradient_penalty.misconception
def gradient_without_graph(f, x):
    """The value is right, but no gradient flows back: a gradient has no graph of its own, unless
    `create_graph=True` asks for it.
    """
    (gradient,) = torch.autograd.grad(f(x).sum(), x)
    return (gradient.norm() - 1) ** 2


@gradient_penalty.misconception
def length_of_the_value(f, x):
    """This is the length of f(x), and not that of its gradient. Take the gradient of `f(x).sum()` first."""
    return (f(x).norm() - 1) ** 2


@gradient_penalty.misconception
def not_squared(f, x):
    """The square is missing: a length of less than 1 is to cost something, too."""
    (gradient,) = torch.autograd.grad(f(x).sum(), x, create_graph=True)
    return gradient.norm() - 1


@gradient_penalty.misconception
def square_of_the_length(f, x):
    """The root is missing: the sum of the squares is the *square* of the length."""
    (gradient,) = torch.autograd.grad(f(x).sum(), x, create_graph=True)
    return ((gradient**2).sum() - 1) ** 2


@gradient_penalty.misconception
def each_element(f, x):
    """Here each element of the gradient is drawn to 1, and not the length of the whole."""
    (gradient,) = torch.autograd.grad(f(x).sum(), x, create_graph=True)
    return ((gradient - 1) ** 2).sum()


@gradient_penalty.misconception
def leaves_a_gradient_in_x(f, x):
    """The penalty is right, but the first `backward()` has left a gradient in `x.grad`, and that of the
    penalty would be added to it. `torch.autograd.grad(…, create_graph=True)` gives a gradient, and leaves
    nothing behind.
    """
    f(x).sum().backward(create_graph=True)
    return (x.grad.norm() - 1) ** 2


gradient_penalty.hint("torch.autograd.grad(…, create_graph=True) makes the gradient a part of the graph.")


# ── 8 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"params": PARAMETERS, "max_norm": each(1.0, 5.0, 1000.0)}, grads=True, rtol=1e-5)
def clip_gradients(params, max_norm):
    gradients = [p.grad for p in params if p.grad is not None]
    norm = math.sqrt(sum((g * g).sum().item() for g in gradients))
    if norm > max_norm:
        for g in gradients:
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


@clip_gradients.misconception
def each_by_itself(params, max_norm):
    """Each gradient was shortened by itself. The length is that of all of them together, as if they were one
    long vector, and all are multiplied by the same factor: else they would point into another direction.
    """
    gradients = [p.grad for p in params if p.grad is not None]
    norm = math.sqrt(sum((g * g).sum().item() for g in gradients))
    for g in gradients:
        if g.norm() > max_norm:
            g *= max_norm / g.norm()
    return norm


@clip_gradients.misconception
def clamps_elements(params, max_norm):
    """The elements were clamped one by one. Here the whole is multiplied by one factor, so that its direction
    stays as it is.
    """
    gradients = [p.grad for p in params if p.grad is not None]
    norm = math.sqrt(sum((g * g).sum().item() for g in gradients))
    for g in gradients:
        g.clamp_(-max_norm, max_norm)
    return norm


@clip_gradients.misconception
def always_scales(params, max_norm):
    """Short gradients were made longer: they are to stay as they are if their length is at most max_norm."""
    gradients = [p.grad for p in params if p.grad is not None]
    norm = math.sqrt(sum((g * g).sum().item() for g in gradients))
    for g in gradients:
        if norm > 0:
            g *= max_norm / norm
    return norm


@clip_gradients.misconception
def sum_of_lengths(params, max_norm):
    """The lengths of the gradients were added up. The length of the whole is the root of the sum of all
    squares.
    """
    gradients = [p.grad for p in params if p.grad is not None]
    norm = sum(g.norm().item() for g in gradients)
    if norm > max_norm:
        for g in gradients:
            g *= max_norm / norm
    return norm


@clip_gradients.misconception
def forgets_the_root(params, max_norm):
    """The root is missing: this is the sum of the squares."""
    gradients = [p.grad for p in params if p.grad is not None]
    norm = sum((g * g).sum().item() for g in gradients)
    if norm > max_norm:
        for g in gradients:
            g *= max_norm / norm
    return norm


@clip_gradients.misconception
def scales_parameters(params, max_norm):
    """The parameters themselves were shortened. Only their gradients are to be."""
    gradients = [p.grad for p in params if p.grad is not None]
    norm = math.sqrt(sum((g * g).sum().item() for g in gradients))
    if norm > max_norm:
        for p in params:
            p.data *= max_norm / norm
    return norm


@clip_gradients.misconception
def expects_a_gradient_everywhere(params, max_norm):
    """A parameter that was not used in the loss has `.grad` None. Leave it out."""
    norm = math.sqrt(sum((p.grad * p.grad).sum().item() for p in params))
    if norm > max_norm:
        for p in params:
            p.grad *= max_norm / norm
    return norm


@clip_gradients.misconception
def length_afterwards(params, max_norm):
    """The gradients are right. But the length *before* the clipping is to be returned."""
    gradients = [p.grad for p in params if p.grad is not None]
    norm = math.sqrt(sum((g * g).sum().item() for g in gradients))
    if norm > max_norm:
        for g in gradients:
            g *= max_norm / norm
    return min(norm, max_norm)


clip_gradients.hint("First the length of all gradients together, then one factor for all of them.")
clip_gradients.hint("norm = (sum of (p.grad ** 2).sum() over all p with a gradient) ** 0.5")


# ── 9 ───────────────────────────────────────────────────────────────────────────────────────────────
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


@sgd_step.misconception
def outside_of_no_grad(params, lr):
    """A leaf that requires grad may not be changed in place while torch records a graph. The update is no
    part of the model: put it under `with torch.no_grad():`.
    """
    for p in params:
        if p.grad is not None:
            p -= lr * p.grad
            p.grad = None


@sgd_step.misconception
def rebinds(params, lr):
    """Nothing has changed for the caller: `p = p - …` makes a new tensor, and calls that p. What is done to
    the new p afterwards does not reach the caller's either. Write `p -= …`.
    """
    for p in params:
        if p.grad is not None:
            p = p - lr * p.grad
            p.grad = None


@sgd_step.misconception
def never_cleared(params, lr):
    """The parameters are right, but their `.grad` was left: the next `backward()` would add to it, and the
    next step would be too long. Set `p.grad = None`, or zero it.
    """
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p -= lr * p.grad


@sgd_step.misconception
def clears_first(params, lr):
    """The gradients are cleared, but the parameters are as they were. Perhaps the gradients were cleared
    before they were used: first the step, then clear. Or `p = p - …` made a new tensor under the name p:
    `p -= …` changes the caller's.
    """
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p.grad.zero_()
                p -= lr * p.grad


@sgd_step.misconception
def uphill(params, lr):
    """This is a step uphill. The loss gets smaller *against* the direction of the gradient: subtract."""
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p += lr * p.grad
                p.grad = None


@sgd_step.misconception
def every_gradient_is_there(params, lr):
    """A parameter that was not used in the loss has `.grad` None. Leave it as it is."""
    with torch.no_grad():
        for p in params:
            p -= lr * p.grad
            p.grad = None


@sgd_step.misconception
def no_underscore(params, lr):
    """A tensor has no method `zero()`: it is `zero_()`, as all that changes a tensor in place ends in `_`."""
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p -= lr * p.grad
                p.grad.zero()


sgd_step.hint("with torch.no_grad(): and an operation in place, such as p -= …")


# ── 10 ──────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={
        "params": list_of(
            tensors("m n", requires_grad=True, grads=("left", "none")),
            tensors("n", requires_grad=True, grads=("left",)),
        ),
        "keep": each(True, False),
    },
    grads="exact",
)
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
        if p.grad is not None and keep:
            p.grad.fill_(0)
        else:
            p.grad = None


@zero_gradients.misconception
def new_zeros(params, keep):
    """New tensors of zeros were made. With keep, the memory of the old ones is to be used again: write the
    zeros into them, with `zero_()`.
    """
    for p in params:
        if not keep:
            p.grad = None
        elif p.grad is not None:
            p.grad = torch.zeros_like(p)


@zero_gradients.misconception
def always_none(params, keep):
    """With keep, the `.grad` are to stay, filled with zeros. Here they became None."""
    for p in params:
        p.grad = None


@zero_gradients.misconception
def always_zeros(params, keep):
    """Without keep, the memory is to be given back: `p.grad = None`. Here zeros were left in it."""
    for p in params:
        if p.grad is not None:
            p.grad.zero_()


@zero_gradients.misconception
def zeros_for_none(params, keep):
    """A `.grad` that was None became a tensor of zeros. What is None stays None."""
    for p in params:
        if p.grad is not None and keep:
            p.grad.zero_()
        else:
            p.grad = torch.zeros_like(p) if keep else None


@zero_gradients.misconception
def none_has_no_zero(params, keep):
    """A `.grad` may be None, and None has no `zero_()`. Ask first: `if p.grad is not None`."""
    for p in params:
        p.grad.zero_()
        if not keep:
            p.grad = None


@zero_gradients.misconception
def the_other_way_round(params, keep):
    """It is the other way round: zeros with keep, None without."""
    for p in params:
        if keep:
            p.grad = None
        elif p.grad is not None:
            p.grad.zero_()


@zero_gradients.misconception
def zeroes_parameters(params, keep):
    """The parameters themselves were set to 0. Only their gradients are to be: `p.grad`, not p."""
    with torch.no_grad():
        for p in params:
            p.zero_()


zero_gradients.hint("zero_() writes into the memory that is there; p.grad = None lets go of it.")


# ── 11 ──────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"values": tensors("*s", dtypes=("float", "int64"))}, attached=True, aliasing=True)
def small_parameter(values):
    return (values * 0.01).requires_grad_()


@small_parameter.right
def as_a_parameter(values):
    return torch.nn.Parameter(0.01 * values)


@small_parameter.right
def filled_under_no_grad(values):
    dtype = values.dtype if values.is_floating_point() else torch.float32
    p = torch.zeros(values.shape, dtype=dtype, device=values.device, requires_grad=True)
    with torch.no_grad():
        p += 0.01 * values
    return p


@small_parameter.misconception
def computed_from_a_leaf(values):
    """The result requires grad, but it is no leaf: it was computed from a tensor that requires grad, and that
    one would get the gradients. So its own `.grad` stays None, and it never learns. Multiply first, and ask
    for grad last.
    """
    return (values * 1.0).requires_grad_() * 0.01


@small_parameter.misconception
def without_requires_grad(values):
    """The numbers are right, but the tensor does not require grad. Call `requires_grad_()` on it."""
    return values * 0.01


@small_parameter.misconception
def whole_numbers(values):
    """Whole numbers have no gradient: "only Tensors of floating point and complex dtype can require
    gradients". Make floats of them first; the product with 0.01 does so.
    """
    return (values.clone().requires_grad_() * 0.01).detach().requires_grad_()


@small_parameter.misconception
def leaf_in_place(values):
    """A leaf that requires grad may not be changed in place while torch records a graph. Multiply first, and
    ask for grad last; or change it under `torch.no_grad()`.
    """
    p = (values * 1.0).requires_grad_()
    p *= 0.01
    return p


@small_parameter.misconception
def ten_times_too_large(values):
    """These are a tenth of the values. A hundredth is asked: 0.01."""
    return (values * 0.1).requires_grad_()


small_parameter.hint("What is computed from a tensor that requires grad is no leaf.")
small_parameter.hint("(0.01 * values).requires_grad_()")
