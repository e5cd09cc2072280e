"""The words for inputs that depend on a dimension: size(…), index(…), indices(…).

The dimension belongs to another input.
"""

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
    """A Python number, or a list of them, that depends on a named dimension."""

    dim: str
    kind: Kind

    def names(self) -> tuple[str, ...]:
        """Return the dimension that it depends on."""
        return (self.dim,)

    def choices(self) -> int:
        """Return the number of boundary cases.

        An index has three: the first, the last and one between. A list has four: none, one, some and a
        repeated one.
        """
        return BOUNDARIES[self.kind]

    def alternatives(self) -> int:
        """Return 1: indices are chosen in step, since a course may ask for an order of two."""
        return 1

    def boundary(self, frame: Sizes) -> Spec | None:
        """Return the size itself, an index, or a list of indices.

        Indices are at the borders and inside.
        """
        size = self._size(frame)
        if self.kind == "size":
            return PlainSpec(size)
        if self.kind == "index":
            return PlainSpec((0, size - 1, size // 2)[frame.choice % 3]) if size else None
        last = max(size - 1, 0)
        lists: tuple[list[int], ...] = ([last, 0], [], [last], [0, last, 0])
        return PlainSpec(lists[frame.choice % 4] if size else [])

    def draw(self, draw: st.DrawFn, frame: Sizes) -> Spec:
        """Return the size itself, or any index.

        For a size of 0, where no index exists, it is 0.
        """
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
    """The size of a dimension of the other inputs, as an int.

    An example is `size("n")` next to `tensors("m n")`.
    """
    return OfDimension(_checked(dim, "size"), "size")


def index(dim: str) -> OfDimension:
    """An index from 0 into a dimension of the other inputs.

    Several indices in one case may be equal.
    """
    return OfDimension(_checked(dim, "index"), "index")


def indices(dim: str) -> OfDimension:
    """A list of none to four indices into a dimension of the other inputs.

    The indices may repeat.
    """
    return OfDimension(_checked(dim, "indices"), "indices")


def _checked(dim: str, word: str) -> str:
    if not dim.isidentifier():
        raise InputError(words.NOT_ONE_DIMENSION, word=word, dim=dim)
    return dim
