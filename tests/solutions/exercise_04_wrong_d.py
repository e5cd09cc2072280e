"""Wrong solutions of exercise 04 by an author who saw only the starter.

torch, math, torch.nn.functional as F and Tensor are imported for them.
"""

WRONG: list[tuple[str, str, str]] = [
    # ── gradient_of_quadratic ─────────────────
    (
        "gradient_of_quadratic",
        "tidies up with x.grad.zero_() before returning, not aware that the saved gradient is the same tensor",
        """
def gradient_of_quadratic(x):
    y = 2 * torch.dot(x, x)
    y.backward()
    g = x.grad
    x.grad.zero_()
    return g
""",
    ),
    # ── product_with_constant ─────────────────
    (
        "product_with_constant",
        "switches requires_grad off on u, which torch allows for leaves only",
        """
def product_with_constant(x):
    u = x * x
    u.requires_grad_(False)
    return u * x
""",
    ),
    # ── over_its_length ───────────────────────
    (
        "over_its_length",
        "no square root in the length AND the division stands in the no_grad block as well",
        """
def over_its_length(x):
    with torch.no_grad():
        length = (x * x).sum()
        z = x / length
    return z
""",
    ),
    # ── td_loss ───────────────────────────────
    (
        "td_loss",
        "calls torch.no_grad() on a line of its own, without `with`, where it does nothing"
        " AND squares the mean instead of taking the mean of the squares",
        """
def td_loss(v, r, v_next, gamma):
    torch.no_grad()
    target = r + gamma * v_next
    delta = v - target
    return delta.mean() ** 2
""",
    ),
    # ── round_through ─────────────────────────
    (
        "round_through",
        "adds x and takes x away again to 'bring the gradient in', so that it cancels out, too",
        """
def round_through(x):
    rounded = torch.round(x).detach()
    return rounded + (x - x)
""",
    ),
    # ── three_of_x ────────────────────────────
    (
        "three_of_x",
        "deepcopy for the copy in the graph, which gives a leaf without any connection to x"
        " AND goes through NumPy for the cut copy, which shares the memory",
        """
import copy


def three_of_x(x):
    in_graph = copy.deepcopy(x)
    cut_view = x.detach()
    cut_copy = torch.from_numpy(x.detach().numpy())
    return in_graph, cut_view, cut_copy
""",
    ),
    # ── mean_for_the_log ──────────────────────
    (
        "mean_for_the_log",
        "updates the mean as (old mean + new loss) / 2, so that late losses count more",
        """
def mean_for_the_log(losses):
    if len(losses) == 0:
        return 0.0
    avg = losses[0].item()
    for l in losses[1:]:
        avg = (avg + l.item()) / 2   # 求平均
    return avg
""",
    ),
    # ── centred_exp ───────────────────────────
    (
        "centred_exp",
        "gets round the in-place error by writing through y.data, and autograd uses the changed numbers",
        """
def centred_exp(x):
    y = torch.exp(x)
    y.data -= y.data.mean()
    return y
""",
    ),
    # ── double_until ──────────────────────────
    (
        "double_until",
        "measures the length before the doubling in the loop, so it is one step behind"
        " AND takes 100 times a, not b, if the sum is not positive",
        """
def double_until(a):
    b = 2 * a
    if not a.any():
        return b
    length = b.norm()
    while length < 1000:
        length = b.norm()
        b = b * 2
    if b.sum() > 0:
        return b
    return 100 * a
""",
    ),
]
