"""`pytest --grade`, in processes of its own: what is collected, what is said, and what is not imported."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from kinds import REFERENCE, STARTER, WRONG, course_of

from grader.course import load

pytestmark = [pytest.mark.slow, pytest.mark.long]

LEAVES_A_MARK = """\
import torch

open("imported.txt", "w").write("imported")
print("imported")
raise SystemExit("imported")


"""
HALF = f"""{LEAVES_A_MARK}def dot_two_ways(x, y):
    return torch.dot(x, y), (x * y).sum()


def matmul(A, B):
    raise NotImplementedError


def hadamard(A, B):
    return A * ones(B)


def ones(B):
    return B + FOREVER


def l2_norm(x):
    return (x * x).sum()


def l1_and_max_norms(x):
    return x.abs().sum(), x.abs().max()


def lp_norm(x, p):
    s = x.abs() ** p
    return s.summ() ** (1 / p)


def unit_vector(x):
    while True:
        x = x / 2


def cosine_similarity(x, y:
    return x @ y


def endless():
    with open("PLACE", "a") as file:
        file.write("begun ")
    while True:
        pass


FOREVER = endless()
"""
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
L2_NORM = """\
The result is 25.0; 5.0 is expected.

call       l2_norm(torch.tensor([3., -4.]))
expected   tensor(5.)
got        tensor(25.)

Why        This is the squared norm: the square root is missing.

exercise_03.py:24: failed
"""
SHORT = "def l2_norm(x):\n    return (x * x).sum()\n\n\ndef hadamard(A, B):\n    return A * B\n"
ENDLESS = """\
def l2_norm(x):
    import os, pathlib

    place = pathlib.Path({place!r})
    part = place.with_suffix(".part")
    part.write_text(f"{{os.getpid()}} {{os.getppid()}}")
    part.rename(place)
    while True:
        pass
"""
TEST = "def test_one():\n    assert 1 + 1 == 2\n"


@dataclass(frozen=True)
class Ran:
    """What a run of pytest has left: its exit code, its output, the JUnit file."""

    code: int
    text: str
    cases: dict[str, ElementTree.Element]

    @property
    def outcomes(self):
        """`PASSED` and the like for each test that ran, by its name, from `-v`."""
        found = re.findall(r"(?m)^(?:\[gw\d\] \[ *\d+%\] )?(\w+ )?\S+::(\w+) ?([A-Z]+)?", self.text)
        return {name: (before or after).strip() for before, name, after in found if before or after}

    def section(self, name):
        """What is said under the heading of a test, to the next heading."""
        found = re.search(rf"(?ms)^_+ {name} _+\n(.*?)(?=^_+ \w+ _+$|^[-=]+ )", self.text)
        return found and found[1]


def environment(**more):
    """The environment of somebody who runs pytest in a terminal of 80 columns."""
    usual = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    return usual | {"COLUMNS": "80", "NO_COLOR": "1", "CI": ""} | more


def run(folder, *words, **more):
    """Run pytest in a folder, with the plugin alone, since others take their time."""
    plugins = ["-p", "grade", *(["-p", "xdist"] if "-n" in words else [])]
    return run_with_all_plugins(folder, *plugins, *words, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1", **more)


def run_with_all_plugins(folder, *words, **more):
    """Run pytest in a folder."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--junitxml", "junit.xml", *words],
        cwd=folder,
        env=environment(**more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    junit = folder / "junit.xml"
    cases = ElementTree.parse(junit).iter("testcase") if junit.is_file() else ()
    named = {case.get("name"): case for case in cases}
    return Ran(done.returncode, done.stdout + done.stderr, named)


def collected(folder, *words):
    """The node ids that a run would have, with the tasks of a file as one."""
    text = run(folder, "--collect-only", "-q", *words).text
    nodes = dict.fromkeys(re.findall(r"(?m)^\S+::\w+", text))
    counted: dict[str, int] = {}
    for node in nodes:
        name = node if "::test_" in node else node.partition("::")[0]
        counted[name] = counted.get(name, 0) + 1
    return counted


@pytest.fixture(scope="module")
def half(tmp_path_factory, key):
    """A half-finished exercise, graded once for many tests; at its top it would do mischief."""
    folder = tmp_path_factory.mktemp("half")
    (folder / "exercise_03.py").write_text(HALF.replace("PLACE", str(folder / "endless.txt")))
    words = ["--grade-timeout", "2", "-v", "-rfs", "--durations=1"]
    ran = run_with_all_plugins(folder, "--grade", "exercise_03.py", *words, COLUMNS="100")
    return folder, ran


# --------------------------------------------------------------------------------- what is said


def test_each_task_is_a_test_in_the_order_of_the_exercise(half):
    _folder, ran = half
    assert ran.code == 1
    assert list(ran.outcomes.items()) == [
        ("dot_two_ways", "PASSED"),
        ("matvec", "SKIPPED"),
        ("matmul", "SKIPPED"),
        ("hadamard", "FAILED"),
        ("l2_norm", "FAILED"),
        ("l1_and_max_norm", "SKIPPED"),
        ("lp_norm", "FAILED"),
        ("frobenius_norm", "SKIPPED"),
        ("unit_vector", "FAILED"),
        ("cosine_similarity", "FAILED"),
        ("is_symmetric", "SKIPPED"),
        ("stable_l2_norm", "SKIPPED"),
    ]


def test_a_graded_file_is_never_imported(half):
    folder, ran = half
    assert not (folder / "imported.txt").exists()
    assert not (folder / "__pycache__").exists()
    assert '"imported"' not in ran.text
    assert "SystemExit" not in ran.text


def test_a_failure_says_what_grade_says_without_a_traceback(half):
    _folder, ran = half
    assert ran.section("l2_norm") == L2_NORM
    assert "Traceback" not in ran.text
    assert "grader/" not in ran.text


def test_what_raised_is_told_with_its_line(half):
    _folder, ran = half
    told = ran.section("lp_norm")
    assert told.startswith("AttributeError: 'Tensor' object has no attribute 'summ'. Did you mean")
    assert told.endswith("\nexercise_03.py:34: raised\n")


def test_a_loop_that_never_ends_costs_only_the_tasks_that_need_it(half):
    """Some of these stand in their function, some at the top of the file."""
    folder, ran = half
    assert ran.section("unit_vector").startswith("It did not finish within 2 s on this input.")
    assert ran.section("hadamard").startswith("The file's own lines did not finish within 2 s")
    assert (folder / "endless.txt").read_text() == "begun "


def test_lines_that_do_not_parse_cost_only_their_task(half):
    _folder, ran = half
    told = ran.section("cosine_similarity")
    assert told.startswith("This is not valid Python: the bracket `(` is never closed; a `)` is missing.\n")
    assert told.endswith("\nexercise_03.py:42: not run\n")


def test_the_summary_has_a_line_for_each(half):
    _folder, ran = half
    lines = ran.text.splitlines()
    assert "FAILED exercise_03.py::l2_norm - The result is 25.0; 5.0 is expected." in lines
    assert "SKIPPED [1] exercise_03.py:12: not written yet" in lines
    assert "SKIPPED [1] exercise_03.py:1: not in the file: frobenius_norm(A)" in lines
    assert (
        "SKIPPED [1] exercise_03.py:1: not in the file: l1_and_max_norm(x). There is "
        "`l1_and_max_norms`. If this is the function, rename it to `l1_and_max_norm`." in lines
    )


def test_a_junit_file_holds_the_sentence_the_feedback_and_the_score(half):
    _folder, ran = half
    assert tuple(ran.cases) == TASKS
    failure = ran.cases["l2_norm"].find("failure")
    assert failure.get("message") == "The result is 25.0; 5.0 is expected."
    assert failure.text == L2_NORM.rstrip("\n")
    properties = {one.get("name"): one.get("value") for one in ran.cases["l2_norm"].iter("property")}
    assert properties == {"score": "0.0", "max_score": "1.0", "misconception": "forgets_the_root"}
    assert ran.cases["matmul"].find("skipped").get("message") == "not written yet"
    assert [one.get("value") for one in ran.cases["dot_two_ways"].iter("property")] == ["1.0", "1.0"]


def test_several_processes_say_the_same(half, tmp_path):
    folder, alone = half
    names = ("matmul", "l2_norm", "lp_norm", "frobenius_norm", "cosine_similarity")
    nodes = [f"exercise_03.py::{name}" for name in names]
    together = run(folder, "--grade", *nodes, "-n", "2", "-v", "-rfs", COLUMNS="100")
    assert together.outcomes == {name: alone.outcomes[name] for name in names}
    for name in ("l2_norm", "lp_norm", "cosine_similarity"):
        said = together.section(name).partition("\n")
        assert said[0].startswith("[gw")
        assert said[2] == alone.section(name)
        found = [ran.cases[name].find("failure").get("message") for ran in (alone, together)]
        assert found[0] == found[1]
    wanted = [line for line in alone.text.splitlines() if line.startswith("FAILED exercise_03.py::l")]
    assert set(wanted) <= set(together.text.splitlines())


def test_the_feedback_is_as_wide_as_the_terminal_within_reason(tmp_path, key):
    (tmp_path / "exercise_03.py").write_text("def matvec(A, x):\n    return A @ x\n")
    widest = {}
    for columns, words in ((50, ["-n", "1"]), (200, [])):
        ran = run(tmp_path, "--grade", "exercise_03.py::matvec", *words, COLUMNS=str(columns))
        text = ran.cases["matvec"].find("failure").text
        widest[columns] = max(map(len, text.splitlines()))
    assert 50 < widest[50] <= 60
    assert 80 < widest[200] <= 100


def test_one_line_a_failure_if_that_is_asked(tmp_path, key):
    (tmp_path / "exercise_03.py").write_text(SHORT)
    ran = run(tmp_path, "--grade", "exercise_03.py", "-k", "l2_norm or hadamard", "-x", "--tb=line", "-q")
    assert "exercise_03.py:1: The result is 25.0; 5.0 is expected." in ran.text.splitlines()
    assert "Why" not in ran.text
    assert "10 deselected" not in ran.text  # `-k l2_norm` means stable_l2_norm, too
    assert list(ran.cases) == ["hadamard", "l2_norm"]


def test_a_failure_of_the_grader_is_told_as_such(tmp_path, key):
    (tmp_path / "exercise_03.py").write_text(SHORT)
    (tmp_path / "conftest.py").write_text(
        "import grader.judge.grade\n\n\ndef judged(task, run):\n    raise ZeroDivisionError('oh')\n\n\n"
        "grader.judge.grade.judged = judged\n"
    )
    ran = run(tmp_path, "--grade", "exercise_03.py::l2_norm")
    assert ran.section("l2_norm") == (
        "The grader itself failed here: ZeroDivisionError: oh. The points are still open. "
        "Please report this.\n"
    )
    scores = {one.get("name"): one.get("value") for one in ran.cases["l2_norm"].iter("property")}
    assert scores == {"score": "0.0", "max_score": "1.0"}


def test_a_notebook_is_told_by_cells(tmp_path, key):
    sources = [
        "%matplotlib inline\nimport torch",
        "def l2_norm(x):\n    # squares\n    return (x * x).sum()",
        "open('imported.txt', 'w')",
        "\ndef matmul(A, B):\n    raise NotImplementedError",
        "def hadamard(A, B):\n    return A * B",
        "def lp_norm(x, p):\n    return x ** p.nothing",
    ]
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "exercise_03.ipynb")
    ran = run(tmp_path, "--grade", "-k", "not _norm or l2_norm or lp_norm", "-v", "-rs")
    assert not (tmp_path / "imported.txt").exists()
    assert {name: ran.outcomes[name] for name in ("l2_norm", "lp_norm", "matmul", "hadamard")} == {
        "l2_norm": "FAILED",
        "lp_norm": "FAILED",
        "matmul": "SKIPPED",
        "hadamard": "PASSED",
    }
    assert ran.section("l2_norm").endswith("\nexercise_03.ipynb, cell 2, line 1: failed\n")
    assert ran.section("lp_norm").endswith("\nexercise_03.ipynb, cell 6, line 2: raised\n")
    assert "SKIPPED [1] exercise_03.ipynb:1: not written yet (cell 4, line 2)" in ran.text


