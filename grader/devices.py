"""What `--device` means on this machine: found out before anything runs, in a process that opens the GPU."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from grader import gpus
from grader.errors import MachineError, UsageError
from grader.gpus import Gpus
from grader.model import CPU
from grader.runner.wire import Limits

AUTO, ALL, CUDA = "auto", "all", "cuda"
CHOICES = (CPU, CUDA, "cuda:0", "cuda:1", AUTO, ALL)
ONE = r"cpu|cuda(?::\d{1,2})?|auto|all"
CUDA_BYTES = 2**29
"""Bytes of a GPU's memory that CUDA itself takes in each process, about."""
FORM = re.compile(rf"(?:{ONE})(?:,(?:{ONE}))*")
LOOK = (sys.executable, "-P", "-m", "grader.gpus")
LOOK_SECONDS = 120.0

NO_DEVICE = (
    "{word!r} is no device. There are: cpu, cuda, cuda:1 (the second GPU), auto (the CPU, and a GPU if there "
    "is one), all; or several, as cpu,cuda:1."
)
NO_GPU = "--device {word}: torch can use no GPU here. {reason}"
NOT_THAT_MANY = "--device {word}: there is no such GPU. There {are}: {names}."
NOT_USED = "No GPU is used: {reason}"
NO_ANSWER = f"the driver did not answer in {LOOK_SECONDS:g} s"
NOT_SEEN = "This machine's GPUs could not be looked at: {reason}."


def checked(word: str) -> str:
    """A word that may stand after `--device`; raises UsageError for others."""
    if FORM.fullmatch(word) is None:
        raise UsageError(NO_DEVICE.format(word=word))
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
        return Meant(meant, NOT_USED.format(reason=gpus.reason(found)))
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
        raise UsageError(NO_GPU.format(word=part, reason=gpus.reason(found)))
    device = part if ":" in part else f"{CUDA}:0"
    if device not in there:
        names = ", ".join(f"{one} ({name})" for one, name in zip(there, found.names, strict=True))
        are = "is one" if len(there) == 1 else f"are {len(there)}"
        raise UsageError(NOT_THAT_MANY.format(word=part, are=are, names=names))
    return [device]


def looked() -> Gpus:
    """The GPUs, as a process sees them that ends at once: one that has opened a GPU cannot fork."""
    try:
        done = subprocess.run(  # noqa: S603  # our own module, by this interpreter
            LOOK, stdin=subprocess.DEVNULL, capture_output=True, timeout=LOOK_SECONDS, check=False
        )
        return msgspec.json.decode(done.stdout, type=Gpus)
    except subprocess.TimeoutExpired as error:
        raise MachineError(NOT_SEEN.format(reason=NO_ANSWER)) from error
    except OSError as error:
        raise MachineError(NOT_SEEN.format(reason=error.strerror or error)) from error
    except msgspec.MsgspecError as error:
        said = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        reason = said.rstrip(".") or f"exit code {done.returncode}"
        raise MachineError(NOT_SEEN.format(reason=reason)) from error
