"""Where the result of grading goes: the terminal, standard output, a file, a browser."""

from __future__ import annotations

import io
import sys
import webbrowser
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from grader.errors import UsageError
from grader.progress import FOLDER
from grader.verdict import Grade

TITLE = "Report of grade\n\n"
"""The first line of a text in a file, by which a later report knows that it may replace it."""
STARTS = (
    TITLE,
    '{"version":1,"exercise"',
    '[{"version":1,"exercise"',
    "<!-- Report of grade -->",
    "<!doctype html><!-- Report of grade -->",
)
PAGE = "report.html"
SUFFIXES = {".html": "html", ".htm": "html", ".md": "md", ".json": "json", ".txt": "terminal", "": "terminal"}
"""What a name after --output says of the format, if --format says nothing."""


def show(
    grades: Sequence[Grade], *, form: str, output: Path | None, several: bool, opened: bool, beside: Path
) -> None:
    """Show the results as they were asked for; `beside` is the folder of the first file."""
    if opened and output is None:
        output = _own_page(beside)
    if output is not None:
        write(output, rendered(grades, form, several=several))
        click.echo(f"Wrote {output}.", err=True)
        for line in _scores(grades):
            click.echo(line, err=True)
        if opened:
            _open(output)
    elif form == "terminal":
        show_in_terminal(grades)
    else:
        click.echo(rendered(grades, form, several=several), nl=False)


def _scores(grades: Sequence[Grade]) -> Iterator[str]:
    """A line for each file."""
    from grader.report.view import sheets

    for sheet in sheets(grades):
        yield sheet.line


def show_in_terminal(grades: Sequence[Grade]) -> None:
    """Print the feedback to standard output; into a pipe without the blanks that fill a terminal's lines."""
    from rich.console import Console

    from grader.report import terminal

    if sys.stdout.isatty():
        terminal.render(grades, Console(highlight=False, soft_wrap=False))
        return
    page = io.StringIO()
    terminal.render(grades, Console(file=page, highlight=False, soft_wrap=False))
    click.echo("\n".join(line.rstrip() for line in page.getvalue().split("\n")), nl=False)


def rendered(grades: Sequence[Grade], form: str, *, several: bool) -> str:
    """A report as text."""
    if form == "json":
        from grader.report import as_json

        return as_json.render(grades, several=several)
    if form == "html":
        from grader.report import as_html

        return as_html.render(grades)
    if form == "md":
        from grader.report import as_markdown

        return as_markdown.render(grades)
    from rich.console import Console

    from grader.report import terminal

    page = io.StringIO(TITLE)
    page.seek(0, io.SEEK_END)
    terminal.render(grades, Console(file=page, highlight=False, width=100))
    return "\n".join(line.rstrip() for line in page.getvalue().split("\n"))


def _own_page(beside: Path) -> Path:
    """Where a page goes that is only to be looked at."""
    folder = beside / FOLDER
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"--open: {folder} cannot be made: {error.strerror}. Name a file with --output."
        ) from error
    return folder / PAGE


def write(path: Path, text: str) -> None:
    """Write a report; raises UsageError where that cannot be done."""
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        reason = f"it cannot be written: {error.strerror}"
        raise UsageError(f"--output {path}: {reason}. Choose another.") from error


def _open(path: Path) -> None:
    if not webbrowser.open(path.resolve().as_uri()):
        click.echo(f"No browser could be started: open {path.resolve()} yourself.", err=True)


def check_output(output: Path | None) -> None:
    """Refuse to replace anything but an earlier report."""
    if output is None:
        return
    if not output.resolve().parent.is_dir():
        raise UsageError(f"--output {output}: the folder {output.parent} does not exist. Make it first.")
    if output.suffix.lower() not in SUFFIXES:
        known = ", ".join(suffix for suffix in SUFFIXES if suffix)
        raise UsageError(f"--output {output}: no report is made as {output.suffix}. Use one of {known}.")
    if output.exists() and not (output.is_file() and _is_report(output)):
        raise UsageError(f"--output {output}: this exists and is no report of grade. Choose another name.")


def _is_report(path: Path) -> bool:
    with path.open(encoding="utf-8", errors="replace") as file:
        start = file.read(200)
    bare = "".join(start.split())
    return start.startswith(STARTS) or bare.startswith(tuple("".join(one.split()) for one in STARTS[1:]))
