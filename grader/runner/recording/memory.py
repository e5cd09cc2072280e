"""Where tensors are in memory: which share it, and which have moved."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import torch

from grader.core.value import GRAD, INPUT, ITEM, Path


def tensors(thing: object) -> list[torch.Tensor]:
    """Return the tensors of a nested result, in order.

    It goes as deep as results are in practice, and stops at 100 tensors.
    """
    found: list[torch.Tensor] = []
    stack: list[tuple[Any, int]] = [(thing, 0)]
    while stack and len(found) < 100:
        item, depth = stack.pop()
        kind = type(item)  # an object may lie about its class
        if issubclass(kind, torch.Tensor):
            found.append(item if kind is torch.Tensor else torch.Tensor.as_subclass(item, torch.Tensor))
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


def shares(result: object, inputs: Sequence[Any]) -> tuple[tuple[int, ...], ...]:
    """Return, for each tensor of the result, the inputs with the same storage."""
    storages = [_storage(value) if isinstance(value, torch.Tensor) else 0 for value in inputs]
    return tuple(
        tuple(index for index, storage in enumerate(storages) if storage and storage == _storage(tensor))
        for tensor in tensors(result)
    )


def grads(given: Sequence[Any]) -> dict[Path, int]:
    """Return the memory address of the `.grad` of each input, by path."""
    found: dict[Path, int] = {}
    for n, value in enumerate(given):
        parts: list[tuple[Path, Any]] = [((), value)]
        if isinstance(value, list):
            parts = [(((ITEM, index),), item) for index, item in enumerate(value)]
        for path, tensor in parts:
            if issubclass(type(tensor), torch.Tensor) and tensor.is_leaf and tensor.grad is not None:
                found[((INPUT, n), *path, GRAD)] = _storage(tensor.grad)
    return found


def moved(before: Mapping[Path, int], given: Sequence[Any]) -> tuple[Path, ...]:
    """Return the paths of the `.grad` that have another address than before."""
    now = grads(given) if before else {}
    return tuple(path for path, place in before.items() if path in now and now[path] != place)


def _storage(tensor: torch.Tensor) -> int:
    """Return the address of a tensor's storage.

    It is 0 if the tensor has none, or no elements.
    """
    try:
        base = tensor if type(tensor) is torch.Tensor else torch.Tensor.as_subclass(tensor, torch.Tensor)
        return torch.Tensor.untyped_storage(base).data_ptr()
    except (RuntimeError, NotImplementedError):  # sparse tensors have none
        return 0


def overlap(results: Sequence[Any]) -> bool:
    """Whether results of different calls share memory."""
    places = [{place for tensor in tensors(result) if (place := _storage(tensor))} for result in results]
    return any(first & second for first, second in itertools.combinations(places, 2))
