"""`grade verify`: prove the exercises of a course, for authors and for CI."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from grader.cli.command import command as defined
from grader.cli.exit_codes import FULL, NOT_FULL
from grader.cli.language import follow
from grader.cli.options import DEVICE, complete_exercise, course_option
from grader.cli.status import note, status
from grader.core.errors import UsageError
from grader.core.message import Message
from grader.core.model import CPU
from grader.course import load
from grader.grading import devices
from grader.runner.process.pool import Pool
from grader.runner.process.pools import Pools
from grader.runner.wire import Limits

HELP = Message("Prove exercises: right answers pass, wrong ones fail and are named. For authors.")
PROVING = Message("Proving {exercise}")
NO_REFERENCES = Message("{root} has no references to verify (reference/*.py).")
LIMITS = Limits(call_seconds=10.0, total_seconds=600.0)


@defined("verify", HELP)
@click.argument("exercises", nargs=-1, metavar="[EXERCISE]...", shell_complete=complete_exercise)
@course_option(
    Message("The course to prove; otherwise the one around the current folder, or the built-in one.")
)
@DEVICE
def command(exercises: tuple[str, ...], course: Path | None, device: str) -> None:
    """Prove exercises."""
    sys.exit(FULL if verify(exercises, course, device) else NOT_FULL)


def verify(names: Sequence[str], course_folder: Path | None, device: str = CPU) -> bool:
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
    chosen = [course.check(name) for name in names]
    proven = [name for name in chosen or course.names if course.reference(name).is_file()]
    if not names:  # an orphan is reported separately
        proven = [name for name in proven if course.starter(name).is_file()]
    if not any(course.reference(name).is_file() for name in course.names):
        raise UsageError(NO_REFERENCES, root=course.root)
    console = Console(highlight=False)
    lost = [] if names else list(orphans(course))
    table.show_faults(lost, console)
    proofs = []
    with Pools(meant.devices, lambda device: Pool(LIMITS, device=device)) as pools:
        for name, where in itertools.product(proven, meant.devices):
            with status(PROVING.format(exercise=name)) as update:
                proofs.append(prove(course, name, pools[where], progress=update))
            table.show(proofs[-1], console)
    faults = len(lost) + sum(len(proof.faults) for proof in proofs)
    table.show_sum(proofs, faults, console)
    return not faults
