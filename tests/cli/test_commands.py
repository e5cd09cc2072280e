"""The command line: what is typed, what is shown, and the exit code."""

import contextlib
import importlib
import io
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import click
import pytest

from grader.cli import exit_codes, sample
from grader.cli import main as cli
from grader.cli.group import COMMANDS, grading
from grader.core.errors import CourseError, MachineError
from grader.core.model import Outcome
from grader.course import load
from grader.grading.history import FolderHistory, TaskHistory, change

ROOT = Path(__file__).parents[2]
SOLUTION = (ROOT / "tests" / "solutions" / "exercise_03_a.py").read_text("utf-8")
STARTER = (ROOT / "exercises" / "exercise_03.py").read_text("utf-8")
TASKS = (
    "dot_two_ways",
    "matvec",
    "matmul",
    "hadamard",
    "l2_norm",
    "l1_and_max_norm",
    "lp_norm",
    "frobenius_norm",
    "unit_vector",
    "cosine_similarity",
    "is_symmetric",
    "stable_l2_norm",
)
EXERCISES = load.builtin().names
DATA = ["penguins.csv", "penguins.txt", "digits.npz", "digits.txt"]
"""The files that come with the exercises."""
SCORE = "exercise_03.py · 12 of 12 points · All right.\n"
FULL_MARKS = "\n12 of 12 points · All right.\n"
WRONG = "def l2_norm(x):\n    return (x * x).sum()\n"
MIXED = """\
import torch

def matvec(A, x):
    return A @ x

def l2_norm(x):
    print("squares:", x * x)
    return (x * x).sum()

def hadamard(A, B):
    return A * B

def matmul(A, B):
    raise NotImplementedError
"""


@dataclass(frozen=True)
class Ran:
    """What one call of `grade` gave."""

    code: int
    out: str
    err: str

    @property
    def tasks(self):
        """The tasks of a JSON report of one file, by name."""
        return {task["task"]: task for task in json.loads(self.out)["tasks"]}


@pytest.fixture
def grade(monkeypatch, capsys, tmp_path, pool, key):
    """Call `grade` as the command does, in this process, in an empty folder, with the one warm pool."""

    @contextlib.contextmanager
    def warm(limits, *_tier_and_hidden, device="cpu"):
        before, pool.limits = pool.limits, limits
        try:
            yield pool
        finally:
            pool.limits = before

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr("grader.cli.check.Pool", warm)
    monkeypatch.setattr("grader.cli.demo.Pool", warm)
    monkeypatch.setattr("grader.cli.verify.Pool", warm)

    def call(*words):
        monkeypatch.setattr(sys, "argv", ["grade", *words])
        with pytest.raises(SystemExit) as caught:
            cli.main()
        shown = capsys.readouterr()
        assert "Traceback" not in shown.out + shown.err
        return Ran(caught.value.code, shown.out, shown.err)

    return call


def write(name, text):
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def notebook(*sources):
    cells = [{"cell_type": "code", "metadata": {}, "source": s, "outputs": []} for s in sources]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})


# ---------------------------------------------------------------------------------------- exit codes


def test_full_marks_exit_with_0(grade):
    ran = grade(write("exercise_03.py", SOLUTION))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("exercise_03.py · Norms and linear algebra\n")
    assert ran.out.endswith(FULL_MARKS)


def test_missing_points_exit_with_1(grade):
    ran = grade(write("exercise_03.py", SOLUTION + WRONG))
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.endswith("\n11 of 12 points · Next: fix l2_norm.\n")


def test_missing_points_exit_with_0_where_asked(grade):
    assert grade(write("exercise_03.py", WRONG), "--exit-zero").code == 0


def test_exit_zero_does_not_hide_a_file_that_cannot_be_read(grade):
    assert grade("nothing.py", "--exit-zero").code == 4


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--frobnicate",), "Error: No such option '--frobnicate'"),
        (("x.py", "--format", "xml"), "Error: Invalid value for '-f' / '--format': 'xml' is not one of"),
        (("x.py", "--timeout", "0"), "Error: Invalid value for '--timeout': 0.0 is not in the range x>0."),
        (("x.py", "--timeout", "nan"), "Error: Invalid value for '--timeout': "),
        (("x.py", "--timeout", "soon"), "Error: Invalid value for '--timeout': 'soon' is not a valid"),
        (
            ("x.py", "--course", "nowhere"),
            "Error: Invalid value for '--course': nowhere does not exist. Name",
        ),
        (("--task", "l2_norm"), "Error: Missing argument 'FILE...'."),
        (("hint", "a", "b", "c"), "Error: Got unexpected extra argument (c)"),
    ],
)
def test_words_that_cannot_be_used_exit_with_2(grade, words, message):
    ran = grade(*words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines()[-1].startswith(message)


def test_no_word_at_all_shows_the_help(grade):
    ran = grade()
    assert ran.code == 2
    assert (ran.out + ran.err).startswith("Usage: grade FILE... [OPTIONS]\n")


def test_a_machine_that_fails_exits_with_3(grade, monkeypatch):
    def fails(*_words, **_options):
        raise MachineError("The runner process could not start: ImportError: torch")

    monkeypatch.setattr("grader.judge.devices.several.grade", fails)
    assert grade(write("exercise_03.py", SOLUTION)) == Ran(
        3, "", "grade: The runner process could not start: ImportError: torch\n"
    )


@pytest.mark.slow
def test_a_runner_that_fails_costs_no_points_and_exits_with_3(grade, monkeypatch, pool):
    def fails(*_):
        raise MachineError("The runner process ended unexpectedly.")

    monkeypatch.setattr(pool, "fork", fails)
    path = write("exercise_03.py", SOLUTION)
    ran = grade(path, "--task", "l2_norm", "--format", "json", "--exit-zero")
    assert (ran.code, ran.err, json.loads(ran.out)["max_score"]) == (3, "", 1)
    assert (ran.tasks["l2_norm"]["outcome"], ran.tasks["l2_norm"]["hints"]) == ("ungraded", [])
    assert ran.tasks["l2_norm"]["error"]["message"]["message"] == (
        "The grader itself failed here: The runner process ended unexpectedly. "
        "The points are still open. Please report this."
    )


def test_a_task_that_cannot_be_judged_costs_no_points_and_the_others_are_graded(grade, monkeypatch):
    from grader.judge import grade as judging
    from grader.judge import unexplained

    def fails(task, run):
        return 1 / 0 if task.name == "lp_norm" else judged(task, run)

    judged = judging.judged
    monkeypatch.setattr(judging, "judged", fails)
    monkeypatch.setattr(unexplained, "compare", lambda *_: 1 / 0)
    ran = grade(write("exercise_03.py", SOLUTION), "--format", "json")
    report = json.loads(ran.out)
    assert (ran.code, ran.err, report["score"], report["max_score"]) == (3, "", 11, 12)
    assert ran.tasks["lp_norm"]["error"]["message"]["message"] == (
        "The grader itself failed here: ZeroDivisionError: division by zero. "
        "The points are still open. Please report this."
    )


def test_a_fault_of_the_grader_exits_with_3_and_says_whose_it_is(grade, monkeypatch):
    monkeypatch.setattr("grader.judge.devices.several.grade", lambda *_, **__: 1 / 0)
    assert grade(write("exercise_03.py", SOLUTION)) == Ran(
        3,
        "",
        "grade: a fault of the grader, not of your file: ZeroDivisionError: division by zero\n"
        "Please report it with what GRADE_DEBUG=1 shows.\n",
    )


UNREADABLE = {
    "nothing": (None, "nothing does not exist. Check the spelling and the folder you are in."),
    "work/nothing.py": (
        None,
        "work/nothing.py does not exist. Check the spelling and the folder you are in.",
    ),
    "empty.py": ("", "empty.py is empty: it has no code. Save your work in the editor and try again."),
    "binary.py": (
        bytes(range(256)),
        "binary.py, line 1: the byte 0x00 is not text that can be read. If the file holds code, save it with "
        "encoding UTF-8.",
    ),
    "work": (..., "work is a folder. Name the one .py or .ipynb file in it to grade."),
    "notes.txt": (
        "l2_norm",
        "notes.txt is neither a script nor a notebook. Give a .py or an .ipynb file.",
    ),
    "wrong.py": (
        "x = (1,\n",
        "wrong.py, line 1: this is not valid Python: the bracket `(` is never closed; a `)` is missing. "
        "Nothing in the file could be read; correct this line first.\n"
        "  1  x = (1,\n"
        "         ^",
    ),
    "later.py": (
        "import torch\n\n\ndef l2_norm(x):\n    return x.norm(\n",
        "later.py, line 5: this is not valid Python: the bracket `(` is never closed; a `)` is missing. "
        "Correct this line first: the rest of the file defines no function of this exercise.\n"
        "  5      return x.norm(\n"
        "                      ^",
    ),
    "damaged.ipynb": (
        '{\n"cells": [,\n',
        "damaged.ipynb, line 2: this is not a notebook (its JSON is damaged). "
        "Open it in Jupyter and save it again, or copy its code to a .py file.",
    ),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_cannot_be_read_exits_with_4(grade, name):
    content, message = UNREADABLE[name]
    if content is ...:
        Path(name).mkdir()
    elif content is not None:
        write(name, content)
    assert grade(name, "--exercise", "exercise_03") == Ran(4, "", f"grade: {message}\n")


def test_nothing_is_printed_as_json_where_nothing_could_be_graded(grade):
    assert grade("nothing.py", "--format", "json").out == ""


def children(pid):
    """All processes below one, by their ids."""
    with contextlib.suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            yield int(child)
            yield from children(int(child))


def wait_for(condition, seconds):
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.02)
    return found


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_an_interrupt_while_grading_exits_with_130_and_leaves_nothing_running(tmp_path, key):
    """The runner's child sleeps in the student's function when the interrupt comes."""
    path = tmp_path / "exercise_03.py"
    path.write_text("import time\n\ndef l2_norm(x):\n    time.sleep(500)\n")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-c", "from grader.cli.main import main; main()", str(path)],
        env={**os.environ, "TMPDIR": str(scratch)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        started = wait_for(lambda: len(found := list(children(process.pid))) > 1 and found, 120)
        time.sleep(0.2)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=120)
    finally:
        process.kill()
    assert (process.returncode, out, err) == (130, "", "\nInterrupted.\n")  # a new line after the ^C
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in started), 60)
    assert list(scratch.iterdir()) == []


