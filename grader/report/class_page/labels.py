"""Every label and sentence of the class page, in one place."""

from __future__ import annotations

from grader.core.message import Message, Plural

SKIP = Message("Skip to the results")
CONTENTS = Message("Contents")
TOP = Message("Back to the top")
COUNTED = Message("{title} ({count})")

POINTS = Message("How many points there were")
NO_POINTS = Message("No exercise has been graded yet.")
RANGE = Message("{low}\N{EN DASH}{high}\N{NO-BREAK SPACE}%")
BAR_NOTE = Plural(
    "{count:,} student with {label} of the points", "{count:,} students with {label} of the points"
)
BAR = Message("{label}: {count}")
CHART = Message("{title}: {summary}")
MEDIAN = Plural(
    "{count:,} student. The median is {median}. The largest group, {largest}, is at {mode}.",
    "{count:,} students. The median is {median}. The largest group, {largest}, is at {mode}.",
)
ALL_IN_ONE = Plural("{count:,} student, all at {mode}.", "{count:,} students, all at {mode}.")
NOBODY = Message("Nobody has points here yet.")
SHARE_AXIS = Message("share of the points")
PERCENT = Message("{number}\N{NO-BREAK SPACE}%")

TASKS = Message("How the tasks went")
TASKS_ORDER = Message("In each exercise, the task with the fewest points comes first.")
NO_TASKS = Message("No task has been graded yet.")
CPU_ONLY = Message("not on a GPU: {count} of the right ones")
NO_ONE_TRIED = Message("no student")
MEAN = Message("mean {share}")
KINDS = {
    "right": ("✓", Message("right")),
    "wrong": ("✗", Message("wrong")),
    "todo": ("○", Message("to do")),
    "unsure": ("!", Message("not graded")),
}
"""The states of a task: code, sign and label."""
COUNTED_KINDS = {
    "right": Plural("{count} right", "{count} right"),
    "wrong": Plural("{count} wrong", "{count} wrong"),
    "todo": Plural("{count} to do", "{count} to do"),
    "unsure": Plural("{count} not graded", "{count} not graded"),
}

CLUSTERS = Message("What the class misunderstands")
CLUSTER_KINDS = Message(
    "A misconception has a name, because the course knows it. The text below is what its students read. A "
    "shared pattern has no name: these answers fail in the same way, but the course does not know why."
)
NO_CLUSTERS = Message("No two students went wrong in the same way.")
AT_A_GLANCE = Message("At a glance, the most frequent first")
NAMED = Message("misconception")
UNNAMED = Message("shared pattern")
CLUSTER = Plural("{count:,} student: {label}", "{count:,} students: {label}")
STUDENTS = Plural("{count:,} student", "{count:,} students")
EXAMPLE = Message("One of their calls")
CALL, EXPECTED, GOT = Message("call"), Message("expected"), Message("got")
CODE = Message("The code of one of them")
MEMBERS = Message("Who")
MORE = Plural("and {count:,} more", "and {count:,} more")
ALONE = Plural("{count:,} mistake of a single student", "{count:,} mistakes of a single student each")
CUT = Plural("… and {count:,} more line", "… and {count:,} more lines")

ISSUES = Message("What you should look at")
REVIEW = Message("To look at")
REVIEW_NONE = Message("Nothing: the grader is certain of every verdict.")
UNGRADED = Message("Could not be graded")
UNGRADED_NONE = Message("Nothing: every file could be graded.")
WHO, WHERE, WHY = Message("Student"), Message("Where"), Message("Why")

ABSENT = Message("Who handed nothing in")
ABSENT_NONE = Message("Nobody: every student handed something in.")

STUDENTS_TITLE = Message("All students")
NO_STUDENTS = Message("No students yet.")
TABLE = Message("Table of all students")
NAME, ID, GROUP = Message("Name"), Message("ID"), Message("Group")
TOTAL, REMARK = Message("Total"), Message("Remark")
FIND = Message("Find by name, ID or group")
SHOWN = Message("{shown} of {all} students are shown.")
"""The script of the page fills in the numbers."""
NONE_SHOWN = Message("No student is found. Try a part of the name or of the ID.")
SORTED = Message("Click a heading to sort; a third click restores the first order.")

LEFTOVERS = Message("Files that were not graded")
LEFTOVERS_NONE = Message("None: every file was graded.")
FILE = Message("File")
FACTS = Message("How this was graded")


def percent(share: float) -> str:
    """Format a share from 0 to 1 in whole percent; 0 and 100 only if it is exact."""
    number = round(100 * share)
    return PERCENT.format(number=min(max(number, 1), 99) if 0 < share < 1 else number)
