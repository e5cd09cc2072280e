"""`grade FILE…`: find the exercise, have the key, grade each file, show the result."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from grader import actions, confining, devices, progress
from grader.course import load
from grader.course.key import tasks as tasks_of
from grader.course.load import Course
from grader.errors import GraderError, UsageError
from grader.model import CPU, Outcome
from grader.preparing import check_tasks, exercise_of, limits, obtain_key, prepare
from grader.runner.pool import Pool
from grader.runner.pools import Pools
from grader.runner.protocol import Runners
from grader.showing import SUFFIXES, check_output, show
from grader.status import status
from grader.verdict import Grade

WORST_FIRST = (3, 4, 2, 1, 0)


@dataclass(frozen=True)
class Request:
    """What the command line asks for."""

    files: tuple[Path, ...]
    tasks: tuple[str, ...] = ()
    exercise: str | None = None
    form: str | None = None
    output: Path | None = None
    opened: bool = False
    course: Path | None = None
    whole_file: bool = False
    timeout: float = 10.0
    exit_zero: bool = False
    confined: bool = False
    device: str = CPU


def grade_files(request: Request) -> int:
    """Grade every file and show all results; a file that cannot be graded does not stop the others."""
    check_output(request.output)
    form = _form(request)
    meant = devices.resolve(request.device)
    if meant.remark:
        click.echo(f"grade: {meant.remark}", err=True)
    codes: list[int] = []
    grades: list[Grade] = []
    refusals: list[tuple[Path, GraderError]] = []
    courses = [load.find(request.course, path) for path in request.files]
    if request.confined and request.course is None:
        confining.check_courses(courses)
    hidden = confining.hidden(courses, request.files)
    tier, most = confining.tier_for(request.confined), limits(request.timeout)
    with Pools(meant.devices, lambda device: Pool(most, tier, hidden, device=device)) as pools:
        for path in request.files:
            try:
                grades.append(grade_file(path, request, pools))
                codes.append(_code(grades[-1], request))
                progress.record(path.parent, grades[-1])
            except GraderError as error:
                refusals.append((path, error))
                codes.append(error.exit_code)
                if form != "github":  # where it is an annotation
                    click.echo(f"grade: {error}", err=True)
    if form == "github":
        actions.show(grades, refusals, request.output)
    elif grades:
        several, beside = len(request.files) > 1, request.files[0].parent
        show(grades, form=form, output=request.output, several=several, opened=request.opened, beside=beside)
    return next(code for code in WORST_FIRST if code in codes)


def _form(request: Request) -> str:
    """The format that was asked for, else what --open needs, what the output's name says, the terminal."""
    if request.opened and request.form not in (None, "html"):
        raise UsageError(
            f"--open shows a page, so that --format {request.form} does not go with it. Leave it out."
        )
    if request.form == "github":
        actions.check_output(request.output)
    if request.form is not None:
        return request.form
    if request.opened:
        return "html"
    return SUFFIXES[request.output.suffix.lower()] if request.output else "terminal"


def _is_task(course: Course, word: str) -> bool:
    return any(word in tasks_of(course, name) for name in course.names)


def _code(grade: Grade, request: Request) -> int:
    if any(task.outcome is Outcome.UNGRADED for task in grade.tasks):
        return 3
    full = all(task.score >= task.max_score for task in grade.tasks)
    return 0 if full or request.exit_zero else 1


def grade_file(path: Path, request: Request, runners: Runners) -> Grade:
    """Grade one file; raises GraderError when that cannot be done."""
    from grader import submission
    from grader.judge.on_devices import grade_on

    course = load.find(request.course, path)
    if "." not in path.name and not path.exists() and _is_task(course, path.name):
        raise UsageError(f"{path} is a task, not a file. To grade it alone, write: grade FILE --task {path}")
    source = submission.read(path)
    key = obtain_key(course, exercise_of(source, course, request.exercise))
    check_tasks(request.tasks, key)
    needed = prepare(source, key, whole=request.whole_file).submission
    with status(f"Grading {path.name}") as update:
        return grade_on(needed, key, runners, tasks=request.tasks, progress=update)
