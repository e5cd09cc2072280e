"""Norms and linear algebra: D2L 2.3, from the dot product to norms.

What is asked of inputs follows the starter's prose. Zero vectors are left out where the result is
not defined (the reference raises), and gradients at kinks are not graded.
"""

import math

import torch
import torch.nn.functional as F

from grader.course import Exercise, each, one_of, tensors

exercise = Exercise("Norms and linear algebra", after="exercise_02")


@exercise.task(inputs={"x": tensors("n"), "y": tensors("n")})
def dot_two_ways(x, y):
    return torch.dot(x, y), (x * y).sum()


@dot_two_ways.right
def matmul_and_sum_along_dim(x, y):
    return x @ y, torch.sum(x * y, dim=0)


@dot_two_ways.right
def transpose_of_a_vector_does_nothing(x, y):
    return x.T @ y, torch.einsum("i,i->", x, y)


@dot_two_ways.misconception
def transposes_a_vector(x, y):
    """The second part is still a vector: its elements were multiplied, but not added up. The dot product also
    sums. (`x.T` changes nothing: a vector has only one dimension.)
    """
    return torch.dot(x, y), x.T * y


@dot_two_ways.misconception
def takes_the_numbers_out(x, y):
    """`.item()` and `float()` take a number out of its tensor. A tensor without dimensions is asked: it
    keeps its dtype and its place in the graph, a Python float keeps neither.
    """
    return torch.dot(x, y).item(), (x * y).sum().item()


@dot_two_ways.misconception
def outer_product(x, y):
    """A column times a row is the outer product, an n by n table of all products. The dot product multiplies
    only elements at the same place, and adds them up.
    """
    return torch.dot(x, y), x.reshape(-1, 1) @ y.reshape(1, -1)


@dot_two_ways.misconception
def power_for_product(x, y):
    """`x ** y` is a power: x to the power of y. The product is `x * y`."""
    return torch.dot(x, y), (x**y).sum()


@dot_two_ways.misconception
def product_of_the_sums(x, y):
    """This is the product of the two sums, and so the sum of *all* products. Multiply only elements at the
    same place, and add these up.
    """
    return torch.dot(x, y), x.sum() * y.sum()


dot_two_ways.hint("torch.dot takes two vectors. Nothing needs to be transposed.")
dot_two_ways.hint("For the second way, what shape has x * y, and what shape is asked?")


@exercise.task(inputs={"A": tensors("m n", dtypes=("float", "int64")), "x": tensors("n")})
def matvec(A, x):
    return torch.mv(A.to(x.dtype), x)


@matvec.right
def by_broadcasting(A, x):
    return (A * x).sum(dim=1)


@matvec.right
def by_at(A, x):
    return A.type_as(x) @ x


@matvec.misconception
def leaves_integers(A, x):
    """`@`, `mv` and `mm` refuse a matrix of integers and a vector of floats; they do not convert as NumPy
    does. Convert the matrix first: `A.to(x.dtype)`.
    """
    return A @ x


@matvec.misconception
def reversed_arguments(A, x):
    """`torch.mv` takes the matrix first, then the vector."""
    return torch.mv(x, A.to(x.dtype))


@matvec.misconception
def mm_with_a_vector(A, x):
    """`torch.mm` multiplies two matrices, and x is a vector: it has one dimension, not two. `torch.mv` or
    `@` takes a matrix and a vector.
    """
    return torch.mm(A.to(x.dtype), x)


@matvec.misconception
def dot_with_a_matrix(A, x):
    """`torch.dot` takes two vectors only. NumPy's `dot` also multiplies matrices, torch's does not."""
    return torch.dot(A.to(x.dtype), x)


@matvec.misconception
def elementwise(A, x):
    """`*` multiplies each row of A with x element by element, and the result is still a matrix. The sum over
    each row is missing.
    """
    return A * x


@matvec.misconception
def vector_first(A, x):
    """`x @ A` combines the rows of A, it is Aᵀx. For a square matrix no error tells you so."""
    return x @ A.to(x.dtype)


@matvec.misconception
def converts_the_vector(A, x):
    """The result holds integers, where A does: x was converted to the dtype of A, and its digits after the
    point are lost. Convert the matrix instead: `A.to(x.dtype)`.
    """
    return torch.mv(A, x.to(A.dtype))


