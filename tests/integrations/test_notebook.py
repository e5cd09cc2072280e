"""`from grader import check`, in real notebooks run by a real kernel."""

import ast
import json
import os
import queue
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import nbformat
import pexpect
import pytest
from jupyter_client.manager import start_new_kernel
from kinds import NETWORK, REFERENCE, STARTER, course_of
from making import alone
from nbclient import NotebookClient

from grader import __version__
from grader.cli.check import GradeRequest, grade_file
from grader.core.errors import UsageError
from grader.core.model import Outcome
from grader.core.verdict import Grade
from grader.integrations import functions as checking
from grader.report import card as as_card

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

IMPORTS = "import math\n\nimport torch\nimport matplotlib.pyplot as plt_that_is_not_there\n"
TRAINING = """\
%%time
# what came of it
model = torch.nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
losses = []
for step in range(20):
    X = torch.randn(8, 2)
    loss = ((model(X) - X.sum(1, keepdim=True)) ** 2).mean()
    optimizer.zero_grad(); loss.backward(); optimizer.step()
    losses.append(loss.item())
plt.plot(losses)
"""
MESS = [
    "# what I need\n!echo pip install d2l\n%load_ext autoreload\n%autoreload 2",
    "from d2l import torch as d2l",
    IMPORTS,
    "import torch\nfrom grader import check",
    "x = torch.arange(4.0)\nx",
    "def l2_norm(x):  # the first try\n    return (x * x).sum()",
    "check(l2_norm)",
    "def l2_norm(x):\n    return root(squares(x))\n\ndef squares(x):\n    return (x * x).sum()",
    TRAINING,
    "POWER = 0.5\ndef root(s):  # a helper, below what uses it\n    return s ** POWER",
    "def lp_norm(x, p):\n    return (x ** p).sum() ** (1 / p)\n\nprint(lp_norm(x, 2), l2_norm(x)",
    "def lp_norm(x, p):\n    return (x ** p).sum() ** (1 / p)\n\nprint(lp_norm(x, 2), l2_norm(x))",
    "def unit_vector(x):\n    while x.norm() != 2:\n        x = x / x.norm()\n    return x",
    "def frobenius_norm(A):\n    # TODO\n    raise NotImplementedError",
    "torch.set_default_dtype(torch.float64)\nd2l.plot([1, 2], [losses])",
    "def matvec(A, x):\n    return A @ x.to(dtype)",
    "card = check('exercise_03', timeout=1.0)\ncard",
    "import msgspec\nmsgspec.json.encode(card.grades[0]).decode()",
]
"""A notebook as one may look in the third week."""


def write(path, sources):
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def bare(task):
    """All that is said of a task, but for where its lines stand and how long it took."""
    lines = [(line.text, line.visit, line.computed, line.mark) for line in task.trace]
    error = task.error.message if task.error and task.outcome is not Outcome.MISSING else None
    rest = {"error": None, "duration": 0.0, "trace": (), "code": (), "line": None, "cell": None}
    return msgspec.structs.replace(task, **rest), lines, [one.text for one in task.code], error


@pytest.fixture(scope="module")
def messy(tmp_path_factory, cache, course, key):
    """The messy notebook, and its cells after all of them were run."""
    folder = tmp_path_factory.mktemp("notes")
    path = write(folder / "exercise_03.ipynb", MESS)
    book = nbformat.read(path, 4)
    client = NotebookClient(book, timeout=600, kernel_name="python3", allow_errors=True)
    client.execute(cwd=str(folder), env={"PATH": "", "PYTHONPATH": os.environ.get("PYTHONPATH", "")})
    return path, book.cells


def shown(cell, kind="text/plain"):
    return next(out["data"][kind] for out in cell.outputs if out.output_type == "execute_result")


