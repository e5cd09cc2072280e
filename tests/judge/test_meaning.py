"""What torch means by a message: told for each message as this torch writes it."""

import errno
import os

import pytest
import torch

from grader.judge.meaning import MEANT, meaning


def leaf(*numbers):
    return torch.tensor(numbers, requires_grad=True)


def twice_back():
    y = (leaf(1.0, 2.0) ** 2).sum()
    y.backward()
    y.backward()


def overwritten():
    y = leaf(1.0, 2.0).exp()
    y += 1
    y.sum().backward()


def leaf_in_place():
    w = leaf(1.0)
    w -= 1


def refused():
    raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))


def without_a_gpu():
    raise AssertionError("Torch not compiled with CUDA enabled")  # as `.cuda()` does, where there is none


def nobody_types():
    raise EOFError("EOF when reading a line")  # as `input()` does without a terminal


def two_devices():
    torch.cat([torch.ones(2), torch.ones(2, device="meta")])


def out_of_range_on_a_gpu():
    raise torch.AcceleratorError("CUDA error: device-side assert triggered")  # as CUDA does, later


RAISING = {
    "single number": lambda: (leaf(1.0, 2.0) * 2).backward(),
    "retain_graph": twice_back,
    "no graph behind": lambda: torch.tensor(1.0).backward(),
    "no_grad():": leaf_in_place,
    "overwritten": overwritten,
    ".detach().numpy()": lambda: leaf(1.0).numpy(),
    "as long as no `backward()`": lambda: leaf(1.0).grad.zero_(),
    "zero_()": lambda: leaf(1.0).detach().zero(),
    "different dtypes": lambda: torch.ones(2, 2) @ torch.ones(2).double(),
    "Integers": lambda: torch.arange(4, requires_grad=True),
    "one answer": lambda: bool(torch.tensor([1.0, 2.0]) > 1),
    "start processes": refused,
    "asked for by name": without_a_gpu,
    "Tensors of two devices met": two_devices,
    "NumPy takes only tensors on the CPU": lambda: torch.ones(2, device="meta").numpy(),
    "index was out of range": out_of_range_on_a_gpu,
    "waits for somebody to type": nobody_types,
    "single element": lambda: torch.tensor([1.0, 2.0]).item(),
}


@pytest.mark.parametrize("part", RAISING)
def test_a_message_of_this_torch_is_explained(part):
    with pytest.raises(
        (RuntimeError, AttributeError, OSError, EOFError, AssertionError, TypeError)
    ) as raised:
        RAISING[part]()
    assert part in meaning(str(raised.value))


def test_each_meaning_is_tried():
    assert len(RAISING) == len(MEANT)


def test_another_message_is_left_as_it_is():
    assert meaning("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)") == ""


def test_arithmetic_with_a_gradient_that_is_none_is_explained():
    with pytest.raises(TypeError) as raised:
        0.1 * leaf(1.0).grad
    assert "`.grad` is" in meaning(str(raised.value))
