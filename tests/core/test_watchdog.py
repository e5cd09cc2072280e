"""A process that works for too long is ended; what it returns or raises comes back otherwise."""

import os
import time
from pathlib import Path

import pytest

from grader.core.errors import SubmissionError
from grader.core.watchdog import EndedError, in_time


def children():
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()


def test_what_is_returned_comes_back():
    assert in_time(lambda: {"a": (1, 2)}) == {"a": (1, 2)}
    assert in_time(os.getpid) != os.getpid()


def test_what_is_raised_is_raised_here():
    def fails():
        raise SubmissionError("it is broken")

    with pytest.raises(SubmissionError, match="it is broken"):
        in_time(fails)


def test_a_large_result_comes_back_whole():
    assert in_time(lambda: b"x" * 10**7) == b"x" * 10**7


def test_what_takes_too_long_is_ended_and_nothing_is_left():
    def hangs():
        time.sleep(600)

    before = children()
    with pytest.raises(EndedError) as told:
        in_time(hangs, seconds=0.2)
    assert str(told.value) == "It took longer than 0.2 seconds, and was ended."
    assert children() == before


def test_a_process_that_was_killed_is_told():
    with pytest.raises(EndedError, match="ended from outside"):
        in_time(lambda: os._exit(1))
