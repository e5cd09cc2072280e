"""Every sentence of `grade verify`, in one place, so that it can be read, and translated, as a whole."""

from __future__ import annotations

from collections.abc import Mapping

from grader.core.message import Message, Plural

REFERENCE_FAILS = Message(
    "The reference itself does not pass: {reason} Look for what makes it differ from run to run, or at what "
    "the task's options ask."
)
REFERENCE_DIFFERS = Message(
    "Two runs of the reference differ on {code}. Draw random numbers from a generator that you seed, or "
    "with the sources that are seeded before each call (torch, numpy, random)."
)
RIGHT_FAILS = Message(
    "The right variant {name!r} fails on {code}: {reason} If it is right, the reference, the inputs or the "
    "prose ask too much; if it is not, declare it a misconception."
)
SURVIVES = Message(
    "The misconception {name!r} passes: no case tells it from the reference. Widen the inputs so that one "
    "does, or remove it."
)
NOT_NAMED = Message(
    "The misconception {name!r} fails on {code}, but is not recognised as itself. It behaves differently "
    "from run to run; seed what is random in it."
)
NAMED_OTHERWISE = Message(
    "The misconception {name!r} is recognised as {other!r}: the two behave alike on every case. Write "
    "@{task}.misconception(same_as={other!r}), or widen the inputs so that a case tells them apart."
)
FAILS_ON_CPU = Message(
    "The device misconception {name!r} fails on {code} on the CPU already: {reason} Leave out device=True, "
    "or make it right on a CPU."
)
WORKS_ON_GPU = Message(
    "The device misconception {name!r} would work on a GPU, as far as can be told. Make it fail with "
    "arguments on one, or declare it a right variant."
)
RIGHT_FAILS_ON_GPU = Message(
    "The right variant {name!r} would fail on a GPU: {reason} Mend it, or declare it "
    "@{task}.misconception(device=True)."
)
REFERENCE_FAILS_ON = Message(
    "On {device}, the reference itself does not pass on {code}: {reason} If a GPU computes something else "
    "there, leave such inputs out, or write gpu=False."
)
RIGHT_FAILS_ON = Message(
    "On {device}, the right variant {name!r} fails on {code}: {reason} Mend it, or declare it "
    "@{task}.misconception(device=True)."
)
SURVIVES_ON = Message(
    "On {device}, the misconception {name!r} passes: what tells it from the reference on the CPU does not "
    "there. Widen the inputs, or write gpu=False."
)
REFERENCE_FAILS_ON_GPU = Message(
    "The reference itself would fail on a GPU: {reason} Mend it, or write gpu=False: then nothing is said of "
    "GPUs in this task."
)
NOT_NAMED_THERE = Message(
    "The device misconception {name!r} would fail on a GPU, but is not recognised as itself: it fails in "
    "another way from case to case. Let it fail in one way on all of them."
)
GENERIC_SURVIVES = Message(
    "A wrong answer passes: {kind} instead of the result. It differs from the reference on {code}, and the "
    "tolerance there is too wide, or what differs is not graded. Ask for it, or look at the inputs."
)
NOISE_SURVIVES = Message(
    "Noise of twice the tolerance passes on {code}. This is a fault of the grader's comparison; report it."
)
NOT_RUN = Message("{name!r} could not be run: {reason}")
REFERENCE_NOT_RUN = Message("The reference could not be run: {reason}")
IN_LINE = Message("In line {line}: {why}")
RAISED_IN_LINE = Message("{error}, line {line}.")
STARTER_EARNS = Message(
    "The starter's own {task} counts as written, and its score is {score:g}; it should count as not "
    "finished. Leave only `raise NotImplementedError`, `pass` or `...` in it."
)
MOST_DROPPED = Message(
    "Most cases were left out, {dropped} of {all}: {reason}. What is left may prove nothing: look at the "
    'inputs, such as tensors(…, dtypes=("float32",)), or let the reference work on them.'
)
NO_HINT = Message('There is no hint. Write at least one: {task}.hint("…").')
NO_MISCONCEPTION = Message("No misconception is declared. Write at least one that learners really have.")
OTHER_PARAMETERS = Message(
    "The starter has {task}({starter}), the reference {task}({reference}). Give both the same parameters, in "
    "the same order."
)
ORPHAN_STARTER = Message("{path} has no reference. Write {other}, or remove it.")
ORPHAN_REFERENCE = Message(
    "{path} has no starter. Write {other}, or let its name begin with `_` if it is no exercise."
)

KINDS: Mapping[str, Message] = {
    "zeros": Message("zeros"),
    "ones": Message("ones"),
    "the input itself": Message("the input itself"),
    "nothing": Message("nothing"),
    "detached": Message("detached"),
    "another dtype": Message("another dtype"),
    "an extra dimension": Message("an extra dimension"),
    "transposed": Message("transposed"),
    "the first result, always": Message("the first result, always"),
    "inputs changed in place": Message("inputs changed in place"),
    "noise": Message("noise just above tolerance"),
}
"""What a generic wrong answer gives instead of the result, by its code in `grader.workshop.generic`."""

ON = Message("{title} · on {device}")
TASK = Message("task")
CASES = Message("cases")
DROPPED = Message("dropped")
RIGHT = Message("right")
KILLED = Message("wrong answers that fail")
EQUIVALENT = Message("Changes that make no difference, so that they are no wrong answers here:")
REASONS = Message("Cases left out:")
LEFT = Message("On the CPU only: {tasks}")
ALL_TASKS = Message("all tasks")
ALL_WELL = Message("{exercises} proved: {tasks}, {killed} of {wrong} wrong answers fail. ({seconds:.0f} s)")
TASKS = Plural("1 task", "{count} tasks")
FAULTS = Plural("{count} to mend.", "{count} to mend.")
EXERCISES = Plural("1 exercise", "{count} exercises")
