"""The numbers by which a batch tells how far it is, and what came of a class."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BatchProgress:
    """How far a batch is: `done` of `total` files, and what became of those by now."""

    done: int
    total: int
    full: int = 0
    unreadable: int = 0
    faults: int = 0
    retried: int = 0


@dataclass(frozen=True)
class Counts:
    """How many: students, those who handed nothing in, files, of these with full marks, not gradable."""

    students: int
    absent: int
    files: int
    full: int
    problems: int
    looks: int
