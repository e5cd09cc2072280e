"""Wrong solutions of exercise 03 by an author who saw only the starter.

torch, math, torch.nn.functional as F and Tensor are imported for them.
"""

WRONG: list[tuple[str, str, str]] = [
    # ── dot_two_ways ──────────────────────────
    (
        "dot_two_ways",
        "saves a variable with `x *= y`, which writes the products into the caller's x",
        """
def dot_two_ways(x, y):
    first = torch.dot(x, y)
    x *= y
    second = x.sum()
    return first, second
""",
    ),
    # ── matmul ────────────────────────────────
    (
        "matmul",
        "three loops, but the sum is set to 0 only once, before all of them"
        " AND a float32 result for double matrices",
        """
def matmul(A, B):
    m, k = A.shape
    n = B.shape[1]
    C = torch.zeros(m, n)
    s = 0.0
    for i in range(m):
        for j in range(n):
            for t in range(k):
                s = s + A[i, t] * B[t, j]
            C[i, j] = s
    return C
""",
    ),
    # ── l2_norm ───────────────────────────────
    (
        "l2_norm",
        "wraps the norm in torch.tensor(…, requires_grad=True) to make it differentiable, which cuts it off",
        """
def l2_norm(x):
    # 要能求梯度
    return torch.tensor(torch.linalg.norm(x), requires_grad=True)
""",
    ),
    # ── l1_and_max_norm ───────────────────────
    (
        "l1_and_max_norm",
        "takes the absolute value of the sum, not the sum of the absolute values"
        " AND compares the maximum with the minimum itself, which never wins when it is negative",
        """
def l1_and_max_norm(x):
    l1 = abs(x.sum())
    biggest = max(abs(x.max()), x.min())
    return l1, biggest
""",
    ),
    # ── lp_norm ───────────────────────────────
    (
        "lp_norm",
        "thinks that p has to be an int, and cuts its decimals off",
        """
def lp_norm(x, p):
    return torch.linalg.vector_norm(x, ord=int(p))
""",
    ),
    # ── frobenius_norm ────────────────────────
    (
        "frobenius_norm",
        "asks matrix_norm for order 2, since Frobenius is 'the L2 norm of a matrix', and gets the spectral norm",
        """
def frobenius_norm(A):
    return torch.linalg.matrix_norm(A, ord=2, dim=(-2, -1))
""",
    ),
    # ── unit_vector ───────────────────────────
    (
        "unit_vector",
        "`not x.all()` is meant as 'all are zero', but is true as soon as one is"
        " AND divides by the sum of the absolute values",
        """
def unit_vector(x):
    if not x.all():
        return torch.zeros_like(x)
    length = x.abs().sum()
    return x / length
""",
    ),
    # ── is_symmetric ──────────────────────────
    (
        "is_symmetric",
        "compares sizes 0 and 1 of a stack as if they were rows and columns"
        " AND .T, which turns all three dimensions round",
        """
def is_symmetric(A):
    if A.shape[0] != A.shape[1]:
        return False
    return torch.equal(A, A.T)
""",
    ),
    # ── stable_l2_norm ────────────────────────
    (
        "stable_l2_norm",
        "scales by the largest element instead of the largest absolute value",
        """
def stable_l2_norm(x):
    scale = x.max()
    if scale == 0:
        return scale
    return scale * ((x / scale) ** 2).sum().sqrt()
""",
    ),
]
