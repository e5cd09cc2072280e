"""What only a GPU can show: `pytest -m cuda` runs this, too."""

import json
import subprocess
import sys

import pytest
from making import observe_all

from grader.core.model import Case
from grader.core.notation import numbers
from grader.core.value import Made
from grader.runner.process.pool import Pool
from grader.runner.sandbox.available import best
from grader.runner.wire import Assignment, Limits, Piece, Program

pytestmark = [pytest.mark.cuda, pytest.mark.usefixtures("gpu")]

RIGHT = "import torch\n\n\ndef hadamard(A, B):\n    return A * B\n"
LATE = """\
import torch


def hadamard(A, B):
    if A.is_cuda:
        A[torch.tensor([99], device=A.device)]
    return A * B


def matmul(A, B):
    return A @ B
"""


def grade(*words):
    command = [sys.executable, "-m", "grader", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def report(path, *words):
    done = grade(path, "--format", "json", *words)
    assert done.stderr == ""
    return json.loads(done.stdout)


def confined():
    return ["--confined"] if best() is not None else []


@pytest.mark.parametrize("word", ["cuda", "auto", "all"])
def test_a_right_function_is_right(tmp_path, word):
    path = tmp_path / "exercise_03.py"
    path.write_text(RIGHT)
    told = report(path, "--device", word, "--task", "hadamard")
    (task,) = told["tasks"]
    assert "cuda:0" in told["device"]
    assert task["outcome"] == "passed"
    assert {one["outcome"] for one in task["devices"]} == {"passed"}


def test_a_confined_one_reaches_the_gpu_and_nothing_else(tmp_path):
    if not confined():
        pytest.skip("this machine confines nothing")
    path = tmp_path / "exercise_03.py"
    secret = tmp_path / "secret"
    secret.write_text("s")
    refused = (
        f"    try:\n        open({str(secret)!r})\n        return None\n"
        "    except OSError:\n        pass\n    return"
    )
    path.write_text(RIGHT.replace("    return", refused))
    told = report(path, "--device", "cuda", "--task", "hadamard", "--confined")
    assert told["tasks"][0]["outcome"] == "passed", told["tasks"][0]["error"]
    page = grade(path, "--device", "cuda", "--task", "hadamard", "--confined", "--format", "md").stdout
    assert "It could reach the GPU's driver" in page


def test_what_fails_late_is_told_in_its_line_and_the_next_task_is_graded(tmp_path):
    path = tmp_path / "exercise_03.py"
    path.write_text(LATE)
    told = {task["task"]: task for task in report(path, "--device", "auto", *confined())["tasks"]}
    assert told["hadamard"]["outcome"] == "raised"
    assert told["hadamard"]["device"] == "cuda:0"
    assert told["hadamard"]["error"]["line"] == 6
    assert "index was out of range" in told["hadamard"]["advice"]
    assert told["matmul"]["outcome"] == "passed"


def test_float32_is_multiplied_with_all_its_digits():
    """TF32 keeps 10 bits: it would be wrong in the fourth digit."""
    text = (
        "def f(a):\n    wide = a.double().cpu()\n"
        "    return ((a @ a).double().cpu() - wide @ wide).abs().max().item()\n"
    )
    case = Case((Made("torch.rand(512, 512)"),), ("",), 3, names=("a",))
    with Pool(Limits(), device="cuda:0") as pool:
        program = Program((Piece("a.py", 1, text, ("f",), ("f",)),))
        (run,) = observe_all(pool, program, [Assignment("f", 1, (case,))])
    assert float(numbers(run.observations[0].value)) < 1e-3


def test_judges_of_a_class_share_a_gpu(tmp_path):
    handed = tmp_path / "handed"
    handed.mkdir()
    for number in range(6):
        (handed / f"s{number}_exercise_03.py").write_text(RIGHT)
    tier = [] if best() is not None else ["--unconfined"]
    done = grade("batch", handed, "-o", tmp_path / "out", "--device", "cuda", "--jobs", "3", *tier)
    assert done.returncode == 0, done.stderr
    told = grade("export", tmp_path / "out", "--format", "csv", "-o", "-").stdout
    assert told.count("s") >= 6
    assert "They ran on cuda:0." in (tmp_path / "out" / "index.html").read_text()


def test_doctor_names_it():
    told = grade("doctor").stdout
    assert "torch can use" in told
    assert "--device cuda grades on it" in told
