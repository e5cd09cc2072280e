"""Tensor operations: D2L 2.1, data manipulation.

What is asked of inputs follows the starter's prose. Where the textbook leaves dtype and memory to
luck, the prose asks for them: that is what learners get wrong.
"""

import math

import numpy as np
import torch

from grader.course import Exercise, each, index, indices, one_of, size, tensors

exercise = Exercise("Tensor operations")


@exercise.task(inputs={"n": each(2, 1, 3, 4, 5, 0, 7, 12, 30, 100)})
def row_vector(n):
    return torch.arange(n, dtype=torch.float32)


@row_vector.right
def counts_in_floats(n):
    return torch.arange(float(n))


@row_vector.right
def converts_afterwards(n):
    return torch.arange(0, n).float()


@row_vector.right
def from_a_list(n):
    return torch.tensor(list(range(n)), dtype=torch.float32)


@row_vector.misconception
def integer_row(n):
    """The numbers are right, but they are integers (int64): that is how `torch.arange(12)` counts. Much that
    comes later refuses integers: their `mean` raises an error, and they have no gradient. Ask for floats:
    `dtype=torch.float32`.
    """
    return torch.arange(n)


@row_vector.misconception
def inclusive_range(n):
    """This is one number too many: counted from 0, n numbers end at n - 1. `torch.arange` stops before its
    end, as Python's `range` does. `torch.range` includes it, and torch itself warns of that.
    """
    return torch.range(0, n)


@row_vector.misconception
def starts_at_one(n):
    """Counting begins at 0, so n numbers end at n - 1: 0, 1, …, n - 1."""
    return torch.arange(1, n + 1, dtype=torch.float32)


@row_vector.misconception
def n_points_up_to_n(n):
    """The steps are larger than 1. `torch.linspace` includes its end and takes the *number* of
    points: n points from 0 up to n itself.
    """
    return torch.linspace(0, n, n)


row_vector.hint("torch.arange is to tensors what range is to lists.")
row_vector.hint("Print torch.arange(4).dtype. torch.arange takes a dtype, too.")


@exercise.task(inputs={"x": tensors("*s", dtypes=("float", "int64"))})
def number_of_elements(x):
    return x.numel()


@number_of_elements.right
def product_of_the_shape(x):
    return math.prod(x.shape)


@number_of_elements.right
def length_of_the_flat_tensor(x):
    return len(x.flatten())


@number_of_elements.misconception
def length(x):
    """This is the size of the first dimension only: for a matrix, its number of rows. A tensor without
    dimensions has no `len` at all. `x.numel()` counts all elements.
    """
    return len(x)


@number_of_elements.misconception
def rows_times_columns(x):
    """`x.shape[0] * x.shape[1]` is right for a matrix only. Of a vector there is no `shape[1]`, and in a
    tensor of three dimensions the third is left out. `x.numel()` counts the elements of any tensor.
    """
    return x.shape[0] * x.shape[1]


@number_of_elements.misconception
def sum_of_the_shape(x):
    """The sizes of the dimensions have to be multiplied, not added: a matrix of 2 rows and 3 columns has 6
    elements, not 5.
    """
    return sum(x.shape)


@number_of_elements.misconception
def counts_in_a_tensor(x):
    """The number is right, but it stands in a tensor. It prints almost alike, but Python's own int is asked:
    `x.numel()` gives one, and `.item()` takes one out of a tensor.
    """
    return torch.tensor(x.shape, dtype=torch.int64).prod()


@number_of_elements.misconception
def number_of_dimensions(x):
    """This is the number of dimensions, as `x.dim()` and `x.ndim` give it. How many elements there are is
    `x.numel()`.
    """
    return x.dim()


@number_of_elements.misconception
def counts_what_is_not_zero(x):
    """`count_nonzero` leaves zeros out, but a zero is an element as well. Its result is a tensor, too."""
    return torch.count_nonzero(x)


@number_of_elements.misconception
def leaves_zeros_out(x):
    """Zeros were left out, as `count_nonzero` does. A zero is an element as well."""
    return int(torch.count_nonzero(x))


