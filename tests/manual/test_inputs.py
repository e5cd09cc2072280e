"""The chapter on inputs holds: each word that it shows can be used, and gives what it says."""

import ast
import re

import numpy as np
import pytest
import torch
from hypothesis import strategies as st

import grader.course
from grader import manual
from grader.course import Exercise, computed, index, indices, list_of, size, tensors
from grader.course.drawing import boundaries, drawn
from grader.course.inputs import Input, as_input
from grader.course.withheld import HeldOutArrays, given
from grader.runner.recording.building import build, build_all

CHAPTER = manual.chapter("inputs")
WORDS = {name: getattr(grader.course, name) for name in grader.course.__all__ if name.islower()}
NAMES = {**WORDS, "np": np}
TABLE = [row.split(" | ")[0].removeprefix("| ").strip("`") for row in re.findall(r"^\| `.+", CHAPTER, re.M)]
SHOWN = sorted(
    {code for code in re.findall(r"`([^`]+)`", CHAPTER) if re.match(rf"({'|'.join(WORDS)})\(", code)}
)
"""Every word that the chapter shows in its text."""
OTHERS = {"x": tensors("n"), "w": tensors("n"), "b": tensors("1"), "B": tensors("k m"), "k": tensors("k n")}
"""Inputs that the words of the chapter use."""


def complete(code):
    """Whether this is a whole call, and not a name with an ellipsis."""
    return "…" not in code and "probe=" not in code


def task_of(inputs, parameters):
    """A task with some inputs, whose parameters are named."""
    names = {}
    exec(f"def task({', '.join(parameters)}): pass", names)
    return Exercise("Snippets").task(inputs=inputs)(names["task"])


def cases_of(task):
    found = [
        *boundaries(task.inputs, gradient=False),
        *drawn(task.inputs, gradient=False, count=10, start=1),
    ]
    return [entry.case(task.names, len(task.parameters), named=task.refers) for entry in found]


def test_the_table_has_every_word():
    named = {re.match(r"\w+", code)[0] for code in TABLE}
    assert set(WORDS) <= named


@pytest.mark.parametrize("code", [code for code in SHOWN if complete(code)])
def test_a_word_of_the_chapter_can_be_used(code):
    word = eval(code, {**NAMES, "torch": torch})
    assert isinstance(word, Input)
    used = {name: OTHERS[name] for name in (word.needs() | word.refers()) & OTHERS.keys()}
    more = {"other": tensors("m n k", m=(0, 40))}
    arrays = HeldOutArrays("held_out", {"X": np.arange(12.0).reshape(4, 3), "y": np.arange(4)})
    with given(arrays):
        cases = cases_of(task_of({"given": word, **more, **used}, ["given", "other", *used]))
    assert len({(case.code, case.setup) for case in cases}) > 1


@pytest.mark.parametrize(
    "code", [text for text in re.findall(r"```python\n(.*?)```", CHAPTER, re.S) if "inputs = " in text]
)
def test_inputs_of_the_chapter_can_be_used(code):
    names = {**NAMES, "torch": torch}
    exec(code, names)
    (parsed,) = ast.parse(code).body
    task = task_of(names["inputs"], [key.value for key in parsed.value.keys if key.value != "B"])
    assert len(cases_of(task)) > 10


EXAMPLES = {
    'tensors("m n")': "torch.tensor([[3., -4., 1.], [2., -5., 6.]])",
    'tensors("n", dtypes=("float", "int64"))': "torch.tensor([3, -4])",
    'tensors("n", low=0, high=3)': "torch.tensor([3., 0.])",
    'tensors("n", factors=("", "* 1e30"))': "torch.tensor([3., -4.]) * 1e30",
    'tensors("n", dtypes=("bool",))': "torch.tensor([True, False])",
    'tensors("n n").map(lambda A: A + A.mT)': "torch.tensor([[6., -3.], [-3., 4.]])",
    'tensors("n", requires_grad=True)': "torch.tensor([3., -4.], requires_grad=True)",
    "each(1, 2, 0.5)": "0.5",
    'functions("lambda x: x * x")': "lambda x: x * x",
    'list_of(tensors("m n"), tensors("n"))': "[torch.tensor([[3., -4., 1.], [2., -5., 6.]]), "
    "torch.tensor([3., -4., 1.])]",
}
"""What the chapter says that some words give, among other things."""


@pytest.mark.parametrize("code", EXAMPLES)
def test_a_word_gives_what_the_chapter_shows(code):
    assert code in TABLE
    assert EXAMPLES[code] in CHAPTER.replace("\n", " ") or code == 'tensors("n", low=0, high=3)'
    word = eval(code, dict(NAMES))
    assert EXAMPLES[code] in [entry.code[0] for entry in boundaries([word], gradient=False)]


def values_of(word, *others):
    """The values of a word in all boundary calls next to other inputs."""
    entries = boundaries([as_input(word), *others], gradient=False)
    return [build_all(entry.case())[0] for entry in entries]


def test_sizes_and_indices_are_those_of_the_other_argument():
    matrix = tensors("m n k")
    assert 3 in values_of(size("m"), matrix)
    assert {0, 1, 2} <= set(values_of(index("m"), matrix))
    assert [2, 0] in values_of(indices("m"), matrix)
    rows = values_of(indices("k", "n"), tensors("k m"))
    assert [2, 0, 1, 2] in [value.tolist() for value in rows]


def test_a_symmetric_matrix_is_computed():
    task = task_of({"A": computed(lambda B: B @ B.mT), "B": tensors("m n")}, ["A"])
    cases = cases_of(task)
    assert all(len(case.inputs) == 1 for case in cases)
    for case in cases:
        value = build(case.inputs[0])
        assert torch.allclose(value, value.mT)


def test_a_changed_list_and_a_changed_size():
    word = list_of(tensors("n"), tensors("1")).map(lambda params: params[::-1])
    assert all(params[0].shape == (1,) for params in values_of(word))
    assert {value % 2 for value in values_of(size("n").map(lambda n: 2 * n + 1), tensors("n"))} == {1}


def test_a_strategy_is_a_word():
    assert len(drawn([as_input(st.integers(1, 5))], gradient=False, count=20, start=1)) == 5
