"""The GPUs of this machine, and why torch cannot use one that is there."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

USED = "{names}: torch can use {it} (CUDA {cuda}); --device cuda grades there"
CPU_ONLY = "{reason} Grading is on the CPU."
NONE = "There is none."
CPU_BUILD = (
    "{gpu}, but this torch was built without CUDA. A build with CUDA can use it: choose one on "
    "https://pytorch.org/get-started/locally."
)
HIDDEN = "{gpu}, but CUDA_VISIBLE_DEVICES={value} hides all of them. Unset it to use one."
NO_DRIVER = "Torch was built for CUDA {cuda}, but there is no NVIDIA driver."
OLD_DRIVER = (
    "{gpu}, but its driver {driver} is too old for a torch that was built for CUDA {cuda}. Update it."
)
NO_NODES = (
    "The driver {driver} is loaded, but no GPU's /dev/nvidia0 can be seen here: is it given to this "
    "container?"
)
NOT_USABLE = "{gpu}, but torch cannot use it: {reason}."
A_GPU, A_DRIVER = "An NVIDIA GPU is there", "An NVIDIA GPU is there (driver {driver})"

NVIDIA_DRIVER = Path("/proc/driver/nvidia/version")
NODES = Path("/dev")


@dataclass(frozen=True)
class Gpus:
    """What there is to know of a machine's GPUs.

    `cuda` is the version of CUDA that torch was built for, empty for a CPU-only build; `names` are the
    devices that torch can use, and `memory` the bytes that each has; `error` is what it says when it cannot.
    `driver` is the version of NVIDIA's driver, `nodes` counts the devices that the system shows, `visible` is
    CUDA_VISIBLE_DEVICES, if it is set.
    """

    cuda: str = ""
    names: tuple[str, ...] = ()
    error: str = ""
    driver: str = ""
    nodes: int = 0
    visible: str | None = None
    memory: tuple[int, ...] = ()


def look(environment: Mapping[str, str] = os.environ) -> Gpus:
    """Look at this machine; each GPU that torch finds is tried with one small operation."""
    import torch

    cuda = torch.version.cuda or ""
    names: tuple[str, ...] = ()
    memory: tuple[int, ...] = ()
    error = ""
    if cuda:
        try:
            torch.cuda.init()  # type: ignore[no-untyped-call]  # torch is untyped here
            found = [torch.cuda.get_device_properties(n) for n in range(torch.cuda.device_count())]
            for number in range(len(found)):
                torch.ones(1, device=f"cuda:{number}").add_(1).item()
            names = tuple(one.name for one in found)
            memory = tuple(one.total_memory for one in found)
        except Exception as problem:  # whatever a driver, or what is missing of it, makes torch raise
            names, error = (), str(problem).strip().partition("\n")[0]
    return Gpus(cuda, names, error, _driver(), _nodes(), environment.get("CUDA_VISIBLE_DEVICES"), memory)


def told(gpus: Gpus) -> str:
    """One line on them: which can be used, or why none can."""
    if gpus.names:
        it = "it" if len(gpus.names) == 1 else "them"
        return USED.format(names=", ".join(gpus.names), it=it, cuda=gpus.cuda)
    return CPU_ONLY.format(reason=reason(gpus))


def is_there(gpus: Gpus) -> bool:
    """Whether the system knows of a GPU, whatever torch can do with it."""
    return bool(gpus.driver) or gpus.nodes > 0


def reason(gpus: Gpus) -> str:
    """Why torch can use none."""
    gpu = A_DRIVER.format(driver=gpus.driver) if gpus.driver else A_GPU
    if not gpus.cuda:
        return CPU_BUILD.format(gpu=gpu) if is_there(gpus) else NONE
    visible = gpus.visible
    if is_there(gpus) and visible is not None and visible.strip() in ("", "-1", "none", "NoDevFiles"):
        return HIDDEN.format(gpu=gpu, value=visible if visible.strip() else repr(visible))
    if "too old" in gpus.error:
        return OLD_DRIVER.format(gpu=A_GPU, driver=gpus.driver, cuda=gpus.cuda)
    if not is_there(gpus):
        return NO_DRIVER.format(cuda=gpus.cuda)
    if gpus.driver and not gpus.nodes:
        return NO_NODES.format(driver=gpus.driver)
    return NOT_USABLE.format(gpu=gpu, reason=gpus.error.rstrip(".") or "it finds none")


def _driver() -> str:
    try:
        found = re.search(r"(\d+(?:\.\d+)+)", NVIDIA_DRIVER.read_text("utf-8", "replace"))
    except OSError:
        return ""
    return found[1] if found else ""


def _nodes() -> int:
    """How many GPUs the system shows."""
    return sum(1 for path in NODES.glob("nvidia[0-9]*"))


if __name__ == "__main__":
    print(msgspec.json.encode(look()).decode())
