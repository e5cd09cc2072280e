"""Parts of torch that a child does without: its compiler, and a DataLoader's processes.

To import the compiler takes a second, and nothing is compiled. Torch imports it when an optimizer is first
used, if only to tell it what it should leave alone; and when it works out the shape of a meta tensor, sympy
as well, for sizes that are symbols. Here all are numbers. A DataLoader that asks for worker processes loads
in the process that it is in: the batches and their order are the same.
"""

from __future__ import annotations

import copy
import functools
import sys
import types
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import _compile
from torch.utils.data import DataLoader
from torch.utils.data.dataloader import _BaseDataLoaderIter, _SingleProcessDataLoaderIter

from grader.runner import reasons

# ------------------------------------------------------------------------------------ the compiler

OPT_OUT = "__dynamo_disable"
"""Where torch keeps the version of a function that its compiler leaves alone, once the compiler is loaded."""
OF_THE_STEP = "_use_grad"
"""The name of what torch wraps the steps of its optimizers in: it sets the grad mode, and breaks graphs."""


def spare_the_compiler() -> None:
    """Let torch's own optimizers run as they do, without telling the compiler."""
    for optimizer in vars(torch.optim).values():
        if isinstance(optimizer, type) and issubclass(optimizer, torch.optim.Optimizer):
            for method in vars(optimizer).values():
                _opt_out(method)
            step = vars(optimizer).get("step")
            if isinstance(step, types.FunctionType) and step.__code__.co_name == OF_THE_STEP:
                optimizer.step = _in_grad_mode(vars(step)["__wrapped__"])  # type: ignore[method-assign]  # its own step, unwrapped


def _opt_out(method: object) -> None:
    """Say of what a method wraps that it is the version which the compiler leaves alone."""
    while isinstance(method, types.FunctionType):
        inner = getattr(method, "__wrapped__", None)
        is_kept_apart = method.__code__.co_filename == _compile.__file__
        if is_kept_apart and isinstance(inner, types.FunctionType) and not hasattr(inner, OPT_OUT):
            setattr(inner, OPT_OUT, inner)
        method = inner


@contextmanager
def with_plain_sizes() -> Iterator[None]:
    """Work out shapes without loading what is for sizes that are symbols; what is loaded already stays.

    A function of these libraries that is not stood in for is missing: whoever needs it raises.
    """
    put = {name: made for name, made in _STAND_INS.items() if name not in sys.modules}
    sys.modules.update(put)
    try:
        yield
    finally:
        for name, made in put.items():
            if sys.modules.get(name) is made:
                del sys.modules[name]


def _stand_in(name: str, **parts: Any) -> types.ModuleType:
    module = types.ModuleType(name)
    vars(module).update(parts)
    return module


def _true(condition: Any, *_: Any) -> bool:
    return bool(condition)


def _equal(one: Any, other: Any) -> bool:
    return bool(one == other)


_SYMBOLS = "torch.fx.experimental.symbolic_shapes"
_CONDITIONS = (
    "expect_true",
    "guard_or_false",
    "guard_or_true",
    "guard_size_oblivious",
    "statically_known_false",
    "statically_known_true",
)
_STAND_INS = {
    "torch._dynamo": _stand_in("torch._dynamo", disable=lambda function, *_args, **_more: function),
    "sympy": _stand_in("sympy", Basic=type("Basic", (), {})),
    _SYMBOLS: _stand_in(
        _SYMBOLS,
        **dict.fromkeys(_CONDITIONS, _true),
        guarding_hint_or_throw=lambda size: size,
        has_guarding_hint=lambda _size: True,
        free_unbacked_symbols=lambda _thing: set(),
        is_nested_int=lambda _size: False,
        sym_and=lambda *parts: all(parts),
        sym_or=lambda *parts: any(parts),
        sym_eq=_equal,
    ),
}


def _in_grad_mode(step: Callable[..., Any]) -> Callable[..., Any]:
    """A step without a graph, unless the optimizer is to be differentiable: all that the wrapper is about."""

    @functools.wraps(step)
    def stepping(self: torch.optim.Optimizer, *args: Any, **kwargs: Any) -> Any:
        with torch.set_grad_enabled(self.defaults["differentiable"]):
            return step(self, *args, **kwargs)

    return stepping


# ---------------------------------------------------------------------------- a DataLoader's workers

_usual = DataLoader._get_iterator


class NoWorkersWarning(UserWarning):
    """A DataLoader that was asked for `count` worker processes loads without them."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count

    def __str__(self) -> str:
        """As Python would print it."""
        return reasons.WITHOUT_WORKERS.format(count=self.count)


def do_without_workers() -> None:
    """Let every DataLoader load in the process that it is in, and warn where it was asked not to."""
    DataLoader._get_iterator = _iterator  # type: ignore[method-assign]


def _iterator(self: DataLoader[Any]) -> _BaseDataLoaderIter:
    if not self.num_workers:
        return _usual(self)
    warnings.warn(NoWorkersWarning(self.num_workers), stacklevel=3)
    alone = copy.copy(self)
    vars(alone).update(num_workers=0, timeout=0, persistent_workers=False, prefetch_factor=None)
    return _SingleProcessDataLoaderIter(alone)
