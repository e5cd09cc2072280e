"""The packages that an exercise knows in addition to torch, such as pandas.

They are imported once in a process, before a submission is loaded. A package that is not installed is named.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterable
from typing import Any

MATPLOTLIB, PANDAS = "matplotlib", "pandas"

_imported: dict[str, Any] = {}
"""The modules by name, as they were before a submission was loaded."""


def root(module: str) -> str:
    """Return the package of a module: `matplotlib` for `matplotlib.pyplot`."""
    return module.partition(".")[0]


def prepare(modules: Iterable[str]) -> dict[str, str]:
    """Import modules; return the packages that cannot be imported, each with Python's reason.

    matplotlib draws into memory. Tables of pandas become values.
    """
    absent: dict[str, str] = {}
    for module in modules:
        if module in _imported:
            continue
        if root(module) == MATPLOTLIB and MATPLOTLIB not in sys.modules:
            os.environ["MPLBACKEND"] = "Agg"
        try:
            _imported[module] = importlib.import_module(module)
        except ImportError as error:
            absent[root(module)] = str(error)
        else:
            _make_known(root(module))
    return absent


def _make_known(package: str) -> None:
    """Let the objects of a package be values, if it has such."""
    if package == PANDAS:
        import grader.runner.recording.frames  # noqa: F401  # it makes the tables known


def names(knows: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return the names that a course's text knows, with their modules; without those that are absent."""
    pairs = tuple(knows)
    prepare(module for _, module in pairs)
    return {name: _imported[module] for name, module in pairs if module in _imported}
