"""The mutants of one task on the runner: which fail on the key, and which differ on further inputs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from grader.compare.observations import compare
from grader.core.errors import MachineError
from grader.core.model import CLASS, FUNCTION, Case, Expected, Observation, Outcome, TaskKey
from grader.judge.grade import assignment
from grader.judge.properties import held
from grader.judge.result import judge
from grader.runner.protocol import LoadedProgram, Runner, TaskRun
from grader.workshop import words

FIRST_CASES = 8
"""All mutants are tried on so many cases first."""
GROUP = 12
"""So many mutants are sent to a child together."""


@dataclass(frozen=True)
class KeyTrial:
    """Calls functions of a loaded program on the cases of a task's key."""

    key: TaskKey
    session: LoadedProgram
    runner: Runner

    def passing(self, names: Sequence[str], progress: Callable[[int], None]) -> tuple[str, ...]:
        """Return those of the functions that the judge lets pass.

        All are tried on a few cases first; a function that fails on one of them is not called again.
        """
        count = len(self.key.cases)
        first, rest = list(range(count))[:FIRST_CASES], list(range(count))[FIRST_CASES:]
        early = {name: seen for name, seen in self._tried(names, first, progress) if seen is not None}
        late = dict(self._tried(list(early), rest, lambda _done: None))
        return tuple(
            name for name, seen in late.items() if seen is not None and self._passes(early[name] | seen)
        )

    def _passes(self, seen: dict[int, Observation]) -> bool:
        """Whether the judge gives full points for what was observed on all cases."""
        observations = tuple(seen[index] for index in range(len(self.key.cases)))
        return judge(self.key, TaskRun(self.key.name, observations)).outcome is Outcome.PASSED

    def _tried(
        self, names: Sequence[str], indices: Sequence[int], progress: Callable[[int], None]
    ) -> Iterator[tuple[str, dict[int, Observation] | None]]:
        """Yield each function with its observations, or None if one of them is wrong."""
        cases = [self.key.cases[index] for index in indices]
        for start in range(0, len(names), GROUP):
            group = names[start : start + GROUP]
            progress(start)
            for name, found in zip(group, observed(self.session, self.key, group, cases), strict=True):
                run = held(self.key, found, self.runner, indices)
                pairs = list(zip(indices, run.observations, strict=False))
                wrong = ended(run) or any(self._is_wrong(index, seen) for index, seen in pairs)
                yield name, None if wrong else dict(pairs)

    def _is_wrong(self, index: int, seen: Observation) -> bool:
        return bool(compare(self.key.expected[index], seen, self.key.parameters, self.key.aspects))


def observed(
    session: LoadedProgram, key: TaskKey, names: Sequence[str], cases: Sequence[Case]
) -> list[TaskRun]:
    """Observe functions on some cases.

    A call that took too long while the machine was busy is repeated alone.
    """
    if not cases:
        return [TaskRun(name) for name in names]
    kind = CLASS if key.kind == CLASS else FUNCTION  # a variable is the result of a function here
    asked = [
        msgspec.structs.replace(assignment(key, name=name, kind=kind), cases=tuple(cases)) for name in names
    ]
    runs = list(session.run(asked))
    for n, run in enumerate(runs):
        if run.outcome is Outcome.NOT_RUN:
            raise MachineError(words.TOO_MANY_MUTANTS, task=key.name)
        if run.outcome is Outcome.TIMED_OUT and run.starved:
            runs[n] = next(iter(session.run([asked[n]])))
    return runs


def ended(run: TaskRun) -> bool:
    """Whether a run ended before its last case, or could not begin."""
    return run.outcome is not None or run.signature is not None or run.while_loading


def bare(seen: Observation) -> Observation:
    """An observation without what may differ from run to run."""
    return msgspec.structs.replace(seen, seconds=0.0, stdout="", warnings=())


def departs(key: TaskKey, expected: Expected, seen: Observation) -> bool:
    """Whether an observation is wrong in anything that the task grades."""
    return bool(compare(expected, seen, key.parameters, key.aspects))
