"""Kinds of values, arguments and options of several commands, and all of grading.

The options of grading are here and not with their command. So `grade --help` and the completion of words need
not load that command.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from grader.cli.click_words import DIRECTORY, FILE, PATH
from grader.cli.command import option
from grader.core.message import Message

if TYPE_CHECKING:
    from grader.course.load import Course

Decorator = Callable[[Callable[..., Any]], Any]

# ------------------------------------------------------------------------------------ kinds of values

SECONDS = Message("number of seconds")
NOT_FINITE = Message("{value} is not a finite number.")
WHOLE_NUMBER = Message("whole number")
SEVERAL_FILES = Message("{word} may be any of these files: {files}. Write the whole name.")
NO_COURSE = Message("{folder} does not exist. Name the folder of the course.")


class Seconds(click.FloatRange):
    """A number of seconds above 0; infinity is refused."""

    @property
    def name(self) -> str:
        """The name of this kind, for messages on wrong values."""
        return str(SECONDS)

    @name.setter
    def name(self, _text: str) -> None: ...

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Convert a word into a number; fails if the number is not finite."""
        seconds = super().convert(value, param, ctx)
        if not math.isfinite(seconds):
            self.fail(NOT_FINITE.format(value=value), param, ctx)
        return seconds


class Count(click.IntRange):
    """A whole number."""

    @property
    def name(self) -> str:
        """The name of this kind, for messages on wrong values."""
        return str(WHOLE_NUMBER)

    @name.setter
    def name(self, _text: str) -> None: ...


class SpokenPath(click.Path):
    """A path whose kind is named in the current language."""

    @property
    def name(self) -> str:
        """The name of this kind, for messages on wrong values."""
        if self.file_okay and self.dir_okay:
            return str(PATH)
        return str(FILE if self.file_okay else DIRECTORY)

    @name.setter
    def name(self, _text: str) -> None:
        """Ignore click's own name, which is in the language of the definition."""


