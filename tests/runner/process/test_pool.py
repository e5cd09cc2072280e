"""The warm process: whatever a submission does costs that task only, and nothing is left running."""

import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from making import observe_all, tensor

from grader.core.errors import MachineError
from grader.core.fact import Fact
from grader.core.model import Case, Outcome
from grader.runner.process import child
from grader.runner.process.pool import Pool
from grader.runner.wire import Assignment, Limits, Piece, Program

pytestmark = pytest.mark.slow

CASES = tuple(Case((tensor([float(n), -4.0]),), ("",), n) for n in range(3))

BAD = {
    "infinite loop": ("while True: pass", Outcome.TIMED_OUT),
    "a loop that swallows exceptions": (
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        Outcome.TIMED_OUT,
    ),
    "sleep": ("import time; time.sleep(1000)", Outcome.TIMED_OUT),
    "printing for ever": ("while True: print('x' * 100_000)", Outcome.TIMED_OUT),
    "os._exit": ("import os; os._exit(0)", Outcome.CRASHED),
    "segmentation fault": ("import ctypes; ctypes.string_at(0)", Outcome.CRASHED),
    "abort": ("import os; os.abort()", Outcome.CRASHED),
    "kills itself": ("import os; os.kill(os.getpid(), 9)", Outcome.CRASHED),
    "closes every descriptor": ("import os; os.closerange(0, 1000); return x", Outcome.CRASHED),
    "a huge result": ("import torch; return torch.zeros(10**8)", None),
    "sys.exit": ("import sys; sys.exit(0)", None),
    "recursion": ("def f(): return f()\nreturn f()", None),
    "8 GB at once": ("import torch; return torch.ones(2**31)", Outcome.OUT_OF_MEMORY),
    "100 MB of prints": ("for _ in range(100): print('x' * 1_000_000)\nreturn x", None),
    "a generator that never ends": ("import itertools; return itertools.count()", None),
    "threads that never end": (
        "import threading, time\n"
        "for _ in range(5): threading.Thread(target=time.sleep, args=(500,)).start()\n"
        "return x",
        None,
    ),
    "NaN everywhere": ("return x * float('nan')", None),
    "a process left behind": (
        "import subprocess; subprocess.Popen(['sleep', '543'], start_new_session=True); return x",
        None,
    ),
}


def program(**bodies):
    pieces = []
    for name, body in bodies.items():
        text = f"def {name}(x):\n" + textwrap.indent(body, "    ") + "\n"
        pieces.append(Piece("a.py", 1, text, (name,), (name,)))
    return Program(tuple(pieces))


def assignments(*names):
    return [Assignment(name, 1, CASES) for name in names]


def test_a_slow_task_is_ended_and_the_others_get_their_grades():
    many = [Assignment(name, 1, CASES * 10) for name in ("slow", "last")]
    slow = program(slow="import time; time.sleep(0.3); return x", last="return x")
    with Pool(Limits(call_seconds=2.0, task_seconds=1.0)) as pool:
        first, second = observe_all(pool, slow, many)
    assert (first.outcome, first.why, first.partial) == (
        Outcome.TIMED_OUT,
        Fact("run.seconds", {"seconds": 1.0}),
        True,
    )
    assert 1 <= len(first.observations) < 30
    assert (second.outcome, len(second.observations)) == (None, 30)


def test_more_memory_than_there_is_ends_a_task_at_the_first_call(pool):
    body = "import torch; return torch.ones(2**31)"
    bad, last = observe_all(pool, program(bad=body, last="return x"), assignments("bad", "last"))
    assert (bad.outcome, bad.partial, len(bad.observations)) == (Outcome.OUT_OF_MEMORY, True, 1)
    assert last.outcome is None


def test_when_the_time_is_up_no_line_is_blamed():
    names = ("a", "b", "c")
    with Pool(Limits(call_seconds=1.0, total_seconds=1.2)) as pool:
        runs = observe_all(pool, program(**dict.fromkeys(names, "while True: pass")), assignments(*names))
    assert [(run.outcome, run.while_loading, run.line) for run in runs[1:]] == [
        (Outcome.NOT_RUN, False, None)
    ] * 2


