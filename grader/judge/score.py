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
"""An aspect that is scored as part of another, if that one is graded."""


def score(points: float, weights: Mapping[str, float], broken: Collection[Aspect]) -> float:
    """Return the points that are left when the `broken` aspects do not hold.

    An aspect is broken if one case breaks it. If the values are wrong, the score is 0. Otherwise each weighed
    aspect that holds earns its share.
    """
    if CHAIN & set(broken):
        return 0.0
    lost = {SHARE[aspect] if SHARE.get(aspect) in weights else aspect for aspect in broken}
    kept = sum(weight for name, weight in weights.items() if name not in lost)
    return points * (kept / sum(weights.values()))
