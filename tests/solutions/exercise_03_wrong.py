"""Exercise 03: wrong solutions, as (function, the mistake, source); torch and Tensor are imported."""

WRONG: list[tuple[str, str, str]] = [
    # 1
    (
        "dot_two_ways",
        "second way forgets the sum",
        """
def dot_two_ways(x, y):
    return torch.dot(x, y), x * y
""",
    ),
    (
        "dot_two_ways",
        "item() gives Python floats",
        """
def dot_two_ways(x, y):
    return torch.dot(x, y).item(), (x * y).sum().item()
""",
    ),
    (
        "dot_two_ways",
        "keepdim leaves shape (1,)",
        """
def dot_two_ways(x, y):
    return torch.dot(x, y), (x * y).sum(dim=0, keepdim=True)
""",
    ),
    (
        "dot_two_ways",
        "in-place product changes x",
        """
def dot_two_ways(x, y):
    first = torch.dot(x, y)
    x *= y
    return first, x.sum()
""",
    ),
    (
        "dot_two_ways",
        "sums first and multiplies then",
        """
def dot_two_ways(x, y):
    return torch.dot(x, y), x.sum() * y.sum()
""",
    ),
    (
        "dot_two_ways",
        "prints, and returns only one",
        """
def dot_two_ways(x, y):
    a = torch.dot(x, y)
    b = (x * y).sum()
    print("a =", a, "b =", b)
    return a
""",
    ),
    (
        "dot_two_ways",
        "operator misread as power",
        """
def dot_two_ways(x, y):
    return torch.dot(x, y), (x ** y).sum()
""",
    ),
    # 2
    (
        "matvec",
        "integers in A not converted",
        """
def matvec(A, x):
    return A @ x
""",
    ),
    (
        "matvec",
        "converts x instead of A",
        """
def matvec(A, x):
    return A @ x.to(A.dtype)
""",
    ),
    (
        "matvec",
        "always float32",
        """
def matvec(A, x):
    return A.float() @ x.float()
""",
    ),
    (
        "matvec",
        "float() meets a float64 x",
        """
def matvec(A, x):
    return torch.mv(A.float(), x)
""",
    ),
    (
        "matvec",
        "sums over the wrong dim",
        """
def matvec(A, x):
    return (A * x).sum(dim=0)
""",
    ),
    (
        "matvec",
        "arguments of mv swapped",
        """
def matvec(A, x):
    return torch.mv(x, A.to(x.dtype))
""",
    ),
    (
        "matvec",
        "result is a column",
        """
def matvec(A, x):
    return A.to(x.dtype) @ x.unsqueeze(1)
""",
    ),
    (
        "matvec",
        "squeeze loses the dimension when m is 1",
        """
def matvec(A, x):
    return (A.to(x.dtype) @ x.reshape(-1, 1)).squeeze()
""",
    ),
    (
        "matvec",
        "last row left out",
        """
def matvec(A, x):
    A = A.to(x.dtype)
    result = torch.zeros(A.shape[0], dtype=x.dtype)
    for i in range(A.shape[0] - 1):
        result[i] = torch.dot(A[i], x)
    return result
""",
    ),
    (
        "matvec",
        "result buffer takes the dtype of A",
        """
def matvec(A, x):
    result = torch.zeros(A.shape[0], dtype=A.dtype)
    for i in range(len(A)):
        result[i] = (A[i] * x).sum()
    return result
""",
    ),
    # 3
    (
        "matmul",
        "element-wise product",
        """
def matmul(A, B):
    return A * B
""",
    ),
    (
        "matmul",
        "transposes B",
        """
def matmul(A, B):
    return A @ B.T
""",
    ),
    (
        "matmul",
        "wrong order",
        """
def matmul(A, B):
    return torch.mm(B, A)
""",
    ),
    (
        "matmul",
        "buffer is always float32",
        """
def matmul(A, B):
    C = torch.zeros(A.shape[0], B.shape[1])
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            C[i, j] = torch.dot(A[i], B[:, j])
    return C
""",
    ),
    (
        "matmul",
        "rows of B instead of columns",
        """
def matmul(A, B):
    C = torch.zeros(A.shape[0], B.shape[1], dtype=A.dtype)
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            C[i, j] = (A[i] * B[j]).sum()
    return C
""",
    ),
    (
        "matmul",
        "squeeze drops sizes of 1",
        """
def matmul(A, B):
    return (A @ B).squeeze()
""",
    ),
    (
        "matmul",
        "inner loop starts at 1",
        """
def matmul(A, B):
    m, k = A.shape
    n = B.shape[1]
    C = torch.zeros(m, n, dtype=A.dtype)
    for i in range(m):
        for j in range(n):
            for l in range(1, k):
                C[i, j] += A[i, l] * B[l, j]
    return C
""",
    ),
    (
        "matmul",
        "all sizes taken from A",
        """
def matmul(A, B):
    m, n = A.shape
    C = torch.zeros(m, n, dtype=A.dtype)
    for i in range(m):
        for j in range(n):
            C[i, j] = torch.dot(A[i], B[:, j])
    return C
""",
    ),
    # 4
    (
        "hadamard",
        "matrix product",
        """
def hadamard(A, B):
    return A @ B
""",
    ),
    (
        "hadamard",
        "in place",
        """
def hadamard(A, B):
    return A.mul_(B)
""",
    ),
    (
        "hadamard",
        "function that torch does not have",
        """
def hadamard(A, B):
    return torch.hadamard(A, B)
""",
    ),
    (
        "hadamard",
        "sums up at the end",
        """
def hadamard(A, B):
    return (A * B).sum()
""",
    ),
    (
        "hadamard",
        "result shares memory with A",
        """
def hadamard(A, B):
    C = A
    for i in range(A.shape[0]):
        for j in range(A.shape[1]):
            C[i, j] = A[i, j] * B[i, j]
    return C
""",
    ),
    (
        "hadamard",
        "loops over a square",
        """
def hadamard(A, B):
    n = len(A)
    C = torch.zeros(n, n, dtype=A.dtype)
    for i in range(n):
        for j in range(n):
            C[i, j] = A[i, j] * B[i, j]
    return C
""",
    ),
    (
        "hadamard",
        "view fails for a transposed matrix",
        """
def hadamard(A, B):
    return (A.view(-1) * B.view(-1)).view(A.shape)
""",
    ),
    (
        "hadamard",
        "wrong operator",
        """
def hadamard(A, B):
    return A + B
""",
    ),
    # 5
    (
        "l2_norm",
        "root forgotten",
        """
def l2_norm(x):
    return (x ** 2).sum()
""",
    ),
    (
        "l2_norm",
        "Python float by math.sqrt",
        """
def l2_norm(x):
    import math
    return math.sqrt((x ** 2).sum())
""",
    ),
    (
        "l2_norm",
        "new tensor from item() cuts the gradient",
        """
def l2_norm(x):
    s = (x ** 2).sum().item()
    return torch.tensor(s ** 0.5, dtype=x.dtype)
""",
    ),
    (
        "l2_norm",
        "detach cuts the gradient",
        """
def l2_norm(x):
    return torch.linalg.norm(x.detach())
""",
    ),
    (
        "l2_norm",
        "mean instead of sum",
        """
def l2_norm(x):
    return torch.sqrt(torch.mean(x ** 2))
""",
    ),
    (
        "l2_norm",
        "squares the sum",
        """
def l2_norm(x):
    return torch.sqrt(x.sum() ** 2)
""",
    ),
    (
        "l2_norm",
        "keepdim leaves shape (1,)",
        """
def l2_norm(x):
    return x.norm(dim=0, keepdim=True)
""",
    ),
    (
        "l2_norm",
        "squares in place",
        """
def l2_norm(x):
    x.pow_(2)
    return x.sum().sqrt()
""",
    ),
    (
        "l2_norm",
        "epsilon below the root",
        """
def l2_norm(x):
    return torch.sqrt((x ** 2).sum() + 1e-6)
""",
    ),
    (
        "l2_norm",
        "misspelt attribute",
        """
def l2_norm(x):
    return torch.linag.norm(x)
""",
    ),
    # 6
    (
        "l1_and_max_norm",
        "maximum without abs",
        """
def l1_and_max_norm(x):
    return x.abs().sum(), x.max()
""",
    ),
    (
        "l1_and_max_norm",
        "abs after the sum",
        """
def l1_and_max_norm(x):
    return x.sum().abs(), x.abs().max()
""",
    ),
    (
        "l1_and_max_norm",
        "integers become floats",
        """
def l1_and_max_norm(x):
    x = x.float()
    return x.abs().sum(), x.abs().max()
""",
    ),
    (
        "l1_and_max_norm",
        "linalg refuses integers",
        """
def l1_and_max_norm(x):
    return torch.linalg.vector_norm(x, 1), torch.linalg.vector_norm(x, float("inf"))
""",
    ),
    (
        "l1_and_max_norm",
        "large integers rounded on the way through floats",
        """
def l1_and_max_norm(x):
    y = x.float().flatten()
    return y.norm(1).to(x.dtype), y.norm(float("inf")).to(x.dtype)
""",
    ),
    (
        "l1_and_max_norm",
        "only along the first dimension",
        """
def l1_and_max_norm(x):
    return x.abs().sum(dim=0), x.abs().amax(dim=0)
""",
    ),
    (
        "l1_and_max_norm",
        "the matrix norms of linalg.norm",
        """
def l1_and_max_norm(x):
    y = x.double()
    l1 = torch.linalg.norm(y, ord=1)
    biggest = torch.linalg.norm(y, ord=float("inf"))
    return l1.to(x.dtype), biggest.to(x.dtype)
""",
    ),
    (
        "l1_and_max_norm",
        "view fails for a transposed matrix",
        """
def l1_and_max_norm(x):
    y = x.view(-1).abs()
    return y.sum(), y.max()
""",
    ),
    (
        "l1_and_max_norm",
        "abs in place",
        """
def l1_and_max_norm(x):
    x.abs_()
    return x.sum(), x.max()
""",
    ),
    (
        "l1_and_max_norm",
        "the two swapped",
        """
def l1_and_max_norm(x):
    a = x.abs()
    return a.max(), a.sum()
""",
    ),
    (
        "l1_and_max_norm",
        "argmax instead of max",
        """
def l1_and_max_norm(x):
    a = torch.abs(x)
    return torch.sum(a), torch.argmax(a)
""",
    ),
    # 7
    (
        "lp_norm",
        "abs forgotten",
        """
def lp_norm(x, p):
    return (x ** p).sum() ** (1 / p)
""",
    ),
    (
        "lp_norm",
        "root forgotten",
        """
def lp_norm(x, p):
    return (x.abs() ** p).sum()
""",
    ),
    (
        "lp_norm",
        "floor division in the exponent",
        """
def lp_norm(x, p):
    return (x.abs() ** p).sum() ** (1 // p)
""",
    ),
    (
        "lp_norm",
        "missing brackets: to the power 1, over p",
        """
def lp_norm(x, p):
    return (x.abs() ** p).sum() ** 1 / p
""",
    ),
    (
        "lp_norm",
        "p made whole",
        """
def lp_norm(x, p):
    p = int(p)
    return (x.abs() ** p).sum() ** (1 / p)
""",
    ),
    (
        "lp_norm",
        "p hard-coded as in the example",
        """
def lp_norm(x, p):
    return torch.linalg.vector_norm(x, ord=3)
""",
    ),
    (
        "lp_norm",
        "square root whatever p is",
        """
def lp_norm(x, p):
    return torch.sqrt((x.abs() ** p).sum())
""",
    ),
    (
        "lp_norm",
        "loop that never ends",
        """
def lp_norm(x, p):
    total = torch.zeros((), dtype=x.dtype)
    i = 0
    while i < len(x):
        total = total + x[i].abs() ** p
    return total ** (1 / p)
""",
    ),
    (
        "lp_norm",
        "root inside the sum",
        """
def lp_norm(x, p):
    return ((x.abs() ** p) ** (1 / p)).sum()
""",
    ),
    (
        "lp_norm",
        "total loses the dtype",
        """
def lp_norm(x, p):
    total = torch.zeros(1)
    for v in x:
        total += abs(v) ** p
    return total[0] ** (1 / p)
""",
    ),
    (
        "lp_norm",
        "return indented into the loop",
        """
def lp_norm(x, p):
    total = 0
    for v in x:
        total = total + v.abs() ** p
        return total ** (1 / p)
""",
    ),
    # 8
    (
        "frobenius_norm",
        "one norm for the whole stack",
        """
def frobenius_norm(A):
    return torch.sqrt((A ** 2).sum())
""",
    ),
    (
        "frobenius_norm",
        "first two dimensions instead of the last",
        """
def frobenius_norm(A):
    return (A ** 2).sum(dim=(0, 1)).sqrt()
""",
    ),
    (
        "frobenius_norm",
        "dims of a stack, fails for a matrix",
        """
def frobenius_norm(A):
    return (A ** 2).sum(dim=(1, 2)).sqrt()
""",
    ),
    (
        "frobenius_norm",
        "keepdim leaves (b, 1, 1)",
        """
def frobenius_norm(A):
    return torch.linalg.matrix_norm(A, keepdim=True)
""",
    ),
    (
        "frobenius_norm",
        "root forgotten",
        """
def frobenius_norm(A):
    return (A * A).sum(dim=(-2, -1))
""",
    ),
    (
        "frobenius_norm",
        "spectral norm",
        """
def frobenius_norm(A):
    return torch.linalg.matrix_norm(A, ord=2)
""",
    ),
    (
        "frobenius_norm",
        "matrix product as the square",
        """
def frobenius_norm(A):
    return torch.sqrt((A @ A).sum(dim=(-2, -1)))
""",
    ),
    (
        "frobenius_norm",
        "list of norms for a stack",
        """
def frobenius_norm(A):
    if A.dim() == 3:
        return [M.norm() for M in A]
    return A.norm()
""",
    ),
    (
        "frobenius_norm",
        "sum over one dimension only",
        """
def frobenius_norm(A):
    return (A ** 2).sum(dim=-1).sqrt()
""",
    ),
    (
        "frobenius_norm",
        "row norms added up",
        """
def frobenius_norm(A):
    return A.norm(dim=-1).sum(dim=-1)
""",
    ),
    # 9
    (
        "unit_vector",
        "zero vector becomes nan",
        """
def unit_vector(x):
    return x / torch.linalg.norm(x)
""",
    ),
    (
        "unit_vector",
        "small number added to the norm",
        """
def unit_vector(x):
    return x / (x.norm() + 1e-8)
""",
    ),
    (
        "unit_vector",
        "divides in place",
        """
def unit_vector(x):
    n = x.norm()
    if n == 0:
        return torch.zeros_like(x)
    x /= n
    return x
""",
    ),
    (
        "unit_vector",
        "L1 norm",
        """
def unit_vector(x):
    n = x.abs().sum()
    if n == 0:
        return torch.zeros_like(x)
    return x / n
""",
    ),
    (
        "unit_vector",
        "takes sum zero for the zero vector",
        """
def unit_vector(x):
    if x.sum() == 0:
        return torch.zeros_like(x)
    return x / x.norm()
""",
    ),
    (
        "unit_vector",
        "zeros without the dtype",
        """
def unit_vector(x):
    n = x.norm()
    if n == 0:
        return torch.zeros(len(x))
    return x / n
""",
    ),
    (
        "unit_vector",
        "a single zero for the zero vector",
        """
def unit_vector(x):
    n = x.norm()
    if n == 0:
        return torch.tensor(0., dtype=x.dtype)
    return x / n
""",
    ),
    (
        "unit_vector",
        "max() instead of the norm",
        """
def unit_vector(x):
    if not x.any():
        return torch.zeros_like(x)
    return x / x.max()
""",
    ),
    (
        "unit_vector",
        "uses a name that is not defined",
        """
def unit_vector(x):
    length = torch.sqrt((x ** 2).sum())
    if length == 0:
        return torch.zeros_like(x)
    return x / lenght
""",
    ),
    # 10
    (
        "cosine_similarity",
        "dot product only",
        """
def cosine_similarity(x, y):
    return torch.dot(x, y)
""",
    ),
    (
        "cosine_similarity",
        "missing brackets in the denominator",
        """
def cosine_similarity(x, y):
    return torch.dot(x, y) / torch.linalg.norm(x) * torch.linalg.norm(y)
""",
    ),
    (
        "cosine_similarity",
        "default dim=1",
        """
def cosine_similarity(x, y):
    return torch.nn.functional.cosine_similarity(x, y)
""",
    ),
    (
        "cosine_similarity",
        "Python float",
        """
def cosine_similarity(x, y):
    return (torch.dot(x, y) / (x.norm() * y.norm())).item()
""",
    ),
    (
        "cosine_similarity",
        "sum of the norms",
        """
def cosine_similarity(x, y):
    return torch.dot(x, y) / (x.norm() + y.norm())
""",
    ),
    (
        "cosine_similarity",
        "abs around the result",
        """
def cosine_similarity(x, y):
    return torch.abs(x @ y) / (x.norm() * y.norm())
""",
    ),
    (
        "cosine_similarity",
        "no_grad",
        """
def cosine_similarity(x, y):
    with torch.no_grad():
        return torch.dot(x, y) / (x.norm() * y.norm())
""",
    ),
    (
        "cosine_similarity",
        "gradient of the norms cut by item()",
        """
def cosine_similarity(x, y):
    return torch.dot(x, y) / (x.norm().item() * y.norm().item())
""",
    ),
    (
        "cosine_similarity",
        "same vector twice in the denominator",
        """
def cosine_similarity(x, y):
    return torch.dot(x, y) / (torch.linalg.norm(x) * torch.linalg.norm(x))
""",
    ),
    (
        "cosine_similarity",
        "squares without roots",
        """
def cosine_similarity(x, y):
    return (x * y).sum() / ((x ** 2).sum() * (y ** 2).sum())
""",
    ),
    (
        "cosine_similarity",
        "epsilon for safety",
        """
def cosine_similarity(x, y):
    return torch.dot(x, y) / (x.norm() * y.norm() + 1e-3)
""",
    ),
    (
        "cosine_similarity",
        "the angle itself",
        """
def cosine_similarity(x, y):
    return torch.acos(torch.dot(x, y) / (x.norm() * y.norm()))
""",
    ),
    # 11
    (
        "is_symmetric",
        "tensor instead of bool",
        """
def is_symmetric(A):
    if A.shape[-1] != A.shape[-2]:
        return False
    return (A == A.mT).all()
""",
    ),
    (
        "is_symmetric",
        "T turns round all dimensions of a stack",
        """
def is_symmetric(A):
    return torch.equal(A, A.T)
""",
    ),
    (
        "is_symmetric",
        "no check for a square",
        """
def is_symmetric(A):
    return bool((A == A.transpose(-1, -2)).all())
""",
    ),
    (
        "is_symmetric",
        "any instead of all",
        """
def is_symmetric(A):
    if A.shape[-1] != A.shape[-2]:
        return False
    return bool((A == A.mT).any())
""",
    ),
    (
        "is_symmetric",
        "swaps the first two dimensions",
        """
def is_symmetric(A):
    return torch.equal(A, A.transpose(0, 1))
""",
    ),
    (
        "is_symmetric",
        "only the last matrix counts",
        """
def is_symmetric(A):
    if A.dim() == 2:
        return torch.equal(A, A.T)
    answer = True
    for M in A:
        answer = torch.equal(M, M.T)
    return answer
""",
    ),
    (
        "is_symmetric",
        "return after the first matrix",
        """
def is_symmetric(A):
    if A.dim() == 2:
        return torch.equal(A, A.T)
    for M in A:
        if torch.equal(M, M.T):
            return True
        else:
            return False
""",
    ),
    (
        "is_symmetric",
        "a list of answers for a stack",
        """
def is_symmetric(A):
    if A.dim() == 3:
        return [torch.equal(M, M.T) for M in A]
    return torch.equal(A, A.T)
""",
    ),
    (
        "is_symmetric",
        "sum of the differences is always 0",
        """
def is_symmetric(A):
    if A.shape[-1] != A.shape[-2]:
        return False
    return (A - A.mT).sum().item() == 0
""",
    ),
    (
        "is_symmetric",
        "last row not compared",
        """
def is_symmetric(A):
    m, n = A.shape[-2:]
    if m != n:
        return False
    for i in range(n - 1):
        for j in range(n - 1):
            if (A[..., i, j] != A[..., j, i]).any():
                return False
    return True
""",
    ),
    # 12
    (
        "stable_l2_norm",
        "textbook formula",
        """
def stable_l2_norm(x):
    return torch.sqrt((x ** 2).sum())
""",
    ),
    (
        "stable_l2_norm",
        "zero vector becomes nan",
        """
def stable_l2_norm(x):
    m = x.abs().max()
    return m * torch.sqrt(((x / m) ** 2).sum())
""",
    ),
    (
        "stable_l2_norm",
        "never scales back",
        """
def stable_l2_norm(x):
    m = x.abs().max()
    if m == 0:
        return m
    return torch.sqrt(((x / m) ** 2).sum())
""",
    ),
    (
        "stable_l2_norm",
        "maximum without abs",
        """
def stable_l2_norm(x):
    m = x.max()
    if m == 0:
        return torch.zeros_like(m)
    return m * torch.sqrt(((x / m) ** 2).sum())
""",
    ),
    (
        "stable_l2_norm",
        "scale fixed at 1e30",
        """
def stable_l2_norm(x):
    return 1e30 * torch.sqrt(((x / 1e30) ** 2).sum())
""",
    ),
    (
        "stable_l2_norm",
        "scales in place",
        """
def stable_l2_norm(x):
    m = x.abs().max()
    if m == 0:
        return m
    x /= m
    return m * x.pow(2).sum().sqrt()
""",
    ),
    (
        "stable_l2_norm",
        "stays in float64",
        """
def stable_l2_norm(x):
    return x.double().norm()
""",
    ),
    (
        "stable_l2_norm",
        "float64 only after the squares",
        """
def stable_l2_norm(x):
    return (x ** 2).double().sum().sqrt().to(x.dtype)
""",
    ),
    (
        "stable_l2_norm",
        "small number added to the scale",
        """
def stable_l2_norm(x):
    m = x.abs().max() + 1e-6
    return m * torch.sqrt(torch.sum((x / m) ** 2))
""",
    ),
    (
        "stable_l2_norm",
        "scales back inside the root",
        """
def stable_l2_norm(x):
    m = x.abs().max()
    if m == 0:
        return m
    return torch.sqrt(m ** 2 * ((x / m) ** 2).sum())
""",
    ),
    (
        "stable_l2_norm",
        "Python number for the zero vector",
        """
def stable_l2_norm(x):
    m = x.abs().max()
    if m == 0:
        return 0.0
    return m * (x / m).norm()
""",
    ),
    (
        "stable_l2_norm",
        "L1 norm, which cannot overflow either",
        """
def stable_l2_norm(x):
    return x.abs().sum()
""",
    ),
    (
        "stable_l2_norm",
        "smallest element as the scale",
        """
def stable_l2_norm(x):
    m = x.abs().min()
    if m == 0:
        return torch.linalg.vector_norm(x)
    return m * torch.sqrt(((x / m) ** 2).sum())
""",
    ),
    (
        "stable_l2_norm",
        "clamps what is too large",
        """
def stable_l2_norm(x):
    x = torch.clamp(x, -1e18, 1e18)
    return torch.sqrt((x ** 2).sum())
""",
    ),
    (
        "unit_vector",
        "leaves what is shorter than 1 as it is",
        """
def unit_vector(x):
    return x / x.norm().clamp(min=1.0)
""",
    ),
    (
        "unit_vector",
        "adds a small number to the length",
        """
def unit_vector(x):
    return x / (x.norm() + 1e-3)
""",
    ),
    (
        "cosine_similarity",
        "does not divide by less than 1",
        """
def cosine_similarity(x, y):
    return torch.dot(x, y) / (x.norm() * y.norm()).clamp(min=1.0)
""",
    ),
    (
        "is_symmetric",
        "almost is enough",
        """
def is_symmetric(A):
    return A.shape[-1] == A.shape[-2] and torch.allclose(A, A.mT, rtol=0.1)
""",
    ),
]
