"""Every label and sentence of the reports themselves, in one place, so that they can be translated."""

from grader.model import Aspect

WHY = "Why"
LOOKS_LIKE = "Looks like"
PATTERN = "Pattern"
ALSO = "Also"
HINT = "Hint"
ADVICE = "Try"
PRINTED = "You printed"
WARNED = "Warning"
LINE = "Your line"
ON_GPU = "On a GPU"
NOT_ON_GPU = "right; not on a GPU"
LINES = "Your lines"
IN_CALL = ", in call {number}"
LOG_SCALE = " (logarithmic scale)"
FIRST_DEPARTS = "The first that departs is number {number}: {got}, where {expected} is expected."
NONE_DEPARTS = "None of these numbers departs."
TOO_MANY_NUMBERS = "There are more numbers than expected."
NOT_FINITE = "nan or inf"
NOT_FINITE_FROM = " From number {number} on there is nan or inf, which is not drawn."
NOT_THERE = "nothing"
LEGEND = "{expected} expected   {got} got   {both} both"
EXPECTED = "expected"
GOT = "got"
CALL = "call"

ASK_HINT = "grade {file} --hint {task}"
NOT_RUN = "Not run:"
RAN = "Run: cells {cells}, as far as your functions need them."
RAN_ONE = "Run: cell {cells}, as far as your functions need it."
FROM_TO = "{first} to {last}"
AND = "{before} and {last}"
RUN_AND_NOT = "What was run, and what was not"
CELLS_AS_MARKED = "Cells are counted as they are marked: cell 7 is the one that was run as [7]."
MISSING = (
    "Missing: the file defines no function of that name. If it is made in an unusual way, try --whole-file."
)
MISSING_CELLS = "Missing: no cell that was run defines a function of that name."
MORE = "… and {count} more (all are in --format json)"
MORE_CELLS = "… and {count} more"
SCORE = "{score} of {most} points"
ALL_RIGHT = "All right."
NEXT_FIX = "Next: mend {task}."
NEXT_WRITE = "Next: write {task}."

TITLE_OF_TASK = "{task}: {remark}"
NOT_WRITTEN = "It is not written yet."
NOT_GRADED = "Not graded"
LOST = "Not run"
SUMMARY_CUT = "**The rest is left out: there is no more room in the summary of this step.**"
SOME_SHOWN = "GitHub shows the first {most} of a kind in each step; all of them are in this log."
COUNTED = {
    "error": ("1 error", "{count} errors"),
    "warning": ("1 warning", "{count} warnings"),
    "notice": ("1 notice", "{count} notices"),
}

TITLE = "Feedback on {name}"
SEVERAL = "Feedback on {count} files"
CONTENTS = "Files"
TASKS = "Tasks"
SHOW_HINT = "Hint {number} of {count}"
CODE = "Your code"
FAILING_CALL = "A call that fails"
DRAWN = "The same, drawn"
SKIPPED = "What was not run"
CELL = "cell {cell}"
CELL_LINE = "cell {cell}, line {line}"
ONLY_LINE = "line {line}"
COMPUTED = "computed on this call"
VISIT_OF = "pass {visit} of {visits}"
VISIT = "pass {visit}"
STOPPED = "The traced call was stopped after many lines."
AND_SO_ON = "… and so on"
RETURNS = "returns"
NO_NUMBERS = "too large to draw"
EMPTY = "no elements"
SCALAR = "no dimensions"
SLICE = "{label}[{index}]"
WRONG_ELEMENT = "wrong"
FACTS = "Answer key {key} · torch {torch} on {device} · {tier}"
FACT_NAMES = {
    "unconfined": "the code was run with time and memory limits, unconfined",
    "flat": "the code was run confined, tier flat: Landlock, seccomp and limits",
    "namespaces": "the code was run confined, tier namespaces: a sandbox, Landlock, seccomp and limits",
}
DRIVER_IN_REACH = ", the GPU's driver within its reach: this promises less than on the CPU"
DEVICE = "Device"
THE_CPU = "the CPU"
REMARK_ON = "{remark} on {device}"
CPU_ALONE = "graded on the CPU only"
SHOWN_ON = "This was on {device}."
RIGHT_ON = "On {device} it is right."
WRONG_ON = "On {device} it is not right either ({how})."
UNGRADED_ON = "On {device} it could not be graded: {why}"
TOP = "Back to the top"

HINTS = "Hints"
SKIP = "Skip to the feedback"
FILE = "File"
TASK = "Task"
STATE = "State"
POINTS = "Points"
POINTS_OF = "{score} points"
REMARK = "Remark"
NEXT = "Next"
HERE = "it stopped here"
WHERE = "Where"
WHAT = "What"
REASON = "Why"
LEAF = "requires_grad=True"
NO_GRAPH = "no graph"

STATES = {
    # what a sign says to those who do not see it
    "right": "right",
    "wrong": "wrong",
    "todo": "to do",
    "unsure": "not graded",
}

NO_ERROR = "no error where one is asked"
ASPECTS = {
    Aspect.SIGNATURE: "other parameters",
    Aspect.OUTCOME: "raised for some inputs",
    Aspect.STRUCTURE: "another kind of result",
    Aspect.GRAPH: "keeps its graph",
    Aspect.SHAPE: "wrong shape",
    Aspect.DTYPE: "wrong dtype",
    Aspect.DEVICE: "wrong device",
    Aspect.VALUES: "wrong values",
    Aspect.ATTACHED: "gradient",
    Aspect.GRADIENT: "gradient",
    Aspect.ALIASING: "view or copy",
    Aspect.INPUTS: "changes its input",
}
