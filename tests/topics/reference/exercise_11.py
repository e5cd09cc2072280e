"""Jacobians: of matrices, products with them, further derivatives, one gradient for each row. D2L 2.5."""

import torch

from grader.course import Exercise, each, functions, tensors

exercise = Exercise("Jacobians")

DOUBLE = ("float64",)


def filled(x):
    """At least one number: `torch.func.vmap` takes no empty tensor."""
    return x.clone() if len(x) else x.new_ones(1)


COPIES = tensors("n").map(torch.clone)
"""`torch.func.jvp` takes no expanded tensor."""
VECTOR_FUNCTIONS = functions(
    "lambda x: x * x.sum()",
    "lambda x: x[:-1] * x[1:]",
    "lambda x: torch.stack((x.sum(), (x * x).sum()))",
    "lambda x: x.cumsum(0) ** 2",
)
SCALAR_FUNCTIONS = functions(
    "lambda x: (x ** 3).sum()",
    "lambda x: x.sum() ** 2 * x.sum()",
    "lambda x: (x[:-1] * x[1:] ** 2).sum()",
    "lambda x: torch.sin(x).sum() * x.sum()",
)


# ── 1 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={
        "f": functions(
            "lambda X: X.sum(0)", "lambda X: X @ X.T", "lambda X: (X * X).sum()", "lambda X: X[:, :1] * X"
        ),
        "X": tensors("m n").map(torch.clone),
    },
    cases=40,
)
def jacobian_of_a_matrix(f, X):
    if not X.numel():
        raise ValueError("an empty Jacobian is not asked")
    return torch.func.jacrev(f)(X)


@jacobian_of_a_matrix.right
def by_functional(f, X):
    return torch.autograd.functional.jacobian(f, X)


@jacobian_of_a_matrix.right
def element_by_element(f, X):
    X = X.detach().requires_grad_()
    Y = f(X)
    rows = [torch.autograd.grad(y, X, retain_graph=True)[0] for y in Y.reshape(-1)]
    return torch.stack(rows).reshape(*Y.shape, *X.shape)


@jacobian_of_a_matrix.right
def column_by_column(f, X):
    columns = []
    for n in range(X.numel()):
        V = torch.zeros_like(X).reshape(-1)
        V[n] = 1
        columns.append(torch.func.jvp(f, (X,), (V.reshape(X.shape),))[1])
    return torch.stack(columns, -1).reshape(*columns[0].shape, *X.shape)


@jacobian_of_a_matrix.misconception
def flat_jacobian(f, X):
    """The numbers are right, but the result is flat: one row for each element of f(X), one column for each
    element of X. Its shape should be that of f(X), and then that of X.
    """
    J = torch.func.jacrev(f)(X)
    return J.reshape(-1, X.numel())


@jacobian_of_a_matrix.misconception
def gradient_of_the_sum(f, X):
    """This is the gradient of the sum of f(X), in the shape of X. The Jacobian has one gradient for *each*
    element of f(X).
    """
    return torch.func.grad(lambda X: f(X).sum())(X)


@jacobian_of_a_matrix.misconception
def dimensions_of_X_first(f, X):
    """The dimensions are in the wrong order: first those of f(X), then those of X."""
    J = torch.func.jacrev(f)(X)
    first = J.dim() - X.dim()
    return J.permute(*range(first, J.dim()), *range(first))


@jacobian_of_a_matrix.misconception
def rows_add_up(f, X):
    """Each gradient holds those before it, too: `backward()` adds to `.grad`. Clear it between them."""
    X = X.detach().requires_grad_()
    Y, rows = f(X), []
    for y in Y.reshape(-1):
        y.backward(retain_graph=True)
        rows.append(X.grad.clone())
    return torch.stack(rows).reshape(*Y.shape, *X.shape)


jacobian_of_a_matrix.hint("torch.func.jacrev gives the shape that is asked.")


# ── 2 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={"f": VECTOR_FUNCTIONS, "x": COPIES, "v": COPIES},
    cases=40,
)
def jacobian_vector_product(f, x, v):
    if not len(x):
        raise ValueError("an empty Jacobian is not asked")
    return torch.func.jvp(f, (x,), (v,))[1]


@jacobian_vector_product.right
def with_the_whole_jacobian(f, x, v):
    return torch.func.jacrev(f)(x) @ v