def test_a_messy_notebook_is_graded_inline_as_its_file_is(messy, pool):
    path, cells = messy
    inline = msgspec.json.decode(ast.literal_eval(shown(cells[-1])), type=Grade)
    before, pool.limits = pool.limits, msgspec.structs.replace(pool.limits, call_seconds=1.0)
    try:
        by_file = grade_file(path, GradeRequest((path,)), alone(pool)).grade
    finally:
        pool.limits = before
    assert [bare(task) for task in inline.tasks] == [bare(task) for task in by_file.tasks]
    there = [task for task in inline.tasks if task.outcome is not Outcome.MISSING]
    assert {task.task: task.outcome.value for task in there} == {
        "l2_norm": "passed",
        "lp_norm": "failed",
        "unit_vector": "timed out",
        "frobenius_norm": "not finished",
        "matvec": "raised",
    }
    # nbclient runs the cells once, from the first to the last, so that both count alike
    assert inline.cells == by_file.cells == (8, 10, 12, 13, 14, 16)
    of_file = [msgspec.structs.replace(one, file="notebook") for one in by_file.skipped]
    assert list(inline.skipped) == [one for one in of_file if one.cell < len(MESS)]
    assert {(one.cell, one.text) for one in inline.skipped} >= {
        (1, "!echo pip install d2l"),
        (1, "%autoreload 2"),
        (6, "def l2_norm(x):  # the first try"),
        (11, "print(lp_norm(x, 2), l2_norm(x)"),
        (15, "torch.set_default_dtype(torch.float64)"),
    }


def test_the_card_tells_which_cells_were_run_and_which_were_not(messy):
    _, cells = messy
    text, page = (shown(cells[-2], kind) for kind in ("text/plain", "text/html"))
    assert "\nRun: cells 8, 10, 12 to 14 and 16, as far as your functions need them.\nNot run:\n" in text
    assert "(`l2_norm` is defined again in cell 8)" in " ".join(text.split())
    assert "<code>!echo pip install d2l</code>" in page
    assert "<code>l2_norm</code> is defined again in cell 8" in page
    assert "cell 7 is the one that you ran as [7]" in page


def test_a_card_shows_both_sides_with_the_wrong_elements_marked_and_folds_hints(messy):
    _, cells = messy
    page = shown(cells[6], "text/html")
    assert page.startswith('<div class="grade-card" lang="en">')
    assert "<script" not in page
    sides = r'<div class="side expected">.*5\..*<div class="side got">.*class="off off\d">25\.'
    assert re.search(sides, page, re.DOTALL)
    assert "<summary>Hint 1 of 2</summary>" in page
    assert "This is the squared norm: the square root is missing." in page
    assert "grade notebook" not in page + shown(cells[6])


def test_an_endless_loop_ends_and_the_kernel_goes_on(messy):
    _, cells = messy
    assert "It did not finish within 1 s on this input." in shown(cells[-2])
    assert cells[-1].outputs


# ------------------------------------------------------------------------------- one kernel, by hand


@dataclass
class Kernel:
    """A kernel, spoken to as a front end speaks to it."""

    manager: object
    client: object
    count: int = field(default=0)

    def send(self, code, cell=None):
        content = {
            "code": code,
            "silent": False,
            "store_history": True,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": False,
        }
        message = self.client.session.msg("execute_request", content)
        message["metadata"] = {"cellId": cell} if cell else {}
        self.client.shell_channel.send(message)
        return message["header"]["msg_id"]

    def result(self, sent, seconds=300):
        """What a cell gave: its result as text, or what an error says."""
        end, given = time.monotonic() + seconds, []
        while time.monotonic() < end:
            try:
                message = self.client.get_iopub_msg(timeout=1)
            except queue.Empty:
                continue
            if message["parent_header"].get("msg_id") != sent:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "execute_result":
                given.append(content["data"]["text/plain"])
            elif kind == "stream" and content["name"] == "stdout":
                given.append(content["text"])
            elif kind == "error":
                given.append("\n".join(content["traceback"]))
            elif kind == "status" and content["execution_state"] == "idle":
                return "\n".join(given)
        raise TimeoutError(f"no answer within {seconds} s")

    def run(self, code, cell=None):
        return self.result(self.send(code, cell))


@contextmanager
def started(folder):
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(folder))
    yield Kernel(manager, client)
    client.stop_channels()
    manager.shutdown_kernel(now=True)


@pytest.fixture(scope="module")
def kernel(tmp_path_factory, cache, key):
    """One kernel for several tests, in which nothing is certain but what a test runs itself."""
    with started(tmp_path_factory.mktemp("kernel")) as kernel:
        kernel.run("from grader import check")
        yield kernel


