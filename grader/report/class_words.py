"""Every label and sentence of the class page, in one place, so that they can be translated."""

from __future__ import annotations

ONE_STUDENT, STUDENTS = "1 student", "{count} students"

SKIP = "Skip to the results"
CONTENTS = "Contents"
TOP = "Back to the top"
COUNTED = "{title} ({count})"

POINTS = "How many points there were"
NO_POINTS = "No exercise has been graded yet."
RANGE = "{low}\N{EN DASH}{high}\N{NO-BREAK SPACE}%"
BAR_NOTE = "{who} with {label} of the points"
BAR = "{label}: {count}"
CHART = "{title}: {summary}"
MEDIAN = "{who}. The median lies at {median}; the largest group, {largest}, at {mode}."
ALL_IN_ONE = "{who}, all at {mode}."
NOBODY = "Nobody has points here yet."
SHARE_AXIS = "share of the points"
PERCENT = "{number}\N{NO-BREAK SPACE}%"

TASKS = "How the tasks went"
TASKS_ORDER = "In each exercise, the task with the fewest points comes first."
NO_TASKS = "No task has been graded yet."
CPU_ONLY = "not on a GPU: {count} of the right ones"
NO_ONE_TRIED = "no student"
MEAN = "mean {share}"
KINDS = {
    "right": ("✓", "right"),
    "wrong": ("✗", "wrong"),
    "todo": ("○", "to do"),
    "unsure": ("!", "not graded"),
}
KIND = "{count} {kind}"

CLUSTERS = "What the class misunderstands"
CLUSTER_KINDS = (
    "A misconception has a name, because the course knows it; the text below is what its students read. "
    "A shared pattern has none: these answers fail in the same way, and nobody has yet said why."
)
NO_CLUSTERS = "No two students went wrong in the same way."
AT_A_GLANCE = "At a glance, the most frequent first"
NAMED = "misconception"
UNNAMED = "shared pattern"
CLUSTER = "{who}: "
EXAMPLE = "One of their calls"
CALL, EXPECTED, GOT = "call", "expected", "got"
CODE = "The code of one of them"
HEADS = " students"
MEMBERS = "Who"
ONE_MORE, MORE = "and 1 more", "and {count} more"
ONE_ALONE, ALONE = "1 mistake of a single student", "{count} mistakes of a single student each"
ONE_CUT, CUT = "… and 1 more line", "… and {count} more lines"

ISSUES = "What a person should look at"
REVIEW, REVIEW_NONE = "To be looked at", "Nothing: the grader is certain of every verdict."
UNGRADED, UNGRADED_NONE = "Could not be graded", "Nothing: every file could be graded."
WHO, WHERE, WHY = "Student", "Where", "Why"

ABSENT, ABSENT_NONE = "Who handed nothing in", "Nobody: there is something from every student."

STUDENTS_TITLE, NO_STUDENTS = "All students", "There are no students yet."
TABLE = "Table of all students"
NAME, ID, GROUP, TOTAL, REMARK = "Name", "ID", "Group", "Total", "Remark"
FIND = "Find by name, ID or group"
SHOWN = "{shown} of {all} students are shown."
NONE_SHOWN = "No student is found. Try a part of the name or of the ID."
SORTED = "Click a heading to sort; a third click restores the first order."

LEFTOVERS, LEFTOVERS_NONE = "Files that were not graded", "None: every file was graded."
FILE = "File"
FACTS = "How this was graded"


def students(count: int) -> str:
    """How many students: `1 student`, `12 students`."""
    return many(count, ONE_STUDENT, STUDENTS)


def many(count: int, one: str, several: str) -> str:
    """The singular or the plural, with the number in its place."""
    return one if count == 1 else several.format(count=f"{count:,}")


def percent(share: float) -> str:
    """A share from 0 to 1 in whole percent; 0 and 100 only where it is exactly that."""
    number = round(100 * share)
    return PERCENT.format(number=min(max(number, 1), 99) if 0 < share < 1 else number)
