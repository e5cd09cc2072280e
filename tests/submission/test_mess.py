"""Files as learners really hand them in get the report that they should.

For each `name.py` or `name.ipynb` in fixtures/mess stands its report in `name.expected.json`, written by
hand: what is not run and why, the outcome of each task whose function is there, and each error. `about`
says what the mess is.
"""

from __future__ import annotations

import fnmatch
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from grader import submission
from grader.core.errors import SubmissionError
from grader.core.model import Key, Outcome
from grader.core.verdict import Grade, Skipped, TaskResult
from grader.judge.grade import grade
from grader.locale.messages import sentence
from grader.runner.process.pool import Pool
from grader.runner.wire import Limits

TESTS = Path(__file__).parents[1]
MESS = TESTS / "fixtures" / "mess"
FILES = sorted(path.name for path in MESS.iterdir() if path.suffix in (".py", ".ipynb"))
SOLUTION = (TESTS / "solutions" / "exercise_03_a.py").read_text("utf-8")


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(Limits(call_seconds=2.0)) as pool:
        yield pool


def graded(path: Path, key: Key, pool: Pool) -> Grade:
    source = submission.read(path)
    stubs = {name: submission.stub(task.stub) for name, task in key.text.tasks.items()}
    return grade(submission.needed(source, list(stubs), stubs=stubs), key, pool)


def said(piece: Skipped) -> str:
    """Why a piece is not run, with the line of its fault if that is another one."""
    why = sentence(piece.why)
    return why if piece.spot is None or piece.spot.line == piece.line else f"{why} (line {piece.spot.line})"


def report(path: Path, key: Key, pool: Pool) -> dict[str, Any]:
    """What the learner is told of a file, as its `.expected.json` has it."""
    try:
        result = graded(path, key, pool)
    except SubmissionError as error:
        return {"refused": str(error)}
    there = [task for task in result.tasks if task.outcome is not Outcome.MISSING]
    assert {skipped.file for skipped in result.skipped} <= {path.name}
    return {
        "skipped": [[one.cell, one.line, one.text, said(one)] for one in result.skipped],
        "tasks": {task.task: str(task.outcome) for task in there},
        "errors": {task.task: sentence(task.error.message) for task in there if task.error},
    }


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("name", FILES)
def test_a_messy_file_gets_the_report_that_it_should(
    name: str, key: Key, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(MESS)
    expected = json.loads(Path(name).with_suffix(".expected.json").read_text("utf-8"))
    assert expected.pop("about").endswith(".")
    assert report(Path(name), key, pool) == expected


def test_every_report_has_its_file_and_no_two_files_share_one() -> None:
    reports = sorted(path.name for path in MESS.glob("*.expected.json"))
    assert reports == sorted(Path(name).with_suffix(".expected.json").name for name in FILES)
    assert len(FILES) >= 32


def test_no_messy_file_is_taken_for_a_test(pytestconfig: pytest.Config) -> None:
    patterns = pytestconfig.getini("python_files")
    assert [name for name in FILES if any(fnmatch.fnmatch(name, pattern) for pattern in patterns)] == []


# -------------------------------------------------------------------------- the same work in another form

MISTAKES = {
    "return torch.dot(x, y), (x * y).sum()": "return torch.dot(x, y), x.T * y",
    "return A @ B": "return B @ A",
    "return A * B": "return A @ B",
    "return torch.linalg.vector_norm(x)\n": "return torch.tensor(x.norm().item(), dtype=x.dtype)\n",
    "return torch.equal(A, A.mT)": "return A == A.mT.conjj()",
    "return torch.linalg.vector_norm(x, dtype=torch.float64).to(x.dtype)": "return (x ** 2).sum().sqrt()",
}


def half_wrong(text: str) -> str:
    for right, wrong in MISTAKES.items():
        assert text.count(right) == 1
        text = text.replace(right, wrong)
    return text


def notebook(text: str) -> str:
    """The imports in one cell, and each function in one of its own."""
    cells = [
        {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
        for source in text.rstrip().split("\n\n\n")
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells})


def judgement(task: TaskResult) -> tuple[object, ...]:
    """All that is said of a task, but for where its lines stand and how long it took."""
    said = (task.error.message, task.error.text) if task.error else None
    lines = [(line.text, line.visit, line.computed, line.mark) for line in task.trace]
    code = [listing.text for listing in task.code]
    bare = structs.replace(task, error=None, duration=0.0, trace=(), code=(), line=None, cell=None)
    return bare, said, lines, code


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "wrong"), [(SOLUTION, 0), (half_wrong(SOLUTION), len(MISTAKES))], ids=["right", "half wrong"]
)
def test_a_notebook_and_a_script_of_the_same_solution_get_the_same_grade(
    text: str, wrong: int, key: Key, pool: Pool, tmp_path: Path
) -> None:
    script, cells = tmp_path / "exercise_03.py", tmp_path / "exercise_03.ipynb"
    script.write_text(text, "utf-8")
    cells.write_text(notebook(text), "utf-8")
    of_script, of_cells = graded(script, key, pool), graded(cells, key, pool)
    assert [judgement(task) for task in of_cells.tasks] == [judgement(task) for task in of_script.tasks]
    assert (of_cells.score, of_cells.max_score) == (of_script.score, of_script.max_score)
    assert sum(task.outcome is not Outcome.PASSED for task in of_cells.tasks) == wrong
    assert len(submission.read(cells).units) == 1 + len(key.tasks)
