"""What is declared around a task: right variants, misconceptions and properties."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from grader.course.edited import EditedSource


@dataclass(frozen=True)
class Variant:
    """Another function for a task: a right one, or a misconception.

    `message` is the text that a learner reads. With `device`, it is right on a CPU and would fail on a GPU.
    An edit of the reference has a `source` of its own.
    """

    name: str
    function: Callable[..., Any]
    message: str = ""
    same_as: str = ""
    device: bool = False
    source: EditedSource | None = None


@dataclass(frozen=True)
class PropertyFunction:
    """A property of a task's result: the name of its function, and the line in which that begins.

    `message` is the text that a learner reads.
    """

    name: str
    parameters: tuple[str, ...]
    message: str
    line: int


def docstring(function: Callable[..., Any]) -> str:
    """Return the docstring; one that a class inherits, or that a dataclass makes, does not count."""
    if not isinstance(function, type):
        return inspect.getdoc(function) or ""
    text = inspect.cleandoc(function.__doc__ or "")
    return "" if text.startswith(f"{function.__name__}(") else text
