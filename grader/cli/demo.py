"""`grade demo`: grade a sample submission, to show what feedback looks like."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from grader.cli import sample
from grader.cli.check import GradeRequest, grade_file
from grader.cli.command import command as defined
from grader.cli.output import show_in_terminal
from grader.core.message import Message
from grader.core.model import CPU
from grader.course import load
from grader.runner.process.pool import Pool
from grader.runner.process.pools import Pools
from grader.runner.wire import Limits

HELP = Message("Grade a sample submission, to see what feedback looks like.")
SAMPLE = Message("This was a sample. The file is {path}. Fix a function, and run")
TIMEOUT = 2.0


@defined("demo", HELP)
def command() -> None:
    """Grade a sample submission in a new temporary folder, and show the feedback."""
    folder = Path(tempfile.mkdtemp(prefix="grade-demo-"))
    path = folder / f"{sample.EXERCISE}.py"
    path.write_text(sample.TEXT, "utf-8")
    request = GradeRequest((path,), course=load.builtin().root, timeout=TIMEOUT)
    limits = Limits(call_seconds=TIMEOUT)
    with Pools((CPU,), lambda _device: Pool(limits)) as pools:
        show_in_terminal([grade_file(path, request, pools)], whole=True)
    click.echo(f"\n{SAMPLE.format(path=path)}\n\n    grade {path}")
