"""The file of a gradebook: opening, updating and locking it, with error messages."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from sqlalchemy import Connection, Engine, create_engine, event, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DatabaseError, NoResultFound
from sqlalchemy.pool import NullPool

from grader.classroom.book import damage, migration
from grader.classroom.book import tables as t
from grader.classroom.book.store import UNWRITTEN
from grader.core.errors import MachineError, UsageError
from grader.core.fact import Fact
from grader.core.message import Message

OTHER_VERSION = Message(
    "{path} is a gradebook of version {found!r}; this grade reads {known}. Grade into a new folder, or use "
    "the version of grade that made it."
)
OLD_VERSION = Message(
    "{path} was made by an earlier version of grade and cannot be updated: {why}. Run `grade regrade` once "
    "where you can write to the folder."
)
SIGNS = {
    "readonly": Message(
        "{path} cannot be written: it is read-only. Nothing in it was changed. Change its permissions, or "
        "copy the folder."
    ),
    "unable to open": Message("{path} cannot be opened. Check that it exists, and check its permissions."),
    "full": Message(
        "{path} cannot be written: the disk is full. The results so far are kept. Make room, and run the "
        "same command again."
    ),
    "locked": Message("Another program is writing to {path}. Try again when it has ended."),
    "not a database": damage.NO_GRADEBOOK,
}
"""The message for an error, by a part of SQLite's own message."""
DAMAGE = ("malformed", "no such table", "no such column", "decode to UTF-8")
"""Parts of SQLite's messages about a damaged file."""
OTHER = Message("{path} cannot be used: {why}.")


class Database:
    """A SQLite file of the current version; with `writes` it can be changed.

    `migrated` is the message of an update: opening an older gradebook updates it once.
    """

    def __init__(self, path: Path, *, writes: bool = False) -> None:
        self._path = path
        with self._told():
            damage.check(path, writes=writes)
        self.migrated = self._migrated(writes=writes)
        self._engine = _engine(path)
        with self._told():
            if writes:
                with self._engine.begin() as connection:
                    t.metadata.create_all(connection)
                    connection.execute(
                        insert(t.facts).values(name="version", value=str(t.VERSION)).on_conflict_do_nothing()
                    )
                    # an unwritable file is an error now, not after an hour
                    connection.execute(update(t.facts).where(t.facts.c.name == "opened").values(value=""))
            self._check_version()

    def close(self) -> None:
        """Close the file."""
        self._engine.dispose()

    def _migrated(self, *, writes: bool) -> Fact | None:
        """Update an older gradebook; raises UsageError or MachineError where it cannot."""
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
        """Raise SQLite's errors as MachineError, with a message for the user."""
        try:
            yield
        except (DatabaseError, sqlite3.DatabaseError) as error:
            why = str(getattr(error, "orig", error))
            if any(sign in why for sign in DAMAGE):
                raise damage.damaged(self._path) from error
            message = next((message for sign, message in SIGNS.items() if sign in why), OTHER)
            raise MachineError(message, path=self._path, why=why) from error
        except NoResultFound as error:  # a row that another row names
            raise damage.damaged(self._path) from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: all changes in it are kept, or none. Raises MachineError."""
        with self._told(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for reading. Raises MachineError, also where a row's content has another type."""
        with self._told(), self._engine.connect() as connection:
            try:
                yield connection
            except (ValueError, TypeError, msgspec.MsgspecError) as error:
                raise damage.damaged(self._path) from error


def _engine(path: Path) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}", poolclass=NullPool, connect_args={"timeout": migration.BUSY_SECONDS}
    )

    @event.listens_for(engine, "connect")
    def _careful(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")

    return engine
