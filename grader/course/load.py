"""Find a course and load its exercises.

A course is any folder with `reference/`, or with released keys in `keys/`. A course's files are
trusted and run in this process; a submission never is.
"""

from __future__ import annotations

import ast
import difflib
import importlib
import sys
import traceback
import types
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import CourseError, UsageError

if TYPE_CHECKING:
    from grader.course.authoring import Exercise


@dataclass(frozen=True)
class Course:
    """A course by its folder; nothing of it is read until asked for."""

    root: Path

    @property
    def names(self) -> tuple[str, ...]:
        """The exercises' names, in order: the files in `reference/` and the released keys."""
        found = {path.stem for path in self.root.glob("reference/[!_]*.py")}
        return tuple(sorted(found | {path.stem for path in self.root.glob("keys/*.key")}))

    def named_by(self, path: Path) -> str | None:
        """The exercise that a file's name names; None if it names none, or several."""
        stem = path.stem.lower()
        named = sorted((name for name in self.names if name.lower() in stem), key=len)
        # week_10 is not week_1
        return named[-1] if named and all(name.lower() in named[-1].lower() for name in named) else None

    def reference(self, name: str) -> Path:
        """Where an exercise's reference file is."""
        return self.root / "reference" / f"{name}.py"

    def starter(self, name: str) -> Path:
        """Where an exercise's starter is."""
        return self.root / "exercises" / f"{name}.py"

    def released(self, name: str) -> Path:
        """Where an exercise's released key would be."""
        return self.root / "keys" / f"{name}.key"

    def released_hidden(self, name: str) -> Path:
        """Where the released key of an exercise's hidden cases would be."""
        return self.root / "hidden" / f"{name}.key"

    def check(self, name: str) -> str:
        """The name itself if there is such an exercise; else a UsageError with the nearest one."""
        if name in self.names:
            return name
        raise UsageError(f"There is no exercise {name!r} in {self.called}. {_nearest(name, self.names)}")

    @property
    def called(self) -> str:
        """The course as a message names it."""
        return "the built-in course" if self == builtin() else str(self.root)


def _nearest(word: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f"Did you mean {near[0]!r}?" if near else f"It has: {', '.join(known) or 'none'}."


def is_course(folder: Path) -> bool:
    """Whether a folder holds a course."""
    return any(folder.glob("reference/[!_]*.py")) or any(folder.glob("keys/*.key"))


def builtin() -> Course:
    """The course that comes with the package: inside the wheel, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "builtin"
    return Course(inside if is_course(inside) else package.parent)


def find(given: Path | None, submission: Path | None) -> Course:
    """The course that was given, else the submission's nearest ancestor that is one, else the built-in."""
    if given is not None:
        if not is_course(given):
            lack = "it has neither reference/*.py nor keys/*.key"
            raise UsageError(f"{given} is no course: {lack}. Name the folder that holds them.")
        return Course(given.resolve())
    if submission is not None:
        for folder in submission.resolve().parents:
            if is_course(folder) and any((folder / part).is_dir() for part in ("exercises", "keys")):
                return Course(folder)
    return builtin()


def load(course: Course, name: str) -> Exercise:
    """Run a reference file and take its exercise; a CourseError says what is broken and where."""
    from grader.course.authoring import Exercise

    path = course.reference(course.check(name))
    module = types.ModuleType(f"reference_{name}")
    module.__file__ = str(path)
    code = _compiled(path)
    try:
        with _importable(path.parent):
            exec(code, module.__dict__)  # noqa: S102  # a course's own file, trusted like any module
    except CourseError:
        raise
    except (Exception, SystemExit) as error:  # a course file may fail in any way; its author needs the place
        raise CourseError(_failed(path, error)) from error
    found = {id(thing): thing for thing in module.__dict__.values() if isinstance(thing, Exercise)}
    if len(found) != 1:
        raise CourseError(
            f"{path} defines {len(found)} exercises, it should define one. "
            'Write exercise = Exercise("Title") once, at the top.'
        )
    (exercise,) = found.values()
    if not exercise.tasks:
        raise CourseError(
            f"{path}: the exercise has no task. Write a function under @exercise.task(inputs={{…}})."
        )
    return exercise


def _compiled(path: Path) -> types.CodeType:
    try:
        return compile(path.read_bytes(), str(path), "exec")
    except (SyntaxError, ValueError) as error:
        raise CourseError(_unparsed(path, error)) from error


def _unparsed(path: Path, error: SyntaxError | ValueError) -> str:
    line = getattr(error, "lineno", None)
    place = f"{path}, line {line}" if line else str(path)
    return f"{place}: this does not parse: {getattr(error, 'msg', error)}. Mend it."


@contextmanager
def _importable(folder: Path) -> Iterator[None]:
    """Let a reference file import its neighbours, which are forgotten again: another course has its own."""
    known, writes = set(sys.modules), sys.dont_write_bytecode
    sys.path.insert(0, str(folder))
    sys.dont_write_bytecode = True  # a course's folder is not ours to write to
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        sys.dont_write_bytecode = writes
        for name in set(sys.modules) - known:
            if Path(getattr(sys.modules[name], "__file__", None) or "/").parent == folder:
                del sys.modules[name]


def _failed(path: Path, error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == str(path)]
    place = f"{path}, line {lines[-1]}" if lines else str(path)
    return f"{place}: this raised {type(error).__name__}: {str(error).rstrip('.')}. Mend that line."


def stubs(course: Course, name: str) -> dict[str, str]:
    """The source of each function in an exercise's starter, by name."""
    path = course.starter(name)
    if not path.is_file():
        raise CourseError(f"{path} is missing. Write the starter of {name}: prose, and a stub for each task.")
    source = path.read_text("utf-8")
    try:
        tree = ast.parse(source, str(path))
    except (SyntaxError, ValueError) as error:
        raise CourseError(_unparsed(path, error)) from error
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return {node.name: ast.get_source_segment(source, node) or "" for node in functions}
