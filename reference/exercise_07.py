"""Memory, views and NumPy: D2L 2.1.5 and 2.1.6, with what notes on them get wrong.

Who shares memory is found out by writing: either the grader does it (`aliasing`), or a view of an input that
was made before the call sees it. Expanded tensors, whose rows are one piece of memory, are left out where a
task writes. The two tasks whose arrays share memory with tensors can only be done on a CPU.
"""

import copy

import numpy as np
import torch

from grader.course import Exercise, each, functions, made, one_of, tensors

exercise = Exercise("Memory, views and NumPy", after="exercise_04")


def the_same(x):
    """With .map(…), no tensor is expanded: a deep copy of one still has one memory for all rows."""
    return x


def to_array(x):
    return x.numpy()


def all_nan(Z):
    return torch.full_like(Z, torch.nan)


BY_COLUMNS = (
    np.asfortranarray(np.array([[1, -2, 3], [4, 5, -6]])),
    np.asfortranarray(np.array([[0.5, 1.25], [-3.0, 4.0], [7.5, 0.0]], dtype="float32")),
)
SHARING = {"values": 1, "inputs": 1, "aliasing": 2}
ARRAYS = one_of(tensors("m n", dtypes=("float", "int64")).map(to_array), each(*BY_COLUMNS))


def in_memory_of_its_own(a):
    """An expanded tensor refuses to be written to, which is a way to find out what shares its memory."""
    return a.clone() if 0 in a.stride() else a


@exercise.task(
    inputs={
        "f": functions(
            "lambda x: x.view_as(x)",
            "lambda x: x",
            "lambda x: x.clone()",
            "lambda x: x.add_(1)",
            "lambda x: x[1:]",
            "lambda x: x.contiguous()",
            "lambda x: x.reshape(-1)",
            "lambda x: x.float()",
            "lambda x: 2 * x",
        ),
        "x": made("a", "a[1:]"),
        "a": tensors("m n", m=(3, 6), n=(1, 6)).map(in_memory_of_its_own),
    }
)
def object_and_memory(f, x):
    y = f(x)
    return y is x, y.untyped_storage().data_ptr() == x.untyped_storage().data_ptr()


@object_and_memory.right
def by_identities(f, x):
    before = id(x)
    y = f(x)
    memory = [t.untyped_storage()._cdata for t in (x, y)]
    return before == id(y), memory[0] == memory[1]


@object_and_memory.right
def by_writing_one_number(f, x):
    y = f(x)
    before = y.flatten()[0].item()
    y[(0,) * y.dim()] = torch.nan
    shares = bool(x.isnan().any())
    y[(0,) * y.dim()] = before
    return y is x, shares


@object_and_memory.right
def by_the_range_of_addresses(f, x):
    y = f(x)
    begin = x.untyped_storage().data_ptr()
    return id(y) == id(x), begin <= y.data_ptr() < begin + x.untyped_storage().nbytes()


@object_and_memory.misconception
def views_are_x_itself(f, x):
    """You say that a view is x itself. A view is a new object on the same memory. `is` compares objects."""
    y = f(x)
    shares = y.untyped_storage().data_ptr() == x.untyped_storage().data_ptr()
    return shares, shares


@object_and_memory.misconception
def only_the_same_beginning(f, x):
    """You say that `x[1:]` does not share memory with x, though it is a part of x. A part may begin at
    another place (`data_ptr()`), and it does not hold all numbers of x. Compare the whole memory of both:
    their storage.
    """
    y = f(x)
    return y is x, y.data_ptr() == x.data_ptr()


@object_and_memory.misconception
def as_if_x_came_first(f, x):
    """You say that x shares no memory with itself or its views, if x is a part of another tensor. Then x does
    not begin where its memory begins, and `x.data_ptr()` is another address than that of its storage. Compare
    the storages of both.
    """
    y = f(x)
    return y is x, y.untyped_storage().data_ptr() == x.data_ptr()


@object_and_memory.misconception
def looks_for_x_in_base(f, x):
    """If x is a part of another tensor, you say that its views do not share memory with it. The `_base` of
    such a view is the other tensor, and not x, and their memory begins where the other tensor begins. Compare
    the storages of both.
    """
    y = f(x)
    return y is x, y is x or y._base is x


@object_and_memory.misconception
def looks_for_x_itself_in_base(f, x):
    """You say that x shares no memory with itself. And if x is a part of another tensor, you say that its
    views do not share memory with it: their `_base` is the other tensor, and not x. Compare the storages of
    both.
    """
    y = f(x)
    return y is x, y._base is x


@object_and_memory.misconception
def asks_for_a_view(f, x):
    """You say that x shares no memory with itself, unless x is a part of another tensor: only then is x a
    view. What lies in the memory of x need not be a view. Compare the storages of both.
    """
    y = f(x)
    return y is x, y._base is not None


@object_and_memory.misconception
def counts_elements_as_bytes(f, x):
    """You say that some parts of x do not share memory with it. Addresses count bytes, and `numel()` counts
    elements: an element of x has 4 or 8 bytes. Compare the storages of both.
    """
    y = f(x)
    return y is x, x.data_ptr() <= y.data_ptr() < x.data_ptr() + x.numel()


@object_and_memory.misconception
def equal_numbers(f, x):
    """You say that a copy with the same numbers shares memory with x, and that a part of x does not. Equal
    numbers can lie at two places in memory. Compare the places, and not the numbers.
    """
    y = f(x)
    return y is x, torch.equal(y, x)


@object_and_memory.misconception
def equal_numbers_in_order(f, x):
    """You say that a copy with the same numbers shares memory with x, and that a part of x does not. Equal
    numbers can lie at two places in memory. Compare the places, and not the numbers.
    """
    y = f(x)
    return y is x, torch.equal(y.flatten(), x.flatten())


@object_and_memory.misconception
def only_x_itself_shares(f, x):
    """You say that a view does not share memory with x. It does, though it is another object: the second
    question needs an answer of its own.
    """
    y = f(x)
    return y is x, y is x


@object_and_memory.misconception
def f_gets_a_copy(f, x):
    """Both are always False, and x is not changed where f works in place. Give x itself to f. A copy of x,
    such as `x.clone()`, is another object with memory of its own.
    """
    y = f(x.clone())
    return y is x, y.untyped_storage().data_ptr() == x.untyped_storage().data_ptr()


@object_and_memory.misconception
def calls_f_twice(f, x):
    """If f works in place, x was changed twice. Call f once, and give its result a name."""
    return f(x) is x, f(x).untyped_storage().data_ptr() == x.untyped_storage().data_ptr()


@object_and_memory.misconception
def compares_the_result_with_itself(f, x):
    """Both are always True. After `x = f(x)`, the name x means the result, and the old x has no name. Give
    the result another name.
    """
    x = f(x)
    return x is x, x.data_ptr() == x.data_ptr()


@object_and_memory.misconception
def in_the_other_order(f, x):
    """The two answers are swapped. First say whether the result is x itself, and then whether they share
    memory.
    """
    y = f(x)
    return y.untyped_storage().data_ptr() == x.untyped_storage().data_ptr(), y is x


