"""Exercise 03, solution d: a careful beginner, one small step per line."""

import torch
from torch import Tensor


def dot_two_ways(vector_a: Tensor, vector_b: Tensor) -> tuple[Tensor, Tensor]:
    # First way: torch's own function.
    with_function: Tensor = torch.dot(vector_a, vector_b)
    # Second way: multiply element by element, then add.
    products: Tensor = torch.mul(vector_a, vector_b)
    with_sum: Tensor = torch.sum(products)
    both: tuple[Tensor, Tensor] = (with_function, with_sum)
    return both


def matvec(matrix: Tensor, vector: Tensor) -> Tensor:
    wanted_dtype: torch.dtype = vector.dtype
    # 矩阵可能是整数类型,先转换成向量的类型
    matrix_converted: Tensor = matrix.to(wanted_dtype)
    result: Tensor = torch.matmul(matrix_converted, vector)
    return result


def matmul(left: Tensor, right: Tensor) -> Tensor:
    product: Tensor = torch.mm(left, right)
    return product


def hadamard(left: Tensor, right: Tensor) -> Tensor:
    # NOT torch.mm here!
    product: Tensor = torch.multiply(left, right)
    return product


def l2_norm(vector: Tensor) -> Tensor:
    squares: Tensor = torch.square(vector)
    sum_of_squares: Tensor = torch.sum(squares)
    length: Tensor = torch.sqrt(sum_of_squares)  # still a tensor, so that gradients can flow
    return length


def l1_and_max_norm(numbers: Tensor) -> tuple[Tensor, Tensor]:
    absolute: Tensor = torch.abs(numbers)
    l1: Tensor = torch.sum(absolute, dtype=numbers.dtype)
    how_many: int = numbers.numel()
    if how_many == 0:
        # max of nothing is an error, and the norm of nothing is 0
        largest: Tensor = torch.zeros((), dtype=numbers.dtype, device=numbers.device)
    else:
        largest = torch.max(absolute)
    return (l1, largest)


def lp_norm(vector: Tensor, power: float) -> Tensor:
    absolute: Tensor = torch.abs(vector)
    if power == float("inf"):
        # the limit of the formula: the largest absolute value
        _, largest = l1_and_max_norm(vector)
        return largest
    powers: Tensor = torch.pow(absolute, power)
    total: Tensor = torch.sum(powers)
    exponent: float = 1.0 / power
    norm: Tensor = torch.pow(total, exponent)
    return norm


def frobenius_norm(matrices: Tensor) -> Tensor:
    squares: Tensor = matrices * matrices
    # 只对最后两个维度求和,这样一叠矩阵里每个矩阵有自己的范数
    sums: Tensor = torch.sum(squares, dim=(-2, -1))
    norms: Tensor = torch.sqrt(sums)
    return norms


def unit_vector(vector: Tensor) -> Tensor:
    if vector.numel() == 0:
        return torch.zeros_like(vector)
    # I came back here after task 12: its norm is right for very small vectors too.
    length: Tensor = stable_l2_norm(vector)
    is_zero_vector: bool = length.item() == 0.0
    if is_zero_vector:
        result: Tensor = torch.zeros_like(vector)
    else:
        result = torch.div(vector, length)
    return result


def cosine_similarity(first: Tensor, second: Tensor) -> Tensor:
    first_length: Tensor = l2_norm(first)
    second_length: Tensor = l2_norm(second)
    # Divide each vector first, then the dot product is already the cosine.
    first_direction: Tensor = first / first_length
    second_direction: Tensor = second / second_length
    cosine: Tensor = torch.sum(first_direction * second_direction)
    return cosine


def is_symmetric(matrices: Tensor) -> bool:
    number_of_rows: int = matrices.shape[-2]
    number_of_columns: int = matrices.shape[-1]
    if number_of_rows != number_of_columns:
        return False
    transposed: Tensor = torch.transpose(matrices, -2, -1)
    same: Tensor = torch.eq(matrices, transposed)
    all_same: bool = bool(torch.all(same).item())
    return all_same


def stable_l2_norm(vector: Tensor) -> Tensor:
    absolute: Tensor = torch.abs(vector)
    largest: Tensor = torch.max(absolute)
    if largest.item() == 0.0:
        # 零向量:不能除以零
        return torch.zeros_like(largest)
    scaled: Tensor = vector / largest  # all between -1 and 1 now
    squares: Tensor = scaled * scaled
    root: Tensor = torch.sqrt(torch.sum(squares))
    norm: Tensor = largest * root
    return norm
