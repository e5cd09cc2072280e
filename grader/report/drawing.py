"""A tensor as tables of cells, for a page."""

from __future__ import annotations

import math
from dataclasses import dataclass

from grader.report import words
from grader.report.text import clean
from grader.verdict import Picture

NARROW = 30
"""Characters of a row that fit everywhere, with `MARGIN` for each cell."""
MARGIN = 2


@dataclass(frozen=True)
class Drawing:
    """A tensor as a table of cells: rows of text, and how wrong each is from 0 to 5."""

    role: str
    label: str
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
        """Whether its rows have numbers."""
        return self.shape.count(",") > 1 or (self.shape.count(",") == 1 and not self.shape.endswith(",)"))


def drawing(picture: Picture) -> Drawing:
    """A picture as tables of at most two dimensions, one for each matrix of a stack."""
    size = math.prod(picture.shape)
    shape = str(tuple(picture.shape))
    label = clean(picture.label)
    if size == 0 or not picture.elements:
        remark = words.EMPTY if size == 0 else words.NO_NUMBERS
        return Drawing(picture.role, label, shape, picture.dtype, (), remark, clean(picture.graph))
    cells = list(zip(picture.elements, map(_shade, picture.off or [0.0] * size), strict=True))
    columns = picture.shape[-1] if picture.shape else 1
    rows = [tuple(cells[start : start + columns]) for start in range(0, size, columns)]
    height = picture.shape[-2] if len(picture.shape) > 1 else 1
    parts = [tuple(rows[start : start + height]) for start in range(0, len(rows), height)]
    named = tuple(
        (words.SLICE.format(label=label, index=number) if len(picture.shape) > 2 else "", part)
        for number, part in enumerate(parts)
    )
    return Drawing(picture.role, label, shape, picture.dtype, named, graph=clean(picture.graph))


def _shade(off: float) -> int:
    """How wrong an element is, from 0 (right) to 5."""
    return min(5, 1 + int(off * 4)) if off > 0 else 0
