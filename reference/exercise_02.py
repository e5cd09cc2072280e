"""Broadcasting: D2L 2.1.3 and 2.3.6, with the reductions that keep their axes.

What is asked of inputs follows the starter's prose. Sums of rows are never zero where something is
divided by them, and empty tensors are left out where a mean or a maximum is not defined.
"""

import torch
import torch.nn.functional as F
from hypothesis import strategies as st
from torch import nn

from grader.course import Exercise, each, one_of, tensors

exercise = Exercise("Broadcasting", after="exercise_01")


def shapes(*first):
    drawn = st.lists(st.sampled_from((1, 2, 3, 0, 4)), max_size=3).map(tuple)
    return one_of(each(*first), drawn)


@exercise.task(
    inputs={
        "s": shapes((2, 1), (3,), (), (1, 4), (2, 3), (5, 1, 2), (0, 1), (4,), (6, 1)),
        "t": shapes((3,), (2, 1), (2,), (3, 1), (3, 2), (4, 1), (2,), (2,), (3, 1)),
    },
    raises=ValueError,
)
def broadcast_shape(s, t):
    shape = []
    for place in range(1, max(len(s), len(t)) + 1):
        one = s[-place] if place <= len(s) else 1
        other = t[-place] if place <= len(t) else 1
        if one != other and 1 not in (one, other):
            raise ValueError(f"sizes {one} and {other} do not go together")
        shape.insert(0, other if one == 1 else one)
    return tuple(shape)


@broadcast_shape.right
def asks_torch(s, t):
    try:
        return torch.broadcast_shapes(s, t)
    except RuntimeError as error:
        raise ValueError(str(error)) from error


@broadcast_shape.right
def padded_with_ones(s, t):
    rank = max(len(s), len(t))
    s, t = (1,) * (rank - len(s)) + tuple(s), (1,) * (rank - len(t)) + tuple(t)
    if any(one != other and one != 1 and other != 1 for one, other in zip(s, t, strict=True)):
        raise ValueError
    return tuple(other if one == 1 else one for one, other in zip(s, t, strict=True))


@broadcast_shape.misconception
def lets_torch_raise(s, t):
    """torch raises a RuntimeError where shapes do not fit. A ValueError is asked: catch the one, and raise
    the other.
    """
    return tuple(torch.broadcast_shapes(s, t))


@broadcast_shape.misconception
def starts_from_the_left(s, t):
    """Shapes are aligned at the right end, at their *last* dimensions. You compare them from the left, which
    is the same for sure only if both have the same length.
    """
    rank = max(len(s), len(t))
    s, t = tuple(s) + (1,) * (rank - len(s)), tuple(t) + (1,) * (rank - len(t))
    if any(one != other and one != 1 and other != 1 for one, other in zip(s, t, strict=True)):
        raise ValueError
    return tuple(other if one == 1 else one for one, other in zip(s, t, strict=True))


@broadcast_shape.misconception
def cuts_to_the_shorter(s, t):
    """`zip` ends with the shorter of the two, so the dimensions that only the longer one has are lost. A
    missing size counts as 1.
    """
    shape = []
    for one, other in zip(reversed(s), reversed(t), strict=False):
        if one != other and 1 not in (one, other):
            raise ValueError
        shape.insert(0, other if one == 1 else one)
    return tuple(shape)


@broadcast_shape.misconception
def takes_the_larger(s, t):
    """Only a size of 1 can be stretched. Where two sizes differ and neither is 1, there is no such shape:
    raise a ValueError.
    """
    rank = max(len(s), len(t))
    s, t = (1,) * (rank - len(s)) + tuple(s), (1,) * (rank - len(t)) + tuple(t)
    return tuple(max(one, other) for one, other in zip(s, t, strict=True))


@broadcast_shape.misconception
def zero_goes_with_all(s, t):
    """Only a size of 1 can be stretched, and 0 is no exception: 0 and 2 do not fit. Where two sizes differ
    and neither is 1, raise a ValueError.
    """
    rank = max(len(s), len(t))
    s, t = (1,) * (rank - len(s)) + tuple(s), (1,) * (rank - len(t)) + tuple(t)
    if any(one != other and one * other and 1 not in (one, other) for one, other in zip(s, t, strict=True)):
        raise ValueError
    return tuple(0 if 0 in both else max(both) for both in zip(s, t, strict=True))


@broadcast_shape.misconception
def stretches_what_divides(s, t):
    """Only a size of 1 can be stretched. 2 and 4 do not fit, though 2 divides 4: raise a ValueError."""
    rank = max(len(s), len(t))
    s, t = (1,) * (rank - len(s)) + tuple(s), (1,) * (rank - len(t)) + tuple(t)
    if any(max(both) % max(min(both), 1) for both in zip(s, t, strict=True) if 0 not in both):
        raise ValueError
    if any(0 in both and max(both) > 1 for both in zip(s, t, strict=True)):
        raise ValueError
    return tuple(0 if 0 in both else max(both) for both in zip(s, t, strict=True))


