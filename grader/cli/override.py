"""`grade override`: a score that counts instead of the grader's."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from grader.classroom.book import store as folders
from grader.classroom.book.gradebook import Gradebook, Move
from grader.classroom.book.grades import Grades
from grader.classroom.book.standing import Student
from grader.classroom.lookup import student_of, task_of
from grader.classroom.session import course_of, opened, restored, rules_of
from grader.cli.command import command as defined
from grader.cli.command import option
from grader.cli.language import follow
from grader.cli.options import AUTHOR, EXERCISE_OF_CLASS, FOLDER
from grader.cli.progress import tell_migrated
from grader.cli.status import note
from grader.core.errors import UsageError
from grader.core.fact import Fact, verbatim
from grader.core.message import Message
from grader.report.text import digits

HELP = Message("Give SCORE points instead of the grader's; - withdraws it.")
WITHDRAWS = "-"
NO_REASON = Message("An override needs --reason: the student reads it.")
OVERRODE = Message("{name}, {exercise} {task}: {before} → {after}.")
NO_SCORE = Message("{score!r} is not a number. Give the points that count, or - to withdraw an override.")
NOTHING_TO_WITHDRAW = Message("{name} has no override of {exercise} {task} to withdraw.")
OUT_OF_RANGE = Message("{score} is not between 0 and {points}, the points of {task}.")
UNKNOWN = "unknown"


@defined("override", HELP, context_settings={"ignore_unknown_options": True})
@click.argument("student")
@click.argument("task")
@click.argument("score")
@option("--reason", default="", metavar="TEXT", says=Message("The reason; the student reads it."))
@AUTHOR
@EXERCISE_OF_CLASS
@FOLDER
def command(
    student: str,
    task: str,
    score: str,
    reason: str,
    author: str | None,
    exercise: str | None,
    folder: Path | None,
) -> None:
    """Record a score that counts instead of the grader's, or withdraw it."""
    store = folders.find(folder)
    with store.alone(), opened(store) as book:
        follow(course_of(store, book))
        tell_migrated(book)
        who = student_of(book, student)
        exercise, task, points = task_of(book, task, exercise)
        value = None if score == WITHDRAWS else _score(score, points, task)
        if value is not None and not reason.strip():
            raise UsageError(NO_REASON)
        if value is None and (who.id, exercise, task) not in book.overrides():
            raise UsageError(NOTHING_TO_WITHDRAW, name=who.called, exercise=exercise, task=task)
        before = _scored(Grades(store, book, rules_of(store, book)), book, who, exercise, task)
        book.override(who.id, exercise, task, score=value, reason=reason, author=author or me())
        after = _scored(Grades(store, book, rules_of(store, book)), book, who, exercise, task)
        why = verbatim(reason) if reason else Fact("move.withdrawn")
        book.moved([Move(who.id, exercise, task, before, after, why)])
        restored(store, book, say=note, grades=False).batch.pages()
    told = OVERRODE.format(
        name=who.called, exercise=exercise, task=task, before=digits(before), after=digits(after)
    )
    click.echo(told)


def me() -> str:
    """The name of this user, who is the author if no other name is given."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in some containers
        return UNKNOWN


def _score(text: str, points: float, task: str) -> float:
    try:
        value = float(text)
    except ValueError as error:
        raise UsageError(NO_SCORE, score=text) from error
    if not 0 <= value <= points:
        raise UsageError(OUT_OF_RANGE, score=text, task=task, points=digits(points))
    return value


def _scored(grades: Grades, book: Gradebook, student: Student, exercise: str, task: str) -> float:
    found = [attempt for attempt in book.attempts(student=student.id) if attempt.exercise == exercise]
    standing = grades.of(found[0]).standing if found else grades.nothing(student, exercise)
    return next((scored.score for scored in standing.tasks if scored.task == task), 0.0)
