"""The words for a task's inputs, and how cases are drawn from them; the only user of Hypothesis.

Hypothesis draws *specs* (shapes, dtypes, layouts, small numbers); the tensors are built from them.
All inputs of a case share one `Frame`: dimensions of one name have one size, floats one dtype.
"""

from __future__ import annotations

import itertools
import os
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from unittest import mock

import platformdirs

os.environ.setdefault(
    "HYPOTHESIS_STORAGE_DIRECTORY", str(platformdirs.user_cache_path("grade") / "hypothesis")
)

import torch
from hypothesis import HealthCheck, Phase, find, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisException
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

from grader.model import Array, Case, Value
from grader.notation import literal
from grader.runner.values import DTYPES, laid_out, plain

SMALL = 30
"""A tensor of at most this many elements gets numbers that a person can read."""

FLOATS = ("float32", "float64")
SIZES = (1, 2, 3, 4, 5, 0, 7, 13, 40)
FAMILIAR = (3, -4, 1, 2, -5, 6, -2, 8, 7, -1, 4, 9)
_QUIET = settings(
    database=None,
    deadline=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)


@dataclass(frozen=True)
class Frame:
    """What the inputs of one case share.

    `sizes` by dimension name; a starred name has a tuple of sizes. `numbers` is how a boundary case
    fills its tensors: familiar, zeros, ones. `factor` scales them: "", "/ 3" (not exact), "* 1e30".
    """

    sizes: Mapping[str, int | tuple[int, ...]]
    dtype: str = "float32"
    memory: str = "contiguous"
    requires_grad: bool = False
    numbers: str = "familiar"
    factor: str = ""
    choice: int = 0
    note: str = ""


class Spec(Protocol):
    """A drawn input: its plain value, and the code that makes it."""

    def value(self) -> Value:
        """The input as a plain value."""

    def code(self) -> str:
        """Python that makes the input."""

    def weight(self) -> tuple[int, int, int]:
        """How hard it is to read: large, unusual, elements and digits."""


class Input(Protocol):
    """A word for an input: what it is for a boundary frame, and how it is drawn for a random one."""

    def names(self) -> tuple[str, ...]:
        """The names of its dimensions, starred ones with their star."""

    def boundary(self, frame: Frame) -> Spec | None:
        """The input for a boundary frame, or None where it has none."""

    def draw(self, draw: st.DrawFn, frame: Frame) -> Spec:
        """A drawn input."""


# ----------------------------------------------------------------------------------------- tensors


@dataclass(frozen=True)
class TensorSpec:
    """A tensor to be built: explicit small integers, or seeded random numbers where there are many.

    Seeded floats are normal, seeded integers are even between `low` and `high`.
    """

    shape: tuple[int, ...]
    dtype: str
    integers: tuple[int, ...] | None
    seed: int = 0
    low: int = -9
    high: int = 9
    factor: str = ""
    memory: str = "contiguous"
    requires_grad: bool = False

    def tensor(self) -> torch.Tensor:
        """Build it, in its dtype, without its gradient flag."""
        dtype = DTYPES[self.dtype]
        if self.integers is not None:
            base = torch.tensor(self.integers, dtype=dtype).reshape(self.shape)
        elif dtype.is_floating_point:
            base = torch.randn(self.shape, generator=torch.Generator().manual_seed(self.seed), dtype=dtype)
        else:
            source = torch.Generator().manual_seed(self.seed)
            base = torch.randint(self.low, self.high + 1, self.shape, generator=source, dtype=dtype)
        match self.factor.split():
            case ["/", number]:
                base = base / float(number)
            case ["*", number]:
                base = base * float(number)
        return laid_out(base, self.memory).clone() if self.memory == "expanded" else base

    def value(self) -> Value:
        """The tensor as a plain input."""
        array = plain(self.tensor())
        assert isinstance(array, Array)
        return Array(
            array.kind,
            array.dtype,
            array.shape,
            array.data,
            requires_grad=self.requires_grad,
            memory=self.memory,
        )

    def code(self) -> str:
        """`torch.tensor([3., -4.], dtype=torch.float64) / 3`, with what makes its layout."""
        parts = self._literal() if self.integers is not None else self._recipe()
        scaled = f"{parts} {self.factor}" if self.factor else parts
        if self.memory == "contiguous" or 0 in self.shape:
            laid = scaled
        else:
            laid = _LAYOUT_CODE[self.memory](f"({scaled})" if self.factor else scaled, self.shape)
        if not self.requires_grad:
            return laid
        return (f"({laid})" if " " in laid.rpartition(")")[2] or self.factor else laid) + ".requires_grad_()"

    def _literal(self) -> str:
        array = plain(TensorSpec(self.shape, self.dtype, self.integers).tensor())
        assert isinstance(array, Array)
        return literal(array)

    def _recipe(self) -> str:
        dtype = "" if self.dtype in ("float32", "int64") else f", dtype=torch.{self.dtype}"
        source = f"generator=torch.Generator().manual_seed({self.seed})"
        if not DTYPES[self.dtype].is_floating_point:
            return f"torch.randint({self.low}, {self.high + 1}, {self.shape}, {source}{dtype})"
        return f"torch.randn({', '.join(map(str, self.shape))}, {source}{dtype})"

    def weight(self) -> tuple[int, int, int]:
        """Normal numbers, then unusual dtypes and layouts and empty tensors, then elements."""
        unusual = (
            (self.dtype not in ("float32",))
            + (self.memory != "contiguous")
            + (self.factor != "")
            + 2 * (0 in self.shape)
            + (self.shape == ())
            + self.requires_grad
            + (self.integers is not None and not any(self.integers))
        )
        elements = len(self.integers or ()) if self.integers is not None else 1000
        return int(self.integers is None), unusual, 10 * elements + sum(map(abs, self.integers or ()))


