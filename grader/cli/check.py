"""`grade FILE…`: find the exercise and its key, grade each file, show the result."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from grader import submission
from grader.cli import combinations
from grader.cli import github as actions
from grader.cli.command import SpokenCommand
from grader.cli.command import command as defined
from grader.cli.exit_codes import FAULT, FULL, NOT_FULL, UNREADABLE, USAGE
from grader.cli.group import GRADE
from grader.cli.language import follow
from grader.cli.options import graded_with
from grader.cli.output import SUFFIXES, check_output, show
from grader.cli.status import MAKING, note, said, status
from grader.core.errors import GraderError, UsageError
from grader.core.message import Message
from grader.core.model import CPU, Outcome
from grader.core.verdict import Feedback, Grade
from grader.course import load
from grader.course.key import Keys
from grader.course.key import tasks as tasks_of
from grader.course.load import Course
from grader.grading import confinement as confining
from grader.grading import devices
from grader.grading import history as progress
from grader.grading.ready import grade_ready
from grader.grading.session import Session, exercise_of, limits
from grader.report.spot import refusal
from grader.runner.process.pool import Pool
from grader.runner.process.pools import Pools
from grader.runner.protocol import Runners
from grader.submission import Source

HELP = Message("Grade files: scripts or notebooks.")
GRADING = Message("Grading {file}")
OPEN_IS_A_PAGE = Message("--open shows a page, so --format {form} has no effect. Leave it out.")
OPEN_NEEDS_A_PAGE = Message(
    "--open shows a page, and --output {path} does not name a page. Use a name that ends in .html, or leave "
    "--open out."
)
IS_A_TASK = Message("{task} is a task, not a file. To grade it alone, write: grade FILE --task {task}")

OF_ANOTHER_COURSE = Message(
    "{file} has no task of {exercise} in the built-in course. If it is of a course of your own, add --course "
    "DIR."
)

HINT_ONLY = Message("--hint shows a hint and grades nothing, so {option} has no effect. Leave it out.")
HINT_OF_ONE = Message("--hint shows a hint for one file. Name the one that you work on.")
DEBUG_ONLY = Message("--debug runs the file in this process, so {option} has no effect. Leave it out.")
DEBUG_ONE = Message("--debug stops in one function of one file: name one file, and one task with --task.")

BESIDE_HINT = ("exercise", "course")
BESIDE_DEBUG = ("tasks", "exercise", "course", "whole_file", "timeout")
"""The parameters that have an effect with these options; all others are refused."""
WORST_FIRST = (FAULT, UNREADABLE, USAGE, NOT_FULL, FULL)


@dataclass(frozen=True)
class GradeRequest:
    """What the command line asks for."""

    files: tuple[Path, ...]
    tasks: tuple[str, ...] = ()
    exercise: str | None = None
    form: str | None = None
    output: Path | None = None
    opened: bool = False
    whole: bool = False
    course: Path | None = None
    whole_file: bool = False
    timeout: float = 10.0
    exit_zero: bool = False
    confined: bool = False
    device: str = CPU

    @property
    def finding(self) -> tuple[str, ...]:
        """The options that were given to find the exercise; a command for a hint needs them, too."""
        exercise = ("--exercise", self.exercise) if self.exercise is not None else ()
        return exercise if self.course is None else (*exercise, "--course", str(self.course))


class FileCommand(SpokenCommand):
    """The command that users seldom name, so its usage does not show the name."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # the same for all
        """Show the usage without the name of the command."""
        formatter.write_usage("grade", "FILE... [OPTIONS]")

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Leave the name out of click's hints, too."""
        return super().make_context("" if info_name else None, args, parent, **extra)


@defined(GRADE, HELP, cls=FileCommand, hidden=True)
@graded_with
def command(hint: str | None, debug: bool, **options: Any) -> None:
    """Grade files, or do what an older option asks for with one file."""
    request = GradeRequest(**options)
    context = click.get_current_context()
    combinations.only(context, "hint", beside=BESIDE_HINT, why=HINT_ONLY)
    combinations.only(context, "debug", beside=BESIDE_DEBUG, why=DEBUG_ONLY)
    if hint is not None:
        _hint(request, hint)
    elif debug:
        sys.exit(_debug(request))
    else:
        sys.exit(grade_files(request))


def _hint(request: GradeRequest, task: str) -> None:
    """Do what `grade hint TASK FILE` does."""
    from grader.cli.hint import show_hint

    if len(request.files) != 1:
        raise UsageError(HINT_OF_ONE)
    show_hint(task, request.files[0], exercise=request.exercise, course=request.course)


