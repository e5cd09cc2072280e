"""The words for a task's inputs: tensors(…), each(…), one_of(…).

All inputs of a case share one `Sizes`: dimensions with the same name have the same size. Floats have the
same dtype. A word has an input for a boundary frame, and tells Hypothesis how to draw one for a random
frame.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, runtime_checkable

from hypothesis import strategies as st

from grader.core.errors import CourseError
from grader.core.spelling import suggestion
from grader.core.value import LONG, Opaque, Table
from grader.course import words
from grader.course.arguments import checked
from grader.course.packages import Absent
from grader.course.specs import ChangedSpec, PlainSpec, Spec, TensorSpec
from grader.runner.recording.values import DTYPES, plain

SMALL = 30
"""A tensor of at most this many elements gets numbers that are easy to read."""

FRESH, LEFT_OVER = "none", "left"
LEFT = (7, -2, 5, 3, -6, 1)
"""The numbers that an earlier `backward()` left in a `.grad`."""

TENTHS = "/ 10"
"""With this factor, small tensors are shorter than 1."""
LOW = -20
"""Small tensors of low numbers are below this one: a maximum is not searched from 0 or -10.

Lower numbers would punish right answers: in float32, exp(-110) is 0, and exp(90) is infinite.
"""
WIDE = ("int16", "int32", "int64")
"""The integers that can be as low."""

FAMILIAR = (3, -4, 1, 2, -5, 6, -2, 8, 7, -1, 4, 9)
STEP = 5
"""So many places further each input of a task begins in the familiar numbers.

With `w` and `x` both 3, nobody sees which 3 went where.
"""
BOOL = "bool"
BITS = (1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0)
"""The familiar numbers of a bool tensor: both values in each row of two or three."""

Limit = tuple[int, int]
"""The smallest and the largest size of a dimension."""


class InputError(CourseError, ValueError):
    """A word for an input is used wrongly; `load` adds the line."""


@dataclass(frozen=True)
class Sizes:
    """The sizes and other properties that the inputs of one case share.

    `sizes` by dimension name; a starred name has a tuple of sizes. `numbers` says how a boundary case fills
    its tensors: familiar, zeros, ones, low (all below -20, or the lowest allowed). `factor`
    scales them: "", "/ 3" (not exact), "* 1e30". `place` is that of the input in the order in which they are
    made. `made` has the inputs by name from which others are computed, as far as they are made.
    """

    sizes: Mapping[str, int | tuple[int, ...]]
    dtype: str = "float32"
    memory: str = "contiguous"
    requires_grad: bool = False
    numbers: str = "familiar"
    factor: str = ""
    choice: int = 0
    note: str = ""
    place: int = 0
    made: Mapping[str, Spec] = field(default_factory=dict)


@runtime_checkable
class Input(Protocol):
    """A word for an input: makes it for a boundary frame, draws it for a random one."""

    def names(self) -> tuple[str, ...]:
        """Return the names of its dimensions, starred ones with their star.

        It may have none.
        """
        return ()

    def choices(self) -> int:
        """Return how many kinds of boundary case it has; a frame's `choice` picks one."""
        return 1

    def alternatives(self) -> int:
        """Return how many of its choices may be combined with any choice of the other inputs."""
        return self.choices()

    def scales(self) -> tuple[str, ...]:
        """Return the factors of its tensors, if it has any."""
        return ()

    def limits(self) -> tuple[tuple[str, Limit], ...]:
        """Return the limits of its dimensions, by name."""
        return ()

    def needs(self) -> frozenset[str]:
        """Return the names of the inputs that it is computed from when a case is drawn."""
        return frozenset()

    def refers(self) -> frozenset[str]:
        """Return the names of the inputs that its text uses when the function is called."""
        return frozenset()

    def is_text(self) -> bool:
        """Whether it is a text, which the runner runs: no value exists when a case is drawn."""
        return False

    def takes_choice(self) -> bool:
        """Whether its drawn inputs depend on the frame's choice."""
        return False

    def map(self, change: Callable[[Any], Any]) -> Input:
        """Change the inputs by a function: `tensors("n n").map(lambda A: A + A.mT)`."""
        if self.is_text():
            raise InputError(words.MAP_OF_TEXT)
        if not callable(change):
            raise InputError(words.WRONG_MAP, change=change)
        return ChangedInput(self, change)

    def boundary(self, frame: Sizes) -> Spec | None:
        """Make the input for a boundary frame, or None if it has none."""

    def draw(self, draw: st.DrawFn, frame: Sizes) -> Spec:
        """Draw an input."""


