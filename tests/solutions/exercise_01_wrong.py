"""Wrong solutions of exercise 01, as learners write them.

torch, math, torch.nn.functional as F and Tensor are imported for them.
"""

WRONG: list[tuple[str, str, str]] = [
    # ── row_vector ───────────────────────────────────────────────────────────────────────────────────
    (
        "row_vector",
        "forgets the dtype: int64",
        """
def row_vector(n):
    return torch.arange(n)
""",
    ),
    (
        "row_vector",
        "a row vector as a matrix with one row",
        """
def row_vector(n):
    return torch.arange(n, dtype=torch.float32).reshape(1, n)
""",
    ),
    (
        "row_vector",
        "linspace from 0 to n: the steps are not 1",
        """
def row_vector(n):
    return torch.linspace(0, n, n)
""",
    ),
    (
        "row_vector",
        "torch.range includes its end, and fails for n = 0",
        """
def row_vector(n):
    return torch.range(0, n - 1)
""",
    ),
    (
        "row_vector",
        "stack of scalars: fails for n = 0",
        """
def row_vector(n):
    return torch.stack([torch.tensor(float(i)) for i in range(n)])
""",
    ),
    (
        "row_vector",
        "twelve numbers, as in the book, cut to n: too few for larger n",
        """
def row_vector(n):
    x = torch.arange(12, dtype=torch.float32)
    return x[:n]
""",
    ),
    (
        "row_vector",
        "the loop ends too early",
        """
def row_vector(n):
    x = torch.zeros(n)
    for i in range(1, n - 1):
        x[i] = i
    return x
""",
    ),
    (
        "row_vector",
        "forgets to return",
        """
def row_vector(n):
    x = torch.arange(n, dtype=torch.float32)
""",
    ),
    # ── number_of_elements ───────────────────────────────────────────────────────────────────────────
    (
        "number_of_elements",
        "len: the number of rows",
        """
def number_of_elements(x):
    return len(x)
""",
    ),
    (
        "number_of_elements",
        "rows times columns, for matrices only",
        """
def number_of_elements(x):
    return x.shape[0] * x.shape[1]
""",
    ),
    (
        "number_of_elements",
        "first size times last size: a vector has n * n",
        """
def number_of_elements(x):
    return x.shape[0] * x.shape[-1]
""",
    ),
    (
        "number_of_elements",
        "the shape instead of the number",
        """
def number_of_elements(x):
    return x.size()
""",
    ),
    (
        "number_of_elements",
        "wraps the number in a tensor",
        """
def number_of_elements(x):
    return torch.tensor(x.numel())
""",
    ),
    (
        "number_of_elements",
        "counts the elements that are not zero",
        """
def number_of_elements(x):
    return int(torch.count_nonzero(x))
""",
    ),
    (
        "number_of_elements",
        "reduce without a first value: fails for shape ()",
        """
def number_of_elements(x):
    from functools import reduce
    return reduce(lambda a, b: a * b, x.shape)
""",
    ),
    (
        "number_of_elements",
        "size of the storage: wrong for a piece of another tensor",
        """
def number_of_elements(x):
    return x.untyped_storage().nbytes() // x.element_size()
""",
    ),
    # ── reshape_and_transpose ────────────────────────────────────────────────────────────────────────
    (
        "reshape_and_transpose",
        "view: fails if X is a transpose",
        """
def reshape_and_transpose(X, columns):
    return X.view(-1, columns), X.t()
""",
    ),
    (
        "reshape_and_transpose",
        "the two results in the wrong order",
        """
def reshape_and_transpose(X, columns):
    return X.T, X.reshape(-1, columns)
""",
    ),
    (
        "reshape_and_transpose",
        "reshapes to (n, m) instead of transposing",
        """
def reshape_and_transpose(X, columns):
    m, n = X.shape
    return X.reshape(-1, columns), X.reshape(n, m)
""",
    ),
    (
        "reshape_and_transpose",
        "transposes the reshaped matrix",
        """
def reshape_and_transpose(X, columns):
    Y = X.reshape(-1, columns)
    return Y, Y.T
""",
    ),
    (
        "reshape_and_transpose",
        "transposes the caller's X in place",
        """
def reshape_and_transpose(X, columns):
    A = X.reshape(-1, columns)
    return A, X.t_()
""",
    ),
    (
        "reshape_and_transpose",
        "column by column, as in MATLAB",
        """
def reshape_and_transpose(X, columns):
    return X.T.reshape(columns, -1).T, X.T
""",
    ),
    (
        "reshape_and_transpose",
        "the shape of the example",
        """
def reshape_and_transpose(X, columns):
    return X.reshape(3, 2), X.T
""",
    ),
    (
        "reshape_and_transpose",
        "as_strided reads the memory, not the matrix",
        """
def reshape_and_transpose(X, columns):
    rows = X.numel() // columns
    return torch.as_strided(X, (rows, columns), (columns, 1)), X.T
""",
    ),
    # ── zeros_and_ones ───────────────────────────────────────────────────────────────────────────────
    (
        "zeros_and_ones",
        "shape only: always float32",
        """
def zeros_and_ones(X):
    return torch.zeros(X.shape), torch.ones(X.shape)
""",
    ),
    (
        "zeros_and_ones",
        "both names mean one tensor",
        """
def zeros_and_ones(X):
    zeros = torch.zeros_like(X)
    ones = zeros
    ones += 1
    return zeros, ones
""",
    ),
    (
        "zeros_and_ones",
        "zero_ and fill_ write into the caller's X",
        """
def zeros_and_ones(X):
    zeros = X.zero_().clone()
    ones = X.fill_(1).clone()
    return zeros, ones
""",
    ),
    (
        "zeros_and_ones",
        "X / X is not one where X is 0, and not an integer",
        """
def zeros_and_ones(X):
    return X - X, X / X
""",
    ),
    (
        "zeros_and_ones",
        "adds 1.0: the ones of integers become floats",
        """
def zeros_and_ones(X):
    zeros = torch.zeros_like(X)
    return zeros, zeros + 1.0
""",
    ),
    (
        "zeros_and_ones",
        "for matrices only",
        """
def zeros_and_ones(X):
    m, n = X.shape
    return torch.zeros((m, n), dtype=X.dtype), torch.ones((m, n), dtype=X.dtype)
""",
    ),
    (
        "zeros_and_ones",
        "the star leaves no argument for shape ()",
        """
def zeros_and_ones(X):
    return torch.zeros(*X.shape, dtype=X.dtype), torch.ones(*X.shape, dtype=X.dtype)
""",
    ),
    # ── from_numbers ─────────────────────────────────────────────────────────────────────────────────
    (
        "from_numbers",
        "no dtype: float32 or int64",
        """
def from_numbers(data):
    return torch.tensor(data)
""",
    ),
    (
        "from_numbers",
        "double() after the digits are lost",
        """
def from_numbers(data):
    return torch.tensor(data).double()
""",
    ),
    (
        "from_numbers",
        "DoubleTensor(3) has three elements",
        """
def from_numbers(data):
    return torch.DoubleTensor(data)
""",
    ),
    (
        "from_numbers",
        "a number becomes a vector of one element",
        """
def from_numbers(data):
    if not isinstance(data, list):
        data = [data]
    return torch.tensor(data, dtype=torch.float64)
""",
    ),
    (
        "from_numbers",
        "squeeze drops axes of size 1 of lists, too",
        """
def from_numbers(data):
    return torch.tensor([data], dtype=torch.float64).squeeze()
""",
    ),
    (
        "from_numbers",
        "dtype as a string",
        """
def from_numbers(data):
    return torch.tensor(data, dtype="float64")
""",
    ),
    (
        "from_numbers",
        "looks for float only: an int or an empty list fails",
        """
def from_numbers(data):
    if isinstance(data, float):
        return torch.tensor(data, dtype=torch.float64)
    return torch.stack([torch.tensor(row, dtype=torch.float64) for row in data])
""",
    ),
    (
        "from_numbers",
        "changes the default dtype: ints stay ints, and everybody else gets float64",
        """
def from_numbers(data):
    torch.set_default_dtype(torch.float64)
    return torch.tensor(data)
""",
    ),
    # ── arithmetic ───────────────────────────────────────────────────────────────────────────────────
    (
        "arithmetic",
        "^ is not the power",
        """
def arithmetic(x, y):
    return x + y, x - y, x * y, x / y, x ^ y, torch.exp(x)
""",
    ),
    (
        "arithmetic",
        "// rounds the quotient down",
        """
def arithmetic(x, y):
    return x + y, x - y, x * y, x // y, x ** y, torch.exp(x)
""",
    ),
    (
        "arithmetic",
        "exp_ overwrites the caller's x at the end",
        """
def arithmetic(x, y):
    return x + y, x - y, x * y, x / y, x ** y, x.exp_()
""",
    ),
    (
        "arithmetic",
        "y to the x, which is the same for 4 and 2",
        """
def arithmetic(x, y):
    return x + y, x - y, x * y, x / y, y ** x, torch.exp(x)
""",
    ),
    (
        "arithmetic",
        "math.exp wrapped in a tensor: one number only, shape ()",
        """
def arithmetic(x, y):
    return x + y, x - y, x * y, x / y, x ** y, torch.tensor(math.exp(x))
""",
    ),
    (
        "arithmetic",
        "power by way of the logarithm: nan for negative x",
        """
def arithmetic(x, y):
    return x + y, x - y, x * y, x / y, torch.exp(y * torch.log(x)), torch.exp(x)
""",
    ),
    (
        "arithmetic",
        "one exponent for all elements",
        """
def arithmetic(x, y):
    p = torch.ones_like(x)
    for _ in range(int(y.max())):
        p = p * x
    return x + y, x - y, x * y, x / y, p, torch.exp(x)
""",
    ),
    # ── join ─────────────────────────────────────────────────────────────────────────────────────────
    (
        "join",
        "stacks along dimension 1",
        """
def join(A, B):
    return torch.cat((A, B), 0), torch.cat((A, B), 1), torch.stack((A, B), 1)
""",
    ),
    (
        "join",
        "beside by reshaping what is below: right for one row only",
        """
def join(A, B):
    m, n = A.shape
    below = torch.cat((A, B))
    return below, below.reshape(m, 2 * n), torch.stack((A, B))
""",
    ),
    (
        "join",
        "below by reshaping what is beside: right for one row only",
        """
def join(A, B):
    m, n = A.shape
    beside = torch.cat((A, B), dim=1)
    return beside.reshape(2 * m, n), beside, torch.stack((A, B))
""",
    ),
    (
        "join",
        "stack by reshape with -1: undecided if there are no columns",
        """
def join(A, B):
    below = torch.cat((A, B), dim=0)
    return below, torch.cat((A, B), dim=1), below.reshape(2, -1, A.shape[1])
""",
    ),
    (
        "join",
        "vstack takes a tuple, not two tensors",
        """
def join(A, B):
    return torch.vstack(A, B), torch.hstack(A, B), torch.stack(A, B)
""",
    ),
    (
        "join",
        "through Python lists: dtype and empty sizes are lost",
        """
def join(A, B):
    a, b = A.tolist(), B.tolist()
    below = torch.tensor(a + b)
    beside = torch.tensor([r + s for r, s in zip(a, b)])
    return below, beside, torch.tensor([a, b])
""",
    ),
    (
        "join",
        "the stack comes first",
        """
def join(A, B):
    return torch.stack((A, B)), torch.cat((A, B), 0), torch.cat((A, B), 1)
""",
    ),
    # ── sums_to ──────────────────────────────────────────────────────────────────────────────────────
    (
        "sums_to",
        "allclose gives one bool for all",
        """
def sums_to(x, y, z):
    return x + y == z, torch.allclose(x + y, z, atol=1e-5)
""",
    ),
    (
        "sums_to",
        "isclose with atol, but the relative tolerance is added to it",
        """
def sums_to(x, y, z):
    return x + y == z, torch.isclose(x + y, z, atol=1e-5)
""",
    ),
    (
        "sums_to",
        "no absolute value: every sum that is too small is close",
        """
def sums_to(x, y, z):
    return x + y == z, x + y - z <= 1e-5
""",
    ),
    (
        "sums_to",
        "one zero too many in the tolerance",
        """
def sums_to(x, y, z):
    return x + y == z, (x + y - z).abs() <= 0.000001
""",
    ),
    (
        "sums_to",
        "compares numbers rounded to 5 decimals",
        """
def sums_to(x, y, z):
    s = x + y
    return s == z, torch.round(s, decimals=5) == torch.round(z, decimals=5)
""",
    ),
    (
        "sums_to",
        "float32 makes 0.1 + 0.2 equal to 0.3",
        """
def sums_to(x, y, z):
    x, y, z = x.float(), y.float(), z.float()
    return x + y == z, (x + y - z).abs() <= 1e-5
""",
    ),
    (
        "sums_to",
        "exactly equal only up to 1e-8",
        """
def sums_to(x, y, z):
    d = torch.abs(x + y - z)
    return d < 1e-8, d <= 1e-5
""",
    ),
    (
        "sums_to",
        "element by element with zip: vectors only, empty is float",
        """
def sums_to(x, y, z):
    exact = torch.tensor([bool(a + b == c) for a, b, c in zip(x, y, z)])
    close = torch.tensor([bool(abs(a + b - c) <= 1e-5) for a, b, c in zip(x, y, z)])
    return exact, close
""",
    ),
    # ── total_and_mean ───────────────────────────────────────────────────────────────────────────────
    (
        "total_and_mean",
        "no mean of integers",
        """
def total_and_mean(x):
    return x.sum(), x.mean()
""",
    ),
    (
        "total_and_mean",
        "the mean always in float32",
        """
def total_and_mean(x):
    return x.sum(), x.float().mean()
""",
    ),
    (
        "total_and_mean",
        "Python numbers",
        """
def total_and_mean(x):
    total = x.sum().item()
    return total, total / x.numel()
""",
    ),
    (
        "total_and_mean",
        "divides by the number of rows",
        """
def total_and_mean(x):
    return x.sum(), x.sum() / len(x)
""",
    ),
    (
        "total_and_mean",
        "sums twice over an axis: a third one stays",
        """
def total_and_mean(x):
    total = x.sum(0).sum(0)
    return total, total / x.numel()
""",
    ),
    (
        "total_and_mean",
        "keepdim: shape (1,) instead of ()",
        """
def total_and_mean(x):
    flat = x.reshape(-1)
    total = flat.sum(dim=0, keepdim=True)
    return total, total / len(flat)
""",
    ),
    (
        "total_and_mean",
        "new tensors from Python numbers: float64 becomes float32",
        """
def total_and_mean(x):
    total = x.sum().item()
    return torch.tensor(total), torch.tensor(total / x.numel())
""",
    ),
    # ── two_pieces ───────────────────────────────────────────────────────────────────────────────────
    (
        "two_pieces",
        "X[-1] is a vector",
        """
def two_pieces(X, first, last):
    return X[-1], X[first:last + 1].clone()
""",
    ),
    (
        "two_pieces",
        "last is left out",
        """
def two_pieces(X, first, last):
    return X[-1:], X[first:last].clone()
""",
    ),
    (
        "two_pieces",
        "a list as index gives a copy, not a view",
        """
def two_pieces(X, first, last):
    return X[[-1]], X[first:last + 1].clone()
""",
    ),
    (
        "two_pieces",
        "[:] copies a list, but not a tensor",
        """
def two_pieces(X, first, last):
    return X[-1:], X[first:last + 1][:]
""",
    ),
    (
        "two_pieces",
        "contiguous copies only if it must",
        """
def two_pieces(X, first, last):
    return X[-1:, :], X[first:last + 1, :].contiguous()
""",
    ),
    (
        "two_pieces",
        "only the rows first and last, not those between",
        """
def two_pieces(X, first, last):
    return X[-1:], X[[first, last]]
""",
    ),
    (
        "two_pieces",
        "first is not used",
        """
def two_pieces(X, first, last):
    return X[-1:], X[:last + 1].clone()
""",
    ),
    (
        "two_pieces",
        "works on a copy of X: the first piece is no view of the caller's X",
        """
def two_pieces(X, first, last):
    X = X.clone()
    return X[-1:], X[first:last + 1].clone()
""",
    ),
    # ── write_element ────────────────────────────────────────────────────────────────────────────────
    (
        "write_element",
        "writes into a copy",
        """
def write_element(X, i, j, value):
    X = X.clone()
    X[i, j] = value
    return X
""",
    ),
    (
        "write_element",
        "row and column mixed up",
        """
def write_element(X, i, j, value):
    X[j, i] = value
""",
    ),
    (
        "write_element",
        "a list of two numbers means two rows",
        """
def write_element(X, i, j, value):
    X[[i, j]] = value
""",
    ),
    (
        "write_element",
        "flattened by reshape: a copy if X is a transpose",
        """
def write_element(X, i, j, value):
    X.reshape(-1)[i * X.shape[1] + j] = value
""",
    ),
    (
        "write_element",
        "torch.where makes a new tensor",
        """
def write_element(X, i, j, value):
    mask = torch.zeros_like(X, dtype=torch.bool)
    mask[i, j] = True
    X = torch.where(mask, value, X)
""",
    ),
    (
        "write_element",
        "cuts the value to an integer",
        """
def write_element(X, i, j, value):
    X[i, j] = int(value)
""",
    ),
    (
        "write_element",
        "float() is a copy if X is float64",
        """
def write_element(X, i, j, value):
    X.float()[i, j] = value
""",
    ),
    # ── fill_rows ────────────────────────────────────────────────────────────────────────────────────
    (
        "fill_rows",
        "numbers the list instead of using its numbers",
        """
def fill_rows(X, rows, value):
    for r in range(len(rows)):
        X[r] = value
""",
    ),
    (
        "fill_rows",
        "X[rows] is a copy, and the copy is filled",
        """
def fill_rows(X, rows, value):
    X[rows][:] = value
""",
    ),
    (
        "fill_rows",
        "tensor of an empty list holds floats, which are no indices",
        """
def fill_rows(X, rows, value):
    X[torch.tensor(rows)] = value
""",
    ),
    (
        "fill_rows",
        "a tuple as index means row and column",
        """
def fill_rows(X, rows, value):
    X[tuple(rows)] = value
""",
    ),
    (
        "fill_rows",
        "torch.full for each different number: does not fit if one comes twice",
        """
def fill_rows(X, rows, value):
    X[rows] = torch.full((len(set(rows)), X.shape[1]), value, dtype=X.dtype)
""",
    ),
    (
        "fill_rows",
        "torch.full is float32: fails if X is float64",
        """
def fill_rows(X, rows, value):
    X[rows] = torch.full((len(rows), X.shape[1]), value)
""",
    ),
    (
        "fill_rows",
        "a slice from the smallest to the largest number; fails if there is none",
        """
def fill_rows(X, rows, value):
    X[min(rows):max(rows) + 1] = value
""",
    ),
    (
        "fill_rows",
        "flattened by reshape: a copy if X is a transpose",
        """
def fill_rows(X, rows, value):
    n = X.shape[1]
    flat = X.reshape(-1)
    for r in rows:
        flat[r * n:(r + 1) * n] = value
""",
    ),
]
