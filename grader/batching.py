"""`grade batch` and `grade regrade`: a class graded, with progress, and what came of it."""

from __future__ import annotations

import json
import os
import shlex
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader import confining, devices
from grader.classroom import store as folder
from grader.classroom import words
from grader.classroom.batch import Batch, Settings, changes
from grader.classroom.gradebook import Gradebook, Move
from grader.classroom.grades import Grades
from grader.classroom.rules import Rules, extension_of, read_rules
from grader.classroom.standing import Student
from grader.classroom.store import Store
from grader.classroom.tally import Progress
from grader.course import load
from grader.course.load import Course
from grader.devices import Meant
from grader.errors import CourseError, UsageError
from grader.meaning import student_of
from grader.model import CPU
from grader.preparing import limits
from grader.report.text import digits
from grader.runner.tiers import UNCONFINED
from grader.status import Status

if TYPE_CHECKING:
    from grader.classroom.intake import Intake

FULL, FAULT = 0, 3
PLAIN_SECONDS = 5.0
"""How often progress is told where nobody looks on."""


@dataclass(frozen=True)
class Request:
    """What the command line asks for."""

    submissions: Path
    out: Path
    course: Path | None = None
    roster: Path | None = None
    layout: str | None = None
    exercise: str | None = None
    rules: Path | None = None
    title: str = ""
    jobs: int | None = None
    unconfined: bool = False
    timeout: float = 10.0
    whole_file: bool = False
    secret: str | None = None
    device: str = CPU


def grade_class(request: Request) -> int:
    """Grade a class, or what of it has not been graded yet; the exit code."""
    from grader.classroom.intake import take_in
    from grader.classroom.roster import read_roster

    meant = _devices(request)
    course = load.find(request.course, request.submissions)
    rules = checked_rules(course, request.rules)
    roster = read_roster(request.roster, zone=rules.zone) if request.roster else None
    if roster is not None and request.roster is not None:
        _check_extensions(request.roster, roster.students, rules)
    store = Store(request.out)
    store.prepare()
    with store.alone(), going_on():
        intake = take_in(
            request.submissions,
            course,
            roster=roster,
            layout=request.layout,
            exercise=request.exercise,
            keep=store.keep,
        )
        students = roster.students if roster else ()
        return _grade(request, course, rules, store, intake, students, meant)


def _grade(
    request: Request,
    course: Course,
    rules: Rules,
    store: Store,
    intake: Intake,
    students: Sequence[Student],
    meant: Meant,
) -> int:
    """Grade what was taken in."""
    with opened(store) as book:
        _check_class(store, book, intake)
        book.record(intake.found, students)
        book.set_facts(_facts(request, course, intake, meant.devices))
        settings = _settings(request, course, rules, meant)
        batch = Batch(store, book, course, rules, settings)
        with status() as told:
            batch.prepare({one.exercise for one in intake.found}, progress=told)
        _say(words.taken_in(intake.layout, len(intake.found), len({one.student.id for one in intake.found})))
        for remark in intake.remarks:
            _say(remark)
        leftovers = len(intake.leftovers)
        del intake  # a class may be large
        state = run(batch, settings)
        _close(state, store, book, leftovers)
    return FAULT if state.faults else FULL


def regrade(given: Path | None, course: Path | None, jobs: int | None, students: Sequence[str] = ()) -> int:
    """Grade again what a change of the course can affect, and all of some students; say who has moved."""
    store = folder.find(given)
    with store.alone(), going_on(), opened(store) as book:
        for who in students:
            book.forget(student_of(book, who).id)
        batch, settings, rules = restored(store, book, course=course, jobs=jobs)
        moves = regraded(batch, settings, store, book, rules, why=words.COURSE_CHANGED)
        show_moves(moves, book)
    return FULL


def regraded(
    batch: Batch, settings: Settings, store: Store, book: Gradebook, rules: Rules, *, why: str
) -> list[Move]:
    """Have the keys as they are now, grade what they affect; whose scores have moved."""
    before = scores(Grades(store, book, rules))
    with status() as told:
        batch.prepare(book.exercises(), progress=told)
    run(batch, settings)
    after = scores(Grades(store, book, rules))
    moves = [Move(*place, old, new, why) for place, old, new in changes(before, after)]
    book.moved(moves)
    return moves