WRONG = "def l2_norm(x):\n    return (x * x).sum()"
RIGHT = "def l2_norm(x):\n    return (x * x).sum() ** 0.5"


def test_a_cell_that_is_run_again_counts_as_it_was_run_last(tmp_path, cache, key):
    with started(tmp_path) as kernel:
        _again(kernel)


def _again(kernel):
    kernel.run("from grader import check\n!true", cell="a")
    kernel.run(WRONG, cell="b")
    assert "0 of 1 points" in kernel.run("check(l2_norm)", cell="c")
    kernel.run(RIGHT, cell="b")
    kernel.run("from grader import check\n!true", cell="a")
    assert "1 of 1 points · All right." in kernel.run("check(l2_norm)", cell="c")
    kernel.run("def hadamard(A, B):\n    return A * B", cell="d")
    assert _skipped(kernel) == "[(5, 'a notebook command')]"
    kernel.run(RIGHT + "\n\nanother = 1", cell="f")  # cell 10
    assert _skipped(kernel) == "[(4, '`l2_norm` is defined again in cell 10'), (5, 'a notebook command')]"


def _skipped(kernel):
    kernel.run(
        "from grader.locale.messages import sentence\n"
        "found = [(one.cell, sentence(one.why)) for one in check('exercise_03').grades[0].skipped]",
        cell="e",
    )
    return kernel.run("found")


def test_several_functions_an_exercise_and_a_task_may_be_named(kernel):
    kernel.run(RIGHT)
    kernel.run("def squared_error(y_hat, y):\n    return ((y_hat - y) ** 2).mean()")
    told = kernel.run("check(l2_norm, 'l2_norm', squared_error)")
    assert "1 of 1 points · All right." in told
    assert "(n, 1) minus (n,) or (1, n) is an n by n table" in told
    assert kernel.run("card = check(l2_norm, squared_error)\n(card.score, card.max_score)") == "(1.0, 2.0)"
    assert "of 12 points" in kernel.run("check('exercise_03', l2_norm)")


def test_a_function_from_a_module_is_graded_from_its_file(kernel):
    kernel.run("%%writefile solutions.py\nhelp = 2\ndef l2_norm(x):\n    return (x ** help).sum() ** 0.5\n")
    kernel.run("import solutions")
    assert "solutions.py · Norms and linear algebra" in kernel.run("check(solutions.l2_norm)")
    assert "1 of 12 points" in kernel.run("check('solutions.py')")


def test_a_variable_and_a_class_are_named_or_given(tmp_path, cache):
    course_of(tmp_path, STARTER, REFERENCE)
    with started(tmp_path) as kernel:
        kernel.run("from grader import check\nimport torch\nfrom torch import nn\nx = torch.arange(1, 13)")
        told = kernel.run("check('x')")
        assert "The first number is 0." in told
        assert "  expected " in told
        assert "  call " not in told
        kernel.run("x = torch.arange(12)")
        assert "1 of 1 points" in kernel.run("check('x')")
        assert "1 of 1 points" in kernel.run("check(x)")
        assert "Missing: no cell that you have run gives a value" in kernel.run("check('MLP')")
        kernel.run(NETWORK)
        assert "1 of 1 points" in kernel.run("check(MLP)")
        kernel.run("del x")
        assert "deletes `x`. Leave out this `del`." in kernel.run("check('x')")


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (
            "exec('def l2_norm(x): return x')\ncheck(l2_norm)",
            "grade needs the source of l2_norm and cannot find it",
        ),
        ("check(len)", "len is a function of Python itself, not one of yours"),
        (
            "import json.scanner\ncheck(json.scanner.c_make_scanner)",
            "is a function of _json, not one of yours",
        ),
        ("check(3)", "this is of type int. If it is the result of your function, leave out the parentheses"),
        ("check([hadamard])", "Give several functions one after the other: check(matvec, matmul)."),
        ("check(hadamard, timeout=0)", "timeout=0 is not a number of seconds above 0."),
        ("check('hadamrd')", "There is no exercise and no task 'hadamrd'. Did you mean 'hadamard'?"),
        ("check()", "Name what to check: check(l2_norm), or check('exercise_03') for all of it."),
        ("check('exercise_3')", "Did you mean 'exercise_03'?"),
        (
            "def l2norm(x):\n    return x\ncheck(l2norm)",
            "No exercise has a task 'l2norm'. Did you mean 'l2_norm'?",
        ),
        ("check('not_there.py')", "not_there.py does not exist."),
        ("check(hadamard, exercise='exercise_99')", "There is no exercise 'exercise_99'"),
        (
            "check('l2_norm', course='/tmp/nowhere')",
            "/tmp/nowhere does not exist. Name the folder of the course.",
        ),
        (
            "check('exercise_03', exercise='exercise_01')",
            "'exercise_03' is an exercise, and exercise='exercise_01' names another. Leave that out.",
        ),
        (
            ("check(hadamard, lang='klingon')"),
            "lang='klingon': grade does not speak this language. It speaks: en",
        ),
    ],
)
def test_what_cannot_be_graded_is_told_in_a_line_without_our_traceback(kernel, code, told):
    kernel.run("def hadamard(A, B):\n    return A * B")
    text = kernel.run(code)
    assert text.startswith("grade: ")
    assert told in text
    assert "\n" not in text


