"""Calculus: slopes by differences, by rules and by autograd. D2L 2.4.

The free h of some tasks is judged with an absolute tolerance, which their prose states. Their functions and
numbers are such that usual choices of h stay within it: a forward difference with h = 0.001, too.
"""

import numpy as np
import torch

from grader.course import Exercise, each, functions, made, tensors

exercise = Exercise("Calculus", after="exercise_04")

CURVED = (
    "lambda x: x ** 3",
    "lambda x: torch.sin(x)",
    "lambda x: 1 / (1 + x * x)",
)
ELEMENTWISE = functions("lambda x: 3 * x ** 2 - 4 * x", *CURVED)
WITH_A_GAP = functions(*CURVED)
"""Functions whose central differences are not their derivatives; those of a quadratic function are."""
OF_A_VECTOR = functions(
    "lambda x: (x * x).sum()",
    "lambda x: torch.sin(x).sum()",
    "lambda x: (x[1:] * x[:-1]).sum()",
    "lambda x: torch.cos(x.sum())",
)


def contiguous(x):
    """Leave the numbers as they are: a tensor with .map(…) is never expanded.

    `torch.func.jvp` raises for an expanded x, and so does `x[i] = …` in an answer that restores x afterwards.
    """
    return x


def direction(v):
    """Make a direction, never zero. With one element, most are negative: `v / v.sum()` fails there."""
    v = v + (v == 0).all()
    return -v if len(v) == 1 else v


H = each(0.5, 0.1, 2.0)
WIDE = ("float64",)
SMALL = tensors("*s", low=-3, high=3)
SMALL_AND_WIDE = tensors("*s", low=-3, high=3, dtypes=WIDE).map(contiguous)


@exercise.task(inputs={"f": ELEMENTWISE, "x": SMALL, "h": H})
def forward_difference(f, x, h):
    return (f(x + h) - f(x)) / h


@forward_difference.right
def from_both_points(f, x, h):
    at = torch.stack((x, x + h))
    here, there = f(at)
    return there.sub(here).div(h)


@forward_difference.right
def with_a_product(f, x, h):
    return 1 / h * (f(torch.add(x, h)) - f(x))


@forward_difference.right
def element_by_element(f, x, h):
    slopes = torch.empty_like(x)
    for i in np.ndindex(x.shape):
        slopes[i] = (f(x[i] + h) - f(x[i])) / h
    return slopes


forward_difference.misconception.edit(
    "not_divided_by_h",
    {" / h": ""},
    "This is the difference alone. A slope is the difference divided by the distance of the two points, h.",
)
forward_difference.misconception.edit(
    "divides_only_the_second",
    {"(f(x + h) - f(x)) / h": "f(x + h) - f(x) / h"},
    "Only f(x) was divided by h: `/` binds more tightly than `-`. The whole difference is to be divided.",
)
forward_difference.misconception.edit(
    "adds_h_to_the_value",
    {"f(x + h)": "(f(x) + h)"},
    """The result is 1 for every function. Here h was added to the value f(x). Add it to x: f is to be taken
    at another point.""",
)
forward_difference.misconception.edit(
    "backward_difference",
    {"(f(x + h) - f(x))": "(f(x) - f(x - h))"},
    "This is the slope between x - h and x, on the left of x. The forward difference looks to the right.",
)
forward_difference.misconception.edit(
    "central_instead",
    {"(f(x + h) - f(x)) / h": "(f(x + h) - f(x - h)) / (2 * h)"},
    "This is the central difference. The forward difference takes the points x and x + h.",
)
forward_difference.misconception.edit(
    "upside_down",
    {"f(x + h) - f(x)": "f(x) - f(x + h)"},
    "The sign is wrong: take the value at x + h first, and subtract the one at x.",
)


@forward_difference.misconception
def the_limit_itself(f, x, _h):
    """This is the derivative, or nearly: the quotient for an h near 0. Here the quotient for the given h is
    asked, which is usually another number.
    """
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x).sum(), x)[0]


@forward_difference.misconception
def moves_the_caller_too(f, x, h):
    """Your input x was changed: `x += h` writes into the tensor that you were given, and so does every name
    that you give to it. `x + h` makes a new tensor.
    """
    before = f(x).clone()
    x += h
    return (f(x) - before) / h


forward_difference.misconception.edit(
    "through_a_list",
    {"(f(x + h) - f(x)) / h": "torch.tensor(((f(x + h) - f(x)) / h).tolist()).reshape(x.shape)"},
    """The result is always float32. `torch.tensor` makes float32 of Python floats, whatever x was. Compute
    with whole tensors, or give it the dtype of x.""",
)
forward_difference.misconception.edit(
    "flat_result",
    {"(f(x + h) - f(x)) / h": "((f(x + h) - f(x)) / h).flatten()"},
    "The result is always a vector, with a slope for each element of x. It should have the shape of x.",
)


@forward_difference.misconception
def along_the_first_axis(f, x, h):
    """This works for a vector only. x may have any shape: a matrix has rows where a vector has numbers, and
    an x of shape () has no length. Compute with whole tensors: f takes a tensor of any shape.
    """
    slopes = x.new_zeros(len(x))
    for i in range(len(x)):
        slopes[i] = (f(x[i] + h) - f(x[i])) / h
    return slopes


forward_difference.misconception.edit(
    "steps_on_the_cpu",
    {"f(x + h)": "f(x + torch.full(x.shape, h, dtype=x.dtype))"},
    """`torch.full` and its like make a tensor on the CPU, also if x is on a GPU, and the two cannot be added.
    `x + h` needs no tensor of steps. `torch.full_like` makes one beside x.""",
    device=True,
)
forward_difference.hint("Which two points does the slope join, and how far are they apart?")
forward_difference.hint("Call f twice, and mind the brackets: the whole difference is divided.")


@exercise.task(inputs={"f": ELEMENTWISE, "x": SMALL, "h": H})
def central_difference(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)


@central_difference.right
def mean_of_both_sides(f, x, h):
    return ((f(x + h) - f(x)) / h + (f(x) - f(x - h)) / h) / 2


@central_difference.right
def divided_twice(f, x, h):
    return f(x + h).sub(f(x - h)) / 2 / h


@central_difference.right
def through_all_elements(f, x, h):
    slopes = [(f(v + h) - f(v - h)) / (h + h) for v in x.reshape(-1)]
    return torch.stack(slopes).reshape(x.shape) if slopes else torch.zeros_like(x)


central_difference.misconception.edit(
    "divides_by_h",
    {"(2 * h)": "h"},
    "The result is twice what it should be. The points x - h and x + h are 2 h apart, not h.",
)
central_difference.misconception.edit(
    "divides_by_two_and_multiplies",
    {"/ (2 * h)": "/ 2 * h"},
    "`/ 2 * h` divides by 2 and then *multiplies* by h. Put the distance into brackets: `/ (2 * h)`.",
)
central_difference.misconception.edit(
    "forward_instead",
    {"(f(x + h) - f(x - h)) / (2 * h)": "(f(x + h) - f(x)) / h"},
    "This is the forward difference. The central one takes a point on each side of x.",
)
central_difference.misconception.edit(
    "half_of_the_forward",
    {"f(x - h)": "f(x)"},
    "This is half of the forward difference: x and x + h are h apart. Take the second point at x - h.",
)
central_difference.misconception.edit(
    "half_steps",
    {"f(x + h) - f(x - h)": "f(x + h / 2) - f(x - h / 2)", "(2 * h)": "h"},
    "These points are h apart: x - h/2 and x + h/2. The task asks for x - h and x + h.",
)
central_difference.misconception.edit(
    "second_difference",
    {"(f(x + h) - f(x - h)) / (2 * h)": "(f(x + h) - 2 * f(x) + f(x - h)) / h**2"},
    """This approximates the second derivative. For the first one, subtract the value on the left from the one
    on the right.""",
)
central_difference.misconception.edit(
    "left_minus_right",
    {"f(x + h) - f(x - h)": "f(x - h) - f(x + h)"},
    "The sign is wrong: subtract the value on the left, f(x - h), from the one on the right, f(x + h).",
)
central_difference.misconception.edit(
    "flat_result",
    {"(f(x + h) - f(x - h)) / (2 * h)": "((f(x + h) - f(x - h)) / (2 * h)).flatten()"},
    "The result is always a vector, with a slope for each element of x. It should have the shape of x.",
)
central_difference.misconception.edit(
    "neighbours_in_x",
    {"(f(x + h) - f(x - h)) / (2 * h)": "torch.gradient(f(x), spacing=h)[0]"},
    """The values of f at neighbouring elements of x were subtracted, as `torch.gradient` does it. These are
    not h apart. Each slope belongs to one element of x: take f at x + h and at x - h.""",
)
central_difference.misconception.edit(
    "adds_the_values",
    {"f(x + h) - f(x - h)": "f(x + h) + f(x - h)"},
    "The two values were added. A slope is the *difference* of the values, divided by the distance.",
)


