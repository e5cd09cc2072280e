"""`pytest --grade exercise_03.py`: each task of an exercise is a test.

A graded file is read, never imported: what its functions need is run as `grade` runs it, in a process of
its own. Without `--grade` nothing is changed, and nothing but this module is loaded.
"""

from __future__ import annotations

import argparse
import math
import os
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from _pytest._code.code import (
    ExceptionInfo,
    ReprEntryNative,
    ReprExceptionInfo,
    ReprFileLocation,
    ReprTraceback,
    TerminalRepr,
)

from grader.errors import GraderError, MachineError

if TYPE_CHECKING:
    from grader.course.load import Course
    from grader.model import Key
    from grader.preparing import Prepared
    from grader.runner.pool import Pool
    from grader.verdict import Grade, TaskResult

GROUP = "grade: exercises as tests"
HELP_GRADE = "Grade solutions of exercises, given or found by their names: each task is a test."
HELP_COURSE = "The course's folder; otherwise the nearest one above a file, or the built-in one."
HELP_EXERCISE = "The exercise that the files given solve, if their names do not say so."
HELP_TIMEOUT = "Seconds that one call may take (10)."
NO_SECONDS = "{text!r} is not a number of seconds above 0."
NOT_WRITTEN = "not written yet"
NOT_THERE = "not in the file: {signature}"
NOT_PASSED = "{name}: {outcome}"

NARROWEST, WIDEST = 60, 100
USUAL = 80
WIDTH = "grade_width"
"""What a worker of pytest-xdist, which has no terminal, is told of its width."""
TEST_MODULES = ("test_*.py", "*_test.py")
"""Files of such names stay pytest's own, unless an exercise has the very name."""
AUTHORS = ("reference", "exercises")
"""The folders of a course that hold no solutions."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options; the only thing there is to see without `--grade`."""
    group = parser.getgroup("grade", GROUP)
    group.addoption("--grade", action="store_true", help=HELP_GRADE)
    group.addoption("--grade-course", metavar="DIR", help=HELP_COURSE)
    group.addoption("--grade-exercise", metavar="NAME", help=HELP_EXERCISE)
    group.addoption("--grade-timeout", metavar="SECONDS", type=_seconds, default=10.0, help=HELP_TIMEOUT)


def _seconds(text: str) -> float:
    """A number of seconds; a deadline that would never come is refused."""
    with suppress(ValueError):
        if math.isfinite(seconds := float(text)) and seconds > 0:
            return seconds
    raise argparse.ArgumentTypeError(NO_SECONDS.format(text=text))


def pytest_configure(config: pytest.Config) -> None:
    """With `--grade`, begin; raises pytest's own UsageError for a folder that holds no course."""
    if config.getoption("grade"):
        try:
            config.pluginmanager.register(Grading(config), "grading")
        except GraderError as error:
            raise pytest.UsageError(str(error)) from None


class Grading:
    """What the tasks of a run share: the course, the options, and the process that runs solutions."""

    def __init__(self, config: pytest.Config) -> None:
        """Raise UsageError where `--grade-course` holds no course."""
        from grader.course import load

        self._config = config
        self._folder = config.invocation_params.dir
        course = config.getoption("grade_course")
        self._given = load.find(self._folder / course, None).root if course else None
        self._courses: dict[Path, Course] = {}
        self._pool: Pool | None = None

    @property
    def width(self) -> int:
        """How wide the feedback is: as the terminal, which a worker has been told of, within reason."""
        told = getattr(self._config, "workerinput", {}).get(WIDTH)
        if told is not None:
            return int(told)
        terminal = self._config.pluginmanager.get_plugin("terminalreporter")
        columns = self._config.get_terminal_writer().fullwidth if terminal is not None else USUAL
        return min(WIDEST, max(NARROWEST, columns))

    # -------------------------------------------------------------------------------------- hooks

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tell a worker of pytest-xdist how wide the terminal is."""
        node.workerinput[WIDTH] = self.width

    @pytest.hookimpl(wrapper=True)
    def pytest_collect_file(
        self, file_path: Path, parent: pytest.Collector
    ) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
        """Take a solution out of the hands of all others, who would import it."""
        found = yield
        if self._is_solution(file_path, given=parent.session.isinitpath(file_path)):
            return [Solution.from_parent(parent, path=file_path, grading=self)]
        return found

    def pytest_unconfigure(self) -> None:
        """However the run ended, end the process that runs solutions."""
        self._close()

    def _close(self) -> None:
        if self._pool is not None:
            self._pool.__exit__()
            self._pool = None

    # ------------------------------------------------------------------------------- what is graded

    def _is_solution(self, path: Path, *, given: bool) -> bool:
        """Whether a file is to be graded: one that is given, or one whose name says what it solves."""
        if path.suffix not in (".py", ".ipynb"):
            return False
        named = self._course(path).named_by(path)
        if named is not None and named.lower() == path.stem.lower():
            return given or not _is_authors(path)
        others = TEST_MODULES if given else (*TEST_MODULES, *self._config.getini("python_files"))
        if any(path.match(pattern) for pattern in others):
            return False
        return given or (named is not None and not _is_authors(path))

    def _course(self, path: Path) -> Course:
        """The course of a file, looked for once in a folder."""
        from grader.course import load

        if path.parent not in self._courses:
            self._courses[path.parent] = load.find(self._given, path)
        return self._courses[path.parent]

    def prepared(self, path: Path, *, given: bool) -> Prepared:
        """Read a file, and have the key of its exercise; raises GraderError."""
        from grader import submission
        from grader.preparing import exercise_of, prepare

        course = self._course(path)
        source = submission.read(path, called=os.path.relpath(path, self._folder))
        named = self._config.getoption("grade_exercise") if given else None
        name = exercise_of(source, course, named, dashes="--grade-")
        return prepare(source, self._key(course, name))

    def _key(self, course: Course, name: str) -> Key:
        """The key of an exercise; if it has to be made, that takes long enough to be told at once."""
        from grader.preparing import key_without_making

        with _seen(self._config):
            return key_without_making(course, name)

    def grade(self, prepared: Prepared, task: str) -> Grade:
        """Grade one task of a file; raises MachineError."""
        from grader.judge.grade import grade
        from grader.preparing import limits
        from grader.runner.pool import Pool

        if self._pool is None:
            self._pool = Pool(limits(self._config.getoption("grade_timeout")))
        try:
            return grade(prepared.submission, prepared.key, self._pool, tasks=[task])
        except GraderError:
            raise
        except (
            BaseException
        ):  # of an interrupt, or a plugin's own deadline: what was asked is still under way
            self._close()
            raise


def _is_authors(path: Path) -> bool:
    """Whether a file is a course's own; where students have no references, they work in its starters."""
    return any(
        folder.name in AUTHORS and any(folder.parent.glob("reference/[!_]*.py")) for folder in path.parents
    )


