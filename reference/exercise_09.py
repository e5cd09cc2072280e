"""Indexing, reductions and matrices in depth: D2L 2.1.3, 2.3.6 to 2.3.12, and its appendix on eigenvalues.

Cases in which rounding or ties would decide are left out: each such condition raises a ValueError.
"""

import numpy as np
import torch

from grader.course import Exercise, computed, each, index, indices, one_of, tensors

exercise = Exercise("Indexing, reductions and matrices in depth", after="exercise_03")


@exercise.task(
    inputs={
        "X": tensors("m n"),
        "start": index("m"),
        "stop": computed(lambda X, start, rows: min(start + rows, len(X))),
        "j": index("n"),
        "rows": each(1, 2, 3),
    },
    aliasing=True,
    cases=40,
)
def pieces(X, start, stop, j):
    return X[-1], X[start:stop], X[:, j : j + 1], X[start, j]


@pieces.right
def with_new_axes(X, start, stop, j):
    m = X.shape[0]
    return X[m - 1, :], X[start:stop, :], X[:, j, None], X[start][j]


@pieces.right
def with_methods(X, start, stop, j):
    column = X.select(1, j)
    return X.select(0, -1), X.narrow(0, start, stop - start), column.unsqueeze(1), column[start]


@pieces.right
def from_the_transpose(X, start, stop, j):
    return X.T[:, -1], X.T[:, start:stop].T, X.T[j].reshape(-1, 1), X[start : start + 1, j].squeeze(0)


pieces.misconception.edit(
    "includes_row_stop",
    {"X[start:stop]": "X[start : stop + 1]"},
    """Row `stop` is there, too, if X has such a row. The rows should end with row `stop` - 1. A slice leaves
    its end out by itself, as everywhere in Python.""",
)
pieces.misconception.edit(
    "column_is_a_vector",
    {"X[:, j : j + 1]": "X[:, j]"},
    """The column is a vector, of shape (m,). The task asks for a matrix with one column, (m, 1). A number as
    an index removes its dimension. A slice that holds one column does not.""",
)
pieces.misconception.edit(
    "last_row_is_a_matrix",
    {"X[-1]": "X[-1:]"},
    """The last row is a matrix with one row, of shape (1, n). The task asks for a vector, (n,). A slice
    keeps its dimension, also if it holds one row only. A number removes it.""",
)
pieces.misconception.edit(
    "all_rows_but_the_last",
    {"X[-1]": "X[:-1]"},
    """The first piece is made of all rows *except* the last one. Before a colon, -1 means "from the last row
    on". After it, -1 means "up to the last row, without it". Without a colon, -1 is the last row.""",
)
pieces.misconception.edit(
    "column_is_copied",
    {"X[:, j : j + 1]": "X[:, [j]]"},
    """The numbers are right, but the column is a copy: it has memory of its own. The task asks for a view.
    A slice makes one. `clone()`, `torch.stack` and `torch.cat` make a copy, and so does an index that is a
    list or a tensor of numbers.""",
)
pieces.misconception.edit(
    "rows_are_copied",
    {"X[start:stop]": "X[list(range(start, stop))]"},
    """The numbers are right, but the rows `start` to `stop` - 1 are a copy: they have memory of their own.
    The task asks for a view. A slice makes one. `clone()`, `torch.stack` and `torch.cat` make a copy, and so
    does an index that is a list or a `range`.""",
)
pieces.misconception.edit(
    "element_is_copied",
    {"X[start, j]": "X[start, j].clone()"},
    """The number is right, but the element is a copy: it has memory of its own. The task asks for a view of
    X, and `X[start, j]` is one. `torch.tensor(…)` makes a copy. `reshape` and `flatten` make one if the
    numbers do not lie row by row.""",
)
pieces.misconception.edit(
    "everything_is_copied",
    {
        "X[-1]": "X[-1].clone()",
        "X[start:stop]": "X[start:stop].clone()",
        "X[:, j : j + 1]": "X[:, j : j + 1].clone()",
        "X[start, j]": "X[start, j].clone()",
    },
    """The numbers are right, but all four pieces are copies: they have memory of their own. The task asks
    for views of X. So do not copy X, and do not copy the pieces.""",
)
pieces.misconception.edit(
    "element_is_a_python_number",
    {"X[start, j]": "X[start, j].item()"},
    """The element is a Python number. The task asks for a tensor of shape (), which is a view. `.item()` and
    `float(…)` take the number out of the tensor.""",
)
pieces.misconception.edit(
    "row_and_column_change_places",
    {"X[start, j]": "X[j, start]"},
    """The element is the one in row j and column `start`, or X has no such element. The number of the row
    comes first, then the number of the column.""",
)
pieces.misconception.edit(
    "element_is_a_matrix",
    {"X[start, j]": "X[start : start + 1, j : j + 1]"},
    """The number is right, but it is in a matrix of shape (1, 1). The task asks for a tensor of shape ().
    Slices and `narrow` keep their dimensions, also for one row or column only. A number removes its
    dimension.""",
)
pieces.misconception.edit(
    "row_for_the_column",
    {"X[:, j : j + 1]": "X[j][:, None]"},
    """The column is made of *row* j, or there is an error because X has no such row. `X[:]` is all of X, so a
    pair of brackets after it counts rows again. Put both indices into one pair of brackets, first that of the
    rows.""",
)
pieces.misconception.edit(
    "stop_is_a_length",
    {"X[start:stop]": "X.narrow(0, start, stop)"},
    """`stop` was taken for the number of rows. These are `stop` rows, the first of them row `start`, or there
    is an error because X has not so many. Row `stop` - 1 should be the last one, so there are `stop` -
    `start` rows.""",
)
pieces.misconception.edit(
    "last_of_the_chosen_rows",
    {"X[-1]": "X[start:stop][-1]"},
    """The first piece is row `stop` - 1, the last of the rows `start` to `stop` - 1. The last row of all of X
    is asked.""",
)
pieces.misconception.edit(
    "column_of_the_chosen_rows",
    {"X[:, j : j + 1]": "X[start:stop, j : j + 1]"},
    """The column has the rows `start` to `stop` - 1 only. Column j of all of X is asked, so it has m
    rows.""",
)
pieces.hint("Which of your indices are numbers, and which are slices? Only a number removes its dimension.")
pieces.hint("How would you write a slice that holds exactly one column?")
pieces.hint("Which kinds of index make a copy? Look for lists in your brackets.")


def never_empty(chosen):
    return chosen or [0]


@exercise.task(
    inputs={
        "X": tensors("m n", m=(1, 6), n=(1, 6)),
        "rows": indices("m").map(never_empty),
        "columns": indices("n").map(never_empty),
    },
    cases=40,
)
def block(X, rows, columns):
    return X[rows][:, columns]


@block.right
def rows_as_a_column(X, rows, columns):
    return X[torch.tensor(rows, device=X.device)[:, None], torch.tensor(columns, device=X.device)]


@block.right
def one_element_at_a_time(X, rows, columns):
    return torch.stack([torch.stack([X[i, j] for j in columns]) for i in rows])


@block.right
def columns_first(X, rows, columns):
    return X[:, columns][rows, :]


block.misconception.edit(
    "lists_pair_up",
    {"X[rows][:, columns]": "X[rows, columns]"},
    """Two lists inside one pair of brackets go together element by element: the first row number with the
    first column number, and so on. That makes a vector, or an error if their lengths do not fit. For a
    block, every row number should meet every column number.""",
)
block.misconception.edit(
    "chooses_rows_twice",
    {"[:, columns]": "[columns]"},
    """The numbers in `columns` were used for rows: after the rows are chosen, the first index still counts
    rows. The result has all columns of X, or there is an error because there are not enough rows.""",
)
block.misconception.edit(
    "rows_and_columns_change_places",
    {"[:, columns]": "[:, columns].T"},
    """This is the transpose of the block: its rows are the columns that were asked for. Element (a, b)
    should be in row rows[a] and column columns[b] of X.""",
)
block.misconception.edit(
    "all_between_the_ends",
    {"X[rows][:, columns]": "X[min(rows) : max(rows) + 1, min(columns) : max(columns) + 1]"},
    """This block has all rows and columns between the smallest and the largest number. Only those in the
    lists are asked, in the order of the lists, and as often as they appear there.""",
)
block.misconception.edit(
    "all_from_first_to_last",
    {"X[rows][:, columns]": "X[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]"},
    """This block goes from the first number of each list to the last one, with all that lies between. If the
    last one is smaller, nothing is left. Only those in the lists are asked, in the order of the lists, and as
    often as they appear there.""",
)
block.misconception.edit(
    "sorted_and_without_repeats",
    {"X[rows][:, columns]": "X[sorted(set(rows))][:, sorted(set(columns))]"},
    """The order of the lists was lost, or a number that appears twice was used once. A set keeps neither
    order nor repeats, and a mask of booleans keeps neither.""",
)
block.misconception.edit(
    "only_the_rows",
    {"[:, columns]": ""},
    "These are the right rows with all of their columns. Choose among the columns, too.",
)
block.misconception.edit(
    "rows_for_columns",
    {"X[rows][:, columns]": "X[columns][:, rows]"},
    """The numbers in `rows` chose columns, and those in `columns` chose rows. If X has no such row or column,
    there is an error. Axis 0 counts the rows, axis 1 the columns.""",
)
block.misconception.edit(
    "squeezes_the_block",
    {"[:, columns]": "[:, columns].squeeze()"},
    """If the block has one row or one column only, it is no matrix any more: a dimension of size 1 is
    missing, or both. `squeeze()` without a number removes *every* dimension of size 1. A block of one element
    has shape (1, 1).""",
)