def test_a_lambda_and_a_function_of_a_timed_cell_are_found_by_their_names(kernel):
    kernel.run("hadamard = lambda A, B: A * B")
    assert "1 of 1 points" in kernel.run("check(hadamard)")
    kernel.run("%%time\ndef l2_norm(x):\n    return (x * x).sum() ** 0.5")
    assert "1 of 1 points" in kernel.run("check(l2_norm)")


def test_a_typo_in_another_cell_is_not_told_of_one_function(tmp_path, cache, key):
    with started(tmp_path) as kernel:
        kernel.run("from grader import check")
        kernel.run("x = (1,")
        kernel.run("def l2_norm(x):\n    return (x")
        told = " ".join(kernel.run("check('l2_norm')").split())
        assert "This is not valid Python: the bracket `(` is never closed; a `)` is missing." in told
        kernel.run(RIGHT)
        assert kernel.run("[one.text for one in check(l2_norm).grades[0].skipped]") == "['def l2_norm(x):']"
        assert "x = (1," in kernel.run("[one.text for one in check('exercise_03').grades[0].skipped]")


def test_a_card_of_a_file_speaks_of_the_file(tmp_path, cache, key):
    write(tmp_path / "exercise_03.ipynb", ["def l2_norm(x):\n    return (x * x).sum()"])
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from grader import check\ncard = check('exercise_03.ipynb')\nprint(card, card._repr_html_())",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "Missing: the file defines no function of that name." in done.stdout
    assert "that you have run" not in done.stdout
    assert done.stderr == ""


def test_an_interrupted_check_leaves_the_next_one_alone(kernel):
    kernel.run("def hadamard(A, B):\n    while True:\n        pass")
    assert "1 of 1 points" in kernel.run(RIGHT + "\ncheck(l2_norm)")
    sent = kernel.send("check(hadamard, timeout=30)")
    time.sleep(1.0)
    kernel.manager.interrupt_kernel()
    assert kernel.result(sent, seconds=20) == "Interrupted."
    assert "1 of 1 points" in kernel.run("check(l2_norm)")


def test_no_reference_and_nothing_that_draws_cases_comes_into_the_kernel(kernel):
    kernel.run(RIGHT)
    kernel.run("check(l2_norm)")
    names = "('hypothesis', 'torch', 'grader.course.exercise')"
    told = kernel.run(f"import sys\n[name for name in {names} if name in sys.modules]")
    assert told == "[]"


# ------------------------------------------------------------------------------------ without a kernel


def test_in_a_terminal_it_is_plain_text(tmp_path, cache, key):
    words = ["-m", "IPython", "--simple-prompt", "--no-banner", "--colors=nocolor"]
    ipython = pexpect.spawn(
        sys.executable, words, cwd=str(tmp_path), encoding="utf-8", timeout=300, dimensions=(50, 90)
    )
    ipython.expect_exact("In [1]:")
    ipython.sendline("def l2_norm(x): return (x * x).sum()")
    ipython.expect_exact("In [2]:")
    ipython.sendline("from grader import check; check(l2_norm)")
    ipython.expect_exact("In [3]:")
    text = ipython.before.replace("\r", "")
    ipython.sendline("quit()")
    ipython.expect(pexpect.EOF)
    ipython.close()
    assert "The result is 25.0; 5.0 is expected." in text
    assert "0 of 1 points · Next: fix l2_norm." in text
    assert "\x1b[" not in text.partition("Norms")[2]


