"""Make an answer key: draw cases, observe reference and misconceptions, cache.

A key is made in a process that holds no submission. The same course, grader, torch, NumPy and Hypothesis
give the same bytes. A cached key is found by the content of all of these. Grading with one therefore loads
neither torch nor a reference.
"""

from __future__ import annotations

import ast
import contextlib
import fcntl
import hashlib
import os
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import platformdirs

from grader.core.errors import CourseError
from grader.core.fact import Fact
from grader.core.interrupts import Interrupts
from grader.core.model import BY_TEACHER, ExerciseText, Key, Property, TaskKey, TaskText
from grader.course import packages, words
from grader.course.declared import declared
from grader.course.definitions import code_of
from grader.course.load import Course, data_files, load, stubs
from grader.course.stubs import Stub
from grader.course.task_key import TaskMaker
from grader.runner.recording.folder import Files, in_folder_of

if TYPE_CHECKING:
    from grader.course.exercise import Exercise
    from grader.course.task import Task

KEY_VERSION = 6
EXERCISE, HINT, EDIT = "Exercise", "hint", ".misconception.edit"
"""The calls in a reference that hold texts for learners, not for grading."""
ROOMS = ("core", "compare", "course", "runner/recording")
FILES = (
    "runner/cuda.py",
    "runner/probes.py",
    "runner/properties.py",
    "runner/reasons.py",
    "runner/torch_patches.py",
    "runner/wire.py",
)
"""The grader's own packages and files on which a key depends."""

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Key)

Progress = Callable[[str], None]
"""Called before each task, with the task's name."""


def obtain(course: Course, name: str, *, progress: Progress, tasks: Collection[str] = ()) -> Key:
    """Return the key of an exercise: released, cached, or made now.

    When it is made, `progress` is called before each task. With `tasks`, a key that is neither released nor
    cached is made of these tasks only, and not kept.
    """
    if course.released(name).is_file():
        return read(course.released(name))
    place = cached(course, name)
    if tasks:
        return _read_if_whole(place) or make(course, name, progress=progress, tasks=tasks)
    return _kept(place, lambda: make(course, name, progress=progress))


def is_made(course: Course, name: str) -> bool:
    """Whether the key of an exercise in its current state exists."""
    return course.released(name).is_file() or cached(course, name).is_file()


def has_hidden(course: Course, public: Key, secret: str) -> bool:
    """Whether an exercise has hidden cases: from a secret, in a released key, or from its hidden file."""
    if secret or course.released_hidden(public.exercise).is_file():
        return True
    is_asked = any(task.is_by_teacher for task in public.tasks)
    return is_asked and course.reference(public.exercise).is_file()


def obtain_hidden(course: Course, name: str, secret: str, *, progress: Progress) -> Key:
    """Return the key of hidden cases: released, cached, or made now from a secret.

    Without a secret, it has only the tasks that a teacher judges. Raises CourseError if the course has no
    reference to make it from.
    """
    if course.released_hidden(name).is_file():
        return read(course.released_hidden(name))
    if not course.reference(name).is_file():
        raise CourseError(words.NO_REFERENCE, course=course.root, name=name)
    public = obtain(course, name, progress=progress)
    place = cached(course, name, secret or BY_TEACHER)
    return _kept(place, lambda: make_hidden(course, name, secret, public))


def _kept(place: Path, make_it: Callable[[], Key]) -> Key:
    """Return the key in a file, or make it and store it; one process at a time makes it."""
    found = _read_if_whole(place)
    if found is not None:
        return found
    with _alone(place):
        found = _read_if_whole(place)  # another process may have made it meanwhile
        if found is None:
            found = make_it()
            _store(place, encoded(found))
    return found


def _read_if_whole(place: Path) -> Key | None:
    """Return the key in a file, or None; a partial file, from a full disk, is removed."""
    if not place.is_file():
        return None
    try:
        return read(place)
    except CourseError:
        place.unlink(missing_ok=True)
        return None


@contextlib.contextmanager
def _alone(place: Path) -> Iterator[None]:
    """Wait while another process makes the same key. A cache that cannot be written has no lock."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        lock = place.with_suffix(".lock").open("a")
    except OSError:
        yield
        return
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def encoded(key: Key) -> bytes:
    """Return the bytes of a key's file; the same key gives the same bytes."""
    return _encoder.encode(key)