@matvec.misconception
def buffer_of_integers(A, x):
    """The result holds integers, where A does: a tensor that is made with the dtype of A cuts off the digits
    of what is written into it. Take the dtype from x: `x.new_zeros(len(A))`.
    """
    out = A.new_zeros(len(A))
    for i in range(len(A)):
        out[i] = (A[i] * x).sum()
    return out


@matvec.misconception
def always_float32(A, x):
    """`.float()` and `.to(torch.float32)` always give float32, and torch refuses to multiply that with an x
    of float64. Take the dtype from x: `A.to(x.dtype)`.
    """
    return A.float() @ x


@matvec.misconception
def sums_down_the_columns(A, x):
    """`dim` is the axis that disappears: `sum(dim=0)` adds up each column. Element i of the result belongs to
    row i of A: `dim=1`.
    """
    return (A * x).sum(dim=0)


@matvec.misconception
def squeezes_a_single_row(A, x):
    """`squeeze()` without a dim drops every axis of size 1: if A has one row, no axis is left.
    `squeeze(1)` drops the second only; `A @ x` needs none.
    """
    return (A.to(x.dtype) @ x.reshape(-1, 1)).squeeze()


matvec.hint("Which shapes does torch.mv expect, and in which order?")
matvec.hint("If A holds integers, make it a matrix of floats first.")


@exercise.task(inputs={"A": tensors("m k"), "B": tensors("k n")})
def matmul(A, B):
    return A @ B


@matmul.right
def by_broadcasting_and_sum(A, B):
    return (A[:, :, None] * B[None, :, :]).sum(dim=1)


@matmul.right
def column_by_column(A, B):
    columns = [torch.mv(A, B[:, j]) for j in range(B.shape[1])]
    return torch.stack(columns, dim=1) if columns else A.new_zeros(A.shape[0], 0)


@matmul.misconception
def star(A, B):
    """`*` multiplies element by element. The matrix product is `@` (or `torch.mm`). For square matrices `*`
    raises no error, and gives another result.
    """
    return A * B


@matmul.misconception
def dot_with_matrices(A, B):
    """`torch.dot` takes two vectors only. NumPy's `dot` also multiplies matrices, torch's does not."""
    return torch.dot(A, B)


@matmul.misconception
def other_way_round(A, B):
    """The order matters: `B @ A` is another matrix than `A @ B`, and often cannot be formed at all."""
    return B @ A


@matmul.misconception
def allocates_with_the_default_dtype(A, B):
    """The result is float32, whatever A is, as `torch.zeros(m, n)` is: float64 numbers are rounded when you
    write them into it. Use `A.new_zeros(…)` or `torch.zeros(…, dtype=A.dtype)`.
    """
    C = torch.zeros(A.shape[0], B.shape[1])
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            C[i, j] = (A[i] * B[:, j]).sum()
    return C


matmul.hint("Python has an operator for the matrix product.")


@exercise.task(inputs={"A": tensors("m n"), "B": tensors("m n")})
def hadamard(A, B):
    return A * B


@hadamard.right
def with_mul(A, B):
    return torch.mul(B, A)


@hadamard.right
def row_by_row(A, B):
    out = torch.empty_like(A)
    for i in range(len(A)):
        out[i] = A[i] * B[i]
    return out


@hadamard.misconception
def matrix_product(A, B):
    """`@` is the matrix product: it multiplies rows with columns. The Hadamard product is `*`."""
    return A @ B


@hadamard.misconception
def overwrites_the_first(A, B):
    """The product was written into the caller's matrix, as `*=` and `mul_` do. Return a new one: `A * B`."""
    A *= B
    return A


@hadamard.misconception
def fills_the_first(A, B):
    """The product was written into your input A, element by element: `C = A` is another name for A, not a
    copy. Return a new matrix: `A * B`.
    """
    C = A
    for i in range(A.shape[0]):
        for j in range(A.shape[1]):
            C[i, j] = A[i, j] * B[i, j]
    return C


@hadamard.misconception
def overwrites_the_second(A, B):
    """The product was written into your input B. Return a new matrix: `A * B`."""
    B *= A
    return B


hadamard.hint("Element by element is what the ordinary arithmetic operators do.")


