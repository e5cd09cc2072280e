"""Further inputs of one task, on which a mutant that passes is compared with the reference.

The two are first compared exactly. Only where they differ is the bound measured, as for a key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from grader.core.model import Case, Observation, TaskKey
from grader.course.further import further
from grader.course.task import Task
from grader.course.task_key import TaskMaker
from grader.judge.properties import held
from grader.runner.protocol import LoadedProgram, Runner, TaskRun
from grader.runner.recording.folder import Files, in_folder_of
from grader.workshop.mutant_trial import bare, departs, ended, observed

FIRST = 5
"""The bounds of so many inputs are measured first, then those of all others in the chunk."""


@dataclass(frozen=True)
class Search:
    """How many further inputs were tried, and the first that shows a difference, if one does."""

    tried: int
    case: Case | None = None


class FurtherInputs:
    """The further inputs, which are drawn once for all mutants of a task."""

    def __init__(
        self,
        exercise: str,
        task: Task,
        key: TaskKey,
        session: LoadedProgram,
        runner: Runner,
        *,
        reference: str,
        count: int,
    ) -> None:
        self._task, self._key, self._session, self._reference = task, key, session, reference
        self._runner = runner
        self._files: Files = ()
        self._maker = TaskMaker(exercise, task, properties=key.properties)
        digest = hashlib.sha256(f"{exercise}.{task.name}.further".encode()).digest()
        start = int.from_bytes(digest[:4], "big")
        self._source = further(task.inputs, gradient=task.asked.gradient, count=count, start=start)
        self._chunks: list[tuple[list[Case], list[Observation]]] = []

    def search(self, name: str) -> Search:
        """Search an input on which a function of the program departs from the reference."""
        tried = 0
        for cases, known in self._drawn():
            (run,) = observed(self._session, self._key, [name], cases)
            self._files = run.files
            pairs = zip(cases, known, run.observations, strict=False)
            differing = [(case, seen) for case, was, seen in pairs if bare(was) != bare(seen)]
            found = self._departing(differing)
            if found is None and ended(run):
                found = cases[len(run.observations)]
            if found is not None:
                return Search(tried, found)
            tried += len(cases)
        return Search(tried)

    def _drawn(self) -> Iterator[tuple[list[Case], list[Observation]]]:
        """Yield chunks of inputs that the task asks for, with what the reference does on them."""
        yield from self._chunks
        in_key = {(case.setup, case.code) for case in self._key.cases}
        for drawn in self._source:
            cases = [case for case in self._maker.cases(drawn) if (case.setup, case.code) not in in_key]
            (run,) = observed(self._session, self._key, [self._reference], cases)
            pairs = [
                (case, seen)
                for case, seen in zip(cases, run.observations, strict=False)
                if seen.failure is None or any(map(seen.failure.is_a, self._task.raises))
            ]
            self._chunks.append(([case for case, _ in pairs], [seen for _, seen in pairs]))
            yield self._chunks[-1]

    def _departing(self, differing: Sequence[tuple[Case, Observation]]) -> Case | None:
        """Return the first input on which the difference is more than rounding."""
        for some in (differing[:FIRST], differing[FIRST:]):
            found = self._measured(some) if some else None
            if found is not None:
                return found
        return None

    def _measured(self, differing: Sequence[tuple[Case, Observation]]) -> Case | None:
        """Measure bounds together with those of the key, since some depend on all cases of a task."""
        seen = {(case.setup, case.code): observation for case, observation in differing}
        with in_folder_of(self._files):
            expected = self._maker.expect([*self._key.cases, *(case for case, _ in differing)])
        asked = [
            (case, known, got)
            for case, known in expected
            if (got := seen.get((case.setup, case.code))) is not None
        ]
        cases, truths, observations = zip(*asked, strict=True) if asked else ((), (), ())
        key = msgspec.structs.replace(self._key, cases=cases, expected=truths)
        run = held(key, TaskRun(key.name, observations, files=self._files), self._runner)
        wrong = (n for n, got in enumerate(run.observations) if departs(key, truths[n], got))
        return next((cases[n] for n in wrong), None)
