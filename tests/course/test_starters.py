"""A starter becomes a notebook with the same tasks: one a section, valid, unfinished."""

import json

import nbformat
import pytest
from kinds import STARTER
from making import stubs

from grader import submission
from grader.course import load
from grader.course.starters import as_notebook

COURSE = load.builtin()
SMALL = '''"""Week 1: errors.

Run grade week_1.py often.
"""

import torch
SCALE = 2

# 1 ─────────
# The *mean* of x.
#
#     mean(torch.ones(2))  ->  tensor(1.)


@torch.no_grad()
def mean(x):
    """The mean."""
    raise NotImplementedError


# No number here.
def total(x):
    raise NotImplementedError


REST = 1
'''


def cells(source, name="week_1"):
    book = json.loads(as_notebook(source, name=name))
    return [(cell["cell_type"], "".join(cell["source"])) for cell in book["cells"]]


def test_prose_becomes_markdown_and_the_rest_is_code():
    assert cells(SMALL) == [
        ("markdown", "# Week 1: errors\n\nRun grade week_1.ipynb often."),
        ("code", "import torch\nSCALE = 2"),
        ("markdown", "## 1 · `mean`\n\nThe *mean* of x.\n\n    mean(torch.ones(2))  ->  tensor(1.)"),
        ("code", '@torch.no_grad()\ndef mean(x):\n    """The mean."""\n    raise NotImplementedError'),
        ("markdown", "## `total`\n\nNo number here."),
        ("code", "def total(x):\n    raise NotImplementedError"),
        ("code", "REST = 1"),
        (
            "markdown",
            "## Grade it\n\nRun this in a cell, as often as you like:\n\n    from grader import check\n\n"
            '    check("week_1")\n\nOr save the notebook, and run in a terminal:\n\n    grade week_1.ipynb',
        ),
    ]


def test_a_starter_without_prose_is_a_notebook_too():
    assert [kind for kind, _ in cells("def f(x):\n    pass\n")] == ["markdown", "code", "markdown"]


def test_a_variable_and_a_class_are_sections_too():
    source = STARTER + "\n\nclass Helper:\n    def one(self):\n        return 1\n"
    texts = [text for _, text in cells(source)]
    assert texts[2:7] == [
        "## 1 · `x`\n\nThe integers from 0 to 11.",
        "x = ...",
        "## 2 · `MLP`\n\nA network with n hidden units.",
        STARTER[STARTER.index("class MLP") :].strip(),
        "class Helper:\n    def one(self):\n        return 1",
    ]


@pytest.mark.parametrize("name", COURSE.names)
def test_a_starter_of_the_course_is_a_valid_notebook_in_which_every_task_is_unfinished(name, keys, tmp_path):
    path = tmp_path / f"{name}.ipynb"
    path.write_text(as_notebook(COURSE.starter(name).read_text("utf-8"), name=name), "utf-8")
    book = nbformat.read(path, as_version=4)
    nbformat.validate(book)
    assert len({cell.id for cell in book.cells}) == len(book.cells)
    tasks, kinds = ([getattr(task, of) for task in keys[name].tasks] for of in ("name", "kind"))
    asked = dict(zip(tasks, kinds, strict=True))
    needed = submission.needed(submission.read(path), tasks, stubs=stubs(keys[name]), kinds=asked)
    assert needed.stubs == set(tasks)
    sections = [cell.source.split("\n")[0] for cell in book.cells if cell.source.startswith("## ")]
    assert sections[:-1] == [f"## {number} · `{task}`" for number, task in enumerate(tasks, start=1)]


def test_the_same_starter_makes_the_same_notebook():
    assert as_notebook(SMALL, name="a") == as_notebook(SMALL, name="a")


def test_what_does_not_parse_is_no_notebook():
    with pytest.raises(SyntaxError):
        as_notebook("def f(:\n", name="a")