def _debug(request: GradeRequest) -> int:
    """Do what `grade debug TASK FILE` does."""
    from grader.cli.debug import debug

    if len(request.files) != 1 or len(request.tasks) != 1:
        raise UsageError(DEBUG_ONE)
    return debug(
        request.tasks[0],
        request.files[0],
        exercise=request.exercise,
        course_folder=request.course,
        whole=request.whole_file,
        timeout=request.timeout,
    )


def grade_files(request: GradeRequest) -> int:
    """Grade every file, show all results, and return the worst exit code.

    A file that cannot be graded does not stop the others.
    """
    courses = [load.find(request.course, path) for path in request.files]
    follow(courses[0])
    check_output(request.output)
    form = _form(request)
    meant = devices.resolve(request.device)
    if meant.remark:
        note(meant.remark)
    codes: list[int] = []
    found: list[Feedback] = []
    refusals: list[tuple[Path, GraderError]] = []
    if request.confined and request.course is None:
        confining.check_courses(courses)
    hidden = confining.hidden(courses, request.files)
    tier, most = confining.tier_for(request.confined), limits(request.timeout)
    with Pools(meant.devices, lambda device: Pool(most, tier, hidden, device=device)) as pools:
        for path in request.files:
            try:
                found.append(grade_file(path, request, pools))
                codes.append(_code(found[-1].grade, request))
                progress.record(path.parent, found[-1].grade)
            except GraderError as error:
                refusals.append((path, error))
                codes.append(error.exit_code)
                if form != "github":  # GitHub shows it as an annotation
                    note(refusal(error))
    if form == "github":
        actions.show(found, refusals, request.output)
    elif found:
        show(
            found,
            form=form,
            output=request.output,
            several=len(request.files) > 1,
            opened=request.opened,
            beside=request.files[0].parent,
            options=request.finding,
            whole=request.whole or bool(request.tasks),
        )
    return next(code for code in WORST_FIRST if code in codes)


def _form(request: GradeRequest) -> str:
    """Choose the format.

    It is the format that was asked for. Otherwise it is the one that --open needs. Then the name of the
    output decides. Otherwise it is the terminal.
    """
    named = SUFFIXES[request.output.suffix.lower()] if request.output else "terminal"
    if request.opened and request.form not in (None, "html"):
        raise UsageError(OPEN_IS_A_PAGE, form=request.form)
    if request.opened and request.form is None and request.output and named != "html":
        raise UsageError(OPEN_NEEDS_A_PAGE, path=request.output)
    if request.form == "github":
        actions.check_output(request.output)
    return request.form or ("html" if request.opened else named)


def grade_file(path: Path, request: GradeRequest, runners: Runners) -> Feedback:
    """Grade one file; raises GraderError if that cannot be done."""
    course = load.find(request.course, path)
    if "." not in path.name and not path.exists() and _is_task(course, path.name):
        raise UsageError(IS_A_TASK, task=path)
    source = submission.read(path)
    name = exercise_of(source, course, request.exercise)
    making, grading = status(MAKING.format(name=name), long=True), status(GRADING.format(file=path.name))
    with making as made, grading as graded, Keys(course, name, begin=lambda: made("")) as keys:
        session = Session(keys.outline, course)
        session.check_tasks(request.tasks)
        needed = session.prepare(source, whole=request.whole_file)
        feedback = grade_ready(
            keys,
            session,
            needed,
            runners,
            tasks=request.tasks,
            making=lambda step: made(said(step)),
            grading=graded,
        )
    if request.course is None and course == load.builtin() and _is_of_another(source, feedback.grade):
        note(OF_ANOTHER_COURSE.format(file=path.name, exercise=name))
    return feedback


def _is_of_another(source: Source, grade: Grade) -> bool:
    """Whether a file defines functions, and none of the exercise's tasks."""
    is_empty = all(task.outcome is Outcome.MISSING for task in grade.tasks)
    return is_empty and bool(submission.defined_names(source))


def _is_task(course: Course, word: str) -> bool:
    return any(word in tasks_of(course, name) for name in course.names)


def _code(grade: Grade, request: GradeRequest) -> int:
    if grade.has_fault:
        return FAULT
    full = all(task.score >= task.max_score or task.is_by_teacher for task in grade.tasks)
    return FULL if full or request.exit_zero else NOT_FULL
