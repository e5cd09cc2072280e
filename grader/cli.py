"""The command line: a thin door. Everything heavy is imported by the command that needs it."""

from __future__ import annotations

import difflib
import math
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from grader import __version__
from grader.errors import GraderError, UsageError

if TYPE_CHECKING:
    from grader.course.load import Course

FULL, NOT_FULL, USAGE, FAULT, UNREADABLE, INTERRUPTED = 0, 1, 2, 3, 4, 130
GRADE = "check"
"""The command that a path or an option as first word means."""


class Door(click.Group):
    """A group whose first word may also be a path or an option of `check`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `check` before a first word that is no command."""
        own = {"--help", "-h", "--version"}
        if args and args[0] not in self.commands and args[0] not in own:
            if not args[0].startswith("-"):
                self._check_spelling(args[0])
            args = [GRADE, *args]
        return super().parse_args(ctx, args)

    def _check_spelling(self, word: str) -> None:
        """A word that is no file and nearly a command is a misspelt command."""
        near = difflib.get_close_matches(word, self.commands, n=1, cutoff=0.6)
        if near and "." not in word and not Path(word).exists():
            raise UsageError(f"{word!r} is neither a file nor a command. Did you mean `grade {near[0]}`?")

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # the same for all
        """Show both ways to call it."""
        formatter.write_usage("grade", "FILE... [OPTIONS]")
        formatter.write_usage("grade", "COMMAND [OPTIONS]", prefix="       ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show the options of grading, then the commands."""
        check = self.commands[GRADE]
        records = [record for param in check.get_params(ctx) if (record := param.get_help_record(ctx))]
        with formatter.section("Options for grading"):
            formatter.write_dl(records)
        self.format_commands(ctx, formatter)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete commands, and what may stand after `check`: its options, and files."""
        found = super().shell_complete(ctx, incomplete)
        check = self.commands[GRADE]
        found += check.shell_complete(click.Context(check, parent=ctx), incomplete)
        return [*found, CompletionItem(incomplete, type="file")]


class Seconds(click.FloatRange):
    """A number of seconds above 0; a deadline that would never come is refused."""

    name = "number of seconds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """As a number."""
        seconds = super().convert(value, param, ctx)
        if not math.isfinite(seconds):
            self.fail(f"{value} is not a finite number.", param, ctx)
        return seconds


class Check(click.Command):
    """The command that is seldom named: its usage shows how it is called."""

    def get_usage(self, ctx: click.Context) -> str:  # noqa: ARG002  # the same for all
        """Show it without its name."""
        return "Usage: grade FILE... [OPTIONS]"

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Leave its name out of hints, too."""
        return super().make_context("" if info_name else None, args, parent, **extra)


def complete_task(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Tasks of the exercises that the words so far may mean, read from the starters."""
    from grader.course import key

    course = _course(ctx)
    files = [Path(word) for word in ctx.params.get("files") or ctx.args]
    named = {ctx.params.get("exercise"), *map(course.named_by, files)} - {None}
    names = [name for name in course.names if not named or name in named]
    return [task for name in names for task in key.tasks(course, name) if task.startswith(incomplete)]


def complete_exercise(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """The course's exercises."""
    return [name for name in _course(ctx).names if name.startswith(incomplete)]


def _course(ctx: click.Context) -> Course:
    """The course that the words so far lead to: the one they name, or the one above their first file."""
    from grader.course import load

    given, files = ctx.params.get("course"), ctx.params.get("files") or ctx.args or [None]
    return load.find(Path(given) if given else None, Path(files[0]) if files[0] else None)


SOLVED = click.option(
    "-e",
    "--exercise",
    metavar="NAME",
    shell_complete=complete_exercise,
    help="The exercise that the file solves, if its name does not say so.",
)
COURSE_OF_FILE = click.option(
    "--course",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="The course's folder; otherwise the nearest one above the file, or the built-in one.",
)
WHOLE_FILE = click.option(
    "--whole-file", is_flag=True, help="Run the file as it stands, not only what the functions need."
)
TIMEOUT = click.option(
    "--timeout",
    type=Seconds(min=0, min_open=True),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="Seconds that one call may take.",
)


class Device(click.ParamType):  # type: ignore[type-arg]  # not generic in each click
    """A device, or several; which of them there are is looked up later."""

    name = "device"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ARG002  # click's own
        """As it is, if it may be one."""
        from grader.devices import checked

        return checked(value)

    def shell_complete(
        self, _ctx: click.Context, _param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The words that there are."""
        from grader.devices import CHOICES

        return [CompletionItem(word) for word in CHOICES if word.startswith(incomplete)]


DEVICE = click.option(
    "--device",
    type=Device(),
    default="cpu",
    show_default=True,
    metavar="DEVICE",
    help="Where to grade: cpu, cuda, cuda:1, several (cpu,cuda), auto (with a GPU, if there is one), all.",
)


HELP = """Grade PyTorch exercises, and explain what went wrong.

\b
    grade init              copy the starters into this folder
    grade exercise_03.py    grade your file
"""


@click.group(cls=Door, help=HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="grade", message="%(prog)s %(version)s")
def cli() -> None:
    """All commands; what stands above is what `grade --help` shows."""


@cli.command(GRADE, cls=Check, hidden=True)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option(
    "-t",
    "--task",
    "tasks",
    multiple=True,
    metavar="TASK",
    shell_complete=complete_task,
    help="Grade this task only; may be given several times.",
)
@SOLVED
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["terminal", "html", "md", "json", "github"]),
    help="How to show the result; otherwise as the name after --output says, or in the terminal.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the result to a file. Replaces an earlier report, and nothing else.",
)
@click.option("--open", "opened", is_flag=True, help="Show the result as a page in the browser.")
@click.option(
    "--hint",
    metavar="TASK",
    shell_complete=complete_task,
    help="Show the next hint for a task, and grade nothing.",
)
@COURSE_OF_FILE
@WHOLE_FILE
@TIMEOUT
@DEVICE
@click.option(
    "--confined", is_flag=True, help="Confine the file: for code of others. `grade doctor` tells how well."
)
@click.option(
    "--debug", is_flag=True, help="Stop in the task's function, on the call that fails, in a debugger."
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 also when points are missing.")
def check(**options: Any) -> None:
    """Grade files: scripts or notebooks."""
    from grader.grading import Request, grade_files
    from grader.hinting import show_hint

    hint, debugs = options.pop("hint"), options.pop("debug")
    request = Request(**options)
    if debugs:
        from grader.debugging import debug

        sys.exit(debug(request))
    if hint is not None:
        show_hint(request, hint)
        return
    sys.exit(grade_files(request))


@cli.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@SOLVED
@COURSE_OF_FILE
@WHOLE_FILE
@TIMEOUT
def watch(**options: Any) -> None:
    """Grade a file again whenever it is saved."""
    from grader.grading import Request
    from grader.watching.loop import watch as watch_files

    watch_files(Request(**options))


@cli.command()
@click.argument("folder", default=".", type=click.Path(file_okay=False, path_type=Path), metavar="[DIR]")
@click.option(
    "--course",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="The course whose starters to copy; otherwise the built-in one.",
)
@click.option("--notebook", is_flag=True, help="As notebooks, one task a section.")
def init(folder: Path, course: Path | None, notebook: bool) -> None:
    """Copy the starters into DIR (here, if none is given). Nothing is overwritten."""
    from grader.starting import copy_starters

    copy_starters(folder, course, notebook=notebook)


@cli.command("list")
@click.argument("exercise", required=False, shell_complete=complete_exercise)
@click.option(
    "--course",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="The course; otherwise the one around the current folder, or the built-in one.",
)
def list_(exercise: str | None, course: Path | None) -> None:
    """List the exercises, or the tasks of one, with what you have reached in this folder."""
    from grader.listing import list_exercises, list_tasks

    if exercise is None:
        list_exercises(course)
    else:
        list_tasks(exercise, course)


@cli.command()
@click.argument("exercises", nargs=-1, metavar="[EXERCISE]...", shell_complete=complete_exercise)
@click.option(
    "--course",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="The course to prove; otherwise the one around the current folder, or the built-in one.",
)
@DEVICE
def verify(exercises: tuple[str, ...], course: Path | None, device: str) -> None:
    """Prove exercises: right answers pass, wrong ones fail and are named. For authors."""
    from grader.proving import verify as prove_all

    sys.exit(FULL if prove_all(exercises, course, device) else NOT_FULL)


@cli.command(hidden=True)
@click.argument("exercise")
@click.option(
    "--course",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    metavar="DIR",
    help="The exercise's course.",
)
def key(exercise: str, course: Path) -> None:
    """Make an answer key, if it is not there: for processes that should not make one themselves."""
    from grader.course import load
    from grader.preparing import obtain_key

    found = load.find(course, None)
    obtain_key(found, found.check(exercise))


COURSE = click.option(
    "--course",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="The course; otherwise the one above the submissions, or the built-in one.",
)
JOBS = click.option(
    "-j", "--jobs", type=click.IntRange(1, 256), metavar="N", help="Files graded at a time; the processors."
)


@cli.command()
@click.argument("submissions", type=click.Path(exists=True, path_type=Path))
@click.option(
    "-o",
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    metavar="DIR",
    help="The class's folder: gradebook, pages. Run again, it goes on.",
)
@click.option(
    "--roster",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="CSV",
    help="The students: id, name, email, group, extension.",
)
@click.option(
    "--layout",
    type=click.Choice(["flat", "folders", "nbgrader", "canvas", "moodle", "gradescope"]),
    help="How the submissions lie, if it is not recognised.",
)
@click.option(
    "-e",
    "--exercise",
    metavar="NAME",
    shell_complete=complete_exercise,
    help="The exercise of files whose name and functions do not say it.",
)
@COURSE
@click.option(
    "--rules",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="TOML",
    help="Due dates and what lateness costs; otherwise course.toml in the course's folder.",
)
@click.option("--secret", metavar="TEXT", help="Draw hidden cases from this text, beside the public ones.")
@click.option("--title", default="", metavar="TEXT", help="What the class page is called.")
@JOBS
@TIMEOUT
@DEVICE
@click.option("--whole-file", is_flag=True, help="Run files as they stand, not only what functions need.")
@click.option("--unconfined", is_flag=True, help="Run them unconfined: only where nothing can be harmed.")
def batch(**options: Any) -> None:
    """Grade a class: a folder or zip file of submissions."""
    from grader.batching import Request, grade_class

    sys.exit(grade_class(Request(**options)))


@cli.command()
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path), metavar="[DIR]")
@click.option(
    "--course",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="The course; otherwise the one that the class was graded with.",
)
@click.option(
    "--student",
    "students",
    multiple=True,
    metavar="STUDENT",
    help="Grade this one anew.",
)
@JOBS
def regrade(folder: Path | None, course: Path | None, students: tuple[str, ...], jobs: int | None) -> None:
    """Grade what a change of the course affects; who has moved."""
    from grader.batching import regrade as again

    sys.exit(again(folder, course, jobs, students))


FOLDER = click.option(
    "-d",
    "--dir",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="The class's folder; otherwise the one around the current folder.",
)
IN_FOLDER = click.argument(
    "folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="[DIR]"
)
AUTHOR = click.option("--author", metavar="NAME", help="Who decides; otherwise the name of this user.")
EXERCISE = click.option("-e", "--exercise", metavar="NAME", help="The exercise, if several were graded.")


@cli.command()
@IN_FOLDER
def review(folder: Path | None) -> None:
    """List what to look at before grades are published."""
    from grader.deciding import review as look

    look(folder)


@cli.command(context_settings={"ignore_unknown_options": True})
@click.argument("student")
@click.argument("task")
@click.argument("score")
@click.option("--reason", default="", metavar="TEXT", help="Why; the student reads it.")
@AUTHOR
@EXERCISE
@FOLDER
def override(student: str, task: str, score: str, reason: str, **options: Any) -> None:
    """Give SCORE points in place of the grader's; - withdraws."""
    from grader.deciding import override as decide

    folder = options.pop("folder")
    decide(student, task, score, reason=reason, given=folder, **options)


@cli.command()
@click.argument("student")
@click.argument("task")
@AUTHOR
@EXERCISE
@FOLDER
def accept(student: str, task: str, author: str | None, exercise: str | None, folder: Path | None) -> None:
    """Accept an answer as right, for all who answer alike."""
    from grader.deciding import accept as decide

    decide(student, task, author=author, exercise=exercise, given=folder)


@cli.command()
@IN_FOLDER
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["csv", "canvas", "moodle", "gradescope", "junit", "json", "github"]),
    required=True,
    help="For which system.",
)
@click.option(
    "--fill",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A file that you downloaded, to be filled: scores are put in, all else stays.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where to, - for standard output; otherwise into the class's folder, or into a pipe.",
)
@click.option(
    "--feedback",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="ZIP",
    help="Make a zip of all feedback pages, too, for Canvas or Moodle.",
)
@click.option("-e", "--exercise", metavar="NAME", help="This exercise only.")
@click.option("--student", metavar="STUDENT", help="This student only.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="EXERCISE=HEADER",
    help="The column of an exercise in the file, if it is not recognised.",
)
@click.option("--replace", is_flag=True, help="Replace files that exist already.")
def export(**options: Any) -> None:
    """Export grades for other systems."""
    from grader.exporting import Request
    from grader.exporting import export as write

    write(Request(**options))


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("exercises", nargs=-1, metavar="[EXERCISE]...", shell_complete=complete_exercise)
@click.option(
    "--course",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="The course to release; otherwise the one around the current folder, or the built-in one.",
)
@click.option("--notebook/--no-notebook", default=True, help="Starters as notebooks, too (the default).")
@click.option("--replace", is_flag=True, help="Replace an earlier release, and nothing else.")
@click.option(
    "--gradescope", is_flag=True, help="Make the autograder of one exercise for Gradescope instead."
)
@click.option(
    "--secret",
    metavar="TEXT",
    help="For --gradescope: hidden cases from this text; otherwise as the course's rules say.",
)
def release(**options: Any) -> None:
    """Write what students get of a course, into DIR."""
    from grader.releasing import Request
    from grader.releasing import release as write

    write(Request(**options))


@cli.command(hidden=True)
@click.argument("root", type=click.Path(path_type=Path))
def autograde(root: Path) -> None:
    """Grade what Gradescope has put into ROOT: what the autograder's zip runs."""
    from grader.releasing import autograde as grade_there

    sys.exit(grade_there(root))


@cli.command()
def demo() -> None:
    """Grade a sample submission, to see what feedback looks like."""
    from grader.starting import run_demo

    run_demo()


@cli.command()
def doctor() -> None:
    """Show versions, what this machine can do, and what is amiss."""
    from grader.doctor import examine

    sys.exit(FULL if examine() else FAULT)


def main() -> None:
    """Run the command line; every failure becomes a message and an exit code."""
    if sys.platform == "win32":
        click.echo("grade: Windows is not supported; it runs in the Windows Subsystem for Linux.", err=True)
        sys.exit(FAULT)
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _end)
    sys.exit(_guarded(lambda: cli.main(prog_name="grade", standalone_mode=False)))


def _end(number: int, _frame: object) -> None:
    """End as Python ends, so that the runner and its folder go, too."""
    sys.exit(128 + number)


def _guarded(run: Callable[[], Any]) -> int:
    try:
        code = run()
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return USAGE
    except click.UsageError as error:
        usage, called = (error.ctx.get_usage(), error.ctx.command_path) if error.ctx else ("", "grade")
        click.echo(f"{usage}\nTry '{called.strip()} --help'.\n\nError: {error.format_message()}", err=True)
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("Interrupted.", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has had enough
        return FULL
    except GraderError as error:
        click.echo(f"grade: {error}", err=True)
        return error.exit_code
    except Exception as error:  # a fault of ours: say so in a line, keep the details for those who ask
        if os.environ.get("GRADE_DEBUG"):
            raise
        click.echo(
            f"grade: a fault of the grader, not of your file: {type(error).__name__}: {error}\n"
            "Please report it with what GRADE_DEBUG=1 shows.",
            err=True,
        )
        return FAULT
    return code if isinstance(code, int) else FULL
