"""Memory: the very object, views and copies, work in place, and arrays of NumPy. D2L 2.1."""

import copy

import numpy as np
import torch

from grader.course import Exercise, each, functions, made, one_of, tensors

exercise = Exercise("Memory, views and NumPy")


# ── 1 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={
        "f": functions(
            "lambda x: x",
            "lambda x: x.view(x.shape)",
            "lambda x: x.add_(1)",
            "lambda x: x + 1",
            "lambda x: x.clone()",
            "lambda x: x[1:]",
        ),
        "x": tensors("n", n=(2, 6)),
    },
    cases=36,
)
def same_object(f, x):
    return f(x) is x


@same_object.right
def by_numbers_of_objects(f, x):
    before = id(x)
    y = f(x)
    return id(y) == before


@same_object.right
def with_operator(f, x):
    import operator

    return operator.is_(x, f(x))


@same_object.right
def by_a_list_of_numbers(f, x):
    return id(f(x)) in [id(x)]


@same_object.misconception
def same_memory(f, x):
    """You compared the memory. A view has the memory of x, and is another object. Use `is`."""
    return f(x).data_ptr() == x.data_ptr()


@same_object.misconception
def same_storage(f, x):
    """You compared the storage. All views of x share it, and each is another object. Use `is`."""
    return f(x).untyped_storage().data_ptr() == x.untyped_storage().data_ptr()


@same_object.misconception
def equal_numbers(f, x):
    """You compared the numbers. A copy has the same numbers, and is another object. Use `is`."""
    return torch.equal(f(x), x)


@same_object.misconception
def the_numbers_of_a_copy(f, x):
    """You gave f a copy of x, so x itself never comes back."""
    return f(x.clone()) is x


same_object.hint("`a is b` asks whether two names mean one object.")


# ── 2 ───────────────────────────────────────────────────────────────────────────────────────────────
SEEN = """
before = result.clone()
x.unsqueeze_(0)
result.fill_(7)
[before, list(result.shape), x]
""".strip()


@exercise.task(inputs={"x": tensors("m n", m=(1, 6), n=(1, 6))}, seen_as=SEEN)
def second_view(x):
    return x.view(x.shape)


@second_view.right
def by_a_slice(x):
    return x[:]


@second_view.right
def by_detach(x):
    return x.detach()


@second_view.right
def transposed_twice(x):
    return x.T.T


@second_view.right
def as_x_is(x):
    return x.view_as(x)


@second_view.misconception
def x_itself(x):
    """You returned x itself: `y = x` gives an object a second name. `x.view(x.shape)` is another object."""
    y = x
    return y


@second_view.misconception
def a_clone(x):
    """A clone has memory of its own: what is written into it does not reach x. A view shares the memory."""
    return x.clone()


@second_view.misconception(same_as="a_clone")
def by_arithmetic(x):
    """Arithmetic makes a new tensor, which has memory of its own. A view shares the memory."""
    return x + 0


@second_view.misconception(same_as="a_clone")
def by_a_list_of_rows(x):
    """A list of indices makes a copy. A slice, such as `x[:]`, makes a view."""
    return x[list(range(len(x)))]


@second_view.misconception
def another_shape(x):
    """This has another shape. A view with the shape of x is asked."""
    return x.unsqueeze(0)


second_view.hint("view takes a shape, also the one that x has.")


# ── 3 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={"X": tensors("m n"), "Y": tensors("m n"), "view": made("X[:]")}, seen_as="result\nview.clone()"
)
def add_to(X, Y):
    X += Y


@add_to.right
def by_a_slice_of_all(X, Y):
    X[:] = X + Y


@add_to.right
def by_add_(X, Y):
    return X.add_(Y)


@add_to.right
def with_out(X, Y):
    torch.add(X, Y, out=X)


@add_to.right
def row_by_row(X, Y):
    for i in range(len(X)):
        X[i] += Y[i]


@add_to.misconception
def rebinds(X, Y):
    """`X = X + Y` makes a new tensor and calls it X. The tensor that was given stays as it was. Use `+=`."""
    X = X + Y
    return X


@add_to.misconception
def overwrites(X, Y):
    """You wrote Y into X, so the old numbers of X are lost. Add Y to them."""
    X[:] = Y


@add_to.misconception
def adds_to_y(X, Y):
    """You changed Y. The sum belongs into X."""
    Y += X


@add_to.misconception
def new_memory(X, Y):
    """X got new memory, so a view of X does not see the sum. `X += Y` writes into the memory of X."""
    X.data = X + Y


add_to.hint("X[:] = … writes into X. X = … only gives a name.")


# ── 4 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={"X": tensors("m n"), "Y": tensors("m n"), "Z": tensors("m n"), "view": made("Z[:]")},
    seen_as="result\nview.clone()",
)
def sum_into(X, Y, Z):
    Z[:] = X + Y


