"""`assert_task`: functions graded in tests of one's own."""

import importlib.util
import os
import subprocess
import sys

import pytest
from kinds import REFERENCE, RIGHT, STARTER, WRONG, course_of

from grader.core.errors import MachineError, UsageError
from grader.integrations import functions as checking
from grader.testing import assert_task

SOURCE = """\
def l2_norm(x):
    return (x * x).sum()


def hadamard(A, B):
    return A * B


def matmul(A, B):
    raise NotImplementedError


def unit_vector(x):
    while True:
        x = x / 2


def something(x):
    return x


def inside():
    def l2_norm(x):
        return (x * x).sum().sqrt()

    return l2_norm
"""


@pytest.fixture(scope="module", autouse=True)
def _ended(key):
    yield
    checking.close()


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """A module with some answers, in the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "mine.py").write_text(SOURCE)
    spec = importlib.util.spec_from_file_location("mine", tmp_path / "mine.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_a_right_function_passes(mine):
    assert assert_task(mine.hadamard) is None
    assert_task(mine.hadamard, exercise="exercise_03")


def test_a_wrong_function_fails_with_the_feedback(mine):
    with pytest.raises(AssertionError) as caught:
        assert_task(mine.l2_norm)
    assert str(caught.value) == (
        "l2_norm: The result is 25.0; 5.0 is expected.\n\n"
        "call       l2_norm(torch.tensor([3., -4.]))\n"
        "expected   tensor(5.)\n"
        "got        tensor(25.)\n\n"
        "Why        This is the squared norm: the square root is missing.\n\n"
        "mine.py:1: failed"
    )


@pytest.mark.slow
def test_a_function_that_never_ends_fails_in_time(mine):
    with pytest.raises(AssertionError, match=r"^unit_vector: It did not finish within 1 s") as caught:
        assert_task(mine.unit_vector, timeout=1)
    assert "--hint" not in str(caught.value)  # who tests a function need not be who writes it


def test_a_stub_fails_too(mine):
    with pytest.raises(AssertionError, match=r"^matmul is not written yet\.$"):
        assert_task(mine.matmul)


def test_what_is_no_task_is_refused(mine):
    with pytest.raises(UsageError, match=r"^No exercise has a task 'something'\."):
        assert_task(mine.something)
    with pytest.raises(UsageError, match=r"^len is a function of Python itself"):
        assert_task(len)
    with pytest.raises(UsageError, match=r"^exercise_01 has no task 'l2_norm'\."):
        assert_task(mine.l2_norm, exercise="exercise_01")
    with pytest.raises(UsageError, match=r"nowhere does not exist"):
        assert_task(mine.l2_norm, course="nowhere")


def test_a_function_inside_another_is_not_taken_for_the_one_at_the_top(mine):
    with pytest.raises(
        UsageError,
        match=r"^Define l2_norm with `def` at the top level of its file or cell, not in another function",
    ):
        assert_task(mine.inside())


@pytest.mark.slow
def test_a_failure_of_the_grader_is_no_failure_of_the_function(mine, monkeypatch):
    def fail(*_):
        raise ZeroDivisionError("oh")

    monkeypatch.setattr("grader.judge.grade.judged", fail)
    monkeypatch.setattr("grader.judge.unexplained.compare", fail)
    with pytest.raises(MachineError, match=r"^The grader itself failed here: ZeroDivisionError: oh\."):
        assert_task(mine.l2_norm)


@pytest.mark.slow
def test_pytest_shows_no_line_of_ours(tmp_path):
    """Neither of a function that is wrong nor of one that cannot be graded."""
    (tmp_path / "test_mine.py").write_text(
        f"from grader.testing import assert_task\n\n\n{SOURCE}\n\n"
        "def test_wrong():\n    assert_task(l2_norm)\n\n\n"
        "def test_refused():\n    assert_task(something)\n"
    )
    usual = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--tb=short"],
        cwd=tmp_path,
        env=usual | {"COLUMNS": "80", "NO_COLOR": "1", "CI": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert "grader/" not in done.stdout
    lines = done.stdout.splitlines()
    start = next(number for number, line in enumerate(lines) if line.endswith(" test_wrong _" + "_" * 33))
    assert lines[start + 1 : start + 4] == [
        "test_mine.py:33: in test_wrong",
        "    assert_task(l2_norm)",
        "E   AssertionError: l2_norm: The result is 25.0; 5.0 is expected.",
    ]
    assert "FAILED test_mine.py::test_wrong - AssertionError: l2_norm: The result is 25.0..." in lines


def loaded(folder, text):
    """A module from a text."""
    (folder / "kinds_of_mine.py").write_text(text)
    spec = importlib.util.spec_from_file_location("kinds_of_mine", folder / "kinds_of_mine.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_a_class_is_given_itself_and_a_variable_by_its_name_and_module(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    course = course_of(tmp_path, STARTER, REFERENCE).root
    right = loaded(tmp_path, RIGHT)
    assert_task(right.MLP, course=course)
    assert_task("x", module=right, course=course)
    wrong = loaded(tmp_path, WRONG)
    with pytest.raises(AssertionError, match=r"Without ReLU, it is one linear map\."):
        assert_task(wrong.MLP, course=course)
    with pytest.raises(AssertionError, match=r"^x: 12 of 12 elements are wrong\."):
        assert_task("x", module=tmp_path / "kinds_of_mine.py", course=course)
    nothing = loaded(tmp_path, "y = 1\n")
    with pytest.raises(UsageError, match=r"^This file gives no value to the variable x\."):
        assert_task("x", module=nothing, course=course)
    with pytest.raises(
        UsageError, match=r"^Name the module that has 'x': assert_task\('x', module=norms\)\.$"
    ):
        assert_task("x", course=course)
