"""The words for inputs that depend on a dimension: size(…), index(…), indices(…).

The dimension belongs to another input, and so do its limits.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Literal

from hypothesis import reject
from hypothesis import strategies as st

from grader.course import words
from grader.course.arguments import checked
from grader.course.inputs import Input, InputError, Sizes, Tensors, dimensions, names_in
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


@dataclass(frozen=True)
class IndexTensor(Input):
    """A tensor of indices below the size of a dimension; made by `indices` with dimensions."""

    dim: str
    dims: tuple[str, ...]

    def names(self) -> tuple[str, ...]:
        """Return the dimension that it depends on, and its own."""
        return (self.dim, *names_in(self.dims))

    def choices(self) -> int:
        """Return 4: mixed indices, all the first, all the last, and some repeated."""
        return 4

    def alternatives(self) -> int:
        """Return 1, as for a list of indices."""
        return 1

    def boundary(self, frame: Sizes) -> Spec | None:
        """Return indices at the borders; None if there is no index but an element."""
        word, size = self._word(frame)
        count = word.count(frame)
        if size == 0 and count:
            return None
        pool = itertools.cycle(self._pool(frame, max(size - 1, 0)))
        return word.made_of(frame, tuple(itertools.islice(pool, count)))

    def _pool(self, frame: Sizes, last: int) -> tuple[int, ...]:
        if frame.numbers != "familiar":
            return (min(1, last),) if frame.numbers == "ones" else (0,)
        return ((last, 0, last // 2), (0,), (last,), (0, last, last))[frame.choice % 4]

    def draw(self, draw: st.DrawFn, frame: Sizes) -> Spec:
        """Draw any indices; reject the frame if there is no index but an element."""
        word, size = self._word(frame)
        if size == 0 and word.count(frame):
            reject()
        return word.draw(draw, frame)

    def _word(self, frame: Sizes) -> tuple[Tensors, int]:
        """Return the word for such tensors, and the size of the dimension."""
        size = frame.sizes[self.dim]
        assert isinstance(size, int)
        return Tensors(self.dims, ("int64",), 0, max(size - 1, 0), ("",), whole=True), size


@checked("size(…)", 'size("n")')
def size(dim: str) -> OfDimension:
    """The size of a dimension of the other inputs, as an int.

    An example is `size("n")` next to `tensors("m n")`.
    """
    return OfDimension(_checked(dim, "size"), "size")


@checked("index(…)", 'index("n")')
def index(dim: str) -> OfDimension:
    """An index from 0 into a dimension of the other inputs.

    Several indices in one case may be equal.
    """
    return OfDimension(_checked(dim, "index"), "index")


@checked("indices(…)", 'indices("k", "n")')
def indices(dim: str, dims: str | None = None) -> Input:
    """A list of none to four indices into a dimension of the other inputs.

    The indices may repeat. With `dims`, it is a tensor of dtype int64 with these dimensions instead:
    `indices("k", "n")` has n indices below the size of k.
    """
    of = _checked(dim, "indices")
    if dims is None:
        return OfDimension(of, "indices")
    return IndexTensor(of, dimensions(dims, "indices"))


def _checked(dim: str, word: str) -> str:
    if not isinstance(dim, str) or not dim.isidentifier():
        raise InputError(words.NOT_ONE_DIMENSION, word=word, dim=dim)
    return dim