@pytest.mark.long
@pytest.mark.parametrize("name", BAD)
def test_a_bad_function_gets_its_outcome_and_the_others_their_grades(pool, name):
    body, outcome = BAD[name]
    runs = list(
        observe_all(
            pool,
            program(first="return x", bad=body, last="return x + 1"),
            assignments("first", "bad", "last"),
        )
    )
    assert [run.task for run in runs] == ["first", "bad", "last"]
    assert [run.outcome for run in runs] == [None, outcome, None]
    assert [len(run.observations) for run in (runs[0], runs[2])] == [3, 3]
    if outcome is None:
        assert len(runs[1].observations) == 3


@pytest.mark.long
@pytest.mark.parametrize("name", ["infinite loop", "os._exit", "segmentation fault", "a process left behind"])
def test_where_a_fork_is_unsafe_a_process_is_started_for_each_child(name):
    body, outcome = BAD[name]
    with Pool(Limits(call_seconds=1.0), forks=False) as pool:
        runs = observe_all(pool, program(bad=body, last="return x"), assignments("bad", "last"))
        assert [run.outcome for run in runs] == [outcome, None]
        (run,) = observe_all(pool, program(f="import os; return os.getpid()"), assignments("f"))
        pid, scratch = pool.warm.pid, pool.warm.scratch
        assert len(run.observations) == 3
    assert not _running(pid)
    assert not Path(scratch).exists()


class Lax(Pool):
    """Tells its children of no limit, so that only the judge's own eyes are left."""

    def fork(self, more_seconds=0.0):
        limits, self.limits = self.limits, Limits(memory_bytes=2**40)
        try:
            return super().fork(more_seconds)
        finally:
            self.limits = limits


def test_memory_taken_bit_by_bit_ends_by_the_systems_limit_or_by_ours():
    body = "a = []\nwhile True: a.append(bytearray(10**7))"
    with Pool(Limits(call_seconds=30.0, memory_bytes=2**28)) as pool:
        bad, last = observe_all(pool, program(bad=body, last="return x"), assignments("bad", "last"))
    ended_by_us = bad.outcome is Outcome.OUT_OF_MEMORY
    assert ended_by_us or bad.observations[0].failure.type == "MemoryError"
    assert last.outcome is None


def test_memory_is_watched_from_outside_too():
    body = (
        "import mmap, time\n"
        "m = mmap.mmap(-1, 400 * 2**20)\n"
        "for i in range(400): m[i * 2**20:(i + 1) * 2**20] = bytes(2**20)\n"
        "time.sleep(600)"
    )
    with Lax(Limits(call_seconds=500, task_seconds=500, memory_bytes=200 * 2**20)) as pool:
        (run,) = observe_all(pool, program(bad=body), assignments("bad"))
    assert (run.outcome, run.why) == (Outcome.OUT_OF_MEMORY, Fact("run.gigabytes", {"gigabytes": 0.2}))


def test_lines_at_top_level_that_hang_cost_only_the_tasks_that_need_them(pool):
    hang = Piece("a.py", 1, "while True: pass", ("table",), ("needs_it",))
    pieces = (*program(free="return x").pieces, hang, *program(needs_it="return table").pieces)
    runs = {run.task: run for run in observe_all(pool, Program(pieces), assignments("free", "needs_it"))}
    assert runs["free"].outcome is None
    assert (runs["needs_it"].outcome, runs["needs_it"].line) == (Outcome.TIMED_OUT, 1)


def test_a_line_that_raises_leaves_its_names_unbound(pool):
    broken = Piece("a.py", 4, "import nowhere_to_be_found", ("nowhere_to_be_found",), ("bad",))
    pieces = (broken, *program(bad="return nowhere_to_be_found.x").pieces)
    (run,) = observe_all(pool, Program(pieces), assignments("bad"))
    assert run.observations[0].failure.name == "nowhere_to_be_found"
    assert [(names, failure.type, failure.line) for names, failure in run.failures] == [
        (("nowhere_to_be_found",), "ModuleNotFoundError", 4)
    ]


def test_other_parameters_are_told(pool):
    piece = Piece("a.py", 1, "def f(x, y, *, z=3): pass", ("f",), ("f",))
    (run,) = observe_all(pool, Program((piece,)), assignments("f"))
    assert run.signature == "f(x, y, *, z=…)"