@number_of_elements.misconception
def print_for_return(x):
    """The function returned None. `print` shows a number on the screen, but does not give it to the caller.
    That is what `return` does.
    """
    print(x.numel())


number_of_elements.hint("What does len say of a matrix, and what of a tensor without dimensions?")
number_of_elements.hint("The name of the method is short for “number of elements”.")


@exercise.task(inputs={"X": one_of(tensors("c r"), tensors("r c")), "columns": size("c")})
def reshape_and_transpose(X, columns):
    if columns == 0:
        raise ValueError("no rows of length 0")  # leaves such cases out
    return X.reshape(-1, columns), X.T


@reshape_and_transpose.right
def row_by_row(X, columns):
    numbers = X.flatten()
    rows = [numbers[start : start + columns] for start in range(0, X.numel(), columns)]
    return torch.stack(rows) if rows else X.new_zeros(0, columns), X.transpose(0, 1)


@reshape_and_transpose.right
def contiguous_view(X, columns):
    return X.contiguous().view(-1, columns), X.permute(1, 0)


@reshape_and_transpose.misconception
def reshapes_to_transpose(X, columns):
    """The shape of the second part is right, but its numbers are scrambled: `reshape` keeps them in their
    order and only breaks the rows elsewhere. To swap rows and columns, transpose: `X.T`.
    """
    return X.reshape(-1, columns), X.reshape(X.shape[1], X.shape[0])


@reshape_and_transpose.misconception
def transposes_to_reshape(X, columns):
    """Here rows and columns were swapped, as `X.T` does: the numbers come in another order. `X.reshape(-1,
    columns)` keeps their order and breaks the rows elsewhere.
    """
    return X.T, X.T


@reshape_and_transpose.misconception
def transposes_before_the_reshape(X, columns):
    """Rows and columns were swapped before the reshape, so that the numbers come in another order.
    `X.reshape(-1, columns)` keeps their order and breaks the rows elsewhere.
    """
    return X.T.reshape(-1, columns), X.T


@reshape_and_transpose.misconception
def views_what_lies_apart(X, columns):
    """`view` only looks at the same memory in another way, which cannot be done if the numbers do not lie
    row by row, as in the transpose of another matrix. `reshape` copies them where it must.
    """
    return X.view(-1, columns), X.T


@reshape_and_transpose.misconception
def shape_of_the_example(X, columns):
    """The shape (3, 2) is that of the example. Use `columns`, and -1 for the size that torch computes."""
    return X.reshape(3, 2), X.T


@reshape_and_transpose.misconception
def rows_for_columns(X, columns):
    """In a shape the number of rows comes first, then the number of columns: `(-1, columns)`."""
    return X.reshape(columns, -1), X.T


reshape_and_transpose.hint("One size in reshape may be -1: torch works it out.")
reshape_and_transpose.hint("Try both on torch.arange(6.).reshape(2, 3), and look where each number goes.")


@exercise.task(inputs={"X": tensors("*s", dtypes=("float", "int64"))})
def zeros_and_ones(X):
    return torch.zeros_like(X), torch.ones_like(X)


@zeros_and_ones.right
def with_dtype_and_device(X):
    return torch.zeros(X.shape, dtype=X.dtype, device=X.device), X.new_ones(X.shape)


@zeros_and_ones.right
def from_the_zeros(X):
    zeros = X.new_zeros(X.size())
    return zeros, zeros + 1


@zeros_and_ones.misconception(device=True)
def on_the_default_device(X):
    """`torch.zeros(shape, dtype=…)` makes its tensor on the CPU, wherever X lies. `torch.zeros_like(X)` takes
    shape, dtype and device from X, and so does `X.new_zeros(X.shape)`.
    """
    return torch.zeros(X.shape, dtype=X.dtype), torch.ones(X.shape, dtype=X.dtype)


