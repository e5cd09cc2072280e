"""What the tests share: keys that are made once, and which tests a run takes.

`pytest -m "not slow"` is the inner loop: no test in it starts more than a moment's work. `pytest` runs all
tests, but of those that are marked `long` a sample: one variant in `SAMPLE` of a parametrized test, and one
in `SAMPLE` of the others of a file, the same ones on every machine. `pytest --all` leaves none out.
"""

import os
import signal
import threading
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import settings

from grader.core.message import SOURCE, VARIABLE, speaking
from grader.core.model import Key
from grader.course import load
from grader.course.key import obtain
from grader.grading import devices
from grader.runner.process.pool import Pool
from grader.runner.wire import Limits

ROOT = Path(__file__).parent.parent
CACHE = ROOT / ".cache"
"""Where the keys of the tests are kept, from one run to the next."""
SAMPLE = 8

os.environ[VARIABLE] = SOURCE  # whatever this machine speaks; its processes, too

settings.register_profile("grade", deadline=None)  # how long an example takes is the machine's affair
settings.load_profile("grade")

if threading.current_thread() is threading.main_thread():
    # what is started in the background may have to ignore interrupts, and would hand that on
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_configure(config):
    """Say at once, and once, why tests that need a GPU cannot be run."""
    if config.option.markexpr == "cuda" and not hasattr(config, "workerinput"):
        found = devices.looked()
        if not found.names:
            raise pytest.UsageError(f"-m cuda needs a GPU. {devices.reason(found)}")


def pytest_addoption(parser):
    parser.addoption("--all", action="store_true", help="run every variant of the long tests, not a sample")


@pytest.hookimpl(tryfirst=True)  # before -m is looked at
def pytest_collection_modifyitems(config, items):
    """What needs a GPU is slow, too; of what is long, a sample is kept."""
    for item in items:
        if item.get_closest_marker("cuda"):
            item.add_marker("slow")
    if config.option.all:
        return
    variants = defaultdict(list)
    for item in items:
        if item.get_closest_marker("long"):
            variants[item.path, item.originalname if hasattr(item, "callspec") else None].append(item)
    left = {item for found in variants.values() for n, item in enumerate(found) if n % SAMPLE}
    config.hook.pytest_deselected(items=list(left))
    items[:] = [item for item in items if item not in left]


def pytest_report_header(config):
    """Say that it is a sample."""
    return None if config.option.all else f"of the long tests, 1 in {SAMPLE} is run (--all runs all)"


@pytest.fixture(scope="session", autouse=True)
def cache():
    """Keys go into a cache of the checkout's own, one for all processes of a run, and for all runs."""
    folder = Path(os.environ.get("GRADE_TESTS_CACHE", CACHE))
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
def keys(cache, course, worker_id) -> dict[str, Key]:
    """The keys of all exercises of the built-in course; each is made once, by one of the workers."""
    backwards = worker_id.endswith(("1", "3", "5", "7", "9"))
    found = {
        name: obtain(course, name, progress=lambda _task: None)
        for name in (reversed(course.names) if backwards else course.names)
    }
    return {name: found[name] for name in course.names}


@pytest.fixture(scope="session")
def key(keys) -> Key:
    return keys["exercise_03"]


@pytest.fixture(scope="session")
def pool():
    """A warm process with short deadlines and little memory."""
    with Pool(Limits(call_seconds=2.0, total_seconds=60.0, memory_bytes=2**29)) as pool:
        yield pool
