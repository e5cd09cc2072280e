"""Draw a task's cases: explicit boundaries, and Hypothesis for the rest.

Hypothesis also searches the smallest case. Nothing here depends on which code is imported, on a database or
on a clock.
"""

from __future__ import annotations

import itertools
import os
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from unittest import mock

import platformdirs
from hypothesis import HealthCheck, Phase, find, given, seed, settings
from hypothesis import strategies as st
from hypothesis.control import BuildContext
from hypothesis.errors import HypothesisException, StopTest, UnsatisfiedAssumption
from hypothesis.internal.conjecture import providers
from hypothesis.internal.conjecture.data import ConjectureData
from hypothesis.internal.constants_ast import Constants

from grader.core.model import Case
from grader.core.value import Made
from grader.course.inputs import TENTHS, Input, Sizes, names_of, scales_of
from grader.course.specs import Spec
from grader.runner.recording.building import in_order

_CACHE = platformdirs.user_cache_path("grade") / "hypothesis"
os.environ.setdefault(
    "HYPOTHESIS_STORAGE_DIRECTORY", str(_CACHE)
)  # else Hypothesis writes to the working folder

FLOATS = ("float32", "float64")
Row = tuple[int, ...]
"""The choice of each input in one boundary case; empty if all take the frame's."""
SIZES = (1, 2, 3, 4, 5, 0, 7, 13, 40)
_QUIET = settings(
    database=None,
    deadline=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)


@dataclass(frozen=True)
class DrawnCases:
    """The specs of one case."""

    specs: tuple[Spec, ...]
    note: str = ""

    @cached_property
    def code(self) -> tuple[str, ...]:
        """The inputs as Python that can be pasted; different for every case."""
        return tuple("\n".join((spec.code(), *spec.lines("_")[1:])) for spec in self.specs)

    def case(self, names: Sequence[str] = (), given: int = 0, *, named: bool = False) -> Case:
        """Build the case; its seed comes from its content.

        The function gets the first `given` inputs. With `named`, the inputs are on lines of their own before
        the call. They also are if one of them needs more than an expression.
        """
        values = tuple(spec.value() for spec in self.specs)
        lines = tuple(spec.lines(name) for spec, name in zip(self.specs, names, strict=False))
        seed_ = _seed_of(self.code)
        if not named and given == len(names) and all(len(entry) == 1 for entry in lines):
            return Case(values, self.code, seed_, self.note)
        texts = [value.text if isinstance(value, Made) else None for value in values]
        order = [n for n, text in enumerate(texts) if text is None] + in_order(names, texts)
        setup = tuple(line for n in order for line in lines[n])
        return Case(values, tuple(names[:given]), seed_, self.note, setup, tuple(names), len(names) - given)

    def weight(self) -> tuple[int, ...]:
        """Return the sum of the specs' weights: readable cases first, then small ones."""
        return tuple(map(sum, zip(*(spec.weight() for spec in self.specs), strict=True)))


def _seed_of(code: tuple[str, ...]) -> int:
    return int.from_bytes("\n".join(code).encode()[:4096], "little") % (2**31 - 1)


def boundaries(inputs: Sequence[Input], *, gradient: bool) -> Iterator[DrawnCases]:
    """Yield the explicit cases.

    They cover sizes, ranks, dtypes, layouts, zeros, low numbers, and each option of each input.
    """
    for frame, row in _boundary_frames(inputs, gradient=gradient):
        pairs = zip(inputs, row or (frame.choice,) * len(inputs), strict=True)
        made = [word.boundary(replace(frame, choice=choice)) for word, choice in pairs]
        specs = [spec for spec in made if spec is not None]
        if len(specs) == len(inputs):
            yield DrawnCases(tuple(specs), frame.note)


