"""A file as text: what kind it is, how large it may be, and in which encoding it stands."""

from __future__ import annotations

import difflib
from pathlib import Path

from grader.errors import SubmissionError

LARGEST_BYTES = {".py": 5_000_000, ".ipynb": 100_000_000}
ENCODINGS = ("utf-8-sig", "gb18030")


def contents(path: Path, *, name: str) -> str:
    """Read the text of a script or a notebook; SubmissionError where that cannot be done.

    It is UTF-8, with or without a byte order mark, else GB18030; its lines end in a newline.
    """
    try:
        _check(path, name)
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise SubmissionError(f"{name} cannot be read: {why}. Check the file and its permissions.") from error
    return newlines(_decode(data, name))


def printable(text: str) -> str:
    """Replace lone surrogates, which no report could be written with."""
    return text.encode("utf-8", "replace").decode("utf-8")


def newlines(text: str) -> str:
    """End every line in a newline, whatever system it comes from."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _check(path: Path, name: str) -> None:
    """Look at what a file is and how large, before any of it is read."""
    if not path.exists():
        raise SubmissionError(f"{name} does not exist. {_nearest(path)}")
    if path.is_dir():
        raise SubmissionError(f"{name} is a folder. Name the one .py or .ipynb file in it to grade.")
    largest = LARGEST_BYTES.get(path.suffix.lower())
    if largest is None or not path.is_file():
        raise SubmissionError(f"{name} is neither a script nor a notebook. Give a .py or an .ipynb file.")
    if path.stat().st_size > largest:
        raise SubmissionError(_too_large(path, name, largest=largest))


def _nearest(path: Path) -> str:
    """What may have been meant by a file that does not exist."""
    beside = [other for other in path.parent.glob("*") if other.suffix.lower() in LARGEST_BYTES]
    names = {other.name: other for other in beside}
    same = [other.name for other in beside if other.stem.lower() == path.name.lower()]
    near = next(iter([*same, *difflib.get_close_matches(path.name, names, n=1, cutoff=0.8)]), None)
    if near is not None:
        return f"Did you mean {printable(str(names[near]))}?"
    return "Check the spelling and the folder you are in."


def _too_large(path: Path, name: str, *, largest: int) -> str:
    size = f"{name} is {path.stat().st_size / 1e6:.1f} MB large; at most {largest // 10**6} MB are read."
    if path.suffix.lower() == ".py":
        return f"{size} Keep only code in it and load data from files of their own."
    return f"{size} Clear its outputs in Jupyter (Kernel, Restart Kernel and Clear Outputs) and save it."


def _decode(data: bytes, name: str) -> str:
    # Almost any bytes are GB18030; those with a zero are UTF-16 or no text at all.
    for encoding in ENCODINGS if b"\0" not in data else ():
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SubmissionError(
        f"{name} is not text that can be read. If it holds code, save it with encoding UTF-8."
    )
