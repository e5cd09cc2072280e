"""Keep what a course's own code prints and warns away from the terminal and from results."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from grader.runner.recording.output import Output


@contextmanager
def silence() -> Iterator[None]:
    """Show nothing that is printed or warned in this block."""
    with Output().recorded(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
