"""Every sentence of `grade verify`, in one place, so that it can be read, and translated, as a whole."""

REFERENCE_FAILS = (
    "The reference itself does not pass: {reason} Look for what makes it differ from run to run, or at what "
    "the task's options ask."
)
REFERENCE_DIFFERS = (
    "Two runs of the reference differ on {code}. Draw random numbers from a generator that you seed, or "
    "with the sources that are seeded before each call (torch, numpy, random)."
)
RIGHT_FAILS = (
    "The right variant {name!r} fails on {code}: {reason} If it is right, the reference, the inputs or the "
    "prose ask too much; if it is not, declare it a misconception."
)
SURVIVES = (
    "The misconception {name!r} passes: no case tells it from the reference. Widen the inputs so that one "
    "does, or remove it."
)
NOT_NAMED = (
    "The misconception {name!r} fails on {code}, but is not recognised as itself. It behaves differently "
    "from run to run; seed what is random in it."
)
NAMED_OTHERWISE = (
    "The misconception {name!r} is recognised as {other!r}: the two behave alike on every case. Write "
    "@{task}.misconception(same_as={other!r}), or widen the inputs so that a case tells them apart."
)
FAILS_ON_CPU = (
    "The device misconception {name!r} fails on {code} on the CPU already: {reason} Leave out device=True, "
    "or make it right on a CPU."
)
WORKS_ON_GPU = (
    "The device misconception {name!r} would work on a GPU, as far as can be told. Make it fail with "
    "arguments on one, or declare it a right variant."
)
RIGHT_FAILS_ON_GPU = (
    "The right variant {name!r} would fail on a GPU: {reason} Mend it, or declare it "
    "@{task}.misconception(device=True)."
)
REFERENCE_FAILS_ON = (
    "On {device}, the reference itself does not pass on {code}: {reason} If a GPU computes something else "
    "there, leave such inputs out, or write gpu=False."
)
RIGHT_FAILS_ON = (
    "On {device}, the right variant {name!r} fails on {code}: {reason} Mend it, or declare it "
    "@{task}.misconception(device=True)."
)
SURVIVES_ON = (
    "On {device}, the misconception {name!r} passes: what tells it from the reference on the CPU does not "
    "there. Widen the inputs, or write gpu=False."
)
LEFT_ON = "On the CPU only:"
REFERENCE_FAILS_ON_GPU = (
    "The reference itself would fail on a GPU: {reason} Mend it, or write gpu=False: then nothing is said of "
    "GPUs in this task."
)
NOTHING = "nothing that is known"
GENERIC_SURVIVES = (
    "A wrong answer passes: {kind} instead of the result. It differs from the reference on {code}, and the "
    "tolerance there is too wide, or what differs is not graded. Ask for it, or look at the inputs."
)
NOISE_SURVIVES = (
    "Noise of twice the tolerance passes on {code}. This is a fault of the grader's comparison; report it."
)
NOT_RUN = "{name!r} could not be run: {reason}"
STARTER_EARNS = (
    "The starter's own {task} is {outcome!r} and earns {score:g} points; it should be 'not finished'. Leave "
    "only `raise NotImplementedError`, `pass` or `...` in it."
)
MOST_DROPPED = (
    "Most cases were left out, {dropped} of {all}: {reason}. What is left may prove nothing: look at the "
    'inputs, such as tensors(…, dtypes=("float32",)), or let the reference work on them.'
)
NO_HINT = 'There is no hint. Write at least one: {task}.hint("…").'
NO_MISCONCEPTION = "No misconception is declared. Write at least one that learners really have."
OTHER_PARAMETERS = (
    "The starter has {task}({starter}), the reference {task}({reference}). Give both the same parameters, in "
    "the same order."
)
ORPHAN_STARTER = "{path} has no reference. Write {other}, or remove it."
ORPHAN_REFERENCE = (
    "{path} has no starter. Write {other}, or let its name begin with `_` if it is no exercise."
)
NO_REFERENCES = "{root} has no references to verify (reference/*.py)."

NOISE = "noise just above tolerance"

PROVING = "Proving"
ON = "{title} · on {device}"
TASK = "task"
CASES = "cases"
DROPPED = "dropped"
RIGHT = "right"
KILLED = "wrong answers that fail"
EQUIVALENT = "Changes that make no difference, so that they are no wrong answers here:"
REASONS = "Cases left out:"
ALL_TASKS = "all tasks"
ALL_WELL = "{exercises} proved: {tasks}, {killed} of {wrong} wrong answers fail. ({seconds:.0f} s)"
ONE_TASK = "1 task"
TASKS = "{count} tasks"
FAULTS = "{count} to mend."
ONE_EXERCISE = "1 exercise"
EXERCISES = "{count} exercises"
