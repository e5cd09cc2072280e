"""A drawn input: a small description from which its value and code are made."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

import msgspec
import numpy as np
import torch

from grader.core.notation import code, literal, numbers
from grader.core.value import Array, Items, Made, Value, leaves, tables
from grader.course.author_function import called, changed, with_flag
from grader.runner.recording.arrays import layout
from grader.runner.recording.building import laid_out
from grader.runner.recording.values import DTYPES, plain

READABLE = 30
"""A computed value of more elements is hard to read."""
LARGE = 1e6
"""The most that the size of the numbers adds to a weight."""


class Spec(Protocol):
    """A drawn input: its plain value, and the code that makes it."""

    def lines(self, name: str) -> tuple[str, ...]:
        """Return Python statements that make the input and give it a name."""
        return (f"{name} = {self.code()}",)

    @property
    def way(self) -> str:
        """In which way the input is made: one of some."""
        return type(self).__name__

    def value(self) -> Value:
        """Return the input as a plain value."""

    def code(self) -> str:
        """Return Python code that makes the input."""

    def weight(self) -> tuple[int, int, int]:
        """Return how hard it is to read: large, unusual, elements and digits."""


@dataclass(frozen=True)
class TensorSpec(Spec):
    """A tensor to be built: small integers, or many seeded random numbers.

    Seeded floats are normal. Seeded integers, and all numbers with `whole`, are uniform between `low` and
    `high`.
    """

    shape: tuple[int, ...]
    dtype: str
    integers: tuple[int, ...] | None
    seed: int = 0
    low: int = -9
    high: int = 9
    whole: bool = False
    factor: str = ""
    memory: str = "contiguous"
    requires_grad: bool = False
    grad: tuple[int, ...] | None = None

    def elements(self) -> int:
        """Return how many elements it has."""
        return math.prod(self.shape)

    def tensor(self) -> torch.Tensor:
        """Build it, in its dtype, without its gradient flag."""
        dtype = DTYPES[self.dtype]
        if self.integers is not None:
            base = torch.tensor(self.integers, dtype=dtype).reshape(self.shape)
        elif dtype.is_floating_point and not self.whole:
            base = torch.randn(self.shape, generator=torch.Generator().manual_seed(self.seed), dtype=dtype)
        else:
            source = torch.Generator().manual_seed(self.seed)
            base = torch.randint(self.low, self.high + 1, self.shape, generator=source, dtype=dtype)
        match self.factor.split():
            case ["/", number]:
                base = base / float(number)
            case ["*", number]:
                base = base * float(number)
        return laid_out(base, self.memory).clone() if self.memory == "expanded" else base

    def value(self) -> Value:
        """Return the tensor as a plain input."""
        array = plain(self.tensor())
        assert isinstance(array, Array)
        return Array(
            array.kind,
            array.dtype,
            array.shape,
            array.data,
            requires_grad=self.requires_grad,
            memory=self.memory,
            grad=self._grad(),
        )

    def _grad(self) -> Array | None:
        """Return the gradient that an earlier `backward()` left."""
        if self.grad is None:
            return None
        array = plain(TensorSpec(self.shape, self.dtype, self.grad).tensor())
        assert isinstance(array, Array)
        return array

    def lines(self, name: str) -> tuple[str, ...]:
        """Also write the gradient that an earlier `backward()` left."""
        grad = self._grad()
        left = (f"{name}.grad = {literal(grad)}",) if grad is not None else ()
        return (f"{name} = {self.code()}", *left)

    def code(self) -> str:
        """Write `torch.tensor([3., -4.], dtype=torch.float64) / 3`, with its layout."""
        if self.integers is not None and not self.factor and self.memory == "contiguous":
            return self._literal(self.requires_grad)
        parts = self._literal() if self.integers is not None else self._recipe()
        scaled = f"{parts} {self.factor}" if self.factor else parts
        if self.memory == "contiguous" or 0 in self.shape:
            laid = scaled
        else:
            laid = _LAYOUT_CODE[self.memory](f"({scaled})" if self.factor else scaled, self.shape)
        if not self.requires_grad:
            return laid
        return (f"({laid})" if " " in laid.rpartition(")")[2] or self.factor else laid) + ".requires_grad_()"

    def _literal(self, requires_grad: bool = False) -> str:
        array = plain(TensorSpec(self.shape, self.dtype, self.integers).tensor())
        assert isinstance(array, Array)
        return literal(replace_flag(array, requires_grad))

    def _recipe(self) -> str:
        dtype = "" if self.dtype in ("float32", "int64") else f", dtype=torch.{self.dtype}"
        source = f"generator=torch.Generator().manual_seed({self.seed})"
        if self.whole or not DTYPES[self.dtype].is_floating_point:
            dtype = "" if self.dtype == "int64" else f", dtype=torch.{self.dtype}"
            return f"torch.randint({self.low}, {self.high + 1}, {self.shape}, {source}{dtype})"
        return f"torch.randn({', '.join(map(str, self.shape))}, {source}{dtype})"

    def weight(self) -> tuple[int, int, int]:
        """Return normal numbers first, then unusual properties, then elements.

        Unusual are dtypes, layouts and empty tensors.
        """
        unusual = (
            (self.dtype not in ("float32",))
            + (self.memory != "contiguous")
            + (self.factor != "")
            + 2 * (0 in self.shape)
            + (self.shape == ())
            + self.requires_grad
            + (self.grad is not None)
            + (self.integers is not None and not any(self.integers))
        )
        elements = len(self.integers or ()) if self.integers is not None else 1000
        return int(self.integers is None), unusual, 10 * elements + sum(map(abs, self.integers or ()))


def _strided_code(code: str, _shape: tuple[int, ...]) -> str:
    return f"torch.repeat_interleave({code}, 2, dim=-1)[..., ::2]"


def _transposed_code(code: str, shape: tuple[int, ...]) -> str:
    if len(shape) == 2:
        return f"{code}.T.contiguous().T"
    order = ", ".join(str(axis) for axis in reversed(range(len(shape))))
    return f"{code}.permute({order}).contiguous().permute({order})"


def _expanded_code(code: str, shape: tuple[int, ...]) -> str:
    return f"{code}[:1].expand({', '.join(map(str, shape))})"


_LAYOUT_CODE: dict[str, Callable[[str, tuple[int, ...]], str]] = {
    "strided": _strided_code,
    "transposed": _transposed_code,
    "expanded": _expanded_code,
}


@dataclass(frozen=True)
class ChangedSpec(Spec):
    """A spec's value, changed by a function of the course.

    If a tensor of the base requires grad, so do the changed tensors of floats.
    """

    base: Spec
    change: Callable[[Any], Any] = field(compare=False)

    @property
    def way(self) -> str:
        """Name the function, too."""
        return f"{getattr(self.change, '__qualname__', type(self.change).__name__)} of {self.base.way}"

    @cached_property
    def _value(self) -> Value:
        value = self.base.value()
        found = changed(self.change, value)
        return with_flag(found, True) if any(array.requires_grad for _, array in leaves(value)) else found

    def value(self) -> Value:
        """Return the changed value as a plain input."""
        return self._value

    def code(self) -> str:
        """Write the changed value."""
        return code(self._value)

    def weight(self) -> tuple[int, int, int]:
        """Return the weight of the base."""
        return self.base.weight()


@dataclass(frozen=True)
class ComputedSpec(Spec):
    """A value that a function of the course computes of other inputs, given by name."""

    function: Callable[..., Any] = field(compare=False)
    sources: tuple[tuple[str, Spec], ...]
    requires_grad: bool = False

    @cached_property
    def _value(self) -> Value:
        found = called(self.function, {name: spec.value() for name, spec in self.sources})
        return with_flag(found, True) if self.requires_grad else found

    def value(self) -> Value:
        """Return the computed value as a plain input."""
        return self._value

    def code(self) -> str:
        """Write the computed value."""
        return code(self._value)

    def weight(self) -> tuple[int, int, int]:
        """Return many elements first, then unusual ones, then the code's length and the numbers' size."""
        known = [array for _, array in leaves(self._value) if not array.is_python]
        arrays = [numbers(array) for array in known]
        total = sum(float(np.nan_to_num(np.abs(array), posinf=0.0).sum()) for array in arrays)
        elements = sum(array.size for array in arrays)
        unusual = sum(
            (array.dtype != "float32") + array.requires_grad + 2 * (0 in array.shape) for array in known
        )
        unusual += sum(not array.any() for array in arrays)
        return int(elements > READABLE), unusual, len(self.code()) + int(min(total, LARGE))


@dataclass(frozen=True)
class ListSpec(Spec):
    """A list of inputs."""

    items: tuple[Spec, ...]

    def value(self) -> Value:
        """Return the items' values, in a list."""
        return Items("list", tuple(spec.value() for spec in self.items))

    def code(self) -> str:
        """Write the items' code, in brackets."""
        return f"[{', '.join(spec.code() for spec in self.items)}]"

    def lines(self, name: str) -> tuple[str, ...]:
        """Write the list, then the further lines of its items."""
        more = (line for n, spec in enumerate(self.items) for line in spec.lines(f"{name}[{n}]")[1:])
        return (f"{name} = {self.code()}", *more)

    def weight(self) -> tuple[int, int, int]:
        """Return the sum of the items' weights."""
        unusual, odd, size = map(sum, zip(*(spec.weight() for spec in self.items), strict=True))
        return unusual, odd, size


