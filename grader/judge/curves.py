"""The curves of a counterexample: losses per step or epoch, expected and got."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import msgspec

from grader.compare.numbers import departures
from grader.core.fact import Fact
from grader.core.model import Expected, Observation, TaskKey, Tolerance
from grader.core.notation import numbers
from grader.core.value import INPUT, ITEM, KEY, STEP, TRAJECTORY, Array, Items, Mapping, Value, pair_part
from grader.core.verdict import Curve

RECORDED, RETURNED = Fact("curve.recorded"), Fact("curve.returned")
LOSS = (KEY, "'loss'")
"""The path step from a step of training to its loss."""
FEWEST = 2
ENOUGH = 6
"""A curve with as many points is informative."""
BEST = 12
MOST = 500


def curves(
    task: TaskKey, observations: Sequence[Observation], failing: Sequence[int], shown: int
) -> tuple[Curve, ...]:
    """Return the curves of the shown call.

    If they are too short, return those of a longer call that fails. Curves that do not depart show nothing,
    and are left out.
    """
    own = _of(task.expected[shown], observations[shown])
    departs = bool(own) and own[0].first >= 0
    if departs and len(own[0].expected) >= ENOUGH:
        return own
    others = [found for n in failing if (found := _of(task.expected[n], observations[n]))]
    telling = [
        found
        for found in others
        if found[0].first >= 0 and len(found[0].expected) >= ENOUGH and len(found[0].got) >= FEWEST
    ]
    if not telling:
        return own if departs else ()
    best = min(telling, key=lambda found: abs(len(found[0].expected) - BEST))
    return tuple(
        msgspec.structs.replace(curve, label=Fact(f"{curve.label.code}_elsewhere")) for curve in best
    )


def _of(expected: Expected, seen: Observation) -> tuple[Curve, ...]:
    """Return the recorded losses of a training loop, and a returned list of floats.

    A call that raised has no curve: it ends at the error.
    """
    known = expected.observation
    if seen.failure is not None:
        return ()
    found = []
    for n, (mine, told) in enumerate(zip(known.inputs, seen.inputs, strict=False)):
        if isinstance(mine, Items) and mine.type == TRAJECTORY:
            sticks = [
                expected.tolerances.get(((INPUT, n), (STEP, k), LOSS)) for k in range(1, len(mine.items) + 1)
            ]
            found.append(_curve(RECORDED, list(_losses(mine)), list(_losses(told)), sticks))
    if isinstance(known.value, Items) and known.value.type == "list":
        sticks = [expected.tolerances.get(((ITEM, k),)) for k in range(len(known.value.items))]
        yours = seen.value.items if isinstance(seen.value, Items) else ()
        found.append(_curve(RETURNED, known.value.items, yours, sticks))
    return tuple(curve for curve in found if curve is not None)


def _losses(value: Value) -> Iterator[Value]:
    steps = value.items[:MOST] if isinstance(value, Items) else ()
    for step in steps:
        if isinstance(step, Mapping):
            yield from (item for key, item in step.pairs if pair_part(step, key) == LOSS)


def _curve(
    label: Fact, mine: Sequence[Value], yours: Sequence[Value], sticks: Sequence[Tolerance | None]
) -> Curve | None:
    """Make a curve, or None if it has too few floats."""
    if (
        len(mine) < FEWEST
        or not yours
        or not all(isinstance(value, Array) and value.kind == "float" for value in mine)
    ):
        return None
    first = next((n for n in range(len(mine)) if not _near(n, mine, yours, sticks)), -1)
    return Curve(label, tuple(map(_number, mine[:MOST])), tuple(map(_number, yours[:MOST])), first)


def _near(n: int, mine: Sequence[Value], yours: Sequence[Value], sticks: Sequence[Tolerance | None]) -> bool:
    """Whether the number at a place is near enough to the expected one."""
    left, right = mine[n], yours[n] if n < len(yours) else None
    if not (isinstance(left, Array) and isinstance(right, Array) and right.shape == ()):
        return False
    wrong = departures(left, right, sticks[n])
    return wrong is not None and not wrong.any()


def _number(value: Value) -> float | None:
    """Return a single finite number from any array that holds just one."""
    if not isinstance(value, Array) or value.data is None or math.prod(value.shape) != 1:
        return None
    number = numbers(value).reshape(()).item()
    return float(number) if isinstance(number, int | float) and math.isfinite(number) else None
