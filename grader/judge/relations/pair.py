"""The expected and the returned numbers of one failing call."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from grader.compare.numbers import all_near
from grader.core.fact import Fact
from grader.core.model import Aspect, Case, Expected, Mismatch, Observation, TaskKey
from grader.core.notation import numbers
from grader.core.value import INPUT, STEP, Array, Items, Path, Value, item_part, leaves
from grader.judge.differences import named, subject

NEAR = 1e-4
"""The tolerance of a relation, as a share of the largest number."""
IN_NUMBERS = (Aspect.STRUCTURE, Aspect.SHAPE, Aspect.DTYPE, Aspect.VALUES)
"""The aspects in which a result departs that still has numbers to compare."""

Numbers = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Arguments:
    """The arguments of a call by name, as numbers; most rules end before they ask for them."""

    values: tuple[tuple[str, Value], ...] = ()

    @cached_property
    def sizes(self) -> dict[str, int]:
        """All sizes, by how they are written in Python."""
        return dict(size for name, value in self.values for size in _sizes(name, value))

    @cached_property
    def single(self) -> dict[str, float]:
        """The arguments that are one number."""
        return {name: one for name, value in self.values if (one := _single(value)) is not None}

    @cached_property
    def arrays(self) -> dict[str, Numbers]:
        """The arguments that are several numbers."""
        return {
            name: found.astype(np.float64)
            for name, value in self.values
            if not _is_python(value) and (found := _numbers(value)) is not None
        }


@dataclass(frozen=True)
class Pair:
    """The expected and the returned numbers of one failing call, and its arguments.

    `exact` says that both are integers or bools, `logical` that both are bools, `tensors` that both are
    tensors and not numbers or lists of Python.
    """

    mine: Numbers
    yours: Numbers
    exact: bool = False
    logical: bool = False
    tensors: bool = True
    arguments: Arguments = Arguments()

    def near(self, one: Numbers, other: Numbers) -> bool:
        """Whether two arrays of this call are equal, up to rounding."""
        if one.shape != other.shape:
            return False
        if self.exact:
            return bool((one == other).all())
        with np.errstate(all="ignore"):
            known = np.abs(one[np.isfinite(one)])
            return all_near(one, other, NEAR, known.max(initial=0.0))

    @cached_property
    def factor(self) -> float | None:
        """The one factor from all right elements to the wrong ones, or None."""
        if self.mine.shape != self.yours.shape or not self.mine.any():
            return None
        with np.errstate(all="ignore"):
            at = np.abs(self.mine).argmax()
            factor = float(self.yours.flat[at] / self.mine.flat[at])
            if not np.isfinite(factor) or not factor:
                return None
            largest = float(np.abs(self.mine).max())
        return factor if all_near(factor * self.mine, self.yours, NEAR, largest) else None

    def is_changed_by(self, change: Callable[[Numbers], Numbers]) -> bool:
        """Whether a change of the expected numbers gives the returned ones."""
        with np.errstate(all="ignore"):
            return self.near(change(self.mine), self.yours)


@dataclass(frozen=True)
class Group:
    """The pairs of all failing calls in which one part of the observation is wrong.

    `of` is a phrase for the part. `whole` says that these are all failing calls.
    """

    of: Fact
    aspect: Aspect
    pairs: tuple[Pair, ...]
    whole: bool


def groups(
    task: TaskKey, observations: Sequence[Observation], verdicts: Sequence[tuple[Mismatch, ...]]
) -> Iterator[Group]:
    """Yield the parts whose numbers are wrong, each with its pairs.

    Parts with numbers that cannot be compared are left out.
    """
    failing = [index for index, verdict in enumerate(verdicts) if verdict]
    found: dict[tuple[Aspect, Path], dict[int, list[Pair]]] = {}
    unread: set[tuple[Aspect, Path]] = set()
    for index in failing:
        for mismatch in verdicts[index]:
            part = _part(task, index, mismatch)
            if part is None:
                continue
            compared = _pairs(task, observations, index, *part)
            if compared is None:
                unread.add(part)
            elif compared:
                found.setdefault(part, {}).setdefault(index, []).extend(compared)
    for part, by_case in found.items():
        for index in failing if part[0] is Aspect.VALUES and len(found) > 1 else ():
            if index not in by_case and (compared := _pairs(task, observations, index, *part)):
                by_case[index] = compared  # numbers are compared only where all shapes are right
        pairs = tuple(itertools.chain.from_iterable(by_case.values()))
        if part not in unread:
            yield Group(_of(*part), part[0], pairs, len(by_case) == len(failing))


def _of(aspect: Aspect, path: Path) -> Fact:
    if aspect is Aspect.GRADIENT:
        return Fact("what.gradient", {"name": named(path)})
    if aspect is Aspect.INPUTS:
        return Fact("what.change", {"name": named(path)})
    return subject(path)


def _part(task: TaskKey, index: int, mismatch: Mismatch) -> tuple[Aspect, Path] | None:
    """Return the part of an observation whose numbers a mismatch is about; None if it has none.

    Of a list of numbers, such as losses, it is the whole list. INPUTS stands for how an argument changes.
    """
    path = mismatch.path
    if mismatch.aspect is Aspect.GRADIENT:
        return (Aspect.GRADIENT, path) if mismatch.kind != "raised" else None
    if mismatch.aspect not in IN_NUMBERS or any(kind == STEP for kind, _ in path):
        return None
    if path[:1] != () and path[0][0] == INPUT:
        return (Aspect.INPUTS, path[:1]) if mismatch.kind == "afterwards" else None
    if mismatch.kind in ("moved", "property", "printed"):
        return None
    return Aspect.VALUES, _outer(path, task.expected[index].observation.value)


def _outer(path: Path, value: Value | None) -> Path:
    """Return a path without its last step, if that leads into a list of numbers."""
    known: Path = ()
    for part in path:
        if value is None or _is_curve(value):
            return known
        value, known = dict(_items(value)).get(part), (*known, part)
    return known


def _items(value: Value) -> Iterator[tuple[tuple[str, int | str], Value]]:
    if isinstance(value, Items):
        yield from ((item_part(value, place), item) for place, item in enumerate(value.items))


def _is_curve(value: Value) -> bool:
    """Whether this is a list of Python numbers."""
    return isinstance(value, Items) and len(value.items) > 0 and all(map(_is_python, value.items))


def _is_python(value: Value) -> bool:
    return isinstance(value, Array) and value.is_python


def _pairs(
    task: TaskKey, observations: Sequence[Observation], index: int, aspect: Aspect, path: Path
) -> list[Pair] | None:
    """Return the pairs of one call; None if its numbers cannot be compared."""
    case, known, seen = task.cases[index], task.expected[index].observation, observations[index]
    if aspect is Aspect.GRADIENT:
        n = task.parameters.index(str(path[0][1]))
        taken = (known.gradient or ())[n], (seen.gradient or (None,) * (n + 1))[n]
        gradient = pair_of(task, case, *taken)
        return None if gradient is None else [gradient]
    if aspect is Aspect.INPUTS:
        return _changes(task, case, task.expected[index], seen, task.parameters.index(str(path[0][1])))
    pair = pair_of(task, case, _part_at(known.value, path), _part_at(seen.value, path))
    if pair is None:
        return None
    return [] if pair.near(pair.mine, pair.yours) else [pair]


def _part_at(value: Value | None, path: Path) -> Value | None:
    for part in path:
        value = dict(_items(value)).get(part) if value is not None else None
    return value


def _changes(task: TaskKey, case: Case, expected: Expected, seen: Observation, n: int) -> list[Pair] | None:
    """Return by how much the parts of an argument change, for each that changes wrongly."""
    states = case.inputs[n], expected.observation.inputs[n], seen.inputs[n]
    before, mine, yours = (dict(leaves(value)) for value in states)
    if not before.keys() == mine.keys() == yours.keys():
        return None
    found = []
    for path, was in before.items():
        pair = pair_of(task, case, mine[path], yours[path])
        if (
            pair is None
            or was.data is None
            or was.shape != pair.mine.shape
            or pair.mine.shape != pair.yours.shape
        ):
            return None
        if not pair.near(pair.mine, pair.yours):
            start = numbers(was).astype(np.float64)
            changed = replace(pair, mine=pair.mine - start, yours=pair.yours - start)
            found.append(changed)
    return found


def pair_of(task: TaskKey, case: Case, mine: Value | None, yours: Value | None) -> Pair | None:
    """Return two values of a case as a pair; None if they hold no numbers that can be compared."""
    arrays = [_numbers(mine), _numbers(yours)]
    if arrays[0] is None or arrays[1] is None:
        return None
    return Pair(
        arrays[0].astype(np.float64),
        arrays[1].astype(np.float64),
        exact=all(array is not None and array.dtype.kind in "biu" for array in arrays),
        logical=all(array is not None and array.dtype.kind == "b" for array in arrays),
        tensors=all(isinstance(value, Array) and not value.is_python for value in (mine, yours)),
        arguments=Arguments(tuple(zip(task.parameters, case.arguments, strict=True))),
    )


def _numbers(value: Value | None) -> Numbers | None:
    """Return the numbers of an array, or of a list of Python numbers; None if there are none."""
    if isinstance(value, Items) and _is_curve(value):
        return np.array([numbers(item)[()] for item in value.items if isinstance(item, Array)])
    if not isinstance(value, Array) or value.data is None or "complex" in value.dtype:
        return None
    return numbers(value)


def _single(value: Value) -> float | None:
    if not isinstance(value, Array) or not value.is_python or value.dtype == "complex128":
        return None
    return float(numbers(value)[()])


def _sizes(name: str, value: Value) -> Iterator[tuple[str, int]]:
    if isinstance(value, Items):
        yield f"len({name})", len(value.items)
    if isinstance(value, Array) and not value.is_python:
        yield from [(f"len({name})", value.shape[0])] if value.shape else []
        yield f"{name}.numel()", int(np.prod(value.shape))
        yield from ((f"{name}.shape[{axis}]", size) for axis, size in enumerate(value.shape[1:], 1))
