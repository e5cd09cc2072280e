"""Find a course and load its exercises.

A course is any folder with `reference/`, or with released keys in `keys/`. A course's files are trusted and
run in this process; a submission never is.
"""

from __future__ import annotations

import ast
import importlib
import re
import sys
import traceback
import types
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.core.errors import CourseError, UsageError
from grader.core.interrupts import Interrupts
from grader.core.message import Message
from grader.core.spelling import suggestion
from grader.course import packages, words
from grader.course.data import files_of, named_by
from grader.course.declared import check_same, check_written
from grader.course.misspelling import misspelt
from grader.course.stubs import Stub, stubs_of
from grader.runner.recording.folder import Files, in_folder_of

if TYPE_CHECKING:
    from grader.course.exercise import Exercise

SETTINGS = "course.toml"
"""The file of a course's settings, in its folder."""
NO_EXERCISE = Message("There is no exercise {name!r} in {course}. {remedy}")
NOT_BUILT_IN = Message("There is no exercise {name!r} in the built-in course. {remedy}")
OF_OTHER_COURSE = Message(
    "There is no exercise {name!r} in the built-in course. {remedy} For a course of your own, add {option}."
)
COURSE_OPTION = "--course DIR"
"""How a command names a course."""


_NUMBER = re.compile(r"\d+$")


@dataclass(frozen=True)
class Course:
    """A course, given by its folder; nothing is read until it is needed."""

    root: Path

    @property
    def names(self) -> tuple[str, ...]:
        """The exercises' names, in order.

        They are the files in `reference/` and the released keys.
        """
        found = {path.stem for path in self.root.glob("reference/[!_]*.py")}
        return tuple(sorted(found | {path.stem for path in self.root.glob("keys/*.key")}))

    def named_by(self, path: Path) -> str | None:
        """Return the exercise that a file is named after; None for none or several."""
        stem = path.stem.lower()
        named = sorted((name for name in self.names if name.lower() in stem), key=len)
        # week_10 is not week_1
        return named[-1] if named and all(name.lower() in named[-1].lower() for name in named) else None

    def called(self, word: str) -> str | None:
        """Return the exercise of a word that a user typed: its name, its file's name, or its number.

        None if there is none, or if several have the number.
        """
        name = word.removesuffix(".py").removesuffix(".ipynb")
        if name in self.names or not (name.isascii() and name.isdigit()):
            return name if name in self.names else None
        numbers = {known: last[0] for known in self.names if (last := _NUMBER.search(known))}
        found = [known for known, number in numbers.items() if int(number) == int(name)]
        return found[0] if len(found) == 1 else None

    def reference(self, name: str) -> Path:
        """Return the path of an exercise's reference file."""
        return self.root / "reference" / f"{name}.py"

    def starter(self, name: str) -> Path:
        """Return the path of an exercise's starter."""
        return self.root / "exercises" / f"{name}.py"

    def released(self, name: str) -> Path:
        """Return the path of an exercise's released key, which may not exist."""
        return self.root / "keys" / f"{name}.key"

    def released_hidden(self, name: str) -> Path:
        """Return the path of the released key of hidden cases, which may not exist."""
        return self.root / "hidden" / f"{name}.key"

    def check(self, name: str, *, option: str = COURSE_OPTION) -> str:
        """Return the name if such an exercise exists.

        Raises UsageError with the nearest name if not. If none is near, it names the `option` for a course.
        """
        if name in self.names:
            return name
        remedy = suggestion(name, self.names)
        if self == builtin():
            text = NOT_BUILT_IN if remedy.near else OF_OTHER_COURSE
            raise UsageError(text, name=name, remedy=remedy, option=option)
        raise UsageError(NO_EXERCISE, name=name, course=self.root, remedy=remedy)

    @property
    def language(self) -> str | None:
        """The language that course.toml asks for.

        None if it asks for none or cannot be read.
        """
        import tomllib

        try:
            asked = tomllib.loads((self.root / SETTINGS).read_text("utf-8")).get("language")
        except (OSError, ValueError):  # the code that reads its rules reports what is wrong with it
            return None
        return asked if isinstance(asked, str) else None


def is_course(folder: Path) -> bool:
    """Whether a folder holds a course."""
    return any(folder.glob("reference/[!_]*.py")) or any(folder.glob("keys/*.key"))


def builtin() -> Course:
    """Return the course that comes with the package.

    It is inside the wheel, or next to the package in a checkout.
    """
    package = Path(__file__).resolve().parent.parent
    inside = package / "builtin"
    return Course(inside if is_course(inside) else package.parent)


def find(given: Path | None, submission: Path | None) -> Course:
    """Return the given course, else the submission's, else the built-in one.

    The submission's course is its nearest ancestor folder that is a course. Raises UsageError if the given
    folder does not exist or is not a course.
    """
    if given is not None:
        if not given.is_dir():
            raise UsageError(words.NO_FOLDER, folder=given)
        if not is_course(given):
            raise UsageError(words.NO_COURSE, folder=given)
        return Course(given.resolve())
    if submission is not None:
        for folder in submission.resolve().parents:
            if is_course(folder) and any((folder / part).is_dir() for part in ("exercises", "keys")):
                return Course(folder)
    return builtin()


