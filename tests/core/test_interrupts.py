"""What a signal raises goes through code that catches it."""

import os
import signal
import sys
import threading

import pytest

from grader.core.interrupts import SIGNALS, Interrupts


def catches_all(number):
    """Code of a course that gets a signal and catches whatever it raises."""
    try:
        os.kill(os.getpid(), number)
        return "went on"
    except BaseException:
        return "caught"


@pytest.fixture
def ending():
    """The handler that ends the program as `grade` does."""

    def end(number, _frame):
        sys.exit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    yield end
    signal.signal(signal.SIGTERM, before)


def test_an_interrupt_that_is_caught_is_raised_at_the_end():
    with pytest.raises(KeyboardInterrupt), Interrupts():
        assert catches_all(signal.SIGINT) == "caught"


def test_an_end_that_is_caught_is_raised_at_the_end_with_its_code(ending):
    with pytest.raises(SystemExit) as raised, Interrupts():
        assert catches_all(signal.SIGTERM) == "caught"
    assert raised.value.code == 128 + signal.SIGTERM


def test_it_takes_the_place_of_an_error_that_was_made_of_it():
    def fails():
        try:
            os.kill(os.getpid(), signal.SIGINT)
        except KeyboardInterrupt as error:
            raise ValueError("broken") from error

    with pytest.raises(KeyboardInterrupt), Interrupts():
        fails()


def test_one_that_is_not_caught_goes_through_as_it_is():
    with pytest.raises(KeyboardInterrupt) as raised, Interrupts():
        os.kill(os.getpid(), signal.SIGINT)
    assert raised.value.__context__ is None


def test_blocks_inside_each_other_all_end():
    def catches_the_inner_block():
        with pytest.raises(KeyboardInterrupt), Interrupts():
            catches_all(signal.SIGINT)
        return "went on"

    with pytest.raises(KeyboardInterrupt), Interrupts():
        assert catches_the_inner_block() == "went on"


def test_what_the_code_raises_itself_is_not_kept():
    with Interrupts():
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt:
            pass


def test_the_handlers_are_those_from_before(ending):
    before = [signal.getsignal(number) for number in SIGNALS]
    with Interrupts():
        assert [signal.getsignal(number) for number in SIGNALS] != before
    assert [signal.getsignal(number) for number in SIGNALS] == before


def test_another_thread_is_left_alone():
    done = []

    def work():
        with Interrupts():
            done.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [signal.getsignal(signal.SIGINT)]


def test_a_block_inside_another_one_raises_at_its_own_end():
    reached = []

    def outer():
        with Interrupts():
            assert catches_all(signal.SIGINT) == "caught"
        reached.append("after the inner block")

    with pytest.raises(KeyboardInterrupt), Interrupts():
        outer()
    assert reached == []


def test_after_a_block_the_handlers_are_those_from_before(ending):
    with Interrupts(), Interrupts():
        assert signal.getsignal(signal.SIGTERM) is not ending
    assert signal.getsignal(signal.SIGTERM) is ending
    with pytest.raises(KeyboardInterrupt), Interrupts():
        assert catches_all(signal.SIGINT) == "caught"
