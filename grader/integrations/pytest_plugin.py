"""`pytest --grade exercise_03.py`: each task of an exercise is a test.

A graded file is read, never imported. What its functions need is run as `grade` runs it, in a process of its
own. Without `--grade`, nothing is changed, and only this module is loaded.
"""

from __future__ import annotations

import argparse
import math
import os
from collections.abc import Generator, Iterator, Sequence
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

from grader.core.errors import GraderError, MachineError
from grader.core.message import Message, speaking

if TYPE_CHECKING:
    from grader.core.verdict import Feedback, TaskResult
    from grader.course.load import Course
    from grader.grading.session import Session
    from grader.runner.process.pool import Pool
    from grader.submission import Submission

GROUP = Message("grade: exercises as tests")
HELP_GRADE = Message("Grade solutions of exercises, given or found by their names: each task is a test.")
HELP_COURSE = Message("The course's folder; otherwise the nearest one above a file, or the built-in one.")
HELP_EXERCISE = Message("The exercise that the files solve, if their names do not say it.")
HELP_TIMEOUT = Message("Seconds that one call may take (10).")
HELP_LANG = Message("The language to speak; otherwise GRADE_LANG, the course's, or the system's.")
NO_SECONDS = Message("{text!r} is not a number of seconds above 0.")
NOT_WRITTEN = Message("not written yet")
NOT_WRITTEN_AT = Message("not written yet ({place})")
NOT_THERE = Message("not in the file: {signature}")
NOT_THERE_BUT = Message("not in the file: {signature}. {advice}")
NOT_PASSED = "{name}: {outcome}"

OPTIONS = ("--grade-exercise", "--grade-course DIR")
NARROWEST, WIDEST = 60, 100
USUAL = 80
WIDTH = "grade_width"
"""The key of the width in `workerinput`; a pytest-xdist worker has no terminal."""
TEST_MODULES = ("test_*.py", "*_test.py")
"""Files with such names stay pytest's own, unless an exercise has the same name."""
AUTHORS = ("reference", "exercises")
"""The folders of a course that hold no solutions."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options, the only visible change without `--grade`."""
    from grader.grading.language import chosen

    with speaking(chosen(None)):
        group = parser.getgroup("grade", str(GROUP))
        group.addoption("--grade", action="store_true", help=str(HELP_GRADE))
        group.addoption("--grade-course", metavar="DIR", help=str(HELP_COURSE))
        group.addoption("--grade-exercise", metavar="NAME", help=str(HELP_EXERCISE))
        timeout = {"type": _seconds, "default": 10.0, "help": str(HELP_TIMEOUT)}
        group.addoption("--grade-timeout", metavar="SECONDS", **timeout)
        group.addoption("--grade-lang", metavar="LANG", help=str(HELP_LANG))


def _seconds(text: str) -> float:
    """A number of seconds above 0; infinity is refused.

    Raises ArgumentTypeError.
    """
    with suppress(ValueError):
        if math.isfinite(seconds := float(text)) and seconds > 0:
            return seconds
    raise argparse.ArgumentTypeError(NO_SECONDS.format(text=text))


def pytest_configure(config: pytest.Config) -> None:
    """Start if `--grade` is given; raises pytest's own UsageError for wrong options."""
    if config.getoption("grade"):
        try:
            config.pluginmanager.register(GradingPlugin(config), "grading")
        except GraderError as error:
            raise pytest.UsageError(str(error)) from None


