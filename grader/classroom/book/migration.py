"""Update a gradebook of version 1 to version 2, once, in one transaction.

Version 1 kept sentences, version 2 keeps facts. Students, files, decisions, rules and points stay. The
remarks of version 1 on an answer cannot be read any more. Its file is marked to be graded again, and its
points count until then. The old file is copied first. If the migration is interrupted, the old file stays
unchanged.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import count
from pathlib import Path

import msgspec

from grader.classroom.book.standing import IntakeNotes, Leftover
from grader.core.fact import Fact, verbatim
from grader.core.model import Outcome
from grader.core.verdict import Grade, TaskResult

OLD, NEW = "1", "2"
OUTDATED = "version 1"
"""The `graded_with` of a file whose points alone are known."""
BUSY_SECONDS = 30


def is_old(path: Path) -> bool:
    """Whether a file is a gradebook of version 1."""
    if not path.is_file() or not path.stat().st_size:
        return False
    with closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as connection:
        return _version(connection) == OLD


def migrate(path: Path) -> Fact | None:
    """Update the file; returns how many files are graded again, or None if it is new."""
    with _transaction(path) as connection:
        if _version(connection) != OLD:  # another process was faster
            return None
        copy = _copied(path)
        _change(connection)
        query = (
            "select count(*) from submissions join attempts on attempts.id = counted where graded_with = ?"
        )
        ((again,),) = connection.execute(query, (OUTDATED,))
    return Fact("gradebook.migrated", {"count": again, "copy": str(copy)})


@contextmanager
def _transaction(path: Path) -> Iterator[sqlite3.Connection]:
    """A transaction: all changes inside are kept, or none."""
    with closing(sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
        connection.execute("begin immediate")
        yield connection
        connection.execute("commit")


def _version(connection: sqlite3.Connection) -> str | None:
    """The version of a gradebook; None for another database."""
    if not connection.execute("select 1 from sqlite_master where name = 'facts'").fetchone():
        return None
    row = connection.execute("select value from facts where name = 'version'").fetchone()
    return str(row[0]) if row else None


def _copied(path: Path) -> Path:
    """Copy the file to a free name next to it, and return the copy's path."""
    names = (f"{path.stem}-v{OLD}{f'-{number}' if number > 1 else ''}{path.suffix}" for number in count(1))
    place = next(place for name in names if not (place := path.with_name(name)).exists())
    handle, fresh = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    os.close(handle)
    try:
        # by SQLite: opening and closing the file by other means would drop its lock
        with closing(sqlite3.connect(path)) as reader, closing(sqlite3.connect(fresh)) as copy:
            reader.backup(copy)
        shutil.copymode(path, fresh)
        os.replace(fresh, place)
    except BaseException:  # also on an interrupt, leave no partial file
        with suppress(OSError):
            os.unlink(fresh)
        raise
    return place


def _change(connection: sqlite3.Connection) -> None:
    functions: dict[str, Callable[..., str | bytes | None]] = {
        "said": _said,
        "points": _points,
        "head": _head,
        "notes": _notes,
    }
    for name, function in functions.items():
        connection.create_function(name, 1, function, deterministic=True)
    for statement in STATEMENTS:
        connection.execute(statement, {"outdated": OUTDATED, "new": NEW} if ":" in statement else ())


STATEMENTS = (
    "create table texts (code varchar not null, language varchar not null, text varchar not null,"
    " primary key (code, language))",
    "update attempts set problem = said(problem) where problem != ''",
    "update moves set why = said(why)",
    # if not even the points can be read, the file counts as never graded
    "update attempts set graded_with = null, grade = null, answers = '' where id in"
    " (select attempt from results where points(result) is null"
    " or (hidden is not null and points(hidden) is null))",
    "delete from results where attempt in (select id from attempts where graded_with is null)",
    "update results set result = points(result), hidden = points(hidden), content = ''",
    "update attempts set grade = head(grade), graded_with = :outdated where graded_with is not null",
    "update facts set value = notes(value) where name = 'intake'",
    "delete from facts where name = 'pages'",
    "update facts set value = :new where name = 'version'",
)


def _said(text: str) -> str:
    """A sentence of version 1 as a fact: it stays as it is, in English."""
    return msgspec.json.encode(verbatim(text)).decode()


def _points(content: bytes | None) -> bytes | None:
    """A result with its outcome and its points alone; None if it cannot be read."""
    try:
        old = json.loads(content or b"")
        outcome = Outcome[old["outcome"].upper().replace(" ", "_")]
        return msgspec.json.encode(TaskResult(old["task"], outcome, old["score"], old["max_score"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _head(content: bytes | None) -> bytes | None:
    """A grade without the remarks on its cells; None if it cannot be read."""
    try:
        old = {**json.loads(content or b""), "skipped": (), "tasks": ()}
        return msgspec.json.encode(msgspec.convert(old, Grade))
    except (ValueError, TypeError):
        return None


def _notes(content: str) -> str:
    """The notes on a download."""
    old = json.loads(content)
    leftovers = tuple(Leftover(name, verbatim(why)) for name, why in old.get("leftovers", ()))
    remarks = tuple(map(verbatim, old.get("remarks", ())))
    return msgspec.json.encode(IntakeNotes(leftovers, remarks)).decode()
