"""The recorded steps of a training loop: each loss, with the parameters then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch

from grader.core.value import TRAJECTORY, Atom, Items, Mapping, Value
from grader.runner.recording.values import plain

MOST_STEPS = 1_000


class Recorder:
    """Called with a loss after each step; keeps it with the watched tensors' values."""

    def __init__(self, **watched: Any) -> None:
        self._watched = watched
        self._steps: list[Value] = []

    def __call__(self, loss: Any) -> None:
        """Keep one step."""
        if len(self._steps) < MOST_STEPS:
            parts = (("loss", loss), *self._tensors())
            pairs = tuple((Atom("str", name), plain(value)) for name, value in parts)
            self._steps.append(Mapping("step", pairs))

    def _tensors(self) -> Iterator[tuple[str, Any]]:
        for name, watched in self._watched.items():
            if isinstance(watched, torch.nn.Module):
                yield from (
                    (f"{name}.{part}", tensor.detach()) for part, tensor in watched.named_parameters()
                )
            else:
                yield name, watched.detach()

    def trajectory(self) -> Value:
        """Return all steps, in order."""
        return Items(TRAJECTORY, tuple(self._steps))
