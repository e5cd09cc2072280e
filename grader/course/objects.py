"""The words for inputs that are neither tensors nor plain values: functions(…)."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from grader.course.inputs import Frame
from grader.course.specs import Spec
from grader.model import Atom, Value
from grader.runner.values import build


@dataclass(frozen=True)
class FunctionSpec:
    """A function, as the text of an expression that makes it."""

    text: str

    def value(self) -> Value:
        """Its text."""
        return Atom("function", self.text)

    def code(self) -> str:
        """Its text."""
        return self.text

    def weight(self) -> tuple[int, int, int]:
        """The longer its text, the heavier."""
        return 0, 0, len(self.text)


@dataclass(frozen=True)
class Functions:
    """One of some functions; made by `functions`."""

    texts: tuple[str, ...]

    def names(self) -> tuple[str, ...]:
        """It has no dimensions."""
        return ()

    def choices(self) -> int:
        """One for each function."""
        return len(self.texts)

    def scales(self) -> tuple[str, ...]:
        """It has none."""
        return ()

    def boundary(self, frame: Frame) -> Spec | None:
        """The functions in turn."""
        return FunctionSpec(self.texts[frame.choice % len(self.texts)])

    def draw(self, draw: st.DrawFn, _frame: Frame) -> Spec:
        """Any of the functions."""
        return FunctionSpec(draw(st.sampled_from(self.texts)))


def functions(*texts: str) -> Functions:
    """One of these functions, each as the text of a lambda: `functions("lambda x: x * x")`.

    `torch` and `math` are known in it.
    """
    if not texts:
        raise ValueError('functions() needs at least one, such as functions("lambda x: x * x").')
    for text in texts:
        try:
            made = build(Atom("function", text))
        except Exception as error:
            raise ValueError(f"functions({text!r}): this cannot be evaluated: {error}.") from error
        if not callable(made):
            raise ValueError(f"functions({text!r}): this is no function; write a lambda.")
    return Functions(texts)