@broadcast_shape.misconception
def larger_of_one_and_zero(s, t):
    """A 1 is stretched to whatever the other size is, also to 0: of 1 and 0, the result is 0, not the larger
    one. Take the size that is not 1.
    """
    rank = max(len(s), len(t))
    s, t = (1,) * (rank - len(s)) + tuple(s), (1,) * (rank - len(t)) + tuple(t)
    if any(one != other and one != 1 and other != 1 for one, other in zip(s, t, strict=True)):
        raise ValueError
    return tuple(max(one, other) for one, other in zip(s, t, strict=True))


broadcast_shape.hint("Put 1s before the shorter shape until both have one length.")
broadcast_shape.hint("What are the sizes for (3, 1) and (4,), column by column from the right?")


@exercise.task(inputs={"x": tensors("m"), "y": tensors("n")})
def outer_sum(x, y):
    return x[:, None] + y


@outer_sum.misconception(device=True)
def stretched_by_ones_on_the_cpu(x, y):
    """`torch.ones(…)` lies on the CPU, wherever x lies. No ones are needed: `x[:, None]` is stretched by
    itself. Where you need some, `x.new_ones(…)` makes them where x lies.
    """
    return x[:, None] * torch.ones(len(y), dtype=x.dtype) + y


@outer_sum.right
def column_plus_row(x, y):
    return x.reshape(-1, 1) + y.reshape(1, -1)


@outer_sum.right
def one_row_at_a_time(x, y):
    out = x.new_empty(len(x), len(y))
    for i in range(len(x)):
        out[i] = x[i] + y
    return out


@outer_sum.misconception
def adds_them_as_they_are(x, y):
    """Two vectors are added element by element, so they must have the same length, or one a single element.
    Give x a second dimension of size 1, so that it is a column: `x[:, None]` or `x.reshape(-1, 1)`.
    """
    return x + y


@outer_sum.misconception
def table_on_its_side(x, y):
    """This is the transpose: row i belongs to y[i]. The elements of x go down the rows, so x is to be the
    column.
    """
    return x + y[:, None]


@outer_sum.misconception
def grows_in_place(x, y):
    """`+=` writes into the tensor on its left, and that cannot grow: a column has no room for a table. Make
    a new tensor with `+`.
    """
    out = x[:, None].clone()
    out += y
    return out


@outer_sum.misconception
def writes_into_an_expanded_tensor(x, y):
    """`expand` only pretends: all columns are one and the same piece of memory, and torch refuses to write
    into it. Broadcasting expands by itself: `x[:, None] + y` makes a new tensor.
    """
    return x[:, None].expand(len(x), len(y)).add_(y)


@outer_sum.misconception
def outer_product(x, y):
    """These are products, as `torch.outer` makes them of every x[i] and every y[j]. Here they are to be
    added.
    """
    return torch.outer(x, y)


outer_sum.hint("Which shape do (m, 1) and (n,) make together?")
outer_sum.hint("x[:, None] is x as a column.")


@exercise.task(inputs={"X": tensors("m n"), "b": tensors("n")})
def add_bias(X, b):
    X += b


@add_bias.right
def with_a_method(X, b):
    return X.add_(b)


@add_bias.right
def into_all_of_it(X, b):
    X[:] = X + b


@add_bias.misconception
def adds_to_a_new_tensor(X, b):
    """The caller's X is as it was: the sums are in another tensor, such as `X.clone()`, or in a new one, as
    `X = X + b` and `row = row + b` make it. While X is the caller's, `X += b` writes into it, as `X.add_(b)`
    and `X[:] = …` do.
    """
    X = X + b
    return X


@add_bias.misconception
def to_the_columns(X, b):
    """b has an element for each *column*, and is added to every row. As a column, `b[:, None]`, it has one
    for each row.
    """
    X += b[:, None]


@add_bias.misconception
def one_number_for_each_row(X, b):
    """b has an element for each *column*, and is added to every row. Here row i gets only the number `b[i]`,
    in all of its columns. Add all of b to each row: `X += b`.
    """
    for i in range(len(X)):
        X[i] += b[i]


@add_bias.misconception
def to_the_bias(X, b):
    """Here b is changed instead of X, and b is too small to take in a matrix. The left side of `+=` is what
    is changed: X.
    """
    b += X


@add_bias.misconception
def only_the_first_row(X, b):
    """Only the first row was changed: `X[0]` is that one. Broadcasting adds b to every row: `X += b`."""
    X[0] += b


add_bias.hint("Which of X = X + b and X += b changes the tensor that the caller holds?")


@exercise.task(inputs={"X": tensors("m n", dtypes=("float", "int64"), low=1)})
def row_shares(X):
    return X / X.sum(dim=1, keepdim=True)


@row_shares.right
def sums_as_a_column(X):
    return X / X.sum(1)[:, None]


@row_shares.right
def through_the_transpose(X):
    return (X.T / X.sum(dim=-1)).T


