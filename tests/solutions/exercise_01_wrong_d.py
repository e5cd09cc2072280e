"""Wrong solutions of exercise 01 by an author who saw only the starter.

torch, math, torch.nn.functional as F and Tensor are imported for them.
"""

WRONG: list[tuple[str, str, str]] = [
    # ── reshape_and_transpose ─────────────────
    (
        "reshape_and_transpose",
        "takes t_() for just another spelling of the transpose, so the caller's X is turned over, too",
        """
def reshape_and_transpose(X, columns):
    reshaped = X.reshape(-1, columns)
    transposed = X.t_()
    return reshaped, transposed
""",
    ),
    # ── zeros_and_ones ────────────────────────
    (
        "zeros_and_ones",
        "thinks that `ones = zeros` makes a second tensor, and adds 1 to it in place",
        """
def zeros_and_ones(X):
    zeros = torch.zeros_like(X)
    ones = zeros
    ones += 1
    return zeros, ones
""",
    ),
    # ── from_numbers ──────────────────────────
    (
        "from_numbers",
        "uses the old constructor DoubleTensor, which reads a single number as a size",
        """
def from_numbers(data):
    # double = float64
    return torch.DoubleTensor(data)
""",
    ),
    # ── arithmetic ────────────────────────────
    (
        "arithmetic",
        "writes the power as exp(y · log x) as in the maths class, nan for negative x"
        " AND takes rsub for the function that subtracts its second argument",
        """
def arithmetic(x, y):
    add = torch.add(x, y)
    sub = torch.rsub(x, y)
    mul = torch.mul(x, y)
    div = torch.div(x, y)
    power = torch.exp(y * torch.log(x))
    return add, sub, mul, div, power, torch.exp(x)
""",
    ),
    # ── join ──────────────────────────────────
    (
        "join",
        "believes that (2m, n) put into the shape (m, 2n) is the two matrices side by side",
        """
def join(A, B):
    m, n = A.shape
    below = torch.cat((A, B), dim=0)
    # 形状变成 (m, 2n)
    beside = below.reshape(m, 2 * n)
    return below, beside, torch.stack((A, B))
""",
    ),
    # ── sums_to ───────────────────────────────
    (
        "sums_to",
        "moves y to the other side as on paper, which is not the same for floats"
        " AND takes 'equal after rounding to five places' for 'at most 1e-5 apart'",
        """
def sums_to(x, y, z):
    exact = x == z - y
    close = torch.round(x + y, decimals=5) == torch.round(z, decimals=5)
    return exact, close
""",
    ),
    # ── total_and_mean ────────────────────────
    (
        "total_and_mean",
        "Python's own sum adds up the rows only, not all elements"
        " AND converts to double for the mean, whatever the dtype was",
        """
def total_and_mean(x):
    total = sum(x)
    mean = torch.mean(x.double())
    return total, mean
""",
    ),
    # ── two_pieces ────────────────────────────
    (
        "two_pieces",
        "indexes with the list [-1] to keep the dimension, which copies AND takes contiguous() for a copy",
        """
def two_pieces(X, first, last):
    bottom = X[[-1]]
    middle = X[first:last + 1].contiguous()
    return bottom, middle
""",
    ),
    # ── fill_rows ─────────────────────────────
    (
        "fill_rows",
        "loops over X[rows] and fills each row in place, but X[rows] is a copy already",
        """
def fill_rows(X, rows, value):
    for row in X[rows]:
        row.fill_(value)
""",
    ),
]