@sum_into.right
def into_out(X, Y, Z):
    torch.add(X, Y, out=Z)


@sum_into.right
def copied(X, Y, Z):
    Z.copy_(X)
    Z += Y


@sum_into.right
def from_zero(X, Y, Z):
    return Z.zero_().add_(Y).add_(X)


@sum_into.misconception
def z_is_only_a_name(X, Y, Z):
    """`Z = X + Y` makes a new tensor and calls it Z. The given tensor stays as it was."""
    Z = X + Y
    return Z


@sum_into.misconception
def adds_to_what_is_there(X, Y, Z):
    """You added to the old numbers of Z. They should be replaced."""
    Z += X + Y


@sum_into.misconception
def changes_x(X, Y, Z):
    """The sum is right, but `X += Y` changed X, too."""
    X += Y
    Z[:] = X


@sum_into.misconception
def another_memory(X, Y, Z):
    """Z got new memory, so a view of Z does not see the sum. Write into the memory that it has."""
    Z.data = X + Y


sum_into.hint("torch.add has an argument out.")


# ── 5 ───────────────────────────────────────────────────────────────────────────────────────────────
# With .map, no tensor is expanded: a deep copy of one still has one memory for several elements.
@exercise.task(inputs={"x": tensors("m n", m=(1, 40)).map(lambda x: x)}, aliasing=True)
def first_row_zero(x):
    y = x.clone()
    y[0] = 0
    return y


@first_row_zero.right
def in_two_parts(x):
    return torch.cat([torch.zeros_like(x[:1]), x[1:]])


@first_row_zero.right
def by_a_deep_copy(x):
    y = copy.deepcopy(x)
    y[:1].zero_()
    return y


@first_row_zero.right
def by_where(x):
    rows = torch.arange(len(x), device=x.device)
    return torch.where(rows[:, None] == 0, torch.zeros_like(x), x)


@first_row_zero.misconception
def only_a_name(x):
    """`y = x` gives x a second name, and `x[:]`, `x.detach()` and `copy.copy(x)` share its memory. So x
    changed, too. `x.clone()` is a copy.
    """
    y = x
    y[0] = 0
    return y


@first_row_zero.misconception
def put_back(x):
    """You returned a copy, but the zeros are in x, too. Make the copy first."""
    x[0] = 0
    return x.clone()


@first_row_zero.misconception
def first_column(x):
    """This is the first *column*. `y[0]` is the first row."""
    y = x.clone()
    y[:, 0] = 0
    return y


@first_row_zero.misconception
def in_a_new_tensor(x):
    """`torch.zeros` makes float32, so float64 is lost. `torch.zeros_like(x)` keeps the dtype."""
    y = torch.zeros(x.shape)
    y[1:] = x[1:]
    return y


first_row_zero.hint("Copy first, then write.")


# ── 6 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={"x": one_of(tensors("m n"), tensors("m n", requires_grad=True))}, aliasing=True, gpu=False
)
def shared_array(x):
    return x.detach().numpy()


@shared_array.right
def of_its_data(x):
    return x.data.numpy()


@shared_array.right
def as_array(x):
    return np.asarray(x.detach())


@shared_array.right
def by_force(x):
    return x.numpy(force=True)


@shared_array.misconception
def with_its_graph(x):
    """`numpy()` refuses a tensor that requires grad. Call `detach()` first: it shares the memory."""
    return x.numpy()


@shared_array.misconception
def a_new_array(x):
    """`np.array` copies: a change of the array does not reach x. `numpy()` shares the memory."""
    return np.array(x.detach())


@shared_array.misconception(same_as="a_new_array")
def of_a_clone(x):
    """The array shares the memory of the *clone*, and not that of x."""
    return x.detach().clone().numpy()


@shared_array.misconception
def still_a_tensor(x):
    """This is a tensor. `numpy()` gives an array."""
    return x.detach()


shared_array.hint("Which tensors does numpy() refuse?")


# ── 7 ───────────────────────────────────────────────────────────────────────────────────────────────
ARRAYS = tensors("m n", dtypes=("float", "int64")).map(lambda t: t.numpy())


@exercise.task(inputs={"a": ARRAYS}, aliasing=True, gpu=False)
def shared_tensor(a):
    return torch.from_numpy(a)


@shared_tensor.right
def as_tensor(a):
    return torch.as_tensor(a)


@shared_tensor.right
def by_dlpack(a):
    return torch.from_dlpack(a)


@shared_tensor.right
def asarray(a):
    return torch.asarray(a)


@shared_tensor.misconception
def copied_by_tensor(a):
    """`torch.tensor` copies, although many notes say that it shares. `torch.from_numpy` shares the memory."""
    return torch.tensor(a)