@row_shares.misconception
def without_keepdim(X):
    """`X.sum(1)` drops the axis: the m sums lie in a row. Where that fits X at all, as for a square X, they
    are taken for sums of *columns*. `keepdim=True` keeps them as a column.
    """
    return X / X.sum(dim=1)


@row_shares.misconception
def sums_of_columns(X):
    """These are the sums of the columns: `dim` is the axis that is added up and disappears, so that
    `sum(dim=0)` adds the rows together. The sums of the rows are `sum(dim=1, keepdim=True)`.
    """
    return X / X.sum(dim=0)


@row_shares.misconception
def length_becomes_one(X):
    """The *squares* of each row add up to 1, as after `F.normalize`, which divides by the L2 norm unless you
    say otherwise. Here the elements are to add up to 1: divide by their sum.
    """
    return F.normalize(X.float() if X.dtype == torch.int64 else X, dim=1)


@row_shares.misconception
def divides_in_place(X):
    """The caller's X was changed, as `X /= …` does, or an error was raised where X holds integers: a float
    has no room in it. Write `X / …`, which makes a new tensor.
    """
    X /= X.sum(dim=1, keepdim=True)
    return X


@row_shares.misconception
def shares_of_everything(X):
    """`X.sum()` adds up all elements, so that all of X together adds up to 1. Each row is to be divided by
    its own sum: `dim=1, keepdim=True`.
    """
    return X / X.sum()


@row_shares.misconception
def whole_division(X):
    """`//` rounds down to whole numbers, and a share is less than 1. The quotient is `/`."""
    return X // X.sum(dim=1, keepdim=True)


@row_shares.misconception
def written_into_integers(X):
    """Where X holds integers, so does the result: a tensor that is made with the dtype of X cuts the shares
    off to 0. `X / …` makes a new tensor of floats.
    """
    out = torch.zeros_like(X)
    out[:] = X / X.sum(dim=1, keepdim=True)
    return out


@row_shares.misconception
def softmax(X):
    """`softmax` takes exp of the elements before it divides. It makes rows that add up to 1, too, but these
    are not the shares of the elements themselves: divide X by the sums of its rows.
    """
    return torch.softmax(X if X.is_floating_point() else X.float(), dim=1)


row_shares.hint("Print the shapes of X and of the sums. Do they go together as you mean it?")
row_shares.hint("sum takes keepdim=True.")


@exercise.task(inputs={"X": tensors("m n")})
def centre_columns(X):
    return X - X.mean(dim=0)


@centre_columns.misconception(device=True)
def means_on_the_cpu(X):
    """The means are taken to the CPU, and there they cannot be subtracted from what lies on a GPU. Leave them
    where X is.
    """
    return X - X.mean(dim=0).cpu()


@centre_columns.right
def with_the_axis_kept(X):
    return X - X.sum(dim=0, keepdim=True) / X.shape[0]


@centre_columns.right
def one_column_at_a_time(X):
    out = X.clone()
    for j in range(X.shape[1]):
        out[:, j] = X[:, j] - X[:, j].mean()
    return out


@centre_columns.misconception
def means_of_rows(X):
    """`dim` is the axis that disappears: `mean(dim=1)` is a mean for each *row*. For most shapes,
    subtracting it raises an error; where it fits, as for a square X, it is silently wrong. The means of the
    columns are `mean(dim=0)`.
    """
    return X - X.mean(dim=1)


@centre_columns.misconception
def centres_rows(X):
    """Here every *row* gets mean 0. For the mean of each *column*, average over the rows: `mean(dim=0)`,
    since `dim` is the axis that is averaged over.
    """
    return X - X.mean(dim=1, keepdim=True)


@centre_columns.misconception
def standardises(X):
    """Each column was also divided by its standard deviation. Only the mean is to be subtracted."""
    return (X - X.mean(dim=0)) / X.std(dim=0)


@centre_columns.misconception
def divides_by_the_columns(X):
    """The sum over the rows has to be divided by the number of rows, `X.shape[0]`. `X.shape[1]` is the
    number of columns, which is the same only if X is square.
    """
    return X - X.sum(dim=0) / X.shape[1]


@centre_columns.misconception
def divides_by_all(X):
    """`X.numel()` counts all elements of X; a column has only `X.shape[0]` of them."""
    return X - X.sum(dim=0) / X.numel()


@centre_columns.misconception
def mean_of_everything(X):
    """`X.mean()` is one mean for all elements. Each column has a mean of its own: `mean(dim=0)`."""
    return X - X.mean()


@centre_columns.misconception
def subtracts_in_place(X):
    """The caller's X was changed, as `X -= …` does. So do changes under another name: `Y = X` is no copy.
    Write `X - …`, which makes a new tensor.
    """
    X -= X.mean(dim=0)
    return X


centre_columns.hint("X.mean(dim=0) averages over the rows. Which shape has it?")


