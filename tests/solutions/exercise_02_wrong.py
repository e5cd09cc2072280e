"""Wrong solutions of exercise 02, as learners write them.

torch, math, torch.nn.functional as F and Tensor are imported for them.
"""

WRONG: list[tuple[str, str, str]] = [
    # ── broadcast_shape ──────────────────────────────────────────────────────────────────────────────
    (
        "broadcast_shape",
        "torch raises RuntimeError, not ValueError",
        """
def broadcast_shape(s, t):
    return tuple(torch.broadcast_shapes(s, t))
""",
    ),
    (
        "broadcast_shape",
        "the larger one: 1 and 0 give 1",
        """
def broadcast_shape(s, t):
    n = max(len(s), len(t))
    s = (1,) * (n - len(s)) + tuple(s)
    t = (1,) * (n - len(t)) + tuple(t)
    shape = []
    for a, b in zip(s, t):
        if a != b and a != 1 and b != 1:
            raise ValueError("shapes do not fit")
        shape.append(max(a, b))
    return tuple(shape)
""",
    ),
    (
        "broadcast_shape",
        "aligned on the left",
        """
def broadcast_shape(s, t):
    n = max(len(s), len(t))
    s = tuple(s) + (1,) * (n - len(s))
    t = tuple(t) + (1,) * (n - len(t))
    shape = []
    for a, b in zip(s, t):
        if a == b or b == 1:
            shape.append(a)
        elif a == 1:
            shape.append(b)
        else:
            raise ValueError("shapes do not fit")
    return tuple(shape)
""",
    ),
    (
        "broadcast_shape",
        "zip stops at the shorter shape",
        """
def broadcast_shape(s, t):
    shape = []
    for a, b in zip(reversed(s), reversed(t)):
        if a == b or b == 1:
            shape.insert(0, a)
        elif a == 1:
            shape.insert(0, b)
        else:
            raise ValueError("shapes do not fit")
    return tuple(shape)
""",
    ),
    (
        "broadcast_shape",
        "returns the exception instead of raising it",
        """
def broadcast_shape(s, t):
    try:
        return tuple(torch.broadcast_shapes(s, t))
    except RuntimeError:
        return ValueError("shapes do not fit")
""",
    ),
    (
        "broadcast_shape",
        "assert raises AssertionError",
        """
def broadcast_shape(s, t):
    from itertools import zip_longest
    shape = []
    for a, b in zip_longest(s[::-1], t[::-1], fillvalue=1):
        assert a == b or a == 1 or b == 1, "shapes do not fit"
        shape.append(b if a == 1 else a)
    return tuple(shape[::-1])
""",
    ),
    (
        "broadcast_shape",
        "takes s to be the longer one",
        """
def broadcast_shape(s, t):
    t = (1,) * (len(s) - len(t)) + tuple(t)
    shape = []
    for i in range(len(s)):
        if s[i] == t[i] or t[i] == 1:
            shape.append(s[i])
        elif s[i] == 1:
            shape.append(t[i])
        else:
            raise ValueError("shapes do not fit")
    return tuple(shape)
""",
    ),
    (
        "broadcast_shape",
        "0 fits with everything",
        """
def broadcast_shape(s, t):
    n = max(len(s), len(t))
    s = (1,) * (n - len(s)) + tuple(s)
    t = (1,) * (n - len(t)) + tuple(t)
    shape = []
    for a, b in zip(s, t):
        if a == 0 or b == 0:
            shape.append(0)
        elif a == b or a == 1 or b == 1:
            shape.append(max(a, b))
        else:
            raise ValueError("shapes do not fit")
    return tuple(shape)
""",
    ),
    # ── outer_sum ────────────────────────────────────────────────────────────────────────────────────
    (
        "outer_sum",
        "transposed",
        """
def outer_sum(x, y):
    return x + y[:, None]
""",
    ),
    (
        "outer_sum",
        "T does nothing to a vector",
        """
def outer_sum(x, y):
    return x.T + y
""",
    ),
    (
        "outer_sum",
        "loops into a float32 table",
        """
def outer_sum(x, y):
    out = torch.zeros(len(x), len(y))
    for i in range(len(x)):
        for j in range(len(y)):
            out[i, j] = x[i] + y[j]
    return out
""",
    ),
    (
        "outer_sum",
        "tensor of lists: float32, and no columns if x is empty",
        """
def outer_sum(x, y):
    return torch.tensor([[a + b for b in y.tolist()] for a in x.tolist()])
""",
    ),
    (
        "outer_sum",
        "meshgrid as in NumPy: xy gives (n, m)",
        """
def outer_sum(x, y):
    a, b = torch.meshgrid(x, y, indexing="xy")
    return a + b
""",
    ),
    (
        "outer_sum",
        "repeat puts the numbers in another order than repeat_interleave",
        """
def outer_sum(x, y):
    m, n = len(x), len(y)
    return x.repeat(n).reshape(m, n) + y
""",
    ),
    (
        "outer_sum",
        "stack of rows: fails if x is empty",
        """
def outer_sum(x, y):
    return torch.stack([a + y for a in x])
""",
    ),
    (
        "outer_sum",
        "squeeze drops an axis of size 1",
        """
def outer_sum(x, y):
    return (x.reshape(-1, 1) + y.reshape(1, -1)).squeeze()
""",
    ),
    # ── add_bias ─────────────────────────────────────────────────────────────────────────────────────
    (
        "add_bias",
        "X = X + b is a new tensor",
        """
def add_bias(X, b):
    X = X + b
    return X
""",
    ),
    (
        "add_bias",
        "adds b to the columns: fits if X is square",
        """
def add_bias(X, b):
    X += b.unsqueeze(1)
""",
    ),
    (
        "add_bias",
        "gives the loop's name another value",
        """
def add_bias(X, b):
    for row in X:
        row = row + b
""",
    ),
    (
        "add_bias",
        "as many rows as there are columns",
        """
def add_bias(X, b):
    for i in range(len(b)):
        X[i] += b
""",
    ),
    (
        "add_bias",
        "adds b to the whole matrix once for each row",
        """
def add_bias(X, b):
    for i in range(X.shape[0]):
        X += b
""",
    ),
    (
        "add_bias",
        "contiguous() is a copy if X is a transpose",
        """
def add_bias(X, b):
    X = X.contiguous()
    X += b
""",
    ),
    (
        "add_bias",
        "float() is a copy if X is float64",
        """
def add_bias(X, b):
    X.float().add_(b.float())
""",
    ),
    # ── row_shares ───────────────────────────────────────────────────────────────────────────────────
    (
        "row_shares",
        "no keepdim: passes if the sums are equal",
        """
def row_shares(X):
    return X / X.sum(1)
""",
    ),
    (
        "row_shares",
        "divides the caller's X in place",
        """
def row_shares(X):
    X /= X.sum(1, keepdim=True)
    return X
""",
    ),
    (
        "row_shares",
        "float() is no copy of float32, and loses float64",
        """
def row_shares(X):
    X = X.float()
    X /= X.sum(dim=1, keepdim=True)
    return X
""",
    ),
    (
        "row_shares",
        "normalize with p = 1 does not take integers",
        """
def row_shares(X):
    return F.normalize(X, p=1, dim=1)
""",
    ),
    (
        "row_shares",
        "double precision for integers",
        """
def row_shares(X):
    if not X.is_floating_point():
        X = X.double()
    return X / X.sum(dim=1, keepdim=True)
""",
    ),
    (
        "row_shares",
        "zeros_like of integers cuts the shares to 0",
        """
def row_shares(X):
    out = torch.zeros_like(X)
    for i in range(X.shape[0]):
        out[i] = X[i] / X[i].sum()
    return out
""",
    ),
    (
        "row_shares",
        "cuts the sums to integers",
        """
def row_shares(X):
    return X / X.sum(dim=1, keepdim=True).long()
""",
    ),
    (
        "row_shares",
        "rounds to the four digits that are printed",
        """
def row_shares(X):
    return torch.round(X / X.sum(dim=1, keepdim=True), decimals=4)
""",
    ),
    # ── centre_columns ───────────────────────────────────────────────────────────────────────────────
    (
        "centre_columns",
        "the means of the rows without keepdim",
        """
def centre_columns(X):
    return X - X.mean(1)
""",
    ),
    (
        "centre_columns",
        "X[:] is no copy",
        """
def centre_columns(X):
    Y = X[:]
    Y -= Y.mean(dim=0)
    return Y
""",
    ),
    (
        "centre_columns",
        "divides by the standard deviation, too",
        """
def centre_columns(X):
    return (X - X.mean(0)) / X.std(0)
""",
    ),
    (
        "centre_columns",
        "divides by the number of columns: passes if X is square",
        """
def centre_columns(X):
    m, n = X.shape
    return X - X.sum(0) / n
""",
    ),
    (
        "centre_columns",
        "stack of columns: fails if there is none",
        """
def centre_columns(X):
    return torch.stack([X[:, j] - X[:, j].mean() for j in range(X.shape[1])], dim=1)
""",
    ),
    (
        "centre_columns",
        "the result is filled into float32",
        """
def centre_columns(X):
    out = torch.zeros(X.shape)
    for j in range(X.shape[1]):
        out[:, j] = X[:, j] - X[:, j].mean()
    return out
""",
    ),
    (
        "centre_columns",
        "cuts the means to integers",
        """
def centre_columns(X):
    return X - X.mean(dim=0).int()
""",
    ),
    # ── mean_along ───────────────────────────────────────────────────────────────────────────────────
    (
        "mean_along",
        "drops the axis",
        """
def mean_along(X, axis):
    return X.mean(axis)
""",
    ),
    (
        "mean_along",
        "the kept axis always comes last",
        """
def mean_along(X, axis):
    return X.mean(dim=axis).unsqueeze(-1)
""",
    ),
    (
        "mean_along",
        "always divides by the number of rows",
        """
def mean_along(X, axis):
    return X.sum(dim=axis, keepdim=True) / len(X)
""",
    ),
    (
        "mean_along",
        "everything but 0 is taken as axis 1",
        """
def mean_along(X, axis):
    if axis == 0:
        return X.mean(0, keepdim=True)
    else:
        return X.mean(1, keepdim=True)
""",
    ),
    (
        "mean_along",
        "-1 as 1: right for a matrix, wrong for a stack",
        """
def mean_along(X, axis):
    axis = abs(axis)
    return X.mean(dim=axis, keepdim=True)
""",
    ),
    (
        "mean_along",
        "slot in the shape without regard to -1: a stack gets another shape",
        """
def mean_along(X, axis):
    shape = [X.shape[k] if k != axis else 1 for k in range(X.dim())]
    return X.mean(axis).reshape(shape)
""",
    ),
    (
        "mean_along",
        "keep_dim is misspelt",
        """
def mean_along(X, axis):
    return torch.mean(X, axis, keep_dim=True)
""",
    ),
    # ── cumulative_shares ────────────────────────────────────────────────────────────────────────────
    (
        "cumulative_shares",
        "no keepdim: passes if the totals are equal",
        """
def cumulative_shares(X):
    return X.cumsum(1) / X.sum(1)
""",
    ),
    (
        "cumulative_shares",
        "the last column does not exist if there are no columns",
        """
def cumulative_shares(X):
    c = torch.cumsum(X, dim=1)
    return c / c[:, -1].unsqueeze(1)
""",
    ),
    (
        "cumulative_shares",
        "the largest of all as the total",
        """
def cumulative_shares(X):
    c = X.cumsum(1)
    return c / c.max()
""",
    ),
    (
        "cumulative_shares",
        "adds up in the caller's X",
        """
def cumulative_shares(X):
    for j in range(1, X.shape[1]):
        X[:, j] += X[:, j - 1]
    return X / X[:, -1:]
""",
    ),
    (
        "cumulative_shares",
        "cumsum without axis, as in NumPy",
        """
def cumulative_shares(X):
    return torch.cumsum(X) / X.sum(dim=1, keepdim=True)
""",
    ),
    (
        "cumulative_shares",
        "leaves out the column itself",
        """
def cumulative_shares(X):
    out = torch.zeros_like(X)
    for j in range(X.shape[1]):
        out[:, j] = X[:, :j].sum(dim=1)
    return out / X.sum(dim=1, keepdim=True)
""",
    ),
    (
        "cumulative_shares",
        "the result is filled into float32",
        """
def cumulative_shares(X):
    out = torch.zeros(X.shape)
    for i in range(X.shape[0]):
        out[i] = X[i].cumsum(0) / X[i].sum()
    return out
""",
    ),
    # ── squared_error ────────────────────────────────────────────────────────────────────────────────
    (
        "squared_error",
        "broadcasts to (n, n)",
        """
def squared_error(y_hat, y):
    return ((y_hat - y) ** 2).mean()
""",
    ),
    (
        "squared_error",
        "mse_loss broadcasts, too",
        """
def squared_error(y_hat, y):
    return F.mse_loss(y_hat, y)
""",
    ),
    (
        "squared_error",
        "one half of it, as in the book",
        """
def squared_error(y_hat, y):
    return ((y_hat - y.reshape(y_hat.shape)) ** 2 / 2).mean()
""",
    ),
    (
        "squared_error",
        "shape (1,) instead of ()",
        """
def squared_error(y_hat, y):
    return ((y_hat - y.reshape(-1, 1)) ** 2).mean(0)
""",
    ),
    (
        "squared_error",
        "squeeze_ changes the shape of the caller's y_hat",
        """
def squared_error(y_hat, y):
    return (y_hat.squeeze_(1) - y).pow(2).mean()
""",
    ),
    (
        "squared_error",
        "-= writes through the view into the caller's y_hat",
        """
def squared_error(y_hat, y):
    d = y_hat.reshape(-1)
    d -= y
    return (d ** 2).mean()
""",
    ),
    (
        "squared_error",
        "divides by the n of the example",
        """
def squared_error(y_hat, y):
    return ((y_hat[:, 0] - y) ** 2).sum() / 2
""",
    ),
    (
        "squared_error",
        "a new tensor of a Python number is float32",
        """
def squared_error(y_hat, y):
    loss = ((y_hat.reshape(-1) - y) ** 2).mean()
    return torch.tensor(loss.item())
""",
    ),
    # ── squared_distances ────────────────────────────────────────────────────────────────────────────
    (
        "squared_distances",
        "the distances, not squared",
        """
def squared_distances(A, B):
    return torch.cdist(A, B)
""",
    ),
    (
        "squared_distances",
        "transposed",
        """
def squared_distances(A, B):
    return ((A[None, :, :] - B[:, None, :]) ** 2).sum(dim=2)
""",
    ),
    (
        "squared_distances",
        "squeeze drops m or n if it is 1",
        """
def squared_distances(A, B):
    return ((A.unsqueeze(1) - B.unsqueeze(0)) ** 2).sum(-1).squeeze()
""",
    ),
    (
        "squared_distances",
        "a2 + b2 - 2ab without a column: passes if m is 1",
        """
def squared_distances(A, B):
    return (A ** 2).sum(1) + (B ** 2).sum(1) - 2 * A @ B.T
""",
    ),
    (
        "squared_distances",
        "a2 + b2 + 2ab: passes if A is 0",
        """
def squared_distances(A, B):
    a2 = (A ** 2).sum(dim=1, keepdim=True)
    b2 = (B ** 2).sum(dim=1)
    return a2 + b2 + 2 * A @ B.T
""",
    ),
    (
        "squared_distances",
        "loops into a float32 matrix",
        """
def squared_distances(A, B):
    out = torch.zeros(len(A), len(B))
    for i in range(len(A)):
        for j in range(len(B)):
            out[i, j] = ((A[i] - B[j]) ** 2).sum()
    return out
""",
    ),
    (
        "squared_distances",
        "two coordinates, as in the example",
        """
def squared_distances(A, B):
    dx = A[:, 0].unsqueeze(1) - B[:, 0]
    dy = A[:, 1].unsqueeze(1) - B[:, 1]
    return dx ** 2 + dy ** 2
""",
    ),
    (
        "squared_distances",
        "reshape with -1: undecided if A is empty",
        """
def squared_distances(A, B):
    return ((A.reshape(len(A), 1, -1) - B) ** 2).sum(dim=2)
""",
    ),
    # ── one_hot ──────────────────────────────────────────────────────────────────────────────────────
    (
        "one_hot",
        "F.one_hot gives int64",
        """
def one_hot(labels, classes):
    return F.one_hot(labels, classes)
""",
    ),
    (
        "one_hot",
        "F.one_hot guesses the number of classes",
        """
def one_hot(labels, classes):
    return F.one_hot(labels).float()
""",
    ),
    (
        "one_hot",
        "transposed",
        """
def one_hot(labels, classes):
    return (labels == torch.arange(classes).reshape(-1, 1)).float()
""",
    ),
    (
        "one_hot",
        "eye of the example's 3 classes",
        """
def one_hot(labels, classes):
    return torch.eye(3)[labels]
""",
    ),
    (
        "one_hot",
        "the columns are set in all rows",
        """
def one_hot(labels, classes):
    out = torch.zeros(len(labels), classes)
    out[:, labels] = 1
    return out
""",
    ),
    (
        "one_hot",
        "unsqueeze_ changes the shape of the caller's labels",
        """
def one_hot(labels, classes):
    labels.unsqueeze_(1)
    return (labels == torch.arange(classes)).float()
""",
    ),
    (
        "one_hot",
        "stack of rows: fails if there is no label",
        """
def one_hot(labels, classes):
    eye = torch.eye(classes)
    return torch.stack([eye[label] for label in labels])
""",
    ),
    (
        "one_hot",
        "squeeze drops an axis of size 1",
        """
def one_hot(labels, classes):
    return (labels.reshape(-1, 1) == torch.arange(classes)).float().squeeze()
""",
    ),
    # ── column_spread ────────────────────────────────────────────────────────────────────────────────
    (
        "column_spread",
        "std divides by m - 1",
        """
def column_spread(X):
    return X.std(dim=0)
""",
    ),
    (
        "column_spread",
        "the variance: passes where it is 0 or 1",
        """
def column_spread(X):
    return X.var(dim=0, unbiased=False)
""",
    ),
    (
        "column_spread",
        "the mean of the absolute deviations: passes for two rows",
        """
def column_spread(X):
    return (X - X.mean(0)).abs().mean(0)
""",
    ),
    (
        "column_spread",
        "corrects std afterwards: nan for one row",
        """
def column_spread(X):
    m = X.shape[0]
    return X.std(0) * math.sqrt((m - 1) / m)
""",
    ),
    (
        "column_spread",
        "divides by the number of columns: passes if X is square",
        """
def column_spread(X):
    m, n = X.shape
    return torch.sqrt(((X - X.mean(0)) ** 2).sum(0) / n)
""",
    ),
    (
        "column_spread",
        "mean of squares minus square of mean: nothing is left of large numbers",
        """
def column_spread(X):
    return torch.sqrt((X ** 2).mean(0) - X.mean(0) ** 2)
""",
    ),
    (
        "column_spread",
        "a special case of shape () for one row",
        """
def column_spread(X):
    if X.shape[0] == 1:
        return torch.tensor(0.0)
    return X.std(dim=0, unbiased=False)
""",
    ),
    (
        "column_spread",
        "a tensor of Python numbers is float32",
        """
def column_spread(X):
    return torch.tensor([X[:, j].std(unbiased=False).item() for j in range(X.shape[1])])
""",
    ),
    # ── below_row_maximum ────────────────────────────────────────────────────────────────────────────
    (
        "below_row_maximum",
        "max(1) is a pair of values and indices",
        """
def below_row_maximum(X):
    return X - X.max(1)
""",
    ),
    (
        "below_row_maximum",
        "no keepdim",
        """
def below_row_maximum(X):
    return X - X.max(dim=1).values
""",
    ),
    (
        "below_row_maximum",
        "in place",
        """
def below_row_maximum(X):
    X -= X.max(dim=1, keepdim=True).values
    return X
""",
    ),
    (
        "below_row_maximum",
        "the indices instead of the values",
        """
def below_row_maximum(X):
    return X - X.max(dim=1, keepdim=True)[1]
""",
    ),
    (
        "below_row_maximum",
        "stack of rows: fails if there is none",
        """
def below_row_maximum(X):
    return torch.stack([row - row.max() for row in X])
""",
    ),
    (
        "below_row_maximum",
        "lists of Python numbers: float32, and no columns if there are no rows",
        """
def below_row_maximum(X):
    return torch.tensor([[v - max(row) for v in row] for row in X.tolist()])
""",
    ),
    (
        "below_row_maximum",
        "the search begins with 0: wrong for negative numbers",
        """
def below_row_maximum(X):
    best = torch.zeros(X.shape[0], dtype=X.dtype)
    for j in range(X.shape[1]):
        best = torch.maximum(best, X[:, j])
    return X - best.unsqueeze(1)
""",
    ),
    (
        "below_row_maximum",
        "the largest absolute value",
        """
def below_row_maximum(X):
    return X - X.abs().max(dim=1, keepdim=True).values
""",
    ),
    (
        "below_row_maximum",
        "searches the maximum from -100",
        """
def below_row_maximum(X):
    out = X.clone()
    for i in range(len(X)):
        largest = -100.0
        for x in X[i]:
            if x > largest:
                largest = x
        out[i] = X[i] - largest
    return out
""",
    ),
    (
        "below_row_maximum",
        "masks with -1e9",
        """
def below_row_maximum(X):
    largest = torch.full((len(X), 1), -1e9, dtype=X.dtype)
    for j in range(X.shape[1]):
        largest = torch.maximum(largest, X[:, j : j + 1])
    return X - largest
""",
    ),
]
