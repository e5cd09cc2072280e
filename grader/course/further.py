"""Further inputs of a task, wider than those of its key.

They have other seeds and sizes, fractions, zeros of both signs, ties, and numbers of one sign. Python numbers
lie between those of the course, since numbers outside may not be allowed. Where a course restricts the
factors of its tensors, so do these.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from typing import Any

from hypothesis import strategies as st

from grader.course.drawing import DrawnCases, independent
from grader.course.inputs import BOOL, SMALL, ChangedInput, Each, Input, NamedInput, OneOf, Sizes, Tensors
from grader.course.objects import ListOf
from grader.course.specs import PlainSpec, Spec, TensorSpec

SIZES = (2, 1, 3, 6, 4, 9, 11, 5, 0, 17)
CHUNKS = (40, 160, 300)
"""How many inputs come first; later chunks are as large as the last."""
FREE = "/ 3"
"""With this factor, a course allows fractions."""
PARTS = (7, 8, 10, 100)
STYLES = (
    (-9, 9, "/ 8"),
    (-9, 9, "/ 100"),
    (-9, 9, "* 100"),
    (-1, 1, "* -1"),  # zeros of both signs
    (1, 9, ""),
    (-9, -1, "/ 7"),
    (-9, -1, "* 1000"),
)
"""The smallest and largest whole number, and the factor, of tensors without limits."""
MOST_WHOLE = 1000
STEPS = 16
FEW = 0.02
"""When fewer of the drawn inputs are new, hardly any are left."""


def further(inputs: Sequence[Input], *, gradient: bool, count: int, start: int) -> Iterator[list[DrawnCases]]:
    """Yield at most `count` distinct cases in chunks; fewer if no more are found."""
    known: set[tuple[tuple[str, ...], ...]] = set()
    wide = [wider(word) for word in inputs]
    for turn, size in enumerate(itertools.chain(CHUNKS, itertools.repeat(CHUNKS[-1]))):
        found = independent(wide, gradient=gradient, count=size, start=start + turn, sizes=SIZES)
        new = [case for case in found if case.content not in known][: count - len(known)]
        if len(new) < FEW * size:
            return
        known |= {case.content for case in new}
        yield new


def wider(word: Input) -> Input:
    """Return a word that draws more than this one; others draw as before."""
    match word:
        case Tensors():
            return WideTensors(**{field.name: getattr(word, field.name) for field in fields(word)})
        case ChangedInput(base, change):
            return ChangedInput(wider(base), change)
        case NamedInput():
            return replace(word, word=wider(word.word))
        case Each(values):
            return WideEach(values)
        case OneOf(options):
            return OneOf(tuple(map(wider, options)))
        case ListOf(items):
            return ListOf(tuple(map(wider, items)))
    return word


class WideTensors(Tensors):
    """Tensors of more kinds of numbers than the key has."""

    def draw(self, draw: st.DrawFn, frame: Sizes) -> TensorSpec:
        """Draw numbers of one style; sometimes only two different ones, so that they are equal."""
        low, high, factor = draw(st.sampled_from(self._styles(frame)))
        seed = draw(st.integers(0, 2**32 - 1))
        state = draw(st.sampled_from(self.grads))
        spec = self._spec(frame, (), seed, factor, state)
        count = spec.elements()
        if count > SMALL:
            return replace(spec, integers=None, seed=seed % 10_000)
        source = random.Random(seed)  # noqa: S311  # a seed, not a secret
        pool = range(low, high + 1) if seed % 3 else [source.randint(low, high) for _ in range(2)]
        return replace(spec, integers=tuple(source.choices(pool, k=count)))

    def _styles(self, frame: Sizes) -> list[tuple[int, int, str]]:
        dtype = self._dtype(frame)
        if dtype == BOOL:
            return [(0, 1, "")]
        usual = [(self.low, self.high, factor) for factor in self.factors]
        if FREE not in self.factors or not dtype.startswith(("float", "bfloat")):
            return usual
        if self.whole:
            return [*usual, *((self.low * part, self.high * part, f"/ {part}") for part in PARTS)]
        return [*usual, *STYLES]


class WideEach(Each):
    """Also the Python numbers between those of the course, and other lists of its numbers."""

    def draw(self, draw: st.DrawFn, frame: Sizes) -> Spec:
        """Draw a value of the course, or one between."""
        between = _between(self.values)
        if between is None or draw(st.booleans()):
            return super().draw(draw, frame)
        return PlainSpec(draw(between))


def _between(values: Sequence[Any]) -> st.SearchStrategy[Any] | None:
    """Return a strategy for values like these; None if they are no numbers or lists of numbers."""
    if all(type(value) is int for value in values) and max(values) - min(values) <= MOST_WHOLE:
        return st.integers(min(values), max(values))
    if all(type(value) in (int, float) for value in values):
        least, most = min(values), max(values)
        return st.sampled_from([round(least + (most - least) * n / STEPS, 4) for n in range(STEPS + 1)])
    if all(type(value) is list and all(type(item) is float for item in value) for value in values):
        items = sorted({item for value in values for item in value})
        return st.lists(st.sampled_from(items), min_size=1, max_size=max(map(len, values)))
    return None
