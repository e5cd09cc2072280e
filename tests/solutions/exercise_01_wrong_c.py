"""Wrong solutions of exercise 01 by an author who saw only the starter.

torch, math, torch.nn.functional as F and Tensor are imported for them.
"""

WRONG: list[tuple[str, str, str]] = [
    # ── row_vector ────────────────────────────────────────────────────────────────────────────────
    (
        "row_vector",
        "counts from 1 to n, as in everyday life AND never asks for floats, so the vector is int64",
        """
def row_vector(n):
    return torch.arange(1, n + 1)
""",
    ),
    (
        "row_vector",
        "thinks the end of linspace is excluded like that of arange, so the steps are n / (n - 1)",
        """
def row_vector(n: int) -> Tensor:
    # 从 0 开始, 一共 n 个数
    return torch.linspace(0, n, n, dtype=torch.float32)
""",
    ),
    (
        "row_vector",
        "makes the numbers in NumPy, where float means double precision: float64 comes back",
        """
import numpy as np

def row_vector(n):
    numbers = np.arange(n, dtype=float)
    return torch.from_numpy(numbers)
""",
    ),
    (
        "row_vector",
        "believes that a row vector is a matrix with one row, (1, n)",
        """
def row_vector(n: int) -> Tensor:
    x = torch.arange(n).float()
    return x.reshape(1, -1)
""",
    ),
    # ── number_of_elements ────────────────────────────────────────────────────────────────────────
    (
        "number_of_elements",
        "adds the sizes up instead of multiplying them AND answers with a tensor",
        """
def number_of_elements(x):
    shape = torch.tensor(x.shape)
    return shape.sum()
""",
    ),
    (
        "number_of_elements",
        "starts a product at 0, so it stays 0",
        """
def number_of_elements(x: Tensor) -> int:
    count = 0
    for size in x.shape:
        count *= size
    return count
""",
    ),
    (
        "number_of_elements",
        "NumPy habit: x.size is a number there, here it is a method that was not called",
        """
def number_of_elements(x):
    return x.size
""",
    ),
    (
        "number_of_elements",
        "multiplies the first size by the last: only right for matrices",
        """
def number_of_elements(x: Tensor) -> int:
    rows = x.shape[0]
    cols = x.shape[-1]
    return rows * cols
""",
    ),
    # ── reshape_and_transpose ─────────────────────────────────────────────────────────────────────
    (
        "reshape_and_transpose",
        "puts -1 at the wrong place, so `columns` is the number of rows AND swaps rows and columns with reshape",
        """
def reshape_and_transpose(X, columns):
    m, n = X.shape
    return X.reshape(columns, -1), X.reshape(n, m)
""",
    ),
    (
        "reshape_and_transpose",
        "overwrites X by its transpose first and then reshapes the transpose",
        """
def reshape_and_transpose(X: Tensor, columns: int) -> tuple[Tensor, Tensor]:
    X = X.T
    reshaped = X.reshape(-1, columns)
    return reshaped, X
""",
    ),
    (
        "reshape_and_transpose",
        "uses view, which refuses tensors that do not lie in memory row by row",
        """
def reshape_and_transpose(X, columns):
    return X.view(-1, columns), X.t()
""",
    ),
    (
        "reshape_and_transpose",
        "resizes the caller's X in place, and then transposes the resized one",
        """
def reshape_and_transpose(X, columns):
    rows = X.numel() // columns
    Y = X.resize_(rows, columns)
    return Y, X.T
""",
    ),
    # ── zeros_and_ones ────────────────────────────────────────────────────────────────────────────
    (
        "zeros_and_ones",
        "fills the caller's X in place AND returns the same tensor twice, so both hold ones",
        """
def zeros_and_ones(X):
    zeros = X.zero_()
    ones = X.fill_(1)
    return zeros, ones
""",
    ),
    (
        "zeros_and_ones",
        "takes only the shape of X, and gets float32 whatever X holds",
        """
def zeros_and_ones(X: Tensor):
    return torch.zeros(*X.shape), torch.ones(*X.shape)
""",
    ),
    (
        "zeros_and_ones",
        "x / x is 1 for all numbers, forgetting 0 / 0 AND division turns integers into floats",
        """
def zeros_and_ones(X):
    # 形状和类型都跟 X 一样
    return X - X, X / X
""",
    ),
    # ── from_numbers ──────────────────────────────────────────────────────────────────────────────
    (
        "from_numbers",
        "torch.Tensor takes a single number for a size (or refuses it) AND rounds to float32 before .double()",
        """
def from_numbers(data):
    t = torch.Tensor(data)
    return t.double()
""",
    ),
    (
        "from_numbers",
        "thinks torch.float is Python's float, which is double precision",
        """
def from_numbers(data: float | list) -> Tensor:
    return torch.tensor(data, dtype=torch.float)
""",
    ),
    (
        "from_numbers",
        "goes through NumPy and relies on its default, which is int64 for whole numbers",
        """
import numpy as np

def from_numbers(data):
    arr = np.array(data)
    return torch.from_numpy(arr)
""",
    ),
    (
        "from_numbers",
        "only a float is taken for a single number, so 3 is iterated AND a list of rows is not handled",
        """
def from_numbers(data):
    if isinstance(data, float):
        return torch.tensor(data, dtype=torch.float64)
    values = [float(v) for v in data]
    return torch.tensor(values, dtype=torch.float64)
""",
    ),
    # ── arithmetic ────────────────────────────────────────────────────────────────────────────────
    (
        "arithmetic",
        "computes the power through logarithms, which gives nan for negative x",
        """
def arithmetic(x, y):
    power = torch.exp(y * torch.log(x))
    return x + y, x - y, x * y, x / y, power, torch.exp(x)
""",
    ),
    (
        "arithmetic",
        "subtracts in the wrong order AND takes the exponential of y",
        """
def arithmetic(x: Tensor, y: Tensor):
    s = torch.add(x, y)
    d = torch.sub(y, x)
    p = torch.mul(x, y)
    q = torch.div(x, y)
    return s, d, p, q, torch.pow(x, y), torch.exp(y)
""",
    ),
    (
        "arithmetic",
        "// for the quotient AND types e with three decimals",
        """
def arithmetic(x, y):
    e = 2.718
    return (x + y, x - y, x * y, x // y, x ** y, e ** x)
""",
    ),
    (
        "arithmetic",
        "uses += for the sum, so x is changed and all later results use the changed x",
        """
def arithmetic(x, y):
    # 加减乘除
    total = x
    total += y
    return total, x - y, x * y, x / y, x**y, torch.exp(x)
""",
    ),
    (
        "arithmetic",
        "swaps base and exponent in pow",
        """
def arithmetic(x, y):
    return x + y, x - y, x * y, x / y, torch.pow(y, x), x.exp()
""",
    ),
    # ── join ──────────────────────────────────────────────────────────────────────────────────────
    (
        "join",
        "thinks any tensor of the right shape is the same: beside from reshaping 'below' AND the stack from reshaping 'beside'",
        """
def join(A, B):
    m, n = A.shape
    below = torch.cat((A, B), dim=0)
    beside = below.reshape(m, 2 * n)
    stacked = torch.cat((A, B), dim=1).reshape(2, m, n)
    return below, beside, stacked
""",
    ),
    (
        "join",
        "stacks along a new last dimension",
        """
def join(A: Tensor, B: Tensor):
    below = torch.cat([A, B])
    right = torch.cat([A, B], dim=-1)
    new = torch.stack([A, B], dim=-1)
    return below, right, new
""",
    ),
    (
        "join",
        "reads 'B below A' as B first, in all three",
        """
def join(A, B):
    return torch.vstack((B, A)), torch.hstack((B, A)), torch.stack((B, A))
""",
    ),
    (
        "join",
        "mixes up dim 0 and dim 1 AND concatenates once more where a new dimension is asked, without stack",
        """
def join(A, B):
    # 上下拼接, 左右拼接, 堆叠
    below = torch.cat((A, B), dim=1)
    beside = torch.cat((A, B), dim=0)
    both = torch.cat((A, B)).unsqueeze(0)
    return below, beside, both
""",
    ),
    # ── sums_to ───────────────────────────────────────────────────────────────────────────────────
    (
        "sums_to",
        "sets atol only, so the relative tolerance of isclose still counts for large numbers",
        """
def sums_to(x, y, z):
    s = x + y
    return s == z, torch.isclose(s, z, atol=1e-5)
""",
    ),
    (
        "sums_to",
        "abs forgotten: everything too small is close AND adds into the caller's x",
        """
def sums_to(x: Tensor, y: Tensor, z: Tensor):
    x += y
    exact = x == z
    close = (x - z) <= 1e-5
    return exact, close
""",
    ),
    (
        "sums_to",
        "compares after rounding to five decimals: close numbers may be rounded apart",
        """
def sums_to(x, y, z):
    total = x + y
    exact = torch.eq(total, z)
    close = torch.round(total, decimals=5) == torch.round(z, decimals=5)
    return exact, close
""",
    ),
    (
        "sums_to",
        "one answer for all elements (a Python bool), exactly and approximately AND allclose's own relative tolerance",
        """
def sums_to(x, y, z):
    return torch.equal(x + y, z), torch.allclose(x + y, z)
""",
    ),
    # ── total_and_mean ────────────────────────────────────────────────────────────────────────────
    (
        "total_and_mean",
        "converts to float at once: the sum of integers is a float, and float64 loses its precision",
        """
def total_and_mean(x):
    x = x.float()
    return x.sum(), x.mean()
""",
    ),
    (
        "total_and_mean",
        "divides by len(x), which is only the number of rows",
        """
def total_and_mean(x: Tensor) -> tuple[Tensor, Tensor]:
    total = x.sum()
    mean = total / len(x)
    return total, mean
""",
    ),
    (
        "total_and_mean",
        "adds into a view of x's first part, changing x AND only sums along the first dimension",
        """
def total_and_mean(x):
    total = x[0]
    for part in x[1:]:
        total += part
    return total, total / len(x)
""",
    ),
    (
        "total_and_mean",
        "makes integers double so that mean works: the mean of int64 and of float32 is float64",
        """
def total_and_mean(x):
    # 求和与平均值
    return torch.sum(x), torch.mean(x.double())
""",
    ),
    # ── two_pieces ────────────────────────────────────────────────────────────────────────────────
    (
        "two_pieces",
        "a list as index keeps the matrix but makes a copy AND the end of a slice is thought to be included",
        """
def two_pieces(X, first, last):
    bottom = X[[-1]]
    middle = X[first:last].clone()
    return bottom, middle
""",
    ),
    (
        "two_pieces",
        "believes that detach makes a copy",
        """
def two_pieces(X: Tensor, first: int, last: int):
    bottom = X[-1:]
    rows = X[first:last + 1].detach()
    return bottom, rows
""",
    ),
    (
        "two_pieces",
        "the bottom row comes as a vector AND the slice is not copied",
        """
def two_pieces(X, first, last):
    return X[-1, :], X[first : last + 1, :]
""",
    ),
    (
        "two_pieces",
        "takes the last column for the bottom row",
        """
def two_pieces(X, first, last):
    a = X[:, -1:]
    b = X[first:last + 1].clone()
    return a, b
""",
    ),
    # ── write_element ─────────────────────────────────────────────────────────────────────────────
    (
        "write_element",
        "writes at a flat position computed with the number of rows AND in a reshape, which copies a transposed X",
        """
def write_element(X, i, j, value):
    m, n = X.shape
    X.reshape(-1)[i * m + j] = value
""",
    ),
    (
        "write_element",
        "binds the name of the element to the value, which does not write into X",
        """
def write_element(X: Tensor, i: int, j: int, value: float) -> None:
    element = X[i, j]
    element = value
    return X
""",
    ),
    (
        "write_element",
        "a list of i and j as index: fills rows i and j",
        """
def write_element(X, i, j, value):
    X[[i, j]] = value
""",
    ),
    (
        "write_element",
        "== for =, compares and writes nothing",
        """
def write_element(X, i, j, value):
    X[i][j] == value
    return X
""",
    ),
    # ── fill_rows ─────────────────────────────────────────────────────────────────────────────────
    (
        "fill_rows",
        "empties the caller's list of rows while working it off",
        """
def fill_rows(X, rows, value):
    while rows:
        r = rows.pop()
        X[r, :] = value
""",
    ),
    (
        "fill_rows",
        "the mask has no column dimension, so it selects columns AND where makes a new tensor, the caller's X stays",
        """
def fill_rows(X, rows, value):
    mask = torch.zeros(X.shape[0], dtype=torch.bool)
    mask[rows] = True
    X = torch.where(mask, value, X)
    return X
""",
    ),
    (
        "fill_rows",
        "return stands inside the loop: only the first row is filled",
        """
def fill_rows(X: Tensor, rows: list[int], value: float) -> None:
    for i in rows:
        X[i] = value
        return X
""",
    ),
    (
        "fill_rows",
        "takes the list for a range from its first to its last number",
        """
def fill_rows(X, rows, value):
    # 给这几行赋值
    X[rows[0]:rows[-1] + 1] = value
""",
    ),
    (
        "fill_rows",
        "loops over the positions in the list instead of its numbers AND adds the value instead of writing it",
        """
def fill_rows(X, rows, value):
    for i in range(len(rows)):
        X[i] += value
""",
    ),
]