class GradingPlugin:
    """What the tasks of a run share.

    It is the course, the options, and the process that runs solutions.
    """

    def __init__(self, config: pytest.Config) -> None:
        """Raise UsageError if `--grade-course` or `--grade-lang` does not exist."""
        from grader.course import load
        from grader.grading.language import checked

        self._config = config
        lang = config.getoption("grade_lang")
        self._lang = checked(lang, given=f"--grade-lang {lang}") if lang is not None else None
        self._folder = config.invocation_params.dir
        course = config.getoption("grade_course")
        self._given = load.find(self._folder / course, None).root if course else None
        self._courses: dict[Path, Course] = {}
        self._pool: Pool | None = None

    def finding(self, exercise: str) -> tuple[str, ...]:
        """The options of this run that a command needs, too, to find an exercise."""
        named, course = (self._config.getoption(f"grade_{option}") for option in ("exercise", "course"))
        words = ("--exercise", exercise) if named == exercise else ()
        return (*words, "--course", course) if course else words

    @property
    def width(self) -> int:
        """The width of the feedback in columns: that of the terminal, within limits.

        A worker gets the width from the main process.
        """
        told = getattr(self._config, "workerinput", {}).get(WIDTH)
        if told is not None:
            return int(told)
        terminal = self._config.pluginmanager.get_plugin("terminalreporter")
        columns = self._config.get_terminal_writer().fullwidth if terminal is not None else USUAL
        return min(WIDEST, max(NARROWEST, columns))

    # -------------------------------------------------------------------------------------- hooks

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Send the width of the terminal to a worker of pytest-xdist."""
        node.workerinput[WIDTH] = self.width

    @pytest.hookimpl(wrapper=True)
    def pytest_collect_file(
        self, file_path: Path, parent: pytest.Collector
    ) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
        """Keep a solution from all other plugins, because they would import it."""
        found = yield
        if self._is_solution(file_path, given=parent.session.isinitpath(file_path)):
            return [Solution.from_parent(parent, path=file_path, grading=self)]
        return found

    def pytest_unconfigure(self) -> None:
        """End the process that runs solutions, however the run ended."""
        self._close()

    def _close(self) -> None:
        if self._pool is not None:
            self._pool.__exit__()
            self._pool = None

    # ------------------------------------------------------------------------------- what is graded

    def _is_solution(self, path: Path, *, given: bool) -> bool:
        """Whether to grade a file: it is given, or its name says what it solves."""
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
        """The course of a file; it is looked up once for each folder."""
        from grader.course import load

        if path.parent not in self._courses:
            self._courses[path.parent] = load.find(self._given, path)
        return self._courses[path.parent]

    def speaking(self, path: Path) -> AbstractContextManager[None]:
        """Use the language that was asked for, or that of a file's course."""
        from grader.grading.language import chosen

        return speaking(chosen(self._lang, self._course(path)))

    def prepared(self, path: Path, *, given: bool) -> tuple[Session, Submission]:
        """Read a file, get the key of its exercise, and choose what is needed.

        Raises GraderError.
        """
        from grader import submission
        from grader.grading.keys import keys_without_making
        from grader.grading.session import Session, exercise_of

        source = submission.read(path, called=os.path.relpath(path, self._folder))
        named = self._config.getoption("grade_exercise") if given else None
        course = self._course(path)
        name = exercise_of(source, course, named, options=OPTIONS)
        with _seen(self._config), keys_without_making(course, name) as keys:
            session = Session(keys.outline, course)
            needed = session.prepare(source)
            written = session.written(needed, [task.name for task in session.key.tasks])
            return Session(keys.all(written), course), needed

    def grade(self, session: Session, needed: Submission, task: str) -> Feedback:
        """Grade one task of a file; raises MachineError."""
        from grader.grading.session import OnlyRunner, limits
        from grader.runner.process.pool import Pool

        if self._pool is None:
            self._pool = Pool(limits(self._config.getoption("grade_timeout")))
        try:
            return session.grade(needed, OnlyRunner(self._pool), tasks=[task])
        except GraderError:
            raise
        except BaseException:  # an interrupt, or a plugin's own deadline: the process is still busy
            self._close()
            raise


def _is_authors(path: Path) -> bool:
    """Whether a file is a course's own.

    Students have no references. So in a folder without references, they may work in the starters.
    """
    return any(
        folder.name in AUTHORS and any(folder.parent.glob("reference/[!_]*.py")) for folder in path.parents
    )


def _seen(config: pytest.Config) -> AbstractContextManager[None]:
    """Show at once what is printed, although pytest would capture it."""
    capture = config.pluginmanager.get_plugin("capturemanager")
    return capture.global_and_fixture_disabled() if capture is not None else nullcontext()


# ------------------------------------------------------------------------------------- files and tasks


class Solution(pytest.File):
    """A file that is graded: a script or a notebook."""

    def __init__(self, *, grading: GradingPlugin, **more: Any) -> None:
        super().__init__(**more)
        self._grading = grading

    def collect(self) -> Iterator[pytest.Item]:
        """Yield a test for each task; raises CollectError if the file cannot be graded."""
        given = self.session.isinitpath(self.path)
        with self._grading.speaking(self.path):
            try:
                solved, needed = self._grading.prepared(self.path, given=given)
            except GraderError as error:
                raise self.CollectError(str(error)) from None
        for task in solved.key.tasks:
            yield TaskItem.from_parent(
                self, name=task.name, grading=self._grading, solved=solved, needed=needed
            )