FORGED = """
import gc
from grader.core.model import Observation
from grader.runner.wire import Done, Observed
channel = next(thing for thing in gc.get_objects() if type(thing).__name__ == "Channel")
for index in range(3):
    channel.send(Observed(index, Observation({fields})))
channel.send(Done())
"""


@pytest.mark.parametrize("fields", ["", "gradient=(None, None)", "inputs=(None,)"])
def test_an_observation_of_another_form_is_a_crash_and_not_a_fault_of_the_grader(pool, fields):
    (run,) = observe_all(pool, program(bad=FORGED.format(fields=fields)), assignments("bad"))
    assert (run.outcome, run.why) == (Outcome.CRASHED, Fact("run.unreadable"))


def test_the_total_deadline_ends_the_whole_submission():
    with Pool(Limits(call_seconds=1.0, total_seconds=1.5)) as pool:
        names = ("a", "b", "c", "d")
        runs = list(
            observe_all(pool, program(**dict.fromkeys(names, "while True: pass")), assignments(*names))
        )
    assert runs[0].outcome is Outcome.TIMED_OUT
    assert [run.outcome for run in runs[2:]] == [Outcome.NOT_RUN, Outcome.NOT_RUN]


def test_a_child_sees_no_gpu_no_terminal_and_an_empty_input(pool):
    body = (
        "import os, sys, torch\n"
        "return [os.environ['CUDA_VISIBLE_DEVICES'], sys.stdin.read(), os.isatty(1), torch.get_num_threads()]"
    )
    (run,) = observe_all(pool, program(looks=body), assignments("looks"))
    assert [getattr(item, "text", None) for item in run.observations[0].value.items[:2]] == ["", ""]
    assert [item.data[0] for item in run.observations[0].value.items[2:]] == [0, 1]


def test_two_submissions_share_nothing(pool):
    list(
        observe_all(
            pool,
            program(
                f="import torch, sys; torch.allclose = lambda *a: True; sys.modules['left'] = 1; return x"
            ),
            assignments("f"),
        )
    )
    (run,) = observe_all(
        pool,
        program(f="import torch, sys; return ['left' in sys.modules, torch.allclose.__name__]"),
        assignments("f"),
    )
    found, name = run.observations[0].value.items
    assert (found.data, name.text) == (b"\0", "allclose")


def _alive(marker):
    lines = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    return [line for line in lines.splitlines() if marker in line and "ps -eo" not in line]


def test_nothing_is_left_running():
    with Pool(Limits(call_seconds=1.0)) as pool:
        body = (
            "import subprocess\nsubprocess.Popen(['sleep', '7654'], start_new_session=True)\nwhile True: pass"
        )
        list(observe_all(pool, program(bad=body), assignments("bad")))
        assert _alive("sleep 7654") == []
        pid, scratch = pool.warm.pid, pool.warm.scratch
        assert Path(scratch).is_dir()
    assert not Path(f"/proc/{pid}").exists()
    assert not Path(scratch).exists()


def test_the_runner_ends_with_the_judge_even_when_that_is_killed(tmp_path):
    script = tmp_path / "judge.py"
    script.write_text(
        "import os, time\nfrom grader.runner.process.pool import Pool\n"
        "pool = Pool(); pool.torch; pid, _, _ = pool.fork()\n"
        "print(pool.warm.pid, pid, pool.warm.scratch, flush=True)\ntime.sleep(60)\n"
    )
    judge = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    *pids, scratch = judge.stdout.readline().split()
    warm, child = map(int, pids)
    judge.kill()
    judge.communicate()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and any(_running(pid) for pid in (warm, child)):
        time.sleep(0.05)
    assert not _running(warm)
    assert not _running(child)
    assert not Path(scratch).exists()


def _running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_pool_that_is_not_used_ends_at_once():
    spent = []
    for used in (True, False):
        start = time.monotonic()
        with Pool() as pool:
            assert not used or pool.torch
        spent.append(time.monotonic() - start)
    assert spent[1] < spent[0]  # it does not wait until torch is imported
    assert os.getpid()


# --------------------------------------------------------------------------------- on a busy machine

BUSY = Limits(call_seconds=0.4, task_seconds=2.0)


