"""Grade PyTorch exercises: observe what a function does, compare it with the reference, explain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.integrations.notebook import check

__version__ = "0.1.0"
__all__ = ["__version__", "check"]


def __getattr__(name: str) -> Any:
    """Load `check` when it is asked for: the command line has no use for it."""
    if name != "check":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from grader.integrations.notebook import check

    return check
