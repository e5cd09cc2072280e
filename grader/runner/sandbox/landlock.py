"""Landlock: a process permanently gives up access to files.

The calls and constants are those of the kernel's documentation, userspace-api/landlock. If the kernel
supports it, the process also gives up TCP connections. It then also gives up signals and abstract sockets to
the outside.
"""

from __future__ import annotations

import ctypes
import errno
import os
import stat
from collections.abc import Iterable, Sequence

_CREATE, _ADD, _RESTRICT = 444, 445, 446
"""The numbers of the system calls; they are the same on all processors."""
_VERSION = 1
_PATH_BENEATH = 1
_PR_SET_NO_NEW_PRIVS = 38

_WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 1, 1 << 2, 1 << 3
_EXECUTE, _TRUNCATE, _IOCTL = 1 << 0, 1 << 14, 1 << 15
_READ, _USE = _READ_FILE | _READ_DIR, _READ_FILE | _WRITE_FILE | _TRUNCATE | _IOCTL
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL
_RIGHTS = ((1, 13), (2, 14), (3, 15), (5, 16))
"""The number of file rights, from each version of Landlock on."""

_libc = ctypes.CDLL(None, use_errno=True)


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("tcp", ctypes.c_uint64), ("scope", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("rights", ctypes.c_uint64), ("descriptor", ctypes.c_int32))


def version() -> int:
    """Return the kernel's version of Landlock; 0 if the kernel has none."""
    try:
        return _call(_CREATE, None, ctypes.c_size_t(0), _VERSION)
    except OSError:
        return 0


class LandlockRules:
    """Paths that may be read, listed or used, opened once for many children.

    A used path may be written to, but not created or removed. Paths that do not exist are left out.
    """

    def __init__(
        self, readable: Iterable[str], listable: Iterable[str] = (), usable: Iterable[str] = ()
    ) -> None:
        wanted = ((_READ, readable), (_READ_DIR, listable), (_USE, usable))
        self._opened = [
            (rights, found)
            for rights, paths in wanted
            for path in paths
            if (found := _open(path)) is not None
        ]

    def also_readable(self, path: str) -> None:
        """Add a path that may be read."""
        if (found := _open(path)) is not None:
            self._opened.append((_READ, found))

    def enforce(
        self, readable: Sequence[str], writable: Sequence[str], changeable: Sequence[str] = ()
    ) -> None:
        """Give up all files except those of the rules and these, in the calling thread.

        In `changeable` folders, files may be written to, but not created. Raises OSError.
        """
        known = version()
        handled = (1 << next(count for since, count in reversed(_RIGHTS) if known >= since)) - 1
        ruleset = _Ruleset(handled, 3 if known >= 4 else 0, 3 if known >= 6 else 0)
        size = 24 if known >= 6 else 16 if known >= 4 else 8
        made = _call(_CREATE, ctypes.byref(ruleset), ctypes.c_size_t(size), 0)
        own = [(_READ, _opened(path)) for path in readable]
        own += [(handled & ~_EXECUTE, _opened(path)) for path in writable]
        own += [(_READ | _WRITE_FILE, _opened(path)) for path in changeable]
        for rights, descriptor in (*self._opened, *own):
            possible = handled if stat.S_ISDIR(os.fstat(descriptor).st_mode) else handled & _OF_FILES
            rule = _Beneath(rights & possible, descriptor)
            _call(_ADD, made, _PATH_BENEATH, ctypes.byref(rule), 0)
            os.close(descriptor)
        no_new_privileges()
        _call(_RESTRICT, made, 0)
        os.close(made)


def no_new_privileges() -> None:
    """Let no program that this process starts have more rights than this process."""
    if _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0:
        raise _error()


def _open(path: str) -> int | None:
    """Return a descriptor of a path; None if the path does not exist.

    Raises OSError if too many descriptors are open.
    """
    try:
        return _opened(path)
    except OSError as error:
        if error.errno in (errno.EMFILE, errno.ENFILE):
            raise
        return None


def _opened(path: str) -> int:
    return os.open(path, os.O_PATH | os.O_CLOEXEC)


def _call(number: int, *arguments: object) -> int:
    result = int(_libc.syscall(ctypes.c_long(number), *arguments))
    if result < 0:
        raise _error()
    return result


def _error() -> OSError:
    number = ctypes.get_errno() or errno.ENOSYS
    return OSError(number, f"Landlock: {os.strerror(number)}")
