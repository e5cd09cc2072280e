"""The GPU: what the child processes can access of it, and how a child opens it.

A child opens the GPU after the fork. The warm process never does, because CUDA's state does not survive a
fork. An operation returns before it is finished, and its failure may be reported later. A failure in a kernel
makes the device unusable for the rest of the process.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from grader.core.model import CPU

NODES = (
    "nvidia[0-9]*",
    "nvidiactl",
    "nvidia-uvm",
    "nvidia-uvm-tools",
    "nvidia-modeset",
    "nvidia-caps/*",
    "dxg",
)
"""Names under /dev; the last one is that of the Windows Subsystem for Linux."""
PROCESS = ("/proc/driver", "/proc/devices", "/proc/sys/vm/mmap_min_addr")
MACHINE = ("/sys/devices/system/node", "/sys/devices/system/memory", "/usr/lib/wsl")
"""What the driver's library reads about the machine.

The last path has the library itself, where it is not among the system's libraries.
"""
DRIVER = "libcuda.so*"
PASSED_ON = ("CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER")
TOLD = {
    "CUDA_LAUNCH_BLOCKING": "1",  # a failure is reported at the line that fails
    "CUBLAS_WORKSPACE_CONFIG": ":4096:8",  # cuBLAS adds in a fixed order
    "NVIDIA_TF32_OVERRIDE": "0",  # 10 bits of a float32's 23 are not what the key was made with
}
HIDDEN = {"CUDA_VISIBLE_DEVICES": ""}
"""The environment that hides all GPUs, for processes whose children use the CPU."""


def environment(device: str) -> dict[str, str]:
    """Return the GPU variables of the environment for children on a device."""
    if device == CPU:
        return dict(HIDDEN)
    given = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {**given, **TOLD}


def libraries(device: str) -> dict[str, str]:
    """Return where a confined process finds the driver's library.

    It has no other environment.
    """
    folders = list(_drivers_folders()) if device != CPU else []
    return {"LD_LIBRARY_PATH": os.pathsep.join(folders)} if folders else {}


def nodes(device: str, root: Path = Path("/dev")) -> tuple[str, ...]:
    """Return the device nodes that a child needs for a device; none for the CPU."""
    if device == CPU:
        return ()
    return tuple(sorted(str(path) for name in NODES for path in root.glob(name)))


def files(device: str) -> tuple[str, ...]:
    """Return the paths that a child reads for a device; none for the CPU."""
    if device == CPU:
        return ()
    return tuple(path for path in (*MACHINE, *_drivers_folders()) if os.path.exists(path))


def _drivers_folders() -> Iterator[str]:
    """Yield the folders of the driver's library in LD_LIBRARY_PATH.

    In some containers, only this variable leads to the library.
    """
    for folder in os.environ.get("LD_LIBRARY_PATH", "").split(os.pathsep):
        if folder and any(Path(folder).glob(DRIVER)):
            yield folder


# ------------------------------------------------------------------------------------- in a child


def open_device(device: str, most_bytes: int) -> None:
    """Try a device, make it current, and limit the memory that this process may use.

    Raises any exception of torch if the device cannot be used.
    """
    import torch

    square = torch.ones(2, 2, device=device, requires_grad=True)
    torch.autograd.backward((square @ square).sum())  # what this loads does not count as the submission's
    module = torch.get_device_module(device)
    index = torch.device(device).index or 0
    module.set_device(index)
    all_bytes = module.get_device_properties(index).total_memory
    module.set_per_process_memory_fraction(min(1.0, most_bytes / all_bytes), index)
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cuda.matmul.allow_fp16_reduced_precision_reduction = False
    torch.backends.cuda.matmul.allow_bf16_reduced_precision_reduction = False
    torch.backends.cudnn.allow_tf32 = False
    torch.backends.cudnn.deterministic = True
    torch.backends.cudnn.benchmark = False


def seed(device: str, number: int) -> None:
    """Seed the random numbers of a device, and make it current again."""
    import torch

    if device != CPU:
        module = torch.get_device_module(device)
        module.set_device(torch.device(device).index or 0)
        module.manual_seed(number)


def settle(device: str) -> None:
    """Wait until all operations are finished; raises the error of one that failed."""
    import torch

    if device != CPU:
        torch.get_device_module(device).synchronize(device)


def is_usable(device: str) -> bool:
    """Whether a device still works in this process."""
    try:
        settle(device)
    except Exception:  # torch.AcceleratorError, or any exception of a backend
        return False
    return True
