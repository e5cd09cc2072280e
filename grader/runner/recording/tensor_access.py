"""Read and write tensors and arrays with functions as they were before a submission was loaded.

A submission can replace the methods of `torch.Tensor` in its process. The functions here are bound when this
module is imported, which is earlier.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch

TENSOR, ARRAY = torch.Tensor, np.ndarray
Memory = torch.Tensor | np.ndarray[Any, Any]
"""A tensor, or an array of numbers."""
_as_array, _bytes, _copyto = np.ndarray.view, np.ndarray.tobytes, np.copyto
_BASE: Any = torch._C.TensorBase
_inference_mode = torch.inference_mode
_plain_functions = torch._C.DisableTorchFunctionSubclass

as_subclass = _BASE.as_subclass
requires_grad: Callable[[torch.Tensor], bool] = _BASE.requires_grad.__get__
is_leaf: Callable[[torch.Tensor], bool] = _BASE.is_leaf.__get__
grad: Callable[[torch.Tensor], torch.Tensor | None] = _BASE.grad.__get__
numel: Callable[[torch.Tensor], int] = _BASE.numel
dtype: Callable[[torch.Tensor], torch.dtype] = _BASE.dtype.__get__
layout: Callable[[torch.Tensor], torch.layout] = _BASE.layout.__get__
device: Callable[[torch.Tensor], torch.device] = _BASE.device.__get__
shape: Callable[[torch.Tensor], tuple[int, ...]] = _BASE.shape.__get__
is_nested: Callable[[torch.Tensor], bool] = _BASE.is_nested.__get__
is_quantized: Callable[[torch.Tensor], bool] = _BASE.is_quantized.__get__
_dim, _select, _fill, _item, _view = _BASE.dim, _BASE.select, _BASE.fill_, _BASE.item, _BASE.view
_contiguous = _BASE.contiguous
_copy, _clone = _BASE.copy_, _BASE.clone
_detach, _numpy = _BASE.detach, _BASE.numpy


def plain_tensor(tensor: torch.Tensor) -> torch.Tensor:
    """Return a tensor without the methods of a derived class."""
    return tensor if type(tensor) is TENSOR else as_subclass(tensor, TENSOR)


def data_of(tensor: torch.Tensor) -> bytes:
    """Return the elements in C order; those of bfloat16 as 16 bits each."""
    if dtype(tensor) is torch.bfloat16:
        tensor = _view(_contiguous(_detach(tensor)), torch.int16)
    data: bytes = _numpy(tensor, force=True).tobytes()  # also from a GPU, a graph and a conjugate view
    return data


@contextlib.contextmanager
def unrecorded() -> Iterator[None]:
    """Read and write without a graph, and without the functions of a derived class."""
    with _plain_functions(), _inference_mode():
        yield


class FirstElement:
    """The first element of a tensor, which can be overwritten; use it within `unrecorded`."""

    def __init__(self, tensor: torch.Tensor) -> None:
        element = _detach(plain_tensor(tensor))
        while _dim(element):
            element = _select(element, 0, 0)
        self._element, self._value = element, _item(element)

    def change(self) -> None:
        """Write another number."""
        _fill(self._element, 0 if self._value else 1)

    def restore(self) -> None:
        """Write the first number again."""
        _fill(self._element, self._value)


def plain_array(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return an array without the methods of a derived class."""
    return array if type(array) is ARRAY else _as_array(array, ARRAY)


def holds_numbers(array: np.ndarray[Any, Any]) -> bool:
    """Whether the elements are numbers, which can be overwritten and read."""
    return ARRAY.dtype.__get__(array).kind in "biufc"


def bytes_of(array: np.ndarray[Any, Any]) -> bytes:
    """Return the elements of an array in C order."""
    return _bytes(array)


def is_read_only(memory: Memory) -> bool:
    """Whether this is an array that cannot be written."""
    return isinstance(memory, ARRAY) and not memory.flags.writeable


class FirstOfArray:
    """The first element of an array, which can be overwritten."""

    def __init__(self, array: np.ndarray[Any, Any]) -> None:
        self._element = array[(*((slice(0, 1),) * array.ndim), ...)]  # type: ignore[arg-type]  # NumPy's stubs know no Ellipsis
        self._value = self._element.copy()

    def change(self) -> None:
        """Write another number."""
        _copyto(self._element, 0 if self._value.any() else 1, casting="unsafe")

    def restore(self) -> None:
        """Write the first number again."""
        _copyto(self._element, self._value)


def read_while_filled(memory: Memory, read: Callable[[], bytes], before: bytes) -> bytes:
    """Fill a memory with zeros, or else with ones, until what is read differs; then restore it."""
    after = before
    if is_read_only(memory):
        return before
    kept: Memory = memory.copy() if isinstance(memory, ARRAY) else _clone(_detach(plain_tensor(memory)))
    try:
        for number in (0, 1):
            if after == before:
                _filled(memory, number)
                after = read()
    finally:
        _restored(memory, kept)
    return after


def _filled(memory: Memory, number: int) -> None:
    if isinstance(memory, ARRAY):
        _copyto(memory, number, casting="unsafe")
    else:
        _fill(_detach(plain_tensor(memory)), number)


def _restored(memory: Memory, kept: Memory) -> None:
    if isinstance(memory, ARRAY):
        _copyto(memory, kept)
    else:
        _copy(_detach(plain_tensor(memory)), kept)
