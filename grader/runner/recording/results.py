"""How a result is used that is not a plain value: an iterator, a module."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import torch

from grader.core.model import CLASS, CPU, Requirements
from grader.core.value import Value

MOST_GIVEN = 500
"""The most items taken from an iterator; no task has as many batches."""


class IteratedResult(tuple[Any, ...]):
    """The items of an iterator; an Ellipsis at the end means that it had more."""


class Unseen(tuple[str, str]):
    """The type of a result that a text of the course could not read, and the error of the text."""


class Network(dict[str, Any]):
    """A module's description, and its output for a probe.

    `seen` is what a text of the course read of the module before the probe, or None.
    """

    seen: Value | None = None


Read = Callable[[Any], Value]
"""Reads a result by a text of the course."""


def used(result: Any, asked: Requirements, probe: Any, read: Read | None = None) -> Any:
    """Return the result as its caller uses it; a module is read before it is tried on the probe.

    A submission's iterator or module may raise anything.
    """
    if asked.iterates:
        return _iterated(result)
    if asked.probe and isinstance(result, torch.nn.Module):
        if asked.kind == CLASS:
            _moved_to(result, probe)
        return _probed(result, probe, read)
    return result


def _iterated(result: Any) -> Any:
    """Return all items of an iterator.

    A tensor, and an object that cannot be iterated, stays unchanged.
    """
    if isinstance(result, (torch.Tensor, str)) or not hasattr(type(result), "__iter__"):
        return result
    given = tuple(itertools.islice(iter(result), MOST_GIVEN + 1))
    return IteratedResult(given if len(given) <= MOST_GIVEN else (*given[:3], ...))


def _moved_to(module: torch.nn.Module, probe: Any) -> None:
    """Move a module to the device of its input; who makes an instance of a class does the same."""
    if isinstance(probe, torch.Tensor) and probe.device.type != CPU:
        torch.nn.Module.to(module, probe.device)


def _probed(module: torch.nn.Module, probe: Any, read: Read | None) -> Network:
    """Return a module's parameter shapes, its mode, and its output in both modes.

    The output is that for the probe. The initial parameters may be random, so they are replaced by fixed
    numbers, in the order of the parameters.
    """
    training = module.training
    seen = read(module) if read is not None else None
    parameters = list(module.parameters())
    shapes = [_described(tensor) for tensor in parameters]
    with torch.no_grad():
        for place, parameter in enumerate(parameters):
            numbers = torch.arange(parameter.numel(), dtype=torch.float64) * 7 + 3 * place
            parameter.copy_(((numbers % 11 - 5) / 4).reshape(parameter.shape))
    buffers = [_described(tensor) for tensor in module.buffers()]
    module.eval()
    output = module(probe)
    module.train()
    network = Network(
        parameters=shapes, buffers=buffers, training=training, output=output, trained=module(probe)
    )
    network.seen = seen
    return network


def _described(tensor: torch.Tensor) -> str:
    """Return `(4, 3) float32`, and for a frozen tensor also `requires_grad=False`."""
    frozen = "" if tensor.requires_grad else ", requires_grad=False"
    return f"{tuple(tensor.shape)} {str(tensor.dtype).removeprefix('torch.')}{frozen}"
