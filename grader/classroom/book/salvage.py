"""What can be read of a damaged gradebook.

Every table is read from both ends, and then row by row between them. A row counts as read if its content can
be decoded. Nothing is written.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path

import msgspec

from grader.classroom.book import tables as t
from grader.core.verdict import TaskResult

MOST_TRIED = 100_000
"""Between the readable ends of a table, at most so many rows are tried one by one."""
MOST_GUESSED = 10_000
"""If not even the number of a table's rows can be read, so many are tried."""

Row = Mapping[str, object]
Rows = dict[str, list[Row]]


def read(path: Path) -> Rows:
    """The rows of each table that can be read; none where that is not a database."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        with suppress(sqlite3.Error):
            connection.execute("pragma writable_schema = on")  # otherwise SQLite refuses a file cut short
        connection.row_factory = sqlite3.Row
        connection.text_factory = lambda content: content.decode("utf-8", "replace")
        return {name: list(_rows(connection, name)) for name in t.metadata.tables}


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[Row]:
    """The rows of a table that can be read, in their order."""
    first = dict(_from(connection, table, "asc"))
    last = dict(_from(connection, table, "desc"))
    start, end = max(first, default=0) + 1, min(last, default=_highest(connection, table) + 1)
    between: dict[int, Row] = {}
    for number in range(start, min(end, start + MOST_TRIED)):
        between |= _from(connection, table, "asc", only=number)
    columns = [column.name for column in t.metadata.tables[table].columns]
    for _, row in sorted((first | between | last).items()):
        if _can_be_used(table, row):
            yield {column: row[column] for column in columns}


def _highest(connection: sqlite3.Connection, table: str) -> int:
    """The highest number of a row, whether or not that row can be read."""
    with suppress(sqlite3.Error, OverflowError):
        found = connection.execute(f"select max(rowid) as number from {table}").fetchone()  # noqa: S608  # see below
        return int(found["number"] or 0)
    return MOST_GUESSED


def _from(
    connection: sqlite3.Connection, table: str, order: str, *, only: int | None = None
) -> Iterator[tuple[int, Row]]:
    """The rows from one end of a table, with their numbers, as far as they can be read."""
    where = "" if only is None else f"where rowid = {only}"
    with suppress(sqlite3.Error, OverflowError):
        # the names are ours, not a user's
        query = f"select rowid as number, * from {table} {where} order by rowid {order}"  # noqa: S608
        for row in connection.execute(query):
            yield row["number"], {key: row[key] for key in row.keys() if key != "number"}  # noqa: SIM118  # a Row yields values


def _can_be_used(table: str, row: Row) -> bool:
    """Whether a row has what its table needs, and its result can be decoded."""
    for column in t.metadata.tables[table].columns:
        value = row.get(column.name)
        if value is None and not column.nullable:
            return False
        if value is not None and not isinstance(value, KINDS[column.type.python_type]):
            return False
    if table != "results":
        return True
    return all(_is_result(row[name]) for name in ("result", "hidden") if row[name] is not None)


def _is_result(content: object) -> bool:
    assert isinstance(content, bytes), "its type was looked at before"
    try:
        msgspec.json.decode(content, type=TaskResult)
    except (msgspec.MsgspecError, UnicodeError, ValueError):
        return False
    return True


KINDS: Mapping[type, tuple[type, ...]] = {
    str: (str,),
    int: (int,),
    bool: (int,),
    float: (float, int),
    bytes: (bytes,),
}
"""The types in which SQLite returns a column of each type."""
