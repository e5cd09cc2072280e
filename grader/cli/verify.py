"""`grade verify`: prove the exercises of a course, for authors and for CI."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from grader.cli.command import command as defined
from grader.cli.command import option
from grader.cli.exit_codes import FULL, NOT_FULL
from grader.cli.language import follow
from grader.cli.options import DEVICE, complete_exercise, complete_task, course_option
from grader.cli.status import note, status
from grader.core.errors import UsageError
from grader.core.message import Message
from grader.core.model import CPU
from grader.core.spelling import suggestion
from grader.course import key as keys
from grader.course import load
from grader.grading import devices
from grader.runner.process.pool import Pool
from grader.runner.process.pools import Pools
from grader.runner.wire import Limits

HELP = Message("Prove exercises: right answers pass, wrong ones fail and are named. For authors.")
PROVING = Message("Proving {exercise}")
TRYING = Message("Trying mutants of {exercise}")
NO_SUCH_TASK = Message("There is no task {task!r}. {remedy}")
MUTANTS_ON_CPU = Message("--mutants runs on the CPU. Leave out --device.")
NO_REFERENCES = Message("{root} has no references to verify (reference/*.py).")
LIMITS = Limits(call_seconds=10.0, total_seconds=600.0)


@defined("verify", HELP)
@click.argument("exercises", nargs=-1, metavar="[EXERCISE]...", shell_complete=complete_exercise)
@course_option(
    Message("The course to prove; otherwise the one around the current folder, or the built-in one.")
)
@option(
    "-t",
    "--task",
    "tasks",
    multiple=True,
    metavar="TASK",
    shell_complete=complete_task,
    says=Message("Prove this task only. You may give it several times."),
)
@option(
    "--mutants",
    is_flag=True,
    says=Message("Try single edits of each reference instead: those that change the result must fail."),
)
@DEVICE
def command(
    exercises: tuple[str, ...], course: Path | None, tasks: tuple[str, ...], mutants: bool, device: str
) -> None:
    """Prove exercises."""
    if mutants and device != CPU:
        raise UsageError(MUTANTS_ON_CPU)
    well = try_all(exercises, course, tasks) if mutants else verify(exercises, course, device, tasks)
    sys.exit(FULL if well else NOT_FULL)


def verify(
    names: Sequence[str], course_folder: Path | None, device: str = CPU, tasks: Sequence[str] = ()
) -> bool:
    """Prove the named exercises, or all of them, and return whether all is well.

    If no exercise is named, also check that every file has its counterpart. The exercises are proved on each
    device of `device`; on a GPU, only what a GPU alone can show.
    """
    from rich.console import Console

    from grader.workshop import table
    from grader.workshop.verify import orphans, prove

    course = follow(load.find(course_folder, Path.cwd() / "submission.py"))
    meant = devices.resolve(device)
    if meant.remark:
        note(meant.remark)
    proven = _chosen(course, names, tasks)
    console = Console(highlight=False)
    lost = [] if names or tasks else list(orphans(course))
    table.show_faults(lost, console)
    proofs = []
    with Pools(meant.devices, lambda device: Pool(LIMITS, device=device)) as pools:
        for name, where in itertools.product(proven, meant.devices):
            with status(PROVING.format(exercise=name)) as update:
                proofs.append(prove(course, name, pools[where], progress=update, tasks=tasks))
            table.show(proofs[-1], console)
    faults = len(lost) + sum(len(proof.faults) for proof in proofs)
    table.show_sum(proofs, faults, console)
    return not faults


def try_all(names: Sequence[str], course_folder: Path | None, tasks: Sequence[str]) -> bool:
    """Try the mutants of the named exercises, or of all, and return whether none is missed."""
    from rich.console import Console

    from grader.workshop import table
    from grader.workshop.mutants import LIMITS as OF_MUTANTS
    from grader.workshop.mutants import try_mutants

    course = follow(load.find(course_folder, Path.cwd() / "submission.py"))
    console = Console(highlight=False)
    proofs = []
    with Pool(OF_MUTANTS) as pool:
        for name in _chosen(course, names, tasks):
            with status(TRYING.format(exercise=name)) as update:
                proofs.append(try_mutants(course, name, pool, progress=update, tasks=tasks))
            table.show_mutants(proofs[-1], console)
    table.show_sum_of_mutants(proofs, console)
    return not any(proof.faults for proof in proofs)


def _chosen(course: load.Course, names: Sequence[str], tasks: Sequence[str]) -> list[str]:
    """The named exercises, or all; with tasks, those among them that have one of these.

    Raises UsageError for an unknown exercise or task, and if no exercise has a reference.
    """
    chosen = [course.check(name) for name in names]
    proven = [name for name in chosen or course.names if course.reference(name).is_file()]
    if not names:  # an orphan is reported separately
        proven = [name for name in proven if course.starter(name).is_file()]
    if not any(course.reference(name).is_file() for name in course.names):
        raise UsageError(NO_REFERENCES, root=course.root)
    known = {name: keys.tasks(course, name) for name in proven} if tasks else {}
    every = [task for found in known.values() for task in found]
    for task in tasks:
        if task not in every:
            raise UsageError(NO_SUCH_TASK, task=task, remedy=suggestion(task, every))
    return [name for name in proven if not tasks or set(tasks) & set(known[name])]