@pytest.mark.slow
def test_list_tells_what_is_graded_beside_a_result(grade):
    told = ""
    for name in ("exercise_06", "exercise_05"):
        grade("key", name)
        told += grade("list", name).out
    rows = {line.split()[0]: " ".join(line.split()) for line in told.splitlines() if line.strip()}
    assert rows["batches"].endswith("shuffled batches")
    assert rows["train_epoch"].endswith("result, change in place, each step")
    assert rows["fresh_gradient"].endswith("result, 2 calls")
    assert rows["clip_gradients"].endswith("result, what is left in .grad")
    assert rows["small_parameter"].endswith("result, graph, view or copy")


# ----------------------------------------------------------------------------------- what is graded


@pytest.mark.parametrize(
    "words",
    [
        ("exercise_03.py", "--task", "l2_norm"),
        ("--task", "l2_norm", "exercise_03.py"),
        ("-t", "l2_norm", "--", "exercise_03.py"),
        ("--task=l2_norm", "./exercise_03.py"),
        ("check", "exercise_03.py", "--task", "l2_norm"),
    ],
)
def test_a_path_or_an_option_as_first_word_means_grading(grade, words):
    write("exercise_03.py", SOLUTION)
    ran = grade(*words)
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "1 of 1 points · All right.")


def test_one_task_or_several_are_graded_in_the_order_of_the_exercise(grade):
    path = write("exercise_03.py", SOLUTION)
    ran = grade(path, "--task", "lp_norm", "-t", "matvec", "-t", "lp_norm", "--format", "json")
    assert list(ran.tasks) == ["matvec", "lp_norm"]
    assert json.loads(ran.out)["max_score"] == 2


@pytest.mark.parametrize("meant", ["Exercise_03", "exercise_3.py", "Exercise_03.ipynb"])
def test_a_file_with_nearly_the_name_is_told(grade, meant):
    write("work/exercise_03.py", SOLUTION)
    write("work/exercise_03.txt", "")
    assert grade(f"work/{meant}") == Ran(
        4, "", f"grade: work/{meant} does not exist. Did you mean {Path('work/exercise_03.py')}?\n"
    )


def test_a_task_in_the_place_of_a_file_is_told_how_to_be_graded(grade):
    assert grade("l2_norm") == Ran(
        2,
        "",
        "grade: l2_norm is a task, not a file. To grade it alone, write: grade FILE --task l2_norm\n",
    )


def test_an_unknown_task_is_told_with_the_nearest(grade):
    path = write("exercise_03.py", SOLUTION)
    assert grade(path, "-t", "l2norm") == Ran(
        2, "", "grade: exercise_03 has no task 'l2norm'. Did you mean 'l2_norm'?\n"
    )
    assert grade(path, "-t", "l2_norm", "-t", "zzz") == Ran(
        2, "", f"grade: exercise_03 has no task 'zzz'. It has: {', '.join(TASKS)}.\n"
    )


def test_several_files_are_all_graded_and_a_broken_one_stops_nothing(grade):
    good, bad = write("exercise_03.py", SOLUTION), write("exercise_03_bad.py", "x = (1,\n")
    ran = grade(bad, good)
    assert ran.code == 4
    assert ran.err == (
        "grade: exercise_03_bad.py, line 1: this is not valid Python: the bracket `(` is never closed; a `)` "
        "is missing. "
        "Nothing in the file could be read; correct this line first.\n"
        "  1  x = (1,\n"
        "         ^\n"
    )
    assert ran.out.startswith("exercise_03.py · ")
    assert ran.out.endswith(FULL_MARKS)


def test_several_files_are_told_apart_and_the_worst_decides(grade):
    good, bad = write("exercise_03.py", SOLUTION), write("b/exercise_03.py", SOLUTION + WRONG)
    ran = grade(good, bad, "--task", "l2_norm")
    assert ran.code == 1
    assert [line for line in ran.out.splitlines() if " · " in line] == [
        "exercise_03.py · Norms and linear algebra",
        "1 of 1 points · All right.",
        "b/exercise_03.py · Norms and linear algebra",
        "✗ l2_norm · failed · b/exercise_03.py:56 ".ljust(100, "─"),
        "0 of 1 points · Next: fix l2_norm.",
    ]


def test_without_words_the_help_is_shown_once(grade):
    ran = grade()
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("Usage: grade FILE... [OPTIONS]") == 1
    assert "Error" not in ran.err


def test_a_module_beside_the_file_is_named_as_such(grade):
    write("myhelp.py", "def square(x):\n    return x * x\n")
    ran = grade(
        write("exercise_03.py", "from myhelp import square\n\ndef l2_norm(x):\n    return square(x)\n")
    )
    said = "`myhelp.py` is next to your file, but only your file is graded."
    assert said in " ".join(ran.out.split())


def test_a_breakpoint_left_in_the_file_is_named_as_such(grade):
    ran = grade(write("exercise_03.py", "def l2_norm(x):\n    breakpoint()\n    return x.norm()\n"))
    assert "nobody can use the debugger here" in " ".join(ran.out.split())


@pytest.mark.slow
def test_of_one_task_only_what_it_needs_is_run(grade):
    text = "import time\n\nTABLE = time.sleep(3600)\n\ndef matvec(A, x):\n    return TABLE\n\n" + WRONG
    ran = grade(write("exercise_03.py", text), "--task", "l2_norm")
    assert "The result is 25.0; 5.0 is expected." in ran.out


def test_confined_a_course_that_came_with_the_file_is_not_run(grade):
    write("theirs/reference/exercise_03.py", "raise SystemExit('this was run')\n")
    write("theirs/exercises/exercise_03.py", STARTER)
    ran = grade(write("theirs/exercise_03.py", SOLUTION), "--confined")
    assert (ran.code, ran.out) == (2, "")
    assert "above the file is a course, and a course is run unconfined." in ran.err


def test_a_notebook_gets_the_grade_of_the_same_script(grade):
    words = ["--format", "json"]
    for task in ("matvec", "matmul", "hadamard", "l2_norm"):
        words += ["--task", task]
    script = grade(write("exercise_03.py", MIXED), *words)
    cells = ["# Norms", "!pip list", *MIXED.split("\n\n")]
    book = grade(write("exercise_03.ipynb", notebook(*cells)), *words)
    assert (script.code, book.code) == (1, 1)
    mine, theirs = script.tasks, book.tasks
    places = [
        (given["matvec"]["error"].pop("cell"), given["matvec"]["error"].pop("line"))
        for given in (mine, theirs)
    ]
    assert places == [(None, 4), (4, 2)]
    defined = [(given["matvec"]["cell"], given["matvec"]["line"]) for given in (mine, theirs)]
    assert defined == [(None, 3), (4, 1)]
    assert [json.loads(one.out)["cells"] for one in (script, book)] == [[], [4, 5, 6, 7]]
    for result in (*mine.values(), *theirs.values()):
        result["duration"] = 0
        del result["cell"], result["line"]
        for line in (*result["code"], *result["trace"]):
            del line["cell"], line["line"]
    assert mine == theirs
    assert {name: result["outcome"] for name, result in theirs.items()} == {
        "matvec": "raised",
        "matmul": "not finished",
        "hadamard": "passed",
        "l2_norm": "failed",
    }
    assert theirs["l2_norm"]["stdout"] == "squares: tensor([ 9., 16.])\n"


def test_a_notebook_of_the_whole_solution_gets_full_marks(grade):
    cells = SOLUTION.split("\n\n\n")
    assert len(cells) == 13
    assert grade(write("exercise_03.ipynb", notebook(*cells))).out.endswith(FULL_MARKS)


# ---------------------------------------------------------------------------------- which exercise


REFERENCE = """\
from grader.course import Exercise, each

exercise = Exercise({title!r})


@exercise.task(inputs={{"a": each(1, 2, 3)}})
def {task}(a):
    return {formula}
"""


@pytest.fixture
def make_course(tmp_path):
    """Write a course whose exercises have one small task each."""

    def make(folder="course", **tasks):
        for name, task in tasks.items():
            text = REFERENCE.format(title=name.title(), task=task, formula="2 * a")
            write(tmp_path / folder / "reference" / f"{name}.py", text)
            write(tmp_path / folder / "exercises" / f"{name}.py", f"def {task}(a):\n    pass\n")
        return tmp_path / folder

    return make


def exercise_of(ran):
    assert ran.code in (0, 1), ran.err
    return json.loads(ran.out)["exercise"]


def test_the_exercise_is_found_by_the_files_name(grade, make_course):
    course = make_course(sums="total", norms="total")
    for name in ("norms.py", "my_norms_v2.py", "Norms (1).py", "NORMS.py"):
        path = write(name, "def total(a):\n    return 2 * a\n")
        assert exercise_of(grade(path, "--course", str(course), "-f", "json")) == "norms"


def test_the_exercise_that_a_file_is_named_after_wins_over_one_that_its_name_contains(grade, make_course):
    course = make_course(norms="total", norms_again="total", sums="add")
    path = write("norms_again.py", "def total(a):\n    return 2 * a\n")
    assert exercise_of(grade(path, "--course", str(course), "-f", "json")) == "norms_again"


