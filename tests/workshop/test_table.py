"""What was proved, in the terminal."""

import io

import pytest
from rich.console import Console

from grader.core.errors import CourseError
from grader.core.message import Message
from grader.workshop import table
from grader.workshop.proof import Proof, ProofFault


@pytest.mark.parametrize(
    ("title", "heading"), [("Norms", "week_1 · Norms"), ("week_1", "week_1")], ids=["known", "unknown"]
)
def test_an_exercise_without_a_known_title_is_named_once(title, heading):
    fault = ProofFault("", CourseError(Message("It is broken.")))
    file = io.StringIO()
    table.show(Proof("week_1", title, (), (fault,), 0.0), Console(file=file, width=80))
    assert [line.rstrip() for line in file.getvalue().splitlines()] == [heading, "  ✗ It is broken.", ""]
