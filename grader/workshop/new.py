"""Add the skeleton of a task to an exercise: to its starter and its reference, or to neither.

Nothing is overwritten: what is in the files stays. If one file has the task, the other one gets its part.
"""

from __future__ import annotations

import ast
import contextlib
import keyword
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.core.errors import CourseError, UsageError
from grader.core.message import Message
from grader.core.model import FUNCTION, VARIABLE
from grader.course.load import Course, is_course, unparsed
from grader.workshop.skeleton import (
    TaskSkeleton,
    new_reference,
    new_starter,
    variable,
    with_name,
    with_word,
)
from grader.workshop.task_shape import TaskShape, new_shape, shape_in_reference, shape_in_starter

NO_NAME = Message(
    "{name!r} is not a name of a Python function. Write letters, digits and _, such as my_task."
)
NO_PARAMETER = Message('--inputs {inputs!r}: {name!r} is not a name. Write names, such as --inputs "x, y".')
PARAMETER_TWICE = Message(
    "--inputs {inputs!r}: {name!r} is there twice. Give each parameter a name of its own."
)
NO_EXERCISE_NAME = Message(
    "{name!r} is not a name of an exercise. Write letters, digits and _, such as week_1. It begins with a "
    "letter."
)
TASK_EXISTS = Message("{path}, line {line}: {task} exists already. Choose another name.")
OTHER_KIND = Message(
    "{path}, line {line}: {task} exists already, and it is of another kind. Leave out --kind, or choose "
    "another name."
)
OTHER_PARAMETERS = Message(
    "{path}, line {line}: {task} exists already, with other parameters: {parameters}. Leave out --inputs, or "
    "choose another name."
)
NO_PARAMETERS = Message("A variable has no parameters. Leave out --inputs.")
RELEASED = Message("{path} is the key of a released exercise. Add tasks to the course that it comes from.")
NO_VARIABLE = Message(
    '{path} defines no exercise. Write exercise = Exercise("Title") at the top, below the imports.'
)
TITLE_OF_OTHER = Message("{path} exists already, with a title. Leave out --title.")
NOT_WRITTEN = Message("{path} cannot be written: {why}.")
BINDING = (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign)
"""The statements that bind names, besides functions and classes."""
_EXERCISE = re.compile(r"[A-Za-z]\w*", re.ASCII)


DEFAULT = ("x",)
"""The parameters of a function if none are given."""


@dataclass(frozen=True)
class NewTask:
    """A task to be added, and the title of its exercise if that is new.

    Its kind and its parameters may be left open. What one of the two files has already decides then.
    """

    task: str
    exercise: str
    parameters: tuple[str, ...] | None = None
    title: str | None = None
    kind: str = ""
    with_right: bool = False
    with_property: bool = False

    @property
    def shape(self) -> TaskShape:
        """The shape of the task, if neither file has it."""
        kind = self.kind or FUNCTION
        usual = DEFAULT if kind == FUNCTION else ()
        return new_shape(kind, usual if self.parameters is None else self.parameters)


def place(given: Path | None, here: Path) -> Course:
    """Return the course to add to: the given folder, the one around a folder, or the folder itself."""
    if given is not None:
        return Course(given.resolve())
    around = (folder for folder in (here, *here.parents) if is_course(folder))
    return Course(next(around, here).resolve())


def parameters(inputs: str) -> tuple[str, ...]:
    """Return the names in a text such as `x, y`; raises UsageError if they cannot be parameters."""
    names = tuple(name for name in re.split(r"[,\s]+", inputs) if name)
    for name in names:
        if not _is_name(name):
            raise UsageError(NO_PARAMETER, inputs=inputs, name=name)
        if names.count(name) > 1:
            raise UsageError(PARAMETER_TWICE, inputs=inputs, name=name)
    return names


