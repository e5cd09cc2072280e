"""The words for inputs that the runner makes by running a text: functions(…), made(…); and list_of(…)."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from grader.course.inputs import Frame, Input, as_input, names_of, scales_of
from grader.course.specs import ListSpec, MadeSpec, RecordSpec, Spec
from grader.runner.building import free_names, make


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

    def boundary(self, frame: Frame) -> Spec | None:
        """The texts in turn."""
        return MadeSpec(self.texts[frame.choice % len(self.texts)])

    def draw(self, draw: st.DrawFn, _frame: Frame) -> Spec:
        """Any of the texts."""
        return MadeSpec(draw(st.sampled_from(self.texts)))


def functions(*texts: str) -> MadeOf:
    """One of these functions, each as the text of a lambda: `functions("lambda x: x * x")`.

    `torch`, `nn` and `math` are known in it.
    """
    if not texts:
        raise ValueError('functions() needs at least one, such as functions("lambda x: x * x").')
    for text in texts:
        if not isinstance(text, str):
            raise ValueError(f'functions({text!r}): write each as a text, such as "lambda x: x * x".')
        try:
            function = make(text, {})
        except Exception as error:  # the course's own text may raise anything
            raise ValueError(f"functions({text!r}): this cannot be evaluated: {error}.") from error
        if not callable(function):
            raise ValueError(f"functions({text!r}): this is no function; write a lambda.")
    return MadeOf(texts)


def made(*texts: str) -> MadeOf:
    """What one of these texts makes from the other inputs: `made("torch.optim.SGD(params, lr=0.1)")`.

    A text is an expression, after statements on lines of their own if they are needed; students see it as
    it is. `torch`, `nn`, `math` and the other inputs are known in it, also those that are no parameters of
    the function.
    """
    if not texts:
        raise ValueError('made() needs at least one text, such as made("torch.optim.SGD(params, lr=0.1)").')
    for text in texts:
        if not isinstance(text, str):
            raise ValueError(f'made({text!r}): write a text, such as made("torch.sin(x)").')
        try:
            last = ast.parse(text).body[-1:]
        except SyntaxError as error:
            raise ValueError(f"made({text!r}): this is no Python: {error.msg}.") from error
        if not last or not isinstance(last[0], ast.Expr) or last[0].lineno != last[0].end_lineno:
            raise ValueError(f"made({text!r}): the last line must be an expression.")
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

    def boundary(self, frame: Frame) -> Spec | None:
        """All of them at once, each lying in memory row by row, as parameters do."""
        frame = replace(frame, memory="contiguous")
        specs = [spec for item in self.items if (spec := item.boundary(frame)) is not None]
        return ListSpec(tuple(specs)) if len(specs) == len(self.items) else None

    def draw(self, draw: st.DrawFn, frame: Frame) -> Spec:
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

    def boundary(self, _frame: Frame) -> Spec | None:
        """The one that there is."""
        return RecordSpec(watched=self.watched)

    def draw(self, _draw: st.DrawFn, _frame: Frame) -> Spec:
        """The one that there is."""
        return RecordSpec(watched=self.watched)


def record(*watched: str) -> RecordOf:
    """A function that a training loop calls with the loss of each step: `record("w", "b")`.

    The losses, and what the watched inputs (tensors or modules) are at each call, are compared step by step.
    """
    if not all(isinstance(name, str) and name.isidentifier() for name in watched):
        raise ValueError(f'record{watched!r}: name inputs, such as record("w", "b").')
    return RecordOf(watched)


def list_of(*items: Any) -> ListOf:
    """A list with one input for each of these words: `list_of(tensors("m n"), tensors("n"))`."""
    if not items:
        raise ValueError('list_of() needs at least one word, such as list_of(tensors("n")).')
    return ListOf(tuple(as_input(item) for item in items))