def task_digest(task: TaskKey, data: Files = ()) -> str:
    """Return the digest of everything that is needed to grade one task, with the files of data."""
    return hashlib.sha256(_encoder.encode((task, data) if data else task)).hexdigest()


def tasks(course: Course, name: str) -> tuple[str, ...]:
    """Return the names of an exercise's tasks, from its starter or its released key.

    Nothing is run.
    """
    released = course.released(name)
    if course.starter(name).is_file() or not released.is_file():
        try:
            return tuple(stubs(course, name))
        except CourseError:  # a student works in the starters of a released course, and may break one
            if not released.is_file():
                raise
    return tuple(task.name for task in read(released).tasks)


def cached(course: Course, name: str, secret: str = "") -> Path:
    """Return the path in the cache for an exercise in its current state.

    The file may not exist.
    """
    parts = [str(KEY_VERSION), *(version(package) for package in ("torch", "numpy", "hypothesis"))]
    parts += [secret] if secret else []
    digest = hashlib.sha256("\n".join([name, *parts, _sources()]).encode())
    for path in (course.reference(course.check(name)), course.starter(name), *_neighbours(course)):
        digest.update(path.read_bytes() if path.is_file() else b"")
        digest.update(b"\0")
    digest.update("\n".join(_packages(course, name)).encode())
    if files := (*data_files(course, name), *_arrays(course, name, hidden=bool(secret))):
        digest.update(_encoder.encode(files))
    return platformdirs.user_cache_path("grade") / "keys" / f"{name}-{digest.hexdigest()[:32]}.key"


def _packages(course: Course, name: str) -> list[str]:
    """Return the versions of the packages that an exercise knows."""
    path = course.reference(name)
    return packages.versions(packages.known_by(path.read_bytes()).values()) if path.is_file() else []


def _arrays(course: Course, name: str, *, hidden: bool) -> Files:
    """Return the files of held-out arrays from which a key is made, as far as they can be read."""
    path = course.reference(name)
    text = path.read_bytes() if path.is_file() else b""
    names = [declared(text, option) for option in ("check", *(("hidden",) if hidden else ()))]
    paths = [path.parent / name for name in names if isinstance(name, str) and name]
    return tuple((one.name, one.read_bytes()) for one in paths if one.is_file())


def _neighbours(course: Course) -> list[Path]:
    """Return the files that references may import."""
    return sorted(course.root.glob("reference/_*.py"))


def _sources() -> str:
    """Return a digest of the grader's own files that a key depends on."""
    package = Path(__file__).parents[1]
    files = [path for room in ROOMS for path in sorted((package / room).rglob("*.py"))]
    files += [package / name for name in FILES]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


def read(path: Path) -> Key:
    """Read the key in a file; raises CourseError if it is not of this version."""
    try:
        key = _decoder.decode(path.read_bytes())
    except (msgspec.MsgspecError, ValueError) as error:
        raise CourseError(words.NO_KEY, path=path, why=str(error)) from error
    if key.version != KEY_VERSION:
        raise CourseError(words.OTHER_VERSION, path=path, found=key.version, known=KEY_VERSION)
    return key


def _store(path: Path, data: bytes) -> None:
    """Store a key, completely or not at all.

    If the cache cannot be written, nothing happens.
    """
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            try:
                file.write(data)
                file.flush()
                os.replace(file.name, path)
            except OSError:
                os.unlink(file.name)


# --------------------------------------------------------------------------------------- making one


