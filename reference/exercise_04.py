"""Detach: what gets a gradient, and what does not. D2L 2.5, automatic differentiation."""

import numpy as np
import torch

from grader.course import Exercise, each, functions, one_of, tensors

exercise = Exercise("Detach", after="exercise_01")

FUNCTIONS = functions(
    "lambda x: x * x",
    "lambda x: x ** 3",
    "lambda x: torch.sin(x)",
    "lambda x: x * x.sum()",
)


@exercise.task(inputs={"x": tensors("n", requires_grad=True)})
def gradient_of_quadratic(x):
    (2 * torch.dot(x, x)).backward()
    return x.grad


@gradient_of_quadratic.right
def without_writing_into_grad(x):
    (gradient,) = torch.autograd.grad(2 * (x * x).sum(), x)
    return gradient


@gradient_of_quadratic.right
def by_hand(x):
    return 4 * x.detach()


@gradient_of_quadratic.misconception
def returns_the_value(x):
    """This is y itself, a single number. Its gradient has an element for each element of x: after
    `y.backward()` it is in `x.grad`.
    """
    return 2 * torch.dot(x, x)


@gradient_of_quadratic.misconception
def grad_of_the_result(x):
    """This is None. `backward()` itself returns None: what it computes is in `.grad` of the leaf x, if the
    graph leads from the result back to x. A copy of x, the result, and a tensor made of a number have no
    such gradient.
    """
    y = 2 * torch.dot(x, x)
    y.backward()
    return y.grad


@gradient_of_quadratic.misconception(same_as="grad_of_the_result")
def through_a_new_tensor(x):
    """A tensor made of a number from `.item()` has no graph that leads back to x, so that `x.grad` stays
    None. Call `backward()` on y itself.
    """
    y = torch.tensor((2 * torch.dot(x, x)).item(), requires_grad=True)
    y.backward()
    return x.grad


@gradient_of_quadratic.misconception
def mean_for_sum(x):
    """The gradient is too small by a factor n: that is what a mean makes of it, which divides by the number
    of elements. 2 xᵀx is a sum.
    """
    (2 * x * x).mean().backward()
    return x.grad


@gradient_of_quadratic.misconception
def backward_on_a_vector(x):
    """`backward()` without arguments needs a single number, and 2·x·x is a vector as long as x. xᵀx is the
    *sum* of the squares: `torch.dot(x, x)`.
    """
    (2 * x * x).backward()
    return x.grad


@gradient_of_quadratic.misconception
def forward_without_graph(x):
    """There is no graph to go back along: what is computed under `torch.no_grad()`, or from `x.detach()` or
    `x.data`, is not in it. Compute y from x itself, outside of `no_grad`.
    """
    with torch.no_grad():
        y = 2 * torch.dot(x, x)
    y.backward()
    return x.grad


@gradient_of_quadratic.misconception
def of_the_square_alone(x):
    """This is the gradient of xᵀx, 2x. Here y is twice as large, and so is its gradient."""
    torch.dot(x, x).backward()
    return x.grad


@gradient_of_quadratic.misconception
def gradient_in_a_tuple(x):
    """This is a tuple that holds the gradient. `torch.autograd.grad` gives a tuple, with one gradient for
    each input. Take it out: `[0]`.
    """
    return torch.autograd.grad(2 * torch.dot(x, x), x)


gradient_of_quadratic.hint("y = 2 * torch.dot(x, x) is a number that is connected to x.")
gradient_of_quadratic.hint("After y.backward(), the gradient is in x.grad.")


@exercise.task(inputs={"f": FUNCTIONS, "x": tensors("*s", requires_grad=True)})
def gradient_of_sum(f, x):
    f(x).sum().backward()
    return x.grad


@gradient_of_sum.right
def backward_with_ones(f, x):
    y = f(x)
    y.backward(torch.ones_like(y))
    return x.grad


@gradient_of_sum.right
def with_autograd_grad(f, x):
    return torch.autograd.grad(f(x).sum(), x)[0]


@gradient_of_sum.right
def with_torch_func(f, x):
    return torch.func.grad(lambda x: f(x).sum())(x.detach())


@gradient_of_sum.misconception
def backward_on_all(f, x):
    """`backward()` without arguments needs a single number: "grad can be implicitly created only for scalar
    outputs". Sum first: `f(x).sum().backward()`.
    """
    f(x).backward()
    return x.grad