def _strided_code(code: str, _shape: tuple[int, ...]) -> str:
    return f"torch.repeat_interleave({code}, 2, dim=-1)[..., ::2]"


def _transposed_code(code: str, shape: tuple[int, ...]) -> str:
    if len(shape) == 2:
        return f"{code}.T.contiguous().T"
    order = ", ".join(str(axis) for axis in reversed(range(len(shape))))
    return f"{code}.permute({order}).contiguous().permute({order})"


def _expanded_code(code: str, shape: tuple[int, ...]) -> str:
    return f"{code}[:1].expand({', '.join(map(str, shape))})"


_LAYOUT_CODE: dict[str, Callable[[str, tuple[int, ...]], str]] = {
    "strided": _strided_code,
    "transposed": _transposed_code,
    "expanded": _expanded_code,
}


@dataclass(frozen=True)
class Tensors:
    """Tensors of a shape with named dimensions; made by `tensors`."""

    dims: tuple[str, ...]
    dtypes: tuple[str, ...]
    low: int
    high: int
    factors: tuple[str, ...]

    def names(self) -> tuple[str, ...]:
        """The dimensions that have a name."""
        return tuple(dim for dim in self.dims if not dim.isdigit())

    def _shape(self, frame: Frame) -> tuple[int, ...]:
        shape: list[int] = []
        for dim in self.dims:
            size = int(dim) if dim.isdigit() else frame.sizes[dim]
            shape += size if isinstance(size, tuple) else [size]
        return tuple(shape)

    def _dtype(self, frame: Frame) -> str:
        dtype = self.dtypes[frame.choice % len(self.dtypes)]
        return frame.dtype if dtype == "float" else dtype

    def _spec(self, frame: Frame, integers: tuple[int, ...] | None, seed: int, factor: str) -> TensorSpec:
        dtype = self._dtype(frame)
        floating = dtype.startswith(("float", "bfloat"))
        shape = self._shape(frame)
        if integers is not None and frame.memory == "expanded" and shape:
            row = len(integers) // max(shape[0], 1)
            integers = integers[:row] * shape[0]
        memory = frame.memory if len(shape) > (frame.memory == "transposed") else "contiguous"
        grad = frame.requires_grad and floating
        factor = factor if floating else ""
        return TensorSpec(shape, dtype, integers, seed, self.low, self.high, factor, memory, grad)

    def boundary(self, frame: Frame) -> Spec | None:
        """Familiar numbers, zeros or ones, scaled by the frame's factor."""
        count = _product(self._shape(frame))
        pool = {"familiar": FAMILIAR, "zeros": (0,), "ones": (1,)}[frame.numbers]
        cycle = itertools.cycle(self._clip(number) for number in pool)
        factor = frame.factor if frame.factor in self.factors else ""
        return self._spec(frame, tuple(itertools.islice(cycle, count)), 0, factor)

    def _clip(self, number: int) -> int:
        return (
            number if self.low <= number <= self.high else self.low + abs(number) % (self.high - self.low + 1)
        )

    def draw(self, draw: st.DrawFn, frame: Frame) -> Spec:
        """Small integers one by one, or a seed for many normal numbers."""
        count = _product(self._shape(frame))
        factor = draw(st.sampled_from(self.factors))
        if count > SMALL:
            return self._spec(frame, None, draw(st.integers(0, 99)), factor)
        numbers = st.integers(self.low, self.high)
        integers = tuple(draw(st.lists(numbers, min_size=count, max_size=count)))
        return self._spec(frame, integers, 0, factor)

    def map(self, change: Callable[[torch.Tensor], torch.Tensor]) -> Changed:
        """The same, changed by a function of yours: `tensors("n n").map(lambda A: A + A.mT)`."""
        return Changed(self, change)


