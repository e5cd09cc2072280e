"""How many cases are enough to find wrong answers; see README.md beside this file."""

from __future__ import annotations

import argparse
import hashlib
import runpy
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from grader.core.interrupts import Interrupts
from grader.core.model import Property, TaskKey
from grader.course.covering import covering
from grader.course.load import Course, data_files, load
from grader.course.making import Maker, held_out_of, properties_of
from grader.course.silence import silence
from grader.course.task import Task
from grader.course.task_key import TaskMaker
from grader.course.traits import traits
from grader.judge.properties import held
from grader.runner.process.pool import Pool
from grader.runner.recording.folder import Files, in_folder_of
from grader.runner.wire import Piece, Program
from grader.workshop.bench import lay_out
from grader.workshop.mutant_code import Mutant
from grader.workshop.mutant_trial import departs, observed
from grader.workshop.mutants import LIMITS, mutants_of, scope_of

ROOT = Path(__file__).parent.parent.parent
POOL = 500
COUNTS = (5, 10, 20, 40, 80, 160, POOL)
WANTED = 0.995
"""The share of what all cases find that the chosen ones have to find."""
TOGETHER = 8
"""So many wrong answers are observed together."""
HEADER = "import math, torch\nimport torch.nn.functional as F\nfrom torch import Tensor\n"
WRITTEN, KNOWN, HALVES = "written", "misconceptions", ("mutants, first half", "mutants, second half")
"""The sources of wrong answers; mutants are halved by a hash."""

Shown = np.ndarray
"""For each case, whether it shows one wrong answer."""


@dataclass(frozen=True)
class Answer:
    """A wrong answer of a task: where it comes from, what it is, and which cases show it."""

    source: str
    name: str
    shown: Shown


@dataclass(frozen=True)
class Measured:
    """A task with many cases, the indices of those that its key has, and wrong answers that some case shows.

    `order` has all cases, in the order in which they add most.
    """

    task: str
    order: list[int]
    chosen: list[int]
    answers: list[Answer]


def measured(course: Course, exercise: str, only: Sequence[str]) -> Iterator[Measured]:
    """Observe the wrong answers of an exercise's tasks on many cases."""
    declared = load(course, exercise)
    source, files = course.reference(exercise).read_text("utf-8"), data_files(course, exercise)
    bench, made = lay_out(course.reference(exercise), declared, files), Maker(course, exercise)
    for task in declared.tasks:
        if only and task.name not in only:
            continue
        usual = made.task(task.name)
        if usual.fault is not None:
            continue
        with Interrupts(), silence(), in_folder_of(files), held_out_of(course, exercise, declared):
            properties = properties_of(course, exercise, declared, task)
            many = with_many_cases(exercise, task, properties, usual)
        mutants = mutants_of(source, task.name, scope_of(task))
        program = msgspec.structs.replace(
            bench.program, pieces=(*bench.program.pieces, *(mutant.piece for mutant in mutants))
        )
        with Pool(LIMITS) as pool:
            answers = [
                *of_mutants(pool, many, program, mutants),
                *of_learners(pool, many, exercise, files),
                *of_misconceptions(many),
            ]
        known = {(case.setup, case.code): n for n, case in enumerate(many.cases)}
        chosen = [known[case.setup, case.code] for case in usual.cases]
        yield Measured(task.name, in_order(many), chosen, [one for one in answers if one.shown.any()])


def with_many_cases(exercise: str, task: Task, properties: Sequence[Property], usual: TaskKey) -> TaskKey:
    """Make a task's key with many cases, of which none is left out; those of its usual key are among them."""
    before, task.cases = task.cases, POOL // task.seeds
    try:
        return TaskMaker(exercise, task, properties=properties).make_all(usual.cases)
    finally:
        task.cases = before


def in_order(many: TaskKey) -> list[int]:
    """Return all cases in the order in which they add most pairs of traits, then most again, and so on."""
    pairs = zip(many.cases, many.expected, strict=True)
    found = [traits(case, expected.observation) for case, expected in pairs]
    left, order = sorted(range(len(found)), key=lambda n: many.cases[n].rank), []
    while left:
        chosen = [left[n] for n in covering([found[n] for n in left], [frozenset()] * len(left))]
        order += chosen
        left = [n for n in left if n not in chosen]
    return order


