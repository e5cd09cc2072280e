"""What the inputs of failing cases share."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from grader.core.fact import Arguments, Fact
from grader.core.model import Case, TaskKey
from grader.core.notation import numbers
from grader.core.value import Array, Made, Value, leaves

FEW_PASS = 1 / 3
FEW_HAVE = 0.4
"""When a trait of all failing cases is reported.

At most `FEW_PASS` of the cases with the trait pass, and at most `FEW_HAVE` of the passing cases have it.
"""
FEW = 2
"""With fewer failing or passing cases than this, nothing is said."""
ENOUGH_RIGHT = 1 / 4
"""The number of passing cases per failing one that a trait needs to be reported.

The trait is one that all failing cases have.
"""
PARITY = ("odd", "even")
MANY_NUMBERS = 4
"""With fewer different numbers, it is chance which of them are odd."""
LONGEST_MADE = 40
"""The text that makes an input is reported only if it is at most this long."""
TRAITS = (
    "scalar",
    "two_dimensions",
    "three_dimensions",
    "empty",
    "at_most_one_element",
    "one_element",
    "size_one",
    "one_row",
    "one_column",
    "square",
    "integers",
    "float64",
    "negative",
    "zero",
    "fraction",
    "huge",
    "tiny",
    "extreme",
    "layout",
    "requires_grad",
    "number",
    "even",
    "odd",
    "fractional_number",
    "equal_shapes",
)
"""The traits in the order in which they are searched.

Of two traits that say the same, the first is reported.
"""
OF_NOTHING = {"empty", "zero", "one_element"}
"""Traits of inputs that are set aside if calls with them are right, and one whose opposite says "or none"."""
OF_NUMBERS = {"negative", "zero", "fraction", "huge", "tiny", "extreme"}
"""Traits of numbers: they are no reason where only the order of rows is asked."""
WITH_AN_OR = {"one_element", "tiny"}
"""Traits whose opposite has an "or", so that they cannot be joined with another one by an "and"."""
MOST_CASES = 5_000
"""The traits of so many cases are kept, since a class is graded on the same ones again and again."""
MANY = 6
"""Two traits together are reported only if as many cases fail, and as many pass."""


@dataclass(frozen=True)
class _Trait:
    """A property of a case's inputs: one of `TRAITS`, the parameter, a number."""

    name: str
    parameter: str = ""
    number: str = ""


def pattern(
    task: TaskKey,
    passing: Sequence[bool],
    *,
    graph_only: bool = False,
    dtype_only: bool = False,
    signs: bool = True,
) -> Iterator[Fact]:
    """Yield the one property of inputs that separates failing from passing cases.

    `graph_only`: only the graph is wrong. A graph exists only if an input requires grad. `dtype_only`:
    only the dtype is wrong, and that is said of which one. `signs`: numbers may
    be wrong because of their signs, and not only be at other places.
    """
    every = list(zip(task.cases, passing, strict=False))
    if not any(passes for case, passes in every if not _is_degenerate(case)):
        return  # every case that can be wrong is wrong
    left_out = {"requires_grad"} if graph_only else set()
    left_out |= set() if signs else {"negative"}
    left_out |= {"float64"} if dtype_only else set()
    left_out |= OF_NUMBERS if any(expected.shuffled for expected in task.expected) else set()
    idle = _counts_of_nothing(task)
    exact = _Sorted.of(task, every, left_out, idle)
    if (told := _separating(exact)) is not None:
        yield told
        return
    whole = _separating_together(exact) or _necessary(exact)
    if all(passes or _is_degenerate(case) for case, passes in every):  # they are what is wrong
        yield from [whole] if whole is not None else []
        return
    usual = [(case, passes) for case, passes in every if not (passes and _is_degenerate(case))]
    rest = _Sorted.of(task, usual, left_out | OF_NOTHING, idle)
    told = _separating(rest) or _separating_together(rest) or _necessary(rest)
    if told is not None:
        yield told
        yield from [Fact("pattern.aside")] if told != whole else []


