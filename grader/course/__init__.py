"""What is asked: the words that a reference file is written in.

    from grader.course import Exercise, computed, each, functions, held_out, index, indices
    from grader.course import list_of, made, one_of, record, size, tensors

They are imported when first used: finding a course and reading a cached key do not need torch.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.course.computation import computed
    from grader.course.exercise import Exercise
    from grader.course.inputs import each, one_of, tensors
    from grader.course.objects import functions, list_of, made, record
    from grader.course.sizes import index, indices, size
    from grader.course.task import Task
    from grader.course.withheld import held_out

__all__ = [
    "Exercise",
    "Task",
    "computed",
    "each",
    "functions",
    "held_out",
    "index",
    "indices",
    "list_of",
    "made",
    "one_of",
    "record",
    "size",
    "tensors",
]
_PLACES = {
    "exercise": ("Exercise",),
    "task": ("Task",),
    "computation": ("computed",),
    "withheld": ("held_out",),
    "objects": ("functions", "list_of", "made", "record"),
    "sizes": ("index", "indices", "size"),
}


def __getattr__(name: str) -> Any:
    """Import a word of a reference file."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = next((module for module, words in _PLACES.items() if name in words), "inputs")
    return getattr(importlib.import_module(f"{__name__}.{module}"), name)
