"""An exception of a submission as plain text.

It says what happened, where in the learner's own code, and what name was probably meant.
"""

from __future__ import annotations

import builtins
import re
import sys
import types
from collections.abc import Collection, Mapping
from typing import Any

import torch

from grader.core.model import Failure
from grader.core.spelling import nearest
from grader.runner.recording.budget import well_formed
from grader.runner.recording.values import base_names, type_name
from grader.runner.wire import cell_of

LONGEST_MESSAGE = 1_000
MOST_BASES = 10
LIBRARIES = ("torch", "torch.nn", "torch.nn.functional", "torch.linalg", "torch.optim", "math", "numpy")
"""Where a misspelt name is searched."""

UNPRINTABLE = "<exception str() failed>"
"""The text that Python itself prints if a message cannot be read."""
_INTERNALS = re.compile(r"\s*\(Triggered internally at [^()]*\)")
"""What torch adds about its own files in a warning."""


def describe(error: BaseException, sources: Collection[str]) -> Failure:
    """Turn an exception into plain text, with the learner's innermost line."""
    line, cell = None, None
    names: dict[str, Any] = {}
    trace: types.TracebackType | None = error.__traceback__
    while trace is not None:
        filename = trace.tb_frame.f_code.co_filename
        if filename in sources:
            line, cell = trace.tb_lineno, cell_of(filename)
            names = {**trace.tb_frame.f_globals, **trace.tb_frame.f_locals}
        trace = trace.tb_next
    if isinstance(error, SyntaxError) and line is None:
        line = error.lineno
    name = error.name if isinstance(error, NameError) else None
    return Failure(
        type_name(error),
        text_of(error),
        line,
        cell,
        well_formed(name) if type(name) is str else None,
        tuple(base_names(error))[1:MOST_BASES],
        _nearest(error, names),
    )


def _nearest(error: BaseException, names: Mapping[str, Any]) -> str:
    """Return the name nearest to a misspelt one; empty if none is near.

    It searches the names in scope, a library, or a tensor's methods.
    """
    if type(error) is NameError:
        known = [*names, *dir(builtins)]
    elif type(error) is AttributeError and isinstance(error.obj, torch.Tensor):
        known = dir(torch.Tensor)
    elif type(error) is AttributeError and any(error.obj is sys.modules.get(name) for name in LIBRARIES):
        known = list(vars(error.obj))
    else:
        return ""
    wanted = error.name if isinstance(error.name, str) else ""
    public = (name for name in known if type(name) is str and not name.startswith("_"))
    return nearest(wanted, public, cutoff=0.7)


def text_of(error: object) -> str:
    """Return the text of an exception or a warning.

    Its own `__str__` may raise or return an object of a false type.
    """
    try:
        text = str(error)
    except BaseException:  # a student's exception may not be printable
        return UNPRINTABLE
    return well_formed(_INTERNALS.sub("", str.__str__(text)[: 2 * LONGEST_MESSAGE])[:LONGEST_MESSAGE])
