"""The folder of a class: its layout, and files kept by their content's digest."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.classroom.book.standing import Student
from grader.core.errors import MachineError, UsageError
from grader.core.message import Message

GRADEBOOK = "gradebook.db"
CLASS_PAGE = "index.html"
_SHOWN = 40


class Store:
    """A class's folder. No name in it is chosen by a student."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def gradebook(self) -> Path:
        """The one SQLite file."""
        return self.folder / GRADEBOOK

    @property
    def class_page(self) -> Path:
        """The page of the whole class."""
        return self.folder / CLASS_PAGE

    def key(self, exercise: str, *, hidden: bool = False) -> Path:
        """The answer key that an exercise was graded with."""
        return self.folder / ("hidden" if hidden else "keys") / f"{exercise}.key"

    def file(self, digest: str, suffix: str) -> Path:
        """A submitted file."""
        return self.folder / "files" / digest[:2] / f"{digest}{suffix}"

    def page(self, student: Student) -> Path:
        """The path of a student's page, inside the folder.

        It has only the ASCII letters and digits of the id, and a part of the id's digest.
        """
        plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in student.id)[:_SHOWN].strip("-")
        mark = hashlib.sha256(student.id.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        return Path("students") / f"{plain}-{mark}.html".lstrip("-")

    def keep(self, content: bytes, suffix: str) -> Path:
        """Keep a submitted file and return its path.

        The file is written whole or not at all. The same content is kept once.
        """
        digest = hashlib.sha256(content).hexdigest()
        place = self.file(digest, suffix.lower())
        if not place.exists():
            write(place, content)
        return place

    def prepare(self) -> None:
        """Create the folder; raises UsageError if it exists and holds other files."""
        try:
            if self.folder.is_dir() and not self.gradebook.exists() and self._others():
                raise UsageError(OCCUPIED, folder=self.folder)
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # only this user may read grades
        except OSError as error:
            raise UsageError(UNMADE, folder=self.folder, why=error.strerror) from error

    def _others(self) -> bool:
        """Whether the folder holds more than the files of a batch that failed early."""
        return any(entry.name not in ("files", ".lock") for entry in self.folder.iterdir())

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Lock the folder while it is written to; raises UsageError if it is locked.

        Raises MachineError if the lock file cannot be written.
        """
        try:
            handle = os.open(self.folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise MachineError(UNWRITTEN, path=self.folder, why=error.strerror) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(handle)
            raise UsageError(BUSY, folder=self.folder) from error
        try:
            yield
        finally:
            os.close(handle)


def write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; raises MachineError with the reason."""
    _write(path, (content,))


def write_pieces(path: Path, pieces: Iterable[str]) -> None:
    """Write a text that comes in pieces, as `write` does.

    The whole text need not be in memory at once.
    """
    _write(path, (piece.encode() for piece in pieces))


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as file:
            try:
                for piece in pieces:
                    file.write(piece)
                file.flush()
                os.fchmod(file.fileno(), 0o644)
                os.replace(file.name, path)
            except BaseException:  # also on an interrupt, leave no partial file
                with contextlib.suppress(OSError):
                    os.unlink(file.name)
                raise
    except OSError as error:
        raise MachineError(UNWRITTEN, path=path, why=error.strerror) from error


def find(given: Path | None) -> Store:
    """The given class's folder, or the one around the current folder.

    It has a gradebook; raises UsageError otherwise.
    """
    for folder in (given,) if given is not None else (Path.cwd(), *Path.cwd().parents):
        if (folder / GRADEBOOK).is_file():
            return Store(folder)
    raise UsageError(NOWHERE, folder=given or Path.cwd())


OCCUPIED = Message(
    "--out {folder}: this folder holds other files, and no gradebook. Choose a new or an empty folder."
)
UNMADE = Message("--out {folder}: this folder cannot be created: {why}. Choose another.")
UNWRITTEN = Message(
    "{path} cannot be written: {why}. The results so far are kept. Make room or fix the permissions, and run "
    "the same command again."
)
BUSY = Message("Another `grade` is writing to {folder}. Wait until it has ended, or stop it.")
NOWHERE = Message(
    "{folder} holds no gradebook. Go to the folder that `grade batch --out` has made, or name it "
    "(for override and accept: --dir DIR)."
)
