"""Calculus: derivatives by differences, rules as functions of functions, gradients. D2L 2.4."""

import torch

from grader.course import Exercise, each, functions, made, tensors

exercise = Exercise("Calculus")


def filled(x):
    """At least one number: `torch.func.vmap` takes no empty tensor, and `jvp` no expanded one."""
    return x.clone() if len(x) else x.new_ones(1)


POINTS = tensors("n", dtypes=("float64",)).map(filled)
CURVES = functions("lambda x: x ** 3", "lambda x: torch.sin(x)", "lambda x: x * x - 4 * x")
FIELDS = functions(
    "lambda x: (x ** 3).sum()",
    "lambda x: x.prod() + x.sum()",
    "lambda x: torch.sin(x).sum() ** 2",
    "lambda x: (x * x.cumsum(0)).sum()",
)


# ── 1 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={"f": CURVES, "h": each(0.5, 0.1, 0.01), "x": POINTS}, seen_as="result(x)", cases=40, atol=1e-9
)
def central_difference(f, h):
    return lambda x: (f(x + h) - f(x - h)) / (2 * h)


@central_difference.right
def as_an_inner_function(f, h):
    def slope(x):
        rise = f(x + h) - f(x - h)
        return rise / h / 2

    return slope


class Slope:
    def __init__(self, f, h):
        self.f, self.h = f, h

    def __call__(self, x):
        return (self.f(x + self.h) - self.f(x - self.h)) / (self.h + self.h)


@central_difference.right
def an_object_that_can_be_called(f, h):
    return Slope(f, h)


@central_difference.right
def mean_of_both_sides(f, h):
    def forward(x):
        return (f(x + h) - f(x)) / h

    return lambda x: (forward(x) + forward(x - h)) / 2


@central_difference.misconception
def forward_difference(f, h):
    """This is the forward difference, (f(x + h) - f(x)) / h. The central one looks to both sides of x."""
    return lambda x: (f(x + h) - f(x)) / h


@central_difference.misconception
def divides_by_h(f, h):
    """x + h and x - h are 2h apart: divide by 2h."""
    return lambda x: (f(x + h) - f(x - h)) / h


@central_difference.misconception
def without_parentheses(f, h):
    """`/ 2 * h` divides by 2, and then multiplies by h. Write `/ (2 * h)`."""
    return lambda x: (f(x + h) - f(x - h)) / 2 * h


@central_difference.misconception
def a_number(f, h):
    """Your function returns a number. It has to return a *function*, which computes that number for any x."""
    return (f(torch.tensor(1 + h)) - f(torch.tensor(1 - h))).item() / (2 * h)


central_difference.hint("A function can define a function, and return it: `return lambda x: …`.")


# ── 2 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"f": CURVES, "x": POINTS}, seen_as="result(x)", cases=40, atol=1e-3)
def derivative(f):
    def slope(x):
        x = x.detach().requires_grad_()
        return torch.autograd.grad(f(x).sum(), x)[0]

    return slope


@derivative.right
def by_small_steps(f):
    return lambda x: (f(x + 1e-5) - f(x - 1e-5)) / 2e-5


@derivative.right
def by_richardson(f):
    def central(x, h):
        return (f(x + h) - f(x - h)) / (2 * h)

    return lambda x: (4 * central(x, 0.005) - central(x, 0.01)) / 3


@derivative.right
def by_forward_mode(f):
    return lambda x: torch.func.jvp(f, (x,), (torch.ones_like(x),))[1]


@derivative.misconception
def a_large_step(f):
    """h = 0.1 is too large: the difference is off by about h times half of the second derivative. Make h
    smaller, or use the central difference.
    """
    return lambda x: (f(x + 0.1) - f(x)) / 0.1


@derivative.misconception
def a_tiny_step(f):
    """h = 1e-15 is too small: f(x + h) and f(x) are equal in nearly all digits, and their difference is
    rounding. For float64, h = 1e-5 is good.
    """
    return lambda x: (f(x + 1e-15) - f(x)) / 1e-15


@derivative.misconception
def not_divided(f):
    """This is how much f grows between the two points. Divide it by their distance."""
    return lambda x: f(x + 1e-5) - f(x - 1e-5)


