"""What a submission's process gives up before it reads a byte of the submission.

Made ready once in the warm process, and entered by each child. Which layers there are is up to the tier.
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
"""On a GPU the driver gives its threads names there, and does not go on where it may not."""


class Confinement:
    """The layers of one tier, as far as a child takes them upon itself."""

    def __init__(self, setup: Setup) -> None:
        """Raises OSError or MachineError where the machine lacks what a layer needs."""
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # a rule needs one for each path
        self._layers, self._shared = setup.layers, setup.shared
        self._rules = (
            LandlockRules(setup.readable, setup.listable, setup.usable)
            if "landlock" in setup.layers
            else None
        )
        self._on_cpu = setup.device == CPU
        self._filter = Filter(on_cpu=self._on_cpu) if "seccomp" in setup.layers else None

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
        if "limits" in self._layers:  # of descriptors, the rules may need more than are left then
            _limit(limits, on_cpu=self._on_cpu)
        if self._filter is not None:
            no_new_privileges()
            self._filter.load(os.getpid())


def _limit(limits: Limits, *, on_cpu: bool) -> None:
    """Limits of the operating system; those of time and memory are also watched from outside.

    CUDA takes far more address space than memory: there the latter is only watched.
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
    """Bytes of address space in use now; the limit counts from there, since torch maps a lot."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * resource.getpagesize()
