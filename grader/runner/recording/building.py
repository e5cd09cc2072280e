"""From plain inputs to Python objects, some of them made by a course's code."""

from __future__ import annotations

import ast
import builtins
import functools
import itertools
import math
import operator
import struct
import types
import warnings
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from typing import Any

import numpy as np
import torch

from grader.core.errors import CourseError
from grader.core.message import Message
from grader.core.model import Case
from grader.core.value import NDARRAY, Array, Atom, Items, Made, Mapping, Table, Value
from grader.runner.recording.arrays import built, built_of
from grader.runner.recording.recorder import Recorder
from grader.runner.recording.values import DTYPES

KNOWN: dict[str, Any] = {"torch": torch, "math": math, "nn": torch.nn, "np": np, "Recorder": Recorder}
"""The names that a course's text knows in addition to the other inputs."""

CIRCLE = Message("Inputs are made from each other: {names}.")
UNBUILDABLE = Message("An input cannot be {value}.")


class BuildError(CourseError):
    """The inputs of a task cannot be made."""


def build_all(case: Case, device: str = "cpu", packages: dict[str, Any] | None = None) -> list[Any]:
    """Make all inputs of a case: first the plain ones, then those made from them.

    `packages` are further names that a text can use, with their modules. Tensors are on the device. The
    course's own text runs on the CPU, where random numbers are those of the key. Its result is then moved to
    the device. A `meta` tensor has no numbers to move, so there the text runs with that device from the
    start.
    """
    if not any(isinstance(value, Made) for value in case.inputs):
        return [build(value, device) for value in case.inputs]
    things = [None if isinstance(value, Made) else build(value, device) for value in case.inputs]
    known = {
        name: built
        for name, built, value in zip(case.names, things, case.inputs, strict=False)
        if not isinstance(value, Made)
    }
    texts = [value.text if isinstance(value, Made) else None for value in case.inputs]
    for n in in_order(case.names, texts):
        text = texts[n]
        assert text is not None
        with torch.device(device) if device == "meta" else nullcontext():
            thing = make(text, {**(packages or {}), **known})
        things[n] = moved(thing, device) if device != "cpu" else thing
        known |= dict(zip(case.names[n : n + 1], things[n : n + 1], strict=False))
    return things


def in_order(names: Sequence[str], texts: Sequence[str | None]) -> list[int]:
    """Return the indices of the texts, each after those that make its inputs.

    Raises BuildError for a circle.
    """
    left = {n: text for n, text in enumerate(texts) if text is not None}
    order: list[int] = []
    while left:
        open_names = {names[n] for n in left if n < len(names)}
        ready = [n for n, text in left.items() if not free_names(text) & open_names]
        if not ready:
            raise BuildError(CIRCLE, names=", ".join(sorted(open_names)))
        order += ready
        for n in ready:
            del left[n]
    return order


@functools.cache
def free_names(text: str) -> frozenset[str]:
    """Return the names that a text uses but does not bind itself.

    Names of Python and of `KNOWN` are left out.
    """
    nodes = list(ast.walk(ast.parse(text)))
    names = [node for node in nodes if isinstance(node, ast.Name)]
    bound = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    bound |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    bound |= {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    imports = (node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom))
    bound |= {(alias.asname or alias.name).partition(".")[0] for node in imports for alias in node.names}
    return frozenset(node.id for node in names) - bound - KNOWN.keys() - set(dir(builtins))


