"""One line that tells what is being done."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click


class Status:
    """One line of progress on a terminal's standard error; elsewhere only the first line of long work."""

    def __init__(self, text: str) -> None:
        self._live = sys.stderr.isatty()
        self._base, self._said = text, False

    def __call__(self, text: str) -> None:
        """Show what is being done now."""
        line = f"{self._base} {text}".strip()
        if self._live:
            click.echo(f"\r\x1b[2K{line}", nl=False, err=True)
        elif not self._base and not self._said:
            click.echo(line.rpartition(" ")[0], err=True)
        self._said = True

    def clear(self) -> None:
        """Leave the line empty."""
        if self._live and self._said:
            click.echo("\r\x1b[2K", nl=False, err=True)


@contextmanager
def status(text: str = "") -> Iterator[Status]:
    """A line that is empty again afterwards."""
    shown = Status(text)
    try:
        yield shown
    finally:
        shown.clear()
