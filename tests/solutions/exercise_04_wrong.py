"""Exercise 04: wrong solutions, as (function, the mistake, source); torch and Tensor are imported."""

WRONG: list[tuple[str, str, str]] = [
    # 1
    (
        "gradient_of_quadratic",
        "returns what backward() returns",
        """
def gradient_of_quadratic(x):
    y = 2 * torch.dot(x, x)
    return y.backward()
""",
    ),
    (
        "gradient_of_quadratic",
        "grad of a clone, which is no leaf",
        """
def gradient_of_quadratic(x):
    x = x.clone()
    y = 2 * (x * x).sum()
    y.backward()
    return x.grad
""",
    ),
    (
        "gradient_of_quadratic",
        "backward() for each element, so None if there are none",
        """
def gradient_of_quadratic(x):
    for element in x:
        y = 2 * element ** 2
        y.backward()
    return x.grad
""",
    ),
    (
        "gradient_of_quadratic",
        "second backward() adds to the first",
        """
def gradient_of_quadratic(x):
    y = 2 * torch.dot(x, x)
    y.backward(retain_graph=True)
    print(x.grad)
    y.backward()
    return x.grad
""",
    ),
    # 2
    (
        "gradient_of_sum",
        "backward() on the whole tensor, without a sum",
        """
def gradient_of_sum(f, x):
    y = f(x)
    y.backward()
    return x.grad
""",
    ),
    (
        "gradient_of_sum",
        "mean instead of sum",
        """
def gradient_of_sum(f, x):
    f(x).mean().backward()
    return x.grad
""",
    ),
    (
        "gradient_of_sum",
        "sums the first dimension only",
        """
def gradient_of_sum(f, x):
    y = f(x).sum(dim=0)
    y.backward()
    return x.grad
""",
    ),
    (
        "gradient_of_sum",
        "gives f one element at a time",
        """
def gradient_of_sum(f, x):
    grads = torch.zeros(x.numel(), dtype=x.dtype)
    for i, value in enumerate(x.detach().reshape(-1)):
        one = value.clone().requires_grad_(True)
        f(one).backward()
        grads[i] = one.grad
    return grads.reshape(x.shape)
""",
    ),
    # 3
    (
        "product_with_constant",
        "clone() taken for detach()",
        """
def product_with_constant(x):
    u = (x * x).clone()
    return u * x
""",
    ),
    (
        "product_with_constant",
        "only one factor of u detached",
        """
def product_with_constant(x):
    u = x.detach() * x
    return u * x
""",
    ),
    (
        "product_with_constant",
        "the product under no_grad as well",
        """
def product_with_constant(x):
    with torch.no_grad():
        u = x * x
        z = u * x
    return z
""",
    ),
    (
        "product_with_constant",
        "u is the dot product",
        """
def product_with_constant(x):
    u = torch.sum(x * x).detach()
    return u * x
""",
    ),
    # 4
    (
        "over_its_length",
        "gradient flows through the length",
        """
def over_its_length(x):
    return x / torch.linalg.norm(x)
""",
    ),
    (
        "over_its_length",
        "all of it under no_grad",
        """
def over_its_length(x):
    with torch.no_grad():
        return x / torch.sqrt((x ** 2).sum())
""",
    ),
    (
        "over_its_length",
        "divides in place, so x changes",
        """
def over_its_length(x):
    with torch.no_grad():
        length = (x * x).sum().sqrt()
        x /= length
    return x
""",
    ),
    (
        "over_its_length",
        "number of elements as length",
        """
def over_its_length(x):
    with torch.no_grad():
        length = len(x)
    return x / length
""",
    ),
    # 5
    (
        "td_loss",
        "target not detached",
        """
def td_loss(v, r, v_next, gamma):
    target = r + gamma * v_next
    return ((v - target) ** 2).mean()
""",
    ),
    (
        "td_loss",
        "v detached instead of the target",
        """
def td_loss(v, r, v_next, gamma):
    target = r + gamma * v_next
    return ((v.detach() - target) ** 2).mean()
""",
    ),
    (
        "td_loss",
        "r keeps its gradient",
        """
def td_loss(v, r, v_next, gamma):
    target = r + gamma * v_next.detach()
    return F.mse_loss(v, target)
""",
    ),
    (
        "td_loss",
        "square of the mean",
        """
def td_loss(v, r, v_next, gamma):
    target = (r + gamma * v_next).detach()
    return (v - target).mean() ** 2
""",
    ),
    # 6
    (
        "round_through",
        "plain round, with gradient 0",
        """
def round_through(x):
    return torch.round(x)
""",
    ),
    (
        "round_through",
        "detaches x inside round only, so the gradients cancel",
        """
def round_through(x):
    return x + (torch.round(x.detach()) - x)
""",
    ),
    (
        "round_through",
        "halves always go up",
        """
def round_through(x):
    return x + (torch.floor(x + 0.5) - x).detach()
""",
    ),
    (
        "round_through",
        "writes the rounded values into x",
        """
def round_through(x):
    z = x.clone()
    x.data = torch.round(x.data)
    return z + (x - z).detach()
""",
    ),
    # 7
    (
        "three_of_x",
        "first is x itself",
        """
def three_of_x(x):
    return x, x.detach(), x.detach().clone()
""",
    ),
    (
        "three_of_x",
        "second is a copy, cut afterwards",
        """
def three_of_x(x):
    a = x.clone()
    return a, a.detach(), x.detach().clone()
""",
    ),
    (
        "three_of_x",
        "first is cut and requires grad anew",
        """
def three_of_x(x):
    first = x.detach().clone().requires_grad_(True)
    return first, x.detach(), x.detach().clone()
""",
    ),
    (
        "three_of_x",
        "from_numpy() shares the memory",
        """
def three_of_x(x):
    return x.clone(), x.detach(), torch.from_numpy(x.detach().numpy())
""",
    ),
    # 8
    (
        "mean_for_the_log",
        "nan without losses",
        """
def mean_for_the_log(losses):
    return losses.mean().item()
""",
    ),
    (
        "mean_for_the_log",
        "tensor instead of a float",
        """
def mean_for_the_log(losses):
    if len(losses) == 0:
        return 0.0
    return losses.mean().detach()
""",
    ),
    (
        "mean_for_the_log",
        "NumPy number",
        """
def mean_for_the_log(losses):
    import numpy as np

    if losses.numel() == 0:
        return 0.0
    return np.mean(losses.detach().numpy())
""",
    ),
    (
        "mean_for_the_log",
        "item() on more than one element",
        """
def mean_for_the_log(losses):
    if losses.numel() == 0:
        return 0.0
    return losses.item() / len(losses)
""",
    ),
    # 9
    (
        "to_numpy",
        "clone() does not cut x",
        """
def to_numpy(x):
    return x.clone().numpy()
""",
    ),
    (
        "to_numpy",
        "list in between loses the dtype",
        """
def to_numpy(x):
    import numpy as np

    return np.array(x.tolist())
""",
    ),
    (
        "to_numpy",
        "list in between loses the sizes after a 0",
        """
def to_numpy(x):
    import numpy as np

    dtype = np.float32 if x.dtype == torch.float32 else np.float64
    return np.array(x.tolist(), dtype=dtype)
""",
    ),
    (
        "to_numpy",
        "switches requires_grad off for the caller",
        """
def to_numpy(x):
    x.requires_grad_(False)
    return x.numpy()
""",
    ),
    # 10
    (
        "clipped_copy",
        "detach() alone, so x is overwritten",
        """
def clipped_copy(x):
    z = x.detach()
    z[z < 0] = 0
    return z
""",
    ),
    (
        "clipped_copy",
        "clone() alone, so still in the graph",
        """
def clipped_copy(x):
    z = x.clone()
    z[z < 0] = 0
    return z
""",
    ),
    (
        "clipped_copy",
        "no_grad, and x clamped in place",
        """
def clipped_copy(x):
    with torch.no_grad():
        x.clamp_(min=0)
    return x.detach().clone()
""",
    ),
    (
        "clipped_copy",
        "loops over one dimension only",
        """
def clipped_copy(x):
    z = x.detach().clone()
    for i in range(len(z)):
        if z[i] < 0:
            z[i] = 0
    return z
""",
    ),
    # 11
    (
        "centred_exp",
        "y overwritten in place",
        """
def centred_exp(x):
    y = torch.exp(x)
    y -= y.mean()
    return y
""",
    ),
    (
        "centred_exp",
        "mean as a Python float",
        """
def centred_exp(x):
    y = torch.exp(x)
    mean = y.mean().item()
    return y - mean
""",
    ),
    (
        "centred_exp",
        "data written, so exp gets a wrong gradient without an error",
        """
def centred_exp(x):
    y = torch.exp(x)
    m = y.mean()
    y.data -= m.data
    return y
""",
    ),
    (
        "centred_exp",
        "exp of the mean instead of mean of exp",
        """
def centred_exp(x):
    return torch.exp(x) - torch.exp(x.mean())
""",
    ),
    # 12
    (
        "double_until",
        "doubles once more at exactly 1000",
        """
def double_until(a):
    b = 2 * a
    if torch.all(a == 0):
        return b
    while b.norm() <= 1000:
        b = b * 2
    if b.sum() > 0:
        return b
    return 100 * b
""",
    ),
    (
        "double_until",
        "sum of exactly 0 not multiplied",
        """
def double_until(a):
    b = a * 2
    if not a.any():
        return b
    while torch.linalg.norm(b) < 1000:
        b = b * 2
    if b.sum() < 0:
        b = 100 * b
    return b
""",
    ),
    (
        "double_until",
        "loop under no_grad",
        """
def double_until(a):
    b = 2 * a
    if torch.count_nonzero(a) == 0:
        return b
    with torch.no_grad():
        while b.norm() < 1000:
            b = b * 2
    if b.sum() > 0:
        return b
    return 100 * b
""",
    ),
    (
        "over_its_length",
        "leaves what is shorter than 1 as it is",
        """
def over_its_length(x):
    return x / x.norm().detach().clamp(min=1.0)
""",
    ),
]