@object_and_memory.misconception
def compares_amounts_of_memory(f, x):
    """You say that a copy with as many elements as x shares memory with it. Two tensors of one size can lie
    at two places in memory. Compare the places, and not the sizes.
    """
    y = f(x)
    return y is x, y.untyped_storage().nbytes() == x.untyped_storage().nbytes()


object_and_memory.hint(
    "`a is b` asks whether two names mean one object. And how do you see where a tensor lies?"
)
object_and_memory.hint(
    "x.data_ptr() is the address of the first element. Which address do all parts of x have?"
)
object_and_memory.hint("x.untyped_storage() is all the memory behind x, and it has a data_ptr(), too.")


@exercise.task(
    inputs={"X": tensors("m n"), "Y": tensors("m n"), "view": made("X[:]")},
    seen_as="[result.clone(), result is X, view.clone()]",
)
def add_in_place(X, Y):
    X += Y
    return X


@add_in_place.right
def with_a_method(X, Y):
    return X.add_(Y)


@add_in_place.right
def into_all_of_x(X, Y):
    X[:] = X + Y
    return X


@add_in_place.right
def into_out(X, Y):
    return torch.add(X, Y, out=X)


@add_in_place.right
def one_row_at_a_time(X, Y):
    for row, other in zip(X, Y, strict=True):
        row += other
    return X


@add_in_place.misconception
def makes_a_new_tensor(X, Y):
    """You return a new tensor, and your input X is as it was. `X = X + Y` gives the name X to a new tensor.
    `X += Y` writes into the tensor that you were given.
    """
    X = X + Y
    return X


@add_in_place.misconception
def returns_another_object(X, Y):
    """X holds the sum, but you return another object: a view such as `X[:]` is one, and so is a copy. Return
    X itself.
    """
    X += Y
    return X.view(X.shape)


@add_in_place.misconception
def returns_nothing(X, Y):
    """X holds the sum, but your function returns None. Write `return X` at the end."""
    X += Y


@add_in_place.misconception
def in_new_memory(X, Y):
    """X is the same object, but it lies in new memory: a view of X from before the call has the old numbers.
    `X.data = …` and `X.set_(…)` do so. `X += Y` writes into the memory that X has.
    """
    X.data = X + Y
    return X


@add_in_place.misconception
def overwrites_x(X, Y):
    """X holds the numbers of Y now, and its own are lost. Add Y to them."""
    X[:] = Y
    return X


@add_in_place.misconception
def into_y(X, Y):
    """The sum is in Y, and X is as it was. What is on the left of `+=` is changed: X has to be there."""
    Y += X
    return Y


@add_in_place.misconception
def result_is_lost(X, Y):
    """X is as it was. `X.add(Y)` and `X + Y` make a new tensor, whatever name it gets, and write nothing into
    X. `X.add_(Y)`, with a `_` at the end, and `X += Y` write into X.
    """
    X.add(Y)
    return X


@add_in_place.misconception
def returns_y_twice_added(X, Y):
    """X is right. But in what you return, Y was added twice: once in place, and once more for the result."""
    X += Y
    return X + Y


@add_in_place.misconception
def added_to_a_reshaped_copy(X, Y):
    """For some X, the sum is lost: `reshape` and `flatten` copy the numbers where there is no view, for
    example of a transposed tensor, and what you write into a copy does not reach X. Write into X itself.
    """
    flat = X.reshape(-1)
    flat += Y.reshape(-1)
    return X


@add_in_place.misconception
def returns_the_reshaped_tensor(X, Y):
    """You return another object than X. And for some X, X is as it was: `reshape` and `flatten` copy the
    numbers where there is no view, for example of a transposed tensor, and only the copy holds the sum. Write
    into X itself, and return X.
    """
    return X.reshape(-1).add_(Y.reshape(-1)).reshape(X.shape)


@add_in_place.misconception
def added_to_a_contiguous_copy(X, Y):
    """For some X, the sum is lost: `contiguous()` and `ravel()` copy a tensor whose numbers do not lie in
    memory row by row, without gaps, and what you write into a copy does not reach X. Write into X itself.
    """
    X.contiguous().add_(Y)
    return X


@add_in_place.misconception
def view_of_x_refuses(X, Y):
    """For some X or Y, an error was raised: there is no view of this shape on their numbers, for example if
    they are transposed. `reshape` would copy the numbers, and what you write into a copy does not reach X.
    Write into X as it is: no other shape is needed.
    """
    flat = X.view(-1)
    flat += Y.view(-1)
    return X


add_in_place.hint("Which of X = X + Y, X += Y and X[:] = X + Y makes a new tensor?")
add_in_place.hint("What does a method whose name ends in _ return?")


@exercise.task(
    inputs={
        "X": tensors("m n"),
        "Y": tensors("m n"),
        "Z": one_of(tensors("m n"), tensors("m n").map(all_nan)),
        "view": made("Z[:]"),
    },
    seen_as="result\nview.clone()",
)
def sum_into(X, Y, Z):
    Z[:] = X + Y


@sum_into.right
def given_as_out(X, Y, Z):
    return torch.add(X, Y, out=Z)


@sum_into.right
def copied_and_added(X, Y, Z):
    Z.copy_(X).add_(Y)


@sum_into.right
def one_element_at_a_time(X, Y, Z):
    for i in range(X.shape[0]):
        for j in range(X.shape[1]):
            Z[i, j] = X[i, j] + Y[i, j]


@sum_into.misconception
def z_is_another_tensor_now(X, Y, Z):
    """Your input Z is as it was. `X + Y` makes a new tensor, and `Z = …` only gives it the name Z, as `z = …`
    in a loop over rows gives it the name z. `Z[:] = …` writes into Z, and `z[:] = …` into a row of it.
    """
    Z = X + Y
    return Z


@sum_into.misconception
def adds_to_the_old_numbers(X, Y, Z):
    """The old numbers of Z were added to the sum. They have to be replaced."""
    Z += X + Y


@sum_into.misconception
def nan_times_zero(X, Y, Z):
    """nan stays in Z where it was before. nan times 0 is nan, so a product does not clear Z. Overwrite its
    numbers.
    """
    Z *= 0
    Z += X + Y


@sum_into.misconception
def through_x(X, Y, Z):
    """Z is right, but X holds the sum, too. `X += Y` and `X.add_(Y)` write into X."""
    X += Y
    Z[:] = X


@sum_into.misconception
def through_y(X, Y, Z):
    """Z is right, but Y holds the sum, too. `Y += X` and `Y.add_(X)` write into Y."""
    Y += X
    Z[:] = Y


@sum_into.misconception
def z_in_new_memory(X, Y, Z):
    """Z is the same object, but it lies in new memory: a view of Z from before the call has the old numbers.
    `Z.data = …` and `Z.set_(…)` do so. Write into the memory that Z has.
    """
    Z.data = X + Y


@sum_into.misconception
def only_x_arrives(X, Y, Z):
    """Z holds the numbers of X: Y was not added in place. `Z.add(Y)` and `Z + Y` make a new tensor.
    `Z.add_(Y)` writes into Z.
    """
    Z.copy_(X).add(Y)


