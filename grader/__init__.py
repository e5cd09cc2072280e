"""Grade PyTorch exercises: observe a function, compare it, explain.

A function is observed while it runs. The observation is compared with the reference's. The report explains
what differs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.integrations.notebook import check

__version__ = "0.1.0"
__all__ = ["__version__", "check"]


def __getattr__(name: str) -> Any:
    """Import `check` on first use: the command line does not need it."""
    if name != "check":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from grader.integrations.notebook import check

    return check