@gradient_of_sum.misconception
def sums_over_one_axis(f, x):
    """`backward()` without arguments needs a single number, and the sum over one axis still has the other
    axes. Sum over all of them: `f(x).sum()`.
    """
    (f(x).sum(dim=0) if f(x).dim() else f(x)).backward()
    return x.grad


@gradient_of_sum.misconception
def mean_for_sum_of_f(f, x):
    """The gradient is too small by the number of elements: `mean()` divides by it. The sum is asked."""
    f(x).mean().backward()
    return x.grad


@gradient_of_sum.misconception
def sums_before_f(f, x):
    """Here x was summed first, and f was called on the sum. The other way round: f(x), and then its sum."""
    f(x.sum()).backward()
    return x.grad


@gradient_of_sum.misconception
def only_the_first(f, x):
    """Only the first element of f(x) was used, so all other elements of x get the gradient 0. Sum all of
    them.
    """
    f(x).flatten()[0].backward()
    return x.grad


@gradient_of_sum.misconception
def grad_of_y(f, x):
    """`.grad` is None here: only a leaf gets one. f(x) is computed, and no leaf; x is one."""
    y = f(x)
    y.sum().backward()
    return y.grad


@gradient_of_sum.misconception
def gradient_of_f_in_a_tuple(f, x):
    """This is a tuple that holds the gradient. `torch.autograd.grad` gives a tuple, with one gradient for
    each input. Take it out: `[0]`.
    """
    return torch.autograd.grad(f(x).sum(), x)


gradient_of_sum.hint("Which single number has the gradient that is asked?")
gradient_of_sum.hint("f(x).sum() is one.")


@exercise.task(inputs={"x": tensors("*s")}, gradient=True)
def product_with_constant(x):
    u = (x * x).detach()
    return u * x


@product_with_constant.right
def detaches_x_first(x):
    return x.detach() ** 2 * x


@product_with_constant.right
def without_grad(x):
    with torch.no_grad():
        u = x * x
    return x * u


@product_with_constant.misconception
def forgets_to_detach(x):
    """The gradient is 3x², that of x³: it flows through u as well. `u.detach()` has the values of u, and is
    a constant for the gradient.
    """
    u = x * x
    return u * x


@product_with_constant.misconception
def detaches_the_other_factor(x):
    """The gradient is 2x². It should flow through the factor x alone: detach the whole of u, and only u."""
    u = x * x
    return u * x.detach()


@product_with_constant.misconception
def detaches_everything(x):
    """Nothing is left of the graph: both factors are constants, or the product itself was cut off. Only u is
    to be a constant; the other factor is x itself.
    """
    u = x * x
    return (u * x).detach()


@product_with_constant.misconception(same_as="detaches_everything")
def all_under_no_grad(x):
    """Nothing is left of the graph: the product, too, was computed under `no_grad`. Only u belongs there."""
    with torch.no_grad():
        return x * x * x


@product_with_constant.misconception
def product_as_a_new_leaf(x):
    """The result requires grad, but as a leaf of its own: `requires_grad_()`, `torch.tensor(…)` and
    `deepcopy` begin a new graph, and none leads back to x. Detach u alone, and multiply it by x itself.
    """
    return (x * x * x).detach().requires_grad_()


product_with_constant.hint("u.detach() has the same values, but for the gradient it is a constant.")


@exercise.task(inputs={"x": tensors("n")}, gradient=True)
def over_its_length(x):
    if not x.any():
        raise ValueError("the zero vector is not asked")
    with torch.no_grad():
        length = x.norm()
    return x / length


@over_its_length.right
def detached_length(x):
    return x / (x * x).sum().sqrt().detach()


@over_its_length.right
def length_of_the_detached(x):
    return x / torch.linalg.vector_norm(x.detach())


@over_its_length.misconception
def length_in_the_graph(x):
    """The gradient flows through the length as well. Compute it under `torch.no_grad()`, or detach it."""
    return x / x.norm()


@over_its_length.misconception
def division_under_no_grad(x):
    """The result is cut from the graph: the division, too, was done under `no_grad`, or x was detached. Only
    the length belongs there.
    """
    with torch.no_grad():
        return x / x.norm()


