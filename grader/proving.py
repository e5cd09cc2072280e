"""`grade verify`: prove the exercises of a course, for its authors and for continuous integration."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

import click

from grader import devices
from grader.course import load
from grader.errors import UsageError
from grader.model import CPU
from grader.runner.pool import Pool
from grader.runner.pools import Pools
from grader.runner.wire import Limits
from grader.status import Status
from grader.workshop import words

LIMITS = Limits(call_seconds=10.0, total_seconds=600.0)


def verify(names: Sequence[str], course_folder: Path | None, device: str = CPU) -> bool:
    """Prove the exercises that are named, or all and that no file is an orphan; whether all is well.

    On the devices that are asked; on a GPU, what can be told there alone.
    """
    from rich.console import Console

    from grader.workshop import table
    from grader.workshop.verify import orphans, prove

    meant = devices.resolve(device)
    if meant.remark:
        click.echo(f"grade: {meant.remark}", err=True)
    course = load.find(course_folder, Path.cwd() / "submission.py")
    chosen = [course.check(name) for name in names]
    proven = [name for name in chosen or course.names if course.reference(name).is_file()]
    if not names:  # an orphan is told by itself
        proven = [name for name in proven if course.starter(name).is_file()]
    if not any(course.reference(name).is_file() for name in course.names):
        raise UsageError(words.NO_REFERENCES.format(root=course.root))
    console = Console(highlight=False)
    lost = [] if names else list(orphans(course))
    table.show_faults(lost, console)
    proofs = []
    with Pools(meant.devices, lambda device: Pool(LIMITS, device=device)) as pools:
        for name, where in itertools.product(proven, meant.devices):
            status = Status(f"{words.PROVING} {name}")
            proofs.append(prove(course, name, pools[where], progress=status))
            status.clear()
            table.show(proofs[-1], console)
    faults = len(lost) + sum(len(proof.faults) for proof in proofs)
    table.show_sum(proofs, faults, console)
    return not faults