def test_an_exercise_whose_name_has_capitals_is_found_by_the_files_name(grade, make_course):
    course = make_course(Norms="total", Sums="total")
    path = write("Norms.py", "def total(a):\n    return 2 * a\n")
    assert exercise_of(grade(path, "--course", str(course), "-f", "json")) == "Norms"


def test_the_exercise_is_found_by_the_files_functions(grade, make_course):
    course = make_course(sums="add", norms="length")
    path = write("homework.py", "def length(a):\n    return 2 * a\n")
    assert exercise_of(grade(path, "--course", str(course), "-f", "json")) == "norms"


def test_an_exercise_that_could_be_two_is_asked_for(grade, make_course):
    course = make_course(sums="total", norms="total", others="add")
    path = write("homework.py", "def total(a):\n    return 2 * a\n")
    assert grade(path, "--course", str(course)) == Ran(
        2,
        "",
        "grade: homework.py: neither its name nor its functions say which exercise it solves. Name it with "
        "--exercise. The exercises are: norms, sums. For a course of your own, add --course DIR.\n",
    )
    assert exercise_of(grade(path, "--course", str(course), "-f", "json", "-e", "sums")) == "sums"


def test_a_file_that_solves_nothing_is_told_what_there_is(grade):
    assert grade(write("homework.py", "x = 1\n")) == Ran(
        2,
        "",
        "grade: homework.py: neither its name nor its functions say which exercise it solves. Name it with "
        f"--exercise. The exercises are: {', '.join(EXERCISES)}. For a course of your own, add --course "
        "DIR.\n",
    )


def test_a_file_with_no_task_of_the_built_in_course_is_told_how_to_name_another(grade):
    """It has the name of an exercise there, and may be of a course whose folder is elsewhere."""
    ran = grade(write("exercise_03.py", "def total(a):\n    return a\n"))
    note = (
        "grade: exercise_03.py has no task of exercise_03 in the built-in course. If it is of a course of "
        "your own, add --course DIR.\n"
    )
    assert (ran.code, ran.err.endswith(note)) == (1, True)
    unwritten = grade(write("exercise_03.py", "print(1)\n"))
    assert note not in unwritten.err


def test_a_file_with_no_task_of_the_course_that_was_named_is_not_told_of_others(grade, make_course):
    course = make_course(norms="total")
    ran = grade(write("norms.py", "def other(a):\n    return a\n"), "--course", str(course))
    assert (ran.code, "--course DIR" in ran.err) == (1, False)


def test_a_course_that_is_not_there_is_told_by_every_command(grade):
    for words in (
        ("x.py",),
        ("verify",),
        ("list",),
        ("new", "f", "--in", "a"),
        ("release", "out"),
        ("hint", "f", "x.py"),
    ):
        ran = grade(*words, "--course", "nowhere")
        assert (ran.code, ran.out) == (2, ""), words
        assert ran.err.endswith(
            "Error: Invalid value for '--course': nowhere does not exist. Name the folder of the course.\n"
        ), words


def test_an_unknown_exercise_is_told_with_the_nearest(grade):
    path = write("homework.py", SOLUTION)
    assert grade(path, "-e", "exercise_3") == Ran(
        2,
        "",
        "grade: There is no exercise 'exercise_3' in the built-in course. Did you mean 'exercise_03'?\n",
    )
    assert grade(path, "-e", "zzz") == Ran(
        2,
        "",
        f"grade: There is no exercise 'zzz' in the built-in course. It has: {', '.join(EXERCISES)}. For a "
        "course of your own, add --course DIR.\n",
    )


def test_the_nearest_course_above_the_file_is_taken_unless_one_is_given(grade, make_course):
    make_course(norms="total")
    make_course("other", norms="total")
    write("other/reference/norms.py", REFERENCE.format(title="Other", task="total", formula="3 * a"))
    path = write("course/work/deep/norms.py", "def total(a):\n    return 2 * a\n")
    assert grade(path).code == 0
    assert grade(path, "--course", "other").code == 1


def test_a_folder_that_is_no_course_is_refused(grade):
    Path("empty").mkdir()
    assert grade(write("exercise_03.py", SOLUTION), "--course", "empty") == Ran(
        2,
        "",
        "grade: empty is not a course: it has neither reference/*.py nor keys/*.key. Name the folder that "
        "holds them.\n",
    )


def test_a_broken_course_exits_with_2_and_names_the_line(grade, make_course):
    course = make_course(norms="total")
    write(course / "reference" / "norms.py", "import torch\nx = 1 / 0\n")
    assert grade(write("norms.py", "def total(a): ..."), "--course", str(course)) == Ran(
        2,
        "",
        "Making answer keys of norms, once …\n"
        f"grade: {course}/reference/norms.py, line 2: this raised ZeroDivisionError: division by zero. Fix "
        "that line.\n",
    )


# --------------------------------------------------------------------------------- what is explained


def graded(grade, text, task, *words):
    """The result of one task of a submission, from its JSON report."""
    return grade(write("exercise_03.py", text), "--task", task, "--format", "json", *words).tasks[task]


def said(thing):
    """An object of a report with its message as a text alone."""
    return {**thing, "message": thing["message"]["message"]}


def test_a_name_whose_import_failed_says_so(grade):
    text = "import torch\nimport d2l_of_mine as d2l\n\ndef l2_norm(x):\n    return d2l.norm(x)\n"
    result = graded(grade, text, "l2_norm")
    assert result["outcome"] == "raised"
    assert said(result["error"]) == {
        "message": "NameError: name 'd2l' is not defined, because the line that makes it could not be run "
        "(ModuleNotFoundError: No module named 'd2l_of_mine', line 2).",
        "line": 5,
        "cell": None,
        "text": "return d2l.norm(x)",
        "spot": None,
    }


def test_parameters_that_do_not_fit_are_told(grade):
    result = graded(grade, "def l2_norm(x, y):\n    return x\n", "l2_norm")
    assert (result["outcome"], result["score"], result["max_score"]) == ("failed", 0, 1)
    assert [said(one) for one in result["differences"]] == [
        {
            "aspect": "signature",
            "path": [],
            "message": "The parameters are wrong: expected l2_norm(x), got l2_norm(x, y).",
            "expected": "l2_norm(x)",
            "got": "l2_norm(x, y)",
            "call": "",
        }
    ]


def test_more_parameters_do_no_harm_where_they_have_defaults(grade):
    text = "def l2_norm(vector, eps=0.0, *, scale=1):\n    return vector.norm()\n"
    assert graded(grade, text, "l2_norm")["outcome"] == "passed"


def test_a_function_that_is_not_there_is_missing(grade):
    result = graded(grade, "import torch\n", "l2_norm")
    assert (result["outcome"], result["score"], result["max_score"]) == ("missing", 0, 1)
    assert result["error"]["message"]["message"] == (
        "This file has no function l2_norm(x). If you make it in an unusual way, try --whole-file."
    )


def test_a_function_that_does_not_parse_is_not_run_and_not_called_missing(grade):
    text = "import torch\n\ndef l2_norm(x):\n    return x.norm(\n\ndef matvec(A, x): 1\n"
    result = graded(grade, text, "l2_norm")
    assert (result["outcome"], result["score"], result["max_score"]) == ("not run", 0, 1)
    assert said(result["error"]) == {
        "message": "This is not valid Python: the bracket `(` is never closed; a `)` is missing.",
        "line": 4,
        "cell": None,
        "text": "    return x.norm(",
        "spot": {"line": 4, "column": 18, "width": 1, "text": "    return x.norm("},
    }


def test_a_stub_is_not_finished(grade):
    ran = grade(write("exercise_03.py", STARTER))
    assert (ran.code, ran.err) == (1, "")
    rows = "".join(f"○  {task:<17}  0/1  not finished\n" for task in TASKS)
    assert ran.out == (
        f"exercise_03.py · Norms and linear algebra\n\n{rows}\n0 of 12 points · Next: write dot_two_ways.\n"
    )


def test_a_definition_that_fails_is_not_run(grade):
    result = graded(grade, "import torch\n\n@compiled\ndef l2_norm(x):\n    return x.norm()\n", "l2_norm")
    assert result["outcome"] == "not run"
    assert said(result["error"]) == {
        "message": "The lines that define it could not be run. "
        "NameError: name 'compiled' is not defined. Did you mean 'compile'?",
        "line": 3,
        "cell": None,
        "text": "@compiled",
        "spot": None,
    }


def test_a_function_made_by_exec_needs_the_whole_file_and_the_feedback_says_so(grade):
    text = "import torch\nexec('def l2_norm(x): return x.norm()')\n"
    path = write("exercise_03.py", text)
    ran = grade(path, "--task", "l2_norm")
    assert ran.code == 1
    assert "--whole-file" in ran.out
    assert grade(path, "--task", "l2_norm", "--whole-file").code == 0


def test_the_whole_file_is_run_where_asked(grade):
    text = (
        "import torch\nprint('a' * 3)\nglobals()['scale'] = 1\ndef l2_norm(x):\n    return scale * x.norm()\n"
    )
    assert graded(grade, text, "l2_norm")["outcome"] == "raised"
    assert graded(grade, text, "l2_norm", "--whole-file")["outcome"] == "passed"


@pytest.mark.slow
def test_a_call_may_take_as_long_as_is_said(grade):
    text = "import time\n\ndef l2_norm(x):\n    time.sleep(3600)\n    return x.norm()\n"
    result = graded(grade, text, "l2_norm", "--timeout", "0.3")
    assert (result["outcome"], result["score"]) == ("timed out", 0)
    assert result["error"]["message"]["message"] == (
        "It did not finish within 0.3 s on this input. Is there a loop that never ends?"
    )