def names_of(inputs: Sequence[Input]) -> tuple[str, ...]:
    """Return the names of the dimensions of some inputs, each once."""
    return tuple(dict.fromkeys(name for word in inputs for name in word.names()))


def scales_of(inputs: Sequence[Input]) -> tuple[str, ...]:
    """Return the factors of some inputs, each once."""
    return tuple(dict.fromkeys(scale for word in inputs for scale in word.scales()))


def limits_of(inputs: Sequence[Input]) -> dict[str, Limit]:
    """Return the limits of the dimensions that have any; several for one dimension all hold.

    Raises InputError if they contradict each other.
    """
    found: dict[str, Limit] = {}
    for name, (least, most) in (pair for word in inputs for pair in word.limits()):
        known = found.get(name, (least, most))
        found[name] = max(least, known[0]), min(most, known[1])
        if found[name][0] > found[name][1]:
            raise InputError(words.LIMITS_DISAGREE, dim=name, first=known, second=(least, most))
    return found


def own_choices(draw: st.DrawFn, inputs: Sequence[Input], frame: Sizes) -> tuple[Sizes, ...]:
    """Return a frame for each input, so that the dtypes of two inputs are not drawn in step."""
    taking = [n for n, word in enumerate(inputs) if word.takes_choice()]
    own = {n: replace(frame, choice=draw(st.integers(0, 11))) for n in taking[1:]}
    return tuple(own.get(n, frame) for n in range(len(inputs)))


# ----------------------------------------------------------------------------------------- tensors


