"""Every label and sentence of the reports.

The facts of a verdict have their own messages.
"""

from __future__ import annotations

from collections.abc import Mapping

from grader.core.message import Message, Plural

WHY, LOOKS_LIKE, AND_LIKE = "why", "looks like", "and like"
PATTERN, ALSO, HINT, ADVICE, SLIP = "pattern", "also", "hint", "advice", "slip"
PRINTED, WARNED, LINE, ON_GPU, DEVICE = "printed", "warned", "line", "on gpu", "device"
CALL, EXPECTED, GOT = "call", "expected", "got"
"""The kinds of notes."""
REASONS = (SLIP, WHY, LOOKS_LIKE, AND_LIKE, ADVICE)
"""The kinds of notes that say why something is wrong, or what to do."""
NOTES: Mapping[str, Message] = {
    WHY: Message("Why"),
    LOOKS_LIKE: Message("Looks like"),
    AND_LIKE: Message("And like"),
    PATTERN: Message("Pattern"),
    ALSO: Message("Also"),
    HINT: Message("Hint"),
    ADVICE: Message("Try"),
    SLIP: Message("Look at"),
    PRINTED: Message("You printed"),
    WARNED: Message("Warning"),
    LINE: Message("Your line"),
    ON_GPU: Message("On a GPU"),
    DEVICE: Message("Device"),
    CALL: Message("call"),
    EXPECTED: Message("expected"),
    GOT: Message("got"),
}
"""The label of each kind of note."""
LINES = Message("Your lines")
LINES_IN_CALL = Message("Your lines, in call {number}")
LOG_SCALE = Message("{label} (logarithmic scale)")
FIRST_DEPARTS = Message(
    "The first number that differs is number {number}: it is {got}, {expected} is expected."
)
NONE_DEPARTS = Message("None of these numbers differs.")
TOO_MANY_NUMBERS = Message("There are more numbers than expected.")
NOT_FINITE = Message("nan or inf")
NOT_FINITE_FROM = Message("From number {number} on, values are nan or inf. They are not drawn.")
NOT_THERE = Message("nothing")
CHART_READ = Message("{label}. {summary}")
"""The text of a chart for screen readers."""
LEGEND = Message("{expected} expected   {got} got   {both} both")
EXPECTED_LABEL, GOT_LABEL = NOTES[EXPECTED], NOTES[GOT]
LACKS = Message("This does not hold: {asked}")
LACKS_AND_HAS = Message("This does not hold: {asked} Your result: {got}.")
LABELLED = Message("{label}: {text}")
LABEL = Message("{label}:")
COUNTED_TITLE = Message("{title} ({count})")
WHERE_IT_FAILS = Message("On the calls that fail: {text}")
WHERE_IT_RETURNS = Message("On the calls that do not raise: {text}")
ON_OTHER_CALLS = Message("On other calls: {text}")
ON_CALL = Message("On {call}: {sentence}")
ON_ANOTHER_CALL = Message("On another call: {sentence}")

ASK_HINT = "grade {file} --hint {task}"
NOT_RUN = Message("Not run:")
RAN = Plural(
    "Run: cell {cells}, as far as your functions need it.",
    "Run: cells {cells}, as far as your functions need them.",
)
FROM_TO = Message("{first} to {last}")
RUN_AND_NOT = Message("What was run, and what was not")
CELLS_AS_MARKED = Message(
    "Cells have the numbers that the notebook shows: cell 7 is the one that you ran as [7]."
)
MISSING = Message(
    "Missing: the file defines no function of that name. If you make it in an unusual way, try --whole-file."
)
MISSING_CELLS = Message("Missing: no cell that you have run defines a function of that name.")
MISSING_VALUE = Message(
    "Missing: the file gives no value to that name at the top level. If you make it in an unusual way, try "
    "--whole-file."
)
MISSING_VALUE_CELLS = Message("Missing: no cell that you have run gives a value to that name.")
MORE = Plural("… and 1 more (all are in --format json)", "… and {count} more (all are in --format json)")
MORE_CELLS = Plural("… and 1 more", "… and {count} more")
SCORE = Message("{score} of {most} points")
PENDING = Message("{score} of {most} points, {pending} still open")
ALL_RIGHT = Message("All right.")
REST_RIGHT = Message("All that is graded here is right.")
NEXT_FIX = Message("Next: fix {task}.")
FURTHER = Plural(
    "Why another one is wrong: grade {file} --all", "Why {count} others are wrong: grade {file} --all"
)
NEXT_WRITE = Message("Next: write {task}.")