@pytest.mark.slow
def test_a_misconception_is_named_with_its_counterexample(grade):
    result = graded(grade, WRONG, "l2_norm")
    assert result["misconception"] == {
        "name": "forgets_the_root",
        "message": "This is the squared norm: the square root is missing.",
        "certain": True,
        "besides": [],
        "elsewhere": False,
        "sometimes": False,
        "in_form": False,
        "on_others": False,
    }
    example = result["counterexample"]
    assert (example["code"], example["expected"], example["got"]) == (
        "l2_norm(torch.tensor([3., -4.]))",
        "tensor(5.)",
        "tensor(25.)",
    )
    labels = [one["label"] for one in example["pictures"]]
    labels = [one["message"] if isinstance(one, dict) else one for one in labels]
    shown = [(one["elements"], one["off"]) for one in example["pictures"]]
    assert [(label, *one) for label, one in zip(labels, shown, strict=True)] == [
        ("x", ["3.", "-4."], []),
        ("expected", ["5."], []),
        ("got", ["25."], [1.0]),
    ]


def test_a_failing_call_is_told_line_by_line(grade):
    text = (
        "def l2_norm(x):\n    s = squares(x)\n    return s\n\n\ndef squares(v):\n    return (v * v).sum()\n"
    )
    result = graded(grade, text, "l2_norm")
    lines = [(line["line"], line["depth"], line["text"]) for line in result["trace"]]
    assert lines == [(2, 0, "s = squares(x)"), (7, 1, "return (v * v).sum()"), (3, 0, "return s")]
    assert result["trace"][0]["computed"] == [
        {
            "name": "s",
            "kind": "() float32",
            "value": "tensor(25.)",
            "graph": "",
            "shape": [],
            "dtype": "float32",
        }
    ]
    assert [(code["line"], code["text"]) for code in result["code"]] == [
        (1, "def l2_norm(x):\n    s = squares(x)\n    return s"),
        (6, "def squares(v):\n    return (v * v).sum()"),
    ]


# ------------------------------------------------------------------------------- where the result goes

KEYS = [
    "version",
    "exercise",
    "submission",
    "score",
    "max_score",
    "key",
    "torch",
    "device",
    "tier",
    "skipped",
    "tasks",
    "cells",
    "title",
]
TASK_KEYS = [
    "task",
    "outcome",
    "score",
    "max_score",
    "misconception",
    "second",
    "differences",
    "counterexample",
    "further",
    "patterns",
    "stdout",
    "warnings",
    "error",
    "advice",
    "slip",
    "code",
    "trace",
    "trace_stopped",
    "trace_call",
    "duration",
    "tried",
    "wrong",
    "loaded",
    "line",
    "cell",
    "on_gpu",
    "device",
    "devices",
    "hints",
]


def test_json_goes_to_standard_output_alone(grade):
    ran = grade(write("exercise_03.py", MIXED), "--format", "json")
    assert ran.err == ""
    report = json.loads(ran.out)
    assert ran.out == json.dumps(report, indent=2, ensure_ascii=False) + "\n"
    assert (report["submission"], report["score"], report["max_score"]) == ("exercise_03.py", 1.0, 12.0)
    assert all(list(task) == TASK_KEYS for task in report["tasks"])


def test_json_has_exactly_the_documented_keys(grade):
    ran = grade(write("exercise_03.py", SOLUTION), "--format", "json", "--task", "l2_norm")
    assert list(json.loads(ran.out)) == KEYS


def test_json_of_several_files_is_a_list(grade):
    paths = [write(f"{name}/exercise_03.py", SOLUTION) for name in "ab"]
    ran = grade(*paths, "nothing.py", "--format", "json", "--task", "l2_norm")
    assert (ran.code, [report["submission"] for report in json.loads(ran.out)]) == (4, paths)


def test_a_list_of_files_gives_a_list_also_where_one_of_two_could_not_be_read(grade):
    path = write("exercise_03.py", SOLUTION)
    ran = grade(path, "nothing.py", "--format", "json", "--task", "l2_norm")
    assert ran.code == 4
    assert isinstance(json.loads(ran.out), list)


@pytest.mark.slow
def test_a_report_is_written_to_a_file(grade):
    path = write("exercise_03.py", SOLUTION)
    assert grade(path, "--output", "report.txt") == Ran(0, "", f"Wrote report.txt.\n{SCORE}")
    text = Path("report.txt").read_text("utf-8")
    assert text.startswith("Report of grade\n\nexercise_03.py · Norms and linear algebra\n")
    assert text.endswith(FULL_MARKS)
    assert "\x1b" not in text
    assert grade(path, "--format", "json", "-o", "report.json") == Ran(0, "", f"Wrote report.json.\n{SCORE}")
    assert json.loads(Path("report.json").read_text("utf-8"))["score"] == 12


@pytest.mark.slow
@pytest.mark.parametrize("form", ["terminal", "json"])
def test_an_earlier_report_is_replaced(grade, form):
    path = write("exercise_03.py", SOLUTION + WRONG)
    words = ("--format", form, "-o", "report", "--task", "l2_norm")
    grade(path, path, *words)
    earlier = Path("report").read_text("utf-8")
    write("exercise_03.py", SOLUTION)
    assert grade(path, *words) == Ran(0, "", "Wrote report.\nexercise_03.py · 1 of 1 points · All right.\n")
    assert Path("report").read_text("utf-8") != earlier
    assert grade(path, *words[2:], "--format", "json").code == 0


@pytest.mark.parametrize(
    "content",
    [
        "l2_norm: to do\n",
        "# notes · the dot product x·y\n",
        '"""Exercise 03 · norms and linear algebra."""\n',
        '{"version": 1, "results": []}\n',
        b"\x89PNG\r\n\x1a\n",
    ],
)
def test_a_file_that_is_no_report_is_never_replaced(grade, content):
    before = content if isinstance(content, bytes) else content.encode()
    path, mine = write("exercise_03.py", SOLUTION), write("mine", content)
    ran = grade(path, "-o", mine, "--task", "l2_norm")
    assert Path(mine).read_bytes() == before
    assert ran == Ran(
        2, "", "grade: --output mine: this exists and is not a report of grade. Choose another name.\n"
    )


def test_an_output_that_is_no_ordinary_file_is_refused_and_not_waited_for(grade):
    """A pipe has nothing to read: looking into it for an earlier report would never end."""

    def too_long(*_):
        raise TimeoutError

    os.mkfifo("pipe")
    before = signal.signal(signal.SIGALRM, too_long)
    signal.alarm(5)
    try:
        ran = grade(write("exercise_03.py", SOLUTION), "-o", "pipe", "--task", "l2_norm")
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    assert (ran.code, ran.out) == (2, "")
    assert "--output pipe" in ran.err


def test_a_report_into_a_folder_that_does_not_exist_is_refused_before_grading(grade, monkeypatch):
    monkeypatch.setattr("grader.cli.check.grade_file", None)
    assert grade("exercise_03.py", "-o", "reports/a.json") == Ran(
        2, "", "grade: --output reports/a.json: the folder reports does not exist. Create it first.\n"
    )


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder in which root cannot write")
def test_a_report_that_cannot_be_written_is_no_fault_of_the_grader(grade):
    ran = grade(write("exercise_03.py", SOLUTION), "-o", "/proc/report.json", "--task", "l2_norm")
    assert ran.code == 2
    assert "/proc/report.json" in ran.err
    assert "a fault of the grader" not in ran.err


# ----------------------------------------------------------------------------------- GitHub Actions


@pytest.fixture
def workspace(monkeypatch, tmp_path):
    """What GitHub sets for a step; the file of its summary is there, and empty."""
    summary = tmp_path / "summary"
    summary.touch()
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    return summary


WHERE_TO = "GITHUB_STEP_SUMMARY is not set, so the whole report is not kept. --output FILE.md writes it.\n"
L2_NORM = (
    "::error file=exercise_03.py,line=1,endLine=1,title=l2_norm%3A wrong values::The result is 25.0; 5.0 is "
    "expected.%0Acall: l2_norm(torch.tensor([3., -4.]))%0Aexpected: tensor(5.)%0Agot: tensor(25.)%0A"
    "Why: This is the squared norm: the square root is missing.\n1 error.\n"
    "exercise_03.py · 0 of 1 points · Next: fix l2_norm.\n"
)


def test_annotations_go_to_standard_output_and_the_report_into_the_summary(grade, workspace):
    path = write("exercise_03.py", WRONG)
    workspace.write_text("mine")
    assert grade(path, "-f", "github", "-t", "l2_norm") == Ran(1, L2_NORM, "")
    before, report = workspace.read_text("utf-8").split("\n\n", 1)
    assert before == "mine"
    assert report.startswith("<!-- Report of grade -->\n# Feedback on exercise\\_03.py\n")
    assert "✗ `l2_norm` · failed · line 1 · 0/1 points" in report
    assert grade(path, "-f", "github", "-t", "l2_norm").code == 1
    assert workspace.read_text("utf-8") == f"mine\n\n{report}\n\n{report}"


def test_elsewhere_it_is_said_where_the_summary_would_go(grade, monkeypatch):
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    monkeypatch.setenv("GITHUB_WORKSPACE", "")
    ran = grade(write("exercise_03.py", WRONG), "--format", "github", "-t", "l2_norm", "--exit-zero")
    assert ran == Ran(0, L2_NORM, WHERE_TO)


def test_the_report_is_written_to_a_file_as_well(grade, workspace):
    words = (write("exercise_03.py", WRONG), "-f", "github", "-t", "l2_norm", "-o", "report.md")
    assert grade(*words) == Ran(1, L2_NORM, "Wrote report.md.\n")
    assert Path("report.md").read_text("utf-8") == workspace.read_text("utf-8")
    assert grade(*words).code == 1  # it may replace its own


