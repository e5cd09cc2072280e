"""`from grader import check`: the verdict of the command line, beside the code in a notebook.

    check(l2_norm)            one function, or several
    check("exercise_03")      every task of an exercise
    check("exercise_03.py")   a file

What is graded is the source of the cells that were run, in the order in which they were: the functions
that the kernel has. They run in a process of their own, so that neither an endless loop nor a crash
touches the kernel.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Sequence
from pathlib import Path

from grader import shell
from grader.checking import What, grades
from grader.errors import GraderError
from grader.verdict import Grade

WIDEST = 100
INTERRUPTED = "Interrupted."

shell.watch()


class Interrupted(KeyboardInterrupt):
    """Somebody has stopped the kernel while it was waiting for a verdict."""

    def _render_traceback_(self) -> list[str]:
        return [INTERRUPTED]


class Card:
    """Grades as a notebook shows them: a card in HTML, plain text in a terminal."""

    def __init__(self, grades: Sequence[Grade]) -> None:
        self.grades = tuple(grades)

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
        for number, grade in enumerate(self.grades):
            if number:
                console.print()
            terminal.render([grade], console, commands=not _is_live(grade))
        return "\n".join(line.rstrip() for line in page.getvalue().rstrip("\n").split("\n"))

    def _repr_html_(self) -> str:
        from grader.report import as_card

        return "".join(as_card.render(grade, live=_is_live(grade)) for grade in self.grades)


def _is_live(grade: Grade) -> bool:
    """Whether cells were graded that were run, not a file."""
    return grade.submission == shell.NOTEBOOK


def check(
    *what: What, exercise: str | None = None, course: str | Path | None = None, timeout: float = 10.0
) -> Card:
    """Grade functions, exercises or files; show what comes back at the end of a cell to see it.

    `exercise` says which one it is, where several have a task of that name or a file does not tell.
    `course` is the folder of a course of your own; otherwise the nearest one above the file or the
    current folder, or the built-in one. `timeout` is in seconds, for one call.

    Raises GraderError where there is nothing to grade: no such task, no source, a file that cannot be read.
    """
    folder = Path(course) if course is not None else None
    try:
        return Card(grades(what, exercise=exercise, course=folder, timeout=timeout))
    except GraderError as error:
        raise error.with_traceback(None) from None  # our own lines tell nothing
    except KeyboardInterrupt:
        raise Interrupted from None
