"""What there is to say of a kind of mistake in general, whatever the task: a dtype, a missing return."""

from __future__ import annotations

import ast

from grader.judge import words
from grader.model import Aspect, Mismatch


def advice(mismatch: Mismatch, *, tensor: str) -> str:
    """A sentence on the first thing that is wrong; empty where only the task's own hints can help.

    `tensor` is the name of a parameter that is a tensor, for examples.
    """
    match mismatch.aspect:
        case Aspect.STRUCTURE:
            return _on_kind(mismatch.expected, mismatch.got)
        case Aspect.SHAPE:
            return _on_shape(ast.literal_eval(mismatch.expected), ast.literal_eval(mismatch.got))
        case Aspect.DTYPE:
            return _on_dtype(mismatch.expected, mismatch.got, tensor)
        case Aspect.INPUTS:
            return words.ADVICE_INPUTS.format(name=mismatch.path)
        case Aspect.VALUES if "afterwards" in mismatch.facts:
            return words.ADVICE_IN_PLACE.format(name=mismatch.path)
    return ""


def _on_kind(expected: str, got: str) -> str:
    if got == "None":
        return words.ADVICE_NONE
    if expected == "a tensor" and got.startswith("a Python "):
        return words.ADVICE_NUMBER
    if expected.startswith("a tuple") and got.startswith("a list"):
        return words.ADVICE_LIST
    return ""


def _on_shape(expected: tuple[int, ...], got: tuple[int, ...]) -> str:
    """Of axes of size 1 that are missing or too many; of other shapes nothing general can be said."""
    if expected == got or [size for size in expected if size != 1] != [size for size in got if size != 1]:
        return ""
    return words.ADVICE_AXIS_MISSING if len(got) < len(expected) else words.ADVICE_AXIS_TOO_MANY


def _on_dtype(expected: str, got: str, tensor: str) -> str:
    if (expected, got) == ("float64", "float32"):
        return words.ADVICE_FLOAT32.format(name=tensor)
    if expected.startswith("float") and got.startswith(("int", "bool")):
        return words.ADVICE_TO_FLOAT.format(dtype=expected)
    return ""