@jacobian_vector_product.right
def with_the_functional(f, x, v):
    return torch.autograd.functional.jvp(f, x, v)[1]


@jacobian_vector_product.right
def row_by_row(f, x, v):
    x = x.detach().requires_grad_()
    rows = [torch.autograd.grad(y, x, retain_graph=True)[0] @ v for y in f(x)]
    return torch.stack(rows) if rows else v[:0]


@jacobian_vector_product.misconception
def from_the_left(f, x, v):
    """This is vᵀ J, as `backward(v)` gives it. J v is asked: v has as many elements as x."""
    J = torch.func.jacrev(f)(x)
    return v[: len(J)] @ J


@jacobian_vector_product.misconception
def result_and_product(f, x, v):
    """`jvp` returns a pair: f(x), and the product. Take the second."""
    return torch.func.jvp(f, (x,), (v,))


@jacobian_vector_product.misconception
def f_of_the_vector(f, x, v):
    """This is f(x + v) - f(x). The product J v is what becomes of it for very small v, divided by their
    size.
    """
    return f(x + v) - f(x)


@jacobian_vector_product.misconception
def rows_not_summed(f, x, v):
    """You multiplied the columns of J by v, and did not add them up. The product is a vector: `J @ v`."""
    return torch.func.jacrev(f)(x) * v


jacobian_vector_product.hint("It is the derivative of f(x + t v) with respect to t, at t = 0.")


# ── 3 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"f": SCALAR_FUNCTIONS, "x": COPIES}, cases=40)
def hessian(f, x):
    if not len(x):
        raise ValueError("an empty Hessian is not asked")
    return torch.func.jacrev(torch.func.grad(f))(x)


@hessian.right
def forward_over_reverse(f, x):
    return torch.func.hessian(f)(x)


@hessian.right
def hessian_of_the_functional(f, x):
    return torch.autograd.functional.hessian(f, x)


@hessian.right
def gradient_of_each_slope(f, x):
    x = x.detach().requires_grad_()
    (gradient,) = torch.autograd.grad(f(x), x, create_graph=True)
    if not gradient.requires_grad:
        return x.new_zeros(len(x), len(x))
    rows = [torch.autograd.grad(slope, x, retain_graph=True)[0] for slope in gradient]
    return torch.stack(rows)


@hessian.misconception
def sums_of_the_rows(f, x):
    """This is the gradient of the sum of the gradient: each row of the Hessian was added up. Go through the
    gradient element by element.
    """
    return torch.func.grad(lambda x: torch.func.grad(f)(x).sum())(x)


@hessian.misconception
def only_the_diagonal(f, x):
    """Only the diagonal is right. Beside it are the mixed derivatives: first by x_i, then by x_j."""
    return torch.diag(torch.func.hessian(f)(x).diagonal())


@hessian.misconception
def graph_is_gone(f, x):
    """The gradient has no graph, so it cannot be differentiated again. Write `create_graph=True` where you
    take it.
    """
    x = x.detach().requires_grad_()
    (gradient,) = torch.autograd.grad(f(x), x)
    return torch.stack([torch.autograd.grad(slope, x)[0] for slope in gradient])


@hessian.misconception
def outer_product_of_the_gradient(f, x):
    """This is the gradient times itself. The Hessian has *second* derivatives."""
    gradient = torch.func.grad(f)(x)
    return torch.outer(gradient, gradient)


hessian.hint("It is the Jacobian of the gradient.")


# ── 4 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={
        "f": functions(
            "lambda x: x ** 4", "lambda x: torch.sin(2 * x)", "lambda x: torch.exp(x / 4) * x ** 3"
        ),
        "n": each(2, 0, 1, 3),
        "x": tensors("k", dtypes=DOUBLE).map(filled),
    },
    seen_as="result(x)",
    cases=40,
)
def nth_derivative(f, n):
    def slope(g):
        def of_g(x):
            with torch.enable_grad():
                x = x if x.requires_grad else x.detach().requires_grad_()
                return torch.autograd.grad(g(x).sum(), x, create_graph=True)[0]

        return of_g

    for _ in range(n):
        f = slope(f)
    return lambda x: f(x).detach()


