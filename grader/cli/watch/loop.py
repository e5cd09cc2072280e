"""What happens when a file is saved or a key is pressed."""

from __future__ import annotations

import select
import signal
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from grader.cli.language import follow
from grader.cli.status import status
from grader.cli.watch import words
from grader.cli.watch.changes import Changes
from grader.cli.watch.keyboard import Keyboard
from grader.cli.watch.screen import Screen, ScreenContent
from grader.cli.watch.watched import Choice, Folder, WatchedFile
from grader.core.errors import GraderError, SubmissionError, UsageError
from grader.core.model import TaskKey
from grader.core.verdict import TaskResult
from grader.course import load
from grader.grading import history as progress
from grader.grading.session import limits
from grader.locale.messages import sentence
from grader.report.sheet import DONE, TO_WRITE
from grader.report.spot import refusal
from grader.runner.process.pool import Pool
from grader.runner.protocol import Cancelled
from grader.submission import Source

LOOK_SECONDS = 1.0
"""How often files are checked without a report: some network drives send none."""
SETTLE_SECONDS = 0.15
"""How long to wait for a file that does not parse: it may be only half saved."""
SETTLE_TIMES = 8


def watch(paths: Sequence[Path], choice: Choice, *, timeout: float) -> None:
    """Grade files whenever they are saved, until the user leaves.

    Raises GraderError if, at the start, a file, the exercise or the course does not exist.
    """
    first = next(iter(paths), Path())
    course = follow(load.find(choice.course, first / "submission.py" if first.is_dir() else first))
    if choice.exercise is not None:
        course.check(choice.exercise)
    named = paths or (Path(),)
    folders = [Folder(path, choice) for path in named if path.is_dir()]
    files = [WatchedFile(path, choice) for path in named if not path.is_dir()]
    for file in files:
        if file.stamp() is None:
            file.read()  # raises, with a suggestion
    files += [WatchedFile(path, choice) for folder in folders for path in folder.files()]
    if not files:
        raise UsageError(words.NO_FILES)
    with (
        Keyboard() as keyboard,
        Changes([file.path for file in files], [folder.path for folder in folders]) as changes,
        Pool(limits(timeout)) as pool,
        _redrawn(keyboard, changes),
        suppress(KeyboardInterrupt),  # a way to leave
    ):
        Loop(files, folders, pool, keyboard, changes, first=_first(files, course)).run()


def _first(files: Sequence[WatchedFile], course: load.Course) -> WatchedFile:
    """Return the file that was saved last, or if its exercise is done, the next one that is not."""
    last = max(files, key=lambda file: file.stamp() or (0, 0, 0))
    known = progress.read(last.path.parent)
    if not known.is_done(course.named_by(last.path) or ""):
        return last
    named = {name: file for file in files if (name := course.named_by(file.path)) is not None}
    following = known.following({name: () for name in course.names if name in named})
    return named[following] if following is not None else last


