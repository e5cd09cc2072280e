"""Reductions and matrix properties: maxima, deviations, eigenvalues and eigenvectors. D2L 2.3."""

import numpy as np
import torch

from grader.course import Exercise, one_of, tensors

exercise = Exercise("Reductions and matrix properties")


def symmetric(A):
    return A + A.mT


SYMMETRIC = tensors("n n").map(symmetric)


# ── 1 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"A": SYMMETRIC})
def symmetric_eigenvalues(A):
    return torch.linalg.eigvalsh(A)


@symmetric_eigenvalues.right
def sorts_the_real_parts(A):
    return torch.linalg.eigvals(A).real.sort().values


@symmetric_eigenvalues.right
def first_of_the_pair(A):
    values, _ = torch.linalg.eigh(A)
    return values


@symmetric_eigenvalues.right
def with_numpy(A):
    return torch.from_numpy(np.linalg.eigvalsh(A.cpu().numpy())).to(A.device)


@symmetric_eigenvalues.misconception
def in_descending_order(A):
    """The eigenvalues are right, but the largest comes first. Ascending means that the smallest comes
    first.
    """
    return torch.linalg.eigvalsh(A).flip(0)


@symmetric_eigenvalues.misconception
def complex_numbers(A):
    """`torch.linalg.eigvals` gives complex numbers, and in any order. A symmetric matrix has real
    eigenvalues: `torch.linalg.eigvalsh` gives them in ascending order.
    """
    return torch.linalg.eigvals(A)


@symmetric_eigenvalues.misconception
def singular_values(A):
    """These are the singular values. They are the absolute values of the eigenvalues, so all signs are
    lost.
    """
    return torch.linalg.svdvals(A).flip(0)


@symmetric_eigenvalues.misconception
def the_diagonal(A):
    """This is the diagonal of A. The diagonal has the eigenvalues only if all other elements are 0."""
    return A.diagonal().sort().values


symmetric_eigenvalues.hint("torch.linalg has functions whose names end in h, for symmetric matrices.")


# ── 2 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"A": SYMMETRIC})
def eigenvectors(A):
    return torch.linalg.eigh(A).eigenvectors


@eigenvectors.holds
def each_column_has_length_1(V):
    """Each column of the result has length 1."""
    lengths = V.double().norm(dim=0)
    wrong = (lengths - 1).abs() > 1e-3
    return not wrong.any().item() and not lengths.isnan().any().item(), lengths_of(lengths)


def lengths_of(lengths):
    return f"columns of the lengths {', '.join(f'{length:.2f}' for length in lengths.tolist()[:6])}"


@eigenvectors.holds
def each_column_is_an_eigenvector(V, A):
    """A times a column is a multiple of that column."""
    A, V = A.double(), V.double()
    multiples = (V * (A @ V)).sum(0)
    error = (A @ V - V * multiples).norm(dim=0).max().item() if len(A) else 0.0
    return error <= 1e-3 * max(A.norm().item(), 1e-6)


@eigenvectors.holds
def columns_are_orthogonal(V):
    """Any two columns are at right angles to each other."""
    V = V.double()
    return bool(((V.T @ V - torch.eye(len(V), dtype=V.dtype)).abs() < 1e-3).all())


@eigenvectors.right
def with_other_signs(A):
    return -torch.linalg.eigh(A).eigenvectors.flip(1)


@eigenvectors.right
def vectors_of_numpy(A):
    return torch.from_numpy(np.linalg.eigh(A.cpu().numpy())[1]).to(A.device)


@eigenvectors.right
def by_rotations(A):
    """Jacobi's method: rotate until nothing is left beside the diagonal."""
    n = len(A)
    D, V = A.cpu().double().numpy().copy(), np.eye(n)
    for _ in range(12):
        for p in range(n):
            for q in range(p + 1, n):
                angle = 0.5 * np.arctan2(2 * D[p, q], D[q, q] - D[p, p])
                R = np.eye(n)
                R[p, p] = R[q, q] = np.cos(angle)
                R[p, q], R[q, p] = np.sin(angle), -np.sin(angle)
                D, V = R.T @ D @ R, V @ R
    return torch.from_numpy(V).to(A)


