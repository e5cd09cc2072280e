"""What was proved of an exercise: plain values between proving and showing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grader.model import CPU


@dataclass(frozen=True)
class Fault:
    """Something that an author has to mend; `task` is empty where it is the exercise's or the course's."""

    task: str
    message: str


@dataclass(frozen=True)
class TaskProof:
    """What was proved of one task.

    `wrong` are the wrong answers that differ from the reference on some case, `killed` those of them
    that fail; `equivalent` are the generic ones that differ on none. `dropped` counts cases by reason.
    """

    task: str
    cases: int
    dropped: Mapping[str, int]
    rights: int
    wrong: int
    killed: int
    equivalent: tuple[str, ...]


@dataclass(frozen=True)
class Proof:
    """What was proved of one exercise, on a device; `left` are the tasks that do not go there."""

    exercise: str
    title: str
    tasks: tuple[TaskProof, ...]
    faults: tuple[Fault, ...]
    seconds: float
    device: str = CPU
    left: tuple[str, ...] = ()
