"""What a submission's process gives up before it reads a byte of the submission.

The warm process prepares it once, and each child enters it. The sandbox tier says which layers are used.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile

from grader.core.model import CPU
from grader.runner.sandbox import scratch
from grader.runner.sandbox.landlock import LandlockRules, no_new_privileges
from grader.runner.sandbox.seccomp import Filter
from grader.runner.wire import Limits, Setup

LARGEST_FILE = 64 * 2**20
MOST_DESCRIPTORS = 256
OWN_PROCESS = ("/proc/self",)
OWN_THREADS = "/proc/self/task"
"""On a GPU, the driver names its threads there; it fails if it may not."""


class Confinement:
    """The layers of one sandbox tier that a child applies to itself."""

    def __init__(self, setup: Setup) -> None:
        """Raises OSError or MachineError if the machine lacks what a layer needs."""
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # a rule needs one descriptor for each path
        self._layers, self._shared = setup.layers, setup.shared
        self._rules = (
            LandlockRules(setup.readable, setup.listable, setup.usable)
            if "landlock" in setup.layers
            else None
        )
        self._on_cpu = setup.device == CPU
        self._filter = Filter(on_cpu=self._on_cpu) if "seccomp" in setup.layers else None

    def also_readable(self, folder: str) -> None:
        """Let the next children read a folder that was made since."""
        if self._rules is not None:
            self._rules.also_readable(folder)

    def enter(self, limits: Limits, folder: str) -> None:
        """Give up what a submission does not need; its scratch folder becomes its home."""
        if "session" in self._layers and os.getsid(0) != os.getpid():
            os.setsid()
        os.chdir(scratch.start(folder))
        if self._rules is not None:
            os.environ.update(HOME=folder, TMPDIR=folder)
            tempfile.tempdir = None
        if self._rules is not None:
            threads = () if self._on_cpu else (OWN_THREADS,)
            self._rules.enforce(OWN_PROCESS, (folder, *self._shared), threads)
        if "limits" in self._layers:  # the rules may need more descriptors than are allowed after this
            _limit(limits, on_cpu=self._on_cpu)
        if self._filter is not None:
            no_new_privileges()
            self._filter.load(os.getpid())


def _limit(limits: Limits, *, on_cpu: bool) -> None:
    """Set limits of the operating system.

    Time and memory are also watched from outside. CUDA uses far more address space than memory. On a GPU,
    memory is therefore only watched.
    """
    most = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: LARGEST_FILE,
        resource.RLIMIT_NOFILE: MOST_DESCRIPTORS,
    }
    if sys.platform == "linux":
        if on_cpu:
            most[resource.RLIMIT_AS] = _address_space() + limits.memory_bytes
        most[resource.RLIMIT_MEMLOCK] = most[resource.RLIMIT_MSGQUEUE] = 0
        most[resource.RLIMIT_CPU] = int(limits.total_seconds * (os.cpu_count() or 1)) + 1
    for name, value in most.items():
        _, hard = resource.getrlimit(name)
        allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(name, (allowed, allowed))


def _address_space() -> int:
    """Return the bytes of address space in use now.

    The limit counts from there, because torch maps a lot.
    """
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * resource.getpagesize()
