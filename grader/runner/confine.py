"""What a submission's process may touch.

Today: limits of the operating system on memory, core files and file sizes, a session of its own, a
scratch folder, no terminal and no GPU. This is not confinement: the tier is named `unconfined`.
"""

from __future__ import annotations

import os
import resource
import sys

from grader.runner.wire import Limits

TIER = "unconfined"
LARGEST_FILE = 64 * 2**20


def enter(limits: Limits, scratch: str) -> None:
    """Give up, in a fresh child, what a submission does not need."""
    os.setsid()
    os.chdir(scratch)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    if sys.platform == "linux":
        ceiling = _address_space() + limits.memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))


def _address_space() -> int:
    """Bytes of address space in use now; the limit counts from there, since torch maps a lot."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * resource.getpagesize()
