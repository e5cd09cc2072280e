"""The submission that `grade demo` grades.

Its functions are right, wrong, unfinished or never-ending.
"""

EXERCISE = "exercise_03"

TEXT = '''"""A submission to exercise 03 as one may stand at half past eleven in the evening."""

import torch


def dot_two_ways(x, y):
    return torch.dot(x, y), (x * y).sum()


def matvec(A, x):
    return A @ x


def matmul(A, B):
    return A @ B


def hadamard(A, B):
    return A * B


def l2_norm(x):
    return (x * x).sum()


def l1_and_max_norm(x):
    return x.abs().sum(), x.abs().max()


def lp_norm(x, p):
    return (x ** p).sum() ** (1 / p)


def frobenius_norm(A):
    raise NotImplementedError


def unit_vector(x):
    while x.norm() != 1:
        x = x / x.norm()
    return x


def cosine_similarity(x, y):
    return torch.dot(x, y) / (l2(x) * l2(y))


def l2(x):
    return x.square().sum().sqrt()


def is_symmetric(A):
    return (A == A.T).all()


def stable_l2_norm(x):
    raise NotImplementedError
'''