def tensors(
    dims: str,
    *,
    dtypes: Sequence[str] = ("float",),
    low: int = -9,
    high: int = 9,
    factors: Sequence[str] = ("", "/ 3"),
) -> Tensors:
    """Tensors whose dimensions are named or numbers: `"n"`, `"m n"`, `"n 1"`, `"*s"` for any shape.

    `dtypes` are drawn from; "float" is float32 or float64, the same for all inputs of a case. Small
    tensors hold integers from `low` to `high`, times a factor: "", "/ 3", "* 1e30".
    """
    words = tuple(dims.split())
    if any(not word.removeprefix("*").isidentifier() and not word.isdigit() for word in words):
        raise ValueError(
            f'tensors({dims!r}): write dimensions as names or numbers, such as "n", "m n", "n 1", "*s".'
        )
    unknown = [dtype for dtype in dtypes if dtype != "float" and dtype not in DTYPES]
    if unknown or not dtypes:
        raise ValueError(
            f'tensors({dims!r}): dtypes={tuple(dtypes)!r}; use "float" or names such as "int64".'
        )
    return Tensors(words, tuple(dtypes), low, high, tuple(factors))


@dataclass(frozen=True)
class ChangedSpec:
    """A spec's tensor, changed by a function of the course."""

    base: TensorSpec
    change: Callable[[torch.Tensor], torch.Tensor] = field(compare=False)

    def value(self) -> Value:
        """The changed tensor as a plain input."""
        array = plain(self.change(self.base.tensor()))
        assert isinstance(array, Array)
        return replace_flag(array, self.base.requires_grad)

    def code(self) -> str:
        """The changed numbers, written out."""
        array = self.value()
        assert isinstance(array, Array)
        return literal(array) + (".requires_grad_()" if array.requires_grad else "")

    def weight(self) -> tuple[int, int, int]:
        """As its base."""
        return self.base.weight()


def replace_flag(array: Array, requires_grad: bool) -> Array:
    """The same array with its gradient flag set, where it is a float."""
    return Array(array.kind, array.dtype, array.shape, array.data, requires_grad=requires_grad)


@dataclass(frozen=True)
class Changed:
    """`tensors(…).map(change)`."""

    base: Tensors
    change: Callable[[torch.Tensor], torch.Tensor]

    def names(self) -> tuple[str, ...]:
        """As its base."""
        return self.base.names()

    def boundary(self, frame: Frame) -> Spec | None:
        """The base's, changed."""
        spec = self.base.boundary(replace(frame, memory="contiguous"))
        return ChangedSpec(spec, self.change) if isinstance(spec, TensorSpec) else None

    def draw(self, draw: st.DrawFn, frame: Frame) -> Spec:
        """The base's, changed."""
        spec = self.base.draw(draw, replace(frame, memory="contiguous"))
        assert isinstance(spec, TensorSpec)
        return ChangedSpec(spec, self.change)


# ----------------------------------------------------------------------------------- other inputs


@dataclass(frozen=True)
class PlainSpec:
    """A Python value as it is."""

    thing: Any

    def value(self) -> Value:
        """The value, reduced to plain data."""
        return plain(self.thing)

    def code(self) -> str:
        """Its `repr`, infinity and tensors as Python can read them."""
        if isinstance(self.thing, float) and self.thing in (float("inf"), float("-inf")):
            return f"float('{self.thing}')"
        if isinstance(self.thing, torch.Tensor):
            array = plain(self.thing)
            assert isinstance(array, Array)
            return literal(array)
        return repr(self.thing)

    def weight(self) -> tuple[int, int, int]:
        """The longer its text, the heavier."""
        return 0, 0, len(repr(self.thing))


@dataclass(frozen=True)
class Each:
    """One of some Python values; made by `each`."""

    values: tuple[Any, ...]

    def names(self) -> tuple[str, ...]:
        """It has no dimensions."""
        return ()

    def boundary(self, frame: Frame) -> Spec | None:
        """The values in turn."""
        return PlainSpec(self.values[frame.choice % len(self.values)])

    def draw(self, draw: st.DrawFn, _frame: Frame) -> Spec:
        """Any of the values."""
        return PlainSpec(draw(st.sampled_from(self.values)))