@zeros_and_ones.misconception
def default_dtype(X):
    """The shape is right, but the dtype is float32, whatever X holds: `torch.zeros(X.shape)` and `.float()`
    give that. `torch.zeros_like(X)` alone takes shape, dtype and device from X.
    """
    return torch.zeros(X.shape), torch.ones(X.shape)


@zeros_and_ones.misconception
def sizes_of_the_example(X):
    """The shape (1, 2) is that of the example. Take it from X: `torch.zeros_like(X)`."""
    return torch.zeros(1, 2), torch.ones(1, 2)


@zeros_and_ones.misconception
def fills_the_zeros(X):
    """Both parts are one and the same tensor, and it holds ones: `b = a` gives it a second name, and `fill_`
    or `+=` change the tensor itself. Make two tensors.
    """
    zeros = torch.zeros_like(X)
    return zeros, zeros.fill_(1)


@zeros_and_ones.misconception
def empty_is_not_zero(X):
    """Nobody has set these elements: `torch.empty_like` takes memory and leaves in it what was there before,
    which may look like zeros today and not tomorrow. `torch.zeros_like` sets every element.
    """
    return torch.empty_like(X), torch.ones_like(X)


@zeros_and_ones.misconception
def clears_the_input(X):
    """The caller's own tensor was cleared, as `zero_`, `*= 0` and `X[...] = 0` do. Make new ones:
    `torch.zeros_like(X)`.
    """
    return X.zero_(), torch.ones_like(X)


@zeros_and_ones.misconception
def overwrites_the_input_with_ones(X):
    """Your input X was overwritten with ones, as `fill_(1)` and `X[...] = 1` do. Make new ones:
    `torch.zeros_like(X)` and `torch.ones_like(X)`.
    """
    return torch.zeros_like(X), X.fill_(1)


zeros_and_ones.hint("There is a function for each whose name ends in _like.")


@exercise.task(
    inputs={
        "data": each(
            [1, 2],
            3,
            [[1, 2], [3, 4]],
            0.1,
            [0.1, 0.2],
            [[0.1], [0.7]],
            [1, 2.5],
            0,
            -2.75,
            [7],
            [[1, 2, 3], [4, 5, 6]],
            [[1 / 3, 2], [0, 16777217]],
            16777217,
            [123456789, -987654321],
        )
    }
)
def from_numbers(data):
    return torch.tensor(data, dtype=torch.float64)


@from_numbers.right
def as_tensor(data):
    return torch.as_tensor(data, dtype=torch.double)


@from_numbers.right
def through_numpy(data):
    return torch.tensor(np.array(data, dtype=np.float64))


@from_numbers.misconception
def capital_letter(data):
    """`torch.Tensor(…)` with a capital T always gives float32, and `torch.Tensor(3)` is not a tensor of the
    number 3 but one of three numbers that nobody has set. `torch.tensor(…, dtype=torch.float64)` does what
    you mean.
    """
    return torch.Tensor(data)


@from_numbers.misconception
def leaves_the_dtype_to_torch(data):
    """This has the dtype that `torch.tensor` chooses by itself: int64 for ints, float32 for floats. Ask for
    float64: `dtype=torch.float64`.
    """
    return torch.tensor(data)


@from_numbers.misconception
def rounds_before_it_widens(data):
    """`torch.tensor(data)` has rounded floats to float32 already, 7 digits, when `.double()` makes float64
    of them: 0.1 has become 0.10000000149. Give the dtype while the tensor is made: `dtype=torch.float64`.
    """
    return torch.tensor(data).double()


@from_numbers.misconception
def capital_letter_then_double(data):
    """`torch.Tensor(data)` is float32, so the digits after the seventh are gone before `.double()` comes,
    and `torch.Tensor(3)` is not a tensor of the number 3 at all. Use `torch.tensor(data,
    dtype=torch.float64)`.
    """
    return torch.Tensor(data).double()


@from_numbers.misconception
def single_precision(data):
    """float32 is single precision. Double precision, twice as many bits, is `torch.float64`."""
    return torch.tensor(data, dtype=torch.float32)


