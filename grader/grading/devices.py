"""What `--device` means on this machine, found out before anything runs.

A separate process opens the GPU.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from grader.core.errors import MachineError, UsageError
from grader.core.message import Message, Plural
from grader.core.model import CPU
from grader.runner.wire import Limits

AUTO, ALL, CUDA = "auto", "all", "cuda"
CHOICES = (CPU, CUDA, "cuda:0", "cuda:1", AUTO, ALL)
ONE = r"cpu|cuda(?::\d{1,2})?|auto|all"
CUDA_BYTES = 2**29
"""About how many bytes of a GPU's memory CUDA itself takes in each process."""
FORM = re.compile(rf"(?:{ONE})(?:,(?:{ONE}))*")
LOOK = (sys.executable, "-P", "-m", "grader.grading.devices")
LOOK_SECONDS = 120.0

NO_DEVICE = Message(
    "{word!r} is not a device. The devices are: cpu, cuda, cuda:1 (the second GPU), auto (the CPU, and a GPU "
    "if there is one), all; or several: cpu,cuda:1."
)
NO_GPU = Message("--device {word}: torch can use no GPU here. {reason}")
NOT_THAT_MANY = Plural(
    "--device {word}: there is no such GPU. This machine has one: {names}.",
    "--device {word}: there is no such GPU. This machine has {count}: {names}.",
)
NOT_USED = Message("No GPU is used: {reason}")
NO_ANSWER = Message("the driver did not answer in {seconds:g} s")
EXIT_CODE = Message("exit code {code}")
NOT_SEEN = Message("grade could not look at the GPUs of this machine: {reason}.")

USED = Plural(
    "{names}: torch can use it (CUDA {cuda}); --device cuda grades on it",
    "{names}: torch can use them (CUDA {cuda}); --device cuda grades on them",
)
CPU_ONLY = Message("Grading is on the CPU.")
NONE = Message("There is no GPU.")
CPU_BUILD = Message(
    "This machine has an NVIDIA GPU, but this torch was built without CUDA. A build with CUDA can use it: "
    "choose one on https://pytorch.org/get-started/locally."
)
CPU_BUILD_DRIVER = Message(
    "This machine has an NVIDIA GPU (driver {driver}), but this torch was built without CUDA. A build with "
    "CUDA can use it: choose one on https://pytorch.org/get-started/locally."
)
HIDDEN = Message(
    "This machine has an NVIDIA GPU, but CUDA_VISIBLE_DEVICES={value} hides all GPUs. Unset it to use one."
)
HIDDEN_DRIVER = Message(
    "This machine has an NVIDIA GPU (driver {driver}), but CUDA_VISIBLE_DEVICES={value} hides all GPUs. "
    "Unset it to use one."
)
NO_DRIVER = Message("Torch was built for CUDA {cuda}, but there is no NVIDIA driver.")
OLD_DRIVER = Message(
    "This machine has an NVIDIA GPU, but its driver {driver} is too old for this torch (CUDA {cuda}). Update "
    "the driver."
)
NO_NODES = Message(
    "The driver {driver} is loaded, but no /dev/nvidia0 exists. Does this container have access to a GPU?"
)
NOT_USABLE = Message("This machine has an NVIDIA GPU, but torch cannot use it: {reason}.")
NOT_USABLE_DRIVER = Message(
    "This machine has an NVIDIA GPU (driver {driver}), but torch cannot use it: {reason}."
)
FINDS_NONE = Message("it finds none")

NVIDIA_DRIVER = Path("/proc/driver/nvidia/version")
NODES = Path("/dev")


def checked(word: str) -> str:
    """Return a valid value of `--device`; raises UsageError for an invalid one."""
    if FORM.fullmatch(word) is None:
        raise UsageError(NO_DEVICE, word=word)
    return word


@dataclass(frozen=True)
class Meant:
    """The devices that `--device` means here, the CPU first.

    `remark` says why no GPU is used, if one was possible but none is. `fit` is how many processes have room
    on the smallest of these GPUs; it is None without a GPU.
    """

    devices: tuple[str, ...]
    remark: str = ""
    fit: int | None = None