def test_a_file_for_annotations_that_is_no_markdown_is_refused_before_grading(grade, monkeypatch):
    monkeypatch.setattr("grader.cli.check.grade_file", None)
    assert grade("exercise_03.py", "-f", "github", "-o", "report.html") == Ran(
        2,
        "",
        "grade: --output report.html: --format github writes the report as Markdown. Name it report.md.\n",
    )


def test_open_does_not_go_with_annotations(grade):
    assert grade("exercise_03.py", "-f", "github", "--open") == Ran(
        2,
        "",
        "grade: --open shows a page, so --format github has no effect. Leave it out.\n",
    )


def test_a_file_that_cannot_be_graded_is_annotated_and_stops_nothing(grade, workspace):
    bad, good = write("exercise_03_bad.py", "x = (1,\n"), write("work/exercise_03.py", SOLUTION)
    ran = grade(bad, good, "nothing.py", "-f", "github")
    assert (ran.code, ran.err) == (4, "")
    assert ran.out == (
        "::error file=exercise_03_bad.py,line=1,endLine=1,title=Not graded::"
        "exercise_03_bad.py, line 1: this is not valid "
        "Python: the bracket `(` is never closed; a `)` is missing. Nothing in the file could be read; "
        "correct this line first.%0Ax = (1,%0A    ^\n"
        "::error file=nothing.py,title=Not graded::nothing.py does not exist. "
        "Check the spelling and the folder you are in.\n"
        "2 errors.\n"
        f"work/{SCORE}"
    )
    assert "## Not graded\n\n- exercise\\_03\\_bad.py, line 1" in workspace.read_text("utf-8")


def test_where_nothing_can_be_graded_the_summary_says_so(grade, workspace):
    ran = grade("nothing.py", "-f", "github")
    assert ran.code == 4
    assert workspace.read_text("utf-8").splitlines()[2:] == [
        "## Not graded",
        "",
        "- nothing.py does not exist. Check the spelling and the folder you are in.",
    ]


def test_what_a_file_is_called_cannot_be_a_command(grade, workspace):
    name = "exercise_03 ##[stop-commands]x\n::stop-commands::y.ipynb"
    ran = grade(write(name, "##[add-mask]e"), "--format", "github")
    assert ran.code == 4
    assert "\n::" not in ran.out
    assert "##[" not in ran.out + ran.err
    ran = grade(write(name, notebook(WRONG)), "--format", "github", "-t", "l2_norm")
    assert [line[:8] for line in ran.out.splitlines()] == ["::error ", "1 error.", "exercise"]
    assert "##[" not in ran.out + ran.err


def test_a_summary_that_has_no_room_is_cut_or_left_as_it_is(grade, workspace):
    path, limit = write("exercise_03.py", WRONG), 2**20
    for before, said, kept in ((limit - 600, "", "The rest is left out"), (limit - 20, "is full", "")):
        workspace.write_text("x" * before)
        ran = grade(path, "-f", "github", "-t", "l2_norm")
        assert (ran.code, ran.out) == (1, L2_NORM)
        assert said in ran.err
        assert bool(ran.err) is bool(said)
        after = workspace.read_text("utf-8")
        assert len(after.encode()) <= limit
        assert kept in after
        assert after.startswith("x" * before)


def test_a_summary_that_cannot_be_written_costs_nothing(grade, workspace, monkeypatch, tmp_path):
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path))
    ran = grade(write("exercise_03.py", WRONG), "-f", "github", "-t", "l2_norm", "--exit-zero")
    assert (ran.code, ran.out) == (0, L2_NORM)
    assert ran.err == (
        f"The report could not be added to {tmp_path}, the summary of this step: Is a directory.\n"
    )


# -------------------------------------------------------------------------------------- first minutes


def command_told(text):
    """The words after `grade` in the last line, which the learner is told to run."""
    first, *words = shlex.split(text.splitlines()[-1])
    assert first == "grade"
    return words


@pytest.mark.slow
def test_init_copies_the_starters_and_keeps_what_is_there(grade):
    told = "\nNow open exercise_01.py, fill in a function, and run:\n\n    grade exercise_01.py\n"
    files = [*(f"{name}.py" for name in EXERCISES), *DATA]
    wrote = "".join(f"wrote {name}\n" for name in files)
    assert grade("init", "--all") == Ran(0, wrote + told, "")
    assert Path("exercise_03.py").read_text("utf-8") == STARTER
    write("exercise_03.py", SOLUTION)
    kept = "".join(f"kept  {name} (it exists already)\n" for name in files)
    assert grade("init", "--all") == Ran(0, kept + told, "")
    assert Path("exercise_03.py").read_text("utf-8") == SOLUTION
    assert grade("exercise_03.py").code == 0


def copied(folder="."):
    return sorted(path.name for path in Path(folder).glob("[!.]*"))


@pytest.mark.slow
def test_init_makes_the_folder_that_is_named(grade):
    ran = grade("init", "work/norms")
    assert ran.out.splitlines()[0] == "wrote work/norms/exercise_01.py"
    assert grade(*command_told(ran.out)).code == 1
    assert copied("work/norms") == ["exercise_01.py"]
    grade("init", "--all", "work/norms")
    assert copied("work/norms") == sorted([*(f"{name}.py" for name in EXERCISES), *DATA])


def test_init_copies_the_exercises_that_are_named_or_numbered(grade):
    ran = grade("init", "03", "exercise_05", "6", "work")
    assert (ran.code, ran.out.splitlines()[0]) == (0, "wrote work/exercise_03.py")
    assert command_told(ran.out) == ["work/exercise_03.py"]
    assert copied("work") == ["exercise_03.py", "exercise_05.py", "exercise_06.py"]


def test_init_copies_the_next_exercise_that_is_not_done_and_not_here(grade):
    change(Path.cwd(), lambda known: known.with_task("exercise_02", "f", TaskHistory(Outcome.PASSED, 1, 1)))
    assert [grade("init").out.splitlines()[0] for _ in range(3)] == [
        f"wrote exercise_0{number}.py" for number in (1, 3, 4)
    ]
    assert grade("init", "--notebook").out.splitlines()[0] == "wrote exercise_05.ipynb"
    assert grade("init", "exercise_06.py").out.splitlines()[0] == "wrote exercise_06.py"
    grade("init", *EXERCISES[6:])
    assert grade("init") == Ran(
        2, "", "grade: All exercises are done, or are in . already. Name the one to copy.\n"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("99",), "There is no exercise '99' in the built-in course."),
        (
            ("exercise_3",),
            "There is no exercise 'exercise_3' in the built-in course. Did you mean 'exercise_03'?",
        ),
        (("work", "03"), "'work' is not the name of an exercise, and only the last word can be a folder."),
    ],
)
def test_init_of_what_is_no_exercise_writes_nothing(grade, words, said):
    ran = grade("init", *words)
    assert (ran.code, ran.out, ran.err[: len(f"grade: {said}")]) == (2, "", f"grade: {said}")
    assert copied() == []


@pytest.mark.slow
def test_init_tells_a_command_that_can_be_pasted_also_where_the_folder_has_spaces(grade):
    ran = grade("init", "my work")
    assert command_told(ran.out) == ["my work/exercise_01.py"]


def test_init_of_a_course_tells_a_command_that_grades_with_this_course(grade, make_course):
    course = make_course(norms="total")
    ran = grade("init", "work", "--course", str(course))
    assert (ran.code, ran.out.splitlines()[0]) == (0, "wrote work/norms.py")
    graded = grade(*command_told(ran.out))
    assert (graded.code, graded.err) == (1, "")
    assert graded.out.endswith("\n0 of 1 points · Next: write total.\n")


def test_init_of_a_course_without_starters_says_so(grade, make_course):
    course = make_course(norms="total")
    (course / "exercises" / "norms.py").unlink()
    assert grade("init", "--course", str(course)) == Ran(
        2, "", f"grade: {course} has no starters (exercises/*.py).\n"
    )


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder in which root cannot write")
def test_init_where_nothing_can_be_written_is_no_fault_of_the_grader(grade):
    ran = grade("init", "/proc/work")
    assert ran.code == 2
    assert "/proc/work" in ran.err
    assert "a fault of the grader" not in ran.err


@pytest.mark.slow
def test_init_as_notebooks_writes_notebooks_that_are_graded(grade):
    ran = grade("init", "--notebook", "--all")
    assert ran.out.splitlines()[: len(EXERCISES)] == [f"wrote {name}.ipynb" for name in EXERCISES]
    graded = grade(*command_told(ran.out))
    assert (graded.code, graded.out.splitlines()[-1]) == (1, "0 of 12 points · Next: write row_vector.")
    assert grade("init", "--notebook", "01").out.startswith("kept  exercise_01.ipynb (it exists already)\n")


def test_init_as_notebooks_of_a_starter_that_does_not_parse_says_so(grade, make_course):
    course = make_course(norms="total")
    (course / "exercises" / "norms.py").write_text("def total(:\n")
    ran = grade("init", "--notebook", "--course", str(course))
    assert ran.code == 2
    assert ran.err.startswith(
        f"grade: {course / 'exercises' / 'norms.py'}, line 1: this is not valid Python: "
    )


# ------------------------------------------------------------------------------- lists, hints, progress


@pytest.mark.slow
def test_list_shows_the_exercises_and_what_was_reached_here(grade):
    path = write("exercise_03.py", SOLUTION)
    lines = grade("list").out.splitlines()
    assert lines[1].split() == ["→", "exercise_01", "Tensor", "operations", "12", "12", "-"]
    assert lines[3].split() == ["exercise_03", *["Norms", "and", "linear", "algebra", "12", "12", "-"], "02"]
    assert lines[-1] == "Next: exercise_01. Run: grade init exercise_01"
    grade(path, "--task", "l2_norm")
    lines = grade("list").out.splitlines()
    assert lines[3].split() == [
        "→",
        "exercise_03",
        *["Norms", "and", "linear", "algebra", "12", "12", "1"],
        "02",
    ]
    assert lines[-1] == "Next: exercise_03. Run: grade watch exercise_03.py"