from_numbers.hint("torch.tensor and torch.Tensor are two different things.")
from_numbers.hint("torch.tensor takes a dtype. Why is it too late to convert afterwards?")


@exercise.task(inputs={"x": tensors("*s"), "y": tensors("*s", low=1, high=3, factors=("",))})
def arithmetic(x, y):
    return x + y, x - y, x * y, x / y, x**y, torch.exp(x)


@arithmetic.right
def with_functions(x, y):
    return (
        torch.add(x, y),
        torch.sub(x, y),
        torch.mul(x, y),
        torch.div(x, y),
        torch.pow(x, y),
        x.exp(),
    )


@arithmetic.right
def with_plain_numbers(x, y):
    return x + y, x + -1 * y, y * x, x * y.reciprocal(), torch.pow(x, y), math.e**x


@arithmetic.misconception
def matrix_product(x, y):
    """`@` is the matrix product: of two vectors it makes one number, and for most shapes it raises an error.
    The element-wise product is `*`.
    """
    return x + y, x - y, x @ y, x / y, x**y, torch.exp(x)


@arithmetic.misconception
def caret_for_power(x, y):
    """In Python `^` is no power: it combines the bits of integers, and floats have none to combine. The
    power is `**`.
    """
    return x + y, x - y, x * y, x / y, x ^ y, torch.exp(x)


@arithmetic.misconception
def floor_division(x, y):
    """`//` rounds the quotient down to a whole number. The quotient itself is `/`."""
    return x + y, x - y, x * y, x // y, x**y, torch.exp(x)


@arithmetic.misconception
def exp_of_one_number(x, y):
    """`math.exp` takes a single number, so it raises an error for more elements than one, and its result is
    no tensor. `torch.exp` goes through all elements.
    """
    return x + y, x - y, x * y, x / y, x**y, math.exp(x)


@arithmetic.misconception
def rounded_e(x, y):
    """The exponential is only right to a few digits: 2.718 is e rounded, and the error grows with the power.
    `torch.exp(x)` knows the other digits.
    """
    return x + y, x - y, x * y, x / y, x**y, 2.718**x


@arithmetic.misconception
def adds_in_place(x, y):
    """The caller's x was changed, and with it everything that was computed from x afterwards: `+=` does
    that, and so do methods with a `_` at the end. Write `x + y`.
    """
    total = x
    total += y
    return total, x - y, x * y, x / y, x**y, torch.exp(x)


arithmetic.hint("Power is ** in Python.")
arithmetic.hint("torch has a function exp that goes through all elements.")


@exercise.task(inputs={"A": tensors("m n"), "B": tensors("m n")})
def join(A, B):
    return torch.cat((A, B), dim=0), torch.cat((A, B), dim=1), torch.stack((A, B))


@join.right
def by_names(A, B):
    return torch.vstack([A, B]), torch.hstack([A, B]), torch.cat([A[None], B[None]])


@join.right
def by_writing(A, B):
    m, n = A.shape
    below, beside, behind = A.new_empty(2 * m, n), A.new_empty(m, 2 * n), A.new_empty(2, m, n)
    below[:m], below[m:] = A, B
    beside[:, :n], beside[:, n:] = A, B
    behind[0], behind[1] = A, B
    return below, beside, behind


@join.misconception(device=True)
def into_a_tensor_on_the_cpu(A, B):
    """Rows may be written from a GPU into a tensor on the CPU, without an error, and there they stay.
    `A.new_empty(…)` makes a tensor where A lies; `torch.stack` needs none.
    """
    behind = torch.empty(2, *A.shape, dtype=A.dtype)
    behind[0], behind[1] = A, B
    return torch.cat((A, B)), torch.cat((A, B), dim=1), behind


@join.misconception
def cat_makes_no_dimension(A, B):
    """The third part has no new dimension: `cat` puts tensors together along a dimension that they have
    already. `torch.stack` makes a new one, in which A is the first and B the second.
    """
    return torch.cat((A, B), dim=0), torch.cat((A, B), dim=1), torch.cat((A, B))


