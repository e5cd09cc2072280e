"""The recorded steps of a training loop: each loss, with the parameters then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import torch

from grader.core.value import TRAJECTORY, Atom, Items, Value
from grader.core.value import Mapping as Pairs
from grader.runner.recording.values import plain

MOST_STEPS = 1_000


class Recorder:
    """Called with a loss after each step; keeps it with the watched tensors' values.

    The steps are not attributes of this object, because the submission has it.
    """

    def __init__(self, **watched: Any) -> None:
        _records[self] = _Record(watched)

    def __call__(self, loss: Any) -> None:
        """Keep one step."""
        _records[self].add(loss)

    def trajectory(self) -> Value:
        """Return all steps, in order."""
        return Items(TRAJECTORY, tuple(_records[self].steps))


@dataclass
class _Record:
    """The watched tensors, and the steps so far."""

    watched: Mapping[str, Any]
    steps: list[Value] = field(default_factory=list)

    def add(self, loss: Any) -> None:
        if len(self.steps) < MOST_STEPS:
            parts = (("loss", loss), *self._tensors())
            self.steps.append(
                Pairs("step", tuple((Atom("str", name), plain(value)) for name, value in parts))
            )

    def _tensors(self) -> Iterator[tuple[str, Any]]:
        for name, watched in self.watched.items():
            if isinstance(watched, torch.nn.Module):
                yield from (
                    (f"{name}.{part}", tensor.detach()) for part, tensor in watched.named_parameters()
                )
            else:
                yield name, watched.detach()


_records: WeakKeyDictionary[Recorder, _Record] = WeakKeyDictionary()
