"""The files of a folder or a zip file, and of the zip files in it.

Nothing is ever extracted: a file is its name and a way to read it, and is read on request. Zip files inside
are searched, but zip files inside these are not. A file becomes a leftover with a reason if it is damaged
or too large, leads outside the download, or was made by an operating system. Only a download that cannot be
read at all is refused.
"""

from __future__ import annotations

import os
import re
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO

from grader.classroom.book.standing import Leftover
from grader.core.errors import UsageError
from grader.core.fact import Fact
from grader.core.message import Message

NOT_THERE = Message("{path} does not exist. Name the folder or the zip file with the submissions.")
ONE_FILE = Message(
    "{path} is a single file. Grade it with `grade {path}`, or name the folder or zip file of a class."
)
NEITHER = Message("{path} is neither a folder nor a zip file. Unpack it, and name the folder that you get.")
OTHER_KIND = Message(
    "{path} is a {kind} archive, not a zip file. Unpack it, and name the folder that you get."
)
DAMAGED = Message("{path} is damaged: {why}. Download it again.")
ENCRYPTED = Message("{path} is encrypted. Unpack it with its password, and name the folder that you get.")
FORBIDDEN = Message("{path} cannot be read: {why}. Check its permissions.")

JUNK = Fact("leftover.junk")
OWN = Fact("leftover.own")
MADE_BY_TOOLS = (JUNK, OWN)
"""The reasons of files that nobody handed in."""
LINK = Fact("leftover.link")
SPECIAL = Fact("leftover.special")
OUTSIDE = Fact("leftover.outside")
REPLACED = Fact("leftover.replaced")
ZIP_ENCRYPTED = Fact("leftover.zip_encrypted")
ZIP_EMPTY = Fact("leftover.zip_empty")
ZIP_TOO_DEEP = Fact("leftover.zip_too_deep")
ZIP_METHOD = Fact("leftover.zip_method")

JUNK_FOLDERS = frozenset(
    (
        *("__macosx", "__pycache__", ".ipynb_checkpoints", ".git", ".svn", ".grade", ".idea", ".vscode"),
        *("venv", ".venv", "site-packages", "node_modules", ".pytest_cache", ".mypy_cache"),
    )
)
JUNK_FILES = re.compile(r"\._.*|~\$.*|\.ds_store|thumbs\.db|desktop\.ini|.*\.py[co]", re.DOTALL)
OURS = frozenset(("gradebook.db", ".lock"))
"""The files in a folder into which a class has been graded."""
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # other methods expand without a limit during reading
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    OverflowError,
    LookupError,
)
"""What zipfile raises for a damaged or wrong file."""
OTHER_ARCHIVES = {b"Rar!\x1a\x07": ".rar", b"7z\xbc\xaf\x27\x1c": ".7z", b"\x1f\x8b": ".gz", b"BZh": ".bz2"}
"""The first bytes of other archives, which some students call .zip."""
IN_MEMORY = 2**23
CHUNK = 2**20


@dataclass(frozen=True)
class Caps:
    """The limits of a download: number of files, total bytes read, bytes of one file."""

    entries: int = 100_000
    total: int = 2 * 10**9
    file: int = 100 * 10**6


class Unreadable(Exception):  # noqa: N818  # it becomes a Leftover, not an error
    """An entry cannot be read; `why` is the reason as a fact."""

    def __init__(self, why: Fact) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class ArchiveEntry:
    """A file: its path, with "/" between the parts, and a way to read it.

    `read` returns the file's bytes, or raises Unreadable. `time` is when the file was changed, as the folder
    or the zip file has it; zip files have no time zone. `why` is the reason if the file is not read.
    """

    name: str
    size: int
    time: datetime | None = None
    read: Callable[[], bytes] = field(default=bytes, repr=False, compare=False)
    why: Fact | None = None


@dataclass(frozen=True)
class Archive:
    """The files of a download, in the order of their names; close it after use.

    `leftovers` are the files that are not graded.
    """

    path: Path
    entries: tuple[ArchiveEntry, ...]
    leftovers: tuple[Leftover, ...]
    closing: ExitStack = field(default_factory=ExitStack, repr=False, compare=False)

    @property
    def handed_in(self) -> tuple[ArchiveEntry, ...]:
        """All files that someone may have handed in, also those that are not read."""
        left = [leftover for leftover in self.leftovers if leftover.why not in MADE_BY_TOOLS]
        return (*self.entries, *(ArchiveEntry(leftover.name, 0, why=leftover.why) for leftover in left))

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_error: object) -> None:
        self.closing.close()