@block.misconception
def numbers_as_places(X, rows, columns):
    """The numbers in the lists were used for places in the result, too. Element (a, b) comes from row rows[a]
    and column columns[b]: a and b count 0, 1, 2 and so on, whatever the lists hold. `enumerate` counts along.
    """
    out = X.new_zeros(len(rows), len(columns))
    for i in rows:
        out[i, columns] = X[i, columns]
    return out


@block.misconception
def only_the_first_of_equal_numbers(X, rows, columns):
    """If a number appears twice in a list, its second place in the result was not filled. `rows.index(i)` is
    always the first place of i. `enumerate` counts along.
    """
    out = X.new_zeros(len(rows), len(columns))
    for i in set(rows):
        for j in set(columns):
            out[rows.index(i), columns.index(j)] = X[i, j]
    return out


@block.misconception
def list_of_lists(X, rows, columns):
    """This is a list. The task asks for a tensor with two dimensions. `torch.stack` makes a tensor of a list
    of tensors.
    """
    return [[X[i, j] for j in columns] for i in rows]


@block.misconception
def block_in_float32(X, rows, columns):
    """The result is float32, also if X is float64. `torch.tensor(…)` and `torch.zeros(…)` make float32
    unless you name another dtype. Indexing X keeps its dtype.
    """
    return torch.tensor([[X[i, j].item() for j in columns] for i in rows])


@block.misconception(device=True)
def block_on_the_cpu(X, rows, columns):
    """The result is on the CPU, also if X is on a GPU: `torch.zeros(…)` makes it there. `X.new_zeros(…)`
    makes a tensor on the device of X.
    """
    out = torch.zeros(len(rows), len(columns), dtype=X.dtype)
    for a, i in enumerate(rows):
        for b, j in enumerate(columns):
            out[a, b] = X[i, j]
    return out


block.hint("Print the shape of X[[0, 1], [0, 1]]. Which elements of X are in it?")
block.hint("Choose the rows first, as a matrix of their own. Then choose columns of that matrix.")


@exercise.task(inputs={"x": tensors("n"), "low": each(0.0, -2.0, 1.0), "high": each(5.0, 3.0, 2.0)})
def clear_all_but_first(x, low, high):
    where = ((x > low) & (x < high)).nonzero()[:, 0]
    found = x[where]
    x[where[1:]] = 0
    return found


@clear_all_but_first.right
def with_a_mask(x, low, high):
    mask = (low < x) & (x < high)
    found = x[mask]
    mask[mask.nonzero()[:1]] = False
    x[mask] = 0.0
    return found


@clear_all_but_first.right
def in_a_loop(x, low, high):
    where = [i for i, number in enumerate(x.tolist()) if low < number < high]
    found = x[where].clone()
    for i in where[1:]:
        x[i] = 0
    return found


@clear_all_but_first.right
def counts_along(x, low, high):
    mask = torch.logical_and(x > low, x < high)
    found = x.masked_select(mask)
    x.masked_fill_(mask & (mask.cumsum(0) > 1), 0)
    return found


clear_all_but_first.misconception.edit(
    "writes_into_a_copy",
    {"x[where[1:]] = 0": "x[where][1:] = 0"},
    """The vector that you return is right, but x is as it was: no zeros were written, or they are in another
    tensor. Reading through a mask or a list of numbers makes a copy. So do `clone()`, `torch.where` and
    `masked_fill` without an underscore, and `x = …` only gives the name x to such a copy. Write into the
    tensor that you were given, with a single pair of brackets after it, on the left of `=`.""",
)
clear_all_but_first.misconception.edit(
    "fills_a_copy",
    {"x[where[1:]] = 0": "x[where[1:]].zero_()"},
    """The vector that you return is right, but x is as it was. An index that is a mask or a tensor of numbers
    makes a copy. `zero_()` and `fill_()` change this copy. Put the brackets on the left of `=` to write into
    x.""",
    same_as="writes_into_a_copy",
)
clear_all_but_first.misconception.edit(
    "zeroes_the_result",
    {"x[where[1:]] = 0": "found[1:] = 0"},
    """The zeros are in the vector that you return, and x is as it was. The vector is a copy, since reading
    through a mask makes one. It should be the other way round: the zeros in x, and the old values in the
    vector.""",
)
clear_all_but_first.misconception.edit(
    "clears_the_first_too",
    {"where[1:]": "where"},
    "All elements that were found are 0 in x. The first one should have stayed as it was.",
)
clear_all_but_first.misconception.edit(
    "keeps_only_position_zero",
    {"x[where[1:]] = 0": "x[where[where > 0]] = 0"},
    """Of the elements that were found, only x[0] can stay. The first one of them should stay, wherever it is
    in x.""",
)
clear_all_but_first.misconception.edit(
    "keeps_equals_of_the_first",
    {"x[where[1:]] = 0": "x[where[found != found[:1]]] = 0"},
    """Elements that are equal to the first one stay, too. The first one cannot be recognised by its value.
    Recognise it by its place in x.""",
)
clear_all_but_first.misconception.edit(
    "includes_the_limits",
    {"x > low": "x >= low", "x < high": "x <= high"},
    """Elements equal to `low` or `high` were found, too. Only elements between them are asked, and `>=` and
    `<=` include the limits.""",
)
clear_all_but_first.misconception.edit(
    "and_for_masks",
    {"(x > low) & (x < high)": "(x > low and x < high)"},
    """A mask has an answer for each element, but `and`, `or`, `not` and `if` need a single one, True or
    False. So does `low < x < high`, which means the same as `and`. Two masks are combined element by element
    with `&`, and each comparison needs its own brackets.""",
)
clear_all_but_first.misconception.edit(
    "without_brackets",
    {"((x > low) & (x < high))": "(x > (low & x) < high)"},
    """`&` binds more tightly than `<` and `>`. Without brackets around each comparison, Python computes `low
    & x` first, and floats have no `&`.""",
)
clear_all_but_first.misconception.edit(
    "reads_too_late",
    {"return found": "return x[where]"},
    """x is right, but the vector that you return has zeros in it: it was read after the zeros had been
    written. Read the elements first, then write.""",
)
clear_all_but_first.misconception.edit(
    "returns_only_what_it_cleared",
    {"found = x[where]": "found = x[where[1:]]"},
    "x is right, but the vector that you return lacks the first element that was found.",
)
clear_all_but_first.misconception.edit(
    "found_as_a_column",
    {"found = x[where]": "found = x[where][:, None]"},
    """The elements are in a matrix with one column. Without arguments, `nonzero()` gives a matrix: one row
    for each element that is not zero, and one column for each dimension. A vector is asked.""",
)
clear_all_but_first.misconception.edit(
    "needs_one_at_least",
    {"x[where[1:]] = 0": "first = x[where[0]].clone(); x[where] = 0; x[where[0]] = first"},
    """There may be no element between the limits, and then there is no first one. A slice such as `[1:]` or
    `[:1]` works also for nothing at all.""",
)
clear_all_but_first.misconception.edit(
    "squeezes_the_places",
    {".nonzero()[:, 0]": ".nonzero().squeeze()"},
    """If just one element is found, its place has no dimension left, so nothing can be cut from it with a
    slice. `squeeze()` without a number removes *every* dimension of size 1. `squeeze(1)` and `[:, 0]` remove
    only the second one.""",
)
clear_all_but_first.misconception.edit(
    "as_long_as_x",
    {"found = x[where]": "found = torch.where((x > low) & (x < high), x, 0.0)"},
    """The vector that you return is as long as x, with 0 for elements that were not found. It should hold
    only those that were found. An index that is a mask takes them out.""",
)
clear_all_but_first.hint("What does x[mask] = 0 change, and what does y = x[mask]; y[1:] = 0 change?")
clear_all_but_first.hint("Where in x do the found elements stand? `nonzero` finds these places.")


@exercise.task(inputs={"X": tensors("m n")}, aliasing=True, cases=40)
def thinned_and_reversed(X):
    return X[:, ::2].clone(), X.flip(0)


@thinned_and_reversed.right
def with_lists_of_numbers(X):
    m, n = X.shape
    return X[:, list(range(0, n, 2))], X[list(range(m - 1, -1, -1))]


@thinned_and_reversed.right
def with_flipud(X):
    return torch.clone(X[:, 0::2]), torch.flipud(X)


@thinned_and_reversed.right
def row_by_row(X):
    backwards = torch.empty_like(X)
    for i in range(len(X)):
        backwards[len(X) - 1 - i] = X[i]
    return X[:, torch.arange(X.shape[1], device=X.device) % 2 == 0], backwards