def test_list_marks_what_is_done(grade, keys):
    done = TaskHistory(Outcome.PASSED, 1.0, 1.0)
    everything = {name: {task.name: done for task in keys[name].tasks} for name in EXERCISES}
    some = {name: everything[name] for name in EXERCISES[:2]}
    change(Path.cwd(), lambda _known: FolderHistory(exercises=some))
    assert [line[0] for line in grade("list").out.splitlines()[1:5]] == ["✓", "✓", "→", " "]
    change(Path.cwd(), lambda _known: FolderHistory(exercises=everything))
    lines = grade("list").out.splitlines()
    assert [line[0] for line in lines[1 : 1 + len(EXERCISES)]] == ["✓"] * len(EXERCISES)
    assert lines[-1] == "All exercises are done."


def test_list_of_an_exercise_shows_its_tasks_and_what_is_graded(grade):
    grade("key", "exercise_03")
    grade(write("exercise_03.py", WRONG))
    ran = grade("list", "exercise_03")
    assert ran.code == 0
    assert "…" not in ran.out
    lines = [" ".join(line.split()) for line in ran.out.splitlines()]
    assert lines[0] == "exercise_03 · Norms and linear algebra"
    assert "✗ l2_norm 1 0 result, gradient" in lines
    assert "? matvec 1 0 result" in lines
    for word in ("03", "3", "exercise_03.py"):
        assert grade("list", word) == ran
    assert grade("list", "exercise_3").err == (
        "grade: There is no exercise 'exercise_3' in the built-in course. Did you mean 'exercise_03'?\n"
    )


def test_list_makes_no_key(grade, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "empty"))
    told = grade("list", "03").out
    assert "l2_norm" in told
    assert (
        told.splitlines()[-1]
        == "…: known when the task has been graded once, or after: grade key exercise_03"
    )
    assert not list((tmp_path / "empty").rglob("l2_norm*"))


@pytest.mark.slow
def test_a_file_can_be_given_by_its_number_or_without_its_suffix(grade):
    write("exercise_03.py", TWO_WRONG)
    named = grade("exercise_03.py", "-t", "l2_norm")
    assert "exercise_03.py" in named.out
    for word in ("03", "3", "exercise_03"):
        assert re.sub("[0-9.]+ s", "", grade(word, "-t", "l2_norm").out) == re.sub("[0-9.]+ s", "", named.out)
    assert grade("4").err.startswith("grade: 4 does not exist.")
    write("exercise_03.ipynb", "{}")
    said = grade("03")
    assert said.code == 2
    assert said.err.splitlines()[-1] == (
        "Error: Invalid value for 'FILE...': 03 may be any of these files: exercise_03.ipynb, "
        "exercise_03.py. Write the whole name."
    )


def test_a_hint_needs_no_file_where_one_has_the_task(grade, keys):
    hints = keys["exercise_03"].text.task("l2_norm").hints
    assert grade("hint", "l2_norm") == Ran(
        2,
        "",
        "grade: No file in this folder has the task 'l2_norm'. Name the file: grade hint l2_norm FILE\n",
    )
    write("exercise_01.py", "")
    write("exercise_03.py", TWO_WRONG)
    assert grade("hint", "l2_norm").out == f"Hint 1 of 2 for l2_norm: {hints[0]}\n"
    assert grade("hint", "exercise_03.py").err == (
        "grade: Name the task, too: grade hint TASK exercise_03.py\n"
    )


TWO_WRONG = "def l2_norm(x):\n    return x.sum()\n\n\ndef hadamard(A, B):\n    return A + B\n"


@pytest.mark.slow
@pytest.mark.parametrize("words", [("--all",), ("-t", "l2_norm", "-t", "hadamard")])
def test_one_wrong_task_is_shown_in_full_unless_all_or_these_are_asked_for(grade, words):
    file = write("exercise_03.py", TWO_WRONG)
    headings = [line.split()[1] for line in grade(file).out.splitlines() if "─" in line]
    assert headings == ["hadamard"]
    assert "Why another one is wrong: grade exercise_03.py --all" in grade(file).out
    headings = [line.split()[1] for line in grade(file, *words).out.splitlines() if "─" in line]
    assert headings == ["hadamard", "l2_norm"]


def test_list_tells_of_errors_changes_in_place_and_aliasing(grade):
    for name in ("exercise_01", "exercise_02"):
        grade("key", name)
    lines = [" ".join(line.split()) for line in grade("list", "exercise_02").out.splitlines()]
    assert "broadcast_shape 1 - result, errors" in lines
    assert "add_bias 1 - change in place" in lines
    lines = [" ".join(line.split()) for line in grade("list", "exercise_01").out.splitlines()]
    assert "two_pieces 1 - result, view or copy" in lines


@pytest.mark.slow
def test_hints_come_one_at_a_time(grade, keys):
    hints = keys["exercise_03"].text.task("l2_norm").hints
    ask = (write("exercise_03.py", SOLUTION), "--hint", "l2_norm")
    assert grade(*ask) == Ran(0, f"Hint 1 of 2 for l2_norm: {hints[0]}\n", "")
    assert grade(*ask).out.splitlines() == [
        f"Hint 2 of 2 for l2_norm: {hints[1]}",
        "That was the last hint. `grade FILE` shows what your function does.",
    ]
    assert grade(*ask).out.splitlines() == [
        "All hints for l2_norm have been shown:",
        f"  1. {hints[0]}",
        f"  2. {hints[1]}",
    ]
    assert "(2 of 2 hints shown)" in grade("list", "exercise_03").out


def test_a_hint_for_what_is_no_task_is_told_with_the_nearest(grade):
    write("exercise_03.py", SOLUTION)
    assert grade("exercise_03.py", "--hint", "l2norm") == Ran(
        2, "", "grade: exercise_03 has no task 'l2norm'. Did you mean 'l2_norm'?\n"
    )
    assert grade("a.py", "b.py", "--hint", "l2_norm").err == (
        "grade: --hint shows a hint for one file. Name the one that you work on.\n"
    )


def test_a_hint_for_a_file_that_does_not_exist_is_not_counted(grade):
    write("exercise_03.py", SOLUTION)
    missing = "grade: exercise_04.py does not exist. Did you mean exercise_03.py?\n"
    assert grade("hint", "l2_norm", "exercise_04.py", "--exercise", "exercise_03") == Ran(4, "", missing)
    assert "hints shown" not in grade("list", "exercise_03").out


def test_hints_and_debugging_are_commands_of_their_own(grade, keys, monkeypatch):
    hints = keys["exercise_03"].text.task("l2_norm").hints
    path = write("exercise_03.py", "not even Python")
    assert grade("hint", "l2_norm", path) == Ran(0, f"Hint 1 of 2 for l2_norm: {hints[0]}\n", "")
    assert grade(path, "--hint", "l2_norm").out.startswith(f"Hint 2 of 2 for l2_norm: {hints[1]}\n")
    write("mine.py", SOLUTION)
    words = ("l2_norm", "mine.py", "-e", "exercise_03")
    assert grade("hint", *words).out.startswith("All hints for l2_norm have been shown:\n")
    monkeypatch.setattr("grader.cli.debug.Pool", sys.modules["grader.cli.check"].Pool)
    debugged = grade("debug", *words)
    assert (debugged.code, debugged.err) == (0, "")
    assert debugged.out.startswith("l2_norm is right on all ")
    assert grade("mine.py", "--debug", "-t", "l2_norm", "-e", "exercise_03") == debugged


@pytest.mark.parametrize("name", ["hint", "debug"])
def test_a_file_in_the_place_of_a_task_is_told_how_to_be_written(grade, name):
    assert grade(name, "exercise_03.py", "l2_norm") == Ran(
        2,
        "",
        f"grade: exercise_03.py is a file. Write the task before it: grade {name} l2_norm exercise_03.py\n",
    )
    assert grade(name, "l2norm", write("exercise_03.py", SOLUTION)).err == (
        "grade: exercise_03 has no task 'l2norm'. Did you mean 'l2_norm'?\n"
    )


EVERY_OPTION = {
    "--task": ("--task", "matvec"),
    "--exercise": ("--exercise", "exercise_03"),
    "--format": ("--format", "json"),
    "--output": ("-o", "out.html"),
    "--open": ("--open",),
    "--all": ("--all",),
    "--hint": ("--hint", "l2_norm"),
    "--course": ("--course", "course"),
    "--whole-file": ("--whole-file",),
    "--timeout": ("--timeout", "10.0"),
    "--device": ("--device", "cpu"),
    "--confined": ("--confined",),
    "--debug": ("--debug",),
    "--exit-zero": ("--exit-zero",),
    "--lang": ("--lang", "en"),
}
BESIDE = {
    "--hint": {"--hint", "--exercise", "--course", "--lang"},
    "--debug": {"--debug", "--task", "--exercise", "--course", "--whole-file", "--timeout", "--lang"},
}
HINT_ONLY = "--hint shows a hint and grades nothing, so {} has no effect. Leave it out."
DEBUG_ONLY = "--debug runs the file in this process, so {} has no effect. Leave it out."


def test_every_option_of_grading_was_tried_with_the_two_that_grade_nothing():
    assert {max(option.opts, key=len) for option in grading.params if option.name != "files"} == set(
        EVERY_OPTION
    )


@pytest.mark.parametrize("option", [name for name in EVERY_OPTION if name not in BESIDE["--hint"]])
def test_what_a_hint_would_ignore_is_refused(grade, make_course, option):
    make_course(norms="total")
    words = ("exercise_03.py", "--hint", "l2_norm", *EVERY_OPTION[option])
    assert grade(*words) == Ran(2, "", f"grade: {HINT_ONLY.format(option)}\n")
    assert not Path("out.html").exists()