def resolve(word: str) -> Meant:
    """Return what a value of `--device` means here.

    Raises UsageError with the reason if a requested device does not exist.
    """
    asked = checked(word).split(",")
    if set(asked) == {CPU}:
        return Meant((CPU,))
    found = looked()
    devices = {device for part in asked for device in _of(part, found)}
    meant = tuple(sorted(devices, key=lambda device: (device != CPU, len(device), device)))
    numbers = [int(device.partition(":")[2]) for device in meant if device != CPU]
    if not numbers:
        return Meant(meant, NOT_USED.format(reason=reason(found)))
    room = Limits().memory_bytes + CUDA_BYTES
    return Meant(meant, fit=max(1, min(found.memory[number] for number in numbers) // room))


def _of(part: str, found: Gpus) -> Sequence[str]:
    """Return the devices that one part of the value means."""
    there = [f"{CUDA}:{number}" for number in range(len(found.names))]
    if part in (AUTO, ALL):
        return [CPU, *(there if part == ALL else there[:1])]
    if part == CPU:
        return [CPU]
    if not there:
        raise UsageError(NO_GPU, word=part, reason=reason(found))
    device = part if ":" in part else f"{CUDA}:0"
    if device not in there:
        names = ", ".join(f"{known} ({name})" for known, name in zip(there, found.names, strict=True))
        raise UsageError(NOT_THAT_MANY, word=part, count=len(there), names=names)
    return [device]


def looked() -> Gpus:
    """Return the GPUs, found in a child process that ends at once.

    A process that has opened a GPU cannot fork. Raises MachineError if the child process fails.
    """
    try:
        done = subprocess.run(  # noqa: S603  # our own module, by this interpreter
            LOOK, stdin=subprocess.DEVNULL, capture_output=True, timeout=LOOK_SECONDS, check=False
        )
        return msgspec.json.decode(done.stdout, type=Gpus)
    except subprocess.TimeoutExpired as error:
        why = NO_ANSWER.format(seconds=LOOK_SECONDS)
        raise MachineError(NOT_SEEN, reason=why) from error
    except OSError as error:
        raise MachineError(NOT_SEEN, reason=error.strerror or error) from error
    except msgspec.MsgspecError as error:
        said = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        why = said.rstrip(".") or EXIT_CODE.format(code=done.returncode)
        raise MachineError(NOT_SEEN, reason=why) from error


# --------------------------------------------------------------------------- the GPUs of this machine


@dataclass(frozen=True)
class Gpus:
    """What is known about the GPUs of a machine.

    `cuda` is the CUDA version that torch was built for; it is empty for a CPU-only build. `names` are the
    GPUs that torch can use. `memory` is the number of bytes of each. `error` is torch's message when it can
    use none. `driver` is the version of NVIDIA's driver. `nodes` is the number of GPUs that the system shows.
    `visible` is CUDA_VISIBLE_DEVICES, if it is set.
    """

    cuda: str = ""
    names: tuple[str, ...] = ()
    error: str = ""
    driver: str = ""
    nodes: int = 0
    visible: str | None = None
    memory: tuple[int, ...] = ()


def look(environment: Mapping[str, str] = os.environ) -> Gpus:
    """Look at this machine, and try each GPU with one small operation.

    Only the GPUs that torch finds are tried.
    """
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
            names = tuple(gpu.name for gpu in found)
            memory = tuple(gpu.total_memory for gpu in found)
        except Exception as problem:  # a missing or broken driver can make torch raise anything
            names, error = (), str(problem).strip().partition("\n")[0]
    return Gpus(cuda, names, error, _driver(), _nodes(), environment.get("CUDA_VISIBLE_DEVICES"), memory)


def told(gpus: Gpus) -> str:
    """Return one line about the GPUs: which can be used, or why none can."""
    if gpus.names:
        return USED.format(count=len(gpus.names), names=", ".join(gpus.names), cuda=gpus.cuda)
    return f"{reason(gpus)} {CPU_ONLY}"


def is_there(gpus: Gpus) -> bool:
    """Whether the system knows a GPU, even if torch cannot use it."""
    return bool(gpus.driver) or gpus.nodes > 0


def reason(gpus: Gpus) -> str:
    """Return why torch can use no GPU."""
    driver = gpus.driver
    if not gpus.cuda:
        build = CPU_BUILD_DRIVER if driver else CPU_BUILD
        return build.format(driver=driver) if is_there(gpus) else str(NONE)
    visible = gpus.visible
    if is_there(gpus) and visible is not None and visible.strip() in ("", "-1", "none", "NoDevFiles"):
        hidden = HIDDEN_DRIVER if driver else HIDDEN
        return hidden.format(driver=driver, value=visible if visible.strip() else repr(visible))
    if "too old" in gpus.error:
        return OLD_DRIVER.format(driver=driver, cuda=gpus.cuda)
    if not is_there(gpus):
        return NO_DRIVER.format(cuda=gpus.cuda)
    if driver and not gpus.nodes:
        return NO_NODES.format(driver=driver)
    unusable = NOT_USABLE_DRIVER if driver else NOT_USABLE
    return unusable.format(driver=driver, reason=gpus.error.rstrip(".") or FINDS_NONE)


def _driver() -> str:
    try:
        found = re.search(r"(\d+(?:\.\d+)+)", NVIDIA_DRIVER.read_text("utf-8", "replace"))
    except OSError:
        return ""
    return found[1] if found else ""


def _nodes() -> int:
    """Return how many GPUs the system shows."""
    return sum(1 for path in NODES.glob("nvidia[0-9]*"))


if __name__ == "__main__":
    print(msgspec.json.encode(look()).decode())