thinned_and_reversed.misconception.edit(
    "slice_is_no_copy",
    {"X[:, ::2].clone()": "X[:, ::2]"},
    """Every second column is a view: it shares its memory with X. If somebody writes into it later, X
    changes. A slice never copies, also with a step, and neither does `detach()`. `clone()` does.""",
)
thinned_and_reversed.misconception.edit(
    "copies_only_if_needed",
    {"clone()": "contiguous()"},
    """Sometimes the first result is a copy, and sometimes it shares its memory with X. `contiguous()` and
    `reshape(…)` copy only if the numbers do not lie one after the other already. `clone()` always
    copies.""",
)
thinned_and_reversed.misconception.edit(
    "negative_step",
    {"X.flip(0)": "X[::-1].clone()"},
    """torch raises an error for a slice with a negative step: lists and NumPy have them, tensors do not.
    Look up `torch.flip`.""",
)
thinned_and_reversed.misconception.edit(
    "reverses_the_columns",
    {"flip(0)": "flip(1)"},
    "The columns are in reverse order, not the rows. The rows are counted along axis 0.",
)
thinned_and_reversed.misconception.edit(
    "reverses_both",
    {"flip(0)": "flip(0, 1)"},
    """The rows are in reverse order, and the columns are, too. Name only the axis that should be reversed:
    the rows are counted along axis 0.""",
)
thinned_and_reversed.misconception.edit(
    "begins_with_column_one",
    {"::2": "1::2"},
    "These are the columns 1, 3, 5, and so on. Begin with column 0.",
)
thinned_and_reversed.misconception.edit(
    "leaves_out_the_last_column",
    {"X[:, ::2]": "X[:, :-1:2]"},
    """If n is odd, the last column is missing: its number, n - 1, is even. There are (n + 1) // 2 such
    columns, so n // 2 is one too few then. A slice with -1 as its end stops before the last column.""",
)
thinned_and_reversed.misconception.edit(
    "every_second_row",
    {"X[:, ::2]": "X[::2]"},
    "This is every second *row*. The first index counts rows, the second one counts columns.",
)
thinned_and_reversed.misconception.edit(
    "list_of_rows",
    {"X.flip(0)": "list(X)[::-1]"},
    "The rows are in the right order, but they are in a list. A tensor of shape (m, n) is asked.",
)
thinned_and_reversed.misconception.edit(
    "stacks_nothing",
    {"X.flip(0)": "torch.stack(list(X)[::-1])"},
    """If X has no rows, there is an error: `torch.stack` and `torch.cat` need one tensor at least. `flip`
    works for all sizes.""",
)
thinned_and_reversed.misconception.edit(
    "reversed_by_numpy",
    {"X.flip(0)": "torch.from_numpy(X.numpy()[::-1])"},
    """torch raises an error here: it takes no array of NumPy whose numbers are stored in reverse order. A
    copy of the array would be taken. But a tensor can be reversed without NumPy.""",
)