@nth_derivative.right
def differentiates_in_a_loop(f, n):
    def nth(x):
        x = x.detach().requires_grad_()
        y = f(x)
        for _ in range(n):
            (y,) = torch.autograd.grad(y.sum(), x, create_graph=True)
        return y.detach()

    return nth


@nth_derivative.right
def by_recursion(f, n):
    if n == 0:
        return f
    g = nth_derivative_of_the_sum(f)
    return by_recursion(g, n - 1)


def nth_derivative_of_the_sum(f):
    return torch.func.grad(lambda x: f(x).sum())


@nth_derivative.right
def by_vmap(f, n):
    for _ in range(n):
        f = torch.func.grad(f)
    return torch.func.vmap(f)


@nth_derivative.misconception
def one_too_few(f, n):
    """You differentiated once too few. n = 0 is f itself, and n = 1 its derivative."""
    for _ in range(n - 1):
        f = nth_derivative_of_the_sum(f)
    return f


@nth_derivative.misconception
def power_of_the_slope(f, n):
    """This is the first derivative to the power n. The n-th derivative differentiates n times."""
    return lambda x: nth_derivative_of_the_sum(f)(x) ** n


@nth_derivative.misconception
def calls_itself_for_ever(f, n):
    """`f = lambda x: slope(f, x)` looks f up when it is *called*, and then f is the new function itself.
    So it calls itself without an end. Give the old function as an argument to another function.
    """

    def slope(g, x):
        x = x.detach().requires_grad_()
        return torch.autograd.grad(g(x).sum(), x)[0]

    for _ in range(n):
        f = lambda x: slope(f, x)  # noqa: B023, E731  # the mistake
    return f


@nth_derivative.misconception
def without_a_graph(f, n):
    """The first derivative has no graph, so it cannot be differentiated again. Write `create_graph=True`."""

    def nth(x):
        x = x.detach().requires_grad_()
        y = f(x)
        for _ in range(n):
            (y,) = torch.autograd.grad(y.sum(), x)
        return y.detach()

    return nth


nth_derivative.hint("Differentiate a function n times: each time, the result is a function again.")


# ── 5 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"w": tensors("d"), "X": tensors("n d"), "y": tensors("n")}, cases=48)
def gradient_of_each_row(w, X, y):
    if not X.numel():
        raise ValueError("an empty Jacobian is not asked")
    return 2 * (X @ w - y)[:, None] * X


@gradient_of_each_row.right
def with_vmap(w, X, y):
    return torch.func.vmap(torch.func.grad(lambda w, x, y: (x @ w - y) ** 2), (None, 0, 0))(w, X, y)


@gradient_of_each_row.right
def one_backward_for_each(w, X, y):
    rows = torch.zeros_like(X)
    for n in range(len(X)):
        leaf = w.detach().clone().requires_grad_()
        ((X[n] @ leaf - y[n]) ** 2).backward()
        rows[n] = leaf.grad
    return rows


@gradient_of_each_row.right
def a_copy_of_w_for_each(w, X, y):
    W = w.detach().repeat(len(X), 1).requires_grad_()
    return torch.autograd.grad((((W * X).sum(1) - y) ** 2).sum(), W)[0]


@gradient_of_each_row.misconception
def added_up(w, X, y):
    """This is the sum over all rows. Each row of the result has the gradient of one row of X."""
    return 2 * X.T @ (X @ w - y)


@gradient_of_each_row.misconception
def rows_are_one_tensor(w, X, y):
    """All rows of your result are the last sum: `rows.append(w.grad)` appends the same tensor again and
    again, and `backward()` adds to it. Copy it, and clear it.
    """
    leaf, rows = w.detach().clone().requires_grad_(), []
    for n in range(len(X)):
        ((X[n] @ leaf - y[n]) ** 2).backward()
        rows.append(leaf.grad)
    return torch.stack(rows)


@gradient_of_each_row.misconception
def without_the_two(w, X, y):
    """The 2 is missing: the derivative of e² is 2e."""
    return (X @ w - y)[:, None] * X


@gradient_of_each_row.misconception
def never_cleared(w, X, y):
    """Each row holds all rows before it, too: `backward()` adds to `.grad`. Clear it for each row."""
    leaf, rows = w.detach().clone().requires_grad_(), []
    for n in range(len(X)):
        ((X[n] @ leaf - y[n]) ** 2).backward()
        rows.append(leaf.grad.clone())
    return torch.stack(rows)