@join.misconception
def stacks_all(A, B):
    """`stack` makes a new dimension: two matrices become a tensor of three dimensions. `cat` puts them
    together along a dimension that they have: `dim=0` makes more rows, `dim=1` more columns.
    """
    return torch.stack((A, B), dim=0), torch.stack((A, B), dim=1), torch.stack((A, B))


@join.misconception
def rows_and_columns_swapped(A, B):
    """`dim=0` goes down through the rows: the result has more rows. `dim=1` goes along a row: the result has
    more columns.
    """
    return torch.cat((A, B), dim=1), torch.cat((A, B), dim=0), torch.stack((A, B))


@join.misconception
def stacks_behind(A, B):
    """The new dimension comes first: `torch.stack` puts it there unless `dim` says otherwise."""
    return torch.cat((A, B), dim=0), torch.cat((A, B), dim=1), torch.stack((A, B), dim=-1)


@join.misconception
def stacks_in_between(A, B):
    """The new dimension comes first: `torch.stack` puts it there unless `dim` says otherwise."""
    return torch.cat((A, B), dim=0), torch.cat((A, B), dim=1), torch.stack((A, B), dim=1)


@join.misconception
def cat_along_a_third_dimension(A, B):
    """`cat` puts tensors together along a dimension that they have already, and a matrix has no dimension 2.
    `torch.stack` makes a new one, in which A is the first and B the second.
    """
    return torch.cat((A, B), dim=0), torch.cat((A, B), dim=1), torch.cat((A, B), dim=2)


@join.misconception
def plus_joins_lists(A, B):
    """`+` joins two lists, but it adds two tensors, element by element. Use `torch.cat`."""
    return A + B, A + B, A + B


@join.misconception
def without_brackets(A, B):
    """`torch.cat` takes one tuple or list of tensors, then the dimension: `torch.cat((A, B), dim=0)`."""
    return torch.cat(A, B), torch.cat((A, B), dim=1), torch.stack((A, B))


join.hint("torch.cat takes a tuple of tensors and a dim.")
join.hint("torch.cat keeps the number of dimensions. Which function adds one?")


@exercise.task(
    inputs={
        "x": tensors("*s", low=1, high=2, factors=("/ 10", "* 1e6")),
        "y": tensors("*s", low=1, high=2, factors=("/ 10",)),
        "z": one_of(
            tensors("*s", low=2, high=4, factors=("/ 10",)),
            tensors("*s", low=1, high=2, factors=("* 1e6",)),
            tensors("*s", low=2, high=4, factors=("/ 10",)).map(lambda z: z + 6e-6),
            tensors("*s", low=2, high=4, factors=("/ 10",)).map(lambda z: z - 6e-6),
            tensors("*s", low=2, high=4, factors=("/ 10",)).map(lambda z: z + 1.2e-5),
        ),
    },
    cases=120,
)
def sums_to(x, y, z):
    return x + y == z, (x + y - z).abs() <= 1e-5


@sums_to.right
def with_isclose(x, y, z):
    return torch.eq(x + y, z), torch.isclose(x + y, z, rtol=0.0, atol=1e-5)


@sums_to.right
def from_both_sides(x, y, z):
    difference = z - (x + y)
    return difference == 0, (difference < 1e-5) & (difference > -1e-5)


@sums_to.misconception
def exactly_twice(x, y, z):
    """`==` is exact also where it should not be: in float64, 0.1 + 0.2 == 0.3 is False, since none of the
    three can be held exactly. Compare the size of the difference with 1e-5.
    """
    return x + y == z, x + y == z


@sums_to.misconception
def one_answer_for_all(x, y, z):
    """`torch.equal` and `torch.allclose` give one answer for the whole tensor, a Python bool. An answer for
    every element is asked: `==`, and the size of the difference, or `torch.isclose(…, rtol=0, atol=1e-5)`.
    """
    return torch.equal(x + y, z), torch.allclose(x + y, z, rtol=0.0, atol=1e-5)


