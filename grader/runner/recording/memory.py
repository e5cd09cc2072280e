"""Which tensors and arrays share memory, found out by writing into them after everything else is recorded.

One element of a tensor or of an array is overwritten. The judge sees the numbers of others before and after
that, and decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch

from grader.core.value import GRAD, INPUT, ITEM, Path
from grader.runner.probes import NOTHING, Probes, Reading
from grader.runner.recording import tensor_access as access
from grader.runner.recording.tensor_access import Memory

MOST_TENSORS = 100
"""The most tensors of a result that are searched."""
MOST_COMPARED = 20
"""The most tensors of each of several results that are compared with each other."""


def tensors(thing: object) -> list[torch.Tensor]:
    """Return the tensors of a nested result, in order.

    It goes as deep as results are in practice, and stops at `MOST_TENSORS`.
    """
    return [item for item in memories(thing) if isinstance(item, torch.Tensor)]


def memories(thing: object) -> list[Memory]:
    """Return the tensors and the arrays of numbers of a nested result, in order; see `tensors`."""
    found: list[Memory] = []
    stack: list[tuple[Any, int]] = [(thing, 0)]
    while stack and len(found) < MOST_TENSORS:
        item, depth = stack.pop()
        kind = type(item)  # an object may lie about its class
        if (memory := _memory(item)) is not None:
            found.append(memory)
        elif depth < 5:
            stack.extend((inner, depth + 1) for inner in _held(item, kind)[::-1])
    return found


def _memory(thing: Any) -> Memory | None:
    """Return a tensor or an array without the methods of a derived class; None for other objects."""
    kind = type(thing)
    if issubclass(kind, access.TENSOR):
        return access.plain_tensor(thing)
    if issubclass(kind, access.ARRAY) and access.holds_numbers(thing):
        return access.plain_array(thing)
    return None


def _held(thing: Any, kind: type) -> list[Any]:
    """Return the items of a list, tuple or dict, without methods of a derived class."""
    if issubclass(kind, list):
        return list(list.__iter__(thing))
    if issubclass(kind, tuple):
        return list(tuple.__iter__(thing))
    return list(dict.values(thing)) if issubclass(kind, dict) else []


def grads(given: Sequence[Any]) -> dict[Path, torch.Tensor]:
    """Return the `.grad` of each input, by path."""
    found: dict[Path, torch.Tensor] = {}
    for n, value in enumerate(given):
        parts: list[tuple[Path, Any]] = [((), value)]
        if isinstance(value, list):
            parts = [(((ITEM, index),), item) for index, item in enumerate(value)]
        for path, tensor in parts:
            if issubclass(type(tensor), access.TENSOR) and access.is_leaf(tensor):
                gradient = access.grad(tensor)
                if gradient is not None:
                    found[((INPUT, n), *path, GRAD)] = gradient
    return found


def probes(
    results: Sequence[Any], given: Sequence[Any], grads_before: Mapping[Path, torch.Tensor], *, aliasing: bool
) -> Probes:
    """Write into the results and the old gradients, and read what else changes.

    `aliasing`: whether the task asks which inputs the result shares memory with.
    """
    aliasing = aliasing and len(results) > 0
    if not aliasing and len(results) < 2 and not grads_before:
        return NOTHING
    with access.unrecorded():
        return Probes(
            tuple(_shared(memory, given) for memory in memories(results[0])) if aliasing else (),
            tuple(_overlapping(results)),
            tuple(_moved(grads_before, given)),
        )


def _shared(memory: Memory, given: Sequence[Any]) -> tuple[Reading, ...]:
    """Write into a tensor or array of the result, and read each input before and after that.

    Where the result cannot be written, the inputs are, and the result is read.
    """
    inputs = [_memory(value) for value in given]
    if not access.is_read_only(memory):
        return _readings([memory], inputs)
    return tuple(_read_after(memory, value) for value in inputs)


def _read_after(memory: Memory, written: Memory | None) -> Reading:
    """Write into each element of an input, and read a result before and after that."""
    before = _data(memory)
    after = (
        access.read_while_filled(written, lambda: _data(memory), before) if written is not None else before
    )
    return Reading(before, after)


def _overlapping(results: Sequence[Any]) -> list[Reading]:
    """Write into the result of each later call, and read the results of the calls before it."""
    found: list[Reading] = []
    several = [memories(result)[:MOST_COMPARED] for result in results]
    for n in range(len(several) - 1, 0, -1):
        earlier = [memory for those in several[:n] for memory in those]
        found += _readings(several[n], earlier)
    return found


def _moved(before: Mapping[Path, torch.Tensor], given: Sequence[Any]) -> list[tuple[Path, Reading]]:
    """Write into each old gradient, and read the gradient that is now at its place."""
    now = grads(given)
    return [
        (path, reading)
        for path, old in before.items()
        if path in now and access.numel(old)
        for reading in _readings([old], [now[path]])
    ]


def _readings(written: Sequence[Memory], read: Sequence[Memory | None]) -> tuple[Reading, ...]:
    """Change one element of each memory, and read others before and after that."""
    elements = [element for memory in written if (element := _first(memory)) is not None]
    before = list(map(_data, read))
    for element in elements:
        element.change()
    after = list(map(_data, read)) if elements else before
    for element in elements:
        element.restore()
    return tuple(map(Reading, before, after))


def _first(memory: Memory) -> access.FirstElement | access.FirstOfArray | None:
    """Return the first element; None if there is none, or if it cannot be written."""
    try:
        if isinstance(memory, access.ARRAY):
            return access.FirstOfArray(memory) if memory.size and memory.flags.writeable else None
        return access.FirstElement(memory) if access.numel(memory) else None
    except (RuntimeError, NotImplementedError, IndexError):  # of a sparse or a meta tensor
        return None


def _data(memory: Memory | None) -> bytes:
    """Return the elements of a tensor or array; none if they cannot be read."""
    if isinstance(memory, access.ARRAY):
        return access.bytes_of(memory)
    try:
        return access.data_of(access.plain_tensor(memory)) if memory is not None else b""
    except (RuntimeError, NotImplementedError, TypeError):  # of a sparse or a meta tensor
        return b""
