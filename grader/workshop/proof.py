"""What was proved of an exercise: plain values between proving and showing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grader.core.errors import CourseError
from grader.core.model import CPU
from grader.core.verdict import TaskResult
from grader.locale.messages import Sentence
from grader.workshop import words


@dataclass(frozen=True)
class ProofFault:
    """Something that an author has to mend; `task` is empty where it is the exercise's or the course's."""

    task: str
    error: CourseError

    @property
    def message(self) -> str:
        """What is wrong, in the language of this moment."""
        return str(self.error)


@dataclass(frozen=True)
class TaskProof:
    """What was proved of one task.

    `wrong` are the wrong answers that differ from the reference on some case, `killed` those of them
    that fail; `equivalent` are the codes of generic ones that differ on none. `dropped` counts cases by the
    code of the reason.
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
    faults: tuple[ProofFault, ...]
    seconds: float
    device: str = CPU
    left: tuple[str, ...] = ()


def reason(result: TaskResult) -> Sentence | CourseError | str:
    """What the judge says of a result that is not right, and the line in which it raised."""
    if result.error is not None:
        why = Sentence(result.error.message)
        line = result.error.line
        return why if line is None else CourseError(words.IN_LINE, line=line, why=why)
    return Sentence(result.differences[0].message) if result.differences else ""