@lru_cache(MOST_CASES)
def _is_degenerate(case: Case) -> bool:
    """Whether an input is empty or all zero.

    A wrong formula is often right on such a case.
    """
    arrays = [value for value in case.inputs if isinstance(value, Array) and not value.is_python]
    return any(not numbers(array).any() for array in arrays)


@dataclass(frozen=True)
class _Sorted:
    """The cases that fail, the cases that are right, and the cases with each trait."""

    failing: frozenset[int]
    right: frozenset[int]
    having: dict[_Trait, frozenset[int]]

    @classmethod
    def of(
        cls,
        task: TaskKey,
        tried: Sequence[tuple[Case, bool]],
        left_out: Collection[str],
        idle: Collection[str] = (),
    ) -> _Sorted:
        """Sort them, without the traits that are left out, and without zeros of the parameters in `idle`."""
        having: dict[_Trait, set[int]] = {}
        numbers_of: dict[str, set[str]] = {}
        varied: dict[str, set[int]] = {}
        for index, (case, _) in enumerate(tried):
            for parameter in _varied(case.names or tuple(task.parameters), case):
                varied.setdefault(parameter, set()).add(index)
        for index, (case, _) in enumerate(tried):
            for trait in _traits(task.parameters, case):
                if trait.name in left_out or (trait.name == "number" and trait.parameter in idle):
                    continue
                if trait.name == "number":
                    numbers_of.setdefault(trait.parameter, set()).add(trait.number)
                having.setdefault(trait, set()).add(index)
        return cls(
            frozenset(index for index, (_, passes) in enumerate(tried) if not passes),
            frozenset(index for index, (_, passes) in enumerate(tried) if passes),
            {
                trait: frozenset(having[trait])
                for trait in sorted(having, key=_order)
                if (trait.name not in PARITY or len(numbers_of.get(trait.parameter, ())) >= MANY_NUMBERS)
                and (
                    trait.name != "negative" or len(varied.get(trait.parameter, set()) - having[trait]) >= FEW
                )
            },
        )


def _counts_of_nothing(task: TaskKey) -> set[str]:
    """Return the parameters that count what is done, where 0 gives nothing: every answer is right then."""
    found: dict[str, bool] = {}
    for case, expected in zip(task.cases, task.expected, strict=True):
        value = expected.observation.value
        is_nothing = value is not None and all(0 in array.shape for _, array in leaves(value))
        for name, given in zip(case.names or task.parameters, case.inputs, strict=True):
            if isinstance(given, Array) and given.is_python and not numbers(given).any():
                found[name] = found.get(name, True) and is_nothing
    return {name for name, holds in found.items() if holds}


@lru_cache(MOST_CASES)
def _varied(names: tuple[str, ...], case: Case) -> tuple[str, ...]:
    """Return the tensors that have different numbers.

    Where calls without negative elements have the same number everywhere, it may be that which matters.
    """
    return tuple(
        name
        for name, value in zip(names, case.inputs, strict=True)
        if isinstance(value, Array) and not value.is_python and len(np.unique(numbers(value))) > 1
    )


def _order(trait: _Trait) -> int:
    return TRAITS.index(trait.name)


def _separating(cases: _Sorted) -> Fact | None:
    """Return one trait that all failing cases have and no passing one, or vice versa."""
    if min(len(cases.failing), len(cases.right)) < FEW:
        return None
    for trait, group in cases.having.items():
        for holds, wrong in ((True, cases.failing), (False, cases.right)):
            if group == wrong:
                return Fact("pattern.always", {"right": _say(trait, not holds), "wrong": _say(trait, holds)})
    return None


