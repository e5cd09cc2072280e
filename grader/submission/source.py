"""A submitted file, parsed: its statements in order, and what does not parse.

These are only values, which `read` makes. Nothing here looks at a file or at a name.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from grader.core.errors import argument
from grader.core.fact import Fact
from grader.core.message import Message
from grader.core.verdict import Skipped, Spot


@dataclass(frozen=True)
class Place:
    """The position of code; `cell` counts all of a notebook's cells from 1.

    `cell` is None in a script.
    """

    cell: int | None
    line: int


@dataclass(frozen=True)
class Reason:
    """Why Python cannot read a text, in our words; a `line` among the arguments is one of the text."""

    message: Message
    arguments: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message.format(**self.arguments)

    @property
    def fact(self) -> Fact:
        """The reason as a fact, worded later."""
        return Fact(self.message.code, {name: argument(value) for name, value in self.arguments.items()})

    def moved(self, by: int) -> Reason:
        """Count its line from another start of the text."""
        line = self.arguments.get("line")
        return (
            replace(self, arguments={**self.arguments, "line": line + by}) if isinstance(line, int) else self
        )


@dataclass(frozen=True)
class SyntaxFault:
    """Why Python cannot read a text, in Python's words or ours, and where.

    `text` is the line. `column` counts its characters from 1, and `width` of them are meant. A column of 0
    means the whole line.
    """

    message: str | Reason
    line: int
    column: int = 0
    width: int = 1
    text: str = ""

    @property
    def spot(self) -> Spot:
        """The place in the text."""
        return Spot(self.line, self.column, self.width, self.text)


@dataclass(frozen=True)
class Statement:
    """One top-level statement, with its text from column 0.

    An import has one name only.
    """

    filename: str
    place: Place
    text: str
    node: ast.stmt


@dataclass(frozen=True)
class Unit:
    """A script, or one code cell; code in `text` that cannot run is commented out.

    `broken` are the names that a block defines which does not parse, each with what it is. `written` is the
    code as the learner wrote it.
    """

    filename: str
    cell: int | None
    text: str
    written: str
    statements: tuple[Statement, ...]
    lost: tuple[Skipped, ...]
    broken: Mapping[str, str]
    fault: SyntaxFault | None


@dataclass(frozen=True)
class OtherCell:
    """A cell that is no code, such as one of Markdown, and its text."""

    cell: int
    kind: str
    text: str


@dataclass(frozen=True)
class Source:
    """A submitted file, parsed; `name` is the path as the user gave it.

    `others` are the cells without code that may hold a definition.
    """

    name: str
    path: Path
    units: tuple[Unit, ...]
    others: tuple[OtherCell, ...] = ()

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All statements that parse, in order."""
        return tuple(statement for unit in self.units for statement in unit.statements)

    @property
    def lost(self) -> tuple[Skipped, ...]:
        """The parts that do not parse, and the notebook commands."""
        return tuple(skipped for unit in self.units for skipped in unit.lost)

    @property
    def broken(self) -> Mapping[str, str]:
        """The names that a block defines which does not parse, each with what it is."""
        return {name: kind for unit in self.units for name, kind in unit.broken.items()}

    @property
    def is_script(self) -> bool:
        """Whether this is one script and not the cells of a notebook."""
        return all(unit.cell is None for unit in self.units)
