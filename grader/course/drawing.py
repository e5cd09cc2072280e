"""Draw a task's cases: explicit boundaries, and Hypothesis for the rest.

Hypothesis also searches the smallest case. Nothing here depends on which code is imported, on a database or
on a clock.
"""

from __future__ import annotations

import itertools
import os
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
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

from grader.core.errors import CourseError
from grader.core.model import Case
from grader.core.value import Made
from grader.course.arrangement import in_turn
from grader.course.frames import SIZES, boundary_frames, frames
from grader.course.inputs import Input, NamedInput, Sizes, own_choices
from grader.course.specs import Spec
from grader.runner.recording.building import in_order

_CACHE = platformdirs.user_cache_path("grade") / "hypothesis"
os.environ.setdefault(
    "HYPOTHESIS_STORAGE_DIRECTORY", str(_CACHE)
)  # else Hypothesis writes to the working folder

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
        """The inputs as Python that can be pasted."""
        return tuple("\n".join((spec.code(), *spec.lines("_")[1:])) for spec in self.specs)

    @property
    def ways(self) -> tuple[str, ...]:
        """In which way each input is made."""
        return tuple(spec.way for spec in self.specs)

    @cached_property
    def content(self) -> tuple[tuple[str, ...], ...]:
        """All lines that make the inputs: two cases are the same if these are equal."""
        return tuple(spec.lines("_") for spec in self.specs)

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
    for frame, row in boundary_frames(inputs, gradient=gradient):
        own = [replace(frame, choice=choice) for choice in row or (frame.choice,) * len(inputs)]
        specs = _made(inputs, own, lambda word, shared: word.boundary(shared))
        if specs is not None:
            yield DrawnCases(specs, frame.note)


def _made(
    inputs: Sequence[Input],
    frames_: Sequence[Sizes],
    make: Callable[[Input, Sizes], Spec | None],
) -> tuple[Spec, ...] | None:
    """Make all inputs, each after those that it is computed from; None if one cannot be made.

    Inputs that only serve to compute others are left out.
    """
    known: dict[str, Spec] = {}
    specs: dict[int, Spec] = {}
    for n in in_turn(inputs):
        spec = make(inputs[n], replace(frames_[n], made=known, place=len(specs)))
        if spec is None:
            return None
        specs[n] = spec
        if isinstance(word := inputs[n], NamedInput):
            known[word.name] = spec
    return tuple(specs[n] for n, word in enumerate(inputs) if not _is_helper(word))


def _is_helper(word: Input) -> bool:
    return isinstance(word, NamedInput) and word.helper


@st.composite
def _cases(
    draw: st.DrawFn, inputs: Sequence[Input], gradient: bool, sizes: Sequence[int] = SIZES
) -> DrawnCases:
    frame = draw(frames(inputs, gradient, sizes))
    specs = _made(inputs, own_choices(draw, inputs, frame), lambda word, shared: word.draw(draw, shared))
    assert specs is not None
    return DrawnCases(specs)


@contextmanager
def _no_constants_from_local_code() -> Iterator[None]:
    """Keep Hypothesis from mixing constants of imported local files into its draws."""
    with mock.patch.object(providers, "_get_local_constants", Constants):
        providers.CONSTANTS_CACHE.cache.clear()
        yield
    providers.CONSTANTS_CACHE.cache.clear()


def drawn(inputs: Sequence[Input], *, gradient: bool, count: int, start: int) -> list[DrawnCases]:
    """Draw at most `count` distinct cases with Hypothesis, from an explicit seed."""
    found: list[DrawnCases] = []

    @seed(start)
    @settings(_QUIET, max_examples=count, phases=(Phase.generate,))
    @given(_cases(inputs, gradient))
    def collect(case: DrawnCases) -> None:
        found.append(case)

    with _no_constants_from_local_code():
        collect()
    return _distinct(found)


def _distinct(cases: Iterable[DrawnCases]) -> list[DrawnCases]:
    """Return the cases without repetition.

    The course's own functions run here and not while Hypothesis draws, which would report what they raise.
    """
    found: dict[tuple[tuple[str, ...], ...], DrawnCases] = {}
    for case in cases:
        found.setdefault(case.content, case)
    return list(found.values())


def independent(
    inputs: Sequence[Input], *, gradient: bool, count: int, start: int, sizes: Sequence[int]
) -> list[DrawnCases]:
    """Draw distinct cases independently of each other, in at most `count` tries, for other sizes.

    Hypothesis makes many cases from those before. Here each is drawn anew, which is also quicker.
    """
    strategy, source = _cases(inputs, gradient, sizes), random.Random(start)  # noqa: S311  # a seed, not a secret
    found: list[DrawnCases] = []
    with _no_constants_from_local_code():
        for _ in range(count):
            data = ConjectureData(random=source)
            try:
                with BuildContext(data, wrapped_test=_nothing):
                    case = data.draw(strategy)
            except (StopTest, UnsatisfiedAssumption):  # a strategy of the course refused what was drawn
                continue
            found.append(case)
    return _distinct(found)


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

    None if no case shows one. Raises the CourseError that a function of the course causes.
    """
    left = itertools.count(tries, -1)
    best: list[DrawnCases] = []
    failed: list[CourseError] = []

    def judge(case: DrawnCases) -> bool:
        if failed or next(left) <= 0:
            return False
        try:
            apart = tells_apart(case)
        except CourseError as error:  # Hypothesis would search another case that raises
            failed.append(error)
            return False
        if apart:
            best.append(case)
        return apart

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
    if failed:
        raise failed[0]
    return min(best, key=DrawnCases.weight, default=None)