def _boundary_frames(inputs: Sequence[Input], *, gradient: bool) -> Iterator[tuple[Sizes, Row]]:
    """Yield the frames, each with the choice of every input if they differ."""
    names = names_of(inputs)
    usual = [_sizes(names, start) for start in (2, 1, 3)]
    plain_frames = [Sizes(sizes) for sizes in usual]
    for choice in range(max((word.choices() for word in inputs), default=1)):
        yield from ((replace(frame, choice=choice), ()) for frame in plain_frames)
    yield from _scaled(plain_frames[0], inputs)
    for sizes, note in _odd_sizes(names):
        yield Sizes(sizes, note=note), ()
        if gradient:
            yield Sizes(sizes, requires_grad=True, note=note), ()
    for numbers in ("zeros", "ones", "low"):
        yield replace(plain_frames[0], numbers=numbers, note=numbers), ()
    for memory in ("transposed", "strided", "expanded"):
        yield from ((replace(frame, memory=memory, note=memory), ()) for frame in plain_frames[::2])
    if gradient:
        for frame in plain_frames:
            yield from (
                (replace(frame, requires_grad=True, dtype=dtype, factor="/ 3"), ()) for dtype in FLOATS
            )


def _scaled(frame: Sizes, inputs: Sequence[Input]) -> Iterator[tuple[Sizes, Row]]:
    """Yield a frame with each factor and dtype.

    The choices of two inputs also meet in other pairs than when all are taken in step.
    """
    most = max((word.choices() for word in inputs), default=1)
    every = itertools.product(range(most), scales_of(inputs), FLOATS)
    wanted = [(choice, factor, dtype) for choice, factor, dtype in every if _is_wanted(choice, factor, dtype)]
    more = combinations([word.alternatives() for word in inputs]) if wanted else []
    rows = [*more, *((choice,) * len(inputs) for choice in range(most))]
    for n, (choice, factor, dtype) in enumerate(wanted):
        row = rows[n % len(rows)] if more else rows[choice]
        mixed = (own if word.alternatives() > 1 else choice for own, word in zip(row, inputs, strict=True))
        yield replace(frame, choice=choice, dtype=dtype, factor=factor), tuple(mixed)


def _is_wanted(choice: int, factor: str, dtype: str) -> bool:
    """Whether a factor is used with a choice and a dtype; tenths are used once with each dtype."""
    return factor != TENTHS or (choice < len(FLOATS) and dtype == FLOATS[choice])


def combinations(counts: Sequence[int]) -> list[Row]:
    """Return rows of choices in which every two choices of two inputs meet.

    Pairs that meet when all inputs take their choices in step are left out.
    """
    pairs = itertools.combinations(range(len(counts)), 2)
    left = [(i, a, j, b) for i, j in pairs for a in range(counts[i]) for b in range(counts[j])]
    met = {(i, n % counts[i], j, n % counts[j]) for i, _, j, _ in left for n in range(max(counts))}
    left = [pair for pair in left if pair not in met]
    rows: list[Row] = []
    while left:
        chosen = {left[0][0]: left[0][1], left[0][2]: left[0][3]}
        for n in range(len(counts)):
            if n not in chosen:
                chosen[n] = max(
                    range(counts[n]), key=lambda choice: _meeting({**chosen, n: choice}, left)
                )  # used at once
        left = [pair for pair in left if not _meets(chosen, pair)]
        rows.append(tuple(chosen[n] for n in range(len(counts))))
    return rows


def _meeting(chosen: Mapping[int, int], left: Sequence[tuple[int, int, int, int]]) -> int:
    """Return how many pairs meet in a row in which some choices are made."""
    return sum(_meets(chosen, pair) for pair in left)


def _meets(chosen: Mapping[int, int], pair: tuple[int, int, int, int]) -> bool:
    i, a, j, b = pair
    return chosen.get(i) == a and chosen.get(j) == b


def _sizes(names: Sequence[str], start: int) -> dict[str, int | tuple[int, ...]]:
    """Return sizes that are all different: `n` is 2, `m` is 3, and so on.

    Starred names have `start` axes.
    """
    return {
        name: tuple(range(2, 2 + start)) if name.startswith("*") else start + offset
        for offset, name in enumerate(names)
    }


