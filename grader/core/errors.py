"""Errors that are not a student's wrong answer.

    GraderError                 the base class; never a student's failure
    ├── UsageError              the command got an argument that it cannot use          (exit 2)
    ├── CourseError             a course file is broken; names file, line, value, remedy (exit 2)
    ├── SubmissionError         a submission cannot be read at all                       (exit 4)
    └── MachineError            the grader or the machine failed                         (exit 3)

A student's failure is a value (`grader.core.model.Outcome`), never one of these errors. An error holds a
message and its arguments. Its text is made when it is shown, in the current language.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from grader.core.message import Message, Plural

if TYPE_CHECKING:
    from grader.core.fact import Argument, Fact
    from grader.core.verdict import Spot


class GraderError(Exception):
    """An error that is not a student's failure: a message and its arguments.

    A plain text, such as a library's message, is shown unchanged.
    """

    exit_code = 3

    def __init__(self, message: Message | Plural | str, /, **arguments: object) -> None:
        super().__init__(message, arguments)
        self.message, self.arguments = message, arguments

    def __str__(self) -> str:
        if isinstance(self.message, str):
            return self.message
        return self.message.format(**self.arguments)  # type: ignore[arg-type]  # of a plural, `count` is among them

    @property
    def fact(self) -> Fact:
        """The error as a fact, to be stored now and worded later.

        The fact has the message's code, or else the text.
        """
        from grader.core.fact import Fact, verbatim  # `grade --help` needs no msgspec

        code = "" if isinstance(self.message, str) else self.message.code
        if not code:
            return verbatim(str(self))
        return Fact(code, {name: argument(value) for name, value in self.arguments.items()})

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.message, self.arguments)

    def _render_traceback_(self) -> list[str]:
        """Return the lines that a notebook shows instead of a traceback.

        The traceback would contain only the grader's own code.
        """
        return [f"grade: {self}"]


def _again(
    kind: type[GraderError], message: Message | Plural | str, arguments: dict[str, Any]
) -> GraderError:
    """Rebuild an error that was pickled in another process."""
    return kind(message, **arguments)


def argument(value: object) -> Argument:
    """Convert a placeholder's value to one that can be sent to another process.

    An error becomes a fact, and so does a message with a code.
    """
    from grader.core.fact import Fact, plain

    if isinstance(fact := getattr(value, "fact", None), Fact):
        return fact
    if isinstance(value, Message) and value.code:
        return Fact(value.code)
    if isinstance(value, tuple):
        return tuple(part if isinstance(part, int | Fact) else plain(str(part)) for part in value)
    return value if isinstance(value, int | float | Fact) else plain(str(value))


class UsageError(GraderError):
    """The command got an argument that it cannot use."""

    exit_code = 2


class CourseError(GraderError):
    """A course file is broken: the text names file, line, value and remedy."""

    exit_code = 2


class SubmissionError(GraderError):
    """A submission cannot be read at all; `spot` is where it is not valid Python."""

    exit_code = 4
    spot: Spot | None = None

    def at(self, spot: Spot | None) -> SubmissionError:
        """Return this error, with the place in the code to which it points."""
        self.spot = spot
        return self


class MachineError(GraderError):
    """The grader or the machine failed; no student loses points because of it."""

    exit_code = 3