@over_its_length.misconception
def asks_for_grad_again(x):
    """The result requires grad, but as a leaf of its own: `requires_grad_()` begins a new graph, and none
    leads back to x. Keep the division out of `no_grad`, so that it is in the graph.
    """
    with torch.no_grad():
        y = x / x.norm()
    return y.requires_grad_(x.requires_grad)


@over_its_length.misconception
def constant_numerator(x):
    """Here x above the line is the constant, and the length is not. It should be the other way round."""
    return x.detach() / x.norm()


@over_its_length.misconception
def without_the_root(x):
    """x was divided by the sum of its squares. The length is the root of that."""
    with torch.no_grad():
        length = torch.dot(x, x)
    return x / length


@over_its_length.misconception
def over_the_number_of_elements(x):
    """x was divided by the number of its elements, `len(x)`. The length of a vector is meant here: the root
    of the sum of the squares, `x.norm()`.
    """
    return x / len(x)


@over_its_length.misconception
def half_for_a_root(x):
    """x was divided by half the sum of its squares. `** 1 / 2` is no root: Python takes the power first, and
    divides by 2 then. Write `** (1 / 2)`, `** 0.5` or `.sqrt()`.
    """
    with torch.no_grad():
        length = (x * x).sum() ** 1 / 2
    return x / length


over_its_length.hint("What stands under `with torch.no_grad():` is a constant: the length, and nothing else.")


@exercise.task(
    inputs={"v": tensors("n"), "r": tensors("n"), "v_next": tensors("n"), "gamma": each(0.5, 0.9)},
    gradient=True,
)
def td_loss(v, r, v_next, gamma):
    if not len(v):
        raise ValueError("there is no mean of nothing")
    target = (r + gamma * v_next).detach()
    return ((v - target) ** 2).mean()


@td_loss.right
def target_under_no_grad(v, r, v_next, gamma):
    with torch.no_grad():
        target = r + gamma * v_next
    return torch.nn.functional.mse_loss(v, target)


@td_loss.right
def detaches_the_guess(v, r, v_next, gamma):
    return (r.detach() + gamma * v_next.detach() - v).pow(2).sum() / v.numel()


@td_loss.misconception
def target_in_the_graph(v, r, v_next, gamma):
    """The loss is right, but gradients flow into the target, too: into v_next, and into r if it requires
    grad. So the target is drawn towards v as well. Detach the whole target, or compute it under `no_grad`.
    """
    return ((v - (r + gamma * v_next)) ** 2).mean()


@td_loss.misconception
def only_v_next_detached(v, r, v_next, gamma):
    """The gradient still flows into r, which is a part of the target, too. Detach the whole target."""
    return ((v - (r + gamma * v_next.detach())) ** 2).mean()


@td_loss.misconception
def detaches_v(v, r, v_next, gamma):
    """The wrong side was detached: v is to learn, and the target is to stand still."""
    return ((v.detach() - (r + gamma * v_next)) ** 2).mean()


@td_loss.misconception
def detaches_the_difference(v, r, v_next, gamma):
    """The loss is cut from the graph, so nothing can learn from it: the difference was detached, and v with
    it. Detach the target alone.
    """
    return ((v - (r + gamma * v_next)).detach() ** 2).mean()


@td_loss.misconception
def sum_of_squares(v, r, v_next, gamma):
    """This is the sum of the squares. The mean divides it by their number."""
    return ((v - (r + gamma * v_next).detach()) ** 2).sum()


@td_loss.misconception
def square_of_the_mean(v, r, v_next, gamma):
    """The mean was taken first, and then the square: differences above and below 0 cancel each other. Square
    each difference, and take the mean of the squares.
    """
    return (v - (r + gamma * v_next).detach()).mean() ** 2


@td_loss.misconception
def half_of_it(v, r, v_next, gamma):
    """This is half of what is asked. Some books put a ½ before the square; here there is none."""
    return ((v - (r + gamma * v_next).detach()) ** 2).mean() / 2


@td_loss.misconception
def loss_as_a_new_leaf(v, r, v_next, gamma):
    """The result requires grad, but as a leaf of its own: `requires_grad_()`, `torch.tensor(…)` and
    `deepcopy` begin a new graph, and none leads back to v. Detach the target alone.
    """
    return ((v - (r + gamma * v_next)) ** 2).mean().detach().requires_grad_()


td_loss.hint("Give the target a name, and detach it.")


