"""The sentences about a class that teachers and students read.

The class page and the exports have further sentences. What is sent on, or kept in the gradebook, is a fact.
The sentence of a fact is in `grader.locale.classroom`.
"""

from __future__ import annotations

from grader.core.message import Message, Plural

# ----------------------------------------------------------------------------------------------- counts

FILES = Plural("{count} file", "{count} files")
STUDENTS = Plural("{count} student", "{count} students")

# ------------------------------------------------------------------------------- on students' pages

NOT_GRADED = Message("{title} could not be graded: {why}")
LATE = Plural(
    "{title} was handed in {count} day late, which costs {share}: {score} of {raw} points count.",
    "{title} was handed in {count} days late, which costs {share}: {score} of {raw} points count.",
)
LATE_UNKNOWN = Message("{title} was handed in late. Your teacher decides what that costs.")
FEEDBACK_FOR = Message("Feedback for {name}")

# -------------------------------------------------------------------------------- on the class page

CLASS = Message("The class")
SUMMARY = Message("{students}; {handed} handed something in: {files} that count.")
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
STILL_OPEN = Message("{points} points still open")
AND_OTHERS = Message("{names} and {count} more")
RAISED = Message("raised {error}")
FACT = {
    "layout": Message("The layout of the submissions was {value}."),
    "torch": Message("They were graded with torch {value}."),
    "device": Message("They ran on {value}."),
}
TIERS = {
    "unconfined": Message(
        "Submissions ran UNCONFINED, with time and memory limits only. They could have read all that the "
        "grader's user can read."
    ),
    "flat": Message(
        "Submissions ran confined, sandbox tier flat: Landlock, seccomp and limits. They could see which "
        "files exist, and read only Python's."
    ),
    "namespaces": Message(
        "Submissions ran confined, sandbox tier namespaces: bubblewrap, Landlock, seccomp and limits. They "
        "saw only Python and a folder of their own."
    ),
}
DRIVER_IN_REACH = Message(
    "They could reach the GPU's driver. A flaw in it is a way out of the sandbox, so this protects less than "
    "on the CPU."
)
KEY = Message("Answer key of {exercise}: {digest}.")
HIDDEN_KEY = Message("Key of its hidden cases, {exercise}: {digest}.")
