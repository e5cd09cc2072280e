"""A device that stands in for a GPU in tests: `pretend:0`.

Its tensors lie in the CPU's memory and are computed there, but torch is told that they lie elsewhere. It
keeps to what CUDA's documentation says of it: tensors of two devices do not meet, matrices of whole numbers
are not multiplied, random numbers are others than a CPU's, memory has a bound, and what fails in a kernel is
told later and leaves the device of no further use to the process. So whatever is done around a GPU can be
tried without one. That a GPU itself works is not shown by it.

Torch finds it by its entry point, where this folder is on the path of modules.
"""

from __future__ import annotations

import ctypes
import math
from types import SimpleNamespace
from typing import Any

import torch
from torch.utils._pytree import tree_leaves, tree_map
from torch.utils.backend_registration import _DummyBackendModule, _setup_privateuseone_for_python_backend

NAME = "pretend"
TOTAL_BYTES = 2**32
EXTENSION = 12
"""The device of an extension, as DLPack numbers devices; it stands behind the address of the numbers."""
COPYING = ("aten::copy_", "aten::_to_copy", "aten::_copy_from", "aten::_copy_from_and_resize")
INDEXING = ("aten::index", "aten::index_put", "aten::index_put_", "aten::_index_put_impl_")
NATIVE = ("aten::alias", "aten::detach", "aten::as_strided_")
COMPOSITE = ("CompositeExplicitAutograd", "CompositeExplicitAutogradNonFunctional")
MULTIPLYING = ("aten::mm", "aten::bmm", "aten::addmm", "aten::mv", "aten::dot", "aten::addmv")

MIXED = f"Expected all tensors to be on the same device, but found at least two devices, {NAME}:0 and cpu!"
ASSERTED = "CUDA error: device-side assert triggered"
AcceleratorError = getattr(torch, "AcceleratorError", RuntimeError)  # an older torch raises a RuntimeError
FULL = "CUDA out of memory. Tried to allocate {size:.2f} GiB."
WITHOUT_LONG = "\"addmm_cuda\" not implemented for 'Long'"

_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_pointer.restype, _pointer.argtypes = ctypes.c_void_p, (ctypes.py_object, ctypes.c_char_p)


class Backend(_DummyBackendModule):
    """What `torch.cuda` is for CUDA."""

    def __init__(self) -> None:
        self.most_bytes = TOTAL_BYTES
        self.generator = torch.Generator().manual_seed(1)
        self.failure = ""

    def set_device(self, device: object) -> None:
        """There is but one."""

    def synchronize(self, device: object = None) -> None:
        """Tell what has failed."""
        if self.failure:
            raise AcceleratorError(self.failure)

    def get_device_properties(self, device: object) -> SimpleNamespace:
        return SimpleNamespace(total_memory=TOTAL_BYTES)

    def set_per_process_memory_fraction(self, fraction: float, device: object = None) -> None:
        self.most_bytes = int(fraction * TOTAL_BYTES)

    def manual_seed(self, seed: int) -> None:
        self.generator.manual_seed(seed + 1)


backend = Backend()


def _far(near: torch.Tensor) -> torch.Tensor:
    """The same memory, told to lie elsewhere: DLPack hands it over, and names the device."""
    if near.numel() == 0:
        return _alias(torch._C._acc.create_empty_tensor((0,), near.dtype), near)
    capsule = torch.utils.dlpack.to_dlpack(near.detach())
    device = _pointer(capsule, b"dltensor") + ctypes.sizeof(ctypes.c_void_p)
    ctypes.c_int32.from_address(device).value = EXTENSION
    return torch.from_dlpack(capsule)


def _alias(base: torch.Tensor, near: torch.Tensor) -> torch.Tensor:
    """Another tensor on the memory of one: torch does both by itself, on whatever device."""
    alias = torch.ops.aten.alias(base)
    return torch.ops.aten.as_strided_(alias, near.shape, near.stride(), near.storage_offset())


def _near(far: torch.Tensor) -> torch.Tensor:
    """The same memory, as the CPU computes with it."""
    storage = far.untyped_storage()
    if far.numel() == 0:
        return torch.empty_strided(far.shape, far.stride(), dtype=far.dtype)
    memory = (ctypes.c_char * storage.nbytes()).from_address(storage.data_ptr())
    return torch.frombuffer(memory, dtype=far.dtype).as_strided(far.shape, far.stride(), far.storage_offset())


def _is_far(thing: object) -> bool:
    return isinstance(thing, torch.Tensor) and thing.device.type == NAME


