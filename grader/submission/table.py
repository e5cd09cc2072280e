"""All statements of a file, by the names that they bind or change.

It also says which statements never run.
"""

from __future__ import annotations

import ast
import builtins
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from grader.core.fact import Fact
from grader.core.model import VARIABLE
from grader.submission.effects import libraries, refusal, remark
from grader.submission.facts import Facts, facts
from grader.submission.source import Statement

_READS_HINTS = re.compile(r"\b(jit|get_type_hints|get_annotations|__annotations__|signature)\b")
"""Names in code that looks up the names in annotations."""


@dataclass(frozen=True)
class History:
    """The statements that bind or change one name (`events`), in order.

    `resets` are the positions in `events` of bindings that make earlier ones irrelevant.
    """

    events: list[int] = field(default_factory=list)
    resets: list[int] = field(default_factory=list)

    def span(self, when: int) -> tuple[int, int]:
        """Return which events count before a statement: those from the last reset on."""
        last = bisect_left(self.events, when)
        before = bisect_left(self.resets, last)
        return (self.resets[before - 1] if before else 0), last


class Table:
    """What all statements do with names; `refusals` say why some never run.

    `wanted` are the graded names, each with what it stands for. `bound` are the names that the allowed
    statements bind.
    """

    def __init__(self, statements: Sequence[Statement], *, wanted: Mapping[str, str], whole: bool) -> None:
        self.statements = statements
        self.facts = [facts(statement.node) for statement in statements]
        self.end = len(statements)
        self.bound: set[str] = set()
        self._libraries = libraries(self.facts)
        self._variables = {name for name, kind in wanted.items() if kind == VARIABLE}
        often = Counter(name for fact in self.facts for name in fact.binds)
        defined = {name: kind for name, kind in wanted.items() if kind != VARIABLE and often[name] > 1}
        self.refusals = [refusal(fact, self._libraries, defined=defined, whole=whole) for fact in self.facts]
        self._reads_hints = any(_READS_HINTS.search(statement.text) for statement in statements)
        self._packages = frozenset().union(*(fact.packages for fact in self.facts))
        self._stars: list[int] = []
        self._histories: dict[str, History] = defaultdict(History)
        for index in self.allowed:
            self._add(index, self.facts[index])

    @property
    def allowed(self) -> list[int]:
        """The statements that may run."""
        return [index for index, why in enumerate(self.refusals) if why is None]

    def _add(self, index: int, fact: Facts) -> None:
        """Add a statement under the names that it binds or changes."""
        self.bound |= fact.binds
        if "*" in fact.imports:
            self._stars.append(index)
        changes = (fact.changes - self._libraries.names) | (fact.deletes & self._variables)
        for name in fact.binds | changes:
            history = self._histories[name]
            if self._is_reset(name, fact):
                history.resets.append(len(history.events))
            history.events.append(index)

    def _is_reset(self, name: str, fact: Facts) -> bool:
        """Whether a statement sets a name without regard to its earlier value."""
        # `import a` and `import a.b` give the same module, and each may load a part of it.
        adds_to_module = name in self._packages and isinstance(fact.node, ast.Import)
        is_certain = name in fact.binds and not fact.is_conditional
        return is_certain and name not in fact.now and not adds_to_module

    def later(self, index: int) -> frozenset[str]:
        """Return the names that a statement's functions read when they are called.

        Annotations count where the file, or a decorator, may look their names up.
        """
        fact = self.facts[index]
        return fact.later | fact.hints if self._reads_hints or fact.is_decorated else fact.later

    def history(self, name: str) -> History:
        """Return the statements that bind or change a name."""
        return self._histories.get(name, History())

    def everything(self) -> set[int]:
        """Return all statements that bind or change a name."""
        return {index for history in self._histories.values() for index in history.events}

    def remark(self, index: int) -> Fact | None:
        """Return why an unneeded statement did not run, if a reader would miss it."""
        return remark(self.facts[index], self._libraries)

    def stars_for(self, name: str, *, before: int) -> Iterator[int]:
        """Yield each `from … import *` that alone can bind a name."""
        if name not in self.bound and not hasattr(builtins, name) and not name.startswith("__"):
            yield from (index for index in self._stars if index < before)
