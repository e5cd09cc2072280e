"""A pool in each tier that this machine can run, and what may not be seen from inside."""

import os

import pytest
from hostile import CANARY, LIMITS, TIERS, Grader, need

from grader.course.key import obtain
from grader.runner.process.pool import Pool


@pytest.fixture(scope="session")
def canaries(tmp_path_factory):
    """What no submission may see: a solution of the teacher's, and a secret in the environment."""
    folder = tmp_path_factory.mktemp("teacher")
    (folder / "solution.py").write_text(f"# {CANARY}\ndef l2_norm(x):\n    return (x * x).sum().sqrt()\n")
    os.environ["GRADE_SECRET"] = CANARY
    yield folder
    del os.environ["GRADE_SECRET"]


@pytest.fixture(scope="session", params=TIERS)
def confined(request, canaries, course):
    """A pool in one tier."""
    tier = TIERS[request.param]
    need(tier)
    with Pool(LIMITS, tier, hidden=[course.root, canaries]) as pool:
        assert pool.torch
        yield pool


@pytest.fixture(scope="session")
def grader(cache, course):
    return Grader(obtain(course, "exercise_03", progress=lambda _task: None))
