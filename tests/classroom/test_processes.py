"""Judges side by side: what happens when one of them is lost."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from grader.classroom.batch.processes import WorkerProcesses, _WorkerProcess
from grader.classroom.batch.worker import Job, Plan
from grader.core.errors import CourseError
from grader.core.fact import Fact
from grader.course.key import encoded
from grader.runner.wire import Limits

pytestmark = pytest.mark.slow

RIGHT = "def l2_norm(x):\n    return (x * x).sum().sqrt()\n"


@pytest.fixture
def plan(key, tmp_path):
    found = tmp_path / "exercise_03.key"
    found.write_bytes(encoded(key))
    return Plan((("exercise_03", found),), (), "unconfined", (), Limits(call_seconds=2.0), False)


def job(number, folder, text=RIGHT):
    path = folder / f"{number}.py"
    path.write_text(text)
    return Job(number, path, f"student {number}.py", "exercise_03")


def test_each_job_is_done_once_and_pages_give_nothing(plan, tmp_path):
    with WorkerProcesses(plan, 2) as lanes:
        found = list(lanes.run(job(number, tmp_path) for number in range(7)))
    assert sorted(one.attempt for one in found) == list(range(7))
    assert all(one.problem is None for one in found)


def test_a_lane_that_is_killed_is_replaced_and_its_file_tried_again(plan, tmp_path):
    with WorkerProcesses(plan, 1) as lanes:
        results = lanes.run(job(number, tmp_path) for number in range(5))
        first = next(results)
        (lane,) = lanes.pids
        os.kill(lane, signal.SIGKILL)
        rest = list(results)
    assert sorted(one.attempt for one in (first, *rest)) == list(range(5))
    assert all(one.problem is None for one in rest)


def test_all_workers_are_told_to_end_before_one_is_waited_for(plan, monkeypatch):
    told, wait = [], _WorkerProcess.wait

    def waits(lane):
        told.append([worker.connection.closed for worker in lanes._lanes])
        wait(lane)

    monkeypatch.setattr(_WorkerProcess, "wait", waits)
    with WorkerProcesses(plan, 3) as lanes:
        pass
    assert told == [[True, True, True]] * 3


def kill_judges(lanes, count):
    """Kill the judge, and the one that takes its place, as often as that."""
    killed = set()
    while len(killed) < count:
        for pid in set(lanes.pids) - killed:
            time.sleep(0.3)
            os.kill(pid, signal.SIGKILL)
            killed.add(pid)
        time.sleep(0.01)


def test_a_file_on_which_judges_end_twice_is_given_up_and_the_others_are_graded(plan, tmp_path):
    with WorkerProcesses(plan, 1) as lanes:
        killer = threading.Thread(target=kill_judges, args=(lanes, 2))
        killer.start()
        found = list(lanes.run([job(number, tmp_path) for number in range(3)]))
        killer.join()
    assert [(one.attempt, one.problem, one.fault) for one in found] == [
        (0, Fact("problem.lane_ended"), True),
        (1, None, False),
        (2, None, False),
    ]


def test_a_key_that_cannot_be_read_ends_the_batch_with_a_reason(tmp_path):
    (tmp_path / "broken.key").write_bytes(b"no key")
    broken = Plan((("exercise_03", tmp_path / "broken.key"),), (), "unconfined", (), Limits(), False)
    with (
        pytest.raises(CourseError, match=r"broken\.key is not an answer key"),
        WorkerProcesses(broken, 1) as lanes,
    ):
        list(lanes.run([job(1, tmp_path)]))


def test_when_the_batch_is_gone_its_judges_go(plan, tmp_path):
    with WorkerProcesses(plan, 2) as lanes:
        list(lanes.run([job(1, tmp_path)]))
        pids = lanes.pids
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]
