"""`grade FILE --task TASK --debug`: stopped in the learner's function, on a call that fails."""

import json
import os
import subprocess
import sys

import pytest
from kinds import REFERENCE, STARTER, WRONG, course_of

pytestmark = [pytest.mark.slow, pytest.mark.long]

GRADE = [sys.executable, "-m", "grader"]
SQUARES = '''\
import torch


def squares(x):
    return x * x


def l2_norm(x):
    """How long is it?"""
    s = squares(x)
    return s.sum()
'''


def run(folder, *words, keys="", **environment):
    given = {name: text for name, text in os.environ.items() if name != "PYTHONBREAKPOINT"}
    return subprocess.run(
        [*GRADE, *words],
        cwd=folder,
        input=keys,
        capture_output=True,
        text=True,
        timeout=300,
        env={**given, **environment},
    )


@pytest.fixture
def folder(tmp_path, cache, keys):
    return tmp_path


def write(folder, text, name="exercise_03.py"):
    (folder / name).write_text(text)
    return name


def test_it_stops_at_the_first_line_with_the_arguments_of_the_smallest_failing_call(folder):
    done = run(folder, write(folder, SQUARES), "-t", "l2_norm", "--debug", keys="p x\nn\np s\nw\nc\n")
    assert done.stderr == ""
    assert done.returncode == 1
    told = done.stdout
    assert told.startswith(
        "l2_norm · failed: The result is 25.0; 5.0 is expected.\n\n"
        "  call      l2_norm(torch.tensor([3., -4.]))\n"
        "  expected  tensor(5.)\n"
        "  got       tensor(25.)\n\n"
        "Stopped at its first line.  n next line"
    )
    assert f"> {folder}/exercise_03.py(10)l2_norm()\n-> s = squares(x)\n(Pdb) tensor([ 3., -4.])\n" in told
    assert "-> return s.sum()\n(Pdb) tensor([ 9., 16.])\n" in told
    assert told.endswith("It returned tensor(25.). What is expected: tensor(5.)\n")


def test_a_helper_can_be_stepped_into_and_the_debugger_left(folder):
    done = run(folder, write(folder, SQUARES), "-t", "l2_norm", "--debug", keys="s\ns\nq\n")
    assert f"> {folder}/exercise_03.py(4)squares()" in done.stdout
    assert done.stdout.endswith("Left the debugger.\n")
    assert (done.stderr, done.returncode) == ("", 1)


def test_whoever_steps_on_does_not_come_into_the_graders_own_lines(folder):
    name = write(folder, "def l2_norm(x):\n    y = x.sum()\n    return y + nowhere\n")
    done = run(folder, name, "-t", "l2_norm", "--debug", keys="n\nn\nn\nn\nn\nn\n")
    stops = [line for line in done.stdout.splitlines() if line.startswith(("> ", "(Pdb) > "))]
    assert len(stops) == 4  # two lines, the second once more since it raised, and its end
    assert all("exercise_03.py" in stop for stop in stops)
    assert done.stdout.endswith("It raised NameError: name 'nowhere' is not defined\n")
    assert done.stderr == ""


def test_what_the_function_raises_is_told_in_a_line(folder):
    text = "def matvec(A, x):\n    y = x\n    return A @ y\n"
    done = run(folder, write(folder, text), "-t", "matvec", "--debug", keys="c\n")
    assert "matvec · raised: RuntimeError" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("(Pdb) It raised RuntimeError: ")
    assert "Traceback" not in done.stdout + done.stderr


def test_a_cell_of_a_notebook_shows_its_lines(folder):
    cells = ["import torch\n%matplotlib inline", "!ls\n" + SQUARES.partition("\n\n\n")[2]]
    book = [{"cell_type": "code", "metadata": {}, "source": cell, "outputs": []} for cell in cells]
    text = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": book})
    done = run(folder, write(folder, text, "exercise_03.ipynb"), "-t", "l2_norm", "--debug", keys="l\nc\n")
    assert f"> {folder}/exercise_03.ipynb#2(8)l2_norm()\n-> s = squares(x)" in done.stdout
    assert "  6  \tdef l2_norm(x):" in done.stdout


@pytest.mark.parametrize(
    ("function", "first"),
    [
        ("def l2_norm(x):\n    # a remark\n\n    y = (x)\n    return y.sum()\n", "y = (x)"),
        ("def l2_norm(x): return x.sum()\n", "def l2_norm(x): return x.sum()"),
        ("l2_norm = lambda x: x.sum()\n", "l2_norm = lambda x: x.sum()"),
        ("if True:\n    def l2_norm(x):\n        y = x\n        return y.sum()\n", "y = x"),
    ],
    ids=["a remark first", "one line", "lambda", "conditional"],
)
def test_however_the_function_is_written_it_stops_in_it(folder, function, first):
    done = run(folder, write(folder, function), "-t", "l2_norm", "--debug", keys="p x\nc\n")
    assert f"-> {first}\n" in done.stdout
    assert "(Pdb) tensor(" in done.stdout


