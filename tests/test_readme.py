"""The README holds: what it shows runs, and what there is, it shows."""

import io
import re
from pathlib import Path

import click
import pytest

from grader.cli import cli
from grader.course import load
from grader.course.key import make
from grader.grading import Request, grade_file
from grader.model import Outcome
from grader.runner.inprocess import InProcess

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
SOLUTION = "def squared_error(y_hat, y):\n    return ((y_hat[:, 0] - y) ** 2).mean()\n"
WRONG = "def squared_error(y_hat, y):\n    return ((y_hat - y) ** 2).mean()\n"


def blocks(language):
    """The fenced blocks of a language; without one, those of what programs print."""
    parts = re.split(r"^```(\w*)\n", README, flags=re.MULTILINE)[1:]
    opened = zip(parts[::4], parts[1::4], strict=True)  # every other fence closes
    return [text for name, text in opened if name == language]


@pytest.fixture
def course(tmp_path):
    """The course that the README writes out."""
    starter, reference = blocks("python")
    for folder, text in (("exercises", starter), ("reference", reference)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "week_1.py").write_text(text, "utf-8")
    return tmp_path


def test_the_two_commands_that_set_everything_up_are_there():
    assert 'pip install "torch==2.13.0" . && grade demo' in README
    assert 'pip install "torch==2.13.0" ".[dev]" && pytest' in README


def test_every_command_and_every_option_is_documented():
    for name, command in cli.commands.items():
        if not command.hidden:
            assert f"`grade {name}" in README, name
    for option in cli.commands["check"].params:
        if isinstance(option, click.Option):
            assert (
                f"`{', '.join(['`, `'.join(option.opts)]) if len(option.opts) > 1 else option.opts[0]}"
                in README
            )
            assert option.help


@pytest.mark.parametrize(("source", "outcome"), [(SOLUTION, Outcome.PASSED), (WRONG, Outcome.FAILED)])
def test_the_course_of_the_readme_grades_right_and_wrong(course, tmp_path, source, outcome):
    (tmp_path / "elsewhere").mkdir()
    path = tmp_path / "elsewhere" / "week_1.py"
    path.write_text(source)
    grade = grade_file(path, Request((path,), course=course), InProcess())
    (task,) = grade.tasks
    assert task.outcome is outcome
    if outcome is Outcome.FAILED:
        assert (task.misconception.name, task.misconception.certain) == ("broadcasts", True)


def test_the_misconception_and_the_right_variant_of_the_readme_are_told_apart(course):
    (task,) = make(load.Course(course), "week_1").tasks
    (known,) = task.misconceptions
    assert len(known.observations) > len(task.cases) / 2


def plain(text):
    """Lines without the spaces at their ends, and without seconds."""
    return [re.sub(r"\(\d+ s\)", "( s)", line.rstrip()) for line in text.strip().splitlines()]


def test_what_verify_prints_of_the_course_of_the_readme_is_as_shown(course, pool):
    from rich.console import Console

    from grader.workshop import table
    from grader.workshop.verify import prove

    page = io.StringIO()
    console = Console(file=page, width=100)
    proof = prove(load.Course(course), "week_1", pool, progress=lambda _task: None)
    table.show(proof, console)
    table.show_sum([proof], 0, console)
    shown = next(block for block in blocks("") if block.startswith("week_1 · Errors"))
    assert plain(page.getvalue()) == plain(shown)


def test_the_feedback_that_the_readme_shows_of_a_traced_call_is_real(tmp_path):
    from rich.console import Console

    from grader.report import terminal

    path = tmp_path / "exercise_02.py"
    path.write_text("def squared_error(y_hat, y):\n    d = y_hat - y\n    return (d ** 2).mean()\n")
    grade = grade_file(path, Request((path,), tasks=("squared_error",)), InProcess())
    page = io.StringIO()
    terminal.render([grade], Console(file=page, width=80, highlight=False))
    shown = next(block for block in blocks("") if block.startswith("✗ squared_error"))
    assert "\n".join(plain(shown)) in "\n".join(plain(page.getvalue()))


def test_the_outcomes_and_aspects_of_the_json_are_all_named():
    from grader.model import Aspect

    text = " ".join(README.split())
    assert ", ".join(Outcome) in text
    assert ", ".join(Aspect) in text