@sum_into.misconception
def into_a_contiguous_copy(X, Y, Z):
    """For some Z, the sum is lost: `contiguous()` and `ravel()` copy a tensor whose numbers do not lie in
    memory row by row, without gaps, and what you write into a copy does not reach Z. Write into Z itself.
    """
    Z.contiguous().copy_(X + Y)


@sum_into.misconception
def into_a_reshaped_copy(X, Y, Z):
    """For some Z, the sum is lost: `reshape` and `flatten` copy the numbers where there is no view, for
    example of a transposed tensor, and what you write into a copy does not reach Z. Write into Z itself.
    """
    Z.reshape(-1).copy_((X + Y).reshape(-1))


@sum_into.misconception
def view_of_z_refuses(X, Y, Z):
    """For some tensors, an error was raised: there is no view of this shape on their numbers, for example if
    they are transposed. `reshape` would copy the numbers, and what you write into a copy does not reach Z.
    Write into Z as it is: no other shape is needed.
    """
    Z.view(-1).copy_((X + Y).reshape(-1))


sum_into.hint("Z = … gives the name Z to something else. What writes into Z?")
sum_into.hint("Z[:] is all of Z. And torch.add has an argument `out`.")


@exercise.task(
    inputs={
        "X": tensors("m n", m=(1, 40), dtypes=("float", "int64")).map(the_same),
        "step": each(0.5, -1.25, 2.0),
    },
    aliasing=True,
)
def first_row_plus(X, step):
    Y = X.clone() if X.is_floating_point() else X.float()
    Y[0] += step
    return Y


@first_row_plus.misconception(device=True)
def copied_to_the_cpu(X, step):
    """`torch.zeros(…)` lies on the CPU, wherever X lies. Numbers may be written from a GPU into it, without
    an error, and there they stay. `X.clone()` and `torch.zeros_like(X)` lie where X does.
    """
    Y = torch.zeros(X.shape, dtype=X.dtype if X.is_floating_point() else torch.float32)
    Y[:] = X
    Y[0] += step
    return Y


@first_row_plus.right
def in_two_parts(X, step):
    return torch.cat([X[:1] + step, X[1:]])


@first_row_plus.right
def product_is_a_copy(X, step):
    Y = X * 1.0
    Y[0, :] = Y[0, :] + step
    return Y


@first_row_plus.right
def row_of_steps(X, step):
    steps = torch.zeros_like(X, dtype=(X[:1] + step).dtype)
    steps[:1] = step
    return X + steps


@first_row_plus.right
def by_a_deep_copy(X, step):
    Y = copy.deepcopy(X) if X.is_floating_point() else X.to(torch.float32)
    for j in range(Y.shape[1]):
        Y[0, j] += step
    return Y


@first_row_plus.misconception
def second_name(X, step):
    """X changed, too, if it holds floats. `Y = X` gives X a second name, and `X[:]` and `X.detach()` lie in
    the memory of X. If X holds integers, an error was raised: they take no float. Make a copy, of floats, and
    write into that.
    """
    Y = X
    Y[0] += step
    return Y


@first_row_plus.misconception
def float_of_floats(X, step):
    """If X is float32, then X changed, too: `X.float()` and `X.to(torch.float32)` return X itself, if it is
    float32 already. If X is float64, the result is float32. Copy a tensor of floats with `clone()`.
    """
    Y = X.float()
    Y[0] += step
    return Y


@first_row_plus.misconception
def only_integers_are_copied(X, step):
    """If X holds floats, then X changed, too: only integers were copied. A second name, `X[:]`,
    `copy.copy(X)` and `X.detach()` lie in the memory of X, and `X.to(…)` returns X itself if it has that
    dtype already. Copy floats with `clone()`.
    """
    Y = X.to(X.dtype if X.is_floating_point() else torch.float32)
    Y[0] += step
    return Y


@first_row_plus.misconception
def float_into_integers(X, step):
    """If X holds integers, so does its copy, and torch refuses to add a float in place: "result type Float
    can't be cast". Make floats of the integers first.
    """
    Y = X.clone()
    Y[0] += step
    return Y


@first_row_plus.misconception
def rounded_to_integers(X, step):
    """If X holds integers, so does the result, and a part of `step` may be lost: what is assigned to an
    element of a tensor gets the dtype of the tensor. Make floats of the integers first.
    """
    Y = X.clone()
    Y[0] = Y[0] + step
    return Y


@first_row_plus.misconception
def floats_too_late(X, step):
    """If X holds integers, the first row has lost what comes after the point: a number that is assigned to an
    element of a tensor gets the dtype of the tensor. Make floats of the integers first, and then add `step`.
    """
    Y = X.clone()
    Y[0] = Y[0] + step
    return Y if Y.is_floating_point() else Y.float()


@first_row_plus.misconception
def always_float32(X, step):
    """The numbers are right, but a float64 X gives float32, and its digits are lost. Only integers become
    float32.
    """
    Y = X.to(torch.float32, copy=True)
    Y[0] += step
    return Y


@first_row_plus.misconception
def integers_to_float64(X, step):
    """Integers became float64. float32 is asked for them: `.float()`."""
    Y = X.clone() if X.is_floating_point() else X.double()
    Y[0] += step
    return Y


@first_row_plus.misconception
def to_all_rows(X, step):
    """`step` was added to all elements. Only the first row gets it."""
    return X + step


@first_row_plus.misconception
def to_the_first_column(X, step):
    """`step` was added to the first *column*. `Y[0]` is the first row of a matrix Y."""
    Y = X.clone() if X.is_floating_point() else X.float()
    Y[:, 0] += step
    return Y


@first_row_plus.misconception
def to_the_first_element(X, step):
    """`step` was added to the first element alone. Each element of the first row gets it."""
    Y = X.clone() if X.is_floating_point() else X.float()
    Y[0, 0] += step
    return Y


@first_row_plus.misconception
def the_first_row_alone(X, step):
    """This is the first row alone. All rows are asked: the first one with `step`, and the others as they
    are.
    """
    return X[0] + step


@first_row_plus.misconception
def copies_too_late(X, step):
    """X was changed first, and then copied. Copy first, and write into the copy. If X holds integers, make
    floats of them first: they take no float.
    """
    X[0] += step
    return X.clone()


first_row_plus.hint("Does Y = X make a second tensor?")
first_row_plus.hint(
    "What does X.float() return if X is float32 already? And what can a tensor of integers hold?"
)


PAIR_OF_COLUMNS = torch.tensor([[[1.0], [2.0]], [[3.0], [4.0]]])


@exercise.task(inputs={"X": one_of(tensors("b m n"), each(PAIR_OF_COLUMNS))}, aliasing=True)
def flat_rows(X):
    b, m, n = X.shape
    return X.reshape(b, m * n)


@flat_rows.right
def flattened_from_one(X):
    return X.flatten(1)


@flat_rows.right
def view_or_copy(X):
    shape = (X.shape[0], X.shape[1] * X.shape[2])
    try:
        return X.view(shape)
    except RuntimeError:
        return X.contiguous().view(shape)


