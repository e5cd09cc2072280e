"""An answer that does not count costs its points, and the task says where it is."""

import json

import pytest

from grader import submission
from grader.core.model import Outcome
from grader.judge.grade import grade
from grader.locale.messages import sentence

pytestmark = pytest.mark.slow

STUB = "def hadamard(A, B):\n    raise NotImplementedError"
ANSWER = "def hadamard(A, B):\n    return A * B"
SPLIT = "Cell 3 begins indented: the function `hadamard` was split. Join cells 2 and 3."


@pytest.fixture
def graded(tmp_path, key, pool):
    def run(*cells):
        path = tmp_path / "exercise_03.ipynb"
        found = [
            {"cell_type": "code", "metadata": {}, "source": text, "outputs": [], "execution_count": None}
            for text in ("import torch", *cells)
        ]
        path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": found}))
        needed = submission.needed(submission.read(path), ["hadamard"], stubs={})
        (result,) = grade(needed, key, pool, tasks=["hadamard"]).tasks
        return result

    return run


@pytest.mark.parametrize(
    ("cells", "outcome"),
    [
        (("def hadamard(A, B):\n    C = A * B", "    return C"), Outcome.FAILED),
        (("def hadamard(A, B):\n    C = D", "    return A * C"), Outcome.RAISED),
        (("def hadamard(A, B):", "    return A * B"), Outcome.NOT_RUN),
    ],
)
def test_a_function_that_was_split_is_told_nothing_else(graded, cells, outcome):
    result = graded(*cells)
    assert (result.outcome, result.score) == (outcome, 0.0)
    assert sentence(result.error.message) == SPLIT
    assert (result.differences, result.misconception, result.advice, result.patterns) == ((), None, None, ())


def test_a_right_function_above_an_indented_cell_is_right(graded):
    result = graded(ANSWER, "    x = 1")
    assert (result.outcome, result.score, result.error) == (Outcome.PASSED, 1.0, None)


def test_an_answer_above_its_stub_is_told_with_the_unfinished_task(graded):
    result = graded(ANSWER, STUB)
    assert (result.outcome, result.score) == (Outcome.NOT_FINISHED, 0.0)
    assert sentence(result.advice) == (
        "Cell 2 has an answer to `hadamard`, but the unfinished copy in cell 3 replaces it. Delete the copy."
    )


def test_an_answer_below_its_stub_counts(graded):
    assert graded(STUB, ANSWER).outcome is Outcome.PASSED


def test_a_raise_that_is_left_above_an_answer_is_told(graded):
    result = graded(f"{STUB}\n    return A * B")
    assert result.outcome is Outcome.RAISED
    assert sentence(result.error.message) == (
        "Line 2 of cell 2 still raises NotImplementedError, so the lines of `hadamard` below it are never "
        "run. Delete that line."
    )


def test_a_task_that_is_only_unfinished_is_told_nothing(graded):
    result = graded(STUB)
    assert (result.outcome, result.advice, result.error) == (Outcome.NOT_FINISHED, None, None)
