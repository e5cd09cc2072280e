"""Every sentence of `grade verify`, in one place."""

from __future__ import annotations

from collections.abc import Mapping

from grader.core.message import Message, Plural

REFERENCE_FAILS = Message(
    "The reference itself does not pass: {reason} Does it differ from run to run, or do the task's options "
    "ask too much?"
)
REFERENCE_DIFFERS = Message(
    "Two runs of the reference differ on {code}. Draw random numbers from a generator that you seed. Or draw "
    "them with torch, numpy or random, which are seeded before each call. For any random answer that has a "
    "property, use @{task}.holds."
)
RIGHT_FAILS = Message(
    "The right variant {name!r} fails on {code}: {reason} If it is right, the reference, the inputs or the "
    "prose ask too much. If it is wrong, declare it a misconception."
)
RIGHT_HAS_OTHER_DTYPE = Message(
    "Only the dtype of the right variant {name!r} is wrong, on {code}: {reason} If the prose does not ask "
    "for a dtype, write {option} in @exercise.task. If it does, declare the variant a misconception."
)
SURVIVES = Message(
    "The misconception {name!r} passes: no case tells it from the reference. Widen the inputs so that one "
    "does, or remove it."
)
NOT_NAMED = Message(
    "The misconception {name!r} fails on {code}, but is not recognised as itself. It behaves differently "
    "from run to run; seed what is random in it."
)
NOT_COMPARABLE = Message(
    "The misconception {name!r} fails on {code}, but is not recognised as itself: its result is of type "
    "{type}, which cannot be compared. Write seen_as=…, a text that reads the result, or remove the "
    "misconception."
)
NAMED_OTHERWISE = Message(
    "The misconception {name!r} is recognised as {other!r}: the two behave the same on every case. Write "
    "@{task}.misconception(same_as={other!r}), or widen the inputs so that a case tells them apart."
)
FAILS_ON_CPU = Message(
    "The device misconception {name!r} already fails on the CPU, on {code}: {reason} Leave out device=True, "
    "or make it right on a CPU."
)
WORKS_ON_GPU = Message(
    "The device misconception {name!r} would work on a GPU, as far as grade can see. Make it fail with "
    "arguments on a GPU, or declare it a right variant."
)
RIGHT_FAILS_ON_GPU = Message(
    "The right variant {name!r} would fail on a GPU: {reason} Fix it, or declare it "
    "@{task}.misconception(device=True)."
)
REFERENCE_FAILS_ON = Message(
    "On {device}, the reference itself does not pass on {code}: {reason} If a GPU computes something else "
    "for such inputs, leave them out, or write gpu=False."
)
RIGHT_FAILS_ON = Message(
    "On {device}, the right variant {name!r} fails on {code}: {reason} Fix it, or declare it "
    "@{task}.misconception(device=True)."
)
SURVIVES_ON = Message(
    "On {device}, the misconception {name!r} passes, although it fails on the CPU. Widen the inputs, or "
    "write gpu=False."
)
REFERENCE_FAILS_ON_GPU = Message(
    "The reference itself would fail on a GPU: {reason} Fix it, or write gpu=False. Then this task says "
    "nothing about GPUs."
)
NOT_NAMED_THERE = Message(
    "The device misconception {name!r} would fail on a GPU, but is not recognised as itself. It fails "
    "differently from case to case. Make it fail in one way on all cases."
)
GENERIC_SURVIVES = Message(
    "A wrong answer passes: {kind} instead of the result. It differs from the reference on {code}. Either "
    "the tolerance is too wide, or what differs is not graded. Ask for it, or look at the inputs."
)
NOISE_SURVIVES = Message(
    "Noise of twice the tolerance passes on {code}. This is a fault of the grader's comparison; report it."
)
PRINTS = Message(
    "Note: the reference prints {printed!r} on {code}. Nobody sees it. Remove the print, or write "
    "prints=True if the task asks for it."
)
SLOW = Message(
    "Note: the reference took {seconds:.1f} seconds on {code}. Students wait as long. Make the inputs "
    "smaller, or the reference faster."
)
RANDOM = Message(
    "Note: the reference is random: with another seed, it does something else on {code}. A submission must "
    "draw the same random numbers in the same order. If other numbers are right, too, write properties under "
    "@{task}.holds, with seeds=3. Or let seen_as=… read what is not random."
)
UNFILLED = Message("{path}, line {line}: This is still to be filled in: {text}")
NOT_RUN = Message("{name!r} could not be run: {reason}")
REFERENCE_NOT_RUN = Message("The reference could not be run: {reason}")
IN_LINE = Message("In line {line}: {why}")
RAISED_IN_LINE = Message("{error}, line {line}.")
STARTER_EARNS = Message(
    "The starter's {task} counts as written, with score {score:g}. It should count as not finished. Leave "
    "only `raise NotImplementedError`, `pass` or `...` in it."
)
UNKNOWN_IMPORT = Message(
    "Note: {path}, line {line}: the exercise does not know the package {package}. Learners may not have it. "
    "Write Exercise(…, knows={{{name!r}: {module!r}}}). Then only the tasks that use it need it."
)
STARTER_FAILS = Message("The starter cannot be run as it is: {why} Learners would get this error.")
NEVER_RUNS = Message(
    "The misconception {name!r} raises this error in every case: {error} Is a name misspelt, or an import "
    "missing?"
)
MOST_DROPPED = Message(
    "Most cases were left out, {dropped} of {all}: {reason}. The first is {call}. The other cases may prove "
    'nothing. Look at the inputs, such as tensors(…, dtypes=("float32",)), or make the reference work on '
    "them."
)
MOST_RAISED = Message(
    "Most cases were left out, {dropped} of {all}: {reason}. The first is {call}: {error}. The other cases "
    'may prove nothing. Look at the inputs, such as tensors(…, dtypes=("float32",)), or make the reference '
    "work on them."
)
NO_SENTENCE = Message(
    "Learners read what {name!r} says: {text!r}. Make it a whole sentence that ends with a full stop."
)
NO_HINT = Message('There is no hint. Write at least one: {task}.hint("…").')
NO_MISCONCEPTION = Message("No misconception is declared. Write at least one that learners really have.")
OTHER_PARAMETERS = Message(
    "The starter has {task}({starter}), the reference {task}({reference}). Give both the same parameters, in "
    "the same order."
)
ORPHAN_STARTER = Message("{path} has no reference. Write {other}, or remove it.")
ORPHAN_REFERENCE = Message(
    "{path} has no starter. Write {other}. If it is not an exercise, begin its name with `_`."
)