@exercise.task(inputs={"X": one_of(tensors("m n"), tensors("b m n")), "axis": each(0, 1, -1, 2)})
def mean_along(X, axis):
    if X.shape[axis] == 0:
        raise ValueError("nothing has no mean")  # leaves such cases out
    return X.mean(dim=axis, keepdim=True)


@mean_along.misconception(device=True)
def by_numpy(X, axis):
    """NumPy takes only tensors on the CPU. `X.mean(dim=axis, keepdim=True)` does the same wherever X lies."""
    return torch.from_numpy(X.numpy().mean(axis=axis, keepdims=True))


@mean_along.right
def puts_the_axis_back(X, axis):
    return X.mean(axis).unsqueeze(axis)


@mean_along.right
def sum_by_size(X, axis):
    return torch.sum(X, dim=axis, keepdim=True) / X.shape[axis]


@mean_along.misconception
def drops_the_axis(X, axis):
    """The axis was dropped, and the result no longer lines up with X. It is to stay, with size 1: with
    `keepdim=True`, and without a `squeeze` after it.
    """
    return X.mean(dim=axis)


@mean_along.misconception
def always_the_last_axis(X, axis):
    """The average is not over the axis that was asked for, perhaps always over the last one, or over the
    other one. Use `axis` as it is.
    """
    return X.mean(dim=-1, keepdim=True)


@mean_along.misconception
def axis_one_for_the_last(X, axis):
    """Axis -1 is the *last* one. In a stack of matrices that is axis 2, not axis 1. Use `axis` as it is."""
    return X.mean(dim=1 if axis == -1 else axis, keepdim=True)


@mean_along.misconception
def axis_one_for_all_others(X, axis):
    """A stack of matrices has three axes, and the one that is asked for may be axis 2, or the last one, -1.
    Here axis 1 was taken for each axis but 0. Use `axis` as it is.
    """
    return X.mean(dim=0 if axis == 0 else 1, keepdim=True)


@mean_along.misconception
def divides_by_the_rows(X, axis):
    """The sum over an axis has to be divided by the size of that axis, `X.shape[axis]`. `len(X)` is the size
    of the first one.
    """
    return X.sum(dim=axis, keepdim=True) / len(X)


@mean_along.misconception
def averages_over_the_others(X, axis):
    """The average is over other axes than the one that was asked for. `dim` names the axis that is averaged
    over, not the one that is left, and axes count from 0.
    """
    others = [other for other in range(X.dim()) if other != axis % X.dim()]
    return X.mean(dim=others, keepdim=True)


@mean_along.misconception
def sums_along(X, axis):
    """This is the sum. The mean divides it by the size of the axis."""
    return X.sum(dim=axis, keepdim=True)


@mean_along.misconception
def divides_by_numel(X, axis):
    """The sum along one axis has as many terms as the axis has elements, `X.shape[axis]`. `X.numel()` counts
    all elements of X.
    """
    return X.sum(dim=axis, keepdim=True) / X.numel()


@mean_along.misconception
def axis_in_front(X, axis):
    """The axis is to keep its *place*. Here it comes first, whichever it was: with `unsqueeze(0)`, or because
    the tensor was transposed and never transposed back. `keepdim=True` leaves it where it is.
    """
    return X.mean(dim=axis).unsqueeze(0)


mean_along.hint("mean takes dim and keepdim.")


@exercise.task(inputs={"X": tensors("m n", low=1)})
def cumulative_shares(X):
    return X.cumsum(dim=1) / X.sum(dim=1, keepdim=True)


@cumulative_shares.right
def running_sum_of_shares(X):
    return torch.cumsum(X / X.sum(dim=1, keepdim=True), dim=1)


@cumulative_shares.right
def by_the_last_column(X):
    running = X.cumsum(-1)
    return running / running[:, -1:]


@cumulative_shares.misconception
def down_the_columns(X):
    """This runs down each column, from row to row, as `cumsum(dim=0)` does. Along a row it is `dim=1`."""
    return X.cumsum(dim=0) / X.sum(dim=0)


@cumulative_shares.misconception
def runs_down_but_divides_across(X):
    """The running sum goes down each column, as `cumsum(dim=0)` does, though it is divided by the row's sum.
    Along a row it is `cumsum(dim=1)`.
    """
    return X.cumsum(dim=0) / X.sum(dim=1, keepdim=True)


@cumulative_shares.misconception
def needs_a_dim(X):
    """NumPy's `cumsum` needs no axis, torch's has no default for it: say `cumsum(dim=1)`."""
    return X.cumsum() / X.sum(dim=1, keepdim=True)


@cumulative_shares.misconception
def runs_through_all_rows(X):
    """The running sum goes on from one row to the next, as NumPy's `cumsum` does without an axis. Each row
    starts anew: `cumsum(dim=1)`.
    """
    return X.flatten().cumsum(dim=0).reshape(X.shape) / X.sum()


@cumulative_shares.misconception
def runs_on_into_the_next_row(X):
    """The running sum goes on from one row to the next, as NumPy's `cumsum` does without an axis. Each row
    starts anew: `cumsum(dim=1)`.
    """
    return X.flatten().cumsum(dim=0).reshape(X.shape) / X.sum(dim=1, keepdim=True)


