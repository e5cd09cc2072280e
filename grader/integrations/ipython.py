"""The cells that were run in the current IPython, in a kernel or in a terminal.

Cells have the numbers that IPython shows: cell 7 is the one that was run as [7].
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

from grader import submission
from grader.submission import Source

NOTEBOOK = "notebook"
TIMED = "<timed exec>"
"""The name that IPython gives the code of a cell under %%time."""
_ids: dict[int, str] = {}
"""The notebook cell that was run as each number, if the front end reports it."""


@dataclass(frozen=True)
class Cells:
    """The cells that were run, in order; `outdated` cells were run again later."""

    source: Source
    outdated: frozenset[int]


def cells() -> Cells | None:
    """All cells that were run, and the running one; None outside of IPython."""
    shell = _shell()
    if shell is None:
        return None
    texts = dict(enumerate(shell.history_manager.input_hist_raw))
    texts.pop(0, None)  # IPython counts from 1
    return Cells(submission.read_cells(texts.items(), name=NOTEBOOK), _outdated(texts))


def is_cell(filename: str) -> bool:
    """Whether a code object's file name is that of a cell."""
    known = getattr(getattr(_shell(), "compile", None), "_filename_map", {})
    return filename in known or filename == TIMED or filename.startswith("<ipython-input-")


def names_of(thing: object) -> list[str]:
    """The names of an object in the namespace of the shell's user."""
    return [name for name, known in getattr(_shell(), "user_ns", {}).items() if known is thing]


def watch() -> None:
    """Record from now on which cell of the notebook each number is."""
    shell = _shell()
    if shell is None:
        return
    shell.events.register("post_run_cell", _note)
    parent: dict[str, Any] = getattr(shell, "get_parent", dict)() or {}
    if isinstance(running := parent.get("metadata", {}).get("cellId"), str):
        _ids[len(shell.history_manager.input_hist_raw) - 1] = running


def _note(result: Any) -> None:
    cell = getattr(result.info, "cell_id", None)
    if cell is not None and result.execution_count is not None:
        _ids[result.execution_count] = cell


def _shell() -> Any:
    """The current shell, or None; IPython is not loaded for this."""
    library = sys.modules.get("IPython")
    return library.get_ipython() if library is not None else None


def _outdated(texts: dict[int, str]) -> frozenset[int]:
    """The cells that were run again; their id, or else their text, identifies them."""
    last: dict[str, int] = {}
    for number, text in texts.items():
        last[_ids.get(number, text)] = number
    return frozenset(texts.keys() - set(last.values()))
