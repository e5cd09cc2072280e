"""A wrong task that uses another wrong one says which to mend first, and nothing else."""

import pytest

from grader.core.fact import Fact
from grader.core.model import Aspect, Outcome
from grader.core.verdict import Difference, Named, TaskResult
from grader.judge.cascades import with_cascades
from grader.runner.wire import Piece, Program

LOSS = Piece("a.py", 1, "def loss(): ...", ("loss",), ("loss", "train"))
TRAIN = Piece("a.py", 3, "def train(): loss()", ("train",), ("train",))
ALONE = Piece("a.py", 3, "def train(): ...", ("train",), ("train",))
PATTERN = (Fact("pattern.aside"),)


def result(task, outcome=Outcome.FAILED, **more):
    return TaskResult(task, outcome, 0.0, 1.0, **more)


def told(loss, train, *pieces):
    found = with_cascades({"loss": loss, "train": train}, Program(pieces or (LOSS, TRAIN)))
    assert found["loss"] == loss
    return found["train"]


def test_who_uses_a_wrong_function_is_told_to_mend_that_first():
    train = result("train", misconception=Named("guess", False), patterns=PATTERN, advice=Fact("advice.item"))
    assert told(result("loss"), train) == result("train", advice=Fact("advice.uses_wrong", {"name": "loss"}))


def test_a_misconception_that_is_certain_stays():
    train = result("train", misconception=Named("no_step", True))
    assert told(result("loss"), train).misconception == Named("no_step", True)


@pytest.mark.parametrize("outcome", [Outcome.NOT_FINISHED, Outcome.MISSING])
def test_who_uses_what_is_not_written_is_told_to_write_that_first(outcome):
    found = told(result("loss", outcome), result("train", Outcome.RAISED))
    assert found.advice == Fact("advice.unfinished", {"name": "loss"})


UNTOUCHED = {
    "the other is right": (result("loss", Outcome.PASSED), result("train", patterns=PATTERN), ()),
    "the other is not graded": (result("loss", Outcome.UNGRADED), result("train", patterns=PATTERN), ()),
    "it does not use the other": (result("loss"), result("train", patterns=PATTERN), (LOSS, ALONE)),
    "it is right": (result("loss"), result("train", Outcome.PASSED), ()),
    "it is not written": (result("loss"), result("train", Outcome.NOT_FINISHED), ()),
    "its parameters are wrong": (
        result("loss"),
        result("train", differences=(Difference(Aspect.SIGNATURE, (), Fact("signature"), "", ""),)),
        (),
    ),
    "each uses the other": (
        result("loss"),
        result("train", patterns=PATTERN),
        (
            Piece("a.py", 1, "def loss(): train()", ("loss",), ("loss", "train")),
            Piece("a.py", 3, "def train(): loss()", ("train",), ("loss", "train")),
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("why", UNTOUCHED)
def test_nothing_is_said_where(why):
    loss, train, pieces = UNTOUCHED[why]
    if why == "it does not use the other":
        pieces = (Piece("a.py", 1, "def loss(): ...", ("loss",), ("loss",)), ALONE)
    assert told(loss, train, *pieces) == train


def test_of_a_chain_each_names_the_one_that_it_uses():
    deep = Piece("a.py", 1, "def norm(): ...", ("norm",), ("norm", "loss", "train"))
    results = {name: result(name) for name in ("norm", "loss", "train")}
    found = with_cascades(results, Program((deep, LOSS, TRAIN)))
    assert [found[name].advice for name in results] == [
        None,
        Fact("advice.uses_wrong", {"name": "norm"}),
        Fact("advice.uses_wrong", {"name": "norm"}),
    ]


def test_of_a_file_that_runs_as_a_whole_nothing_is_known():
    results = {"loss": result("loss"), "train": result("train", patterns=PATTERN)}
    assert with_cascades(results, Program((LOSS, TRAIN), whole=True)) == results