@gradient_of_each_row.misconception
def divided_by_n(w, X, y):
    """These are the rows' shares in the gradient of the *mean*: each was divided by n."""
    return 2 * (X @ w - y)[:, None] * X / len(X)


gradient_of_each_row.hint("Row i is the gradient of (X[i] @ w - y[i]) ** 2 alone.")


# ── 6 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"f": VECTOR_FUNCTIONS, "x": tensors("n", requires_grad=True)}, gradient=True, cases=40)
def lasting_jacobian(f, x):
    y = f(x)
    if not len(y):
        raise ValueError("an empty Jacobian is not asked")
    return torch.stack([torch.autograd.grad(element, x, create_graph=True)[0] for element in y])


@lasting_jacobian.right
def with_jacrev(f, x):
    return torch.func.jacrev(f)(x)


@lasting_jacobian.right
def with_create_graph(f, x):
    return torch.autograd.functional.jacobian(f, x, create_graph=True)


@lasting_jacobian.right
def with_jacfwd(f, x):
    return torch.func.jacfwd(f)(x)


@lasting_jacobian.misconception
def without_create_graph(f, x):
    """The values are right, but the Jacobian has no graph, so it cannot be differentiated. Write
    `create_graph=True`.
    """
    return torch.autograd.functional.jacobian(f, x)


@lasting_jacobian.misconception
def transposed_jacobian(f, x):
    """Rows and columns are swapped. Row i has the derivatives of the element i of f(x)."""
    return torch.func.jacrev(f)(x).T


@lasting_jacobian.misconception
def copied_into_a_new_tensor(f, x):
    """The values are right, but they were copied as plain numbers (`torch.tensor`, `.data`, `.item()`): those
    have no graph. `torch.stack` keeps it.
    """
    return torch.tensor(torch.func.jacrev(f)(x).tolist(), dtype=x.dtype, requires_grad=True)


@lasting_jacobian.misconception
def rows_of_the_sum(f, x):
    """This is the gradient of the sum of f(x), a vector. The Jacobian has one row for each element of
    f(x).
    """
    return torch.autograd.grad(f(x).sum(), x, create_graph=True)[0]


lasting_jacobian.hint("torch.autograd.grad has the argument create_graph.")


# ── 7 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"x": tensors("n")}, cases=48)
def jacobian_of_softmax(x):
    if not len(x):
        raise ValueError("an empty Jacobian is not asked")
    p = torch.softmax(x, 0)
    return torch.diag(p) - torch.outer(p, p)


@jacobian_of_softmax.right
def softmax_by_jacrev(x):
    return torch.func.jacrev(lambda x: torch.softmax(x, 0))(x)


@jacobian_of_softmax.right
def softmax_by_a_product(x):
    p = torch.softmax(x, 0)
    return p[:, None] * (torch.eye(len(x), dtype=x.dtype, device=x.device) - p)


@jacobian_of_softmax.right
def softmax_in_loops(x):
    p = torch.softmax(x, 0)
    J = torch.zeros(len(x), len(x), dtype=x.dtype, device=x.device)
    for i in range(len(x)):
        for j in range(len(x)):
            J[i, j] = p[i] * (int(i == j) - p[j])
    return J


@jacobian_of_softmax.misconception
def each_for_itself(x):
    """Only the diagonal is right. Each probability depends on *all* elements of x, since they share a sum."""
    p = torch.softmax(x, 0)
    return torch.diag(p * (1 - p))


@jacobian_of_softmax.misconception
def signs_swapped(x):
    """All signs are wrong: more of x_i makes p_i larger, and the others smaller."""
    p = torch.softmax(x, 0)
    return torch.outer(p, p) - torch.diag(p)


@jacobian_of_softmax.misconception
def vector_of_slopes(x):
    """This is p (1 - p), the diagonal. The Jacobian is a matrix: n results, n inputs."""
    p = torch.softmax(x, 0)
    return p * (1 - p)


@jacobian_of_softmax.misconception
def without_the_diagonal(x):
    """This is - p pᵀ. On the diagonal, p_i is missing."""
    p = torch.softmax(x, 0)
    return -torch.outer(p, p)


jacobian_of_softmax.hint("dp_i / dx_j is p_i (1 - p_i) if i = j, and - p_i p_j if not.")
