"""Values about students: who they are, what they handed in, their scores.

The gradebook returns these values. Pages and exports are made from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from msgspec import Struct

from grader.core.fact import Fact
from grader.core.model import Outcome, TaskText
from grader.core.verdict import TaskResult
from grader.judge.remark import fails_on_gpu, remark


@dataclass(frozen=True, slots=True)
class Student:
    """A student. `id` is the roster's, or the download's without a roster.

    `lms` is the number or name of the student in the system that the download comes from: Canvas's user id,
    Moodle's participant id, Gradescope's SID. It is empty if unknown. `extension` is as the roster
    gives it: a number of days or an ISO date (and time).
    """

    id: str
    name: str = ""
    email: str = ""
    group: str = ""
    extension: str = ""
    lms: str = ""
    in_roster: bool = False

    @property
    def called(self) -> str:
        """The name, or the id where no name is known."""
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class HandedFile:
    """A file that a student handed in, as it is in the download.

    `name` is its path inside the download, with "/" between the parts. For a file in a zip file, it starts
    with the name of the zip file. `digest` is the SHA-256 of its content, in hexadecimal. `late` is what the
    download itself says. Of several files for the same exercise, the later one has the larger `rank`.
    """

    student: Student
    exercise: str
    name: str
    digest: str
    time: datetime | None = None
    late: bool = False
    rank: tuple[float | str, ...] = ()


@dataclass(frozen=True, slots=True)
class Leftover:
    """A file of the download that is not graded, and why.

    `student` is the id of the student who handed it in; empty if nobody is known.
    """

    name: str
    why: Fact
    student: str = ""


@dataclass(frozen=True, slots=True)
class UngradedFile:
    """A file of a student that is not graded, and why.

    `student` is an id. `exercise` is empty if the file does not say one. A file is not `certain` if it may be
    from another student, too.
    """

    student: str
    exercise: str
    name: str
    why: Fact
    certain: bool = True


class IntakeNotes(Struct, frozen=True):
    """Notes on a download: files that are not graded, and remarks."""

    leftovers: tuple[Leftover, ...] = ()
    remarks: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class Override:
    """A score that a teacher has given in place of the grader's."""

    score: float
    reason: str
    author: str
    time: datetime


@dataclass(frozen=True)
class TaskStanding:
    """One task of one student.

    `graded` are the grader's points, `score` the points that count. `message` is the course's message on the
    misconception that was recognised, and `besides` are facts that go with it; `second_message` is that on a
    second one. `slip` is what is wrong in the source. `cpu_only`: the answer is right, but would not be right
    on a GPU.
    """

    task: str
    outcome: Outcome
    graded: float
    score: float
    max_score: float
    remark: Fact | None = None
    misconception: str = ""
    message: str = ""
    certain: bool = True
    besides: tuple[Fact, ...] = ()
    second: str = ""
    second_message: str = ""
    slip: Fact | None = None
    patterns: tuple[Fact, ...] = ()
    override: Override | None = None
    duration: float = 0.0
    cpu_only: bool = False

    @property
    def is_open(self) -> bool:
        """Whether neither the grader nor a teacher has given points."""
        return self.outcome is Outcome.UNGRADED and self.override is None


def task_standing(result: TaskResult, text: TaskText, **more: Any) -> TaskStanding:
    """The standing in a task, from its result; `more` are fields set by a teacher."""
    named, second = result.misconception, result.second
    fields: dict[str, Any] = {
        "outcome": result.outcome,
        "graded": result.score,
        "score": result.score,
        "max_score": result.max_score,
        "remark": remark(result),
        "misconception": named.name if named else "",
        "message": text.messages.get(named.name, "") if named else "",
        "certain": named.certain if named else True,
        "besides": named.besides if named else (),
        "second": second.name if second else "",
        "second_message": text.messages.get(second.name, "") if second else "",
        "slip": result.slip.message if result.slip else None,
        "patterns": result.patterns,
        "duration": result.duration,
        "cpu_only": result.outcome is Outcome.PASSED and fails_on_gpu(result),
    }
    return TaskStanding(result.task, **{**fields, **more})


@dataclass(frozen=True)
class Late:
    """How late a submission is.

    `days` are whole days after the due date; `penalty` is the share of the score that they cost. `unknown`:
    the download says that it is late, but not by how much.
    """

    days: int = 0
    penalty: float = 0.0
    unknown: bool = False


@dataclass(frozen=True)
class Standing:
    """One student in one exercise.

    `raw` is the sum of the tasks' scores; `score` is the rest after the penalty for being late. `max_score`
    is the exercise's. `file` is the file's name in the download, empty if nothing was handed in. `problem`
    says why a file could not be graded at all. `attempts` counts the files handed in. `page` is the
    student's page, relative to the class page; empty if it has none.
    """

    student: Student
    exercise: str
    title: str
    max_score: float
    tasks: tuple[TaskStanding, ...] = ()
    raw: float = 0.0
    score: float = 0.0
    late: Late = Late()
    file: str = ""
    time: datetime | None = None
    attempts: int = 0
    problem: Fact | None = None
    page: str = ""

    @property
    def ungraded(self) -> tuple[TaskStanding, ...]:
        """The tasks for which neither the grader nor a teacher has given points."""
        return tuple(task for task in self.tasks if task.is_open)

    @property
    def pending(self) -> float:
        """The points of the tasks that are not graded yet; they are in the maximum."""
        return sum(task.max_score for task in self.ungraded)

    @property
    def is_submitted(self) -> bool:
        """Whether the student handed in a file."""
        return bool(self.file)
