"""`grade` itself: the commands with their summaries.

A command's file is loaded when the command is called.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from grader import __version__
from grader.cli.columns import columns
from grader.cli.command import HELP_NAMES, LANG, SpokenOption, command
from grader.cli.language import leading
from grader.cli.options import graded_with
from grader.core.errors import UsageError
from grader.core.message import Message, translated
from grader.core.spelling import nearest

GRADE = "check"
"""The command that is meant if the first word is a path or an option."""
OWN = {"--help", "-h", "--version"}
"""Options of the group, not of grading."""


@dataclass(frozen=True)
class CommandEntry:
    """A command in the list of commands.

    Its file is the module with its name, which has a `command`.
    """

    summary: Message
    hidden: bool = False


COMMANDS = {
    "accept": CommandEntry(Message("Accept an answer as right, for all students with the same answer.")),
    "autograde": CommandEntry(
        Message("Grade the submission that Gradescope put into ROOT. The autograder's zip runs this."),
        hidden=True,
    ),
    "batch": CommandEntry(Message("Grade a class: a folder or zip file of submissions.")),
    GRADE: CommandEntry(Message("Grade files: scripts or notebooks."), hidden=True),
    "debug": CommandEntry(Message("Stop in the function of a task, on the call that fails, in a debugger.")),
    "demo": CommandEntry(Message("Grade a sample submission, to see what feedback looks like.")),
    "doctor": CommandEntry(Message("Show versions, what this machine can do, and what is missing.")),
    "export": CommandEntry(Message("Export grades for other systems.")),
    "help": CommandEntry(Message("Read the manual: a chapter, or the options of a command.")),
    "hint": CommandEntry(Message("Show the next hint for a task.")),
    "init": CommandEntry(Message("Copy the starters of exercises into DIR (here, if none is given).")),
    "key": CommandEntry(Message("Make the answer keys of exercises, all or one.")),
    "list": CommandEntry(
        Message("List the exercises, or the tasks of one, with what you have reached in this folder.")
    ),
    "new": CommandEntry(
        Message("Write the skeleton of TASK into a course, for you to fill in. For authors.")
    ),
    "override": CommandEntry(Message("Give SCORE points instead of the grader's; - withdraws it.")),
    "regrade": CommandEntry(Message("Grade what a change of the course affects; show which scores moved.")),
    "release": CommandEntry(Message("Write what students get of a course, into DIR.")),
    "restore": CommandEntry(Message("Save what can be read of a damaged gradebook.")),
    "review": CommandEntry(Message("List what to check before you publish grades.")),
    "verify": CommandEntry(
        Message("Prove exercises: right answers pass, wrong ones fail and are named. For authors.")
    ),
    "watch": CommandEntry(Message("Grade a file again whenever you save it.")),
}

HELP = Message("Grade PyTorch exercises, and explain what went wrong.")
FIRST_STEPS = (
    ("grade init", Message("copy the next exercise into this folder")),
    ("grade watch", Message("grade a file again whenever you save it")),
    ("grade exercise_01.py", Message("grade your file")),
    ("grade help", Message("read the manual")),
)
VERSION_HELP = Message("Show the version and exit.")
GRADING_OPTIONS = Message("Options for grading")
NEITHER = Message("{word!r} is neither a file nor a command. Did you mean `grade {near}`?")

grading = command(GRADE, Message("Grade files: scripts or notebooks."), context_settings=HELP_NAMES)(
    graded_with(lambda **_: None)
)
"""The command of grading without its body, to show help and to complete words."""


class CommandGroup(click.Group):
    """A group whose first word may also be a path or an option of `check`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # the same for all
        """The names of all commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command from its file.

        To complete words, the command of grading without its body is enough.
        """
        if cmd_name not in COMMANDS:
            return None
        if ctx.resilient_parsing and cmd_name == GRADE:
            return grading
        found = importlib.import_module(f"grader.cli.{cmd_name}").command
        assert isinstance(found, click.Command)
        return found

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `check` before a first word that is not a command."""
        start = leading(args)
        before, words = args[:start], args[start:]
        if words and words[0] not in COMMANDS and words[0] not in OWN:
            if not words[0].startswith("-"):
                _check_spelling(words[0])
            words = [GRADE, *words]
        if not words and not ctx.resilient_parsing:
            before = []  # without a command, help is shown
        return super().parse_args(ctx, [*before, *words])

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # the same for all
        """Show both ways to call `grade`."""
        formatter.write_usage("grade", "FILE... [OPTIONS]")
        formatter.write_usage("grade", "COMMAND [OPTIONS]", prefix=" " * (columns(translated("Usage:")) + 1))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # the same for all
        """Show what `grade` is for, and the first commands to try."""
        width = max(len(words) for words, _ in FIRST_STEPS)
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(str(HELP))
            formatter.write_paragraph()
            for words, says in FIRST_STEPS:
                formatter.write(f"{'':6}{words:<{width}}    {says}\n")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show the options of grading, then the commands."""
        options = [param for param in grading.get_params(ctx) if isinstance(param, click.Option)]
        records = [record for param in options if (record := param.get_help_record(ctx))]
        with formatter.section(str(GRADING_OPTIONS)):
            formatter.write_dl(records)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # the same for all
        """Show each command with its summary, without loading its file."""
        shown = [(name, str(entry.summary)) for name, entry in sorted(COMMANDS.items()) if not entry.hidden]
        with formatter.section(translated("Commands")):
            formatter.write_dl(shown)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete commands, and what may follow `check`: its options, and files."""
        found = [
            CompletionItem(name, help=str(entry.summary))
            for name, entry in sorted(COMMANDS.items())
            if name.startswith(incomplete) and not entry.hidden
        ]
        options = click.Command.shell_complete(self, ctx, incomplete)
        options += grading.shell_complete(click.Context(grading, parent=ctx), incomplete)
        once = {item.value: item for item in options}
        return [*found, *once.values(), CompletionItem(incomplete, type="file")]


def _check_spelling(word: str) -> None:
    """Raise UsageError for a word that is not a file and is almost a command."""
    near = nearest(word, COMMANDS)
    if near and "." not in word and not Path(word).exists():
        raise UsageError(NEITHER, word=word, near=near)


def _show_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(f"grade {__version__}")
        ctx.exit()


cli = CommandGroup(
    "grade",
    params=[
        SpokenOption(
            ["--version"],
            says=VERSION_HELP,
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_version,
        ),
        LANG,
    ],
    callback=lambda: None,
    no_args_is_help=True,
    context_settings=HELP_NAMES,
)
"""All commands."""