@cumulative_shares.misconception
def without_the_total(X):
    """These are the running sums. Divided by the row's total they become shares, the last of which is 1."""
    return X.cumsum(dim=1)


@cumulative_shares.misconception
def totals_in_a_row(X):
    """The m totals lie in a row. Where that fits X at all, as for a square X, they are taken for totals of
    *columns*. They are to be a column: `X.sum(1, keepdim=True)`, or `[:, -1:]` in place of `[:, -1]`.
    """
    return X.cumsum(dim=1) / X.sum(dim=1)


@cumulative_shares.misconception
def not_cumulative(X):
    """These are the shares of the single elements. Add them up along the row: `cumsum(dim=1)`."""
    return X / X.sum(dim=1, keepdim=True)


cumulative_shares.hint("Two steps: a running sum along each row, and a division by the row's total.")
cumulative_shares.hint("cumsum takes a dim; sum takes keepdim=True.")


@exercise.task(inputs={"y_hat": tensors("n 1"), "y": tensors("n")})
def squared_error(y_hat, y):
    if len(y) == 0:
        raise ValueError("nothing has no mean")  # leaves such cases out
    return ((y_hat.reshape(-1) - y) ** 2).mean()


@squared_error.right
def labels_as_a_column(y_hat, y):
    return (y_hat - y.reshape(y_hat.shape)).pow(2).mean()


@squared_error.right
def library_with_equal_shapes(y_hat, y):
    return F.mse_loss(y_hat[:, 0], y)


@squared_error.right
def with_dot(y_hat, y):
    error = y_hat.squeeze(1) - y
    return error @ error / len(y)


@squared_error.misconception
def every_pair(y_hat, y):
    """(n, 1) minus (n,) or (1, n) is an n by n table: every prediction met every label. Bring both to one
    shape first, such as `y_hat.reshape(-1)` or `y.reshape(-1, 1)`.
    """
    return ((y_hat - y) ** 2).mean()


@squared_error.misconception(same_as="every_pair")
def library_with_two_shapes(y_hat, y):
    """`nn.MSELoss` broadcasts, too: it warns that the target's size differs from the input's, and then
    compares every prediction with every label. Bring both to one shape first.
    """
    return nn.MSELoss()(y_hat, y)


@squared_error.misconception
def sum_for_mean(y_hat, y):
    """This is the sum of the squared differences. The mean divides it by the number of labels, `len(y)`."""
    return ((y_hat.reshape(-1) - y) ** 2).sum()


@squared_error.misconception
def one_less_than_the_labels(y_hat, y):
    """The sum was divided by n - 1, as for a variance. The mean divides it by the number of labels, n."""
    return ((y_hat.reshape(-1) - y) ** 2).sum() / (len(y) - 1)


@squared_error.misconception
def one_error_each(y_hat, y):
    """These are the squared differences, one for each label. One number is asked: their mean."""
    return (y_hat.reshape(-1) - y) ** 2


@squared_error.misconception
def with_the_root(y_hat, y):
    """The mean of the squares is asked, not its root."""
    return ((y_hat.reshape(-1) - y) ** 2).mean().sqrt()


@squared_error.misconception
def absolute_error(y_hat, y):
    """This is the mean *absolute* difference. Square the differences instead."""
    return (y_hat.reshape(-1) - y).abs().mean()


@squared_error.misconception
def half_of_it(y_hat, y):
    """This is half of it, as the book has it for training. The plain mean of the squares is asked here."""
    return ((y_hat.reshape(-1) - y) ** 2 / 2).mean()


@squared_error.misconception
def square_of_the_mean(y_hat, y):
    """The mean was taken first, and then the square: differences above and below 0 cancel each other. Square
    each difference, and take the mean of the squares.
    """
    return (y_hat.reshape(-1) - y).mean() ** 2


squared_error.hint("Print the shape of the difference before you square it.")
squared_error.hint("y_hat.reshape(-1) is a vector, as y is.")


@exercise.task(inputs={"A": tensors("m d"), "B": tensors("n d")})
def squared_distances(A, B):
    # Multiplied out, since that rounds more than the plain form: both are right, and the bound is to say so.
    return (A**2).sum(dim=1, keepdim=True) + (B**2).sum(dim=1) - 2 * A @ B.T


@squared_distances.misconception(device=True)
def filled_on_the_cpu(A, B):
    """Numbers may be written from a GPU into a tensor on the CPU, without an error, and there they stay.
    `A.new_zeros(len(A), len(B))` makes the table where A lies.
    """
    out = torch.zeros(len(A), len(B), dtype=A.dtype)
    for i in range(len(A)):
        out[i] = ((A[i] - B) ** 2).sum(dim=1)
    return out


@squared_distances.right
def differences_of_all_pairs(A, B):
    return ((A[:, None, :] - B[None, :, :]) ** 2).sum(dim=2)