MUTANT_PASSES = Message(
    "line {line}: {before}  →  {after} passes, but differs from the reference on:\n{code}\n"
    "Widen the inputs so that a case shows it."
)
TOO_MANY_MUTANTS = Message(
    "The mutants of {task} took too long together. Name some tasks with --task, or make the inputs smaller."
)
TRYING = Message("{task}: {done} of {count} mutants")
FURTHER = Message("{task}: further inputs for {edit}")

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
"""What a generic wrong answer gives instead of the result.

The codes are those of `grader.workshop.generic`.
"""

ON = Message("{title} · on {device}")
TASK = Message("task")
CASES = Message("cases")
DRAWN = Message("drawn")
DROPPED = Message("dropped")
RIGHT = Message("right")
KILLED = Message("wrong answers that fail")
EQUIVALENT = Message("Changes that make no difference, so they are not wrong answers here:")
NOTHING_HOLDS = Message(
    "A function that does nothing has all properties of task {task!r}. Ask for one that it does not have."
)
BROKEN_TASK = Message("No answer can be graded: {why}")
REASONS = Message("Cases left out:")
LEFT = Message("On the CPU only: {tasks}")
ALL_TASKS = Message("all tasks")
EDITS = Message("kinds of edit")
MUTANTS = Message("mutants")
FAILED = Message("fail")
EQUAL = Message("equal")
MISSED = Message("pass")
EQUAL_EDITS = Message("Edits that change nothing that is graded, on so many further inputs:")
MUTANTS_WELL = Message(
    "{exercises}: {tasks}, {failed} of {mutants} mutants fail, {equal} are equal. ({seconds:.0f} s)"
)
ALL_WELL = Message("{exercises} proved: {tasks}, {killed} of {wrong} wrong answers fail. ({seconds:.0f} s)")
TASKS = Plural("1 task", "{count} tasks")
FAULTS = Plural("{count} to fix.", "{count} to fix.")
EXERCISES = Plural("1 exercise", "{count} exercises")
