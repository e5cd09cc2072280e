"""The cells that were run in the IPython around us, be it a notebook's kernel or a terminal.

Cells are numbered as IPython marks them: cell 7 is the one that was run as [7].
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

from grader import submission
from grader.submission import Source

NOTEBOOK = "notebook"
TIMED = "<timed exec>"
"""How IPython calls the code of a cell under %%time."""
_ids: dict[int, str] = {}
"""Which cell of the notebook was run as which number, where the front end tells it."""


@dataclass(frozen=True)
class Cells:
    """What was run, in the order in which it was; `outdated` are cells that were run again later."""

    source: Source
    outdated: frozenset[int]


def cells() -> Cells | None:
    """All cells that were run, the one that is running included; None outside of IPython."""
    shell = _shell()
    if shell is None:
        return None
    texts = dict(enumerate(shell.history_manager.input_hist_raw))
    texts.pop(0, None)  # IPython counts from 1
    return Cells(submission.read_cells(texts.items(), name=NOTEBOOK), _outdated(texts))


def is_cell(filename: str) -> bool:
    """Whether a code object's file name stands for one of the cells."""
    known = getattr(getattr(_shell(), "compile", None), "_filename_map", {})
    return filename in known or filename == TIMED or filename.startswith("<ipython-input-")


def names_of(thing: object) -> list[str]:
    """The names by which the shell's user knows a thing."""
    return [name for name, known in getattr(_shell(), "user_ns", {}).items() if known is thing]


def watch() -> None:
    """From now on, note which cell of the notebook each number was."""
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
    """The shell around us, without loading IPython where there is none."""
    library = sys.modules.get("IPython")
    return library.get_ipython() if library is not None else None


def _outdated(texts: dict[int, str]) -> frozenset[int]:
    """The cells that were run again, as they are known by their id, else by their text."""
    last: dict[str, int] = {}
    for number, text in texts.items():
        last[_ids.get(number, text)] = number
    return frozenset(texts.keys() - set(last.values()))
