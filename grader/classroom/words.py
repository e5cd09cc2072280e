"""The sentences that teachers and students read of a class, beside those of its page and of the exports.

What travels, or is kept in the gradebook, is a fact; `grader.locale.classroom` has its sentence.
"""

from __future__ import annotations

from grader.core.message import Message, Plural

# ----------------------------------------------------------------------------------- how many there are

FILES = Plural("{count} file", "{count} files")
STUDENTS = Plural("{count} student", "{count} students")

# ------------------------------------------------------------------------------- on students' pages

NOT_GRADED = Message("{title} could not be graded: {why}")
LATE = Plural(
    "{title} was handed in {count} day late, which costs {share}: {score} of {raw} points count.",
    "{title} was handed in {count} days late, which costs {share}: {score} of {raw} points count.",
)
LATE_UNKNOWN = Message("{title} was handed in late. What that costs is decided by your teacher.")
FEEDBACK_FOR = Message("Feedback for {name}")

# -------------------------------------------------------------------------------- on the class page

CLASS = Message("The class")
SUMMARY = Message("{students}, of whom {handed} handed something in: {files} that count.")
MEAN = Plural(
    "On average {mean} of the points; {count} file with full marks.",
    "On average {mean} of the points; {count} files with full marks.",
)
LATE_ONES = Plural("{count} file came late.", "{count} files came late.")
NONE = "-"
OF = Message("{score} of {most}")
NOT_READ = Message("could not be graded")
LATE_SOMEHOW = Message("late")
LATE_BY = Plural("{count} day late", "{count} days late")
BY_HAND = Message("changed by hand")
AND_OTHERS = Message("{names} and {count} more")
RAISED = Message("raised {error}")
FACT = {
    "layout": Message("The submissions were taken in as the layout {value}."),
    "torch": Message("They were graded with torch {value}."),
    "device": Message("They ran on {value}."),
}
TIERS = {
    "unconfined": Message(
        "Submissions ran UNCONFINED, with time and memory limits only: they could have read whatever the "
        "grader's user can."
    ),
    "flat": Message(
        "Submissions ran confined, tier flat: Landlock, seccomp and limits. They could find out which files "
        "there are, and read none but Python's."
    ),
    "namespaces": Message(
        "Submissions ran confined, tier namespaces: a sandbox, Landlock, seccomp and limits. They saw Python "
        "and a folder of their own, and nothing else."
    ),
}
DRIVER_IN_REACH = Message(
    "The GPU's driver was within their reach: a flaw in it is a way out, so that this promises less than on "
    "the CPU."
)
KEY = Message("Answer key of {exercise}: {digest}.")
HIDDEN_KEY = Message("Key of its hidden cases, {exercise}: {digest}.")
