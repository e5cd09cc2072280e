"""When the machine fails: nothing is left, nothing is lost, and no student pays for it."""

import io
import os
import resource
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
import traces
from hostile import HONEST, LIMITS, SUBMISSIONS, TIERS, WRONG, need, without_times
from rich.console import Console

from grader.core.verdict import Feedback
from grader.locale.messages import sentence
from grader.report import contract as as_json
from grader.report import markdown as as_markdown
from grader.report import page as as_html
from grader.report import terminal
from grader.runner.process.pool import Pool
from grader.runner.sandbox.readable import installation
from grader.runner.sandbox.tiers import UNCONFINED

pytestmark = [pytest.mark.slow, pytest.mark.long]


def running(pids):
    return {pid for pid in pids if (Path(f"/proc/{pid}/stat").exists() and state(pid) not in "ZX")}


def state(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "X"


def wait_until_gone(pids, seconds):
    end = time.monotonic() + seconds
    while running(pids) and time.monotonic() < end:
        time.sleep(0.02)
    return running(pids)


def test_when_the_warm_process_is_killed_another_takes_its_place(confined, grader):
    expected = without_times(grader(confined, WRONG))
    first = confined.warm.pid
    family = {first} | traces.descendants(first)
    for pid in family:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    assert wait_until_gone(family, 60) == set()
    assert without_times(grader(confined, WRONG)) == expected
    assert confined.warm.pid != first


@pytest.mark.parametrize("tier", TIERS)
def test_an_installation_of_many_packages_is_none_too_many(tier, grader, tmp_path, monkeypatch):
    """What is hidden in it has all its neighbours listed, and each takes a descriptor."""
    need(TIERS[tier])
    tmp_path.chmod(0o755)
    site = tmp_path / "site"
    (site / "course").mkdir(parents=True)
    for number in range(700):
        (site / f"package_{number}").mkdir()

    def crowded(hidden, device):
        found = installation(hidden, device)
        return replace(found, paths=(*found.paths, str(site)), hidden=(*found.hidden, str(site / "course")))

    monkeypatch.setattr("grader.runner.process.pool.installation", crowded)
    with Pool(LIMITS, TIERS[tier]) as pool:
        grade = grader(pool, HONEST)
    assert grade.score == grade.max_score > 0


def test_when_the_warm_process_is_killed_in_the_middle_the_submission_is_graded_again(
    confined, grader, tmp_path
):
    slow = tmp_path / "exercise_03.py"
    slow.write_text("import time\n\ndef l2_norm(x):\n    time.sleep(0.02)\n    return (x * x).sum().sqrt()\n")
    killer = subprocess.Popen(["sh", "-c", f"sleep 0.4; kill -9 {confined.warm.pid}"])
    (result,) = grader(confined, slow).tasks
    killer.wait()
    assert str(result.outcome) == "passed"


JUDGE = """
import sys, time
sys.path.insert(0, {tests!r})
from hostile import LIMITS, TIERS
from grader.runner.process.pool import Pool
from grader.runner.sandbox.tiers import UNCONFINED
pool = Pool(LIMITS, {{**TIERS, "unconfined": UNCONFINED}}[{tier!r}])
pool.torch
_, child, _ = pool.fork()
print(pool.warm.pid, child, pool.warm.scratch or "", flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("name", [*TIERS, UNCONFINED.name])
def test_when_the_judge_is_killed_everything_is_gone_within_a_second(name):
    if name in TIERS:
        need(TIERS[name])
    code = JUDGE.format(tests=str(Path(__file__).parents[2]), tier=name)
    judge = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    warm, child, *scratch = judge.stdout.readline().split()
    family = {int(warm), int(child)} | traces.descendants(int(warm))
    assert running(family) == family
    judge.kill()
    judge.communicate()
    assert wait_until_gone(family, 60) == set()
    assert not [folder for folder in scratch if Path(folder).exists()]


def test_a_full_scratch_folder_is_the_submissions_own_trouble(confined, grader):
    filling = SUBMISSIONS / "222_fills_the_disk.py"
    (result,) = grader(confined, filling).tasks
    assert str(result.outcome) in ("raised", "crashed", "timed out")
    if str(result.outcome) == "raised":
        assert "No space left" in sentence(result.error.message)
    (after,) = grader(confined, HONEST).tasks
    assert str(after.outcome) == "passed"


@contextmanager
def no_descriptors():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(map(int, os.listdir("/proc/self/fd"))) + 1, hard))
    taken = []
    try:
        with suppress(OSError):
            while True:
                taken.append(os.open(os.devnull, os.O_RDONLY))
        os.close(taken.pop())  # to read the submission
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        for descriptor in taken:
            os.close(descriptor)


def test_when_the_judge_runs_out_of_descriptors_the_task_is_ungraded_and_costs_nothing(confined, grader):
    with no_descriptors():
        (result,) = grader(confined, HONEST).tasks
    assert (str(result.outcome), result.score, result.max_score) == ("ungraded", 0.0, 1.0)
    (after,) = grader(confined, HONEST).tasks
    assert str(after.outcome) == "passed"


def test_no_descriptor_is_lost_over_many_submissions(confined, grader):
    grader(confined, HONEST)
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(20):
        grader(confined, HONEST)
    assert len(os.listdir("/proc/self/fd")) == before


@pytest.mark.parametrize("file", ["210_terminal_controls.py", "211_markup.py"])
def test_what_a_hostile_file_says_is_text_in_every_report(confined, grader, file):
    told = [Feedback(grader(confined, SUBMISSIONS / file), grader.text)]
    page = as_html.render(told)
    document = as_markdown.render(told)
    shown = terminal_text(told)
    data = as_json.render(told)
    for text in (page, document, shown):
        assert not set(text) & set("\x1b\x07\x00\x08\x9b\u202e")
    assert not set(data) & set("\x1b\x07\x00\x08")
    assert "<script>" not in page
    assert "<img" not in page
    assert "49" not in page.partition("{{ 7 * 7 }}")[2][:5]
    assert msgspec.json.decode(data)["tasks"][0]["outcome"] in ("raised", "failed")


def terminal_text(told):
    out = io.StringIO()
    terminal.render(told, Console(file=out, width=100, highlight=False))
    return out.getvalue()
