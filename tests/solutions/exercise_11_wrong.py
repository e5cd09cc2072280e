"""Wrong solutions of exercise 11 by an author who saw only the starter.

torch, math, torch.nn.functional as F and Tensor are imported for them.
"""

WRONG: list[tuple[str, str, str]] = [
    # ── layer_gradients ───────────────────────
    (
        "layer_gradients",
        "takes the mean of all elements in place of the sum",
        """
def layer_gradients(X, W, b):
    Y = X @ W.T + b
    Y.mean().backward()
    return W.grad, b.grad
""",
    ),
    (
        "layer_gradients",
        "thinks that b counts once, so its gradient is 1, whatever the number of rows",
        """
def layer_gradients(X, W, b):
    return X.sum(dim=0).expand_as(W), torch.ones_like(b)
""",
    ),
    (
        "layer_gradients",
        "writes Xᵀ G for the weight gradient, which is (d, m) and not the shape of W",
        """
def layer_gradients(X, W, b):
    G = torch.ones(len(X), len(W), dtype=X.dtype)
    return X.T @ G, G.sum(dim=0)
""",
    ),
    (
        "layer_gradients",
        "runs one backward for each result without clearing, so both count twice",
        """
def layer_gradients(X, W, b):
    (X @ W.T + b).sum().backward()
    dW = W.grad
    (X @ W.T + b).sum().backward()
    db = b.grad
    return dW, db
""",
    ),
    (
        "layer_gradients",
        "uses the sentence on a single row for all X, so only row 0 counts",
        """
def layer_gradients(X, W, b):
    m = W.size(0)
    dW = torch.stack([X[0]] * m)
    db = torch.full_like(b, X.size(0))
    return dW, db
""",
    ),
    (
        "layer_gradients",
        "torch.full with an int makes integers for the gradient of b",
        """
def layer_gradients(X, W, b):
    dW = X.sum(0).repeat(len(W), 1)
    db = torch.full((len(W),), len(X))
    return dW, db
""",
    ),
    (
        "layer_gradients",
        "writes the sum as n times the mean, which is nan without rows",
        """
def layer_gradients(X, W, b):
    n = X.shape[0]
    row = X.mean(dim=0) * n
    return row.repeat(W.shape[0], 1), torch.full_like(b, n)
""",
    ),
    (
        "layer_gradients",
        "sets all rows of X one below the other m times, without adding them up"
        " AND fills b's gradient with the number of outputs in place of the number of rows",
        """
def layer_gradients(X, W, b):
    m = W.shape[0]
    return X.repeat(m, 1), torch.full_like(b, m)
""",
    ),
    (
        "layer_gradients",
        "makes the results with torch.zeros, which is float32 for double input as well"
        " AND counts b once for each output, outside of the loop over the rows",
        """
def layer_gradients(X, W, b):
    m, d = W.shape
    dW = torch.zeros(m, d)
    db = torch.zeros(m)
    for i in range(m):
        for x in X:
            dW[i] += x
        db[i] += 1
    return dW, db
""",
    ),
    (
        "layer_gradients",
        "takes the mean of all elements in place of the sum AND returns the gradient for b first",
        """
def layer_gradients(X, W, b):
    loss = torch.nn.functional.linear(X, W, b).mean()
    loss.backward()
    return b.grad, W.grad
""",
    ),
    # ── both_ways ─────────────────────────────
    (
        "both_ways",
        "clears between the two, but not before, so the old gradient is in the first result",
        """
def both_ways(f, x, w):
    y = f(x)
    y.backward(w, retain_graph=True)
    g1 = x.grad.clone()
    x.grad = None
    (y * w).sum().backward()
    return g1, x.grad
""",
    ),
    (
        "both_ways",
        "does not clear between the two, and the gradients add up",
        """
def both_ways(f, x, w):
    x.grad = None
    f(x).backward(w)
    first = x.grad
    (f(x) * w).sum().backward()
    second = x.grad
    return first, second
""",
    ),
    (
        "both_ways",
        "calls zero_ on the gradient that may be None",
        """
def both_ways(f, x, w):
    x.grad.zero_()
    f(x).backward(w)
    first = x.grad.clone()
    x.grad = None
    torch.sum(f(x) * w).backward()
    second = x.grad.clone()
    return first, second
""",
    ),
    (
        "both_ways",
        "goes back two times through one graph, which the first backward has freed",
        """
def both_ways(f, x, w):
    x.grad = None
    y = f(x)
    y.backward(w)
    a = x.grad
    x.grad = None
    (y * w).sum().backward()
    return a, x.grad
""",
    ),
    (
        "both_ways",
        "multiplies the two sums in place of summing the products",
        """
def both_ways(f, x, w):
    (first,) = torch.autograd.grad(f(x), x, w)
    (second,) = torch.autograd.grad(f(x).sum() * w.sum(), x)
    return first, second
""",
    ),
    (
        "both_ways",
        "weights the gradient of the sum with w, as if each y depended on one x alone",
        """
def both_ways(f, x, w):
    x.grad = None
    f(x).backward(w)
    first = x.grad
    x.grad = None
    f(x).sum().backward()
    second = x.grad * w
    return first, second
""",
    ),
    (
        "both_ways",
        "w @ y is the number for vectors only, but y may be a matrix",
        """
def both_ways(f, x, w):
    x.grad = None
    y = f(x)
    y.backward(w, retain_graph=True)
    g = x.grad
    x.grad = None
    (w @ y).backward()
    return g, x.grad
""",
    ),
    (
        "both_ways",
        "remembers the old gradient without a copy, and backward adds into that very tensor",
        """
def both_ways(f, x, w):
    old = 0 if x.grad is None else x.grad
    f(x).backward(w)
    first = x.grad - old
    before = x.grad.clone()
    (f(x) * w).sum().backward()
    second = x.grad - before
    return first, second
""",
    ),
    (
        "both_ways",
        "the old gradient is part of the first result AND the number is the mean, and not the sum",
        """
def both_ways(f, x, w):
    f(x).backward(w)
    first = x.grad.clone()
    x.grad = None
    (f(x) * w).mean().backward()
    return first, x.grad
""",
    ),
    (
        "both_ways",
        "weights every y with the sum of w AND does not clear before the second backward",
        """
def both_ways(f, x, w):
    if x.grad is not None:
        x.grad.zero_()
    y = f(x)
    y.backward(w, retain_graph=True)
    first = x.grad.clone()
    (y * w.sum()).sum().backward()
    return first, x.grad
""",
    ),
    (
        "both_ways",
        "gives ones to backward in place of w AND does not clear before the second backward",
        """
def both_ways(f, x, w):
    x.grad = None
    y = f(x)
    y.backward(torch.ones_like(y), retain_graph=True)
    first = x.grad.clone()
    (y * w).sum().backward()
    second = x.grad.clone()
    return first, second
""",
    ),
    # ── jacobian_of_result ────────────────────
    (
        "jacobian_of_result",
        "the first backward frees the graph, so the second row fails",
        """
def jacobian_of_result(y, x):
    rows = []
    for i in range(len(y)):
        x.grad = None
        y[i].backward()
        rows.append(x.grad)
    return torch.stack(rows)
""",
    ),
    (
        "jacobian_of_result",
        "clears once before the loop, so each row holds the sum of all rows so far",
        """
def jacobian_of_result(y, x):
    x.grad = None
    J = torch.empty(len(y), len(x), dtype=x.dtype)
    for i, yi in enumerate(y):
        yi.backward(retain_graph=True)
        J[i] = x.grad
    return J
""",
    ),
    (
        "jacobian_of_result",
        "collects the same tensor x.grad each time, so all rows are the last one",
        """
def jacobian_of_result(y, x):
    rows = []
    for yi in y:
        if x.grad is not None:
            x.grad.zero_()
        yi.backward(retain_graph=True)
        rows.append(x.grad)
    return torch.stack(rows)
""",
    ),
    (
        "jacobian_of_result",
        "clears after each row, but the old gradient is still in the first",
        """
def jacobian_of_result(y, x):
    rows = []
    for k in range(y.numel()):
        y[k].backward(retain_graph=True)
        rows.append(x.grad.clone())
        x.grad.zero_()
    return torch.stack(rows)
""",
    ),
    (
        "jacobian_of_result",
        "sets the gradients side by side as columns",
        """
def jacobian_of_result(y, x):
    return torch.stack([torch.autograd.grad(v, x, retain_graph=True)[0] for v in y], dim=1)
""",
    ),
    (
        "jacobian_of_result",
        "wraps the finished y as a function, which does not depend on its argument: all zeros",
        """
def jacobian_of_result(y, x):
    return torch.autograd.functional.jacobian(lambda x: y, x)
""",
    ),
    (
        "jacobian_of_result",
        "counts the rows by the length of x",
        """
def jacobian_of_result(y, x):
    J = torch.zeros(len(y), len(x), dtype=x.dtype)
    for i in range(len(x)):
        (g,) = torch.autograd.grad(y[i], x, retain_graph=True)
        J[i] = g
    return J
""",
    ),
    (
        "jacobian_of_result",
        "frees the graph one row too early to save memory",
        """
def jacobian_of_result(y, x):
    m = len(y)
    rows = []
    for i in range(m):
        more = i < m - 2
        rows.append(torch.autograd.grad(y[i], x, retain_graph=more)[0])
    return torch.stack(rows)
""",
    ),
    (
        "jacobian_of_result",
        "one backward with ones gives the sum of the rows, which is then repeated",
        """
def jacobian_of_result(y, x):
    x.grad = None
    y.backward(torch.ones_like(y))
    return x.grad.expand(len(y), -1)
""",
    ),
    (
        "jacobian_of_result",
        "gives the whole identity matrix to one backward, which wants the shape of y",
        """
def jacobian_of_result(y, x):
    x.grad = None
    y.backward(torch.eye(len(y), dtype=y.dtype))
    return x.grad
""",
    ),
    (
        "jacobian_of_result",
        "torch.zeros is float32 for double input as well AND the old gradient is in the first row",
        """
def jacobian_of_result(y, x):
    J = torch.zeros(len(y), len(x))
    for i in range(len(y)):
        y[i].backward(retain_graph=True)
        J[i] = x.grad
        x.grad.zero_()
    return J
""",
    ),
    (
        "jacobian_of_result",
        "subtracts the gradient before, but holds x.grad itself, so the later rows are zero"
        " AND starts from zero, though x.grad may hold an old gradient",
        """
def jacobian_of_result(y, x):
    before = torch.zeros_like(x)
    rows = []
    for yi in y:
        yi.backward(retain_graph=True)
        rows.append((x.grad - before).detach())
        before = x.grad
    return torch.stack(rows)
""",
    ),
    (
        "jacobian_of_result",
        "the rows add up, because x.grad is cleared only once AND they become columns",
        """
def jacobian_of_result(y, x):
    x.grad = None
    J = torch.zeros(len(x), len(y), dtype=x.dtype)
    for i in range(len(y)):
        y[i].backward(retain_graph=True)
        J[:, i] = x.grad
    return J
""",
    ),
    # ── two_jacobians ─────────────────────────
    (
        "two_jacobians",
        "calls f with b first in the second Jacobian",
        """
def two_jacobians(f, a, b):
    J = torch.autograd.functional.jacobian
    return J(lambda t: f(t, b), a), J(lambda t: f(t, a), b)
""",
    ),
    (
        "two_jacobians",
        "hands over the result f(a, b) in place of the function",
        """
def two_jacobians(f, a, b):
    return torch.autograd.functional.jacobian(f(a, b), (a, b))
""",
    ),
    (
        "two_jacobians",
        "jacrev differentiates with respect to the first argument only, and the swap does not help",
        """
def two_jacobians(f, a, b):
    jac = torch.func.jacrev(f)
    return jac(a, b), jac(b, a)
""",
    ),
    (
        "two_jacobians",
        "asks for the arguments in the order b, a",
        """
def two_jacobians(f, a, b):
    return torch.func.jacrev(f, argnums=(1, 0))(a, b)
""",
    ),
    (
        "two_jacobians",
        "clears a.grad before each row, but forgets b.grad",
        """
def two_jacobians(f, a, b):
    Ja, Jb = [], []
    y = f(a, b)
    for yi in y:
        a.grad = None
        yi.backward(retain_graph=True)
        Ja.append(a.grad)
        Jb.append(b.grad.clone())
    return torch.stack(Ja), torch.stack(Jb)
""",
    ),
    (
        "two_jacobians",
        "joins a and b to one vector, and then splits the rows and not the columns",
        """
def two_jacobians(f, a, b):
    p = len(a)
    J = torch.autograd.functional.jacobian(lambda ab: f(ab[:p], ab[p:]), torch.cat([a, b]))
    return J[:p], J[p:]
""",
    ),
    (
        "two_jacobians",
        "differentiates the sum of y and repeats the result for each row",
        """
def two_jacobians(f, a, b):
    y = f(a, b)
    da, db = torch.autograd.grad(y.sum(), (a, b))
    return da.repeat(len(y), 1), db.repeat(len(y), 1)
""",
    ),
    (
        "two_jacobians",
        "keeps the graph for a, but not for the rows of b",
        """
def two_jacobians(f, a, b):
    y = f(a, b)
    Ja = torch.stack([torch.autograd.grad(yi, a, retain_graph=True)[0] for yi in y])
    Jb = torch.stack([torch.autograd.grad(yi, b)[0] for yi in y])
    return Ja, Jb
""",
    ),
    (
        "two_jacobians",
        "sets the other vector to zero in place of keeping it",
        """
def two_jacobians(f, a, b):
    jac = torch.autograd.functional.jacobian
    Ja = jac(lambda u: f(u, torch.zeros_like(b)), a)
    Jb = jac(lambda u: f(torch.zeros_like(a), u), b)
    return Ja, Jb
""",
    ),
    (
        "two_jacobians",
        "results from torch.zeros are float32 for double input AND the gradients of all rows add up",
        """
def two_jacobians(f, a, b):
    y = f(a, b)
    m = len(y)
    Ja = torch.zeros(m, len(a))
    Jb = torch.zeros(m, len(b))
    for i in range(m):
        y[i].backward(retain_graph=True)
        Ja[i] = a.grad
        Jb[i] = b.grad
    return Ja, Jb
""",
    ),
    (
        "two_jacobians",
        "unpacks the two in the wrong order AND transposes them, as if inputs belonged to the rows",
        """
def two_jacobians(f, a, b):
    Jb, Ja = torch.func.jacrev(f, argnums=(0, 1))(a, b)
    return Ja.T, Jb.T
""",
    ),
    (
        "two_jacobians",
        "forgets to clear b.grad between the rows AND sets the gradients as columns",
        """
def two_jacobians(f, a, b):
    y = f(a, b)
    ga, gb = [], []
    for k in range(y.shape[0]):
        a.grad = None
        y[k].backward(retain_graph=True)
        ga.append(a.grad)
        gb.append(b.grad.clone())
    return torch.stack(ga, dim=1), torch.stack(gb, dim=1)
""",
    ),
    # ── jacobian_vector_product ───────────────
    (
        "jacobian_vector_product",
        "gives v to backward, which computes the product from the left",
        """
def jacobian_vector_product(f, x, v):
    y = f(x)
    y.backward(v)
    return x.grad
""",
    ),
    (
        "jacobian_vector_product",
        "takes the transposed Jacobian",
        """
def jacobian_vector_product(f, x, v):
    J = torch.autograd.functional.jacobian(f, x)
    return J.T @ v
""",
    ),
    (
        "jacobian_vector_product",
        "* for the product of matrix and vector, which only scales the columns",
        """
def jacobian_vector_product(f, x, v):
    return torch.func.jacrev(f)(x) * v
""",
    ),
    (
        "jacobian_vector_product",
        "jvp returns f(x) first, and this is what [0] takes",
        """
def jacobian_vector_product(f, x, v):
    return torch.autograd.functional.jvp(f, x, v)[0]
""",
    ),
    (
        "jacobian_vector_product",
        "how far f(x) moves for the whole step v, in place of the slope",
        """
def jacobian_vector_product(f, x, v):
    with torch.no_grad():
        return f(x + v) - f(x)
""",
    ),
    (
        "jacobian_vector_product",
        "difference quotient with a step that float32 cannot resolve",
        """
def jacobian_vector_product(f, x, v):
    eps = 1e-6
    with torch.no_grad():
        return (f(x + eps * v) - f(x)) / eps
""",
    ),
    (
        "jacobian_vector_product",
        "takes 'in the direction v' as a unit vector and divides by the length of v",
        """
def jacobian_vector_product(f, x, v):
    direction = v / torch.linalg.norm(v)
    return torch.autograd.functional.jacobian(f, x) @ direction
""",
    ),
    (
        "jacobian_vector_product",
        "sums f(x) first, so all rows of J fall into one number",
        """
def jacobian_vector_product(f, x, v):
    (g,) = torch.autograd.grad(f(x).sum(), x)
    return g @ v
""",
    ),
    (
        "jacobian_vector_product",
        "goes through as many rows as v has elements",
        """
def jacobian_vector_product(f, x, v):
    y = f(x)
    out = []
    for i in range(len(v)):
        (row,) = torch.autograd.grad(y[i], x, retain_graph=True)
        out.append(row @ v)
    return torch.stack(out)
""",
    ),
    (
        "jacobian_vector_product",
        "multiplies into the caller's v, so it changes, and the next rows use the products",
        """
def jacobian_vector_product(f, x, v):
    out = []
    for yi in f(x):
        (row,) = torch.autograd.grad(yi, x, retain_graph=True)
        v *= row
        out.append(v.sum())
    return torch.stack(out)
""",
    ),
    (
        "jacobian_vector_product",
        "divides by the length of v AND makes the result in float32 for double input",
        """
def jacobian_vector_product(f, x, v):
    y = f(x)
    d = v / v.norm()
    out = torch.zeros(len(y))
    for i in range(len(y)):
        (row,) = torch.autograd.grad(y[i], x, retain_graph=True)
        out[i] = row @ d
    return out
""",
    ),
    (
        "jacobian_vector_product",
        "does not clear x.grad between the rows AND sets the rows as columns",
        """
def jacobian_vector_product(f, x, v):
    rows = []
    for yi in f(x):
        yi.backward(retain_graph=True)
        rows.append(x.grad.clone())
    J = torch.stack(rows, dim=1)
    return J @ v
""",
    ),
    (
        "jacobian_vector_product",
        "central difference divided by h in place of 2 h AND h is too small for float32",
        """
def jacobian_vector_product(f, x, v):
    h = 1e-6
    with torch.no_grad():
        up = f(x + h * v)
        down = f(x - h * v)
    return (up - down) / h
""",
    ),
    (
        "jacobian_vector_product",
        "takes the whole step v in place of the slope AND divides by the length of v",
        """
def jacobian_vector_product(f, x, v):
    y0 = f(x).detach()
    y1 = f(x + v).detach()
    return (y1 - y0) / v.norm()
""",
    ),
    # ── matrix_jacobian ───────────────────────
    (
        "matrix_jacobian",
        "leaves the flat Jacobian with a row for each element and does not reshape",
        """
def matrix_jacobian(f, X):
    y = f(X).reshape(-1)
    return torch.stack([torch.autograd.grad(v, X, retain_graph=True)[0].reshape(-1) for v in y])
""",
    ),
    (
        "matrix_jacobian",
        "unpacks two sizes, but f(X) may be a vector",
        """
def matrix_jacobian(f, X):
    Y = f(X)
    r, c = Y.shape
    J = torch.zeros(r, c, *X.shape, dtype=X.dtype)
    for i in range(r):
        for j in range(c):
            J[i, j] = torch.autograd.grad(Y[i, j], X, retain_graph=True)[0]
    return J
""",
    ),
    (
        "matrix_jacobian",
        "reshapes to the shape of X first and then that of Y",
        """
def matrix_jacobian(f, X):
    Y = f(X)
    rows = [torch.autograd.grad(v, X, retain_graph=True)[0] for v in Y.reshape(-1)]
    return torch.stack(rows).reshape(*X.shape, *Y.shape)
""",
    ),
    (
        "matrix_jacobian",
        "view(-1) fails if the result of f lies transposed in memory",
        """
def matrix_jacobian(f, X):
    Y = f(X)
    rows = [torch.autograd.grad(v, X, retain_graph=True)[0] for v in Y.view(-1)]
    return torch.stack(rows).view(*Y.shape, *X.shape)
""",
    ),
    (
        "matrix_jacobian",
        "goes through the rows of Y and sums each, so the columns of Y are lost",
        """
def matrix_jacobian(f, X):
    Y = f(X)
    return torch.stack([torch.autograd.grad(row.sum(), X, retain_graph=True)[0] for row in Y])
""",
    ),
    (
        "matrix_jacobian",
        "swaps the two axes of X at the end",
        """
def matrix_jacobian(f, X):
    J = torch.autograd.functional.jacobian(f, X)
    return J.transpose(-1, -2)
""",
    ),
    (
        "matrix_jacobian",
        "squeezes, so dimensions of size 1 vanish",
        """
def matrix_jacobian(f, X):
    return torch.autograd.functional.jacobian(f, X).squeeze()
""",
    ),
    (
        "matrix_jacobian",
        "never clears X.grad between the elements",
        """
def matrix_jacobian(f, X):
    Y = f(X)
    out = []
    for v in Y.flatten():
        v.backward(retain_graph=True)
        out.append(X.grad.clone())
    return torch.stack(out).reshape(Y.shape + X.shape)
""",
    ),
    (
        "matrix_jacobian",
        "calls f on single rows of X, though f wants the matrix",
        """
def matrix_jacobian(f, X):
    return torch.func.vmap(torch.func.jacrev(f))(X)
""",
    ),
    (
        "matrix_jacobian",
        "counts the elements of Y column by column, and reshapes row by row",
        """
def matrix_jacobian(f, X):
    Y = f(X)
    order = Y.mT.flatten() if Y.dim() == 2 else Y
    grads = [torch.autograd.grad(v, X, retain_graph=True)[0] for v in order]
    return torch.stack(grads).reshape(Y.shape + X.shape)
""",
    ),
    (
        "matrix_jacobian",
        "puts the axes of X before those of Y AND makes it in float32 for double input",
        """
def matrix_jacobian(f, X):
    Y = f(X)
    J = torch.zeros(*X.shape, *Y.shape)
    flat = J.view(*X.shape, -1)
    for k in range(Y.numel()):
        (g,) = torch.autograd.grad(Y.reshape(-1)[k], X, retain_graph=True)
        flat[..., k] = g
    return J
""",
    ),
    (
        "matrix_jacobian",
        "a vector Y has no second size AND X.grad adds up over the elements",
        """
def matrix_jacobian(f, X):
    Y = f(X)
    J = torch.zeros(*Y.shape, *X.shape, dtype=X.dtype)
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j].backward(retain_graph=True)
            J[i, j] = X.grad
    return J
""",
    ),
    (
        "matrix_jacobian",
        "swaps the two axes of X AND squeezes, so dimensions of size 1 vanish",
        """
def matrix_jacobian(f, X):
    J = torch.func.jacrev(f)(X)
    return J.mT.squeeze()
""",
    ),
    # ── back_in_two_steps ─────────────────────
    (
        "back_in_two_steps",
        "does not ask for the gradient of h, so h.grad is None",
        """
def back_in_two_steps(f, g, x, w):
    h = f(x)
    y = g(h)
    y.backward(w)
    return h.grad, x.grad
""",
    ),
    (
        "back_in_two_steps",
        "detaches h to make it a leaf, so nothing reaches x",
        """
def back_in_two_steps(f, g, x, w):
    h = f(x).detach().requires_grad_()
    y = g(h)
    (y * w).sum().backward()
    return h.grad, x.grad
""",
    ),
    (
        "back_in_two_steps",
        "calls f again for y, so the h with retain_grad is not part of the graph",
        """
def back_in_two_steps(f, g, x, w):
    h = f(x)
    h.retain_grad()
    y = g(f(x))
    y.backward(w)
    return h.grad, x.grad
""",
    ),
    (
        "back_in_two_steps",
        "forgets w",
        """
def back_in_two_steps(f, g, x, w):
    h = f(x)
    h.retain_grad()
    g(h).sum().backward()
    return h.grad, x.grad
""",
    ),
    (
        "back_in_two_steps",
        "writes G w for wᵀ G",
        """
def back_in_two_steps(f, g, x, w):
    jac = torch.autograd.functional.jacobian
    h = f(x)
    G = jac(g, h)
    F_ = jac(f, x)
    gh = G @ w
    return gh, gh @ F_
""",
    ),
    (
        "back_in_two_steps",
        "takes the Jacobian of f at h, too",
        """
def back_in_two_steps(f, g, x, w):
    jac = torch.autograd.functional.jacobian
    h = f(x).detach()
    left = w @ jac(g, h)
    return left, left @ jac(f, h)
""",
    ),
    (
        "back_in_two_steps",
        "goes on from h by hand, though the first backward has reached x already: x counts twice",
        """
def back_in_two_steps(f, g, x, w):
    h = f(x)
    h.retain_grad()
    g(h).backward(w, retain_graph=True)
    dh = h.grad.clone()
    h.backward(dh)
    return dh, x.grad
""",
    ),
    (
        "back_in_two_steps",
        "sends w itself back through f, without g",
        """
def back_in_two_steps(f, g, x, w):
    h = f(x)
    (dh,) = torch.autograd.grad(g(h), h, w, retain_graph=True)
    (dx,) = torch.autograd.grad(h, x, w)
    return dh, dx
""",
    ),
    (
        "back_in_two_steps",
        "returns the gradient for x first",
        """
def back_in_two_steps(f, g, x, w):
    h = f(x)
    return torch.autograd.grad(g(h), (x, h), w)
""",
    ),
    (
        "back_in_two_steps",
        "asks for the gradient of h after the backward, when it is too late",
        """
def back_in_two_steps(f, g, x, w):
    h = f(x)
    y = g(h)
    torch.dot(y, w).backward()
    h.retain_grad()
    return h.grad, x.grad
""",
    ),
    (
        "back_in_two_steps",
        "takes the Jacobian of g at x in place of h AND returns the gradient for x first",
        """
def back_in_two_steps(f, g, x, w):
    G = torch.func.jacrev(g)(x)
    J = torch.func.jacrev(f)(x)
    wG = w @ G
    return wG @ J, wG
""",
    ),
    (
        "back_in_two_steps",
        "forgets w AND multiplies by the derivative of the sum of h, as if f worked element by element",
        """
def back_in_two_steps(f, g, x, w):
    h = f(x)
    (dh,) = torch.autograd.grad(g(h).sum(), h, retain_graph=True)
    (dx,) = torch.autograd.grad(h.sum(), x)
    return dh, dh * dx
""",
    ),
    (
        "back_in_two_steps",
        "detaches h, so nothing reaches x AND forgets w",
        """
def back_in_two_steps(f, g, x, w):
    h = f(x).detach()
    h.requires_grad = True
    y = g(h)
    y.sum().backward()
    return h.grad, x.grad
""",
    ),
    # ── softmax_jacobian ──────────────────────
    (
        "softmax_jacobian",
        "formula as it stands, and exp overflows for large scores",
        """
def softmax_jacobian(x):
    e = torch.exp(x)
    p = e / e.sum()
    return torch.diag(p) - torch.outer(p, p)
""",
    ),
    (
        "softmax_jacobian",
        "differentiates as for the sigmoid, so everything beside the diagonal is zero",
        """
def softmax_jacobian(x):
    p = torch.softmax(x, dim=0)
    return torch.diag(p * (1 - p))
""",
    ),
    (
        "softmax_jacobian",
        "subtracts the mean, which does not help if the scores lie far apart",
        """
def softmax_jacobian(x):
    z = x - x.mean()
    p = z.exp() / z.exp().sum()
    return torch.diag(p) - p[:, None] * p
""",
    ),
    (
        "softmax_jacobian",
        "subtracts the largest absolute value, so very negative scores give 0 / 0",
        """
def softmax_jacobian(x):
    e = torch.exp(x - x.abs().max())
    p = e / torch.sum(e)
    return torch.diag(p) - torch.outer(p, p)
""",
    ),
    (
        "softmax_jacobian",
        "p[i] (1 - p[j]) everywhere, without the Kronecker delta",
        """
def softmax_jacobian(x):
    p = torch.softmax(x, 0)
    return p[:, None] * (1 - p[None, :])
""",
    ),
    (
        "softmax_jacobian",
        "Jacobian of the logarithm of softmax",
        """
def softmax_jacobian(x):
    return torch.autograd.functional.jacobian(lambda s: F.log_softmax(s, dim=0), x)
""",
    ),
    (
        "softmax_jacobian",
        "cuts the scores off at 80, so different large scores become equal",
        """
def softmax_jacobian(x):
    e = torch.exp(x.clamp(-80, 80))
    p = e / e.sum()
    return torch.diag(p) - torch.outer(p, p)
""",
    ),
    (
        "softmax_jacobian",
        "p @ p.T of a vector is a number and no outer product",
        """
def softmax_jacobian(x):
    p = torch.softmax(x.detach(), dim=-1)
    return torch.diag(p) - p @ p.T
""",
    ),
    (
        "softmax_jacobian",
        "shifts the caller's scores in place",
        """
def softmax_jacobian(x):
    with torch.no_grad():
        x -= x.max()
        e = x.exp()
        p = e / e.sum()
    return torch.diag(p) - torch.outer(p, p)
""",
    ),
    (
        "softmax_jacobian",
        "differentiates the sum of the shares, which is always 1",
        """
def softmax_jacobian(x):
    n = len(x)
    torch.softmax(x, dim=0).sum().backward()
    return x.grad.expand(n, n)
""",
    ),
    (
        "softmax_jacobian",
        "turns the nan of the overflow into 0",
        """
def softmax_jacobian(x):
    e = x.detach().exp()
    p = torch.nan_to_num(e / e.sum())
    return torch.diag(p) - torch.outer(p, p)
""",
    ),
    (
        "softmax_jacobian",
        "exp overflows for large scores AND the products beside the diagonal lack the minus",
        """
def softmax_jacobian(x):
    n = x.shape[0]
    e = x.detach().exp()
    p = e / e.sum()
    J = torch.empty(n, n, dtype=x.dtype)
    for i in range(n):
        for j in range(n):
            J[i, j] = p[i] * (1 - p[i]) if i == j else p[i] * p[j]
    return J
""",
    ),
    (
        "softmax_jacobian",
        "subtracts the smallest score in place of the largest AND makes J in float32 for double input",
        """
def softmax_jacobian(x):
    z = (x - x.min()).detach()
    p = torch.exp(z) / torch.exp(z).sum()
    J = torch.zeros(len(x), len(x))
    for i in range(len(x)):
        for j in range(len(x)):
            J[i, j] = p[i] * (float(i == j) - p[j])
    return J
""",
    ),
    (
        "softmax_jacobian",
        "cuts the scores off at 50, so large ones become equal AND leaves out the Kronecker delta",
        """
def softmax_jacobian(x):
    s = torch.clip(x.detach(), -50, 50)
    p = torch.exp(s) / torch.exp(s).sum()
    return torch.outer(p, 1 - p)
""",
    ),
    # ── per_example_gradients ─────────────────
    (
        "per_example_gradients",
        "adds up the losses and repeats the common gradient in each row",
        """
def per_example_gradients(loss, w, X, y):
    total = sum(loss(w, x, t) for x, t in zip(X, y))
    (g,) = torch.autograd.grad(total, w)
    return g.expand(len(X), -1)
""",
    ),
    (
        "per_example_gradients",
        "appends w.grad itself and zeroes it in place, so all rows are the last one",
        """
def per_example_gradients(loss, w, X, y):
    rows = []
    for i in range(len(X)):
        if w.grad is not None:
            w.grad.zero_()
        loss(w, X[i], y[i]).backward()
        rows.append(w.grad)
    return torch.stack(rows)
""",
    ),
    (
        "per_example_gradients",
        "the gradients add up from row to row",
        """
def per_example_gradients(loss, w, X, y):
    out = torch.empty_like(X)
    for i in range(len(X)):
        loss(w, X[i], y[i]).backward()
        out[i] = w.grad
    return out
""",
    ),
    (
        "per_example_gradients",
        "vmap without in_dims goes through w as well",
        """
def per_example_gradients(loss, w, X, y):
    return torch.func.vmap(torch.func.grad(loss))(w, X, y)
""",
    ),
    (
        "per_example_gradients",
        "differentiates with respect to the row x in place of w",
        """
def per_example_gradients(loss, w, X, y):
    g = torch.func.grad(loss, argnums=1)
    return torch.stack([g(w, x, t) for x, t in zip(X, y)])
""",
    ),
    (
        "per_example_gradients",
        "takes the squared error of the example for every loss",
        """
def per_example_gradients(loss, w, X, y):
    error = X @ w - y
    return 2 * error[:, None] * X
""",
    ),
    (
        "per_example_gradients",
        "sets the gradients side by side as columns",
        """
def per_example_gradients(loss, w, X, y):
    grads = [torch.autograd.grad(loss(w, x, t), w)[0] for x, t in zip(X, y)]
    return torch.stack(grads, dim=-1)
""",
    ),
    (
        "per_example_gradients",
        "divides each loss by the number of examples",
        """
def per_example_gradients(loss, w, X, y):
    n = X.shape[0]
    rows = []
    for i in range(n):
        w.grad = None
        l = loss(w, X[i], y[i]) / n
        l.backward()
        rows.append(w.grad)
    return torch.stack(rows)
""",
    ),
    (
        "per_example_gradients",
        "clips each gradient to length 1, because the text speaks of it",
        """
def per_example_gradients(loss, w, X, y):
    rows = []
    for x, t in zip(X, y):
        (g,) = torch.autograd.grad(loss(w, x, t), w)
        rows.append(g / max(1.0, g.norm().item()))
    return torch.stack(rows)
""",
    ),
    (
        "per_example_gradients",
        "counts the examples by the length of w",
        """
def per_example_gradients(loss, w, X, y):
    J = torch.zeros_like(X)
    for i in range(len(w)):
        J[i] = torch.autograd.grad(loss(w, X[i], y[i]), w)[0]
    return J
""",
    ),
    (
        "per_example_gradients",
        "gives the loss all rows at once, though it is written for a single one",
        """
def per_example_gradients(loss, w, X, y):
    return torch.autograd.functional.jacobian(lambda w: loss(w, X, y), w)
""",
    ),
    (
        "per_example_gradients",
        "takes steps of gradient descent by habit, so w changes and the next rows are at other weights",
        """
def per_example_gradients(loss, w, X, y):
    rows = []
    for x, t in zip(X, y):
        w.grad = None
        loss(w, x, t).backward()
        rows.append(w.grad)
        with torch.no_grad():
            w -= 0.1 * w.grad
    return torch.stack(rows)
""",
    ),
    (
        "per_example_gradients",
        "the gradients add up from row to row AND the matrix is float32 for double input",
        """
def per_example_gradients(loss, w, X, y):
    n, d = X.shape
    G = torch.zeros(n, d)
    for i in range(n):
        loss(w, X[i], y[i]).backward()
        G[i, :] = w.grad
    return G
""",
    ),
    (
        "per_example_gradients",
        "goes through the columns of X, and not the rows AND gives the mean loss's share, divided by n",
        """
def per_example_gradients(loss, w, X, y):
    def one(w, x, t):
        return loss(w, x, t) / len(y)

    return torch.func.vmap(torch.func.grad(one), in_dims=(None, 1, 0))(w, X, y)
""",
    ),
    (
        "per_example_gradients",
        "divides each loss by the number of examples AND sets the gradients as columns",
        """
def per_example_gradients(loss, w, X, y):
    cols = []
    for x, t in zip(X, y):
        (g,) = torch.autograd.grad(loss(w, x, t), w)
        cols.append(g / len(y))
    return torch.column_stack(cols)
""",
    ),
    # ── hessian ───────────────────────────────
    (
        "hessian",
        "the first gradient is without create_graph, so it cannot be differentiated",
        """
def hessian(f, x):
    (g,) = torch.autograd.grad(f(x), x)
    return torch.stack([torch.autograd.grad(gi, x, retain_graph=True)[0] for gi in g])
""",
    ),
    (
        "hessian",
        "a constant gradient raises an error",
        """
def hessian(f, x):
    (g,) = torch.autograd.grad(f(x), x, create_graph=True)
    return torch.stack([torch.autograd.grad(gi, x, retain_graph=True)[0] for gi in g])
""",
    ),
    (
        "hessian",
        "products of first derivatives in place of second derivatives",
        """
def hessian(f, x):
    (g,) = torch.autograd.grad(f(x), x)
    return torch.outer(g, g)
""",
    ),
    (
        "hessian",
        "differentiates the sum of the gradient and puts the result on the diagonal",
        """
def hessian(f, x):
    (g,) = torch.autograd.grad(f(x), x, create_graph=True)
    if not g.requires_grad:
        return torch.zeros(len(x), len(x), dtype=x.dtype)
    (h,) = torch.autograd.grad(g.sum(), x)
    return torch.diag(h)
""",
    ),
    (
        "hessian",
        "the except for linear functions also hides that the graph is freed after the first row",
        """
def hessian(f, x):
    n = len(x)
    (g,) = torch.autograd.grad(f(x), x, create_graph=True)
    H = torch.zeros(n, n, dtype=x.dtype)
    for i in range(n):
        try:
            H[i] = torch.autograd.grad(g[i], x)[0]
        except RuntimeError:
            pass
    return H
""",
    ),
    (
        "hessian",
        "returns a vector of zeros for a linear function, and no matrix",
        """
def hessian(f, x):
    (g,) = torch.autograd.grad(f(x), x, create_graph=True)
    if not g.requires_grad:
        return torch.zeros_like(x)
    return torch.stack([torch.autograd.grad(gi, x, retain_graph=True)[0] for gi in g])
""",
    ),
    (
        "hessian",
        "makes it symmetric with H + Hᵀ and does not halve it",
        """
def hessian(f, x):
    H = torch.autograd.functional.hessian(f, x)
    return H + H.T
""",
    ),
    (
        "hessian",
        "fills the upper triangle only",
        """
def hessian(f, x):
    n = x.shape[0]
    H = torch.zeros(n, n, dtype=x.dtype)
    g = torch.autograd.grad(f(x), x, create_graph=True)[0]
    if g.requires_grad:
        for i in range(n):
            row = torch.autograd.grad(g[i], x, retain_graph=True)[0]
            for j in range(i, n):
                H[i, j] = row[j]
    return H
""",
    ),
    (
        "hessian",
        "the Jacobian of f is the gradient, and not yet the Hessian",
        """
def hessian(f, x):
    return torch.autograd.functional.jacobian(f, x)
""",
    ),
    (
        "hessian",
        "difference quotient of the gradient with a step that float32 cannot resolve",
        """
def hessian(f, x):
    h = 1e-6
    base = torch.autograd.grad(f(x), x)[0]
    rows = []
    for i in range(len(x)):
        step = torch.zeros_like(x)
        step[i] = h
        z = x + step
        moved = torch.autograd.grad(f(z), z)[0]
        rows.append((moved - base) / h)
    return torch.stack(rows)
""",
    ),
    (
        "hessian",
        "does not clear the gradient before the second derivatives AND fails for a linear function",
        """
def hessian(f, x):
    f(x).backward(create_graph=True)
    g = x.grad.clone()
    rows = []
    for i in range(len(x)):
        g[i].backward(retain_graph=True)
        rows.append(x.grad.clone())
    return torch.stack(rows).detach()
""",
    ),
    (
        "hessian",
        "second derivatives on the diagonal alone, from the sum of the gradient"
        " AND a constant gradient raises an error",
        """
def hessian(f, x):
    (g,) = torch.autograd.grad(f(x), x, create_graph=True)
    (h,) = torch.autograd.grad(g.sum(), x)
    return torch.diag(h)
""",
    ),
    (
        "hessian",
        "the matrix is float32 for double input AND only its lower triangle is filled",
        """
def hessian(f, x):
    n = len(x)
    H = torch.zeros(n, n)
    (g,) = torch.autograd.grad(f(x), x, create_graph=True)
    if g.requires_grad:
        for i in range(n):
            (row,) = torch.autograd.grad(g[i], x, retain_graph=True)
            for j in range(i + 1):
                H[i, j] = row[j]
    return H
""",
    ),
    (
        "hessian",
        "adds the transpose and does not halve AND a constant gradient raises an error",
        """
def hessian(f, x):
    (g,) = torch.autograd.grad(f(x), x, create_graph=True)
    H = torch.stack([torch.autograd.grad(g[i], x, retain_graph=True)[0] for i in range(len(x))])
    return H + H.T
""",
    ),
    # ── nth_derivative ────────────────────────
    (
        "nth_derivative",
        "range(1, n) differentiates one time too few",
        """
def nth_derivative(f, x, n):
    y = f(x)
    for _ in range(1, n):
        if not y.requires_grad:
            return torch.zeros_like(x)
        (y,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    return y
""",
    ),
    (
        "nth_derivative",
        "the first derivative is taken before the loop, also for n = 0",
        """
def nth_derivative(f, x, n):
    (d,) = torch.autograd.grad(f(x).sum(), x, create_graph=True)
    for _ in range(n - 1):
        if not d.requires_grad:
            return torch.zeros_like(x)
        (d,) = torch.autograd.grad(d.sum(), x, create_graph=True)
    return d
""",
    ),
    (
        "nth_derivative",
        "differentiates a constant derivative, which raises an error",
        """
def nth_derivative(f, x, n):
    y = f(x)
    for _ in range(n):
        y = torch.autograd.grad(y.sum(), x, create_graph=True)[0]
    return y
""",
    ),
    (
        "nth_derivative",
        "stops at the constant and returns it in place of zeros",
        """
def nth_derivative(f, x, n):
    y = f(x)
    for _ in range(n):
        if not y.requires_grad:
            break
        y = torch.autograd.grad(y.sum(), x, create_graph=True)[0]
    return y
""",
    ),
    (
        "nth_derivative",
        "differentiates a tensor that is no number, without the sum",
        """
def nth_derivative(f, x, n):
    y = f(x)
    for _ in range(n):
        if not y.requires_grad:
            return torch.zeros_like(x)
        (y,) = torch.autograd.grad(y, x, create_graph=True)
    return y
""",
    ),
    (
        "nth_derivative",
        "without create_graph every second derivative looks constant and becomes zero",
        """
def nth_derivative(f, x, n):
    y = f(x)
    for _ in range(n):
        if not y.requires_grad:
            return torch.zeros_like(x)
        (y,) = torch.autograd.grad(y.sum(), x, retain_graph=True)
    return y
""",
    ),
    (
        "nth_derivative",
        "the zero is a single number and has not the shape of x",
        """
def nth_derivative(f, x, n):
    y = f(x)
    for k in range(n):
        if not y.requires_grad:
            return torch.tensor(0.0, dtype=x.dtype)
        (y,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    return y
""",
    ),
    (
        "nth_derivative",
        "divides by n!, as in a Taylor series",
        """
def nth_derivative(f, x, n):
    y = f(x)
    for _ in range(n):
        if not y.requires_grad:
            return torch.zeros_like(x)
        (y,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    return y / math.factorial(n)
""",
    ),
    (
        "nth_derivative",
        "the n-th power of the first derivative",
        """
def nth_derivative(f, x, n):
    if n == 0:
        return f(x)
    (d,) = torch.autograd.grad(f(x).sum(), x)
    return d**n
""",
    ),
    (
        "nth_derivative",
        "never clears x.grad, so the lower derivatives are part of the result",
        """
def nth_derivative(f, x, n):
    y = f(x)
    for _ in range(n):
        if not y.requires_grad:
            return torch.zeros_like(x)
        y.sum().backward(create_graph=True)
        y = x.grad
    return y
""",
    ),
    (
        "nth_derivative",
        "returns x for n = 0 in place of f(x)",
        """
def nth_derivative(f, x, n):
    if n == 0:
        return x
    inner = lambda z: nth_derivative(f, z, n - 1) if n > 1 else f(z)
    return torch.func.grad(lambda z: inner(z).sum())(x)
""",
    ),
    (
        "nth_derivative",
        "puts the derivative in as the new x",
        """
def nth_derivative(f, x, n):
    if n == 0:
        return f(x)
    z = x
    for _ in range(n):
        z = z.detach().requires_grad_()
        (z,) = torch.autograd.grad(f(z).sum(), z)
    return z
""",
    ),
    (
        "nth_derivative",
        "takes the mean in place of the sum, so each step divides by the number of elements",
        """
def nth_derivative(f, x, n):
    y = f(x)
    for _ in range(n):
        if not y.requires_grad:
            return torch.zeros_like(x)
        (y,) = torch.autograd.grad(y.mean(), x, create_graph=True)
    return y
""",
    ),
    (
        "nth_derivative",
        "adds up along the first axis with a loop, which fits vectors only"
        " AND differentiates a constant derivative",
        """
def nth_derivative(f, x, n):
    y = f(x)
    for _ in range(n):
        total = 0
        for i in range(len(x)):
            total = total + y[i]
        (y,) = torch.autograd.grad(total, x, create_graph=True)
    return y
""",
    ),
    (
        "nth_derivative",
        "returns x for n = 0 AND the zeros have len(x) elements, which fits vectors only",
        """
def nth_derivative(f, x, n):
    y = x
    for k in range(n):
        if k == 0:
            y = f(x)
        if not y.requires_grad:
            return torch.zeros(len(x), dtype=x.dtype)
        (y,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    return y
""",
    ),
    (
        "nth_derivative",
        "differentiates one time too few AND a constant derivative raises an error",
        """
def nth_derivative(f, x, n):
    y = f(x)
    k = 1
    while k < n:
        (y,) = torch.autograd.grad(y.sum(), x, create_graph=True)
        k += 1
    return y
""",
    ),
    (
        "nth_derivative",
        "takes the mean in place of the sum AND returns the constant derivative in place of zeros",
        """
def nth_derivative(f, x, n):
    y = f(x)
    for _ in range(n):
        if y.requires_grad:
            y = torch.autograd.grad(y.mean(), x, create_graph=True)[0]
    return y
""",
    ),
    # ── connected_jacobian ────────────────────
    (
        "connected_jacobian",
        "functional.jacobian without create_graph, whose result is not connected",
        """
def connected_jacobian(f, x):
    return torch.autograd.functional.jacobian(f, x)
""",
    ),
    (
        "connected_jacobian",
        "retain_graph keeps the graph of y, but the rows are not connected",
        """
def connected_jacobian(f, x):
    y = f(x)
    return torch.stack([torch.autograd.grad(yi, x, retain_graph=True)[0] for yi in y])
""",
    ),
    (
        "connected_jacobian",
        "works with a copy of x, so the Jacobian is connected to the copy alone",
        """
def connected_jacobian(f, x):
    x = x.detach().clone().requires_grad_(True)
    y = f(x)
    rows = []
    for i in range(len(y)):
        rows.append(torch.autograd.grad(y[i], x, create_graph=True)[0])
    return torch.stack(rows)
""",
    ),
    (
        "connected_jacobian",
        "builds a new tensor from the numbers, a leaf of its own",
        """
def connected_jacobian(f, x):
    rows = []
    for yi in f(x):
        (g,) = torch.autograd.grad(yi, x, create_graph=True)
        rows.append(g.tolist())
    return torch.tensor(rows, dtype=x.dtype, requires_grad=True)
""",
    ),
    (
        "connected_jacobian",
        "sets the gradients side by side as columns",
        """
def connected_jacobian(f, x):
    y = f(x)
    cols = [torch.autograd.grad(y[i], x, create_graph=True)[0] for i in range(len(y))]
    return torch.stack(cols, dim=1)
""",
    ),
    (
        "connected_jacobian",
        "never clears x.grad, so each row holds all the rows before",
        """
def connected_jacobian(f, x):
    rows = []
    for yi in f(x):
        yi.backward(create_graph=True)
        rows.append(x.grad)
    return torch.stack(rows)
""",
    ),
    (
        "connected_jacobian",
        "differentiates the sum and puts it on the diagonal, as if f worked element by element",
        """
def connected_jacobian(f, x):
    (g,) = torch.autograd.grad(f(x).sum(), x, create_graph=True)
    return torch.diag(g)
""",
    ),
    (
        "connected_jacobian",
        "create_graph for the last row only, so the others are constants",
        """
def connected_jacobian(f, x):
    y = f(x)
    m = len(y)
    rows = []
    for i in range(m):
        last = i == m - 1
        rows.append(torch.autograd.grad(y[i], x, retain_graph=True, create_graph=last)[0])
    return torch.stack(rows)
""",
    ),
    (
        "connected_jacobian",
        "asks for grad on the finished Jacobian, which makes it a leaf without x",
        """
def connected_jacobian(f, x):
    J = torch.autograd.functional.jacobian(f, x)
    J.requires_grad_()
    return J
""",
    ),
    (
        "connected_jacobian",
        "differentiates at x.detach()",
        """
def connected_jacobian(f, x):
    return torch.func.jacrev(f)(x.detach())
""",
    ),
    (
        "connected_jacobian",
        "fills the matrix through .data, past the graph",
        """
def connected_jacobian(f, x):
    y = f(x)
    J = torch.zeros(len(y), len(x), dtype=x.dtype)
    for i in range(len(y)):
        J[i] = torch.autograd.grad(y[i], x, create_graph=True)[0].data
    return J
""",
    ),
    (
        "connected_jacobian",
        "the result is not connected, without create_graph AND transposed",
        """
def connected_jacobian(f, x):
    J = torch.autograd.functional.jacobian(f, x)
    return J.T
""",
    ),
    (
        "connected_jacobian",
        "the matrix is float32 for double input AND has as many rows as x has elements",
        """
def connected_jacobian(f, x):
    y = f(x)
    n = x.numel()
    J = torch.zeros(n, n)
    for i in range(n):
        (g,) = torch.autograd.grad(y[i], x, create_graph=True)
        J[i] = g
    return J
""",
    ),
    (
        "connected_jacobian",
        "works with a detached copy of x AND sets the gradients as columns",
        """
def connected_jacobian(f, x):
    z = x.clone().detach()
    z.requires_grad_()
    y = f(z)
    return torch.stack([torch.autograd.grad(yi, z, create_graph=True)[0] for yi in y], dim=-1)
""",
    ),
    (
        "connected_jacobian",
        "retain_graph in place of create_graph AND the rows add up in x.grad",
        """
def connected_jacobian(f, x):
    rows = []
    for yi in f(x):
        yi.backward(retain_graph=True)
        rows.append(x.grad.clone())
    return torch.stack(rows)
""",
    ),
]
