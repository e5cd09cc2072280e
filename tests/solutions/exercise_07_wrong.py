"""Wrong solutions of exercise 07 by an author who saw only the starter.

torch, math, torch.nn.functional as F and Tensor are imported for them.
"""

WRONG: list[tuple[str, str, str]] = [
    # ── object_and_memory ─────────────────────
    (
        "object_and_memory",
        "compares where the two tensors begin, so a part that begins later does not count as shared",
        """
def object_and_memory(f, x):
    y = f(x)
    return y is x, y.data_ptr() == x.data_ptr()
""",
    ),
    (
        "object_and_memory",
        "takes the same object for the only way to share memory",
        """
def object_and_memory(f, x):
    same = id(f(x)) == id(x)
    return same, same
""",
    ),
    (
        "object_and_memory",
        "calls f twice, once for each answer",
        """
def object_and_memory(f, x: Tensor) -> tuple[bool, bool]:
    is_same = f(x) is x
    shares = f(x).untyped_storage().data_ptr() == x.untyped_storage().data_ptr()
    return is_same, shares
""",
    ),
    (
        "object_and_memory",
        "takes equal numbers for shared memory",
        """
def object_and_memory(f, x):
    out = f(x)
    return out is x, torch.equal(out.reshape(-1), x.reshape(-1))
""",
    ),
    (
        "object_and_memory",
        "gives f a clone in order to protect x, so the result never has anything to do with x",
        """
def object_and_memory(f, x):
    result = f(x.clone())
    same_storage = result.untyped_storage().data_ptr() == x.untyped_storage().data_ptr()
    return result is x, same_storage
""",
    ),
    (
        "object_and_memory",
        "looks for x in _base, which is another tensor if x is a view itself",
        """
def object_and_memory(f, x):
    y = f(x)
    return (y is x), (y is x or y._base is x)
""",
    ),
    (
        "object_and_memory",
        "mixes elements and bytes, so the later rows of x lie outside of the range",
        """
def object_and_memory(f, x):
    y = f(x)
    start = x.data_ptr()
    end = start + x.numel()
    return y is x, start <= y.data_ptr() < end
""",
    ),
    (
        "object_and_memory",
        "writes into the result to see whether x follows, and does not undo it"
        " AND wants all of x to follow, so a part of x does not count as shared",
        """
def object_and_memory(f, x):
    y = f(x)
    y.fill_(12345.0)
    return y is x, bool((x == 12345.0).all())
""",
    ),
    (
        "object_and_memory",
        "returns the two answers in the wrong order AND compares only where the tensors begin",
        """
def object_and_memory(f, x):
    y = f(x)
    shared = y.data_ptr() == x.data_ptr()
    same = y is x
    return shared, same
""",
    ),
    # ── add_in_place ──────────────────────────
    (
        "add_in_place",
        "X = X + Y binds the name to a new tensor",
        """
def add_in_place(X, Y):
    X = X + Y
    return X
""",
    ),
    (
        "add_in_place",
        "adds in place, but returns nothing",
        """
def add_in_place(X, Y):
    X += Y
""",
    ),
    (
        "add_in_place",
        "returns X[:], which is a new object on the memory of X",
        """
def add_in_place(X, Y):
    X[:] = X + Y
    return X[:]
""",
    ),
    (
        "add_in_place",
        "forgets the _ of add_, and the sum is lost",
        """
def add_in_place(X: Tensor, Y: Tensor) -> Tensor:
    X.add(Y)
    return X
""",
    ),
    (
        "add_in_place",
        "gives X new memory through .data, and the views keep the old one",
        """
def add_in_place(X, Y):
    X.data = X.data + Y.data
    return X
""",
    ),
    (
        "add_in_place",
        "reshape(-1) is a copy if X is a transpose, and the sum goes into the copy",
        """
def add_in_place(X, Y):
    flat = X.reshape(-1)
    flat += Y.reshape(-1)
    return X
""",
    ),
    (
        "add_in_place",
        "view(-1) raises an error for a transpose or a slice",
        """
def add_in_place(X, Y):
    X.view(-1).add_(Y.view(-1))
    return X
""",
    ),
    (
        "add_in_place",
        "binds the loop variable to a new row instead of writing into the row",
        """
def add_in_place(X, Y):
    for row, other in zip(X, Y):
        row = row + other
    return X
""",
    ),
    (
        "add_in_place",
        "goes through NumPy, and returns a new tensor on the same memory",
        """
def add_in_place(X, Y):
    arr = X.numpy()
    arr += Y.numpy()
    return torch.from_numpy(arr)
""",
    ),
    (
        "add_in_place",
        "adds into a reshaped X, which is a copy if X is a transpose"
        " AND returns a view of the flat tensor instead of the object X",
        """
def add_in_place(X, Y):
    a = X.reshape(-1)
    b = Y.reshape(-1)
    for k in range(len(a)):
        a[k] += b[k]
    return a.view(X.shape)
""",
    ),
    (
        "add_in_place",
        "takes len(X) for the number of columns as well AND forgets the return",
        """
def add_in_place(X, Y):
    size = len(X)
    for i in range(size):
        for j in range(size):
            X[i, j] += Y[i, j]
""",
    ),
    # ── sum_into ──────────────────────────────
    (
        "sum_into",
        "Z = X + Y only binds the local name",
        """
def sum_into(X, Y, Z):
    Z = X + Y
    return Z
""",
    ),
    (
        "sum_into",
        "adds to the old numbers of Z",
        """
def sum_into(X, Y, Z):
    Z += X + Y
""",
    ),
    (
        "sum_into",
        "clears Z with a product, but nan times 0 is nan",
        """
def sum_into(X: Tensor, Y: Tensor, Z: Tensor) -> None:
    Z *= 0
    Z += X
    Z += Y
""",
    ),
    (
        "sum_into",
        "sums up in X before copying, so X is changed",
        """
def sum_into(X, Y, Z):
    X += Y
    Z[:] = X
""",
    ),
    (
        "sum_into",
        "replaces the memory of Z through .data",
        """
def sum_into(X, Y, Z):
    Z.data = torch.add(X, Y)
""",
    ),
    (
        "sum_into",
        "set_ moves Z to the memory of the new sum, and views of Z stay behind",
        """
def sum_into(X, Y, Z):
    total = X + Y
    Z.set_(total)
""",
    ),
    (
        "sum_into",
        "flattens with view, which raises an error if Z is not contiguous",
        """
def sum_into(X, Y, Z):
    m, n = Z.shape
    flat = Z.view(m * n)
    flat[:] = (X + Y).reshape(m * n)
""",
    ),
    (
        "sum_into",
        "contiguous() makes a copy of a transposed Z, and the sum goes there",
        """
def sum_into(X, Y, Z):
    torch.add(X, Y, out=Z.contiguous())
""",
    ),
    (
        "sum_into",
        "binds the loop variable z to the sum of two rows",
        """
def sum_into(X, Y, Z):
    for x, y, z in zip(X, Y, Z):
        z = x + y
""",
    ),
    (
        "sum_into",
        "reshape(-1) copies a transposed Z AND add_ changes X",
        """
def sum_into(X, Y, Z):
    out = Z.reshape(-1)
    out[:] = X.add_(Y).reshape(-1)
""",
    ),
    (
        "sum_into",
        "takes the number of rows for the number of columns AND adds to the old numbers with +=",
        """
def sum_into(X, Y, Z):
    for i in range(X.shape[0]):
        for j in range(Y.shape[0]):
            Z[i, j] += X[i, j] + Y[i, j]
""",
    ),
    # ── first_row_plus ────────────────────────
    (
        "first_row_plus",
        "a second name for X is no copy",
        """
def first_row_plus(X, step):
    if X.dtype == torch.int64:
        X = X.float()
    Y = X
    Y[0] += step
    return Y
""",
    ),
    (
        "first_row_plus",
        "a slice [:] copies a Python list, but it is a view of a tensor",
        """
def first_row_plus(X, step):
    if not X.is_floating_point():
        X = X.to(torch.float32)
    copy = X[:]
    copy[0] += step
    return copy
""",
    ),
    (
        "first_row_plus",
        "copy.copy copies the object, and not its memory",
        """
import copy


def first_row_plus(X, step):
    out = copy.copy(X) if X.dtype != torch.int64 else X.to(torch.float32)
    out[0] = out[0] + step
    return out
""",
    ),
    (
        "first_row_plus",
        "forgets the integers: += with a float raises an error for int64",
        """
def first_row_plus(X, step):
    Y = X.clone()
    Y[0] += step
    return Y
""",
    ),
    (
        "first_row_plus",
        "turns integers into floats only after the sum has been cut off to integers",
        """
def first_row_plus(X, step):
    Y = X.clone()
    Y[0] = Y[0] + step
    return Y if Y.is_floating_point() else Y.float()
""",
    ),
    (
        "first_row_plus",
        "makes float32 of float64 as well",
        """
def first_row_plus(X: Tensor, step: float) -> Tensor:
    Y = X.to(torch.float32, copy=True)
    Y[0] += step
    return Y
""",
    ),
    (
        "first_row_plus",
        "makes float64 of integers, because a Python float has 64 bits",
        """
def first_row_plus(X, step):
    Y = X.double() if X.dtype == torch.int64 else X.clone()
    Y[0] += step
    return Y
""",
    ),
    (
        "first_row_plus",
        "adds step to every row",
        """
def first_row_plus(X, step):
    return X.clone() + step
""",
    ),
    (
        "first_row_plus",
        "takes the first column for the first row",
        """
def first_row_plus(X, step):
    Y = X.clone() if X.is_floating_point() else X.float()
    Y[:, 0:1] += step
    return Y
""",
    ),
    (
        "first_row_plus",
        "returns the first row only",
        """
def first_row_plus(X, step):
    first = X[0].clone()
    return first + step
""",
    ),
    (
        "first_row_plus",
        "float() returns a float32 tensor itself, so X is changed AND makes float32 of float64",
        """
def first_row_plus(X, step):
    Y = X.float()
    Y[0] += step
    return Y
""",
    ),
    (
        "first_row_plus",
        "makes a new tensor from lists in float32 for all dtypes AND adds step to the first element only",
        """
def first_row_plus(X, step):
    rows = X.tolist()
    Y = torch.tensor(rows, dtype=torch.float32)
    Y[0][:1] += step
    return Y
""",
    ),
    # ── flat_rows ─────────────────────────────
    (
        "flat_rows",
        "view raises an error where there is no view, and nothing catches it",
        """
def flat_rows(X):
    b, m, n = X.shape
    return X.view(b, m * n)
""",
    ),
    (
        "flat_rows",
        "contiguous() copies also where a view was possible, as for each second matrix of a batch",
        """
def flat_rows(X):
    b, m, n = X.shape
    return X.contiguous().view(b, m * n)
""",
    ),
    (
        "flat_rows",
        "leaves the second size as -1, which torch cannot work out for an empty batch",
        """
def flat_rows(X):
    return X.reshape(X.shape[0], -1)
""",
    ),
    (
        "flat_rows",
        "leaves the batch size as -1, which torch cannot work out if m or n is 0",
        """
def flat_rows(X: Tensor) -> Tensor:
    _, m, n = X.shape
    return X.reshape(-1, m * n)
""",
    ),
    (
        "flat_rows",
        "flattens the batch as well, and gets one dimension",
        """
def flat_rows(X):
    return X.flatten()
""",
    ),
    (
        "flat_rows",
        "joins the first two dimensions instead of the last two",
        """
def flat_rows(X):
    return X.flatten(start_dim=0, end_dim=1)
""",
    ),
    (
        "flat_rows",
        "as_strided with the strides of a contiguous tensor, whatever the strides of X are",
        """
def flat_rows(X):
    b, m, n = X.shape
    return torch.as_strided(X, (b, m * n), (m * n, 1))
""",
    ),
    (
        "flat_rows",
        "always a copy",
        """
def flat_rows(X):
    b, m, n = X.shape
    return X.clone().reshape(b, m * n)
""",
    ),
    (
        "flat_rows",
        "stack makes a copy, also where a view was possible AND stack does not take an empty list, for b = 0",
        """
def flat_rows(X):
    return torch.stack([matrix.flatten() for matrix in X])
""",
    ),
    (
        "flat_rows",
        "takes the columns one after the other instead of the rows"
        " AND leaves a size as -1, which fails for b = 0",
        """
def flat_rows(X):
    return X.transpose(1, 2).reshape(len(X), -1)
""",
    ),
    (
        "flat_rows",
        "asks is_contiguous, though a slice along the batch can be viewed as well"
        " AND clone keeps the order of the memory, so view fails for a transpose",
        """
def flat_rows(X):
    b, m, n = X.shape
    if X.is_contiguous():
        return X.view(b, m * n)
    return X.clone().view(b, m * n)
""",
    ),
    (
        "flat_rows",
        "multiplies the row by m instead of n in the index AND fills a new tensor, which is never a view",
        """
def flat_rows(X):
    b, m, n = X.shape
    out = torch.empty(b, m * n, dtype=X.dtype)
    for k in range(b):
        for i in range(m):
            for j in range(n):
                out[k, i * m + j] = X[k, i, j]
    return out
""",
    ),
    # ── without_channel ───────────────────────
    (
        "without_channel",
        "removes all dimensions of size 1",
        """
def without_channel(X):
    return X.squeeze()
""",
    ),
    (
        "without_channel",
        "squeeze_ changes the shape of X itself",
        """
def without_channel(X):
    return X.squeeze_(1)
""",
    ),
    (
        "without_channel",
        "squeezes the last dimension instead of the middle one",
        """
def without_channel(X):
    return X.squeeze(-1)
""",
    ),
    (
        "without_channel",
        "indexes the last dimension, and keeps the channel",
        """
def without_channel(X):
    return X[:, :, 0]
""",
    ),
    (
        "without_channel",
        "leaves b as -1, which torch cannot work out for n = 0",
        """
def without_channel(X: Tensor) -> Tensor:
    return X.reshape(-1, X.size(2))
""",
    ),
    (
        "without_channel",
        "leaves n as -1, which torch cannot work out for b = 0",
        """
def without_channel(X):
    return X.view(len(X), -1)
""",
    ),
    (
        "without_channel",
        "cat does not take an empty list, for b = 0",
        """
def without_channel(X):
    images = [image for image in X]
    return torch.cat(images, dim=0)
""",
    ),
    (
        "without_channel",
        "max along a dimension returns the numbers and their places",
        """
def without_channel(X):
    return X.max(dim=1)
""",
    ),
    (
        "without_channel",
        "assigns to the shape, as NumPy allows",
        """
def without_channel(X):
    b, c, n = X.shape
    Y = X.clone()
    Y.shape = (b, n)
    return Y
""",
    ),
    (
        "without_channel",
        "squeezes all dimensions of size 1 AND does so in place, which changes X",
        """
def without_channel(X):
    X.squeeze_()
    return X
""",
    ),
    (
        "without_channel",
        "squeezes each image completely, so n = 1 loses its dimension"
        " AND stack does not take an empty list, for b = 0",
        """
def without_channel(X):
    return torch.stack([img.squeeze() for img in X])
""",
    ),
    # ── as_number ─────────────────────────────
    (
        "as_number",
        "lets the RuntimeError of item out",
        """
def as_number(x):
    return x.item()
""",
    ),
    (
        "as_number",
        "makes a float of integers as well",
        """
def as_number(x):
    if x.numel() != 1:
        raise ValueError("not exactly one element")
    return float(x)
""",
    ),
    (
        "as_number",
        "makes the int from a float, which is not exact for large integers",
        """
def as_number(x):
    if x.numel() != 1:
        raise ValueError
    value = float(x)
    if x.dtype == torch.int64:
        return int(value)
    return value
""",
    ),
    (
        "as_number",
        "len counts the rows only, and raises a TypeError for the shape ()",
        """
def as_number(x: Tensor) -> float | int:
    if len(x) != 1:
        raise ValueError("x must have one element")
    return x.item()
""",
    ),
    (
        "as_number",
        "forgets that x can be empty",
        """
def as_number(x):
    if x.numel() > 1:
        raise ValueError("too many elements")
    return x.item()
""",
    ),
    (
        "as_number",
        "returns the ValueError instead of raising it",
        """
def as_number(x):
    if x.numel() == 1:
        return x.item()
    return ValueError("x does not have exactly one element")
""",
    ),
    (
        "as_number",
        "returns a tensor with the shape () instead of a number",
        """
def as_number(x):
    if x.numel() != 1:
        raise ValueError("one element expected")
    return x.squeeze()
""",
    ),
    (
        "as_number",
        "returns a scalar of NumPy instead of a Python number",
        """
def as_number(x):
    if x.numel() != 1:
        raise ValueError("one element expected")
    return x.numpy().ravel()[0]
""",
    ),
    (
        "as_number",
        "assert raises an AssertionError",
        """
def as_number(x):
    assert x.numel() == 1, "x must have exactly one element"
    return x.item()
""",
    ),
    (
        "as_number",
        "tests the truth of the number, so 0 counts as no number",
        """
def as_number(x):
    value = None
    try:
        value = x.item()
    except RuntimeError:
        pass
    if not value:
        raise ValueError("not a single number")
    return value
""",
    ),
    (
        "as_number",
        "accepts the shape (1,) only AND returns a tensor instead of a number",
        """
def as_number(x):
    if x.shape != (1,):
        raise ValueError("x must have exactly one element")
    return x[0]
""",
    ),
    (
        "as_number",
        "takes the first of many elements without a complaint"
        " AND makes an int of a float that has no decimals",
        """
def as_number(x):
    flat = x.flatten().tolist()
    if not flat:
        raise ValueError("empty")
    v = flat[0]
    return int(v) if v == round(v) else v
""",
    ),
    # ── two_arrays ────────────────────────────
    (
        "two_arrays",
        "numpy() without detach raises an error if x requires grad",
        """
def two_arrays(x):
    return x.numpy(), x.numpy().copy()
""",
    ),
    (
        "two_arrays",
        "two names for one array, and no copy",
        """
def two_arrays(x):
    a = x.detach().numpy()
    b = a
    return a, b
""",
    ),
    (
        "two_arrays",
        "clones first, so neither of the arrays shares memory with x",
        """
def two_arrays(x):
    shared = x.clone().detach().numpy()
    copied = shared.copy()
    return shared, copied
""",
    ),
    (
        "two_arrays",
        "takes a[:] for a copy, as with Python lists",
        """
def two_arrays(x):
    a = x.detach().numpy()
    return a, a[:]
""",
    ),
    (
        "two_arrays",
        "switches off requires_grad of x itself",
        """
def two_arrays(x):
    x.requires_grad_(False)
    return x.numpy(), x.clone().numpy()
""",
    ),
    (
        "two_arrays",
        "ascontiguousarray copies only what is not contiguous",
        """
import numpy as np


def two_arrays(x):
    shared = x.detach().numpy()
    return shared, np.ascontiguousarray(shared)
""",
    ),
    (
        "two_arrays",
        "makes x contiguous first, which is a copy if x is a transpose",
        """
def two_arrays(x):
    x = x.detach().contiguous()
    return x.numpy(), x.numpy().copy()
""",
    ),
    (
        "two_arrays",
        "makes the copy in float32 for double as well",
        """
import numpy as np


def two_arrays(x: Tensor) -> tuple[np.ndarray, np.ndarray]:
    view = x.detach().numpy()
    return view, view.astype(np.float32)
""",
    ),
    (
        "two_arrays",
        "makes the copy from a list, which is float64 for float32 as well"
        " AND a list of no rows has lost the number of columns",
        """
import numpy as np


def two_arrays(x):
    return x.detach().numpy(), np.array(x.tolist())
""",
    ),
    (
        "two_arrays",
        "returns the copy first AND forgets that x may require grad",
        """
import numpy as np


def two_arrays(x):
    arr = x.numpy()
    return np.copy(arr), arr
""",
    ),
    (
        "two_arrays",
        "flattens with reshape, which copies a transpose AND takes view() of NumPy for a copy",
        """
def two_arrays(x):
    flat = x.detach().reshape(-1).numpy()
    a = flat.reshape(x.shape)
    return a, a.view()
""",
    ),
    # ── two_tensors ───────────────────────────
    (
        "two_tensors",
        "believes that torch.tensor shares memory",
        """
def two_tensors(a):
    shared = torch.tensor(a)
    return shared, shared.clone()
""",
    ),
    (
        "two_tensors",
        "believes that as_tensor copies",
        """
def two_tensors(a):
    return torch.from_numpy(a), torch.as_tensor(a)
""",
    ),
    (
        "two_tensors",
        "takes detach for a copy",
        """
def two_tensors(a):
    t = torch.from_numpy(a)
    return t, t.detach()
""",
    ),
    (
        "two_tensors",
        "returns the copy first",
        """
import numpy as np


def two_tensors(a: np.ndarray) -> tuple[Tensor, Tensor]:
    return torch.from_numpy(a.copy()), torch.from_numpy(a)
""",
    ),
    (
        "two_tensors",
        "torch.Tensor with a capital T makes float32 of everything",
        """
def two_tensors(a):
    return torch.Tensor(a), torch.tensor(a)
""",
    ),
    (
        "two_tensors",
        "flattens the array with reshape, which copies if it is not contiguous",
        """
def two_tensors(a):
    m, n = a.shape
    t = torch.from_numpy(a.reshape(m * n)).view(m, n)
    return t, t.clone()
""",
    ),
    (
        "two_tensors",
        "takes a slice [:] for a copy",
        """
def two_tensors(a):
    first = torch.from_numpy(a)
    second = first[:]
    return first, second
""",
    ),
    (
        "two_tensors",
        "makes the copy from a list, which is float32 for float64 as well"
        " AND a list of no rows has lost the number of columns",
        """
def two_tensors(a):
    return torch.from_numpy(a), torch.tensor(a.tolist())
""",
    ),
    (
        "two_tensors",
        "ascontiguousarray copies an array that is a transpose"
        " AND contiguous() does not copy what is contiguous already",
        """
import numpy as np


def two_tensors(a):
    t = torch.from_numpy(np.ascontiguousarray(a))
    return t, t.contiguous()
""",
    ),
    # ── last_row_first ────────────────────────
    (
        "last_row_first",
        "hands the negative stride to from_numpy",
        """
def last_row_first(a):
    return torch.from_numpy(a[::-1])
""",
    ),
    (
        "last_row_first",
        "hands the negative stride to torch.tensor, believing that its copy takes care of it",
        """
def last_row_first(a):
    return torch.tensor(a[::-1])
""",
    ),
    (
        "last_row_first",
        "slices the tensor with a negative step, which only NumPy can",
        """
def last_row_first(a):
    return torch.from_numpy(a)[::-1]
""",
    ),
    (
        "last_row_first",
        "flip of NumPy without an axis turns the columns, too",
        """
import numpy as np


def last_row_first(a):
    return torch.from_numpy(np.flip(a).copy())
""",
    ),
    (
        "last_row_first",
        "reverses the columns instead of the rows",
        """
def last_row_first(a):
    return torch.from_numpy(a[:, ::-1].copy())
""",
    ),
    (
        "last_row_first",
        "makes a list on the way, and float64 becomes float32",
        """
def last_row_first(a):
    rows = a.tolist()
    rows.reverse()
    return torch.tensor(rows)
""",
    ),
    (
        "last_row_first",
        "reverses the caller's array in place",
        """
def last_row_first(a):
    a[:] = a[::-1].copy()
    return torch.from_numpy(a)
""",
    ),
    (
        "last_row_first",
        "takes reverse order for sorting from large to small",
        """
def last_row_first(a):
    values, _ = torch.sort(torch.tensor(a), dim=0, descending=True)
    return values
""",
    ),
    (
        "last_row_first",
        "the range ends before row 0 AND torch.zeros is float32 for all arrays",
        """
def last_row_first(a):
    m, n = a.shape
    out = torch.zeros(m, n)
    for i in range(m - 1, 0, -1):
        out[m - 1 - i] = torch.from_numpy(a[i])
    return out
""",
    ),
    (
        "last_row_first",
        "swaps rows that are views, so the second one is overwritten before it is read"
        " AND works on the caller's array",
        """
def last_row_first(a):
    for i in range(len(a) // 2):
        a[i], a[-1 - i] = a[-1 - i], a[i]
    return torch.from_numpy(a)
""",
    ),
    (
        "last_row_first",
        "half a turn reverses the columns, too AND torch.Tensor makes float32 of everything",
        """
import numpy as np


def last_row_first(a):
    return torch.Tensor(np.rot90(a, 2).copy())
""",
    ),
    # ── predict ───────────────────────────────
    (
        "predict",
        "multiplies float64 by float32",
        """
def predict(a, w):
    return torch.from_numpy(a) @ w
""",
    ),
    (
        "predict",
        "always float32, which fails for a double w",
        """
def predict(a, w):
    A = torch.from_numpy(a).float().to(w.device)
    return A @ w
""",
    ),
    (
        "predict",
        "computes in NumPy, and no gradient flows back to w",
        """
def predict(a, w):
    y = a @ w.detach().cpu().numpy()
    return torch.from_numpy(y).to(w)
""",
    ),
    (
        "predict",
        "raises w to float64, and the result stays float64",
        """
def predict(a, w):
    A = torch.from_numpy(a).to(w.device)
    return A @ w.double()
""",
    ),
    (
        "predict",
        "* multiplies element by element, and the sum is missing",
        """
def predict(a, w):
    return torch.as_tensor(a, dtype=w.dtype, device=w.device) * w
""",
    ),
    (
        "predict",
        "makes a column of w, and squeezes the result also if there is only one row",
        """
def predict(a, w):
    A = torch.as_tensor(a).to(w)
    return (A @ w.reshape(-1, 1)).squeeze()
""",
    ),
    (
        "predict",
        "multiplies from the wrong side",
        """
def predict(a, w):
    A = torch.as_tensor(a, dtype=w.dtype, device=w.device)
    return w @ A
""",
    ),
    (
        "predict",
        "collects the result in torch.zeros, which is float32 also for a double w",
        """
def predict(a, w):
    m, n = a.shape
    out = torch.zeros(m, device=w.device)
    for i in range(m):
        for j in range(n):
            out[i] += float(a[i, j]) * w[j]
    return out
""",
    ),
    (
        "predict",
        "torch.tensor(w) cuts the gradient off AND the result has the dtype of a",
        """
def predict(a, w):
    w = torch.tensor(w, dtype=torch.float64)
    return torch.from_numpy(a).to(w.device) @ w
""",
    ),
    (
        "predict",
        "no_grad cuts the gradient off AND float() fails for a double w",
        """
def predict(a, w):
    A = torch.from_numpy(a).float()
    with torch.no_grad():
        return torch.mv(A.to(w.device), w)
""",
    ),
    (
        "predict",
        "Python floats carry no gradient AND the result lies on the CPU",
        """
def predict(a, w):
    out = []
    for row in a:
        out.append(sum(float(p) * float(q) for p, q in zip(row, w)))
    return torch.tensor(out, dtype=w.dtype)
""",
    ),
    # ── through_numpy ─────────────────────────
    (
        "through_numpy",
        "f gets the memory of x, and can write into it",
        """
def through_numpy(f, x):
    a = x.detach().cpu().numpy()
    return torch.as_tensor(f(a), dtype=x.dtype, device=x.device)
""",
    ),
    (
        "through_numpy",
        "forgets detach",
        """
def through_numpy(f, x):
    a = x.clone().cpu().numpy()
    y = f(a)
    return torch.tensor(y, dtype=x.dtype, device=x.device)
""",
    ),
    (
        "through_numpy",
        "the result has the dtype that f returns",
        """
def through_numpy(f, x: Tensor) -> Tensor:
    array = x.detach().cpu().numpy().copy()
    return torch.from_numpy(f(array)).to(x.device)
""",
    ),
    (
        "through_numpy",
        "lets the result require grad if x does",
        """
def through_numpy(f, x):
    y = f(x.detach().cpu().numpy().copy())
    out = torch.tensor(y, dtype=x.dtype, device=x.device)
    out.requires_grad_(x.requires_grad)
    return out
""",
    ),
    (
        "through_numpy",
        "calls f once to see the dtype, and a second time for the result",
        """
def through_numpy(f, x):
    a = x.detach().cpu().numpy().copy()
    if f(a).dtype == a.dtype:
        return torch.from_numpy(f(a)).to(x.device)
    return torch.from_numpy(f(a)).to(x.device, x.dtype)
""",
    ),
    (
        "through_numpy",
        "copies the result into a tensor with the shape of x",
        """
def through_numpy(f, x):
    a = x.detach().cpu().numpy().copy()
    out = torch.zeros(x.shape, dtype=x.dtype, device=x.device)
    out[:] = torch.as_tensor(f(a))
    return out
""",
    ),
    (
        "through_numpy",
        "makes the array from a list, which is float64 for float32 as well"
        " AND a list of no rows has lost the number of columns",
        """
import numpy as np


def through_numpy(f, x):
    a = np.array(x.tolist())
    return torch.tensor(f(a), dtype=x.dtype, device=x.device)
""",
    ),
    (
        "through_numpy",
        "float() makes float32 of double AND f writes into x, because nothing is copied",
        """
def through_numpy(f, x):
    result = f(x.detach().cpu().numpy())
    return torch.as_tensor(result).float().to(x.device)
""",
    ),
    (
        "through_numpy",
        "puts the old numbers of x back, but the result can lie in the same memory"
        " AND does not fetch x from the GPU",
        """
def through_numpy(f, x):
    keep = x.detach().clone()
    y = torch.from_numpy(f(x.detach().numpy()))
    x.data.copy_(keep)
    return y.to(x.device, x.dtype)
""",
    ),
]