def make(text: str, known: dict[str, Any]) -> Any:
    """Run the course's own text: statements, and last the expression with the value."""
    names = {**KNOWN, **known}
    body, last = _compiled(text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(body, names)  # noqa: S102  # a course is trusted, and the text is from the course
        return eval(last, names)  # noqa: S307  # as above


@functools.cache
def _compiled(text: str) -> tuple[types.CodeType, types.CodeType]:
    """Return the code of a text's statements, and of the expression on its last line."""
    body, _, last = text.rpartition("\n")
    return compile(body, "<text>", "exec"), compile(last, "<text>", "eval")


def moved(thing: Any, device: str) -> Any:
    """Return the same object on a device.

    Tensors, modules, and lists, tuples and dicts of these are moved. Any other object stays.
    """
    match thing:
        case torch.Tensor() if thing.device == torch.device(device):
            return thing
        case torch.Tensor() if thing.is_leaf:
            return thing.detach().to(device).requires_grad_(thing.requires_grad)
        case torch.Tensor() | torch.nn.Module():
            return thing.to(device)
        case list():
            return [moved(item, device) for item in thing]
        case tuple() if type(thing) is tuple:
            return tuple(moved(item, device) for item in thing)
        case dict():
            return {key: moved(item, device) for key, item in thing.items()}
    return thing


def build(value: Value, device: str = "cpu") -> Any:
    """Make the object that a plain input describes.

    Its numbers, its memory layout and its requires_grad are those of the input.
    """
    match value:
        case Array(kind="tensor"):
            return _build_tensor(value, device)
        case Array(kind="int" | "float" | "bool", data=bytes(data)) if value.dtype in _NUMBERS:
            return _NUMBERS[value.dtype].unpack(data)[0]
        case Array(kind="ndarray"):
            return built(value)
        case Table() if value.kind == NDARRAY:
            return built_of(value, build)
        case Table(kind=kind) | Atom(type=kind) if kind in _FURTHER:
            return _FURTHER[kind](value)
        case Array():
            return np.frombuffer(value.data or b"", value.dtype)[0].item()
        case Atom(type="NoneType"):
            return None
        case Atom(type="str"):
            return value.text
        case Atom(type="dtype"):
            return DTYPES[value.text.removeprefix("torch.")]
        case Items(type="torch.Size"):
            return torch.Size(build(item) for item in value.items)
        case Items(type="tuple"):
            return tuple(build(item, device) for item in value.items)
        case Items(type="list"):
            return [build(item, device) for item in value.items]
        case Mapping():
            return {build(key): build(item, device) for key, item in value.pairs}
    raise BuildError(UNBUILDABLE, value=f"{value!r:.200}")


_NUMBERS = {"bool": struct.Struct("<?"), "int64": struct.Struct("<q"), "float64": struct.Struct("<d")}
"""How the numbers of Python are read."""

_FURTHER: dict[str, Callable[[Any], Any]] = {}
"""What makes the values of packages that are imported only if an exercise knows them, by their kind."""


def build_also(kinds: Iterable[str], builder: Callable[[Any], Any]) -> None:
    """Let `build` make values of some more kinds."""
    _FURTHER.update(dict.fromkeys(kinds, builder))


def _build_tensor(array: Array, device: str) -> torch.Tensor:
    tensor = _filled(array, device) if math.prod(array.shape) else _empty(array, device)
    if not array.requires_grad:
        return tensor
    tensor.requires_grad_()
    if array.grad is not None:
        tensor.grad = _build_tensor(array.grad, device)
    return tensor


def _empty(array: Array, device: str) -> torch.Tensor:
    """Return a tensor in the array's memory layout, without its numbers."""
    strides = _strides(array.shape, array.memory)
    return torch.empty_strided(array.shape, strides, dtype=DTYPES[array.dtype], device=device)


def _filled(array: Array, device: str) -> torch.Tensor:
    """Return a tensor with the array's numbers, in memory of its own.

    It is not a view, on which some in-place operations are not allowed. Rows that share memory always are.
    """
    if device == "meta" and array.memory != "expanded":
        return _empty(array, device)
    flat = torch.frombuffer(bytearray(array.data or b""), dtype=DTYPES[array.dtype])
    numbers = (flat if device == "cpu" else flat.to(device)).reshape(array.shape)
    if array.memory == "contiguous":
        return numbers.clone()
    if array.memory == "expanded" and array.shape and array.shape[0] > 1:
        return laid_out(numbers, array.memory)
    filled = _empty(array, device).copy_(numbers)
    if array.memory == "strided" and filled.numel() > 1:
        memory = filled.as_strided((2 * filled.numel() - 1,), (1,))
        memory[1::2] = memory[:-1:2]  # between the numbers lie those that the call in a report has there
    return filled


def _strides(shape: tuple[int, ...], memory: str) -> tuple[int, ...]:
    """Return the strides that `laid_out` gives a tensor that is not expanded."""
    if 0 in shape:
        return _steps(shape)
    if memory == "transposed" and sum(size > 1 for size in shape) > 1:
        return _steps(shape[::-1])[::-1]
    if memory == "strided" and shape:
        return (*_steps((*shape[:-1], 2 * shape[-1]))[:-1], 2)
    return _steps(shape)


def _steps(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return the strides of a contiguous tensor."""
    sizes = [max(size, 1) for size in shape[:0:-1]]
    return (*itertools.accumulate(sizes, operator.mul, initial=1),)[::-1] if shape else ()


def laid_out(tensor: torch.Tensor, memory: str) -> torch.Tensor:
    """Return the same numbers in another memory layout.

    With `expanded`, all rows are the first row.
    """
    if tensor.dim() == 0 or tensor.numel() == 0 or memory == "contiguous":
        return tensor
    if memory == "transposed":
        backwards = tuple(reversed(range(tensor.dim())))
        return tensor.permute(backwards).contiguous().permute(backwards)
    if memory == "strided":
        size = (*tensor.shape[:-1], 2 * tensor.shape[-1])
        roomy = torch.zeros(size, dtype=tensor.dtype, device=tensor.device)
        roomy[..., ::2] = tensor
        return roomy[..., ::2]
    assert memory == "expanded", memory
    return tensor[:1].clone().expand(tensor.shape)
