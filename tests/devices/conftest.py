"""The device on which these tests run: one that stands in for a GPU and, where `-m cuda` asks, a GPU."""

import functools
import os
from pathlib import Path

import pytest

from grader.grading import devices
from grader.runner.process.pool import Pool
from grader.runner.process.pools import Pools
from grader.runner.wire import Limits

PRETEND = Path(__file__).parent.parent / "pretend"
LIMITS = Limits(call_seconds=5.0, task_seconds=60.0, memory_bytes=2**29)


@functools.cache
def why_none():
    """Why torch can use no GPU here; empty where it can."""
    found = devices.looked()
    return "" if found.names else f"-m cuda needs a GPU. {devices.reason(found)}"


@pytest.fixture
def gpu():
    """A GPU, or the reason why there is none."""
    if why_none():
        pytest.fail(why_none())


@pytest.fixture(scope="session", params=["pretend:0", pytest.param("cuda:0", marks=pytest.mark.cuda)])
def device(request):
    """`pretend:0` shows whatever is done around a GPU, `cuda:0` that a GPU itself works."""
    if request.param.startswith("cuda") and why_none():
        pytest.fail(why_none())
    return request.param


@pytest.fixture(scope="session")
def pools(device):
    """The CPU and the device, with little memory."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PYTHONPATH", str(PRETEND), prepend=os.pathsep)  # only what is started now finds it
        pools = Pools(("cpu", device), lambda one: Pool(LIMITS, device=one))
    with pools:
        yield pools


@pytest.fixture(scope="session")
def far(pools, device):
    """The device's pool."""
    return pools[device]