@eigenvectors.misconception
def eigenvectors_in_rows(A):
    """The eigenvectors are in the rows of your matrix. They have to be in its columns: leave out the
    transposition.
    """
    return torch.linalg.eigh(A).eigenvectors.T.contiguous()


@eigenvectors.misconception
def scaled_by_the_largest(A):
    """You divided each eigenvector by its largest element. Divide it by its length, so that its length is
    1.
    """
    V = torch.linalg.eigh(A).eigenvectors
    return V / V.abs().amax(0)


@eigenvectors.misconception
def only_the_values(A):
    """These are the eigenvalues. `torch.linalg.eigh` returns a pair: first the eigenvalues, then the matrix
    with the eigenvectors in its columns.
    """
    return torch.linalg.eigh(A).eigenvalues


@eigenvectors.misconception
def complex_vectors(A):
    """`torch.linalg.eig` is for any matrix, so it gives complex numbers. For a symmetric matrix,
    `torch.linalg.eigh` gives real eigenvectors that are at right angles to each other.
    """
    return torch.linalg.eig(A).eigenvectors


@eigenvectors.misconception
def one_vector_for_all(A):
    """All columns are the same eigenvector. Each column needs its own, at right angles to the others."""
    return torch.linalg.eigh(A).eigenvectors[:, :1].repeat(1, len(A))


eigenvectors.hint("torch.linalg.eigh gives eigenvalues and eigenvectors of a symmetric matrix.")
eigenvectors.hint("Check yourself: A @ V and V * eigenvalues are equal.")


# ── 3 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={
        "A": one_of(
            tensors("2 2", low=-4, high=4),
            tensors("3 3", low=-4, high=4),
            tensors("n n").map(lambda X: torch.stack([row.roll(n) for n, row in enumerate([X[0]] * len(X))])),
        )
    }
)
def any_eigenvalues(A):
    if not len(A):
        raise ValueError("an empty matrix is not asked")
    return torch.linalg.eigvals(A)


@any_eigenvalues.holds
def they_are_the_eigenvalues(values, A):
    """The result has each eigenvalue of A, as often as it occurs, in any order."""
    left = [complex(value) for value in values.tolist()]
    room = 0.02 * (
        1e-6 + A.abs().max().item()
    )  # double eigenvalues lose half of the digits, triple ones more
    for wanted in np.linalg.eigvals(A.double().numpy()):
        nearest = min(left, key=lambda value: distance(value, wanted))
        if not distance(nearest, wanted) <= room * max(1, len(A) / 4):
            return False
        left.remove(nearest)
    return True


def distance(a, b):
    """A number that is not one is far from all others."""
    return abs(a - b) if a == a else float("inf")


@any_eigenvalues.right
def values_of_numpy(A):
    found = torch.from_numpy(np.linalg.eigvals(A.cpu().numpy())).to(A.device)
    return found.to(torch.complex64 if A.dtype == torch.float32 else torch.complex128)


@any_eigenvalues.right
def largest_first(A):
    values = torch.linalg.eig(A).eigenvalues
    return values[values.abs().argsort(descending=True)]


@any_eigenvalues.right
def of_the_transposed(A):
    return torch.linalg.eigvals(A.T.contiguous()).flip(0)


@any_eigenvalues.misconception
def as_if_symmetric(A):
    """`torch.linalg.eigvalsh` reads only one half of A: it takes A to be symmetric, and A is not. Use
    `torch.linalg.eigvals`.
    """
    return torch.linalg.eigvalsh(A).to(torch.complex64 if A.dtype == torch.float32 else torch.complex128)


@any_eigenvalues.misconception
def only_real_parts(A):
    """You dropped the imaginary parts. A matrix that is not symmetric may turn vectors, and then its
    eigenvalues are complex.
    """
    return torch.linalg.eigvals(A).real


@any_eigenvalues.misconception
def without_imaginary_parts(A):
    """The imaginary parts are 0 in your result. The eigenvalues of a matrix that is not symmetric may be
    complex: keep both parts.
    """
    return torch.linalg.eigvals(A).real + 0j


@any_eigenvalues.misconception
def diagonal_of_any(A):
    """This is the diagonal of A. The diagonal has the eigenvalues only if A is triangular."""
    return A.diagonal() + 0j


