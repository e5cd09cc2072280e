"""Parts of torch that a child omits: its compiler, a DataLoader's processes.

An import of the compiler takes a second, but nothing is compiled. Torch imports it when an optimizer is first
used, only to say which functions it should leave alone. Torch also imports it for the shape of a meta tensor,
and for the first `torch.func.grad`. For `backward(gradient)` and `torch.broadcast_shapes` it imports sympy,
for symbolic sizes. Here all sizes are numbers. A DataLoader that asks for worker processes loads in its own
process. The batches and their order are the same.

All this depends on torch's internals. So each part is tried on the installed torch when a runner starts. If a
part does not fit, torch stays unchanged: slower, but correct.
"""

from __future__ import annotations

import copy
import functools
import sys
import types
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import torch
from torch.utils.data import DataLoader, dataloader

from grader.runner import reasons

# ------------------------------------------------------------------------------------ the compiler

COMPILERS_SETTINGS = "torch._inductor.config"
OPT_OUT = "__dynamo_disable"
"""The attribute with the version of a function that the compiler leaves alone.

Torch keeps it there once the compiler is loaded.
"""
KEPT_APART = "_compile"
"""The module of torch that separates a function from the compiler."""
OF_THE_STEP = "_use_grad"
"""The name of torch's wrapper around optimizer steps.

It sets the grad mode, and breaks graphs.
"""
TRANSFORMS, OF_TRANSFORMS = "torch._functorch.eager_transforms", "_autograd_grad"
"""The function of torch.func that takes a gradient; it turns the compiler off."""
_TURNED_OFF = ("_dynamo", "compiled_autograd", "_disable")
COMPARISON, OF_COMPARISONS = "torch.testing._comparison", "_unwrap_dtensor_for_comparison"
OF_COTANGENTS = "_make_grads"
OF_SIZES = (("torch._refs", "_broadcast_shapes"), ("torch", "_check_with"))
"""The functions with which torch's own Python checks sizes, and their modules."""
_SPREAD = "torch.distributed.tensor"
_SYMBOLS = "torch.fx.experimental.symbolic_shapes"


def patch() -> None:
    """Make torch work without these parts in this process, as far as possible."""
    spare_the_compiler()
    spare_it_in_transforms()
    spare_it_in_comparisons()
    do_without_workers()
    if plain_sizes_fit():
        size_cotangents_plainly()
        check_sizes_plainly()


def do_without_compiling() -> None:
    """Let `torch.compile` return what it is given; only for a process that runs submissions.

    Compiling needs a C++ compiler, another process and most of a call's time. The results are the same.
    """
    if callable(getattr(torch, "compile", None)):
        torch.compile = _uncompiled
    if callable(getattr(getattr(torch, "compiler", None), "disable", None)):
        torch.compiler.disable = _uncompiled  # type: ignore[assignment]  # it ignores the options
    setting: Any = getattr(torch, "use_deterministic_algorithms", None)
    if isinstance(setting, types.FunctionType) and COMPILERS_SETTINGS in setting.__code__.co_names:
        torch.use_deterministic_algorithms = functools.wraps(setting)(_deterministic)


def _deterministic(mode: bool, *, warn_only: bool = False) -> None:
    """Let operations be deterministic, without telling the compiler."""
    torch._C._set_deterministic_algorithms(mode, warn_only=warn_only)


def _uncompiled(model: Any = None, *_args: Any, **_options: Any) -> Any:
    """Return a function or a module as it is; without one, return a decorator."""
    return model if model is not None else _uncompiled


def spare_the_compiler() -> None:
    """Let torch's own optimizers run as usual, without a message to the compiler."""
    for optimizer in vars(torch.optim).values():
        if isinstance(optimizer, type) and issubclass(optimizer, torch.optim.Optimizer):
            for method in vars(optimizer).values():
                _opt_out(method)
            step = vars(optimizer).get("step")
            if isinstance(step, types.FunctionType) and step.__code__.co_name == OF_THE_STEP:
                optimizer.step = _in_grad_mode(vars(step)["__wrapped__"])  # type: ignore[method-assign]  # its own step, unwrapped


def _opt_out(method: object) -> None:
    """Mark the function that a method wraps as the version without compiler."""
    while isinstance(method, types.FunctionType):
        inner = getattr(method, "__wrapped__", None)
        is_kept_apart = Path(method.__code__.co_filename).stem == KEPT_APART
        if is_kept_apart and isinstance(inner, types.FunctionType) and not hasattr(inner, OPT_OUT):
            setattr(inner, OPT_OUT, inner)
        method = inner


def spare_it_in_transforms() -> None:
    """Let `torch.func.grad`, `vjp` and `jacrev` work without loading the compiler."""
    module: Any = sys.modules.get(TRANSFORMS)
    take = getattr(module, OF_TRANSFORMS, None)
    if isinstance(take, types.FunctionType) and set(_TURNED_OFF) <= set(take.__code__.co_names):
        apart = types.FunctionType(
            take.__code__, {**take.__globals__, "torch": _WithoutCompiler()}, take.__name__, take.__defaults__
        )
        setattr(module, OF_TRANSFORMS, _unless_loaded("torch._dynamo", take, apart))


class _WithoutCompiler:
    """Torch as ever, with a compiler that is not there and so need not be turned off."""

    _dynamo = types.SimpleNamespace(compiled_autograd=types.SimpleNamespace(_disable=nullcontext))

    def __getattr__(self, name: str) -> Any:
        return getattr(torch, name)