@dataclass(frozen=True)
class MadeSpec(Spec):
    """An input that the runner makes by running a text."""

    text: str

    def value(self) -> Value:
        """Return the text."""
        return Made(self.text)

    def code(self) -> str:
        """Write the expression that ends the text."""
        return self.text.rpartition("\n")[2]

    def lines(self, name: str) -> tuple[str, ...]:
        """Also write the statements before the expression."""
        *before, last = self.text.split("\n")
        return tuple(before) if last == name else (*before, f"{name} = {last}")

    def weight(self) -> tuple[int, int, int]:
        """Return a weight that grows with the text."""
        return 0, 0, len(self.text)


@dataclass(frozen=True)
class RecordSpec(MadeSpec):
    """A function that is called with each loss.

    In code that is pasted, it is `print`, which prints the losses.
    """

    text: str = "print"
    watched: tuple[str, ...] = ()

    def value(self) -> Value:
        """Return the call that makes it."""
        return Made(f"Recorder({', '.join(f'{name}={name}' for name in self.watched)})")


def replace_flag(array: Array, requires_grad: bool) -> Array:
    """Return the array with its gradient flag set."""
    return Array(array.kind, array.dtype, array.shape, array.data, requires_grad=requires_grad)


@dataclass(frozen=True)
class PlainSpec(Spec):
    """A Python value, unchanged."""

    thing: Any

    def value(self) -> Value:
        """Return the value, reduced to plain data; that of an array has its layout in memory."""
        value = plain(self.thing)
        if isinstance(self.thing, np.ndarray) and isinstance(value, Array):
            return msgspec.structs.replace(value, memory=layout(self.thing))
        return value

    def code(self) -> str:
        """Write its `repr`; infinity, tensors, arrays and tables as Python can read them."""
        if isinstance(self.thing, float) and self.thing in (float("inf"), float("-inf")):
            return f"float('{self.thing}')"
        value = self.value()
        return code(value) if _has_data(value) else repr(self.thing)

    def weight(self) -> tuple[int, int, int]:
        """Return a weight that grows with the text."""
        return 0, 0, len(repr(self.thing))


def _has_data(value: Value) -> bool:
    """Whether a tensor, an array or a table is in a value; their `repr` is not code."""
    return any(not array.is_python for _, array in leaves(value)) or any(tables(value))
