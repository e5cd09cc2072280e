"""Inputs are built with the numbers, the memory layout and the graph that a case names."""

import itertools
import math

import pytest
import torch
from making import tensor

from grader.core.value import Array
from grader.runner.recording.building import build, laid_out
from grader.runner.recording.values import plain

SHAPES = [shape for rank in range(4) for shape in itertools.product((0, 1, 2, 3), repeat=rank)]


@pytest.mark.parametrize("memory", ["contiguous", "transposed", "strided", "expanded"])
@pytest.mark.parametrize("device", ["cpu", "meta"])
def test_a_tensor_has_the_strides_of_its_layout_and_is_a_view_only_where_rows_are_shared(memory, device):
    for shape in SHAPES:
        numbers = torch.ones(shape)
        built = build(tensor(numbers.numpy(), memory=memory), device)
        wanted = laid_out(numbers, memory)
        assert (built.shape, built.stride()) == (wanted.shape, wanted.stride()), shape
        assert built._is_view() == (memory == "expanded" and 0 in wanted.stride()), shape


def test_a_tensor_can_grow_as_one_of_its_own_can():
    built = build(tensor([1.0, 2.0]))
    assert built.resize_(3)[:2].tolist() == [1.0, 2.0]


def test_two_tensors_of_the_same_input_share_no_memory():
    value = tensor([1.0, 2.0])
    build(value).fill_(7)
    assert build(value).tolist() == [1.0, 2.0]


@pytest.mark.parametrize("number", [True, False, 3, -(2**63), 2**63 - 1, 0.1, -0.0, math.inf, 1e-310, 1 - 2j])
def test_a_number_is_read_and_built_as_it_was(number):
    built = build(plain(number))
    assert (type(built), repr(built)) == (type(number), repr(number))


def test_a_number_keeps_the_bits_of_nan():
    data = b"\x01\x00\x00\x00\x00\x00\xf8\xff"
    assert plain(build(Array("float", "float64", (), data))).data == data


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**40])
def test_a_number_beyond_64_bits_is_not_sent(number):
    assert plain(number).why == "wide"


@pytest.mark.parametrize(
    ("made", "dtype", "data"),
    [
        (lambda: torch.tensor([1 + 2j]).conj(), "complex64", torch.tensor([1 - 2j])),
        (lambda: torch.tensor([1 + 2j]).conj().imag, "float32", torch.tensor([-2.0])),
        (lambda: torch.arange(6).reshape(2, 3).T, "int64", torch.tensor([0, 3, 1, 4, 2, 5])),
        (lambda: torch.arange(3.0).expand(2, 3), "float32", torch.tensor([0.0, 1, 2, 0, 1, 2])),
        (lambda: torch.ones(2, requires_grad=True) * 2, "float32", torch.tensor([2.0, 2.0])),
        (lambda: torch.ones(2, 0), "float32", torch.tensor([])),
    ],
)
def test_numbers_are_read_in_their_order_whatever_the_tensor_is_a_view_of(made, dtype, data):
    value = plain(made())
    assert (value.dtype, value.data) == (dtype, data.numpy().tobytes())


def test_bfloat16_is_read_in_order_as_16_bits():
    turned = torch.arange(6.0, dtype=torch.bfloat16).reshape(2, 3).T
    assert plain(turned).data == turned.contiguous().view(torch.int16).numpy().tobytes()
