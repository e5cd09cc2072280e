"""Task keys are made in a process of their own, which leaves nothing behind, whatever ends it."""

import os
import signal
import subprocess
import sys
import time

import pytest

from grader.core.errors import CourseError, MachineError
from grader.course import cache
from grader.course import key as keys
from grader.course.elsewhere import Elsewhere
from grader.course.here import Here
from tests.coursework import course

pytestmark = pytest.mark.slow

QUICK = "".join(
    f'@exercise.task(inputs={{"n": each(1, 2, 3)}}, cases=3)\ndef f{k}(n):\n    return {k} * n\n\n'
    for k in range(5)
)
SLOW = (
    "import time\n"
    '@exercise.task(inputs={"n": each(1, 2, 3)}, cases=3)\ndef quick(n):\n    return n\n\n'
    '@exercise.task(inputs={"n": each(1, 2, 3)}, cases=3)\ndef slow(n):\n'
    "    import time\n    time.sleep(600)\n    return n\n"
)


@pytest.fixture(autouse=True)
def empty_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def is_there(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rpartition(")")[2].split()[0] != "Z"


def members(group):
    """The processes of a group that have not ended."""
    listed = subprocess.run(["ps", "-eo", "pid=,pgid=,stat="], capture_output=True, text=True, check=True)
    rows = (row.split() for row in listed.stdout.splitlines())
    return [int(pid) for pid, found, state in rows if int(found) == group and not state.startswith("Z")]


def until(holds, seconds=60.0):
    end = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < end
        time.sleep(0.01)
    return found


def test_keys_that_are_made_elsewhere_are_the_same_bytes_as_here(tmp_path, monkeypatch):
    made = course(tmp_path / "course", QUICK)
    here = Here(made, "small")
    expected = {name: keys.encoded(here.task(name)) for name in ("f0", "f3")}
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another"))
    elsewhere = Elsewhere(made, "small")
    try:
        assert [task.name for task in elsewhere.outline.tasks] == ["f0", "f1", "f2", "f3", "f4"]
        found = {task.name: keys.encoded(task) for task in elsewhere.make(["f0", "f3"])}
    finally:
        elsewhere.close()
    assert found == expected


def test_only_the_tasks_that_are_asked_for_are_made(tmp_path):
    made = course(tmp_path / "course", QUICK)
    key = keys.obtain(made, "small", tasks=["f1", "f2", "f4"])
    assert [task.name for task in key.tasks if task.is_made] == ["f1", "f2", "f4"]
    assert [len(task.cases) for task in key.tasks] == [0, 3, 3, 0, 3]
    folder = cache.cached(made, "small")
    assert sorted(path.name for path in folder.glob("*.key")) == ["f1.key", "f2.key", "f4.key", keys.OUTLINE]


def test_no_process_is_left_when_the_block_ends_in_the_middle(tmp_path):
    made = course(tmp_path / "course", SLOW)
    with keys.Keys(made, "small", apart=True) as source:
        ready = source.made(["quick", "slow"])
        assert next(ready).name == "quick"
        group = source._maker._process.pid
        assert members(group)
    assert until(lambda: not members(group))


PARENT = """
import sys
from pathlib import Path
from grader.course import key as keys
from grader.course.load import Course
with keys.Keys(Course(Path(sys.argv[1])), "small") as source:
    ready = source.made(["quick", "slow"])
    next(ready)
    print(source._maker._process.pid, flush=True)
    next(ready)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the process ends with its next answer")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_is_left_when_this_one_is_ended(tmp_path, number):
    made = course(tmp_path / "course", SLOW)
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(made.root)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    with parent:
        group = int(parent.stdout.readline())
        assert members(group)
        parent.send_signal(number)
        started = time.monotonic()
        parent.wait(60)
        assert time.monotonic() - started < 5  # and not the ten minutes that the task takes
    assert until(lambda: not members(group))


def test_what_the_course_does_wrong_is_told_as_here(tmp_path):
    made = course(tmp_path / "course", QUICK.replace("cases=3", "cases=-1", 1))
    elsewhere = Elsewhere(made, "small")
    try:
        with pytest.raises(CourseError) as caught:
            _ = elsewhere.outline
    finally:
        elsewhere.close()
    with pytest.raises(CourseError) as here:
        _ = Here(made, "small").outline
    assert str(caught.value) == str(here.value)


def test_a_process_that_ends_by_itself_is_told(tmp_path):
    made = course(tmp_path / "course", QUICK + "import os\nif 'maker' in sys.argv[0]:\n    os._exit(7)\n")
    text = (made.root / "reference" / "small.py").read_text()
    (made.root / "reference" / "small.py").write_text("import sys\n" + text)
    with keys.Keys(made, "small", apart=True) as source, pytest.raises(MachineError) as caught:
        _ = source.outline
    assert str(caught.value) == (
        "The process that makes the answer key of small ended: exit code 7. Run it again; if it happens "
        "again, please report it."
    )


def test_what_is_prepared_in_the_background_is_kept(tmp_path):
    made = course(tmp_path / "course", QUICK)
    with keys.Keys(made, "small", apart=True) as source:
        source.prepare()
        folder = cache.cached(made, "small")
        until(lambda: len(list(folder.glob("f*.key"))) == 5)
        assert [task.name for task in source.kept(["f0", "f4"])] == ["f0", "f4"]


def test_what_waits_for_a_key_can_be_interrupted(tmp_path):
    class Enough(Exception):
        pass

    def enough():
        raise Enough

    made = course(tmp_path / "course", SLOW)
    with keys.Keys(made, "small", apart=True) as source:
        ready = source.made(["slow"])
        source.waiting = enough
        with pytest.raises(Enough):
            next(ready)


COUNTED = "import os, time\n" + "".join(
    f'@exercise.task(inputs={{"n": each(1, 2, 3)}}, cases=3)\ndef f{k}(n):\n'
    f'    mine = os.environ["COUNTS"] + "/f{k}." + str(os.getpid())\n'
    f'    if not os.path.exists(mine):\n        open(mine, "w").close()\n        time.sleep(2)\n'
    f"    return {k} * n\n\n"
    for k in range(3)
)
"""Tasks whose keys take a while, and that leave a file for each process that makes them."""


def test_of_two_terminals_one_makes_each_key_and_both_get_it(tmp_path, monkeypatch):
    monkeypatch.setenv("COUNTS", str(tmp_path))
    made = course(tmp_path / "course", COUNTED)
    first, second = (keys.Keys(made, "small", apart=True) for _ in range(2))
    with first, second:
        begun = [source.made(["f0", "f1", "f2"]) for source in (first, second)]
        found = [sorted((task.name, keys.encoded(task)) for task in ready) for ready in begun]
    assert found[0] == found[1]
    assert [name for name, _ in found[0]] == ["f0", "f1", "f2"]
    makers = [path.name.partition(".")[0] for path in tmp_path.glob("f*.*")]
    assert sorted(makers) == ["f0", "f1", "f2"]


def test_a_cache_that_is_removed_while_keys_are_made_costs_nothing(tmp_path):
    made = course(tmp_path / "course", QUICK)
    with keys.Keys(made, "small", apart=True) as source:
        ready = source.made([f"f{k}" for k in range(5)])
        found = [next(ready).name]
        (tmp_path / "cache").rename(tmp_path / "removed")
        found += [task.name for task in ready]
    assert sorted(found) == ["f0", "f1", "f2", "f3", "f4"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root can write everywhere")
def test_a_folder_that_cannot_be_written_is_done_without(tmp_path):
    made = course(tmp_path / "course", QUICK)
    (tmp_path / "cache").mkdir(mode=0o500)
    assert [task.name for task in keys.obtain(made, "small").tasks if task.is_made] == [
        *("f0", "f1", "f2", "f3", "f4")
    ]
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_file_in_place_of_the_cache_is_done_without(tmp_path):
    made = course(tmp_path / "course", QUICK)
    (tmp_path / "cache").write_text("a file")
    assert all(task.is_made for task in keys.obtain(made, "small").tasks)