@thinned_and_reversed.misconception
def swaps_two_views(X):
    """The last rows are there twice, and the first ones are lost: each of them was overwritten before it was
    read. `R[i]` is a view, so `R[i], R[j] = R[j], R[i]` swaps nothing. Keep one of the rows with `clone()`,
    or use `flip`.
    """
    backwards = X.clone()
    for i in range(len(X) // 2):
        kept = backwards[i]
        backwards[i] = backwards[-1 - i]
        backwards[-1 - i] = kept
    return X[:, ::2].clone(), backwards


@thinned_and_reversed.misconception
def reverses_x_itself(X):
    """The results are right, but X was changed: its rows are in reverse order now. `X[i] = …` and methods
    with a `_` at the end write into X. Write into a new tensor instead.
    """
    thinned = X[:, ::2].clone()
    for i in range(len(X) // 2):
        X[i], X[-1 - i] = X[-1 - i].clone(), X[i].clone()
    return thinned, X.clone()


@thinned_and_reversed.misconception
def overwrites_what_it_reads(X):
    """X was changed. `Y = X` makes no copy: it is another name for the same tensor. So each row that you
    write is a row of X, and it may be read later.
    """
    thinned, Y = X[:, ::2].clone(), X
    for i in range(len(X)):
        Y[i] = X[len(X) - 1 - i].clone()
    return thinned, Y.clone()


@thinned_and_reversed.misconception(device=True)
def numpy_reverses(X):
    """NumPy takes only tensors on the CPU, so this fails if X is on a GPU. torch can reverse a tensor, too,
    on any device.
    """
    return X[:, ::2].clone(), torch.from_numpy(X.numpy()[::-1].copy())


thinned_and_reversed.hint("A slice is start:stop:step. All three may be left out.")
thinned_and_reversed.hint("Which of your two results would change if X changed later?")
thinned_and_reversed.hint("torch has a function that reverses the order along an axis. It makes a copy.")


@exercise.task(inputs={"X": tensors("m n"), "columns": indices("n", "m")}, cases=40)
def one_of_each_row(X, columns):
    return X.gather(1, columns[:, None]).squeeze(1)


@one_of_each_row.right
def with_two_vectors(X, columns):
    return X[torch.arange(len(X), device=X.device), columns]


@one_of_each_row.right
def with_a_range(X, columns):
    return X[range(X.shape[0]), columns]


@one_of_each_row.right
def one_row_at_a_time(X, columns):
    out = X.new_empty(len(X))
    for i, j in enumerate(columns):
        out[i] = X[i, j]
    return out


@one_of_each_row.right
def diagonal_of_a_table(X, columns):
    return X[:, columns].diagonal()


one_of_each_row.misconception.edit(
    "every_row_with_every_column",
    {"X.gather(1, columns[:, None]).squeeze(1)": "X[:, columns]"},
    """This is a table of m by m numbers: a colon means all rows, and from each row you took the columns of
    all rows. Row i should meet only columns[i]. Give a row number for each column number.""",
)
one_of_each_row.misconception.edit(
    "leaves_a_column",
    {".squeeze(1)": ""},
    """The elements are right, but they are in a matrix of shape (m, 1). `gather` gives the shape of its
    index. A vector of shape (m,) is asked.""",
)
one_of_each_row.misconception.edit(
    "index_is_a_vector",
    {"columns[:, None]).squeeze(1)": "columns)"},
    """`gather` wants an index with as many dimensions as X, and `columns` is a vector. Make a matrix with
    one column of it first.""",
)
one_of_each_row.misconception.edit(
    "squeezes_everything",
    {"squeeze(1)": "squeeze()"},
    """If X has one row only, the result has no dimension left: `squeeze()` without a number removes *every*
    dimension of size 1. Name the dimension that should go.""",
)
one_of_each_row.misconception.edit(
    "counts_the_columns_for_rows",
    {"X.gather(1, columns[:, None]).squeeze(1)": "X[range(X.shape[1]), columns]"},
    """The row numbers end at the number of columns. There are X.shape[0] rows, and each needs its number.
    The two are equal only if X is square; otherwise there is an error, or some numbers fit by chance.""",
)
one_of_each_row.misconception.edit(
    "whole_rows",
    {"X.gather(1, columns[:, None]).squeeze(1)": "X[columns]"},
    """These are whole rows of X: a single index counts rows. If a number is too large for that, there is an
    error. Each number in `columns` is the number of a column, in its own row.""",
)
one_of_each_row.misconception.edit(
    "row_and_column_swapped",
    {"X.gather(1, columns[:, None]).squeeze(1)": "X[columns, range(len(columns))]"},
    """Element i is X[columns[i], i], or there is an error because X has no such element. The row number
    comes first, and that is i.""",
)
one_of_each_row.misconception.edit(
    "gathers_along_axis_0",
    {"gather(1, columns[:, None]).squeeze(1)": "gather(0, columns[:, None]).squeeze(1)"},
    """All elements are from column 0, or there is an error because X has no such row: with axis 0, the
    numbers in `columns` are taken for row numbers. They count along axis 1.""",
)
one_of_each_row.misconception.edit(
    "counts_through_all_of_x",
    {"X.gather(1, columns[:, None]).squeeze(1)": "X.take(columns)"},
    """All elements are from row 0. `take`, and an index into the flattened X, count through X as if it were
    one long vector. `gather` with an index of one row reads one row only: its index should be a column. Each
    number should count in its own row.""",
)
one_of_each_row.misconception.edit(
    "rows_as_long_as_a_column",
    {
        "X.gather(1, columns[:, None]).squeeze(1)": "X.flatten()["
        "torch.arange(len(X), device=X.device) * len(X) + columns]"
    },
    """The place in the flattened X was computed with the number of rows. A row has as many elements as there
    are *columns*: row i begins at i times that number. The two are equal only if X is square; otherwise there
    is an error, or some numbers fit by chance.""",
)
one_of_each_row.misconception.edit(
    "as_many_classes_as_occur",
    {"X.gather(1, columns[:, None]).squeeze(1)": "(torch.nn.functional.one_hot(columns) * X).sum(dim=1)"},
    """Without a number of classes, `one_hot` makes as many columns as the largest number asks for. X may have
    more of them. Tell `one_hot` the number of columns of X.""",
)
one_of_each_row.misconception.edit(
    "largest_of_each_row",
    {"X.gather(1, columns[:, None]).squeeze(1)": "X.max(dim=1).values"},
    """These are the largest elements of the rows, whatever `columns` holds. Element i is X[i, columns[i]],
    also if it is not the largest one.""",
)
one_of_each_row.misconception.edit(
    "stacks_nothing",
    {"X.gather(1, columns[:, None]).squeeze(1)": "torch.stack([X[i, j] for i, j in enumerate(columns)])"},
    """If X has no rows, there is an error: `torch.stack` and `torch.cat` need one tensor at least. `gather`
    and an index of two vectors work for all sizes.""",
)


@one_of_each_row.misconception
def loops_over_the_columns(X, columns):
    """As many elements were read as X has columns. There are X.shape[0] rows, and each needs its number. If X
    has fewer columns than rows, the last elements of the result are 0. If it has more, there is an error.
    """
    out = X.new_zeros(len(X))
    for i in range(X.shape[1]):
        out[i] = X[i, columns[i]]
    return out


@one_of_each_row.misconception(device=True)
def compares_with_the_cpu(X, columns):
    """`torch.arange(…)` is on the CPU, and cannot be compared with numbers on a GPU. Name the device of X
    when you make it.
    """
    chosen = columns[:, None] == torch.arange(X.shape[1])
    return torch.where(chosen, X, 0).sum(dim=1)


one_of_each_row.hint("Which row number goes with columns[0]? And with columns[1]?")
one_of_each_row.hint("Two vectors of the same length inside one pair of brackets pair up: use it here.")


@exercise.task(inputs={"T": tensors("b m n", b=(1, 3), m=(1, 3), n=(1, 4))})
def reductions(T):
    return T.sum(dim=0), T.mean(dim=(1, 2)), T.sum(dim=1, keepdim=True), T.mean()


@reductions.right
def one_after_the_other(T):
    b, m, n = T.shape
    means = T.mean(2).mean(1)
    return sum(T), means, T.sum(1).reshape(b, 1, n), T.sum() / (b * m * n)


@reductions.right
def with_unsqueeze(T):
    middle = T.sum(axis=1).unsqueeze(1)
    flat = T.flatten(1)
    return torch.sum(T, 0), flat.sum(-1) / flat.shape[1], middle, torch.mean(T.flatten())


@reductions.right
def matrix_by_matrix(T):
    total = torch.zeros_like(T[0])
    for matrix in T:
        total = total + matrix
    means = torch.stack([matrix.mean() for matrix in T])
    return total, means, torch.stack([matrix.sum(0, keepdim=True) for matrix in T]), means.mean()


reductions.misconception.edit(
    "names_the_axes_that_stay",
    {"T.sum(dim=0)": "T.sum(dim=(1, 2))", "T.mean(dim=(1, 2))": "T.mean(dim=0)"},
    """You named the axes that should *stay*. The axis that you name is the one that is added up or averaged
    over, and it disappears.""",
)
reductions.misconception.edit(
    "one_sum_for_each_matrix",
    {"T.sum(dim=0)": "T.sum(dim=(1, 2))"},
    """The first result is one sum for each matrix: the axes 1 and 2 were added up, and axis 0 stayed. The
    axis that you name is the one that disappears.""",
)
reductions.misconception.edit(
    "axes_from_one",
    {"dim=0": "dim=1"},
    """The first result is the sum over axis 1. The first axis is axis 0, and its size is b. Without it, the
    shape is (m, n).""",
)
reductions.misconception.edit(
    "middle_axis_is_dropped",
    {", keepdim=True": ""},
    """The sums over the middle axis have the shape (b, n). The axis should stay with size 1, so that the
    shape is (b, 1, n). `keepdim` keeps it.""",
)
reductions.misconception.edit(
    "kept_axis_in_front",
    {"T.sum(dim=1, keepdim=True)": "T.sum(dim=1).unsqueeze(0)"},
    """The kept axis is in front: the third result has shape (1, b, n). It should stay in the middle, so that
    the shape is (b, 1, n). `keepdim` leaves it at its place.""",
)
reductions.misconception.edit(
    "last_axis_for_the_middle",
    {"T.sum(dim=1, keepdim=True)": "T.sum(dim=2, keepdim=True)"},
    """The third result is the sum over the *last* axis, with shape (b, m, 1). Axes are counted from 0, so the
    middle one is axis 1.""",
)
reductions.misconception.edit(
    "mean_over_one_axis",
    {"dim=(1, 2)": "dim=2"},
    """These are means over one axis: there is still more than one number for each matrix. Average over both
    of the last two axes: `dim` may be a tuple.""",
)
reductions.misconception.edit(
    "divides_by_everything",
    {"T.mean(dim=(1, 2))": "T.sum(dim=(1, 2)) / T.numel()"},
    """The second result is too small by the factor b: the sum of each matrix was divided by the number of
    all elements of T. One matrix has m · n elements.""",
)
reductions.misconception.edit(
    "divides_by_the_number_of_matrices",
    {"T.mean(dim=(1, 2))": "T.sum(dim=(1, 2)) / len(T)"},
    """In the second result, the sum of each matrix was divided by the number of matrices. Divide by the
    number of elements of one matrix, m · n.""",
)
reductions.misconception.edit(
    "reshape_mixes_the_matrices",
    {"T.mean(dim=(1, 2))": "T.reshape(-1, len(T)).mean(dim=0)"},
    """The second result holds means of numbers from different matrices. `reshape` never moves numbers: it
    only cuts the same row of numbers into other pieces. With shape (m · n, b), a column does not hold one
    matrix. With shape (b, m · n), each row does.""",
)
reductions.misconception.edit(
    "squeezes_the_means",
    {"T.mean(dim=(1, 2))": "T.mean(dim=(1, 2)).squeeze()"},
    """If T holds one matrix only, the second result has no dimension left. `squeeze()` without a number
    removes *every* dimension of size 1. The shape should be (b,), also if b is 1.""",
)
reductions.misconception.edit(
    "view_needs_rows_in_order",
    {"T.mean(dim=(1, 2))": "T.view(len(T), -1).mean(dim=1)"},
    """For some tensors there is an error: `view` needs numbers that lie row by row in memory. Those of a
    transpose or of an expanded tensor do not. `reshape` works for all tensors: it copies the numbers where it
    must. But a mean over two axes needs neither.""",
)
reductions.misconception.edit(
    "sums_of_matrices",
    {"T.mean(dim=(1, 2))": "T.sum(dim=(1, 2))"},
    "The second result holds the sums of the matrices. The means are asked.",
)
reductions.misconception.edit(
    "mean_where_a_sum_is_asked",
    {"T.sum(dim=0)": "T.mean(dim=0)"},
    "The first result is the mean over the first axis. The sum is asked: it is larger by the factor b.",
)
reductions.misconception.edit(
    "total_in_python",
    {"T.mean()": "sum(T) / T.numel()"},
    """The last result still has the shape (m, n). Python's own `sum` adds up along the first axis only. A
    sum or a mean of all elements has the shape ().""",
)
reductions.misconception.edit(
    "mean_as_a_python_number",
    {"T.mean()": "T.mean().item()"},
    "The mean of all elements is a Python number. A tensor of shape () is asked, so leave it in its tensor.",
)
reductions.misconception.edit(
    "axis_two_is_gone",
    {"T.mean(dim=(1, 2))": "T.mean(1).mean(2)"},
    """After the first mean, the tensor has one axis less, and those that are left are counted anew: there is
    no axis 2 any more. Name both axes at once, or begin with the last one.""",
)


@reductions.misconception(device=True)
def total_on_the_cpu(T):
    """`torch.zeros(…)` is on the CPU, and a matrix on a GPU cannot be added to it. `T.new_zeros(…)` makes
    zeros on the device of T. But a sum over an axis needs no zeros at all.
    """
    total = torch.zeros(T.shape[1:], dtype=T.dtype)
    for matrix in T:
        total = total + matrix
    return total, T.mean(dim=(1, 2)), T.sum(dim=1, keepdim=True), T.mean()


reductions.hint("T has the axes 0, 1 and 2, of sizes b, m and n. Which of them is missing in each result?")
reductions.hint("sum and mean take a number or a tuple of numbers as dim, and keepdim.")


@exercise.task(inputs={"X": tensors("m n", low=1), "axis": each(0, 1, -1)})
def shares_and_running_sums(X, axis):
    shares = X / X.sum(dim=axis, keepdim=True)
    return shares, X.cumsum(dim=axis)


@shares_and_running_sums.right
def through_a_transpose(X, axis):
    if axis == 0:
        return X / X.sum(0), torch.cumsum(X, 0)
    return (X.T / X.sum(1)).T, torch.cumsum(X, 1)


@shares_and_running_sums.right
def line_by_line(X, axis):
    lines = X.movedim(axis, 0)
    shares, running = torch.empty_like(lines), torch.zeros_like(lines)
    total = lines.sum(0)
    for i in range(len(lines)):
        shares[i] = lines[i] / total
        running[i] = lines[: i + 1].sum(0)
    return shares.movedim(0, axis), running.movedim(0, axis)


shares_and_running_sums.misconception.edit(
    "sums_without_their_axis",
    {", keepdim=True": ""},
    """The sums have lost their axis, so they are a vector. A vector is taken for a row: it fits the columns
    of X. For the sums of several rows there may be an error. If X is square or has one column, there is
    none, but the result is wrong. `keepdim` keeps the axis.""",
)
shares_and_running_sums.misconception.edit(
    "sums_always_as_a_column",
    {"X.sum(dim=axis, keepdim=True)": "X.sum(dim=axis)[:, None]"},
    """The sums are always a column. That fits the sums of rows. For axis 0, they are those of the columns,
    and should be a row: there may be an error, another shape, or wrong numbers. `keepdim` leaves the axis at
    its place.""",
)
shares_and_running_sums.misconception.edit(
    "divides_by_the_total",
    {"X.sum(dim=axis, keepdim=True)": "X.sum()"},
    """In the first result, each element was divided by the sum of *all* elements. Each column (axis 0) or row
    (axis 1 or -1) should add up to 1 by itself: divide by the sum over the axis.""",
)
shares_and_running_sums.misconception.edit(
    "softmax",
    {"X / X.sum(dim=axis, keepdim=True)": "X.softmax(dim=axis)"},
    """The first result is the softmax: *exponentials*, divided by their sum. They add up to 1, too. But the
    shares are the elements themselves, divided by their sum.""",
)
shares_and_running_sums.misconception.edit(
    "divides_by_the_norm",
    {"X.sum(dim=axis, keepdim=True)": "X.norm(dim=axis, keepdim=True)"},
    """The elements were divided by the L2 norm, as `normalize` does by itself. So the *squares* of the first
    result add up to 1, and its elements do not. Divide by the sum.""",
)
shares_and_running_sums.misconception.edit(
    "last_row_of_the_running_sums",
    {"X.sum(dim=axis, keepdim=True)": "X.cumsum(dim=axis)[-1]"},
    """X was divided by the last *row* of the running sums. The sums stand there only for axis 0. For axis 1
    or -1, they stand in the last column. For axis 0, there is an error if X has no rows.""",
)
shares_and_running_sums.misconception.edit(
    "other_axis_for_both",
    {"dim=axis, keepdim": "dim=int(axis == 0), keepdim", "cumsum(dim=axis)": "cumsum(dim=int(axis == 0))"},
    """Both results go along the other axis. Axis 0 leads from row to row, down each column: the sums over it
    are those of the *columns*. The axis that you name is the one that is added up.""",
)
shares_and_running_sums.misconception.edit(
    "runs_along_the_other_axis",
    {"cumsum(dim=axis)": "cumsum(dim=int(axis == 0))"},
    """The running sums go along the other axis. Axis 0 leads from row to row, down each column. Axis 1 leads
    along each row.""",
)
shares_and_running_sums.misconception.edit(
    "minus_one_is_not_one",
    {"dim=axis, keepdim": "dim=int(axis == 1), keepdim", "cumsum(dim=axis)": "cumsum(dim=int(axis == 1))"},
    """For axis -1 this gives the results for axis 0. In a matrix, -1 is the last axis, which is axis 1. An
    `if axis == 1` does not see that. torch takes -1 as it is.""",
)
shares_and_running_sums.misconception.edit(
    "running_sums_of_the_shares",
    {"X.cumsum": "shares.cumsum"},
    "The second result adds up the shares, so it ends with 1. The running sums of X itself are asked.",
)
shares_and_running_sums.misconception.edit(
    "runs_through_everything",
    {"X.cumsum(dim=axis)": "X.flatten().cumsum(0).reshape(X.shape)"},
    """The sum runs on from one row into the next, as `np.cumsum` does without an axis. Each row (or column)
    should begin anew.""",
)
shares_and_running_sums.misconception.edit(
    "cumsum_without_an_axis",
    {"cumsum(dim=axis)": "cumsum()"},
    "torch's `cumsum` needs to know the axis: without it, it raises an error. (NumPy would flatten X.)",
)
shares_and_running_sums.misconception.edit(
    "without_the_element_itself",
    {"X.cumsum(dim=axis)": "X.cumsum(dim=axis) - X"},
    """Each running sum lacks the element at its own place: it begins with 0. The element itself should be
    counted, too.""",
)
shares_and_running_sums.misconception.edit(
    "divides_in_place",
    {"shares = X /": "shares = X; shares /="},
    """X was changed: it holds the shares now, and the running sums are made of them. `/=` writes into the
    tensor on its left, and `Y = X` makes no copy. `X / …` makes a new tensor.""",
)
shares_and_running_sums.misconception.edit(
    "adds_up_in_place",
    {"X.cumsum(dim=axis)": "X.cumsum_(dim=axis)"},
    """The results are right, but X was changed: it holds the running sums now. `cumsum_` with an underscore
    and `+=` write into X. So does a loop that writes into `Y = X`, which is no copy.""",
)


@shares_and_running_sums.misconception
def adds_up_in_x(X, axis):
    """X was changed: it holds the running sums now. `Y = X`, `X.T` and `X[i]` are no copies, so a loop that
    writes into them writes into X. Where two rows of X share their memory, the sums are wrong, too. Begin
    with a copy, or let `cumsum` do it.
    """
    shares, running = X / X.sum(dim=axis, keepdim=True), X.movedim(axis, 0)
    for i in range(len(running) - 1):
        running[i + 1] += running[i]
    return shares, running.movedim(0, axis)


@shares_and_running_sums.misconception
def runs_to_the_number_of_rows(X, axis):
    """Along a row, the running sums end at the number of *rows*. If X has more columns, the last ones are 0.
    If it has fewer, there is an error. A row has X.shape[1] elements.
    """
    running = torch.zeros_like(X)
    for i in range(len(X)):
        if axis == 0:
            running[i] = X[: i + 1].sum(dim=0)
        else:
            running[:, i] = X[:, : i + 1].sum(dim=1)
    return X / X.sum(dim=axis, keepdim=True), running


@shares_and_running_sums.misconception(device=True)
def numpy_runs(X, axis):
    """NumPy takes only tensors on the CPU, so this fails if X is on a GPU. torch has a `cumsum`, too."""
    running = torch.from_numpy(np.cumsum(X.numpy(), axis=axis))
    return X / X.sum(dim=axis, keepdim=True), running


shares_and_running_sums.hint("Which shape should the sums have to fit X for axis 0? And for axis 1?")
shares_and_running_sums.hint("Try your function on a square matrix, and add up its shares by hand.")
shares_and_running_sums.hint("Both `sum` and `cumsum` take the axis as it is, also -1.")


def distinct(X):
    """The numbers around 0 in the order in which the elements of X are: no two are equal."""
    places = X.flatten().argsort(stable=True).argsort(stable=True)
    return (places - X.numel() // 2).to(X.dtype).reshape(X.shape)


def distinct_below_zero(X):
    return distinct(X) - X.numel()


@exercise.task(
    inputs={
        "X": one_of(
            tensors("m n", m=(1, 5), n=(1, 5)).map(distinct),
            tensors("m n").map(distinct_below_zero),
        )
    }
)
def largest(X):
    values, columns = X.max(dim=1)
    row = values.argmax().item()
    return values, columns, row, columns[row].item()


@largest.right
def from_the_flat_index(X):
    flat = int(X.argmax())
    return X.amax(dim=1), X.argmax(dim=1), flat // X.shape[1], flat % X.shape[1]


@largest.right
def by_comparing(X):
    values = X.max(dim=-1).values
    row, column = (X == X.max()).nonzero()[0].tolist()
    return values, (X == values[:, None]).int().argmax(dim=1), row, column


@largest.right
def searches_in_loops(X):
    columns, best = [], (0, 0)
    for i, row in enumerate(X.tolist()):
        columns.append(row.index(max(row)))
        if row[columns[i]] > X[best]:
            best = (i, columns[i])
    columns = torch.tensor(columns, device=X.device)
    return X[range(len(X)), columns], columns, *best


largest.misconception.edit(
    "pair_for_the_values",
    {"return values,": "return X.max(dim=1),"},
    """The first part is a pair. With a dim, `max` gives two tensors: the largest values, and where they
    stand. Take the pair apart.""",
)
largest.misconception.edit(
    "places_for_the_values",
    {"return values,": "return columns,"},
    """The first result holds the *places* of the largest elements. The elements themselves are asked. `max`
    with a dim gives the values first, then the places. `argmax` gives only the places.""",
)
largest.misconception.edit(
    "values_and_places_swapped",
    {"return values, columns,": "return columns, values,"},
    "The first two results are in the wrong order: first the largest elements, then their columns.",
)
largest.misconception.edit(
    "searches_the_columns",
    {
        "X.max(dim=1)": "X.max(dim=0)",
        "values.argmax().item()": "X.amax(dim=1).argmax().item()",
        "columns[row].item()": "X[row].argmax().item()",
    },
    """This is the largest element of each *column*, and its row. With dim=0, the search goes down each
    column. For the largest element of each row, the axis that disappears is axis 1.""",
)
largest.misconception.edit(
    "columns_are_one_number",
    {"return values, columns,": "return values, X.argmax(),"},
    """The second result is a single number. Without a dim, `argmax` looks through all of X. Each row needs a
    number of its own.""",
)
largest.misconception.edit(
    "largest_column_number",
    {"columns[row].item()": "columns.argmax().item()"},
    """The last number is the row whose maximum stands farthest to the right. It should be the column of the
    largest element: the one that belongs to its row.""",
)
largest.misconception.edit(
    "rightmost_column",
    {"columns[row].item()": "columns.max().item()"},
    """The last number is the largest of all the column numbers. It should be the column of the largest
    element: the one that belongs to its row.""",
)
largest.misconception.edit(
    "column_before_row",
    {"row, columns[row].item()": "columns[row].item(), row"},
    "The last two results are in the wrong order: first the row, then the column.",
)
largest.misconception.edit(
    "number_in_the_flat_matrix",
    {"columns[row].item()": "X.argmax().item()"},
    """The last number counts through all elements of X, row after row, as `X.argmax()` does. A column is
    asked, so what is left after the rows above are taken away.""",
)
largest.misconception.edit(
    "divides_by_the_number_of_rows",
    {
        "values.argmax().item()": "X.argmax().item() // X.shape[0]",
        "columns[row].item()": "X.argmax().item() % X.shape[0]",
    },
    """The number in the flat matrix was divided by the number of rows. Each row has as many elements as
    there are *columns*: divide by that number. The two are equal only if X is square.""",
)
largest.misconception.edit(
    "tensors_for_ints",
    {"values.argmax().item()": "values.argmax()", "columns[row].item()": "columns[row]"},
    "The last two results are tensors. Python ints are asked: take the numbers out of their tensors.",
)
largest.misconception.edit(
    "largest_absolute_value",
    {"X.max(dim=1)": "X.abs().max(dim=1)"},
    """The search was for the largest *absolute* value. Of -9 and 7, the larger one is 7.""",
)
largest.misconception.edit(
    "largest_absolute_value_of_each_row",
    {"return values, columns,": "places = X.abs().argmax(1); return X[range(len(X)), places], places,"},
    """In the rows, the search was for the largest *absolute* value. Of -9 and 7, the larger one is 7.""",
)
largest.misconception.edit(
    "largest_absolute_value_of_all",
    {
        "values.argmax().item()": "X.abs().argmax().item() // X.shape[1]",
        "columns[row].item()": "X.abs().argmax().item() % X.shape[1]",
    },
    """In all of X, the search was for the largest *absolute* value. Of -9 and 7, the larger one is 7.""",
)
largest.misconception.edit(
    "smallest_of_each_row",
    {"return values, columns,": "return *X.min(dim=1),"},
    """The first two results are the *smallest* element of each row and its column. If you sort in ascending
    order, the largest element is the last one.""",
)
largest.misconception.edit(
    "columns_in_int32",
    {"return values, columns,": "return values, columns.int(),"},
    """The columns have dtype int32, as `.int()` makes it. int64 is asked: `max` and `argmax` give it by
    themselves.""",
)
largest.misconception.edit(
    "begins_with_zero",
    {"X.max(dim=1)": "X.clamp(min=0).max(dim=1)"},
    """The search began with 0, so nothing was found where all elements are negative. Begin with an element
    of the row, or with minus infinity.""",
)


@largest.misconception(device=True)
def places_of_numpy(X):
    """NumPy takes only tensors on the CPU, so this fails if X is on a GPU. torch has an `argmax`, too."""
    columns = torch.from_numpy(X.numpy().argmax(axis=1))
    values = X.amax(dim=1)
    row = values.argmax().item()
    return values, columns, row, columns[row].item()


largest.hint("Print X.max(dim=1). It is two things.")
largest.hint("You know the largest element of each row. In which row is the largest of these?")
largest.hint("If X.argmax() is 7 and each row has 3 elements, how many whole rows come before it?")


def far_from_zero(x):
    return x + 1000


@exercise.task(inputs={"x": one_of(tensors("n", n=(2, 9)), tensors("n").map(far_from_zero))})
def deviations(x):
    squares = ((x - x.mean()) ** 2).sum()
    return (squares / (len(x) - 1)).sqrt(), (squares / len(x)).sqrt()


@deviations.right
def with_std(x):
    return x.std(), x.std(correction=0)


@deviations.right
def with_var(x):
    return torch.sqrt(torch.var(x, unbiased=True)), torch.var(x, unbiased=False) ** 0.5


@deviations.right
def from_one_to_the_other(x):
    n = x.numel()
    mean = sum(x) / n
    biased = (sum((number - mean) ** 2 for number in x) / n).sqrt()
    return biased * (n / (n - 1)) ** 0.5, biased


deviations.misconception.edit(
    "twice_with_correction",
    {"squares / len(x)": "squares / (len(x) - 1)"},
    """Both results divide by n - 1, as `std` and `var` of torch do by themselves. The second one should
    divide by n. Look up their argument `correction`.""",
)
deviations.misconception.edit(
    "never_with_correction",
    {"(len(x) - 1)": "len(x)"},
    "Both results divide by n. The first one should divide by n - 1.",
)
deviations.misconception.edit(
    "in_the_other_order",
    {"(len(x) - 1)": "len(x)", "squares / len(x)": "squares / (len(x) - 1)"},
    "The order is wrong: first the one that divides by n - 1. It is the larger one.",
)
deviations.misconception.edit(
    "variances",
    {"1)).sqrt()": "1))", "len(x)).sqrt()": "len(x))"},
    "These are the variances. A standard deviation is the square root of a variance.",
)
deviations.misconception.edit(
    "root_before_the_quotient",
    {
        "(squares / (len(x) - 1)).sqrt()": "squares.sqrt() / (len(x) - 1)",
        "(squares / len(x)).sqrt()": "squares.sqrt() / len(x)",
    },
    "The root was taken before the division. Divide the sum of the squares first, then take the root.",
)
deviations.misconception.edit(
    "factor_outside_of_the_root",
    {"(squares / (len(x) - 1)).sqrt()": "(squares / len(x)).sqrt() * len(x) / (len(x) - 1)"},
    """The first result is the second one times n / (n - 1). This factor leads from one *variance* to the
    other. For the standard deviations, it is the root of that.""",
)
deviations.misconception.edit(
    "squares_before_it_subtracts",
    {"((x - x.mean()) ** 2).sum()": "len(x) * ((x**2).mean() - x.mean() ** 2)"},
    """The mean of the squares minus the square of the mean is the same only in exact numbers. If the numbers
    are large and close together, these two differ only in their last digits, and rounding takes them.
    Subtract the mean first, then square.""",
)
deviations.misconception.edit(
    "keeps_the_mean",
    {"x - x.mean()": "x"},
    "The mean was not subtracted, so this says how far the numbers are from 0.",
)
deviations.misconception.edit(
    "adds_before_it_squares",
    {"((x - x.mean()) ** 2).sum()": "(x - x.mean()).sum() ** 2"},
    """The differences were added up first, and that is always 0, up to rounding: they cancel. Square each of
    them, then add up.""",
)
deviations.misconception.edit(
    "absolute_differences",
    {
        "((x - x.mean()) ** 2).sum()": "(x - x.mean()).abs().sum()",
        "(squares / (len(x) - 1)).sqrt()": "squares / (len(x) - 1)",
        "(squares / len(x)).sqrt()": "squares / len(x)",
    },
    """These are the absolute differences, added up and divided. For a standard deviation, square the
    differences, add them up, divide, and take the square root at the end.""",
)
deviations.misconception.edit(
    "uses_the_median",
    {"x - x.mean()": "x - x.median()"},
    "The *median* was subtracted, the number in the middle. Subtract the mean: the sum divided by n.",
)
deviations.misconception.edit(
    "subtracts_in_place",
    {"x - x.mean()": "x.sub_(x.mean())"},
    """The results are right, but x was changed: its mean was subtracted from it. `x -= …` and methods with a
    `_` at the end write into x. `x - …` makes a new tensor.""",
)
deviations.misconception.edit(
    "stays_in_double",
    {"x - x.mean()": "x.double() - x.double().mean()"},
    """The numbers are right, but they are float64, also if x is float32. The results should have the dtype of
    x. You may compute in float64, if you go back at the end.""",
)
deviations.misconception.edit(
    "python_numbers",
    {"1)).sqrt()": "1)).sqrt().item()", "len(x)).sqrt()": "len(x)).sqrt().item()"},
    "Both results are Python numbers. Tensors of shape () are asked.",
)


@deviations.misconception
def one_result_only(x):
    """This is one standard deviation. Two are asked, as a tuple."""
    return x.std()


@deviations.misconception(device=True)
def deviations_of_numpy(x):
    """NumPy takes only tensors on the CPU, so this fails if x is on a GPU. torch's `std` can divide by n,
    too, with its argument `correction`.
    """
    return x.std(), torch.tensor(np.std(x.numpy()), dtype=x.dtype)


deviations.hint("What should be divided by n - 1 or by n: the numbers, their squares, or the root?")
deviations.hint("For two numbers, 2 and 4, the squares of the differences add up to 2. What are the results?")


def plus_ten(A):
    return A + 10 * torch.eye(len(A), dtype=A.dtype)


def minus_ten(A):
    return A - 10 * torch.eye(len(A), dtype=A.dtype)


def two_negative(A):
    """Trace and determinant are positive, and two eigenvalues are not."""
    return A + torch.diag(torch.tensor([-10.0, -10.0] + [50.0] * (len(A) - 2), dtype=A.dtype))


def ones_and_above(A):
    return A.triu(1) + torch.eye(len(A), dtype=A.dtype)


def ones_and_below(A):
    return A.tril(-1) + torch.eye(len(A), dtype=A.dtype)


@exercise.task(
    inputs={
        "A": one_of(
            tensors("n n", n=(1, 4), low=-3, high=3).map(plus_ten),
            tensors("n n", low=-6, high=6).map(ones_and_above),
            tensors("n n", low=-6, high=6).map(ones_and_below),
            tensors("n n", low=-3, high=3).map(minus_ten),
            tensors("k k", k=(3, 4), low=-1, high=1).map(two_negative),
            tensors("n n", low=1, high=9),
            tensors("n n", low=-9, high=9),
        )
    }
)
def positive_definite(A):
    S = (A + A.T) / 2
    values = torch.linalg.eigvalsh(S)
    if values.abs().min() < 0.2:
        raise ValueError("too near to the border between yes and no")
    return S, bool((values > 0).all())


@positive_definite.right
def with_cholesky(A):
    S = 0.5 * (A.mT + A)
    return S, torch.linalg.cholesky_ex(S).info.item() == 0


@positive_definite.right
def tries_cholesky(A):
    S = (A + A.t()) / 2
    try:
        torch.linalg.cholesky(S)
    except RuntimeError:
        return S, False
    return S, True


@positive_definite.right
def with_determinants(A):
    S = A / 2 + A.T / 2
    return S, all(S[:k, :k].det().item() > 0 for k in range(1, len(S) + 1))


positive_definite.misconception.edit(
    "looks_at_the_lower_triangle",
    {"(values > 0)": "(torch.linalg.eigvalsh(A) > 0)"},
    """S is right, but the answer counts only the diagonal of A and what is below it. `cholesky`, `eigh` and
    `eigvalsh` take it for granted that their matrix is symmetric, and read one half of it. A need not be
    symmetric: give them S.""",
)
positive_definite.misconception.edit(
    "eigenvalues_of_a",
    {"(values > 0)": "(torch.linalg.eigvals(A).real > 0)"},
    """The answer follows the eigenvalues of A, not of S. If A is not symmetric, all its eigenvalues can be
    positive though xᵀ A x is negative for some x.""",
)
positive_definite.misconception.edit(
    "compares_complex_numbers",
    {"(values > 0)": "(torch.linalg.eigvals(S) > 0)"},
    """`torch.linalg.eigvals` gives complex numbers for every matrix, and complex numbers cannot be compared
    with 0. S is symmetric, so its eigenvalues are real. Another function gives them as real numbers.""",
)
positive_definite.misconception.edit(
    "positive_determinant",
    {"bool((values > 0).all())": "bool(torch.linalg.det(S) > 0)"},
    """The answer follows the determinant of S. It is the product of all eigenvalues, and it is positive also
    if two of them are negative. Each eigenvalue must be positive.""",
)
positive_definite.misconception.edit(
    "trace_and_determinant",
    {"bool((values > 0).all())": "bool(S.trace() > 0 and torch.linalg.det(S) > 0)"},
    """The answer follows the trace and the determinant of S. With two rows that is enough. With more, two
    eigenvalues may be negative: their product is positive, and another one outweighs them in the sum.""",
)
positive_definite.misconception.edit(
    "leaves_out_the_last_determinant",
    {"bool((values > 0).all())": "all(S[:k, :k].det() > 0 for k in range(1, len(S)))"},
    """The determinant of S itself does not count in the answer. By Sylvester's criterion, the determinants of
    *all* leading blocks must be positive, that of S included. `range(1, n)` ends before n.""",
)
positive_definite.misconception.edit(
    "tries_one_vector",
    {"bool((values > 0).all())": "bool(A.sum() > 0)"},
    """The answer follows the sum of all elements. That is xᵀ A x for one vector only, that of ones. It must
    be more than 0 for every vector: the eigenvalues of S decide.""",
)
positive_definite.misconception.edit(
    "positive_diagonal",
    {"bool((values > 0).all())": "bool((S.diagonal() > 0).all())"},
    """The answer follows the diagonal. Its numbers are positive in each positive definite matrix, but also
    in others, such as [[1, 2], [2, 1]].""",
)
positive_definite.misconception.edit(
    "positive_elements",
    {"bool((values > 0).all())": "bool((S > 0).all())"},
    """The answer follows the elements. A positive definite matrix may have negative elements, and a matrix
    of positive elements need not be positive definite: [[1, 2], [2, 1]] is not.""",
)
positive_definite.misconception.edit(
    "only_symmetric_matrices",
    {"bool((values > 0).all())": "bool(A.equal(A.T) and (values > 0).all())"},
    """The answer is False if A is not symmetric. The task says that A need not be: only xᵀ A x counts, and
    thus S.""",
)
positive_definite.misconception.edit(
    "one_positive_eigenvalue_is_enough",
    {".all()": ".any()"},
    "The answer is True if *one* eigenvalue of S is positive. All of them must be.",
)
positive_definite.misconception.edit(
    "answer_is_a_tensor",
    {"bool((values > 0).all())": "(values > 0).all()"},
    "The answer is a tensor. Python's own True or False is asked.",
)
positive_definite.misconception.edit(
    "without_the_half",
    {"return S": "return A + A.T"},
    "S is twice as large as it should be: the sum of A and its transpose was not divided by 2.",
)
positive_definite.misconception.edit(
    "half_of_the_transpose_only",
    {"return S": "return A + A.T / 2"},
    "S is A plus *half* of its transpose: a quotient is computed before a sum. Put brackets around the sum.",
)
positive_definite.misconception.edit(
    "changes_a",
    {"S = (A + A.T) / 2": "S = A; S += A.T.clone(); S /= 2"},
    """A was changed: it holds S now. `S = A` makes no copy, and `+=` and `/=` write into the tensor on their
    left.""",
)


@positive_definite.misconception
def mirrors_the_lower_triangle(A):
    """S is symmetric, but it is not the symmetric part: the half of A below the diagonal was mirrored, and
    the half above it was lost. In the symmetric part, S[0, 1] is the mean of A[0, 1] and A[1, 0].
    """
    S = A.tril() + A.tril(-1).T
    return S, bool((torch.linalg.eigvalsh(S) > 0).all())


@positive_definite.misconception(device=True)
def eigenvalues_of_numpy(A):
    """NumPy takes only tensors on the CPU, so this fails if A is on a GPU. torch.linalg has the same
    functions as numpy.linalg.
    """
    S = (A + A.T) / 2
    return S, bool((np.linalg.eigvalsh(S.numpy()) > 0).all())


positive_definite.hint("Compute S for [[1, 6], [0, 1]]. Is xᵀ S x positive for x = (1, -1)?")
positive_definite.hint("torch.linalg has functions for the eigenvalues of symmetric matrices. Give them S.")


def spread_symmetric(A):
    """A symmetric matrix whose eigenvalues are far apart, unless A has an unusual form."""
    return A + A.T + torch.tensor([7.0, 0.0, -5.0, 3.0], dtype=A.dtype)[: len(A)].diag()


@exercise.task(inputs={"A": tensors("n n", n=(1, 4), low=-2, high=2).map(spread_symmetric)}, cases=40)
def eigenpairs(A):
    values, vectors = torch.linalg.eigh(A)
    if (values.diff() < 0.2).any():
        raise ValueError("two eigenvalues are nearly equal")
    return values, vectors


@eigenpairs.holds
def eigenvalues_ascend(pair, A):
    """The eigenvalues must be those of A, in ascending order."""
    worst = (pair[0] - torch.linalg.eigvalsh(A.double())).abs().max()
    text = ", ".join(f"{number:.2f}" for number in pair[0].tolist())
    return bool(worst <= 0.01), f"the numbers {text}, which are off by up to {worst:.2f}"


@eigenpairs.holds
def columns_are_eigenvectors(pair, A):
    """For each column v of the second result and its eigenvalue λ, A v must be λ v."""
    values, vectors = (part.double() for part in pair)
    worst = (A.double() @ vectors - vectors * values).abs().max()
    return bool(worst <= 0.01), f"a difference of {worst:.2f} between A v and λ v"


@eigenpairs.holds
def columns_are_orthonormal(pair):
    """Each column must have length 1, and the columns must be at right angles: VᵀV is the identity matrix."""
    vectors = pair[1].double()
    worst = (vectors.T @ vectors - torch.eye(len(vectors)).to(vectors)).abs().max()
    return bool(worst <= 0.01), f"a VᵀV that is off by {worst:.2f}"


@eigenpairs.right
def as_it_comes(A):
    return torch.linalg.eigh(A)


@eigenpairs.right
def sorts_the_general_ones(A):
    values, vectors = torch.linalg.eig(A)
    order = values.real.argsort()
    return values.real[order], vectors.real[:, order]


@eigenpairs.right
def with_other_signs(A):
    values, vectors = torch.linalg.eigh(A, UPLO="U")
    return values, -vectors


eigenpairs.misconception.edit(
    "vectors_in_the_rows",
    {"return values, vectors": "return values, vectors.T"},
    """The eigenvectors are the *rows* of the second result. Column j should be an eigenvector. `eigh` has
    them in its columns already.""",
)
eigenpairs.misconception.edit(
    "descending",
    {"return values, vectors": "return values.flip(0), vectors.flip(1)"},
    "The largest eigenvalue comes first. Ascending order is asked: the smallest one comes first.",
)
eigenpairs.misconception.edit(
    "vectors_in_another_order",
    {"return values, vectors": "return values, vectors.flip(1)"},
    """The eigenvalues are right, and the columns are eigenvectors, but column j does not belong to
    eigenvalue j. If you sort the eigenvalues, bring the columns into the same order.""",
)
eigenpairs.misconception.edit(
    "orders_the_rows",
    {
        "return values, vectors": "values, vectors = torch.linalg.eig(A); "
        "values, order = values.real.sort(); return values, vectors.real[order]"
    },
    """The eigenvalues are in order, but the *rows* of the matrix of eigenvectors were brought into this
    order. Its columns belong to the eigenvalues: use `order` as the second index.""",
)
eigenpairs.misconception.edit(
    "by_absolute_value",
    {"return values, vectors": "order = values.abs().argsort(); return values[order], vectors[:, order]"},
    "The order is that of the absolute values. In ascending order, -3 comes before 1.",
)
eigenpairs.misconception.edit(
    "complex_numbers",
    {"return values, vectors": "return torch.linalg.eig(A)"},
    """The results are complex: `torch.linalg.eig` is made for all matrices, also for those with complex
    eigenvalues. It does not sort them either. For symmetric matrices there is a function of its own.""",
)
eigenpairs.misconception.edit(
    "complex_in_order",
    {
        "return values, vectors": "values, vectors = torch.linalg.eig(A); order = values.real.argsort(); "
        "return values[order], vectors[:, order]"
    },
    """The results are complex: `torch.linalg.eig` is made for all matrices, also for those with complex
    eigenvalues. For symmetric matrices there is a function of its own, and its results are real.""",
)
eigenpairs.misconception.edit(
    "in_no_order",
    {"return values, vectors": "values, vectors = torch.linalg.eig(A); return values.real, vectors.real"},
    """These are the eigenvalues of A, but not in ascending order. `torch.linalg.eig` and `numpy.linalg.eig`
    do not sort them. The function for symmetric matrices does.""",
)
eigenpairs.misconception.edit(
    "only_the_eigenvalues",
    {"return values, vectors": "return values"},
    "These are the eigenvalues only. The eigenvectors are asked, too, as the second part of a tuple.",
)
eigenpairs.misconception.edit(
    "vectors_come_first",
    {"return values, vectors": "return vectors, values"},
    "The order of the two results is wrong: first the eigenvalues, then the matrix of eigenvectors.",
)
eigenpairs.misconception.edit(
    "singular_values",
    {"return values, vectors": "U, S, _ = torch.linalg.svd(A); return S.flip(0), U.flip(1)"},
    """No number in the first result is negative, but eigenvalues may be. These are singular values. For a
    symmetric matrix, they are the absolute values of the eigenvalues.""",
)
eigenpairs.misconception.edit(
    "vectors_of_another_length",
    {"return values, vectors": "return values, vectors / vectors.abs().amax(0)"},
    """The columns are eigenvectors, but their length is not 1. Divide each column by its own L2 norm. (Those
    of `eigh` have length 1 already.)""",
)
eigenpairs.misconception.edit(
    "norm_of_the_whole_matrix",
    {"return values, vectors": "return values, vectors / vectors.norm()"},
    """The columns are eigenvectors, but their length is 1 / √n, not 1. `norm()` without a dim is one number
    for the whole matrix. Divide each column by its own L2 norm. (Those of `eigh` have length 1 already.)""",
)


@eigenpairs.misconception(device=True)
def eigenpairs_of_numpy(A):
    """NumPy takes only tensors on the CPU, so this fails if A is on a GPU. torch.linalg has the same
    functions as numpy.linalg.
    """
    values, vectors = np.linalg.eigh(A.numpy())
    return torch.from_numpy(values), torch.from_numpy(vectors)


eigenpairs.hint("torch.linalg.eig and torch.linalg.eigh: for which matrices is each of them made?")
eigenpairs.hint("Compute A @ V and V * values for your results. Are they equal?")


def spread(A):
    """A matrix whose eigenvalues are far apart and often real, unless A has an unusual form."""
    return A + torch.tensor([7.0, -1.0, 3.0, -5.0], dtype=A.dtype)[: len(A)].diag()


def turned(A):
    """A matrix whose eigenvalues are far apart and often complex, unless A has an unusual form."""
    turn = torch.tensor([[2.0, -6, 0, 0], [6, 2, 0, 0], [0, 0, -1, -3], [0, 0, 3, -1]], dtype=A.dtype)
    return A + turn[: len(A), : len(A)]


@exercise.task(
    inputs={
        "A": one_of(
            tensors("n n", n=(1, 4), low=-2, high=2).map(turned),
            tensors("n n", low=-3, high=3).map(spread),
        )
    },
    cases=40,
)
def trace_and_eigenvalues(A):
    values = torch.linalg.eigvals(A)
    if ((values[:, None] - values).abs() + torch.eye(len(A), device=A.device)).min() < 0.3:
        raise ValueError("two eigenvalues are nearly equal")
    return A.trace(), values


@trace_and_eigenvalues.holds
def first_is_the_trace(pair, A):
    """The first result must be the sum of the diagonal of A."""
    trace = A.double().diagonal().sum()
    return bool((pair[0] - trace).abs() <= 0.01), f"the number {pair[0]:.2f}"


@trace_and_eigenvalues.holds
def each_eigenvalue_is_there(pair, A):
    """The second result must hold each eigenvalue of A once, in any order."""
    apart = (pair[1][:, None] - torch.linalg.eigvals(A.double())).abs()
    near = apart <= 0.01
    numbers = sorted(pair[1].tolist(), key=lambda number: (round(number.real, 1), number.imag))
    text = ", ".join(f"{number:.2f}" for number in numbers)
    far = f"and an eigenvalue of A is at least {apart.amin(0).max():.2f} away from each of them"
    return bool((near.sum(0) == 1).all() and (near.sum(1) == 1).all()), f"the numbers {text}, {far}"


@trace_and_eigenvalues.right
def values_of_eig(A):
    return torch.einsum("ii", A), torch.linalg.eig(A).eigenvalues


@trace_and_eigenvalues.right
def of_the_transpose(A):
    return A.diagonal().sum(), torch.linalg.eigvals(A.T).flip(0)


@trace_and_eigenvalues.right
def adds_up_the_diagonal(A):
    return sum(A[i, i] for i in range(len(A))), torch.linalg.eigvals(A + 0j)


trace_and_eigenvalues.misconception.edit(
    "sum_of_all",
    {"A.trace()": "A.sum()"},
    "The first result is the sum of *all* elements. The trace adds up the diagonal only.",
)
trace_and_eigenvalues.misconception.edit(
    "diagonal_itself",
    {"A.trace()": "A.diagonal()"},
    "The first result is the diagonal, as a vector. The trace is its sum.",
)
trace_and_eigenvalues.misconception.edit(
    "trace_as_a_number",
    {"A.trace()": "A.trace().item()"},
    "The trace is a Python number. A tensor of shape () is asked.",
)
trace_and_eigenvalues.misconception.edit(
    "trace_is_complex",
    {"A.trace()": "values.sum()"},
    """The trace is complex. It is equal to the sum of the eigenvalues, but it should have the dtype of A.
    The sum of the diagonal has this dtype.""",
)
trace_and_eigenvalues.misconception.edit(
    "real_eigenvalues",
    {"A.trace(), values": "A.trace(), values.real"},
    """The second result holds real numbers. The eigenvalues of a matrix that is not symmetric may be complex,
    and the task asks for a complex tensor in every case.""",
)
trace_and_eigenvalues.misconception.edit(
    "imaginary_parts_are_lost",
    {"A.trace(), values": "A.trace(), values.real + 0j"},
    """All imaginary parts are 0. That is right for real eigenvalues, but those of a matrix that turns
    vectors are complex.""",
)
trace_and_eigenvalues.misconception.edit(
    "as_if_symmetric",
    {"A.trace(), values": "A.trace(), torch.linalg.eigvalsh(A)"},
    """These are real numbers, and most of them are eigenvalues of another matrix: the half of A below the
    diagonal was mirrored. `eigh` and `eigvalsh` take it for granted that A is symmetric, and read one half of
    it.""",
)
trace_and_eigenvalues.misconception.edit(
    "of_the_symmetric_part",
    {"A.trace(), values": "A.trace(), torch.linalg.eigvalsh((A + A.T) / 2)"},
    "These are the eigenvalues of the symmetric part of A, all real. Those of A itself are asked.",
)
trace_and_eigenvalues.misconception.edit(
    "of_the_symmetric_part_as_complex",
    {"A.trace(), values": "A.trace(), torch.linalg.eigvals((A + A.T) / 2)"},
    """These are the eigenvalues of the symmetric part of A: all their imaginary parts are 0. Those of A
    itself are asked.""",
)
trace_and_eigenvalues.misconception.edit(
    "diagonal_for_the_eigenvalues",
    {"A.trace(), values": "A.trace(), A.diagonal() + 0j"},
    """The second result is the diagonal of A. Its sum is that of the eigenvalues, but they are equal to it
    only for some matrices, such as triangular ones.""",
)
trace_and_eigenvalues.misconception.edit(
    "always_complex64",
    {"A.trace(), values": "A.trace(), values.to(torch.complex64)"},
    """The eigenvalues are complex64, also if A is float64. The task then asks for complex128, which
    `torch.linalg.eigvals` gives by itself.""",
)
trace_and_eigenvalues.misconception.edit(
    "eigenvectors_too",
    {"A.trace(), values": "A.trace(), torch.linalg.eig(A)"},
    """The second result is a pair. `torch.linalg.eig` gives eigenvalues and eigenvectors. Only the
    eigenvalues are asked.""",
)


@trace_and_eigenvalues.misconception
def real_if_all_are_real(A):
    """Sometimes the eigenvalues are real numbers. NumPy gives complex numbers only if one of them is not
    real. The task asks for a complex tensor in every case, as `torch.linalg.eigvals` gives it.
    """
    return A.trace(), torch.from_numpy(np.linalg.eigvals(A.numpy()))


@trace_and_eigenvalues.misconception(device=True)
def trace_of_numpy(A):
    """NumPy takes only tensors on the CPU, so this fails if A is on a GPU. torch has a `trace`, too."""
    return torch.tensor(np.trace(A.numpy())), torch.linalg.eigvals(A)


trace_and_eigenvalues.hint("Which function of torch.linalg does not need a symmetric matrix?")
trace_and_eigenvalues.hint("Add up your eigenvalues. Is it the trace?")
