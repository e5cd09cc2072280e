"""Exercise 05: wrong solutions, as (function, the mistake, source); math, torch, F, Tensor are imported."""

WRONG: list[tuple[str, str, str]] = [
    # 1
    (
        "sum_of_gradients",
        "cleared in between, so only g is left",
        """
def sum_of_gradients(f, g, x):
    f(x).sum().backward()
    x.grad.zero_()
    g(x).sum().backward()
    return x.grad
""",
    ),
    (
        "sum_of_gradients",
        "adds x.grad to itself, since the first is no copy",
        """
def sum_of_gradients(f, g, x):
    f(x).sum().backward()
    grad_f = x.grad
    g(x).sum().backward()
    grad_g = x.grad
    return grad_f + grad_g
""",
    ),
    (
        "sum_of_gradients",
        "second backward() goes through f again",
        """
def sum_of_gradients(f, g, x):
    loss = f(x).sum()
    loss.backward(retain_graph=True)
    loss = loss + g(x).sum()
    loss.backward()
    return x.grad
""",
    ),
    (
        "sum_of_gradients",
        "g of f(x)",
        """
def sum_of_gradients(f, g, x):
    y = f(x)
    z = g(y)
    z.sum().backward()
    return x.grad
""",
    ),
    # 2
    (
        "fresh_gradient",
        "nothing cleared",
        """
def fresh_gradient(f, x):
    f(x).sum().backward()
    return x.grad.clone()
""",
    ),
    (
        "fresh_gradient",
        "cleared after backward(), too late for the first call",
        """
def fresh_gradient(f, x):
    f(x).sum().backward()
    grad = x.grad.clone()
    x.grad = None
    return grad
""",
    ),
    (
        "fresh_gradient",
        "zero_() although there may be None",
        """
def fresh_gradient(f, x):
    x.grad.zero_()
    f(x).sum().backward()
    return x.grad.clone()
""",
    ),
    (
        "fresh_gradient",
        "zeroed in place and no copy, so the next call overwrites the result",
        """
def fresh_gradient(f, x):
    if x.grad is not None:
        x.grad.zero_()
    y = f(x).sum()
    y.backward()
    return x.grad
""",
    ),
    # 3
    (
        "full_batch_gradient",
        "average of the means of the batches",
        """
def full_batch_gradient(X, y, w, k):
    n = len(X)
    batches = math.ceil(n / k)
    for i in range(0, n, k):
        loss = ((X[i : i + k] @ w - y[i : i + k]) ** 2).mean() / batches
        loss.backward()
    return w.grad
""",
    ),
    (
        "full_batch_gradient",
        "last batch dropped if it is smaller",
        """
def full_batch_gradient(X, y, w, k):
    n = X.shape[0]
    for b in range(n // k):
        rows = slice(b * k, (b + 1) * k)
        loss = torch.sum((X[rows] @ w - y[rows]) ** 2) / n
        loss.backward()
    return w.grad
""",
    ),
    (
        "full_batch_gradient",
        "cleared before each batch",
        """
def full_batch_gradient(X, y, w, k):
    for i in range(0, len(X), k):
        w.grad = None
        loss = ((X[i : i + k] @ w - y[i : i + k]) ** 2).sum() / len(X)
        loss.backward()
    return w.grad
""",
    ),
    (
        "full_batch_gradient",
        "a column minus a row, which gives a matrix",
        """
def full_batch_gradient(X, y, w, k):
    n = X.shape[0]
    for i in range(0, n, k):
        pred = X[i : i + k] @ w.reshape(-1, 1)
        loss = ((pred - y[i : i + k]) ** 2).sum() / n
        loss.backward()
    return w.grad
""",
    ),
    # 4
    (
        "both_gradients",
        "retain_graph forgotten",
        """
def both_gradients(a, b, x):
    (grad_a,) = torch.autograd.grad(a, x)
    (grad_b,) = torch.autograd.grad(b, x)
    return grad_a, grad_b
""",
    ),
    (
        "both_gradients",
        "not cleared, so the second is the sum",
        """
def both_gradients(a, b, x):
    a.backward(retain_graph=True)
    grad_a = x.grad.clone()
    b.backward()
    grad_b = x.grad.clone()
    return grad_a, grad_b
""",
    ),
    (
        "both_gradients",
        "zeroed in place without a copy, so twice that of b",
        """
def both_gradients(a, b, x):
    a.backward(retain_graph=True)
    grad_a = x.grad
    x.grad.zero_()
    b.backward()
    grad_b = x.grad
    return grad_a, grad_b
""",
    ),
    (
        "both_gradients",
        "gradient of the sum, given back twice",
        """
def both_gradients(a, b, x):
    grads = torch.autograd.grad([a, b], [x, x])
    return grads[0], grads[1]
""",
    ),
    # 5
    (
        "vector_jacobian_product",
        "J v instead",
        """
def vector_jacobian_product(f, x, v):
    y = f(x)
    J = torch.zeros(len(y), len(x), dtype=x.dtype)
    for i in range(len(y)):
        J[i] = torch.autograd.grad(y[i], x, retain_graph=True)[0]
    return J @ v
""",
    ),
    (
        "vector_jacobian_product",
        "gradient of the sum, times v afterwards",
        """
def vector_jacobian_product(f, x, v):
    y = f(x)
    y.backward(torch.ones_like(y))
    return v * x.grad
""",
    ),
    (
        "vector_jacobian_product",
        "no sum of the products",
        """
def vector_jacobian_product(f, x, v):
    y = v * f(x)
    y.backward()
    return x.grad
""",
    ),
    (
        "vector_jacobian_product",
        "v multiplied into x before f",
        """
def vector_jacobian_product(f, x, v):
    y = f(v * x).sum()
    y.backward()
    return x.grad
""",
    ),
    # 6
    (
        "jacobian",
        "transposed",
        """
def jacobian(f, x):
    y = f(x)
    columns = []
    for i in range(len(y)):
        (grad,) = torch.autograd.grad(y[i], x, retain_graph=True)
        columns.append(grad)
    return torch.stack(columns, dim=1)
""",
    ),
    (
        "jacobian",
        "not cleared between the rows",
        """
def jacobian(f, x):
    y = f(x)
    rows = []
    for i in range(len(y)):
        y[i].backward(retain_graph=True)
        rows.append(x.grad.clone())
    return torch.stack(rows)
""",
    ),
    (
        "jacobian",
        "the same x.grad in each row",
        """
def jacobian(f, x):
    y = f(x)
    rows = []
    for i in range(len(y)):
        if x.grad is not None:
            x.grad.zero_()
        y[i].backward(retain_graph=True)
        rows.append(x.grad)
    return torch.stack(rows)
""",
    ),
    (
        "jacobian",
        "as many rows as x has elements",
        """
def jacobian(f, x):
    n = len(x)
    J = torch.zeros(n, n, dtype=x.dtype)
    for i in range(n):
        x.grad = None
        f(x)[i].backward()
        J[i] = x.grad
    return J
""",
    ),
    # 7
    (
        "gradient_penalty",
        "create_graph forgotten",
        """
def gradient_penalty(f, x):
    (grad,) = torch.autograd.grad(f(x).sum(), x)
    return (grad.norm() - 1) ** 2
""",
    ),
    (
        "gradient_penalty",
        "retain_graph for create_graph, and requires_grad_() against the error",
        """
def gradient_penalty(f, x):
    y = f(x).sum()
    grad = torch.autograd.grad(y, x, retain_graph=True)[0]
    grad.requires_grad_(True)
    return (torch.linalg.norm(grad) - 1) ** 2
""",
    ),
    (
        "gradient_penalty",
        "square of the length, without the root",
        """
def gradient_penalty(f, x):
    grad = torch.autograd.grad(f(x).sum(), x, create_graph=True)[0]
    length = (grad ** 2).sum()
    return (length - 1) ** 2
""",
    ),
    (
        "gradient_penalty",
        "each element kept near 1",
        """
def gradient_penalty(f, x):
    grad = torch.autograd.grad(f(x).sum(), x, create_graph=True)[0]
    return ((grad.abs() - 1) ** 2).sum()
""",
    ),
    # 8
    (
        "clip_gradients",
        "each parameter clipped on its own",
        """
def clip_gradients(params, max_norm):
    total = 0.0
    for p in params:
        if p.grad is None:
            continue
        norm = p.grad.norm().item()
        total += norm ** 2
        if norm > max_norm:
            p.grad *= max_norm / norm
    return math.sqrt(total)
""",
    ),
    (
        "clip_gradients",
        "short gradients made longer",
        """
def clip_gradients(params, max_norm):
    grads = [p.grad for p in params if p.grad is not None]
    length = math.sqrt(sum((g ** 2).sum().item() for g in grads))
    if length > 0:
        for g in grads:
            g *= max_norm / length
    return length
""",
    ),
    (
        "clip_gradients",
        "scaled gradients only in a local name",
        """
def clip_gradients(params, max_norm):
    grads = [p.grad for p in params if p.grad is not None]
    length = math.sqrt(sum(float(torch.sum(g * g)) for g in grads))
    if length > max_norm:
        for g in grads:
            g = g * max_norm / length
    return length
""",
    ),
    (
        "clip_gradients",
        "lengths of the parameters added up",
        """
def clip_gradients(params, max_norm):
    length = 0.0
    for p in params:
        if p.grad is not None:
            length += p.grad.norm().item()
    if length > max_norm:
        for p in params:
            if p.grad is not None:
                p.grad.mul_(max_norm / length)
    return length
""",
    ),
    # 9
    (
        "sgd_step",
        "new tensor under a local name",
        """
def sgd_step(params, lr):
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                grad = p.grad.clone()
                p.grad = None
                p = p - lr * grad
""",
    ),
    (
        "sgd_step",
        "gradients not cleared",
        """
def sgd_step(params, lr):
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p -= lr * p.grad
""",
    ),
    (
        "sgd_step",
        "no_grad forgotten",
        """
def sgd_step(params, lr):
    for p in params:
        if p.grad is not None:
            p -= lr * p.grad
            p.grad.zero_()
""",
    ),
    (
        "sgd_step",
        "stops at the first parameter without a gradient",
        """
def sgd_step(params, lr):
    for p in params:
        if p.grad is None:
            return
        p.data -= lr * p.grad
        p.grad = None
""",
    ),
    # 10
    (
        "zero_gradients",
        "zeros in new memory",
        """
def zero_gradients(params, keep):
    for p in params:
        if p.grad is not None:
            p.grad = torch.zeros_like(p.grad) if keep else None
""",
    ),
    (
        "zero_gradients",
        "None becomes zeros",
        """
def zero_gradients(params, keep):
    for p in params:
        if not keep:
            p.grad = None
        elif p.grad is None:
            p.grad = torch.zeros_like(p)
        else:
            p.grad.zero_()
""",
    ),
    (
        "zero_gradients",
        "keep taken for set_to_none",
        """
def zero_gradients(params, keep):
    for p in params:
        if p.grad is not None:
            if keep:
                p.grad = None
            else:
                p.grad.zero_()
""",
    ),
    (
        "zero_gradients",
        "None in a local name only",
        """
def zero_gradients(params, keep):
    for p in params:
        grad = p.grad
        if grad is not None:
            if keep:
                grad.zero_()
            else:
                grad = None
""",
    ),
    # 11
    (
        "small_parameter",
        "multiplied after requires_grad, so no leaf",
        """
def small_parameter(values):
    dtype = values.dtype if values.is_floating_point() else torch.float32
    p = values.to(dtype).clone().requires_grad_(True)
    return 0.01 * p
""",
    ),
    (
        "small_parameter",
        "Parameter shares the memory, so the values shrink, too",
        """
def small_parameter(values):
    if not values.is_floating_point():
        values = values.float()
    p = torch.nn.Parameter(values)
    p.data *= 0.01
    return p
""",
    ),
    (
        "small_parameter",
        "always float32",
        """
def small_parameter(values):
    p = values.float() * 0.01
    p.requires_grad = True
    return p
""",
    ),
    (
        "small_parameter",
        "dtype of the integers, which take no gradient",
        """
def small_parameter(values):
    p = torch.zeros_like(values)
    p += (values * 0.01).to(values.dtype)
    return p.requires_grad_(True)
""",
    ),
]
