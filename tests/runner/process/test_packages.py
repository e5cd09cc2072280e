"""Packages that an exercise knows: imported before a fork, named where they are absent."""

import numpy as np
import pytest
from making import observe_all

from grader.core.errors import MachineError
from grader.core.model import Case, Requirements
from grader.core.value import Array, Atom, Column, Items, Made, Table
from grader.runner.inprocess import InProcess
from grader.runner.process.pool import Pool
from grader.runner.sandbox.available import best
from grader.runner.sandbox.tiers import UNCONFINED
from grader.runner.wire import Assignment, Limits, Piece, Program

PANDAS = (("pd", "pandas"),)
PLOT = (("plt", "matplotlib.pyplot"),)
NO_NAME = Atom("NoneType", "None")
MADE = Made('pd.DataFrame({"a": [1, 2]})')


def task(text, *inputs, knows=PANDAS, names=()):
    program = Program((Piece("a.py", 1, text, ("f",), ("f",)),))
    case = Case(inputs, ("",) * len(inputs), 7, names=names)
    return program, Assignment("f", len(inputs), (case,), Requirements(knows=knows))


def result(runner, *of):
    program, assignment = of
    (run,) = observe_all(runner, program, [assignment])
    if run.fault is not None:
        raise run.fault
    (seen,) = run.observations
    assert seen.failure is None, seen.failure
    return seen


@pytest.fixture(scope="module", params=["pool", "confined", "in process"])
def runner(request):
    if request.param == "in process":
        yield InProcess()
        return
    tier = UNCONFINED if request.param == "pool" else best()
    if tier is None:
        pytest.skip("no sandbox here")
    with Pool(tier=tier) as pool:
        yield pool


def column(things):
    array = np.array(things)
    return Column(array.dtype.name, Array("column", array.dtype.name, array.shape, array.tobytes()))


@pytest.mark.slow
def test_a_table_comes_back_and_one_that_a_text_makes_arrives(runner):
    seen = result(runner, *task("def f(df):\n    return df.assign(b=df['a'] * 2)", MADE))
    names = (Atom("str", "a"), Atom("str", "b"))
    assert seen.value == Table("DataFrame", 2, (column([1, 2]), column([2, 4])), names)
    assert seen.inputs == (MADE,)


@pytest.mark.slow
def test_a_change_of_a_table_that_a_text_made_is_seen(runner):
    seen = result(runner, *task("def f(df):\n    df['a'] += 1", MADE))
    assert seen.inputs == (Table("DataFrame", 2, (column([2, 3]),), (Atom("str", "a"),)),)


@pytest.mark.slow
def test_a_figure_is_drawn_without_a_screen(runner):
    text = (
        "import matplotlib.pyplot as plt\nimport io\n"
        "def f():\n    fig, ax = plt.subplots()\n    ax.plot([1, 2], [3, 4])\n    ax.set_title('a')\n"
        "    fig.savefig(io.BytesIO())\n    plt.close(fig)\n    return ax.lines[0].get_ydata().tolist()"
    )
    seen = result(runner, *task(text, knows=PLOT))
    assert seen.value == Items("list", tuple(map(number, (3, 4))))
    assert seen.warnings == ()


@pytest.mark.slow
def test_a_confined_submission_may_read_the_list_of_fonts_and_not_write_it():
    tier = best()
    if tier is None:
        pytest.skip("no sandbox here")
    text = (
        "import os\ndef f():\n    folder = os.environ['MPLCONFIGDIR']\n    (name,) = os.listdir(folder)\n"
        "    with open(os.path.join(folder, name)) as file:\n        size = len(file.read())\n"
        "    for path in (name, 'other'):\n        try:\n            open(os.path.join(folder, path), 'a')\n"
        "        except OSError:\n            continue\n        return 0\n    return int(size > 1000)"
    )
    with Pool(tier=tier) as pool:
        assert result(pool, *task(text, knows=PLOT)).value == number(1)


def number(value):
    return Array("int", "int64", (), np.int64(value).tobytes())


@pytest.mark.slow
def test_a_package_that_is_absent_costs_only_the_tasks_that_need_it():
    program, needs = task("def f():\n    return 1", knows=(("p", "no_such_package"),))
    other = Assignment("f", 0, needs.cases)
    with Pool() as pool:
        first, second = observe_all(pool, program, [needs, other])
    assert isinstance(first.fault, MachineError)
    assert str(first.fault) == (
        "The task needs packages that are not installed where submissions run. "
        "Install them: pip install no_such_package"
    )
    assert second.observations[0].value == number(1)


@pytest.mark.slow
def test_no_child_is_forked_beside_a_thread(tmp_path, monkeypatch):
    text = "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()\n"
    (tmp_path / "with_a_thread.py").write_text(text)
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{monkeypatch_path()}")
    of = task("def f():\n    return 1", knows=(("t", "with_a_thread"),))
    with Pool() as pool, pytest.raises(MachineError, match="has 2 threads before a fork"):
        result(pool, *of)


def monkeypatch_path():
    import os

    return os.environ.get("PYTHONPATH", "")


@pytest.mark.slow
def test_a_call_imports_none_of_our_modules_again():
    text = "import sys\ndef f(df):\n    return sum(name.startswith('grader') for name in sys.modules)"
    with Pool() as pool:
        assert result(pool, *task(text, MADE)).value == number(0)


@pytest.mark.slow
def test_memory_is_limited_with_packages_as_without():
    gigabyte = 2**30
    of = task("import numpy as np\ndef f():\n    return len(np.ones(2 * 10**8))", knows=(*PANDAS, *PLOT))
    with Pool(Limits(memory_bytes=gigabyte)) as pool:
        (run,) = observe_all(pool, of[0], [of[1]])
        small, assignment = task(
            "import numpy as np\ndef f():\n    return len(np.ones(8 * 10**7))", knows=PANDAS
        )
        (fits,) = observe_all(pool, small, [assignment])
    assert run.outcome is not None or run.observations[0].failure.is_out_of_memory
    assert fits.observations[0].value == number(8 * 10**7)


@pytest.mark.slow
def test_an_exercise_that_knows_nothing_imports_nothing():
    text = "import sys\ndef f():\n    return 'pandas' in sys.modules"
    with Pool() as pool:
        seen = result(pool, *task(text, knows=()))
        after = result(pool, *task(text))
    assert [np.frombuffer(each.value.data, bool)[0] for each in (seen, after)] == [False, True]
