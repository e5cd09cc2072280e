"""Where keys lie in the cache, and how they are kept there.

A cached key is found by the content of all that it is made of: the course, the grader, torch, NumPy and
Hypothesis. Grading with one therefore loads neither torch nor a reference.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

import msgspec
import platformdirs

from grader.course import packages
from grader.course.declared import declared
from grader.course.load import Course, data_files
from grader.course.packing import BROKEN, packed, unpacked
from grader.runner.recording.folder import Files

KEY_VERSION = 8
ROOMS = ("core", "compare", "course", "runner/recording")
FILES = (
    "runner/cuda.py",
    "runner/probes.py",
    "runner/properties.py",
    "runner/reasons.py",
    "runner/torch_patches.py",
    "runner/wire.py",
)
"""The grader's own packages and files on which a key depends."""

Kept = TypeVar("Kept")
_encoder = msgspec.msgpack.Encoder()


def cached(course: Course, name: str, secret: str = "") -> Path:
    """Return the path in the cache for an exercise in its current state.

    It is a folder with a file for each task; with a secret, it is the file of the hidden key. It may not
    exist.
    """
    parts = [str(KEY_VERSION), *(version(package) for package in ("torch", "numpy", "hypothesis"))]
    parts += [secret] if secret else []
    digest = hashlib.sha256("\n".join([name, *parts, _sources()]).encode())
    for path in (course.reference(course.check(name)), course.starter(name), *neighbours(course)):
        digest.update(path.read_bytes() if path.is_file() else b"")
        digest.update(b"\0")
    digest.update("\n".join(package_versions(course, name)).encode())
    if files := (*data_files(course, name), *read_arrays(course, name, hidden=bool(secret))):
        digest.update(_encoder.encode(files))
    place = f"{name}-{digest.hexdigest()[:32]}{'.key' if secret else ''}"
    return platformdirs.user_cache_path("grade") / "keys" / place


def package_versions(course: Course, name: str) -> list[str]:
    """Return the versions of the packages that an exercise knows."""
    path = course.reference(name)
    return packages.versions(packages.known_by(path.read_bytes()).values()) if path.is_file() else []


def read_arrays(course: Course, name: str, *, hidden: bool) -> Files:
    """Return the files of held-out arrays from which a key is made, as far as they can be read."""
    path = course.reference(name)
    text = path.read_bytes() if path.is_file() else b""
    names = [declared(text, option) for option in ("check", *(("hidden",) if hidden else ()))]
    paths = [path.parent / name for name in names if isinstance(name, str) and name]
    return tuple((one.name, one.read_bytes()) for one in paths if one.is_file())


def neighbours(course: Course) -> list[Path]:
    """Return the files that references may import."""
    return sorted(course.root.glob("reference/_*.py"))


def _sources() -> str:
    """Return a digest of the grader's own files that a key depends on."""
    package = Path(__file__).parents[1]
    files = [path for room in ROOMS for path in sorted((package / room).rglob("*.py"))]
    files += [package / name for name in FILES]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


def found(place: Path, kind: type[Kept]) -> Kept | None:
    """Return what is kept in a file, or None; a partial file, from a full disk, is removed."""
    try:
        return unpacked(place.read_bytes(), kind)
    except OSError:
        return None
    except BROKEN:
        with contextlib.suppress(OSError):
            place.unlink(missing_ok=True)
        return None


def kept(place: Path, kind: type[Kept], make_it: Callable[[], Kept]) -> Kept:
    """Return what is kept in a file, or make it and keep it; one process at a time makes it."""
    if (known := found(place, kind)) is not None:
        return known
    with _alone(place):
        known = found(place, kind)  # another process may have made it meanwhile
        if known is None:
            known = make_it()
            _store(place, packed(known))
    return known


@contextlib.contextmanager
def _alone(place: Path) -> Iterator[None]:
    """Wait while another process makes the same. A cache that cannot be written has no lock."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        lock = place.with_suffix(".lock").open("a")
    except OSError:
        yield
        return
    with lock:
        with contextlib.suppress(OSError):  # some file systems have no locks; then each process makes its own
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _store(path: Path, data: bytes) -> None:
    """Store a file, completely or not at all.

    If the cache cannot be written, nothing happens.
    """
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            try:
                file.write(data)
                file.flush()
                os.replace(file.name, path)
            except OSError:
                os.unlink(file.name)
