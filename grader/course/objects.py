"""The words for inputs that the runner makes by running a text: functions(…), made(…); and list_of(…)."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from grader.course import words
from grader.course.inputs import Input, InputError, Sizes, as_input, names_of, scales_of
from grader.course.specs import ListSpec, MadeSpec, RecordSpec, Spec
from grader.runner.recording.building import free_names, make


@dataclass(frozen=True)
class MadeOf(Input):
    """What one of some texts makes; by `made` and `functions`."""

    texts: tuple[str, ...]

    def choices(self) -> int:
        """One for each text."""
        return len(self.texts)

    def refers(self) -> frozenset[str]:
        """The names of other inputs that the texts use."""
        return frozenset().union(*map(free_names, self.texts))

    def boundary(self, frame: Sizes) -> Spec | None:
        """The texts in turn."""
        return MadeSpec(self.texts[frame.choice % len(self.texts)])

    def draw(self, draw: st.DrawFn, _frame: Sizes) -> Spec:
        """Any of the texts."""
        return MadeSpec(draw(st.sampled_from(self.texts)))


def functions(*texts: str) -> MadeOf:
    """One of these functions, each as the text of a lambda: `functions("lambda x: x * x")`.

    `torch`, `nn` and `math` are known in it.
    """
    if not texts:
        raise InputError(words.EMPTY_FUNCTIONS)
    for text in texts:
        if not isinstance(text, str):
            raise InputError(words.FUNCTION_NO_TEXT, text=text)
        try:
            function = make(text, {})
        except Exception as error:  # the course's own text may raise anything
            raise InputError(words.FUNCTION_RAISES, text=text, why=str(error)) from error
        if not callable(function):
            raise InputError(words.NO_FUNCTION, text=text)
    return MadeOf(texts)


def made(*texts: str) -> MadeOf:
    """What one of these texts makes from the other inputs: `made("torch.optim.SGD(params, lr=0.1)")`.

    A text is an expression, after statements on lines of their own if they are needed; students see it as
    it is. `torch`, `nn`, `math` and the other inputs are known in it, also those that are no parameters of
    the function.
    """
    if not texts:
        raise InputError(words.EMPTY_MADE)
    for text in texts:
        if not isinstance(text, str):
            raise InputError(words.MADE_NO_TEXT, text=text)
        try:
            last = ast.parse(text).body[-1:]
        except SyntaxError as error:
            raise InputError(words.MADE_UNPARSED, text=text, why=error.msg) from error
        if not last or not isinstance(last[0], ast.Expr) or last[0].lineno != last[0].end_lineno:
            raise InputError(words.MADE_WITHOUT_VALUE, text=text)
    return MadeOf(texts)


@dataclass(frozen=True)
class ListOf(Input):
    """A list of inputs; made by `list_of`."""

    items: tuple[Input, ...]

    def names(self) -> tuple[str, ...]:
        """The dimensions of all of them."""
        return names_of(self.items)

    def choices(self) -> int:
        """The most that one of them has."""
        return max(item.choices() for item in self.items)

    def scales(self) -> tuple[str, ...]:
        """Those of all of them."""
        return scales_of(self.items)

    def boundary(self, frame: Sizes) -> Spec | None:
        """All of them at once, each lying in memory row by row, as parameters do."""
        frame = replace(frame, memory="contiguous")
        specs = [spec for item in self.items if (spec := item.boundary(frame)) is not None]
        return ListSpec(tuple(specs)) if len(specs) == len(self.items) else None

    def draw(self, draw: st.DrawFn, frame: Sizes) -> Spec:
        """Each of them drawn."""
        frame = replace(frame, memory="contiguous")
        return ListSpec(tuple(item.draw(draw, frame) for item in self.items))


@dataclass(frozen=True)
class RecordOf(Input):
    """A function to be called with each loss; made by `record`."""

    watched: tuple[str, ...]

    def refers(self) -> frozenset[str]:
        """What is watched."""
        return frozenset(self.watched)

    def boundary(self, _frame: Sizes) -> Spec | None:
        """The one that there is."""
        return RecordSpec(watched=self.watched)

    def draw(self, _draw: st.DrawFn, _frame: Sizes) -> Spec:
        """The one that there is."""
        return RecordSpec(watched=self.watched)


def record(*watched: str) -> RecordOf:
    """A function that a training loop calls with the loss of each step: `record("w", "b")`.

    The losses, and what the watched inputs (tensors or modules) are at each call, are compared step by step.
    """
    if not all(isinstance(name, str) and name.isidentifier() for name in watched):
        raise InputError(words.WRONG_RECORD, watched=watched)
    return RecordOf(watched)


def list_of(*items: Any) -> ListOf:
    """A list with one input for each of these words: `list_of(tensors("m n"), tensors("n"))`."""
    if not items:
        raise InputError(words.EMPTY_LIST)
    return ListOf(tuple(as_input(item) for item in items))