def scores(grades: Grades) -> dict[tuple[str, str, str], float]:
    """The score of each task, by student, exercise and task."""
    return {
        (graded.standing.student.id, graded.standing.exercise, task.task): task.score
        for graded in grades.graded()
        for task in graded.standing.tasks
    }


def show_moves(moves: Sequence[Move], book: Gradebook) -> None:
    """A table of who has moved by how much, and why."""
    from rich.console import Console
    from rich.table import Table

    if not moves:
        click.echo(words.NOBODY_MOVED)
        return
    names = {student.id: student.called for student in book.students()}
    table = Table(*words.MOVES, box=None, header_style="bold", pad_edge=False)
    for one in moves:
        step = f"{digits(one.before)} → {digits(one.after)}"
        table.add_row(names.get(one.student, one.student), one.exercise, one.task, step, one.why)
    Console(highlight=False, markup=False).print(table)
    count = len({one.student for one in moves})
    click.echo(words.MOVED.format(students=words.students(count)))


# ------------------------------------------------------------------------------------------ settings


@contextmanager
def opened(store: Store) -> Iterator[Gradebook]:
    """The gradebook, to be written to."""
    book = Gradebook(store.gradebook, writes=True)
    try:
        yield book
    finally:
        book.close()


def checked_rules(course: Course, given: Path | None) -> Rules:
    """The course's rules; raises UsageError where they speak of an exercise that there is not."""
    rules = read_rules(course.root, given)
    for name in rules.due:
        course.check(name)
    return rules


def _devices(request: Request) -> Meant:
    """The devices that are asked, as they are called on this machine."""
    meant = devices.resolve(request.device)
    if meant.remark:
        _say(f"grade: {meant.remark}")
    return meant


def _settings(request: Request, course: Course, rules: Rules, meant: Meant) -> Settings:
    """How the class is graded; raises MachineError where it cannot be confined."""
    secret = request.secret if request.secret is not None else rules.secret
    tier = UNCONFINED if request.unconfined else confining.tier_for_others()
    paths = [request.submissions, *([request.roster] if request.roster else [])]
    return Settings(
        tier.name,
        confining.hidden([course], paths),
        request.jobs or min(cores(), meant.fit or cores()),
        limits(request.timeout),
        request.whole_file,
        secret,
        meant.devices,
    )


def _facts(request: Request, course: Course, intake: Intake, on_devices: tuple[str, ...]) -> dict[str, str]:
    """What is kept of how the class was graded, for the pages and for the next time."""
    from importlib.metadata import version

    listed = {
        "leftovers": [(one.name, one.why) for one in intake.leftovers],
        "remarks": list(intake.remarks)
        + [words.STRANGER.format(name=one.called) for one in intake.unmatched],
    }
    given = {
        "course": str(course.root),
        "rules": str(request.rules.resolve()) if request.rules else "",
        "unconfined": request.unconfined,
        "timeout": request.timeout,
        "whole": request.whole_file,
        "secret": request.secret,
        "device": ",".join(on_devices),
    }
    return {
        "title": request.title or request.submissions.resolve().stem,
        "layout": intake.layout,
        "torch": version("torch"),
        "device": ", ".join(on_devices),
        "intake": json.dumps(listed),
        "request": json.dumps(given),
    }


def restored(
    store: Store, book: Gradebook, *, course: Path | None = None, jobs: int | None = None
) -> tuple[Batch, Settings, Rules]:
    """The batch of a class that was graded before, with the settings of that time."""
    given = _given(store, book)
    found = load.find(course or Path(given["course"]), None)
    rules = checked_rules(found, Path(given["rules"]) if given["rules"] else None)
    request = Request(
        store.folder,
        store.folder,
        jobs=jobs,
        unconfined=given["unconfined"],
        timeout=given["timeout"],
        whole_file=given["whole"],
        secret=given["secret"],
        device=given.get("device", CPU),  # a class that was graded before there was a choice
    )
    settings = _settings(request, found, rules, _devices(request))
    return Batch(store, book, found, rules, settings), settings, rules


