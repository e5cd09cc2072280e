"""The file of a gradebook: how it is opened, brought up to date, locked, and what is in its way."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from grader.classroom.book import migration
from grader.classroom.book import tables as t
from grader.classroom.book.store import UNWRITTEN
from grader.core.errors import MachineError, UsageError
from grader.core.fact import Fact
from grader.core.message import Message

OTHER_VERSION = Message(
    "{path} is a gradebook of version {found!r}; this grade reads {known}. "
    "Grade into a new folder, or use the grade that made it."
)
OLD_VERSION = Message(
    "{path} was made by an earlier grade, and cannot be brought up to date: {why}. "
    "Run `grade regrade` once where the folder can be written to."
)
SIGNS = {
    "readonly": Message(
        "{path} cannot be written: it is read-only. Change its permissions, or copy the folder; "
        "nothing in it was changed."
    ),
    "unable to open": Message("{path} cannot be opened. Check that it is there, and its permissions."),
    "full": Message(
        "{path} cannot be written: the disk is full. Everything that was announced is kept: make room, "
        "and run the same command again."
    ),
    "locked": Message("{path} is being written to by another program. Try again when that has ended."),
    "not a database": Message("{path} is no gradebook, or was damaged. Restore it from a copy."),
    "malformed": Message("{path} was damaged. Restore it from a copy."),
}
"""What is in the way, by a part of what SQLite says."""
OTHER = Message("{path} cannot be used: {why}.")


class Database:
    """A SQLite file of the version that is known here; `writes` tells that it is to be changed.

    `migrated` is what there is to say where it was brought up to date, once, by being opened.
    """

    def __init__(self, path: Path, *, writes: bool = False) -> None:
        self._path = path
        self.migrated = self._migrated(writes=writes)
        self._engine = _engine(path)
        with self._told():
            if writes:
                with self._engine.begin() as connection:
                    t.metadata.create_all(connection)
                    connection.execute(
                        insert(t.facts).values(name="version", value=str(t.VERSION)).on_conflict_do_nothing()
                    )
                    # a file that cannot be written says so now, not after an hour
                    connection.execute(update(t.facts).where(t.facts.c.name == "opened").values(value=""))
            self._check_version()

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def _migrated(self, *, writes: bool) -> Fact | None:
        """Bring an older gradebook up to date; raises UsageError where it cannot be, and is to be read."""
        with self._told():
            if not migration.is_old(self._path):
                return None
            try:
                return migration.migrate(self._path)
            except (sqlite3.OperationalError, OSError) as error:
                why = getattr(error, "strerror", None) or error
                if not writes:
                    raise UsageError(OLD_VERSION, path=self._path, why=why) from error
                if isinstance(error, OSError):
                    raise MachineError(UNWRITTEN, path=self._path, why=why) from error
                raise

    def _check_version(self) -> None:
        with self.reading() as connection:
            row = select(t.facts.c.value).where(t.facts.c.name == "version")
            found = connection.scalar(row) or ""
        if found != str(t.VERSION):
            raise UsageError(OTHER_VERSION, path=self._path, found=found, known=t.VERSION)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What is in the way of the file, as a message."""
        try:
            yield
        except (DatabaseError, sqlite3.DatabaseError) as error:
            why = str(getattr(error, "orig", error))
            message = next((message for sign, message in SIGNS.items() if sign in why), OTHER)
            raise MachineError(message, path=self._path, why=why) from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: all that is done in it is kept, or nothing (MachineError)."""
        with self._told(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read by (MachineError)."""
        with self._told(), self._engine.connect() as connection:
            yield connection


def _engine(path: Path) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}", poolclass=NullPool, connect_args={"timeout": migration.BUSY_SECONDS}
    )

    @event.listens_for(engine, "connect")
    def _careful(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")

    return engine
