"""Wrong solutions of exercise 10 by an author who saw only the starter.

math, torch, torch.nn.functional as F and Tensor are imported for them.
"""

WRONG: list[tuple[str, str, str]] = [
    # ── forward_difference ────────────────────
    (
        "forward_difference",
        "forgets the brackets, so only f(x) is divided by h",
        """
def forward_difference(f, x, h):
    return f(x + h) - f(x) / h
""",
    ),
    (
        "forward_difference",
        "takes the slope between x - h and x",
        """
def forward_difference(f, x: Tensor, h: float) -> Tensor:
    before = f(x - h)
    now = f(x)
    return (now - before) / h
""",
    ),
    (
        "forward_difference",
        "steps with x += h and so moves the caller's x",
        """
def forward_difference(f, x, h):
    y0 = f(x).clone()
    x += h
    y1 = f(x)
    return (y1 - y0) / h
""",
    ),
    (
        "forward_difference",
        "thinks that the derivative is wanted, and lets h shrink",
        """
def forward_difference(f, x, h):
    X = x.double()
    while h > 1e-6:
        h = h / 2
    quotient = (f(X + h) - f(X)) / h
    return quotient.to(x.dtype)
""",
    ),
    (
        "forward_difference",
        "loops over len(x), which suits vectors only"
        " AND collects the slopes in torch.zeros, float32 for double input as well",
        """
def forward_difference(f, x, h):
    out = torch.zeros(len(x))
    for i in range(len(x)):
        out[i] = (f(x[i] + h) - f(x[i])) / h
    return out
""",
    ),
    (
        "forward_difference",
        "takes the absolute value, since a quotient of distances seems to be wanted"
        " AND gives back a flat list of slopes instead of the shape of x",
        """
def forward_difference(f, x, h):
    flat = x.reshape(-1)
    rise = (f(flat + h) - f(flat)).abs()
    return rise / h
""",
    ),
    # ── central_difference ────────────────────
    (
        "central_difference",
        "divides by h, though the points are 2 h apart",
        """
def central_difference(f, x, h):
    return (f(x + h) - f(x - h)) / h
""",
    ),
    (
        "central_difference",
        "writes / 2 * h, which multiplies by h",
        """
def central_difference(f, x, h):
    return (f(x + h) - f(x - h)) / 2 * h
""",
    ),
    (
        "central_difference",
        "goes only half a step to each side, so that the points are h apart",
        """
def central_difference(f, x, h):
    half = h / 2
    right, left = f(x + half), f(x - half)
    return (right - left) / h
""",
    ),
    (
        "central_difference",
        "moves x itself there and back, so that both values are one tensor if f returns x",
        """
def central_difference(f, x, h):
    x += h
    right = f(x)
    x -= 2 * h
    left = f(x)
    x += h
    return (right - left) / (2 * h)
""",
    ),
    (
        "central_difference",
        "uses torch.gradient like np.gradient, which takes the neighbours in x as the neighbouring points",
        """
def central_difference(f, x, h):
    y = f(x)
    return torch.gradient(y, spacing=h)[0]
""",
    ),
    (
        "central_difference",
        "goes through x.flatten() and forgets to reshape the result"
        " AND makes the tensor from Python numbers, which gives float32 for double input",
        """
def central_difference(f, x, h):
    slopes = []
    for e in x.flatten():
        rise = f(e + h) - f(e - h)
        slopes.append(rise.item() / (2 * h))
    return torch.tensor(slopes)
""",
    ),
    (
        "central_difference",
        "subtracts the right value from the left one AND has only h in the denominator",
        """
def central_difference(f, x, h):
    a = f(x - h)
    b = f(x + h)
    dy = a - b
    dx = h
    return dy / dx
""",
    ),
    # ── derivative ────────────────────────────
    (
        "derivative",
        "switches on requires_grad for the caller's tensor",
        """
def derivative(f):
    def df(x):
        x.requires_grad_(True)
        x.grad = None
        f(x).sum().backward()
        return x.grad
    return df
""",
    ),
    (
        "derivative",
        "switches on requires_grad for the caller's tensor"
        " AND never clears x.grad, so a second call with the same x adds to the first result",
        """
def derivative(f):
    def df(x):
        x.requires_grad = True
        y = f(x)
        y.backward(torch.ones_like(y))
        return x.grad
    return df
""",
    ),
    (
        "derivative",
        "takes an h so small that x + h is x",
        """
def derivative(f):
    h = 1e-20
    return lambda x: (f(x + h) - f(x)) / h
""",
    ),
    (
        "derivative",
        "takes a forward difference with an h that is much too large",
        """
def derivative(f, h=0.1):
    def df(x):
        return (f(x + h) - f(x)) / h
    return df
""",
    ),
    (
        "derivative",
        "calls backward on f(x) itself, which works for one number only",
        """
def derivative(f):
    def df(x):
        x = x.clone().requires_grad_()
        y = f(x)
        y.backward()
        return x.grad
    return df
""",
    ),
    (
        "derivative",
        "makes a number out of f(x) with mean, so that the slopes are divided by their count",
        """
def derivative(f):
    def df(x):
        z = x.detach().requires_grad_()
        return torch.autograd.grad(f(z).mean(), z)[0]
    return df
""",
    ),
    (
        "derivative",
        "writes all results of one shape into the same buffer, so a later call changes earlier results",
        """
def derivative(f):
    h = 1e-5
    buffers = {}

    def df(x):
        if x.shape not in buffers:
            buffers[x.shape] = torch.empty_like(x)
        out = buffers[x.shape]
        out.copy_(f(x + h))
        out.sub_(f(x - h))
        out.div_(2 * h)
        return out

    return df
""",
    ),
    (
        "derivative",
        "iterates over x, which fails for shape () AND builds the result with torch.tensor, which is float32",
        """
def derivative(f):
    h = 1e-4

    def slope_at(t):
        return ((f(t + h) - f(t - h)) / (2 * h)).item()

    def df(x):
        return torch.tensor([slope_at(t) for t in x.unbind()]).reshape(x.shape)

    return df
""",
    ),
    (
        "derivative",
        "keeps the first result and returns it for every later x",
        """
def derivative(f):
    saved = []

    def df(x):
        if not saved:
            h = 1e-5
            saved.append((f(x + h) - f(x - h)) / (2 * h))
        return saved[0]

    return df
""",
    ),
    # ── tangent ───────────────────────────────
    (
        "tangent",
        "leaves out the height f(a)",
        """
def tangent(f, a):
    h = 1e-6
    k = (f(a + h) - f(a - h)) / (2 * h)
    return lambda x: k * (x - a)
""",
    ),
    (
        "tangent",
        "multiplies the slope by x instead of x - a",
        """
def tangent(f, a):
    h = 1e-6
    slope = (f(a + h) - f(a)) / h
    def line(x):
        return f(a) + slope * x
    return line
""",
    ),
    (
        "tangent",
        "takes the slope at x instead of the slope at a",
        """
def tangent(f, a):
    h = 1e-5
    def line(x):
        slope = (f(x + h) - f(x - h)) / (2 * h)
        return f(a) + slope * (x - a)
    return line
""",
    ),
    (
        "tangent",
        "starts from f(x) instead of f(a)",
        """
def tangent(f, a):
    h = 1e-5
    m = (f(a + h) - f(a - h)) / (2 * h)
    return lambda x: f(x) + m * (x - a)
""",
    ),
    (
        "tangent",
        "turns a into a Python float and gives that to f, where a torch operation needs a tensor",
        """
def tangent(f, a):
    a = a.item()
    h = 1e-5
    y = f(a)
    m = (f(a + h) - f(a - h)) / (2 * h)
    return lambda x: y + m * (x - a)
""",
    ),
    (
        "tangent",
        "computes the line in place, in the tensor of the caller",
        """
def tangent(f, a):
    h = 1e-5
    m = (f(a + h) - f(a - h)) / (2 * h)
    b = f(a)

    def line(x):
        x -= a
        x *= m
        x += b
        return x

    return line
""",
    ),
    (
        "tangent",
        "switches on requires_grad for the given a AND takes the line f(a) + f'(a) x, right for a = 0 only",
        """
def tangent(f, a):
    a.requires_grad_()
    y = f(a)
    y.backward()
    slope = a.grad
    height = y.detach()
    return lambda x: height + slope * x
""",
    ),
    (
        "tangent",
        "takes the secant to a + 1 for the tangent AND turns the line round with a - x",
        """
def tangent(f, a):
    slope = f(a + 1) - f(a)
    return lambda x: f(a) + slope * (a - x)
""",
    ),
    # ── numerical_gradient ────────────────────
    (
        "numerical_gradient",
        "takes h = 1e-8 and stays in float32, where x + h is x",
        """
def numerical_gradient(f, x):
    h = 1e-8
    grad = torch.zeros_like(x)
    for i in range(len(x)):
        e = torch.zeros_like(x)
        e[i] = h
        grad[i] = (f(x + e) - f(x)) / h
    return grad
""",
    ),
    (
        "numerical_gradient",
        "takes x.double() for a copy, but for float64 it is x itself, which is changed and never moved back",
        """
def numerical_gradient(f, x):
    h = 1e-6
    z = x.double()
    base = f(z).item()
    grad = torch.zeros_like(x)
    for i in range(len(x)):
        z[i] += h
        grad[i] = (f(z).item() - base) / h
        z[i] = x[i]
    return grad
""",
    ),
    (
        "numerical_gradient",
        "never moves a coordinate back, so each step includes all the steps before it",
        """
def numerical_gradient(f, x):
    h = 1e-6
    p = x.to(torch.float64).clone()
    y = f(p).item()
    grad = []
    for i in range(p.numel()):
        p[i] = p[i] + h
        grad.append((f(p).item() - y) / h)
    return torch.tensor(grad, dtype=x.dtype)
""",
    ),
    (
        "numerical_gradient",
        "stacks the partial derivatives, but torch.stack takes no empty list",
        """
def numerical_gradient(f, x):
    h = 1e-5
    x64 = x.double()
    parts = []
    for i in range(x.shape[0]):
        step = torch.zeros_like(x64)
        step[i] = h
        parts.append((f(x64 + step) - f(x64 - step)) / (2 * h))
    return torch.stack(parts).to(x.dtype)
""",
    ),
    (
        "numerical_gradient",
        "computes in double and forgets to go back to the dtype of x",
        """
def numerical_gradient(f, x):
    x = x.double()
    h = 1e-5
    grad = torch.zeros_like(x)
    for i, e in enumerate(torch.eye(len(x), dtype=torch.float64)):
        grad[i] = (f(x + h * e) - f(x - h * e)) / (2 * h)
    return grad
""",
    ),
    (
        "numerical_gradient",
        "moves all coordinates at once, which gives the sum of the partial derivatives n times",
        """
def numerical_gradient(f, x):
    h = 1e-5
    z = x.double()
    d = (f(z + h) - f(z - h)) / (2 * h)
    return d.to(x.dtype) * torch.ones_like(x)
""",
    ),
    (
        "numerical_gradient",
        "makes the step relative to x[i], which divides 0 by 0 where x[i] is 0",
        """
def numerical_gradient(f, x):
    z = x.double()
    out = torch.zeros_like(x)
    for i in range(len(x)):
        h = 1e-6 * z[i]
        moved = z.clone()
        moved[i] = moved[i] + h
        out[i] = (f(moved) - f(z)) / h
    return out
""",
    ),
    (
        "numerical_gradient",
        "forgets the 2 in 2 h AND torch.tensor of a list of numbers is float32 for double input",
        """
def numerical_gradient(f, x):
    h = 1e-5
    x64 = x.to(torch.float64)
    result = []
    for i in range(len(x64)):
        plus, minus = x64.clone(), x64.clone()
        plus[i] += h
        minus[i] -= h
        result.append((f(plus).item() - f(minus).item()) / h)
    return torch.tensor(result)
""",
    ),
    (
        "numerical_gradient",
        "assigns x to a second name and thinks that it is a copy, so x itself is moved"
        " AND takes a forward difference with the large h = 0.1",
        """
def numerical_gradient(f, x):
    h = 0.1
    g = torch.zeros_like(x)
    y = f(x).item()
    for i in range(x.size(0)):
        xi = x
        xi[i] += h
        g[i] = (f(xi).item() - y) / h
    return g
""",
    ),
    # ── linear_gradients ──────────────────────
    (
        "linear_gradients",
        "takes the Jacobians as they come, with one row for each element of y",
        """
def linear_gradients(A, B, x):
    J = torch.autograd.functional.jacobian
    return J(lambda t: A @ t, x), J(lambda t: t @ B, x)
""",
    ),
    (
        "linear_gradients",
        "gives A itself for A x, as d(ax)/dx = a",
        """
def linear_gradients(A, B, x):
    return A, B
""",
    ),
    (
        "linear_gradients",
        "transposes both matrices",
        """
def linear_gradients(A, B, x):
    return A.t(), B.t()
""",
    ),
    (
        "linear_gradients",
        "calls backward on the sum of y and gets one vector instead of a matrix",
        """
def linear_gradients(A, B, x):
    x1 = x.clone().requires_grad_()
    (A @ x1).sum().backward()
    x2 = x.clone().requires_grad_()
    (x2 @ B).sum().backward()
    return x1.grad, x2.grad
""",
    ),
    (
        "linear_gradients",
        "reshapes A to (n, m) instead of transposing it",
        """
def linear_gradients(A, B, x):
    m, n = A.shape
    return A.reshape(n, m), B
""",
    ),
    (
        "linear_gradients",
        "leaves x in: has the summands of the product instead of their derivatives",
        """
def linear_gradients(A, B, x):
    return (A * x).T, x[:, None] * B
""",
    ),
    (
        "linear_gradients",
        "fills the first matrix with A[i, j] instead of A[j, i]"
        " AND makes both matrices with torch.zeros, float32 for double input as well",
        """
def linear_gradients(A, B, x):
    m, n = A.shape
    k = B.shape[1]
    GA = torch.zeros(n, m)
    GB = torch.zeros(n, k)
    for i in range(n):
        for j in range(m):
            GA[i, j] = A[i, j]
        for j in range(k):
            GB[i, j] = B[i, j]
    return GA, GB
""",
    ),
    (
        "linear_gradients",
        "returns the two in the wrong order AND squeezes a single column away",
        """
def linear_gradients(A, B, x):
    first = A.T.squeeze()
    second = B.squeeze()
    return second, first
""",
    ),
    # ── quadratic_gradient ────────────────────
    (
        "quadratic_gradient",
        "takes 2 A x, which holds for a symmetric A only",
        """
def quadratic_gradient(A, x):
    return 2 * A @ x
""",
    ),
    (
        "quadratic_gradient",
        "lets only one of the two x take part in autograd",
        """
def quadratic_gradient(A, x):
    z = x.detach().requires_grad_()
    y = x @ A @ z
    return torch.autograd.grad(y, z)[0]
""",
    ),
    (
        "quadratic_gradient",
        "makes a column of x, and the result is an (n, 1) matrix",
        """
def quadratic_gradient(A, x):
    col = x.reshape(-1, 1)
    return A @ col + A.T @ col
""",
    ),
    (
        "quadratic_gradient",
        "multiplies by x with *, as for a matrix in MATLAB, and gets a matrix",
        """
def quadratic_gradient(A, x):
    return (A + A.T) * x
""",
    ),
    (
        "quadratic_gradient",
        "adds the transpose to A in place, and so changes the caller's matrix",
        """
def quadratic_gradient(A, x):
    A += A.T.clone()
    return torch.mv(A, x)
""",
    ),
    (
        "quadratic_gradient",
        "counts the diagonal once only, though x[i] * x[i] has the derivative 2 x[i]",
        """
def quadratic_gradient(A, x):
    S = A + A.T - torch.diag(torch.diagonal(A))
    return S @ x
""",
    ),
    (
        "quadratic_gradient",
        "symmetrizes with (A + Aᵀ) / 2 and forgets the factor 2 of the derivative"
        " AND returns a column of shape (n, 1)",
        """
def quadratic_gradient(A, x):
    sym = (A + A.T) / 2
    return sym @ x.unsqueeze(1)
""",
    ),
    (
        "quadratic_gradient",
        "has the summand for the first x only AND makes the result with torch.zeros, float32 for double",
        """
def quadratic_gradient(A, x):
    n = x.shape[0]
    g = torch.zeros(n)
    for i in range(n):
        for j in range(n):
            g[i] += A[i, j] * x[j]
    return g
""",
    ),
    # ── norm_gradients ────────────────────────
    (
        "norm_gradients",
        "differentiates the norms themselves and not their squares",
        """
def norm_gradients(x, X):
    def unit(t):
        length = t.square().sum().sqrt()
        return t / length if length > 0 else torch.zeros_like(t)
    return unit(x), unit(X)
""",
    ),
    (
        "norm_gradients",
        "takes the root and squares it again in the graph, which gives nan for zeros",
        """
def norm_gradients(x, X):
    x = x.detach().requires_grad_()
    X = X.detach().requires_grad_()
    (x.square().sum().sqrt() ** 2).backward()
    (X.square().sum().sqrt() ** 2).backward()
    return x.grad, X.grad
""",
    ),
    (
        "norm_gradients",
        "goes by the magnitude of the elements and loses their signs",
        """
def norm_gradients(x, X):
    return 2 * torch.abs(x), 2 * torch.abs(X)
""",
    ),
    (
        "norm_gradients",
        "takes the spectral norm, ord=2, for the norm of the matrix",
        """
def norm_gradients(x, X):
    gx = 2 * x
    if X.numel() == 0:
        return gx, torch.zeros_like(X)
    U, S, Vh = torch.linalg.svd(X, full_matrices=False)
    return gx, 2 * S[0] * torch.outer(U[:, 0], Vh[0])
""",
    ),
    (
        "norm_gradients",
        "transposes the second, as if it were the gradient in the layout of XᵀX",
        """
def norm_gradients(x, X):
    return 2 * x, 2 * X.T
""",
    ),
    (
        "norm_gradients",
        "doubles the given tensors in place AND flattens the gradient of the matrix",
        """
def norm_gradients(x, X):
    x *= 2
    X *= 2
    return x, X.flatten()
""",
    ),
    (
        "norm_gradients",
        "has weight decay with its factor 1/2 in mind and leaves out the 2 for x"
        " AND divides by the Frobenius norm for X, as for the norm without the square",
        """
def norm_gradients(x, X):
    g = x.clone()
    fro = torch.linalg.norm(X)
    if fro == 0:
        return g, torch.zeros_like(X)
    G = X / fro
    return g, G
""",
    ),
    # ── derivative_rules ──────────────────────
    (
        "derivative_rules",
        "multiplies the derivatives in the product rule",
        """
def derivative_rules(c, f, df, g, dg):
    return [
        lambda x: c * df(x),
        lambda x: df(x) + dg(x),
        lambda x: df(x) * dg(x),
        lambda x: (df(x) * g(x) - f(x) * dg(x)) / g(x) ** 2,
    ]
""",
    ),
    (
        "derivative_rules",
        "forgets the square below the line of the quotient rule",
        """
def derivative_rules(c, f, df, g, dg):
    def r1(x): return c * df(x)
    def r2(x): return df(x) + dg(x)
    def r3(x): return df(x) * g(x) + f(x) * dg(x)
    def r4(x): return (df(x) * g(x) - f(x) * dg(x)) / g(x)
    return [r1, r2, r3, r4]
""",
    ),
    (
        "derivative_rules",
        "swaps the summands of the quotient rule, which turns the sign round",
        """
def derivative_rules(c, f, df, g, dg):
    scale = lambda x: c * df(x)
    add = lambda x: df(x) + dg(x)
    mul = lambda x: f(x) * dg(x) + df(x) * g(x)
    div = lambda x: (f(x) * dg(x) - df(x) * g(x)) / g(x) ** 2
    return [scale, add, mul, div]
""",
    ),
    (
        "derivative_rules",
        "drops the factor c, since the derivative of a constant is 0",
        """
def derivative_rules(c, f, df, g, dg):
    return [
        lambda x: df(x),
        lambda x: df(x) + dg(x),
        lambda x: f(x) * dg(x) + g(x) * df(x),
        lambda x: (g(x) * df(x) - f(x) * dg(x)) / (g(x) * g(x)),
    ]
""",
    ),
    (
        "derivative_rules",
        "makes the first two functions in a loop, and both see the factors of the last round",
        """
def derivative_rules(c, f, df, g, dg):
    rules = []
    for p, q in [(c, 0.0), (1.0, 1.0)]:
        rules.append(lambda x: p * df(x) + q * dg(x))
    rules.append(lambda x: df(x) * g(x) + f(x) * dg(x))
    rules.append(lambda x: (df(x) * g(x) - f(x) * dg(x)) / g(x) ** 2)
    return rules
""",
    ),
    (
        "derivative_rules",
        "reads f · g as f after g and uses the chain rule",
        """
def derivative_rules(c, f, df, g, dg):
    return [
        lambda t: c * df(t),
        lambda t: df(t) + dg(t),
        lambda t: df(g(t)) * dg(t),
        lambda t: (df(t) * g(t) - f(t) * dg(t)) / g(t).pow(2),
    ]
""",
    ),
    (
        "derivative_rules",
        "makes a vector of length 1 of c, so that a number becomes shape (1,)",
        """
def derivative_rules(c, f, df, g, dg):
    def scaled(x):
        c_t = torch.tensor([c], dtype=x.dtype)
        return c_t * df(x)

    return [
        scaled,
        lambda x: df(x) + dg(x),
        lambda x: df(x) * g(x) + f(x) * dg(x),
        lambda x: (df(x) * g(x) - f(x) * dg(x)) / g(x) ** 2,
    ]
""",
    ),
    (
        "derivative_rules",
        "sets no brackets round the difference in the quotient rule AND has a minus in the product rule",
        """
def derivative_rules(c, f, df, g, dg):
    return [
        lambda x: c * df(x),
        lambda x: df(x) + dg(x),
        lambda x: df(x) * g(x) - f(x) * dg(x),
        lambda x: df(x) * g(x) - f(x) * dg(x) / g(x) ** 2,
    ]
""",
    ),
    (
        "derivative_rules",
        "adds c to the derivative instead of multiplying AND returns the quotient before the product",
        """
def derivative_rules(c, f, df, g, dg):
    const = lambda x: c + df(x)
    total = lambda x: df(x) + dg(x)
    product = lambda x: df(x) * g(x) + f(x) * dg(x)
    quotient = lambda x: (df(x) * g(x) - f(x) * dg(x)) / g(x) ** 2
    return [const, total, quotient, product]
""",
    ),
    # ── chain_rule ────────────────────────────
    (
        "chain_rule",
        "evaluates the partial derivatives of z at x instead of at the values of u",
        """
def chain_rule(dz, u, du):
    m = len(u)

    def deriv(x):
        return sum(dz[i](*[x] * m) * du[i](x) for i in range(m))

    return deriv
""",
    ),
    (
        "chain_rule",
        "gives each function of dz only the value of its own u",
        """
def chain_rule(dz, u, du):
    def deriv(x):
        total = 0
        for dz_i, u_i, du_i in zip(dz, u, du):
            total = total + dz_i(u_i(x)) * du_i(x)
        return total
    return deriv
""",
    ),
    (
        "chain_rule",
        "multiplies the m terms instead of adding them",
        """
def chain_rule(dz, u, du):
    def deriv(x):
        vals = [ui(x) for ui in u]
        out = torch.ones_like(x)
        for p, d in zip(dz, du):
            out = out * (p(*vals) * d(x))
        return out
    return deriv
""",
    ),
    (
        "chain_rule",
        "stops at the outer derivatives and leaves out du",
        """
def chain_rule(dz, u, du):
    def deriv(x):
        values = [fn(x) for fn in u]
        return torch.stack([p(*values) for p in dz]).sum(dim=0)
    return deriv
""",
    ),
    (
        "chain_rule",
        "takes the inner derivatives at u(x) instead of at x",
        """
def chain_rule(dz, u, du):
    def deriv(x):
        values = [fn(x) for fn in u]
        result = torch.zeros_like(x)
        for i, v in enumerate(values):
            result += dz[i](*values) * du[i](v)
        return result
    return deriv
""",
    ),
    (
        "chain_rule",
        "has the return inside the loop, so only the first term counts",
        """
def chain_rule(dz, u, du):
    def deriv(x):
        values = [fn(x) for fn in u]
        total = torch.zeros_like(x)
        for i in range(len(u)):
            total = total + dz[i](*values) * du[i](x)
            return total
    return deriv
""",
    ),
    (
        "chain_rule",
        "is written for two inner functions, as in the example",
        """
def chain_rule(dz, u, du):
    def deriv(x):
        a, b = u[0](x), u[1](x)
        return dz[0](a, b) * du[0](x) + dz[1](a, b) * du[1](x)
    return deriv
""",
    ),
    (
        "chain_rule",
        "multiplies in place, and so changes the value of a u which dz gave back as it was",
        """
def chain_rule(dz, u, du):
    def deriv(x):
        values = [fn(x).clone() for fn in u]
        terms = []
        for p, d in zip(dz, du):
            term = p(*values)
            term *= d(x)
            terms.append(term.clone())
        return sum(terms)
    return deriv
""",
    ),
    (
        "chain_rule",
        "leaves out the last function, range(len(u) - 1)"
        " AND adds up in torch.zeros(x.shape), which stays float32 for double input",
        """
def chain_rule(dz, u, du):
    def deriv(x):
        values = []
        for k in range(len(u)):
            values.append(u[k](x))
        total = torch.zeros(x.shape)
        for k in range(len(u) - 1):
            total += dz[k](*values) * du[k](x)
        return total
    return deriv
""",
    ),
    (
        "chain_rule",
        "swaps u and du inside the terms AND averages over i instead of summing",
        """
def chain_rule(dz, u, du):
    def deriv(x):
        inner = [d(x) for d in du]
        terms = [p(*inner) * ui(x) for p, ui in zip(dz, u)]
        return torch.stack(terms).mean(dim=0)
    return deriv
""",
    ),
    # ── directional_derivative ────────────────
    (
        "directional_derivative",
        "does not scale v to length 1",
        """
def directional_derivative(f, x, v):
    h = 1e-6
    return (f(x + h * v) - f(x - h * v)) / (2 * h)
""",
    ),
    (
        "directional_derivative",
        "scales v with the sum of its elements",
        """
def directional_derivative(f, x, v):
    u = v / v.sum()
    h = 1e-6
    return (f(x + h * u) - f(x)) / h
""",
    ),
    (
        "directional_derivative",
        "takes len(v) for the length of the vector",
        """
def directional_derivative(f, x, v):
    x = x.detach().requires_grad_()
    f(x).backward()
    return x.grad @ (v / len(v))
""",
    ),
    (
        "directional_derivative",
        "divides by the squared length, as in a projection",
        """
def directional_derivative(f, x, v):
    z = x.detach().requires_grad_()
    g = torch.autograd.grad(f(z), z)[0]
    return g.dot(v) / v.dot(v)
""",
    ),
    (
        "directional_derivative",
        "multiplies gradient and direction element by element and does not sum",
        """
def directional_derivative(f, x, v):
    z = x.clone().requires_grad_()
    f(z).backward()
    return z.grad * v / v.norm()
""",
    ),
    (
        "directional_derivative",
        "scales the gradient to length 1, too, which leaves the cosine of the angle",
        """
def directional_derivative(f, x, v):
    z = x.detach().requires_grad_()
    (g,) = torch.autograd.grad(f(z), z)
    return F.cosine_similarity(g, v, dim=0)
""",
    ),
    (
        "directional_derivative",
        "scales the given v in place",
        """
def directional_derivative(f, x, v):
    v /= torch.norm(v)
    h = 1e-5
    return (f(x + h * v) - f(x - h * v)) / (2 * h)
""",
    ),
    (
        "directional_derivative",
        "walks one whole unit and takes the change over it",
        """
def directional_derivative(f, x, v):
    unit = v / v.norm()
    return f(x + unit) - f(x)
""",
    ),
    (
        "directional_derivative",
        "switches on requires_grad for the given x AND scales with the sum of the absolute values",
        """
def directional_derivative(f, x, v):
    x.requires_grad_(True)
    y = f(x)
    grad, = torch.autograd.grad(y, x)
    return torch.dot(grad, v / v.abs().sum())
""",
    ),
    (
        "directional_derivative",
        "multiplies a row by a vector, which leaves shape (1,) AND scales v with its largest element",
        """
def directional_derivative(f, x, v):
    z = x.detach().requires_grad_()
    f(z).backward()
    row = z.grad.reshape(1, -1)
    return row @ (v / v.max())
""",
    ),
    # ── derivative_gap ────────────────────────
    (
        "derivative_gap",
        "takes the largest signed difference, without the absolute value",
        """
def derivative_gap(f, x, h):
    if x.numel() == 0:
        return 0.0
    z = x.detach().requires_grad_()
    f(z).sum().backward()
    num = (f(x + h) - f(x - h)) / (2 * h)
    return (z.grad - num).max().item()
""",
    ),
    (
        "derivative_gap",
        "averages the differences instead of taking the largest",
        """
def derivative_gap(f, x, h):
    if x.numel() == 0:
        return 0.0
    z = x.detach().requires_grad_()
    f(z).sum().backward()
    num = (f(x + h) - f(x - h)) / (2 * h)
    return (num - z.grad).abs().mean().item()
""",
    ),
    (
        "derivative_gap",
        "forgets that max has nothing to take if x has no elements",
        """
def derivative_gap(f, x, h):
    numeric = (f(x + h) - f(x - h)) / (2 * h)
    z = x.clone().requires_grad_()
    f(z).sum().backward()
    return float((numeric - z.grad).abs().max())
""",
    ),
    (
        "derivative_gap",
        "compares the largest values of both instead of the values at the same place",
        """
def derivative_gap(f, x, h):
    if not x.numel():
        return 0.0
    numeric = (f(x + h) - f(x - h)) / (2 * h)
    z = x.detach().requires_grad_()
    auto, = torch.autograd.grad(f(z).sum(), z)
    return abs(numeric.max().item() - auto.max().item())
""",
    ),
    (
        "derivative_gap",
        "calls backward on the mean, so the derivatives by autograd are divided by their number",
        """
def derivative_gap(f, x, h):
    if x.numel() == 0:
        return 0.0
    z = x.detach().clone().requires_grad_(True)
    f(z).mean().backward()
    cd = (f(x + h) - f(x - h)) / (2 * h)
    return torch.max(torch.abs(cd - z.grad)).item()
""",
    ),
    (
        "derivative_gap",
        "returns a tensor of shape () instead of a Python float",
        """
def derivative_gap(f, x, h):
    if x.numel() == 0:
        return 0.0
    z = x.detach().requires_grad_()
    exact = torch.autograd.grad(f(z).sum(), z)[0]
    approx = (f(x + h) - f(x - h)) / (2 * h)
    return (approx - exact).abs().max()
""",
    ),
    (
        "derivative_gap",
        "loops over the first axis, so a matrix gives rows and shape () cannot be looped over",
        """
def derivative_gap(f, x, h):
    worst = 0.0
    for t in x:
        p = t.detach().clone().requires_grad_()
        f(p).backward()
        q = (f(t + h) - f(t - h)) / (2 * h)
        worst = max(worst, abs(q - p.grad).item())
    return worst
""",
    ),
    (
        "derivative_gap",
        "rounds to two places, as the example shows it",
        """
def derivative_gap(f, x, h):
    if x.numel() == 0:
        return 0.0
    z = x.detach().requires_grad_()
    f(z).sum().backward()
    num = (f(x + h) - f(x - h)) / (2 * h)
    gap = (num - z.grad).abs().max().item()
    return round(gap, 2)
""",
    ),
    (
        "derivative_gap",
        "takes the forward difference AND has no answer for an x without elements",
        """
def derivative_gap(f, x, h):
    fd = (f(x + h) - f(x)) / h
    z = x.detach().requires_grad_()
    f(z).sum().backward()
    return (fd - z.grad).abs().max().item()
""",
    ),
    (
        "derivative_gap",
        "switches on requires_grad for the given x AND divides by 2 and multiplies by h",
        """
def derivative_gap(f, x, h):
    if x.numel() == 0:
        return 0.0
    x.requires_grad_()
    (g,) = torch.autograd.grad(f(x).sum(), x)
    with torch.no_grad():
        c = (f(x + h) - f(x - h)) / 2 * h
    return (c - g).abs().max().item()
""",
    ),
    (
        "derivative_gap",
        "takes the distance relative to the derivative AND ignores h and uses 1e-5",
        """
def derivative_gap(f, x, h):
    h = 1e-5
    if x.numel() == 0:
        return 0.0
    z = x.detach().requires_grad_()
    f(z).sum().backward()
    num = (f(x + h) - f(x - h)) / (2 * h)
    return ((num - z.grad).abs() / (z.grad.abs() + 1e-12)).max().item()
""",
    ),
]
