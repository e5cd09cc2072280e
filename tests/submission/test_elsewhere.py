"""An answer that does not count is found where it is; none is found where there is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from submitted import Write, code_cell, grade, notebook

from grader.locale.messages import sentence
from grader.submission.functions import stub

STUB = "def f(x):\n    raise NotImplementedError\n"
ANSWER = "def f(x):\n    return x * 2\n"
METHOD = "class A:\n    def f(self, x):\n        return x * 2\n"
SCRIPT = 'if __name__ == "__main__":\n    def f(x):\n        return x * 2\n'
NEVER = "if False:\n    def f(x):\n        return x * 2\n"
INNER = "def g():\n    def f(x):\n        return x * 2\n    return f\n"
OTHER = "def other(x):\n    return x\n"

IN_SCRIPT = 'defines `f` under `if __name__ == "__main__":`, which is not run. Move it out of there.'
UNDER_NEVER = "defines `f` under a condition that never holds. Move it out of there."
AS_METHOD = "defines `f` as a method of the class `A`. Define it outside of the class, at the left edge."
INSIDE = "defines `f` inside the function `g`. Define it outside, at the left edge."
REPLACED = "has an answer to `f`, but the unfinished copy in {} replaces it. Delete the copy."
PRESS_Y = "Make it a code cell: select it and press y."
INDENTED = "Cell 2 begins indented: the function `f` was split. Join cells 1 and 2."
MOVE = "Cell 2 begins indented, like the body of a function. Move its lines into `f` in cell 1."


def told(path: Path) -> str:
    """Where an answer is, as the learner reads it."""
    fact = grade(path).advice.get("f")
    return sentence(fact) if fact is not None else ""


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (ANSWER + STUB, f"Line 1 {REPLACED.format('line 3')}"),
        (SCRIPT + OTHER, f"Line 2 {IN_SCRIPT}"),
        (STUB + SCRIPT, f"Line 4 {IN_SCRIPT}"),
        (NEVER + OTHER, f"Line 2 {UNDER_NEVER}"),
        (STUB + NEVER, f"Line 4 {UNDER_NEVER}"),
        (METHOD + OTHER, f"Line 2 {AS_METHOD}"),
        (STUB + METHOD, f"Line 4 {AS_METHOD}"),
        (INNER, f"Line 2 {INSIDE}"),
        (
            STUB + "    return x * 2\n",
            "Line 2 still raises NotImplementedError, so the lines of `f` below it are never run. Delete "
            "line 2.",
        ),
        (
            "def f(x):\n    return None\n    return x * 2\n",
            "Line 2 returns None, so the lines of `f` below it are never run. Delete line 2.",
        ),
    ],
)
def test_an_answer_in_a_script_that_does_not_count_is_told(write: Write, script: str, said: str) -> None:
    assert told(write(script)) == said


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([ANSWER, STUB], f"Cell 1 {REPLACED.format('cell 2')}"),
        ([ANSWER + STUB], f"Cell 1 {REPLACED.format('its line 3')}"),
        ([STUB, SCRIPT], f"Cell 2 {IN_SCRIPT}"),
        ([OTHER, METHOD], f"Cell 2 {AS_METHOD}"),
        (["def f(x):\n    y = x * 2", "    return y\n#"], INDENTED),
        (["def f(x):\n    y = x * 2\n\n", "\n# on\n    return y\nf(1)"], INDENTED),
        (["def f(x):", "    return x * 2\n#"], INDENTED),
        (["def f(x):\n    for i in x:", "        y = i\n    return y\n#"], INDENTED),
        ([STUB, "    return x * 2\n#"], MOVE),
        (
            [STUB + "    return x * 2\n"],
            "Line 2 of cell 1 still raises NotImplementedError, so the lines of `f` below it are never run. "
            "Delete that line.",
        ),
    ],
)
def test_an_answer_in_cells_that_does_not_count_is_told(write: Write, cells: list[str], said: str) -> None:
    assert told(write([*cells, OTHER])) == said


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("markdown", ANSWER, f"Cell 2 is Markdown and holds `def f`. {PRESS_Y}"),
        ("raw", ANSWER, f"Cell 2 is a raw cell and holds `def f`. {PRESS_Y}"),
        (
            "markdown",
            f"My answer is\n```\n{ANSWER}```\n",
            "Cell 2 is Markdown and holds `def f` among other text. Copy the function to a code cell.",
        ),
        ("markdown", STUB, ""),
        ("markdown", "def fast(x):\n    return x\n", ""),
        ("markdown", "Write `def f(x)` so that it returns x.", ""),
    ],
)
@pytest.mark.parametrize("code", [OTHER, STUB])
def test_an_answer_in_a_cell_of_text_is_told(
    tmp_path: Path, code: str, kind: str, text: str, said: str
) -> None:
    path = tmp_path / "a.ipynb"
    other = {"cell_type": kind, "metadata": {}, "source": text}
    path.write_text(notebook(code_cell(code), other), "utf-8")
    assert json.loads(path.read_text("utf-8"))["cells"][1]["source"] == text
    assert told(path) == said


@pytest.mark.parametrize(
    "text",
    [
        ANSWER,
        STUB + ANSWER,
        STUB,
        STUB + STUB,
        OTHER,
        "class A:\n    def f(self, x):\n        raise NotImplementedError\n" + OTHER,
        'if __name__ == "__main__":\n    print(1)\n' + STUB,
        "if False:\n    pass\nelse:\n    def f(x):\n        return x\n",
        "def f(x):\n    if x:\n        raise NotImplementedError\n    return x\n",
        "def f(x):\n    if x:\n        return None\n    return x\n",
    ],
)
def test_nothing_is_told_where_no_other_answer_is(write: Write, text: str) -> None:
    assert told(write(text)) == ""


@pytest.mark.parametrize(
    "cells",
    [
        [ANSWER, "k = 1\n    return k"],
        [ANSWER, "    k = 1\n#"],
        ["k = 1", "    return k\n#"],
        ["def g(x):\n    y = x", "    return y\n#"],
        [ANSWER, OTHER, "    return y\n#"],
    ],
)
def test_a_cell_that_does_not_go_on_with_the_function_is_no_part_of_it(
    write: Write, cells: list[str]
) -> None:
    assert told(write([*cells, OTHER])) == ""


def test_a_copy_that_the_starter_filled_is_unfinished_too(write: Write) -> None:
    starter = "def f(x):\n    return x\n"
    submission = grade(write(ANSWER + starter), stubs={"f": stub(starter)})
    assert sentence(submission.advice["f"]) == f"Line 1 {REPLACED.format('line 3')}"


def test_what_never_runs_is_not_run(write: Write) -> None:
    submission = grade(write(ANSWER + NEVER))
    assert submission.found == {"f"}
    assert submission.places["f"].line == 1
    assert [sentence(piece.why) for piece in submission.skipped] == ["is under a condition that never holds"]
