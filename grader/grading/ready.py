"""Grade each task as soon as its key is ready: only keys of tasks that are written are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec

from grader.core.verdict import Feedback, Grade
from grader.course.key import Keys, Progress
from grader.grading.session import Session
from grader.judge.grade import skipped
from grader.runner.protocol import Runners
from grader.submission import Submission


def grade_ready(
    keys: Keys,
    session: Session,
    needed: Submission,
    runners: Runners,
    *,
    tasks: Sequence[str] = (),
    making: Progress = lambda _step: None,
    grading: Callable[[str], None] = lambda _task: None,
) -> Feedback:
    """Grade a submission, all tasks or some, and make the keys that this needs.

    `making` is called while keys are made, and `grading` with the task's name before each task. What needs
    no key that is missing is graded first, and then each task when its key is ready.
    """
    asked = [task.name for task in session.key.tasks if not tasks or task.name in tasks]
    written = session.written(needed, asked)
    kept = keys.kept(written)
    missing = set(written) - {task.name for task in kept}
    session = session.with_tasks(kept)
    if not missing:
        return session.grade(needed, runners, tasks=tasks, progress=grading)
    making_now = keys.made(missing, making)
    grades = []
    if now := [name for name in asked if name not in missing]:
        grades.append(session.grade(needed, runners, tasks=now, progress=grading).grade)
    for task in making_now:
        one = session.with_tasks([task])
        grades.append(one.grade(needed, runners, tasks=[task.name], progress=grading).grade)
    return Feedback(_together(grades, asked, needed, tasks), session.key.text)


def _together(
    grades: Sequence[Grade], names: Iterable[str], needed: Submission, tasks: Sequence[str]
) -> Grade:
    """Return one grade with the tasks of several, in the order of the exercise."""
    found = {result.task: result for grade in grades for result in grade.tasks}
    ordered = tuple(found[name] for name in names)
    return msgspec.structs.replace(
        grades[0],
        tasks=ordered,
        score=sum(result.score for result in ordered),
        max_score=sum(result.max_score for result in ordered),
        skipped=skipped(needed, tasks),
        cells=tuple(sorted({cell for grade in grades for cell in grade.cells})),
    )