@squared_distances.right
def one_point_at_a_time(A, B):
    rows = [((a - B) ** 2).sum(dim=-1) for a in A]
    return torch.stack(rows) if rows else A.new_zeros(0, len(B))


@squared_distances.right
def by_the_library(A, B):
    return torch.cdist(A, B, compute_mode="donot_use_mm_for_euclid_dist") ** 2


@squared_distances.right
def by_the_library_multiplied_out(A, B):
    return torch.cdist(A, B).square()


@squared_distances.misconception
def only_equal_numbers(A, B):
    """`A - B`, as well as `F.pairwise_distance`, pairs the first point with the first, the second with the
    second, and so on, and raises an error if there are not as many. For all pairs, give A and B an axis of
    their own: `A[:, None] - B[None, :]`.
    """
    return ((A - B) ** 2).sum(dim=1)


@squared_distances.misconception
def new_axes_at_the_same_place(A, B):
    """A and B have their new axis at the same place, so that the first point still meets the first, the
    second the second, and so on. For all pairs: `A[:, None] - B[None, :]`.
    """
    return ((A[:, None] - B[:, None]) ** 2).sum(dim=2)


@squared_distances.misconception
def adds_the_product(A, B):
    """The squared length of a - b is |a|² + |b|² *minus* twice their dot product."""
    return (A * A).sum(1)[:, None] + (B * B).sum(1) + 2 * A @ B.T


@squared_distances.misconception
def product_only_once(A, B):
    """The squared length of a - b is |a|² + |b|² minus *twice* their dot product."""
    return (A * A).sum(1)[:, None] + (B * B).sum(1) - A @ B.T


@squared_distances.misconception
def sums_over_the_points(A, B):
    """`dim` is the axis that is added up and disappears. Axis 1 counts the points of B; the coordinates are
    in the last one, `dim=2`.
    """
    return ((A[:, None] - B[None, :]) ** 2).sum(dim=1)


@squared_distances.misconception
def squeezes_points_away(A, B):
    """Every axis of size 1 was dropped, as `squeeze()` without a dim does: if A or B holds only one point,
    the matrix becomes a vector. `sum(dim=2)` has dropped the axis of the coordinates already.
    """
    return ((A[:, None, :] - B[None, :, :]) ** 2).sum(dim=2).squeeze()


@squared_distances.misconception
def from_b_to_a(A, B):
    """This is the transpose: row i belongs to point i of B. The points of A go down the rows:
    `A[:, None]`.
    """
    return ((A[None, :, :] - B[:, None, :]) ** 2).sum(dim=2)


@squared_distances.misconception
def takes_the_root(A, B):
    """These are the distances. Their squares are asked: leave out the root, or square what `cdist` gives."""
    return torch.cdist(A, B, compute_mode="donot_use_mm_for_euclid_dist")


@squared_distances.misconception
def keeps_the_coordinates(A, B):
    """The squares still lie in an axis of their own. Add them up over the coordinates: `sum(dim=2)`."""
    return (A[:, None, :] - B[None, :, :]) ** 2


@squared_distances.misconception
def sums_over_everything(A, B):
    """`sum()` without a dim adds up all pairs, and one number is left. Add up over the coordinates only."""
    return ((A[:, None, :] - B[None, :, :]) ** 2).sum()


@squared_distances.misconception
def square_of_the_sum(A, B):
    """The differences were added up first, and then squared: differences above and below 0 cancel each other.
    Square each difference, and add up the squares.
    """
    return (A[:, None, :] - B[None, :, :]).sum(dim=2) ** 2


squared_distances.hint("Which shape have (m, 1, d) and (1, n, d) together?")
squared_distances.hint("Which axis of it holds the coordinates? That one is to be added up.")


@exercise.task(inputs={"labels": tensors("n", dtypes=("int64",), low=0, high=3), "classes": each(4, 5, 6, 9)})
def one_hot(labels, classes):
    return (labels[:, None] == torch.arange(classes, device=labels.device)).float()


@one_hot.misconception(device=True)
def classes_on_the_cpu(labels, classes):
    """`torch.arange(classes)` lies on the CPU, wherever labels lies, and the two cannot be compared there.
    `torch.arange(classes, device=labels.device)` lies where labels does.
    """
    return (labels[:, None] == torch.arange(classes)).float()


@one_hot.misconception(device=True)
def identity_on_the_cpu(labels, classes):
    """`torch.eye(classes)` lies on the CPU, and a tensor there takes no indices from a GPU.
    `torch.eye(classes, device=labels.device)` lies where labels does.
    """
    return torch.eye(classes)[labels]


@one_hot.right
def by_the_library_in_floats(labels, classes):
    return F.one_hot(labels, classes).to(torch.float32)


@one_hot.right
def rows_of_the_identity(labels, classes):
    return torch.eye(classes, device=labels.device)[labels]


@one_hot.right
def written_one_by_one(labels, classes):
    out = torch.zeros(len(labels), classes, device=labels.device)
    for row, label in enumerate(labels.tolist()):
        out[row, label] = 1
    return out


