"""The progress of a class: keys that are made, files that are graded.

In a terminal, it is a bar.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import click

from grader.classroom.batch.tally import BatchProgress
from grader.classroom.book.gradebook import Gradebook
from grader.classroom.session import ClassSession
from grader.cli.status import status
from grader.core.message import Message, Plural
from grader.locale.messages import sentence

PLAIN_SECONDS = 5.0
"""How often progress is printed if standard error is not a terminal."""

MAKING = Message("Making answer keys (once for each version of the course) …")
BEGUN = Plural("Grading {count} file with {jobs} at a time.", "Grading {count} files with {jobs} at a time.")
PROGRESS = Message("{done} of {total} graded, {tally}")
RATE = Message("{rate:.1f} a second")
RATE_AND_LEFT = Message("{rate:.1f} a second, {seconds:.0f} s left")
FULL = Message("{count} with full marks")
UNREADABLE = Message("{count} unreadable")
FAULTS = Message("{count} faults of the grader")
RETRIED = Message("{count} timed out on a busy machine, then tried again alone")
GOES_ON = Message("Stopped. The results so far are kept. Run the same command again to continue.")


def say(text: object) -> None:
    """Print a text that is not a result, on standard error."""
    click.echo(text, err=True)


def tell_migrated(book: Gradebook) -> None:
    """Report the migration of a gradebook, if opening it has migrated it."""
    if book.migrated is not None:
        say(sentence(book.migrated))


def prepare(session: ClassSession, exercises: Iterable[str]) -> None:
    """Get the keys of exercises, and report that they are made."""
    with status(str(MAKING), long=True) as update:
        session.batch.prepare(exercises, progress=update)


def grade(session: ClassSession) -> BatchProgress:
    """Get the keys of all exercises, and grade pending files, with progress."""
    prepare(session, session.book.exercises())
    return run(session)


def run(session: ClassSession) -> BatchProgress:
    """Grade pending files, with progress."""
    with _progress(session.settings.jobs) as tell:
        return session.batch.run(tell)


@contextmanager
def going_on() -> Iterator[None]:
    """On an interrupt, say how to continue."""
    try:
        yield
    except KeyboardInterrupt:
        say(GOES_ON)
        raise


@contextmanager
def _progress(jobs: int) -> Iterator[Callable[[BatchProgress], None]]:
    """A bar in a terminal, else a line now and then."""
    tell = ProgressBar() if sys.stderr.isatty() else ProgressLines(jobs)
    try:
        yield tell
    finally:
        tell.end()


class ProgressLines:
    """Progress in plain lines: at the start, every few seconds, and at the end."""

    def __init__(self, jobs: int) -> None:
        self._jobs, self._start, self._next = jobs, time.monotonic(), 0.0

    def __call__(self, state: BatchProgress) -> None:
        """Print the progress, if it is time to."""
        now = time.monotonic()
        if state.done == 0 and state.total:
            say(BEGUN.format(count=state.total, jobs=self._jobs))
            self._start = now
        elif state.total and (now >= self._next or state.done == state.total):
            self._next = now + PLAIN_SECONDS
            say(PROGRESS.format(done=state.done, total=state.total, tally=tally(state, now - self._start)))

    def end(self) -> None:
        """Do nothing: plain lines need no end."""


class ProgressBar:
    """Progress as a bar, with rate, time left and a tally."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Shown

        columns = (
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[tally]}"),
        )
        self._shown = Shown(*columns, console=Console(stderr=True, highlight=False), transient=True)
        self._task = self._shown.add_task("", total=None, tally="", visible=False)
        self._start = time.monotonic()
        self._shown.start()

    def __call__(self, state: BatchProgress) -> None:
        """Move the bar."""
        if state.total:
            text = tally(state, time.monotonic() - self._start)
            self._shown.update(self._task, total=state.total, completed=state.done, tally=text, visible=True)

    def end(self) -> None:
        """Remove the bar."""
        self._shown.stop()


def tally(state: BatchProgress, seconds: float) -> str:
    """The text after the number of files.

    An example is `14.2 a second, 13 s left; 45 with full marks`.
    """
    rate = state.done / seconds if seconds > 0 else 0.0
    if rate and state.done < state.total:
        parts = [RATE_AND_LEFT.format(rate=rate, seconds=(state.total - state.done) / rate)]
    else:
        parts = [RATE.format(rate=rate)]
    parts.append(FULL.format(count=state.full))
    counted = ((UNREADABLE, state.unreadable), (FAULTS, state.faults), (RETRIED, state.retried))
    parts += [message.format(count=count) for message, count in counted if count]
    return "; ".join(parts)