@central_difference.misconception
def the_derivative_itself(f, x, _h):
    """This is the derivative, or nearly: the quotient for an h near 0. Here the quotient for the given h is
    asked, which is usually another number.
    """
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x).sum(), x)[0]


@central_difference.misconception
def walks_with_the_callers_x(f, x, h):
    """Your input x was changed: `x += h` writes into the tensor that you were given, and so does every name
    that you give to it. `x + h` makes a new tensor.
    """
    x += h
    right = f(x).clone()
    x -= 2 * h
    return (right - f(x)) / (2 * h)


@central_difference.misconception
def there_and_back(f, x, h):
    """Your input x was changed a little. It was moved and moved back, and each step is rounded, so
    x + h - 2 h + h is not always x. Do not move x: `x + h` makes a new tensor.
    """
    x += h
    right = f(x).clone()
    x -= 2 * h
    left = f(x).clone()
    x += h
    return (right - left) / (2 * h)


central_difference.hint("How far are the points x - h and x + h apart?")
central_difference.hint("Check your brackets: what does a / 2 * h compute?")


@exercise.task(
    inputs={"f": ELEMENTWISE, "x": SMALL_AND_WIDE},
    seen_as="first_result = result(x)\n"
    "at_once = first_result * 1\n"
    "called_again = result(x) * 1\n"
    "at_another_x = result(x.detach() / 2 + 1) * 1\n"
    "x_requires_grad = torch.full_like(x, float(x.requires_grad))\n"
    "[at_once, called_again, at_another_x, first_result, x_requires_grad]",
    atol=0.01,
)
def derivative(f):
    def df(x):
        x = x.detach().requires_grad_()
        return torch.autograd.grad(f(x).sum(), x)[0]

    return df


@derivative.right
def by_central_differences(f):
    h = 1e-5
    return lambda x: (f(x + h) - f(x - h)) / (2 * h)


@derivative.right
def by_backward(f):
    def df(x):
        x = x.clone().requires_grad_()
        y = f(x)
        y.backward(torch.ones_like(y))
        return x.grad

    return df


@derivative.right
def forward_with_a_usual_step(f):
    return lambda x: (f(x + 1e-3) - f(x)) / 1e-3


derivative.misconception.edit(
    "a_number_for_a_function",
    {"return df": "return df(torch.tensor(1.0))"},
    """What you returned cannot be called: it is no function. The derivative is a function, which takes an x
    later. Define a function inside of yours, and return it.""",
)
derivative.misconception.edit(
    "the_function_itself",
    {"x = x.detach().requires_grad_()": "return f(x)"},
    "The function that you returned gives f(x). Its derivative is asked: the slope of f at x.",
)
derivative.misconception.edit(
    "divides_by_half_the_distance",
    {"[0]": "[0] * 2"},
    """The slopes are twice what they should be. The points x - h and x + h are 2 h apart. With autograd, each
    further `backward()` adds to `.grad`.""",
)


@derivative.misconception
def difference_without_division(f):
    """This is the difference of two values. Divide it by the distance of the two points."""
    return lambda x: f(x + 1e-5) - f(x - 1e-5)


@derivative.misconception
def a_step_of_a_hundredth(f):
    """These are differences with too large an h: some are off by more than 0.01. Take a smaller h, or the
    central difference, whose error shrinks much faster.
    """
    return lambda x: (f(x + 0.01) - f(x)) / 0.01


@derivative.misconception
def a_step_of_a_tenth(f):
    """These are differences with too large an h: some are off by more than 0.01. Take a smaller h, or the
    central difference, whose error shrinks much faster.
    """
    return lambda x: (f(x + 0.1) - f(x)) / 0.1


@derivative.misconception
def too_small_a_step(f):
    """The slope is 0 nearly everywhere. With an h as small as this, x + h is rounded to x itself: float64 has
    only about 16 digits. A smaller h is not always better.
    """
    return lambda x: (f(x + 1e-17) - f(x - 1e-17)) / 2e-17


derivative.misconception.edit(
    "lets_x_require_grad",
    {"x.detach().requires_grad_()": "x.requires_grad_()"},
    """The slopes are right, but x requires grad now: `requires_grad_()` changes the tensor that your function
    was given. Take a new one: `x.detach().requires_grad_()`.""",
)


@derivative.misconception
def adds_up_in_one_leaf(f):
    """The second call with the same x gives another result. `backward()` adds to what the call before has
    left in `.grad`. Work on a new leaf in each call, such as `x.detach().requires_grad_()`.
    """

    def df(x):
        x.requires_grad_()
        f(x).sum().backward()
        return x.grad.clone()

    return df


@derivative.misconception
def hands_out_one_grad(f):
    """The result of the first call changes in the second. What you return is the `.grad` of one leaf, to
    which the next `backward()` adds. Work on a new leaf in each call, such as `x.detach().requires_grad_()`.
    """

    def df(x):
        x.requires_grad_()
        f(x).sum().backward()
        return x.grad

    return df


@derivative.misconception
def one_tensor_for_all_calls(f):
    """The result of the first call changes in a later one: the calls write their results into one tensor.
    Make a new tensor in each call.
    """
    slopes = None

    def df(x):
        nonlocal slopes
        leaf = x.detach().requires_grad_()
        found = torch.autograd.grad(f(leaf).sum(), leaf)[0]
        slopes = found if slopes is None else slopes.copy_(found)
        return slopes

    return df


@derivative.misconception
def clears_before_the_first(f):
    """A fresh leaf has `.grad` None, and None has no methods. A new leaf in each call needs no clearing."""

    def df(x):
        x = x.detach().requires_grad_()
        x.grad.zero_()
        f(x).sum().backward()
        return x.grad

    return df


derivative.misconception.edit(
    "backward_from_many_numbers",
    {"f(x).sum()": "f(x)"},
    """`backward()` without arguments and `torch.autograd.grad` begin at a single number, and f(x) has the
    shape of x. Each element of f(x) depends on one element of x alone, so go back from the sum of f(x).""",
)
derivative.misconception.edit(
    "slopes_of_the_mean",
    {"sum()": "mean()"},
    "The slopes were divided by the number of elements, as `mean()` does it. Go back from the sum.",
)
derivative.misconception.edit(
    "slopes_in_a_tuple",
    {"[0]": ""},
    """The function gives a tuple that holds the slopes. `torch.autograd.grad` gives a tuple, with one
    gradient for each input. Take it out: `[0]`.""",
)
derivative.misconception.edit(
    "x_without_a_graph",
    {".requires_grad_()": ""},
    """There is no graph to go back through: x does not require grad. Make a leaf of it first, such as
    `x.detach().requires_grad_()`.""",
)
derivative.hint("A function can define another one inside, and return it. What does it still know?")
derivative.hint("A difference needs an h. How large is its error for h = 0.1, and for h = 0.001?")
derivative.hint("With autograd, what is in .grad when your function is called a second time?")


