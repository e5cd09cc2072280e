"""A tensor as tables of cells, for a page."""

from __future__ import annotations

import math
from dataclasses import dataclass

from grader.core import notation
from grader.core.verdict import Picture
from grader.locale.messages import said
from grader.report import labels as words
from grader.report.text import clean

NARROW = 30
"""The most characters of a row that fits every screen; a cell adds `MARGIN`."""
MARGIN = 2


@dataclass(frozen=True)
class Drawing:
    """A tensor as tables of cells.

    `slices` has rows of cells: a text, and how wrong the cell is, from 0 (right) to 5.
    """

    role: str
    label: str
    dimensions: int
    shape: str
    dtype: str
    slices: tuple[tuple[str, tuple[tuple[tuple[str, int], ...], ...]], ...]
    remark: str = ""
    graph: str = ""

    @property
    def is_wide(self) -> bool:
        """Whether a row may not fit on a narrow screen."""
        rows = (row for _, rows in self.slices for row in rows)
        return any(sum(len(text) + MARGIN for text, _ in row) > NARROW for row in rows)

    @property
    def is_matrix(self) -> bool:
        """Whether the rows of its tables are numbered."""
        return self.dimensions > 1


def drawing(picture: Picture) -> Drawing:
    """Draw a picture as tables, one for each matrix of a stack.

    A table has at most two dimensions.
    """
    size, dimensions = math.prod(picture.shape), len(picture.shape)
    label, dtype = clean(said(picture.label)), clean(said(picture.dtype))
    shape = notation.shape(picture.shape)
    graph = str(words.GRAPHS[picture.graph]) if picture.graph else ""
    if size == 0 or not picture.elements:
        remark = str(words.EMPTY if size == 0 else words.NO_NUMBERS)
        return Drawing(picture.role, label, dimensions, shape, dtype, (), remark, graph)
    cells = list(zip(picture.elements, map(_shade, picture.off or [0.0] * size), strict=True))
    columns = picture.shape[-1] if dimensions else 1
    rows = [tuple(cells[start : start + columns]) for start in range(0, size, columns)]
    height = picture.shape[-2] if dimensions > 1 else 1
    parts = [tuple(rows[start : start + height]) for start in range(0, len(rows), height)]
    named = tuple((f"{label}[{number}]" if dimensions > 2 else "", part) for number, part in enumerate(parts))
    return Drawing(picture.role, label, dimensions, shape, dtype, named, graph=graph)


def _shade(off: float) -> int:
    """How wrong an element is, from 0 (right) to 5."""
    return min(5, 1 + int(off * 4)) if off > 0 else 0
