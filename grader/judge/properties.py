"""Judge results by the properties of a task, in a process of the runner that holds no submission."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from grader.core.errors import CourseError
from grader.core.fact import Fact
from grader.core.model import Observation, TaskKey
from grader.runner import properties
from grader.runner.protocol import Runner, TaskRun
from grader.runner.wire import Assignment, Program


def held(task: TaskKey, run: TaskRun, runner: Runner, indices: Sequence[int] | None = None) -> TaskRun:
    """Return a run whose observations say which property of the task their result does not have.

    The observations are those of the cases with these indices, or of the first cases. Raises CourseError if
    a property fails itself.
    """
    if not task.properties or not run.observations:
        return run
    places = range(len(task.cases)) if indices is None else indices
    pairs = zip(places, run.observations, strict=False)
    asked = [(task.cases[n], task.expected[n], seen) for n, seen in pairs]

    def observe(program: Program, assignment: Assignment) -> Sequence[Observation]:
        with runner.beside().session(msgspec.structs.replace(program, files=run.files)) as session:
            (answered,) = session.run([assignment])
        if answered.fault is not None:
            raise answered.fault
        if len(answered.observations) != len(assignment.cases):
            raise CourseError(properties.ENDED, name=assignment.task, why=_why(answered))
        return answered.observations

    seen = properties.with_properties(task.properties, asked, observe, task.asked.knows)
    return replace(run, observations=seen)


def _why(run: TaskRun) -> Fact:
    if run.why is not None:
        return run.why
    failures = (failure for _, failure in run.failures)
    failure = next(failures, None)
    return Fact("text", {"text": f"{failure.type}: {failure.message}" if failure is not None else ""})
