"""What is told of a right function that would fail on a GPU."""

import json

import pytest
from making import stubs

from grader import submission
from grader.core.model import Outcome
from grader.core.verdict import Feedback
from grader.judge.devices.portable import FAILS, UNKNOWN, WORKS
from grader.judge.grade import grade
from grader.locale.messages import sentence
from grader.report.sheet import sheets

TEXT = """\
import torch


def hadamard(A, B):
    return A * B


def l2_norm(x):
    zeros = torch.zeros(len(x), dtype=x.dtype)
    return (zeros + x).square().sum().sqrt()


def matvec(A, x):
    out = torch.zeros(len(A), dtype=x.dtype)
    for i in range(len(A)):
        out[i] = (A[i].to(x.dtype) * x).sum()
    return out


def matmul(A, B):
    here = A.cpu()
    return here @ B.cpu()


def lp_norm(x, p):
    return torch.zeros(3) + x


def frobenius_norm(A):
    device = "cuda" if torch.cuda.is_available() else "cpu"
    return A.to(device).square().sum(dim=(-2, -1)).sqrt()


def dot_two_ways(x, y):
    if x.sum() > 0:
        return x @ y, (x * y).sum()
    return (x * y).sum(), x @ y
"""


def graded(path, key, pool, text=TEXT):
    path.write_text(text)
    starter = stubs(key)
    found = grade(submission.needed(submission.read(path), list(starter), stubs=starter), key, pool)
    return {result.task: result for result in found.tasks}, found


@pytest.fixture(scope="module")
def results(tmp_path_factory, key, pool):
    return graded(tmp_path_factory.mktemp("gpu") / "exercise_03.py", key, pool)


@pytest.mark.slow
def test_a_tensor_made_on_the_cpu_is_told_with_its_line_and_the_remedy(results):
    told = results[0]["l2_norm"].on_gpu
    assert (told.state, told.line, told.cell) == (FAILS, 9, None)
    assert told.text == "zeros = torch.zeros(len(x), dtype=x.dtype)"
    assert sentence(told.message) == (
        "With arguments on a GPU, line 10 would raise: `add` would get tensors on two devices. Line 9 makes "
        "a tensor on the CPU, even if the arguments are on a GPU. Make it where they are: `device=x.device`, "
        "`torch.zeros_like(x)`, `x.new_zeros(…)`."
    )


def test_a_result_that_stays_on_the_cpu_is_told(results):
    told = results[0]["matvec"].on_gpu
    assert (told.state, told.line) == (FAILS, 14)
    assert sentence(told.message).startswith(
        "With arguments on a GPU, the result would be on the CPU. Line 14 makes a tensor on the CPU"
    )
    moved = results[0]["matmul"].on_gpu
    assert (moved.state, moved.line) == (FAILS, 21)
    assert sentence(moved.message).endswith(
        "Line 21 takes it to the CPU. Leave it where it is; where the CPU is "
        "needed, `.to(A.device)` brings it back."
    )


def test_it_costs_no_points_and_is_told_of_right_functions_only(results):
    found, whole = results
    assert found["l2_norm"].outcome is Outcome.PASSED
    assert found["l2_norm"].score == found["l2_norm"].max_score
    assert found["lp_norm"].outcome is not Outcome.PASSED
    assert found["lp_norm"].on_gpu is None
    assert found["unit_vector"].on_gpu is None
    assert whole.score == 6.0


def test_what_works_is_said_to_and_what_chooses_or_looks_is_not_judged(results):
    found = results[0]
    assert found["hadamard"].on_gpu.state == WORKS
    assert found["frobenius_norm"].on_gpu.state == UNKNOWN
    assert found["dot_two_ways"].on_gpu.state == UNKNOWN


def test_where_the_reference_looks_at_numbers_a_fault_is_told_and_nothing_is_said_to_work(
    tmp_path, key, pool
):
    text = (
        "import torch\n\ndef cosine_similarity(x, y):\n"
        "    n = (x * x).sum().sqrt() * (y * y).sum().sqrt()\n"
        "    return torch.where(n == 0, torch.zeros((), dtype=x.dtype), x @ y / n)\n"
    )
    found, _ = graded(tmp_path / "exercise_03.py", key, pool, text)
    assert found["cosine_similarity"].on_gpu.state == UNKNOWN
    mixed = text.replace("x @ y / n", "(x.cpu() * 1) @ y / n")
    told = graded(tmp_path / "exercise_03.py", key, pool, mixed)[0]["cosine_similarity"].on_gpu
    assert (told.state, told.line) == (FAILS, 5)
    assert "`dot` would get tensors on two devices" in sentence(told.message)


def test_the_remedy_names_a_tensor_that_there_is(tmp_path, keys, pool):
    text = (
        "import torch\n\ndef sgd(params, lr, batch_size):\n    with torch.no_grad():\n"
        "        for p in params:\n            p -= lr * p.grad / batch_size + torch.zeros(1)\n"
        "            p.grad.zero_()\n"
    )
    told = graded(tmp_path / "exercise_06.py", keys["exercise_06"], pool, text)[0]["sgd"].on_gpu
    assert sentence(told.advice).endswith(
        "`device=params[0].device`, `torch.zeros_like(params[0])`, `params[0].new_zeros(…)`."
    )
    text = (
        "import torch\n\ndef one_hot(labels, classes):\n"
        "    return (labels[:, None] == torch.arange(classes)).float()\n"
    )
    told = graded(tmp_path / "exercise_02.py", keys["exercise_02"], pool, text)[0]["one_hot"].on_gpu
    assert sentence(told.advice).endswith("Make it where they are: `device=labels.device`.")