def _separating_together(cases: _Sorted) -> Fact | None:
    """Return two traits that only the failing cases have both of.

    A trait may also be the opposite of one.
    """
    if min(len(cases.failing), len(cases.right)) < MANY:
        return None
    every = cases.failing | cases.right
    signed = [
        (trait, holds, group)
        for trait, having in cases.having.items()
        for holds, group in ((True, having), (False, every - having))
        if cases.failing < group and (holds or trait.name not in WITH_AN_OR)
    ]
    for (trait, first, some), (partner, second, more) in itertools.combinations(signed, 2):
        if some & more == cases.failing:
            both = Fact("pattern.both", {"first": _say(trait, first), "second": _say(partner, second)})
            return Fact("pattern.otherwise", {"wrong": both})
    return None


def _necessary(cases: _Sorted) -> Fact | None:
    """Return a trait that all failing cases have, and few passing ones."""
    failing, right = len(cases.failing), len(cases.right)
    found = [(len(group), trait) for trait, group in cases.having.items() if cases.failing < group]
    if not found or min(failing, right) < FEW or right < ENOUGH_RIGHT * failing:
        return None
    such, trait = min(found, key=lambda entry: (entry[0], _order(entry[1])))
    passing = such - failing
    if passing > FEW_PASS * such or passing > FEW_HAVE * right:
        return None
    return Fact("pattern.only", {"wrong": _say(trait, True), "failing": failing, "such": such})


def _say(trait: _Trait, holds: bool) -> Fact:
    args: Arguments = {"x": trait.parameter} if trait.parameter else {}
    number: Arguments = {"n": trait.number} if trait.number else {}
    return Fact(f"trait.{trait.name}" if holds else f"trait.{trait.name}.not", args | number)


@lru_cache(MOST_CASES)
def _traits(parameters: Sequence[str], case: Case) -> tuple[_Trait, ...]:
    return tuple(_found_traits(case.names or parameters, case.inputs))


def _found_traits(names: Sequence[str], inputs: Sequence[Value]) -> Iterator[_Trait]:
    shapes = []
    for name, value in zip(names, inputs, strict=True):
        if isinstance(value, Array) and not value.is_python:
            shapes.append(value.shape)
            yield from (_Trait(trait, name) for trait in _tensor_traits(value))
        else:
            yield from _number_traits(name, value)
    if len(shapes) > 1 and len(set(shapes)) == 1:
        yield _Trait("equal_shapes")


def _tensor_traits(array: Array) -> Iterator[str]:
    shape, count = array.shape, math.prod(array.shape)
    values = numbers(array).real
    size = np.abs(values.astype(np.float64))
    facts = {
        "scalar": shape == (),
        "two_dimensions": len(shape) >= 2,
        "three_dimensions": len(shape) >= 3,
        "empty": count == 0,
        "one_row": len(shape) >= 2 and shape[-2] == 1,
        "one_column": len(shape) >= 2 and shape[-1] == 1,
        "one_element": count == 1,
        "at_most_one_element": count <= 1,
        "size_one": 1 in shape,
        "square": len(shape) == 2 and shape[-1] == shape[-2],
        "integers": "int" in array.dtype,
        "float64": array.dtype == "float64",
        "negative": bool((values < 0).any()),
        "zero": not values.any(),
        "fraction": bool((values != np.floor(values)).any()),
        "huge": bool((size > 1e18).any()),
        "tiny": bool(values.any()) and float(size.max()) < 1e-18,
        "extreme": bool((size > 1e18).any()) or (bool(values.any()) and float(size.max()) < 1e-18),
        "layout": array.memory != "contiguous",
        "requires_grad": array.requires_grad,
    }
    return (name for name, holds in facts.items() if holds)


def _number_traits(name: str, value: Value) -> Iterator[_Trait]:
    if isinstance(value, Made) and len(value.text) <= LONGEST_MADE and "\n" not in value.text:
        yield _Trait("number", name, value.text)
    if not isinstance(value, Array):
        return
    number = numbers(value)[()].item()
    yield _Trait("number", name, f"{number:g}" if isinstance(number, float) else str(number))
    if isinstance(number, int) and not isinstance(number, bool):
        yield _Trait("odd" if number % 2 else "even", name)
    if isinstance(number, float) and number % 1:
        yield _Trait("fractional_number", name)
