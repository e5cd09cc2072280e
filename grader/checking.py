"""Functions that are at hand, graded from their source: in a notebook, and in a course's own tests.

The source is what counts: it is run in the runner, as if it had been handed in, so that a loop that
never ends ends there. What cannot be read, such as a function made by `exec`, is refused.
"""

from __future__ import annotations

import atexit
import difflib
import inspect
import math
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from grader import shell, submission
from grader.course import key as keys
from grader.course import load
from grader.course.load import Course
from grader.errors import GraderError, UsageError
from grader.model import Outcome
from grader.preparing import check_tasks, exercise_of, key_without_making, limits, prepare
from grader.runner.pool import Pool
from grader.submission import Source
from grader.verdict import Error, Grade, Skipped, TaskResult

What = Callable[..., Any] | str

NOTHING = "Name what to check: check(l2_norm), or check('exercise_03') for all of it."
NO_SOURCE = (
    "The source of {name} cannot be had, and it is the source that is graded. Define it with `def` in a cell "
    "or in a .py file."
)
NOT_AT_TOP = (
    "{name} is graded from its source, and has to be defined with `def` at the top level of its file or "
    "cell: not in another function, and not in a class."
)
NO_FUNCTION = (
    "check() takes functions, and names of exercises and tasks; this is of type {kind}. If it is what your "
    "function gives, leave out the parentheses behind its name: check(l2_norm)."
)
NO_LIST = "Give several functions one after the other: check(matvec, matmul)."
NOT_YOURS = "{name} is {owner}, not one of yours: there is no source of it to grade."
BUILT_IN, A_LIBRARYS = "a function of Python itself", "a function of {module}"
NO_SECONDS = "timeout={seconds!r} is not a number of seconds above 0."
NO_NOTEBOOK = (
    "{name!r} can be checked by its name in a notebook or in IPython. Here, give the function itself, or "
    "the name of the file."
)
NO_CELL = "No cell that was run defines `{task}`. Run the cell that does, then check again."
NO_SUCH = "There is no exercise and no task {name!r}. Did you mean {near!r}?"
NO_TASK = "No exercise has a task {name!r}. {remedy}"
GIVE_NAME = "Give the function the name that the exercise asks for."
SEVERAL = "{name!r} is a task of {exercises}. Say which: exercise={first!r}."


@dataclass(frozen=True)
class _Asked:
    """Tasks of one exercise in one source; no tasks are all of them.

    `outdated` are cells that were run again since; None where the source is a file.
    """

    source: Source
    exercise: str
    tasks: tuple[str, ...] = ()
    outdated: frozenset[int] | None = None


def grades(what: Sequence[What], *, exercise: str | None, course: Path | None, timeout: float) -> list[Grade]:
    """Grade functions, exercises or files; one grade for each exercise in each source.

    Raises UsageError for what is none of these, or whose source cannot be had.
    """
    if not what:
        raise UsageError(NOTHING)
    if not (math.isfinite(timeout) and timeout > 0):
        raise UsageError(NO_SECONDS.format(seconds=timeout))
    together: dict[tuple[str, str], list[_Asked]] = {}
    for one in what:
        asked = _asked(one, exercise, course)
        together.setdefault((asked.source.name, asked.exercise), []).append(asked)
    with _pool(timeout) as pool:
        return [_grade(same, course, pool) for same in together.values()]


def _grade(same: Sequence[_Asked], given: Path | None, pool: Pool) -> Grade:
    """Grade the tasks that are asked of one exercise in one source."""
    from grader.judge.grade import grade

    asked = same[0]
    tasks = [task for one in same for task in one.tasks] if all(one.tasks for one in same) else []
    key = key_without_making(_course(given, asked.source), asked.exercise)
    check_tasks(tasks, key)
    result = grade(prepare(asked.source, key).submission, key, pool, tasks=tasks)
    outdated = asked.outdated
    if outdated is None:
        return result
    left = tuple(one for one in result.skipped if one.cell not in outdated and _matters(one, tasks))
    return msgspec.structs.replace(result, skipped=left, tasks=tuple(map(_in_cells, result.tasks)))


def _matters(one: Skipped, tasks: Sequence[str]) -> bool:
    """Whether a piece that was not run is worth telling; of single tasks, a typo in another cell is not."""
    defined = re.match(r"\s*(?:async\s+)?def\s+(\w+)", one.text)
    return not tasks or not one.lost or (defined is not None and defined[1] in tasks)


def _in_cells(result: TaskResult) -> TaskResult:
    """A result that speaks of the cells that were run where it would speak of a file."""
    if result.outcome is not Outcome.MISSING:
        return result
    return msgspec.structs.replace(result, error=Error(NO_CELL.format(task=result.task), None))


