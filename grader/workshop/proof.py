"""What was proved of an exercise, as plain values to show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grader.core.errors import CourseError
from grader.core.model import CPU
from grader.core.verdict import TaskResult
from grader.locale.messages import Sentence
from grader.workshop import words
from grader.workshop.shortening import shortened


@dataclass(frozen=True)
class ProofFault:
    """Something that an author has to fix.

    `task` is empty if the fault is in the exercise or the course.
    """

    task: str
    error: CourseError

    @property
    def message(self) -> str:
        """What is wrong, in the current language; long code in it is shortened."""
        return shortened(str(self.error))


@dataclass(frozen=True)
class TaskProof:
    """What was proved of one task.

    `cases` are tried, of `drawn` ones. `wrong` counts the wrong answers that differ from the reference on
    some case, and `killed` those among them that fail. `equivalent` holds the codes of generic ones that
    differ on no case. `dropped` counts cases by the code of the reason.
    """

    task: str
    cases: int
    dropped: Mapping[str, int]
    rights: int
    wrong: int
    killed: int
    equivalent: tuple[str, ...]
    drawn: int = 0


@dataclass(frozen=True)
class Proof:
    """What was proved of one exercise on a device; `left` are tasks not run on it.

    `notes` say what an author should know, and need not fix.
    """

    exercise: str
    title: str
    tasks: tuple[TaskProof, ...]
    faults: tuple[ProofFault, ...]
    seconds: float
    device: str = CPU
    left: tuple[str, ...] = ()
    notes: tuple[ProofFault, ...] = ()


def reason(result: TaskResult) -> Sentence | CourseError | str:
    """Why a result is not right, in the judge's words, and the line that raised."""
    if result.error is not None:
        why = Sentence(result.error.message)
        line = result.error.line
        return why if line is None else CourseError(words.IN_LINE, line=line, why=why)
    return Sentence(result.differences[0].message) if result.differences else ""
