"""What was read before and after a write, and what it says about memory that tensors share.

The child writes and reads. The judge compares the numbers.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Struct

from grader.core.model import Few, Observation
from grader.core.value import Path


class Reading(Struct, frozen=True):
    """The elements of a tensor before and after another tensor was written to.

    Both are empty if the tensor cannot be read.
    """

    before: bytes
    after: bytes

    @property
    def changed(self) -> bool:
        """Whether the tensors share memory."""
        return self.before != self.after


Readings = Annotated[tuple[Reading, ...], Few]


class Probes(Struct, frozen=True, omit_defaults=True):
    """What the writes after a call showed.

    `shares` has, for each tensor of the result, a reading of each input. `overlap` are readings of the
    results of earlier calls, after a write into a later one. `moved` are readings of the `.grad` at a path,
    after a write into the old one.
    """

    shares: Annotated[tuple[Readings, ...], Few] = ()
    overlap: Annotated[tuple[Reading, ...], Few] = ()
    moved: Annotated[tuple[tuple[Path, Reading], ...], Few] = ()


NOTHING = Probes()
"""The probes of a call if the task asks nothing about memory."""


def with_memory(seen: Observation, probes: Probes) -> Observation:
    """Return an observation that says what the probes show about memory."""
    if probes == NOTHING and not (seen.shares or seen.overlap or seen.moved):
        return seen
    return msgspec.structs.replace(
        seen,
        shares=tuple(
            tuple(n for n, reading in enumerate(readings) if reading.changed) for readings in probes.shares
        ),
        overlap=any(reading.changed for reading in probes.overlap),
        moved=tuple(path for path, reading in probes.moved if not reading.changed),
    )