class Device(click.ParamType):  # type: ignore[type-arg]  # not generic in each click
    """A device, or several; whether they exist is checked later."""

    name = "device"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ARG002  # click's own
        """Return the word unchanged, if it can be a device."""
        from grader.grading.devices import checked

        return checked(value)

    def shell_complete(
        self, _ctx: click.Context, _param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Complete the words for devices."""
        from grader.grading.devices import CHOICES

        return [CompletionItem(word) for word in CHOICES if word.startswith(incomplete)]


class CourseFolder(SpokenPath):
    """The folder of a course, which must exist."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Convert a word into a path; fails with the remedy if there is no such folder."""
        if not Path(value).exists():
            self.fail(NO_COURSE.format(folder=value), param, ctx)
        return super().convert(value, param, ctx)


class Submission(SpokenPath):
    """A file or folder; the name of a file without its suffix will do, and so will its number."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Convert a word into a path; fails if several files have the number."""
        path = Path(str(super().convert(value, param, ctx)))
        found = [] if path.exists() or path.suffix else sorted(_files_called(path))
        if len(found) > 1:
            self.fail(SEVERAL_FILES.format(word=value, files=", ".join(map(str, found))), param, ctx)
        return found[0] if found else path


def _files_called(path: Path) -> Iterator[Path]:
    """Yield the scripts and notebooks with this name, or with this number at the end of theirs."""
    number = path.name if path.name.isascii() and path.name.isdigit() else ""
    for file in path.parent.glob("*"):
        if file.suffix not in (".py", ".ipynb"):
            continue
        last = re.search(r"(?<!\d)\d+$", file.stem)
        if file.stem == path.name or (number and last is not None and int(last[0]) == int(number)):
            yield file


ANY_PATH = SpokenPath(path_type=Path)
A_SUBMISSION = Submission(path_type=Path)
NEW_FILE = SpokenPath(dir_okay=False, path_type=Path)
A_FILE = SpokenPath(exists=True, dir_okay=False, path_type=Path)
NEW_FOLDER = SpokenPath(file_okay=False, path_type=Path)
A_FOLDER = SpokenPath(exists=True, file_okay=False, path_type=Path)
A_COURSE = CourseFolder(exists=True, file_okay=False, path_type=Path)

# ---------------------------------------------------------------------------------------- completion


def complete_task(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Complete tasks of the exercises that may be meant, read from the starters."""
    from grader.course import key

    course = _course(ctx)
    named = {ctx.params.get("exercise"), *map(course.named_by, _files(ctx))} - {None}
    names = [name for name in course.names if not named or name in named]
    return [task for name in names for task in key.tasks(course, name) if task.startswith(incomplete)]


def complete_exercise(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Complete the course's exercises."""
    return [name for name in _course(ctx).names if name.startswith(incomplete)]


def _course(ctx: click.Context) -> Course:
    """The course that the words so far name, or the one above their first file."""
    from grader.course import load

    given = ctx.params.get("course")
    return load.find(Path(given) if given else None, next(iter(_files(ctx)), None))


def _files(ctx: click.Context) -> Sequence[Path]:
    return [Path(word) for word in ctx.params.get("files") or ctx.args]


# ------------------------------------------------------------ arguments and options of several commands


def course_option(says: Message, **more: Any) -> Decorator:
    """The option that names a course; `says` also explains the default."""
    return option("--course", type=A_COURSE, metavar="DIR", says=says, **more)


EXERCISE_OF_FILE = option(
    "-e",
    "--exercise",
    metavar="NAME",
    shell_complete=complete_exercise,
    says=Message("The exercise that the file solves, if its name does not say it."),
)
COURSE_OF_FILE = course_option(
    Message("The course's folder; otherwise the nearest one above the file, or the built-in one.")
)
WHOLE_FILE = option(
    "--whole-file",
    is_flag=True,
    says=Message("Run all of the file, not only what the functions need."),
)
TIMEOUT = option(
    "--timeout",
    type=Seconds(min=0, min_open=True),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    says=Message("Seconds that one call may take."),
)
DEVICE = option(
    "--device",
    type=Device(),
    default="cpu",
    show_default=True,
    metavar="DEVICE",
    says=Message(
        "Where to grade: cpu, cuda, cuda:1, several (cpu,cuda), auto (with a GPU, if there is one), all."
    ),
)
TASK = click.argument("task", metavar="TASK", shell_complete=complete_task)
FILE_OF_TASK = click.argument("file", type=A_SUBMISSION, metavar="FILE")

JOBS = option(
    "-j",
    "--jobs",
    type=Count(1, 256),
    metavar="N",
    says=Message("How many files to grade at a time; otherwise one per processor."),
)
FOLDER = option(
    "-d",
    "--dir",
    "folder",
    type=A_FOLDER,
    metavar="DIR",
    says=Message("The class's folder; otherwise the one around the current folder."),
)
IN_FOLDER = click.argument("folder", required=False, type=A_FOLDER, metavar="[DIR]")
AUTHOR = option(
    "--author",
    metavar="NAME",
    says=Message("The name of the person who decides; otherwise this user's name."),
)
EXERCISE_OF_CLASS = option(
    "-e", "--exercise", metavar="NAME", says=Message("The exercise, if several were graded.")
)

# ----------------------------------------------------------------------------------------- of grading

GRADING: tuple[Decorator, ...] = (
    click.argument("files", nargs=-1, required=True, type=A_SUBMISSION, metavar="FILE..."),
    option(
        "-t",
        "--task",
        "tasks",
        multiple=True,
        metavar="TASK",
        shell_complete=complete_task,
        says=Message("Grade this task only. You may give it several times."),
    ),
    EXERCISE_OF_FILE,
    option(
        "-f",
        "--format",
        "form",
        type=click.Choice(["terminal", "html", "md", "json", "github"]),
        says=Message(
            "How to show the result; otherwise as the name after --output says, or in the terminal."
        ),
    ),
    option(
        "-o",
        "--output",
        type=NEW_FILE,
        metavar="FILE",
        says=Message("Write the result to a file. Replaces an earlier report, and nothing else."),
    ),
    option("--open", "opened", is_flag=True, says=Message("Show the result as a page in the browser.")),
    option(
        "--all",
        "whole",
        is_flag=True,
        says=Message("In the terminal, show in full what is wrong with every task, not only with the next."),
    ),
    option(
        "--hint",
        metavar="TASK",
        shell_complete=complete_task,
        says=Message("Show the next hint for a task, and grade nothing: grade hint TASK FILE."),
    ),
    COURSE_OF_FILE,
    WHOLE_FILE,
    TIMEOUT,
    DEVICE,
    option(
        "--confined",
        is_flag=True,
        says=Message(
            "Confine the file, for code that is not yours. `grade doctor` says how well this works."
        ),
    ),
    option(
        "--debug",
        is_flag=True,
        says=Message("Stop in the task's function, on the call that fails: grade debug TASK FILE."),
    ),
    option("--exit-zero", is_flag=True, says=Message("Exit with 0 even if points are missing.")),
)
"""The argument and the options of grading, in the order in which help shows them."""


def graded_with(body: Callable[..., Any]) -> Callable[..., Any]:
    """Add the argument and the options of grading to a function."""
    return reduce(lambda function, decorate: decorate(function), reversed(GRADING), body)
