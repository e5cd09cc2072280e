"""What a submission may have left on this machine: taken before it is graded, and compared after."""

import os
import re
import sysconfig
from contextlib import suppress
from pathlib import Path

PLACES = (
    Path.home(),
    Path.cwd(),
    Path("/"),
    Path("/dev/shm"),
    Path("/autograder"),
    Path("/grade"),
    Path(sysconfig.get_path("purelib")),
    Path(sysconfig.get_path("stdlib")),
    Path(sysconfig.get_path("purelib"), "torch"),
)
NOBODY = 65534
PARALLEL = "PYTEST_XDIST_WORKER" in os.environ
"""Then other tests open files and sockets of their own meanwhile."""


def files():
    """The names in the places that a submission may want to write to."""
    found = {str(place): _names(place) for place in PLACES}
    return found if PARALLEL else {**found, "/tmp": _own("/tmp")}


def _own(folder):
    """The names in a folder that all may write to, as far as a submission can have made them."""
    mine = {os.geteuid(), NOBODY}
    with os.scandir(folder) as entries:
        return {entry.name for entry in entries if _owner(entry) in mine}


def _owner(entry):
    try:
        return entry.stat(follow_symlinks=False).st_uid
    except FileNotFoundError:
        return None


def _names(place):
    try:
        return {
            name for name in os.listdir(place) if not re.match(r"__pycache__|\.pytest|\.mypy|\.ruff", name)
        }
    except OSError:
        return None


def listeners():
    """Sockets that listen, and abstract ones."""
    if PARALLEL:
        return set()
    found, mine, held = set(), {str(os.geteuid()), str(NOBODY)}, _sockets()
    for name in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] in ("0A", "07") and fields[7] in mine:
                found.add((name, fields[1]))
    for line in Path("/proc/net/unix").read_text().splitlines()[1:]:
        fields = line.split()
        if len(fields) > 7 and fields[7].startswith("@") and fields[6] in held:
            found.add(("unix", fields[7]))
    return found


def _sockets():
    """The sockets of all processes that may be looked at: those of this user."""
    found = set()
    for process in filter(str.isdigit, os.listdir("/proc")):
        with suppress(OSError):
            for descriptor in os.listdir(f"/proc/{process}/fd"):
                with suppress(OSError):
                    name = os.readlink(f"/proc/{process}/fd/{descriptor}")
                    if name.startswith("socket:["):
                        found.add(name[8:-1])
    return found


def shared():
    """System V shared memory, queues and semaphores."""
    return {
        (name, line.split()[0])
        for name in ("shm", "msg", "sem")
        for line in Path(f"/proc/sysvipc/{name}").read_text().splitlines()[1:]
    }


def mounts():
    return set(Path("/proc/self/mounts").read_text().splitlines())


def descendants(pid):
    """The processes below one, by their pids on this machine."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                stat = Path(f"/proc/{entry}/stat").read_text()
            except OSError:
                continue
            parents[int(entry)] = int(stat.rpartition(")")[2].split()[1])
    found, open_ = set(), {pid}
    while open_:
        open_ = {child for child, parent in parents.items() if parent in open_} - found
        found |= open_
    return found


def all_of(pool):
    """All that must be the same before a submission and after it."""
    return {
        "files": files(),
        "listeners": listeners(),
        "shared": shared(),
        "mounts": mounts(),
        "processes": descendants(pool.warm.pid),
        "descriptors": len(os.listdir("/proc/self/fd")),
        "scratch": sorted(os.listdir(pool.warm.scratch)) if pool.warm.scratch else [],
    }