@pytest.mark.parametrize("option", [name for name in EVERY_OPTION if name not in BESIDE["--debug"]])
def test_what_a_debugger_would_ignore_is_refused(grade, make_course, option):
    make_course(norms="total")
    words = ("exercise_03.py", "--debug", "--task", "l2_norm", *EVERY_OPTION[option])
    refused = HINT_ONLY.format("--task") if option == "--hint" else DEBUG_ONLY.format(option)
    assert grade(*words) == Ran(2, "", f"grade: {refused}\n")


def test_what_goes_with_a_hint_has_its_effect(grade, make_course):
    course = make_course(norms="total")
    write("norms.py", SOLUTION)
    words = ("norms.py", "--hint", "total", "--exercise", "norms", "--course", str(course), "--lang", "en")
    assert grade(*words) == Ran(0, "total has no hints.\n", "")


HINTED = """from grader.course import Exercise, tensors

exercise = Exercise("Norms")


@exercise.task(inputs={"x": tensors("n")})
def total(x):
    return x.sum()


total.hint("Add all of them.")
"""


@pytest.mark.slow
def test_the_command_for_a_hint_finds_the_same_course(grade, make_course):
    course = make_course(norms="total")
    (course / "reference" / "norms.py").write_text(HINTED)
    write("mine.py", "def total(x):\n    return x.sum() + 1\n")
    words = ("mine.py", "--exercise", "norms", "--course", str(course))
    for text in (grade(*words).out, (grade(*words, "-o", "out.txt"), Path("out.txt").read_text())[1]):
        shown = " ".join(text.split())
        assert f"Hint {shlex.join(('grade', *words, '--hint', 'total'))} ✗" in shown
    assert grade(*words, "--hint", "total").out.startswith("Hint 1 of 1 for total: Add all of them.\n")


def test_a_page_is_not_opened_under_the_name_of_something_else(grade):
    path = write("exercise_03.py", SOLUTION)
    for name in ("out.json", "out.md", "out.txt", "out"):
        assert grade(path, "--open", "-o", name) == Ran(
            2,
            "",
            f"grade: --open shows a page, and --output {name} does not name a page. Use a name that ends in "
            ".html, or leave --open out.\n",
        )
        assert not Path(name).exists()


def test_an_autograder_is_made_without_what_goes_with_a_release(grade, make_course):
    words = ("release", "out", "--course", str(make_course(norms="total")))
    for option in ("--notebook", "--no-notebook"):
        assert grade(*words, "--gradescope", option) == Ran(
            2,
            "",
            "grade: --notebook and --no-notebook go with a release for students: an autograder holds no "
            "notebooks. Leave it out.\n",
        )
    assert grade(*words, "--secret", "x") == Ran(
        2,
        "",
        "grade: --secret goes with --gradescope: a release for students holds no hidden cases. "
        "Leave it out.\n",
    )
    assert not Path("out").exists()


def test_a_secret_from_which_nothing_would_be_drawn_is_refused(grade, make_course):
    course = make_course(norms="total")
    write(course / "hidden" / "norms.key", "")
    Path("handed").mkdir()
    told = f"grade: --secret: {course} already contains the hidden cases of norms. Leave --secret out.\n"
    batch = ("batch", "handed", "-o", "out", "--course", str(course), "--secret", "x")
    assert grade(*batch) == Ran(2, "", told)
    release = ("release", "out", "norms", "--gradescope", "--course", str(course), "--secret", "x")
    assert grade(*release) == Ran(2, "", told)
    assert not Path("out").exists()


def test_grading_works_where_nothing_can_be_kept(grade):
    path = write("exercise_03.py", SOLUTION)
    Path(".grade").write_text("mine")
    assert grade(path).code == 0
    assert grade(path, "--hint", "l2_norm").code == 0
    assert Path(".grade").read_text() == "mine"


def test_a_broken_exercise_does_not_hide_the_others(grade, make_course):
    course = make_course(norms="total", sums="adds")
    (course / "reference" / "norms.py").write_text("import nothing_such\n")
    ran = grade("list", "--course", str(course))
    assert ran.code == 0
    assert [line.split()[:2] for line in ran.out.splitlines()[1:3]] == [["norms", "(cannot"], ["→", "sums"]]
    assert ran.out.splitlines()[1].rstrip().endswith("(cannot be used: see below)")
    assert ran.out.splitlines()[-1] == f"Next: sums. Run: grade init sums --course {course}"
    assert f"grade: {course / 'reference' / 'norms.py'}, line 1: " in ran.err


# ------------------------------------------------------------------------------------ pages, documents


@pytest.mark.parametrize(
    ("words", "start"),
    [
        (("-f", "html"), "<!doctype html>\n<!-- Report of grade -->\n"),
        (("-f", "md"), "<!-- Report of grade -->\n# Feedback on exercise\\_03.py\n"),
    ],
)
def test_a_page_or_a_document_goes_to_standard_output_alone(grade, words, start):
    ran = grade(write("exercise_03.py", WRONG), *words)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.startswith(start)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("a.html", "<!doctype html>"),
        ("a.md", "<!-- Report"),
        ("a.json", "{"),
        ("a.txt", "Report of grade"),
        ("A.HTML", "<!doctype html>"),
    ],
)
def test_the_name_of_the_output_says_the_format(grade, name, start):
    path = write("exercise_03.py", SOLUTION)
    assert grade(path, "-o", name) == Ran(0, "", f"Wrote {name}.\n{SCORE}")
    assert Path(name).read_text("utf-8").startswith(start)
    assert grade(path, "-o", name, "-f", "md").code == 0  # a report replaces a report
    assert Path(name).read_text("utf-8").startswith("<!-- Report of grade -->")


def test_a_name_that_says_no_format_is_refused(grade):
    path = write("exercise_03.py", SOLUTION)
    ran = grade(path, "-o", "report.pdf", "-f", "md")
    assert ran == Ran(
        2,
        "",
        "grade: --output report.pdf: grade cannot write .pdf files. Use one of .html, .htm, .md, .json, "
        ".txt.\n",
    )
    assert not Path("report.pdf").exists()


def test_what_is_piped_has_no_blanks_at_the_ends_of_lines(grade):
    ran = grade(write("exercise_03.py", WRONG))
    assert [line for line in ran.out.splitlines() if line != line.rstrip()] == []


@pytest.mark.slow
def test_several_files_make_one_page_with_an_index(grade):
    paths = [write("exercise_03.py", SOLUTION), write("b/exercise_03.py", WRONG)]
    ran = grade(*paths, "-f", "html")
    assert "<h1>Feedback on 2 files</h1>" in ran.out
    assert ran.out.count("<section") == 2
    assert '<a href="#file-2">b/exercise_03.py</a>' in ran.out


def test_open_shows_a_page_that_is_kept_beside_the_file(grade, monkeypatch):
    opened = []
    monkeypatch.setattr("webbrowser.open", lambda address: opened.append(address) or True)
    path = write("work/exercise_03.py", WRONG)
    page = Path("work/.grade/report.html")
    score = f"{path} · 0 of 12 points · Next: fix l2_norm.\n"
    assert grade(path, "--open") == Ran(1, "", f"Wrote {page}.\n{score}")
    assert opened == [page.resolve().as_uri()]
    assert page.read_text("utf-8").startswith("<!doctype html>")
    assert grade(path, "--open", "-o", "mine.html").err == f"Wrote mine.html.\n{score}"


def test_open_without_a_browser_tells_where_the_page_is(grade, monkeypatch):
    monkeypatch.setattr("webbrowser.open", lambda _address: False)
    ran = grade(write("exercise_03.py", WRONG), "--open")
    page = Path(".grade/report.html")
    assert ran.err == (
        f"Wrote {page}.\n{page.parent.parent / 'exercise_03.py'} · 0 of 12 points · Next: fix l2_norm.\n"
        f"No browser could be started: open {page.resolve()} yourself.\n"
    )


def test_open_goes_with_pages_only(grade):
    assert grade(write("exercise_03.py", WRONG), "--open", "-f", "json") == Ran(
        2,
        "",
        "grade: --open shows a page, so --format json has no effect. Leave it out.\n",
    )


@pytest.mark.slow
def test_verify_proves_the_exercises_that_are_named(grade):
    ran = grade("verify", "exercise_01")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("exercise_01 · Tensor operations\n")
    assert "1 exercise proved: 12 tasks, " in ran.out


def test_verify_of_a_course_tells_what_to_mend(grade, make_course):
    course = make_course(norms="total")
    (course / "exercises" / "other.py").write_text("def f(): ...\n")
    ran = grade("verify", "--course", str(course))
    assert ran.code == 1
    told = " ".join(ran.out.split())
    assert told.startswith(f"✗ {course / 'exercises' / 'other.py'} has no reference.")
    assert 'total: There is no hint. Write at least one: total.hint("…").' in told
    assert ran.out.endswith("\n3 to fix.\n")
    assert grade("verify", "nroms", "--course", str(course)) == Ran(
        2, "", f"grade: There is no exercise 'nroms' in {course}. Did you mean 'norms'?\n"
    )


def test_one_task_can_be_verified(grade, make_course):
    course = make_course(norms="total", sums="add")
    (course / "exercises" / "other.py").write_text("def f(): ...\n")
    ran = grade("verify", "-t", "add", "--course", str(course))
    assert ran.code == 1
    assert (ran.out.count("add: There is no hint."), ran.out.count("total"), ran.out.count("other")) == (
        1,
        0,
        0,
    )
    assert grade("verify", "-t", "ad", "--course", str(course)) == Ran(
        2, "", "grade: There is no task 'ad'. Did you mean 'add'?\n"
    )


