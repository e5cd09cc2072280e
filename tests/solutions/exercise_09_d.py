"""Exercise 09: indexing, reductions and matrices in depth."""

import math

import torch


def pieces(X, start, stop, j):
    last = X[len(X) - 1]
    rows = X[start:stop]
    column = X[:, j : j + 1]
    element = X[start][j]
    return last, rows, column, element


def block(X, rows, columns):
    out = torch.zeros(len(rows), len(columns), dtype=X.dtype)
    for a in range(len(rows)):
        for b in range(len(columns)):
            out[a, b] = X[rows[a], columns[b]]
    return out


def clear_all_but_first(x, low, high):
    found = []
    for i in range(len(x)):
        if x[i] > low and x[i] < high:
            found.append(x[i].item())
            if len(found) > 1:
                x[i] = 0
    return torch.tensor(found, dtype=x.dtype)


def thinned_and_reversed(X):
    m = X.shape[0]
    n = X.shape[1]
    thinned = torch.zeros(m, (n + 1) // 2, dtype=X.dtype)
    turned = torch.zeros(m, n, dtype=X.dtype)
    for i in range(m):
        for j in range(n):
            turned[m - 1 - i, j] = X[i, j]
            if j % 2 == 0:
                thinned[i, j // 2] = X[i, j]
    return thinned, turned


def one_of_each_row(X, columns):
    out = torch.zeros(len(columns), dtype=X.dtype)
    for i in range(len(columns)):
        c = int(columns[i])
        out[i] = X[i, c]
    return out


def reductions(T):
    b, m, n = T.shape
    first = torch.zeros(m, n, dtype=T.dtype)
    each = torch.zeros(b, dtype=T.dtype)
    middle = torch.zeros(b, 1, n, dtype=T.dtype)
    everything = 0.0
    for i in range(b):
        matrix = 0.0
        for j in range(m):
            for k in range(n):
                number = T[i, j, k].item()
                first[j, k] += number
                middle[i, 0, k] += number
                matrix += number
        each[i] = matrix / (m * n)
        everything += matrix
    return first, each, middle, torch.tensor(everything / (b * m * n), dtype=T.dtype)


def shares_and_running_sums(X, axis):
    m, n = X.shape
    shares = torch.zeros(m, n, dtype=X.dtype)
    running = torch.zeros(m, n, dtype=X.dtype)
    if axis == 0:
        for j in range(n):
            total = 0.0
            for i in range(m):
                total += X[i, j].item()
                running[i, j] = total
            for i in range(m):
                shares[i, j] = X[i, j].item() / total
    else:
        for i in range(m):
            total = 0.0
            for j in range(n):
                total += X[i, j].item()
                running[i, j] = total
            for j in range(n):
                shares[i, j] = X[i, j].item() / total
    return shares, running


def largest(X):
    m, n = X.shape
    values = torch.zeros(m, dtype=X.dtype)
    where = torch.zeros(m, dtype=torch.int64)
    row = 0
    for i in range(m):
        best = 0
        for j in range(1, n):
            if X[i, j] > X[i, best]:
                best = j
        values[i] = X[i, best]
        where[i] = best
        if values[i] > values[row]:
            row = i
    return values, where, row, int(where[row])


def deviations(x):
    numbers = x.tolist()
    n = len(numbers)
    mean = 0.0
    for number in numbers:
        mean += number / n
    total = 0.0
    for number in numbers:
        total += (number - mean) ** 2
    with_bessel = torch.tensor(math.sqrt(total / (n - 1)), dtype=x.dtype)
    without = torch.tensor(math.sqrt(total / n), dtype=x.dtype)
    return with_bessel, without


def positive_definite(A):
    n = len(A)
    S = torch.zeros(n, n, dtype=A.dtype)
    for i in range(n):
        for j in range(n):
            S[i, j] = (A[i, j] + A[j, i]) / 2
    # Gauss without exchanging rows: S is positive definite if no pivot is 0 or less
    a = S.tolist()
    for k in range(n):
        if a[k][k] <= 0:
            return S, False
        for i in range(k + 1, n):
            factor = a[i][k] / a[k][k]
            for j in range(k, n):
                a[i][j] -= factor * a[k][j]
    return S, True


def eigenpairs(A):
    # Jacobi: rotate one element beside the diagonal after the other to 0
    n = len(A)
    a = A.tolist()
    v = [[1.0 if i == j else 0.0 for j in range(n)] for i in range(n)]
    for _ in range(50):
        for p in range(n):
            for q in range(p + 1, n):
                if a[p][q] == 0:
                    continue
                theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
                t = 1 / (abs(theta) + math.hypot(theta, 1))
                if theta < 0:
                    t = -t
                c = 1 / math.hypot(t, 1)
                s = t * c
                for k in range(n):
                    one, two = a[k][p], a[k][q]
                    a[k][p] = c * one - s * two
                    a[k][q] = s * one + c * two
                for k in range(n):
                    one, two = a[p][k], a[q][k]
                    a[p][k] = c * one - s * two
                    a[q][k] = s * one + c * two
                for k in range(n):
                    one, two = v[k][p], v[k][q]
                    v[k][p] = c * one - s * two
                    v[k][q] = s * one + c * two
    order = sorted(range(n), key=lambda k: a[k][k])
    values = torch.zeros(n, dtype=A.dtype)
    vectors = torch.zeros(n, n, dtype=A.dtype)
    for position, k in enumerate(order):
        values[position] = a[k][k]
        for i in range(n):
            vectors[i, position] = v[i][k]
    return values, vectors


def product(P, Q):
    n = len(P)
    return [[sum(P[i][k] * Q[k][j] for k in range(n)) for j in range(n)] for i in range(n)]


def trace_and_eigenvalues(A):
    n = len(A)
    a = A.tolist()
    trace = 0.0
    for i in range(n):
        trace += a[i][i]

    # The characteristic polynomial, with the highest power first (Faddeev and LeVerrier)
    coefficients = [1.0]
    M = [[0.0] * n for _ in range(n)]
    for k in range(1, n + 1):
        M = product(a, M)
        for i in range(n):
            M[i][i] += coefficients[-1]
        AM = product(a, M)
        coefficients.append(-sum(AM[i][i] for i in range(n)) / k)

    # Its roots (Durand and Kerner)
    radius = 1 + max(sum(abs(number) for number in row) for row in a)
    roots = [radius * (0.4 + 0.9j) ** k for k in range(n)]
    for _ in range(500):
        for i in range(n):
            above = 0j
            for coefficient in coefficients:
                above = above * roots[i] + coefficient
            below = 1 + 0j
            for k in range(n):
                if k != i:
                    below *= roots[i] - roots[k]
            if below != 0:
                roots[i] -= above / below

    if A.dtype == torch.float64:
        kind = torch.complex128
    else:
        kind = torch.complex64
    return torch.tensor(trace, dtype=A.dtype), torch.tensor(roots, dtype=kind)