@exercise.task(
    inputs={"f": ELEMENTWISE, "a": tensors("", low=-3, high=3, dtypes=WIDE), "x": SMALL_AND_WIDE},
    seen_as="heights = result(x) * 1\n[heights, x]",
    atol=0.1,
)
def tangent(f, a):
    at = a.detach().requires_grad_()
    slope = torch.autograd.grad(f(at), at)[0]
    return lambda x: f(a) + slope * (x - a)


@tangent.right
def slope_by_a_difference(f, a):
    h = 1e-5
    slope = (f(a + h) - f(a - h)) / (2 * h)
    return lambda x: f(a) + slope * (x - a)


@tangent.right
def slope_and_intercept(f, a):
    leaf = a.clone().requires_grad_()
    value = f(leaf)
    value.backward()
    intercept = value.detach() - leaf.grad * a
    return lambda x: leaf.grad * x + intercept


@tangent.right
def everything_inside(f, a):
    def line(x):
        return (x - a) * (f(a + 1e-3) - f(a)) / 1e-3 + f(a)

    return line


@tangent.right
def with_python_numbers(f, a):
    at, height = a.item(), f(a).item()
    slope = (f(a + 1e-4).item() - height) / 1e-4
    return lambda x: height + slope * (x - at)


@tangent.misconception
def slope_at_x(f, a):
    """The slope was taken at x, so this is no straight line. The tangent has the slope of f at a
    everywhere.
    """

    def line(x):
        at = x.detach().requires_grad_()
        return f(a) + torch.autograd.grad(f(at).sum(), at)[0] * (x - a)

    return line


tangent.misconception.edit(
    "height_at_x",
    {"f(a) + slope": "f(x) + slope"},
    """The height f(x) was taken, so this is no straight line. Start from the height at a, and add the slope
    times how far x is from a.""",
)
tangent.misconception.edit(
    "not_moved_to_a",
    {"(x - a)": "x"},
    """The line has the height f(a) at x = 0. It should have it at x = a: multiply the slope by how far x is
    from a.""",
)
tangent.misconception.edit(
    "through_zero_height",
    {"f(a) + ": ""},
    "The line has the height 0 at a. It should have the height f(a) there: add it.",
)
tangent.misconception.edit(
    "secant",
    {"torch.autograd.grad(f(at), at)[0]": "f(a + 1) - f(a)"},
    """The slope is that between a and a + 1. This line cuts the curve, it does not touch it: take a small h
    for the slope.""",
)
tangent.misconception.edit(
    "away_from_a",
    {"(x - a)": "(a - x)"},
    """The line falls where it should rise, and rises where it should fall. To the right of a, x - a is more
    than 0.""",
)
tangent.misconception.edit(
    "slope_not_divided",
    {"torch.autograd.grad(f(at), at)[0]": "f(a + 1e-5) - f(a - 1e-5)"},
    """The line is nearly flat, at the height f(a). Its slope should be f'(a): the difference of two values,
    divided by the distance of their points.""",
)
tangent.misconception.edit(
    "height_at_a",
    {"lambda x: ": "", "(x - a)": "(a - a)"},
    """What you returned cannot be called: it is no function. The line is a function, which takes an x later.
    Define a function inside of yours, and return it.""",
)
tangent.misconception.edit(
    "a_constant_slope",
    {"f(a) + slope * (x - a)": "slope * torch.ones_like(x)"},
    "These are slopes: f'(a) for each x. The *height* of the line at x is asked.",
)
tangent.misconception.edit(
    "a_float_for_f",
    {"f(a) + slope": "f(a.item()) + slope"},
    """f got a Python float, and torch operations such as `torch.sin` take tensors only. Give f the tensor a
    itself.""",
)
tangent.misconception.edit(
    "a_float_for_f_at_once",
    {"return lambda x: f(a) +": "height = f(a.item())\n    return lambda x: height +"},
    """f got a Python float, and torch operations such as `torch.sin` take tensors only. Give f the tensor a
    itself.""",
)
tangent.misconception.edit(
    "lets_a_require_grad",
    {"a.detach().requires_grad_()": "a.requires_grad_()"},
    """The line is right, but your input a requires grad now: `requires_grad_()` changes the tensor that you
    were given. Take a new one: `a.detach().requires_grad_()`.""",
)


@tangent.misconception
def written_into_x(f, a):
    """The heights are right, but x was changed into them: `x -= …`, `x *= …` and methods with a `_` at the
    end write into the tensor that the line was given. `x - a` makes a new one.
    """
    at = a.detach().requires_grad_()
    slope = torch.autograd.grad(f(at), at)[0]

    def line(x):
        x -= a
        x *= slope
        x += f(a)
        return x

    return line


tangent.hint("What height does the line have at a? How much higher is it one step to the right?")
tangent.hint("Your own derivative gives the slope at a, as a number that does not depend on x.")


@exercise.task(
    inputs={"f": OF_A_VECTOR, "x": tensors("n", n=(0, 5), low=-3, high=3).map(contiguous)},
    atol=0.01,
)
def numerical_gradient(f, x):
    h, at = 1e-5, x.double()
    gradient = torch.zeros_like(at)
    for i in range(len(x)):
        step = torch.zeros_like(at)
        step[i] = h
        gradient[i] = (f(at + step) - f(at - step)) / (2 * h)
    return gradient.to(x.dtype)


@numerical_gradient.right
def rows_of_the_identity(f, x):
    h = 1e-3
    steps = h * torch.eye(len(x), dtype=x.dtype, device=x.device)
    slopes = [(f(x + step) - f(x - step)) / (2 * h) for step in steps]
    return torch.stack(slopes) if slopes else torch.zeros_like(x)


@numerical_gradient.right
def with_a_copy_of_each(f, x):
    gradient = torch.empty_like(x)
    here = f(x.double())
    for i in range(x.shape[0]):
        there = x.detach().to(torch.float64, copy=True)
        there[i] += 1e-6
        gradient[i] = (f(there) - here) / 1e-6
    return gradient


@numerical_gradient.right
def backward_is_right_too(f, x):
    x = x.detach().requires_grad_()
    f(x).backward()
    return x.grad


numerical_gradient.misconception.edit(
    "all_coordinates_at_once",
    {"step[i] = h": "step[:] = h"},
    """All elements of the result are equal: each is the sum of all partial derivatives. All coordinates were
    moved at once. Move x[i] alone, for one i after the other.""",
)
numerical_gradient.misconception.edit(
    "never_steps_back",
    {
        "    for i in range(len(x)):\n        step = torch.zeros_like(at)\n": (
            "    step = torch.zeros_like(at)\n    for i in range(len(x)):\n"
        )
    },
    """The element i is the sum of the partial derivatives 0 to i. The coordinates before i had been moved,
    too, and were not put back. Begin each time with x as it was.""",
)
numerical_gradient.misconception.edit(
    "lost_in_float32",
    {"1e-5, x.double()": "1e-8, x"},
    """Right in float64, and wrong in float32. There, x + h is rounded to x itself for so small an h, and the
    difference is 0. Compute in float64, or take a larger h.""",
)
numerical_gradient.misconception.edit(
    "noise_in_float32",
    {"1e-5, x.double()": "1e-6, x"},
    """Right in float64, and wrong in float32. There, the values have about seven digits, so their difference
    is mostly a rounding error, and you divide it by a tiny h. Compute in float64, or take a larger h.""",
)
numerical_gradient.misconception.edit(
    "a_step_of_a_tenth",
    {"1e-5": "0.1", "f(at - step)": "f(at)", "(2 * h)": "h"},
    """These are differences with too large an h: some are off by more than 0.01. Take a smaller h, or the
    central difference, whose error shrinks much faster.""",
)
numerical_gradient.misconception.edit(
    "a_share_of_x",
    {"step[i] = h": "step[i] = h = 1e-5 * at[i]"},
    """Where x[i] is 0, the result is nan: 0 was divided by 0. A step that is a share of x[i] is 0 there. Take
    the same h for every coordinate.""",
)
numerical_gradient.misconception.edit(
    "divides_by_half",
    {"(2 * h)": "h"},
    "The gradient is twice what it should be. The points with x[i] - h and x[i] + h are 2 h apart.",
)
numerical_gradient.misconception.edit(
    "stays_float64",
    {"gradient.to(x.dtype)": "gradient"},
    "The numbers are right, but the result is always float64. It should have the dtype of x.",
)
numerical_gradient.misconception.edit(
    "always_float32",
    {"gradient.to(x.dtype)": "torch.tensor(gradient.tolist())"},
    """The result is always float32. `torch.tensor` makes float32 of Python floats, and `torch.zeros(n)` holds
    float32, whatever x is. Say which dtype, or begin with `torch.zeros_like(x)`.""",
)
numerical_gradient.misconception.edit(
    "on_the_cpu",
    {"        step = torch.zeros_like(at)": "        step = torch.zeros(len(x), dtype=at.dtype)"},
    """`torch.zeros` makes a tensor on the CPU, also if x is on a GPU, and the two cannot be added there.
    `torch.zeros_like` makes one beside its argument.""",
    device=True,
)