def load(course: Course, name: str) -> Exercise:
    """Run a reference file and return its exercise.

    Raises CourseError that says what is broken and where.
    """
    from grader.course.exercise import Exercise

    path = course.reference(course.check(name))
    module = types.ModuleType(f"reference_{name}")
    module.__file__ = str(path)
    check_written(path)
    code = _compiled(path)
    module.__dict__[packages.STAND_IN] = packages.Absent
    with Interrupts():
        _run(path, code, module, data_files(course, name))
    found = {id(value): value for value in module.__dict__.values() if isinstance(value, Exercise)}
    if len(found) != 1:
        raise CourseError(words.NOT_ONE_EXERCISE, path=path, count=len(found))
    (exercise,) = found.values()
    for task in exercise.tasks:
        task.find_packages()
    check_same(
        path,
        {
            "data": exercise.data,
            "knows": dict(exercise.knows),
            "check": exercise.check,
            "hidden": exercise.hidden,
        },
    )
    if not exercise.tasks:
        raise CourseError(words.NO_TASK, path=path)
    _check_order(course, name, exercise.after)
    return exercise


def _check_order(course: Course, name: str, after: Collection[str]) -> None:
    """Raise CourseError if an exercise builds on one that does not come before it."""
    earlier = [known for known in course.names if known < name]
    if lost := [known for known in after if known not in earlier]:
        path, known = course.reference(name), ", ".join(earlier) or "-"
        raise CourseError(words.NOT_BEFORE, path=path, name=lost[0], earlier=known)


def _run(path: Path, code: types.CodeType, module: types.ModuleType, files: Files) -> None:
    """Run a reference file; what it prints is not shown."""
    from grader.course.inputs import InputError
    from grader.course.silence import silence

    try:
        with _importable(path.parent), _registered(module), in_folder_of(files), silence():
            exec(code, module.__dict__)  # noqa: S102  # a course's own file, trusted like any module
    except InputError as error:
        raise CourseError(words.IN_LINE, path=path, line=_line(path, error), why=error) from error
    except CourseError:
        raise
    except (Exception, SystemExit) as error:  # a course file may fail in any way; its author needs the place
        raise _failed(path, error) from error


def data_files(course: Course, name: str) -> Files:
    """Return the files of data of an exercise that has a reference.

    Raises CourseError if one cannot be read.
    """
    path = course.reference(name)
    try:
        names = named_by(path.read_bytes()) if path.is_file() else ()
    except CourseError as error:
        raise CourseError(words.IN_FILE, path=path, why=error) from error
    return files_of(course.starter(name).parent, names)


def _compiled(path: Path) -> types.CodeType:
    """Compile a reference file; what it knows and is not installed has stand-ins."""
    from grader.runner.recording.packages import prepare

    try:
        text = path.read_bytes()
        knows = packages.known_by(text)
        absent = prepare(knows.values()) if knows else {}
        tree = ast.parse(text, str(path))
        return compile(packages.with_stand_ins(tree, absent) if absent else tree, str(path), "exec")
    except (SyntaxError, ValueError) as error:
        raise unparsed(path, error) from error


def unparsed(path: Path, error: SyntaxError | ValueError) -> CourseError:
    """Make the error for a course file that does not parse.

    It has the line if Python reports it.
    """
    line, why = getattr(error, "lineno", None), getattr(error, "msg", None) or str(error)
    if line:
        return CourseError(words.UNPARSED_LINE, path=path, line=line, why=why)
    return CourseError(words.UNPARSED_FILE, path=path, why=why)


@contextmanager
def _importable(folder: Path) -> Iterator[None]:
    """Let a reference file import its neighbours, and unload them afterwards.

    Another course has its own files.
    """
    known, writes = set(sys.modules), sys.dont_write_bytecode
    sys.path.insert(0, str(folder))
    sys.dont_write_bytecode = True  # do not write to the course's folder
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        sys.dont_write_bytecode = writes
        for name in set(sys.modules) - known:
            if Path(getattr(sys.modules[name], "__file__", None) or "/").parent == folder:
                del sys.modules[name]


@contextmanager
def _registered(module: types.ModuleType) -> Iterator[None]:
    """Let a reference file's own classes find their module, as a dataclass does when it is defined."""
    sys.modules[module.__name__] = module
    try:
        yield
    finally:
        sys.modules.pop(module.__name__, None)


def _failed(path: Path, error: BaseException) -> CourseError:
    """Make the error for a course file that raised.

    It has the last line of the file that took part.
    """
    name, why, line = type(error).__name__, str(error).rstrip("."), _line(path, error)
    if line is not None and (told := _absent(path, error, line) or misspelt(error)) is not None:
        return CourseError(words.IN_LINE, path=path, line=line, why=told)
    if line is None:
        return CourseError(words.RAISED_IN_FILE, path=path, type=name, why=why)
    return CourseError(words.RAISED_IN_LINE, path=path, line=line, type=name, why=why)


def _absent(path: Path, error: BaseException, line: int) -> CourseError | None:
    """Make the error for an import of a package that is not installed; None for any other."""
    if not isinstance(error, ModuleNotFoundError) or not error.name or "." in error.name:
        return None
    neighbours = (other.stem for other in path.parent.glob("_*.py"))
    return packages.unknown_import(path.read_bytes(), line, error.name, neighbours)


def _line(path: Path, error: BaseException) -> int | None:
    frames = traceback.extract_tb(error.__traceback__)
    return next((frame.lineno for frame in reversed(frames) if frame.filename == str(path)), None)


def stubs(course: Course, name: str) -> dict[str, Stub]:
    """Return the functions, classes and variables that an exercise's starter leaves open, by name.

    Raises CourseError if the starter is missing or does not parse.
    """
    path = course.starter(name)
    if not path.is_file():
        raise CourseError(words.NO_STARTER, path=path, name=name)
    source = path.read_text("utf-8")
    try:
        tree = ast.parse(source, str(path))
    except (SyntaxError, ValueError) as error:
        raise unparsed(path, error) from error
    return {stub.name: stub for stub in stubs_of(tree, source)}
