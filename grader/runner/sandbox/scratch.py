"""The folders that submissions write in: one each, and nothing left for the next."""

from __future__ import annotations

import contextlib
import itertools
import os
import stat
from collections.abc import Iterator

MOST_BYTES = 256 * 2**20
MOST_FILES = 100_000
_OPEN = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def make(root: str, number: int) -> str:
    """Make a folder for one submission, with a folder to start in.

    Both belong to the submission.
    """
    folder = os.path.join(root, str(number))
    os.mkdir(folder, 0o700)
    os.mkdir(start(folder), 0o700)
    return folder


class ScratchWatch:
    """Watches a folder for more than a submission may write: 256 MB, 100,000 files.

    It first looks at the count of the file system, because that is fast. Only if this count changed by as
    much does it walk through the folder. Another program may also have changed the count.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._free = os.statvfs(folder)

    def exceeded(self) -> bool:
        """Whether the folder has too much now."""
        now = os.statvfs(self._folder)
        size = (self._free.f_bavail - now.f_bavail) * now.f_frsize
        if size < MOST_BYTES and self._free.f_ffree - now.f_ffree < MOST_FILES:
            return False
        return _holds_too_much(self._folder)


def _holds_too_much(folder: str) -> bool:
    size, count, folders = 0, 0, [folder]
    while folders and size < MOST_BYTES and count < MOST_FILES:
        try:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    count += 1
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    else:
                        size += entry.stat(follow_symlinks=False).st_blocks * 512
        except FileNotFoundError:
            continue  # it is being removed
        except OSError:
            return True  # too deep for a path, or closed: nobody does that by mistake
    return size >= MOST_BYTES or count >= MOST_FILES


def start(folder: str) -> str:
    """Return the folder in which a submission starts, so `../data` is also its own."""
    return os.path.join(folder, "work")


def remove(folder: str) -> None:
    """Remove a folder and its contents, if it exists."""
    with contextlib.suppress(FileNotFoundError):
        os.chmod(folder, 0o700)
        empty(folder)
        os.rmdir(folder)


def empty(root: str) -> None:
    """Remove the contents of a folder, with any depth and any modes; follows no link.

    A tree may be deeper than the longest possible path, so folders are moved up and removed one by one.
    """
    top = os.open(root, _OPEN)
    fresh = (f".{number}" for number in itertools.count())
    try:
        while names := os.listdir(top):
            for name in names:
                _remove(top, name, fresh)
    finally:
        os.close(top)


def _remove(top: int, name: str, fresh: Iterator[str]) -> None:
    """Remove a file, or a folder after its contents.

    Files in the folder are removed, and folders in it are moved to the top.
    """
    if not stat.S_ISDIR(os.lstat(name, dir_fd=top).st_mode):
        os.unlink(name, dir_fd=top)
        return
    os.chmod(name, 0o700, dir_fd=top)
    inner = os.open(name, _OPEN, dir_fd=top)
    try:
        for entry in os.listdir(inner):
            if stat.S_ISDIR(os.lstat(entry, dir_fd=inner).st_mode):
                _move_up(inner, entry, top, fresh)
            else:
                os.unlink(entry, dir_fd=inner)
    finally:
        os.close(inner)
    os.rmdir(name, dir_fd=top)


def _move_up(inner: int, entry: str, top: int, fresh: Iterator[str]) -> None:
    os.chmod(entry, 0o700, dir_fd=inner)  # to move a folder, its own entry `..` must be writable
    for name in fresh:
        with contextlib.suppress(FileExistsError, NotADirectoryError):
            os.rename(entry, name, src_dir_fd=inner, dst_dir_fd=top)
            return