def rules_of(store: Store, book: Gradebook) -> Rules:
    """The rules of the course that a class was graded with."""
    given = _given(store, book)
    return read_rules(Path(given["course"]), Path(given["rules"]) if given["rules"] else None)


def _given(store: Store, book: Gradebook) -> dict[str, Any]:
    """How the class was asked to be graded; raises UsageError where it never was."""
    kept = book.fact("request")
    if not kept:
        raise UsageError(words.NO_BATCH.format(folder=store.folder))
    given: dict[str, Any] = json.loads(kept)
    return given


def _check_class(store: Store, book: Gradebook, intake: Intake) -> None:
    """Refuse to mix two classes: of a folder that holds one, somebody at least is known."""
    known = {student.id for student in book.students()}
    handed = {one.student.id for one in intake.found}
    if known and handed and not known & handed:
        people = words.students(len(handed))
        raise UsageError(words.OTHER_CLASS.format(folder=store.folder, students=people))


def _check_extensions(roster: Path, students: Sequence[Student], rules: Rules) -> None:
    """Say now, not after an hour, which extension of the roster cannot be read."""
    for student in students:
        try:
            extension_of(rules, student)
        except CourseError as error:
            raise UsageError(words.BAD_EXTENSION.format(roster=roster, why=error)) from error


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


# ------------------------------------------------------------------------------------------ progress


@contextmanager
def status() -> Iterator[Callable[[str], None]]:
    """A line that says which key is being made."""
    line = Status("")
    try:
        yield lambda task: line(f"{words.MAKING} {task}")
    finally:
        line.clear()


def run(batch: Batch, settings: Settings) -> Progress:
    """Grade what is pending, and tell how far it is."""
    with _progress(settings) as tell:
        return batch.run(tell)


@contextmanager
def going_on() -> Iterator[None]:
    """Tell who interrupts how it goes on."""
    try:
        yield
    except KeyboardInterrupt:
        _say(words.GOES_ON)
        raise


@contextmanager
def _progress(settings: Settings) -> Iterator[Callable[[Progress], None]]:
    """A bar where somebody looks on, else a line now and then."""
    tell = Bar() if sys.stderr.isatty() else Lines(settings)
    try:
        yield tell
    finally:
        tell.end()


class Lines:
    """Progress in plain lines: the first file, then one every few seconds, and the last."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self._start, self._next = settings, time.monotonic(), 0.0

    def __call__(self, state: Progress) -> None:
        """Say how far it is, if it is time to."""
        now = time.monotonic()
        if state.done == 0 and state.total:
            _say(words.BEGUN.format(files=words.files(state.total), jobs=self._settings.jobs))
            self._start = now
        elif state.total and (now >= self._next or state.done == state.total):
            self._next = now + PLAIN_SECONDS
            _say(words.progress(state, now - self._start))

    def end(self) -> None:
        """Nothing is left open."""


class Bar:
    """Progress as a bar, with rate, time left and a tally."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Shown

        columns = (
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[tally]}"),
        )
        self._shown = Shown(*columns, console=Console(stderr=True, highlight=False), transient=True)
        self._task = self._shown.add_task("", total=None, tally="", visible=False)
        self._start = time.monotonic()
        self._shown.start()

    def __call__(self, state: Progress) -> None:
        """Move it."""
        if state.total:
            tally = words.tally(state, time.monotonic() - self._start)
            self._shown.update(self._task, total=state.total, completed=state.done, tally=tally, visible=True)

    def end(self) -> None:
        """Take it away."""
        self._shown.stop()


def _close(state: Progress, store: Store, book: Gradebook, leftovers: int) -> None:
    """What came of it, and what to do next."""
    from grader.classroom.overview import Overview

    grades = Grades(store, book, rules_of(store, book))
    overview = Overview(grades, book)
    for graded in grades.graded():
        overview.add(graded)
    click.echo(words.closing(overview.counts(), state, leftovers))
    for sentence in overview.promises():
        click.echo(sentence)
    click.echo(words.NEXT.format(page=store.class_page, out=shlex.quote(str(store.folder))))


def _say(text: str) -> None:
    click.echo(text, err=True)
