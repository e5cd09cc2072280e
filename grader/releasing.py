"""`grade release`: what leaves a course; and `grade autograde`, which its autograder runs at Gradescope.

Nothing that a submission does keeps `autograde` from writing results, and no fault of ours is a score.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import msgspec

from grader import confining
from grader.classroom.exports.gradescope import results
from grader.classroom.hidden import told
from grader.classroom.rules import read_rules
from grader.classroom.standing import Standing, Student, TaskStanding
from grader.classroom.work import Graded, Job, Plan, Worker
from grader.course import key as keys
from grader.course import load
from grader.course.load import Course
from grader.errors import GraderError, MachineError, UsageError
from grader.model import Key, Outcome
from grader.preparing import limits, obtain_key
from grader.report.text import clean, digits
from grader.report.view import remark
from grader.runner import available
from grader.runner.tiers import UNCONFINED, Tier
from grader.status import Status
from grader.verdict import Grade, TaskResult
from grader.workshop import autograder
from grader.workshop import release as releases
from grader.workshop import release_words as words

WIDTH = 100
CALL_SECONDS = 10.0
DONE, FAULT = 0, 3


@dataclass(frozen=True)
class Request:
    """What the command line asks for."""

    folder: Path
    exercises: tuple[str, ...] = ()
    course: Path | None = None
    notebook: bool = True
    replace: bool = False
    gradescope: bool = False
    secret: str | None = None


def release(request: Request) -> None:
    """Write what students get, or an autograder for Gradescope, and say what was written."""
    course = load.find(request.course, Path.cwd() / "submission.py")
    names = [course.check(name) for name in request.exercises] or list(course.names)
    if not names:
        raise UsageError(words.NO_EXERCISES.format(course=course.root))
    if request.gradescope:
        _release_autograder(request, course, names)
        return
    if request.secret is not None:
        raise UsageError(words.NOT_FOR_BUNDLES)
    releases.check_place(request.folder, replace=request.replace)
    found = releases.bundle(course, [obtain_key(course, name) for name in names], notebook=request.notebook)
    releases.write(found, request.folder, replace=request.replace)
    _show(found.parts)
    for line in (words.WROTE.format(folder=request.folder), words.READABLE, words.NEXT):
        click.echo(line)


def _show(parts: Iterable[releases.Part]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for number, column in enumerate(words.COLUMNS):
        table.add_column(column, justify="right" if number > 1 else "left", overflow="fold")
    for part in parts:
        title = Text(part.title)
        table.add_row(Text(part.name), title, str(part.tasks), str(part.cases), _megabytes(part.size))
    Console(highlight=False).print(table)


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"


def _release_autograder(request: Request, course: Course, names: Sequence[str]) -> None:
    if len(names) != 1:
        raise UsageError(words.ONE_EXERCISE.format(names=", ".join(names)))
    path = request.folder / f"{names[0]}-autograder.zip"
    _check_zip(path, replace=request.replace)
    public, hidden = obtain_key(course, names[0]), _hidden_key(course, names[0], request.secret)
    content = autograder.autograder(course, public, hidden)
    releases.put(path, content)
    count = _cases(hidden) if hidden else 0
    click.echo(
        words.WROTE_ZIP.format(
            path=path,
            tasks=len(public.tasks),
            cases=_cases(public),
            hidden=words.HIDDEN.format(count=count) if count else words.NO_HIDDEN,
            size=_megabytes(len(content)),
        )
    )
    click.echo(words.NEXT_ZIP.format(points=digits(_points(public))))


def _check_zip(path: Path, *, replace: bool) -> None:
    """Refuse to overwrite, and to put a teacher's file among those for students."""
    if releases.is_release(path.parent):
        raise UsageError(words.FOR_STUDENTS.format(folder=path.parent))
    if path.exists() and not autograder.is_autograder(path):
        raise UsageError(words.ZIP_OF_OTHERS.format(path=path))
    if path.exists() and not replace:
        raise UsageError(words.ZIP_THERE.format(path=path))


def _hidden_key(course: Course, name: str, given: str | None) -> Key | None:
    """The key of hidden cases, by the secret that was given or the course's own; None without one."""
    secret = given if given is not None else read_rules(course.root).secret
    if not secret and not course.released_hidden(name).is_file():
        return None
    status = Status(words.DRAWING.format(name=name))
    try:
        status("")
        return keys.obtain_hidden(course, name, secret, progress=status)
    finally:
        status.clear()


def _cases(key: Key) -> int:
    return sum(len(task.cases) for task in key.tasks)


def _points(key: Key) -> float:
    return sum(task.points for task in key.tasks)


# ---------------------------------------------------------------------------------------- at Gradescope


def autograde(root: Path) -> int:
    """Grade what was handed in to a container of Gradescope's; the exit code. Results are always written."""
    try:
        content, code = _autograded(root), DONE
    except (
        Exception
    ) as error:  # whatever it is, it is ours or the machine's, and has to be told in the results
        content, code = _without_score(error), FAULT
    _write(root / "results" / "results.json", content)
    return code