def test_every_report_tells_it(results, key):
    (sheet,) = sheets([Feedback(results[1], key.text)])
    cards = {card.name: card for card in sheet.cards}
    assert cards["l2_norm"].remark == "right; not on a GPU"
    assert cards["l2_norm"].told
    assert [note.label for note in cards["l2_norm"].notes] == ["On a GPU", "Your line"]
    assert (cards["hadamard"].remark, cards["hadamard"].told) == ("", False)
    assert cards["frobenius_norm"].remark == ""


def test_a_known_fault_is_named(tmp_path, keys, pool):
    text = (
        "import torch\n\ndef zeros_and_ones(X):\n"
        "    z = torch.zeros(X.shape, dtype=X.dtype)\n    return z, z + 1\n"
    )
    key = keys["exercise_01"]
    found, whole = graded(tmp_path / "exercise_01.py", key, pool, text)
    told = found["zeros_and_ones"].on_gpu
    assert (told.state, told.misconception.name) == (FAILS, "on_the_default_device")
    (sheet,) = sheets([Feedback(whole, key.text)])
    card = next(card for card in sheet.cards if card.name == "zeros_and_ones")
    assert [note.label for note in card.notes] == ["On a GPU", "Your line", "Looks like"]


def test_a_notebook_tells_the_cell(tmp_path, key, pool):
    cells = [
        "import torch",
        "# norms\ndef l2_norm(x):\n    return (torch.zeros(len(x), dtype=x.dtype) + x).norm()",
    ]
    book = [{"cell_type": "code", "metadata": {}, "source": cell, "outputs": []} for cell in cells]
    text = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": book})
    told = graded(tmp_path / "exercise_03.ipynb", key, pool, text)[0]["l2_norm"].on_gpu
    assert (told.line, told.cell) == (3, 2)
    assert "line 3 of cell 2 would raise" in sentence(told.message)


@pytest.mark.slow
def test_a_function_that_hangs_there_only_is_not_judged(tmp_path, key, pool):
    """Nor does it cost anybody anything: the others are graded as ever."""
    text = (
        "import time\n\ndef l2_norm(x):\n    while x.is_meta:\n        time.sleep(0.01)\n"
        "    return x.norm()\n\ndef hadamard(A, B):\n    return A * B\n"
    )
    found, _ = graded(tmp_path / "exercise_03.py", key, pool, text)
    assert found["l2_norm"].outcome is Outcome.PASSED
    assert found["l2_norm"].on_gpu.state == UNKNOWN
    assert found["hadamard"].on_gpu.state == WORKS


REFUSED = {
    "works there": ("", "2 * x", "x + x", "works on a GPU, too. Make it fail"),
    "of a task that is not for a GPU": (
        ", gpu=False",
        "2 * x",
        "x + torch.zeros(len(x))",
        "has gpu=False and the device misconception 'known': leave out one of the two",
    ),
    "the reference fails": (
        "",
        "x + torch.zeros(len(x))",
        "torch.ones(len(x)) + x - 1",
        "cannot be recognised, since the reference itself would fail on a GPU. Fix the reference first",
    ),
    "depends on numbers": (
        "",
        "2 * x",
        "torch.tensor([x.sum().item(), 2], dtype=x.dtype)[1:] * x",
        "depends on numbers. Without a GPU, grade cannot see how it fails",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_device_misconception_that_proves_nothing_is_refused_with_the_reason(tmp_path, name):
    from grader.core.errors import CourseError
    from grader.course import load, making

    option, reference, wrong, reason = REFUSED[name]
    for folder, text in {
        "reference": "import torch\nfrom grader.course import Exercise, tensors\n\n"
        "exercise = Exercise('One')\n\n\n"
        f"@exercise.task(inputs={{'x': tensors('n', dtypes=('float32',))}}{option})\n"
        f"def twice(x):\n    return {reference}\n\n\n"
        f"@twice.misconception(device=True)\ndef known(x):\n    '''It does.'''\n    return {wrong}\n",
        "exercises": "def twice(x):\n    raise NotImplementedError\n",
    }.items():
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "one.py").write_text(text)
    with pytest.raises(CourseError, match="the device misconception 'known'") as raised:
        making.make(load.Course(tmp_path), "one")
    assert "task 'twice'" in str(raised.value)
    assert reason in str(raised.value)


@pytest.mark.parametrize("name", ["exercise_01", "exercise_02", "exercise_06"])
def test_the_course_knows_device_faults(keys, name):
    key = keys[name]
    known = [
        key.text.task(task.name).messages[fault.name] for task in key.tasks for fault in task.device_faults
    ]
    assert len(known) >= 2
    assert all(message.endswith(".") for message in known)