@flat_rows.right
def as_numpy_writes_it(X):
    return torch.reshape(X, (len(X), X[:1].numel() if len(X) else X.shape[1] * X.shape[2]))


@flat_rows.misconception
def view_refuses(X):
    """For some X, an error was raised: there is no view of this shape, for example of a transposed tensor.
    Then a copy is asked. Which function gives a view where it can, and a copy elsewhere?
    """
    return X.view(X.shape[0], X.shape[1] * X.shape[2])


@flat_rows.misconception
def clone_keeps_the_layout(X):
    """For some X, an error was raised: `clone()` keeps the order in which the numbers lie in memory, so that
    there is no view of the copy either. And where X is not contiguous, there may be a view all the same.
    `reshape` gives a view where it can, and a copy row by row elsewhere.
    """
    shape = X.shape[0], X.shape[1] * X.shape[2]
    return X.view(shape) if X.is_contiguous() else X.clone().view(shape)


@flat_rows.misconception
def view_with_an_open_size(X):
    """For some X, an error was raised: there is no view of this shape, for example of a transposed tensor.
    Then a copy is asked. And if b is 0, torch cannot work out a size of -1, since any size would do.
    """
    return X.view(len(X), -1)


@flat_rows.misconception
def open_size_of_nothing(X):
    """If b is 0, an error was raised: torch cannot work out a size of -1 then, since any size would do. You
    know this size: it is m * n.
    """
    return X.reshape(len(X), -1)


@flat_rows.misconception
def rows_from_nothing(X):
    """If m or n is 0, an error was raised: torch cannot work out a size of -1 then, since any size would do.
    You know this size: it is b.
    """
    return X.reshape(-1, X.shape[1] * X.shape[2])


@flat_rows.misconception
def contiguous_copies(X):
    """The numbers are right, but sometimes you copy where there is a view. `contiguous()` copies X unless its
    numbers lie in memory row by row, without gaps, and a view does not need that.
    """
    return X.contiguous().view(X.shape[0], X.shape[1] * X.shape[2])


@flat_rows.misconception
def always_a_copy(X):
    """The numbers are right, but the result is always a copy, as `clone()`, `cat` and a product make one.
    Where torch can make a view, a view is asked.
    """
    return X.reshape(X.shape[0], X.shape[1] * X.shape[2]).clone()


@flat_rows.misconception
def stacked_rows(X):
    """The result is always a copy, as `stack` and `cat` make one, and without a matrix there was nothing to
    stack. Where torch can make a view, a view is asked: change the shape of X as a whole.
    """
    return torch.stack([M.reshape(-1) for M in X])


@flat_rows.misconception
def columns_first(X):
    """The elements of each matrix come column by column. Row by row is asked: X needs no transpose."""
    return X.transpose(1, 2).reshape(X.shape[0], X.shape[1] * X.shape[2])


@flat_rows.misconception
def mixes_the_matrices(X):
    """The shape is right, but the elements of different matrices are mixed. A reshape keeps the order of all
    elements, and a transpose after it changes their order. Ask for the shape (b, m * n) directly.
    """
    return X.reshape(X.shape[1] * X.shape[2], X.shape[0]).T


@flat_rows.misconception
def one_long_vector(X):
    """This is one vector with all elements of the batch. The first dimension, b, has to stay."""
    return X.flatten()


@flat_rows.misconception
def rows_of_all_matrices(X):
    """The wrong two dimensions became one: here the result has b * m rows with n elements. It should have b
    rows with m * n elements.
    """
    return X.flatten(0, 1)


flat_rows.hint("view never copies. Which method with the same arguments copies only if it has to?")
flat_rows.hint("You can compute the number of columns from X.shape. Then there is no -1.")


@exercise.task(inputs={"X": tensors("b 1 n")})
def without_channel(X):
    return X.squeeze(1)


@without_channel.right
def the_only_channel(X):
    return X[:, 0]


@without_channel.right
def new_shape(X):
    return X.reshape(X.shape[0], X.shape[2])


@without_channel.right
def summed_up(X):
    return X.sum(dim=1)


@without_channel.right
def one_image_at_a_time(X):
    Y = X.new_zeros(X.shape[0], X.shape[2])
    for i in range(len(X)):
        Y[i] = X[i][0]
    return Y


@without_channel.misconception
def squeezes_all(X):
    """If b or n is 1, this dimension is gone, too: `squeeze()` without a number removes all dimensions of
    size 1. Name the one that you mean.
    """
    return X.squeeze()


@without_channel.misconception
def puts_the_batch_back(X):
    """If n is 1, the shape is wrong: all dimensions of size 1 were removed, and the new one was put in front,
    as if b had been 1. Remove only the middle one, and nothing has to be put back.
    """
    Y = X.squeeze()
    return Y if Y.dim() == 2 else Y.unsqueeze(0)


@without_channel.misconception
def squeezes_the_batch(X):
    """Unless b is 1, nothing was removed: dimension 0 is the batch. Dimensions are counted from 0, so the
    middle one is 1.
    """
    return X.squeeze(0)


@without_channel.misconception
def squeezes_the_last(X):
    """Unless n is 1, nothing was removed: this is the last dimension. Dimensions are counted from 0, so the
    middle one is 1.
    """
    return X.squeeze(-1)


@without_channel.misconception
def squeezes_the_input(X):
    """Your input X has lost its dimension, too. Methods with a `_` at the end, such as `squeeze_`, change the
    tensor itself.
    """
    return X.squeeze_(1)


@without_channel.misconception
def squeezes_all_of_the_input(X):
    """If b or n is 1, this dimension is gone, too: without a number, all dimensions of size 1 are removed.
    And your input X has lost them as well: `squeeze_`, with a `_` at the end, changes X itself. Use
    `squeeze`, and name the dimension.
    """
    return X.squeeze_()


@without_channel.misconception
def squeezes_each_image(X):
    """If n is 1, this dimension is gone, too: `squeeze()` without a number removes all dimensions of size 1.
    And if b is 0, an error was raised: there is nothing to join. Remove the dimension from X as a whole, by
    its number.
    """
    return torch.stack([torch.squeeze(X[i]) for i in range(len(X))])


@without_channel.misconception
def first_number_of_each_image(X):
    """The channel is still there, and only the first number of each image. The index 0 in `X[:, :, 0]` is for
    the last dimension. The channel is the middle one.
    """
    return X[:, :, 0]


@without_channel.misconception
def assigns_a_shape(X):
    """An array of NumPy gets another shape by an assignment, and a tensor does not. Methods such as `reshape`
    and `squeeze` return a tensor with another shape.
    """
    X.shape = X.shape[0], X.shape[2]
    return X


@without_channel.misconception
def first_image(X):
    """This is the first image alone. The batch has to stay, and the channel has to go."""
    return X[0]


@without_channel.misconception
def one_vector_for_all(X):
    """This is one vector with all elements of the batch. Two dimensions are asked: b and n."""
    return X.reshape(-1)