@derivative.misconception
def a_constant_slope(f):
    """Your function gives the slope at 1, wherever it is asked. Compute it from x."""
    return lambda x: torch.full_like(x, ((f(1 + X_STEP) - f(1 - X_STEP)) / (2 * X_STEP)).item())


X_STEP = torch.tensor(1e-5, dtype=torch.float64)

derivative.hint("You may use differences with a small h, or autograd.")


# ── 3 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={
        "f": CURVES,
        "a": made(*(f"torch.tensor({a}, dtype=torch.float64)" for a in (2.0, -1.0, 0.5, 0.0))),
        "x": POINTS,
    },
    seen_as="result(x)",
    cases=40,
    atol=1e-3,
)
def tangent(f, a):
    a = a.detach().requires_grad_()
    slope = torch.autograd.grad(f(a), a)[0]
    height = f(a).detach()
    return lambda x: height + slope * (x - a.detach())


@tangent.right
def tangent_by_differences(f, a):
    slope = (f(a + 1e-5) - f(a - 1e-5)) / 2e-5
    return lambda x: slope * x + (f(a) - slope * a)


@tangent.right
def a_linear_map(f, a):
    height, slope = torch.func.jvp(f, (a,), (torch.ones_like(a),))

    def line(x):
        return torch.lerp(height, height + slope, x - a)

    return line


@tangent.right
def computed_each_time(f, a):
    return lambda x: f(a) + torch.func.grad(f)(a) * (x - a)


@tangent.misconception
def through_the_origin(f, a):
    """This line goes through the origin. The tangent goes through the point (a, f(a))."""
    return lambda x: torch.func.grad(f)(a) * x


@tangent.misconception
def slope_times_x(f, a):
    """f(a) belongs to x = a, so the slope is multiplied by (x - a), the distance from there."""
    return lambda x: f(a) + torch.func.grad(f)(a) * x


@tangent.misconception
def touches_everywhere(f, a):
    """You took the slope at x. A line has one slope: that at a."""

    def line(x):
        slope = (f(x + 1e-5) - f(x - 1e-5)) / 2e-5
        return f(a) + slope * (x - a)

    return line


@tangent.misconception
def only_the_slope(f, a):
    """This is the slope. The tangent is a function of x: f(a) + slope · (x - a)."""
    return torch.func.grad(f)(a)


tangent.hint("A line through (a, b) with the slope m is b + m (x - a).")


# ── 4 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={"f": FIELDS, "x": POINTS, "h": each(0.1, 0.5, 0.01)},
    cases=48,
    atol=1e-8,
)
def numerical_gradient(f, x, h):
    gradient = torch.zeros_like(x)
    for i in range(len(x)):
        step = torch.zeros_like(x)
        step[i] = h
        gradient[i] = (f(x + step) - f(x - step)) / (2 * h)
    return gradient


@numerical_gradient.right
def changes_a_copy(f, x, h):
    x, gradient = x.clone(), torch.empty_like(x)
    for i in range(len(x)):
        old = x[i].item()
        x[i] = old + h
        above = f(x)
        x[i] = old - h
        below = f(x)
        x[i] = old
        gradient[i] = (above - below) / (2 * h)
    return gradient


@numerical_gradient.right
def rows_of_a_diagonal_matrix(f, x, h):
    steps = h * torch.eye(len(x), dtype=x.dtype, device=x.device)
    slopes = [(f(x + step) - f(x - step)) / (2 * h) for step in steps]
    return torch.stack(slopes) if slopes else x.clone()


@numerical_gradient.right
def by_indices(f, x, h):
    places = torch.arange(len(x), device=x.device)
    values = [
        f(torch.where(places == i, x + h, x)) - f(torch.where(places == i, x - h, x)) for i in range(len(x))
    ]
    return x.new_tensor([value.item() / (2 * h) for value in values])


@numerical_gradient.misconception
def all_at_once(f, x, h):
    """You moved all coordinates at once. The gradient needs one coordinate at a time: the others stay."""
    return torch.ones_like(x) * (f(x + h) - f(x - h)) / (2 * h)