@exercise.task(inputs={"x": tensors("*s", factors=("", "/ 3", "/ 2"))}, gradient=True)
def round_through(x):
    return x + (torch.round(x) - x).detach()


@round_through.right
def difference_under_no_grad(x):
    with torch.no_grad():
        difference = x.round() - x
    return difference + x


class _Round(torch.autograd.Function):
    @staticmethod
    def forward(_context, x):
        return x.round()

    @staticmethod
    def backward(_context, gradient):
        return gradient


@round_through.right
def a_function_of_its_own(x):
    return _Round.apply(x)


@round_through.misconception
def rounds(x):
    """The values are right, but x gets no gradient, or one of 0. Rounding has none, and a new leaf, as
    `requires_grad_()` makes one, does not lead back to x. If x is added and also subtracted, the two cancel
    each other's gradients, unless one is detached. The constant is `(x.round() - x).detach()`.
    """
    return torch.round(x)


@round_through.misconception(same_as="rounds")
def forgets_the_detach(x):
    """The x that is added and the x that is subtracted cancel each other's gradients: 1 and -1. Detach what
    is added to x.
    """
    return x + (torch.round(x) - x)


@round_through.misconception
def detaches_the_result(x):
    """The result is cut from the graph, so it has no gradient at all. Only what is *added* to x is to be
    detached.
    """
    return torch.round(x).detach()


@round_through.misconception
def detaches_x(x):
    """The gradient is -1: the x that was detached is the one that should keep its graph, and the one that is
    subtracted keeps it. Detach the bracket instead.
    """
    return x.detach() + (torch.round(x) - x)


@round_through.misconception
def rounds_up_halves(x):
    """Halves are rounded differently: `torch.round` rounds them to the even neighbour, 0.5 to 0 and 2.5 to
    2, while `floor(x + 0.5)` rounds them up.
    """
    return x + (torch.floor(x + 0.5) - x).detach()


@round_through.misconception
def cuts_off_the_digits(x):
    """These are the numbers without their digits after the point, as `trunc()` and `int()` give them.
    `torch.round` goes to the nearest whole number.
    """
    return x + (x.trunc() - x).detach()


@round_through.misconception(same_as="rounds")
def rounded_as_a_new_leaf(x):
    """The result requires grad, but as a leaf of its own: `requires_grad_()`, `torch.tensor(…)` and
    `deepcopy` begin a new graph, and none leads back to x. Only what is *added* to x is to be detached.
    """
    return torch.round(x).detach().requires_grad_()


round_through.hint(
    "x + (something that is a constant) has the gradient of x. What must be added to x to get round(x)?"
)


@exercise.task(inputs={"x": tensors("*s", requires_grad=True)}, gradient=True, aliasing=True)
def three_of_x(x):
    return x.clone(), x.detach(), x.detach().clone()


@three_of_x.right
def with_data_and_tensor(x):
    return x * 1, x.data, torch.tensor(x.tolist(), dtype=x.dtype, device=x.device).reshape(x.shape)


@three_of_x.right
def under_no_grad(x):
    with torch.no_grad():
        copy = x.clone()
    return x + 0, x.detach().view(x.shape), copy


@three_of_x.misconception
def x_itself(x):
    """The first is x itself, and no copy: what is written into one is in the other, too. `clone()` has
    memory of its own, and stays in the graph.
    """
    return x, x.detach(), x.detach().clone()


@three_of_x.misconception
def detach_is_no_copy(x):
    """The last one shares the memory of x: `detach()` cuts a tensor from the graph, and copies nothing. Add
    `.clone()`.
    """
    return x.clone(), x.detach(), x.detach()


@three_of_x.misconception
def clone_is_not_cut(x):
    """The last one is still connected to the graph: `clone()` copies the memory, and gradients flow back
    through it. Detach it as well.
    """
    return x.clone(), x.detach(), x.clone()


@three_of_x.misconception
def view_in_the_graph(x):
    """The second is still connected to the graph, as x is itself, and as `x[...]` and `view()` are.
    `detach()` gives a view that is cut from it.
    """
    return x.clone(), x.view(x.shape), x.detach().clone()


@three_of_x.misconception
def copies_twice(x):
    """The second is a copy. A view shares the memory of x: `x.detach()` without `clone()`."""
    return x.clone(), x.detach().clone(), x.detach().clone()


