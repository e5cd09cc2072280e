"""The files of a download: of a folder or a zip file, and of the zip files that lie in it.

Nothing is ever extracted: a file is its name and a way to read it, and is read when it is asked for. Zip
files inside are looked into, but not those inside of these. What is made by a system, leads elsewhere, is
damaged or too large is left over, with the reason; only a download that cannot be read at all is refused.
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
NEITHER = Message(
    "{path} is neither a folder nor a zip file. Unpack it, and name the folder that this makes."
)
DAMAGED = Message("{path} is damaged: {why}. Download it again.")
ENCRYPTED = Message("{path} is encrypted. Unpack it with its password, and name the folder that this makes.")
FORBIDDEN = Message("{path} cannot be read: {why}. Check its permissions.")

JUNK = Fact("leftover.junk")
OWN = Fact("leftover.own")
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
"""What a folder holds into which a class has been graded."""
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others expand without a limit while they are read
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
"""What zipfile raises where a file is not what it says."""
IN_MEMORY = 2**23
CHUNK = 2**20


@dataclass(frozen=True)
class Caps:
    """How much of a download is looked at: files, bytes that are read in all, bytes of one file."""

    entries: int = 100_000
    total: int = 2 * 10**9
    file: int = 100 * 10**6


class Unreadable(Exception):  # noqa: N818  # it becomes a Leftover, not an error
    """An entry cannot be read; `why` is the fact that is told of it."""

    def __init__(self, why: Fact) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class ArchiveEntry:
    """A file: its path with "/" between the parts, and `read`, which gives its bytes or raises Unreadable.

    `time` is when it was changed, as the folder or the zip file has it; zip files know no time zone.
    """

    name: str
    size: int
    time: datetime | None = None
    read: Callable[[], bytes] = field(default=bytes, repr=False, compare=False)


@dataclass(frozen=True)
class Archive:
    """The files of a download, in the order of their names, and what is left over; close it after use."""

    path: Path
    entries: tuple[ArchiveEntry, ...]
    leftovers: tuple[Leftover, ...]
    closing: ExitStack = field(default_factory=ExitStack, repr=False, compare=False)

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_error: object) -> None:
        self.closing.close()


def open_archive(path: Path, *, caps: Caps = Caps()) -> Archive:
    """The files of a folder or a zip file; a UsageError says what else it is."""
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
    """What has been found so far, and how much has been read."""

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
        """Find the files below a folder; links are not followed out of it, nor to folders."""
        with os.scandir(self.root):  # a folder that cannot be read is no download without files
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
        """Take a file in; whether it is a folder that is to be looked into."""
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
        """Find the files of the zip file that was given."""
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
        """Refuse what is no zip file, each with its remedy."""
        if not self.path.exists():
            raise UsageError(NOT_THERE, path=self.path)
        if self.path.suffix.lower() in (".py", ".ipynb"):
            raise UsageError(ONE_FILE, path=self.path)
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
        """Find the files of a zip file inside; what is wrong with it costs only itself."""
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
        """A zip file inside, opened; only the one that was used last stays open."""
        if self._opened is None or self._opened[0] != name:
            self._forget()
            file = source()
            try:
                self._check_count(file)
                self._opened = (name, zipfile.ZipFile(file))
            except BaseException:  # whatever ends it, the file is nobody else's to close
                file.close()
                raise
        return self._opened[1]

    def _check_count(self, file: IO[bytes]) -> None:
        """Refuse too many files before zipfile makes an object of each of them."""
        count, tail = 0, b""
        while chunk := file.read(CHUNK):
            count += (tail + chunk).count(b"PK\x01\x02")
            tail = chunk[-3:]
        file.seek(0)
        if self._seen + count > self.caps.entries:
            raise Unreadable(Fact("leftover.too_many", {"most": self.caps.entries}))

    def _copied(self, info: zipfile.ZipInfo, again: Callable[[], zipfile.ZipFile]) -> IO[bytes]:
        """A zip file inside a zip file, where it can be read from any place."""
        # a small one stays in memory while it is used, a large one goes to a file without a name
        copy = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # closed by _forget
        try:
            with again().open(info) as file:
                while chunk := file.read(CHUNK):
                    copy.write(chunk)
            copy.seek(0)
        except BaseException:  # likewise
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
        """Count a file, once, before it is read."""
        if size > self.caps.file:
            raise Unreadable(self._too_large(size))
        if name in self._counted:
            return
        if self._spent + size > self.caps.total:
            raise Unreadable(Fact("leftover.too_much", {"most": self.caps.total / 1e6}))
        self._counted.add(name)
        self._spent += size

    def _all(self, file: IO[bytes]) -> bytes:
        """The content, read piece by piece: asked for all at once, zipfile expands far more than it gives."""
        chunks, size = [], 0
        while chunk := file.read(CHUNK):
            size += len(chunk)
            if size > self.caps.file:
                raise Unreadable(self._too_large(size))
            chunks.append(chunk)
        return b"".join(chunks)


# --------------------------------------------------------------------------------------- one file


def _opened(path: str) -> IO[bytes]:
    """An ordinary file, opened; never waits for a pipe, and follows no link that has come in between."""
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
    """What was wrong, without the path in which the system's errors show where a download lies."""
    return str(getattr(error, "strerror", None) or error)


def _is_zip(name: str) -> bool:
    return name.lower().endswith(".zip")


def _is_encrypted(opened: zipfile.ZipFile) -> bool:
    return any(info.flag_bits & 1 for info in opened.infolist())


def _junk(name: str) -> str:
    """The file or folder that a system has made, if a path leads into one; else empty."""
    parts = name.split("/")
    for count, part in enumerate(parts, 1):
        lower = part.lower()
        if lower in JUNK_FOLDERS or JUNK_FILES.fullmatch(lower):
            return "/".join(parts[:count]) + ("/" if lower in JUNK_FOLDERS else "")
    return ""


def _relative_name(info: zipfile.ZipInfo) -> str:
    """A name in a zip file as a relative path, whatever system it comes from; ".." is left in."""
    name = re.sub(r"^[A-Za-z]:(?=/)", "", _name(info).replace("\\", "/"))
    return "/".join(part for part in name.split("/") if part not in ("", "."))


def _name(info: zipfile.ZipInfo) -> str:
    """A name in a zip file; zipfile reads names without the UTF-8 flag as CP437, which they rarely are."""
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
    """When a file in a zip file was changed; 1980 stands for a time that is not known."""
    try:
        time = datetime(*info.date_time, tzinfo=UTC)
    except ValueError:
        return None
    return time if time.year > 1980 else None