@numerical_gradient.misconception
def steps_stay(f, x, h):
    """The steps of earlier coordinates are still there. Take each step back before the next."""
    x, gradient = x.clone(), torch.zeros_like(x)
    for i in range(len(x)):
        x[i] += h
        above = f(x)
        x[i] -= 2 * h
        gradient[i] = (above - f(x)) / (2 * h)
    return gradient


@numerical_gradient.misconception
def forward_gradient(f, x, h):
    """This is the forward difference. The central one is asked: (f(x + h) - f(x - h)) / (2h) in each
    coordinate.
    """
    gradient = torch.zeros_like(x)
    for i in range(len(x)):
        step = torch.zeros_like(x)
        step[i] = h
        gradient[i] = (f(x + step) - f(x)) / h
    return gradient


@numerical_gradient.misconception
def another_name_for_x(f, x, h):
    """`above = x` makes no copy: it is another name for x, so both points are the same. Write `x.clone()`."""
    gradient = torch.zeros_like(x)
    for i in range(len(x)):
        above = below = x.clone()
        above[i] += h
        below[i] -= h
        gradient[i] = (f(above) - f(below)) / (2 * h)
    return gradient


@numerical_gradient.misconception
def not_quite_back(f, x, h):
    """The gradient is right, but x is not exactly as it was: `+= h` and `-= h` round. Change a copy, or keep
    the old number and write it back.
    """
    gradient = torch.zeros_like(x)
    for i in range(len(x)):
        x[i] += h
        above = f(x)
        x[i] -= 2 * h
        gradient[i] = (above - f(x)) / (2 * h)
        x[i] += h
    return gradient


numerical_gradient.hint("x + step, where step is h in one place and 0 elsewhere, leaves x as it is.")


# ── 5 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"A": tensors("n n"), "x": tensors("n")}, cases=48)
def gradient_of_the_form(A, x):
    return (A + A.T) @ x


@gradient_of_the_form.right
def by_autograd(A, x):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(x @ A.detach() @ x, x)[0]


@gradient_of_the_form.right
def two_products(A, x):
    return A @ x + x @ A


@gradient_of_the_form.right
def by_einsum(A, x):
    return torch.einsum("ij,j->i", A, x) + torch.einsum("ij,i->j", A, x)


@gradient_of_the_form.misconception
def as_if_it_was_symmetric(A, x):
    """2 A x is right only if A is symmetric. In general it is (A + Aᵀ) x."""
    return 2 * A @ x


@gradient_of_the_form.misconception
def of_a_linear_map(A, x):
    """x occurs twice in xᵀ A x, so the gradient has two terms, by the product rule."""
    return A @ x


@gradient_of_the_form.misconception
def transposed_twice(A, x):
    """This is 2 Aᵀ x. One of the two terms has A, and the other Aᵀ."""
    return 2 * A.T @ x


@gradient_of_the_form.misconception
def the_form_itself(A, x):
    """This is the number xᵀ A x. Its gradient is a vector: one derivative for each element of x."""
    return x @ A @ x


gradient_of_the_form.hint("Write it as a sum: x_i A_ij x_j. Which terms have x_k?")


# ── 6 ───────────────────────────────────────────────────────────────────────────────────────────────
PAIRS = (
    "(torch.sin, torch.cos)",
    "(lambda x: x * x, lambda x: 2 * x)",
    "(torch.exp, torch.exp)",
    "(lambda x: 3 * x - 1, lambda x: 3 * torch.ones_like(x))",
)
PAIR = made(*PAIRS)
POSITIVE = made("(lambda x: x * x + 1, lambda x: 2 * x)", "(torch.exp, torch.exp)")
NEAR_ZERO = tensors("n", dtypes=("float64",), low=-3, high=3).map(filled)


@exercise.task(inputs={"f": PAIR, "g": POSITIVE, "x": NEAR_ZERO}, seen_as="result(x)", cases=48)
def quotient_rule(f, g):
    (u, du), (v, dv) = f, g
    return lambda x: (du(x) * v(x) - u(x) * dv(x)) / v(x) ** 2


@quotient_rule.right
def as_a_product(f, g):
    """u / v is u times 1 / v."""
    return lambda x: f[1](x) / g[0](x) - f[0](x) * g[1](x) / g[0](x).square()


