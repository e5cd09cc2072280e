"""Damage to a gradebook's file, found before SQLite reads it.

An empty file is a new gradebook only in a folder without results. A file that is shorter than it says, or
holds another program's tables, or lacks some of ours, is refused.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from grader.classroom.book import salvage
from grader.classroom.book import tables as t
from grader.classroom.book.store import CLASS_PAGE
from grader.core.errors import MachineError, UsageError
from grader.core.message import Message

EMPTY = Message(
    "{path} is empty, but its folder holds results of a class. Put a copy of the gradebook in its place. "
    "Without a copy, run `grade batch` on the same download again, into a new folder. {files} has the files "
    "that students handed in, but not their names."
)
NOTHING = Message("{path} is empty. Nothing has been graded here yet: run `grade batch` first.")
NO_GRADEBOOK = Message("{path} is not a gradebook, or it is damaged. Restore it from a copy.")
OTHER_PROGRAM = Message(
    "{path} is a database of another program, not a gradebook of grade. Choose another folder with --out."
)
DAMAGED = Message(
    "{path} is damaged. Put a copy of it in its place. Without a copy, run `grade restore {folder}`: it "
    "saves what can be read. That is, of results: {results}; of decisions of teachers: {decisions}."
)
LOST = Message(
    "{path} is damaged, and its students cannot be read. Put a copy of it in its place. Without a copy, run "
    "`grade batch` on the same download again, into a new folder."
)
WHOLE = Message("{path} is not damaged. Nothing was changed.")
RESULTS = ("keys", "hidden", "students", "accepted", CLASS_PAGE)
"""What is in a folder only after something was graded there."""
START = b"SQLite format 3\0"
HEADER_BYTES = 100


def check(path: Path, *, writes: bool) -> None:
    """Raise MachineError where a file cannot be the gradebook of its folder."""
    if not path.is_file():
        return
    try:
        size, header = path.stat().st_size, _header(path)
    except OSError:
        return  # SQLite says why it cannot be opened
    if not size:
        _check_new(path, writes=writes)
        return
    if not header.startswith(START):
        raise MachineError(NO_GRADEBOOK, path=path)
    if _is_cut_short(header, size) and not path.with_name(f"{path.name}-journal").exists():
        raise damaged(path)
    try:
        _check_tables(path, writes=writes)
    except sqlite3.OperationalError:
        raise  # it is locked, or cannot be opened
    except (sqlite3.DatabaseError, UnicodeError) as error:
        raise damaged(path) from error


def damaged(path: Path) -> MachineError:
    """The error for a damaged gradebook, with what can be restored."""
    rows = salvage.read(path)
    if not rows["students"] or not rows["facts"]:
        return MachineError(LOST, path=path)
    decisions = len(rows["overrides"]) + len(rows["accepted"])
    return MachineError(
        DAMAGED, path=path, folder=path.parent, results=len(rows["results"]), decisions=decisions
    )


def check_damaged(path: Path) -> None:
    """Raise UsageError where a gradebook is whole, so that nothing is to be restored."""
    try:
        check(path, writes=False)
        with closing(_reading(path)) as connection:
            found = connection.execute("pragma quick_check(1)").fetchone()
    except (MachineError, sqlite3.Error):
        return
    if found == ("ok",):
        raise UsageError(WHOLE, path=path)


def _check_new(path: Path, *, writes: bool) -> None:
    """Refuse an empty file, unless it is that of a class which is graded now."""
    if any((path.parent / name).exists() for name in RESULTS):
        raise MachineError(EMPTY, path=path, files=path.parent / "files")
    if not writes:
        raise MachineError(NOTHING, path=path)


def _header(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEADER_BYTES)


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def _is_cut_short(header: bytes, size: int) -> bool:
    """Whether a file has fewer pages than its header says.

    The header's number is valid if the change counter beside it is the current one.
    """
    page = int.from_bytes(header[16:18], "big")
    pages = int.from_bytes(header[28:32], "big")
    is_valid = header[24:28] == header[92:96]
    return is_valid and size < pages * (65_536 if page == 1 else page)


def _check_tables(path: Path, *, writes: bool) -> None:
    """Refuse another program's tables, and a gradebook that lacks some of ours."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        names = {
            name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")
        }
        ours = names & t.metadata.tables.keys()
        if not names:
            _check_new(path, writes=writes)
        elif not ours or ("facts" not in ours and names - ours):
            raise MachineError(OTHER_PROGRAM, path=path)
        elif "facts" not in ours or (t.metadata.tables.keys() - ours and _is_current(connection)):
            raise damaged(path)


def _is_current(connection: sqlite3.Connection) -> bool:
    """Whether the gradebook once had all tables of the current version."""
    query = "select value from facts where name = 'version'"
    found: tuple[str] | None = connection.execute(query).fetchone()
    return found == (str(t.VERSION),)
