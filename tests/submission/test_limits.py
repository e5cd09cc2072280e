"""How much of a file is read: what is too much is refused with its count."""

from __future__ import annotations

import functools
import importlib
import json
import time
from pathlib import Path

import pytest
from submitted import Write, code_cell, grade, notebook, reasons, refusal

from grader.core.errors import MachineError, SubmissionError
from grader.submission import blocks, limits, read, read_cells

pytestmark = pytest.mark.slow

F = "def f(x):\n    return x\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            [F] * 2_001,
            "exercise_03.ipynb has 2,001 cells with code; at most 2,000 are read. Delete cells that no "
            "answer needs.",
        ),
        (
            json.dumps(
                {"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "markdown"}] * 2_001}]}
            ).encode(),
            "exercise_03.ipynb is a notebook of an old format with 2,001 cells; at most 2,000 are converted. "
            "Open it in Jupyter, delete cells that no answer needs, and save it.",
        ),
        (
            F + "\n" * 74_998,
            "exercise_03.py has 75,001 lines of code; at most 75,000 are read. Keep only code in it, and "
            "load data from other files.",
        ),
        (
            F + "x = [" + "1," * 59_995 + "]\n",
            "exercise_03.py has 120,002 tokens, such as names and numbers; at most 120,000 are read. Keep "
            "only code in it, and load data from other files.",
        ),
        (
            [F, "x = '" + "a" * 2_999_977 + "'"],
            "exercise_03.ipynb has 3,000,006 characters of code; at most 3,000,000 are read. Keep only code "
            "in it, and load data from other files.",
        ),
        (
            F + "x = 1\n" * 10_000,
            "exercise_03.py has 10,001 statements outside of functions, or more; at most 10,000 are read. "
            "Keep only code in it that an answer needs.",
        ),
        (
            [F, "if x:\n    !ls\n" * 2_501],
            "exercise_03.ipynb has broken code with notebook commands that takes 150,060 steps to read, or "
            "more; at most 150,000 are taken. Delete cells that no answer needs.",
        ),
        (
            notebook(code_cell(F), outputs="," * 5_000_000).encode(),
            "exercise_03.ipynb has 5,000,008 commas; at most 5,000,000 are read. Clear its outputs in "
            "Jupyter (Kernel, Restart Kernel and Clear Outputs) and save it.",
        ),
    ],
    ids=["cells", "old cells", "lines", "tokens", "characters", "statements", "commands", "commas"],
)
def test_too_much_is_refused_with_its_count(
    write: Write, content: str | list[str] | bytes, message: str
) -> None:
    name = "exercise_03.py" if isinstance(content, str) else "exercise_03.ipynb"
    assert refusal(write(content, name)) == message


@pytest.mark.parametrize(
    "content",
    [
        [F] * 2_000,
        F + "\n" * 74_997,
        F + "x = [" + "1," * 59_990 + "]\n",
        F + "x = 1\n" * 9_999,
        F + "x = 1;" * 9_999 + "\n",
        F + "import " + ", ".join(f"a{n}" for n in range(9_999)) + "\n",
        F + "x = '" + "a, " * 990_000 + "'\n",
    ],
    ids=["cells", "lines", "tokens", "statements", "in one line", "imports", "a string"],
)
def test_as_much_as_is_allowed_is_read(write: Write, content: str | list[str]) -> None:
    assert grade(write(content)).found == {"f"}


@pytest.mark.parametrize(
    "code", ["x = 1; " * 10_001, "import " + ", ".join(["a"] * 10_001), "x = = 1\n" * 10_001]
)
def test_statements_are_counted_wherever_they_stand(write: Write, code: str) -> None:
    for content in (code, [code], ["x = = 1\n" + code]):
        assert "statements outside of functions" in refusal(write(content))


def test_the_cells_of_a_session_are_counted_too() -> None:
    with pytest.raises(SubmissionError, match=r"^notebook has 2,001 cells with code"):
        read_cells([(n, "x = 1") for n in range(2_001)], name="notebook")


def test_what_is_in_the_outputs_of_a_notebook_does_not_count(write: Write) -> None:
    picture = {
        "output_type": "display_data",
        "data": {"image/png": "iVBORw0KGgo" * 2_000_000},
        "metadata": {},
    }
    cell = {**code_cell(F), "outputs": [picture]}
    assert grade(write(json.dumps({"nbformat": 4, "cells": [cell]}).encode(), "a.ipynb")).found == {"f"}


def parsed(path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many characters are parsed when a file is read."""
    sizes: list[int] = []
    usual = blocks.parse

    def counted(text: str) -> object:
        sizes.append(len(text))
        return usual(text)

    with monkeypatch.context() as patch:
        patch.setattr(blocks, "parse", counted)
        read(path)
    return sum(sizes)


BROKEN = {
    "unclosed": "(\n",
    "unclosed calls": "x = f(\n",
    "unclosed strings": "x = '''\n",
    "broken lines": "x = = 1\n",
    "broken calls": "x = = (\n1,\n)\n",
    "functions": "def g(x):\n    return = x\n",
    "ends of functions": "def g(x):\n    x = 1\nreturn x)\n",
    "escapes": '\\"\\\n',
}


@pytest.mark.parametrize("code", BROKEN.values(), ids=BROKEN)
def test_broken_code_is_parsed_a_few_times_and_not_once_for_each_line(
    write: Write, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    cells = [F, *[code * 400] * 8]
    assert parsed(write(cells), monkeypatch) <= 5 * sum(map(len, cells))


def test_brackets_in_brackets_are_parsed_again_only_so_often(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = [F, *["(\n" * 900 + ")\n" * 900] * 4]
    most = 3 * sum(map(len, cells)) + 2 * (limits.PARSED_IN_VAIN + len(cells[1]))
    assert parsed(write(cells), monkeypatch) <= most


def test_statements_of_one_line_have_their_text_whatever_the_letters(write: Write) -> None:
    path = write("é = 'ü'; 变 = 2; import os, sys; fü = é; f = lambda: (é, 变,\n   fü)\n")
    assert [piece.text for piece in grade(path).program.pieces] == [
        "é = 'ü'",
        "变 = 2",
        "fü = é",
        "f = lambda: (é, 变,\n   fü)",
    ]


def test_commands_in_one_line_are_replaced_and_lines_keep_their_numbers(write: Write) -> None:
    path = write(
        "é = 1; get_ipython().system('é'); get_ipython().run_line_magic(\n  'time',\n  'é = 2'); 变 = 3\n"
        "def f(): return é, 变\n"
    )
    submission = grade(path)
    assert [(piece.line, piece.text) for piece in submission.program.pieces] == [
        (1, "é = 2"),
        (1, "变 = 3"),
        (4, "def f(): return é, 变"),
    ]
    assert [line for line, _, _ in reasons(submission)] == [1]


def test_code_that_is_not_read_in_time_is_not_graded(tmp_path, monkeypatch):
    reading = importlib.import_module("grader.submission.read")
    path = tmp_path / "exercise_03.py"
    path.write_text(F)
    monkeypatch.setattr(reading, "UNWATCHED_CHARACTERS", 10)
    assert [unit.filename for unit in read(path).units] == ["exercise_03.py"]
    monkeypatch.setattr(reading, "in_time", functools.partial(reading.in_time, seconds=0.2))
    monkeypatch.setattr(reading, "blocks", lambda *_, **__: time.sleep(600))
    with pytest.raises(MachineError) as told:
        read(path)
    assert str(told.value) == (
        f"{path} could not be read. It took longer than 0.2 seconds, and was ended. It is not graded."
    )
