"""How hostile submissions are graded in tests: tiers, limits, a key."""

import os
from pathlib import Path

import msgspec
import pytest
from making import stubs

from grader import submission
from grader.core.errors import SubmissionError
from grader.judge.grade import grade
from grader.runner.sandbox.available import lacks
from grader.runner.sandbox.tiers import FLAT, NAMESPACES
from grader.runner.wire import Limits

LIMITS = Limits(call_seconds=0.7, task_seconds=1.4, total_seconds=20.0, memory_bytes=2**28)
SUBMISSIONS = Path(__file__).parent / "runner" / "sandbox" / "submissions"
HONEST = SUBMISSIONS / "000_honest_correct.py"
WRONG = SUBMISSIONS / "001_honest_wrong.py"
TIERS = {tier.name: tier for tier in (NAMESPACES, FLAT)}
CANARY = "CANARY-7d1f"
"""Text that no submission may see."""


def need(tier):
    """Skip where a tier cannot be had; where it must be had, that is a failure."""
    missing = lacks(tier)
    if missing and tier.name in os.environ.get("GRADE_TESTS_NEED_TIERS", "").split():
        pytest.fail(f"{tier.name}: {missing[0]}")
    if missing:
        pytest.skip(f"this machine cannot run the tier {tier.name}: {missing[0]}")


class Grader:
    """Grades files against exercise 03."""

    def __init__(self, key):
        self._key = key
        self._stubs = stubs(key)
        self.text = key.text

    def __call__(self, pool, path, *, whole=False, tasks=("l2_norm",)):
        source = submission.read(Path(path))
        program = submission.needed(source, list(self._stubs), stubs=self._stubs, whole=whole)
        return grade(program, self._key, pool, tasks=tasks)

    def outcome(self, pool, path, *, whole=False):
        """The outcome in words, and the result of l2_norm, if there is one."""
        try:
            (result,) = self(pool, path, whole=whole).tasks
        except SubmissionError:
            return "unreadable", None
        return str(result.outcome), result


def without_times(grade_):
    """A grade as data, without what no two runs have in common."""
    data = msgspec.to_builtins(grade_)
    for task in data["tasks"]:
        task["duration"] = 0.0
        task["loaded"] = False
    return data
