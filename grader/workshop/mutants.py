"""Try single edits of each reference: those that change what is graded must fail.

Such an edited reference is a mutant. It runs on the runner that submissions run on, and the same judge judges
it. A mutant that passes is then tried on further inputs, outside the key. If one shows a difference in
anything that is graded, a case is missing in the key. If none does, the mutant is taken as equal.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec

from grader.core.errors import CourseError
from grader.core.model import Aspect, Case, TaskKey
from grader.course import load
from grader.course.key import obtain
from grader.course.load import Course
from grader.course.making import held_out_of
from grader.course.task import Task
from grader.judge.example import call_text
from grader.runner.protocol import Runner
from grader.runner.wire import Limits
from grader.workshop import words
from grader.workshop.bench import Bench, lay_out
from grader.workshop.edit_kinds import Scope
from grader.workshop.edits import Edit
from grader.workshop.further_inputs import FurtherInputs
from grader.workshop.mutant_code import Mutant, mutants_of
from grader.workshop.mutant_trial import KeyTrial
from grader.workshop.proof import ProofFault

MOST_FURTHER = 5_000
LIMITS = Limits(call_seconds=2.0, task_seconds=600.0, total_seconds=36_000.0, memory_bytes=2**29)
"""A mutant that never returns is ended soon."""

Progress = Callable[[str], None]
"""Called often, with the current task and how far it is."""


@dataclass(frozen=True)
class Survivor:
    """A mutant that passes.

    `tried` further inputs showed no difference. `code` is a call that does; it is empty if none does.
    """

    edit: Edit
    tried: int
    code: str = ""


@dataclass(frozen=True)
class TaskMutants:
    """How many mutants of a task there are, of how many kinds of edit, and which pass."""

    task: str
    kinds: int
    mutants: int
    survivors: tuple[Survivor, ...]

    @property
    def failed(self) -> int:
        """How many fail."""
        return self.mutants - len(self.survivors)

    @property
    def missed(self) -> tuple[Survivor, ...]:
        """Those that pass, although they differ on a further input."""
        return tuple(survivor for survivor in self.survivors if survivor.code)


@dataclass(frozen=True)
class MutantProof:
    """The mutants of one exercise, and what to fix."""

    exercise: str
    title: str
    tasks: tuple[TaskMutants, ...]
    faults: tuple[ProofFault, ...]
    seconds: float


def try_mutants(
    course: Course,
    name: str,
    runner: Runner,
    *,
    progress: Progress,
    tasks: Sequence[str] = (),
    further: int = MOST_FURTHER,
) -> MutantProof:
    """Try the mutants of an exercise, or of some of its tasks."""
    start = time.perf_counter()
    try:
        exercise = load.load(course, name)
        key = obtain(course, name, progress=lambda step: progress(step.task), tasks=tasks)
    except CourseError as error:
        return MutantProof(name, name, (), (ProofFault("", error),), time.perf_counter() - start)
    source = course.reference(name).read_text("utf-8")
    bench = lay_out(course.reference(name), exercise, key.data)
    trial = _Trial(name, bench, runner, progress, further)
    known = {task.name: task for task in exercise.tasks}
    asked = [part for part in key.tasks if part.fault is None and (not tasks or part.name in tasks)]
    with held_out_of(course, name, exercise):
        found = tuple(
            trial.task(known[part.name], part, mutants_of(source, part.name, scope_of(known[part.name])))
            for part in asked
        )
    faults = tuple(_fault(mutants.task, survivor) for mutants in found for survivor in mutants.missed)
    return MutantProof(name, exercise.title, found, faults, time.perf_counter() - start)


def scope_of(task: Task) -> Scope:
    """Return what of a task limits which edits are made."""
    return Scope(graph=Aspect.ATTACHED in task.aspects, raises=task.raises)


def _fault(task: str, survivor: Survivor) -> ProofFault:
    edit, code = survivor.edit, survivor.code
    return ProofFault(
        task,
        CourseError(words.MUTANT_PASSES, line=edit.line, before=edit.before, after=edit.after, code=code),
    )


@dataclass(frozen=True)
class _Trial:
    """Runs the mutants of an exercise's tasks."""

    exercise: str
    bench: Bench
    runner: Runner
    progress: Progress
    further: int

    def task(self, task: Task, key: TaskKey, mutants: Sequence[Mutant]) -> TaskMutants:
        """Try all mutants of a task on its key, and those that pass on further inputs."""
        pieces = (*self.bench.program.pieces, *(mutant.piece for mutant in mutants))
        program = msgspec.structs.replace(self.bench.program, pieces=pieces)
        names = [mutant.name for mutant in mutants]
        with self.runner.session(program) as session:
            passing = KeyTrial(key, session, self.runner).passing(
                names, lambda done: self._say(key, done, len(names))
            )
            reference = self.bench.references[task.name].name
            inputs = FurtherInputs(
                self.exercise, task, key, session, self.runner, reference=reference, count=self.further
            )
            survivors = []
            for mutant in (mutant for mutant in mutants if mutant.name in passing):
                self.progress(words.FURTHER.format(task=task.name, edit=written(mutant.edit)))
                found = inputs.search(mutant.name)
                survivors.append(Survivor(mutant.edit, found.tried, _code(key, found.case)))
        return TaskMutants(
            task.name, len({mutant.edit.kind for mutant in mutants}), len(names), tuple(survivors)
        )

    def _say(self, key: TaskKey, done: int, count: int) -> None:
        self.progress(words.TRYING.format(task=key.name, done=done, count=count))


def _code(key: TaskKey, case: Case | None) -> str:
    return call_text(key, case) if case is not None else ""


def written(edit: Edit) -> str:
    """Write an edit on one line."""
    return f"{edit.before}  →  {edit.after}"