@exercise.task(inputs={"x": tensors("n")}, gradient=True)
def l2_norm(x):
    return torch.linalg.vector_norm(x)


@l2_norm.right
def by_hand(x):  # its gradient at zero is nan, the library's is 0: neither is graded there
    return (x**2).sum().sqrt()


@l2_norm.right
def root_of_the_dot_product(x):
    return torch.sqrt(torch.dot(x, x))


@l2_norm.right
def with_the_old_function(x):
    return torch.norm(x)


@l2_norm.misconception
def forgets_the_root(x):
    """This is the squared norm: the square root is missing."""
    return (x * x).sum()


@l2_norm.misconception
def mean_of_squares(x):
    """`mean` divides by the number of elements. The norm is the root of the *sum* of squares."""
    return (x**2).mean().sqrt()


@l2_norm.misconception
def leaves_the_graph(x):
    """The number is right, but it has left the graph, so that no gradient can flow back to x. `.item()`,
    `.detach()`, `.data` and `torch.tensor(…)` leave the graph, and nothing under `torch.no_grad()` is in it.
    """
    return torch.tensor(math.sqrt((x * x).sum().item()), dtype=x.dtype)


@l2_norm.misconception
def python_number(x):
    """A Python float is right in value, but it has left its tensor: no dtype, no graph. Return a tensor
    without dimensions.
    """
    return math.sqrt((x * x).sum().item())


@l2_norm.misconception
def half_for_a_root(x):
    """This is half the sum of the squares. `** 1 / 2` is no root: Python takes the power first, and divides
    by 2 then. Write `** (1 / 2)`, `** 0.5` or `.sqrt()`.
    """
    return (x * x).sum() ** 1 / 2


@l2_norm.misconception
def norm_as_a_new_leaf(x):
    """The result requires grad, but as a leaf of its own: `requires_grad_()`, `torch.tensor(…)` and
    `deepcopy` begin a new graph, and none leads back to x. Stay with tensor operations, such as `torch.sqrt`.
    """
    return torch.tensor(math.sqrt((x * x).sum().item()), dtype=x.dtype, requires_grad=True)


@l2_norm.misconception
def root_of_each_square(x):
    """This is the sum of the absolute values: a root of each square by itself undoes the square. Add the
    squares up first, and take the root of the sum.
    """
    return (x * x).sqrt().sum()


l2_norm.hint("Three steps: square, sum, square root.")
l2_norm.hint("torch.sqrt and .sqrt() keep the graph; math.sqrt does not.")


@exercise.task(inputs={"x": tensors("*s", dtypes=("float", "int64"))})
def l1_and_max_norm(x):
    return x.abs().sum(), x.abs().max()


@l1_and_max_norm.right
def flattened(x):
    flat = torch.abs(x.reshape(-1))
    return torch.sum(flat), torch.amax(flat)


@l1_and_max_norm.right
def by_hand_from_signs(x):
    size = torch.where(x < 0, -x, x)
    return size.sum(), torch.maximum(x.max(), -x.min())


@l1_and_max_norm.misconception
def l1_without_abs(x):
    """Without the absolute value, negative elements cancel positive ones: the L1 norm of [3, -4] is 7, not
    -1.
    """
    return x.sum(), x.abs().max()


@l1_and_max_norm.misconception
def neither_abs(x):
    """Both norms are of absolute values. Without `abs`, the sum of [3, -4] is -1 and its maximum 3."""
    return x.sum(), x.max()


@l1_and_max_norm.misconception
def max_without_abs(x):
    """The maximum norm is the largest *absolute* value: for [3, -4] it is 4, not 3."""
    return x.abs().sum(), x.max()


@l1_and_max_norm.misconception
def norms_of_integers(x):
    """torch's norm functions take floats only, and raise an error for integers. `abs`, `sum` and `max` take
    both.
    """
    return torch.linalg.vector_norm(x, 1), torch.linalg.vector_norm(x, math.inf)


@l1_and_max_norm.misconception
def matrix_norms(x):
    """`torch.linalg.norm` treats a matrix as a matrix: of order 1 it gives the largest *column sum*, of
    order inf the largest row sum. The sum and the largest of all absolute values are asked. Use `abs`, `sum`
    and `max`.
    """
    return torch.linalg.norm(x, 1), torch.linalg.norm(x, math.inf)


