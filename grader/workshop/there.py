"""Prove an exercise on a GPU: what is right is right there, and what is wrong is not.

What can be told on the CPU is told there: whether a wrong answer is recognised, and what noise may pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from grader.judge.elsewhere import asked_on, goes_on, only, seen_on
from grader.judge.grade import assignment
from grader.judge.result import judge
from grader.model import Outcome, TaskKey
from grader.runner.protocol import Runner
from grader.verdict import TaskResult
from grader.workshop import words
from grader.workshop.bench import Bench, Entry
from grader.workshop.proof import Fault, TaskProof

FEW = 8
"""Of the cases that tell a wrong answer from the reference, so many are tried; one of them is enough."""


def prove_there(bench: Bench, key: TaskKey, runner: Runner) -> tuple[TaskProof, list[Fault]] | None:
    """Prove one task on the runner's device; None where it does not go there."""
    if not goes_on(key, runner.device):
        return None
    return _Prover(bench, asked_on(key, runner.device), runner).prove()


class _Prover:
    """Runs what is on the bench for one task, and judges it as a submission is judged there."""

    def __init__(self, bench: Bench, key: TaskKey, runner: Runner) -> None:
        self._bench, self._key, self._runner = bench, key, runner

    def prove(self) -> tuple[TaskProof, list[Fault]]:
        name, bench = self._key.name, self._bench
        rights = [bench.references[name], *bench.rights[name]]
        apart = {one.name: [index for index, _ in one.observations] for one in self._key.misconceptions}
        wrongs = [(entry, apart[entry.kind]) for entry in bench.misconceptions[name] if apart[entry.kind]]
        told = [portable.index for portable in self._key.portable]
        wrongs += [(entry, told) for entry in bench.device_misconceptions[name]]
        asked = [(entry, self._key) for entry in rights]
        asked += [(entry, only(self._key, cases[:FEW])) for entry, cases in wrongs]
        results = list(self._judged(asked))
        faults: list[Fault] = []
        for entry, result in zip(rights, results, strict=False):
            is_reference = entry is rights[0]
            text = words.REFERENCE_FAILS_ON if is_reference else words.RIGHT_FAILS_ON
            faults += self._right(entry, result, text)
        pairs = zip(wrongs, results[len(rights) :], strict=True)
        survivors = [entry for (entry, _), result in pairs if result.outcome is Outcome.PASSED]
        faults += [self._fault(words.SURVIVES_ON, name=entry.kind) for entry in survivors]
        killed = len(wrongs) - len(survivors)
        count = len(self._key.cases)
        return TaskProof(name, count, {}, len(rights) - 1, len(wrongs), killed, ()), faults

    def _judged(self, asked: Sequence[tuple[Entry, TaskKey]]) -> Iterator[TaskResult]:
        """What functions of the bench come to, each on the cases of a key of its own."""
        assignments = [msgspec.structs.replace(assignment(key), task=entry.name) for entry, key in asked]
        with self._runner.session(self._bench.program) as session:
            for (_, key), run in zip(asked, session.run(assignments), strict=True):
                yield judge(key, seen_on(key, run, self._runner.device))

    def _right(self, entry: Entry, result: TaskResult, text: str) -> Iterator[Fault]:
        """What is wrong with something that should be right."""
        if result.outcome is not Outcome.PASSED:
            example = result.counterexample
            told = [difference.message for difference in result.differences[:1]]
            reason = result.error.message if result.error is not None else " ".join(told)
            code = example.code if example is not None else result.task
            yield self._fault(text, name=entry.kind, code=code, reason=f"{reason.rstrip('.')}.")

    def _fault(self, text: str, **facts: str) -> Fault:
        return Fault(self._key.name, text.format(task=self._key.name, device=self._runner.device, **facts))
