"""`grade review`, `grade override`, `grade accept`: what a person looks at and decides before publishing."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from grader import submission
from grader.batching import opened, regraded, restored, rules_of, show_moves
from grader.classroom import store as folder
from grader.classroom import words
from grader.classroom.accepted import as_variant
from grader.classroom.gradebook import Attempt, Gradebook, Move
from grader.classroom.grades import Grades
from grader.classroom.overview import Overview, issue
from grader.classroom.standing import Student
from grader.classroom.store import Store, write
from grader.errors import UsageError
from grader.meaning import student_of, task_of
from grader.model import Outcome
from grader.report.text import clean, digits

WITHDRAWN = "-"


def review(given: Path | None) -> None:
    """List what a person should look at before grades are published."""
    from rich.console import Console

    store = folder.find(given)
    book = Gradebook(store.gradebook)
    grades = Grades(store, book, rules_of(store, book))
    overview = Overview(grades, book)
    for graded in grades.graded():
        overview.add(graded)
    console = Console(highlight=False, markup=False, soft_wrap=True)
    found = overview.looks()
    for one in map(issue, found):
        console.print(clean(f"{one.who}: {one.where}"), style="bold")
        console.print(f"  {clean(one.why)}")
        if one.page:
            console.print(f"  {store.folder / one.page}", style="dim")
    click.echo(words.LOOKS.format(count=len(found)) if found else words.NO_LOOKS)


def override(
    who: str,
    task: str,
    score: str,
    *,
    reason: str,
    author: str | None,
    exercise: str | None,
    given: Path | None,
) -> None:
    """Keep a score that counts in place of the grader's, or withdraw it."""
    store = folder.find(given)
    with store.alone(), opened(store) as book:
        student = student_of(book, who)
        exercise, task, points = task_of(book, task, exercise)
        value = None if score == WITHDRAWN else _score(score, points, task)
        if value is not None and not reason.strip():
            raise UsageError(words.NO_REASON)
        grades = Grades(store, book, rules_of(store, book))
        before = _scored(grades, book, student, exercise, task)
        book.override(student.id, exercise, task, score=value, reason=reason, author=author or _me())
        after = _scored(Grades(store, book, rules_of(store, book)), book, student, exercise, task)
        why = reason or words.WITHDRAWN
        book.moved([Move(student.id, exercise, task, before, after, why)])
        batch, _, _ = restored(store, book)
        batch.pages()
    click.echo(
        words.OVERRODE.format(
            name=student.called, exercise=exercise, task=task, before=digits(before), after=digits(after)
        )
    )


def accept(who: str, task: str, *, author: str | None, exercise: str | None, given: Path | None) -> None:
    """Accept an answer as right: for everybody whose answer behaves alike, and for the course."""
    store = folder.find(given)
    with store.alone(), opened(store) as book:
        student = student_of(book, who)
        exercise, task, _ = task_of(book, task, exercise)
        attempt = _attempt(book, student, exercise)
        _check_wrong(book, attempt, student, task)
        place = _variant(store, book, attempt, exercise, task)
        batch, settings, rules = restored(store, book)
        batch.check_acceptable(attempt, exercise, task)
        book.accept(student.id, exercise, task, attempt=attempt.id, author=author or _me())
        why = words.ACCEPTED_WHY.format(name=student.called)
        moves = regraded(batch, settings, store, book, rules, why=why)
    show_moves(moves, book)
    click.echo(words.ACCEPTED.format(exercise=exercise, place=place))


def _check_wrong(book: Gradebook, attempt: Attempt, student: Student, task: str) -> None:
    found = next((one for one in book.results(attempt.id) if one.task == task), None)
    outcome = found.public.outcome if found else Outcome.NOT_RUN
    hidden = found.hidden.outcome if found and found.hidden else Outcome.PASSED
    if outcome is Outcome.PASSED and hidden is Outcome.PASSED:
        raise UsageError(words.RIGHT_ALREADY.format(name=student.called, task=task))
    if outcome in (Outcome.NOT_FINISHED, Outcome.MISSING, Outcome.NOT_RUN):
        raise UsageError(words.NOTHING_TO_ACCEPT.format(name=student.called, task=task, outcome=outcome))


def _attempt(book: Gradebook, student: Student, exercise: str) -> Attempt:
    for attempt in book.attempts(student=student.id):
        if attempt.exercise == exercise:
            return attempt
    raise UsageError(words.NOTHING_HANDED_IN.format(name=student.called, exercise=exercise))


def _variant(store: Store, book: Gradebook, attempt: Attempt, exercise: str, task: str) -> Path:
    """Write the answer down as a `right` variant, to be pasted into the course; where it lies."""
    source = submission.read(store.file(attempt.digest, attempt.suffix), called=attempt.name)
    number = 1 + sum(done[:2] == (exercise, task) for done in book.accepted())
    place = store.folder / "accepted" / f"{exercise}_{task}_{number}.py"
    write(place, as_variant(source, task, name=f"accepted_{number}").encode())
    return place


def _me() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in some containers
        return "unknown"


def _score(text: str, points: float, task: str) -> float:
    try:
        value = float(text)
    except ValueError as error:
        raise UsageError(words.NO_SCORE.format(score=text)) from error
    if not 0 <= value <= points:
        raise UsageError(words.OUT_OF_RANGE.format(score=text, task=task, points=digits(points)))
    return value


def _scored(grades: Grades, book: Gradebook, student: Student, exercise: str, task: str) -> float:
    found = [one for one in book.attempts(student=student.id) if one.exercise == exercise]
    standing = grades.of(found[0]).standing if found else grades.nothing(student, exercise)
    return next((one.score for one in standing.tasks if one.task == task), 0.0)