TITLE_OF_TASK = Message("{task}: {remark}")
NOT_WRITTEN = Message("It is not written yet.")
NOT_GRADED = Message("Not graded")
COUNTS = Message("{counts}.")
LOST = Message("Not run")
SUMMARY_CUT = Message("**The rest is left out: the summary of this step has no more room.**")
SOME_SHOWN = Message("GitHub shows the first {most} of a kind in each step; all of them are in this log.")
COUNTED = {
    "error": Plural("1 error", "{count} errors"),
    "warning": Plural("1 warning", "{count} warnings"),
    "notice": Plural("1 notice", "{count} notices"),
}

TITLE = Message("Feedback on {name}")
SEVERAL = Plural("Feedback on 1 file", "Feedback on {count} files")
CONTENTS = Message("Files")
TASKS = Message("Tasks")
SHOW_HINT = Message("Hint {number} of {count}")
CODE = Message("Your code")
CODE_IN_CALL = Message("Your code, in call {number}")
CODE_IN_PLACE = Message("Your code, {place}")
CODE_IN_CALL_AND_PLACE = Message("Your code, in call {number}, {place}")
FAILING_CALL = Message("A call that fails")
SKIPPED = Message("What was not run")
CELL = Message("cell {cell}")
CELL_LINE = Message("cell {cell}, line {line}")
FILE_CELL_LINE = Message("{file}, cell {cell}, line {line}")
ONLY_LINE = Message("line {line}")
VISIT_OF = Message("pass {visit} of {visits}")
VISIT = Message("pass {visit}")
STOPPED = Message("The traced call was stopped after many lines.")
AND_SO_ON = Message("… and so on")
RETURNS = Message("returns")
NO_NUMBERS = Message("too large to draw")
EMPTY = Message("no elements")
WRONG_ELEMENT = Message("wrong")
FACTS = Message("Answer key {key} · torch {torch} on {device} · {tier}")
FACT_NAMES = {
    "unconfined": Message("the code was run with time and memory limits, unconfined"),
    "flat": Message("the code was run confined, sandbox tier flat: Landlock, seccomp and limits"),
    "namespaces": Message(
        "the code was run confined, sandbox tier namespaces: bubblewrap, Landlock, seccomp and limits"
    ),
}
FACT_NAMES_ON_GPU = {
    "flat": Message(
        "the code was run confined, sandbox tier flat: Landlock, seccomp and limits. It could reach the "
        "GPU's driver, so this protects less than on the CPU"
    ),
    "namespaces": Message(
        "the code was run confined, sandbox tier namespaces: bubblewrap, Landlock, seccomp and limits. It "
        "could reach the GPU's driver, so this protects less than on the CPU"
    ),
}
THE_CPU = Message("the CPU")
SHOWN_ON = Message("This was on {device}.")
RIGHT_ON = Message("On {device} it is right.")
WRONG_ON = Message("On {device} it is not right either ({how}).")
UNGRADED_ON = Message("On {device} it could not be graded: {why}")
TOP = Message("Back to the top")

HINTS = Message("Hints")
SKIP = Message("Skip to the feedback")
FILE = Message("File")
TASK = Message("Task")
STATE = Message("State")
POINTS = Message("Points")
POINTS_OF = Message("{score} points")
REMARK = Message("Remark")
NEXT = Message("Next")
HERE = Message("it stopped here")
WHERE = Message("Where")
WHAT = Message("What")
REASON = Message("Why")
LEAF = "requires_grad=True"
NO_GRAPH = Message("no graph")

STATES = {
    # the text of a sign for screen readers
    "right": Message("right"),
    "wrong": Message("wrong"),
    "todo": Message("to do"),
    "unsure": Message("not graded"),
}

GRAPHS = {
    # how a tensor that is drawn is connected to the graph
    "leaf": Message("requires grad"),
    "inside": Message("in the graph"),
    "cut": Message("cut from the graph"),
}
