"""Which student and which task of a gradebook a word on the command line means."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable

from grader.classroom import words
from grader.classroom.gradebook import Gradebook
from grader.classroom.standing import Student
from grader.errors import UsageError


def student_of(book: Gradebook, who: str) -> Student:
    """The student that is meant by an id, an e-mail address or a name; raises UsageError."""
    students = list(book.students())
    ways: tuple[Callable[[Student], bool], ...] = (
        lambda one: one.id == who,
        lambda one: one.id.casefold() == who.casefold(),
        lambda one: one.email.lower() == who.lower(),
        lambda one: one.lms == who,
        lambda one: _plain(one.name) == _plain(who),
    )
    for is_meant in ways:
        found = [student for student in students if is_meant(student)]
        if len(found) == 1:
            return found[0]
        if found:
            options = ", ".join(student.id for student in found)
            raise UsageError(words.SEVERAL_STUDENTS.format(who=who, options=options))
    names = [name for student in students for name in (student.id, student.name) if name]
    near = difflib.get_close_matches(who, names, n=3, cutoff=0.7)
    raise UsageError(words.NO_STUDENT.format(who=who, near=words.meant(near)))


def _plain(name: str) -> str:
    return re.sub(r"\W", "", name.lower())


def task_of(book: Gradebook, word: str, exercise: str | None) -> tuple[str, str, float]:
    """Exercise, task and points of a task that is written as `task` or `exercise/task`."""
    given, _, task = word.rpartition("/")
    wanted = given or exercise
    known = {(name, one): points for name, key in book.keys().items() for one, points, _ in key.tasks}
    found = [place for place in known if place[1] == task and wanted in (None, "", place[0])]
    if len(found) == 1:
        return (*found[0], known[found[0]])
    if found:
        options = ", ".join("/".join(place) for place in found)
        raise UsageError(words.SEVERAL_TASKS.format(task=task, options=options))
    near = difflib.get_close_matches(task, [one for _, one in known], n=3, cutoff=0.5)
    raise UsageError(words.NO_TASK.format(task=word, near=words.meant(near)))
