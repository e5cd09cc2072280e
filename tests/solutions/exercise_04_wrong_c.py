"""Wrong solutions of exercise 04 by an author who saw only the starter.

torch, math, torch.nn.functional as F and Tensor are imported for them.
"""

WRONG: list[tuple[str, str, str]] = [
    # ── gradient_of_quadratic ─────────────────────────────
    (
        "gradient_of_quadratic",
        "writes y.backward without parentheses, so nothing is computed and x.grad is still None",
        """
def gradient_of_quadratic(x: Tensor) -> Tensor:
    y = 2 * torch.dot(x, x)
    y.backward
    return x.grad
""",
    ),
    (
        "gradient_of_quadratic",
        "takes x*x for the inner product and so calls backward on a vector AND looks at y.grad instead of x.grad",
        """
def gradient_of_quadratic(x):
    y = 2 * x * x
    y.backward()
    return y.grad
""",
    ),
    (
        "gradient_of_quadratic",
        "differentiates the length instead of its square AND works on a clone, which is no leaf and gets no .grad",
        """
def gradient_of_quadratic(x):
    x = x.clone()          # 不想改动原来的 x
    y = 2 * torch.norm(x)
    y.backward()
    return x.grad
""",
    ),
    (
        "gradient_of_quadratic",
        "takes the gradient of xᵀx and loses the factor 2 in front of it",
        """
def gradient_of_quadratic(x: Tensor) -> Tensor:
    y = torch.matmul(x, x)
    y.backward()
    grad = x.grad
    return grad
""",
    ),
    # ── gradient_of_sum ─────────────────────────────
    (
        "gradient_of_sum",
        "takes the mean instead of the sum before backward",
        """
def gradient_of_sum(f, x: Tensor) -> Tensor:
    f(x).mean().backward()
    return x.grad
""",
    ),
    (
        "gradient_of_sum",
        "gives backward a vector of ones as long as x has rows, which only fits a vector",
        """
def gradient_of_sum(f, x):
    y = f(x)
    y.backward(torch.ones(len(x)))   # 等价于 y.sum().backward()
    return x.grad
""",
    ),
    (
        "gradient_of_sum",
        "goes back from each element but clears the gradient each time, so only the last one is left AND indexes y as if it were always a vector",
        """
def gradient_of_sum(f, x):
    y = f(x)
    for i in range(len(y)):
        if x.grad is not None:
            x.grad.zero_()
        y[i].backward(retain_graph=True)
    return x.grad
""",
    ),
    (
        "gradient_of_sum",
        "detaches x before calling f, so the sum has no graph to go back through",
        """
def gradient_of_sum(f, x: Tensor) -> Tensor:
    total = f(x.detach()).sum()
    total.backward()
    return x.grad
""",
    ),
    # ── product_with_constant ─────────────────────────────
    (
        "product_with_constant",
        "calls u.detach() but does not keep what it returns, so u is still in the graph",
        """
def product_with_constant(x: Tensor) -> Tensor:
    u = x * x
    u.detach()
    return u * x
""",
    ),
    (
        "product_with_constant",
        "detaches only one of the two factors of u",
        """
def product_with_constant(x):
    u = x.detach() * x
    z = u * x
    return z
""",
    ),
    (
        "product_with_constant",
        "reads x · x as the dot product, a single number AND puts the final product under no_grad as well, so z has no graph",
        """
def product_with_constant(x):
    with torch.no_grad():
        u = (x * x).sum()
        z = u * x
    return z
""",
    ),
    # ── over_its_length ─────────────────────────────
    (
        "over_its_length",
        "takes the length for the number of elements",
        """
def over_its_length(x: Tensor) -> Tensor:
    with torch.no_grad():
        length = len(x)
    return x / length
""",
    ),
    (
        "over_its_length",
        "uses the mean of the squares under the root instead of the sum AND does the division inside no_grad too",
        """
def over_its_length(x):
    with torch.no_grad():
        length = (x ** 2).mean().sqrt()
        result = x / length
    return result
""",
    ),
    (
        "over_its_length",
        "writes ** 1 / 2 for the root, which is half the sum of the squares",
        """
def over_its_length(x):
    with torch.no_grad():
        length = torch.sum(x ** 2) ** 1 / 2
    return x / length
""",
    ),
    (
        "over_its_length",
        "lets F.normalize do it, where the gradient flows through the length",
        """
def over_its_length(x: Tensor) -> Tensor:
    return F.normalize(x, dim=0)
""",
    ),
    # ── td_loss ─────────────────────────────
    (
        "td_loss",
        "detaches the guess instead of the target",
        """
def td_loss(v, r, v_next, gamma):
    target = r + gamma * v_next
    return ((v.detach() - target) ** 2).mean()
""",
    ),
    (
        "td_loss",
        "multiplies the reward by gamma as well AND sums the squares instead of taking their mean",
        """
def td_loss(v: Tensor, r: Tensor, v_next: Tensor, gamma: float) -> Tensor:
    with torch.no_grad():
        target = gamma * (r + v_next)
    diff = v - target
    return torch.sum(diff * diff)
""",
    ),
    (
        "td_loss",
        "makes v_next a constant with item(), which works for a single element only",
        """
def td_loss(v, r, v_next, gamma):
    target = r + gamma * v_next.item()
    return F.mse_loss(v, target)
""",
    ),
    (
        "td_loss",
        "forgets that the target is a constant AND already calls backward inside, which frees the graph for the caller",
        """
def td_loss(v, r, v_next, gamma):
    target = r + gamma * v_next
    loss = (v - target).pow(2).mean()
    loss.backward()
    return loss
""",
    ),
    # ── round_through ─────────────────────────────
    (
        "round_through",
        "adds the rounding to x without detach, so the two x cancel and the gradient is 0",
        """
def round_through(x: Tensor) -> Tensor:
    return x + (torch.round(x) - x)
""",
    ),
    (
        "round_through",
        "believes requires_grad_ brings the gradient of x back, but the result is a new leaf",
        """
def round_through(x):
    y = torch.round(x).detach()
    y.requires_grad_(True)
    return y
""",
    ),
    (
        "round_through",
        "cuts the decimals off with int() instead of rounding AND has the sign of the constant the wrong way round",
        """
def round_through(x):
    const = (x - x.int()).detach()   # 常数部分
    return x + const
""",
    ),
    # ── three_of_x ─────────────────────────────
    (
        "three_of_x",
        "takes detach() for a copy and gives it twice, so the third shares memory too",
        """
def three_of_x(x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    return x.clone(), x.detach(), x.detach()
""",
    ),
    (
        "three_of_x",
        "returns x itself as the copy in the graph AND takes clone() for something that is cut from the graph",
        """
def three_of_x(x):
    a = x
    b = x.data
    c = x.clone()
    return a, b, c
""",
    ),
    (
        "three_of_x",
        "copies with deepcopy, which is a new leaf and not in the graph AND clones the cut view, so that it shares no memory",
        """
import copy

def three_of_x(x):
    in_graph = copy.deepcopy(x)
    cut = x.clone().detach()
    cut_copy = x.detach().clone()
    return in_graph, cut, cut_copy
""",
    ),
    # ── mean_for_the_log ─────────────────────────────
    (
        "mean_for_the_log",
        "forgets that the mean of no losses is nan",
        """
def mean_for_the_log(losses: Tensor) -> float:
    return losses.mean().item()
""",
    ),
    (
        "mean_for_the_log",
        "goes through NumPy and returns a NumPy number, no Python float AND does not think of an empty tensor",
        """
def mean_for_the_log(losses):
    arr = losses.detach().numpy()
    return arr.mean()
""",
    ),
    (
        "mean_for_the_log",
        "uses // for the division, which rounds the mean down",
        """
def mean_for_the_log(losses):
    n = len(losses)
    if n == 0:
        return 0.0
    total = 0.0
    for l in losses:
        total += l.item()
    return total // n
""",
    ),
    # ── to_numpy ─────────────────────────────
    (
        "to_numpy",
        "goes through a Python list, so that float32 becomes float64",
        """
import numpy as np

def to_numpy(x):
    return np.array(x.tolist())
""",
    ),
    (
        "to_numpy",
        "makes everything float32 AND flattens the array",
        """
import numpy as np

def to_numpy(x):
    values = x.detach().cpu().numpy()
    return values.ravel().astype(np.float32)
""",
    ),
    # ── clipped_copy ─────────────────────────────
    (
        "clipped_copy",
        "takes detach() for a copy and writes into the caller's x",
        """
def clipped_copy(x: Tensor) -> Tensor:
    y = x.detach()
    y[y < 0] = 0
    return y
""",
    ),
    (
        "clipped_copy",
        "clones but does not cut the clone from the graph",
        """
def clipped_copy(x):
    y = x.clone()
    y[y < 0] = 0.0
    return y
""",
    ),
    (
        "clipped_copy",
        "uses clamp_ on x.data, which changes the caller's tensor AND mixes up min and max, so the positive ones become 0",
        """
def clipped_copy(x):
    return x.data.clamp_(max=0)
""",
    ),
    (
        "clipped_copy",
        "loops over the first dimension with an if, which only works for a vector",
        """
def clipped_copy(x):
    y = x.detach().clone()
    for i in range(y.shape[0]):
        if y[i] < 0:
            y[i] = 0
    return y
""",
    ),
    # ── centred_exp ─────────────────────────────
    (
        "centred_exp",
        "turns the mean into a Python number, so no gradient flows through it",
        """
def centred_exp(x: Tensor) -> Tensor:
    y = torch.exp(x)
    m = y.mean().item()
    return y - m
""",
    ),
    (
        "centred_exp",
        "subtracts in place with sub_, which spoils the y that exp needs for its gradient",
        """
def centred_exp(x):
    y = x.exp()
    return y.sub_(y.mean())
""",
    ),
    (
        "centred_exp",
        "takes exp of the mean instead of the mean of exp AND detaches it",
        """
def centred_exp(x):
    y = torch.exp(x)
    mean = torch.exp(x.mean()).detach()
    return y - mean
""",
    ),
    # ── double_until ─────────────────────────────
    (
        "double_until",
        "puts the loop under no_grad because it is only control flow, so the doubled b has no graph",
        """
def double_until(a: Tensor) -> Tensor:
    b = a * 2
    if not torch.any(a != 0):
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
        "double_until",
        "asks whether all elements are positive instead of their sum AND returns a itself for zeros, whose gradient is 1 and not 2",
        """
def double_until(a):
    if (a == 0).all():
        return a
    b = 2 * a
    while torch.linalg.norm(b) < 1000:
        b = b * 2
    return b if (b > 0).all() else 100 * b
""",
    ),
    (
        "double_until",
        "allows ten doublings at most, out of fear of an endless loop",
        """
def double_until(a):
    b = 2 * a
    for _ in range(10):
        if torch.sqrt((b ** 2).sum()) >= 1000:
            break
        b = 2 * b
    if b.sum() > 0:
        c = b
    else:
        c = 100 * b
    return c
""",
    ),
    (
        "double_until",
        "forgets the first doubling before the loop AND takes the sum of the absolute values for the length",
        """
def double_until(a):
    if a.abs().sum() == 0:
        return a * 2
    b = a
    while b.abs().sum() < 1000:   # 长度
        b = b * 2
    if b.sum() > 0:
        return b
    else:
        return 100 * b
""",
    ),
]
