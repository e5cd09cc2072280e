"""Wrong solutions of exercise 03 by an author who saw only the starter.

torch, math, torch.nn.functional as F and Tensor are imported for them.
"""

WRONG: list[tuple[str, str, str]] = [
    # ── dot_two_ways ──────────────────────────────────────────────────────────────────────────────
    (
        "dot_two_ways",
        "a column times a row makes a table of all products, and the sum adds all of them",
        """
def dot_two_ways(x, y):
    a = torch.dot(x, y)
    b = (x.reshape(-1, 1) * y).sum()
    return a, b
""",
    ),
    (
        "dot_two_ways",
        "row times column leaves a 1 by 1 matrix AND the product is multiplied up instead of added up",
        """
def dot_two_ways(x: Tensor, y: Tensor):
    first = x.reshape(1, -1) @ y.reshape(-1, 1)
    second = (x * y).prod()
    return first, second
""",
    ),
    (
        "dot_two_ways",
        "multiplies into the caller's x",
        """
def dot_two_ways(x, y):
    d = torch.dot(x, y)
    x *= y
    return d, x.sum()
""",
    ),
    # ── matvec ────────────────────────────────────────────────────────────────────────────────────
    (
        "matvec",
        "converts x to the dtype of A: with counts, x is cut off and the result is int64",
        """
def matvec(A, x):
    return torch.mv(A, x.to(A.dtype))
""",
    ),
    (
        "matvec",
        "always converts A to float32, which torch refuses for a float64 x",
        """
def matvec(A: Tensor, x: Tensor) -> Tensor:
    # A 可能是整数
    A = A.to(torch.float32)
    return A @ x
""",
    ),
    (
        "matvec",
        "the result gets one element per column AND is float32 also for float64",
        """
def matvec(A, x):
    m, n = A.shape
    result = torch.zeros(n)
    for i in range(m):
        result[i] = (A[i] * x).sum()
    return result
""",
    ),
    (
        "matvec",
        "makes x a column and squeezes at the end, so a single row gives a tensor without dimensions",
        """
def matvec(A, x):
    col = x.unsqueeze(1)
    y = torch.mm(A.type(x.dtype), col)
    return y.squeeze()
""",
    ),
    (
        "matvec",
        "broadcasts and sums over the wrong dimension",
        """
def matvec(A, x):
    return (A * x).sum(dim=0)
""",
    ),
    # ── matmul ────────────────────────────────────────────────────────────────────────────────────
    (
        "matmul",
        "= for += in the innermost loop, only the last product is kept AND zeros are float32",
        """
def matmul(A, B):
    m, k = A.shape
    n = B.shape[1]
    C = torch.zeros(m, n)
    for i in range(m):
        for j in range(n):
            for t in range(k):
                C[i, j] = A[i, t] * B[t, j]
    return C
""",
    ),
    (
        "matmul",
        "einsum with the indices of B in the wrong order: rows times rows",
        """
def matmul(A: Tensor, B: Tensor) -> Tensor:
    return torch.einsum("ik,jk->ij", A, B)
""",
    ),
    (
        "matmul",
        "takes dot for the matrix product as in NumPy; torch.dot is for vectors only",
        """
def matmul(A, B):
    # 矩阵乘法
    return torch.dot(A, B)
""",
    ),
    (
        "matmul",
        "swaps the factors AND squeezes the result",
        """
def matmul(A, B):
    C = torch.mm(B, A)
    return C.squeeze()
""",
    ),
    # ── hadamard ──────────────────────────────────────────────────────────────────────────────────
    (
        "hadamard",
        "takes @ for 'multiply'",
        """
def hadamard(A, B):
    return A @ B
""",
    ),
    (
        "hadamard",
        "loops as if the matrix were square AND takes B's element from the mirrored place",
        """
def hadamard(A, B):
    H = torch.zeros_like(A)
    n = len(A)
    for i in range(n):
        for j in range(n):
            H[i][j] = A[i][j] * B[j][i]
    return H
""",
    ),
    (
        "hadamard",
        "goes on to the sum, as in the dot product",
        """
def hadamard(A: Tensor, B: Tensor) -> Tensor:
    prod = torch.mul(A, B)
    return prod.sum(dim=1)
""",
    ),
    (
        "hadamard",
        "multiplies in place, into B",
        """
def hadamard(A, B):
    B *= A
    return B
""",
    ),
    # ── l2_norm ───────────────────────────────────────────────────────────────────────────────────
    (
        "l2_norm",
        "goes through NumPy, which autograd cannot follow",
        """
import numpy as np

def l2_norm(x):
    return torch.tensor(np.linalg.norm(x.detach().numpy()))
""",
    ),
    (
        "l2_norm",
        "** 1 / 2 is half of the sum",
        """
def l2_norm(x: Tensor) -> Tensor:
    squares = x * x
    return squares.sum() ** 1 / 2
""",
    ),
    (
        "l2_norm",
        "mean for sum AND cut off from the graph with detach",
        """
def l2_norm(x):
    x = x.detach()
    return torch.sqrt(torch.mean(x ** 2))
""",
    ),
    (
        "l2_norm",
        "takes the root of each square and then adds up",
        """
def l2_norm(x):
    # 向量的长度
    return (x ** 2).sqrt().sum()
""",
    ),
    # ── l1_and_max_norm ───────────────────────────────────────────────────────────────────────────
    (
        "l1_and_max_norm",
        "keeps the sign of the element with the largest absolute value AND only iterates over vectors",
        """
def l1_and_max_norm(x):
    total = torch.tensor(0, dtype=x.dtype)
    biggest = x[0]
    for v in x:
        total = total + abs(v)
        if abs(v) > abs(biggest):
            biggest = v
    return total, biggest
""",
    ),
    (
        "l1_and_max_norm",
        "linalg.norm takes a matrix norm for a matrix AND refuses integers",
        """
def l1_and_max_norm(x: Tensor):
    return torch.linalg.norm(x, 1), torch.linalg.norm(x, float("inf"))
""",
    ),
    (
        "l1_and_max_norm",
        "takes the absolute value after summing AND after looking for the maximum",
        """
def l1_and_max_norm(x):
    return x.sum().abs(), x.max().abs()
""",
    ),
    (
        "l1_and_max_norm",
        "converts to float, so that norms of integers become floats",
        """
def l1_and_max_norm(x):
    # 先展平成一维
    v = x.flatten().float()
    return v.norm(p=1), v.norm(p=torch.inf)
""",
    ),
    (
        "l1_and_max_norm",
        "abs_ changes the caller's x",
        """
def l1_and_max_norm(x):
    x.abs_()
    return x.sum(), x.max()
""",
    ),
    # ── lp_norm ───────────────────────────────────────────────────────────────────────────────────
    (
        "lp_norm",
        "no absolute values, wrong for odd p AND ** 1 / p",
        """
def lp_norm(x, p):
    return torch.sum(x ** p) ** 1 / p
""",
    ),
    (
        "lp_norm",
        "makes p whole, although it does not have to be",
        """
def lp_norm(x: Tensor, p: float) -> Tensor:
    p = int(p)
    return torch.linalg.vector_norm(x, ord=p)
""",
    ),
    (
        "lp_norm",
        "integer division in the exponent: 1 // p is 0 for every p above 1",
        """
def lp_norm(x, p):
    s = (x.abs() ** p).sum()
    return s ** (1 // p)
""",
    ),
    (
        "lp_norm",
        "always a square root, whatever p AND returns a Python number",
        """
def lp_norm(x, p):
    powers = torch.pow(torch.abs(x), p)
    return math.sqrt(powers.sum().item())
""",
    ),
    # ── frobenius_norm ────────────────────────────────────────────────────────────────────────────
    (
        "frobenius_norm",
        "one norm per part of the first dimension, which for a plain matrix is one per row",
        """
def frobenius_norm(A):
    return torch.stack([torch.sqrt((M ** 2).sum()) for M in A])
""",
    ),
    (
        "frobenius_norm",
        "takes the first two dimensions for those of the matrix AND forgets the root",
        """
def frobenius_norm(A: Tensor) -> Tensor:
    return A.pow(2).sum(dim=(0, 1))
""",
    ),
    (
        "frobenius_norm",
        "takes the matrix 2-norm for it, the largest singular value",
        """
def frobenius_norm(A):
    # A 可以是 (m, n) 或 (b, m, n)
    return torch.linalg.matrix_norm(A, ord=2)
""",
    ),
    (
        "frobenius_norm",
        "norm without dim: the whole stack gets one norm",
        """
def frobenius_norm(A):
    return torch.norm(A)
""",
    ),
    # ── unit_vector ───────────────────────────────────────────────────────────────────────────────
    (
        "unit_vector",
        "recognises the zero vector by its sum, which may also be 0 for others",
        """
def unit_vector(x):
    if x.sum() == 0:
        return torch.zeros_like(x)
    return x / torch.norm(x)
""",
    ),
    (
        "unit_vector",
        "divides by the squared norm AND the zero vector gives nan",
        """
def unit_vector(x):
    length = torch.dot(x, x)
    return x / length
""",
    ),
    (
        "unit_vector",
        "the number 0 for the zero vector AND divides the caller's x in place",
        """
def unit_vector(x: Tensor) -> Tensor:
    norm = x.norm()
    if norm == 0:
        return 0
    x /= norm
    return x
""",
    ),
    (
        "unit_vector",
        "asks a whole tensor whether it is 0",
        """
def unit_vector(x):
    if x == 0:
        return x
    return x / (x ** 2).sum().sqrt()
""",
    ),
    (
        "unit_vector",
        "does not scale short vectors, to avoid a division by 0",
        """
def unit_vector(x):
    n = torch.sqrt(torch.sum(x * x))
    return x / torch.clamp(n, min=1.0)
""",
    ),
    # ── cosine_similarity ─────────────────────────────────────────────────────────────────────────
    (
        "cosine_similarity",
        "no parentheses round the denominator, so it multiplies by the norm of y",
        """
def cosine_similarity(x, y):
    return torch.dot(x, y) / torch.norm(x) * torch.norm(y)
""",
    ),
    (
        "cosine_similarity",
        "scales both vectors with L1 norms AND builds a new tensor from the number, without graph",
        """
def cosine_similarity(x, y):
    top = (x * y).sum()
    bottom = x.abs().sum() * y.abs().sum()
    return torch.tensor((top / bottom).item(), dtype=x.dtype)
""",
    ),
    (
        "cosine_similarity",
        "forgets that torch's function works along dim 1 unless told otherwise",
        """
def cosine_similarity(x: Tensor, y: Tensor) -> Tensor:
    return F.cosine_similarity(x, y)
""",
    ),
    (
        "cosine_similarity",
        "does not sum, one number per element AND roots forgotten in the norms",
        """
def cosine_similarity(x, y):
    # 点积除以模长
    nx = (x ** 2).sum()
    ny = (y ** 2).sum()
    return x * y / (nx * ny)
""",
    ),
    # ── is_symmetric ──────────────────────────────────────────────────────────────────────────────
    (
        "is_symmetric",
        "A - Aᵀ adds up to 0 for every square matrix, negative and positive cancel",
        """
def is_symmetric(A):
    if A.shape[-1] != A.shape[-2]:
        return False
    diff = (A - A.transpose(-2, -1)).sum()
    return abs(diff.item()) < 1e-3
""",
    ),
    (
        "is_symmetric",
        "answers with a tensor AND comparing raises for a matrix that is not square",
        """
def is_symmetric(A: Tensor) -> bool:
    return (A == A.transpose(-1, -2)).all()
""",
    ),
    (
        "is_symmetric",
        "returns True at the first pair that fits AND knows no stacks",
        """
def is_symmetric(A):
    m, n = A.shape
    if m != n:
        return False
    for i in range(n):
        for j in range(i):
            if A[i, j] != A[j, i]:
                return False
            else:
                return True
    return True
""",
    ),
    (
        "is_symmetric",
        ".T turns round all dimensions of a stack",
        """
def is_symmetric(A):
    # 形状不同时 equal 返回 False
    return torch.equal(A, A.T)
""",
    ),
    (
        "is_symmetric",
        "one symmetric matrix in the stack is enough",
        """
def is_symmetric(A):
    stack = A if A.dim() == 3 else A.unsqueeze(0)
    return any(torch.equal(M, M.t()) for M in stack)
""",
    ),
    # ── stable_l2_norm ────────────────────────────────────────────────────────────────────────────
    (
        "stable_l2_norm",
        "scales by the largest element without abs, wrong for negative ones AND divides 0 by 0 for the zero vector",
        """
def stable_l2_norm(x):
    s = x.max()
    return s * torch.sqrt(((x / s) ** 2).sum())
""",
    ),
    (
        "stable_l2_norm",
        "computes in float64 and forgets to go back",
        """
def stable_l2_norm(x: Tensor) -> Tensor:
    x = x.double()
    return (x ** 2).sum().sqrt()
""",
    ),
    (
        "stable_l2_norm",
        "a fixed scale of 1e30 helps the huge ones, the tiny ones become 0",
        """
def stable_l2_norm(x):
    scale = 1e30
    y = x / scale
    return y.pow(2).sum().sqrt() * scale
""",
    ),
    (
        "stable_l2_norm",
        "brings the factor back under the root, squared, where it overflows again",
        """
def stable_l2_norm(x):
    m = x.abs().max()
    if m == 0:
        return m
    # 提出最大值
    return torch.sqrt(m ** 2 * ((x / m) ** 2).sum())
""",
    ),
    (
        "stable_l2_norm",
        "scales the caller's x in place AND does not multiply back",
        """
def stable_l2_norm(x):
    biggest = x.abs().max()
    if biggest > 0:
        x /= biggest
    return torch.norm(x)
""",
    ),
]
