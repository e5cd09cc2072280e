"""`--format github`: annotations on standard output, and a summary.

The summary of the step is the report as Markdown.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click

from grader.cli.output import WROTE, write
from grader.core.errors import GraderError, SubmissionError, UsageError
from grader.core.message import Message
from grader.core.verdict import Feedback, Spot
from grader.submission.decode import kind

SUMMARY, WORKSPACE = "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE"
LARGEST = 2**20
"""The most bytes of a summary; GitHub refuses a larger one as a whole."""

NO_SUMMARY = Message("{variable} is not set, so the whole report is not kept. --output FILE.md writes it.")
NO_ROOM = Message("The summary of this step is full, {largest} bytes: the report was not added to it.")
NOT_ADDED = Message("The report could not be added to {path}, the summary of this step: {reason}.")
ONLY_MARKDOWN = Message("--output {path}: --format github writes the report as Markdown. Name it {name}.")


def check_output(output: Path | None) -> None:
    """Raise UsageError if the name of the output is not that of a Markdown file."""
    if output is not None and output.suffix.lower() != ".md":
        raise UsageError(ONLY_MARKDOWN, path=output, name=output.with_suffix(".md").name)


def show(found: Sequence[Feedback], refused: Sequence[tuple[Path, GraderError]], output: Path | None) -> None:
    """Print annotations and scores, and write the report into the summary.

    The report is also written into `output`, if given. Raises UsageError if that file cannot be written.
    """
    from grader.report import github as as_github

    refusals = [as_github.Refusal(str(path), str(error), _spot(path, error)) for path, error in refused]
    workspace = os.environ.get(WORKSPACE)
    text = as_github.render(found, refusals, workspace=Path(workspace) if workspace else None)
    click.echo(text, nl=False)
    report = as_github.summary(found, refusals)
    if summary := os.environ.get(SUMMARY):
        _append(Path(summary), report)
    elif output is None:
        click.echo(NO_SUMMARY.format(variable=SUMMARY), err=True)
    if output is not None:
        write(output, report)
        click.echo(WROTE.format(path=output), err=True)


def _spot(path: Path, error: GraderError) -> Spot | None:
    """The line of a script that is not valid Python; GitHub does not know the lines of a notebook."""
    return error.spot if isinstance(error, SubmissionError) and kind(path.name) == ".py" else None


def _append(path: Path, report: str) -> None:
    """Add a report to a summary.

    A summary that cannot be written does not make grading fail.
    """
    from grader.report.github import cut

    try:
        before = path.stat().st_size if path.exists() else 0
        apart = "\n\n" if before else ""
        text = cut(report, LARGEST - before - len(apart))
        if not text:
            click.echo(NO_ROOM.format(largest=LARGEST), err=True)
            return
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(apart + text)
    except OSError as error:
        click.echo(NOT_ADDED.format(path=path, reason=error.strerror), err=True)
