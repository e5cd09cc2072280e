"""The trace of one call in words: each of the learner's lines with what it computed."""

from __future__ import annotations

import math

from grader.difference import kind_text
from grader.judge.lines import Lines
from grader.model import Computed, Step
from grader.notation import shape, shown
from grader.value import Array, Atom, Value
from grader.verdict import Glimpse, Traced

FEW_ELEMENTS = 4
LONGEST_VALUE = 36


def traced(step: Step, lines: Lines, mark: str) -> Traced:
    """One step with its line's text."""
    return Traced(
        line=step.line,
        cell=step.cell,
        text=lines.text((step.cell, step.line)),
        visit=step.visit,
        visits=step.visits,
        depth=step.depth,
        computed=tuple(map(_glimpse, step.computed)),
        mark=mark,
    )


def _glimpse(one: Computed) -> Glimpse:
    return Glimpse(one.name, _kind(one.value), _text(one.value), one.graph)


def _kind(value: Value) -> str:
    """`(2,) float32` of a tensor, else what sort of thing it is."""
    if isinstance(value, Array) and value.kind in ("tensor", "Parameter"):
        return f"{shape(value.shape)} {value.dtype}"
    if isinstance(value, Array) and value.is_python:
        return value.kind
    return kind_text(value).removeprefix("a ")


def _text(value: Value) -> str:
    """The value itself, where it is short."""
    if isinstance(value, Array) and (value.data is None or math.prod(value.shape) > FEW_ELEMENTS):
        return ""
    text = shown(value) if isinstance(value, Array | Atom) else ""
    return text if len(text) <= LONGEST_VALUE else ""
