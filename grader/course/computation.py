"""The word computed(…): an input that a Python function computes of other inputs.

It is computed when a case is drawn, and the case holds its value. A text of made(…) runs later, where the
submission runs.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from grader.course import words
from grader.course.arguments import checked
from grader.course.inputs import Input, InputError, Sizes
from grader.course.specs import ComputedSpec, Spec

_BY_NAME = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


@dataclass(frozen=True)
class Computed(Input):
    """An input computed of others; made by `computed`."""

    function: Callable[..., Any]
    sources: tuple[str, ...]

    def needs(self) -> frozenset[str]:
        """Return the names of the inputs that the function takes."""
        return frozenset(self.sources)

    def boundary(self, frame: Sizes) -> Spec | None:
        """Compute the input."""
        return self._spec(frame)

    def draw(self, _draw: st.DrawFn, frame: Sizes) -> Spec:
        """Compute the input."""
        return self._spec(frame)

    def _spec(self, frame: Sizes) -> Spec:
        sources = tuple((name, frame.made[name]) for name in self.sources)
        return ComputedSpec(self.function, sources, frame.requires_grad)


@checked("computed(…)", "computed(lambda B: B @ B.mT)")
def computed(function: Callable[..., Any]) -> Computed:
    """An input that a function computes of other inputs: `computed(lambda B: B @ B.mT)`.

    The names of its parameters are names of other inputs, which need not be parameters of the task. Its
    tensors do not require grad. The function may return a tensor, an array, a number, a text, or a list,
    tuple or dict of these. Students see the value.
    """
    if not callable(function):
        raise InputError(words.WRONG_COMPUTED, function=function)
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError) as error:  # a function that is not written in Python
        raise InputError(words.WRONG_COMPUTED, function=function) from error
    if any(parameter.kind not in _BY_NAME for parameter in parameters):
        raise InputError(words.WRONG_COMPUTED, function=function)
    sources = (parameter.name for parameter in parameters if parameter.default is inspect.Parameter.empty)
    return Computed(function, tuple(sources))