@three_of_x.misconception
def cut_copy_first(x):
    """The first is cut from the graph: `detach()`, `.data` and `torch.tensor(x)` leave it. `x.clone()` stays
    in it.
    """
    return x.detach().clone(), x.detach(), x.detach().clone()


@three_of_x.misconception
def new_leaf_for_the_copy(x):
    """The first requires grad, but as a leaf of its own: no gradient goes back from it to x.
    `copy.deepcopy(x)`, `torch.tensor(…)` and `requires_grad_()` after `detach()` make such a leaf.
    `x.clone()` stays in the graph.
    """
    return x.detach().clone().requires_grad_(), x.detach(), x.detach().clone()


@three_of_x.misconception
def new_leaf_for_the_cut_copy(x):
    """The last one requires grad: it is a leaf of its own, as `copy.deepcopy(x)` and `requires_grad_()` make
    one. Here a copy without a gradient is asked: `x.detach().clone()` as it is.
    """
    return x.clone(), x.detach(), x.detach().clone().requires_grad_()


three_of_x.hint("clone() copies and stays in the graph; detach() leaves the graph and copies nothing.")


@exercise.task(inputs={"losses": tensors("n", requires_grad=True)})
def mean_for_the_log(losses):
    return losses.mean().item() if len(losses) else 0.0


@mean_for_the_log.right
def one_number_at_a_time(losses):
    total = 0.0
    for loss in losses:
        total += loss.item()
    return total / max(len(losses), 1)


@mean_for_the_log.right
def as_floats(losses):
    return float(losses.detach().sum()) / len(losses) if losses.numel() else 0.0


@mean_for_the_log.misconception
def keeps_the_graph(losses):
    """The result is a tensor that is connected to the graph. If you keep it, in a list of losses or as a
    running total, you keep the whole graph, and memory grows with every step. `.item()` gives a Python float.
    """
    total = 0.0
    for loss in losses:
        total = total + loss
    return total / max(len(losses), 1)


@mean_for_the_log.misconception
def detached_tensor(losses):
    """`detach()` leaves the graph, but the result is still a tensor. A Python float is asked: `.item()`."""
    return losses.detach().sum() / max(len(losses), 1)


@mean_for_the_log.misconception
def detached_mean(losses):
    """`detach()` leaves the graph, but the result is still a tensor. A Python float is asked: `.item()`."""
    return losses.detach().mean() if len(losses) else 0.0


@mean_for_the_log.misconception
def forgets_no_losses(losses):
    """If there are no losses, the mean is nan: 0 divided by 0. 0.0 is asked then."""
    return losses.mean().item()


@mean_for_the_log.misconception
def sum_of_losses(losses):
    """This is the sum of the losses. The mean divides it by their number."""
    return losses.sum().item()


@mean_for_the_log.misconception
def item_of_all(losses):
    """`.item()` works on a single element only. Take the mean first."""
    return losses.item() / len(losses)


@mean_for_the_log.misconception
def whole_division(losses):
    """`//` rounds the mean down to a whole number. The quotient itself is `/`."""
    return losses.sum().item() // max(len(losses), 1)


@mean_for_the_log.misconception
def print_for_return(losses):
    """The function returned None. `print` shows a number on the screen, but does not give it to the caller.
    That is what `return` does.
    """
    print(losses.mean().item() if len(losses) else 0.0)


mean_for_the_log.hint(".item() makes a Python number of a tensor with one element.")


@exercise.task(inputs={"x": tensors("*s", requires_grad=True)}, gpu=False)
def to_numpy(x):
    return x.detach().numpy()


@to_numpy.right
def with_a_copy(x):
    return x.detach().cpu().clone().numpy()


@to_numpy.right
def through_data(x):
    return np.array(x.data)


@to_numpy.misconception
def with_its_graph(x):
    """torch refuses: "Can't call numpy() on Tensor that requires grad". NumPy would lose the graph without a
    word. Say that you mean it: `x.detach().numpy()`.
    """
    return x.numpy()


@to_numpy.misconception
def through_a_list(x):
    """The array is float64, whatever x is: `tolist()` gives Python floats, and NumPy makes float64 of them.
    `x.detach().numpy()` keeps the dtype.
    """
    return np.array(x.tolist())


@to_numpy.misconception
def only_detached(x):
    """This is a tensor that is cut from the graph, but still a tensor. `.numpy()` makes an array of it."""
    return x.detach()