def script(tmp_path, text):
    path = tmp_path / "exercise_03.py"
    path.write_text(text)
    return subprocess.run(
        [sys.executable, path.name], cwd=tmp_path, capture_output=True, text=True, timeout=300
    )


def test_a_script_may_check_itself(tmp_path, cache, key):
    done = script(tmp_path, f"from grader import check\n\n{WRONG}\n\nprint(check(l2_norm))\n")
    assert done.stderr == ""
    assert done.stdout.startswith("exercise_03.py · Norms and linear algebra\n\n✗ l2_norm")


def test_without_cells_a_name_alone_says_nothing(tmp_path, cache, key):
    done = script(tmp_path, "from grader import check\ncheck('exercise_03')\n")
    assert "'exercise_03' can be checked by its name in a notebook or in IPython." in done.stderr


def test_a_missing_key_is_made_in_another_process(tmp_path, monkeypatch):
    """Here of a course with one small task, with an empty cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for folder, text in {
        "reference": "from grader.course import Exercise, tensors\n\nexercise = Exercise('One')\n\n\n"
        "@exercise.task(inputs={'x': tensors('n')})\ndef twice(x):\n    return 2 * x\n",
        "exercises": "def twice(x):\n    raise NotImplementedError\n",
    }.items():
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "one.py").write_text(text)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "one.py").write_text(
        "import sys\nfrom grader import check\n\n\ndef twice(x):\n    return x + x\n\n\n"
        "print(check(twice).score, 'hypothesis' in sys.modules, 'torch' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "mine/one.py"], cwd=tmp_path, capture_output=True, text=True, timeout=300
    )
    assert done.stderr == "Making the answer key of one: only the first time, and it takes a moment …\n"
    assert done.stdout == "1.0 False False\n"
    (tmp_path / "reference" / "one.py").write_text("exercise = 1 / 0\n")
    done = subprocess.run(
        [sys.executable, "mine/one.py"], cwd=tmp_path, capture_output=True, text=True, timeout=300
    )
    assert "ZeroDivisionError: division by zero. Fix that line." in done.stderr


def test_the_package_says_what_it_has():
    import grader

    assert grader.__version__ == __version__
    with pytest.raises(AttributeError, match="module 'grader' has no attribute 'chek'"):
        grader.chek  # noqa: B018


def test_a_hostile_text_stays_text_in_a_card():
    from sheets import hostile

    page = as_card.render(hostile())
    assert "<script" not in page
    assert "<img" not in page
    assert json.dumps("\x1b") not in json.dumps(page)


def test_what_was_printed_keeps_its_columns_and_is_cut():
    from sheets import FAILED, make

    page = as_card.render(make(msgspec.structs.replace(FAILED, stdout="1 2\n3 4\n" * 1000)))
    (printed,) = re.findall(r"<pre>(1 2\n3 4\n.*?)</pre>", page, re.DOTALL)
    assert printed == ("1 2\n3 4\n" * 1000)[: as_card.MOST_PRINTED] + " …"


def test_after_an_interrupt_the_next_process_is_a_fresh_one():
    """An answer of the old one may still be under way."""
    with pytest.raises(KeyboardInterrupt), checking._pool(1.0):
        raise KeyboardInterrupt
    assert checking._kept == []
    with pytest.raises(UsageError), checking._pool(1.0) as pool:
        raise UsageError("No.")
    assert checking._kept == [pool]
    checking.close()
    assert checking._kept == []


def test_the_style_of_a_card_stays_within_it():
    style = Path(as_card.__file__).with_name("templates").joinpath("notebook.css").read_text("utf-8")
    selectors = re.findall(r"(?m)^[^\s{}][^{}]*(?={)", style)
    assert selectors
    assert [one for part in selectors for one in part.split(",") if ".grade-card" not in one] == []
