"""Which departures of a failed task are reported, each with its call."""

from __future__ import annotations

import itertools
import re
from collections.abc import Hashable, Iterator, Sequence

import msgspec

from grader.compare.observations import hidden, state
from grader.core.fact import Arguments, Fact
from grader.core.model import VARIABLE, Aspect, Expected, Mismatch, Observation, TaskKey
from grader.core.value import Items, Made
from grader.core.verdict import Difference
from grader.judge import differences
from grader.judge.advice import place_of
from grader.judge.causes import letters
from grader.judge.differences import AFTERWARDS, BESIDE
from grader.judge.example import call_text
from grader.judge.score import CHAIN

FEW_PARTS = 2
NONE_TYPE = "NoneType"
DTYPES = re.compile(r"\b(Float|Double|Half|BFloat|Long|Int|Short|Bool|float|double|int|long)\b")
"""Words of messages that depend on the case."""
WRITTEN_TO = "more than one element of the written-to tensor"
"""A part of what torch says when code writes into an expanded tensor."""
BESIDE_NUMBERS = {Aspect.ATTACHED, Aspect.GRADIENT}
"""The aspects that are not told of calls with right numbers if other calls have wrong ones."""

Verdicts = Sequence[tuple[Mismatch, ...]]


def told_differences(
    task: TaskKey,
    observations: Sequence[Observation],
    verdicts: Verdicts,
    *,
    shown_case: int,
    is_named: bool = False,
) -> Iterator[Difference]:
    """Yield the first departure in each aspect, and of another part, unless a misconception is certain.

    Those of the shown case come first, others with their call. If the values are not right in every case,
    the graph and the gradients are not reported for the calls with right ones.
    """
    order = sorted(range(len(verdicts)), key=lambda index: (index != shown_case, index))
    for index, mismatch in _departures(task, observations, verdicts, order, is_named=is_named):
        before = _before(task, index, mismatch) if mismatch.aspect is Aspect.INPUTS else ""
        if before and _is_changed_elsewhere(task, mismatch):
            mismatch = msgspec.structs.replace(mismatch, kind=AFTERWARDS)
        elsewhere = call_text(task, task.cases[index]) if index != shown_case else ""
        found = _as_seen(difference(mismatch, before, call=elsewhere), task.asked.seen_as)
        yield _of_variable(found, task.name) if task.kind == VARIABLE else found


def _departures(
    task: TaskKey,
    observations: Sequence[Observation],
    verdicts: Verdicts,
    order: Sequence[int],
    *,
    is_named: bool,
) -> Iterator[tuple[int, Mismatch]]:
    """Yield the departures with their calls: each aspect once, and once more for another part."""
    broken = {mismatch.aspect for verdict in verdicts for mismatch in verdict}
    is_wrong = bool(broken & CHAIN)
    told: dict[Aspect, set[Hashable]] = {}

    def is_new(index: int, mismatch: Mismatch) -> bool:
        known = told.get(mismatch.aspect, set())
        if known and WRITTEN_TO in str(mismatch.args.get("message", "")):
            return False  # the same mistake, with an expanded argument
        in_parts = mismatch.aspect in CHAIN or mismatch.aspect is Aspect.ALIASING
        if not known or (is_named or not in_parts or len(known) == FEW_PARTS):
            return not known
        return _part_of(mismatch, task.expected[index]) not in known

    def tell(index: int, mismatch: Mismatch) -> tuple[int, Mismatch]:
        told.setdefault(mismatch.aspect, set()).add(_part_of(mismatch, task.expected[index]))
        return index, mismatch

    for index in order:
        new = [one for one in verdicts[index] if not (is_wrong and one.aspect in BESIDE_NUMBERS)]
        new = [one for one in new if is_new(index, one)]
        yield from [tell(index, mismatch) for mismatch in _few(new)]
        for mismatch in new:  # what this call shows as well need not be told of another one
            tell(index, mismatch)
    for index in order if is_wrong else ():
        if verdicts[index]:
            beside = hidden(task.expected[index], observations[index], task.parameters, task.aspects)
            for mismatch in beside:
                if mismatch.aspect not in told and not _is_changed_elsewhere(task, mismatch):
                    yield tell(index, _beside_numbers(mismatch))