@numerical_gradient.misconception
def another_name_for_x(f, x):
    """The gradient is 0 everywhere, and your input x was changed. `p = x` makes no copy: p is x, and where p
    moves, x moves, too. Take `x.clone()`.
    """
    gradient = torch.zeros_like(x)
    for i in range(len(x)):
        p = x
        p[i] += 1e-3
        gradient[i] = (f(p) - f(x)) / 1e-3
    return gradient


@numerical_gradient.misconception
def moves_your_x(f, x):
    """Your input x was changed, and each element of the result is a sum: the coordinates that were moved
    before are not put back. Move a copy: `x.clone()`.
    """
    gradient, before = torch.zeros_like(x), f(x).clone()
    for i in range(len(x)):
        x[i] += 1e-3
        gradient[i] = (f(x) - before) / 1e-3
    return gradient


@numerical_gradient.misconception
def double_is_no_copy(f, x):
    """Right in float32. A float64 x was changed, and its gradient is a running sum. `x.double()` and
    `x.to(torch.float64)` copy a float32 x, but of a float64 x they give x itself, so what was moved there
    stays moved. Copy it: `x.double().clone()`.
    """
    at, gradient = x.double(), torch.zeros_like(x)
    before = f(at).clone()
    for i in range(len(x)):
        at[i] += 1e-6
        gradient[i] = (f(at) - before) / 1e-6
        at[i] = x[i]
    return gradient


@numerical_gradient.misconception
def nothing_to_stack(f, x):
    """Where x has no elements, your list is empty, and `torch.stack` refuses to stack nothing. The gradient
    has no elements then: begin with a tensor in the shape of x, and fill it.
    """
    x = x.detach().requires_grad_()
    f(x).backward()
    return torch.stack(list(x.grad))


numerical_gradient.hint("Which elements of x move for the element i of the gradient, and which stay?")
numerical_gradient.hint("A vector of zeros with one h in it moves one coordinate when you add it to x.")
numerical_gradient.hint("How many digits of f(x) are left in f(x + h) - f(x), if h is tiny?")


@exercise.task(
    inputs={"A": tensors("m n", m=(1, 4), n=(1, 6)), "B": tensors("n k", k=(1, 5)), "x": tensors("n")}
)
def linear_gradients(A, B, x):
    return A.T, B


@linear_gradients.right
def swapped_dimensions(A, B, _x):
    return A.transpose(0, 1).contiguous(), B.clone()


@linear_gradients.right
def row_by_row_with_backward(A, B, x):
    def gradient(f):
        leaf = x.detach().requires_grad_()
        y = f(leaf)
        columns = [torch.autograd.grad(number, leaf, retain_graph=True)[0] for number in y]
        return torch.stack(columns, 1) if columns else x.new_zeros(len(x), 0)

    return gradient(lambda x: A @ x), gradient(lambda x: torch.mv(B.T, x))


linear_gradients.misconception.edit(
    "jacobians",
    {"return A.T, B": "return A, B.T"},
    """These are the Jacobians: element [i, j] is the derivative of y[i] with respect to x[j]. Here a row
    belongs to an element of *x*, so both are to be transposed.""",
)
linear_gradients.misconception.edit(
    "both_as_they_are",
    {"A.T": "A"},
    """The numbers of the second are right. The first has a row for each element of y: what is at [i, j] in it
    belongs at [j, i].""",
)
linear_gradients.misconception.edit(
    "both_transposed",
    {"A.T, B": "A.T, B.T"},
    """The numbers of the first are right. The second has a row for each element of y: what is at [i, j] in it
    belongs at [j, i]. In xᵀ B, x[i] is multiplied with row i of B.""",
)
linear_gradients.misconception.edit(
    "reshaped_not_transposed",
    {"A.T": "A.reshape(A.shape[1], A.shape[0])"},
    """The first has the right shape, but its numbers are not in their places: `reshape` and `view` keep the
    order in which they are read, row by row. Transpose A, so that its rows become columns.""",
)
linear_gradients.misconception.edit(
    "in_the_wrong_order",
    {"A.T, B": "B, A.T"},
    "The two have changed places: the gradient of A x comes first.",
)
linear_gradients.misconception.edit(
    "values_of_the_products",
    {"A.T, B": "A @ x, x @ B"},
    "These are the products A x and xᵀ B themselves. Their derivatives with respect to x are asked.",
)
linear_gradients.misconception.edit(
    "gradients_of_the_sums",
    {"A.T, B": "A.sum(0), B.sum(1)"},
    """These are the gradients of the *sums* of y. The sum melts all elements of y into one number, and here
    each y[j] gets a column of its own.""",
)
linear_gradients.misconception.edit(
    "still_times_x",
    {"A.T, B": "A.T * x[:, None], B * x[:, None]"},
    """Each element is still multiplied with its x[i]. The derivative of a · x[i] with respect to x[i] is a:
    it does not depend on x.""",
)
linear_gradients.misconception.edit(
    "nothing_depends_on_x",
    {"A.T, B": "torch.zeros_like(A.T), torch.zeros_like(B)"},
    """All derivatives are 0, as if y did not depend on x. A function whose derivative you take has to compute
    with its own parameter, and not with an x from outside.""",
)
linear_gradients.hint("Write y[j] as a sum. With which element of A is x[i] multiplied in it?")
linear_gradients.hint("Which shapes do the two results have? Only one of A and B has it already.")


@exercise.task(inputs={"A": tensors("n n"), "x": tensors("n")})
def quadratic_gradient(A, x):
    return (A + A.T) @ x


@quadratic_gradient.right
def by_the_product_rule(A, x):
    return A @ x + torch.einsum("ij,i->j", A, x)


@quadratic_gradient.right
def quadratic_by_autograd(A, x):
    x = x.detach().requires_grad_()
    (x @ A @ x).backward()
    return x.grad


@quadratic_gradient.right
def sums_over_rows_and_columns(A, x):
    return torch.mv(A, x) + torch.mv(A.t(), x)


