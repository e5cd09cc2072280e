"""The words functions(…), made(…), record(…) and list_of(…).

The inputs of functions(…) and made(…) are made by the runner, which runs a text.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from hypothesis import strategies as st

from grader.course import words
from grader.course.arguments import checked
from grader.course.combinations import Row, every_row
from grader.course.inputs import (
    Input,
    InputError,
    Limit,
    Sizes,
    as_input,
    names_of,
    own_choices,
    scales_of,
)
from grader.course.specs import ListSpec, MadeSpec, RecordSpec, Spec
from grader.runner.recording.building import free_names, make

MOST_ROWS = 12
"""The most combinations of the choices of a list's items; each gets several boundary cases."""


@dataclass(frozen=True)
class MadeOf(Input):
    """An input made by one of some texts; made by `made` and `functions`."""

    texts: tuple[str, ...]

    def choices(self) -> int:
        """Return one for each text."""
        return len(self.texts)

    def refers(self) -> frozenset[str]:
        """Return the names of other inputs that the texts use."""
        return frozenset().union(*map(free_names, self.texts))

    def is_text(self) -> bool:
        """Return True."""
        return True

    def boundary(self, frame: Sizes) -> Spec | None:
        """Use the texts in turn."""
        return MadeSpec(self.texts[frame.choice % len(self.texts)])

    def draw(self, draw: st.DrawFn, _frame: Sizes) -> Spec:
        """Draw any of the texts."""
        return MadeSpec(draw(st.sampled_from(self.texts)))


@dataclass(frozen=True)
class Functions(MadeOf):
    """A function made by one of some texts, which use no other input; made by `functions`."""


@checked("functions(…)", 'functions("lambda x: x * x")')
def functions(*texts: str) -> Functions:
    """One of these functions, as a lambda's text: `functions("lambda x: x * x")`.

    The text can use `torch`, `nn` and `math`.
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
    return Functions(texts)


@checked("made(…)", 'made("torch.sin(x)")')
def made(*texts: str) -> MadeOf:
    """Make an input from the other inputs: `made("torch.optim.SGD(params, lr=0.1)")`.

    A text is an expression. Statements may come before it, on lines of their own. Students see the text
    unchanged. It can use `torch`, `nn`, `math` and the other inputs, also those that are not parameters of
    the function. One of the `texts` is used for each case.
    """
    if not texts:
        raise InputError(words.EMPTY_MADE)
    for text in texts:
        if not isinstance(text, str):
            raise InputError(words.MADE_NO_TEXT, text=text)
        try:
            check_text(text)
        except InputError as error:
            raise InputError(words.MADE_BROKEN, text=text, why=error) from error
    return MadeOf(texts)


def check_text(text: str) -> None:
    """Check that a text is Python with an expression as its last line; raises InputError if not."""
    try:
        last = ast.parse(text).body[-1:]
    except (SyntaxError, ValueError) as error:
        raise InputError(words.TEXT_UNPARSED, why=getattr(error, "msg", None) or str(error)) from error
    if not last or not isinstance(last[0], ast.Expr) or last[0].lineno != last[0].end_lineno:
        raise InputError(words.TEXT_WITHOUT_VALUE)


@dataclass(frozen=True)
class ListOf(Input):
    """A list of inputs; made by `list_of`."""

    items: tuple[Input, ...]

    def names(self) -> tuple[str, ...]:
        """Return the dimensions of all items."""
        return names_of(self.items)

    @cached_property
    def _rows(self) -> list[Row]:
        """The choices of the items: in step, and then so that every two of them meet, up to some rows."""
        counts = [item.choices() for item in self.items]
        return every_row(counts)[: max(MOST_ROWS, *counts)]

    def choices(self) -> int:
        """Return one for each combination of the items' choices that is used."""
        return len(self._rows)

    def scales(self) -> tuple[str, ...]:
        """Return the factors of all items."""
        return scales_of(self.items)

    def limits(self) -> tuple[tuple[str, Limit], ...]:
        """Return those of all items."""
        return tuple(limit for item in self.items for limit in item.limits())

    def needs(self) -> frozenset[str]:
        """Return those of all items."""
        return frozenset().union(*(item.needs() for item in self.items))

    def refers(self) -> frozenset[str]:
        """Return those of all items."""
        return frozenset().union(*(item.refers() for item in self.items))

    def is_text(self) -> bool:
        """Whether an item is one."""
        return any(item.is_text() for item in self.items)

    def takes_choice(self) -> bool:
        """Whether an item does."""
        return any(item.takes_choice() for item in self.items)

    def boundary(self, frame: Sizes) -> Spec | None:
        """Make all items, each contiguous in memory, as parameters are."""
        row = self._rows[frame.choice % len(self._rows)]
        frame = replace(frame, memory="contiguous")
        made = [
            item.boundary(replace(frame, choice=choice)) for item, choice in zip(self.items, row, strict=True)
        ]
        specs = tuple(spec for spec in made if spec is not None)
        return ListSpec(specs) if len(specs) == len(self.items) else None

    def draw(self, draw: st.DrawFn, frame: Sizes) -> Spec:
        """Draw each item."""
        frames = own_choices(draw, self.items, replace(frame, memory="contiguous"))
        pairs = zip(self.items, frames, strict=True)
        return ListSpec(tuple(item.draw(draw, own) for item, own in pairs))


@dataclass(frozen=True)
class RecordOf(Input):
    """A function that is called with each loss; made by `record`."""

    watched: tuple[str, ...]

    def refers(self) -> frozenset[str]:
        """Return the watched inputs."""
        return frozenset(self.watched)

    def is_text(self) -> bool:
        """Return True."""
        return True

    def boundary(self, _frame: Sizes) -> Spec | None:
        """Return the only spec."""
        return RecordSpec(watched=self.watched)

    def draw(self, _draw: st.DrawFn, _frame: Sizes) -> Spec:
        """Return the only spec."""
        return RecordSpec(watched=self.watched)


@checked("record(…)", 'record("w", "b")')
def record(*watched: str) -> RecordOf:
    """A function that a training loop calls with each loss: `record("w", "b")`.

    The losses, and the values of the watched inputs (tensors or modules) at each call, are compared step by
    step.
    """
    if not all(isinstance(name, str) and name.isidentifier() for name in watched):
        raise InputError(words.WRONG_RECORD, watched=watched)
    return RecordOf(watched)


@checked("list_of(…)", 'list_of(tensors("m n"), tensors("n"))')
def list_of(*items: Any) -> ListOf:
    """A list with one input per word: `list_of(tensors("m n"), tensors("n"))`."""
    if not items:
        raise InputError(words.EMPTY_LIST)
    return ListOf(tuple(as_input(item) for item in items))
