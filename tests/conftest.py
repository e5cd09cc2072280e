"""What the tests share: keys that are made once, and a course in a folder."""

import os
import signal
import threading
from pathlib import Path

import pytest

from grader.core.message import SOURCE, VARIABLE, speaking
from grader.core.model import Key
from grader.course import load
from grader.course.key import obtain
from grader.grading import devices
from grader.runner.process.pool import Pool
from grader.runner.wire import Limits

ROOT = Path(__file__).parent.parent

os.environ[VARIABLE] = SOURCE  # whatever this machine speaks; its processes, too

if threading.current_thread() is threading.main_thread():
    # what is started in the background may have to ignore interrupts, and would hand that on
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_configure(config):
    """Say at once, and once, why tests that need a GPU cannot be run."""
    if config.option.markexpr == "cuda" and not hasattr(config, "workerinput"):
        found = devices.looked()
        if not found.names:
            raise pytest.UsageError(f"-m cuda needs a GPU. {devices.reason(found)}")


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory, worker_id):
    """Keys go into a cache of the test run's own, one for all its processes, or of several runs."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    folder = Path(os.environ.get("GRADE_TESTS_CACHE", shared / "cache"))
    os.environ["XDG_CACHE_HOME"] = str(folder)
    return folder


@pytest.fixture(autouse=True)
def source_language():
    """A test begins in the source language, and leaves no other one behind."""
    with speaking(SOURCE):
        yield


@pytest.fixture(scope="session")
def course():
    return load.Course(ROOT)


@pytest.fixture(scope="session")
def keys(cache, course) -> dict[str, Key]:
    """The keys of all exercises of the built-in course."""
    return {name: obtain(course, name, progress=lambda _task: None) for name in course.names}


@pytest.fixture(scope="session")
def key(keys) -> Key:
    return keys["exercise_03"]


@pytest.fixture(scope="session")
def pool():
    """A warm process with short deadlines and little memory."""
    with Pool(Limits(call_seconds=2.0, total_seconds=60.0, memory_bytes=2**29)) as pool:
        yield pool