quadratic_gradient.misconception.edit(
    "only_for_symmetric",
    {"(A + A.T) @ x": "2 * A @ x"},
    """This is 2 A x, which is right for a symmetric A only. x stands on both sides of A: one side gives A x,
    and the other one Aᵀ x.""",
)
quadratic_gradient.misconception.edit(
    "the_left_x_alone",
    {"(A + A.T)": "A"},
    "This is A x, the part of the x on the left of A. The x on the right gives a second part: Aᵀ x.",
)
quadratic_gradient.misconception.edit(
    "the_right_x_alone",
    {"(A + A.T)": "A.T"},
    "This is Aᵀ x, the part of the x on the right of A. The x on the left gives a second part: A x.",
)
quadratic_gradient.misconception.edit(
    "half_of_it",
    {"(A + A.T)": "(A + A.T) / 2"},
    """This is half of the gradient. One x in xᵀ A x gives A x, and the other one gives Aᵀ x. The gradient is
    their sum, and not their mean.""",
)
quadratic_gradient.misconception.edit(
    "diagonal_once",
    {"(A + A.T)": "(A + A.T - torch.diag(torch.diagonal(A)))"},
    """The diagonal of A counts once, and should count twice: its terms are A[i, i] · x[i]², with the
    derivative 2 A[i, i] · x[i].""",
)
quadratic_gradient.misconception.edit(
    "value_of_the_form",
    {"(A + A.T) @ x": "x @ A @ x"},
    "This is the number xᵀ A x itself. Its gradient is asked: a derivative for each element of x.",
)
quadratic_gradient.misconception.edit(
    "matrix_without_x",
    {" @ x": ""},
    "This is a matrix: x is missing. xᵀ A x is of degree 2 in x, so its gradient still contains x once.",
)
quadratic_gradient.misconception.edit(
    "star_for_at",
    {"@ x": "* x"},
    """`*` multiplies element by element, and the result is a matrix. The product of a matrix and a vector
    also sums over each row.""",
)
quadratic_gradient.misconception.edit(
    "a_column",
    {"@ x": "@ x[:, None]"},
    """The result is a matrix with one column, shape (n, 1). It should have the shape of x, (n,): leave x a
    vector, or drop the axis with `squeeze(1)`.""",
)
quadratic_gradient.misconception.edit(
    "adds_into_A",
    {"return (A + A.T) @ x": "A += A.T.clone(); return A @ x"},
    """Your input A was changed: `A += …` and methods with a `_` at the end write into the tensor that you
    were given. `A + A.T` makes a new one.""",
)
quadratic_gradient.misconception.edit(
    "mm_with_a_vector",
    {"(A + A.T) @ x": "torch.mm(A + A.T, x)"},
    "`torch.mm` multiplies two matrices, and x is a vector. `@` takes a matrix and a vector.",
)


@quadratic_gradient.misconception
def lets_the_callers_x_require_grad(A, x):
    """The gradient is right, but your input x requires grad now: `requires_grad_()` changes the tensor that
    you were given. Take a new one: `x.detach().requires_grad_()`.
    """
    x.requires_grad_()
    return torch.autograd.grad(x @ A @ x, x)[0]


quadratic_gradient.hint("Write xᵀ A x as a sum over i and j. In which terms does x[0] occur?")
quadratic_gradient.hint("Use the product rule: hold one x still, then the other one.")


@exercise.task(inputs={"x": tensors("n"), "X": tensors("m k")})
def norm_gradients(x, X):
    return 2 * x, 2 * X


@norm_gradients.right
def by_adding(x, X):
    return x + x, X + X


@norm_gradients.right
def norms_by_autograd(x, X):
    x, X = x.detach().requires_grad_(), X.detach().requires_grad_()
    ((x**2).sum() + (X**2).sum()).backward()
    return x.grad, X.grad


norm_gradients.misconception.edit(
    "the_squared_norms",
    {"2 * x, 2 * X": "(x * x).sum(), (X * X).sum()"},
    "These are the squared norms themselves. Their gradients are asked, in the shapes of x and X.",
)
norm_gradients.misconception.edit(
    "without_the_factor",
    {"2 * x, 2 * X": "x.clone(), X.clone()"},
    "This is half of what is asked. The derivative of x² is 2 x. (For half of the square it is x.)",
)
norm_gradients.misconception.edit(
    "of_the_norm_itself",
    {"2 * x, 2 * X": "x / (x * x).sum().sqrt(), X / (X * X).sum().sqrt()"},
    """This is the gradient of the norm: the vector divided by its length. The gradient of the *square* of the
    norm is asked, and it needs no root.""",
)
norm_gradients.misconception.edit(
    "of_the_norm_itself_but_at_zero",
    {
        "2 * x, 2 * X": (
            "x / (x * x).sum().sqrt().clamp_min(1e-30), X / (X * X).sum().sqrt().clamp_min(1e-30)"
        )
    },
    """This is the gradient of the norm: the vector divided by its length. The gradient of the *square* of the
    norm is asked, and it needs no root.""",
)
norm_gradients.misconception.edit(
    "of_the_means",
    {"2 * x, 2 * X": "2 * x / x.numel(), 2 * X / X.numel()"},
    "The gradients are divided by the number of elements. The *sum* of the squares is asked, not their mean.",
)
norm_gradients.misconception.edit(
    "transposed_matrix",
    {"2 * X": "2 * X.T"},
    "The second gradient is transposed. It should have the shape of X: element [i, j] belongs to X[i, j].",
)
norm_gradients.misconception.edit(
    "flat_matrix",
    {"2 * X": "2 * X.flatten()"},
    "The second gradient is a vector. It should have the shape of X.",
)


@norm_gradients.misconception
def root_and_square(x, X):
    """Right unless all elements are 0: there it is nan. The norm was computed with a root, whose slope at 0
    is infinite, and then squared. Sum the squares, and take no root.
    """
    x, X = x.detach().requires_grad_(), X.detach().requires_grad_()
    (((x**2).sum() ** 0.5) ** 2 + ((X**2).sum() ** 0.5) ** 2).backward()
    return x.grad, X.grad


@norm_gradients.misconception
def largest_singular_value(x, X):
    """The numbers of the first are right. The second is the gradient of the square of the matrix 2-norm, the
    largest singular value of X. The Frobenius norm is another one: the root of the sum of the squares of all
    elements.
    """
    u, s, vt = torch.linalg.svd(X, full_matrices=False)
    return 2 * x, 2 * s[:1] * u[:, :1] @ vt[:1]


norm_gradients.hint("What is the derivative of x[0]² + x[1]² with respect to x[0]?")
norm_gradients.hint("The square of the Frobenius norm is the same sum, over two indices.")


@exercise.task(
    inputs={
        "c": each(3.0, -0.5, 10.0),
        "f": made("f_and_df[0]"),
        "df": made("f_and_df[1]"),
        "g": made("g_and_dg[0]"),
        "dg": made("g_and_dg[1]"),
        "f_and_df": made(
            "(lambda x: x ** 3, lambda x: 3 * x ** 2)",
            "(lambda x: torch.sin(x), lambda x: torch.cos(x))",
            "(lambda x: 5 - 2 * x, lambda x: torch.full_like(x, -2.0))",
        ),
        "g_and_dg": made(
            "(lambda x: x * x + 1, lambda x: 2 * x)",
            "(lambda x: -torch.exp(x), lambda x: -torch.exp(x))",
            "(lambda x: 2 + torch.cos(x), lambda x: -torch.sin(x))",
        ),
        "x": tensors("*s", low=-2, high=3),
    },
    seen_as="[rule(x) for rule in result]",
)
def derivative_rules(c, f, df, g, dg):
    return [
        lambda x: c * df(x),
        lambda x: df(x) + dg(x),
        lambda x: df(x) * g(x) + f(x) * dg(x),
        lambda x: (df(x) * g(x) - f(x) * dg(x)) / g(x) ** 2,
    ]


@derivative_rules.right
def four_definitions(c, f, df, g, dg):
    def multiple(x):
        return df(x) * c

    def total(x):
        return dg(x) + df(x)

    def product(x):
        return f(x) * dg(x) + g(x) * df(x)

    def quotient(x):
        return df(x) / g(x) - f(x) * dg(x) / g(x) / g(x)

    return [multiple, total, product, quotient]


@derivative_rules.right
def quotient_from_product(c, f, df, g, dg):
    def product_rule(f, df, g, dg):
        return lambda x: df(x) * g(x) + f(x) * dg(x)

    def inverse(x):
        return 1 / g(x)

    def slope_of_inverse(x):
        return -dg(x) / g(x).square()

    return [
        product_rule(lambda _: c, lambda _: 0.0, f, df),
        lambda x: torch.add(df(x), dg(x)),
        product_rule(f, df, g, dg),
        product_rule(f, df, inverse, slope_of_inverse),
    ]


