"""`from grader import check`: the verdict of the command line, in a notebook.

    check(l2_norm)            one function, or several
    check("exercise_03")      every task of an exercise
    check("exercise_03.py")   a file

The source of the cells that were run is graded, in the order in which they were run. These are the functions
that the kernel has. They run in a process of their own, so neither an endless loop nor a crash affects the
kernel.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Sequence
from pathlib import Path

from grader.core.errors import GraderError
from grader.core.message import Message, speaking
from grader.core.message import language as spoken
from grader.core.verdict import Feedback
from grader.integrations import ipython as shell
from grader.integrations.functions import What, grades, in_language

WIDEST = 100
INTERRUPTED = Message("Interrupted.")

shell.watch()


class Interrupted(KeyboardInterrupt):
    """The user has stopped the kernel while it was waiting for a verdict."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class Card:
    """Grades as a notebook shows them: a card in HTML, plain text in a terminal.

    It is shown in the language that was used when it was made. `options` are those with which a command
    finds the exercise of a file.
    """

    def __init__(self, found: Sequence[Feedback], options: Sequence[str] = ()) -> None:
        self._found = tuple(found)
        self._options = tuple(options)
        self.grades = tuple(feedback.grade for feedback in found)
        self._language = spoken()

    @property
    def score(self) -> float:
        """The points that were reached."""
        return sum(grade.score for grade in self.grades)

    @property
    def max_score(self) -> float:
        """The points that can be reached."""
        return sum(grade.max_score for grade in self.grades)

    def __repr__(self) -> str:
        from rich.console import Console

        from grader.report import terminal

        page = io.StringIO()
        width = min(WIDEST, shutil.get_terminal_size().columns)
        console = Console(file=page, highlight=False, width=width, color_system=None, force_jupyter=False)
        with speaking(self._language):
            for number, feedback in enumerate(self._found):
                if number:
                    console.print()
                is_live = _is_live(feedback)
                terminal.render([feedback], console, commands=not is_live, options=self._options)
        return "\n".join(line.rstrip() for line in page.getvalue().rstrip("\n").split("\n"))

    def _repr_html_(self) -> str:
        from grader.report import card as as_card

        with speaking(self._language):
            return "".join(as_card.render(feedback, live=_is_live(feedback)) for feedback in self._found)


def _is_live(feedback: Feedback) -> bool:
    """Whether the graded source is the cells that were run, not a file."""
    return feedback.grade.submission == shell.NOTEBOOK


def check(
    *what: What,
    exercise: str | None = None,
    course: str | Path | None = None,
    timeout: float = 10.0,
    lang: str | None = None,
) -> Card:
    """Grade functions, exercises or files, and return a card that shows the result.

    The card is shown if the call is at the end of a cell. `exercise` names the exercise, if several have a
    task of that name, or if a file does not say which. `course` is the folder of a course of your own; the
    default is the nearest one above the file or the current folder, or the built-in one. `timeout` is in
    seconds, for one call. `lang` is the language, such as "en"; the default is that of GRADE_LANG, of the
    course, or of the system.

    Raises GraderError if there is nothing to grade: no such task, no source, a file that cannot be read.
    """
    folder = Path(course) if course is not None else None
    try:
        with in_language(lang, folder):
            return _card(what, exercise, folder, timeout)
    except GraderError as error:
        raise error.with_traceback(None) from None  # our own lines do not help


def _card(what: Sequence[What], exercise: str | None, course: Path | None, timeout: float) -> Card:
    try:
        found = grades(what, exercise=exercise, course=course, timeout=timeout)
    except KeyboardInterrupt:
        raise Interrupted(str(INTERRUPTED)) from None
    given = {"--exercise": exercise, "--course": course}
    return Card(found, [word for option, value in given.items() if value for word in (option, str(value))])
