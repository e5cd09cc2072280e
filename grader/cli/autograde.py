"""`grade autograde`: what the autograder of `grade release --gradescope` runs.

It runs at Gradescope. A submission cannot prevent the results from being written. A fault of the grader never
becomes a score.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from grader.classroom.batch.worker import GradedFile, Job, Plan, Worker
from grader.classroom.book.hidden import told
from grader.classroom.book.standing import Standing, Student, task_standing
from grader.classroom.exports.gradescope import results
from grader.cli.command import command as defined
from grader.cli.exit_codes import FAULT, FULL
from grader.cli.language import follow
from grader.cli.options import ANY_PATH
from grader.core.errors import GraderError, MachineError
from grader.core.fact import Fact, verbatim
from grader.core.message import Message
from grader.core.model import Key, Outcome
from grader.core.verdict import Feedback, Grade, TaskResult
from grader.course import key as keys
from grader.course.load import Course
from grader.grading import confinement as confining
from grader.grading.session import limits
from grader.judge.remark import state
from grader.locale.messages import sentence
from grader.report.text import clean
from grader.runner.sandbox import available
from grader.runner.sandbox.tiers import FLAT, NAMESPACES, UNCONFINED, Tier
from grader.workshop import autograder

WIDTH = 100
CALL_SECONDS = 10.0

HELP = Message("Grade the submission that Gradescope put into ROOT. The autograder's zip runs this.")
TIERS = {
    NAMESPACES.name: Message(
        "The submission ran confined (sandbox tier namespaces). It saw Python and a folder of its own, but "
        "no answer keys and no results."
    ),
    FLAT.name: Message(
        "The submission ran confined (sandbox tier flat). It could read Python and a folder of its own, but "
        "no answer keys and no results. It could see which files exist."
    ),
    UNCONFINED.name: Message(
        "The submission ran UNCONFINED, with time and memory limits only, since this container cannot "
        "confine it. It could read and change everything in the container. {keys}"
    ),
}
KEYS_REMOVED = Message("The answer keys had been deleted from its disk.")
KEYS_LEFT = Message("The answer keys could not be deleted from its disk.")
GRADED = Message("Graded: {file}")
NOTHING_FOUND = Message(
    "Nothing to grade was found. No file is named {name}.py or {name}.ipynb, and none defines a function of "
    "the exercise. Hand in {name}.py or {name}.ipynb."
)
NO_RESULT = Message(
    "The autograder failed. This is a fault of the grader or of the machine, not of the submission. It costs "
    "no points: {fault}. Please tell your teacher."
)
UNGRADED = Message("{task}: {why}")
NO_COURSE = Message(
    "{folder} does not hold the answer key of one exercise; make the zip again with grade release"
)


@defined("autograde", HELP, hidden=True)
@click.argument("root", type=ANY_PATH)
def command(root: Path) -> None:
    """Grade the submission that Gradescope put into `root`."""
    sys.exit(autograde(root))


def autograde(root: Path) -> int:
    """Grade a submission in a container of Gradescope, and return the exit code.

    Results are always written.
    """
    try:
        content, code = _autograded(root), FULL
    except Exception as error:  # our fault or the machine's: the results have to show it
        content, code = _without_score(error), FAULT
    _write(root / "results" / "results.json", content)
    return code


def _without_score(error: Exception) -> bytes:
    """Results without a score.

    For Gradescope, the autograder has failed then, and no student gets zero points.
    """
    fault = str(error) if isinstance(error, GraderError) else f"{type(error).__name__}: {error}"
    output = clean(NO_RESULT.format(fault=fault.rstrip(".")))
    return json.dumps({"output": output, "output_format": "text"}, ensure_ascii=False).encode()


def _write(path: Path, content: bytes) -> None:
    """Write the results, and replace what a submission may have put in their place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    ready = path.with_suffix(".ready")
    ready.write_bytes(content)
    os.replace(ready, path)


