"""Why a GPU that is there cannot be used: each reason, as `grade doctor` tells it."""

import pytest
import torch

from grader.grading import devices as gpus
from grader.grading.devices import Gpus, told

GPU = "This machine has an NVIDIA GPU (driver 535.104.05)"
BUILDS = "A build with CUDA can use it: choose one on https://pytorch.org/get-started/locally."
CPU = "Grading is on the CPU."
DRIVER = {"driver": "535.104.05", "nodes": 1}
TELLS = {
    "no GPU": (Gpus(), "There is no GPU. Grading is on the CPU."),
    "a build without CUDA": (
        Gpus(**DRIVER),
        f"{GPU}, but this torch was built without CUDA. {BUILDS} {CPU}",
    ),
    "a build without CUDA, no driver's version": (
        Gpus(nodes=1),
        f"This machine has an NVIDIA GPU, but this torch was built without CUDA. {BUILDS} {CPU}",
    ),
    "hidden": (
        Gpus("12.8", visible="-1", error="No CUDA GPUs are available", **DRIVER),
        f"{GPU}, but CUDA_VISIBLE_DEVICES=-1 hides all GPUs. Unset it to use one. {CPU}",
    ),
    "hidden by nothing": (
        Gpus("12.8", visible="", error="No CUDA GPUs are available", **DRIVER),
        f"{GPU}, but CUDA_VISIBLE_DEVICES='' hides all GPUs. Unset it to use one. {CPU}",
    ),
    "no driver": (
        Gpus("12.8", error="Found no NVIDIA driver on your system."),
        "Torch was built for CUDA 12.8, but there is no NVIDIA driver. Grading is on the CPU.",
    ),
    "an old driver": (
        Gpus("12.8", error="The NVIDIA driver on your system is too old (found version 11040).", **DRIVER),
        "This machine has an NVIDIA GPU, but its driver 535.104.05 is too old for this torch (CUDA 12.8). "
        "Update the driver. Grading is on the CPU.",
    ),
    "not given to the container": (
        Gpus("12.8", driver="535.104.05", error="No CUDA GPUs are available"),
        "The driver 535.104.05 is loaded, but no /dev/nvidia0 exists. Does this container have access to a "
        "GPU? Grading is on the CPU.",
    ),
    "another reason": (
        Gpus("12.8", error="CUDA error: no kernel image is available for execution on the device", **DRIVER),
        "This machine has an NVIDIA GPU (driver 535.104.05), but torch cannot use it: CUDA error: no kernel "
        "image is "
        "available for execution on the device. Grading is on the CPU.",
    ),
    "one that works": (
        Gpus("12.8", ("NVIDIA H100",), **DRIVER),
        "NVIDIA H100: torch can use it (CUDA 12.8); --device cuda grades on it",
    ),
    "two that work": (
        Gpus("12.8", ("A", "B"), **DRIVER),
        "A, B: torch can use them (CUDA 12.8); --device cuda grades on them",
    ),
}


@pytest.mark.parametrize("name", TELLS)
def test_a_line_tells_why(name):
    found, line = TELLS[name]
    assert told(found) == line


def test_the_drivers_version_and_the_nodes_are_read_from_the_system(tmp_path, monkeypatch):
    (tmp_path / "version").write_text(
        "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat Aug 19 01:15:15 UTC 2023\n"
    )
    for name in ("nvidia0", "nvidia1", "nvidiactl"):
        (tmp_path / name).touch()
    monkeypatch.setattr(gpus, "NVIDIA_DRIVER", tmp_path / "version")
    monkeypatch.setattr(gpus, "NODES", tmp_path)
    found = gpus.look({"CUDA_VISIBLE_DEVICES": "0"})
    assert (found.driver, found.nodes, found.visible) == ("535.104.05", 2, "0")


@pytest.mark.parametrize(
    "problem", ["Found no NVIDIA driver on your system.\nPlease check", "", "CUDA error: x"]
)
def test_what_torch_raises_is_its_reason(monkeypatch, problem):
    """The control flow of a build with CUDA, which need not be at hand."""

    def fails():
        raise RuntimeError(problem)

    monkeypatch.setattr(torch.version, "cuda", "12.8")
    monkeypatch.setattr(torch.cuda, "init", fails)
    found = gpus.look({})
    assert (found.cuda, found.names, found.error) == ("12.8", (), problem.partition("\n")[0])
