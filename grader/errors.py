"""What can go wrong that is not a student's wrong answer.

    GraderError                 anything below; never a student's failure
    ├── UsageError              the command was given something that it cannot use       (exit 2)
    ├── CourseError             a course file is broken; names file, line, value, remedy (exit 2)
    ├── SubmissionError         a submission cannot be read at all                       (exit 4)
    └── MachineError            the grader or the machine failed                         (exit 3)

A student's failure is a value (`grader.model.Outcome`), never one of these.
"""


class GraderError(Exception):
    """Anything that is not a student's failure; its text is shown as it is."""

    exit_code = 3

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows in place of a traceback, which would be ours."""
        return [f"grade: {self}"]


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
