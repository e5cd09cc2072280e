"""Every sentence that teachers and students read of a class, beside those of its page and of the exports."""

from __future__ import annotations

from grader.classroom.tally import Counts, Progress

HIDDEN_ONLY = "It is right on every call that is shown, and wrong on one that is not shown."
HIDDEN_TOO = "It is wrong on more of what is expected in a call that is not shown."

LANE_ENDED = "The grader's own process ended on this file, twice. Please report it, with the file."
PAGE_LOST = "The grader's own process ended while it wrote {page}. Please report it."
FAULT = "A fault of the grader, not of the file: {fault}. Please report it."

# ------------------------------------------------------------------------------- on students' pages

NOT_YET = "It is not graded yet: run the same `grade batch` again, which goes on."
NOT_GRADED = "{title} could not be graded: {why}"
OVERRIDDEN = "{task} counts {score} of {most} points. A teacher decided so: {reason}"
LATE = "{title} was handed in {days} late, which costs {share}: {score} of {raw} points count."
LATE_UNKNOWN = "{title} was handed in late. What that costs is decided by your teacher."
FEEDBACK_FOR = "Feedback for {name}"

# -------------------------------------------------------------------------------- on the class page

CLASS = "The class"
SUMMARY = "{students}, of whom {handed} handed something in: {files} that count."
MEAN = "On average {mean} of the points; {full} with full marks."
LATE_ONES = "{files} came late."
NONE = "-"
OF = "{score} of {most}"
NOT_READ = "could not be graded"
LATE_SOMEHOW = "late"
LATE_BY = "{days} late"
BY_HAND = "changed by hand"
AND_OTHERS = "{names} and {count} more"
RAISED = "raised {error}"
FACT = {
    "layout": "The submissions were taken in as the layout {value}.",
    "torch": "They were graded with torch {value}.",
    "device": "They ran on {value}.",
}
TIERS = {
    "unconfined": (
        "Submissions ran UNCONFINED, with time and memory limits only: they could have read whatever the "
        "grader's user can."
    ),
    "flat": (
        "Submissions ran confined, tier flat: Landlock, seccomp and limits. They could find out which files "
        "there are, and read none but Python's."
    ),
    "namespaces": (
        "Submissions ran confined, tier namespaces: a sandbox, Landlock, seccomp and limits. They saw Python "
        "and a folder of their own, and nothing else."
    ),
}
DRIVER_IN_REACH = (
    "The GPU's driver was within their reach: a flaw in it is a way out, so that this promises less than on "
    "the CPU."
)
KEY = "Answer key of {exercise}: {digest}."
HIDDEN_KEY = "Key of its hidden cases, {exercise}: {digest}."

# ------------------------------------------------------------------------------- what to look at

LOOK_LATE = "The download says that it came late, and not by how much: decide what that costs."
LOOK_LOADED = (
    "It timed out while the machine had more to do than it could. On a quiet machine: "
    "grade regrade --student {student}"
)
LOOK_FEW = "Wrong on {wrong} of {tried} calls only, and like no known misconception: is it right in its way?"
LOOK_ALIKE = "The same answers to at least {count} tasks, names and layout aside, which few others have."
NO_NAME = "Like no known misconception ({what})."


def days(count: int) -> str:
    """`1 day`, `3 days`."""
    return f"{count} day" if count == 1 else f"{count} days"


def files(count: int) -> str:
    """`1 file`, `3 files`."""
    return f"{count} file" if count == 1 else f"{count} files"


def students(count: int) -> str:
    """`1 student`, `3 students`."""
    return f"{count} student" if count == 1 else f"{count} students"


# ------------------------------------------------------------------------------- in the terminal

MAKING = "Making the answer key (only the first time) …"
BEGUN = "Grading {files} with {jobs} at a time."
STRANGER = "{name} is not in the roster."
GOES_ON = "Stopped. What was graded is kept: the same command goes on."
OTHER_CLASS = (
    "{folder} holds another class: none of the {students} handed in here is known there. "
    "Choose another folder with --out; with a --roster, students of several downloads are the same ones."
)
NO_BATCH = "{folder}: nothing was graded here yet. Run `grade batch` first."
BAD_EXTENSION = "{roster}: {why} A number of days is allowed, too."
COURSE_CHANGED = "the course has changed"
NOBODY_MOVED = "Nobody's score has moved."
MOVES = ("student", "exercise", "task", "score", "why")
MOVED = "The scores of {students} have moved."
NEXT = """
The class:   {page}
To look at:  grade review {out}
To publish:  grade export {out} --format csv"""