@contextmanager
def _redrawn(keyboard: Keyboard, changes: Changes) -> Iterator[None]:
    """Continue after a pause, and redraw everything if the window changes its size."""

    def again(*_: object) -> None:
        keyboard.take_over()
        changes.wake()

    before = {number: signal.signal(number, again) for number in (signal.SIGCONT, signal.SIGWINCH)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@dataclass(frozen=True)
class _View:
    """What is shown of a file: a task, what is new, how many hints were asked for."""

    task: str = ""
    news: tuple[tuple[str, bool], ...] = ()
    problem: str = ""
    note: str = ""
    hints: int = 0
    timing: str = ""
    whole_list: bool = False


class Loop:
    """Some files; at first one of them is shown, then the one that was saved last."""

    def __init__(
        self,
        files: Sequence[WatchedFile],
        folders: Sequence[Folder],
        pool: Pool,
        keyboard: Keyboard,
        changes: Changes,
        *,
        first: WatchedFile,
    ) -> None:
        self._files, self._folders = list(files), folders
        self._pool, self._keyboard, self._changes = pool, keyboard, changes
        self._file = first
        self._due = [self._file]  # the others are graded when they are saved
        self._views: dict[Path, _View] = {}
        self._keys: deque[str] = deque()
        self._leaves = False
        self._screen = Screen(keys=keyboard.is_there)
        pool.cancelled = self._is_overtaken

    def run(self) -> None:
        """Grade the file that was saved last, then each whenever it is saved."""
        try:
            self._run()
        finally:
            for file in self._files:
                file.stop()

    def _run(self) -> None:
        while not self._leaves:
            if self._due:
                self._grade(self._due.pop())
            else:
                self._file.prepare()
                woken = self._collect(LOOK_SECONDS)
                if not self._look() and (woken or self._keys):
                    self._press_all()
                    self._show()

    @property
    def _view(self) -> _View:
        return self._views.get(self._file.path, _View())

    def _change(self, **parts: object) -> None:
        self._views[self._file.path] = replace(self._view, **parts)  # type: ignore[arg-type]  # they are fields of _View

    # ------------------------------------------------------------------------------ what comes in

    def _collect(self, seconds: float) -> bool:
        """Wait for keys and changes; returns whether the system reported a change."""
        sources: list[Changes | Keyboard] = [
            self._changes,
            *([self._keyboard] if self._keyboard.is_there else []),
        ]
        ready, _, _ = select.select(sources, [], [], seconds)
        if self._keyboard in ready:
            self._keys.extend(self._keyboard.keys())
        if self._changes in ready:
            self._changes.clear()
        return self._changes in ready

    def _look(self) -> bool:
        """Mark the files that were saved, or are new, to be graded.

        Returns whether there are any.
        """
        changed = [file for file in self._files if file.has_changed()]
        known = {file.path for file in self._files}
        new = [file for folder in self._folders for file in folder.new(known)]
        self._files += new
        changed += new
        self._due = [file for file in self._due if file not in changed] + changed
        return bool(changed)

    def _is_overtaken(self) -> bool:
        """Whether to stop the current grading: a file was saved, or the user leaves."""
        self._collect(0)
        if self._look() or "q" in self._keys:
            return True
        if self._keys:
            self._press_all()
            self._show()
        return False

    # ------------------------------------------------------------------------------------ a save

    def _grade(self, file: WatchedFile) -> None:
        """Grade a file as it is now, and show the result."""
        self._file.stop()
        self._file = file
        first = file.grade is None
        try:
            source = self._settled(file)
            with status(words.GRADING.format(file=file.path.name)) as update:
                changed = file.regrade(source, self._pool, update, cancelled=self._is_overtaken)
        except Cancelled:
            if file not in self._due:
                self._due.insert(0, file)
            self._press_all()
            return
        except GraderError as error:
            self._change(problem=self._problem(file, error), news=(), whole_list=False)
        else:
            assert file.grade is not None
            progress.record(file.path.parent, file.grade)
            told = words.GRADED if changed else words.NOTHING_CHANGED
            timing = told.format(clock=time.strftime("%H:%M:%S"), seconds=file.seconds)
            self._change(problem="", timing=timing, whole_list=False)
            self._move_on(changed, first=first)
        self._show()

    def _settled(self, file: WatchedFile) -> Source:
        """The file's code, once it has been saved completely; raises SubmissionError."""
        for _ in range(SETTLE_TIMES):
            file.has_changed()
            try:
                source = file.read()
                if all(unit.fault is None for unit in source.units):
                    return source
            except SubmissionError:
                pass
            time.sleep(SETTLE_SECONDS)
            if not file.has_changed():
                break
        return file.read()

    def _problem(self, file: WatchedFile, error: GraderError) -> str:
        """Why a file cannot be graded now."""
        if file.stamp() is not None:
            return refusal(error)
        if (other := file.renamed()) is not None:
            return words.RENAMED.format(file=file.path, other=other)
        return words.GONE.format(file=file.path)

    # ------------------------------------------------------------------------------ what is shown

    def _move_on(self, changed: Sequence[str], *, first: bool) -> None:
        """Show the task that was worked on until it is right; then show the next one."""
        results = self._results()
        wrong = [name for name in changed if results[name].outcome not in DONE | TO_WRITE]
        news = [] if first else [name for name in changed if results[name].outcome in DONE]
        told = [(words.NOW_RIGHT.format(task=name), True) for name in news]
        told += [
            (sentence(gpu.message), False) for name in news if (gpu := results[name].on_gpu) and gpu.message
        ]
        here = self._view.task
        if first:
            here = self._after("", wrong_first=True)
        elif wrong and here not in wrong:
            here = wrong[0]
        elif here and results[here].outcome in DONE:
            here = self._after(here)
        if not self._after(""):
            here = ""
            told.append((str(words.ALL_RIGHT), True))
            told += [(words.NEXT.format(name=name), False)] if (name := self._file.following()) else []
        same = here == self._view.task
        self._change(task=here, news=tuple(told), note="", hints=self._view.hints if same else 0)

    def _results(self) -> dict[str, TaskResult]:
        grade = self._file.grade
        return {result.task: result for result in grade.tasks} if grade is not None else {}

    def _after(self, task: str, *, wrong_first: bool = False) -> str:
        """The next task that is not right; after the last task comes the first.

        It is empty if no other such task exists.
        """
        results = self._results()
        names = list(results)
        start = names.index(task) + 1 if task in names else 0
        around = [*names[start:], *names[:start]]
        left = [name for name in around if results[name].outcome not in DONE and name != task]
        wrong = [name for name in left if results[name].outcome not in TO_WRITE]
        return next(iter([*(wrong if wrong_first else []), *left]), "")

    def _press_all(self) -> None:
        while self._keys:
            self._press(self._keys.popleft())

    def _press(self, key: str) -> None:
        """Do what a key asks for."""
        if key == "q":
            self._leaves = True
        elif self._view.whole_list:
            self._change(whole_list=False)
        elif key == "l":
            self._change(whole_list=True)
        elif key == "n":
            following = self._after(self._view.task)
            if following:
                self._change(task=following, news=(), note="", hints=0)
            else:
                self._change(note=str(words.NOTHING_LEFT))
        elif key == "h" and (task := self._task()) is not None:
            self._hint(task)

    def _task(self) -> TaskKey | None:
        session = self._file.session
        tasks = session.key.tasks if session is not None else ()
        return next((task for task in tasks if task.name == self._view.task), None)

    def _hints(self) -> tuple[str, ...]:
        """All hints of the current task."""
        session, task = self._file.session, self._task()
        return session.text(task.name).hints if session is not None and task is not None else ()

    def _hint(self, task: TaskKey) -> None:
        """Show one more hint, and record that it was shown."""
        folder, grade = self._file.path.parent, self._file.grade
        hints = self._hints()
        if grade is None or not hints:
            self._change(note=words.NO_HINTS.format(task=task.name))
            return
        note, number = "", len(hints)
        if progress.read(folder).task(grade.exercise, task.name).hints < number:
            number = progress.one_more_hint(folder, grade.exercise, task.name)
        elif self._view.hints:
            note = words.NO_MORE_HINTS.format(task=task.name)
        self._change(hints=number, note=note)

    def _show(self) -> None:
        view, task = self._view, self._task()
        self._screen.show(
            ScreenContent(
                file=str(self._file.path),
                feedback=self._file.feedback,
                task=task,
                news=view.news,
                hints=self._hints()[: view.hints],
                note=view.note,
                whole_list=view.whole_list,
                problem=view.problem,
                timing=view.timing,
            )
        )
