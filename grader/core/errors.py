"""What can go wrong that is not a student's wrong answer.

    GraderError                 anything below; never a student's failure
    ├── UsageError              the command was given something that it cannot use       (exit 2)
    ├── CourseError             a course file is broken; names file, line, value, remedy (exit 2)
    ├── SubmissionError         a submission cannot be read at all                       (exit 4)
    └── MachineError            the grader or the machine failed                         (exit 3)

A student's failure is a value (`grader.core.model.Outcome`), never one of these. An error holds a message and
its arguments; its text is made when it is shown, in the language of that moment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from grader.core.message import Message, Plural

if TYPE_CHECKING:
    from grader.core.fact import Argument, Fact


class GraderError(Exception):
    """Anything that is not a student's failure: a message, and what fills its placeholders.

    A text that is no message, such as one of a library's, is shown as it is.
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
        """What went wrong, as it is kept and put into words later: its code, or else its text."""
        from grader.core.fact import Fact, verbatim  # whoever only asks for help needs no msgspec

        code = "" if isinstance(self.message, str) else self.message.code
        if not code:
            return verbatim(str(self))
        return Fact(code, {name: argument(value) for name, value in self.arguments.items()})

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.message, self.arguments)

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows in place of a traceback, which would be ours."""
        return [f"grade: {self}"]


def _again(
    kind: type[GraderError], message: Message | Plural | str, arguments: dict[str, Any]
) -> GraderError:
    """An error that has come from another process."""
    return kind(message, **arguments)


def argument(value: object) -> Argument:
    """What fills a placeholder, as it travels: an error, and a message with a code, as facts."""
    from grader.core.fact import Fact, plain

    if isinstance(fact := getattr(value, "fact", None), Fact):
        return fact
    if isinstance(value, Message) and value.code:
        return Fact(value.code)
    if isinstance(value, tuple):
        return tuple(part if isinstance(part, int | Fact) else plain(str(part)) for part in value)
    return value if isinstance(value, int | float | Fact) else plain(str(value))


class UsageError(GraderError):
    """The command was given something that it cannot use."""

    exit_code = 2


class CourseError(GraderError):
    """A course file is broken. The text names the file, the line, the value and the remedy."""

    exit_code = 2


class SubmissionError(GraderError):
    """A submission cannot be read at all."""

    exit_code = 4


class MachineError(GraderError):
    """The grader or the machine failed; no student loses points by it."""

    exit_code = 3