def _seen(config: pytest.Config) -> AbstractContextManager[None]:
    """Show what is printed meanwhile, where pytest would keep it to itself."""
    capture = config.pluginmanager.get_plugin("capturemanager")
    return capture.global_and_fixture_disabled() if capture is not None else nullcontext()


# ------------------------------------------------------------------------------------- files and tasks


class Solution(pytest.File):
    """A file that is graded: a script or a notebook."""

    def __init__(self, *, grading: Grading, **more: Any) -> None:
        super().__init__(**more)
        self._grading = grading

    def collect(self) -> Iterator[pytest.Item]:
        """A test for each task of the exercise; raises CollectError where the file cannot be graded."""
        try:
            prepared = self._grading.prepared(self.path, given=self.session.isinitpath(self.path))
        except GraderError as error:
            raise self.CollectError(str(error)) from None
        for task in prepared.key.tasks:
            yield Task.from_parent(self, name=task.name, grading=self._grading, prepared=prepared)


class NotPassedError(Exception):
    """A task was graded, and is not right."""

    def __init__(self, grade: Grade) -> None:
        super().__init__(NOT_PASSED.format(name=grade.tasks[0].task, outcome=grade.tasks[0].outcome))
        self.grade = grade


class Task(pytest.Item):
    """One task of one file."""

    def __init__(self, *, grading: Grading, prepared: Prepared, **more: Any) -> None:
        super().__init__(**more)
        self._grading, self._prepared = grading, prepared

    def reportinfo(self) -> tuple[Path, int, str]:
        """The line of the function; lines of a notebook's cells are not lines of its file."""
        place = self._prepared.submission.places.get(self.name)
        return self.path, 0 if place is None or place.cell is not None else place.line - 1, self.name

    def runtest(self) -> None:
        """Grade it; raises NotPassedError, pytest's Skipped, or MachineError where the grader failed."""
        from grader.model import Outcome

        grade = self._grading.grade(self._prepared, self.name)
        (result,) = grade.tasks
        self.user_properties += _properties(result)
        if result.outcome is Outcome.UNGRADED:
            assert result.error is not None
            raise MachineError(result.error.message)
        if result.outcome in (Outcome.NOT_FINISHED, Outcome.MISSING):
            raise pytest.skip.Exception(self._why_not(result), _use_item_location=True)
        if result.outcome is not Outcome.PASSED:
            raise NotPassedError(grade)

    def _why_not(self, result: TaskResult) -> str:
        """Why there is nothing to grade."""
        from grader.model import Outcome
        from grader.report.places import place

        if result.outcome is Outcome.NOT_FINISHED:
            where = f" ({place(result.cell, result.line)})" if result.cell and result.line else ""
            return f"{NOT_WRITTEN}{where}"
        signature = next(task.signature for task in self._prepared.key.tasks if task.name == self.name)
        reason = NOT_THERE.format(signature=signature)
        return f"{reason}. {result.advice}" if result.advice else reason

    def repr_failure(self, excinfo: ExceptionInfo[BaseException], style: Any = None) -> str | TerminalRepr:
        """What there is to say of a task that is not right; of a grader's failure, what it is."""
        if isinstance(excinfo.value, NotPassedError):
            told = _told(excinfo.value.grade, self._grading.width)
            if self.config.getoption("tbstyle") == "line":  # the place and the sentence, which pytest writes
                told.reprtraceback.reprentries = []
            return told
        if isinstance(excinfo.value, GraderError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)


def _properties(result: TaskResult) -> Iterator[tuple[str, object]]:
    """What a JUnit file holds of a task, beside its outcome."""
    yield "score", result.score
    yield "max_score", result.max_score
    if result.misconception is not None and result.misconception.certain:
        yield "misconception", result.misconception.name


def _told(grade: Grade, width: int) -> ReprExceptionInfo:
    """The feedback in pytest's own form, which workers can send and other plugins can read."""
    from grader.report.places import where
    from grader.report.terminal import feedback
    from grader.report.view import sheets

    (sheet,) = sheets([grade])
    (card,) = sheet.cards
    cell, line = where(grade.tasks[0]) or (None, 1)
    entry = ReprEntryNative([f"{feedback(card, sheet.submission, width)}\n"])
    crash = ReprFileLocation(sheet.submission, line if cell is None else 1, card.lead or card.outcome)
    return ReprExceptionInfo(ReprTraceback([entry], None, "native"), crash)
