"""The device on which a child computes, beside the CPU: opened once, settled before a look at what was done.

A child opens it after the fork, the warm process never does: what CUDA sets up does not survive a fork. An
operation returns before it is done, and may tell of its failure later; what fails in a kernel leaves the
device unusable to the process for good.
"""

from __future__ import annotations

import torch

from grader.model import CPU


def open_device(device: str, most_bytes: int) -> None:
    """Try a device, make it the current one, and bound the memory that this process may take of it.

    Raises whatever torch does where it cannot be used.
    """
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
    if device != CPU:
        module = torch.get_device_module(device)
        module.set_device(torch.device(device).index or 0)
        module.manual_seed(number)


def settle(device: str) -> None:
    """Wait until all is done; raises what failed meanwhile."""
    if device != CPU:
        torch.get_device_module(device).synchronize(device)


def is_usable(device: str) -> bool:
    """Whether a device still answers to this process."""
    try:
        settle(device)
    except Exception:  # torch.AcceleratorError, or whatever a backend raises
        return False
    return True