@sums_to.misconception
def one_answer_to_the_first(x, y, z):
    """`torch.equal` gives one answer for the whole tensor, a Python bool. An answer for every element is
    asked: `==`.
    """
    return torch.equal(x + y, z), (x + y - z).abs() <= 1e-5


@sums_to.misconception
def one_answer_to_the_second(x, y, z):
    """`torch.allclose` gives one answer for the whole tensor, a Python bool. An answer for every element is
    asked: the size of the difference, or `torch.isclose(…, rtol=0, atol=1e-5)`.
    """
    return x + y == z, torch.allclose(x + y, z, rtol=0.0, atol=1e-5)


@sums_to.misconception
def forgets_the_sign(x, y, z):
    """Where x + y is much smaller than z, the difference is negative, and so it is below 1e-5, too. Take its
    absolute value.
    """
    return x + y == z, x + y - z <= 1e-5


@sums_to.misconception
def all_of_them(x, y, z):
    """One answer for all elements is too little: `.all()` makes one of them. Leave it out, and keep the
    answer of each element.
    """
    return (x + y == z).all(), ((x + y - z).abs() <= 1e-5).all()


@sums_to.misconception
def nearly_for_exactly(x, y, z):
    """The first part asks where the sum equals z exactly, as the machine has both: `==` on the numbers as
    they are. You also count those that differ by rounding only: nothing that rounds belongs before it, such
    as `round` or `.float()`, and no tolerance. That is what the second part is for.
    """
    return torch.isclose(x + y, z, rtol=0.0, atol=1e-8), (x + y - z).abs() <= 1e-5


@sums_to.misconception
def isclose_as_it_stands(x, y, z):
    """This allows a difference of 1e-5 of the numbers' *size*: for small numbers too little, for large ones
    too much. The limit is 1e-5 whatever the size. With `torch.isclose`, that is `rtol=0, atol=1e-5`.
    """
    return x + y == z, torch.isclose(x + y, z)


@sums_to.misconception
def relative_tolerance(x, y, z):
    """`torch.isclose` allows a difference that grows with the numbers: `rtol`, 1e-5 of their size unless you
    say otherwise. The two may differ by at most 0.00001, however large they are: `rtol=0`, `atol=1e-5`.
    """
    return x + y == z, torch.isclose(x + y, z, atol=1e-5)


sums_to.hint("How large is the difference of two numbers that are equal but for rounding?")
sums_to.hint("(…).abs() <= 1e-5 answers for every element.")


@exercise.task(inputs={"x": tensors("*s", dtypes=("float", "int64"))})
def total_and_mean(x):
    if x.numel() == 0:
        raise ValueError("nothing has no mean")  # leaves such cases out
    return x.sum(), x.sum() / x.numel()


@total_and_mean.misconception(device=True)
def takes_it_to_the_cpu(x):
    """`.cpu()` makes a copy on the CPU, and what is computed from it stays there. A sum needs no copy: leave
    x where it is.
    """
    return x.cpu().sum(), x.cpu().sum() / x.numel()


@total_and_mean.right
def converts_for_the_mean(x):
    return torch.sum(x), torch.mean(x if x.is_floating_point() else x.float())


@total_and_mean.right
def dimension_by_dimension(x):
    total = x.sum(dim=tuple(range(x.dim()))) if x.dim() else x.clone()
    return total, total / math.prod(x.shape)


@total_and_mean.misconception
def mean_of_integers(x):
    """`mean` refuses integers, since a mean is not whole as a rule. The sum divided by the number of elements
    is right for all of them.
    """
    return x.sum(), x.mean()


@total_and_mean.misconception
def python_sum(x):
    """This adds up along the first dimension only, as Python's own `sum` does: of a matrix, a row is left.
    The tensor's method adds up all elements: `x.sum()`.
    """
    return sum(x), sum(x) / len(x)


@total_and_mean.misconception
def first_dimension_only(x):
    """With `dim=0` only the first dimension is added up, and the others are left. Without it, `x.sum()`
    takes all elements.
    """
    return x.sum(0), x.sum(0) / x.shape[0]


