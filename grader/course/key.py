"""The answer key of an exercise: released, kept in the cache, or made now, a task at a time.

Only the tasks that are asked for are made. If torch is not loaded here, a process of their own makes them.
"""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec

from grader.core.errors import CourseError
from grader.core.model import BY_TEACHER, Key, TaskKey
from grader.course import words
from grader.course.cache import KEY_VERSION, cached, found, kept
from grader.course.elsewhere import Elsewhere
from grader.course.here import Here
from grader.course.load import Course, stubs
from grader.course.packing import BROKEN, packed, unpacked
from grader.course.slim import slim
from grader.runner.recording.folder import Files

OUTLINE = "outline.key"
SEVERAL = 3
"""From this many tasks on, keys are made on all cores, even if torch is loaded here."""

_encoder = msgspec.msgpack.Encoder()


@dataclass(frozen=True)
class Step:
    """How far the making of keys is: of `count` tasks, `done` are ready.

    `task` is the first one, or the one that was made last. `seconds` is how long the rest will take, as far
    as this can be told.
    """

    task: str
    done: int
    count: int
    seconds: float | None = None


Progress = Callable[[Step], None]
"""Called before the first task, and after each but the last."""


class Keys:
    """The keys of an exercise's tasks; at the end of the block, no process is left.

    With `apart`, another process makes them in any case: this one may hold a learner's code. `begin` is
    called before anything is made. `waiting` is called often while keys are made elsewhere; what it raises
    ends the making.
    """

    def __init__(
        self, course: Course, name: str, *, apart: bool = False, begin: Callable[[], None] = lambda: None
    ) -> None:
        self._course, self._name, self._apart, self._begin = course, name, apart, begin
        self.waiting: Callable[[], None] | None = None
        self._maker: Here | Elsewhere | None = None
        self._ready: dict[str, TaskKey] = {}

    def __enter__(self) -> Keys:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End what makes keys."""
        if self._maker is not None:
            self._maker.close()
            self._maker = None

    @cached_property
    def outline(self) -> Key:
        """The key without the cases of tasks; of a released exercise, the whole key."""
        released = self._course.released(self._name)
        if released.is_file():
            key = read(released)
            self._ready |= {task.name: task for task in key.tasks}
            return key
        place = self._folder / OUTLINE
        return kept(place, Key, lambda: self._making(1).outline)

    def kept(self, tasks: Collection[str]) -> tuple[TaskKey, ...]:
        """Return the keys of those tasks that need not be made, in their order."""
        names = [task.name for task in self.outline.tasks if task.name in tasks]
        for name in names:
            if name not in self._ready and (known := found(self._place(name), TaskKey)) is not None:
                self._ready[name] = known
        return tuple(self._ready[name] for name in names if name in self._ready)

    def made(self, tasks: Collection[str], progress: Progress = lambda _step: None) -> Iterator[TaskKey]:
        """Begin to make the keys of tasks, and return an iterator that waits for the next one.

        Raises CourseError if the course's only task is broken.
        """
        names = [task.name for task in self.outline.tasks if task.name in tasks]
        if not names:
            return iter(())
        progress(Step(names[0], 0, len(names)))
        return self._told(self._making(len(names)).make(names), len(names), progress)

    def _told(self, made: Iterator[TaskKey], count: int, progress: Progress) -> Iterator[TaskKey]:
        started = time.monotonic()
        for done, task in enumerate(made, start=1):
            left = (time.monotonic() - started) / done * (count - done)
            self._ready[task.name] = task
            yield task
            if done < count:
                progress(Step(task.name, done, count, left))

    def prepare(self) -> None:
        """Make all that is missing in the background, with low priority; `close` ends it at once."""
        names = [task.name for task in self.outline.tasks]
        if missing := [name for name in names if name not in {task.name for task in self.kept(names)}]:
            self.close()
            self._maker = maker = self._elsewhere()
            maker.prepare(missing)

    def all(self, tasks: Collection[str] | None = None, progress: Progress = lambda _step: None) -> Key:
        """Return the key with all tasks, or with those that are asked for, made."""
        asked = [task.name for task in self.outline.tasks] if tasks is None else tasks
        ready = {task.name: task for task in self.kept(asked)}
        ready |= {task.name: task for task in self.made(set(asked) - set(ready), progress)}
        return with_tasks(self.outline, ready.values())

    @property
    def _folder(self) -> Path:
        return cached(self._course, self._name)

    def _place(self, task: str) -> Path:
        return self._folder / f"{task}.key"

    def _making(self, count: int) -> Here | Elsewhere:
        """Return what makes keys: this process if torch is loaded and few are asked for, else others."""
        if self._maker is None:
            self._begin()
            is_here = not self._apart and "torch" in sys.modules and count < SEVERAL
            self._maker = Here(self._course, self._name) if is_here else self._elsewhere()
        return self._maker

    def _elsewhere(self) -> Elsewhere:
        return Elsewhere(self._course, self._name, waiting=self._wait)

    def _wait(self) -> None:
        if self.waiting is not None:
            self.waiting()


def with_tasks(key: Key, tasks: Collection[TaskKey]) -> Key:
    """Return a key in which these tasks have taken the place of those of the same names."""
    ready = {task.name: task for task in tasks}
    return msgspec.structs.replace(key, tasks=tuple(ready.get(task.name, task) for task in key.tasks))


def obtain(
    course: Course, name: str, *, progress: Progress = lambda _step: None, tasks: Collection[str] = ()
) -> Key:
    """Return the key of an exercise: released, cached, or made now; with `tasks`, only these are made."""
    with Keys(course, name) as keys:
        return keys.all(tasks or None, progress)


def outline(course: Course, name: str) -> Key:
    """Return what is asked in an exercise, and its texts; its cases need not be made."""
    with Keys(course, name) as keys:
        return keys.outline


def has_hidden(course: Course, public: Key, secret: str) -> bool:
    """Whether an exercise has hidden cases: from a secret, in a released key, or from its hidden file."""
    if secret or course.released_hidden(public.exercise).is_file():
        return True
    is_asked = any(task.is_by_teacher for task in public.tasks)
    return is_asked and course.reference(public.exercise).is_file()


def obtain_hidden(course: Course, name: str, secret: str, *, progress: Progress = lambda _step: None) -> Key:
    """Return the key of hidden cases: released, cached, or made now from a secret.

    Without a secret, it has only the tasks that a teacher judges. Raises CourseError if the course has no
    reference to make it from.
    """
    if course.released_hidden(name).is_file():
        return read(course.released_hidden(name))
    if not course.reference(name).is_file():
        raise CourseError(words.NO_REFERENCE, course=course.root, name=name)
    public = obtain(course, name, progress=progress)

    def make_it() -> Key:
        from grader.course.making import make_hidden

        return make_hidden(course, name, secret, public)

    return kept(cached(course, name, secret or BY_TEACHER), Key, make_it)


def encoded(key: Key) -> bytes:
    """Return the bytes of a key's file; the same key gives the same bytes."""
    return packed(key)


def task_digest(task: TaskKey, data: Files = ()) -> str:
    """Return the digest of everything that is needed to grade one task, with the files of data."""
    kept = slim(task)  # a key that was read from a file has the same
    return hashlib.sha256(_encoder.encode((kept, data) if data else kept)).hexdigest()


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


def read(path: Path) -> Key:
    """Read the key in a file; raises CourseError if it is not of this version."""
    try:
        key = unpacked(path.read_bytes(), Key)
    except BROKEN as error:
        raise CourseError(words.NO_KEY, path=path, why=str(error)) from error
    if key.version != KEY_VERSION:
        raise CourseError(words.OTHER_VERSION, path=path, found=key.version, known=KEY_VERSION)
    return key