@quotient_rule.right
def with_autograd(f, g):
    def slope(x):
        x = x.detach().requires_grad_()
        (f[0](x) / g[0](x)).sum().backward()
        return x.grad

    return slope


@quotient_rule.right
def by_logarithms(f, g):
    return lambda x: (f[1](x) - f[0](x) * (g[1](x) / g[0](x))) / g[0](x)


@quotient_rule.misconception
def quotient_of_the_derivatives(f, g):
    """The derivative of a quotient is not the quotient of the derivatives."""
    return lambda x: f[1](x) / (g[1](x) + 0.0)


@quotient_rule.misconception
def plus_for_minus(f, g):
    """The numerator is a difference: u' v - u v'. The sum belongs to the product rule."""
    return lambda x: (f[1](x) * g[0](x) + f[0](x) * g[1](x)) / g[0](x) ** 2


@quotient_rule.misconception
def the_other_way_round(f, g):
    """The sign is wrong: the numerator begins with u' v."""
    return lambda x: (f[0](x) * g[1](x) - f[1](x) * g[0](x)) / g[0](x) ** 2


@quotient_rule.misconception
def denominator_not_squared(f, g):
    """The denominator is v², not v."""
    return lambda x: (f[1](x) * g[0](x) - f[0](x) * g[1](x)) / g[0](x)


quotient_rule.hint("(u / v)' = (u' v - u v') / v².")


# ── 7 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={"f": made(*PAIRS), "g": made(*PAIRS[1:], PAIRS[0]), "x": NEAR_ZERO}, seen_as="result(x)"
)
def chain_rule(f, g):
    (outer, d_outer), (inner, d_inner) = f, g
    if outer is torch.exp and inner is torch.exp:
        raise ValueError("it grows too fast")
    return lambda x: d_outer(inner(x)) * d_inner(x)


@chain_rule.right
def chain_by_autograd(f, g):
    def slope(x):
        x = x.detach().requires_grad_()
        return torch.autograd.grad(f[0](g[0](x)).sum(), x)[0]

    return slope


@chain_rule.right
def chain_in_steps(f, g):
    def slope(x):
        u = g[0](x)
        dz_du, du_dx = f[1](u), g[1](x)
        return dz_du.mul(du_dx)

    return slope


@chain_rule.right
def chain_by_forward_mode(f, g):
    return lambda x: torch.func.jvp(lambda x: f[0](g[0](x)), (x,), (torch.ones_like(x),))[1]


@chain_rule.misconception
def both_at_x(f, g):
    """The outer derivative was taken at x. Its argument is g(x): f'(g(x)) · g'(x)."""
    return lambda x: f[1](x) * g[1](x)


@chain_rule.misconception
def without_the_inner_derivative(f, g):
    """The inner derivative is missing: f'(g(x)) · g'(x)."""
    return lambda x: f[1](g[0](x))


@chain_rule.misconception
def nested_derivatives(f, g):
    """You put the inner derivative into the outer one. The two are multiplied: f'(g(x)) · g'(x)."""
    return lambda x: f[1](g[1](x))


@chain_rule.misconception
def product_rule(f, g):
    """This is the rule for the product f(x) · g(x). Here g is *inside* of f: f(g(x))."""
    return lambda x: f[1](x) * g[0](x) + f[0](x) * g[1](x)


@chain_rule.misconception
def outer_and_inner_swapped(f, g):
    """This is the derivative of g(f(x)). f is the outer function: f(g(x))."""
    return lambda x: g[1](f[0](x)) * f[1](x)


chain_rule.hint("dz/dx = dz/du · du/dx, and dz/du is taken at u = g(x).")


# ── 8 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"f": FIELDS, "x": POINTS, "v": POINTS}, cases=48)
def directional_derivative(f, x, v):
    length = torch.linalg.vector_norm(v)
    if not length.item():
        raise ValueError("0 is no direction")
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x), x)[0] @ v / length


@directional_derivative.right
def along_the_line(f, x, v):
    unit = v / v.norm()
    return torch.func.jvp(f, (x,), (unit,))[1]


@directional_derivative.right
def sum_of_products(f, x, v):
    gradient = torch.func.grad(f)(x)
    return (gradient * v).sum() / v.square().sum().sqrt()


