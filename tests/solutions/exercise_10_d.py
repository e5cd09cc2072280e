"""Exercise 10: calculus."""

import math

import torch


def for_each_number(function, x):
    values = []
    for number in x.reshape(-1):
        values.append(float(function(number)))
    return torch.tensor(values, dtype=x.dtype).reshape(x.shape)


def forward_difference(f, x, h):
    def slope(number):
        return (f(number + h) - f(number)) / h

    return for_each_number(slope, x)


def central_difference(f, x, h):
    def slope(number):
        return (f(number + h) - f(number - h)) / (2 * h)

    return for_each_number(slope, x)


def derivative(f):
    def df(x):
        return central_difference(f, x, 0.00001)

    return df


def tangent(f, a):
    h = 0.00001
    start = float(a)
    height = float(f(a))
    slope = float(f(a + h) - f(a - h)) / (2 * h)

    def line(x):
        def height_at(number):
            return height + slope * (number - start)

        return for_each_number(height_at, x)

    return line


def numerical_gradient(f, x):
    h = 0.00001
    numbers = x.tolist()
    slopes = []
    for i in range(len(numbers)):
        right = []
        left = []
        for j in range(len(numbers)):
            if j == i:
                right.append(numbers[j] + h)
                left.append(numbers[j] - h)
            else:
                right.append(numbers[j])
                left.append(numbers[j])
        f_right = float(f(torch.tensor(right, dtype=torch.float64)))
        f_left = float(f(torch.tensor(left, dtype=torch.float64)))
        slopes.append((f_right - f_left) / (2 * h))
    return torch.tensor(slopes, dtype=x.dtype)


def linear_gradients(A, B, x):
    m = A.shape[0]
    n = A.shape[1]
    k = B.shape[1]
    first = torch.zeros(n, m, dtype=x.dtype)
    second = torch.zeros(n, k, dtype=x.dtype)
    for i in range(n):
        for j in range(m):
            first[i, j] = A[j, i]
        for j in range(k):
            second[i, j] = B[i, j]
    return first, second


def quadratic_gradient(A, x):
    n = len(x)
    gradient = torch.zeros(n, dtype=x.dtype)
    for i in range(n):
        for j in range(n):
            # the summand x[i] * A[i, j] * x[j]
            gradient[i] = gradient[i] + A[i, j] * x[j]
            gradient[j] = gradient[j] + A[i, j] * x[i]
    return gradient


def norm_gradients(x, X):
    first = torch.zeros(len(x), dtype=x.dtype)
    for i in range(len(x)):
        first[i] = 2 * x[i]
    rows = X.shape[0]
    columns = X.shape[1]
    second = torch.zeros(rows, columns, dtype=X.dtype)
    for i in range(rows):
        for j in range(columns):
            second[i, j] = 2 * X[i, j]
    return first, second


def derivative_rules(c, f, df, g, dg):
    def multiple(t):
        return c * df(t)

    def total(t):
        return df(t) + dg(t)

    def product(t):
        return df(t) * g(t) + f(t) * dg(t)

    def quotient(t):
        return (df(t) - f(t) * dg(t) / g(t)) / g(t)

    def for_tensors(rule):
        def function(x):
            return for_each_number(rule, x)

        return function

    rules = []
    for rule in [multiple, total, product, quotient]:
        rules.append(for_tensors(rule))
    return rules


def chain_rule(dz, u, du):
    def at_one_number(t):
        values = []
        for i in range(len(u)):
            values.append(u[i](t))
        total = 0.0
        for i in range(len(u)):
            total = total + dz[i](*values) * du[i](t)
        return total

    def slope(x):
        return for_each_number(at_one_number, x)

    return slope


def directional_derivative(f, x, v):
    h = 0.00001
    numbers = v.tolist()
    largest = 0.0
    for number in numbers:
        if abs(number) > largest:
            largest = abs(number)
    squares = 0.0
    for i in range(len(numbers)):
        numbers[i] = numbers[i] / largest
        squares = squares + numbers[i] * numbers[i]
    length = math.sqrt(squares)
    right = []
    left = []
    for i in range(len(numbers)):
        step = h * numbers[i] / length
        right.append(float(x[i]) + step)
        left.append(float(x[i]) - step)
    f_right = float(f(torch.tensor(right, dtype=x.dtype)))
    f_left = float(f(torch.tensor(left, dtype=x.dtype)))
    return torch.tensor((f_right - f_left) / (2 * h), dtype=x.dtype)


def derivative_gap(f, x, h):
    largest = 0.0
    for number in x.reshape(-1):
        numerical = float((f(number + h) - f(number - h)) / (2 * h))
        point = number.detach().clone().requires_grad_()
        y = f(point) + 0 * point
        y.backward()
        gap = abs(numerical - float(point.grad))
        if gap > largest:
            largest = gap
    return largest
