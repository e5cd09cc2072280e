"""`--device`: what it means on a machine, found out before anything runs."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.cli import batch as batching
from grader.cli.regrade import regrade
from grader.core.errors import MachineError, UsageError
from grader.grading import devices
from grader.grading.devices import Gpus, Meant, checked, resolve

NONE = Gpus("12.8")
ONE = Gpus("12.8", ("A100",), driver="550", nodes=1, memory=(80 * 2**30,))
TWO = Gpus("12.8", ("A100", "T4"), memory=(80 * 2**30, 15 * 2**30))
HIDDEN = Gpus("12.8", visible="", driver="550", nodes=1)
PRETEND = Path(__file__).parents[1] / "pretend"

MEANT = {
    ("cpu", NONE): ["cpu"],
    ("cuda", ONE): ["cuda:0"],
    ("cuda:1", TWO): ["cuda:1"],
    ("auto", NONE): ["cpu"],
    ("auto", TWO): ["cpu", "cuda:0"],
    ("all", NONE): ["cpu"],
    ("all", TWO): ["cpu", "cuda:0", "cuda:1"],
    ("cuda:1,cpu", TWO): ["cpu", "cuda:1"],
    ("cuda,auto,cuda:0", ONE): ["cpu", "cuda:0"],
}


def grade(*words):
    command = [sys.executable, "-m", "grader", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("word", "found"), MEANT)
def test_a_word_means_devices(monkeypatch, word, found):
    monkeypatch.setattr(devices, "looked", lambda: found)
    meant = resolve(word)
    assert meant.devices == tuple(MEANT[word, found])
    assert bool(meant.remark) is (word in ("auto", "all") and meant.devices == ("cpu",))
    assert meant.fit == {"cpu": None, "cuda:0": 32, "cuda:1": 6}[meant.devices[-1]]


def test_for_the_cpu_nobody_looks(monkeypatch):
    monkeypatch.setattr(devices, "looked", lambda: pytest.fail("the GPU was looked at"))
    assert resolve("cpu") == Meant(("cpu",))


def test_a_gpu_that_is_there_and_not_used_is_told(monkeypatch):
    monkeypatch.setattr(devices, "looked", lambda: HIDDEN)
    assert resolve("auto") == Meant(
        ("cpu",),
        "No GPU is used: This machine has an NVIDIA GPU (driver 550), but CUDA_VISIBLE_DEVICES='' hides all "
        "GPUs. Unset it to use one.",
    )


@pytest.mark.parametrize(
    ("word", "found", "message"),
    [
        ("cuda", Gpus(), "--device cuda: torch can use no GPU here. There is no GPU."),
        (
            "cuda:2",
            NONE,
            "--device cuda:2: torch can use no GPU here. Torch was built for CUDA 12.8, but there is no "
            "NVIDIA driver.",
        ),
        ("cuda:1", ONE, "--device cuda:1: there is no such GPU. This machine has one: cuda:0 (A100)."),
        (
            "cuda:7",
            TWO,
            ("--device cuda:7: there is no such GPU. This machine has 2: cuda:0 (A100), cuda:1 (T4)."),
        ),
    ],
)
def test_one_that_is_not_there_is_refused_with_the_reason(monkeypatch, word, found, message):
    monkeypatch.setattr(devices, "looked", lambda: found)
    with pytest.raises(UsageError) as raised:
        resolve(word)
    assert str(raised.value) == message


@pytest.mark.parametrize("word", ["gpu", "cuda:", "cuda:x", "cpu,", "mps", "", "cuda:0:1", "CUDA"])
def test_what_is_no_device_is_refused(word):
    with pytest.raises(UsageError, match=r"is not a device\. The devices are: cpu, cuda"):
        checked(word)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("raise SystemExit('driver: broken.')", "driver: broken"), ("exit(3)", "exit code 3")],
)
def test_a_look_that_fails_is_the_machines_fault(monkeypatch, text, reason):
    monkeypatch.setattr(devices, "LOOK", (sys.executable, "-c", text))
    with pytest.raises(MachineError, match=f"could not look at the GPUs of this machine: {reason}."):
        resolve("auto")


def test_a_look_that_cannot_be_started_is_the_machines_fault(monkeypatch, tmp_path):
    monkeypatch.setattr(devices, "LOOK", (str(tmp_path / "nothing"),))
    with pytest.raises(
        MachineError, match=r"could not look at the GPUs of this machine: No such file or directory\."
    ):
        resolve("auto")


@pytest.mark.slow
def test_a_driver_that_does_not_answer_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(devices, "LOOK", (sys.executable, "-c", "import time; time.sleep(60)"))
    monkeypatch.setattr(devices, "LOOK_SECONDS", 0.5)
    with pytest.raises(MachineError, match="did not answer"):
        resolve("auto")


@pytest.mark.slow
def test_the_look_is_one_at_this_machine():
    found = devices.looked()
    assert isinstance(found, Gpus)
    assert "torch" not in found.error.lower() or found.cuda


class TestWhereThereIsNoGpu:
    @pytest.fixture(autouse=True)
    def alone(self):
        if devices.looked().names:
            pytest.skip("there is a GPU here")

    @pytest.mark.slow
    def test_grading_is_refused_before_anything_runs(self, tmp_path):
        path = tmp_path / "exercise_03.py"
        path.write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\ndef l2_norm(x):\n    return x\n")
        done = grade(path, "--device", "cuda")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("grade: --device cuda: torch can use no GPU here. ")
        assert not (tmp_path / "ran").exists()

    @pytest.mark.slow
    def test_so_is_a_batch_and_nothing_is_written(self, tmp_path):
        (tmp_path / "handed").mkdir()
        done = grade("batch", tmp_path / "handed", "-o", tmp_path / "out", "--device", "cuda:1")
        assert done.returncode == 2
        assert done.stderr.startswith("grade: --device cuda:1: torch can use no GPU here. ")
        assert not (tmp_path / "out").exists()

    @pytest.mark.slow
    def test_so_is_a_proof(self):
        assert grade("verify", "--device", "cuda").returncode == 2

    @pytest.mark.slow
    def test_auto_grades_on_the_cpu(self, tmp_path):
        path = tmp_path / "exercise_03.py"
        path.write_text("def hadamard(A, B):\n    return A * B\n")
        done = grade(path, "--device", "auto", "--format", "json", "--task", "hadamard")
        report = json.loads(done.stdout)
        assert (done.returncode, report["device"], report["tasks"][0]["devices"]) == (0, "cpu", [])
        assert done.stderr.startswith("grade: No GPU is used: ")


def test_a_misspelt_device_is_told_at_once(tmp_path):
    done = grade(tmp_path / "exercise_03.py", "--device", "gpu")
    assert done.returncode == 2
    assert done.stderr.startswith(
        "grade: 'gpu' is not a device. The devices are: cpu, cuda, cuda:1 (the second GPU)"
    )


def test_debug_does_not_go_with_a_device(tmp_path):
    path = tmp_path / "exercise_03.py"
    path.write_text("def hadamard(A, B):\n    return A + B\n")
    done = grade(path, "--debug", "--task", "hadamard", "--device", "auto")
    assert done.returncode == 2
    assert "--device has no effect" in done.stderr


class TestAClass:
    """On a device that stands in for a GPU: two judges share it, and everything is kept and told."""

    @pytest.fixture
    def request_(self, tmp_path, monkeypatch):
        monkeypatch.setenv("PYTHONPATH", str(PRETEND), prepend=os.pathsep)
        monkeypatch.setattr(devices, "resolve", lambda word: Meant(tuple(word.split(",")), fit=2))
        handed = tmp_path / "handed"
        handed.mkdir()
        right = "import torch\n\ndef hadamard(A, B):\n    return A * B\n"
        bound = right.replace("A * B", "torch.ones(A.shape, dtype=A.dtype) * A * B")
        for number in range(4):
            (handed / f"s{number}_exercise_03.py").write_text(bound if number % 2 else right)
        return batching.BatchRequest(
            handed, tmp_path / "out", jobs=2, unconfined=True, device="cpu,pretend:0"
        )

    @pytest.mark.slow
    def test_it_is_graded_there_and_regraded_there(self, request_, capsys):
        assert batching.grade_class(request_) == 0
        out = request_.out
        found = results(out)
        assert [one["score"] for one in found] == [1.0, 0.0, 1.0, 0.0]
        assert {one["device"] for one in found} == {"cpu", "pretend:0"}
        assert [len(one["devices"]) for one in found] == [2] * 4
        page = (out / "index.html").read_text()
        assert "They ran on cpu, pretend:0." in page
        assert "They could reach the GPU" not in page
        assert regrade(out, None, 1) == 0
        assert "Nobody" in capsys.readouterr().out
        assert results(out) == found

    @pytest.mark.slow
    def test_on_the_cpu_alone_the_page_tells_how_many_would_not_be_right_on_a_gpu(self, request_):
        import dataclasses

        assert batching.grade_class(dataclasses.replace(request_, device="cpu")) == 0
        assert "4 right, not on a GPU: 2 of the right ones" in (request_.out / "index.html").read_text()

    @pytest.mark.slow
    def test_another_device_grades_all_of_it_again(self, request_):
        import dataclasses

        assert batching.grade_class(request_) == 0
        assert batching.grade_class(dataclasses.replace(request_, device="cpu")) == 0
        assert [(one["score"], one["devices"]) for one in results(request_.out)] == [(1.0, [])] * 4


def results(out):
    """The results of the task, student by student."""
    import sqlite3

    book = sqlite3.connect(out / "gradebook.db")
    rows = book.execute(
        "select r.result from results r join attempts a on a.id = r.attempt"
        " where r.task = 'hadamard' order by a.name"
    ).fetchall()
    book.close()
    found = [json.loads(row[0]) for row in rows]
    for one in found:
        one.pop("duration")
    return found