@without_channel.misconception
def stacks_the_images(X):
    """If b is 0, an error was raised: there is nothing to stack. Remove the dimension from X as a whole."""
    return torch.stack([image[0] for image in X])


@without_channel.misconception
def joins_the_images(X):
    """If b is 0, an error was raised: there is nothing to join. Remove the dimension from X as a whole."""
    return torch.cat(list(X))


@without_channel.misconception
def columns_left_to_torch(X):
    """If b is 0, an error was raised: torch cannot work out a size of -1 then, since any size would do. Give
    both sizes, or remove the dimension by its number.
    """
    return X.reshape(len(X), -1)


@without_channel.misconception
def rows_left_to_torch(X):
    """If n is 0, an error was raised: torch cannot work out a size of -1 then, since any size would do. Give
    both sizes, or remove the dimension by its number.
    """
    return X.reshape(-1, X.shape[2])


without_channel.hint("Which dimensions does X.squeeze() remove if b is 1?")
without_channel.hint("squeeze takes the number of a dimension.")


NUMBERS = (
    torch.tensor(2.75),
    torch.tensor([-1.5]),
    torch.tensor([[7]]),
    torch.tensor([2**53 + 1]),
    torch.tensor(-3),
    torch.tensor([0.1], dtype=torch.float64),
    torch.tensor([[[0.625]]]),
    torch.tensor([3.0]),
    torch.tensor([12]),
    torch.tensor([3, -4]),
    torch.tensor([[0.5, 1.5]]),
    torch.tensor([[-4.0]], dtype=torch.float64),
    torch.tensor([]),
    torch.tensor([0]),
    torch.tensor(0.0),
)


@exercise.task(
    inputs={"x": one_of(each(*NUMBERS), tensors("*s", dtypes=("float", "int64")))}, raises=ValueError
)
def as_number(x):
    if x.numel() != 1:
        raise ValueError(f"x has {x.numel()} elements")
    return x.item()


@as_number.right
def by_kind(x):
    elements = x.reshape(-1)
    if len(elements) == 1:
        return float(elements[0]) if x.is_floating_point() else int(elements[0])
    raise ValueError


@as_number.right
def catches_the_error(x):
    try:
        return x.item()
    except RuntimeError as error:
        raise ValueError("not one element") from error


@as_number.right
def unpacks_a_list(x):
    (number,) = x.flatten().tolist()
    return number


@as_number.misconception
def lets_torch_raise(x):
    """If x does not have exactly one element, torch raises a RuntimeError. A ValueError is asked: check the
    number of elements first, and raise it yourself.
    """
    return x.item()


@as_number.misconception
def lets_nothing_through(x):
    """If x has no element, torch raises a RuntimeError: only tensors with several elements were refused. A
    ValueError is asked there, too: ask whether `numel()` is 1.
    """
    if x.numel() > 1:
        raise ValueError
    return x.item()


@as_number.misconception
def asserts(x):
    """You raise an AssertionError, as `assert` does. A ValueError is asked: `raise ValueError`."""
    assert x.numel() == 1
    return x.item()


@as_number.misconception
def zero_is_no_number(x):
    """You raise an error if the only element is 0: 0 counts as False. Ask how many elements there are, and
    not whether the number is true.
    """
    number = x.item() if x.numel() == 1 else None
    if not number:
        raise ValueError
    return number


@as_number.misconception
def always_a_float(x):
    """An integer became a float: `float()` makes one of any number. The kind of number has to stay."""
    if x.numel() != 1:
        raise ValueError
    return float(x)


@as_number.misconception
def always_an_int(x):
    """A float became an int, and lost what is after the point: `int()` cuts it off. The kind of number has to
    stay.
    """
    if x.numel() != 1:
        raise ValueError
    return int(x)


@as_number.misconception
def large_integers_through_a_float(x):
    """A large integer is wrong. It was made a float on its way, and a float is exact only up to 2**53."""
    if x.numel() != 1:
        raise ValueError
    return float(x) if x.is_floating_point() else int(float(x))


@as_number.misconception
def whole_floats_become_ints(x):
    """A float became an int where nothing is after the point, such as 3.0. The kind of number has to stay."""
    if x.numel() != 1:
        raise ValueError
    number = x.item()
    return int(number) if number == int(number) else number


@as_number.misconception
def tensor_without_dimensions(x):
    """The result is still a tensor. A Python number is asked: `item()` makes one."""
    if x.numel() != 1:
        raise ValueError
    return x.reshape(())


@as_number.misconception
def number_of_numpy(x):
    """The result is a number of NumPy. `print` shows it like a Python number, but it is of another type.
    `item()` makes a Python number.
    """
    if x.numel() != 1:
        raise ValueError
    return x.cpu().numpy().reshape(-1)[0]


@as_number.misconception
def list_for_a_number(x):
    """The result is a list, if x has dimensions: `tolist()` gives a number only for a tensor of shape ()."""
    if x.numel() != 1:
        raise ValueError
    return x.tolist()


@as_number.misconception
def first_of_many(x):
    """Where x has several elements, you return one of them, the first. A ValueError is asked there, and where
    x has none.
    """
    return x.reshape(-1)[0].item()


@as_number.misconception
def first_of_several(x):
    """Where x has several elements, you return one of them, the first. A ValueError is asked there."""
    if x.numel() == 0:
        raise ValueError
    return x.flatten()[0].item()


@as_number.misconception
def sum_of_many(x):
    """Where x has no element, or several, you return their sum. A ValueError is asked there."""
    return x.sum().item()


@as_number.misconception
def counts_with_len(x):
    """`len(x)` is the size of the first dimension, and not the number of elements. The two differ for the
    shape (1, 2), and a tensor of shape () has no `len`.
    """
    if len(x) != 1:
        raise ValueError
    return x.item()


@as_number.misconception
def only_without_dimensions(x):
    """You refuse tensors with one element that have dimensions, such as the shape (1,). The number of
    elements counts, and not the number of dimensions.
    """
    if x.dim():
        raise ValueError
    return x.item()


@as_number.misconception
def only_of_shape_one(x):
    """You refuse tensors with one element whose shape is not (1,), such as () and (1, 1). The number of
    elements counts: `numel()`.
    """
    if x.shape != (1,):
        raise ValueError
    return x.item()


as_number.hint("How many elements has a tensor of shape (1, 2)? len says 1.")
as_number.hint(
    "x.numel() counts elements. Which method makes a Python number of a tensor, and keeps its kind?"
)


@exercise.task(
    inputs={"x": one_of(tensors("m n"), tensors("m n", requires_grad=True))},
    aliasing=True,
    weights=SHARING,
    gpu=False,
)
def two_arrays(x):
    array = x.detach().numpy()
    return array, array.copy()


@two_arrays.right
def of_the_data(x):
    return np.asarray(x.data), np.array(x.data)


@two_arrays.right
def by_force(x):
    return x.numpy(force=True), x.detach().clone().numpy()


@two_arrays.right
def filled_element_by_element(x):
    shared = x.detach().cpu().numpy()
    own = np.empty(shared.shape, dtype=shared.dtype)
    for i in range(shared.shape[0]):
        for j in range(shared.shape[1]):
            own[i, j] = shared[i, j]
    return shared, own


