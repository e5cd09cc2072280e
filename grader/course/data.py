"""Files of data that an exercise has: `Exercise("…", data="house.csv")`.

They lie beside the starters and are given out with them. The key holds their content, so that a learner who
edits such a file changes nothing in grading. A reference runs in a folder of its own that holds them.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from grader.core.errors import CourseError
from grader.course import words
from grader.course.declared import declared
from grader.runner.recording.folder import Files

OPTION = "data"
MOST_BYTES = 8 * 2**20
"""The bytes of all files of an exercise: every process that runs a submission gets them."""


def checked(names: Any) -> tuple[str, ...]:
    """Return the names of the files; raises CourseError for what is no name of a file."""
    given = (names,) if isinstance(names, str) else names
    if not isinstance(given, tuple) or not all(isinstance(name, str) and _is_name(name) for name in given):
        raise CourseError(words.WRONG_DATA, names=names)
    if len(set(given)) < len(given):
        raise CourseError(words.DATA_TWICE, names=names)
    return given


def _is_name(name: str) -> bool:
    is_file = bool(name) and name == os.path.basename(name) and not name.startswith(".") and "\0" not in name
    return is_file and not name.endswith(".py") and "\\" not in name


def files_of(folder: Path, names: Sequence[str]) -> Files:
    """Read the files of an exercise; raises CourseError if one is missing, or if they are too large."""
    found: list[tuple[str, bytes]] = []
    for name in names:
        path = folder / name
        try:
            size = path.stat().st_size
            if size + sum(len(content) for _, content in found) > MOST_BYTES:
                raise CourseError(words.DATA_TOO_LARGE, path=path, size=size, most=MOST_BYTES)
            found.append((name, path.read_bytes()))
        except OSError as error:
            raise CourseError(words.NO_DATA, path=path, why=error.strerror) from error
    return tuple(found)


def named_by(text: bytes) -> tuple[str, ...]:
    """Return the names of the files in a reference file; nothing is run."""
    names = declared(text, OPTION)
    return checked(names) if names is not None else ()
