"""How a submission's process is confined: the sandbox tiers and their layers.

A layer is one mechanism. Only tests leave a layer out, to see what it protects.
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
"""The layers of the tier `namespaces` around the warm process.

Bubblewrap makes them.
"""
WITHIN = ("session", "limits", "landlock", "seccomp")
"""The layers that each child applies before it reads a byte of a submission."""


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
        """Return the same tier without one layer."""
        assert layer in self.layers, layer
        return Tier(self.name, tuple(kept for kept in self.layers if kept != layer))


NAMESPACES = Tier("namespaces", AROUND + WITHIN)
"""Bubblewrap around the warm process; Landlock, seccomp and limits in each child."""
FLAT = Tier("flat", ("environment", *WITHIN))
"""Landlock, seccomp and limits in each child, and a clean environment.

It is for machines that forbid namespaces.
"""
UNCONFINED = Tier("unconfined", ("session", "limits"))
"""Deadlines and limits only.

It is for your own files, or for a machine that is thrown away afterwards.
"""