def each(*values: Any) -> Each:
    """One of these Python values."""
    if not values:
        raise ValueError("each() needs at least one value, such as each(1, 2).")
    return Each(values)


@dataclass(frozen=True)
class OneOf:
    """One of some inputs; made by `one_of`."""

    options: tuple[Input, ...]

    def names(self) -> tuple[str, ...]:
        """The dimensions of all of them."""
        return tuple(dict.fromkeys(name for option in self.options for name in option.names()))

    def boundary(self, frame: Frame) -> Spec | None:
        """The options in turn."""
        return self.options[frame.choice % len(self.options)].boundary(frame)

    def draw(self, draw: st.DrawFn, frame: Frame) -> Spec:
        """Any of the options."""
        return self.options[draw(st.integers(0, len(self.options) - 1))].draw(draw, frame)


def one_of(*options: Any) -> OneOf:
    """One of these inputs, each a word of its own."""
    return OneOf(tuple(as_input(option) for option in options))


@dataclass(frozen=True)
class Strategy:
    """A Hypothesis strategy of the course's own; it has no boundary cases."""

    strategy: st.SearchStrategy[Any]

    def names(self) -> tuple[str, ...]:
        """It has no dimensions."""
        return ()

    def boundary(self, _frame: Frame) -> Spec | None:
        """It has none."""
        return None

    def draw(self, draw: st.DrawFn, _frame: Frame) -> Spec:
        """Whatever the strategy draws."""
        return PlainSpec(draw(self.strategy))


def as_input(thing: Any) -> Input:
    """Take one of our words as it is, and wrap a Hypothesis strategy."""
    if isinstance(thing, st.SearchStrategy):
        return Strategy(thing)
    if not isinstance(thing, Tensors | Changed | Each | OneOf):
        raise TypeError(
            f"{thing!r} is no input; use tensors(…), each(…), one_of(…) or a Hypothesis strategy."
        )
    return thing


# ------------------------------------------------------------------------------------------- cases


@dataclass(frozen=True)
class Drawn:
    """The specs of one case."""

    specs: tuple[Spec, ...]
    note: str = ""

    def case(self) -> Case:
        """Build the case; its seed comes from what it holds."""
        code = tuple(spec.code() for spec in self.specs)
        return Case(tuple(spec.value() for spec in self.specs), code, _seed_of(code), self.note)

    def weight(self) -> tuple[int, ...]:
        """The sum of the specs' weights: readable cases first, then small ones."""
        return tuple(map(sum, zip(*(spec.weight() for spec in self.specs), strict=True)))


def _seed_of(code: tuple[str, ...]) -> int:
    return int.from_bytes("\n".join(code).encode()[:4096], "little") % (2**31 - 1)


def _product(shape: tuple[int, ...]) -> int:
    count = 1
    for size in shape:
        count *= size
    return count


def boundaries(inputs: Sequence[Input], *, gradient: bool) -> Iterator[Drawn]:
    """The explicit cases: sizes, ranks, dtypes, layouts, zeros, each option of each input."""
    for frame in _boundary_frames(inputs, gradient=gradient):
        specs = [spec for word in inputs if (spec := word.boundary(frame)) is not None]
        if len(specs) == len(inputs):
            yield Drawn(tuple(specs), frame.note)


def _boundary_frames(inputs: Sequence[Input], *, gradient: bool) -> Iterator[Frame]:
    names = tuple(dict.fromkeys(name for word in inputs for name in word.names()))
    usual = [_sizes(names, start) for start in (2, 1, 3)]
    plain_frames = [Frame(sizes) for sizes in usual]
    for choice in range(max(_options(word) for word in inputs)):
        yield from (replace(frame, choice=choice) for frame in plain_frames)
        for factor in dict.fromkeys(factor for word in inputs for factor in _factors(word)):
            for dtype in FLOATS:
                yield replace(plain_frames[0], choice=choice, dtype=dtype, factor=factor)
    for sizes, note in _odd_sizes(names):
        yield Frame(sizes, note=note)
        if gradient:
            yield Frame(sizes, requires_grad=True, note=note)
    for numbers in ("zeros", "ones"):
        yield replace(plain_frames[0], numbers=numbers, note=numbers)
    for memory in ("transposed", "strided", "expanded"):
        yield from (replace(frame, memory=memory, note=memory) for frame in plain_frames[::2])
    if gradient:
        for frame in plain_frames:
            yield from (replace(frame, requires_grad=True, dtype=dtype, factor="/ 3") for dtype in FLOATS)


def _options(word: Input) -> int:
    match word:
        case Tensors():
            return len(word.dtypes)
        case Changed():
            return len(word.base.dtypes)
        case Each():
            return len(word.values)
        case OneOf():
            return len(word.options)
    return 1