def _without_score(error: Exception) -> bytes:
    """Results in which Gradescope finds no score: to it, the autograder has failed, and nobody has a zero."""
    fault = str(error) if isinstance(error, GraderError) else f"{type(error).__name__}: {error}"
    output = clean(words.NO_RESULT.format(fault=fault.rstrip(".")))
    return json.dumps({"output": output, "output_format": "text"}, ensure_ascii=False).encode()


def _write(path: Path, content: bytes) -> None:
    """Put the results in place, whatever a submission may have put there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    ready = path.with_suffix(".ready")
    ready.write_bytes(content)
    os.replace(ready, path)


def _autograded(root: Path) -> bytes:
    source = root / "source"
    course = Course(source / "course")
    if len(course.names) != 1:
        raise MachineError(words.NO_COURSE.format(folder=course.root))
    (name,) = course.names
    key = keys.read(course.released(name))
    found = autograder.find_submission(root / "submission", course, [task.name for task in key.tasks])
    if found is None:
        return _nothing(key, words.NOTHING_FOUND.format(name=name))
    called = found.relative_to(root / "submission").as_posix()
    tier = available.best() or UNCONFINED
    worker = Worker(_plan(course, name, found, tier))
    try:
        gone = not tier.confines and _removed(source, course, name)  # what was read is enough to go on
        graded = worker.grade(Job(0, found, called, name))
    finally:
        worker.close()
    return _results(graded, key, called, _tier(tier, gone=gone))


def _plan(course: Course, name: str, path: Path, tier: Tier) -> Plan:
    secret = course.released_hidden(name)
    return Plan(
        keys=((name, course.released(name)),),
        hidden_keys=((name, secret),) if secret.is_file() else (),
        tier=tier.name,
        hidden=confining.hidden([course], [path]),
        limits=limits(CALL_SECONDS),
        whole=False,
    )


def _tier(tier: Tier, *, gone: bool) -> str:
    return words.TIERS[tier.name].format(keys=words.KEYS_REMOVED if gone else words.KEYS_LEFT)


def _removed(source: Path, course: Course, name: str) -> bool:
    """Delete the keys of an unpacked autograder, which a submission could read; whether they are gone."""
    if not (source / autograder.MARKER).is_file():
        return False
    for path in (course.released(name), course.released_hidden(name)):
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
    return not course.released(name).exists() and not course.released_hidden(name).exists()


# ------------------------------------------------------------------------------------------ the results


def _nothing(key: Key, why: str, *above: str) -> bytes:
    """No points, and why."""
    tasks = tuple(TaskResult(task.name, Outcome.NOT_RUN, 0.0, task.points) for task in key.tasks)
    return results([_standing(key, tasks, problem=why)], output="\n\n".join(above))


def _results(graded: Graded, key: Key, called: str, tier: str) -> bytes:
    """What came of a file, as Gradescope reads it; raises MachineError where a fault would cost points."""
    if graded.fault:
        raise MachineError(graded.problem)
    if graded.problem:
        return _nothing(key, graded.problem, words.GRADED.format(file=called))
    tasks = tuple(_told(graded))
    lost = [task for task in tasks if task.outcome is Outcome.UNGRADED]
    if lost:
        raise MachineError(" ".join(words.UNGRADED.format(task=task.task, why=_why(task)) for task in lost))
    score, most = sum(task.score for task in tasks), sum(task.max_score for task in tasks)
    head = msgspec.json.decode(graded.grade, type=Grade)
    shown = msgspec.structs.replace(head, tasks=tasks, score=score, max_score=most)
    output = "\n\n".join((tier, _report(shown)))
    return results([_standing(key, tasks, file=called)], output=output)


def _told(graded: Graded) -> Iterator[TaskResult]:
    """Each task as its student sees it, hidden cases included."""
    for scored in graded.tasks:
        assert scored.result is not None, scored.task
        public = msgspec.json.decode(scored.result, type=TaskResult)
        hidden = msgspec.json.decode(scored.hidden, type=TaskResult) if scored.hidden is not None else None
        yield told(public, hidden)


def _why(task: TaskResult) -> str:
    return task.error.message if task.error is not None else str(task.outcome)


def _report(grade: Grade) -> str:
    """The feedback as the terminal shows it."""
    from rich.console import Console

    from grader.report import terminal

    page = io.StringIO()
    terminal.render([grade], Console(file=page, highlight=False, width=WIDTH))
    return "\n".join(line.rstrip() for line in page.getvalue().split("\n")).strip("\n")


def _standing(key: Key, tasks: tuple[TaskResult, ...], *, file: str = "", problem: str = "") -> Standing:
    """Where the student stands; Gradescope knows itself who that is, and takes its own for being late."""
    raw = sum(task.score for task in tasks)
    most = sum(task.max_score for task in tasks)
    found = tuple(map(_task, tasks))
    return Standing(Student(""), key.exercise, key.title, most, found, raw, raw, file=file, problem=problem)


def _task(result: TaskResult) -> TaskStanding:
    named = result.misconception
    return TaskStanding(
        result.task,
        result.outcome,
        result.score,
        result.score,
        result.max_score,
        remark(result),
        named.name if named else "",
        named.message if named else "",
        named.certain if named else True,
        result.pattern or "",
    )