def test_of_several_calls_it_stops_in_the_one_that_fails(folder):
    text = "TURNS = []\n\ndef train_step(*arguments):\n    pass\n"
    run(folder, "key", "exercise_05")
    asked = run(folder, "list", "exercise_05")
    task = next(line.split()[0] for line in asked.stdout.splitlines() if "2 calls" in line)
    starter = run(folder, "init", "05", ".")
    assert starter.returncode == 0
    source = (folder / "exercise_05.py").read_text()
    head, _, rest = source.partition(f"def {task}(")
    signature, _, rest = rest.partition(":\n")
    text = f"{head}\nTURNS = []\n\ndef {task}({signature}:\n    TURNS.append(1)\n    return None\n"
    done = run(folder, write(folder, text, "exercise_05.py"), "-t", task, "--debug", keys="p len(TURNS)\nc\n")
    assert "-> TURNS.append(1)\n(Pdb) " in done.stdout


def test_an_iterator_is_gone_through_so_that_its_body_runs(folder):
    text = (
        "import torch\n\ndef batches(X, y, batch_size):\n"
        "    order = list(range(len(X)))\n"
        "    for start in range(0, len(X), batch_size):\n        yield X[start:start + batch_size], y[:1]\n"
    )
    run(folder, "key", "exercise_06")
    listed = run(folder, "list", "exercise_06").stdout
    task = next(line.split()[0] for line in listed.splitlines() if "shuffled batches" in line)
    text = text.replace("batches(", f"{task}(")
    done = run(folder, write(folder, text, "exercise_06.py"), "-t", task, "--debug", keys="p len(X)\nc\n")
    assert "-> order = list(range(len(X)))\n(Pdb) " in done.stdout


def test_the_debugger_is_the_one_that_breakpoint_names(folder):
    (folder / "mine.py").write_text(
        "import sys\n\ndef stop():\n    frame = sys._getframe(1)\n"
        "    print('MINE', frame.f_code.co_name, frame.f_locals)\n"
    )
    name = write(folder, SQUARES)
    words = (name, "-t", "l2_norm", "--debug")
    done = run(folder, *words, PYTHONBREAKPOINT="mine.stop", PYTHONPATH=str(folder))
    assert "Stopped at its first line, in mine.stop.\nMINE l2_norm {'x': tensor([ 3., -4.])}\n" in done.stdout
    off = run(folder, *words, keys="c\n", PYTHONBREAKPOINT="0")
    assert "-> s = squares(x)" in off.stdout
    lost = run(folder, *words, PYTHONBREAKPOINT="nowhere.stop")
    assert (lost.returncode, lost.stdout) == (2, "")
    assert lost.stderr.startswith(
        "grade: PYTHONBREAKPOINT names nowhere.stop, which cannot be used: No module"
    )


def test_where_nothing_fails_there_is_nothing_to_stop_in(folder):
    right = "def l2_norm(x):\n    return x.square().sum().sqrt()\n"
    done = run(folder, write(folder, right), "-t", "l2_norm", "--debug")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("l2_norm is right on all ")
    stub = "def l2_norm(x):\n    raise NotImplementedError\n"
    done = run(folder, write(folder, stub), "-t", "l2_norm", "--debug")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == "l2_norm is not finished: there is no failing call to stop in.\n"
    done = run(folder, write(folder, right), "-t", "matvec", "--debug")
    assert done.stdout.startswith(
        "matvec is missing: there is no failing call to stop in. This file has no function matvec(A, x)."
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "name one file, and one task with --task."),
        (["-t", "l2_norm", "-t", "matvec"], "name one file, and one task with --task."),
        (["-t", "l2_norm", "other.py"], "name one file, and one task with --task."),
        (["-t", "l2_norm", "--confined"], "--confined has no effect."),
        (["-t", "l2_norm", "--format", "json"], "--format has no effect."),
        (["-t", "l2_norm", "--open"], "--open has no effect."),
        (["-t", "l2norm"], "Did you mean 'l2_norm'?"),
    ],
)
def test_what_does_not_go_together_is_told(folder, words, told):
    done = run(folder, write(folder, SQUARES), "--debug", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr


@pytest.fixture
def kinds(tmp_path, cache):
    """A folder with wrong answers to a variable and a class, and the option that names the course."""
    course = course_of(tmp_path, STARTER, REFERENCE).root
    (tmp_path / "week_1.py").write_text(
        WRONG.replace("x = torch.arange(1, 13)", "k = 13\nx = torch.arange(1, k)")
    )
    return tmp_path, ["--course", str(course)]


@pytest.mark.parametrize("more", [[], ["--whole-file"]])
def test_in_a_variable_it_stops_where_it_is_assigned(kinds, more):
    folder, course = kinds
    done = run(folder, "debug", "x", "week_1.py", *course, *more, keys="p k\nn\np x[0]\nc\n")
    assert done.returncode == 1
    assert done.stdout.startswith(
        "x · failed: 12 of 12 elements are wrong. The first is [0]: it is 1, 0 is expected.\n\n"
        "  expected  tensor([0, 1,"
    )
    assert "-> x = torch.arange(1, k)\n(Pdb) 13\n" in done.stdout
    assert "(Pdb) tensor(1)\n" in done.stdout
    assert "It returned tensor([ 1,  2," in done.stdout


def test_in_a_class_it_stops_in_its_init(kinds):
    folder, course = kinds
    done = run(folder, "debug", "MLP", "week_1.py", *course, keys="p n\nc\n")
    assert done.returncode == 1
    assert "-> super().__init__()\n(Pdb) " in done.stdout
