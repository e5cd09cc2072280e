"""Places in a submission, in words: lines, and a notebook's cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.core.verdict import TaskResult
from grader.locale.messages import joined
from grader.report import labels as words

LONG_RUN = 3
"""A run of at least this many cells is shown by its first and last cell."""


def place(cell: int | None, line: int) -> str:
    """A place in words: `cell 3, line 2`, or `line 2` in a script."""
    if cell is None:
        return words.ONLY_LINE.format(line=line)
    return words.CELL_LINE.format(cell=cell, line=line)


def link(file: str, at: tuple[int | None, int]) -> str:
    """A place that terminals turn into a link, such as `exercise_03.py:27`.

    In a notebook, it is `cell 3, line 2`.
    """
    cell, line = at
    return f"{file}:{line}" if cell is None else place(cell, line)


def address(file: str, at: tuple[int | None, int] | None) -> str:
    """A place with its file: `exercise_03.py:27`, or `a.ipynb, cell 3, line 2`.

    It is the file alone if no line is known.
    """
    if at is None:
        return file
    cell, line = at
    return link(file, at) if cell is None else words.FILE_CELL_LINE.format(file=file, cell=cell, line=line)


def where(result: TaskResult) -> tuple[int | None, int] | None:
    """The cell and the line to look at; None if no line is known.

    It is the line of the error, if that is in the cell of the function. Otherwise it is the line where the
    function is defined.
    """
    error = result.error
    if error is not None and error.line is not None and error.cell == result.cell:
        return error.cell, error.line
    return None if result.line is None else (result.cell, result.line)


def ran(cells: Sequence[int]) -> str:
    """Which cells were run, as a sentence; empty for a script."""
    if not cells:
        return ""
    return words.RAN.format(count=len(cells), cells=joined(list(_runs(cells))))


def _runs(cells: Sequence[int]) -> Iterator[str]:
    """Group cells: `2`, `3` and `5 to 8` for 2, 3, 5, 6, 7, 8."""
    start = 0
    for index, cell in enumerate(cells):
        if index + 1 < len(cells) and cells[index + 1] == cell + 1:
            continue
        if index + 1 - start >= LONG_RUN:
            yield words.FROM_TO.format(first=cells[start], last=cell)
        else:
            yield from map(str, cells[start : index + 1])
        start = index + 1
