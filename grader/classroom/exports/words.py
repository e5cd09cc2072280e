"""Every sentence of the exports, in one place, for reading and for translation."""

from __future__ import annotations

from collections.abc import Iterator

from grader.classroom.book.standing import Late, Standing, TaskStanding
from grader.core.message import Message, Plural
from grader.locale.messages import sentence
from grader.report import labels
from grader.report.text import clean, digits

# --------------------------------------------------------------------------------- what can be exported

CSV = Message(
    "a table of all students and exercises for spreadsheets; with --fill, a table of your own, filled"
)
CANVAS = Message("the gradebook that you exported from Canvas, filled")
MOODLE = Message("the grading worksheet that you downloaded from a Moodle assignment, filled")
GRADESCOPE = Message("a student's results.json for Gradescope")
JUNIT = Message("JUnit XML, which most systems for continuous integration show")
JSON = Message("all that is known, for programs")
GITHUB = Message("Markdown for the step summary of GitHub Actions")

UNKNOWN_FORMAT = Message("--format {form!r} is not known. The formats are: {known}.")
NEEDS_FILL = Message("--format {form} fills a file that you download, and --fill is missing. {how}")
TAKES_NO_FILL = Message("--format {form} fills no file: leave out --fill.")
GET_CANVAS = Message(
    "In Canvas, open Grades, choose Export, Export Entire Gradebook. Give that file: --fill gradebook.csv. "
    "To send the filled file back, choose Import on the same page."
)
GET_MOODLE = Message(
    "In Moodle, open the assignment's Submissions. Choose Download grading worksheet under Actions. (If it "
    "is missing, turn on Offline grading worksheet under Feedback types in the assignment's settings.) Give "
    "that file: --fill worksheet.csv. To send the filled file back, choose Upload grading worksheet."
)

# --------------------------------------------------------------------------------- a file to be filled

WORKBOOK = Message(
    "{name} is a workbook, not CSV. Save it as CSV (in Excel: Save As, CSV UTF-8) and give that file."
)
NO_TEXT = Message(
    "{name} is not text that can be read. Save it as CSV with encoding UTF-8 and give that file."
)
NO_ROWS = Message("{name} has no rows. Download it again.")
NO_HEADER = Message(
    "{name}: none of the first {count} rows names a student's column ({who}) and a score's column ({score}). "
    "Give the score's column one of these names."
)
NOT_CANVAS = Message(
    "{name} is not a gradebook of Canvas: its first row does not begin with Student and ID, but with "
    "{headers}. {how}"
)
NO_COLUMN = Message(
    "{name} has no column for {exercise} ({title}). Its assignments are: {headers}. Say which one it is with "
    "--column {exercise}='{example}', or choose other exercises with --exercise."
)
NO_SUCH_COLUMN = Message(
    "--column {exercise}={wanted!r}: {name} has no such column. Its columns are: {headers}."
)
SEVERAL_COLUMNS = Message(
    "{name} has several columns that may be {exercise} ({title}): {headers}. Say which one it is with "
    "--column {exercise}='{example}'."
)
SAME_COLUMN = Message(
    "{name}: the column {header!r} would be filled for {first} and for {second}. Use --column to say which "
    "column belongs to which."
)
SAME_HEADER = Message(
    "{name} has several columns called {header!r}. Leave only the one to be filled under that name."
)
ONE_WORKSHEET = Message(
    "{name} is the worksheet of one assignment, and the class has several exercises: {exercises}. Use "
    "--exercise to choose one."
)
NOT_MOODLE = Message(
    "{name} is not a grading worksheet of Moodle: no column holds identifiers such as 'Participant 12345'. "
    "Its columns are: {headers}. {how}"
)
NO_GRADE_COLUMN = Message(
    "{name}: grade does not know which column holds the grades. Its columns are: {headers}. Choose one with "
    "--column "
    "{exercise}='{example}'."
)
ON_A_SCALE = Message(
    "{name} is graded on a scale of words ({header}), not in points. Choose Point under Grade in the "
    "assignment's settings and download the worksheet again."
)
EMPTY = Message("(nothing)")

