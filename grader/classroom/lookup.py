"""Find the student and the task that a word on the command line means."""

from __future__ import annotations

import re
from collections.abc import Callable

from grader.classroom.book.gradebook import Gradebook
from grader.classroom.book.standing import Student
from grader.core.errors import UsageError
from grader.core.message import Message
from grader.core.spelling import Suggestion, several

SEVERAL_STUDENTS = Message("{who!r} may be several students. Name one by its id: {options}.")
NO_STUDENT = Message("There is no student {who!r} in this gradebook.")
NO_STUDENT_BUT = Message("There is no student {who!r} in this gradebook. {remedy}")
SEVERAL_TASKS = Message("{task!r} is a task of several exercises. Write one of: {options}.")
NO_TASK = Message("There is no task {task!r} in this gradebook.")
NO_TASK_BUT = Message("There is no task {task!r} in this gradebook. {remedy}")
TWO_EXERCISES = Message(
    "{task} names one exercise, and --exercise {exercise} names another. Leave one of them out."
)


def student_of(book: Gradebook, who: str) -> Student:
    """The student with this id, e-mail address or name; raises UsageError."""
    students = list(book.students())
    ways: tuple[Callable[[Student], bool], ...] = (
        lambda student: student.id == who,
        lambda student: student.id.casefold() == who.casefold(),
        lambda student: student.email.lower() == who.lower(),
        lambda student: student.lms == who,
        lambda student: _plain(student.name) == _plain(who),
    )
    for is_meant in ways:
        found = [student for student in students if is_meant(student)]
        if len(found) == 1:
            return found[0]
        if found:
            options = ", ".join(student.id for student in found)
            raise UsageError(SEVERAL_STUDENTS, who=who, options=options)
    names = [name for student in students for name in (student.id, student.name) if name]
    if near := several(who, names, cutoff=0.6):
        raise UsageError(NO_STUDENT_BUT, who=who, remedy=Suggestion(near))
    raise UsageError(NO_STUDENT, who=who)


def _plain(name: str) -> str:
    return re.sub(r"\W", "", name.lower())


def task_of(book: Gradebook, word: str, exercise: str | None) -> tuple[str, str, float]:
    """Exercise, task and points of a task, written as `task` or `exercise/task`.

    Raises UsageError where the gradebook has no such task, or several.
    """
    given, _, task = word.rpartition("/")
    if given and exercise and given != exercise:
        raise UsageError(TWO_EXERCISES, task=word, exercise=exercise)
    wanted = given or exercise
    known = {(name, known): points for name, key in book.keys().items() for known, points, _ in key.tasks}
    found = [place for place in known if place[1] == task and wanted in (None, "", place[0])]
    if len(found) == 1:
        return (*found[0], known[found[0]])
    if found:
        options = ", ".join("/".join(place) for place in found)
        raise UsageError(SEVERAL_TASKS, task=task, options=options)
    if near := several(task, [name for _, name in known], cutoff=0.5):
        raise UsageError(NO_TASK_BUT, task=word, remedy=Suggestion(near))
    raise UsageError(NO_TASK, task=word)
