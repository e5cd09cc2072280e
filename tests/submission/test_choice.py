"""What is chosen of a file: near names, whole files, and programs that really run."""

from __future__ import annotations

import subprocess
import sys

import pytest
from submitted import Write, grade, refusal

from grader.core.fact import Fact
from grader.core.model import Case
from grader.core.value import Array
from grader.locale.messages import sentence
from grader.runner.recording.program import ProgramLoader
from grader.runner.wire import Assignment, Loaded, Observed, Piece, Program
from grader.submission import Submission

# ------------------------------------------------------------------------------------------------ other names


def test_a_function_with_nearly_the_name_is_told(write: Write) -> None:
    submission = grade(write("def l2norm(x): return 1\ndef unlike(): return 2\n"), "l2_norm", "matvec")
    assert submission.advice == {"l2_norm": Fact("missing.rename", {"other": "l2norm", "name": "l2_norm"})}


def test_a_function_of_another_task_is_not_taken_for_a_slip(write: Write) -> None:
    submission = grade(write("def l2_norm(x): return 1\n"), "l2_norm", "l1_norm")
    assert submission.advice == {}


# ------------------------------------------------------------------------------------------------ whole files


def test_a_whole_script_is_one_piece(write: Write) -> None:
    source = "import torch\ntorch.manual_seed(0)\nk = 1\nk = 2\ndef f(): return k\nprint(f())\n"
    submission = grade(write(source), "f", "g", whole=True)
    assert submission.program == Program(
        (Piece("exercise_03.py", 1, source, ("f", "k", "torch"), ("f", "g")),), whole=True
    )
    assert submission.found == {"f"}
    assert submission.skipped == ()


def test_a_whole_notebook_is_one_piece_a_cell(write: Write) -> None:
    cells = ["%matplotlib inline\nk = 1", "", "print(k)\nx = (1,\ndef f():\n    !ls\n    return k"]
    submission = grade(write(cells), whole=True)
    assert submission.program == Program(
        (
            Piece("exercise_03.ipynb#1", 1, "# %matplotlib inline\nk = 1", ("k",), ("f",)),
            Piece(
                "exercise_03.ipynb#3",
                1,
                "print(k)\n# x = (1,\ndef f():\n    pass\n    return k",
                ("f",),
                ("f",),
            ),
        ),
        whole=True,
    )
    assert [(one.cell, one.line, sentence(one.why)) for one in submission.skipped] == [
        (1, 1, "a notebook command"),
        (3, 2, "this is not valid Python: the bracket `(` is never closed; a `)` is missing"),
        (3, 4, "a notebook command"),
    ]


def test_a_whole_script_must_parse(write: Write) -> None:
    assert refusal(write("def f(): return 1\nx = (1,\n"), whole=True) == (
        "exercise_03.py, line 2: this is not valid Python: the bracket `(` is never closed; a `)` is "
        "missing. The whole file can run only when all of it is valid Python."
    )


# ------------------------------------------------------------------------------------------ programs that run


def run(submission: Submission, task: str = "f") -> tuple[int, list[tuple[str, ...]]]:
    """Load a program and call a function without arguments: its int, and the names that failed."""
    loader = ProgramLoader()
    (loaded,) = [answer for answer in loader.load(submission.program) if isinstance(answer, Loaded)]
    case = Case(inputs=(), code=(), seed=0)
    observed = next(iter(loader.run(Assignment(task, 0, (case,)))))
    assert isinstance(observed, Observed)
    value = observed.observation.value
    assert isinstance(value, Array), observed.observation.failure
    assert value.data is not None
    return int.from_bytes(value.data, "little", signed=True), [names for names, _ in loaded.failures]


@pytest.fixture
def _own_module(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "submission", sys)


@pytest.mark.usefixtures("_own_module")
def test_a_messy_notebook_runs_and_a_missing_import_costs_only_its_name(write: Write) -> None:
    cells = [
        "!pip install d2l_missing\nimport d2l_missing, torch\nfrom torch import nn",
        "w = torch.ones(3)\nnn.init.constant_(w, 2.)\nB = []\nfor i in range(4):\n    B.append(i)",
        "x = (1,",
        "def plot(): d2l_missing.plot()\nplot()\nraise SystemExit",
        "def f(k: Missing = len(B)) -> Missing:\n    if k < 0: plot()\n    return int(w.sum()) + helper(k)",
        "@torch.no_grad()\ndef helper(k): return k * scale\nscale = 10",
    ]
    assert run(grade(write(cells))) == (46, [("d2l_missing",)])


@pytest.mark.usefixtures("_own_module")
def test_a_slice_gives_what_the_whole_file_gives(write: Write) -> None:
    path = write("""\
        rate = 1
        def step(w): return w + rate
        w = step(1)
        rate = 10
        class Counter:
            total = rate
            def add(self, n):
                self.total += n * factor
        counter = Counter()
        factor = 100
        counter.add(w)
        w = step(w)
        factor = 5
        step = lambda w: step_by(w, 1000)
        def step_by(w, n): return w + n + factor
        def f(): return step(w) + counter.total
        """)
    assert run(grade(path)) == run(grade(path, whole=True)) == (1227, [])


# ----------------------------------------------------------------------------------------------------- weight


def test_importing_the_room_imports_nothing_heavy() -> None:
    code = "import sys, grader.submission as s; print(*sorted(sys.modules.keys() & set(sys.argv[1:])))"
    heavy = ("torch", "numpy", "hypothesis", "nbformat", "IPython", "jinja2", "rich")
    done = subprocess.run([sys.executable, "-c", code, *heavy], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
