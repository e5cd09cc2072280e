"""The sandbox around the warm process, made by bubblewrap.

It has separate files, processes and network. As root, two bubblewraps are needed, because one that root
starts keeps root's capabilities. The first only makes the installation readable for an ordinary user. That
user starts the second.
"""

from __future__ import annotations

import os
import shutil
import site
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.runner.sandbox.readable import Readable, interpreter
from grader.runner.sandbox.tiers import Tier

NOBODY = 65534
"""The ordinary user that root becomes; a submission sees this user, too."""
SCRATCH, SHARED_MEMORY = "/scratch", "/dev/shm"  # noqa: S108  # the sandbox's own
SCRATCH_BYTES = 64 * 2**20
_UNSHARED = {
    "pid": "--unshare-pid",
    "network": "--unshare-net",
    "ipc": "--unshare-ipc",
    "hostname": "--unshare-uts",
}


QUIET = {
    **dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"),
    "MALLOC_ARENA_MAX": "2",
}
"""The environment of every warm process.

It sets one thread, and no 64 MB of address space for each thread.
"""


def environment(readable: Readable, home: str) -> dict[str, str]:
    """Return the whole environment of a confined process.

    It adds to QUIET where the modules and the home folder are.
    """
    own = {"PYTHONUSERBASE": site.getuserbase()} if site.ENABLE_USER_SITE else {}
    return {
        **QUIET,
        **dict(readable.told),
        **own,
        "PYTHONPATH": readable.package,
        "PYTHONDONTWRITEBYTECODE": "1",
        "PATH": "/usr/bin:/bin",
        "HOME": home,
        "USER": "submission",
        "LOGNAME": "submission",
        "LANG": "C.UTF-8",
    }


def command(tier: Tier, readable: Readable, program: Sequence[str]) -> list[str]:
    """Return the command that runs a program in a sandbox, as an ordinary user.

    Raises FileNotFoundError if a program of the sandbox is missing.
    """
    inner = [
        _found("bwrap"),
        *_isolation(tier),
        *_view(tier, readable),
        *_told(tier, readable),
        "--",
        *program,
    ]
    if not is_root():
        return inner
    become = ("--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups", "--inh-caps=-all")
    return [_found("bwrap"), *_reachable(readable), "--", _found("setpriv"), *become, *inner]


def is_root() -> bool:
    """Whether this is root; submissions then need an ordinary user."""
    return os.geteuid() == 0


def programs() -> tuple[str, ...]:
    """Return the programs that make a sandbox."""
    return ("bwrap", "setpriv") if is_root() else ("bwrap",)


def _found(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise FileNotFoundError(program)
    return os.path.realpath(found)


def _isolation(tier: Tier) -> Iterator[str]:
    yield from ("--unshare-user", "--unshare-cgroup-try", "--die-with-parent", "--new-session")
    yield from (option for layer, option in _UNSHARED.items() if layer in tier.layers)
    yield from ("--as-pid-1",) if "pid" in tier.layers else ()
    yield from ("--hostname", "grade") if "hostname" in tier.layers else ()
    yield from ("--uid", str(NOBODY), "--gid", str(NOBODY))
    yield from ("--cap-drop" if "capabilities" in tier.layers else "--cap-add", "ALL")


def _told(tier: Tier, readable: Readable) -> Iterator[str]:
    if "environment" in tier.layers:
        yield "--clearenv"
    for name, value in environment(readable, SCRATCH).items():
        yield from ("--setenv", name, value)


def _view(tier: Tier, readable: Readable) -> Iterator[str]:
    """Yield the options for the visible files.

    They are the installation, devices that do nothing, and two empty places to write.
    """
    bind = "--ro-bind" if "read-only" in tier.layers else "--bind"
    if "mounts" in tier.layers:
        yield from _installation(readable, bind)
    else:
        yield from _all_of_it(bind)
    if "hidden" in tier.layers:
        for path in readable.masked():
            yield from (
                ("--tmpfs", path, "--remount-ro", path)
                if os.path.isdir(path)
                else (
                    "--ro-bind",
                    "/dev/null",
                    path,
                )
            )
    yield from ("--proc", "/proc")
    for path in readable.usable if "mounts" in tier.layers else ():
        yield from ("--dev-bind-try", path, path)
    for path in (SCRATCH, SHARED_MEMORY) if "mounts" in tier.layers else (SCRATCH,):
        yield from ("--size", str(SCRATCH_BYTES)) if "scratch size" in tier.layers else ()
        yield from ("--tmpfs", path)
    if "read-only" in tier.layers:
        yield from ("--remount-ro", "/")
    yield from ("--chdir", SCRATCH)


def _installation(readable: Readable, bind: str) -> Iterator[str]:
    """Yield the readable paths at their places, and the interpreter with its links."""
    links = interpreter()
    yield from _folders([*readable.paths, *(path for path, _ in links)])
    for path in readable.paths:
        yield from ("--symlink", os.readlink(path), path) if os.path.islink(path) else (bind, path, path)
    for path, target in links:
        if not any(path.startswith(folder + "/") for folder in readable.paths):
            yield from (bind, path, path) if path == target else ("--symlink", target, path)


def _folders(paths: Sequence[str]) -> Iterator[str]:
    """Yield folders to mount in.

    Bubblewrap would close those that are closed outside.
    """
    above = {str(parent) for path in paths for parent in Path(path).parents} - {"/"}
    for folder in sorted(above, key=lambda folder: folder.count("/")):
        if not any(folder == path or folder.startswith(path + "/") for path in paths):
            yield from ("--dir", folder)


def _all_of_it(bind: str) -> Iterator[str]:
    for entry in os.scandir("/"):
        if entry.is_symlink():
            yield from ("--symlink", os.readlink(entry.path), entry.path)
        elif entry.name not in ("proc", SCRATCH[1:]):
            yield from (f"--dev{bind[bind.index('bind') - 1 :]}" if entry.name == "dev" else bind,)
            yield from (entry.path, entry.path)


def _reachable(readable: Readable) -> Iterator[str]:
    """Yield what an ordinary user needs to start a sandbox.

    This works even if the folders above are closed to that user.
    """
    yield "--die-with-parent"
    yield from _installation(readable, "--ro-bind")
    for path in ("/usr", *("/bin", "/sbin", "/etc/ld.so.cache")):
        if os.path.islink(path):
            yield from ("--symlink", os.readlink(path), path)
        elif os.path.exists(path):
            yield from ("--ro-bind", path, path)
    yield from ("--dev-bind", "/proc", "/proc", "--dev-bind", "/dev", "/dev")
