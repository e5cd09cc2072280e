"""Make an answer key: draw cases, and observe reference and misconceptions.

A key is made in a process that holds no submission. The same course, grader, torch, NumPy and Hypothesis
give the same bytes.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from grader.core.errors import CourseError
from grader.core.fact import Fact
from grader.core.interrupts import Interrupts
from grader.core.model import BY_TEACHER, ExerciseText, Key, Property, TaskKey, TaskText
from grader.core.spelling import nearest
from grader.course import words
from grader.course.cache import KEY_VERSION, neighbours, package_versions, read_arrays
from grader.course.definitions import code_of
from grader.course.load import Course, data_files, load, stubs
from grader.course.places import line_of
from grader.course.stubs import Stub
from grader.course.task_key import DroppedCase, TaskMaker
from grader.runner.recording.folder import in_folder_of

if TYPE_CHECKING:
    from grader.course.exercise import Exercise
    from grader.course.task import Task

EXERCISE, HINT, EDIT = "Exercise", "hint", ".misconception.edit"
"""The calls in a reference that hold texts for learners, not for grading."""

_encoder = msgspec.msgpack.Encoder()

Progress = Callable[[str], None]
"""Called before each task, with the task's name."""


class Maker:
    """Makes the keys of an exercise's tasks in this process.

    Raises CourseError if the exercise cannot be loaded, or does not agree with its starter.
    """

    def __init__(self, course: Course, name: str) -> None:
        self._course, self._name = course, name
        self._exercise = load(course, name)
        self._starters = _agreeing_stubs(course, name, self._exercise)

    def outline(self) -> Key:
        """Return the key without cases: what is asked, and the course's texts."""
        import torch

        tasks = tuple(_without_cases(task) for task in self._exercise.tasks)
        data = data_files(self._course, self._name)
        return Key(
            KEY_VERSION,
            self._name,
            _digest(self._course, self._name, tasks),
            str(torch.__version__),
            tasks,
            _text(self._exercise, self._starters),
            data,
        )

    def task(self, name: str) -> TaskKey:
        """Return the key of a task."""
        import torch

        (asked,) = (task for task in self._exercise.tasks if task.name == name)
        threads = torch.get_num_threads()
        torch.set_num_threads(1)  # sums have one order on every machine
        try:
            return _task_or_fault(self._course, self._name, self._exercise, asked)
        finally:
            torch.set_num_threads(threads)


def make(
    course: Course, name: str, *, progress: Progress = lambda _task: None, tasks: Collection[str] = ()
) -> Key:
    """Make an exercise's key in this process, without the cache; with `tasks`, only their part of it."""
    maker = Maker(course, name)
    outline, made = maker.outline(), []
    for task in outline.tasks:
        if not tasks or task.name in tasks:
            progress(task.name)
            made.append(maker.task(task.name))
    return msgspec.structs.replace(outline, tasks=tuple(made))


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
        exercise.after,
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
        return _without_cases(task, fault=Fact(BY_TEACHER))
    try:
        return _task(course, name, exercise, task)
    except CourseError as error:
        if len(exercise.tasks) == 1:
            raise
        return _without_cases(task, fault=error.fact)


def _without_cases(task: Task, fault: Fact | None = None) -> TaskKey:
    """Return a task's key without cases: not made yet, or with the reason why it cannot be made."""
    asked = (task.name, task.parameters, task.points, task.aspects, task.weights)
    return TaskKey(*asked, (), (), (), {}, task.asked, fault=fault, is_made=fault is not None)


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
            line = line_of(error, task=task.name, source=path.read_text("utf-8"))
            raise CourseError(words.IN_LINE, path=path, line=line, why=error) from error
        kind, why = type(error).__name__, str(error).rstrip(".")
        raise CourseError(words.TASK_RAISED, path=path, type=kind, why=why, task=task.name) from error


def first_dropped(
    course: Course, name: str, exercise: Exercise, task: Task, reason: str
) -> DroppedCase | None:
    """Return the first case of a task that its key leaves out for a reason."""
    from grader.course.silence import silence

    maker = _maker(course, name, exercise, task)
    files = data_files(course, name)
    with Interrupts(), silence(), in_folder_of(files), held_out_of(course, name, exercise):
        return maker.first_dropped(reason)


def _agreeing_stubs(course: Course, name: str, exercise: Exercise) -> dict[str, Stub]:
    given = stubs(course, name)
    asked = {task.name: task.asked.kind for task in exercise.tasks}
    lost = [task for task in asked if task not in given]
    orphans = [stub.name for stub in given.values() if stub.name not in asked and stub.certain]
    if lost:
        _check_names(course, name, lost, [stub for stub in given.values() if stub.name not in asked])
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


def _check_names(course: Course, name: str, lost: Sequence[str], unasked: Sequence[Stub]) -> None:
    """Raise CourseError for a stub whose name is near to that of a task without a stub."""
    for stub in unasked:
        if task := nearest(stub.name, lost):
            why = CourseError(words.MISNAMED, found=stub.name, task=task, reference=course.reference(name))
            raise CourseError(words.IN_LINE, path=course.starter(name), line=stub.line, why=why)


def _digest(course: Course, name: str, tasks: Collection[TaskKey], *, hidden: bool = False) -> str:
    """Return a digest of what is asked, of inputs and sources; of hidden cases, also of the cases.

    It covers neither the last bits of computed numbers nor the course's texts.
    """
    asked = [(task.name, task.parameters, task.points, task.weights, task.cases) for task in tasks]
    digest = hashlib.sha256()
    for path in (course.reference(name), *neighbours(course)):
        digest.update(without_words(path.read_text("utf-8")).encode())
    digest.update(_encoder.encode((KEY_VERSION, name, asked)))
    digest.update("\n".join(package_versions(course, name)).encode())
    if files := (*data_files(course, name), *read_arrays(course, name, hidden=hidden)):
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
