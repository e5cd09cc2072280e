"""What a caller makes of a result that does not speak for itself: an iterator, a module."""

from __future__ import annotations

import itertools
from typing import Any

import torch

from grader.core.model import Asked

MOST_GIVEN = 500
"""Of an iterator no more is taken than this; no task has as many batches."""


class Iterated(tuple[Any, ...]):
    """What an iterator gave; an Ellipsis at the end tells that there was more."""


class Network(dict[str, Any]):
    """What a module is, and what it makes of a probe."""


def used(result: Any, asked: Asked, probe: Any) -> Any:
    """The result as its caller meets it; may raise whatever a submission's iterator or module raises."""
    if asked.iterates:
        return _iterated(result)
    if asked.probe and isinstance(result, torch.nn.Module):
        return _probed(result, probe)
    return result


def _iterated(result: Any) -> Any:
    """All that an iterator gives; what cannot be iterated, and a tensor, stays as it is."""
    if isinstance(result, (torch.Tensor, str)) or not hasattr(type(result), "__iter__"):
        return result
    given = tuple(itertools.islice(iter(result), MOST_GIVEN + 1))
    return Iterated(given if len(given) <= MOST_GIVEN else (*given[:3], ...))


def _probed(module: torch.nn.Module, probe: Any) -> Network:
    """Its parameters' shapes, its mode, and what it makes of a probe in either mode with given parameters.

    The numbers that it begins with are random; so they are replaced, in the order of the parameters.
    """
    training = module.training
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
    return Network(
        parameters=shapes, buffers=buffers, training=training, output=output, trained=module(probe)
    )


def _described(tensor: torch.Tensor) -> str:
    """`(4, 3) float32`, and where it is frozen, `requires_grad=False`."""
    frozen = "" if tensor.requires_grad else ", requires_grad=False"
    return f"{tuple(tensor.shape)} {str(tensor.dtype).removeprefix('torch.')}{frozen}"