derivative_rules.misconception.edit(
    "product_of_the_derivatives",
    {"df(x) * g(x) + f(x) * dg(x)": "df(x) * dg(x)"},
    """The third is the product of the two derivatives. The derivative of a product is another one: while one
    factor moves, the other one is held still, so there are two terms.""",
)
derivative_rules.misconception.edit(
    "composed_for_multiplied",
    {"df(x) * g(x) + f(x) * dg(x)": "df(g(x)) * dg(x)"},
    """The third is the derivative of f(g(x)), by the chain rule. But f · g multiplies the two values, f(x)
    and g(x): use the product rule.""",
)
derivative_rules.misconception.edit(
    "product_subtracts",
    {"df(x) * g(x) + f(x)": "df(x) * g(x) - f(x)"},
    "The third subtracts its two terms. The product rule adds them.",
)
derivative_rules.misconception.edit(
    "quotient_of_the_derivatives",
    {"(df(x) * g(x) - f(x) * dg(x)) / g(x) ** 2": "df(x) / dg(x)"},
    """The fourth is the quotient of the two derivatives. The derivative of a quotient is another one: look up
    the quotient rule.""",
)
derivative_rules.misconception.edit(
    "numerator_upside_down",
    {"(df(x) * g(x) - f(x) * dg(x))": "(f(x) * dg(x) - df(x) * g(x))"},
    "The fourth has the wrong sign: in the quotient rule, the term with the derivative of f comes first.",
)
derivative_rules.misconception.edit(
    "denominator_not_squared",
    {" ** 2": ""},
    "The fourth was divided by g(x) once. The quotient rule divides by its square.",
)
derivative_rules.misconception.edit(
    "quotient_without_brackets",
    {"(df(x) * g(x) - f(x) * dg(x)) / g(x) ** 2": "df(x) * g(x) - f(x) * dg(x) / g(x) ** 2"},
    """In the fourth, only the second term was divided: `/` binds more tightly than `-`. The whole difference
    is to be divided.""",
)
derivative_rules.misconception.edit(
    "quotient_adds",
    {"g(x) - f(x)": "g(x) + f(x)"},
    "The fourth adds its two terms. The quotient rule subtracts: if g grows, f / g gets smaller.",
)
derivative_rules.misconception.edit(
    "constant_forgotten",
    {"c * df(x)": "df(x)"},
    "The first is the derivative of f alone. A constant factor stays: c times as high, c times as steep.",
)
derivative_rules.misconception.edit(
    "constant_to_zero",
    {"c * df(x)": "0 * df(x)"},
    """The first is 0. The derivative of a constant *term* is 0. But c is a factor, and a constant factor
    stays as it is.""",
)
derivative_rules.misconception.edit(
    "constant_added",
    {"c * df(x)": "c + df(x)"},
    "c was added. It is a factor: the derivative of c · f is c times that of f.",
)
derivative_rules.misconception.edit(
    "quotient_before_product",
    {
        "df(x) * g(x) + f(x) * dg(x)": "(df(x) * g(x) - f(x) * dg(x)) / g(x) ** 2",
        "(df(x) * g(x) - f(x) * dg(x)) / g(x) ** 2": "df(x) * g(x) + f(x) * dg(x)",
    },
    "The third and the fourth have changed places: f · g comes before f / g.",
)
derivative_rules.misconception.edit(
    "not_differentiated",
    {
        "c * df(x)": "c * f(x)",
        "df(x) + dg(x)": "f(x) + g(x)",
        "df(x) * g(x) + f(x) * dg(x)": "f(x) * g(x)",
        "(df(x) * g(x) - f(x) * dg(x)) / g(x) ** 2": "f(x) / g(x)",
    },
    "These are c · f, f + g, f · g and f / g themselves. Their derivatives are asked.",
)


@derivative_rules.misconception
def all_are_the_last(c, f, df, g, dg):
    """All four functions give the derivative of f / g. If you define functions in a loop, take care: each
    looks up the loop's variable when it is *called*. Then the loop is over, and the variable is the last one.
    """

    def quotient(x):
        return (df(x) * g(x) - f(x) * dg(x)) / g(x) ** 2

    return [lambda x: rule(x) for rule in (f, df, g, quotient)]  # noqa: B023  # the mistake itself


derivative_rules.misconception.edit(
    "first_is_the_second",
    {"c * df(x)": "df(x) + dg(x)"},
    """The first gives the derivative of f + g, as the second does. If you define functions in a loop, take
    care: each looks up the loop's variables when it is *called*. Then the loop is over, and they are the last
    ones.""",
)


@derivative_rules.misconception
def one_function_for_all(c, f, df, g, dg):
    """You returned one function. Four are asked, in a list, and each of them gives one tensor."""
    return lambda x: [
        c * df(x),
        df(x) + dg(x),
        df(x) * g(x) + f(x) * dg(x),
        (df(x) * g(x) - f(x) * dg(x)) / g(x) ** 2,
    ]


derivative_rules.hint("c, f, df, g and dg are known inside of each function that you define.")
derivative_rules.hint("Which two terms does the derivative of f · g have?")
derivative_rules.hint("f / g is f · g⁻¹. How does the quotient rule follow from the product rule?")


@exercise.task(
    inputs={
        "dz": made("parts[0]"),
        "u": made("parts[1]"),
        "du": made("parts[2]"),
        "parts": made(
            "([lambda a: torch.cos(a)], [lambda x: x * x], [lambda x: 2 * x])",
            "([lambda a, b: b, lambda a, b: a],"
            " [lambda x: x ** 2, lambda x: torch.sin(x)], [lambda x: 2 * x, lambda x: torch.cos(x)])",
            "([lambda a, b: b, lambda a, b: a + b],"
            " [lambda x: x ** 2, lambda x: torch.sin(x)], [lambda x: 2 * x, lambda x: torch.cos(x)])",
            "([lambda a: 3 * a ** 2], [lambda x: torch.sin(x)], [lambda x: torch.cos(x)])",
            "([lambda a, b, c: b, lambda a, b, c: a, lambda a, b, c: 2 * c],"
            " [lambda x: 3 * x, lambda x: x ** 2, lambda x: torch.exp(x)],"
            " [lambda x: torch.full_like(x, 3.0), lambda x: 2 * x, lambda x: torch.exp(x)])",
        ),
        "x": tensors("*s", low=-2, high=2),
    },
    seen_as="result(x)",
)
def chain_rule(dz, u, du):
    def slope(x):
        at = [inner(x) for inner in u]
        total = torch.zeros_like(x)
        for outer, inner in zip(dz, du, strict=True):
            total += outer(*at) * inner(x)
        return total

    return slope


@chain_rule.right
def in_one_line(dz, u, du):
    return lambda x: sum(dz[i](*(v(x) for v in u)) * du[i](x) for i in range(len(u)))


@chain_rule.right
def as_a_dot_product(dz, u, du):
    def slope(x):
        at = [inner(x) for inner in u]
        outer = torch.stack([d(*at) for d in dz])
        return (outer * torch.stack([d(x) for d in du])).sum(dim=0)

    return slope