def _beside_numbers(mismatch: Mismatch) -> Mismatch:
    """Mark a lost graph as one that comes with wrong numbers."""
    if mismatch.aspect is not Aspect.ATTACHED:
        return mismatch
    return msgspec.structs.replace(mismatch, kind=BESIDE)


def _is_changed_elsewhere(task: TaskKey, mismatch: Mismatch) -> bool:
    """Whether it is about an argument that other calls are to change."""
    if mismatch.aspect is not Aspect.INPUTS:
        return False
    return any(place_of(task, mismatch) in known.changed for known in task.expected)


def _part_of(mismatch: Mismatch, expected: Expected) -> Hashable:
    """Return the part of a tuple that a departure is about, or the cause of an error."""
    if mismatch.aspect is Aspect.OUTCOME:
        text = DTYPES.sub("", letters(str(mismatch.args.get("message", ""))))
        return mismatch.kind, str(mismatch.got) if text else "", text
    value = expected.observation.value
    return mismatch.path[:1] if isinstance(value, Items) and value.type == "tuple" else ()


def _as_seen(difference: Difference, text: str) -> Difference:
    """Name what a text of the course reads of the result, if it is that which differs."""
    fact, last = difference.message, text.rpartition("\n")[2]
    what, got = fact.args.get("what"), fact.args.get("got")
    if not text or not isinstance(what, Fact):
        return difference
    if isinstance(got, Fact) and got.code == "kind.unseen":
        type_, detail = got.args["type"], str(got.args["detail"]).rstrip(".")
        if type_ == NONE_TYPE:
            return msgspec.structs.replace(difference, message=Fact("structure.none", {"text": last}))
        of = Fact("what.result") if what.code == "what.seen" else what
        args: Arguments = {"what": of, "text": last, "type": type_, "detail": detail}
        return msgspec.structs.replace(difference, message=Fact("structure.unseen", args))
    if what.code in ("what.result", "what.seen"):
        what = Fact("what.seen", {"text": last})
    elif what.code in ("what.part", "what.seen_part"):
        what = Fact("what.seen_part", {"path": what.args["path"], "text": last})
    message = msgspec.structs.replace(fact, args={**fact.args, "what": what})
    return msgspec.structs.replace(difference, message=message)


def _of_variable(found: Difference, name: str) -> Difference:
    """Return a difference that speaks of a variable and not of a result."""
    match found.message.args.get("what"):
        case Fact("what.result"):
            said = name
        case Fact("what.part", {"path": str(path)}):
            said = f"{name}{path}"
        case _:
            return found
    args = {**found.message.args, "what": Fact("what.name", {"name": said})}
    message = msgspec.structs.replace(found.message, args=args)
    return msgspec.structs.replace(found, message=message)


def _before(task: TaskKey, index: int, mismatch: Mismatch) -> str:
    """Write the old value of an argument, or a part of it, that should be unchanged."""
    n = place_of(task, mismatch)
    value = task.cases[index].inputs[n]
    if isinstance(value, Made):  # only the run knows its value, and the reference leaves it unchanged
        value = task.expected[index].observation.inputs[n]
        named = dict(zip(task.cases[index].names, task.cases[index].inputs, strict=False))
        while isinstance(value, Made) and value.text in named and named[value.text] is not value:
            value = named[value.text]  # another input, which was the same object
    return state(value, mismatch.path[1:])


def _few(mismatches: Sequence[Mismatch]) -> Iterator[Mismatch]:
    """Yield the first few parts of each aspect; of many parts only the first."""
    for _, group in itertools.groupby(mismatches, key=lambda mismatch: mismatch.aspect):
        parts = list(group)
        yield from parts if len(parts) <= FEW_PARTS else parts[:1]


def difference(mismatch: Mismatch, before: str = "", *, call: str = "") -> Difference:
    """Return a departure as it is reported, with an old value or the text of another call."""
    expected, got = map(differences.side, (mismatch.expected, mismatch.got))
    fact = differences.fact(mismatch, before)
    return Difference(mismatch.aspect, mismatch.path, fact, expected, got, call)
