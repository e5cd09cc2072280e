"""Where results of grading go: the terminal, standard output, a file, a browser."""

from __future__ import annotations

import io
import re
import sys
import webbrowser
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from grader.core.errors import UsageError
from grader.core.message import Message
from grader.core.verdict import Feedback
from grader.grading.history import FOLDER

TITLE = "Report of grade\n\n"
"""The first line of a text in a file, the same in each language.

A later report may replace a file that has it.
"""
STARTS = (TITLE, "<!-- Report of grade -->", "<!doctype html>\n<!-- Report of grade -->")
JSON_START = re.compile(r'\[?\{"version":\d+,"exercise"')
"""How JSON reports of all versions begin, without blanks."""
PAGE = "report.html"
SUFFIXES = {".html": "html", ".htm": "html", ".md": "md", ".json": "json", ".txt": "terminal", "": "terminal"}
"""The format that a name after --output means, if --format is not given."""

WROTE = Message("Wrote {path}.")
NO_FOLDER_OF_OURS = Message("--open: {folder} cannot be created: {why}. Name a file with --output.")
NOT_WRITTEN = Message("--output {path}: it cannot be written: {why}. Choose another.")
NO_BROWSER = Message("No browser could be started: open {path} yourself.")
NO_FOLDER = Message("--output {path}: the folder {folder} does not exist. Create it first.")
NO_SUCH_FORMAT = Message("--output {path}: grade cannot write {suffix} files. Use one of {known}.")
NO_REPORT = Message("--output {path}: this exists and is not a report of grade. Choose another name.")


def show(
    found: Sequence[Feedback],
    *,
    form: str,
    output: Path | None,
    several: bool,
    opened: bool,
    beside: Path,
    options: Sequence[str] = (),
    whole: bool = False,
) -> None:
    """Show the results in the chosen way; `beside` is the folder of the first file.

    `options` are those with which a command finds the exercise of a file. `whole`: the terminal, too, shows
    all of it, not only the next task to fix.
    """
    if opened and output is None:
        output = _own_page(beside)
    if output is not None:
        write(output, rendered(found, form, several=several, options=options))
        click.echo(WROTE.format(path=output), err=True)
        for line in _scores(found):
            click.echo(line, err=True)
        if opened:
            _open(output)
    elif form == "terminal":
        show_in_terminal(found, options, whole=whole)
    else:
        click.echo(rendered(found, form, several=several, options=options), nl=False)


def _scores(found: Sequence[Feedback]) -> Iterator[str]:
    """A line for each file."""
    from grader.report.sheet import sheets

    for sheet in sheets(found):
        yield sheet.line


def show_in_terminal(found: Sequence[Feedback], options: Sequence[str] = (), *, whole: bool = False) -> None:
    """Print the feedback to standard output; `options` and `whole` as in `show`.

    In a pipe, the blanks at the end of lines are left out.
    """
    from rich.console import Console

    from grader.report import terminal

    if sys.stdout.isatty():
        terminal.render(found, Console(highlight=False, soft_wrap=False), options=options, whole=whole)
        return
    page = io.StringIO()
    terminal.render(found, Console(file=page, highlight=False, soft_wrap=False), options=options, whole=whole)
    click.echo("\n".join(line.rstrip() for line in page.getvalue().split("\n")), nl=False)


def rendered(found: Sequence[Feedback], form: str, *, several: bool, options: Sequence[str] = ()) -> str:
    """A report as text; `options` as in `show`."""
    if form == "json":
        from grader.report import contract as as_json

        return as_json.render(found, several=several)
    if form == "html":
        from grader.report import page as as_html

        return as_html.render(found)
    if form == "md":
        from grader.report import markdown as as_markdown

        return as_markdown.render(found)
    from rich.console import Console

    from grader.report import terminal

    page = io.StringIO(TITLE)
    page.seek(0, io.SEEK_END)
    terminal.render(found, Console(file=page, highlight=False, width=100), options=options)
    return "\n".join(line.rstrip() for line in page.getvalue().split("\n"))


def _own_page(beside: Path) -> Path:
    """The path of a page that is only looked at."""
    folder = beside / FOLDER
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise UsageError(NO_FOLDER_OF_OURS, folder=folder, why=error.strerror) from error
    return folder / PAGE


def write(path: Path, text: str) -> None:
    """Write a report; raises UsageError if that cannot be done."""
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise UsageError(NOT_WRITTEN, path=path, why=error.strerror) from error


def _open(path: Path) -> None:
    if not webbrowser.open(path.resolve().as_uri()):
        click.echo(NO_BROWSER.format(path=path.resolve()), err=True)


def check_output(output: Path | None) -> None:
    """Raise UsageError if the output cannot be used.

    Its folder must exist, its suffix must be known, and an existing file must be an earlier report.
    """
    if output is None:
        return
    if not output.resolve().parent.is_dir():
        raise UsageError(NO_FOLDER, path=output, folder=output.parent)
    if output.suffix.lower() not in SUFFIXES:
        known = ", ".join(suffix for suffix in SUFFIXES if suffix)
        raise UsageError(NO_SUCH_FORMAT, path=output, suffix=output.suffix, known=known)
    if output.exists() and not (output.is_file() and _is_report(output)):
        raise UsageError(NO_REPORT, path=output)


def _is_report(path: Path) -> bool:
    with path.open(encoding="utf-8", errors="replace") as file:
        start = file.read(200)
    return start.startswith(STARTS) or JSON_START.match("".join(start.split())) is not None
