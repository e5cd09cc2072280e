"""The numbers that describe a batch's progress and a class's results."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BatchProgress:
    """The progress of a batch: `done` of `total` files, and their results so far.

    `full` counts full marks, `unreadable` files that cannot be graded, `faults` faults of the grader.
    `retried` counts files that were graded again alone.
    """

    done: int
    total: int
    full: int = 0
    unreadable: int = 0
    faults: int = 0
    retried: int = 0


@dataclass(frozen=True)
class Counts:
    """The counts of a class.

    `absent` are students who handed nothing in. Of the `files`, `full` have full marks, and `problems` could
    not be graded. `looks` are things that a teacher should look at.
    """

    students: int
    absent: int
    files: int
    full: int
    problems: int
    looks: int
