"""Of processes that need the same key, one makes it, and the others wait for it."""

import threading

import pytest

from grader.core.model import Key
from grader.course.cache import kept


def both(place, make_it):
    """What two that need the same key get."""
    found = []
    threads = [threading.Thread(target=lambda: found.append(kept(place, Key, make_it))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


def test_a_key_is_made_once_and_the_other_waits_for_it(tmp_path, key):
    begun, made = threading.Event(), []

    def make_it():
        made.append(threading.current_thread().name)
        begun.wait(1)  # the other one has come as far as the lock, or has made the key, too
        return key

    found = both(tmp_path / "cache" / "small.key", make_it)
    assert found == [key, key]
    assert len(made) == 1


def test_who_waits_makes_the_key_if_the_first_one_fails(tmp_path, key):
    made = []

    def make_it():
        made.append(1)
        if len(made) == 1:
            raise ZeroDivisionError
        return key

    place = tmp_path / "cache" / "small.key"
    with pytest.raises(ZeroDivisionError):
        kept(place, Key, make_it)
    assert kept(place, Key, make_it) == key


def test_a_cache_that_cannot_be_written_has_no_lock(tmp_path, key):
    (tmp_path / "cache").write_text("a file, not a folder")
    assert kept(tmp_path / "cache" / "small.key", Key, lambda: key) == key
