"""Grade functions from their source: in a notebook, and in a course's own tests.

Only the source counts. It runs in the runner like a submission, so an endless loop is stopped. A function
whose source cannot be read, such as one made by `exec`, is refused.
"""

from __future__ import annotations

import atexit
import inspect
import math
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from grader import submission
from grader.core.errors import GraderError, UsageError
from grader.core.fact import Fact
from grader.core.message import Message, speaking
from grader.core.model import Outcome
from grader.core.spelling import Suggestion, several
from grader.core.verdict import Error, Feedback, Skipped, TaskResult
from grader.course import key as keys
from grader.course import load
from grader.course.load import Course
from grader.grading.keys import keys_without_making
from grader.grading.language import checked, chosen
from grader.grading.ready import grade_ready
from grader.grading.session import OnlyRunner, Session, exercise_of, limits
from grader.integrations import ipython as shell
from grader.runner.process.pool import Pool
from grader.submission import Source


@dataclass(frozen=True)
class NamedIn:
    """A task by its name in a file; a variable has no source of its own."""

    name: str
    path: Path


What = Callable[..., Any] | str | NamedIn

NOTHING = Message("Name what to check: check(l2_norm), or check('exercise_03') for all of it.")
NO_SOURCE = Message(
    "grade needs the source of {name} and cannot find it. Define the function with `def` in a cell or in a "
    ".py file."
)
NOT_AT_TOP = Message(
    "Define {name} with `def` at the top level of its file or cell, not in another function and not in a "
    "class. grade needs its source."
)
NO_FUNCTION = Message(
    "check() takes functions, and names of exercises and tasks; this is of type {kind}. If it is the result "
    "of your function, leave out the parentheses: check(l2_norm)."
)
NO_LIST = Message("Give several functions one after the other: check(matvec, matmul).")
BUILT_IN = Message("{name} is a function of Python itself, not one of yours. It has no source to grade.")
A_LIBRARYS = Message("{name} is a function of {module}, not one of yours. grade cannot grade it.")
NO_SECONDS = Message("timeout={seconds!r} is not a number of seconds above 0.")
NO_NOTEBOOK = Message(
    "{name!r} can be checked by its name in a notebook or in IPython. Here, give the function itself, or "
    "the name of the file."
)
NO_SUCH = Message("There is no exercise and no task {name!r}. {remedy}")
NO_TASK = Message("No exercise has a task {name!r}. Give the function the name that the exercise asks for.")
NO_TASK_BUT = Message(
    "No exercise has a task {name!r}. {remedy} Give the function the name that the exercise asks for."
)
SEVERAL = Message("{name!r} is a task of several exercises: {exercises}. Say which: exercise={first!r}.")
TWO_EXERCISES = Message("{name!r} is an exercise, and exercise={exercise!r} names another. Leave that out.")
OPTIONS = ("exercise=", "course=")
"""The arguments of our functions that name an exercise and a course."""


@dataclass(frozen=True)
class _Selection:
    """Tasks of one exercise in one source; an empty tuple means all tasks.

    `outdated` are cells that were run again later; None if the source is a file.
    """

    source: Source
    exercise: str
    tasks: tuple[str, ...] = ()
    outdated: frozenset[int] | None = None


@contextmanager
def in_language(given: str | None, course: Path | None) -> Iterator[None]:
    """Use the language of a call: the given one, else that of the course or system.

    An error is put into words at once, because it is shown when this language is no longer used. Raises
    UsageError if the language or the course does not exist.
    """
    if given is not None:
        language = checked(given, given=f"lang={given!r}")
    else:
        language = chosen(None, load.find(course, Path("submission.py")))
    with speaking(language):
        try:
            yield
        except GraderError as error:
            raise type(error)(str(error)) from None


def grades(
    what: Sequence[What], *, exercise: str | None, course: Path | None, timeout: float
) -> list[Feedback]:
    """Grade functions, exercises or files; one grade per exercise and source.

    Raises UsageError for anything else, and if a source cannot be found.
    """
    if not what:
        raise UsageError(NOTHING)
    if not (math.isfinite(timeout) and timeout > 0):
        raise UsageError(NO_SECONDS, seconds=timeout)
    together: dict[tuple[str, str], list[_Selection]] = {}
    for wanted in what:
        asked = _asked(wanted, exercise, course)
        together.setdefault((asked.source.name, asked.exercise), []).append(asked)
    with _pool(timeout) as pool:
        return [_grade(same, course, pool) for same in together.values()]