def taken_in(layout: str, count: int, people: int) -> str:
    """Which layout was recognised, and how much there is."""
    return f"Taken in as the layout {layout}: {files(count)} of {students(people)}."


def progress(state: Progress, seconds: float) -> str:
    """`120 of 300 graded, 14.2 a second, 13 s left; 45 with full marks`."""
    return f"{state.done} of {state.total} graded, {tally(state, seconds)}"


def tally(state: Progress, seconds: float) -> str:
    """What stands behind the number of files."""
    rate = state.done / seconds if seconds > 0 else 0.0
    left = f", {(state.total - state.done) / rate:.0f} s left" if rate and state.done < state.total else ""
    parts = [f"{rate:.1f} a second{left}", f"{state.full} with full marks"]
    parts += [f"{state.unreadable} unreadable"] if state.unreadable else []
    parts += [f"{state.faults} faults of the grader"] if state.faults else []
    parts += [f"{state.retried} timed out on a busy machine, tried again alone"] if state.retried else []
    return "; ".join(parts)


def closing(counts: Counts, state: Progress, leftovers: int) -> str:
    """What came of a class, in a few lines."""
    lines = [
        f"{files(counts.files)} of {students(counts.students)}: {counts.full} with full marks"
        + (f", {counts.problems} could not be graded" if counts.problems else "")
        + "."
    ]
    if state.total == 0:
        lines.append("Nothing had changed: nothing was graded again.")
    elif state.total < counts.files:
        lines.append(f"Of these, {files(state.total)} had to be graded now; the others were graded before.")
    if counts.absent:
        lines.append(f"{students(counts.absent)} of the roster handed nothing in.")
    if leftovers:
        verb = "is no submission" if leftovers == 1 else "are no submissions"
        lines.append(f"{files(leftovers)} in the download {verb}; the class page says why.")
    if counts.looks:
        lines.append(
            f"{counts.looks} {'thing' if counts.looks == 1 else 'things'} to look at before you publish."
        )
    return "\n".join(lines)


# ------------------------------------------------------------------------------- what a person decides

LOOKS = "\nTo look at: {count}. Decide with `grade override` or `grade accept`; what is left stands as it is."
NO_LOOKS = "There is nothing that a person has to look at."
NO_REASON = "An override needs --reason: the student reads it."
WITHDRAWN = "the override was withdrawn"
OVERRODE = "{name}, {exercise} {task}: {before} → {after}."
ACCEPTED_WHY = "the answer of {name} was accepted"
ACCEPTED = (
    "In this class, whoever's answer behaves like this one has full marks now. For the next one, change what "
    "{exercise} asks (its reference, its inputs or its prose) so that this is right, and paste it beside the "
    "reference as a variant, which `grade verify` then proves:\n\n    {place}"
)
RIGHT_ALREADY = "{name} has {task} right already."
NOTHING_TO_ACCEPT = "{name} has no answer to {task} that could be accepted: it is {outcome}."
NOTHING_HANDED_IN = "{name} has handed nothing in for {exercise}."
NO_SCORE = "{score!r} is no number. Give the points that count, or - to withdraw an override."
OUT_OF_RANGE = "{score} is not between 0 and the {points} that {task} counts."
SEVERAL_STUDENTS = "{who!r} may be several students. Name one by the id: {options}."
NO_STUDENT = "There is no student {who!r} in this gradebook.{near}"
SEVERAL_TASKS = "{task!r} is a task of several exercises. Write one of: {options}."
NO_TASK = "There is no task {task!r} in this gradebook.{near}"


def meant(near: list[str]) -> str:
    """What may have been meant."""
    return f" Did you mean {' or '.join(map(repr, near))}?" if near else ""


# ------------------------------------------------------------------------------------- exporting

NO_EXERCISE = "--exercise {name}: nobody has handed that in. There are: {known}."
NOTHING_GRADED = "{folder}: there is nothing to export."
NO_COLUMN = "--column {word!r}: write EXERCISE=HEADER, such as exercise_03='Homework 3 (12345)'."
NO_FEEDBACK = "--feedback makes a zip for Canvas or Moodle, and none for --format {form}. Leave it out."
UNREAD = "{path} cannot be read: {why}."
EXISTS = "{path} exists already. Choose another name, or say --replace."
NOT_WRITTEN = "{path} cannot be written: {why}. Choose another place."
WROTE = "Wrote {path}."