def add(course: Course, new: NewTask) -> tuple[Path, ...]:
    """Write the skeleton of a task; return the files that were written, the starter first.

    If one of the two files has the task already, only the other one is written.

    Raises UsageError if the task cannot be added, and CourseError if a file of the course is broken.
    """
    _check(course, new)
    starter, reference = course.starter(new.exercise), course.reference(new.exercise)
    found = _found(course, new)
    shape = next(iter(found.values()), new.shape)
    title = new.title or new.exercise.replace("_", " ").capitalize()
    skeleton = TaskSkeleton(new.task, shape, new.with_right, new.with_property)
    texts: dict[Path, str] = {}
    if starter not in found:
        before = with_name(_read(starter) or new_starter(new.exercise, title), _root(shape))
        texts[starter] = f"{before.rstrip()}\n{skeleton.starter()}"
    if reference not in found:
        known = _read(reference) or new_reference(title)
        name = variable(ast.parse(known))
        if name is None:
            raise CourseError(NO_VARIABLE, path=reference)
        known = with_name(with_word(known) if shape.kind != VARIABLE else known, _root(shape))
        texts[reference] = f"{known.rstrip()}\n{skeleton.reference(name)}"
    _write(texts)
    return tuple(texts)


def _root(shape: TaskShape) -> str:
    return shape.base.partition(".")[0]


def _found(course: Course, new: NewTask) -> dict[Path, TaskShape]:
    """Return the file that has the task already, with the shape that it has there.

    Raises UsageError if both have it, if the name stands for something else, or if it is not as asked for.
    """
    reads = {
        course.starter(new.exercise): shape_in_starter,
        course.reference(new.exercise): shape_in_reference,
    }
    lines = {path: line for path in reads if (line := _defined(path).get(new.task)) is not None}
    found: dict[Path, TaskShape] = {}
    for path, line in lines.items():
        shape = reads[path](_read(path) or "", new.task)
        where: dict[str, object] = {"path": path, "line": line, "task": new.task}
        if len(lines) > 1 or shape is None:
            raise UsageError(TASK_EXISTS, **where)
        if new.kind not in ("", shape.kind):
            raise UsageError(OTHER_KIND, **where)
        if new.parameters not in (None, shape.parameters):
            raise UsageError(OTHER_PARAMETERS, **where, parameters=", ".join(shape.parameters))
        found[path] = shape
    return found


def _check(course: Course, new: NewTask) -> None:
    if not _is_name(new.task):
        raise UsageError(NO_NAME, name=new.task)
    if not _EXERCISE.fullmatch(new.exercise):
        raise UsageError(NO_EXERCISE_NAME, name=new.exercise)
    if course.released(new.exercise).is_file():
        raise UsageError(RELEASED, path=course.released(new.exercise))
    if new.title is not None and course.reference(new.exercise).is_file():
        raise UsageError(TITLE_OF_OTHER, path=course.reference(new.exercise))
    if new.kind == VARIABLE and new.parameters:
        raise UsageError(NO_PARAMETERS)


def _is_name(name: str) -> bool:
    return name.isidentifier() and not keyword.iskeyword(name)


def _read(path: Path) -> str | None:
    """Return the text of a file; None if it does not exist."""
    return path.read_text("utf-8") if path.is_file() else None


def _defined(path: Path) -> dict[str, int]:
    """Return the names that a file binds at its top level, with their lines."""
    try:
        tree = ast.parse(_read(path) or "")
    except (SyntaxError, ValueError) as error:
        raise unparsed(path, error) from error
    found: dict[str, int] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.setdefault(node.name, node.lineno)
        for part in ast.walk(node) if isinstance(node, BINDING) else ():
            if isinstance(part, ast.alias):
                found.setdefault(part.asname or part.name.partition(".")[0], node.lineno)
            elif isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                found.setdefault(part.id, node.lineno)
    return found


def _write(texts: Mapping[Path, str]) -> None:
    """Write all files or none: each is written beside its place first, and then put there."""
    before = {path: path.read_bytes() if path.is_file() else None for path in texts}
    drafts: dict[Path, Path] = {}
    put: list[Path] = []
    try:
        for path, text in texts.items():
            drafts[path] = _draft(path, text)
        for path, draft in drafts.items():
            os.replace(draft, path)
            put.append(path)
    except OSError as error:
        for done in put:
            _restore(done, before[done])
        raise UsageError(NOT_WRITTEN, path=path, why=error.strerror) from error
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)


def _draft(path: Path, text: str) -> Path:
    """Write a text to a new file beside its place, with the rights of the file that it replaces."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        draft = Path(file.name)
        try:
            file.write(text)
            file.flush()
            draft.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        except OSError:
            draft.unlink()
            raise
    return draft


def _restore(path: Path, content: bytes | None) -> None:
    with contextlib.suppress(OSError):
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content)