def _grade(same: Sequence[_Selection], given: Path | None, pool: Pool) -> Feedback:
    """Grade the selected tasks of one exercise in one source."""
    asked = same[0]
    some = all(selection.tasks for selection in same)
    tasks = [task for selection in same for task in selection.tasks] if some else []
    course = _course(given, asked.source)
    with keys_without_making(course, asked.exercise) as made:
        session = Session(made.outline, course)
        session.check_tasks(tasks)
        needed = session.prepare(asked.source)
        feedback = grade_ready(made, session, needed, OnlyRunner(pool), tasks=tasks)
    outdated = asked.outdated
    if outdated is None:
        return feedback
    grade = feedback.grade
    left = tuple(piece for piece in grade.skipped if piece.cell not in outdated and _matters(piece, tasks))
    grade = msgspec.structs.replace(grade, skipped=left, tasks=tuple(map(_in_cells, grade.tasks)))
    return Feedback(grade, feedback.text)


def _matters(piece: Skipped, tasks: Sequence[str]) -> bool:
    """Whether to report a piece that was not run.

    If single tasks are checked, a typo in another cell is not reported.
    """
    defined = re.match(r"\s*(?:(?:async\s+)?def\s+|class\s+)?(\w+)\b", piece.text)
    return not tasks or not piece.lost or (defined is not None and defined[1] in tasks)


def _in_cells(result: TaskResult) -> TaskResult:
    """A result whose message is about the cells that were run, not about a file."""
    if result.outcome is not Outcome.MISSING:
        return result
    is_function = result.error is None or result.error.message.code == "missing"
    code = "missing.in_cells" if is_function else "missing.value_in_cells"
    return msgspec.structs.replace(result, error=Error(Fact(code, {"task": result.task}), None))


def _asked(thing: What, exercise: str | None, given: Path | None) -> _Selection:
    """The tasks and the source that are meant.

    `thing` is a function, or the name of an exercise, of a task or of a file.
    """
    if isinstance(thing, NamedIn):
        return _named_in(thing, exercise, given)
    if not isinstance(thing, str):
        return _of_value(thing, exercise, given) or _of_function(thing, exercise, given)
    if thing.endswith((".py", ".ipynb")):
        source = submission.read(Path(thing))
        return _Selection(source, _exercise_of(source, _course(given, source), exercise))
    cells = shell.cells()
    if cells is None:
        raise UsageError(NO_NOTEBOOK, name=thing)
    course = _course(given, cells.source)
    if thing in course.names:
        if exercise not in (None, thing):
            raise UsageError(TWO_EXERCISES, name=thing, exercise=exercise)
        return _Selection(cells.source, thing, outdated=cells.outdated)
    every = [task for tasks in _tasks(course).values() for task in tasks]
    if thing not in every:
        if near := several(thing, [*course.names, *every], most=1):
            raise UsageError(NO_SUCH, name=thing, remedy=Suggestion(near))
        course.check(thing, option=OPTIONS[1])
    return _Selection(cells.source, _exercise_with(course, thing, exercise), (thing,), cells.outdated)


def _named_in(thing: NamedIn, exercise: str | None, given: Path | None) -> _Selection:
    source = submission.read(thing.path, called=os.path.relpath(thing.path))
    return _Selection(source, _exercise_with(_course(given, source), thing.name, exercise), (thing.name,))


def _of_value(thing: object, exercise: str | None, given: Path | None) -> _Selection | None:
    """The task of a variable in a notebook, if the value has the name of just one; else None."""
    cells = shell.cells()
    if cells is None or isinstance(thing, type) or hasattr(thing, "__code__"):
        return None
    course = _course(given, cells.source)
    tasks = {task for names in _tasks(course).values() for task in names}
    found = [name for name in shell.names_of(thing) if name in tasks]
    if len(found) != 1:
        return None
    return _Selection(cells.source, _exercise_with(course, found[0], exercise), (found[0],), cells.outdated)


