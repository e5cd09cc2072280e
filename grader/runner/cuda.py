"""The GPU: what of it reaches the processes that compute on it, and how a child opens it.

A child opens it after the fork, the warm process never does: what CUDA sets up does not survive a fork. An
operation returns before it is done, and may tell of its failure later; what fails in a kernel leaves the
device unusable to the process for good.
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
"""Names under /dev; the last is the one under Windows' own Linux."""
PROCESS = ("/proc/driver", "/proc/devices", "/proc/sys/vm/mmap_min_addr")
MACHINE = ("/sys/devices/system/node", "/sys/devices/system/memory", "/usr/lib/wsl")
"""What the driver's library reads of the machine, and itself, where that is not among the libraries."""
DRIVER = "libcuda.so*"
PASSED_ON = ("CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER")
TOLD = {
    "CUDA_LAUNCH_BLOCKING": "1",  # what fails is told in the line that it fails in
    "CUBLAS_WORKSPACE_CONFIG": ":4096:8",  # cuBLAS adds in one order
    "NVIDIA_TF32_OVERRIDE": "0",  # 10 bits of a float32's 23 are not what the key was made with
}
HIDDEN = {"CUDA_VISIBLE_DEVICES": ""}
"""What a process is told whose children compute on the CPU: there is no GPU."""


def environment(device: str) -> dict[str, str]:
    """What a process is told of GPUs, whose children compute on a device."""
    if device == CPU:
        return dict(HIDDEN)
    given = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {**given, **TOLD}


def libraries(device: str) -> dict[str, str]:
    """Where a confined process, which is told nothing else, finds the driver's library."""
    folders = list(_drivers_folders()) if device != CPU else []
    return {"LD_LIBRARY_PATH": os.pathsep.join(folders)} if folders else {}


def nodes(device: str, root: Path = Path("/dev")) -> tuple[str, ...]:
    """The device nodes that a child needs which computes on a device; none on the CPU."""
    if device == CPU:
        return ()
    return tuple(sorted(str(path) for name in NODES for path in root.glob(name)))


def files(device: str) -> tuple[str, ...]:
    """The files and folders that a child reads which computes on a device; none on the CPU."""
    if device == CPU:
        return ()
    return tuple(path for path in (*MACHINE, *_drivers_folders()) if os.path.exists(path))


def _drivers_folders() -> Iterator[str]:
    """Where the driver's library lies, if it is found by the environment alone, as in some containers."""
    for folder in os.environ.get("LD_LIBRARY_PATH", "").split(os.pathsep):
        if folder and any(Path(folder).glob(DRIVER)):
            yield folder


# ------------------------------------------------------------------------------------- in a child


def open_device(device: str, most_bytes: int) -> None:
    """Try a device, make it the current one, and bound the memory that this process may take of it.

    Raises whatever torch does where it cannot be used.
    """
    import torch

    square = torch.ones(2, 2, device=device, requires_grad=True)
    torch.autograd.backward((square @ square).sum())  # what that loads does not count as the submission's
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
    """Seed the random numbers of a device, which is the current one again."""
    import torch

    if device != CPU:
        module = torch.get_device_module(device)
        module.set_device(torch.device(device).index or 0)
        module.manual_seed(number)


def settle(device: str) -> None:
    """Wait until all is done; raises what failed meanwhile."""
    import torch

    if device != CPU:
        torch.get_device_module(device).synchronize(device)


def is_usable(device: str) -> bool:
    """Whether a device still answers to this process."""
    try:
        settle(device)
    except Exception:  # torch.AcceleratorError, or whatever a backend raises
        return False
    return True
