"""A grading session: an exercise's key, what it needs of a file, and the grade.

Every interface (command line, notebook, test) uses this module. The interface reads a file or cells, and
shows the result. This module shows nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import msgspec

from grader import submission
from grader.core.errors import UsageError
from grader.core.message import Message
from grader.core.model import Key, TaskKey, TaskText
from grader.core.spelling import suggestion
from grader.core.verdict import Feedback
from grader.course import key as keys
from grader.course.load import COURSE_OPTION, Course
from grader.judge.devices.several import grade_on
from grader.judge.grade import is_written, judge_one
from grader.judge.result import JudgedTask
from grader.runner.protocol import Runner, Runners
from grader.runner.wire import Limits
from grader.submission import Source, Submission

NO_TASK = Message("{exercise} has no task {task!r}. {remedy}")
WHICH_EXERCISE = Message(
    "{file}: neither its name nor its functions say which exercise it solves. Name it with {exercise}. The "
    "exercises are: {exercises}. For a course of your own, add {course}."
)

EXERCISE_OPTION = "--exercise"

Obtain = Callable[[Course, str], Key]
"""How an interface gets an exercise's key, which it may have to make."""
Progress = Callable[[str], None]
"""Called with the task's name before each task."""


@dataclass(frozen=True)
class Session:
    """An exercise's key and its course.

    The course is None if a key comes without one, as in a class's folder.
    """

    key: Key
    course: Course | None = None

    @classmethod
    def of(
        cls,
        source: Source,
        course: Course,
        *,
        obtain: Obtain,
        exercise: str | None = None,
        options: tuple[str, str] = (EXERCISE_OPTION, COURSE_OPTION),
    ) -> Session:
        """Return a session for the exercise that a source solves.

        Raises UsageError as `exercise_of` does.
        """
        name = exercise_of(source, course, exercise, options=options)
        return cls(obtain(course, name), course)

    @cached_property
    def stubs(self) -> Mapping[str, str]:
        """The `canonical` text of the starter's definition, by task.

        It is compared with the definition of a submission.
        """
        return {task.name: submission.stub(self.text(task.name).stub) for task in self.key.tasks}

    def text(self, task: str) -> TaskText:
        """Return the course's text about a task."""
        return self.key.text.task(task)

    def task(self, name: str) -> TaskKey:
        """Return a task by its name.

        Raises UsageError with a suggestion if the task does not exist.
        """
        self.check_tasks([name])
        return next(task for task in self.key.tasks if task.name == name)

    def check_tasks(self, names: Sequence[str]) -> None:
        """Raise UsageError with a suggestion if the exercise has no such task."""
        known = [task.name for task in self.key.tasks]
        for name in names:
            if name not in known:
                raise UsageError(
                    NO_TASK, exercise=self.key.exercise, task=name, remedy=suggestion(name, known)
                )

    def prepare(
        self, source: Source, *, tasks: Sequence[str] = (), whole: bool = False, bare: bool = False
    ) -> Submission:
        """Choose the part of a source that the tasks need; `whole` takes all of it.

        Without `tasks`, all tasks count. With `bare`, a function that equals the starter's counts as
        finished.
        """
        kinds = {task.name: task.kind for task in self.key.tasks}
        needed = submission.needed(
            source, tasks or list(self.stubs), stubs={} if bare else self.stubs, whole=whole, kinds=kinds
        )
        return replace(needed, program=msgspec.structs.replace(needed.program, files=self.key.data))

    def with_tasks(self, tasks: Collection[TaskKey]) -> Session:
        """Return the session with the keys of these tasks, which have been made."""
        return replace(self, key=keys.with_tasks(self.key, tasks))

    def written(self, needed: Submission, tasks: Sequence[str]) -> list[str]:
        """Return those of some tasks that have to be run: their keys are needed."""
        return [task.name for task in self.key.tasks if task.name in tasks and is_written(needed, task)]

    def grade(
        self,
        needed: Submission,
        runners: Runners,
        *,
        tasks: Sequence[str] = (),
        progress: Progress = lambda _task: None,
    ) -> Feedback:
        """Grade a prepared submission on each device, all tasks or some.

        The result includes the course's texts.
        """
        grade = grade_on(needed, self.key, runners, tasks=tasks, progress=progress)
        return Feedback(grade, self.key.text)

    def judge(self, needed: Submission, task: TaskKey, runner: Runner) -> JudgedTask:
        """Return one task's result and the call to show for it; raises MachineError."""
        return judge_one(needed, task, runner)


class OnlyRunner:
    """One runner for every device, for code that is graded on one device only."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self.devices: tuple[str, ...] = (runner.device,)

    def __getitem__(self, _device: str) -> Runner:
        return self._runner


def exercise_of(
    source: Source,
    course: Course,
    named: str | None = None,
    *,
    options: tuple[str, str] = (EXERCISE_OPTION, COURSE_OPTION),
) -> str:
    """Return the exercise that a source solves.

    It is the named one, else the one that the file's name or functions point to. Raises UsageError if no such
    exercise exists, or if the exercise is not clear. That message names the `options` for an exercise and a
    course.
    """
    if (name := named or course.named_by(Path(source.name))) is not None:
        return course.check(name, option=options[1])
    defined = submission.defined_names(source)
    shared = {name: len(defined.intersection(keys.tasks(course, name))) for name in course.names}
    most = max(shared.values(), default=0)
    best = [name for name, count in shared.items() if count == most]
    if most and len(best) == 1:
        return best[0]
    there = ", ".join(best if most else course.names)
    raise UsageError(
        WHICH_EXERCISE, file=source.name, exercise=options[0], exercises=there, course=options[1]
    )


def limits(seconds: float) -> Limits:
    """Return the deadlines for a given deadline of one call.

    A task gets at least twice the seconds of a call, and all tasks together at least 24 times.
    """
    usual = Limits()
    return Limits(
        call_seconds=seconds,
        task_seconds=max(usual.task_seconds, 2 * seconds),
        total_seconds=max(usual.total_seconds, 24 * seconds),
    )
