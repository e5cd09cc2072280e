"""Wrong solutions of exercise 05 by an author who saw only the starter.

torch, math, torch.nn.functional as F and Tensor are imported for them.
"""

WRONG: list[tuple[str, str, str]] = [
    # ── sum_of_gradients ──────────────────────
    (
        "sum_of_gradients",
        "keeps the first gradient and adds the second, although x.grad has already added them up",
        """
def sum_of_gradients(f, g, x):
    f(x).sum().backward()
    grad_f = x.grad
    g(x).sum().backward()
    grad_g = x.grad
    return grad_f + grad_g
""",
    ),
    # ── full_batch_gradient ───────────────────
    (
        "full_batch_gradient",
        "makes the targets a column, while X w is a vector"
        " AND takes the mean of the batch means, as if all batches were the same size",
        """
def full_batch_gradient(X, y, w, k):
    n = X.shape[0]
    chunks = 0
    for i in range(0, n, k):
        err = X[i:i + k] @ w - y[i:i + k].reshape(-1, 1)
        (err ** 2).mean().backward()
        chunks += 1
    w.grad /= chunks
    return w.grad
""",
    ),
    # ── both_gradients ────────────────────────
    (
        "both_gradients",
        "gives both numbers to one autograd.grad, expecting one gradient for each; it adds them up",
        """
def both_gradients(a, b, x):
    grad_a, grad_b = torch.autograd.grad((a, b), (x, x))
    return grad_a, grad_b
""",
    ),
    # ── vector_jacobian_product ───────────────
    (
        "vector_jacobian_product",
        "multiplies by v after going back, as if each output depended on its own input only",
        """
def vector_jacobian_product(f, x, v):
    y = f(x)
    y.sum().backward()
    return v * x.grad
""",
    ),
    # ── jacobian ──────────────────────────────
    (
        "jacobian",
        "takes the Jacobian for a square matrix"
        " AND clears nothing between the rows, so each row contains the ones above it",
        """
def jacobian(f, x):
    n = x.numel()
    J = torch.zeros(n, n, dtype=x.dtype)
    y = f(x)
    for i in range(len(y)):
        y[i].backward(retain_graph=True)
        J[i] = x.grad
    return J
""",
    ),
    # ── gradient_penalty ──────────────────────
    (
        "gradient_penalty",
        "sets requires_grad on the finished gradient, thinking that this hangs it on the graph of x",
        """
def gradient_penalty(f, x):
    (g,) = torch.autograd.grad(f(x).sum(), x)
    g.requires_grad_(True)
    length = torch.sqrt((g ** 2).sum())
    return (length - 1) ** 2
""",
    ),
    # ── clip_gradients ────────────────────────
    (
        "clip_gradients",
        "adds the lengths of the single gradients up AND returns the length after clipping",
        """
def clip_gradients(params, max_norm):
    grads = [p.grad for p in params if p.grad is not None]
    length = float(sum(g.norm() for g in grads))
    if length > max_norm:
        for g in grads:
            g.mul_(max_norm / length)
        length = float(max_norm)
    return length
""",
    ),
    # ── sgd_step ──────────────────────────────
    (
        "sgd_step",
        "uses the three lines of the training loop from memory, zero_grad first, so nothing is left to step with",
        """
def sgd_step(params, lr):
    optimizer = torch.optim.SGD(params, lr=lr)
    # 先清零梯度
    optimizer.zero_grad()
    optimizer.step()
""",
    ),
    # ── small_parameter ───────────────────────
    (
        "small_parameter",
        "expects a copy from float(), but a float32 tensor comes back as itself and is scaled in place"
        " AND makes double numbers float32",
        """
def small_parameter(values):
    p = values.float()
    p.mul_(0.01)
    return p.requires_grad_()
""",
    ),
]