any_eigenvalues.hint("Your result is complex. Its order does not matter.")


# ── 4 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={
        "A": one_of(
            SYMMETRIC,
            tensors("n n").map(lambda X: X @ X.T + torch.eye(len(X), dtype=X.dtype)),
            tensors("n n").map(lambda X: torch.diag(X.diagonal().abs())),
            tensors("n n", low=-1, high=1).map(lambda X: X + X.T + 5 * torch.eye(len(X), dtype=X.dtype)),
        )
    },
    cases=96,
)
def is_positive_definite(A):
    if not len(A):
        raise ValueError("an empty matrix is not asked")
    values = torch.linalg.eigvalsh(A)
    is_diagonal = torch.equal(A, torch.diag(A.diagonal()))
    if not is_diagonal and values.abs().min() < 1e-3 * values.abs().max():
        raise ValueError("rounding decides here")
    return bool((values > 0).all())


@is_positive_definite.right
def by_cholesky(A):
    return torch.linalg.cholesky_ex(A).info.item() == 0


@is_positive_definite.right
def by_leading_minors(A):
    """Sylvester: the determinants of all upper left blocks are positive."""
    A = A.double()
    return all(torch.linalg.slogdet(A[:k, :k]).sign.item() > 0 for k in range(1, len(A) + 1))


@is_positive_definite.right
def by_elimination(A):
    A = A.double().clone()
    for k in range(len(A)):
        if A[k, k].item() <= 0:
            return False
        A[k + 1 :] -= A[k + 1 :, k : k + 1] / A[k, k] * A[k]
    return True


@is_positive_definite.misconception
def positive_determinant(A):
    """A positive determinant is not enough: two negative eigenvalues have a positive product, too."""
    return torch.linalg.slogdet(A.double()).sign.item() > 0


@is_positive_definite.misconception
def positive_diagonal(A):
    """A positive diagonal is not enough: [[1, 2], [2, 1]] has the eigenvalue -1."""
    return bool((A.diagonal() > 0).all())


@is_positive_definite.misconception
def semidefinite(A):
    """An eigenvalue of 0 is not positive. All eigenvalues have to be above 0."""
    return bool((torch.linalg.eigvalsh(A) >= 0).all())


@is_positive_definite.misconception
def positive_elements(A):
    """You looked at the elements of A. Look at its eigenvalues: [[2, -1], [-1, 2]] is positive definite."""
    return bool((A > 0).all())


@is_positive_definite.misconception
def a_tensor_of_bool(A):
    """The result is a tensor. A Python bool is asked: `bool(…)` or `.item()` makes one of it."""
    return (torch.linalg.eigvalsh(A) > 0).all()


is_positive_definite.hint("xᵀ A x > 0 for all x ≠ 0 means: all eigenvalues are positive.")


# ── 5 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"x": tensors("n")}, cases=48)
def deviation(x):
    if not len(x):
        raise ValueError("there is no deviation of nothing")
    return x.std(correction=0)


@deviation.right
def root_of_the_mean_square(x):
    return ((x - x.mean()) ** 2).mean().sqrt()


@deviation.right
def length_of_the_differences(x):
    return torch.linalg.vector_norm(x - x.mean()) / len(x) ** 0.5


@deviation.right
def deviation_of_numpy(x):
    return torch.tensor(np.std(x.cpu().numpy()), dtype=x.dtype, device=x.device)


@deviation.misconception
def bessel(x):
    """`x.std()` divides by n - 1, not by n. That estimates the deviation of more data than you have. Write
    `x.std(correction=0)`.
    """
    return x.std() if len(x) > 1 else x.sum() * torch.nan


@deviation.misconception
def variance(x):
    """This is the variance. The standard deviation is its root."""
    return x.var(correction=0)


@deviation.misconception
def mean_distance(x):
    """This is the mean distance from the mean. For the standard deviation, square the differences first,
    and take the root of their mean.
    """
    return (x - x.mean()).abs().mean()


@deviation.misconception
def around_zero(x):
    """Subtract the mean before you square: the deviation is how far the numbers are from their mean."""
    return (x**2).mean().sqrt()


