"""A file as text: its kind and its largest size. `encoding` decodes it."""

from __future__ import annotations

import re
from pathlib import Path

from grader.core.errors import SubmissionError
from grader.core.spelling import several
from grader.submission.encoding import text_of
from grader.submission.limits import NOTEBOOK_BYTES, SCRIPT_BYTES
from grader.submission.reasons import (
    FOLDER,
    GONE,
    GONE_MEANT,
    LARGE_NOTEBOOK,
    LARGE_SCRIPT,
    OTHER_KIND,
    UNREAD,
)

LARGEST_BYTES = {".py": SCRIPT_BYTES, ".ipynb": NOTEBOOK_BYTES}
_SUFFIXES = re.compile(r"(\.py|\.ipynb)(?:\.txt|\.json)?\Z", re.IGNORECASE)
"""What a script or a notebook ends in.

Browsers and systems add to it: `exercise_03.ipynb.json`, `exercise_03.py.txt`.
"""


def kind(name: str) -> str:
    """Return `.py` or `.ipynb` for the name of a script or a notebook, else nothing.

    What a browser has added to the name does not count.
    """
    match = _SUFFIXES.search(name)
    return match[1].lower() if match else ""


def stem(name: str) -> str:
    """Return the name of a script or a notebook without its suffixes."""
    return _SUFFIXES.sub("", name)


def contents(path: Path, *, name: str) -> str:
    """Read the text of a script or a notebook; raises SubmissionError if that fails.

    The lines of the result end in a newline.
    """
    try:
        _check(path, name)
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise SubmissionError(UNREAD, file=name, why=why) from error
    return newlines(text_of(data, name))


def printable(text: str) -> str:
    """Replace lone surrogates, because a report cannot be written with them."""
    return text.encode("utf-8", "replace").decode("utf-8")


def newlines(text: str) -> str:
    """End every line with a newline, for the line ends of any system."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _check(path: Path, name: str) -> None:
    """Check a file's kind and size before it is read."""
    if not path.exists():
        raise _gone(path, name)
    if path.is_dir():
        raise SubmissionError(FOLDER, file=name)
    largest = LARGEST_BYTES.get(kind(path.name))
    if largest is None or not path.is_file():
        raise SubmissionError(OTHER_KIND, file=name)
    if path.stat().st_size > largest:
        raise _too_large(path, name, largest=largest)


def _gone(path: Path, name: str) -> SubmissionError:
    """Return the error for a file that does not exist, with a suggestion."""
    beside = [file for file in path.parent.glob("*") if kind(file.name)]
    names = {file.name: file for file in beside}
    same = sorted(file.name for file in beside if stem(file.name).lower() == path.name.lower())[::-1]
    near = next(iter([*same, *several(path.name, names, cutoff=0.8, most=1)]), None)
    if near is not None:
        return SubmissionError(GONE_MEANT, file=name, near=printable(str(names[near])))
    return SubmissionError(GONE, file=name)


def _too_large(path: Path, name: str, *, largest: int) -> SubmissionError:
    message = LARGE_SCRIPT if kind(path.name) == ".py" else LARGE_NOTEBOOK
    return SubmissionError(message, file=name, size=path.stat().st_size / 1e6, most=largest // 10**6)