@l1_and_max_norm.misconception
def matrix_norms_of_doubles(x):
    """`torch.linalg.norm` treats a matrix as a matrix: of order 1 it gives the largest *column sum*, of
    order inf the largest row sum. The sum and the largest of all absolute values are asked. Use `abs`, `sum`
    and `max`.
    """
    wide = x.double()
    return tuple(torch.linalg.norm(wide, order).to(x.dtype) for order in (1, math.inf))


@l1_and_max_norm.misconception
def abs_after_the_sum(x):
    """The absolute value was taken of the sum, where negative elements have cancelled positive ones already:
    the L1 norm of [3, -4] is 7, not 1. Take the absolute values first.
    """
    return x.sum().abs(), x.abs().max()


@l1_and_max_norm.misconception
def abs_afterwards(x):
    """The absolute values were taken too late, of the sum and of the maximum. In [3, -4] the elements have
    cancelled by then, and -4 was not the largest. Take the absolute values of the elements first.
    """
    return x.sum().abs(), x.max().abs()


@l1_and_max_norm.misconception
def integers_as_floats(x):
    """The norms are float32, whatever x is, as `.float()` makes them. `abs`, `sum` and `max` keep the dtype
    of x, integers as well.
    """
    return x.float().abs().sum(), x.float().abs().max()


l1_and_max_norm.hint("Take the absolute values first, then both answers are one step away.")
l1_and_max_norm.hint(".sum() and .max() without arguments look at all elements, whatever the shape.")


@exercise.task(inputs={"x": tensors("n"), "p": each(1, 2, 3, 4, 1.5, 2.5)})
def lp_norm(x, p):
    return x.abs().pow(p).sum().pow(1 / p)


@lp_norm.right
def by_vector_norm(x, p):
    return torch.linalg.vector_norm(x, p)


@lp_norm.right
def with_operators(x, p):
    return (torch.abs(x) ** p).sum() ** (1 / p)


@lp_norm.misconception
def lp_without_abs(x, p):
    """Without the absolute value, odd powers of negative elements are negative and cancel others, and a root
    of a negative sum is nan.
    """
    return (x**p).sum() ** (1 / p)


@lp_norm.misconception
def lp_forgets_the_root(x, p):
    """The sum of the powers still needs its root: to the power 1/p."""
    return (x.abs() ** p).sum()


@lp_norm.misconception
def always_two(x, p):
    """This is the L2 norm whatever p is. Use p as the power, and 1/p for the root."""
    return (x.abs() ** 2).sum().sqrt()


@lp_norm.misconception
def divides_by_p(x, p):
    """This is the sum of the powers, divided by p. `** 1 / p` is no root: Python takes the power first, and
    divides by p then. Write `** (1 / p)`.
    """
    return (x.abs() ** p).sum() ** 1 / p


@lp_norm.misconception
def square_root_for_every_p(x, p):
    """The square root was taken, whatever p is. The p-th root is asked: to the power 1/p."""
    return (x.abs() ** p).sum().sqrt()


@lp_norm.misconception
def root_for_every_element(x, p):
    """This is the sum of the absolute values, whatever p is: a root of each power by itself undoes the power.
    Add the powers up first, and take the root of the sum.
    """
    return (x.abs() ** p).pow(1 / p).sum()


