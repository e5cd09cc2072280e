"""The use case: of a course an exercise's key, of a file what the key needs, and the grade of that.

Every door comes through here: it reads a file or cells, and shows what comes back. Nothing is shown here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from grader import submission
from grader.core.errors import UsageError
from grader.core.message import Message
from grader.core.model import Key, TaskKey, TaskText
from grader.core.spelling import suggestion
from grader.core.verdict import Feedback
from grader.course import key as keys
from grader.course.load import Course
from grader.judge.devices.several import grade_on
from grader.judge.grade import judge_one
from grader.judge.result import Judged
from grader.runner.protocol import Runner, Runners
from grader.runner.wire import Limits
from grader.submission import Source, Submission

NO_TASK = Message("{exercise} has no task {task!r}. {remedy}")
WHICH_EXERCISE = Message(
    "{file}: neither its name nor its functions say which exercise it solves. Name it with "
    "{exercise}; there are: {exercises}. For a course of your own, add {course}."
)

EXERCISE_OPTION, COURSE_OPTION = "--exercise", "--course DIR"

Obtain = Callable[[Course, str], Key]
"""How a door has the key of an exercise, which it may have to make."""
Progress = Callable[[str], None]
"""Told, before each task, the task's name."""


@dataclass(frozen=True)
class Session:
    """An exercise's key, and its course; None where a key comes by itself, as in a class's folder."""

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
        """Of the exercise that a source solves; raises UsageError as `exercise_of` does."""
        name = exercise_of(source, course, exercise, options=options)
        return cls(obtain(course, name), course)

    @cached_property
    def stubs(self) -> Mapping[str, str]:
        """The starter's function of each task, as it is compared with a submission's."""
        return {task.name: submission.stub(self.text(task.name).stub) for task in self.key.tasks}

    def text(self, task: str) -> TaskText:
        """What the course says of a task."""
        return self.key.text.task(task)

    def task(self, name: str) -> TaskKey:
        """A task by its name; raises UsageError, with what may have been meant, where there is none."""
        self.check_tasks([name])
        return next(task for task in self.key.tasks if task.name == name)

    def check_tasks(self, names: Sequence[str]) -> None:
        """Raise UsageError, with what may have been meant, for a task that the exercise has not."""
        known = [task.name for task in self.key.tasks]
        for name in names:
            if name not in known:
                raise UsageError(
                    NO_TASK, exercise=self.key.exercise, task=name, remedy=suggestion(name, known)
                )

    def prepare(
        self, source: Source, *, tasks: Sequence[str] = (), whole: bool = False, bare: bool = False
    ) -> Submission:
        """Choose what of a source the tasks need, or some of them; `whole` takes all of it.

        `bare` takes no function for unfinished because it is the starter's.
        """
        return submission.needed(
            source, tasks or list(self.stubs), stubs={} if bare else self.stubs, whole=whole
        )

    def grade(
        self,
        needed: Submission,
        runners: Runners,
        *,
        tasks: Sequence[str] = (),
        progress: Progress = lambda _task: None,
    ) -> Feedback:
        """Grade what was prepared on each device, all tasks or some; with what the course says of them."""
        grade = grade_on(needed, self.key, runners, tasks=tasks, progress=progress)
        return Feedback(grade, self.key.text)

    def judge(self, needed: Submission, task: TaskKey, runner: Runner) -> Judged:
        """One task's result, with the call that is shown of it; raises MachineError."""
        return judge_one(needed, task, runner)


class OnlyRunner:
    """One runner where one for each device is asked: for what is graded on one device alone."""

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
    """The exercise that a source solves: the one that is named, else what the file's name or functions say.

    Raises UsageError where there is no such exercise, or nothing says which it is; that names the `options`
    of an exercise and a course.
    """
    if (name := named or course.named_by(Path(source.name))) is not None:
        return course.check(name)
    defined = submission.defined_functions(source)
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
    """The deadlines that go with one for a call: a task may take twice as long, all of them 24 times."""
    usual = Limits()
    return Limits(
        call_seconds=seconds,
        task_seconds=max(usual.task_seconds, 2 * seconds),
        total_seconds=max(usual.total_seconds, 24 * seconds),
    )
