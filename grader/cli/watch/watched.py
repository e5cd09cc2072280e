"""One file: what has changed in it since it was graded, and its grade so far."""

from __future__ import annotations

import time
from collections.abc import Callable, Set
from dataclasses import dataclass
from pathlib import Path

import msgspec

from grader import submission
from grader.cli.watch import words
from grader.cli.watch.changes import SUFFIXES
from grader.core.model import Outcome
from grader.core.verdict import Feedback, Grade, TaskResult
from grader.course import load
from grader.course.key import Keys
from grader.grading import history
from grader.grading.keys import keys_without_making
from grader.grading.ready import grade_ready
from grader.grading.session import OnlyRunner, Session, exercise_of
from grader.runner.protocol import Cancelled, Runner
from grader.runner.wire import Piece
from grader.submission import Source, Submission

Stamp = tuple[int, int, int] | None
"""A saved state of a file: modification time in ns, size in bytes, inode number."""

UNMOVED = (Outcome.PASSED, Outcome.NOT_FINISHED, Outcome.MISSING)
"""Feedback on these outcomes does not depend on the line numbers of the function."""


@dataclass(frozen=True)
class Choice:
    """The options for all files.

    They are the exercise, the course's folder, and whether whole files are run.
    """

    exercise: str | None = None
    course: Path | None = None
    whole_file: bool = False


