"""Slips in names: one that is spelt in another way, never imported, or given to something else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from grader.core.model import Outcome
from grader.core.verdict import Slip
from grader.judge.slips.evidence import FUNCTION_NODES, Evidence, code_of, names, own, parameters, slip

NOT_DEFINED = re.compile(r"NameError: name '(\w+)' is not defined")
IMPORTS: Mapping[str, str] = {
    "np": "import numpy as np",
    "numpy": "import numpy",
    "torch": "import torch",
    "nn": "from torch import nn",
    "F": "from torch.nn import functional as F",
    "optim": "from torch import optim",
    "Tensor": "from torch import Tensor",
    "DataLoader": "from torch.utils.data import DataLoader",
    "TensorDataset": "from torch.utils.data import TensorDataset",
    "math": "import math",
    "random": "import random",
    "copy": "import copy",
    "deepcopy": "from copy import deepcopy",
    "itertools": "import itertools",
    "functools": "import functools",
    "pd": "import pandas as pd",
    "plt": "from matplotlib import pyplot as plt",
}


def not_imported(evidence: Evidence) -> Slip | None:
    """A module that the code uses, and imports nowhere."""
    name = _undefined(evidence)
    line = IMPORTS.get(name)
    if line is None or name in evidence.lines.bound():
        return None
    return _at_error(evidence, "not_imported", name=name, line=line)


def other_case(evidence: Evidence) -> Slip | None:
    """A name that differs from one of the function's own only in capital letters."""
    name = _undefined(evidence)
    meant = [known for known in _own_names(evidence) if known.lower() == name.lower() and known != name]
    return _at_error(evidence, "other_case", name=name, meant=meant[0]) if name and meant else None


def not_the_parameter(evidence: Evidence) -> Slip | None:
    """A variable of the file that is read in place of the parameter: `X` for `x`."""
    if evidence.function is None:
        return None
    function, cell = evidence.function
    unread = set(parameters(function)) - set(names(function, ast.Load))
    if not unread:
        return None
    of_file = evidence.lines.bound() - {*parameters(function), *names(function, ast.Store)}
    meant = {parameter.lower(): parameter for parameter in unread}
    for node in own(function):
        if isinstance(node, ast.Name) and node.id in of_file and node.id.lower() in meant:
            parameter = meant[node.id.lower()]
            return slip("not_the_parameter", node, cell, name=node.id, parameter=parameter)
    return None


def unread(evidence: Evidence) -> Slip | None:
    """A parameter without a default that nothing in the function reads."""
    if evidence.function is None or evidence.has_raised or evidence.result.misconception is not None:
        return None
    function, cell = evidence.function
    positional = [*function.args.posonlyargs, *function.args.args]
    asked = [one.arg for one in positional[: len(positional) - len(function.args.defaults)]]
    read = set(names(function, ast.Load))
    left = [name for name in asked if name not in read and name not in evidence.idle]
    return slip("unread", function, cell, parameter=left[0]) if left else None


def replaced(evidence: Evidence) -> Slip | None:
    """A variable with the name of the task's function: `linear = nn.Linear(…)`."""
    for part in evidence.parts[:1]:
        match part.node:
            case ast.Assign([ast.Name(name)], ast.Call(function) as value) if (
                name == evidence.result.task and (_is_layer(function) or _is_no_function(evidence))
            ):
                return slip("replaced", part.node, part.cell, name=name, code=code_of(value))
    return None


def _is_layer(function: ast.expr) -> bool:
    """Whether it is a class of `torch.nn`."""
    return isinstance(function, ast.Attribute) and ast.unparse(function.value) in ("nn", "torch.nn")


def _is_no_function(evidence: Evidence) -> bool:
    mismatch = evidence.mismatch
    kinds = [difference.message.code for difference in evidence.result.differences]
    return "signature.variable_for_function" in kinds or (
        mismatch is not None and "object is not callable" in evidence.error and not evidence.steps
    )


def _undefined(evidence: Evidence) -> str:
    """Return the name that Python did not find; "" if the error is another one.

    If a name is not there because its own line failed, that line's error counts.
    """
    found = NOT_DEFINED.findall(evidence.error)
    if not found or evidence.result.outcome not in (Outcome.RAISED, Outcome.NOT_RUN):
        return ""
    return str(found[-1])


def _own_names(evidence: Evidence) -> list[str]:
    """Return the names of the function that raised: parameters first."""
    return list(dict.fromkeys(_names_around_error(evidence)))


def _names_around_error(evidence: Evidence) -> Iterator[str]:
    for function, cell in evidence.found(FUNCTION_NODES):
        if evidence.raised_in(function, cell):
            yield from parameters(function)
            yield from names(function, ast.Store)


def _at_error(evidence: Evidence, code: str, /, **args: str) -> Slip | None:
    """Make a slip at the line that raised."""
    error = evidence.result.error
    if error is None or error.line is None:
        return None
    cause = error.message.args
    if error.message.code.startswith("error.unbound"):
        line, cell = cause.get("line"), cause.get("cell")
        at = (cell if isinstance(cell, int) else None, line if isinstance(line, int) else error.line)
    else:
        at = (error.cell, error.line)
    return slip(code, ast.Pass(lineno=at[1]), at[0], **args)