@two_arrays.misconception
def with_its_graph(x):
    """If x requires grad, torch refuses: "Can't call numpy() on Tensor that requires grad". Cut x from the
    graph first, with `detach()`, which copies nothing.
    """
    return x.numpy(), x.numpy().copy()


@two_arrays.misconception
def both_on_the_memory_of_x(x):
    """The second array shares the memory of x, too. A second name, a slice, `view()` and `np.asarray` copy
    nothing, and `np.ascontiguousarray` copies only where it must. `copy()` always does.
    """
    array = x.detach().numpy()
    return array, np.asarray(array)


@two_arrays.misconception
def both_with_their_own_memory(x):
    """The first array is a copy: what is written into it, x does not have. `np.array` and `clone` copy.
    `detach()` and `numpy()` do not.
    """
    return np.array(x.detach()), np.array(x.detach())


@two_arrays.misconception
def contiguous_for_a_copy(x):
    """If the numbers of x lie in memory row by row, without gaps, the second array shares the memory of x,
    too: `np.ascontiguousarray` and `contiguous()` copy only what does not lie so. `copy()` and `clone()`
    always copy.
    """
    array = x.detach().numpy()
    return array, np.ascontiguousarray(array)


@two_arrays.misconception
def switches_grad_off(x):
    """Your input x does not require grad any more: `requires_grad_(False)` and `requires_grad = False` set
    the flag of x itself. `detach()` leaves x as it is, and returns a tensor on the same memory that does not
    require grad.
    """
    x.requires_grad = False
    return x.numpy(), x.numpy().copy()


@two_arrays.misconception
def contiguous_first(x):
    """For some x, the first array is a copy: `contiguous()` copies a tensor whose numbers do not lie in
    memory row by row, without gaps. An array can lie in memory as x does.
    """
    array = x.detach().contiguous().numpy()
    return array, array.copy()


@two_arrays.misconception
def copy_first(x):
    """The two are swapped. The first one has to share the memory of x, and the second one is the copy."""
    array = x.detach().numpy()
    return array.copy(), array


@two_arrays.misconception
def tensors_for_arrays(x):
    """These are tensors. Arrays of NumPy are asked."""
    return x.detach(), x.detach().clone()


@two_arrays.misconception
def copy_through_a_list(x):
    """The second array is float64, also if x is float32: NumPy makes float64 of Python floats, as `tolist()`
    gives them. Copy the array, and its dtype stays.
    """
    return x.detach().numpy(), np.array(x.tolist()).reshape(x.shape)


@two_arrays.misconception
def copy_in_float32(x):
    """The second array is float32, also if x is float64. Its dtype has to be that of x."""
    array = x.detach().numpy()
    return array, array.astype("float32")


two_arrays.hint("Which tensors does numpy() refuse, and what does the error recommend?")
two_arrays.hint("x.detach().numpy() shares the memory. What does array.copy() do?")


@exercise.task(inputs={"a": ARRAYS}, aliasing=True, weights=SHARING, gpu=False)
def two_tensors(a):
    return torch.from_numpy(a), torch.tensor(a)


@two_tensors.right
def as_tensor_and_a_clone(a):
    shared = torch.as_tensor(a)
    return shared, shared.clone()


@two_tensors.right
def of_a_copied_array(a):
    return torch.asarray(a), torch.from_numpy(a.copy())


@two_tensors.right
def filled_row_by_row(a):
    shared = torch.from_numpy(a)
    own = torch.empty_like(shared)
    for i in range(len(shared)):
        own[i] = shared[i]
    return shared, own


@two_tensors.misconception
def tensor_copies(a):
    """The first one is a copy: what is written into a, it does not have. `torch.tensor(a)` copies, though
    many notes say that it shares, and so does any function that makes new numbers.
    """
    shared = torch.tensor(a)
    return shared, shared.clone()


@two_tensors.misconception
def both_on_the_memory_of_a(a):
    """The second one shares the memory of a, too. `from_numpy`, `as_tensor` and `asarray` copy nothing, and
    `detach()` and a slice do not copy either. `contiguous()` copies only where the numbers do not lie row by
    row. `clone()` always copies.
    """
    return torch.from_numpy(a), torch.as_tensor(a)


@two_tensors.misconception(same_as="both_on_the_memory_of_a")
def name_moves_on(a):
    """The second one shares the memory of a. `a = a.copy()` afterwards only gives the name a to another
    array: the tensor still lies in the memory of the first. Copy before you make the tensor, or copy the
    tensor.
    """
    shared, own = torch.from_numpy(a), torch.from_numpy(a)
    a = a.copy()
    return shared, own


@two_tensors.misconception
def contiguous_array_first(a):
    """For some a, the first one is a copy: `np.ascontiguousarray`, `reshape` and `ravel` copy an array whose
    numbers do not lie in memory row by row. A tensor can lie in memory as a does.
    """
    shared = torch.from_numpy(np.ascontiguousarray(a))
    return shared, shared.clone()


@two_tensors.misconception
def tensor_through_a_list(a):
    """If a is float64, the second one is float32: Python's numbers have no dtype, and torch makes float32 of
    Python floats. Copy the array or the tensor, and its dtype stays.
    """
    return torch.from_numpy(a), torch.tensor(a.tolist()).reshape(a.shape)


@two_tensors.misconception
def copy_comes_first(a):
    """The two are swapped. The first one has to share the memory of a, and the second one is the copy."""
    return torch.tensor(a), torch.from_numpy(a)


@two_tensors.misconception
def first_as_float32(a):
    """The first one is float32, also if a is not. It has to keep the dtype of a: another dtype needs other
    memory.
    """
    return torch.from_numpy(a).float(), torch.tensor(a)


@two_tensors.misconception
def second_as_float32(a):
    """The second one is float32, also if a is not. If a is float32, it shares the memory of a.
    `torch.Tensor(…)`, with a capital T, does both. `torch.tensor(…)` keeps the dtype, and copies.
    """
    return torch.from_numpy(a), torch.Tensor(a)


@two_tensors.misconception
def arrays_for_tensors(a):
    """These are arrays of NumPy. Tensors are asked."""
    return a, a.copy()


@two_tensors.misconception
def transposed_tensors(a):
    """Rows and columns are swapped. Both tensors have the shape of a."""
    return torch.from_numpy(a.T), torch.tensor(a.T)


two_tensors.hint("torch has several functions that take an array. Not all of them copy.")
two_tensors.hint("What do torch.from_numpy(a) and torch.tensor(a) hold after a[0, 0] = 7?")


@exercise.task(inputs={"a": tensors("m n", m=(2, 8), dtypes=("float", "int64")).map(to_array)})
def last_row_first(a):
    return torch.from_numpy(a[::-1].copy())


@last_row_first.right
def flipped_by_torch(a):
    return torch.from_numpy(a).flip(0)


@last_row_first.right
def chosen_by_numpy(a):
    return torch.tensor(a[np.arange(len(a) - 1, -1, -1)])


@last_row_first.right
def made_contiguous(a):
    return torch.as_tensor(np.ascontiguousarray(np.flipud(a)))


