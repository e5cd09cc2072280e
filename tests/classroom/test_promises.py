"""What a class's page says of how submissions were confined: on a GPU, less."""

import pytest

from grader.classroom import words
from grader.classroom.book.gradebook import Gradebook
from grader.classroom.book.grades import Grades
from grader.classroom.book.rules import Rules
from grader.classroom.book.store import Store
from grader.classroom.overview.overview import Overview


@pytest.mark.parametrize(
    ("tier", "device", "said"),
    [
        ("namespaces", "cpu", False),
        ("namespaces", "cpu, cuda:0", True),
        ("flat", "cuda:1", True),
        ("unconfined", "cuda:0", False),
    ],
)
def test_a_confined_class_on_a_gpu_is_promised_less(tmp_path, tier, device, said):
    store = Store(tmp_path)
    store.prepare()
    book = Gradebook(store.gradebook, writes=True)
    book.set_facts({"tier": tier, "device": device, "torch": "2", "layout": "flat"})
    overview = Overview(Grades(store, book, Rules()), book)
    promised = [str(words.TIERS[tier]), *([str(words.DRIVER_IN_REACH)] if said else [])]
    assert list(overview.promises()) == promised
    book.close()
