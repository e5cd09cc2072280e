"""Grades for other systems: pure functions from standings to text or bytes.

    table, as_json                           files of our own
    canvas, moodle ─► filling ─► cells       files that a teacher downloaded, with scores filled in
    gradescope, junit, github                results that other systems show
    feedback                                 students' pages, named for upload in bulk
    roll                                     the score to write for a student
    words                                    every sentence

The commands write the files. To add a format, add a module here and a line in `FORMATS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from grader.classroom.exports import words
from grader.core.errors import UsageError
from grader.core.message import Message


class Fill(StrEnum):
    """Whether a format fills a file that the teacher gives."""

    NEVER = "never"
    MAY = "may"
    MUST = "must"


@dataclass(frozen=True)
class Format:
    """A format: its description, whether it fills a file, how to get that file."""

    what: Message
    fill: Fill = Fill.NEVER
    how: Message | None = None


FORMATS = {
    "csv": Format(words.CSV, Fill.MAY),
    "canvas": Format(words.CANVAS, Fill.MUST, words.GET_CANVAS),
    "moodle": Format(words.MOODLE, Fill.MUST, words.GET_MOODLE),
    "gradescope": Format(words.GRADESCOPE),
    "junit": Format(words.JUNIT),
    "json": Format(words.JSON),
    "github": Format(words.GITHUB),
}


def check_fill(form: str, *, given: bool) -> None:
    """Raise UsageError if --fill is missing, or given to a format that fills nothing."""
    if form not in FORMATS:
        raise UsageError(words.UNKNOWN_FORMAT, form=form, known=", ".join(FORMATS))
    known = FORMATS[form]
    if known.fill is Fill.MUST and not given:
        raise UsageError(words.NEEDS_FILL, form=form, how=known.how)
    if known.fill is Fill.NEVER and given:
        raise UsageError(words.TAKES_NO_FILL, form=form)