@one_hot.misconception
def forgets_class_zero(labels, classes):
    """Classes are counted from 0: a loop from 1 never meets class 0, and the rows of its labels stay all
    zero.
    """
    out = torch.zeros(len(labels), classes)
    for label in range(1, classes):
        out[labels == label, label] = 1
    return out


@one_hot.misconception
def leaves_booleans(labels, classes):
    """These are True and False, as the comparison gives them. float32 is asked: `.float()` makes 1 and 0 of
    them.
    """
    return labels[:, None] == torch.arange(classes)


@one_hot.misconception
def leaves_integers(labels, classes):
    """The numbers are right, but they are integers (int64), as `F.one_hot` gives them. float32 is asked:
    `.float()`, or `dtype=torch.float32` where you make the tensor.
    """
    return F.one_hot(labels, classes)


@one_hot.misconception
def guesses_the_classes(labels, classes):
    """The largest label that happens to be there decides how many columns you get, as in `F.one_hot` without
    the number of classes. There are `classes` of them.
    """
    return F.one_hot(labels).float()


@one_hot.misconception
def a_row_for_each_class(labels, classes):
    """This is the transpose, with a row for each class. Each *label* is to have a row: `labels[:, None]`."""
    return (torch.arange(classes)[:, None] == labels).float()


@one_hot.misconception
def compares_side_by_side(labels, classes):
    """Both are vectors, so they are compared element by element, and must have the same length, or one a
    single element. Make a column of the labels: `labels[:, None]`.
    """
    return (labels == torch.arange(classes)).float()


@one_hot.misconception
def columns_of_all_rows(labels, classes):
    """`out[:, labels] = 1` writes into *all* rows: the colon means every row, and each gets the columns of
    all labels. Row i has only the column of its own label: give a row number for each label,
    `out[range(len(labels)), labels] = 1`.
    """
    out = torch.zeros(len(labels), classes)
    out[:, labels] = 1
    return out


@one_hot.misconception
def classes_from_one(labels, classes):
    """Classes are counted from 0. Here they were counted from 1: each 1 stands a column too far to the left,
    and the rows of class 0 have none.
    """
    return (labels[:, None] == torch.arange(1, classes + 1)).float()


@one_hot.misconception
def labels_minus_one(labels, classes):
    """Classes are counted from 0. Here 1 was subtracted from the labels: each 1 stands a column too far to
    the left, and that of class 0 in the last, since the index -1 counts from the end.
    """
    out = torch.zeros(len(labels), classes)
    out[range(len(labels)), labels - 1] = 1
    return out


one_hot.hint("Compare the labels, as a column, with the numbers of all classes, as a row.")
one_hot.hint("torch.arange(classes) are the numbers of all classes. A comparison gives booleans.")


def equal_rows(X):
    return X[:1].repeat(len(X), 1)


@exercise.task(
    inputs={"X": one_of(tensors("m n"), tensors("3 n").map(equal_rows), tensors("m n").map(equal_rows))}
)
def column_spread(X):
    if len(X) == 0:
        raise ValueError("nothing has no spread")  # leaves such cases out
    return (X - X.mean(dim=0)).pow(2).mean(dim=0).sqrt()


@column_spread.right
def library_without_correction(X):
    return X.std(dim=0, correction=0)


@column_spread.right
def root_of_the_biased_variance(X):
    return torch.sqrt(torch.var(X, dim=0, unbiased=False))


@column_spread.right
def mean_by_sum(X):
    m = X.shape[0]
    deviations = X - X.sum(dim=0) / m
    return ((deviations * deviations).sum(dim=0) / m) ** 0.5


@column_spread.misconception
def divides_by_one_less(X):
    """This divides by m - 1, as torch's `std` and `var` do unless you tell them otherwise, and gives nan for
    a single row. Divide by m, as NumPy does: `correction=0`.
    """
    return X.std(dim=0)


@column_spread.misconception
def divides_by_the_number_of_columns(X):
    """The sum over the rows has to be divided by the number of rows, `X.shape[0]`. `X.shape[1]` is the number
    of columns.
    """
    return ((X - X.mean(dim=0)) ** 2).sum(dim=0).div(X.shape[1]).sqrt()


@column_spread.misconception
def forgets_the_mean(X):
    """This is the root of the mean of the squares. Subtract the column's mean from its elements first."""
    return (X * X).mean(dim=0).sqrt()


@column_spread.misconception
def deviations_from_the_rows(X):
    """The mean of each *row* was subtracted. The deviations of a column are those from the column's own mean:
    `X.mean(dim=0)`.
    """
    return (X - X.mean(dim=1, keepdim=True)).pow(2).mean(dim=0).sqrt()


@column_spread.misconception
def variance(X):
    """This is the variance. The standard deviation is its root."""
    return X.var(dim=0, correction=0)


@column_spread.misconception
def spread_of_rows(X):
    """`dim` is the axis that disappears: `dim=1` gives a number for each row. For one in each column,
    `dim=0`.
    """
    return X.std(dim=1, correction=0)