def _factors(word: Input) -> tuple[str, ...]:
    match word:
        case Tensors():
            return word.factors
        case Changed():
            return word.base.factors
        case OneOf():
            return tuple(factor for option in word.options for factor in _factors(option))
    return ()


def _sizes(names: Sequence[str], start: int) -> dict[str, int | tuple[int, ...]]:
    """Sizes that are all different: `n` is 2, `m` is 3, …; starred names have as many axes as `start`."""
    return {
        name: tuple(range(2, 2 + start)) if name.startswith("*") else start + offset
        for offset, name in enumerate(names)
    }


def _odd_sizes(names: Sequence[str]) -> Iterator[tuple[dict[str, int | tuple[int, ...]], str]]:
    """All one, all two (square), each one in turn 0 or 1; ranks 0 to 3 for a starred name."""
    usual = _sizes(names, 2)
    named = [name for name in names if not name.startswith("*")]
    for size in (1, 2):
        if named:
            yield {**usual, **dict.fromkeys(named, size)}, "all sizes equal"
    for name in named:
        for size in (1, 0):
            yield {**usual, name: size}, f"size {size}"
    for name in (name for name in names if name.startswith("*")):
        for sizes in ((), (1,), (4,), (0,), (2, 2), (1, 3), (3, 1), (0, 2), (2, 1, 3), (2, 3, 2)):
            yield {**usual, name: sizes}, f"{len(sizes)} dimensions"


@st.composite
def _frames(draw: st.DrawFn, names: Sequence[str], gradient: bool) -> Frame:
    sizes: dict[str, int | tuple[int, ...]] = {}
    same = draw(st.booleans()) and draw(st.booleans())
    for name in names:
        if name.startswith("*"):
            rank = draw(st.sampled_from((1, 2, 0, 3)))
            sizes[name] = tuple(draw(st.sampled_from(SIZES[:7])) for _ in range(rank))
        else:
            size = draw(st.sampled_from(SIZES))
            taken = [other for other in sizes.values() if isinstance(other, int)]
            sizes[name] = taken[0] if taken and same else size + (size in taken and size > 0)
    dtype = draw(st.sampled_from(FLOATS))
    memory = draw(st.sampled_from(("contiguous", "contiguous", "transposed", "strided")))
    requires_grad = gradient and not draw(st.booleans())
    return Frame(sizes, dtype, memory, requires_grad, choice=draw(st.integers(0, 11)))


@st.composite
def _cases(draw: st.DrawFn, inputs: Sequence[Input], gradient: bool) -> Drawn:
    names = tuple(dict.fromkeys(name for word in inputs for name in word.names()))
    frame = draw(_frames(names, gradient))
    return Drawn(tuple(word.draw(draw, frame) for word in inputs))


@contextmanager
def _no_constants_from_local_code() -> Iterator[None]:
    """Keep Hypothesis from mixing constants of imported local files into what it draws."""
    with mock.patch.object(providers, "_get_local_constants", Constants):
        providers.CONSTANTS_CACHE.cache.clear()
        yield
    providers.CONSTANTS_CACHE.cache.clear()


def drawn(inputs: Sequence[Input], *, gradient: bool, count: int, start: int) -> list[Drawn]:
    """Distinct cases as Hypothesis draws them from an explicit seed, at most `count`."""
    found: dict[tuple[str, ...], Drawn] = {}

    @seed(start)
    @settings(_QUIET, max_examples=count, phases=(Phase.generate,))
    @given(_cases(inputs, gradient))
    def collect(case: Drawn) -> None:
        found.setdefault(tuple(spec.code() for spec in case.specs), case)

    with _no_constants_from_local_code():
        collect()
    return list(found.values())


def smallest(
    inputs: Sequence[Input], tells_apart: Callable[[Drawn], bool], *, gradient: bool, tries: int, start: int
) -> Drawn | None:
    """The smallest case that tells two functions apart, by Hypothesis's shrinker; None if none does."""
    left = itertools.count(tries, -1)
    best: list[Drawn] = []

    def judge(case: Drawn) -> bool:
        if next(left) <= 0 or not tells_apart(case):
            return False
        best.append(case)
        return True

    try:
        with _no_constants_from_local_code():
            find(
                _cases(inputs, gradient),
                judge,
                settings=settings(_QUIET, max_examples=tries),
                random=random.Random(start),  # noqa: S311  # a seed, not a secret
            )
    except HypothesisException:
        pass  # no such case, or the tries were used up while shrinking; the best so far stands
    return min(best, key=Drawn.weight, default=None)
