"""The counterexample: one failing call, as text and as tensors to be drawn."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import msgspec
import numpy as np

from grader.compare.numbers import departures
from grader.core.fact import Arguments, Fact, Shown
from grader.core.model import Aspect, Case, Expected, Mismatch, Observation, TaskKey, Tolerance
from grader.core.notation import element, numbers, shown, written
from grader.core.value import ASPECT, CALL, GRADIENT, INEXACT, INPUT, STEP, Array, Path, Value, leaves
from grader.core.verdict import Counterexample, Curve, Picture
from grader.judge.advice import is_of_argument, place_of
from grader.judge.differences import LOSS, named, side, step_name

MOST_ELEMENTS = 48
MOST_DIMENSIONS = 3
MOST_PARTS = 6
"""The most tensors of a nested result that are drawn."""
ORDERS = {f"batches.{name}" for name in ("shuffled", "new_order", "same_seed")}
"""Kinds of departures that are about all rows together: no single tensor shows them."""


def counterexample(
    task: TaskKey, index: int, seen: Observation, mismatch: Mismatch, curves: tuple[Curve, ...] = ()
) -> Counterexample:
    """Return the case of that index, with what was expected and what came.

    These are the sides that differ, or the whole result.
    """
    expected = task.expected[index]
    pictures = tuple(_pictures(task, index, seen, mismatch))
    if mismatch.aspect is Aspect.ATTACHED:
        pictures = tuple(map(_with_cuts, pictures))
    call = call_text(task, task.cases[index], times=seen.call or call_of(mismatch))
    sides = [_side(mismatch, side(value)) for value in (mismatch.expected, mismatch.got)]
    if sides[0] is not None and sides[1] is not None:
        return Counterexample(call, sides[0], sides[1], pictures, curves)
    dtypes = mismatch.aspect is Aspect.DTYPE
    got = shown(seen.value, dtypes=dtypes) if seen.failure is None else seen.failure.type
    wanted = _expected(task, expected, dtypes=dtypes)
    return Counterexample(call, wanted, got, pictures, curves)


def call_text(task: TaskKey, case: Case, *, times: int = 0) -> str:
    """Write a case as a call that can be pasted.

    The lines that make its arguments come first, if it needs any. If a text of the course reads the result,
    it follows.
    """
    once = task.called_with(case.code)
    once = f"list({once})" if task.asked.iterates else once
    once = f"result = {once}\n{task.asked.seen_as}" if task.asked.seen_as else once
    return "\n".join((*case.setup, *[once] * (times or task.asked.calls)))


def call_of(mismatch: Mismatch) -> int:
    """Return which of several calls shows a mismatch, or 0."""
    kind, number = mismatch.path[0] if mismatch.path else ("", 0)
    return number if kind == CALL and isinstance(number, int) else 0


def _side(mismatch: Mismatch, value: Shown) -> Shown | None:
    """Return one side of a difference; None if it is the result itself."""
    path = mismatch.path
    match path:
        case ((kind, int(number)), *rest) if kind == STEP:
            name = step_name(tuple(rest))
            code = "side.loss" if name == LOSS else "side.in_step"
            args: Arguments = {} if name == LOSS else {"name": name}
            return Fact(code, {"number": number, "value": value, **args})
    if mismatch.kind in ("overlap", "property", "printed") or mismatch.kind.startswith("batches."):
        return value
    if mismatch.aspect is Aspect.INPUTS or mismatch.kind in ("afterwards", "moved"):
        return Fact("side.afterwards", {"name": named(path), "value": value})
    match mismatch.aspect:
        case Aspect.DEVICE:
            return Fact("side.device", {"value": value})
        case Aspect.GRADIENT:
            return Fact("side.gradient", {"name": named(path), "value": value})
        case Aspect.ATTACHED | Aspect.ALIASING:
            return Fact("side.part", {"path": written(path), "value": value}) if path else value
    return None


def never_returned(task: TaskKey, index: int) -> Counterexample:
    """Return the case of that index, whose call never returned."""
    expected = task.expected[index]
    value = None if _is_one_of_many(expected) else expected.observation.value
    pictures = (*_inputs(task, index), *_drawn("expected", "", value, {}))
    call = call_text(task, task.cases[index])
    return Counterexample(call, _expected(task, expected), Fact("side.no_answer"), pictures)


def _expected(task: TaskKey, expected: Expected, *, dtypes: bool = False) -> Shown:
    """Return what a case should give.

    It is a result, an exception, or the changed inputs for a task that works in place.
    """
    known = expected.observation
    if known.failure is not None:
        return known.failure.type
    if not expected.free:
        value = shown(known.value, dtypes=dtypes)
        return Fact("side.for_example", {"value": value}) if _is_one_of_many(expected) else value
    changed = tuple(
        Fact("side.afterwards", {"name": task.parameters[n], "value": shown(known.inputs[n])})
        for n in expected.changed or range(len(known.inputs))
    )
    return changed[0] if len(changed) == 1 else Fact("list", {"parts": changed})


# ---------------------------------------------------------------------------------------- to be drawn


def _pictures(task: TaskKey, index: int, seen: Observation, mismatch: Mismatch) -> Iterator[Picture]:
    """Yield the arguments, then what was expected and what came."""
    yield from _inputs(task, index)
    expected = task.expected[index]
    known = expected.observation
    if mismatch.aspect is Aspect.GRADIENT and is_of_argument(mismatch):
        n = place_of(task, mismatch)
        stick = expected.tolerances.get(((GRADIENT, n),))
        yours = (seen.gradient or ())[n : n + 1]
        mine = (known.gradient or ())[n]
        sticks: dict[Path, Tolerance] = {(): stick} if stick else {}
        name = named(mismatch.path)
        yield from _both(mine, yours[0] if yours else None, sticks, "gradient", name)
    elif is_of_argument(mismatch) and mismatch.kind != "steps":
        n = place_of(task, mismatch)
        start = (INPUT, n)
        sticks = {path[1:]: stick for path, stick in expected.tolerances.items() if path[:1] == (start,)}
        yield from _both(known.inputs[n], seen.inputs[n], sticks, "afterwards", task.parameters[n])
    elif _is_one_of_many(expected):
        whole = mismatch.kind in ORDERS or seen.value is None
        yield from () if whole else _drawn("got", "", seen.value, {})
    elif not expected.free:
        yield from _both(known.value, seen.value, expected.tolerances)


def _is_one_of_many(expected: Expected) -> bool:
    """Whether other values than those of the reference are right, too."""
    return expected.free_values or bool(expected.shuffled)


def _inputs(task: TaskKey, index: int) -> Iterator[Picture]:
    for name, value in zip(task.parameters, task.cases[index].arguments, strict=True):
        if isinstance(value, Array) and not value.is_python:
            yield _picture("input", name, value)


def _both(
    mine: Value | None, yours: Value | None, sticks: dict[Path, Tolerance], of: str = "", name: str = ""
) -> Iterator[Picture]:
    """Yield what was expected, then what came with the error of each element."""
    theirs = dict(leaves(mine)) if mine is not None else {}
    off = {
        path: _off(theirs[path], array, sticks.get(path))
        for path, array in (leaves(yours) if yours is not None else ())
        if path in theirs
    }
    wrong = [path for path, shares in off.items() if any(shares) or not _same_form(theirs, yours, path)]
    came = [path for path, _ in leaves(yours)] if yours is not None else []
    alone = set(theirs) ^ set(came)
    only = [*wrong, *alone] if len(theirs) > 1 else None  # of several parts, the right ones are not drawn
    yield from _drawn("expected", of, mine, {}, only, name)
    yield from _drawn("got", of, yours, off, only, name)


def _same_form(theirs: dict[Path, Array], yours: Value | None, path: Path) -> bool:
    mine, other = theirs[path], dict(leaves(yours))[path] if yours is not None else None
    return other is not None and (mine.shape, mine.dtype) == (other.shape, other.dtype)


def _drawn(
    role: str,
    of: str,
    value: Value | None,
    off: dict[Path, tuple[float, ...]],
    only: Sequence[Path] | None = None,
    name: str = "",
) -> Iterator[Picture]:
    """Yield the tensors of a nested value; with `only`, those at these paths."""
    every = leaves(value) if value is not None else ()
    found = [(path, array) for path, array in every if only is None or path in only]
    if not any(not array.is_python for _, array in found):
        return  # Python numbers are read as text
    for path, array in found[:MOST_PARTS]:
        yield _picture(role, _label(role, of, name, path), array, off.get(path, ()))


def _label(role: str, of: str, name: str, path: Path) -> Fact:
    """Return a label for what is drawn.

    It is a gradient, an argument after the call, a part of the result or the result itself.
    """
    if of:
        return Fact(f"picture.{role}_{of}", {"name": f"{name}{written(path)}"})
    match path:
        case ((kind, str(aspect)), *rest) if kind == ASPECT:
            return Fact(f"picture.{role}_aspect", {"aspect": f"{aspect}{written(tuple(rest))}"})
        case ((kind, int(number)), *rest) if kind == CALL:
            if not rest:
                return Fact(f"picture.{role}_call", {"number": number})
            return Fact(f"picture.{role}_call_part", {"number": number, "path": written(tuple(rest))})
        case ((kind, int(number)), *rest) if kind == STEP:
            return Fact(f"picture.{role}_step", {"number": number, "path": written(tuple(rest))})
    return Fact(f"picture.{role}_part", {"path": written(path)}) if path else Fact(f"picture.{role}")


def _picture(role: str, label: Shown, array: Array, off: tuple[float, ...] = ()) -> Picture:
    count = math.prod(array.shape)
    can = array.data is not None and count <= MOST_ELEMENTS and len(array.shape) <= MOST_DIMENSIONS
    texts = tuple(element(number) for number in numbers(array).flatten()) if can else ()
    dtype = Fact("picture.number", {"type": array.kind}) if array.is_python else array.dtype
    return Picture(role, label, array.shape, dtype, texts, off if can else (), _graph(array))


def _graph(array: Array) -> str:
    """Return how a tensor is connected to the graph, if it is."""
    if not array.requires_grad:
        return ""
    return "leaf" if array.leaf else "inside"


def _with_cuts(picture: Picture) -> Picture:
    """Mark a picture of a result that is not connected to the graph."""
    if picture.role == "input" or picture.graph or picture.dtype not in INEXACT:
        return picture
    return msgspec.structs.replace(picture, graph="cut")


def _off(mine: Array, yours: Array, tolerance: Tolerance | None) -> tuple[float, ...]:
    """Return how far each element is off, as a share of the largest number.

    A wrong element has at least 0.2, a right one 0.
    """
    if mine.shape != yours.shape or mine.dtype != yours.dtype:
        return ()
    wrong = departures(mine, yours, tolerance)
    if wrong is None:
        return ()
    ours, theirs = numbers(mine).astype(complex), numbers(yours).astype(complex)
    with np.errstate(all="ignore"):
        distance = np.abs(theirs - ours)
        largest = np.abs(ours[np.isfinite(ours)]).max(initial=0.0) or 1.0
        share = np.where(np.isfinite(distance), np.clip(distance / largest, 0.2, 1.0), 1.0)
    return tuple(round(float(part), 2) for part in np.where(wrong, share, 0.0).flatten())