def test_a_new_task_is_written_and_what_to_do_next_is_said(grade, tmp_path):
    ran = grade("new", "total", "--in", "week_1", "--inputs", "x, y", "--title", "Sums")
    assert ran == Ran(
        0,
        "Wrote total to exercises/week_1.py.\nWrote total to reference/week_1.py.\n"
        "\nNext: replace every text that begins with TODO:, then run:\n\n    grade verify week_1 -t total\n",
        "",
    )
    assert "def total(x, y):\n" in Path("exercises", "week_1.py").read_text()
    assert "exercise = Exercise('Sums')\n" in Path("reference", "week_1.py").read_text()
    told = grade("verify", "week_1", "-t", "total", "--course", str(tmp_path))
    assert (told.code, told.out.count("This is still to be filled in: TODO:")) == (1, 6)
    assert told.out.endswith("\n6 to fix.\n")
    assert grade("new", "total", "--in", "week_1") == Ran(
        2,
        "",
        f"grade: {tmp_path / 'exercises' / 'week_1.py'}, line 12: total exists already. Choose another "
        "name.\n",
    )


def test_a_new_task_is_of_a_kind_and_what_exists_is_kept(grade, tmp_path):
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "week_1.py").write_text("hours = ...\n")
    ran = grade("new", "hours", "--in", "week_1", "--holds", "--right")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(
        "exercises/week_1.py has hours already. It was not changed.\nWrote hours to reference/week_1.py.\n"
    )
    reference = Path("reference", "week_1.py").read_text()
    assert "@exercise.variable\ndef hours():" in reference
    assert ("@hours.holds" in reference, "@hours.right" in reference) == (True, True)
    assert grade("new", "Net", "--in", "week_1", "--kind", "class").code == 0
    assert "class Net(torch.nn.Module):" in Path("exercises", "week_1.py").read_text()


def test_a_new_task_goes_into_the_course_that_is_named(grade, make_course, tmp_path):
    course = make_course(norms="total")
    ran = grade("new", "other", "--in", "norms", "--course", str(course))
    assert ran.code == 0
    assert ran.out.endswith(f"\n\n    grade verify norms -t other --course {course}\n")
    assert not (tmp_path / "exercises").exists()


def test_a_new_task_needs_an_exercise(grade):
    ran = grade("new", "total")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.endswith("Error: Missing option '--in'.\n")
    assert grade("new", "2", "--in", "week_1", "--inputs", "x").err == (
        "grade: '2' is not a name of a Python function. Write letters, digits and _, such as my_task.\n"
    )
    assert grade("new", "total", "--in", "week_1", "--inputs", "x-y").err == (
        "grade: --inputs 'x-y': 'x-y' is not a name. Write names, such as --inputs \"x, y\".\n"
    )


@pytest.mark.slow
def test_the_mutants_of_a_task_are_tried(grade, make_course):
    course = make_course(norms="total", sums="add")
    ran = grade("verify", "--mutants", "-t", "add", "--course", str(course))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("sums · Sums\n   task  kinds of edit  mutants  fail  equal  pass  \n✓  add ")
    assert "1 exercise: 1 task, " in ran.out


def test_mutants_are_not_tried_on_a_gpu(grade):
    assert grade("verify", "--mutants", "--device", "cuda") == Ran(
        2, "", "grade: --mutants runs on the CPU. Leave out --device.\n"
    )


def test_a_course_without_references_cannot_be_verified(grade, tmp_path):
    (tmp_path / "released" / "keys").mkdir(parents=True)
    (tmp_path / "released" / "keys" / "a.key").write_bytes(b"")
    assert grade("verify", "--course", "released") == Ran(
        2, "", f"grade: {tmp_path / 'released'} has no references to verify (reference/*.py).\n"
    )


@pytest.mark.slow
def test_the_demo_shows_four_kinds_of_result(grade, monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ran = grade("demo")
    assert (ran.code, ran.err) == (0, "")
    rows = dict(re.findall(r"^[✓✗○]  (\w+) +[\d./]+ *(.*?) *$", ran.out, re.MULTILINE))
    assert list(rows) == list(TASKS)
    assert rows["matmul"] == ""
    assert rows["l2_norm"] == "wrong values"
    assert rows["frobenius_norm"] == "not finished"
    assert rows["unit_vector"] == "timed out"
    (path,) = tmp_path.glob("grade-demo-*/exercise_03.py")
    assert path.read_text("utf-8") == sample.TEXT
    assert ran.out.endswith(
        f"\nThis was a sample. The file is {path}. Fix a function, and run\n\n    grade {path}\n"
    )


@pytest.mark.slow
def test_doctor_finds_that_grading_works_here(grade):
    ran = grade("doctor")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("\n\nGrading works here.\n")
    facts = ran.out.splitlines()[:-2]
    assert [line for line in facts if not re.fullmatch(r"  \S+ +\S.*", line)] == []
    assert [line.split()[0] for line in facts[:3]] == ["grade", "python", "torch"]


def test_doctor_marks_what_is_amiss_and_exits_with_3(grade, monkeypatch):
    def no_course(*_):
        raise CourseError("exercises/exercise_03.py is missing. Write it.")

    def no_pool():
        raise MachineError("The runner process could not start: ImportError: no torch")

    monkeypatch.setattr(load, "find", no_course)
    monkeypatch.setattr("grader.runner.process.pool.Pool", no_pool)
    ran = grade("doctor")
    assert ran.code == 3
    assert [line for line in ran.out.splitlines() if line.startswith("!")] == [
        "! course       exercises/exercise_03.py is missing. Write it.",
        "! runner       The runner process could not start: ImportError: no torch",
    ]
    assert ran.out.endswith("\n\nSomething is missing or broken: see the lines marked with !.\n")


# --------------------------------------------------------------------------------------- being helped


def test_help_shows_the_options_of_grading_and_all_commands(grade):
    for option in ("--help", "-h"):
        ran = grade(option)
        assert (ran.code, ran.err) == (0, "")
        listed = ran.out.partition("\nCommands:\n")[2]
        for name, entry in COMMANDS.items():
            assert bool(re.search(rf"^  {name} ", listed, re.MULTILINE)) is not entry.hidden, name
        for option in OPTIONS:
            assert option in ran.out


OPTIONS = [option for param in grading.params for option in param.opts if "-" in option]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_every_option_has_help(grade, name):
    ran = grade(name, "--help")
    assert (ran.code, ran.err) == (0, "")
    command = importlib.import_module(f"grader.cli.{name}").command
    assert (command.name, command.hidden) == (name, COMMANDS[name].hidden)
    assert command.help.partition("\n")[0] == str(COMMANDS[name].summary)
    assert str(COMMANDS[name].summary).endswith(".")
    assert "--lang" in [option for param in command.params for option in param.opts]
    assert [
        given.name for given in command.params if isinstance(given, click.Option) and not given.help
    ] == []


def test_the_version_is_told(grade):
    assert grade("--version") == Ran(0, "grade 0.1.0\n", "")


def test_a_word_that_is_no_command_is_taken_for_a_file(grade):
    assert grade("frobnicate") == Ran(
        4, "", "grade: frobnicate does not exist. Check the spelling and the folder you are in.\n"
    )


def test_a_mistyped_command_is_told_with_the_nearest(grade):
    ran = grade("docter")
    assert ran.code in (2, 4)
    assert ran.out == ""
    assert "docter" in ran.err
    assert "doctor" in ran.err


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("grade d", ["debug", "demo", "doctor"]),
        ("grade --wh", ["--whole-file"]),
        ("grade init --c", ["--course"]),
        ("grade exercise_03.py --format j", ["json"]),
        ("grade exercise_03.py --task l", ["l2_norm", "l1_and_max_norm", "lp_norm"]),
        ("grade exercise_01.py --task l", []),
        ("grade --task l2", ["l2_norm"]),
        ("grade exercise_03.py --device cu", ["cuda", "cuda:0", "cuda:1"]),
        ("grade verify --device a", ["auto", "all"]),
        ("grade exercise_03.py --exercise exercise_03", ["exercise_03"]),
    ],
)
def test_words_are_completed(grade, monkeypatch, words, expected):
    monkeypatch.setenv("_GRADE_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split()) - 1))
    ran = grade()
    assert (ran.code, ran.err) == (0, "")
    lines = (line.partition(",") for line in ran.out.splitlines())
    assert [value for kind, _, value in lines if kind == "plain"] == expected


def test_tasks_are_completed_from_the_course_above_the_file(grade, make_course, monkeypatch):
    make_course(norms="total")
    monkeypatch.chdir("course")
    monkeypatch.setenv("_GRADE_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "grade work/norms.py --task t")
    monkeypatch.setenv("COMP_CWORD", "3")
    assert grade() == Ran(0, "plain,total\n", "")


def test_a_progress_line_is_shown_on_a_terminal_only_and_leaves_nothing(monkeypatch):
    from grader.cli.status import status

    for live, expected in ((True, "\r\x1b[2KGrading a.py l2_norm\r\x1b[2K"), (False, "")):
        page = io.StringIO()
        page.isatty = lambda live=live: live
        monkeypatch.setattr(sys, "stderr", page)
        with status("Grading a.py") as update:
            update("l2_norm")
        assert page.getvalue() == expected


def test_every_exit_code_is_one_of_the_documented():
    names = ("FULL", "NOT_FULL", "USAGE", "FAULT", "UNREADABLE", "INTERRUPTED")
    assert [getattr(exit_codes, name) for name in names] == [0, 1, 2, 3, 4, 130]
    assert cli._guarded(lambda: None) == 0
    assert cli._guarded(lambda: SimpleNamespace()) == 0
    for error, code in ((KeyboardInterrupt(), 130), (click.Abort(), 130), (click.exceptions.Exit(7), 7)):
        assert cli._guarded(lambda error=error: (_ for _ in ()).throw(error)) == code
