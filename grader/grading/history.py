"""What a learner has reached in a folder, in `.grade/progress.json`.

The folder `.grade` is next to the graded files. This is the only state that grading keeps in the folder.
Grading never needs it. A folder that cannot be written has no progress. A file that cannot be read is
renamed, not overwritten.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from grader.core.message import Message
from grader.core.model import Outcome
from grader.core.verdict import Grade

FOLDER = ".grade"
FILE = "progress.json"
VERSION = 1
NOT_WRITTEN = (Outcome.NOT_FINISHED, Outcome.MISSING)
IGNORED = Message("made by grade: what you have reached here, for `grade list` and `grade hint`")
"""The comment in the file that keeps the folder out of a repository."""


class TaskHistory(Struct, frozen=True, omit_defaults=True):
    """A task's last result, and how many of its hints were shown."""

    outcome: Outcome | None = None
    score: float = 0.0
    max_score: float = 0.0
    hints: int = 0


class FolderHistory(Struct, frozen=True):
    """The tasks of each exercise that was graded or gave a hint in a folder."""

    version: int = VERSION
    exercises: dict[str, dict[str, TaskHistory]] = {}

    def task(self, exercise: str, task: str) -> TaskHistory:
        """Return what is known of a task."""
        return self.exercises.get(exercise, {}).get(task, TaskHistory())

    def reached(self, exercise: str) -> float | None:
        """Return the points in an exercise; None if no task of it was graded."""
        graded = [task for task in self.exercises.get(exercise, {}).values() if task.outcome is not None]
        return sum(task.score for task in graded) if graded else None

    def is_done(self, exercise: str, tasks: Collection[str] = ()) -> bool:
        """Whether these tasks of an exercise have all points; without `tasks`, those that were graded."""
        known = self.exercises.get(exercise, {})
        asked = [self.task(exercise, name) for name in tasks] or list(known.values())
        graded = [task for task in asked if task.outcome is not None or tasks]
        return bool(graded) and all(
            task.outcome is not None and task.score >= task.max_score for task in graded
        )

    def following(self, exercises: Mapping[str, Collection[str]]) -> str | None:
        """Return the exercise to go on with: the first that was begun, else the first that is not done.

        `exercises` are their names in order, each with its tasks if they are known.
        """
        left = [name for name, tasks in exercises.items() if not self.is_done(name, tasks)]
        begun = (name for name in left if self.reached(name) is not None)
        return next(begun, next(iter(left), None))

    def with_task(self, exercise: str, task: str, known: TaskHistory) -> FolderHistory:
        """Return a copy with a new entry for one task."""
        tasks = {**self.exercises.get(exercise, {}), task: known}
        return FolderHistory(self.version, {**self.exercises, exercise: tasks})


def place(folder: Path) -> Path:
    """Return the file that holds the progress of a folder."""
    return folder / FOLDER / FILE


def read(folder: Path) -> FolderHistory:
    """Return the progress of a folder; it is empty if the folder has none."""
    path = place(folder)
    try:
        found = msgspec.json.decode(path.read_bytes(), type=FolderHistory)
    except FileNotFoundError:
        return FolderHistory()
    except (OSError, msgspec.MsgspecError):
        _set_aside(path)
        return FolderHistory()
    if found.version != VERSION:
        _set_aside(path)
        return FolderHistory()
    return found


def _set_aside(path: Path) -> None:
    with contextlib.suppress(OSError):
        os.replace(path, path.with_name(f"{FILE}.unreadable"))


def change(folder: Path, how: Callable[[FolderHistory], FolderHistory]) -> None:
    """Read, change and save a folder's progress.

    A folder that cannot be written stays unchanged.
    """
    with contextlib.suppress(OSError):
        _write(place(folder), msgspec.json.format(msgspec.json.encode(how(read(folder))), indent=1))


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    if not path.parent.is_dir():
        path.parent.mkdir()
        (path.parent / ".gitignore").write_text(f"# {IGNORED}\n*\n", "utf-8")
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        try:
            file.write(data + b"\n")
            file.flush()
            os.replace(file.name, path)
        except OSError:
            os.unlink(file.name)
            raise


def record(folder: Path, grade: Grade) -> None:
    """Save the results of a grade; the number of shown hints stays.

    A task that is not written does not replace what was reached.
    """

    def with_grade(known: FolderHistory) -> FolderHistory:
        for result in grade.tasks:
            before = known.task(grade.exercise, result.task)
            if result.outcome in NOT_WRITTEN and before.outcome is not None:
                continue  # an untouched starter beside the file that was worked on
            entry = TaskHistory(result.outcome, result.score, result.max_score, before.hints)
            known = known.with_task(grade.exercise, result.task, entry)
        return known

    change(folder, with_grade)


def one_more_hint(folder: Path, exercise: str, task: str) -> int:
    """Count one more hint of a task as shown, and return the new number."""
    known = read(folder).task(exercise, task)
    shown = msgspec.structs.replace(known, hints=known.hints + 1)
    change(folder, lambda all_: all_.with_task(exercise, task, shown))
    return shown.hints