deviation.hint("What does x.std() divide by? Its argument `correction` changes that.")


# ── 6 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"X": tensors("m n")})
def largest_of_each_row(X):
    if not X.shape[1]:
        raise ValueError("there is no largest element of nothing")
    values, places = X.max(1)
    return values, places


@largest_of_each_row.holds
def values_are_the_largest(result, X):
    """The first tensor has the largest element of each row."""
    return bool((result[0] == X.amax(1)).all())


@largest_of_each_row.holds
def places_are_in_the_row(result, X):
    """Each place is the number of a column: at least 0, and less than n."""
    places = result[1]
    return bool(((places >= 0) & (places < X.shape[1])).all())


@largest_of_each_row.holds
def places_have_the_values(result, X):
    """At each place, the row has its largest element."""
    values, places = result
    return bool((X[torch.arange(len(X)), places] == values).all())


@largest_of_each_row.right
def by_argmax(X):
    places = X.argmax(1)
    return X.gather(1, places[:, None])[:, 0], places


@largest_of_each_row.right
def by_sorting(X):
    values, places = X.sort(1)
    return values[:, -1].clone(), places[:, -1].clone()


@largest_of_each_row.right
def last_one_in_a_loop(X):
    places = [max(range(X.shape[1]), key=lambda j, row=row: (row[j].item(), j)) for row in X]
    places = torch.tensor(places, dtype=torch.int64)
    return X[torch.arange(len(X)), places], places


@largest_of_each_row.misconception
def of_each_column(X):
    """This is the largest of each column. In `max(1)`, 1 is the dimension that goes away: the columns."""
    values, places = X.max(0)
    return values, places


@largest_of_each_row.misconception
def of_the_whole_matrix(X):
    """This is one number for the whole matrix. Give `max` the dimension that goes away: `X.max(1)`."""
    return X.max(), X.argmax()


@largest_of_each_row.misconception
def places_in_the_flat_matrix(X):
    """The places count through the whole matrix. The place in a row is the number of the column."""
    values, places = X.max(1)
    return values, places + torch.arange(len(X)) * X.shape[1]


@largest_of_each_row.misconception
def values_alone(X):
    """The places are missing. `X.max(1)` gives a pair: the values, and the places."""
    return X.max(1).values


@largest_of_each_row.misconception
def places_come_first(X):
    """First come the values, then the places."""
    values, places = X.max(1)
    return places, values


largest_of_each_row.hint("X.max(1) gives two tensors.")


# ── 7 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"X": tensors("n 4"), "y": tensors("n", dtypes=("int64",), low=0, high=3)})
def one_of_each_row(X, y):
    return X.gather(1, y.reshape(-1, 1)).reshape(-1)


@one_of_each_row.right
def by_two_lists(X, y):
    return X[torch.arange(len(y)), y]


@one_of_each_row.right
def by_one_hot(X, y):
    return torch.where(torch.arange(X.shape[1], device=X.device) == y[:, None], X, 0).sum(1)


@one_of_each_row.right
def row_by_row(X, y):
    picked = X.new_empty(len(y))
    for i, j in enumerate(y.tolist()):
        picked[i] = X[i, j]
    return picked


@one_of_each_row.misconception
def every_row_with_every_column(X, y):
    """`X[:, y]` takes all columns of y from every row. Number the rows, too: `X[torch.arange(n), y]` pairs
    them up.
    """
    return X[:, y]


@one_of_each_row.misconception
def rows_of_the_matrix(X, y):
    """`X[y]` takes rows, and y has the numbers of columns."""
    return X[y]


@one_of_each_row.misconception
def keeps_a_column(X, y):
    """The numbers are right, but they are a column of shape (n, 1): `gather` keeps the dimension. Take it
    away with `reshape(-1)` or `squeeze(1)`.
    """
    return X.gather(1, y.reshape(-1, 1))


@one_of_each_row.misconception
def takes_from_the_flat_matrix(X, y):
    """`take` counts through the whole matrix, so all numbers come from the first row."""
    return X.take(y) if len(y) else X.sum(1)


one_of_each_row.hint("Two lists of indices pair up: X[[0, 1], [2, 3]] has two elements.")
