"""Wrong solutions of exercise 05 by an author who saw only the starter.

torch, math, torch.nn.functional as F and Tensor are imported for them.
"""

WRONG: list[tuple[str, str, str]] = [
    # ── sum_of_gradients ─────────────────────────────
    (
        "sum_of_gradients",
        "clears the gradient between the two, out of habit",
        """
def sum_of_gradients(f, g, x: Tensor) -> Tensor:
    f(x).sum().backward()
    x.grad.zero_()
    g(x).sum().backward()
    return x.grad
""",
    ),
    (
        "sum_of_gradients",
        "adds the gradients by hand although x.grad has already added them up, and the first name is the same tensor",
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
        "adds the results of autograd.grad, which are tuples, so they are joined and not added",
        """
def sum_of_gradients(f, g, x):
    gf = torch.autograd.grad(f(x).sum(), x)
    gg = torch.autograd.grad(g(x).sum(), x)
    return gf + gg
""",
    ),
    (
        "sum_of_gradients",
        "takes means instead of sums AND returns x instead of x.grad",
        """
def sum_of_gradients(f, g, x):
    y = f(x).mean() + g(x).mean()
    y.backward()
    return x
""",
    ),
    # ── fresh_gradient ─────────────────────────────
    (
        "fresh_gradient",
        "clears x.grad after backward instead of before it",
        """
def fresh_gradient(f, x: Tensor) -> Tensor:
    f(x).sum().backward()
    grad = x.grad
    x.grad = None   # 清零
    return grad
""",
    ),
    (
        "fresh_gradient",
        "keeps the old gradient under a name, without clone, so the difference is zero AND does not think of x.grad being None",
        """
def fresh_gradient(f, x):
    old = x.grad
    f(x).sum().backward()
    return x.grad - old
""",
    ),
    (
        "fresh_gradient",
        "puts float32 zeros into x.grad, which torch refuses for a float64 x",
        """
def fresh_gradient(f, x):
    x.grad = torch.zeros(x.shape)
    f(x).sum().backward()
    return x.grad
""",
    ),
    (
        "fresh_gradient",
        "calls zero_ on x.grad even if it is None AND takes the mean of f(x)",
        """
def fresh_gradient(f, x):
    x.grad.zero_()
    y = f(x).mean()
    y.backward()
    return x.grad.clone()
""",
    ),
    # ── full_batch_gradient ─────────────────────────────
    (
        "full_batch_gradient",
        "lets the means of the batches add up without any weight",
        """
def full_batch_gradient(X, y, w, k):
    for i in range(0, len(X), k):
        loss = ((X[i:i + k] @ w - y[i:i + k]) ** 2).mean()
        loss.backward()
    return w.grad
""",
    ),
    (
        "full_batch_gradient",
        "weights each batch mean by k / n, also the last one, which is smaller",
        """
def full_batch_gradient(X: Tensor, y: Tensor, w: Tensor, k: int) -> Tensor:
    n = X.shape[0]
    start = 0
    while start < n:
        Xb, yb = X[start:start + k], y[start:start + k]
        loss = F.mse_loss(torch.mv(Xb, w), yb)
        (loss * k / n).backward()
        start += k
    return w.grad
""",
    ),
    (
        "full_batch_gradient",
        "drops the last incomplete batch AND forgets to divide the sum by n",
        """
def full_batch_gradient(X, y, w, k):
    num_batches = len(X) // k
    for j in range(num_batches):
        Xb = X[j * k:(j + 1) * k]
        yb = y[j * k:(j + 1) * k]
        ((Xb @ w - yb) ** 2).sum().backward()
    return w.grad
""",
    ),
    (
        "full_batch_gradient",
        "makes y a column, so the difference becomes a matrix AND averages the batch means as if all batches were equally large",
        """
def full_batch_gradient(X, y, w, k):
    n = len(y)
    num = (n + k - 1) // k
    for i in range(0, n, k):
        pred = X[i:i + k] @ w
        target = y[i:i + k].reshape(-1, 1)
        loss = ((pred - target) ** 2).mean() / num
        loss.backward()
    return w.grad
""",
    ),
    (
        "full_batch_gradient",
        "lets the loss itself add up too and silences the error with retain_graph, so the first batches count several times",
        """
def full_batch_gradient(X, y, w, k):
    n = len(X)
    loss = 0
    for i in range(0, n, k):
        loss = loss + ((X[i:i + k] @ w - y[i:i + k]) ** 2).sum() / n
        loss.backward(retain_graph=True)
    return w.grad
""",
    ),
    (
        "full_batch_gradient",
        "slices [i:k] instead of [i:i + k], so only the first batch has rows",
        """
def full_batch_gradient(X, y, w, k):
    n = len(X)
    for i in range(0, n, k):
        err = X[i:k] @ w - y[i:k]
        (err.pow(2).sum() / n).backward()
    return w.grad
""",
    ),
    # ── both_gradients ─────────────────────────────
    (
        "both_gradients",
        "forgets retain_graph, so the shared part is gone when b goes back",
        """
def both_gradients(a: Tensor, b: Tensor, x: Tensor) -> tuple[Tensor, Tensor]:
    a.backward()
    grad_a = x.grad.clone()
    x.grad.zero_()
    b.backward()
    return grad_a, x.grad
""",
    ),
    (
        "both_gradients",
        "does not clear between the two AND keeps the first gradient without clone",
        """
def both_gradients(a, b, x):
    a.backward(retain_graph=True)
    ga = x.grad
    b.backward()
    gb = x.grad
    return ga, gb
""",
    ),
    (
        "both_gradients",
        "forgets that autograd.grad gives tuples, so returns tuples of one tensor each",
        """
def both_gradients(a, b, x):
    return torch.autograd.grad(a, x, retain_graph=True), torch.autograd.grad(b, x)
""",
    ),
    # ── vector_jacobian_product ─────────────────────────────
    (
        "vector_jacobian_product",
        "goes back from the plain sum and multiplies by v afterwards, as if J were diagonal",
        """
def vector_jacobian_product(f, x, v):
    y = f(x)
    y.backward(torch.ones_like(y))
    return v * x.grad
""",
    ),
    (
        "vector_jacobian_product",
        "computes J v instead of v J AND makes v a column, so that the result is one too",
        """
def vector_jacobian_product(f, x: Tensor, v: Tensor) -> Tensor:
    J = torch.autograd.functional.jacobian(f, x)
    return J @ v.reshape(-1, 1)
""",
    ),
    (
        "vector_jacobian_product",
        "multiplies by v once more after backward(v), and gets a number",
        """
def vector_jacobian_product(f, x, v):
    y = f(x)
    y.backward(v)
    return v @ x.grad
""",
    ),
    # ── jacobian ─────────────────────────────
    (
        "jacobian",
        "forgets retain_graph for the rows AND lets the gradients of the rows add up",
        """
def jacobian(f, x: Tensor) -> Tensor:
    y = f(x)
    rows = []
    for i in range(len(y)):
        y[i].backward()
        rows.append(x.grad.clone())
    return torch.stack(rows)
""",
    ),
    (
        "jacobian",
        "puts x.grad into the list without clone and then zeroes it, so all rows are zeros",
        """
def jacobian(f, x):
    y = f(x)
    J = []
    for yi in y:
        yi.backward(retain_graph=True)
        J.append(x.grad)
        x.grad.zero_()
    return torch.stack(J, dim=0)
""",
    ),
    (
        "jacobian",
        "stacks the rows as columns, so J is transposed",
        """
def jacobian(f, x):
    y = f(x)
    cols = [torch.autograd.grad(y[i], x, retain_graph=True)[0] for i in range(y.shape[0])]
    return torch.stack(cols, dim=1)
""",
    ),
    (
        "jacobian",
        "takes it for granted that J is square, n by n AND fills a float32 matrix even for float64",
        """
def jacobian(f, x):
    n = len(x)
    J = torch.zeros(n, n)
    y = f(x)
    for i in range(len(y)):
        x.grad = None
        y[i].backward(retain_graph=True)
        J[i] = x.grad   # 第 i 行
    return J
""",
    ),
    (
        "jacobian",
        "hands x to jacrev as its second argument instead of calling what it returns, so gets a function",
        """
def jacobian(f, x):
    return torch.func.jacrev(f, x)
""",
    ),
    # ── gradient_penalty ─────────────────────────────
    (
        "gradient_penalty",
        "forgets create_graph, so the penalty does not hang on the graph",
        """
def gradient_penalty(f, x: Tensor) -> Tensor:
    grad = torch.autograd.grad(f(x).sum(), x)[0]
    return (grad.norm() - 1) ** 2
""",
    ),
    (
        "gradient_penalty",
        "uses backward(create_graph=True) and leaves the gradient in x.grad AND takes the absolute value instead of the square",
        """
def gradient_penalty(f, x):
    f(x).sum().backward(create_graph=True)
    length = torch.sqrt((x.grad ** 2).sum())
    return torch.abs(length - 1)
""",
    ),
    (
        "gradient_penalty",
        "clears x.grad with zero_ after computing with it, which spoils the graph of the penalty",
        """
def gradient_penalty(f, x):
    y = f(x).sum()
    y.backward(create_graph=True)
    p = (x.grad.norm() - 1) ** 2
    x.grad.zero_()
    return p
""",
    ),
    (
        "gradient_penalty",
        "squares the length before subtracting the 1",
        """
def gradient_penalty(f, x):
    (g,) = torch.autograd.grad(f(x).sum(), x, create_graph=True)
    return g.norm() ** 2 - 1
""",
    ),
    (
        "gradient_penalty",
        "forgets the sum before autograd.grad AND forgets that it returns a tuple",
        """
def gradient_penalty(f, x):
    y = f(x)
    g = torch.autograd.grad(y, x, create_graph=True)
    return (g.norm(2) - 1).pow(2)
""",
    ),
    # ── clip_gradients ─────────────────────────────
    (
        "clip_gradients",
        "clips each parameter's gradient by its own length",
        """
def clip_gradients(params, max_norm):
    total = 0.0
    for p in params:
        if p.grad is None:
            continue
        norm = p.grad.norm().item()
        total += norm ** 2
        if norm > max_norm:
            p.grad.mul_(max_norm / norm)
    return total ** 0.5
""",
    ),
    (
        "clip_gradients",
        "forgets the root of the sum of the squares AND does not think of parameters without a gradient",
        """
def clip_gradients(params: list[Tensor], max_norm: float) -> float:
    length = 0.0
    for p in params:
        length += (p.grad ** 2).sum().item()
    if length > max_norm:
        for p in params:
            p.grad *= max_norm / length
    return length
""",
    ),
    (
        "clip_gradients",
        "scales the parameters instead of their gradients",
        """
def clip_gradients(params, max_norm):
    grads = [p.grad for p in params if p.grad is not None]
    length = math.sqrt(sum((g ** 2).sum().item() for g in grads))
    if length > max_norm:
        with torch.no_grad():
            for p in params:
                if p.grad is not None:
                    p *= max_norm / length
    return length
""",
    ),
    (
        "clip_gradients",
        "joins the gradients with cat without flattening them first, which fails for a matrix and a vector",
        """
def clip_gradients(params, max_norm):
    grads = [p.grad for p in params if p.grad is not None]
    if not grads:
        return 0.0
    length = torch.cat(grads).norm().item()
    if length > max_norm:
        for g in grads:
            g *= max_norm / length
    return length
""",
    ),
    (
        "clip_gradients",
        "always scales, also gradients that are short enough AND returns the length as a tensor",
        """
def clip_gradients(params, max_norm):
    grads = [p.grad.flatten() for p in params if p.grad is not None]
    if len(grads) == 0:
        return 0.0
    norm = torch.cat(grads).norm()
    for p in params:
        if p.grad is not None:
            p.grad = p.grad * max_norm / norm
    return norm
""",
    ),
    (
        "clip_gradients",
        "uses numpy.sqrt, but numpy is imported under the name np",
        """
def clip_gradients(params, max_norm):
    total = 0.0
    for p in params:
        if p.grad is not None:
            total += float((p.grad ** 2).sum())
    length = float(numpy.sqrt(total))
    if length > max_norm:
        for p in params:
            if p.grad is not None:
                p.grad *= max_norm / length
    return length
""",
    ),
    # ── sgd_step ─────────────────────────────
    (
        "sgd_step",
        "rebinds the loop variable, so the caller's tensors are never changed",
        """
def sgd_step(params, lr):
    with torch.no_grad():
        for p in params:
            if p.grad is None:
                continue
            grad = p.grad
            p = p - lr * grad
            grad.zero_()
""",
    ),
    (
        "sgd_step",
        "changes a leaf in place without no_grad",
        """
def sgd_step(params: list[Tensor], lr: float) -> None:
    for p in params:
        if p.grad is not None:
            p -= lr * p.grad
            p.grad = None
""",
    ),
    (
        "sgd_step",
        "adds the gradient, so climbs up AND does not think of parameters whose gradient is None",
        """
def sgd_step(params, lr):
    with torch.no_grad():
        for param in params:
            param += lr * param.grad
            param.grad.zero_()
""",
    ),
    (
        "sgd_step",
        "clears the gradient before the step uses it",
        """
@torch.no_grad()
def sgd_step(params, lr):
    for p in params:
        if p.grad is not None:
            p.grad.zero_()       # 先清零
            p -= lr * p.grad
""",
    ),
    (
        "sgd_step",
        "forgets the learning rate AND writes == for = when clearing",
        """
def sgd_step(params, lr):
    for p in params:
        if p.grad is not None:
            p.data = p.data - p.grad
            p.grad == None
""",
    ),
    # ── zero_gradients ─────────────────────────────
    (
        "zero_gradients",
        "has the two cases the wrong way round",
        """
def zero_gradients(params, keep):
    for p in params:
        if p.grad is None:
            continue
        if keep:
            p.grad = None
        else:
            p.grad.zero_()
""",
    ),
    (
        "zero_gradients",
        "makes new zeros instead of writing into the old memory AND gives zeros to parameters that had None",
        """
def zero_gradients(params: list[Tensor], keep: bool) -> None:
    for p in params:
        p.grad = torch.zeros_like(p) if keep else None
""",
    ),
    (
        "zero_gradients",
        "sets a local name to None instead of p.grad",
        """
def zero_gradients(params, keep):
    for p in params:
        g = p.grad
        if g is not None:
            if keep:
                g.zero_()
            else:
                g = None
""",
    ),
    (
        "zero_gradients",
        "returns inside the loop after the first parameter AND calls zero_ on a gradient that is None",
        """
def zero_gradients(params, keep):
    for p in params:
        if keep:
            p.grad.zero_()
        else:
            p.grad = None
        return
""",
    ),
    # ── small_parameter ─────────────────────────────
    (
        "small_parameter",
        "multiplies after requires_grad, so the result is no leaf AND turns float64 into float32",
        """
def small_parameter(values: Tensor) -> Tensor:
    p = values.clone().float().requires_grad_(True)
    return p * 0.01
""",
    ),
    (
        "small_parameter",
        "scales in place on a detached tensor, which is the caller's memory",
        """
def small_parameter(values):
    p = values.detach()
    if not p.is_floating_point():
        p = p.float()
    p *= 0.01
    return p.requires_grad_()
""",
    ),
    (
        "small_parameter",
        "initialises with normal noise of standard deviation 0.01 as in the book, and not with the numbers given AND always in float32",
        """
def small_parameter(values):
    return torch.normal(0, 0.01, size=values.shape, requires_grad=True)
""",
    ),
    (
        "small_parameter",
        "goes through a Python list, so float64 becomes float32 and integers cannot require grad",
        """
def small_parameter(values):
    p = torch.tensor(values.tolist(), requires_grad=True)
    with torch.no_grad():
        p *= 0.01
    return p
""",
    ),
]
