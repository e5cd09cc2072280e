"""Prove an exercise on a GPU: right answers pass, and wrong answers fail.

The CPU proves the rest: whether a wrong answer is recognised, and what noise may pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.core.errors import CourseError
from grader.core.message import Message
from grader.core.model import Outcome, TaskKey
from grader.core.verdict import TaskResult
from grader.judge.devices.asked import asked_on, goes_on, seen_on
from grader.judge.grade import assignment
from grader.judge.properties import held
from grader.judge.reading import only
from grader.judge.result import judge
from grader.runner.protocol import Runner
from grader.workshop import words
from grader.workshop.bench import Bench, Candidate
from grader.workshop.proof import ProofFault, TaskProof, reason

FEW = 8
"""How many cases are tried that tell a wrong answer from the reference.

One of them is enough.
"""


def prove_there(bench: Bench, key: TaskKey, runner: Runner) -> tuple[TaskProof, list[ProofFault]] | None:
    """Prove one task on the runner's device; None if the task does not run on it."""
    if not goes_on(key, runner.device):
        return None
    return _DeviceProver(bench, asked_on(key, runner.device), runner).prove()


class _DeviceProver:
    """Runs the functions of one task on the device of a runner.

    They are judged as a submission on this device is judged.
    """

    def __init__(self, bench: Bench, key: TaskKey, runner: Runner) -> None:
        self._bench, self._key, self._runner = bench, key, runner

    def prove(self) -> tuple[TaskProof, list[ProofFault]]:
        name, bench = self._key.name, self._bench
        rights = [bench.references[name], *bench.rights[name]]
        apart = {known.name: [index for index, _ in known.observations] for known in self._key.misconceptions}
        wrongs = [(entry, apart[entry.kind]) for entry in bench.misconceptions[name] if apart[entry.kind]]
        told = [portable.index for portable in self._key.portable]
        wrongs += [(entry, told) for entry in bench.device_misconceptions[name]]
        asked = [(entry, self._key) for entry in rights]
        asked += [(entry, only(self._key, cases[:FEW])) for entry, cases in wrongs]
        results = list(self._judged(asked))
        faults: list[ProofFault] = []
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

    def _judged(self, asked: Sequence[tuple[Candidate, TaskKey]]) -> Iterator[TaskResult]:
        """The results of functions on the bench, each on the cases of its own key."""
        assignments = [assignment(key, name=entry.name, kind=entry.stands_for) for entry, key in asked]
        with self._runner.session(self._bench.program) as session:
            for (_, key), run in zip(asked, session.run(assignments), strict=True):
                seen = seen_on(key, run, self._runner.device)
                yield judge(key, held(key, seen, self._runner))

    def _right(self, entry: Candidate, result: TaskResult, text: Message) -> Iterator[ProofFault]:
        """The fault of a function that should be right, if it is not."""
        if result.outcome is not Outcome.PASSED:
            example = result.counterexample
            code = example.code if example is not None else result.task
            yield self._fault(text, name=entry.kind, code=code, reason=reason(result))

    def _fault(self, text: Message, **facts: object) -> ProofFault:
        error = CourseError(text, task=self._key.name, device=self._runner.device, **facts)
        return ProofFault(self._key.name, error)