class NotPassedError(Exception):
    """A task was graded, and is not right."""

    def __init__(self, feedback: Feedback) -> None:
        (result,) = feedback.grade.tasks
        super().__init__(NOT_PASSED.format(name=result.task, outcome=result.outcome))
        self.feedback = feedback


class TaskItem(pytest.Item):
    """One task of one file."""

    def __init__(self, *, grading: GradingPlugin, solved: Session, needed: Submission, **more: Any) -> None:
        super().__init__(**more)
        self._grading, self._solved, self._needed = grading, solved, needed

    def reportinfo(self) -> tuple[Path, int, str]:
        """The line of the function; 0 in a notebook: its cells are not lines of its file."""
        place = self._needed.places.get(self.name)
        return self.path, 0 if place is None or place.cell is not None else place.line - 1, self.name

    def runtest(self) -> None:
        """Grade the task.

        Raises NotPassedError, pytest's Skipped, or MachineError if the grader failed.
        """
        with self._grading.speaking(self.path):
            self._run()

    def _run(self) -> None:
        from grader.core.model import Outcome
        from grader.locale.messages import sentence

        feedback = self._grading.grade(self._solved, self._needed, self.name)
        (result,) = feedback.grade.tasks
        self.user_properties += _properties(result)
        if result.is_by_teacher:
            raise pytest.skip.Exception(self._why_not(result), _use_item_location=True)
        if result.outcome is Outcome.UNGRADED:
            assert result.error is not None
            raise MachineError(sentence(result.error.message))
        if result.outcome in (Outcome.NOT_FINISHED, Outcome.MISSING):
            raise pytest.skip.Exception(self._why_not(result), _use_item_location=True)
        if result.outcome is not Outcome.PASSED:
            raise NotPassedError(feedback)

    def _why_not(self, result: TaskResult) -> str:
        """Why there is nothing to grade."""
        from grader.core.model import Outcome
        from grader.locale.messages import sentence
        from grader.report.places import place

        if result.outcome is Outcome.NOT_FINISHED:
            if result.cell and result.line:
                return NOT_WRITTEN_AT.format(place=place(result.cell, result.line))
            return str(NOT_WRITTEN)
        signature = self._solved.task(self.name).signature
        if result.advice is not None:
            return NOT_THERE_BUT.format(signature=signature, advice=sentence(result.advice))
        return NOT_THERE.format(signature=signature)

    def repr_failure(self, excinfo: ExceptionInfo[BaseException], style: Any = None) -> str | TerminalRepr:
        """The feedback on a task that is not right, or the message of a grader's failure."""
        with self._grading.speaking(self.path):
            if isinstance(excinfo.value, NotPassedError):
                told = _told(
                    excinfo.value.feedback,
                    self._grading.width,
                    self._grading.finding(self._solved.key.exercise),
                )
                if self.config.getoption("tbstyle") == "line":  # only the place and the sentence, like pytest
                    told.reprtraceback.reprentries = []
                return told
            if isinstance(excinfo.value, GraderError):
                return str(excinfo.value)
            return super().repr_failure(excinfo, style)


def _properties(result: TaskResult) -> Iterator[tuple[str, object]]:
    """What a JUnit file holds of a task, in addition to its outcome."""
    yield "score", result.score
    yield "max_score", result.max_score
    if result.misconception is not None and result.misconception.certain:
        yield "misconception", result.misconception.name


def _told(found: Feedback, width: int, options: Sequence[str]) -> ReprExceptionInfo:
    """The feedback in pytest's own form; `options` are those with which a command finds the exercise.

    Workers can send this form, and other plugins can read it.
    """
    from grader.report.places import where
    from grader.report.sheet import sheets
    from grader.report.terminal import feedback

    (sheet,) = sheets([found])
    (card,) = sheet.cards
    cell, line = where(found.grade.tasks[0]) or (None, 1)
    entry = ReprEntryNative([f"{feedback(card, sheet.submission, width, options)}\n"])
    crash = ReprFileLocation(sheet.submission, line if cell is None else 1, card.lead or card.outcome)
    return ReprExceptionInfo(ReprTraceback([entry], None, "native"), crash)
