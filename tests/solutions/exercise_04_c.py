"""Exercise 04, solved from its prose alone, step by step."""

import torch


def gradient_of_quadratic(x):
    if x.shape[0] == 0:
        return torch.zeros_like(x)
    y = 0
    for i in range(x.shape[0]):
        y = y + 2 * x[i] * x[i]
    y.backward()
    return x.grad


def gradient_of_sum(f, x):
    values = f(x).reshape(-1)
    if values.shape[0] == 0:
        return torch.zeros_like(x)
    total = values[0]
    for i in range(1, values.shape[0]):
        total = total + values[i]
    total.backward()
    return x.grad


def product_with_constant(x):
    if x.numel() == 0:
        return x.clone()
    products = []
    for element in x.reshape(-1):
        u = (element * element).detach()
        products.append(u * element)
    return torch.stack(products).reshape(x.shape)


def over_its_length(x):
    with torch.no_grad():
        sum_of_squares = torch.zeros((), dtype=x.dtype)
        for i in range(x.shape[0]):
            sum_of_squares = sum_of_squares + x[i] * x[i]
        length = torch.sqrt(sum_of_squares)
    quotients = []
    for i in range(x.shape[0]):
        quotients.append(x[i] / length)
    return torch.stack(quotients)


def td_loss(v, r, v_next, gamma):
    constant_r = r.detach()
    constant_v_next = v_next.detach()
    total = torch.zeros((), dtype=v.dtype)
    for i in range(v.shape[0]):
        target = constant_r[i] + gamma * constant_v_next[i]
        difference = v[i] - target
        total = total + difference * difference
    return total / v.shape[0]


def round_through(x):
    if x.numel() == 0:
        return x.clone()
    rounded = []
    for element in x.reshape(-1):
        with torch.no_grad():
            step = torch.round(element) - element
        rounded.append(element + step)
    return torch.stack(rounded).reshape(x.shape)


def three_of_x(x):
    copy_in_graph = x.clone()
    cut_view = x.detach()
    cut_copy = cut_view.clone()
    return copy_in_graph, cut_view, cut_copy


def mean_for_the_log(losses):
    count = losses.shape[0]
    if count == 0:
        return 0.0
    total = 0.0
    for i in range(count):
        total = total + losses[i].item()
    return total / count


def to_numpy(x):
    cut = x.detach()
    copy = cut.clone()
    return copy.numpy()


def clipped_copy(x):
    flat = x.detach().reshape(-1)
    result = torch.zeros(x.numel(), dtype=x.dtype)
    for i in range(x.numel()):
        if flat[i] >= 0:
            result[i] = flat[i]
    return result.reshape(x.shape)


def centred_exp(x):
    y = []
    for i in range(x.shape[0]):
        y.append(torch.exp(x[i]))
    total = y[0]
    for i in range(1, len(y)):
        total = total + y[i]
    mean = total / len(y)
    differences = []
    for element in y:
        differences.append(element - mean)
    return torch.stack(differences)


def length_of(b):
    sum_of_squares = 0
    for element in b:
        sum_of_squares = sum_of_squares + element * element
    return torch.sqrt(sum_of_squares)


def double_until(a):
    only_zeros = True
    for element in a:
        if element != 0:
            only_zeros = False
    b = 2 * a
    if only_zeros:
        return b
    while length_of(b) < 1000:
        b = 2 * b
    total = 0
    for element in b:
        total = total + element
    if total > 0:
        return b
    else:
        return 100 * b