def _odd_sizes(names: Sequence[str]) -> Iterator[tuple[dict[str, int | tuple[int, ...]], str]]:
    """Yield sizes that are all one or all two (square), or one of them 0 or 1.

    A starred name gets ranks 0 to 3.
    """
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
def _frames(draw: st.DrawFn, names: Sequence[str], gradient: bool, all_sizes: Sequence[int]) -> Sizes:
    sizes: dict[str, int | tuple[int, ...]] = {}
    same = draw(st.booleans()) and draw(st.booleans())
    for name in names:
        if name.startswith("*"):
            rank = draw(st.sampled_from((1, 2, 0, 3)))
            sizes[name] = tuple(draw(st.sampled_from(all_sizes[:7])) for _ in range(rank))
        else:
            size = draw(st.sampled_from(all_sizes))
            taken = [number for number in sizes.values() if isinstance(number, int)]
            sizes[name] = taken[0] if taken and same else size + (size in taken and size > 0)
    dtype = draw(st.sampled_from(FLOATS))
    memory = draw(st.sampled_from(("contiguous", "contiguous", "transposed", "strided")))
    requires_grad = gradient and not draw(st.booleans())
    return Sizes(sizes, dtype, memory, requires_grad, choice=draw(st.integers(0, 11)))


@st.composite
def _cases(
    draw: st.DrawFn, inputs: Sequence[Input], gradient: bool, sizes: Sequence[int] = SIZES
) -> DrawnCases:
    names = names_of(inputs)
    frame = draw(_frames(names, gradient, sizes))
    return DrawnCases(tuple(word.draw(draw, frame) for word in inputs))


@contextmanager
def _no_constants_from_local_code() -> Iterator[None]:
    """Keep Hypothesis from mixing constants of imported local files into its draws."""
    with mock.patch.object(providers, "_get_local_constants", Constants):
        providers.CONSTANTS_CACHE.cache.clear()
        yield
    providers.CONSTANTS_CACHE.cache.clear()


def drawn(inputs: Sequence[Input], *, gradient: bool, count: int, start: int) -> list[DrawnCases]:
    """Draw at most `count` distinct cases with Hypothesis, from an explicit seed."""
    found: dict[tuple[str, ...], DrawnCases] = {}

    @seed(start)
    @settings(_QUIET, max_examples=count, phases=(Phase.generate,))
    @given(_cases(inputs, gradient))
    def collect(case: DrawnCases) -> None:
        found.setdefault(case.code, case)

    with _no_constants_from_local_code():
        collect()
    return list(found.values())


def independent(
    inputs: Sequence[Input], *, gradient: bool, count: int, start: int, sizes: Sequence[int]
) -> list[DrawnCases]:
    """Draw distinct cases independently of each other, in at most `count` tries, for other sizes.

    Hypothesis makes many cases from those before. Here each is drawn anew, which is also quicker.
    """
    strategy, source = _cases(inputs, gradient, sizes), random.Random(start)  # noqa: S311  # a seed, not a secret
    found: dict[tuple[str, ...], DrawnCases] = {}
    with _no_constants_from_local_code():
        for _ in range(count):
            data = ConjectureData(random=source)
            try:
                with BuildContext(data, wrapped_test=_nothing):
                    case = data.draw(strategy)
            except (StopTest, UnsatisfiedAssumption):  # a strategy of the course refused what was drawn
                continue
            found.setdefault(case.code, case)
    return list(found.values())


def _nothing() -> None:
    """Stand in for the test that Hypothesis would call."""


def smallest(
    inputs: Sequence[Input],
    tells_apart: Callable[[DrawnCases], bool],
    *,
    gradient: bool,
    tries: int,
    start: int,
) -> DrawnCases | None:
    """Search the smallest case that shows a difference, with Hypothesis's shrinker.

    None if no case shows one.
    """
    left = itertools.count(tries, -1)
    best: list[DrawnCases] = []

    def judge(case: DrawnCases) -> bool:
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
        pass  # no such case, or no tries left while shrinking; the best case so far is used
    return min(best, key=DrawnCases.weight, default=None)
