"""Optimizers without torch's compiler: to import it takes half a second, and nothing here is compiled.

Torch imports it when an optimizer is first used, if only to tell it what it should leave alone.
"""

from __future__ import annotations

import functools
import types
from collections.abc import Callable
from typing import Any

import torch
from torch import _compile

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


def _in_grad_mode(step: Callable[..., Any]) -> Callable[..., Any]:
    """A step without a graph, unless the optimizer is to be differentiable: all that the wrapper is about."""

    @functools.wraps(step)
    def stepping(self: torch.optim.Optimizer, *args: Any, **kwargs: Any) -> Any:
        with torch.set_grad_enabled(self.defaults["differentiable"]):
            return step(self, *args, **kwargs)

    return stepping
