"""Why an answer is wrong, as far as its results tell: a misconception, advice, relations, a pattern."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from grader.core.fact import Fact
from grader.core.model import Aspect, Mismatch, Observation, TaskKey
from grader.core.verdict import Named
from grader.judge.advice import ORDER, advice, in_all
from grader.judge.explain import pattern
from grader.judge.naming import name_misconceptions
from grader.judge.relations.relation import is_of_places, relation

GRAPH = {Aspect.ATTACHED, Aspect.GRADIENT}


@dataclass(frozen=True)
class Reasons:
    """What explains the failing cases.

    `patterns` are relations between numbers, then which calls are right and which are wrong.
    """

    misconception: Named | None = None
    second: Named | None = None
    advice: Fact | None = None
    patterns: tuple[Fact, ...] = ()
    explained: bool = False
    """Whether more is known than which calls are wrong."""


def reasons(
    task: TaskKey,
    observations: Sequence[Observation],
    verdicts: Sequence[tuple[Mismatch, ...]],
    shown: int,
) -> Reasons:
    """Return what explains the failing cases; `shown` is the case that is shown.

    A misconception that is certain, or another order of the parts, explains all: then nothing is said of
    numbers or calls.
    """
    passing = [not verdict for verdict in verdicts]
    told = advice(task, shown, observations[shown], verdicts[shown][0])
    told = in_all(told, task, observations, verdicts, verdicts[shown][0])
    is_order = told is not None and told.code == ORDER
    named, second = (*name_misconceptions(task, observations, passing, shown), None, None)[:2]
    if is_order and named is not None and not named.certain:
        named, second = None, None
    if named is not None and named.elsewhere and not any(map(_raises, verdicts)):
        named = msgspec.structs.replace(named, elsewhere=False)  # calls were refused, which is told otherwise
    if is_order or (named is not None and named.certain):
        return Reasons(named, second, told, explained=True)
    related = tuple(relation(task, observations, verdicts))
    broken = {mismatch.aspect for verdict in verdicts for mismatch in verdict}
    separating = pattern(
        task,
        passing,
        graph_only=broken <= GRAPH,
        dtype_only=broken == {Aspect.DTYPE},
        signs=not any(map(is_of_places, related)),
    )
    explained = bool(named or told or related)
    return Reasons(named, second, told, (*related, *separating), explained)


def _raises(verdict: tuple[Mismatch, ...]) -> bool:
    return any(mismatch.aspect is Aspect.OUTCOME for mismatch in verdict)
