"""Restore a damaged gradebook: what can be read goes into a new one.

The file of an attempt whose results are not all there is graded again. The damaged file stays next to the new
one.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import msgspec

from grader.classroom.book import damage, salvage
from grader.classroom.book import tables as t
from grader.classroom.book.database import Database
from grader.classroom.book.salvage import Row, Rows

FRESH = ".restored-gradebook.db"


@dataclass(frozen=True)
class Restored:
    """What was restored; `damaged` is where the damaged file is now.

    `again` counts the files that must be graded again, `lost` those whose students are not known any more.
    """

    students: int
    files: int
    results: int
    decisions: int
    again: int
    lost: int
    damaged: Path


def restore(path: Path) -> Restored:
    """Put what can be read of a gradebook in its place; raises MachineError if nothing can."""
    rows = _linked(salvage.read(path))
    if not rows["students"] or not rows["facts"]:
        damage.check(path, writes=False)  # it may know more
        raise damage.damaged(path)
    again = _forget_incomplete(rows)
    fresh = path.with_name(FRESH)
    fresh.unlink(missing_ok=True)
    _write(fresh, rows)
    lost = len(_stored(path.parent / "files") - {str(row["digest"]) for row in rows["attempts"]})
    names = (f"{path.stem}-damaged{f'-{number}' if number > 1 else ''}{path.suffix}" for number in count(1))
    damaged = next(place for name in names if not (place := path.with_name(name)).exists())
    os.replace(path, damaged)
    os.replace(fresh, path)
    decisions = len(rows["overrides"]) + len(rows["accepted"])
    files, results = len(rows["attempts"]), len(rows["results"])
    return Restored(len(rows["students"]), files, results, decisions, again, lost, damaged)


def _stored(folder: Path) -> set[str]:
    """The digests of the files that students handed in."""
    return {file.name.partition(".")[0] for file in folder.glob("*/*")}


def _linked(rows: Rows) -> Rows:
    """The rows whose students, submissions and attempts can be read, too."""
    for table in t.metadata.sorted_tables:
        for column in table.columns:
            for key in column.foreign_keys:
                known = {row[key.column.name] for row in rows[key.column.table.name]}
                rows[table.name] = [row for row in rows[table.name] if row[column.name] in known]
    attempts = {row["id"] for row in rows["attempts"]}
    rows["submissions"] = [row for row in rows["submissions"] if row["counted"] in attempts]
    kept = {row["id"] for row in rows["submissions"]}
    rows["attempts"] = [row for row in rows["attempts"] if row["submission"] in kept]
    attempts = {row["id"] for row in rows["attempts"]}
    for name in ("results", "accepted"):
        rows[name] = [row for row in rows[name] if row["attempt"] in attempts]
    return rows


def _forget_incomplete(rows: Rows) -> int:
    """Mark files whose results are not all there to be graded again; returns their number."""
    exercise = {row["id"]: row["exercise"] for row in rows["submissions"]}
    tasks = {row["exercise"]: _tasks(row) for row in rows["keys"] if not row["hidden"]}
    found: dict[object, set[object]] = {}
    for row in rows["results"]:
        found.setdefault(row["attempt"], set()).add(row["task"])
    again = 0
    for place, row in enumerate(rows["attempts"]):
        needed = tasks.get(exercise[row["submission"]])
        is_graded = row["graded_with"] is not None and not row["problem"]
        if is_graded and (needed is None or needed - found.get(row["id"], set())):
            rows["attempts"][place] = {**row, "graded_with": None, "grade": None, "answers": ""}
            again += 1
    return again


def _tasks(key: Row) -> set[object]:
    try:
        return {name for name, *_ in msgspec.json.decode(str(key["tasks"]))}
    except (msgspec.MsgspecError, ValueError, TypeError):
        return set()


def _write(path: Path, rows: Rows) -> None:
    """Write a new gradebook with these rows."""
    database = Database(path, writes=True)
    with database.writing() as connection:
        for table in t.metadata.sorted_tables:
            connection.execute(table.delete())
            if found := [dict(row) for row in rows[table.name]]:
                connection.execute(table.insert(), _typed(found, table.name))
    database.close()


def _typed(rows: Sequence[dict[str, object]], table: str) -> list[dict[str, object]]:
    """Rows with the types that their columns have in Python."""
    booleans = [column.name for column in t.metadata.tables[table].columns if column.type.python_type is bool]
    return [{**row, **{name: bool(row[name]) for name in booleans}} for row in rows]
