"""Further wrong solutions, more of the same kinds, of exercise 01, as learners write them.

torch, math, torch.nn.functional as F and Tensor are imported for them.
"""

WRONG: list[tuple[str, str, str]] = [
    # ── row_vector ───────────────────────────────────────────────────────────────────────────────────
    (
        "row_vector",
        "converts, but drops the converted tensor",
        """
def row_vector(n):
    x = torch.arange(n)
    x.float()
    return x
""",
    ),
    (
        "row_vector",
        "counts from 1 to n",
        """
def row_vector(n):
    return torch.arange(1, n + 1, dtype=torch.float32)
""",
    ),
    (
        "row_vector",
        "believes that the end is included, stops at n - 2",
        """
def row_vector(n):
    return torch.arange(0, n - 1, dtype=torch.float32)
""",
    ),
    (
        "row_vector",
        "a double precision vector",
        """
def row_vector(n):
    return torch.arange(n).double()
""",
    ),
    (
        "row_vector",
        "dtype as a string, as in NumPy",
        """
def row_vector(n):
    return torch.arange(n, dtype="float32")
""",
    ),
    (
        "row_vector",
        "cumsum of ones begins with 1",
        """
def row_vector(n: int) -> Tensor:
    return torch.ones(n).cumsum(0)
""",
    ),
    (
        "row_vector",
        "a Python list instead of a tensor",
        """
def row_vector(n):
    return [float(i) for i in range(n)]
""",
    ),
    # ── number_of_elements ───────────────────────────────────────────────────────────────────────────
    (
        "number_of_elements",
        "x.size is a number in NumPy, a method in torch",
        """
def number_of_elements(x):
    return x.size
""",
    ),
    (
        "number_of_elements",
        "forgets the parentheses of numel",
        """
def number_of_elements(x):
    return x.numel
""",
    ),
    (
        "number_of_elements",
        "counts by adding ones, gives a float tensor",
        """
def number_of_elements(x):
    return torch.ones_like(x).sum()
""",
    ),
    (
        "number_of_elements",
        "the shape of the flattened tensor is a tuple",
        """
def number_of_elements(x):
    return x.flatten().shape
""",
    ),
    (
        "number_of_elements",
        "special case: a tensor without dimensions holds 0 numbers",
        """
def number_of_elements(x):
    if x.dim() == 0:
        return 0
    n = 1
    for s in x.shape:
        n *= s
    return n
""",
    ),
    (
        "number_of_elements",
        "the product leaves out the last size",
        """
def number_of_elements(x):
    n = 1
    for k in range(x.dim() - 1):
        n = n * x.shape[k]
    return n
""",
    ),
    (
        "number_of_elements",
        "recursion over the rows: cannot iterate over shape ()",
        """
def number_of_elements(x):
    if x.dim() == 1:
        return len(x)
    return sum(number_of_elements(row) for row in x)
""",
    ),
    (
        "number_of_elements",
        "adds the sizes instead of multiplying them",
        """
def number_of_elements(x):
    return sum(x.shape)
""",
    ),
    # ── reshape_and_transpose ────────────────────────────────────────────────────────────────────────
    (
        "reshape_and_transpose",
        "columns as the number of rows",
        """
def reshape_and_transpose(X, columns):
    return X.reshape(columns, -1), X.T
""",
    ),
    (
        "reshape_and_transpose",
        "reshape does not change X itself",
        """
def reshape_and_transpose(X, columns):
    X.reshape(-1, columns)
    return X, X.T
""",
    ),
    (
        "reshape_and_transpose",
        "resize_ changes the caller's X",
        """
def reshape_and_transpose(X, columns):
    B = X.T.clone()
    A = X.resize_(X.numel() // columns, columns)
    return A, B
""",
    ),
    (
        "reshape_and_transpose",
        "reads the transpose row by row",
        """
def reshape_and_transpose(X, columns):
    Xt = X.T
    return Xt.reshape(-1, columns), Xt
""",
    ),
    (
        "reshape_and_transpose",
        "X.T is called like a method",
        """
def reshape_and_transpose(X, columns):
    return X.reshape(-1, columns), X.T()
""",
    ),
    (
        "reshape_and_transpose",
        "transpose without axes, as in NumPy",
        """
def reshape_and_transpose(X, columns):
    return X.reshape(-1, columns), X.transpose()
""",
    ),
    (
        "reshape_and_transpose",
        "the number of rows is a float",
        """
def reshape_and_transpose(X, columns):
    rows = X.shape[0] * X.shape[1] / columns
    return X.reshape(rows, columns), X.T
""",
    ),
    (
        "reshape_and_transpose",
        "returns only the first",
        """
def reshape_and_transpose(X, columns):
    reshaped = X.reshape(-1, columns)
    transposed = X.T
    return reshaped
""",
    ),
    # ── zeros_and_ones ───────────────────────────────────────────────────────────────────────────────
    (
        "zeros_and_ones",
        "the order is wrong",
        """
def zeros_and_ones(X):
    return torch.ones_like(X), torch.zeros_like(X)
""",
    ),
    (
        "zeros_and_ones",
        "the shape instead of the tensor given to zeros_like",
        """
def zeros_and_ones(X):
    return torch.zeros_like(X.shape), torch.ones_like(X.shape)
""",
    ),
    (
        "zeros_and_ones",
        "X.type() is a string, not a dtype",
        """
def zeros_and_ones(X):
    return torch.zeros(X.size(), dtype=X.type()), torch.ones(X.size(), dtype=X.type())
""",
    ),
    (
        "zeros_and_ones",
        "booleans",
        """
def zeros_and_ones(X):
    return X != X, X == X
""",
    ),
    (
        "zeros_and_ones",
        "makes floats of them, to be on the safe side",
        """
def zeros_and_ones(X: Tensor):
    zeros = torch.zeros_like(X).float()
    ones = torch.ones_like(X).float()
    return zeros, ones
""",
    ),
    (
        "zeros_and_ones",
        "a new name is no copy: Z[:] = 0 changes X, and does not work for shape ()",
        """
def zeros_and_ones(X):
    Z = X
    Z[:] = 0
    O = torch.ones_like(X)
    return Z, O
""",
    ),
    (
        "zeros_and_ones",
        "only the length of the first two axes, float32",
        """
def zeros_and_ones(X):
    return torch.zeros(len(X), len(X[0])), torch.ones(len(X), len(X[0]))
""",
    ),
    # ── from_numbers ─────────────────────────────────────────────────────────────────────────────────
    (
        "from_numbers",
        "float32 first, then float64",
        """
def from_numbers(data):
    return torch.tensor(data, dtype=torch.float32).to(torch.float64)
""",
    ),
    (
        "from_numbers",
        "torch.Tensor: float32, and Tensor(3) has three elements",
        """
def from_numbers(data):
    return torch.Tensor(data)
""",
    ),
    (
        "from_numbers",
        "torch.Tensor and then double",
        """
def from_numbers(data):
    if isinstance(data, list):
        return torch.Tensor(data).double()
    return torch.tensor(data, dtype=torch.float64)
""",
    ),
    (
        "from_numbers",
        "an extra pair of brackets",
        """
def from_numbers(data):
    return torch.tensor([data], dtype=torch.float64)
""",
    ),
    (
        "from_numbers",
        "dtype as a positional argument",
        """
def from_numbers(data):
    return torch.tensor(data, torch.float64)
""",
    ),
    (
        "from_numbers",
        "forgets that double() gives a new tensor",
        """
def from_numbers(data):
    x = torch.as_tensor(data)
    x.double()
    return x
""",
    ),
    (
        "from_numbers",
        "fills a matrix: only for lists of rows",
        """
def from_numbers(data):
    x = torch.zeros(len(data), len(data[0]), dtype=torch.float64)
    for i in range(len(data)):
        for j in range(len(data[0])):
            x[i, j] = data[i][j]
    return x
""",
    ),
    (
        "from_numbers",
        "dtype=torch.float is float32",
        """
def from_numbers(data):
    return torch.tensor(data, dtype=torch.float)
""",
    ),
    # ── arithmetic ───────────────────────────────────────────────────────────────────────────────────
    (
        "arithmetic",
        "@ is the product of matrices",
        """
def arithmetic(x, y):
    return x + y, x - y, x @ y, x / y, x ** y, torch.exp(x)
""",
    ),
    (
        "arithmetic",
        "exp of y",
        """
def arithmetic(x, y):
    return x + y, x - y, x * y, x / y, x ** y, torch.exp(y)
""",
    ),
    (
        "arithmetic",
        "in place: x becomes the sum and all else follows from it",
        """
def arithmetic(x, y):
    s = x.add_(y)
    return s, x - y, x * y, x / y, x ** y, torch.exp(x)
""",
    ),
    (
        "arithmetic",
        "power before quotient",
        """
def arithmetic(x, y):
    return x + y, x - y, x * y, x ** y, x / y, torch.exp(x)
""",
    ),
    (
        "arithmetic",
        "y minus x",
        """
def arithmetic(x, y):
    return torch.add(x, y), torch.sub(y, x), torch.mul(x, y), torch.div(x, y), torch.pow(x, y), torch.exp(x)
""",
    ),
    (
        "arithmetic",
        "always squares, as in the example",
        """
def arithmetic(x, y):
    return x + y, x - y, x * y, x / y, x ** 2, torch.exp(x)
""",
    ),
    (
        "arithmetic",
        "math.exp takes one number and gives a Python float",
        """
def arithmetic(x, y):
    return x + y, x - y, x * y, x / y, x ** y, math.exp(x)
""",
    ),
    (
        "arithmetic",
        "three digits of e",
        """
def arithmetic(x, y):
    return x + y, x - y, x * y, x / y, x ** y, 2.718 ** x
""",
    ),
    (
        "arithmetic",
        "five of six: no exp",
        """
def arithmetic(x, y):
    return x + y, x - y, x * y, x / y, x ** y
""",
    ),
    (
        "arithmetic",
        "the distance instead of the difference",
        """
def arithmetic(x, y):
    return x + y, abs(x - y), x * y, x / y, x ** y, torch.exp(x)
""",
    ),
    # ── join ─────────────────────────────────────────────────────────────────────────────────────────
    (
        "join",
        "rows and columns mixed up",
        """
def join(A, B):
    return torch.cat((A, B), dim=1), torch.cat((A, B), dim=0), torch.stack((A, B))
""",
    ),
    (
        "join",
        "stacks along the last dimension",
        """
def join(A, B):
    return torch.cat((A, B), 0), torch.cat((A, B), 1), torch.stack((A, B), dim=-1)
""",
    ),
    (
        "join",
        "B above A",
        """
def join(A, B):
    return torch.cat((B, A)), torch.cat((A, B), dim=1), torch.stack((A, B))
""",
    ),
    (
        "join",
        "the new dimension along which cat joins does not exist",
        """
def join(A, B):
    return torch.cat((A, B), 0), torch.cat((A, B), 1), torch.cat((A, B), 2)
""",
    ),
    (
        "join",
        "beside with -1: undecided if there are no rows",
        """
def join(A, B):
    stacked = torch.stack((A, B), dim=1)
    return torch.cat((A, B)), stacked.reshape(A.shape[0], -1), torch.stack((A, B))
""",
    ),
    (
        "join",
        "unsqueeze for A but not for B",
        """
def join(A, B):
    return torch.cat((A, B)), torch.cat((A, B), 1), torch.cat((A.unsqueeze(0), B))
""",
    ),
    (
        "join",
        "the shape of the example",
        """
def join(A, B):
    return torch.cat([A, B]), torch.cat([A, B], dim=1), torch.cat([A, B]).view(2, 1, 2)
""",
    ),
    (
        "join",
        "stacks A twice",
        """
def join(A, B):
    C = torch.stack((A, A))
    return torch.cat((A, B)), torch.cat((A, B), 1), C
""",
    ),
    # ── sums_to ──────────────────────────────────────────────────────────────────────────────────────
    (
        "sums_to",
        "isclose with its own tolerances",
        """
def sums_to(x, y, z):
    return x + y == z, torch.isclose(x + y, z)
""",
    ),
    (
        "sums_to",
        "torch.equal gives one bool for all",
        """
def sums_to(x, y, z):
    return torch.equal(x + y, z), torch.abs(x + y - z) <= 1e-5
""",
    ),
    (
        "sums_to",
        "one zero too few in the tolerance",
        """
def sums_to(x, y, z):
    return x + y == z, (x + y - z).abs() <= 0.0001
""",
    ),
    (
        "sums_to",
        "rounds to 5 decimals before the exact comparison, too",
        """
def sums_to(x, y, z):
    s = torch.round(x + y, decimals=5)
    return s == z, (s - z).abs() <= 1e-5
""",
    ),
    (
        "sums_to",
        "if with a tensor of many elements",
        """
def sums_to(x, y, z):
    if x + y == z:
        exact = torch.ones_like(x, dtype=torch.bool)
    else:
        exact = torch.zeros_like(x, dtype=torch.bool)
    return exact, (x + y - z).abs() <= 1e-5
""",
    ),
    (
        "sums_to",
        "one answer for all elements: all()",
        """
def sums_to(x, y, z):
    return (x + y == z).all(), ((x + y - z).abs() <= 1e-5).all()
""",
    ),
    (
        "sums_to",
        "close first, exact second",
        """
def sums_to(x, y, z):
    return (x + y - z).abs() <= 1e-5, x + y == z
""",
    ),
    (
        "sums_to",
        "ones and zeros as floats",
        """
def sums_to(x, y, z):
    return (x + y == z).float(), ((x + y - z).abs() <= 1e-5).float()
""",
    ),
    (
        "sums_to",
        "adds into the caller's x",
        """
def sums_to(x, y, z):
    x += y
    return x == z, (x - z).abs() <= 1e-5
""",
    ),
    (
        "sums_to",
        "relative to z",
        """
def sums_to(x, y, z):
    s = x + y
    return s == z, torch.abs(s - z) <= 1e-5 * torch.abs(z)
""",
    ),
    # ── total_and_mean ───────────────────────────────────────────────────────────────────────────────
    (
        "total_and_mean",
        "everything in float32",
        """
def total_and_mean(x):
    x = x.float()
    return x.sum(), x.mean()
""",
    ),
    (
        "total_and_mean",
        "the mean with dtype float32 for float64, too",
        """
def total_and_mean(x):
    return torch.sum(x), torch.mean(x, dtype=torch.float32)
""",
    ),
    (
        "total_and_mean",
        "the mean in double precision",
        """
def total_and_mean(x):
    return x.sum(), x.double().mean()
""",
    ),
    (
        "total_and_mean",
        "sums of the columns",
        """
def total_and_mean(x):
    return x.sum(dim=0), (x.sum(dim=0) / x.shape[0])
""",
    ),
    (
        "total_and_mean",
        "Python's sum adds the rows only",
        """
def total_and_mean(x):
    s = sum(x)
    return s, s / len(x)
""",
    ),
    (
        "total_and_mean",
        "// rounds the mean down",
        """
def total_and_mean(x):
    return x.sum(), x.sum() // x.numel()
""",
    ),
    (
        "total_and_mean",
        "the mean first",
        """
def total_and_mean(x):
    total = x.sum()
    return total / x.numel(), total
""",
    ),
    (
        "total_and_mean",
        "asks for int32, but x is int64",
        """
def total_and_mean(x):
    if x.dtype == torch.int:
        return x.sum(), x.float().mean()
    return x.sum(), x.mean()
""",
    ),
    (
        "total_and_mean",
        "sums over the first and second axis: matrices only",
        """
def total_and_mean(x):
    total = x.sum(dim=(0, 1))
    return total, total / (x.shape[0] * x.shape[1])
""",
    ),
    (
        "total_and_mean",
        "the mean is cut to the dtype of x",
        """
def total_and_mean(x):
    total = x.sum()
    mean = torch.tensor(total.item() / x.numel(), dtype=x.dtype)
    return total, mean
""",
    ),
    (
        "total_and_mean",
        "two loops: only for matrices",
        """
def total_and_mean(x):
    total = torch.tensor(0, dtype=x.dtype)
    count = 0
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            total = total + x[i, j]
            count += 1
    return total, total / count
""",
    ),
    # ── two_pieces ───────────────────────────────────────────────────────────────────────────────────
    (
        "two_pieces",
        "the second piece is a view",
        """
def two_pieces(X, first, last):
    return X[-1:], X[first:last + 1]
""",
    ),
    (
        "two_pieces",
        "the first piece is a copy",
        """
def two_pieces(X, first, last):
    return X[-1:].clone(), X[first:last + 1].clone()
""",
    ),
    (
        "two_pieces",
        "copy.copy shares the memory",
        """
def two_pieces(X, first, last):
    import copy
    return X[-1:], copy.copy(X[first:last + 1])
""",
    ),
    (
        "two_pieces",
        "detach is no copy",
        """
def two_pieces(X, first, last):
    return X[-1:], X[first:last + 1].detach()
""",
    ),
    (
        "two_pieces",
        "to the same dtype is no copy",
        """
def two_pieces(X, first, last):
    return X[-1:], X[first:last + 1].to(X.dtype)
""",
    ),
    (
        "two_pieces",
        "counts rows from 1",
        """
def two_pieces(X, first, last):
    return X[-1:], X[first - 1:last].clone()
""",
    ),
    (
        "two_pieces",
        "the two pieces in the wrong order",
        """
def two_pieces(X, first, last):
    return X[first:last + 1].clone(), X[-1:]
""",
    ),
    (
        "two_pieces",
        "the last row of the example",
        """
def two_pieces(X, first, last):
    return X[2:3], X[first:last + 1].clone()
""",
    ),
    (
        "two_pieces",
        "copy() is from NumPy",
        """
def two_pieces(X, first, last):
    return X[-1:], X[first:last + 1].copy()
""",
    ),
    (
        "two_pieces",
        "X[-1:0] is empty",
        """
def two_pieces(X, first, last):
    return X[-1:0], X[first:last + 1].clone()
""",
    ),
    # ── write_element ────────────────────────────────────────────────────────────────────────────────
    (
        "write_element",
        "compares instead of assigning",
        """
def write_element(X, i, j, value):
    X[i, j] == value
    return X
""",
    ),
    (
        "write_element",
        "counts from 1",
        """
def write_element(X, i, j, value):
    X[i - 1, j - 1] = value
""",
    ),
    (
        "write_element",
        "view(-1) fails if X is a transpose",
        """
def write_element(X, i, j, value):
    X.view(-1)[i * X.shape[1] + j] = value
""",
    ),
    (
        "write_element",
        "the wrong size in the flat index",
        """
def write_element(X, i, j, value):
    flat = X.flatten()
    flat[i * X.shape[0] + j] = value
""",
    ),
    (
        "write_element",
        "gives the local name another value",
        """
def write_element(X, i, j, value):
    element = X[i, j]
    element = value
""",
    ),
    (
        "write_element",
        "index_put without underscore makes a new tensor",
        """
def write_element(X, i, j, value):
    X = X.index_put((torch.tensor([i]), torch.tensor([j])), torch.tensor(value, dtype=X.dtype))
    return X
""",
    ),
    (
        "write_element",
        "adds the value",
        """
def write_element(X, i, j, value):
    X[i, j] += value
""",
    ),
    (
        "write_element",
        "a colon instead of the comma",
        """
def write_element(X, i, j, value):
    X[i:j] = value
""",
    ),
    (
        "write_element",
        "contiguous() is a copy if X is a transpose",
        """
def write_element(X, i, j, value):
    Y = X.contiguous()
    Y[i][j] = value
""",
    ),
    (
        "write_element",
        "fills the column",
        """
def write_element(X, i, j, value):
    X[:, j] = value
""",
    ),
    (
        "write_element",
        "changes a list that was made of the row",
        """
def write_element(X, i, j, value):
    row = X[i].tolist()
    row[j] = value
    return X
""",
    ),
    # ── fill_rows ────────────────────────────────────────────────────────────────────────────────────
    (
        "fill_rows",
        "fill_ on the copy that indexing with a list makes",
        """
def fill_rows(X, rows, value):
    X[rows].fill_(value)
""",
    ),
    (
        "fill_rows",
        "index_fill without underscore",
        """
def fill_rows(X, rows, value):
    return X.index_fill(0, torch.tensor(rows, dtype=torch.long), value)
""",
    ),
    (
        "fill_rows",
        "fills a copy",
        """
def fill_rows(X, rows, value):
    Y = X.clone()
    Y[rows] = value
    return Y
""",
    ),
    (
        "fill_rows",
        "columns instead of rows",
        """
def fill_rows(X, rows, value):
    X[:, rows] = value
""",
    ),
    (
        "fill_rows",
        "gives the loop's name another value",
        """
def fill_rows(X, rows, value):
    for r in rows:
        row = X[r]
        row = torch.full_like(row, value)
""",
    ),
    (
        "fill_rows",
        "adds the value",
        """
def fill_rows(X, rows, value):
    for r in rows:
        X[r] += value
""",
    ),
    (
        "fill_rows",
        "returns inside the loop",
        """
def fill_rows(X, rows, value):
    for r in rows:
        X[r, :] = value
        return X
""",
    ),
    (
        "fill_rows",
        "a mask of integers is taken as row numbers",
        """
def fill_rows(X, rows, value):
    mask = torch.zeros(X.shape[0], dtype=torch.long)
    for r in rows:
        mask[r] = 1
    X[mask] = value
""",
    ),
    (
        "fill_rows",
        "leaves out the last column",
        """
def fill_rows(X, rows, value):
    for r in rows:
        for j in range(X.shape[1] - 1):
            X[r, j] = value
""",
    ),
    (
        "fill_rows",
        "leaves out the last of the rows",
        """
def fill_rows(X, rows, value):
    for k in range(len(rows) - 1):
        X[rows[k]] = value
""",
    ),
    (
        "fill_rows",
        "no rows is taken as all rows",
        """
def fill_rows(X, rows, value):
    if not rows:
        X[:] = value
    else:
        X[rows] = value
""",
    ),
    (
        "fill_rows",
        "makes a new matrix of the rows",
        """
def fill_rows(X, rows, value):
    X = torch.stack([torch.full_like(X[i], value) if i in rows else X[i] for i in range(len(X))])
    return X
""",
    ),
]
