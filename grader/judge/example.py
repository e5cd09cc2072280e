"""The counterexample: one failing call, in text and as tensors to be drawn."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

import msgspec
import numpy as np

from grader.compare import CUT
from grader.difference import departures
from grader.judge import words
from grader.model import Aspect, Expected, Mismatch, Observation, TaskKey, Yardstick
from grader.notation import element, numbers, shown
from grader.value import INEXACT, Array, Value, leaves
from grader.verdict import Counterexample, Curve, Picture

MOST_ELEMENTS = 48
MOST_DIMENSIONS = 3
MOST_PARTS = 6
"""Tensors of a nested result that are drawn."""
FEW_PARTS = 2
"""Of more tensors than this, only those that are wrong are drawn."""


def counterexample(
    task: TaskKey, index: int, seen: Observation, mismatch: Mismatch, curves: tuple[Curve, ...] = ()
) -> Counterexample:
    """The case of that index, with what was expected and what came out where they differ."""
    expected = task.expected[index]
    pictures = tuple(_pictures(task, index, seen, mismatch))
    if mismatch.aspect is Aspect.ATTACHED:
        pictures = tuple(map(_with_cuts, pictures))
    call = words.call(task, task.cases[index], times=_calls(mismatch, seen))
    told = _side(mismatch)
    if mismatch.path.startswith(" step"):
        told = words.side_of_step(mismatch.path)
    if told is not None:
        of = mismatch.aspect in (Aspect.ATTACHED, Aspect.ALIASING) and mismatch.path
        part = words.PART.format(path=mismatch.path) if of else ""
        side, other = (
            part + told.format(name=f"{mismatch.path}{mismatch.facts.get('part', '')}", value=value)
            for value in (mismatch.expected, mismatch.got)
        )
        return Counterexample(call, side, other, pictures, curves)
    dtypes = mismatch.aspect is Aspect.DTYPE
    got = shown(seen.value, dtypes=dtypes) if seen.failure is None else seen.failure.type
    wanted = _expected_text(task, expected, dtypes=dtypes)
    return Counterexample(call, wanted, got, pictures, curves)


def _calls(mismatch: Mismatch, seen: Observation) -> int:
    """How many of several calls it takes to show a mismatch; 0 for all of them."""
    named = re.match(r"call (\d)", mismatch.path)
    return seen.call or (int(named[1]) if named else 0)


def _side(mismatch: Mismatch) -> str | None:
    """How either side is written where it is not the result itself that differs."""
    if "overlap" in mismatch.facts or "property" in mismatch.facts:
        return words.SIDE[Aspect.ALIASING]
    return words.SIDE.get(Aspect.INPUTS if "afterwards" in mismatch.facts else mismatch.aspect)


def never_returned(task: TaskKey, index: int) -> Counterexample:
    """The case of that index, of which nothing came back."""
    expected = task.expected[index]
    pictures = (*_inputs(task, index), *_drawn("expected", words.EXPECTED, expected.observation.value, {}))
    call = words.call(task, task.cases[index])
    return Counterexample(call, _expected_text(task, expected), words.NEVER_RETURNED, pictures)


def _expected_text(task: TaskKey, expected: Expected, *, dtypes: bool = False) -> str:
    """What a case should give: a result, an exception, or for a task in place what becomes of its inputs."""
    known = expected.observation
    if known.failure is not None:
        return known.failure.type
    if not expected.free:
        return shown(known.value, dtypes=dtypes)
    return ", ".join(
        words.SIDE[Aspect.INPUTS].format(name=task.parameters[n], value=shown(known.inputs[n]))
        for n in expected.changed or range(len(known.inputs))
    )


# ---------------------------------------------------------------------------------------- to be drawn


def _pictures(task: TaskKey, index: int, seen: Observation, mismatch: Mismatch) -> Iterator[Picture]:
    """The arguments, then what was expected and what came out."""
    yield from _inputs(task, index)
    expected = task.expected[index]
    known = expected.observation
    if mismatch.aspect is Aspect.GRADIENT and mismatch.path in task.parameters:
        n = task.parameters.index(mismatch.path)
        stick = expected.yardsticks.get(f"gradient {n}")
        sticks = {"": stick} if stick else {}
        yours = (seen.gradient or ())[n : n + 1]
        label = words.GRADIENT_OF.format(name=mismatch.path)
        yield from _both((known.gradient or ())[n], yours[0] if yours else None, sticks, label)
    elif mismatch.aspect is Aspect.INPUTS or "afterwards" in mismatch.facts:
        n = task.parameters.index(mismatch.path)
        prefix = f"input {n}"
        sticks = {
            path.removeprefix(prefix): stick
            for path, stick in expected.yardsticks.items()
            if path.startswith(prefix)
        }
        label = words.AFTERWARDS.format(name=mismatch.path)
        yield from _both(known.inputs[n], seen.inputs[n], sticks, label)
    elif not expected.free:
        yield from _both(known.value, seen.value, expected.yardsticks, "")


def _inputs(task: TaskKey, index: int) -> Iterator[Picture]:
    for name, value in zip(task.parameters, task.cases[index].arguments, strict=True):
        if isinstance(value, Array) and not value.is_python:
            yield _picture("input", name, value)


def _both(
    mine: Value | None, yours: Value | None, sticks: dict[str, Yardstick], label: str
) -> Iterator[Picture]:
    """What was expected, and what came out with how wrong each element of it is."""
    theirs = dict(leaves(mine)) if mine is not None else {}
    off = {
        path: _off(theirs[path], array, sticks.get(path))
        for path, array in (leaves(yours) if yours is not None else ())
        if path in theirs
    }
    wrong = [path for path, shares in off.items() if any(shares) or not _same_form(theirs, yours, path)]
    only = wrong if len(theirs) > FEW_PARTS else None  # of many parts, those that are right go without saying
    yield from _drawn("expected", f"{words.EXPECTED}{label}", mine, {}, only)
    yield from _drawn("got", f"{words.GOT}{label}", yours, off, only)


def _same_form(theirs: dict[str, Array], yours: Value | None, path: str) -> bool:
    mine, other = theirs[path], dict(leaves(yours))[path] if yours is not None else None
    return other is not None and (mine.shape, mine.dtype) == (other.shape, other.dtype)


def _drawn(
    role: str,
    label: str,
    value: Value | None,
    off: dict[str, tuple[float, ...]],
    only: Sequence[str] | None = None,
) -> Iterator[Picture]:
    """The tensors of a nested value; those at `only` these paths, if any are given."""
    every = leaves(value) if value is not None else ()
    found = [(path, array) for path, array in every if not only or path in only]
    if not any(not array.is_python for _, array in found):
        return  # Python numbers are read as text
    for path, array in found[:MOST_PARTS]:
        yield _picture(role, f"{label} {path}".strip(), array, off.get(path, ()))


def _picture(role: str, label: str, array: Array, off: tuple[float, ...] = ()) -> Picture:
    count = math.prod(array.shape)
    can = array.data is not None and count <= MOST_ELEMENTS and len(array.shape) <= MOST_DIMENSIONS
    texts = tuple(element(number) for number in numbers(array).flatten()) if can else ()
    dtype = f"Python {array.kind}" if array.is_python else array.dtype
    return Picture(role, label, array.shape, dtype, texts, off if can else (), _graph(array))


def _graph(array: Array) -> str:
    """How a tensor hangs on the graph, if it does."""
    if not array.requires_grad:
        return ""
    return words.REQUIRES_GRAD if array.leaf else words.IN_THE_GRAPH


def _with_cuts(picture: Picture) -> Picture:
    """The same, of a result that does not hang on the graph with these words."""
    if picture.role == "input" or picture.graph or picture.dtype not in INEXACT:
        return picture
    return msgspec.structs.replace(picture, graph=CUT)


def _off(mine: Array, yours: Array, yardstick: Yardstick | None) -> tuple[float, ...]:
    """How far each element is off, as a share of the largest number here, from 0.2 on if it is wrong."""
    if mine.shape != yours.shape or mine.dtype != yours.dtype:
        return ()
    wrong = departures(mine, yours, yardstick)
    if wrong is None:
        return ()
    ours, theirs = numbers(mine).astype(complex), numbers(yours).astype(complex)
    with np.errstate(all="ignore"):
        distance = np.abs(theirs - ours)
        largest = np.abs(ours[np.isfinite(ours)]).max(initial=0.0) or 1.0
        share = np.where(np.isfinite(distance), np.clip(distance / largest, 0.2, 1.0), 1.0)
    return tuple(round(float(part), 2) for part in np.where(wrong, share, 0.0).flatten())