# ----------------------------------------------------------------------------- remarks on a filled file

SCALED = Message("The scores were scaled from {most} to the {points} points of the column {header}.")
BY_NAME = Message("Matched by name alone, please check: {names}.")
LOST = Message("Not in {name}, so nothing was written for: {names}.")
OPEN = Message("Not graded yet, so their cells were left as they are: {names}.")
ABSENT = Message("No submission of theirs is known, so their cells were left as they are: {names}.")
EXCUSED = Message("Excused, so their cells were left as they are: {names}.")
LATE_UNKNOWN = Message("Late by an unknown time, so no penalty was taken: {names}.")
OF_EXERCISE = Message("{exercise}: {remark}")
NO_IDS = Message("Their files have no ids of {system}, so the zip has no feedback for: {names}.")
NO_PAGE = Message("No page exists for: {names}.")

# ------------------------------------------------------------------------------------- remarks on a score

SCORE = labels.SCORE
DAYS_LATE = Plural("{count} day late", "{count} days late")
DAYS_COST = Plural(
    "{count} day late: \N{MINUS SIGN}{percent} %", "{count} days late: \N{MINUS SIGN}{percent} %"
)
JUST_LATE = Message("late")
UNGRADED = Message("could not be graded: {tasks}")
NOTHING = Message("nothing handed in")
BY_HAND = Message("Set by hand: {reason}")
LABELLED = Message("{label}: {text}")

ID = Message("Student ID")
NAME = Message("Name")
EMAIL = Message("Email")
GROUP = Message("Group")
TOTAL = Message("Total")
EXERCISE_COLUMNS = (
    Message("{exercise} score"),
    Message("{exercise} max"),
    Message("{exercise} days late"),
    Message("{exercise} penalty"),
)
PROBLEM_COLUMN = Message("{exercise} problem")
DAYS_UNKNOWN = "?"

STUDENT = Message("Student")
CLASS = Plural("Results of {count} student", "Results of {count} students")
LEFT_OUT = Plural(
    "One more row was left out: GitHub shows no more than this.",
    "{count} more rows were left out: GitHub shows no more than this.",
)


def late(how: Late) -> str:
    """How late, in whole days, and the percentage that it costs; empty if in time."""
    if how.unknown:
        return str(JUST_LATE)
    if how.days and how.penalty:
        return DAYS_COST.format(count=how.days, percent=digits(100 * how.penalty))
    return DAYS_LATE.format(count=how.days) if how.days else ""


def comment(standing: Standing) -> str:
    """One line on a score: the points before the penalty, and how late it was."""
    score = SCORE.format(score=digits(standing.raw), most=digits(standing.max_score))
    return "; ".join(part for part in (score, late(standing.late)) if part)


def told(task: TaskStanding) -> tuple[str, ...]:
    """The remarks on a task, one line each: the same as on the student's page."""
    return tuple(map(clean, _told(task)))


def _told(task: TaskStanding) -> Iterator[str]:
    if task.remark is not None:
        yield sentence(task.remark)
    if task.slip is not None:
        yield _labelled(labels.SLIP, sentence(task.slip))
    if task.message:
        text = " ".join((task.message, *map(sentence, task.besides)))
        unsure = bool(task.misconception) and not task.certain
        yield _labelled(labels.LOOKS_LIKE, text) if unsure else text
    if task.second_message:
        yield _labelled(labels.AND_LIKE, task.second_message)
    if task.patterns:
        yield _labelled(labels.PATTERN, " ".join(map(sentence, task.patterns)))
    if task.override is not None:
        yield BY_HAND.format(reason=task.override.reason)


def _labelled(kind: str, text: str) -> str:
    return LABELLED.format(label=labels.NOTES[kind], text=text)