@total_and_mean.misconception
def divides_by_the_length(x):
    """`len(x)` is the size of the first dimension only. The mean divides by the number of all elements,
    `x.numel()`.
    """
    return x.sum(), x.sum() / len(x)


@total_and_mean.misconception
def takes_the_numbers_out(x):
    """`.item()` takes a number out of its tensor, and the tensor's dtype and device are lost. Tensors
    without dimensions are asked, as `x.sum()` gives them.
    """
    return x.sum().item(), x.sum().item() / x.numel()


@total_and_mean.misconception
def floats_all_along(x):
    """The sum has become float32, whatever x is: a float32 counts exactly up to 16,777,216 only. Float64
    input has lost half of its digits, in the sum and in the mean. Convert for the mean only, and only
    integers.
    """
    return x.float().sum(), x.float().mean()


total_and_mean.hint("x.sum() without arguments takes all elements, whatever the shape.")
total_and_mean.hint("What does torch.tensor([1, 2]).mean() raise? A sum divided by a number does not.")


@exercise.task(
    inputs={"X": tensors("m n", factors=("", "/ 3")), "first": index("m"), "last": index("m")},
    aliasing=True,
    cases=65,
)
def two_pieces(X, first, last):
    if len(X) == 0 or first > last:
        raise ValueError("no such rows")  # leaves such cases out
    return X[-1:], X[first : last + 1].clone()


@two_pieces.right
def with_indices(X, first, last):
    return X[-1].unsqueeze(0), X[list(range(first, last + 1))]


@two_pieces.right
def counted_from_the_start(X, first, last):
    rows = len(X)
    return X[rows - 1 : rows, :], torch.stack([X[row] for row in range(first, last + 1)])


@two_pieces.misconception
def stops_before_the_last(X, first, last):
    """A slice stops before its end, as everywhere in Python: `X[first:last]` lacks row `last`. Write `last +
    1`.
    """
    return X[-1:], X[first:last].clone()


@two_pieces.misconception
def drops_the_dimension(X, first, last):
    """The bottom row is a vector here, since a single index takes a dimension away: `X[-1]`. The slice
    `X[-1:]` is a matrix of one row.
    """
    return X[-1], X[first : last + 1].clone()


@two_pieces.misconception
def slice_is_no_copy(X, first, last):
    """The second piece is a view: a slice looks at the memory of X, so that writing into the one changes the
    other. `.clone()` makes a copy.
    """
    return X[-1:], X[first : last + 1]


@two_pieces.misconception
def copies_the_last_row(X, first, last):
    """The bottom row is a copy: its numbers are right, but writing into it would not reach X. A slice of X is
    a view, `X[-1:]`. `.clone()` makes a copy, of the row or of all of X before, and so does indexing with a
    list, `X[[-1]]`.
    """
    return X[-1:].clone(), X[first : last + 1].clone()


@two_pieces.misconception(same_as="copies_the_last_row")
def list_of_indices_copies(X, first, last):
    """Indexing with a list (or a tensor) of indices makes a copy, a slice gives a view. The numbers are the
    same, but writing into the copy does not reach X. Write `X[-1:]`.
    """
    return X[[-1]], X[first : last + 1].clone()


@two_pieces.misconception
def counts_from_one(X, first, last):
    """Rows are counted from 0: row `first` is `X[first]`, and the slice begins at `first`."""
    return X[-1:], X[first - 1 : last].clone()


two_pieces.hint("X[2:5] are the rows 2, 3 and 4. And X[-1:]?")
two_pieces.hint("A slice shares its memory with X. Which method makes a copy of its own?")


@exercise.task(
    inputs={"X": tensors("m n"), "i": index("m"), "j": index("n"), "value": each(0.5, 70.0, -1.25)}
)
def write_element(X, i, j, value):
    X[i, j] = value


@write_element.right
def through_the_row(X, i, j, value):
    X[i][j] = value
    return X


@write_element.right
def fills_a_view(X, i, j, value):
    X[i, j].fill_(value)