def _run(op: Any, *args: Any, **kwargs: Any) -> Any:
    """Run an operation on the CPU, as if it ran elsewhere."""
    backend.synchronize()
    tensors = [one for one in tree_leaves((args, kwargs)) if isinstance(one, torch.Tensor)]
    far = [one for one in tensors if _is_far(one)]
    _check(op, args, tensors, far)
    parameters = {argument.name for argument in op._schema.arguments}
    asked = kwargs.get("device")
    goes_far = bool(far) if asked is None else torch.device(asked).type == NAME
    if "device" in parameters:
        kwargs["device"] = torch.device("cpu")
    if "generator" in parameters and torch.Tag.nondeterministic_seeded in op.tags:
        kwargs.setdefault("generator", backend.generator)
    pairs = [(one, _near(one)) for one in far]
    nearby = iter([near for _, near in pairs])
    args, kwargs = tree_map(lambda one: next(nearby) if _is_far(one) else one, (args, kwargs))
    try:
        with torch._C._AutoDispatchBelowAutograd():
            if op._schema.name.startswith("aten::_copy_from"):
                found = args[1].copy_(args[0])
            else:
                found = op(*args, **kwargs)
    except IndexError as error:
        if not far or "out of bounds" not in str(error):
            raise
        backend.failure = ASSERTED
        return far[0]
    return tree_map(lambda one: _told(one, pairs, goes_far=goes_far), found)


def _told(thing: Any, pairs: list[tuple[torch.Tensor, torch.Tensor]], *, goes_far: bool) -> Any:
    """A result as torch is told of it: one of the arguments, a view of one, or new memory."""
    if not isinstance(thing, torch.Tensor):
        return thing
    memory = thing.untyped_storage().data_ptr()
    same = [far for far, near in pairs if near is thing]
    around = [far for far, near in pairs if memory and near.untyped_storage().data_ptr() == memory]
    if not goes_far:
        return thing.clone() if around else thing
    if same:
        return same[0]
    if around and around[0].dtype is thing.dtype:
        return _alias(around[0], thing)
    return _far(thing.clone() if around else thing)


def _check(op: Any, args: Any, tensors: list[torch.Tensor], far: list[torch.Tensor]) -> None:
    """Refuse what CUDA refuses."""
    name = op._schema.name
    strangers = [one for one in tensors if not _is_far(one) and one.dim() > 0]
    target = args[0] if op._schema.is_mutable and name not in COPYING else None
    if far and isinstance(target, torch.Tensor) and not _is_far(target):
        strangers = [target]  # what is written to is not let off for its size
    if far and strangers and name not in COPYING and not (name in INDEXING and _is_far(args[0])):
        raise RuntimeError(MIXED)
    if far and name in MULTIPLYING and not far[0].is_floating_point() and not far[0].is_complex():
        raise RuntimeError(WITHOUT_LONG)
    if op._schema.arguments and op._schema.arguments[0].name == "size":
        size = 4 * math.prod(args[0])
        if size > backend.most_bytes:
            raise torch.OutOfMemoryError(FULL.format(size=size / 2**30))


def _copied(tensor: torch.Tensor, memo: dict[int, Any]) -> torch.Tensor:
    """What `copy.deepcopy` makes of a tensor; of another device's memory, torch does not know how."""
    if not _is_far(tensor):
        return _deepcopy(tensor, memo)
    memo[id(tensor)] = tensor.detach().clone().requires_grad_(tensor.requires_grad)
    return memo[id(tensor)]


def register() -> None:
    """Tell torch of the device, and how everything is done on it.

    What torch composes of other operations is done as one, so that no result is resized on the way.
    """
    _setup_privateuseone_for_python_backend(NAME, backend)
    torch.Tensor.__deepcopy__ = _copied
    _library.fallback(_run, "PrivateUse1")
    for full in torch._C._dispatch_get_all_op_names():
        packet, _, overload = full.removeprefix("aten::").partition(".")
        if full.startswith("aten::") and full not in NATIVE and any(map(_has_kernel(full), COMPOSITE)):
            op = getattr(getattr(torch.ops.aten, packet), overload or "default")
            _of_aten.impl(full.removeprefix("aten::"), _bound(op), "PrivateUse1")


def _has_kernel(full: str) -> Any:
    return lambda key: torch._C._dispatch_has_kernel_for_dispatch_key(full, key)


def _bound(op: Any) -> Any:
    return lambda *args, **kwargs: _run(op, *args, **kwargs)


_deepcopy = torch.Tensor.__deepcopy__
_library, _of_aten = torch.library.Library("_", "IMPL"), torch.library.Library("aten", "IMPL")