chain_rule.misconception.edit(
    "outer_at_x",
    {"outer(*at)": "outer(*[x for _ in u])"},
    """The derivatives of z were taken at x. z never sees x itself: its arguments are the values of the inner
    functions at x.""",
)
chain_rule.misconception.edit(
    "inner_derivative_missing",
    {" * inner(x)": ""},
    """This is the sum of the partial derivatives of z. Each of them is to be multiplied by that of its inner
    function.""",
)
chain_rule.misconception.edit(
    "outer_derivative_missing",
    {"outer(*at) * ": ""},
    "This is the sum of the inner derivatives. Each of them is to be multiplied by that of z.",
)
chain_rule.misconception.edit(
    "stops_after_the_first_term",
    {"inner(x)\n        return": "inner(x)\n            break\n        return"},
    """This is the first term alone. x also moves the other inner functions, and each of them moves z: add the
    terms of all of them.""",
)
chain_rule.misconception.edit(
    "the_last_term_alone",
    {"total +=": "total ="},
    """This is the last term alone. x also moves the other inner functions, and each of them moves z: add the
    terms of all of them.""",
)
chain_rule.misconception.edit(
    "last_term_missing",
    {"zip(dz, du, strict=True)": "zip(dz[:-1], du[:-1], strict=True)"},
    "The last term is missing, so for m = 1 the result is 0. There are m terms, one for each function in dz.",
)
chain_rule.misconception.edit(
    "mean_of_the_terms",
    {"return total\n": "return total / len(u)\n"},
    "This is the mean of the terms. Each way from x to z counts in full: add the terms.",
)
chain_rule.misconception.edit(
    "multiplies_the_terms",
    {"torch.zeros_like": "torch.ones_like", "total +=": "total *="},
    """The terms were multiplied. Along one way, derivatives are multiplied; where several ways lead from x to
    z, their terms are added.""",
)
chain_rule.misconception.edit(
    "inner_derivative_at_u",
    {"total += outer(*at) * inner(x)": "total += outer(*at) * inner(at[dz.index(outer)])"},
    "The inner derivatives were taken at u(x). They belong to x itself.",
)
chain_rule.misconception.edit(
    "u_and_du_swapped",
    {"inner(x) for inner in u": "inner(x) for inner in du", "zip(dz, du": "zip(dz, u"},
    """u and du have changed places. The derivatives of z take the values of u, and each of them is multiplied
    by a derivative from du.""",
)
chain_rule.misconception.edit(
    "sum_times_sum",
    {
        "total += outer(*at) * inner(x)": "total += outer(*at)",
        "return total\n": "return total * sum(d(x) for d in du)\n",
    },
    """Two sums were multiplied: that of the derivatives of z, and that of the inner ones. Multiply each pair
    first, and add the products.""",
)
chain_rule.misconception.edit(
    "a_list_for_the_numbers",
    {"outer(*at)": "outer(at)"},
    """A function in dz takes m tensors, and it got one list. A star before the list makes m arguments of it:
    `function(*values)`.""",
)
chain_rule.misconception.edit(
    "its_own_u_alone",
    {"outer(*at)": "outer(at[dz.index(outer)])"},
    """Each function in dz got one tensor, the value of its own inner function. It takes m: each partial
    derivative of z may depend on all of u₁ to uₘ.""",
)


@chain_rule.misconception
def two_alone(dz, u, du):
    """This takes two inner functions, as in the example. There may be one, or more than two: go through the
    lists.
    """

    def slope(x):
        a, b = u[0](x), u[1](x)
        return dz[0](a, b) * du[0](x) + dz[1](a, b) * du[1](x)

    return slope


chain_rule.misconception.edit(
    "writes_into_a_value",
    {"total += outer(*at) * inner(x)": "term = outer(*at); term *= inner(x); total += term"},
    """A function in dz may give back one of its arguments itself. What is then done to it in place, such as
    `*=`, changes that value for the later terms, too. Make a new tensor: `a * b`.""",
)
chain_rule.misconception.edit(
    "not_a_function_of_x",
    {"return slope": "return slope(torch.tensor(1.0))"},
    """What you returned cannot be called: it is no function. The derivative takes an x later. Define a
    function inside of yours, and return it.""",
)
chain_rule.misconception.edit(
    "total_in_float32",
    {"torch.zeros_like(x)": "torch.zeros(x.shape, device=x.device)"},
    """The result is always float32: `torch.zeros` makes float32 unless you say otherwise, and what is added
    in place gets that dtype. Begin with `torch.zeros_like(x)`.""",
)
chain_rule.hint("Begin with m = 1. At which point is the derivative of z taken, and at which that of u?")
chain_rule.hint("How many ways lead from x to z, and what is multiplied along each of them?")
chain_rule.hint("zip goes through two lists together, and function(*values) gives it each value.")


@exercise.task(
    inputs={
        "f": OF_A_VECTOR,
        "x": tensors("n", n=(1, 5), low=-3, high=3, dtypes=WIDE).map(contiguous),
        "v": tensors("n", dtypes=WIDE).map(direction),
    },
    atol=0.01,
)
def directional_derivative(f, x, v):
    leaf = x.detach().requires_grad_()
    f(leaf).backward()
    return leaf.grad @ v / torch.linalg.vector_norm(v)


@directional_derivative.right
def by_a_central_difference(f, x, v):
    h = 1e-4
    step = h * v / (v * v).sum().sqrt()
    return (f(x + step) - f(x - step)) / (2 * h)


@directional_derivative.right
def by_a_forward_difference(f, x, v):
    h = 1e-3
    return (f(x + h * v / v.norm()) - f(x)) / h


@directional_derivative.right
def along_a_line(f, x, v):
    t = torch.zeros((), dtype=x.dtype, device=x.device, requires_grad=True)
    return torch.autograd.grad(f(x + t * torch.nn.functional.normalize(v, dim=0)), t)[0]


directional_derivative.misconception.edit(
    "length_of_v_counts",
    {" / torch.linalg.vector_norm(v)": ""},
    """v was not scaled: a v of twice the length gives twice the result. Here the change for each unit of
    length is asked, so divide v by its length first.""",
)
directional_derivative.misconception.edit(
    "divides_by_the_square",
    {"torch.linalg.vector_norm(v)": "(v @ v)"},
    "You divided by the *square* of the length of v. The length is its root.",
)
directional_derivative.misconception.edit(
    "number_of_elements_for_the_length",
    {"torch.linalg.vector_norm(v)": "len(v)"},
    """v was divided by the number of its elements, `len(v)`. Its length as an arrow is another number: the
    root of the sum of the squares of its elements.""",
)
directional_derivative.misconception.edit(
    "scaled_by_the_sum",
    {"v / torch.linalg.vector_norm(v)": "(v / v.sum())"},
    "v was divided by the sum of its elements. Its length is the root of the sum of their squares.",
)
directional_derivative.misconception.edit(
    "scaled_by_absolute_values",
    {"torch.linalg.vector_norm(v)": "v.abs().sum()"},
    """v was divided by the sum of the absolute values of its elements. Its length is the root of the sum of
    their squares.""",
)
directional_derivative.misconception.edit(
    "scaled_by_the_largest",
    {"v / torch.linalg.vector_norm(v)": "(v / v.max())"},
    "v was divided by its largest element. Its length is the root of the sum of the squares of all elements.",
)
directional_derivative.misconception.edit(
    "cosine_of_the_angle",
    {
        "leaf.grad @ v / torch.linalg.vector_norm(v)": (
            "torch.nn.functional.cosine_similarity(leaf.grad, v, dim=0)"
        )
    },
    """The gradient was scaled to length 1, too. This is the cosine of the angle between it and v. Scale v
    alone: how steep f is must stay in the result.""",
)
directional_derivative.misconception.edit(
    "steepest_slope",
    {"leaf.grad @ v / torch.linalg.vector_norm(v)": "leaf.grad.norm()"},
    """This is the length of the gradient: the slope in the steepest direction. The direction of v is
    asked.""",
)
directional_derivative.misconception.edit(
    "products_not_added",
    {"leaf.grad @ v": "leaf.grad * v"},
    """This is a vector: gradient and direction were multiplied element by element. The dot product also adds
    the products up.""",
)
directional_derivative.misconception.edit(
    "gradient_itself",
    {"leaf.grad @ v / torch.linalg.vector_norm(v)": "leaf.grad"},
    "This is the gradient, with all directions of the axes. The slope in the one direction of v is asked.",
)
directional_derivative.misconception.edit(
    "a_step_of_length_one",
    {
        "return leaf.grad @ v / torch.linalg.vector_norm(v)": (
            "return f(x + v / torch.linalg.vector_norm(v)) - f(x)"
        )
    },
    """This is the change of f along a whole step of length 1. The slope at x itself is asked: make the step
    small, and divide by its length.""",
)
directional_derivative.misconception.edit(
    "python_number",
    {"leaf.grad @ v / torch.linalg.vector_norm(v)": "(leaf.grad @ v / torch.linalg.vector_norm(v)).item()"},
    "The number is right, but it is a Python float. A tensor of shape () is asked.",
)
directional_derivative.misconception.edit(
    "scales_the_callers_v",
    {"return leaf.grad @ v / torch.linalg.vector_norm(v)": "v /= v.norm(); return leaf.grad @ v"},
    "Your input v was changed: `v /= …` writes into the tensor that you were given. Write `v / …`.",
)
directional_derivative.misconception.edit(
    "x_requires_grad_now",
    {"x.detach().requires_grad_()": "x.requires_grad_()"},
    """The number is right, but your input x requires grad now: `requires_grad_()` changes the tensor that you
    were given. Take a new one: `x.detach().requires_grad_()`.""",
)
directional_derivative.misconception.edit(
    "forward_without_a_graph",
    {"f(leaf).backward()": "with torch.no_grad(): y = f(leaf)\n    y.backward()"},
    """No graph leads from f(x) back to x: either x does not require grad, or f was called under
    `torch.no_grad()`. Make a leaf of x, and call f with it.""",
)
directional_derivative.hint("What happens to your result if v is replaced by 2 v? Nothing should.")
directional_derivative.hint("Let autograd compute the gradient at x, and go on from there.")
directional_derivative.hint("Or take a small step in the direction of v. How long is it?")