# --------------------------------------------------------------------------------- what is collected


def test_nothing_happens_without_the_option(tmp_path):
    (tmp_path / "exercise_03.py").write_text(LEAVES_A_MARK + SHORT)
    (tmp_path / "exercise_03.ipynb").write_text("{}")
    (tmp_path / "test_mine.py").write_text(TEST)
    assert collected(tmp_path) == {"test_mine.py::test_one": 1}
    assert not (tmp_path / "imported.txt").exists()
    run(tmp_path, "exercise_03.py")
    assert (tmp_path / "imported.txt").exists()  # as pytest does with a file that it is given


def test_tests_beside_a_solution_stay_tests(tmp_path, key):
    (tmp_path / "exercise_03.py").write_text(SHORT)
    (tmp_path / "test_exercise_03.py").write_text("import exercise_03\n\n\n" + TEST)
    both = {"exercise_03.py": 12, "test_exercise_03.py::test_one": 1}
    assert collected(tmp_path, "--grade") == both
    assert collected(tmp_path, "--grade", "test_exercise_03.py", "exercise_03.py") == both
    ran = run(tmp_path, "--grade", "test_exercise_03.py", "exercise_03.py::hadamard")
    assert (ran.code, tuple(ran.cases)) == (0, ("test_one", "hadamard"))


