"""Why a run ended, and what the runner warns of: facts that travel, and that nobody can forge."""

import socket

import msgspec
import pytest
from making import observe_all, tensor

from grader.core.errors import MachineError
from grader.core.fact import Fact
from grader.core.message import Message
from grader.core.model import Case, Observation, Outcome
from grader.core.value import Atom
from grader.locale.messages import MESSAGES, sentence
from grader.runner import reasons
from grader.runner.process.validation import is_valid
from grader.runner.wire import Assignment, Channel, Observed, Piece, Program, ProtocolError, answers

ASSIGNMENT = Assignment("f", 1, (Case((tensor([1.0]),), ("",), 0),))


def program(body):
    text = f"def f(x):\n    {body}\n"
    return Program((Piece("a.py", 1, text, ("f",), ("f",)),))


PHRASES = [
    (Fact("run.seconds", {"seconds": 1.5}), "1.5 s"),
    (Fact("run.seconds", {"seconds": 60.0}), "60 s"),
    (Fact("run.gigabytes", {"gigabytes": 2.0}), "2 GB"),
    (Fact("run.ended_by", {"signal": "SIGSEGV"}), "the system ended its process with SIGSEGV"),
    (Fact("run.ended_itself", {"status": 3}), "it ended its own process, with exit code 3"),
    (Fact("run.unreadable"), "what it sent could not be read"),
    (
        Fact("warning.without_workers", {"count": 2}),
        "DataLoader(num_workers=2) would start processes, and a graded function may not. It was run without "
        "them; the batches are the same.",
    ),
    (Fact("machine.too_large", {"size": 200_000_000}), "a frame of 200,000,000 bytes is over the limit"),
]


@pytest.mark.parametrize(("fact", "text"), PHRASES)
def test_a_fact_of_the_runner_has_its_words(fact, text):
    assert sentence(fact) == text


def test_every_message_of_the_runner_is_known_by_its_code():
    found = {thing.code: thing for thing in vars(reasons).values() if isinstance(thing, Message)}
    assert "" not in found
    assert {code: MESSAGES.get(code) for code in found} == found


def test_an_error_about_an_error_is_put_into_words_as_a_whole():
    error = MachineError(
        reasons.NOT_OPENED, device="cuda:0", why=reasons.as_error(Fact("run.seconds", {"seconds": 60.0}))
    )
    assert str(error) == "cuda:0 cannot be used by the process in which submissions run: 60 s."


ENDS = {
    "os.kill(os.getpid(), 11)": Fact("run.ended_by", {"signal": "SIGSEGV"}),
    "os.kill(os.getpid(), 40)": Fact("run.ended_by_number", {"number": 40}),
    "os._exit(3)": Fact("run.ended_itself", {"status": 3}),
}


@pytest.mark.parametrize("body", ENDS)
def test_how_a_child_ended_is_a_fact(pool, body):
    (run,) = observe_all(pool, program(f"import os; {body}"), [ASSIGNMENT])
    assert (run.outcome, run.why) == (Outcome.CRASHED, ENDS[body])


def test_workers_that_are_done_without_are_a_fact(pool):
    body = "from torch.utils.data import DataLoader\n    return next(iter(DataLoader(x, num_workers=2)))"
    (run,) = observe_all(pool, program(body), [ASSIGNMENT])
    (seen,) = run.observations
    assert seen.warnings == (Fact("warning.without_workers", {"count": 2}),)


def seen(*warnings):
    return Observation(value=Atom("NoneType", "None"), inputs=(tensor([1.0]),), warnings=warnings)


def test_a_warning_of_ours_and_one_of_pythons_are_sound():
    observation = seen("Use it so.", Fact("warning.without_workers", {"count": 2}))
    (decoded,) = [answers.decode(msgspec.msgpack.encode(Observed(0, observation))).observation]
    assert decoded == observation
    assert is_valid(decoded, ASSIGNMENT)


FORGED = {
    "another code": Fact("run.seconds", {"seconds": 1}),
    "a code that nobody knows": Fact("x", {"count": 2}),
    "no argument": Fact("warning.without_workers"),
    "one argument too many": Fact("warning.without_workers", {"count": 2, "more": 3}),
    "a text for a number": Fact("warning.without_workers", {"count": "2"}),
    "a fraction": Fact("warning.without_workers", {"count": 2.5}),
    "a number that is too large": Fact("warning.without_workers", {"count": 2**62}),
    "a number below one": Fact("warning.without_workers", {"count": 0}),
    "a fact in a fact": Fact("warning.without_workers", {"count": Fact("run.seconds", {"seconds": 1})}),
    "a text that is too long": "x" * 20_001,
}


@pytest.mark.parametrize("name", FORGED)
def test_a_warning_that_the_runner_cannot_have_given_is_refused(name):
    assert not is_valid(seen(FORGED[name]), ASSIGNMENT)


@pytest.mark.parametrize(
    "body",
    [
        {"code": "x", "args": dict.fromkeys(map(str, range(51)), 1)},
        {"code": "x", "args": {"x": [1] * 10_001}},
        {"code": "x", "args": {"x": None}},
        {"code": "x", "args": {"x": {"args": {}}}},
    ],
)
def test_a_fact_with_too_much_is_refused_before_it_is_made(body):
    sent = {"type": "observed", "index": 0, "observation": {"warnings": [body]}}
    with pytest.raises(msgspec.ValidationError):
        answers.decode(msgspec.msgpack.encode(sent))


def test_facts_in_facts_without_end_are_refused():
    sent = msgspec.msgpack.encode({"type": "observed", "index": 0, "observation": {"warnings": [0]}})
    assert sent.endswith(b"\0")
    deep = sent[:-1] + b"\x82\xa4code\xa1x\xa4args\x81\xa1x" * 100_000
    mine, yours = socket.socketpair()
    with mine, yours:
        receiver = Channel(yours)
        receiver.feed(len(deep).to_bytes(4, "little") + deep)
        with pytest.raises(ProtocolError, match="could not be read"):
            receiver.take(answers)