@column_spread.misconception
def spread_of_everything(X):
    """Here all elements are taken together, as `std` does without a dim. Each column has a deviation of its
    own: `dim=0`.
    """
    return X.std(correction=0)


@column_spread.misconception
def absolute_deviation(X):
    """This is the mean *absolute* deviation: the root of each square is its size again. Take the mean of the
    squares first, then the root.
    """
    return (X - X.mean(dim=0)).abs().mean(dim=0)


@column_spread.misconception
def root_of_the_sum(X):
    """The mean is missing: this is the root of the *sum* of the squared deviations, and grows
    with the rows.
    """
    return (X - X.mean(dim=0)).pow(2).sum(dim=0).sqrt()


@column_spread.misconception
def squares_before_it_subtracts(X):
    """In exact numbers the mean of the squares minus the square of the mean is the same. Computed, it is the
    difference of two numbers that agree in most of their digits: few digits are left, and it may even be
    negative and have no root. Subtract the mean first, then square.
    """
    return ((X**2).mean(dim=0) - X.mean(dim=0) ** 2).sqrt()


column_spread.hint("In words: deviations from the mean, squared, their mean, its root.")
column_spread.hint("What do torch.tensor([2., 4.]).std() and numpy.std([2., 4.]) say?")


def far_below_zero(X):
    """All elements are lower than any number from which a maximum is usually searched."""
    return -1e10 * (X.abs() + 1)


@exercise.task(inputs={"X": one_of(tensors("m n"), tensors("m n").map(far_below_zero))})
def below_row_maximum(X):
    return X - X.max(dim=1, keepdim=True).values


@below_row_maximum.right
def with_amax(X):
    return X - torch.amax(X, dim=1, keepdim=True)


@below_row_maximum.right
def maxima_as_a_column(X):
    largest, _ = X.max(dim=1)
    return X - largest.unsqueeze(1)


@below_row_maximum.misconception
def subtracts_a_pair(X):
    """With a dim, `max` gives two tensors: the largest values, and where they stand. Take the first:
    `.max(dim=1, keepdim=True).values`.
    """
    return X - X.max(dim=1, keepdim=True)


@below_row_maximum.misconception
def subtracts_the_places(X):
    """The *places* of the maxima were subtracted: `argmax` gives them, and `max` with a dim gives them as its
    second part. The values are the first part of what `max` gives, `.values`, and all that `amax` gives.
    """
    return X - X.max(dim=1, keepdim=True)[1]


@below_row_maximum.misconception
def maxima_in_a_row(X):
    """Without `keepdim=True` the m maxima lie in a row. Where that fits X at all, as for a square X, they are
    taken for maxima of *columns*.
    """
    return X - X.max(dim=1).values


@below_row_maximum.misconception
def one_maximum_for_all(X):
    """The largest of all elements was subtracted, as `X.max()` gives it. Each row has a maximum of its own:
    `dim=1, keepdim=True`.
    """
    return X - X.max()


@below_row_maximum.misconception
def maxima_of_columns(X):
    """This does not look for the largest element of each row, as `X.max(dim=1)` does. `dim=0` looks in each
    column, and Python's `max` compares whole rows.
    """
    return X - X.max(dim=0).values


@below_row_maximum.misconception
def other_way_round(X):
    """The maximum is to be subtracted from the elements, so that they become 0 or negative."""
    return X.max(dim=1, keepdim=True).values - X


@below_row_maximum.misconception
def largest_in_absolute_value(X):
    """The largest *absolute* value was subtracted. Of [-4, 3] it is 4, though the largest element is 3."""
    return X - X.abs().amax(dim=1, keepdim=True)


@below_row_maximum.misconception
def searches_from_zero(X):
    """The search for the maximum began with 0, so that it is 0 where all elements of a row are negative.
    Begin with an element of the row, or with `-inf`.
    """
    return X - X.amax(dim=1, keepdim=True).clamp(min=0)


@below_row_maximum.misconception
def searches_from_a_low_number(X):
    """The search for the maximum began with a number that is larger than all elements of some rows, such as
    -100 or -1e9. Begin with an element of the row, or with `-inf`.
    """
    return X - X.amax(dim=1, keepdim=True).clamp(min=-1e9)


@below_row_maximum.misconception
def searches_from_minus_a_hundred(X):
    """The search for the maximum began with a number that is larger than all elements of some rows, such as
    -100 or -1e9. Begin with an element of the row, or with `-inf`.
    """
    return X - X.amax(dim=1, keepdim=True).clamp(min=-100)


@below_row_maximum.misconception
def subtracts_the_log_of_the_sum(X):
    """`log_softmax` subtracts the logarithm of the sum of exp(x), which is a little more than the maximum."""
    return F.log_softmax(X, dim=1)


below_row_maximum.hint("Print X.max(dim=1). It is two things.")
below_row_maximum.hint("keepdim=True keeps the maxima as a column.")
