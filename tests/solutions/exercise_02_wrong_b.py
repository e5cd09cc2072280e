"""Further wrong solutions, more of the same kinds, of exercise 02, as learners write them.

torch, math, torch.nn.functional as F and Tensor are imported for them.
"""

WRONG: list[tuple[str, str, str]] = [
    # ── broadcast_shape ──────────────────────────────────────────────────────────────────────────────
    (
        "broadcast_shape",
        "adds two tensors: RuntimeError",
        """
def broadcast_shape(s, t):
    return tuple((torch.zeros(s) + torch.zeros(t)).shape)
""",
    ),
    (
        "broadcast_shape",
        "waits for a ValueError that torch does not raise",
        """
def broadcast_shape(s, t):
    try:
        return tuple(torch.broadcast_shapes(s, t))
    except ValueError:
        raise ValueError("shapes do not fit")
""",
    ),
    (
        "broadcast_shape",
        "forgets to turn the result round again",
        """
def broadcast_shape(s, t):
    from itertools import zip_longest
    shape = []
    for a, b in zip_longest(s[::-1], t[::-1], fillvalue=1):
        if a == 1:
            shape.append(b)
        elif b == 1 or a == b:
            shape.append(a)
        else:
            raise ValueError("shapes do not fit")
    return tuple(shape)
""",
    ),
    (
        "broadcast_shape",
        "None instead of an exception",
        """
def broadcast_shape(s, t):
    try:
        return tuple(torch.broadcast_shapes(s, t))
    except RuntimeError:
        print("ValueError")
        return None
""",
    ),
    (
        "broadcast_shape",
        "TypeError instead of ValueError",
        """
def broadcast_shape(s, t):
    try:
        return tuple(torch.broadcast_shapes(s, t))
    except RuntimeError as e:
        raise TypeError(e)
""",
    ),
    (
        "broadcast_shape",
        "shapes of different lengths are refused",
        """
def broadcast_shape(s, t):
    if len(s) != len(t):
        raise ValueError("different numbers of dimensions")
    shape = ()
    for a, b in zip(s, t):
        if a == b or b == 1:
            shape += (a,)
        elif a == 1:
            shape += (b,)
        else:
            raise ValueError("shapes do not fit")
    return shape
""",
    ),
    (
        "broadcast_shape",
        "the loop leaves out the first dimension",
        """
def broadcast_shape(s, t):
    n = max(len(s), len(t))
    shape = []
    for i in range(1, n):
        a = s[-i] if i <= len(s) else 1
        b = t[-i] if i <= len(t) else 1
        if a != b and a != 1 and b != 1:
            raise ValueError("shapes do not fit")
        shape.append(b if a == 1 else a)
    return tuple(shape[::-1])
""",
    ),
    (
        "broadcast_shape",
        "sizes that divide one another are stretched",
        """
def broadcast_shape(s, t):
    n = max(len(s), len(t))
    s = (1,) * (n - len(s)) + tuple(s)
    t = (1,) * (n - len(t)) + tuple(t)
    shape = []
    for a, b in zip(s, t):
        if 0 in (a, b):
            if a > 1 or b > 1:
                raise ValueError("shapes do not fit")
            shape.append(0)
        elif max(a, b) % min(a, b) == 0:
            shape.append(max(a, b))
        else:
            raise ValueError("shapes do not fit")
    return tuple(shape)
""",
    ),
    (
        "broadcast_shape",
        "a list",
        """
def broadcast_shape(s, t):
    try:
        return list(torch.broadcast_shapes(s, t))
    except RuntimeError:
        raise ValueError("shapes do not fit")
""",
    ),
    # ── outer_sum ────────────────────────────────────────────────────────────────────────────────────
    (
        "outer_sum",
        "adds vectors of different lengths",
        """
def outer_sum(x, y):
    return x + y
""",
    ),
    (
        "outer_sum",
        "outer is the table of products",
        """
def outer_sum(x, y):
    return torch.outer(x, y)
""",
    ),
    (
        "outer_sum",
        "both become columns",
        """
def outer_sum(x, y):
    return x.unsqueeze(1) + y.unsqueeze(1)
""",
    ),
    (
        "outer_sum",
        "loops that end too early",
        """
def outer_sum(x, y):
    out = torch.zeros(len(x), len(y), dtype=x.dtype)
    for i in range(len(x) - 1):
        for j in range(len(y) - 1):
            out[i, j] = x[i] + y[j]
    return out
""",
    ),
    (
        "outer_sum",
        "the sizes of the example",
        """
def outer_sum(x, y):
    return x.reshape(2, 1) + y
""",
    ),
    (
        "outer_sum",
        "+= cannot make the column wider",
        """
def outer_sum(x, y):
    table = x.unsqueeze(1)
    table += y
    return table
""",
    ),
    (
        "outer_sum",
        "cartesian_prod without reshape: one long vector",
        """
def outer_sum(x, y):
    return torch.cartesian_prod(x, y).sum(dim=1)
""",
    ),
    (
        "outer_sum",
        "add.outer exists in NumPy only",
        """
def outer_sum(x, y):
    return torch.add.outer(x, y)
""",
    ),
    (
        "outer_sum",
        "makes float32 of double precision",
        """
def outer_sum(x, y):
    return x.float()[:, None] + y.float()[None, :]
""",
    ),
    # ── add_bias ─────────────────────────────────────────────────────────────────────────────────────
    (
        "add_bias",
        "the sum is dropped",
        """
def add_bias(X, b):
    X + b
""",
    ),
    (
        "add_bias",
        "add without underscore",
        """
def add_bias(X, b):
    return torch.add(X, b)
""",
    ),
    (
        "add_bias",
        "leaves out the last row",
        """
def add_bias(X, b):
    for i in range(len(X) - 1):
        X[i] += b
""",
    ),
    (
        "add_bias",
        "one number for each row",
        """
def add_bias(X, b):
    for i in range(X.shape[0]):
        X[i] += b[i]
""",
    ),
    (
        "add_bias",
        "changes a copy",
        """
def add_bias(X, b):
    Y = X.clone()
    Y.add_(b)
    return Y
""",
    ),
    (
        "add_bias",
        "view fails if X is a transpose",
        """
def add_bias(X, b):
    X.view(-1).add_(b.repeat(X.shape[0]))
""",
    ),
    (
        "add_bias",
        "flattened by reshape: a copy if X is a transpose",
        """
def add_bias(X, b):
    flat = X.reshape(-1)
    flat += b.repeat(X.shape[0])
""",
    ),
    (
        "add_bias",
        "the sizes of the example",
        """
def add_bias(X, b):
    X += b.reshape(1, 2)
""",
    ),
    (
        "add_bias",
        "repeat_interleave puts b in the wrong order",
        """
def add_bias(X, b):
    X += b.repeat_interleave(X.shape[0]).reshape(X.shape)
""",
    ),
    (
        "add_bias",
        "column loop begins with 1",
        """
def add_bias(X, b):
    for j in range(1, X.shape[1]):
        X[:, j] += b[j]
""",
    ),
    (
        "add_bias",
        "b is changed instead of X",
        """
def add_bias(X, b):
    b += X
    return b
""",
    ),
    # ── row_shares ───────────────────────────────────────────────────────────────────────────────────
    (
        "row_shares",
        "the sums of the columns",
        """
def row_shares(X):
    return X / X.sum(dim=0, keepdim=True)
""",
    ),
    (
        "row_shares",
        "the sum of all",
        """
def row_shares(X):
    return X / X.sum()
""",
    ),
    (
        "row_shares",
        "float() for every input: loses float64",
        """
def row_shares(X):
    X = X.float()
    return X / X.sum(dim=1, keepdim=True)
""",
    ),
    (
        "row_shares",
        "// rounds down",
        """
def row_shares(X):
    return X // X.sum(1, keepdim=True)
""",
    ),
    (
        "row_shares",
        "softmax adds up to 1, too",
        """
def row_shares(X):
    return F.softmax(X.float(), dim=1).to(X.dtype if X.is_floating_point() else torch.float32)
""",
    ),
    (
        "row_shares",
        "normalize makes the squares add up to 1",
        """
def row_shares(X):
    return F.normalize(X, dim=1)
""",
    ),
    (
        "row_shares",
        "the result is filled into float32",
        """
def row_shares(X):
    out = torch.zeros(X.shape)
    for i in range(X.shape[0]):
        out[i] = X[i] / X[i].sum()
    return out
""",
    ),
    (
        "row_shares",
        "the sizes of the example",
        """
def row_shares(X):
    return X / X.sum(dim=1).reshape(2, 1)
""",
    ),
    (
        "row_shares",
        "stack of rows: fails if there is none",
        """
def row_shares(X):
    return torch.stack([row / row.sum() for row in X])
""",
    ),
    (
        "row_shares",
        "[:None] instead of [:, None]",
        """
def row_shares(X):
    return X / X.sum(1)[:None]
""",
    ),
    (
        "row_shares",
        "divides the transpose and leaves it so",
        """
def row_shares(X):
    return X.T / X.sum(1)
""",
    ),
    (
        "row_shares",
        "mean times the wrong number; no mean of integers",
        """
def row_shares(X):
    return X / (X.mean(1, keepdim=True) * X.shape[0])
""",
    ),
    # ── centre_columns ───────────────────────────────────────────────────────────────────────────────
    (
        "centre_columns",
        "the mean of all",
        """
def centre_columns(X):
    return X - X.mean()
""",
    ),
    (
        "centre_columns",
        "the means of the rows",
        """
def centre_columns(X):
    return X - X.mean(dim=1, keepdim=True)
""",
    ),
    (
        "centre_columns",
        "in place",
        """
def centre_columns(X):
    X -= X.mean(0)
    return X
""",
    ),
    (
        "centre_columns",
        "Y = X is no copy",
        """
def centre_columns(X):
    Y = X
    for j in range(X.shape[1]):
        Y[:, j] -= Y[:, j].mean()
    return Y
""",
    ),
    (
        "centre_columns",
        "mean minus X",
        """
def centre_columns(X):
    return X.mean(dim=0) - X
""",
    ),
    (
        "centre_columns",
        "leaves out the last column",
        """
def centre_columns(X):
    out = X.clone()
    for j in range(X.shape[1] - 1):
        out[:, j] = X[:, j] - X[:, j].mean()
    return out
""",
    ),
    (
        "centre_columns",
        "the means of the columns as a column",
        """
def centre_columns(X):
    return X - X.mean(0)[:, None]
""",
    ),
    (
        "centre_columns",
        "goes through the rows",
        """
def centre_columns(X):
    out = torch.zeros_like(X)
    for i in range(len(X)):
        out[i] = X[i] - X[i].mean()
    return out
""",
    ),
    (
        "centre_columns",
        "stack of columns becomes a stack of rows",
        """
def centre_columns(X):
    return torch.stack([c - c.mean() for c in X.T])
""",
    ),
    (
        "centre_columns",
        "makes float32 of double precision",
        """
def centre_columns(X):
    X = X.to(torch.float32)
    return X - X.mean(dim=0, keepdim=True)
""",
    ),
    (
        "centre_columns",
        "only the means",
        """
def centre_columns(X):
    mean = X.mean(dim=0, keepdim=True)
    X - mean
    return mean
""",
    ),
    # ── mean_along ───────────────────────────────────────────────────────────────────────────────────
    (
        "mean_along",
        "the kept axis always comes first",
        """
def mean_along(X, axis):
    return X.mean(axis).unsqueeze(0)
""",
    ),
    (
        "mean_along",
        "[:, None] fits axis 1 only",
        """
def mean_along(X, axis):
    return X.mean(dim=axis)[:, None]
""",
    ),
    (
        "mean_along",
        "reshaped to a column",
        """
def mean_along(X, axis):
    return X.mean(axis).reshape(-1, 1)
""",
    ),
    (
        "mean_along",
        "axes counted from 1",
        """
def mean_along(X, axis):
    return X.mean(dim=axis - 1, keepdim=True)
""",
    ),
    (
        "mean_along",
        "only axes 0 and 1",
        """
def mean_along(X, axis):
    if axis == 0:
        return X.mean(0, keepdim=True)
    elif axis == 1:
        return X.mean(1, keepdim=True)
""",
    ),
    (
        "mean_along",
        "-1 + 2: takes X to be a matrix",
        """
def mean_along(X, axis):
    if axis < 0:
        axis += 2
    return X.mean(dim=axis, keepdim=True)
""",
    ),
    (
        "mean_along",
        "already subtracts the mean",
        """
def mean_along(X, axis):
    return X - X.mean(axis, keepdim=True)
""",
    ),
    (
        "mean_along",
        "stretched to the shape of X",
        """
def mean_along(X, axis):
    return X.mean(axis, keepdim=True).expand_as(X)
""",
    ),
    (
        "mean_along",
        "transposes and does not transpose back",
        """
def mean_along(X, axis):
    return X.transpose(0, axis).mean(dim=0, keepdim=True)
""",
    ),
    (
        "mean_along",
        "squeeze drops the axis again",
        """
def mean_along(X, axis):
    return X.mean(dim=axis, keepdim=True).squeeze()
""",
    ),
    (
        "mean_along",
        "the axis that stays instead of the axis that goes",
        """
def mean_along(X, axis):
    other = 1 - axis
    return X.mean(dim=other, keepdim=True)
""",
    ),
    (
        "mean_along",
        "row by row, whatever the axis",
        """
def mean_along(X, axis):
    means = [row.mean().item() for row in X]
    return torch.tensor(means, dtype=X.dtype).reshape(-1, 1)
""",
    ),
    (
        "mean_along",
        "makes float32 of double precision",
        """
def mean_along(X, axis):
    return X.float().mean(dim=axis, keepdim=True)
""",
    ),
    # ── cumulative_shares ────────────────────────────────────────────────────────────────────────────
    (
        "cumulative_shares",
        "down the columns",
        """
def cumulative_shares(X):
    return X.cumsum(0) / X.sum(0)
""",
    ),
    (
        "cumulative_shares",
        "the total of all rows",
        """
def cumulative_shares(X):
    return X.cumsum(dim=1) / X.sum()
""",
    ),
    (
        "cumulative_shares",
        "shares, but no running sum",
        """
def cumulative_shares(X):
    return X / X.sum(dim=1, keepdim=True)
""",
    ),
    (
        "cumulative_shares",
        "the last column without its axis",
        """
def cumulative_shares(X):
    c = torch.cumsum(X, dim=1)
    return c / c[:, -1]
""",
    ),
    (
        "cumulative_shares",
        "the largest of a row does not exist if there are no columns",
        """
def cumulative_shares(X):
    c = X.cumsum(1)
    return c / c.max(dim=1, keepdim=True).values
""",
    ),
    (
        "cumulative_shares",
        "cumsum_ changes X before the total is taken",
        """
def cumulative_shares(X):
    return X.cumsum_(1) / X.sum(1, keepdim=True)
""",
    ),
    (
        "cumulative_shares",
        "the total of the running sums",
        """
def cumulative_shares(X):
    c = X.cumsum(dim=1)
    return c / c.sum(dim=1, keepdim=True)
""",
    ),
    (
        "cumulative_shares",
        "runs on from row to row",
        """
def cumulative_shares(X):
    c = X.flatten().cumsum(0).reshape(X.shape)
    return c / X.sum(dim=1, keepdim=True)
""",
    ),
    (
        "cumulative_shares",
        "product instead of sum",
        """
def cumulative_shares(X):
    return torch.cumprod(X, dim=1) / X.sum(dim=1, keepdim=True)
""",
    ),
    (
        "cumulative_shares",
        "stack of rows: fails if there is none",
        """
def cumulative_shares(X):
    return torch.stack([row.cumsum(0) / row.sum() for row in X])
""",
    ),
    (
        "cumulative_shares",
        "rounds to two digits",
        """
def cumulative_shares(X):
    return torch.round(X.cumsum(1) / X.sum(1, keepdim=True), decimals=2)
""",
    ),
    (
        "cumulative_shares",
        "mean instead of total",
        """
def cumulative_shares(X):
    return X.cumsum(1) / X.mean(1, keepdim=True)
""",
    ),
    # ── squared_error ────────────────────────────────────────────────────────────────────────────────
    (
        "squared_error",
        "sum instead of mean",
        """
def squared_error(y_hat, y):
    return ((y_hat.reshape(y.shape) - y) ** 2).sum()
""",
    ),
    (
        "squared_error",
        "a Python number",
        """
def squared_error(y_hat, y):
    return ((y_hat.reshape(-1) - y) ** 2).mean().item()
""",
    ),
    (
        "squared_error",
        "one loss for each row",
        """
def squared_error(y_hat, y):
    return ((y_hat - y.reshape(y_hat.shape)) ** 2).mean(dim=1)
""",
    ),
    (
        "squared_error",
        "the root of it",
        """
def squared_error(y_hat, y):
    return torch.sqrt(((y_hat.squeeze(1) - y) ** 2).mean())
""",
    ),
    (
        "squared_error",
        "absolute differences",
        """
def squared_error(y_hat, y):
    return torch.abs(y_hat.squeeze(1) - y).mean()
""",
    ),
    (
        "squared_error",
        "the square of the mean",
        """
def squared_error(y_hat, y):
    return (y_hat.flatten() - y).mean() ** 2
""",
    ),
    (
        "squared_error",
        "T does nothing to a vector",
        """
def squared_error(y_hat, y):
    return torch.mean((y_hat - y.T) ** 2)
""",
    ),
    (
        "squared_error",
        "the new axis of y is on the wrong side",
        """
def squared_error(y_hat, y):
    return torch.mean(torch.square(y_hat - y.unsqueeze(0)))
""",
    ),
    (
        "squared_error",
        "squeeze of the wrong axis does nothing",
        """
def squared_error(y_hat, y):
    return (y_hat.squeeze(0) - y).pow(2).mean()
""",
    ),
    (
        "squared_error",
        "divides by n - 1",
        """
def squared_error(y_hat, y):
    n = len(y)
    return ((y_hat[:, 0] - y) ** 2).sum() / (n - 1)
""",
    ),
    (
        "squared_error",
        "the loop leaves out the last one",
        """
def squared_error(y_hat, y):
    total = torch.zeros((), dtype=y.dtype)
    for i in range(len(y) - 1):
        total = total + (y_hat[i, 0] - y[i]) ** 2
    return total / len(y)
""",
    ),
    (
        "squared_error",
        "the loop gives shape (1,)",
        """
def squared_error(y_hat, y):
    total = 0.0
    for i in range(len(y)):
        total += (y_hat[i] - y[i]) ** 2
    return total / len(y)
""",
    ),
    (
        "squared_error",
        "MSELoss is a class: this makes a loss function",
        """
def squared_error(y_hat, y):
    return torch.nn.MSELoss(y_hat, y.reshape(-1, 1))
""",
    ),
    # ── squared_distances ────────────────────────────────────────────────────────────────────────────
    (
        "squared_distances",
        "A - B without a new axis",
        """
def squared_distances(A, B):
    return ((A - B) ** 2).sum(dim=1)
""",
    ),
    (
        "squared_distances",
        "sums over the points of B",
        """
def squared_distances(A, B):
    return ((A.unsqueeze(1) - B.unsqueeze(0)) ** 2).sum(dim=1)
""",
    ),
    (
        "squared_distances",
        "forgets to add up the coordinates",
        """
def squared_distances(A, B):
    return (A.unsqueeze(1) - B.unsqueeze(0)) ** 2
""",
    ),
    (
        "squared_distances",
        "absolute differences",
        """
def squared_distances(A, B):
    return (A.unsqueeze(1) - B.unsqueeze(0)).abs().sum(-1)
""",
    ),
    (
        "squared_distances",
        "adds first and squares then",
        """
def squared_distances(A, B):
    return (A.unsqueeze(1) - B.unsqueeze(0)).sum(-1) ** 2
""",
    ),
    (
        "squared_distances",
        "the mean over the coordinates",
        """
def squared_distances(A, B):
    return ((A[:, None] - B[None]) ** 2).mean(dim=-1)
""",
    ),
    (
        "squared_distances",
        "inner loop over the points of A again",
        """
def squared_distances(A, B):
    out = torch.zeros(len(A), len(B), dtype=A.dtype)
    for i in range(len(A)):
        for j in range(len(A)):
            out[i, j] = ((A[i] - B[j]) ** 2).sum()
    return out
""",
    ),
    (
        "squared_distances",
        "stack of rows: fails if there is none",
        """
def squared_distances(A, B):
    return torch.stack([((a - B) ** 2).sum(dim=1) for a in A])
""",
    ),
    (
        "squared_distances",
        "the norm without the square",
        """
def squared_distances(A, B):
    return torch.norm(A[:, None, :] - B[None, :, :], dim=2)
""",
    ),
    (
        "squared_distances",
        "only from the first point of A",
        """
def squared_distances(A, B):
    return ((A[0] - B) ** 2).sum(1).reshape(1, -1)
""",
    ),
    (
        "squared_distances",
        "pairwise_distance compares row by row",
        """
def squared_distances(A, B):
    return F.pairwise_distance(A, B) ** 2
""",
    ),
    (
        "squared_distances",
        "both get the new axis at the same place",
        """
def squared_distances(A, B):
    D = A.unsqueeze(1) - B.unsqueeze(1)
    return (D ** 2).sum(dim=2)
""",
    ),
    # ── one_hot ──────────────────────────────────────────────────────────────────────────────────────
    (
        "one_hot",
        "the largest label decides on the number of classes",
        """
def one_hot(labels, classes):
    out = torch.zeros(len(labels), int(labels.max()) + 1)
    for i, label in enumerate(labels):
        out[i, label] = 1.0
    return out
""",
    ),
    (
        "one_hot",
        "booleans",
        """
def one_hot(labels, classes):
    return labels.unsqueeze(1) == torch.arange(classes)
""",
    ),
    (
        "one_hot",
        "no new axis",
        """
def one_hot(labels, classes):
    return (labels == torch.arange(classes)).float()
""",
    ),
    (
        "one_hot",
        "classes counted from 1",
        """
def one_hot(labels, classes):
    return (labels[:, None] == torch.arange(1, classes + 1)).float()
""",
    ),
    (
        "one_hot",
        "eye of the number of labels",
        """
def one_hot(labels, classes):
    return torch.eye(len(labels))[labels]
""",
    ),
    (
        "one_hot",
        "indexes rows instead of elements",
        """
def one_hot(labels, classes):
    out = torch.zeros(len(labels), classes)
    out[labels] = 1
    return out
""",
    ),
    (
        "one_hot",
        "the loop leaves out the last label",
        """
def one_hot(labels, classes):
    out = torch.zeros(len(labels), classes)
    for i in range(len(labels) - 1):
        out[i, labels[i]] = 1.0
    return out
""",
    ),
    (
        "one_hot",
        "scatter_ wants an index of two dimensions",
        """
def one_hot(labels, classes):
    return torch.zeros(len(labels), classes).scatter_(1, labels, 1.0)
""",
    ),
    (
        "one_hot",
        "scatter without underscore, result dropped",
        """
def one_hot(labels, classes):
    out = torch.zeros(len(labels), classes)
    out.scatter(1, labels.unsqueeze(1), 1.0)
    return out
""",
    ),
    (
        "one_hot",
        "the dtype of the labels",
        """
def one_hot(labels, classes):
    out = torch.zeros(len(labels), classes, dtype=labels.dtype)
    out[torch.arange(len(labels)), labels] = 1
    return out
""",
    ),
    (
        "one_hot",
        "where with 1 and 0 gives integers",
        """
def one_hot(labels, classes):
    return torch.where(labels[:, None] == torch.arange(classes), 1, 0)
""",
    ),
    (
        "one_hot",
        "double precision",
        """
def one_hot(labels, classes):
    return (labels[:, None] == torch.arange(classes)).double()
""",
    ),
    (
        "one_hot",
        "as many row numbers as classes",
        """
def one_hot(labels, classes):
    out = torch.zeros(len(labels), classes)
    out[torch.arange(classes), labels] = 1.0
    return out
""",
    ),
    # ── column_spread ────────────────────────────────────────────────────────────────────────────────
    (
        "column_spread",
        "of the rows",
        """
def column_spread(X):
    return X.std(dim=1, unbiased=False)
""",
    ),
    (
        "column_spread",
        "of all elements",
        """
def column_spread(X):
    return X.std(unbiased=False)
""",
    ),
    (
        "column_spread",
        "the root before the mean",
        """
def column_spread(X):
    return ((X - X.mean(dim=0)) ** 2).sqrt().mean(dim=0)
""",
    ),
    (
        "column_spread",
        "keeps the axis",
        """
def column_spread(X):
    return X.std(dim=0, keepdim=True, unbiased=False)
""",
    ),
    (
        "column_spread",
        "ddof is from NumPy",
        """
def column_spread(X):
    return X.std(0, ddof=0)
""",
    ),
    (
        "column_spread",
        "centres the caller's X in place",
        """
def column_spread(X):
    X -= X.mean(dim=0)
    return (X ** 2).mean(dim=0).sqrt()
""",
    ),
    (
        "column_spread",
        "forgets to subtract the mean",
        """
def column_spread(X):
    return (X ** 2).mean(dim=0).sqrt()
""",
    ),
    (
        "column_spread",
        "the root of the sum",
        """
def column_spread(X):
    return ((X - X.mean(0)) ** 2).sum(0).sqrt()
""",
    ),
    (
        "column_spread",
        "deviations from the means of the rows",
        """
def column_spread(X):
    return ((X - X.mean(1, keepdim=True)) ** 2).mean(0).sqrt()
""",
    ),
    (
        "column_spread",
        "a special case for one row, float32 and the wrong formula for the others",
        """
def column_spread(X):
    if len(X) == 1:
        return torch.zeros(X.shape[1])
    return X.std(0)
""",
    ),
    (
        "column_spread",
        "stack of columns: fails if there is none",
        """
def column_spread(X):
    return torch.stack([c.std(unbiased=False) for c in X.T])
""",
    ),
    (
        "column_spread",
        "squeeze: shape () for one column",
        """
def column_spread(X):
    return X.std(dim=0, keepdim=True, unbiased=False).squeeze()
""",
    ),
    (
        "column_spread",
        "math.sqrt takes one number",
        """
def column_spread(X):
    return math.sqrt(((X - X.mean(0)) ** 2).mean(0))
""",
    ),
    # ── below_row_maximum ────────────────────────────────────────────────────────────────────────────
    (
        "below_row_maximum",
        "the maximum of all",
        """
def below_row_maximum(X):
    return X - X.max()
""",
    ),
    (
        "below_row_maximum",
        "the maxima of the columns",
        """
def below_row_maximum(X):
    return X - X.max(dim=0).values
""",
    ),
    (
        "below_row_maximum",
        "the maxima of the columns, with keepdim",
        """
def below_row_maximum(X):
    return X - torch.amax(X, dim=0, keepdim=True)
""",
    ),
    (
        "below_row_maximum",
        "a distance that is positive",
        """
def below_row_maximum(X):
    return X.max(dim=1, keepdim=True)[0] - X
""",
    ),
    (
        "below_row_maximum",
        "argmax: where it is, not what it is",
        """
def below_row_maximum(X):
    return X - X.argmax(dim=1, keepdim=True)
""",
    ),
    (
        "below_row_maximum",
        "goes on to the softmax",
        """
def below_row_maximum(X):
    X = X - X.max(dim=1, keepdim=True).values
    return X.exp() / X.exp().sum(dim=1, keepdim=True)
""",
    ),
    (
        "below_row_maximum",
        "log_softmax subtracts something else",
        """
def below_row_maximum(X):
    return F.log_softmax(X, dim=1)
""",
    ),
    (
        "below_row_maximum",
        "leaves out the last row",
        """
def below_row_maximum(X):
    out = X.clone()
    for i in range(X.shape[0] - 1):
        out[i] = X[i] - X[i].max()
    return out
""",
    ),
    (
        "below_row_maximum",
        "the result is filled into float32",
        """
def below_row_maximum(X):
    out = torch.zeros(X.shape)
    for i in range(len(X)):
        out[i] = X[i] - X[i].max()
    return out
""",
    ),
    (
        "below_row_maximum",
        "the last column as the largest",
        """
def below_row_maximum(X):
    return X - X[:, -1:]
""",
    ),
    (
        "below_row_maximum",
        "the sizes of the example",
        """
def below_row_maximum(X):
    return X - X.max(dim=1).values.reshape(2, 1)
""",
    ),
    (
        "below_row_maximum",
        "cuts the maxima to integers",
        """
def below_row_maximum(X):
    return X - X.max(dim=1, keepdim=True).values.int()
""",
    ),
    (
        "below_row_maximum",
        "makes float32 of double precision",
        """
def below_row_maximum(X):
    X = X.float()
    return X - X.amax(dim=1, keepdim=True)
""",
    ),
    (
        "below_row_maximum",
        "Python's max compares whole rows",
        """
def below_row_maximum(X):
    return X - max(X)
""",
    ),
]
