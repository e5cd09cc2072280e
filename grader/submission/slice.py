"""Which statements a function needs, and what star imports may have to give it.

A statement needs the names that it reads *now* as they were before the statement. It needs the names that the
body of a function reads *later* as they are when the function is called. A name means its last unconditional
binding, and what re-binds or changes it after that. Too much may be kept, never too little. Names made by
exec or through another object are not seen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from grader.submission.limits import SLICE_STEPS
from grader.submission.table import Table

_Key = tuple[str, int]
_Want = tuple[str, int, int]


@dataclass
class _Segment:
    """A name's events from one unconditional binding to the next.

    `taken` is the index after the last handled event. `reads` are the segments that the events read now,
    each with the last statement that does. `later` are the names that functions in the name's value read
    when it is used, at one or more `times`.
    """

    taken: int
    times: set[int] = field(default_factory=set)
    reads: dict[_Key, int] = field(default_factory=dict)
    later: set[str] = field(default_factory=set)

    def wants(self, time: int) -> Iterator[_Want]:
        """Yield the names that a value needs when it is used at a time."""
        yield from ((name, index, time) for (name, _), index in self.reads.items())
        yield from ((name, time, time) for name in self.later)


@dataclass
class Steps:
    """How many steps are left, for all functions of a file together.

    When none is left, everything is kept. Only a file made to be slow comes near it.
    """

    left: int = SLICE_STEPS


class Slice:
    """The statements that one function needs (`kept`).

    `stars` gives the names that each star import may have to give.
    """

    def __init__(self, table: Table, task: str, steps: Steps) -> None:
        self.kept: set[int] = set()
        self.stars: dict[int, set[str]] = defaultdict(set)
        self._table = table
        self._segments: dict[_Key, _Segment] = {}
        self._steps = steps
        todo: list[_Want] = [(task, table.end, table.end)]
        while todo and steps.left > 0:
            found = list(islice(self._want(*todo.pop()), steps.left))
            steps.left -= 1 + len(found)
            todo += found
        if todo:
            self.kept |= table.everything()

    def _want(self, name: str, before: int, when: int) -> Iterator[_Want]:
        """Keep the statements before `before` that give `name` its value.

        The value is used at time `when`.
        """
        for index in self._table.stars_for(name, before=before):
            self._steps.left -= 1
            self.kept.add(index)
            self.stars[index].add(name)
        history = self._table.history(name)
        first, last = history.span(before)
        segment = self._segments.setdefault((name, first), _Segment(first))
        fresh = history.events[segment.taken : last]
        times = {when} - segment.times
        segment.times.add(when)
        for index in fresh:
            yield from self._keep(index, segment)
        segment.taken = max(segment.taken, last)
        for time in segment.times if fresh else times:
            yield from segment.wants(time)

    def _keep(self, index: int, segment: _Segment) -> Iterator[_Want]:
        """Keep one event of a segment; the names that it reads now are used when it runs."""
        fact = self._table.facts[index]
        self.kept.add(index)
        segment.later |= self._table.later(index)
        for name in fact.now:
            segment.reads[name, self._table.history(name).span(index)[0]] = index
            yield name, index, index
