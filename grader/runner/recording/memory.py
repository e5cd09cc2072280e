"""Which tensors share memory, found out by writing into them after everything else is recorded.

One element of a tensor is overwritten. The judge sees the numbers of other tensors before and after that, and
decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch

from grader.core.value import GRAD, INPUT, ITEM, Path
from grader.runner.probes import NOTHING, Probes, Reading
from grader.runner.recording import tensor_access as access

MOST_TENSORS = 100
"""The most tensors of a result that are searched."""
MOST_COMPARED = 20
"""The most tensors of each of several results that are compared with each other."""


def tensors(thing: object) -> list[torch.Tensor]:
    """Return the tensors of a nested result, in order.

    It goes as deep as results are in practice, and stops at `MOST_TENSORS`.
    """
    found: list[torch.Tensor] = []
    stack: list[tuple[Any, int]] = [(thing, 0)]
    while stack and len(found) < MOST_TENSORS:
        item, depth = stack.pop()
        kind = type(item)  # an object may lie about its class
        if issubclass(kind, access.TENSOR):
            found.append(access.plain_tensor(item))
        elif depth < 5:
            stack.extend((inner, depth + 1) for inner in _held(item, kind)[::-1])
    return found


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
            tuple(_shared(tensor, given) for tensor in tensors(results[0])) if aliasing else (),
            tuple(_overlapping(results)),
            tuple(_moved(grads_before, given)),
        )


def _shared(tensor: torch.Tensor, given: Sequence[Any]) -> tuple[Reading, ...]:
    """Write into a tensor of the result, and read each input before and after that."""
    inputs = [value if issubclass(type(value), access.TENSOR) else None for value in given]
    return _readings([tensor], inputs)


def _overlapping(results: Sequence[Any]) -> list[Reading]:
    """Write into the result of each later call, and read the results of the calls before it."""
    found: list[Reading] = []
    several = [tensors(result)[:MOST_COMPARED] for result in results]
    for n in range(len(several) - 1, 0, -1):
        earlier = [tensor for those in several[:n] for tensor in those]
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


def _readings(written: Sequence[torch.Tensor], read: Sequence[torch.Tensor | None]) -> tuple[Reading, ...]:
    """Change one element of each tensor, and read other tensors before and after that."""
    elements = [element for tensor in written if (element := _first(tensor)) is not None]
    before = list(map(_data, read))
    for element in elements:
        element.change()
    after = list(map(_data, read)) if elements else before
    for element in elements:
        element.restore()
    return tuple(map(Reading, before, after))


def _first(tensor: torch.Tensor) -> access.FirstElement | None:
    """Return the first element; None if there is none, or if it cannot be written."""
    try:
        return access.FirstElement(tensor) if access.numel(tensor) else None
    except (RuntimeError, NotImplementedError, IndexError):  # of a sparse or a meta tensor
        return None


def _data(tensor: torch.Tensor | None) -> bytes:
    """Return the elements of a tensor; none if they cannot be read."""
    try:
        return access.data_of(access.plain_tensor(tensor)) if tensor is not None else b""
    except (RuntimeError, NotImplementedError, TypeError):  # of a sparse or a meta tensor
        return b""