@write_element.misconception
def writes_into_a_copy(X, i, j, value):
    """The caller's X is as it was. Perhaps a copy was changed: `X.clone()` makes one, and so does a list
    between the brackets, `X[[i]]`. Or a name was given to something else: neither `X = …` nor `element = …`
    writes. Or the place is empty: `X[i:j]` are the rows from i to before j. Or nothing was changed at all:
    `==` compares, `=` assigns. Write into X itself: `X[i, j] = value`.
    """
    X = X.clone()
    X[i, j] = value
    return X


@write_element.misconception
def column_first(X, i, j, value):
    """The first index is the row, the second the column: `X[i, j]`. Swapped, they name another element, or
    none at all.
    """
    X[j, i] = value


@write_element.misconception
def whole_row(X, i, j, value):
    """All of row i was written into, as `X[i] = value` does. The element is `X[i, j]`."""
    X[i] = value


@write_element.misconception(same_as="writes_into_a_copy")
def list_before_the_index(X, i, j, value):
    """`X[[i]]` makes a copy of the row, since the index is a list, and `[0, j] = value` then writes into
    that copy. Give both indices at once: `X[i, j] = value`.
    """
    X[[i]][0, j] = value


write_element.hint("An assignment to X[…] changes X itself, an assignment to X does not.")


@exercise.task(inputs={"X": tensors("m n"), "rows": indices("m"), "value": each(0.5, 70.0, -1.25)})
def fill_rows(X, rows, value):
    X[rows] = value


@fill_rows.right
def row_after_row(X, rows, value):
    for row in rows:
        X[row] = value


@fill_rows.right
def with_index_fill(X, rows, value):
    return X.index_fill_(0, torch.tensor(rows, dtype=torch.int64, device=X.device), value)


@fill_rows.right
def with_a_mask(X, rows, value):
    mask = torch.tensor([row in rows for row in range(len(X))], dtype=torch.bool, device=X.device)
    X.masked_fill_(mask.unsqueeze(1), value)


@fill_rows.misconception
def fills_a_copy_of_the_rows(X, rows, value):
    """The caller's X is as it was. Perhaps a copy was changed: `X.clone()` makes one, and so do methods
    without `_` at the end and `X[rows]` with a list, as in `X[rows].fill_(value)`. Or a name such as `row`
    was only given to something else. Assign to the rows at once: `X[rows] = value`.
    """
    X[rows].fill_(value)


@fill_rows.misconception(same_as="fills_a_copy_of_the_rows")
def brackets_after_brackets(X, rows, value):
    """`X[rows]` with a list makes a copy of these rows, and `[:] = value` then writes into that copy. Assign
    to the rows at once: `X[rows] = value`.
    """
    X[rows][:] = value


@fill_rows.misconception(same_as="fills_a_copy_of_the_rows")
def rebinds_the_name(X, rows, value):
    """You made a new tensor and named it X; the caller's own is as it was. Write into it:
    `X[rows] = value`.
    """
    X = X.clone()
    X[rows] = value
    return X


@fill_rows.misconception
def from_the_first_to_the_last(X, rows, value):
    """The rows between were written into, too: a slice from the first to the last number takes all of them.
    `X[rows]` takes those of the list only.
    """
    if rows:
        X[min(rows) : max(rows) + 1] = value


@fill_rows.misconception
def a_slice_of_the_list(X, rows, value):
    """A slice from one number of the list to another takes all rows between, and none if the first is the
    larger one. `X[rows]` takes those of the list only, also if the list is empty.
    """
    X[rows[0] : rows[-1] + 1] = value


@fill_rows.misconception
def returns_in_the_loop(X, rows, value):
    """Only the first row of the list was written into. A `return` inside the loop ends it after the first
    pass.
    """
    for row in rows:
        X[row] = value
        return X


fill_rows.hint("A list of row numbers can stand between the brackets.")
fill_rows.hint("X[rows] = value writes into X. X[rows].fill_(value) writes into something else.")
