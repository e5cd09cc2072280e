"""Wrong solutions of exercise 09 by an author who saw only the starter.

torch, math, torch.nn.functional as F and Tensor are imported for them.
"""

WRONG: list[tuple[str, str, str]] = [
    # ── pieces ────────────────────────────────
    (
        "pieces",
        "takes column j with a list, which makes a copy",
        """
def pieces(X, start, stop, j):
    return X[-1], X[start:stop], X[:, [j]], X[start, j]
""",
    ),
    (
        "pieces",
        "counts row stop in, as in R, Julia or MATLAB",
        """
def pieces(X, start, stop, j):
    last = X[-1]
    rows = X[start:stop + 1]
    col = X[:, j:j + 1]
    return last, rows, col, X[start, j]
""",
    ),
    (
        "pieces",
        "gets the element with .item() and packs it into a new tensor, which has memory of its own",
        """
def pieces(X, start, stop, j):
    element = torch.tensor(X[start, j].item(), dtype=X.dtype)
    return X[-1], X[start:stop], X[:, j:j+1], element
""",
    ),
    (
        "pieces",
        "takes the last row with a slice, which keeps it as a 1 x n matrix"
        " AND returns column j as a vector instead of a matrix with one column",
        """
def pieces(X, start, stop, j):
    return X[-1:], X[start:stop], X[:, j], X[start, j]
""",
    ),
    (
        "pieces",
        "looks the element up in the flattened matrix, which is a copy if X does not lie row by row",
        """
def pieces(X, start, stop, j):
    m, n = X.shape
    flat = X.reshape(-1)
    return X[m - 1], X[start:stop], X[:, j].unsqueeze(1), flat[start * n + j]
""",
    ),
    (
        "pieces",
        "writes X[:][j] for the column, which is row j",
        """
def pieces(X, start, stop, j):
    column = X[:][j]
    return X[-1], X[start:stop], column[:, None], X[start][j]
""",
    ),
    (
        "pieces",
        "gives stop to narrow, where the number of rows belongs AND leaves the element as a 1 x 1 matrix",
        """
def pieces(X, start, stop, j):
    last = X.select(0, -1)
    rows = X.narrow(0, start, stop)
    column = X.narrow(1, j, 1)
    element = column.narrow(0, start, 1)
    return last, rows, column, element
""",
    ),
    (
        "pieces",
        "as_strided with the strides of a matrix that lies row by row from the beginning of the memory",
        """
def pieces(X, start, stop, j):
    m, n = X.shape
    column = X.as_strided((m, 1), (n, 1), j)
    return X[-1], X[start:stop], column, X[start, j]
""",
    ),
    (
        "pieces",
        "takes the last of the chosen rows for the last row AND takes column j of the chosen rows only",
        """
def pieces(X, start, stop, j):
    part = X[start:stop]
    return part[-1], part, part[:, j:j + 1], part[0, j]
""",
    ),
    (
        "pieces",
        "collects the rows one by one and stacks them, which copies",
        """
def pieces(X, start, stop, j):
    rows = torch.stack([X[i] for i in range(start, stop)])
    return X[-1], rows, X[:, j : j + 1], X[start, j]
""",
    ),
    # ── block ─────────────────────────────────
    (
        "block",
        "two lists in one pair of brackets",
        """
def block(X, rows, columns):
    return X[rows, columns]
""",
    ),
    (
        "block",
        "cuts out everything from the first to the last number",
        """
def block(X, rows, columns):
    return X[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1]
""",
    ),
    (
        "block",
        "makes masks of the lists, so order and repetitions are lost",
        """
def block(X, rows, columns):
    m, n = X.shape
    r = torch.zeros(m, dtype=torch.bool)
    c = torch.zeros(n, dtype=torch.bool)
    r[rows] = True
    c[columns] = True
    return X[r][:, c]
""",
    ),
    (
        "block",
        "finds the position with list.index, which knows only the first of several equal numbers"
        " AND makes the result with torch.zeros, which is float32 for double input as well",
        """
def block(X, rows, columns):
    result = torch.zeros(len(rows), len(columns))
    for r in rows:
        for c in columns:
            result[rows.index(r), columns.index(c)] = X[r, c]
    return result
""",
    ),
    (
        "block",
        "uses the numbers of the rows and columns as positions in the result too",
        """
def block(X, rows, columns):
    out = X.new_zeros(len(rows), len(columns))
    for a in rows:
        for b in columns:
            out[a, b] = X[a, b]
    return out
""",
    ),
    (
        "block",
        "the second pair of brackets chooses rows again",
        """
def block(X, rows, columns):
    return X[rows][columns]
""",
    ),
    (
        "block",
        "meshgrid with the indexing that plots use, so the block is transposed",
        """
def block(X, rows, columns):
    r, c = torch.meshgrid(torch.tensor(rows), torch.tensor(columns), indexing="xy")
    return X[r, c]
""",
    ),
    (
        "block",
        "squeezes the result, so a block with one row or one column is no matrix",
        """
def block(X, rows, columns):
    rows = torch.as_tensor(rows)
    columns = torch.as_tensor(columns)
    return X[rows[:, None], columns].squeeze()
""",
    ),
    (
        "block",
        "sorts the row numbers and drops repeated ones AND exchanges rows and columns in index_select",
        """
def block(X, rows, columns):
    zeilen = torch.tensor(sorted(set(rows)))
    spalten = torch.tensor(columns)
    return X.index_select(1, zeilen).index_select(0, spalten)
""",
    ),
    (
        "block",
        "builds the result from Python floats, which torch.tensor turns into float32",
        """
def block(X, rows, columns):
    return torch.tensor([[X[r, c].item() for c in columns] for r in rows])
""",
    ),
    # ── clear_all_but_first ───────────────────
    (
        "clear_all_but_first",
        "writes through two pairs of brackets into a copy, so x stays as it is",
        """
def clear_all_but_first(x, low, high):
    mask = (x > low) & (x < high)
    found = x[mask]
    x[mask][1:] = 0
    return found
""",
    ),
    (
        "clear_all_but_first",
        "counts low and high in AND reads what it found only after the zeros were written",
        """
def clear_all_but_first(x, low, high):
    mask = (x >= low) & (x <= high)
    idx = torch.where(mask)[0]
    x[idx[1:]] = 0
    return x[idx]
""",
    ),
    (
        "clear_all_but_first",
        "works on a clone, so the caller's x keeps its numbers",
        """
def clear_all_but_first(x, low, high):
    x = x.clone()
    hits = torch.nonzero((x > low) & (x < high)).flatten()
    found = x[hits]
    x[hits[1:]] = 0
    return found
""",
    ),
    (
        "clear_all_but_first",
        "takes for granted that something is found",
        """
def clear_all_but_first(x, low, high):
    mask = (x > low) & (x < high)
    found = x[mask]
    first = mask.nonzero()[0]
    x[mask] = 0
    x[first] = found[0]
    return found
""",
    ),
    (
        "clear_all_but_first",
        "recognises the first one by its value, so equal numbers further on stay as well",
        """
def clear_all_but_first(x, low, high):
    between = (x > low) & (x < high)
    found = x[between]
    if len(found) > 0:
        x[between & (x != found[0])] = 0
    return found
""",
    ),
    (
        "clear_all_but_first",
        "spares element 0 of x instead of the first one that lies between",
        """
def clear_all_but_first(x, low, high):
    mask = (x > low) & (x < high)
    found = x[mask]
    mask[:1] = False
    x[mask] = 0
    return found
""",
    ),
    (
        "clear_all_but_first",
        "chains the comparisons as with Python numbers",
        """
def clear_all_but_first(x, low, high):
    mask = low < x < high
    found = x[mask]
    x[mask.nonzero()[1:]] = 0
    return found
""",
    ),
    (
        "clear_all_but_first",
        "squeezes the positions, so a single one has no dimension that could be sliced",
        """
def clear_all_but_first(x, low, high):
    pos = torch.nonzero((x > low) & (x < high)).squeeze()
    found = x[pos]
    x[pos[1:]] = 0
    return found
""",
    ),
    (
        "clear_all_but_first",
        "spares the smallest instead of the first AND returns only those that were set to 0",
        """
def clear_all_but_first(x, low, high):
    treffer = [i for i in range(len(x)) if low < x[i] < high]
    if not treffer:
        return x[:0]
    bleibt = min(treffer, key=lambda i: x[i].item())
    treffer.remove(bleibt)
    found = x[treffer]
    x[treffer] = 0
    return found
""",
    ),
    (
        "clear_all_but_first",
        "masked_fill without the underscore makes a new tensor, and only the local name x gets it",
        """
def clear_all_but_first(x, low, high):
    mask = (x > low) & (x < high)
    found = x[mask]
    later = mask & (mask.cumsum(0) > 1)
    x = x.masked_fill(later, 0.0)
    return found
""",
    ),
    (
        "clear_all_but_first",
        "puts the first one back at position 0 of x AND fails if nothing is found",
        """
def clear_all_but_first(x, low, high):
    mask = torch.logical_and(x > low, x < high)
    found = x[mask]
    x[mask] = 0
    x[0] = found[0]
    return found
""",
    ),
    # ── thinned_and_reversed ──────────────────
    (
        "thinned_and_reversed",
        "thinks that every index makes a copy, but the slice is a view of X",
        """
def thinned_and_reversed(X):
    return X[:, ::2], torch.flip(X, dims=(0,))
""",
    ),
    (
        "thinned_and_reversed",
        "contiguous() for the copy, which copies nothing if X has a single column",
        """
def thinned_and_reversed(X):
    return X[:, ::2].contiguous(), X.flip(0)
""",
    ),
    (
        "thinned_and_reversed",
        "a negative step, as in NumPy",
        """
def thinned_and_reversed(X):
    return X[:, ::2].clone(), X[::-1].clone()
""",
    ),
    (
        "thinned_and_reversed",
        "makes room for n // 2 columns, one too few if n is odd"
        " AND makes both results with torch.zeros, which is float32 for double input as well",
        """
def thinned_and_reversed(X):
    m, n = X.shape
    thin = torch.zeros(m, n // 2)
    back = torch.zeros(m, n)
    for j in range(n // 2):
        thin[:, j] = X[:, 2 * j]
    for i in range(m):
        back[i] = X[m - 1 - i]
    return thin, back
""",
    ),
    (
        "thinned_and_reversed",
        "turns round the columns too",
        """
def thinned_and_reversed(X):
    return X[:, ::2].clone(), torch.flip(X, [0, 1])
""",
    ),
    (
        "thinned_and_reversed",
        "stacks the rows, which fails if there are none",
        """
def thinned_and_reversed(X):
    rows = [X[i] for i in range(len(X) - 1, -1, -1)]
    return X[:, 0::2].clone(), torch.stack(rows)
""",
    ),
    (
        "thinned_and_reversed",
        "exchanges the rows in X itself and copies afterwards",
        """
def thinned_and_reversed(X):
    thin = X[:, ::2].clone()
    a, b = 0, len(X) - 1
    while a < b:
        tmp = X[a].clone()
        X[a] = X[b]
        X[b] = tmp
        a, b = a + 1, b - 1
    return thin, X.clone()
""",
    ),
    (
        "thinned_and_reversed",
        "exchanges rows with a tuple, where both sides are views of the same rows"
        " AND begins the columns with column 1",
        """
def thinned_and_reversed(X):
    m = len(X)
    R = X.clone()
    for i in range(m // 2):
        R[i], R[m - 1 - i] = R[m - 1 - i], R[i]
    return X[:, 1::2].clone(), R
""",
    ),
    (
        "thinned_and_reversed",
        "detach() for the copy, but it shares the memory",
        """
def thinned_and_reversed(X: Tensor):
    every_second = X[:, ::2].detach()
    upside_down = X.detach().flip(0)
    return every_second, upside_down
""",
    ),
    (
        "thinned_and_reversed",
        "-1 as the end of the slice leaves out the last column",
        """
def thinned_and_reversed(X):
    return X[:, 0:-1:2].clone(), X.flip(dims=[0]).clone()
""",
    ),
    (
        "thinned_and_reversed",
        "takes every second row instead of column AND reverses the columns instead of the rows",
        """
def thinned_and_reversed(X):
    return X[::2].clone(), X.flip(1)
""",
    ),
    (
        "thinned_and_reversed",
        "[:] for the copy, as with a list",
        """
def thinned_and_reversed(X):
    thin = X[:, ::2]
    return thin[:], X.flip(0)[:]
""",
    ),
    # ── one_of_each_row ───────────────────────
    (
        "one_of_each_row",
        "writes [:, columns] and expects one column per row, but every row gets all of them",
        """
def one_of_each_row(X, columns):
    return X[:, columns]
""",
    ),
    (
        "one_of_each_row",
        "gather along axis 0, which reads from column 0",
        """
def one_of_each_row(X, columns):
    return X.gather(0, columns.unsqueeze(1)).squeeze(1)
""",
    ),
    (
        "one_of_each_row",
        "squeezes all axes, so a single row gives no vector",
        """
def one_of_each_row(X, columns):
    return torch.gather(X, 1, columns.reshape(-1, 1)).squeeze()
""",
    ),
    (
        "one_of_each_row",
        "lets one_hot guess the number of classes from the largest that occurs",
        """
def one_of_each_row(X, columns):
    onehot = F.one_hot(columns)
    return (X * onehot).sum(dim=1)
""",
    ),
    (
        "one_of_each_row",
        "multiplies by the number of rows to find a place in the flattened matrix",
        """
def one_of_each_row(X, columns):
    m, n = X.shape
    flat = X.flatten()
    return flat[torch.arange(m) * m + columns]
""",
    ),
    (
        "one_of_each_row",
        "the index chooses whole rows, and the diagonal then has X[columns[i], i]",
        """
def one_of_each_row(X, columns):
    return X[columns].diagonal()
""",
    ),
    (
        "one_of_each_row",
        "runs over the number of columns instead of the rows"
        " AND fills a float32 tensor for double input as well",
        """
def one_of_each_row(X, columns):
    m, n = X.shape
    res = torch.zeros(m)
    for i in range(n):
        res[i] = X[i, columns[i]]
    return res
""",
    ),
    (
        "one_of_each_row",
        "makes a row of the index, so everything is read from row 0 AND returns a matrix with one row",
        """
def one_of_each_row(X, columns):
    return X.gather(1, columns.unsqueeze(0))
""",
    ),
    (
        "one_of_each_row",
        "take counts through the flattened matrix, so it reads from the beginning of it",
        """
def one_of_each_row(X, columns):
    return torch.take(X, columns)
""",
    ),
    (
        "one_of_each_row",
        "stacks the elements, which fails if there are no rows",
        """
def one_of_each_row(X, columns):
    return torch.stack([row[c] for row, c in zip(X, columns)])
""",
    ),
    (
        "one_of_each_row",
        "takes the largest element of each row, whatever columns says AND returns a matrix with one column",
        """
def one_of_each_row(X, columns):
    best = X.max(dim=1, keepdim=True)
    return best.values
""",
    ),
    # ── reductions ────────────────────────────
    (
        "reductions",
        "drops the middle axis",
        """
def reductions(T):
    return T.sum(0), T.mean((1, 2)), T.sum(1), T.mean()
""",
    ),
    (
        "reductions",
        "takes the sum over the first axis for one sum for each place on the first axis",
        """
def reductions(T):
    return T.sum(dim=(1, 2)), T.mean(dim=(1, 2)), T.sum(dim=1, keepdim=True), T.mean()
""",
    ),
    (
        "reductions",
        "takes the mean over the last axis only",
        """
def reductions(T):
    first = torch.sum(T, 0)
    per_matrix = torch.mean(T, -1)
    middle = torch.sum(T, 1, keepdim=True)
    return first, per_matrix, middle, torch.mean(T)
""",
    ),
    (
        "reductions",
        "returns the last mean as a Python float",
        """
def reductions(T):
    return T.sum(0), T.mean(dim=[1, 2]), T.sum(1, keepdim=True), T.mean().item()
""",
    ),
    (
        "reductions",
        "divides the sum of each matrix by the number of all elements AND keeps the first axis",
        """
def reductions(T):
    n = T.numel()
    a = T.sum(dim=0, keepdim=True)
    b = T.sum(dim=(1, 2)) / n
    c = T.sum(dim=1, keepdim=True)
    return a, b, c, T.sum() / n
""",
    ),
    (
        "reductions",
        "squeezes all axes, so a single matrix gives a mean without dimensions",
        """
def reductions(T):
    means = T.mean(dim=(1, 2), keepdim=True).squeeze()
    return T.sum(dim=0), means, T.sum(dim=1, keepdim=True), T.mean()
""",
    ),
    (
        "reductions",
        "flattens each matrix with view, which fails if they do not lie in memory row by row",
        """
def reductions(T):
    b = T.size(0)
    flat = T.view(b, -1)
    return T.sum(0), flat.mean(1), T.sum(1, keepdim=True), flat.mean()
""",
    ),
    (
        "reductions",
        "divides the sum of each matrix by the number of matrices"
        " AND puts the kept axis in front instead of in the middle",
        """
def reductions(T):
    per_matrix = T.sum(dim=(1, 2)) / len(T)
    return T.sum(dim=0), per_matrix, T.sum(dim=1).unsqueeze(0), T.mean()
""",
    ),
    (
        "reductions",
        "counts the axes from 1",
        """
def reductions(T):
    return T.sum(1), T.mean((-2, -1)), T.sum(2, keepdim=True), T.mean()
""",
    ),
    (
        "reductions",
        "mixes numbers of different matrices when it flattens them",
        """
def reductions(T):
    b, m, n = T.shape
    return T.sum(0), T.reshape(m * n, b).mean(0), T.sum(1).reshape(b, 1, n), T.mean()
""",
    ),
    (
        "reductions",
        "adds up each matrix and does not divide AND takes the last axis for the middle one",
        """
def reductions(T):
    return T.sum(0), T.sum((1, 2)), T.sum(2, keepdim=True), T.mean()
""",
    ),
    # ── shares_and_running_sums ───────────────
    (
        "shares_and_running_sums",
        "divides by sums whose axis was dropped",
        """
def shares_and_running_sums(X, axis):
    return X / X.sum(axis), X.cumsum(axis)
""",
    ),
    (
        "shares_and_running_sums",
        "asks only for axis 1, so -1 is treated like 0",
        """
def shares_and_running_sums(X, axis):
    if axis == 1:
        return X / X.sum(1, keepdim=True), X.cumsum(1)
    else:
        return X / X.sum(0, keepdim=True), X.cumsum(0)
""",
    ),
    (
        "shares_and_running_sums",
        "computes the running sums of the shares",
        """
def shares_and_running_sums(X, axis):
    shares = X / X.sum(dim=axis, keepdim=True)
    return shares, torch.cumsum(shares, dim=axis)
""",
    ),
    (
        "shares_and_running_sums",
        "each running sum has only what comes before, without the element itself",
        """
def shares_and_running_sums(X, axis):
    total = X.sum(dim=axis, keepdim=True)
    running = X.cumsum(dim=axis) - X
    return X / total, running
""",
    ),
    (
        "shares_and_running_sums",
        "thinks of softmax, as it adds up to 1 as well",
        """
def shares_and_running_sums(X, axis):
    return F.softmax(X, dim=axis), X.cumsum(dim=axis)
""",
    ),
    (
        "shares_and_running_sums",
        "adds up the running sums in X itself",
        """
def shares_and_running_sums(X, axis):
    shares = X / X.sum(dim=axis, keepdim=True)
    run = X if axis == 0 else X.T
    for i in range(1, len(run)):
        run[i] += run[i - 1]
    return shares, run if axis == 0 else run.T
""",
    ),
    (
        "shares_and_running_sums",
        "divides by the sum of the whole matrix"
        " AND lets the running sums go through all of it, as np.cumsum does without an axis",
        """
def shares_and_running_sums(X, axis):
    running = X.flatten().cumsum(dim=0).reshape(X.shape)
    return X / X.sum(), running
""",
    ),
    (
        "shares_and_running_sums",
        "normalises to length 1 instead of sum 1",
        """
def shares_and_running_sums(X, axis):
    return F.normalize(X, dim=axis), X.cumsum(axis)
""",
    ),
    (
        "shares_and_running_sums",
        "always puts the dropped axis back behind, which is right for the rows only",
        """
def shares_and_running_sums(X, axis):
    sums = X.sum(dim=axis)[:, None]
    return X / sums, torch.cumsum(X, axis)
""",
    ),
    (
        "shares_and_running_sums",
        "divides by the last row of the running sums, whatever the axis",
        """
def shares_and_running_sums(X, axis):
    running = X.cumsum(axis)
    return X / running[-1], running
""",
    ),
    (
        "shares_and_running_sums",
        "counts columns up to the number of rows"
        " AND makes the running sums with torch.zeros, which is float32 for double input as well",
        """
def shares_and_running_sums(X, axis):
    m, n = X.shape
    laufend = torch.zeros(m, n)
    if axis == 0:
        for i in range(m):
            laufend[i] = X[: i + 1].sum(dim=0)
    else:
        for j in range(m):
            laufend[:, j] = X[:, : j + 1].sum(dim=1)
    return X / X.sum(dim=axis, keepdim=True), laufend
""",
    ),
    # ── largest ───────────────────────────────
    (
        "largest",
        "takes the largest absolute value for the place in all of X",
        """
def largest(X):
    values, where = X.max(dim=1)
    row, col = divmod(X.abs().argmax().item(), X.shape[1])
    return values, where, row, col
""",
    ),
    (
        "largest",
        "returns row and column as tensors",
        """
def largest(X):
    v, i = torch.max(X, 1)
    r = v.argmax()
    return v, i, r, i[r]
""",
    ),
    (
        "largest",
        "divides the place in the flattened matrix by the number of rows",
        """
def largest(X):
    v, i = torch.max(X, 1)
    k = int(torch.argmax(X))
    return v, i, k // len(X), k % len(X)
""",
    ),
    (
        "largest",
        "starts with 0 as the largest so far, so rows of negative numbers fail"
        " AND stores the columns as floats",
        """
def largest(X):
    m, n = X.shape
    werte = X.new_zeros(m)
    spalten = torch.zeros(m)
    for i in range(m):
        best = 0.0
        for j in range(n):
            if X[i, j] > best:
                best = X[i, j].item()
                spalten[i] = j
        werte[i] = best
    r = int(werte.argmax())
    return werte, spalten, r, int(spalten[r])
""",
    ),
    (
        "largest",
        "takes the rightmost of the columns for the column of the largest element",
        """
def largest(X):
    values, where = X.max(dim=1)
    return values, where, int(values.argmax()), int(where.max())
""",
    ),
    (
        "largest",
        "looks for the largest in each column",
        """
def largest(X):
    values, where = X.max(dim=0)
    row, col = divmod(int(X.argmax()), X.shape[1])
    return values, where, row, col
""",
    ),
    (
        "largest",
        "keeps the axis, so the maxima and their columns are matrices AND returns the column before the row",
        """
def largest(X):
    v, idx = X.max(dim=1, keepdim=True)
    row, col = (X == X.max()).nonzero()[0].tolist()
    return v, idx, col, row
""",
    ),
    (
        "largest",
        "sorts in ascending order and takes the first",
        """
def largest(X):
    S, order = X.sort(dim=1)
    r, c = (X == X.max()).nonzero()[0].tolist()
    return S[:, 0], order[:, 0], r, c
""",
    ),
    (
        "largest",
        "returns the columns as int32",
        """
def largest(X: Tensor):
    columns = X.argmax(dim=1).int()
    values = X.amax(dim=1)
    row = int(values.argmax())
    return values, columns, row, int(columns[row])
""",
    ),
    (
        "largest",
        "takes the element of the largest absolute value in each row AND returns row and column as tensors",
        """
def largest(X):
    n = X.shape[1]
    where = X.abs().argmax(dim=1)
    values = X.gather(1, where[:, None]).squeeze(1)
    k = X.argmax()
    return values, where, k // n, k % n
""",
    ),
    # ── deviations ────────────────────────────
    (
        "deviations",
        "believes that torch divides by n unless it is told otherwise",
        """
def deviations(x):
    return x.std(unbiased=True), x.std()
""",
    ),
    (
        "deviations",
        "returns the one with n first",
        """
def deviations(x):
    return torch.std(x, correction=0), torch.std(x, correction=1)
""",
    ),
    (
        "deviations",
        "mean of the squares minus square of the mean, which rounding spoils",
        """
def deviations(x):
    n = len(x)
    var = (x * x).mean() - x.mean() ** 2
    return torch.sqrt(var * n / (n - 1)), torch.sqrt(var)
""",
    ),
    (
        "deviations",
        "forgets the square root AND exchanges the two results",
        """
def deviations(x):
    d2 = (x - x.mean()) ** 2
    n = x.numel()
    return d2.sum() / n, d2.sum() / (n - 1)
""",
    ),
    (
        "deviations",
        "takes the square root before it divides",
        """
def deviations(x):
    n = len(x)
    s = (x - x.mean()).square().sum().sqrt()
    return s / (n - 1), s / n
""",
    ),
    (
        "deviations",
        "applies Bessel's factor outside the square root",
        """
def deviations(x):
    n = x.shape[0]
    population = x.std(correction=0)
    sample = population * n / (n - 1)
    return sample, population
""",
    ),
    (
        "deviations",
        "returns Python floats",
        """
def deviations(x):
    mean = sum(x.tolist()) / len(x)
    q = sum((v - mean) ** 2 for v in x.tolist())
    return math.sqrt(q / (len(x) - 1)), math.sqrt(q / len(x))
""",
    ),
    (
        "deviations",
        "computes in double precision and does not go back to float32",
        """
def deviations(x):
    d = x.double()
    return d.std(), d.std(unbiased=False)
""",
    ),
    (
        "deviations",
        "adds up the differences before it squares",
        """
def deviations(x):
    n = len(x)
    diff = x - x.mean()
    total = diff.sum() ** 2
    return (total / (n - 1)).sqrt(), (total / n).sqrt()
""",
    ),
    (
        "deviations",
        "subtracts the mean from x itself AND takes absolute values instead of squares",
        """
def deviations(x):
    n = len(x)
    x -= x.mean()
    d = x.abs().sum()
    return d / (n - 1), d / n
""",
    ),
    (
        "deviations",
        "subtracts the median instead of the mean"
        " AND keeps the axis, so the results are vectors with one element",
        """
def deviations(x):
    n = len(x)
    d = x - x.median()
    total = (d * d).sum(dim=0, keepdim=True)
    return (total / (n - 1)).sqrt(), (total / n).sqrt()
""",
    ),
    # ── positive_definite ─────────────────────
    (
        "positive_definite",
        "looks at the eigenvalues of A instead of S",
        """
def positive_definite(A):
    S = (A + A.T) / 2
    ev = torch.linalg.eigvals(A).real
    return S, bool((ev > 0).all())
""",
    ),
    (
        "positive_definite",
        "gives A to eigvalsh, which reads only its lower triangle",
        """
def positive_definite(A):
    S = (A + A.mT) / 2
    smallest = torch.linalg.eigvalsh(A)[0]
    return S, smallest.item() > 0
""",
    ),
    (
        "positive_definite",
        "takes a positive determinant for enough",
        """
def positive_definite(A):
    S = 0.5 * (A + A.T)
    return S, torch.linalg.det(S).item() > 0
""",
    ),
    (
        "positive_definite",
        "returns a tensor with True or False",
        """
def positive_definite(A):
    S = (A + A.T) / 2
    return S, torch.all(torch.linalg.eigvalsh(S) > 0)
""",
    ),
    (
        "positive_definite",
        "halves only the transpose",
        """
def positive_definite(A):
    S = A + A.T / 2
    return S, bool(torch.linalg.eigvalsh((A + A.T) / 2).min() > 0)
""",
    ),
    (
        "positive_definite",
        "writes S into A AND asks whether the largest eigenvalue is positive",
        """
def positive_definite(A):
    A += A.T.clone()
    A /= 2
    lam = torch.linalg.eigvalsh(A)
    return A, bool(lam[-1] > 0)
""",
    ),
    (
        "positive_definite",
        "forgets to halve the sum AND looks at the diagonal instead of the eigenvalues",
        """
def positive_definite(A):
    S = A + A.T
    return S, all(d > 0 for d in S.diagonal().tolist())
""",
    ),
    (
        "positive_definite",
        "says False whenever A is not symmetric",
        """
def positive_definite(A):
    S = (A + A.T) / 2
    if not torch.equal(A, A.T):
        return S, False
    return S, bool(torch.linalg.eigvalsh(A).min() > 0)
""",
    ),
    (
        "positive_definite",
        "tries one vector, the one of ones",
        """
def positive_definite(A):
    S = (A + A.T) / 2
    x = torch.ones(len(A), dtype=A.dtype)
    return S, (x @ A @ x).item() > 0
""",
    ),
    (
        "positive_definite",
        "Sylvester's criterion without the last determinant, that of S itself",
        """
def positive_definite(A):
    S = (A + A.T) / 2
    n = len(S)
    minors = [torch.linalg.det(S[:k, :k]).item() for k in range(1, n)]
    return S, all(d > 0 for d in minors)
""",
    ),
    (
        "positive_definite",
        "tries the Cholesky decomposition of A, which does not look at the upper triangle",
        """
def positive_definite(A):
    S = (A + A.T) / 2
    try:
        torch.linalg.cholesky(A)
        return S, True
    except RuntimeError:
        return S, False
""",
    ),
    (
        "positive_definite",
        "takes positive trace and determinant for enough, as for two rows",
        """
def positive_definite(A):
    S = (A + A.T) / 2
    ok = torch.trace(S) > 0 and torch.linalg.det(S) > 0
    return S, bool(ok)
""",
    ),
    (
        "positive_definite",
        "asks whether any eigenvalue is positive",
        """
def positive_definite(A):
    S = (A + A.T) / 2
    return S, any(v > 0 for v in torch.linalg.eigvalsh(S).tolist())
""",
    ),
    (
        "positive_definite",
        "mirrors the lower triangle instead of taking the mean with the transpose"
        " AND returns a tensor with True or False",
        """
def positive_definite(A):
    S = A.tril() + A.tril(-1).T
    eigenwerte = torch.linalg.eigvalsh(S)
    return S, eigenwerte.min() > 0
""",
    ),
    # ── eigenpairs ────────────────────────────
    (
        "eigenpairs",
        "eig instead of eigh and everything complex",
        """
def eigenpairs(A):
    L, V = torch.linalg.eig(A)
    order = L.real.argsort()
    return L[order], V[:, order]
""",
    ),
    (
        "eigenpairs",
        "returns the eigenvectors as rows",
        """
def eigenpairs(A):
    L, V = torch.linalg.eigh(A)
    return L, V.T
""",
    ),
    (
        "eigenpairs",
        "thinks that eig sorts",
        """
def eigenpairs(A):
    L, V = torch.linalg.eig(A)
    return L.real, V.real
""",
    ),
    (
        "eigenpairs",
        "sorts the eigenvalues and leaves the vectors where they were",
        """
def eigenpairs(A):
    L, V = torch.linalg.eig(A)
    values = torch.sort(L.real).values
    return values, V.real
""",
    ),
    (
        "eigenpairs",
        "sorts by absolute value",
        """
def eigenpairs(A):
    values, vectors = torch.linalg.eigh(A)
    order = torch.argsort(values.abs())
    return values[order], vectors[:, order]
""",
    ),
    (
        "eigenpairs",
        "takes the singular values for the eigenvalues, but those are never negative",
        """
def eigenpairs(A):
    U, S, Vh = torch.linalg.svd(A)
    return S.flip(0), U.flip(1)
""",
    ),
    (
        "eigenpairs",
        "brings the rows of the matrix of eigenvectors into order instead of its columns",
        """
def eigenpairs(A):
    L, V = torch.linalg.eig(A)
    values, order = L.real.sort()
    return values, V.real[order]
""",
    ),
    (
        "eigenpairs",
        "returns the largest eigenvalue first AND returns the eigenvectors as rows",
        """
def eigenpairs(A):
    L, V = torch.linalg.eigh(A)
    return L.flip(0), V.flip(1).T
""",
    ),
    (
        "eigenpairs",
        "stops the QR iteration after 20 rounds, whether it has converged or not",
        """
def eigenpairs(A):
    B = A.clone()
    V = torch.eye(len(A), dtype=A.dtype)
    for _ in range(20):
        Q, R = torch.linalg.qr(B)
        B = R @ Q
        V = V @ Q
    values, order = torch.diagonal(B).sort()
    return values, V[:, order]
""",
    ),
    (
        "eigenpairs",
        "divides all vectors by the length of the whole matrix",
        """
def eigenpairs(A):
    L, V = torch.linalg.eigh(A)
    return L, V / V.norm()
""",
    ),
    (
        "eigenpairs",
        "goes over to float32 AND stacks the eigenvectors as rows",
        """
def eigenpairs(A):
    A = A.float()
    I = torch.eye(len(A))
    L = torch.linalg.eigvalsh(A)
    vecs = []
    for lam in L:
        _, _, Vh = torch.linalg.svd(A - lam * I)
        vecs.append(Vh[-1])
    return L, torch.stack(vecs)
""",
    ),
    (
        "eigenpairs",
        "scales each vector so that its largest number is 1 instead of its length"
        " AND returns float32 for double input as well",
        """
def eigenpairs(A):
    L, V = torch.linalg.eigh(A.float())
    V = V / V.abs().amax(dim=0)
    return L, V
""",
    ),
    # ── trace_and_eigenvalues ─────────────────
    (
        "trace_and_eigenvalues",
        "eigvalsh, which is for symmetric matrices and returns real numbers",
        """
def trace_and_eigenvalues(A):
    return torch.trace(A), torch.linalg.eigvalsh(A)
""",
    ),
    (
        "trace_and_eigenvalues",
        "throws away the imaginary parts",
        """
def trace_and_eigenvalues(A):
    return A.trace(), torch.linalg.eigvals(A).real
""",
    ),
    (
        "trace_and_eigenvalues",
        "always returns complex64",
        """
def trace_and_eigenvalues(A):
    ev, _ = torch.linalg.eig(A)
    return A.diagonal().sum(), ev.to(torch.complex64)
""",
    ),
    (
        "trace_and_eigenvalues",
        "sums the diagonal from the top right to the bottom left AND returns the trace as a Python float",
        """
def trace_and_eigenvalues(A):
    n = len(A)
    t = 0.0
    for i in range(n):
        t += A[i, n - 1 - i].item()
    return t, torch.linalg.eigvals(A)
""",
    ),
    (
        "trace_and_eigenvalues",
        "NumPy's eigenvalues, which are complex only if one of them is",
        """
def trace_and_eigenvalues(A):
    import numpy as np
    w = np.linalg.eigvals(A.numpy())
    return A.trace(), torch.from_numpy(w)
""",
    ),
    (
        "trace_and_eigenvalues",
        "adds up the whole matrix",
        """
def trace_and_eigenvalues(A):
    return A.sum(), torch.linalg.eigvals(A)
""",
    ),
    (
        "trace_and_eigenvalues",
        "sums the eigenvalues for the trace, which makes it complex",
        """
def trace_and_eigenvalues(A):
    eigenvalues = torch.linalg.eigvals(A)
    return eigenvalues.sum(), eigenvalues
""",
    ),
    (
        "trace_and_eigenvalues",
        "knows the formula for two rows only",
        """
def trace_and_eigenvalues(A):
    t = A.trace()
    kind = torch.complex64 if A.dtype == torch.float32 else torch.complex128
    root = torch.sqrt((t * t / 4 - torch.linalg.det(A)).to(kind))
    return t, torch.stack([t / 2 + root, t / 2 - root])
""",
    ),
    (
        "trace_and_eigenvalues",
        "takes the diagonal for the eigenvalues AND makes complex64 of double input as well",
        """
def trace_and_eigenvalues(A):
    d = torch.diagonal(A)
    return d.sum(), d.to(torch.complex64)
""",
    ),
    (
        "trace_and_eigenvalues",
        "takes the eigenvalues of the symmetric part",
        """
def trace_and_eigenvalues(A):
    S = (A + A.T) / 2
    return S.trace(), torch.linalg.eigvals(S)
""",
    ),
    (
        "trace_and_eigenvalues",
        "the QR iteration without complex shifts never separates a pair of complex eigenvalues",
        """
def trace_and_eigenvalues(A):
    B = A.clone()
    for _ in range(2000):
        Q, R = torch.linalg.qr(B)
        B = R @ Q
    d = torch.diagonal(B)
    return A.trace(), torch.complex(d, torch.zeros_like(d))
""",
    ),
    (
        "trace_and_eigenvalues",
        "multiplies the diagonal instead of adding it up AND returns the absolute values of the eigenvalues",
        """
def trace_and_eigenvalues(A):
    trace = torch.prod(torch.diagonal(A))
    return trace, torch.linalg.eigvals(A).abs()
""",
    ),
]
