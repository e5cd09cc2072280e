"""A notebook's cells become code, whichever version of the format it is in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from submitted import Write, code_cell, grade, notebook, reasons, refusal, texts

from grader.runner.wire import Piece
from grader.submission import NOTEBOOK_COMMAND, Place


def test_a_notebook_without_code_is_empty(write: Write) -> None:
    message = "exercise_03.ipynb is empty: it has no code. Save your work in the editor and try again."
    assert refusal(write(["", " \n"])) == message
    assert refusal(write("", "exercise_03.ipynb")) == message
    assert refusal(write(notebook(cells=None), "exercise_03.ipynb")) == message


def test_a_damaged_notebook_is_refused_with_its_line(write: Write) -> None:
    assert refusal(write('{\n"cells": [,\n', "a.ipynb")) == (
        "a.ipynb, line 2: this is not a notebook (its JSON is damaged). "
        "Open it in Jupyter and save it again, or copy its code to a .py file."
    )
    assert refusal(write("[" * 100_000, "a.ipynb")).startswith("a.ipynb: this is not a notebook")


def test_a_json_list_is_no_notebook(write: Write) -> None:
    assert refusal(write("[1, 2]", "a.ipynb")) == (
        "a.ipynb is JSON, but not a notebook. Open your work in Jupyter and save it as .ipynb, or copy its "
        "code to a .py file."
    )


def test_a_merge_conflict_in_a_notebook_is_refused_with_its_line(write: Write) -> None:
    text = notebook(code_cell("def f(): return 1"), code_cell("x = 1"))
    cut = text.index("{", 20)
    assert refusal(write(f"{text[:cut]}\n<<<<<<< HEAD\n=======\n>>>>>>> b\n{text[cut:]}", "a.ipynb")) == (
        "a.ipynb, line 2: a merge conflict of Git is not resolved here. In a text editor, keep one side of "
        "each conflict. Delete the lines that begin with <<<<<<<, ======= and >>>>>>>, and save the file."
    )


def test_text_that_is_no_notebook_is_refused_with_its_beginning(write: Write) -> None:
    assert refusal(write("\nimport torch\ndef f(): return 1\n", "week.1.ipynb")) == (
        "week.1.ipynb is not a notebook: it begins with 'import torch'. "
        "If it is Python code, rename it to week.1.py; if not, save or download your notebook again."
    )


@pytest.mark.parametrize("content", [notebook(code_cell("x = 1")), '{"worksheets": [], "nbformat": 3}'])
def test_a_notebook_with_the_suffix_of_a_script_is_refused(write: Write, content: str) -> None:
    Path("work").mkdir()
    assert refusal(write(content, "work/week.1.py")) == (
        "work/week.1.py holds a notebook, not a script. Rename it to week.1.ipynb."
    )


def test_a_script_that_begins_with_a_dict_is_a_script(write: Write) -> None:
    assert texts(grade(write('{"k": 1}\ndef f(): return 1\n'))) == ["def f(): return 1"]
    assert grade(write('{"k": 1}\n')).found == frozenset()


# ------------------------------------------------------------------------------------------------------ cells


def test_cells_are_counted_as_jupyter_shows_them(write: Write) -> None:
    markdown = {"cell_type": "markdown", "metadata": {}, "source": "# Norms"}
    cells = (
        markdown,
        code_cell(["k = 1\n", "\n", "j = 2"]),
        markdown,
        code_cell("\ndef f():\n  return k + j"),
    )
    submission = grade(write(notebook(*cells), "a.ipynb"))
    assert submission.program.pieces == (
        Piece("a.ipynb#2", 1, "k = 1", ("k",), ("f",)),
        Piece("a.ipynb#2", 3, "j = 2", ("j",), ("f",)),
        Piece("a.ipynb#4", 2, "def f():\n  return k + j", ("f",), ("f",)),
    )
    assert submission.places == {"f": Place(4, 2)}


def test_a_notebook_and_a_script_of_the_same_code_give_the_same_pieces(write: Write) -> None:
    cells = [
        "import torch, math\nfrom torch import nn",
        "w = torch.ones(3); b = 2\nnn.init.zeros_(w)\nprint(w)",
        "@torch.no_grad()\ndef f(x):\n    '''Doc.'''\n    return g(x) @ w + b",
        "for i in range(3):\n    b += i\ndef g(x): return math.pi",
    ]
    from_cells, from_script = grade(write(cells)), grade(write("\n".join(cells)))
    assert texts(from_cells) == texts(from_script)
    assert [one.text for one in from_cells.skipped] == [one.text for one in from_script.skipped]
    assert len(texts(from_cells)) == 9


def test_reading_twice_gives_the_same(write: Write) -> None:
    path = write("from m import *\na, b = c = 1, 2\ndef f(): return a, b, c, d, e\ndef g(): return f\n")
    assert grade(path, "f", "g") == grade(path, "f", "g")


@pytest.mark.parametrize(
    "content",
    [
        '{"cells": [{"cell_type": "code", "source": "def f(): return 1"}]}',
        notebook(*[{**code_cell("def f(): return 1"), "id": "a"}] * 2, None, 3, {"cell_type": "code"}),
        notebook({**code_cell("def f(): return 1"), "metadata": None}, metadata=None, nbformat=5),
        '{"nbformat": 3, "worksheets": [{"cells": '
        '[{"cell_type": "code", "input": ["def f(): return 1"], "language": "python", "outputs": []}]}]}',
        '{"nbformat": 4, "cells": null, "worksheets": [{"cells": '
        '[{"cell_type": "code", "input": "def f(): return 1", "language": "python", "outputs": []}]}]}',
        '{"nbformat": 1, "cells": [{"cell_type": "code", "code": "def f(): return 1"}]}',
    ],
)
def test_code_is_recovered_from_irregular_and_old_notebooks(write: Write, content: str) -> None:
    assert texts(grade(write(content, "a.ipynb"))) == ["def f(): return 1"]


@pytest.mark.parametrize(
    ("version", "lines"),
    [(2, ["def f():", "  return 1"]), (3, ["def f():", "  return 1"]), (3, ["def f():\n", "  return 1"])],
)
def test_the_lines_of_old_notebooks_need_no_ends(write: Write, version: int, lines: list[str]) -> None:
    code = {"cell_type": "code", "input": lines, "language": "python", "outputs": []}
    path = write(json.dumps({"nbformat": version, "worksheets": [{"cells": [code]}]}), "a.ipynb")
    assert texts(grade(path)) == ["def f():\n  return 1"]


def test_the_headings_of_an_old_notebook_may_have_lines(write: Write) -> None:
    cells = [
        {"cell_type": "heading", "level": 1, "source": ["Norms\n", "and more"]},
        {"cell_type": "code", "input": "def f(): return 1", "language": "python", "outputs": []},
    ]
    path = write(json.dumps({"nbformat": 3, "worksheets": [{"cells": cells}]}), "a.ipynb")
    assert grade(path).places == {"f": Place(2, 1)}


def test_an_old_notebook_that_cannot_be_converted_says_what_to_do(write: Write) -> None:
    assert refusal(write('{"nbformat": 3, "worksheets": [{"cells": [{}]}]}', "a.ipynb")) == (
        "a.ipynb is a notebook of the old format 3 that could not be converted. "
        "Open it in Jupyter and save it again, or copy its code to a .py file."
    )


def test_notebook_commands_are_skipped_and_the_code_around_them_is_kept(write: Write) -> None:
    cells = [
        "%matplotlib inline\n!pip install 'd2l (\nk = 1",
        "if k:\n    !pip install d2l\n    j = 2\nfiles = !ls\ntorch.add?\nget_ipython().system('ls')",
        "%%time\ndef f():\n    return k + j",
        "%%bash\ndef f(): broken",
        "  i = 3\n  def g():\n    return i",
    ]
    submission = grade(write(cells), "f", "g")
    assert [(piece.filename, piece.line, piece.text) for piece in submission.program.pieces] == [
        ("exercise_03.ipynb#1", 3, "k = 1"),
        ("exercise_03.ipynb#2", 1, "if k:\n    pass\n    j = 2"),
        ("exercise_03.ipynb#3", 2, "def f():\n    return k + j"),
        ("exercise_03.ipynb#5", 1, "i = 3"),
        ("exercise_03.ipynb#5", 2, "def g():\n  return i"),
    ]
    assert {why for _, _, why in reasons(submission)} == {"a notebook command"}
    assert [(skipped.cell, skipped.line, skipped.text) for skipped in submission.skipped] == [
        (1, 1, "%matplotlib inline"),
        (1, 2, "!pip install 'd2l ("),
        (2, 2, "!pip install d2l"),
        (2, 4, "files = !ls"),
        (2, 5, "torch.add?"),
        (2, 6, "get_ipython().system('ls')"),
        (3, 1, "%%time"),
        (4, 1, "%%bash"),
    ]


def test_an_exported_script_loses_its_notebook_commands(write: Write) -> None:
    path = write("get_ipython().run_line_magic('matplotlib', 'inline')\ndef f(): return 1\n")
    assert reasons(grade(path)) == [
        (1, "get_ipython().run_line_magic('matplotlib', 'inline')", "a notebook command")
    ]


def test_a_line_that_is_timed_runs_and_is_timed_by_nobody(write: Write) -> None:
    cells = [
        "%time j = 3",
        "%time  h = (1 +\n 2)",
        "%timeit k = 2\n%time",
        "%time 3 +\n%time !ls",
        "if j:\n    %time i = 4; n = 5",
        "def f(): return i + j + n",
    ]
    submission = grade(write(cells))
    assert [piece.text for piece in submission.program.pieces] == [
        "j = 3",
        "if j:\n    i = 4; n = 5",
        "def f(): return i + j + n",
    ]
    assert [(one.cell, one.line, one.text) for one in submission.skipped if one.why == NOTEBOOK_COMMAND] == [
        (2, 1, "%time  h = (1 +"),
        (3, 1, "%timeit k = 2"),
        (3, 2, "%time"),
        (4, 1, "%time 3 +"),
        (4, 2, "%time !ls"),
    ]
