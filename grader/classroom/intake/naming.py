"""The student in the name of a file or a folder.

The name of an exercise and what a system adds are removed; nothing else is. A name that is an id of the
roster is never changed: `ann` and `ann_` are two students.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from grader.submission.decode import kind, stem

BETWEEN = r"(?:\s+[_\-.,+]+\s+|_-_|\s*[_\-.,+]\s*|\s+)"
"""What may stand between a student and an exercise.

It is one sign: a second one is part of the student's name.
"""
SIGNS = re.compile(r"[\s_\-.,+]*")
COPY = re.compile(r"\s*\(\d{1,2}\)$")  # browsers name a second download so


def _nobody(_name: str) -> bool:
    return False


@dataclass(frozen=True)
class KnownStudents:
    """What is known of the students before a download is read.

    `ids` are the ids of the roster. `has` says whether a name is that of a student of the roster.
    """

    ids: Collection[str] = frozenset()
    has: Callable[[str], bool] = _nobody


def student_of(name: str, exercises: Sequence[str], ids: Collection[str] = frozenset()) -> str:
    """The student in a file's or folder's name: the rest without the exercise's name."""
    whole = unicodedata.normalize("NFC", name)
    plain = _plain(whole)
    without = COPY.sub("", plain)
    rests = list(_rests(without, exercises))
    found = next((text for text in (whole, plain, without, *rests) if text in ids), None)
    if found is not None:
        return found
    rest = COPY.sub("", rests[0]).strip() if rests else without.strip()
    return "" if SIGNS.fullmatch(rest) else rest


def _plain(name: str) -> str:
    """A name without the suffix of a script, a notebook or a zip file."""
    if kind(name):
        return stem(name)
    return name[:-4] if name.lower().endswith(".zip") else name


def without_suffix(name: str) -> str:
    """The name of a file that is not graded, without its last suffix."""
    return name if kind(name) else PurePosixPath(name).stem


def _rests(name: str, exercises: Sequence[str]) -> Iterator[str]:
    """What is left of a name without an exercise's; the most likely reading first."""
    for exercise in sorted(exercises, key=len, reverse=True):
        pattern = _pattern(exercise)
        if not (match := pattern.search(name)):
            continue
        rest, (start, end) = name, match.span("word")
        while match:
            sides = rest[: match.start()], rest[match.end() :]
            rest = "_".join(side for side in sides if side)
            match = pattern.search(rest)
        yield rest
        before, after = name[:start], name[end:]
        if not (before and after):
            yield from _trimmed(before or after, at_end=not after)
        return


def _trimmed(side: str, *, at_end: bool) -> Iterator[str]:
    """A text on one side of an exercise's name, with fewer and fewer signs beside that."""
    yield side
    while side and SIGNS.fullmatch(side[-1] if at_end else side[0]):
        side = side[:-1] if at_end else side[1:]
        yield side


def _pattern(exercise: str) -> re.Pattern[str]:
    """A pattern for an exercise's name in another name.

    A plain word matches only between separators: the exercise `lin` does not shorten the name Linda.
    """
    word = re.escape(exercise)
    if re.search(r"\d$", exercise):
        return re.compile(rf"(?i){BETWEEN}?(?P<word>{word})(?!\d){BETWEEN}?")
    return re.compile(rf"(?i)(?:^|{BETWEEN})(?P<word>{word})(?:{BETWEEN}|$)")
