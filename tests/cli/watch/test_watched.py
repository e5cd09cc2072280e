"""A watched file: the keys of what is written are made first, and those of the rest between saves."""

import time

import pytest

from grader import submission
from grader.cli.watch.watched import Choice, WatchedFile
from grader.core.model import Outcome
from grader.course import cache
from grader.runner.protocol import Cancelled
from tests.coursework import course

pytestmark = pytest.mark.slow

TASKS = "".join(
    f'@exercise.task(inputs={{"n": each(1, 2, 3)}}, cases=3)\ndef f{k}(n):\n    return {k} * n\n\n'
    for k in range(5)
)
SLOW = (
    '@exercise.task(inputs={"n": each(1, 2, 3)}, cases=3)\ndef slow(n):\n'
    "    import time\n    time.sleep(600)\n    return n\n"
)


@pytest.fixture
def watched(tmp_path, monkeypatch):
    """A course with a task whose key is never ready, and a file in which one task is written."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = course(tmp_path / "course", TASKS + SLOW)
    path = tmp_path / "small.py"
    path.write_text("def f2(n):\n    return 2 * n\n")
    file = WatchedFile(path, Choice(course=made.root))
    yield file, cache.cached(made, "small")
    file.stop()


def kept(folder):
    return {path.stem for path in folder.glob("*.key")} - {"outline"}


def regrade(file, pool, **options):
    return file.regrade(submission.read(file.path), pool, lambda _text: None, **options)


def test_only_what_is_written_waits_for_its_key(watched, pool):
    file, folder = watched
    regrade(file, pool)
    outcomes = {result.task: result.outcome for result in file.grade.tasks}
    assert outcomes.pop("f2") is Outcome.PASSED
    assert set(outcomes.values()) == {Outcome.MISSING}
    assert kept(folder) == {"f2"}


def test_the_rest_is_made_between_saves_and_ends_at_once_when_a_file_is_saved(watched, pool):
    file, folder = watched
    regrade(file, pool)
    file.prepare()
    process = file._keys._maker._process
    end = time.monotonic() + 60
    while kept(folder) != {"f0", "f1", "f2", "f3", "f4"}:
        assert time.monotonic() < end
        time.sleep(0.02)
    assert process.poll() is None  # it goes on with the one that never ends
    assert regrade(file, pool) == ()  # a save in which no function has changed
    assert process.poll() is not None


def test_a_save_ends_the_wait_for_a_key(watched, pool):
    file, _ = watched
    file.path.write_text("def slow(n):\n    return n\n")
    looks = []

    def cancelled():
        looks.append(1)
        return len(looks) > 3

    with pytest.raises(Cancelled):
        regrade(file, pool, cancelled=cancelled)
    assert file._keys is None or file._keys._maker is None
