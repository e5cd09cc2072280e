"""The global state of torch that a call may change: saved before, restored after."""

from __future__ import annotations

from typing import Any

import torch
from torch.nn.modules import module as _modules
from torch.utils import _device

from grader.runner.recording import saved_hooks

_saved: Any = torch._C._autograd  # torch's type stubs lack some of it
_HOOKS = tuple(
    hooks for name, hooks in vars(_modules).items() if name.startswith("_global") and isinstance(hooks, dict)
)

State = tuple[object, ...]


def usual() -> State:
    """Return the state before a submission runs.

    The settings are the current ones. The modes are always the same.
    """
    return (*_MODES, *_settings())


_MODES = (True, False, torch.float32, False, False, True)
"""The usual modes.

They are grad mode, inference mode, default dtype, deterministic mode, anomaly mode and its check for NaN.
"""


def _modes() -> State:
    return (
        torch.is_grad_enabled(),
        torch.is_inference_mode_enabled(),
        torch.get_default_dtype(),
        torch._C._get_deterministic_algorithms(),
        torch.is_anomaly_enabled(),
        torch.is_anomaly_check_nan_enabled(),
    )


def _settings() -> State:
    """Return the settings.

    They are threads, precision, autocast, modes that wrap every operation, the default device, and hooks on
    all modules.
    """
    return (
        torch.get_num_threads(),
        _precision(),
        tuple(map(torch.is_autocast_enabled, _AUTOCAST)),
        _saved._saved_tensors_hooks_is_enabled(),
        torch._C._len_torch_function_stack(),
        torch._C._len_torch_dispatch_stack(),
        _device.CURRENT_DEVICE,
        tuple(map(len, _HOOKS)),
        saved_hooks.are_in_use(),
    )


_AUTOCAST = ("cpu", "cuda")


def _precision() -> str:
    """Return how float32 matrices are multiplied.

    If it was set in two different ways, torch does not say; the result is then "mixed".
    """
    try:
        return str(torch._C._get_float32_matmul_precision())
    except RuntimeError:
        return "mixed"


def restore(before: State) -> None:
    """Restore the state that has changed."""
    if (*_modes(), *_settings()) != before:
        _restore_modes()
        _restore_settings(before[len(_MODES) :])


def _restore_modes() -> None:
    if torch.is_inference_mode_enabled():
        # A guard was entered and never left. Another one on top of it undoes it.
        torch._C._InferenceMode(False).__enter__()  # type: ignore[no-untyped-call]  # torch is untyped here
    torch.set_grad_enabled(True)
    torch.set_default_dtype(torch.float32)
    torch._C._set_deterministic_algorithms(False, warn_only=False)  # the public API imports the compiler
    torch.set_anomaly_enabled(False, True)


def _restore_settings(before: State) -> None:
    threads, precision, autocast, saving, functions, dispatches, device, _hooks, had_saved = before
    assert isinstance(threads, int)
    assert isinstance(precision, str)
    assert isinstance(autocast, tuple)
    assert isinstance(functions, int)
    assert isinstance(dispatches, int)
    if torch.get_num_threads() != threads:
        torch.set_num_threads(threads)
    if _precision() == "mixed":
        torch.backends.cuda.matmul.fp32_precision = "none"
    torch._C._set_float32_matmul_precision(precision)
    for kind, was_on in zip(_AUTOCAST, autocast, strict=True):
        torch.set_autocast_enabled(kind, was_on)
    if saving and not _saved._saved_tensors_hooks_is_enabled():
        _saved._saved_tensors_hooks_enable()
    if not had_saved:
        saved_hooks.remove()
    if device != _device.CURRENT_DEVICE:
        torch.set_default_device(None if device is None else str(device))
    while torch._C._len_torch_function_stack() > functions:
        torch._C._pop_torch_function_stack()
    while (count := torch._C._len_torch_dispatch_stack()) > dispatches:
        _mode = torch._C._get_dispatch_stack_at(count - 1)  # torch 2.6 crashes if nothing else holds it
        torch._C._pop_torch_dispatch_stack(None)
    for hooks in _HOOKS:
        hooks.clear()