def open_archive(path: Path, *, caps: Caps = Caps()) -> Archive:
    """Open a folder or a zip file; raises UsageError if it is neither, or unreadable."""
    search = _Search(path, caps)
    try:
        if path.is_dir():
            search.folder()
        else:
            search.zip_file()
    except OSError as error:
        search.closing.close()
        raise UsageError(FORBIDDEN, path=path, why=_reason(error)) from error
    except UsageError:
        search.closing.close()
        raise
    entries = tuple(search.entries[name] for name in sorted(search.entries))
    leftovers = tuple(Leftover(name, search.leftovers[name]) for name in sorted(search.leftovers))
    return Archive(path, entries, leftovers, search.closing)


class _Search:
    """The files that were found so far, and the number of bytes that were read."""

    def __init__(self, path: Path, caps: Caps) -> None:
        self.path, self.caps = path, caps
        self.root = os.path.realpath(path)
        self.entries: dict[str, ArchiveEntry] = {}
        self.leftovers: dict[str, Fact] = {}
        self.closing = ExitStack()
        self._seen = 0
        self._spent = 0
        self._counted: set[str] = set()
        self._opened: tuple[str, zipfile.ZipFile] | None = None
        self.closing.callback(self._forget)

    # ---------------------------------------------------------------------------------- folders

    def folder(self) -> None:
        """Find the files below a folder.

        A link is not followed to a folder, nor to a target outside the download.
        """
        with os.scandir(self.root):  # an unreadable folder is an error, not an empty download
            pass
        open_ = [self.root]
        while open_ and self._seen <= self.caps.entries:
            folder = open_.pop()
            try:
                with os.scandir(folder) as found:
                    children = sorted(found, key=lambda child: child.name)
            except OSError as error:
                self._leave(self._relative(folder), _unreadable(error))
                continue
            if folder != self.root and OURS.issubset(child.name for child in children):
                self._leave(self._relative(folder) + "/", OWN)
            else:
                open_ += [child.path for child in children if self._is_folder(child)]

    def _is_folder(self, child: os.DirEntry[str]) -> bool:
        """Add a file; returns whether it is a folder that must be searched."""
        name = self._relative(child.path)
        try:
            if junk := _junk(name):
                self._leave(junk, JUNK)
            elif child.is_dir(follow_symlinks=False):
                return True
            elif self._is_ours(child):
                self._file(name, os.path.realpath(child.path) if child.is_symlink() else child.path)
            else:
                self._leave(name, LINK if child.is_symlink() else SPECIAL)
        except OSError as error:
            self._leave(name, _unreadable(error))
        return False

    def _is_ours(self, child: os.DirEntry[str]) -> bool:
        if not child.is_symlink():
            return child.is_file(follow_symlinks=False)
        target = os.path.realpath(child.path)
        return os.path.isfile(target) and target.startswith(os.path.join(self.root, ""))

    def _file(self, name: str, path: str) -> None:
        known = os.stat(path)
        if _is_zip(name):
            self._look_into(name, known.st_size, partial(_opened, path))
        else:
            time = datetime.fromtimestamp(known.st_mtime, UTC) if 0 < known.st_mtime < 2**33 else None
            self._add(ArchiveEntry(name, known.st_size, time, partial(self._read_file, name, path)))

    def _relative(self, path: str) -> str:
        return _decoded(os.fsencode(os.path.relpath(path, self.root))).replace(os.sep, "/")

    def _read_file(self, name: str, path: str) -> bytes:
        try:
            with _opened(path) as file:
                self._spend(name, os.fstat(file.fileno()).st_size)
                return self._all(file)
        except OSError as error:
            raise Unreadable(_unreadable(error)) from error

    # -------------------------------------------------------------------------------- zip files

    def zip_file(self) -> None:
        """Find the files of the given zip file.

        Raises UsageError where the zip file is damaged or encrypted, or the path is something else.
        """
        self._check_path()
        try:
            opened = self.closing.enter_context(zipfile.ZipFile(self.path))
        except PermissionError:
            raise
        except BROKEN as error:
            raise UsageError(DAMAGED, path=self.path, why=error) from error
        if _is_encrypted(opened):
            raise UsageError(ENCRYPTED, path=self.path)
        self._members(opened, "", partial(lambda zipped: zipped, opened))

    def _check_path(self) -> None:
        """Raise UsageError, with a remedy, where the path is not a zip file."""
        if not self.path.exists():
            raise UsageError(NOT_THERE, path=self.path)
        if self.path.suffix.lower() in (".py", ".ipynb"):
            raise UsageError(ONE_FILE, path=self.path)
        if self.path.is_file():
            with self.path.open("rb") as file:
                kind = _other_kind(file)
            if kind:
                raise UsageError(OTHER_KIND, path=self.path, kind=kind)
        if not self.path.is_file() or not (_is_zip(self.path.name) or zipfile.is_zipfile(self.path)):
            raise UsageError(NEITHER, path=self.path)

    def _members(self, opened: zipfile.ZipFile, prefix: str, again: Callable[[], zipfile.ZipFile]) -> None:
        for info in opened.infolist():
            if not _name(info).endswith(("/", "\\")):
                self._member(info, prefix, again)

    def _member(self, info: zipfile.ZipInfo, prefix: str, again: Callable[[], zipfile.ZipFile]) -> None:
        inner = _relative_name(info)
        name = prefix + inner
        if junk := _junk(name):
            self._leave(junk, JUNK)
        elif ".." in inner.split("/") or not inner:
            self._leave(prefix + (inner or _name(info)), OUTSIDE)
        elif stat.S_ISLNK(info.external_attr >> 16):
            self._leave(name, LINK)
        elif info.compress_type not in METHODS:
            self._leave(name, ZIP_METHOD)
        elif not _is_zip(name):
            self._add(
                ArchiveEntry(name, info.file_size, _time(info), partial(self._read_member, name, info, again))
            )
        elif prefix:
            self._leave(name, ZIP_TOO_DEEP)
        else:
            self._look_into(name, info.file_size, partial(self._copied, info, again))

    def _read_member(self, name: str, info: zipfile.ZipInfo, again: Callable[[], zipfile.ZipFile]) -> bytes:
        self._spend(name, info.file_size)
        try:
            with again().open(info) as file:
                return self._all(file)
        except BROKEN as error:
            raise Unreadable(_unreadable(error)) from error

    # ---------------------------------------------------------------------- zip files inside

    def _look_into(self, name: str, size: int, source: Callable[[], IO[bytes]]) -> None:
        """Find the files of a zip file inside; a faulty one is only a leftover itself."""
        before = self._seen
        try:
            self._spend(name, size)
            opened = self._nested(name, source)
            if _is_encrypted(opened):
                raise Unreadable(ZIP_ENCRYPTED)
            self._members(opened, f"{name}/", partial(self._nested, name, source))
        except Unreadable as error:
            self._leave(name, error.why)
        except BROKEN as error:
            self._leave(name, _unreadable(error) if isinstance(error, PermissionError) else _damaged(error))
        else:
            if not opened.infolist() and before == self._seen:
                self._leave(name, ZIP_EMPTY)

    def _nested(self, name: str, source: Callable[[], IO[bytes]]) -> zipfile.ZipFile:
        """Open a zip file inside; only the one that was used last stays open."""
        if self._opened is None or self._opened[0] != name:
            self._forget()
            file = source()
            try:
                if kind := _other_kind(file):
                    raise Unreadable(Fact("leftover.other_kind_of_archive", {"kind": kind}))
                self._check_count(file)
                self._opened = (name, zipfile.ZipFile(file))
            except BaseException:  # on any exception, only this code can close the file
                file.close()
                raise
        return self._opened[1]

    def _check_count(self, file: IO[bytes]) -> None:
        """Refuse too many files before zipfile makes an object for each of them.

        Raises Unreadable.
        """
        count, tail = 0, b""
        while chunk := file.read(CHUNK):
            count += (tail + chunk).count(b"PK\x01\x02")
            tail = chunk[-3:]
        file.seek(0)
        if self._seen + count > self.caps.entries:
            raise Unreadable(Fact("leftover.too_many", {"most": self.caps.entries}))

    def _copied(self, info: zipfile.ZipInfo, again: Callable[[], zipfile.ZipFile]) -> IO[bytes]:
        """A seekable copy of a zip file inside a zip file."""
        # a small one stays in memory while it is used, a large one goes to a file without a name
        copy = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # closed by _forget
        try:
            with again().open(info) as file:
                while chunk := file.read(CHUNK):
                    copy.write(chunk)
            copy.seek(0)
        except BaseException:  # see `_nested`
            copy.close()
            raise
        return copy

    def _forget(self) -> None:
        if self._opened is not None:
            opened, self._opened = self._opened[1], None
            file = opened.fp
            opened.close()
            if file is not None:
                file.close()

    # ---------------------------------------------------------------------------------- limits

    def _add(self, entry: ArchiveEntry) -> None:
        self._seen += 1
        if self._seen > self.caps.entries:
            if self._seen == self.caps.entries + 1:
                self._leave(entry.name, Fact("leftover.more_files", {"most": self.caps.entries}))
        elif entry.size > self.caps.file:
            self._leave(entry.name, self._too_large(entry.size))
        else:
            if entry.name in self.entries:
                self._leave(f"{entry.name} (1)", REPLACED)
            self.entries[entry.name] = entry

    def _leave(self, name: str, why: Fact) -> None:
        self.leftovers[name] = why

    def _too_large(self, size: int) -> Fact:
        return Fact("leftover.too_large", {"size": size / 1e6, "most": self.caps.file / 1e6})

    def _spend(self, name: str, size: int) -> None:
        """Count a file's bytes, once, before it is read; raises Unreadable over a limit."""
        if size > self.caps.file:
            raise Unreadable(self._too_large(size))
        if name in self._counted:
            return
        if self._spent + size > self.caps.total:
            raise Unreadable(Fact("leftover.too_much", {"most": self.caps.total / 1e6}))
        self._counted.add(name)
        self._spent += size

    def _all(self, file: IO[bytes]) -> bytes:
        """The content, read in chunks; raises Unreadable where it is too large.

        If read in one piece, zipfile may expand far more than it returns.
        """
        chunks, size = [], 0
        while chunk := file.read(CHUNK):
            size += len(chunk)
            if size > self.caps.file:
                raise Unreadable(self._too_large(size))
            chunks.append(chunk)
        return b"".join(chunks)


