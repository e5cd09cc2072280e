"""The runner's messages, each with a code.

They say why a run ended early, what the runner warns about, and how it fails itself. They travel as codes
with arguments (`grader.core.fact`). `grader.locale.runner` makes them known there.
"""

from __future__ import annotations

from collections.abc import Mapping

from grader.core.errors import MachineError
from grader.core.fact import Fact
from grader.core.message import Message

# ------------------------------------------------------------ how a child ended, as phrases in a sentence

SECONDS = Message("{seconds:g} s", code="run.seconds")
GIGABYTES = Message("{gigabytes:g} GB", code="run.gigabytes")
UNREADABLE = Message("what it sent could not be read", code="run.unreadable")
ENDED_BY = Message("the system ended its process with {signal}", code="run.ended_by")
ENDED_BY_NUMBER = Message("the system ended its process with signal {number}", code="run.ended_by_number")
ENDED_ITSELF = Message("it ended its own process, with exit code {status}", code="run.ended_itself")
HUNG_UP = Message("it closed the connection that carries its results", code="run.hung_up")
BROKE_RECORDING = Message(
    "it changed Python or torch so that its results could not be recorded", code="run.broke_recording"
)
WROTE_TOO_MUCH = Message("it wrote too many files, or too large ones", code="run.wrote_too_much")
RETURNED_TOO_MUCH = Message(
    "it returned more than {count:,} values in all calls of the task", code="run.returned_too_much"
)
SENT_TOO_MUCH = Message("it gave back too much for one task", code="run.sent_too_much")
LOST_DEVICE = Message(
    "an operation on the GPU failed, and the process cannot use the GPU any more",
    code="run.lost_device",
)

# ---------------------------------------------------------------------------------- what is warned of

WITHOUT_WORKERS = Message(
    "DataLoader(num_workers={count}) would start processes, and a graded function may not. It was run "
    "without them; the batches are the same.",
    code="warning.without_workers",
)

# -------------------------------------------------------------------------- what fails in the runner

ENDED = Message(
    "The runner process ended unexpectedly. Run `grade doctor` to look for the cause.", code="machine.ended"
)
NOT_STARTED = Message("The runner process could not start: {why}", code="machine.not_started")
NONSENSE = Message("The runner process sent something unreadable: {why}.", code="machine.nonsense")
REFUSED = Message("The system refused what the grader needs: {why}.", code="machine.refused")
NO_DESCRIPTOR = Message(
    "The system gave no descriptor of a process that the grader started.", code="machine.no_descriptor"
)
NOT_OPENED = Message(
    "{device} cannot be used by the process in which submissions run: {why}.", code="machine.not_opened"
)
NO_PACKAGE = Message(
    "The task needs packages that are not installed where submissions run. Install them: pip install "
    "{packages}",
    code="machine.no_package",
)
THREADS = Message(
    "The warm process has {count} threads before a fork, and it may have only one.", code="machine.threads"
)
TOO_LARGE = Message("a frame of {size:,} bytes is over the limit", code="machine.too_large")
GONE = Message("the other side is gone", code="machine.gone")
UNDECODED = Message("a frame could not be read: {why}", code="machine.undecoded")
NO_FILTER = Message("libseccomp cannot make a filter for this processor", code="machine.no_filter")
RULE_REFUSED = Message("libseccomp refused a rule: {why}", code="machine.rule_refused")

MESSAGES: Mapping[str, Message] = {
    message.code: message
    for message in (
        SECONDS,
        GIGABYTES,
        UNREADABLE,
        ENDED_BY,
        ENDED_BY_NUMBER,
        ENDED_ITSELF,
        HUNG_UP,
        BROKE_RECORDING,
        WROTE_TOO_MUCH,
        RETURNED_TOO_MUCH,
        SENT_TOO_MUCH,
        LOST_DEVICE,
        WITHOUT_WORKERS,
        ENDED,
        NOT_STARTED,
        NONSENSE,
        REFUSED,
        NO_DESCRIPTOR,
        NOT_OPENED,
        NO_PACKAGE,
        THREADS,
        TOO_LARGE,
        GONE,
        UNDECODED,
        NO_FILTER,
        RULE_REFUSED,
    )
}


def as_error(fact: Fact) -> MachineError:
    """Return one of these facts as an error; its text is made when it is shown."""
    return MachineError(MESSAGES[fact.code], **fact.args)
