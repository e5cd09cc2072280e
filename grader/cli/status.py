"""One line on the current work."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from grader.core.message import Message

if TYPE_CHECKING:
    from grader.core.model import Key
    from grader.course.key import Step
    from grader.course.load import Course

MAKING = Message("Making answer keys of {name}, once …")
STEP = Message("task {number} of {count}")
STEP_LEFT = Message("task {number} of {count}, about {seconds:.0f} s left")


def note(text: object) -> None:
    """Print a note in addition to the result, on standard error."""
    click.echo(f"grade: {text}", err=True)


class Status:
    """One line of progress, on standard error.

    `base` is the text before the current step. If standard error is not a terminal, only `base` is printed,
    once, and only for `long` work.
    """

    def __init__(self, base: str, *, long: bool = False) -> None:
        self._live = sys.stderr.isatty()
        self._base, self._long, self._said = base, long, False

    def __call__(self, text: str) -> None:
        """Show the current step."""
        if self._live:
            click.echo(f"\r\x1b[2K{_cut(f'{self._base} {text}'.strip())}", nl=False, err=True)
        elif self._long and not self._said:
            click.echo(self._base, err=True)
        self._said = True

    def clear(self) -> None:
        """Make the line empty."""
        if self._live and self._said:
            click.echo("\r\x1b[2K", nl=False, err=True)


def _cut(line: str) -> str:
    """Cut a line at the width of the terminal: the rest would be on a line that is never cleared."""
    columns = shutil.get_terminal_size().columns
    return line if len(line) < columns else f"{line[: max(columns - 2, 0)]}…"


@contextmanager
def status(base: str, *, long: bool = False) -> Iterator[Status]:
    """A line of progress that is empty again at the end."""
    shown = Status(base, long=long)
    try:
        yield shown
    finally:
        shown.clear()


def obtain_key(course: Course, name: str, tasks: Sequence[str] = ()) -> Key:
    """The key of an exercise, with all tasks or some; a line is shown while it is made."""
    from grader.course import key as keys

    with status(MAKING.format(name=name), long=True) as update:
        return keys.obtain(course, name, progress=lambda step: update(said(step)), tasks=tasks)


def said(step: Step) -> str:
    """Say how far the making of keys is, and how long it will take."""
    known = {"number": min(step.done + 1, step.count), "count": step.count}
    if step.seconds is None:
        return STEP.format(**known)
    return STEP_LEFT.format(**known, seconds=step.seconds)