@to_numpy.misconception
def as_a_list(x):
    """This is a Python list (a float, if x has no dimensions). `.numpy()` makes an array."""
    return x.tolist()


to_numpy.hint("Cut x from the graph first, then convert it.")


@exercise.task(inputs={"x": tensors("*s", requires_grad=True)}, attached=True)
def clipped_copy(x):
    return x.detach().clamp(min=0)


@clipped_copy.right
def with_relu(x):
    return torch.relu(x).detach()


@clipped_copy.right
def written_into_a_copy(x):
    y = x.detach().clone()
    y[y < 0] = 0
    return y


@clipped_copy.misconception
def writes_into_the_detached(x):
    """The caller's x was changed. `x.detach()` and `x.data` lie in the same memory, and methods with a `_` at
    the end write. Make a copy first, and write into that: `x.detach().clone()`.
    """
    y = x.detach()
    y[y < 0] = 0
    return y


@clipped_copy.misconception
def still_in_the_graph(x):
    """The values are right, but the result is connected to the graph. `detach()` cuts it off."""
    return x.clamp(min=0)


@clipped_copy.misconception
def absolute_values(x):
    """These are absolute values: negative elements lost their sign. They are to become 0."""
    return x.detach().abs()


@clipped_copy.misconception
def clips_from_above(x):
    """The positive elements were set to 0. `clamp(min=0)` raises what is below 0; `max=0`
    does the opposite.
    """
    return x.detach().clamp(max=0)


@clipped_copy.misconception
def clips_into_a_new_leaf(x):
    """The result requires grad: it is a leaf of its own, as `requires_grad_()` and `copy.deepcopy(x)` make
    one. It is to have no gradient: leave it as `detach()` gives it.
    """
    return x.detach().clamp(min=0).requires_grad_()


clipped_copy.hint("Does x.detach() have memory of its own?")


@exercise.task(inputs={"x": tensors("n", low=-3, high=3)}, gradient=True)
def centred_exp(x):
    if not len(x):
        raise ValueError("there is no mean of nothing")
    y = x.exp()
    return y - y.mean()


@centred_exp.right
def exp_twice(x):
    return torch.exp(x) - torch.exp(x).sum() / len(x)


@centred_exp.right
def in_place_on_a_copy(x):
    y = x.exp()
    z = y.clone()
    z -= y.mean()
    return z


@centred_exp.misconception
def writes_into_y(x):
    """The values are right, but no gradient can be taken: "one of the variables needed for gradient
    computation has been modified by an inplace operation". To go back through exp, torch needs its result,
    and `y -= …`, or a method with a `_` at the end, has overwritten it. Write `y = y - …`.
    """
    y = x.exp()
    y -= y.mean()
    return y


@centred_exp.misconception
def writes_past_the_graph(x):
    """The values are right, and no error is raised, but the gradient is wrong: `.data` writes into y without
    the graph knowing. To go back through exp, torch uses y, and finds the changed numbers. Write `y -
    y.mean()`.
    """
    y = x.exp()
    y.data -= y.data.mean()
    return y


@centred_exp.misconception
def constant_mean(x):
    """The mean was taken for a constant: `.item()`, `.data`, `detach()` or `no_grad` cut it from the graph.
    Here the gradient flows through it as well.
    """
    y = x.exp()
    return y - y.mean().item()


@centred_exp.misconception
def mean_before_exp(x):
    """The mean of x was subtracted, and not the mean of exp(x). Give exp(x) a name, and take its mean."""
    return x.exp() - x.mean()


@centred_exp.misconception
def exp_of_the_mean(x):
    """The mean of x was taken first, and then exp. The mean of exp(x) is asked: exp first, then the mean."""
    return x.exp() - x.mean().exp()


centred_exp.hint("y -= y.mean() writes into y; y - y.mean() makes a new tensor.")


def nearly_balanced(a):
    """The elements add up to 0.25, though they are large."""
    most = 100 * a[:-1]
    return torch.cat([most, 0.25 - most.sum().reshape(1)])


def just_below_the_limit(a):
    """Doubled, the vector is 999.5 long, which is not 1000."""
    return a / a.norm() * 499.75 if a.any() else a