@last_row_first.right
def row_by_row_from_the_end(a):
    rows = torch.from_numpy(a)
    return torch.stack([rows[len(rows) - 1 - i] for i in range(len(rows))])


@last_row_first.misconception
def negative_strides(a):
    """torch refuses arrays with negative strides, and `a[::-1]` has one, as `np.flip` has. Give torch a copy
    of it, `.copy()`. A slice of a tensor does not go backwards either, but a tensor has a method for that.
    """
    return torch.from_numpy(a[::-1])


@last_row_first.misconception(same_as="negative_strides")
def slice_of_a_tensor(a):
    """A slice of a tensor cannot go backwards: "step must be greater than zero". A tensor has a method that
    turns a dimension round. Or turn the array round, and give torch a copy of it.
    """
    return torch.from_numpy(a)[::-1]


@last_row_first.misconception
def last_column_first(a):
    """The columns are in reverse order, and the rows in the order of a. Rows are dimension 0."""
    return torch.from_numpy(a).flip(1)


@last_row_first.misconception
def both_reversed(a):
    """The columns are in reverse order, too: `np.flip` without an axis and `np.rot90(a, 2)` reverse both
    dimensions. Reverse dimension 0 alone.
    """
    return torch.from_numpy(np.flip(a).copy())


@last_row_first.misconception
def all_become_float32(a):
    """The result is always float32: `torch.Tensor(…)`, with a capital T, makes it of any array, and so does
    `.float()`. Keep the dtype of a.
    """
    return torch.Tensor(a[::-1].copy())


@last_row_first.misconception
def through_python_numbers(a):
    """A float64 array became float32: Python's numbers have no dtype, and torch makes float32 of Python
    floats. Give torch an array.
    """
    return torch.tensor(a[::-1].tolist())


@last_row_first.misconception
def reverses_a_itself(a):
    """The result is right, but a was changed, too: `a[:] = …` writes into it, and so does what is written
    into `torch.from_numpy(a)`. Leave a as it is.
    """
    a[:] = a[::-1].copy()
    return torch.from_numpy(a)


@last_row_first.misconception
def as_it_was(a):
    """The rows are in the order of a. If you call `flip(0)`, use its result: it makes a new tensor, and
    changes nothing in place.
    """
    t = torch.from_numpy(a)
    t.flip(0)
    return t


@last_row_first.misconception
def range_ends_too_early(a):
    """The first row of a is missing, and zeros are in its place. `range(m - 1, 0, -1)` ends before it reaches
    0: its end is not included. Write -1 for the end.
    """
    rows = torch.from_numpy(a)
    out = torch.zeros_like(rows)
    for i in range(len(rows) - 1, 0, -1):
        out[len(rows) - 1 - i] = rows[i]
    return out


@last_row_first.misconception
def ends_before_row_0(a):
    """The first row of a is missing: the result has one row less than a. The end of a slice or a range is not
    included: `a[:0:-1]` and `range(m - 1, 0, -1)` end with row 1.
    """
    return torch.from_numpy(a[:0:-1].copy())


