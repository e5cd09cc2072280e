"""How a submission's process is confined: the tiers, and the layers that each is made of.

A layer is one mechanism that can be left out to see what it holds: tests do so, nothing else does.
"""

from __future__ import annotations

from dataclasses import dataclass

AROUND = (
    "mounts",
    "read-only",
    "hidden",
    "scratch size",
    "pid",
    "network",
    "ipc",
    "hostname",
    "capabilities",
    "environment",
)
"""What surrounds the warm process in the tier `namespaces`: bubblewrap puts it there."""
WITHIN = ("session", "limits", "landlock", "seccomp")
"""What each child takes upon itself before it reads a byte of a submission."""


@dataclass(frozen=True)
class Tier:
    """A tier by its name, and the names of its layers."""

    name: str
    layers: tuple[str, ...]

    @property
    def confines(self) -> bool:
        """Whether a submission in this tier can do no harm."""
        return "landlock" in self.layers or "mounts" in self.layers

    def without(self, layer: str) -> Tier:
        """The same tier with one layer left out."""
        assert layer in self.layers, layer
        return Tier(self.name, tuple(one for one in self.layers if one != layer))


NAMESPACES = Tier("namespaces", AROUND + WITHIN)
"""Bubblewrap around the warm process; Landlock, seccomp and limits in each child."""
FLAT = Tier("flat", ("environment", *WITHIN))
"""Landlock, seccomp and limits in each child, and a clean environment: where namespaces are forbidden."""
UNCONFINED = Tier("unconfined", ("session", "limits"))
"""Deadlines and limits only: for one's own files, or inside a machine that is thrown away afterwards."""