def _asked(one: What, exercise: str | None, given: Path | None) -> _Asked:
    """What is meant by a function, by the name of an exercise or of a task, or by that of a file."""
    if not isinstance(one, str):
        return _of_function(one, exercise, given)
    if one.endswith((".py", ".ipynb")):
        source = submission.read(Path(one))
        return _Asked(source, exercise_of(source, _course(given, source), exercise))
    cells = shell.cells()
    if cells is None:
        raise UsageError(NO_NOTEBOOK.format(name=one))
    course = _course(given, cells.source)
    if one in course.names:
        return _Asked(cells.source, one, outdated=cells.outdated)
    every = [task for tasks in _tasks(course).values() for task in tasks]
    if one not in every:
        if near := difflib.get_close_matches(one, [*course.names, *every], n=1, cutoff=0.6):
            raise UsageError(NO_SUCH.format(name=one, near=near[0]))
        course.check(one)
    return _Asked(cells.source, _exercise_with(course, one, exercise), (one,), cells.outdated)


def _of_function(function: Callable[..., Any], exercise: str | None, given: Path | None) -> _Asked:
    if not callable(function):
        raise UsageError(
            NO_LIST
            if isinstance(function, list | tuple)
            else NO_FUNCTION.format(kind=type(function).__name__)
        )
    code = getattr(inspect.unwrap(function), "__code__", None)
    name = getattr(function, "__name__", type(function).__name__)
    if code is None:
        raise UsageError(NOT_YOURS.format(name=name, owner=_owner(function)))
    cells = shell.cells()
    if cells is not None and shell.is_cell(code.co_filename):
        course = _course(given, cells.source)
        name = _known_as(function, name, course)
        _check_at_top(function, name)
        return _Asked(cells.source, _exercise_with(course, name, exercise), (name,), cells.outdated)
    path = Path(code.co_filename)
    if path.suffix != ".py" or not path.is_file():
        raise UsageError(NO_SOURCE.format(name=name))
    source = submission.read(path, called=os.path.relpath(path))
    _check_at_top(function, name)
    return _Asked(source, _exercise_with(_course(given, source), name, exercise), (name,))


def _known_as(function: Callable[..., Any], name: str, course: Course) -> str:
    """The name of a function; of a lambda, that of the task to which it was assigned."""
    tasks = {task for names in _tasks(course).values() for task in names}
    return name if name in tasks else next((one for one in shell.names_of(function) if one in tasks), name)


def _check_at_top(function: Callable[..., Any], name: str) -> None:
    """Raise UsageError for an inner function: another one of its name may stand at the top level."""
    if "." in getattr(function, "__qualname__", ""):
        raise UsageError(NOT_AT_TOP.format(name=name))


def _owner(function: Callable[..., Any]) -> str:
    module = getattr(function, "__module__", None) or "builtins"
    return BUILT_IN if module == "builtins" else A_LIBRARYS.format(module=module.partition(".")[0])


def _course(given: Path | None, source: Source) -> Course:
    """The course that was given, else the one above the source's file, or above the current folder."""
    return load.find(given, source.path)


def _tasks(course: Course) -> dict[str, tuple[str, ...]]:
    """The tasks of each exercise."""
    return {name: keys.tasks(course, name) for name in course.names}


def _exercise_with(course: Course, task: str, exercise: str | None) -> str:
    """The exercise with a task of that name; `exercise`, if it was said which."""
    if exercise is not None:
        return course.check(exercise)
    every = _tasks(course)
    found = [name for name, tasks in every.items() if task in tasks]
    if not found:
        near = difflib.get_close_matches(
            task, {one for tasks in every.values() for one in tasks}, n=1, cutoff=0.6
        )
        remedy = f"Did you mean {near[0]!r}? {GIVE_NAME}" if near else GIVE_NAME
        raise UsageError(NO_TASK.format(name=task, remedy=remedy))
    if len(found) > 1:
        raise UsageError(SEVERAL.format(name=task, exercises=" and of ".join(found), first=found[0]))
    return found[0]


# -------------------------------------------------------------------------- the warm process, kept

_kept: list[Pool] = []


@contextmanager
def _pool(timeout: float) -> Iterator[Pool]:
    """The one warm process of this session; whatever goes wrong on our side, the next one is fresh."""
    if not _kept:
        _kept.append(Pool())
        atexit.register(close)
    pool = _kept[0]
    pool.limits = limits(timeout)
    try:
        yield pool
    except GraderError:
        raise
    except BaseException:  # an interrupt, above all: what the process was asked is still under way
        close()
        raise


def close() -> None:
    """End the warm process."""
    while _kept:
        _kept.pop().__exit__()
    atexit.unregister(close)