def make(
    course: Course,
    name: str,
    *,
    progress: Progress = lambda _task: None,
    tasks: Collection[str] = (),
) -> Key:
    """Make an exercise's key without the cache; with `tasks`, only their part of it."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # sums have one order on every machine
    try:
        exercise = load(course, name)
        starters = _agreeing_stubs(course, name, exercise)
        made = []
        for task in exercise.tasks:
            if not tasks or task.name in tasks:
                progress(task.name)
                made.append(_task_or_fault(course, name, exercise, task))
    finally:
        torch.set_num_threads(threads)
    digest = _digest(course, name, made)
    text = _text(exercise, starters)
    return Key(KEY_VERSION, name, digest, str(torch.__version__), tuple(made), text, data_files(course, name))


def make_hidden(course: Course, name: str, secret: str, public: Key, *, tasks: Collection[str] = ()) -> Key:
    """Make the key of an exercise's hidden cases, or the part of some tasks.

    A task is left out if it has only the public cases. Without a secret, only the tasks that a teacher judges
    have hidden cases. Raises CourseError if the hidden file cannot be read; without `tasks`, it may be
    missing.
    """
    from grader.course.silence import silence

    known = {task.name: task for task in public.tasks}
    exercise = load(course, name)
    file = course.reference(name).parent / exercise.hidden
    has_arrays = bool(exercise.hidden) and (bool(tasks) or file.is_file())
    asked = [
        task
        for task in exercise.tasks
        if (not tasks or task.name in tasks)
        and _has_hidden_cases(known[task.name], secret, has_arrays=has_arrays or not _is_held_out(task))
    ]
    with (
        Interrupts(),
        silence(),
        in_folder_of(public.data),
        held_out_of(course, name, exercise, hidden=has_arrays),
    ):
        made = []
        for task in asked:
            with _explained(course, name, task):
                hidden = _maker(course, name, exercise, task, secret).make_hidden(known[task.name])
            made += [hidden] if hidden is not None else []
    return msgspec.structs.replace(public, digest=_digest(course, name, made, hidden=True), tasks=tuple(made))


def _has_hidden_cases(known: TaskKey, secret: str, *, has_arrays: bool) -> bool:
    if known.is_by_teacher:
        return has_arrays
    return bool(secret) and known.fault is None and has_arrays


def _text(exercise: Exercise, starters: Mapping[str, Stub]) -> ExerciseText:
    """Return the course's texts on the exercise and its tasks."""
    return ExerciseText(
        exercise.title,
        {
            task.name: TaskText(
                starters[task.name].text,
                tuple(task.hints),
                {
                    **{known.name: known.message for known in task.misconceptions},
                    **{known.name: known.message for known in task.device_misconceptions},
                    **{known.name: known.message for known in task.properties},
                },
            )
            for task in exercise.tasks
        },
    )


@contextlib.contextmanager
def held_out_of(course: Course, name: str, exercise: Exercise, *, hidden: bool = False) -> Iterator[None]:
    """Let the words for held-out arrays take those of the check file, or of the hidden one."""
    from grader.course.withheld import CHECK, HIDDEN, given, read

    file, shown = (exercise.hidden, HIDDEN) if hidden else (exercise.check, CHECK)
    with given(read(course.reference(name).parent / file, shown) if file else None):
        yield


def _is_held_out(task: Task) -> bool:
    """Whether a task needs held-out arrays."""
    from grader.course.withheld import uses

    return bool(task.judged_with) or any(map(uses, task.inputs))


def _maker(course: Course, name: str, exercise: Exercise, task: Task, secret: str = "") -> TaskMaker:
    return TaskMaker(name, task, secret, properties_of(course, name, exercise, task))


def properties_of(course: Course, name: str, exercise: Exercise, task: Task) -> tuple[Property, ...]:
    """Return the properties of a task, each with all code of the reference file that it needs.

    Raises CourseError if that code would give away a solution, or tells the time.
    """
    if not task.properties:
        return ()
    source = course.reference(name).read_text("utf-8")
    names = frozenset(task.name for task in exercise.tasks)
    return tuple(
        Property(one.name, one.parameters, code_of(source, one.name, one.line, names))
        for one in task.properties
    )


def _task_or_fault(course: Course, name: str, exercise: Exercise, task: Task) -> TaskKey:
    """Return a task's key, or one that only says why the task cannot be graded.

    A task that is broken must not take down the others. The only task of an exercise raises CourseError.
    """
    if exercise.hidden and not exercise.check and _is_held_out(task):
        return _without_cases(task, Fact(BY_TEACHER))
    try:
        return _task(course, name, exercise, task)
    except CourseError as error:
        if len(exercise.tasks) == 1:
            raise
        return _without_cases(task, error.fact)


