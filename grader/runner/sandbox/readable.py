"""What a submission may read: Python, and the parts of this package for a child.

Paths are found without imports of their modules. A course or a key inside these paths is excluded.
"""

from __future__ import annotations

import importlib.util
import os
import site
import stat
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.core.model import CPU
from grader.runner import cuda

SYSTEM = ("/", "/usr", "/usr/local")
"""Prefixes that hold more than Python; only their libraries are readable."""
LIBRARIES = ("lib", "lib32", "lib64", "libx32")
PACKAGES = ("torch", "numpy", "msgspec", "pandas", "matplotlib")
"""The packages that a child imports; their installation folders are readable.

The last two are those of exercises that know them, and may be absent.
"""
FILES = (
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/usr/share/zoneinfo",
    "/sys/devices/system/cpu",
)
PROCESS = ("/proc/cpuinfo", "/proc/meminfo")
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
PACKAGE = Path(__file__).parents[2]
BUILTIN = PACKAGE / "builtin"
"""Where a wheel has the built-in course, references included."""


@dataclass(frozen=True)
class Readable:
    """Absolute paths that may be read, and the paths inside them that may not.

    `process` are files of the system that describe the machine. `usable` are devices that may also be written
    to. `told` are variables of the environment, as pairs. `package` is the folder from which this package is
    imported.
    """

    paths: tuple[str, ...]
    hidden: tuple[str, ...]
    package: str
    process: tuple[str, ...] = PROCESS
    usable: tuple[str, ...] = DEVICES
    told: tuple[tuple[str, str], ...] = ()

    def split(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the paths to read as a whole, and the folders that contain hidden paths.

        A folder that contains a hidden path may be listed, because Python finds modules that way. All its
        entries that are not hidden are in the first tuple.
        """
        real = dict.fromkeys(map(os.path.realpath, self.paths))  # a link would lead around the hidden paths
        pieces = [piece for path in real for piece in _pieces(path, self.hidden)]
        return tuple(path for path, whole in pieces if whole), tuple(
            path for path, whole in pieces if not whole
        )

    def masked(self) -> tuple[str, ...]:
        """Return where the hidden paths are visible.

        A readable path may have several names, and each one counts.
        """
        names = [(path, os.path.realpath(path)) for path in self.paths if not os.path.islink(path)]
        return tuple(
            path + hidden[len(real) :]
            for path, real in names
            for hidden in self.hidden
            if _inside(hidden, real)
        )


def installation(hidden: Iterable[Path] = (), device: str = CPU) -> Readable:
    """Return the running Python without the hidden paths, and what a device needs."""
    found: dict[str, None] = {}
    for folder in (*_libraries(), *_sites(), *FILES, *cuda.files(device), str(PACKAGE)):
        if os.path.exists(folder):
            found |= dict.fromkeys((os.path.abspath(folder), os.path.realpath(folder)))
    paths = [path for path in found if not any(_inside(path, folder) for folder in found)]
    taken = {os.path.realpath(path) for path in (BUILTIN, *hidden)}
    inside = [
        hidden_path
        for hidden_path in sorted(taken)
        if os.path.exists(hidden_path) and any(_inside(hidden_path, path) for path in paths)
    ]
    needed = [os.path.join(folder, name) for folder in _sites() for name in PACKAGES]
    inside = [hidden_path for hidden_path in inside if not any(_inside(path, hidden_path) for path in needed)]
    outermost = [
        hidden_path for hidden_path in inside if not any(_inside(hidden_path, folder) for folder in inside)
    ]
    return Readable(
        tuple(paths),
        tuple(outermost),
        str(PACKAGE.parent),
        PROCESS if device == CPU else (*PROCESS, *cuda.PROCESS),
        (*DEVICES, *cuda.nodes(device)),
        tuple({**cuda.environment(device), **cuda.libraries(device)}.items()),
    )


def _libraries() -> Iterator[str]:
    """Yield where the interpreter's and the system's libraries are."""
    for prefix in dict.fromkeys((sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix)):
        yield os.path.join(prefix, "pyvenv.cfg")
        if prefix not in SYSTEM:
            yield from (os.path.join(prefix, name) for name in LIBRARIES)
    for prefix in SYSTEM:
        yield from (os.path.join(prefix, name) for name in LIBRARIES)
    yield from (sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib"))


def _sites() -> Iterator[str]:
    """Yield where the packages are installed that a child imports."""
    for name in PACKAGES:
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin is not None:
            yield os.path.dirname(os.path.dirname(spec.origin))
    if site.ENABLE_USER_SITE:
        yield site.getusersitepackages()


def interpreter() -> tuple[tuple[str, str], ...]:
    """Return the links to the interpreter's file, and the file itself.

    They are pairs of path and target. The last pair's target is its own path.
    """
    chain: list[tuple[str, str]] = []
    path = os.path.abspath(sys.executable)
    while os.path.islink(path) and len(chain) < 40:
        target = os.readlink(path)
        chain.append((path, target))
        path = os.path.normpath(os.path.join(os.path.dirname(path), target))
    return (*chain, (path, path))


def unreadable(readable: Readable) -> str | None:
    """Return the first path that an ordinary user cannot access; None if all work."""
    program = interpreter()[-1][1]
    for path in (program, *(path for path in readable.paths if not path.startswith("/sys/"))):
        mode = os.stat(path).st_mode
        wanted = stat.S_IROTH | (stat.S_IXOTH if stat.S_ISDIR(mode) else 0)
        if mode & wanted != wanted:
            return path
        if (closed := closed_on_the_way(str(Path(path).parent))) is not None:
            return closed
    return None


def closed_on_the_way(folder: str) -> str | None:
    """Return the first folder that an ordinary user may not enter, if any.

    It checks this folder and those above it.
    """
    above = (folder, *map(str, Path(folder).parents))
    return next((part for part in above if not os.stat(part).st_mode & stat.S_IXOTH), None)


def _inside(path: str, folder: str) -> bool:
    return path != folder and path.startswith(folder.rstrip("/") + "/")


def _pieces(path: str, hidden: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Yield a path as a whole, or in pieces if something in it is hidden.

    The pieces are the folder, to be listed, and its other entries.
    """
    if path in hidden:
        return
    if not any(_inside(hidden_path, path) for hidden_path in hidden):
        yield path, True
        return
    yield path, False
    with os.scandir(path) as entries:
        for entry in entries:
            yield from _pieces(entry.path, hidden)
