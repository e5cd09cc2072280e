"""The words for an input that goes with a dimension of the others: size(…), index(…), indices(…)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hypothesis import strategies as st

from grader.course import words
from grader.course.inputs import Input, InputError, Sizes
from grader.course.specs import PlainSpec, Spec

Kind = Literal["size", "index", "indices"]
BOUNDARIES = {"size": 1, "index": 3, "indices": 4}
LONGEST = 4


@dataclass(frozen=True)
class OfDimension(Input):
    """A Python number, or a list of them, that goes with the size of a named dimension."""

    dim: str
    kind: Kind

    def names(self) -> tuple[str, ...]:
        """The dimension that it goes with."""
        return (self.dim,)

    def choices(self) -> int:
        """The first, the last and one between; of lists, none, one, some and a repeated one."""
        return BOUNDARIES[self.kind]

    def boundary(self, frame: Sizes) -> Spec | None:
        """The size itself; an index, or a list of them, at the borders and within."""
        size = self._size(frame)
        if self.kind == "size":
            return PlainSpec(size)
        if self.kind == "index":
            return PlainSpec((0, size - 1, size // 2)[frame.choice % 3]) if size else None
        last = max(size - 1, 0)
        lists: tuple[list[int], ...] = ([last, 0], [], [last], [0, last, 0])
        return PlainSpec(lists[frame.choice % 4] if size else [])

    def draw(self, draw: st.DrawFn, frame: Sizes) -> Spec:
        """The size itself, or any index; for a size of 0, where there is none, 0."""
        size = self._size(frame)
        if self.kind == "size":
            return PlainSpec(size)
        numbers = st.integers(0, max(size - 1, 0))
        if self.kind == "index":
            return PlainSpec(draw(numbers))
        return PlainSpec(draw(st.lists(numbers, max_size=LONGEST if size else 0)))

    def _size(self, frame: Sizes) -> int:
        size = frame.sizes[self.dim]
        assert isinstance(size, int)
        return size


def size(dim: str) -> OfDimension:
    """The size of a dimension of the other inputs, as an int: `size("n")` beside `tensors("m n")`."""
    return OfDimension(_checked(dim, "size"), "size")


def index(dim: str) -> OfDimension:
    """An index from 0 into a dimension of the other inputs; several in one case need not differ."""
    return OfDimension(_checked(dim, "index"), "index")


def indices(dim: str) -> OfDimension:
    """A list of none to four indices into a dimension of the other inputs; they may repeat."""
    return OfDimension(_checked(dim, "indices"), "indices")


def _checked(dim: str, word: str) -> str:
    if not dim.isidentifier():
        raise InputError(words.NOT_ONE_DIMENSION, word=word, dim=dim)
    return dim
