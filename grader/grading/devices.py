"""What `--device` means on this machine: found out before anything runs, in a process that opens the GPU."""

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
"""Bytes of a GPU's memory that CUDA itself takes in each process, about."""
FORM = re.compile(rf"(?:{ONE})(?:,(?:{ONE}))*")
LOOK = (sys.executable, "-P", "-m", "grader.grading.devices")
LOOK_SECONDS = 120.0

NO_DEVICE = Message(
    "{word!r} is no device. There are: cpu, cuda, cuda:1 (the second GPU), auto (the CPU, and a GPU if there "
    "is one), all; or several, as cpu,cuda:1."
)
NO_GPU = Message("--device {word}: torch can use no GPU here. {reason}")
NOT_THAT_MANY = Plural(
    "--device {word}: there is no such GPU. There is one: {names}.",
    "--device {word}: there is no such GPU. There are {count}: {names}.",
)
NOT_USED = Message("No GPU is used: {reason}")
NO_ANSWER = Message("the driver did not answer in {seconds:g} s")
EXIT_CODE = Message("exit code {code}")
NOT_SEEN = Message("This machine's GPUs could not be looked at: {reason}.")

USED = Plural(
    "{names}: torch can use it (CUDA {cuda}); --device cuda grades there",
    "{names}: torch can use them (CUDA {cuda}); --device cuda grades there",
)
CPU_ONLY = Message("Grading is on the CPU.")
NONE = Message("There is none.")
CPU_BUILD = Message(
    "An NVIDIA GPU is there, but this torch was built without CUDA. A build with CUDA can use it: choose one "
    "on https://pytorch.org/get-started/locally."
)
CPU_BUILD_DRIVER = Message(
    "An NVIDIA GPU is there (driver {driver}), but this torch was built without CUDA. A build with CUDA can "
    "use it: choose one on https://pytorch.org/get-started/locally."
)
HIDDEN = Message(
    "An NVIDIA GPU is there, but CUDA_VISIBLE_DEVICES={value} hides all of them. Unset it to use one."
)
HIDDEN_DRIVER = Message(
    "An NVIDIA GPU is there (driver {driver}), but CUDA_VISIBLE_DEVICES={value} hides all of them. Unset it "
    "to use one."
)
NO_DRIVER = Message("Torch was built for CUDA {cuda}, but there is no NVIDIA driver.")
OLD_DRIVER = Message(
    "An NVIDIA GPU is there, but its driver {driver} is too old for a torch that was built for CUDA {cuda}. "
    "Update it."
)
NO_NODES = Message(
    "The driver {driver} is loaded, but no GPU's /dev/nvidia0 can be seen here: is it given to this "
    "container?"
)
NOT_USABLE = Message("An NVIDIA GPU is there, but torch cannot use it: {reason}.")
NOT_USABLE_DRIVER = Message("An NVIDIA GPU is there (driver {driver}), but torch cannot use it: {reason}.")
FINDS_NONE = Message("it finds none")

NVIDIA_DRIVER = Path("/proc/driver/nvidia/version")
NODES = Path("/dev")


def checked(word: str) -> str:
    """A word that may stand after `--device`; raises UsageError for others."""
    if FORM.fullmatch(word) is None:
        raise UsageError(NO_DEVICE, word=word)
    return word


@dataclass(frozen=True)
class Meant:
    """The devices that a word means here, the CPU first, and what there is to say of those that are not used.

    `fit` is how many processes have room on the smallest GPU among them; None where there is none.
    """

    devices: tuple[str, ...]
    remark: str = ""
    fit: int | None = None


def resolve(word: str) -> Meant:
    """What a word means here; raises UsageError with the reason where a device is asked that is not there."""
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
    """The devices that a part of the word means."""
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
    """The GPUs, as a process sees them that ends at once: one that has opened a GPU cannot fork."""
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
            names = tuple(gpu.name for gpu in found)
            memory = tuple(gpu.total_memory for gpu in found)
        except Exception as problem:  # whatever a driver, or what is missing of it, makes torch raise
            names, error = (), str(problem).strip().partition("\n")[0]
    return Gpus(cuda, names, error, _driver(), _nodes(), environment.get("CUDA_VISIBLE_DEVICES"), memory)


def told(gpus: Gpus) -> str:
    """One line on them: which can be used, or why none can."""
    if gpus.names:
        return USED.format(count=len(gpus.names), names=", ".join(gpus.names), cuda=gpus.cuda)
    return f"{reason(gpus)} {CPU_ONLY}"


def is_there(gpus: Gpus) -> bool:
    """Whether the system knows of a GPU, whatever torch can do with it."""
    return bool(gpus.driver) or gpus.nodes > 0


def reason(gpus: Gpus) -> str:
    """Why torch can use none."""
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
    """How many GPUs the system shows."""
    return sum(1 for path in NODES.glob("nvidia[0-9]*"))


if __name__ == "__main__":
    print(msgspec.json.encode(look()).decode())