class WatchedFile:
    """A file that is graded again and again.

    Each time, only the tasks that a change can affect are graded.
    """

    def __init__(self, path: Path, choice: Choice) -> None:
        self.path = path
        self.session: Session | None = None
        self.grade: Grade | None = None
        self.seconds = 0.0
        self._choice = choice
        self._keys: Keys | None = None
        self._prepares = False
        self._stamp = self.stamp()
        self._inode = self._stamp[2] if self._stamp else 0
        self._known: dict[str, _Known] = {}

    def stamp(self) -> Stamp:
        """The saved state of the file; None if the file does not exist."""
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino

    @property
    def feedback(self) -> Feedback | None:
        """The grade so far, with the course's texts; None before the first grade."""
        if self.grade is None or self.session is None:
            return None
        return Feedback(self.grade, self.session.key.text)

    def following(self) -> str | None:
        """The exercise to go on with after this one; None if there is none."""
        if self.grade is None:
            return None
        course, known = load.find(self._choice.course, self.path), history.read(self.path.parent)
        return known.following({name: () for name in course.names if name != self.grade.exercise})

    def has_changed(self) -> bool:
        """Whether the file has changed since the last call."""
        before, self._stamp = self._stamp, self.stamp()
        self._inode = self._stamp[2] if self._stamp else self._inode
        return self._stamp != before

    def renamed(self) -> Path | None:
        """The new path of this file, if it was renamed in its folder; else None."""
        try:
            beside = (path for path in self.path.parent.iterdir() if path.suffix == self.path.suffix)
            return next((path for path in beside if path.stat().st_ino == self._inode), None)
        except OSError:
            return None

    def read(self) -> Source:
        """The file as it is now; raises SubmissionError."""
        return submission.read(self.path)

    def regrade(
        self,
        source: Source,
        runner: Runner,
        progress: Callable[[str], None],
        *,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> tuple[str, ...]:
        """Grade the tasks that have changed, and return their names.

        Raises GraderError if that cannot be done, and Cancelled if it is no longer wanted.
        """
        started = time.monotonic()
        self.stop()
        try:
            return self._regraded(source, runner, progress, cancelled)
        finally:
            self.stop()
            self.seconds = time.monotonic() - started

    def prepare(self) -> None:
        """Make the keys of the other tasks in the background, until the file is graded again."""
        if self._keys is not None and not self._prepares:
            self._prepares = True
            self._keys.prepare()

    def stop(self) -> None:
        """End what makes keys."""
        self._prepares = False
        if self._keys is not None:
            self._keys.close()

    def _regraded(
        self,
        source: Source,
        runner: Runner,
        progress: Callable[[str], None],
        cancelled: Callable[[], bool],
    ) -> tuple[str, ...]:
        def waiting() -> None:
            if cancelled():
                raise Cancelled

        session, keys = self._session(source, progress, waiting)
        needed = session.prepare(source, whole=self._choice.whole_file)
        changed = tuple(task.name for task in session.key.tasks if self._differs(needed, task.name))
        if changed:
            found = grade_ready(
                keys,
                session,
                needed,
                OnlyRunner(runner),
                tasks=changed,
                making=lambda step: progress(words.MAKING.format(number=step.done + 1, count=step.count)),
                grading=progress,
            )
            self._take(needed, session, found.grade)
        elif self.grade is not None:
            self.grade = msgspec.structs.replace(self.grade, skipped=needed.skipped)
        return changed

    def _session(
        self, source: Source, progress: Callable[[str], None], waiting: Callable[[], None]
    ) -> tuple[Session, Keys]:
        """The session of the file's exercise, and its keys; raises UsageError if that is not clear."""
        course = load.find(self._choice.course, self.path)
        name = exercise_of(source, course, self._choice.exercise)
        if self.session is None or self._keys is None or self.session.key.exercise != name:
            self._keys = keys_without_making(course, name, say=progress)
            self._keys.waiting = waiting
            self.session, self._known = Session(self._keys.outline, course), {}
        self._keys.waiting = waiting
        return self.session, self._keys

    def _take(self, needed: Submission, session: Session, found: Grade) -> None:
        """Replace earlier results by new ones."""
        for result in found.tasks:
            self._known[result.task] = _Known(_print_of(needed, result.task), result)
        results = tuple(self._known[task.name].result for task in session.key.tasks)
        self.grade = msgspec.structs.replace(
            found,
            tasks=results,
            score=sum(result.score for result in results),
            max_score=sum(result.max_score for result in results),
            skipped=needed.skipped,
        )

    def _differs(self, needed: Submission, task: str) -> bool:
        """Whether a task has to be graded again."""
        known = self._known.get(task)
        if known is None or known.result.outcome is Outcome.UNGRADED:
            return True
        now = _print_of(needed, task)
        return not known.print.is_like(now, moved=known.result.outcome in UNMOVED)


class Folder:
    """A folder; its files that are named like an exercise are watched.

    Files that are added later are watched, too.
    """

    def __init__(self, path: Path, choice: Choice) -> None:
        self.path = path
        self._choice = choice
        self._course = load.find(choice.course, path / "submission.py")

    def files(self) -> list[Path]:
        """The files that exist now."""
        try:
            found = sorted(path for path in self.path.iterdir() if path.suffix in SUFFIXES)
        except OSError:
            return []
        return [path for path in found if path.stem in self._course.names and path.is_file()]

    def new(self, known: Set[Path]) -> list[WatchedFile]:
        """The files that exist now and are not in `known`."""
        return [WatchedFile(path, self._choice) for path in self.files() if path not in known]


@dataclass(frozen=True)
class _Print:
    """Everything in a file that a task's result depends on.

    `state` is the state of its function. `pieces` are the pieces that are run for it.
    """

    state: tuple[object, ...]
    pieces: tuple[Piece, ...]

    def is_like(self, other: _Print, *, moved: bool) -> bool:
        """Whether two prints are the same; with `moved`, lines may have other numbers."""
        mine, theirs = ([(piece.filename, piece.text) for piece in print_.pieces] for print_ in (self, other))
        lines = [[piece.line for piece in print_.pieces] for print_ in (self, other)]
        return self.state == other.state and mine == theirs and (moved or lines[0] == lines[1])


@dataclass(frozen=True)
class _Known:
    """A result, and the print that it was made from."""

    print: _Print
    result: TaskResult


def _print_of(needed: Submission, task: str) -> _Print:
    state = (task in needed.stubs, task in needed.found, needed.broken.get(task), needed.advice.get(task))
    return _Print(state, tuple(piece for piece in needed.program.pieces if task in piece.tasks))