@directional_derivative.right
def by_the_length_of_a_step(f, x, v):
    t = torch.zeros((), dtype=x.dtype, device=x.device, requires_grad=True)
    f(x + t * torch.nn.functional.normalize(v, dim=0)).backward()
    return t.grad


@directional_derivative.misconception
def not_of_length_1(f, x, v):
    """v is a direction, and its length must not matter: divide by it."""
    return torch.func.grad(f)(x) @ v


@directional_derivative.misconception
def sum_of_the_gradient(f, x, v):
    """v is missing: this is the sum of the gradient."""
    return torch.func.grad(f)(x).sum()


@directional_derivative.misconception
def length_of_the_gradient(f, x, v):
    """This is the steepest slope, in the direction of the gradient. The slope in the direction of v is
    asked.
    """
    return torch.func.grad(f)(x).norm()


@directional_derivative.misconception
def divided_by_the_square(f, x, v):
    """Divide by the length of v. You divided by the square of it."""
    return torch.func.grad(f)(x) @ v / (v @ v)


@directional_derivative.misconception
def element_by_element(f, x, v):
    """This is a vector. The slope in one direction is one number: the sum of these products."""
    return torch.func.grad(f)(x) * v / v.norm()


directional_derivative.hint("It is the gradient times a vector of length 1.")


# ── 9 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"f": FIELDS, "x": POINTS, "h": each(0.5, 0.1)}, cases=48, atol=1e-6)
def gap(f, x, h):
    if not len(x):
        raise ValueError("there is no largest of nothing")
    steps = h * torch.eye(len(x), dtype=x.dtype, device=x.device)
    numerical = torch.stack([(f(x + step) - f(x - step)) / (2 * h) for step in steps])
    return (numerical - torch.func.grad(f)(x)).abs().max().item()


@gap.right
def gap_in_a_loop(f, x, h):
    largest, leaf = 0.0, x.detach().clone().requires_grad_()
    f(leaf).backward()
    for i in range(len(x)):
        above, below = x.clone(), x.clone()
        above[i] += h
        below[i] -= h
        largest = max(largest, abs(((f(above) - f(below)) / (2 * h) - leaf.grad[i]).item()))
    return largest


@gap.right
def as_a_norm(f, x, h):
    steps = torch.diag(torch.full_like(x, h))
    numerical = [((f(x + step) - f(x - step)) / h / 2).item() for step in steps]
    automatic = torch.autograd.functional.jacobian(f, x)
    return torch.linalg.vector_norm(automatic - automatic.new_tensor(numerical), ord=float("inf")).item()


@gap.right
def largest_of_the_slopes(f, x, h):
    exact = torch.func.jacrev(f)(x).tolist()
    gaps = []
    for i, slope in enumerate(exact):
        step = torch.zeros_like(x)
        step[i] = h
        gaps.append(abs(float(f(x + step) - f(x - step)) / (2 * h) - slope))
    return max(gaps)


def numerically(f, x, h):
    steps = h * torch.eye(len(x), dtype=x.dtype, device=x.device)
    return torch.stack([(f(x + step) - f(x - step)) / (2 * h) for step in steps])


@gap.misconception
def without_abs(f, x, h):
    """Take the absolute values before the maximum: a large negative difference is a large difference."""
    return (numerically(f, x, h) - torch.func.grad(f)(x)).max().item()


@gap.misconception
def gap_of_the_forward_difference(f, x, h):
    """You used the forward difference. The central one is much nearer."""
    steps = h * torch.eye(len(x), dtype=x.dtype, device=x.device)
    numerical = torch.stack([(f(x + step) - f(x)) / h for step in steps])
    return (numerical - torch.func.grad(f)(x)).abs().max().item()


@gap.misconception
def mean_gap(f, x, h):
    """This is the mean of the differences. The largest is asked: a mean hides one wrong coordinate."""
    return (numerically(f, x, h) - torch.func.grad(f)(x)).abs().mean().item()


@gap.misconception
def gap_of_the_sums(f, x, h):
    """You compared the sums of the two gradients, so that differences cancel. Compare element by element."""
    return (numerically(f, x, h).sum() - torch.func.grad(f)(x).sum()).abs().item()


gap.hint("The difference of two gradients is a vector. Which number says how far they are apart?")
