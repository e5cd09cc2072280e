"""Run the properties of a task in this process, while its key is made."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from grader.core.errors import CourseError
from grader.core.model import Observation
from grader.runner.properties import RAISED
from grader.runner.wire import Assignment, Loaded, Observed, Program

if TYPE_CHECKING:
    from grader.runner.recording.program import ProgramLoader


def in_this_process(program: Program, assignment: Assignment) -> list[Observation]:
    """Observe a property, which is the course's own code, in this process.

    Raises CourseError if it cannot be defined.
    """
    loader = _loaded(program)
    answers = (answer for answer in loader.run(assignment) if isinstance(answer, Observed))
    return [answer.observation for answer in answers]


@functools.lru_cache(maxsize=32)
def _loaded(program: Program) -> ProgramLoader:
    from grader.runner.recording.program import ProgramLoader

    loader = ProgramLoader()
    for answer in loader.load(program):
        if isinstance(answer, Loaded) and answer.failures:
            (((name, *_), failure), *_) = answer.failures
            raise CourseError(RAISED, name=name, type=failure.type, why=failure.message.rstrip("."))
    return loader
