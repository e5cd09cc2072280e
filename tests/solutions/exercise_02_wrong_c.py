"""Wrong solutions of exercise 02 by an author who saw only the starter.

torch, math, torch.nn.functional as F and Tensor are imported for them.
"""

WRONG: list[tuple[str, str, str]] = [
    # ── broadcast_shape ───────────────────────────────────────────────────────────────────────────
    (
        "broadcast_shape",
        "takes the larger size, so 1 and 0 give 1",
        """
def broadcast_shape(s, t):
    k = max(len(s), len(t))
    s = (1,) * (k - len(s)) + tuple(s)
    t = (1,) * (k - len(t)) + tuple(t)
    out = []
    for a, b in zip(s, t):
        if a != b and a != 1 and b != 1:
            raise ValueError("shapes do not fit")
        out.append(max(a, b))
    return tuple(out)
""",
    ),
    (
        "broadcast_shape",
        "zip stops at the shorter shape, the extra sizes on the left are lost AND the result is not turned round again",
        """
def broadcast_shape(s, t):
    result = []
    for a, b in zip(reversed(s), reversed(t)):
        if a == b or b == 1:
            result.append(a)
        elif a == 1:
            result.append(b)
        else:
            raise ValueError(f"{s} and {t}")
    return tuple(result)
""",
    ),
    (
        "broadcast_shape",
        "lets torch add two tensors, which raises a RuntimeError where a ValueError is asked",
        """
def broadcast_shape(s: tuple[int, ...], t: tuple[int, ...]) -> tuple[int, ...]:
    total = torch.zeros(s) + torch.zeros(t)
    return tuple(total.shape)
""",
    ),
    (
        "broadcast_shape",
        "returns the ValueError instead of raising it AND returns a list",
        """
def broadcast_shape(s, t):
    # 右对齐, 左边补 1
    n = max(len(s), len(t))
    s = [1] * (n - len(s)) + list(s)
    t = [1] * (n - len(t)) + list(t)
    shape = []
    for i in range(n):
        if s[i] == t[i]:
            shape.append(s[i])
        elif s[i] == 1:
            shape.append(t[i])
        elif t[i] == 1:
            shape.append(s[i])
        else:
            return ValueError("不能广播")
    return shape
""",
    ),
    (
        "broadcast_shape",
        "fills the shorter shape up with 1s on the right",
        """
from itertools import zip_longest

def broadcast_shape(s, t):
    shape = ()
    for a, b in zip_longest(s, t, fillvalue=1):
        if a == 1:
            shape += (b,)
        elif b == 1 or a == b:
            shape += (a,)
        else:
            raise ValueError
    return shape
""",
    ),
    # ── outer_sum ─────────────────────────────────────────────────────────────────────────────────
    (
        "outer_sum",
        "uses .T to make a column of a vector, which leaves it as it is",
        """
def outer_sum(x, y):
    return x.T + y
""",
    ),
    (
        "outer_sum",
        "the table is made with the length of x for both sides AND in float32 whatever the vectors are",
        """
def outer_sum(x, y):
    m = len(x)
    table = torch.zeros((m, m))
    for i in range(m):
        for j in range(len(y)):
            table[i, j] = x[i] + y[j]
    return table
""",
    ),
    (
        "outer_sum",
        "makes y the column, so the table is transposed",
        """
def outer_sum(x: Tensor, y: Tensor) -> Tensor:
    row = x.unsqueeze(0)
    column = y.unsqueeze(1)
    return column + row
""",
    ),
    (
        "outer_sum",
        "copies the sizes from the example, 2 and 3",
        """
def outer_sum(x, y):
    a = x.reshape(2, 1)
    b = y.reshape(1, 3)
    return a + b
""",
    ),
    # ── add_bias ──────────────────────────────────────────────────────────────────────────────────
    (
        "add_bias",
        "makes b a column AND rebinds the name X, so the caller's X stays",
        """
def add_bias(X, b):
    X = X + b.unsqueeze(1)
    return X
""",
    ),
    (
        "add_bias",
        "rebinds the loop variable in each row",
        """
def add_bias(X: Tensor, b: Tensor) -> None:
    for row in X:
        row = row + b
""",
    ),
    (
        "add_bias",
        "flattens first, which makes a copy when X is a transpose or a slice of columns",
        """
def add_bias(X, b):
    flat = X.reshape(-1)
    flat += b.repeat(X.shape[0])
""",
    ),
    (
        "add_bias",
        "adds b[i] to row i instead of column i",
        """
def add_bias(X, b):
    # 每一行加上偏置
    for i in range(X.shape[0]):
        X[i] += b[i]
""",
    ),
    # ── row_shares ────────────────────────────────────────────────────────────────────────────────
    (
        "row_shares",
        "a result 'like' X is int64 for counts, and all shares are cut off to 0",
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
        "believes axis 0 goes along the row AND turns float64 into float32",
        """
def row_shares(X: Tensor) -> Tensor:
    X = X.float()
    return X / X.sum(axis=0, keepdims=True)
""",
    ),
    (
        "row_shares",
        "softmax also makes rows that add up to 1",
        """
def row_shares(X):
    return F.softmax(X, dim=1)
""",
    ),
    (
        "row_shares",
        "divides in place, which changes X AND forgets keepdim",
        """
def row_shares(X):
    s = X.sum(dim=1)
    X /= s
    return X
""",
    ),
    # ── centre_columns ────────────────────────────────────────────────────────────────────────────
    (
        "centre_columns",
        "takes the mean of each row AND writes into the caller's X",
        """
def centre_columns(X):
    for i in range(len(X)):
        X[i] -= X[i].mean()
    return X
""",
    ),
    (
        "centre_columns",
        "divides the column sums by the number of columns",
        """
def centre_columns(X: Tensor) -> Tensor:
    m, n = X.shape
    mean = X.sum(dim=0) / n
    return X - mean
""",
    ),
    (
        "centre_columns",
        "standardises, because that is what one does with data",
        """
def centre_columns(X):
    mu = X.mean(dim=0, keepdim=True)
    sigma = X.std(dim=0, keepdim=True)
    return (X - mu) / sigma
""",
    ),
    (
        "centre_columns",
        "one mean of the whole matrix AND subtracted the wrong way round",
        """
def centre_columns(X):
    avg = torch.mean(X)
    return avg - X
""",
    ),
    # ── mean_along ────────────────────────────────────────────────────────────────────────────────
    (
        "mean_along",
        "puts the size 1 always in front",
        """
def mean_along(X, axis):
    return X.mean(dim=axis).unsqueeze(0)
""",
    ),
    (
        "mean_along",
        "divides by len(X), the size of the first axis AND the axis is not kept",
        """
def mean_along(X: Tensor, axis: int) -> Tensor:
    total = X.sum(dim=axis)
    return total / len(X)
""",
    ),
    (
        "mean_along",
        "thinks of matrices only: everything that is not axis 0 is axis 1",
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
        "reads 'axis' as the axis that remains",
        """
def mean_along(X, axis):
    # axis 可以是 -1
    others = [d for d in range(X.dim()) if d != axis % X.dim()]
    return X.mean(dim=others, keepdim=True)
""",
    ),
    # ── cumulative_shares ─────────────────────────────────────────────────────────────────────────
    (
        "cumulative_shares",
        "adds up in the caller's X AND then divides by the sum of the running sums",
        """
def cumulative_shares(X):
    for j in range(1, X.shape[1]):
        X[:, j] += X[:, j - 1]
    return X / X.sum(dim=1, keepdim=True)
""",
    ),
    (
        "cumulative_shares",
        "off by one: the slice leaves out element j itself",
        """
def cumulative_shares(X: Tensor) -> Tensor:
    total = X.sum(dim=1)
    out = torch.zeros_like(X)
    for j in range(X.shape[1]):
        out[:, j] = X[:, :j].sum(dim=1) / total
    return out
""",
    ),
    (
        "cumulative_shares",
        "divides by the last element of X, not by the last running sum",
        """
def cumulative_shares(X):
    running = torch.cumsum(X, dim=1)
    return running / X[:, -1:]
""",
    ),
    (
        "cumulative_shares",
        "runs down the columns AND divides by the total of the whole matrix",
        """
def cumulative_shares(X):
    return X.cumsum(0) / X.sum()
""",
    ),
    # ── squared_error ─────────────────────────────────────────────────────────────────────────────
    (
        "squared_error",
        "textbook formula with the half AND (n, 1) minus (n,), which makes a table",
        """
def squared_error(y_hat, y):
    loss = (y_hat - y) ** 2 / 2
    return loss.mean()
""",
    ),
    (
        "squared_error",
        "unsqueezes the caller's labels in place",
        """
def squared_error(y_hat: Tensor, y: Tensor) -> Tensor:
    y.unsqueeze_(1)
    return F.mse_loss(y_hat, y)
""",
    ),
    (
        "squared_error",
        "squares the mean instead of taking the mean of the squares",
        """
def squared_error(y_hat, y):
    diff = y_hat.flatten() - y
    return diff.mean() ** 2
""",
    ),
    (
        "squared_error",
        "averages over dim 0 only, shape (1,) remains AND takes the root",
        """
def squared_error(y_hat, y):
    y = y.reshape(y_hat.shape)
    mse = ((y_hat - y) ** 2).mean(dim=0)
    return torch.sqrt(mse)
""",
    ),
    (
        "squared_error",
        "divides by shape[1], which is 1 and not n",
        """
def squared_error(y_hat, y):
    # 先把标签变成列向量
    n = y_hat.shape[1]
    err = y_hat - y.reshape(-1, 1)
    return (err * err).sum() / n
""",
    ),
    # ── squared_distances ─────────────────────────────────────────────────────────────────────────
    (
        "squared_distances",
        "the squared lengths of A have no column shape AND the product is subtracted once, not twice",
        """
def squared_distances(A, B):
    a2 = (A ** 2).sum(dim=1)
    b2 = (B ** 2).sum(dim=1)
    return a2 + b2 - A @ B.T
""",
    ),
    (
        "squared_distances",
        "squeezes at the end, so a single point loses its dimension",
        """
def squared_distances(A: Tensor, B: Tensor) -> Tensor:
    diff = A.unsqueeze(1) - B.unsqueeze(0)
    return diff.pow(2).sum(-1).squeeze()
""",
    ),
    (
        "squared_distances",
        "adds the differences up before squaring",
        """
def squared_distances(A, B):
    d = A[:, None, :] - B[None, :, :]
    return d.sum(dim=2) ** 2
""",
    ),
    (
        "squared_distances",
        "B comes first, the result is (n, m) AND takes the root, because it is a distance",
        """
def squared_distances(A, B):
    diff = B[:, None] - A
    return ((diff ** 2).sum(-1)) ** 0.5
""",
    ),
    # ── one_hot ───────────────────────────────────────────────────────────────────────────────────
    (
        "one_hot",
        "writes 1 into the columns of all labels, in every row",
        """
def one_hot(labels, classes):
    out = torch.zeros(len(labels), classes)
    out[:, labels] = 1
    return out
""",
    ),
    (
        "one_hot",
        "one row per class instead of one per label AND the comparison stays boolean",
        """
def one_hot(labels: Tensor, classes: int) -> Tensor:
    numbers = torch.arange(classes).reshape(-1, 1)
    return labels == numbers
""",
    ),
    (
        "one_hot",
        "numbers the classes from 1",
        """
def one_hot(labels, classes):
    # 标签作为列, 类别作为行
    cols = torch.arange(1, classes + 1)
    return (labels.reshape(-1, 1) == cols.reshape(1, -1)).float()
""",
    ),
    (
        "one_hot",
        "does not pass the number of classes, so it is guessed from the labels",
        """
def one_hot(labels, classes):
    return F.one_hot(labels).to(torch.float32)
""",
    ),
    # ── column_spread ─────────────────────────────────────────────────────────────────────────────
    (
        "column_spread",
        "divides by m - 1 AND keeps the dimension, (1, n)",
        """
def column_spread(X):
    m = X.shape[0]
    mu = X.mean(0, keepdim=True)
    var = ((X - mu) ** 2).sum(0, keepdim=True) / (m - 1)
    return var.sqrt()
""",
    ),
    (
        "column_spread",
        "takes the root before the mean: the mean absolute deviation",
        """
def column_spread(X: Tensor) -> Tensor:
    dev = X - X.mean(dim=0)
    return torch.sqrt(dev ** 2).mean(dim=0)
""",
    ),
    (
        "column_spread",
        "subtracts the mean in place, which centres the caller's X",
        """
def column_spread(X):
    X -= X.mean(dim=0)
    return X.pow(2).mean(dim=0).sqrt()
""",
    ),
    (
        "column_spread",
        "stops at the variance AND takes it over each row",
        """
def column_spread(X):
    return torch.var(X, dim=1, correction=0)
""",
    ),
    # ── below_row_maximum ─────────────────────────────────────────────────────────────────────────
    (
        "below_row_maximum",
        "max over a dim gives values and indices, the pair is subtracted as it is",
        """
def below_row_maximum(X):
    return X - X.max(dim=1, keepdim=True)
""",
    ),
    (
        "below_row_maximum",
        "forgets to keep the dimension AND subtracts in place",
        """
def below_row_maximum(X: Tensor) -> Tensor:
    biggest, _ = X.max(dim=1)
    return X.sub_(biggest)
""",
    ),
    (
        "below_row_maximum",
        "sorts the rows to find the maximum and goes on with the sorted rows",
        """
def below_row_maximum(X):
    S, _ = torch.sort(X, dim=1)
    return S - S[:, -1:]
""",
    ),
    (
        "below_row_maximum",
        "takes the place of the maximum for the maximum",
        """
def below_row_maximum(X):
    # 每一行的最大值
    m = X.argmax(dim=1, keepdim=True)
    return X - m
""",
    ),
    (
        "below_row_maximum",
        "the maximum of the absolute values AND of the whole matrix",
        """
def below_row_maximum(X):
    top = torch.max(torch.abs(X))
    return X - top
""",
    ),
]