def _without_cases(task: Task, fault: Fact) -> TaskKey:
    """Return the key of a task that it cannot grade, and why."""
    asked = (task.name, task.parameters, task.points, task.aspects, task.weights)
    return TaskKey(*asked, (), (), (), {}, task.asked, fault=fault)


def _task(course: Course, name: str, exercise: Exercise, task: Task) -> TaskKey:
    from grader.course.silence import silence

    with _explained(course, name, task):
        maker = _maker(course, name, exercise, task)
        files = data_files(course, name)
        with Interrupts(), silence(), in_folder_of(files), held_out_of(course, name, exercise):
            return maker.make()


@contextlib.contextmanager
def _explained(course: Course, name: str, task: Task) -> Iterator[None]:
    """Raise whatever fails while a task's key is made as a CourseError that names the file and the task."""
    from grader.course.author_function import FunctionError
    from grader.runner.recording.building import BuildError

    try:
        yield
    except Exception as error:  # the course's functions draw and change inputs, and may fail in any way
        path = course.reference(name)
        if isinstance(error, BuildError):
            raise CourseError(words.NOT_BUILT, path=path, why=error, task=task.name) from error
        if isinstance(error, FunctionError):
            text = words.NOT_COMPUTED if error.is_placed else words.NOT_BUILT
            raise CourseError(text, path=path, why=error, task=task.name) from error
        if isinstance(error, CourseError):
            raise CourseError(words.IN_FILE, path=path, why=error) from error
        kind, why = type(error).__name__, str(error).rstrip(".")
        raise CourseError(words.TASK_RAISED, path=path, type=kind, why=why, task=task.name) from error


def _agreeing_stubs(course: Course, name: str, exercise: Exercise) -> dict[str, Stub]:
    given = stubs(course, name)
    asked = {task.name: task.asked.kind for task in exercise.tasks}
    lost = [task for task in asked if task not in given]
    orphans = [stub.name for stub in given.values() if stub.name not in asked and stub.certain]
    if lost or orphans:
        text = words.DISAGREE if lost and orphans else words.WITHOUT_STUB if lost else words.WITHOUT_REFERENCE
        raise CourseError(
            text,
            starter=course.starter(name),
            reference=course.reference(name),
            lost=", ".join(lost),
            orphans=", ".join(orphans),
        )
    for task, kind in asked.items():
        if given[task].kind != kind:
            text = words.OTHER_KIND[given[task].kind, kind]
            raise CourseError(text, starter=course.starter(name), reference=course.reference(name), task=task)
    return given


def _digest(course: Course, name: str, tasks: list[TaskKey], *, hidden: bool = False) -> str:
    """Return a digest of inputs and sources.

    It covers neither the last bits of computed numbers nor the course's texts.
    """
    asked = [(task.name, task.parameters, task.points, task.weights, task.cases) for task in tasks]
    digest = hashlib.sha256()
    for path in (course.reference(name), *_neighbours(course)):
        digest.update(without_words(path.read_text("utf-8")).encode())
    digest.update(_encoder.encode((KEY_VERSION, name, asked)))
    digest.update("\n".join(_packages(course, name)).encode())
    if files := (*data_files(course, name), *_arrays(course, name, hidden=hidden)):
        digest.update(_encoder.encode(files))
    return f"sha256:{digest.hexdigest()}"


def without_words(text: str) -> str:
    """Return the code without comments, docstrings, hints and the exercise's title.

    Raises SyntaxError if it does not parse.
    """
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef):
            node.body = list(_wordless(node)) or [ast.Pass()]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == EXERCISE:
            node.args, node.keywords = [], []
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(EDIT):
            node.args = node.args[:2]
            node.keywords = [keyword for keyword in node.keywords if keyword.arg != "message"]
    return ast.unparse(tree)


def _wordless(node: ast.Module | ast.FunctionDef | ast.ClassDef) -> Iterator[ast.stmt]:
    """Yield the statements of a body without its docstring and its hints."""
    has_docstring = ast.get_docstring(node, clean=False) is not None
    for statement in node.body[1:] if has_docstring else node.body:
        match statement:
            case ast.Expr(ast.Call(ast.Attribute(attr=name))) if name == HINT:
                continue
        yield statement