@dataclass(frozen=True)
class Tensors(Input):
    """Tensors of a shape with named dimensions; made by `tensors`."""

    dims: tuple[str, ...]
    dtypes: tuple[str, ...]
    low: int
    high: int
    factors: tuple[str, ...]
    whole: bool = False
    requires_grad: bool = False
    grads: tuple[str, ...] = (FRESH,)
    sizes: tuple[tuple[str, Limit], ...] = ()

    def names(self) -> tuple[str, ...]:
        """Return the dimensions that have a name."""
        return names_in(self.dims)

    def limits(self) -> tuple[tuple[str, Limit], ...]:
        """Return those that the course gives."""
        return self.sizes

    def takes_choice(self) -> bool:
        """Whether there are several dtypes."""
        return len(self.dtypes) > 1

    def choices(self) -> int:
        """Return one for each pair of dtype and `.grad`."""
        return len(self.dtypes) * len(self.grads)

    def scales(self) -> tuple[str, ...]:
        """Return the factors."""
        return self.factors

    def _shape(self, frame: Sizes) -> tuple[int, ...]:
        shape: list[int] = []
        for dim in self.dims:
            size = int(dim) if dim.isdigit() else frame.sizes[dim]
            shape += size if isinstance(size, tuple) else [size]
        return tuple(shape)

    def _dtype(self, frame: Sizes) -> str:
        dtype = self.dtypes[frame.choice % len(self.dtypes)]
        return frame.dtype if dtype == "float" else dtype

    def _spec(
        self, frame: Sizes, integers: tuple[int, ...] | None, seed: int, factor: str, grad_state: str
    ) -> TensorSpec:
        dtype = self._dtype(frame)
        floating = dtype.startswith(("float", "bfloat"))
        low, high = self._range(dtype)
        shape = self._shape(frame)
        if integers is not None and frame.memory == "expanded" and shape:
            row = len(integers) // max(shape[0], 1)
            integers = integers[:row] * shape[0]
        memory = frame.memory if len(shape) > (frame.memory == "transposed") else "contiguous"
        grad = (frame.requires_grad or self.requires_grad) and floating
        factor = factor if floating else ""
        left = tuple(itertools.islice(itertools.cycle(LEFT), math.prod(shape)))
        return TensorSpec(
            shape,
            dtype,
            integers,
            seed,
            low,
            high,
            self.whole,
            factor,
            memory,
            grad,
            left if grad_state == LEFT_OVER and grad else None,
        )

    def boundary(self, frame: Sizes) -> Spec | None:
        """Use familiar numbers, zeros or ones, scaled by the frame's factor."""
        if self.requires_grad and frame.memory == "expanded":
            return None  # each element of a leaf has its own memory
        pool = self._pool(frame)
        start = STEP * frame.place
        factor = frame.factor if frame.factor in self.factors else ""
        state = self.grads[frame.choice // len(self.dtypes) % len(self.grads)]
        return self._spec(
            frame,
            tuple(itertools.islice(itertools.cycle(pool), start, start + self.count(frame))),
            0,
            factor,
            state,
        )

    def count(self, frame: Sizes) -> int:
        """Return the number of elements in a frame."""
        return math.prod(self._shape(frame))

    def made_of(self, frame: Sizes, integers: tuple[int, ...]) -> Spec:
        """Make a tensor of these elements."""
        return self._spec(frame, integers, 0, "", FRESH)

    def _range(self, dtype: str) -> Limit:
        """Return the range of the whole numbers; a bool has none of the course's."""
        return (0, 1) if dtype == BOOL else (self.low, self.high)

    def _pool(self, frame: Sizes) -> list[int]:
        dtype = self._dtype(frame)
        if dtype == BOOL:
            return list({"familiar": BITS, "ones": (1,)}.get(frame.numbers, (0,)))
        if frame.numbers == "low":
            can_be_low = not self.whole and dtype.startswith((*WIDE, "float", "bfloat"))
            return [LOW - abs(number) for number in FAMILIAR] if can_be_low else [self.low]
        pool = {"familiar": FAMILIAR, "zeros": (0,), "ones": (1,)}[frame.numbers]
        return [self._clip(number) for number in pool]

    def _clip(self, number: int) -> int:
        return (
            number if self.low <= number <= self.high else self.low + abs(number) % (self.high - self.low + 1)
        )

    def draw(self, draw: st.DrawFn, frame: Sizes) -> Spec:
        """Draw small integers one by one, or a seed for many normal numbers."""
        count = self.count(frame)
        factor = draw(st.sampled_from(self.factors))
        state = draw(st.sampled_from(self.grads)) if len(self.grads) > 1 else self.grads[0]
        if count > SMALL:
            return self._spec(frame, None, draw(st.integers(0, 99)), factor, state)
        numbers = st.integers(*self._range(self._dtype(frame)))
        integers = tuple(draw(st.lists(numbers, min_size=count, max_size=count)))
        return self._spec(frame, integers, 0, factor, state)


@checked("tensors(…)", 'tensors("m n", m=(3, 8))')
def tensors(
    dims: str,
    *,
    dtypes: Sequence[str] = ("float",),
    low: int | None = None,
    high: int | None = None,
    factors: Sequence[str] = ("", "/ 3", TENTHS),
    requires_grad: bool = False,
    grads: Sequence[str] = (FRESH,),
    **sizes: int | Limit,
) -> Tensors:
    """Tensors whose dimensions are named or numbers: `"n"`, `"m n"`, `"n 1"`, `"*s"`.

    `"*s"` stands for any shape. `m=(3, 8)` restricts the dimension m to 3 to 8 in the whole task, and `m=4`
    fixes it. A dtype is drawn from `dtypes`. "float" is float32 or float64, the same for all inputs of a
    case. Small tensors hold whole numbers from -9 to 9, large ones normal numbers. With
    `low` or `high`, all hold whole numbers from `low` to `high`. All are multiplied by a factor: "", "/ 3",
    "/ 10", or those that you give, such as "* 1e30". With `requires_grad`, floats always require grad.
    Without it, those of a task with `gradient=True` sometimes do. Their `.grad` is None. With
    `grads=("none", "left")` it is sometimes the one that an earlier `backward()` left.
    """
    named = dimensions(dims, "tensors")
    for option, value in (("dtypes", dtypes), ("grads", grads)):
        if isinstance(value, str):
            raise InputError(words.TEXT_NOT_TUPLE, dims=dims, option=option, value=value)
    unknown = [dtype for dtype in dtypes if dtype != "float" and dtype not in DTYPES]
    if unknown or not dtypes:
        raise InputError(words.WRONG_DTYPES, dims=dims, dtypes=tuple(dtypes))
    if not grads or set(grads) - {FRESH, LEFT_OVER}:
        raise InputError(words.WRONG_GRADS, dims=dims, grads=tuple(grads))
    least, most = (-9 if low is None else low), (9 if high is None else high)
    whole = low is not None or high is not None
    limits = tuple((name, _limit(dims, name, size)) for name, size in sizes.items())
    return Tensors(
        named, tuple(dtypes), least, most, tuple(factors), whole, requires_grad, tuple(grads), limits
    )


OPTIONS = ("dtypes", "low", "high", "factors", "requires_grad", "grads")
"""The options of tensors(…) that are no dimensions."""


def dimensions(dims: str, word: str) -> tuple[str, ...]:
    """Return the dimensions in a text; raises InputError if one is neither a name nor a number."""
    named = tuple(dims.split()) if isinstance(dims, str) else ("",)
    if any(not dim.removeprefix("*").isidentifier() and not dim.isdigit() for dim in named):
        raise InputError(words.WRONG_DIMENSIONS, word=word, dims=dims)
    return named


def names_in(dims: Sequence[str]) -> tuple[str, ...]:
    """Return the dimensions that have a name, not a number."""
    return tuple(dim for dim in dims if not dim.isdigit())


def _limit(dims: str, name: str, size: Any) -> Limit:
    """Return the limit that `m=4` or `m=(3, 8)` means; raises InputError if it means none."""
    named = [dim for dim in names_in(dims.split()) if not dim.startswith("*")]
    if name not in named:
        remedy = suggestion(name, (*named, *OPTIONS))
        raise InputError(words.NO_DIMENSION, dims=dims, name=name, size=size, remedy=remedy)
    ends = size if isinstance(size, tuple) else (size, size)
    if len(ends) != 2 or any(type(end) is not int for end in ends) or not 0 <= ends[0] <= ends[1]:
        raise InputError(words.WRONG_LIMIT, dims=dims, name=name, size=size)
    return ends


@dataclass(frozen=True)
class ChangedInput(Input):
    """`tensors(…).map(change)`, or another word with `.map(change)`."""

    base: Input
    change: Callable[[Any], Any]

    def names(self) -> tuple[str, ...]:
        """Return those of the base."""
        return self.base.names()

    def choices(self) -> int:
        """Return those of the base."""
        return self.base.choices()

    def alternatives(self) -> int:
        """Return those of the base."""
        return self.base.alternatives()

    def scales(self) -> tuple[str, ...]:
        """Return those of the base."""
        return self.base.scales()

    def limits(self) -> tuple[tuple[str, Limit], ...]:
        """Return those of the base."""
        return self.base.limits()

    def needs(self) -> frozenset[str]:
        """Return those of the base."""
        return self.base.needs()

    def takes_choice(self) -> bool:
        """Whether the base does."""
        return self.base.takes_choice()

    def boundary(self, frame: Sizes) -> Spec | None:
        """Make the base's input, changed; its tensors are contiguous."""
        spec = self.base.boundary(replace(frame, memory="contiguous"))
        return ChangedSpec(spec, self.change) if spec is not None else None

    def draw(self, draw: st.DrawFn, frame: Sizes) -> Spec:
        """Draw the base's input, changed; its tensors are contiguous."""
        return ChangedSpec(self.base.draw(draw, replace(frame, memory="contiguous")), self.change)


# ----------------------------------------------------------------------------------- other inputs


@dataclass(frozen=True)
class Each(Input):
    """One of some Python values; made by `each`."""

    values: tuple[Any, ...]

    def choices(self) -> int:
        """Return one for each value."""
        return len(self.values)

    def boundary(self, frame: Sizes) -> Spec | None:
        """Use the values in turn."""
        return PlainSpec(self.values[frame.choice % len(self.values)])

    def draw(self, draw: st.DrawFn, _frame: Sizes) -> Spec:
        """Draw any of the values."""
        return PlainSpec(draw(st.sampled_from(self.values)))


@checked("each(…)", "each(1, 2)")
def each(*values: Any) -> Each:
    """Use one of these Python values."""
    if not values:
        raise InputError(words.EMPTY_EACH)
    for value in values:
        if isinstance(value, Absent):
            continue
        reduced = plain(value)
        if isinstance(reduced, Opaque) and reduced.why == LONG:
            raise InputError(words.EACH_TOO_LARGE, kind=reduced.type)
        if isinstance(reduced, Opaque):
            raise InputError(words.WRONG_EACH, value=value)
        if isinstance(reduced, Table) and not all(column.is_sent for column in reduced.columns):
            raise InputError(words.EACH_TOO_LARGE, kind=reduced.kind)
    return Each(values)


@dataclass(frozen=True)
class OneOf(Input):
    """One of some inputs; made by `one_of`."""

    options: tuple[Input, ...]

    def names(self) -> tuple[str, ...]:
        """Return the dimensions of all options."""
        return names_of(self.options)

    def choices(self) -> int:
        """Return the options' number times the most choices of one option."""
        return len(self.options) * max(option.choices() for option in self.options)

    def scales(self) -> tuple[str, ...]:
        """Return the factors of all options."""
        return scales_of(self.options)

    def limits(self) -> tuple[tuple[str, Limit], ...]:
        """Return those of all options."""
        return tuple(limit for option in self.options for limit in option.limits())

    def needs(self) -> frozenset[str]:
        """Return those of all options."""
        return frozenset().union(*(option.needs() for option in self.options))

    def refers(self) -> frozenset[str]:
        """Return those of all options."""
        return frozenset().union(*(option.refers() for option in self.options))

    def is_text(self) -> bool:
        """Whether an option is one."""
        return any(option.is_text() for option in self.options)

    def takes_choice(self) -> bool:
        """Whether an option does."""
        return any(option.takes_choice() for option in self.options)

    def boundary(self, frame: Sizes) -> Spec | None:
        """Use the options in turn."""
        turn, option = divmod(frame.choice, len(self.options))
        return self.options[option].boundary(replace(frame, choice=turn))

    def draw(self, draw: st.DrawFn, frame: Sizes) -> Spec:
        """Draw any of the options."""
        return self.options[draw(st.integers(0, len(self.options) - 1))].draw(draw, frame)


@checked("one_of(…)", 'one_of(tensors("n"), each(1, 2))')
def one_of(*options: Any) -> OneOf:
    """Use one of these inputs; each may be any word."""
    if not options:
        raise InputError(words.EMPTY_ONE_OF)
    return OneOf(tuple(as_input(option) for option in options))


@dataclass(frozen=True)
class Strategy(Input):
    """A Hypothesis strategy of the course; it has no boundary cases."""

    strategy: st.SearchStrategy[Any]

    def boundary(self, _frame: Sizes) -> Spec | None:
        """Return None: a strategy has no boundary case."""
        return None

    def draw(self, draw: st.DrawFn, _frame: Sizes) -> Spec:
        """Draw from the strategy."""
        return PlainSpec(draw(self.strategy))


def as_input(thing: Any) -> Input:
    """Return one of our words unchanged, and wrap a Hypothesis strategy.

    Raises InputError for anything else.
    """
    if isinstance(thing, st.SearchStrategy):
        return Strategy(thing)
    if isinstance(thing, type) or not isinstance(thing, Input):
        raise InputError(words.NO_WORD, thing=thing)
    return thing


@dataclass(frozen=True)
class NamedInput(Input):
    """An input from which others are computed; a `helper` is used for nothing else."""

    name: str
    word: Input
    helper: bool = False

    def names(self) -> tuple[str, ...]:
        """Return those of the word."""
        return self.word.names()

    def choices(self) -> int:
        """Return those of the word."""
        return self.word.choices()

    def alternatives(self) -> int:
        """Return those of the word."""
        return self.word.alternatives()

    def scales(self) -> tuple[str, ...]:
        """Return those of the word."""
        return self.word.scales()

    def limits(self) -> tuple[tuple[str, Limit], ...]:
        """Return those of the word."""
        return self.word.limits()

    def needs(self) -> frozenset[str]:
        """Return those of the word."""
        return self.word.needs()

    def refers(self) -> frozenset[str]:
        """Return those of the word."""
        return self.word.refers()

    def is_text(self) -> bool:
        """Whether the word is one."""
        return self.word.is_text()

    def takes_choice(self) -> bool:
        """Whether the word does."""
        return self.word.takes_choice()

    def boundary(self, frame: Sizes) -> Spec | None:
        """Make the word's input."""
        return self.word.boundary(frame)

    def draw(self, draw: st.DrawFn, frame: Sizes) -> Spec:
        """Draw the word's input."""
        return self.word.draw(draw, frame)