def test_of_a_folder_what_is_named_like_an_exercise_is_graded(tmp_path, key):
    for name in (
        "exercise_03.py",
        "ada/exercise_03_ada.py",
        "ada/mine.py",
        "ada/test_exercise_03.py",
        "bob/Exercise_03.py",
        "bob/check_exercise_03.py",
        "bob/.ipynb_checkpoints/exercise_03.py",
        "course/reference/exercise_03.py",
        "course/exercises/exercise_03.py",
        "released/exercises/exercise_03.py",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(SHORT)
    (tmp_path / "pytest.ini").write_text("[pytest]\npython_files = check_*.py\n")
    assert collected(tmp_path, "--grade") == {
        "ada/exercise_03_ada.py": 12,
        "bob/Exercise_03.py": 12,
        "exercise_03.py": 12,
        "released/exercises/exercise_03.py": 12,
    }
    assert collected(tmp_path, "--grade", "ada/mine.py", "bob") == {
        "ada/mine.py": 12,
        "bob/Exercise_03.py": 12,
    }


def test_a_file_that_cannot_be_graded_says_why(tmp_path, key):
    (tmp_path / "mine.py").write_text(LEAVES_A_MARK + "def something():\n    return 1\n")
    (tmp_path / "exercise_03.py").write_bytes(b"\x00\x01\x02def l2_norm(x):\n")
    (tmp_path / "exercise_02.py").write_text("def (:\n")
    (tmp_path / "exercise_03.ipynb").write_text("no notebook")
    words = ["mine.py", "exercise_03.py", "exercise_02.py", "exercise_03.ipynb", "exercise_01.py"]
    ran = run(tmp_path, "--grade", *words[:4])
    assert ran.code == 2
    assert not (tmp_path / "imported.txt").exists()
    assert "Traceback" not in ran.text
    told = dict(re.findall(r"(?m)^_+ ERROR collecting (\S+) _+\n(.+)$", ran.text))
    assert told["mine.py"] == (
        "mine.py: neither its name nor its functions say which exercise it solves. Name it with "
        f"--grade-exercise. The exercises are: {', '.join(load.builtin().names)}. For a course of your own, "
        "add --grade-course DIR."
    )
    for name in words[1:4]:
        assert told[name].startswith(name)
    assert run(tmp_path, "--grade", words[4]).code == 4


def test_the_exercise_of_a_file_can_be_named(tmp_path, key):
    (tmp_path / "mine.py").write_text("def something():\n    return 1\n")
    words = ["--grade", "mine.py", "--grade-exercise"]
    assert collected(tmp_path, *words, "exercise_03") == {"mine.py": 12}
    assert "Did you mean 'exercise_03'?" in run(tmp_path, *words, "exercise_3").text


def test_a_course_of_ones_own_is_graded_and_its_key_made_elsewhere(tmp_path):
    course = tmp_path / "course"
    for folder, text in {
        "reference": "from grader.course import Exercise, tensors\n\nexercise = Exercise('One')\n\n\n"
        "@exercise.task(inputs={'x': tensors('n')})\ndef twice(x):\n    return 2 * x\n\n\n"
        "twice.hint('Add it to itself.')\n",
        "exercises": "def twice(x):\n    raise NotImplementedError\n",
    }.items():
        (course / folder).mkdir(parents=True)
        (course / folder / "one.py").write_text(text)
    (tmp_path / "one.py").write_text("def twice(x):\n    return x + x\n")
    (tmp_path / "conftest.py").write_text(
        "import json, sys\n\n\ndef pytest_unconfigure():\n"
        "    loaded = sorted({name.partition('.')[0] for name in sys.modules})\n"
        "    open('loaded.json', 'w').write(json.dumps(loaded))\n"
    )
    words = ["--grade", "one.py", "--grade-course", "course"]
    ran = run(tmp_path, *words, "-v", XDG_CACHE_HOME=str(tmp_path / "cache"))
    assert ran.outcomes == {"twice": "PASSED"}
    assert "Making the answer key of one: only the first time" in ran.text
    assert not {"torch", "hypothesis"}.intersection(json.loads((tmp_path / "loaded.json").read_text()))
    (tmp_path / "one.py").write_text("def twice(x):\n    return x - x\n")
    assert "grade one.py --course course --hint twice" in run(tmp_path, *words).text
    (course / "reference" / "one.py").write_text("exercise = 1 / 0\n")
    assert "ZeroDivisionError: division by zero. Fix that line." in run(tmp_path, *words).text


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ["--grade-course", "nowhere"],
            "nowhere does not exist. Name the folder of the course.",
        ),
        (["--grade-timeout", "0"], "'0' is not a number of seconds above 0."),
        (["--grade-timeout", "nan"], "'nan' is not a number of seconds above 0."),
        (["--grade-timeout", "soon"], "'soon' is not a number of seconds above 0."),
    ],
)
def test_a_wrong_option_is_refused(tmp_path, words, told):
    ran = run(tmp_path, "--grade", *words)
    assert (ran.code, told in ran.text) == (4, True)
    assert "Traceback" not in ran.text