@lp_norm.misconception
def whole_division(x, p):
    """`1 // p` rounds down to a whole number: it is 0 for every p above 1, and any number to the power 0 is
    1. The quotient itself is `/`.
    """
    return (x.abs() ** p).sum() ** (1 // p)


@lp_norm.misconception
def whole_p(x, p):
    """p was made a whole number, as `int(p)` does. It need not be whole: use it as it is."""
    return (x.abs() ** int(p)).sum() ** (1 / int(p))


lp_norm.hint("For p = 3 and x = [-1.], what is the sum of x ** p, and what should it be?")
lp_norm.hint("A root is a power: the p-th root of s is s ** (1 / p).")


@exercise.task(inputs={"A": one_of(tensors("m n"), tensors("b m n"))})
def frobenius_norm(A):
    return torch.linalg.vector_norm(A, dim=(-2, -1))


@frobenius_norm.right
def by_hand_over_two_dims(A):
    return (A * A).sum(dim=(-2, -1)).sqrt()


@frobenius_norm.right
def default_of_matrix_norm(A):
    return torch.linalg.matrix_norm(A)


@frobenius_norm.right
def deprecated_norm(A):
    return torch.norm(A, dim=(-2, -1))


@frobenius_norm.misconception
def one_number_for_all(A):
    """This adds up everything, so a stack of matrices gets one number. Each matrix has a norm of its own:
    reduce only the last two dimensions, `dim=(-2, -1)`.
    """
    return (A**2).sum().sqrt()


@frobenius_norm.misconception
def spectral(A):
    """The matrix 2-norm (`ord=2`) is the largest singular value, not the root of the sum of squares. The two
    agree only for matrices of rank 0 or 1, such as a matrix of ones.
    """
    return torch.linalg.matrix_norm(A, ord=2)


@frobenius_norm.misconception
def largest_column_sum(A):
    """The matrix 1-norm (`ord=1`) is the largest column sum of absolute values. The Frobenius norm squares,
    sums and takes the root.
    """
    return torch.linalg.matrix_norm(A, ord=1)


@frobenius_norm.misconception
def norm_of_every_row(A):
    """Reducing one dimension leaves one norm per row. A matrix has two to reduce: `dim=(-2, -1)`."""
    return torch.linalg.vector_norm(A, dim=-1)


@frobenius_norm.misconception
def first_two_dimensions(A):
    """The first two dimensions were reduced. In a stack these are the stack's own and the rows. The matrix
    has the last two: `dim=(-2, -1)`.
    """
    return (A**2).sum(dim=(0, 1)).sqrt()


@frobenius_norm.misconception
def without_the_root(A):
    """This is the sum of the squares: the square root is missing."""
    return (A**2).sum(dim=(-2, -1))


frobenius_norm.hint("sum takes several dimensions at once: dim=(…, …).")
frobenius_norm.hint(
    "Count the dimensions of the matrix from the end, -2 and -1; then a stack needs nothing more."
)


@exercise.task(inputs={"x": tensors("n")})
def unit_vector(x):
    length = torch.linalg.vector_norm(x)
    return x / length if length > 0 else torch.zeros_like(x)


@unit_vector.right
def with_where(x):
    length = (x * x).sum().sqrt()
    return x / torch.where(length == 0, torch.ones_like(length), length)


@unit_vector.right
def with_normalize(x):
    return F.normalize(x, dim=0)


@unit_vector.misconception
def divides_zero_by_zero(x):
    """The zero vector has norm 0, and 0 / 0 is nan. Look at the norm before you divide."""
    return x / x.norm()


@unit_vector.misconception
def divides_in_place(x):
    """The caller's vector was changed: `x /= …` writes into it. Write `x / length`, which makes a new one."""
    length = x.norm()
    if length > 0:
        x /= length
    return x


@unit_vector.misconception
def adds_a_little(x):
    """A small number added to the norm makes every result too short. In float64, even 1e-8 shows. Treat the
    zero vector apart, and divide by the norm itself.
    """
    return x / (x.norm() + 1e-8)


@unit_vector.misconception
def adds_a_thousandth(x):
    """A small number added to the norm makes every result too short. Treat the zero vector apart, and divide
    by the norm itself.
    """
    return x / (x.norm() + 1e-3)


@unit_vector.misconception
def sum_becomes_one(x):
    """Dividing by the sum of absolute values makes the sum of the absolute values 1. The length is the L2
    norm: the root of the sum of squares.
    """
    total = x.abs().sum()
    return x / total if total > 0 else torch.zeros_like(x)


@unit_vector.misconception
def divides_by_the_square(x):
    """x was divided by the sum of its squares. The length is the root of that sum."""
    square = x @ x
    return x / square if square > 0 else torch.zeros_like(x)


@unit_vector.misconception
def zero_by_its_sum(x):
    """The sum of the elements was asked, and it is 0 for other vectors, too: in [1, -1] they cancel. Ask
    whether the norm is 0.
    """
    return torch.zeros_like(x) if x.sum() == 0 else x / x.norm()


@unit_vector.misconception
def leaves_short_vectors(x):
    """Vectors shorter than 1 were left as they are. They are to become longer, so that their norm is 1. Only
    a norm of exactly 0 needs an answer of its own.
    """
    return x / x.norm().clamp(min=1)


unit_vector.hint("What is tensor(0.) / tensor(0.)?")
unit_vector.hint("An `if` on the norm is enough: a tensor of one element can be used as a condition.")


@exercise.task(inputs={"x": tensors("n"), "y": tensors("n")}, gradient=True)
def cosine_similarity(x, y):
    if not (x.any() and y.any()):
        raise ValueError("the zero vector has no direction")  # leaves such cases out
    return torch.dot(x, y) / (x.norm() * y.norm())


@cosine_similarity.right
def dot_of_unit_vectors(x, y):
    return ((x / x.norm()) * (y / y.norm())).sum()


@cosine_similarity.right
def by_the_library(x, y):
    return F.cosine_similarity(x, y, dim=0)


@cosine_similarity.misconception
def divides_by_squared_norms(x, y):
    """The norms are square roots: divided by sums of squares, the result is too small for long vectors."""
    return (x @ y) / ((x @ x) * (y @ y))


@cosine_similarity.misconception
def divides_by_the_sum_of_norms(x, y):
    """Divide by the *product* of the two norms, not by their sum."""
    return (x @ y) / (x.norm() + y.norm())


@cosine_similarity.misconception
def multiplies_by_the_last_norm(x, y):
    """`a / b * c` is `(a / b) * c`, so that the result was multiplied by the norm of y. Put brackets around
    the product of the norms.
    """
    return x @ y / x.norm() * y.norm()


@cosine_similarity.misconception
def only_the_dot_product(x, y):
    """The dot product grows with the lengths of the vectors. Divide by both norms: only the angle is left."""
    return x @ y


@cosine_similarity.misconception
def library_along_dim_one(x, y):
    """`F.cosine_similarity` works along dim=1 unless told otherwise, and a vector has only dim=0."""
    return F.cosine_similarity(x, y)


@cosine_similarity.misconception
def takes_the_cosine_out_of_the_graph(x, y):
    """The number is right, but it has left the graph, so that no gradient can flow back to x and y.
    `.item()`, `.detach()`, `.data` and `torch.tensor(…)` leave the graph, and nothing under `torch.no_grad()`
    is in it.
    """
    return torch.tensor((x @ y).item() / (x.norm() * y.norm()).item(), dtype=x.dtype)


@cosine_similarity.misconception
def cosine_as_a_python_number(x, y):
    """A Python float is right in value, but it has left its tensor: no dtype, no graph. Return a tensor
    without dimensions.
    """
    return (x @ y).item() / (x.norm() * y.norm()).item()


@cosine_similarity.misconception
def a_little_for_short_vectors(x, y):
    """A small number was added to what the dot product is divided by, so that the result is too small, as you
    see for short vectors or in float64. No vector is zero here: divide by the norms themselves.
    """
    return (x @ y) / (x.norm() * y.norm() + 1e-8)


@cosine_similarity.misconception
def at_least_one(x, y):
    """Where the product of the norms is less than 1, you divided by 1. Short vectors have an angle, too:
    divide by the norms themselves.
    """
    return (x @ y) / (x.norm() * y.norm()).clamp(min=1)


@cosine_similarity.misconception
def angle_for_its_cosine(x, y):
    """This is the angle itself, in radians, as `acos` gives it. Its cosine is asked: leave `acos` out."""
    return torch.acos(((x @ y) / (x.norm() * y.norm())).clamp(-1, 1))


@cosine_similarity.misconception
def cosine_as_a_new_leaf(x, y):
    """The result requires grad, but as a leaf of its own: `requires_grad_()`, `torch.tensor(…)` and
    `deepcopy` begin a new graph, and none leads back to x and y. Stay with tensor operations.
    """
    return torch.tensor((x @ y).item() / (x.norm() * y.norm()).item(), dtype=x.dtype, requires_grad=True)


cosine_similarity.hint("You have written both parts already: the dot product and the L2 norm.")


def plus_its_transpose(A):
    return A + A.mT


def only_the_first_symmetric(A):
    return torch.cat([plus_its_transpose(A[:1]), A[1:]])


def only_the_last_symmetric(A):
    return torch.cat([A[:-1], plus_its_transpose(A[-1:])])


def almost_symmetric(A):
    """Above the diagonal, the elements are larger by a ten thousandth."""
    S = plus_its_transpose(A)
    return S + 1e-4 * S.triu(1)


def symmetric_at_its_edge(A):
    """The first row is the first column, and what is inside of them is not symmetric."""
    S = plus_its_transpose(A)
    return torch.cat([S[:1], torch.cat([S[1:, :1], A[1:, 1:]], dim=1)])


@exercise.task(
    inputs={
        "A": one_of(
            tensors("n n").map(plus_its_transpose),
            tensors("n n"),
            tensors("m n"),
            tensors("b n n").map(plus_its_transpose),
            tensors("b n n").map(only_the_first_symmetric),
            tensors("b n n").map(only_the_last_symmetric),
            tensors("b m n"),
            tensors("n n").map(almost_symmetric),
            tensors("k k", k=(3, 4)).map(symmetric_at_its_edge),
        )
    }
)
def is_symmetric(A):
    if len(A) == 0 and A.dim() == 3:
        raise ValueError("an empty stack")  # leaves such cases out
    return torch.equal(A, A.mT)


@is_symmetric.right
def shapes_first(A):
    if A.shape[-1] != A.shape[-2]:
        return False
    return bool((A == A.transpose(-1, -2)).all())


@is_symmetric.right
def entry_by_entry(A):
    rows, columns = A.shape[-2:]
    if rows != columns:
        return False
    return all((A[..., i, j] == A[..., j, i]).all().item() for i in range(rows) for j in range(i))


@is_symmetric.misconception
def answers_with_a_tensor(A):
    """`.all()` gives a tensor that holds True or False. It prints alike, but Python's own True or False is
    asked: `bool(…)`, `.item()` or `torch.equal`.
    """
    if A.shape[-1] != A.shape[-2]:
        return False
    return (A == A.mT).all()


@is_symmetric.misconception
def reverses_all_dimensions(A):
    """In a stack, the first dimension counts the matrices, and the last two are rows and columns. `.T`
    reverses all dimensions, and `transpose(0, 1)` swaps the first two; `.mT` swaps only the last two. If you
    compare sizes, compare the last two as well: `shape[-2]` and `shape[-1]`.
    """
    return torch.equal(A, A.permute(*reversed(range(A.dim()))))


@is_symmetric.misconception
def compares_other_shapes(A):
    """A matrix that is not square cannot be compared with its transpose: the shapes differ, and `==` raises
    an error, or broadcasts a single row against a column. Compare the shapes first, or use `torch.equal`.
    """
    return bool((A == A.mT).all())


@is_symmetric.misconception
def looks_at_the_first_only(A):
    """Only the first matrix of the stack counts here: a `return` inside the loop ends it with that one. Every
    matrix has to be symmetric.
    """
    if A.dim() == 2:
        return torch.equal(A, A.mT)
    for matrix in A:
        return torch.equal(matrix, matrix.mT)


@is_symmetric.misconception
def one_is_enough(A):
    """One symmetric matrix is enough here, as `any` asks. Every matrix of the stack has to be symmetric."""
    return torch.equal(A, A.mT) if A.dim() == 2 else any(torch.equal(matrix, matrix.mT) for matrix in A)


@is_symmetric.misconception
def looks_at_the_last_only(A):
    """Only the last matrix of the stack counts here: each pass of a loop overwrites the answer of the one
    before it, unless it keeps a False. Every matrix has to be symmetric.
    """
    return torch.equal(A, A.mT) if A.dim() == 2 else torch.equal(A[-1], A[-1].mT)


@is_symmetric.misconception
def compares_the_first_row_only(A):
    """Only a part was compared, such as the first row with the first column, or the first pair alone. Every
    element has to be equal to the one at the other side of the diagonal.
    """
    return A.shape[-1] == A.shape[-2] and torch.equal(A[..., :1, :], A.mT[..., :1, :])


@is_symmetric.misconception
def leaves_out_the_last_row(A):
    """Only a part was compared: the last row and the last column are left out, as by `range(n - 1)`. Every
    element has to be equal to the one at the other side of the diagonal.
    """
    return A.shape[-1] == A.shape[-2] and torch.equal(A[..., :-1, :-1], A.mT[..., :-1, :-1])


@is_symmetric.misconception
def table_of_answers(A):
    """`==` compares element by element and gives a table. One answer for all of it is asked."""
    return A == A.mT


@is_symmetric.misconception
def differences_cancel(A):
    """The answer is True for nearly every square matrix. Perhaps the differences from the transpose were
    added up: each comes once with a plus and once with a minus. Or `any` was asked, and the diagonal always
    fits. *Every* element has to be equal.
    """
    return A.shape[-1] == A.shape[-2] and (A - A.mT).sum().abs().item() < 1e-3


@is_symmetric.misconception
def differences_cancel_to_zero(A):
    """The differences from the transpose were added up: each comes once with a plus and once with a minus, so
    that the sum is 0, up to rounding. *Every* element has to be equal.
    """
    return A.shape[-1] == A.shape[-2] and (A - A.mT).sum().item() == 0


@is_symmetric.misconception
def print_for_return(A):
    """The function returned None. `print` shows the answer on the screen, but does not give it to the caller.
    That is what `return` does.
    """
    print(torch.equal(A, A.mT))


is_symmetric.hint("What does torch.equal say of two tensors of different shapes?")
is_symmetric.hint("For a tensor of three dimensions, print A.T.shape and A.mT.shape.")


def huge_where_negative(x):
    return torch.where(x < 0, x * 1e30, x)


@exercise.task(
    inputs={
        "x": one_of(tensors("n", factors=("", "* 1e30", "* 1e-30")), tensors("n").map(huge_where_negative))
    }
)
def stable_l2_norm(x):
    largest = x.abs().max()
    if largest == 0:
        return largest
    return largest * torch.linalg.vector_norm(x / largest)


@stable_l2_norm.right
def in_double_precision(x):
    largest = x.abs().max().double()
    scaled = x.double() / torch.where(largest > 0, largest, torch.ones_like(largest))
    return ((scaled**2).sum().sqrt() * largest).to(x.dtype)


@stable_l2_norm.right
def hypot_of_all(x):
    length = x[0].abs()
    for element in x[1:]:
        length = torch.hypot(length, element)
    return length


@stable_l2_norm.misconception
def squares_first(x):
    """Squares leave float32's range before the root can bring them back: 1e30 squared is inf, 1e-30 squared
    is 0. Divide by the largest absolute value first, and multiply by it at the end, *after* the root: its own
    square is too large or too small as well.
    """
    return (x**2).sum().sqrt()


@stable_l2_norm.misconception
def scales_by_the_largest_positive(x):
    """What x is divided by is not the largest *absolute* value. `x.max()`, for one, may be small or even 0
    next to -3e30. The squares overflow after all.
    """
    largest = x.max()
    if largest == 0:
        return x.norm()
    return largest.abs() * ((x / largest) ** 2).sum().sqrt()


@stable_l2_norm.misconception
def scales_zero_by_zero(x):
    """The largest absolute value of the zero vector is 0, and 0 / 0 is nan. Treat that vector apart."""
    largest = x.abs().max()
    return largest * ((x / largest) ** 2).sum().sqrt()


@stable_l2_norm.misconception
def does_not_scale_back(x):
    """The elements were divided by the largest one; the norm has to be multiplied by it again."""
    largest = x.abs().max()
    return ((x / largest) ** 2).sum().sqrt() if largest > 0 else largest


@stable_l2_norm.misconception
def fixed_scale(x):
    """One fixed number was taken as the scale. It keeps large elements from becoming inf, but small ones
    become 0. Take the scale from x: its largest absolute value.
    """
    return 1e30 * ((x / 1e30) ** 2).sum().sqrt()


@stable_l2_norm.misconception
def stays_in_double_precision(x):
    """The result is float64. float64 has room for these squares, but the norm is to have the dtype that x had
    at first: keep `x.dtype` before you convert x, and convert the norm back.
    """
    return x.double().norm()


stable_l2_norm.hint("If every element is divided by a number c, what happens to the norm?")
stable_l2_norm.hint("With c = x.abs().max(), every element of x / c lies between -1 and 1.")
