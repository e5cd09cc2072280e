"""`grade accept`: accept an answer as right, with all that behave the same."""

from __future__ import annotations

from pathlib import Path

import click

from grader import submission
from grader.classroom.batch.accepted import as_variant
from grader.classroom.book import store as folders
from grader.classroom.book.gradebook import Attempt, Gradebook
from grader.classroom.book.standing import Student
from grader.classroom.book.store import Store, write
from grader.classroom.lookup import student_of, task_of
from grader.classroom.session import course_of, opened, restored
from grader.cli import progress
from grader.cli.command import command as defined
from grader.cli.language import follow
from grader.cli.options import AUTHOR, EXERCISE_OF_CLASS, FOLDER
from grader.cli.override import me
from grader.cli.progress import tell_migrated
from grader.cli.regrade import show_moves
from grader.cli.status import note
from grader.core.errors import UsageError
from grader.core.fact import Fact
from grader.core.message import Message
from grader.core.model import Outcome
from grader.judge.remark import state
from grader.locale.messages import sentence
from grader.report.text import digits

HELP = Message("Accept an answer as right, for all students with the same answer.")
ACCEPTED = Message(
    "In this class, every answer that behaves like this one has full marks now.\n\n"
    "For your next class, change what {exercise} asks (its reference, its inputs or its prose), so that this "
    "answer is right. Then paste the answer next to the reference, as a right variant; `grade verify` proves "
    "it. The answer is in:\n\n    {place}"
)
OVERRIDDEN = Message(
    "{name} has an override of {exercise} {task}: {score} points still count. "
    "Withdraw it with `grade override {id} {task} -`."
)
RIGHT_ALREADY = Message("{name} already has {task} right.")
NOTHING_TO_ACCEPT = Message("The answer of {name} to {task} cannot be accepted: it is {outcome}.")
NOTHING_HANDED_IN = Message("{name} has handed nothing in for {exercise}.")


@defined("accept", HELP)
@click.argument("student")
@click.argument("task")
@AUTHOR
@EXERCISE_OF_CLASS
@FOLDER
def command(student: str, task: str, author: str | None, exercise: str | None, folder: Path | None) -> None:
    """Accept an answer as right, for all students whose answer behaves the same.

    The answer is also written to a file, as a right variant for the course.
    """
    store = folders.find(folder)
    with store.alone(), opened(store) as book:
        follow(course_of(store, book))
        tell_migrated(book)
        who = student_of(book, student)
        exercise, task, _ = task_of(book, task, exercise)
        attempt = _attempt(book, who, exercise)
        _check_wrong(book, attempt, who, task)
        place = _variant(store, book, attempt, exercise, task)
        session = restored(store, book, say=note)
        session.batch.check_acceptable(attempt, exercise, task)
        book.accept(who.id, exercise, task, attempt=attempt.id, author=author or me())
        found = session.regraded(why=Fact("move.accepted", {"name": who.called}), grade=progress.grade)
        show_moves(found.moves, book)
        override = book.overrides().get((who.id, exercise, task))
    if override is not None:
        score = digits(override.score)
        click.echo(OVERRIDDEN.format(name=who.called, exercise=exercise, task=task, score=score, id=who.id))
    click.echo(ACCEPTED.format(exercise=exercise, place=place))


def _check_wrong(book: Gradebook, attempt: Attempt, student: Student, task: str) -> None:
    found = next((result for result in book.results(attempt.id) if result.task == task), None)
    outcome = found.public.outcome if found else Outcome.NOT_RUN
    hidden = found.hidden.outcome if found and found.hidden else Outcome.PASSED
    if outcome is Outcome.PASSED and hidden is Outcome.PASSED:
        raise UsageError(RIGHT_ALREADY, name=student.called, task=task)
    if outcome in (Outcome.NOT_FINISHED, Outcome.MISSING, Outcome.NOT_RUN):
        raise UsageError(NOTHING_TO_ACCEPT, name=student.called, task=task, outcome=sentence(state(outcome)))


def _attempt(book: Gradebook, student: Student, exercise: str) -> Attempt:
    for attempt in book.attempts(student=student.id):
        if attempt.exercise == exercise:
            return attempt
    raise UsageError(NOTHING_HANDED_IN, name=student.called, exercise=exercise)


def _variant(store: Store, book: Gradebook, attempt: Attempt, exercise: str, task: str) -> Path:
    """Write the answer to a file, as a `right` variant to paste into the course.

    Returns the path of the file.
    """
    source = submission.read(store.file(attempt.digest, attempt.suffix), called=attempt.name)
    number = 1 + sum(done[:2] == (exercise, task) for done in book.accepted())
    place = store.folder / "accepted" / f"{exercise}_{task}_{number}.py"
    write(place, as_variant(source, task, name=f"accepted_{number}").encode())
    return place