@shared_tensor.misconception
def as_floats(a):
    """`float()` makes float32, and copies any other dtype. Keep the dtype of the array."""
    return torch.from_numpy(a).float()


@shared_tensor.misconception
def transposed(a):
    """The memory is shared, but rows and columns are swapped."""
    return torch.from_numpy(a.T)


shared_tensor.hint("torch has several functions that take an array. Not all of them copy.")


# ── 8 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"a": ARRAYS}, gpu=False)
def rows_reversed(a):
    return torch.from_numpy(a[::-1].copy())


@rows_reversed.right
def flipped(a):
    return torch.from_numpy(a).flip(0)


@rows_reversed.right
def chosen_by_numpy(a):
    return torch.tensor(a[[len(a) - 1 - i for i in range(len(a))]])


@rows_reversed.right
def by_indices(a):
    return torch.from_numpy(a)[torch.arange(len(a) - 1, -1, -1)]


@rows_reversed.misconception
def negative_strides(a):
    """`a[::-1]` has a negative stride, and torch takes no such array. `a[::-1].copy()` has none."""
    return torch.from_numpy(a[::-1])


@rows_reversed.misconception(same_as="negative_strides")
def a_step_of_a_tensor(a):
    """A slice of a tensor must have a positive step. `flip(0)` reverses its rows."""
    return torch.from_numpy(a)[::-1]


@rows_reversed.misconception
def columns_reversed(a):
    """You reversed the columns. Rows are the first dimension: 0."""
    return torch.from_numpy(a).flip(1)


@rows_reversed.misconception
def rows_and_columns(a):
    """`np.flip` without an axis reverses rows *and* columns."""
    return torch.from_numpy(np.flip(a).copy())


@rows_reversed.misconception
def with_the_default_dtype(a):
    """`torch.Tensor` makes float32 of any array. `torch.from_numpy` and `torch.tensor` keep the dtype."""
    return torch.Tensor(a[::-1].copy())


rows_reversed.hint("Read the last sentence of torch's error.")


# ── 9 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={
        "a": tensors("m n", dtypes=("float64",)).map(lambda t: t.numpy()),
        "w": tensors("n", dtypes=("float32",)),
    },
    atol=1e-4,
    gpu=False,
)
def predict(a, w):
    return torch.from_numpy(a).to(w.dtype) @ w


@predict.right
def array_changed_first(a, w):
    return torch.from_numpy(a.astype("float32")).mv(w)


@predict.right
def rounded_last(a, w):
    return (torch.from_numpy(a) @ w.double()).float()


@predict.right
def in_the_dtype_of_w(a, w):
    return (torch.tensor(a, dtype=w.dtype) * w).sum(1)


@predict.misconception
def two_dtypes(a, w):
    """The array gives float64, w is float32, and `@` takes no two dtypes. Change the array: `.float()`."""
    return torch.from_numpy(a) @ w


@predict.misconception
def weights_in_float64(a, w):
    """You changed w to float64, so the result is float64. The weights decide: change the array."""
    return torch.from_numpy(a) @ w.double()


@predict.misconception
def in_numpy(a, w):
    """This is an array in float64. A tensor in float32 is asked."""
    return a @ w.numpy()


predict.hint("Print the dtype of torch.from_numpy(a).")


# ── 10 ──────────────────────────────────────────────────────────────────────────────────────────────
NUMBERS = (
    torch.tensor(2.75),
    torch.tensor([-1.5]),
    torch.tensor([[0.625]]),
    torch.tensor(7),
    torch.tensor([-3]),
    torch.tensor([[[12]]]),
    torch.tensor([0.1], dtype=torch.float64),
    torch.tensor([2**53 + 1]),
)


@exercise.task(inputs={"x": each(*NUMBERS)})
def as_number(x):
    return x.item()


@as_number.right
def by_kind(x):
    return float(x) if x.is_floating_point() else int(x)


@as_number.right
def from_a_list(x):
    return x.reshape(-1).tolist()[0]


@as_number.right
def from_an_array(x):
    return x.detach().cpu().numpy().item()


@as_number.misconception
def always_a_float(x):
    """`float` makes a float of an integer, too. `item()` keeps the kind."""
    return float(x)


@as_number.misconception
def always_an_int(x):
    """`int` cuts off what is after the point. `item()` keeps the kind."""
    return int(x)


@as_number.misconception
def a_tensor_without_dimensions(x):
    """A tensor of shape () is still a tensor. `item()` gives a Python number."""
    return x.reshape(())


@as_number.misconception
def a_list(x):
    """`tolist()` gives a number only for a tensor of shape (). Otherwise, it gives a list."""
    return x.tolist()


as_number.hint("There is a method for tensors with exactly one element.")
