"""`grade help`: the chapters of the manual, or the options of a command."""

from __future__ import annotations

import sys

import click
from click.shell_completion import CompletionItem

from grader import manual
from grader.cli.columns import columns
from grader.cli.command import command as defined
from grader.cli.group import COMMANDS
from grader.core.errors import UsageError
from grader.core.message import Message
from grader.core.spelling import suggestion

HELP = Message("Read the manual: a chapter, or the options of a command.")
SUMMARIES = {
    "student": Message("solve exercises: grade, watch, hint, debug; what the feedback means"),
    "notebook": Message("check a function in the cell below it"),
    "pytest": Message("exercises as tests, and assert_task"),
    "teacher": Message("grade a class, decide, publish; lateness and hidden cases"),
    "layouts": Message("what grade batch takes in: downloads, file names, rosters"),
    "exports": Message("Canvas, Moodle, Gradescope, CSV, JUnit, JSON, GitHub"),
    "authoring": Message("write an exercise, prove it, release it"),
    "tasks": Message("what a task can ask: a variable, a class, a property, printed lines, and more"),
    "inputs": Message("the words for the inputs of a task"),
    "data": Message("tasks with pandas, matplotlib, files of data, and rows that learners do not get"),
    "devices": Message("grade on a GPU, and what fails only on one"),
    "ci": Message("GitHub Actions for courses and for students"),
    "json": Message("the fields of --format json"),
    "security": Message("what a submission can do, and how to confine it"),
    "architecture": Message("how grade is built, and where to make which change"),
}
CHAPTERS = Message("Chapters of the manual:")
HOW = Message("Read a chapter:")
EXAMPLE = "grade help student"
UNKNOWN = Message("The manual has no chapter {topic!r}, and grade has no such command. {remedy}")
WIDTH = 100
"""The longest line of a chapter, even in a wider terminal."""


def complete_topic(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete chapters, then commands."""
    found = [CompletionItem(topic, help=str(says)) for topic, says in SUMMARIES.items()]
    found += [CompletionItem(name) for name in _commands()]
    return [item for item in found if item.value.startswith(incomplete)]


@defined("help", HELP)
@click.argument("topic", required=False, shell_complete=complete_topic)
@click.pass_context
def command(ctx: click.Context, topic: str | None) -> None:
    """List the chapters, or show one, or the help of a command."""
    if topic is None:
        list_chapters()
    elif topic in SUMMARIES:
        show(manual.chapter(topic))
    elif topic in _commands():
        click.echo(_help_of(ctx, topic))
    else:
        raise UsageError(UNKNOWN, topic=topic, remedy=suggestion(topic, [*SUMMARIES, *_commands()]))


def list_chapters() -> None:
    """Print each chapter with its summary."""
    click.echo(f"{CHAPTERS}\n")
    width = max(columns(topic) for topic in SUMMARIES)
    for topic, says in SUMMARIES.items():
        click.echo(f"  {topic:<{width}}  {says}")
    click.echo(f"\n{HOW}\n\n    {EXAMPLE}")


def show(text: str) -> None:
    """Show a chapter: page by page in a terminal, as Markdown in a pipe."""
    if not sys.stdout.isatty():
        click.echo(text, nl=False)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console()
    console.width = min(console.width, WIDTH)
    with console.capture() as captured:
        console.print(Markdown(text))
    click.echo_via_pager(captured.get(), color=console.color_system is not None)


def _commands() -> list[str]:
    """The commands that a user calls."""
    return [name for name, entry in sorted(COMMANDS.items()) if not entry.hidden]


def _help_of(ctx: click.Context, name: str) -> str:
    root = ctx.find_root()
    assert isinstance(root.command, click.Group)
    found = root.command.get_command(root, name)
    assert found is not None
    return found.get_help(click.Context(found, info_name=name, parent=root))