# --------------------------------------------------------------------------------------- one file


def _opened(path: str) -> IO[bytes]:
    """An ordinary file, opened; raises Unreadable for anything else.

    It never waits for a pipe, and does not follow a link that has replaced the file.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Unreadable(SPECIAL)
    return os.fdopen(descriptor, "rb")


def _unreadable(error: Exception) -> Fact:
    return Fact("leftover.unreadable", {"why": _reason(error)})


def _damaged(error: Exception) -> Fact:
    return Fact("leftover.zip_damaged", {"why": _reason(error)})


def _reason(error: Exception) -> str:
    """The error's reason, without the download's path on this machine."""
    return str(getattr(error, "strerror", None) or error)


def _other_kind(file: IO[bytes]) -> str:
    """The kind of archive that a file is by its first bytes; empty if it may be a zip file."""
    start = file.read(8)
    file.seek(0)
    return next((kind for sign, kind in OTHER_ARCHIVES.items() if start.startswith(sign)), "")


def _is_zip(name: str) -> bool:
    return name.lower().endswith(".zip")


def _is_encrypted(opened: zipfile.ZipFile) -> bool:
    return any(info.flag_bits & 1 for info in opened.infolist())


def _junk(name: str) -> str:
    """The junk file or folder in a path, made by a system or a tool; empty if none."""
    parts = name.split("/")
    for count, part in enumerate(parts, 1):
        lower = part.lower()
        if lower in JUNK_FOLDERS or JUNK_FILES.fullmatch(lower):
            return "/".join(parts[:count]) + ("/" if lower in JUNK_FOLDERS else "")
    return ""


def _relative_name(info: zipfile.ZipInfo) -> str:
    """A name in a zip file as a relative path, for any system; ".." is kept."""
    name = re.sub(r"^[A-Za-z]:(?=/)", "", _name(info).replace("\\", "/"))
    return "/".join(part for part in name.split("/") if part not in ("", "."))


def _name(info: zipfile.ZipInfo) -> str:
    """A name in a zip file, decoded.

    zipfile reads names without the UTF-8 flag as CP437, but they rarely are CP437.
    """
    if info.flag_bits & 0x800 or info.filename != info.orig_filename:
        return info.filename.encode("utf-8", "backslashreplace").decode()
    try:
        return _decoded(info.filename.encode("cp437"), otherwise="cp437")
    except UnicodeEncodeError:
        return info.filename


def _decoded(name: bytes, *, otherwise: str = "ascii") -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name.decode(otherwise, "backslashreplace")


def _time(info: zipfile.ZipInfo) -> datetime | None:
    """When a file in a zip file was changed; 1980 means an unknown time."""
    try:
        time = datetime(*info.date_time, tzinfo=UTC)
    except ValueError:
        return None
    return time if time.year > 1980 else None