# --------------------------------------------------------------------------------- how it ends


def alive(pid):
    """Whether a process is there and has not ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("workers", ["0", "1"])
def test_an_interrupt_ends_what_runs_the_solutions(tmp_path, key, workers):
    (tmp_path / "exercise_03.py").write_text(ENDLESS.format(place=str(tmp_path / "pids")))
    words = ["-m", "pytest", "--grade", "exercise_03.py::l2_norm", "-n", workers, "--grade-timeout", "50"]
    process = subprocess.Popen(
        [sys.executable, *words],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    end = time.monotonic() + 300
    while not (tmp_path / "pids").exists() and time.monotonic() < end:
        time.sleep(0.05)
    pids = (tmp_path / "pids").read_text().split()
    os.killpg(process.pid, signal.SIGINT)
    text, _ = process.communicate(timeout=300)
    assert (process.returncode, "KeyboardInterrupt" in text) == (2, True)
    while any(map(alive, pids)) and time.monotonic() < end:
        time.sleep(0.05)
    assert not any(map(alive, pids))


def test_a_variable_and_a_class_are_tests_too(tmp_path, cache):
    course = course_of(tmp_path, STARTER, REFERENCE).root
    (tmp_path / "week_1.py").write_text(WRONG)
    words = ["--grade", "--grade-course", str(course), "-rfs"]
    text = run(tmp_path, *words, "week_1.py").text
    assert "The first number is 0." in text
    assert "Without ReLU, it is one linear map." in text
    (tmp_path / "week_1.py").write_text("y = 1\n")
    text = run(tmp_path, *words, "week_1.py").text
    assert "not in the file: x" in text
    assert "not in the file: MLP(n)" in text