def spare_it_in_comparisons() -> None:
    """Let `torch.testing.assert_close` not load the tensors of several machines.

    While they are not loaded, no tensor can be one.
    """
    module: Any = sys.modules.get(COMPARISON)
    unwrap = getattr(module, OF_COMPARISONS, None)
    if isinstance(unwrap, types.FunctionType) and unwrap.__code__.co_argcount == 2:
        setattr(
            module,
            OF_COMPARISONS,
            _unless_loaded(_SPREAD, unwrap, lambda actual, expected: (actual, expected)),
        )


def size_cotangents_plainly() -> None:
    """Let `backward(gradient)` and `grad(…, grad_outputs)` not load symbolic sizes."""
    make: Any = getattr(torch.autograd, OF_COTANGENTS, None)
    if isinstance(make, types.FunctionType):
        setattr(torch.autograd, OF_COTANGENTS, _unless_loaded(_SYMBOLS, make, with_plain_sizes()(make)))


def check_sizes_plainly() -> None:
    """Let functions that check sizes in Python not load symbolic sizes, such as `torch.broadcast_shapes`."""
    for module, name in OF_SIZES:
        check: Any = getattr(sys.modules.get(module), name, None)
        if isinstance(check, types.FunctionType):
            setattr(sys.modules[module], name, _unless_loaded(_SYMBOLS, check, with_plain_sizes()(check)))


def _unless_loaded(module: str, usual: Callable[..., Any], apart: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that is `apart` until a module of torch is loaded, and then the `usual` one."""

    @functools.wraps(usual)
    def chosen(*args: Any, **kwargs: Any) -> Any:
        return (usual if module in sys.modules else apart)(*args, **kwargs)

    return chosen


@contextmanager
def with_plain_sizes() -> Iterator[None]:
    """Compute shapes without loading the libraries for symbolic sizes.

    Libraries that are already loaded stay. If the stand-ins do not fit this torch, it loads the libraries.
    """
    with _standing_in() if plain_sizes_fit() else nullcontext():
        yield


@functools.cache
def plain_sizes_fit() -> bool:
    """Whether this torch can compute shapes without the libraries; tried once."""
    try:
        with _standing_in():
            _on_meta()
    except Exception:  # any exception means that this torch needs the libraries
        return False
    return not missing


@contextmanager
def _standing_in() -> Iterator[None]:
    """Use the stand-ins in place of modules that are not loaded yet."""
    put = {name: made for name, made in _STAND_INS.items() if name not in sys.modules}
    sys.modules.update(put)
    try:
        yield
    finally:
        for name, made in put.items():
            if sys.modules.get(name) is made:
                del sys.modules[name]


def _on_meta() -> None:
    """Run typical operations of exercises, on tensors without numbers."""
    table, row = torch.empty(2, 3, device="meta"), torch.empty(3, device="meta")
    places = torch.empty(2, dtype=torch.int64, device="meta")
    table + row, table @ row, table @ table.T, table[places], table[0], table[:, None], table.sum(0)
    torch.cat([table, table]), torch.stack([row, row]), torch.where(table > 0, table, 0 * table)
    torch.einsum("ij,j->i", table, row), table.softmax(1), table.norm(), table.max(1), table.mean()
    table.reshape(-1), table.expand(4, 2, 3), table.view(3, 2), torch.nn.functional.relu(table)


class _StandIn(types.ModuleType):
    """Replaces a module whose few functions torch uses; remembers missing names."""

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("__"):
            missing.add(f"{self.__name__}.{name}")
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")


missing: set[str] = set()
"""The names that torch asked for and that the stand-ins do not have."""


def _stand_in(name: str, **parts: Any) -> types.ModuleType:
    module = _StandIn(name)
    vars(module).update(parts)
    return module


def _true(condition: Any, *_: Any) -> bool:
    return bool(condition)


def _equal(one: Any, other: Any) -> bool:
    return bool(one == other)


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
        _advise_is_size=lambda _size: None,  # asked for by torch 2.6
        free_unbacked_symbols=lambda _thing: set(),
        is_nested_int=lambda _size: False,
        sym_and=lambda *parts: all(parts),
        sym_or=lambda *parts: any(parts),
        sym_eq=_equal,
    ),
}


def _in_grad_mode(step: Callable[..., Any]) -> Callable[..., Any]:
    """Return the step without a graph, unless the optimizer is differentiable.

    This is all that torch's wrapper does.
    """

    @functools.wraps(step)
    def stepping(self: torch.optim.Optimizer, *args: Any, **kwargs: Any) -> Any:
        with torch.set_grad_enabled(self.defaults["differentiable"]):
            return step(self, *args, **kwargs)

    return stepping


# ---------------------------------------------------------------------------- a DataLoader's workers

_usual = getattr(DataLoader, "_get_iterator", None)
_alone = getattr(dataloader, "_SingleProcessDataLoaderIter", None)


class NoWorkersWarning(UserWarning):
    """A DataLoader that asked for `count` worker processes loads without them."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count

    def __str__(self) -> str:
        """Return the text that Python would print."""
        return reasons.WITHOUT_WORKERS.format(count=self.count)


def do_without_workers() -> None:
    """Let every DataLoader load in its own process, and warn if it asked for workers."""
    if _usual is not None and _alone is not None:
        DataLoader._get_iterator = _iterator  # type: ignore[method-assign]


def _iterator(self: DataLoader[Any]) -> Any:
    assert _usual is not None
    assert _alone is not None
    if not self.num_workers:
        return _usual(self)
    warnings.warn(NoWorkersWarning(self.num_workers), stacklevel=3)
    alone = copy.copy(self)
    vars(alone).update(num_workers=0, timeout=0, persistent_workers=False, prefetch_factor=None)
    return _alone(alone)