@last_row_first.misconception
def swaps_views(a):
    """Some rows are lost, and others are there twice. In `t[i], t[j] = t[j], t[i]`, the right side holds two
    views: `t[i]` is overwritten before it is read. And a itself was changed. Reverse the rows in a new
    tensor.
    """
    rows = torch.from_numpy(a)
    for i in range(len(rows) // 2):
        rows[i], rows[-1 - i] = rows[-1 - i], rows[i]
    return rows


@last_row_first.misconception
def swaps_views_of_a_copy(a):
    """Some rows are lost, and others are there twice. In `t[i], t[j] = t[j], t[i]`, the right side holds two
    views: `t[i]` is overwritten before it is read. Copy one of them first.
    """
    rows = torch.tensor(a)
    for i in range(len(rows) // 2):
        rows[i], rows[-1 - i] = rows[-1 - i], rows[i]
    return rows


last_row_first.hint("Read the last sentence of torch's error: what does it recommend?")
last_row_first.hint("a[::-1].copy() has no negative stride. And which method turns a tensor round?")


@exercise.task(
    inputs={
        "a": tensors("m n", dtypes=("float64",), low=-9, high=9, factors=("", "/ 4")).map(to_array),
        "w": tensors("n"),
    },
    gradient=True,
)
def predict(a, w):
    return torch.from_numpy(a).to(w.device, w.dtype) @ w


@predict.misconception(device=True)
def array_stays_on_the_cpu(a, w):
    """The tensor from an array lies on the CPU, and w may lie on a GPU: torch cannot multiply the two. Move
    the tensor to `w.device`.
    """
    return torch.from_numpy(a).to(w.dtype) @ w


@predict.right
def as_a_tensor_like_w(a, w):
    return torch.mv(torch.as_tensor(a, dtype=w.dtype, device=w.device), w)


@predict.right
def in_float64_first(a, w):
    return (torch.from_numpy(a).to(w.device) @ w.double()).to(w.dtype)


@predict.right
def products_added_up(a, w):
    rows = torch.tensor(a, dtype=w.dtype, device=w.device)
    return (rows * w).sum(dim=1)


@predict.misconception
def two_dtypes(a, w):
    """If w is float32, torch raises an error for the product: the array is float64. Convert it to the dtype
    of w.
    """
    return torch.from_numpy(a).to(w.device) @ w


@predict.misconception
def result_in_float64(a, w):
    """The result is always float64, as the array is: w was converted to it, or a product with elements of the
    array has it. The dtype of w decides: leave w as it is, and convert the array.
    """
    return torch.from_numpy(a).to(w.device) @ w.double()


@predict.misconception
def collected_in_float32(a, w):
    """The result is always float32, also if w is float64: `torch.zeros(…)` without a dtype makes float32, and
    so does `.float()`. What is written into a tensor gets the dtype of the tensor. Use `w.dtype`.
    """
    out = torch.zeros(len(a), device=w.device)
    out[:] = torch.from_numpy(a).to(w.device, w.dtype) @ w
    return out


@predict.misconception
def array_to_float32(a, w):
    """If w is float64, torch raises an error for the product: the array became float32, whatever w is.
    Convert it to `w.dtype`.
    """
    return torch.from_numpy(a).float().to(w.device) @ w


@predict.misconception
def product_in_numpy(a, w):
    """The numbers are right, but no gradient flows back to w. NumPy and Python's numbers know nothing of the
    graph: `numpy()`, `float()` and `item()` leave it, and so do `detach()` and `torch.tensor(w)`. Under
    `no_grad` there is none. Make a tensor of a, and multiply with w itself.
    """
    return torch.from_numpy(a @ w.detach().cpu().numpy()).to(w.device, w.dtype)


@predict.misconception
def new_leaf(a, w):
    """The numbers are right, and the result requires grad, but no gradient flows back from it to w: it is a
    leaf of its own. Make a tensor of a, and multiply with w itself.
    """
    product = torch.from_numpy(a @ w.detach().cpu().numpy()).to(w.device, w.dtype)
    return product.requires_grad_(w.requires_grad)


@predict.misconception
def returns_an_array(a, w):
    """The result is an array of NumPy. A tensor is asked."""
    return a @ w.detach().cpu().numpy()


@predict.misconception
def numpy_of_w(a, w):
    """If w requires grad, torch refuses to make an array of it, and with `detach()` no gradient would flow
    back to w. Do not take w to NumPy: make a tensor of a.
    """
    return torch.from_numpy(a @ w.numpy()).to(w.dtype)


@predict.misconception
def column_of_predictions(a, w):
    """The numbers are right, but the result is a column of shape (m, 1). A vector of shape (m,) is asked: w
    is a vector, and the product with a vector is one, too.
    """
    return torch.from_numpy(a).to(w.device, w.dtype) @ w[:, None]


@predict.misconception
def squeezes_a_single_row(a, w):
    """If a has one row, the result has the shape (): `squeeze()` without a number removes all dimensions of
    size 1. Name the dimension, or multiply with the vector w, which gives a vector.
    """
    return (torch.from_numpy(a).to(w.device, w.dtype) @ w[:, None]).squeeze()


@predict.misconception
def from_the_wrong_side(a, w):
    """You multiply w with the columns of a, as `w @ a` does. That fails, or gives other numbers. Each row of
    a times w is asked.
    """
    return w @ torch.from_numpy(a).to(w.device, w.dtype)


@predict.misconception
def not_added_up(a, w):
    """These are the products of single elements. They have to be added up in each row, as `@` does."""
    return torch.from_numpy(a).to(w.device, w.dtype) * w


predict.hint("Print the dtypes of torch.from_numpy(a) and of w.")
predict.hint("`.to(…)` takes a dtype, a device, or both. Which of the two has to change: a or w?")


FUNCTIONS = made(
    "lambda a: np.add(a, 1, out=a)",
    "lambda a: a.astype(float)",
    "lambda a: a.sum(axis=1)",
    "lambda a: 2 * a.T",
    "lambda a: a if a.itemsize == x.itemsize else -a",
)
"""The last one sees the dtype of its array, and gives the same for x in float32 and in float64."""


ANY_GRAD = one_of(tensors("m n"), tensors("m n", requires_grad=True), each(torch.tensor([[3.0, -4.0]])))


@exercise.task(inputs={"f": FUNCTIONS, "x": ANY_GRAD}, attached=True)
def through_numpy(f, x):
    array = x.detach().cpu().numpy().copy()
    return torch.from_numpy(f(array)).to(x.device, x.dtype)


@through_numpy.misconception(device=True)
def asks_a_gpu_for_an_array(f, x):
    """`numpy()` refuses a tensor on a GPU. Use `x.cpu()`: it returns a tensor on the CPU, and does not move x
    itself.
    """
    return torch.from_numpy(f(x.detach().clone().numpy())).to(x.device, x.dtype)


@through_numpy.misconception(device=True)
def result_stays_on_the_cpu(f, x):
    """The result lies on the CPU, wherever x lies. Move it to `x.device`, and use what `to(…)` returns: it
    does not move a tensor in place.
    """
    result = torch.from_numpy(f(x.detach().cpu().numpy().copy())).to(x.dtype)
    result.to(x.device)
    return result


@through_numpy.right
def copied_by_numpy(f, x):
    array = np.array(x.detach().cpu())
    return torch.as_tensor(f(array), dtype=x.dtype, device=x.device)


@through_numpy.right
def cloned_by_torch(f, x):
    with torch.no_grad():
        y = x.clone()
    return torch.tensor(f(y.detach().cpu().numpy())).to(x.dtype).to(x.device)


@through_numpy.right
def by_force_and_copied(f, x):
    result = f(x.cpu().numpy(force=True).copy())
    out = torch.empty(result.shape, dtype=x.dtype, device=x.device)
    out[...] = torch.from_numpy(result)
    return out


@through_numpy.misconception
def array_of_a_graph(f, x):
    """If x requires grad, torch refuses: "Can't call numpy() on Tensor that requires grad". Cut x from the
    graph first, with `detach()`.
    """
    return torch.from_numpy(f(x.cpu().numpy().copy())).to(x.device, x.dtype)


@through_numpy.misconception
def f_writes_into_x(f, x):
    """x was changed where f writes into its array: on a CPU, `detach()` and `cpu()` copy nothing, and
    `numpy()` shares the memory of x. Give f a copy.
    """
    # Without cpu(), so that it fails on a GPU as well: there, cpu() makes the copy.
    return torch.from_numpy(f(x.detach().numpy())).to(x.device, x.dtype)


@through_numpy.misconception
def dtype_of_f(f, x):
    """The result has the dtype of what f returns. The dtype of x is asked."""
    return torch.from_numpy(f(x.detach().cpu().numpy().copy())).to(x.device)


@through_numpy.misconception
def result_in_float32(f, x):
    """The result is always float32: `.float()` makes it, and so does `torch.Tensor(…)`, with a capital T. The
    dtype of x is asked, which may be float64.
    """
    return torch.from_numpy(f(x.detach().cpu().numpy().copy())).float().to(x.device)


@through_numpy.misconception
def array_for_a_tensor(f, x):
    """This is the array of NumPy that f has returned. A tensor is asked."""
    return f(x.detach().cpu().numpy().copy())


@through_numpy.misconception
def f_gets_a_tensor(f, x):
    """f got a tensor, and it is for arrays of NumPy. Tensors have no `astype`, and many of their methods take
    other arguments.
    """
    return f(x.detach().clone())


@through_numpy.misconception
def asks_for_grad_again(f, x):
    """The numbers are right, but the result requires grad if x does. It is a new leaf, and no graph leads
    from it to x. Leave the tensor without grad.
    """
    result = torch.from_numpy(f(x.detach().cpu().numpy().copy())).to(x.device, x.dtype)
    return result.requires_grad_(x.requires_grad)


@through_numpy.misconception
def calls_f_again(f, x):
    """If f writes into its array, it has written twice. Call f once, and give its result a name."""
    array = x.detach().cpu().numpy().copy()
    f(array)
    return torch.from_numpy(f(array)).to(x.device, x.dtype)


@through_numpy.misconception
def in_the_shape_of_x(f, x):
    """The result has the shape of x, or an error was raised. f may return another shape, and the result has
    that one: make the tensor of what f returns.
    """
    out = torch.zeros_like(x, requires_grad=False)
    out[:] = torch.as_tensor(f(x.detach().cpu().numpy().copy()))
    return out


@through_numpy.misconception
def f_gets_float64(f, x):
    """f gets a float64 array, also if x is float32: NumPy makes float64 of Python floats. The array has to
    have the dtype of x.
    """
    result = f(np.array(x.tolist()).reshape(x.shape))
    return torch.tensor(result, dtype=x.dtype, device=x.device)


through_numpy.hint("Go through the four things in the task, one at a time: grad, device, memory, dtype.")
through_numpy.hint(
    "detach(), cpu() and numpy() may all return something on the memory of x. Which step copies?"
)
through_numpy.hint("On the way back, `.to(…)` takes a device and a dtype.")