def of_mutants(pool: Pool, key: TaskKey, program: Program, mutants: Sequence[Mutant]) -> Iterator[Answer]:
    """Yield the mutants of the reference, each in its half."""
    edits = {mutant.name: f"{mutant.edit.before} → {mutant.edit.after}" for mutant in mutants}
    for name, shown in shown_by(pool, key, program, list(edits)):
        half = hashlib.sha256(f"{key.name}.{edits[name]}".encode()).digest()[0] % 2
        yield Answer(HALVES[half], edits[name], shown)


def of_learners(pool: Pool, key: TaskKey, exercise: str, files: Files) -> Iterator[Answer]:
    """Yield the wrong answers in tests/solutions."""
    for path in sorted((ROOT / "tests" / "solutions").glob(f"{exercise}_wrong*.py")):
        for name, mistake, text in runpy.run_path(str(path))["WRONG"]:
            if name == key.name:
                pieces = (Piece("a.py", 1, HEADER, (), (name,)), Piece("a.py", 4, text, (name,), (name,)))
                ((_, shown),) = shown_by(pool, key, Program(pieces, files=files), [name])
                yield Answer(WRITTEN, mistake, shown)


def of_misconceptions(key: TaskKey) -> Iterator[Answer]:
    """Yield the misconceptions, which were observed when the key was made."""
    for known in key.misconceptions:
        shown = np.zeros(len(key.cases), bool)
        shown[[n for n, _ in known.observations]] = True
        yield Answer(KNOWN, known.name, shown)


def shown_by(pool: Pool, key: TaskKey, program: Program, names: Sequence[str]) -> Iterator[tuple[str, Shown]]:
    """Yield functions of a program with the cases that show that they are wrong.

    All cases show that a function is wrong that never returns.
    """
    every = range(len(key.cases))
    with pool.session(program) as session:
        for start in range(0, len(names), TOGETHER):
            group = names[start : start + TOGETHER]
            for name, run in zip(group, observed(session, key, group, key.cases), strict=True):
                seen = held(key, run, pool, every).observations
                found = [departs(key, key.expected[n], one) for n, one in enumerate(seen)]
                yield name, np.array([*found, *[True] * (len(every) - len(found))], bool)


# ------------------------------------------------------------------------------------------ the table


def found_by(answers: Sequence[Answer], cases: Sequence[int]) -> int:
    """Return how many wrong answers some cases find."""
    return sum(bool(answer.shown[list(cases)].any()) for answer in answers)


def tell(tasks: Sequence[Measured]) -> bool:
    """Print what the first cases and the chosen ones find, and whether these find enough."""
    print(f"\n{'':>24} {'wrong':>6} {'':>2}" + "".join(f"{count:>8}" for count in COUNTS) + "   chosen")
    kept = []
    for source in (WRITTEN, KNOWN, *HALVES):
        parts = [(task, [one for one in task.answers if one.source == source]) for task in tasks]
        every = sum(len(answers) for _, answers in parts)
        if not every:
            continue
        first = [sum(found_by(answers, task.order[:n]) for task, answers in parts) / every for n in COUNTS]
        chosen = sum(found_by(answers, task.chosen) for task, answers in parts) / every
        print(
            f"{source:>24} {every:>6}    " + "".join(f"{share:8.2%}" for share in first) + f" {chosen:8.2%}"
        )
        kept.append(chosen >= WANTED)
    sizes = sorted(len(task.chosen) for task in tasks)
    print(f"\nchosen: {sum(sizes) / len(sizes):.1f} cases a task, {sizes[0]} to {sizes[-1]}")
    for task in tasks:
        for answer in task.answers:
            if not answer.shown[task.chosen].any():
                print(
                    f"  not found: {task.task}, {answer.source}: {answer.name} ({answer.shown.sum()} cases)"
                )
    return all(kept)


def main() -> int:
    """Measure tasks, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("exercises", nargs="*", metavar="EXERCISE", help="all, if none is named")
    parser.add_argument("-t", "--task", action="append", default=[], help="measure only this task")
    parser.add_argument("--course", type=Path, default=ROOT)
    given = parser.parse_args()
    course, tasks = Course(given.course), []
    for exercise in given.exercises or course.names:
        for task in measured(course, exercise, given.task):
            tasks.append(task)
            found, every = found_by(task.answers, task.chosen), len(task.answers)
            print(
                f"{exercise} {task.task}: {len(task.chosen)} of {len(task.order)} cases, {found}/{every}",
                flush=True,
            )
    return 0 if tell(tasks) else 1


if __name__ == "__main__":
    sys.exit(main())