def _autograded(root: Path) -> bytes:
    source = root / "source"
    course = follow(Course(source / "course"))
    if len(course.names) != 1:
        raise MachineError(NO_COURSE, folder=course.root)
    (name,) = course.names
    key = keys.read(course.released(name))
    found = autograder.find_submission(root / "submission", course, [task.name for task in key.tasks])
    if found is None:
        return _nothing(key, verbatim(NOTHING_FOUND.format(name=name)))
    called = found.relative_to(root / "submission").as_posix()
    tier = available.best() or UNCONFINED
    worker = Worker(_plan(course, name, found, tier))
    try:
        gone = not tier.confines and _removed(source, course, name)  # the keys have been read already
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
    return TIERS[tier.name].format(keys=KEYS_REMOVED if gone else KEYS_LEFT)


def _removed(source: Path, course: Course, name: str) -> bool:
    """Delete the keys of an unpacked autograder: a submission could read them.

    Returns whether they are gone.
    """
    if not (source / autograder.MARKER).is_file():
        return False
    for path in (course.released(name), course.released_hidden(name)):
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
    return not course.released(name).exists() and not course.released_hidden(name).exists()


# ------------------------------------------------------------------------------------------ the results


def _nothing(key: Key, why: Fact, *above: str) -> bytes:
    """Results without points, and why."""
    tasks = tuple(TaskResult(task.name, Outcome.NOT_RUN, 0.0, task.points) for task in key.tasks)
    return results([_standing(key, tasks, problem=why)], output="\n\n".join(above))


def _results(graded: GradedFile, key: Key, called: str, tier: str) -> bytes:
    """The results of a file, as Gradescope reads them.

    Raises MachineError if a fault would cost points.
    """
    if graded.fault and graded.problem is not None:
        raise MachineError(sentence(graded.problem))
    if graded.problem is not None:
        return _nothing(key, graded.problem, GRADED.format(file=called))
    tasks = tuple(_told(graded))
    lost = [task for task in tasks if task.outcome is Outcome.UNGRADED]
    if lost:
        raise MachineError(" ".join(UNGRADED.format(task=task.task, why=_why(task)) for task in lost))
    score, most = sum(task.score for task in tasks), sum(task.max_score for task in tasks)
    head = msgspec.json.decode(graded.grade, type=Grade)
    shown = msgspec.structs.replace(head, tasks=tasks, score=score, max_score=most)
    output = "\n\n".join((tier, _report(Feedback(shown, key.text))))
    return results([_standing(key, tasks, file=called)], output=output)


def _told(graded: GradedFile) -> Iterator[TaskResult]:
    """Each task as the student sees it, hidden cases included."""
    for scored in graded.tasks:
        assert scored.result is not None, scored.task
        public = msgspec.json.decode(scored.result, type=TaskResult)
        hidden = msgspec.json.decode(scored.hidden, type=TaskResult) if scored.hidden is not None else None
        yield told(public, hidden)


def _why(task: TaskResult) -> str:
    return sentence(task.error.message if task.error is not None else state(task.outcome))


def _report(feedback: Feedback) -> str:
    """The feedback as the terminal shows it."""
    from rich.console import Console

    from grader.report import terminal

    page = io.StringIO()
    terminal.render([feedback], Console(file=page, highlight=False, width=WIDTH))
    return "\n".join(line.rstrip() for line in page.getvalue().split("\n")).strip("\n")


def _standing(
    key: Key, tasks: tuple[TaskResult, ...], *, file: str = "", problem: Fact | None = None
) -> Standing:
    """The standing of the student.

    Gradescope itself knows who the student is, and has its own rules for lateness.
    """
    raw = sum(task.score for task in tasks)
    most = sum(task.max_score for task in tasks)
    found = tuple(task_standing(result, key.text.task(result.task)) for result in tasks)
    return Standing(
        Student(""), key.exercise, key.text.title, most, found, raw, raw, file=file, problem=problem
    )
