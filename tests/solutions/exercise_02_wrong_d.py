"""Wrong solutions of exercise 02 by an author who saw only the starter.

torch, math, torch.nn.functional as F and Tensor are imported for them.
"""

WRONG: list[tuple[str, str, str]] = [
    # ── broadcast_shape ───────────────────────
    (
        "broadcast_shape",
        "zip stops at the shorter shape, so the sizes on the left are lost"
        " AND collects the sizes from the right and forgets to turn them round again",
        """
def broadcast_shape(s, t):
    out = []
    for a, b in zip(reversed(s), reversed(t)):
        if a == b:
            out.append(a)
        elif a == 1 or b == 1:
            out.append(a * b)
        else:
            raise ValueError(f"{s} and {t} do not fit")
    return tuple(out)
""",
    ),
    # ── centre_columns ────────────────────────
    (
        "centre_columns",
        "goes through the columns one by one, but len(X) is the number of rows",
        """
def centre_columns(X):
    out = X.clone()
    for j in range(len(X)):
        col = X[:, j]
        out[:, j] = col - col.mean()
    return out
""",
    ),
    # ── mean_along ────────────────────────────
    (
        "mean_along",
        "sums over the right axis, but always divides by the size of the first one",
        """
def mean_along(X, axis):
    total = X.sum(dim=axis, keepdim=True)
    return total / len(X)
""",
    ),
    # ── cumulative_shares ─────────────────────
    (
        "cumulative_shares",
        "the running sum starts as a view of column 0, and += writes into the caller's X"
        " AND makes the result with torch.zeros, which is float32 for double input as well",
        """
def cumulative_shares(X):
    m, n = X.shape
    total = X.sum(dim=1)
    out = torch.zeros(m, n)
    run = X[:, 0]
    out[:, 0] = run / total
    for j in range(1, n):
        run += X[:, j]      # 累加
        out[:, j] = run / total
    return out
""",
    ),
    # ── squared_error ─────────────────────────
    (
        "squared_error",
        "uses eᵀe for the sum of squares as in the formula, and returns the 1 x 1 matrix",
        """
def squared_error(y_hat, y):
    e = y_hat - y.reshape(-1, 1)
    return e.T @ e / len(y)
""",
    ),
    # ── squared_distances ─────────────────────
    (
        "squared_distances",
        "binomial formula |a|² + |b|² - a·b without the factor 2"
        " AND squeezes the result, so a single point gives no matrix",
        """
def squared_distances(A, B):
    aa = (A * A).sum(dim=1, keepdim=True)
    bb = (B * B).sum(dim=1)
    dist = aa + bb - A @ B.T
    return dist.squeeze()
""",
    ),
    # ── one_hot ───────────────────────────────
    (
        "one_hot",
        "writes [:, labels] and expects one column per row, but every row gets all of them",
        """
def one_hot(labels, classes):
    out = torch.zeros(len(labels), classes)
    out[:, labels] = 1
    return out
""",
    ),
    # ── column_spread ─────────────────────────
    (
        "column_spread",
        "takes the root of each square before the mean, which gives the mean absolute deviation",
        """
def column_spread(X):
    mu = X.mean(dim=0)
    dev = X - mu
    return dev.pow(2).sqrt().mean(dim=0)
""",
    ),
    # ── below_row_maximum ─────────────────────
    (
        "below_row_maximum",
        "sorts the rows to find the maximum, and goes on with the sorted rows",
        """
def below_row_maximum(X):
    S, _ = torch.sort(X, dim=1, descending=True)
    return S - S[:, 0:1]
""",
    ),
]
