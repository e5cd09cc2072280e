"""From aspects that hold to points: a pure function."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from grader.core.model import Aspect

CHAIN = frozenset(
    {
        Aspect.SIGNATURE,
        Aspect.OUTCOME,
        Aspect.STRUCTURE,
        Aspect.GRAPH,
        Aspect.SHAPE,
        Aspect.DTYPE,
        Aspect.DEVICE,
        Aspect.VALUES,
    }
)
SHARE = {Aspect.ATTACHED: Aspect.GRADIENT}
"""An aspect that is scored as part of another, where that is graded."""


def score(points: float, weights: Mapping[str, float], broken: Collection[Aspect]) -> float:
    """The points that are left, with `broken` aspects not holding in every case.

    Without the values there are no points. Otherwise each weighed aspect that holds earns its share.
    """
    if CHAIN & set(broken):
        return 0.0
    lost = {SHARE[aspect] if SHARE.get(aspect) in weights else aspect for aspect in broken}
    kept = sum(weight for name, weight in weights.items() if name not in lost)
    return points * (kept / sum(weights.values()))
