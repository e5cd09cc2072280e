"""A task's key without what it holds twice, as it is kept in a file.

Most calls leave their inputs unchanged, and most misconceptions change little. So an observation is kept as
its differences: of the reference from the inputs before the call, of a misconception from the reference. A
large input that several cases have is kept once, and so is its code.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from grader.core.model import Case, Expected, Misconception, Observation, Repeat, Repeats, TaskKey
from grader.core.value import Atom, Value

FIELDS = ("value", "gradient", "shares")
"""The fields of an observation that may be left out. The first bits of a mark stand for them, the others for
the inputs.
"""
LARGE = 256
"""A part of a case is large if it has more bytes."""
_LEFT_OUT = Observation()
NOTHING = Atom("NoneType", "None")
PARTS: dict[str, Any] = {"inputs": NOTHING, "code": "", "setup": ""}
"""The fields of a case that may have large parts, with what stands in place of one that is left out."""


def slim(task: TaskKey) -> TaskKey:
    """Return the key without what it holds twice."""
    cases, parts = _with_few_parts(task.cases)
    bases = [_before(case) for case in task.cases]
    known = [expected.observation for expected in task.expected]
    of_reference = [_mark(seen, base) for seen, base in zip(known, bases, strict=True)]
    of_misconceptions = tuple(
        tuple(_mark(seen, known[n]) for n, seen in one.observations) for one in task.misconceptions
    )
    return msgspec.structs.replace(
        task,
        cases=cases,
        expected=tuple(
            msgspec.structs.replace(expected, observation=_without(expected.observation, mark))
            for expected, mark in zip(task.expected, of_reference, strict=True)
        ),
        misconceptions=tuple(
            _changed(
                one, [_without(seen, mark) for (_, seen), mark in zip(one.observations, marks, strict=True)]
            )
            for one, marks in zip(task.misconceptions, of_misconceptions, strict=True)
        ),
        repeats=Repeats(parts, tuple(of_reference), of_misconceptions),
    )


def whole(task: TaskKey) -> TaskKey:
    """Return the key with what `slim` left out; raises LookupError or ValueError if that does not fit."""
    repeats = task.repeats
    if repeats is None:
        return task
    cases = _with_all_parts(task.cases, repeats.parts)
    expected = [
        msgspec.structs.replace(one, observation=_with(one.observation, mark, _before(case)))
        for one, mark, case in zip(task.expected, repeats.expected, cases, strict=True)
    ]
    misconceptions = [
        _changed(one, list(_of_misconception(one, marks, expected)))
        for one, marks in zip(task.misconceptions, repeats.misconceptions, strict=True)
    ]
    return msgspec.structs.replace(
        task, cases=cases, expected=tuple(expected), misconceptions=tuple(misconceptions), repeats=None
    )


def _of_misconception(
    one: Misconception, marks: Sequence[int], expected: Sequence[Expected]
) -> Iterator[Observation]:
    for (n, seen), mark in zip(one.observations, marks, strict=True):
        yield _with(seen, mark, expected[n].observation)


def _before(case: Case) -> Observation:
    """Return what a call observes that leaves its inputs unchanged."""
    return Observation(inputs=case.arguments)


def _mark(seen: Observation, base: Observation) -> int:
    """Return which fields and which inputs are equal, and worth leaving out."""
    fields = sum(
        1 << bit
        for bit, name in enumerate(FIELDS)
        if getattr(seen, name) == getattr(base, name) != getattr(_LEFT_OUT, name)
    )
    pairs = zip(seen.inputs, base.inputs, strict=False)
    return fields | sum(1 << len(FIELDS) + n for n, (mine, other) in enumerate(pairs) if mine == other)


def _without(seen: Observation, mark: int) -> Observation:
    return _replaced(seen, mark, _LEFT_OUT, [NOTHING] * len(seen.inputs))


def _with(seen: Observation, mark: int, base: Observation) -> Observation:
    return _replaced(seen, mark, base, base.inputs)


def _replaced(seen: Observation, mark: int, other: Observation, inputs: Sequence[Value]) -> Observation:
    """Return an observation with what a mark names replaced."""
    if not mark:
        return seen
    fields = {name: getattr(other, name) for bit, name in enumerate(FIELDS) if mark >> bit & 1}
    marked = mark >> len(FIELDS)
    kept = tuple(inputs[n] if marked >> n & 1 else value for n, value in enumerate(seen.inputs))
    return msgspec.structs.replace(seen, inputs=kept, **fields)


def _changed(one: Misconception, seen: Sequence[Observation]) -> Misconception:
    places = [n for n, _ in one.observations]
    return msgspec.structs.replace(one, observations=tuple(zip(places, seen, strict=True)))


def _with_few_parts(cases: Sequence[Case]) -> tuple[tuple[Case, ...], tuple[Repeat, ...]]:
    """Return the cases with each large part once, and where the others are."""
    first: dict[tuple[str, bytes], tuple[int, int]] = {}
    repeats: list[Repeat] = []
    few = []
    for index, case in enumerate(cases):
        parts: dict[str, list[Any]] = {name: list(getattr(case, name)) for name in PARTS}
        for name, values in parts.items():
            for n, value in enumerate(values):
                content = msgspec.msgpack.encode(value)
                if len(content) > LARGE:
                    earlier = first.setdefault((name, content), (index, n))
                    if earlier != (index, n):
                        repeats.append(Repeat(name, index, n, *earlier))
                        values[n] = PARTS[name]
        few.append(msgspec.structs.replace(case, **{name: tuple(values) for name, values in parts.items()}))
    return tuple(few), tuple(repeats)


def _with_all_parts(cases: Sequence[Case], repeats: Sequence[Repeat]) -> tuple[Case, ...]:
    found: dict[int, dict[str, list[Any]]] = {}
    for one in repeats:
        parts = found.setdefault(one.case, {})
        values = parts.setdefault(one.part, list(getattr(cases[one.case], one.part)))
        values[one.place] = getattr(cases[one.earlier_case], one.part)[one.earlier_place]
    changed = {
        index: {name: tuple(values) for name, values in parts.items()} for index, parts in found.items()
    }
    return tuple(
        msgspec.structs.replace(case, **changed[index]) if index in changed else case
        for index, case in enumerate(cases)
    )