@pytest.fixture
def waiting(monkeypatch):
    """Let each child have waited for a processor for a share of its time."""

    def wait(share):
        start = time.monotonic()
        monkeypatch.setattr(child, "_computed_seconds", lambda _pid: 0.0)
        monkeypatch.setattr(child, "_waited_seconds", lambda _pid: share * (time.monotonic() - start))

    return wait


@pytest.mark.parametrize("share", [0.0, 0.5, 0.8])
def test_an_endless_loop_that_got_its_time_is_timed_out_for_good(waiting, share):
    waiting(share)
    with Pool(BUSY) as pool:
        bad, last = observe_all(
            pool, program(bad="while True: pass", last="return x"), assignments("bad", "last")
        )
    assert (bad.outcome, bad.why, bad.starved) == (
        Outcome.TIMED_OUT,
        Fact("run.seconds", {"seconds": 0.4}),
        False,
    )
    assert last.outcome is None


def test_a_loop_that_got_nearly_no_time_was_not_tried(waiting):
    waiting(0.97)
    with Pool(BUSY) as pool:
        (bad,) = observe_all(pool, program(bad="while True: pass"), assignments("bad"))
    assert (bad.outcome, bad.starved) == (Outcome.TIMED_OUT, True)


def test_waiting_for_a_processor_does_not_make_a_call_too_slow(waiting):
    slow = program(slow="import time; time.sleep(0.6); return x")
    waiting(0.0)
    with Pool(BUSY) as pool:
        (quiet,) = observe_all(pool, slow, assignments("slow"))
        waiting(0.9)
        (busy,) = observe_all(pool, slow, assignments("slow"))
    assert (quiet.outcome, busy.outcome) == (Outcome.TIMED_OUT, None)


def test_waiting_for_a_processor_costs_no_later_task_its_time(waiting):
    waiting(0.8)
    names = ("a", "b", "c")
    with Pool(Limits(call_seconds=0.3, task_seconds=1.0, total_seconds=1.2)) as pool:
        bodies = {"a": "while True: pass", "b": "while True: pass", "c": "return x"}
        runs = observe_all(pool, program(**bodies), assignments(*names))
    assert [run.outcome for run in runs] == [Outcome.TIMED_OUT, Outcome.TIMED_OUT, None]


def test_threads_that_keep_each_other_waiting_get_no_more_time(monkeypatch):
    start = time.monotonic()
    monkeypatch.setattr(child, "_computed_seconds", lambda _pid: 2 * (time.monotonic() - start))
    monkeypatch.setattr(child, "_waited_seconds", lambda _pid: 0.9 * (time.monotonic() - start))
    with Pool(BUSY) as pool:
        (bad,) = observe_all(pool, program(bad="import time; time.sleep(0.6); return x"), assignments("bad"))
    assert (bad.outcome, bad.starved) == (Outcome.TIMED_OUT, False)


def test_a_task_returns_only_so_many_values(pool):
    many = Assignment("many", 1, CASES * 7)
    (run,) = observe_all(pool, program(many="return [1] * 3_000"), [many])
    assert (run.outcome, run.partial) == (Outcome.CRASHED, True)
    assert run.why == Fact("run.returned_too_much", {"count": 40_000})
    assert len(run.observations) == 14
    (few,) = observe_all(pool, program(many="return [1] * 300"), [many])
    assert (few.outcome, len(few.observations), few.items) == (None, 21, 21 * 302)


# ------------------------------------------------------------------------- a torch that does not fit

DOES_NOT_FIT = """\
#!{python}
import sys
from grader.runner.process import worker


def fails():
    raise AttributeError("module 'torch._C' has no attribute 'later'")


worker._rehearse = fails
sys.argv = ["worker", sys.argv[-1]]
worker.main()
"""


def test_a_torch_that_does_not_fit_is_told_with_its_reason(monkeypatch, tmp_path):
    python = tmp_path / "python"
    python.write_text(DOES_NOT_FIT.format(python=sys.executable))
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    with Pool() as pool, pytest.raises(MachineError) as caught:
        pool.torch  # noqa: B018  # it waits for the process
    assert str(caught.value) == (
        "The runner process could not start: AttributeError: module 'torch._C' has no attribute 'later'"
    )