@exercise.task(inputs={"f": WITH_A_GAP, "x": SMALL_AND_WIDE, "h": each(0.5, 0.1, 1.0)}, atol=1e-5)
def derivative_gap(f, x, h):
    leaf = x.detach().requires_grad_()
    f(leaf).sum().backward()
    numerical = (f(x + h) - f(x - h)) / (2 * h)
    gaps = (numerical - leaf.grad).abs()
    return gaps.max().item() if x.numel() else 0.0


@derivative_gap.right
def with_the_maximum_norm(f, x, h):
    leaf = x.detach().requires_grad_()
    automatic = torch.autograd.grad(f(leaf).sum(), leaf)[0]
    numerical = (f(x + h) - f(x - h)) / (2 * h)
    return float(torch.nn.functional.pad((numerical - automatic).flatten(), (0, 1)).abs().max())


@derivative_gap.right
def one_element_at_a_time(f, x, h):
    worst = 0.0
    for value in x.flatten():
        at = value.clone().requires_grad_()
        f(at).backward()
        worst = max(worst, abs(((f(value + h) - f(value - h)) / 2 / h - at.grad).item()))
    return worst


derivative_gap.misconception.edit(
    "signs_are_kept",
    {".abs()": ""},
    """This is the largest difference with its sign, so a large negative one does not count. How far two
    numbers are apart is an absolute value: take it before the maximum.""",
)
derivative_gap.misconception.edit(
    "signs_are_turned_round",
    {".abs()": ".neg()"},
    """This is the largest difference with its sign, so a large negative one does not count. How far two
    numbers are apart is an absolute value: take it before the maximum.""",
)
derivative_gap.misconception.edit(
    "mean_of_the_gaps",
    {"gaps.max()": "gaps.mean()"},
    "This is the mean of the distances. The largest one is asked: where the two differ most.",
)
derivative_gap.misconception.edit(
    "a_tensor_for_a_float",
    {".item() if x.numel() else 0.0": " if x.numel() else x.new_zeros(())"},
    "The number is right, but it is a tensor. A Python float is asked.",
)
derivative_gap.misconception.edit(
    "a_tensor_unless_empty",
    {"gaps.max().item()": "gaps.max()"},
    "The number is right, but it is a tensor. A Python float is asked.",
)
derivative_gap.misconception.edit(
    "rounded",
    {"gaps.max().item()": "round(gaps.max().item(), 2)"},
    "The result was rounded, and so it may be off by more than 0.00001. Return it as it is.",
)
derivative_gap.misconception.edit(
    "relative_distance",
    {"(numerical - leaf.grad).abs()": "((numerical - leaf.grad) / leaf.grad).abs()"},
    "The distances were divided by the derivative. The distance itself is asked.",
)
derivative_gap.misconception.edit(
    "a_tiny_h",
    {"leaf = x": "h = 1e-5\n    leaf = x"},
    "The result is nearly 0: the central difference was taken with a tiny h. Take the h that is given.",
)
derivative_gap.misconception.edit(
    "numerical_times_h",
    {"/ (2 * h)": "/ 2 * h"},
    "`/ 2 * h` divides by 2 and then *multiplies* by h. Put the distance into brackets: `/ (2 * h)`.",
)
derivative_gap.misconception.edit(
    "numerical_divided_by_h",
    {"(2 * h)": "h"},
    "The numerical derivative is twice what it should be. The points x - h and x + h are 2 h apart.",
)
derivative_gap.misconception.edit(
    "no_case_for_nothing",
    {" if x.numel() else 0.0": ""},
    "Where x has no elements, there is no maximum, and torch raises. Return 0.0 then.",
)
derivative_gap.misconception.edit(
    "gap_of_the_forward_difference",
    {"(f(x + h) - f(x - h)) / (2 * h)": "(f(x + h) - f(x)) / h"},
    "This is the distance of the *forward* difference. The central one is asked, with x - h and x + h.",
)
derivative_gap.misconception.edit(
    "distance_of_the_maxima",
    {"(numerical - leaf.grad).abs()": "(numerical.max() - leaf.grad.max()).abs() if x.numel() else x"},
    """The largest numerical derivative was compared with the largest automatic one, and these may belong to
    different elements of x. Subtract element by element first.""",
)
derivative_gap.misconception.edit(
    "back_from_a_tensor",
    {"f(leaf).sum()": "f(leaf)"},
    """`backward()` without arguments and `torch.autograd.grad` begin at a single number, and f(x) has the
    shape of x. Go back from the sum of f(x).""",
)
derivative_gap.misconception.edit(
    "back_from_the_mean",
    {"f(leaf).sum()": "f(leaf).mean()"},
    """The automatic derivatives were divided by the number of elements, as `mean()` does it. Go back from the
    sum.""",
)


@derivative_gap.misconception
def along_the_first_axis_of_x(f, x, h):
    """A loop over x goes along its first axis: of a matrix it gives rows, not numbers, and an x of shape ()
    has no axis. Go over `x.flatten()`, or compute with whole tensors.
    """
    worst = 0.0
    for value in x:
        leaf = value.detach().requires_grad_()
        f(leaf).backward()
        numerical = (f(value + h) - f(value - h)) / (2 * h)
        worst = max(worst, (numerical - leaf.grad).abs().item())
    return worst


derivative_gap.misconception.edit(
    "lets_the_callers_tensor_require_grad",
    {"x.detach().requires_grad_()": "x.requires_grad_()"},
    """The number is right, but your input x requires grad now: `requires_grad_()` changes the tensor that you
    were given. Take a new one: `x.detach().requires_grad_()`.""",
)
derivative_gap.misconception.edit(
    "numpy_with_a_graph",
    {
        "numerical = (f(x + h) - f(x - h))": "numerical = (f(leaf + h) - f(leaf - h))",
        ".abs()": ".abs().numpy()",
    },
    """`numpy()` refuses a tensor that requires grad, and what you compute from such a tensor requires grad,
    too. Compute the difference from x itself, or `detach()` first.""",
)
derivative_gap.misconception.edit(
    "numpy_on_a_gpu",
    {
        "gaps = (numerical - leaf.grad).abs()": "gaps = np.abs(numerical.numpy() - leaf.grad.numpy())",
    },
    "`numpy()` takes tensors on the CPU only. torch has `abs` and `max`, too, and they work on a GPU.",
    device=True,
)
derivative_gap.hint("Which of the two ways needs a leaf that requires grad, and which does not?")
derivative_gap.hint("Subtract the two element by element. Then which number of these is asked?")
derivative_gap.hint("What does the maximum of no elements give in torch?")
