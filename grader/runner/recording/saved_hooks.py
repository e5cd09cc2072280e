"""Hooks on the tensors that autograd saves: whether any are in use, and how to remove them.

A new torch tells this. An older one, such as 2.6, does not: then the pairs that come and go are counted here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

_TOP, _PUSH, _POP = (f"_{verb}_saved_tensors_default_hooks" for verb in ("top", "push", "pop"))
_autograd: Any = torch._C._autograd  # torch's type stubs lack some of it
_pop: Callable[[], None] = getattr(_autograd, _POP)


class HookCounter:
    """Counts the pairs of hooks that are in use, in place of torch.

    `module` has the functions of torch that push a pair and pop one. They are replaced.
    """

    def __init__(self, module: Any) -> None:
        self._count, self._push, self._pop = 0, getattr(module, _PUSH), getattr(module, _POP)
        setattr(module, _PUSH, self._pushed)
        setattr(module, _POP, self.pop)

    def top(self, _ignores_tracing: bool) -> int | None:
        """Return None if no hooks are in use, as torch's own function does."""
        return self._count or None

    def pop(self) -> None:
        """Remove the last pair."""
        self._pop()
        self._count -= 1

    def _pushed(self, pack: Callable[..., Any], unpack: Callable[..., Any]) -> None:
        self._push(pack, unpack)
        self._count += 1


if hasattr(_autograd, _TOP):
    _top = getattr(_autograd, _TOP)
else:
    _counter = HookCounter(_autograd)
    _top, _pop = _counter.top, _counter.pop


def are_in_use() -> bool:
    """Whether hooks are in use."""
    return _top(True) is not None


def remove() -> None:
    """Remove all hooks."""
    while are_in_use():
        _pop()