def _file_of(function: Callable[..., Any]) -> str | None:
    """The file or cell of a function, or of a class; None if it has no source."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    if code is not None:
        return str(code.co_filename)
    if not isinstance(function, type):
        return None
    codes = [
        getattr(inspect.unwrap(part), "__code__", None) for part in vars(function).values() if callable(part)
    ]
    names = [code.co_filename for code in codes if code is not None]
    module = getattr(sys.modules.get(function.__module__), "__file__", None)
    found = (name for name in [*names, module] if name and (shell.is_cell(name) or name.endswith(".py")))
    return next(found, None)


def _of_function(function: Callable[..., Any], exercise: str | None, given: Path | None) -> _Selection:
    if not callable(function):
        raise _no_function(function)
    filename = _file_of(function)
    name = getattr(function, "__name__", type(function).__name__)
    if filename is None:
        raise _not_yours(function, name)
    cells = shell.cells()
    if cells is not None and shell.is_cell(filename):
        course = _course(given, cells.source)
        name = _known_as(function, name, course)
        _check_at_top(function, name)
        return _Selection(cells.source, _exercise_with(course, name, exercise), (name,), cells.outdated)
    path = Path(filename)
    if path.suffix != ".py" or not path.is_file():
        raise UsageError(NO_SOURCE, name=name)
    source = submission.read(path, called=os.path.relpath(path))
    _check_at_top(function, name)
    return _Selection(source, _exercise_with(_course(given, source), name, exercise), (name,))


def _known_as(function: Callable[..., Any], name: str, course: Course) -> str:
    """The name of a function; for a lambda, the task that it was assigned to."""
    tasks = {task for names in _tasks(course).values() for task in names}
    return (
        name if name in tasks else next((known for known in shell.names_of(function) if known in tasks), name)
    )


def _check_at_top(function: Callable[..., Any], name: str) -> None:
    """Raise UsageError for an inner function.

    Another function of the same name may exist at the top level.
    """
    if "." in getattr(function, "__qualname__", ""):
        raise UsageError(NOT_AT_TOP, name=name)


def _no_function(thing: object) -> UsageError:
    """The error for an argument that is neither a function nor a name."""
    if isinstance(thing, list | tuple):
        return UsageError(NO_LIST)
    return UsageError(NO_FUNCTION, kind=type(thing).__name__)


def _not_yours(function: Callable[..., Any], name: str) -> UsageError:
    """The error for a function of Python or of a library, which has no source."""
    module = getattr(function, "__module__", None) or "builtins"
    if module == "builtins":
        return UsageError(BUILT_IN, name=name)
    return UsageError(A_LIBRARYS, name=name, module=module.partition(".")[0])


def _exercise_of(source: Source, course: Course, named: str | None) -> str:
    """The exercise that a file solves; raises UsageError if it is not clear."""
    return exercise_of(source, course, named, options=OPTIONS)


def _course(given: Path | None, source: Source) -> Course:
    """The given course, else the one above the source's file or the current folder."""
    return load.find(given, source.path)


def _tasks(course: Course) -> dict[str, tuple[str, ...]]:
    """The tasks of each exercise."""
    return {name: keys.tasks(course, name) for name in course.names}


def _exercise_with(course: Course, task: str, exercise: str | None) -> str:
    """The exercise with a task of that name; `exercise` if that is given."""
    if exercise is not None:
        return course.check(exercise, option=OPTIONS[1])
    every = _tasks(course)
    found = [name for name, tasks in every.items() if task in tasks]
    if not found:
        if near := several(task, {known for tasks in every.values() for known in tasks}, most=1):
            raise UsageError(NO_TASK_BUT, name=task, remedy=Suggestion(near))
        raise UsageError(NO_TASK, name=task)
    if len(found) > 1:
        raise UsageError(SEVERAL, name=task, exercises=", ".join(found), first=found[0])
    return found[0]


# ------------------------------------------------------------------------ the warm worker process

_kept: list[Pool] = []


@contextmanager
def _pool(timeout: float) -> Iterator[Pool]:
    """The one warm process of this session.

    After a failure on our side, the next call gets a fresh process.
    """
    if not _kept:
        _kept.append(Pool())
        atexit.register(close)
    pool = _kept[0]
    pool.limits = limits(timeout)
    try:
        yield pool
    except GraderError:
        raise
    except BaseException:  # mostly an interrupt: the process is still working on the call
        close()
        raise


def close() -> None:
    """End the warm process."""
    while _kept:
        _kept.pop().__exit__()
    atexit.unregister(close)
