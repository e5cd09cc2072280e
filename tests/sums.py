"""A course of two tasks, and a class that handed something in."""

import os
import sqlite3
import subprocess
import sys

from grader.runner.sandbox.available import best

TIER = () if best() else ("--unconfined",)
STARTER = '''"""Sums."""

import torch


# The mean of x.
def mean(x):
    """The mean of x."""
    raise NotImplementedError


# Twice x.
def twice(x):
    """Twice x."""
    raise NotImplementedError
'''
REFERENCE = """
import torch
from grader.course import Exercise, tensors

exercise = Exercise("Sums")


@exercise.task(inputs={"x": tensors("n", dtypes=("float32",))}, points=2)
def mean(x):
    return x.sum() / max(len(x), 1)

@mean.misconception
def forgets(x):
    \"\"\"The sum is not divided by the length.\"\"\"
    return x.sum()

mean.hint("Divide.")


@exercise.task(inputs={"x": tensors("n", dtypes=("float32",))})
def twice(x):
    return x * 2

@twice.misconception
def squares(x):
    \"\"\"The square is not twice.\"\"\"
    return x * x

twice.hint("Add x to itself.")
"""
TWICE = "def twice(x):\n    return x + x\n"
RIGHT = "def mean(x):\n    return x.sum() / max(1, x.numel())\n\n" + TWICE
NAN = "def mean(x):\n    return x.mean()  # nan for nothing at all\n\n" + TWICE
TORCH_NAN = "import torch\n\ndef mean(numbers):\n    return torch.mean(numbers)\n\n" + TWICE
WRONG = "def mean(x):\n    return x.sum()\n\n" + TWICE
FILES = {"ada": RIGHT, "alan": NAN, "grace": WRONG, "ming": TORCH_NAN}


def grade(*words):
    if words[0] in ("batch", "regrade"):
        words = (*words, "--jobs", "1")  # each job imports torch
    ran = subprocess.run(
        [sys.executable, "-m", "grader", *map(str, words)],
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "160"},
        check=False,
    )
    assert "Traceback" not in ran.stderr, ran.stderr
    return ran


def write_course(root):
    for folder, text in (("exercises", STARTER), ("reference", REFERENCE)):
        (root / folder).mkdir()
        (root / folder / "sums.py").write_text(text)
    return root


def write_files(folder, files):
    folder.mkdir()
    for name, text in files.items():
        (folder / f"{name}_sums.py").write_text(text)
    return folder


def page(out, student):
    (path,) = out.glob(f"students/{student}-*.html")
    return path.read_text("utf-8")


def results(out):
    """The stored result of each student's tasks, with its duration: only a new run has another one."""
    book = sqlite3.connect(out / "gradebook.db")
    rows = book.execute("select a.name, r.task, r.result from results r join attempts a on a.id = r.attempt")
    return {(name, task): result for name, task, result in rows}