@exercise.task(
    inputs={
        "a": one_of(
            tensors("n", factors=("", "/ 3", "* 100")),
            tensors("n", factors=("",)).map(nearly_balanced),
            tensors("n", factors=("",)).map(just_below_the_limit),
        )
    },
    gradient=True,
)
def double_until(a):
    if a.any() and not torch.equal(a, a.round()) and a.sum().abs() < 1e-5 * a.abs().sum():
        raise ValueError("whether the sum is above 0 depends on the order in which it is added up")
    b = a * 2
    if not a.any():
        return b
    while b.norm() < 1000:
        b = b * 2
    return b if b.sum() > 0 else 100 * b


@double_until.right
def counts_the_doublings(a):
    factor = 2
    while a.any() and (factor * a.detach()).norm() < 1000:
        factor *= 2
    if a.any() and not a.detach().sum() > 0:
        factor *= 100
    return a * factor


@double_until.right
def in_numbers(a):
    b = a + a
    while 0 < b.detach().norm().item() < 1000:
        b = b + b
    return b if b.sum().item() > 0 or not b.any() else b * 100


@double_until.misconception
def loop_out_of_the_graph(a):
    """The values are right, but the graph was cut on the way: `.data`, `detach()`, `.item()` or a
    `torch.tensor(…)` leave it. Only conditions may use plain numbers; b itself is computed with tensors.
    """
    b = (a * 2).detach()
    while a.any() and b.norm() < 1000:
        b = b * 2
    return b if b.sum() > 0 or not a.any() else 100 * b


@double_until.misconception
def largest_element(a):
    """b was doubled until its largest element reaches 1000. Its length is the root of the sum of the
    squares, `b.norm()`.
    """
    b = a * 2
    while a.any() and b.abs().max() < 1000:
        b = b * 2
    return b if b.sum() > 0 or not a.any() else 100 * b


@double_until.misconception
def each_element_by_itself(a):
    """`if` asks once, for the sum of all elements: then all of b is returned, or all of 100 b. Here each
    element went its own way.
    """
    b = a * 2
    while a.any() and b.norm() < 1000:
        b = b * 2
    return torch.where(b > 0, b, 100 * b)


@double_until.misconception
def doubles_once_too_often(a):
    """b was doubled once more than asked: the question comes *before* each doubling, as `while` asks it."""
    b = a * 2
    while a.any():
        b = b * 2
        if b.norm() >= 1000:
            break
    return b if b.sum() > 0 or not a.any() else 100 * b


@double_until.misconception
def doubled_at_exactly_1000(a):
    """b was doubled once more where it is 1000 long. It has to be *at least* 1000 long: so b is doubled while
    `b.norm() < 1000`, and not `<= 1000`.
    """
    b = a * 2
    while a.any() and b.norm() <= 1000:
        b = b * 2
    return b if b.sum() > 0 or not a.any() else 100 * b


@double_until.misconception
def not_doubled_first(a):
    """b begins as 2 a, not as a: where a is long enough already, it is doubled all the same."""
    b = a * 1
    while a.any() and b.norm() < 1000:
        b = b * 2
    return b if b.sum() > 0 or not a.any() else 100 * b


@double_until.misconception
def other_way_round(a):
    """The two cases are swapped: b where the sum is more than 0, and 100 b where it is not."""
    b = a * 2
    while a.any() and b.norm() < 1000:
        b = b * 2
    return 100 * b if b.sum() > 0 and a.any() else b


@double_until.misconception
def loop_under_no_grad(a):
    """The values are right, but the doublings in the loop were computed under `no_grad`, so that b is not
    connected to a any more. Conditions need no `no_grad`: leave it out.
    """
    b = a * 2
    with torch.no_grad():
        while a.any() and b.norm() < 1000:
            b = b * 2
    return b if b.sum() > 0 or not a.any() else 100 * b


@double_until.misconception
def doubles_a_new_leaf(a):
    """The result requires grad, but as a leaf of its own: `requires_grad_()` and `torch.tensor(…)` begin a
    new graph, and none leads back to a. Only conditions may use plain numbers; b itself is computed with
    tensors.
    """
    b = (a * 2).detach()
    while a.any() and b.norm() < 1000:
        b = b * 2
    b = b if b.sum() > 0 or not a.any() else 100 * b
    return b.requires_grad_()


double_until.hint("while and if may be used as always: the graph follows what your code really did.")
double_until.hint("For what a is b.norm() < 1000 for ever?")
