"""A submitted file, parsed: its statements in order, and what could not be read as one.

These are values only; `read` makes them, and nothing here looks at a file or at a name.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

from grader.core.message import Message
from grader.core.verdict import Skipped


@dataclass(frozen=True)
class Place:
    """Where something stands; `cell` counts all of a notebook's cells from 1, None in a script."""

    cell: int | None
    line: int


@dataclass(frozen=True)
class SyntaxFault:
    """Why Python cannot read a text, in its words or in ours, and the line where it says so."""

    message: str | Message
    line: int


@dataclass(frozen=True)
class Statement:
    """One top-level statement, with its text from column 0; imports hold one name each."""

    filename: str
    place: Place
    text: str
    node: ast.stmt


@dataclass(frozen=True)
class Unit:
    """A script, or one code cell. In its `text`, what cannot be run is commented out.

    `broken` are the functions whose `def` stands in a block that does not parse.
    """

    filename: str
    cell: int | None
    text: str
    statements: tuple[Statement, ...]
    lost: tuple[Skipped, ...]
    broken: frozenset[str]
    fault: SyntaxFault | None


@dataclass(frozen=True)
class Source:
    """A submitted file, parsed. `name` is the path as the user gave it."""

    name: str
    path: Path
    units: tuple[Unit, ...]

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All statements that parse, in order."""
        return tuple(statement for unit in self.units for statement in unit.statements)

    @property
    def lost(self) -> tuple[Skipped, ...]:
        """What does not parse, and notebook commands."""
        return tuple(skipped for unit in self.units for skipped in unit.lost)

    @property
    def broken(self) -> frozenset[str]:
        """Functions whose `def` stands in a block that does not parse."""
        return frozenset(name for unit in self.units for name in unit.broken)

    @property
    def is_script(self) -> bool:
        """Whether this is one script rather than a notebook's cells."""
        return all(unit.cell is None for unit in self.units)
